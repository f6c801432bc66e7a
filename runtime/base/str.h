/* SPDX-License-Identifier: Apache-2.0 */
/* Byte strings with a length. Contents are not trusted: NUL bytes and invalid UTF-8 may occur. */
#ifndef LG_BASE_STR_H
#define LG_BASE_STR_H

#include <lossgraph/tensor.h>

#include <stdbool.h>
#include <string.h>

static inline lg_str lg_str_of(const char *text) {
    return (lg_str){text, text ? strlen(text) : 0};
}
#define LG_STR(literal) ((lg_str){"" literal, sizeof(literal) - 1})

static inline bool lg_str_eq(lg_str a, lg_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline bool lg_str_is(lg_str a, const char *text) {
    return lg_str_eq(a, lg_str_of(text));
}
/* Total order by bytes. */
static inline int lg_str_cmp(lg_str a, lg_str b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}
/* FNV-1a, 64 bits. */
static inline uint64_t lg_str_hash(lg_str s) {
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 0x100000001b3u;
    return h;
}
/* Damerau-free edit distance, for near names in messages; strings over 64 bytes count as far. */
uint32_t lg_str_distance(lg_str a, lg_str b);

#endif
