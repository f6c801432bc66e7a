/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/opkit/index.h"
#include "runtime/base/error.h"

static const lg_host host = {.struct_size = sizeof host, .fail = lg_fail};

static void wraps_once(void **state) {
    (void)state;
    static const struct {
        int64_t index, size, want;
        bool ok;
    } rows[] = {{0, 3, 0, true},          {2, 3, 2, true},          {-3, 3, 0, true},
                {-1, 3, 2, true},         {3, 3, 0, false},         {-4, 3, 0, false},
                {INT64_MIN, 3, 0, false}, {INT64_MAX, 3, 0, false}, {0, 0, 0, false}};
    for (size_t i = 0; i < LG_COUNT(rows); i++) {
        int64_t index = rows[i].index;
        assert_int_equal(op_wrap_index(&index, rows[i].size), rows[i].ok);
        if (rows[i].ok)
            assert_int_equal(index, rows[i].want);
    }
}

static void messages_name_position_and_value(void **state) {
    (void)state;
    int32_t narrow[] = {0, 2, -100, 5};
    int64_t dims[] = {4};
    lg_error err = LG_ERROR_INIT;
    lg_view in = {narrow, dims, 4, 1, LG_INT32};
    lg_exec ctx = {.struct_size = sizeof ctx, .n_in = 1, .in = &in, .host = &host, .err = &err};
    assert_int_equal(lg_check_labels(&ctx, 0, 6, true, -100), LG_OK);
    assert_int_equal(lg_check_labels(&ctx, 0, 6, false, 0), LG_E_DATA);
    assert_non_null(strstr(err.message, "-100 at position 2"));
    assert_int_equal(lg_check_labels(&ctx, 0, 5, true, -100), LG_E_DATA);
    assert_non_null(strstr(err.message, "5 at position 3"));
    assert_int_equal(lg_check_indices(&ctx, 0, 6), LG_E_DATA);
    assert_non_null(strstr(err.message, "-100 at position 2"));
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(wraps_once),
                                       lg_test(messages_name_position_and_value)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
