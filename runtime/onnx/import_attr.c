/* SPDX-License-Identifier: Apache-2.0 */
/* AttributeProto to lg_attr. */
#include "runtime/onnx/import.h"

#include "runtime/base/unconst.h"
#include "runtime/onnx/extra.h"
#include "runtime/onnx/wire.h"

enum {
    raw_type = 14,
    raw_types = 15,
    raw_sparse = 23,
    field_t = 5,
    field_tensors = 10,
    field_sparse = 22
};
enum { tensor_name = 8, tensor_external = 13, tensor_location = 14 };

static const char *const type_names[] = {
    "UNDEFINED",      "FLOAT",      "INT",        "STRING",  "TENSOR", "GRAPH",
    "FLOATS",         "INTS",       "STRINGS",    "TENSORS", "GRAPHS", "SPARSE_TENSOR",
    "SPARSE_TENSORS", "TYPE_PROTO", "TYPE_PROTOS"};

/* Which value fields are in use, as a mask of 1 << LG_AT_*. */
static uint32_t used_fields(const Onnx__AttributeProto *a) {
    uint32_t m = 0;
    m |= a->has_f ? 1u << LG_AT_FLOAT : 0;
    m |= a->has_i ? 1u << LG_AT_INT : 0;
    m |= a->has_s ? 1u << LG_AT_STRING : 0;
    m |= a->t ? 1u << LG_AT_TENSOR : 0;
    m |= a->g ? 1u << LG_AT_GRAPH : 0;
    m |= a->n_floats ? 1u << LG_AT_FLOATS : 0;
    m |= a->n_ints ? 1u << LG_AT_INTS : 0;
    m |= a->n_strings ? 1u << LG_AT_STRINGS : 0;
    m |= a->n_tensors ? 1u << LG_AT_TENSORS : 0;
    m |= a->n_graphs ? 1u << LG_AT_GRAPHS : 0;
    m |= a->sparse_tensor ? 1u << LG_AT_SPARSE_TENSOR : 0;
    m |= a->n_sparse_tensors ? 1u << LG_AT_SPARSE_TENSORS : 0;
    m |= a->tp ? 1u << LG_AT_TYPE_PROTO : 0;
    m |= a->n_type_protos ? 1u << LG_AT_TYPE_PROTOS : 0;
    return m;
}

static bool is_list(int32_t type) {
    return (type >= LG_AT_FLOATS && type <= LG_AT_GRAPHS) || type == LG_AT_SPARSE_TENSORS ||
           type == LG_AT_TYPE_PROTOS;
}

static bool declared(const lg_function *f, lg_str name) {
    for (uint32_t i = 0; i < f->n_attr_names; i++)
        if (lg_str_eq(f->attr_names[i], name))
            return true;
    for (uint32_t i = 0; i < f->n_defaults; i++)
        if (lg_str_eq(f->defaults[i].name, name))
            return true;
    return false;
}

static lg_status check_ref(const lg_importer *imp, const lg_attr *out, uint32_t used,
                           lg_error *err) {
    if (!imp->function)
        return lg_fail(err, LG_E_MODEL,
                       "ref_attr_name '%s' outside of a function: there is nothing to refer to",
                       LG_SHOW(out->ref));
    if (used)
        return lg_fail(err, LG_E_MODEL, "both ref_attr_name '%s' and a value", LG_SHOW(out->ref));
    if (!declared(imp->function, out->ref))
        return lg_fail(err, LG_E_MODEL,
                       "ref_attr_name '%s': the function declares no such attribute",
                       LG_SHOW(out->ref));
    return LG_OK;
}

/* Exactly one value field, and the one that `type` says. */
static lg_status check_type(const lg_importer *imp, const Onnx__AttributeProto *a,
                            const lg_attr *out, lg_error *err) {
    uint32_t used = used_fields(a);
    if (out->type <= LG_AT_UNDEFINED || out->type > LG_AT_TYPE_PROTOS)
        return lg_fail(err, LG_E_MODEL, "type %d is no attribute type", (int)out->type);
    if (out->ref.len)
        return check_ref(imp, out, used, err);
    if (used & ~(1u << out->type))
        return lg_fail(err, LG_E_MODEL, "type is %s, but another value field is set",
                       type_names[out->type]);
    if (!used && !is_list(out->type))
        return lg_fail(err, LG_E_MODEL, "type is %s, but there is no value", type_names[out->type]);
    return LG_OK;
}

static lg_status copy_strings(lg_importer *imp, const Onnx__AttributeProto *a, lg_attr *out,
                              lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(imp->arena, a->n_strings, sizeof(lg_str), &p, err));
    lg_str *s = p;
    for (size_t i = 0; i < a->n_strings; i++)
        LG_TRY(lg_arena_str(imp->arena, (const char *)a->strings[i].data, a->strings[i].len, &s[i],
                            err));
    out->strings = s;
    out->n = (uint32_t)a->n_strings;
    return LG_OK;
}

/* What an attribute's tensor says beside its contents: NULL when that is nothing. */
static Onnx__TensorProto *rest_of(const lg_importer *imp, Onnx__TensorProto *t) {
    uint64_t also = LG_FIELD(tensor_name);
    if (imp->tensors.unloaded)
        also |= LG_FIELD(tensor_external) | LG_FIELD(tensor_location);
    return lg_extra_strip(&t->base, also) ? t : NULL;
}

static lg_status copy_tensors(lg_importer *imp, Onnx__AttributeProto *a, lg_attr *out,
                              lg_error *err) {
    void *p = NULL;
    bool rest = false;
    LG_TRY(lg_arena_array(imp->arena, a->n_tensors, sizeof(lg_view), &p, err));
    lg_view *views = p;
    for (size_t i = 0; i < a->n_tensors; i++) {
        const lg_view *view = NULL;
        LG_TRY(lg_tensor_import(&imp->tensors, a->tensors[i], &view, err));
        views[i] = *view;
        rest = rest_of(imp, a->tensors[i]) || rest;
    }
    out->t = views;
    out->n = (uint32_t)a->n_tensors;
    if (!rest)
        a->n_tensors = 0;
    return LG_OK;
}

/* The same for a sparse tensor, whose name is that of its values. */
static Onnx__SparseTensorProto *rest_of_sparse(Onnx__SparseTensorProto *s) {
    bool rest = lg_extra_strip(&s->values->base, LG_FIELD(tensor_name));
    s->indices = NULL;
    s->n_dims = 0;
    return rest || s->base.n_unknown_fields ? s : NULL;
}

/* Puts the payload back in place of a mark, for bytes that are kept as they came. */
static void unmark(const lg_importer *imp, Onnx__TensorProto *t) {
    if (!t || !t->has_raw_data || t->raw_data.len != LG_WIRE_MARK || !imp->tensors.skeleton)
        return;
    size_t offset = 0, size = 0;
    lg_wire_mark(t->raw_data.data, &offset, &size);
    t->raw_data = (ProtobufCBinaryData){size, lg_unconst(imp->tensors.bytes + offset)};
}

/* The fields that are not modelled, as bytes. */
static lg_status keep_raw(lg_importer *imp, Onnx__AttributeProto *a, lg_attr *out, lg_error *err) {
    for (size_t i = 0; i < a->n_sparse_tensors; i++) {
        const lg_view *checked = NULL;
        LG_TRY(lg_sparse_import(&imp->tensors, a->sparse_tensors[i], &checked, err));
        unmark(imp, a->sparse_tensors[i]->values);
        unmark(imp, a->sparse_tensors[i]->indices);
    }
    Onnx__AttributeProto only = ONNX__ATTRIBUTE_PROTO__INIT;
    only.tp = a->tp;
    only.n_type_protos = a->n_type_protos;
    only.type_protos = a->type_protos;
    only.n_sparse_tensors = a->n_sparse_tensors;
    only.sparse_tensors = a->sparse_tensors;
    out->n = (uint32_t)(a->n_type_protos + a->n_sparse_tensors);
    return lg_extra_pack(imp->arena, &only.base,
                         LG_FIELD(raw_type) | LG_FIELD(raw_types) | LG_FIELD(raw_sparse), &out->raw,
                         err);
}

static lg_status copy_value(lg_importer *imp, Onnx__AttributeProto *a, lg_attr *out,
                            lg_error *err) {
    void *p = NULL;
    switch (out->type) {
    case LG_AT_FLOAT:
        out->f = a->f;
        return LG_OK;
    case LG_AT_INT:
        out->i = a->i;
        return LG_OK;
    case LG_AT_STRING:
        return lg_arena_str(imp->arena, (const char *)a->s.data, a->s.len, &out->s, err);
    case LG_AT_TENSOR:
        LG_TRY(lg_tensor_import(&imp->tensors, a->t, &out->t, err));
        a->t = rest_of(imp, a->t);
        return LG_OK;
    case LG_AT_SPARSE_TENSOR:
        LG_TRY(lg_sparse_import(&imp->tensors, a->sparse_tensor, &out->t, err));
        a->sparse_tensor = rest_of_sparse(a->sparse_tensor);
        return LG_OK;
    case LG_AT_FLOATS:
        LG_TRY(lg_arena_copy(imp->arena, a->floats, a->n_floats * sizeof(float), &p, err));
        out->floats = p;
        out->n = (uint32_t)a->n_floats;
        return LG_OK;
    case LG_AT_INTS:
        LG_TRY(lg_arena_copy(imp->arena, a->ints, a->n_ints * sizeof(int64_t), &p, err));
        out->ints = p;
        out->n = (uint32_t)a->n_ints;
        return LG_OK;
    case LG_AT_STRINGS:
        return copy_strings(imp, a, out, err);
    case LG_AT_TENSORS:
        return copy_tensors(imp, a, out, err);
    case LG_AT_TYPE_PROTO:
    case LG_AT_TYPE_PROTOS:
    case LG_AT_SPARSE_TENSORS:
        return keep_raw(imp, a, out, err);
    default: /* GRAPH, GRAPHS: the caller */
        out->n = (uint32_t)a->n_graphs;
        return LG_OK;
    }
}

static lg_status import_named(lg_importer *imp, Onnx__AttributeProto *a, lg_attr *out,
                              lg_error *err) {
    out->type = a->has_type ? (int32_t)a->type : LG_AT_UNDEFINED;
    LG_TRY(lg_import_str(imp, a->ref_attr_name, &out->ref, err));
    LG_TRY(check_type(imp, a, out, err));
    if (!out->ref.len)
        LG_TRY(copy_value(imp, a, out, err));
    uint64_t also = out->type == LG_AT_TENSOR          ? LG_FIELD(field_t)
                    : out->type == LG_AT_TENSORS       ? LG_FIELD(field_tensors)
                    : out->type == LG_AT_SPARSE_TENSOR ? LG_FIELD(field_sparse)
                                                       : 0;
    Onnx__AttributeProto rest = *a; /* graphs are still needed */
    return lg_extra_pack(imp->arena, &rest.base, also, &out->extra, err);
}

lg_status lg_import_attr(lg_importer *imp, Onnx__AttributeProto *attr, lg_attr *out,
                         lg_error *err) {
    *out = (lg_attr){0};
    LG_TRY(lg_import_str(imp, attr->name, &out->name, err));
    if (out->name.len == 0)
        return lg_fail(err, LG_E_MODEL, "attribute without name");
    lg_status st = import_named(imp, attr, out, err);
    if (st != LG_OK)
        lg_wrap(err, st, "attribute '%s'", LG_SHOW(out->name));
    return st;
}

lg_status lg_import_unique(lg_importer *imp, Onnx__AttributeProto *const *attrs, size_t n,
                           lg_error *err) {
    lg_map seen = {0};
    for (size_t i = 0; i < n; i++) {
        lg_str name = lg_str_of(attrs[i]->name);
        bool twice = false;
        if (n <= 8) { /* the usual case, without a table */
            for (size_t k = 0; k < i && !twice; k++)
                twice = lg_str_eq(name, lg_str_of(attrs[k]->name));
        } else {
            twice = lg_map_get(&seen, name) != LG_MAP_NONE;
            LG_TRY(lg_map_put(&seen, &imp->scratch, name, 0, err));
        }
        if (twice)
            return lg_fail(err, LG_E_MODEL, "attribute '%s' is given twice", LG_SHOW(name));
    }
    return LG_OK;
}
