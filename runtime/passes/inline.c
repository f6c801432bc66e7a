/* SPDX-License-Identifier: Apache-2.0 */
/* Binds every node to its operator and expands calls of model-local functions.
 *
 * A registered kernel wins over a function of the same identity. What is in a function body is
 * bound with the versions that the function imports. New nodes are appended to the graph that is
 * being worked on, so that calls inside of bodies are met later by the same loop; the order is
 * restored at the end. The number of nodes after expansion is counted before anything is expanded.
 */
#include "runtime/passes/pass.h"

#include "runtime/graph/function.h"

#include <stdio.h>

typedef struct missing {
    lg_str domain, op;
    int64_t version;
    uint32_t uses;
    lg_graph *graph; /* of the first use */
    lg_id node;
} missing;

typedef struct inliner {
    lg_pass *pass;
    bool own_text; /* the body is the library's: domains need not be imported */
    lg_functions functions;
    missing *missing;
    uint32_t n_missing, cap_missing;
    lg_map missing_index;
} inliner;

int64_t lg_pass_version(const lg_pass *pass, const lg_node *node) {
    return node->opset ? node->opset : lg_module_opset(pass->module, node->domain);
}

/* The descriptor with a kernel; version 0 (a domain that is not imported) takes the newest. */
static bool has_kernel(const inliner *in, const lg_node *node) {
    int64_t version = lg_pass_version(in->pass, node);
    const lg_op_desc *d = lg_registry_lookup(in->pass->env->registry, node->domain, node->op,
                                             version ? version : INT64_MAX);
    return d && d->run;
}

/* ---- substitution of attributes -------------------------------------------------------------- */

static const lg_attr *find_attr(const lg_attr *attrs, uint32_t n, lg_str name) {
    for (uint32_t i = 0; i < n; i++)
        if (lg_str_eq(attrs[i].name, name))
            return &attrs[i];
    return NULL;
}

/* The caller's attribute for a node of `g`: graphs are copied, since a body may use one twice. */
static lg_status take_attr(lg_graph *g, const lg_attr *from, lg_attr *out, lg_error *err) {
    *out = *from;
    if (from->type == LG_AT_GRAPH && from->g)
        return lg_graph_copy(from->g, g, &out->g, err);
    if (from->type == LG_AT_GRAPHS && from->n) {
        void *p = NULL;
        LG_TRY(lg_arena_array(g->module->arena, from->n, sizeof(lg_graph *), &p, err));
        out->graphs = p;
        for (uint32_t i = 0; i < from->n; i++)
            LG_TRY(lg_graph_copy(from->graphs[i], g, &out->graphs[i], err));
    }
    return LG_OK;
}

/* References become the caller's attribute, else the default, else they are dropped. */
static lg_status substitute(lg_graph *g, lg_id id, const lg_node *call, const lg_function *f,
                            lg_error *err) {
    lg_node *node = &g->nodes[id];
    uint32_t n = 0;
    for (uint32_t i = 0; i < node->n_attrs; i++) {
        lg_attr a = node->attrs[i];
        if (a.ref.len) {
            const lg_attr *from = find_attr(call->attrs, call->n_attrs, a.ref);
            if (!from)
                from = find_attr(f->defaults, f->n_defaults, a.ref);
            if (!from)
                continue;
            if (a.type != LG_AT_UNDEFINED && a.type != from->type)
                return lg_fail(err, LG_E_MODEL,
                               "attribute '%s' of the call has type %d, the body of %s expects %d",
                               LG_SHOW(from->name), (int)from->type, LG_SHOW(f->name), (int)a.type);
            lg_str name = a.name;
            LG_TRY(take_attr(g, from, &a, err));
            node = &g->nodes[id];
            a.name = name;
            a.ref = LG_STR("");
            uint32_t more = a.type == LG_AT_GRAPHS ? a.n : a.type == LG_AT_GRAPH && a.g;
            for (uint32_t k = 0; k < more; k++) {
                LG_TRY(
                    LG_GROW(g->module->arena, node->graphs, node->n_graphs, node->cap_graphs, err));
                node->graphs[node->n_graphs++] = a.type == LG_AT_GRAPHS ? a.graphs[k] : a.g;
            }
        }
        node->attrs[n++] = a;
    }
    node->n_attrs = n;
    return LG_OK;
}

static int64_t function_version(const lg_function *f, lg_str domain) {
    int64_t version = 0;
    for (uint32_t i = 0; i < f->n_opsets; i++) {
        lg_str d = f->opsets[i].domain;
        bool same = lg_str_eq(d, domain) || (domain.len == 0 && lg_str_is(d, "ai.onnx"));
        if (same && f->opsets[i].version > version)
            version = f->opsets[i].version;
    }
    return version;
}

static int64_t newest_version(const lg_pass *pass, const lg_node *node) {
    const lg_op_desc *d =
        lg_registry_lookup(pass->env->registry, node->domain, node->op, INT64_MAX);
    return d ? d->since_version : 0;
}

/* The nodes that a body brought, and all below them: attributes and versions. */
static lg_status settle(inliner *in, lg_graph *g, lg_id first, const lg_node *call,
                        const lg_function *f, lg_error *err) {
    lg_arena *scratch = in->pass->scratch;
    lg_graph **list = NULL;
    uint32_t n = 0, cap = 0;
    LG_TRY(LG_GROW(scratch, list, n, cap, err));
    list[n++] = g;
    for (uint32_t i = 0; i < n; i++) {
        for (lg_id k = i == 0 ? first : 0; k < list[i]->n_nodes; k++) {
            lg_node *node = &list[i]->nodes[k];
            int64_t version = function_version(f, node->domain);
            if (version == 0)
                version = lg_module_opset(in->pass->module, node->domain);
            if (version == 0 && in->own_text)
                version = newest_version(in->pass, node);
            node->opset = (int32_t)(version > INT32_MAX ? INT32_MAX : version);
            for (uint32_t s = 0; s < node->n_graphs; s++) {
                LG_TRY(LG_GROW(scratch, list, n, cap, err));
                list[n++] = node->graphs[s];
            }
            /* Graphs of the caller come after that: they have their versions already. */
            LG_TRY(substitute(list[i], k, call, f, err));
        }
    }
    return LG_OK;
}

/* ---- calls ----------------------------------------------------------------------------------- */

static lg_status check_call(const lg_node *call, const lg_function *f, lg_error *err) {
    if (call->n_in > f->body->n_inputs || call->n_out > f->body->n_outputs)
        return lg_fail(err, LG_E_MODEL, "%u inputs and %u outputs, the function has %u and %u",
                       call->n_in, call->n_out, f->body->n_inputs, f->body->n_outputs);
    for (uint32_t i = 0; i < call->n_attrs; i++) {
        lg_str name = call->attrs[i].name;
        bool known = find_attr(f->defaults, f->n_defaults, name) != NULL;
        for (uint32_t k = 0; k < f->n_attr_names && !known; k++)
            known = lg_str_eq(f->attr_names[k], name);
        if (!known)
            return lg_fail(err, LG_E_MODEL, "the function has no attribute '%s'", LG_SHOW(name));
    }
    return LG_OK;
}

/* "name_17/" */
static lg_status unique_prefix(lg_pass *pass, lg_str name, lg_str *out, lg_error *err) {
    char text[96];
    int n = snprintf(text, sizeof text, "%.*s_%u/", (int)(name.len < 60 ? name.len : 60),
                     name.len ? name.ptr : "", ++pass->module->serial);
    return lg_arena_str(pass->module->arena, text, (size_t)n, out, err);
}

/* Outputs of the call that the body does not produce by a node of its own become Identity. */
static lg_status connect_outputs(lg_pass *pass, lg_graph *g, const lg_graph *body,
                                 const lg_node *call, const lg_id *map, lg_error *err) {
    for (uint32_t i = 0; i < call->n_out; i++) {
        lg_id from = map[body->outputs[i]], to = call->out[i], id;
        if (to == LG_NO_ID || from == to)
            continue;
        if (from == LG_OMITTED)
            return lg_fail(err, LG_E_MODEL, "output %u of the function is an omitted input", i);
        LG_TRY(lg_graph_add_node(g, LG_STR(""), LG_STR("Identity"), &from, 1, &to, 1, &id, err));
        int64_t version = lg_module_opset(pass->module, LG_STR(""));
        g->nodes[id].opset = version > 0 && version < INT32_MAX ? (int32_t)version : 1;
    }
    return LG_OK;
}

static lg_status splice_call(inliner *in, lg_graph *g, lg_id id, const lg_function *f, lg_id *map,
                             lg_error *err) {
    const lg_graph *body = f->body;
    lg_node call = g->nodes[id];
    lg_str prefix;
    LG_TRY(unique_prefix(in->pass, call.name.len ? call.name : call.op, &prefix, err));
    memset(map, 0xFF, (size_t)body->n_values * sizeof *map);
    for (uint32_t i = 0; i < body->n_inputs; i++)
        map[body->inputs[i]] = i < call.n_in && call.in[i] != LG_NO_ID ? call.in[i] : LG_OMITTED;
    lg_graph_kill_node(g, id);
    for (uint32_t i = 0; i < call.n_out; i++) {
        const lg_value *v = &body->values[body->outputs[i]];
        if (call.out[i] != LG_NO_ID && v->producer != LG_NO_ID && map[body->outputs[i]] == LG_NO_ID)
            map[body->outputs[i]] = call.out[i];
    }
    lg_id first = g->n_nodes;
    LG_TRY(lg_graph_splice(g, body, map, prefix, err));
    LG_TRY(settle(in, g, first, &call, f, err));
    return connect_outputs(in->pass, g, body, &call, map, err);
}

static lg_status expand_call(inliner *in, lg_graph *g, lg_id id, const lg_function *f,
                             lg_error *err) {
    const lg_allocator *a = &in->pass->module->arena->allocator;
    size_t size = (size_t)f->body->n_values * sizeof(lg_id);
    void *map = NULL;
    LG_TRY(lg_alloc_raw(a, size, &map, err));
    lg_status st = splice_call(in, g, id, f, map, err);
    lg_free(a, map, size);
    in->pass->changed = true;
    return st;
}

/* ---- unsupported operators ------------------------------------------------------------------- */

static lg_status note_missing(inliner *in, lg_graph *g, lg_id id, lg_error *err) {
    const lg_node *node = &g->nodes[id];
    lg_arena *scratch = in->pass->scratch;
    void *p = NULL;
    size_t n = node->domain.len + node->op.len + 1;
    LG_TRY(lg_arena_alloc(scratch, n, &p, err));
    if (node->domain.len)
        memcpy(p, node->domain.ptr, node->domain.len);
    if (node->op.len)
        memcpy((char *)p + node->domain.len + 1, node->op.ptr, node->op.len);
    uint32_t at = lg_map_get(&in->missing_index, (lg_str){p, n});
    if (at != LG_MAP_NONE) {
        in->missing[at].uses++;
        return LG_OK;
    }
    LG_TRY(LG_GROW(scratch, in->missing, in->n_missing, in->cap_missing, err));
    LG_TRY(lg_map_put(&in->missing_index, scratch, (lg_str){p, n}, in->n_missing, err));
    in->missing[in->n_missing++] = (missing){.domain = node->domain,
                                             .op = node->op,
                                             .version = lg_pass_version(in->pass, node),
                                             .uses = 1,
                                             .graph = g,
                                             .node = id};
    return LG_OK;
}

static lg_status report_missing(inliner *in, lg_error *err) {
    const lg_registry *r = in->pass->env->registry;
    if (in->n_missing == 0)
        return LG_OK;
    const missing *one = &in->missing[0];
    if (in->n_missing == 1) {
        const lg_op_desc *desc = NULL;
        lg_node *node = &one->graph->nodes[one->node];
        lg_status st = lg_registry_resolve(r, node, one->version, &desc, err);
        node->opset = one->version < INT32_MAX ? (int32_t)one->version : 0; /* for the message */
        return lg_node_wrap(one->graph, one->node, st, err);
    }
    char text[360] = {0};
    for (uint32_t i = 0; i < in->n_missing; i++) {
        const missing *m = &in->missing[i];
        size_t n = strlen(text);
        (void)snprintf(text + n, sizeof text - n, "%s%s%s%s v%lld (%u)", i ? ", " : "",
                       LG_SHOW(m->domain), m->domain.len ? "::" : "", LG_SHOW(m->op),
                       (long long)m->version, m->uses);
    }
    (void)lg_fail(err, LG_E_UNSUPPORTED, "%u unsupported operators (number of nodes): %s",
                  in->n_missing, text);
    for (uint32_t i = 0; i < in->n_missing; i++) {
        const lg_op_desc *near[1];
        const missing *m = &in->missing[i];
        if (lg_registry_near(r, m->domain, m->op, near, 1))
            lg_hint(err, "near %s: %s%s%s", LG_SHOW(m->op), near[0]->domain,
                    near[0]->domain[0] ? "::" : "", near[0]->name);
    }
    return LG_E_UNSUPPORTED;
}

/* ---- the loop -------------------------------------------------------------------------------- */

static lg_status process_node(inliner *in, lg_graph *g, lg_id id, lg_error *err) {
    const lg_node *node = &g->nodes[id];
    lg_pass *pass = in->pass;
    LG_TRY(lg_pass_poll(pass, err));
    if ((node->flags & LG_NODE_DEAD) || node->desc)
        return LG_OK;
    lg_status st = lg_canon_node(pass, g, id, err);
    if (st == LG_OK && !(g->nodes[id].flags & LG_NODE_DEAD)) {
        uint32_t f = lg_functions_find(&in->functions, &g->nodes[id]);
        bool bodies = (pass->env->flags & LG_COMPILE_BODIES) != 0;
        if (f != LG_MAP_NONE && (bodies || !has_kernel(in, &g->nodes[id]))) {
            st = check_call(&g->nodes[id], &pass->module->functions[f], err);
            if (st == LG_OK)
                st = expand_call(in, g, id, &pass->module->functions[f], err);
        } else {
            int64_t version = lg_pass_version(pass, &g->nodes[id]);
            if (f != LG_MAP_NONE && version == 0)
                version = INT32_MAX; /* a function's domain need not be imported */
            st = lg_node_bind(pass->env->registry, g, &g->nodes[id], version, pass->module->arena,
                              err);
            if (st == LG_E_UNSUPPORTED)
                return note_missing(in, g, id, err);
        }
    }
    return st == LG_OK ? LG_OK : lg_node_wrap(g, id, st, err);
}

/* Nodes from `first` on, then everything below them. */
static lg_status process(inliner *in, lg_graph *root, lg_id first, lg_error *err) {
    lg_arena *scratch = in->pass->scratch;
    lg_graph **list = NULL;
    uint32_t n = 0, cap = 0;
    LG_TRY(LG_GROW(scratch, list, n, cap, err));
    list[n++] = root;
    for (uint32_t i = 0; i < n; i++) {
        lg_graph *g = list[i];
        lg_id start = i == 0 ? first : 0;
        for (lg_id k = start; k < g->n_nodes; k++)
            LG_TRY(process_node(in, g, k, err));
        for (lg_id k = start; k < g->n_nodes; k++) {
            const lg_node *node = &g->nodes[k];
            for (uint32_t s = 0; s < node->n_graphs && !(node->flags & LG_NODE_DEAD); s++) {
                LG_TRY(LG_GROW(scratch, list, n, cap, err));
                list[n++] = node->graphs[s];
            }
        }
        /* Own bodies come one by one into a large graph: their caller sorts once. */
        if (i > 0 || !in->own_text)
            LG_TRY(lg_graph_sort(g, err));
    }
    return report_missing(in, err);
}

lg_status lg_pass_bind(lg_pass *pass, lg_graph *graph, lg_id first, lg_error *err) {
    inliner in = {.pass = pass};
    LG_TRY(lg_functions_init(&in.functions, pass->module, pass->env->limits.max_depth,
                             pass->scratch, err));
    return process(&in, graph, first, err);
}

lg_status lg_pass_inline_body(lg_pass *pass, lg_graph *graph, lg_id node, const lg_function *f,
                              lg_error *err) {
    inliner in = {.pass = pass, .own_text = true, .functions = {.module = pass->module}};
    lg_id first = graph->n_nodes;
    LG_TRY(expand_call(&in, graph, node, f, err));
    return process(&in, graph, first, err);
}

lg_status lg_pass_add_body(lg_pass *pass, lg_graph *graph, const lg_function *f,
                           const lg_node *attrs, lg_id *map, lg_error *err) {
    inliner in = {.pass = pass, .own_text = true, .functions = {.module = pass->module}};
    lg_id first = graph->n_nodes;
    lg_str prefix;
    LG_TRY(unique_prefix(pass, f->name, &prefix, err));
    LG_TRY(lg_graph_splice(graph, f->body, map, prefix, err));
    LG_TRY(settle(&in, graph, first, attrs, f, err));
    return process(&in, graph, first, err);
}

lg_status lg_pass_inline(lg_pass *pass, lg_error *err) {
    inliner in = {.pass = pass};
    uint64_t nodes = 0, most = pass->env->limits.max_nodes;
    LG_TRY(lg_functions_init(&in.functions, pass->module, pass->env->limits.max_depth,
                             pass->scratch, err));
    LG_TRY(lg_functions_count(&in.functions, pass->graph, pass->scratch, &nodes, err));
    if (nodes > most)
        return lg_fail(err, LG_E_LIMIT, "%llu nodes after inlining, max_nodes is %llu",
                       (unsigned long long)nodes, (unsigned long long)most);
    for (uint32_t i = 0; i < pass->module->n_functions; i++) {
        const lg_function *f = &pass->module->functions[i];
        const lg_op_desc *d =
            lg_registry_lookup(pass->env->registry, f->domain, f->name, INT64_MAX);
        if (d && d->run)
            lg_pass_warn(pass,
                         "function %s::%s has the identity of an operator with a kernel: the "
                         "kernel is used",
                         LG_SHOW(f->domain), LG_SHOW(f->name));
    }
    return process(&in, pass->graph, 0, err);
}
