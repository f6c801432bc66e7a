/* SPDX-License-Identifier: Apache-2.0 */
/* Depthwise convolution and its weight gradient against the same convolution written as a full one
 * with zeros between the groups, and the same bits on 1, 2 and 7 threads. */
#include "ops/gemm/conv.h"
#include "tests/ops/gemm/gemm_check.h"

static void run(const lg_conv *cv, lg_conv_task task, int threads, const void *a, const void *b,
                void *out) {
    gemm_host h;
    gemm_host_init(&h, 0, threads);
    lg_exec ctx = gemm_host_exec(&h);
    size_t bytes;
    assert_true(lg_conv_workspace(cv, task, &bytes));
    void *ws = aligned_alloc(64, bytes + 64 - bytes % 64);
    assert_non_null(ws);
    assert_int_equal(task == LG_CONV_FORWARD ? lg_conv_forward(&ctx, cv, a, b, NULL, NULL, out, ws)
                                             : lg_conv_weight_grad(&ctx, cv, a, b, out, ws),
                     LG_OK);
    free(ws);
}

static void test_against_full(void **state) {
    (void)state;
    for (int round = 0; round < 60; round++) {
        int64_t groups = 2 + round % 3, per = 1 + round % 2, k = 1 + round % 4;
        lg_conv cv = {.dtype = round % 2 ? LG_FLOAT : LG_DOUBLE,
                      .n = 2,
                      .c = groups,
                      .m = groups * per,
                      .groups = groups,
                      .k = {1 + round % 2, k, 5 - k},
                      .in = {2, 3 + round % 7, 1 + round},
                      .dilation = {1, 1 + round % 2, 1},
                      .stride = {1, 1 + round / 2 % 2, 1 + round / 4 % 3},
                      .pad = {0, round % 3, round % 5}};
        bool fits = true;
        for (int d = 0; d < LG_CONV_DIMS; d++) {
            int64_t left = cv.in[d] + 2 * cv.pad[d] - (cv.k[d] - 1) * cv.dilation[d] - 1;
            fits = fits && left >= 0;
            cv.out[d] = left / cv.stride[d] + 1;
        }
        if (!fits)
            continue;
        lg_conv full = cv;
        full.groups = 1;
        int32_t dt = cv.dtype;
        int64_t volume = cv.k[0] * cv.k[1] * cv.k[2], nw = cv.m * volume;
        int64_t nx = cv.n * cv.c * cv.in[0] * cv.in[1] * cv.in[2];
        int64_t ny = cv.n * cv.m * cv.out[0] * cv.out[1] * cv.out[2];
        void *x = filled(dt, nx), *w = filled(dt, nw), *wide = filled(dt, nw * groups);
        void *dy = filled(dt, ny), *y[3], *dw[3], *y_full = filled(dt, ny);
        void *dw_full = filled(dt, nw * groups);
        for (int64_t i = 0; i < nw * groups; i++) {
            int64_t m = i / volume / groups, c = i / volume % groups;
            put(dt, wide, i, c == m / per ? get(dt, w, m * volume + i % volume) : 0);
        }
        run(&full, LG_CONV_FORWARD, 1, x, wide, y_full);
        run(&full, LG_CONV_WEIGHT_GRAD, 1, dy, x, dw_full);
        for (int t = 0; t < 3; t++) {
            y[t] = filled(dt, ny);
            dw[t] = filled(dt, nw);
            run(&cv, LG_CONV_FORWARD, t == 0 ? 1 : t == 1 ? 2 : 7, x, w, y[t]);
            run(&cv, LG_CONV_WEIGHT_GRAD, t == 0 ? 1 : t == 1 ? 2 : 7, dy, x, dw[t]);
            assert_memory_equal(y[0], y[t], (size_t)ny * elem_size(dt));
            assert_memory_equal(dw[0], dw[t], (size_t)nw * elem_size(dt));
        }
        double unit = dt == LG_DOUBLE ? 0x1p-52 : 0x1p-23;
        for (int64_t i = 0; i < ny; i++)
            assert_true(fabs(get(dt, y[0], i) - get(dt, y_full, i)) <= unit * 4 * (double)volume);
        for (int64_t i = 0; i < nw; i++) {
            int64_t m = i / volume, at = (m * groups + m / per) * volume + i % volume;
            assert_true(fabs(get(dt, dw[0], i) - get(dt, dw_full, at)) <=
                        unit * (double)(ny / cv.m + 8));
        }
        for (int t = 0; t < 3; t++) {
            free(y[t]);
            free(dw[t]);
        }
        free(x);
        free(w);
        free(wide);
        free(dy);
        free(y_full);
        free(dw_full);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(test_against_full)};
    return cmocka_run_group_tests_name("ops.gemm.depthwise", tests, NULL, NULL);
}
