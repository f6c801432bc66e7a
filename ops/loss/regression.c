/* SPDX-License-Identifier: Apache-2.0 */
/* L1Loss, MSELoss, SmoothL1Loss and HuberLoss with their gradients: functions of the difference of
 * input and target, summed by the engine of pointwise.h. A further loss is one row of formulas in
 * regression.inc, one row of LOSSES and two descriptors. */
#include "ops/opkit/pointwise.h"
#include "ops/opkit/scalar.h"

typedef struct regression_params {
    int32_t reduction;
    double beta; /* beta of SmoothL1, delta of Huber */
} regression_params;

#include "ops/opkit/as_f32.inc"

#include "ops/loss/regression.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/loss/regression.inc"

#define FORMULAS(name, ins, weight)                                                                \
    static const lg_pointwise name = {.n_in = ins,                                                 \
                                      .n_grad = ins,                                               \
                                      .mean_weight = weight,                                       \
                                      .value_f32 = name##_value_f32,                               \
                                      .grad_f32 = name##_grad_f32,                                 \
                                      .value_f64 = name##_value_f64,                               \
                                      .grad_f64 = name##_grad_f64};
FORMULAS(l1, 3, 2)
FORMULAS(mse, 3, 2)
FORMULAS(huber, 3, 0)
FORMULAS(smooth_l1, 2, 0)
/* beta 0 of SmoothL1: L1 without weights. */
static const lg_pointwise plain_l1 = {.n_in = 2,
                                      .n_grad = 2,
                                      .value_f32 = l1_value_f32,
                                      .grad_f32 = l1_grad_f32,
                                      .value_f64 = l1_value_f64,
                                      .grad_f64 = l1_grad_f64};

/* ---- infer ---- */

/* With weights nothing broadcasts. `first` is the forward input 0. */
static lg_status check_weight(lg_infer *ctx, uint32_t first) {
    if (LG_GIVEN(ctx, first + 2)) {
        LG_TRY(lg_infer_same_shape(ctx, first, first + 1));
        LG_TRY(lg_infer_same_shape(ctx, first, first + 2));
    }
    return LG_OK;
}

static lg_status check_any(lg_infer *ctx, uint32_t first) {
    return check_weight(ctx, first);
}

static lg_status check_beta(lg_infer *ctx, uint32_t first) {
    const regression_params *p = ctx->params;
    (void)first;
    if (!(p->beta >= 0))
        return LG_FAIL(ctx, LG_E_MODEL, "beta is %g, expected at least 0", p->beta);
    return LG_OK;
}

static lg_status check_delta(lg_infer *ctx, uint32_t first) {
    const regression_params *p = ctx->params;
    if (!(p->beta > 0))
        return LG_FAIL(ctx, LG_E_MODEL, "delta is %g, expected more than 0", p->beta);
    return check_weight(ctx, first);
}

static const lg_pointwise *formulas(const lg_pointwise *f, const regression_params *p) {
    return f == &smooth_l1 && p->beta == 0 ? &plain_l1 : f;
}

/* ---- decompositions ---- */

/* d_, and l_ = the value of each element, unweighted. */
static void value_text(lg_body *ctx, const lg_pointwise *f, int32_t dtype) {
    const regression_params *p = ctx->params;
    ctx->append(ctx, "d_ = Sub(input, target)\n");
    if (f == &mse) {
        ctx->append(ctx, "l_ = Mul(d_, d_)\n");
        return;
    }
    if (f == &l1 || f == &plain_l1) {
        ctx->append(ctx, "l_ = Abs(d_)\n");
        return;
    }
    lg_body_scalar(ctx, dtype, "beta_", p->beta);
    lg_body_scalar(ctx, dtype, "half_", 0.5);
    ctx->append(ctx, "a_ = Abs(d_)\ninside_ = Less(a_, beta_)\nh_ = Mul(half_, d_)\n"
                     "q_ = Mul(h_, d_)\nhb_ = Mul(half_, beta_)\nm_ = Sub(a_, hb_)\n");
    if (f == &huber)
        ctx->append(ctx, "bm_ = Mul(beta_, m_)\nl_ = Where(inside_, q_, bm_)\n");
    else
        ctx->append(ctx, "qb_ = Div(q_, beta_)\nl_ = Where(inside_, qb_, m_)\n");
}

static void sign_text(lg_body *ctx, int32_t dtype) {
    lg_body_scalar(ctx, dtype, "zero_", 0);
    lg_body_scalar(ctx, dtype, "one_", 1);
    ctx->append(ctx, "up_ = Greater(d_, zero_)\ndown_ = Less(d_, zero_)\nminus_ = Neg(one_)\n"
                     "low_ = Where(down_, minus_, zero_)\ns_ = Where(up_, one_, low_)\n");
}

/* s_ = derivative of each element; d_ is there. */
static void slope_text(lg_body *ctx, const lg_pointwise *f, int32_t dtype) {
    if (f == &mse) {
        ctx->append(ctx, "s_ = Add(d_, d_)\n");
        return;
    }
    if (f == &l1 || f == &plain_l1) {
        sign_text(ctx, dtype);
        return;
    }
    lg_body_scalar(ctx, dtype, "one_", 1);
    ctx->append(ctx, "nb_ = Neg(beta_)\nup_ = GreaterOrEqual(d_, beta_)\n"
                     "down_ = LessOrEqual(d_, nb_)\nminus_ = Neg(one_)\n");
    if (f == &huber)
        ctx->append(ctx, "mid_ = Where(up_, beta_, d_)\ns_ = Where(down_, nb_, mid_)\n");
    else
        ctx->append(ctx, "db_ = Div(d_, beta_)\nmid_ = Where(up_, one_, db_)\n"
                         "s_ = Where(down_, minus_, mid_)\n");
}

static lg_status loss_body(lg_body *ctx, const lg_pointwise *f) {
    const regression_params *p = ctx->params;
    const bool weighted = f->n_in > 2 && lg_body_has(ctx, 2);
    value_text(ctx, f, ctx->in[0].dtype);
    if (weighted)
        ctx->append(ctx, "wl_ = Mul(weight, l_)\n");
    lg_pw_body_reduce(ctx, p->reduction, weighted ? "wl_" : "l_",
                      weighted && f->mean_weight ? "weight" : NULL);
    return LG_OK;
}

static lg_status grad_body(lg_body *ctx, const lg_pointwise *f) {
    const regression_params *p = ctx->params;
    const int32_t t = ctx->in[1].dtype;
    const bool weighted = f->n_in > 2 && lg_body_has(ctx, 3);
    const bool by_weight = weighted && f->mean_weight != 0 && p->reduction == LG_REDUCE_MEAN;
    value_text(ctx, f, t);
    slope_text(ctx, f, t);
    lg_pw_body_upstream(ctx, p->reduction, "d_", by_weight ? "weight" : NULL);
    ctx->append(ctx,
                weighted ? "ws_ = Mul(s_, weight)\ng_ = Mul(e_, ws_)\n" : "g_ = Mul(e_, s_)\n");
    if (lg_body_wants(ctx, 0))
        lg_pw_body_unbroadcast(ctx, "grad_input", "g_", 1, "input", ctx->n_in);
    if (lg_body_wants(ctx, 1)) {
        ctx->append(ctx, "ng_ = Neg(g_)\n");
        lg_pw_body_unbroadcast(ctx, "grad_target", "ng_", 2, "target", ctx->n_in);
    }
    if (!weighted || !lg_body_wants(ctx, 2))
        return LG_OK;
    if (by_weight) {
        ctx->append(ctx, "wl_ = Mul(weight, l_)\n");
        lg_body_reduce(ctx, "Sum", "total_", "wl_", NULL, 0, 0);
        ctx->append(ctx, "level_ = Div(total_, n_)\nl0_ = Sub(l_, level_)\n"
                         "grad_weight = Mul(e_, l0_)\n");
    } else {
        ctx->append(ctx, "grad_weight = Mul(e_, l_)\n");
    }
    return LG_OK;
}

/* ---- per loss ---- */

#define LOSS(name, check)                                                                          \
    static lg_status name##_infer(lg_infer *ctx) {                                                 \
        const regression_params *p = ctx->params;                                                  \
        LG_TRY(check(ctx, 0));                                                                     \
        return lg_pw_infer(ctx, &name, p->reduction);                                              \
    }                                                                                              \
    static lg_status name##_infer_grad(lg_infer *ctx) {                                            \
        const regression_params *p = ctx->params;                                                  \
        LG_TRY(check(ctx, 1));                                                                     \
        return lg_pw_infer_grad(ctx, &name, p->reduction);                                         \
    }                                                                                              \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        const regression_params *p = ctx->params;                                                  \
        return lg_pw_run_loss(ctx, formulas(&name, p), p->reduction);                              \
    }                                                                                              \
    static lg_status name##_run_grad(lg_exec *ctx) {                                               \
        const regression_params *p = ctx->params;                                                  \
        return lg_pw_run_grad(ctx, formulas(&name, p), p->reduction);                              \
    }                                                                                              \
    static lg_status name##_body(lg_body *ctx) {                                                   \
        return loss_body(ctx, formulas(&name, ctx->params));                                       \
    }                                                                                              \
    static lg_status name##_grad_body(lg_body *ctx) {                                              \
        return grad_body(ctx, formulas(&name, ctx->params));                                       \
    }
LOSS(l1, check_any)
LOSS(mse, check_any)
LOSS(smooth_l1, check_beta)
LOSS(huber, check_delta)

/* ---- descriptors ---- */

#define REDUCTION                                                                                  \
    LG_ATTR_CHOICE_DOC(regression_params, reduction, lg_loss_reductions, LG_REDUCE_MEAN,           \
                       "none, mean or sum over all elements")
static const lg_attr_desc plain_attrs[] = {REDUCTION};
static const lg_attr_desc beta_attrs[] = {
    REDUCTION, LG_ATTR_REAL_DOC(regression_params, beta, 1.0,
                                "width of the quadratic part, >= 0, may be infinite")};
static const lg_attr_desc delta_attrs[] = {
    REDUCTION,
    {.name = "delta",
     .kind = LG_ATTR_REAL,
     .offset = LG_FIELD_OFFSET(regression_params, beta, double),
     .fallback = 1.0,
     .doc = "width of the quadratic part and slope of the rest, > 0"}};

#define ARG(n, fl)                                                                                 \
    { .name = n, .type = "T", .dtypes = LG_T_FLOATS, .flags = fl }
#define OPT LG_ARG_OPTIONAL
static const lg_arg_desc in2[] = {ARG("input", 0), ARG("target", 0)};
static const lg_arg_desc in3[] = {ARG("input", 0), ARG("target", 0), ARG("weight", OPT)};
static const lg_arg_desc loss_out[] = {ARG("loss", 0)};
static const lg_arg_desc grad_in2[] = {ARG("grad_output", 0), ARG("input", 0), ARG("target", 0)};
static const lg_arg_desc grad_in3[] = {ARG("grad_output", 0), ARG("input", 0), ARG("target", 0),
                                       ARG("weight", OPT)};
static const lg_arg_desc grad_out2[] = {ARG("grad_input", OPT), ARG("grad_target", OPT)};
static const lg_arg_desc grad_out3[] = {ARG("grad_input", OPT), ARG("grad_target", OPT),
                                        ARG("grad_weight", OPT)};

static const lg_ref refs2[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const lg_ref refs3[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 2}};
static const uint8_t to2[] = {0, 1};
static const uint8_t to3[] = {0, 1, 2};
static const lg_grad_rule l1_rule = LG_GRAD_OP("ai.lossgraph", "L1LossGrad", refs3, to3);
static const lg_grad_rule mse_rule = LG_GRAD_OP("ai.lossgraph", "MSELossGrad", refs3, to3);
static const lg_grad_rule huber_rule = LG_GRAD_OP("ai.lossgraph", "HuberLossGrad", refs3, to3);
static const lg_grad_rule smooth_rule = LG_GRAD_OP("ai.lossgraph", "SmoothL1LossGrad", refs2, to2);

#define PAIR(op, fn, table, n, rule, text)                                                         \
    {.domain = "ai.lossgraph",                                                                     \
     .name = op,                                                                                   \
     .since_version = 1,                                                                           \
     .flags = LG_OP_ORT,                                                                           \
     .doc = text "; torch.nn." op,                                                                 \
     LG_ATTRS(regression_params, table),                                                           \
     LG_INS(in##n),                                                                                \
     LG_OUTS(loss_out),                                                                            \
     .infer = fn##_infer,                                                                          \
     .run = fn##_run,                                                                              \
     .grad = &rule,                                                                                \
     .body_build = fn##_body},                                                                     \
    {                                                                                              \
        .domain = "ai.lossgraph", .name = op "Grad", .since_version = 1,                           \
        .flags = LG_OP_ORT | LG_OP_NO_GRADIENT, .doc = "gradients of " op " (torch.nn." op ")",    \
        LG_ATTRS(regression_params, table), LG_INS(grad_in##n), LG_OUTS(grad_out##n),              \
        .infer = fn##_infer_grad, .run = fn##_run_grad, .body_build = fn##_grad_body               \
    }

static const lg_op_desc ops[] = {
    PAIR("HuberLoss", huber, delta_attrs, 3, huber_rule,
         "d^2/2 inside delta, linear outside, d = input - target; weight: none w l, mean over all "
         "elements"),
    PAIR("L1Loss", l1, plain_attrs, 3, l1_rule,
         "|input - target|; with weight the mean divides by its sum"),
    PAIR("MSELoss", mse, plain_attrs, 3, mse_rule,
         "(input - target)^2; with weight the mean divides by its sum"),
    PAIR("SmoothL1Loss", smooth_l1, beta_attrs, 2, smooth_rule,
         "d^2/(2 beta) inside beta, |d| - beta/2 outside, d = input - target; beta 0 is L1Loss"),
};
LG_FAMILY_DEFINE(loss_regression, ops);
