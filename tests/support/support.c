/* SPDX-License-Identifier: Apache-2.0 */
/* Tracing allocator. Thread-safe: the counters are atomic. */
#include "tests/support/support.h"

#include <stdatomic.h>
#include <stdlib.h>

typedef struct trace_state {
    lg_trace public;
    atomic_uint_fast64_t allocations, live, live_bytes, peak_bytes;
} trace_state;

static void *trace_alloc(void *self, size_t size, size_t align) {
    trace_state *t = self;
    uint64_t n = atomic_fetch_add(&t->allocations, 1) + 1;
    if (t->public.fail_at && n >= t->public.fail_at)
        return NULL;
    void *p = aligned_alloc(align, (size + align - 1) / align * align);
    if (!p)
        return NULL;
    memset(p, 0xAA, size);
    atomic_fetch_add(&t->live, 1);
    uint64_t bytes = atomic_fetch_add(&t->live_bytes, size) + size;
    if (bytes > atomic_load(&t->peak_bytes))
        atomic_store(&t->peak_bytes, bytes);
    return p;
}

static void trace_free(void *self, void *ptr, size_t size, size_t align) {
    trace_state *t = self;
    (void)align;
    if (!ptr)
        return;
    memset(ptr, 0xDD, size);
    atomic_fetch_sub(&t->live, 1);
    atomic_fetch_sub(&t->live_bytes, size);
    free(ptr);
}

int lg_test_setup(void **state) {
    *state = calloc(1, sizeof(trace_state));
    return *state ? 0 : -1;
}

int lg_test_teardown(void **state) {
    trace_state *t = *state;
    uint64_t live = atomic_load(&t->live);
    free(t);
    *state = NULL;
    if (live)
        fprintf(stderr, "%llu blocks leaked\n", (unsigned long long)live);
    return live ? -1 : 0;
}

lg_allocator lg_test_allocator(void **state) {
    return (lg_allocator){*state, trace_alloc, trace_free};
}

lg_trace *lg_test_trace(void **state) {
    trace_state *t = *state;
    t->public.allocations = atomic_load(&t->allocations);
    t->public.live = atomic_load(&t->live);
    t->public.live_bytes = atomic_load(&t->live_bytes);
    t->public.peak_bytes = atomic_load(&t->peak_bytes);
    return &t->public;
}
