/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of the scalar level. */
#include "ops/kernels/simd_scalar.h"

#include "ops/kernels/body.inl"

void lg_kernels_init_scalar(lg_kernels *k) {
    init_portable(k);
}
