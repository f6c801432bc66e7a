/* SPDX-License-Identifier: Apache-2.0 */
/* The registry from the inside; only for runtime/registry. */
#ifndef LG_REGISTRY_INTERNAL_H
#define LG_REGISTRY_INTERNAL_H

#include "runtime/registry/registry.h"

#include <stdatomic.h>

typedef struct lg_registry_entry {
    const lg_op_desc *desc;
    const char *origin;
    uint32_t family; /* running number of the family it came with */
} lg_registry_entry;

typedef struct lg_registry_plugin {
    void *library;
    struct lg_registry_plugin *next;
} lg_registry_plugin;

struct lg_registry {
    lg_arena arena;
    atomic_uint refs;
    atomic_bool frozen;
    lg_registry_entry *entries; /* sorted by domain, name, version */
    uint32_t n_entries, cap_entries, n_families;
    lg_registry_plugin *plugins;
};

/* The descriptors of a family after all checks: the family's own when it was compiled with the
 * current layout, copies in `arena` otherwise (desc.c). */
LG_MUST_USE lg_status lg_family_descs(lg_arena *arena, const lg_op_family *family,
                                      const lg_op_desc *const **out, uint32_t *n, lg_error *err);
/* `origin` must live as long as the registry. */
LG_MUST_USE lg_status lg_registry_add_from(lg_registry *registry, const lg_op_family *family,
                                           const char *origin, lg_error *err);
/* Takes back the families from number `first` on: those of a plugin that failed half-way. */
void lg_registry_drop_families(lg_registry *registry, uint32_t first);
void lg_registry_close_plugins(lg_registry *registry);

#endif
