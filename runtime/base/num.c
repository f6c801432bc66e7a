/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal numbers to binary floating point and back, exactly, on small big integers.
 *
 * Parsing forms digits * 10^e as an integer or a quotient of integers, takes its leading 64 bits
 * and a sticky bit, and rounds once to the precision of the target. Printing forms the first n
 * digits of the binary value the same way and takes the smallest n that parses back. */
#include "runtime/base/num.h"

#include <math.h>
#include <string.h>

enum {
    max_digits = 800, /* more digits than any midpoint of two doubles has; the rest is sticky */
    limbs = 160       /* 5120 bits: 800 digits (2658 bits) times 5^324 and shifts to align */
};

typedef struct big {
    uint32_t n; /* used limbs, the highest is not 0 */
    uint32_t limb[limbs];
} big;

/* Format of a binary floating-point number. */
typedef struct binary {
    int32_t precision; /* bits of the significand */
    int32_t min_exp;   /* exponent of the last bit of a subnormal */
    int32_t max_exp;   /* values at or above 2^max_exp overflow */
    int32_t digits;    /* decimal digits that always survive */
    int32_t enough;    /* decimal digits that always suffice */
} binary;

static const binary binary64 = {53, -1074, 1024, 15, 17};
static const binary binary32 = {24, -149, 128, 6, 9};

/* ---- big integers ---- */

static void big_set(big *a, uint64_t v) {
    a->limb[0] = (uint32_t)v;
    a->limb[1] = (uint32_t)(v >> 32);
    a->n = a->limb[1] ? 2 : a->limb[0] ? 1 : 0;
}

static void big_mul_add(big *a, uint32_t factor, uint32_t add) {
    uint64_t carry = add;
    for (uint32_t i = 0; i < a->n; i++) {
        carry += (uint64_t)a->limb[i] * factor;
        a->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry && a->n < limbs)
        a->limb[a->n++] = (uint32_t)carry;
}

static void big_mul_pow5(big *a, int32_t e) {
    for (; e >= 13; e -= 13)
        big_mul_add(a, 1220703125u, 0); /* 5^13 */
    uint32_t rest = 1;
    for (; e > 0; e--)
        rest *= 5;
    big_mul_add(a, rest, 0);
}

static void big_shift_left(big *a, int32_t bits) {
    if (a->n == 0 || bits <= 0)
        return;
    uint32_t whole = (uint32_t)bits / 32;
    uint32_t part = (uint32_t)bits % 32;
    if (a->n + whole + 1 > limbs)
        return; /* callers stay below: see `limbs` */
    uint32_t high = part ? a->limb[a->n - 1] >> (32 - part) : 0;
    for (uint32_t i = a->n; i-- > 0;) {
        uint32_t low = part && i > 0 ? a->limb[i - 1] >> (32 - part) : 0;
        a->limb[i + whole] = a->limb[i] << part | low;
    }
    memset(a->limb, 0, whole * sizeof *a->limb);
    a->n += whole;
    if (high)
        a->limb[a->n++] = high;
}

static int32_t big_bits(const big *a) {
    if (a->n == 0)
        return 0;
    uint32_t top = a->limb[a->n - 1];
    int32_t bits = 0;
    for (; top; top >>= 1)
        bits++;
    return (int32_t)(a->n - 1) * 32 + bits;
}

static int32_t big_cmp(const big *a, const big *b) {
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (uint32_t i = a->n; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

static void big_sub(big *a, const big *b) {
    int64_t borrow = 0;
    for (uint32_t i = 0; i < a->n; i++) {
        borrow += (int64_t)a->limb[i] - (i < b->n ? (int64_t)b->limb[i] : 0);
        a->limb[i] = (uint32_t)borrow;
        borrow >>= 32; /* arithmetic: 0 or -1 */
    }
    while (a->n && a->limb[a->n - 1] == 0)
        a->n--;
}

/* floor(a / b) for a quotient below 2^64; a becomes the remainder. */
static uint64_t big_div(big *a, big *b) {
    uint64_t q = 0;
    int32_t shift = big_bits(a) - big_bits(b);
    if (shift < 0)
        return 0;
    big_shift_left(b, shift);
    for (; shift >= 0; shift--) {
        q <<= 1;
        if (big_cmp(a, b) >= 0) {
            big_sub(a, b);
            q |= 1;
        }
        for (uint32_t i = 0; i < b->n; i++) /* b >>= 1 */
            b->limb[i] = b->limb[i] >> 1 | (i + 1 < b->n ? b->limb[i + 1] << 31 : 0);
        if (b->n && b->limb[b->n - 1] == 0)
            b->n--;
    }
    return q;
}

/* ---- rounding ---- */

/* (m + sticky) * 2^e to the nearest number of the format, ties to even. */
static double round_to(uint64_t m, bool sticky, int32_t e, const binary *f) {
    if (m == 0)
        return 0;
    int32_t bits = 0;
    for (uint64_t t = m; t; t >>= 1)
        bits++;
    int32_t drop = bits - f->precision;
    if (e + drop < f->min_exp)
        drop = f->min_exp - e;
    if (drop > 64)
        return 0;
    if (drop > 0) {
        uint64_t half = (uint64_t)1 << (drop - 1);
        uint64_t rest = drop == 64 ? m : m & (half * 2 - 1);
        m = drop == 64 ? 0 : m >> drop;
        if (rest > half || (rest == half && (sticky || (m & 1))))
            m++;
        e += drop;
    }
    double v = ldexp((double)m, e); /* exact: m has at most 53 bits, e is in range or overflows */
    return v >= ldexp(1.0, f->max_exp - 1) * 2 ? (double)INFINITY : v;
}

/* digits * 10^e10, where `digits` has n significant digits (values 0 to 9). */
static double decimal_to_binary(const uint8_t *digits, int32_t n, bool sticky, int64_t e10,
                                const binary *f) {
    while (n > 0 && digits[n - 1] == 0 && !sticky) {
        n--;
        e10++;
    }
    if (n == 0 || e10 + n < -330)
        return 0;
    if (e10 + n > 311)
        return (double)INFINITY;
    int32_t e = (int32_t)e10;
    if (n <= 15 && e >= -22 && e <= 22 && f->precision == 53) {
        /* Both factors are exact doubles: one rounding. */
        static const double pow10[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                       1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
        int64_t m = 0;
        for (int32_t i = 0; i < n; i++)
            m = m * 10 + digits[i];
        return e < 0 ? (double)m / pow10[-e] : (double)m * pow10[e];
    }
    big a, b;
    a.n = 0;
    for (int32_t i = 0; i < n; i++) {
        if (a.n == 0)
            big_set(&a, digits[i]);
        else
            big_mul_add(&a, 10, digits[i]);
    }
    big_set(&b, 1);
    if (e > 0)
        big_mul_pow5(&a, e);
    else
        big_mul_pow5(&b, -e);
    int32_t shift = 64 - (big_bits(&a) - big_bits(&b)) - 1; /* the quotient gets 63 or 64 bits */
    if (shift > 0)
        big_shift_left(&a, shift);
    else
        big_shift_left(&b, -shift);
    uint64_t m = big_div(&a, &b);
    return round_to(m, sticky || a.n != 0, e - shift, f);
}

/* ---- scanning ---- */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool starts_with(const char *text, size_t len, const char *word, size_t n) {
    if (len < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if ((text[i] | 0x20) != word[i])
            return false;
    return true;
}

static size_t scan(const char *text, size_t len, const binary *f, double *out) {
    size_t i = 0;
    bool negative = false;
    if (i < len && (text[i] == '-' || text[i] == '+'))
        negative = text[i++] == '-';
    if (starts_with(text + i, len - i, "nan", 3)) {
        *out = (double)NAN;
        return i + 3;
    }
    if (starts_with(text + i, len - i, "inf", 3)) {
        *out = negative ? -(double)INFINITY : (double)INFINITY;
        return i + (starts_with(text + i, len - i, "infinity", 8) ? 8 : 3);
    }
    uint8_t digits[max_digits];
    int32_t n = 0;
    int64_t e10 = 0;
    bool sticky = false, point = false, any = false;
    for (; i < len; i++) {
        char c = text[i];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (!is_digit(c))
            break;
        any = true;
        if (n == 0 && c == '0') {
            e10 -= point; /* a leading zero */
        } else if (n < max_digits) {
            digits[n++] = (uint8_t)(c - '0');
            e10 -= point;
        } else {
            sticky = sticky || c != '0';
            e10 += !point;
        }
    }
    if (!any)
        return 0;
    if (i < len && (text[i] == 'e' || text[i] == 'E')) {
        size_t j = i + 1;
        bool minus = false;
        if (j < len && (text[j] == '-' || text[j] == '+'))
            minus = text[j++] == '-';
        if (j < len && is_digit(text[j])) {
            int64_t e = 0;
            for (; j < len && is_digit(text[j]); j++)
                if (e < INT32_MAX)
                    e = e * 10 + (text[j] - '0');
            e10 += minus ? -e : e;
            i = j;
        }
    }
    double v = decimal_to_binary(digits, n, sticky, e10, f);
    *out = negative ? -v : v;
    return i;
}

size_t lg_num_scan_f64(const char *text, size_t len, double *out) {
    return scan(text, len, &binary64, out);
}

size_t lg_num_scan_f32(const char *text, size_t len, float *out) {
    double v = 0;
    size_t n = scan(text, len, &binary32, &v);
    if (n)
        *out = (float)v; /* exact: v was rounded to float32 */
    return n;
}

bool lg_num_parse_f64(const char *text, size_t len, double *out) {
    double v = 0;
    if (len == 0 || lg_num_scan_f64(text, len, &v) != len)
        return false;
    *out = v;
    return true;
}

bool lg_num_parse_f32(const char *text, size_t len, float *out) {
    float v = 0;
    if (len == 0 || lg_num_scan_f32(text, len, &v) != len)
        return false;
    *out = v;
    return true;
}

static bool parse_magnitude(const char *text, size_t len, uint64_t *out) {
    uint64_t v = 0;
    if (len == 0)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (!is_digit(text[i]) || __builtin_mul_overflow(v, 10u, &v) ||
            __builtin_add_overflow(v, (uint64_t)(text[i] - '0'), &v))
            return false;
    }
    *out = v;
    return true;
}

bool lg_num_parse_u64(const char *text, size_t len, uint64_t *out) {
    size_t skip = len && text[0] == '+' ? 1 : 0;
    return parse_magnitude(text + skip, len - skip, out);
}

bool lg_num_parse_i64(const char *text, size_t len, int64_t *out) {
    bool negative = len && text[0] == '-';
    size_t skip = negative || (len && text[0] == '+') ? 1 : 0;
    uint64_t m = 0;
    if (!parse_magnitude(text + skip, len - skip, &m) || m > (uint64_t)INT64_MAX + negative)
        return false;
    *out = negative ? (int64_t)(0 - m) : (int64_t)m;
    return true;
}

/* ---- printing ---- */

size_t lg_num_print_u64(char *out, uint64_t value) {
    char back[LG_NUM_MAX];
    size_t n = 0;
    do {
        back[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    for (size_t i = 0; i < n; i++)
        out[i] = back[n - 1 - i];
    out[n] = '\0';
    return n;
}

size_t lg_num_print_i64(char *out, int64_t value) {
    if (value >= 0)
        return lg_num_print_u64(out, (uint64_t)value);
    out[0] = '-';
    return 1 + lg_num_print_u64(out + 1, 0 - (uint64_t)value);
}

static const uint64_t powers[] = {1,
                                  10,
                                  100,
                                  1000,
                                  10000,
                                  100000,
                                  1000000,
                                  10000000,
                                  100000000,
                                  1000000000,
                                  10000000000,
                                  100000000000,
                                  1000000000000,
                                  10000000000000,
                                  100000000000000,
                                  1000000000000000,
                                  10000000000000000,
                                  100000000000000000};

/* The first n digits of m * 2^e as an integer in [10^(n-1), 10^n), and the power of ten of the last
 * one. Rounded to nearest, or up. */
static uint64_t first_digits(uint64_t m, int32_t e, int32_t n, bool up, int32_t *out_e10) {
    int32_t bits = 0;
    for (uint64_t t = m; t; t >>= 1)
        bits++;
    /* floor(log10) from the binary exponent, may be one too small or exact */
    int32_t ten = (int32_t)floor((double)(bits + e - 1) * 0.30102999566398119521);
    for (;; ten++) {
        int32_t scale = n - 1 - ten; /* value * 10^scale has n digits */
        big a, b;
        big_set(&a, m);
        big_set(&b, 1);
        if (scale > 0)
            big_mul_pow5(&a, scale);
        else
            big_mul_pow5(&b, -scale);
        int32_t two = e + scale;
        if (two > 0)
            big_shift_left(&a, two);
        else
            big_shift_left(&b, -two);
        big d = b;
        uint64_t q = big_div(&a, &b);
        if (q >= powers[n])
            continue;
        if (up) {
            q += a.n != 0;
        } else if (a.n) {
            big_shift_left(&a, 1);
            int32_t c = big_cmp(&a, &d);
            q += c > 0 || (c == 0 && (q & 1));
        }
        *out_e10 = -scale;
        if (q == powers[n]) {
            q /= 10;
            *out_e10 += 1;
        }
        return q;
    }
}

static bool reads_back(uint64_t q, int32_t e10, double value, const binary *f) {
    uint8_t digits[20];
    char text[LG_NUM_MAX];
    size_t n = lg_num_print_u64(text, q);
    for (size_t i = 0; i < n; i++)
        digits[i] = (uint8_t)(text[i] - '0');
    return !(decimal_to_binary(digits, (int32_t)n, false, e10, f) != value);
}

/* value > 0, finite. */
static uint64_t shortest(double value, const binary *f, int32_t *e10) {
    int32_t e = 0;
    double fraction = frexp(value, &e);
    uint64_t m = (uint64_t)ldexp(fraction, 53);
    e -= 53;
    while ((m & 1) == 0) {
        m >>= 1;
        e++;
    }
    /* Every decimal of `digits` digits survives in a normal number, so when the value rounded to
     * that many reads back, its digits without trailing zeros are the shortest. */
    bool normal = value >= ldexp(1.0, f->min_exp + f->precision - 1);
    uint64_t q = 0;
    for (int32_t n = normal ? f->digits : 1; n <= f->enough; n++) {
        q = first_digits(m, e, n, false, e10);
        if (reads_back(q, *e10, value, f))
            break;
        if (m == 1) { /* a power of two: the gap above is twice the gap below */
            q = first_digits(m, e, n, true, e10);
            if (reads_back(q, *e10, value, f))
                break;
        }
    }
    while (q && q % 10 == 0) {
        q /= 10;
        *e10 += 1;
    }
    return q;
}

static size_t print(char *out, double value, const binary *f) {
    size_t n = 0;
    if (isnan(value)) {
        memcpy(out, "nan", 4);
        return 3;
    }
    if (signbit(value)) {
        out[n++] = '-';
        value = -value;
    }
    if (isinf(value)) {
        memcpy(out + n, "inf", 4);
        return n + 3;
    }
    if (value < 1e15 && !(value != floor(value)))
        return n + lg_num_print_u64(out + n, (uint64_t)value);
    int32_t e10 = 0;
    char digits[LG_NUM_MAX];
    int32_t count = (int32_t)lg_num_print_u64(digits, shortest(value, f, &e10));
    int32_t point = count + e10; /* digits before the point */
    if (point > -4 && point <= 0) {
        out[n++] = '0';
        out[n++] = '.';
        for (int32_t i = point; i < 0; i++)
            out[n++] = '0';
        memcpy(out + n, digits, (size_t)count);
        n += (size_t)count;
    } else if (point > 0 && point <= 16) {
        for (int32_t i = 0; i < (count > point ? count : point); i++) {
            if (i == point)
                out[n++] = '.';
            out[n++] = i < count ? digits[i] : '0';
        }
    } else {
        out[n++] = digits[0];
        if (count > 1) {
            out[n++] = '.';
            memcpy(out + n, digits + 1, (size_t)count - 1);
            n += (size_t)count - 1;
        }
        out[n++] = 'e';
        out[n++] = point > 0 ? '+' : '-';
        n += lg_num_print_u64(out + n, (uint64_t)(point > 0 ? point - 1 : 1 - point));
    }
    out[n] = '\0';
    return n;
}

size_t lg_num_print_f64(char *out, double value) {
    return print(out, value, &binary64);
}

size_t lg_num_print_f32(char *out, float value) {
    return print(out, (double)value, &binary32);
}

double lg_num_widen(float value) {
    double v = (double)value;
    if (!isfinite(v) || !(v != floor(v)))
        return v;
    char text[LG_NUM_MAX];
    size_t n = lg_num_print_f32(text, value);
    (void)lg_num_parse_f64(text, n, &v);
    return v;
}
