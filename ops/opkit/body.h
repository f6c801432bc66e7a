/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of function bodies. Text uses the argument names of the descriptor; helper values must
 * not collide with them (they end in an underscore by convention). */
#ifndef LG_OPKIT_BODY_H
#define LG_OPKIT_BODY_H

#include <lossgraph/op.h>

/* name = the 0-D constant `value` of a floating-point or integer type; infinities are allowed. */
void lg_body_scalar(lg_body *ctx, int32_t dtype, const char *name, double value);
/* name = a 1-D int64 constant. */
void lg_body_ints(lg_body *ctx, const char *name, const int64_t *v, int64_t n);
/* out = Reduce<op>(in) over `axes` (n = 0: all axes), as the opset wants it written. op: "Sum",
 * "Mean", "Max", "Min", …. */
void lg_body_reduce(lg_body *ctx, const char *op, const char *out, const char *in,
                    const int64_t *axes, int64_t n, int32_t keepdims);
/* name = dimension 0 of `input` (1 for a scalar) in the type of `view`, its type and rank. */
void lg_body_batch(lg_body *ctx, const char *name, const char *input, const lg_view *view);
/* out = in summed over its broadcast axes to the shape of `like`, whatever the shapes are. ai.onnx
 * 13 or newer. Helper values are named after `out`. */
void lg_body_sum_to(lg_body *ctx, const char *out, const char *in, const char *like);
/* True when input `index` of the node is present. */
int32_t lg_body_has(const lg_body *ctx, uint32_t index);
/* True when output `index` exists and is wanted. */
int32_t lg_body_wants(const lg_body *ctx, uint32_t index);

#endif
