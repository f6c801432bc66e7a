/* SPDX-License-Identifier: Apache-2.0 */
/* The parallel loop over an executor, and facts about the machine. */
#include "runtime/base/parallel.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct region {
    int64_t n, grain, blocks;
    lg_block_fn body;
    void *arg;
    _Atomic int64_t next;   /* next block to claim */
    _Atomic int64_t failed; /* lowest failing block so far, INT64_MAX when there is none */
    atomic_flag lock;       /* of the two below */
    lg_status status;
    lg_error error;
} region;

/* Set while a thread works in a region: nested loops then run in the task. */
static _Thread_local bool in_region;

static void record(region *r, int64_t block, lg_status status, const lg_error *error) {
    while (atomic_flag_test_and_set_explicit(&r->lock, memory_order_acquire)) {
    }
    if (block < atomic_load_explicit(&r->failed, memory_order_relaxed)) {
        r->status = status;
        r->error = *error;
        atomic_store_explicit(&r->failed, block, memory_order_relaxed);
    }
    atomic_flag_clear_explicit(&r->lock, memory_order_release);
}

static void work(void *arg, uint32_t i) {
    (void)i;
    region *r = arg;
    bool outer = in_region;
    in_region = true;
    lg_error error = LG_ERROR_INIT;
    for (;;) {
        int64_t block = atomic_fetch_add_explicit(&r->next, 1, memory_order_relaxed);
        /* Blocks are claimed in ascending order: none below a failed one is left out. */
        if (block >= r->blocks || block > atomic_load_explicit(&r->failed, memory_order_relaxed))
            break;
        int64_t begin = block * r->grain;
        int64_t end = r->n - begin < r->grain ? r->n : begin + r->grain;
        lg_status status = r->body(r->arg, begin, end, &error);
        if (status != LG_OK)
            record(r, block, status, &error);
    }
    in_region = outer;
}

lg_status lg_parallel_for(const lg_executor *executor, int64_t n, int64_t grain, lg_block_fn body,
                          void *arg, lg_error *err) {
    if (n <= 0)
        return LG_OK;
    if (grain < 1)
        grain = 1;
    int64_t blocks = (n - 1) / grain + 1;
    if (blocks == 1)
        return body(arg, 0, n, err);
    if (!executor || executor->n_threads <= 1 || in_region) {
        for (int64_t b = 0; b < blocks; b++) {
            int64_t begin = b * grain;
            LG_TRY(body(arg, begin, n - begin < grain ? n : begin + grain, err));
        }
        return LG_OK;
    }
    region r;
    r.n = n;
    r.grain = grain;
    r.blocks = blocks;
    r.body = body;
    r.arg = arg;
    atomic_init(&r.next, 0);
    atomic_init(&r.failed, INT64_MAX);
    atomic_flag_clear(&r.lock);
    r.status = LG_OK;
    uint32_t tasks = blocks < (int64_t)executor->n_threads ? (uint32_t)blocks : executor->n_threads;
    executor->run(executor->self, tasks, work, &r);
    if (atomic_load(&r.failed) == INT64_MAX)
        return LG_OK;
    if (err)
        *err = r.error;
    return r.status;
}

uint32_t lg_machine_processors(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > LG_MAX_THREADS ? LG_MAX_THREADS : (uint32_t)n;
}

uint64_t lg_machine_memory(void) {
    long pages = sysconf(_SC_PHYS_PAGES);
    long size = sysconf(_SC_PAGESIZE);
    uint64_t bytes;
    if (pages <= 0 || size <= 0 || __builtin_mul_overflow((uint64_t)pages, (uint64_t)size, &bytes))
        return UINT64_MAX;
    return bytes;
}

uint64_t lg_machine_clock(void) {
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
        return 0;
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

lg_status lg_mutex_init(lg_mutex *mutex, lg_error *err) {
    if (pthread_mutex_init(&mutex->mutex, NULL) != 0)
        return lg_no_memory(err, sizeof *mutex);
    return LG_OK;
}

void lg_mutex_reset(lg_mutex *mutex) {
    (void)pthread_mutex_destroy(&mutex->mutex);
}

void lg_mutex_lock(lg_mutex *mutex) {
    (void)pthread_mutex_lock(&mutex->mutex);
}

void lg_mutex_unlock(lg_mutex *mutex) {
    (void)pthread_mutex_unlock(&mutex->mutex);
}
