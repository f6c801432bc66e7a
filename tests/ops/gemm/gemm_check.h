/* SPDX-License-Identifier: Apache-2.0 */
/* Compares the matrix product with a naive sum in double, on 1, 2 and 7 threads, for every level
 * of kernels that the machine has; watches for writes outside of C and of the workspace. */
#ifndef LG_TESTS_GEMM_CHECK_H
#define LG_TESTS_GEMM_CHECK_H

#include "ops/gemm/gemm.h"

#include "ops/opkit/half.h"
#include "tests/ops/gemm/gemm_host.h"
#include "tests/support/support.h"

#include <math.h>
#include <stdlib.h>

enum { GUARD = 64 };

static uint64_t rng_state = 7;
static double uniform(double lo, double hi) {
    rng_state = rng_state * 6364136223846793005u + 1442695040888963407u;
    return lo + (hi - lo) * (double)(rng_state >> 11) * 0x1p-53;
}

static size_t elem_size(int32_t dtype) {
    return dtype == LG_DOUBLE ? 8 : dtype == LG_FLOAT ? 4 : 2;
}
static double get(int32_t dtype, const void *p, int64_t i) {
    switch (dtype) {
    case LG_DOUBLE:
        return ((const double *)p)[i];
    case LG_FLOAT:
        return (double)((const float *)p)[i];
    case LG_FLOAT16:
        return (double)f16_to_f32(((const uint16_t *)p)[i]);
    default:
        return (double)bf16_to_f32(((const uint16_t *)p)[i]);
    }
}
static void put(int32_t dtype, void *p, int64_t i, double x) {
    switch (dtype) {
    case LG_DOUBLE:
        ((double *)p)[i] = x;
        break;
    case LG_FLOAT:
        ((float *)p)[i] = (float)x;
        break;
    case LG_FLOAT16:
        ((uint16_t *)p)[i] = f32_to_f16((float)x);
        break;
    default:
        ((uint16_t *)p)[i] = f32_to_bf16((float)x);
    }
}

static void *filled(int32_t dtype, int64_t n) {
    void *p = malloc((size_t)(n + 1) * elem_size(dtype));
    assert_non_null(p);
    for (int64_t i = 0; i < n; i++)
        put(dtype, p, i, uniform(-1, 1));
    return p;
}

typedef struct shape {
    int64_t m, n, k;
    int32_t dtype;
    int a_layout,
        b_layout; /* 0 rows adjacent, 1 transposed, 2 every other element, 3 callback (B) */
    int64_t pad;  /* gap between rows of C */
    double alpha, beta;
    int row_bias, col_bias, relu;
    int64_t batch0, batch1;
    int share_a, share_b; /* bit d: the operand is the same along batch dimension d */
    int packed;           /* 1: A, 2: B packed ahead */
} shape;

typedef struct source {
    const float *data;
    int64_t ld, step;
} source;

/* B = the stored matrix read through a callback. */
static void pack_callback(const void *self, void *dst, int64_t batch, int64_t row, int64_t col,
                          int32_t rows, int32_t cols, int32_t ld) {
    const source *s = self;
    float *to = dst;
    for (int32_t r = 0; r < rows; r++)
        for (int32_t c = 0; c < ld; c++)
            to[r * ld + c] = c < cols ? s->data[batch * s->step + (row + r) * s->ld + col + c] : 0;
}

/* What lg_prepare offers: keeps the packed bytes in `self`. */
typedef struct pack_host {
    void *bytes;
    uint64_t key;
} pack_host;
static lg_status pack_once(void *self, uint32_t input, uint64_t key, size_t bytes,
                           void (*pack)(const void *arg, void *dst), const void *arg,
                           const void **out, lg_error *err) {
    (void)input;
    (void)err;
    pack_host *h = self;
    h->key = key;
    h->bytes = malloc(bytes + 1);
    assert_non_null(h->bytes);
    memset(h->bytes, 0xAA, bytes + 1);
    pack(arg, h->bytes);
    assert_int_equal(((unsigned char *)h->bytes)[bytes], 0xAA);
    *out = h->bytes;
    return LG_OK;
}

static void layout(lg_gemm_operand *x, int kind, int64_t rows, int64_t cols) {
    x->row = kind == 1 ? 1 : kind == 2 ? 2 * cols : cols;
    x->col = kind == 1 ? rows : kind == 2 ? 2 : 1;
}

static void check(uint32_t level, const shape *s) {
    int64_t batches = s->batch0 * s->batch1, ldc = s->n + s->pad;
    int32_t dt = s->dtype;
    int64_t a_one = 2 * s->m * s->k + 1, b_one = 2 * s->n * s->k + 1, c_one = s->m * ldc + 3;
    int64_t a_n = 1, b_n = 1;
    lg_gemm g = {.m = s->m,
                 .n = s->n,
                 .k = s->k,
                 .ldc = ldc,
                 .dtype = dt,
                 .relu = s->relu,
                 .alpha = s->alpha,
                 .beta = s->beta};
    if (batches > 1 || s->batch0 > 1) {
        g.batch_rank = 2;
        g.batch[0] = s->batch0;
        g.batch[1] = s->batch1;
        g.c_step[0] = s->batch1 * c_one;
        g.c_step[1] = c_one;
        g.a_step[1] = s->share_a & 2 ? 0 : 1;
        g.a_step[0] = s->share_a & 1 ? 0 : g.a_step[1] ? s->batch1 : 1;
        g.b_step[1] = s->share_b & 2 ? 0 : 1;
        g.b_step[0] = s->share_b & 1 ? 0 : g.b_step[1] ? s->batch1 : 1;
        a_n = (s->share_a & 1 ? 1 : s->batch0) * (s->share_a & 2 ? 1 : s->batch1);
        b_n = (s->share_b & 1 ? 1 : s->batch0) * (s->share_b & 2 ? 1 : s->batch1);
    }
    lg_gemm numbers = g; /* steps in matrices */
    void *a = filled(dt, a_one * a_n), *b = filled(dt, b_one * b_n);
    void *c0 = filled(dt, c_one * batches), *rb = filled(dt, s->n), *cb = filled(dt, s->m);
    g.a.data = a;
    g.b.data = b;
    layout(&g.a, s->a_layout, s->m, s->k);
    layout(&g.b, s->b_layout, s->k, s->n);
    source from = {.data = b, .ld = s->n, .step = b_one};
    pack_host packed[2] = {{0}};
    for (int side = 0; side < 2; side++) {
        if (!(s->packed & (side + 1)))
            continue;
        gemm_host h;
        gemm_host_init(&h, level, 1);
        h.host.packed = pack_once;
        lg_view in = {.dtype = dt};
        lg_prepare prep = {.in = &in,
                           .n_in = 1,
                           .kernels = &h.kernels,
                           .host = &h.host,
                           .self = &packed[side],
                           .err = &h.err};
        if (side == 0)
            assert_int_equal(lg_gemm_prepack_a(&prep, 0, &g.a, s->m, s->k, a_n, a_one, &g.a.packed),
                             LG_OK);
        else
            assert_int_equal(lg_gemm_prepack_b(&prep, 0, &g.b, s->k, s->n, b_n, b_one, &g.b.packed),
                             LG_OK);
    }
    for (int i = 0; i < 2; i++) {
        g.a_step[i] *= g.a.packed ? 1 : a_one;
        g.b_step[i] *= g.b.packed ? 1 : b_one;
    }
    if (s->b_layout == 3) {
        g.b.pack = pack_callback;
        g.b.self = &from;
    }
    if (s->row_bias)
        g.row_bias = rb;
    if (s->col_bias)
        g.col_bias = cb;

    size_t bytes, c_bytes = (size_t)(c_one * batches) * elem_size(dt);
    assert_true(lg_gemm_workspace(&g, &bytes));
    unsigned char *ws = aligned_alloc(64, (bytes + GUARD + 63) / 64 * 64);
    void *c[3];
    const int threads[] = {1, 2, 7};
    for (int i = 0; i < 3; i++) {
        gemm_host h;
        gemm_host_init(&h, level, threads[i]);
        c[i] = malloc(c_bytes);
        assert_non_null(c[i]);
        assert_non_null(ws);
        memcpy(c[i], c0, c_bytes);
        memset(ws, 0xFF, bytes + GUARD); /* NaN, so that anything read before written shows */
        g.c = c[i];
        lg_exec ctx = gemm_host_exec(&h);
        assert_int_equal(lg_gemm_run(&ctx, &g, ws), LG_OK);
        for (size_t q = bytes; q < bytes + GUARD; q++)
            assert_int_equal(ws[q], 0xFF);
    }
    assert_memory_equal(c[0], c[1], c_bytes);
    assert_memory_equal(c[0], c[2], c_bytes);

    double unit = dt == LG_DOUBLE ? 0x1p-52 : 0x1p-23;
    double last = dt == LG_FLOAT16 ? 0x1p-11 : dt == LG_BFLOAT16 ? 0x1p-8 : 0;
    /* of the largest products a sample */
    uint64_t every = 1 + (uint64_t)(c_one * batches * (s->k + 8)) / 4000000;
    for (int64_t q = 0; q < c_one * batches; q++) {
        if (((uint64_t)q * 0x9E3779B97F4A7C15u >> 32) % every != 0)
            continue;
        int64_t batch = q / c_one, i = q % c_one / (ldc ? ldc : 1), j = q % c_one % (ldc ? ldc : 1);
        double got = get(dt, c[0], q), start = get(dt, c0, q);
        if (i >= s->m || j >= s->n) {
            assert_true(got == start);
            continue;
        }
        int64_t i0 = batch / s->batch1, i1 = batch % s->batch1;
        int64_t ia = i0 * numbers.a_step[0] + i1 * numbers.a_step[1];
        int64_t ib = i0 * numbers.b_step[0] + i1 * numbers.b_step[1];
        double sum = 0, size = 0;
        for (int64_t p = 0; p < s->k; p++) {
            double t = get(dt, a, ia * a_one + i * g.a.row + p * g.a.col) *
                       get(dt, b, ib * b_one + p * g.b.row + j * g.b.col);
            sum += t;
            size += fabs(t);
        }
        double want = s->alpha * sum + (s->beta != 0 ? s->beta * start : 0);
        want += (s->row_bias ? get(dt, rb, j) : 0) + (s->col_bias ? get(dt, cb, i) : 0);
        if (s->relu && want < 0)
            want = 0;
        double tol = (fabs(s->alpha) * size + 3) * unit * (2 + (double)s->k / 8) +
                     last * fabs(want) + (last > 0 ? 1e-7 : 0);
        if (!(fabs(got - want) <= tol))
            fail_msg("%s m %lld n %lld k %lld batch %lld [%lld, %lld]: %g, expected %g",
                     lg_dtype_name(dt), (long long)s->m, (long long)s->n, (long long)s->k,
                     (long long)batch, (long long)i, (long long)j, got, want);
    }
    for (int i = 0; i < 3; i++)
        free(c[i]);
    free(packed[0].bytes);
    free(packed[1].bytes);
    free(a);
    free(b);
    free(c0);
    free(rb);
    free(cb);
    free(ws);
}

#ifdef LG_TESTS_EMULATED /* an emulator is slow: only the level that the build machine lacks */
static const uint32_t levels[] = {LG_CPU_NEON};
#else
static const uint32_t levels[] = {LG_CPU_SCALAR, LG_CPU_AVX2, LG_CPU_AVX512, LG_CPU_NEON};
#endif

static inline void check_levels(shape s) {
    if (s.alpha == 0)
        s.alpha = 1;
    if (s.batch0 == 0)
        s.batch0 = s.batch1 = 1;
    if (s.dtype == 0)
        s.dtype = LG_FLOAT;
    for (size_t i = 0; i < LG_COUNT(levels); i++)
        if (levels[i] & lg_kernels_available())
            check(levels[i], &s);
}

#endif
