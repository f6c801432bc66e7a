/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/cases.h"
#include "tests/support/support.h"

static void cases(void **state) {
    (void)state;
    lg_cases_check("ops/optim/cases", (const char *const[]){"microsoft", NULL});
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
