/* SPDX-License-Identifier: Apache-2.0 */
/* Strided copies by element size. */
#include "ops/opkit/move.h"

#include "ops/opkit/broadcast.h"
#include "ops/opkit/lowbit.h"

#include <string.h>

typedef struct word16 {
    uint64_t a, b;
} word16;

void lg_strides(int32_t rank, const int64_t *dims, int64_t *strides) {
    int64_t step = 1;
    for (int32_t d = rank - 1; d >= 0; d--) {
        strides[d] = step;
        step *= dims[d];
    }
}

#define COPY(T)                                                                                    \
    do {                                                                                           \
        T *d = dst;                                                                                \
        const T *s = src;                                                                          \
        for (int64_t i = 0; i < n; i++)                                                            \
            d[i * dst_step] = s[i * src_step];                                                     \
    } while (0)

static void copy_row(size_t size, int64_t n, void *dst, int64_t dst_step, const void *src,
                     int64_t src_step) {
    if (dst_step == 1 && src_step == 1) {
        memmove(dst, src, (size_t)n * size);
        return;
    }
    switch (size) {
    case 1:
        COPY(uint8_t);
        break;
    case 2:
        COPY(uint16_t);
        break;
    case 4:
        COPY(uint32_t);
        break;
    case 8:
        COPY(uint64_t);
        break;
    default:
        COPY(word16);
        break;
    }
}

static lg_status move_row(void *arg, int64_t n, void *const *ptr, const int64_t *stride,
                          lg_error *err) {
    (void)err;
    copy_row(*(const size_t *)arg, n, ptr[0], stride[0], ptr[1], stride[1]);
    return LG_OK;
}

/* ---- two dims that change places: tiles keep both sides in the cache ---- */

enum { TILE = 16 };

typedef struct tile_job {
    const lg_bcast *b;
    int32_t across; /* the dim whose source stride is 1 */
    size_t size;
    char *dst;
    const char *src;
    int64_t tiles;
} tile_job;

static lg_status move_tiles(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const tile_job *job = arg;
    const lg_bcast *b = job->b;
    int32_t last = b->rank - 1, x = job->across;
    int64_t esize = (int64_t)job->size;
    (void)err;
    for (int64_t unit = begin; unit < end; unit++) {
        int64_t rest = unit / job->tiles, first = unit % job->tiles * TILE;
        int64_t to = first * b->strides[0][x], from = first;
        for (int32_t d = last - 1; d >= 0; d--) {
            if (d == x)
                continue;
            to += rest % b->dims[d] * b->strides[0][d];
            from += rest % b->dims[d] * b->strides[1][d];
            rest /= b->dims[d];
        }
        int64_t rows = op_min(TILE, b->dims[x] - first);
        for (int64_t j = 0; j < b->dims[last]; j += TILE) {
            int64_t cols = op_min(TILE, b->dims[last] - j);
            for (int64_t i = 0; i < rows; i++)
                copy_row(job->size, cols, job->dst + (to + i * b->strides[0][x] + j) * esize, 1,
                         job->src + (from + i + j * b->strides[1][last]) * esize,
                         b->strides[1][last]);
        }
    }
    return LG_OK;
}

static int32_t transposed_dim(const lg_bcast *b) {
    int32_t last = b->rank - 1;
    if (b->strides[0][last] != 1 || b->strides[1][last] <= 1 || b->dims[last] < TILE / 2)
        return -1;
    for (int32_t d = 0; d < last; d++)
        if (b->strides[1][d] == 1 && b->dims[d] >= TILE / 2)
            return d;
    return -1;
}

/* ---- sub-byte types ---- */

static void copy_bits(uint32_t bits, int64_t n, void *dst, int64_t dst_at, int64_t dst_step,
                      const void *src, int64_t src_at, int64_t src_step) {
    for (int64_t i = 0; i < n; i++)
        op_put_bits(dst, dst_at + i * dst_step, bits,
                    op_get_bits(src, src_at + i * src_step, bits));
}

static void move_bits(const lg_move *m, uint32_t bits, const void *src, void *dst) {
    int64_t index[LG_MAX_RANK] = {0};
    int64_t from = m->src_at, to = m->dst_at;
    for (;;) {
        op_put_bits(dst, to, bits, op_get_bits(src, from, bits));
        int32_t d = m->rank - 1;
        for (; d >= 0; d--) {
            from += m->src[d];
            to += m->dst[d];
            if (++index[d] < m->dims[d])
                break;
            from -= m->dims[d] * m->src[d];
            to -= m->dims[d] * m->dst[d];
            index[d] = 0;
        }
        if (d < 0)
            return;
    }
}

lg_status lg_move_run(const lg_exec *ctx, const lg_move *m, int32_t dtype, const void *src,
                      void *dst) {
    for (int32_t d = 0; d < m->rank; d++)
        if (m->dims[d] == 0)
            return LG_OK;
    size_t size = op_elem_size(dtype);
    if (size == 0) {
        move_bits(m, (uint32_t)lg_dtype_bits(dtype), src, dst);
        return LG_OK;
    }
    lg_bcast b;
    lg_bcast_start(&b, m->rank, m->dims);
    for (int32_t d = 0; d < m->rank; d++) {
        b.strides[0][d] = m->dst[d];
        b.strides[1][d] = m->src[d];
    }
    b.n = 2;
    lg_bcast_finish(&b);
    char *to = (char *)dst + m->dst_at * (int64_t)size;
    const char *from = (const char *)src + m->src_at * (int64_t)size;
    int32_t across = transposed_dim(&b);
    if (across >= 0) {
        tile_job job = {&b, across, size, to, from, (b.dims[across] + TILE - 1) / TILE};
        int64_t unit = b.dims[b.rank - 1] * TILE;
        return ctx->host->parallel_for(ctx->self,
                                       b.count / b.dims[b.rank - 1] / b.dims[across] * job.tiles,
                                       op_max(1, 32768 / unit), move_tiles, &job, ctx->err);
    }
    /* bcast_run only passes the pointers on: the source is read, never written. */
    void *source;
    memcpy(&source, &from, sizeof source);
    void *base[2] = {to, source};
    size_t sizes[2] = {size, size};
    return lg_bcast_run(ctx, &b, base, sizes, 65536, move_row, &size);
}

void lg_copy_elems(int32_t dtype, void *dst, int64_t dst_at, const void *src, int64_t src_at,
                   int64_t count) {
    size_t size = op_elem_size(dtype);
    if (count <= 0 || (dst == src && dst_at == src_at))
        return;
    if (size)
        memmove((char *)dst + (size_t)dst_at * size, (const char *)src + (size_t)src_at * size,
                (size_t)count * size);
    else
        copy_bits((uint32_t)lg_dtype_bits(dtype), count, dst, dst_at, 1, src, src_at, 1);
}

void lg_fill_elems(int32_t dtype, void *dst, int64_t dst_at, int64_t count, const void *value,
                   int64_t value_at) {
    size_t size = op_elem_size(dtype);
    if (size)
        copy_row(size, count, (char *)dst + (size_t)dst_at * size, 1,
                 (const char *)value + (size_t)value_at * size, 0);
    else
        copy_bits((uint32_t)lg_dtype_bits(dtype), count, dst, dst_at, 1, value, value_at, 0);
}

void lg_zero_elems(int32_t dtype, void *dst, int64_t count) {
    size_t bytes;
    if (dtype == LG_STRING) {
        lg_str empty = {"", 0};
        for (int64_t i = 0; i < count; i++)
            ((lg_str *)dst)[i] = empty;
    } else if (lg_dtype_bytes(dtype, count, &bytes, NULL) == LG_OK && bytes > 0) {
        memset(dst, 0, bytes);
    }
}

lg_status lg_run_copy(lg_exec *ctx) {
    size_t bytes;
    if (!ctx->out[0].data || ctx->out[0].data == ctx->in[0].data)
        return LG_OK;
    LG_TRY(lg_dtype_bytes(ctx->in[0].dtype, ctx->in[0].count, &bytes, ctx->err));
    if (bytes > 0)
        memmove(ctx->out[0].data, ctx->in[0].data, bytes);
    return LG_OK;
}
