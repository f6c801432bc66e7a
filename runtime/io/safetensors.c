/* SPDX-License-Identifier: Apache-2.0 */
/* safetensors files: 8 bytes of header length, a JSON header, the data. */
#include "runtime/base/num.h"
#include "runtime/io/json.h"
#include "runtime/io/tensors.h"

enum { max_header = 100000000, header_depth = 3 };

static const struct {
    const char *name;
    int32_t dtype;
} types[] = {{"F32", LG_FLOAT},
             {"F64", LG_DOUBLE},
             {"F16", LG_FLOAT16},
             {"BF16", LG_BFLOAT16},
             {"I64", LG_INT64},
             {"I32", LG_INT32},
             {"I16", LG_INT16},
             {"I8", LG_INT8},
             {"U64", LG_UINT64},
             {"U32", LG_UINT32},
             {"U16", LG_UINT16},
             {"U8", LG_UINT8},
             {"BOOL", LG_BOOL},
             {"C64", LG_COMPLEX64},
             {"F8_E4M3", LG_FLOAT8E4M3FN},
             {"F8_E4M3FNUZ", LG_FLOAT8E4M3FNUZ},
             {"F8_E5M2", LG_FLOAT8E5M2},
             {"F8_E5M2FNUZ", LG_FLOAT8E5M2FNUZ},
             {"F8_E8M0", LG_FLOAT8E8M0},
             {"F4", LG_FLOAT4E2M1},
             {"F6_E2M3", LG_FLOAT6E2M3},
             {"F6_E3M2", LG_FLOAT6E3M2}};

typedef struct item {
    const lg_json *json;
    int64_t begin, end;
    int32_t dtype, rank;
    int64_t dims[LG_MAX_RANK];
} item;

static lg_status read_item(const lg_json *v, item *out, lg_error *err) {
    const lg_json *dtype = lg_json_get(v, "dtype");
    const lg_json *shape = lg_json_get(v, "shape");
    const lg_json *offsets = lg_json_get(v, "data_offsets");
    out->json = v;
    out->dtype = LG_UNDEFINED;
    if (v->type != LG_JSON_OBJECT || v->n != 3 || !dtype || dtype->type != LG_JSON_STRING ||
        !shape || shape->type != LG_JSON_ARRAY || !offsets || offsets->type != LG_JSON_ARRAY ||
        offsets->n != 2)
        return lg_fail(err, LG_E_PARSE,
                       "safetensors '%s': dtype, shape and data_offsets are expected",
                       LG_SHOW(v->key));
    for (size_t i = 0; i < LG_COUNT(types); i++)
        if (lg_str_is(dtype->text, types[i].name))
            out->dtype = types[i].dtype;
    if (out->dtype == LG_UNDEFINED)
        return lg_fail(err, LG_E_UNSUPPORTED, "safetensors '%s': element type '%s' is not read",
                       LG_SHOW(v->key), LG_SHOW(dtype->text));
    if (shape->n > LG_MAX_RANK)
        return lg_fail(err, LG_E_LIMIT, "safetensors '%s': rank %u, the limit is %d",
                       LG_SHOW(v->key), shape->n, LG_MAX_RANK);
    out->rank = 0;
    for (const lg_json *d = shape->child; d; d = d->next)
        if (!lg_json_i64(d, &out->dims[out->rank++]) || out->dims[out->rank - 1] < 0)
            return lg_fail(err, LG_E_PARSE, "safetensors '%s': a dim is no size", LG_SHOW(v->key));
    if (!lg_json_i64(offsets->child, &out->begin) ||
        !lg_json_i64(offsets->child->next, &out->end) || out->begin < 0 || out->end < out->begin)
        return lg_fail(err, LG_E_PARSE, "safetensors '%s': the offsets are reversed or no numbers",
                       LG_SHOW(v->key));
    int64_t count = 0;
    size_t bytes = 0;
    if (!lg_count_dims(out->dims, out->rank, &count) ||
        lg_dtype_bytes(out->dtype, count, &bytes, NULL) != LG_OK ||
        (uint64_t)(out->end - out->begin) != bytes)
        return lg_fail(
            err, LG_E_PARSE, "safetensors '%s': %lld bytes do not hold its shape of type %s",
            LG_SHOW(v->key), (long long)(out->end - out->begin), lg_dtype_name(out->dtype));
    return LG_OK;
}

/* Heap sort by begin, then end: worst case n log n on any input. */
static bool after(const item *a, const item *b) {
    return a->begin != b->begin ? a->begin > b->begin : a->end > b->end;
}

static void sift(const item **v, size_t root, size_t n) {
    for (size_t child; (child = root * 2 + 1) < n; root = child) {
        if (child + 1 < n && after(v[child + 1], v[child]))
            child++;
        if (!after(v[child], v[root]))
            return;
        const item *t = v[root];
        v[root] = v[child];
        v[child] = t;
    }
}

static void sort(const item **v, size_t n) {
    for (size_t i = n / 2; i-- > 0;)
        sift(v, i, n);
    for (size_t i = n; i-- > 1;) {
        const item *t = v[0];
        v[0] = v[i];
        v[i] = t;
        sift(v, 0, i);
    }
}

static lg_status check_layout(const item **order, size_t n, uint64_t size, lg_error *err) {
    int64_t at = 0;
    for (size_t i = 0; i < n; i++) {
        if (order[i]->begin != at)
            return lg_fail(err, LG_E_PARSE,
                           "safetensors '%s': begins at %lld, expected %lld (%s before it)",
                           LG_SHOW(order[i]->json->key), (long long)order[i]->begin, (long long)at,
                           order[i]->begin < at ? "it overlaps what lies" : "there is a gap");
        at = order[i]->end;
    }
    if ((uint64_t)at != size)
        return lg_fail(err, LG_E_PARSE,
                       "safetensors: %llu bytes of data, the header describes %lld",
                       (unsigned long long)size, (long long)at);
    return LG_OK;
}

static lg_status read_all(lg_tensor_file *file, lg_arena *scratch, const char *bytes, size_t size,
                          lg_error *err) {
    if (size < 8)
        return lg_fail(err, LG_E_PARSE, "safetensors: %zu bytes are no header", size);
    uint64_t length = lg_read_le(bytes, 8);
    if (length > max_header)
        return lg_fail(err, LG_E_LIMIT, "safetensors: a header of %llu bytes, the limit is %d",
                       (unsigned long long)length, max_header);
    if (length > size - 8 || length < 2 || bytes[8] != '{')
        return lg_fail(err, LG_E_PARSE, "safetensors: the header of %llu bytes is not there",
                       (unsigned long long)length);
    const lg_json *root = NULL;
    lg_status st = lg_json_parse(scratch, bytes + 8, (size_t)length, header_depth, &root, err);
    if (st != LG_OK)
        return lg_wrap(err, st, "safetensors header");
    void *room = NULL;
    LG_TRY(lg_arena_array(scratch, root->n, sizeof(item), &room, err));
    item *items = room;
    LG_TRY(lg_arena_array(scratch, root->n, sizeof(item *), &room, err));
    const item **order = room;
    size_t n = 0;
    for (const lg_json *v = root->child; v; v = v->next) {
        if (lg_str_is(v->key, "__metadata__")) {
            bool strings = v->type == LG_JSON_OBJECT;
            for (const lg_json *m = v->child; m && strings; m = m->next)
                strings = m->type == LG_JSON_STRING;
            if (!strings)
                return lg_fail(err, LG_E_PARSE,
                               "safetensors: __metadata__ holds more than strings");
            continue;
        }
        LG_TRY(read_item(v, &items[n], err));
        order[n] = &items[n];
        n++;
    }
    sort(order, n);
    LG_TRY(check_layout(order, n, size - 8 - length, err));
    for (size_t i = 0; i < n; i++)
        LG_TRY(lg_raw_read(file, items[i].json->key, bytes + 8 + length + items[i].begin,
                           (size_t)(items[i].end - items[i].begin), items[i].dtype, items[i].rank,
                           items[i].dims, err));
    return LG_OK;
}

lg_status lg_safetensors_read(lg_tensor_file *file, const void *data, size_t size, lg_error *err) {
    lg_arena scratch;
    lg_arena_init(&scratch, file->allocator, (size_t)1 << 30);
    lg_status st = read_all(file, &scratch, data, size, err);
    lg_arena_reset(&scratch);
    return st;
}

static const char *type_name(int32_t dtype) {
    for (size_t i = 0; i < LG_COUNT(types); i++)
        if (types[i].dtype == dtype)
            return types[i].name;
    return NULL;
}

lg_status lg_safetensors_write(lg_bytes *out, const lg_str *names, const lg_view *views, size_t n,
                               const lg_str *metadata, size_t n_metadata, lg_error *err) {
    lg_bytes head;
    lg_bytes_init(&head, out->allocator);
    lg_bytes_text(&head, "{");
    for (size_t i = 0; i < n_metadata; i++) {
        lg_bytes_text(&head, i ? "," : "\"__metadata__\":{");
        lg_json_put_string(&head, metadata[2 * i]);
        lg_bytes_text(&head, ":");
        lg_json_put_string(&head, metadata[2 * i + 1]);
    }
    if (n_metadata)
        lg_bytes_text(&head, "}");
    uint64_t at = 0;
    for (size_t i = 0; i < n; i++) {
        size_t bytes = 0;
        const char *type = type_name(views[i].dtype);
        if (!type) {
            lg_bytes_reset(&head);
            return lg_fail(err, LG_E_UNSUPPORTED,
                           "tensor '%s': type %s cannot be written to safetensors",
                           LG_SHOW(names[i]), lg_dtype_name(views[i].dtype));
        }
        lg_status st = lg_dtype_bytes(views[i].dtype, views[i].count, &bytes, err);
        if (st != LG_OK) {
            lg_bytes_reset(&head);
            return st;
        }
        lg_bytes_text(&head, i || n_metadata ? "," : "");
        lg_json_put_string(&head, names[i]);
        lg_bytes_text(&head, ":{\"dtype\":\"");
        lg_bytes_text(&head, type);
        lg_bytes_text(&head, "\",\"shape\":[");
        for (int32_t k = 0; k < views[i].rank; k++) {
            lg_bytes_text(&head, k ? "," : "");
            lg_json_put_i64(&head, views[i].dims[k]);
        }
        lg_bytes_text(&head, "],\"data_offsets\":[");
        lg_json_put_i64(&head, (int64_t)at);
        at += bytes;
        lg_bytes_text(&head, ",");
        lg_json_put_i64(&head, (int64_t)at);
        lg_bytes_text(&head, "]}");
    }
    lg_bytes_text(&head, "}");
    while (head.size % 8 && head.status == LG_OK)
        lg_bytes_text(&head, " "); /* the data begin aligned */
    lg_bytes_le(out, head.size, 8);
    if (head.status == LG_OK)
        lg_bytes_put(out, head.data, head.size);
    else
        out->status = head.status;
    lg_bytes_reset(&head);
    for (size_t i = 0; i < n; i++)
        LG_TRY(lg_raw_write(out, &views[i], err));
    return LG_OK;
}
