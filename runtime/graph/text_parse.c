/* SPDX-License-Identifier: Apache-2.0 */
/* ONNX text to a module. Graphs nest through attributes; the parser keeps a stack of frames, one
 * per open graph, and works on the innermost one. */
#include "runtime/graph/text_attr.h"

enum { max_frames = 33 };

/* Name and type that a graph declares before the value is defined. */
typedef struct decl {
    lg_str name;
    lg_text_type type;
    bool typed, listed;
} decl;

/* A node while it is read. */
typedef struct draft {
    lg_str name, domain, op, overload;
    lg_str *out, *in;
    lg_attr *attrs;
    uint32_t n_out, cap_out, n_in, cap_in, n_attrs, cap_attrs;
    bool have_inputs;  /* attributes come after them */
    lg_text_attr attr; /* the one whose graph is being read */
} draft;

typedef struct frame {
    lg_graph *graph;
    decl *decls;
    lg_map names; /* of decls */
    lg_str *outputs;
    uint32_t n_decls, cap_decls, n_outputs, cap_outputs;
    draft node;
} frame;

typedef struct parser {
    lg_lex lex;
    lg_module *module;
    uint32_t max_depth;
    frame *frames;
    uint32_t depth;
} parser;

static lg_status keep(parser *p, lg_str text, lg_str *out) {
    return lg_arena_str(p->module->arena, text.ptr, text.len, out, p->lex.err);
}

static lg_status take_name(parser *p, lg_str *out) {
    lg_str name;
    LG_TRY(lg_lex_name(&p->lex, &name));
    return keep(p, name, out);
}

/* ---- values ---------------------------------------------------------------------------------- */

static void set_type(lg_value *v, const lg_text_type *t) {
    v->dtype = t->dtype;
    v->rank = t->rank;
    v->dims = t->dims;
    v->elem = t->elem;
}

static lg_status add_decl(parser *p, frame *f, const decl *d) {
    uint32_t at = lg_map_get(&f->names, d->name);
    if (at != LG_MAP_NONE) {
        f->decls[at].listed = f->decls[at].listed || d->listed;
        if (d->typed) {
            f->decls[at].type = d->type;
            f->decls[at].typed = true;
        }
        return LG_OK;
    }
    LG_TRY(LG_GROW(p->module->arena, f->decls, f->n_decls, f->cap_decls, p->lex.err));
    LG_TRY(lg_map_put(&f->names, p->module->arena, d->name, f->n_decls, p->lex.err));
    f->decls[f->n_decls++] = *d;
    return LG_OK;
}

/* A value that is being defined, with the type that was declared for it. */
static lg_status define(parser *p, frame *f, lg_str name, lg_id *out) {
    lg_status st = lg_graph_add_value(f->graph, name, out, p->lex.err);
    if (st != LG_OK)
        return lg_lex_wrap(&p->lex, st);
    uint32_t at = lg_map_get(&f->names, name);
    if (at == LG_MAP_NONE)
        return LG_OK;
    if (f->decls[at].typed)
        set_type(&f->graph->values[*out], &f->decls[at].type);
    if (f->decls[at].listed)
        f->graph->values[*out].flags |= LG_VALUE_LISTED;
    return LG_OK;
}

/* type? name */
static lg_status read_decl(parser *p, decl *out) {
    *out = (decl){0};
    lg_str id = lg_lex_peek_id(&p->lex);
    if (id.len && lg_text_is_type(id)) {
        LG_TRY(lg_text_parse_type(&p->lex, p->module, p->max_depth, &out->type));
        out->typed = true;
    }
    return take_name(p, &out->name);
}

static lg_status give_data(parser *p, frame *f, lg_id id, const lg_text_type *type,
                           uint32_t flags) {
    const lg_view *data;
    LG_TRY(lg_text_parse_tensor(&p->lex, p->module, type, &data));
    lg_value *v = &f->graph->values[id];
    set_type(v, type);
    v->data = data;
    v->flags |= flags;
    return LG_OK;
}

/* ( type name [= data], … ) */
static lg_status graph_inputs(parser *p, frame *f) {
    LG_TRY(lg_lex_expect(&p->lex, '('));
    bool more = lg_lex_peek(&p->lex) != ')';
    while (more) {
        decl d;
        lg_id id;
        LG_TRY(read_decl(p, &d));
        LG_TRY(define(p, f, d.name, &id));
        if (d.typed)
            set_type(&f->graph->values[id], &d.type);
        LG_TRY(lg_graph_add_input(f->graph, id, p->lex.err));
        if (lg_lex_take(&p->lex, '='))
            LG_TRY(give_data(p, f, id, &d.type, LG_VALUE_INIT));
        more = lg_lex_take(&p->lex, ',');
    }
    return lg_lex_expect(&p->lex, ')');
}

static lg_status graph_outputs(parser *p, frame *f) {
    LG_TRY(lg_lex_expect(&p->lex, '('));
    bool more = lg_lex_peek(&p->lex) != ')';
    while (more) {
        decl d;
        LG_TRY(read_decl(p, &d));
        LG_TRY(add_decl(p, f, &d));
        LG_TRY(LG_GROW(p->module->arena, f->outputs, f->n_outputs, f->cap_outputs, p->lex.err));
        f->outputs[f->n_outputs++] = d.name;
        more = lg_lex_take(&p->lex, ',');
    }
    return lg_lex_expect(&p->lex, ')');
}

/* < type name [= data], … >: value infos, and initializers where there are data */
static lg_status graph_values(parser *p, frame *f) {
    if (!lg_lex_take(&p->lex, '<'))
        return LG_OK;
    bool more = lg_lex_peek(&p->lex) != '>';
    while (more) {
        decl d;
        lg_id id;
        LG_TRY(read_decl(p, &d));
        if (lg_lex_take(&p->lex, '=')) {
            /* onnx's printer repeats inputs that have a default. */
            id = lg_graph_find(f->graph, d.name);
            bool input = id != LG_NO_ID && (f->graph->values[id].flags & LG_VALUE_INPUT) &&
                         !f->graph->values[id].data;
            if (!input)
                LG_TRY(define(p, f, d.name, &id));
            uint32_t flags = input ? LG_VALUE_INIT : LG_VALUE_INIT | LG_VALUE_CONST;
            LG_TRY(give_data(p, f, id, &d.type, flags));
        } else {
            d.listed = true;
            LG_TRY(add_decl(p, f, &d));
        }
        more = lg_lex_take(&p->lex, ',');
    }
    return lg_lex_expect(&p->lex, '>');
}

static lg_status finish_outputs(parser *p, frame *f) {
    for (uint32_t i = 0; i < f->n_outputs; i++) {
        lg_id id;
        LG_TRY(lg_graph_resolve(f->graph, f->outputs[i], &id, p->lex.err));
        if (id == LG_NO_ID)
            return lg_fail(p->lex.err, LG_E_MODEL, "graph '%s': output '%s' is not produced",
                           LG_SHOW(f->graph->name), LG_SHOW(f->outputs[i]));
        uint32_t at = lg_map_get(&f->names, f->outputs[i]);
        if (at != LG_MAP_NONE && f->decls[at].typed && f->graph->values[id].dtype == LG_UNDEFINED)
            set_type(&f->graph->values[id], &f->decls[at].type);
        LG_TRY(lg_graph_add_output(f->graph, id, p->lex.err));
    }
    return LG_OK;
}

/* ---- nodes ----------------------------------------------------------------------------------- */

/* Names separated by commas; an empty place, and "", are omitted ones. */
static lg_status name_list(parser *p, char close, lg_str **list, uint32_t *n, uint32_t *cap) {
    char c = lg_lex_peek(&p->lex);
    if (c == close)
        return LG_OK;
    for (;;) {
        lg_str name = LG_STR("");
        c = lg_lex_peek(&p->lex);
        bool given = c == '"' || lg_lex_peek_id(&p->lex).len;
        if (given)
            LG_TRY(take_name(p, &name));
        else if (c == close)
            return LG_OK; /* a comma at the end */
        LG_TRY(lg_arena_grow(p->module->arena, (void **)list, *n, cap, sizeof **list, p->lex.err));
        (*list)[(*n)++] = name;
        if (!lg_lex_take(&p->lex, ','))
            return LG_OK;
    }
}

/* domain.op:overload; parts that are no identifiers are quoted */
static lg_status qualified_name(parser *p, draft *d) {
    lg_str part;
    lg_buf domain;
    lg_buf_init(&domain, p->module->arena->allocator);
    lg_status st = lg_lex_name(&p->lex, &part);
    while (st == LG_OK && lg_lex_take(&p->lex, '.')) {
        if (domain.size)
            lg_buf_char(&domain, '.');
        lg_buf_str(&domain, part);
        st = lg_lex_name(&p->lex, &part);
    }
    if (st == LG_OK)
        st = lg_buf_status(&domain, p->lex.err);
    if (st == LG_OK)
        st = keep(p, (lg_str){domain.data, domain.size}, &d->domain);
    lg_buf_reset(&domain);
    if (st == LG_OK)
        st = keep(p, part, &d->op);
    if (st == LG_OK && lg_lex_take(&p->lex, ':'))
        st = take_name(p, &d->overload);
    return st;
}

static lg_status finish_node(parser *p, frame *f) {
    draft *d = &f->node;
    lg_arena *arena = p->module->arena;
    void *ids = NULL;
    lg_id id;
    LG_TRY(lg_arena_array(arena, (size_t)d->n_in + d->n_out, sizeof(lg_id), &ids, p->lex.err));
    lg_id *in = ids, *out = in + d->n_in;
    for (uint32_t i = 0; i < d->n_in; i++) {
        in[i] = LG_NO_ID;
        if (d->in[i].len == 0)
            continue;
        LG_TRY(lg_graph_resolve(f->graph, d->in[i], &in[i], p->lex.err));
        if (in[i] == LG_NO_ID)
            return lg_lex_wrap(&p->lex,
                               lg_fail(p->lex.err, LG_E_MODEL,
                                       "graph '%s': '%s' reads '%s', which is not defined before",
                                       LG_SHOW(f->graph->name), LG_SHOW(d->op), LG_SHOW(d->in[i])));
    }
    for (uint32_t i = 0; i < d->n_out; i++) {
        out[i] = LG_NO_ID;
        if (d->out[i].len)
            LG_TRY(define(p, f, d->out[i], &out[i]));
    }
    LG_TRY(
        lg_graph_add_node(f->graph, d->domain, d->op, in, d->n_in, out, d->n_out, &id, p->lex.err));
    f->graph->nodes[id].name = d->name;
    f->graph->nodes[id].overload = d->overload;
    for (uint32_t i = 0; i < d->n_attrs; i++)
        LG_TRY(lg_node_add_attr(f->graph, id, &d->attrs[i], p->lex.err));
    return LG_OK;
}

/* [label] outputs = op:overload, up to the attributes or inputs */
static lg_status begin_node(parser *p, frame *f) {
    f->node = (draft){0};
    draft *d = &f->node;
    if (lg_lex_take(&p->lex, '[')) {
        if (lg_lex_peek(&p->lex) != ']')
            LG_TRY(take_name(p, &d->name));
        LG_TRY(lg_lex_expect(&p->lex, ']'));
    }
    LG_TRY(name_list(p, '=', &d->out, &d->n_out, &d->cap_out));
    LG_TRY(lg_lex_expect(&p->lex, '='));
    return qualified_name(p, d);
}

static lg_status open_graph(parser *p, lg_graph *parent);

/* Attributes from `step` on, until a graph has to be read (*open) or '>' is taken. */
static lg_status read_attrs(parser *p, frame *f, bool resume, bool *open) {
    draft *d = &f->node;
    bool more = true;
    *open = false;
    while (more) {
        lg_attr_step step;
        if (resume)
            LG_TRY(lg_text_attr_continue(&p->lex, p->module, p->max_depth, &d->attr, &step));
        else
            LG_TRY(lg_text_attr_begin(&p->lex, p->module, p->max_depth, &d->attr, &step));
        resume = false;
        if (step == LG_ATTR_WANT_GRAPH) {
            *open = true;
            return open_graph(p, f->graph);
        }
        LG_TRY(LG_GROW(p->module->arena, d->attrs, d->n_attrs, d->cap_attrs, p->lex.err));
        d->attrs[d->n_attrs++] = d->attr.attr;
        more = lg_lex_take(&p->lex, ',');
    }
    return lg_lex_expect(&p->lex, '>');
}

/* What follows the operator: attributes and inputs in either order. *open: a graph was opened. */
static lg_status continue_node(parser *p, frame *f, bool resume, bool *open) {
    draft *d = &f->node;
    *open = false;
    if (resume || (!d->have_inputs && lg_lex_take(&p->lex, '<'))) {
        LG_TRY(read_attrs(p, f, resume, open));
        if (*open)
            return LG_OK;
    }
    if (!d->have_inputs) {
        d->have_inputs = true;
        LG_TRY(lg_lex_expect(&p->lex, '('));
        LG_TRY(name_list(p, ')', &d->in, &d->n_in, &d->cap_in));
        LG_TRY(lg_lex_expect(&p->lex, ')'));
        if (d->n_attrs == 0 && lg_lex_take(&p->lex, '<')) {
            LG_TRY(read_attrs(p, f, false, open));
            if (*open)
                return LG_OK;
        }
    }
    return finish_node(p, f);
}

/* ---- graphs ---------------------------------------------------------------------------------- */

static lg_status push(parser *p, lg_graph *graph) {
    if (p->depth > p->max_depth || p->depth == max_frames)
        return lg_lex_wrap(&p->lex,
                           lg_fail(p->lex.err, LG_E_LIMIT,
                                   "subgraphs nest deeper than max_depth %u", p->max_depth));
    p->frames[p->depth++] = (frame){.graph = graph};
    return LG_OK;
}

/* name (inputs) => (outputs) <values> { */
static lg_status open_graph(parser *p, lg_graph *parent) {
    lg_str name;
    lg_graph *g;
    LG_TRY(take_name(p, &name));
    LG_TRY(lg_graph_create(p->module, parent, name, &g, p->lex.err));
    LG_TRY(push(p, g));
    frame *f = &p->frames[p->depth - 1];
    LG_TRY(graph_inputs(p, f));
    LG_TRY(lg_lex_arrow(&p->lex));
    LG_TRY(graph_outputs(p, f));
    LG_TRY(graph_values(p, f));
    return lg_lex_expect(&p->lex, '{');
}

/* Reads the nodes of the frame at the bottom and of everything that opens above it. `braced`: the
 * bottom ends with '}', else with the text. */
static lg_status read_graphs(parser *p, bool braced) {
    uint32_t bottom = p->depth;
    for (;;) {
        frame *f = &p->frames[p->depth - 1];
        bool inner = p->depth > bottom, open = false;
        bool ends = inner || braced ? lg_lex_take(&p->lex, '}') : lg_lex_end(&p->lex);
        if (!ends) {
            LG_TRY(begin_node(p, f));
            LG_TRY(continue_node(p, f, false, &open));
            continue;
        }
        if (inner || braced)
            LG_TRY(finish_outputs(p, f));
        if (!inner)
            return LG_OK;
        /* Hand the graph to the attribute below and go on there. */
        lg_graph *done = f->graph;
        p->depth--;
        f = &p->frames[p->depth - 1];
        LG_TRY(lg_text_attr_graph(&p->lex, p->module, &f->node.attr, done));
        LG_TRY(continue_node(p, f, true, &open));
    }
}

static lg_status init_parser(parser *p, lg_module *module, const char *text, size_t len,
                             uint32_t max_depth, lg_error *err) {
    void *frames = NULL;
    *p = (parser){.lex = {.text = text, .len = len, .arena = module->arena, .err = err},
                  .module = module,
                  .max_depth = max_depth ? max_depth : 32};
    LG_TRY(lg_arena_array(module->arena, max_frames, sizeof(frame), &frames, err));
    p->frames = frames;
    return LG_OK;
}

/* ---- functions and models -------------------------------------------------------------------- */

/* [ "domain" : version, … ] */
static lg_status read_opsets(parser *p, lg_opset **list, uint32_t *n) {
    uint32_t cap = 0;
    LG_TRY(lg_lex_expect(&p->lex, '['));
    bool more = lg_lex_peek(&p->lex) != ']';
    while (more) {
        lg_opset o;
        LG_TRY(lg_lex_string(&p->lex, &o.domain));
        LG_TRY(keep(p, o.domain, &o.domain));
        LG_TRY(lg_lex_expect(&p->lex, ':'));
        LG_TRY(lg_lex_int(&p->lex, &o.version));
        LG_TRY(lg_arena_grow(p->module->arena, (void **)list, *n, &cap, sizeof o, p->lex.err));
        (*list)[(*n)++] = o;
        more = lg_lex_take(&p->lex, ',');
    }
    return lg_lex_expect(&p->lex, ']');
}

/* [ "key" : "value", … ] into the bytes of ModelProto.metadata_props */
static lg_status read_metadata(parser *p, lg_buf *raw) {
    enum { field_metadata_props = 14 };
    LG_TRY(lg_lex_expect(&p->lex, '['));
    bool more = lg_lex_peek(&p->lex) != ']';
    while (more) {
        lg_str key, value;
        LG_TRY(lg_lex_string(&p->lex, &key));
        LG_TRY(lg_lex_expect(&p->lex, ':'));
        LG_TRY(lg_lex_string(&p->lex, &value));
        lg_text_encode_entry(key, value, field_metadata_props, raw);
        more = lg_lex_take(&p->lex, ',');
    }
    LG_TRY(lg_buf_status(raw, p->lex.err));
    return lg_lex_expect(&p->lex, ']');
}

static lg_status read_text(parser *p, lg_str *out) {
    lg_str text;
    LG_TRY(lg_lex_string(&p->lex, &text));
    return keep(p, text, out);
}

static lg_status model_entry(parser *p, lg_buf *metadata) {
    lg_module *m = p->module;
    lg_str key;
    LG_TRY(lg_lex_id(&p->lex, &key));
    LG_TRY(lg_lex_expect(&p->lex, ':'));
    if (lg_str_is(key, "ir_version"))
        return lg_lex_int(&p->lex, &m->ir_version);
    if (lg_str_is(key, "model_version"))
        return lg_lex_int(&p->lex, &m->model_version);
    if (lg_str_is(key, "opset_import")) {
        LG_TRY(read_opsets(p, &m->opsets, &m->n_opsets));
        m->cap_opsets = m->n_opsets;
        return LG_OK;
    }
    if (lg_str_is(key, "metadata_props"))
        return read_metadata(p, metadata);
    lg_str *text = lg_str_is(key, "producer_name")      ? &m->producer_name
                   : lg_str_is(key, "producer_version") ? &m->producer_version
                   : lg_str_is(key, "domain")           ? &m->domain
                   : lg_str_is(key, "doc_string")       ? &m->doc
                                                        : NULL;
    return text ? read_text(p, text) : lg_lex_fail(&p->lex, "the value of a known property");
}

static lg_status model_header(parser *p) {
    lg_buf metadata;
    lg_buf_init(&metadata, p->module->arena->allocator);
    lg_status st = LG_OK;
    if (lg_lex_take(&p->lex, '<')) {
        do
            st = model_entry(p, &metadata);
        while (st == LG_OK && lg_lex_take(&p->lex, ','));
        if (st == LG_OK)
            st = lg_lex_expect(&p->lex, '>');
    }
    if (st == LG_OK && metadata.size)
        st = keep(p, (lg_str){metadata.data, metadata.size}, &p->module->extra);
    lg_buf_reset(&metadata);
    return st;
}

static lg_status function_header(parser *p, lg_function *fn) {
    if (!lg_lex_take(&p->lex, '<'))
        return LG_OK;
    do {
        lg_str key;
        LG_TRY(lg_lex_id(&p->lex, &key));
        LG_TRY(lg_lex_expect(&p->lex, ':'));
        if (lg_str_is(key, "opset_import"))
            LG_TRY(read_opsets(p, &fn->opsets, &fn->n_opsets));
        else if (lg_str_is(key, "domain"))
            LG_TRY(read_text(p, &fn->domain));
        else if (lg_str_is(key, "overload"))
            LG_TRY(read_text(p, &fn->overload));
        else if (lg_str_is(key, "doc_string"))
            LG_TRY(read_text(p, &fn->doc));
        else
            return lg_lex_fail(&p->lex, "the value of a known property");
    } while (lg_lex_take(&p->lex, ','));
    return lg_lex_expect(&p->lex, '>');
}

/* < name, name : type = value, … > */
static lg_status function_attrs(parser *p, lg_function *fn) {
    uint32_t cap_names = 0, cap_defaults = 0;
    lg_arena *arena = p->module->arena;
    if (!lg_lex_take(&p->lex, '<'))
        return LG_OK;
    do {
        size_t start = p->lex.at;
        lg_str name;
        LG_TRY(take_name(p, &name));
        char c = lg_lex_peek(&p->lex);
        if (c != ':' && c != '=') {
            LG_TRY(LG_GROW(arena, fn->attr_names, fn->n_attr_names, cap_names, p->lex.err));
            fn->attr_names[fn->n_attr_names++] = name;
            continue;
        }
        lg_text_attr a;
        lg_attr_step step;
        p->lex.at = start;
        LG_TRY(lg_text_attr_begin(&p->lex, p->module, p->max_depth, &a, &step));
        if (step == LG_ATTR_WANT_GRAPH)
            return lg_lex_fail(&p->lex, "a default that is no graph");
        LG_TRY(LG_GROW(arena, fn->defaults, fn->n_defaults, cap_defaults, p->lex.err));
        fn->defaults[fn->n_defaults++] = a.attr;
    } while (lg_lex_take(&p->lex, ','));
    return lg_lex_expect(&p->lex, '>');
}

static lg_status read_function(parser *p, lg_function *fn) {
    *fn = (lg_function){0};
    LG_TRY(function_header(p, fn));
    LG_TRY(take_name(p, &fn->name));
    LG_TRY(function_attrs(p, fn));
    if (lg_module_function(p->module, fn->domain, fn->name, fn->overload))
        return lg_lex_wrap(&p->lex,
                           lg_fail(p->lex.err, LG_E_MODEL, "function %s::%s is defined twice",
                                   LG_SHOW(fn->domain), LG_SHOW(fn->name)));
    LG_TRY(lg_graph_create(p->module, NULL, fn->name, &fn->body, p->lex.err));
    LG_TRY(push(p, fn->body));
    frame *f = &p->frames[p->depth - 1];
    LG_TRY(graph_inputs(p, f));
    LG_TRY(lg_lex_arrow(&p->lex));
    LG_TRY(graph_outputs(p, f));
    LG_TRY(graph_values(p, f));
    LG_TRY(lg_lex_expect(&p->lex, '{'));
    LG_TRY(read_graphs(p, true));
    p->depth--;
    return LG_OK;
}

/* Functions up to the end of the text. */
static lg_status read_functions(parser *p) {
    lg_module *m = p->module;
    while (!lg_lex_end(&p->lex)) {
        lg_function fn;
        LG_TRY(read_function(p, &fn));
        LG_TRY(LG_GROW(m->arena, m->functions, m->n_functions, m->cap_functions, p->lex.err));
        m->functions[m->n_functions++] = fn;
    }
    return LG_OK;
}

lg_status lg_text_parse_model(lg_arena *arena, const char *text, size_t len, uint32_t max_depth,
                              lg_module **out, lg_error *err) {
    lg_module *m;
    parser p;
    LG_TRY(lg_module_create(arena, &m, err));
    LG_TRY(init_parser(&p, m, text, len, max_depth, err));
    LG_TRY(model_header(&p));
    LG_TRY(open_graph(&p, NULL));
    m->main = p.frames[0].graph;
    LG_TRY(read_graphs(&p, true));
    p.depth = 0;
    LG_TRY(read_functions(&p));
    *out = m;
    return LG_OK;
}

lg_status lg_text_parse_functions(lg_module *module, const char *text, size_t len,
                                  uint32_t max_depth, lg_error *err) {
    parser p;
    LG_TRY(init_parser(&p, module, text, len, max_depth, err));
    return read_functions(&p);
}

lg_status lg_text_parse_body(lg_module *module, const lg_str *inputs, uint32_t n_inputs,
                             const lg_str *outputs, const uint8_t *wanted, uint32_t n_outputs,
                             const char *text, size_t len, lg_graph **out, lg_error *err) {
    parser p;
    lg_graph *g;
    LG_TRY(init_parser(&p, module, text, len, 0, err));
    LG_TRY(lg_graph_create(module, NULL, LG_STR("body"), &g, err));
    for (uint32_t i = 0; i < n_inputs; i++) {
        lg_id id;
        LG_TRY(lg_graph_add_value(g, inputs[i], &id, err));
        LG_TRY(lg_graph_add_input(g, id, err));
    }
    LG_TRY(push(&p, g));
    bool braced = lg_lex_take(&p.lex, '{');
    LG_TRY(read_graphs(&p, braced));
    if (braced && !lg_lex_end(&p.lex))
        return lg_lex_fail(&p.lex, "the end");
    for (uint32_t i = 0; i < n_outputs; i++) {
        lg_id id = lg_graph_find(g, outputs[i]);
        if (id == LG_NO_ID && wanted && !wanted[i])
            continue;
        if (id == LG_NO_ID)
            return lg_fail(err, LG_E_MODEL, "output '%s' is not defined in the body",
                           LG_SHOW(outputs[i]));
        LG_TRY(lg_graph_add_output(g, id, err));
    }
    *out = g;
    return LG_OK;
}
