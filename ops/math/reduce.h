/* SPDX-License-Identifier: Apache-2.0 */
/* What the Reduce operators and their gradients share: parameters and the choice of axes. */
#ifndef LG_OPS_MATH_REDUCE_H
#define LG_OPS_MATH_REDUCE_H

#include "ops/opkit/infer.h"

typedef struct lg_reduce_params {
    lg_ints axes; /* attribute of old versions */
    int32_t keepdims, noop_with_empty_axes;
} lg_reduce_params;

#define LG_REDUCE_KEEPDIMS                                                                         \
    LG_ATTR_BOOL_DOC(lg_reduce_params, keepdims, 1, "1 keeps the reduced dims with size 1")
#define LG_REDUCE_NOOP                                                                             \
    LG_ATTR_BOOL_DOC(lg_reduce_params, noop_with_empty_axes, 0,                                    \
                     "1: no axes means none instead of all")
#define LG_REDUCE_AXES LG_ATTR_INTS_DOC(lg_reduce_params, axes, "axes to reduce; absent: all")

/* mask of the reduced dims of a tensor of `rank` from the attribute or from the value of input
 * `axes_input`; n < 0: no list was given. */
lg_status lg_reduce_mask(const lg_infer *ctx, const lg_reduce_params *p, const int64_t *axes,
                         int64_t n, int32_t rank, uint8_t mask[LG_MAX_RANK]);
/* The list of axes in infer; *known is false when only run knows it. */
lg_status lg_reduce_axes(const lg_infer *ctx, const lg_reduce_params *p, uint32_t axes_input,
                         int64_t axes[LG_MAX_LIST], int64_t *n, bool *known);
/* mask in run. */
lg_status lg_reduce_exec_mask(const lg_exec *ctx, uint32_t axes_input, int32_t rank,
                              uint8_t mask[LG_MAX_RANK]);

#endif
