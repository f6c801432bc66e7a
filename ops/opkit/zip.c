/* SPDX-License-Identifier: Apache-2.0 */
/* The driver of elementwise operators of two inputs. */
#include "ops/opkit/zip.h"

#include "ops/opkit/infer.h"

typedef struct zip_job {
    const lg_kernels *k;
    lg_zip_fn fn;
    int32_t dtype;
    bool to_bool;
} zip_job;

/* n core elements at src, or converted to `block` when the row is not contiguous or not native. */
static const void *operand(const zip_job *job, const char *src, int64_t stride, int64_t n,
                           void *block) {
    if (stride == 1 && lg_core_is_native(job->dtype))
        return src;
    lg_core_load(job->dtype, src, stride, n, block);
    return block;
}

static lg_status zip_row(void *arg, int64_t n, void *const *ptr, const int64_t *stride,
                         lg_error *err) {
    const zip_job *job = arg;
    int64_t size = (int64_t)op_elem_size(job->dtype), to_size = job->to_bool ? 1 : size;
    bool direct = job->to_bool || lg_core_is_native(job->dtype);
    uint64_t xb[LG_CORE_BLOCK], yb[LG_CORE_BLOCK], zb[LG_CORE_BLOCK];
    const char *x = ptr[1], *y = ptr[2];
    char *z = ptr[0];
    (void)err;
    if (direct && stride[1] == 1 && stride[2] == 1 && lg_core_is_native(job->dtype)) {
        job->fn(job->k, x, y, z, (size_t)n);
        return LG_OK;
    }
    const void *xs = NULL, *ys = NULL;
    for (int64_t at = 0; at < n; at += LG_CORE_BLOCK) {
        int64_t m = op_min(LG_CORE_BLOCK, n - at);
        /* A repeated element is spread once per row. */
        if (stride[1] != 0 || at == 0)
            xs = operand(job, x + at * stride[1] * size, stride[1], m, xb);
        if (stride[2] != 0 || at == 0)
            ys = operand(job, y + at * stride[2] * size, stride[2], m, yb);
        job->fn(job->k, xs, ys, direct ? (void *)(z + at * to_size) : (void *)zb, (size_t)m);
        if (!direct)
            lg_core_store(job->dtype, zb, m, z + at * to_size);
    }
    return LG_OK;
}

lg_status lg_zip_run(const lg_exec *ctx, const lg_zip *op, const lg_view *x, const lg_view *y,
                     const lg_view *z, int32_t first) {
    lg_core core = lg_core_of(x->dtype);
    if (core == LG_CORE_NONE || !op->fn[core])
        return LG_FAIL(ctx, LG_E_TYPE, "no kernel for type %s", lg_dtype_onnx_name(x->dtype));
    zip_job job = {ctx->kernels, op->fn[core], x->dtype, op->to_bool};
    lg_bcast b;
    lg_bcast_start(&b, z->rank, z->dims);
    lg_bcast_add(&b, z->rank, z->dims, 0);
    lg_bcast_add(&b, x->rank, x->dims, z->rank - x->rank);
    lg_bcast_add(&b, y->rank, y->dims, first >= 0 ? first : z->rank - y->rank);
    lg_bcast_finish(&b);
    void *base[3] = {z->data, x->data, y->data};
    size_t size = op_elem_size(x->dtype), sizes[3] = {op->to_bool ? 1 : size, size, size};
    return lg_bcast_run(ctx, &b, base, sizes, 16384, zip_row, &job);
}

lg_status lg_zip_legacy_infer(lg_infer *ctx, int32_t dtype) {
    const lg_zip_legacy *p = ctx->params;
    const lg_view *a = &ctx->in[0], *b = &ctx->in[1];
    lg_infer_like(ctx, 0, 0);
    if (dtype != LG_UNDEFINED)
        ctx->out[0].dtype = dtype;
    if (!p->broadcast)
        return lg_infer_same_shape(ctx, 0, 1);
    if (a->rank < 0 || b->rank < 0)
        return LG_OK;
    if (b->rank > a->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "input 1 has rank %d, above rank %d of input 0",
                       (int)b->rank, (int)a->rank);
    int64_t first = p->axis == LG_INT_ABSENT ? a->rank - b->rank : p->axis;
    if (first < 0 && first >= -(int64_t)a->rank)
        first += a->rank;
    if (first < 0 || first > a->rank - b->rank)
        return LG_FAIL(ctx, LG_E_MODEL, "axis %lld is out of range for ranks %d and %d",
                       (long long)p->axis, (int)a->rank, (int)b->rank);
    for (int32_t d = 0; d < b->rank; d++) {
        int64_t have = a->dims[first + d], want = b->dims[d];
        if (want != 1 && want >= 0 && have >= 0 && want != have)
            return LG_FAIL(ctx, LG_E_SHAPE,
                           "size %lld of input 1 does not match %lld in dimension %d",
                           (long long)want, (long long)have, (int)(first + d));
    }
    return LG_OK;
}

lg_status lg_zip_legacy_run(lg_exec *ctx, const lg_zip *op) {
    const lg_zip_legacy *p = ctx->params;
    int32_t first = -1;
    if (p->broadcast && p->axis != LG_INT_ABSENT)
        first = (int32_t)(p->axis < 0 ? p->axis + ctx->in[0].rank : p->axis);
    return lg_zip_run(ctx, op, &ctx->in[0], &ctx->in[1], &ctx->out[0], first);
}
