/* SPDX-License-Identifier: Apache-2.0 */
/* An lg_exec for tests of the matrix product: parallel_for on real threads, nothing else. */
#ifndef LG_TESTS_GEMM_HOST_H
#define LG_TESTS_GEMM_HOST_H

#include "ops/kernels/kernels.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

typedef struct gemm_host {
    lg_host host;
    lg_kernels kernels;
    int threads;
    lg_error err;
} gemm_host;

typedef struct gemm_host_loop {
    atomic_llong next;
    int64_t n, grain;
    lg_block_fn body;
    void *arg;
} gemm_host_loop;

static void *gemm_host_work(void *arg) {
    gemm_host_loop *w = arg;
    for (;;) {
        int64_t begin = atomic_fetch_add(&w->next, 1) * w->grain;
        if (begin >= w->n)
            return NULL;
        int64_t end = begin + w->grain < w->n ? begin + w->grain : w->n;
        lg_error err = LG_ERROR_INIT;
        (void)!w->body(w->arg, begin, end, &err);
    }
}

static lg_status gemm_host_parallel_for(void *self, int64_t n, int64_t grain, lg_block_fn body,
                                        void *arg, lg_error *err) {
    (void)err;
    gemm_host *h = self;
    gemm_host_loop w = {.n = n, .grain = grain, .body = body, .arg = arg};
    pthread_t thread[8];
    int started = 0;
    while (started < h->threads - 1 && started < 8 &&
           pthread_create(&thread[started], NULL, gemm_host_work, &w) == 0)
        started++;
    gemm_host_work(&w);
    while (started > 0)
        pthread_join(thread[--started], NULL);
    return LG_OK;
}

LG_PRINTF(3, 4)
static lg_status gemm_host_fail(lg_error *err, lg_status status, const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    err->status = status;
    vsnprintf(err->message, sizeof err->message, fmt, args);
    va_end(args);
    return status;
}

static void gemm_host_init(gemm_host *h, uint32_t cpu_mask, int threads) {
    *h = (gemm_host){.threads = threads, .err = LG_ERROR_INIT};
    h->host.parallel_for = gemm_host_parallel_for;
    h->host.fail = gemm_host_fail;
    lg_kernels_select(cpu_mask, &h->kernels);
}

static lg_exec gemm_host_exec(gemm_host *h) {
    return (lg_exec){.struct_size = sizeof(lg_exec),
                     .kernels = &h->kernels,
                     .host = &h->host,
                     .self = h,
                     .err = &h->err};
}

#endif
