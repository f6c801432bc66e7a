/* SPDX-License-Identifier: Apache-2.0 */
/* TripletMarginLoss and its gradient. The vector axis is the last one; all others broadcast. */
#include "ops/opkit/broadcast.h"
#include "ops/opkit/lanes.h"
#include "ops/opkit/pointwise.h"
#include "ops/opkit/reduce.h"
#include "ops/opkit/scalar.h"

#include <string.h>

typedef struct triplet_params {
    int32_t reduction, swap;
    double margin, p, eps;
} triplet_params;

/* Distances of a row and what the gradient needs to know. far_an: the share of d(a, n) in the
 * distance to the negative. */
typedef struct triplet_row {
    double ap, an, pn, ties_ap, ties_an, ties_pn, far_an;
    bool on;
} triplet_row;

typedef struct triplet_job {
    lg_exec *ctx;
    const lg_view *x[3], *g, *to;
    lg_bcast b; /* over the leading axes; strides in rows */
    int64_t n, width;
    double margin, p, eps, e;
    bool swap, each;
    int which;
    triplet_row *row;
    double *sums;
} triplet_job;

static double upstream(const triplet_job *job, int64_t row) {
    return job->each ? lg_lane(job->g->data, job->g->dtype, row) : job->e;
}

/* Row of each input that row `row` of the loss reads. */
static void input_rows(const triplet_job *job, int64_t row, int64_t *rows) {
    const lg_bcast *b = &job->b;
    rows[0] = rows[1] = rows[2] = 0;
    for (int32_t d = b->rank - 1; d >= 0; d--) {
        const int64_t i = row % b->dims[d];
        row /= b->dims[d];
        for (int k = 0; k < 3; k++)
            rows[k] += i * b->strides[k][d];
    }
}

#include "ops/opkit/as_f32.inc"

#include "ops/loss/triplet.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/loss/triplet.inc"

/* ---- infer ---- */

enum { ROWS = 64 }; /* rows per block */

/* Checks, and the leading dims of the loss; *rank -1 when they are not known. */
static lg_status check(lg_infer *ctx, uint32_t first, int64_t *dims, int32_t *rank) {
    const triplet_params *p = ctx->params;
    const lg_view *v = &ctx->in[first];
    if (!(p->margin > 0) || isinf(p->margin))
        return LG_FAIL(ctx, LG_E_MODEL, "margin is %g, expected a finite number > 0", p->margin);
    if (!isfinite(p->eps))
        return LG_FAIL(ctx, LG_E_MODEL, "eps is %g, expected a finite number", p->eps);
    for (uint32_t i = 0; i < 3; i++)
        LG_TRY(lg_infer_rank(ctx, first + i, 1, LG_MAX_RANK));
    *rank = -1;
    if (v[0].rank < 0 || v[1].rank < 0 || v[2].rank < 0)
        return LG_OK;
    if (v[0].rank != v[1].rank || v[0].rank != v[2].rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "ranks are %d, %d and %d, expected equal ones", v[0].rank,
                       v[1].rank, v[2].rank);
    const int32_t n = v[0].rank - 1;
    for (uint32_t i = 1; i < 3; i++)
        for (uint32_t k = 0; k < i; k++)
            if (v[k].dims[n] >= 0)
                LG_TRY(lg_infer_same_dim(ctx, first + i, n, v[k].dims[n]));
    for (int32_t d = 0; d < n; d++) {
        dims[d] = 1;
        for (int32_t i = 0; i < 3; i++) {
            const int64_t from = v[i].dims[d];
            if (from == 1 || from == dims[d])
                continue;
            if (dims[d] == 1)
                dims[d] = from;
            else if (from >= 0 && dims[d] >= 0)
                return LG_FAIL(ctx, LG_E_SHAPE,
                               "sizes %lld and %lld in dimension %d do not "
                               "broadcast",
                               (long long)dims[d], (long long)from, d);
            else
                dims[d] = lg_infer_dim(ctx, LG_DIM_BROADCAST, dims[d], from);
        }
    }
    *rank = n;
    return LG_OK;
}

/* Rows of the loss, -1 when not known. */
static lg_status count_rows(lg_infer *ctx, const int64_t *dims, int32_t rank, int64_t *n) {
    *n = rank < 0 ? -1 : 1;
    for (int32_t d = 0; d < rank; d++)
        if (dims[d] < 0) {
            *n = -1;
            return LG_OK;
        }
    for (int32_t d = 0; d < rank; d++)
        if (!op_mul(*n, dims[d], n))
            return LG_FAIL(ctx, LG_E_LIMIT, "too many rows");
    return LG_OK;
}

static lg_status infer(lg_infer *ctx) {
    const triplet_params *p = ctx->params;
    int64_t dims[LG_MAX_RANK], n;
    int32_t rank;
    LG_TRY(check(ctx, 0, dims, &rank));
    LG_TRY(count_rows(ctx, dims, rank, &n));
    if (n >= 0)
        ctx->workspace = lg_sum_bytes(n, ROWS, 1);
    if (p->reduction != LG_REDUCE_NONE) {
        lg_infer_scalar(ctx, 0, ctx->in[0].dtype);
        return LG_OK;
    }
    if (rank < 0)
        return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, -1);
    return lg_infer_set(ctx, 0, ctx->in[0].dtype, rank, dims);
}

static lg_status infer_grad(lg_infer *ctx) {
    const triplet_params *p = ctx->params;
    const lg_view *g = &ctx->in[0];
    int64_t dims[LG_MAX_RANK], n;
    int32_t rank;
    LG_TRY(check(ctx, 1, dims, &rank));
    LG_TRY(count_rows(ctx, dims, rank, &n));
    const int32_t want = p->reduction == LG_REDUCE_NONE ? rank : 0;
    if (g->rank >= 0 && want >= 0 && g->rank != want)
        return LG_FAIL(ctx, LG_E_SHAPE, "grad_output has rank %d, expected %d", g->rank, want);
    for (int32_t d = 0; d < g->rank; d++)
        LG_TRY(lg_infer_same_dim(ctx, 0, d, dims[d]));
    for (uint32_t i = 0; i < ctx->n_out; i++)
        lg_infer_like(ctx, i, i + 1);
    if (n < 0)
        return LG_OK;
    /* Rows, then sums of the largest input that repeats. */
    size_t rows, sums = 0;
    bool fits = op_mul_size((size_t)n, sizeof(triplet_row), &rows);
    for (uint32_t i = 1; i < 4; i++) {
        const size_t count = (size_t)op_max(ctx->in[i].count, 0);
        sums = count > sums ? count : sums;
    }
    if (!fits || !op_mul_size(sums, sizeof(double), &sums) ||
        !op_add_size(rows, sums, &ctx->workspace))
        return LG_FAIL(ctx, LG_E_LIMIT, "too many rows");
    return LG_OK;
}

/* ---- run ---- */

static void start(triplet_job *job, lg_exec *ctx, uint32_t first) {
    const triplet_params *p = ctx->params;
    const lg_view *v = &ctx->in[first];
    const int32_t rank = v[0].rank - 1;
    int64_t dims[LG_MAX_RANK];
    memset(job, 0, sizeof *job);
    job->ctx = ctx;
    job->width = v[0].dims[rank];
    for (int32_t d = 0; d < rank; d++) {
        dims[d] = 1;
        for (int i = 0; i < 3; i++)
            dims[d] = v[i].dims[d] != 1 ? v[i].dims[d] : dims[d];
    }
    lg_bcast_start(&job->b, rank, dims);
    for (int i = 0; i < 3; i++) {
        job->x[i] = &v[i];
        lg_bcast_add(&job->b, rank, v[i].dims, 0);
    }
    job->n = job->b.count;
    lg_bcast_finish(&job->b);
    job->margin = p->margin;
    job->p = p->p;
    job->eps = p->eps;
    job->swap = p->swap != 0;
    job->each = p->reduction == LG_REDUCE_NONE;
}

static lg_status sum_rows(void *arg, int64_t begin, int64_t end, double *sums, lg_error *err) {
    const triplet_job *job = arg;
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

static lg_status run(lg_exec *ctx) {
    const triplet_params *p = ctx->params;
    triplet_job job;
    double sum;
    if (ctx->out[0].data == NULL)
        return LG_OK;
    start(&job, ctx, 0);
    job.to = &ctx->out[0];
    LG_TRY(lg_sum_blocks(ctx, job.n, ROWS, 1, sum_rows, &job, ctx->workspace, &sum));
    if (!job.each)
        lg_lane_put(job.to->data, job.to->dtype, 0,
                    p->reduction == LG_REDUCE_MEAN ? sum / (double)job.n : sum);
    return LG_OK;
}

static lg_status fill_rows(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const triplet_job *job = arg;
    const bool wide = job->x[0]->dtype == LG_DOUBLE;
    (void)err;
    for (int64_t row = begin; row < end; row++)
        (void)(wide ? row_loss_f64 : row_loss_f32)(job, row, &job->row[row]);
    return LG_OK;
}

static lg_status run_grad(lg_exec *ctx) {
    const triplet_params *p = ctx->params;
    triplet_job job;
    start(&job, ctx, 1);
    const bool wide = job.x[0]->dtype == LG_DOUBLE;
    const int64_t grain = op_max(1, 8192 / op_max(1, job.width));
    job.g = &ctx->in[0];
    job.row = ctx->workspace;
    job.sums = (double *)(void *)(job.row + job.n);
    if (!job.each)
        job.e = lg_lane(job.g->data, job.g->dtype, 0) /
                (p->reduction == LG_REDUCE_MEAN ? (double)job.n : 1);
    LG_TRY(ctx->host->parallel_for(ctx->self, job.n, grain, fill_rows, &job, ctx->err));
    for (uint32_t i = 0; i < ctx->n_out && i < 3; i++) {
        job.to = &ctx->out[i];
        job.which = (int)i;
        if (job.to->data == NULL || job.to->count == 0)
            continue;
        if (job.to->count == job.n * job.width) {
            LG_TRY(ctx->host->parallel_for(ctx->self, job.n, grain,
                                           wide ? grad_rows_f64 : grad_rows_f32, &job, ctx->err));
            continue;
        }
        memset(job.sums, 0, (size_t)job.to->count * sizeof(double));
        LG_TRY(ctx->host->parallel_for(ctx->self, job.width, LG_LANES,
                                       wide ? grad_columns_f64 : grad_columns_f32, &job, ctx->err));
        lg_lanes_put_f64(job.to->data, job.to->dtype, 0, job.to->count, job.sums);
    }
    return LG_OK;
}

/* ---- decompositions ---- */

/* out = name followed by tail; both are short literals of this file. */
static void join(char out[16], const char *name, const char *tail) {
    size_t n = strlen(name), rest = strlen(tail);
    memcpy(out, name, n);
    memcpy(out + n, tail, rest);
    out[n + rest] = '\0';
}

/* NAME = distance of u and v (names of arguments), NAMEw = u - v + eps, NAMEa its absolute value.
 */
static void distance_text(lg_body *ctx, const char *name, const char *u, const char *v,
                          int32_t keep) {
    static const int64_t last = -1;
    const triplet_params *p = ctx->params;
    ctx->append(ctx, "%sd = Sub(%s, %s)\n%sw = Add(%sd, eps_)\n%sa = Abs(%sw)\n", name, u, v, name,
                name, name, name);
    char term[16], sum[16];
    join(term, name, "t");
    join(sum, name, "s");
    if (p->p == 1 || isinf(p->p))
        ctx->append(ctx, "%s = Identity(%sa)\n", term, name);
    else if (p->p == 2)
        ctx->append(ctx, "%s = Mul(%sw, %sw)\n", term, name, name);
    else if (p->p == 0)
        ctx->append(ctx, "%sn = Greater(%sa, zero_)\n%s = Where(%sn, one_, zero_)\n", name, name,
                    term, name);
    else
        ctx->append(ctx, "%s = Pow(%sa, p_)\n", term, name);
    lg_body_reduce(ctx, isinf(p->p) ? p->p > 0 ? "Max" : "Min" : "Sum", sum, term, &last, 1, keep);
    if (p->p == 2)
        ctx->append(ctx, "%s = Sqrt(%s)\n", name, sum);
    else if (p->p == 1 || p->p == 0 || isinf(p->p))
        ctx->append(ctx, "%s = Identity(%s)\n", name, sum);
    else
        ctx->append(ctx, "%s = Pow(%s, rp_)\n", name, sum);
}

/* NAMEg = derivative of the distance by u. */
static void slope_text(lg_body *ctx, const char *n) {
    static const int64_t last = -1;
    const triplet_params *p = ctx->params;
    ctx->append(ctx,
                "%sup = Greater(%sw, zero_)\n%sdn = Less(%sw, zero_)\n"
                "%slo = Where(%sdn, minus_, zero_)\n%ssg = Where(%sup, one_, %slo)\n"
                "%sno = Equal(%s, zero_)\n",
                n, n, n, n, n, n, n, n, n, n, n);
    if (p->p == 1) {
        ctx->append(ctx, "%sg = Identity(%ssg)\n", n, n);
    } else if (p->p == 2) {
        ctx->append(ctx, "%sq = Div(%sw, %s)\n%sg = Where(%sno, zero_, %sq)\n", n, n, n, n, n, n);
    } else if (p->p == 0) {
        ctx->append(ctx, "%sg = Mul(zero_, %ssg)\n", n, n);
    } else if (isinf(p->p)) {
        char count[16], hit[16];
        join(count, n, "c");
        join(hit, n, "h");
        ctx->append(ctx, "%seq = Equal(%sa, %s)\n%s = Where(%seq, one_, zero_)\n", n, n, n, hit, n);
        lg_body_reduce(ctx, "Sum", count, hit, &last, 1, 1);
        ctx->append(ctx, "%sr = Div(%ssg, %s)\n%sg = Where(%seq, %sr, zero_)\n", n, n, count, n, n,
                    n);
    } else {
        ctx->append(ctx,
                    "%sz = Equal(%sa, zero_)\n%soff = Or(%sz, %sno)\n%spa = Pow(%sa, p1_)\n"
                    "%spd = Pow(%s, q1_)\n%sm = Mul(%ssg, %spa)\n%sr = Mul(%sm, %spd)\n"
                    "%sg = Where(%soff, zero_, %sr)\n",
                    n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n);
    }
}

/* u_ = margin + d(a, p) - distance to the negative; far_ = share of d(a, n). */
static void hinge_text(lg_body *ctx, int32_t t, int32_t keep) {
    const triplet_params *p = ctx->params;
    lg_body_scalar(ctx, t, "margin_", p->margin);
    lg_body_scalar(ctx, t, "eps_", p->eps);
    lg_body_scalar(ctx, t, "zero_", 0);
    lg_body_scalar(ctx, t, "one_", 1);
    lg_body_scalar(ctx, t, "half_", 0.5);
    ctx->append(ctx, "minus_ = Neg(one_)\n");
    if (isfinite(p->p) && p->p != 0) {
        lg_body_scalar(ctx, t, "p_", p->p);
        lg_body_scalar(ctx, t, "rp_", 1 / p->p);
        lg_body_scalar(ctx, t, "p1_", p->p - 1);
        lg_body_scalar(ctx, t, "q1_", 1 - p->p);
    }
    distance_text(ctx, "ap_", "anchor", "positive", keep);
    distance_text(ctx, "an_", "anchor", "negative", keep);
    if (p->swap) {
        distance_text(ctx, "pn_", "positive", "negative", keep);
        ctx->append(ctx, "near_ = Less(an_, pn_)\nfarther_ = Greater(an_, pn_)\n"
                         "tie_ = Where(farther_, zero_, half_)\nfar_ = Where(near_, one_, tie_)\n"
                         "dn_ = Min(an_, pn_)\n");
    } else {
        ctx->append(ctx, "far_ = Identity(one_)\ndn_ = Identity(an_)\n");
    }
    ctx->append(ctx, "mp_ = Add(margin_, ap_)\nu_ = Sub(mp_, dn_)\n");
}

static lg_status body(lg_body *ctx) {
    const triplet_params *p = ctx->params;
    hinge_text(ctx, ctx->in[0].dtype, 0);
    ctx->append(ctx, "off_ = Less(u_, zero_)\nl_ = Where(off_, zero_, u_)\n");
    lg_pw_body_reduce(ctx, p->reduction, "l_", NULL);
    return LG_OK;
}

static lg_status grad_body(lg_body *ctx) {
    static const int64_t last = -1;
    static const char *const names[] = {"anchor", "positive", "negative"};
    static const char *const outs[] = {"grad_anchor", "grad_positive", "grad_negative"};
    static const char *const sums[] = {"za_", "zp_", "zn_"};
    const triplet_params *p = ctx->params;
    hinge_text(ctx, ctx->in[1].dtype, 1);
    slope_text(ctx, "ap_");
    slope_text(ctx, "an_");
    lg_pw_body_upstream(ctx, p->reduction, "u_", NULL);
    lg_body_ints(ctx, "last_", &last, 1);
    ctx->append(ctx, p->reduction == LG_REDUCE_NONE ? "ev_ = Unsqueeze(e_, last_)\n"
                                                    : "ev_ = Identity(e_)\n");
    ctx->append(ctx, "on_ = GreaterOrEqual(u_, zero_)\nk_ = Where(on_, ev_, zero_)\n"
                     "fan_ = Mul(far_, an_g)\n");
    if (p->swap) {
        slope_text(ctx, "pn_");
        ctx->append(ctx, "fp_ = Sub(one_, far_)\nfpn_ = Mul(fp_, pn_g)\nsa_ = Sub(ap_g, fan_)\n"
                         "sp0_ = Add(ap_g, fpn_)\nsp_ = Neg(sp0_)\nsn_ = Add(fan_, fpn_)\n");
    } else {
        ctx->append(ctx, "sa_ = Sub(ap_g, fan_)\nsp_ = Neg(ap_g)\nsn_ = Identity(fan_)\n");
    }
    ctx->append(ctx, "ga_ = Mul(k_, sa_)\ngp_ = Mul(k_, sp_)\ngn_ = Mul(k_, sn_)\n"
                     "za_ = Where(on_, ga_, zero_)\nzp_ = Where(on_, gp_, zero_)\n"
                     "zn_ = Where(on_, gn_, zero_)\n");
    for (uint32_t i = 0; i < 3; i++)
        if (lg_body_wants(ctx, i))
            lg_pw_body_unbroadcast(ctx, outs[i], sums[i], i + 1, names[i], 4);
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_attr_desc attrs[] = {
    LG_ATTR_CHOICE_DOC(triplet_params, reduction, lg_loss_reductions, LG_REDUCE_MEAN,
                       "none, mean or sum over all losses"),
    LG_ATTR_REAL_DOC(triplet_params, margin, 1.0, "difference wanted of the distances, > 0"),
    LG_ATTR_REAL_DOC(triplet_params, p, 2.0, "of the norm, may be infinite"),
    LG_ATTR_REAL_DOC(triplet_params, eps, 1e-6, "added to every component, finite"),
    LG_ATTR_BOOL_DOC(triplet_params, swap, 0, "1: the negative may be measured from the positive")};
#define ARG(n, fl)                                                                                 \
    { .name = n, .type = "T", .dtypes = LG_T_FLOATS, .flags = fl }
static const lg_arg_desc in[] = {ARG("anchor", 0), ARG("positive", 0), ARG("negative", 0)};
static const lg_arg_desc out[] = {ARG("loss", 0)};
static const lg_arg_desc grad_in[] = {ARG("grad_output", 0), ARG("anchor", 0), ARG("positive", 0),
                                      ARG("negative", 0)};
static const lg_arg_desc grad_out[] = {ARG("grad_anchor", LG_ARG_OPTIONAL),
                                       ARG("grad_positive", LG_ARG_OPTIONAL),
                                       ARG("grad_negative", LG_ARG_OPTIONAL)};
static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 2}};
static const uint8_t to[] = {0, 1, 2};
static const lg_grad_rule rule = LG_GRAD_OP("ai.lossgraph", "TripletMarginLossGrad", refs, to);

static const lg_op_desc ops[] = {
    {.domain = "ai.lossgraph",
     .name = "TripletMarginLoss",
     .since_version = 1,
     .flags = LG_OP_ORT,
     .doc = "max(0, margin + d(anchor, positive) - d(anchor, negative)), d the p-norm of the "
            "difference plus eps; torch.nn.TripletMarginLoss",
     LG_ATTRS(triplet_params, attrs),
     LG_INS(in),
     LG_OUTS(out),
     .infer = infer,
     .run = run,
     .grad = &rule,
     .body_build = body},
    {.domain = "ai.lossgraph",
     .name = "TripletMarginLossGrad",
     .since_version = 1,
     .flags = LG_OP_ORT | LG_OP_NO_GRADIENT,
     .doc = "gradients of TripletMarginLoss (torch.nn.TripletMarginLoss)",
     LG_ATTRS(triplet_params, attrs),
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = infer_grad,
     .run = run_grad,
     .body_build = grad_body},
};
LG_FAMILY_DEFINE(loss_triplet, ops);
