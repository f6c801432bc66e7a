/* SPDX-License-Identifier: Apache-2.0 */
/* Common subexpressions: of two pure nodes with equal operator, attributes and inputs one stays;
 * Identity is equal to its input. Values that a node writes in place are left alone, and so are
 * graph outputs, whose names have to remain. */
#include "runtime/passes/pass.h"

#include "runtime/base/buf.h"

enum { max_attr_bytes = 4096 }; /* nodes with more are not compared */

/* ---- values that are written in place -------------------------------------------------------- */

static bool mutates(const lg_node *n, uint32_t i) {
    const lg_op_desc *d = n->desc;
    if (!d || d->n_inputs == 0)
        return true; /* not known: assume the worst */
    return (d->inputs[i < d->n_inputs ? i : d->n_inputs - 1].flags & LG_ARG_MUTATED) != 0;
}

static bool any_mutation(lg_graph *const *list, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < list[i]->n_order; k++) {
            const lg_node *node = &list[i]->nodes[list[i]->order[k]];
            for (uint32_t a = 0; a < node->n_in; a++)
                if (node->in[a] != LG_NO_ID && mutates(node, a))
                    return true;
        }
    return false;
}

/* Marks written values; what a view of another value writes, the other value loses too. */
static void mark_mutated(const lg_graph *g, uint8_t *mutated) {
    for (uint32_t i = g->n_order; i-- > 0;) {
        const lg_node *n = &g->nodes[g->order[i]];
        for (uint32_t k = 0; k < n->n_in; k++)
            if (n->in[k] != LG_NO_ID && mutates(n, k))
                mutated[n->in[k]] = 1;
        for (uint32_t s = 0; s < n->n_graphs; s++)
            for (uint32_t k = 0; k < n->graphs[s]->n_captures; k++)
                mutated[n->graphs[s]->captures[k].outer] = 1;
        bool view = n->desc && (n->desc->flags & LG_OP_VIEW) && n->n_in && n->n_out;
        if (view && n->in[0] != LG_NO_ID && n->out[0] != LG_NO_ID && mutated[n->out[0]])
            mutated[n->in[0]] = 1;
    }
}

/* ---- keys ------------------------------------------------------------------------------------ */

static void put(lg_buf *key, const void *bytes, size_t n) {
    lg_buf_bytes(key, &n, sizeof n);
    lg_buf_bytes(key, bytes, n);
}

static bool put_view(lg_buf *key, const lg_view *v) {
    size_t bytes = 0;
    if (v->dtype == LG_STRING || v->rank < 0 ||
        lg_dtype_bytes(v->dtype, v->count, &bytes, NULL) != LG_OK || bytes > max_attr_bytes ||
        (bytes && !v->data))
        return false;
    put(key, &v->dtype, sizeof v->dtype);
    put(key, v->dims, (size_t)v->rank * sizeof(int64_t));
    put(key, v->data, bytes);
    return true;
}

static bool put_attr(lg_buf *key, const lg_attr *a) {
    put(key, a->name.ptr, a->name.len);
    put(key, &a->type, sizeof a->type);
    switch (a->type) {
    case LG_AT_FLOAT:
        put(key, &a->f, sizeof a->f);
        return true;
    case LG_AT_INT:
        put(key, &a->i, sizeof a->i);
        return true;
    case LG_AT_STRING:
        put(key, a->s.ptr, a->s.len);
        return true;
    case LG_AT_TENSOR:
    case LG_AT_SPARSE_TENSOR:
        return put_view(key, a->t);
    case LG_AT_FLOATS:
        put(key, a->floats, a->n * sizeof *a->floats);
        return true;
    case LG_AT_INTS:
        put(key, a->ints, a->n * sizeof *a->ints);
        return true;
    case LG_AT_STRINGS:
        for (uint32_t i = 0; i < a->n; i++)
            put(key, a->strings[i].ptr, a->strings[i].len);
        return true;
    default:
        return false;
    }
}

/* False when the node cannot be compared. */
static bool make_key(const lg_node *n, const uint8_t *mutated, lg_buf *key) {
    key->size = 0;
    if (!n->desc || n->n_graphs || (n->desc->flags & (LG_OP_RANDOM | LG_OP_EFFECT)))
        return false;
    put(key, &n->desc, sizeof n->desc);
    put(key, &n->opset, sizeof n->opset);
    put(key, n->in, n->n_in * sizeof *n->in);
    put(key, &n->n_out, sizeof n->n_out);
    for (uint32_t i = 0; i < n->n_in; i++)
        if (n->in[i] != LG_NO_ID && (mutates(n, i) || (mutated && mutated[n->in[i]])))
            return false;
    for (uint32_t i = 0; i < n->n_out; i++) {
        bool wanted = n->out[i] != LG_NO_ID;
        put(key, &wanted, sizeof wanted);
        if (wanted && mutated && mutated[n->out[i]])
            return false;
    }
    for (uint32_t i = 0; i < n->n_attrs; i++)
        if (!put_attr(key, &n->attrs[i]))
            return false;
    return true;
}

/* ---- one graph ------------------------------------------------------------------------------- */

typedef struct work {
    lg_pass *pass;
    lg_graph *graph;
    uint8_t *mutated; /* NULL: nothing is */
    lg_id *map;
    lg_map seen;
    lg_buf key;
} work;

static bool is_identity(const work *w, const lg_node *n) {
    if (n->domain.len || !lg_str_is(n->op, "Identity") || n->n_in != 1 || n->n_out != 1 ||
        n->in[0] == LG_NO_ID || n->out[0] == LG_NO_ID)
        return false;
    const lg_value *x = &w->graph->values[n->in[0]], *y = &w->graph->values[n->out[0]];
    bool mutated = w->mutated && (w->mutated[n->in[0]] || w->mutated[n->out[0]]);
    return !mutated && !(y->flags & LG_VALUE_OUTPUT) && !(x->flags & LG_VALUE_STATE);
}

static bool has_output(const lg_graph *g, const lg_node *n) {
    for (uint32_t k = 0; k < n->n_out; k++)
        if (n->out[k] != LG_NO_ID && (g->values[n->out[k]].flags & LG_VALUE_OUTPUT))
            return true;
    return false;
}

static lg_status merge_node(work *w, lg_id id, lg_error *err) {
    lg_graph *g = w->graph;
    lg_node *n = &g->nodes[id];
    for (uint32_t k = 0; k < n->n_in; k++)
        if (n->in[k] != LG_NO_ID && w->map[n->in[k]] != LG_NO_ID)
            n->in[k] = w->map[n->in[k]];
    if (is_identity(w, n)) {
        w->map[n->out[0]] = n->in[0];
        w->pass->changed = true;
        lg_graph_kill_node(g, id);
        return LG_OK;
    }
    if (!make_key(n, w->mutated, &w->key))
        return lg_buf_status(&w->key, err);
    LG_TRY(lg_buf_status(&w->key, err));
    lg_str key = {w->key.data, w->key.size};
    lg_id other = lg_map_get(&w->seen, key);
    if (other == LG_MAP_NONE) {
        LG_TRY(lg_arena_str(w->pass->scratch, key.ptr, key.len, &key, err));
        return lg_map_put(&w->seen, w->pass->scratch, key, id, err);
    }
    if (has_output(g, n))
        return LG_OK;
    for (uint32_t k = 0; k < n->n_out; k++)
        if (n->out[k] != LG_NO_ID)
            w->map[n->out[k]] = g->nodes[other].out[k];
    w->pass->changed = true;
    lg_graph_kill_node(g, id);
    return LG_OK;
}

static lg_status merge_graph(lg_pass *pass, lg_graph *g, bool mutation, lg_error *err) {
    void *p = NULL;
    work w = {.pass = pass, .graph = g};
    LG_TRY(lg_arena_array(pass->scratch, g->n_values, sizeof(lg_id), &p, err));
    w.map = p;
    memset(w.map, 0xFF, (size_t)g->n_values * sizeof *w.map);
    if (mutation) {
        LG_TRY(lg_arena_alloc(pass->scratch, g->n_values, &p, err));
        w.mutated = p;
        mark_mutated(g, w.mutated);
    }
    lg_buf_init(&w.key, pass->module->arena->allocator);
    lg_status st = LG_OK;
    for (uint32_t i = 0; i < g->n_order && st == LG_OK; i++)
        st = merge_node(&w, g->order[i], err);
    lg_buf_reset(&w.key);
    /* Also after a failure: killed nodes must have no readers. */
    lg_status remapped = lg_graph_remap(g, w.map, g->n_values, err);
    if (st == LG_OK)
        st = remapped;
    return st == LG_OK ? lg_graph_sort(g, err) : st;
}

lg_status lg_pass_cse(lg_pass *pass, lg_error *err) {
    lg_graph **list = NULL;
    uint32_t n = 0;
    if (pass->env->flags & LG_COMPILE_NO_OPTIMIZE)
        return LG_OK;
    LG_TRY(lg_graph_tree(pass->graph, pass->scratch, &list, &n, err));
    bool mutation = any_mutation(list, n);
    for (uint32_t i = 0; i < n; i++)
        LG_TRY(merge_graph(pass, list[i], mutation, err));
    return LG_OK;
}
