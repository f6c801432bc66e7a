/* SPDX-License-Identifier: Apache-2.0 */
/* lg_context: allocator, registry, threads, kernels, limits and hooks. */
#include "runtime/exec/context.h"

#include "runtime/base/limits.h"

#include <stdio.h>
#include <string.h>

lg_status lg_options_copy(void *out, size_t size, const void *options, const char *what,
                          lg_error *err) {
    memset(out, 0, size);
    if (!options)
        return LG_OK;
    uint32_t given;
    memcpy(&given, options, sizeof given);
    if (given < sizeof given)
        return lg_fail(err, LG_E_ARGUMENT, "%s: struct_size is %u; initialise with %s_INIT", what,
                       given, what);
    memcpy(out, options, given < size ? given : size);
    return LG_OK;
}

static lg_status start_threads(lg_context *c, const lg_context_options *o, lg_error *err) {
    if (o->executor) {
        lg_executor e = {0};
        LG_TRY(lg_options_copy(&e, sizeof e, o->executor, "lg_executor", err));
        if (!e.run || e.n_threads < 1 || e.n_threads > LG_MAX_THREADS)
            return lg_fail(err, LG_E_ARGUMENT, "lg_executor: run and 1 to %d threads are required",
                           LG_MAX_THREADS);
        c->executor = e;
        return LG_OK;
    }
    uint32_t n = o->n_threads ? o->n_threads : lg_machine_processors();
    LG_TRY(lg_pool_create(&c->allocator, n, &c->pool, err));
    c->executor = (lg_executor){(uint32_t)sizeof(lg_executor), lg_pool_threads(c->pool), c->pool,
                                lg_pool_run};
    return LG_OK;
}

lg_status lg_context_create(const lg_context_options *options, lg_context **out_context,
                            lg_error *err) {
    lg_context_options o;
    LG_TRY(lg_options_copy(&o, sizeof o, options, "LG_CONTEXT_OPTIONS", err));
    if (!out_context)
        return lg_fail(err, LG_E_ARGUMENT, "lg_context_create: out_context is NULL");
    lg_allocator a = o.allocator ? *o.allocator : lg_allocator_default();
    if (!a.alloc || !a.free)
        return lg_fail(err, LG_E_ARGUMENT, "lg_allocator: alloc and free are required");
    void *memory = NULL;
    LG_TRY(lg_alloc_zero(&a, sizeof(lg_context), &memory, err));
    lg_context *c = memory;
    atomic_init(&c->refs, 1);
    c->allocator = a;
    c->limits = lg_limits_resolve(&o.limits);
    c->log_level = o.log_level;
    c->user = o.user;
    c->log = o.log;
    c->cancel = o.cancel;
    lg_kernels_select(o.cpu_mask, &c->kernels);
    lg_status st = LG_OK;
    if (o.registry) {
        lg_registry_freeze(o.registry);
        lg_registry_retain(o.registry);
        c->registry = o.registry;
    } else if ((st = lg_registry_create(&a, &c->registry, err)) == LG_OK) {
        lg_registry_freeze(c->registry);
    }
    if (st == LG_OK)
        st = start_threads(c, &o, err);
    if (st != LG_OK) {
        lg_context_destroy(c);
        return st;
    }
    *out_context = c;
    return LG_OK;
}

void lg_context_retain(lg_context *context) {
    atomic_fetch_add_explicit(&context->refs, 1, memory_order_relaxed);
}

void lg_context_destroy(lg_context *context) {
    if (!context || atomic_fetch_sub_explicit(&context->refs, 1, memory_order_acq_rel) != 1)
        return;
    lg_pool_destroy(context->pool);
    lg_registry_destroy(context->registry);
    lg_allocator a = context->allocator;
    lg_free(&a, context, sizeof *context);
}

const lg_registry *lg_context_registry(const lg_context *context) {
    return context->registry;
}

uint32_t lg_context_threads(const lg_context *context) {
    return context->executor.n_threads;
}

const char *lg_context_cpu(const lg_context *context) {
    uint32_t mask = context->kernels.mask;
    return mask & LG_CPU_AVX512 ? "avx512"
           : mask & LG_CPU_AVX2 ? "avx2"
           : mask & LG_CPU_NEON ? "neon"
                                : "scalar";
}

void lg_log(const lg_context *context, int32_t level, const char *fmt, ...) {
    if (!context->log || level > context->log_level)
        return;
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    context->log(context->user, level, text);
}

uint64_t lg_context_deadline(const lg_context *context) {
    uint64_t at;
    if (!context->limits.deadline_ns ||
        __builtin_add_overflow(lg_machine_clock(), context->limits.deadline_ns, &at))
        return 0;
    return at;
}

lg_status lg_context_poll(const lg_context *context, uint64_t deadline, lg_error *err) {
    if (context->cancel && context->cancel(context->user))
        return lg_fail(err, LG_E_CANCELLED, "cancelled");
    if (deadline && lg_machine_clock() >= deadline)
        return lg_fail(err, LG_E_LIMIT, "deadline of %llu ns passed",
                       (unsigned long long)context->limits.deadline_ns);
    return LG_OK;
}
