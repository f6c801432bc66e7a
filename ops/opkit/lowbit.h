/* SPDX-License-Identifier: Apache-2.0 */
/* Float types of 8, 6 and 4 bits, the exponent type E8M0, and packed sub-byte elements. */
#ifndef LG_OPKIT_LOWBIT_H
#define LG_OPKIT_LOWBIT_H

#include "ops/opkit/common.h"

/* How values round to FLOAT8E8M0. */
enum { LG_ROUND_UP = 0, LG_ROUND_DOWN = 1, LG_ROUND_NEAREST = 2 };

/* One element of a FLOAT8*, FLOAT6* or FLOAT4* type (its bits) to float; exact. */
float lg_lowfloat_decode(int32_t dtype, uint32_t code);
/* float to the bits of such a type: nearest even. `saturate` decides what is beyond the largest
 * finite value; NaN becomes 0 in types that have none. */
uint32_t lg_lowfloat_encode(int32_t dtype, float value, bool saturate, int32_t round_mode);
bool lg_is_lowfloat(int32_t dtype);

/* Element `index` of a packed sub-byte buffer as its bits, zero-extended. bits is 2, 4 or 6. */
static inline uint32_t op_get_bits(const void *data, int64_t index, uint32_t bits) {
    const uint8_t *p = data;
    uint64_t at = (uint64_t)index * bits;
    uint32_t shift = (uint32_t)(at & 7U);
    uint32_t v = (uint32_t)p[at >> 3] >> shift;
    if (shift + bits > 8)
        v |= (uint32_t)p[(at >> 3) + 1] << (8U - shift);
    return v & ((1U << bits) - 1U);
}
/* Stores an element; bits around it are kept. */
static inline void op_put_bits(void *data, int64_t index, uint32_t bits, uint32_t value) {
    uint8_t *p = data;
    uint64_t at = (uint64_t)index * bits;
    uint32_t shift = (uint32_t)(at & 7U);
    uint32_t mask = (1U << bits) - 1U;
    value &= mask;
    p[at >> 3] = (uint8_t)((p[at >> 3] & ~(mask << shift)) | value << shift);
    if (shift + bits > 8) {
        uint32_t rest = 8U - shift;
        p[(at >> 3) + 1] = (uint8_t)((p[(at >> 3) + 1] & ~(mask >> rest)) | value >> rest);
    }
}
/* Sign-extends an int4 or int2. */
static inline int32_t op_sign_extend(uint32_t value, uint32_t bits) {
    uint32_t sign = 1U << (bits - 1U);
    return (int32_t)(value ^ sign) - (int32_t)sign;
}

#endif
