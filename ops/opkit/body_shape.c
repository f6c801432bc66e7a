/* SPDX-License-Identifier: Apache-2.0 */
/* Shared pieces of decompositions. */
#include "ops/opkit/body_shape.h"

void lg_body_reduce_to_shape(lg_body *ctx, const char *out, const char *data, const char *shape) {
    ctx->append(ctx,
                "%s_ds = Shape (%s)\n"
                "%s_rd = Size (%s_ds)\n"
                "%s_rs = Size (%s)\n"
                "%s_n = Sub (%s_rd, %s_rs)\n",
                out, data, out, out, out, shape, out, out, out);
    ctx->append(ctx,
                "%s_i0 = Constant <value = int64[1] {0}> ()\n"
                "%s_one = Constant <value = int64 {1}> ()\n"
                "%s_n1 = Unsqueeze (%s_n, %s_i0)\n"
                "%s_lead = Expand (%s_one, %s_n1)\n"
                "%s_want = Concat <axis = 0> (%s_lead, %s)\n",
                out, out, out, out, out, out, out, out, out, out, shape);
    ctx->append(ctx,
                "%s_eq = Equal (%s_ds, %s_want)\n"
                "%s_ne = Not (%s_eq)\n"
                "%s_nz = NonZero (%s_ne)\n"
                "%s_axes = Squeeze (%s_nz, %s_i0)\n"
                "%s_sum = ReduceSum <keepdims = 1, noop_with_empty_axes = 1> (%s, %s_axes)\n"
                "%s = Reshape (%s_sum, %s)\n",
                out, out, out, out, out, out, out, out, out, out, out, data, out, out, out, shape);
}
