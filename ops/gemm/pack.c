/* SPDX-License-Identifier: Apache-2.0 */
/* Packing of operands, at run time strip by strip and once for constant weights. */
#include "ops/gemm/pack.h"

#include <string.h>

void lg_gemm_type_init(lg_gemm_type *t, const lg_kernels *k, int32_t dtype) {
    *t = (lg_gemm_type){.k = k, .dtype = dtype};
    t->is_f64 = dtype == LG_DOUBLE;
    t->is_half = dtype == LG_FLOAT16 || dtype == LG_BFLOAT16;
    t->size = t->is_f64 ? sizeof(double) : sizeof(float);
    t->in_size = t->is_half ? sizeof(uint16_t) : t->size;
    t->mr = t->is_f64 ? k->f64_mr : k->f32_mr;
    t->nr = t->is_f64 ? k->f64_nr : k->f32_nr;
    t->dot_mr = t->is_f64 ? k->f64_dot_mr : k->f32_dot_mr;
    t->dot_nr = t->is_f64 ? k->f64_dot_nr : k->f32_dot_nr;
}

/* dst[j*ldd + i] = src[i*row + j*col] for i < lanes, j < len; one of the strides is usually 1. */
static void interleave(const lg_gemm_type *t, const char *src, int64_t row, int64_t col,
                       int32_t lanes, int64_t len, void *dst, int64_t ldd) {
    if (col == 1 && t->is_f64) {
        t->k->f64_transpose((const double *)(const void *)src, row, dst, ldd, lanes, len);
    } else if (col == 1) {
        t->k->f32_transpose((const float *)(const void *)src, row, dst, ldd, lanes, len);
    } else if (t->is_f64) {
        const double *x = (const double *)(const void *)src;
        double *y = dst;
        if (row == 1)
            for (int64_t j = 0; j < len; j++)
                memcpy(y + j * ldd, x + j * col, (size_t)lanes * sizeof(double));
        else
            for (int64_t j = 0; j < len; j++)
                for (int32_t i = 0; i < lanes; i++)
                    y[j * ldd + i] = x[i * row + j * col];
    } else {
        const float *x = (const float *)(const void *)src;
        float *y = dst;
        if (row == 1 && lanes == 16) /* a constant size: two vector moves */
            for (int64_t j = 0; j < len; j++)
                memcpy(y + j * ldd, x + j * col, 16 * sizeof(float));
        else if (row == 1)
            for (int64_t j = 0; j < len; j++)
                memcpy(y + j * ldd, x + j * col, (size_t)lanes * sizeof(float));
        else
            for (int64_t j = 0; j < len; j++)
                for (int32_t i = 0; i < lanes; i++)
                    y[j * ldd + i] = x[i * row + j * col];
    }
}

/* The same from 16-bit floats: runs of adjacent elements are widened into a small buffer. */
static void interleave_half(const lg_gemm_type *t, const char *src, int64_t row, int64_t col,
                            int32_t lanes, int64_t len, float *y, int64_t ldd) {
    void (*widen)(const uint16_t *, float *, size_t) =
        t->dtype == LG_FLOAT16 ? t->k->f16_to_f32 : t->k->bf16_to_f32;
    const uint16_t *x = (const uint16_t *)(const void *)src;
    enum { RUN = 64 };
    float run[RUN];
    uint16_t gathered[RUN];
    if (row == 1) {
        for (int64_t j = 0; j < len; j++)
            widen(x + j * col, y + j * ldd, (size_t)lanes);
        return;
    }
    for (int32_t i = 0; i < lanes; i++)
        for (int64_t j = 0; j < len; j += RUN) {
            int64_t n = lg_gemm_min(RUN, len - j);
            const uint16_t *from = x + i * row + j * col;
            if (col != 1) {
                for (int64_t q = 0; q < n; q++)
                    gathered[q] = from[q * col];
                from = gathered;
            }
            widen(from, run, (size_t)n);
            for (int64_t q = 0; q < n; q++)
                y[(j + q) * ldd + i] = run[q];
        }
}

void lg_gemm_pack_a_strip(const lg_gemm_type *t, const lg_gemm_operand *a, const void *data,
                          int64_t batch, int64_t r, int32_t rows, int64_t p, int64_t len,
                          void *dst) {
    if (a->pack) {
        a->pack(a->self, dst, batch, p, r, (int32_t)len, rows, t->mr);
        return;
    }
    const char *src = (const char *)data + (size_t)(r * a->row + p * a->col) * t->in_size;
    if (t->is_half)
        interleave_half(t, src, a->row, a->col, rows, len, dst, t->mr);
    else
        interleave(t, src, a->row, a->col, rows, len, dst, t->mr);
}

void lg_gemm_pack_b_strip(const lg_gemm_type *t, const lg_gemm_operand *b, const void *data,
                          int64_t batch, int64_t c, int32_t cols, int64_t p, int64_t len,
                          void *dst) {
    if (b->pack) {
        b->pack(b->self, dst, batch, p, c, (int32_t)len, cols, t->nr);
        return;
    }
    const char *src = (const char *)data + (size_t)(p * b->row + c * b->col) * t->in_size;
    if (cols < t->nr)
        memset(dst, 0, (size_t)len * (size_t)t->nr * t->size);
    if (t->is_half)
        interleave_half(t, src, b->col, b->row, cols, len, dst, t->nr);
    else
        interleave(t, src, b->col, b->row, cols, len, dst, t->nr);
}

/* ---- constant operands ----------------------------------------------------------------------- */

typedef struct prepack {
    lg_gemm_type t;
    const lg_gemm_operand *operand;
    int64_t outer, k, count, step; /* outer: rows of A, columns of B */
    bool is_a;
} prepack;

static void prepack_all(const void *arg, void *dst) {
    const prepack *w = arg;
    const lg_gemm_type *t = &w->t;
    int32_t lanes = w->is_a ? t->mr : t->nr;
    int64_t kc = lg_gemm_kc(w->k);
    char *to = dst;
    /* rows beyond the last of A are never read, but the cache compares whole blocks */
    if (w->is_a && w->outer % lanes != 0)
        memset(dst, 0, (size_t)(lg_gemm_round_up(w->outer, lanes) * w->k * w->count) * t->size);
    for (int64_t i = 0; i < w->count; i++) {
        const char *data = (const char *)w->operand->data + (size_t)(i * w->step) * t->in_size;
        for (int64_t p = 0; p < w->k; p += kc) {
            int64_t len = lg_gemm_min(kc, w->k - p);
            for (int64_t at = 0; at < w->outer; at += lanes) {
                int32_t n = (int32_t)lg_gemm_min(lanes, w->outer - at);
                if (w->is_a)
                    lg_gemm_pack_a_strip(t, w->operand, data, 0, at, n, p, len, to);
                else
                    lg_gemm_pack_b_strip(t, w->operand, data, 0, at, n, p, len, to);
                to += (size_t)(len * lanes) * t->size;
            }
        }
    }
}

/* Tells layouts of one constant apart (FNV-1a over the numbers). */
static uint64_t layout_key(const prepack *w) {
    const uint64_t part[] = {(uint64_t)w->is_a,         (uint64_t)w->t.dtype,
                             (uint64_t)w->outer,        (uint64_t)w->k,
                             (uint64_t)w->count,        (uint64_t)w->step,
                             (uint64_t)w->operand->row, (uint64_t)w->operand->col,
                             (uint64_t)w->t.mr,         (uint64_t)w->t.nr};
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < LG_COUNT(part); i++)
        for (int s = 0; s < 64; s += 8)
            h = (h ^ ((part[i] >> s) & 255)) * 1099511628211u;
    return h;
}

static lg_status prepack_run(lg_prepare *ctx, uint32_t input, prepack *w, const void **out) {
    int32_t lanes = w->is_a ? w->t.mr : w->t.nr;
    int64_t n = lg_gemm_round_up(w->outer, lanes);
    size_t bytes;
    if (__builtin_mul_overflow(n, w->k, &n) || __builtin_mul_overflow(n, w->count, &n) ||
        __builtin_mul_overflow((size_t)n, w->t.size, &bytes))
        return LG_FAIL(ctx, LG_E_LIMIT, "packed form of input %u is too large", input);
    return ctx->host->packed(ctx->self, input, layout_key(w), bytes, prepack_all, w, out, ctx->err);
}

lg_status lg_gemm_prepack_a(lg_prepare *ctx, uint32_t input, const lg_gemm_operand *a, int64_t m,
                            int64_t k, int64_t count, int64_t step, const void **out) {
    prepack w = {.operand = a, .outer = m, .k = k, .count = count, .step = step, .is_a = true};
    lg_gemm_type_init(&w.t, ctx->kernels, ctx->in[input].dtype);
    return prepack_run(ctx, input, &w, out);
}

lg_status lg_gemm_prepack_b(lg_prepare *ctx, uint32_t input, const lg_gemm_operand *b, int64_t k,
                            int64_t n, int64_t count, int64_t step, const void **out) {
    prepack w = {.operand = b, .outer = n, .k = k, .count = count, .step = step};
    lg_gemm_type_init(&w.t, ctx->kernels, ctx->in[input].dtype);
    return prepack_run(ctx, input, &w, out);
}

bool lg_gemm_wants_packed_b(int64_t m) {
#ifdef LG_HAVE_ONEDNN
    (void)m;
    return false; /* oneDNN packs for itself */
#else
    return m > 1;
#endif
}
