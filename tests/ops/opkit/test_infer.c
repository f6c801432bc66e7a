/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/opkit/infer.h"
#include "runtime/base/error.h"

static lg_status check_bytes(void *self, uint64_t bytes, lg_error *err) {
    (void)self;
    return bytes > 1000 ? lg_fail(err, LG_E_LIMIT, "too large") : LG_OK;
}
static const lg_host host = {
    .struct_size = sizeof host, .fail = lg_fail, .check_bytes = check_bytes};

static void axes_are_normalised_once(void **state) {
    (void)state;
    lg_error err = LG_ERROR_INIT;
    lg_infer ctx = {.struct_size = sizeof ctx, .host = &host, .err = &err};
    uint8_t mask[LG_MAX_RANK];
    int32_t axis = 0;
    const int64_t good[] = {-1, 0}, twice[] = {1, -2}, far[] = {INT64_MIN};
    assert_int_equal(lg_infer_axes(&ctx, good, 2, 3, mask), LG_OK);
    assert_true(mask[0] && !mask[1] && mask[2]);
    assert_int_equal(lg_infer_axes(&ctx, twice, 2, 3, mask), LG_E_MODEL);
    assert_int_equal(lg_infer_axes(&ctx, far, 1, 3, mask), LG_E_MODEL);
    assert_int_equal(lg_infer_axis(&ctx, -3, 3, &axis), LG_OK);
    assert_int_equal(axis, 0);
    assert_int_equal(lg_infer_axis(&ctx, 3, 3, &axis), LG_E_MODEL);
    assert_int_equal(lg_infer_axis(&ctx, 0, 0, &axis), LG_E_MODEL);
}

static void symbols_never_contradict(void **state) {
    (void)state;
    lg_error err = LG_ERROR_INIT;
    const int64_t a[] = {-1, 3}, b[] = {-2, 3}, c[] = {5, 4};
    lg_view in[] = {
        {NULL, a, -1, 2, LG_FLOAT}, {NULL, b, -1, 2, LG_FLOAT}, {NULL, c, 20, 2, LG_FLOAT}};
    lg_infer ctx = {.struct_size = sizeof ctx, .n_in = 3, .in = in, .host = &host, .err = &err};
    assert_int_equal(lg_infer_same_shape(&ctx, 0, 1), LG_OK);
    assert_int_equal(lg_infer_same_shape(&ctx, 0, 2), LG_E_SHAPE);
    assert_int_equal(lg_infer_same_dim(&ctx, 0, 0, 7), LG_OK);
    assert_int_equal(lg_infer_same_dim(&ctx, 0, 1, 7), LG_E_SHAPE);
    assert_int_equal(lg_infer_rank(&ctx, 0, 3, 3), LG_E_SHAPE);
    assert_int_equal(op_length_rank(INT64_MIN), -1);
    assert_int_equal(op_length_rank(4), 4);
    assert_true(op_length_rank(INT64_MAX) > LG_MAX_RANK);
}

static void sizes_from_tensors_are_checked(void **state) {
    (void)state;
    lg_error err = LG_ERROR_INIT;
    const int64_t fits[] = {10, 10}, large[] = {100, 100}, huge[] = {INT64_MAX, 4, 0};
    const int64_t over[] = {INT64_MAX, 4}, negative[] = {-1};
    assert_int_equal(lg_check_dims(&host, NULL, LG_UINT8, 2, fits, &err), LG_OK);
    assert_int_equal(lg_check_dims(&host, NULL, LG_UINT8, 2, large, &err), LG_E_LIMIT);
    assert_int_equal(lg_check_dims(&host, NULL, LG_UINT8, 3, huge, &err), LG_OK);
    assert_int_equal(lg_check_dims(&host, NULL, LG_UINT8, 2, over, &err), LG_E_LIMIT);
    assert_int_equal(lg_check_dims(&host, NULL, LG_UINT8, 1, negative, &err), LG_E_DATA);
}

static void lists_are_read_in_both_types(void **state) {
    (void)state;
    lg_error err = LG_ERROR_INIT;
    const int64_t two[] = {2}, many[] = {LG_MAX_LIST + 1};
    int32_t narrow[] = {7, -8};
    int64_t out[LG_MAX_LIST], n;
    static int64_t wide[LG_MAX_LIST + 1];
    lg_view in[] = {{narrow, two, 2, 1, LG_INT32},
                    {wide, many, LG_MAX_LIST + 1, 1, LG_INT64},
                    {NULL, two, 2, 1, LG_INT64},
                    {0}};
    lg_infer ctx = {.struct_size = sizeof ctx, .n_in = 4, .in = in, .host = &host, .err = &err};
    assert_int_equal(lg_infer_ints(&ctx, 0, out, &n), LG_OK);
    assert_true(n == 2 && out[0] == 7 && out[1] == -8);
    assert_int_equal(lg_infer_ints(&ctx, 1, out, &n), LG_E_LIMIT);
    assert_int_equal(lg_infer_ints(&ctx, 2, out, &n), LG_OK);
    assert_int_equal(n, -1);
    assert_int_equal(lg_infer_ints(&ctx, 3, out, &n), LG_OK);
    assert_int_equal(n, -1);
    assert_int_equal(lg_infer_ints(&ctx, 9, out, &n), LG_OK);
    assert_int_equal(n, -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(axes_are_normalised_once), lg_test(symbols_never_contradict),
        lg_test(sizes_from_tensors_are_checked), lg_test(lists_are_read_in_both_types)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
