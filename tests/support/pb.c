/* SPDX-License-Identifier: Apache-2.0 */
/* Writer of protobuf wire bytes. */
#include "tests/support/pb.h"

#include <stdlib.h>
#include <string.h>

void pb_free(pb *b) {
    free(b->bytes);
    *b = (pb){0};
}

void pb_raw(pb *b, const void *bytes, size_t size) {
    if (size == 0)
        return;
    if (b->cap - b->size < size) {
        b->cap = (b->size + size) * 2;
        b->bytes = realloc(b->bytes, b->cap);
        if (!b->bytes)
            abort();
    }
    memcpy(b->bytes + b->size, bytes, size);
    b->size += size;
}

static size_t varint_bytes(uint64_t v, uint8_t out[10]) {
    size_t n = 0;
    do {
        out[n++] = (uint8_t)((v & 0x7F) | (v > 0x7F ? 0x80 : 0));
        v >>= 7;
    } while (v);
    return n;
}

void pb_varint(pb *b, uint64_t value) {
    uint8_t v[10];
    pb_raw(b, v, varint_bytes(value, v));
}

void pb_tag(pb *b, uint32_t field, uint32_t wire) {
    pb_varint(b, (uint64_t)field << 3 | wire);
}

void pb_int(pb *b, uint32_t field, int64_t value) {
    pb_tag(b, field, 0);
    pb_varint(b, (uint64_t)value);
}

void pb_f32(pb *b, uint32_t field, float value) {
    pb_tag(b, field, 5);
    pb_raw(b, &value, 4);
}

void pb_bytes(pb *b, uint32_t field, const void *bytes, size_t size) {
    pb_tag(b, field, 2);
    pb_varint(b, size);
    pb_raw(b, bytes, size);
}

void pb_str(pb *b, uint32_t field, const char *text) {
    pb_bytes(b, field, text, strlen(text));
}

void pb_begin(pb *b, uint32_t field) {
    if (b->n_open == sizeof b->open / sizeof *b->open)
        abort();
    pb_tag(b, field, 2);
    b->open[b->n_open++] = b->size;
}

void pb_end(pb *b) {
    size_t start = b->open[--b->n_open];
    size_t size = b->size - start;
    uint8_t v[10];
    size_t n = varint_bytes(size, v);
    pb_raw(b, v, n);
    memmove(b->bytes + start + n, b->bytes + start, size);
    memcpy(b->bytes + start, v, n);
}

void pb_nest(pb *b, const uint32_t *fields, size_t n, size_t levels) {
    size_t total = n * levels;
    size_t *sizes = calloc(total + 1, sizeof *sizes);
    uint8_t v[10];
    if (!sizes)
        abort();
    for (size_t i = total; i-- > 0;) /* payload of the i-th message from outside */
        if (i + 1 < total)
            sizes[i] = varint_bytes((uint64_t)fields[(i + 1) % n] << 3 | 2, v) +
                       varint_bytes(sizes[i + 1], v) + sizes[i + 1];
    for (size_t i = 0; i < total; i++) {
        pb_tag(b, fields[i % n], 2);
        pb_varint(b, sizes[i]);
    }
    free(sizes);
}
