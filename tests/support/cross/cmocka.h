/* SPDX-License-Identifier: Apache-2.0 */
/* As much of cmocka's interface as the tests of kernels and of the matrix product use, for target
 * machines whose cmocka is not installed: they are cross-compiled and run under an emulator. */
#ifndef LG_TESTS_CROSS_CMOCKA_H
#define LG_TESTS_CROSS_CMOCKA_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
    const char *name;
    void (*run)(void **state);
};

#define cross_check(ok, text)                                                                      \
    do {                                                                                           \
        if (!(ok)) {                                                                               \
            printf("%s:%d: %s\n", __FILE__, __LINE__, text);                                       \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)
#define assert_true(x)               cross_check(x, #x)
#define assert_false(x)              cross_check(!(x), "not " #x)
#define assert_non_null(x)           cross_check((x) != NULL, #x)
#define assert_int_equal(a, b)       cross_check((long long)(a) == (long long)(b), #a " == " #b)
#define assert_string_equal(a, b)    cross_check(strcmp(a, b) == 0, #a " == " #b)
#define assert_memory_equal(a, b, n) cross_check(memcmp(a, b, n) == 0, #a " == " #b)
#define print_message                printf
#define fail_msg(...)                                                                              \
    do {                                                                                           \
        printf(__VA_ARGS__);                                                                       \
        printf("\n");                                                                              \
        exit(1);                                                                                   \
    } while (0)
#define cmocka_unit_test_setup_teardown(f, setup, teardown)                                        \
    { #f, f }
#define cmocka_run_group_tests_name(name, tests, setup, teardown)                                  \
    cross_run(name, tests, sizeof(tests) / sizeof((tests)[0]))

static inline int cross_run(const char *name, const struct CMUnitTest *tests, size_t n) {
    void *state = NULL;
    for (size_t i = 0; i < n; i++) {
        tests[i].run(&state);
        printf("%s %s: passed\n", name, tests[i].name);
    }
    return 0;
}

#endif
