/* SPDX-License-Identifier: Apache-2.0 */
/* Byte order and packed bits of tensor payloads, which are little-endian in files. */
#ifndef LG_ONNX_BYTES_H
#define LG_ONNX_BYTES_H

#include <lossgraph/tensor.h>

#include <stdbool.h>
#include <string.h>

/* Bytes of the number that must be in host order: half of a complex element. */
static inline size_t lg_byte_unit(int32_t dtype) {
    size_t bits = (size_t)lg_dtype_bits(dtype);
    if (dtype == LG_COMPLEX64 || dtype == LG_COMPLEX128)
        bits /= 2;
    return bits < 8 ? 1 : bits / 8;
}

/* Alignment that a kernel may rely on. */
static inline size_t lg_byte_align(int32_t dtype) {
    return dtype == LG_STRING ? sizeof(void *) : lg_byte_unit(dtype);
}

static inline bool lg_byte_swapped(int32_t dtype) {
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ && lg_byte_unit(dtype) > 1;
}

/* Little-endian to host order or back, in place. */
static inline void lg_byte_swap(int32_t dtype, void *data, size_t bytes) {
    size_t unit = lg_byte_unit(dtype);
    uint8_t *p = data;
    for (size_t i = 0; lg_byte_swapped(dtype) && i + unit <= bytes; i += unit)
        for (size_t k = 0; k < unit / 2; k++) {
            uint8_t b = p[i + k];
            p[i + k] = p[i + unit - 1 - k];
            p[i + unit - 1 - k] = b;
        }
}

/* Element `index` of a little-endian bit stream of elements of 1 … 7 bits. */
static inline uint8_t lg_bits_get(const uint8_t *p, size_t index, unsigned bits) {
    size_t at = index * bits;
    unsigned shift = (unsigned)(at % 8), v = p[at / 8];
    if (shift + bits > 8)
        v |= (unsigned)p[at / 8 + 1] << 8;
    return (uint8_t)(v >> shift & ((1u << bits) - 1));
}

static inline void lg_bits_set(uint8_t *p, size_t index, unsigned bits, uint8_t value) {
    size_t at = index * bits;
    unsigned shift = (unsigned)(at % 8), mask = (1u << bits) - 1;
    p[at / 8] = (uint8_t)((p[at / 8] & ~(mask << shift)) | (value & mask) << shift);
    if (shift + bits > 8) {
        unsigned low = 8 - shift;
        p[at / 8 + 1] = (uint8_t)((p[at / 8 + 1] & ~(mask >> low)) | (value & mask) >> low);
    }
}

/* Element `k` of `to` becomes element `i` of `from`, of the same type; bits of `to` are zero. */
static inline void lg_element_copy(const lg_view *from, int64_t i, const lg_view *to, int64_t k) {
    size_t bits = (size_t)lg_dtype_bits(from->dtype);
    size_t n = from->dtype == LG_STRING ? sizeof(lg_str) : bits / 8;
    if (bits == 0 || bits >= 8)
        memcpy((uint8_t *)to->data + (size_t)k * n, (const uint8_t *)from->data + (size_t)i * n, n);
    else
        lg_bits_set(to->data, (size_t)k, (unsigned)bits,
                    lg_bits_get(from->data, (size_t)i, (unsigned)bits));
}

#endif
