/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of the avx512 level. */
#include "ops/kernels/simd_avx512.h"

#include "ops/kernels/body.inl"

void lg_kernels_init_avx512(lg_kernels *k) {
    init_portable(k);
}
