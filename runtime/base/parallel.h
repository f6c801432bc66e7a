/* SPDX-License-Identifier: Apache-2.0 */
/* Parallel loops over fixed blocks, the built-in thread pool behind them, and what the machine
 * offers. The only primitive is lg_parallel_for: which blocks there are follows from n and grain
 * alone, never from the number of threads. */
#ifndef LG_BASE_PARALLEL_H
#define LG_BASE_PARALLEL_H

#include "runtime/base/alloc.h"

#include <lossgraph/context.h>

#include <pthread.h>

typedef struct lg_pool lg_pool;

enum { LG_MAX_THREADS = 1024 };

/* n_threads counts the caller: n_threads - 1 workers are started. Threads that the system refuses
 * to start are done without. */
LG_MUST_USE lg_status lg_pool_create(const lg_allocator *allocator, uint32_t n_threads,
                                     lg_pool **out, lg_error *err);
/* Stops and joins the workers. NULL is allowed. */
void lg_pool_destroy(lg_pool *pool);
uint32_t lg_pool_threads(const lg_pool *pool);
/* lg_executor.run of a pool. Thread-safe: a second caller at the same time works alone. */
void lg_pool_run(void *pool, uint32_t n, void (*task)(void *arg, uint32_t i), void *arg);

/* Calls body once for each block [i*grain, min(n, (i+1)*grain)). Returns LG_OK, or status and
 * message of the lowest failing block; blocks above a failed one may be left out. Nested calls run
 * in the calling task. `executor` NULL: in the caller. */
LG_MUST_USE lg_status lg_parallel_for(const lg_executor *executor, int64_t n, int64_t grain,
                                      lg_block_fn body, void *arg, lg_error *err);

/* Processors that are online, at least 1. */
uint32_t lg_machine_processors(void);
/* Bytes of physical memory; SIZE_MAX when the system does not tell. */
uint64_t lg_machine_memory(void);
/* Monotonic nanoseconds. */
uint64_t lg_machine_clock(void);

typedef struct lg_mutex {
    pthread_mutex_t mutex;
} lg_mutex;
LG_MUST_USE lg_status lg_mutex_init(lg_mutex *mutex, lg_error *err);
void lg_mutex_reset(lg_mutex *mutex);
void lg_mutex_lock(lg_mutex *mutex);
void lg_mutex_unlock(lg_mutex *mutex);

#endif
