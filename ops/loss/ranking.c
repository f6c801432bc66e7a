/* SPDX-License-Identifier: Apache-2.0 */
/* MarginRankingLoss, HingeEmbeddingLoss and CosineEmbeddingLoss with their gradients. */
#include "ops/opkit/lanes.h"
#include "ops/opkit/pointwise.h"
#include "ops/opkit/reduce.h"
#include "ops/opkit/scalar.h"

typedef struct ranking_params {
    int32_t reduction;
    double margin;
} ranking_params;

/* The float 1e-12f in double, which torch keeps. */
#define EPS32 9.999999960041972e-13

/* Derivative of a row's loss: both * other - own * self. */
typedef struct cosine_row {
    double both, own[2];
    bool on;
} cosine_row;

typedef struct cosine_job {
    lg_exec *ctx;
    const lg_view *x[2], *y, *g, *to;
    int64_t n, width, rows[3]; /* rows of the loss, columns, rows of each input */
    double margin, e;
    bool each; /* e is a tensor */
    int which;
    cosine_row *row;
} cosine_job;

static double upstream(const cosine_job *job, int64_t row) {
    return job->each ? lg_lane(job->g->data, job->g->dtype, row) : job->e;
}

#include "ops/opkit/as_f32.inc"

#include "ops/loss/ranking.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/loss/ranking.inc"

#define FORMULAS(name, ins, grads)                                                                 \
    static const lg_pointwise name = {.n_in = ins,                                                 \
                                      .n_grad = grads,                                             \
                                      .value_f32 = name##_value_f32,                               \
                                      .grad_f32 = name##_grad_f32,                                 \
                                      .value_f64 = name##_value_f64,                               \
                                      .grad_f64 = name##_grad_f64};
FORMULAS(margin_ranking, 3, 3)
FORMULAS(hinge_embedding, 2, 1)

static lg_status check_margin(lg_infer *ctx) {
    const ranking_params *p = ctx->params;
    return isfinite(p->margin)
               ? LG_OK
               : LG_FAIL(ctx, LG_E_MODEL, "margin is %g, expected a finite number", p->margin);
}

/* ---- elementwise losses ---- */

static lg_status check_ranks(lg_infer *ctx, uint32_t first) {
    for (uint32_t i = first + 1; i < first + 3; i++)
        if (ctx->in[first].rank >= 0 && ctx->in[i].rank >= 0 &&
            ctx->in[first].rank != ctx->in[i].rank)
            return LG_FAIL(ctx, LG_E_SHAPE, "input %u has rank %d, expected %d", i, ctx->in[i].rank,
                           ctx->in[first].rank);
    return check_margin(ctx);
}

static lg_status check_hinge(lg_infer *ctx, uint32_t first) {
    (void)first;
    return check_margin(ctx);
}

#define LOSS(name, check)                                                                          \
    static lg_status name##_infer(lg_infer *ctx) {                                                 \
        const ranking_params *p = ctx->params;                                                     \
        LG_TRY(check(ctx, 0));                                                                     \
        return lg_pw_infer(ctx, &name, p->reduction);                                              \
    }                                                                                              \
    static lg_status name##_infer_grad(lg_infer *ctx) {                                            \
        const ranking_params *p = ctx->params;                                                     \
        LG_TRY(check(ctx, 1));                                                                     \
        return lg_pw_infer_grad(ctx, &name, p->reduction);                                         \
    }                                                                                              \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        const ranking_params *p = ctx->params;                                                     \
        return lg_pw_run_loss(ctx, &name, p->reduction);                                           \
    }                                                                                              \
    static lg_status name##_run_grad(lg_exec *ctx) {                                               \
        const ranking_params *p = ctx->params;                                                     \
        return lg_pw_run_grad(ctx, &name, p->reduction);                                           \
    }
LOSS(margin_ranking, check_ranks)
LOSS(hinge_embedding, check_hinge)

/* u_ = -y (x1 - x2) + margin */
static void ranking_text(lg_body *ctx, int32_t t) {
    const ranking_params *p = ctx->params;
    lg_body_scalar(ctx, t, "margin_", p->margin);
    lg_body_scalar(ctx, t, "zero_", 0);
    ctx->append(ctx,
                "y_ = Cast <to = %d> (target)\nd_ = Sub(input1, input2)\nm_ = Mul(y_, d_)\n"
                "n_ym_ = Neg(m_)\nu_ = Add(n_ym_, margin_)\n",
                t);
}

static lg_status margin_ranking_body(lg_body *ctx) {
    const ranking_params *p = ctx->params;
    ranking_text(ctx, ctx->in[0].dtype);
    /* NaN is not below zero. */
    ctx->append(ctx, "off_ = Less(u_, zero_)\nl_ = Where(off_, zero_, u_)\n");
    lg_pw_body_reduce(ctx, p->reduction, "l_", NULL);
    return LG_OK;
}

static lg_status margin_ranking_grad_body(lg_body *ctx) {
    const ranking_params *p = ctx->params;
    const int32_t t = ctx->in[1].dtype;
    ranking_text(ctx, t);
    lg_pw_body_upstream(ctx, p->reduction, "u_", NULL);
    ctx->append(ctx, "on_ = GreaterOrEqual(u_, zero_)\nny_ = Neg(y_)\n"
                     "s_ = Where(on_, ny_, zero_)\ng1_ = Mul(e_, s_)\n");
    if (lg_body_wants(ctx, 0))
        lg_pw_body_unbroadcast(ctx, "grad_input1", "g1_", 1, "input1", ctx->n_in);
    if (lg_body_wants(ctx, 1)) {
        ctx->append(ctx, "g2_ = Neg(g1_)\n");
        lg_pw_body_unbroadcast(ctx, "grad_input2", "g2_", 2, "input2", ctx->n_in);
    }
    if (lg_body_wants(ctx, 2)) {
        ctx->append(ctx,
                    "k_ = Cast <to = %d> (on_)\nnd_ = Neg(d_)\nsy_ = Mul(k_, nd_)\n"
                    "gy_ = Mul(e_, sy_)\n",
                    t);
        lg_pw_body_unbroadcast(ctx, "grad_target", "gy_", 3, "target", ctx->n_in);
    }
    return LG_OK;
}

static void hinge_text(lg_body *ctx, int32_t t) {
    const ranking_params *p = ctx->params;
    lg_body_scalar(ctx, t, "margin_", p->margin);
    lg_body_scalar(ctx, t, "zero_", 0);
    lg_body_scalar(ctx, t, "one_", 1);
    ctx->append(ctx,
                "y_ = Cast <to = %d> (target)\nminus_ = Neg(one_)\nu_ = Sub(margin_, input)\n"
                "plus1_ = Equal(y_, one_)\nminus1_ = Equal(y_, minus_)\n",
                t);
}

static lg_status hinge_embedding_body(lg_body *ctx) {
    const ranking_params *p = ctx->params;
    hinge_text(ctx, ctx->in[0].dtype);
    ctx->append(ctx, "off_ = Less(u_, zero_)\nh_ = Where(off_, zero_, u_)\n"
                     "a_ = Where(plus1_, zero_, h_)\nb_ = Where(minus1_, zero_, input)\n"
                     "l_ = Add(a_, b_)\n");
    lg_pw_body_reduce(ctx, p->reduction, "l_", NULL);
    return LG_OK;
}

static lg_status hinge_embedding_grad_body(lg_body *ctx) {
    const ranking_params *p = ctx->params;
    hinge_text(ctx, ctx->in[1].dtype);
    ctx->append(ctx, "on_ = GreaterOrEqual(u_, zero_)\nh_ = Where(on_, one_, zero_)\n"
                     "a_ = Where(plus1_, zero_, h_)\nb_ = Where(minus1_, zero_, one_)\n"
                     "s_ = Sub(b_, a_)\n");
    lg_pw_body_upstream(ctx, p->reduction, "s_", NULL);
    ctx->append(ctx, "g_ = Mul(e_, s_)\n");
    lg_pw_body_unbroadcast(ctx, "grad_input", "g_", 1, "input", ctx->n_in);
    return LG_OK;
}

/* ---- CosineEmbeddingLoss ---- */

enum { ROWS = 64 }; /* rows per block */

/* Ranks and sizes; the number of rows as a dim, -1 for the loss of two vectors, in *out. */
static lg_status cosine_check(lg_infer *ctx, uint32_t first, int64_t *out, int32_t *out_rank) {
    const lg_view *v = &ctx->in[first];
    LG_TRY(check_margin(ctx));
    LG_TRY(lg_infer_rank(ctx, first, 1, 2));
    LG_TRY(lg_infer_rank(ctx, first + 1, 1, 2));
    *out_rank = -1;
    if (v[0].rank < 0 || v[1].rank < 0 || v[2].rank < 0)
        return LG_OK;
    const int32_t rank = v[0].rank;
    if (v[1].rank != rank || v[2].rank != rank - 1)
        return LG_FAIL(ctx, LG_E_SHAPE,
                       "ranks are %d, %d and %d, expected 2, 2 and 1 or 1, 1 and 0", v[0].rank,
                       v[1].rank, v[2].rank);
    LG_TRY(lg_infer_same_dim(ctx, first + 1, rank - 1, v[0].dims[rank - 1]));
    *out_rank = rank - 1;
    *out = 1;
    for (int32_t i = 0; i < 3 && rank == 2; i++) {
        const int64_t d = v[i].dims[0];
        if (d == 1 || d == *out)
            continue;
        if (*out == 1)
            *out = d;
        else if (d >= 0 && *out >= 0)
            return LG_FAIL(ctx, LG_E_SHAPE, "batch sizes %lld and %lld do not broadcast",
                           (long long)*out, (long long)d);
        else
            *out = lg_infer_dim(ctx, LG_DIM_BROADCAST, *out, d);
    }
    return LG_OK;
}

static lg_status cosine_infer(lg_infer *ctx) {
    const ranking_params *p = ctx->params;
    int64_t n = 0;
    int32_t rank;
    LG_TRY(cosine_check(ctx, 0, &n, &rank));
    if (p->reduction != LG_REDUCE_NONE)
        lg_infer_scalar(ctx, 0, ctx->in[0].dtype);
    else if (rank < 0)
        return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, -1);
    else
        LG_TRY(lg_infer_set(ctx, 0, ctx->in[0].dtype, rank, &n));
    if (rank >= 0 && n >= 0)
        ctx->workspace = lg_sum_bytes(n, ROWS, 1);
    return LG_OK;
}

static lg_status cosine_infer_grad(lg_infer *ctx) {
    const ranking_params *p = ctx->params;
    const lg_view *g = &ctx->in[0];
    int64_t n = 0;
    int32_t rank;
    LG_TRY(cosine_check(ctx, 1, &n, &rank));
    const int32_t want = p->reduction == LG_REDUCE_NONE ? rank : 0;
    if (g->rank >= 0 && want >= 0 && g->rank != want)
        return LG_FAIL(ctx, LG_E_SHAPE, "grad_output has rank %d, expected %d", g->rank, want);
    if (g->rank == 1 && rank == 1)
        LG_TRY(lg_infer_same_dim(ctx, 0, 0, n));
    for (uint32_t i = 0; i < ctx->n_out; i++)
        lg_infer_like(ctx, i, i + 1);
    if (rank >= 0 && n >= 0 && !op_mul_size((size_t)n, sizeof(cosine_row), &ctx->workspace))
        return LG_FAIL(ctx, LG_E_LIMIT, "too many rows");
    return LG_OK;
}

static void cosine_start(cosine_job *job, lg_exec *ctx, uint32_t first) {
    const ranking_params *p = ctx->params;
    const lg_view *v = &ctx->in[first];
    const int32_t rank = v[0].rank;
    job->ctx = ctx;
    job->x[0] = &v[0];
    job->x[1] = &v[1];
    job->y = &v[2];
    job->width = v[0].dims[rank - 1];
    job->n = 1;
    for (int32_t i = 0; i < 3; i++) {
        job->rows[i] = rank == 2 ? v[i].dims[0] : 1;
        job->n = job->rows[i] == 1 ? job->n : job->rows[i];
    }
    job->margin = p->margin;
    if (v[0].dtype != LG_DOUBLE)
        job->margin = (double)(float)p->margin;
}

static int64_t row_grain(const cosine_job *job) {
    return op_max(1, 16384 / op_max(1, job->width));
}

static lg_status cosine_sums(void *arg, int64_t begin, int64_t end, double *sums, lg_error *err) {
    const cosine_job *job = arg;
    const bool wide = job->x[0]->dtype == LG_DOUBLE;
    (void)err;
    sums[0] = 0;
    for (int64_t row = begin; row < end; row++) {
        const double l = (wide ? row_loss_f64 : row_loss_f32)(job, row, NULL);
        sums[0] += l;
        if (job->each)
            lg_lane_put(job->to->data, job->to->dtype, row, l);
    }
    return LG_OK;
}

static lg_status cosine_run(lg_exec *ctx) {
    const ranking_params *p = ctx->params;
    cosine_job job = {0};
    double sum;
    if (ctx->out[0].data == NULL)
        return LG_OK;
    cosine_start(&job, ctx, 0);
    job.to = &ctx->out[0];
    job.each = p->reduction == LG_REDUCE_NONE;
    LG_TRY(lg_sum_blocks(ctx, job.n, ROWS, 1, cosine_sums, &job, ctx->workspace, &sum));
    if (!job.each)
        lg_lane_put(job.to->data, job.to->dtype, 0,
                    p->reduction == LG_REDUCE_MEAN ? sum / (double)job.n : sum);
    return LG_OK;
}

static lg_status cosine_rows(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const cosine_job *job = arg;
    const bool wide = job->x[0]->dtype == LG_DOUBLE;
    (void)err;
    for (int64_t row = begin; row < end; row++)
        (void)(wide ? row_loss_f64 : row_loss_f32)(job, row, &job->row[row]);
    return LG_OK;
}

static lg_status cosine_run_grad(lg_exec *ctx) {
    const ranking_params *p = ctx->params;
    cosine_job job = {0};
    cosine_start(&job, ctx, 1);
    const bool wide = job.x[0]->dtype == LG_DOUBLE;
    job.g = &ctx->in[0];
    job.row = ctx->workspace;
    job.each = p->reduction == LG_REDUCE_NONE;
    if (!job.each)
        job.e = lg_lane(job.g->data, job.g->dtype, 0) /
                (p->reduction == LG_REDUCE_MEAN ? (double)job.n : 1);
    LG_TRY(ctx->host->parallel_for(ctx->self, job.n, row_grain(&job), cosine_rows, &job, ctx->err));
    for (uint32_t i = 0; i < ctx->n_out && i < 2; i++) {
        job.to = &ctx->out[i];
        job.which = (int)i;
        if (job.to->data == NULL)
            continue;
        if (job.rows[i] == job.n)
            LG_TRY(ctx->host->parallel_for(ctx->self, job.n, row_grain(&job),
                                           wide ? grad_rows_f64 : grad_rows_f32, &job, ctx->err));
        else
            LG_TRY(ctx->host->parallel_for(ctx->self, job.width, LG_LANES,
                                           wide ? grad_columns_f64 : grad_columns_f32, &job,
                                           ctx->err));
    }
    return LG_OK;
}

/* c_ = cosine, n1_, n2_ and root_; `keep` keeps the last axis. */
static void cosine_text(lg_body *ctx, int32_t t, int32_t keep) {
    static const int64_t last = -1;
    const ranking_params *p = ctx->params;
    lg_body_scalar(ctx, t, "eps_", EPS32);
    lg_body_scalar(ctx, t, "margin_", p->margin);
    lg_body_scalar(ctx, t, "zero_", 0);
    lg_body_scalar(ctx, t, "one_", 1);
    ctx->append(ctx, "p12_ = Mul(input1, input2)\np11_ = Mul(input1, input1)\n"
                     "p22_ = Mul(input2, input2)\n");
    lg_body_reduce(ctx, "Sum", "dot_", "p12_", &last, 1, keep);
    lg_body_reduce(ctx, "Sum", "s1_", "p11_", &last, 1, keep);
    lg_body_reduce(ctx, "Sum", "s2_", "p22_", &last, 1, keep);
    ctx->append(ctx,
                "n1_ = Add(s1_, eps_)\nn2_ = Add(s2_, eps_)\nnn_ = Mul(n1_, n2_)\n"
                "root_ = Sqrt(nn_)\nc_ = Div(dot_, root_)\nu_ = Sub(c_, margin_)\n"
                "minus_ = Neg(one_)\nyf_ = Cast <to = %d> (target)\n",
                t);
    if (keep)
        ctx->append(ctx, "ax_ = Constant <value = int64[1] {-1}> ()\ny_ = Unsqueeze(yf_, ax_)\n");
    else
        ctx->append(ctx, "y_ = Identity(yf_)\n");
    ctx->append(ctx, "like_ = Equal(y_, one_)\nunlike_ = Equal(y_, minus_)\n");
}

static lg_status cosine_body(lg_body *ctx) {
    const ranking_params *p = ctx->params;
    cosine_text(ctx, ctx->in[0].dtype, 0);
    ctx->append(ctx, "off_ = Less(u_, zero_)\nh_ = Where(off_, zero_, u_)\n"
                     "b_ = Where(unlike_, h_, zero_)\na_ = Sub(one_, c_)\n"
                     "l_ = Where(like_, a_, b_)\n");
    lg_pw_body_reduce(ctx, p->reduction, "l_", NULL);
    return LG_OK;
}

static lg_status cosine_grad_body(lg_body *ctx) {
    const ranking_params *p = ctx->params;
    cosine_text(ctx, ctx->in[1].dtype, 1);
    ctx->append(ctx, "on_ = GreaterOrEqual(u_, zero_)\nh_ = Where(on_, one_, zero_)\n"
                     "b_ = Where(unlike_, h_, zero_)\ngc_ = Where(like_, minus_, b_)\n"
                     "any_ = Abs(gc_)\nuse_ = Greater(any_, zero_)\n");
    lg_pw_body_upstream(ctx, p->reduction, "gc_", NULL);
    if (p->reduction == LG_REDUCE_NONE)
        ctx->append(ctx, "ev_ = Unsqueeze(e_, ax_)\n");
    else
        ctx->append(ctx, "ev_ = Identity(e_)\n");
    ctx->append(ctx, "k_ = Mul(ev_, gc_)\n");
    for (int i = 1; i <= 2; i++) {
        if (!lg_body_wants(ctx, (uint32_t)i - 1))
            continue;
        ctx->append(ctx,
                    "v%d_ = Div(input%d, root_)\ncx%d_ = Mul(c_, input%d)\n"
                    "w%d_ = Div(cx%d_, n%d_)\nd%d_ = Sub(v%d_, w%d_)\nkd%d_ = Mul(k_, d%d_)\n"
                    "z%d_ = Where(use_, kd%d_, zero_)\n",
                    i, 3 - i, i, i, i, i, i, i, i, i, i, i, i, i);
        lg_pw_body_unbroadcast(ctx, i == 1 ? "grad_input1" : "grad_input2", i == 1 ? "z1_" : "z2_",
                               (uint32_t)i, i == 1 ? "input1" : "input2", 3);
    }
    return LG_OK;
}

/* ---- descriptors ---- */

#define REDUCTION                                                                                  \
    LG_ATTR_CHOICE_DOC(ranking_params, reduction, lg_loss_reductions, LG_REDUCE_MEAN,              \
                       "none, mean or sum over all losses")
#define MARGIN(value, text) LG_ATTR_REAL_DOC(ranking_params, margin, value, text)
static const lg_attr_desc ranking_attrs[] = {REDUCTION, MARGIN(0.0, "added to u, finite")};
static const lg_attr_desc hinge_attrs[] = {
    REDUCTION, MARGIN(1.0, "distance wanted of dissimilar inputs, finite")};
static const lg_attr_desc cosine_attrs[] = {
    REDUCTION, MARGIN(0.0, "cosine allowed of dissimilar inputs, finite, sensible in [-1, 1]")};

#define ARG(n, fl)                                                                                 \
    { .name = n, .type = "T", .dtypes = LG_T_FLOATS, .flags = fl }
#define LABEL(fl)                                                                                  \
    { .name = "target", .type = "T2", .dtypes = LG_T_FLOATS | LG_T_INDEX, .flags = fl }
#define OPT LG_ARG_OPTIONAL
static const lg_arg_desc margin_ranking_in[] = {ARG("input1", 0), ARG("input2", 0), LABEL(0)};
static const lg_arg_desc margin_ranking_grad_in[] = {ARG("grad_output", 0), ARG("input1", 0),
                                                     ARG("input2", 0), LABEL(0)};
static const lg_arg_desc margin_ranking_grad_out[] = {
    ARG("grad_input1", OPT),
    ARG("grad_input2", OPT),
    {.name = "grad_target", .dtypes = LG_T_FLOATS, .flags = OPT}};
static const lg_arg_desc hinge_embedding_in[] = {ARG("input", 0), LABEL(LG_ARG_NONDIFF)};
static const lg_arg_desc hinge_embedding_grad_in[] = {ARG("grad_output", 0), ARG("input", 0),
                                                      LABEL(LG_ARG_NONDIFF)};
static const lg_arg_desc hinge_embedding_grad_out[] = {ARG("grad_input", OPT)};
static const lg_arg_desc cosine_in[] = {ARG("input1", 0), ARG("input2", 0), LABEL(LG_ARG_NONDIFF)};
static const lg_arg_desc cosine_grad_in[] = {ARG("grad_output", 0), ARG("input1", 0),
                                             ARG("input2", 0), LABEL(LG_ARG_NONDIFF)};
static const lg_arg_desc cosine_grad_out[] = {ARG("grad_input1", OPT), ARG("grad_input2", OPT)};
static const lg_arg_desc loss_out[] = {ARG("loss", 0)};

static const lg_ref refs2[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const lg_ref refs3[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 2}};
static const uint8_t to[] = {0, 1, 2};
static const uint8_t to1[] = {0};
static const uint8_t to2[] = {0, 1};
static const lg_grad_rule margin_ranking_rule =
    LG_GRAD_OP("ai.lossgraph", "MarginRankingLossGrad", refs3, to);
static const lg_grad_rule hinge_embedding_rule =
    LG_GRAD_OP("ai.lossgraph", "HingeEmbeddingLossGrad", refs2, to1);
static const lg_grad_rule cosine_rule =
    LG_GRAD_OP("ai.lossgraph", "CosineEmbeddingLossGrad", refs3, to2);

#define PAIR(op, fn, table, text)                                                                  \
    {.domain = "ai.lossgraph",                                                                     \
     .name = op,                                                                                   \
     .since_version = 1,                                                                           \
     .flags = LG_OP_ORT,                                                                           \
     .doc = text "; torch.nn." op,                                                                 \
     LG_ATTRS(ranking_params, table),                                                              \
     LG_INS(fn##_in),                                                                              \
     LG_OUTS(loss_out),                                                                            \
     .infer = fn##_infer,                                                                          \
     .run = fn##_run,                                                                              \
     .grad = &fn##_rule,                                                                           \
     .body_build = fn##_body},                                                                     \
    {                                                                                              \
        .domain = "ai.lossgraph", .name = op "Grad", .since_version = 1,                           \
        .flags = LG_OP_ORT | LG_OP_NO_GRADIENT, .doc = "gradients of " op " (torch.nn." op ")",    \
        LG_ATTRS(ranking_params, table), LG_INS(fn##_grad_in), LG_OUTS(fn##_grad_out),             \
        .infer = fn##_infer_grad, .run = fn##_run_grad, .body_build = fn##_grad_body               \
    }

static const lg_op_desc ops[] = {
    PAIR("CosineEmbeddingLoss", cosine, cosine_attrs,
         "1 - cos for target 1, max(0, cos - margin) for target -1, 0 for others"),
    PAIR("HingeEmbeddingLoss", hinge_embedding, hinge_attrs,
         "input for target 1, max(0, margin - input) for target -1, their sum for others"),
    PAIR("MarginRankingLoss", margin_ranking, ranking_attrs,
         "max(0, -target (input1 - input2) + margin)"),
};
LG_FAMILY_DEFINE(loss_ranking, ops);
