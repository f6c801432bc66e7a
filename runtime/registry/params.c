/* SPDX-License-Identifier: Apache-2.0 */
/* ONNX attributes to the parameter struct of an operator: the attribute table is the only source of
 * names, kinds, defaults and choices. */
#include "runtime/registry/registry.h"

#include "runtime/base/num.h"

#include <math.h>
#include <stdio.h>

double lg_real_from_float(float value) {
    return lg_num_widen(value);
}

static const char *type_name(int32_t type) {
    static const char *const names[] = {
        "UNDEFINED",      "FLOAT",      "INT",        "STRING",  "TENSOR", "GRAPH",
        "FLOATS",         "INTS",       "STRINGS",    "TENSORS", "GRAPHS", "SPARSE_TENSOR",
        "SPARSE_TENSORS", "TYPE_PROTO", "TYPE_PROTOS"};
    return (uint32_t)type < LG_COUNT(names) ? names[type] : "UNKNOWN";
}

/* The ONNX type that carries a kind. */
static int32_t expected_type(uint32_t kind) {
    switch (kind) {
    case LG_ATTR_REAL:
        return LG_AT_FLOAT;
    case LG_ATTR_INT:
    case LG_ATTR_BOOL:
        return LG_AT_INT;
    case LG_ATTR_CHOICE:
    case LG_ATTR_STRING:
        return LG_AT_STRING;
    case LG_ATTR_REALS:
        return LG_AT_FLOATS;
    case LG_ATTR_INTS:
        return LG_AT_INTS;
    case LG_ATTR_STRINGS:
        return LG_AT_STRINGS;
    case LG_ATTR_TENSOR:
        return LG_AT_TENSOR;
    default:
        return LG_AT_GRAPH;
    }
}

static lg_status bad_choice(const lg_attr_desc *d, lg_str value, lg_error *err) {
    char list[256] = {0};
    for (size_t i = 0; d->choices[i]; i++) {
        size_t n = strlen(list);
        (void)snprintf(list + n, sizeof list - n, "%s'%s'", i ? ", " : "", d->choices[i]);
    }
    return lg_fail(err, LG_E_MODEL, "attribute '%s' is '%s', expected one of %s", d->name,
                   LG_SHOW(value), list);
}

static lg_status put_reals(const lg_attr_desc *d, const lg_attr *a, lg_arena *arena, void *field,
                           lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, a->n, sizeof(double), &p, err));
    double *v = p;
    for (uint32_t i = 0; i < a->n; i++) {
        if (isnan(a->floats[i]))
            return lg_fail(err, LG_E_MODEL, "attribute '%s' has NaN at index %u", d->name, i);
        v[i] = lg_real_from_float(a->floats[i]);
    }
    lg_reals list = {v, a->n};
    memcpy(field, &list, sizeof list);
    return LG_OK;
}

/* A given list is never NULL, even when it is empty. */
static const char nothing[sizeof(int64_t)];

static lg_status put_value(const lg_attr_desc *d, const lg_attr *a, lg_arena *arena, char *field,
                           lg_error *err) {
    switch (d->kind) {
    case LG_ATTR_REAL: {
        if (isnan(a->f))
            return lg_fail(err, LG_E_MODEL, "attribute '%s' is NaN", d->name);
        double v = lg_real_from_float(a->f);
        memcpy(field, &v, sizeof v);
        return LG_OK;
    }
    case LG_ATTR_INT:
        memcpy(field, &a->i, sizeof a->i);
        return LG_OK;
    case LG_ATTR_BOOL: {
        if (a->i != 0 && a->i != 1)
            return lg_fail(err, LG_E_MODEL, "attribute '%s' is %lld, expected 0 or 1", d->name,
                           (long long)a->i);
        int32_t v = (int32_t)a->i;
        memcpy(field, &v, sizeof v);
        return LG_OK;
    }
    case LG_ATTR_CHOICE: {
        for (int32_t i = 0; d->choices[i]; i++) {
            if (lg_str_is(a->s, d->choices[i])) {
                memcpy(field, &i, sizeof i);
                return LG_OK;
            }
        }
        return bad_choice(d, a->s, err);
    }
    case LG_ATTR_STRING: {
        lg_str v = {a->s.ptr ? a->s.ptr : nothing, a->s.len};
        memcpy(field, &v, sizeof v);
        return LG_OK;
    }
    case LG_ATTR_REALS:
        return put_reals(d, a, arena, field, err);
    case LG_ATTR_INTS: {
        lg_ints v = {a->n ? a->ints : (const int64_t *)(const void *)nothing, a->n};
        memcpy(field, &v, sizeof v);
        return LG_OK;
    }
    case LG_ATTR_STRINGS: {
        lg_strs v = {a->n ? a->strings : (const lg_str *)(const void *)nothing, a->n};
        memcpy(field, &v, sizeof v);
        return LG_OK;
    }
    case LG_ATTR_TENSOR:
        if (!a->t)
            return lg_fail(err, LG_E_MODEL, "attribute '%s' has no tensor", d->name);
        memcpy(field, a->t, sizeof *a->t);
        return LG_OK;
    default:
        return a->g ? LG_OK : lg_fail(err, LG_E_MODEL, "attribute '%s' has no graph", d->name);
    }
}

static void put_fallback(const lg_attr_desc *d, char *field) {
    int32_t narrow = (int32_t)d->fallback_int;
    uint32_t no_graph = LG_NO_GRAPH;
    if (d->kind == LG_ATTR_REAL)
        memcpy(field, &d->fallback, sizeof d->fallback);
    else if (d->kind == LG_ATTR_INT)
        memcpy(field, &d->fallback_int, sizeof d->fallback_int);
    else if (d->kind == LG_ATTR_BOOL || d->kind == LG_ATTR_CHOICE)
        memcpy(field, &narrow, sizeof narrow);
    else if (d->kind == LG_ATTR_GRAPH)
        memcpy(field, &no_graph, sizeof no_graph);
}

/* Index of the attribute in the table, n_attrs when it is not there. */
static uint32_t find_attr(const lg_op_desc *desc, lg_str name) {
    uint32_t i = 0;
    while (i < desc->n_attrs && !lg_str_is(name, desc->attrs[i].name))
        i++;
    return i;
}

static lg_status unknown_attr(const lg_op_desc *desc, lg_str name, lg_error *err) {
    char list[300] = {0};
    for (uint32_t i = 0; i < desc->n_attrs; i++) {
        size_t n = strlen(list);
        (void)snprintf(list + n, sizeof list - n, "%s%s", i ? ", " : "", desc->attrs[i].name);
    }
    (void)lg_fail(err, LG_E_MODEL, "unknown attribute '%s'", LG_SHOW(name));
    if (desc->n_attrs)
        lg_hint(err, "attributes of %s: %s", desc->name, list);
    return LG_E_MODEL;
}

static lg_status check_type(const lg_attr_desc *d, const lg_attr *a, lg_error *err) {
    int32_t want = expected_type(d->kind);
    if (a->ref.len)
        return lg_fail(err, LG_E_MODEL,
                       "attribute '%s' refers to '%s', which only a function body may do", d->name,
                       LG_SHOW(a->ref));
    /* A sparse tensor was made dense when it was read. */
    bool sparse = want == LG_AT_TENSOR && a->type == LG_AT_SPARSE_TENSOR;
    if (a->type != want && !sparse)
        return lg_fail(err, LG_E_MODEL, "attribute '%s' has type %s, expected %s", d->name,
                       type_name(a->type), type_name(want));
    return LG_OK;
}

lg_status lg_params_parse(const lg_op_desc *desc, const lg_node *node, lg_arena *arena,
                          void **out_params, lg_error *err) {
    enum { words = 4 }; /* registration allows at most 256 attributes */
    uint64_t seen[words] = {0};
    void *p = NULL;
    uint32_t n_graphs = 0;
    LG_TRY(lg_arena_alloc(arena, desc->params_size, &p, err));
    for (uint32_t i = 0; i < desc->n_attrs; i++)
        put_fallback(&desc->attrs[i], (char *)p + desc->attrs[i].offset);
    for (uint32_t i = 0; i < node->n_attrs; i++) {
        const lg_attr *a = &node->attrs[i];
        uint32_t k = find_attr(desc, a->name);
        if (k == desc->n_attrs) {
            if (desc->flags & LG_OP_ANY_ATTRS)
                continue;
            return unknown_attr(desc, a->name, err);
        }
        const lg_attr_desc *d = &desc->attrs[k];
        if (seen[k / 64] & ((uint64_t)1 << (k % 64)))
            return lg_fail(err, LG_E_MODEL, "attribute '%s' is given twice", d->name);
        seen[k / 64] |= (uint64_t)1 << (k % 64);
        LG_TRY(check_type(d, a, err));
        LG_TRY(put_value(d, a, arena, (char *)p + d->offset, err));
    }
    for (uint32_t k = 0; k < desc->n_attrs; k++) {
        const lg_attr_desc *d = &desc->attrs[k];
        bool given = (seen[k / 64] >> (k % 64)) & 1;
        if (!given && (d->flags & LG_ATTR_REQUIRED))
            return lg_fail(err, LG_E_MODEL, "required attribute '%s' is missing", d->name);
        if (given && d->kind == LG_ATTR_GRAPH) {
            memcpy((char *)p + d->offset, &n_graphs, sizeof n_graphs);
            n_graphs++;
        }
    }
    *out_params = p;
    return LG_OK;
}
