/* SPDX-License-Identifier: Apache-2.0 */
/* The cross-entropy operators of ONNX Runtime's training graphs. They follow ONNX Runtime: a mean
 * whose denominator is 0 is not divided, and an absent ignore_index is -1. */
#include "ops/opkit/index.h"
#include "ops/opkit/lanes.h"
#include "ops/opkit/xent.h"

typedef struct ms_params {
    int32_t reduction;
    int64_t ignore_index, output_type;
} ms_params;

/* ---- infer ---- */

/* Position of the inputs of an operator; -1: it has none. */
typedef struct slots {
    int32_t g, scores, label, weight, ignore, bias;
    bool last;    /* classes on the last axis */
    bool one_hot; /* label has the shape of the scores */
    bool samples; /* weight per position */
} slots;

static const slots sce = {-1, 0, 1, 2, 3, -1, false, false, false};
static const slots sce_grad = {0, 1, 2, 3, 4, 5, false, false, false};
static const slots sce_attr_grad = {0, 1, 2, 3, -1, -1, false, false, false};
static const slots one_hot = {-1, 0, 1, -1, -1, -1, true, true, false};
static const slots one_hot_grad = {0, 1, 2, -1, -1, -1, true, true, false};
static const slots sparse = {-1, 0, 1, 2, -1, -1, true, false, true};
static const slots sparse_grad = {0, 1, 2, 3, -1, -1, true, false, true};

static int32_t class_axis(const slots *s, int32_t rank) {
    return rank < 0 ? -1 : s->last ? rank - 1 : 1;
}

static bool has(const lg_infer *ctx, int32_t i) {
    return i >= 0 && LG_GIVEN(ctx, (uint32_t)i);
}

/* Input i has the dims of the scores without the class axis. */
static lg_status check_positions(lg_infer *ctx, const slots *s, uint32_t i) {
    const lg_view *x = &ctx->in[s->scores], *v = &ctx->in[i];
    const int32_t axis = class_axis(s, x->rank);
    if (axis < 0 || v->rank < 0)
        return LG_OK;
    if (v->rank != x->rank - 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "input %u has rank %d, expected %d", i, v->rank,
                       x->rank - 1);
    for (int32_t d = 0; d < v->rank; d++)
        LG_TRY(lg_infer_same_dim(ctx, i, d, x->dims[d < axis ? d : d + 1]));
    return LG_OK;
}

static lg_status check(lg_infer *ctx, const slots *s) {
    const ms_params *p = ctx->params;
    const lg_view *x = &ctx->in[s->scores];
    LG_TRY(lg_infer_rank(ctx, (uint32_t)s->scores, s->last ? 1 : 2, LG_MAX_RANK));
    if (s->one_hot)
        LG_TRY(lg_infer_same_shape(ctx, (uint32_t)s->scores, (uint32_t)s->label));
    else
        LG_TRY(check_positions(ctx, s, (uint32_t)s->label));
    if (has(ctx, s->weight) && s->samples)
        LG_TRY(check_positions(ctx, s, (uint32_t)s->weight));
    if (has(ctx, s->weight) && !s->samples) {
        LG_TRY(lg_infer_rank(ctx, (uint32_t)s->weight, 1, 1));
        if (x->rank > 1 && ctx->in[s->weight].rank == 1)
            LG_TRY(lg_infer_same_dim(ctx, (uint32_t)s->weight, 0, x->dims[1]));
    }
    if (has(ctx, s->ignore) && ctx->in[s->ignore].count >= 0 && ctx->in[s->ignore].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "ignore_index has %lld elements, expected one",
                       (long long)ctx->in[s->ignore].count);
    if (has(ctx, s->bias))
        LG_TRY(lg_infer_same_shape(ctx, (uint32_t)s->scores, (uint32_t)s->bias));
    if (s->g >= 0 && p->reduction == LG_REDUCE_NONE)
        LG_TRY(check_positions(ctx, s, (uint32_t)s->g));
    if (s->g >= 0 && p->reduction != LG_REDUCE_NONE && ctx->in[s->g].count >= 0 &&
        ctx->in[s->g].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "dY has %lld elements, expected one",
                       (long long)ctx->in[s->g].count);
    return lg_xent_workspace(ctx, x, s->last);
}

/* Type of the results: the attribute output_type, else that of the scores. */
static lg_status result_type(lg_infer *ctx, const slots *s, int32_t *out) {
    const ms_params *p = ctx->params;
    *out = ctx->in[s->scores].dtype;
    if (p->output_type == 0)
        return LG_OK;
    if (p->output_type < 0 || p->output_type >= LG_DTYPE_COUNT ||
        !op_is_float((int32_t)p->output_type))
        return LG_FAIL(ctx, LG_E_MODEL, "output_type is %lld, expected a floating-point type",
                       (long long)p->output_type);
    *out = (int32_t)p->output_type;
    return LG_OK;
}

static lg_status infer_loss(lg_infer *ctx, const slots *s) {
    const ms_params *p = ctx->params;
    const lg_view *x = &ctx->in[s->scores];
    int32_t t;
    int64_t dims[LG_MAX_RANK];
    LG_TRY(check(ctx, s));
    LG_TRY(result_type(ctx, s, &t));
    if (p->reduction != LG_REDUCE_NONE) {
        lg_infer_scalar(ctx, 0, t);
    } else if (x->rank < 0) {
        LG_TRY(lg_infer_dtype(ctx, 0, t, -1));
    } else {
        const int32_t axis = class_axis(s, x->rank);
        for (int32_t d = 0; d + 1 < x->rank; d++)
            dims[d] = x->dims[d < axis ? d : d + 1];
        LG_TRY(lg_infer_set(ctx, 0, t, x->rank - 1, dims));
    }
    if (ctx->n_out > 1) {
        lg_infer_like(ctx, 1, (uint32_t)s->scores);
        ctx->out[1].dtype = t;
    }
    return LG_OK;
}

static lg_status infer_grad(lg_infer *ctx, const slots *s) {
    int32_t t;
    LG_TRY(check(ctx, s));
    LG_TRY(result_type(ctx, s, &t));
    lg_infer_like(ctx, 0, (uint32_t)s->scores);
    ctx->out[0].dtype = t;
    return LG_OK;
}

/* ---- run ---- */

static const lg_view *input(const lg_exec *ctx, int32_t i) {
    return i >= 0 && LG_GIVEN(ctx, (uint32_t)i) ? &ctx->in[i] : NULL;
}

static const lg_view *output(const lg_exec *ctx, uint32_t i) {
    return i < ctx->n_out && ctx->out[i].data != NULL ? &ctx->out[i] : NULL;
}

static lg_xent engine(lg_exec *ctx, const slots *s) {
    const ms_params *p = ctx->params;
    lg_xent e = {.ctx = ctx, .x = &ctx->in[s->scores], .logits = true, .skip_zero = true};
    const lg_view *ignore = input(ctx, s->ignore);
    lg_xent_layout(&e, e.x, s->last);
    *(s->one_hot ? &e.prob : &e.label) = &ctx->in[s->label];
    *(s->samples ? &e.sample_weight : &e.weight) = input(ctx, s->weight);
    e.has_ignore = !s->last;
    e.ignore = ignore != NULL                                      ? op_index_at(ignore, 0)
               : p->ignore_index != LG_INT_ABSENT && s->ignore < 0 ? p->ignore_index
                                                                   : -1;
    e.reduction = p->reduction;
    e.unit_mass = s->one_hot;
    return e;
}

static lg_status run_loss(lg_exec *ctx, const slots *s, bool logits) {
    lg_xent e = engine(ctx, s);
    e.logits = logits;
    e.loss = output(ctx, 0);
    e.log_prob = output(ctx, 1);
    return lg_xent_forward(&e);
}

static lg_status run_gradient(lg_exec *ctx, const slots *s) {
    lg_xent e = engine(ctx, s);
    e.g = &ctx->in[s->g];
    e.saved_log_prob = e.x;
    e.bias = input(ctx, s->bias);
    e.dx = output(ctx, 0);
    return e.dx != NULL ? lg_xent_backward(&e) : LG_OK;
}

#define LOSS(name, logits)                                                                         \
    static lg_status infer_##name(lg_infer *ctx) {                                                 \
        return infer_loss(ctx, &name);                                                             \
    }                                                                                              \
    static lg_status run_##name(lg_exec *ctx) {                                                    \
        return run_loss(ctx, &name, logits);                                                       \
    }
#define GRADIENT(name)                                                                             \
    static lg_status infer_##name(lg_infer *ctx) {                                                 \
        return infer_grad(ctx, &name);                                                             \
    }                                                                                              \
    static lg_status run_##name(lg_exec *ctx) {                                                    \
        return run_gradient(ctx, &name);                                                           \
    }
LOSS(sce, true)
LOSS(one_hot, true)
LOSS(sparse, true)
GRADIENT(sce_grad)
GRADIENT(sce_attr_grad)
GRADIENT(one_hot_grad)
GRADIENT(sparse_grad)

static lg_status run_nll(lg_exec *ctx) {
    return run_loss(ctx, &sce, false);
}

/* ---- descriptors ---- */

static const char *const mean_or_sum[] = {"none", "mean", "sum", NULL};
#define REDUCTION                                                                                  \
    LG_ATTR_CHOICE_DOC(ms_params, reduction, mean_or_sum, LG_REDUCE_MEAN, "none, mean or sum")
#define OUTPUT_TYPE                                                                                \
    LG_ATTR_INT_DOC(ms_params, output_type, 0, "element type of the results; absent: the scores'")
static const lg_attr_desc attrs[] = {REDUCTION};
static const lg_attr_desc internal_attrs[] = {REDUCTION, OUTPUT_TYPE};
static const lg_attr_desc ignore_attrs[] = {
    REDUCTION, LG_ATTR_INT_DOC(ms_params, ignore_index, LG_INT_ABSENT,
                               "label that does not count; absent: -1")};

#define OPT  LG_ARG_OPTIONAL
#define STOP LG_ARG_NONDIFF
#define ARG(n, t, fl)                                                                              \
    { .name = n, .type = t, .dtypes = LG_T_FLOATS, .flags = fl }
#define LABEL(n)                                                                                   \
    { .name = n, .type = "Tind", .dtypes = LG_T_INDEX, .flags = STOP }
#define IGNORE                                                                                     \
    { .name = "ignore_index", .dtypes = LG_T_I64, .flags = OPT | STOP }
static const lg_arg_desc sce_in[] = {ARG("scores", "T", 0), LABEL("labels"),
                                     ARG("weights", "T", OPT | STOP), IGNORE};
static const lg_arg_desc sce_out[] = {ARG("output", "TOut", 0), ARG("log_prob", "TOut", 0)};
static const lg_arg_desc sce_grad_in[] = {ARG("dY", "T", 0),
                                          ARG("log_prob", "T", 0),
                                          LABEL("label"),
                                          ARG("weight", "T", OPT | STOP),
                                          IGNORE,
                                          ARG("bias", "TOut", OPT)};
static const lg_arg_desc sce_grad_out[] = {ARG("d_logits", "TOut", 0)};
static const lg_arg_desc attr_grad_in[] = {ARG("dY", "T", 0), ARG("log_prob", "T", 0),
                                           LABEL("label"), ARG("weight", "T", OPT | STOP)};
static const lg_arg_desc grad_out[] = {ARG("d_logits", "T", 0)};
static const lg_arg_desc nll_out[] = {ARG("loss", "T", 0)};
static const lg_arg_desc one_hot_in[] = {ARG("logits", "T", 0), ARG("label", "T", STOP)};
static const lg_arg_desc loss_out[] = {ARG("Y", "T", 0), ARG("log_prob", "T", OPT)};
static const lg_arg_desc one_hot_grad_in[] = {ARG("dY", "T", 0), ARG("log_prob", "T", 0),
                                              ARG("label", "T", STOP)};
static const lg_arg_desc sparse_in[] = {ARG("logits", "T", 0), LABEL("label"),
                                        ARG("weight", "T", OPT | STOP)};

static const lg_ref sce_refs[] = {
    {LG_REF_DY, 0}, {LG_REF_Y, 1}, {LG_REF_X, 1}, {LG_REF_X, 2}, {LG_REF_X, 3}};
static const lg_ref one_hot_refs[] = {{LG_REF_DY, 0}, {LG_REF_Y, 1}, {LG_REF_X, 1}};
static const lg_ref sparse_refs[] = {{LG_REF_DY, 0}, {LG_REF_Y, 1}, {LG_REF_X, 1}, {LG_REF_X, 2}};
static const uint8_t to_x[] = {0};
static const lg_grad_rule sce_rule =
    LG_GRAD_OP("com.microsoft", "SoftmaxCrossEntropyLossInternalGrad", sce_refs, to_x);
static const lg_grad_rule one_hot_rule =
    LG_GRAD_OP("com.microsoft", "SoftmaxCrossEntropyGrad", one_hot_refs, to_x);
static const lg_grad_rule sparse_rule =
    LG_GRAD_OP("", "SparseSoftmaxCrossEntropyGrad", sparse_refs, to_x);

#define OP(dom, op, since, fl, table, ins, outs, fn, text)                                         \
    .domain = dom, .name = op, .since_version = since, .flags = LG_OP_NO_BODY | (fl),              \
    .doc = text "; training operators of ONNX Runtime", LG_ATTRS(ms_params, table), LG_INS(ins),   \
    LG_OUTS(outs), .infer = infer_##fn, .run = run_##fn
#define MS        "com.microsoft"
#define LAST      LG_OP_NO_GRADIENT
#define GRAD_TEXT "weight (exp(log_prob) - one-hot label) times the gradient of the loss"

static const lg_op_desc ops[] = {
    {OP("", "SparseSoftmaxCrossEntropy", 9, 0, attrs, sparse_in, loss_out, sparse,
        "cross entropy of class labels, classes on the last axis, weights per sample"),
     .grad = &sparse_rule},
    {OP("", "SparseSoftmaxCrossEntropyGrad", 9, LAST, attrs, attr_grad_in, grad_out, sparse_grad,
        GRAD_TEXT)},
    {.domain = MS,
     .name = "NegativeLogLikelihoodLossInternal",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT | LG_OP_ORT,
     .doc = "NegativeLogLikelihoodLoss with ignore_index as an input; training operators of ONNX "
            "Runtime",
     LG_ATTRS(ms_params, attrs),
     LG_INS(sce_in),
     LG_OUTS(nll_out),
     .infer = infer_sce,
     .run = run_nll},
    {.domain = MS,
     .name = "NegativeLogLikelihoodLossInternal2",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT | LG_OP_ORT,
     .doc = "NegativeLogLikelihoodLoss with ignore_index as an input; training operators of ONNX "
            "Runtime",
     LG_ATTRS(ms_params, attrs),
     LG_INS(sce_in),
     LG_OUTS(nll_out),
     .infer = infer_sce,
     .run = run_nll},
    {OP(MS, "SoftmaxCrossEntropy", 1, LG_OP_ORT, attrs, one_hot_in, loss_out, one_hot,
        "cross entropy of one-hot labels, classes on the last axis"),
     .grad = &one_hot_rule},
    {OP(MS, "SoftmaxCrossEntropyGrad", 1, LAST | LG_OP_ORT, attrs, one_hot_grad_in, grad_out,
        one_hot_grad, "exp(log_prob) - label times the gradient of the loss")},
    {OP(MS, "SoftmaxCrossEntropyLossGrad", 1, LAST | LG_OP_ORT, ignore_attrs, attr_grad_in,
        grad_out, sce_attr_grad, GRAD_TEXT)},
    {OP(MS, "SoftmaxCrossEntropyLossInternal", 1, LG_OP_ORT, internal_attrs, sce_in, sce_out, sce,
        "SoftmaxCrossEntropyLoss with ignore_index as an input"),
     .grad = &sce_rule},
    {OP(MS, "SoftmaxCrossEntropyLossInternalGrad", 1, LAST | LG_OP_ORT, internal_attrs, sce_grad_in,
        sce_grad_out, sce_grad, GRAD_TEXT ", plus bias")},
};
LG_FAMILY_DEFINE(loss_cross_entropy, ops);
