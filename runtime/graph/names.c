/* SPDX-License-Identifier: Apache-2.0 */
/* Names for every value of a tree of graphs. */
#include "runtime/graph/names.h"

#include <stdio.h>

static lg_str pointer_key(const lg_graph *const *graph) {
    return (lg_str){(const char *)graph, sizeof *graph};
}

static lg_str *table_of(const lg_names *names, const lg_graph *graph) {
    uint32_t at = lg_map_get(&names->index, pointer_key(&graph));
    return at == LG_MAP_NONE ? NULL : names->tables[at];
}

lg_str lg_names_get(const lg_names *names, const lg_graph *graph, lg_id value) {
    const lg_str *table = value == LG_NO_ID ? NULL : table_of(names, graph);
    return table ? table[value] : LG_STR("");
}

/* True when an enclosing graph has another value of that name. */
static bool is_shadowing(const lg_names *names, const lg_graph *graph, lg_str name) {
    for (const lg_graph *g = graph->parent; g; g = g->parent) {
        lg_id id = lg_graph_find(g, name);
        const lg_str *table = table_of(names, g);
        if (id != LG_NO_ID && table && lg_str_eq(table[id], name))
            return true;
    }
    return false;
}

static lg_status fresh(lg_names *names, lg_str *out, lg_error *err) {
    char text[16];
    do {
        int n = snprintf(text, sizeof text, "v%u", names->next++);
        *out = (lg_str){text, (size_t)n};
    } while (lg_map_get(&names->used, *out) != LG_MAP_NONE);
    return lg_arena_str(names->arena, out->ptr, out->len, out, err);
}

static lg_status name_graph(lg_names *names, const lg_graph *g, lg_str *table, lg_error *err) {
    for (uint32_t i = 0; i < g->n_values; i++) {
        const lg_value *v = &g->values[i];
        if (v->flags & LG_VALUE_DEAD)
            continue;
        const lg_str *outer = (v->flags & LG_VALUE_CAPTURE) ? table_of(names, g->parent) : NULL;
        if (outer)
            table[i] = outer[v->outer];
        else if (v->name.len && !is_shadowing(names, g, v->name))
            table[i] = v->name;
        else
            LG_TRY(fresh(names, &table[i], err));
    }
    return LG_OK;
}

lg_status lg_names_add(lg_names *names, lg_graph *root, lg_error *err) {
    lg_graph **list;
    uint32_t n;
    LG_TRY(lg_graph_tree(root, names->arena, &list, &n, err));
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < list[i]->n_values; k++)
            if (list[i]->values[k].name.len)
                LG_TRY(lg_map_put(&names->used, names->arena, list[i]->values[k].name, 0, err));
    for (uint32_t i = 0; i < n; i++) {
        void *table = NULL, *key = NULL;
        const lg_graph *g = list[i];
        LG_TRY(lg_arena_array(names->arena, g->n_values, sizeof(lg_str), &table, err));
        LG_TRY(lg_arena_copy(names->arena, &g, sizeof g, &key, err));
        LG_TRY(LG_GROW(names->arena, names->tables, names->n, names->cap, err));
        LG_TRY(lg_map_put(&names->index, names->arena, (lg_str){key, sizeof g}, names->n, err));
        names->tables[names->n++] = table;
        LG_TRY(name_graph(names, g, table, err));
    }
    return LG_OK;
}
