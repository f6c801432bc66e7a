/* SPDX-License-Identifier: Apache-2.0 */
/* LRN, local response normalisation over channels, and its derivative. */
#include "ops/opkit/body.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"

#include <math.h>

typedef struct lrn_params {
    double alpha, beta, bias;
    int64_t size;
} lrn_params;

typedef struct lrn_job {
    lg_exec *ctx;
    const lrn_params *p;
    const lg_view *x, *dy; /* dy NULL: forward */
    int64_t channels, inner;
} lrn_job;

/* Channels [*first, *last) around c. */
static void window(const lrn_job *job, int64_t c, int64_t *first, int64_t *last) {
    const int64_t before = (job->p->size - 1) / 2, after = job->p->size - 1 - before;
    *first = op_max(0, c - before);
    *last = op_min(job->channels, c + after + 1);
}

static double element(const lrn_job *job, const lg_view *v, int64_t base, int64_t c) {
    return lg_lane(v->data, v->dtype, base + c * job->inner);
}

/* bias + alpha / size times the sum of squares around channel c. */
static double scale_at(const lrn_job *job, int64_t base, int64_t c) {
    int64_t first, last;
    double s = 0;
    window(job, c, &first, &last);
    for (int64_t k = first; k < last; k++) {
        const double v = element(job, job->x, base, k);
        s += v * v;
    }
    return job->p->bias + job->p->alpha / (double)job->p->size * s;
}

/* Positions [begin, end) of all samples: every channel of each. */
static lg_status block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const lrn_job *job = arg;
    const lrn_params *p = job->p;
    const lg_view *to = &job->ctx->out[0];
    (void)err;
    for (int64_t pos = begin; pos < end; pos++) {
        const int64_t base = pos / job->inner * job->channels * job->inner + pos % job->inner;
        for (int64_t c = 0; c < job->channels; c++) {
            const double x = element(job, job->x, base, c), s = scale_at(job, base, c);
            double r;
            if (job->dy == NULL) {
                r = x / pow(s, p->beta);
            } else {
                /* Channel k sees c when c lies in its window: the mirrored window of c. */
                const int64_t before = (p->size - 1) / 2, after = p->size - 1 - before;
                const int64_t first = op_max(0, c - after);
                const int64_t last = op_min(job->channels, c + before + 1);
                double sum = 0;
                for (int64_t k = first; k < last; k++)
                    sum += element(job, job->dy, base, k) * element(job, job->x, base, k) *
                           pow(scale_at(job, base, k), -p->beta - 1);
                r = element(job, job->dy, base, c) / pow(s, p->beta) -
                    2 * p->alpha * p->beta / (double)p->size * x * sum;
            }
            lg_lane_put(to->data, to->dtype, base + c * job->inner, r);
        }
    }
    return LG_OK;
}

static lg_status run_on(lg_exec *ctx, const lg_view *x, const lg_view *dy) {
    lrn_job job = {ctx, ctx->params, x, dy, x->dims[1], 1};
    for (int32_t i = 2; i < x->rank; i++)
        job.inner *= x->dims[i];
    if (ctx->out[0].data == NULL || x->count == 0)
        return LG_OK;
    return ctx->host->parallel_for(ctx->self, x->dims[0] * job.inner,
                                   op_max(1, 1024 / job.channels), block, &job, ctx->err);
}

static lg_status run(lg_exec *ctx) {
    return run_on(ctx, &ctx->in[0], NULL);
}

static lg_status run_grad(lg_exec *ctx) {
    return run_on(ctx, &ctx->in[1], &ctx->in[0]);
}

static lg_status check(lg_infer *ctx, uint32_t x) {
    const lrn_params *p = ctx->params;
    if (p->size < 1)
        return LG_FAIL(ctx, LG_E_MODEL, "size is %lld, expected at least 1", (long long)p->size);
    if (!isfinite(p->alpha) || !isfinite(p->beta) || !isfinite(p->bias))
        return LG_FAIL(ctx, LG_E_MODEL, "attributes have to be finite");
    return lg_infer_rank(ctx, x, 2, LG_MAX_RANK);
}

static lg_status infer(lg_infer *ctx) {
    LG_TRY(check(ctx, 0));
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status infer_grad(lg_infer *ctx) {
    LG_TRY(check(ctx, 1));
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    lg_infer_like(ctx, 0, 1);
    return LG_OK;
}

/* ---- decomposition of the derivative ---- */

/* out = sum of `in` over channels, before and after each: a mean over a window of rows. */
static void window_text(lg_body *ctx, const char *out, const char *in, int64_t before,
                        int64_t after) {
    ctx->append(ctx, "%s_r = Reshape(%s, rows_)\n", out, in);
    ctx->append(ctx,
                "%s_m = AveragePool <kernel_shape = [%lld, 1], pads = [%lld, 0, %lld, 0], "
                "count_include_pad = 1> (%s_r)\n",
                out, (long long)before + after + 1, (long long)before, (long long)after, out);
    ctx->append(ctx, "%s_s = Mul(%s_m, size_)\n%s = Reshape(%s_s, shape_)\n", out, out, out, out);
}

static lg_status body_grad(lg_body *ctx) {
    const lrn_params *p = ctx->params;
    const int32_t t = ctx->in[1].dtype;
    const int64_t before = (p->size - 1) / 2, after = p->size - 1 - before;
    if (ctx->in[1].rank < 2 || ctx->in[1].dims[1] < 0)
        return LG_FAIL(ctx, LG_E_UNSUPPORTED, "the number of channels is not known");
    const int64_t rows[4] = {0, 1, ctx->in[1].dims[1], -1}; /* channels become rows of an image */
    lg_body_ints(ctx, "rows_", rows, 4);
    lg_body_scalar(ctx, t, "size_", (double)p->size);
    lg_body_scalar(ctx, t, "ratio_", p->alpha / (double)p->size);
    lg_body_scalar(ctx, t, "bias_", p->bias);
    lg_body_scalar(ctx, t, "nb_", -p->beta);
    lg_body_scalar(ctx, t, "nb1_", -p->beta - 1);
    lg_body_scalar(ctx, t, "k_", 2 * p->alpha * p->beta / (double)p->size);
    ctx->append(ctx, "shape_ = Shape(X)\nxx_ = Mul(X, X)\n");
    window_text(ctx, "sq_", "xx_", before, after);
    ctx->append(ctx, "rs_ = Mul(ratio_, sq_)\ns_ = Add(bias_, rs_)\npb_ = Pow(s_, nb_)\n"
                     "pb1_ = Pow(s_, nb1_)\ngx_ = Mul(dY, X)\ngp_ = Mul(gx_, pb1_)\n");
    window_text(ctx, "sum_", "gp_", after, before);
    ctx->append(ctx, "a_ = Mul(dY, pb_)\nxs_ = Mul(X, sum_)\nb_ = Mul(k_, xs_)\n"
                     "dX = Sub(a_, b_)\n");
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_attr_desc attrs[] = {
    LG_ATTR_REAL_DOC(lrn_params, alpha, 1e-4, "factor of the mean square, finite"),
    LG_ATTR_REAL_DOC(lrn_params, beta, 0.75, "exponent, finite"),
    LG_ATTR_REAL_DOC(lrn_params, bias, 1.0, "added to the mean square, finite"),
    {.name = "size",
     .kind = LG_ATTR_INT,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(lrn_params, size, int64_t),
     .doc = "channels in the window, >= 1"}};
static const lg_arg_desc in[] = {{.name = "X", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc out[] = {{.name = "Y", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                      {.name = "X", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc grad_out[] = {{.name = "dX", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}};
static const uint8_t to_x[] = {0};
static const lg_grad_rule rule = LG_GRAD_OP("ai.lossgraph", "LRNGrad", refs, to_x);

static const lg_op_desc ops[] = {
    {.domain = "",
     .name = "LRN",
     .since_version = 1,
     .flags = LG_OP_NO_BODY,
     .doc = "X / (bias + alpha times the mean square of the channels around)^beta; "
            "onnx.ai/onnx/operators/onnx__LRN.html",
     LG_ATTRS(lrn_params, attrs),
     LG_INS(in),
     LG_OUTS(out),
     .infer = infer,
     .run = run,
     .grad = &rule},
    {.domain = "ai.lossgraph",
     .name = "LRNGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "derivative of LRN",
     LG_ATTRS(lrn_params, attrs),
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = infer_grad,
     .run = run_grad,
     .body_build = body_grad},
};
LG_FAMILY_DEFINE(nn_lrn, ops);
