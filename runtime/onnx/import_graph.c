/* SPDX-License-Identifier: Apache-2.0 */
/* GraphProto and function bodies to lg_graph: names, SSA, order, subgraphs. The walk keeps its own
 * stack of graphs; a subgraph is read before its node is added, so that it sees exactly the outer
 * values that are defined by then. */
#include "runtime/onnx/import.h"

#include "runtime/onnx/extra.h"
#include "runtime/onnx/wire.h"

enum { max_frames = LG_WIRE_DEPTH / 3 + 2, field_value_info = 13 };
enum { tensor_external = 13, tensor_location = 14 };

/* A graph that is being read. */
typedef struct frame {
    lg_graph *graph;
    Onnx__GraphProto *source;  /* NULL: a function body */
    Onnx__FunctionProto *body; /* NULL: a graph */
    Onnx__NodeProto **nodes;
    size_t n_nodes, node; /* the one that is being read */
    bool begun, in_node;
    size_t n_read;  /* attributes of it that are read */
    size_t n_below; /* graphs of the last of them that are read */
    lg_attr *attrs;
    lg_id *in;
} frame;

typedef struct walk {
    lg_importer *imp;
    frame frames[max_frames];
    uint32_t depth;
    lg_error *err;
} walk;

/* ---- names ---- */

/* A new value. Its name must be new here and must not hide one of an enclosing graph. */
static lg_status define(walk *w, lg_graph *g, const char *name, const char *what, lg_id *out) {
    lg_str s = lg_str_of(name);
    if (s.len == 0)
        return lg_fail(w->err, LG_E_MODEL, "%s without name", what);
    if (lg_graph_find(g, s) != LG_NO_ID)
        return lg_fail(w->err, LG_E_MODEL, "%s '%s': the name is defined already", what,
                       LG_SHOW(s));
    for (const lg_graph *outer = w->imp->may_hide ? NULL : g->parent; outer; outer = outer->parent)
        if (lg_graph_find(outer, s) != LG_NO_ID)
            return lg_fail(w->err, LG_E_MODEL,
                           "%s '%s' hides the value of this name in an enclosing graph", what,
                           LG_SHOW(s));
    lg_str copy;
    LG_TRY(lg_import_str(w->imp, name, &copy, w->err));
    return lg_graph_add_value(g, copy, out, w->err);
}

/* Why a name means nothing: the node that makes it comes later, or there is none. */
static lg_status undefined(walk *w, const frame *f, const char *what, size_t index, lg_str name) {
    for (size_t i = f->node; i < f->n_nodes; i++)
        for (size_t k = 0; k < f->nodes[i]->n_output; k++)
            if (lg_str_is(name, f->nodes[i]->output[k]))
                return lg_fail(w->err, LG_E_MODEL,
                               "%s %zu '%s' is made only later, by node #%zu '%s': nodes must be "
                               "sorted, and without cycles",
                               what, index, LG_SHOW(name), i,
                               LG_SHOW(lg_str_of(f->nodes[i]->name)));
    return lg_fail(w->err, LG_E_MODEL,
                   "%s %zu '%s' is not defined: no input, initializer or node "
                   "makes it",
                   what, index, LG_SHOW(name));
}

/* ---- initializers ---- */

static lg_status place_initializer(walk *w, lg_graph *g, const char *name, const lg_view *view,
                                   lg_value **out) {
    lg_id id = lg_graph_find(g, lg_str_of(name));
    bool is_input = id != LG_NO_ID && (g->values[id].flags & LG_VALUE_INPUT) && !g->values[id].data;
    if (!is_input) {
        LG_TRY(define(w, g, name, "initializer", &id));
    } else if (g->parent && w->imp->module->ir_version >= 4) {
        return lg_fail(w->err, LG_E_MODEL,
                       "'%s' is both input and initializer of a subgraph, which IR version 4 and "
                       "newer forbid",
                       LG_SHOW(lg_str_of(name)));
    }
    lg_value *v = &g->values[id];
    if (is_input && v->dtype != LG_UNDEFINED && v->dtype != view->dtype)
        return lg_fail(w->err, LG_E_MODEL, "initializer '%s' has type %s, its input %s",
                       LG_SHOW(v->name), lg_dtype_onnx_name(view->dtype),
                       lg_dtype_onnx_name(v->dtype));
    if (is_input && v->rank >= 0) {
        bool same = v->rank == view->rank;
        for (int32_t i = 0; i < v->rank && same; i++)
            same = v->dims[i] < 0 || v->dims[i] == view->dims[i];
        if (!same)
            lg_import_warn(w->imp, "initializer '%s' has another shape than its input",
                           LG_SHOW(v->name));
    }
    if (v->rank < 0 || !is_input) {
        void *dims = NULL;
        LG_TRY(lg_arena_copy(w->imp->arena, view->dims, (size_t)view->rank * sizeof(int64_t), &dims,
                             w->err));
        v->dtype = view->dtype;
        v->rank = view->rank;
        v->dims = dims;
    }
    v->data = view;
    v->flags |= is_input ? (uint32_t)LG_VALUE_INIT : (uint32_t)(LG_VALUE_INIT | LG_VALUE_CONST);
    *out = v;
    return LG_OK;
}

static lg_status read_initializers(walk *w, const frame *f) {
    lg_importer *imp = w->imp;
    const Onnx__GraphProto *s = f->source;
    uint64_t also =
        imp->tensors.unloaded ? LG_FIELD(tensor_external) | LG_FIELD(tensor_location) : 0;
    for (size_t i = 0; i < s->n_initializer + s->n_sparse_initializer; i++) {
        const lg_view *view = NULL;
        lg_value *v = NULL;
        Onnx__TensorProto *t = NULL;
        LG_TRY(lg_import_poll(imp, w->err));
        if (i < s->n_initializer) {
            t = s->initializer[i];
            LG_TRY(lg_tensor_import(&imp->tensors, t, &view, w->err));
        } else {
            Onnx__SparseTensorProto *sparse = s->sparse_initializer[i - s->n_initializer];
            LG_TRY(lg_sparse_import(&imp->tensors, sparse, &view, w->err));
            t = sparse->values;
        }
        LG_TRY(place_initializer(w, f->graph, t->name, view, &v));
        LG_TRY(
            lg_extra_pack(imp->arena, &t->base, view->data ? 0 : also, &v->tensor_extra, w->err));
    }
    return LG_OK;
}

/* ---- beginning and end of a graph ---- */

static lg_status begin_graph(walk *w, frame *f) {
    for (size_t i = 0; i < f->source->n_input; i++) {
        Onnx__ValueInfoProto *info = f->source->input[i];
        lg_id id = 0;
        LG_TRY(define(w, f->graph, info->name, "graph input", &id));
        LG_TRY(lg_graph_add_input(f->graph, id, w->err));
        LG_TRY(lg_import_value_info(w->imp, info, &f->graph->values[id], w->err));
        if (!f->graph->parent && f->graph->values[id].dtype == LG_UNDEFINED)
            lg_import_warn(w->imp, "graph input '%s' has no type", LG_SHOW(lg_str_of(info->name)));
    }
    LG_TRY(lg_import_str(w->imp, f->source->doc_string, &f->graph->doc, w->err));
    return read_initializers(w, f);
}

static lg_status begin_body(walk *w, frame *f) {
    for (size_t i = 0; i < f->body->n_input; i++) {
        lg_id id = 0;
        LG_TRY(define(w, f->graph, f->body->input[i], "function input", &id));
        LG_TRY(lg_graph_add_input(f->graph, id, w->err));
    }
    return LG_OK;
}

static lg_status add_output(walk *w, frame *f, size_t index, const char *name, lg_id *out) {
    lg_str s = lg_str_of(name);
    *out = LG_NO_ID;
    if (s.len == 0)
        return lg_fail(w->err, LG_E_MODEL, "output %zu has no name", index);
    LG_TRY(lg_graph_resolve(f->graph, s, out, w->err));
    if (*out == LG_NO_ID)
        return undefined(w, f, "output", index, s);
    return lg_graph_add_output(f->graph, *out, w->err);
}

/* Types of inner values. An entry for a name that does not exist is carried along: the entries are
 * moved to the front, *out_n of them. */
static lg_status read_value_infos(walk *w, lg_graph *g, Onnx__ValueInfoProto **infos, size_t n,
                                  size_t *out_n) {
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        lg_id id = lg_graph_find(g, lg_str_of(infos[i]->name));
        if (id == LG_NO_ID) {
            infos[left++] = infos[i];
            continue;
        }
        g->values[id].flags |= LG_VALUE_LISTED;
        LG_TRY(lg_import_value_info(w->imp, infos[i], &g->values[id], w->err));
    }
    *out_n = left;
    return LG_OK;
}

static lg_status end_graph(walk *w, frame *f) {
    Onnx__GraphProto *s = f->source;
    lg_id id = 0;
    for (size_t i = 0; i < s->n_output; i++) {
        LG_TRY(add_output(w, f, i, s->output[i]->name, &id));
        LG_TRY(lg_import_value_info(w->imp, s->output[i], &f->graph->values[id], w->err));
    }
    LG_TRY(read_value_infos(w, f->graph, s->value_info, s->n_value_info, &s->n_value_info));
    return lg_extra_pack(w->imp->arena, &s->base, LG_FIELD(field_value_info), &f->graph->extra,
                         w->err);
}

static lg_status end_body(walk *w, frame *f) {
    Onnx__FunctionProto *s = f->body;
    lg_id id = 0;
    for (size_t i = 0; i < s->n_output; i++)
        LG_TRY(add_output(w, f, i, s->output[i], &id));
    return read_value_infos(w, f->graph, s->value_info, s->n_value_info, &s->n_value_info);
}

/* ---- nodes ---- */

/* The domain of an operator must be imported; a call of a function needs no version. */
static lg_status check_domain(walk *w, const Onnx__NodeProto *n) {
    lg_importer *imp = w->imp;
    lg_str domain = lg_str_of(n->domain);
    if (lg_str_is(domain, "ai.onnx"))
        domain = LG_STR("");
    const lg_opset *sets = imp->function ? imp->function->opsets : imp->module->opsets;
    uint32_t n_sets = imp->function ? imp->function->n_opsets : imp->module->n_opsets;
    for (uint32_t i = 0; i < n_sets; i++)
        if (lg_str_eq(sets[i].domain, domain))
            return LG_OK;
    const lg_node call = {
        .domain = domain, .op = lg_str_of(n->op_type), .overload = lg_str_of(n->overload)};
    uint32_t callee = LG_MAP_NONE;
    LG_TRY(lg_import_callee(imp, &call, &callee, w->err));
    if (callee != LG_MAP_NONE)
        return LG_OK;
    return lg_fail(w->err, LG_E_MODEL, "%s imports no version of domain '%s'",
                   imp->function ? "the function" : "the model",
                   domain.len ? LG_SHOW(domain) : "ai.onnx");
}

static lg_status begin_node(walk *w, frame *f) {
    const Onnx__NodeProto *n = f->nodes[f->node];
    lg_importer *imp = w->imp;
    LG_TRY(lg_import_poll(imp, w->err));
    if (!n->op_type || !*n->op_type)
        return lg_fail(w->err, LG_E_MODEL, "the node names no operator");
    if (n->n_output == 0)
        return lg_fail(w->err, LG_E_MODEL, "the node has no outputs");
    LG_TRY(check_domain(w, n));
    void *p = NULL;
    LG_TRY(lg_arena_array(&imp->scratch, n->n_input, sizeof(lg_id), &p, w->err));
    f->in = p;
    for (size_t i = 0; i < n->n_input; i++) {
        lg_str name = lg_str_of(n->input[i]);
        f->in[i] = LG_NO_ID;
        if (name.len == 0)
            continue;
        LG_TRY(lg_graph_resolve(f->graph, name, &f->in[i], w->err));
        if (f->in[i] == LG_NO_ID)
            return undefined(w, f, "input", i, name);
    }
    LG_TRY(lg_import_unique(imp, n->attribute, n->n_attribute, w->err));
    LG_TRY(lg_arena_array(&imp->scratch, n->n_attribute, sizeof(lg_attr), &p, w->err));
    f->attrs = p;
    f->n_read = f->n_below = 0;
    f->in_node = true;
    return LG_OK;
}

static lg_status end_node(walk *w, frame *f) {
    Onnx__NodeProto *n = f->nodes[f->node];
    lg_importer *imp = w->imp;
    void *p = NULL;
    lg_id id = 0;
    lg_str domain, op, overload;
    LG_TRY(lg_arena_array(&imp->scratch, n->n_output, sizeof(lg_id), &p, w->err));
    lg_id *out = p;
    for (size_t i = 0; i < n->n_output; i++) {
        out[i] = LG_NO_ID;
        if (n->output[i][0])
            LG_TRY(define(w, f->graph, n->output[i], "output", &out[i]));
    }
    LG_TRY(lg_import_str(imp, n->domain, &domain, w->err));
    LG_TRY(lg_import_str(imp, n->op_type, &op, w->err));
    LG_TRY(lg_import_str(imp, n->overload, &overload, w->err));
    LG_TRY(lg_graph_add_node(f->graph, domain, op, f->in, (uint32_t)n->n_input, out,
                             (uint32_t)n->n_output, &id, w->err));
    for (size_t i = 0; i < n->n_attribute; i++)
        LG_TRY(lg_node_add_attr(f->graph, id, &f->attrs[i], w->err));
    lg_node *node = &f->graph->nodes[id];
    node->overload = overload;
    LG_TRY(lg_import_str(imp, n->name, &node->name, w->err));
    LG_TRY(lg_import_str(imp, n->doc_string, &node->doc, w->err));
    LG_TRY(lg_extra_pack(imp->arena, &n->base, 0, &node->extra, w->err));
    f->in_node = false;
    f->node++;
    return LG_OK;
}

/* ---- the walk ---- */

static lg_status push(walk *w, Onnx__GraphProto *source, lg_graph *parent, lg_graph **out) {
    lg_str name;
    if (w->depth > w->imp->limits.max_depth || w->depth == max_frames)
        return lg_fail(w->err, LG_E_LIMIT, "subgraphs are nested deeper than max_depth = %u",
                       w->imp->limits.max_depth);
    LG_TRY(lg_import_str(w->imp, source->name, &name, w->err));
    LG_TRY(lg_graph_create(w->imp->module, parent, name, out, w->err));
    frame *f = &w->frames[w->depth++];
    *f = (frame){.graph = *out, .source = source, .nodes = source->node, .n_nodes = source->n_node};
    LG_TRY(begin_graph(w, f));
    f->begun = true;
    return LG_OK;
}

/* The graph, or the next graph, of the attribute that was read last; false when it has no more. */
static lg_status descend(walk *w, frame *f, bool *out_pushed) {
    Onnx__AttributeProto *a = f->nodes[f->node]->attribute[f->n_read - 1];
    lg_attr *attr = &f->attrs[f->n_read - 1];
    *out_pushed = false;
    if (attr->ref.len)
        return LG_OK;
    if (attr->type == LG_AT_GRAPH && f->n_below == 0) {
        f->n_below = 1;
        *out_pushed = true;
        return push(w, a->g, f->graph, &attr->g);
    }
    if (attr->type != LG_AT_GRAPHS || f->n_below == a->n_graphs)
        return LG_OK;
    if (f->n_below == 0) {
        void *p = NULL;
        LG_TRY(lg_arena_array(w->imp->arena, a->n_graphs, sizeof(lg_graph *), &p, w->err));
        attr->graphs = p;
    }
    size_t i = f->n_below++;
    *out_pushed = true;
    return push(w, a->graphs[i], f->graph, &attr->graphs[i]);
}

/* One step of the graph on top of the stack. */
static lg_status step(walk *w) {
    frame *f = &w->frames[w->depth - 1];
    if (f->node == f->n_nodes) {
        LG_TRY(f->source ? end_graph(w, f) : end_body(w, f));
        w->depth--;
        return LG_OK;
    }
    if (!f->in_node)
        return begin_node(w, f);
    bool pushed = false;
    if (f->n_read)
        LG_TRY(descend(w, f, &pushed));
    if (pushed)
        return LG_OK;
    const Onnx__NodeProto *n = f->nodes[f->node];
    if (f->n_read == n->n_attribute)
        return end_node(w, f);
    f->n_below = 0;
    f->n_read++;
    return lg_import_attr(w->imp, n->attribute[f->n_read - 1], &f->attrs[f->n_read - 1], w->err);
}

/* Prepends where the walk was, from inside out; of a long path the ends. */
static lg_status locate(const walk *w, lg_status st) {
    if (!w->err)
        return st;
    for (uint32_t d = w->depth; d-- > 0;) {
        const frame *f = &w->frames[d];
        if (w->depth > 4 && d > 0 && d < w->depth - 2) {
            if (d == 1)
                lg_wrap(w->err, st, "%u graphs below", w->depth - 3);
            continue;
        }
        if (f->begun && f->node < f->n_nodes) {
            const Onnx__NodeProto *n = f->nodes[f->node];
            lg_str domain = lg_str_of(n->domain);
            lg_wrap(w->err, st, "node #%zu '%s' (%s%s%s)", f->node, LG_SHOW(lg_str_of(n->name)),
                    LG_SHOW(domain), domain.len ? "::" : "", LG_SHOW(lg_str_of(n->op_type)));
            if (d == 0)
                w->err->node = (int32_t)f->node;
        }
        if (f->source)
            lg_wrap(w->err, st, "graph '%s'", LG_SHOW(f->graph->name));
        if (d > 0) {
            const frame *outer = &w->frames[d - 1];
            lg_wrap(w->err, st, "attribute '%s'", LG_SHOW(outer->attrs[outer->n_read - 1].name));
        }
    }
    return st;
}

static lg_status run(walk *w) {
    while (w->depth) {
        lg_status st = step(w);
        if (st != LG_OK)
            return locate(w, st);
    }
    return LG_OK;
}

lg_status lg_import_graph(lg_importer *imp, Onnx__GraphProto *source, lg_graph *parent,
                          lg_graph **out, lg_error *err) {
    walk w = {.imp = imp, .err = err};
    lg_status st = push(&w, source, parent, out);
    return st == LG_OK ? run(&w) : locate(&w, st);
}

lg_status lg_import_body(lg_importer *imp, Onnx__FunctionProto *source, lg_function *function,
                         lg_error *err) {
    walk w = {.imp = imp, .err = err, .depth = 1};
    LG_TRY(lg_graph_create(imp->module, NULL, function->name, &function->body, err));
    w.frames[0] = (frame){
        .graph = function->body, .body = source, .nodes = source->node, .n_nodes = source->n_node};
    lg_status st = begin_body(&w, &w.frames[0]);
    w.frames[0].begun = st == LG_OK;
    return st == LG_OK ? run(&w) : locate(&w, st);
}
