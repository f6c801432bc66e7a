/* SPDX-License-Identifier: Apache-2.0 */
/* Elementwise losses: the engine. */
#include "ops/opkit/pointwise.h"
#include "ops/opkit/broadcast.h"
#include "ops/opkit/lanes.h"
#include "ops/opkit/reduce.h"

#include <stdio.h>
#include <string.h>

const char *const lg_loss_reductions[] = {"none", "mean", "sum", NULL};
const char *const lg_loss_reductions_batchmean[] = {"none", "mean", "sum", "batchmean", NULL};

enum { GRAIN = 16 * LG_LANES };

typedef struct pw_job {
    lg_exec *ctx;
    const lg_pointwise *f;
    lg_bcast b;
    int64_t dims[LG_MAX_RANK]; /* of the broadcast shape, unmerged */
    lg_view shape;
    const lg_view *operand[LG_PW_IN]; /* present inputs */
    bool slot[LG_PW_IN];              /* input i is present */
    bool weighted, each;              /* mean divided by a sum; e is a tensor */
    const lg_view *store;             /* values instead of sums */
    double level, e;
    const lg_view *to[LG_PW_GRAD];
    void *full[LG_PW_GRAD]; /* gradient before it is summed to the shape of its input */
} pw_job;

#include "ops/opkit/as_f32.inc"

#include "ops/opkit/pointwise.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/opkit/pointwise.inc"

/* ---- shapes ---- */

/* Broadcast shape of `n` views; the shapes are known to fit. */
static int32_t joint_shape(const lg_view *const *v, int32_t n, int64_t *dims) {
    int32_t rank = 0;
    for (int32_t i = 0; i < n; i++)
        rank = v[i]->rank > rank ? v[i]->rank : rank;
    for (int32_t d = 0; d < rank; d++)
        dims[d] = 1;
    for (int32_t i = 0; i < n; i++)
        for (int32_t d = 0; d < v[i]->rank; d++)
            if (v[i]->dims[d] != 1)
                dims[rank - v[i]->rank + d] = v[i]->dims[d];
    return rank;
}

/* Parts of the workspace, in this order; `first` is the index of forward input 0. */
typedef struct layout {
    size_t partials, full[LG_PW_GRAD], small[LG_PW_GRAD], reduce, total;
} layout;

static bool add_part(layout *l, size_t bytes, size_t *at) {
    *at = l->total;
    return op_add_size(bytes, 63, &bytes) && op_add_size(l->total, bytes & ~(size_t)63, &l->total);
}

/* `infer` NULL: run, which needs no size of the last part. */
static bool plan(const lg_infer *infer, const lg_pointwise *f, const lg_view *in, uint32_t n_in,
                 uint32_t first, layout *l) {
    const lg_view *v[LG_PW_IN];
    int32_t n = 0;
    int64_t dims[LG_MAX_RANK], count = 1;
    memset(l, 0, sizeof *l);
    for (uint32_t i = first; i < n_in && i < first + f->n_in; i++)
        if (in[i].dtype != LG_UNDEFINED)
            v[n++] = &in[i];
    const int32_t rank = joint_shape(v, n, dims);
    for (int32_t d = 0; d < rank; d++)
        if (!op_mul(count, dims[d], &count))
            return false;
    if (!add_part(l, lg_sum_bytes(count, GRAIN, 2), &l->partials))
        return false;
    const size_t width = in[first].dtype == LG_DOUBLE ? sizeof(double) : sizeof(float);
    size_t reduce = 0;
    for (uint32_t i = 0; first == 1 && i < f->n_grad && i + 1 < n_in; i++) {
        const lg_view *x = &in[i + 1];
        uint8_t mask[LG_MAX_RANK];
        size_t bytes = 0;
        if (x->dtype == LG_UNDEFINED || x->count == count)
            continue;
        lg_unbroadcast_mask(rank, dims, x->rank, x->dims, mask);
        if (infer != NULL && lg_reduction_workspace(infer, rank, dims, mask, &bytes) != LG_OK)
            return false;
        reduce = infer != NULL && bytes > reduce ? bytes : reduce;
        if (!op_mul_size((size_t)count, width, &bytes) || !add_part(l, bytes, &l->full[i]) ||
            !op_mul_size((size_t)x->count, width, &bytes) || !add_part(l, bytes, &l->small[i]))
            return false;
    }
    return add_part(l, reduce, &l->reduce);
}

static bool concrete(const lg_infer *ctx) {
    for (uint32_t i = 0; i < ctx->n_in; i++)
        if (LG_GIVEN(ctx, i) && !lg_view_is_concrete(&ctx->in[i]))
            return false;
    return true;
}

static lg_status workspace(lg_infer *ctx, const lg_pointwise *f, uint32_t first) {
    layout l;
    if (!concrete(ctx))
        return LG_OK;
    if (!plan(ctx, f, ctx->in, ctx->n_in, first, &l))
        return LG_FAIL(ctx, LG_E_LIMIT, "the broadcast shape is too large");
    ctx->workspace = l.total;
    return LG_OK;
}

lg_status lg_pw_infer(lg_infer *ctx, const lg_pointwise *f, int32_t reduction) {
    LG_TRY(lg_infer_broadcast(ctx, 0, (uint32_t)op_min(f->n_in, ctx->n_in), 0, ctx->in[0].dtype));
    if (reduction != LG_REDUCE_NONE)
        lg_infer_scalar(ctx, 0, ctx->in[0].dtype);
    return workspace(ctx, f, 0);
}

lg_status lg_pw_infer_grad(lg_infer *ctx, const lg_pointwise *f, int32_t reduction) {
    const lg_view *g = &ctx->in[0];
    /* Output 0 holds the broadcast shape for a moment. */
    LG_TRY(
        lg_infer_broadcast(ctx, 1, (uint32_t)op_min(f->n_in, ctx->n_in - 1), 0, ctx->in[1].dtype));
    const lg_type *full = &ctx->out[0];
    if (reduction != LG_REDUCE_NONE) {
        if (g->rank > 0)
            return LG_FAIL(ctx, LG_E_SHAPE, "grad_output has rank %d, expected a scalar", g->rank);
    } else if (g->rank >= 0 && full->rank >= 0) {
        if (g->rank != full->rank)
            return LG_FAIL(ctx, LG_E_SHAPE, "grad_output has rank %d, expected %d", g->rank,
                           full->rank);
        for (int32_t d = 0; d < g->rank; d++)
            if (g->dims[d] >= 0 && full->dims[d] >= 0 && g->dims[d] != full->dims[d])
                return LG_FAIL(ctx, LG_E_SHAPE,
                               "grad_output has size %lld in dimension %d, "
                               "expected %lld",
                               (long long)g->dims[d], d, (long long)full->dims[d]);
    }
    for (uint32_t i = 0; i < ctx->n_out; i++) {
        if (LG_GIVEN(ctx, i + 1))
            lg_infer_like(ctx, i, i + 1);
        else
            lg_infer_like(ctx, i, 1); /* nobody can want it */
        if (!op_is_float(ctx->out[i].dtype))
            ctx->out[i].dtype = ctx->in[1].dtype;
    }
    return workspace(ctx, f, 1);
}

/* ---- run ---- */

static void start(pw_job *job, lg_exec *ctx, const lg_pointwise *f, uint32_t first,
                  int32_t reduction) {
    int32_t n = 0;
    job->ctx = ctx;
    job->f = f;
    for (uint32_t i = 0; i < f->n_in; i++) {
        job->slot[i] = LG_GIVEN(ctx, first + i);
        if (job->slot[i])
            job->operand[n++] = &ctx->in[first + i];
    }
    job->shape.rank = joint_shape(job->operand, n, job->dims);
    job->shape.dims = job->dims;
    lg_bcast_init(&job->b, &job->shape, job->operand, n);
    job->weighted = reduction == LG_REDUCE_MEAN && f->mean_weight != 0 && job->slot[f->mean_weight];
}

static double denominator(const pw_job *job, int32_t reduction, double weight) {
    const lg_view *x = job->operand[0];
    switch (reduction) {
    case LG_REDUCE_MEAN:
        return job->weighted ? weight : (double)job->b.count;
    case LG_REDUCE_BATCHMEAN:
        return x->rank > 0 ? (double)x->dims[0] : 1;
    default:
        return 1;
    }
}

static lg_status sums_of(pw_job *job, char *base, double *sums) {
    return lg_sum_blocks(job->ctx, job->b.count, GRAIN, 2,
                         job->operand[0]->dtype == LG_DOUBLE ? value_block_f64 : value_block_f32,
                         job, (double *)(void *)base, sums);
}

lg_status lg_pw_run_loss(lg_exec *ctx, const lg_pointwise *f, int32_t reduction) {
    pw_job job;
    memset(&job, 0, sizeof job);
    if (ctx->out[0].data == NULL)
        return LG_OK;
    start(&job, ctx, f, 0, reduction);
    if (reduction == LG_REDUCE_NONE) {
        job.store = &ctx->out[0];
        return ctx->host->parallel_for(
            ctx->self, job.b.count, GRAIN,
            ctx->in[0].dtype == LG_DOUBLE ? store_block_f64 : store_block_f32, &job, ctx->err);
    }
    double sums[2];
    LG_TRY(sums_of(&job, ctx->workspace, sums));
    lg_lane_put(ctx->out[0].data, ctx->out[0].dtype, 0,
                sums[0] / denominator(&job, reduction, sums[1]));
    return LG_OK;
}

/* The gradient of input i from the full one. */
static lg_status fold(const pw_job *job, uint32_t i, void *small, void *work) {
    const lg_exec *ctx = job->ctx;
    const lg_view *to = job->to[i], *x = &ctx->in[i + 1];
    const int32_t real = ctx->in[1].dtype == LG_DOUBLE ? LG_DOUBLE : LG_FLOAT;
    uint8_t mask[LG_MAX_RANK];
    lg_reduction r;
    lg_unbroadcast_mask(job->shape.rank, job->dims, x->rank, x->dims, mask);
    lg_reduction_init(&r, job->shape.rank, job->dims, mask);
    void *out = to->dtype == real ? to->data : small;
    LG_TRY(lg_reduce(ctx, &r, real, job->full[i], LG_FOLD_SUM, LG_POST_NONE, out, work));
    if (real == LG_DOUBLE)
        lg_lanes_put_f64(to->data, to->dtype, 0, to->count, out);
    else
        lg_lanes_put_f32(to->data, to->dtype, 0, to->count, out);
    return LG_OK;
}

lg_status lg_pw_run_grad(lg_exec *ctx, const lg_pointwise *f, int32_t reduction) {
    pw_job job;
    layout l;
    char *base = ctx->workspace;
    memset(&job, 0, sizeof job);
    start(&job, ctx, f, 1, reduction);
    if (!plan(NULL, f, ctx->in, ctx->n_in, 1, &l))
        return LG_FAIL(ctx, LG_E_LIMIT, "the broadcast shape is too large");
    for (uint32_t i = 0; i < f->n_grad && i < ctx->n_out; i++) {
        if (ctx->out[i].data == NULL || !job.slot[i])
            continue;
        job.to[i] = &ctx->out[i];
        if (ctx->in[i + 1].count != job.b.count)
            job.full[i] = base + l.full[i];
    }
    job.each = reduction == LG_REDUCE_NONE;
    if (!job.each) {
        double sums[2] = {0, 0};
        if (job.weighted)
            LG_TRY(sums_of(&job, base, sums));
        const double d = denominator(&job, reduction, sums[1]);
        job.level = job.weighted ? sums[0] / d : 0;
        job.e = lg_lane(ctx->in[0].data, ctx->in[0].dtype, 0) / d;
    }
    LG_TRY(ctx->host->parallel_for(ctx->self, job.b.count, GRAIN,
                                   ctx->in[1].dtype == LG_DOUBLE ? grad_block_f64 : grad_block_f32,
                                   &job, ctx->err));
    for (uint32_t i = 0; i < f->n_grad; i++)
        if (job.full[i] != NULL)
            LG_TRY(fold(&job, i, base + l.small[i], base + l.reduce));
    return LG_OK;
}

/* ---- decompositions ---- */

void lg_pw_body_reduce(lg_body *ctx, int32_t reduction, const char *name, const char *weight) {
    if (reduction == LG_REDUCE_NONE) {
        ctx->append(ctx, "loss = Identity(%s)\n", name);
    } else if (reduction == LG_REDUCE_SUM) {
        lg_body_reduce(ctx, "Sum", "loss", name, NULL, 0, 0);
    } else if (reduction == LG_REDUCE_MEAN && weight == NULL) {
        lg_body_reduce(ctx, "Mean", "loss", name, NULL, 0, 0);
    } else {
        lg_body_reduce(ctx, "Sum", "sum_", name, NULL, 0, 0);
        if (weight != NULL)
            lg_body_reduce(ctx, "Sum", "n_", weight, NULL, 0, 0);
        else
            lg_body_batch(ctx, "n_", "input", &ctx->in[0]);
        ctx->append(ctx, "loss = Div(sum_, n_)\n");
    }
}

void lg_pw_body_upstream(lg_body *ctx, int32_t reduction, const char *name, const char *weight) {
    const int32_t t = ctx->in[0].dtype;
    if (reduction == LG_REDUCE_NONE || reduction == LG_REDUCE_SUM) {
        ctx->append(ctx, "e_ = Identity(grad_output)\n");
        return;
    }
    if (reduction == LG_REDUCE_BATCHMEAN)
        lg_body_batch(ctx, "n_", "input", &ctx->in[1]);
    else if (weight != NULL)
        lg_body_reduce(ctx, "Sum", "n_", weight, NULL, 0, 0);
    else
        ctx->append(ctx, "size_ = Size(%s)\nn_ = Cast <to = %d> (size_)\n", name, t);
    ctx->append(ctx, "e_ = Div(grad_output, n_)\n");
}

/* Joint dims of inputs [1, end); false when they are not certain. */
static bool joint_dims(const lg_body *ctx, uint32_t end, int32_t *rank, int64_t *dims) {
    *rank = 0;
    for (uint32_t i = 1; i < end; i++) {
        if (lg_body_has(ctx, i) && ctx->in[i].rank < 0)
            return false;
        if (lg_body_has(ctx, i) && ctx->in[i].rank > *rank)
            *rank = ctx->in[i].rank;
    }
    for (int32_t d = 0; d < *rank; d++)
        dims[d] = 1;
    for (uint32_t i = 1; i < end; i++) {
        const lg_view *v = &ctx->in[i];
        for (int32_t d = 0; lg_body_has(ctx, i) && d < v->rank; d++) {
            int64_t *to = &dims[*rank - v->rank + d];
            if (v->dims[d] == 1 || v->dims[d] == *to)
                continue;
            if (*to != 1) /* a symbol beside something else: either may be 1 */
                return false;
            *to = v->dims[d];
        }
    }
    return true;
}

void lg_pw_body_unbroadcast(lg_body *ctx, const char *out, const char *full, uint32_t input,
                            const char *like, uint32_t end) {
    const lg_view *x = &ctx->in[input];
    int64_t dims[LG_MAX_RANK], axes[LG_MAX_RANK], lead[LG_MAX_RANK], n = 0;
    int32_t rank;
    if (!joint_dims(ctx, end, &rank, dims)) {
        lg_body_sum_to(ctx, out, full, like);
        return;
    }
    const int32_t more = rank - x->rank;
    for (int32_t d = 0; d < rank; d++) {
        if (d < more || x->dims[d - more] != dims[d])
            axes[n++] = d;
        lead[d] = d;
    }
    if (n == 0) {
        ctx->append(ctx, "%s = Identity(%s)\n", out, full);
    } else if (more == 0) {
        lg_body_reduce(ctx, "Sum", out, full, axes, n, 1);
    } else {
        char name[64];
        (void)snprintf(name, sizeof name, "%.48s_kept", out);
        lg_body_reduce(ctx, "Sum", name, full, axes, n, 1);
        (void)snprintf(name, sizeof name, "%.48s_lead", out);
        lg_body_ints(ctx, name, lead, more);
        ctx->append(ctx, "%s = Squeeze(%s_kept, %s_lead)\n", out, out, out);
    }
}
