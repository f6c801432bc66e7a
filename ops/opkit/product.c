/* SPDX-License-Identifier: Apache-2.0 */
/* Geometry of NumPy's matmul, and the product of integer matrices. */
#include "ops/opkit/product.h"

/* Size of the matrix part: rank 1 is a row on the left, a column on the right. */
static int64_t left_rows(const lg_view *a) {
    return a->rank > 1 ? a->dims[a->rank - 2] : 1;
}
static int64_t right_cols(const lg_view *b) {
    return b->rank > 1 ? b->dims[b->rank - 1] : 1;
}

/* Batch dim `i` counted from the innermost; 1 where the operand has none. */
static int64_t batch_dim(const lg_view *v, int32_t i) {
    return i < v->rank - 2 ? v->dims[v->rank - 3 - i] : 1;
}

void lg_product_init(lg_product *p, const lg_view *a, const lg_view *b, bool rows) {
    *p = (lg_product){.m = left_rows(a), .n = right_cols(b), .k = a->dims[a->rank - 1]};
    int32_t na = a->rank > 2 ? a->rank - 2 : 0, nb = b->rank > 2 ? b->rank - 2 : 0;
    int64_t sa = p->m * p->k, sb = p->k * p->n, sy = p->m * p->n;
    /* Innermost first; merged where both operands continue evenly. */
    for (int32_t i = 0; i < (na > nb ? na : nb); i++) {
        int64_t da = batch_dim(a, i), db = batch_dim(b, i), d = da > db ? da : db;
        if (da == 0 || db == 0)
            d = 0;
        int64_t ta = da == 1 ? 0 : sa, tb = db == 1 ? 0 : sb;
        int32_t last = p->rank - 1;
        if (d != 1 && last >= 0 && ta == p->a_step[last] * p->dims[last] &&
            tb == p->b_step[last] * p->dims[last]) {
            p->dims[last] *= d;
        } else if (d != 1) {
            p->dims[p->rank] = d;
            p->a_step[p->rank] = ta;
            p->b_step[p->rank] = tb;
            p->y_step[p->rank++] = sy;
        }
        sa *= da;
        sb *= db;
        sy *= d;
    }
    for (int32_t i = 0, j = p->rank - 1; i < j; i++, j--) {
        lg_product q = *p;
        p->dims[i] = q.dims[j];
        p->dims[j] = q.dims[i];
        p->a_step[i] = q.a_step[j];
        p->a_step[j] = q.a_step[i];
        p->b_step[i] = q.b_step[j];
        p->b_step[j] = q.b_step[i];
        p->y_step[i] = q.y_step[j];
        p->y_step[j] = q.y_step[i];
    }
    if (rows && p->rank == 1 && p->b_step[0] == 0 && p->a_step[0] == p->m * p->k) {
        p->m *= p->dims[0];
        p->rank = 0;
    }
}

lg_status lg_product_infer(lg_infer *ctx, uint32_t ia, uint32_t ib, uint32_t o) {
    const lg_view *a = &ctx->in[ia], *b = &ctx->in[ib];
    LG_TRY(lg_infer_rank(ctx, ia, 1, LG_MAX_RANK));
    LG_TRY(lg_infer_rank(ctx, ib, 1, LG_MAX_RANK));
    if (a->rank < 0 || b->rank < 0)
        return lg_infer_dtype(ctx, o, a->dtype, -1);
    int64_t ka = a->dims[a->rank - 1], kb = b->dims[b->rank > 1 ? b->rank - 2 : 0];
    if (ka >= 0 && kb >= 0 && ka != kb)
        return LG_FAIL(ctx, LG_E_SHAPE,
                       "input %u has %lld columns, input %u has %lld rows: they have to be equal",
                       ia, (long long)ka, ib, (long long)kb);
    int64_t dims[LG_MAX_RANK];
    int32_t na = a->rank > 2 ? a->rank - 2 : 0, nb = b->rank > 2 ? b->rank - 2 : 0;
    int32_t n = na > nb ? na : nb, rank = n;
    for (int32_t i = 0; i < n; i++) {
        int64_t da = batch_dim(a, i), db = batch_dim(b, i);
        if (da >= 0 && db >= 0 && da != db && da != 1 && db != 1)
            return LG_FAIL(ctx, LG_E_SHAPE, "batch dims %lld and %lld do not broadcast",
                           (long long)da, (long long)db);
        dims[n - 1 - i] = lg_infer_dim(ctx, LG_DIM_BROADCAST, da, db);
    }
    if (a->rank > 1)
        dims[rank++] = a->dims[a->rank - 2];
    if (b->rank > 1)
        dims[rank++] = b->dims[b->rank - 1];
    return lg_infer_set(ctx, o, a->dtype, rank, dims);
}

lg_gemm lg_product_gemm(const lg_product *p, int32_t dtype) {
    lg_gemm g = {.m = p->m, .n = p->n, .k = p->k, .ldc = p->n, .dtype = dtype, .alpha = 1.0};
    g.a.row = p->k;
    g.b.row = p->n;
    g.a.col = g.b.col = 1;
    g.batch_rank = p->rank < LG_GEMM_BATCH ? p->rank : LG_GEMM_BATCH;
    for (int32_t i = 0; i < g.batch_rank; i++) {
        int32_t from = p->rank - g.batch_rank + i;
        g.batch[i] = p->dims[from];
        g.a_step[i] = p->a_step[from];
        g.b_step[i] = p->b_step[from];
        g.c_step[i] = p->y_step[from];
    }
    return g;
}

lg_status lg_product_run(const lg_exec *ctx, const lg_product *p, const lg_gemm *g) {
    const size_t size = op_elem_size(g->dtype);
    int32_t outer = p->rank - g->batch_rank;
    int64_t index[LG_MAX_RANK] = {0};
    lg_gemm one = *g;
    for (;;) {
        LG_TRY(lg_gemm_run(ctx, &one, ctx->workspace));
        int64_t a = 0, b = 0, y = 0;
        int32_t i = outer - 1;
        while (i >= 0 && ++index[i] == p->dims[i])
            index[i--] = 0;
        if (i < 0)
            return LG_OK;
        for (int32_t d = 0; d < outer; d++) {
            a += index[d] * p->a_step[d];
            b += index[d] * p->b_step[d];
            y += index[d] * p->y_step[d];
        }
        one.a.data = (const char *)g->a.data + (size_t)a * size;
        one.b.data = (const char *)g->b.data + (size_t)b * size;
        one.c = (char *)g->c + (size_t)y * size;
    }
}

/* ---- integers ---- */

enum { int_grain = 16384 }; /* multiplications per block, at least */

#define INT_ROWS(T)                                                                                \
    for (int64_t i = begin; i < end; i++) {                                                        \
        T *y = (T *)p->y + i * p->n;                                                               \
        for (int64_t j = 0; j < p->n; j++) {                                                       \
            T sum = 0;                                                                             \
            for (int64_t l = 0; l < p->k; l++)                                                     \
                sum += ((const T *)p->a)[i * p->a_row + l * p->a_col] *                            \
                       ((const T *)p->b)[l * p->b_row + j * p->b_col];                             \
            y[j] = sum;                                                                            \
        }                                                                                          \
    }

static lg_status int_rows(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const lg_int_product *p = arg;
    (void)err;
    if (p->size == 4)
        INT_ROWS(uint32_t)
    else
        INT_ROWS(uint64_t)
    return LG_OK;
}

lg_status lg_int_product_run(const lg_exec *ctx, const lg_int_product *p) {
    lg_int_product copy = *p;
    int64_t work = p->n * op_max(p->k, 1);
    int64_t grain = work > 0 ? op_max(1, int_grain / work) : p->m;
    return ctx->host->parallel_for(ctx->self, p->m, op_max(grain, 1), int_rows, &copy, ctx->err);
}
