/* SPDX-License-Identifier: Apache-2.0 */
/* Growing text buffer. */
#include "runtime/base/buf.h"

#include "runtime/base/num.h"
#include "runtime/base/utf8.h"

#include <string.h>

void lg_buf_init(lg_buf *buf, lg_allocator allocator) {
    *buf = (lg_buf){.allocator = allocator};
}

void lg_buf_reset(lg_buf *buf) {
    lg_free(&buf->allocator, buf->data, buf->cap);
    lg_buf_init(buf, buf->allocator);
}

static bool reserve(lg_buf *buf, size_t n) {
    size_t need, cap = buf->cap ? buf->cap : 256;
    if (buf->status != LG_OK)
        return false;
    void *p = NULL;
    if (!lg_add_size(buf->size, n, &need) || !lg_add_size(need, 1, &need)) {
        buf->status = LG_E_NO_MEMORY;
        return false;
    }
    if (need <= buf->cap)
        return true;
    while (cap < need)
        cap = cap > SIZE_MAX / 2 ? need : cap * 2;
    buf->status = lg_alloc_raw(&buf->allocator, cap, &p, NULL);
    if (buf->status != LG_OK)
        return false;
    if (buf->size)
        memcpy(p, buf->data, buf->size);
    lg_free(&buf->allocator, buf->data, buf->cap);
    buf->data = p;
    buf->cap = cap;
    return true;
}

void lg_buf_bytes(lg_buf *buf, const void *bytes, size_t n) {
    if (!reserve(buf, n))
        return;
    if (n)
        memcpy(buf->data + buf->size, bytes, n);
    buf->size += n;
    buf->data[buf->size] = '\0';
}

void lg_buf_char(lg_buf *buf, char c) {
    lg_buf_bytes(buf, &c, 1);
}

void lg_buf_text(lg_buf *buf, const char *text) {
    lg_buf_bytes(buf, text, strlen(text));
}

void lg_buf_str(lg_buf *buf, lg_str text) {
    lg_buf_bytes(buf, text.ptr, text.len);
}

void lg_buf_i64(lg_buf *buf, int64_t value) {
    char text[LG_NUM_MAX];
    lg_buf_bytes(buf, text, lg_num_print_i64(text, value));
}

void lg_buf_f32(lg_buf *buf, float value) {
    char text[LG_NUM_MAX];
    lg_buf_bytes(buf, text, lg_num_print_f32(text, value));
}

void lg_buf_f64(lg_buf *buf, double value) {
    char text[LG_NUM_MAX];
    lg_buf_bytes(buf, text, lg_num_print_f64(text, value));
}

void lg_buf_json(lg_buf *buf, lg_str text) {
    static const char hex[] = "0123456789abcdef";
    bool valid = lg_utf8_valid(text.ptr, text.len);
    lg_buf_char(buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\') {
            lg_buf_char(buf, '\\');
            lg_buf_char(buf, (char)c);
        } else if (c < 0x20) {
            lg_buf_text(buf, "\\u00");
            lg_buf_char(buf, hex[c >> 4]);
            lg_buf_char(buf, hex[c & 15]);
        } else if (c >= 0x80 && !valid) {
            lg_buf_text(buf, "\xEF\xBF\xBD");
        } else {
            lg_buf_char(buf, (char)c);
        }
    }
    lg_buf_char(buf, '"');
}

lg_status lg_buf_status(const lg_buf *buf, lg_error *err) {
    return buf->status == LG_OK ? LG_OK : lg_no_memory(err, buf->size);
}
