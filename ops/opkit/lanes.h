/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of elements as float or double: what lets one formula serve every element type.
 *
 * Reading returns a pointer into the tensor when the type already fits, else into the caller's
 * buffer of LG_LANES elements. Writing is the mirror image: compute into what lg_lanes_to_* gives,
 * then call lg_lanes_put_*, which rounds once and does nothing when the pointer was the tensor. */
#ifndef LG_OPKIT_LANES_H
#define LG_OPKIT_LANES_H

#include <lossgraph/op.h>

/* Elements of one run: buffers of five operands in double are 20 KiB of stack. */
enum { LG_LANES = 512 };

/* Types that are read: f16 bf16 f32 f64, int8 to int64, uint8 to uint64, bool. */
const float *lg_lanes_f32(const void *data, int32_t dtype, int64_t at, int64_t n, float *buffer);
const double *lg_lanes_f64(const void *data, int32_t dtype, int64_t at, int64_t n, double *buffer);
/* Element `at` alone. */
double lg_lane(const void *data, int32_t dtype, int64_t at);

/* Types that are written: f16 bf16 f32 f64. */
float *lg_lanes_to_f32(void *data, int32_t dtype, int64_t at, float *buffer);
double *lg_lanes_to_f64(void *data, int32_t dtype, int64_t at, double *buffer);
void lg_lanes_put_f32(void *data, int32_t dtype, int64_t at, int64_t n, const float *from);
void lg_lanes_put_f64(void *data, int32_t dtype, int64_t at, int64_t n, const double *from);
/* Element `at` alone, rounded once. */
void lg_lane_put(void *data, int32_t dtype, int64_t at, double value);

/* n elements, all alike. */
void lg_lanes_fill(void *data, int32_t dtype, int64_t at, int64_t n, double value);

#endif
