/* SPDX-License-Identifier: Apache-2.0 */
/* Building graphs node by node, and looking things up in them. */
#include "runtime/graph/graph.h"

#include <stdio.h>

lg_status lg_module_create(lg_arena *arena, lg_module **out, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_alloc(arena, sizeof(lg_module), &p, err));
    lg_module *m = p;
    m->arena = arena;
    *out = m;
    return LG_OK;
}

lg_status lg_graph_create(lg_module *module, lg_graph *parent, lg_str name, lg_graph **out,
                          lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_alloc(module->arena, sizeof(lg_graph), &p, err));
    lg_graph *g = p;
    g->module = module;
    g->parent = parent;
    g->name = name;
    *out = g;
    return LG_OK;
}

lg_status lg_graph_add_value(lg_graph *graph, lg_str name, lg_id *out, lg_error *err) {
    lg_arena *arena = graph->module->arena;
    if (name.len && lg_map_get(&graph->names, name) != LG_MAP_NONE)
        return lg_fail(err, LG_E_MODEL, "graph '%s': value '%s' is defined twice",
                       LG_SHOW(graph->name), LG_SHOW(name));
    LG_TRY(LG_GROW(arena, graph->values, graph->n_values, graph->cap_values, err));
    if (name.len)
        LG_TRY(lg_map_put(&graph->names, arena, name, graph->n_values, err));
    graph->values[graph->n_values] = (lg_value){
        .name = name, .dtype = LG_UNDEFINED, .rank = -1, .producer = LG_NO_ID, .outer = LG_NO_ID};
    *out = graph->n_values++;
    return LG_OK;
}

static lg_status check_id(const lg_graph *graph, lg_id value, lg_error *err) {
    if (value < graph->n_values)
        return LG_OK;
    return lg_fail(err, LG_E_INTERNAL, "value id %u of %u", value, graph->n_values);
}

lg_status lg_graph_add_input(lg_graph *graph, lg_id value, lg_error *err) {
    LG_TRY(check_id(graph, value, err));
    lg_value *v = &graph->values[value];
    if ((v->flags & (LG_VALUE_INPUT | LG_VALUE_CAPTURE)) || v->producer != LG_NO_ID)
        return lg_fail(err, LG_E_MODEL, "graph '%s': input '%s' is defined twice",
                       LG_SHOW(graph->name), LG_SHOW(v->name));
    LG_TRY(LG_GROW(graph->module->arena, graph->inputs, graph->n_inputs, graph->cap_inputs, err));
    graph->inputs[graph->n_inputs++] = value;
    v->flags |= LG_VALUE_INPUT;
    return LG_OK;
}

lg_status lg_graph_add_output(lg_graph *graph, lg_id value, lg_error *err) {
    LG_TRY(check_id(graph, value, err));
    LG_TRY(
        LG_GROW(graph->module->arena, graph->outputs, graph->n_outputs, graph->cap_outputs, err));
    graph->outputs[graph->n_outputs++] = value;
    graph->values[value].flags |= LG_VALUE_OUTPUT;
    return LG_OK;
}

bool lg_value_is_defined(const lg_value *value) {
    if (value->flags & LG_VALUE_DEAD)
        return false;
    return value->producer != LG_NO_ID ||
           (value->flags & (LG_VALUE_INPUT | LG_VALUE_INIT | LG_VALUE_CONST | LG_VALUE_STATE |
                            LG_VALUE_CAPTURE)) != 0;
}

static lg_status claim_outputs(lg_graph *graph, lg_id node, const lg_id *out, uint32_t n_out,
                               lg_error *err) {
    for (uint32_t i = 0; i < n_out; i++) {
        if (out[i] == LG_NO_ID)
            continue;
        lg_value *v = &graph->values[out[i]];
        if (lg_value_is_defined(v)) {
            for (uint32_t k = 0; k < i; k++)
                if (out[k] != LG_NO_ID && graph->values[out[k]].producer == node)
                    graph->values[out[k]].producer = LG_NO_ID;
            return lg_fail(err, LG_E_MODEL, "graph '%s': value '%s' is defined twice",
                           LG_SHOW(graph->name), LG_SHOW(v->name));
        }
        v->producer = node;
        v->output = i;
    }
    return LG_OK;
}

lg_status lg_graph_add_node(lg_graph *graph, lg_str domain, lg_str op, const lg_id *in,
                            uint32_t n_in, const lg_id *out, uint32_t n_out, lg_id *out_node,
                            lg_error *err) {
    lg_arena *arena = graph->module->arena;
    for (uint32_t i = 0; i < n_in; i++)
        if (in[i] != LG_NO_ID)
            LG_TRY(check_id(graph, in[i], err));
    for (uint32_t i = 0; i < n_out; i++)
        if (out[i] != LG_NO_ID)
            LG_TRY(check_id(graph, out[i], err));
    LG_TRY(LG_GROW(arena, graph->nodes, graph->n_nodes, graph->cap_nodes, err));
    LG_TRY(LG_GROW(arena, graph->order, graph->n_order, graph->cap_order, err));
    void *in_copy = NULL, *out_copy = NULL;
    LG_TRY(lg_arena_copy(arena, in, n_in * sizeof *in, &in_copy, err));
    LG_TRY(lg_arena_copy(arena, out, n_out * sizeof *out, &out_copy, err));
    if (lg_str_is(domain, "ai.onnx"))
        domain = LG_STR("");
    lg_id id = graph->n_nodes;
    LG_TRY(claim_outputs(graph, id, out, n_out, err));
    graph->nodes[id] = (lg_node){
        .domain = domain, .op = op, .n_in = n_in, .n_out = n_out, .in = in_copy, .out = out_copy};
    graph->n_nodes++;
    graph->order[graph->n_order++] = id;
    *out_node = id;
    return LG_OK;
}

lg_status lg_node_add_attr(lg_graph *graph, lg_id node, const lg_attr *attr, lg_error *err) {
    lg_arena *arena = graph->module->arena;
    lg_node *n = &graph->nodes[node];
    LG_TRY(LG_GROW(arena, n->attrs, n->n_attrs, n->cap_attrs, err));
    uint32_t before = n->n_graphs;
    bool list = attr->type == LG_AT_GRAPHS;
    uint32_t more = list ? attr->n : attr->type == LG_AT_GRAPH && attr->g;
    for (uint32_t i = 0; i < more; i++) {
        lg_status st = LG_GROW(arena, n->graphs, n->n_graphs, n->cap_graphs, err);
        if (st != LG_OK) {
            n->n_graphs = before;
            return st;
        }
        n->graphs[n->n_graphs++] = list ? attr->graphs[i] : attr->g;
    }
    n->attrs[n->n_attrs++] = *attr;
    return LG_OK;
}

lg_status lg_graph_capture(lg_graph *graph, lg_id outer, lg_id *out, lg_error *err) {
    lg_arena *arena = graph->module->arena;
    if (!graph->parent)
        return lg_fail(err, LG_E_INTERNAL, "graph '%s' has no enclosing graph",
                       LG_SHOW(graph->name));
    LG_TRY(check_id(graph->parent, outer, err));
    /* Captures are found in the table of names under a key that no name can have. */
    char key[2 + sizeof outer] = {'\0', 'c'};
    memcpy(key + 2, &outer, sizeof outer);
    lg_id id = lg_map_get(&graph->names, (lg_str){key, sizeof key});
    if (id != LG_MAP_NONE && !(graph->values[id].flags & LG_VALUE_DEAD)) {
        *out = id;
        return LG_OK;
    }
    lg_str name = graph->parent->values[outer].name;
    if (lg_map_get(&graph->names, name) != LG_MAP_NONE)
        name = LG_STR("");
    LG_TRY(LG_GROW(arena, graph->captures, graph->n_captures, graph->cap_captures, err));
    LG_TRY(LG_GROW(arena, graph->values, graph->n_values, graph->cap_values, err));
    lg_str stored;
    LG_TRY(lg_arena_str(arena, key, sizeof key, &stored, err));
    LG_TRY(lg_graph_add_value(graph, name, &id, err));
    lg_status st = lg_map_put(&graph->names, arena, stored, id, err);
    const lg_value *from = &graph->parent->values[outer];
    lg_value *v = &graph->values[id];
    v->flags = LG_VALUE_CAPTURE;
    v->outer = outer;
    v->dtype = from->dtype;
    v->rank = from->rank;
    v->dims = from->dims;
    v->elem = from->elem;
    graph->captures[graph->n_captures++] = (lg_capture){outer, id};
    if (st == LG_OK)
        *out = id;
    return st;
}

lg_status lg_graph_add_const(lg_graph *graph, lg_str name, const lg_view *data, lg_id *out,
                             lg_error *err) {
    void *dims = NULL;
    lg_id id = 0;
    LG_TRY(lg_arena_copy(graph->module->arena, data->dims,
                         data->rank > 0 ? (size_t)data->rank * sizeof(int64_t) : 0, &dims, err));
    LG_TRY(lg_graph_add_value(graph, name, &id, err));
    lg_value *v = &graph->values[id];
    v->flags = LG_VALUE_CONST | LG_VALUE_INIT;
    v->dtype = data->dtype;
    v->rank = data->rank;
    v->dims = dims;
    v->data = data;
    *out = id;
    return LG_OK;
}

lg_status lg_view_copy(lg_arena *arena, const lg_view *src, const lg_view **out, lg_error *err) {
    void *p = NULL, *dims = NULL, *data = NULL;
    size_t bytes = 0;
    if (src->rank < 0 || src->count < 0 || src->dtype <= 0 || src->dtype >= LG_DTYPE_COUNT)
        return lg_fail(err, LG_E_ARGUMENT, "only a tensor of known shape can be copied");
    LG_TRY(lg_dtype_bytes(src->dtype, src->count, &bytes, err));
    LG_TRY(lg_arena_alloc(arena, sizeof(lg_view), &p, err));
    LG_TRY(lg_arena_copy(arena, src->dims, (size_t)src->rank * sizeof(int64_t), &dims, err));
    LG_TRY(lg_arena_alloc_data(arena, bytes, &data, err));
    if (src->dtype == LG_STRING) {
        const lg_str *from = src->data;
        lg_str *to = data;
        for (int64_t i = 0; i < src->count; i++)
            LG_TRY(lg_arena_str(arena, from[i].ptr, from[i].len, &to[i], err));
    } else if (bytes) {
        memcpy(data, src->data, bytes);
    }
    lg_view *v = p;
    *v = (lg_view){data, dims, src->count, src->rank, src->dtype};
    *out = v;
    return LG_OK;
}

lg_id lg_graph_find(const lg_graph *graph, lg_str name) {
    return name.len ? lg_map_get(&graph->names, name) : LG_NO_ID;
}

const lg_attr *lg_node_attr(const lg_node *node, const char *name) {
    for (uint32_t i = 0; i < node->n_attrs; i++)
        if (lg_str_is(node->attrs[i].name, name))
            return &node->attrs[i];
    return NULL;
}

int64_t lg_module_opset(const lg_module *module, lg_str domain) {
    if (lg_str_is(domain, "ai.onnx"))
        domain = LG_STR("");
    int64_t version = 0;
    for (uint32_t i = 0; i < module->n_opsets; i++) {
        lg_str d = module->opsets[i].domain;
        if ((lg_str_eq(d, domain) || (domain.len == 0 && lg_str_is(d, "ai.onnx"))) &&
            module->opsets[i].version > version)
            version = module->opsets[i].version;
    }
    return version;
}

lg_function *lg_module_function(const lg_module *module, lg_str domain, lg_str name,
                                lg_str overload) {
    if (lg_str_is(domain, "ai.onnx"))
        domain = LG_STR("");
    for (uint32_t i = 0; i < module->n_functions; i++) {
        lg_function *f = &module->functions[i];
        lg_str d = lg_str_is(f->domain, "ai.onnx") ? LG_STR("") : f->domain;
        if (lg_str_eq(f->name, name) && lg_str_eq(d, domain) && lg_str_eq(f->overload, overload))
            return f;
    }
    return NULL;
}

lg_status lg_graph_resolve(lg_graph *graph, lg_str name, lg_id *out, lg_error *err) {
    lg_graph *g = graph;
    lg_id id = LG_NO_ID;
    for (; g; g = g->parent) {
        id = lg_graph_find(g, name);
        if (id != LG_NO_ID && lg_value_is_defined(&g->values[id]))
            break;
        id = LG_NO_ID;
    }
    /* Down again: each level captures from the one above. Depth is bounded by max_depth. */
    while (g && g != graph) {
        lg_graph *below = graph;
        while (below->parent != g)
            below = below->parent;
        LG_TRY(lg_graph_capture(below, id, &id, err));
        g = below;
    }
    *out = id;
    return LG_OK;
}

lg_str lg_value_name(const lg_graph *graph, lg_id value) {
    while ((graph->values[value].flags & LG_VALUE_CAPTURE) && graph->parent) {
        value = graph->values[value].outer;
        graph = graph->parent;
    }
    return graph->values[value].name;
}

/* Appends to a bounded text; what does not fit is cut. */
static void append(char *text, size_t size, const char *more) {
    size_t n = strlen(text);
    (void)snprintf(text + n, size - n, "%s", more);
}

/* "main/If#3/then_branch": from the outermost graph inwards. */
static void graph_path(const lg_graph *graph, char *text, size_t size) {
    enum { max_shown = 32 };
    const lg_graph *chain[max_shown];
    uint32_t depth = 0;
    for (const lg_graph *g = graph; g && depth < max_shown; g = g->parent)
        chain[depth++] = g;
    append(text, size, chain[depth - 1]->name.len ? LG_SHOW(chain[depth - 1]->name) : "main");
    for (uint32_t d = depth - 1; d > 0; d--) {
        const lg_graph *outer = chain[d], *inner = chain[d - 1];
        for (uint32_t i = 0; i < outer->n_nodes; i++) {
            const lg_node *n = &outer->nodes[i];
            for (uint32_t k = 0; k < n->n_attrs; k++) {
                if (n->attrs[k].type != LG_AT_GRAPH || n->attrs[k].g != inner)
                    continue;
                char number[16];
                (void)snprintf(number, sizeof number, "#%u/", i);
                append(text, size, "/");
                append(text, size, LG_SHOW(n->op));
                append(text, size, number);
                append(text, size, LG_SHOW(n->attrs[k].name));
            }
        }
    }
}

lg_status lg_node_wrap(const lg_graph *graph, lg_id node, lg_status status, lg_error *err) {
    if (!err)
        return status;
    const lg_node *n = &graph->nodes[node];
    char path[200] = {0}, version[16] = {0};
    graph_path(graph, path, sizeof path);
    int32_t since = n->desc ? n->desc->since_version : n->opset;
    if (since > 0)
        (void)snprintf(version, sizeof version, " v%d", (int)since);
    lg_wrap(err, status, "graph '%s' node #%u '%s' (%s%s%s%s)", path, node, LG_SHOW(n->name),
            LG_SHOW(n->domain), n->domain.len ? "::" : "", LG_SHOW(n->op), version);
    err->node = (int32_t)(node > INT32_MAX ? INT32_MAX : node);
    return status;
}

lg_status lg_graph_tree(lg_graph *root, lg_arena *arena, lg_graph ***out, uint32_t *n,
                        lg_error *err) {
    lg_graph **list = NULL;
    uint32_t count = 0, cap = 0;
    LG_TRY(LG_GROW(arena, list, count, cap, err));
    list[count++] = root;
    for (uint32_t i = 0; i < count; i++) {
        const lg_graph *g = list[i];
        for (uint32_t k = 0; k < g->n_nodes; k++) {
            const lg_node *node = &g->nodes[k];
            for (uint32_t s = 0; s < node->n_graphs && !(node->flags & LG_NODE_DEAD); s++) {
                LG_TRY(LG_GROW(arena, list, count, cap, err));
                list[count++] = node->graphs[s];
            }
        }
    }
    *out = list;
    *n = count;
    return LG_OK;
}
