/* SPDX-License-Identifier: Apache-2.0 */
/* A module as JSON and as a Graphviz drawing. JSON: members in a fixed order, integers beyond 2^53
 * as strings, numbers that are not finite as the strings "NaN", "Infinity", "-Infinity"; bytes that
 * are no UTF-8 appear as the code points U+0080 to U+00FF. */
#include "runtime/graph/names.h"
#include "runtime/graph/text_internal.h"

#include "runtime/base/utf8.h"

#include <math.h>
#include <stdio.h>

enum { max_shown = 64 }; /* elements of a tensor that are written out */

/* ---- JSON words ------------------------------------------------------------------------------ */

static void json_string(lg_buf *out, lg_str s) {
    static const char hex[] = "0123456789abcdef";
    bool valid = lg_utf8_valid(s.ptr, s.len);
    lg_buf_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\') {
            lg_buf_char(out, '\\');
            lg_buf_char(out, (char)c);
        } else if (c < 0x20 || c == 0x7F || (c >= 0x80 && !valid)) {
            const char escape[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            lg_buf_bytes(out, escape, sizeof escape);
        } else {
            lg_buf_char(out, (char)c);
        }
    }
    lg_buf_char(out, '"');
}

static void json_int(lg_buf *out, int64_t v) {
    bool wide = v > 9007199254740992 || v < -9007199254740992;
    if (wide)
        lg_buf_char(out, '"');
    lg_buf_i64(out, v);
    if (wide)
        lg_buf_char(out, '"');
}

static void json_real(lg_buf *out, double v, bool single) {
    if (isnan(v))
        lg_buf_text(out, "\"NaN\"");
    else if (isinf(v))
        lg_buf_text(out, v > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    else if (single)
        lg_buf_f32(out, (float)v);
    else
        lg_buf_f64(out, v);
}

/* ,"key": */
static void json_key(lg_buf *out, const char *key) {
    char last = out->size ? out->data[out->size - 1] : '{';
    if (last != '{' && last != '[')
        lg_buf_char(out, ',');
    lg_buf_char(out, '"');
    lg_buf_text(out, key);
    lg_buf_text(out, "\":");
}

static void json_text(lg_buf *out, const char *key, lg_str value) {
    if (value.len == 0)
        return;
    json_key(out, key);
    json_string(out, value);
}

/* ---- parts of a graph ------------------------------------------------------------------------ */

typedef struct frame {
    const lg_graph *graph;
    uint32_t node, attr, item;
    bool in_attrs;
} frame;

typedef struct dumper {
    const lg_module *module;
    lg_buf *out;
    lg_names names;
    frame *stack;
    uint32_t depth, cap;
    lg_error *err;
} dumper;

static void json_dims(dumper *d, int32_t rank, const int64_t *dims) {
    if (rank < 0)
        return;
    json_key(d->out, "shape");
    lg_buf_char(d->out, '[');
    for (int32_t i = 0; i < rank; i++) {
        if (i)
            lg_buf_char(d->out, ',');
        if (dims[i] >= 0) {
            json_int(d->out, dims[i]);
            continue;
        }
        lg_buf text;
        lg_buf_init(&text, d->out->allocator);
        lg_dim_text(d->module, dims[i], &text);
        json_string(d->out, (lg_str){text.data, text.size});
        if (text.status != LG_OK)
            d->out->status = text.status;
        lg_buf_reset(&text);
    }
    lg_buf_char(d->out, ']');
}

static void json_element(lg_buf *out, const lg_view *t, int64_t i) {
    switch (t->dtype) {
    case LG_FLOAT:
        json_real(out, (double)((const float *)t->data)[i], true);
        break;
    case LG_DOUBLE:
        json_real(out, ((const double *)t->data)[i], false);
        break;
    case LG_INT64:
        json_int(out, ((const int64_t *)t->data)[i]);
        break;
    case LG_INT32:
        json_int(out, ((const int32_t *)t->data)[i]);
        break;
    case LG_STRING:
        json_string(out, ((const lg_str *)t->data)[i]);
        break;
    default:
        lg_buf_text(out, ((const uint8_t *)t->data)[i] ? "true" : "false");
        break;
    }
}

static void json_tensor(dumper *d, const lg_view *t) {
    bool shown = t->dtype == LG_FLOAT || t->dtype == LG_DOUBLE || t->dtype == LG_INT64 ||
                 t->dtype == LG_INT32 || t->dtype == LG_STRING || t->dtype == LG_BOOL;
    lg_buf_char(d->out, '{');
    json_key(d->out, "type");
    json_string(d->out, lg_str_of(lg_dtype_onnx_name(t->dtype)));
    json_dims(d, t->rank, t->dims);
    if (shown && t->count <= max_shown && (t->data || t->count == 0)) {
        json_key(d->out, "values");
        lg_buf_char(d->out, '[');
        for (int64_t i = 0; i < t->count; i++) {
            if (i)
                lg_buf_char(d->out, ',');
            json_element(d->out, t, i);
        }
        lg_buf_char(d->out, ']');
    }
    lg_buf_char(d->out, '}');
}

static void json_value(dumper *d, const lg_graph *g, lg_id id) {
    const lg_value *v = &g->values[id];
    lg_text_type type = {v->dtype, v->rank, v->dims, v->elem};
    lg_buf_char(d->out, '{');
    json_key(d->out, "name");
    json_string(d->out, lg_names_get(&d->names, g, id));
    if (v->elem) {
        lg_buf text;
        lg_buf_init(&text, d->out->allocator);
        lg_text_print_type(d->module, &type, &text);
        json_text(d->out, "type", (lg_str){text.data, text.size});
        if (text.status != LG_OK)
            d->out->status = text.status;
        lg_buf_reset(&text);
    } else if (v->dtype != LG_UNDEFINED) {
        json_text(d->out, "type", lg_str_of(lg_dtype_onnx_name(v->dtype)));
        json_dims(d, v->rank, v->dims);
    }
    if (v->data) {
        size_t bytes = 0;
        if (v->data->dtype < LG_DTYPE_COUNT &&
            lg_dtype_bytes(v->data->dtype, v->data->count, &bytes, NULL) == LG_OK) {
            json_key(d->out, "bytes");
            json_int(d->out, (int64_t)bytes);
        }
        if (v->data->dtype < LG_DTYPE_COUNT && v->data->count <= max_shown) {
            json_key(d->out, "data");
            json_tensor(d, v->data);
        }
    }
    lg_buf_char(d->out, '}');
}

static void json_values(dumper *d, const lg_graph *g, const char *key, const lg_id *ids,
                        uint32_t n) {
    json_key(d->out, key);
    lg_buf_char(d->out, '[');
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            lg_buf_char(d->out, ',');
        json_value(d, g, ids[i]);
    }
    lg_buf_char(d->out, ']');
}

static void json_names(dumper *d, const lg_graph *g, const char *key, const lg_id *ids,
                       uint32_t n) {
    json_key(d->out, key);
    lg_buf_char(d->out, '[');
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            lg_buf_char(d->out, ',');
        json_string(d->out, lg_names_get(&d->names, g, ids[i]));
    }
    lg_buf_char(d->out, ']');
}

/* Initializers, then values with a known type that nodes make. */
static void json_inner(dumper *d, const lg_graph *g) {
    for (int pass = 0; pass < 2; pass++) {
        bool any = false;
        json_key(d->out, pass == 0 ? "initializers" : "values");
        lg_buf_char(d->out, '[');
        for (uint32_t i = 0; i < g->n_values; i++) {
            const lg_value *v = &g->values[i];
            bool init = v->data && !(v->flags & LG_VALUE_INPUT);
            bool inner = v->producer != LG_NO_ID && !(v->flags & LG_VALUE_OUTPUT) &&
                         v->dtype != LG_UNDEFINED;
            if ((v->flags & LG_VALUE_DEAD) || !(pass == 0 ? init : inner))
                continue;
            if (any)
                lg_buf_char(d->out, ',');
            json_value(d, g, i);
            any = true;
        }
        lg_buf_char(d->out, ']');
    }
}

static void json_attr(dumper *d, const lg_attr *a) {
    if (a->ref.len) {
        json_text(d->out, "ref", a->ref);
        return;
    }
    json_key(d->out, "value");
    switch (a->type) {
    case LG_AT_FLOAT:
        json_real(d->out, (double)a->f, true);
        return;
    case LG_AT_INT:
        json_int(d->out, a->i);
        return;
    case LG_AT_STRING:
        json_string(d->out, a->s);
        return;
    case LG_AT_TENSOR:
    case LG_AT_SPARSE_TENSOR:
        json_tensor(d, a->t);
        return;
    case LG_AT_FLOATS:
    case LG_AT_INTS:
    case LG_AT_STRINGS:
    case LG_AT_TENSORS:
        lg_buf_char(d->out, '[');
        for (uint32_t i = 0; i < a->n; i++) {
            if (i)
                lg_buf_char(d->out, ',');
            if (a->type == LG_AT_FLOATS)
                json_real(d->out, (double)a->floats[i], true);
            else if (a->type == LG_AT_INTS)
                json_int(d->out, a->ints[i]);
            else if (a->type == LG_AT_STRINGS)
                json_string(d->out, a->strings[i]);
            else
                json_tensor(d, &a->t[i]);
        }
        lg_buf_char(d->out, ']');
        return;
    default:
        lg_buf_text(d->out, "null");
        return;
    }
}

static lg_status push(dumper *d, const lg_graph *g) {
    LG_TRY(LG_GROW(d->names.arena, d->stack, d->depth, d->cap, d->err));
    d->stack[d->depth++] = (frame){.graph = g};
    lg_buf_char(d->out, '{');
    json_key(d->out, "name");
    json_string(d->out, g->name);
    json_values(d, g, "inputs", g->inputs, g->n_inputs);
    json_values(d, g, "outputs", g->outputs, g->n_outputs);
    json_inner(d, g);
    json_key(d->out, "nodes");
    lg_buf_char(d->out, '[');
    return LG_OK;
}

static void node_head(dumper *d, const lg_graph *g, lg_id id) {
    const lg_node *n = &g->nodes[id];
    lg_buf_char(d->out, '{');
    json_key(d->out, "index");
    json_int(d->out, id);
    json_text(d->out, "name", n->name);
    json_text(d->out, "domain", n->domain);
    json_key(d->out, "op");
    json_string(d->out, n->op);
    json_text(d->out, "overload", n->overload);
    json_names(d, g, "inputs", n->in, n->n_in);
    json_names(d, g, "outputs", n->out, n->n_out);
    json_key(d->out, "attributes");
    lg_buf_char(d->out, '[');
}

/* One attribute, or the next graph of one. */
static lg_status next_attr(dumper *d, frame *f, const lg_node *n) {
    const lg_attr *a = &n->attrs[f->attr];
    bool graphs = !a->ref.len && (a->type == LG_AT_GRAPH || a->type == LG_AT_GRAPHS);
    uint32_t count = a->type == LG_AT_GRAPHS ? a->n : 1;
    if (f->item == 0) {
        lg_buf_text(d->out, f->attr ? ",{" : "{");
        json_key(d->out, "name");
        json_string(d->out, a->name);
    }
    if (!graphs) {
        json_attr(d, a);
    } else if (f->item < count) {
        const lg_graph *sub = a->type == LG_AT_GRAPHS ? a->graphs[f->item] : a->g;
        if (f->item == 0)
            json_key(d->out, "graphs");
        lg_buf_char(d->out, f->item ? ',' : '[');
        f->item++;
        return push(d, sub);
    } else {
        lg_buf_char(d->out, ']');
    }
    lg_buf_char(d->out, '}');
    f->attr++;
    f->item = 0;
    return LG_OK;
}

static lg_status json_graph(dumper *d, const lg_graph *root) {
    LG_TRY(push(d, root));
    while (d->depth) {
        frame *f = &d->stack[d->depth - 1];
        LG_TRY(lg_buf_status(d->out, d->err));
        if (f->node == f->graph->n_order) {
            lg_buf_text(d->out, "]}");
            d->depth--;
            continue;
        }
        lg_id id = f->graph->order[f->node];
        const lg_node *n = &f->graph->nodes[id];
        if (!f->in_attrs) {
            if (f->node)
                lg_buf_char(d->out, ',');
            node_head(d, f->graph, id);
            f->in_attrs = true;
        } else if (f->attr < n->n_attrs) {
            LG_TRY(next_attr(d, f, n));
        } else {
            lg_buf_text(d->out, "]}");
            f->in_attrs = false;
            f->attr = 0;
            f->node++;
        }
    }
    return LG_OK;
}

static void json_opsets(dumper *d, const lg_opset *list, uint32_t n) {
    json_key(d->out, "opset_import");
    lg_buf_char(d->out, '[');
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            lg_buf_char(d->out, ',');
        lg_buf_char(d->out, '{');
        json_key(d->out, "domain");
        json_string(d->out, list[i].domain);
        json_key(d->out, "version");
        json_int(d->out, list[i].version);
        lg_buf_char(d->out, '}');
    }
    lg_buf_char(d->out, ']');
}

static lg_status add_names(dumper *d) {
    const lg_module *m = d->module;
    if (!m->main)
        return lg_fail(d->err, LG_E_ARGUMENT, "a module without main graph");
    LG_TRY(lg_names_add(&d->names, m->main, d->err));
    for (uint32_t i = 0; i < m->n_functions; i++)
        LG_TRY(lg_names_add(&d->names, m->functions[i].body, d->err));
    for (uint32_t i = 0; i < m->n_training; i++) {
        if (m->training[i].initialization)
            LG_TRY(lg_names_add(&d->names, m->training[i].initialization, d->err));
        if (m->training[i].algorithm)
            LG_TRY(lg_names_add(&d->names, m->training[i].algorithm, d->err));
    }
    return LG_OK;
}

static void json_bindings(dumper *d, const char *key, const lg_binding *list, uint32_t n) {
    json_key(d->out, key);
    lg_buf_char(d->out, '[');
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            lg_buf_char(d->out, ',');
        lg_buf_char(d->out, '{');
        json_key(d->out, "key");
        json_string(d->out, list[i].key);
        json_key(d->out, "value");
        json_string(d->out, list[i].value);
        lg_buf_char(d->out, '}');
    }
    lg_buf_char(d->out, ']');
}

static lg_status json_training(dumper *d, const lg_training *t) {
    lg_buf_char(d->out, '{');
    if (t->initialization) {
        json_key(d->out, "initialization");
        LG_TRY(json_graph(d, t->initialization));
    }
    if (t->algorithm) {
        json_key(d->out, "algorithm");
        LG_TRY(json_graph(d, t->algorithm));
    }
    json_bindings(d, "initialization_binding", t->init, t->n_init);
    json_bindings(d, "update_binding", t->update, t->n_update);
    lg_buf_char(d->out, '}');
    return LG_OK;
}

static lg_status json_module(dumper *d) {
    const lg_module *m = d->module;
    LG_TRY(add_names(d));
    lg_buf_char(d->out, '{');
    json_key(d->out, "schema_version");
    json_int(d->out, 1);
    json_key(d->out, "ir_version");
    json_int(d->out, m->ir_version);
    json_opsets(d, m->opsets, m->n_opsets);
    json_text(d->out, "producer_name", m->producer_name);
    json_text(d->out, "producer_version", m->producer_version);
    json_text(d->out, "domain", m->domain);
    json_key(d->out, "model_version");
    json_int(d->out, m->model_version);
    json_text(d->out, "doc", m->doc);
    json_key(d->out, "graph");
    LG_TRY(json_graph(d, m->main));
    json_key(d->out, "functions");
    lg_buf_char(d->out, '[');
    for (uint32_t i = 0; i < m->n_functions; i++) {
        const lg_function *f = &m->functions[i];
        lg_buf_text(d->out, i ? ",{" : "{");
        json_text(d->out, "domain", f->domain);
        json_key(d->out, "name");
        json_string(d->out, f->name);
        json_text(d->out, "overload", f->overload);
        json_opsets(d, f->opsets, f->n_opsets);
        json_key(d->out, "body");
        LG_TRY(json_graph(d, f->body));
        lg_buf_char(d->out, '}');
    }
    lg_buf_char(d->out, ']');
    json_key(d->out, "training");
    lg_buf_char(d->out, '[');
    for (uint32_t i = 0; i < m->n_training; i++) {
        if (i)
            lg_buf_char(d->out, ',');
        LG_TRY(json_training(d, &m->training[i]));
    }
    lg_buf_text(d->out, "]}\n");
    return lg_buf_status(d->out, d->err);
}

static lg_status with_dumper(const lg_module *module, lg_buf *out, lg_error *err,
                             lg_status (*fn)(dumper *d)) {
    lg_arena scratch;
    lg_arena_init(&scratch, out->allocator, 0);
    dumper d = {.module = module, .out = out, .names = {.arena = &scratch}, .err = err};
    lg_status st = fn(&d);
    lg_arena_reset(&scratch);
    return st;
}

lg_status lg_dump_json(const lg_module *module, lg_buf *out, lg_error *err) {
    return with_dumper(module, out, err, json_module);
}

/* ---- Graphviz: one cluster per graph, an edge per use ---------------------------------------- */

static void dot_label(lg_buf *out, lg_str text) {
    for (size_t i = 0; i < text.len && i < 128; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\')
            lg_buf_char(out, '\\');
        lg_buf_char(out, c < 0x20 ? '?' : (char)c);
    }
}

static void dot_id(lg_buf *out, uint32_t graph, char kind, uint32_t id) {
    char text[32];
    (void)snprintf(text, sizeof text, "g%u%c%u", graph, kind, id);
    lg_buf_text(out, text);
}

/* Where a value comes from: its node, or a box of its own. */
static void dot_source(dumper *d, const lg_graph *g, lg_id id) {
    while ((g->values[id].flags & LG_VALUE_CAPTURE) && g->parent) {
        id = g->values[id].outer;
        g = g->parent;
    }
    uint32_t at = lg_map_get(&d->names.index, (lg_str){(const char *)&g, sizeof g});
    if (g->values[id].producer != LG_NO_ID)
        dot_id(d->out, at, 'n', g->values[id].producer);
    else
        dot_id(d->out, at, 'v', id);
}

static void dot_edge(dumper *d, const lg_graph *g, lg_id id, uint32_t at, char kind, uint32_t to) {
    lg_buf_text(d->out, "  ");
    dot_source(d, g, id);
    lg_buf_text(d->out, " -> ");
    dot_id(d->out, at, kind, to);
    lg_buf_text(d->out, " [label=\"");
    dot_label(d->out, lg_names_get(&d->names, g, id));
    lg_buf_text(d->out, "\"];\n");
}

static void dot_graph(dumper *d, const lg_graph *g, uint32_t at) {
    char number[16];
    (void)snprintf(number, sizeof number, "%u", at);
    lg_buf_text(d->out, "  subgraph cluster_");
    lg_buf_text(d->out, number);
    lg_buf_text(d->out, " {\n  label=\"");
    dot_label(d->out, g->name);
    lg_buf_text(d->out, "\";\n");
    for (uint32_t i = 0; i < g->n_values; i++) {
        const lg_value *v = &g->values[i];
        if ((v->flags & (LG_VALUE_CAPTURE | LG_VALUE_DEAD)) || v->producer != LG_NO_ID)
            continue;
        lg_buf_text(d->out, "  ");
        dot_id(d->out, at, 'v', i);
        lg_buf_text(d->out, " [shape=ellipse, label=\"");
        dot_label(d->out, lg_names_get(&d->names, g, i));
        lg_buf_text(d->out, "\"];\n");
    }
    for (uint32_t k = 0; k < g->n_order; k++) {
        const lg_node *n = &g->nodes[g->order[k]];
        lg_buf_text(d->out, "  ");
        dot_id(d->out, at, 'n', g->order[k]);
        lg_buf_text(d->out, " [shape=box, label=\"");
        dot_label(d->out, n->op);
        if (n->name.len)
            lg_buf_text(d->out, "\\n");
        dot_label(d->out, n->name);
        lg_buf_text(d->out, "\"];\n");
    }
    for (uint32_t i = 0; i < g->n_outputs; i++) {
        lg_buf_text(d->out, "  ");
        dot_id(d->out, at, 'o', i);
        lg_buf_text(d->out, " [shape=ellipse, style=bold, label=\"");
        dot_label(d->out, lg_names_get(&d->names, g, g->outputs[i]));
        lg_buf_text(d->out, "\"];\n");
    }
    lg_buf_text(d->out, "  }\n");
}

static void dot_edges(dumper *d, const lg_graph *g, uint32_t at) {
    for (uint32_t k = 0; k < g->n_order; k++) {
        const lg_node *n = &g->nodes[g->order[k]];
        for (uint32_t i = 0; i < n->n_in; i++)
            if (n->in[i] != LG_NO_ID)
                dot_edge(d, g, n->in[i], at, 'n', g->order[k]);
        for (uint32_t s = 0; s < n->n_graphs; s++) {
            const lg_graph *sub = n->graphs[s];
            uint32_t to = lg_map_get(&d->names.index, (lg_str){(const char *)&sub, sizeof sub});
            for (uint32_t i = 0; i < sub->n_outputs; i++) {
                lg_buf_text(d->out, "  ");
                dot_id(d->out, to, 'o', i);
                lg_buf_text(d->out, " -> ");
                dot_id(d->out, at, 'n', g->order[k]);
                lg_buf_text(d->out, " [style=dashed];\n");
            }
        }
    }
    for (uint32_t i = 0; i < g->n_outputs; i++)
        dot_edge(d, g, g->outputs[i], at, 'o', i);
}

static lg_status dot_module(dumper *d) {
    lg_graph **list = NULL;
    uint32_t n = 0;
    if (!d->module->main)
        return lg_fail(d->err, LG_E_ARGUMENT, "a module without main graph");
    LG_TRY(lg_names_add(&d->names, d->module->main, d->err));
    LG_TRY(lg_graph_tree(d->module->main, d->names.arena, &list, &n, d->err));
    lg_buf_text(d->out, "digraph model {\n  node [fontname=\"sans-serif\"];\n");
    for (uint32_t i = 0; i < n; i++)
        dot_graph(d, list[i], i);
    for (uint32_t i = 0; i < n; i++)
        dot_edges(d, list[i], i);
    lg_buf_text(d->out, "}\n");
    return lg_buf_status(d->out, d->err);
}

lg_status lg_dump_dot(const lg_module *module, lg_buf *out, lg_error *err) {
    return with_dumper(module, out, err, dot_module);
}
