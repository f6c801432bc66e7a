/* SPDX-License-Identifier: Apache-2.0 */
/* The optional slot of the f32 product: one block of C by oneDNN's dnnl_sgemm.
 *
 * oneDNN runs each block in the calling thread: the blocks are cut from the shapes alone, so the
 * bits do not depend on the number of threads, and the pool of the host is the only one. */
#include "ops/gemm/pack.h"

#include <dnnl.h>
#include <omp.h>

/* Leading dimension and 'N' or 'T' of a matrix whose rows or columns are adjacent elements, 0 for
 * other strides. */
static char layout(const lg_gemm_operand *x, int64_t rows, int64_t cols, dnnl_dim_t *ld) {
    if (x->col == 1 && x->row >= cols) {
        *ld = x->row;
        return 'N';
    }
    *ld = x->col;
    return x->row == 1 && x->col >= rows ? 'T' : 0;
}

bool lg_gemm_onednn_fits(const lg_gemm *g) {
    enum { SMALL = 1 << 15 }; /* below this a call costs more than it saves */
    dnnl_dim_t ld;
    if (g->dtype != LG_FLOAT || g->a.pack || g->a.packed || g->b.pack || g->b.packed || g->k <= 0 ||
        g->n <= 0 || g->m < SMALL / g->n / g->k || g->ldc < g->n)
        return false;
    return layout(&g->a, g->m, g->k, &ld) && layout(&g->b, g->k, g->n, &ld);
}

bool lg_gemm_onednn_piece(const lg_gemm_type *t, const lg_gemm *g, const lg_gemm_piece *at) {
    dnnl_dim_t lda, ldb;
    char ta = layout(&g->a, g->m, g->k, &lda), tb = layout(&g->b, g->k, g->n, &ldb);
    const float *a = (const float *)(const void *)at->a + at->row0 * g->a.row;
    const float *b = (const float *)(const void *)at->b + at->col0 * g->b.col;
    float *c = (float *)(void *)at->c + at->row0 * g->ldc + at->col0;
    int64_t rows = at->row1 - at->row0, cols = at->col1 - at->col0;
    int threads = omp_get_max_threads(); /* of this thread alone, like the call that sets it */
    omp_set_num_threads(1);
    dnnl_status_t st = dnnl_sgemm(ta, tb, rows, cols, g->k, (float)g->alpha, a, lda, b, ldb,
                                  (float)g->beta, c, g->ldc);
    omp_set_num_threads(threads);
    if (st == dnnl_success)
        lg_gemm_finish(t, g, at->bias, (char *)c, g->ldc, at->row0, rows, at->col0, cols);
    return st == dnnl_success;
}
