/* SPDX-License-Identifier: Apache-2.0 */
/* Rewriting: uses are redirected, nodes are killed, the order is restored. */
#include "runtime/graph/graph.h"

/* The end of a chain of replacements, with the chain shortened on the way. */
static lg_id resolve(lg_id *map, uint32_t n, lg_id id) {
    lg_id end = id;
    while (end < n && map[end] != LG_NO_ID && map[end] != end)
        end = map[end];
    while (id < n && map[id] != LG_NO_ID && map[id] != id) {
        lg_id next = map[id];
        map[id] = end;
        id = next;
    }
    return end;
}

lg_status lg_graph_recapture(lg_graph *sub, uint32_t k, lg_id to, lg_error *err) {
    lg_capture *capture = &sub->captures[k];
    char key[2 + sizeof to] = {'\0', 'c'};
    lg_str stored;
    memcpy(key + 2, &to, sizeof to);
    LG_TRY(lg_arena_str(sub->module->arena, key, sizeof key, &stored, err));
    LG_TRY(lg_map_put(&sub->names, sub->module->arena, stored, capture->inner, err));
    capture->outer = to;
    sub->values[capture->inner].outer = to;
    return LG_OK;
}

lg_status lg_graph_remap(lg_graph *graph, lg_id *map, uint32_t n, lg_error *err) {
    for (uint32_t i = 0; i < graph->n_nodes; i++) {
        lg_node *node = &graph->nodes[i];
        if (node->flags & LG_NODE_DEAD)
            continue;
        for (uint32_t k = 0; k < node->n_in; k++)
            if (node->in[k] != LG_NO_ID)
                node->in[k] = resolve(map, n, node->in[k]);
        for (uint32_t s = 0; s < node->n_graphs; s++) {
            lg_graph *sub = node->graphs[s];
            for (uint32_t k = 0; k < sub->n_captures; k++) {
                lg_id to = resolve(map, n, sub->captures[k].outer);
                if (to != sub->captures[k].outer)
                    LG_TRY(lg_graph_recapture(sub, k, to, err));
            }
        }
    }
    for (uint32_t i = 0; i < graph->n_outputs; i++) {
        lg_id to = resolve(map, n, graph->outputs[i]);
        graph->values[graph->outputs[i]].flags &= ~(uint32_t)LG_VALUE_OUTPUT;
        graph->outputs[i] = to;
    }
    for (uint32_t i = 0; i < graph->n_outputs; i++)
        graph->values[graph->outputs[i]].flags |= LG_VALUE_OUTPUT;
    return LG_OK;
}

lg_status lg_graph_replace_uses(lg_graph *graph, lg_id from, lg_id to, lg_error *err) {
    const lg_allocator *a = &graph->module->arena->allocator;
    void *p = NULL;
    if (from >= graph->n_values || to >= graph->n_values)
        return lg_fail(err, LG_E_INTERNAL, "value ids %u and %u of %u", from, to, graph->n_values);
    size_t size = (size_t)graph->n_values * sizeof(lg_id);
    LG_TRY(lg_alloc_raw(a, size, &p, err));
    lg_id *map = p;
    memset(map, 0xFF, size);
    map[from] = to;
    lg_status st = lg_graph_remap(graph, map, graph->n_values, err);
    lg_free(a, p, size);
    return st;
}

void lg_graph_kill_node(lg_graph *graph, lg_id node) {
    lg_node *n = &graph->nodes[node];
    n->flags |= LG_NODE_DEAD;
    for (uint32_t i = 0; i < n->n_out; i++)
        if (n->out[i] != LG_NO_ID && graph->values[n->out[i]].producer == node)
            graph->values[n->out[i]].producer = LG_NO_ID;
}

/* ---- topological order: depth first along inputs, in the order there was ---- */

enum { unseen = 0, open = 1, done = 2 };

typedef struct frame {
    lg_id node;
    uint32_t next; /* input, then captured values of subgraphs */
} frame;

typedef struct sorter {
    lg_graph *graph;
    uint8_t *state;
    frame *stack;
    lg_id *out;
    uint32_t depth, n_out;
} sorter;

/* The next producer that has to come before the node, LG_NO_ID when there are no more. */
static lg_id next_dependency(const lg_graph *g, frame *f) {
    const lg_node *n = &g->nodes[f->node];
    while (f->next < n->n_in) {
        lg_id v = n->in[f->next++];
        if (v != LG_NO_ID && g->values[v].producer != LG_NO_ID)
            return g->values[v].producer;
    }
    /* Only the inputs of a node can be many: subgraphs are walked again from the start. */
    uint32_t skip = f->next - n->n_in;
    for (uint32_t s = 0; s < n->n_graphs; s++) {
        const lg_graph *sub = n->graphs[s];
        if (skip >= sub->n_captures) {
            skip -= sub->n_captures;
            continue;
        }
        for (; skip < sub->n_captures; skip++) {
            f->next++;
            lg_id p = g->values[sub->captures[skip].outer].producer;
            if (p != LG_NO_ID)
                return p;
        }
        skip = 0;
    }
    return LG_NO_ID;
}

static lg_status visit(sorter *s, lg_id root, lg_error *err) {
    lg_graph *g = s->graph;
    if (s->state[root] != unseen)
        return LG_OK;
    s->stack[s->depth++] = (frame){root, 0};
    s->state[root] = open;
    while (s->depth) {
        frame *top = &s->stack[s->depth - 1];
        lg_id p = next_dependency(g, top);
        if (p == LG_NO_ID) {
            s->state[top->node] = done;
            s->out[s->n_out++] = top->node;
            s->depth--;
        } else if (s->state[p] == open) {
            return lg_fail(err, LG_E_MODEL, "graph '%s': node #%u '%s' (%s) depends on itself",
                           LG_SHOW(g->name), p, LG_SHOW(g->nodes[p].name), LG_SHOW(g->nodes[p].op));
        } else if (s->state[p] == unseen) {
            s->state[p] = open;
            s->stack[s->depth++] = (frame){p, 0};
        }
    }
    return LG_OK;
}

lg_status lg_graph_sort(lg_graph *graph, lg_error *err) {
    const lg_allocator *a = &graph->module->arena->allocator;
    size_t n = graph->n_nodes;
    size_t bytes = n * (sizeof(frame) + sizeof(lg_id) + 1);
    void *p = NULL;
    LG_TRY(lg_alloc_zero(a, bytes, &p, err));
    sorter s = {.graph = graph,
                .stack = p,
                .out = (lg_id *)((frame *)p + n),
                .state = (uint8_t *)((lg_id *)((frame *)p + n) + n)};
    lg_status st = LG_OK;
    for (uint32_t i = 0; i < graph->n_order && st == LG_OK; i++)
        if (!(graph->nodes[graph->order[i]].flags & LG_NODE_DEAD))
            st = visit(&s, graph->order[i], err);
    if (st == LG_OK) {
        if (s.n_out)
            memcpy(graph->order, s.out, s.n_out * sizeof(lg_id));
        graph->n_order = s.n_out;
    }
    lg_free(a, p, bytes);
    return st;
}
