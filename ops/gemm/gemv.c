/* SPDX-License-Identifier: Apache-2.0 */
/* Products that read their operands where they lie: vector times matrix, matrix times vector, and
 * dot products of rows, which beat packing while one side is small. Also the two passes over C
 * around every product. */
#include "ops/gemm/pack.h"

void lg_gemm_scale(const lg_gemm_type *t, double beta, char *c, int64_t ldc, int64_t rows,
                   int64_t cols) {
    for (int64_t i = 0; i < rows; i++) {
        char *row = c + (size_t)(i * ldc) * t->size;
        if (t->is_f64)
            t->k->f64_affine(beta, (double *)(void *)row, 0, (double *)(void *)row, (size_t)cols);
        else
            t->k->f32_affine((float)beta, (float *)(void *)row, 0, (float *)(void *)row,
                             (size_t)cols);
    }
}

void lg_gemm_finish(const lg_gemm_type *t, const lg_gemm *g, int64_t bias, char *c, int64_t ldc,
                    int64_t row0, int64_t rows, int64_t col0, int64_t cols) {
    if (!g->row_bias && !g->col_bias && !g->relu)
        return;
    for (int64_t i = 0; i < rows; i++) {
        char *row = c + (size_t)(i * ldc) * t->size;
        if (t->is_f64) {
            const double *rb = g->row_bias, *cb = g->col_bias;
            t->k->f64_gemm_finish((double *)(void *)row, rb ? rb + col0 : NULL,
                                  cb ? cb[bias + row0 + i] : 0.0, g->relu, (size_t)cols);
        } else {
            const float *rb = g->row_bias, *cb = g->col_bias;
            t->k->f32_gemm_finish((float *)(void *)row, rb ? rb + col0 : NULL,
                                  cb ? cb[bias + row0 + i] : 0.0f, g->relu, (size_t)cols);
        }
    }
}

static void gemv(const lg_gemm_type *t, int64_t k, const char *a, int64_t a_step, const char *b,
                 int64_t ldb, char *y, int64_t n, double alpha, int32_t add) {
    if (t->is_f64)
        t->k->f64_gemv(k, (const double *)(const void *)a, a_step, (const double *)(const void *)b,
                       ldb, (double *)(void *)y, n, alpha, add);
    else
        t->k->f32_gemv(k, (const float *)(const void *)a, a_step, (const float *)(const void *)b,
                       ldb, (float *)(void *)y, n, (float)alpha, add);
}

/* One row of C: A is a row, rows of B are adjacent elements. */
void lg_gemm_gemv_piece(const lg_gemm_type *t, const lg_gemm *g, const lg_gemm_piece *at) {
    int64_t n = at->col1 - at->col0;
    char *c = at->c + (size_t)at->col0 * t->size;
    if (g->beta != 0 && g->beta != 1)
        lg_gemm_scale(t, g->beta, c, n, 1, n);
    gemv(t, g->k, at->a, g->a.col, at->b + (size_t)at->col0 * t->size, g->b.row, c, n, g->alpha,
         g->beta != 0);
    lg_gemm_finish(t, g, at->bias, c, n, 0, 1, at->col0, n);
}

/* One column of C, its elements adjacent: columns of A are adjacent elements, B is a column. */
void lg_gemm_gemv_swapped_piece(const lg_gemm_type *t, const lg_gemm *g, const lg_gemm_piece *at) {
    int64_t n = at->row1 - at->row0;
    char *c = at->c + (size_t)at->row0 * t->size;
    if (g->beta != 0 && g->beta != 1)
        lg_gemm_scale(t, g->beta, c, n, 1, n);
    gemv(t, g->k, at->b, g->b.row, at->a + (size_t)at->row0 * t->size, g->a.col, c, n, g->alpha,
         g->beta != 0);
    lg_gemm_finish(t, g, at->bias, c, 1, at->row0, n, 0, 1);
}

/* Rows of A and columns of B are adjacent elements. */
void lg_gemm_dot_piece(const lg_gemm_type *t, const lg_gemm *g, const lg_gemm_piece *at) {
    enum { BLOCK = 2048 }; /* of k: dot_nr columns of B stay in the first-level cache */
    size_t size = t->size;
    char *c = at->c + (size_t)(at->row0 * g->ldc + at->col0) * size;
    int64_t rows = at->row1 - at->row0, cols = at->col1 - at->col0;
    if (g->beta != 0 && g->beta != 1)
        lg_gemm_scale(t, g->beta, c, g->ldc, rows, cols);
    for (int64_t p = 0; p < g->k; p += BLOCK) {
        int64_t len = lg_gemm_min(BLOCK, g->k - p);
        int32_t add = p > 0 || g->beta != 0;
        for (int64_t j = 0; j < cols; j += t->dot_nr) {
            int32_t nj = (int32_t)lg_gemm_min(t->dot_nr, cols - j);
            const char *b = at->b + (size_t)((at->col0 + j) * g->b.col + p) * size;
            for (int64_t i = 0; i < rows; i += t->dot_mr) {
                int32_t ni = (int32_t)lg_gemm_min(t->dot_mr, rows - i);
                const char *a = at->a + (size_t)((at->row0 + i) * g->a.row + p) * size;
                char *to = c + (size_t)(i * g->ldc + j) * size;
                if (t->is_f64)
                    t->k->f64_gemm_dot(len, (const double *)(const void *)a, g->a.row,
                                       (const double *)(const void *)b, g->b.col,
                                       (double *)(void *)to, g->ldc, ni, nj, g->alpha, add);
                else
                    t->k->f32_gemm_dot(len, (const float *)(const void *)a, g->a.row,
                                       (const float *)(const void *)b, g->b.col,
                                       (float *)(void *)to, g->ldc, ni, nj, (float)g->alpha, add);
            }
        }
    }
    lg_gemm_finish(t, g, at->bias, c, g->ldc, at->row0, rows, at->col0, cols);
}
