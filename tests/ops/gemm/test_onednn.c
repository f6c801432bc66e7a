/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/ops/gemm/gemm_check.h"

#include "ops/gemm/pack.h"

/* Products of the size and layout that the slot takes; check() asks for equal bits on every number
 * of threads. Without oneDNN in the build there is nothing to test. */
static void test_blocks(void **state) {
    (void)state;
#ifdef LG_HAVE_ONEDNN
    const int64_t sizes[][3] = {{65, 70, 33}, {193, 769, 40}, {400, 100, 321}};
    for (size_t i = 0; i < LG_COUNT(sizes); i++)
        for (int layouts = 0; layouts < 4; layouts++) {
            shape s = {.m = sizes[i][0],
                       .n = sizes[i][1],
                       .k = sizes[i][2],
                       .dtype = LG_FLOAT,
                       .a_layout = layouts & 1,
                       .b_layout = layouts >> 1,
                       .pad = layouts,
                       .alpha = 0.5,
                       .beta = layouts == 2 ? 1.5 : 0,
                       .row_bias = 1,
                       .col_bias = layouts == 1,
                       .relu = layouts == 3};
            check_levels(s);
        }
#else
    skip();
#endif
}

static void test_fits(void **state) {
    (void)state;
#ifdef LG_HAVE_ONEDNN
    lg_gemm g = {.m = 64, .n = 64, .k = 64, .ldc = 64, .dtype = LG_FLOAT};
    g.a = g.b = (lg_gemm_operand){.row = 64, .col = 1};
    assert_true(lg_gemm_onednn_fits(&g));
    g.b = (lg_gemm_operand){.row = 1, .col = 64};
    assert_true(lg_gemm_onednn_fits(&g));
    g.b.col = 63; /* columns overlap */
    assert_false(lg_gemm_onednn_fits(&g));
    g.b = (lg_gemm_operand){.row = 128, .col = 2};
    assert_false(lg_gemm_onednn_fits(&g));
    g.b = g.a;
    g.dtype = LG_DOUBLE;
    assert_false(lg_gemm_onednn_fits(&g));
    g.dtype = LG_FLOAT;
    g.m = 2; /* too small */
    assert_false(lg_gemm_onednn_fits(&g));
#else
    skip();
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(test_blocks), lg_test(test_fits)};
    return cmocka_run_group_tests_name("ops.onednn", tests, NULL, NULL);
}
