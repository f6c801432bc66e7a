/* SPDX-License-Identifier: Apache-2.0 */
/* Views to TensorProto and SparseTensorProto. */
#include "runtime/base/unconst.h"
#include "runtime/onnx/bytes.h"
#include "runtime/onnx/tensor.h"

static lg_status export_strings(lg_arena *arena, const lg_view *view, Onnx__TensorProto *out,
                                lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, (size_t)view->count, sizeof(ProtobufCBinaryData), &p, err));
    out->string_data = p;
    out->n_string_data = (size_t)view->count;
    const lg_str *from = view->data;
    for (int64_t i = 0; i < view->count; i++)
        out->string_data[i] = (ProtobufCBinaryData){from[i].len, lg_unconst(from[i].ptr)};
    return LG_OK;
}

lg_status lg_tensor_export(lg_arena *arena, const lg_view *view, Onnx__TensorProto *out,
                           lg_error *err) {
    size_t bytes = 0;
    if (view->rank < 0 || view->count < 0 || view->dtype <= 0 || view->dtype >= LG_DTYPE_COUNT)
        return lg_fail(err, LG_E_INTERNAL, "a tensor of unknown type or shape cannot be written");
    LG_TRY(lg_dtype_bytes(view->dtype, view->count, &bytes, err));
    out->n_dims = (size_t)view->rank;
    out->dims = lg_unconst(view->dims);
    out->has_data_type = true;
    out->data_type = view->dtype;
    if (!view->data && out->n_external_data) /* left unloaded: still external */
        return LG_OK;
    if (!view->data && view->count)
        return lg_fail(err, LG_E_INTERNAL, "a tensor without contents cannot be written");
    if (view->dtype == LG_STRING)
        return export_strings(arena, view, out, err);
    void *data = view->data;
    if (lg_byte_swapped(view->dtype)) {
        LG_TRY(lg_arena_copy(arena, data, bytes, &data, err));
        lg_byte_swap(view->dtype, data, bytes);
    }
    out->has_raw_data = true;
    out->raw_data = (ProtobufCBinaryData){bytes, data};
    return LG_OK;
}

static bool is_zero(const lg_view *v, int64_t i) {
    size_t bits = (size_t)lg_dtype_bits(v->dtype);
    if (v->dtype == LG_STRING)
        return ((const lg_str *)v->data)[i].len == 0;
    if (bits < 8)
        return lg_bits_get(v->data, (size_t)i, (unsigned)bits) == 0;
    const uint8_t *p = (const uint8_t *)v->data + (size_t)i * (bits / 8);
    uint8_t any = 0;
    for (size_t k = 0; k < bits / 8; k++)
        any |= p[k];
    return any == 0;
}

/* `*out` may be there already, with a name. */
static lg_status put_tensor(lg_arena *arena, const lg_view *view, Onnx__TensorProto **out,
                            lg_error *err) {
    if (!*out) {
        void *p = NULL;
        LG_TRY(lg_arena_alloc(arena, sizeof(Onnx__TensorProto), &p, err));
        *out = p;
        onnx__tensor_proto__init(*out);
    }
    return lg_tensor_export(arena, view, *out, err);
}

lg_status lg_sparse_export(lg_arena *arena, const lg_view *view, Onnx__SparseTensorProto **out,
                           lg_error *err) {
    void *p = NULL, *values = NULL, *indices = NULL, *n = NULL;
    size_t bytes = 0;
    int64_t count = 0;
    for (int64_t i = 0; i < view->count; i++)
        count += !is_zero(view, i);
    LG_TRY(lg_dtype_bytes(view->dtype, count, &bytes, err));
    LG_TRY(lg_arena_alloc(arena, bytes, &values, err));
    LG_TRY(lg_arena_array(arena, (size_t)count, sizeof(int64_t), &indices, err));
    LG_TRY(lg_arena_copy(arena, &count, sizeof count, &n, err));
    const lg_view v = {values, n, count, 1, view->dtype};
    const lg_view at = {indices, n, count, 1, LG_INT64};
    int64_t k = 0;
    for (int64_t i = 0; i < view->count; i++) {
        if (is_zero(view, i))
            continue;
        lg_element_copy(view, i, &v, k);
        ((int64_t *)indices)[k++] = i;
    }
    if (!*out) {
        LG_TRY(lg_arena_alloc(arena, sizeof **out, &p, err));
        *out = p;
        onnx__sparse_tensor_proto__init(*out);
    }
    (*out)->n_dims = (size_t)view->rank;
    (*out)->dims = lg_unconst(view->dims);
    LG_TRY(put_tensor(arena, &v, &(*out)->values, err));
    return put_tensor(arena, &at, &(*out)->indices, err);
}
