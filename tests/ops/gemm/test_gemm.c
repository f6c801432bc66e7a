/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix product: edge sizes, cuts of all three dimensions, batches, NaN, overflow. */
#include "tests/ops/gemm/gemm_check.h"

/* All small sizes around the tiles, both layouts of both operands, f32 and f64. */
static void test_small(void **state) {
    (void)state;
    const int64_t sizes[] = {0, 1, 2, 3, 5, 6, 7, 8, 11, 13, 16, 17, 25, 33, 49, 66};
    for (size_t i = 0; i < LG_COUNT(sizes); i++)
        for (size_t j = 0; j < LG_COUNT(sizes); j++)
            for (int l = 0; l < 4; l++) {
                int64_t k = sizes[(i * 5 + j * 3 + (size_t)l) % LG_COUNT(sizes)];
                check_levels((shape){.m = sizes[i],
                                     .n = sizes[j],
                                     .k = k,
                                     .a_layout = l & 1,
                                     .b_layout = l >> 1,
                                     .pad = (int64_t)j % 3,
                                     .dtype = (i + j) % 3 ? LG_FLOAT : LG_DOUBLE,
                                     .beta = (double)(i % 3),
                                     .alpha = j % 2 ? 1 : -0.5,
                                     .row_bias = i % 2,
                                     .col_bias = j % 2,
                                     .relu = (i + j) % 4 == 0});
            }
}

/* Sizes that cut k, have several tasks in both directions and edges everywhere. */
static void test_large(void **state) {
    (void)state;
    const shape s[] = {
        {.m = 131, .n = 157, .k = 700},
        {.m = 131, .n = 157, .k = 700, .a_layout = 1, .b_layout = 1, .row_bias = 1, .relu = 1},
        {.m = 131, .n = 157, .k = 700, .dtype = LG_DOUBLE, .beta = 0.5, .col_bias = 1},
        {.m = 70, .n = 40, .k = 333, .a_layout = 2, .b_layout = 2, .beta = 1},
        {.m = 800, .n = 33, .k = 40},
        {.m = 1600, .n = 5, .k = 90, .b_layout = 1},
        {.m = 5, .n = 1600, .k = 90, .b_layout = 1, .beta = 2, .row_bias = 1},
        {.m = 9, .n = 1000, .k = 650, .col_bias = 1, .relu = 1},
        {.m = 12, .n = 100, .k = 650, .a_layout = 1, .beta = 1},
        {.m = 1, .n = 1000, .k = 650, .row_bias = 1, .col_bias = 1, .relu = 1, .beta = 0.25},
        {.m = 1, .n = 1000, .k = 650, .b_layout = 1, .dtype = LG_DOUBLE},
        {.m = 1000, .n = 1, .k = 650, .a_layout = 1, .row_bias = 1, .col_bias = 1, .beta = 3},
        {.m = 1000, .n = 1, .k = 650, .pad = 2},
        {.m = 64, .n = 50, .k = 5000, .b_layout = 1, .beta = 1},      /* dot products cut k too */
        {.m = 3200, .n = 130, .k = 340},                              /* A in two chunks of rows */
        {.m = 1100, .n = 140, .k = 1000, .beta = 0.5, .row_bias = 1}, /* A in groups of blocks */
        {.m = 50, .n = 70, .k = 700, .b_layout = 3, .col_bias = 1, .relu = 1},
    };
    for (size_t i = 0; i < LG_COUNT(s); i++)
        check_levels(s[i]);
}

static void test_batches(void **state) {
    (void)state;
    for (int share = 0; share < 16; share++)
        for (int path = 0; path < 6; path++) {
            const int64_t m[] = {20, 1, 70, 9, 30, 40}, n[] = {150, 90, 6, 50, 1, 50};
            shape s = {.m = m[path],
                       .n = n[path],
                       .k = 37,
                       .batch0 = 3,
                       .batch1 = 2,
                       .share_a = share & 3,
                       .share_b = share >> 2,
                       .a_layout = path == 4,
                       .b_layout = path == 2,
                       .beta = path == 3 ? 1 : 0,
                       .row_bias = path == 0,
                       .dtype = path == 5 ? LG_DOUBLE : LG_FLOAT};
            check_levels(s);
        }
    /* different A that are too large to pack together: one product after the other */
    check_levels((shape){.m = 700, .n = 150, .k = 600, .batch0 = 1, .batch1 = 3, .beta = 1});
    check_levels(
        (shape){.m = 700, .n = 150, .k = 600, .batch0 = 1, .batch1 = 3, .dtype = LG_FLOAT16});
    check_levels((shape){.m = 350, .n = 129, .k = 45, .batch0 = 2, .batch1 = 35});
    /* a callback sees the number of the product */
    check_levels(
        (shape){.m = 30, .n = 50, .k = 20, .batch0 = 2, .batch1 = 3, .b_layout = 3, .share_a = 3});
}

static void test_overflow(void **state) {
    (void)state;
    size_t bytes;
    lg_gemm g = {
        .m = INT64_C(1) << 31, .n = INT64_C(1) << 31, .k = 2, .alpha = 1, .dtype = LG_FLOAT16};
    g.a = g.b = (lg_gemm_operand){.row = 1, .col = 2};
    assert_false(lg_gemm_workspace(&g, &bytes));
    g.m = 4;
    g.batch_rank = 2;
    g.batch[0] = g.batch[1] = INT64_C(1) << 40;
    assert_false(lg_gemm_workspace(&g, &bytes));
    /* nothing to compute needs nothing, however long the inner dimension */
    g = (lg_gemm){.m = 0, .n = 1000, .k = INT64_MAX, .alpha = 1, .dtype = LG_FLOAT};
    g.a = g.b = (lg_gemm_operand){.row = 1, .col = 2};
    assert_true(lg_gemm_workspace(&g, &bytes) && bytes < (1 << 24));
}

/* With beta 0 old contents, NaN included, do not matter; NaN in A and B arrives. */
static void test_nan(void **state) {
    (void)state;
    for (int path = 0; path < 4; path++) {
        const int64_t m[] = {30, 1, 30, 30}, n[] = {40, 40, 40, 1};
        enum { K = 12 };
        float a[30 * K], b[40 * K], c[30 * 40];
        for (size_t i = 0; i < LG_COUNT(a); i++)
            a[i] = 1;
        for (size_t i = 0; i < LG_COUNT(b); i++)
            b[i] = 2;
        for (size_t i = 0; i < LG_COUNT(c); i++)
            c[i] = NAN;
        b[3] = NAN;
        gemm_host h;
        gemm_host_init(&h, 0, 1);
        lg_gemm g = {.m = m[path],
                     .n = n[path],
                     .k = K,
                     .alpha = 1,
                     .dtype = LG_FLOAT,
                     .c = c,
                     .ldc = n[path],
                     .relu = 1};
        g.a = (lg_gemm_operand){.data = a, .row = path == 3 ? 1 : K, .col = path == 3 ? 30 : 1};
        g.b =
            (lg_gemm_operand){.data = b, .row = path == 2 ? 1 : n[path], .col = path == 2 ? K : 1};
        size_t bytes;
        assert_true(lg_gemm_workspace(&g, &bytes));
        void *ws = aligned_alloc(64, bytes + 64 - bytes % 64);
        lg_exec ctx = gemm_host_exec(&h);
        assert_int_equal(lg_gemm_run(&ctx, &g, ws), LG_OK);
        int64_t bad = path == 2 ? 0 : path == 3 ? 0 : 3;
        for (int64_t i = 0; i < g.m; i++)
            for (int64_t j = 0; j < g.n; j++) {
                float y = c[i * g.n + j];
                assert_true(j == bad ? isnan(y) : y == 2 * K);
            }
        free(ws);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(test_small), lg_test(test_large),    lg_test(test_batches),
        lg_test(test_nan),   lg_test(test_overflow),
    };
    return cmocka_run_group_tests_name("ops.gemm", tests, NULL, NULL);
}
