/* SPDX-License-Identifier: Apache-2.0 */
/* Helpers for infer and for sizes that only run can know. */
#include "ops/opkit/infer.h"

#include <string.h>

void lg_infer_like(const lg_infer *ctx, uint32_t o, uint32_t i) {
    const lg_view *v = &ctx->in[i];
    lg_type *t = &ctx->out[o];
    t->dtype = v->dtype;
    t->rank = v->rank;
    if ((v->dtype == LG_SEQUENCE || v->dtype == LG_OPTIONAL) && v->data)
        t->elem_dtype = ((const lg_seq *)v->data)->elem_dtype;
    if (v->rank > 0)
        memcpy(t->dims, v->dims, (size_t)v->rank * sizeof *v->dims);
}

lg_status lg_infer_set(const lg_infer *ctx, uint32_t o, int32_t dtype, int32_t rank,
                       const int64_t *dims) {
    if (rank > LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_LIMIT, "the result would have rank %d, the limit is %d", (int)rank,
                       LG_MAX_RANK);
    ctx->out[o].dtype = dtype;
    ctx->out[o].rank = rank;
    if (rank > 0)
        memmove(ctx->out[o].dims, dims, (size_t)rank * sizeof *dims);
    return LG_OK;
}

void lg_infer_scalar(const lg_infer *ctx, uint32_t o, int32_t dtype) {
    ctx->out[o].dtype = dtype;
    ctx->out[o].rank = 0;
}

lg_status lg_infer_dtype(const lg_infer *ctx, uint32_t o, int32_t dtype, int32_t rank) {
    ctx->out[o].dtype = dtype;
    ctx->out[o].rank = -1;
    if (rank < 0)
        return LG_OK;
    if (rank > LG_MAX_RANK)
        return lg_infer_set(ctx, o, dtype, rank, NULL);
    ctx->out[o].rank = rank;
    for (int32_t d = 0; d < rank; d++)
        ctx->out[o].dims[d] = lg_infer_new_dim(ctx);
    return LG_OK;
}

int64_t lg_infer_new_dim(const lg_infer *ctx) {
    return ctx->host->dim(ctx->self, LG_DIM_NEW, 0, 0);
}

int64_t lg_infer_dim(const lg_infer *ctx, int32_t op, int64_t a, int64_t b) {
    return ctx->host->dim(ctx->self, op, a, b);
}

int64_t lg_infer_product(const lg_infer *ctx, const int64_t *dims, int32_t begin, int32_t end) {
    int64_t n = 1;
    for (int32_t d = begin; d < end; d++)
        n = ctx->host->dim(ctx->self, LG_DIM_MUL, n, dims[d]);
    return n;
}

lg_status lg_infer_rank(const lg_infer *ctx, uint32_t i, int32_t min, int32_t max) {
    int32_t rank = ctx->in[i].rank;
    if (rank < 0 || (rank >= min && rank <= max))
        return LG_OK;
    if (min == max)
        return LG_FAIL(ctx, LG_E_SHAPE, "input %u has rank %d, expected %d", i, (int)rank,
                       (int)min);
    if (max >= LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_SHAPE, "input %u has rank %d, expected at least %d", i, (int)rank,
                       (int)min);
    return LG_FAIL(ctx, LG_E_SHAPE, "input %u has rank %d, expected %d to %d", i, (int)rank,
                   (int)min, (int)max);
}

lg_status lg_infer_same_shape(const lg_infer *ctx, uint32_t a, uint32_t b) {
    const lg_view *x = &ctx->in[a], *y = &ctx->in[b];
    if (x->rank < 0 || y->rank < 0)
        return LG_OK;
    if (x->rank != y->rank)
        return LG_FAIL(ctx, LG_E_SHAPE,
                       "inputs %u and %u have ranks %d and %d, expected equal shapes", a, b,
                       (int)x->rank, (int)y->rank);
    for (int32_t d = 0; d < x->rank; d++)
        if (x->dims[d] >= 0 && y->dims[d] >= 0 && x->dims[d] != y->dims[d])
            return LG_FAIL(ctx, LG_E_SHAPE,
                           "inputs %u and %u have sizes %lld and %lld in dimension %d, expected "
                           "equal shapes",
                           a, b, (long long)x->dims[d], (long long)y->dims[d], (int)d);
    return LG_OK;
}

lg_status lg_infer_same_dim(const lg_infer *ctx, uint32_t i, int32_t axis, int64_t want) {
    const lg_view *v = &ctx->in[i];
    if (v->rank <= axis || v->dims[axis] < 0 || want < 0 || v->dims[axis] == want)
        return LG_OK;
    return LG_FAIL(ctx, LG_E_SHAPE, "input %u has size %lld in dimension %d, expected %lld", i,
                   (long long)v->dims[axis], (int)axis, (long long)want);
}

bool lg_view_is_concrete(const lg_view *v) {
    for (int32_t d = 0; d < v->rank; d++)
        if (v->dims[d] < 0)
            return false;
    return v->rank >= 0;
}

int64_t lg_int_at(const lg_view *v, int64_t index) {
    const void *p = v->data;
    switch (v->dtype) {
    case LG_INT64:
        return ((const int64_t *)p)[index];
    case LG_INT32:
        return ((const int32_t *)p)[index];
    case LG_INT16:
        return ((const int16_t *)p)[index];
    case LG_INT8:
        return ((const int8_t *)p)[index];
    case LG_UINT8:
    case LG_BOOL:
        return ((const uint8_t *)p)[index];
    case LG_UINT16:
        return ((const uint16_t *)p)[index];
    case LG_UINT32:
        return ((const uint32_t *)p)[index];
    case LG_UINT64: {
        uint64_t u = ((const uint64_t *)p)[index];
        return u > INT64_MAX ? INT64_MAX : (int64_t)u;
    }
    default:
        return 0;
    }
}

static lg_status read_ints(const lg_host *host, lg_error *err, const lg_view *v, uint32_t i,
                           int64_t *out, int64_t *out_n) {
    if (v->rank > 1)
        return host->fail(err, LG_E_SHAPE, "input %u has rank %d, expected a list of integers", i,
                          (int)v->rank);
    if (v->count > LG_MAX_LIST)
        return host->fail(err, LG_E_LIMIT, "input %u lists %lld integers, the limit is %d", i,
                          (long long)v->count, LG_MAX_LIST);
    for (int64_t k = 0; k < v->count; k++)
        out[k] = lg_int_at(v, k);
    *out_n = v->count;
    return LG_OK;
}

lg_status lg_infer_ints(const lg_infer *ctx, uint32_t i, int64_t out[LG_MAX_LIST], int64_t *out_n) {
    *out_n = -1;
    if (!LG_GIVEN(ctx, i))
        return LG_OK;
    const lg_view *v = &ctx->in[i];
    if (v->rank > 1)
        return read_ints(ctx->host, ctx->err, v, i, out, out_n);
    if (v->rank < 0 || v->count < 0 || (!v->data && v->count > 0))
        return LG_OK;
    return read_ints(ctx->host, ctx->err, v, i, out, out_n);
}

lg_status lg_exec_ints(const lg_exec *ctx, uint32_t i, int64_t out[LG_MAX_LIST], int64_t *out_n) {
    *out_n = -1;
    if (!LG_GIVEN(ctx, i))
        return LG_OK;
    return read_ints(ctx->host, ctx->err, &ctx->in[i], i, out, out_n);
}

lg_status lg_infer_axis(const lg_infer *ctx, int64_t axis, int32_t rank, int32_t *out) {
    if (axis < -(int64_t)rank || axis >= rank)
        return LG_FAIL(ctx, LG_E_MODEL, "axis %lld is out of range for rank %d", (long long)axis,
                       (int)rank);
    *out = (int32_t)(axis < 0 ? axis + rank : axis);
    return LG_OK;
}

lg_status lg_infer_axes(const lg_infer *ctx, const int64_t *axes, int64_t n, int32_t rank,
                        uint8_t mask[LG_MAX_RANK]) {
    memset(mask, 0, LG_MAX_RANK);
    for (int64_t k = 0; k < n; k++) {
        int32_t a = 0;
        LG_TRY(lg_infer_axis(ctx, axes[k], rank, &a));
        if (mask[a])
            return LG_FAIL(ctx, LG_E_MODEL, "axis %lld is listed twice", (long long)axes[k]);
        mask[a] = 1;
    }
    return LG_OK;
}

lg_status lg_check_dims(const lg_host *host, void *self, int32_t dtype, int32_t rank,
                        const int64_t *dims, lg_error *err) {
    int64_t count = 1;
    bool zero = false;
    size_t bytes;
    if (rank > LG_MAX_RANK)
        return host->fail(err, LG_E_LIMIT, "the result would have rank %d, the limit is %d",
                          (int)rank, LG_MAX_RANK);
    for (int32_t d = 0; d < rank; d++) {
        if (dims[d] < 0)
            return host->fail(err, LG_E_DATA, "dimension %d of the result would be %lld", (int)d,
                              (long long)dims[d]);
        zero = zero || dims[d] == 0;
    }
    for (int32_t d = 0; d < rank && !zero; d++)
        if (!op_mul(count, dims[d], &count))
            return host->fail(err, LG_E_LIMIT, "the result would have too many elements");
    LG_TRY(lg_dtype_bytes(dtype, zero ? 0 : count, &bytes, err));
    return host->check_bytes(self, bytes, err);
}

lg_status lg_exec_output(lg_exec *ctx, uint32_t o, int32_t dtype, int32_t rank,
                         const int64_t *dims) {
    const lg_view *v = &ctx->out[o];
    if (v->data && v->rank == rank) {
        int32_t d = 0;
        while (d < rank && v->dims[d] == dims[d])
            d++;
        if (d == rank)
            return LG_OK;
    }
    LG_TRY(lg_check_dims(ctx->host, ctx->self, dtype, rank, dims, ctx->err));
    return ctx->host->alloc_output(ctx->self, o, dtype, rank, dims, ctx->err);
}
