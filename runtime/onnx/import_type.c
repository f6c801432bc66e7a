/* SPDX-License-Identifier: Apache-2.0 */
/* TypeProto and ValueInfoProto to types and shapes of values. */
#include "runtime/onnx/import.h"

#include "runtime/onnx/extra.h"

#include <string.h>

static lg_status check_elem(int32_t dtype, lg_error *err) {
    if (dtype < 0 || dtype >= LG_DTYPE_COUNT)
        return lg_fail(err, LG_E_MODEL, "elem_type %d is no element type", (int)dtype);
    return LG_OK;
}

static lg_status import_dim(lg_importer *imp, const Onnx__TensorShapeProto__Dimension *d,
                            lg_str name, size_t axis, int64_t *out, bool *exact, lg_error *err) {
    if (d->denotation || d->base.n_unknown_fields)
        *exact = false;
    if (d->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE) {
        if (d->dim_value >= 0) {
            *out = d->dim_value;
            return LG_OK;
        }
        lg_import_warn(imp, "value '%s': dimension %zu is %lld and taken as unknown", LG_SHOW(name),
                       axis, (long long)d->dim_value);
    } else if (d->value_case == ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM &&
               d->dim_param && *d->dim_param) {
        lg_str symbol;
        /* Some exporters write it for every size that they do not know, equal or not. */
        if (strcmp(d->dim_param, "?") == 0) {
            *exact = false;
            return lg_symbol_new(imp->module, out, err);
        }
        LG_TRY(lg_import_str(imp, d->dim_param, &symbol, err));
        return lg_symbol_named(imp->module, symbol, out, err);
    }
    return lg_symbol_new(imp->module, out, err);
}

static lg_status import_shape(lg_importer *imp, const Onnx__TensorShapeProto *shape, lg_str name,
                              int32_t *rank, int64_t **dims, bool *exact, lg_error *err) {
    *rank = -1;
    *dims = NULL;
    if (!shape)
        return LG_OK;
    if (shape->n_dim > imp->limits.max_rank)
        return lg_fail(err, LG_E_LIMIT, "rank %zu is above the limit max_rank = %llu", shape->n_dim,
                       (unsigned long long)imp->limits.max_rank);
    void *p = NULL;
    LG_TRY(lg_arena_array(imp->arena, shape->n_dim, sizeof(int64_t), &p, err));
    int64_t *d = p;
    for (size_t i = 0; i < shape->n_dim; i++)
        LG_TRY(import_dim(imp, shape->dim[i], name, i, &d[i], exact, err));
    if (shape->base.n_unknown_fields)
        *exact = false;
    *rank = (int32_t)shape->n_dim;
    *dims = d;
    return LG_OK;
}

static lg_status import_key(int32_t dtype, lg_error *err) {
    if ((dtype >= LG_UINT8 && dtype <= LG_STRING) || dtype == LG_UINT32 || dtype == LG_UINT64)
        return LG_OK;
    return lg_fail(err, LG_E_MODEL, "key_type %d of a map is neither an integer type nor string",
                   (int)dtype);
}

/* One level: fills `e`, and sets *next to the type below. */
static lg_status import_level(lg_importer *imp, const Onnx__TypeProto *t, lg_str name,
                              lg_elem_type *e, const Onnx__TypeProto **next, bool *exact,
                              lg_error *err) {
    *e = (lg_elem_type){.rank = -1};
    *next = NULL;
    if (t->denotation || t->base.n_unknown_fields)
        *exact = false;
    switch (t->value_case) {
    case ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE:
        e->dtype = t->tensor_type->has_elem_type ? t->tensor_type->elem_type : 0;
        if (t->tensor_type->base.n_unknown_fields)
            *exact = false;
        LG_TRY(check_elem(e->dtype, err));
        return import_shape(imp, t->tensor_type->shape, name, &e->rank, &e->dims, exact, err);
    case ONNX__TYPE_PROTO__VALUE_SEQUENCE_TYPE:
        e->dtype = LG_SEQUENCE;
        *next = t->sequence_type->elem_type;
        break;
    case ONNX__TYPE_PROTO__VALUE_OPTIONAL_TYPE:
        e->dtype = LG_OPTIONAL;
        *next = t->optional_type->elem_type;
        break;
    case ONNX__TYPE_PROTO__VALUE_MAP_TYPE:
        e->dtype = LG_MAP;
        e->key_dtype = t->map_type->has_key_type ? t->map_type->key_type : 0;
        *next = t->map_type->value_type;
        return import_key(e->key_dtype, err);
    default: /* sparse tensors and opaque types have no place in a graph that runs */
        *exact = false;
        break;
    }
    return LG_OK;
}

lg_status lg_import_type(lg_importer *imp, const Onnx__TypeProto *type, lg_value *value,
                         bool *out_exact, lg_error *err) {
    const Onnx__TypeProto *at = type, *next = NULL;
    lg_elem_type top, *last = NULL, *first = NULL;
    bool exact = true;
    for (uint32_t depth = 0; at; depth++, at = next) {
        if (depth >= imp->limits.max_depth)
            return lg_fail(err, LG_E_LIMIT,
                           "value '%s': its type is nested deeper than max_depth = %u",
                           LG_SHOW(value->name), imp->limits.max_depth);
        lg_elem_type e;
        lg_status st = import_level(imp, at, value->name, &e, &next, &exact, err);
        if (st != LG_OK)
            return lg_wrap(err, st, "value '%s'", LG_SHOW(value->name));
        if (depth == 0 && e.dtype < LG_DTYPE_COUNT) {
            top = e;
            last = &top;
            break;
        }
        void *p = NULL;
        LG_TRY(lg_arena_copy(imp->arena, &e, sizeof e, &p, err));
        if (last)
            last->elem = p;
        else
            first = p;
        last = p;
    }
    *out_exact = exact;
    if (!last)
        return LG_OK;
    if (value->dtype == LG_UNDEFINED) {
        const lg_elem_type *e = first ? first : &top;
        value->dtype = e->dtype;
        value->rank = e->rank;
        value->dims = e->dims;
        value->elem = first;
    } else if (!first && value->dtype == top.dtype && value->rank < 0) {
        value->rank = top.rank;
        value->dims = top.dims;
    }
    return LG_OK;
}

lg_status lg_import_value_info(lg_importer *imp, Onnx__ValueInfoProto *info, lg_value *value,
                               lg_error *err) {
    bool exact = true;
    if (info->type)
        LG_TRY(lg_import_type(imp, info->type, value, &exact, err));
    if (value->extra.len)
        return LG_OK;
    return lg_extra_pack(imp->arena, &info->base, exact ? 0 : LG_FIELD(2), &value->extra, err);
}
