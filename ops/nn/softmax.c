/* SPDX-License-Identifier: Apache-2.0 */
/* Softmax, LogSoftmax, Hardmax and the derivatives. Before opset 13 the input is a matrix: all axes
 * from `axis` on form the row. */
#include "ops/kernels/kernels.h"
#include "ops/opkit/body.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"

#include <math.h>

typedef struct softmax_params {
    int64_t axis;
} softmax_params;

typedef struct softmax_job {
    lg_exec *ctx;
    int64_t n, inner, outer, chunks;
    uint32_t input;
    bool logarithm, grad;
} softmax_job;

#include "ops/opkit/as_f32.inc"

#include "ops/nn/softmax.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/nn/softmax.inc"

static softmax_job job_of(lg_exec *ctx, uint32_t input, bool matrix) {
    const softmax_params *p = ctx->params;
    const lg_view *x = &ctx->in[input];
    const int32_t axis = (int32_t)(p->axis < 0 ? p->axis + x->rank : p->axis);
    softmax_job job = {.ctx = ctx, .n = 1, .inner = 1, .outer = 1, .chunks = 1, .input = input};
    for (int32_t i = 0; i < x->rank; i++) {
        int64_t *part = i < axis ? &job.outer : i == axis || matrix ? &job.n : &job.inner;
        *part *= x->dims[i];
    }
    if (job.inner != 1)
        job.chunks = (job.inner + LG_LANES - 1) / LG_LANES;
    return job;
}

static lg_status softmax_run(lg_exec *ctx, uint32_t input, bool matrix, bool logarithm, bool grad) {
    softmax_job job = job_of(ctx, input, matrix);
    if (ctx->out[0].data == NULL || ctx->out[0].count == 0)
        return LG_OK;
    job.logarithm = logarithm;
    job.grad = grad;
    const int64_t width = job.inner == 1 ? job.n : job.n * op_min(job.inner, LG_LANES);
    const int64_t grain = op_max(1, 8192 / width);
    return ctx->host->parallel_for(
        ctx->self, job.outer * job.chunks, grain,
        ctx->in[0].dtype == LG_DOUBLE ? softmax_block_f64 : softmax_block_f32, &job, ctx->err);
}

#define RUN(name, input, matrix, logarithm, grad)                                                  \
    static lg_status name(lg_exec *ctx) {                                                          \
        return softmax_run(ctx, input, matrix, logarithm, grad);                                   \
    }
RUN(run_softmax, 0, false, false, false)
RUN(run_softmax_matrix, 0, true, false, false)
RUN(run_log, 0, false, true, false)
RUN(run_log_matrix, 0, true, true, false)
RUN(run_grad, 1, false, false, true)
RUN(run_grad_matrix, 1, true, false, true)
RUN(run_log_grad, 1, false, true, true)
RUN(run_log_grad_matrix, 1, true, true, true)

/* One at the first maximum (the first NaN when there is one). */
static lg_status hardmax_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const softmax_job *job = arg;
    const lg_view *x = &job->ctx->in[0], *y = &job->ctx->out[0];
    (void)err;
    for (int64_t row = begin; row < end; row++) {
        const int64_t at = row / job->inner * job->n * job->inner + row % job->inner;
        int64_t best = 0;
        double m = lg_lane(x->data, x->dtype, at);
        for (int64_t c = 1; c < job->n && m == m; c++) {
            const double v = lg_lane(x->data, x->dtype, at + c * job->inner);
            if (v > m || v != v) {
                m = v;
                best = c;
            }
        }
        for (int64_t c = 0; c < job->n; c++)
            lg_lane_put(y->data, y->dtype, at + c * job->inner, c == best ? 1 : 0);
    }
    return LG_OK;
}

static lg_status hardmax_run(lg_exec *ctx, bool matrix) {
    softmax_job job = job_of(ctx, 0, matrix);
    if (ctx->out[0].data == NULL || ctx->out[0].count == 0)
        return LG_OK;
    return ctx->host->parallel_for(ctx->self, job.outer * job.inner, op_max(1, 4096 / job.n),
                                   hardmax_block, &job, ctx->err);
}

static lg_status run_hardmax(lg_exec *ctx) {
    return hardmax_run(ctx, false);
}

static lg_status run_hardmax_matrix(lg_exec *ctx) {
    return hardmax_run(ctx, true);
}

/* ---- infer ---- */

static lg_status check_axis(lg_infer *ctx, uint32_t input, bool matrix) {
    const softmax_params *p = ctx->params;
    const int32_t rank = ctx->in[input].rank;
    int32_t axis;
    /* As a matrix, an axis past the last one makes rows of one element. */
    if (rank < 0 || (matrix && p->axis == rank))
        return LG_OK;
    return lg_infer_axis(ctx, p->axis, rank, &axis);
}

static lg_status infer(lg_infer *ctx) {
    LG_TRY(check_axis(ctx, 0, false));
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status infer_matrix(lg_infer *ctx) {
    LG_TRY(check_axis(ctx, 0, true));
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status infer_grad(lg_infer *ctx) {
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    LG_TRY(check_axis(ctx, 1, false));
    lg_infer_like(ctx, 0, 1);
    return LG_OK;
}

static lg_status infer_grad_matrix(lg_infer *ctx) {
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    LG_TRY(check_axis(ctx, 1, true));
    lg_infer_like(ctx, 0, 1);
    return LG_OK;
}

static lg_status body_grad(lg_body *ctx) {
    const softmax_params *p = ctx->params;
    ctx->append(ctx, "p_ = Mul(dY, Y)\n");
    lg_body_reduce(ctx, "Sum", "s_", "p_", &p->axis, 1, 1);
    ctx->append(ctx, "d_ = Sub(dY, s_)\ndX = Mul(Y, d_)\n");
    return LG_OK;
}

static lg_status body_log_grad(lg_body *ctx) {
    const softmax_params *p = ctx->params;
    lg_body_reduce(ctx, "Sum", "s_", "dY", &p->axis, 1, 1);
    ctx->append(ctx, "e_ = Exp(X)\np_ = Mul(e_, s_)\ndX = Sub(dY, p_)\n");
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_attr_desc attrs[] = {
    LG_ATTR_INT_DOC(softmax_params, axis, -1, "axis of the classes, in [-rank, rank - 1]")};
static const lg_attr_desc attrs_matrix[] = {LG_ATTR_INT_DOC(
    softmax_params, axis, 1, "first axis of the row; the row is this axis and all after it")};
static const lg_arg_desc in[] = {{.name = "input", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc out[] = {
    {.name = "output", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 1}};
static const lg_arg_desc grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                      {.name = "Y", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc log_grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                          {.name = "X", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc grad_out[] = {
    {.name = "dX", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 3}};

static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_Y, 0}};
static const uint8_t to_x[] = {0};
static const lg_grad_rule softmax_rule = LG_GRAD_OP("com.microsoft", "SoftmaxGrad_13", refs, to_x);
static const lg_grad_rule log_rule = LG_GRAD_OP("com.microsoft", "LogSoftmaxGrad_13", refs, to_x);
static const lg_grad_rule softmax_matrix_rule =
    LG_GRAD_OP("com.microsoft", "SoftmaxGrad", refs, to_x);
static const lg_grad_rule log_matrix_rule =
    LG_GRAD_OP("com.microsoft", "LogSoftmaxGrad", refs, to_x);

#define FORWARD(op, since, fl, text)                                                               \
    .domain = "", .name = op, .since_version = since, .flags = LG_OP_NO_BODY | (fl),               \
    .doc = text "; onnx.ai/onnx/operators/onnx__" op ".html", LG_INS(in), LG_OUTS(out)
#define BACKWARD(op, fl, ins, text)                                                                \
    .domain = "com.microsoft", .name = op, .since_version = 1,                                     \
    .flags = LG_OP_NO_GRADIENT | LG_OP_ORT | (fl),                                                 \
    .doc = text "; training operators of ONNX Runtime", LG_INS(ins), LG_OUTS(grad_out)
#define NEW LG_ATTRS(softmax_params, attrs)
#define OLD LG_ATTRS(softmax_params, attrs_matrix)

static const lg_op_desc ops[] = {
    {FORWARD("Hardmax", 1, LG_OP_NO_GRADIENT, "1 at the maximum of the row, else 0"), OLD,
     .infer = infer_matrix, .run = run_hardmax_matrix},
    {FORWARD("Hardmax", 13, LG_OP_NO_GRADIENT, "1 at the maximum along the axis, else 0"), NEW,
     .infer = infer, .run = run_hardmax},
    {FORWARD("LogSoftmax", 1, 0, "x - log(sum of exp(x)) of the row"), OLD, .infer = infer_matrix,
     .run = run_log_matrix, .grad = &log_matrix_rule},
    {FORWARD("LogSoftmax", 13, 0, "x - log(sum of exp(x)) along the axis"), NEW, .infer = infer,
     .run = run_log, .grad = &log_rule},
    {FORWARD("Softmax", 1, 0, "exp(x) / sum of exp(x) of the row"), OLD, .infer = infer_matrix,
     .run = run_softmax_matrix, .grad = &softmax_matrix_rule},
    {FORWARD("Softmax", 13, 0, "exp(x) / sum of exp(x) along the axis"), NEW, .infer = infer,
     .run = run_softmax, .grad = &softmax_rule},
    {BACKWARD("LogSoftmaxGrad", LG_OP_NO_BODY, log_grad_in,
              "dY - exp(X) sum(dY) of the row, X the output"),
     OLD, .infer = infer_grad_matrix, .run = run_log_grad_matrix},
    {BACKWARD("LogSoftmaxGrad_13", 0, log_grad_in,
              "dY - exp(X) sum(dY) along the axis, X the output"),
     NEW, .infer = infer_grad, .run = run_log_grad, .body_build = body_log_grad},
    {BACKWARD("SoftmaxGrad", LG_OP_NO_BODY, grad_in, "Y (dY - sum(dY Y)) of the row"), OLD,
     .infer = infer_grad_matrix, .run = run_grad_matrix},
    {BACKWARD("SoftmaxGrad_13", 0, grad_in, "Y (dY - sum(dY Y)) along the axis"), NEW,
     .infer = infer_grad, .run = run_grad, .body_build = body_grad},
};
LG_FAMILY_DEFINE(nn_softmax, ops);
