/* SPDX-License-Identifier: Apache-2.0 */
/* Characters to words, numbers and strings of the ONNX text syntax; only for runtime/graph. */
#ifndef LG_GRAPH_LEX_H
#define LG_GRAPH_LEX_H

#include "runtime/graph/graph.h"

typedef struct lg_lex {
    const char *text;
    size_t len, at;
    lg_arena *arena; /* of strings with escapes */
    lg_error *err;
} lg_lex;

typedef enum lg_lit_kind { LG_LIT_INT, LG_LIT_FLOAT, LG_LIT_STRING } lg_lit_kind;

typedef struct lg_literal {
    lg_lit_kind kind;
    lg_str text; /* without quotes, escapes resolved */
} lg_literal;

/* Skips blanks and comments (# to the end of the line). The next character, '\0' at the end. */
char lg_lex_peek(lg_lex *lex);
bool lg_lex_end(lg_lex *lex);
/* Takes the character when it is next. */
bool lg_lex_take(lg_lex *lex, char c);
LG_MUST_USE lg_status lg_lex_expect(lg_lex *lex, char c);
LG_MUST_USE lg_status lg_lex_arrow(lg_lex *lex); /* => */
/* The identifier that is next without taking it; empty when there is none. */
lg_str lg_lex_peek_id(lg_lex *lex);
LG_MUST_USE lg_status lg_lex_id(lg_lex *lex, lg_str *out);
/* identifier or quoted string */
LG_MUST_USE lg_status lg_lex_name(lg_lex *lex, lg_str *out);
LG_MUST_USE lg_status lg_lex_literal(lg_lex *lex, lg_literal *out);
LG_MUST_USE lg_status lg_lex_string(lg_lex *lex, lg_str *out);
LG_MUST_USE lg_status lg_lex_int(lg_lex *lex, int64_t *out);
/* LG_E_PARSE with line, column and what is there. */
lg_status lg_lex_fail(lg_lex *lex, const char *expected);
/* Prepends line and column to the message that is there. */
lg_status lg_lex_wrap(lg_lex *lex, lg_status status);

bool lg_lex_is_id(lg_str text);

#endif
