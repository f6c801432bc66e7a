/* SPDX-License-Identifier: Apache-2.0 */
/* GlobalAveragePool, GlobalMaxPool, GlobalLpPool and their derivatives: one value per plane. */
#include "ops/kernels/kernels.h"
#include "ops/opkit/body.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"

#include <math.h>

typedef struct global_params {
    int64_t p;
} global_params;

typedef struct global_job {
    lg_exec *ctx;
    int64_t width; /* elements of a plane */
    int64_t p;
} global_job;

static int64_t plane_width(const lg_view *x) {
    int64_t n = 1;
    for (int32_t i = 2; i < x->rank; i++)
        n *= x->dims[i];
    return n;
}

static int64_t grain_of(const global_job *job) {
    return op_max(1, 16384 / op_max(1, job->width));
}

/* ---- forward ---- */

static lg_status average_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const global_job *job = arg;
    const lg_kernels *k = job->ctx->kernels;
    const lg_view *x = &job->ctx->in[0], *y = &job->ctx->out[0];
    (void)err;
    for (int64_t plane = begin; plane < end; plane++) {
        double s = 0;
        for (int64_t c = 0; c < job->width; c += LG_LANES) {
            const int64_t n = op_min(LG_LANES, job->width - c), at = plane * job->width + c;
            if (x->dtype == LG_DOUBLE) {
                s += k->f64_sum((const double *)x->data + at, (size_t)n);
            } else {
                float buf[LG_LANES];
                s += k->f32_sum(lg_lanes_f32(x->data, x->dtype, at, n, buf), (size_t)n);
            }
        }
        lg_lane_put(y->data, y->dtype, plane, s / (double)job->width);
    }
    return LG_OK;
}

/* Position of the first maximum of a plane; of the first NaN when there is one; -1 when empty. */
static int64_t find_maximum(const lg_view *x, int64_t plane, int64_t width) {
    int64_t best = width > 0 ? 0 : -1;
    double m = width > 0 ? lg_lane(x->data, x->dtype, plane * width) : 0;
    for (int64_t c = 1; c < width && m == m; c++) {
        const double v = lg_lane(x->data, x->dtype, plane * width + c);
        if (v > m || v != v) {
            m = v;
            best = c;
        }
    }
    return best;
}

static lg_status max_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const global_job *job = arg;
    const lg_view *x = &job->ctx->in[0], *y = &job->ctx->out[0];
    (void)err;
    for (int64_t plane = begin; plane < end; plane++) {
        const int64_t at = find_maximum(x, plane, job->width);
        lg_lane_put(y->data, y->dtype, plane,
                    at < 0 ? -(double)INFINITY
                           : lg_lane(x->data, x->dtype, plane * job->width + at));
    }
    return LG_OK;
}

static lg_status lp_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const global_job *job = arg;
    const lg_view *x = &job->ctx->in[0], *y = &job->ctx->out[0];
    (void)err;
    for (int64_t plane = begin; plane < end; plane++) {
        double s = 0;
        for (int64_t c = 0; c < job->width; c++) {
            const double v = fabs(lg_lane(x->data, x->dtype, plane * job->width + c));
            s += job->p == 2 ? v * v : pow(v, (double)job->p);
        }
        lg_lane_put(y->data, y->dtype, plane, job->p == 2 ? sqrt(s) : pow(s, 1 / (double)job->p));
    }
    return LG_OK;
}

static lg_status run_planes(lg_exec *ctx, const lg_view *x, int64_t p, lg_block_fn body) {
    global_job job = {ctx, plane_width(x), p};
    if (ctx->out[0].data == NULL)
        return LG_OK;
    return ctx->host->parallel_for(ctx->self, x->dims[0] * x->dims[1], grain_of(&job), body, &job,
                                   ctx->err);
}

static lg_status run_average(lg_exec *ctx) {
    return run_planes(ctx, &ctx->in[0], 0, average_block);
}

static lg_status run_max(lg_exec *ctx) {
    return run_planes(ctx, &ctx->in[0], 0, max_block);
}

static lg_status run_lp(lg_exec *ctx) {
    const global_params *p = ctx->params;
    return run_planes(ctx, &ctx->in[0], p->p, lp_block);
}

/* ---- derivatives ---- */

static lg_status average_grad_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const global_job *job = arg;
    const lg_view *dy = &job->ctx->in[0], *dx = &job->ctx->out[0];
    (void)err;
    for (int64_t plane = begin; plane < end; plane++)
        lg_lanes_fill(dx->data, dx->dtype, plane * job->width, job->width,
                      lg_lane(dy->data, dy->dtype, plane) / (double)job->width);
    return LG_OK;
}

static lg_status run_average_grad(lg_exec *ctx) {
    int64_t dims[LG_MAX_LIST], n = -1;
    if (ctx->out[0].data == NULL) {
        LG_TRY(lg_exec_ints(ctx, 1, dims, &n));
        if (n != ctx->in[0].rank || n < 2 || dims[0] != ctx->in[0].dims[0] ||
            dims[1] != ctx->in[0].dims[1])
            return LG_FAIL(ctx, LG_E_DATA, "shape does not belong to dY");
        LG_TRY(lg_exec_output(ctx, 0, ctx->in[0].dtype, (int32_t)n, dims));
    }
    return run_planes(ctx, &ctx->out[0], 0, average_grad_block);
}

static lg_status max_grad_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const global_job *job = arg;
    const lg_view *dy = &job->ctx->in[0], *x = &job->ctx->in[1], *dx = &job->ctx->out[0];
    (void)err;
    for (int64_t plane = begin; plane < end; plane++) {
        const int64_t at = find_maximum(x, plane, job->width);
        lg_lanes_fill(dx->data, dx->dtype, plane * job->width, job->width, 0);
        if (at >= 0)
            lg_lane_put(dx->data, dx->dtype, plane * job->width + at,
                        lg_lane(dy->data, dy->dtype, plane));
    }
    return LG_OK;
}

static lg_status run_max_grad(lg_exec *ctx) {
    return run_planes(ctx, &ctx->in[1], 0, max_grad_block);
}

/* ---- infer ---- */

static lg_status infer_global(lg_infer *ctx) {
    LG_TRY(lg_infer_rank(ctx, 0, 2, LG_MAX_RANK));
    lg_infer_like(ctx, 0, 0);
    for (int32_t i = 2; i < ctx->out[0].rank; i++)
        ctx->out[0].dims[i] = 1;
    return LG_OK;
}

static lg_status infer_lp(lg_infer *ctx) {
    const global_params *p = ctx->params;
    if (p->p < 1)
        return LG_FAIL(ctx, LG_E_MODEL, "p is %lld, expected at least 1", (long long)p->p);
    return infer_global(ctx);
}

/* dY has the shape of dX with ones from dimension 2 on. */
static lg_status check_planes(lg_infer *ctx, int32_t rank, const int64_t *dims) {
    const lg_view *dy = &ctx->in[0];
    if (dy->rank < 0 || rank < 0)
        return LG_OK;
    if (rank != dy->rank || rank < 2)
        return LG_FAIL(ctx, LG_E_SHAPE, "dY has rank %d, expected %d", dy->rank, rank);
    for (int32_t i = 0; i < rank; i++)
        LG_TRY(lg_infer_same_dim(ctx, 0, i, i < 2 ? dims[i] : 1));
    return LG_OK;
}

static lg_status infer_average_grad(lg_infer *ctx) {
    const lg_view *dy = &ctx->in[0];
    lg_type *dx = &ctx->out[0];
    int64_t dims[LG_MAX_LIST], n = -1;
    LG_TRY(lg_infer_ints(ctx, 1, dims, &n));
    if (n >= 0)
        LG_TRY(lg_infer_set(ctx, 0, dy->dtype, (int32_t)n, dims));
    else if (dx->rank < 0)
        return lg_infer_dtype(ctx, 0, dy->dtype, dy->rank);
    dx->dtype = dy->dtype;
    return check_planes(ctx, dx->rank, dx->dims);
}

static lg_status infer_max_grad(lg_infer *ctx) {
    LG_TRY(lg_infer_rank(ctx, 1, 2, LG_MAX_RANK));
    lg_infer_like(ctx, 0, 1);
    return check_planes(ctx, ctx->in[1].rank, ctx->in[1].dims);
}

/* ---- decompositions ---- */

static lg_status body_average_grad(lg_body *ctx) {
    const int32_t t = ctx->in[0].dtype;
    lg_body_reduce(ctx, "Prod", "all_", "shape", NULL, 0, 0);
    ctx->append(ctx,
                "planes_ = Size(dY)\ncount_ = Div(all_, planes_)\n"
                "n_ = Cast <to = %d> (count_)\nd_ = Div(dY, n_)\ndX = Expand(d_, shape)\n",
                t);
    return LG_OK;
}

static lg_status body_max_grad(lg_body *ctx) {
    static const int64_t rows[3] = {0, 0, -1};
    lg_body_scalar(ctx, ctx->in[0].dtype, "zero_", 0);
    lg_body_ints(ctx, "rows_", rows, 3);
    ctx->append(ctx, "shape_ = Shape(X)\nr_ = Reshape(X, rows_)\n"
                     "at_ = ArgMax <axis = 2, keepdims = 1> (r_)\nrs_ = Shape(r_)\n"
                     "z_ = Expand(zero_, rs_)\ng_ = Reshape(dY, rows_)\n"
                     "s_ = ScatterElements <axis = 2> (z_, at_, g_)\ndX = Reshape(s_, shape_)\n");
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_attr_desc lp_attrs[] = {
    LG_ATTR_INT_DOC(global_params, p, 2, "exponent of the norm, >= 1")};
static const lg_arg_desc in[] = {{.name = "X", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc out[] = {{.name = "Y", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc average_grad_in[] = {
    {.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc max_grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                          {.name = "X", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc grad_out[] = {{.name = "dX", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_ref average_refs[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}};
static const lg_ref max_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}};
static const uint8_t to_x[] = {0};
static const lg_grad_rule average_rule =
    LG_GRAD_OP("ai.lossgraph", "GlobalAveragePoolGrad", average_refs, to_x);
static const lg_grad_rule max_rule =
    LG_GRAD_OP("ai.lossgraph", "GlobalMaxPoolGrad", max_refs, to_x);

#define GLOBAL(op, since, fl, text, infers, runs)                                                  \
    .domain = "", .name = op, .since_version = since, .flags = LG_OP_NO_BODY | (fl),               \
    .doc = text "; onnx.ai/onnx/operators/onnx__" op ".html", LG_INS(in), LG_OUTS(out),            \
    .infer = infers, .run = runs

static const lg_op_desc ops[] = {
    {GLOBAL("GlobalAveragePool", 1, 0, "mean of each plane", infer_global, run_average),
     .grad = &average_rule},
    {GLOBAL("GlobalLpPool", 2, LG_OP_NO_GRADIENT, "p-norm of each plane", infer_lp, run_lp),
     LG_ATTRS(global_params, lp_attrs)},
    {GLOBAL("GlobalMaxPool", 1, 0, "largest element of each plane, NaN when there is one",
            infer_global, run_max),
     .grad = &max_rule},
    {.domain = "ai.lossgraph",
     .name = "GlobalAveragePoolGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "derivative of GlobalAveragePool for an X of that shape",
     LG_INS(average_grad_in),
     LG_OUTS(grad_out),
     .infer = infer_average_grad,
     .run = run_average_grad,
     .body_build = body_average_grad},
    {.domain = "ai.lossgraph",
     .name = "GlobalMaxPoolGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "derivative of GlobalMaxPool: dY at the first maximum of each plane",
     LG_INS(max_grad_in),
     LG_OUTS(grad_out),
     .infer = infer_max_grad,
     .run = run_max_grad,
     .body_build = body_max_grad},
};
LG_FAMILY_DEFINE(nn_global_pool, ops);
