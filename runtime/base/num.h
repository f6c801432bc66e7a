/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers from and to text, without the locale. Parsing is correctly rounded; printing gives the
 * shortest digits that read back to the same number. */
#ifndef LG_BASE_NUM_H
#define LG_BASE_NUM_H

#include <lossgraph/tensor.h>

#include <stdbool.h>

/* Bytes that any lg_num_print_* may write, the final NUL included. */
enum { LG_NUM_MAX = 32 };

/* Return the length; `out` is NUL-terminated. Not finite: "nan", "inf", "-inf". Integral values
 * print without a point ("1", "-0", "1e+22"). */
size_t lg_num_print_f64(char *out, double value);
size_t lg_num_print_f32(char *out, float value);
size_t lg_num_print_i64(char *out, int64_t value);
size_t lg_num_print_u64(char *out, uint64_t value);

/* Bytes of the longest decimal number at the start of `text`, 0 when there is none:
 * [+-] digits [. digits] [e [+-] digits], or [+-] inf, infinity, nan in any case. No blanks, no
 * hexadecimal digits, no decimal comma. Overflow gives infinity, underflow zero. */
size_t lg_num_scan_f64(const char *text, size_t len, double *out);
size_t lg_num_scan_f32(const char *text, size_t len, float *out);
/* The whole text is one number. */
bool lg_num_parse_f64(const char *text, size_t len, double *out);
bool lg_num_parse_f32(const char *text, size_t len, float *out);
/* The whole text is [+-] digits that fit the type. */
bool lg_num_parse_i64(const char *text, size_t len, int64_t *out);
bool lg_num_parse_u64(const char *text, size_t len, uint64_t *out);

/* float32 to double through the shortest decimal that reads back to the float: 0.1f gives 0.1. */
double lg_num_widen(float value);

#endif
