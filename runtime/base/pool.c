/* SPDX-License-Identifier: Apache-2.0 */
/* The built-in thread pool.
 *
 * Tasks of the current job are claimed from one 64-bit ticket: epoch in the high half, tasks not
 * yet claimed in the low half. A claim is a compare-and-swap of the ticket, so a worker that comes
 * late finds the epoch changed or nothing left and never touches a job that is over; the caller
 * waits only for tasks that somebody claimed. Workers spin briefly, then sleep. */
#include "runtime/base/parallel.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

enum {
    WORKER_SPINS = 4000, /* about 20 us: regions of one model follow each other faster than that */
    CALLER_SPINS = 1000
};

typedef void (*task_fn)(void *arg, uint32_t i);

struct lg_pool {
    lg_allocator allocator;
    size_t bytes;
    _Atomic uint64_t ticket;
    _Atomic uint32_t done; /* finished tasks of the current job */
    _Atomic(task_fn) task; /* of the current job; written only while nothing can be claimed */
    _Atomic(void *) arg;
    _Atomic uint32_t n;
    atomic_flag busy;          /* a caller owns the pool */
    _Atomic uint32_t sleepers; /* workers at or before the condition variable */
    atomic_bool stop;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    uint32_t n_workers;
    pthread_t workers[];
};

static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static bool work_left(lg_pool *pool) {
    return (uint32_t)atomic_load(&pool->ticket) != 0;
}

/* Claims and runs one task; false when none is left. */
static bool run_one(lg_pool *pool) {
    uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
    while ((uint32_t)ticket != 0) {
        task_fn task = atomic_load_explicit(&pool->task, memory_order_relaxed);
        void *arg = atomic_load_explicit(&pool->arg, memory_order_relaxed);
        uint32_t n = atomic_load_explicit(&pool->n, memory_order_relaxed);
        /* Success means that the ticket did not move: the three belong to this job. */
        if (atomic_compare_exchange_weak_explicit(&pool->ticket, &ticket, ticket - 1,
                                                  memory_order_acq_rel, memory_order_acquire)) {
            task(arg, n - (uint32_t)ticket);
            atomic_fetch_add_explicit(&pool->done, 1, memory_order_release);
            return true;
        }
    }
    return false;
}

static void *worker_main(void *self) {
    lg_pool *pool = self;
    while (!atomic_load(&pool->stop)) {
        if (run_one(pool))
            continue;
        int spins = 0;
        while (spins < WORKER_SPINS && !work_left(pool) && !atomic_load(&pool->stop)) {
            relax();
            spins++;
        }
        if (spins < WORKER_SPINS)
            continue;
        (void)pthread_mutex_lock(&pool->mutex);
        /* Announced before the ticket is read again: a caller either sees the sleeper and wakes
         * it, or has published its job already. */
        atomic_fetch_add(&pool->sleepers, 1);
        while (!work_left(pool) && !atomic_load(&pool->stop))
            (void)pthread_cond_wait(&pool->wake, &pool->mutex);
        atomic_fetch_sub(&pool->sleepers, 1);
        (void)pthread_mutex_unlock(&pool->mutex);
    }
    return NULL;
}

static void wake_all(lg_pool *pool) {
    (void)pthread_mutex_lock(&pool->mutex);
    (void)pthread_cond_broadcast(&pool->wake);
    (void)pthread_mutex_unlock(&pool->mutex);
}

lg_status lg_pool_create(const lg_allocator *allocator, uint32_t n_threads, lg_pool **out,
                         lg_error *err) {
    if (n_threads < 1 || n_threads > LG_MAX_THREADS)
        return lg_fail(err, LG_E_ARGUMENT, "%u threads asked for, 1 to %d are possible", n_threads,
                       LG_MAX_THREADS);
    size_t bytes = sizeof(lg_pool) + (size_t)(n_threads - 1) * sizeof(pthread_t);
    void *memory;
    LG_TRY(lg_alloc_zero(allocator, bytes, &memory, err));
    lg_pool *pool = memory;
    pool->allocator = *allocator;
    pool->bytes = bytes;
    atomic_flag_clear(&pool->busy);
    if (pthread_mutex_init(&pool->mutex, NULL) != 0) {
        lg_free(allocator, pool, bytes);
        return lg_no_memory(err, sizeof pool->mutex);
    }
    if (pthread_cond_init(&pool->wake, NULL) != 0) {
        (void)pthread_mutex_destroy(&pool->mutex);
        lg_free(allocator, pool, bytes);
        return lg_no_memory(err, sizeof pool->wake);
    }
    while (pool->n_workers < n_threads - 1 &&
           pthread_create(&pool->workers[pool->n_workers], NULL, worker_main, pool) == 0)
        pool->n_workers++;
    *out = pool;
    return LG_OK;
}

void lg_pool_destroy(lg_pool *pool) {
    if (!pool)
        return;
    atomic_store(&pool->stop, true);
    wake_all(pool);
    for (uint32_t i = 0; i < pool->n_workers; i++)
        (void)pthread_join(pool->workers[i], NULL);
    (void)pthread_cond_destroy(&pool->wake);
    (void)pthread_mutex_destroy(&pool->mutex);
    lg_allocator a = pool->allocator;
    lg_free(&a, pool, pool->bytes);
}

uint32_t lg_pool_threads(const lg_pool *pool) {
    return pool->n_workers + 1;
}

void lg_pool_run(void *self, uint32_t n, void (*task)(void *arg, uint32_t i), void *arg) {
    lg_pool *pool = self;
    if (n <= 1 || pool->n_workers == 0 ||
        atomic_flag_test_and_set_explicit(&pool->busy, memory_order_acquire)) {
        for (uint32_t i = 0; i < n; i++)
            task(arg, i);
        return;
    }
    atomic_store_explicit(&pool->task, task, memory_order_relaxed);
    atomic_store_explicit(&pool->arg, arg, memory_order_relaxed);
    atomic_store_explicit(&pool->n, n, memory_order_relaxed);
    atomic_store_explicit(&pool->done, 0, memory_order_relaxed);
    uint64_t epoch = (atomic_load_explicit(&pool->ticket, memory_order_relaxed) >> 32) + 1;
    atomic_store(&pool->ticket, epoch << 32 | n);
    if (atomic_load(&pool->sleepers) > 0)
        wake_all(pool);
    while (run_one(pool)) {
    }
    for (int spins = 0; atomic_load_explicit(&pool->done, memory_order_acquire) < n; spins++) {
        if (spins < CALLER_SPINS)
            relax();
        else
            (void)sched_yield();
    }
    atomic_flag_clear_explicit(&pool->busy, memory_order_release);
}
