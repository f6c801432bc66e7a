/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 validation. */
#ifndef LG_BASE_UTF8_H
#define LG_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF. */
bool lg_utf8_valid(const char *text, size_t len);

#endif
