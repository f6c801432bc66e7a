/* SPDX-License-Identifier: Apache-2.0 */
/* Cross entropy and negative log likelihood: the engine. */
#include "ops/opkit/xent.h"
#include "ops/opkit/index.h"
#include "ops/opkit/lanes.h"
#include "ops/opkit/reduce.h"

#include <math.h>

enum { POSITIONS = 256 }; /* per block of the sums */

/* What the gradient of a position needs besides the scores. */
typedef struct position {
    double e;        /* gradient of its loss */
    double mass;     /* sum of all q */
    double on_label; /* q of the label without smoothing */
    double g_sum;    /* of the gradient of log_prob, less that of log_sum_exp */
    int64_t label;
    bool keep;
} position;

typedef struct xent_grad {
    const lg_xent *e;
    double e_scalar, weight_sum;
    double *stats; /* m, log_s per position; NULL when nobody reads them */
    bool plain;    /* only dx, from labels without smoothing */
} xent_grad;

static int64_t first_score(const lg_xent *e, int64_t pos) {
    return pos / e->inner * e->classes * e->inner + pos % e->inner;
}

/* Positions that are handled together: a run within one sample, or one row. */
static int64_t run_length(const lg_xent *e, int64_t pos, int64_t end) {
    if (e->inner == 1)
        return 1;
    return op_min(LG_LANES, op_min(e->inner - pos % e->inner, end - pos));
}

static bool ignored(const lg_xent *e, int64_t y) {
    return e->has_ignore && y == e->ignore;
}

/* A row whose scores need not be read. */
static bool skips(const lg_xent *e, int64_t pos) {
    return e->inner == 1 && ignored(e, op_index_at(e->label, pos));
}

static double class_weight(const lg_xent *e, int64_t c) {
    return e->weight ? lg_lane(e->weight->data, e->weight->dtype, c) : 1;
}

static double label_weight(const lg_xent *e, int64_t pos, int64_t y) {
    if (e->sample_weight != NULL)
        return lg_lane(e->sample_weight->data, e->sample_weight->dtype, pos);
    return class_weight(e, y);
}

/* A probability after smoothing. */
static double mass(double t, double a, double b, double smoothing) {
    return smoothing > 0 ? t * a + b : t;
}

static double upstream(const xent_grad *g, int64_t pos) {
    const lg_xent *e = g->e;
    return e->reduction == LG_REDUCE_NONE ? lg_lane(e->g->data, e->g->dtype, pos) : g->e_scalar;
}

static void set_position(const xent_grad *g, int64_t pos, position *q) {
    const lg_xent *e = g->e;
    q->e = upstream(g, pos);
    q->label = -1;
    q->keep = true;
    q->on_label = q->mass = 0;
    if (e->label == NULL)
        return;
    const int64_t y = op_index_at(e->label, pos);
    q->keep = !ignored(e, y);
    if (!q->keep)
        return;
    q->label = y;
    q->on_label = (1 - e->smoothing) * label_weight(e, pos, y);
    q->mass = q->on_label;
    if (e->smoothing > 0)
        q->mass += e->smoothing / (double)e->classes * g->weight_sum;
}

#include "ops/opkit/as_f32.inc"

#include "ops/opkit/xent.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/opkit/xent.inc"

void lg_xent_layout(lg_xent *e, const lg_view *x, bool last) {
    const int32_t axis = last ? x->rank - 1 : x->rank > 1 ? 1 : 0;
    e->batch = e->inner = 1;
    e->classes = x->dims[axis];
    for (int32_t i = 0; i < x->rank; i++) {
        if (i < axis)
            e->batch *= x->dims[i];
        else if (i > axis)
            e->inner *= x->dims[i];
    }
}

lg_status lg_xent_workspace(lg_infer *ctx, const lg_view *x, bool last) {
    lg_xent e;
    size_t bytes;
    if (!lg_view_is_concrete(x) || x->rank < 1)
        return LG_OK;
    lg_xent_layout(&e, x, last);
    if (!op_mul_size((size_t)(e.batch * e.inner), 2 * sizeof(double), &bytes) ||
        !op_add_size(bytes, lg_sum_bytes(e.batch * e.inner, POSITIONS, 3), &ctx->workspace))
        return LG_FAIL(ctx, LG_E_LIMIT, "too many positions");
    return LG_OK;
}

static bool wide(const lg_xent *e) {
    return (e->x ? e->x : e->saved_log_prob)->dtype == LG_DOUBLE;
}

/* Class labels of the scores, before anything reads through them. */
static lg_status check_labels(const lg_xent *e) {
    const lg_exec *ctx = e->ctx;
    for (int64_t i = 0; e->label != NULL && i < e->label->count; i++) {
        const int64_t y = op_index_at(e->label, i);
        if ((y < 0 || y >= e->classes) && !ignored(e, y))
            return LG_FAIL(ctx, LG_E_DATA, "target[%lld] is %lld, expected a class in [0, %lld)",
                           (long long)i, (long long)y, (long long)e->classes);
    }
    return LG_OK;
}

static double divisor(const lg_xent *e, double total) {
    if (e->reduction != LG_REDUCE_MEAN || (total == 0 && e->skip_zero))
        return 1;
    return total;
}

lg_status lg_xent_forward(lg_xent *e) {
    lg_exec *ctx = e->ctx;
    double sums[3];
    LG_TRY(check_labels(e));
    LG_TRY(lg_sum_blocks(ctx, e->batch * e->inner, POSITIONS, 3,
                         wide(e) ? loss_block_f64 : loss_block_f32, e, ctx->workspace, sums));
    if (e->total != NULL)
        lg_lane_put(e->total->data, e->total->dtype, 0, sums[1]);
    if (e->reduction != LG_REDUCE_NONE && e->loss != NULL)
        lg_lane_put(e->loss->data, e->loss->dtype, 0, sums[0] / divisor(e, sums[1]));
    return LG_OK;
}

/* Sum of the weights of the labels that count. */
static lg_status label_block(void *arg, int64_t begin, int64_t end, double *sums, lg_error *err) {
    const lg_xent *e = arg;
    (void)err;
    sums[0] = 0;
    for (int64_t i = begin; i < end; i++) {
        const int64_t y = op_index_at(e->label, i);
        if (!ignored(e, y))
            sums[0] += label_weight(e, i, y);
    }
    return LG_OK;
}

lg_status lg_xent_backward(lg_xent *e) {
    lg_exec *ctx = e->ctx;
    const int64_t positions = e->batch * e->inner;
    xent_grad g = {.e = e};
    double *partials = ctx->workspace, total = (double)positions;
    LG_TRY(check_labels(e));
    g.plain = e->label != NULL && e->smoothing == 0 && e->g_log_prob == NULL && e->g_lse == NULL &&
              e->bias == NULL && e->dx != NULL;
    if (e->dweight != NULL) {
        g.stats = ctx->workspace;
        partials += 2 * positions;
    }
    if (e->saved_total != NULL)
        total = lg_lane(e->saved_total->data, e->saved_total->dtype, 0);
    else if (e->label != NULL && e->reduction == LG_REDUCE_MEAN)
        LG_TRY(lg_sum_blocks(ctx, positions, POSITIONS, 1, label_block, e, partials, &total));
    for (int64_t c = 0; c < e->classes && e->smoothing > 0; c++)
        g.weight_sum += class_weight(e, c);
    if (e->reduction != LG_REDUCE_NONE)
        g.e_scalar = lg_lane(e->g->data, e->g->dtype, 0) / divisor(e, total);
    const int64_t work = op_max(1, e->inner == 1 ? e->classes : e->classes * 2);
    LG_TRY(ctx->host->parallel_for(ctx->self, positions, op_max(e->inner > 1 ? 64 : 1, 8192 / work),
                                   wide(e) ? grad_block_f64 : grad_block_f32, &g, ctx->err));
    if (e->dweight != NULL)
        LG_TRY(ctx->host->parallel_for(
            ctx->self, e->classes, 1, wide(e) ? weight_block_f64 : weight_block_f32, &g, ctx->err));
    return LG_OK;
}
