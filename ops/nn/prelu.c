/* SPDX-License-Identifier: Apache-2.0 */
/* PRelu and its derivative: x, below zero slope x; the slope broadcasts to the shape of x. */
#include "ops/opkit/pointwise.h"

#include <string.h>

/* The value: one run of x and slope. */
static void value_f32(const lg_pw_run *run, const float *const *in, float *const *out, size_t n) {
    (void)run;
    for (size_t i = 0; i < n; i++)
        out[0][i] = in[0][i] < 0 ? in[1][i] * in[0][i] : in[0][i];
}

static void value_f64(const lg_pw_run *run, const double *const *in, double *const *out, size_t n) {
    (void)run;
    for (size_t i = 0; i < n; i++)
        out[0][i] = in[0][i] < 0 ? in[1][i] * in[0][i] : in[0][i];
}

static void grad_f32(const lg_pw_run *run, const float *const *in, float *const *out, size_t n) {
    (void)run;
    for (size_t i = 0; i < n; i++) {
        const float x = in[0][i], slope = in[1][i];
        if (out[0])
            out[0][i] = x > 0 ? 1 : slope;
        if (out[1])
            out[1][i] = x > 0 ? 0 : x;
    }
}

static void grad_f64(const lg_pw_run *run, const double *const *in, double *const *out, size_t n) {
    (void)run;
    for (size_t i = 0; i < n; i++) {
        const double x = in[0][i], slope = in[1][i];
        if (out[0])
            out[0][i] = x > 0 ? 1 : slope;
        if (out[1])
            out[1][i] = x > 0 ? 0 : x;
    }
}

static const lg_pointwise prelu = {.n_in = 2,
                                   .n_grad = 2,
                                   .value_f32 = value_f32,
                                   .grad_f32 = grad_f32,
                                   .value_f64 = value_f64,
                                   .grad_f64 = grad_f64};

/* ---- infer ---- */

/* The slope (input x + 1) does not enlarge x. */
static lg_status check(lg_infer *ctx, uint32_t x) {
    const lg_view *v = &ctx->in[x], *s = &ctx->in[x + 1];
    if (v->rank < 0 || s->rank < 0)
        return LG_OK;
    if (s->rank > v->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "slope has rank %d, which would enlarge rank %d", s->rank,
                       v->rank);
    for (int32_t d = 0; d < s->rank; d++)
        if (s->dims[d] != 1)
            LG_TRY(lg_infer_same_dim(ctx, x + 1, d, v->dims[v->rank - s->rank + d]));
    return LG_OK;
}

static lg_status infer(lg_infer *ctx) {
    LG_TRY(check(ctx, 0));
    LG_TRY(lg_pw_infer(ctx, &prelu, LG_REDUCE_NONE));
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status infer_grad(lg_infer *ctx) {
    LG_TRY(check(ctx, 1));
    return lg_pw_infer_grad(ctx, &prelu, LG_REDUCE_NONE);
}

/* ---- run ---- */

#define INTEGERS(T)                                                                                \
    for (int64_t i = 0; i < x->count; i++) {                                                       \
        const T v = ((const T *)x->data)[i];                                                       \
        ((T *)y->data)[i] =                                                                        \
            v < 0 ? (T)((uint64_t)v * (uint64_t)((const T *)s->data)[slope_at(x, s, i)]) : v;      \
    }

/* Element of the slope beside element `at` of x. */
static int64_t slope_at(const lg_view *x, const lg_view *s, int64_t at) {
    int64_t result = 0, step = 1;
    for (int32_t d = s->rank - 1; d >= 0; d--) {
        const int64_t size = x->dims[x->rank - s->rank + d];
        if (s->dims[d] != 1) {
            result += at % size * step;
            step *= s->dims[d];
        }
        at /= size;
    }
    return result;
}

static lg_status run(lg_exec *ctx) {
    const lg_view *x = &ctx->in[0], *s = &ctx->in[1], *y = &ctx->out[0];
    if (op_is_float(x->dtype))
        return lg_pw_run_loss(ctx, &prelu, LG_REDUCE_NONE);
    if (y->data == NULL)
        return LG_OK;
    if (x->dtype == LG_INT32)
        INTEGERS(int32_t)
    else if (x->dtype == LG_INT64)
        INTEGERS(int64_t)
    else if (x->count > 0) /* unsigned: nothing is below zero */
        memcpy(y->data, x->data, (size_t)x->count * op_elem_size(x->dtype));
    return LG_OK;
}

/* ---- before version 7: one slope, or one per channel (axis 1) ---- */

/* The slope as today's broadcasting wants it: [C] becomes [C, 1, …]. */
static lg_view by_channel(const lg_view *x, const lg_view *s, int64_t dims[LG_MAX_RANK]) {
    lg_view v = *s;
    if (s->rank != 1 || x->rank < 2 || s->dims[0] == 1)
        return v;
    for (int32_t d = 0; d < x->rank - 1; d++)
        dims[d] = d == 0 ? s->dims[0] : 1;
    v.dims = dims;
    v.rank = x->rank - 1;
    return v;
}

static lg_status infer_channels(lg_infer *ctx) {
    int64_t dims[LG_MAX_RANK];
    const lg_view in[2] = {ctx->in[0], by_channel(&ctx->in[0], &ctx->in[1], dims)};
    lg_infer today = *ctx;
    today.in = in;
    LG_TRY(infer(&today));
    ctx->workspace = today.workspace;
    return LG_OK;
}

static lg_status run_channels(lg_exec *ctx) {
    int64_t dims[LG_MAX_RANK];
    const lg_view in[2] = {ctx->in[0], by_channel(&ctx->in[0], &ctx->in[1], dims)};
    lg_exec today = *ctx;
    today.in = in;
    return run(&today);
}

static lg_status run_grad(lg_exec *ctx) {
    return lg_pw_run_grad(ctx, &prelu, LG_REDUCE_NONE);
}

static lg_status body_grad(lg_body *ctx) {
    lg_body_scalar(ctx, ctx->in[1].dtype, "zero_", 0);
    ctx->append(ctx, "up_ = Greater(X, zero_)\nlow_ = Mul(dY, slope)\ngx_ = Where(up_, dY, low_)\n"
                     "p_ = Mul(dY, X)\ngs_ = Where(up_, zero_, p_)\n");
    if (lg_body_wants(ctx, 0))
        ctx->append(ctx, "dX = Identity(gx_)\n");
    if (lg_body_wants(ctx, 1))
        lg_pw_body_unbroadcast(ctx, "dslope", "gs_", 2, "slope", 3);
    return LG_OK;
}

/* ---- descriptors ---- */

#define NUMBERS                                                                                    \
    (LG_T_FLOATS | LG_BIT(LG_INT32) | LG_BIT(LG_INT64) | LG_BIT(LG_UINT32) | LG_BIT(LG_UINT64))
static const lg_arg_desc float_in[] = {{.name = "X", .type = "T", .dtypes = LG_T_FLOATS},
                                       {.name = "slope", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc in[] = {{.name = "X", .type = "T", .dtypes = NUMBERS},
                                 {.name = "slope", .type = "T", .dtypes = NUMBERS}};
static const lg_arg_desc out[] = {
    {.name = "Y", .type = "T", .dtypes = NUMBERS, .may_overwrite = 1}};
static const lg_arg_desc grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                      {.name = "X", .type = "T", .dtypes = LG_T_FLOATS},
                                      {.name = "slope", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc grad_out[] = {
    {.name = "dX", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL},
    {.name = "dslope", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL}};
static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const uint8_t to[] = {0, 1};
static const lg_grad_rule rule = LG_GRAD_OP("ai.lossgraph", "PReluGrad", refs, to);

#define PRELU(since, fl, ins)                                                                      \
    {                                                                                              \
        .domain = "", .name = "PRelu", .since_version = since, .flags = LG_OP_NO_BODY | (fl),      \
        .doc = "x, below 0 slope x; onnx.ai/onnx/operators/onnx__PRelu.html", LG_INS(ins),         \
        LG_OUTS(out), .infer = infer, .run = run, .grad = &rule                                    \
    }
#define PRELU_CHANNELS(since, fl)                                                                  \
    {                                                                                              \
        .domain = "", .name = "PRelu", .since_version = since,                                     \
        .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT | (fl),                                         \
        .doc = "x, below 0 slope x, one slope or one per channel; "                                \
               "onnx.ai/onnx/operators/onnx__PRelu.html",                                          \
        LG_INS(float_in), LG_OUTS(out), .infer = infer_channels, .run = run_channels               \
    }

static const lg_op_desc ops[] = {
    PRELU_CHANNELS(1, LG_OP_ANY_ATTRS), /* consumed_inputs */
    PRELU_CHANNELS(6, 0),
    PRELU(7, 0, float_in),
    PRELU(9, 0, in),
    {.domain = "ai.lossgraph",
     .name = "PReluGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "gradients of PRelu; at 0 the slope's side counts",
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = infer_grad,
     .run = run_grad,
     .body_build = body_grad},
};
LG_FAMILY_DEFINE(nn_prelu, ops);
