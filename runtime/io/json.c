/* SPDX-License-Identifier: Apache-2.0 */
/* JSON reader and writer. The reader keeps the open containers in an array, never on the C stack.
 */
#include "runtime/io/json.h"

#include "runtime/base/map.h"
#include "runtime/base/num.h"

#include <math.h>

typedef struct reader {
    lg_arena *arena;
    const char *text;
    size_t len, pos;
    lg_error *err;
} reader;

static lg_status bad(const reader *r, const char *what) {
    return lg_fail(r->err, LG_E_PARSE, "JSON, byte %zu: %s", r->pos, what);
}

static void skip_blanks(reader *r) {
    while (r->pos < r->len) {
        char c = r->text[r->pos];
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            break;
        r->pos++;
    }
}

/* Length of the UTF-8 sequence at p, 0 when it is none. */
static size_t utf8_length(const char *text, size_t len) {
    const unsigned char *p = (const unsigned char *)text;
    unsigned char c = p[0];
    size_t n = c < 0x80                 ? 1
               : c >= 0xC2 && c <= 0xDF ? 2
               : c >= 0xE0 && c <= 0xEF ? 3
               : c >= 0xF0 && c <= 0xF4 ? 4
                                        : 0;
    if (n == 0 || n > len)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F) || (c == 0xF0 && p[1] < 0x90) ||
        (c == 0xF4 && p[1] > 0x8F))
        return 0; /* overlong, surrogate, beyond U+10FFFF */
    return n;
}

static size_t put_utf8(char *out, uint32_t c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(lead[n] | c);
    return n;
}

static bool read_hex4(const reader *r, size_t at, uint32_t *out) {
    uint32_t v = 0;
    if (at + 4 > r->len)
        return false;
    for (size_t i = at; i < at + 4; i++) {
        char c = r->text[i];
        uint32_t d = 0;
        if (c >= '0' && c <= '9')
            d = (uint32_t)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            d = (uint32_t)((c | 0x20) - 'a' + 10);
        else
            return false;
        v = v << 4 | d;
    }
    *out = v;
    return true;
}

/* The escape after a backslash at r->pos; the result is appended to out. */
static lg_status read_escape(reader *r, char *out, size_t *n) {
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    char c = r->pos + 1 < r->len ? r->text[r->pos + 1] : '\0';
    const char *found = c ? strchr(from, c) : NULL;
    if (found) {
        out[(*n)++] = to[found - from];
        r->pos += 2;
        return LG_OK;
    }
    uint32_t code = 0, low = 0;
    if (c != 'u' || !read_hex4(r, r->pos + 2, &code))
        return bad(r, "unknown escape in a string");
    r->pos += 6;
    if (code >= 0xD800 && code <= 0xDBFF) {
        if (r->pos + 1 >= r->len || r->text[r->pos] != '\\' || r->text[r->pos + 1] != 'u' ||
            !read_hex4(r, r->pos + 2, &low) || low < 0xDC00 || low > 0xDFFF)
            return bad(r, "half a surrogate pair");
        r->pos += 6;
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code >= 0xDC00 && code <= 0xDFFF) {
        return bad(r, "half a surrogate pair");
    }
    *n += put_utf8(out + *n, code);
    return LG_OK;
}

/* r->pos is at the opening quote. A string without escapes is a slice of the input. */
static lg_status read_string(reader *r, lg_str *out) {
    size_t begin = ++r->pos;
    bool escapes = false;
    size_t end = begin;
    for (; end < r->len && r->text[end] != '"'; end++)
        if (r->text[end] == '\\') {
            escapes = true;
            end++;
        }
    if (end >= r->len)
        return bad(r, "a string does not end");
    char *copy = NULL;
    size_t n = 0;
    if (escapes) {
        void *room = NULL;
        LG_TRY(lg_arena_alloc(r->arena, end - begin, &room, r->err));
        copy = room;
    }
    while (r->pos < end) {
        unsigned char c = (unsigned char)r->text[r->pos];
        if (c == '\\') {
            LG_TRY(read_escape(r, copy, &n));
            continue;
        }
        size_t length = c < 0x20 ? 0 : utf8_length(r->text + r->pos, end - r->pos);
        if (length == 0)
            return bad(r, "a control character or invalid UTF-8 in a string");
        if (copy)
            memcpy(copy + n, r->text + r->pos, length);
        n += length;
        r->pos += length;
    }
    r->pos = end + 1;
    *out = (lg_str){copy ? copy : r->text + begin, n};
    return LG_OK;
}

/* The grammar of RFC 8259: no leading zeros, no bare point. */
static lg_status read_number(reader *r, lg_str *out) {
    size_t begin = r->pos;
    size_t i = begin;
    const char *t = r->text;
#define LG_DIGITS()                                                                                \
    do {                                                                                           \
        if (i >= r->len || t[i] < '0' || t[i] > '9')                                               \
            return bad(r, "a number is not well formed");                                          \
        while (i < r->len && t[i] >= '0' && t[i] <= '9')                                           \
            i++;                                                                                   \
    } while (0)
    if (t[i] == '-')
        i++;
    if (i < r->len && t[i] == '0')
        i++;
    else
        LG_DIGITS();
    if (i < r->len && t[i] == '.') {
        i++;
        LG_DIGITS();
    }
    if (i < r->len && (t[i] == 'e' || t[i] == 'E')) {
        i++;
        if (i < r->len && (t[i] == '+' || t[i] == '-'))
            i++;
        LG_DIGITS();
    }
#undef LG_DIGITS
    r->pos = i;
    *out = (lg_str){t + begin, i - begin};
    return LG_OK;
}

static bool read_word(reader *r, const char *word) {
    size_t n = strlen(word);
    if (r->len - r->pos < n || memcmp(r->text + r->pos, word, n) != 0)
        return false;
    r->pos += n;
    return true;
}

static lg_status read_scalar(reader *r, lg_json *v) {
    char c = r->text[r->pos];
    if (c == '"') {
        v->type = LG_JSON_STRING;
        return read_string(r, &v->text);
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
        v->type = LG_JSON_NUMBER;
        return read_number(r, &v->text);
    }
    if (read_word(r, "true") || read_word(r, "false")) {
        v->type = LG_JSON_BOOL;
        v->n = r->text[r->pos - 2] == 'u';
        return LG_OK;
    }
    if (read_word(r, "null")) {
        v->type = LG_JSON_NULL;
        return LG_OK;
    }
    return bad(r, "a value is expected");
}

static lg_status refuse_duplicates(reader *r, const lg_json *object) {
    lg_map names = {0};
    lg_status st = LG_OK;
    lg_arena scratch;
    lg_arena_init(&scratch, r->arena->allocator, 0);
    for (const lg_json *v = object->child; v && st == LG_OK; v = v->next) {
        if (lg_map_get(&names, v->key) != LG_MAP_NONE)
            st = lg_fail(r->err, LG_E_PARSE, "JSON: the name '%s' occurs twice in one object",
                         LG_SHOW(v->key));
        else
            st = lg_map_put(&names, &scratch, v->key, 0, r->err);
    }
    lg_arena_reset(&scratch);
    return st;
}

lg_status lg_json_parse(lg_arena *arena, const char *text, size_t len, uint32_t max_depth,
                        const lg_json **out, lg_error *err) {
    reader r = {arena, text, len, 0, err};
    lg_json *open[LG_JSON_MAX_DEPTH], *last[LG_JSON_MAX_DEPTH]; /* containers; their last child */
    uint32_t depth = 0;
    const lg_json *root = NULL;
    if (max_depth > LG_JSON_MAX_DEPTH)
        max_depth = LG_JSON_MAX_DEPTH;
    for (;;) {
        skip_blanks(&r);
        lg_json *parent = depth ? open[depth - 1] : NULL;
        if (r.pos >= len)
            return bad(&r, "the text ends too early");
        char c = text[r.pos];
        lg_json *value = NULL;
        if (parent && c == (parent->type == LG_JSON_OBJECT ? '}' : ']')) {
            r.pos++;
            if (parent->type == LG_JSON_OBJECT)
                LG_TRY(refuse_duplicates(&r, parent));
            depth--;
        } else {
            void *room = NULL;
            LG_TRY(lg_arena_alloc(arena, sizeof *value, &room, err));
            value = room;
            if (parent && parent->type == LG_JSON_OBJECT) {
                if (c != '"')
                    return bad(&r, "a name in quotes is expected");
                LG_TRY(read_string(&r, &value->key));
                skip_blanks(&r);
                if (r.pos >= len || text[r.pos] != ':')
                    return bad(&r, "':' is expected");
                r.pos++;
                skip_blanks(&r);
                if (r.pos >= len)
                    return bad(&r, "the text ends too early");
                c = text[r.pos];
            }
            if (parent) {
                if (last[depth - 1])
                    last[depth - 1]->next = value;
                else
                    parent->child = value;
                last[depth - 1] = value;
                parent->n++;
            } else {
                root = value;
            }
            if (c == '{' || c == '[') {
                value->type = c == '{' ? LG_JSON_OBJECT : LG_JSON_ARRAY;
                if (depth >= max_depth)
                    return lg_fail(err, LG_E_LIMIT, "JSON, byte %zu: nesting deeper than %u", r.pos,
                                   max_depth);
                open[depth] = value;
                last[depth++] = NULL;
                r.pos++;
                continue;
            }
            LG_TRY(read_scalar(&r, value));
        }
        /* After a value: a comma, the end of the container, or the end of the text. */
        skip_blanks(&r);
        if (depth == 0)
            break;
        if (r.pos >= len)
            return bad(&r, "the text ends too early");
        bool object = open[depth - 1]->type == LG_JSON_OBJECT;
        if (text[r.pos] == ',') {
            r.pos++;
            skip_blanks(&r);
            if (r.pos < len && (text[r.pos] == '}' || text[r.pos] == ']'))
                return bad(&r, "a comma before the end of a list");
        } else if (text[r.pos] != (object ? '}' : ']')) {
            return bad(&r, object ? "',' or '}' is expected" : "',' or ']' is expected");
        }
    }
    if (r.pos != len)
        return bad(&r, "something follows the value");
    *out = root;
    return LG_OK;
}

const lg_json *lg_json_get(const lg_json *object, const char *key) {
    if (!object || object->type != LG_JSON_OBJECT)
        return NULL;
    for (const lg_json *v = object->child; v; v = v->next)
        if (lg_str_is(v->key, key))
            return v;
    return NULL;
}

bool lg_json_i64(const lg_json *value, int64_t *out) {
    return value && value->type == LG_JSON_NUMBER &&
           lg_num_parse_i64(value->text.ptr, value->text.len, out);
}

void lg_json_put_string(lg_bytes *b, lg_str text) {
    static const char hex[] = "0123456789abcdef";
    lg_bytes_put(b, "\"", 1);
    for (size_t i = 0; i < text.len;) {
        unsigned char c = (unsigned char)text.ptr[i];
        size_t n = utf8_length(text.ptr + i, text.len - i);
        if (c < 0x20 || c == 0x7F) {
            char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            lg_bytes_put(b, escape, 6);
            n = 1;
        } else if (c == '"' || c == '\\') {
            char escape[2] = {'\\', (char)c};
            lg_bytes_put(b, escape, 2);
        } else if (n == 0) {
            lg_bytes_put(b, "\xEF\xBF\xBD", 3);
            n = 1;
        } else {
            lg_bytes_put(b, text.ptr + i, n);
        }
        i += n;
    }
    lg_bytes_put(b, "\"", 1);
}

void lg_json_put_f64(lg_bytes *b, double value) {
    char text[LG_NUM_MAX];
    if (isnan(value))
        lg_bytes_text(b, "\"NaN\"");
    else if (isinf(value))
        lg_bytes_text(b, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    else
        lg_bytes_put(b, text, lg_num_print_f64(text, value));
}

void lg_json_put_i64(lg_bytes *b, int64_t value) {
    char text[LG_NUM_MAX];
    lg_bytes_put(b, text, lg_num_print_i64(text, value));
}
