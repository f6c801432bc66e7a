/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of one element: the reference level. The other simd_*.h define the same names.
 *
 * vf and vd are vectors of vf_n floats and vd_n doubles, vf_m and vd_m their masks. min and max
 * return the second operand when either is NaN. split(x, &e) takes a positive normal x apart into
 * m * 2^e with m in [sqrt(1/2), sqrt(2)); pow2(n) is 2^n for an integral n in the range of normal
 * numbers. load_even reads p[0], p[2], … and nothing beyond the last. acc is a sum in double. */
#ifndef LG_OPS_KERNELS_SIMD_SCALAR_H
#define LG_OPS_KERNELS_SIMD_SCALAR_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LG_ISA    scalar
#define LG_INLINE static inline __attribute__((always_inline, unused))

enum { vf_n = 1, vd_n = 1 };
#define LG_TILE_ROWS    4
#define LG_TILE_VECTORS 4
#define LG_DOT_ROWS     2
#define LG_DOT_COLS     4
#define LG_GEMV_VECTORS 4

typedef float vf;
typedef int vf_m;
typedef double vd;
typedef int vd_m;
typedef double vf_acc;
typedef double vd_acc;

LG_INLINE vf vf_load(const float *p) {
    return *p;
}
LG_INLINE void vf_store(float *p, vf x) {
    *p = x;
}
LG_INLINE vf vf_loadn(const float *p, size_t n) {
    return n ? *p : 0.0f;
}
LG_INLINE void vf_storen(float *p, vf x, size_t n) {
    if (n)
        *p = x;
}
LG_INLINE vf vf_load_even(const float *p) {
    return *p;
}
LG_INLINE vf vf_set1(float x) {
    return x;
}
LG_INLINE vf vf_add(vf a, vf b) {
    return a + b;
}
LG_INLINE vf vf_sub(vf a, vf b) {
    return a - b;
}
LG_INLINE vf vf_mul(vf a, vf b) {
    return a * b;
}
LG_INLINE vf vf_div(vf a, vf b) {
    return a / b;
}
LG_INLINE vf vf_fma(vf a, vf b, vf c) {
    return a * b + c;
}
LG_INLINE vf vf_fnma(vf a, vf b, vf c) {
    return c - a * b;
}
LG_INLINE vf vf_max(vf a, vf b) {
    return a > b ? a : b;
}
LG_INLINE vf vf_min(vf a, vf b) {
    return a < b ? a : b;
}
LG_INLINE vf vf_abs(vf a) {
    return fabsf(a);
}
LG_INLINE vf vf_copysign(vf a, vf s) {
    return copysignf(a, s);
}
LG_INLINE vf vf_round(vf a) {
    return rintf(a);
}
LG_INLINE vf_m vf_lt(vf a, vf b) {
    return a < b;
}
LG_INLINE vf_m vf_eq(vf a, vf b) {
    return a == b;
}
LG_INLINE vf_m vf_nan(vf a) {
    return a != a;
}
LG_INLINE vf vf_sel(vf_m m, vf a, vf b) {
    return m ? a : b;
}
LG_INLINE vf_m vf_m_or(vf_m a, vf_m b) {
    return a | b;
}
LG_INLINE vf_m vf_m_none(void) {
    return 0;
}
LG_INLINE int vf_m_any(vf_m a) {
    return a;
}
LG_INLINE vf vf_pow2(vf n) {
    uint32_t u = (uint32_t)((n == n ? (int32_t)n : 0) + 127) << 23; /* NaN has no integer */
    float r;
    memcpy(&r, &u, sizeof r);
    return r;
}
LG_INLINE vf vf_split(vf x, vf *e) {
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    u += 0x3f800000u - 0x3f3504f3u;
    *e = (float)((int32_t)(u >> 23) - 127);
    u = (u & 0x007fffffu) + 0x3f3504f3u;
    memcpy(&x, &u, sizeof x);
    return x;
}
LG_INLINE float vf_hsum(vf x) {
    return x;
}

LG_INLINE vd vd_load(const double *p) {
    return *p;
}
LG_INLINE void vd_store(double *p, vd x) {
    *p = x;
}
LG_INLINE vd vd_loadn(const double *p, size_t n) {
    return n ? *p : 0.0;
}
LG_INLINE void vd_storen(double *p, vd x, size_t n) {
    if (n)
        *p = x;
}
LG_INLINE vd vd_load_even(const double *p) {
    return *p;
}
LG_INLINE vd vd_set1(double x) {
    return x;
}
LG_INLINE vd vd_add(vd a, vd b) {
    return a + b;
}
LG_INLINE vd vd_sub(vd a, vd b) {
    return a - b;
}
LG_INLINE vd vd_mul(vd a, vd b) {
    return a * b;
}
LG_INLINE vd vd_div(vd a, vd b) {
    return a / b;
}
LG_INLINE vd vd_fma(vd a, vd b, vd c) {
    return a * b + c;
}
LG_INLINE vd vd_fnma(vd a, vd b, vd c) {
    return c - a * b;
}
LG_INLINE vd vd_max(vd a, vd b) {
    return a > b ? a : b;
}
LG_INLINE vd vd_min(vd a, vd b) {
    return a < b ? a : b;
}
LG_INLINE vd vd_abs(vd a) {
    return fabs(a);
}
LG_INLINE vd vd_copysign(vd a, vd s) {
    return copysign(a, s);
}
LG_INLINE vd vd_round(vd a) {
    return rint(a);
}
LG_INLINE vd_m vd_lt(vd a, vd b) {
    return a < b;
}
LG_INLINE vd_m vd_eq(vd a, vd b) {
    return a == b;
}
LG_INLINE vd_m vd_nan(vd a) {
    return a != a;
}
LG_INLINE vd vd_sel(vd_m m, vd a, vd b) {
    return m ? a : b;
}
LG_INLINE vd_m vd_m_or(vd_m a, vd_m b) {
    return a | b;
}
LG_INLINE vd_m vd_m_none(void) {
    return 0;
}
LG_INLINE int vd_m_any(vd_m a) {
    return a;
}
LG_INLINE vd vd_pow2(vd n) {
    uint64_t u = (uint64_t)((n == n ? (int64_t)n : 0) + 1023) << 52;
    double r;
    memcpy(&r, &u, sizeof r);
    return r;
}
LG_INLINE vd vd_split(vd x, vd *e) {
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    u += 0x3ff0000000000000u - 0x3fe6a09e667f3bcdu;
    *e = (double)((int64_t)(u >> 52) - 1023);
    u = (u & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu;
    memcpy(&x, &u, sizeof x);
    return x;
}
LG_INLINE double vd_hsum(vd x) {
    return x;
}

LG_INLINE vf_acc vf_acc_zero(void) {
    return 0.0;
}
LG_INLINE vf_acc vf_acc_add(vf_acc a, vf x) {
    return a + (double)x;
}
LG_INLINE vf_acc vf_acc_fma(vf_acc a, vf x, vf y) {
    return a + (double)x * (double)y;
}
LG_INLINE vf_acc vf_acc_join(vf_acc a, vf_acc b) {
    return a + b;
}
LG_INLINE double vf_acc_total(vf_acc a) {
    return a;
}
LG_INLINE vd_acc vd_acc_zero(void) {
    return 0.0;
}
LG_INLINE vd_acc vd_acc_add(vd_acc a, vd x) {
    return a + x;
}
LG_INLINE vd_acc vd_acc_fma(vd_acc a, vd x, vd y) {
    return a + x * y;
}
LG_INLINE vd_acc vd_acc_join(vd_acc a, vd_acc b) {
    return a + b;
}
LG_INLINE double vd_acc_total(vd_acc a) {
    return a;
}

/* 16-bit floats by integer arithmetic on their bits. */
LG_INLINE vf vf_load_f16(const uint16_t *p) {
    uint32_t h = *p, sign = (h & 0x8000u) << 16, e = (h >> 10) & 31u, m = h & 0x3ffu;
    float r;
    if (e == 0) { /* zero or denormal: m * 2^-24 */
        r = (float)m * 0x1p-24F;
        return sign ? -r : r;
    }
    uint32_t u = sign | (e == 31 ? 0x7f800000u : (e + 112) << 23) | m << 13;
    memcpy(&r, &u, sizeof r);
    return r;
}
LG_INLINE void vf_store_f16(uint16_t *p, vf x) {
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    uint32_t sign = (u >> 16) & 0x8000u, a = u & 0x7fffffffu;
    if (a > 0x7f800000u) {
        *p = (uint16_t)(sign | 0x7e00u | ((a >> 13) & 0x1ffu));
    } else if (a >= 0x477ff000u) { /* rounds to 65536 or more */
        *p = (uint16_t)(sign | 0x7c00u);
    } else if (a < 0x38800000u) { /* denormal: the sum has 2^-24 as unit in the last place */
        float r = fabsf(x) + 0.5F;
        memcpy(&a, &r, sizeof a);
        *p = (uint16_t)(sign | (a - 0x3f000000u));
    } else {
        a += 0xfffu + ((a >> 13) & 1u);
        *p = (uint16_t)(sign | ((a - 0x38000000u) >> 13));
    }
}
LG_INLINE vf vf_load_bf16(const uint16_t *p) {
    uint32_t u = (uint32_t)*p << 16;
    float r;
    memcpy(&r, &u, sizeof r);
    return r;
}
LG_INLINE void vf_store_bf16(uint16_t *p, vf x) {
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    *p = (uint16_t)(x != x ? (u >> 16) | 0x40u : (u + 0x7fffu + ((u >> 16) & 1u)) >> 16);
}

#endif
