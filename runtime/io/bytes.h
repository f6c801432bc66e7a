/* SPDX-License-Identifier: Apache-2.0 */
/* Growable byte buffer of the writers. Failures are sticky: after one, every call does nothing and
 * lg_bytes_take reports it. */
#ifndef LG_IO_BYTES_H
#define LG_IO_BYTES_H

#include "runtime/base/alloc.h"

typedef struct lg_bytes {
    lg_allocator allocator;
    char *data;
    size_t size, cap;
    lg_status status;
    size_t wanted; /* bytes that could not be had */
} lg_bytes;

void lg_bytes_init(lg_bytes *b, lg_allocator allocator);
void lg_bytes_reset(lg_bytes *b);
void lg_bytes_put(lg_bytes *b, const void *data, size_t size);
void lg_bytes_text(lg_bytes *b, const char *text);
/* `size` uninitialised bytes at the end, NULL after a failure. */
void *lg_bytes_room(lg_bytes *b, size_t size);
/* Little-endian integer of `size` bytes. */
void lg_bytes_le(lg_bytes *b, uint64_t value, size_t size);
/* Hands the contents over: *out_data has exactly *out_size + 1 bytes of `allocator` and ends with a
 * NUL. The buffer is empty afterwards, also on failure. */
LG_MUST_USE lg_status lg_bytes_take(lg_bytes *b, void **out_data, size_t *out_size, lg_error *err);

/* Little- and big-endian integers of `size` bytes (1 to 8). */
uint64_t lg_read_le(const void *p, size_t size);
uint64_t lg_read_be(const void *p, size_t size);
/* Reverses the bytes of `count` units of `size` bytes. */
void lg_swap_bytes(void *data, size_t count, size_t size);
/* True on hosts whose numbers have the highest byte first. */
int lg_big_endian(void);

#endif
