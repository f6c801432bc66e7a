/* SPDX-License-Identifier: Apache-2.0 */
/* What every test uses: cmocka, and a tracing allocator whose leaks fail the test.
 *
 * lg_test(f) runs f between setup and teardown; inside, lg_test_allocator(state) gives an allocator
 * that counts, poisons fresh memory with 0xAA and can be told to fail the n-th allocation. */
#ifndef LG_TESTS_SUPPORT_H
#define LG_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <lossgraph/memory.h>

typedef struct lg_trace {
    uint64_t allocations; /* calls so far */
    uint64_t live;        /* blocks not freed */
    uint64_t live_bytes, peak_bytes;
    uint64_t fail_at; /* 0: never; n: the n-th call from now on fails, and every later one */
} lg_trace;

int lg_test_setup(void **state);
int lg_test_teardown(void **state);
lg_allocator lg_test_allocator(void **state);
lg_trace *lg_test_trace(void **state);

#define lg_test(f) cmocka_unit_test_setup_teardown(f, lg_test_setup, lg_test_teardown)

#endif
