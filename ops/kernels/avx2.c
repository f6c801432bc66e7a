/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels of the avx2 level. */
#include "ops/kernels/simd_avx2.h"

/* Transposes 8 x 8: v[i] holds row i before, column i after. */
LG_INLINE void transpose_8x8(__m256 v[8]) {
    __m256 t[8], u[8];
    for (int i = 0; i < 8; i += 2) {
        t[i] = _mm256_unpacklo_ps(v[i], v[i + 1]);
        t[i + 1] = _mm256_unpackhi_ps(v[i], v[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        u[i] = _mm256_shuffle_ps(t[i], t[i + 2], _MM_SHUFFLE(1, 0, 1, 0));
        u[i + 1] = _mm256_shuffle_ps(t[i], t[i + 2], _MM_SHUFFLE(3, 2, 3, 2));
        u[i + 2] = _mm256_shuffle_ps(t[i + 1], t[i + 3], _MM_SHUFFLE(1, 0, 1, 0));
        u[i + 3] = _mm256_shuffle_ps(t[i + 1], t[i + 3], _MM_SHUFFLE(3, 2, 3, 2));
    }
    for (int i = 0; i < 4; i++) {
        v[i] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x20);
        v[i + 4] = _mm256_permute2f128_ps(u[i], u[i + 4], 0x31);
    }
}

/* Replaces the portable loop of body.inl: packing operands is mostly this. */
static void f32_transpose_by_8(const float *x, int64_t ldx, float *y, int64_t ldy, int64_t rows,
                               int64_t cols) {
    for (int64_t i = 0; i < rows; i += 8) {
        int64_t n = rows - i < 8 ? rows - i : 8, j = 0;
        for (; j + 8 <= cols; j += 8) {
            const float *from = x + i * ldx + j;
            float *to = y + j * ldy + i;
            __m256 v[8];
            for (int r = 0; r < 8; r++)
                v[r] = r < n ? _mm256_loadu_ps(from + r * ldx) : _mm256_setzero_ps();
            transpose_8x8(v);
            for (int c = 0; c < 8; c++) {
                float *row = to + c * ldy;
                if (n == 8) {
                    _mm256_storeu_ps(row, v[c]);
                } else if (n == 6) { /* the height of a packed tile */
                    _mm_storeu_ps(row, _mm256_castps256_ps128(v[c]));
                    _mm_storel_pi((__m64 *)(void *)(row + 4), _mm256_extractf128_ps(v[c], 1));
                } else {
                    vf_storen(row, v[c], (size_t)n);
                }
            }
        }
        for (; j < cols; j++)
            for (int64_t r = i; r < i + n; r++)
                y[j * ldy + r] = x[r * ldx + j];
    }
}
#define LG_OVERRIDE(k)                                                                             \
    do {                                                                                           \
        (k)->f32_transpose = f32_transpose_by_8;                                                   \
        (k)->f32_transpose_name = "f32_transpose_by_8_avx2";                                       \
    } while (0)

#include "ops/kernels/body.inl"
