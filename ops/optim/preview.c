/* SPDX-License-Identifier: Apache-2.0 */
/* Adagrad, Adam and Momentum of ai.onnx.preview.training: R, T, then parameters, gradients and
 * states, grouped by kind; the outputs are the new parameters and states, grouped alike. */
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"

#include <math.h>

typedef struct preview_params {
    double alpha, beta, epsilon, decay_factor, norm_coefficient, norm_coefficient_post;
    int32_t mode;
} preview_params;

enum { STANDARD, NESTEROV };
static const char *const modes[] = {"standard", "nesterov", NULL};

/* One step of one tensor: rate includes decay and bias correction. */
typedef struct update {
    const preview_params *p;
    double rate;
    int64_t count;
} update;

#include "ops/opkit/as_f32.inc"

#include "ops/optim/preview.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/optim/preview.inc"

typedef void (*step_fn)(const update *u, const void *const *in, void *const *out, int64_t at,
                        int64_t n);

typedef struct step_job {
    update u;
    step_fn step;
    const void *in[4];
    void *out[3];
} step_job;

static lg_status step_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const step_job *job = arg;
    (void)err;
    job->step(&job->u, job->in, job->out, begin, end - begin);
    return LG_OK;
}

/* `kinds`: tensors per parameter among the inputs; all but the gradient are outputs. */
static lg_status run(lg_exec *ctx, uint32_t kinds, step_fn f32, step_fn f64, double rate) {
    const uint32_t n = (ctx->n_in - 2) / kinds;
    step_job job = {.u = {.p = ctx->params, .rate = rate}};
    job.u.count = lg_int_at(&ctx->in[1], 0);
    for (uint32_t i = 0; i < n; i++) {
        const lg_view *x = &ctx->in[2 + i];
        uint32_t wanted = 0;
        for (uint32_t k = 0; k < kinds; k++)
            job.in[k] = ctx->in[2 + k * n + i].data;
        for (uint32_t k = 0; k + 1 < kinds; k++) {
            lg_view *to = &ctx->out[k * n + i];
            job.out[k] = to->data;
            wanted += to->data != NULL;
        }
        if (wanted == 0)
            continue;
        /* The update writes all of its results: unwanted ones go to scratch. */
        for (uint32_t k = 0; k + 1 < kinds; k++)
            if (job.out[k] == NULL)
                LG_TRY(ctx->host->alloc(ctx->self, (size_t)x->count * op_elem_size(x->dtype),
                                        &job.out[k], ctx->err));
        job.step = x->dtype == LG_DOUBLE ? f64 : f32;
        LG_TRY(ctx->host->parallel_for(ctx->self, x->count, 16384, step_block, &job, ctx->err));
    }
    return LG_OK;
}

static double rate_of(const lg_exec *ctx) {
    return lg_lane(ctx->in[0].data, ctx->in[0].dtype, 0);
}

static lg_status run_adagrad(lg_exec *ctx) {
    const preview_params *p = ctx->params;
    const double t = (double)lg_int_at(&ctx->in[1], 0);
    return run(ctx, 3, adagrad_f32, adagrad_f64, rate_of(ctx) / (1 + t * p->decay_factor));
}

static lg_status run_momentum(lg_exec *ctx) {
    return run(ctx, 3, momentum_f32, momentum_f64, rate_of(ctx));
}

static lg_status run_adam(lg_exec *ctx) {
    const preview_params *p = ctx->params;
    const double t = (double)lg_int_at(&ctx->in[1], 0);
    double rate = rate_of(ctx);
    if (t > 0)
        rate *= sqrt(1 - pow(p->beta, t)) / (1 - pow(p->alpha, t));
    return run(ctx, 4, adam_f32, adam_f64, rate);
}

static lg_status infer(lg_infer *ctx, uint32_t kinds) {
    const preview_params *p = ctx->params;
    if (!isfinite(p->alpha) || !isfinite(p->beta) || !isfinite(p->epsilon) ||
        !isfinite(p->decay_factor) || !isfinite(p->norm_coefficient) ||
        !isfinite(p->norm_coefficient_post))
        return LG_FAIL(ctx, LG_E_MODEL, "attributes have to be finite");
    for (uint32_t i = 0; i < 2; i++)
        if (ctx->in[i].count >= 0 && ctx->in[i].count != 1)
            return LG_FAIL(ctx, LG_E_SHAPE, "input %u has %lld elements, expected one", i,
                           (long long)ctx->in[i].count);
    if ((ctx->n_in - 2) % kinds != 0)
        return LG_FAIL(ctx, LG_E_MODEL, "%u tensors do not divide by %u per parameter",
                       ctx->n_in - 2, kinds);
    const uint32_t n = (ctx->n_in - 2) / kinds;
    if (ctx->n_out != n * (kinds - 1))
        return LG_FAIL(ctx, LG_E_MODEL, "%u outputs, expected %u", ctx->n_out, n * (kinds - 1));
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 1; k < kinds; k++) {
            LG_TRY(lg_infer_same_shape(ctx, 2 + i, 2 + k * n + i));
            if (ctx->in[2 + k * n + i].dtype != ctx->in[2 + i].dtype)
                return LG_FAIL(ctx, LG_E_TYPE, "input %u has type %s, expected %s", 2 + k * n + i,
                               lg_dtype_onnx_name(ctx->in[2 + k * n + i].dtype),
                               lg_dtype_onnx_name(ctx->in[2 + i].dtype));
        }
        for (uint32_t k = 0; k + 1 < kinds; k++)
            lg_infer_like(ctx, k * n + i, 2 + i);
    }
    return LG_OK;
}

static lg_status infer_three(lg_infer *ctx) {
    return infer(ctx, 3);
}

static lg_status infer_four(lg_infer *ctx) {
    return infer(ctx, 4);
}

/* ---- descriptors ---- */

#define REAL_ATTR(field, value, text) LG_ATTR_REAL_DOC(preview_params, field, value, text)
#define REQUIRED(field, text)                                                                      \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_REAL, .flags = LG_ATTR_REQUIRED,                           \
        .offset = LG_FIELD_OFFSET(preview_params, field, double), .doc = (text)                    \
    }
#define NORM REAL_ATTR(norm_coefficient, 0.0, "L2 regularisation added to the gradient, finite")
static const lg_attr_desc adagrad_attrs[] = {
    REAL_ATTR(decay_factor, 0.0, "the rate is divided by 1 + T decay_factor, finite"),
    REAL_ATTR(epsilon, 1e-6, "added to the root, finite"), NORM};
static const lg_attr_desc adam_attrs[] = {
    REAL_ATTR(alpha, 0.9, "decay of the first moment, finite"),
    REAL_ATTR(beta, 0.999, "decay of the second moment, finite"),
    REAL_ATTR(epsilon, 1e-6, "added to the root before the bias correction, finite"), NORM,
    REAL_ATTR(norm_coefficient_post, 0.0, "decay of the parameter after the step, finite")};
static const lg_attr_desc momentum_attrs[] = {
    REQUIRED(alpha, "decay of the momentum, finite"),
    REQUIRED(beta, "factor of the gradient when T > 0, finite"),
    {.name = "mode",
     .kind = LG_ATTR_CHOICE,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(preview_params, mode, int32_t),
     .choices = modes,
     .doc = "standard or nesterov"},
    REQUIRED(norm_coefficient, "L2 regularisation added to the gradient, finite")};

static const lg_arg_desc in[] = {
    {.name = "R", .type = "T1", .dtypes = LG_T_F3264, .flags = LG_ARG_NONDIFF},
    {.name = "T", .type = "T2", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF},
    {.name = "inputs",
     .type = "T3",
     .dtypes = LG_T_F3264,
     .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS | LG_ARG_NONDIFF}};
static const lg_arg_desc out[] = {{.name = "outputs",
                                   .type = "T3",
                                   .dtypes = LG_T_F3264,
                                   .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS}};

#define OPTIMIZER(op, table, infers, runs, text)                                                   \
    {                                                                                              \
        .domain = "ai.onnx.preview.training", .name = op, .since_version = 1,                      \
        .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY | LG_OP_ORT,                                    \
        .doc = text "; onnx.ai/onnx/operators/onnx_aionnxpreviewtraining_" op ".html",             \
        LG_ATTRS(preview_params, table), LG_INS(in), LG_OUTS(out), .infer = infers, .run = runs    \
    }

static const lg_op_desc ops[] = {
    OPTIMIZER("Adagrad", adagrad_attrs, infer_three, run_adagrad,
              "step divided by the root of the sum of squared gradients"),
    OPTIMIZER("Adam", adam_attrs, infer_four, run_adam,
              "adaptive moments; epsilon counts before the bias correction, unlike PyTorch's"),
    OPTIMIZER("Momentum", momentum_attrs, infer_three, run_momentum,
              "gradient descent with momentum, standard or Nesterov's"),
};
LG_FAMILY_DEFINE(optim_preview, ops);
