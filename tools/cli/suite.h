/* SPDX-License-Identifier: Apache-2.0 */
/* Backend tests: finding them, running one, the manifest of expected statuses. */
#ifndef LG_TOOLS_SUITE_H
#define LG_TOOLS_SUITE_H

#include "tools/cli/cli.h"

typedef enum test_status {
    TEST_PASS = 0,
    TEST_FAIL = 1,
    TEST_UNSUPPORTED = 2,
    TEST_ERROR = 3
} test_status;

typedef struct test_case {
    char *name, *model; /* owned */
    char *directory;    /* with the data sets; NULL for a light model */
    test_status status;
    bool shape_only, skip;
    double rtol, atol; /* of data.json; negative: not given */
    double seconds;
    char *message;       /* owned; NULL: none */
    const char *missing; /* operators that are not implemented */
} test_case;

typedef struct suite {
    test_case *tests;
    size_t n, cap;
} suite;

/* Every test at or below `path`, sorted. */
void find_tests(suite *s, const char *path);
/* Removes those marked `skip`. */
void drop_tests(suite *s);
void free_suite(suite *s);
void set_message(test_case *t, const char *fmt, ...) LG_PRINTF(2, 3);
/* Fills status, message and missing. */
void run_test(cli *c, test_case *t);
/* Compares with the file, or rewrites it (--update-manifest). Returns an exit code. */
int check_manifest(cli *c, const suite *s, const char *path);

#endif
