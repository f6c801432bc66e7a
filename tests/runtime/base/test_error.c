/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/error.h"
#include "runtime/base/str.h"

static void error_object_is_512_bytes(void **state) {
    (void)state;
    assert_int_equal(sizeof(lg_error), 512);
}

static void wrapping_prepends_where_we_were(void **state) {
    (void)state;
    lg_error err = LG_ERROR_INIT;
    lg_status st = lg_fail(&err, LG_E_SHAPE, "rank %d, expected %d", 3, 4);
    st = lg_wrap(&err, st, "node #%d '%s'", 17, "loss");
    lg_hint(&err, "insert a %s", "Reshape");
    assert_int_equal(st, LG_E_SHAPE);
    assert_int_equal(err.status, LG_E_SHAPE);
    assert_int_equal(err.code, LG_EC_SHAPE);
    assert_string_equal(err.message, "node #17 'loss': rank 3, expected 4\ninsert a Reshape");
    assert_int_equal(lg_fail(NULL, LG_E_DATA, "nobody listens"), LG_E_DATA);
    assert_int_equal(lg_fail_code(&err, LG_EC_ABI, "x"), LG_E_ABI);
}

static void long_messages_are_cut_between_characters(void **state) {
    (void)state;
    lg_error err = LG_ERROR_INIT;
    char text[1200];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(text, 'a', shift);
        for (size_t i = shift; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "\xE2\x82\xAC", 4);
        (void)lg_fail(&err, LG_E_MODEL, "%s", text);
        size_t n = strlen(err.message);
        assert_true(n >= sizeof err.message - 4);
        assert_int_equal((n - shift) % 3, 0);
        (void)lg_wrap(&err, LG_E_MODEL, "%s", text);
        (void)lg_hint(&err, "%s", text);
        assert_true(strlen(err.message) < sizeof err.message);
    }
}

static void names_from_files_are_made_printable(void **state) {
    (void)state;
    char name[400];
    assert_string_equal(LG_SHOW(LG_STR("a\x1b[31mb\n")), "a\\x1b[31mb\\x0a");
    memset(name, 1, sizeof name);
    assert_true(strlen(LG_SHOW(((lg_str){name, sizeof name}))) < sizeof(lg_printable_buf));
    memset(name, 'x', sizeof name);
    assert_int_equal(strlen(LG_SHOW(((lg_str){name, sizeof name}))), 131);
    assert_string_equal(LG_SHOW(((lg_str){NULL, 0})), "");
}

static void every_status_has_a_name_and_a_code(void **state) {
    (void)state;
    for (int s = LG_E_ARGUMENT; s <= LG_E_CANCELLED; s++) {
        lg_error err = LG_ERROR_INIT;
        (void)lg_fail(&err, (lg_status)s, "x");
        assert_true(err.code != 0);
        assert_string_not_equal(lg_status_name((lg_status)s), "UNKNOWN");
    }
    assert_string_equal(lg_status_name((lg_status)999), "UNKNOWN");
    for (size_t i = 0; lg_error_code_info(i); i++)
        for (size_t j = 0; j < i; j++)
            assert_true(lg_error_code_info(i)->code != lg_error_code_info(j)->code);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(error_object_is_512_bytes),
        lg_test(wrapping_prepends_where_we_were),
        lg_test(long_messages_are_cut_between_characters),
        lg_test(names_from_files_are_made_printable),
        lg_test(every_status_has_a_name_and_a_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
