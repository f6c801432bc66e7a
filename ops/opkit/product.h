/* SPDX-License-Identifier: Apache-2.0 */
/* Geometry of NumPy's matmul: what MatMul, its gradient and Gemm hand to the matrix product. */
#ifndef LG_OPKIT_PRODUCT_H
#define LG_OPKIT_PRODUCT_H

#include "ops/gemm/gemm.h"
#include "ops/opkit/infer.h"

/* Y[b] = A[b] B[b] for every b of a batch. The first operand of rank 1 is a row, the second a
 * column; batch dims broadcast. Adjacent batch dims are merged, those of size 1 dropped, and a
 * batch that only A has becomes rows of one product. Steps are in elements, 0 where an operand
 * repeats. */
typedef struct lg_product {
    int64_t m, n, k;
    int32_t rank;
    int64_t dims[LG_MAX_RANK], a_step[LG_MAX_RANK], b_step[LG_MAX_RANK], y_step[LG_MAX_RANK];
} lg_product;

/* Both shapes known and already checked by infer. `rows`: a batch of A alone may become rows. */
void lg_product_init(lg_product *p, const lg_view *a, const lg_view *b, bool rows);
/* The shape of the result into output `o`; LG_E_SHAPE when the inputs do not fit. */
lg_status lg_product_infer(lg_infer *ctx, uint32_t a, uint32_t b, uint32_t o);
/* A template with m, n, k, dtype and the innermost batch dims set, alpha 1, operands contiguous;
 * the caller sets strides and data. */
lg_gemm lg_product_gemm(const lg_product *p, int32_t dtype);
/* Runs the template for every batch dim that did not fit into it. */
lg_status lg_product_run(const lg_exec *ctx, const lg_product *p, const lg_gemm *g);

/* Integers: products and sums wrap. m rows of n, strides in elements. */
typedef struct lg_int_product {
    int64_t m, n, k, a_row, a_col, b_row, b_col;
    const void *a, *b;
    void *y;
    size_t size; /* 4 or 8 bytes per element */
} lg_int_product;
lg_status lg_int_product_run(const lg_exec *ctx, const lg_int_product *p);

#endif
