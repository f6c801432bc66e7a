/* SPDX-License-Identifier: Apache-2.0 */
/* Elementwise operators of any number of inputs, and Clip: Sum, Mean, Min, Max. */
#include "ops/opkit/map.h"
#include "ops/opkit/move.h"
#include "ops/opkit/zip.h"

#include <math.h>
#include <string.h>

/* NaN wins on either side. */
LG_ZIP_LOOP(max_f32, float, float, a != a || a > b ? a : b)
LG_ZIP_LOOP(max_f64, double, double, a != a || a > b ? a : b)
LG_ZIP_LOOP(max_i32, int32_t, int32_t, a > b ? a : b)
LG_ZIP_LOOP(max_i64, int64_t, int64_t, a > b ? a : b)
LG_ZIP_LOOP(max_u64, uint64_t, uint64_t, a > b ? a : b)
LG_ZIP_LOOP(min_f32, float, float, a != a || a < b ? a : b)
LG_ZIP_LOOP(min_f64, double, double, a != a || a < b ? a : b)
LG_ZIP_LOOP(min_i32, int32_t, int32_t, a < b ? a : b)
LG_ZIP_LOOP(min_i64, int64_t, int64_t, a < b ? a : b)
LG_ZIP_LOOP(min_u64, uint64_t, uint64_t, a < b ? a : b)
static const lg_zip max_zip = {{max_f32, max_f64, max_i32, max_i64, max_u64}, false};
static const lg_zip min_zip = {{min_f32, min_f64, min_i32, min_i64, min_u64}, false};

static void add_f32(const lg_kernels *k, const void *x, const void *y, void *z, size_t n) {
    k->f32_add(x, y, z, n);
}
static void add_f64(const lg_kernels *k, const void *x, const void *y, void *z, size_t n) {
    k->f64_add(x, y, z, n);
}
static const lg_zip add_zip = {{add_f32, add_f64, NULL, NULL, NULL}, false};

static lg_status many_infer(lg_infer *ctx) {
    return lg_infer_broadcast(ctx, 0, ctx->n_in, 0, ctx->in[0].dtype);
}

/* Broadcast copy of one input. */
static lg_status spread(const lg_exec *ctx, const lg_view *x, const lg_view *y) {
    lg_move m = {.rank = y->rank};
    int64_t strides[LG_MAX_RANK];
    if (x->data == y->data)
        return LG_OK;
    lg_strides(x->rank, x->dims, strides);
    lg_strides(y->rank, y->dims, m.dst);
    for (int32_t d = 0; d < y->rank; d++) {
        int32_t k = d - (y->rank - x->rank);
        m.dims[d] = y->dims[d];
        m.src[d] = k < 0 || x->dims[k] == 1 ? 0 : strides[k];
    }
    return lg_move_run(ctx, &m, x->dtype, x->data, y->data);
}

static lg_status many_run(lg_exec *ctx, const lg_zip *zip) {
    const lg_view *y = &ctx->out[0];
    if (ctx->n_in == 1)
        return spread(ctx, &ctx->in[0], y);
    LG_TRY(lg_zip_run(ctx, zip, &ctx->in[0], &ctx->in[1], y, -1));
    for (uint32_t i = 2; i < ctx->n_in; i++)
        LG_TRY(lg_zip_run(ctx, zip, y, &ctx->in[i], y, -1));
    return LG_OK;
}

static lg_status max_run(lg_exec *ctx) {
    return many_run(ctx, &max_zip);
}
static lg_status min_run(lg_exec *ctx) {
    return many_run(ctx, &min_zip);
}
static lg_status sum_run(lg_exec *ctx) {
    return many_run(ctx, &add_zip);
}

static void divide_map(const void *arg, int64_t n, const double *const *in, double *out) {
    double by = *(const double *)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] / by;
}

static lg_status mean_run(lg_exec *ctx) {
    double n = (double)ctx->n_in;
    const lg_view *y = &ctx->out[0];
    LG_TRY(many_run(ctx, &add_zip));
    return lg_map_run(ctx, divide_map, &n, &y, 1, y);
}

/* ---- Clip ---- */

typedef struct clip_params {
    double min, max;
    lg_ints consumed_inputs;
} clip_params;

#define FLOAT_MAX 3.4028234663852886e38
static const lg_attr_desc clip1_attrs[] = {
    LG_ATTR_INTS_DOC(clip_params, consumed_inputs, "legacy optimisation hint, ignored"),
    LG_ATTR_REAL_DOC(clip_params, max, (double)NAN, "upper bound; absent: none"),
    LG_ATTR_REAL_DOC(clip_params, min, (double)NAN, "lower bound; absent: none"),
};
static const lg_attr_desc clip6_attrs[] = {
    LG_ATTR_REAL_DOC(clip_params, max, FLOAT_MAX, "upper bound"),
    LG_ATTR_REAL_DOC(clip_params, min, -FLOAT_MAX, "lower bound"),
};
static const lg_attr_desc clip_grad_attrs[] = {
    LG_ATTR_REAL_DOC(clip_params, max, (double)NAN, "upper bound; absent: the input"),
    LG_ATTR_REAL_DOC(clip_params, min, (double)NAN, "lower bound; absent: the input"),
};

static lg_status clip_bounds(lg_infer *ctx, uint32_t first) {
    for (uint32_t i = first; i < first + 2; i++)
        if (LG_GIVEN(ctx, i) && lg_view_is_concrete(&ctx->in[i]) && ctx->in[i].count != 1)
            return LG_FAIL(ctx, LG_E_SHAPE, "input %u has %lld elements, expected a scalar", i,
                           (long long)ctx->in[i].count);
    return LG_OK;
}

static lg_status clip_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    return clip_bounds(ctx, 1);
}
static lg_status same_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status clip_with(lg_exec *ctx, const lg_view *min, const lg_view *max) {
    const lg_view *x = &ctx->in[0], *y = &ctx->out[0];
    lg_view low = min ? *min : *x, high = max ? *max : *x;
    low.rank = high.rank = 0; /* one element, whatever the rank */
    low.count = high.count = 1;
    if (min)
        LG_TRY(lg_zip_run(ctx, &max_zip, x, &low, y, -1));
    if (max)
        LG_TRY(lg_zip_run(ctx, &min_zip, min ? y : x, &high, y, -1));
    return min || max ? LG_OK : lg_run_copy(ctx);
}

static lg_status clip_run(lg_exec *ctx) {
    return clip_with(ctx, LG_GIVEN(ctx, 1) ? &ctx->in[1] : NULL,
                     LG_GIVEN(ctx, 2) ? &ctx->in[2] : NULL);
}

static lg_status clip6_run(lg_exec *ctx) {
    const clip_params *p = ctx->params;
    uint64_t low = 0, high = 0;
    lg_view min = {.data = &low, .count = 1, .dtype = ctx->in[0].dtype}, max = min;
    max.data = &high;
    lg_store_f64(min.dtype, &p->min, 1, &low);
    lg_store_f64(min.dtype, &p->max, 1, &high);
    return clip_with(ctx, p->min != p->min ? NULL : &min, p->max != p->max ? NULL : &max);
}

typedef struct bounds {
    double min, max; /* NaN: none */
} bounds;

/* 1 at both bounds; comparisons with an absent (NaN) bound pass. */
static void clip_map(const void *arg, int64_t n, const double *const *in, double *out) {
    const bounds *b = arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[1][i] < b->min || in[1][i] > b->max ? 0.0 : in[0][i];
}

static lg_status clip_grad_infer(lg_infer *ctx) {
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    LG_TRY(clip_bounds(ctx, 2));
    lg_infer_like(ctx, 0, 1);
    return LG_OK;
}

static lg_status clip_grad_run(lg_exec *ctx) {
    const clip_params *p = ctx->params;
    const lg_view *in[2] = {&ctx->in[0], &ctx->in[1]};
    bounds b = {p->min, p->max};
    if (LG_GIVEN(ctx, 2))
        lg_load_f64(ctx->in[2].dtype, ctx->in[2].data, 1, 1, &b.min);
    if (LG_GIVEN(ctx, 3))
        lg_load_f64(ctx->in[3].dtype, ctx->in[3].data, 1, 1, &b.max);
    return lg_map_run(ctx, clip_map, &b, in, 2, &ctx->out[0]);
}

static lg_status clip_grad_body(lg_body *ctx) {
    const clip_params *p = ctx->params;
    bool low = op_given(ctx->in, ctx->n_in, 2), high = op_given(ctx->in, ctx->n_in, 3);
    ctx->append(ctx, "zero = Sub (dY, dY)\nd0 = Identity (dY)\n");
    if (low || p->min == p->min) {
        if (!low)
            ctx->append(ctx,
                        "min0 = Constant <value = double {%.17g}> ()\n"
                        "min = CastLike (min0, X)\n",
                        p->min);
        ctx->append(ctx, "below = Less (X, min)\nd1 = Where (below, zero, d0)\n");
    } else {
        ctx->append(ctx, "d1 = Identity (d0)\n");
    }
    if (high || p->max == p->max) {
        if (!high)
            ctx->append(ctx,
                        "max0 = Constant <value = double {%.17g}> ()\n"
                        "max = CastLike (max0, X)\n",
                        p->max);
        ctx->append(ctx, "above = Greater (X, max)\ndX = Where (above, zero, d1)\n");
    } else {
        ctx->append(ctx, "dX = Identity (d1)\n");
    }
    return LG_OK;
}

/* ---- rules and descriptors ---- */

static const lg_ref shared_refs[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}};
static const lg_ref extremum_refs[] = {{LG_REF_DY, 0}, {LG_REF_Y, 0}, {LG_REF_X, 0}};
static const uint8_t to_all[] = {0};
#define TAIL(refs, opname)                                                                         \
    {                                                                                              \
        .struct_size = (uint32_t)sizeof(lg_grad_rule), .flags = LG_GRAD_VARIADIC_TAIL,             \
        .domain = "ai.lossgraph", .op = (opname), .in = (refs), .n_in = (uint32_t)LG_COUNT(refs),  \
        .out = to_all, .n_out = 1                                                                  \
    }
static const lg_grad_rule sum_grad = TAIL(shared_refs, "SumGrad");
static const lg_grad_rule mean_grad = TAIL(shared_refs, "MeanGrad");
static const lg_grad_rule max_grad = TAIL(extremum_refs, "ExtremumGrad");
static const lg_ref clip_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 2}};
static const lg_ref clip6_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}};
static const lg_grad_rule clip_grad = LG_GRAD_OP("ai.lossgraph", "ClipGrad", clip_refs, to_all);
static const lg_grad_rule clip6_grad = LG_GRAD_OP("ai.lossgraph", "ClipGrad", clip6_refs, to_all);

typedef struct legacy_params {
    lg_ints consumed_inputs;
} legacy_params;
static const lg_attr_desc legacy_attrs[] = {
    LG_ATTR_INTS_DOC(legacy_params, consumed_inputs, "legacy optimisation hint, ignored"),
};

static const lg_arg_desc floats_in[] = {
    {.name = "data", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_VARIADIC}};
static const lg_arg_desc floats_out[] = {
    {.name = "result", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 1}};
static const lg_arg_desc numbers_in[] = {
    {.name = "data", .type = "T", .dtypes = LG_T_NUMERIC, .flags = LG_ARG_VARIADIC}};
static const lg_arg_desc numbers_out[] = {
    {.name = "result", .type = "T", .dtypes = LG_T_NUMERIC, .may_overwrite = 1}};
static const lg_arg_desc clip6_in[] = {{.name = "input", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc clip_in[] = {
    {.name = "input", .type = "T", .dtypes = LG_T_NUMERIC},
    {.name = "min", .type = "T", .dtypes = LG_T_NUMERIC, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF},
    {.name = "max",
     .type = "T",
     .dtypes = LG_T_NUMERIC,
     .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF}};
static const lg_arg_desc clip_grad_in[] = {
    {.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "X", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_NONDIFF},
    {.name = "min", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF},
    {.name = "max", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF}};
static const lg_arg_desc clip_grad_out[] = {
    {.name = "dX", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 1}};

#define URL(op) "; onnx.ai/onnx/operators/onnx__" op ".html"
#define MANY(opname, since, set, fn, rule, ...)                                                    \
    {                                                                                              \
        .domain = "", .name = opname, .since_version = (since), .flags = LG_OP_NO_BODY,            \
        LG_INS(set##_in), LG_OUTS(set##_out), .infer = many_infer, .run = fn##_run, .grad = &rule, \
        __VA_ARGS__                                                                                \
    }
#define OPS(opname, set, fn, rule, text)                                                           \
    MANY(opname, 1, set, fn, rule, LG_ATTRS(legacy_params, legacy_attrs),                          \
         .doc = text URL(opname)),                                                                 \
        MANY(opname, 6, set, fn, rule, .doc = text URL(opname))
#define CLIP(since, ...)                                                                           \
    {                                                                                              \
        .domain = "", .name = "Clip", .since_version = (since), .flags = LG_OP_NO_BODY,            \
        .doc = "Limits to [min, max]" URL("Clip"), LG_OUTS(numbers_out), __VA_ARGS__               \
    }

static const lg_op_desc ops[] = {
    OPS("Sum", floats, sum, sum_grad, "Sum of the inputs"),
    OPS("Mean", floats, mean, mean_grad, "Mean of the inputs"),
    OPS("Max", numbers, max, max_grad, "Largest of the inputs, NaN where one is NaN"),
    OPS("Min", numbers, min, max_grad, "Smallest of the inputs, NaN where one is NaN"),
    CLIP(1, LG_ATTRS(clip_params, clip1_attrs), LG_INS(clip6_in), .infer = same_infer,
         .run = clip6_run, .grad = &clip6_grad),
    CLIP(6, LG_ATTRS(clip_params, clip6_attrs), LG_INS(clip6_in), .infer = same_infer,
         .run = clip6_run, .grad = &clip6_grad),
    CLIP(11, LG_INS(clip_in), .infer = clip_infer, .run = clip_run, .grad = &clip_grad),
    {.domain = "ai.lossgraph",
     .name = "ClipGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "Gradient of ai.onnx Clip: dY inside the bounds and at them, 0 outside",
     LG_ATTRS(clip_params, clip_grad_attrs),
     LG_INS(clip_grad_in),
     LG_OUTS(clip_grad_out),
     .infer = clip_grad_infer,
     .run = clip_grad_run,
     .body_build = clip_grad_body},
};
LG_FAMILY_DEFINE(math_variadic, ops);
