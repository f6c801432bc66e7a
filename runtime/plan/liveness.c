/* SPDX-License-Identifier: Apache-2.0 */
/* Lives of values, and which of them share a storage: views with their root, outputs that take
 * over an input's storage, new values of state variables that are made in the variable's buffer.
 *
 * A takeover needs equal bytes, permission of the operator, and that the step is the last reader
 * of everything in the storage. Because sizes are equal along a chain, a storage has one size. */
#include "runtime/plan/planner.h"

typedef struct builder {
    const lg_flow *f;
    lg_plan *p;
    lg_arena *arena;
    int64_t *last;       /* per root: last step that reads it; n_steps: lives to the end */
    uint32_t *update_of; /* per value: index of the update it is for, LG_NO_ID */
    uint8_t *taken;      /* per root: its storage went to another value */
    uint32_t cap_storages, cap_takeovers;
} builder;

const lg_arg_desc *lg_arg_of(const lg_arg_desc *args, uint32_t n_args, uint32_t index) {
    if (index < n_args)
        return &args[index];
    if (n_args && (args[n_args - 1].flags & LG_ARG_VARIADIC))
        return &args[n_args - 1];
    return NULL;
}

uint32_t lg_may_overwrite(const lg_node *node, uint32_t output) {
    if (!node->desc)
        return 0;
    const lg_arg_desc *arg = lg_arg_of(node->desc->outputs, node->desc->n_outputs, output);
    return arg ? arg->may_overwrite : 0;
}

static void read_at(builder *b, lg_id value, int64_t step) {
    lg_id root = b->f->root[value];
    if (b->last[root] < step)
        b->last[root] = step;
}

static void find_lives(builder *b) {
    const lg_flow *f = b->f;
    const lg_graph *g = f->graph;
    for (lg_id v = 0; v < g->n_values; v++)
        b->last[v] = -1;
    for (uint32_t t = 0; t < f->n_steps; t++) {
        if (f->skip && f->skip[t])
            continue;
        const lg_node *node = &g->nodes[f->order[t]];
        for (uint32_t i = 0; i < node->n_in; i++)
            if (node->in[i] != LG_NO_ID)
                read_at(b, node->in[i], t);
        for (uint32_t s = 0; s < node->n_graphs; s++)
            for (uint32_t c = 0; node->graphs[s] && c < node->graphs[s]->n_captures; c++)
                read_at(b, node->graphs[s]->captures[c].outer, t);
    }
    for (uint32_t o = 0; o < g->n_outputs; o++)
        read_at(b, g->outputs[o], f->n_steps);
    for (uint32_t u = 0; u < f->n_updates; u++)
        read_at(b, f->updates[u].value, f->n_steps);
}

/* Sizes are multiples of the alignment, so all offsets become multiples too. */
static lg_status add_storage(builder *b, const lg_storage *storage, uint32_t *out, lg_error *err) {
    lg_plan *p = b->p;
    size_t bytes;
    if (!lg_align_size((size_t)storage->bytes, LG_ALIGN, &bytes) || bytes < storage->bytes)
        return lg_fail(err, LG_E_LIMIT, "a tensor of %llu bytes is too large",
                       (unsigned long long)storage->bytes);
    LG_TRY(LG_GROW(b->arena, p->storages, p->n_storages, b->cap_storages, err));
    *out = p->n_storages;
    p->storages[p->n_storages] = *storage;
    p->storages[p->n_storages++].bytes = bytes;
    return LG_OK;
}

/* Times that the step reads `root`, captures included; *out_input the last position. */
static uint32_t count_reads(const lg_flow *f, const lg_node *node, lg_id root,
                            uint32_t *out_input) {
    uint32_t n = 0;
    *out_input = LG_NO_ID;
    for (uint32_t i = 0; i < node->n_in; i++)
        if (node->in[i] != LG_NO_ID && f->root[node->in[i]] == root) {
            n++;
            *out_input = i;
        }
    for (uint32_t s = 0; s < node->n_graphs; s++)
        for (uint32_t c = 0; node->graphs[s] && c < node->graphs[s]->n_captures; c++)
            if (f->root[node->graphs[s]->captures[c].outer] == root)
                n += 2; /* a captured value is never overwritten by its own reader */
    return n;
}

/* The value of an update may be made in the variable's buffer when nobody reads the variable
 * afterwards, and the step itself reads it only where its operator may overwrite it. */
static bool direct_update(const builder *b, const lg_node *node, uint32_t step, uint32_t mask,
                          lg_id value) {
    const lg_flow *f = b->f;
    uint32_t u = b->update_of[value];
    if (u == LG_NO_ID || (f->flags & (LG_FLOW_NO_INPLACE | LG_FLOW_NO_REUSE)))
        return false;
    lg_id state = f->updates[u].state;
    if (f->cls[state] != LG_FLOW_STATE || f->root[state] != state ||
        f->bytes[state] != f->bytes[value] || b->last[state] > (int64_t)step || b->taken[state])
        return false;
    uint32_t input, reads = count_reads(f, node, state, &input);
    return reads == 0 || (reads == 1 && input < 32 && (mask >> input & 1));
}

/* Input of the step whose storage the output may have, LG_NO_ID when there is none. */
static lg_id takeover(const builder *b, const lg_node *node, uint32_t step, uint32_t mask,
                      lg_id value) {
    const lg_flow *f = b->f;
    if (f->flags & (LG_FLOW_NO_INPLACE | LG_FLOW_NO_REUSE))
        return LG_NO_ID;
    for (uint32_t i = 0; i < node->n_in && i < 32; i++) {
        if (!(mask >> i & 1) || node->in[i] == LG_NO_ID)
            continue;
        lg_id root = f->root[node->in[i]];
        uint32_t input;
        if (f->cls[root] == LG_FLOW_PLANNED && b->last[root] == (int64_t)step && !b->taken[root] &&
            b->p->storage[root] != LG_NO_ID && f->bytes[root] == f->bytes[value] &&
            count_reads(f, node, root, &input) == 1)
            return root;
    }
    return LG_NO_ID;
}

static lg_status place_output(builder *b, const lg_node *node, uint32_t step, uint32_t k,
                              lg_error *err) {
    const lg_flow *f = b->f;
    lg_plan *p = b->p;
    lg_id value = node->out[k];
    if (value == LG_NO_ID || f->root[value] != value || f->cls[value] != LG_FLOW_PLANNED)
        return LG_OK;
    const uint32_t *over = f->may_overwrite ? f->may_overwrite[step] : NULL;
    uint32_t mask = over ? over[k] : lg_may_overwrite(node, k);
    int64_t end = b->last[value] < (int64_t)step ? (int64_t)step + 1 : b->last[value] + 1;
    if (__builtin_add_overflow(p->sum, f->bytes[value], &p->sum))
        return lg_fail(err, LG_E_LIMIT, "the sum of all tensors overflows");
    if (direct_update(b, node, step, mask, value)) {
        lg_id state = f->updates[b->update_of[value]].state;
        p->storage[value] = p->storage[state];
        p->direct[b->update_of[value]] = 1;
        b->taken[state] = 1;
        return LG_OK;
    }
    bool external = f->external && f->external[value];
    lg_id from = external ? LG_NO_ID : takeover(b, node, step, mask, value);
    if (from != LG_NO_ID) {
        uint32_t s = p->storage[from];
        LG_TRY(LG_GROW(b->arena, p->takeovers, p->n_takeovers, b->cap_takeovers, err));
        p->takeovers[p->n_takeovers++] = (lg_takeover){step, value, from};
        p->storage[value] = s;
        b->taken[from] = 1;
        if (end > p->storages[s].last)
            p->storages[s].last = end;
        if (end > (int64_t)f->n_steps && p->storages[s].kind == LG_STORAGE_VALUE)
            p->storages[s].kind = LG_STORAGE_OUTPUT;
        return LG_OK;
    }
    lg_storage fresh = {.first = step,
                        .last = end,
                        .bytes = f->bytes[value],
                        .align = LG_ALIGN,
                        .fixed = -1,
                        .kind = external                    ? LG_STORAGE_EXTERNAL
                                : end > (int64_t)f->n_steps ? LG_STORAGE_OUTPUT
                                                            : LG_STORAGE_VALUE,
                        .value = value};
    if (f->flags & LG_FLOW_NO_REUSE) {
        fresh.first = 0;
        fresh.last = (int64_t)f->n_steps + 1;
    }
    return add_storage(b, &fresh, &p->storage[value], err);
}

static lg_status place_workspace(builder *b, uint32_t step, lg_error *err) {
    const lg_flow *f = b->f;
    if (!f->workspace || f->workspace[step] == 0)
        return LG_OK;
    lg_storage scratch = {.first = step,
                          .last = (int64_t)step + 1,
                          .bytes = f->workspace[step],
                          .align = LG_ALIGN,
                          .fixed = -1,
                          .kind = LG_STORAGE_SCRATCH,
                          .value = LG_NO_ID};
    if (__builtin_add_overflow(b->p->sum, scratch.bytes, &b->p->sum))
        return lg_fail(err, LG_E_LIMIT, "the sum of all tensors overflows");
    return add_storage(b, &scratch, &b->p->workspace[step], err);
}

static lg_status ids(lg_arena *arena, size_t n, uint32_t **out, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, n, sizeof(uint32_t), &p, err));
    *out = p;
    for (size_t i = 0; i < n; i++)
        (*out)[i] = LG_NO_ID;
    return LG_OK;
}

lg_status lg_liveness(const lg_flow *f, lg_arena *arena, lg_plan *p, lg_error *err) {
    const lg_graph *g = f->graph;
    builder b = {.f = f, .p = p, .arena = arena};
    void *memory = NULL;
    *p = (lg_plan){0};
    LG_TRY(ids(arena, g->n_values, &p->storage, err));
    LG_TRY(ids(arena, f->n_steps, &p->workspace, err));
    LG_TRY(ids(arena, g->n_values, &b.update_of, err));
    LG_TRY(lg_arena_array(arena, g->n_values, sizeof(int64_t), &memory, err));
    b.last = memory;
    LG_TRY(lg_arena_array(arena, g->n_values, 1, &memory, err));
    b.taken = memory;
    LG_TRY(lg_arena_array(arena, f->n_updates, 1, &memory, err));
    p->direct = memory;
    find_lives(&b);
    for (uint32_t u = 0; u < f->n_updates; u++)
        if (b.update_of[f->updates[u].value] == LG_NO_ID)
            b.update_of[f->updates[u].value] = u;
    for (lg_id v = 0; v < g->n_values; v++)
        if (f->root[v] == v && f->cls[v] == LG_FLOW_STATE) {
            lg_storage state = {.last = (int64_t)f->n_steps + 1,
                                .bytes = f->bytes[v],
                                .align = LG_ALIGN,
                                .fixed = -1,
                                .kind = LG_STORAGE_EXTERNAL,
                                .value = v};
            LG_TRY(add_storage(&b, &state, &p->storage[v], err));
        }
    for (uint32_t t = 0; t < f->n_steps; t++) {
        if (f->skip && f->skip[t])
            continue;
        const lg_node *node = &g->nodes[f->order[t]];
        LG_TRY(place_workspace(&b, t, err));
        for (uint32_t k = 0; k < node->n_out; k++)
            LG_TRY(place_output(&b, node, t, k, err));
    }
    /* Aliases are found like their roots. */
    for (lg_id v = 0; v < g->n_values; v++)
        p->storage[v] = p->storage[f->root[v]];
    return LG_OK;
}
