/* SPDX-License-Identifier: Apache-2.0 */
/* One form for what can be written in several: aliases get the name of the operator they mean,
 * Constant nodes become constants, omitted inputs at the end are dropped. */
#include "runtime/passes/pass.h"

#include <stdio.h>

/* Arguments of an alias in order: "name" is an input, "name=kind" becomes the attribute of that
 * name. Kinds: i int, f float, r reduction (0, 1, 2). */
typedef struct alias {
    const char *domain, *op, *to_domain, *to_op, *args;
} alias;

#define LG_ALIAS(domain, op, to_domain, to_op, args) {domain, op, to_domain, to_op, args},
static const alias aliases[] = {
#include "ops/aliases.inc"
};
#undef LG_ALIAS

static const alias *find_alias(lg_str domain, lg_str op) {
    for (size_t i = 0; i < LG_COUNT(aliases); i++)
        if (lg_str_is(op, aliases[i].op) && lg_str_is(domain, aliases[i].domain))
            return &aliases[i];
    return NULL;
}

/* org.pytorch.aten::ATen names its operator in an attribute. */
static void unwrap_aten(lg_node *node) {
    uint32_t n = 0;
    if (!lg_str_is(node->domain, "org.pytorch.aten") || !lg_str_is(node->op, "ATen"))
        return;
    const lg_attr *name = lg_node_attr(node, "operator");
    if (!name || name->type != LG_AT_STRING)
        return;
    node->op = name->s;
    for (uint32_t i = 0; i < node->n_attrs; i++) {
        lg_str a = node->attrs[i].name;
        if (!lg_str_is(a, "operator") && !lg_str_is(a, "overload_name"))
            node->attrs[n++] = node->attrs[i];
    }
    node->n_attrs = n;
}

/* The constant behind a value, through Identity and Cast; NULL when it is none. */
static const lg_view *constant_of(const lg_graph *g, lg_id id) {
    for (uint32_t steps = 0; steps < 16; steps++) {
        const lg_value *v = &g->values[id];
        if (v->flags & LG_VALUE_CONST)
            return v->data;
        if ((v->flags & LG_VALUE_CAPTURE) && g->parent) {
            id = v->outer;
            g = g->parent;
            continue;
        }
        if (v->producer == LG_NO_ID)
            return NULL;
        const lg_node *n = &g->nodes[v->producer];
        bool through =
            n->domain.len == 0 && (lg_str_is(n->op, "Identity") || lg_str_is(n->op, "Cast"));
        if (!through || n->n_in != 1 || n->in[0] == LG_NO_ID)
            return NULL;
        id = n->in[0];
    }
    return NULL;
}

static bool scalar_value(const lg_view *v, double *real, int64_t *integer) {
    if (!v || v->count != 1)
        return false;
    switch (v->dtype) {
    case LG_FLOAT:
        *real = (double)*(const float *)v->data;
        break;
    case LG_DOUBLE:
        *real = *(const double *)v->data;
        break;
    case LG_INT64:
        *integer = *(const int64_t *)v->data;
        *real = (double)*integer;
        return true;
    case LG_INT32:
        *integer = *(const int32_t *)v->data;
        *real = (double)*integer;
        return true;
    case LG_BOOL:
        *integer = *(const uint8_t *)v->data;
        *real = (double)*integer;
        return true;
    default:
        return false;
    }
    *integer = *real > -9e15 && *real < 9e15 ? (int64_t)*real : 0;
    return true;
}

static lg_status attr_from_input(lg_graph *g, lg_id node, lg_str name, char kind, lg_id input,
                                 lg_error *err) {
    static const char *const reductions[] = {"none", "mean", "sum"};
    lg_attr a = {.name = name};
    double real = 0;
    int64_t integer = 0;
    if (!scalar_value(constant_of(g, input), &real, &integer))
        return lg_fail(err, LG_E_UNSUPPORTED,
                       "argument '%s' has to be a constant number in the model", LG_SHOW(name));
    if (kind == 'f') {
        a.type = LG_AT_FLOAT;
        a.f = (float)real;
    } else if (kind == 'i') {
        a.type = LG_AT_INT;
        a.i = integer;
    } else {
        if (integer < 0 || integer > 2)
            return lg_fail(err, LG_E_MODEL, "reduction %lld, expected 0, 1 or 2",
                           (long long)integer);
        a.type = LG_AT_STRING;
        a.s = lg_str_of(reductions[integer]);
    }
    return lg_node_add_attr(g, node, &a, err);
}

/* The next word of an argument list. */
static lg_str next_word(const char **text) {
    while (**text == ' ')
        (*text)++;
    lg_str word = {*text, strcspn(*text, " ")};
    *text += word.len;
    return word;
}

static lg_status apply_alias(lg_pass *pass, lg_graph *g, lg_id id, const alias *a, lg_error *err) {
    lg_node *node = &g->nodes[id];
    uint32_t n_in = node->n_in, kept = 0, i = 0;
    const char *args = a->args;
    node->domain = lg_str_of(a->to_domain);
    node->op = lg_str_of(a->to_op);
    pass->changed = true;
    for (lg_str word = next_word(&args); word.len; word = next_word(&args), i++) {
        lg_id input = i < n_in ? node->in[i] : LG_NO_ID;
        bool attr = word.len > 2 && word.ptr[word.len - 2] == '=';
        if (!attr) {
            if (i < n_in)
                node->in[kept++] = input;
            continue;
        }
        if (input == LG_NO_ID)
            continue;
        lg_str name = {word.ptr, word.len - 2};
        LG_TRY(attr_from_input(g, id, name, word.ptr[word.len - 1], input, err));
        node = &g->nodes[id];
    }
    if (n_in > i)
        return lg_fail(err, LG_E_MODEL, "%u inputs, expected at most %u", n_in, i);
    node->n_in = kept;
    return LG_OK;
}

/* ---- Constant -------------------------------------------------------------------------------- */

static lg_status constant_view(lg_arena *arena, const lg_attr *a, const lg_view **out,
                               lg_error *err) {
    static const struct {
        const char *name;
        int32_t type, dtype, rank;
    } forms[] = {{"value_int", LG_AT_INT, LG_INT64, 0},
                 {"value_ints", LG_AT_INTS, LG_INT64, 1},
                 {"value_float", LG_AT_FLOAT, LG_FLOAT, 0},
                 {"value_floats", LG_AT_FLOATS, LG_FLOAT, 1},
                 {"value_string", LG_AT_STRING, LG_STRING, 0},
                 {"value_strings", LG_AT_STRINGS, LG_STRING, 1}};
    if ((lg_str_is(a->name, "value") || lg_str_is(a->name, "sparse_value")) && a->t &&
        (a->type == LG_AT_TENSOR || a->type == LG_AT_SPARSE_TENSOR)) {
        *out = a->t;
        return LG_OK;
    }
    for (size_t i = 0; i < LG_COUNT(forms); i++) {
        if (!lg_str_is(a->name, forms[i].name) || a->type != forms[i].type)
            continue;
        const void *data = forms[i].rank == 0
                               ? (a->type == LG_AT_INT     ? (const void *)&a->i
                                  : a->type == LG_AT_FLOAT ? (const void *)&a->f
                                                           : (const void *)&a->s)
                               : (a->type == LG_AT_INTS     ? (const void *)a->ints
                                  : a->type == LG_AT_FLOATS ? (const void *)a->floats
                                                            : (const void *)a->strings);
        int64_t count = forms[i].rank == 0 ? 1 : a->n;
        lg_view v = {NULL, &count, count, forms[i].rank, forms[i].dtype};
        memcpy(&v.data, &data, sizeof data);
        return lg_view_copy(arena, &v, out, err);
    }
    return lg_fail(err, LG_E_MODEL, "a Constant cannot have attribute '%s' of this type",
                   LG_SHOW(a->name));
}

static lg_status constant_node(lg_pass *pass, lg_graph *g, lg_id id, lg_error *err) {
    const lg_node *node = &g->nodes[id];
    const lg_view *view = NULL;
    if (node->n_attrs != 1 || node->n_in != 0 || node->n_out != 1 || node->out[0] == LG_NO_ID)
        return lg_fail(err, LG_E_MODEL,
                       "a Constant has %u attributes, %u inputs and %u outputs, expected 1, 0, 1",
                       node->n_attrs, node->n_in, node->n_out);
    if (node->attrs[0].ref.len)
        return LG_OK;
    LG_TRY(constant_view(pass->module->arena, &node->attrs[0], &view, err));
    lg_id out = node->out[0];
    lg_graph_kill_node(g, id);
    lg_value *v = &g->values[out];
    v->flags |= LG_VALUE_CONST | LG_VALUE_INIT;
    v->data = view;
    v->dtype = view->dtype;
    v->rank = view->rank;
    void *dims = NULL;
    LG_TRY(lg_arena_copy(pass->module->arena, view->dims, (size_t)view->rank * sizeof *view->dims,
                         &dims, err));
    v->dims = dims;
    pass->changed = true;
    return LG_OK;
}

lg_status lg_canon_node(lg_pass *pass, lg_graph *graph, lg_id node, lg_error *err) {
    lg_node *n = &graph->nodes[node];
    if (n->desc || (n->flags & LG_NODE_DEAD))
        return LG_OK;
    unwrap_aten(n);
    const alias *a = find_alias(n->domain, n->op);
    if (a)
        LG_TRY(apply_alias(pass, graph, node, a, err));
    n = &graph->nodes[node];
    while (n->n_in && n->in[n->n_in - 1] == LG_NO_ID)
        n->n_in--;
    if (n->domain.len == 0 && lg_str_is(n->op, "Constant"))
        return constant_node(pass, graph, node, err);
    return LG_OK;
}

lg_status lg_pass_canon(lg_pass *pass, lg_error *err) {
    lg_graph **list = NULL;
    uint32_t n = 0;
    LG_TRY(lg_pass_pin_gradients(pass, err));
    LG_TRY(lg_graph_tree(pass->graph, pass->scratch, &list, &n, err));
    for (uint32_t i = 0; i < n; i++) {
        lg_graph *g = list[i];
        for (uint32_t k = 0; k < g->n_order; k++) {
            lg_status st = lg_pass_poll(pass, err);
            if (st != LG_OK)
                return st;
            st = lg_canon_node(pass, g, g->order[k], err);
            if (st != LG_OK)
                return lg_node_wrap(g, g->order[k], st, err);
        }
        LG_TRY(lg_graph_sort(g, err));
    }
    return LG_OK;
}
