/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of the avx512 level: the matrix products, where the wider registers pay. Everything else
 * is bound by memory or called for short rows, and stays with the level below. */
#include "ops/kernels/simd_avx512.h"

#pragma GCC diagnostic ignored "-Wunused-function"
#include "ops/kernels/body.inl"

void lg_kernels_init_avx512(lg_kernels *k) {
    set_tiles(k);
#define SET(name)                                                                                  \
    k->name = LG_NAMED(name);                                                                      \
    k->name##_name = LG_STR(LG_NAMED(name))
    SET(f32_gemm);
    SET(f32_gemm_dot);
    SET(f32_gemv);
    SET(f32_taps);
    SET(f64_gemm);
    SET(f64_gemm_dot);
    SET(f64_gemv);
    SET(f64_taps);
#undef SET
}
