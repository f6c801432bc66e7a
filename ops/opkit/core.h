/* SPDX-License-Identifier: Apache-2.0 */
/* Few instantiations instead of one per element type: every numeric type is computed in one of five
 * core types, and rows of the other types are converted in blocks on the way in and out.
 *
 * f16, bf16 -> f32 · f32 · f64 · bool and integers up to 32 bits signed -> i32 · u32, i64 -> i64 ·
 * u64. Arithmetic in the core type followed by truncation equals wrapping arithmetic of the type.
 */
#ifndef LG_OPKIT_CORE_H
#define LG_OPKIT_CORE_H

#include "ops/opkit/common.h"

typedef enum lg_core {
    LG_CORE_F32 = 0,
    LG_CORE_F64 = 1,
    LG_CORE_I32 = 2,
    LG_CORE_I64 = 3,
    LG_CORE_U64 = 4,
    LG_CORE_COUNT = 5,
    LG_CORE_NONE = -1
} lg_core;

enum { LG_CORE_BLOCK = 256 }; /* elements converted at a time; at most 2 KiB on the stack */

/* LG_CORE_NONE for strings, complex and narrow types. */
lg_core lg_core_of(int32_t dtype);
/* True when the type is its own core type: no conversion. */
bool lg_core_is_native(int32_t dtype);
/* Converts n elements at src (stride in elements) to the core type of dtype, contiguous. */
void lg_core_load(int32_t dtype, const void *src, int64_t stride, int64_t n, void *dst);
/* Contiguous core elements to dtype. */
void lg_core_store(int32_t dtype, const void *src, int64_t n, void *dst);
/* Any numeric type (bool included) to double; 64-bit integers round. */
void lg_load_f64(int32_t dtype, const void *src, int64_t stride, int64_t n, double *dst);
/* double to a float type. */
void lg_store_f64(int32_t dtype, const double *src, int64_t n, void *dst);
/* Float types to float (f64 rounds); float to float types. */
void lg_load_f32(int32_t dtype, const void *src, int64_t stride, int64_t n, float *dst);
void lg_store_f32(int32_t dtype, const float *src, int64_t n, void *dst);

#endif
