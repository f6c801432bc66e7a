/* SPDX-License-Identifier: Apache-2.0 */
/* The context from the inside. Immutable after creation, so thread-safe. */
#ifndef LG_EXEC_CONTEXT_H
#define LG_EXEC_CONTEXT_H

#include "ops/kernels/kernels.h"
#include "runtime/base/parallel.h"
#include "runtime/registry/registry.h"

#include <lossgraph/context.h>

#include <stdatomic.h>

struct lg_context {
    atomic_uint refs;
    lg_allocator allocator;
    lg_registry *registry;
    lg_limits limits; /* defaults filled in */
    lg_pool *pool;    /* NULL with an embedder's executor */
    lg_executor executor;
    lg_kernels kernels;
    int32_t log_level;
    void *user;
    void (*log)(void *user, int32_t level, const char *message);
    int32_t (*cancel)(void *user);
};

void lg_context_retain(lg_context *context);
/* Does nothing when nobody listens at that level. */
void lg_log(const lg_context *context, int32_t level, const char *fmt, ...) LG_PRINTF(3, 4);
/* The time at which a call that starts now has to end; 0: never. */
uint64_t lg_context_deadline(const lg_context *context);
/* LG_E_CANCELLED when the hook says so, LG_E_LIMIT past `deadline` (0: none). */
LG_MUST_USE lg_status lg_context_poll(const lg_context *context, uint64_t deadline, lg_error *err);
/* Copies an options struct of the caller's version: min(size, its struct_size) bytes, the rest
 * zero. NULL gives zeros. LG_E_ARGUMENT without a plausible struct_size. */
LG_MUST_USE lg_status lg_options_copy(void *out, size_t size, const void *options, const char *what,
                                      lg_error *err);

#endif
