/* SPDX-License-Identifier: Apache-2.0 */
/* Copying elements between strided arrays: the one loop behind Transpose, Slice, Concat, Expand,
 * Pad and their like. It knows element sizes only; sub-byte types go element by element. */
#ifndef LG_OPKIT_MOVE_H
#define LG_OPKIT_MOVE_H

#include "ops/opkit/infer.h"

/* For every index of dims: dst[dst_at + index·dst] = src[src_at + index·src]. Strides and offsets
 * in elements; they may be negative, src also 0. No two indices may write one element. */
typedef struct lg_move {
    int32_t rank;
    int64_t src_at, dst_at;
    int64_t dims[LG_MAX_RANK], src[LG_MAX_RANK], dst[LG_MAX_RANK];
} lg_move;

lg_status lg_move_run(const lg_exec *ctx, const lg_move *m, int32_t dtype, const void *src,
                      void *dst);
/* Row-major strides. */
void lg_strides(int32_t rank, const int64_t *dims, int64_t *strides);
/* Contiguous copy of `count` elements; nothing when src == dst. */
void lg_copy_elems(int32_t dtype, void *dst, int64_t dst_at, const void *src, int64_t src_at,
                   int64_t count);
/* Sets `count` elements to the element `value_at` of `value`. */
void lg_fill_elems(int32_t dtype, void *dst, int64_t dst_at, int64_t count, const void *value,
                   int64_t value_at);
/* Zeros: empty strings for LG_STRING. */
void lg_zero_elems(int32_t dtype, void *dst, int64_t count);
/* run of every operator that only changes the shape: output 0 = bytes of input 0. */
lg_status lg_run_copy(lg_exec *ctx);

#endif
