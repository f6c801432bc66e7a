/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include <lossgraph/base.h>

static void header_and_library_agree(void **state) {
    (void)state;
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", LG_VERSION_MAJOR, LG_VERSION_MINOR, LG_VERSION_PATCH);
    assert_string_equal(lg_version(), text);
    assert_string_equal(LG_VERSION_STRING, text);
    assert_int_equal(lg_abi_version(), LG_ABI_VERSION);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(header_and_library_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
