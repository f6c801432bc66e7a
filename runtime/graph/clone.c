/* SPDX-License-Identifier: Apache-2.0 */
/* Deep copies: whole modules, and bodies spliced into another graph. Strings and tensor data are
 * shared with the source, arrays are not. Subgraphs are copied through a work list. */
#include "runtime/graph/graph.h"

typedef struct pair {
    const lg_graph *src;
    lg_graph *dst;
} pair;

typedef struct copier {
    lg_module *module; /* of the copies */
    const lg_module *from;
    lg_str prefix;
    bool drop_types; /* inferred types of a body that is used several times say nothing */
    pair *work;
    uint32_t n_work, cap_work;
} copier;

static lg_status copy_array(lg_arena *arena, const void *src, uint32_t n, size_t size, void *out,
                            lg_error *err) {
    void *p = NULL;
    size_t bytes;
    if (!lg_mul_size(n, size, &bytes))
        return lg_no_memory(err, SIZE_MAX);
    if (n)
        LG_TRY(lg_arena_copy(arena, src, bytes, &p, err));
    memcpy(out, &p, sizeof p);
    return LG_OK;
}

static lg_status prefixed(copier *c, lg_str name, lg_str *out, lg_error *err) {
    if (name.len == 0 || c->prefix.len == 0) {
        *out = name;
        return LG_OK;
    }
    size_t len;
    void *p = NULL;
    if (!lg_add_size(name.len, c->prefix.len, &len))
        return lg_no_memory(err, SIZE_MAX);
    LG_TRY(lg_arena_alloc(c->module->arena, len, &p, err));
    memcpy(p, c->prefix.ptr, c->prefix.len);
    memcpy((char *)p + c->prefix.len, name.ptr, name.len);
    *out = (lg_str){p, len};
    return LG_OK;
}

/* A copy of a subgraph is only made here and filled when its turn in the work list comes. */
static lg_status later(copier *c, const lg_graph *src, lg_graph *parent, lg_graph **out,
                       lg_error *err) {
    LG_TRY(LG_GROW(c->module->arena, c->work, c->n_work, c->cap_work, err));
    LG_TRY(lg_graph_create(c->module, parent, src->name, out, err));
    (*out)->doc = src->doc;
    (*out)->extra = src->extra;
    c->work[c->n_work++] = (pair){src, *out};
    return LG_OK;
}

static lg_status copy_attr(copier *c, const lg_attr *src, lg_graph *owner, lg_attr *dst,
                           lg_error *err) {
    *dst = *src;
    if (src->type == LG_AT_GRAPH && src->g)
        return later(c, src->g, owner, &dst->g, err);
    if (src->type == LG_AT_GRAPHS && src->n) {
        void *p = NULL;
        LG_TRY(lg_arena_array(c->module->arena, src->n, sizeof(lg_graph *), &p, err));
        dst->graphs = p;
        for (uint32_t i = 0; i < src->n; i++)
            LG_TRY(later(c, src->graphs[i], owner, &dst->graphs[i], err));
    }
    return LG_OK;
}

/* node->graphs of the copy: the copies of the same subgraphs in the same order. The subgraphs of
 * this node are work[first …]; a bound node has few, so that looking from the last hit on is
 * linear for unbound ones and cheap for bound ones. */
static lg_status copy_graph_list(copier *c, const lg_node *src, lg_node *dst, uint32_t first,
                                 lg_error *err) {
    void *p = NULL;
    uint32_t at = 0, n = c->n_work - first;
    if (src->n_graphs == 0)
        return LG_OK;
    LG_TRY(lg_arena_array(c->module->arena, src->n_graphs, sizeof(lg_graph *), &p, err));
    dst->graphs = p;
    for (uint32_t i = 0; i < src->n_graphs; i++) {
        uint32_t tried = 0;
        while (tried < n && c->work[first + at].src != src->graphs[i]) {
            at = at + 1 == n ? 0 : at + 1;
            tried++;
        }
        if (tried == n)
            return lg_fail(err, LG_E_INTERNAL, "a subgraph of '%s' is no attribute of it",
                           LG_SHOW(src->op));
        dst->graphs[i] = c->work[first + at].dst;
        at = at + 1 == n ? 0 : at + 1;
    }
    return LG_OK;
}

/* Everything but in and out. */
static lg_status copy_node(copier *c, const lg_node *src, lg_graph *owner, lg_node *dst,
                           lg_error *err) {
    uint32_t first = c->n_work;
    lg_attr *attrs = NULL;
    *dst = *src;
    dst->cap_attrs = dst->cap_graphs = 0;
    dst->attrs = NULL;
    dst->graphs = NULL;
    if (src->n_attrs) {
        void *p = NULL;
        LG_TRY(lg_arena_array(c->module->arena, src->n_attrs, sizeof(lg_attr), &p, err));
        attrs = p;
        for (uint32_t i = 0; i < src->n_attrs; i++)
            LG_TRY(copy_attr(c, &src->attrs[i], owner, &attrs[i], err));
    }
    dst->attrs = attrs;
    return copy_graph_list(c, src, dst, first, err);
}

/* Dims of a value; symbols of another module are looked up by name, nameless ones get lost. */
static lg_status copy_type(copier *c, const lg_value *src, lg_value *dst, lg_error *err) {
    dst->dims = NULL;
    if (c->drop_types && !(src->flags & (LG_VALUE_CONST | LG_VALUE_INIT))) {
        dst->dtype = LG_UNDEFINED;
        dst->rank = -1;
        dst->elem = NULL;
        return LG_OK;
    }
    if (src->rank <= 0)
        return LG_OK;
    LG_TRY(copy_array(c->module->arena, src->dims, (uint32_t)src->rank, sizeof(int64_t), &dst->dims,
                      err));
    for (int32_t d = 0; d < dst->rank && c->from != c->module; d++) {
        int64_t dim = dst->dims[d];
        if (dim < 0 && -(dim + 1) < (int64_t)c->from->n_symbols)
            LG_TRY(
                lg_symbol_named(c->module, c->from->symbols[-(dim + 1)].name, &dst->dims[d], err));
    }
    return LG_OK;
}

/* Fills an empty copy; ids stay what they are. */
static lg_status copy_graph(copier *c, const lg_graph *src, lg_graph *dst, lg_error *err) {
    lg_arena *arena = c->module->arena;
    LG_TRY(copy_array(arena, src->values, src->n_values, sizeof(lg_value), &dst->values, err));
    dst->n_values = dst->cap_values = src->n_values;
    for (uint32_t i = 0; i < dst->n_values; i++) {
        lg_value *v = &dst->values[i];
        LG_TRY(copy_type(c, &src->values[i], v, err));
        LG_TRY(prefixed(c, v->name, &v->name, err));
        if (v->name.len)
            LG_TRY(lg_map_put(&dst->names, arena, v->name, i, err));
    }
    LG_TRY(copy_array(arena, src->nodes, src->n_nodes, sizeof(lg_node), &dst->nodes, err));
    dst->cap_nodes = src->n_nodes;
    for (uint32_t i = 0; i < src->n_nodes; i++) {
        const lg_node *from = &src->nodes[i];
        lg_node *to = &dst->nodes[i];
        LG_TRY(copy_node(c, from, dst, to, err));
        LG_TRY(copy_array(arena, from->in, from->n_in, sizeof(lg_id), &to->in, err));
        LG_TRY(copy_array(arena, from->out, from->n_out, sizeof(lg_id), &to->out, err));
        dst->n_nodes++;
    }
    LG_TRY(copy_array(arena, src->order, src->n_order, sizeof(lg_id), &dst->order, err));
    dst->n_order = dst->cap_order = src->n_order;
    LG_TRY(copy_array(arena, src->inputs, src->n_inputs, sizeof(lg_id), &dst->inputs, err));
    dst->n_inputs = dst->cap_inputs = src->n_inputs;
    LG_TRY(copy_array(arena, src->outputs, src->n_outputs, sizeof(lg_id), &dst->outputs, err));
    dst->n_outputs = dst->cap_outputs = src->n_outputs;
    LG_TRY(
        copy_array(arena, src->captures, src->n_captures, sizeof(lg_capture), &dst->captures, err));
    dst->n_captures = dst->cap_captures = src->n_captures;
    return LG_OK;
}

/* Names of captures in the table, so that lg_graph_capture finds them in a copy. */
static lg_status index_captures(lg_graph *g, lg_error *err) {
    for (uint32_t i = 0; i < g->n_captures; i++) {
        char key[2 + sizeof(lg_id)] = {'\0', 'c'};
        lg_str stored;
        memcpy(key + 2, &g->captures[i].outer, sizeof(lg_id));
        LG_TRY(lg_arena_str(g->module->arena, key, sizeof key, &stored, err));
        LG_TRY(lg_map_put(&g->names, g->module->arena, stored, g->captures[i].inner, err));
    }
    return LG_OK;
}

static lg_status run_work(copier *c, lg_error *err) {
    for (uint32_t i = 0; i < c->n_work; i++) {
        pair p = c->work[i];
        LG_TRY(copy_graph(c, p.src, p.dst, err));
        LG_TRY(index_captures(p.dst, err));
    }
    return LG_OK;
}

static lg_status clone_symbols(const lg_module *src, lg_module *dst, lg_error *err) {
    LG_TRY(copy_array(dst->arena, src->symbols, src->n_symbols, sizeof(lg_symbol), &dst->symbols,
                      err));
    dst->n_symbols = dst->cap_symbols = src->n_symbols;
    for (uint32_t i = 0; i < src->symbol_names.cap; i++) {
        const lg_map_slot *s = &src->symbol_names.slots[i];
        if (s->used)
            LG_TRY(lg_map_put(&dst->symbol_names, dst->arena, s->key, s->id, err));
    }
    return LG_OK;
}

static lg_status clone_function(copier *c, const lg_function *src, lg_function *dst,
                                lg_error *err) {
    *dst = *src;
    LG_TRY(copy_array(c->module->arena, src->defaults, src->n_defaults, sizeof(lg_attr),
                      &dst->defaults, err));
    for (uint32_t i = 0; i < src->n_defaults; i++)
        LG_TRY(copy_attr(c, &src->defaults[i], NULL, &dst->defaults[i], err));
    return src->body ? later(c, src->body, NULL, &dst->body, err) : LG_OK;
}

lg_status lg_module_clone(const lg_module *src, lg_arena *arena, lg_module **out, lg_error *err) {
    lg_module *m = NULL;
    LG_TRY(lg_module_create(arena, &m, err));
    *m = *src;
    m->arena = arena;
    m->symbol_names = (lg_map){0};
    m->main = NULL;
    /* Symbols keep their numbers, so dims need no translation. */
    copier c = {.module = m, .from = m};
    LG_TRY(clone_symbols(src, m, err));
    LG_TRY(copy_array(arena, src->opsets, src->n_opsets, sizeof(lg_opset), &m->opsets, err));
    m->cap_opsets = m->n_opsets;
    LG_TRY(copy_array(arena, src->functions, src->n_functions, sizeof(lg_function), &m->functions,
                      err));
    m->cap_functions = m->n_functions;
    for (uint32_t i = 0; i < m->n_functions; i++)
        LG_TRY(clone_function(&c, &src->functions[i], &m->functions[i], err));
    if (src->main)
        LG_TRY(later(&c, src->main, NULL, &m->main, err));
    LG_TRY(
        copy_array(arena, src->training, src->n_training, sizeof(lg_training), &m->training, err));
    m->cap_training = m->n_training;
    for (uint32_t i = 0; i < m->n_training; i++) {
        lg_training *t = &m->training[i];
        if (t->initialization)
            LG_TRY(later(&c, src->training[i].initialization, m->main, &t->initialization, err));
        if (t->algorithm)
            LG_TRY(later(&c, src->training[i].algorithm, m->main, &t->algorithm, err));
    }
    LG_TRY(run_work(&c, err));
    *out = m;
    return LG_OK;
}

/* A formal argument that the caller omits: what captures it is dead, and its readers read nothing.
 */
static void omit_captures(lg_graph *g, const lg_id *map) {
    uint32_t n = 0;
    for (uint32_t k = 0; k < g->n_captures; k++) {
        lg_capture cap = g->captures[k];
        bool gone = map ? map[cap.outer] == LG_OMITTED
                        : (g->parent->values[cap.outer].flags & LG_VALUE_DEAD) != 0;
        if (map && !gone)
            cap.outer = map[cap.outer];
        if (gone)
            g->values[cap.inner].flags = LG_VALUE_DEAD;
        else
            g->captures[n++] = cap;
        g->values[cap.inner].outer = gone ? LG_NO_ID : cap.outer;
    }
    bool any = n < g->n_captures;
    g->n_captures = n;
    for (uint32_t i = 0; i < g->n_nodes && any; i++)
        for (uint32_t k = 0; k < g->nodes[i].n_in; k++)
            if (g->nodes[i].in[k] != LG_NO_ID &&
                (g->values[g->nodes[i].in[k]].flags & LG_VALUE_DEAD))
                g->nodes[i].in[k] = LG_NO_ID;
}

/* The value of dst for a value of the spliced body that the caller did not preset. */
static lg_status splice_value(copier *c, lg_graph *dst, const lg_value *src, lg_id *out,
                              lg_error *err) {
    lg_str name;
    LG_TRY(prefixed(c, src->name, &name, err));
    if (name.len && lg_graph_find(dst, name) != LG_NO_ID)
        name = LG_STR("");
    LG_TRY(lg_graph_add_value(dst, name, out, err));
    lg_value *v = &dst->values[*out];
    v->dtype = src->dtype;
    v->rank = src->rank;
    v->elem = src->elem;
    v->data = src->data;
    v->flags = src->flags & (LG_VALUE_INIT | LG_VALUE_CONST | LG_VALUE_STATE | LG_VALUE_LISTED);
    v->extra = src->extra;
    v->tensor_extra = src->tensor_extra;
    return copy_type(c, src, &dst->values[*out], err);
}

static lg_status map_ids(copier *c, lg_graph *dst, const lg_graph *src, lg_id *map,
                         const lg_id *ids, uint32_t n, lg_id *out, lg_error *err) {
    for (uint32_t i = 0; i < n; i++) {
        if (ids[i] != LG_NO_ID && map[ids[i]] == LG_NO_ID)
            LG_TRY(splice_value(c, dst, &src->values[ids[i]], &map[ids[i]], err));
        out[i] = ids[i] == LG_NO_ID || map[ids[i]] == LG_OMITTED ? LG_NO_ID : map[ids[i]];
    }
    return LG_OK;
}

static lg_status splice_node(copier *c, lg_graph *dst, const lg_graph *src, lg_id *map,
                             const lg_node *node, lg_error *err) {
    void *in = NULL, *out = NULL;
    lg_id id;
    lg_node copy;
    LG_TRY(lg_arena_array(c->module->arena, node->n_in, sizeof(lg_id), &in, err));
    LG_TRY(lg_arena_array(c->module->arena, node->n_out, sizeof(lg_id), &out, err));
    LG_TRY(map_ids(c, dst, src, map, node->in, node->n_in, in, err));
    LG_TRY(map_ids(c, dst, src, map, node->out, node->n_out, out, err));
    uint32_t first = c->n_work;
    LG_TRY(copy_node(c, node, dst, &copy, err));
    LG_TRY(prefixed(c, node->name, &copy.name, err));
    LG_TRY(
        lg_graph_add_node(dst, node->domain, node->op, in, node->n_in, out, node->n_out, &id, err));
    copy.in = dst->nodes[id].in;
    copy.out = dst->nodes[id].out;
    dst->nodes[id] = copy;
    /* What the subgraphs see of src they now see of dst. */
    for (uint32_t w = first; w < c->n_work; w++) {
        const lg_graph *from = c->work[w].src;
        for (uint32_t k = 0; k < from->n_captures; k++) {
            lg_id outer = from->captures[k].outer;
            if (map[outer] == LG_NO_ID)
                LG_TRY(splice_value(c, dst, &src->values[outer], &map[outer], err));
        }
    }
    return LG_OK;
}

lg_status lg_graph_splice(lg_graph *dst, const lg_graph *src, lg_id *map, lg_str prefix,
                          lg_error *err) {
    copier c = {.module = dst->module,
                .from = src->module,
                .prefix = prefix,
                .drop_types = !src->parent && src != src->module->main};
    for (uint32_t i = 0; i < src->n_order; i++)
        LG_TRY(splice_node(&c, dst, src, map, &src->nodes[src->order[i]], err));
    for (uint32_t i = 0; i < src->n_outputs; i++)
        if (map[src->outputs[i]] == LG_NO_ID)
            LG_TRY(
                splice_value(&c, dst, &src->values[src->outputs[i]], &map[src->outputs[i]], err));
    for (uint32_t i = 0; i < c.n_work; i++) {
        pair p = c.work[i];
        LG_TRY(copy_graph(&c, p.src, p.dst, err));
        omit_captures(p.dst, p.dst->parent == dst ? map : NULL);
        LG_TRY(index_captures(p.dst, err));
    }
    return LG_OK;
}

lg_status lg_graph_copy(const lg_graph *src, lg_graph *owner, lg_graph **out, lg_error *err) {
    copier c = {.module = owner->module, .from = src->module};
    lg_graph *copy = NULL;
    LG_TRY(later(&c, src, owner, &copy, err));
    LG_TRY(copy_graph(&c, src, copy, err));
    for (uint32_t k = 0; k < copy->n_captures; k++) {
        lg_id id = copy->captures[k].outer;
        for (lg_graph *level = src->parent; level != owner;) {
            lg_graph *below = owner;
            while (below->parent && below->parent != level)
                below = below->parent;
            if (!below->parent)
                return lg_fail(err, LG_E_INTERNAL, "graph '%s' is not below the owner of '%s'",
                               LG_SHOW(owner->name), LG_SHOW(src->name));
            LG_TRY(lg_graph_capture(below, id, &id, err));
            level = below;
        }
        copy->captures[k].outer = id;
        copy->values[copy->captures[k].inner].outer = id;
    }
    LG_TRY(index_captures(copy, err));
    for (uint32_t i = 1; i < c.n_work; i++) {
        pair p = c.work[i];
        LG_TRY(copy_graph(&c, p.src, p.dst, err));
        LG_TRY(index_captures(p.dst, err));
    }
    *out = copy;
    return LG_OK;
}
