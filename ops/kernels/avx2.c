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
#include "ops/kernels/body.inl"

/* Lanes [begin, end) of the vector that starts at column 8 * half. */
LG_INLINE __m256i lanes_of(const lg_copy_part *p, int half) {
    __m256i lane =
        _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(8 * half));
    __m256i begin = _mm256_set1_epi32((int)p->at),
            end = _mm256_set1_epi32((int)(p->at + p->length));
    return _mm256_andnot_si256(_mm256_cmpgt_epi32(begin, lane), _mm256_cmpgt_epi32(end, lane));
}

/* Rows of 16 from at most two parts, the usual case of a packed convolution: masked loads touch
 * nothing outside the parts. */
static void f32_copy_parts_16(const float *x, int64_t x_step, int64_t step,
                              const lg_copy_part *part, int32_t parts, float *y, int64_t y_step,
                              int32_t width, int64_t rows) {
    if (width == 16 && step == 2 && parts == 1 && part->length == 16) {
        for (int64_t r = 0; r < rows; r++, x += x_step, y += y_step) {
            _mm256_storeu_ps(y, vf_load_even(x + part->from));
            _mm256_storeu_ps(y + 8, vf_load_even(x + part->from + 16));
        }
        return;
    }
    if (width != 16 || step != 1 || parts > 2) {
        f32_copy_parts_avx2(x, x_step, step, part, parts, y, y_step, width, rows);
        return;
    }
    const lg_copy_part none = {16, 0, 16}, *p = parts > 0 ? part : &none;
    const lg_copy_part *q = parts > 1 ? part + 1 : &none;
    const __m256i p0 = lanes_of(p, 0), p1 = lanes_of(p, 1), q0 = lanes_of(q, 0);
    const __m256i q1 = lanes_of(q, 1);
    /* as numbers: the first lane may lie before the array although it is not read */
    const uintptr_t base = (uintptr_t)x;
    uintptr_t from_p = base + (uintptr_t)((p->from - p->at) * (int64_t)sizeof(float));
    uintptr_t from_q = base + (uintptr_t)((q->from - q->at) * (int64_t)sizeof(float));
    const uintptr_t next = (uintptr_t)(x_step * (int64_t)sizeof(float));
    if (parts < 2) {
        for (int64_t r = 0; r < rows; r++, from_p += next, y += y_step) {
            const float *a = (const float *)from_p;
            _mm256_storeu_ps(y, _mm256_maskload_ps(a, p0));
            _mm256_storeu_ps(y + 8, _mm256_maskload_ps(a + 8, p1));
        }
        return;
    }
    for (int64_t r = 0; r < rows; r++, from_p += next, from_q += next, y += y_step) {
        const float *a = (const float *)from_p, *b = (const float *)from_q;
        _mm256_storeu_ps(y, _mm256_or_ps(_mm256_maskload_ps(a, p0), _mm256_maskload_ps(b, q0)));
        _mm256_storeu_ps(
            y + 8, _mm256_or_ps(_mm256_maskload_ps(a + 8, p1), _mm256_maskload_ps(b + 8, q1)));
    }
}

void lg_kernels_init_avx2(lg_kernels *k) {
    init_portable(k);
    k->f32_transpose = f32_transpose_by_8;
    k->f32_transpose_name = "f32_transpose_by_8_avx2";
    k->f32_copy_parts = f32_copy_parts_16;
    k->f32_copy_parts_name = "f32_copy_parts_16_avx2";
}
