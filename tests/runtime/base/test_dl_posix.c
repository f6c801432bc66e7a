/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/dl.h"

static void libraries_and_symbols(void **state) {
    lg_error err = LG_ERROR_INIT;
    void *library = NULL, *symbol = NULL;
    (void)state;
    assert_int_equal(lg_dl_open("/no/such/library.so", &library, &err), LG_E_IO);
    assert_non_null(strstr(err.message, "/no/such/library.so"));
    assert_null(library);
    if (lg_dl_open("libm.so.6", &library, &err) != LG_OK)
        skip();
    assert_int_equal(lg_dl_symbol(library, "cos", &symbol, &err), LG_OK);
    assert_non_null(symbol);
    assert_int_equal(lg_dl_symbol(library, "no_such_symbol", &symbol, &err), LG_E_ABI);
    assert_non_null(strstr(err.message, "no symbol 'no_such_symbol'"));
    lg_dl_close(library);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(libraries_and_symbols)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
