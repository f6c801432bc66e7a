/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 16 floats and 8 doubles: AVX-512 F, BW, DQ, VL. Names as in simd_scalar.h. */
#ifndef LG_OPS_KERNELS_SIMD_AVX512_H
#define LG_OPS_KERNELS_SIMD_AVX512_H

#include <immintrin.h>
#include <math.h>
#include <stdint.h>

#define LG_ISA    avx512
#define LG_INLINE static inline __attribute__((always_inline, unused))

enum { vf_n = 16, vd_n = 8 };
/* 24 accumulators, 3 vectors of b and a broadcast of 32 registers. */
#define LG_TILE_ROWS    8
#define LG_TILE_VECTORS 3
#define LG_DOT_ROWS     4
#define LG_DOT_COLS     4
#define LG_GEMV_VECTORS 8

typedef __m512 vf;
typedef __mmask16 vf_m;
typedef __m512d vd;
typedef __mmask8 vd_m;
typedef struct vf_acc {
    __m512d lo, hi;
} vf_acc;
typedef __m512d vd_acc;

LG_INLINE __mmask16 vf_first(size_t n) {
    return (__mmask16)((1u << n) - 1u);
}
LG_INLINE __mmask8 vd_first(size_t n) {
    return (__mmask8)((1u << n) - 1u);
}

LG_INLINE vf vf_load(const float *p) {
    return _mm512_loadu_ps(p);
}
LG_INLINE void vf_store(float *p, vf x) {
    _mm512_storeu_ps(p, x);
}
LG_INLINE vf vf_loadn(const float *p, size_t n) {
    return _mm512_maskz_loadu_ps(vf_first(n), p);
}
LG_INLINE void vf_storen(float *p, vf x, size_t n) {
    _mm512_mask_storeu_ps(p, vf_first(n), x);
}
LG_INLINE vf vf_load_even(const float *p) {
    const __m512i at = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 17, 19, 21, 23, 25, 27, 29, 31);
    return _mm512_permutex2var_ps(_mm512_loadu_ps(p), at, _mm512_loadu_ps(p + 15));
}
LG_INLINE vf vf_set1(float x) {
    return _mm512_set1_ps(x);
}
LG_INLINE vf vf_add(vf a, vf b) {
    return _mm512_add_ps(a, b);
}
LG_INLINE vf vf_sub(vf a, vf b) {
    return _mm512_sub_ps(a, b);
}
LG_INLINE vf vf_mul(vf a, vf b) {
    return _mm512_mul_ps(a, b);
}
LG_INLINE vf vf_div(vf a, vf b) {
    return _mm512_div_ps(a, b);
}
LG_INLINE vf vf_fma(vf a, vf b, vf c) {
    return _mm512_fmadd_ps(a, b, c);
}
LG_INLINE vf vf_fnma(vf a, vf b, vf c) {
    return _mm512_fnmadd_ps(a, b, c);
}
LG_INLINE vf vf_max(vf a, vf b) {
    return _mm512_max_ps(a, b);
}
LG_INLINE vf vf_min(vf a, vf b) {
    return _mm512_min_ps(a, b);
}
LG_INLINE vf vf_abs(vf a) {
    return _mm512_andnot_ps(_mm512_set1_ps(-0.0f), a);
}
LG_INLINE vf vf_copysign(vf a, vf s) {
    __m512 sign = _mm512_set1_ps(-0.0f);
    return _mm512_or_ps(_mm512_andnot_ps(sign, a), _mm512_and_ps(sign, s));
}
LG_INLINE vf vf_round(vf a) {
    return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
LG_INLINE vf_m vf_lt(vf a, vf b) {
    return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ);
}
LG_INLINE vf_m vf_eq(vf a, vf b) {
    return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ);
}
LG_INLINE vf_m vf_nan(vf a) {
    return _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q);
}
LG_INLINE vf vf_sel(vf_m m, vf a, vf b) {
    return _mm512_mask_blend_ps(m, b, a);
}
LG_INLINE vf_m vf_m_or(vf_m a, vf_m b) {
    return (vf_m)(a | b);
}
LG_INLINE vf_m vf_m_none(void) {
    return 0;
}
LG_INLINE int vf_m_any(vf_m a) {
    return a;
}
LG_INLINE vf vf_pow2(vf n) {
    __m512i i = _mm512_add_epi32(_mm512_cvtps_epi32(n), _mm512_set1_epi32(127));
    return _mm512_castsi512_ps(_mm512_slli_epi32(i, 23));
}
LG_INLINE vf vf_split(vf x, vf *e) {
    __m512i u = _mm512_castps_si512(x);
    u = _mm512_add_epi32(u, _mm512_set1_epi32(0x3f800000 - 0x3f3504f3));
    *e = _mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_srli_epi32(u, 23), _mm512_set1_epi32(127)));
    u = _mm512_and_si512(u, _mm512_set1_epi32(0x007fffff));
    return _mm512_castsi512_ps(_mm512_add_epi32(u, _mm512_set1_epi32(0x3f3504f3)));
}
LG_INLINE float vf_hsum(vf x) {
    __m256 h = _mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1));
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(h), _mm256_extractf128_ps(h, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

LG_INLINE vd vd_load(const double *p) {
    return _mm512_loadu_pd(p);
}
LG_INLINE void vd_store(double *p, vd x) {
    _mm512_storeu_pd(p, x);
}
LG_INLINE vd vd_loadn(const double *p, size_t n) {
    return _mm512_maskz_loadu_pd(vd_first(n), p);
}
LG_INLINE void vd_storen(double *p, vd x, size_t n) {
    _mm512_mask_storeu_pd(p, vd_first(n), x);
}
LG_INLINE vd vd_load_even(const double *p) {
    const __m512i at = _mm512_setr_epi64(0, 2, 4, 6, 9, 11, 13, 15);
    return _mm512_permutex2var_pd(_mm512_loadu_pd(p), at, _mm512_loadu_pd(p + 7));
}
LG_INLINE vd vd_set1(double x) {
    return _mm512_set1_pd(x);
}
LG_INLINE vd vd_add(vd a, vd b) {
    return _mm512_add_pd(a, b);
}
LG_INLINE vd vd_sub(vd a, vd b) {
    return _mm512_sub_pd(a, b);
}
LG_INLINE vd vd_mul(vd a, vd b) {
    return _mm512_mul_pd(a, b);
}
LG_INLINE vd vd_div(vd a, vd b) {
    return _mm512_div_pd(a, b);
}
LG_INLINE vd vd_fma(vd a, vd b, vd c) {
    return _mm512_fmadd_pd(a, b, c);
}
LG_INLINE vd vd_fnma(vd a, vd b, vd c) {
    return _mm512_fnmadd_pd(a, b, c);
}
LG_INLINE vd vd_max(vd a, vd b) {
    return _mm512_max_pd(a, b);
}
LG_INLINE vd vd_min(vd a, vd b) {
    return _mm512_min_pd(a, b);
}
LG_INLINE vd vd_abs(vd a) {
    return _mm512_andnot_pd(_mm512_set1_pd(-0.0), a);
}
LG_INLINE vd vd_copysign(vd a, vd s) {
    __m512d sign = _mm512_set1_pd(-0.0);
    return _mm512_or_pd(_mm512_andnot_pd(sign, a), _mm512_and_pd(sign, s));
}
LG_INLINE vd vd_round(vd a) {
    return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
LG_INLINE vd_m vd_lt(vd a, vd b) {
    return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
}
LG_INLINE vd_m vd_eq(vd a, vd b) {
    return _mm512_cmp_pd_mask(a, b, _CMP_EQ_OQ);
}
LG_INLINE vd_m vd_nan(vd a) {
    return _mm512_cmp_pd_mask(a, a, _CMP_UNORD_Q);
}
LG_INLINE vd vd_sel(vd_m m, vd a, vd b) {
    return _mm512_mask_blend_pd(m, b, a);
}
LG_INLINE vd_m vd_m_or(vd_m a, vd_m b) {
    return (vd_m)(a | b);
}
LG_INLINE vd_m vd_m_none(void) {
    return 0;
}
LG_INLINE int vd_m_any(vd_m a) {
    return a;
}
LG_INLINE vd vd_pow2(vd n) {
    __m512i i = _mm512_add_epi64(_mm512_cvtpd_epi64(n), _mm512_set1_epi64(1023));
    return _mm512_castsi512_pd(_mm512_slli_epi64(i, 52));
}
LG_INLINE vd vd_split(vd x, vd *e) {
    const int64_t half = 0x3fe6a09e667f3bcd;
    __m512i u = _mm512_castpd_si512(x);
    u = _mm512_add_epi64(u, _mm512_set1_epi64(0x3ff0000000000000 - half));
    *e = _mm512_cvtepi64_pd(_mm512_sub_epi64(_mm512_srli_epi64(u, 52), _mm512_set1_epi64(1023)));
    u = _mm512_and_si512(u, _mm512_set1_epi64(0x000fffffffffffff));
    return _mm512_castsi512_pd(_mm512_add_epi64(u, _mm512_set1_epi64(half)));
}
LG_INLINE double vd_hsum(vd x) {
    __m256d h = _mm256_add_pd(_mm512_castpd512_pd256(x), _mm512_extractf64x4_pd(x, 1));
    __m128d s = _mm_add_pd(_mm256_castpd256_pd128(h), _mm256_extractf128_pd(h, 1));
    return _mm_cvtsd_f64(_mm_add_sd(s, _mm_unpackhi_pd(s, s)));
}

LG_INLINE __m512d vf_lower(vf x) {
    return _mm512_cvtps_pd(_mm512_castps512_ps256(x));
}
LG_INLINE __m512d vf_upper(vf x) {
    return _mm512_cvtps_pd(_mm512_extractf32x8_ps(x, 1));
}
LG_INLINE vf_acc vf_acc_zero(void) {
    return (vf_acc){_mm512_setzero_pd(), _mm512_setzero_pd()};
}
LG_INLINE vf_acc vf_acc_add(vf_acc a, vf x) {
    return (vf_acc){_mm512_add_pd(a.lo, vf_lower(x)), _mm512_add_pd(a.hi, vf_upper(x))};
}
LG_INLINE vf_acc vf_acc_fma(vf_acc a, vf x, vf y) {
    return (vf_acc){_mm512_fmadd_pd(vf_lower(x), vf_lower(y), a.lo),
                    _mm512_fmadd_pd(vf_upper(x), vf_upper(y), a.hi)};
}
LG_INLINE vf_acc vf_acc_join(vf_acc a, vf_acc b) {
    return (vf_acc){_mm512_add_pd(a.lo, b.lo), _mm512_add_pd(a.hi, b.hi)};
}
LG_INLINE double vf_acc_total(vf_acc a) {
    return vd_hsum(_mm512_add_pd(a.lo, a.hi));
}
LG_INLINE vd_acc vd_acc_zero(void) {
    return _mm512_setzero_pd();
}
LG_INLINE vd_acc vd_acc_add(vd_acc a, vd x) {
    return _mm512_add_pd(a, x);
}
LG_INLINE vd_acc vd_acc_fma(vd_acc a, vd x, vd y) {
    return _mm512_fmadd_pd(x, y, a);
}
LG_INLINE vd_acc vd_acc_join(vd_acc a, vd_acc b) {
    return _mm512_add_pd(a, b);
}
LG_INLINE double vd_acc_total(vd_acc a) {
    return vd_hsum(a);
}

LG_INLINE vf vf_load_f16(const uint16_t *p) {
    return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)p));
}
LG_INLINE void vf_store_f16(uint16_t *p, vf x) {
    _mm256_storeu_si256((__m256i *)(void *)p, _mm512_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
}
LG_INLINE vf vf_load_bf16(const uint16_t *p) {
    __m512i u = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(const void *)p));
    return _mm512_castsi512_ps(_mm512_slli_epi32(u, 16));
}
LG_INLINE void vf_store_bf16(uint16_t *p, vf x) {
    __m512i u = _mm512_castps_si512(x), top = _mm512_srli_epi32(u, 16);
    __m512i even =
        _mm512_add_epi32(_mm512_and_si512(top, _mm512_set1_epi32(1)), _mm512_set1_epi32(0x7fff));
    __m512i rounded = _mm512_srli_epi32(_mm512_add_epi32(u, even), 16);
    __m512i quiet = _mm512_or_si512(top, _mm512_set1_epi32(0x40));
    u = _mm512_mask_blend_epi32(vf_nan(x), rounded, quiet);
    _mm256_storeu_si256((__m256i *)(void *)p, _mm512_cvtepi32_epi16(u));
}

#endif
