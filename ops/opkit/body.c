/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of function bodies. */
#include "ops/opkit/body.h"
#include "ops/opkit/common.h"

#include <math.h>

void lg_body_scalar(lg_body *ctx, int32_t dtype, const char *name, double value) {
    if (isinf(value)) { /* the text syntax has no literal for it */
        ctx->append(ctx, "%s_n = Constant <value = double {%d.0}> ()\n", name, value > 0 ? 1 : -1);
        ctx->append(ctx, "%s_z = Constant <value = double {0.0}> ()\n", name);
        ctx->append(ctx, "%s_d = Div(%s_n, %s_z)\n", name, name, name);
    } else {
        ctx->append(ctx, "%s_d = Constant <value = double {%.17g}> ()\n", name, value);
    }
    ctx->append(ctx, "%s = Cast <to = %d> (%s_d)\n", name, dtype, name);
}

void lg_body_ints(lg_body *ctx, const char *name, const int64_t *v, int64_t n) {
    ctx->append(ctx, "%s = Constant <value = int64[%lld] {", name, (long long)n);
    for (int64_t i = 0; i < n; i++)
        ctx->append(ctx, "%s%lld", i ? ", " : "", (long long)v[i]);
    ctx->append(ctx, "}> ()\n");
}

static bool axes_are_input(const lg_body *ctx, const char *op) {
    const bool sum = op[0] == 'S' && op[1] == 'u' && op[2] == 'm' && op[3] == '\0';
    return ctx->opset >= (sum ? 13 : 18);
}

void lg_body_reduce(lg_body *ctx, const char *op, const char *out, const char *in,
                    const int64_t *axes, int64_t n, int32_t keepdims) {
    if (n == 0) {
        ctx->append(ctx, "%s = Reduce%s <keepdims = %d> (%s)\n", out, op, keepdims, in);
    } else if (axes_are_input(ctx, op)) {
        ctx->append(ctx, "%s_axes = Constant <value = int64[%lld] {", out, (long long)n);
        for (int64_t i = 0; i < n; i++)
            ctx->append(ctx, "%s%lld", i ? ", " : "", (long long)axes[i]);
        ctx->append(ctx, "}> ()\n%s = Reduce%s <keepdims = %d> (%s, %s_axes)\n", out, op, keepdims,
                    in, out);
    } else {
        ctx->append(ctx, "%s = Reduce%s <keepdims = %d, axes = [", out, op, keepdims);
        for (int64_t i = 0; i < n; i++)
            ctx->append(ctx, "%s%lld", i ? ", " : "", (long long)axes[i]);
        ctx->append(ctx, "]> (%s)\n", in);
    }
}

void lg_body_batch(lg_body *ctx, const char *name, const char *input, const lg_view *view) {
    if (view->rank == 0) {
        lg_body_scalar(ctx, view->dtype, name, 1);
        return;
    }
    ctx->append(ctx, "%s_shape = Shape(%s)\n", name, input);
    ctx->append(ctx, "%s_zero = Constant <value = int64 {0}> ()\n", name);
    ctx->append(ctx, "%s_dim = Gather <axis = 0> (%s_shape, %s_zero)\n", name, name, name);
    ctx->append(ctx, "%s = Cast <to = %d> (%s_dim)\n", name, view->dtype, name);
}

void lg_body_sum_to(lg_body *ctx, const char *out, const char *in, const char *like) {
    const char *o = out;
    /* Shape of `like` with leading ones, to the rank of `in`; axes where the two differ. */
    ctx->append(ctx, "%s_fs = Shape(%s)\n%s_ls = Shape(%s)\n", o, in, o, like);
    ctx->append(ctx, "%s_fr = Size(%s_fs)\n%s_lr = Size(%s_ls)\n", o, o, o, o);
    ctx->append(ctx, "%s_m = Sub(%s_fr, %s_lr)\n", o, o, o);
    ctx->append(ctx, "%s_one = Constant <value = int64[1] {1}> ()\n", o);
    ctx->append(ctx, "%s_mv = Reshape(%s_m, %s_one)\n", o, o, o);
    ctx->append(ctx, "%s_pad = Expand(%s_one, %s_mv)\n", o, o, o);
    ctx->append(ctx, "%s_ps = Concat <axis = 0> (%s_pad, %s_ls)\n", o, o, o);
    ctx->append(ctx, "%s_eq = Equal(%s_ps, %s_fs)\n%s_ne = Not(%s_eq)\n", o, o, o, o, o);
    ctx->append(ctx, "%s_nz = NonZero(%s_ne)\n", o, o);
    ctx->append(ctx, "%s_flat = Constant <value = int64[1] {-1}> ()\n", o);
    ctx->append(ctx, "%s_ax = Reshape(%s_nz, %s_flat)\n", o, o, o);
    ctx->append(ctx, "%s_r = ReduceSum <keepdims = 1, noop_with_empty_axes = 1> (%s, %s_ax)\n", o,
                in, o);
    ctx->append(ctx, "%s = Reshape%s(%s_r, %s_ls)\n", o,
                ctx->opset >= 14 ? " <allowzero = 1> " : "", o, o);
}

int32_t lg_body_has(const lg_body *ctx, uint32_t index) {
    return index < ctx->n_in && ctx->in[index].dtype != LG_UNDEFINED;
}

int32_t lg_body_wants(const lg_body *ctx, uint32_t index) {
    return index < ctx->n_out && ctx->out[index] != 0;
}
