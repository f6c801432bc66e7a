/* SPDX-License-Identifier: Apache-2.0 */
/* Runs hostile models: each case in a process of its own, on a thread with a small stack, with a
 * time limit and an allocator that refuses more than 256 MB, through load, compile and run. */
#ifndef LG_TESTS_HOSTILE_H
#define LG_TESTS_HOSTILE_H

#include "tests/support/onnx_build.h"

#define H_ACCEPT       ((uint32_t)1 << LG_OK)
#define H(status)      ((uint32_t)1 << LG_E_##status)
#define H_LOAD         1 /* stages, each with those before it */
#define H_COMPILE      2
#define H_RUN          3
#define H_SLOW         8 /* more than a second is allowed: 10 */
#define H_STAGE(flags) ((flags)&7)

typedef struct hostile_case {
    const char *id;
    void (*build)(pb *b);
    uint32_t expect;  /* permitted outcomes: H_ACCEPT, H(MODEL), … */
    const char *word; /* what the message must contain when it is refused, or NULL */
    int flags;        /* H_LOAD, H_COMPILE, H_RUN, H_SLOW */
    const char *path; /* load this file instead of the bytes, after writing them there */
    uint32_t load_flags;
} hostile_case;

/* Fails the test when the outcome is another one. */
void hostile_run(const hostile_case *c);
/* Runs all, reports all failures, then fails. */
void hostile_run_all(const hostile_case *cases, size_t n);

#endif
