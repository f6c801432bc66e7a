/* SPDX-License-Identifier: Apache-2.0 */
/* Expands the operator ai.onnx.preview.training::Gradient.
 *
 * It names its function by values of the graph. The names are looked up before any pass may touch
 * them: a pinned node has the ids of those values as further inputs, so that inlining, cloning and
 * replacing keep track of them. The function is what lies between those of xs and zs, which cut the
 * graph, and y. Where the node's inputs are other values than those named, the function is
 * evaluated again by a copy of its nodes. */
#include "runtime/passes/pass.h"

typedef struct gradient_params {
    uint32_t n_x, n_z;
} gradient_params;

/* in: a value for each of xs and zs, what they name, what y names. */
static lg_status gradient_infer(lg_infer *ctx) {
    const gradient_params *p = ctx->params;
    for (uint32_t i = 0; i < ctx->n_out && i < p->n_x; i++) {
        ctx->out[i].dtype = ctx->in[i].dtype;
        ctx->out[i].rank = ctx->in[i].rank;
        if (ctx->in[i].rank > 0)
            memcpy(ctx->out[i].dims, ctx->in[i].dims, (size_t)ctx->in[i].rank * sizeof(int64_t));
    }
    return LG_OK;
}

static const lg_arg_desc any_args[] = {
    {.name = "values", .dtypes = ~(uint64_t)1, .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS}};
/* Of pinned nodes only: nothing of it is left when the pass is done. */
const lg_op_desc lg_gradient_desc = {
    .domain = "ai.onnx.preview.training",
    .name = "Gradient",
    .since_version = 1,
    .doc = "Gradient of the sum of y with respect to xs, by the rules of the operators between "
           "them; onnx.ai/onnx/operators/onnx_aionnxpreviewtraining_Gradient.html",
    .inputs = any_args,
    .n_inputs = 1,
    .outputs = any_args,
    .n_outputs = 1,
    .params_size = sizeof(gradient_params),
    .infer = gradient_infer};

/* ---- names to values ------------------------------------------------------------------------- */

static lg_status named(lg_graph *g, const char *attr, lg_str name, lg_id *out, lg_error *err) {
    LG_TRY(lg_graph_resolve(g, name, out, err));
    if (*out == LG_NO_ID)
        return lg_fail(err, LG_E_MODEL, "%s names '%s', which the graph does not define", attr,
                       LG_SHOW(name));
    return LG_OK;
}

static lg_status read_attrs(const lg_node *node, lg_attr *xs, lg_attr *zs, lg_attr *y,
                            lg_error *err) {
    *zs = (lg_attr){.type = LG_AT_STRINGS};
    *xs = *y = *zs;
    bool has_y = false, has_xs = false;
    for (uint32_t i = 0; i < node->n_attrs; i++) {
        const lg_attr *a = &node->attrs[i];
        bool is_y = lg_str_is(a->name, "y"), is_xs = lg_str_is(a->name, "xs");
        if (!is_y && !is_xs && !lg_str_is(a->name, "zs"))
            return lg_fail(err, LG_E_MODEL, "unknown attribute '%s', there are xs, zs and y",
                           LG_SHOW(a->name));
        if (a->ref.len || a->type != (is_y ? LG_AT_STRING : LG_AT_STRINGS))
            return lg_fail(err, LG_E_MODEL, "attribute '%s' is not a %s", LG_SHOW(a->name),
                           is_y ? "string" : "list of strings");
        *(is_y ? y : is_xs ? xs : zs) = *a;
        has_y = has_y || is_y;
        has_xs = has_xs || is_xs;
    }
    if (!has_y || !has_xs || xs->n == 0)
        return lg_fail(err, LG_E_MODEL, "attributes xs and y are required");
    if (node->n_out > xs->n)
        return lg_fail(err, LG_E_MODEL, "%u outputs, but %u xs", node->n_out, xs->n);
    if (node->n_in != (uint64_t)xs->n + zs->n)
        return lg_fail(err, LG_E_MODEL, "%u inputs, but %u xs and %u zs", node->n_in, xs->n, zs->n);
    for (uint32_t i = 0; i < node->n_in; i++)
        if (node->in[i] == LG_NO_ID)
            return lg_fail(err, LG_E_MODEL, "input %u is omitted, but required", i);
    return LG_OK;
}

static lg_status pin(lg_pass *pass, lg_graph *g, lg_id id, lg_error *err) {
    lg_arena *arena = pass->module->arena;
    lg_attr xs, zs, y;
    void *p = NULL;
    LG_TRY(read_attrs(&g->nodes[id], &xs, &zs, &y, err));
    uint32_t n = xs.n + zs.n;
    LG_TRY(lg_arena_array(arena, 2 * (size_t)n + 1, sizeof(lg_id), &p, err));
    lg_id *in = p;
    memcpy(in, g->nodes[id].in, n * sizeof *in);
    for (uint32_t i = 0; i < n; i++)
        LG_TRY(named(g, i < xs.n ? "xs" : "zs", i < xs.n ? xs.strings[i] : zs.strings[i - xs.n],
                     &in[n + i], err));
    LG_TRY(named(g, "y", y.s, &in[2 * n], err));
    LG_TRY(lg_arena_alloc(arena, sizeof(gradient_params), &p, err));
    *(gradient_params *)p = (gradient_params){xs.n, zs.n};
    lg_node *node = &g->nodes[id];
    node->in = in;
    node->n_in = 2 * n + 1;
    node->params = p;
    node->desc = &lg_gradient_desc;
    node->opset = 1;
    pass->changed = true;
    return LG_OK;
}

static lg_status pin_below(lg_pass *pass, lg_graph *root, lg_error *err) {
    lg_graph **list = NULL;
    uint32_t n = 0;
    LG_TRY(lg_graph_tree(root, pass->scratch, &list, &n, err));
    for (uint32_t i = 0; i < n; i++) {
        bool any = false;
        for (uint32_t k = 0; k < list[i]->n_order; k++) {
            lg_id id = list[i]->order[k];
            const lg_node *node = &list[i]->nodes[id];
            if (node->desc || !lg_str_is(node->op, "Gradient") ||
                !lg_str_is(node->domain, lg_gradient_desc.domain))
                continue;
            lg_status st = pin(pass, list[i], id, err);
            if (st != LG_OK)
                return lg_node_wrap(list[i], id, st, err);
            any = true;
        }
        if (any)
            LG_TRY(lg_graph_sort(list[i], err));
    }
    return LG_OK;
}

lg_status lg_pass_pin_gradients(lg_pass *pass, lg_error *err) {
    LG_TRY(pin_below(pass, pass->graph, err));
    for (uint32_t i = 0; i < pass->module->n_functions; i++)
        LG_TRY(pin_below(pass, pass->module->functions[i].body, err));
    /* A subgraph may have got captures, which its node has to come after. */
    return lg_graph_sort(pass->graph, err);
}

/* ---- the function at other values ------------------------------------------------------------ */

typedef struct substitution {
    lg_pass *pass;
    lg_graph *g;
    lg_id *map;      /* value to its copy */
    uint8_t *needed; /* values behind y */
    uint8_t *cut;
    uint32_t n_values;
} substitution;

static void find_needed(substitution *s, lg_id y) {
    const lg_graph *g = s->g;
    s->needed[y] = 1;
    for (uint32_t i = g->n_order; i-- > 0;) {
        const lg_node *n = &g->nodes[g->order[i]];
        bool any = false;
        for (uint32_t k = 0; k < n->n_out; k++)
            any = any || (n->out[k] != LG_NO_ID && s->needed[n->out[k]] && !s->cut[n->out[k]]);
        if (!any)
            continue;
        for (uint32_t k = 0; k < n->n_in; k++)
            if (n->in[k] != LG_NO_ID)
                s->needed[n->in[k]] = 1;
        for (uint32_t b = 0; b < n->n_graphs; b++)
            for (uint32_t k = 0; k < n->graphs[b]->n_captures; k++)
                s->needed[n->graphs[b]->captures[k].outer] = 1;
    }
}

static bool reads_copy(const substitution *s, const lg_node *n) {
    bool wanted = false, reads = false;
    for (uint32_t k = 0; k < n->n_out; k++)
        wanted = wanted || (n->out[k] != LG_NO_ID && s->needed[n->out[k]] && !s->cut[n->out[k]]);
    for (uint32_t k = 0; k < n->n_in; k++)
        reads = reads || (n->in[k] != LG_NO_ID && s->map[n->in[k]] != LG_NO_ID);
    for (uint32_t b = 0; b < n->n_graphs; b++)
        for (uint32_t k = 0; k < n->graphs[b]->n_captures; k++)
            reads = reads || s->map[n->graphs[b]->captures[k].outer] != LG_NO_ID;
    return wanted && reads;
}

/* Attributes, with copies of the subgraphs that read the copied values. */
static lg_status copy_attr(substitution *s, lg_attr *a, lg_error *err) {
    uint32_t n = a->type == LG_AT_GRAPHS ? a->n : a->type == LG_AT_GRAPH && a->g;
    void *p = NULL;
    if (a->type == LG_AT_GRAPHS) {
        LG_TRY(lg_arena_copy(s->pass->module->arena, a->graphs, n * sizeof *a->graphs, &p, err));
        a->graphs = p;
    }
    for (uint32_t i = 0; i < n; i++) {
        lg_graph **slot = a->type == LG_AT_GRAPHS ? &a->graphs[i] : &a->g;
        LG_TRY(lg_graph_copy(*slot, s->g, slot, err));
        for (uint32_t k = 0; k < (*slot)->n_captures; k++) {
            lg_id to = s->map[(*slot)->captures[k].outer];
            if (to != LG_NO_ID)
                LG_TRY(lg_graph_recapture(*slot, k, to, err));
        }
    }
    return LG_OK;
}

static lg_status copy_node(substitution *s, lg_id id, lg_error *err) {
    lg_graph *g = s->g;
    lg_arena *scratch = s->pass->scratch;
    const lg_node from = g->nodes[id];
    void *in = NULL, *out = NULL;
    lg_id copy;
    LG_TRY(lg_arena_array(scratch, from.n_in, sizeof(lg_id), &in, err));
    LG_TRY(lg_arena_array(scratch, from.n_out, sizeof(lg_id), &out, err));
    for (uint32_t k = 0; k < from.n_in; k++) {
        lg_id v = from.in[k];
        ((lg_id *)in)[k] = v != LG_NO_ID && s->map[v] != LG_NO_ID ? s->map[v] : v;
    }
    for (uint32_t k = 0; k < from.n_out; k++) {
        lg_id *to = &((lg_id *)out)[k];
        *to = LG_NO_ID;
        if (from.out[k] == LG_NO_ID)
            continue;
        LG_TRY(lg_graph_add_value(g, LG_STR(""), to, err));
        if (!s->cut[from.out[k]])
            s->map[from.out[k]] = *to;
    }
    LG_TRY(lg_graph_add_node(g, from.domain, from.op, in, from.n_in, out, from.n_out, &copy, err));
    for (uint32_t i = 0; i < from.n_attrs; i++) {
        lg_attr a = from.attrs[i];
        LG_TRY(copy_attr(s, &a, err));
        LG_TRY(lg_node_add_attr(g, copy, &a, err));
    }
    return lg_node_bind(s->pass->env->registry, g, &g->nodes[copy], from.opset,
                        s->pass->module->arena, err);
}

/* Makes cut[i] the value that stands for named[i], and *y the result that follows from them. */
static lg_status substitute(lg_pass *pass, lg_graph *g, const lg_id *given, const lg_id *names,
                            uint32_t n, lg_id *cut, lg_id *y, lg_error *err) {
    substitution s = {.pass = pass, .g = g};
    void *p = NULL;
    bool same = true;
    for (uint32_t i = 0; i < n; i++)
        same = same && given[i] == names[i];
    memcpy(cut, names, n * sizeof *cut);
    if (same)
        return LG_OK;
    for (uint32_t i = 0; i < n; i++) {
        lg_id node;
        if (given[i] == names[i])
            continue;
        /* A value of its own: the given one may also be used inside of the function. */
        LG_TRY(lg_graph_add_value(g, LG_STR(""), &cut[i], err));
        LG_TRY(lg_graph_add_node(g, LG_STR(""), LG_STR("Identity"), &given[i], 1, &cut[i], 1, &node,
                                 err));
        LG_TRY(lg_node_bind(pass->env->registry, g, &g->nodes[node], lg_pass_body_opset(pass),
                            pass->module->arena, err));
    }
    s.n_values = g->n_values;
    LG_TRY(lg_arena_array(pass->scratch, s.n_values, sizeof(lg_id), &p, err));
    s.map = memset(p, 0xFF, s.n_values * sizeof(lg_id));
    LG_TRY(lg_arena_alloc(pass->scratch, s.n_values, &p, err));
    s.needed = p;
    LG_TRY(lg_arena_alloc(pass->scratch, s.n_values, &p, err));
    s.cut = p;
    for (uint32_t i = 0; i < n; i++) {
        s.cut[names[i]] = 1;
        if (cut[i] != names[i])
            s.map[names[i]] = cut[i];
    }
    find_needed(&s, *y);
    uint32_t n_order = g->n_order;
    for (uint32_t i = 0; i < n_order; i++) {
        lg_id id = g->order[i];
        LG_TRY(lg_pass_poll(pass, err));
        if (!reads_copy(&s, &g->nodes[id]))
            continue;
        lg_status st = copy_node(&s, id, err);
        if (st != LG_OK)
            return lg_node_wrap(g, id, st, err);
    }
    if (s.map[*y] != LG_NO_ID)
        *y = s.map[*y];
    LG_TRY(lg_graph_sort(g, err));
    return lg_infer_graph(pass, pass->graph, err);
}

/* ---- expansion ------------------------------------------------------------------------------- */

static lg_status check_real(const lg_graph *g, lg_id id, const char *attr, lg_error *err) {
    int32_t t = g->values[id].dtype;
    if (t == LG_FLOAT || t == LG_DOUBLE || t == LG_FLOAT16 || t == LG_BFLOAT16)
        return LG_OK;
    return lg_fail(err, LG_E_TYPE, "%s names '%s' of type %s, expected a floating-point tensor",
                   attr, LG_SHOW(lg_value_name(g, id)), lg_dtype_onnx_name(t));
}

static lg_status check(const lg_graph *g, const lg_node *node, lg_error *err) {
    const gradient_params *p = node->params;
    uint32_t n = p->n_x + p->n_z;
    for (uint32_t i = 0; i < 2 * n + 1; i++)
        if (node->in[i] == LG_NO_ID)
            return lg_fail(err, LG_E_MODEL, "%s is an omitted argument of a function",
                           i < n       ? "an input"
                           : i < 2 * n ? "a value of xs or zs"
                                       : "y");
    for (uint32_t i = 0; i < n; i++) {
        lg_id id = node->in[n + i];
        for (uint32_t k = 0; k < i; k++)
            if (node->in[n + k] == id)
                return lg_fail(err, LG_E_MODEL, "'%s' is listed twice in xs and zs",
                               LG_SHOW(lg_value_name(g, id)));
        if (g->values[node->in[i]].dtype != g->values[id].dtype)
            return lg_fail(err, LG_E_TYPE, "input %u has type %s, '%s' that it stands for has %s",
                           i, lg_dtype_onnx_name(g->values[node->in[i]].dtype),
                           LG_SHOW(lg_value_name(g, id)), lg_dtype_onnx_name(g->values[id].dtype));
        if (i < p->n_x)
            LG_TRY(check_real(g, id, "xs", err));
    }
    return check_real(g, node->in[2 * n], "y", err);
}

static lg_status expand(lg_pass *pass, lg_graph *g, lg_id id, lg_error *err) {
    const lg_node node = g->nodes[id];
    const gradient_params *p = node.params;
    uint32_t n = p->n_x + p->n_z;
    void *memory = NULL;
    lg_id y = node.in[2 * n];
    LG_TRY(check(g, &node, err));
    LG_TRY(lg_arena_array(pass->scratch, 2 * (size_t)n, sizeof(lg_id), &memory, err));
    lg_id *cut = memory, *grads = cut + n;
    LG_TRY(substitute(pass, g, node.in, node.in + n, n, cut, &y, err));
    LG_TRY(lg_pass_gradient(pass, g, y, cut, n, p->n_x, grads, err));
    lg_graph_kill_node(g, id);
    for (uint32_t i = 0; i < node.n_out; i++) {
        lg_id copy;
        if (node.out[i] == LG_NO_ID)
            continue;
        if (grads[i] == LG_NO_ID)
            LG_TRY(lg_pass_fill_like(pass, g, cut[i], false, &grads[i], err));
        LG_TRY(lg_graph_add_node(g, LG_STR(""), LG_STR("Identity"), &grads[i], 1, &node.out[i], 1,
                                 &copy, err));
        LG_TRY(lg_node_bind(pass->env->registry, g, &g->nodes[copy], lg_pass_body_opset(pass),
                            pass->module->arena, err));
    }
    if (g->n_nodes > pass->env->limits.max_nodes)
        return lg_fail(err, LG_E_LIMIT, "more nodes with gradients than max_nodes, %llu",
                       (unsigned long long)pass->env->limits.max_nodes);
    LG_TRY(lg_graph_sort(g, err));
    pass->changed = true;
    return lg_infer_graph(pass, pass->graph, err);
}

/* The first one in order, outer graphs before inner ones: all that it depends on is expanded. */
static lg_status find_first(lg_pass *pass, lg_graph **out, lg_id *id, lg_error *err) {
    lg_graph **list = NULL;
    uint32_t n = 0;
    *id = LG_NO_ID;
    LG_TRY(lg_graph_tree(pass->graph, pass->scratch, &list, &n, err));
    for (uint32_t i = 0; i < n && *id == LG_NO_ID; i++) {
        *out = list[i];
        for (uint32_t k = 0; k < list[i]->n_order && *id == LG_NO_ID; k++)
            if (list[i]->nodes[list[i]->order[k]].desc == &lg_gradient_desc)
                *id = list[i]->order[k];
    }
    return LG_OK;
}

lg_status lg_pass_grad(lg_pass *pass, lg_error *err) {
    lg_graph *g = NULL;
    lg_id id;
    LG_TRY(find_first(pass, &g, &id, err));
    while (id != LG_NO_ID) {
        lg_status st = expand(pass, g, id, err);
        if (st != LG_OK && err && err->node < 0)
            return lg_node_wrap(g, id, st, err);
        if (st != LG_OK)
            return st;
        LG_TRY(find_first(pass, &g, &id, err));
    }
    return LG_OK;
}
