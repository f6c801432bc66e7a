/* SPDX-License-Identifier: Apache-2.0 */
/* Makes graphs ready to run: which steps are needed, what is an alias of what, the order, who reads
 * what, and when a value is read last. All of it holds for every shape. */
#include "runtime/exec/program.h"

#include <string.h>

enum { NOMINAL_DIM = 32 }; /* stands for unknown sizes when the order is chosen */

static lg_status bytes_of(lg_arena *arena, size_t n, uint8_t **out, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_alloc(arena, n, &p, err));
    *out = p;
    return LG_OK;
}

static lg_status ids_of(lg_arena *arena, size_t n, uint32_t **out, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, n, sizeof(uint32_t), &p, err));
    *out = p;
    return LG_OK;
}

static bool writes_input(const lg_node *node) {
    for (uint32_t i = 0; node->desc && i < node->n_in; i++) {
        const lg_arg_desc *arg = lg_arg_of(node->desc->inputs, node->desc->n_inputs, i);
        if (arg && (arg->flags & LG_ARG_MUTATED) && node->in[i] != LG_NO_ID)
            return true;
    }
    return false;
}

/* Marks what the outputs, and steps with effects, need; fills `order` with the steps left. */
static lg_status needed(lg_arena *arena, lg_code *c, lg_error *err) {
    const lg_graph *g = c->graph;
    LG_TRY(bytes_of(arena, g->n_values, &c->wanted, err));
    LG_TRY(ids_of(arena, g->n_order, &c->order, err));
    for (uint32_t o = 0; o < g->n_outputs; o++)
        c->wanted[g->outputs[o]] = 1;
    uint32_t at = g->n_order;
    for (uint32_t t = g->n_order; t-- > 0;) {
        const lg_node *node = &g->nodes[g->order[t]];
        if (node->flags & LG_NODE_DEAD)
            continue;
        bool need = (node->desc && (node->desc->flags & LG_OP_EFFECT)) || writes_input(node);
        for (uint32_t k = 0; k < node->n_out && !need; k++)
            need = node->out[k] != LG_NO_ID && c->wanted[node->out[k]];
        if (!need)
            continue;
        c->order[--at] = g->order[t];
        for (uint32_t i = 0; i < node->n_in; i++)
            if (node->in[i] != LG_NO_ID)
                c->wanted[node->in[i]] = 1;
        for (uint32_t s = 0; s < node->n_graphs; s++)
            for (uint32_t k = 0; k < node->graphs[s]->n_captures; k++)
                c->wanted[node->graphs[s]->captures[k].outer] = 1;
        c->max_in = node->n_in > c->max_in ? node->n_in : c->max_in;
        c->max_out = node->n_out > c->max_out ? node->n_out : c->max_out;
    }
    c->n_steps = g->n_order - at;
    if (at)
        memmove(c->order, c->order + at, c->n_steps * sizeof *c->order);
    return LG_OK;
}

/* Output 0 of the node may be input 0 seen with other dims. */
static bool is_view(const lg_code *c, const lg_node *node) {
    if (!node->desc || !(node->desc->flags & LG_OP_VIEW) || node->n_in == 0 ||
        node->in[0] == LG_NO_ID || node->n_out == 0 || node->out[0] == LG_NO_ID ||
        writes_input(node))
        return false;
    for (uint32_t k = 1; k < node->n_out; k++)
        if (node->out[k] != LG_NO_ID && c->wanted[node->out[k]])
            return false;
    return true;
}

static lg_status find_roots(lg_program *p, lg_code *c, lg_error *err) {
    const lg_graph *g = c->graph;
    LG_TRY(ids_of(&p->arena, g->n_values, &c->root, err));
    for (uint32_t v = 0; v < g->n_values; v++)
        c->root[v] = v;
    for (uint32_t t = 0; t < c->n_steps && !(p->flags & LG_COMPILE_NO_REUSE); t++) {
        const lg_node *node = &g->nodes[c->order[t]];
        if (is_view(c, node))
            c->root[node->out[0]] = c->root[node->in[0]];
    }
    return LG_OK;
}

static uint64_t nominal_bytes(const lg_value *v) {
    int64_t n = 1;
    for (int32_t i = 0; i < v->rank; i++)
        if (!lg_mul_i64(n, v->dims[i] >= 0 ? v->dims[i] : NOMINAL_DIM, &n))
            return INT32_MAX;
    size_t bytes;
    if (v->dtype == LG_UNDEFINED || lg_dtype_bytes(v->dtype, n, &bytes, NULL) != LG_OK ||
        bytes > ((size_t)1 << 40))
        return NOMINAL_DIM;
    return (bytes + LG_ALIGN - 1) & ~(LG_ALIGN - 1);
}

static lg_status choose_order(lg_program *p, lg_code *c, lg_error *err) {
    const lg_graph *g = c->graph;
    lg_arena scratch;
    void *memory = NULL;
    uint8_t *cls = NULL;
    lg_arena_init(&scratch, p->context->allocator, 0);
    lg_status st = lg_arena_array(&scratch, g->n_values, sizeof(uint64_t), &memory, err);
    if (st == LG_OK)
        st = bytes_of(&scratch, g->n_values, &cls, err);
    if (st == LG_OK) {
        uint64_t *bytes = memory;
        for (uint32_t v = 0; v < g->n_values; v++) {
            const lg_value *value = &g->values[v];
            bytes[v] = nominal_bytes(value);
            cls[v] = value->flags & LG_VALUE_STATE     ? LG_FLOW_STATE
                     : value->producer == LG_NO_ID     ? LG_FLOW_FIXED
                     : c->wanted[v] && c->root[v] == v ? LG_FLOW_PLANNED
                                                       : LG_FLOW_NONE;
        }
        lg_flow flow = {.graph = g,
                        .order = c->order,
                        .n_steps = c->n_steps,
                        .root = c->root,
                        .cls = cls,
                        .bytes = bytes,
                        .updates = g == p->graph ? p->updates : NULL,
                        .n_updates = g == p->graph ? p->n_updates : 0};
        st = lg_schedule(&flow, &p->arena, &c->order, err);
    }
    lg_arena_reset(&scratch);
    return st;
}

/* Turns counts in start[i + 1] into positions. */
static void positions(uint32_t *start, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        start[i + 1] += start[i];
}

static lg_status index_uses(lg_arena *arena, lg_code *c, lg_error *err) {
    const lg_graph *g = c->graph;
    uint32_t n = g->n_values, *at;
    LG_TRY(ids_of(arena, (size_t)n + 1, &c->use_start, err));
    LG_TRY(ids_of(arena, (size_t)n + 1, &c->member_start, err));
    LG_TRY(ids_of(arena, n, &c->member, err));
    LG_TRY(ids_of(arena, n, &c->last, err));
    LG_TRY(ids_of(arena, n, &at, err));
    for (uint32_t v = 0; v < n; v++)
        c->member_start[c->root[v] + 1]++;
    positions(c->member_start, n);
    for (uint32_t v = 0; v < n; v++)
        c->member[c->member_start[c->root[v]] + at[c->root[v]]++] = v;
    memset(at, 0, n * sizeof *at);
    for (uint32_t t = 0; t < c->n_steps; t++) {
        const lg_node *node = &g->nodes[c->order[t]];
        for (uint32_t i = 0; i < node->n_in; i++)
            if (node->in[i] != LG_NO_ID)
                c->use_start[c->root[node->in[i]] + 1]++;
    }
    positions(c->use_start, n);
    LG_TRY(ids_of(arena, c->use_start[n], &c->use_step, err));
    LG_TRY(ids_of(arena, c->use_start[n], &c->use_arg, err));
    for (uint32_t t = 0; t < c->n_steps; t++) {
        const lg_node *node = &g->nodes[c->order[t]];
        for (uint32_t k = 0; k < node->n_out; k++)
            if (node->out[k] != LG_NO_ID)
                c->last[c->root[node->out[k]]] = t;
        for (uint32_t i = 0; i < node->n_in; i++) {
            if (node->in[i] == LG_NO_ID)
                continue;
            lg_id root = c->root[node->in[i]];
            c->use_step[c->use_start[root] + at[root]] = t;
            c->use_arg[c->use_start[root] + at[root]++] = i;
            c->last[root] = t;
        }
        for (uint32_t s = 0; s < node->n_graphs; s++)
            for (uint32_t k = 0; k < node->graphs[s]->n_captures; k++)
                c->last[c->root[node->graphs[s]->captures[k].outer]] = t;
    }
    for (uint32_t o = 0; o < g->n_outputs; o++)
        c->last[c->root[g->outputs[o]]] = c->n_steps;
    return LG_OK;
}

static lg_status index_releases(lg_arena *arena, lg_code *c, lg_error *err) {
    const lg_graph *g = c->graph;
    uint32_t *at;
    LG_TRY(ids_of(arena, (size_t)c->n_steps + 1, &c->release_start, err));
    LG_TRY(ids_of(arena, g->n_values, &c->release, err));
    LG_TRY(ids_of(arena, c->n_steps, &at, err));
    for (int fill = 0; fill < 2; fill++) {
        for (uint32_t v = 0; v < g->n_values; v++) {
            if (c->root[v] != v || g->values[v].producer == LG_NO_ID || c->last[v] >= c->n_steps)
                continue;
            if (fill)
                c->release[c->release_start[c->last[v]] + at[c->last[v]]++] = v;
            else
                c->release_start[c->last[v] + 1]++;
        }
        if (!fill)
            positions(c->release_start, c->n_steps);
    }
    return LG_OK;
}

/* The code of one graph without its subgraphs; they get entries in `subs` that are NULL. */
static lg_status build_one(lg_program *p, const lg_graph *g, lg_code **out, lg_error *err) {
    void *memory = NULL;
    LG_TRY(lg_arena_alloc(&p->arena, sizeof(lg_code), &memory, err));
    lg_code *c = memory;
    c->graph = g;
    c->number = p->n_codes++;
    LG_TRY(needed(&p->arena, c, err));
    p->max_out = c->max_out > p->max_out ? c->max_out : p->max_out;
    LG_TRY(find_roots(p, c, err));
    LG_TRY(choose_order(p, c, err));
    LG_TRY(index_uses(&p->arena, c, err));
    LG_TRY(index_releases(&p->arena, c, err));
    LG_TRY(ids_of(&p->arena, (size_t)c->n_steps + 1, &c->sub_start, err));
    for (uint32_t t = 0; t < c->n_steps; t++)
        c->sub_start[t + 1] = c->sub_start[t] + g->nodes[c->order[t]].n_graphs;
    LG_TRY(lg_arena_array(&p->arena, c->sub_start[c->n_steps], sizeof(lg_code *), &memory, err));
    c->subs = memory;
    *out = c;
    return LG_OK;
}

lg_status lg_code_build(lg_program *program, lg_graph *graph, lg_code **out, lg_error *err) {
    lg_code **list = NULL;
    uint32_t n = 0, cap = 0;
    LG_TRY(LG_GROW(&program->arena, list, n, cap, err));
    LG_TRY(build_one(program, graph, &list[n++], err));
    for (uint32_t i = 0; i < n; i++) {
        lg_code *c = list[i];
        for (uint32_t t = 0; t < c->n_steps; t++) {
            const lg_node *node = &c->graph->nodes[c->order[t]];
            for (uint32_t s = 0; s < node->n_graphs; s++) {
                LG_TRY(LG_GROW(&program->arena, list, n, cap, err));
                LG_TRY(build_one(program, node->graphs[s], &list[n], err));
                c->subs[c->sub_start[t] + s] = list[n++];
            }
        }
    }
    *out = list[0];
    return LG_OK;
}
