/* SPDX-License-Identifier: Apache-2.0 */
/* Filling lg_error. The message is written once, where the cause is known; callers prepend where
 * they were with lg_wrap. */
#ifndef LG_BASE_ERROR_H
#define LG_BASE_ERROR_H

#include <lossgraph/status.h>

#include <stdarg.h>

/* Stable codes: LG_EC_<row>; the table is errors.inc. */
#define LG_CODE(number, status, exit, name, text) LG_EC_##name = number,
typedef enum lg_error_code {
#include "runtime/base/errors.inc"
    LG_EC_NONE = 0
} lg_error_code;
#undef LG_CODE

/* Sets status, the general code of that status and the message. Returns status. */
lg_status lg_fail(lg_error *err, lg_status status, const char *fmt, ...) LG_PRINTF(3, 4);
/* The same with a specific row of the table, which also decides the status. */
lg_status lg_fail_code(lg_error *err, lg_error_code code, const char *fmt, ...) LG_PRINTF(3, 4);
/* Prepends "<fmt>: " to the message that is there. Returns status. */
lg_status lg_wrap(lg_error *err, lg_status status, const char *fmt, ...) LG_PRINTF(3, 4);
/* Appends "\n<fmt>": a hint. */
void lg_hint(lg_error *err, const char *fmt, ...) LG_PRINTF(2, 3);
lg_status lg_no_memory(lg_error *err, size_t bytes);

/* Returns from the calling function on failure: only while it owns nothing. */
#define LG_TRY(expr)                                                                               \
    do {                                                                                           \
        lg_status lg_try_status_ = (expr);                                                         \
        if (lg_try_status_ != LG_OK)                                                               \
            return lg_try_status_;                                                                 \
    } while (0)

/* A name from a file, made printable for a message: control characters as \xNN, at most 128 bytes.
 * Usage: lg_fail(err, s, "node '%s'", lg_printable(&(lg_printable_buf){{0}}, ptr, len)) */
typedef struct lg_printable_buf {
    char text[160];
} lg_printable_buf;
const char *lg_printable(lg_printable_buf *buf, const char *ptr, size_t len);
#define LG_SHOW(str) lg_printable(&(lg_printable_buf){{0}}, (str).ptr, (str).len)

#endif
