/* SPDX-License-Identifier: Apache-2.0 */
/* BatchNormalization of every version, BatchNormInternal and the derivatives. */
#include "ops/kernels/kernels.h"
#include "ops/opkit/body.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"

#include <math.h>

typedef struct norm_params {
    double epsilon, momentum;
    int64_t spatial;
    int32_t training_mode;
} norm_params;

typedef struct norm_job {
    lg_exec *ctx;
    int64_t batch, channels, spatial, per_channel;
    double epsilon, momentum;
    bool training, saved, inverse;
} norm_job;

static void norm_put(const lg_exec *ctx, uint32_t output, int64_t c, double value) {
    if (output < ctx->n_out && ctx->out[output].data != NULL)
        lg_lane_put(ctx->out[output].data, ctx->out[output].dtype, c, value);
}

static double norm_get(const lg_exec *ctx, uint32_t input, int64_t c) {
    return lg_lane(ctx->in[input].data, ctx->in[input].dtype, c);
}

#include "ops/opkit/as_f32.inc"

#include "ops/nn/batch_norm.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/nn/batch_norm.inc"

/* Before opset 9, spatial 0 gives every position statistics of its own. */
static bool per_position(int32_t opset, const norm_params *p) {
    return opset < 9 && p->spatial == 0;
}

static norm_job job_of(lg_exec *ctx, const lg_view *x) {
    const norm_params *p = ctx->params;
    norm_job job = {.ctx = ctx, .batch = 1, .channels = 1, .spatial = 1};
    job.epsilon = p->epsilon;
    job.momentum = p->momentum;
    for (int32_t i = 0; i < x->rank; i++)
        *(i == 0 ? &job.batch : i == 1 ? &job.channels : &job.spatial) *= x->dims[i];
    job.per_channel = job.batch * job.spatial;
    return job;
}

static lg_status each_channel(norm_job *job, lg_block_fn body) {
    const int64_t grain = op_max(1, 16384 / op_max(1, job->per_channel));
    return job->ctx->host->parallel_for(job->ctx->self, job->channels, grain, body, job,
                                        job->ctx->err);
}

static lg_status forward_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const norm_job *job = arg;
    const lg_exec *ctx = job->ctx;
    const bool wide = ctx->in[0].dtype == LG_DOUBLE;
    (void)err;
    for (int64_t c = begin; c < end; c++) {
        double mean = norm_get(ctx, 3, c), var = norm_get(ctx, 4, c);
        if (job->training) {
            const double old_mean = mean, old_var = var, m = job->momentum;
            (wide ? channel_moments_f64 : channel_moments_f32)(job, &ctx->in[0], c, &mean, &var);
            norm_put(ctx, 1, c, m * old_mean + (1 - m) * mean);
            norm_put(ctx, 2, c, m * old_var + (1 - m) * var);
            norm_put(ctx, 3, c, mean);
            norm_put(ctx, 4, c, job->inverse ? 1 / sqrt(var + job->epsilon) : var);
        }
        if (ctx->out[0].data != NULL)
            (wide ? channel_apply_f64 : channel_apply_f32)(
                job, c, mean, norm_get(ctx, 1, c) / sqrt(var + job->epsilon), norm_get(ctx, 2, c));
    }
    return LG_OK;
}

static bool wants_statistics(const lg_exec *ctx) {
    for (uint32_t i = 1; i < ctx->n_out; i++)
        if (ctx->out[i].data != NULL)
            return true;
    return false;
}

/* Before opset 14 it trains exactly when statistics are asked for. */
static lg_status run_old(lg_exec *ctx) {
    norm_job job = job_of(ctx, &ctx->in[0]);
    job.training = wants_statistics(ctx);
    if (per_position(ctx->opset, ctx->params)) {
        job.channels *= job.spatial;
        job.spatial = 1;
        job.per_channel = job.batch;
    }
    return each_channel(&job, forward_block);
}

static lg_status run_forward(lg_exec *ctx) {
    norm_job job = job_of(ctx, &ctx->in[0]);
    job.training = ((const norm_params *)ctx->params)->training_mode != 0;
    job.inverse = ctx->n_out > 3; /* BatchNormInternal */
    return each_channel(&job, forward_block);
}

/* dY, X, scale, mean, variance -> dX, dscale, dB. With `saved` the last input is the inverse
 * standard deviation of the batch; else it is the input variance, used as it is unless training. */
static lg_status grad_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const norm_job *job = arg;
    const lg_exec *ctx = job->ctx;
    const bool wide = ctx->in[1].dtype == LG_DOUBLE;
    (void)err;
    for (int64_t c = begin; c < end; c++) {
        double mean = norm_get(ctx, 3, c), inv = norm_get(ctx, 4, c);
        if (!job->saved) {
            double var = inv;
            if (job->training)
                (wide ? channel_moments_f64 : channel_moments_f32)(job, &ctx->in[1], c, &mean,
                                                                   &var);
            inv = 1 / sqrt(var + job->epsilon);
        }
        (wide ? channel_grad_f64 : channel_grad_f32)(job, c, mean, inv);
    }
    return LG_OK;
}

static lg_status run_saved_grad(lg_exec *ctx) {
    norm_job job = job_of(ctx, &ctx->in[1]);
    job.training = job.saved = true;
    return each_channel(&job, grad_block);
}

static lg_status run_grad(lg_exec *ctx) {
    norm_job job = job_of(ctx, &ctx->in[1]);
    job.training = ((const norm_params *)ctx->params)->training_mode != 0;
    return each_channel(&job, grad_block);
}

/* ---- infer ---- */

static lg_status check(lg_infer *ctx, uint32_t x, uint32_t first, bool positions) {
    const norm_params *p = ctx->params;
    const lg_view *v = &ctx->in[x];
    if (!(p->epsilon >= 0) || isinf(p->epsilon))
        return LG_FAIL(ctx, LG_E_MODEL, "epsilon is %g, expected a finite number >= 0", p->epsilon);
    if (!isfinite(p->momentum))
        return LG_FAIL(ctx, LG_E_MODEL, "momentum has to be finite");
    LG_TRY(lg_infer_rank(ctx, x, 1, LG_MAX_RANK));
    for (uint32_t i = first; i <= 4 && v->rank >= 0 && !positions; i++) {
        LG_TRY(lg_infer_rank(ctx, i, 1, 1));
        if (ctx->in[i].rank == 1)
            LG_TRY(lg_infer_same_dim(ctx, i, 0, v->rank > 1 ? v->dims[1] : 1));
    }
    if (positions && lg_view_is_concrete(v) && v->rank > 0 && v->dims[0] > 0)
        for (uint32_t i = first; i <= 4; i++)
            if (ctx->in[i].count >= 0 && ctx->in[i].count != v->count / v->dims[0])
                return LG_FAIL(ctx, LG_E_SHAPE, "input %u has %lld elements, expected %lld", i,
                               (long long)ctx->in[i].count, (long long)(v->count / v->dims[0]));
    return LG_OK;
}

static lg_status infer_outputs(lg_infer *ctx, bool positions) {
    LG_TRY(check(ctx, 0, 1, positions));
    lg_infer_like(ctx, 0, 0);
    for (uint32_t i = 1; i < ctx->n_out; i++)
        lg_infer_like(ctx, i, i % 2 == 1 ? 3 : 4);
    return LG_OK;
}

static lg_status infer_forward(lg_infer *ctx) {
    return infer_outputs(ctx, false);
}

static lg_status infer_old(lg_infer *ctx) {
    return infer_outputs(ctx, per_position(ctx->opset, ctx->params));
}

static lg_status infer_grad(lg_infer *ctx) {
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    LG_TRY(check(ctx, 1, 2, false));
    lg_infer_like(ctx, 0, 1);
    for (uint32_t i = 1; i < ctx->n_out; i++)
        lg_infer_like(ctx, i, 2);
    return LG_OK;
}

/* ---- decomposition of the derivative; the rank of X has to be known ---- */

static lg_status body_grad(lg_body *ctx) {
    const norm_params *p = ctx->params;
    const lg_view *x = &ctx->in[1];
    int64_t axes[LG_MAX_RANK], shape[LG_MAX_RANK], n = 0, n_shape = 0;
    if (x->rank < 0)
        return LG_FAIL(ctx, LG_E_UNSUPPORTED, "the rank of X is not known");
    for (int64_t i = 0; i < x->rank; i++) {
        if (i != 1)
            axes[n++] = i;
        if (i > 0)
            shape[n_shape++] = i == 1 ? -1 : 1;
    }
    lg_body_scalar(ctx, x->dtype, "eps_", p->epsilon);
    /* Parameters as (C, 1, ..., 1), in the type of X. */
    lg_body_ints(ctx, "per_channel_", shape, n_shape);
    ctx->append(ctx, "s_t_ = Cast <to = %d> (scale)\ns_ = Reshape(s_t_, per_channel_)\n", x->dtype);
    if (p->training_mode) {
        lg_body_reduce(ctx, "Mean", "mean_", "X", axes, n, 1);
        ctx->append(ctx, "c_ = Sub(X, mean_)\ncc_ = Mul(c_, c_)\n");
        lg_body_reduce(ctx, "Mean", "var_", "cc_", axes, n, 1);
    } else {
        ctx->append(ctx, "m_t_ = Cast <to = %d> (mean)\nmean_ = Reshape(m_t_, per_channel_)\n",
                    x->dtype);
        ctx->append(ctx, "v_t_ = Cast <to = %d> (var)\nvar_ = Reshape(v_t_, per_channel_)\n",
                    x->dtype);
        ctx->append(ctx, "c_ = Sub(X, mean_)\n");
    }
    ctx->append(ctx, "ve_ = Add(var_, eps_)\nsd_ = Sqrt(ve_)\nh_ = Div(c_, sd_)\n"
                     "gh_ = Mul(dY, h_)\nf_ = Div(s_, sd_)\n");
    lg_body_reduce(ctx, "Sum", "ds_", "gh_", axes, n, 0);
    lg_body_reduce(ctx, "Sum", "db_", "dY", axes, n, 0);
    ctx->append(ctx, "dscale = Cast <to = %d> (ds_)\ndB = Cast <to = %d> (db_)\n", ctx->in[2].dtype,
                ctx->in[2].dtype);
    if (p->training_mode) {
        lg_body_reduce(ctx, "Mean", "mg_", "dY", axes, n, 1);
        lg_body_reduce(ctx, "Mean", "mgh_", "gh_", axes, n, 1);
        ctx->append(ctx, "a_ = Sub(dY, mg_)\nb_ = Mul(h_, mgh_)\nd_ = Sub(a_, b_)\n"
                         "dX = Mul(f_, d_)\n");
    } else {
        ctx->append(ctx, "dX = Mul(dY, f_)\n");
    }
    return LG_OK;
}

/* ---- descriptors ---- */

#define EPSILON LG_ATTR_REAL_DOC(norm_params, epsilon, 1e-5, "added to the variance, >= 0")
#define MOMENTUM                                                                                   \
    LG_ATTR_REAL_DOC(norm_params, momentum, 0.9, "weight of the old statistics, finite")
#define TRAINING(value)                                                                            \
    LG_ATTR_BOOL_DOC(norm_params, training_mode, value, "1: statistics of the batch")
#define SPATIAL(value)                                                                             \
    LG_ATTR_INT_DOC(norm_params, spatial, value, "0: statistics per position, else per channel")
/* Not in the operator of this version: the field keeps its default. */
static const lg_attr_desc attrs1[] = {EPSILON, MOMENTUM, SPATIAL(1)};
static const lg_attr_desc attrs9[] = {EPSILON, MOMENTUM};
static const lg_attr_desc attrs14[] = {EPSILON, MOMENTUM, TRAINING(0)};
static const lg_attr_desc internal_attrs[] = {EPSILON, MOMENTUM, TRAINING(1)};
static const lg_attr_desc saved_attrs[] = {EPSILON};
static const lg_attr_desc grad_attrs[] = {EPSILON, TRAINING(0)};

#define ARG(n, t, fl)                                                                              \
    { .name = n, .type = t, .dtypes = LG_T_FLOATS, .flags = fl }
#define OPT LG_ARG_OPTIONAL
static const lg_arg_desc in[] = {ARG("X", "T", 0), ARG("scale", "T1", 0), ARG("B", "T1", 0),
                                 ARG("input_mean", "T2", LG_ARG_NONDIFF),
                                 ARG("input_var", "T2", LG_ARG_NONDIFF)};
static const lg_arg_desc old_out[] = {ARG("Y", "T", 0), ARG("mean", "T2", OPT),
                                      ARG("var", "T2", OPT), ARG("saved_mean", "T2", OPT),
                                      ARG("saved_var", "T2", OPT)};
static const lg_arg_desc out[] = {ARG("Y", "T", 0), ARG("running_mean", "T2", OPT),
                                  ARG("running_var", "T2", OPT)};
static const lg_arg_desc internal_out[] = {
    ARG("Y", "T", 0), ARG("running_mean", "T2", OPT), ARG("running_var", "T2", OPT),
    ARG("saved_mean", "T2", OPT), ARG("saved_inv_std", "T2", OPT)};
static const lg_arg_desc grad_in[] = {ARG("dY", "T", 0), ARG("X", "T", 0), ARG("scale", "T1", 0),
                                      ARG("mean", "T2", 0), ARG("var", "T2", 0)};
static const lg_arg_desc grad_out[] = {ARG("dX", "T", OPT), ARG("dscale", "T1", OPT),
                                       ARG("dB", "T1", OPT)};

static const lg_ref refs[] = {
    {LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 3}, {LG_REF_X, 4}};
static const lg_ref saved_refs[] = {
    {LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_Y, 3}, {LG_REF_Y, 4}};
static const uint8_t to_params[] = {0, 1, 2};
static const lg_grad_rule rule =
    LG_GRAD_OP("ai.lossgraph", "BatchNormalizationGrad", refs, to_params);
static const lg_grad_rule saved_rule =
    LG_GRAD_OP("com.microsoft", "BatchNormalizationGrad", saved_refs, to_params);

#define BN(since, fl, table, outs, infers, runs)                                                   \
    .domain = "", .name = "BatchNormalization", .since_version = since,                            \
    .flags = LG_OP_NO_BODY | (fl),                                                                 \
    .doc = "(X - mean) / sqrt(var + epsilon) scale + B per channel (axis 1); "                     \
           "onnx.ai/onnx/operators/onnx__BatchNormalization.html",                                 \
    LG_ATTRS(norm_params, table), LG_INS(in), LG_OUTS(outs), .infer = infers, .run = runs,         \
    .grad = &rule

static const lg_op_desc ops[] = {
    /* consumed_inputs and is_test carry nothing: what is wanted of the outputs decides. */
    {BN(1, LG_OP_ANY_ATTRS, attrs1, old_out, infer_old, run_old)},
    {BN(7, 0, attrs1, old_out, infer_old, run_old)},
    {BN(9, 0, attrs9, old_out, infer_old, run_old)},
    {BN(14, 0, attrs14, out, infer_forward, run_forward)},
    {.domain = "com.microsoft",
     .name = "BatchNormInternal",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_ORT,
     .doc = "BatchNormalization that also saves mean and inverse standard deviation of the batch; "
            "training operators of ONNX Runtime",
     LG_ATTRS(norm_params, internal_attrs),
     LG_INS(in),
     LG_OUTS(internal_out),
     .infer = infer_forward,
     .run = run_forward,
     .grad = &saved_rule},
    {.domain = "com.microsoft",
     .name = "BatchNormalizationGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY | LG_OP_ORT,
     .doc = "derivative of BatchNormInternal; the last input is the saved inverse standard "
            "deviation; training operators of ONNX Runtime",
     LG_ATTRS(norm_params, saved_attrs),
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = infer_grad,
     .run = run_saved_grad},
    {.domain = "ai.lossgraph",
     .name = "BatchNormalizationGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "derivative of ai.onnx BatchNormalization from its inputs: in training mode the "
            "statistics of the batch are computed again, else mean and var are constants",
     LG_ATTRS(norm_params, grad_attrs),
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = infer_grad,
     .run = run_grad,
     .body_build = body_grad},
};
LG_FAMILY_DEFINE(nn_batch_norm, ops);
