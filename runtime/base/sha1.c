/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-1 (FIPS 180-4). */
#include "runtime/base/sha1.h"

#include <string.h>

static uint32_t rotate(uint32_t x, unsigned n) {
    return x << n | x >> (32 - n);
}

static void compress(uint32_t h[5], const uint8_t *p) {
    uint32_t w[80];
    for (size_t i = 0; i < 16; i++)
        w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 |
               (uint32_t)p[4 * i + 2] << 8 | (uint32_t)p[4 * i + 3];
    for (int i = 16; i < 80; i++)
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (int i = 0; i < 80; i++) {
        uint32_t f, k;
        if (i < 20) {
            f = (b & c) | (~b & d);
            k = 0x5A827999;
        } else if (i < 40) {
            f = b ^ c ^ d;
            k = 0x6ED9EBA1;
        } else if (i < 60) {
            f = (b & c) | (b & d) | (c & d);
            k = 0x8F1BBCDC;
        } else {
            f = b ^ c ^ d;
            k = 0xCA62C1D6;
        }
        uint32_t t = rotate(a, 5) + f + e + k + w[i];
        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = t;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}

void lg_sha1_init(lg_sha1 *s) {
    *s = (lg_sha1){.h = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0}};
}

void lg_sha1_add(lg_sha1 *s, const void *data, size_t size) {
    const uint8_t *p = data;
    size_t used = (size_t)(s->size & 63);
    s->size += size;
    while (size) {
        size_t n = 64 - used < size ? 64 - used : size;
        memcpy(s->block + used, p, n);
        used += n;
        p += n;
        size -= n;
        if (used == 64) {
            compress(s->h, s->block);
            used = 0;
        }
    }
}

void lg_sha1_hex(lg_sha1 *s, char out[41]) {
    static const char hex[] = "0123456789abcdef";
    uint64_t bits = s->size * 8;
    uint8_t length[8];
    for (int i = 0; i < 8; i++)
        length[i] = (uint8_t)(bits >> (56 - 8 * i));
    lg_sha1_add(s, "\x80", 1);
    while ((s->size & 63) != 56)
        lg_sha1_add(s, "", 1);
    lg_sha1_add(s, length, 8);
    for (int i = 0; i < 40; i++)
        out[i] = hex[s->h[i / 8] >> (28 - 4 * (i % 8)) & 15];
    out[40] = '\0';
}
