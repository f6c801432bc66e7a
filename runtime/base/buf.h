/* SPDX-License-Identifier: Apache-2.0 */
/* Growing text buffer. Failures are sticky: appending after one does nothing, and the status is
 * asked once, at the end. Thread-compatible. */
#ifndef LG_BASE_BUF_H
#define LG_BASE_BUF_H

#include "runtime/base/alloc.h"

#include <lossgraph/tensor.h>

typedef struct lg_buf {
    lg_allocator allocator;
    char *data; /* NUL-terminated when not NULL; the NUL is not counted */
    size_t size, cap;
    lg_status status;
} lg_buf;

/* Allocates nothing. */
void lg_buf_init(lg_buf *buf, lg_allocator allocator);
void lg_buf_reset(lg_buf *buf);
void lg_buf_bytes(lg_buf *buf, const void *bytes, size_t n);
void lg_buf_char(lg_buf *buf, char c);
void lg_buf_text(lg_buf *buf, const char *text);
void lg_buf_str(lg_buf *buf, lg_str text);
void lg_buf_i64(lg_buf *buf, int64_t value);
/* The shortest decimal; "nan", "inf", "-inf". */
void lg_buf_f32(lg_buf *buf, float value);
void lg_buf_f64(lg_buf *buf, double value);
/* A JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD. */
void lg_buf_json(lg_buf *buf, lg_str text);
/* LG_OK, or the failure with its message. */
LG_MUST_USE lg_status lg_buf_status(const lg_buf *buf, lg_error *err);

#endif
