/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 4 floats and 2 doubles: the AArch64 baseline. Names as in simd_scalar.h. */
#ifndef LG_OPS_KERNELS_SIMD_NEON_H
#define LG_OPS_KERNELS_SIMD_NEON_H

#include <arm_neon.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define LG_ISA    neon
#define LG_INLINE static inline __attribute__((always_inline, unused))

enum { vf_n = 4, vd_n = 2 };
/* 24 accumulators, 4 vectors of b and a broadcast of 32 registers. */
#define LG_TILE_ROWS    6
#define LG_TILE_VECTORS 4
#define LG_DOT_ROWS     4
#define LG_DOT_COLS     4
#define LG_GEMV_VECTORS 8

typedef float32x4_t vf;
typedef uint32x4_t vf_m;
typedef float64x2_t vd;
typedef uint64x2_t vd_m;
typedef struct vf_acc {
    float64x2_t lo, hi;
} vf_acc;
typedef float64x2_t vd_acc;

LG_INLINE vf vf_load(const float *p) {
    return vld1q_f32(p);
}
LG_INLINE void vf_store(float *p, vf x) {
    vst1q_f32(p, x);
}
LG_INLINE vf vf_loadn(const float *p, size_t n) {
    float t[4] = {0};
    memcpy(t, p, n * sizeof(float));
    return vld1q_f32(t);
}
LG_INLINE void vf_storen(float *p, vf x, size_t n) {
    float t[4];
    vst1q_f32(t, x);
    memcpy(p, t, n * sizeof(float));
}
LG_INLINE vf vf_load_even(const float *p) {
    float32x4_t a = vld1q_f32(p), b = vld1q_f32(p + 3);
    return vcombine_f32(vget_low_f32(vuzp1q_f32(a, a)), vget_low_f32(vuzp2q_f32(b, b)));
}
LG_INLINE vf vf_set1(float x) {
    return vdupq_n_f32(x);
}
LG_INLINE vf vf_add(vf a, vf b) {
    return vaddq_f32(a, b);
}
LG_INLINE vf vf_sub(vf a, vf b) {
    return vsubq_f32(a, b);
}
LG_INLINE vf vf_mul(vf a, vf b) {
    return vmulq_f32(a, b);
}
LG_INLINE vf vf_div(vf a, vf b) {
    return vdivq_f32(a, b);
}
LG_INLINE vf vf_fma(vf a, vf b, vf c) {
    return vfmaq_f32(c, a, b);
}
LG_INLINE vf vf_fnma(vf a, vf b, vf c) {
    return vfmsq_f32(c, a, b);
}
LG_INLINE vf vf_max(vf a, vf b) {
    return vbslq_f32(vcgtq_f32(a, b), a, b);
}
LG_INLINE vf vf_min(vf a, vf b) {
    return vbslq_f32(vcltq_f32(a, b), a, b);
}
LG_INLINE vf vf_abs(vf a) {
    return vabsq_f32(a);
}
LG_INLINE vf vf_copysign(vf a, vf s) {
    return vbslq_f32(vdupq_n_u32(0x80000000u), s, a);
}
LG_INLINE vf vf_round(vf a) {
    return vrndnq_f32(a);
}
LG_INLINE vf_m vf_lt(vf a, vf b) {
    return vcltq_f32(a, b);
}
LG_INLINE vf_m vf_eq(vf a, vf b) {
    return vceqq_f32(a, b);
}
LG_INLINE vf_m vf_nan(vf a) {
    return vmvnq_u32(vceqq_f32(a, a));
}
LG_INLINE vf vf_sel(vf_m m, vf a, vf b) {
    return vbslq_f32(m, a, b);
}
LG_INLINE vf_m vf_m_or(vf_m a, vf_m b) {
    return vorrq_u32(a, b);
}
LG_INLINE vf_m vf_m_none(void) {
    return vdupq_n_u32(0);
}
LG_INLINE int vf_m_any(vf_m a) {
    return vmaxvq_u32(a) != 0;
}
LG_INLINE vf vf_pow2(vf n) {
    int32x4_t i = vaddq_s32(vcvtnq_s32_f32(n), vdupq_n_s32(127));
    return vreinterpretq_f32_s32(vshlq_n_s32(i, 23));
}
LG_INLINE vf vf_split(vf x, vf *e) {
    uint32x4_t u = vaddq_u32(vreinterpretq_u32_f32(x), vdupq_n_u32(0x3f800000u - 0x3f3504f3u));
    int32x4_t i = vreinterpretq_s32_u32(vshrq_n_u32(u, 23));
    *e = vcvtq_f32_s32(vsubq_s32(i, vdupq_n_s32(127)));
    u = vaddq_u32(vandq_u32(u, vdupq_n_u32(0x007fffffu)), vdupq_n_u32(0x3f3504f3u));
    return vreinterpretq_f32_u32(u);
}
LG_INLINE float vf_hsum(vf x) {
    return vaddvq_f32(x);
}

LG_INLINE vd vd_load(const double *p) {
    return vld1q_f64(p);
}
LG_INLINE void vd_store(double *p, vd x) {
    vst1q_f64(p, x);
}
LG_INLINE vd vd_loadn(const double *p, size_t n) {
    double t[2] = {0};
    memcpy(t, p, n * sizeof(double));
    return vld1q_f64(t);
}
LG_INLINE void vd_storen(double *p, vd x, size_t n) {
    double t[2];
    vst1q_f64(t, x);
    memcpy(p, t, n * sizeof(double));
}
LG_INLINE vd vd_load_even(const double *p) {
    return vcombine_f64(vld1_f64(p), vld1_f64(p + 2));
}
LG_INLINE vd vd_set1(double x) {
    return vdupq_n_f64(x);
}
LG_INLINE vd vd_add(vd a, vd b) {
    return vaddq_f64(a, b);
}
LG_INLINE vd vd_sub(vd a, vd b) {
    return vsubq_f64(a, b);
}
LG_INLINE vd vd_mul(vd a, vd b) {
    return vmulq_f64(a, b);
}
LG_INLINE vd vd_div(vd a, vd b) {
    return vdivq_f64(a, b);
}
LG_INLINE vd vd_fma(vd a, vd b, vd c) {
    return vfmaq_f64(c, a, b);
}
LG_INLINE vd vd_fnma(vd a, vd b, vd c) {
    return vfmsq_f64(c, a, b);
}
LG_INLINE vd vd_max(vd a, vd b) {
    return vbslq_f64(vcgtq_f64(a, b), a, b);
}
LG_INLINE vd vd_min(vd a, vd b) {
    return vbslq_f64(vcltq_f64(a, b), a, b);
}
LG_INLINE vd vd_abs(vd a) {
    return vabsq_f64(a);
}
LG_INLINE vd vd_copysign(vd a, vd s) {
    return vbslq_f64(vdupq_n_u64(0x8000000000000000u), s, a);
}
LG_INLINE vd vd_round(vd a) {
    return vrndnq_f64(a);
}
LG_INLINE vd_m vd_lt(vd a, vd b) {
    return vcltq_f64(a, b);
}
LG_INLINE vd_m vd_eq(vd a, vd b) {
    return vceqq_f64(a, b);
}
LG_INLINE vd_m vd_nan(vd a) {
    return veorq_u64(vceqq_f64(a, a), vdupq_n_u64(UINT64_MAX));
}
LG_INLINE vd vd_sel(vd_m m, vd a, vd b) {
    return vbslq_f64(m, a, b);
}
LG_INLINE vd_m vd_m_or(vd_m a, vd_m b) {
    return vorrq_u64(a, b);
}
LG_INLINE vd_m vd_m_none(void) {
    return vdupq_n_u64(0);
}
LG_INLINE int vd_m_any(vd_m a) {
    return (vgetq_lane_u64(a, 0) | vgetq_lane_u64(a, 1)) != 0;
}
LG_INLINE vd vd_pow2(vd n) {
    int64x2_t i = vaddq_s64(vcvtnq_s64_f64(n), vdupq_n_s64(1023));
    return vreinterpretq_f64_s64(vshlq_n_s64(i, 52));
}
LG_INLINE vd vd_split(vd x, vd *e) {
    const uint64_t half = 0x3fe6a09e667f3bcdu;
    uint64x2_t u = vaddq_u64(vreinterpretq_u64_f64(x), vdupq_n_u64(0x3ff0000000000000u - half));
    int64x2_t i = vreinterpretq_s64_u64(vshrq_n_u64(u, 52));
    *e = vcvtq_f64_s64(vsubq_s64(i, vdupq_n_s64(1023)));
    u = vaddq_u64(vandq_u64(u, vdupq_n_u64(0x000fffffffffffffu)), vdupq_n_u64(half));
    return vreinterpretq_f64_u64(u);
}
LG_INLINE double vd_hsum(vd x) {
    return vaddvq_f64(x);
}

LG_INLINE float64x2_t vf_lower(vf x) {
    return vcvt_f64_f32(vget_low_f32(x));
}
LG_INLINE float64x2_t vf_upper(vf x) {
    return vcvt_high_f64_f32(x);
}
LG_INLINE vf_acc vf_acc_zero(void) {
    return (vf_acc){vdupq_n_f64(0), vdupq_n_f64(0)};
}
LG_INLINE vf_acc vf_acc_add(vf_acc a, vf x) {
    return (vf_acc){vaddq_f64(a.lo, vf_lower(x)), vaddq_f64(a.hi, vf_upper(x))};
}
LG_INLINE vf_acc vf_acc_fma(vf_acc a, vf x, vf y) {
    return (vf_acc){vfmaq_f64(a.lo, vf_lower(x), vf_lower(y)),
                    vfmaq_f64(a.hi, vf_upper(x), vf_upper(y))};
}
LG_INLINE vf_acc vf_acc_join(vf_acc a, vf_acc b) {
    return (vf_acc){vaddq_f64(a.lo, b.lo), vaddq_f64(a.hi, b.hi)};
}
LG_INLINE double vf_acc_total(vf_acc a) {
    return vaddvq_f64(vaddq_f64(a.lo, a.hi));
}
LG_INLINE vd_acc vd_acc_zero(void) {
    return vdupq_n_f64(0);
}
LG_INLINE vd_acc vd_acc_add(vd_acc a, vd x) {
    return vaddq_f64(a, x);
}
LG_INLINE vd_acc vd_acc_fma(vd_acc a, vd x, vd y) {
    return vfmaq_f64(a, x, y);
}
LG_INLINE vd_acc vd_acc_join(vd_acc a, vd_acc b) {
    return vaddq_f64(a, b);
}
LG_INLINE double vd_acc_total(vd_acc a) {
    return vaddvq_f64(a);
}

LG_INLINE vf vf_load_f16(const uint16_t *p) {
    return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p)));
}
LG_INLINE void vf_store_f16(uint16_t *p, vf x) {
    vst1_u16(p, vreinterpret_u16_f16(vcvt_f16_f32(x)));
}
LG_INLINE vf vf_load_bf16(const uint16_t *p) {
    return vreinterpretq_f32_u32(vshll_n_u16(vld1_u16(p), 16));
}
LG_INLINE void vf_store_bf16(uint16_t *p, vf x) {
    uint32x4_t u = vreinterpretq_u32_f32(x), top = vshrq_n_u32(u, 16);
    uint32x4_t even = vaddq_u32(vandq_u32(top, vdupq_n_u32(1)), vdupq_n_u32(0x7fff));
    uint32x4_t rounded = vshrq_n_u32(vaddq_u32(u, even), 16);
    uint32x4_t quiet = vorrq_u32(top, vdupq_n_u32(0x40));
    vst1_u16(p, vmovn_u32(vbslq_u32(vf_nan(x), quiet, rounded)));
}

#endif
