/* SPDX-License-Identifier: Apache-2.0 */
/* Bounded JSON: a reader that builds a tree in an arena without recursion, and a writer. */
#ifndef LG_IO_JSON_H
#define LG_IO_JSON_H

#include "runtime/base/arena.h"
#include "runtime/base/str.h"
#include "runtime/io/bytes.h"

typedef enum lg_json_type {
    LG_JSON_NULL = 0,
    LG_JSON_BOOL = 1,
    LG_JSON_NUMBER = 2,
    LG_JSON_STRING = 3,
    LG_JSON_ARRAY = 4,
    LG_JSON_OBJECT = 5
} lg_json_type;

typedef struct lg_json {
    lg_json_type type;
    uint32_t n;                  /* children; of BOOL: 0 or 1 */
    lg_str key;                  /* name in the enclosing object */
    lg_str text;                 /* STRING: unescaped; NUMBER: the literal, a slice of the input */
    const struct lg_json *child; /* first child of an array or object */
    const struct lg_json *next;  /* next sibling */
} lg_json;

enum { LG_JSON_MAX_DEPTH = 64 };

/* RFC 8259: UTF-8, one value, no duplicate names, nesting of at most `max_depth` (up to
 * LG_JSON_MAX_DEPTH). LG_E_PARSE with the byte offset; LG_E_LIMIT for depth and the arena's budget.
 * `text` must outlive the tree. */
LG_MUST_USE lg_status lg_json_parse(lg_arena *arena, const char *text, size_t len,
                                    uint32_t max_depth, const lg_json **out, lg_error *err);
/* Member of an object, NULL when it is absent or `object` is none. */
const lg_json *lg_json_get(const lg_json *object, const char *key);
bool lg_json_i64(const lg_json *value, int64_t *out);

/* Writes `text` as a JSON string with quotes; what is no UTF-8 becomes U+FFFD. */
void lg_json_put_string(lg_bytes *b, lg_str text);
/* NaN and infinities are the strings "NaN", "Infinity", "-Infinity". */
void lg_json_put_f64(lg_bytes *b, double value);
void lg_json_put_i64(lg_bytes *b, int64_t value);

#endif
