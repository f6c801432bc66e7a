/* SPDX-License-Identifier: Apache-2.0 */
/* Every slot of every level that this machine has, against long double libm or the scalar level:
 * all lengths up to four vectors and a rest, misaligned, with NaN, infinities and denormals. */
#include "ops/kernels/kernels.h"
#include "tests/support/support.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { MAX_N = 4 * 16 + 3, PAD = 8, ROOM = MAX_N + 2 * PAD };

static const uint32_t levels[] = {LG_CPU_SCALAR, LG_CPU_AVX2, LG_CPU_AVX512, LG_CPU_NEON};

static uint64_t rng_state;
static double uniform(double lo, double hi) {
    rng_state = rng_state * 6364136223846793005u + 1442695040888963407u;
    return lo + (hi - lo) * (double)(rng_state >> 11) * 0x1p-53;
}

/* Distance of y from the exact value in units of the last place of the rounded exact value. */
static double ulps(double y, long double exact, int is_f32) {
    if (isnan(exact))
        return isnan(y) ? 0 : (double)INFINITY;
    double near = is_f32 ? (double)(float)exact : (double)exact;
    if (y == near)
        return 0;
    if (isinf(near) || isinf(y) || isnan(y)) {
        double top = is_f32 ? (double)FLT_MAX : DBL_MAX;
        double other = isinf(near) ? y : near;
        return fabs(other) >= top * (is_f32 ? 0.9999995 : 0.9999999999999995) && !isnan(y) &&
                       signbit(y) == signbit(near)
                   ? 1
                   : (double)INFINITY;
    }
    int e;
    frexp(near, &e);
    int least = is_f32 ? -149 : -1074, digits = is_f32 ? 24 : 53;
    long double unit = ldexpl(1, e - digits > least && near != 0 ? e - digits : least);
    return (double)(fabsl((long double)y - exact) / unit);
}

static long double exact_sigmoid(long double x) {
    return x < 0 ? expl(x) / (1 + expl(x)) : 1 / (1 + expl(-x));
}
static long double exact_softplus(long double x) {
    return isnan(x) ? x : (x > 0 ? x : 0) + log1pl(expl(-fabsl(x)));
}
static long double exact_relu(long double x) {
    return x < 0 ? 0 : x;
}

typedef struct unary_case {
    size_t f32, f64; /* offsets of the slots */
    long double (*exact)(long double);
    double lo, hi; /* range of random arguments */
    double ulp32, ulp64;
    const char *name;
} unary_case;

#define SLOT(name) offsetof(lg_kernels, f32_##name), offsetof(lg_kernels, f64_##name)
static const unary_case unary[] = {
    {SLOT(exp), expl, -110, 95, 2, 2, "exp"},
    {SLOT(log), logl, 0, 4, 2, 2, "log"},
    {SLOT(log1p), log1pl, -1, 3, 3, 3, "log1p"},
    {SLOT(tanh), tanhl, -12, 12, 3, 3, "tanh"},
    {SLOT(sigmoid), exact_sigmoid, -100, 100, 3, 3, "sigmoid"},
    {SLOT(erf), erfl, -5, 5, 3, 2, "erf"},
    {SLOT(softplus), exact_softplus, -105, 95, 4, 4, "softplus"},
    {SLOT(relu), exact_relu, -2, 2, 0, 0, "relu"},
};

typedef void (*f32_unary)(const float *, float *, size_t);
typedef void (*f64_unary)(const double *, double *, size_t);
typedef void (*f32_binary)(const float *, const float *, float *, size_t);
typedef void (*f64_binary)(const double *, const double *, double *, size_t);
static f32_unary get_f32(const lg_kernels *k, size_t at) {
    f32_unary f;
    memcpy(&f, (const char *)k + at, sizeof f);
    return f;
}
static f64_unary get_f64(const lg_kernels *k, size_t at) {
    f64_unary f;
    memcpy(&f, (const char *)k + at, sizeof f);
    return f;
}
static f32_binary get2_f32(const lg_kernels *k, size_t at) {
    f32_binary f;
    memcpy(&f, (const char *)k + at, sizeof f);
    return f;
}
static f64_binary get2_f64(const lg_kernels *k, size_t at) {
    f64_binary f;
    memcpy(&f, (const char *)k + at, sizeof f);
    return f;
}

static const double special[] = {0.0,
                                 -0.0,
                                 (double)NAN,
                                 (double)INFINITY,
                                 -(double)INFINITY,
                                 1.0,
                                 -1.0,
                                 0x1p-149,
                                 0x1p-140,
                                 -0x1p-140,
                                 0x1p-126,
                                 0x1p-30,
                                 -0x1p-30,
                                 88.7,
                                 88.8,
                                 -87.4,
                                 -103.9,
                                 -104.1,
                                 1e30,
                                 -1e30,
                                 0x1p-1074,
                                 0x1p-1030,
                                 709.7,
                                 709.9,
                                 -708.5,
                                 -745.1,
                                 -745.2,
                                 0.5,
                                 -0.5,
                                 0.99999994,
                                 -0.99999994,
                                 17.5,
                                 -17.5,
                                 1e-5};

/* For each level: f(kernels). */
static void each_level(void (*f)(const lg_kernels *)) {
    for (size_t i = 0; i < LG_COUNT(levels); i++) {
        lg_kernels k;
        lg_kernels_select(levels[i], &k);
        if (levels[i] & lg_kernels_available()) {
            assert_true(k.mask & levels[i]);
            f(&k);
        }
    }
}

static double argument(const unary_case *c, size_t i, size_t n) {
    if (i % 3 == 0 && n % 2)
        return special[(i / 3 + n) % LG_COUNT(special)];
    double x = uniform(c->lo, c->hi);
    return i % 3 == 1 ? x * 0x1p-6 : x;
}

static void check_unary(const lg_kernels *k) {
    for (size_t u = 0; u < LG_COUNT(unary); u++) {
        const unary_case *c = &unary[u];
        double worst32 = 0, worst64 = 0;
        for (size_t n = 0; n <= MAX_N; n++)
            for (size_t shift = 0; shift < 3; shift++) {
                float x[ROOM], y[ROOM];
                double dx[ROOM], dy[ROOM];
                for (size_t i = 0; i < ROOM; i++) {
                    dx[i] = argument(c, i, n);
                    x[i] = (float)dx[i];
                    y[i] = 777.0f;
                    dy[i] = 777.0;
                }
                get_f32(k, c->f32)(x + shift, y + PAD, n);
                get_f64(k, c->f64)(dx + shift, dy + PAD, n);
                for (size_t i = 0; i < n; i++) {
                    double e = ulps((double)y[PAD + i], c->exact((long double)x[shift + i]), 1);
                    if (!(e <= c->ulp32))
                        fail_msg("f32 %s(%a) = %a: %g ulp", c->name, (double)x[shift + i],
                                 (double)y[PAD + i], e);
                    worst32 = e > worst32 ? e : worst32;
                    e = ulps(dy[PAD + i], c->exact((long double)dx[shift + i]), 0);
                    if (!(e <= c->ulp64))
                        fail_msg("f64 %s(%a) = %a: %g ulp", c->name, dx[shift + i], dy[PAD + i], e);
                    worst64 = e > worst64 ? e : worst64;
                }
                for (size_t i = 0; i < ROOM; i++)
                    if (i < PAD || i >= PAD + n) {
                        assert_true(y[i] == 777.0f);
                        assert_true(dy[i] == 777.0);
                    }
                /* in place: the same bits */
                get_f32(k, c->f32)(x + shift, x + shift, n);
                get_f64(k, c->f64)(dx + shift, dx + shift, n);
                assert_memory_equal(x + shift, y + PAD, n * sizeof(float));
                assert_memory_equal(dx + shift, dy + PAD, n * sizeof(double));
            }
        print_message("%s %s: %.2f ulp, f64 %.2f ulp\n", k->f32_exp_name, c->name, worst32,
                      worst64);
    }
}

static void test_unary(void **state) {
    (void)state;
    each_level(check_unary);
}

/* Elementwise slots without transcendental functions: exactly as scalar C. */
static void check_binary(const lg_kernels *k) {
    lg_kernels s;
    lg_kernels_select(LG_CPU_SCALAR, &s);
    const size_t slots[][2] = {
        {SLOT(add)}, {SLOT(sub)}, {SLOT(mul)}, {SLOT(div)}, {SLOT(relu_grad)}};
    for (size_t n = 0; n <= MAX_N; n++) {
        float x[ROOM], y[ROOM], z[ROOM], w[ROOM];
        double dx[ROOM], dy[ROOM], dz[ROOM], dw[ROOM];
        for (size_t i = 0; i < ROOM; i++) {
            dx[i] = i % 5 == 1 ? special[(i + n) % LG_COUNT(special)] : uniform(-2, 2);
            dy[i] = i % 7 == 1 ? special[(i + n) % LG_COUNT(special)] : uniform(-2, 2);
            x[i] = (float)dx[i];
            y[i] = (float)dy[i];
        }
        for (size_t u = 0; u < LG_COUNT(slots); u++) {
            get2_f32(k, slots[u][0])(x + 1, y + 2, z, n);
            get2_f32(&s, slots[u][0])(x + 1, y + 2, w, n);
            get2_f64(k, slots[u][1])(dx + 1, dy + 2, dz, n);
            get2_f64(&s, slots[u][1])(dx + 1, dy + 2, dw, n);
            for (size_t i = 0; i < n; i++) {
                assert_true(z[i] == w[i] || (isnan(z[i]) && isnan(w[i])));
                assert_true(dz[i] == dw[i] || (isnan(dz[i]) && isnan(dw[i])));
                float a = x[i + 1], b = y[i + 2];
                float want = u == 0   ? a + b
                             : u == 1 ? a - b
                             : u == 2 ? a * b
                             : u == 3 ? a / b
                             : b > 0  ? a
                                      : 0;
                assert_true(z[i] == want || (isnan(z[i]) && isnan(want)));
            }
        }
        k->f32_affine(1.5f, x + 1, 0.25f, z, n);
        k->f64_affine(1.5, dx + 1, 0.25, dz, n);
        memcpy(w, y, sizeof w);
        memcpy(dw, dy, sizeof dw);
        k->f32_axpy(0.3f, x + 1, w + 1, n);
        k->f64_axpy(0.3, dx + 1, dw + 1, n);
        for (size_t i = 0; i < n; i++) {
            float a = 1.5f * x[i + 1] + 0.25f, b = y[i + 1] + 0.3f * x[i + 1];
            double da = 1.5 * dx[i + 1] + 0.25, db = dy[i + 1] + 0.3 * dx[i + 1];
            assert_true(z[i] == a || isnan(a));
            assert_true(w[i + 1] == b || isnan(b));
            assert_true(dz[i] == da || isnan(da));
            assert_true(dw[i + 1] == db || isnan(db));
        }
        assert_true(w[n + 1] == y[n + 1] || isnan(y[n + 1]));
        for (int with = 0; with < 4; with++) {
            memcpy(w, y, sizeof w);
            memcpy(dw, dy, sizeof dw);
            k->f32_gemm_finish(w + 1, with & 1 ? x + 1 : NULL, 0.5f, with & 2, n);
            k->f64_gemm_finish(dw + 1, with & 1 ? dx + 1 : NULL, 0.5, with & 2, n);
            for (size_t i = 0; i < n; i++) {
                float a = y[i + 1] + (with & 1 ? x[i + 1] : 0) + 0.5f;
                double da = dy[i + 1] + (with & 1 ? dx[i + 1] : 0) + 0.5;
                a = (with & 2) && a < 0 ? 0 : a;
                da = (with & 2) && da < 0 ? 0 : da;
                assert_true(w[i + 1] == a || (isnan(a) && isnan(w[i + 1])));
                assert_true(dw[i + 1] == da || (isnan(da) && isnan(dw[i + 1])));
            }
            assert_memory_equal(w + n + 1, y + n + 1, sizeof(float));
        }
    }
}

static void test_binary(void **state) {
    (void)state;
    each_level(check_binary);
}

static void near_sum(double got, long double want, long double magnitude, size_t n) {
    if (!(fabsl((long double)got - want) <= magnitude * (long double)(n + 1) * 0x1p-53L))
        fail_msg("sum of %zu: got %.17g, expected %.17Lg", n, got, want);
}

static void check_reductions(const lg_kernels *k) {
    for (size_t n = 0; n <= MAX_N; n++) {
        float x[ROOM], y[ROOM], e[ROOM];
        double dx[ROOM], dy[ROOM], de[ROOM];
        for (size_t i = 0; i < ROOM; i++) {
            x[i] = (float)uniform(-2, 2);
            y[i] = (float)uniform(-2, 2);
            dx[i] = uniform(-2, 2);
            dy[i] = uniform(-2, 2);
        }
        long double s[2][5] = {{0}};
        float top = -INFINITY, low = INFINITY;
        double dtop = -(double)INFINITY, dlow = (double)INFINITY;
        for (size_t i = 1; i <= n; i++) {
            long double v = (long double)x[i], w = (long double)y[i];
            s[0][0] += v;
            s[0][1] += v * w;
            s[0][2] += v * v;
            s[0][3] += fabsl(v);
            s[0][4] += fabsl(v * w);
            v = (long double)dx[i];
            w = (long double)dy[i];
            s[1][0] += v;
            s[1][1] += v * w;
            s[1][2] += v * v;
            s[1][3] += fabsl(v);
            s[1][4] += fabsl(v * w);
            top = x[i] > top ? x[i] : top;
            low = x[i] < low ? x[i] : low;
            dtop = dx[i] > dtop ? dx[i] : dtop;
            dlow = dx[i] < dlow ? dx[i] : dlow;
        }
        near_sum(k->f32_sum(x + 1, n), s[0][0], s[0][3], n);
        near_sum(k->f32_dot(x + 1, y + 1, n), s[0][1], s[0][4], n);
        near_sum(k->f32_sum_squares(x + 1, n), s[0][2], s[0][2], n);
        near_sum(k->f32_sum_abs(x + 1, n), s[0][3], s[0][3], n);
        near_sum(k->f64_sum(dx + 1, n), s[1][0], s[1][3], n);
        near_sum(k->f64_dot(dx + 1, dy + 1, n), s[1][1], s[1][4], n);
        near_sum(k->f64_sum_squares(dx + 1, n), s[1][2], s[1][2], n);
        near_sum(k->f64_sum_abs(dx + 1, n), s[1][3], s[1][3], n);
        assert_true(k->f32_max(x + 1, n) == top);
        assert_true(k->f32_min(x + 1, n) == low);
        assert_true(k->f64_max(dx + 1, n) == dtop);
        assert_true(k->f64_min(dx + 1, n) == dlow);

        double got = k->f32_exp_sum(x + 1, e, n, top), sum = 0;
        float f[ROOM];
        for (size_t i = 0; i < n; i++)
            f[i] = x[i + 1] - top;
        k->f32_exp(f, f, n);
        assert_memory_equal(e, f, n * sizeof(float));
        for (size_t i = 0; i < n; i++)
            sum += (double)e[i];
        near_sum(got, (long double)sum, (long double)sum, n);
        assert_true(got == k->f32_exp_sum(x + 1, NULL, n, top));
        got = k->f64_exp_sum(dx + 1, de, n, dtop);
        sum = 0;
        for (size_t i = 0; i < n; i++) {
            assert_true(ulps(de[i], expl((long double)(dx[i + 1] - dtop)), 0) <= 2);
            sum += de[i];
        }
        near_sum(got, (long double)sum, (long double)sum, n);
        assert_true(got == k->f64_exp_sum(dx + 1, NULL, n, dtop));

        for (size_t i = 0; i < n; i++) { /* NaN and infinity at every place */
            float keep = x[i + 1];
            double dkeep = dx[i + 1];
            x[i + 1] = NAN;
            dx[i + 1] = (double)NAN;
            assert_true(isnan(k->f32_max(x + 1, n)) && isnan(k->f32_min(x + 1, n)));
            assert_true(isnan(k->f64_max(dx + 1, n)) && isnan(k->f64_min(dx + 1, n)));
            assert_true(isnan(k->f32_sum(x + 1, n)) && isnan(k->f64_sum(dx + 1, n)));
            assert_true(isnan(k->f32_dot(x + 1, y + 1, n)) && isnan(k->f64_dot(dx + 1, dy + 1, n)));
            assert_true(isnan(k->f32_exp_sum(x + 1, NULL, n, 0)));
            assert_true(isnan(k->f64_exp_sum(dx + 1, NULL, n, 0)));
            x[i + 1] = INFINITY;
            dx[i + 1] = (double)INFINITY;
            assert_true(isinf(k->f32_max(x + 1, n)) && isinf(k->f64_max(dx + 1, n)));
            /* one infinite logit takes all the mass: exp(inf - inf) counts as 1, the rest as 0 */
            assert_true(k->f32_exp_sum(x + 1, e, n, INFINITY) == 1.0 && e[i] == 1.0f);
            assert_true(k->f64_exp_sum(dx + 1, de, n, (double)INFINITY) == 1.0 && de[i] == 1.0);
            x[i + 1] = keep;
            dx[i + 1] = dkeep;
        }
    }
}

static void test_reductions(void **state) {
    (void)state;
    each_level(check_reductions);
}

enum { K_MAX = 37, LDB = 64 + 9, ROWS = 16 };

/* Both gemm slots and both types, all row and column counts, against a double sum. */
static void check_gemm(const lg_kernels *k) {
    static float a[ROWS * K_MAX], b[LDB * LDB], c[ROWS * LDB], c0[ROWS * LDB];
    static double da[ROWS * K_MAX], db[LDB * LDB], dc[ROWS * LDB], dc0[ROWS * LDB];
    for (size_t i = 0; i < LG_COUNT(a); i++)
        a[i] = (float)(da[i] = uniform(-1, 1));
    for (size_t i = 0; i < LG_COUNT(b); i++)
        b[i] = (float)(db[i] = uniform(-1, 1));
    for (size_t i = 0; i < LG_COUNT(c); i++)
        c0[i] = (float)(dc0[i] = uniform(-1, 1));
    assert_true(k->f32_mr <= 8 && k->f32_nr <= 64 && k->f64_mr <= 8 && k->f64_nr <= 32);
    for (int64_t n = 0; n <= K_MAX; n++)
        for (int32_t rows = 1; rows <= k->f32_mr; rows++)
            for (int variant = 0; variant < 8; variant++) {
                int32_t add = variant & 1, dot = variant & 2, by_columns = variant & 4;
                float alpha = by_columns ? 1.0f : 0.75f;
                int64_t a_row = by_columns ? 1 : K_MAX, a_step = by_columns ? ROWS : 1;
                int32_t r32 = rows, c32 = k->f32_nr, r64 = rows, c64 = k->f64_nr;
                memcpy(c, c0, sizeof c);
                memcpy(dc, dc0, sizeof dc);
                if (dot) {
                    if (rows > k->f32_dot_mr)
                        continue;
                    c32 = c64 = (int32_t)(n % k->f32_dot_nr) + 1;
                    a_row = K_MAX;
                    a_step = 1;
                    k->f32_gemm_dot(n, a, K_MAX, b, LDB, c, LDB, rows, c32, alpha, add);
                    k->f64_gemm_dot(n, da, K_MAX, db, LDB, dc, LDB, rows, c64, (double)alpha, add);
                } else {
                    k->f32_gemm(n, a, a_row, a_step, b, LDB, c, LDB, rows, alpha, add);
                    k->f64_gemm(n, da, a_row, a_step, db, LDB, dc, LDB, rows, (double)alpha, add);
                }
                int64_t b_step = dot ? 1 : LDB, b_col = dot ? LDB : 1;
                for (int32_t i = 0; i < ROWS; i++)
                    for (int32_t j = 0; j < LDB; j++) {
                        float got = c[i * LDB + j], start = c0[i * LDB + j];
                        double dgot = dc[i * LDB + j], dstart = dc0[i * LDB + j];
                        double sum = 0, size = 0, dsum = 0;
                        for (int64_t p = 0; p < n && i < rows && j < 64; p++) {
                            double t = (double)a[i * a_row + p * a_step] *
                                       (double)b[p * b_step + j * b_col];
                            sum += t;
                            size += fabs(t);
                            dsum += da[i * a_row + p * a_step] * db[p * b_step + j * b_col];
                        }
                        double want = (add ? (double)start : 0) + (double)alpha * sum;
                        double dwant = (add ? dstart : 0) + (double)alpha * dsum;
                        double tol = (size + 1) * (double)(n + 2);
                        if (i < r32 && j < c32)
                            assert_true(fabs((double)got - want) <= tol * 0x1p-24);
                        else
                            assert_true(got == start);
                        if (i < r64 && j < c64)
                            assert_true(fabs(dgot - dwant) <= tol * 0x1p-53);
                        else
                            assert_true(dgot == dstart);
                    }
            }
}

static void test_gemm_tiles(void **state) {
    (void)state;
    each_level(check_gemm);
}

/* The bits of a product element depend neither on the number of rows nor on the strides. */
static void check_gemm_bits(const lg_kernels *k) {
    enum { K = 29 };
    static float a[16 * K], at[16 * K], b[K * 64], one[16 * 64], all[16 * 64];
    for (int i = 0; i < 16 * K; i++)
        a[i] = (float)uniform(-1, 1);
    for (int i = 0; i < 16; i++)
        for (int p = 0; p < K; p++)
            at[p * 16 + i] = a[i * K + p];
    for (int i = 0; i < K * 64; i++)
        b[i] = (float)uniform(-1, 1);
    k->f32_gemm(K, at, 1, 16, b, 64, all, 64, k->f32_mr, 1, 0);
    for (int32_t i = 0; i < k->f32_mr; i++) {
        k->f32_gemm(K, a + i * K, K, 1, b, 64, one, 64, 1, 1, 0);
        assert_memory_equal(one, all + i * 64, (size_t)k->f32_nr * sizeof(float));
    }
    k->f32_gemm_dot(K, a, K, b, K, all, 64, k->f32_dot_mr, k->f32_dot_nr, 1, 0);
    for (int32_t i = 0; i < k->f32_dot_mr; i++)
        for (int32_t j = 0; j < k->f32_dot_nr; j++) {
            k->f32_gemm_dot(K, a + i * K, K, b + j * K, K, one, 64, 1, 1, 1, 0);
            assert_memory_equal(one, &all[i * 64 + j], sizeof(float));
        }
}

static void test_gemm_bits(void **state) {
    (void)state;
    each_level(check_gemm_bits);
}

static void check_gemv(const lg_kernels *k) {
    enum { K = 21, N = 8 * 16 + 16 + 5, LD = N + 3 };
    static float a[K * 2], b[K * LD], y[LD], y0[LD];
    static double da[K * 2], db[K * LD], dy[LD];
    for (size_t i = 0; i < LG_COUNT(a); i++)
        a[i] = (float)(da[i] = (double)(float)uniform(-1, 1));
    for (size_t i = 0; i < LG_COUNT(b); i++)
        b[i] = (float)(db[i] = (double)(float)uniform(-1, 1));
    for (size_t i = 0; i < LG_COUNT(y0); i++)
        y0[i] = (float)uniform(-1, 1);
    for (int64_t n = 0; n <= N; n++)
        for (int32_t add = 0; add < 2; add++) {
            for (size_t i = 0; i < LG_COUNT(y); i++)
                dy[i] = (double)(y[i] = y0[i]);
            k->f32_gemv(K, a, 2, b, LD, y, n, 0.5f, add);
            k->f64_gemv(K, da, 2, db, LD, dy, n, 0.5, add);
            for (int64_t j = 0; j < LD; j++) {
                double sum = 0;
                for (int p = 0; p < K; p++)
                    sum += da[2 * p] * db[p * LD + j];
                double want = j < n ? (add ? (double)y0[j] : 0) + 0.5 * sum : (double)y0[j];
                assert_true(fabs(dy[j] - want) <= 1e-14);
                assert_true(fabs((double)y[j] - want) <= (j < n ? 5e-6 : 0));
            }
        }
}

static void check_transpose(const lg_kernels *k) {
    enum { R = 20, C = 19, LDX = 23, LDY = 22 };
    static float x[R * LDX], y[C * LDY];
    static double dx[R * LDX], dy[C * LDY];
    for (size_t i = 0; i < LG_COUNT(x); i++)
        dx[i] = (double)(x[i] = (float)i);
    for (int64_t rows = 0; rows <= R; rows++)
        for (int64_t cols = 0; cols <= C; cols++) {
            for (size_t i = 0; i < LG_COUNT(y); i++)
                dy[i] = (double)(y[i] = -1);
            k->f32_transpose(x, LDX, y, LDY, rows, cols);
            k->f64_transpose(dx, LDX, dy, LDY, rows, cols);
            for (int64_t j = 0; j < C; j++)
                for (int64_t i = 0; i < LDY; i++) {
                    float want = i < rows && j < cols ? x[i * LDX + j] : -1;
                    assert_true(y[j * LDY + i] == want);
                    assert_true(dy[j * LDY + i] == (double)want);
                }
        }
}

static void check_steps(const lg_kernels *k) {
    enum { N = 5 * 16 + 3, TAPS = 5, STEP = 3 };
    /* exactly as long as the last element read: memory checkers see any read beyond */
    for (size_t n = 1; n <= N; n++)
        for (int64_t step = 1; step <= STEP; step++) {
            size_t length = (n - 1) * (size_t)step + 1;
            float *x = malloc(length * sizeof(float)), y[N + 1], w[TAPS];
            double *dx = malloc(length * sizeof(double)), dy[N + 1], dw[TAPS];
            const float *px[TAPS];
            const double *pdx[TAPS];
            assert_true(x && dx);
            for (size_t i = 0; i < length; i++)
                dx[i] = (double)(x[i] = (float)uniform(-1, 1));
            for (int t = 0; t < TAPS; t++) {
                px[t] = x;
                pdx[t] = dx;
                dw[t] = (double)(w[t] = (float)uniform(-1, 1));
            }
            y[n] = 9;
            dy[n] = 9;
            k->f32_copy_steps(x, step, y, n);
            k->f64_copy_steps(dx, step, dy, n);
            for (size_t i = 0; i < n; i++)
                assert_true(y[i] == x[(int64_t)i * step] && dy[i] == dx[(int64_t)i * step]);
            k->f32_taps(TAPS, w, px, step, 0.5f, y, n);
            k->f64_taps(TAPS, dw, pdx, step, 0.5, dy, n);
            for (size_t i = 0; i < n; i++) {
                double want = 0.5;
                for (int t = 0; t < TAPS; t++)
                    want += dw[t] * dx[(int64_t)i * step];
                assert_true(fabs((double)y[i] - want) <= 1e-6 && fabs(dy[i] - want) <= 1e-14);
            }
            assert_true(y[n] == 9 && dy[n] == 9);
            free(x);
            free(dx);
        }
}

static void check_parts(const lg_kernels *k) {
    enum { LINES = 3, WIDTHS = 20 };
    for (int round = 0; round < 400; round++) {
        int32_t width = round % 2 ? 16 : 1 + round % WIDTHS, parts = 0;
        int64_t step = round % 5 == 4 ? 2 : 1, used = 0, at = 0;
        lg_copy_part part[WIDTHS];
        while (at < width) { /* gaps and lengths at random; the rows of x exactly as long as read */
            int64_t gap = (int64_t)uniform(0, 4) * (round % 3 > 0), most = width - at - gap;
            if (most <= 0)
                break;
            int64_t n = 1 + (int64_t)uniform(0, (double)most - 1e-9);
            if (round % 7 == 0) { /* one part, whole */
                gap = 0;
                n = width;
            }
            part[parts++] = (lg_copy_part){at + gap, n, used};
            used += (n - 1) * step + 1;
            at += gap + n;
        }
        size_t room = (size_t)(used * LINES + (used ? 0 : 1));
        float *x = malloc(room * sizeof(float)), y[LINES * (WIDTHS + 1)];
        double *dx = malloc(room * sizeof(double)), dy[LINES * (WIDTHS + 1)];
        assert_true(x && dx);
        for (size_t i = 0; i < room; i++)
            dx[i] = (double)(x[i] = (float)i + 1);
        for (size_t i = 0; i < LG_COUNT(y); i++)
            dy[i] = (double)(y[i] = -1);
        k->f32_copy_parts(x, used, step, part, parts, y, width + 1, width, LINES);
        k->f64_copy_parts(dx, used, step, part, parts, dy, width + 1, width, LINES);
        for (int64_t r = 0; r < LINES; r++)
            for (int64_t c = 0; c <= width; c++) {
                float want = c < width ? 0 : -1;
                for (int32_t p = 0; p < parts; p++)
                    if (c >= part[p].at && c < part[p].at + part[p].length)
                        want = x[r * used + part[p].from + (c - part[p].at) * step];
                assert_true(y[r * (width + 1) + c] == want);
                assert_true(dy[r * (width + 1) + c] == (double)want);
            }
        free(x);
        free(dx);
    }
}

static void test_gemv_and_transpose(void **state) {
    (void)state;
    each_level(check_gemv);
    each_level(check_transpose);
    each_level(check_steps);
    each_level(check_parts);
}

/* Every 16-bit pattern; every midpoint of two neighbours goes to the even one, and the next float
 * on either side to the nearer one. */
static void check_half(const lg_kernels *k) {
    for (int bf = 0; bf < 2; bf++) {
        void (*widen)(const uint16_t *, float *, size_t) = bf ? k->bf16_to_f32 : k->f16_to_f32;
        void (*narrow)(const float *, uint16_t *, size_t) = bf ? k->f32_to_bf16 : k->f32_to_f16;
        int digits = bf ? 7 : 10, bias = bf ? 127 : 15;
        uint32_t inf = bf ? 0x7f80 : 0x7c00;
        for (uint32_t h = 0; h < 0x10000; h++) {
            uint16_t in = (uint16_t)h, back;
            float x, sides[3];
            uint16_t out[3];
            widen(&in, &x, 1);
            uint32_t a = h & 0x7fff;
            if (a > inf) {
                narrow(&x, &back, 1);
                assert_true(isnan(x) && (back & 0x7fff) > inf && (back & 0x8000) == (h & 0x8000));
                continue;
            }
            uint32_t e = a >> digits, m = a & ((1u << digits) - 1);
            double want = a == inf ? (double)INFINITY
                                   : ldexp(e ? (double)(m + (1u << digits)) : (double)m,
                                           (int)(e ? e : 1) - bias - digits);
            assert_true((double)fabsf(x) == want && !signbit(x) == !(h & 0x8000));
            narrow(&x, &back, 1);
            assert_int_equal(back, h);
            if (a == inf)
                continue;
            float next =
                ldexpf((float)(m + (e ? 1u << digits : 0) + 1), (int)(e ? e : 1) - bias - digits);
            if (bf && a == inf - 1)
                continue; /* the midpoint is above the largest float */
            sides[1] = copysignf((fabsf(x) + next) * 0.5f, x);
            if ((double)fabsf(sides[1]) != ((double)fabsf(x) + (double)next) / 2)
                continue; /* bf16 denormals: no float between */
            sides[0] = nextafterf(sides[1], 0.0f);
            sides[2] = nextafterf(sides[1], copysignf(INFINITY, x));
            narrow(sides, out, 3);
            assert_int_equal(out[0], h);
            assert_int_equal(out[1], h + (h & 1));
            assert_int_equal(out[2], h + 1);
        }
        uint16_t h[MAX_N], h2[MAX_N + 1];
        float f[MAX_N + 1];
        for (size_t i = 0; i < MAX_N; i++)
            h[i] = (uint16_t)(i * 293);
        for (size_t n = 0; n <= MAX_N; n++) {
            f[n] = 5.0f;
            h2[n] = 5;
            widen(h, f, n);
            narrow(f, h2, n);
            assert_memory_equal(h, h2, n * sizeof(uint16_t));
            assert_true(f[n] == 5.0f && h2[n] == 5);
        }
    }
}

static void test_half(void **state) {
    (void)state;
    each_level(check_half);
}

/* Selection: scalar always, unknown bits ignored, every slot and name filled. */
static void test_select(void **state) {
    (void)state;
    uint32_t masks[] = {0, LG_CPU_SCALAR, LG_CPU_ALL, 0x80000000u};
    for (size_t i = 0; i < LG_COUNT(masks); i++) {
        lg_kernels k;
        memset(&k, 0xAA, sizeof k);
        lg_kernels_select(masks[i], &k);
        assert_true(k.mask & LG_CPU_SCALAR);
        assert_int_equal(k.mask & ~lg_kernels_available(), 0);
        if (masks[i] == LG_CPU_SCALAR)
            assert_string_equal(k.f32_exp_name, "f32_exp_scalar");
#define CHECK(ret, name, args)                                                                     \
    assert_non_null(k.name);                                                                       \
    assert_int_equal(strncmp(k.name##_name, #name "_", sizeof(#name)), 0);
        LG_KERNELS(CHECK)
#undef CHECK
    }
    const char *reason = NULL;
    uint32_t declined = lg_kernels_declined(&reason);
    assert_int_equal(declined & ~lg_kernels_available(), 0);
    assert_int_equal(declined != 0, reason != NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(test_select),
        lg_test(test_unary),
        lg_test(test_binary),
        lg_test(test_reductions),
        lg_test(test_gemm_tiles),
        lg_test(test_gemm_bits),
        lg_test(test_gemv_and_transpose),
        lg_test(test_half),
    };
    return cmocka_run_group_tests_name("ops.kernels", tests, NULL, NULL);
}
