/* SPDX-License-Identifier: Apache-2.0 */
/* The registry: a sorted array of descriptors. Built-in families come from the table in ops/, those
 * of callers and plugins through the same function, which checks them and brings descriptors of
 * other sizes into the current layout. */
#include "runtime/registry/registry.h"

#include "runtime/registry/internal.h"

#include "ops/families.h"

#include <stdio.h>

#define LG_FAMILY(symbol, file) &lg_family_##symbol,
static const lg_op_family *const built_in[] = {
#include "ops/families.inc"
    NULL};
#undef LG_FAMILY

static const struct {
    const char *domain;
    int64_t version;
} newest[] = {{"", 28}, {"ai.onnx.ml", 5}, {"ai.onnx.preview", 1}, {"ai.onnx.preview.training", 1}};

static lg_str domain_of(lg_str domain) {
    return lg_str_is(domain, "ai.onnx") ? LG_STR("") : domain;
}

/* Order of descriptors: domain, name, version. */
static int compare(const lg_op_desc *d, lg_str domain, lg_str name, int64_t version) {
    int c = lg_str_cmp(lg_str_of(d->domain), domain);
    if (c == 0)
        c = lg_str_cmp(lg_str_of(d->name), name);
    return c ? c : (d->since_version > version) - (d->since_version < version);
}

/* First entry that is greater than the key. */
static uint32_t upper_bound(const lg_registry *r, lg_str domain, lg_str name, int64_t version) {
    uint32_t lo = 0, hi = r->n_entries;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (compare(r->entries[mid].desc, domain, name, version) <= 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static const lg_op_desc *at_most(const lg_registry *r, lg_str domain, lg_str name,
                                 int64_t version) {
    uint32_t i = upper_bound(r, domain, name, version);
    if (i == 0)
        return NULL;
    const lg_op_desc *d = r->entries[i - 1].desc;
    bool same = lg_str_is(domain, d->domain) && lg_str_is(name, d->name);
    return same ? d : NULL;
}

const lg_op_desc *lg_registry_lookup(const lg_registry *registry, lg_str domain, lg_str name,
                                     int64_t version) {
    return at_most(registry, domain_of(domain), name, version);
}

const lg_op_desc *lg_registry_find(const lg_registry *registry, const char *domain,
                                   const char *name, int64_t version) {
    return lg_registry_lookup(registry, lg_str_of(domain), lg_str_of(name),
                              version ? version : INT64_MAX);
}

bool lg_registry_has_domain(const lg_registry *registry, lg_str domain) {
    domain = domain_of(domain);
    uint32_t i = upper_bound(registry, domain, LG_STR(""), 0);
    return i < registry->n_entries && lg_str_is(domain, registry->entries[i].desc->domain);
}

int64_t lg_registry_newest(const lg_registry *registry, lg_str domain) {
    (void)registry;
    for (size_t i = 0; i < LG_COUNT(newest); i++)
        if (lg_str_is(domain_of(domain), newest[i].domain))
            return newest[i].version;
    return 0;
}

uint32_t lg_registry_near(const lg_registry *registry, lg_str domain, lg_str name,
                          const lg_op_desc **out, uint32_t max) {
    enum { most = 8 };
    uint32_t score[most], n = 0;
    domain = domain_of(domain);
    max = max < most ? max : most;
    for (uint32_t i = 0; i < registry->n_entries; i++) {
        const lg_op_desc *d = registry->entries[i].desc;
        const lg_op_desc *next = i + 1 < registry->n_entries ? registry->entries[i + 1].desc : NULL;
        if (next && strcmp(next->name, d->name) == 0 && strcmp(next->domain, d->domain) == 0)
            continue; /* only the newest version */
        uint32_t distance = lg_str_distance(name, lg_str_of(d->name));
        if (distance == UINT32_MAX || distance > 1 + name.len / 4)
            continue;
        /* The same name in another domain is as near as one letter in the same domain. */
        uint32_t s = distance * 2 + !lg_str_is(domain, d->domain);
        uint32_t at = n;
        while (at > 0 && score[at - 1] > s)
            at--;
        if (at >= max)
            continue;
        if (n < max)
            n++;
        for (uint32_t k = n - 1; k > at; k--) {
            score[k] = score[k - 1];
            out[k] = out[k - 1];
        }
        score[at] = s;
        out[at] = d;
    }
    return n;
}

uint32_t lg_registry_domains(const lg_registry *registry, const char **out, uint32_t max) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < registry->n_entries && n < max; i++) {
        const char *d = registry->entries[i].desc->domain;
        if (i == 0 || strcmp(d, registry->entries[i - 1].desc->domain) != 0)
            out[n++] = d;
    }
    return n;
}

/* ---- filling --------------------------------------------------------------------------------- */

static lg_status insert(lg_registry *r, const lg_op_desc *d, const char *origin, lg_error *err) {
    lg_str domain = lg_str_of(d->domain), name = lg_str_of(d->name);
    uint32_t at = upper_bound(r, domain, name, d->since_version);
    if (at > 0 && compare(r->entries[at - 1].desc, domain, name, d->since_version) == 0)
        return lg_fail(err, LG_E_ARGUMENT, "operator %s::%s version %d is registered twice: %s, %s",
                       d->domain, d->name, (int)d->since_version, r->entries[at - 1].origin,
                       origin);
    LG_TRY(LG_GROW(&r->arena, r->entries, r->n_entries, r->cap_entries, err));
    memmove(&r->entries[at + 1], &r->entries[at], (r->n_entries - at) * sizeof r->entries[0]);
    r->entries[at] = (lg_registry_entry){d, origin, r->n_families};
    r->n_entries++;
    return LG_OK;
}

void lg_registry_drop_families(lg_registry *registry, uint32_t first) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < registry->n_entries; i++)
        if (registry->entries[i].family < first)
            registry->entries[n++] = registry->entries[i];
    registry->n_entries = n;
    registry->n_families = first;
}

lg_status lg_registry_add_from(lg_registry *registry, const lg_op_family *family,
                               const char *origin, lg_error *err) {
    const lg_op_desc *const *list = NULL;
    uint32_t n = 0;
    if (atomic_load(&registry->frozen))
        return lg_fail(err, LG_E_ARGUMENT, "the registry is in use and can take no more operators");
    LG_TRY(lg_family_descs(&registry->arena, family, &list, &n, err));
    lg_status st = LG_OK;
    for (uint32_t i = 0; i < n && st == LG_OK; i++)
        st = insert(registry, list[i], origin, err);
    if (st != LG_OK)
        lg_registry_drop_families(registry, registry->n_families);
    else
        registry->n_families++;
    return st;
}

lg_status lg_registry_add(lg_registry *registry, const lg_op_family *family, lg_error *err) {
    return lg_registry_add_from(registry, family, "caller", err);
}

lg_status lg_registry_create(const lg_allocator *allocator, lg_registry **out_registry,
                             lg_error *err) {
    lg_allocator a = allocator ? *allocator : lg_allocator_default();
    void *p = NULL;
    LG_TRY(lg_alloc_zero(&a, sizeof(lg_registry), &p, err));
    lg_registry *r = p;
    lg_arena_init(&r->arena, a, 0);
    atomic_init(&r->refs, 1);
    atomic_init(&r->frozen, false);
    lg_status st = LG_OK;
    for (size_t i = 0; built_in[i] && st == LG_OK; i++)
        st = lg_registry_add_from(r, built_in[i], "built-in", err);
    if (st != LG_OK) {
        lg_registry_destroy(r);
        return st;
    }
    *out_registry = r;
    return LG_OK;
}

void lg_registry_freeze(lg_registry *registry) {
    atomic_store(&registry->frozen, true);
}

void lg_registry_retain(lg_registry *registry) {
    atomic_fetch_add(&registry->refs, 1);
}

void lg_registry_destroy(lg_registry *registry) {
    if (!registry || atomic_fetch_sub(&registry->refs, 1) != 1)
        return;
    lg_registry_close_plugins(registry);
    lg_allocator a = registry->arena.allocator;
    lg_arena_reset(&registry->arena);
    lg_free(&a, registry, sizeof *registry);
}

const lg_op_desc *lg_registry_op(const lg_registry *registry, size_t index) {
    return index < registry->n_entries ? registry->entries[index].desc : NULL;
}

const char *lg_registry_origin(const lg_registry *registry, size_t index) {
    return index < registry->n_entries ? registry->entries[index].origin : NULL;
}
