/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/str.h"

static void strings_compare_by_bytes(void **state) {
    (void)state;
    assert_true(lg_str_eq(LG_STR("ab"), lg_str_of("ab")));
    assert_false(lg_str_eq(LG_STR("a\0b"), LG_STR("a")));
    assert_true(lg_str_eq((lg_str){NULL, 0}, LG_STR("")));
    assert_true(lg_str_cmp(LG_STR("ab"), LG_STR("abc")) < 0);
    assert_true(lg_str_cmp(LG_STR("b"), LG_STR("abc")) > 0);
    assert_int_equal(lg_str_cmp(LG_STR("b"), LG_STR("b")), 0);
    assert_true(lg_str_hash(LG_STR("a")) != lg_str_hash(LG_STR("b")));
}

static void edit_distance_counts_edits_without_case(void **state) {
    (void)state;
    assert_int_equal(lg_str_distance(LG_STR("Relu"), LG_STR("relu")), 0);
    assert_int_equal(lg_str_distance(LG_STR("Relu"), LG_STR("Relux")), 1);
    assert_int_equal(lg_str_distance(LG_STR("Softmax"), LG_STR("Sotfmax")), 2);
    assert_int_equal(lg_str_distance(LG_STR(""), LG_STR("abc")), 3);
    char text[70];
    memset(text, 'x', sizeof text);
    assert_int_equal(lg_str_distance((lg_str){text, sizeof text}, LG_STR("x")), UINT32_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(strings_compare_by_bytes),
        lg_test(edit_distance_counts_edits_without_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
