/* SPDX-License-Identifier: Apache-2.0 */
/* Writes protobuf wire bytes by hand, so that tests can make messages that no serialiser would. */
#ifndef LG_TESTS_PB_H
#define LG_TESTS_PB_H

#include <stddef.h>
#include <stdint.h>

typedef struct pb {
    uint8_t *bytes;
    size_t size, cap;
    size_t open[256]; /* starts of the payloads of open messages */
    uint32_t n_open;
} pb;

void pb_free(pb *b);
void pb_raw(pb *b, const void *bytes, size_t size);
void pb_varint(pb *b, uint64_t value);
void pb_tag(pb *b, uint32_t field, uint32_t wire);
void pb_int(pb *b, uint32_t field, int64_t value); /* varint field */
void pb_f32(pb *b, uint32_t field, float value);
void pb_bytes(pb *b, uint32_t field, const void *bytes, size_t size);
void pb_str(pb *b, uint32_t field, const char *text);
/* A nested message: what is written until pb_end is its payload. */
void pb_begin(pb *b, uint32_t field);
void pb_end(pb *b);
/* `levels` times the chain of `n` fields around an empty payload, written from outside in. */
void pb_nest(pb *b, const uint32_t *fields, size_t n, size_t levels);

#endif
