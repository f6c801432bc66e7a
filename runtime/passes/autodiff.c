/* SPDX-License-Identifier: Apache-2.0 */
/* Reverse-mode differentiation of a graph from the rules of its operators.
 *
 * Three sweeps over the sorted graph. Forwards: which values depend on what is asked for, along
 * inputs that gradients flow through. Backwards: which of those reach y. Backwards again: every
 * node that is left gets the gradient that its rule describes, and what several readers of a value
 * contribute is added up. An operator without rule that has a decomposition is replaced by it
 * first, and the sweeps start anew: that is how gradients of gradients come about. */
#include "runtime/passes/pass.h"

#include <math.h>
#include <stdio.h>

enum { is_cut = 1, depends = 2, live = 4, behind = 8 };

typedef struct tape {
    lg_pass *pass;
    lg_graph *g;
    lg_id y;
    uint8_t *flags;               /* of the values that there were before anything was emitted */
    lg_id *grad, *shape, *reader; /* of the same; reader: the live node that reads it */
    lg_id *nodes;                 /* live ones in order */
    uint32_t n_values, n_nodes;
} tape;

static bool is_real(int32_t dtype) {
    return dtype == LG_FLOAT || dtype == LG_DOUBLE || dtype == LG_FLOAT16 || dtype == LG_BFLOAT16;
}

static const lg_arg_desc *arg_of(const lg_arg_desc *args, uint32_t n, uint32_t i) {
    if (i < n)
        return &args[i];
    return n && (args[n - 1].flags & LG_ARG_VARIADIC) ? &args[n - 1] : NULL;
}

/* True when a gradient is wanted of input i. */
static bool wants(const tape *t, const lg_node *n, uint32_t i) {
    if (i >= n->n_in || n->in[i] == LG_NO_ID || !(t->flags[n->in[i]] & depends))
        return false;
    const lg_arg_desc *a = arg_of(n->desc->inputs, n->desc->n_inputs, i);
    return a && !(a->flags & LG_ARG_NONDIFF);
}

static bool captures_wanted(const tape *t, const lg_node *n) {
    for (uint32_t s = 0; s < n->n_graphs; s++)
        for (uint32_t k = 0; k < n->graphs[s]->n_captures; k++)
            if (t->flags[n->graphs[s]->captures[k].outer] & depends)
                return true;
    return false;
}

/* ---- which nodes ----------------------------------------------------------------------------- */

/* What lies behind y at all: only there a value of the enclosing graph matters. */
static lg_status check_captures(tape *t, const lg_id *cut, uint32_t n_wrt, lg_error *err) {
    const lg_graph *g = t->g;
    bool any = false;
    for (uint32_t i = 0; i < n_wrt; i++)
        any = any || (g->values[cut[i]].flags & LG_VALUE_CAPTURE);
    if (!any)
        return LG_OK;
    t->flags[t->y] |= behind;
    for (uint32_t i = g->n_order; i-- > 0;) {
        const lg_node *n = &g->nodes[g->order[i]];
        bool seen = false;
        for (uint32_t k = 0; k < n->n_out; k++)
            seen = seen || (n->out[k] != LG_NO_ID && (t->flags[n->out[k]] & behind) &&
                            !(t->flags[n->out[k]] & is_cut));
        for (uint32_t k = 0; k < n->n_in && seen; k++)
            if (n->in[k] != LG_NO_ID)
                t->flags[n->in[k]] |= behind;
    }
    for (lg_id v = 0; v < t->n_values; v++) {
        if ((t->flags[v] & (behind | is_cut)) != behind || !(g->values[v].flags & LG_VALUE_CAPTURE))
            continue;
        const lg_graph *owner = g;
        lg_id id = v;
        while ((owner->values[id].flags & LG_VALUE_CAPTURE) && owner->parent) {
            id = owner->values[id].outer;
            owner = owner->parent;
        }
        if (owner->values[id].producer != LG_NO_ID)
            return lg_fail(err, LG_E_NO_GRADIENT,
                           "value '%s' is computed outside of the subgraph that is differentiated "
                           "with respect to values from outside",
                           LG_SHOW(owner->values[id].name));
    }
    return LG_OK;
}

static void sweep_forward(tape *t) {
    const lg_graph *g = t->g;
    for (uint32_t i = 0; i < g->n_order; i++) {
        const lg_node *n = &g->nodes[g->order[i]];
        bool any = captures_wanted(t, n);
        for (uint32_t k = 0; k < n->n_in && !any; k++)
            any = wants(t, n, k);
        for (uint32_t k = 0; k < n->n_out && any; k++)
            if (n->out[k] != LG_NO_ID && !(t->flags[n->out[k]] & is_cut) &&
                is_real(g->values[n->out[k]].dtype))
                t->flags[n->out[k]] |= depends;
    }
}

static void sweep_backward(tape *t) {
    const lg_graph *g = t->g;
    if (t->flags[t->y] & depends)
        t->flags[t->y] |= live;
    for (uint32_t i = g->n_order; i-- > 0;) {
        lg_id id = g->order[i];
        const lg_node *n = &g->nodes[id];
        bool any = false;
        for (uint32_t k = 0; k < n->n_out; k++)
            any = any || (n->out[k] != LG_NO_ID && (t->flags[n->out[k]] & (live | is_cut)) == live);
        if (!any)
            continue;
        t->nodes[t->n_nodes++] = id;
        for (uint32_t k = 0; k < n->n_in; k++) {
            if (!wants(t, n, k) || (t->flags[n->in[k]] & live))
                continue;
            t->flags[n->in[k]] |= live;
            t->reader[n->in[k]] = id;
        }
    }
}

/* n values of LG_NO_ID. */
static lg_status no_ids(lg_arena *arena, uint32_t n, lg_id **out, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, n, sizeof(lg_id), &p, err));
    memset(p, 0xFF, (size_t)n * sizeof(lg_id));
    *out = p;
    return LG_OK;
}

static lg_status sweep(tape *t, const lg_id *cut, uint32_t n_cut, uint32_t n_wrt, lg_error *err) {
    lg_arena *scratch = t->pass->scratch;
    const lg_graph *g = t->g;
    void *p = NULL;
    t->n_values = g->n_values;
    t->n_nodes = 0;
    LG_TRY(lg_arena_alloc(scratch, g->n_values, &p, err));
    t->flags = p;
    LG_TRY(no_ids(scratch, g->n_values, &t->grad, err));
    LG_TRY(no_ids(scratch, g->n_values, &t->shape, err));
    LG_TRY(no_ids(scratch, g->n_values, &t->reader, err));
    LG_TRY(no_ids(scratch, g->n_order, &t->nodes, err));
    for (uint32_t i = 0; i < n_cut; i++)
        t->flags[cut[i]] |= is_cut;
    for (uint32_t i = 0; i < n_wrt; i++)
        t->flags[cut[i]] |= depends;
    LG_TRY(check_captures(t, cut, n_wrt, err));
    sweep_forward(t);
    sweep_backward(t);
    return LG_OK;
}

/* ---- operators without rule ------------------------------------------------------------------ */

static bool has_body(const lg_node *n) {
    return n->desc->body || n->desc->body_build;
}

static bool has_rule(const lg_node *n) {
    return n->desc->grad != NULL;
}

/* "loss <- ReduceSum <- Foo": from y down to the node. */
static void path_text(const tape *t, lg_id node, char *text, size_t size) {
    enum { most = 12 };
    const lg_graph *g = t->g;
    lg_id path[most];
    uint32_t n = 0;
    lg_id id = node;
    while (id != LG_NO_ID && n < most) {
        const lg_node *x = &g->nodes[id];
        path[n++] = id;
        id = LG_NO_ID;
        for (uint32_t k = 0; k < x->n_out && id == LG_NO_ID; k++)
            if (x->out[k] != LG_NO_ID && (t->flags[x->out[k]] & live))
                id = t->reader[x->out[k]];
    }
    lg_str name = lg_value_name(g, t->y);
    int len =
        snprintf(text, size, "%s%s", name.len ? LG_SHOW(name) : "y", id == LG_NO_ID ? "" : " <- …");
    for (size_t at = len > 0 ? (size_t)len : 0; n-- > 0 && at < size; at = strlen(text))
        (void)snprintf(text + at, size - at, " <- %s", LG_SHOW(g->nodes[path[n]].op));
}

static lg_status report(const tape *t, lg_error *err) {
    const lg_graph *g = t->g;
    char list[240] = {0};
    uint32_t n = 0;
    lg_id first = LG_NO_ID;
    for (uint32_t i = t->n_nodes; i-- > 0;) {
        const lg_node *x = &g->nodes[t->nodes[i]];
        if (!captures_wanted(t, x) && (has_rule(x) || has_body(x)))
            continue;
        size_t at = strlen(list);
        if (n++ == 0)
            first = t->nodes[i];
        if (at < sizeof list)
            (void)snprintf(list + at, sizeof list - at, "%s%s%s%s v%d%s", at ? ", " : "",
                           LG_SHOW(x->domain), x->domain.len ? "::" : "", LG_SHOW(x->op),
                           (int)x->opset,
                           captures_wanted(t, x) ? " (through values its subgraphs read)" : "");
    }
    if (n == 0)
        return LG_OK;
    (void)lg_fail(err, LG_E_NO_GRADIENT, "no gradient for %s", list);
    for (uint32_t i = t->n_nodes; i-- > 0;) {
        const lg_node *x = &g->nodes[t->nodes[i]];
        char path[200];
        if (!captures_wanted(t, x) && (has_rule(x) || has_body(x)))
            continue;
        path_text(t, t->nodes[i], path, sizeof path);
        lg_hint(err, "node '%s': %s", LG_SHOW(x->name), path);
    }
    if (err)
        err->node = (int32_t)first;
    return LG_E_NO_GRADIENT;
}

/* Replaces the live nodes without rule by their decompositions. */
static lg_status expand(tape *t, bool *any, lg_error *err) {
    lg_graph *g = t->g;
    *any = false;
    for (uint32_t i = 0; i < t->n_nodes; i++) {
        if (has_rule(&g->nodes[t->nodes[i]]))
            continue;
        lg_status st = lg_pass_expand_node(t->pass, g, t->nodes[i], err);
        if (st != LG_OK)
            return lg_node_wrap(g, t->nodes[i], st, err);
        *any = true;
    }
    if (!*any)
        return LG_OK;
    if (g->n_nodes > t->pass->env->limits.max_nodes)
        return lg_fail(err, LG_E_LIMIT, "more nodes with gradients than max_nodes, %llu",
                       (unsigned long long)t->pass->env->limits.max_nodes);
    LG_TRY(lg_graph_sort(g, err));
    return lg_infer_graph(t->pass, t->pass->graph, err);
}

/* ---- emitting -------------------------------------------------------------------------------- */

static int64_t version_of(const tape *t, lg_str domain, lg_str op) {
    const lg_registry *r = t->pass->env->registry;
    if (domain.len == 0)
        return lg_pass_body_opset(t->pass);
    int64_t version = lg_module_opset(t->pass->module, domain);
    if (version && lg_registry_lookup(r, domain, op, version))
        return version;
    const lg_op_desc *d = lg_registry_lookup(r, domain, op, INT64_MAX);
    return d ? d->since_version : 1;
}

static lg_status emit(tape *t, lg_str domain, lg_str op, const lg_id *in, uint32_t n_in,
                      const lg_id *out, uint32_t n_out, lg_id *node, lg_error *err) {
    LG_TRY(lg_graph_add_node(t->g, domain, op, in, n_in, out, n_out, node, err));
    t->g->nodes[*node].opset = (int32_t)version_of(t, domain, op);
    return LG_OK;
}

static lg_status bind(tape *t, lg_id node, lg_error *err) {
    lg_node *n = &t->g->nodes[node];
    lg_status st =
        lg_node_bind(t->pass->env->registry, t->g, n, n->opset, t->pass->module->arena, err);
    return st == LG_OK ? st : lg_node_wrap(t->g, node, st, err);
}

static lg_status simple(tape *t, const char *op, const lg_id *in, uint32_t n_in, lg_id *out,
                        lg_error *err) {
    lg_id node;
    LG_TRY(lg_graph_add_value(t->g, LG_STR(""), out, err));
    LG_TRY(emit(t, LG_STR(""), lg_str_of(op), in, n_in, out, 1, &node, err));
    return bind(t, node, err);
}

lg_status lg_pass_fill_like(lg_pass *pass, lg_graph *graph, lg_id like, bool one, lg_id *out,
                            lg_error *err) {
    static const char zeros[] = "s = Shape (V)\nf = ConstantOfShape (s)\nF = CastLike (f, V)\n";
    static const char ones[] = "s = Shape (V)\nf = ConstantOfShape <value = float {1}> (s)\n"
                               "F = CastLike (f, V)\n";
    const lg_str names[] = {LG_STR("V"), LG_STR("F")};
    lg_id ids[] = {like, LG_NO_ID};
    const char *text = one ? ones : zeros;
    LG_TRY(lg_pass_add_text(pass, graph, names, ids, 2, NULL, text, strlen(text), err));
    *out = ids[1];
    return LG_OK;
}

static lg_status accumulate(tape *t, lg_id value, lg_id part, lg_error *err) {
    lg_id *sum = &t->grad[value];
    if (*sum == LG_NO_ID) {
        *sum = part;
        return LG_OK;
    }
    const lg_id in[] = {*sum, part};
    return simple(t, "Add", in, 2, sum, err);
}

static lg_status shape_of(tape *t, lg_id value, lg_id *out, lg_error *err) {
    if (t->shape[value] == LG_NO_ID)
        LG_TRY(simple(t, "Shape", &value, 1, &t->shape[value], err));
    *out = t->shape[value];
    return LG_OK;
}

/* Output k of a forward node, which gets it when it does not have it yet. */
static lg_status output_of(tape *t, lg_id node, uint32_t k, lg_id *out, lg_error *err) {
    lg_graph *g = t->g;
    lg_node *n = &g->nodes[node];
    *out = LG_NO_ID;
    if (k < n->n_out && n->out[k] != LG_NO_ID) {
        *out = n->out[k];
        return LG_OK;
    }
    if (!arg_of(n->desc->outputs, n->desc->n_outputs, k))
        return LG_OK;
    uint32_t count = k < n->n_out ? n->n_out : k + 1;
    lg_id *list = NULL;
    LG_TRY(no_ids(g->module->arena, count, &list, err));
    if (n->n_out)
        memcpy(list, n->out, n->n_out * sizeof *list);
    LG_TRY(lg_graph_add_value(g, LG_STR(""), out, err));
    list[k] = *out;
    n->out = list;
    n->n_out = count;
    g->values[*out].producer = node;
    g->values[*out].output = k;
    return LG_OK;
}

static lg_id grad_of(const tape *t, const lg_node *n, uint32_t k) {
    return k < n->n_out && n->out[k] != LG_NO_ID && n->out[k] < t->n_values ? t->grad[n->out[k]]
                                                                            : LG_NO_ID;
}

/* Gradient of output k; `must`: zeros when there is none. */
static lg_status incoming(tape *t, lg_id node, uint32_t k, bool must, lg_id *out, lg_error *err) {
    lg_id like;
    *out = grad_of(t, &t->g->nodes[node], k);
    if (*out != LG_NO_ID || !must)
        return LG_OK;
    LG_TRY(output_of(t, node, k, &like, err));
    return like == LG_NO_ID ? LG_OK : lg_pass_fill_like(t->pass, t->g, like, false, out, err);
}

/* ---- rules that name an operator ------------------------------------------------------------- */

static const lg_attr_desc *find_attr(const lg_op_desc *d, const char *name) {
    for (uint32_t i = 0; i < d->n_attrs; i++)
        if (strcmp(d->attrs[i].name, name) == 0)
            return &d->attrs[i];
    return NULL;
}

/* The default of the forward operator, where the emitted one has another. */
static bool other_default(const lg_attr_desc *from, const lg_attr_desc *to, lg_attr *a) {
    bool must = (to->flags & LG_ATTR_REQUIRED) != 0;
    if (from->flags & LG_ATTR_REQUIRED)
        return false;
    switch (from->kind) {
    case LG_ATTR_REAL:
        a->type = LG_AT_FLOAT;
        a->f = (float)from->fallback;
        return !isnan(from->fallback) &&
               (must || isnan(to->fallback) || to->fallback < from->fallback ||
                to->fallback > from->fallback);
    case LG_ATTR_INT:
    case LG_ATTR_BOOL:
        a->type = LG_AT_INT;
        a->i = from->fallback_int;
        return from->fallback_int != LG_INT_ABSENT &&
               (must || to->fallback_int != from->fallback_int);
    case LG_ATTR_CHOICE:
        if (from->fallback_int < 0 || to->kind != LG_ATTR_CHOICE)
            return false;
        a->type = LG_AT_STRING;
        a->s = lg_str_of(from->choices[from->fallback_int]);
        return must || to->fallback_int < 0 ||
               strcmp(from->choices[from->fallback_int], to->choices[to->fallback_int]) != 0;
    default:
        return false;
    }
}

static lg_status copy_attrs(tape *t, lg_id from, const lg_op_desc *to, lg_id node, lg_error *err) {
    for (uint32_t i = 0; i < to->n_attrs; i++) {
        const lg_node *n = &t->g->nodes[from];
        const lg_attr_desc *f = find_attr(n->desc, to->attrs[i].name);
        if (!f || f->kind == LG_ATTR_GRAPH)
            continue;
        const lg_attr *given = lg_node_attr(n, f->name);
        lg_attr a = {.name = lg_str_of(f->name)};
        if (given)
            a = *given;
        else if (!other_default(f, &to->attrs[i], &a))
            continue;
        LG_TRY(lg_node_add_attr(t->g, node, &a, err));
    }
    return LG_OK;
}

static lg_status read_ref(tape *t, lg_id node, lg_ref ref, bool optional, lg_id *out,
                          lg_error *err) {
    const lg_node *n = &t->g->nodes[node];
    lg_id x = ref.index < n->n_in ? n->in[ref.index] : LG_NO_ID;
    *out = LG_NO_ID;
    switch (ref.kind) {
    case LG_REF_X:
        *out = x;
        return LG_OK;
    case LG_REF_XSHAPE:
        return x == LG_NO_ID ? LG_OK : shape_of(t, x, out, err);
    case LG_REF_Y:
        return output_of(t, node, ref.index, out, err);
    case LG_REF_DY:
        return incoming(t, node, ref.index, !optional, out, err);
    default:
        return LG_OK;
    }
}

/* How often the last entry of a list stands: once, or for every argument from `index` on. */
static uint32_t with_tail(uint32_t n, uint32_t flags, uint32_t index, uint32_t args) {
    bool repeats = n && (flags & LG_GRAD_VARIADIC_TAIL) && args > index;
    return repeats ? n - 1 + args - index : n;
}

static lg_status back_op(tape *t, lg_id node, lg_error *err) {
    lg_arena *scratch = t->pass->scratch;
    const lg_node forward = t->g->nodes[node];
    const lg_grad_rule *r = forward.desc->grad;
    lg_str domain = lg_str_of(r->domain), op = lg_str_of(r->op);
    const lg_op_desc *d =
        lg_registry_lookup(t->pass->env->registry, domain, op, version_of(t, domain, op));
    if (!d)
        return lg_fail(err, LG_E_NO_GRADIENT, "its gradient operator %s%s%s is not registered",
                       r->domain, r->domain[0] ? "::" : "", r->op);
    lg_id *in, *out, id;
    lg_ref last = r->n_in ? r->in[r->n_in - 1] : (lg_ref){0};
    bool of_outputs = last.kind == LG_REF_Y || last.kind == LG_REF_DY;
    uint32_t n_in =
        with_tail(r->n_in, r->flags, last.index, of_outputs ? forward.n_out : forward.n_in);
    uint32_t n_out =
        with_tail(r->n_out, r->flags, r->n_out ? r->out[r->n_out - 1] : 0, forward.n_in);
    LG_TRY(no_ids(scratch, n_in, &in, err));
    LG_TRY(no_ids(scratch, n_out, &out, err));
    for (uint32_t i = 0; i < n_in; i++) {
        lg_ref ref = i < r->n_in ? r->in[i] : last;
        const lg_arg_desc *a = arg_of(d->inputs, d->n_inputs, i);
        if (i >= r->n_in)
            ref.index = (uint16_t)(last.index + (i - (r->n_in - 1)));
        LG_TRY(read_ref(t, node, ref, a && (a->flags & LG_ARG_OPTIONAL), &in[i], err));
    }
    while (n_in && in[n_in - 1] == LG_NO_ID)
        n_in--;
    uint32_t n_given = 0;
    for (uint32_t i = 0; i < n_out; i++) {
        uint32_t to = i < r->n_out ? r->out[i] : r->out[r->n_out - 1] + (i - (r->n_out - 1));
        if (!wants(t, &forward, to))
            continue;
        LG_TRY(lg_graph_add_value(t->g, LG_STR(""), &out[i], err));
        n_given = i + 1;
    }
    if (n_given == 0)
        return LG_OK;
    LG_TRY(emit(t, domain, op, in, n_in, out, n_given, &id, err));
    LG_TRY(copy_attrs(t, node, d, id, err));
    LG_TRY(bind(t, id, err));
    for (uint32_t i = 0; i < n_given; i++) {
        uint32_t to = i < r->n_out ? r->out[i] : r->out[r->n_out - 1] + (i - (r->n_out - 1));
        if (out[i] != LG_NO_ID)
            LG_TRY(accumulate(t, forward.in[to], out[i], err));
    }
    return LG_OK;
}

/* ---- rules that are text --------------------------------------------------------------------- */

static bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool mentions(const char *text, lg_str name) {
    for (const char *p = strstr(text, name.ptr); p; p = strstr(p + 1, name.ptr))
        if ((p == text || !is_name_char(p[-1])) && !is_name_char(p[name.len]))
            return true;
    return false;
}

typedef struct names {
    lg_str *name;
    lg_id *id;
    uint32_t n;
} names;

static lg_status add_name(tape *t, names *list, const char *prefix, uint32_t k, lg_error *err) {
    char text[16];
    int n = snprintf(text, sizeof text, "%s%u", prefix, k);
    LG_TRY(lg_arena_str(t->pass->scratch, text, (size_t)n, &list->name[list->n++], err));
    return LG_OK;
}

static lg_status back_text(tape *t, lg_id node, lg_error *err) {
    lg_arena *scratch = t->pass->scratch;
    const lg_node forward = t->g->nodes[node];
    const char *text = forward.desc->grad->body;
    uint32_t n_in = forward.n_in > forward.desc->n_inputs ? forward.n_in : forward.desc->n_inputs;
    uint32_t n_out =
        forward.n_out > forward.desc->n_outputs ? forward.n_out : forward.desc->n_outputs;
    size_t all = 2 * ((size_t)n_in + n_out);
    names list = {0};
    void *p = NULL;
    LG_TRY(lg_arena_array(scratch, all, sizeof(lg_str), &p, err));
    list.name = p;
    LG_TRY(lg_arena_array(scratch, all, sizeof(lg_id), &p, err));
    list.id = p;
    for (uint32_t k = 0; k < n_in; k++) {
        lg_id x = k < forward.n_in ? forward.in[k] : LG_NO_ID;
        list.id[list.n] = x == LG_NO_ID ? LG_OMITTED : x;
        LG_TRY(add_name(t, &list, "X", k, err));
    }
    for (uint32_t k = 0; k < n_out; k++) {
        for (int dy = 0; dy < 2; dy++) {
            lg_id id = LG_NO_ID;
            uint32_t at = list.n;
            LG_TRY(add_name(t, &list, dy ? "DY" : "Y", k, err));
            if (mentions(text, list.name[at]))
                LG_TRY(dy ? incoming(t, node, k, true, &id, err) : output_of(t, node, k, &id, err));
            list.id[at] = id == LG_NO_ID ? LG_OMITTED : id;
        }
    }
    uint32_t first = list.n;
    for (uint32_t k = 0; k < n_in; k++) {
        list.id[list.n] = LG_NO_ID;
        LG_TRY(add_name(t, &list, "DX", k, err));
    }
    const lg_node attrs = t->g->nodes[node];
    LG_TRY(lg_pass_add_text(t->pass, t->g, list.name, list.id, list.n, &attrs, text, strlen(text),
                            err));
    for (uint32_t k = 0; k < n_in; k++)
        if (wants(t, &forward, k) && list.id[first + k] != LG_NO_ID)
            LG_TRY(accumulate(t, forward.in[k], list.id[first + k], err));
    return LG_OK;
}

/* ---- the walk -------------------------------------------------------------------------------- */

static lg_status back_node(tape *t, lg_id node, lg_error *err) {
    const lg_node *n = &t->g->nodes[node];
    bool any = false;
    LG_TRY(lg_pass_poll(t->pass, err));
    for (uint32_t k = 0; k < n->n_out && !any; k++)
        any = grad_of(t, n, k) != LG_NO_ID && !(t->flags[n->out[k]] & is_cut);
    if (!any)
        return LG_OK;
    lg_status st = n->desc->grad->op ? back_op(t, node, err) : back_text(t, node, err);
    if (st == LG_OK || (err && err->node >= 0))
        return st;
    st = lg_wrap(err, st, "gradient");
    return lg_node_wrap(t->g, node, st, err);
}

lg_status lg_pass_gradient(lg_pass *pass, lg_graph *graph, lg_id y, const lg_id *cut,
                           uint32_t n_cut, uint32_t n_wrt, lg_id *out, lg_error *err) {
    tape t = {.pass = pass, .g = graph, .y = y};
    bool again = true;
    for (uint32_t round = 0; again; round++) {
        if (round > pass->env->limits.max_depth)
            return lg_fail(err, LG_E_LIMIT, "decompositions nest deeper than max_depth, %u",
                           pass->env->limits.max_depth);
        LG_TRY(sweep(&t, cut, n_cut, n_wrt, err));
        LG_TRY(report(&t, err));
        LG_TRY(expand(&t, &again, err));
    }
    if (t.flags[y] & live)
        LG_TRY(lg_pass_fill_like(pass, graph, y, true, &t.grad[y], err));
    for (uint32_t i = 0; i < t.n_nodes; i++) /* the last one comes first */
        LG_TRY(back_node(&t, t.nodes[i], err));
    for (uint32_t i = 0; i < n_wrt; i++)
        out[i] = t.grad[cut[i]];
    return LG_OK;
}
