/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-1, for the checksum key of external data. Not for security. */
#ifndef LG_BASE_SHA1_H
#define LG_BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

typedef struct lg_sha1 {
    uint32_t h[5];
    uint64_t size;
    uint8_t block[64];
} lg_sha1;

void lg_sha1_init(lg_sha1 *s);
void lg_sha1_add(lg_sha1 *s, const void *data, size_t size);
/* 40 lower-case hexadecimal digits and a NUL. */
void lg_sha1_hex(lg_sha1 *s, char out[41]);

#endif
