/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of a module as a whole: calls of functions, bindings of training_info. */
#include "runtime/graph/function.h"
#include "runtime/onnx/import.h"

/* ---- calls ---- */

static lg_status check_nodes(const lg_importer *imp, uint64_t nodes, const char *what,
                             lg_error *err) {
    if (nodes > imp->limits.max_nodes)
        return lg_fail(err, LG_E_LIMIT,
                       "%s has %llu nodes when functions are inlined, the limit max_nodes is %llu",
                       what, (unsigned long long)nodes, (unsigned long long)imp->limits.max_nodes);
    return LG_OK;
}

/* Adds to *nodes what the tree of `root` (may be NULL) comes to. */
static lg_status add_nodes(lg_importer *imp, const lg_functions *t, lg_graph *root, uint64_t *nodes,
                           lg_error *err) {
    uint64_t n = 0;
    if (root)
        LG_TRY(lg_functions_count(t, root, &imp->scratch, &n, err));
    *nodes = *nodes > UINT64_MAX - n ? UINT64_MAX : *nodes + n;
    return LG_OK;
}

lg_status lg_check_calls(lg_importer *imp, lg_error *err) {
    const lg_module *m = imp->module;
    lg_functions t;
    uint64_t all = 0;
    LG_TRY(lg_functions_init(&t, m, imp->limits.max_depth, &imp->scratch, err));
    for (uint32_t i = 0; i < m->n_functions; i++)
        LG_TRY(check_nodes(imp, t.nodes[i], LG_SHOW(m->functions[i].name), err));
    LG_TRY(add_nodes(imp, &t, m->main, &all, err));
    for (uint32_t i = 0; i < m->n_training; i++) {
        LG_TRY(add_nodes(imp, &t, m->training[i].initialization, &all, err));
        LG_TRY(add_nodes(imp, &t, m->training[i].algorithm, &all, err));
    }
    return check_nodes(imp, all, "the model", err);
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
