/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic and control operators of ONNX Runtime's training graphs: scaling, accumulation,
 * barriers. */
#include "ops/opkit/map.h"
#include "ops/opkit/move.h"

#include "ops/opkit/core.h"

#include <string.h>

static const uint8_t to_x0[] = {0};
static const uint8_t to_x012[] = {0, 1, 2};

static lg_status same_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static void scale_map(const void *arg, int64_t n, const double *const *in, double *out) {
    double by = *(const double *)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] * by;
}
static void divide_map(const void *arg, int64_t n, const double *const *in, double *out) {
    double by = *(const double *)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] / by;
}

/* ---- Scale ---- */

typedef struct scale_params {
    int32_t scale_down;
} scale_params;

static const lg_attr_desc scale_attrs[] = {
    LG_ATTR_BOOL_DOC(scale_params, scale_down, 0, "1 divides by the scale"),
};

static lg_status scale_infer(lg_infer *ctx) {
    const lg_view *s = &ctx->in[1];
    lg_infer_like(ctx, 0, 0);
    if (lg_view_is_concrete(s) && s->count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "scale has %lld elements, expected one",
                       (long long)s->count);
    return LG_OK;
}

static lg_status scale_run(lg_exec *ctx) {
    const scale_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    double scale = 0.0;
    lg_load_f64(ctx->in[1].dtype, ctx->in[1].data, 1, 1, &scale);
    if (scale == 0.0)
        return LG_FAIL(ctx, LG_E_DATA, "scale is 0");
    return lg_map_run(ctx, p->scale_down ? divide_map : scale_map, &scale, &x, 1, &ctx->out[0]);
}

static const lg_arg_desc scale_in[] = {{.name = "input", .type = "T", .dtypes = LG_T_FLOATS},
                                       {.name = "scale",
                                        .type = "ScaleT",
                                        .dtypes = LG_T_FLOATS | LG_T_INDEX,
                                        .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc float_out[] = {
    {.name = "output", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 1}};
static const lg_ref scale_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 1}};
static const lg_grad_rule scale_grad = LG_GRAD_OP("com.microsoft", "Scale", scale_refs, to_x0);

/* ---- ScaledSum, BatchScale ---- */

typedef struct scales_params {
    double scale_0, scale_1, scale_2;
} scales_params;

#define SCALE(field, fl)                                                                           \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_REAL, .flags = (fl),                                       \
        .offset = LG_FIELD_OFFSET(scales_params, field, double), .doc = "factor"                   \
    }
static const lg_attr_desc scales_attrs[] = {SCALE(scale_0, LG_ATTR_REQUIRED),
                                            SCALE(scale_1, LG_ATTR_REQUIRED), SCALE(scale_2, 0)};

static lg_status scaled_sum_infer(lg_infer *ctx) {
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    if (LG_GIVEN(ctx, 2))
        LG_TRY(lg_infer_same_shape(ctx, 0, 2));
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static void scaled_sum_map(const void *arg, int64_t n, const double *const *in, double *out) {
    const double *s = arg; /* three factors, the last 0 when there are two inputs */
    for (int64_t i = 0; i < n; i++) {
        double v = in[0][i] * s[0] + in[1][i] * s[1];
        out[i] = s[3] != 0.0 ? v + in[2][i] * s[2] : v;
    }
}

static lg_status scaled_sum_run(lg_exec *ctx) {
    const scales_params *p = ctx->params;
    bool three = LG_GIVEN(ctx, 2);
    double s[4] = {p->scale_0, p->scale_1, p->scale_2, three ? 1.0 : 0.0};
    const lg_view *in[3] = {&ctx->in[0], &ctx->in[1], three ? &ctx->in[2] : &ctx->in[0]};
    return lg_map_run(ctx, scaled_sum_map, s, in, 3, &ctx->out[0]);
}

static lg_status batch_scale_infer(lg_infer *ctx) {
    for (uint32_t o = 0; o < ctx->n_out; o++)
        lg_infer_like(ctx, o, 0);
    return LG_OK;
}

static lg_status batch_scale_run(lg_exec *ctx) {
    const scales_params *p = ctx->params;
    const double s[3] = {p->scale_0, p->scale_1, p->scale_2};
    const lg_view *x = &ctx->in[0];
    for (uint32_t o = 0; o < ctx->n_out && o < 3; o++)
        if (ctx->out[o].data)
            LG_TRY(lg_map_run(ctx, scale_map, &s[o], &x, 1, &ctx->out[o]));
    return LG_OK;
}

#define T_IN(n, fl)                                                                                \
    { .name = (n), .type = "T", .dtypes = LG_T_FLOATS, .flags = (fl) }
static const lg_arg_desc scaled_sum_in[] = {T_IN("input_0", 0), T_IN("input_1", 0),
                                            T_IN("input_2", LG_ARG_OPTIONAL)};
static const lg_arg_desc float_in[] = {T_IN("input", 0)};
static const lg_arg_desc batch_scale_out[] = {
    {.name = "output_0", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "output_1", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "output_2", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL}};
static const lg_ref dy_refs[] = {{LG_REF_DY, 0}};
static const lg_ref dy3_refs[] = {{LG_REF_DY, 0}, {LG_REF_DY, 1}, {LG_REF_DY, 2}};
static const lg_grad_rule scaled_sum_grad =
    LG_GRAD_OP("com.microsoft", "BatchScale", dy_refs, to_x012);
static const lg_grad_rule batch_scale_grad =
    LG_GRAD_OP("com.microsoft", "ScaledSum", dy3_refs, to_x0);

/* ---- ZeroGradient ---- */

static lg_status zero_run(lg_exec *ctx) {
    lg_zero_elems(ctx->out[0].dtype, ctx->out[0].data, ctx->out[0].count);
    return LG_OK;
}
static const lg_arg_desc zero_in[] = {
    {.name = "old_gradient", .type = "T1", .dtypes = LG_T_FLOATS, .flags = LG_ARG_NONDIFF},
    {.name = "reset_signal", .type = "T2", .dtypes = LG_T_ALL, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc zero_out[] = {
    {.name = "zero_gradient", .type = "T1", .dtypes = LG_T_FLOATS, .may_overwrite = 1}};

/* ---- accumulators ---- */

static void add_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] + in[1][i];
}
static void copy_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i];
}

/* Whether input 1 (a value) broadcasts to input 0 (the buffer). */
static lg_status buffer_check(const lg_infer *ctx) {
    const lg_view *b = &ctx->in[0], *v = &ctx->in[1];
    if (b->rank < 0 || v->rank < 0)
        return LG_OK;
    bool fits = v->rank <= b->rank;
    for (int32_t d = 0; d < v->rank && fits; d++) {
        int64_t to = b->dims[b->rank - v->rank + d];
        fits = v->dims[d] == 1 || v->dims[d] < 0 || to < 0 || v->dims[d] == to;
    }
    if (!fits)
        return LG_FAIL(ctx, LG_E_SHAPE, "the value does not broadcast to the buffer");
    if (LG_GIVEN(ctx, 2) && lg_view_is_concrete(&ctx->in[2]) && ctx->in[2].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "input 2 has %lld elements, expected one",
                       (long long)ctx->in[2].count);
    return LG_OK;
}

static lg_status accumulator2_infer(lg_infer *ctx) {
    int64_t one = 1;
    LG_TRY(buffer_check(ctx));
    LG_TRY(lg_infer_set(ctx, 0, LG_BOOL, 1, &one));
    if (ctx->n_out > 1)
        lg_infer_like(ctx, 1, 0);
    return LG_OK;
}

static lg_status accumulator2_run(lg_exec *ctx) {
    const lg_view *in[2] = {&ctx->in[0], &ctx->in[1]};
    bool overwrite = LG_GIVEN(ctx, 2) && *(const uint8_t *)ctx->in[2].data != 0;
    if (overwrite)
        LG_TRY(lg_map_run(ctx, copy_map, NULL, in + 1, 1, in[0]));
    else
        LG_TRY(lg_map_run(ctx, add_map, NULL, in, 2, in[0]));
    if (ctx->out[0].data)
        *(uint8_t *)ctx->out[0].data = 1;
    if (ctx->n_out > 1 && ctx->out[1].data)
        lg_copy_elems(in[0]->dtype, ctx->out[1].data, 0, in[0]->data, 0, in[0]->count);
    return LG_OK;
}

static lg_status accumulator_infer(lg_infer *ctx) {
    LG_TRY(buffer_check(ctx));
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status accumulator_run(lg_exec *ctx) {
    const lg_view *in[2] = {&ctx->in[0], &ctx->in[1]};
    if (LG_GIVEN(ctx, 2) && *(const uint8_t *)ctx->in[2].data == 0)
        return lg_run_copy(ctx);
    return lg_map_run(ctx, add_map, NULL, in, 2, &ctx->out[0]);
}

#define FLAG(n)                                                                                    \
    { .name = (n), .dtypes = LG_T_BOOL, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF }
static const lg_arg_desc accumulator2_in[] = {
    {.name = "accumulation_buffer",
     .type = "T",
     .dtypes = LG_T_FLOATS,
     .flags = LG_ARG_MUTATED | LG_ARG_NONDIFF},
    {.name = "value", .type = "T_GRAD", .dtypes = LG_T_FLOATS, .flags = LG_ARG_NONDIFF},
    FLAG("overwrite_flag")};
static const lg_arg_desc accumulator2_out[] = {{.name = "updated_flag", .dtypes = LG_T_BOOL},
                                               {.name = "accumulation_buffer_out",
                                                .type = "T",
                                                .dtypes = LG_T_FLOATS,
                                                .flags = LG_ARG_OPTIONAL,
                                                .may_overwrite = 1}};
static const lg_arg_desc accumulator_in[] = {
    {.name = "old_sum", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_NONDIFF},
    {.name = "value", .type = "T_GRAD", .dtypes = LG_T_FLOATS, .flags = LG_ARG_NONDIFF},
    FLAG("update_signal")};
static const lg_arg_desc accumulator_out[] = {
    {.name = "new_sum", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 1}};

/* ---- PassThrough, Group ---- */

static lg_status pass_infer(lg_infer *ctx) {
    for (uint32_t o = 0; o < ctx->n_out; o++) {
        if (o >= ctx->n_in)
            return LG_FAIL(ctx, LG_E_MODEL, "%u outputs for %u inputs", ctx->n_out, ctx->n_in);
        lg_infer_like(ctx, o, o);
    }
    return LG_OK;
}
static lg_status pass_run(lg_exec *ctx) {
    for (uint32_t o = 0; o < ctx->n_out; o++)
        if (ctx->out[o].data)
            lg_copy_elems(ctx->in[o].dtype, ctx->out[o].data, 0, ctx->in[o].data, 0,
                          ctx->in[o].count);
    return LG_OK;
}
static lg_status group_infer(lg_infer *ctx) {
    lg_infer_scalar(ctx, 0, LG_BOOL);
    return LG_OK;
}
static lg_status group_run(lg_exec *ctx) {
    *(uint8_t *)ctx->out[0].data = 1;
    return LG_OK;
}
static const lg_arg_desc any_in[] = {
    {.name = "inputs", .dtypes = LG_T_ALL, .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS}};
static const lg_arg_desc any_out[] = {
    {.name = "outputs", .dtypes = LG_T_ALL, .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS}};
static const lg_arg_desc done_out[] = {{.name = "done", .dtypes = LG_T_BOOL}};
static const lg_grad_rule pass_grad = {.struct_size = (uint32_t)sizeof(lg_grad_rule),
                                       .flags = LG_GRAD_VARIADIC_TAIL,
                                       .domain = "com.microsoft",
                                       .op = "PassThrough",
                                       .in = dy_refs,
                                       .n_in = 1,
                                       .out = to_x0,
                                       .n_out = 1};

/* ---- descriptors ---- */

#define OP(opname, fl, text)                                                                       \
    .domain = "com.microsoft", .name = opname, .since_version = 1,                                 \
    .flags = LG_OP_NO_BODY | LG_OP_ORT | (fl), .doc = text "; ONNX Runtime's training operators"

static const lg_op_desc ops[] = {
    {OP("Scale", 0, "Input times (or divided by) a scalar"), LG_ATTRS(scale_params, scale_attrs),
     LG_INS(scale_in), LG_OUTS(float_out), .infer = scale_infer, .run = scale_run,
     .grad = &scale_grad},
    {OP("ScaledSum", 0, "Weighted sum of two or three tensors"),
     LG_ATTRS(scales_params, scales_attrs), LG_INS(scaled_sum_in), LG_OUTS(float_out),
     .infer = scaled_sum_infer, .run = scaled_sum_run, .grad = &scaled_sum_grad},
    {OP("BatchScale", 0, "Two or three multiples of one tensor"),
     LG_ATTRS(scales_params, scales_attrs), LG_INS(float_in), LG_OUTS(batch_scale_out),
     .infer = batch_scale_infer, .run = batch_scale_run, .grad = &batch_scale_grad},
    {OP("ZeroGradient", LG_OP_NO_GRADIENT, "Zeros of the shape of the input"), LG_INS(zero_in),
     LG_OUTS(zero_out), .infer = same_infer, .run = zero_run},
    {OP("InPlaceAccumulatorV2", LG_OP_NO_GRADIENT | LG_OP_EFFECT,
        "Adds a value to a buffer, or overwrites it"),
     LG_INS(accumulator2_in), LG_OUTS(accumulator2_out), .infer = accumulator2_infer,
     .run = accumulator2_run},
    {OP("InPlaceAccumulator", LG_OP_NO_GRADIENT, "Sum of a buffer and a value"),
     LG_INS(accumulator_in), LG_OUTS(accumulator_out), .infer = accumulator_infer,
     .run = accumulator_run},
    {OP("PassThrough", 0, "Identity of several tensors: a barrier"), LG_INS(any_in),
     LG_OUTS(any_out), .infer = pass_infer, .run = pass_run, .grad = &pass_grad},
    {OP("Group", LG_OP_NO_GRADIENT, "True once all inputs are available"), LG_INS(any_in),
     LG_OUTS(done_out), .infer = group_infer, .run = group_run},
};
LG_FAMILY_DEFINE(math_training, ops);
