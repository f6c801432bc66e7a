/* SPDX-License-Identifier: Apache-2.0 */
/* NumPy broadcasting: shapes in infer, collapsed loops in run. */
#ifndef LG_OPKIT_BROADCAST_H
#define LG_OPKIT_BROADCAST_H

#include "ops/opkit/infer.h"

/* Shape of inputs [first, first + n) broadcast together into output `o`, whose dtype is given.
 * Absent inputs are skipped. LG_E_SHAPE when they do not fit. */
lg_status lg_infer_broadcast(const lg_infer *ctx, uint32_t first, uint32_t n, uint32_t o,
                             int32_t dtype);

enum { LG_BCAST_MAX = 5 }; /* operands, the result included */

/* Loops over a result shape, outermost first, with adjacent dims merged where every operand
 * allows it. */
typedef struct lg_bcast {
    int32_t rank, n; /* rank >= 1 */
    int64_t count;   /* elements of the result */
    int64_t dims[LG_MAX_RANK];
    int64_t strides[LG_BCAST_MAX][LG_MAX_RANK]; /* in elements; 0 where an operand repeats */
} lg_bcast;

/* `shape` gives the dims of the result; operands are right-aligned and broadcast to it. */
void lg_bcast_init(lg_bcast *b, const lg_view *shape, const lg_view *const *operands, int32_t n);
/* The same for shapes that are no views: strides of a tensor `dims` of `rank`, aligned so that its
 * dimension 0 is dimension `first` of the result (old ONNX `axis`). Call before the first use of
 * `b` instead of init: start, add …, finish. */
void lg_bcast_start(lg_bcast *b, int32_t rank, const int64_t *dims);
void lg_bcast_add(lg_bcast *b, int32_t rank, const int64_t *dims, int32_t first);
void lg_bcast_finish(lg_bcast *b);

/* n elements: operand k starts at ptr[k], its elements are stride[k] elements apart. */
typedef lg_status (*lg_row_fn)(void *arg, int64_t n, void *const *ptr, const int64_t *stride,
                               lg_error *err);
/* Calls `row` over the whole result, in parallel blocks of `grain` elements (0: a default). `base`
 * and `size` (bytes per element) have one entry per operand. */
lg_status lg_bcast_run(const lg_exec *ctx, const lg_bcast *b, void *const *base, const size_t *size,
                       int64_t grain, lg_row_fn row, void *arg);

/* dims of `data` that have to be summed to get back to a shape that broadcasts to it. */
void lg_unbroadcast_mask(int32_t rank, const int64_t *dims, int32_t to_rank, const int64_t *to,
                         uint8_t mask[LG_MAX_RANK]);

#endif
