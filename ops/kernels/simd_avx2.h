/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors of 8 floats and 4 doubles: AVX2 with FMA. Names as in simd_scalar.h. */
#ifndef LG_OPS_KERNELS_SIMD_AVX2_H
#define LG_OPS_KERNELS_SIMD_AVX2_H

#include <immintrin.h>
#include <math.h>
#include <stdint.h>

#define LG_ISA    avx2
#define LG_INLINE static inline __attribute__((always_inline, unused))

enum { vf_n = 8, vd_n = 4 };
/* 12 accumulators, 2 vectors of b and a broadcast fit in 16 registers; so do 3 x 4 dot products. */
#define LG_TILE_ROWS    6
#define LG_TILE_VECTORS 2
#define LG_DOT_ROWS     3
#define LG_DOT_COLS     4
#define LG_GEMV_VECTORS 8

typedef __m256 vf;
typedef __m256 vf_m;
typedef __m256d vd;
typedef __m256d vd_m;
typedef struct vf_acc {
    __m256d lo, hi;
} vf_acc;
typedef __m256d vd_acc;

LG_INLINE __m256i vf_first(size_t n) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
LG_INLINE __m256i vd_first(size_t n) {
    return _mm256_cmpgt_epi64(_mm256_set1_epi64x((int64_t)n), _mm256_setr_epi64x(0, 1, 2, 3));
}

LG_INLINE vf vf_load(const float *p) {
    return _mm256_loadu_ps(p);
}
LG_INLINE void vf_store(float *p, vf x) {
    _mm256_storeu_ps(p, x);
}
LG_INLINE vf vf_loadn(const float *p, size_t n) {
    return _mm256_maskload_ps(p, vf_first(n));
}
LG_INLINE void vf_storen(float *p, vf x, size_t n) {
    _mm256_maskstore_ps(p, vf_first(n), x);
}
LG_INLINE vf vf_load_even(const float *p) {
    __m256 v =
        _mm256_shuffle_ps(_mm256_loadu_ps(p), _mm256_loadu_ps(p + 7), _MM_SHUFFLE(3, 1, 2, 0));
    return _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(v), _MM_SHUFFLE(3, 1, 2, 0)));
}
LG_INLINE vf vf_set1(float x) {
    return _mm256_set1_ps(x);
}
LG_INLINE vf vf_add(vf a, vf b) {
    return _mm256_add_ps(a, b);
}
LG_INLINE vf vf_sub(vf a, vf b) {
    return _mm256_sub_ps(a, b);
}
LG_INLINE vf vf_mul(vf a, vf b) {
    return _mm256_mul_ps(a, b);
}
LG_INLINE vf vf_div(vf a, vf b) {
    return _mm256_div_ps(a, b);
}
LG_INLINE vf vf_fma(vf a, vf b, vf c) {
    return _mm256_fmadd_ps(a, b, c);
}
LG_INLINE vf vf_fnma(vf a, vf b, vf c) {
    return _mm256_fnmadd_ps(a, b, c);
}
LG_INLINE vf vf_max(vf a, vf b) {
    return _mm256_max_ps(a, b);
}
LG_INLINE vf vf_min(vf a, vf b) {
    return _mm256_min_ps(a, b);
}
LG_INLINE vf vf_abs(vf a) {
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), a);
}
LG_INLINE vf vf_copysign(vf a, vf s) {
    __m256 sign = _mm256_set1_ps(-0.0f);
    return _mm256_or_ps(_mm256_andnot_ps(sign, a), _mm256_and_ps(sign, s));
}
LG_INLINE vf vf_round(vf a) {
    return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
LG_INLINE vf_m vf_lt(vf a, vf b) {
    return _mm256_cmp_ps(a, b, _CMP_LT_OQ);
}
LG_INLINE vf_m vf_eq(vf a, vf b) {
    return _mm256_cmp_ps(a, b, _CMP_EQ_OQ);
}
LG_INLINE vf_m vf_nan(vf a) {
    return _mm256_cmp_ps(a, a, _CMP_UNORD_Q);
}
LG_INLINE vf vf_sel(vf_m m, vf a, vf b) {
    return _mm256_blendv_ps(b, a, m);
}
LG_INLINE vf_m vf_m_or(vf_m a, vf_m b) {
    return _mm256_or_ps(a, b);
}
LG_INLINE vf_m vf_m_none(void) {
    return _mm256_setzero_ps();
}
LG_INLINE int vf_m_any(vf_m a) {
    return _mm256_movemask_ps(a);
}
LG_INLINE vf vf_pow2(vf n) {
    __m256i i = _mm256_add_epi32(_mm256_cvtps_epi32(n), _mm256_set1_epi32(127));
    return _mm256_castsi256_ps(_mm256_slli_epi32(i, 23));
}
LG_INLINE vf vf_split(vf x, vf *e) {
    __m256i u = _mm256_castps_si256(x);
    u = _mm256_add_epi32(u, _mm256_set1_epi32(0x3f800000 - 0x3f3504f3));
    *e = _mm256_cvtepi32_ps(_mm256_sub_epi32(_mm256_srli_epi32(u, 23), _mm256_set1_epi32(127)));
    u = _mm256_and_si256(u, _mm256_set1_epi32(0x007fffff));
    return _mm256_castsi256_ps(_mm256_add_epi32(u, _mm256_set1_epi32(0x3f3504f3)));
}
LG_INLINE float vf_hsum(vf x) {
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

LG_INLINE vd vd_load(const double *p) {
    return _mm256_loadu_pd(p);
}
LG_INLINE void vd_store(double *p, vd x) {
    _mm256_storeu_pd(p, x);
}
LG_INLINE vd vd_loadn(const double *p, size_t n) {
    return _mm256_maskload_pd(p, vd_first(n));
}
LG_INLINE void vd_storen(double *p, vd x, size_t n) {
    _mm256_maskstore_pd(p, vd_first(n), x);
}
LG_INLINE vd vd_load_even(const double *p) {
    __m256d v = _mm256_shuffle_pd(_mm256_loadu_pd(p), _mm256_loadu_pd(p + 3), 10);
    return _mm256_permute4x64_pd(v, _MM_SHUFFLE(3, 1, 2, 0));
}
LG_INLINE vd vd_set1(double x) {
    return _mm256_set1_pd(x);
}
LG_INLINE vd vd_add(vd a, vd b) {
    return _mm256_add_pd(a, b);
}
LG_INLINE vd vd_sub(vd a, vd b) {
    return _mm256_sub_pd(a, b);
}
LG_INLINE vd vd_mul(vd a, vd b) {
    return _mm256_mul_pd(a, b);
}
LG_INLINE vd vd_div(vd a, vd b) {
    return _mm256_div_pd(a, b);
}
LG_INLINE vd vd_fma(vd a, vd b, vd c) {
    return _mm256_fmadd_pd(a, b, c);
}
LG_INLINE vd vd_fnma(vd a, vd b, vd c) {
    return _mm256_fnmadd_pd(a, b, c);
}
LG_INLINE vd vd_max(vd a, vd b) {
    return _mm256_max_pd(a, b);
}
LG_INLINE vd vd_min(vd a, vd b) {
    return _mm256_min_pd(a, b);
}
LG_INLINE vd vd_abs(vd a) {
    return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a);
}
LG_INLINE vd vd_copysign(vd a, vd s) {
    __m256d sign = _mm256_set1_pd(-0.0);
    return _mm256_or_pd(_mm256_andnot_pd(sign, a), _mm256_and_pd(sign, s));
}
LG_INLINE vd vd_round(vd a) {
    return _mm256_round_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}
LG_INLINE vd_m vd_lt(vd a, vd b) {
    return _mm256_cmp_pd(a, b, _CMP_LT_OQ);
}
LG_INLINE vd_m vd_eq(vd a, vd b) {
    return _mm256_cmp_pd(a, b, _CMP_EQ_OQ);
}
LG_INLINE vd_m vd_nan(vd a) {
    return _mm256_cmp_pd(a, a, _CMP_UNORD_Q);
}
LG_INLINE vd vd_sel(vd_m m, vd a, vd b) {
    return _mm256_blendv_pd(b, a, m);
}
LG_INLINE vd_m vd_m_or(vd_m a, vd_m b) {
    return _mm256_or_pd(a, b);
}
LG_INLINE vd_m vd_m_none(void) {
    return _mm256_setzero_pd();
}
LG_INLINE int vd_m_any(vd_m a) {
    return _mm256_movemask_pd(a);
}
/* AVX2 converts no 64-bit integers: adding 2^52 leaves a small integer in the low bits. */
LG_INLINE vd vd_pow2(vd n) {
    __m256d t = _mm256_add_pd(n, _mm256_set1_pd(4503599627370496.0 + 1023.0));
    return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(t), 52));
}
LG_INLINE vd vd_split(vd x, vd *e) {
    const int64_t half = 0x3fe6a09e667f3bcd;
    __m256i u = _mm256_castpd_si256(x);
    u = _mm256_add_epi64(u, _mm256_set1_epi64x(0x3ff0000000000000 - half));
    __m256i biased =
        _mm256_or_si256(_mm256_srli_epi64(u, 52), _mm256_set1_epi64x(0x4330000000000000));
    *e = _mm256_sub_pd(_mm256_castsi256_pd(biased), _mm256_set1_pd(4503599627370496.0 + 1023.0));
    u = _mm256_and_si256(u, _mm256_set1_epi64x(0x000fffffffffffff));
    return _mm256_castsi256_pd(_mm256_add_epi64(u, _mm256_set1_epi64x(half)));
}
LG_INLINE double vd_hsum(vd x) {
    __m128d s = _mm_add_pd(_mm256_castpd256_pd128(x), _mm256_extractf128_pd(x, 1));
    return _mm_cvtsd_f64(_mm_add_sd(s, _mm_unpackhi_pd(s, s)));
}

LG_INLINE __m256d vf_lower(vf x) {
    return _mm256_cvtps_pd(_mm256_castps256_ps128(x));
}
LG_INLINE __m256d vf_upper(vf x) {
    return _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1));
}
LG_INLINE vf_acc vf_acc_zero(void) {
    return (vf_acc){_mm256_setzero_pd(), _mm256_setzero_pd()};
}
LG_INLINE vf_acc vf_acc_add(vf_acc a, vf x) {
    return (vf_acc){_mm256_add_pd(a.lo, vf_lower(x)), _mm256_add_pd(a.hi, vf_upper(x))};
}
LG_INLINE vf_acc vf_acc_fma(vf_acc a, vf x, vf y) {
    return (vf_acc){_mm256_fmadd_pd(vf_lower(x), vf_lower(y), a.lo),
                    _mm256_fmadd_pd(vf_upper(x), vf_upper(y), a.hi)};
}
LG_INLINE vf_acc vf_acc_join(vf_acc a, vf_acc b) {
    return (vf_acc){_mm256_add_pd(a.lo, b.lo), _mm256_add_pd(a.hi, b.hi)};
}
LG_INLINE double vf_acc_total(vf_acc a) {
    return vd_hsum(_mm256_add_pd(a.lo, a.hi));
}
LG_INLINE vd_acc vd_acc_zero(void) {
    return _mm256_setzero_pd();
}
LG_INLINE vd_acc vd_acc_add(vd_acc a, vd x) {
    return _mm256_add_pd(a, x);
}
LG_INLINE vd_acc vd_acc_fma(vd_acc a, vd x, vd y) {
    return _mm256_fmadd_pd(x, y, a);
}
LG_INLINE vd_acc vd_acc_join(vd_acc a, vd_acc b) {
    return _mm256_add_pd(a, b);
}
LG_INLINE double vd_acc_total(vd_acc a) {
    return vd_hsum(a);
}

LG_INLINE vf vf_load_f16(const uint16_t *p) {
    return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)p));
}
LG_INLINE void vf_store_f16(uint16_t *p, vf x) {
    _mm_storeu_si128((__m128i *)(void *)p, _mm256_cvtps_ph(x, _MM_FROUND_TO_NEAREST_INT));
}
LG_INLINE vf vf_load_bf16(const uint16_t *p) {
    __m256i u = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(const void *)p));
    return _mm256_castsi256_ps(_mm256_slli_epi32(u, 16));
}
LG_INLINE void vf_store_bf16(uint16_t *p, vf x) {
    __m256i u = _mm256_castps_si256(x), top = _mm256_srli_epi32(u, 16);
    __m256i even =
        _mm256_add_epi32(_mm256_and_si256(top, _mm256_set1_epi32(1)), _mm256_set1_epi32(0x7fff));
    __m256i rounded = _mm256_srli_epi32(_mm256_add_epi32(u, even), 16);
    __m256i quiet = _mm256_or_si256(top, _mm256_set1_epi32(0x40));
    u = _mm256_blendv_epi8(rounded, quiet, _mm256_castps_si256(vf_nan(x)));
    _mm_storeu_si128((__m128i *)(void *)p,
                     _mm_packus_epi32(_mm256_castsi256_si128(u), _mm256_extracti128_si256(u, 1)));
}

#endif
