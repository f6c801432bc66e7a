/* SPDX-License-Identifier: Apache-2.0 */
/* Growable byte buffer and byte order. */
#include "runtime/io/bytes.h"

#include <string.h>

void lg_bytes_init(lg_bytes *b, lg_allocator allocator) {
    *b = (lg_bytes){.allocator = allocator};
}

void lg_bytes_reset(lg_bytes *b) {
    lg_free(&b->allocator, b->data, b->cap);
    lg_bytes_init(b, b->allocator);
}

static lg_status move_to(lg_bytes *b, size_t cap) {
    void *data = NULL;
    lg_status st = lg_alloc_raw(&b->allocator, cap, &data, NULL);
    if (st != LG_OK)
        return st;
    if (b->size)
        memcpy(data, b->data, b->size);
    lg_free(&b->allocator, b->data, b->cap);
    b->data = data;
    b->cap = cap;
    return LG_OK;
}

void *lg_bytes_room(lg_bytes *b, size_t size) {
    size_t need = 0, twice = 0;
    if (b->status != LG_OK)
        return NULL;
    if (!lg_add_size(b->size, size, &need) || !lg_add_size(need, need / 2 + 64, &twice)) {
        b->status = LG_E_LIMIT;
        b->wanted = size;
        return NULL;
    }
    if (need > b->cap && (b->status = move_to(b, twice)) != LG_OK) {
        b->wanted = twice;
        return NULL;
    }
    void *room = b->data + b->size;
    b->size = need;
    return room;
}

void lg_bytes_put(lg_bytes *b, const void *data, size_t size) {
    if (size == 0)
        return;
    void *room = lg_bytes_room(b, size);
    if (room)
        memcpy(room, data, size);
}

void lg_bytes_text(lg_bytes *b, const char *text) {
    lg_bytes_put(b, text, strlen(text));
}

void lg_bytes_le(lg_bytes *b, uint64_t value, size_t size) {
    unsigned char le[8];
    for (size_t i = 0; i < size; i++)
        le[i] = (unsigned char)(value >> (8 * i));
    lg_bytes_put(b, le, size);
}

lg_status lg_bytes_take(lg_bytes *b, void **out_data, size_t *out_size, lg_error *err) {
    if (b->status == LG_OK && b->cap != b->size + 1) {
        b->wanted = b->size + 1;
        b->status = move_to(b, b->size + 1);
    }
    if (b->status != LG_OK) {
        lg_status st = b->status == LG_E_LIMIT
                           ? lg_fail(err, LG_E_LIMIT, "an output of more than SIZE_MAX bytes")
                           : lg_no_memory(err, b->wanted);
        lg_bytes_reset(b);
        return st;
    }
    b->data[b->size] = '\0';
    *out_data = b->data;
    *out_size = b->size;
    lg_bytes_init(b, b->allocator);
    return LG_OK;
}

uint64_t lg_read_le(const void *p, size_t size) {
    const unsigned char *bytes = p;
    uint64_t v = 0;
    for (size_t i = size; i-- > 0;)
        v = v << 8 | bytes[i];
    return v;
}

uint64_t lg_read_be(const void *p, size_t size) {
    const unsigned char *bytes = p;
    uint64_t v = 0;
    for (size_t i = 0; i < size; i++)
        v = v << 8 | bytes[i];
    return v;
}

void lg_swap_bytes(void *data, size_t count, size_t size) {
    unsigned char *p = data;
    for (size_t i = 0; i < count; i++, p += size)
        for (size_t k = 0; k < size / 2; k++) {
            unsigned char t = p[k];
            p[k] = p[size - 1 - k];
            p[size - 1 - k] = t;
        }
}

int lg_big_endian(void) {
    const uint16_t one = 1;
    unsigned char first;
    memcpy(&first, &one, 1);
    return first == 0;
}
