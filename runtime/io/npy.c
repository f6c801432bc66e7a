/* SPDX-License-Identifier: Apache-2.0 */
/* NumPy's .npy files: versions 1 to 3 are read, version 1 is written (2 for long headers). */
#include "runtime/base/num.h"
#include "runtime/io/tensors.h"

typedef struct header {
    int32_t dtype;
    size_t item; /* bytes of one item in the file */
    char kind;   /* 'S' and 'U' are strings */
    bool big, fortran;
    int32_t rank;
    int64_t dims[LG_MAX_RANK];
    bool has_descr, has_order, has_shape;
} header;

typedef struct cursor {
    const char *p, *end;
} cursor;

static void blanks(cursor *c) {
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\n'))
        c->p++;
}

static bool take(cursor *c, char want) {
    blanks(c);
    if (c->p >= c->end || *c->p != want)
        return false;
    c->p++;
    return true;
}

static bool take_word(cursor *c, const char *word) {
    size_t n = strlen(word);
    blanks(c);
    if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0)
        return false;
    c->p += n;
    return true;
}

/* A quoted string without escapes. */
static bool take_string(cursor *c, lg_str *out) {
    blanks(c);
    if (c->p >= c->end || (*c->p != '\'' && *c->p != '"'))
        return false;
    char quote = *c->p++;
    const char *begin = c->p;
    while (c->p < c->end && *c->p != quote && *c->p != '\\')
        c->p++;
    if (c->p >= c->end || *c->p != quote)
        return false;
    *out = (lg_str){begin, (size_t)(c->p - begin)};
    c->p++;
    return true;
}

static lg_status read_descr(header *h, lg_str name, lg_str descr, lg_error *err) {
    static const struct {
        const char *code;
        int32_t dtype;
    } types[] = {{"b1", LG_BOOL},      {"i1", LG_INT8},        {"i2", LG_INT16},
                 {"i4", LG_INT32},     {"i8", LG_INT64},       {"u1", LG_UINT8},
                 {"u2", LG_UINT16},    {"u4", LG_UINT32},      {"u8", LG_UINT64},
                 {"f2", LG_FLOAT16},   {"f4", LG_FLOAT},       {"f8", LG_DOUBLE},
                 {"c8", LG_COMPLEX64}, {"c16", LG_COMPLEX128}, {"V2", LG_BFLOAT16}};
    if (descr.len >= 2 && descr.ptr[1] == 'O')
        return lg_fail(err, LG_E_UNSUPPORTED,
                       "npy '%s': object arrays hold Python pickles and are not read",
                       LG_SHOW(name));
    if (descr.len < 3 || !strchr("<>|=", descr.ptr[0]))
        return lg_fail(err, LG_E_UNSUPPORTED, "npy '%s': element type '%s' is not read",
                       LG_SHOW(name), LG_SHOW(descr));
    h->big = descr.ptr[0] == '>' || (descr.ptr[0] == '=' && lg_big_endian());
    h->kind = descr.ptr[1];
    lg_str code = {descr.ptr + 1, descr.len - 1};
    for (size_t i = 0; i < LG_COUNT(types); i++)
        if (lg_str_is(code, types[i].code)) {
            h->dtype = types[i].dtype;
            h->item = (size_t)lg_dtype_bits(h->dtype) / 8;
            return LG_OK;
        }
    int64_t width = 0;
    if ((h->kind == 'S' || h->kind == 'U') &&
        lg_num_parse_i64(code.ptr + 1, code.len - 1, &width) && width >= 0 && width < INT32_MAX) {
        h->dtype = LG_STRING;
        h->item = (size_t)width * (h->kind == 'U' ? 4 : 1);
        return LG_OK;
    }
    lg_fail(err, LG_E_UNSUPPORTED, "npy '%s': element type '%s' is not read", LG_SHOW(name),
            LG_SHOW(descr));
    if (h->kind == 'V')
        lg_hint(err, "write the bytes as a raw file and give its type: FILE.bin:f8e4m3fn[2,3]");
    return LG_E_UNSUPPORTED;
}

static bool read_shape(header *h, cursor *c) {
    if (!take(c, '('))
        return false;
    h->rank = 0;
    while (!take(c, ')')) {
        const char *begin = c->p;
        while (c->p < c->end && *c->p >= '0' && *c->p <= '9')
            c->p++;
        if (h->rank >= LG_MAX_RANK ||
            !lg_num_parse_i64(begin, (size_t)(c->p - begin), &h->dims[h->rank]))
            return false;
        h->rank++;
        if (!take(c, ',')) {
            blanks(c);
            if (c->p >= c->end || *c->p != ')' || h->rank == 1)
                return false; /* a tuple of one item needs its comma */
        }
    }
    return true;
}

static lg_status read_header(header *h, lg_str name, cursor c, lg_error *err) {
    const char *what = "a dictionary in braces is expected";
    if (!take(&c, '{'))
        goto bad;
    while (!take(&c, '}')) {
        lg_str key, descr;
        what = "a quoted key and ':' are expected";
        if (!take_string(&c, &key) || !take(&c, ':'))
            goto bad;
        if (lg_str_is(key, "descr") && !h->has_descr) {
            h->has_descr = true;
            what = "descr is no plain type";
            if (!take_string(&c, &descr))
                goto bad;
            LG_TRY(read_descr(h, name, descr, err));
        } else if (lg_str_is(key, "fortran_order") && !h->has_order) {
            h->has_order = true;
            what = "fortran_order is neither True nor False";
            h->fortran = take_word(&c, "True");
            if (!h->fortran && !take_word(&c, "False"))
                goto bad;
        } else if (lg_str_is(key, "shape") && !h->has_shape) {
            h->has_shape = true;
            what = "shape is no tuple of sizes";
            if (!read_shape(h, &c))
                goto bad;
        } else {
            what = "an unknown or repeated key";
            goto bad;
        }
        if (!take(&c, ',')) {
            what = "',' or '}' is expected";
            if (!take(&c, '}'))
                goto bad;
            break;
        }
    }
    blanks(&c);
    what = "something follows the dictionary";
    if (c.p != c.end)
        goto bad;
    what = "descr, fortran_order and shape are needed";
    if (!h->has_descr || !h->has_order || !h->has_shape)
        goto bad;
    return LG_OK;
bad:
    return lg_fail(err, LG_E_PARSE, "npy '%s': header: %s", LG_SHOW(name), what);
}

/* Row-major position of the k-th element in column-major order is visited by an odometer. */
static void from_fortran(char *dst, const char *src, const header *h, int64_t count, size_t item) {
    int64_t index[LG_MAX_RANK] = {0};
    int64_t stride[LG_MAX_RANK];
    int64_t step = 1;
    for (int32_t i = h->rank; i-- > 0;) {
        stride[i] = step;
        step *= h->dims[i];
    }
    int64_t at = 0;
    for (int64_t k = 0; k < count; k++) {
        memcpy(dst + (size_t)at * item, src + (size_t)k * item, item);
        for (int32_t i = 0; i < h->rank; i++) {
            at += stride[i];
            if (++index[i] < h->dims[i])
                break;
            at -= index[i] * stride[i];
            index[i] = 0;
        }
    }
}

/* One item of fixed width to a string: trailing NULs are padding, UCS-4 becomes UTF-8. */
static lg_status read_text(lg_tensor_file *file, lg_str name, const header *h, const char *item,
                           lg_str *out, lg_error *err) {
    size_t n = h->item;
    if (h->kind == 'S') {
        while (n && item[n - 1] == '\0')
            n--;
        return lg_arena_str(&file->arena, item, n, out, err);
    }
    n /= 4;
    void *room = NULL;
    LG_TRY(lg_arena_alloc(&file->arena, n * 4 + 1, &room, err));
    char *text = room;
    size_t len = 0, keep = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t c = (uint32_t)(h->big ? lg_read_be(item + i * 4, 4) : lg_read_le(item + i * 4, 4));
        if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
            return lg_fail(err, LG_E_PARSE, "npy '%s': a character of code %u", LG_SHOW(name), c);
        if (c < 0x80) {
            text[len++] = (char)c;
        } else {
            uint32_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
            static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
            text[len++] = (char)(lead[more] | (c >> (6 * more)));
            for (; more > 0; more--)
                text[len++] = (char)(0x80 | ((c >> (6 * (more - 1))) & 0x3F));
        }
        if (c)
            keep = len;
    }
    *out = (lg_str){text, keep};
    return LG_OK;
}

lg_status lg_npy_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                      lg_error *err) {
    const char *bytes = data;
    header h = {0};
    if (size < 10 || memcmp(bytes, "\x93NUMPY", 6) != 0)
        return lg_fail(err, LG_E_PARSE, "npy '%s': the magic bytes are missing", LG_SHOW(name));
    unsigned version = (unsigned char)bytes[6];
    if (version < 1 || version > 3 || bytes[7] != 0)
        return lg_fail(err, LG_E_UNSUPPORTED, "npy '%s': version %u.%u, expected 1.0 to 3.0",
                       LG_SHOW(name), version, (unsigned char)bytes[7]);
    size_t field = version == 1 ? 2 : 4;
    size_t begin = 8 + field;
    size_t length = size < begin ? SIZE_MAX : (size_t)lg_read_le(bytes + 8, field);
    if (size < begin || length > size - begin)
        return lg_fail(err, LG_E_PARSE, "npy '%s': the header is longer than the file",
                       LG_SHOW(name));
    LG_TRY(read_header(&h, name, (cursor){bytes + begin, bytes + begin + length}, err));
    int64_t count = 0, want = 0;
    size_t rest = size - begin - length;
    if (!lg_count_dims(h.dims, h.rank, &count) || !lg_mul_i64(count, (int64_t)h.item, &want))
        return lg_fail(err, LG_E_PARSE, "npy '%s': the product of the shape is no size",
                       LG_SHOW(name));
    if ((uint64_t)want != rest)
        return lg_fail(err, LG_E_PARSE, "npy '%s': %zu bytes of data, the shape needs %lld",
                       LG_SHOW(name), rest, (long long)want);
    lg_view *view = NULL;
    const char *src = bytes + begin + length;
    if (h.dtype == LG_STRING && count > (1 << 20) && h.item == 0)
        return lg_fail(err, LG_E_LIMIT, "npy '%s': %lld empty strings", LG_SHOW(name),
                       (long long)count);
    LG_TRY(lg_tensors_add(file, name, h.dtype, h.rank, h.dims, &view, err));
    if (h.dtype == LG_STRING) {
        lg_str *strings = view->data;
        for (int64_t i = 0; i < count; i++)
            LG_TRY(read_text(file, name, &h, src + (size_t)i * h.item, &strings[i], err));
        if (h.fortran && h.rank > 1 && count) {
            void *copy = NULL;
            LG_TRY(
                lg_arena_copy(&file->arena, strings, (size_t)count * sizeof *strings, &copy, err));
            from_fortran(view->data, copy, &h, count, sizeof *strings);
        }
        return LG_OK;
    }
    if (h.fortran && h.rank > 1)
        from_fortran(view->data, src, &h, count, h.item);
    else if (rest)
        memcpy(view->data, src, rest);
    size_t unit = lg_unit_bytes(h.dtype);
    if (unit > 1 && h.big != (lg_big_endian() != 0))
        lg_swap_bytes(view->data, rest / unit, unit);
    if (h.dtype == LG_BOOL)
        for (size_t i = 0; i < rest; i++)
            ((uint8_t *)view->data)[i] = ((uint8_t *)view->data)[i] != 0;
    return LG_OK;
}

/* ---- writing ---- */

static const char *descr_of(int32_t dtype) {
    switch (dtype) {
    case LG_BOOL:
        return "|b1";
    case LG_INT8:
        return "|i1";
    case LG_UINT8:
        return "|u1";
    case LG_INT16:
        return "<i2";
    case LG_UINT16:
        return "<u2";
    case LG_INT32:
        return "<i4";
    case LG_UINT32:
        return "<u4";
    case LG_INT64:
        return "<i8";
    case LG_UINT64:
        return "<u8";
    case LG_FLOAT16:
        return "<f2";
    case LG_FLOAT:
        return "<f4";
    case LG_DOUBLE:
        return "<f8";
    case LG_COMPLEX64:
        return "<c8";
    case LG_COMPLEX128:
        return "<c16";
    case LG_BFLOAT16:
        return "<V2"; /* what NumPy writes for ml_dtypes */
    default:
        return lg_dtype_bits(dtype) == 8 ? "|V1" : NULL;
    }
}

/* Code points of UTF-8 text; invalid bytes count one each. */
static size_t decode_utf8(const char *p, size_t len, uint32_t *out) {
    unsigned char c = (unsigned char)p[0];
    size_t n = c < 0x80 ? 1 : c >= 0xF0 && c < 0xF5 ? 4 : c >= 0xE0 ? 3 : c >= 0xC2 ? 2 : 0;
    if (n == 0 || n > len || c >= 0xF5) {
        *out = 0xFFFD;
        return 1;
    }
    uint32_t v = n == 1 ? c : c & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)p[i] & 0xC0) != 0x80) {
            *out = 0xFFFD;
            return 1;
        }
        v = v << 6 | ((unsigned char)p[i] & 0x3F);
    }
    *out = v;
    return n;
}

static size_t text_length(lg_str s) {
    size_t n = 0;
    uint32_t c;
    for (size_t i = 0; i < s.len; n++)
        i += decode_utf8(s.ptr + i, s.len - i, &c);
    return n;
}

lg_status lg_npy_write(lg_bytes *out, const lg_view *view, lg_error *err) {
    char number[LG_NUM_MAX];
    lg_bytes head;
    const char *descr = descr_of(view->dtype);
    size_t width = 0;
    const lg_str *strings = view->dtype == LG_STRING ? view->data : NULL;
    if (!descr && view->dtype != LG_STRING)
        return lg_fail(err, LG_E_UNSUPPORTED, "values of type %s cannot be written as npy",
                       lg_dtype_name(view->dtype));
    lg_bytes_init(&head, out->allocator);
    lg_bytes_text(&head, "{'descr': '");
    if (strings) {
        for (int64_t i = 0; i < view->count; i++) {
            size_t n = text_length(strings[i]);
            width = n > width ? n : width;
        }
        lg_bytes_text(&head, "<U");
        lg_num_print_u64(number, width);
        lg_bytes_text(&head, number);
    } else if (descr) {
        lg_bytes_text(&head, descr);
    } else {
        lg_bytes_text(&head, "<U1");
    }
    lg_bytes_text(&head, "', 'fortran_order': False, 'shape': (");
    for (int32_t i = 0; i < view->rank; i++) {
        lg_num_print_i64(number, view->dims[i]);
        lg_bytes_text(&head, number);
        if (i + 1 < view->rank || view->rank == 1)
            lg_bytes_text(&head, i + 1 < view->rank ? ", " : ",");
    }
    lg_bytes_text(&head, "), }");
    size_t field = head.size + 64 < 65536 ? 2 : 4;
    size_t total = (8 + field + head.size + 1 + 63) / 64 * 64;
    while (head.size + 1 < total - 8 - field && head.status == LG_OK)
        lg_bytes_put(&head, " ", 1);
    lg_bytes_put(&head, "\n", 1);
    lg_bytes_put(out, field == 2 ? "\x93NUMPY\x01\x00" : "\x93NUMPY\x02\x00", 8);
    lg_bytes_le(out, head.size, field);
    if (head.status == LG_OK)
        lg_bytes_put(out, head.data, head.size);
    else
        out->status = head.status;
    lg_bytes_reset(&head);
    if (!strings)
        return view->dtype == LG_STRING ? LG_OK : lg_raw_write(out, view, err);
    for (int64_t i = 0; i < view->count; i++) {
        size_t written = 0;
        for (size_t k = 0; k < strings[i].len; written++) {
            uint32_t c = 0;
            k += decode_utf8(strings[i].ptr + k, strings[i].len - k, &c);
            lg_bytes_le(out, c, 4);
        }
        for (; written < width; written++)
            lg_bytes_le(out, 0, 4);
    }
    return LG_OK;
}
