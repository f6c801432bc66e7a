/* SPDX-License-Identifier: Apache-2.0 */
/* The context: allocator, registry, threads, kernels and hooks that all other objects share. */
#ifndef LOSSGRAPH_CONTEXT_H
#define LOSSGRAPH_CONTEXT_H

#include <lossgraph/registry.h>

LG_BEGIN_DECLS

/* Thread-safe, reference counted by the objects made from it. */
typedef struct lg_context lg_context;

/* The embedder's threads. Must be thread-safe and outlive the context. */
typedef struct lg_executor {
    uint32_t struct_size, n_threads; /* what run may use at a time, 1 … 1024 */
    void *self;
    /* Calls task(arg, i) once for every i in [0, n), on any threads; returns when all are done. */
    void (*run)(void *self, uint32_t n, void (*task)(void *arg, uint32_t i), void *arg);
} lg_executor;

enum { LG_LOG_ERROR = 0, LG_LOG_WARNING = 1, LG_LOG_INFO = 2, LG_LOG_DEBUG = 3, LG_LOG_TRACE = 4 };

/* Kernel levels for cpu_mask. */
enum { LG_CPU_SCALAR = 1, LG_CPU_AVX2 = 2, LG_CPU_AVX512 = 4, LG_CPU_NEON = 8 };

typedef struct lg_context_options {
    uint32_t struct_size;
    uint32_t n_threads;            /* built-in pool; 0: one per processor; 1: the caller only */
    uint32_t cpu_mask;             /* kernel levels that may be used; 0: all */
    int32_t log_level;             /* highest level that `log` wants */
    const lg_allocator *allocator; /* NULL: malloc */
    lg_registry *registry;         /* frozen and retained; NULL: built-in operators */
    const lg_executor *executor;   /* NULL: the built-in pool */
    void *user;                    /* passed to the hooks */
    void (*log)(void *user, int32_t level, const char *message);
    int32_t (*cancel)(void *user); /* polled per node and iteration; not 0: LG_E_CANCELLED */
    lg_limits limits;              /* zero-initialised: defaults */
} lg_context_options;

#define LG_CONTEXT_OPTIONS_INIT                                                                    \
    { .struct_size = (uint32_t)sizeof(lg_context_options) }

/* `options` NULL: defaults. */
LG_MUST_USE LG_API lg_status lg_context_create(const lg_context_options *options,
                                               lg_context **out_context, lg_error *err);
/* Drops the caller's reference; NULL is allowed. */
LG_API void lg_context_destroy(lg_context *context);
LG_API const lg_registry *lg_context_registry(const lg_context *context);
LG_API uint32_t lg_context_threads(const lg_context *context);
/* Name of the kernel level in use: "scalar", "avx2", "avx512", "neon". */
LG_API const char *lg_context_cpu(const lg_context *context);

LG_END_DECLS
#endif
