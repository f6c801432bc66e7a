/* SPDX-License-Identifier: Apache-2.0 */
/* Activations of one argument and their derivatives. The formulas are in activation.inc, once per
 * element type; 16-bit floats are computed in float. Gradient operators are those of com.microsoft
 * where it has one, else ai.lossgraph operators of the same form (dY, X) -> dX. */
#include "ops/kernels/kernels.h"
#include "ops/opkit/body.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"
#include "ops/opkit/scalar.h"

typedef struct act_params {
    double alpha, beta;
    int32_t approximate;
} act_params;

#include "ops/opkit/as_f32.inc"

#include "ops/nn/activation.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/nn/activation.inc"

/* ---- driver ---- */

typedef void (*formula_f32)(const lg_kernels *, const act_params *, const float *, const float *,
                            float *, size_t);
typedef void (*formula_f64)(const lg_kernels *, const act_params *, const double *, const double *,
                            double *, size_t);

typedef struct map_job {
    const lg_exec *ctx;
    const act_params *params;
    formula_f32 f32;
    formula_f64 f64;
} map_job;

static lg_status map_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const map_job *job = arg;
    const lg_exec *ctx = job->ctx;
    const lg_view *a = &ctx->in[0], *b = ctx->n_in > 1 ? &ctx->in[1] : NULL, *z = &ctx->out[0];
    (void)err;
    for (int64_t at = begin; at < end; at += LG_LANES) {
        const int64_t n = op_min(LG_LANES, end - at);
        if (z->dtype == LG_DOUBLE) {
            job->f64(ctx->kernels, job->params, (const double *)a->data + at,
                     b ? (const double *)b->data + at : NULL, (double *)z->data + at, (size_t)n);
        } else {
            float abuf[LG_LANES], bbuf[LG_LANES], zbuf[LG_LANES];
            float *to = lg_lanes_to_f32(z->data, z->dtype, at, zbuf);
            job->f32(ctx->kernels, job->params, lg_lanes_f32(a->data, a->dtype, at, n, abuf),
                     b ? lg_lanes_f32(b->data, b->dtype, at, n, bbuf) : NULL, to, (size_t)n);
            lg_lanes_put_f32(z->data, z->dtype, at, n, to);
        }
    }
    return LG_OK;
}

static lg_status map_run(lg_exec *ctx, const act_params *params, formula_f32 f32, formula_f64 f64) {
    map_job job = {ctx, params, f32, f64};
    if (ctx->out[0].data == NULL)
        return LG_OK;
    return ctx->host->parallel_for(ctx->self, ctx->out[0].count, (int64_t)16 * LG_LANES, map_block,
                                   &job, ctx->err);
}

#define RUN(name)                                                                                  \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        return map_run(ctx, ctx->params, name##_f32, name##_f64);                                  \
    }
/* Of an operator without attributes. */
#define RUN_PLAIN(name)                                                                            \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        static const act_params none = {0};                                                        \
        return map_run(ctx, &none, name##_f32, name##_f64);                                        \
    }

RUN_PLAIN(relu_grad)
RUN_PLAIN(sigmoid)
RUN_PLAIN(sigmoid_grad)
RUN_PLAIN(tanh)
RUN_PLAIN(tanh_grad)
RUN_PLAIN(softplus)
RUN_PLAIN(softplus_grad)
RUN_PLAIN(softsign)
RUN_PLAIN(softsign_grad)
RUN_PLAIN(hard_swish)
RUN_PLAIN(hard_swish_grad)
RUN_PLAIN(mish)
RUN_PLAIN(mish_grad)
RUN_PLAIN(fast_gelu_grad)
RUN(gelu)
RUN(gelu_grad)
RUN(leaky)
RUN(leaky_grad)
RUN(elu)
RUN(elu_grad)
RUN(selu)
RUN(selu_grad)
RUN(hard_sigmoid)
RUN(hard_sigmoid_grad)
RUN(thresholded)
RUN(thresholded_grad)
RUN(celu)
RUN(celu_grad)
RUN(swish)
RUN(swish_grad)
RUN(shrink)
RUN(shrink_grad)

#define INT_RELU(T)                                                                                \
    for (int64_t i = 0; i < x->count; i++)                                                         \
    ((T *)y->data)[i] = ((const T *)x->data)[i] > 0 ? ((const T *)x->data)[i] : (T)0

static lg_status relu_run(lg_exec *ctx) {
    static const act_params none = {0};
    const lg_view *x = &ctx->in[0], *y = &ctx->out[0];
    if (op_is_float(x->dtype))
        return map_run(ctx, &none, relu_f32, relu_f64);
    if (y->data == NULL)
        return LG_OK;
    switch (x->dtype) {
    case LG_INT8:
        INT_RELU(int8_t);
        break;
    case LG_INT16:
        INT_RELU(int16_t);
        break;
    case LG_INT32:
        INT_RELU(int32_t);
        break;
    default:
        INT_RELU(int64_t);
        break;
    }
    return LG_OK;
}

/* Shrink alone is defined for integers too: computed in double, stored truncated and saturated. */
static int64_t to_int(double r, int64_t low, int64_t high) {
    return r <= (double)low ? low : r >= (double)high ? high : (int64_t)r;
}

static lg_status shrink_any_run(lg_exec *ctx) {
    const lg_view *x = &ctx->in[0], *y = &ctx->out[0];
    if (op_is_float(x->dtype))
        return shrink_run(ctx);
    for (int64_t i = 0; i < x->count && y->data != NULL; i++) {
        const double v = lg_lane(x->data, x->dtype, i);
        double r;
        shrink_f64(ctx->kernels, ctx->params, &v, NULL, &r, 1);
        switch (x->dtype) {
#define CASE(tag, T, low, high)                                                                    \
    case tag:                                                                                      \
        ((T *)y->data)[i] = (T)to_int(r, low, high);                                               \
        break;
            CASE(LG_INT8, int8_t, INT8_MIN, INT8_MAX)
            CASE(LG_INT16, int16_t, INT16_MIN, INT16_MAX)
            CASE(LG_INT32, int32_t, INT32_MIN, INT32_MAX)
            CASE(LG_INT64, int64_t, INT64_MIN, INT64_MAX)
            CASE(LG_UINT8, uint8_t, 0, UINT8_MAX)
            CASE(LG_UINT16, uint16_t, 0, UINT16_MAX)
            CASE(LG_UINT32, uint32_t, 0, UINT32_MAX)
        default:
            ((uint64_t *)y->data)[i] = (uint64_t)to_int(r, 0, INT64_MAX);
#undef CASE
        }
    }
    return LG_OK;
}

/* ---- infer ---- */

static lg_status check_params(lg_infer *ctx) {
    const act_params *p = ctx->params;
    if (!isfinite(p->alpha) || !isfinite(p->beta))
        return LG_FAIL(ctx, LG_E_MODEL, "attributes have to be finite");
    return LG_OK;
}

static lg_status plain_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status map_infer(lg_infer *ctx) {
    LG_TRY(check_params(ctx));
    return plain_infer(ctx);
}

static lg_status plain_grad_infer(lg_infer *ctx) {
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    lg_infer_like(ctx, 0, 1);
    return LG_OK;
}

static lg_status grad_infer(lg_infer *ctx) {
    LG_TRY(check_params(ctx));
    return plain_grad_infer(ctx);
}

static lg_status check_celu(lg_infer *ctx) {
    const act_params *p = ctx->params;
    return p->alpha != 0 ? LG_OK : LG_FAIL(ctx, LG_E_MODEL, "alpha is 0, expected another value");
}

static lg_status celu_infer(lg_infer *ctx) {
    LG_TRY(check_celu(ctx));
    return map_infer(ctx);
}

static lg_status celu_grad_infer(lg_infer *ctx) {
    LG_TRY(check_celu(ctx));
    return grad_infer(ctx);
}

/* ---- decompositions of the derivatives ---- */

/* Constants, then the text. */
static lg_status build(lg_body *ctx, const char *text) {
    const int32_t t = ctx->in[1].dtype;
    lg_body_scalar(ctx, t, "zero_", 0);
    lg_body_scalar(ctx, t, "one_", 1);
    lg_body_scalar(ctx, t, "half_", 0.5);
    lg_body_scalar(ctx, t, "three_", 3);
    ctx->append(ctx, "%s", text);
    return LG_OK;
}

/* With alpha_ and beta_. */
static lg_status build_with_params(lg_body *ctx, const char *text) {
    const act_params *p = ctx->params;
    lg_body_scalar(ctx, ctx->in[1].dtype, "alpha_", p->alpha);
    lg_body_scalar(ctx, ctx->in[1].dtype, "beta_", p->beta);
    return build(ctx, text);
}

#define BODY(name, text)                                                                           \
    static lg_status name##_body(lg_body *ctx) {                                                   \
        return build(ctx, text);                                                                   \
    }
#define BODY_P(name, text)                                                                         \
    static lg_status name##_body(lg_body *ctx) {                                                   \
        return build_with_params(ctx, text);                                                       \
    }

BODY(relu_grad, "on_ = Greater(X, zero_)\ndX = Where(on_, dY, zero_)\n")
BODY(sigmoid_grad, "u_ = Sub(one_, X)\ns_ = Mul(X, u_)\ndX = Mul(dY, s_)\n")
BODY(tanh_grad, "u_ = Mul(X, X)\ns_ = Sub(one_, u_)\ndX = Mul(dY, s_)\n")
BODY_P(leaky_grad, "on_ = Greater(X, zero_)\nlow_ = Mul(alpha_, dY)\ndX = Where(on_, dY, low_)\n")
BODY_P(elu_grad,
       "on_ = LessOrEqual(X, zero_)\ne_ = Exp(X)\ns_ = Mul(alpha_, e_)\nlow_ = Mul(dY, s_)\n"
       "dX = Where(on_, low_, dY)\n")
BODY_P(selu_grad, "on_ = LessOrEqual(X, zero_)\ne_ = Exp(X)\na_ = Mul(alpha_, e_)\n"
                  "s_ = Mul(beta_, a_)\nlow_ = Mul(dY, s_)\nhigh_ = Mul(dY, beta_)\n"
                  "dX = Where(on_, low_, high_)\n")
BODY(softplus_grad, "s_ = Sigmoid(X)\ndX = Mul(dY, s_)\n")
BODY(softsign_grad, "a_ = Abs(X)\nu_ = Add(one_, a_)\ns_ = Mul(u_, u_)\ndX = Div(dY, s_)\n")
BODY_P(hard_sigmoid_grad, "m_ = Mul(alpha_, X)\nu_ = Add(m_, beta_)\na_ = Greater(u_, zero_)\n"
                          "b_ = Less(u_, one_)\non_ = And(a_, b_)\ns_ = Mul(dY, alpha_)\n"
                          "dX = Where(on_, s_, zero_)\n")
BODY(hard_swish_grad, "neg_ = Neg(three_)\nlow_ = LessOrEqual(X, neg_)\nmid_ = Less(X, three_)\n"
                      "u_ = Div(X, three_)\nv_ = Add(u_, half_)\ns_ = Mul(dY, v_)\n"
                      "w_ = Where(mid_, s_, dY)\ndX = Where(low_, zero_, w_)\n")
BODY_P(thresholded_grad, "on_ = Greater(X, alpha_)\ndX = Where(on_, dY, zero_)\n")
BODY_P(celu_grad, "on_ = Less(X, zero_)\nu_ = Div(X, alpha_)\ne_ = Exp(u_)\nlow_ = Mul(dY, e_)\n"
                  "dX = Where(on_, low_, dY)\n")
BODY_P(shrink_grad, "neg_ = Neg(alpha_)\na_ = Less(X, neg_)\nb_ = Greater(X, alpha_)\n"
                    "on_ = Or(a_, b_)\ndX = Where(on_, dY, zero_)\n")
#define SWISH_SLOPE                                                                                \
    "u_ = Mul(alpha_, X)\ns_ = Sigmoid(u_)\nr_ = Sub(one_, s_)\nv_ = Mul(u_, r_)\n"                \
    "w_ = Add(one_, v_)\nd_ = Mul(s_, w_)\ndX = Mul(dY, d_)\n"
BODY_P(swish_grad, SWISH_SLOPE)
BODY(mish_grad, "p_ = Softplus(X)\nt_ = Tanh(p_)\ns_ = Sigmoid(X)\nq_ = Mul(t_, t_)\n"
                "r_ = Sub(one_, q_)\nu_ = Mul(X, r_)\nv_ = Mul(u_, s_)\nd_ = Add(t_, v_)\n"
                "dX = Mul(dY, d_)\n")

static lg_status fast_gelu_grad_body(lg_body *ctx) {
    const int32_t t = ctx->in[1].dtype;
    lg_body_scalar(ctx, t, "c_", 0.79788456080286535588);
    lg_body_scalar(ctx, t, "k_", 0.044715);
    return build(ctx, "xx_ = Mul(X, X)\nkx_ = Mul(k_, xx_)\na_ = Add(one_, kx_)\ncx_ = Mul(c_, X)\n"
                      "in_ = Mul(cx_, a_)\nt_ = Tanh(in_)\nkx3_ = Mul(three_, kx_)\n"
                      "b_ = Add(one_, kx3_)\nxd_ = Mul(cx_, b_)\ntt_ = Mul(t_, t_)\n"
                      "q_ = Sub(one_, tt_)\nr_ = Mul(q_, xd_)\nu_ = Add(one_, t_)\n"
                      "v_ = Add(u_, r_)\nd_ = Mul(half_, v_)\ndX = Mul(dY, d_)\n");
}

static lg_status gelu_grad_body(lg_body *ctx) {
    const act_params *p = ctx->params;
    const int32_t t = ctx->in[1].dtype;
    if (p->approximate)
        return fast_gelu_grad_body(ctx);
    lg_body_scalar(ctx, t, "r2_", 0.70710678118654752440);
    lg_body_scalar(ctx, t, "r2pi_", 0.39894228040143267794);
    return build(ctx, "s_ = Mul(X, r2_)\ne_ = Erf(s_)\na_ = Add(one_, e_)\nh_ = Mul(half_, a_)\n"
                      "ss_ = Mul(s_, s_)\nn_ = Neg(ss_)\ng_ = Exp(n_)\nxg_ = Mul(X, g_)\n"
                      "q_ = Mul(xg_, r2pi_)\nd_ = Add(h_, q_)\ndX = Mul(dY, d_)\n");
}

/* ---- descriptors ---- */

static const lg_arg_desc x_in[] = {{.name = "X", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc relu_in[] = {
    {.name = "X", .type = "T", .dtypes = LG_T_FLOATS | LG_T_SIGNED}};
static const lg_arg_desc shrink_in[] = {{.name = "X", .type = "T", .dtypes = LG_T_NUMERIC}};
static const lg_arg_desc y_out[] = {
    {.name = "Y", .type = "T", .dtypes = LG_T_NUMERIC, .may_overwrite = 1}};
static const lg_arg_desc grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                      {.name = "X", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc grad_out[] = {
    {.name = "dX", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 3}};

#define ALPHA(value, text) LG_ATTR_REAL_DOC(act_params, alpha, value, text)
static const lg_attr_desc leaky_attrs[] = {ALPHA(0.01, "slope below zero, finite")};
static const lg_attr_desc elu_attrs[] = {ALPHA(1.0, "limit at -infinity, negated; finite")};
static const lg_attr_desc selu1_attrs[] = {ALPHA(1.6732, "as in Elu, finite"),
                                           {.name = "gamma",
                                            .kind = LG_ATTR_REAL,
                                            .offset = LG_FIELD_OFFSET(act_params, beta, double),
                                            .fallback = 1.0507,
                                            .doc = "factor of both sides, finite"}};
static const lg_attr_desc selu_attrs[] = {ALPHA(1.67326319217681884765625, "as in Elu, finite"),
                                          {.name = "gamma",
                                           .kind = LG_ATTR_REAL,
                                           .offset = LG_FIELD_OFFSET(act_params, beta, double),
                                           .fallback = 1.05070102214813232421875,
                                           .doc = "factor of both sides, finite"}};
static const lg_attr_desc hard_sigmoid_attrs[] = {
    ALPHA(0.2, "slope, finite"), LG_ATTR_REAL_DOC(act_params, beta, 0.5, "value at 0, finite")};
static const lg_attr_desc thresholded_attrs[] = {ALPHA(1.0, "values up to it become 0; finite")};
static const lg_attr_desc celu_attrs[] = {ALPHA(1.0, "scale of the exponential, not 0")};
static const lg_attr_desc swish_attrs[] = {ALPHA(1.0, "factor inside the sigmoid, finite")};
static const lg_attr_desc quick_attrs[] = {ALPHA(1.702, "factor inside the sigmoid, finite")};
static const lg_attr_desc shrink_attrs[] = {
    {.name = "lambd",
     .kind = LG_ATTR_REAL,
     .offset = LG_FIELD_OFFSET(act_params, alpha, double),
     .fallback = 0.5,
     .doc = "values within [-lambd, lambd] become 0; finite"},
    {.name = "bias",
     .kind = LG_ATTR_REAL,
     .offset = LG_FIELD_OFFSET(act_params, beta, double),
     .doc = "moves the others towards 0; finite"}};
static const char *const approximations[] = {"none", "tanh", NULL};
static const lg_attr_desc gelu_attrs[] = {LG_ATTR_CHOICE_DOC(
    act_params, approximate, approximations, 0, "none: by erf; tanh: the tanh formula")};

static const lg_ref dy_x[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}};
static const lg_ref dy_y[] = {{LG_REF_DY, 0}, {LG_REF_Y, 0}};
static const uint8_t to_x[] = {0};
#define RULE(name, dom, op, refs) static const lg_grad_rule name = LG_GRAD_OP(dom, op, refs, to_x)
RULE(relu_rule, "com.microsoft", "ReluGrad", dy_y);
RULE(sigmoid_rule, "com.microsoft", "SigmoidGrad", dy_y);
RULE(tanh_rule, "com.microsoft", "TanhGrad", dy_y);
/* X and not the output, whose sign says nothing when alpha is negative. */
RULE(leaky_rule, "com.microsoft", "LeakyReluGrad", dy_x);
RULE(gelu_rule, "com.microsoft", "GeluGrad", dy_x);
RULE(quick_gelu_rule, "com.microsoft", "QuickGeluGrad", dy_x);
RULE(elu_rule, "ai.lossgraph", "EluGrad", dy_x);
RULE(selu_rule, "ai.lossgraph", "SeluGrad", dy_x);
RULE(softplus_rule, "ai.lossgraph", "SoftplusGrad", dy_x);
RULE(softsign_rule, "ai.lossgraph", "SoftsignGrad", dy_x);
RULE(hard_sigmoid_rule, "ai.lossgraph", "HardSigmoidGrad", dy_x);
RULE(hard_swish_rule, "ai.lossgraph", "HardSwishGrad", dy_x);
RULE(thresholded_rule, "ai.lossgraph", "ThresholdedReluGrad", dy_x);
RULE(celu_rule, "ai.lossgraph", "CeluGrad", dy_x);
RULE(mish_rule, "ai.lossgraph", "MishGrad", dy_x);
RULE(swish_rule, "ai.lossgraph", "SwishGrad", dy_x);
RULE(shrink_rule, "ai.lossgraph", "ShrinkGrad", dy_x);

#define ACT(op, since, more, ins, runs, infers, rule, text)                                        \
    .domain = "", .name = op, .since_version = since, .flags = LG_OP_NO_BODY | (more),             \
    .doc = text "; onnx.ai/onnx/operators/onnx__" op ".html", LG_INS(ins), LG_OUTS(y_out),         \
    .infer = infers, .run = runs, .grad = &rule
#define MS_ACT(op, runs, rule, text)                                                               \
    .domain = "com.microsoft", .name = op, .since_version = 1, .flags = LG_OP_NO_BODY,             \
    .doc = text "; ContribOperators.md of ONNX Runtime", LG_INS(x_in), LG_OUTS(y_out),             \
    .infer = map_infer, .run = runs, .grad = &rule
/* X is the input of the activation, or its output where the formula says Y. */
#define GRAD(dom, op, fn, infers, text)                                                            \
    .domain = dom, .name = op, .since_version = 1, .flags = LG_OP_NO_GRADIENT | LG_OP_ORT,         \
    .doc = text, LG_INS(grad_in), LG_OUTS(grad_out), .infer = infers, .run = fn##_run,             \
    .body_build = fn##_body
#define P(table) LG_ATTRS(act_params, table)
#define MS       "com.microsoft"
#define LOSS     "ai.lossgraph"
#define OLD      LG_OP_ANY_ATTRS /* consumed_inputs of opset 1 */
#define ORT_DOC  "; training operators of ONNX Runtime"

static const lg_op_desc ops[] = {
    {ACT("Celu", 12, 0, x_in, celu_run, celu_infer, celu_rule, "x or alpha (exp(x/alpha) - 1)"),
     P(celu_attrs)},
    {ACT("Elu", 1, OLD, x_in, elu_run, map_infer, elu_rule, "x or alpha (exp(x) - 1)"),
     P(elu_attrs)},
    {ACT("Elu", 6, 0, x_in, elu_run, map_infer, elu_rule, "x or alpha (exp(x) - 1)"), P(elu_attrs)},
    {ACT("Gelu", 20, 0, x_in, gelu_run, map_infer, gelu_rule, "x times the normal distribution"),
     P(gelu_attrs)},
    {ACT("HardSigmoid", 1, OLD, x_in, hard_sigmoid_run, map_infer, hard_sigmoid_rule,
         "alpha x + beta cut to [0, 1]"),
     P(hard_sigmoid_attrs)},
    {ACT("HardSigmoid", 6, 0, x_in, hard_sigmoid_run, map_infer, hard_sigmoid_rule,
         "alpha x + beta cut to [0, 1]"),
     P(hard_sigmoid_attrs)},
    {ACT("HardSwish", 14, 0, x_in, hard_swish_run, plain_infer, hard_swish_rule,
         "x times x/6 + 1/2 cut to [0, 1]")},
    {ACT("LeakyRelu", 1, OLD, x_in, leaky_run, map_infer, leaky_rule, "x, below 0 alpha x"),
     P(leaky_attrs)},
    {ACT("LeakyRelu", 6, 0, x_in, leaky_run, map_infer, leaky_rule, "x, below 0 alpha x"),
     P(leaky_attrs)},
    {ACT("Mish", 18, 0, x_in, mish_run, plain_infer, mish_rule, "x tanh(softplus(x))")},
    {ACT("Relu", 1, OLD, x_in, relu_run, plain_infer, relu_rule, "x, below 0 zero")},
    {ACT("Relu", 6, 0, relu_in, relu_run, plain_infer, relu_rule, "x, below 0 zero")},
    {ACT("Selu", 1, OLD, x_in, selu_run, map_infer, selu_rule, "gamma times Elu"), P(selu1_attrs)},
    {ACT("Selu", 6, 0, x_in, selu_run, map_infer, selu_rule, "gamma times Elu"), P(selu_attrs)},
    {ACT("Shrink", 9, 0, shrink_in, shrink_any_run, map_infer, shrink_rule,
         "0 near 0, else x moved by bias"),
     P(shrink_attrs)},
    {ACT("Sigmoid", 1, OLD, x_in, sigmoid_run, plain_infer, sigmoid_rule, "1 / (1 + exp(-x))")},
    {ACT("Sigmoid", 6, 0, x_in, sigmoid_run, plain_infer, sigmoid_rule, "1 / (1 + exp(-x))")},
    {ACT("Softplus", 1, 0, x_in, softplus_run, plain_infer, softplus_rule, "log(1 + exp(x))")},
    {ACT("Softsign", 1, 0, x_in, softsign_run, plain_infer, softsign_rule, "x / (1 + |x|)")},
    {ACT("Swish", 24, 0, x_in, swish_run, map_infer, swish_rule, "x sigmoid(alpha x)"),
     P(swish_attrs)},
    {ACT("Tanh", 1, OLD, x_in, tanh_run, plain_infer, tanh_rule, "hyperbolic tangent")},
    {ACT("Tanh", 6, 0, x_in, tanh_run, plain_infer, tanh_rule, "hyperbolic tangent")},
    {ACT("ThresholdedRelu", 10, 0, x_in, thresholded_run, map_infer, thresholded_rule,
         "x, up to alpha zero"),
     P(thresholded_attrs)},

    {MS_ACT("Gelu", gelu_run, gelu_rule, "x times the normal distribution"), P(gelu_attrs)},
    {MS_ACT("QuickGelu", swish_run, quick_gelu_rule, "x sigmoid(alpha x)"), P(quick_attrs)},

    {GRAD(MS, "FastGeluGrad", fast_gelu_grad, plain_grad_infer, "derivative of tanh Gelu" ORT_DOC)},
    {GRAD(MS, "GeluGrad", gelu_grad, grad_infer,
          "derivative of Gelu; the attribute approximate is an addition of LossGraph" ORT_DOC),
     P(gelu_attrs)},
    {GRAD(MS, "LeakyReluGrad", leaky_grad, grad_infer,
          "X > 0 ? dY : alpha dY; X may be the output when alpha > 0" ORT_DOC),
     P(leaky_attrs)},
    {GRAD(MS, "QuickGeluGrad", swish_grad, grad_infer, "derivative of QuickGelu" ORT_DOC),
     P(quick_attrs)},
    {GRAD(MS, "ReluGrad", relu_grad, plain_grad_infer,
          "X > 0 ? dY : 0; X input or output" ORT_DOC)},
    {GRAD(MS, "SigmoidGrad", sigmoid_grad, plain_grad_infer, "dY Y (1 - Y), Y the output" ORT_DOC)},
    {GRAD(MS, "TanhGrad", tanh_grad, plain_grad_infer, "dY (1 - Y^2), Y the output" ORT_DOC)},

    {GRAD(LOSS, "CeluGrad", celu_grad, celu_grad_infer, "derivative of Celu"), P(celu_attrs)},
    {GRAD(LOSS, "EluGrad", elu_grad, grad_infer, "derivative of Elu"), P(elu_attrs)},
    {GRAD(LOSS, "HardSigmoidGrad", hard_sigmoid_grad, grad_infer,
          "derivative of HardSigmoid, 0 at the corners"),
     P(hard_sigmoid_attrs)},
    {GRAD(LOSS, "HardSwishGrad", hard_swish_grad, plain_grad_infer, "derivative of HardSwish")},
    {GRAD(LOSS, "MishGrad", mish_grad, plain_grad_infer, "derivative of Mish")},
    {GRAD(LOSS, "SeluGrad", selu_grad, grad_infer, "derivative of Selu"), P(selu_attrs)},
    {GRAD(LOSS, "ShrinkGrad", shrink_grad, grad_infer, "derivative of Shrink, 0 at the corners"),
     P(shrink_attrs)},
    {GRAD(LOSS, "SoftplusGrad", softplus_grad, plain_grad_infer, "derivative of Softplus")},
    {GRAD(LOSS, "SoftsignGrad", softsign_grad, plain_grad_infer, "derivative of Softsign")},
    {GRAD(LOSS, "SwishGrad", swish_grad, grad_infer, "derivative of Swish"), P(swish_attrs)},
    {GRAD(LOSS, "ThresholdedReluGrad", thresholded_grad, grad_infer,
          "derivative of ThresholdedRelu, 0 at the threshold"),
     P(thresholded_attrs)},
};
LG_FAMILY_DEFINE(nn_activation, ops);
