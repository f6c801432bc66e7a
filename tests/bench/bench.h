/* SPDX-License-Identifier: Apache-2.0 */
/* What benchmarks share: minima of short turns, one turn per line of stdin (and a first one), so
 * that a driver can interleave several programs on a busy machine.
 *
 *     bench_clock clock = {0};
 *     while (bench_more(&clock))
 *         while (bench_once(&clock))
 *             work();                                                                            */
#ifndef LG_TESTS_BENCH_H
#define LG_TESTS_BENCH_H

#include <lossgraph/op.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct bench_clock {
    double start, end, best; /* seconds */
    bool began, timing;
} bench_clock;

static inline double bench_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Begins a turn of 0.1 s; prints the minimum of the one before in microseconds. */
static inline bool bench_more(bench_clock *c) {
    char line[16];
    if (c->began) {
        printf("%.2f\n", c->best * 1e6);
        fflush(stdout);
        if (!fgets(line, sizeof line, stdin))
            return false;
    }
    c->began = true;
    c->timing = false;
    c->best = 1e9;
    c->end = bench_now() + 0.1;
    return true;
}

/* Ends one execution and begins the next; false when the turn is over. */
static inline bool bench_once(bench_clock *c) {
    double t = bench_now();
    if (c->timing && t - c->start < c->best)
        c->best = t - c->start;
    bool more = !c->timing || t < c->end;
    c->timing = true;
    c->start = bench_now();
    return more;
}

/* lg_host.packed for a program that never frees. */
static inline lg_status bench_packed(void *self, uint32_t input, uint64_t key, size_t bytes,
                                     void (*pack)(const void *arg, void *dst), const void *arg,
                                     const void **out, lg_error *err) {
    (void)self, (void)input, (void)key, (void)err;
    void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!memory)
        return LG_E_NO_MEMORY;
    pack(arg, memory);
    *out = memory;
    return LG_OK;
}

#endif
