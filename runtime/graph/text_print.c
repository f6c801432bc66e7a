/* SPDX-License-Identifier: Apache-2.0 */
/* A module as ONNX text. Subgraphs are printed from a stack, like they are parsed. */
#include "runtime/graph/names.h"
#include "runtime/graph/text_internal.h"

#include "runtime/base/num.h"

enum { field_type_proto = 14, field_type_protos = 15, field_metadata_props = 14 };

typedef struct frame {
    const lg_graph *graph;
    uint32_t node; /* position in order */
    bool in_attrs; /* the node's operator and inputs are printed, its attributes not all */
    uint32_t attr, item;
} frame;

typedef struct printer {
    const lg_module *module;
    lg_buf *out;
    lg_names names;
    lg_module *types; /* scratch: types of attributes are decoded into it */
    frame *stack;
    uint32_t depth, cap;
    lg_error *err;
} printer;

static void indent(printer *p) {
    for (uint32_t i = 0; i < p->depth; i++)
        lg_buf_text(p->out, "   ");
}

static void value_name(printer *p, const lg_graph *g, lg_id id) {
    lg_text_print_name(lg_names_get(&p->names, g, id), p->out);
}

static void name_list(printer *p, const lg_graph *g, const lg_id *ids, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            lg_buf_text(p->out, ", ");
        value_name(p, g, ids[i]);
    }
}

/* "float[2] x", without type when it is not known */
static void typed_name(printer *p, const lg_graph *g, lg_id id) {
    size_t before = p->out->size;
    lg_type_text(p->module, &g->values[id], p->out);
    if (p->out->size > before)
        lg_buf_char(p->out, ' ');
    value_name(p, g, id);
}

static void contents(printer *p, const lg_view *data) {
    lg_buf_text(p->out, " = ");
    if (data->count > 0 && !data->data)
        lg_buf_text(p->out, "[\"location\": \"not loaded\"]");
    else
        lg_text_print_tensor(data, p->out);
}

/* (inputs) => (outputs) */
static void signature(printer *p, const lg_graph *g) {
    lg_buf_text(p->out, " (");
    for (uint32_t i = 0; i < g->n_inputs; i++) {
        const lg_value *v = &g->values[g->inputs[i]];
        if (i)
            lg_buf_text(p->out, ", ");
        typed_name(p, g, g->inputs[i]);
        if (v->data)
            contents(p, v->data);
    }
    lg_buf_text(p->out, ") => (");
    for (uint32_t i = 0; i < g->n_outputs; i++) {
        if (i)
            lg_buf_text(p->out, ", ");
        typed_name(p, g, g->outputs[i]);
    }
    lg_buf_text(p->out, ")");
}

static void graph_head(printer *p, const lg_graph *g) {
    lg_text_print_name(g->name, p->out);
    signature(p, g);
}

static void graph_values(printer *p, const lg_graph *g) {
    bool any = false;
    for (uint32_t i = 0; i < g->n_values; i++) {
        const lg_value *v = &g->values[i];
        bool data = v->data && !(v->flags & LG_VALUE_INPUT);
        bool listed = (v->flags & LG_VALUE_LISTED) && v->producer != LG_NO_ID &&
                      !(v->flags & LG_VALUE_OUTPUT) && v->dtype != LG_UNDEFINED;
        if ((v->flags & LG_VALUE_DEAD) || !(data || listed))
            continue;
        lg_buf_text(p->out, any ? ", " : " <");
        typed_name(p, g, i);
        if (data)
            contents(p, v->data);
        any = true;
    }
    if (any)
        lg_buf_char(p->out, '>');
}

static void float_number(lg_buf *out, float v) {
    size_t before = out->size;
    lg_buf_f32(out, v);
    for (size_t i = before; i < out->size; i++)
        if ((out->data[i] < '0' || out->data[i] > '9') && out->data[i] != '-')
            return;
    lg_buf_text(out, ".0"); /* an integer literal would be an INT */
}

static lg_status type_protos(printer *p, const lg_attr *a) {
    lg_text_type type;
    lg_str bytes;
    bool list = a->type == LG_AT_TYPE_PROTOS;
    uint32_t field = list ? field_type_protos : field_type_proto, i = 0;
    lg_buf_text(p->out, list ? "[" : "");
    for (; lg_text_find_field(a->raw, field, i, &bytes) && (list || i == 0); i++) {
        if (i)
            lg_buf_text(p->out, ", ");
        LG_TRY(lg_text_decode_type(bytes, p->types, UINT32_MAX, &type, p->err));
        lg_text_print_type(p->types, &type, p->out);
    }
    lg_buf_text(p->out, list ? "]" : "");
    return LG_OK;
}

static void one_tensor(printer *p, const lg_view *t) {
    lg_text_type type = {t->dtype, t->rank, NULL, NULL};
    int64_t dims[LG_MAX_RANK];
    if (t->rank > 0)
        memcpy(dims, t->dims, (size_t)t->rank * sizeof *dims);
    type.dims = dims;
    lg_text_print_type(p->module, &type, p->out);
    lg_buf_char(p->out, ' ');
    lg_text_print_tensor(t, p->out);
}

static void list_item(printer *p, const lg_attr *a, uint32_t i) {
    switch (a->type) {
    case LG_AT_FLOATS:
        float_number(p->out, a->floats[i]);
        break;
    case LG_AT_INTS:
        lg_buf_i64(p->out, a->ints[i]);
        break;
    case LG_AT_STRINGS:
        lg_text_print_quoted(a->strings[i], p->out);
        break;
    default:
        one_tensor(p, &a->t[i]);
        break;
    }
}

/* name [: type] = ; the type where the value does not tell it */
static void attr_head(printer *p, const lg_attr *a) {
    static const char *const names[] = {NULL,     "float",  "int",     "string",     "tensor",
                                        "graph",  "floats", "ints",    "strings",    "tensors",
                                        "graphs", "tensor", "tensors", "type_proto", "type_protos"};
    lg_text_print_name(a->name, p->out);
    bool list = a->type >= LG_AT_FLOATS && a->type <= LG_AT_GRAPHS;
    if ((uint32_t)a->type < LG_COUNT(names) && names[a->type] &&
        (a->ref.len || (list && a->n == 0))) {
        lg_buf_text(p->out, " : ");
        lg_buf_text(p->out, names[a->type]);
    }
    lg_buf_text(p->out, " = ");
}

/* Everything but graphs. */
static lg_status attr_value(printer *p, const lg_attr *a) {
    if (a->ref.len) {
        lg_buf_char(p->out, '@');
        lg_text_print_name(a->ref, p->out);
        return LG_OK;
    }
    switch (a->type) {
    case LG_AT_FLOAT:
        float_number(p->out, a->f);
        return LG_OK;
    case LG_AT_INT:
        lg_buf_i64(p->out, a->i);
        return LG_OK;
    case LG_AT_STRING:
        lg_text_print_quoted(a->s, p->out);
        return LG_OK;
    case LG_AT_TENSOR:
    case LG_AT_SPARSE_TENSOR:
        one_tensor(p, a->t);
        return LG_OK;
    case LG_AT_TYPE_PROTO:
    case LG_AT_TYPE_PROTOS:
        return type_protos(p, a);
    case LG_AT_FLOATS:
    case LG_AT_INTS:
    case LG_AT_STRINGS:
    case LG_AT_TENSORS:
        lg_buf_char(p->out, '[');
        for (uint32_t i = 0; i < a->n; i++) {
            if (i)
                lg_buf_text(p->out, ", ");
            list_item(p, a, i);
        }
        lg_buf_char(p->out, ']');
        return LG_OK;
    default:
        return lg_fail(p->err, LG_E_UNSUPPORTED, "attribute '%s' has no text form",
                       LG_SHOW(a->name));
    }
}

static bool is_graph_attr(const lg_attr *a) {
    return !a->ref.len && (a->type == LG_AT_GRAPH || a->type == LG_AT_GRAPHS);
}

static void node_head(printer *p, const lg_graph *g, const lg_node *n) {
    if (n->name.len) {
        lg_buf_char(p->out, '[');
        lg_text_print_name(n->name, p->out);
        lg_buf_text(p->out, "] ");
    }
    name_list(p, g, n->out, n->n_out);
    lg_buf_text(p->out, " = ");
    for (size_t from = 0, i = 0; i <= n->domain.len && n->domain.len; i++) {
        if (i < n->domain.len && n->domain.ptr[i] != '.')
            continue;
        lg_text_print_name((lg_str){n->domain.ptr + from, i - from}, p->out);
        lg_buf_char(p->out, '.');
        from = i + 1;
    }
    lg_text_print_name(n->op, p->out);
    if (n->overload.len) {
        lg_buf_char(p->out, ':');
        lg_text_print_name(n->overload, p->out);
    }
}

static void node_inputs(printer *p, const lg_graph *g, const lg_node *n) {
    lg_buf_text(p->out, " (");
    name_list(p, g, n->in, n->n_in);
    lg_buf_char(p->out, ')');
}

static lg_status push(printer *p, const lg_graph *g) {
    LG_TRY(LG_GROW(p->names.arena, p->stack, p->depth, p->cap, p->err));
    p->stack[p->depth++] = (frame){.graph = g};
    return LG_OK;
}

/* The next node of the frame; attributes that are graphs come after the inputs. */
static lg_status start_node(printer *p, frame *f) {
    const lg_graph *g = f->graph;
    const lg_node *n = &g->nodes[g->order[f->node]];
    bool graphs = false;
    for (uint32_t i = 0; i < n->n_attrs; i++)
        graphs = graphs || is_graph_attr(&n->attrs[i]);
    indent(p);
    node_head(p, g, n);
    if (graphs) {
        node_inputs(p, g, n);
        f->in_attrs = true;
        f->attr = f->item = 0;
        return LG_OK;
    }
    for (uint32_t i = 0; i < n->n_attrs; i++) {
        lg_buf_text(p->out, i ? ", " : " <");
        attr_head(p, &n->attrs[i]);
        LG_TRY(attr_value(p, &n->attrs[i]));
    }
    lg_buf_text(p->out, n->n_attrs ? ">" : "");
    node_inputs(p, g, n);
    lg_buf_char(p->out, '\n');
    f->node++;
    return LG_OK;
}

static lg_status next_attr(printer *p, frame *f) {
    const lg_graph *g = f->graph;
    const lg_node *n = &g->nodes[g->order[f->node]];
    if (f->attr == n->n_attrs) {
        lg_buf_text(p->out, ">\n");
        f->in_attrs = false;
        f->node++;
        return LG_OK;
    }
    const lg_attr *a = &n->attrs[f->attr];
    bool list = a->type == LG_AT_GRAPHS && !a->ref.len;
    if (f->item == 0) {
        lg_buf_text(p->out, f->attr ? ", " : " <");
        attr_head(p, a);
        lg_buf_text(p->out, list ? "[" : "");
    }
    if (!is_graph_attr(a)) {
        f->attr++;
        return attr_value(p, a);
    }
    uint32_t count = list ? a->n : 1;
    if (f->item == count) {
        lg_buf_text(p->out, list ? "]" : "");
        f->attr++;
        f->item = 0;
        return LG_OK;
    }
    if (f->item)
        lg_buf_text(p->out, ", ");
    const lg_graph *sub = list ? a->graphs[f->item] : a->g;
    f->item++;
    graph_head(p, sub);
    graph_values(p, sub);
    lg_buf_text(p->out, " {\n");
    return push(p, sub);
}

/* The nodes of a graph whose head is printed, in braces. */
static lg_status graph_nodes(printer *p, const lg_graph *g) {
    lg_buf_text(p->out, " {\n");
    LG_TRY(push(p, g));
    while (p->depth) {
        frame *f = &p->stack[p->depth - 1];
        if (p->out->status != LG_OK)
            return lg_buf_status(p->out, p->err);
        if (f->in_attrs) {
            LG_TRY(next_attr(p, f));
        } else if (f->node < f->graph->n_order) {
            LG_TRY(start_node(p, f));
        } else {
            p->depth--;
            indent(p);
            lg_buf_char(p->out, '}');
        }
    }
    lg_buf_char(p->out, '\n');
    return LG_OK;
}

static void opsets(printer *p, const lg_opset *list, uint32_t n) {
    lg_buf_text(p->out, "   opset_import: [");
    for (uint32_t i = 0; i < n; i++) {
        lg_buf_text(p->out, i ? ", " : "");
        lg_text_print_quoted(list[i].domain, p->out);
        lg_buf_text(p->out, " : ");
        lg_buf_i64(p->out, list[i].version);
    }
    lg_buf_char(p->out, ']');
}

static void text_entry(printer *p, const char *key, lg_str value) {
    if (value.len == 0)
        return;
    lg_buf_text(p->out, ",\n   ");
    lg_buf_text(p->out, key);
    lg_buf_text(p->out, ": ");
    lg_text_print_quoted(value, p->out);
}

static void metadata(printer *p, lg_extra extra) {
    lg_str entry, key, value;
    uint32_t i = 0;
    for (; lg_text_find_field(extra, field_metadata_props, i, &entry); i++) {
        lg_buf_text(p->out, i ? ", " : ",\n   metadata_props: [");
        if (!lg_text_find_field(entry, 1, 0, &key))
            key = LG_STR("");
        if (!lg_text_find_field(entry, 2, 0, &value))
            value = LG_STR("");
        lg_text_print_quoted(key, p->out);
        lg_buf_text(p->out, ": ");
        lg_text_print_quoted(value, p->out);
    }
    lg_buf_text(p->out, i ? "]" : "");
}

static void model_head(printer *p) {
    const lg_module *m = p->module;
    lg_buf_text(p->out, "<\n   ir_version: ");
    lg_buf_i64(p->out, m->ir_version);
    lg_buf_text(p->out, ",\n");
    opsets(p, m->opsets, m->n_opsets);
    text_entry(p, "producer_name", m->producer_name);
    text_entry(p, "producer_version", m->producer_version);
    text_entry(p, "domain", m->domain);
    if (m->model_version) {
        lg_buf_text(p->out, ",\n   model_version: ");
        lg_buf_i64(p->out, m->model_version);
    }
    text_entry(p, "doc_string", m->doc);
    metadata(p, m->extra);
    lg_buf_text(p->out, "\n>\n");
}

static lg_status function(printer *p, const lg_function *f) {
    lg_buf_text(p->out, "<\n   domain: ");
    lg_text_print_quoted(f->domain, p->out);
    text_entry(p, "overload", f->overload);
    text_entry(p, "doc_string", f->doc);
    lg_buf_text(p->out, ",\n");
    opsets(p, f->opsets, f->n_opsets);
    lg_buf_text(p->out, "\n>\n");
    lg_text_print_name(f->name, p->out);
    for (uint32_t i = 0; i < f->n_attr_names; i++) {
        lg_buf_text(p->out, i ? ", " : " <");
        lg_text_print_name(f->attr_names[i], p->out);
    }
    for (uint32_t i = 0; i < f->n_defaults; i++) {
        lg_buf_text(p->out, i || f->n_attr_names ? ", " : " <");
        if (is_graph_attr(&f->defaults[i]))
            return lg_fail(p->err, LG_E_UNSUPPORTED, "default '%s' is a graph: no text form",
                           LG_SHOW(f->defaults[i].name));
        attr_head(p, &f->defaults[i]);
        LG_TRY(attr_value(p, &f->defaults[i]));
    }
    lg_buf_text(p->out, f->n_attr_names + f->n_defaults ? ">" : "");
    signature(p, f->body);
    graph_values(p, f->body);
    return graph_nodes(p, f->body);
}

static lg_status print_module(printer *p) {
    const lg_module *m = p->module;
    if (!m->main)
        return lg_fail(p->err, LG_E_ARGUMENT, "a module without main graph");
    LG_TRY(lg_module_create(p->names.arena, &p->types, p->err));
    LG_TRY(lg_names_add(&p->names, m->main, p->err));
    for (uint32_t i = 0; i < m->n_functions; i++)
        LG_TRY(lg_names_add(&p->names, m->functions[i].body, p->err));
    model_head(p);
    graph_head(p, m->main);
    graph_values(p, m->main);
    LG_TRY(graph_nodes(p, m->main));
    for (uint32_t i = 0; i < m->n_functions; i++)
        LG_TRY(function(p, &m->functions[i]));
    return lg_buf_status(p->out, p->err);
}

lg_status lg_text_print(const lg_module *module, lg_buf *out, lg_error *err) {
    lg_arena scratch;
    lg_arena_init(&scratch, out->allocator, 0);
    printer p = {.module = module, .out = out, .names = {.arena = &scratch}, .err = err};
    lg_status st = print_module(&p);
    lg_arena_reset(&scratch);
    return st;
}
