/* SPDX-License-Identifier: Apache-2.0 */
/* Model-local functions: lookup by identity, order of calls, sizes after expansion. */
#include "runtime/graph/function.h"

enum { key_max = 512 };

static lg_str plain_domain(lg_str domain) {
    return lg_str_is(domain, "ai.onnx") ? LG_STR("") : domain;
}

/* domain, name and overload, separated by NUL. */
static size_t key_size(lg_str domain, lg_str name, lg_str overload) {
    return domain.len + name.len + overload.len + 2;
}

static void write_key(char *out, lg_str domain, lg_str name, lg_str overload) {
    const lg_str parts[] = {domain, name, overload};
    for (size_t i = 0; i < LG_COUNT(parts); i++) {
        if (parts[i].len)
            memcpy(out, parts[i].ptr, parts[i].len);
        out += parts[i].len;
        if (i + 1 < LG_COUNT(parts))
            *out++ = '\0';
    }
}

uint32_t lg_functions_find(const lg_functions *table, const lg_node *node) {
    char key[key_max];
    lg_str domain = plain_domain(node->domain);
    size_t n = key_size(domain, node->op, node->overload);
    if (table->module->n_functions == 0)
        return LG_MAP_NONE;
    if (n <= sizeof key) {
        write_key(key, domain, node->op, node->overload);
        return lg_map_get(&table->index, (lg_str){key, n});
    }
    /* Names that long are rare; compare them one by one. */
    const lg_function *f = lg_module_function(table->module, domain, node->op, node->overload);
    return f ? (uint32_t)(f - table->module->functions) : LG_MAP_NONE;
}

static lg_status index_functions(lg_functions *t, lg_arena *arena, lg_error *err) {
    for (uint32_t i = 0; i < t->module->n_functions; i++) {
        const lg_function *f = &t->module->functions[i];
        void *key = NULL;
        lg_str domain = plain_domain(f->domain);
        size_t n = key_size(domain, f->name, f->overload);
        LG_TRY(lg_arena_alloc(arena, n, &key, err));
        write_key(key, domain, f->name, f->overload);
        if (lg_map_get(&t->index, (lg_str){key, n}) != LG_MAP_NONE)
            return lg_fail(err, LG_E_MODEL, "function %s::%s is defined twice", LG_SHOW(f->domain),
                           LG_SHOW(f->name));
        LG_TRY(lg_map_put(&t->index, arena, (lg_str){key, n}, i, err));
    }
    return LG_OK;
}

static uint64_t add_saturating(uint64_t a, uint64_t b) {
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Calls of one function, in the order of its nodes. */
typedef struct calls {
    uint32_t *callees;
    uint32_t n, cap, next;
    uint64_t own; /* nodes of its own */
} calls;

static lg_status collect_calls(const lg_functions *t, lg_graph *body, lg_arena *arena, calls *out,
                               lg_error *err) {
    lg_graph **list = NULL;
    uint32_t n = 0;
    LG_TRY(lg_graph_tree(body, arena, &list, &n, err));
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < list[i]->n_order; k++) {
            uint32_t f = lg_functions_find(t, &list[i]->nodes[list[i]->order[k]]);
            out->own++;
            if (f == LG_MAP_NONE)
                continue;
            LG_TRY(LG_GROW(arena, out->callees, out->n, out->cap, err));
            out->callees[out->n++] = f;
        }
    }
    return LG_OK;
}

static lg_status cycle(const lg_functions *t, uint32_t f, lg_error *err) {
    const lg_function *fn = &t->module->functions[f];
    return lg_fail(err, LG_E_MODEL, "function %s::%s calls itself, directly or through others",
                   LG_SHOW(fn->domain), LG_SHOW(fn->name));
}

/* Depth first from `root`; depth[] is 0 before a function is entered and UINT32_MAX while it is
 * open. */
static lg_status visit(lg_functions *t, uint32_t root, calls *all, uint32_t *stack, lg_error *err) {
    uint32_t n = 0;
    if (t->depth[root])
        return LG_OK;
    stack[n++] = root;
    t->depth[root] = UINT32_MAX;
    while (n) {
        uint32_t f = stack[n - 1];
        calls *c = &all[f];
        if (c->next < c->n) {
            uint32_t callee = c->callees[c->next++];
            if (t->depth[callee] == UINT32_MAX)
                return cycle(t, callee, err);
            if (t->depth[callee] == 0) {
                t->depth[callee] = UINT32_MAX;
                stack[n++] = callee;
            }
            continue;
        }
        uint32_t deepest = 0;
        t->nodes[f] = c->own;
        for (uint32_t i = 0; i < c->n; i++) {
            t->nodes[f] = add_saturating(t->nodes[f], t->nodes[c->callees[i]]);
            if (t->depth[c->callees[i]] > deepest)
                deepest = t->depth[c->callees[i]];
        }
        t->depth[f] = deepest + 1;
        n--;
    }
    return LG_OK;
}

lg_status lg_functions_init(lg_functions *table, const lg_module *module, uint32_t max_depth,
                            lg_arena *arena, lg_error *err) {
    void *p = NULL;
    *table = (lg_functions){.module = module};
    if (module->n_functions == 0)
        return LG_OK;
    LG_TRY(index_functions(table, arena, err));
    LG_TRY(lg_arena_array(arena, module->n_functions, sizeof(uint64_t), &p, err));
    table->nodes = p;
    LG_TRY(lg_arena_array(arena, module->n_functions, sizeof(uint32_t), &p, err));
    table->depth = p;
    LG_TRY(lg_arena_array(arena, module->n_functions, sizeof(uint32_t), &p, err));
    uint32_t *stack = p;
    LG_TRY(lg_arena_array(arena, module->n_functions, sizeof(calls), &p, err));
    calls *all = p;
    for (uint32_t i = 0; i < module->n_functions; i++)
        LG_TRY(collect_calls(table, module->functions[i].body, arena, &all[i], err));
    for (uint32_t i = 0; i < module->n_functions; i++) {
        LG_TRY(visit(table, i, all, stack, err));
        if (table->depth[i] > max_depth)
            return lg_fail(err, LG_E_LIMIT,
                           "calls of function %s::%s nest %u deep, max_depth is %u",
                           LG_SHOW(module->functions[i].domain), LG_SHOW(module->functions[i].name),
                           table->depth[i], max_depth);
    }
    return LG_OK;
}

lg_status lg_functions_count(const lg_functions *table, lg_graph *root, lg_arena *arena,
                             uint64_t *out, lg_error *err) {
    calls c = {0};
    LG_TRY(collect_calls(table, root, arena, &c, err));
    *out = c.own;
    for (uint32_t i = 0; i < c.n; i++)
        *out = add_saturating(*out, table->nodes[c.callees[i]]);
    return LG_OK;
}
