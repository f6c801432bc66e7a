/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of the avx2 level. */
#include "ops/kernels/simd_avx2.h"

#include "ops/kernels/body.inl"
