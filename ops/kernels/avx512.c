/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of the avx512 level. */
#include "ops/kernels/simd_avx512.h"

#include "ops/kernels/body.inl"
