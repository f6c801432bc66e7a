/* SPDX-License-Identifier: Apache-2.0 */
/* The convolution primitives: the gradients are the adjoints of the forward product, weights packed
 * ahead and relu change nothing else, sizes that overflow are refused. Values are compared with
 * naive loops by the tests of the operators. */
#include "ops/gemm/conv.h"
#include "tests/ops/gemm/gemm_check.h"

static int64_t pick(int64_t lo, int64_t hi) {
    return lo + (int64_t)uniform(0, (double)(hi - lo + 1));
}

static lg_conv random_conv(int round) {
    lg_conv cv = {.dtype = LG_DOUBLE, .n = pick(1, 2), .groups = round % 3 == 2 ? pick(2, 3) : 1};
    cv.c = cv.groups * (round % 2 ? 1 : pick(1, 4));
    cv.m = cv.groups * pick(1, 8);
    for (int d = 0; d < LG_CONV_DIMS; d++) {
        bool used = d >= round % LG_CONV_DIMS;
        cv.k[d] = used ? pick(1, 4) : 1;
        cv.stride[d] = used && round % 4 > 1 ? pick(1, 3) : 1;
        cv.dilation[d] = used ? pick(1, 3) : 1;
        cv.pad[d] = used ? pick(0, 4) : 0;
        int64_t reach = (cv.k[d] - 1) * cv.dilation[d] + 1;
        cv.in[d] = used ? pick(1, 9) : 1;
        int64_t after = pick(0, 3), padded = cv.in[d] + cv.pad[d] + (used ? after : 0);
        if (padded < reach) {
            cv.in[d] += reach - padded;
            padded = reach;
        }
        cv.out[d] = (padded - reach) / cv.stride[d] + 1;
    }
    return cv;
}

static int64_t count3(const int64_t *v) {
    return v[0] * v[1] * v[2];
}

static double inner(const double *a, const double *b, int64_t n) {
    double s = 0;
    for (int64_t i = 0; i < n; i++)
        s += a[i] * b[i];
    return s;
}

static void *workspace_for(const lg_conv *cv, lg_conv_task task) {
    size_t bytes;
    assert_true(lg_conv_workspace(cv, task, &bytes));
    void *ws = aligned_alloc(64, bytes + 64 - bytes % 64);
    assert_non_null(ws);
    memset(ws, 0xFF, bytes);
    return ws;
}

/* <y, conv(x, w)> = <conv^T(y, w), x> = <w gradient(y, x), w> for every y. */
static void test_adjoint(void **state) {
    (void)state;
    for (int round = 0; round < 120; round++) {
        lg_conv cv = random_conv(round);
        int64_t nx = cv.n * cv.c * count3(cv.in), ny = cv.n * cv.m * count3(cv.out);
        int64_t nw = cv.m * (cv.c / cv.groups) * count3(cv.k);
        double *x = filled(LG_DOUBLE, nx), *w = filled(LG_DOUBLE, nw), *y = filled(LG_DOUBLE, ny);
        double *fx = filled(LG_DOUBLE, ny), *gx = filled(LG_DOUBLE, nx);
        double *gw = filled(LG_DOUBLE, nw);
        gemm_host h;
        gemm_host_init(&h, 0, 1 + round % 3);
        lg_exec ctx = gemm_host_exec(&h);
        void *ws = workspace_for(&cv, LG_CONV_FORWARD);
        assert_int_equal(lg_conv_forward(&ctx, &cv, x, w, NULL, NULL, fx, ws), LG_OK);
        free(ws);
        ws = workspace_for(&cv, LG_CONV_INPUT_GRAD);
        assert_int_equal(lg_conv_input_grad(&ctx, &cv, y, w, NULL, gx, ws), LG_OK);
        free(ws);
        ws = workspace_for(&cv, LG_CONV_WEIGHT_GRAD);
        assert_int_equal(lg_conv_weight_grad(&ctx, &cv, y, x, gw, ws), LG_OK);
        free(ws);
        double a = inner(y, fx, ny), tol = 1e-13 * (double)(nx + ny + nw);
        assert_true(fabs(a - inner(gx, x, nx)) <= tol);
        assert_true(fabs(a - inner(gw, w, nw)) <= tol);
        free(x);
        free(w);
        free(y);
        free(fx);
        free(gx);
        free(gw);
    }
}

static void test_packed_and_relu(void **state) {
    (void)state;
    for (int round = 0; round < 40; round++) {
        lg_conv cv = random_conv(round);
        cv.dtype = LG_FLOAT;
        int64_t nx = cv.n * cv.c * count3(cv.in), ny = cv.n * cv.m * count3(cv.out);
        int64_t nw = cv.m * (cv.c / cv.groups) * count3(cv.k);
        float *x = filled(LG_FLOAT, nx), *w = filled(LG_FLOAT, nw), *b = filled(LG_FLOAT, cv.m);
        float *y = filled(LG_FLOAT, ny), *z = filled(LG_FLOAT, ny);
        gemm_host h;
        gemm_host_init(&h, 0, 2);
        lg_exec ctx = gemm_host_exec(&h);
        pack_host p = {0};
        h.host.packed = pack_once;
        lg_view in = {.dtype = LG_FLOAT, .data = w};
        lg_prepare prep = {.in = &in,
                           .n_in = 1,
                           .kernels = &h.kernels,
                           .host = &h.host,
                           .self = &p,
                           .err = &h.err};
        const void *packed;
        assert_true(lg_conv_workspace(&cv, LG_CONV_FORWARD, &prep.workspace));
        assert_int_equal(lg_conv_prepack(&prep, &cv, 0, &packed), LG_OK);
        void *ws = aligned_alloc(64, (prep.workspace + 127) & ~(size_t)63);
        assert_non_null(ws);
        assert_int_equal(lg_conv_forward(&ctx, &cv, x, w, NULL, b, y, ws), LG_OK);
        cv.relu = 1;
        assert_int_equal(lg_conv_forward(&ctx, &cv, x, w, packed, b, z, ws), LG_OK);
        for (int64_t i = 0; i < ny; i++)
            assert_true(z[i] == (y[i] < 0 ? 0 : y[i]));
        free(ws);
        free(p.bytes);
        free(x);
        free(w);
        free(b);
        free(y);
        free(z);
    }
}

static void test_overflow(void **state) {
    (void)state;
    size_t bytes;
    lg_conv cv = {.dtype = LG_FLOAT,
                  .n = 1,
                  .c = 1,
                  .m = 1,
                  .groups = 1,
                  .in = {1, 1, 4},
                  .out = {1, 1, 4},
                  .k = {1, 1, 1},
                  .stride = {1, 1, 1},
                  .dilation = {1, 1, 1}};
    assert_true(lg_conv_workspace(&cv, LG_CONV_FORWARD, &bytes));
    const int64_t huge = INT64_C(1) << 32;
    for (int task = 0; task < 3; task++)
        for (int where = 0; where < 5; where++) {
            lg_conv bad = cv;
            *(where == 0 ? &bad.n : where == 1 ? &bad.c : where == 2 ? &bad.m : &bad.in[0]) = huge;
            bad.in[1] = bad.out[1] = where < 4 ? huge : 1;
            bad.k[0] = bad.k[1] = where == 4 ? huge : 1;
            assert_false(lg_conv_workspace(&bad, (lg_conv_task)task, &bytes));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(test_adjoint), lg_test(test_packed_and_relu),
                                       lg_test(test_overflow)};
    return cmocka_run_group_tests_name("ops.gemm.conv", tests, NULL, NULL);
}
