/* SPDX-License-Identifier: Apache-2.0 */
/* Overflow-checked arithmetic: the only way to compute a size. Functions return false on overflow
 * and leave the result undefined. */
#ifndef LG_BASE_SIZE_H
#define LG_BASE_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool lg_mul_i64(int64_t a, int64_t b, int64_t *out) {
    return !__builtin_mul_overflow(a, b, out);
}
static inline bool lg_add_i64(int64_t a, int64_t b, int64_t *out) {
    return !__builtin_add_overflow(a, b, out);
}
static inline bool lg_sub_i64(int64_t a, int64_t b, int64_t *out) {
    return !__builtin_sub_overflow(a, b, out);
}
static inline bool lg_mul_size(size_t a, size_t b, size_t *out) {
    return !__builtin_mul_overflow(a, b, out);
}
static inline bool lg_add_size(size_t a, size_t b, size_t *out) {
    return !__builtin_add_overflow(a, b, out);
}
/* Rounds up to a multiple of `align`, a power of two. */
static inline bool lg_align_size(size_t a, size_t align, size_t *out) {
    if (!lg_add_size(a, align - 1, out))
        return false;
    *out &= ~(align - 1);
    return true;
}
/* Product of dims. A zero dim gives 0 however large the others are; false for a negative dim or an
 * overflow. */
static inline bool lg_count_dims(const int64_t *dims, int32_t rank, int64_t *out) {
    bool zero = false;
    for (int32_t i = 0; i < rank; i++) {
        if (dims[i] < 0)
            return false;
        zero = zero || dims[i] == 0;
    }
    int64_t n = 1;
    for (int32_t i = 0; i < rank && !zero; i++)
        if (!lg_mul_i64(n, dims[i], &n))
            return false;
    *out = zero ? 0 : n;
    return true;
}

#endif
