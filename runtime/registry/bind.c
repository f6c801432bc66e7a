/* SPDX-License-Identifier: Apache-2.0 */
/* Binding a node to its operator: descriptor, arity, attributes, order of subgraphs. */
#include "runtime/registry/registry.h"

#include <stdio.h>

static void hint_near(const lg_registry *r, lg_str domain, lg_str op, lg_error *err) {
    enum { n_near = 3, n_domains = 16 };
    const lg_op_desc *near[n_near];
    const char *domains[n_domains];
    char list[240] = {0};
    uint32_t n = lg_registry_near(r, domain, op, near, n_near);
    for (uint32_t i = 0; i < n; i++) {
        size_t at = strlen(list);
        (void)snprintf(list + at, sizeof list - at, "%s%s%s%s", i ? ", " : "", near[i]->domain,
                       near[i]->domain[0] ? "::" : "", near[i]->name);
    }
    if (n)
        lg_hint(err, "near names: %s", list);
    if (!lg_registry_has_domain(r, domain)) {
        list[0] = '\0';
        n = lg_registry_domains(r, domains, n_domains);
        for (uint32_t i = 0; i < n; i++) {
            size_t at = strlen(list);
            (void)snprintf(list + at, sizeof list - at, "%s%s", i ? ", " : "",
                           domains[i][0] ? domains[i] : "ai.onnx");
        }
        lg_hint(err, "registered domains: %s", n ? list : "none");
    }
}

lg_status lg_registry_resolve(const lg_registry *registry, const lg_node *node, int64_t version,
                              const lg_op_desc **out, lg_error *err) {
    const char *separator = node->domain.len ? "::" : "";
    const lg_op_desc *d = lg_registry_lookup(registry, node->domain, node->op, version);
    if (d && (d->flags & LG_OP_DEPRECATED) && !d->run)
        return lg_fail(err, LG_E_MODEL,
                       "operator %s%s%s was removed in version %d, the model uses "
                       "version %lld",
                       d->domain, separator, d->name, (int)d->since_version, (long long)version);
    if (d) {
        *out = d;
        return LG_OK;
    }
    d = lg_registry_lookup(registry, node->domain, node->op, INT64_MAX);
    if (d && version == 0)
        return lg_fail(err, LG_E_MODEL, "domain '%s' is used, but not imported",
                       node->domain.len ? LG_SHOW(node->domain) : "ai.onnx");
    if (d)
        return lg_fail(err, LG_E_UNSUPPORTED,
                       "operator %s%s%s has no implementation of version %lld, only newer ones up "
                       "to version %d",
                       LG_SHOW(node->domain), separator, LG_SHOW(node->op), (long long)version,
                       (int)d->since_version);
    (void)lg_fail(err, LG_E_UNSUPPORTED, "unknown operator %s%s%s", LG_SHOW(node->domain),
                  separator, LG_SHOW(node->op));
    hint_near(registry, node->domain, node->op, err);
    return LG_E_UNSUPPORTED;
}

/* "2", "1 to 3", "at least 1" */
static void range_text(char *text, size_t size, uint32_t least, uint32_t most) {
    if (most == UINT32_MAX)
        (void)snprintf(text, size, "at least %u", least);
    else if (least == most)
        (void)snprintf(text, size, "%u", most);
    else
        (void)snprintf(text, size, "%u to %u", least, most);
}

/* Inputs: omitted ones may only be optional. Outputs: an omitted one is simply not wanted, but the
 * list must not be longer than the signature. */
static lg_status check_args(const lg_arg_desc *args, uint32_t n_args, const lg_id *ids, uint32_t n,
                            bool is_input, lg_error *err) {
    uint32_t least = 0, most = n_args;
    for (uint32_t i = 0; i < n_args; i++) {
        if (!(args[i].flags & LG_ARG_OPTIONAL) && (is_input || i == 0))
            least = i + 1;
        if (args[i].flags & LG_ARG_VARIADIC)
            most = UINT32_MAX;
    }
    const char *what = is_input ? "input" : "output";
    if (n > most || n < least) {
        char range[48];
        range_text(range, sizeof range, least, most);
        return lg_fail(err, LG_E_MODEL, "%u %s%s, expected %s", n, what, n == 1 ? "" : "s", range);
    }
    for (uint32_t i = 0; i < n && is_input; i++) {
        const lg_arg_desc *a = &args[i < n_args ? i : n_args - 1];
        if (ids[i] == LG_NO_ID && !(a->flags & LG_ARG_OPTIONAL))
            return lg_fail(err, LG_E_MODEL, "input %u '%s' is omitted, but required", i, a->name);
    }
    return LG_OK;
}

/* node->graphs in the order of the descriptor's table; those it does not know come last. */
static lg_status order_graphs(lg_node *node, const lg_op_desc *desc, lg_arena *arena,
                              lg_error *err) {
    void *p = NULL;
    uint32_t n = 0;
    if (node->n_graphs == 0)
        return LG_OK;
    LG_TRY(lg_arena_array(arena, node->n_graphs, sizeof(lg_graph *), &p, err));
    lg_graph **list = p;
    for (uint32_t k = 0; k < desc->n_attrs; k++) {
        const lg_attr *a =
            desc->attrs[k].kind == LG_ATTR_GRAPH ? lg_node_attr(node, desc->attrs[k].name) : NULL;
        if (a && a->g && n < node->n_graphs)
            list[n++] = a->g;
    }
    uint32_t known = n;
    for (uint32_t i = 0; i < node->n_attrs; i++) {
        const lg_attr *a = &node->attrs[i];
        uint32_t m = a->type == LG_AT_GRAPHS ? a->n : a->type == LG_AT_GRAPH && a->g;
        for (uint32_t k = 0; k < m; k++) {
            lg_graph *g = a->type == LG_AT_GRAPHS ? a->graphs[k] : a->g;
            uint32_t at = 0;
            while (at < known && list[at] != g)
                at++;
            if (at == known && n < node->n_graphs)
                list[n++] = g;
        }
    }
    if (n != node->n_graphs)
        return lg_fail(err, LG_E_INTERNAL, "%u subgraphs, but %u in attributes", node->n_graphs, n);
    node->graphs = list;
    node->cap_graphs = 0;
    return LG_OK;
}

lg_status lg_node_bind(const lg_registry *registry, lg_graph *graph, lg_node *node, int64_t version,
                       lg_arena *arena, lg_error *err) {
    const lg_op_desc *desc = NULL;
    void *params = NULL;
    (void)graph;
    LG_TRY(lg_registry_resolve(registry, node, version, &desc, err));
    LG_TRY(check_args(desc->inputs, desc->n_inputs, node->in, node->n_in, true, err));
    LG_TRY(check_args(desc->outputs, desc->n_outputs, node->out, node->n_out, false, err));
    LG_TRY(lg_params_parse(desc, node, arena, &params, err));
    LG_TRY(order_graphs(node, desc, arena, err));
    node->desc = desc;
    node->params = params;
    node->opset = (int32_t)(version > INT32_MAX ? INT32_MAX : version);
    return LG_OK;
}
