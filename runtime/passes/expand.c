/* SPDX-License-Identifier: Apache-2.0 */
/* Operators without kernel become their decomposition; with LG_COMPILE_BODIES all that have one.
 *
 * A decomposition is ONNX text: fixed, or written by the operator for this node's attributes, ranks
 * and types. It is inlined like the body of a function. What a body contains may itself have to be
 * expanded, so inference and expansion alternate until nothing is left. */
#include "runtime/passes/pass.h"

#include "runtime/base/buf.h"
#include "runtime/graph/text.h"

#include <math.h>
#include <stdio.h>

int32_t lg_pass_body_opset(const lg_pass *pass) {
    enum { least = 18 }; /* reductions take their axes as an input from here on */
    int64_t version = lg_module_opset(pass->module, LG_STR(""));
    return version < least ? least : version > INT32_MAX ? INT32_MAX : (int32_t)version;
}

/* ---- text ------------------------------------------------------------------------------------ */

static const lg_host body_host = {
    .struct_size = sizeof(lg_host), .abi_version = LG_ABI_VERSION, .fail = lg_fail};

static void append(lg_body *ctx, const char *fmt, ...) LG_PRINTF(2, 3);
static void append(lg_body *ctx, const char *fmt, ...) {
    enum { usual = 512 };
    lg_buf *text = ctx->self;
    char small[usual];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    if (n < 0) {
        text->status = LG_E_INTERNAL;
    } else if ((size_t)n < sizeof small) {
        lg_buf_bytes(text, small, (size_t)n);
    } else {
        void *large = NULL;
        size_t size = (size_t)n + 1;
        if (lg_alloc_raw(&text->allocator, size, &large, NULL) != LG_OK) {
            text->status = LG_E_NO_MEMORY;
            return;
        }
        va_start(ap, fmt);
        (void)vsnprintf(large, size, fmt, ap);
        va_end(ap);
        lg_buf_bytes(text, large, (size_t)n);
        lg_free(&text->allocator, large, size);
    }
}

static lg_view view_of(const lg_graph *g, lg_id id) {
    if (id == LG_NO_ID)
        return (lg_view){0};
    const lg_value *v = &g->values[id];
    int64_t count = -1;
    if (v->rank < 0 || !lg_count_dims(v->dims, v->rank, &count))
        count = -1;
    return (lg_view){NULL, v->dims, count, v->rank, v->dtype};
}

static lg_status build_text(lg_pass *pass, const lg_graph *g, const lg_node *node, lg_buf *text,
                            lg_error *err) {
    void *in = NULL, *out = NULL;
    if (node->desc->body) {
        lg_buf_text(text, node->desc->body);
        return lg_buf_status(text, err);
    }
    LG_TRY(lg_arena_array(pass->scratch, node->n_in, sizeof(lg_view), &in, err));
    LG_TRY(lg_arena_array(pass->scratch, node->n_out, 1, &out, err));
    for (uint32_t i = 0; i < node->n_in; i++)
        ((lg_view *)in)[i] = view_of(g, node->in[i]);
    for (uint32_t i = 0; i < node->n_out; i++)
        ((uint8_t *)out)[i] = node->out[i] != LG_NO_ID;
    lg_body ctx = {.struct_size = sizeof ctx,
                   .n_in = node->n_in,
                   .n_out = node->n_out,
                   .opset = lg_pass_body_opset(pass),
                   .in = in,
                   .out = out,
                   .params = node->params,
                   .append = append,
                   .host = &body_host,
                   .self = text,
                   .err = err};
    LG_TRY(node->desc->body_build(&ctx));
    return lg_buf_status(text, err);
}

/* ---- a descriptor as a function -------------------------------------------------------------- */

/* Names of the formal arguments: those of the table, the variadic one numbered. */
static lg_status formal_names(lg_arena *arena, const lg_arg_desc *args, uint32_t n_args,
                              uint32_t n_given, lg_str **out, uint32_t *n, lg_error *err) {
    void *p = NULL;
    bool variadic = n_args && (args[n_args - 1].flags & LG_ARG_VARIADIC);
    uint32_t fixed = n_args - variadic;
    *n = variadic && n_given > fixed ? n_given : fixed;
    LG_TRY(lg_arena_array(arena, *n, sizeof(lg_str), &p, err));
    lg_str *names = p;
    for (uint32_t i = 0; i < *n; i++) {
        names[i] = lg_str_of(args[i < n_args ? i : n_args - 1].name);
        if (i < fixed)
            continue;
        char text[80];
        int len = snprintf(text, sizeof text, "%.60s%u", names[i].ptr, i - fixed);
        LG_TRY(lg_arena_str(arena, text, (size_t)len, &names[i], err));
    }
    *out = names;
    return LG_OK;
}

/* The defaults of an attribute table, for references in fixed text. */
static lg_status default_attrs(lg_arena *arena, const lg_op_desc *desc, lg_function *f,
                               lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, desc->n_attrs, sizeof(lg_attr), &p, err));
    f->defaults = p;
    for (uint32_t i = 0; i < desc->n_attrs; i++) {
        const lg_attr_desc *d = &desc->attrs[i];
        lg_attr a = {.name = lg_str_of(d->name)};
        if (d->flags & LG_ATTR_REQUIRED)
            continue;
        if (d->kind == LG_ATTR_REAL && !isnan(d->fallback)) {
            a.type = LG_AT_FLOAT;
            a.f = (float)d->fallback;
        } else if ((d->kind == LG_ATTR_INT || d->kind == LG_ATTR_BOOL) &&
                   d->fallback_int != LG_INT_ABSENT) {
            a.type = LG_AT_INT;
            a.i = d->fallback_int;
        } else if (d->kind == LG_ATTR_CHOICE && d->fallback_int >= 0) {
            a.type = LG_AT_STRING;
            a.s = lg_str_of(d->choices[d->fallback_int]);
        } else {
            continue;
        }
        f->defaults[f->n_defaults++] = a;
    }
    return LG_OK;
}

static lg_status describe(lg_pass *pass, const lg_op_desc *desc, lg_opset *opset, lg_function *f,
                          lg_error *err) {
    *opset = (lg_opset){LG_STR(""), lg_pass_body_opset(pass)};
    *f = (lg_function){.opsets = opset, .n_opsets = 1, .name = LG_STR("body")};
    if (!desc)
        return LG_OK;
    f->domain = lg_str_of(desc->domain);
    f->name = lg_str_of(desc->name);
    return default_attrs(pass->scratch, desc, f, err);
}

/* The body graph has every formal output, so that positions are those of the descriptor: outputs
 * that the text leaves out are wanted by nobody and get a value without producer. */
static lg_status parse_body(lg_pass *pass, const lg_node *node, lg_str text, lg_graph **out,
                            lg_error *err) {
    const lg_op_desc *desc = node->desc;
    lg_str *in_names, *out_names;
    uint32_t n_in, n_out;
    void *wanted = NULL;
    LG_TRY(formal_names(pass->scratch, desc->inputs, desc->n_inputs, node->n_in, &in_names, &n_in,
                        err));
    LG_TRY(formal_names(pass->scratch, desc->outputs, desc->n_outputs, node->n_out, &out_names,
                        &n_out, err));
    LG_TRY(lg_arena_array(pass->scratch, n_out, 1, &wanted, err));
    for (uint32_t i = 0; i < n_out; i++)
        ((uint8_t *)wanted)[i] = i < node->n_out && node->out[i] != LG_NO_ID;
    lg_graph *g = NULL;
    LG_TRY(lg_text_parse_body(pass->module, in_names, n_in, NULL, NULL, 0, text.ptr, text.len, &g,
                              err));
    for (uint32_t i = 0; i < n_out; i++) {
        lg_id id = lg_graph_find(g, out_names[i]);
        if (id == LG_NO_ID && ((uint8_t *)wanted)[i])
            return lg_fail(err, LG_E_INTERNAL, "the decomposition does not define output '%s'",
                           out_names[i].ptr);
        if (id == LG_NO_ID)
            LG_TRY(lg_graph_add_value(g, out_names[i], &id, err));
        LG_TRY(lg_graph_add_output(g, id, err));
    }
    *out = g;
    return LG_OK;
}

lg_status lg_pass_expand_node(lg_pass *pass, lg_graph *graph, lg_id node, lg_error *err) {
    const lg_node *n = &graph->nodes[node];
    lg_opset opset;
    lg_function f;
    lg_buf text;
    if (!n->desc || (!n->desc->body && !n->desc->body_build))
        return lg_fail(err, LG_E_UNSUPPORTED, "%s has neither a kernel nor a decomposition",
                       LG_SHOW(n->op));
    lg_buf_init(&text, pass->module->arena->allocator);
    lg_status st = build_text(pass, graph, n, &text, err);
    if (st == LG_OK)
        st = describe(pass, n->desc, &opset, &f, err);
    if (st == LG_OK) {
        st = parse_body(pass, n, (lg_str){text.data, text.size}, &f.body, err);
        if (st != LG_OK)
            st = lg_wrap(err, st, "decomposition of %s", LG_SHOW(n->op));
    }
    lg_buf_reset(&text);
    return st == LG_OK ? lg_pass_inline_body(pass, graph, node, &f, err) : st;
}

lg_status lg_pass_add_text(lg_pass *pass, lg_graph *graph, const lg_str *names, lg_id *ids,
                           uint32_t n, const lg_node *attrs, const char *text, size_t len,
                           lg_error *err) {
    static const lg_node no_attrs;
    lg_opset opset;
    lg_function f;
    lg_graph *body = NULL;
    void *p = NULL;
    uint32_t n_in = 0;
    LG_TRY(describe(pass, attrs ? attrs->desc : NULL, &opset, &f, err));
    LG_TRY(lg_arena_array(pass->scratch, n, sizeof(lg_str), &p, err));
    lg_str *inputs = p;
    for (uint32_t i = 0; i < n; i++)
        if (ids[i] != LG_NO_ID)
            inputs[n_in++] = names[i];
    LG_TRY(lg_text_parse_body(pass->module, inputs, n_in, NULL, NULL, 0, text, len, &body, err));
    LG_TRY(lg_arena_array(pass->scratch, body->n_values, sizeof(lg_id), &p, err));
    lg_id *map = p;
    memset(map, 0xFF, (size_t)body->n_values * sizeof *map);
    n_in = 0;
    for (uint32_t i = 0; i < n; i++)
        if (ids[i] != LG_NO_ID)
            map[body->inputs[n_in++]] = ids[i];
    f.body = body;
    LG_TRY(lg_pass_add_body(pass, graph, &f, attrs ? attrs : &no_attrs, map, err));
    for (uint32_t i = 0; i < n; i++) {
        lg_id id = lg_graph_find(body, names[i]);
        if (ids[i] == LG_NO_ID && id != LG_NO_ID && map[id] != LG_OMITTED)
            ids[i] = map[id];
    }
    return LG_OK;
}

/* ---- the pass -------------------------------------------------------------------------------- */

static bool wants_expansion(const lg_pass *pass, const lg_node *n) {
    if ((n->flags & LG_NODE_DEAD) || !n->desc)
        return false;
    bool has_body = n->desc->body || n->desc->body_build;
    return !n->desc->run || (has_body && (pass->env->flags & LG_COMPILE_BODIES));
}

/* One round over all graphs. A body that cannot be built for these types leaves the kernel. */
static lg_status expand_round(lg_pass *pass, bool *any, uint64_t *nodes, lg_error *err) {
    lg_graph **list = NULL;
    uint32_t n = 0;
    *any = false;
    *nodes = 0;
    LG_TRY(lg_graph_tree(pass->graph, pass->scratch, &list, &n, err));
    for (uint32_t i = 0; i < n; i++) {
        lg_graph *g = list[i];
        uint32_t count = g->n_nodes;
        for (uint32_t k = 0; k < count; k++) {
            if (!wants_expansion(pass, &g->nodes[k]))
                continue;
            bool kernel = g->nodes[k].desc->run != NULL;
            lg_error ignored = LG_ERROR_INIT;
            lg_status st = lg_pass_expand_node(pass, g, k, kernel ? &ignored : err);
            if (st == LG_E_UNSUPPORTED && kernel)
                continue;
            if (st != LG_OK && kernel && err)
                *err = ignored;
            if (st != LG_OK)
                return lg_node_wrap(g, k, st, err);
            *any = true;
        }
        if (*any)
            LG_TRY(lg_graph_sort(g, err));
        *nodes += g->n_order;
        if (*nodes > pass->env->limits.max_nodes)
            return lg_fail(err, LG_E_LIMIT, "more nodes after inlining than max_nodes, %llu",
                           (unsigned long long)pass->env->limits.max_nodes);
    }
    return LG_OK;
}

lg_status lg_pass_expand(lg_pass *pass, lg_error *err) {
    bool any = true;
    uint64_t nodes = 0;
    for (uint32_t round = 0; any; round++) {
        if (round > pass->env->limits.max_depth)
            return lg_fail(err, LG_E_LIMIT, "decompositions nest deeper than max_depth, %u",
                           pass->env->limits.max_depth);
        LG_TRY(expand_round(pass, &any, &nodes, err));
        if (any) {
            pass->changed = true;
            LG_TRY(lg_infer_graph(pass, pass->graph, err));
        }
    }
    return LG_OK;
}
