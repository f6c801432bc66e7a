/* SPDX-License-Identifier: Apache-2.0 */
/* Characters to words, numbers and strings of the ONNX text syntax. */
#include "runtime/graph/lex.h"

#include "runtime/base/num.h"

static bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool lg_lex_is_id(lg_str text) {
    if (text.len == 0 || !is_alpha(text.ptr[0]))
        return false;
    for (size_t i = 1; i < text.len; i++)
        if (!is_alpha(text.ptr[i]) && !is_digit(text.ptr[i]))
            return false;
    return true;
}

static void position(const lg_lex *lex, unsigned *line, unsigned *column) {
    size_t start = 0;
    *line = 1;
    for (size_t i = 0; i < lex->at; i++) {
        if (lex->text[i] == '\n') {
            ++*line;
            start = i + 1;
        }
    }
    *column = (unsigned)(lex->at - start) + 1;
}

lg_status lg_lex_fail(lg_lex *lex, const char *expected) {
    (void)lg_lex_peek(lex);
    unsigned line, column;
    position(lex, &line, &column);
    size_t n = lex->len - lex->at < 16 ? lex->len - lex->at : 16;
    if (n == 0)
        return lg_fail(lex->err, LG_E_PARSE, "line %u, column %u: expected %s, found the end", line,
                       column, expected);
    return lg_fail(lex->err, LG_E_PARSE, "line %u, column %u: expected %s, found '%s'", line,
                   column, expected,
                   lg_printable(&(lg_printable_buf){{0}}, lex->text + lex->at, n));
}

lg_status lg_lex_wrap(lg_lex *lex, lg_status status) {
    unsigned line, column;
    position(lex, &line, &column);
    return lg_wrap(lex->err, status, "line %u, column %u", line, column);
}

char lg_lex_peek(lg_lex *lex) {
    while (lex->at < lex->len) {
        char c = lex->text[lex->at];
        if (c == '#') {
            while (lex->at < lex->len && lex->text[lex->at] != '\n')
                lex->at++;
        } else if (c == ' ' || (c >= '\t' && c <= '\r')) {
            lex->at++;
        } else {
            return c;
        }
    }
    return '\0';
}

bool lg_lex_end(lg_lex *lex) {
    (void)lg_lex_peek(lex);
    return lex->at >= lex->len;
}

bool lg_lex_take(lg_lex *lex, char c) {
    if (lg_lex_peek(lex) != c || lex->at >= lex->len)
        return false;
    lex->at++;
    return true;
}

lg_status lg_lex_expect(lg_lex *lex, char c) {
    char quoted[4] = {'\'', c, '\'', '\0'};
    return lg_lex_take(lex, c) ? LG_OK : lg_lex_fail(lex, quoted);
}

lg_status lg_lex_arrow(lg_lex *lex) {
    if (lg_lex_peek(lex) == '=' && lex->len - lex->at > 1 && lex->text[lex->at + 1] == '>') {
        lex->at += 2;
        return LG_OK;
    }
    return lg_lex_fail(lex, "'=>'");
}

lg_str lg_lex_peek_id(lg_lex *lex) {
    if (!is_alpha(lg_lex_peek(lex)))
        return LG_STR("");
    size_t end = lex->at;
    while (end < lex->len && (is_alpha(lex->text[end]) || is_digit(lex->text[end])))
        end++;
    return (lg_str){lex->text + lex->at, end - lex->at};
}

lg_status lg_lex_id(lg_lex *lex, lg_str *out) {
    lg_str id = lg_lex_peek_id(lex);
    if (id.len == 0)
        return lg_lex_fail(lex, "a name");
    lex->at += id.len;
    *out = id;
    return LG_OK;
}

lg_status lg_lex_string(lg_lex *lex, lg_str *out) {
    if (lg_lex_peek(lex) != '"')
        return lg_lex_fail(lex, "a quoted string");
    size_t from = lex->at + 1, end = from;
    bool escapes = false;
    while (end < lex->len && lex->text[end] != '"') {
        escapes = escapes || lex->text[end] == '\\';
        end += lex->text[end] == '\\' ? 2 : 1;
    }
    if (end >= lex->len)
        return lg_lex_fail(lex, "a string that ends");
    lex->at = end + 1;
    *out = (lg_str){lex->text + from, end - from};
    if (!escapes)
        return LG_OK;
    void *p = NULL;
    size_t n = 0;
    LG_TRY(lg_arena_alloc(lex->arena, end - from, &p, lex->err));
    for (size_t i = from; i < end; i++) {
        if (lex->text[i] == '\\')
            i++;
        ((char *)p)[n++] = lex->text[i];
    }
    *out = (lg_str){p, n};
    return LG_OK;
}

lg_status lg_lex_name(lg_lex *lex, lg_str *out) {
    return lg_lex_peek(lex) == '"' ? lg_lex_string(lex, out) : lg_lex_id(lex, out);
}

lg_status lg_lex_literal(lg_lex *lex, lg_literal *out) {
    char c = lg_lex_peek(lex);
    if (c == '"') {
        out->kind = LG_LIT_STRING;
        return lg_lex_string(lex, &out->text);
    }
    double value;
    size_t n = lg_num_scan_f64(lex->text + lex->at, lex->len - lex->at, &value);
    size_t end = lex->at + n;
    char next = end < lex->len ? lex->text[end] : ' ';
    if (n == 0 || is_alpha(next) || is_digit(next) || next == '.')
        return lg_lex_fail(lex, "a number or a quoted string");
    out->text = (lg_str){lex->text + lex->at, n};
    out->kind = LG_LIT_INT;
    for (size_t i = 0; i < n; i++)
        if (!is_digit(out->text.ptr[i]) && (i > 0 || (c != '-' && c != '+')))
            out->kind = LG_LIT_FLOAT;
    lex->at = end;
    return LG_OK;
}

lg_status lg_lex_int(lg_lex *lex, int64_t *out) {
    lg_literal lit;
    size_t start = lex->at;
    if (lg_lex_literal(lex, &lit) == LG_OK && lit.kind == LG_LIT_INT &&
        lg_num_parse_i64(lit.text.ptr, lit.text.len, out))
        return LG_OK;
    lex->at = start;
    return lg_lex_fail(lex, "an integer of 64 bits");
}
