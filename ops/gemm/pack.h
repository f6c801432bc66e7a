/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the matrix product: element types, cuts of the inner dimension, packed layouts.
 *
 * Packed A: for each block of k (kc long, the last one shorter) strips of mr rows, each strip
 * holding the mr elements of one column side by side. Packed B: the same with strips of nr
 * columns, filled up with zeros. */
#ifndef LG_OPS_GEMM_PACK_H
#define LG_OPS_GEMM_PACK_H

#include "ops/gemm/gemm.h"

/* The kernels of one type, called through untyped pointers. */
typedef struct lg_gemm_type {
    const lg_kernels *k;
    int32_t dtype;  /* of the operands */
    bool is_f64;    /* arithmetic in double */
    bool is_half;   /* operands are widened when they are packed */
    size_t size;    /* bytes of a packed element and of an element of the accumulated C */
    size_t in_size; /* bytes of an element of A, B and C */
    int32_t mr, nr, dot_mr, dot_nr;
} lg_gemm_type;

enum {
    LG_GEMM_MAX_MR = 8,
    LG_GEMM_MAX_NR = 64,
    /* A strip of B with 16 columns takes 20 KiB of a 32 KiB first-level cache (f64: 8 columns). */
    LG_GEMM_KC = 320
};

void lg_gemm_type_init(lg_gemm_type *t, const lg_kernels *k, int32_t dtype);

static inline int64_t lg_gemm_round_up(int64_t x, int64_t unit) {
    return (x + unit - 1) / unit * unit;
}
static inline int64_t lg_gemm_min(int64_t a, int64_t b) {
    return a < b ? a : b;
}
/* Length of the blocks of k: equal parts, so that the last is not a short one. */
static inline int64_t lg_gemm_kc(int64_t k) {
    int64_t blocks = k / LG_GEMM_KC + (k % LG_GEMM_KC != 0);
    return blocks ? lg_gemm_round_up(k / blocks + (k % blocks != 0), 8) : 0;
}

/* One strip of A: rows [r, r + rows), rows <= mr, columns [p, p + len) of the matrix at `data`. */
void lg_gemm_pack_a_strip(const lg_gemm_type *t, const lg_gemm_operand *a, const void *data,
                          int64_t batch, int64_t r, int32_t rows, int64_t p, int64_t len,
                          void *dst);
/* One strip of B: columns [c, c + cols), cols <= nr, rows [p, p + len). */
void lg_gemm_pack_b_strip(const lg_gemm_type *t, const lg_gemm_operand *b, const void *data,
                          int64_t batch, int64_t c, int32_t cols, int64_t p, int64_t len,
                          void *dst);

/* ops/gemm/gemv.c: products that need no packing. They work on one block of columns of C (dot: and
 * of rows) of one batch entry, biases and relu included. */
typedef struct lg_gemm_piece {
    const char *a, *b; /* the batch entry's matrices */
    char *c;
    int64_t row0, row1, col0, col1, bias; /* bias: offset of the column bias */
} lg_gemm_piece;
void lg_gemm_gemv_piece(const lg_gemm_type *t, const lg_gemm *g, const lg_gemm_piece *at);
void lg_gemm_gemv_swapped_piece(const lg_gemm_type *t, const lg_gemm *g, const lg_gemm_piece *at);
void lg_gemm_dot_piece(const lg_gemm_type *t, const lg_gemm *g, const lg_gemm_piece *at);

/* ops/gemm/onednn.c, in builds with oneDNN: whether it takes the product; one block of C, biases
 * and relu included, false when oneDNN failed (out of memory). */
bool lg_gemm_onednn_fits(const lg_gemm *g);
bool lg_gemm_onednn_piece(const lg_gemm_type *t, const lg_gemm *g, const lg_gemm_piece *at);

/* C = beta C before the first block of k (beta other than 0 and 1); biases and relu after the
 * last. `c` is element (row0, col0) of the accumulated C. */
void lg_gemm_scale(const lg_gemm_type *t, double beta, char *c, int64_t ldc, int64_t rows,
                   int64_t cols);
void lg_gemm_finish(const lg_gemm_type *t, const lg_gemm *g, int64_t bias, char *c, int64_t ldc,
                    int64_t row0, int64_t rows, int64_t col0, int64_t cols);

static inline void lg_gemm_tile(const lg_gemm_type *t, int64_t k, const char *a, int64_t a_row,
                                int64_t a_step, const char *b, int64_t b_step, char *c, int64_t ldc,
                                int32_t rows, double alpha, int32_t add) {
    if (t->is_f64)
        t->k->f64_gemm(k, (const double *)(const void *)a, a_row, a_step,
                       (const double *)(const void *)b, b_step, (double *)(void *)c, ldc, rows,
                       alpha, add);
    else
        t->k->f32_gemm(k, (const float *)(const void *)a, a_row, a_step,
                       (const float *)(const void *)b, b_step, (float *)(void *)c, ldc, rows,
                       (float)alpha, add);
}

#endif
