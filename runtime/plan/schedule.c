/* SPDX-License-Identifier: Apache-2.0 */
/* The order of steps. Candidates: the graph's own order, and list scheduling, which among the ready
 * steps takes the one that leaves the fewest bytes live. The one with the lower peak wins, in
 * doubt the graph's own.
 *
 * Beyond the flow of values, every reader of a variable comes before the step that makes its new
 * value or writes it in place, and steps with effects keep their relative order. Such an edge is
 * added only when it agrees with the graph's order, so no cycle can arise. */
#include "runtime/plan/planner.h"

#include <string.h>

enum { MANY_READS = 256 }; /* of one step: beyond that its rating is cut short, not quadratic */

typedef struct entry { /* of the heap of ready steps */
    int64_t after, peak;
    uint32_t step, version;
} entry;

typedef struct scheduler {
    const lg_flow *f;
    lg_arena *arena;
    uint32_t *node_step;           /* node to its position in flow->order */
    uint32_t *edge_from, *edge_to; /* pairs of steps */
    uint32_t n_edges, cap_from, cap_to;
    uint32_t *succ_start, *succ; /* edges by source */
    uint32_t *waiting;           /* per step: predecessors not yet taken */
    uint32_t *open;              /* per root: reads still to come */
    uint32_t *read_start, *read; /* steps that read a root */
    uint8_t *done;
    uint32_t *version;
    entry *heap;
    uint32_t n_heap, cap_heap;
} scheduler;

static lg_status u32s(lg_arena *arena, size_t n, uint32_t **out, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, n, sizeof(uint32_t), &p, err));
    *out = p;
    return LG_OK;
}

static lg_status add_edge(scheduler *s, uint32_t from, uint32_t to, lg_error *err) {
    if (from >= to)
        return LG_OK;
    LG_TRY(LG_GROW(s->arena, s->edge_from, s->n_edges, s->cap_from, err));
    LG_TRY(LG_GROW(s->arena, s->edge_to, s->n_edges, s->cap_to, err));
    s->edge_from[s->n_edges] = from;
    s->edge_to[s->n_edges++] = to;
    return LG_OK;
}

/* Calls visit for every value that a step reads: inputs, then captures of its subgraphs. */
static uint32_t reads_of(const lg_flow *f, uint32_t step, uint32_t index, lg_id *out) {
    const lg_node *node = &f->graph->nodes[f->order[step]];
    if (index < node->n_in) {
        *out = node->in[index];
        return 1;
    }
    index -= node->n_in;
    for (uint32_t g = 0; g < node->n_graphs; g++) {
        if (!node->graphs[g])
            continue;
        if (index < node->graphs[g]->n_captures) {
            *out = node->graphs[g]->captures[index].outer;
            return 1;
        }
        index -= node->graphs[g]->n_captures;
    }
    return 0;
}

static lg_status producer_edge(scheduler *s, lg_id value, uint32_t step, lg_error *err) {
    lg_id producer = s->f->graph->values[value].producer;
    if (producer == LG_NO_ID || s->node_step[producer] == LG_NO_ID)
        return LG_OK;
    return add_edge(s, s->node_step[producer], step, err);
}

/* Readers of each root as steps, in order. */
static lg_status index_reads(scheduler *s, lg_error *err) {
    const lg_flow *f = s->f;
    uint32_t n = f->graph->n_values;
    LG_TRY(u32s(s->arena, (size_t)n + 1, &s->read_start, err));
    LG_TRY(u32s(s->arena, n, &s->open, err));
    lg_id v;
    uint32_t total = 0;
    for (uint32_t t = 0; t < f->n_steps; t++)
        for (uint32_t i = 0; reads_of(f, t, i, &v); i++)
            if (v != LG_NO_ID) {
                s->read_start[f->root[v] + 1]++;
                total++;
            }
    for (uint32_t i = 0; i < n; i++)
        s->read_start[i + 1] += s->read_start[i];
    LG_TRY(u32s(s->arena, total, &s->read, err));
    for (uint32_t t = 0; t < f->n_steps; t++)
        for (uint32_t i = 0; reads_of(f, t, i, &v); i++)
            if (v != LG_NO_ID) {
                lg_id root = f->root[v];
                s->read[s->read_start[root] + s->open[root]++] = t;
            }
    return LG_OK;
}

/* All readers of `root` come before `writer`, and the later ones after it. */
static lg_status writer_edges(scheduler *s, lg_id root, uint32_t writer, bool later,
                              lg_error *err) {
    for (uint32_t k = s->read_start[root]; k < s->read_start[root + 1]; k++) {
        LG_TRY(add_edge(s, s->read[k], writer, err));
        if (later)
            LG_TRY(add_edge(s, writer, s->read[k], err));
    }
    return LG_OK;
}

static lg_status collect_edges(scheduler *s, lg_error *err) {
    const lg_flow *f = s->f;
    uint32_t effect = LG_NO_ID;
    lg_id v;
    for (uint32_t t = 0; t < f->n_steps; t++) {
        const lg_node *node = &f->graph->nodes[f->order[t]];
        for (uint32_t i = 0; reads_of(f, t, i, &v); i++)
            if (v != LG_NO_ID)
                LG_TRY(producer_edge(s, v, t, err));
        if (!node->desc)
            continue;
        for (uint32_t i = 0; i < node->n_in; i++) {
            const lg_arg_desc *arg = lg_arg_of(node->desc->inputs, node->desc->n_inputs, i);
            if (node->in[i] != LG_NO_ID && arg && (arg->flags & LG_ARG_MUTATED))
                LG_TRY(writer_edges(s, f->root[node->in[i]], t, true, err));
        }
        if (node->desc->flags & LG_OP_EFFECT) {
            if (effect != LG_NO_ID)
                LG_TRY(add_edge(s, effect, t, err));
            effect = t;
        }
    }
    for (uint32_t u = 0; u < f->n_updates; u++) {
        lg_id producer = f->graph->values[f->root[f->updates[u].value]].producer;
        if (producer != LG_NO_ID && s->node_step[producer] != LG_NO_ID)
            LG_TRY(
                writer_edges(s, f->root[f->updates[u].state], s->node_step[producer], false, err));
    }
    return LG_OK;
}

static lg_status index_edges(scheduler *s, lg_error *err) {
    uint32_t n = s->f->n_steps;
    LG_TRY(u32s(s->arena, (size_t)n + 2, &s->succ_start, err));
    LG_TRY(u32s(s->arena, s->n_edges, &s->succ, err));
    LG_TRY(u32s(s->arena, n, &s->waiting, err));
    for (uint32_t e = 0; e < s->n_edges; e++) {
        s->succ_start[s->edge_from[e] + 2]++;
        s->waiting[s->edge_to[e]]++;
    }
    for (uint32_t i = 0; i < n; i++)
        s->succ_start[i + 1] += s->succ_start[i];
    for (uint32_t e = 0; e < s->n_edges; e++)
        s->succ[s->succ_start[s->edge_from[e] + 1]++] = s->edge_to[e];
    return LG_OK;
}

static bool less(const entry *a, const entry *b) {
    if (a->after != b->after)
        return a->after < b->after;
    if (a->peak != b->peak)
        return a->peak < b->peak;
    return a->step < b->step;
}

static lg_status push(scheduler *s, const entry *e, lg_error *err) {
    LG_TRY(LG_GROW(s->arena, s->heap, s->n_heap, s->cap_heap, err));
    uint32_t at = s->n_heap++;
    for (; at > 0 && less(e, &s->heap[(at - 1) / 2]); at = (at - 1) / 2)
        s->heap[at] = s->heap[(at - 1) / 2];
    s->heap[at] = *e;
    return LG_OK;
}

static entry pop(scheduler *s) {
    entry top = s->heap[0], moved = s->heap[--s->n_heap];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = at * 2 + 1;
        if (child >= s->n_heap)
            break;
        if (child + 1 < s->n_heap && less(&s->heap[child + 1], &s->heap[child]))
            child++;
        if (!less(&s->heap[child], &moved))
            break;
        s->heap[at] = s->heap[child];
        at = child;
    }
    s->heap[at] = moved;
    return top;
}

static int64_t planned_bytes(const lg_flow *f, lg_id root) {
    return f->cls[root] == LG_FLOW_PLANNED ? (int64_t)f->bytes[root] : 0;
}

/* What the step changes: bytes live afterwards, and during it, against now. */
static entry rate(const scheduler *s, uint32_t step) {
    const lg_flow *f = s->f;
    const lg_node *node = &f->graph->nodes[f->order[step]];
    entry e = {.step = step, .version = s->version[step]};
    int64_t taken = 0;
    lg_id v;
    for (uint32_t k = 0; k < node->n_out; k++) {
        v = node->out[k];
        if (v == LG_NO_ID || f->root[v] != v)
            continue;
        int64_t bytes = planned_bytes(f, v);
        e.peak += bytes;
        if (s->open[v] > 0)
            e.after += bytes;
    }
    for (uint32_t i = 0; i < MANY_READS && reads_of(f, step, i, &v); i++) {
        if (v == LG_NO_ID)
            continue;
        lg_id root = f->root[v];
        uint32_t own = 0;
        bool first = true;
        lg_id w;
        for (uint32_t j = 0; j < MANY_READS && reads_of(f, step, j, &w); j++)
            if (w != LG_NO_ID && f->root[w] == root) {
                own++;
                first = first && j >= i;
            }
        if (!first || s->open[root] != own)
            continue;
        int64_t bytes = planned_bytes(f, root);
        e.after -= bytes;
        for (uint32_t k = 0; k < node->n_out && i < 32 && own == 1; k++) {
            lg_id o = node->out[k];
            if (o != LG_NO_ID && (lg_may_overwrite(node, k) >> i & 1) &&
                planned_bytes(f, o) == bytes) {
                taken += bytes;
                break;
            }
        }
    }
    e.peak -= taken;
    return e;
}

/* After a read of `root`: the only step left that reads it may have become cheaper. */
static lg_status refresh(scheduler *s, lg_id root, lg_error *err) {
    uint32_t only = LG_NO_ID;
    for (uint32_t k = s->read_start[root]; k < s->read_start[root + 1]; k++) {
        if (s->done[s->read[k]])
            continue;
        if (only != LG_NO_ID && only != s->read[k])
            return LG_OK;
        only = s->read[k];
    }
    if (only == LG_NO_ID || s->waiting[only] != 0)
        return LG_OK;
    s->version[only]++;
    entry e = rate(s, only);
    return push(s, &e, err);
}

static lg_status list_order(scheduler *s, lg_id *order, lg_error *err) {
    const lg_flow *f = s->f;
    for (uint32_t o = 0; o < f->graph->n_outputs; o++)
        s->open[f->root[f->graph->outputs[o]]]++;
    for (uint32_t u = 0; u < f->n_updates; u++)
        s->open[f->root[f->updates[u].value]]++;
    for (uint32_t t = 0; t < f->n_steps; t++)
        if (s->waiting[t] == 0) {
            entry e = rate(s, t);
            LG_TRY(push(s, &e, err));
        }
    uint32_t n = 0;
    while (s->n_heap > 0) {
        entry e = pop(s);
        lg_id v;
        if (s->done[e.step] || e.version != s->version[e.step])
            continue;
        s->done[e.step] = 1;
        order[n++] = f->order[e.step];
        for (uint32_t i = 0; reads_of(f, e.step, i, &v); i++)
            if (v != LG_NO_ID)
                s->open[f->root[v]]--;
        for (uint32_t k = s->succ_start[e.step]; k < s->succ_start[e.step + 1]; k++) {
            uint32_t next = s->succ[k];
            if (--s->waiting[next] == 0) {
                entry ready = rate(s, next);
                LG_TRY(push(s, &ready, err));
            }
        }
        for (uint32_t i = 0; reads_of(f, e.step, i, &v); i++)
            if (v != LG_NO_ID && s->read_start[f->root[v] + 1] - s->read_start[f->root[v]] > 1 &&
                s->open[f->root[v]] <= 2)
                LG_TRY(refresh(s, f->root[v], err));
    }
    if (n != f->n_steps)
        return lg_fail(err, LG_E_INTERNAL, "the schedule has %u of %u steps", n, f->n_steps);
    return LG_OK;
}

static lg_status peak_of(const lg_flow *f, lg_arena *arena, uint64_t *out, lg_error *err) {
    lg_plan plan;
    int64_t at;
    LG_TRY(lg_liveness(f, arena, &plan, err));
    return lg_place_bound(plan.storages, plan.n_storages, arena, out, &at, err);
}

lg_status lg_schedule(const lg_flow *f, lg_arena *arena, lg_id **out_order, lg_error *err) {
    lg_arena scratch;
    lg_arena_init(&scratch, arena->allocator, 0);
    scheduler s = {.f = f, .arena = &scratch};
    void *memory = NULL;
    uint64_t own = 0, listed = 0;
    lg_status st = u32s(arena, f->n_steps, out_order, err);
    if (st == LG_OK)
        st = u32s(&scratch, f->graph->n_nodes, &s.node_step, err);
    if (st == LG_OK)
        st = u32s(&scratch, f->n_steps, &s.version, err);
    if (st == LG_OK)
        st = lg_arena_array(&scratch, f->n_steps, 1, &memory, err);
    if (st != LG_OK)
        goto out;
    s.done = memory;
    for (uint32_t i = 0; i < f->graph->n_nodes; i++)
        s.node_step[i] = LG_NO_ID;
    for (uint32_t t = 0; t < f->n_steps; t++)
        s.node_step[f->order[t]] = t;
    if ((st = index_reads(&s, err)) != LG_OK || (st = collect_edges(&s, err)) != LG_OK ||
        (st = index_edges(&s, err)) != LG_OK || (st = list_order(&s, *out_order, err)) != LG_OK)
        goto out;
    lg_flow other = *f;
    other.order = *out_order;
    other.skip = NULL;
    if ((st = peak_of(f, &scratch, &own, err)) != LG_OK ||
        (st = peak_of(&other, &scratch, &listed, err)) != LG_OK)
        goto out;
    if (listed >= own && f->n_steps)
        memcpy(*out_order, f->order, f->n_steps * sizeof **out_order);
out:
    lg_arena_reset(&scratch);
    return st;
}
