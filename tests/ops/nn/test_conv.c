/* SPDX-License-Identifier: Apache-2.0 */
/* Conv, ConvTranspose and their derivatives against loops over every index in double: random
 * geometries of one to three dimensions, all types, the same bits on 1, 2 and 7 threads. */
#include "tests/support/cases.h"
#include "tests/support/op_runner.h"
#include "tests/support/support.h"

#include <math.h>
#include <stdlib.h>

static uint64_t rng_state = 11;
static int64_t pick(int64_t lo, int64_t hi) { /* both included */
    rng_state = rng_state * 6364136223846793005u + 1442695040888963407u;
    return lo + (int64_t)((rng_state >> 33) % (uint64_t)(hi - lo + 1));
}

typedef struct spec {
    int32_t n; /* spatial dimensions */
    int64_t batch, c, m, group;
    int64_t in[3], out[3], k[3], stride[3], dilation[3], before[3], after[3], extra[3];
} spec;

static double value(const lg_view *v, int64_t i) {
    return lg_runner_get(v, i);
}

/* Calls f for every triple (x index, w index, y index) of the convolution x [n, c, in],
 * w [m, c/group, k], y [n, m, out]. */
static void each_term(const spec *s, void (*f)(void *, int64_t, int64_t, int64_t), void *arg) {
    int64_t one[3] = {1, 1, 1}, in[3], out[3], k[3], st[3], di[3], be[3] = {0};
    memcpy(in, one, sizeof in);
    memcpy(out, one, sizeof out);
    memcpy(k, one, sizeof k);
    memcpy(st, one, sizeof st);
    memcpy(di, one, sizeof di);
    for (int32_t i = 0; i < s->n; i++) {
        int32_t d = 3 - s->n + i;
        in[d] = s->in[i];
        out[d] = s->out[i];
        k[d] = s->k[i];
        st[d] = s->stride[i];
        di[d] = s->dilation[i];
        be[d] = s->before[i];
    }
    int64_t cg = s->c / s->group, mg = s->m / s->group;
    for (int64_t b = 0; b < s->batch; b++)
        for (int64_t m = 0; m < s->m; m++)
            for (int64_t c = 0; c < cg; c++)
                for (int64_t q = 0; q < k[0] * k[1] * k[2]; q++)
                    for (int64_t p = 0; p < out[0] * out[1] * out[2]; p++) {
                        int64_t kk[3] = {q / k[2] / k[1], q / k[2] % k[1], q % k[2]};
                        int64_t oo[3] = {p / out[2] / out[1], p / out[2] % out[1], p % out[2]};
                        int64_t x = (b * s->c + m / mg * cg + c), ok = 1;
                        for (int d = 0; d < 3; d++) {
                            int64_t at = oo[d] * st[d] - be[d] + kk[d] * di[d];
                            ok = ok && at >= 0 && at < in[d];
                            x = x * in[d] + at;
                        }
                        if (ok)
                            f(arg, x, (m * cg + c) * (k[0] * k[1] * k[2]) + q,
                              (b * s->m + m) * out[0] * out[1] * out[2] + p);
                    }
}

typedef struct sums {
    const lg_view *x, *w, *y; /* the one to compute is NULL */
    double *sum, *size;
} sums;

static void add_term(void *arg, int64_t x, int64_t w, int64_t y) {
    sums *s = arg;
    int64_t to = !s->x ? x : !s->w ? w : y;
    double t =
        (s->x ? value(s->x, x) : 1) * (s->w ? value(s->w, w) : 1) * (s->y ? value(s->y, y) : 1);
    s->sum[to] += t;
    s->size[to] += fabs(t);
}

static double unit_of(int32_t dtype) {
    return dtype == LG_DOUBLE    ? 0x1p-52
           : dtype == LG_FLOAT   ? 0x1p-23
           : dtype == LG_FLOAT16 ? 0x1p-10
                                 : 0x1p-7;
}

static void compare(const char *what, const spec *s, const lg_view *got, const double *want,
                    const double *size) {
    double unit = unit_of(got->dtype);
    for (int64_t i = 0; i < got->count; i++) {
        double tol = unit * (fabs(want[i]) + 1e-5) +
                     (got->dtype == LG_DOUBLE ? 0x1p-52 : 0x1p-23) * 4 * (size[i] + 1);
        if (!(fabs(value(got, i) - want[i]) <= tol))
            fail_msg("%s %s n %d c %lld m %lld group %lld k %lld %lld stride %lld element %lld: "
                     "%g, expected %g",
                     what, lg_dtype_name(got->dtype), s->n, (long long)s->c, (long long)s->m,
                     (long long)s->group, (long long)s->k[0], (long long)s->k[1],
                     (long long)s->stride[0], (long long)i, value(got, i), want[i]);
    }
}

/* Random geometry; out follows from in. */
static spec random_spec(int32_t n, int64_t group) {
    spec s = {.n = n, .batch = pick(1, 3), .group = group};
    s.c = group * pick(1, 5);
    s.m = group * pick(1, 7);
    for (int32_t i = 0; i < n; i++) {
        s.k[i] = pick(1, 3);
        s.stride[i] = pick(1, 3);
        s.dilation[i] = pick(1, 2);
        s.before[i] = pick(0, 2);
        s.after[i] = pick(0, 2);
        s.in[i] = (s.k[i] - 1) * s.dilation[i] + 1 + pick(0, n == 3 ? 4 : n == 2 ? 9 : 40);
        int64_t left = s.in[i] + s.before[i] + s.after[i] - (s.k[i] - 1) * s.dilation[i] - 1;
        s.out[i] = left / s.stride[i] + 1;
        s.extra[i] = left % s.stride[i]; /* what ConvTranspose needs to get back */
    }
    return s;
}

static void list(char *text, const char *name, const int64_t *v, int32_t n) {
    char *at = text + strlen(text);
    at += sprintf(at, " %s [", name);
    for (int32_t i = 0; i < n; i++)
        at += sprintf(at, "%s%lld", i ? ", " : "", (long long)v[i]);
    strcpy(at, "]");
}

static void attributes(lg_runner *r, const spec *s, int transposed) {
    char text[400] = "";
    int64_t pads[6];
    for (int32_t i = 0; i < s->n; i++) {
        pads[i] = s->before[i];
        pads[i + s->n] = s->after[i];
    }
    list(text, "strides", s->stride, s->n);
    list(text, "dilations", s->dilation, s->n);
    list(text, "pads", pads, 2 * s->n);
    if (pick(0, 1))
        list(text, "kernel_shape", s->k, s->n);
    if (transposed)
        list(text, "output_padding", s->extra, s->n);
    sprintf(text + strlen(text), " group %lld", (long long)s->group);
    assert_int_equal(lg_runner_attrs(r, text), LG_OK);
}

static lg_view random_tensor(lg_runner *r, int32_t dtype, int32_t n, int64_t d0, int64_t d1,
                             const int64_t *rest) {
    int64_t dims[5] = {d0, d1};
    memcpy(dims + 2, rest, (size_t)n * sizeof(int64_t));
    lg_view v = lg_runner_tensor(r, dtype, n + 2, dims);
    for (int64_t i = 0; i < v.count; i++)
        lg_runner_set(&v, i, (double)pick(-64, 64) / 64);
    return v;
}

enum { X, W, Y, B };

/* The three tensors of a convolution and a bias for either side. */
static void tensors(lg_runner *r, const spec *s, int32_t dtype, int transposed, lg_view v[4]) {
    v[X] = random_tensor(r, dtype, s->n, s->batch, s->c, s->in);
    v[W] = random_tensor(r, dtype, s->n, s->m, s->c / s->group, s->k);
    v[Y] = random_tensor(r, dtype, s->n, s->batch, s->m, s->out);
    int64_t channels = transposed ? s->c : s->m;
    v[B] = lg_runner_tensor(r, dtype, 1, &channels);
    for (int64_t i = 0; i < channels; i++)
        lg_runner_set(&v[B], i, (double)pick(-64, 64) / 64);
}

static void check(const spec *s, int32_t dtype, int transposed, int grad) {
    uint64_t start = rng_state;
    lg_view first[3] = {{0}};
    lg_runner keep[3];
    const uint32_t threads[] = {1, 2, 7};
    const char *name =
        transposed ? (grad ? "ConvTransposeGrad" : "ConvTranspose") : (grad ? "ConvGrad" : "Conv");
    for (int t = 0; t < 3; t++) {
        lg_runner *r = &keep[t];
        rng_state = start;
        lg_runner_init(r, lg_runner_find(grad ? "com.microsoft" : "", name, grad ? 1 : 22),
                       grad ? 1 : 22);
        r->threads = threads[t];
        lg_view v[4];
        tensors(r, s, dtype, transposed, v);
        attributes(r, s, transposed);
        bool bias = pick(0, 1);
        if (grad) {
            r->in[0] = transposed ? v[X] : v[Y];
            r->in[1] = transposed ? v[Y] : v[X];
            r->in[2] = v[W];
            r->n_in = 3;
            r->n_out = 3;
            r->unwanted[pick(0, 2)] = true;
            r->unwanted[pick(0, 2)] = false;
        } else {
            r->in[0] = transposed ? v[Y] : v[X];
            r->in[1] = v[W];
            r->in[2] = v[B];
            r->n_in = bias ? 3 : 2;
            r->n_out = 1;
        }
        if (lg_runner_run(r) != LG_OK)
            fail_msg("%s: %s", name, r->err.message);
        for (uint32_t o = 0; o < r->n_out && t > 0; o++)
            assert_true(lg_runner_same(&first[o], &r->out[o]));
        if (t > 0)
            continue;
        memcpy(first, r->out, sizeof first);
        for (uint32_t o = 0; o < r->n_out; o++) {
            const lg_view *got = &r->out[o];
            if (got->dtype == LG_UNDEFINED)
                continue;
            double *sum = calloc((size_t)got->count + 1, sizeof(double));
            double *size = calloc((size_t)got->count + 1, sizeof(double));
            assert_true(sum && size);
            if (grad && o == 2) {
                const lg_view *dy = &r->in[0];
                int64_t channels = got->count, plane = dy->count / s->batch / channels;
                for (int64_t i = 0; i < dy->count; i++) {
                    sum[i / plane % channels] += value(dy, i);
                    size[i / plane % channels] += fabs(value(dy, i));
                }
            } else {
                sums a = {.x = &v[X], .w = &v[W], .y = &v[Y], .sum = sum, .size = size};
                if (!grad)
                    *(transposed ? &a.x : &a.y) = NULL;
                else if (o == 1)
                    a.w = NULL;
                else
                    *(transposed ? &a.y : &a.x) = NULL;
                each_term(s, add_term, &a);
                if (!grad && bias) {
                    int64_t channels = v[B].count, plane = got->count / s->batch / channels;
                    for (int64_t i = 0; i < got->count; i++)
                        sum[i] += value(&v[B], i / plane % channels);
                }
            }
            compare(name, s, got, sum, size);
            free(sum);
            free(size);
        }
    }
    for (int t = 0; t < 3; t++)
        lg_runner_reset(&keep[t]);
}

static void check_kinds(const spec *s, int32_t dtype) {
    for (int transposed = 0; transposed < 2; transposed++)
        for (int grad = 0; grad < 2; grad++)
            check(s, dtype, transposed, grad);
}

static void test_random(void **state) {
    (void)state;
    const int32_t types[] = {LG_FLOAT, LG_DOUBLE, LG_FLOAT, LG_FLOAT16, LG_FLOAT, LG_BFLOAT16};
    for (int i = 0; i < 90; i++) {
        spec s = random_spec(1 + i % 3, i % 4 == 3 ? pick(2, 3) : 1);
        check_kinds(&s, types[i % 6]);
    }
}

static spec square(int64_t batch, int64_t c, int64_t m, int64_t group, int64_t in, int64_t k,
                   int64_t stride, int64_t pad) {
    spec s = {.n = 2, .batch = batch, .c = c, .m = m, .group = group};
    for (int i = 0; i < 2; i++) {
        s.in[i] = in;
        s.k[i] = k;
        s.stride[i] = stride;
        s.dilation[i] = 1;
        s.before[i] = s.after[i] = pad;
        s.out[i] = (in + 2 * pad - k) / stride + 1;
        s.extra[i] = (in + 2 * pad - k) % stride;
    }
    return s;
}

/* Shapes of real networks, small: several blocks of the inner dimension, depthwise, pointwise. */
static void test_networks(void **state) {
    (void)state;
    const spec s[] = {
        square(2, 40, 64, 1, 17, 3, 1, 1),  square(1, 3, 16, 1, 33, 7, 2, 3),
        square(2, 48, 24, 1, 14, 1, 1, 0),  square(1, 24, 16, 1, 13, 1, 2, 0),
        square(2, 24, 24, 24, 15, 3, 1, 1), square(1, 12, 24, 12, 16, 3, 2, 1),
        square(1, 32, 32, 4, 12, 3, 1, 1),  square(1, 6, 5, 1, 9, 5, 1, 4),
        square(1, 8, 8, 8, 9, 5, 1, 0),     square(3, 4, 4, 1, 1, 3, 1, 1),
    };
    for (size_t i = 0; i < LG_COUNT(s); i++) {
        check_kinds(&s[i], LG_FLOAT);
        if (i % 3 == 0)
            check_kinds(&s[i], LG_DOUBLE);
    }
}

/* More columns than are made at a time: parts of a group, and groups by groups. */
static void test_many_columns(void **state) {
    (void)state;
    spec part = square(1, 10, 2, 1, 420, 2, 2, 0), groups = square(1, 9, 3, 3, 760, 2, 2, 0);
    check(&part, LG_FLOAT, 0, 1);
    check(&groups, LG_FLOAT, 1, 0);
}

static void test_cases(void **state) {
    (void)state;
    lg_cases_check("ops/nn/cases", (const char *const[]){"conv", NULL});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(test_random),
        lg_test(test_networks),
        lg_test(test_many_columns),
        lg_test(test_cases),
    };
    return cmocka_run_group_tests_name("ops.nn.conv", tests, NULL, NULL);
}
