/* SPDX-License-Identifier: Apache-2.0 */
/* The invariants of a graph. A failure is a bug of a pass or of the importer, never of a model. */
#include "runtime/graph/graph.h"

enum { node_seen = 1 };

#define BROKEN(g, what, a, b) broken((g), (what), (a), (b), err)

static lg_status broken(const lg_graph *g, const char *what, unsigned a, unsigned b,
                        lg_error *err) {
    return lg_fail(err, LG_E_INTERNAL, "graph '%s' is broken: %s (%u, %u)", LG_SHOW(g->name), what,
                   a, b);
}

static lg_status check_values(const lg_graph *g, lg_error *err) {
    for (uint32_t i = 0; i < g->n_values; i++) {
        const lg_value *v = &g->values[i];
        if (v->rank > LG_MAX_RANK || (v->rank > 0 && !v->dims))
            return BROKEN(g, "rank of a value", i, (unsigned)v->rank);
        if (v->name.len && lg_map_get(&g->names, v->name) == LG_MAP_NONE)
            return BROKEN(g, "name of a value is not in the table", i, 0);
        if ((v->flags & (LG_VALUE_INIT | LG_VALUE_CONST | LG_VALUE_STATE)) && !v->data)
            return BROKEN(g, "constant without data", i, v->flags);
        if (v->producer != LG_NO_ID) {
            if (v->flags & (LG_VALUE_INPUT | LG_VALUE_CONST | LG_VALUE_INIT | LG_VALUE_CAPTURE))
                return BROKEN(g, "value with two definitions", i, v->flags);
            if (v->producer >= g->n_nodes || v->output >= g->nodes[v->producer].n_out ||
                g->nodes[v->producer].out[v->output] != i)
                return BROKEN(g, "producer does not produce the value", i, v->producer);
        }
        for (int32_t d = 0; d < v->rank; d++)
            if (v->dims[d] < 0 && -(v->dims[d] + 1) >= (int64_t)g->module->n_symbols)
                return BROKEN(g, "dimension is no symbol", i, (unsigned)d);
    }
    return LG_OK;
}

static lg_status check_captures(const lg_graph *g, lg_error *err) {
    for (uint32_t i = 0; i < g->n_captures; i++) {
        const lg_capture *c = &g->captures[i];
        if (!g->parent || c->outer >= g->parent->n_values || c->inner >= g->n_values)
            return BROKEN(g, "capture out of range", i, c->outer);
        const lg_value *v = &g->values[c->inner];
        if (!(v->flags & LG_VALUE_CAPTURE) || v->outer != c->outer)
            return BROKEN(g, "capture and its value differ", i, c->inner);
    }
    return LG_OK;
}

/* A value can be read when it needs no producer or its producer came before. */
static bool is_ready(const lg_graph *g, const uint8_t *seen, lg_id id) {
    const lg_value *v = &g->values[id];
    return v->producer != LG_NO_ID ? seen[v->producer] != 0 : lg_value_is_defined(v);
}

static lg_status check_node(const lg_graph *g, const uint8_t *seen, lg_id id, lg_error *err) {
    const lg_node *n = &g->nodes[id];
    for (uint32_t i = 0; i < n->n_in; i++)
        if (n->in[i] != LG_NO_ID && (n->in[i] >= g->n_values || !is_ready(g, seen, n->in[i])))
            return BROKEN(g, "node reads a value that is not there", id, n->in[i]);
    for (uint32_t i = 0; i < n->n_out; i++)
        if (n->out[i] != LG_NO_ID &&
            (n->out[i] >= g->n_values || g->values[n->out[i]].producer != id))
            return BROKEN(g, "node is not the producer of its output", id, n->out[i]);
    for (uint32_t s = 0; s < n->n_graphs; s++) {
        const lg_graph *sub = n->graphs[s];
        if (!sub || sub->parent != g || sub->module != g->module)
            return BROKEN(g, "subgraph of another graph", id, s);
        for (uint32_t k = 0; k < sub->n_captures; k++)
            if (sub->captures[k].outer >= g->n_values || !is_ready(g, seen, sub->captures[k].outer))
                return BROKEN(g, "subgraph reads a value that is not there", id,
                              sub->captures[k].outer);
    }
    return LG_OK;
}

static lg_status check_order(const lg_graph *g, uint8_t *seen, lg_error *err) {
    uint32_t live = 0;
    for (uint32_t i = 0; i < g->n_order; i++) {
        lg_id id = g->order[i];
        if (id >= g->n_nodes || (g->nodes[id].flags & LG_NODE_DEAD) || seen[id])
            return BROKEN(g, "order holds a dead, doubled or unknown node", i, id);
        LG_TRY(check_node(g, seen, id, err));
        seen[id] = node_seen;
    }
    for (uint32_t i = 0; i < g->n_nodes; i++)
        live += !(g->nodes[i].flags & LG_NODE_DEAD);
    if (live != g->n_order)
        return BROKEN(g, "live nodes missing in the order", live, g->n_order);
    for (uint32_t i = 0; i < g->n_inputs; i++)
        if (g->inputs[i] >= g->n_values || !(g->values[g->inputs[i]].flags & LG_VALUE_INPUT))
            return BROKEN(g, "input is not flagged", i, g->inputs[i]);
    for (uint32_t i = 0; i < g->n_outputs; i++)
        if (g->outputs[i] >= g->n_values || !(g->values[g->outputs[i]].flags & LG_VALUE_OUTPUT) ||
            !is_ready(g, seen, g->outputs[i]))
            return BROKEN(g, "output is not there", i, g->outputs[i]);
    return LG_OK;
}

static lg_status verify_one(const lg_graph *g, lg_error *err) {
    const lg_allocator *a = &g->module->arena->allocator;
    void *seen = NULL;
    LG_TRY(check_values(g, err));
    LG_TRY(check_captures(g, err));
    LG_TRY(lg_alloc_zero(a, g->n_nodes, &seen, err));
    lg_status st = check_order(g, seen, err);
    lg_free(a, seen, g->n_nodes);
    return st;
}

lg_status lg_graph_verify(const lg_graph *graph, lg_error *err) {
    lg_arena scratch;
    lg_graph **list = NULL;
    uint32_t n = 0;
    lg_arena_init(&scratch, graph->module->arena->allocator, 0);
    /* The tree is only read; the list has the type that passes want. */
    lg_status st = lg_graph_tree((lg_graph *)(uintptr_t)graph, &scratch, &list, &n, err);
    for (uint32_t i = 0; i < n && st == LG_OK; i++)
        st = verify_one(list[i], err);
    lg_arena_reset(&scratch);
    return st;
}
