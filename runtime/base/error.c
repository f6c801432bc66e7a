/* SPDX-License-Identifier: Apache-2.0 */
/* Error object, status names and the table of error codes. */
#include "runtime/base/error.h"

#include <stdio.h>
#include <string.h>

#define LG_CODE(number, status, exit, name, text) {number, LG_E_##status, exit, text},
static const lg_code_info codes[] = {
#include "runtime/base/errors.inc"
};
#undef LG_CODE

const lg_code_info *lg_error_code_info(size_t index) {
    return index < LG_COUNT(codes) ? &codes[index] : NULL;
}

const char *lg_status_name(lg_status status) {
    static const char *const names[] = {
        "OK",   "ARGUMENT", "NO_MEMORY",   "LIMIT", "IO",  "PARSE",    "MODEL",    "UNSUPPORTED",
        "TYPE", "SHAPE",    "NO_GRADIENT", "DATA",  "ABI", "INTERNAL", "CANCELLED"};
    return (unsigned)status < LG_COUNT(names) ? names[status] : "UNKNOWN";
}

/* The first row of a status is its general code. */
static uint32_t general_code(lg_status status) {
    for (size_t i = 0; i < LG_COUNT(codes); i++)
        if (codes[i].status == status)
            return codes[i].code;
    return 0;
}

/* Cutting a message may leave half a UTF-8 character at its end: drop it. */
static void trim_utf8(char *text) {
    size_t n = strlen(text);
    size_t back = 0;
    while (back < 4 && back < n && ((unsigned char)text[n - 1 - back] & 0xC0) == 0x80)
        back++;
    if (back >= n)
        return;
    unsigned char lead = (unsigned char)text[n - 1 - back];
    size_t want = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (lead >= 0xC0 && back < want)
        text[n - 1 - back] = '\0';
}

LG_PRINTF(4, 0)
static void put(lg_error *err, lg_status status, uint32_t code, const char *fmt, va_list ap) {
    err->struct_size = (uint32_t)sizeof *err;
    err->status = status;
    err->code = code;
    err->node = -1;
    (void)vsnprintf(err->message, sizeof err->message, fmt, ap);
    trim_utf8(err->message);
}

lg_status lg_fail(lg_error *err, lg_status status, const char *fmt, ...) {
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        put(err, status, general_code(status), fmt, ap);
        va_end(ap);
    }
    return status;
}

lg_status lg_fail_code(lg_error *err, lg_error_code code, const char *fmt, ...) {
    lg_status status = LG_E_INTERNAL;
    for (size_t i = 0; i < LG_COUNT(codes); i++)
        if (codes[i].code == (uint32_t)code)
            status = codes[i].status;
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        put(err, status, (uint32_t)code, fmt, ap);
        va_end(ap);
    }
    return status;
}

lg_status lg_wrap(lg_error *err, lg_status status, const char *fmt, ...) {
    if (!err)
        return status;
    char rest[sizeof err->message];
    memcpy(rest, err->message, sizeof rest);
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(err->message, sizeof err->message, fmt, ap);
    va_end(ap);
    size_t room = n >= 0 && (size_t)n < sizeof err->message ? sizeof err->message - (size_t)n : 0;
    /* Too long is cut. */
    if (room && snprintf(err->message + n, room, ": %s", rest) < 0)
        err->message[n] = '\0';
    trim_utf8(err->message);
    return status;
}

void lg_hint(lg_error *err, const char *fmt, ...) {
    if (!err)
        return;
    size_t n = strlen(err->message);
    if (n + 2 >= sizeof err->message)
        return;
    err->message[n] = '\n';
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(err->message + n + 1, sizeof err->message - n - 1, fmt, ap);
    va_end(ap);
    trim_utf8(err->message);
}

lg_status lg_no_memory(lg_error *err, size_t bytes) {
    return lg_fail(err, LG_E_NO_MEMORY, "out of memory: %zu bytes were asked for", bytes);
}

const char *lg_printable(lg_printable_buf *buf, const char *ptr, size_t len) {
    static const char hex[] = "0123456789abcdef";
    size_t out = 0;
    size_t max = len < 128 ? len : 128;
    for (size_t i = 0; i < max && out + 8 < sizeof buf->text; i++) {
        unsigned char c = (unsigned char)ptr[i];
        if (c < 0x20 || c == 0x7F) {
            buf->text[out++] = '\\';
            buf->text[out++] = 'x';
            buf->text[out++] = hex[c >> 4];
            buf->text[out++] = hex[c & 15];
        } else {
            buf->text[out++] = (char)c;
        }
    }
    buf->text[out] = '\0';
    trim_utf8(buf->text);
    if (len > 128) {
        out = strlen(buf->text);
        memcpy(buf->text + out, "...", 4);
    }
    return buf->text;
}
