/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/train/trainer.h"

static float rows[7][2];
static int64_t labels[7];
static const int64_t row_dims[] = {7, 2}, label_dims[] = {7};
static const char *const names[] = {"x", "y"};

static void columns(void **state, lg_columns *c, int64_t batch, bool shuffle, bool drop,
                    uint64_t seed) {
    for (int i = 0; i < 7; i++) {
        rows[i][0] = (float)i;
        rows[i][1] = -(float)i;
        labels[i] = 10 * i;
    }
    const lg_view views[] = {{rows, row_dims, 14, 2, LG_FLOAT},
                             {labels, label_dims, 7, 1, LG_INT64}};
    lg_columns_init(c, lg_test_allocator(state));
    assert_int_equal(lg_columns_set(c, names, views, 2, batch, shuffle, drop, seed, NULL), LG_OK);
}

/* First column's rows of the next batch as digits; checks that columns stay together. */
static void expect(lg_columns *c, const char *digits, int64_t epoch) {
    int64_t got = -1;
    assert_int_equal(lg_columns_next(c, &got, NULL), LG_OK);
    assert_int_equal(got, epoch);
    assert_int_equal(c->batch[0].dims[0], (int64_t)strlen(digits));
    assert_int_equal(c->batch[0].count, 2 * (int64_t)strlen(digits));
    for (size_t i = 0; digits[i]; i++) {
        assert_true(((float *)c->batch[0].data)[2 * i] == (float)(digits[i] - '0'));
        assert_true(((float *)c->batch[0].data)[2 * i + 1] == -(float)(digits[i] - '0'));
        assert_int_equal(((int64_t *)c->batch[1].data)[i], 10 * (digits[i] - '0'));
    }
}

static void cuts_in_file_order(void **state) {
    lg_columns c;
    columns(state, &c, 3, false, false, 0);
    assert_int_equal(lg_columns_batches(&c), 3);
    expect(&c, "012", 0);
    expect(&c, "345", 0);
    expect(&c, "6", 0); /* the short last batch stays */
    expect(&c, "012", 1);
    lg_columns_reset(&c);
    columns(state, &c, 3, false, true, 0);
    assert_int_equal(lg_columns_batches(&c), 2);
    expect(&c, "012", 0);
    expect(&c, "345", 0);
    expect(&c, "012", 1);
    lg_columns_reset(&c);
    columns(state, &c, 100, false, false, 0); /* fewer rows than a batch */
    expect(&c, "0123456", 0);
    expect(&c, "0123456", 1);
    lg_columns_reset(&c);
}

static void shuffles_by_seed_and_epoch(void **state) {
    char orders[4][8] = {{0}};
    for (int k = 0; k < 4; k++) { /* seed 1, seed 1 again, seed 2, seed 1 epoch 1 */
        lg_columns c;
        int64_t epoch = 0;
        columns(state, &c, 4, true, false, k == 2 ? 2 : 1);
        int seen = 0, n = 0;
        for (int b = 0; b < (k == 3 ? 4 : 2); b++) {
            assert_int_equal(lg_columns_next(&c, &epoch, NULL), LG_OK);
            if (k == 3 && b < 2)
                continue;
            for (int64_t i = 0; i < c.batch[0].dims[0]; i++) {
                int row = (int)((float *)c.batch[0].data)[2 * i];
                assert_int_equal(((int64_t *)c.batch[1].data)[i], 10 * row);
                seen |= 1 << row;
                orders[k][n++] = (char)('0' + row);
            }
        }
        assert_int_equal(seen, 127); /* every row once */
        lg_columns_reset(&c);
    }
    assert_string_equal(orders[0], orders[1]);
    assert_string_not_equal(orders[0], orders[2]);
    assert_string_not_equal(orders[0], orders[3]);
}

static void refuses_what_has_no_rows(void **state) {
    lg_columns c;
    const int64_t six[] = {6}, none[] = {0};
    lg_view good = {labels, label_dims, 7, 1, LG_INT64};
    lg_view cases[][2] = {{good, {labels, six, 6, 1, LG_INT64}},
                          {good, {labels, NULL, 1, 0, LG_INT64}},
                          {good, {labels, label_dims, 7, 1, LG_INT4}},
                          {good, {labels, label_dims, 7, 1, LG_STRING}}};
    static const lg_status want[] = {LG_E_SHAPE, LG_E_SHAPE, LG_E_TYPE, LG_E_TYPE};
    lg_columns_init(&c, lg_test_allocator(state));
    for (size_t i = 0; i < LG_COUNT(cases); i++)
        assert_int_equal(lg_columns_set(&c, names, cases[i], 2, 2, false, false, 0, NULL), want[i]);
    lg_view empty = {labels, none, 0, 1, LG_INT64};
    assert_int_equal(lg_columns_set(&c, names, &empty, 1, 2, false, false, 0, NULL), LG_E_SHAPE);
    assert_int_equal(lg_columns_set(&c, names, &good, 1, 8, false, true, 0, NULL), LG_E_SHAPE);
    assert_int_equal(lg_columns_set(&c, names, NULL, 0, 2, false, false, 0, NULL), LG_E_ARGUMENT);
    lg_columns_reset(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(cuts_in_file_order),
        lg_test(shuffles_by_seed_and_epoch),
        lg_test(refuses_what_has_no_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
