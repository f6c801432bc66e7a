/* SPDX-License-Identifier: Apache-2.0 */
/* The few protobuf messages that the IR keeps as bytes and the text syntax spells out: TypeProto of
 * attributes, entries of metadata_props. The bytes may come from a file: every length is checked.
 */
#include "runtime/graph/text_internal.h"

enum { wire_varint = 0, wire_fixed64 = 1, wire_bytes = 2, wire_fixed32 = 5, max_levels = 32 };

/* Field numbers of TypeProto and its parts. */
enum {
    type_tensor = 1,
    type_sequence = 4,
    type_map = 5,
    type_sparse = 8,
    type_optional = 9,
    tensor_elem = 1,
    tensor_shape = 2,
    sequence_elem = 1,
    map_key = 1,
    map_value = 2,
    shape_dim = 1,
    dim_value = 1,
    dim_param = 2
};

/* ---- writing --------------------------------------------------------------------------------- */

static void put_varint(lg_buf *out, uint64_t v) {
    for (; v >= 0x80; v >>= 7)
        lg_buf_char(out, (char)(unsigned char)(v | 0x80));
    lg_buf_char(out, (char)(unsigned char)v);
}

static void put_number(lg_buf *out, uint32_t field, uint64_t v) {
    put_varint(out, field << 3 | wire_varint);
    put_varint(out, v);
}

static void put_bytes(lg_buf *out, uint32_t field, const char *ptr, size_t len) {
    put_varint(out, field << 3 | wire_bytes);
    put_varint(out, len);
    lg_buf_bytes(out, ptr, len);
}

/* Replaces the contents by one field that holds them. */
static void wrap(lg_buf *out, uint32_t field) {
    lg_buf outer;
    lg_buf_init(&outer, out->allocator);
    outer.status = out->status;
    put_bytes(&outer, field, out->data, out->size);
    lg_buf_reset(out);
    *out = outer;
}

static void put_tensor(const lg_module *m, int32_t dtype, int32_t rank, const int64_t *dims,
                       lg_buf *out) {
    put_number(out, tensor_elem, (uint64_t)dtype);
    if (rank < 0)
        return;
    lg_buf shape;
    lg_buf_init(&shape, out->allocator);
    for (int32_t d = 0; d < rank; d++) {
        lg_buf dim;
        lg_buf_init(&dim, out->allocator);
        const lg_symbol *s = dims[d] < 0 && -(dims[d] + 1) < (int64_t)m->n_symbols
                                 ? &m->symbols[-(dims[d] + 1)]
                                 : NULL;
        if (dims[d] >= 0)
            put_number(&dim, dim_value, (uint64_t)dims[d]);
        else if (s && s->name.len)
            put_bytes(&dim, dim_param, s->name.ptr, s->name.len);
        put_bytes(&shape, shape_dim, dim.data, dim.size);
        if (dim.status != LG_OK)
            shape.status = dim.status;
        lg_buf_reset(&dim);
    }
    put_bytes(out, tensor_shape, shape.data, shape.size);
    if (shape.status != LG_OK)
        out->status = shape.status;
    lg_buf_reset(&shape);
}

void lg_text_encode_type(const lg_module *module, const lg_text_type *type, uint32_t field,
                         lg_buf *out) {
    const lg_elem_type *levels[max_levels];
    const lg_elem_type *e = type->elem;
    uint32_t n = 0;
    lg_buf bytes;
    lg_buf_init(&bytes, out->allocator);
    for (; e && e->elem && n < max_levels; e = e->elem)
        levels[n++] = e;
    put_tensor(module, e ? e->dtype : type->dtype, e ? e->rank : type->rank,
               e ? e->dims : type->dims, &bytes);
    wrap(&bytes, type_tensor);
    while (n-- > 0) {
        if (levels[n]->dtype == LG_MAP) {
            lg_buf map;
            lg_buf_init(&map, out->allocator);
            put_number(&map, map_key, (uint64_t)levels[n]->key_dtype);
            put_bytes(&map, map_value, bytes.data, bytes.size);
            if (bytes.status != LG_OK)
                map.status = bytes.status;
            lg_buf_reset(&bytes);
            bytes = map;
            wrap(&bytes, type_map);
        } else {
            wrap(&bytes, sequence_elem);
            wrap(&bytes, levels[n]->dtype == LG_SEQUENCE ? type_sequence : type_optional);
        }
    }
    put_bytes(out, field, bytes.data, bytes.size);
    if (bytes.status != LG_OK)
        out->status = bytes.status;
    lg_buf_reset(&bytes);
}

void lg_text_encode_entry(lg_str key, lg_str value, uint32_t field, lg_buf *out) {
    lg_buf entry;
    lg_buf_init(&entry, out->allocator);
    put_bytes(&entry, 1, key.ptr, key.len);
    put_bytes(&entry, 2, value.ptr, value.len);
    put_bytes(out, field, entry.data, entry.size);
    if (entry.status != LG_OK)
        out->status = entry.status;
    lg_buf_reset(&entry);
}

/* ---- reading --------------------------------------------------------------------------------- */

typedef struct field {
    uint32_t number, wire;
    uint64_t value; /* of a varint */
    lg_str bytes;   /* of a length-delimited field */
} field;

static bool get_varint(lg_str *in, uint64_t *out) {
    *out = 0;
    for (uint32_t shift = 0; shift < 64 && in->len; shift += 7) {
        unsigned char c = (unsigned char)*in->ptr++;
        in->len--;
        *out |= (uint64_t)(c & 0x7F) << shift;
        if (c < 0x80)
            return true;
    }
    return false;
}

/* Takes one field off the front; false at the end or at damage. */
static bool get_field(lg_str *in, field *out) {
    uint64_t tag, n;
    if (in->len == 0 || !get_varint(in, &tag))
        return false;
    *out = (field){.number = (uint32_t)(tag >> 3), .wire = (uint32_t)(tag & 7)};
    if (out->wire == wire_varint)
        return get_varint(in, &out->value);
    if (out->wire == wire_bytes) {
        if (!get_varint(in, &n) || n > in->len)
            return false;
        out->bytes = (lg_str){in->ptr, (size_t)n};
    } else if (out->wire == wire_fixed32 || out->wire == wire_fixed64) {
        n = out->wire == wire_fixed32 ? 4 : 8;
        if (n > in->len)
            return false;
    } else {
        return false;
    }
    in->ptr += n;
    in->len -= (size_t)n;
    return true;
}

bool lg_text_find_field(lg_extra raw, uint32_t number, uint32_t index, lg_str *out) {
    field f;
    while (get_field(&raw, &f)) {
        if (f.number != number || f.wire != wire_bytes)
            continue;
        if (index-- == 0) {
            *out = f.bytes;
            return true;
        }
    }
    return false;
}

static lg_status get_shape(lg_str bytes, lg_module *m, lg_text_type *out, lg_error *err) {
    int64_t dims[LG_MAX_RANK];
    field f, part;
    void *p = NULL;
    out->rank = 0;
    while (get_field(&bytes, &f)) {
        if (f.number != shape_dim || f.wire != wire_bytes)
            continue;
        if (out->rank == LG_MAX_RANK)
            return lg_fail(err, LG_E_LIMIT, "more than %d dimensions in a type", LG_MAX_RANK);
        int64_t *dim = &dims[out->rank++];
        bool known = false;
        while (get_field(&f.bytes, &part)) {
            if (part.number == dim_value && part.wire == wire_varint && part.value <= INT64_MAX) {
                *dim = (int64_t)part.value;
                known = true;
            } else if (part.number == dim_param && part.wire == wire_bytes) {
                LG_TRY(lg_symbol_named(m, part.bytes, dim, err));
                known = true;
            }
        }
        if (!known)
            LG_TRY(lg_symbol_new(m, dim, err));
    }
    LG_TRY(lg_arena_copy(m->arena, dims, (size_t)out->rank * sizeof *dims, &p, err));
    out->dims = p;
    return LG_OK;
}

static lg_status get_tensor(lg_str bytes, lg_module *m, lg_text_type *out, lg_error *err) {
    field f;
    out->rank = -1;
    while (get_field(&bytes, &f)) {
        if (f.number == tensor_elem && f.wire == wire_varint && f.value < LG_DTYPE_COUNT)
            out->dtype = (int32_t)f.value;
        else if (f.number == tensor_shape && f.wire == wire_bytes)
            LG_TRY(get_shape(f.bytes, m, out, err));
    }
    return LG_OK;
}

lg_status lg_text_decode_type(lg_str bytes, lg_module *module, uint32_t max_depth,
                              lg_text_type *out, lg_error *err) {
    lg_elem_type levels[max_levels];
    uint32_t n = 0;
    field f;
    *out = (lg_text_type){.rank = -1};
    while (get_field(&bytes, &f)) {
        if (f.wire != wire_bytes)
            continue;
        if (f.number == type_tensor || f.number == type_sparse) {
            LG_TRY(get_tensor(f.bytes, module, out, err));
            break;
        }
        if (f.number != type_sequence && f.number != type_map && f.number != type_optional)
            continue;
        if (n == max_levels || n == max_depth)
            return lg_fail(err, LG_E_LIMIT, "types nest deeper than max_depth %u", max_depth);
        levels[n] = (lg_elem_type){.dtype = f.number == type_sequence   ? LG_SEQUENCE
                                            : f.number == type_optional ? LG_OPTIONAL
                                                                        : LG_MAP,
                                   .rank = -1};
        field part;
        uint32_t inner = f.number == type_map ? map_value : sequence_elem;
        bytes = (lg_str){NULL, 0};
        while (get_field(&f.bytes, &part)) {
            if (part.number == inner && part.wire == wire_bytes)
                bytes = part.bytes;
            else if (levels[n].dtype == LG_MAP && part.number == map_key &&
                     part.value < LG_DTYPE_COUNT)
                levels[n].key_dtype = (int32_t)part.value;
        }
        n++;
    }
    if (out->dtype == LG_UNDEFINED)
        return lg_fail(err, LG_E_MODEL, "a type without element type");
    const lg_elem_type *inner = NULL;
    for (uint32_t i = n + (n > 0); i-- > 0;) {
        void *p = NULL;
        lg_elem_type leaf = {.dtype = out->dtype, .rank = out->rank, .dims = out->dims};
        LG_TRY(lg_arena_copy(module->arena, i == n ? &leaf : &levels[i], sizeof leaf, &p, err));
        ((lg_elem_type *)p)->elem = inner;
        inner = p;
    }
    if (inner)
        *out = (lg_text_type){.dtype = inner->dtype, .rank = -1, .elem = inner};
    return LG_OK;
}
