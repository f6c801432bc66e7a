/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4). */
#ifndef LG_TOOLS_SHA256_H
#define LG_TOOLS_SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct sha256 {
    uint32_t h[8];
    uint64_t size;
    uint8_t block[64];
} sha256;

void sha256_init(sha256 *s);
void sha256_add(sha256 *s, const void *data, size_t size);
/* 64 lower-case hexadecimal digits and a NUL. */
void sha256_hex(sha256 *s, char out[65]);

#endif
