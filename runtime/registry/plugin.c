/* SPDX-License-Identifier: Apache-2.0 */
/* Loading plugin libraries. The host table that a plugin is asked with carries only what makes
 * sense outside of a call: sizes, the interface number and `fail`. */
#include "runtime/registry/internal.h"

#include "runtime/base/dl.h"

static const lg_host query_host = {
    .struct_size = sizeof(lg_host), .abi_version = LG_ABI_VERSION, .fail = lg_fail};

enum { min_plugin = offsetof(lg_plugin, families) + sizeof(void *), max_families = 1024 };

static lg_status check_plugin(const lg_plugin *p, lg_error *err) {
    if (!p)
        return lg_fail(err, LG_E_ABI, "the plugin does not serve interface %d", LG_ABI_VERSION);
    if (p->struct_size < min_plugin)
        return lg_fail(err, LG_E_ABI,
                       "the plugin's description has %u bytes, at least %u are "
                       "needed",
                       p->struct_size, (unsigned)min_plugin);
    if (p->abi_version != LG_ABI_VERSION)
        return lg_fail(err, LG_E_ABI, "the plugin was built for interface %u, this library has %d",
                       p->abi_version, LG_ABI_VERSION);
    if (p->n_families > max_families || (p->n_families && !p->families))
        return lg_fail(err, LG_E_ABI, "the plugin has %u families, or no list of them",
                       p->n_families);
    return LG_OK;
}

static lg_status add_families(lg_registry *r, void *library, const char *origin, lg_error *err) {
    void *symbol = NULL;
    lg_plugin_query_fn query;
    LG_TRY(lg_dl_symbol(library, LG_PLUGIN_SYMBOL, &symbol, err));
    memcpy(&query, &symbol, sizeof query);
    const lg_plugin *plugin = query(&query_host);
    LG_TRY(check_plugin(plugin, err));
    for (uint32_t i = 0; i < plugin->n_families; i++)
        LG_TRY(lg_registry_add_from(r, plugin->families[i], origin, err));
    return LG_OK;
}

lg_status lg_registry_load_plugin(lg_registry *registry, const char *path, lg_error *err) {
    lg_str origin;
    void *p = NULL, *library = NULL;
    if (atomic_load(&registry->frozen))
        return lg_fail(err, LG_E_ARGUMENT, "the registry is in use and can take no more operators");
    if (!path || !path[0])
        return lg_fail(err, LG_E_ARGUMENT, "the path of a plugin is empty");
    LG_TRY(lg_arena_str(&registry->arena, path, strlen(path), &origin, err));
    LG_TRY(lg_arena_alloc(&registry->arena, sizeof(lg_registry_plugin), &p, err));
    lg_status st = lg_dl_open(path, &library, err);
    if (st != LG_OK)
        return lg_wrap(err, st, "plugin '%s'", LG_SHOW(origin));
    /* All families of the plugin, or none. */
    uint32_t first = registry->n_families;
    st = add_families(registry, library, origin.ptr, err);
    if (st != LG_OK) {
        lg_registry_drop_families(registry, first);
        lg_dl_close(library);
        return lg_wrap(err, st, "plugin '%s'", LG_SHOW(origin));
    }
    lg_registry_plugin *entry = p;
    *entry = (lg_registry_plugin){library, registry->plugins};
    registry->plugins = entry;
    return LG_OK;
}

void lg_registry_close_plugins(lg_registry *registry) {
    while (registry->plugins) {
        lg_dl_close(registry->plugins->library);
        registry->plugins = registry->plugins->next;
    }
}
