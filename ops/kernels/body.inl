/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels of one instruction set, written once over the names of simd_<isa>.h. Included by
 * scalar.c, avx2.c, avx512.c and neon.c after their wrapper; they export an init function, nothing
 * else.
 *
 * Coefficients are minimax polynomials (Remez exchange, relative weight) on the stated interval,
 * rounded to the type. */
#include "ops/kernels/kernels.h"

#include <stdbool.h>
#include <string.h>

#define LG_CAT_(a, b)  a##b
#define LG_CAT(a, b)   LG_CAT_(a, b)
#define LG_STR_(a)     #a
#define LG_STR(a)      LG_STR_(a)
#define LG_NAMED(name) LG_CAT(name##_, LG_ISA)
#if defined(__clang__)
#    define LG_UNROLL _Pragma("clang loop unroll(full)")
#else
#    define LG_UNROLL _Pragma("GCC unroll 16")
#endif

/* exp(r) - 1 for |r| <= ln(2) / 2; relative error below 2^-31. */
LG_INLINE vf vf_expm1_core(vf r) {
    vf p = vf_set1(0x1.a1a18ep-13F);
    p = vf_fma(p, r, vf_set1(0x1.6d7486p-10F));
    p = vf_fma(p, r, vf_set1(0x1.11109p-7F));
    p = vf_fma(p, r, vf_set1(0x1.5554aep-5F));
    p = vf_fma(p, r, vf_set1(0x1.555556p-3F));
    p = vf_fma(p, r, vf_set1(0.5F));
    return vf_fma(vf_mul(r, r), p, r);
}
/* x - n ln(2): the high part has 16 bits, so its products with n are exact. */
LG_INLINE vf vf_reduce(vf x, vf n) {
    return vf_fnma(n, vf_set1(0x1.7f7d1cp-20F), vf_fnma(n, vf_set1(0x1.62e4p-1F), x));
}
LG_INLINE vf vf_exp(vf x) {
    x = vf_max(vf_set1(-104.0F), vf_min(vf_set1(89.0F), x)); /* exp: 0 and inf beyond */
    vf n = vf_round(vf_mul(x, vf_set1(0x1.715476p+0F)));
    vf e = vf_add(vf_set1(1.0F), vf_expm1_core(vf_reduce(x, n)));
    vf half = vf_round(vf_mul(n, vf_set1(0.5F))); /* 2^n in two steps reaches denormals */
    return vf_mul(vf_mul(e, vf_pow2(half)), vf_pow2(vf_sub(n, half)));
}
/* exp(x) - 1 for 0 <= x <= 80. */
LG_INLINE vf vf_expm1_positive(vf x) {
    vf n = vf_round(vf_mul(x, vf_set1(0x1.715476p+0F)));
    vf scale = vf_pow2(n);
    return vf_fma(scale, vf_expm1_core(vf_reduce(x, n)), vf_sub(scale, vf_set1(1.0F)));
}
/* log of any x. log(1 + f) = f - f^2/2 + f^3 P(f) on [sqrt(1/2) - 1, sqrt(2) - 1]; 2^-27. */
LG_INLINE vf vf_log(vf x) {
    vf_m tiny = vf_lt(x, vf_set1(0x1p-126F));
    vf e, m = vf_split(vf_sel(tiny, vf_mul(x, vf_set1(0x1p+25F)), x), &e);
    e = vf_sub(e, vf_sel(tiny, vf_set1(25.0F), vf_set1(0.0F)));
    vf f = vf_sub(m, vf_set1(1.0F)), f2 = vf_mul(f, f);
    vf p = vf_set1(-0x1.41ecep-4F);
    p = vf_fma(p, f, vf_set1(0x1.07d0ap-3F));
    p = vf_fma(p, f, vf_set1(-0x1.0ce096p-3F));
    p = vf_fma(p, f, vf_set1(0x1.226e5ap-3F));
    p = vf_fma(p, f, vf_set1(-0x1.54788ap-3F));
    p = vf_fma(p, f, vf_set1(0x1.99a596p-3F));
    p = vf_fma(p, f, vf_set1(-0x1.00022p-2F));
    p = vf_fma(p, f, vf_set1(0x1.55554ap-2F));
    vf y = vf_fma(vf_mul(f, f2), p, vf_mul(e, vf_set1(0x1.7f7d1cp-20F)));
    y = vf_add(f, vf_fnma(vf_set1(0.5F), f2, y));
    y = vf_fma(e, vf_set1(0x1.62e4p-1F), y);
    y = vf_sel(vf_lt(x, vf_set1(0.0F)), vf_set1(NAN), y);
    y = vf_sel(vf_eq(x, vf_set1(0.0F)), vf_set1(-INFINITY), y);
    y = vf_sel(vf_eq(x, vf_set1(INFINITY)), x, y);
    return vf_sel(vf_nan(x), x, y);
}
/* x P(x^2) on [-1, 1]; 1 - exp(-P(|x| - 1)) up to 4, where it rounds to 1. */
LG_INLINE vf vf_erf(vf x) {
    vf z = vf_mul(x, x);
    vf p = vf_set1(-0x1.438414p-17F);
    p = vf_fma(p, z, vf_set1(0x1.d8269ap-14F));
    p = vf_fma(p, z, vf_set1(-0x1.bcbe9cp-11F));
    p = vf_fma(p, z, vf_set1(0x1.5628eep-8F));
    p = vf_fma(p, z, vf_set1(-0x1.b829a8p-6F));
    p = vf_fma(p, z, vf_set1(0x1.ce2f08p-4F));
    p = vf_fma(p, z, vf_set1(-0x1.812746p-2F));
    p = vf_mul(x, vf_fma(p, z, vf_set1(0x1.20dd76p+0F)));
    vf a = vf_abs(x), t = vf_sub(vf_min(vf_set1(4.0F), a), vf_set1(1.0F));
    vf q = vf_set1(0x1.6bd57ap-16F);
    q = vf_fma(q, t, vf_set1(-0x1.2f96d6p-12F));
    q = vf_fma(q, t, vf_set1(0x1.07b63ap-9F));
    q = vf_fma(q, t, vf_set1(-0x1.4933b6p-7F));
    q = vf_fma(q, t, vf_set1(0x1.547ceep-5F));
    q = vf_fma(q, t, vf_set1(0x1.afabbcp-1F));
    q = vf_fma(q, t, vf_set1(0x1.51c9bp+1F));
    q = vf_fma(q, t, vf_set1(0x1.d97fcp+0F));
    q = vf_sub(vf_set1(1.0F), vf_exp(vf_sub(vf_set1(0.0F), q)));
    return vf_sel(vf_lt(a, vf_set1(1.0F)), p, vf_copysign(q, x));
}

/* exp(r) - 1 for |r| <= ln(2) / 2; relative error below 2^-61. */
LG_INLINE vd vd_expm1_core(vd r) {
    vd p = vd_set1(0x1.1f957fbb375f2p-29);
    p = vd_fma(p, r, vd_set1(0x1.af5ebf058d5e3p-26));
    p = vd_fma(p, r, vd_set1(0x1.27e4c589ec87ap-22));
    p = vd_fma(p, r, vd_set1(0x1.71ddf853a1031p-19));
    p = vd_fma(p, r, vd_set1(0x1.a01a01b0c4614p-16));
    p = vd_fma(p, r, vd_set1(0x1.a01a01afe5252p-13));
    p = vd_fma(p, r, vd_set1(0x1.6c16c16c1441bp-10));
    p = vd_fma(p, r, vd_set1(0x1.111111110f6afp-7));
    p = vd_fma(p, r, vd_set1(0x1.555555555555ap-5));
    p = vd_fma(p, r, vd_set1(0x1.5555555555559p-3));
    p = vd_fma(p, r, vd_set1(0.5));
    return vd_fma(vd_mul(r, r), p, r);
}
/* x - n ln(2): the high part has 32 bits. */
LG_INLINE vd vd_reduce(vd x, vd n) {
    return vd_fnma(n, vd_set1(0x1.a39ef35793c76p-33), vd_fnma(n, vd_set1(0x1.62e42feep-1), x));
}
LG_INLINE vd vd_exp(vd x) {
    x = vd_max(vd_set1(-746.0), vd_min(vd_set1(710.0), x));
    vd n = vd_round(vd_mul(x, vd_set1(0x1.71547652b82fep+0)));
    vd e = vd_add(vd_set1(1.0), vd_expm1_core(vd_reduce(x, n)));
    vd half = vd_round(vd_mul(n, vd_set1(0.5)));
    return vd_mul(vd_mul(e, vd_pow2(half)), vd_pow2(vd_sub(n, half)));
}
LG_INLINE vd vd_expm1_positive(vd x) {
    vd n = vd_round(vd_mul(x, vd_set1(0x1.71547652b82fep+0)));
    vd scale = vd_pow2(n);
    return vd_fma(scale, vd_expm1_core(vd_reduce(x, n)), vd_sub(scale, vd_set1(1.0)));
}
/* log(1 + f) = 2 atanh(s) with s = f / (2 + f): f - (f^2/2 - s (f^2/2 + R(s^2))); 2^-58. */
LG_INLINE vd vd_log(vd x) {
    vd_m tiny = vd_lt(x, vd_set1(0x1p-1022));
    vd e, m = vd_split(vd_sel(tiny, vd_mul(x, vd_set1(0x1p+54)), x), &e);
    e = vd_sub(e, vd_sel(tiny, vd_set1(54.0), vd_set1(0.0)));
    vd f = vd_sub(m, vd_set1(1.0));
    vd s = vd_div(f, vd_add(vd_set1(2.0), f)), z = vd_mul(s, s);
    vd half = vd_mul(vd_set1(0.5), vd_mul(f, f));
    vd p = vd_set1(0x1.0f6a99cc09d7ap-3);
    p = vd_fma(p, z, vd_set1(0x1.0f5bf60b1fddap-3));
    p = vd_fma(p, z, vd_set1(0x1.3b20b4df09d37p-3));
    p = vd_fma(p, z, vd_set1(0x1.745cddff608e5p-3));
    p = vd_fma(p, z, vd_set1(0x1.c71c7259aa61dp-3));
    p = vd_fma(p, z, vd_set1(0x1.249249242aaf2p-2));
    p = vd_fma(p, z, vd_set1(0x1.9999999999e06p-2));
    p = vd_fma(p, z, vd_set1(0x1.5555555555555p-1));
    vd tail = vd_fma(s, vd_fma(z, p, half), vd_mul(e, vd_set1(0x1.a39ef35793c76p-33)));
    vd y = vd_sub(f, vd_sub(half, tail));
    y = vd_fma(e, vd_set1(0x1.62e42feep-1), y);
    y = vd_sel(vd_lt(x, vd_set1(0.0)), vd_set1((double)NAN), y);
    y = vd_sel(vd_eq(x, vd_set1(0.0)), vd_set1(-(double)INFINITY), y);
    y = vd_sel(vd_eq(x, vd_set1((double)INFINITY)), x, y);
    return vd_sel(vd_nan(x), x, y);
}
/* libm's: a vector form to the last place would need four intervals of its own. */
LG_INLINE vd vd_erf(vd x) {
    double t[vd_n];
    vd_store(t, x);
    for (int i = 0; i < vd_n; i++)
        t[i] = erf(t[i]);
    return vd_load(t);
}

#define LG_T        float
#define LG_P        f32
#define LG_V(name)  vf_##name
#define LG_VEC      vf
#define LG_FLAT     10.0F /* tanh rounds to 1 from here on */
#define LG_BIG      0x1p+30F
#define LG_FN(name) LG_NAMED(f32_##name)
#include "ops/kernels/typed.inl"
#undef LG_T
#undef LG_P
#undef LG_V
#undef LG_VEC
#undef LG_FLAT
#undef LG_BIG
#undef LG_FN

#define LG_T        double
#define LG_P        f64
#define LG_V(name)  vd_##name
#define LG_VEC      vd
#define LG_FLAT     20.0
#define LG_BIG      0x1p+60
#define LG_FN(name) LG_NAMED(f64_##name)
#include "ops/kernels/typed.inl"

#define LG_WIDEN(name, load)                                                                       \
    static void LG_NAMED(name)(const uint16_t *x, float *y, size_t n) {                            \
        size_t i = 0;                                                                              \
        for (; i + vf_n <= n; i += vf_n)                                                           \
            vf_store(y + i, load(x + i));                                                          \
        if (i < n) {                                                                               \
            uint16_t last[vf_n] = {0};                                                             \
            memcpy(last, x + i, (n - i) * sizeof(uint16_t));                                       \
            vf_storen(y + i, load(last), n - i);                                                   \
        }                                                                                          \
    }
#define LG_NARROW(name, store)                                                                     \
    static void LG_NAMED(name)(const float *x, uint16_t *y, size_t n) {                            \
        size_t i = 0;                                                                              \
        for (; i + vf_n <= n; i += vf_n)                                                           \
            store(y + i, vf_load(x + i));                                                          \
        if (i < n) {                                                                               \
            uint16_t last[vf_n];                                                                   \
            store(last, vf_loadn(x + i, n - i));                                                   \
            memcpy(y + i, last, (n - i) * sizeof(uint16_t));                                       \
        }                                                                                          \
    }
LG_WIDEN(f16_to_f32, vf_load_f16)
LG_WIDEN(bf16_to_f32, vf_load_bf16)
LG_NARROW(f32_to_f16, vf_store_f16)
LG_NARROW(f32_to_bf16, vf_store_bf16)

static void set_tiles(lg_kernels *k) {
    k->f32_mr = k->f64_mr = LG_TILE_ROWS;
    k->f32_nr = LG_TILE_VECTORS * vf_n;
    k->f64_nr = LG_TILE_VECTORS * vd_n;
    k->f32_dot_mr = k->f64_dot_mr = LG_DOT_ROWS;
    k->f32_dot_nr = k->f64_dot_nr = LG_DOT_COLS;
}

static void init_portable(lg_kernels *k) {
    set_tiles(k);
#define LG_KERNEL_SET(ret, name, args)                                                             \
    k->name = LG_NAMED(name);                                                                      \
    k->name##_name = LG_STR(LG_NAMED(name));
    LG_KERNELS(LG_KERNEL_SET)
#undef LG_KERNEL_SET
}
