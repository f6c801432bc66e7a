/* SPDX-License-Identifier: Apache-2.0 */
/* Growable text and memory of the program. */
#include "tools/cli/cli.h"

#include <stdarg.h>

static void out_of_memory(void) {
    (void)fputs("error[E0502]: out of memory\n", stderr);
    exit(EXIT_LIMIT);
}

void *tool_alloc(size_t size) {
    void *p = calloc(1, size ? size : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *tool_resize(void *p, size_t size) {
    void *q = realloc(p, size ? size : 1);
    if (!q)
        out_of_memory();
    return q;
}

char *tool_copy(const char *from, size_t len) {
    char *copy = tool_alloc(len + 1);
    memcpy(copy, from, len);
    return copy;
}

void *tool_keep(void *p) {
    static void **kept;
    static size_t n;
    kept = tool_resize(kept, (n + 1) * sizeof *kept);
    kept[n++] = p;
    return p;
}

static void reserve(text *t, size_t more) {
    if (t->size + more + 1 > t->cap) {
        t->cap = (t->size + more + 1) * 3 / 2;
        t->data = tool_resize(t->data, t->cap);
    }
}

void text_put(text *t, const void *data, size_t size) {
    reserve(t, size);
    if (size)
        memcpy(t->data + t->size, data, size);
    t->size += size;
    t->data[t->size] = '\0';
}

void text_add(text *t, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        return;
    reserve(t, (size_t)n);
    va_start(ap, fmt);
    (void)vsnprintf(t->data + t->size, (size_t)n + 1, fmt, ap);
    va_end(ap);
    t->size += (size_t)n;
}

void text_free(text *t) {
    free(t->data);
    *t = (text){0};
}

const char *show(const char *name) {
    static char ring[8][160];
    static unsigned next;
    static const char hex[] = "0123456789abcdef";
    char *out = ring[next++ % 8];
    size_t n = 0;
    for (size_t i = 0; name && name[i] && i < 128 && n + 8 < sizeof ring[0]; i++) {
        unsigned char c = (unsigned char)name[i];
        if (c < 0x20 || c == 0x7F) {
            out[n++] = '\\';
            out[n++] = 'x';
            out[n++] = hex[c >> 4];
            out[n++] = hex[c & 15];
        } else {
            out[n++] = (char)c;
        }
    }
    if (name && strlen(name) > 128) {
        memcpy(out + n, "...", 3);
        n += 3;
    }
    out[n] = '\0';
    return out;
}
