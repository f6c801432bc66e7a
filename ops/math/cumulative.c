/* SPDX-License-Identifier: Apache-2.0 */
/* Along one axis: CumSum, CumProd, ArgMax, ArgMin. */
#include "ops/opkit/core.h"
#include "ops/opkit/infer.h"

#include <math.h>
#include <string.h>

/* The tensor as outer x n x inner; line i is (i / inner, i % inner). */
typedef struct lines {
    const lg_view *x;
    void *y;
    int64_t n, inner;
    bool product, reverse, exclusive; /* CumSum, CumProd */
    bool largest, last;               /* ArgMax, ArgMin */
} lines;

static void split_at(const lg_view *x, int32_t axis, lines *l, int64_t *count) {
    *count = 1;
    l->x = x;
    l->n = x->dims[axis];
    l->inner = 1;
    for (int32_t d = 0; d < x->rank; d++) {
        if (d != axis)
            *count *= x->dims[d];
        if (d > axis)
            l->inner *= x->dims[d];
    }
}

/* ---- CumSum, CumProd ---- */

typedef struct cum_params {
    int32_t exclusive, reverse;
} cum_params;

static const lg_attr_desc cum_attrs[] = {
    LG_ATTR_BOOL_DOC(cum_params, exclusive, 0, "1 leaves the element itself out"),
    LG_ATTR_BOOL_DOC(cum_params, reverse, 0, "1 goes from the end"),
};

static lg_status cum_axis(const lg_host *host, lg_error *err, const lg_view *axis, int32_t rank,
                          int32_t *out) {
    if (axis->count != 1)
        return host->fail(err, LG_E_SHAPE, "axis has %lld elements, expected one",
                          (long long)axis->count);
    int64_t a = lg_int_at(axis, 0);
    if (a < -(int64_t)rank || a >= rank)
        return host->fail(err, LG_E_DATA, "axis %lld is out of range for rank %d", (long long)a,
                          (int)rank);
    *out = (int32_t)(a < 0 ? a + rank : a);
    return LG_OK;
}

static lg_status cum_infer(lg_infer *ctx) {
    int32_t axis;
    lg_infer_like(ctx, 0, 0);
    LG_TRY(lg_infer_rank(ctx, 0, 1, LG_MAX_RANK));
    if (ctx->in[0].rank < 0 || !ctx->in[1].data)
        return LG_OK;
    return cum_axis(ctx->host, ctx->err, &ctx->in[1], ctx->in[0].rank, &axis);
}

/* Floats accumulate in double, integers wrap. */
static lg_status cum_lines(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const lines *l = arg;
    int32_t dtype = l->x->dtype;
    int64_t size = (int64_t)op_elem_size(dtype);
    bool floats = op_is_float(dtype), narrow = lg_core_of(dtype) == LG_CORE_I32;
    (void)err;
    for (int64_t line = begin; line < end; line++) {
        int64_t base = line / l->inner * l->n * l->inner + line % l->inner;
        double f = l->product ? 1.0 : 0.0;
        uint64_t u = l->product ? 1 : 0;
        for (int64_t i = 0; i < l->n; i++) {
            int64_t at = base + (l->reverse ? l->n - 1 - i : i) * l->inner;
            const char *src = (const char *)l->x->data + at * size;
            char *dst = (char *)l->y + at * size;
            double old_f = f, v = 0.0;
            uint64_t old_u = u;
            int64_t w = 0;
            int32_t s = 0;
            if (floats) {
                lg_load_f64(dtype, src, 1, 1, &v);
                f = l->product ? f * v : f + v;
                lg_store_f64(dtype, l->exclusive ? &old_f : &f, 1, dst);
                continue;
            }
            if (narrow)
                lg_core_load(dtype, src, 1, 1, &s);
            else
                lg_core_load(dtype, src, 1, 1, &w);
            w = narrow ? s : w;
            u = l->product ? u * (uint64_t)w : u + (uint64_t)w;
            uint64_t result = l->exclusive ? old_u : u;
            s = (int32_t)result;
            lg_core_store(dtype, narrow ? (void *)&s : (void *)&result, 1, dst);
        }
    }
    return LG_OK;
}

static lg_status cum_run(lg_exec *ctx, bool product) {
    const cum_params *p = ctx->params;
    lines l = {.y = ctx->out[0].data,
               .product = product,
               .reverse = p->reverse != 0,
               .exclusive = p->exclusive != 0};
    int64_t count;
    int32_t axis = 0;
    LG_TRY(cum_axis(ctx->host, ctx->err, &ctx->in[1], ctx->in[0].rank, &axis));
    split_at(&ctx->in[0], axis, &l, &count);
    return ctx->host->parallel_for(ctx->self, count, op_max(1, 8192 / op_max(1, l.n)), cum_lines,
                                   &l, ctx->err);
}
static lg_status cumsum_run(lg_exec *ctx) {
    return cum_run(ctx, false);
}
static lg_status cumprod_run(lg_exec *ctx) {
    return cum_run(ctx, true);
}

/* Gradient of CumSum: the same with the direction reversed. */
static lg_status cumsum_grad_run(lg_exec *ctx) {
    const cum_params *p = ctx->params;
    const cum_params back = {.exclusive = p->exclusive, .reverse = !p->reverse};
    lg_exec in = *ctx;
    in.params = &back;
    return cum_run(&in, false);
}
static lg_status cumsum_grad_body(lg_body *ctx) {
    const cum_params *p = ctx->params;
    ctx->append(ctx, "dX = CumSum <exclusive = %d, reverse = %d> (dY, axis)\n", (int)p->exclusive,
                (int)!p->reverse);
    return LG_OK;
}

/* ---- ArgMax, ArgMin ---- */

typedef struct arg_params {
    int64_t axis;
    int32_t keepdims, select_last_index;
} arg_params;

#define AXIS LG_ATTR_INT_DOC(arg_params, axis, 0, "axis searched; in [-r, r-1]")
#define KEEP LG_ATTR_BOOL_DOC(arg_params, keepdims, 1, "1 keeps the axis with size 1")
static const lg_attr_desc arg1_attrs[] = {AXIS, KEEP};
static const lg_attr_desc arg12_attrs[] = {
    AXIS,
    KEEP,
    LG_ATTR_BOOL_DOC(arg_params, select_last_index, 0, "1: the last of equal extremes"),
};

static lg_status arg_infer(lg_infer *ctx) {
    const arg_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int64_t dims[LG_MAX_RANK];
    int32_t axis = 0, n = 0;
    LG_TRY(lg_infer_rank(ctx, 0, 1, LG_MAX_RANK));
    if (x->rank < 0)
        return lg_infer_dtype(ctx, 0, LG_INT64, -1);
    LG_TRY(lg_infer_axis(ctx, p->axis, x->rank, &axis));
    if (x->dims[axis] == 0)
        return LG_FAIL(ctx, LG_E_SHAPE, "axis %d is empty", (int)axis);
    for (int32_t d = 0; d < x->rank; d++) {
        if (d != axis)
            dims[n++] = x->dims[d];
        else if (p->keepdims)
            dims[n++] = 1;
    }
    return lg_infer_set(ctx, 0, LG_INT64, n, dims);
}

/* NaN counts as the extreme, the first (or last) one, as in NumPy. */
static lg_status arg_lines(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const lines *l = arg;
    int32_t dtype = l->x->dtype;
    size_t size = op_elem_size(dtype);
    bool floats = op_is_float(dtype), narrow = lg_core_of(dtype) == LG_CORE_I32;
    (void)err;
    for (int64_t line = begin; line < end; line++) {
        int64_t base = line / l->inner * l->n * l->inner + line % l->inner, best = 0, best_i = 0;
        double f[LG_CORE_BLOCK], best_f = 0.0;
        int64_t w[LG_CORE_BLOCK];
        int32_t s[LG_CORE_BLOCK];
        for (int64_t at = 0; at < l->n; at += LG_CORE_BLOCK) {
            int64_t m = op_min(LG_CORE_BLOCK, l->n - at);
            const char *src = (const char *)l->x->data + (size_t)(base + at * l->inner) * size;
            if (floats)
                lg_load_f64(dtype, src, l->inner, m, f);
            else if (narrow)
                lg_core_load(dtype, src, l->inner, m, s);
            else
                lg_core_load(dtype, src, l->inner, m, w);
            for (int64_t i = 0; i < m; i++) {
                bool better, same;
                if (floats) {
                    bool nan = f[i] != f[i], best_nan = best_f != best_f;
                    better =
                        nan ? !best_nan : !best_nan && (l->largest ? f[i] > best_f : f[i] < best_f);
                    same = nan ? best_nan : f[i] == best_f;
                } else {
                    int64_t v = narrow ? s[i] : w[i];
                    if (dtype == LG_UINT64) /* order of unsigned numbers as that of signed ones */
                        v = (int64_t)((uint64_t)v ^ (uint64_t)1 << 63);
                    w[i] = v;
                    better = l->largest ? v > best_i : v < best_i;
                    same = v == best_i;
                }
                if (at + i == 0 || better || (same && l->last)) {
                    best = at + i;
                    if (floats)
                        best_f = f[i];
                    else
                        best_i = w[i];
                }
            }
        }
        ((int64_t *)l->y)[line] = best;
    }
    return LG_OK;
}

static lg_status arg_run(lg_exec *ctx, bool largest) {
    const arg_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    lines l = {.y = ctx->out[0].data, .largest = largest, .last = p->select_last_index != 0};
    int64_t count;
    split_at(x, (int32_t)(p->axis < 0 ? p->axis + x->rank : p->axis), &l, &count);
    return ctx->host->parallel_for(ctx->self, count, op_max(1, 16384 / op_max(1, l.n)), arg_lines,
                                   &l, ctx->err);
}
static lg_status argmax_run(lg_exec *ctx) {
    return arg_run(ctx, true);
}
static lg_status argmin_run(lg_exec *ctx) {
    return arg_run(ctx, false);
}

/* ---- descriptors ---- */

#define CUM_TYPES (LG_T_FLOATS | LG_T_INDEX | LG_BIT(LG_UINT32) | LG_BIT(LG_UINT64))
#define AXIS_IN                                                                                    \
    { .name = "axis", .type = "T2", .dtypes = LG_T_INDEX, .flags = LG_ARG_NONDIFF }
static const lg_arg_desc cum_in[] = {{.name = "x", .type = "T", .dtypes = CUM_TYPES}, AXIS_IN};
static const lg_arg_desc cum_out[] = {{.name = "y", .type = "T", .dtypes = CUM_TYPES}};
static const lg_arg_desc cum_grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                          AXIS_IN};
static const lg_arg_desc cum_grad_out[] = {{.name = "dX", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc arg_in[] = {
    {.name = "data", .type = "T", .dtypes = LG_T_NUMERIC, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc arg_out[] = {{.name = "reduced", .dtypes = LG_T_I64}};
static const uint8_t to_x0[] = {0};
static const lg_ref cum_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 1}};
static const lg_grad_rule cumsum_grad = LG_GRAD_OP("ai.lossgraph", "CumSumGrad", cum_refs, to_x0);
static const lg_grad_rule cumsum_grad_grad = LG_GRAD_OP("", "CumSum", cum_refs, to_x0);

#define URL(op) "; onnx.ai/onnx/operators/onnx__" op ".html"
#define ARG(opname, since, table, fn, text)                                                        \
    {                                                                                              \
        .domain = "", .name = opname, .since_version = (since),                                    \
        .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT, .doc = text URL(opname),                       \
        LG_ATTRS(arg_params, table), LG_INS(arg_in), LG_OUTS(arg_out), .infer = arg_infer,         \
        .run = fn##_run                                                                            \
    }

static const lg_op_desc ops[] = {
    {.domain = "",
     .name = "CumSum",
     .since_version = 11,
     .flags = LG_OP_NO_BODY,
     .doc = "Sums of all elements so far" URL("CumSum"),
     LG_ATTRS(cum_params, cum_attrs),
     LG_INS(cum_in),
     LG_OUTS(cum_out),
     .infer = cum_infer,
     .run = cumsum_run,
     .grad = &cumsum_grad},
    {.domain = "ai.lossgraph",
     .name = "CumSumGrad",
     .since_version = 1,
     .doc = "Gradient of ai.onnx CumSum: the sum in the other direction",
     LG_ATTRS(cum_params, cum_attrs),
     LG_INS(cum_grad_in),
     LG_OUTS(cum_grad_out),
     .infer = cum_infer,
     .run = cumsum_grad_run,
     .grad = &cumsum_grad_grad,
     .body_build = cumsum_grad_body},
    {.domain = "",
     .name = "CumProd",
     .since_version = 26,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT,
     .doc = "Products of all elements so far" URL("CumProd"),
     LG_ATTRS(cum_params, cum_attrs),
     LG_INS(cum_in),
     LG_OUTS(cum_out),
     .infer = cum_infer,
     .run = cumprod_run},
    ARG("ArgMax", 1, arg1_attrs, argmax, "Index of the largest element of an axis"),
    ARG("ArgMax", 12, arg12_attrs, argmax, "Index of the largest element of an axis"),
    ARG("ArgMin", 1, arg1_attrs, argmin, "Index of the smallest element of an axis"),
    ARG("ArgMin", 12, arg12_attrs, argmin, "Index of the smallest element of an axis"),
};
LG_FAMILY_DEFINE(math_cumulative, ops);
