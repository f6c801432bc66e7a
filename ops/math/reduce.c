/* SPDX-License-Identifier: Apache-2.0 */
/* The Reduce operators, with axes as an attribute (old versions) or as an input. */
#include "ops/math/reduce.h"

#include "ops/opkit/reduce.h"

#include <string.h>

lg_status lg_reduce_mask(const lg_infer *ctx, const lg_reduce_params *p, const int64_t *axes,
                         int64_t n, int32_t rank, uint8_t mask[LG_MAX_RANK]) {
    if (n > 0)
        return lg_infer_axes(ctx, axes, n, rank, mask);
    memset(mask, p->noop_with_empty_axes ? 0 : 1, LG_MAX_RANK);
    return LG_OK;
}

lg_status lg_reduce_axes(const lg_infer *ctx, const lg_reduce_params *p, uint32_t axes_input,
                         int64_t axes[LG_MAX_LIST], int64_t *n, bool *known) {
    *known = true;
    if (p->axes.v) {
        *n = p->axes.n;
        if (*n > LG_MAX_RANK)
            return LG_FAIL(ctx, LG_E_LIMIT, "axes has %lld entries, the limit is %d", (long long)*n,
                           LG_MAX_RANK);
        memcpy(axes, p->axes.v, (size_t)*n * sizeof *axes);
        return LG_OK;
    }
    LG_TRY(lg_infer_ints(ctx, axes_input, axes, n));
    *known = *n >= 0 || !LG_GIVEN(ctx, axes_input);
    return LG_OK;
}

lg_status lg_reduce_exec_mask(const lg_exec *ctx, uint32_t axes_input, int32_t rank,
                              uint8_t mask[LG_MAX_RANK]) {
    lg_infer as_infer = {.struct_size = sizeof as_infer,
                         .n_in = ctx->n_in,
                         .in = ctx->in,
                         .params = ctx->params,
                         .host = ctx->host,
                         .self = ctx->self,
                         .err = ctx->err};
    int64_t axes[LG_MAX_LIST], n;
    bool known;
    LG_TRY(lg_reduce_axes(&as_infer, ctx->params, axes_input, axes, &n, &known));
    return lg_reduce_mask(&as_infer, ctx->params, axes, n, rank, mask);
}

/* Dims of the result. */
static int32_t reduced_dims(const lg_view *x, const uint8_t *mask, bool keep, int64_t *dims) {
    int32_t rank = 0;
    for (int32_t d = 0; d < x->rank; d++) {
        if (!mask[d])
            dims[rank++] = x->dims[d];
        else if (keep)
            dims[rank++] = 1;
    }
    return rank;
}

static lg_status reduce_infer(lg_infer *ctx) {
    const lg_reduce_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int64_t axes[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    uint8_t mask[LG_MAX_RANK];
    bool known;
    LG_TRY(lg_reduce_axes(ctx, p, 1, axes, &n, &known));
    if (x->rank < 0 || !known)
        return lg_infer_dtype(ctx, 0, x->dtype, p->keepdims ? x->rank : -1);
    LG_TRY(lg_reduce_mask(ctx, p, axes, n, x->rank, mask));
    if (lg_view_is_concrete(x))
        LG_TRY(lg_reduction_workspace(ctx, x->rank, x->dims, mask, &ctx->workspace));
    int32_t rank = reduced_dims(x, mask, p->keepdims != 0, dims);
    return lg_infer_set(ctx, 0, x->dtype, rank, dims);
}

static lg_status reduce_run(lg_exec *ctx, lg_fold fold, lg_fold_post post) {
    const lg_reduce_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    uint8_t mask[LG_MAX_RANK];
    int64_t dims[LG_MAX_RANK];
    LG_TRY(lg_reduce_exec_mask(ctx, 1, x->rank, mask));
    void *space = ctx->workspace;
    if (!ctx->out[0].data) {
        int32_t rank = reduced_dims(x, mask, p->keepdims != 0, dims);
        LG_TRY(lg_exec_output(ctx, 0, x->dtype, rank, dims));
    }
    lg_reduction r;
    lg_reduction_init(&r, x->rank, x->dims, mask);
    if (r.n_blocks > 1 && !space)
        LG_TRY(ctx->host->alloc(ctx->self, (size_t)r.n_out * (size_t)r.n_blocks * 16, &space,
                                ctx->err));
    return lg_reduce(ctx, &r, x->dtype, x->data, fold, post, ctx->out[0].data, space);
}

#define RUN(name, fold, post)                                                                      \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        return reduce_run(ctx, LG_FOLD_##fold, LG_POST_##post);                                    \
    }
RUN(sum, SUM, NONE)
RUN(mean, SUM, MEAN)
RUN(sumsq, SUMSQ, NONE)
RUN(l1, SUMABS, NONE)
RUN(l2, SUMSQ, SQRT)
RUN(logsum, SUM, LOG)
RUN(logsumexp, LOGSUMEXP, NONE)
RUN(prod, PROD, NONE)
RUN(max, MAX, NONE)
RUN(min, MIN, NONE)

/* ---- gradient rules ---- */

static const uint8_t to_x0[] = {0};
static const lg_ref refs_shape[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}, {LG_REF_X, 1}};
static const lg_ref refs_x[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const lg_ref refs_xy[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_Y, 0}, {LG_REF_X, 1}};
static const lg_ref refs_y[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}, {LG_REF_Y, 0}, {LG_REF_X, 1}};
/* The last reference is the axes input, which old versions do not have. */
#define RULE(name, opname, refs)                                                                   \
    static const lg_grad_rule name##_grad = LG_GRAD_OP("ai.lossgraph", opname, refs, to_x0);       \
    static const lg_grad_rule name##_old_grad = {.struct_size = (uint32_t)sizeof(lg_grad_rule),    \
                                                 .domain = "ai.lossgraph",                         \
                                                 .op = opname,                                     \
                                                 .in = refs,                                       \
                                                 .n_in = (uint32_t)LG_COUNT(refs) - 1,             \
                                                 .out = to_x0,                                     \
                                                 .n_out = 1}
RULE(sum, "ReduceSumGrad", refs_shape);
RULE(mean, "ReduceMeanGrad", refs_shape);
RULE(sumsq, "ReduceSumSquareGrad", refs_x);
RULE(l1, "ReduceL1Grad", refs_x);
RULE(l2, "ReduceL2Grad", refs_xy);
RULE(logsum, "ReduceLogSumGrad", refs_y);
RULE(logsumexp, "ReduceLogSumExpGrad", refs_xy);
RULE(prod, "ReduceProdGrad", refs_x);
RULE(max, "ReduceExtremumGrad", refs_xy);

/* ---- descriptors ---- */

static const lg_attr_desc old_attrs[] = {LG_REDUCE_AXES, LG_REDUCE_KEEPDIMS};
static const lg_attr_desc new_attrs[] = {LG_REDUCE_KEEPDIMS, LG_REDUCE_NOOP};
#define AXES                                                                                       \
    { .name = "axes", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF }
static const lg_arg_desc numbers_old[] = {{.name = "data", .type = "T", .dtypes = LG_T_NUMERIC}};
static const lg_arg_desc numbers_new[] = {{.name = "data", .type = "T", .dtypes = LG_T_NUMERIC},
                                          AXES};
static const lg_arg_desc numbers_out[] = {{.name = "reduced", .type = "T", .dtypes = LG_T_NUMERIC}};
#define ORDERED (LG_T_NUMERIC | LG_T_BOOL)
static const lg_arg_desc ordered_old[] = {{.name = "data", .type = "T", .dtypes = ORDERED}};
static const lg_arg_desc ordered_new[] = {{.name = "data", .type = "T", .dtypes = ORDERED}, AXES};
static const lg_arg_desc ordered_out[] = {{.name = "reduced", .type = "T", .dtypes = ORDERED}};
static const lg_arg_desc training_in[] = {
    {.name = "data", .type = "T", .dtypes = LG_T_NUMERIC},
    {.name = "axes", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};

#define OPS(opname, since, set, fn, text)                                                          \
    {.domain = "",                                                                                 \
     .name = opname,                                                                               \
     .since_version = 1,                                                                           \
     .flags = LG_OP_NO_BODY,                                                                       \
     .doc = text "; versions before axes became an input",                                         \
     LG_ATTRS(lg_reduce_params, old_attrs),                                                        \
     LG_INS(set##_old),                                                                            \
     LG_OUTS(set##_out),                                                                           \
     .infer = reduce_infer,                                                                        \
     .run = fn##_run,                                                                              \
     .grad = &fn##_old_grad},                                                                      \
    {                                                                                              \
        .domain = "", .name = opname, .since_version = (since), .flags = LG_OP_NO_BODY,            \
        .doc = text "; onnx.ai/onnx/operators/onnx__" opname ".html",                              \
        LG_ATTRS(lg_reduce_params, new_attrs), LG_INS(set##_new), LG_OUTS(set##_out),              \
        .infer = reduce_infer, .run = fn##_run, .grad = &fn##_grad                                 \
    }
#define min_grad     max_grad
#define min_old_grad max_old_grad

static const lg_op_desc ops[] = {
    OPS("ReduceSum", 13, numbers, sum, "Sum over axes"),
    OPS("ReduceMean", 18, numbers, mean, "Mean over axes"),
    OPS("ReduceSumSquare", 18, numbers, sumsq, "Sum of squares over axes"),
    OPS("ReduceL1", 18, numbers, l1, "Sum of absolute values over axes"),
    OPS("ReduceL2", 18, numbers, l2, "Root of the sum of squares over axes"),
    OPS("ReduceLogSum", 18, numbers, logsum, "Logarithm of the sum over axes"),
    OPS("ReduceLogSumExp", 18, numbers, logsumexp, "Logarithm of the sum of exponentials"),
    OPS("ReduceProd", 18, numbers, prod, "Product over axes"),
    OPS("ReduceMax", 18, ordered, max, "Largest element over axes, NaN where there is one"),
    OPS("ReduceMin", 18, ordered, min, "Smallest element over axes, NaN where there is one"),
    {.domain = "com.microsoft",
     .name = "ReduceSumTraining",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_ANY_ATTRS | LG_OP_ORT,
     .doc = "Sum over axes; ONNX Runtime's training operators",
     LG_ATTRS(lg_reduce_params, new_attrs),
     LG_INS(training_in),
     LG_OUTS(numbers_out),
     .infer = reduce_infer,
     .run = sum_run,
     .grad = &sum_grad},
};
LG_FAMILY_DEFINE(math_reduce, ops);
