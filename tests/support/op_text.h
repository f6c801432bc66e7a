/* SPDX-License-Identifier: Apache-2.0 */
/* Words, numbers, lists and tensors of case files. */
#ifndef LG_TESTS_OP_TEXT_H
#define LG_TESTS_OP_TEXT_H

#include "tests/support/op_runner.h"

/* Skips blanks and commas; false at the end of the text. */
bool lg_text_more(const char **p);
/* Next word (no blanks, brackets or commas) copied to out, empty when there is none. */
void lg_text_word(const char **p, char *out, size_t size);
bool lg_text_take(const char **p, char c);
/* `"…"` with \" \\ \n \xNN; owned by the runner. */
bool lg_text_string(lg_runner *r, const char **p, lg_str *out);
bool lg_text_number(const char **p, double *out);
bool lg_text_integer(const char **p, int64_t *out);
/* `[2, 3]`; returns the rank, -1 on an error. */
int32_t lg_text_dims(const char **p, int64_t dims[LG_MAX_RANK]);
/* The elements of a tensor: exactly v->count numbers or strings. */
bool lg_text_values(lg_runner *r, const char **p, const lg_view *v);

#endif
