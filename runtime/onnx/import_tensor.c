/* SPDX-License-Identifier: Apache-2.0 */
/* TensorProto and SparseTensorProto to views: one function checks every payload, wherever it
 * occurs. Order: type, segment, dims, sizes and limits, carrier, length, values. */
#include "runtime/onnx/tensor.h"

#include "runtime/base/unconst.h"
#include "runtime/onnx/bytes.h"
#include "runtime/onnx/wire.h"

#include <stdio.h>

typedef enum field_kind { NO_FIELD, FLOATS, INT32S, STRINGS, INT64S, DOUBLES, UINT64S } field_kind;

static const char *const field_names[] = {"no field",   "float_data",  "int32_data", "string_data",
                                          "int64_data", "double_data", "uint64_data"};

static size_t field_count(const Onnx__TensorProto *t, field_kind kind) {
    switch (kind) {
    case FLOATS:
        return t->n_float_data;
    case INT32S:
        return t->n_int32_data;
    case STRINGS:
        return t->n_string_data;
    case INT64S:
        return t->n_int64_data;
    case DOUBLES:
        return t->n_double_data;
    case UINT64S:
        return t->n_uint64_data;
    case NO_FIELD:
        break;
    }
    return 0;
}

/* The typed field of an element type. */
static field_kind field_of(int32_t dtype) {
    switch (dtype) {
    case LG_FLOAT:
    case LG_COMPLEX64:
        return FLOATS;
    case LG_DOUBLE:
    case LG_COMPLEX128:
        return DOUBLES;
    case LG_INT64:
        return INT64S;
    case LG_UINT32:
    case LG_UINT64:
        return UINT64S;
    case LG_STRING:
        return STRINGS;
    default:
        return INT32S;
    }
}

/* Entries of the typed field for `count` elements. */
static int64_t entries_of(int32_t dtype, int64_t count) {
    switch (lg_dtype_bits(dtype)) {
    case 4:
        return count / 2 + count % 2;
    case 2:
        return count / 4 + (count % 4 != 0);
    default:
        break;
    }
    if (dtype == LG_COMPLEX64 || dtype == LG_COMPLEX128)
        return count * 2;
    return count;
}

/* "float [2,3]", for messages. */
typedef struct shape_text {
    char text[160];
} shape_text;

static const char *show_shape(shape_text *s, int32_t dtype, const int64_t *dims, size_t rank) {
    int n = snprintf(s->text, sizeof s->text, "%s [", lg_dtype_onnx_name(dtype));
    for (size_t i = 0; i < rank && n > 0 && (size_t)n < sizeof s->text; i++) {
        if ((size_t)n > sizeof s->text - 32) {
            n += snprintf(s->text + n, sizeof s->text - (size_t)n, ",...");
            break;
        }
        n += snprintf(s->text + n, sizeof s->text - (size_t)n, "%s%lld", i ? "," : "",
                      (long long)dims[i]);
    }
    if (n > 0 && (size_t)n < sizeof s->text)
        (void)snprintf(s->text + n, sizeof s->text - (size_t)n, "]");
    return s->text;
}
#define SHOW_SHAPE(dtype, dims, rank)                                                              \
    show_shape(&(shape_text){{0}}, (dtype), (dims), (size_t)(rank))

/* Type and dims to element and byte counts, against the limits. */
static lg_status measure(lg_tensor_source *s, int32_t dtype, const int64_t *dims, size_t rank,
                         int64_t *out_count, size_t *out_bytes, lg_error *err) {
    const lg_limits *l = s->limits;
    if (rank > l->max_rank)
        return lg_fail(err, LG_E_LIMIT, "rank %zu is above the limit max_rank = %llu", rank,
                       (unsigned long long)l->max_rank);
    for (size_t i = 0; i < rank; i++)
        if (dims[i] < 0)
            return lg_fail(err, LG_E_MODEL, "dimension %zu is %lld", i, (long long)dims[i]);
    if (!lg_count_dims(dims, (int32_t)rank, out_count) ||
        lg_dtype_bytes(dtype, *out_count, out_bytes, NULL) != LG_OK)
        return lg_fail(err, LG_E_LIMIT, "%s has more bytes than can be counted",
                       SHOW_SHAPE(dtype, dims, rank));
    if (*out_bytes > l->max_tensor_bytes)
        return lg_fail(err, LG_E_LIMIT, "%s has %zu bytes, the limit max_tensor_bytes is %llu",
                       SHOW_SHAPE(dtype, dims, rank), *out_bytes,
                       (unsigned long long)l->max_tensor_bytes);
    if (*out_bytes > l->max_total_bytes - s->loaded)
        return lg_fail(err, LG_E_LIMIT,
                       "the tensors of the model have more than %llu bytes (max_total_bytes)",
                       (unsigned long long)l->max_total_bytes);
    s->loaded += *out_bytes;
    return LG_OK;
}

static lg_status new_view(lg_arena *arena, int32_t dtype, const int64_t *dims, size_t rank,
                          int64_t count, lg_view **out, lg_error *err) {
    void *p = NULL, *d = NULL;
    LG_TRY(lg_arena_alloc(arena, sizeof(lg_view), &p, err));
    LG_TRY(lg_arena_copy(arena, dims, rank * sizeof *dims, &d, err));
    *out = p;
    **out = (lg_view){.dims = d, .count = count, .rank = (int32_t)rank, .dtype = dtype};
    return LG_OK;
}

static bool is_bool_clean(const uint8_t *p, size_t n) {
    uint8_t high = 0;
    for (size_t i = 0; i < n; i++)
        high |= p[i];
    return high <= 1;
}

/* Little-endian bytes in memory to a view; `stable` memory may be borrowed. */
static lg_status take_bytes(lg_arena *arena, const uint8_t *from, size_t bytes, bool stable,
                            lg_view *view, lg_error *err) {
    size_t align = lg_byte_align(view->dtype);
    bool clean = view->dtype != LG_BOOL || is_bool_clean(from, bytes);
    if (stable && bytes && clean && (uintptr_t)from % align == 0 && !lg_byte_swapped(view->dtype)) {
        view->data = lg_unconst(from); /* constants are never written */
        return LG_OK;
    }
    void *p = NULL;
    LG_TRY(lg_arena_alloc_data(arena, bytes, &p, err));
    if (bytes)
        memcpy(p, from, bytes);
    lg_byte_swap(view->dtype, p, bytes);
    uint8_t *b = p;
    for (size_t i = 0; i < bytes && !clean; i++)
        b[i] = b[i] != 0;
    view->data = p;
    return LG_OK;
}

static lg_status take_raw(lg_tensor_source *s, const Onnx__TensorProto *t, size_t bytes,
                          lg_view *view, lg_error *err) {
    const uint8_t *from = t->raw_data.data;
    size_t n = t->raw_data.len;
    bool stable = false;
    if (s->skeleton && n == LG_WIRE_MARK) {
        size_t offset = 0;
        lg_wire_mark(from, &offset, &n);
        if (offset > s->size || n > s->size - offset)
            return lg_fail(err, LG_E_INTERNAL, "mark %zu + %zu of %zu", offset, n, s->size);
        from = s->bytes + offset;
        stable = s->borrow;
    }
    if (view->dtype == LG_STRING)
        return lg_fail(err, LG_E_MODEL, "strings cannot be in raw_data");
    if (n != bytes)
        return lg_fail(err, LG_E_MODEL, "raw_data has %zu bytes, %s needs %zu", n,
                       SHOW_SHAPE(view->dtype, view->dims, view->rank), bytes);
    return take_bytes(s->arena, from, bytes, stable, view, err);
}

static lg_status take_strings(lg_arena *arena, const Onnx__TensorProto *t, lg_view *view,
                              lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, t->n_string_data, sizeof(lg_str), &p, err));
    lg_str *to = p;
    for (size_t i = 0; i < t->n_string_data; i++)
        LG_TRY(lg_arena_str(arena, (const char *)t->string_data[i].data, t->string_data[i].len,
                            &to[i], err));
    view->data = p;
    return LG_OK;
}

static lg_status out_of_range(int64_t index, int64_t value, int32_t dtype, lg_error *err) {
    return lg_fail(err, LG_E_MODEL, "int32_data[%lld] is %lld, which is no %s", (long long)index,
                   (long long)value, lg_dtype_onnx_name(dtype));
}

/* Values that an int32_data entry may have. */
static void int32_range(int32_t dtype, int32_t *low, int32_t *high) {
    *low = INT32_MIN;
    *high = INT32_MAX;
    switch (dtype) {
    case LG_INT32:
    case LG_BOOL:
        break;
    case LG_INT8:
        *low = -128;
        *high = 127;
        break;
    case LG_INT16:
        *low = -32768;
        *high = 32767;
        break;
    case LG_UINT8:
        *low = 0;
        *high = 255;
        break;
    case LG_UINT16:
    case LG_FLOAT16:
    case LG_BFLOAT16:
        *low = 0;
        *high = 65535;
        break;
    case LG_FLOAT6E2M3:
    case LG_FLOAT6E3M2:
        *low = 0;
        *high = 63;
        break;
    default: /* patterns of 8 bits, packed bytes; some writers sign-extend them */
        *low = -128;
        *high = 255;
        break;
    }
}

static lg_status take_int32(const Onnx__TensorProto *t, lg_view *view, uint8_t *to, lg_error *err) {
    int32_t low, high, bits = lg_dtype_bits(view->dtype);
    int32_range(view->dtype, &low, &high);
    for (size_t i = 0; i < t->n_int32_data; i++) {
        int32_t v = t->int32_data[i];
        if (v < low || v > high)
            return out_of_range((int64_t)i, v, view->dtype, err);
        if (view->dtype == LG_BOOL)
            to[i] = v != 0;
        else if (bits == 32)
            memcpy(to + 4 * i, &v, 4);
        else if (bits == 16)
            memcpy(to + 2 * i, &(uint16_t){(uint16_t)v}, 2);
        else if (bits == 6)
            lg_bits_set(to, i, 6, (uint8_t)v);
        else
            to[i] = (uint8_t)v;
    }
    /* Padding of the last byte is zero in memory, whatever the file says. */
    size_t used = bits < 8 ? (size_t)view->count * (size_t)bits % 8 : 0;
    if (used && bits != 6)
        to[t->n_int32_data - 1] &= (uint8_t)((1u << used) - 1);
    return LG_OK;
}

static lg_status take_typed(lg_tensor_source *s, const Onnx__TensorProto *t, size_t bytes,
                            lg_view *view, lg_error *err) {
    field_kind kind = field_of(view->dtype);
    int64_t want = entries_of(view->dtype, view->count);
    size_t have = field_count(t, kind);
    if (have != (uint64_t)want)
        return lg_fail(err, LG_E_MODEL, "%s has %zu entries, %s needs %lld", field_names[kind],
                       have, SHOW_SHAPE(view->dtype, view->dims, view->rank), (long long)want);
    if (kind == STRINGS)
        return take_strings(s->arena, t, view, err);
    void *p = NULL;
    LG_TRY(lg_arena_alloc_data(s->arena, bytes, &p, err));
    view->data = p;
    if (bytes == 0)
        return LG_OK;
    if (kind == FLOATS)
        memcpy(p, t->float_data, bytes);
    else if (kind == DOUBLES)
        memcpy(p, t->double_data, bytes);
    else if (kind == INT64S)
        memcpy(p, t->int64_data, bytes);
    else if (kind == INT32S)
        return take_int32(t, view, p, err);
    else if (view->dtype == LG_UINT64)
        memcpy(p, t->uint64_data, bytes);
    for (size_t i = 0; view->dtype == LG_UINT32 && i < t->n_uint64_data; i++) {
        uint64_t v = t->uint64_data[i];
        if (v > UINT32_MAX)
            return lg_fail(err, LG_E_MODEL, "uint64_data[%zu] is %llu, which is no uint32", i,
                           (unsigned long long)v);
        memcpy((uint8_t *)p + 4 * i, &(uint32_t){(uint32_t)v}, 4);
    }
    return LG_OK;
}

static lg_status take_external(lg_tensor_source *s, const Onnx__TensorProto *t, size_t bytes,
                               lg_view *view, lg_error *err) {
    if (view->dtype == LG_STRING)
        return lg_fail(err, LG_E_MODEL, "strings cannot be external data");
    if (!s->external)
        return lg_fail(err, LG_E_MODEL, "external data are not possible here");
    if (s->unloaded)
        return LG_OK;
    const void *from = "";
    if (bytes)
        LG_TRY(lg_external_load(s->external, t->external_data, t->n_external_data, bytes,
                                lg_byte_align(view->dtype), &from, err));
    return take_bytes(s->arena, from, bytes, bytes > 0, view, err);
}

/* Which of the carriers a tensor uses: at most one. */
static lg_status check_carrier(const Onnx__TensorProto *t, int32_t dtype, bool *out_external,
                               lg_error *err) {
    field_kind want = field_of(dtype), found = NO_FIELD;
    for (field_kind k = FLOATS; k <= UINT64S; k++) {
        if (field_count(t, k) == 0)
            continue;
        if (k != want)
            return lg_fail(err, LG_E_MODEL, "element type %s with data in %s",
                           lg_dtype_onnx_name(dtype), field_names[k]);
        found = k;
    }
    int32_t location = t->has_data_location ? (int32_t)t->data_location : 0;
    if (location != 0 && location != 1)
        return lg_fail(err, LG_E_MODEL, "data_location is %d", (int)location);
    if ((found != NO_FIELD) + (t->has_raw_data && t->raw_data.len) + (location == 1) > 1)
        return lg_fail(err, LG_E_MODEL, "data in %s and in %s at once",
                       found != NO_FIELD ? field_names[found] : "raw_data",
                       location == 1 ? "an external file" : "raw_data");
    *out_external = location == 1;
    return LG_OK;
}

static lg_status import_checked(lg_tensor_source *s, const Onnx__TensorProto *t,
                                const lg_view **out, lg_error *err) {
    int32_t dtype = t->has_data_type ? t->data_type : 0;
    if (dtype <= 0 || dtype >= LG_DTYPE_COUNT)
        return lg_fail(err, LG_E_MODEL, "data_type %d is no element type", (int)dtype);
    if (t->segment)
        return lg_fail(err, LG_E_MODEL, "tensors in segments do not exist in practice");
    int64_t count = 0;
    size_t bytes = 0;
    bool external = false;
    LG_TRY(measure(s, dtype, t->dims, t->n_dims, &count, &bytes, err));
    LG_TRY(check_carrier(t, dtype, &external, err));
    /* No memory for dims times elements before the payload is known to be there. */
    lg_view *view = NULL;
    LG_TRY(new_view(s->arena, dtype, t->dims, t->n_dims, count, &view, err));
    if (external)
        LG_TRY(take_external(s, t, bytes, view, err));
    else if (t->has_raw_data && (t->raw_data.len || field_count(t, field_of(dtype)) == 0))
        LG_TRY(take_raw(s, t, bytes, view, err));
    else
        LG_TRY(take_typed(s, t, bytes, view, err));
    *out = view;
    return LG_OK;
}

lg_status lg_tensor_import(lg_tensor_source *source, const Onnx__TensorProto *tensor,
                           const lg_view **out, lg_error *err) {
    lg_status st = import_checked(source, tensor, out, err);
    if (st != LG_OK)
        lg_wrap(err, st, "tensor '%s'", LG_SHOW(lg_str_of(tensor->name)));
    return st;
}

/* ---- sparse ---- */

static lg_status sparse_position(const lg_view *indices, int64_t k, const int64_t *dims,
                                 int64_t rank, int64_t count, int64_t *out, lg_error *err) {
    const int64_t *at = indices->data;
    if (indices->rank == 1) {
        if (at[k] < 0 || at[k] >= count)
            return lg_fail(err, LG_E_MODEL,
                           "index %lld at position %lld, the tensor has %lld "
                           "elements",
                           (long long)at[k], (long long)k, (long long)count);
        *out = at[k];
        return LG_OK;
    }
    int64_t linear = 0;
    for (int64_t d = 0; d < rank; d++) {
        int64_t i = at[k * rank + d];
        if (i < 0 || i >= dims[d])
            return lg_fail(err, LG_E_MODEL,
                           "index %lld at position [%lld,%lld], the dimension is "
                           "%lld",
                           (long long)i, (long long)k, (long long)d, (long long)dims[d]);
        linear = linear * dims[d] + i; /* below `count`, which was computed with checks */
    }
    *out = linear;
    return LG_OK;
}

static lg_status sparse_checked(lg_tensor_source *s, const Onnx__SparseTensorProto *t,
                                const lg_view **out, lg_error *err) {
    if (!t->values || !t->indices)
        return lg_fail(err, LG_E_MODEL, "sparse tensor without values or indices");
    const lg_view *values = NULL, *indices = NULL;
    bool unloaded = s->unloaded;
    s->unloaded = false;
    lg_status st = lg_tensor_import(s, t->values, &values, err);
    if (st == LG_OK)
        st = lg_tensor_import(s, t->indices, &indices, err);
    s->unloaded = unloaded;
    if (st != LG_OK || !values || !indices)
        return st;
    size_t rank = t->n_dims, bytes = 0;
    int64_t count = 0;
    if (values->rank != 1)
        return lg_fail(err, LG_E_MODEL, "values of rank %d, expected 1", (int)values->rank);
    if (indices->dtype != LG_INT64 ||
        !(indices->rank == 1 || (indices->rank == 2 && indices->dims[1] == (int64_t)rank)) ||
        indices->dims[0] != values->dims[0])
        return lg_fail(err, LG_E_MODEL, "indices are %s, expected int64 [%lld] or [%lld,%zu]",
                       SHOW_SHAPE(indices->dtype, indices->dims, indices->rank),
                       (long long)values->count, (long long)values->count, rank);
    LG_TRY(measure(s, values->dtype, t->dims, rank, &count, &bytes, err));
    lg_view *dense = NULL;
    void *p = NULL;
    LG_TRY(new_view(s->arena, values->dtype, t->dims, rank, count, &dense, err));
    LG_TRY(lg_arena_alloc_data(s->arena, bytes, &p, err));
    dense->data = p;
    for (int64_t i = 0; i < count && dense->dtype == LG_STRING; i++)
        ((lg_str *)p)[i] = LG_STR("");
    int64_t last = -1, at = 0;
    for (int64_t k = 0; k < values->count; k++) {
        LG_TRY(sparse_position(indices, k, t->dims, (int64_t)rank, count, &at, err));
        if (at <= last)
            return lg_fail(err, LG_E_MODEL, "indices are not ascending at position %lld",
                           (long long)k);
        last = at;
        lg_element_copy(values, k, dense, at);
    }
    *out = dense;
    return LG_OK;
}

lg_status lg_sparse_import(lg_tensor_source *source, const Onnx__SparseTensorProto *tensor,
                           const lg_view **out, lg_error *err) {
    lg_status st = sparse_checked(source, tensor, out, err);
    if (st != LG_OK)
        lg_wrap(err, st, "sparse tensor '%s'",
                LG_SHOW(lg_str_of(tensor->values ? tensor->values->name : NULL)));
    return st;
}
