/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of the scalar level. */
#include "ops/kernels/simd_scalar.h"

#include "ops/kernels/body.inl"
