/* SPDX-License-Identifier: Apache-2.0 */
/* Constant folding: pure nodes whose inputs are constants are evaluated by the executor, Shape and
 * Size of known dims directly. What becomes constant can make more shapes known, so folding and
 * inference alternate while something changes. */
#include "runtime/passes/pass.h"

enum { max_rounds = 16, allowance = 1 << 20 };

static const lg_view *constant_of(const lg_graph *g, lg_id id) {
    while ((g->values[id].flags & LG_VALUE_CAPTURE) && g->parent) {
        id = g->values[id].outer;
        g = g->parent;
    }
    const lg_view *data = (g->values[id].flags & LG_VALUE_CONST) ? g->values[id].data : NULL;
    return data && data->dtype < LG_DTYPE_COUNT && (data->data || data->count == 0) ? data : NULL;
}

static bool is_pure(const lg_node *n) {
    if (!n->desc || !n->desc->run || (n->desc->flags & (LG_OP_RANDOM | LG_OP_EFFECT)) ||
        n->n_graphs)
        return false;
    for (uint32_t i = 0; i < n->desc->n_inputs; i++)
        if (n->desc->inputs[i].flags & LG_ARG_MUTATED)
            return false;
    return true;
}

static lg_status become_constant(lg_pass *pass, lg_graph *g, lg_id id, const lg_view *const *data,
                                 lg_error *err) {
    const lg_node *n = &g->nodes[id];
    for (uint32_t k = 0; k < n->n_out; k++) {
        if (n->out[k] == LG_NO_ID)
            continue;
        lg_value *v = &g->values[n->out[k]];
        void *dims = NULL;
        LG_TRY(lg_arena_copy(pass->module->arena, data[k]->dims,
                             (size_t)data[k]->rank * sizeof(int64_t), &dims, err));
        v->flags |= LG_VALUE_CONST | LG_VALUE_INIT;
        v->data = data[k];
        v->dtype = data[k]->dtype;
        v->rank = data[k]->rank;
        v->dims = dims;
    }
    lg_graph_kill_node(g, id);
    pass->changed = true;
    return LG_OK;
}

/* ---- Shape and Size -------------------------------------------------------------------------- */

static int64_t clamp_axis(const lg_node *n, const char *name, int64_t fallback, int64_t rank) {
    const lg_attr *a = lg_node_attr(n, name);
    int64_t v = a && a->type == LG_AT_INT ? a->i : fallback;
    v = v < 0 ? v + rank : v;
    return v < 0 ? 0 : v > rank ? rank : v;
}

/* *done: the node was replaced. */
static lg_status fold_shape(lg_pass *pass, lg_graph *g, lg_id id, bool *done, lg_error *err) {
    const lg_node *n = &g->nodes[id];
    bool size = lg_str_is(n->op, "Size");
    if (n->domain.len || !(size || lg_str_is(n->op, "Shape")) || n->n_in != 1 || n->n_out != 1 ||
        n->in[0] == LG_NO_ID || n->out[0] == LG_NO_ID)
        return LG_OK;
    const lg_value *x = &g->values[n->in[0]];
    int64_t count, first = 0, last = x->rank;
    if (x->rank < 0 || !lg_count_dims(x->dims, x->rank, &count))
        return LG_OK;
    if (!size) {
        first = clamp_axis(n, "start", 0, x->rank);
        last = clamp_axis(n, "end", x->rank, x->rank);
        count = last > first ? last - first : 0;
    }
    lg_view v = {.data = size ? &count : (x->dims ? x->dims + first : NULL),
                 .dims = &count,
                 .count = size ? 1 : count,
                 .rank = size ? 0 : 1,
                 .dtype = LG_INT64};
    const lg_view *copy = NULL;
    LG_TRY(lg_view_copy(pass->module->arena, &v, &copy, err));
    *done = true;
    return become_constant(pass, g, id, &copy, err);
}

/* ---- evaluation ------------------------------------------------------------------------------ */

/* Types of the outputs; false when one is not known completely or too large for what goes in. */
static bool within_budget(const lg_pass *pass, const lg_graph *g, const lg_node *n,
                          const lg_view *in, lg_type *types) {
    uint64_t limit = allowance;
    for (uint32_t i = 0; i < n->n_in; i++) {
        size_t bytes = 0;
        if (in[i].dtype != LG_UNDEFINED &&
            lg_dtype_bytes(in[i].dtype, in[i].count, &bytes, NULL) == LG_OK)
            limit += bytes;
    }
    if (limit > pass->env->limits.max_tensor_bytes)
        limit = pass->env->limits.max_tensor_bytes;
    for (uint32_t k = 0; k < n->n_out; k++) {
        int64_t count;
        size_t bytes;
        types[k] = (lg_type){.rank = -1};
        if (n->out[k] == LG_NO_ID)
            continue;
        const lg_value *v = &g->values[n->out[k]];
        if (v->dtype >= LG_DTYPE_COUNT || v->rank < 0 || !lg_count_dims(v->dims, v->rank, &count) ||
            lg_dtype_bytes(v->dtype, count, &bytes, NULL) != LG_OK || bytes > limit)
            return false;
        types[k].dtype = v->dtype;
        types[k].rank = v->rank;
        if (v->rank > 0)
            memcpy(types[k].dims, v->dims, (size_t)v->rank * sizeof *v->dims);
    }
    return true;
}

static bool fits(const lg_graph *g, const lg_node *n, const lg_view *const *out) {
    for (uint32_t k = 0; k < n->n_out; k++) {
        if (n->out[k] == LG_NO_ID)
            continue;
        const lg_value *v = &g->values[n->out[k]];
        if (!out[k] || out[k]->dtype != v->dtype || out[k]->rank != v->rank)
            return false;
    }
    return true;
}

static lg_status evaluate(lg_pass *pass, lg_graph *g, lg_id id, lg_view *in, lg_type *types,
                          const lg_view **out, lg_error *err) {
    const lg_node *n = &g->nodes[id];
    for (uint32_t i = 0; i < n->n_in; i++) {
        const lg_view *data = n->in[i] == LG_NO_ID ? NULL : constant_of(g, n->in[i]);
        if (n->in[i] != LG_NO_ID && !data)
            return LG_OK;
        in[i] = data ? *data : (lg_view){0};
    }
    if (!within_budget(pass, g, n, in, types))
        return LG_OK;
    lg_error ignored = LG_ERROR_INIT;
    lg_status st = pass->env->eval(pass->env->self, n, in, n->n_in, types, out, n->n_out,
                                   pass->module->arena, &ignored);
    if (st == LG_E_NO_MEMORY || st == LG_E_CANCELLED) {
        if (err)
            *err = ignored;
        return st;
    }
    /* What fails here fails again when it runs, if it runs at all. */
    if (st != LG_OK || !fits(g, n, out))
        return LG_OK;
    return become_constant(pass, g, id, out, err);
}

static lg_status fold_node(lg_pass *pass, lg_graph *g, lg_id id, lg_error *err) {
    const lg_node *n = &g->nodes[id];
    bool done = false;
    void *p = NULL;
    if (!n->desc || (n->flags & LG_NODE_DEAD))
        return LG_OK;
    LG_TRY(fold_shape(pass, g, id, &done, err));
    n = &g->nodes[id];
    if (done || !pass->env->eval || !is_pure(n))
        return LG_OK;
    const lg_allocator *a = &pass->module->arena->allocator;
    size_t n_in = n->n_in, n_out = n->n_out;
    size_t bytes = n_out * (sizeof(lg_type) + sizeof(lg_view *)) + n_in * sizeof(lg_view);
    LG_TRY(lg_alloc_zero(a, bytes, &p, err));
    lg_type *types = p;
    lg_view *in = (lg_view *)(types + n_out);
    lg_status st = evaluate(pass, g, id, in, types, (const lg_view **)(in + n_in), err);
    lg_free(a, p, bytes);
    return st;
}

static lg_status fold_round(lg_pass *pass, lg_error *err) {
    lg_graph **list = NULL;
    uint32_t n = 0;
    LG_TRY(lg_graph_tree(pass->graph, pass->scratch, &list, &n, err));
    for (uint32_t i = 0; i < n; i++) {
        lg_graph *g = list[i];
        for (uint32_t k = 0; k < g->n_order; k++) {
            LG_TRY(lg_pass_poll(pass, err));
            LG_TRY(fold_node(pass, g, g->order[k], err));
        }
        LG_TRY(lg_graph_sort(g, err));
    }
    return LG_OK;
}

lg_status lg_pass_fold(lg_pass *pass, lg_error *err) {
    bool any = false;
    if (pass->env->flags & LG_COMPILE_NO_OPTIMIZE)
        return LG_OK;
    for (uint32_t round = 0; round < max_rounds; round++) {
        pass->changed = false;
        LG_TRY(fold_round(pass, err));
        if (!pass->changed)
            break;
        any = true;
        LG_TRY(lg_infer_graph(pass, pass->graph, err));
    }
    pass->changed = any;
    return LG_OK;
}
