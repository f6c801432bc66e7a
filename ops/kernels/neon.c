/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of the neon level. */
#include "ops/kernels/simd_neon.h"

#include "ops/kernels/body.inl"

void lg_kernels_init_neon(lg_kernels *k) {
    init_portable(k);
}
