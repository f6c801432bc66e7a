/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes in ONNX text. */
#include "runtime/graph/text_attr.h"

#include "runtime/base/num.h"

enum { field_type_proto = 14, field_type_protos = 15 };

static const struct {
    const char *name;
    int32_t type;
} type_names[] = {{"float", LG_AT_FLOAT},
                  {"int", LG_AT_INT},
                  {"string", LG_AT_STRING},
                  {"tensor", LG_AT_TENSOR},
                  {"graph", LG_AT_GRAPH},
                  {"floats", LG_AT_FLOATS},
                  {"ints", LG_AT_INTS},
                  {"strings", LG_AT_STRINGS},
                  {"tensors", LG_AT_TENSORS},
                  {"graphs", LG_AT_GRAPHS},
                  {"type_proto", LG_AT_TYPE_PROTO},
                  {"type_protos", LG_AT_TYPE_PROTOS}};

/* The type of one item of a list type, and the other way round; UNDEFINED when there is none. */
static int32_t item_type(int32_t list) {
    if (list >= LG_AT_FLOATS && list <= LG_AT_GRAPHS)
        return list - LG_AT_FLOATS + LG_AT_FLOAT;
    return list == LG_AT_TYPE_PROTOS ? LG_AT_TYPE_PROTO : LG_AT_UNDEFINED;
}

static int32_t list_type(int32_t item) {
    if (item >= LG_AT_FLOAT && item <= LG_AT_GRAPH)
        return item - LG_AT_FLOAT + LG_AT_FLOATS;
    return item == LG_AT_TYPE_PROTO ? LG_AT_TYPE_PROTOS : LG_AT_UNDEFINED;
}

static size_t item_size(int32_t item) {
    switch (item) {
    case LG_AT_FLOAT:
        return sizeof(float);
    case LG_AT_INT:
        return sizeof(int64_t);
    case LG_AT_STRING:
        return sizeof(lg_str);
    case LG_AT_TENSOR:
        return sizeof(lg_view);
    default:
        return sizeof(lg_graph *);
    }
}

/* Takes one value into the attribute: as its value, or as the next item of its list. */
static lg_status accept(lg_lex *lex, lg_module *module, lg_text_attr *a, int32_t type,
                        const lg_attr *value) {
    int32_t want = a->in_list ? item_type(a->attr.type) : a->attr.type;
    lg_attr v = *value;
    if (want == LG_AT_FLOAT && type == LG_AT_INT) {
        v.f = (float)v.i;
        type = LG_AT_FLOAT;
    }
    if (want != LG_AT_UNDEFINED && want != type)
        return lg_lex_wrap(lex, lg_fail(lex->err, LG_E_PARSE,
                                        "attribute '%s' has values of different types, or not the "
                                        "type it states",
                                        LG_SHOW(a->attr.name)));
    if (!a->in_list) {
        v.name = a->attr.name;
        v.type = type;
        a->attr = v;
        return LG_OK;
    }
    a->attr.type = list_type(type);
    if (type == LG_AT_TYPE_PROTO) {
        a->attr.n++;
        return LG_OK;
    }
    size_t size = item_size(type);
    LG_TRY(lg_arena_grow(module->arena, &a->items, a->attr.n, &a->cap, size, lex->err));
    const void *from = type == LG_AT_FLOAT    ? (const void *)&v.f
                       : type == LG_AT_INT    ? (const void *)&v.i
                       : type == LG_AT_STRING ? (const void *)&v.s
                       : type == LG_AT_TENSOR ? (const void *)v.t
                                              : (const void *)&v.g;
    memcpy((char *)a->items + (size_t)a->attr.n * size, from, size);
    a->attr.n++;
    return LG_OK;
}

static void attach_list(lg_text_attr *a) {
    a->attr.floats = a->attr.type == LG_AT_FLOATS ? a->items : NULL;
    a->attr.ints = a->attr.type == LG_AT_INTS ? a->items : NULL;
    a->attr.strings = a->attr.type == LG_AT_STRINGS ? a->items : NULL;
    a->attr.t = a->attr.type == LG_AT_TENSORS ? a->items : NULL;
    a->attr.graphs = a->attr.type == LG_AT_GRAPHS ? a->items : NULL;
}

/* A type alone is a TYPE_PROTO, a type and braces a tensor. */
static lg_status typed_value(lg_lex *lex, lg_module *module, uint32_t max_depth, lg_text_attr *a) {
    lg_text_type type;
    lg_attr v = {0};
    LG_TRY(lg_text_parse_type(lex, module, max_depth, &type));
    char c = lg_lex_peek(lex);
    bool named = c == '"' || lg_lex_peek_id(lex).len;
    if (named || c == '{' || c == '=' || (c == '[' && !type.elem)) {
        lg_str name;
        if (named)
            LG_TRY(lg_lex_name(lex, &name));
        (void)lg_lex_take(lex, '=');
        LG_TRY(lg_text_parse_tensor(lex, module, &type, &v.t));
        return accept(lex, module, a, LG_AT_TENSOR, &v);
    }
    lg_text_encode_type(module, &type, a->in_list ? field_type_protos : field_type_proto, &a->raw);
    return accept(lex, module, a, LG_AT_TYPE_PROTO, &v);
}

static lg_status literal_value(lg_lex *lex, lg_module *module, lg_text_attr *a) {
    lg_literal lit;
    lg_attr v = {0};
    LG_TRY(lg_lex_literal(lex, &lit));
    if (lit.kind == LG_LIT_STRING) {
        LG_TRY(lg_arena_str(module->arena, lit.text.ptr, lit.text.len, &v.s, lex->err));
        return accept(lex, module, a, LG_AT_STRING, &v);
    }
    if (lit.kind == LG_LIT_INT) {
        if (!lg_num_parse_i64(lit.text.ptr, lit.text.len, &v.i))
            return lg_lex_wrap(lex, lg_fail(lex->err, LG_E_PARSE, "'%s' does not fit in 64 bits",
                                            LG_SHOW(lit.text)));
        return accept(lex, module, a, LG_AT_INT, &v);
    }
    if (!lg_num_parse_f32(lit.text.ptr, lit.text.len, &v.f))
        return lg_lex_fail(lex, "a number before this");
    return accept(lex, module, a, LG_AT_FLOAT, &v);
}

/* A quoted name followed by '(' is the name of a graph, not a string. */
static bool quoted_graph(const lg_lex *lex) {
    lg_lex ahead = *lex;
    lg_str name;
    ahead.err = NULL;
    return lg_lex_string(&ahead, &name) == LG_OK && lg_lex_peek(&ahead) == '(';
}

static lg_status one_value(lg_lex *lex, lg_module *module, uint32_t max_depth, lg_text_attr *a,
                           lg_attr_step *step) {
    lg_str id = lg_lex_peek_id(lex);
    double number;
    *step = LG_ATTR_DONE;
    if (lg_lex_take(lex, '@')) {
        lg_str name;
        LG_TRY(lg_lex_name(lex, &name));
        if (a->in_list)
            return lg_lex_fail(lex, "no reference inside a list");
        return lg_arena_str(module->arena, name.ptr, name.len, &a->attr.ref, lex->err);
    }
    if (id.len && lg_text_is_type(id))
        return typed_value(lex, module, max_depth, a);
    if (id.len ? !lg_num_parse_f64(id.ptr, id.len, &number)
               : lg_lex_peek(lex) == '"' && quoted_graph(lex)) {
        *step = LG_ATTR_WANT_GRAPH;
        return LG_OK;
    }
    return literal_value(lex, module, a);
}

static lg_status finish(lg_lex *lex, lg_module *module, lg_text_attr *a) {
    if (a->in_list)
        attach_list(a);
    lg_status st = lg_buf_status(&a->raw, lex->err);
    if (st == LG_OK && a->raw.size)
        st = lg_arena_str(module->arena, a->raw.data, a->raw.size, &a->attr.raw, lex->err);
    lg_buf_reset(&a->raw);
    return st;
}

static lg_status values(lg_lex *lex, lg_module *module, uint32_t max_depth, lg_text_attr *a,
                        bool first, lg_attr_step *step) {
    lg_status st = LG_OK;
    *step = LG_ATTR_DONE;
    if (!a->in_list) {
        if (first)
            st = one_value(lex, module, max_depth, a, step);
    } else {
        bool more = first ? lg_lex_peek(lex) != ']' : lg_lex_take(lex, ',');
        while (more && st == LG_OK) {
            st = one_value(lex, module, max_depth, a, step);
            if (st == LG_OK && *step == LG_ATTR_WANT_GRAPH && a->raw.size)
                st = lg_lex_fail(lex, "a type"); /* nothing may be held while a graph is read */
            if (st == LG_OK && *step == LG_ATTR_WANT_GRAPH)
                return LG_OK;
            more = st == LG_OK && lg_lex_take(lex, ',');
        }
        if (st == LG_OK)
            st = lg_lex_expect(lex, ']');
        if (st == LG_OK && a->attr.type == LG_AT_UNDEFINED)
            st = lg_lex_fail(lex, "a type for the empty list before this (name : ints = [])");
    }
    if (st != LG_OK) {
        lg_buf_reset(&a->raw);
        return st;
    }
    return *step == LG_ATTR_WANT_GRAPH ? LG_OK : finish(lex, module, a);
}

lg_status lg_text_attr_begin(lg_lex *lex, lg_module *module, uint32_t max_depth, lg_text_attr *out,
                             lg_attr_step *step) {
    lg_str name, type;
    *out = (lg_text_attr){0};
    lg_buf_init(&out->raw, module->arena->allocator);
    LG_TRY(lg_lex_name(lex, &name));
    LG_TRY(lg_arena_str(module->arena, name.ptr, name.len, &out->attr.name, lex->err));
    if (lg_lex_take(lex, ':')) {
        LG_TRY(lg_lex_id(lex, &type));
        for (size_t i = 0; i < LG_COUNT(type_names); i++)
            if (lg_str_is(type, type_names[i].name))
                out->attr.type = type_names[i].type;
        if (out->attr.type == LG_AT_UNDEFINED)
            return lg_lex_fail(lex, "an attribute type before this");
        out->typed = true;
    }
    LG_TRY(lg_lex_expect(lex, '='));
    if (lg_lex_peek(lex) == '[') {
        if (out->typed && item_type(out->attr.type) == LG_AT_UNDEFINED)
            return lg_lex_fail(lex, "a single value");
        LG_TRY(lg_lex_expect(lex, '['));
        out->in_list = true;
    }
    return values(lex, module, max_depth, out, true, step);
}

lg_status lg_text_attr_graph(lg_lex *lex, lg_module *module, lg_text_attr *a, lg_graph *graph) {
    lg_attr v = {.g = graph};
    return accept(lex, module, a, LG_AT_GRAPH, &v);
}

lg_status lg_text_attr_continue(lg_lex *lex, lg_module *module, uint32_t max_depth, lg_text_attr *a,
                                lg_attr_step *step) {
    return values(lex, module, max_depth, a, false, step);
}
