/* SPDX-License-Identifier: Apache-2.0 */
/* Broadcasting: symbolic shapes, and collapsed loops run in parallel blocks. */
#include "ops/opkit/broadcast.h"

#include <string.h>

lg_status lg_infer_broadcast(const lg_infer *ctx, uint32_t first, uint32_t n, uint32_t o,
                             int32_t dtype) {
    lg_type *out = &ctx->out[o];
    out->dtype = dtype;
    out->rank = -1;
    int32_t rank = 0;
    for (uint32_t i = first; i < first + n; i++) {
        if (!LG_GIVEN(ctx, i))
            continue;
        if (ctx->in[i].rank < 0)
            return LG_OK;
        rank = ctx->in[i].rank > rank ? ctx->in[i].rank : rank;
    }
    for (int32_t d = 0; d < rank; d++)
        out->dims[d] = 1;
    for (uint32_t i = first; i < first + n; i++) {
        if (!LG_GIVEN(ctx, i))
            continue;
        const lg_view *v = &ctx->in[i];
        for (int32_t d = 0; d < v->rank; d++) {
            int64_t *to = &out->dims[rank - v->rank + d], from = v->dims[d];
            if (from == 1 || from == *to)
                continue;
            if (*to == 1)
                *to = from;
            else if (from >= 0 && *to >= 0)
                return LG_FAIL(ctx, LG_E_SHAPE,
                               "input %u has size %lld in dimension %d, which does not broadcast "
                               "with %lld",
                               i, (long long)from, (int)d, (long long)*to);
            else
                *to = lg_infer_dim(ctx, LG_DIM_BROADCAST, *to, from);
        }
    }
    out->rank = rank;
    return LG_OK;
}

void lg_bcast_start(lg_bcast *b, int32_t rank, const int64_t *dims) {
    b->n = 0;
    b->rank = rank;
    b->count = 1;
    for (int32_t d = 0; d < rank; d++) {
        b->dims[d] = dims[d];
        b->count *= dims[d];
    }
}

void lg_bcast_add(lg_bcast *b, int32_t rank, const int64_t *dims, int32_t first) {
    int64_t *strides = b->strides[b->n++];
    for (int32_t d = 0; d < b->rank; d++)
        strides[d] = 0;
    int64_t step = 1;
    for (int32_t d = rank - 1; d >= 0; d--) {
        if (dims[d] != 1)
            strides[first + d] = step;
        step *= dims[d];
    }
}

/* Drops dims of size 1 and merges a dim into its right neighbour when, for every operand, one step
 * of it equals a whole run of the neighbour. */
void lg_bcast_finish(lg_bcast *b) {
    int32_t to = -1;
    for (int32_t d = 0; d < b->rank; d++) {
        if (b->dims[d] == 1)
            continue;
        bool merge = to >= 0;
        for (int32_t k = 0; k < b->n && merge; k++)
            merge = b->strides[k][to] == b->strides[k][d] * b->dims[d];
        if (!merge)
            to++;
        for (int32_t k = 0; k < b->n; k++)
            b->strides[k][to] = b->strides[k][d];
        b->dims[to] = merge ? b->dims[to] * b->dims[d] : b->dims[d];
    }
    if (to < 0) {
        to = 0;
        b->dims[0] = 1;
        for (int32_t k = 0; k < b->n; k++)
            b->strides[k][0] = 1;
    }
    b->rank = to + 1;
}

void lg_bcast_init(lg_bcast *b, const lg_view *shape, const lg_view *const *operands, int32_t n) {
    lg_bcast_start(b, shape->rank, shape->dims);
    for (int32_t k = 0; k < n; k++)
        lg_bcast_add(b, operands[k]->rank, operands[k]->dims, shape->rank - operands[k]->rank);
    lg_bcast_finish(b);
}

typedef struct bcast_job {
    const lg_bcast *b;
    void *const *base;
    const size_t *size;
    lg_row_fn row;
    void *arg;
} bcast_job;

static lg_status bcast_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const bcast_job *job = arg;
    const lg_bcast *b = job->b;
    int64_t index[LG_MAX_RANK], offset[LG_BCAST_MAX] = {0};
    int64_t rest = begin;
    for (int32_t d = b->rank - 1; d >= 0; d--) {
        index[d] = rest % b->dims[d];
        rest /= b->dims[d];
        for (int32_t k = 0; k < b->n; k++)
            offset[k] += index[d] * b->strides[k][d];
    }
    int32_t last = b->rank - 1;
    int64_t stride[LG_BCAST_MAX] = {0};
    for (int32_t k = 0; k < b->n; k++)
        stride[k] = b->strides[k][last];
    for (int64_t at = begin; at < end;) {
        int64_t n = op_min(b->dims[last] - index[last], end - at);
        void *ptr[LG_BCAST_MAX] = {0};
        for (int32_t k = 0; k < b->n; k++)
            ptr[k] = (char *)job->base[k] + offset[k] * (int64_t)job->size[k];
        LG_TRY(job->row(job->arg, n, ptr, stride, err));
        at += n;
        index[last] += n;
        for (int32_t k = 0; k < b->n; k++)
            offset[k] += n * stride[k];
        for (int32_t d = last; d > 0 && index[d] == b->dims[d]; d--) {
            index[d] = 0;
            index[d - 1]++;
            for (int32_t k = 0; k < b->n; k++)
                offset[k] += b->strides[k][d - 1] - b->dims[d] * b->strides[k][d];
        }
    }
    return LG_OK;
}

lg_status lg_bcast_run(const lg_exec *ctx, const lg_bcast *b, void *const *base, const size_t *size,
                       int64_t grain, lg_row_fn row, void *arg) {
    if (b->count == 0)
        return LG_OK;
    bcast_job job = {b, base, size, row, arg};
    /* Whole blocks of converted elements, so that small results stay in the calling thread. */
    return ctx->host->parallel_for(ctx->self, b->count, grain > 0 ? grain : 16384, bcast_block,
                                   &job, ctx->err);
}

void lg_unbroadcast_mask(int32_t rank, const int64_t *dims, int32_t to_rank, const int64_t *to,
                         uint8_t mask[LG_MAX_RANK]) {
    for (int32_t d = 0; d < rank; d++) {
        int32_t t = d - (rank - to_rank);
        mask[d] = t < 0 || (to[t] == 1 && dims[d] != 1);
    }
}
