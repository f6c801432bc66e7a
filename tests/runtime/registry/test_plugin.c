/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that fail before a library is opened; real libraries are in tests/plugin. */
#include "tests/support/support.h"

#include "runtime/registry/registry.h"

static void wrong_calls_leave_the_registry_alone(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_registry *r = NULL;
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_registry_create(&a, &r, NULL), LG_OK);
    assert_int_equal(lg_registry_load_plugin(r, NULL, &err), LG_E_ARGUMENT);
    assert_int_equal(lg_registry_load_plugin(r, "/no/such/plugin.so", &err), LG_E_IO);
    assert_non_null(strstr(err.message, "plugin '/no/such/plugin.so': cannot open the library"));
    lg_registry_freeze(r);
    assert_int_equal(lg_registry_load_plugin(r, "/no/such/plugin.so", &err), LG_E_ARGUMENT);
    lg_registry_destroy(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(wrong_calls_leave_the_registry_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
