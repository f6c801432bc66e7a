/* SPDX-License-Identifier: Apache-2.0 */
/* KLDivLoss and its gradient. */
#include "ops/opkit/lanes.h"
#include "ops/opkit/pointwise.h"

typedef struct likelihood_params {
    int32_t reduction, log_target;
} likelihood_params;

#include "ops/opkit/as_f32.inc"

#include "ops/loss/likelihood.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/loss/likelihood.inc"

static const lg_pointwise kl_div = {.n_in = 2,
                                    .n_grad = 2,
                                    .value_f32 = kl_div_value_f32,
                                    .grad_f32 = kl_div_grad_f32,
                                    .value_f64 = kl_div_value_f64,
                                    .grad_f64 = kl_div_grad_f64};

static lg_status kl_div_infer(lg_infer *ctx) {
    const likelihood_params *p = ctx->params;
    return lg_pw_infer(ctx, &kl_div, p->reduction);
}

static lg_status kl_div_infer_grad(lg_infer *ctx) {
    const likelihood_params *p = ctx->params;
    return lg_pw_infer_grad(ctx, &kl_div, p->reduction);
}

static lg_status kl_div_run(lg_exec *ctx) {
    const likelihood_params *p = ctx->params;
    return lg_pw_run_loss(ctx, &kl_div, p->reduction);
}

static lg_status kl_div_run_grad(lg_exec *ctx) {
    const likelihood_params *p = ctx->params;
    return lg_pw_run_grad(ctx, &kl_div, p->reduction);
}

static lg_status kl_div_body(lg_body *ctx) {
    const likelihood_params *p = ctx->params;
    if (p->log_target) {
        ctx->append(ctx, "f_ = Exp(target)\nd_ = Sub(target, input)\nl_ = Mul(f_, d_)\n");
    } else {
        lg_body_scalar(ctx, ctx->in[0].dtype, "zero_", 0);
        ctx->append(ctx, "f_ = Log(target)\ntf_ = Mul(target, f_)\nat_ = Equal(target, zero_)\n"
                         "h_ = Where(at_, zero_, tf_)\ntx_ = Mul(target, input)\n"
                         "l_ = Sub(h_, tx_)\n");
    }
    lg_pw_body_reduce(ctx, p->reduction, "l_", NULL);
    return LG_OK;
}

static lg_status kl_div_grad_body(lg_body *ctx) {
    const likelihood_params *p = ctx->params;
    lg_body_scalar(ctx, ctx->in[1].dtype, "one_", 1);
    ctx->append(ctx, "d_ = Sub(target, input)\n");
    lg_pw_body_upstream(ctx, p->reduction, "d_", NULL);
    if (p->log_target)
        ctx->append(ctx, "f_ = Exp(target)\nd1_ = Add(d_, one_)\nst_ = Mul(f_, d1_)\n");
    else
        ctx->append(ctx, "f_ = Log(target)\nr_ = Div(target, target)\nfr_ = Add(f_, r_)\n"
                         "st_ = Sub(fr_, input)\n");
    if (lg_body_wants(ctx, 0)) {
        /* 0 d has the broadcast shape, but not where d is infinite: expand instead. */
        ctx->append(ctx,
                    "sx_ = Neg(%s)\nshape_ = Shape(d_)\nsxe_ = Expand(sx_, shape_)\n"
                    "gx_ = Mul(e_, sxe_)\n",
                    p->log_target ? "f_" : "target");
        lg_pw_body_unbroadcast(ctx, "grad_input", "gx_", 1, "input", ctx->n_in);
    }
    if (lg_body_wants(ctx, 1)) {
        ctx->append(ctx, "gt_ = Mul(e_, st_)\n");
        lg_pw_body_unbroadcast(ctx, "grad_target", "gt_", 2, "target", ctx->n_in);
    }
    return LG_OK;
}

static const lg_attr_desc attrs[] = {
    LG_ATTR_CHOICE_DOC(likelihood_params, reduction, lg_loss_reductions_batchmean, LG_REDUCE_MEAN,
                       "none, mean, sum, or batchmean: the sum divided by input.shape[0]"),
    LG_ATTR_BOOL_DOC(likelihood_params, log_target, 0, "1: target holds logarithms")};
#define ARG(n, fl)                                                                                 \
    { .name = n, .type = "T", .dtypes = LG_T_FLOATS, .flags = fl }
static const lg_arg_desc in[] = {ARG("input", 0), ARG("target", 0)};
static const lg_arg_desc out[] = {ARG("loss", 0)};
static const lg_arg_desc grad_in[] = {ARG("grad_output", 0), ARG("input", 0), ARG("target", 0)};
static const lg_arg_desc grad_out[] = {ARG("grad_input", LG_ARG_OPTIONAL),
                                       ARG("grad_target", LG_ARG_OPTIONAL)};
static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const uint8_t to[] = {0, 1};
static const lg_grad_rule rule = LG_GRAD_OP("ai.lossgraph", "KLDivLossGrad", refs, to);

static const lg_op_desc ops[] = {
    {.domain = "ai.lossgraph",
     .name = "KLDivLoss",
     .since_version = 1,
     .flags = LG_OP_ORT,
     .doc = "target (log(target) - input) with input a log-probability; torch.nn.KLDivLoss",
     LG_ATTRS(likelihood_params, attrs),
     LG_INS(in),
     LG_OUTS(out),
     .infer = kl_div_infer,
     .run = kl_div_run,
     .grad = &rule,
     .body_build = kl_div_body},
    {.domain = "ai.lossgraph",
     .name = "KLDivLossGrad",
     .since_version = 1,
     .flags = LG_OP_ORT | LG_OP_NO_GRADIENT,
     .doc = "gradients of KLDivLoss (torch.nn.KLDivLoss)",
     LG_ATTRS(likelihood_params, attrs),
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = kl_div_infer_grad,
     .run = kl_div_run_grad,
     .body_build = kl_div_grad_body},
};
LG_FAMILY_DEFINE(loss_likelihood, ops);
