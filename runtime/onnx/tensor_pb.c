/* SPDX-License-Identifier: Apache-2.0 */
/* Files of test data: TensorProto, SequenceProto, OptionalProto and MapProto to and from views.
 * Nested values are handled from a list of what is still to do, never by recursion. */
#include "runtime/onnx/onnx.h"

#include "runtime/base/limits.h"
#include "runtime/base/unconst.h"
#include "runtime/onnx/pb_alloc.h"
#include "runtime/onnx/tensor.h"

/* SequenceProto.DataType and OptionalProto.DataType */
enum { E_UNDEFINED = 0, E_TENSOR = 1, E_SPARSE = 2, E_SEQUENCE = 3, E_MAP = 4, E_OPTIONAL = 5 };

/* A message and the view that belongs to it. */
typedef struct task {
    ProtobufCMessage *message;
    lg_view *view;
    uint32_t depth;
} task;

typedef struct work {
    lg_arena *arena;   /* of the values that are read */
    lg_arena *scratch; /* of messages and of the list */
    lg_tensor_source source;
    task *tasks;
    uint32_t n, cap;
    lg_error *err;
} work;

static lg_status add(work *w, ProtobufCMessage *message, lg_view *view, uint32_t depth) {
    if (depth > w->source.limits->max_depth)
        return lg_fail(w->err, LG_E_LIMIT, "values are nested deeper than max_depth = %u",
                       w->source.limits->max_depth);
    LG_TRY(LG_GROW(w->scratch, w->tasks, w->n, w->cap, w->err));
    w->tasks[w->n++] = (task){message, view, depth};
    return LG_OK;
}

/* ---- reading ---- */

static int32_t pseudo_type(int32_t elem) {
    return elem == E_SEQUENCE   ? LG_SEQUENCE
           : elem == E_MAP      ? LG_MAP
           : elem == E_OPTIONAL ? LG_OPTIONAL
                                : LG_UNDEFINED;
}

/* A view that points to a new lg_seq of `n` items, with keys when `with_keys`. */
static lg_status new_seq(work *w, int32_t dtype, size_t n, bool with_keys, lg_view *view,
                         lg_seq **out) {
    void *p = NULL;
    LG_TRY(lg_arena_alloc(w->arena, sizeof(lg_seq), &p, w->err));
    *out = p;
    LG_TRY(lg_arena_array(w->arena, n, sizeof(lg_view), &p, w->err));
    (*out)->count = (int64_t)n;
    (*out)->items = p;
    if (with_keys) {
        LG_TRY(lg_arena_array(w->arena, n, sizeof(lg_view), &p, w->err));
        (*out)->keys = p;
    }
    *view = (lg_view){.data = *out, .count = 1, .dtype = dtype};
    return LG_OK;
}

/* Where the items of a sequence or optional are: the list of `elem`, and only that. */
static lg_status pick_list(work *w, const char *what, int32_t elem, const size_t counts[6],
                           size_t *out, int32_t *out_elem) {
    for (int32_t k = E_TENSOR; k <= E_OPTIONAL; k++) {
        if (counts[k] == 0)
            continue;
        if (elem != E_UNDEFINED && elem != k)
            return lg_fail(w->err, LG_E_MODEL,
                           "%s: elem_type is %d, but there are items of "
                           "elem_type %d",
                           what, (int)elem, (int)k);
        elem = k;
    }
    if (elem < E_UNDEFINED || elem > E_OPTIONAL)
        return lg_fail(w->err, LG_E_MODEL, "%s: elem_type %d does not exist", what, (int)elem);
    *out = counts[elem];
    *out_elem = elem;
    return LG_OK;
}

static lg_status read_items(work *w, lg_seq *seq, int32_t elem, void *list, uint32_t depth) {
    ProtobufCMessage **messages = list;
    seq->elem_dtype = pseudo_type(elem);
    for (int64_t i = 0; i < seq->count; i++)
        LG_TRY(add(w, messages[i], &seq->items[i], depth + 1));
    return LG_OK;
}

static lg_status read_sequence(work *w, Onnx__SequenceProto *s, int32_t dtype, bool keys,
                               lg_view *view, lg_seq **out, uint32_t depth) {
    const size_t counts[6] = {0,
                              s->n_tensor_values,
                              s->n_sparse_tensor_values,
                              s->n_sequence_values,
                              s->n_map_values,
                              s->n_optional_values};
    void *const lists[6] = {
        NULL,          s->tensor_values,  s->sparse_tensor_values, s->sequence_values,
        s->map_values, s->optional_values};
    size_t n = 0;
    int32_t elem = s->has_elem_type ? s->elem_type : 0;
    LG_TRY(pick_list(w, "sequence", elem, counts, &n, &elem));
    LG_TRY(new_seq(w, dtype, n, keys, view, out));
    return read_items(w, *out, elem, lists[elem], depth);
}

static lg_status read_optional(work *w, Onnx__OptionalProto *o, lg_view *view, uint32_t depth) {
    void *items[6] = {NULL,         o->tensor_value,  o->sparse_tensor_value, o->sequence_value,
                      o->map_value, o->optional_value};
    size_t counts[6] = {0}, n = 0;
    int32_t elem = o->has_elem_type ? o->elem_type : 0;
    lg_seq *seq = NULL;
    for (int k = 1; k < 6; k++)
        counts[k] = items[k] != NULL;
    LG_TRY(pick_list(w, "optional", elem, counts, &n, &elem));
    LG_TRY(new_seq(w, LG_OPTIONAL, n, false, view, &seq));
    return read_items(w, seq, elem, &items[elem], depth);
}

/* One key as a scalar view of the map's key type. */
static lg_status read_key(work *w, const Onnx__MapProto *m, int32_t dtype, size_t i, lg_view *key) {
    size_t bytes = 0;
    *key = (lg_view){.count = 1, .dtype = dtype};
    LG_TRY(lg_dtype_bytes(dtype, 1, &bytes, w->err));
    LG_TRY(lg_arena_alloc(w->arena, bytes, &key->data, w->err));
    if (dtype == LG_STRING)
        return lg_arena_str(w->arena, (const char *)m->string_keys[i].data, m->string_keys[i].len,
                            key->data, w->err);
    int64_t k = m->keys[i];
    bool is_signed = dtype == LG_INT8 || dtype == LG_INT16 || dtype == LG_INT32;
    int64_t half = bytes < 8 ? (int64_t)1 << (bytes * 8 - 1) : 0;
    if (half && (is_signed ? k < -half || k >= half : k < 0 || k >= 2 * half))
        return lg_fail(w->err, LG_E_MODEL, "map: key %lld is no %s", (long long)k,
                       lg_dtype_onnx_name(dtype));
    switch (bytes) {
    case 1:
        memcpy(key->data, &(uint8_t){(uint8_t)k}, 1);
        return LG_OK;
    case 2:
        memcpy(key->data, &(uint16_t){(uint16_t)k}, 2);
        return LG_OK;
    case 4:
        memcpy(key->data, &(uint32_t){(uint32_t)k}, 4);
        return LG_OK;
    default:
        memcpy(key->data, &k, 8);
        return LG_OK;
    }
}

static lg_status read_map(work *w, Onnx__MapProto *m, lg_view *view, uint32_t depth) {
    int32_t dtype = m->has_key_type ? m->key_type : 0;
    bool integer =
        (dtype >= LG_UINT8 && dtype <= LG_INT64) || dtype == LG_UINT32 || dtype == LG_UINT64;
    size_t n = dtype == LG_STRING ? m->n_string_keys : m->n_keys;
    lg_seq *seq = NULL;
    Onnx__SequenceProto empty = ONNX__SEQUENCE_PROTO__INIT;
    if (!integer && dtype != LG_STRING)
        return lg_fail(w->err, LG_E_MODEL, "map: key_type %d is neither an integer type nor string",
                       (int)dtype);
    if (dtype == LG_STRING ? m->n_keys : m->n_string_keys)
        return lg_fail(w->err, LG_E_MODEL, "map: key_type is %s, but there are other keys",
                       lg_dtype_onnx_name(dtype));
    LG_TRY(read_sequence(w, m->values ? m->values : &empty, LG_MAP, true, view, &seq, depth));
    if ((size_t)seq->count != n)
        return lg_fail(w->err, LG_E_MODEL, "map: %zu keys and %lld values", n,
                       (long long)seq->count);
    for (size_t i = 0; i < n; i++)
        LG_TRY(read_key(w, m, dtype, i, &seq->keys[i]));
    return LG_OK;
}

static lg_status read_task(work *w, const task *t) {
    const ProtobufCMessageDescriptor *type = t->message->descriptor;
    const lg_view *view = NULL;
    lg_seq *seq = NULL;
    if (type == &onnx__sequence_proto__descriptor)
        return read_sequence(w, (Onnx__SequenceProto *)t->message, LG_SEQUENCE, false, t->view,
                             &seq, t->depth);
    if (type == &onnx__optional_proto__descriptor)
        return read_optional(w, (Onnx__OptionalProto *)t->message, t->view, t->depth);
    if (type == &onnx__map_proto__descriptor)
        return read_map(w, (Onnx__MapProto *)t->message, t->view, t->depth);
    if (type == &onnx__sparse_tensor_proto__descriptor)
        LG_TRY(lg_sparse_import(&w->source, (Onnx__SparseTensorProto *)t->message, &view, w->err));
    else
        LG_TRY(lg_tensor_import(&w->source, (Onnx__TensorProto *)t->message, &view, w->err));
    *t->view = *view;
    return LG_OK;
}

/* Element type of sequences of tensors: that of the first item, once all are read. */
static void fix_elem_types(work *w) {
    for (uint32_t i = 0; i < w->n; i++) {
        const lg_view *v = w->tasks[i].view;
        if (v->dtype != LG_SEQUENCE && v->dtype != LG_OPTIONAL && v->dtype != LG_MAP)
            continue;
        lg_seq *seq = v->data;
        if (seq->elem_dtype == LG_UNDEFINED && seq->count)
            seq->elem_dtype = seq->items[0].dtype;
    }
}

static const char *name_of(const ProtobufCMessage *m) {
    const ProtobufCFieldDescriptor *f =
        protobuf_c_message_descriptor_get_field_by_name(m->descriptor, "name");
    return *(char *const *)(const void *)((const char *)m + f->offset);
}

lg_status lg_pb_read_value(lg_arena *arena, const lg_limits *limits, const void *bytes, size_t size,
                           int32_t kind, lg_view *out, lg_str *out_name, lg_error *err) {
    const ProtobufCMessageDescriptor *type = kind == LG_SEQUENCE ? &onnx__sequence_proto__descriptor
                                             : kind == LG_OPTIONAL
                                                 ? &onnx__optional_proto__descriptor
                                             : kind == LG_MAP ? &onnx__map_proto__descriptor
                                                              : &onnx__tensor_proto__descriptor;
    lg_limits l = lg_limits_resolve(limits);
    lg_pb_guard guard;
    lg_pb_guard_init(&guard, &arena->allocator, 0, 0);
    work w = {.arena = arena, .scratch = &guard.arena, .err = err};
    w.source = (lg_tensor_source){
        .arena = arena, .limits = &l, .bytes = bytes, .size = size, .skeleton = true};
    ProtobufCMessage *m = NULL;
    lg_view value = {0};
    lg_str name = {0};
    lg_status st = lg_pb_load(&guard, &l, type, bytes, size, &m, err);
    if (st == LG_OK)
        st = add(&w, m, &value, 0);
    for (uint32_t i = 0; st == LG_OK && i < w.n; i++) {
        const task t = w.tasks[i];
        st = read_task(&w, &t);
    }
    if (st == LG_OK && name_of(m))
        st = lg_arena_str(arena, name_of(m), strlen(name_of(m)), &name, err);
    if (st == LG_OK) {
        fix_elem_types(&w);
        *out = value;
        if (out_name)
            *out_name = name;
    }
    lg_pb_guard_reset(&guard);
    return st;
}

/* ---- writing ---- */

static int32_t elem_code(int32_t dtype) {
    return dtype == LG_SEQUENCE    ? E_SEQUENCE
           : dtype == LG_OPTIONAL  ? E_OPTIONAL
           : dtype == LG_MAP       ? E_MAP
           : dtype != LG_UNDEFINED ? E_TENSOR
                                   : E_UNDEFINED;
}

static const ProtobufCMessageDescriptor *message_of(int32_t dtype) {
    switch (elem_code(dtype)) {
    case E_SEQUENCE:
        return &onnx__sequence_proto__descriptor;
    case E_OPTIONAL:
        return &onnx__optional_proto__descriptor;
    case E_MAP:
        return &onnx__map_proto__descriptor;
    default:
        return &onnx__tensor_proto__descriptor;
    }
}

/* An empty message for a view, to be filled later. */
static lg_status new_message(work *w, lg_view *view, uint32_t depth, void *out) {
    void *p = NULL;
    const ProtobufCMessageDescriptor *type = message_of(view->dtype);
    LG_TRY(lg_arena_alloc(w->scratch, type->sizeof_message, &p, w->err));
    protobuf_c_message_init(type, p);
    memcpy(out, &p, sizeof p);
    return add(w, p, view, depth);
}

static lg_status write_items(work *w, const lg_seq *seq, uint32_t depth, int32_t *out_elem,
                             void *out_list) {
    void *p = NULL;
    int32_t elem = elem_code(seq->count ? seq->items[0].dtype : seq->elem_dtype);
    LG_TRY(lg_arena_array(w->scratch, (size_t)seq->count, sizeof(void *), &p, w->err));
    ProtobufCMessage **list = p;
    for (int64_t i = 0; i < seq->count; i++) {
        if (elem_code(seq->items[i].dtype) != elem)
            return lg_fail(w->err, LG_E_TYPE,
                           "item %lld is %s, item 0 is %s: a file of one "
                           "sequence holds items of one kind",
                           (long long)i, lg_dtype_name(seq->items[i].dtype),
                           lg_dtype_name(seq->items[0].dtype));
        LG_TRY(new_message(w, &seq->items[i], depth + 1, &list[i]));
    }
    *out_elem = elem;
    memcpy(out_list, &p, sizeof p);
    return LG_OK;
}

static lg_status write_sequence(work *w, const lg_seq *seq, Onnx__SequenceProto *s,
                                uint32_t depth) {
    void *list = NULL;
    size_t n = (size_t)seq->count;
    LG_TRY(write_items(w, seq, depth, &s->elem_type, &list));
    s->has_elem_type = true;
    if (s->elem_type == E_SEQUENCE) {
        s->sequence_values = list;
        s->n_sequence_values = n;
    } else if (s->elem_type == E_OPTIONAL) {
        s->optional_values = list;
        s->n_optional_values = n;
    } else if (s->elem_type == E_MAP) {
        s->map_values = list;
        s->n_map_values = n;
    } else {
        s->tensor_values = list;
        s->n_tensor_values = n;
    }
    return LG_OK;
}

static lg_status write_optional(work *w, const lg_seq *seq, Onnx__OptionalProto *o,
                                uint32_t depth) {
    void **list = NULL;
    o->has_elem_type = true;
    if (seq->count == 0) {
        o->elem_type = E_UNDEFINED;
        return LG_OK;
    }
    if (seq->count != 1)
        return lg_fail(w->err, LG_E_ARGUMENT, "an optional with %lld items", (long long)seq->count);
    LG_TRY(write_items(w, seq, depth, &o->elem_type, &list));
    if (o->elem_type == E_SEQUENCE)
        o->sequence_value = list[0];
    else if (o->elem_type == E_OPTIONAL)
        o->optional_value = list[0];
    else if (o->elem_type == E_MAP)
        o->map_value = list[0];
    else
        o->tensor_value = list[0];
    return LG_OK;
}

static int64_t integer_key(const lg_view *key) {
    switch (key->dtype) {
    case LG_INT8:
        return *(const int8_t *)key->data;
    case LG_UINT8:
        return *(const uint8_t *)key->data;
    case LG_INT16:
        return *(const int16_t *)key->data;
    case LG_UINT16:
        return *(const uint16_t *)key->data;
    case LG_INT32:
        return *(const int32_t *)key->data;
    case LG_UINT32:
        return *(const uint32_t *)key->data;
    default: /* int64, uint64 with the same bits */
        return *(const int64_t *)key->data;
    }
}

static lg_status write_map(work *w, const lg_seq *seq, Onnx__MapProto *m, uint32_t depth) {
    void *p = NULL;
    size_t n = (size_t)seq->count;
    LG_TRY(lg_arena_alloc(w->scratch, sizeof(Onnx__SequenceProto), &p, w->err));
    m->values = p;
    onnx__sequence_proto__init(m->values);
    LG_TRY(write_sequence(w, seq, m->values, depth));
    m->has_key_type = true;
    m->key_type = n && seq->keys ? seq->keys[0].dtype : LG_INT64;
    if (n && !seq->keys)
        return lg_fail(w->err, LG_E_ARGUMENT, "a map without keys");
    bool text = m->key_type == LG_STRING;
    LG_TRY(lg_arena_array(w->scratch, n, text ? sizeof(ProtobufCBinaryData) : sizeof(int64_t), &p,
                          w->err));
    for (size_t i = 0; i < n; i++) {
        const lg_view *key = &seq->keys[i];
        if (key->dtype != m->key_type || key->count != 1 || !key->data)
            return lg_fail(w->err, LG_E_TYPE, "key %zu of a map is no single %s", i,
                           lg_dtype_name(m->key_type));
        if (text) {
            const lg_str *s = key->data;
            ((ProtobufCBinaryData *)p)[i] = (ProtobufCBinaryData){s->len, lg_unconst(s->ptr)};
        } else {
            ((int64_t *)p)[i] = integer_key(key);
        }
    }
    if (text) {
        m->string_keys = p;
        m->n_string_keys = n;
    } else {
        m->keys = p;
        m->n_keys = n;
    }
    return LG_OK;
}

static lg_status write_task(work *w, const task *t) {
    switch (elem_code(t->view->dtype)) {
    case E_SEQUENCE:
        return write_sequence(w, t->view->data, (Onnx__SequenceProto *)t->message, t->depth);
    case E_OPTIONAL:
        return write_optional(w, t->view->data, (Onnx__OptionalProto *)t->message, t->depth);
    case E_MAP:
        return write_map(w, t->view->data, (Onnx__MapProto *)t->message, t->depth);
    default:
        return lg_tensor_export(w->scratch, t->view, (Onnx__TensorProto *)t->message, w->err);
    }
}

lg_status lg_pb_write_value(const lg_allocator *allocator, const lg_view *value, lg_str name,
                            void **out_bytes, size_t *out_size, lg_error *err) {
    lg_limits l = lg_limits_resolve(NULL);
    lg_pb_guard guard;
    lg_pb_guard_init(&guard, allocator, 0, 0);
    work w = {.scratch = &guard.arena, .err = err, .source = {.limits = &l}};
    ProtobufCMessage *m = NULL;
    lg_view top = *value;
    lg_str copy = {0};
    lg_status st = new_message(&w, &top, 0, &m);
    if (st == LG_OK && name.ptr)
        st = lg_arena_str(w.scratch, name.ptr, name.len, &copy, err);
    if (st == LG_OK) {
        const ProtobufCFieldDescriptor *f =
            protobuf_c_message_descriptor_get_field_by_name(m->descriptor, "name");
        *(const char **)(void *)((char *)m + f->offset) = copy.ptr;
    }
    for (uint32_t i = 0; st == LG_OK && i < w.n; i++) {
        const task t = w.tasks[i];
        st = write_task(&w, &t);
    }
    if (st == LG_OK)
        st = lg_pb_pack(allocator, m, out_bytes, out_size, err);
    lg_pb_guard_reset(&guard);
    return st;
}
