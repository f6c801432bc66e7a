/* SPDX-License-Identifier: Apache-2.0 */
/* NLLLoss and CrossEntropyLoss with their gradients, and the two losses of ai.onnx: where the parts
 * of the engine in xent.h come from. */
#include "ops/opkit/lanes.h"
#include "ops/opkit/xent.h"

typedef struct class_params {
    int32_t reduction;
    int64_t ignore_index; /* LG_INT_ABSENT: nothing is ignored (ai.onnx) */
    double label_smoothing;
} class_params;

/* ---- infer ---- */

/* Scores and weight of inputs x, x + 2; the class axis in *axis, -1 when the rank is not known. */
static lg_status check_scores(lg_infer *ctx, uint32_t x, int32_t min_rank, int32_t *axis) {
    const lg_view *v = &ctx->in[x];
    LG_TRY(lg_infer_rank(ctx, x, min_rank, LG_MAX_RANK));
    *axis = v->rank < 0 ? -1 : v->rank > 1 ? 1 : 0;
    if (LG_GIVEN(ctx, x + 2)) {
        LG_TRY(lg_infer_rank(ctx, x + 2, 1, 1));
        if (*axis >= 0 && ctx->in[x + 2].rank == 1)
            LG_TRY(lg_infer_same_dim(ctx, x + 2, 0, v->dims[*axis]));
    }
    return lg_xent_workspace(ctx, v, false);
}

/* Dims of input x without the class axis. */
static int32_t position_dims(const lg_view *x, int32_t axis, int64_t *dims) {
    int32_t n = 0;
    for (int32_t i = 0; i < x->rank; i++)
        if (i != axis)
            dims[n++] = x->dims[i];
    return n;
}

/* Labels have the shape of the scores without the class axis. */
static lg_status check_labels(lg_infer *ctx, uint32_t x, uint32_t labels, int32_t axis) {
    const lg_view *v = &ctx->in[labels];
    int64_t dims[LG_MAX_RANK];
    if (axis < 0 || v->rank < 0)
        return LG_OK;
    const int32_t n = position_dims(&ctx->in[x], axis, dims);
    if (v->rank != n)
        return LG_FAIL(ctx, LG_E_SHAPE,
                       "class labels have rank %d, expected %d for scores of rank "
                       "%d",
                       v->rank, n, ctx->in[x].rank);
    for (int32_t i = 0; i < n; i++)
        LG_TRY(lg_infer_same_dim(ctx, labels, i, dims[i]));
    return LG_OK;
}

/* Output o: one element per position, or a scalar. */
static lg_status position_output(lg_infer *ctx, uint32_t o, uint32_t x, int32_t axis, int32_t dtype,
                                 bool each) {
    int64_t dims[LG_MAX_RANK];
    if (!each) {
        lg_infer_scalar(ctx, o, dtype);
        return LG_OK;
    }
    if (axis < 0)
        return lg_infer_dtype(ctx, o, dtype, -1);
    const int32_t n = position_dims(&ctx->in[x], axis, dims);
    return lg_infer_set(ctx, o, dtype, n, dims);
}

static lg_status check_upstream(lg_infer *ctx, int32_t reduction, int32_t axis) {
    const lg_view *g = &ctx->in[0];
    int64_t dims[LG_MAX_RANK];
    if (reduction != LG_REDUCE_NONE)
        return g->rank <= 0 ? LG_OK
                            : LG_FAIL(ctx, LG_E_SHAPE, "grad_output has rank %d, expected a scalar",
                                      g->rank);
    if (axis < 0 || g->rank < 0)
        return LG_OK;
    const int32_t n = position_dims(&ctx->in[1], axis, dims);
    if (g->rank != n)
        return LG_FAIL(ctx, LG_E_SHAPE, "grad_output has rank %d, expected %d", g->rank, n);
    for (int32_t i = 0; i < n; i++)
        LG_TRY(lg_infer_same_dim(ctx, 0, i, dims[i]));
    return LG_OK;
}

static lg_status infer_nll_of(lg_infer *ctx, int32_t min_rank) {
    const class_params *p = ctx->params;
    const int32_t t = ctx->in[0].dtype;
    int32_t axis;
    LG_TRY(check_scores(ctx, 0, min_rank, &axis));
    LG_TRY(check_labels(ctx, 0, 1, axis));
    LG_TRY(position_output(ctx, 0, 0, axis, t, p->reduction == LG_REDUCE_NONE));
    if (ctx->n_out > 1)
        lg_infer_scalar(ctx, 1, LG_DOUBLE);
    return LG_OK;
}

static lg_status infer_nll(lg_infer *ctx) {
    return infer_nll_of(ctx, 1);
}

static lg_status infer_onnx_nll(lg_infer *ctx) {
    return infer_nll_of(ctx, 2);
}

static lg_status infer_nll_grad(lg_infer *ctx) {
    const class_params *p = ctx->params;
    int32_t axis;
    LG_TRY(check_scores(ctx, 1, 1, &axis));
    LG_TRY(check_labels(ctx, 1, 2, axis));
    LG_TRY(check_upstream(ctx, p->reduction, axis));
    lg_infer_like(ctx, 0, 1);
    return LG_OK;
}

static bool by_probability(const lg_view *target) {
    return op_is_float(target->dtype);
}

/* Target of CrossEntropyLoss at input x + 1. */
static lg_status check_target(lg_infer *ctx, uint32_t x, int32_t axis) {
    const class_params *p = ctx->params;
    if (!(p->label_smoothing >= 0 && p->label_smoothing <= 1))
        return LG_FAIL(ctx, LG_E_MODEL, "label_smoothing is %g, expected [0, 1]",
                       p->label_smoothing);
    if (!by_probability(&ctx->in[x + 1]))
        return check_labels(ctx, x, x + 1, axis);
    if (p->ignore_index >= 0)
        return LG_FAIL(ctx, LG_E_MODEL,
                       "ignore_index is %lld, which needs class labels and not "
                       "probabilities",
                       (long long)p->ignore_index);
    if (ctx->in[x + 1].dtype != ctx->in[x].dtype)
        return LG_FAIL(
            ctx, LG_E_TYPE, "target has type %s, expected %s as the input, int32 or int64",
            lg_dtype_onnx_name(ctx->in[x + 1].dtype), lg_dtype_onnx_name(ctx->in[x].dtype));
    return lg_infer_same_shape(ctx, x, x + 1);
}

static lg_status infer_ce(lg_infer *ctx) {
    const class_params *p = ctx->params;
    const int32_t t = ctx->in[0].dtype;
    int32_t axis;
    LG_TRY(check_scores(ctx, 0, 1, &axis));
    LG_TRY(check_target(ctx, 0, axis));
    LG_TRY(position_output(ctx, 0, 0, axis, t, p->reduction == LG_REDUCE_NONE));
    if (ctx->n_out > 1)
        lg_infer_like(ctx, 1, 0);
    if (ctx->n_out > 2)
        lg_infer_scalar(ctx, 2, LG_DOUBLE);
    if (ctx->n_out > 3)
        LG_TRY(position_output(ctx, 3, 0, axis, t == LG_DOUBLE ? LG_DOUBLE : LG_FLOAT, true));
    return LG_OK;
}

static lg_status infer_onnx_ce(lg_infer *ctx) {
    const class_params *p = ctx->params;
    int32_t axis;
    LG_TRY(check_scores(ctx, 0, 2, &axis));
    LG_TRY(check_labels(ctx, 0, 1, axis));
    LG_TRY(position_output(ctx, 0, 0, axis, ctx->in[0].dtype, p->reduction == LG_REDUCE_NONE));
    if (ctx->n_out > 1)
        lg_infer_like(ctx, 1, 0);
    return LG_OK;
}

static lg_status infer_ce_grad(lg_infer *ctx) {
    const class_params *p = ctx->params;
    int32_t axis;
    LG_TRY(check_scores(ctx, 1, 1, &axis));
    LG_TRY(check_target(ctx, 1, axis));
    LG_TRY(check_upstream(ctx, p->reduction, axis));
    for (uint32_t i = 4; i < ctx->n_in; i++) {
        const bool scores = i == 4 || i == 7;
        if (LG_GIVEN(ctx, i) && scores && ctx->in[i].rank >= 0)
            LG_TRY(lg_infer_same_shape(ctx, 1, i));
        if (LG_GIVEN(ctx, i) && (i == 6 || i == 8))
            LG_TRY(check_labels(ctx, 1, i, axis));
        if (LG_GIVEN(ctx, i) && i == 5)
            LG_TRY(lg_infer_rank(ctx, i, 0, 0));
    }
    lg_infer_like(ctx, 0, 1);
    if (ctx->n_out > 1)
        lg_infer_like(ctx, 1, 1);
    if (ctx->n_out > 2) {
        lg_infer_like(ctx, 2, LG_GIVEN(ctx, 3) ? 3 : 1);
        if (!LG_GIVEN(ctx, 3))
            lg_infer_scalar(ctx, 2, ctx->in[1].dtype); /* nobody can want it */
    }
    return LG_OK;
}

/* ---- run ---- */

static const lg_view *given(const lg_exec *ctx, uint32_t i) {
    return LG_GIVEN(ctx, i) ? &ctx->in[i] : NULL;
}

static const lg_view *wanted(const lg_exec *ctx, uint32_t i) {
    return i < ctx->n_out && ctx->out[i].data != NULL ? &ctx->out[i] : NULL;
}

static lg_xent engine(lg_exec *ctx, uint32_t x, bool logits) {
    const class_params *p = ctx->params;
    lg_xent e = {.ctx = ctx, .x = &ctx->in[x], .weight = given(ctx, x + 2), .logits = logits};
    const lg_view *target = &ctx->in[x + 1];
    lg_xent_layout(&e, e.x, false);
    *(by_probability(target) ? &e.prob : &e.label) = target;
    e.has_ignore = p->ignore_index != LG_INT_ABSENT;
    e.ignore = p->ignore_index;
    e.smoothing = p->label_smoothing;
    e.reduction = p->reduction;
    return e;
}

static lg_status run_nll(lg_exec *ctx) {
    lg_xent e = engine(ctx, 0, false);
    e.loss = wanted(ctx, 0);
    e.total = wanted(ctx, 1);
    return lg_xent_forward(&e);
}

static lg_status run_nll_grad(lg_exec *ctx) {
    lg_xent e = engine(ctx, 1, false);
    e.g = &ctx->in[0];
    e.saved_total = given(ctx, 4);
    e.dx = wanted(ctx, 0);
    return e.dx != NULL ? lg_xent_backward(&e) : LG_OK;
}

static lg_status run_ce(lg_exec *ctx) {
    lg_xent e = engine(ctx, 0, true);
    e.loss = wanted(ctx, 0);
    e.log_prob = wanted(ctx, 1);
    e.total = wanted(ctx, 2);
    e.lse = wanted(ctx, 3);
    return lg_xent_forward(&e);
}

static lg_status run_ce_grad(lg_exec *ctx) {
    lg_xent e = engine(ctx, 1, true);
    e.g = &ctx->in[0];
    e.saved_log_prob = given(ctx, 4);
    e.saved_total = given(ctx, 5);
    e.saved_lse = given(ctx, 6);
    e.g_log_prob = given(ctx, 7);
    e.g_lse = given(ctx, 8);
    e.dx = wanted(ctx, 0);
    e.dprob = e.prob != NULL ? wanted(ctx, 1) : NULL;
    e.dweight = e.prob != NULL && e.weight != NULL ? wanted(ctx, 2) : NULL;
    /* Class weights are constants beside class labels: torch refuses, a graph gets zeros. */
    if (e.dweight == NULL && wanted(ctx, 2) != NULL)
        lg_lanes_fill(ctx->out[2].data, ctx->out[2].dtype, 0, ctx->out[2].count, 0);
    return lg_xent_backward(&e);
}

/* ---- decompositions ---- */

typedef struct text {
    lg_body *ctx;
    uint32_t x;   /* index of the scores */
    int32_t t;    /* their type */
    int64_t axis; /* of the classes */
    bool weighted, prob, smooth;
} text;

/* Scores of known rank only: the class axis depends on it. */
static lg_status text_start(text *b, lg_body *ctx, uint32_t x) {
    const class_params *p = ctx->params;
    const lg_view *v = &ctx->in[x];
    if (v->rank < 1)
        return LG_FAIL(ctx, LG_E_UNSUPPORTED, "the rank of the scores is not known");
    *b = (text){.ctx = ctx, .x = x, .t = v->dtype, .axis = v->rank > 1 ? 1 : 0};
    b->weighted = lg_body_has(ctx, x + 2);
    b->prob = by_probability(&ctx->in[x + 1]);
    b->smooth = p->label_smoothing > 0;
    lg_body_scalar(ctx, b->t, "zero_", 0);
    lg_body_scalar(ctx, b->t, "one_", 1);
    lg_body_ints(ctx, "axis_", &b->axis, 1);
    if (b->smooth) {
        lg_body_scalar(ctx, b->t, "keep_part_", 1 - p->label_smoothing);
        lg_body_scalar(ctx, b->t, "smoothing_", p->label_smoothing);
    }
    ctx->append(
        ctx,
        "shape_ = Shape(input)\nat_axis_ = Constant <value = int64 {%lld}> ()\n"
        "classes_ = Gather <axis = 0> (shape_, at_axis_)\ncf_ = Cast <to = %d> (classes_)\n",
        (long long)b->axis, b->t);
    if (b->smooth)
        ctx->append(ctx, "share_ = Div(smoothing_, cf_)\n");
    if (b->weighted) { /* as (C, 1, ..., 1) */
        int64_t dims[LG_MAX_RANK];
        const int64_t n = v->rank > 1 ? v->rank - 1 : 1;
        for (int64_t i = 0; i < n; i++)
            dims[i] = i == 0 ? -1 : 1;
        lg_body_ints(ctx, "wshape_", dims, n);
        ctx->append(ctx, "wc_ = Reshape(weight, wshape_)\n");
    }
    return LG_OK;
}

/* keep_, label_ (ignored ones are class 0), wy_ and wk_ = weight of the label, 0 where ignored. */
static void text_labels(const text *b) {
    lg_body *ctx = b->ctx;
    const class_params *p = ctx->params;
    ctx->append(ctx, "t_ = Cast <to = %d> (target)\n", LG_INT64);
    ctx->append(ctx, "ignore_ = Constant <value = int64 {%lld}> ()\n", (long long)p->ignore_index);
    ctx->append(ctx, "i0_ = Constant <value = int64 {0}> ()\nskip_ = Equal(t_, ignore_)\n"
                     "keep_ = Not(skip_)\nlabel_ = Where(keep_, t_, i0_)\n");
    if (b->weighted)
        ctx->append(ctx, "wy_ = Gather <axis = 0> (weight, label_)\n"
                         "wk_ = Where(keep_, wy_, zero_)\n");
    else
        ctx->append(ctx, "wk_ = Where(keep_, one_, zero_)\nwy_ = Identity(wk_)\n");
}

/* mix_ = sum over the classes of `what` times lp_, with class weights. */
static void text_mix(const text *b, const char *what, int32_t keepdims) {
    lg_body *ctx = b->ctx;
    if (what != NULL)
        ctx->append(ctx, "ml_ = Mul(%s, lp_)\n", what);
    else
        ctx->append(ctx, "ml_ = Identity(lp_)\n");
    ctx->append(ctx, b->weighted ? "mw_ = Mul(wc_, ml_)\n" : "mw_ = Identity(ml_)\n");
    lg_body_reduce(ctx, "Sum", "mix_", "mw_", &b->axis, 1, keepdims);
}

/* q_ = target after smoothing. */
static void text_mass(const text *b) {
    lg_body *ctx = b->ctx;
    if (b->smooth)
        ctx->append(ctx, "ts_ = Mul(target, keep_part_)\nq_ = Add(ts_, share_)\n");
    else
        ctx->append(ctx, "q_ = Identity(target)\n");
}

static lg_status loss_body(lg_body *ctx, bool logits) {
    const class_params *p = ctx->params;
    text b;
    LG_TRY(text_start(&b, ctx, 0));
    if (logits)
        ctx->append(ctx, "lp_ = LogSoftmax <axis = %lld> (input)\n", (long long)b.axis);
    else
        ctx->append(ctx, "lp_ = Identity(input)\n");
    if (b.prob) {
        text_mass(&b);
        text_mix(&b, "q_", 0);
        ctx->append(ctx, "l_ = Neg(mix_)\nn_ = Size(l_)\n");
        lg_pw_body_reduce(ctx, p->reduction, "l_", NULL);
    } else {
        text_labels(&b);
        ctx->append(ctx,
                    "lu_ = Unsqueeze(label_, axis_)\n"
                    "pu_ = GatherElements <axis = %lld> (lp_, lu_)\n"
                    "pick_ = Squeeze(pu_, axis_)\nwp_ = Mul(wy_, pick_)\nh_ = Neg(wp_)\n",
                    (long long)b.axis);
        if (b.smooth) {
            text_mix(&b, NULL, 0);
            ctx->append(ctx, "ha_ = Mul(keep_part_, h_)\nsm_ = Mul(share_, mix_)\n"
                             "u_ = Sub(ha_, sm_)\n");
        } else {
            ctx->append(ctx, "u_ = Identity(h_)\n");
        }
        ctx->append(ctx, "l_ = Where(keep_, u_, zero_)\n");
        lg_pw_body_reduce(ctx, p->reduction, "l_", "wk_");
        lg_body_reduce(ctx, "Sum", "n_all_", "wk_", NULL, 0, 0);
    }
    const uint32_t total = logits ? 2 : 1;
    if (lg_body_wants(ctx, total))
        ctx->append(ctx, "total_weight = Cast <to = %d> (%s)\n", LG_DOUBLE,
                    b.prob ? "n_" : "n_all_");
    if (logits && lg_body_wants(ctx, 1))
        ctx->append(ctx, "log_prob = Identity(lp_)\n");
    if (logits && lg_body_wants(ctx, 3)) {
        const int32_t wide = b.t == LG_DOUBLE ? LG_DOUBLE : LG_FLOAT;
        ctx->append(ctx, "xw_ = Cast <to = %d> (input)\n", wide);
        lg_body_reduce(ctx, "Max", "top_", "xw_", &b.axis, 1, 1);
        ctx->append(ctx, "xd_ = Sub(xw_, top_)\nxe_ = Exp(xd_)\n");
        lg_body_reduce(ctx, "Sum", "xs_", "xe_", &b.axis, 1, 1);
        ctx->append(ctx, "xl_ = Log(xs_)\nlse_ = Add(xl_, top_)\n"
                         "log_sum_exp = Squeeze(lse_, axis_)\n");
    }
    return LG_OK;
}

static lg_status nll_body(lg_body *ctx) {
    return loss_body(ctx, false);
}

static lg_status ce_body(lg_body *ctx) {
    return loss_body(ctx, true);
}

/* eu_ = gradient of each position's loss, with the class axis. */
static void text_upstream(const text *b) {
    lg_body *ctx = b->ctx;
    const class_params *p = ctx->params;
    if (p->reduction == LG_REDUCE_MEAN && !b->prob) {
        lg_body_reduce(ctx, "Sum", "n_", "wk_", NULL, 0, 0);
        ctx->append(ctx, "eu_ = Div(grad_output, n_)\n");
    } else if (p->reduction == LG_REDUCE_MEAN) {
        ctx->append(ctx,
                    "all_ = Size(input)\npos_ = Div(all_, classes_)\nn_ = Cast <to = %d> (pos_)\n"
                    "eu_ = Div(grad_output, n_)\n",
                    b->t);
    } else if (p->reduction == LG_REDUCE_SUM) {
        ctx->append(ctx, "eu_ = Identity(grad_output)\n");
    } else {
        ctx->append(ctx, "eu_ = Unsqueeze(grad_output, axis_)\n");
    }
}

/* hit_ = one at the label, of the shape of the scores; ku_ and wu_ with the class axis. */
static void text_one_hot(const text *b) {
    lg_body *ctx = b->ctx;
    ctx->append(ctx,
                "ku_ = Unsqueeze(keep_, axis_)\nwu_ = Unsqueeze(wy_, axis_)\n"
                "of_ = Constant <value = double[2] {0.0, 1.0}> ()\n"
                "on_off_ = Cast <to = %d> (of_)\n"
                "hit_ = OneHot <axis = %lld> (label_, classes_, on_off_)\n",
                b->t, (long long)b->axis);
}

static lg_status nll_grad_body(lg_body *ctx) {
    text b;
    LG_TRY(text_start(&b, ctx, 1));
    text_labels(&b);
    text_upstream(&b);
    text_one_hot(&b);
    ctx->append(ctx, "ew_ = Mul(eu_, wu_)\nnw_ = Neg(ew_)\nat_ = Equal(hit_, one_)\n"
                     "d_ = Where(at_, nw_, zero_)\ngrad_input = Where(ku_, d_, zero_)\n");
    return LG_OK;
}

static lg_status ce_grad_body(lg_body *ctx) {
    text b;
    LG_TRY(text_start(&b, ctx, 1));
    const bool log_prob = lg_body_has(ctx, 7);
    ctx->append(ctx, "lp_ = LogSoftmax <axis = %lld> (input)\np_ = Exp(lp_)\n", (long long)b.axis);
    if (b.prob) {
        text_upstream(&b);
        text_mass(&b);
        ctx->append(ctx, b.weighted ? "wq_ = Mul(wc_, q_)\n" : "wq_ = Identity(q_)\n");
        lg_body_reduce(ctx, "Sum", "mass_", "wq_", &b.axis, 1, 1);
    } else {
        text_labels(&b);
        text_upstream(&b);
        text_one_hot(&b);
        ctx->append(ctx, "own_ = Mul(wu_, hit_)\n");
        if (b.smooth) {
            if (b.weighted)
                ctx->append(ctx, "sw_ = Mul(share_, wc_)\n");
            else
                ctx->append(ctx, "sw_ = Identity(share_)\n");
            ctx->append(ctx, "oa_ = Mul(keep_part_, own_)\nwq_ = Add(oa_, sw_)\n");
        } else {
            ctx->append(ctx, "wq_ = Identity(own_)\n");
        }
        lg_body_reduce(ctx, "Sum", "mass_", "wq_", &b.axis, 1, 1);
    }
    ctx->append(ctx, "pm_ = Mul(p_, mass_)\nd_ = Sub(pm_, wq_)\ned_ = Mul(eu_, d_)\n");
    if (b.prob)
        ctx->append(ctx, "dx_ = Identity(ed_)\n");
    else
        ctx->append(ctx, "dx_ = Where(ku_, ed_, zero_)\n");
    if (lg_body_wants(ctx, 0)) {
        if (log_prob) {
            lg_body_reduce(ctx, "Sum", "gs_", "grad_log_prob", &b.axis, 1, 1);
            ctx->append(ctx, "pg_ = Mul(p_, gs_)\ngd_ = Sub(grad_log_prob, pg_)\n"
                             "dl_ = Add(dx_, gd_)\n");
        } else {
            ctx->append(ctx, "dl_ = Identity(dx_)\n");
        }
        if (lg_body_has(ctx, 8))
            ctx->append(ctx,
                        "gt_ = Cast <to = %d> (grad_log_sum_exp)\ngu_ = Unsqueeze(gt_, axis_)\n"
                        "pu_ = Mul(p_, gu_)\ngrad_input = Add(dl_, pu_)\n",
                        b.t);
        else
            ctx->append(ctx, "grad_input = Identity(dl_)\n");
    }
    if (b.prob && lg_body_wants(ctx, 1)) {
        ctx->append(ctx, "ne_ = Neg(eu_)\nel_ = Mul(ne_, lp_)\n");
        ctx->append(ctx, b.weighted ? "ewl_ = Mul(el_, wc_)\n" : "ewl_ = Identity(el_)\n");
        ctx->append(ctx, b.smooth ? "grad_target = Mul(ewl_, keep_part_)\n"
                                  : "grad_target = Identity(ewl_)\n");
    }
    if (b.prob && b.weighted && lg_body_wants(ctx, 2)) {
        int64_t axes[LG_MAX_RANK], n = 0;
        for (int64_t i = 0; i < ctx->in[1].rank; i++)
            if (i != b.axis)
                axes[n++] = i;
        ctx->append(ctx, "qe_ = Mul(q_, eu_)\nql_ = Mul(qe_, lp_)\nnql_ = Neg(ql_)\n");
        if (n > 0)
            lg_body_reduce(ctx, "Sum", "grad_weight", "nql_", axes, n, 0);
        else
            ctx->append(ctx, "grad_weight = Identity(nql_)\n");
    }
    return LG_OK;
}

/* ---- descriptors ---- */

#define REDUCTION                                                                                  \
    LG_ATTR_CHOICE_DOC(class_params, reduction, lg_loss_reductions, LG_REDUCE_MEAN,                \
                       "none, sum, or mean: divided by the weights of the labels that count")
#define IGNORE(value)                                                                              \
    LG_ATTR_INT_DOC(class_params, ignore_index, value,                                             \
                    "label whose positions do not count, any integer")
static const lg_attr_desc nll_attrs[] = {REDUCTION, IGNORE(-100)};
static const lg_attr_desc ce_attrs[] = {
    REDUCTION, IGNORE(-100),
    LG_ATTR_REAL_DOC(class_params, label_smoothing, 0.0,
                     "share of the mass that goes to all classes alike, in [0, 1]")};
static const lg_attr_desc onnx_attrs[] = {REDUCTION, IGNORE(LG_INT_ABSENT)};

#define OPT  LG_ARG_OPTIONAL
#define STOP LG_ARG_NONDIFF
#define ARG(n, fl)                                                                                 \
    { .name = n, .type = "T", .dtypes = LG_T_FLOATS, .flags = fl }
#define LABEL(n)                                                                                   \
    { .name = n, .type = "Tind", .dtypes = LG_T_INDEX, .flags = STOP }
/* Labels, or probabilities of the type of the input. */
#define TARGET                                                                                     \
    { .name = "target", .type = "Ttarget", .dtypes = LG_T_FLOATS | LG_T_INDEX }
#define TOTAL                                                                                      \
    { .name = "total_weight", .dtypes = LG_BIT(LG_DOUBLE), .flags = OPT }
#define LSE                                                                                        \
    { .name = "log_sum_exp", .dtypes = LG_T_F3264, .flags = OPT }
static const lg_arg_desc nll_in[] = {ARG("input", 0), LABEL("target"), ARG("weight", OPT | STOP)};
static const lg_arg_desc nll_out[] = {ARG("loss", 0), TOTAL};
static const lg_arg_desc nll_grad_in[] = {ARG("grad_output", 0), ARG("input", 0), LABEL("target"),
                                          ARG("weight", OPT | STOP), TOTAL};
static const lg_arg_desc nll_grad_out[] = {ARG("grad_input", 0)};
static const lg_arg_desc ce_in[] = {ARG("input", 0), TARGET, ARG("weight", OPT)};
static const lg_arg_desc ce_out[] = {ARG("loss", 0), ARG("log_prob", OPT), TOTAL, LSE};
static const lg_arg_desc ce_grad_in[] = {
    ARG("grad_output", 0),
    ARG("input", 0),
    TARGET,
    ARG("weight", OPT),
    ARG("log_prob", OPT),
    TOTAL,
    LSE,
    ARG("grad_log_prob", OPT),
    {.name = "grad_log_sum_exp", .dtypes = LG_T_F3264, .flags = OPT}};
static const lg_arg_desc ce_grad_out[] = {ARG("grad_input", OPT), ARG("grad_target", OPT),
                                          ARG("grad_weight", OPT)};
static const lg_arg_desc onnx_ce_in[] = {ARG("scores", 0), LABEL("labels"),
                                         ARG("weights", OPT | STOP)};
static const lg_arg_desc onnx_ce_out[] = {ARG("output", 0), ARG("log_prob", OPT)};
static const lg_arg_desc onnx_nll_out[] = {ARG("loss", 0)};

static const lg_ref nll_refs[] = {
    {LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 2}, {LG_REF_Y, 1}};
static const lg_ref onnx_nll_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 2}};
/* The logarithm of the sum is the cheapest thing to keep; log_prob is kept by its other users. */
static const lg_ref ce_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0},    {LG_REF_X, 1},
                                 {LG_REF_X, 2},  {LG_REF_NONE, 0}, {LG_REF_Y, 2},
                                 {LG_REF_Y, 3},  {LG_REF_DY, 1},   {LG_REF_DY, 3}};
static const lg_ref onnx_ce_refs[] = {{LG_REF_DY, 0},   {LG_REF_X, 0},    {LG_REF_X, 1},
                                      {LG_REF_X, 2},    {LG_REF_NONE, 0}, {LG_REF_NONE, 0},
                                      {LG_REF_NONE, 0}, {LG_REF_DY, 1}};
static const uint8_t to_input[] = {0};
static const uint8_t to_all[] = {0, 1, 2};
static const lg_grad_rule nll_rule = LG_GRAD_OP("ai.lossgraph", "NLLLossGrad", nll_refs, to_input);
static const lg_grad_rule onnx_nll_rule =
    LG_GRAD_OP("ai.lossgraph", "NLLLossGrad", onnx_nll_refs, to_input);
static const lg_grad_rule ce_rule =
    LG_GRAD_OP("ai.lossgraph", "CrossEntropyLossGrad", ce_refs, to_all);
static const lg_grad_rule onnx_ce_rule =
    LG_GRAD_OP("ai.lossgraph", "CrossEntropyLossGrad", onnx_ce_refs, to_input);

#define FORWARD(op, fn, table, text)                                                               \
    .domain = "ai.lossgraph", .name = op, .since_version = 1, .flags = LG_OP_ORT,                  \
    .doc = text "; torch.nn." op, LG_ATTRS(class_params, table), LG_INS(fn##_in),                  \
    LG_OUTS(fn##_out), .infer = infer_##fn, .run = run_##fn, .grad = &fn##_rule,                   \
    .body_build = fn##_body
#define BACKWARD(op, fn, table)                                                                    \
    .domain = "ai.lossgraph", .name = op "Grad", .since_version = 1,                               \
    .flags = LG_OP_ORT | LG_OP_NO_GRADIENT, .doc = "gradients of " op " (torch.nn." op ")",        \
    LG_ATTRS(class_params, table), LG_INS(fn##_grad_in), LG_OUTS(fn##_grad_out),                   \
    .infer = infer_##fn##_grad, .run = run_##fn##_grad, .body_build = fn##_grad_body
#define ONNX(op, fn, text)                                                                         \
    .domain = "", .name = op, .since_version = 12, .flags = LG_OP_NO_BODY,                         \
    .doc = text "; onnx.ai/onnx/operators/onnx__" op ".html", LG_ATTRS(class_params, onnx_attrs),  \
    LG_INS(onnx_ce_in), LG_OUTS(onnx_##fn##_out), .infer = infer_onnx_##fn, .run = run_##fn,       \
    .grad = &onnx_##fn##_rule

static const lg_op_desc ops[] = {
    {FORWARD("CrossEntropyLoss", ce, ce_attrs,
             "-sum of weight q log_softmax(input) over the classes (axis 1); q from class labels "
             "or probabilities, smoothed")},
    {BACKWARD("CrossEntropyLoss", ce, ce_attrs)},
    {FORWARD("NLLLoss", nll, nll_attrs, "-weight[target] input[target], input log-probabilities")},
    {BACKWARD("NLLLoss", nll, nll_attrs)},
    {ONNX("NegativeLogLikelihoodLoss", nll, "-weight[target] input[target]")},
    {ONNX("SoftmaxCrossEntropyLoss", ce, "-weight[label] log_softmax(scores)[label]")},
};
LG_FAMILY_DEFINE(loss_classification, ops);
