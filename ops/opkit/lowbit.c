/* SPDX-License-Identifier: Apache-2.0 */
/* Conversion of the narrow float types, driven by one table. */
#include "ops/opkit/lowbit.h"

#include "ops/opkit/half.h"

#include <math.h>

typedef struct lowfloat {
    int32_t mantissa, bias;
    uint32_t sign, max; /* sign bit; largest finite magnitude */
    uint32_t nan, inf;  /* codes, 0: none; with nan == sign there is no negative zero */
} lowfloat;

static const lowfloat *format_of(int32_t dtype) {
    static const lowfloat formats[] = {
        {3, 7, 0x80, 0x7E, 0x7F, 0},  {3, 8, 0x80, 0x7F, 0x80, 0}, {2, 15, 0x80, 0x7B, 0x7F, 0x7C},
        {2, 16, 0x80, 0x7F, 0x80, 0}, {1, 1, 0x08, 0x07, 0, 0},    {3, 1, 0x20, 0x1F, 0, 0},
        {2, 3, 0x20, 0x1F, 0, 0},
    };
    switch (dtype) {
    case LG_FLOAT8E4M3FN:
        return &formats[0];
    case LG_FLOAT8E4M3FNUZ:
        return &formats[1];
    case LG_FLOAT8E5M2:
        return &formats[2];
    case LG_FLOAT8E5M2FNUZ:
        return &formats[3];
    case LG_FLOAT4E2M1:
        return &formats[4];
    case LG_FLOAT6E2M3:
        return &formats[5];
    case LG_FLOAT6E3M2:
        return &formats[6];
    default:
        return NULL;
    }
}

bool lg_is_lowfloat(int32_t dtype) {
    return dtype == LG_FLOAT8E8M0 || format_of(dtype) != NULL;
}

float lg_lowfloat_decode(int32_t dtype, uint32_t code) {
    if (dtype == LG_FLOAT8E8M0)
        return code == 0xFF ? NAN : ldexpf(1.0F, (int)code - 127);
    const lowfloat *f = format_of(dtype);
    if (!f)
        return 0.0F;
    uint32_t magnitude = code & (f->sign - 1U);
    bool negative = (code & f->sign) != 0;
    if (f->nan == f->sign ? code == f->nan : (f->nan && magnitude > f->max && magnitude != f->inf))
        return negative && f->nan != f->sign ? -NAN : NAN;
    float value;
    if (f->inf && magnitude == f->inf) {
        value = INFINITY;
    } else {
        int32_t exponent = (int32_t)(magnitude >> f->mantissa);
        uint32_t mantissa = magnitude & ((1U << f->mantissa) - 1U);
        if (exponent > 0)
            mantissa |= 1U << f->mantissa;
        else
            exponent = 1;
        value = ldexpf((float)mantissa, exponent - f->bias - f->mantissa);
    }
    return negative ? -value : value;
}

/* The exponent, rounded; infinity and NaN have no code of their own but NaN. */
static uint32_t encode_e8m0(float value, bool saturate, int32_t round_mode) {
    uint32_t bits = f32_bits(value);
    uint32_t exponent = bits >> 23 & 0xFFU;
    uint32_t fraction = bits & 0x7FFFFFU;
    if (exponent == 0xFFU)
        return 0xFFU;
    bool up = false;
    if (round_mode == LG_ROUND_UP)
        up = fraction != 0;
    else if (round_mode == LG_ROUND_NEAREST)
        up = fraction > 0x400000U || (fraction == 0x400000U && exponent > 0);
    if (up && !(saturate && exponent == 0xFEU))
        exponent++;
    return exponent;
}

uint32_t lg_lowfloat_encode(int32_t dtype, float value, bool saturate, int32_t round_mode) {
    if (dtype == LG_FLOAT8E8M0)
        return encode_e8m0(value, saturate, round_mode);
    const lowfloat *f = format_of(dtype);
    if (!f)
        return 0;
    bool fnuz = f->nan == f->sign;
    uint32_t sign = (f32_bits(value) >> 31) != 0 ? f->sign : 0;
    if (value != value)
        return fnuz ? f->nan : f->nan ? sign | f->nan : 0;
    float magnitude = fabsf(value);
    uint32_t code = f->max + 1U;
    if (magnitude < 0x1p17F) { /* above every largest value; keeps the integers small */
        int32_t least = 1 - f->bias, exponent = least;
        if (magnitude > 0.0F) {
            int e;
            (void)frexpf(magnitude, &e);
            exponent = e - 1 > least ? e - 1 : least;
        }
        /* Units of the last place; rounding may carry into the exponent, which is right. */
        float units = rintf(ldexpf(magnitude, f->mantissa - exponent));
        code = ((uint32_t)(exponent + f->bias - 1) << f->mantissa) + (uint32_t)units;
    }
    if (code > f->max) {
        if (saturate || (!f->nan && !f->inf))
            code = f->max;
        else if (f->inf)
            code = f->inf;
        else
            return fnuz ? f->nan : sign | f->nan;
    }
    return fnuz && code == 0 ? 0 : sign | code;
}
