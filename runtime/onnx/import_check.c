/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of a module as a whole: calls of functions, bindings of training_info. */
#include "runtime/onnx/import.h"

/* ---- calls ---- */

typedef struct call_node {
    uint32_t *callees; /* one per call, repeated calls included */
    uint32_t n, cap, next;
    uint32_t depth; /* of calls below: 1 for a function that calls nothing */
    int32_t state;  /* 0 not visited, 1 on the stack, 2 done */
    uint64_t nodes; /* when everything is inlined; saturated */
} call_node;

static uint64_t add_saturated(uint64_t a, uint64_t b) {
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Own nodes and calls of everything below `root`. */
static lg_status collect(lg_importer *imp, lg_graph *root, call_node *c, lg_error *err) {
    lg_graph **graphs = NULL;
    uint32_t n = 0;
    LG_TRY(lg_graph_tree(root, &imp->scratch, &graphs, &n, err));
    for (uint32_t i = 0; i < n; i++) {
        c->nodes = add_saturated(c->nodes, graphs[i]->n_nodes);
        for (uint32_t k = 0; k < graphs[i]->n_nodes; k++) {
            uint32_t callee = LG_MAP_NONE;
            LG_TRY(lg_import_callee(imp, &graphs[i]->nodes[k], &callee, err));
            if (callee == LG_MAP_NONE)
                continue;
            LG_TRY(LG_GROW(&imp->scratch, c->callees, c->n, c->cap, err));
            c->callees[c->n++] = callee;
        }
    }
    return LG_OK;
}

static lg_status call_cycle(const lg_importer *imp, const uint32_t *stack, uint32_t n,
                            uint32_t callee, lg_error *err) {
    const lg_function *caller = &imp->module->functions[stack[n - 1]];
    const lg_function *f = &imp->module->functions[callee];
    return lg_fail(err, LG_E_MODEL,
                   "function '%s::%s' calls '%s::%s', which is calling it: "
                   "functions must not be recursive",
                   LG_SHOW(caller->domain), LG_SHOW(caller->name), LG_SHOW(f->domain),
                   LG_SHOW(f->name));
}

static void finish(call_node *graph, call_node *c) {
    c->state = 2;
    c->depth = 1;
    for (uint32_t i = 0; i < c->n; i++) {
        const call_node *callee = &graph[c->callees[i]];
        c->nodes = add_saturated(c->nodes, callee->nodes);
        if (callee->depth + 1 > c->depth)
            c->depth = callee->depth + 1;
    }
}

/* Depth first from one function, with a stack of its own. */
static lg_status visit(lg_importer *imp, call_node *graph, uint32_t *stack, uint32_t start,
                       lg_error *err) {
    uint32_t n = 0;
    if (graph[start].state == 2)
        return LG_OK;
    stack[n++] = start;
    graph[start].state = 1;
    while (n) {
        call_node *c = &graph[stack[n - 1]];
        if (c->next == c->n) {
            finish(graph, c);
            n--;
            continue;
        }
        uint32_t callee = c->callees[c->next++];
        if (graph[callee].state == 1)
            return call_cycle(imp, stack, n, callee, err);
        if (graph[callee].state == 0) {
            graph[callee].state = 1;
            stack[n++] = callee;
        }
    }
    return LG_OK;
}

/* `calls` functions inside each other, at most max_depth. */
static lg_status check_size(const lg_importer *imp, const call_node *c, uint32_t calls,
                            const char *what, lg_error *err) {
    if (calls > imp->limits.max_depth)
        return lg_fail(err, LG_E_LIMIT,
                       "%s: functions call each other %u deep, the limit max_depth is %u", what,
                       calls, imp->limits.max_depth);
    if (c->nodes > imp->limits.max_nodes)
        return lg_fail(err, LG_E_LIMIT,
                       "%s has %llu nodes when functions are inlined, the limit max_nodes is %llu",
                       what, (unsigned long long)c->nodes,
                       (unsigned long long)imp->limits.max_nodes);
    return LG_OK;
}

lg_status lg_check_calls(lg_importer *imp, lg_error *err) {
    lg_module *m = imp->module;
    void *p = NULL, *s = NULL;
    LG_TRY(lg_arena_array(&imp->scratch, (size_t)m->n_functions + 1, sizeof(call_node), &p, err));
    LG_TRY(lg_arena_array(&imp->scratch, (size_t)m->n_functions + 1, sizeof(uint32_t), &s, err));
    call_node *graph = p;
    for (uint32_t i = 0; i < m->n_functions; i++)
        LG_TRY(collect(imp, m->functions[i].body, &graph[i], err));
    for (uint32_t i = 0; i < m->n_functions; i++)
        LG_TRY(visit(imp, graph, s, i, err));
    for (uint32_t i = 0; i < m->n_functions; i++) {
        lg_printable_buf name = {{0}};
        LG_TRY(check_size(imp, &graph[i], graph[i].depth,
                          lg_printable(&name, m->functions[i].name.ptr, m->functions[i].name.len),
                          err));
    }
    call_node *top = &graph[m->n_functions];
    LG_TRY(collect(imp, m->main, top, err));
    for (uint32_t i = 0; i < m->n_training; i++) {
        if (m->training[i].initialization)
            LG_TRY(collect(imp, m->training[i].initialization, top, err));
        if (m->training[i].algorithm)
            LG_TRY(collect(imp, m->training[i].algorithm, top, err));
    }
    finish(graph, top);
    return check_size(imp, top, top->depth - 1, "the model", err);
}

/* ---- training ---- */

static lg_value *initializer_of(lg_graph *g, lg_str name) {
    lg_id id = g ? lg_graph_find(g, name) : LG_NO_ID;
    return id != LG_NO_ID && (g->values[id].flags & LG_VALUE_INIT) ? &g->values[id] : NULL;
}

static const lg_value *output_of(const lg_graph *g, lg_str name) {
    for (uint32_t i = 0; g && i < g->n_outputs; i++)
        if (lg_str_eq(lg_value_name(g, g->outputs[i]), name))
            return &g->values[g->outputs[i]];
    return NULL;
}

static lg_status check_binding(lg_importer *imp, lg_training *t, const lg_binding *b,
                               const lg_value *result, lg_error *err) {
    lg_value *state = initializer_of(imp->module->main, b->key);
    if (!state)
        state = initializer_of(t->algorithm, b->key);
    if (!state)
        return lg_fail(err, LG_E_MODEL, "'%s' is no initializer of the model or of the algorithm",
                       LG_SHOW(b->key));
    if (!result)
        return lg_fail(err, LG_E_MODEL, "'%s' is bound to '%s', which is no output of the graph",
                       LG_SHOW(b->key), LG_SHOW(b->value));
    if (result->dtype != LG_UNDEFINED && result->dtype != state->dtype)
        return lg_fail(err, LG_E_MODEL, "'%s' has type %s, its new value '%s' has type %s",
                       LG_SHOW(b->key), lg_dtype_onnx_name(state->dtype), LG_SHOW(b->value),
                       lg_dtype_onnx_name(result->dtype));
    bool same = result->rank < 0 || state->rank < 0 || result->rank == state->rank;
    for (int32_t i = 0; same && i < result->rank && i < state->rank; i++)
        same = result->dims[i] < 0 || state->dims[i] < 0 || result->dims[i] == state->dims[i];
    if (!same)
        return lg_fail(err, LG_E_MODEL, "'%s' and its new value '%s' have different shapes",
                       LG_SHOW(b->key), LG_SHOW(b->value));
    state->flags = (state->flags & ~(uint32_t)LG_VALUE_CONST) | LG_VALUE_STATE;
    return LG_OK;
}

static lg_status bind_once(lg_importer *imp, lg_map *seen, lg_str key, lg_error *err) {
    if (lg_map_get(seen, key) != LG_MAP_NONE)
        return lg_fail(err, LG_E_MODEL, "'%s' is bound twice", LG_SHOW(key));
    return lg_map_put(seen, &imp->scratch, key, 0, err);
}

static lg_status check_entry(lg_importer *imp, lg_training *t, lg_map *updated, lg_error *err) {
    lg_map initialized = {0};
    if (t->n_init && !t->initialization)
        return lg_fail(err, LG_E_MODEL, "initialization_binding without initialization");
    if (t->initialization && t->initialization->n_inputs)
        return lg_fail(err, LG_E_MODEL, "the initialization graph has inputs");
    for (uint32_t i = 0; i < t->n_init; i++) {
        const lg_binding *b = &t->init[i];
        LG_TRY(bind_once(imp, &initialized, b->key, err));
        LG_TRY(check_binding(imp, t, b, output_of(t->initialization, b->value), err));
    }
    for (uint32_t i = 0; i < t->n_update; i++) {
        const lg_binding *b = &t->update[i];
        const lg_value *result = output_of(t->algorithm, b->value);
        if (!result)
            result = output_of(imp->module->main, b->value);
        LG_TRY(bind_once(imp, updated, b->key, err));
        LG_TRY(check_binding(imp, t, b, result, err));
    }
    return LG_OK;
}

lg_status lg_check_training(lg_importer *imp, lg_error *err) {
    lg_map updated = {0};
    for (uint32_t i = 0; i < imp->module->n_training; i++) {
        lg_status st = check_entry(imp, &imp->module->training[i], &updated, err);
        if (st != LG_OK)
            return lg_wrap(err, st, "training_info %u", i);
    }
    return LG_OK;
}
