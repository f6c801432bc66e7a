/* SPDX-License-Identifier: Apache-2.0 */
/* Products that read their operands in place: one row, one column, dot products of rows. */
#include "tests/ops/gemm/gemm_check.h"

/* Every length around the vector widths, as a row and as a column, f32 and f64. */
static void test_vectors(void **state) {
    (void)state;
    for (int64_t n = 1; n < 90; n += n < 40 ? 1 : 7)
        for (int column = 0; column < 2; column++)
            for (int layout_of = 0; layout_of < 2; layout_of++)
                check_levels((shape){.m = column ? n : 1,
                                     .n = column ? 1 : n,
                                     .k = 1 + n * 7 % 60,
                                     .dtype = n % 3 ? LG_FLOAT : LG_DOUBLE,
                                     .a_layout = column ? layout_of : 0,
                                     .b_layout = column ? 0 : layout_of,
                                     .beta = n % 4 == 0   ? 0.5
                                             : n % 4 == 1 ? 1
                                                          : 0,
                                     .alpha = n % 2 ? 1 : 1.5,
                                     .row_bias = n % 5 == 0,
                                     .col_bias = n % 5 == 1,
                                     .relu = n % 5 == 2,
                                     .pad = n % 7 == 0}); /* a column with gaps */
}

/* Rows and columns around the dot tiles, inner lengths around the vectors and past one block. */
static void test_dots(void **state) {
    (void)state;
    for (int64_t m = 1; m < 9; m++)
        for (int64_t n = 1; n < 9; n++) {
            shape s = {.m = m,
                       .n = n,
                       .k = (m * 8 + n) * 5 % 40,
                       .b_layout = 1,
                       .dtype = (m + n) % 3 ? LG_FLOAT : LG_DOUBLE,
                       .beta = (double)(n % 3) / 2,
                       .alpha = m % 2 ? 1 : -2,
                       .row_bias = n % 2 == 1,
                       .col_bias = m % 2 == 1,
                       .relu = m == n};
            check_levels(s);
            s.batch0 = 2;
            s.batch1 = 2;
            s.share_b = 2;
            check_levels(s);
        }
    check_levels((shape){.m = 100, .n = 7, .k = 4100, .b_layout = 1, .beta = 1});
    check_levels((shape){.m = 7, .n = 100, .k = 2050, .b_layout = 1, .dtype = LG_DOUBLE});
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(test_vectors), lg_test(test_dots)};
    return cmocka_run_group_tests_name("ops.gemm.gemv", tests, NULL, NULL);
}
