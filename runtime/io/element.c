/* SPDX-License-Identifier: Apache-2.0 */
/* Single elements of every type: reading, writing with rounding to nearest even, printing. */
#include "runtime/io/element.h"

#include "runtime/base/num.h"

#include <math.h>

/* A small binary format without sign bit in the exponent field. */
typedef struct mini {
    int32_t dtype;
    int32_t exp_bits, man_bits, bias;
    int32_t flavour; /* MINI_* */
} mini;

enum {
    MINI_IEEE = 0,   /* highest exponent: infinities and NaN */
    MINI_FN = 1,     /* only all ones is NaN, no infinity */
    MINI_FNUZ = 2,   /* only the pattern of negative zero is NaN */
    MINI_FINITE = 3, /* every pattern is a number */
    MINI_SCALE = 4   /* no sign, no significand: 2^(x - bias), all ones is NaN */
};

static const mini minis[] = {
    {LG_FLOAT16, 5, 10, 15, MINI_IEEE},     {LG_BFLOAT16, 8, 7, 127, MINI_IEEE},
    {LG_FLOAT8E4M3FN, 4, 3, 7, MINI_FN},    {LG_FLOAT8E4M3FNUZ, 4, 3, 8, MINI_FNUZ},
    {LG_FLOAT8E5M2, 5, 2, 15, MINI_IEEE},   {LG_FLOAT8E5M2FNUZ, 5, 2, 16, MINI_FNUZ},
    {LG_FLOAT8E8M0, 8, 0, 127, MINI_SCALE}, {LG_FLOAT4E2M1, 2, 1, 1, MINI_FINITE},
    {LG_FLOAT6E2M3, 2, 3, 1, MINI_FINITE},  {LG_FLOAT6E3M2, 3, 2, 3, MINI_FINITE},
};

static const mini *mini_of(int32_t dtype) {
    for (size_t i = 0; i < LG_COUNT(minis); i++)
        if (minis[i].dtype == dtype)
            return &minis[i];
    return NULL;
}

static double mini_decode(const mini *m, uint32_t bits) {
    uint32_t width = (uint32_t)(m->exp_bits + m->man_bits);
    if (m->flavour == MINI_SCALE)
        return bits == 0xFF ? (double)NAN : ldexp(1.0, (int)bits - m->bias);
    bool negative = bits >> width & 1;
    uint32_t man = bits & ((1u << m->man_bits) - 1);
    uint32_t exp = bits >> m->man_bits & ((1u << m->exp_bits) - 1);
    uint32_t top = (1u << m->exp_bits) - 1;
    if (m->flavour == MINI_FNUZ && bits == 1u << width)
        return (double)NAN;
    if (m->flavour == MINI_IEEE && exp == top)
        return man ? (double)NAN : negative ? -(double)INFINITY : (double)INFINITY;
    if (m->flavour == MINI_FN && exp == top && man == (1u << m->man_bits) - 1)
        return (double)NAN;
    double v = exp ? ldexp((double)(man | 1u << m->man_bits), (int)exp - m->bias - m->man_bits)
                   : ldexp((double)man, 1 - m->bias - m->man_bits);
    return negative ? -v : v;
}

/* Nearest even; beyond the largest number: infinity where there is one, else NaN, else the largest
 * number (saturation of the formats without either). */
static uint32_t mini_encode(const mini *m, double v) {
    uint32_t width = (uint32_t)(m->exp_bits + m->man_bits);
    uint32_t sign = m->flavour != MINI_SCALE && signbit(v) ? 1u << width : 0;
    uint32_t top = (1u << m->exp_bits) - 1;
    uint32_t all = (1u << width) - 1;
    uint32_t nan = m->flavour == MINI_FNUZ   ? 1u << width
                   : m->flavour == MINI_IEEE ? top << m->man_bits | 1u << (m->man_bits - 1)
                                             : all;
    if (isnan(v))
        return m->flavour == MINI_FINITE ? all : nan;
    uint32_t overflow = m->flavour == MINI_IEEE     ? top << m->man_bits | sign
                        : m->flavour == MINI_FINITE ? all | sign
                        : m->flavour == MINI_FN     ? nan | sign
                                                    : nan;
    double a = fabs(v);
    if (isinf(a))
        return overflow;
    if (m->flavour == MINI_SCALE) {
        int e = 0;
        if (!(v > 0))
            return v < 0 ? nan : 0;
        double f = frexp(v, &e);              /* v = f * 2^e, f in [0.5, 1) */
        int x = e - 1 + m->bias + (f > 0.75); /* nearest power of two, ties down */
        return x < 0 ? 0 : x > 254 ? nan : (uint32_t)x;
    }
    int e = 0;
    if (a > 0)
        (void)frexp(a, &e);
    int lowest = 1 - m->bias;
    e = e - 1 < lowest ? lowest : e - 1;
    double units = nearbyint(ldexp(a, m->man_bits - e)); /* exact scaling, one rounding */
    uint32_t man = (uint32_t)units;
    if (man >> (m->man_bits + 1)) {
        man >>= 1;
        e++;
    }
    uint32_t exp = man >> m->man_bits ? (uint32_t)(e + m->bias) : 0;
    if (exp > top || (m->flavour == MINI_IEEE && exp == top))
        return overflow;
    uint32_t bits = exp << m->man_bits | (man & ((1u << m->man_bits) - 1));
    if (m->flavour == MINI_FN && bits == all)
        return overflow;
    if (m->flavour == MINI_FNUZ && bits == 0)
        return 0; /* there is no negative zero */
    return bits | sign;
}

/* Bits of an element of a packed type. */
static uint32_t packed_get(const uint8_t *data, int64_t index, uint32_t width) {
    uint64_t at = (uint64_t)index * width;
    uint32_t low = data[at / 8];
    uint32_t shift = (uint32_t)(at % 8);
    uint32_t high = shift + width > 8 ? data[at / 8 + 1] : 0;
    return (low | high << 8) >> shift & ((1u << width) - 1);
}

static void packed_set(uint8_t *data, int64_t index, uint32_t width, uint32_t bits) {
    uint64_t at = (uint64_t)index * width;
    uint32_t shift = (uint32_t)(at % 8);
    uint32_t mask = ((1u << width) - 1) << shift;
    uint32_t value = bits << shift & mask;
    data[at / 8] = (uint8_t)((data[at / 8] & ~mask) | (value & 0xFF));
    if (shift + width > 8)
        data[at / 8 + 1] = (uint8_t)((data[at / 8 + 1] & ~(mask >> 8)) | value >> 8);
}

static uint32_t raw_bits(const lg_view *view, int64_t i) {
    int32_t width = lg_dtype_bits(view->dtype);
    if (width == 16)
        return ((const uint16_t *)view->data)[i];
    if (width == 8)
        return ((const uint8_t *)view->data)[i];
    return packed_get(view->data, i, (uint32_t)width);
}

bool lg_dtype_is_integer(int32_t dtype) {
    switch (dtype) {
    case LG_UINT8:
    case LG_INT8:
    case LG_UINT16:
    case LG_INT16:
    case LG_INT32:
    case LG_INT64:
    case LG_BOOL:
    case LG_UINT32:
    case LG_UINT64:
    case LG_UINT4:
    case LG_INT4:
    case LG_UINT2:
    case LG_INT2:
        return true;
    default:
        return false;
    }
}

int64_t lg_tensor_integer(const lg_view *view, int64_t i) {
    const void *d = view->data;
    switch (view->dtype) {
    case LG_BOOL:
        return ((const uint8_t *)d)[i] != 0;
    case LG_UINT8:
        return ((const uint8_t *)d)[i];
    case LG_INT8:
        return ((const int8_t *)d)[i];
    case LG_UINT16:
        return ((const uint16_t *)d)[i];
    case LG_INT16:
        return ((const int16_t *)d)[i];
    case LG_INT32:
        return ((const int32_t *)d)[i];
    case LG_INT64:
        return ((const int64_t *)d)[i];
    case LG_UINT32:
        return ((const uint32_t *)d)[i];
    case LG_UINT64:
        return (int64_t)((const uint64_t *)d)[i];
    case LG_UINT4:
    case LG_UINT2:
        return raw_bits(view, i);
    case LG_INT4:
        return (int64_t)(raw_bits(view, i) ^ 8) - 8;
    case LG_INT2:
        return (int64_t)(raw_bits(view, i) ^ 2) - 2;
    default:
        return 0;
    }
}

double lg_tensor_real(const lg_view *view, int64_t i) {
    const mini *m = mini_of(view->dtype);
    if (m)
        return mini_decode(m, raw_bits(view, i));
    switch (view->dtype) {
    case LG_FLOAT:
        return (double)((const float *)view->data)[i];
    case LG_DOUBLE:
        return ((const double *)view->data)[i];
    case LG_COMPLEX64:
        return (double)((const float *)view->data)[i * 2];
    case LG_COMPLEX128:
        return ((const double *)view->data)[i * 2];
    case LG_UINT64:
        return (double)((const uint64_t *)view->data)[i];
    default:
        return lg_dtype_is_integer(view->dtype) ? (double)lg_tensor_integer(view, i) : (double)NAN;
    }
}

double lg_element_imaginary(const lg_view *view, int64_t i) {
    return view->dtype == LG_COMPLEX64    ? (double)((const float *)view->data)[i * 2 + 1]
           : view->dtype == LG_COMPLEX128 ? ((const double *)view->data)[i * 2 + 1]
                                          : 0;
}

/* NOLINTNEXTLINE(misc-no-recursion): once, to the other function */
bool lg_element_set_real(const lg_view *view, int64_t i, double v) {
    const mini *m = mini_of(view->dtype);
    int32_t width = lg_dtype_bits(view->dtype);
    if (m) {
        uint32_t bits = mini_encode(m, v);
        if (width == 16)
            ((uint16_t *)view->data)[i] = (uint16_t)bits;
        else if (width == 8)
            ((uint8_t *)view->data)[i] = (uint8_t)bits;
        else
            packed_set(view->data, i, (uint32_t)width, bits);
        return true;
    }
    switch (view->dtype) {
    case LG_FLOAT:
        ((float *)view->data)[i] = (float)v;
        return true;
    case LG_DOUBLE:
        ((double *)view->data)[i] = v;
        return true;
    case LG_COMPLEX64:
        ((float *)view->data)[i * 2] = (float)v;
        return true;
    case LG_COMPLEX128:
        ((double *)view->data)[i * 2] = v;
        return true;
    case LG_UINT64:
        if (!(v >= 0 && v < 18446744073709551616.0) || v != floor(v))
            return false;
        ((uint64_t *)view->data)[i] = (uint64_t)v;
        return true;
    default:
        if (!(v >= -9223372036854775808.0 && v < 9223372036854775808.0) || v != floor(v))
            return false;
        return lg_element_set_integer(view, i, (int64_t)v);
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): once, to the other function */
bool lg_element_set_integer(const lg_view *view, int64_t i, int64_t v) {
    static const struct {
        int32_t dtype;
        int64_t low, high;
    } ranges[] = {{LG_BOOL, 0, 1},
                  {LG_UINT8, 0, UINT8_MAX},
                  {LG_INT8, INT8_MIN, INT8_MAX},
                  {LG_UINT16, 0, UINT16_MAX},
                  {LG_INT16, INT16_MIN, INT16_MAX},
                  {LG_INT32, INT32_MIN, INT32_MAX},
                  {LG_INT64, INT64_MIN, INT64_MAX},
                  {LG_UINT32, 0, UINT32_MAX},
                  {LG_UINT64, 0, INT64_MAX},
                  {LG_UINT4, 0, 15},
                  {LG_INT4, -8, 7},
                  {LG_UINT2, 0, 3},
                  {LG_INT2, -2, 1}};
    for (size_t k = 0; k < LG_COUNT(ranges); k++) {
        if (ranges[k].dtype != view->dtype)
            continue;
        if (v < ranges[k].low || v > ranges[k].high)
            return false;
        switch (lg_dtype_bits(view->dtype)) {
        case 64:
            ((int64_t *)view->data)[i] = v;
            break;
        case 32:
            ((uint32_t *)view->data)[i] = (uint32_t)v;
            break;
        case 16:
            ((uint16_t *)view->data)[i] = (uint16_t)v;
            break;
        case 8:
            ((uint8_t *)view->data)[i] = (uint8_t)v;
            break;
        default:
            packed_set(view->data, i, (uint32_t)lg_dtype_bits(view->dtype), (uint32_t)v);
        }
        return true;
    }
    return lg_element_set_real(view, i, (double)v);
}

/* ---- printing ---- */

static size_t put_text(char *out, size_t size, const char *text, size_t len) {
    if (size == 0)
        return 0;
    size_t n = len < size - 1 ? len : size - 1;
    memcpy(out, text, n);
    out[n] = '\0';
    return n;
}

static size_t print_string(lg_str s, char *out, size_t size) {
    static const char hex[] = "0123456789abcdef";
    size_t n = 0;
    if (size < 8)
        return put_text(out, size, "", 0);
    out[n++] = '"';
    for (size_t i = 0; i < s.len && n + 7 < size; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == '"' || c == '\\') {
            out[n++] = '\\';
            out[n++] = (char)c;
        } else if (c < 0x20 || c == 0x7F) {
            out[n++] = '\\';
            out[n++] = 'x';
            out[n++] = hex[c >> 4];
            out[n++] = hex[c & 15];
        } else {
            out[n++] = (char)c;
        }
    }
    out[n++] = '"';
    out[n] = '\0';
    return n;
}

size_t lg_tensor_print(const lg_view *view, int64_t i, char *out, size_t size) {
    char text[3 * LG_NUM_MAX];
    size_t n = 0;
    switch (view->dtype) {
    case LG_STRING:
        return print_string(((const lg_str *)view->data)[i], out, size);
    case LG_BOOL:
        return lg_tensor_integer(view, i) ? put_text(out, size, "true", 4)
                                          : put_text(out, size, "false", 5);
    case LG_FLOAT:
        n = lg_num_print_f32(text, ((const float *)view->data)[i]);
        break;
    case LG_COMPLEX64:
        text[n++] = '(';
        n += lg_num_print_f32(text + n, ((const float *)view->data)[i * 2]);
        text[n++] = ',';
        n += lg_num_print_f32(text + n, ((const float *)view->data)[i * 2 + 1]);
        text[n++] = ')';
        break;
    case LG_COMPLEX128:
        text[n++] = '(';
        n += lg_num_print_f64(text + n, ((const double *)view->data)[i * 2]);
        text[n++] = ',';
        n += lg_num_print_f64(text + n, ((const double *)view->data)[i * 2 + 1]);
        text[n++] = ')';
        break;
    case LG_UINT64:
        n = lg_num_print_u64(text, ((const uint64_t *)view->data)[i]);
        break;
    default:
        if (lg_dtype_is_integer(view->dtype))
            n = lg_num_print_i64(text, lg_tensor_integer(view, i));
        else
            n = lg_num_print_f32(text, (float)lg_tensor_real(view, i));
    }
    return put_text(out, size, text, n);
}

size_t lg_number_print(double value, char *out) {
    return lg_num_print_f64(out, value);
}

int32_t lg_number_parse(const char *text, size_t len, double *out) {
    return lg_num_parse_f64(text, len, out);
}
