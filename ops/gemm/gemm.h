/* SPDX-License-Identifier: Apache-2.0 */
/* The matrix product that everything dense calls: C = alpha A B + beta C, with bias and relu.
 *
 * The bits of C depend on the shapes and on the CPU level, never on the number of threads: work is
 * divided over tiles of C only and the inner dimension is cut at fixed places. f32 accumulates in
 * f32, f64 in f64, 16-bit types in f32 with one rounding at the end. Nothing is allocated. */
#ifndef LG_OPS_GEMM_GEMM_H
#define LG_OPS_GEMM_GEMM_H

#include "ops/kernels/kernels.h"

#include <stdbool.h>

/* Writes rows [row, row + rows) of columns [col, col + cols) of the matrix of `batch` to
 * dst[r*ld + c], zeros for c in [cols, ld). dst has the type of C (f32 for the 16-bit types). */
typedef void (*lg_gemm_pack_fn)(const void *self, void *dst, int64_t batch, int64_t row,
                                int64_t col, int32_t rows, int32_t cols, int32_t ld);

/* A matrix: strided memory of C's type, or whatever `pack` produces, which for A is asked for the
 * transposed matrix, with the offset that a_step gives instead of the number of the product.
 * `packed` is what lg_gemm_prepack_a or _b made of it; then `data` is not read. */
typedef struct lg_gemm_operand {
    const void *data;
    int64_t row, col; /* elements from one row, one column to the next */
    lg_gemm_pack_fn pack;
    const void *self;
    const void *packed;
} lg_gemm_operand;

enum { LG_GEMM_BATCH = 4 };

/* Zero-initialise, then set m, n, k, a, b, c, ldc, dtype and alpha. Elements of C in a row are
 * adjacent. */
typedef struct lg_gemm {
    int64_t m, n, k;
    lg_gemm_operand a, b;
    void *c;
    int64_t ldc;
    int32_t dtype; /* LG_FLOAT, LG_DOUBLE, LG_FLOAT16, LG_BFLOAT16: of A, B, C and the biases */
    int32_t relu;  /* C = max(0, C) at the end; NaN stays */
    double alpha, beta;   /* with beta 0 C is not read */
    const void *row_bias; /* n elements, added to every row; may be NULL */
    const void *col_bias; /* m elements, added to every column; may be NULL */
    int32_t batch_rank;   /* 0: one product; at most LG_GEMM_BATCH */
    int32_t reserved;
    /* Sizes, and steps in elements of the operand (0: the same matrix for all; a packed operand
     * counts in whole matrices). Steps of C are never 0; the
     * row bias is shared by the whole batch. */
    int64_t batch[LG_GEMM_BATCH], a_step[LG_GEMM_BATCH], b_step[LG_GEMM_BATCH];
    int64_t c_step[LG_GEMM_BATCH], col_bias_step[LG_GEMM_BATCH];
} lg_gemm;

/* Bytes of workspace that lg_gemm_run may use: a function of the shapes, strides, type and of
 * whether b.pack and packed operands are given (data need not be set). False on overflow. */
bool lg_gemm_workspace(const lg_gemm *g, size_t *out_bytes);
/* kernels, host, self and err are the caller's; workspace is 64-byte aligned. */
lg_status lg_gemm_run(const lg_exec *ctx, const lg_gemm *g, void *workspace);

/* Constant operands are packed once, in `prepare`. Returns the packed form of `count` matrices
 * that lie `step` elements apart (count 1: step is ignored) through lg_host.packed. */
lg_status lg_gemm_prepack_a(lg_prepare *ctx, uint32_t input, const lg_gemm_operand *a, int64_t m,
                            int64_t k, int64_t count, int64_t step, const void **out);
lg_status lg_gemm_prepack_b(lg_prepare *ctx, uint32_t input, const lg_gemm_operand *b, int64_t k,
                            int64_t n, int64_t count, int64_t step, const void **out);
/* Whether packing ahead pays: B for products with m rows, A for this product (of plain operands).
 * A product with a packed operand may want more workspace than the same one without. */
bool lg_gemm_wants_packed_b(int64_t m);
bool lg_gemm_wants_packed_a(const lg_gemm *g);

#endif
