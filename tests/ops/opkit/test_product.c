/* SPDX-License-Identifier: Apache-2.0 */
#include "ops/opkit/product.h"

#include "tests/support/support.h"

static lg_product product(int32_t ra, const int64_t *a, int32_t rb, const int64_t *b, bool rows) {
    const lg_view va = {NULL, a, 0, ra, LG_FLOAT}, vb = {NULL, b, 0, rb, LG_FLOAT};
    lg_product p;
    lg_product_init(&p, &va, &vb, rows);
    return p;
}

static void batches_of_the_left_alone_become_rows(void **state) {
    (void)state;
    lg_product p = product(4, (const int64_t[]){2, 3, 5, 7}, 2, (const int64_t[]){7, 4}, true);
    assert_int_equal(p.rank, 0);
    assert_int_equal(p.m, 30);
    assert_int_equal(p.k, 7);
    assert_int_equal(p.n, 4);
    p = product(4, (const int64_t[]){2, 3, 5, 7}, 2, (const int64_t[]){7, 4}, false);
    assert_int_equal(p.rank, 1);
    assert_int_equal(p.dims[0], 6);
    assert_int_equal(p.a_step[0], 35);
    assert_int_equal(p.b_step[0], 0);
    assert_int_equal(p.y_step[0], 20);
}

static void crossed_batches_keep_their_dims(void **state) {
    (void)state;
    lg_product p =
        product(4, (const int64_t[]){2, 1, 5, 7}, 4, (const int64_t[]){1, 3, 7, 4}, true);
    assert_int_equal(p.rank, 2);
    assert_int_equal(p.dims[0], 2);
    assert_int_equal(p.dims[1], 3);
    assert_int_equal(p.a_step[0], 35);
    assert_int_equal(p.a_step[1], 0);
    assert_int_equal(p.b_step[0], 0);
    assert_int_equal(p.b_step[1], 28);
    assert_int_equal(p.y_step[0], 60);
    assert_int_equal(p.y_step[1], 20);
}

static void vectors_are_a_row_and_a_column(void **state) {
    (void)state;
    lg_product p = product(1, (const int64_t[]){7}, 1, (const int64_t[]){7}, true);
    assert_int_equal(p.m, 1);
    assert_int_equal(p.n, 1);
    assert_int_equal(p.k, 7);
    assert_int_equal(p.rank, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(batches_of_the_left_alone_become_rows),
        lg_test(crossed_batches_keep_their_dims),
        lg_test(vectors_are_a_row_and_a_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
