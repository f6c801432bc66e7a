/* SPDX-License-Identifier: Apache-2.0 */
/* Gradients of broadcasting operators: sums back to a shape, Div, Pow, Sum, Mean, Min, Max. */
#include "ops/opkit/body_shape.h"
#include "ops/opkit/core.h"
#include "ops/opkit/map.h"
#include "ops/opkit/move.h"

#include <math.h>
#include <string.h>

/* ---- ReduceToShape ---- */

/* out[o] = the shape in the int64 vector input `i`, to which input 0 is summed. */
static lg_status shape_infer(lg_infer *ctx, uint32_t i, uint32_t o) {
    const lg_view *x = &ctx->in[0];
    int64_t shape[LG_MAX_LIST], n;
    LG_TRY(lg_infer_rank(ctx, i, 1, 1));
    LG_TRY(lg_infer_ints(ctx, i, shape, &n));
    if (n < 0) {
        int64_t length = ctx->in[i].rank == 1 ? ctx->in[i].dims[0] : -1;
        return lg_infer_dtype(ctx, o, x->dtype, op_length_rank(length));
    }
    if (x->rank >= 0 && n > x->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "shape has %lld entries, above rank %d of input 0",
                       (long long)n, (int)x->rank);
    for (int64_t d = 0; d < n && x->rank >= 0; d++) {
        int64_t have = x->dims[x->rank - n + d];
        if (shape[d] != 1 && have >= 0 && shape[d] != have)
            return LG_FAIL(ctx, LG_E_SHAPE, "size %lld of input 0 is no broadcast of %lld",
                           (long long)have, (long long)shape[d]);
    }
    return lg_infer_set(ctx, o, x->dtype, (int32_t)n, shape);
}

/* The same on values, with the output made. */
static lg_status shape_output(lg_exec *ctx, uint32_t i, uint32_t o) {
    const lg_view *x = &ctx->in[0];
    int64_t shape[LG_MAX_LIST], n;
    LG_TRY(lg_exec_ints(ctx, i, shape, &n));
    bool fits = n <= x->rank;
    for (int64_t d = 0; d < n && fits; d++)
        fits = shape[d] == 1 || shape[d] == x->dims[x->rank - n + d];
    if (!fits)
        return LG_FAIL(ctx, LG_E_SHAPE, "input 0 is no broadcast of the shape in input %u", i);
    return lg_exec_output(ctx, o, x->dtype, (int32_t)n, shape);
}

static lg_status reduce_to_shape_infer(lg_infer *ctx) {
    if (lg_view_is_concrete(&ctx->in[0]))
        ctx->workspace = lg_unbroadcast_space(&ctx->in[0]);
    return shape_infer(ctx, 1, 0);
}

static lg_status reduce_to_shape_run(lg_exec *ctx) {
    LG_TRY(shape_output(ctx, 1, 0));
    if (ctx->out[0].count == ctx->in[0].count)
        return lg_run_copy(ctx);
    return lg_unbroadcast(ctx, &ctx->in[0], &ctx->out[0], ctx->workspace);
}

static lg_status reduce_to_shape_body(lg_body *ctx) {
    lg_body_reduce_to_shape(ctx, "output", "data", "shape");
    return LG_OK;
}

static const lg_arg_desc to_shape_in[] = {
    {.name = "data", .type = "T", .dtypes = LG_T_NUMERIC},
    {.name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc to_shape_out[] = {
    {.name = "output", .type = "T", .dtypes = LG_T_NUMERIC, .may_overwrite = 1}};
static const lg_grad_rule to_shape_grad = LG_GRAD_BODY("s = Shape (X0)\nDX0 = Expand (DY0, s)\n");

/* ---- SumGrad, MeanGrad: dY to every input ---- */

static lg_status sum_grad_infer(lg_infer *ctx) {
    for (uint32_t o = 0; o < ctx->n_out && o + 1 < ctx->n_in; o++)
        if (LG_GIVEN(ctx, o + 1))
            LG_TRY(shape_infer(ctx, o + 1, o));
    LG_TRY(lg_map_space(ctx, &ctx->in[0], &ctx->workspace));
    return LG_OK;
}

static void scale_map(const void *arg, int64_t n, const double *const *in, double *out) {
    double scale = *(const double *)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] * scale;
}

static lg_status shared_grad_run(lg_exec *ctx, double scale) {
    const lg_view *dy = &ctx->in[0];
    for (uint32_t o = 0; o < ctx->n_out && o + 1 < ctx->n_in; o++) {
        if (ctx->out[o].dtype == LG_UNDEFINED || !LG_GIVEN(ctx, o + 1))
            continue;
        LG_TRY(shape_output(ctx, o + 1, o));
        LG_TRY(lg_map_reduce(ctx, scale_map, &scale, &dy, 1, dy, &ctx->out[o], ctx->workspace));
    }
    return LG_OK;
}
static lg_status sum_grad_run(lg_exec *ctx) {
    return shared_grad_run(ctx, 1.0);
}
static lg_status mean_grad_run(lg_exec *ctx) {
    return shared_grad_run(ctx, 1.0 / (double)(ctx->n_in - 1));
}

static lg_status shared_grad_body(lg_body *ctx, bool mean) {
    if (mean)
        ctx->append(ctx,
                    "n0 = Constant <value = float {%u}> ()\nn = CastLike (n0, dY)\n"
                    "g = Div (dY, n)\n",
                    ctx->n_in - 1);
    else
        ctx->append(ctx, "g = Identity (dY)\n");
    for (uint32_t o = 0; o < ctx->n_out; o++) {
        /* 10 digits and the names. */
        char out[16] = "dX", shape[16] = "shape";
        uint32_t digits[10], n = 0, at = 2;
        for (uint32_t v = o; v || n == 0; v /= 10)
            digits[n++] = v % 10;
        while (n > 0) {
            n--;
            out[at] = (char)('0' + digits[n]);
            shape[at + 3] = (char)('0' + digits[n]);
            at++;
        }
        if (ctx->out[o])
            lg_body_reduce_to_shape(ctx, out, "g", shape);
    }
    return LG_OK;
}
static lg_status sum_grad_body(lg_body *ctx) {
    return shared_grad_body(ctx, false);
}
static lg_status mean_grad_body(lg_body *ctx) {
    return shared_grad_body(ctx, true);
}

static const lg_arg_desc shared_in[] = {
    {.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "shape",
     .dtypes = LG_T_I64,
     .flags = LG_ARG_VARIADIC | LG_ARG_OPTIONAL | LG_ARG_NONDIFF}};
static const lg_arg_desc shared_out[] = {
    {.name = "dX", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_VARIADIC | LG_ARG_OPTIONAL}};

/* ---- DivGrad, PowGrad: two inputs of the forward node ---- */

/* Output o has the shape of input i; input 0 is dY of the broadcast shape. */
static lg_status like_infer(lg_infer *ctx, uint32_t o, uint32_t i) {
    if (o < ctx->n_out)
        lg_infer_like(ctx, o, i);
    const lg_view *x = &ctx->in[i], *dy = &ctx->in[0];
    if (x->rank < 0 || dy->rank < 0)
        return LG_OK;
    bool fits = x->rank <= dy->rank;
    for (int32_t d = 0; d < x->rank && fits; d++) {
        int64_t have = x->dims[d], full = dy->dims[dy->rank - x->rank + d];
        fits = have == 1 || have < 0 || full < 0 || have == full;
    }
    if (!fits)
        return LG_FAIL(ctx, LG_E_SHAPE, "input %u does not broadcast to the shape of input 0", i);
    return LG_OK;
}

static lg_status pair_grad_infer(lg_infer *ctx) {
    LG_TRY(like_infer(ctx, 0, 1));
    LG_TRY(like_infer(ctx, 1, 2));
    return lg_map_space(ctx, &ctx->in[0], &ctx->workspace);
}

/* A zero dY gives zero whatever the derivative is. */
static void div_a_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] == 0.0 ? 0.0 : in[0][i] / in[2][i];
}
static void div_b_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] == 0.0 ? 0.0 : -(in[0][i] / in[2][i]) * (in[1][i] / in[2][i]);
}
static void pow_x_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] == 0.0 || in[2][i] == 0.0
                     ? 0.0
                     : in[0][i] * (in[2][i] * pow(in[1][i], in[2][i] - 1.0));
}
static void pow_y_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] == 0.0 || (in[1][i] == 0.0 && in[2][i] >= 0.0)
                     ? 0.0
                     : in[0][i] * (in[3][i] * log(in[1][i]));
}

static lg_status pair_grad_run(lg_exec *ctx, lg_map_fn first, lg_map_fn second, int32_t n_in) {
    const lg_view *in[4] = {&ctx->in[0], &ctx->in[1], &ctx->in[2],
                            n_in > 3 ? &ctx->in[3] : &ctx->in[0]};
    if (ctx->n_out > 0 && ctx->out[0].data)
        LG_TRY(lg_map_reduce(ctx, first, NULL, in, n_in, in[0], &ctx->out[0], ctx->workspace));
    if (ctx->n_out > 1 && ctx->out[1].data)
        LG_TRY(lg_map_reduce(ctx, second, NULL, in, n_in, in[0], &ctx->out[1], ctx->workspace));
    return LG_OK;
}

static lg_status div_grad_run(lg_exec *ctx) {
    return pair_grad_run(ctx, div_a_map, div_b_map, 3);
}
static lg_status pow_grad_run(lg_exec *ctx) {
    /* The gradient of an integer exponent is not wanted and not defined. */
    if (ctx->n_out > 1 && ctx->out[1].data && !op_is_float(ctx->in[2].dtype))
        return LG_FAIL(ctx, LG_E_TYPE, "an exponent of type %s has no gradient",
                       lg_dtype_onnx_name(ctx->in[2].dtype));
    return pair_grad_run(ctx, pow_x_map, pow_y_map, 4);
}

static lg_status pow_grad_body(lg_body *ctx) {
    ctx->append(ctx, "nz = Cast <to = 9> (dZ)\n"
                     "zero = Sub (dZ, dZ)\n"
                     "e = CastLike (Y, X)\n"
                     "one0 = Constant <value = float {1}> ()\n"
                     "one = CastLike (one0, X)\n"
                     "null = Sub (one, one)\n");
    if (ctx->n_out > 0 && ctx->out[0]) {
        ctx->append(ctx, "em = Sub (e, one)\n"
                         "p = Pow (X, em)\n"
                         "q = Mul (e, p)\n"
                         "ez = Cast <to = 9> (e)\n"
                         "q2 = Where (ez, q, null)\n"
                         "d0 = Mul (dZ, q2)\n"
                         "d0s = Where (nz, d0, null)\n"
                         "sx = Shape (X)\n");
        lg_body_reduce_to_shape(ctx, "dX", "d0s", "sx");
    }
    if (ctx->n_out > 1 && ctx->out[1]) {
        ctx->append(ctx, "l = Log (X)\n"
                         "t = Mul (Z, l)\n"
                         "xz = Cast <to = 9> (X)\n"
                         "neg = Less (e, null)\n"
                         "some = Or (xz, neg)\n"
                         "t2 = Where (some, t, null)\n"
                         "d1 = Mul (dZ, t2)\n"
                         "d1s = Where (nz, d1, null)\n"
                         "sy = Shape (Y)\n");
        lg_body_reduce_to_shape(ctx, "r1", "d1s", "sy");
        ctx->append(ctx, "dY = CastLike (r1, Y)\n");
    }
    return LG_OK;
}

static const lg_arg_desc div_grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                          {.name = "A", .type = "T", .dtypes = LG_T_FLOATS},
                                          {.name = "B", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc div_grad_out[] = {
    {.name = "dA", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL},
    {.name = "dB", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL}};
static const lg_arg_desc pow_grad_in[] = {{.name = "dZ", .type = "T", .dtypes = LG_T_FLOATS},
                                          {.name = "X", .type = "T", .dtypes = LG_T_FLOATS},
                                          {.name = "Y", .type = "T1", .dtypes = LG_T_NUMERIC},
                                          {.name = "Z", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc pow_grad_out[] = {
    {.name = "dX", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL},
    {.name = "dY", .type = "T1", .dtypes = LG_T_NUMERIC, .flags = LG_ARG_OPTIONAL}};

/* ---- ExtremumGrad: gradient of Min and Max, shared equally among equal extremes ---- */

static lg_status extremum_infer(lg_infer *ctx) {
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    for (uint32_t o = 0; o < ctx->n_out && o + 2 < ctx->n_in; o++)
        LG_TRY(like_infer(ctx, o, o + 2));
    size_t bytes;
    LG_TRY(lg_map_space(ctx, &ctx->in[0], &bytes));
    /* Twice: the number of ties stands before the space of the sums. */
    if (!op_mul_size(bytes, 2, &ctx->workspace))
        return LG_FAIL(ctx, LG_E_LIMIT, "the workspace is too large");
    return LG_OK;
}

static void ties_map(const void *arg, int64_t n, const double *const *in, double *out) {
    const bool first = *(const bool *)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = (first ? 0.0 : in[2][i]) + (in[0][i] == in[1][i] ? 1.0 : 0.0);
}
static void share_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[1][i] == in[2][i] ? in[0][i] / in[3][i] : 0.0;
}

static lg_status extremum_run(lg_exec *ctx) {
    const lg_view *dy = &ctx->in[0], *y = &ctx->in[1];
    lg_view ties = *dy;
    size_t bytes = 0;
    LG_TRY(lg_dtype_bytes(dy->dtype, dy->count, &bytes, ctx->err));
    bytes = (bytes + 63) & ~(size_t)63;
    char *rest = NULL;
    ties.data = ctx->workspace;
    if (ties.data)
        rest = (char *)ties.data + bytes;
    else
        LG_TRY(ctx->host->alloc(ctx->self, bytes + 64, &ties.data, ctx->err));
    for (uint32_t i = 2; i < ctx->n_in; i++) {
        bool first = i == 2;
        const lg_view *in[3] = {&ctx->in[i], y, &ties};
        LG_TRY(lg_map_run(ctx, ties_map, &first, in, first ? 2 : 3, &ties));
    }
    for (uint32_t o = 0; o < ctx->n_out && o + 2 < ctx->n_in; o++) {
        const lg_view *in[4] = {dy, &ctx->in[o + 2], y, &ties};
        if (ctx->out[o].data)
            LG_TRY(lg_map_reduce(ctx, share_map, NULL, in, 4, dy, &ctx->out[o], rest));
    }
    return LG_OK;
}

static lg_status extremum_body(lg_body *ctx) {
    uint32_t n = ctx->n_in - 2;
    if (n > 32)
        return LG_FAIL(ctx, LG_E_LIMIT, "the decomposition is limited to 32 inputs, not %u", n);
    ctx->append(ctx, "zero = Sub (dY, dY)\n");
    for (uint32_t i = 0; i < n; i++)
        ctx->append(ctx, "m%u = Equal (X%u, Y)\nf%u = CastLike (m%u, dY)\n", i, i, i, i);
    ctx->append(ctx, "n = Sum (f0");
    for (uint32_t i = 1; i < n; i++)
        ctx->append(ctx, ", f%u", i);
    ctx->append(ctx, ")\nq = Div (dY, n)\n");
    for (uint32_t i = 0; i < n && i < ctx->n_out; i++) {
        char out[8] = "dX", from[8] = "w", shape[8] = "s";
        uint32_t at = 0;
        if (i >= 10) {
            out[2 + at] = from[1 + at] = shape[1 + at] = (char)('0' + i / 10);
            at++;
        }
        out[2 + at] = from[1 + at] = shape[1 + at] = (char)('0' + i % 10);
        if (!ctx->out[i])
            continue;
        ctx->append(ctx, "w%u = Where (m%u, q, zero)\ns%u = Shape (X%u)\n", i, i, i, i);
        lg_body_reduce_to_shape(ctx, out, from, shape);
    }
    return LG_OK;
}

static const lg_arg_desc extremum_in[] = {
    {.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "Y", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_NONDIFF},
    {.name = "X", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_VARIADIC | LG_ARG_NONDIFF}};

/* ---- BroadcastGradientArgs ---- */

static lg_status args_infer(lg_infer *ctx) {
    for (uint32_t i = 0; i < 2; i++)
        LG_TRY(lg_infer_rank(ctx, i, 1, 1));
    for (uint32_t o = 0; o < ctx->n_out; o++)
        LG_TRY(lg_infer_dtype(ctx, o, LG_INT64, 1));
    return LG_OK;
}

static lg_status args_run(lg_exec *ctx) {
    int64_t shape[2][LG_MAX_LIST], n[2], axes[2][LG_MAX_LIST], found[2] = {0, 0};
    for (uint32_t i = 0; i < 2; i++)
        LG_TRY(lg_exec_ints(ctx, i, shape[i], &n[i]));
    int64_t rank = op_max(n[0], n[1]);
    for (int64_t d = rank - 1; d >= 0; d--) { /* last to first */
        int64_t a = d - (rank - n[0]) >= 0 ? shape[0][d - (rank - n[0])] : 1;
        int64_t b = d - (rank - n[1]) >= 0 ? shape[1][d - (rank - n[1])] : 1;
        bool short_a = d < rank - n[0], short_b = d < rank - n[1];
        if (a != b && a != 1 && b != 1)
            return LG_FAIL(ctx, LG_E_SHAPE, "sizes %lld and %lld do not broadcast", (long long)a,
                           (long long)b);
        if (short_a || (a == 1 && b != 1))
            axes[0][found[0]++] = d;
        if (short_b || (b == 1 && a != 1))
            axes[1][found[1]++] = d;
    }
    for (uint32_t o = 0; o < ctx->n_out && o < 2; o++) {
        if (ctx->out[o].dtype == LG_UNDEFINED)
            continue;
        LG_TRY(lg_exec_output(ctx, o, LG_INT64, 1, &found[o]));
        if (found[o])
            memcpy(ctx->out[o].data, axes[o], (size_t)found[o] * sizeof(int64_t));
    }
    return LG_OK;
}

static const lg_arg_desc args_in[] = {
    {.name = "a_shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF},
    {.name = "b_shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc args_out[] = {
    {.name = "a_axes", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL},
    {.name = "b_axes", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL}};

#define ORT "; ONNX Runtime's training operators"

static const lg_op_desc ops[] = {
    {.domain = "ai.lossgraph",
     .name = "ReduceToShape",
     .since_version = 1,
     .doc = "Sums a broadcast tensor back to `shape`: the gradient of broadcasting",
     LG_INS(to_shape_in),
     LG_OUTS(to_shape_out),
     .infer = reduce_to_shape_infer,
     .run = reduce_to_shape_run,
     .grad = &to_shape_grad,
     .body_build = reduce_to_shape_body},
    {.domain = "ai.lossgraph",
     .name = "SumGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "Gradient of ai.onnx Sum: dY summed back to the shape of each input",
     LG_INS(shared_in),
     LG_OUTS(shared_out),
     .infer = sum_grad_infer,
     .run = sum_grad_run,
     .body_build = sum_grad_body},
    {.domain = "ai.lossgraph",
     .name = "MeanGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "Gradient of ai.onnx Mean: dY / n summed back to the shape of each input",
     LG_INS(shared_in),
     LG_OUTS(shared_out),
     .infer = sum_grad_infer,
     .run = mean_grad_run,
     .body_build = mean_grad_body},
    {.domain = "com.microsoft",
     .name = "DivGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY | LG_OP_ORT,
     .doc = "Gradient of Div: dY / B and -dY A / B^2, summed back to the shapes of A and B" ORT,
     LG_INS(div_grad_in),
     LG_OUTS(div_grad_out),
     .infer = pair_grad_infer,
     .run = div_grad_run},
    {.domain = "ai.lossgraph",
     .name = "PowGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "Gradient of ai.onnx Pow: dZ Y X^(Y-1) and dZ Z ln X (0 where X is 0 and Y is not "
            "negative), summed back to the shapes of X and Y",
     LG_INS(pow_grad_in),
     LG_OUTS(pow_grad_out),
     .infer = pair_grad_infer,
     .run = pow_grad_run,
     .body_build = pow_grad_body},
    {.domain = "ai.lossgraph",
     .name = "ExtremumGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "Gradient of ai.onnx Min and Max: dY shared equally among the inputs equal to Y",
     LG_INS(extremum_in),
     LG_OUTS(shared_out),
     .infer = extremum_infer,
     .run = extremum_run,
     .body_build = extremum_body},
    {.domain = "com.microsoft",
     .name = "BroadcastGradientArgs",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY | LG_OP_ORT,
     .doc = "Axes over which the gradient of a broadcast has to be summed, last to first" ORT,
     LG_INS(args_in),
     LG_OUTS(args_out),
     .infer = args_infer,
     .run = args_run},
};
LG_FAMILY_DEFINE(math_backward, ops);
