/* SPDX-License-Identifier: Apache-2.0 */
/* Elementwise functions in double, and sums back to broadcast shapes. */
#include "ops/opkit/map.h"

#include "ops/opkit/core.h"

#include <string.h>

typedef struct map_job {
    lg_map_fn fn;
    const void *arg;
    int32_t n_in, out_dtype;
    int32_t dtype[LG_MAP_MAX];
} map_job;

static lg_status map_row(void *arg, int64_t n, void *const *ptr, const int64_t *stride,
                         lg_error *err) {
    const map_job *job = arg;
    double block[LG_MAP_MAX][LG_CORE_BLOCK], out[LG_CORE_BLOCK];
    const double *in[LG_MAP_MAX];
    (void)err;
    for (int32_t k = 0; k < LG_MAP_MAX; k++)
        in[k] = block[k];
    int64_t to_size = (int64_t)op_elem_size(job->out_dtype);
    for (int64_t at = 0; at < n; at += LG_CORE_BLOCK) {
        int64_t m = op_min(LG_CORE_BLOCK, n - at);
        for (int32_t k = 0; k < job->n_in; k++) {
            int64_t size = (int64_t)op_elem_size(job->dtype[k]);
            lg_load_f64(job->dtype[k], (char *)ptr[k + 1] + at * stride[k + 1] * size,
                        stride[k + 1], m, block[k]);
        }
        job->fn(job->arg, m, in, out);
        lg_store_f64(job->out_dtype, out, m, (char *)ptr[0] + at * to_size);
    }
    return LG_OK;
}

lg_status lg_map_run(const lg_exec *ctx, lg_map_fn fn, const void *arg, const lg_view *const *in,
                     int32_t n_in, const lg_view *out) {
    map_job job = {.fn = fn, .arg = arg, .n_in = n_in, .out_dtype = out->dtype};
    const lg_view *operands[LG_MAP_MAX + 1] = {out};
    void *base[LG_MAP_MAX + 1] = {out->data};
    size_t size[LG_MAP_MAX + 1] = {op_elem_size(out->dtype)};
    for (int32_t k = 0; k < n_in; k++) {
        job.dtype[k] = in[k]->dtype;
        operands[k + 1] = in[k];
        base[k + 1] = in[k]->data;
        size[k + 1] = op_elem_size(in[k]->dtype);
    }
    lg_bcast b;
    lg_bcast_init(&b, out, operands, n_in + 1);
    return lg_bcast_run(ctx, &b, base, size, 8192, map_row, &job);
}

size_t lg_unbroadcast_space(const lg_view *x) {
    return x->count >= 131072 ? LG_UNBROADCAST_SPACE : 0;
}

lg_status lg_map_space(lg_infer *ctx, const lg_view *full, size_t *bytes) {
    *bytes = 0;
    if (!lg_view_is_concrete(full))
        return LG_OK;
    LG_TRY(lg_dtype_bytes(full->dtype, full->count, bytes, ctx->err));
    if (!op_add_size(*bytes, 63, bytes) ||
        !op_add_size(*bytes & ~(size_t)63, lg_unbroadcast_space(full), bytes))
        return LG_FAIL(ctx, LG_E_LIMIT, "the workspace is too large");
    return LG_OK;
}

lg_status lg_unbroadcast(const lg_exec *ctx, const lg_view *x, const lg_view *out, void *space) {
    uint8_t mask[LG_MAX_RANK];
    lg_reduction r;
    lg_unbroadcast_mask(x->rank, x->dims, out->rank, out->dims, mask);
    lg_reduction_init(&r, x->rank, x->dims, mask);
    if (r.n_blocks > 1 && !space)
        LG_TRY(ctx->host->alloc(ctx->self, LG_UNBROADCAST_SPACE, &space, ctx->err));
    return lg_reduce(ctx, &r, x->dtype, x->data, LG_FOLD_SUM, LG_POST_NONE, out->data, space);
}

lg_status lg_map_reduce(const lg_exec *ctx, lg_map_fn fn, const void *arg, const lg_view *const *in,
                        int32_t n_in, const lg_view *full, const lg_view *out, void *space) {
    if (out->count == full->count)
        return lg_map_run(ctx, fn, arg, in, n_in,
                          &(lg_view){.data = out->data,
                                     .dims = full->dims,
                                     .count = full->count,
                                     .rank = full->rank,
                                     .dtype = out->dtype});
    lg_view tmp = *full;
    size_t bytes = 0;
    tmp.dtype = out->dtype;
    LG_TRY(lg_dtype_bytes(tmp.dtype, tmp.count, &bytes, ctx->err));
    if (!space) {
        LG_TRY(ctx->host->alloc(ctx->self, bytes ? bytes : 1, &space, ctx->err));
        tmp.data = space;
        LG_TRY(lg_map_run(ctx, fn, arg, in, n_in, &tmp));
        return lg_unbroadcast(ctx, &tmp, out, NULL);
    }
    tmp.data = space;
    LG_TRY(lg_map_run(ctx, fn, arg, in, n_in, &tmp));
    char *rest = (char *)space + ((bytes + 63) & ~(size_t)63);
    return lg_unbroadcast(ctx, &tmp, out, lg_unbroadcast_space(full) ? rest : NULL);
}
