/* SPDX-License-Identifier: Apache-2.0 */
/* Types and symbolic shapes of all values, forwards from the inputs.
 *
 * Operators infer their outputs; those with subgraphs ask for the types of a subgraph's outputs
 * through the host table, which comes back here: that recursion is as deep as subgraphs nest, which
 * max_depth bounds. A subgraph is inferred once per distinct types of what it reads: the last
 * answer is kept with its key, and visits are counted against a budget.
 *
 * Types that a model declares for inner values and outputs are not trusted: element types have to
 * agree, differing shapes give a warning and the inferred one counts. */
#include "runtime/passes/pass.h"

#include <stdio.h>

/* What is remembered of a subgraph. */
typedef struct memo {
    int64_t *key; /* types of inputs and captures, as numbers */
    uint32_t n_key;
    bool valid;
} memo;

typedef struct inferer {
    lg_pass *pass;
    lg_map index; /* graph pointer to memo */
    memo *memos;
    uint32_t n_memos, cap_memos, depth;
    uint64_t visits, most;
} inferer;

/* One call of an operator's infer: `self` of the host table. */
typedef struct call {
    inferer *inf;
    lg_graph *graph;
    lg_id node;
    lg_status failed; /* of dim, which cannot return it */
    lg_error *err;
} call;

/* ---- messages -------------------------------------------------------------------------------- */

static const char *dtype_text(int32_t dtype) {
    return dtype == LG_FLOAT    ? "float32"
           : dtype == LG_DOUBLE ? "float64"
                                : lg_dtype_onnx_name(dtype);
}

/* "int32, int64 or bool" */
static void set_text(uint64_t set, char *text, size_t size) {
    size_t n = 0;
    text[0] = '\0';
    for (int32_t t = 1; t < 64 && n < size; t++) {
        if (!(set >> t & 1))
            continue;
        bool last = (set >> t) == 1;
        int w = snprintf(text + n, size - n, "%s%s",
                         n == 0 ? ""
                         : last ? " or "
                                : ", ",
                         dtype_text(t));
        if (w < 0)
            return;
        n += (size_t)w;
    }
}

static const lg_arg_desc *arg_of(const lg_arg_desc *args, uint32_t n, uint32_t i) {
    if (i < n)
        return &args[i];
    return n && (args[n - 1].flags & LG_ARG_VARIADIC) ? &args[n - 1] : NULL;
}

static lg_status check_inputs(const lg_node *node, const lg_view *in, lg_error *err) {
    const lg_op_desc *d = node->desc;
    for (uint32_t i = 0; i < node->n_in; i++) {
        const lg_arg_desc *a = arg_of(d->inputs, d->n_inputs, i);
        int32_t dtype = in[i].dtype;
        if (!a || node->in[i] == LG_NO_ID)
            continue;
        if (dtype == LG_UNDEFINED)
            return lg_fail(err, LG_E_MODEL, "input %u '%s' has no known type", i, a->name);
        if (!(a->dtypes >> dtype & 1)) {
            char set[200];
            set_text(a->dtypes, set, sizeof set);
            return lg_fail(err, LG_E_TYPE, "input %u '%s' has type %s, expected %s", i, a->name,
                           dtype_text(dtype), set);
        }
        if (!a->type || (a->flags & LG_ARG_HETEROGENEOUS))
            continue;
        for (uint32_t k = 0; k < i; k++) {
            const lg_arg_desc *b = arg_of(d->inputs, d->n_inputs, k);
            if (!b || !b->type || (b->flags & LG_ARG_HETEROGENEOUS) || node->in[k] == LG_NO_ID ||
                strcmp(a->type, b->type) != 0)
                continue;
            if (in[k].dtype != dtype)
                return lg_fail(err, LG_E_TYPE,
                               "input %u '%s' has type %s, expected %s like input "
                               "%u '%s'",
                               i, a->name, dtype_text(dtype), dtype_text(in[k].dtype), k, b->name);
            break; /* those before it were compared with it */
        }
    }
    return LG_OK;
}

/* ---- values ---------------------------------------------------------------------------------- */

/* Contents of a constant, also of a captured one. */
static const lg_view *constant_data(const lg_graph *g, lg_id id) {
    while ((g->values[id].flags & LG_VALUE_CAPTURE) && g->parent) {
        id = g->values[id].outer;
        g = g->parent;
    }
    return (g->values[id].flags & LG_VALUE_CONST) ? g->values[id].data : NULL;
}

static int32_t elem_of(const lg_value *v) {
    return v->elem && v->elem->elem ? v->elem->elem->dtype : LG_UNDEFINED;
}

/* `seq` describes a sequence or optional: element type, number of items not known. */
static lg_view view_of(const lg_graph *g, lg_id id, lg_seq *seq) {
    const lg_value *v = &g->values[id];
    const lg_view *data = constant_data(g, id);
    lg_view view = {data ? data->data : NULL, v->dims, -1, v->rank, v->dtype};
    if (v->rank < 0 || !lg_count_dims(v->dims, v->rank, &view.count))
        view.count = -1;
    if (v->dtype == LG_SEQUENCE || v->dtype == LG_OPTIONAL || v->dtype == LG_MAP) {
        *seq = (lg_seq){.count = -1, .elem_dtype = elem_of(v)};
        view.data = seq;
    }
    return view;
}

static void type_of(const lg_value *v, lg_type *out) {
    out->dtype = v->dtype;
    out->rank = v->rank;
    out->elem_dtype = elem_of(v);
    out->reserved = 0;
    if (v->rank > 0)
        memcpy(out->dims, v->dims, (size_t)v->rank * sizeof *v->dims);
}

static lg_status set_elem(lg_module *m, lg_value *v, int32_t elem_dtype, lg_error *err) {
    void *p = NULL;
    if (v->elem && v->elem->dtype == v->dtype && elem_of(v) == elem_dtype)
        return LG_OK;
    LG_TRY(lg_arena_array(m->arena, 2, sizeof(lg_elem_type), &p, err));
    lg_elem_type *e = p;
    e[1] = (lg_elem_type){.dtype = elem_dtype, .rank = -1};
    e[0] = (lg_elem_type){.dtype = v->dtype, .rank = -1, .elem = &e[1]};
    v->elem = e;
    return LG_OK;
}

static bool same_shape(const lg_value *v, const lg_type *t) {
    return v->rank == t->rank &&
           (t->rank <= 0 || memcmp(v->dims, t->dims, (size_t)t->rank * sizeof *t->dims) == 0);
}

/* True when two shapes cannot be the same. */
static bool contradicts(const lg_value *v, const lg_type *t) {
    if (v->rank < 0 || t->rank < 0)
        return false;
    bool differs = v->rank != t->rank;
    for (int32_t d = 0; d < t->rank && !differs; d++)
        differs = v->dims[d] >= 0 && t->dims[d] >= 0 && v->dims[d] != t->dims[d];
    return differs;
}

static lg_status set_type(lg_module *m, lg_value *v, const lg_type *t, lg_error *err) {
    v->dtype = t->dtype;
    if (t->dtype == LG_SEQUENCE || t->dtype == LG_OPTIONAL)
        LG_TRY(set_elem(m, v, t->elem_dtype, err));
    if (same_shape(v, t))
        return LG_OK;
    void *dims = NULL;
    if (t->rank > 0)
        LG_TRY(lg_arena_copy(m->arena, t->dims, (size_t)t->rank * sizeof *t->dims, &dims, err));
    v->rank = t->rank;
    v->dims = dims;
    return LG_OK;
}

static lg_status check_type(const inferer *inf, const lg_type *t, uint32_t k, lg_error *err) {
    const lg_module *m = inf->pass->module;
    if (t->dtype <= 0 || t->dtype > LG_MAP)
        return lg_fail(err, LG_E_INTERNAL, "infer left the type of output %u open", k);
    if (t->rank > LG_MAX_RANK || t->rank > (int64_t)inf->pass->env->limits.max_rank)
        return lg_fail(err, LG_E_LIMIT, "output %u has rank %d, max_rank is %llu", k, (int)t->rank,
                       (unsigned long long)inf->pass->env->limits.max_rank);
    for (int32_t d = 0; d < t->rank; d++)
        if (t->dims[d] < 0 && -(t->dims[d] + 1) >= (int64_t)m->n_symbols)
            return lg_fail(err, LG_E_INTERNAL, "infer set dimension %d of output %u to %lld",
                           (int)d, k, (long long)t->dims[d]);
    return LG_OK;
}

static lg_status set_output(inferer *inf, lg_graph *g, const lg_node *node, uint32_t k,
                            const lg_type *t, bool first, lg_error *err) {
    lg_value *v = &g->values[node->out[k]];
    LG_TRY(check_type(inf, t, k, err));
    if (v->dtype != LG_UNDEFINED && v->dtype != t->dtype)
        return lg_fail(err, LG_E_TYPE, "output %u '%s' has type %s, the model declares %s", k,
                       LG_SHOW(v->name), dtype_text(t->dtype), dtype_text(v->dtype));
    if (first && contradicts(v, t))
        lg_pass_warn(inf->pass,
                     "value '%s': the shape that the model declares is not the one that "
                     "operator %s makes",
                     LG_SHOW(v->name), LG_SHOW(node->op));
    return set_type(inf->pass->module, v, t, err);
}

/* ---- host table ------------------------------------------------------------------------------ */

static lg_status infer_one(inferer *inf, lg_graph *g, bool first, lg_error *err);

static int64_t host_dim(void *self, int32_t op, int64_t a, int64_t b) {
    call *c = self;
    int64_t out = 1;
    lg_status st = lg_symbol_op(c->inf->pass->module, op, a, b, &out, c->err);
    if (st != LG_OK && c->failed == LG_OK)
        c->failed = st;
    return out;
}

static lg_status host_check_bytes(void *self, uint64_t bytes, lg_error *err) {
    const call *c = self;
    uint64_t most = c->inf->pass->env->limits.max_tensor_bytes;
    if (bytes <= most)
        return LG_OK;
    return lg_fail(err, LG_E_LIMIT, "a tensor of %llu bytes, max_tensor_bytes is %llu",
                   (unsigned long long)bytes, (unsigned long long)most);
}

static lg_status host_poll(void *self, uint64_t iterations, lg_error *err) {
    const call *c = self;
    (void)iterations;
    return lg_pass_poll(c->inf->pass, err);
}

static lg_status host_alloc(void *self, size_t bytes, void **out, lg_error *err) {
    const call *c = self;
    return lg_arena_alloc_data(c->inf->pass->scratch, bytes, out, err);
}

static lg_status memo_of(inferer *inf, const lg_graph *g, uint32_t *out, lg_error *err) {
    lg_arena *scratch = inf->pass->scratch;
    uint32_t at = lg_map_get(&inf->index, (lg_str){(const char *)&g, sizeof g});
    if (at == LG_MAP_NONE) {
        void *key = NULL;
        LG_TRY(lg_arena_copy(scratch, &g, sizeof g, &key, err));
        LG_TRY(LG_GROW(scratch, inf->memos, inf->n_memos, inf->cap_memos, err));
        LG_TRY(lg_map_put(&inf->index, scratch, (lg_str){key, sizeof g}, inf->n_memos, err));
        at = inf->n_memos;
        inf->memos[inf->n_memos++] = (memo){0};
    }
    *out = at;
    return LG_OK;
}

static uint32_t key_part(const lg_value *v, int64_t *out) {
    uint32_t rank = v->rank > 0 ? (uint32_t)v->rank : 0;
    if (out) {
        out[0] = v->dtype;
        out[1] = v->rank;
        out[2] = elem_of(v);
        if (rank)
            memcpy(out + 3, v->dims, rank * sizeof *out);
    }
    return 3 + rank;
}

/* Types of everything that a graph reads from outside. Constants that are captured never change. */
static uint32_t write_key(const lg_graph *g, int64_t *out) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->n_inputs; i++)
        n += key_part(&g->values[g->inputs[i]], out ? out + n : NULL);
    for (uint32_t i = 0; i < g->n_captures; i++)
        n += key_part(&g->values[g->captures[i].inner], out ? out + n : NULL);
    return n;
}

static void read_captures(lg_graph *g) {
    for (uint32_t i = 0; i < g->n_captures; i++) {
        const lg_value *from = &g->parent->values[g->captures[i].outer];
        lg_value *to = &g->values[g->captures[i].inner];
        to->dtype = from->dtype;
        to->rank = from->rank;
        to->dims = from->dims;
        to->elem = from->elem;
    }
}

/* Infers a subgraph whose inputs have their types, unless the last answer still holds. */
/* NOLINTNEXTLINE(misc-no-recursion): infer_below bounds the depth */
static lg_status infer_below(inferer *inf, lg_graph *g, lg_error *err) {
    lg_arena *scratch = inf->pass->scratch;
    uint32_t at;
    void *p = NULL;
    read_captures(g);
    LG_TRY(memo_of(inf, g, &at, err));
    uint32_t n = write_key(g, NULL);
    LG_TRY(lg_arena_array(scratch, n, sizeof(int64_t), &p, err));
    (void)write_key(g, p);
    const memo *old = &inf->memos[at];
    if (old->valid && old->n_key == n && memcmp(old->key, p, n * sizeof(int64_t)) == 0)
        return LG_OK;
    bool first = !old->valid;
    if (inf->depth >= inf->pass->env->limits.max_depth)
        return lg_fail(err, LG_E_LIMIT, "subgraphs nest deeper than max_depth, %u",
                       inf->pass->env->limits.max_depth);
    inf->depth++;
    lg_status st = infer_one(inf, g, first, err);
    inf->depth--;
    inf->memos[at] = (memo){.key = p, .n_key = n, .valid = st == LG_OK};
    return st;
}

static lg_status give_input(inferer *inf, lg_value *v, const lg_type *t, uint32_t i,
                            lg_error *err) {
    if (t->dtype == LG_UNDEFINED)
        return LG_OK;
    if (v->dtype != LG_UNDEFINED && v->dtype != t->dtype)
        return lg_fail(err, LG_E_TYPE, "input %u '%s' of the subgraph is declared %s, it gets %s",
                       i, LG_SHOW(v->name), dtype_text(v->dtype), dtype_text(t->dtype));
    return set_type(inf->pass->module, v, t, err);
}

static lg_status host_subgraph(void *self, uint32_t graph, const lg_type *in, uint32_t n_in,
                               lg_type *out, uint32_t n_out, lg_error *err) {
    call *c = self;
    const lg_node *node = &c->graph->nodes[c->node];
    if (graph >= node->n_graphs)
        return lg_fail(err, LG_E_INTERNAL, "subgraph %u of %u", graph, node->n_graphs);
    lg_graph *g = node->graphs[graph];
    if (n_in != g->n_inputs || n_out != g->n_outputs)
        return lg_fail(err, LG_E_MODEL,
                       "subgraph '%s' has %u inputs and %u outputs, expected %u and %u",
                       LG_SHOW(g->name), g->n_inputs, g->n_outputs, n_in, n_out);
    for (uint32_t i = 0; i < n_in; i++) {
        LG_TRY(check_type(c->inf, &in[i], i, err));
        LG_TRY(give_input(c->inf, &g->values[g->inputs[i]], &in[i], i, err));
    }
    LG_TRY(infer_below(c->inf, g, err));
    for (uint32_t i = 0; i < n_out; i++)
        type_of(&g->values[g->outputs[i]], &out[i]);
    return LG_OK;
}

static const lg_host infer_host = {.struct_size = sizeof(lg_host),
                                   .abi_version = LG_ABI_VERSION,
                                   .fail = lg_fail,
                                   .dim = host_dim,
                                   .infer_subgraph = host_subgraph,
                                   .alloc = host_alloc,
                                   .poll = host_poll,
                                   .check_bytes = host_check_bytes};

/* ---- nodes ----------------------------------------------------------------------------------- */

static lg_status call_infer(inferer *inf, lg_graph *g, lg_id id, lg_view *in, lg_seq *seqs,
                            lg_type *out, lg_error *err) {
    const lg_node *node = &g->nodes[id];
    for (uint32_t i = 0; i < node->n_in; i++)
        in[i] = node->in[i] == LG_NO_ID ? (lg_view){0} : view_of(g, node->in[i], &seqs[i]);
    LG_TRY(check_inputs(node, in, err));
    for (uint32_t k = 0; k < node->n_out; k++) {
        out[k].dtype = LG_UNDEFINED;
        out[k].rank = -1;
        out[k].elem_dtype = LG_UNDEFINED;
        out[k].reserved = 0;
        if (node->out[k] != LG_NO_ID) /* what the model declares */
            type_of(&g->values[node->out[k]], &out[k]);
    }
    call c = {.inf = inf, .graph = g, .node = id, .err = err};
    lg_infer ctx = {.struct_size = sizeof ctx,
                    .n_in = node->n_in,
                    .n_out = node->n_out,
                    .opset = node->opset,
                    .in = in,
                    .out = out,
                    .params = node->params,
                    .host = &infer_host,
                    .self = &c,
                    .err = err};
    LG_TRY(node->desc->infer(&ctx));
    return c.failed;
}

/* NOLINTNEXTLINE(misc-no-recursion): infer_below bounds the depth */
static lg_status infer_node(inferer *inf, lg_graph *g, lg_id id, bool first, lg_error *err) {
    const lg_node *node = &g->nodes[id];
    const lg_allocator *a = &inf->pass->module->arena->allocator;
    void *p = NULL;
    LG_TRY(lg_pass_poll(inf->pass, err));
    if (++inf->visits > inf->most)
        return lg_fail(err, LG_E_LIMIT,
                       "inference visited %llu nodes: subgraphs are nested too "
                       "deep for what they change",
                       (unsigned long long)inf->most);
    size_t n_in = node->n_in, n_out = node->n_out;
    size_t bytes = n_out * sizeof(lg_type) + n_in * (sizeof(lg_view) + sizeof(lg_seq));
    LG_TRY(lg_alloc_raw(a, bytes, &p, err));
    lg_type *out = p;
    lg_view *in = (lg_view *)(out + n_out);
    lg_status st = call_infer(inf, g, id, in, (lg_seq *)(in + n_in), out, err);
    for (uint32_t k = 0; k < node->n_out && st == LG_OK; k++)
        if (node->out[k] != LG_NO_ID)
            st = set_output(inf, g, node, k, &out[k], first, err);
    lg_free(a, p, bytes);
    /* Subgraphs that the operator did not ask about: with the types they declare. */
    for (uint32_t s = 0; s < node->n_graphs && st == LG_OK; s++)
        if (lg_map_get(&inf->index, (lg_str){(const char *)&node->graphs[s], sizeof(lg_graph *)}) ==
            LG_MAP_NONE)
            st = infer_below(inf, node->graphs[s], err);
    return st;
}

/* NOLINTNEXTLINE(misc-no-recursion): infer_below bounds the depth */
static lg_status infer_one(inferer *inf, lg_graph *g, bool first, lg_error *err) {
    for (uint32_t i = 0; i < g->n_inputs; i++)
        if (g->values[g->inputs[i]].dtype == LG_UNDEFINED)
            return lg_fail(err, LG_E_MODEL, "input %u '%s' of graph '%s' has no type", i,
                           LG_SHOW(g->values[g->inputs[i]].name), LG_SHOW(g->name));
    for (uint32_t i = 0; i < g->n_order; i++) {
        lg_id id = g->order[i];
        if (!g->nodes[id].desc)
            return lg_node_wrap(g, id, lg_fail(err, LG_E_INTERNAL, "the node is not bound"), err);
        lg_status st = infer_node(inf, g, id, first, err);
        /* The innermost node is the one that a message names. */
        if (st != LG_OK && err && err->node < 0)
            return lg_node_wrap(g, id, st, err);
        if (st != LG_OK)
            return st;
    }
    return LG_OK;
}

lg_status lg_infer_graph(lg_pass *pass, lg_graph *graph, lg_error *err) {
    enum { visits_per_node = 64, visits_at_least = 100000 };
    inferer inf = {.pass = pass};
    lg_graph **list = NULL;
    uint32_t n = 0;
    LG_TRY(lg_graph_tree(graph, pass->scratch, &list, &n, err));
    for (uint32_t i = 0; i < n; i++)
        inf.most += (uint64_t)list[i]->n_order * visits_per_node;
    inf.most += visits_at_least;
    if (graph->parent)
        read_captures(graph);
    return infer_one(&inf, graph, true, err);
}

lg_status lg_pass_infer(lg_pass *pass, lg_error *err) {
    return lg_infer_graph(pass, pass->graph, err);
}
