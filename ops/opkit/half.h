/* SPDX-License-Identifier: Apache-2.0 */
/* IEEE half and bfloat16 in portable C: exact widening, narrowing by round to nearest even. */
#ifndef LG_OPKIT_HALF_H
#define LG_OPKIT_HALF_H

#include <stdint.h>
#include <string.h>

static inline uint32_t f32_bits(float f) {
    uint32_t u;
    memcpy(&u, &f, sizeof u);
    return u;
}
static inline float f32_from_bits(uint32_t u) {
    float f;
    memcpy(&f, &u, sizeof f);
    return f;
}

static inline float f16_to_f32(uint16_t h) {
    /* Shift exponent and mantissa into place, then scale by 2^112 to move the bias from 15 to 127:
     * exact for denormals too. */
    uint32_t sign = (uint32_t)(h & 0x8000U) << 16;
    uint32_t rest = (uint32_t)(h & 0x7FFFU) << 13;
    if ((h & 0x7C00U) == 0x7C00U)
        return f32_from_bits(sign | 0x7F800000U | (rest & 0x007FFFFFU));
    float scaled = f32_from_bits(rest) * 0x1p112F;
    return f32_from_bits(f32_bits(scaled) | sign);
}

static inline uint16_t f32_to_f16(float f) {
    uint32_t u = f32_bits(f);
    uint32_t sign = u >> 16 & 0x8000U;
    u &= 0x7FFFFFFFU;
    if (u > 0x7F800000U) /* NaN: keep the upper payload, stay quiet */
        return (uint16_t)(sign | 0x7E00U | (u >> 13 & 0x3FFU));
    if (u >= 0x477FF000U) /* 65520 and above round to infinity */
        return (uint16_t)(sign | 0x7C00U);
    if (u < 0x38800000U) { /* below 2^-14: denormal; adding 0.5 aligns units of 2^-24 */
        float shifted = f32_from_bits(u) + 0.5F;
        return (uint16_t)(sign | (f32_bits(shifted) - f32_bits(0.5F)));
    }
    u += 0xC8000FFFU + (u >> 13 & 1U); /* bias 127 to 15, and round to nearest even */
    return (uint16_t)(sign | u >> 13);
}

static inline float bf16_to_f32(uint16_t h) {
    return f32_from_bits((uint32_t)h << 16);
}

static inline uint16_t f32_to_bf16(float f) {
    uint32_t u = f32_bits(f);
    if ((u & 0x7FFFFFFFU) > 0x7F800000U)
        return (uint16_t)(u >> 16 | 0x40U);
    return (uint16_t)((u + 0x7FFFU + (u >> 16 & 1U)) >> 16);
}

/* double to float rounded to odd: a later rounding to a narrower type is then correct. */
static inline float f64_to_f32_odd(double d) {
    float f = (float)d;
    uint32_t u = f32_bits(f);
    if ((double)f == d || f != f || (u & 0x7FFFFFFFU) == 0x7F800000U)
        return f;
    double back = (double)f;
    if ((d > 0.0) == (back > d)) /* was rounded away from zero: truncate */
        u--;
    return f32_from_bits(u | 1U);
}
static inline uint16_t f64_to_f16(double d) {
    return f32_to_f16(f64_to_f32_odd(d));
}
static inline uint16_t f64_to_bf16(double d) {
    return f32_to_bf16(f64_to_f32_odd(d));
}

#endif
