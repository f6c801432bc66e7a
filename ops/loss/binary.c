/* SPDX-License-Identifier: Apache-2.0 */
/* BCELoss and BCEWithLogitsLoss with their gradients. Input and target have one shape; weight and
 * pos_weight broadcast to it and never enlarge it. */
#include "ops/opkit/lanes.h"
#include "ops/opkit/pointwise.h"

typedef struct binary_params {
    int32_t reduction;
} binary_params;

/* The float 1e-12f in double, which torch keeps. */
#define EPS32 9.999999960041972e-13

#include "ops/opkit/as_f32.inc"

#include "ops/loss/binary.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/loss/binary.inc"

static const lg_pointwise bce = {.n_in = 3,
                                 .n_grad = 2,
                                 .value_f32 = bce_value_f32,
                                 .grad_f32 = bce_grad_f32,
                                 .value_f64 = bce_value_f64,
                                 .grad_f64 = bce_grad_f64};
static const lg_pointwise logits = {.n_in = 4,
                                    .n_grad = 2,
                                    .value_f32 = logits_value_f32,
                                    .grad_f32 = logits_grad_f32,
                                    .value_f64 = logits_value_f64,
                                    .grad_f64 = logits_grad_f64};

/* ---- infer ---- */

/* Input `small` broadcasts to input `big` without enlarging it. */
static lg_status check_fits(lg_infer *ctx, uint32_t small, uint32_t big) {
    const lg_view *s = &ctx->in[small], *b = &ctx->in[big];
    if (!LG_GIVEN(ctx, small) || s->rank < 0 || b->rank < 0)
        return LG_OK;
    if (s->rank > b->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "input %u has rank %d, which would enlarge rank %d", small,
                       s->rank, b->rank);
    for (int32_t d = 0; d < s->rank; d++) {
        const int64_t want = b->dims[b->rank - s->rank + d];
        if (s->dims[d] >= 0 && s->dims[d] != 1 && want >= 0 && s->dims[d] != want)
            return LG_FAIL(ctx, LG_E_SHAPE,
                           "input %u has size %lld in dimension %d, expected 1 or "
                           "%lld",
                           small, (long long)s->dims[d], d, (long long)want);
    }
    return LG_OK;
}

static lg_status check(lg_infer *ctx, uint32_t first, uint32_t n) {
    LG_TRY(lg_infer_same_shape(ctx, first, first + 1));
    for (uint32_t i = 2; i < n; i++)
        LG_TRY(check_fits(ctx, first + i, first));
    return LG_OK;
}

/* ---- run ---- */

/* Everything of inputs 0 and 1 lies in [0, 1]; NaN does not. */
static lg_status range_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const lg_exec *ctx = arg;
    for (uint32_t i = 0; i < 2; i++)
        for (int64_t at = begin; at < end; at += LG_LANES) {
            const int64_t n = op_min(LG_LANES, end - at);
            double buf[LG_LANES];
            const double *x = lg_lanes_f64(ctx->in[i].data, ctx->in[i].dtype, at, n, buf);
            for (int64_t j = 0; j < n; j++)
                if (!(x[j] >= 0 && x[j] <= 1))
                    return ctx->host->fail(err, LG_E_DATA,
                                           "%s[%lld] is %g, expected a probability in [0, 1]",
                                           i ? "target" : "input", (long long)at + j, x[j]);
        }
    return LG_OK;
}

static lg_status bce_run(lg_exec *ctx) {
    const binary_params *p = ctx->params;
    LG_TRY(ctx->host->parallel_for(ctx->self, ctx->in[0].count, (int64_t)32 * LG_LANES, range_block,
                                   ctx, ctx->err));
    return lg_pw_run_loss(ctx, &bce, p->reduction);
}

static lg_status logits_run(lg_exec *ctx) {
    const binary_params *p = ctx->params;
    return lg_pw_run_loss(ctx, &logits, p->reduction);
}

#define LOSS(name, n)                                                                              \
    static lg_status name##_infer(lg_infer *ctx) {                                                 \
        const binary_params *p = ctx->params;                                                      \
        LG_TRY(check(ctx, 0, n));                                                                  \
        return lg_pw_infer(ctx, &name, p->reduction);                                              \
    }                                                                                              \
    static lg_status name##_infer_grad(lg_infer *ctx) {                                            \
        const binary_params *p = ctx->params;                                                      \
        LG_TRY(check(ctx, 1, n));                                                                  \
        return lg_pw_infer_grad(ctx, &name, p->reduction);                                         \
    }                                                                                              \
    static lg_status name##_run_grad(lg_exec *ctx) {                                               \
        const binary_params *p = ctx->params;                                                      \
        return lg_pw_run_grad(ctx, &name, p->reduction);                                           \
    }
LOSS(bce, 3)
LOSS(logits, 4)

/* ---- decompositions ---- */

/* log(x) and log(1 - x); log1p(-x) is not an ONNX operator. */
static void logs_text(lg_body *ctx) {
    ctx->append(ctx, "yes_ = Log(input)\nc_ = Sub(one_, input)\nno_ = Log(c_)\n");
}

static void weigh_text(lg_body *ctx, const char *to, const char *from, bool weighted) {
    if (weighted)
        ctx->append(ctx, "%s = Mul(weight, %s)\n", to, from);
    else
        ctx->append(ctx, "%s = Identity(%s)\n", to, from);
}

static lg_status bce_body(lg_body *ctx) {
    const binary_params *p = ctx->params;
    const int32_t t = ctx->in[0].dtype;
    lg_body_scalar(ctx, t, "one_", 1);
    lg_body_scalar(ctx, t, "floor_", -100);
    logs_text(ctx);
    ctx->append(ctx, "yl_ = Less(yes_, floor_)\nyc_ = Where(yl_, floor_, yes_)\n"
                     "nl_ = Less(no_, floor_)\nnc_ = Where(nl_, floor_, no_)\n"
                     "t1_ = Sub(target, one_)\na_ = Mul(t1_, nc_)\nb_ = Mul(target, yc_)\n"
                     "u_ = Sub(a_, b_)\n");
    weigh_text(ctx, "l_", "u_", lg_body_has(ctx, 2));
    lg_pw_body_reduce(ctx, p->reduction, "l_", NULL);
    return LG_OK;
}

static lg_status bce_grad_body(lg_body *ctx) {
    const binary_params *p = ctx->params;
    const int32_t t = ctx->in[1].dtype;
    lg_body_scalar(ctx, t, "one_", 1);
    lg_pw_body_upstream(ctx, p->reduction, "input", NULL);
    weigh_text(ctx, "ew_", "e_", lg_body_has(ctx, 3));
    if (lg_body_wants(ctx, 0)) {
        lg_body_scalar(ctx, t, "eps_", EPS32);
        ctx->append(ctx, "d_ = Sub(input, target)\ncx_ = Sub(one_, input)\nv_ = Mul(cx_, input)\n"
                         "vl_ = Less(v_, eps_)\nvc_ = Where(vl_, eps_, v_)\ns_ = Div(d_, vc_)\n"
                         "grad_input = Mul(ew_, s_)\n");
    }
    if (lg_body_wants(ctx, 1)) {
        logs_text(ctx);
        ctx->append(ctx, "st_ = Sub(no_, yes_)\ngrad_target = Mul(ew_, st_)\n");
    }
    return LG_OK;
}

static lg_status logits_body(lg_body *ctx) {
    const binary_params *p = ctx->params;
    lg_body_scalar(ctx, ctx->in[0].dtype, "one_", 1);
    ctx->append(ctx, "n_x_ = Neg(input)\nsp_ = Softplus(n_x_)\nt1_ = Sub(one_, target)\n"
                     "a_ = Mul(t1_, input)\n");
    if (lg_body_has(ctx, 3))
        ctx->append(ctx, "pw1_ = Sub(pos_weight, one_)\npt_ = Mul(pw1_, target)\n"
                         "lw_ = Add(one_, pt_)\nb_ = Mul(lw_, sp_)\nu_ = Add(a_, b_)\n");
    else
        ctx->append(ctx, "u_ = Add(a_, sp_)\n");
    weigh_text(ctx, "l_", "u_", lg_body_has(ctx, 2));
    lg_pw_body_reduce(ctx, p->reduction, "l_", NULL);
    return LG_OK;
}

static lg_status logits_grad_body(lg_body *ctx) {
    const binary_params *p = ctx->params;
    const bool pos = lg_body_has(ctx, 4);
    lg_body_scalar(ctx, ctx->in[1].dtype, "one_", 1);
    lg_pw_body_upstream(ctx, p->reduction, "input", NULL);
    weigh_text(ctx, "ew_", "e_", lg_body_has(ctx, 3));
    if (lg_body_wants(ctx, 0)) {
        ctx->append(ctx, "s_ = Sigmoid(input)\n");
        if (pos)
            ctx->append(ctx, "pt_ = Mul(pos_weight, target)\nq_ = Add(pt_, one_)\n"
                             "r_ = Sub(q_, target)\nrs_ = Mul(r_, s_)\nsx_ = Sub(rs_, pt_)\n");
        else
            ctx->append(ctx, "sx_ = Sub(s_, target)\n");
        ctx->append(ctx, "grad_input = Mul(ew_, sx_)\n");
    }
    if (lg_body_wants(ctx, 1)) {
        ctx->append(ctx, "nx_ = Neg(input)\n");
        if (pos)
            ctx->append(ctx, "sp_ = Softplus(nx_)\npw1_ = Sub(pos_weight, one_)\n"
                             "ps_ = Mul(pw1_, sp_)\nst_ = Add(nx_, ps_)\n");
        else
            ctx->append(ctx, "st_ = Identity(nx_)\n");
        ctx->append(ctx, "grad_target = Mul(ew_, st_)\n");
    }
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_attr_desc attrs[] = {
    LG_ATTR_CHOICE_DOC(binary_params, reduction, lg_loss_reductions, LG_REDUCE_MEAN,
                       "none, mean or sum over all elements; weights never divide")};
#define ARG(n, fl)                                                                                 \
    { .name = n, .type = "T", .dtypes = LG_T_FLOATS, .flags = fl }
#define WEIGHT(n) ARG(n, LG_ARG_OPTIONAL | LG_ARG_NONDIFF)
static const lg_arg_desc bce_in[] = {ARG("input", 0), ARG("target", 0), WEIGHT("weight")};
static const lg_arg_desc logits_in[] = {ARG("input", 0), ARG("target", 0), WEIGHT("weight"),
                                        WEIGHT("pos_weight")};
static const lg_arg_desc out[] = {ARG("loss", 0)};
static const lg_arg_desc bce_grad_in[] = {ARG("grad_output", 0), ARG("input", 0), ARG("target", 0),
                                          WEIGHT("weight")};
static const lg_arg_desc logits_grad_in[] = {ARG("grad_output", 0), ARG("input", 0),
                                             ARG("target", 0), WEIGHT("weight"),
                                             WEIGHT("pos_weight")};
static const lg_arg_desc grad_out[] = {ARG("grad_input", LG_ARG_OPTIONAL),
                                       ARG("grad_target", LG_ARG_OPTIONAL)};
static const lg_ref bce_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 2}};
static const lg_ref logits_refs[] = {
    {LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 2}, {LG_REF_X, 3}};
static const uint8_t to[] = {0, 1};
static const lg_grad_rule bce_rule = LG_GRAD_OP("ai.lossgraph", "BCELossGrad", bce_refs, to);
static const lg_grad_rule logits_rule =
    LG_GRAD_OP("ai.lossgraph", "BCEWithLogitsLossGrad", logits_refs, to);

#define PAIR(op, fn, text)                                                                         \
    {.domain = "ai.lossgraph",                                                                     \
     .name = op,                                                                                   \
     .since_version = 1,                                                                           \
     .flags = LG_OP_ORT,                                                                           \
     .doc = text "; torch.nn." op,                                                                 \
     LG_ATTRS(binary_params, attrs),                                                               \
     LG_INS(fn##_in),                                                                              \
     LG_OUTS(out),                                                                                 \
     .infer = fn##_infer,                                                                          \
     .run = fn##_run,                                                                              \
     .grad = &fn##_rule,                                                                           \
     .body_build = fn##_body},                                                                     \
    {                                                                                              \
        .domain = "ai.lossgraph", .name = op "Grad", .since_version = 1,                           \
        .flags = LG_OP_ORT | LG_OP_NO_GRADIENT, .doc = "gradients of " op " (torch.nn." op ")",    \
        LG_ATTRS(binary_params, attrs), LG_INS(fn##_grad_in), LG_OUTS(grad_out),                   \
        .infer = fn##_infer_grad, .run = fn##_run_grad, .body_build = fn##_grad_body               \
    }

static const lg_op_desc ops[] = {
    PAIR("BCELoss", bce, "-weight (t log x + (1 - t) log(1 - x)), logarithms clamped at -100"),
    PAIR("BCEWithLogitsLoss", logits,
         "weight ((1 - t) x + (1 + (pos_weight - 1) t) softplus(-x)), x a logit"),
};
LG_FAMILY_DEFINE(loss_binary, ops);
