/* SPDX-License-Identifier: Apache-2.0 */
/* MatMul and Gemm with their gradients. */
#include "ops/opkit/body.h"
#include "ops/opkit/body_shape.h"
#include "ops/opkit/core.h"
#include "ops/opkit/map.h"
#include "ops/opkit/move.h"
#include "ops/opkit/product.h"

#include <string.h>

static bool is_int(int32_t dtype) {
    return !op_is_float(dtype);
}

/* ---- MatMul ---- */

static lg_status matmul_infer(lg_infer *ctx) {
    LG_TRY(lg_product_infer(ctx, 0, 1, 0));
    if (lg_view_is_concrete(&ctx->in[0]) && lg_view_is_concrete(&ctx->in[1]) &&
        !is_int(ctx->in[0].dtype)) {
        lg_product p;
        lg_product_init(&p, &ctx->in[0], &ctx->in[1], true);
        lg_gemm g = lg_product_gemm(&p, ctx->in[0].dtype);
        if (!lg_gemm_workspace(&g, &ctx->workspace))
            return LG_FAIL(ctx, LG_E_LIMIT, "the workspace of the product does not fit in memory");
    }
    return LG_OK;
}

/* Packs a constant second operand. The state is the packed matrix. */
static lg_status pack_constant(lg_prepare *ctx, lg_gemm *g) {
    const void *packed = NULL;
    size_t bytes;
    LG_TRY(lg_gemm_prepack_b(ctx, 1, &g->b, g->k, g->n, 1, 0, &packed));
    g->b.packed = packed;
    if (!lg_gemm_workspace(g, &bytes))
        return LG_FAIL(ctx, LG_E_LIMIT, "the workspace of the product does not fit in memory");
    ctx->workspace = bytes > ctx->workspace ? bytes : ctx->workspace;
    const void **state = NULL;
    LG_TRY(ctx->host->alloc(ctx->self, sizeof *state, (void **)&state, ctx->err));
    *state = packed;
    ctx->state = state;
    return LG_OK;
}

static lg_status matmul_prepare(lg_prepare *ctx) {
    const lg_view *a = &ctx->in[0], *b = &ctx->in[1];
    if (!b->data || is_int(a->dtype) || b->count == 0 || a->count == 0)
        return LG_OK;
    lg_product p;
    lg_product_init(&p, a, b, true);
    if (p.rank > 0 || !lg_gemm_wants_packed_b(p.m))
        return LG_OK;
    lg_gemm g = lg_product_gemm(&p, a->dtype);
    g.b.data = b->data;
    return pack_constant(ctx, &g);
}

static lg_status int_matmul(lg_exec *ctx, const lg_product *p) {
    const size_t size = op_elem_size(ctx->in[0].dtype);
    int64_t index[LG_MAX_RANK] = {0}, a = 0, b = 0, y = 0;
    for (;;) {
        lg_int_product one = {p->m, p->n, p->k, p->k, 1, p->n, 1, NULL, NULL, NULL, size};
        one.a = (const char *)ctx->in[0].data + (size_t)a * size;
        one.b = (const char *)ctx->in[1].data + (size_t)b * size;
        one.y = (char *)ctx->out[0].data + (size_t)y * size;
        LG_TRY(lg_int_product_run(ctx, &one));
        int32_t d = p->rank - 1;
        for (; d >= 0; d--) {
            a += p->a_step[d];
            b += p->b_step[d];
            y += p->y_step[d];
            if (++index[d] < p->dims[d])
                break;
            a -= p->a_step[d] * p->dims[d];
            b -= p->b_step[d] * p->dims[d];
            y -= p->y_step[d] * p->dims[d];
            index[d] = 0;
        }
        if (d < 0)
            return LG_OK;
    }
}

static lg_status matmul_run(lg_exec *ctx) {
    const lg_view *a = &ctx->in[0], *b = &ctx->in[1];
    lg_product p;
    if (ctx->out[0].count == 0)
        return LG_OK;
    lg_product_init(&p, a, b, true);
    if (is_int(a->dtype))
        return int_matmul(ctx, &p);
    lg_gemm g = lg_product_gemm(&p, a->dtype);
    g.a.data = a->data;
    g.b.data = b->data;
    g.c = ctx->out[0].data;
    if (ctx->state)
        g.b.packed = *(const void *const *)ctx->state;
    return lg_product_run(ctx, &p, &g);
}

/* ---- MatMulGrad ---- */

static lg_status matmul_grad_infer(lg_infer *ctx) {
    const lg_view *a = &ctx->in[1], *b = &ctx->in[2];
    lg_infer_like(ctx, 0, 1);
    lg_infer_like(ctx, 1, 2);
    if (!lg_view_is_concrete(a) || !lg_view_is_concrete(b))
        return LG_OK;
    lg_product p, q;
    size_t da = 0, db = 0;
    lg_product_init(&p, a, b, false);
    q = p;
    lg_gemm g = lg_product_gemm(&p, a->dtype);
    g.n = p.k; /* dA = dY B^T */
    g.k = p.n;
    g.b.row = 1;
    g.b.col = p.n;
    bool fits = lg_gemm_workspace(&g, &da);
    g = lg_product_gemm(&q, a->dtype);
    g.m = q.k; /* dB = A^T dY, with all rows of A at once where B has no batch */
    g.k = q.m;
    fits = fits && lg_gemm_workspace(&g, &db);
    lg_product_init(&q, a, b, true);
    g = lg_product_gemm(&q, a->dtype);
    g.m = q.k;
    g.k = q.m;
    g.a.row = 1;
    g.a.col = q.k;
    size_t rows = 0;
    fits = fits && lg_gemm_workspace(&g, &rows);
    if (!fits)
        return LG_FAIL(ctx, LG_E_LIMIT, "the workspace of the product does not fit in memory");
    ctx->workspace = da > db ? da : db;
    ctx->workspace = rows > ctx->workspace ? rows : ctx->workspace;
    return LG_OK;
}

/* For every batch index, in order: the gradient of one operand. Products that meet in the same
 * matrix, because the operand repeats, are added up one after the other. */
static lg_status each_batch(lg_exec *ctx, const lg_product *p, lg_gemm *g, const char *dy,
                            const char *other, char *grad, const int64_t *other_step,
                            const int64_t *grad_step, bool grad_is_a) {
    const size_t size = op_elem_size(g->dtype);
    int64_t index[LG_MAX_RANK] = {0}, y = 0, o = 0, d = 0;
    for (;;) {
        bool first = true;
        for (int32_t i = 0; i < p->rank; i++)
            first = first && (grad_step[i] != 0 || index[i] == 0);
        g->beta = first ? 0.0 : 1.0;
        g->c = grad + (size_t)d * size;
        const void *dy_at = dy + (size_t)y * size, *other_at = other + (size_t)o * size;
        g->a.data = grad_is_a ? dy_at : other_at;
        g->b.data = grad_is_a ? other_at : dy_at;
        LG_TRY(lg_gemm_run(ctx, g, ctx->workspace));
        int32_t i = p->rank - 1;
        for (; i >= 0; i--) {
            y += p->y_step[i];
            o += other_step[i];
            d += grad_step[i];
            if (++index[i] < p->dims[i])
                break;
            y -= p->y_step[i] * p->dims[i];
            o -= other_step[i] * p->dims[i];
            d -= grad_step[i] * p->dims[i];
            index[i] = 0;
        }
        if (i < 0)
            return LG_OK;
    }
}

static lg_status matmul_grad_run(lg_exec *ctx) {
    const lg_view *dy = &ctx->in[0], *a = &ctx->in[1], *b = &ctx->in[2];
    lg_view *da = &ctx->out[0], *db = ctx->n_out > 1 ? &ctx->out[1] : NULL;
    lg_product p;
    if (da->data && (dy->count == 0 || da->count == 0))
        lg_zero_elems(da->dtype, da->data, da->count);
    if (db && db->data && (dy->count == 0 || db->count == 0))
        lg_zero_elems(db->dtype, db->data, db->count);
    if (dy->count == 0 || a->count == 0 || b->count == 0)
        return LG_OK;
    if (da->data) {
        lg_product_init(&p, a, b, false);
        lg_gemm g = lg_product_gemm(&p, a->dtype);
        g.batch_rank = 0;
        g.n = g.ldc = p.k;
        g.k = p.n;
        g.a.row = p.n;
        g.b.row = 1;
        g.b.col = p.n;
        LG_TRY(each_batch(ctx, &p, &g, dy->data, b->data, da->data, p.b_step, p.a_step, true));
    }
    if (db && db->data) {
        lg_product_init(&p, a, b, true);
        lg_gemm g = lg_product_gemm(&p, a->dtype);
        g.batch_rank = 0;
        g.m = p.k;
        g.n = g.ldc = p.n;
        g.k = p.m;
        g.a.row = 1;
        g.a.col = p.k;
        LG_TRY(each_batch(ctx, &p, &g, dy->data, a->data, db->data, p.a_step, p.b_step, false));
    }
    return LG_OK;
}

/* perm that swaps the last two of `rank` axes. */
static void append_swap(lg_body *ctx, const char *out, const char *in, int32_t rank) {
    ctx->append(ctx, "%s = Transpose <perm = [", out);
    for (int32_t i = 0; i < rank; i++)
        ctx->append(ctx, "%s%d", i ? ", " : "",
                    i < rank - 2    ? i
                    : i == rank - 2 ? rank - 1
                                    : rank - 2);
    ctx->append(ctx, "]> (%s)\n", in);
}

static lg_status matmul_grad_body(lg_body *ctx) {
    const lg_view *a = &ctx->in[1], *b = &ctx->in[2];
    if (a->rank < 1 || b->rank < 1)
        return LG_FAIL(ctx, LG_E_UNSUPPORTED, "the decomposition needs known ranks");
    /* Operands of rank 1 become matrices, and dY gets the axes that they lost. */
    int32_t ra = a->rank < 2 ? 2 : a->rank, rb = b->rank < 2 ? 2 : b->rank;
    ctx->append(ctx,
                "sa = Shape (A)\nsb = Shape (B)\n"
                "first = Constant <value_ints = [0]> ()\nlast = Constant <value_ints = [-1]> ()\n");
    ctx->append(ctx, a->rank < 2 ? "a = Unsqueeze (A, first)\n" : "a = Identity (A)\n");
    ctx->append(ctx, b->rank < 2 ? "b = Unsqueeze (B, last)\n" : "b = Identity (B)\n");
    ctx->append(ctx, b->rank < 2 ? "y1 = Unsqueeze (dY, last)\n" : "y1 = Identity (dY)\n");
    if (a->rank < 2)
        ctx->append(ctx, "second = Constant <value_ints = [-2]> ()\ny = Unsqueeze (y1, second)\n");
    else
        ctx->append(ctx, "y = Identity (y1)\n");
    append_swap(ctx, "bt", "b", rb);
    append_swap(ctx, "at", "a", ra);
    ctx->append(ctx, "pa = MatMul (y, bt)\npb = MatMul (at, y)\nta = Shape (a)\ntb = Shape (b)\n");
    lg_body_reduce_to_shape(ctx, "ga", "pa", "ta");
    lg_body_reduce_to_shape(ctx, "gb", "pb", "tb");
    ctx->append(ctx, "dA = Reshape (ga, sa)\ndB = Reshape (gb, sb)\n");
    return LG_OK;
}

/* ---- Gemm ---- */

typedef struct gemm_params {
    double alpha, beta;
    int32_t transA, transB, broadcast;
} gemm_params;

/* dims of op(A) and op(B); a transposed operand is read the other way round. */
static void gemm_sizes(const gemm_params *p, const lg_view *a, const lg_view *b, int64_t *m,
                       int64_t *n, int64_t *ka, int64_t *kb) {
    *m = a->dims[p->transA ? 1 : 0];
    *ka = a->dims[p->transA ? 0 : 1];
    *kb = b->dims[p->transB ? 1 : 0];
    *n = b->dims[p->transB ? 0 : 1];
}

static lg_gemm gemm_template(const gemm_params *p, const lg_view *a, const lg_view *b) {
    lg_gemm g = {.dtype = a->dtype, .alpha = p->alpha};
    int64_t kb;
    gemm_sizes(p, a, b, &g.m, &g.n, &g.k, &kb);
    g.ldc = g.n;
    g.a.row = p->transA ? 1 : g.k;
    g.a.col = p->transA ? g.m : 1;
    g.b.row = p->transB ? 1 : g.n;
    g.b.col = p->transB ? g.k : 1;
    g.a.data = a->data;
    g.b.data = b->data;
    return g;
}

static lg_status gemm_infer(lg_infer *ctx) {
    const gemm_params *p = ctx->params;
    const lg_view *a = &ctx->in[0], *b = &ctx->in[1];
    LG_TRY(lg_infer_rank(ctx, 0, 2, 2));
    LG_TRY(lg_infer_rank(ctx, 1, 2, 2));
    if (a->rank < 0 || b->rank < 0)
        return lg_infer_dtype(ctx, 0, a->dtype, 2);
    int64_t dims[2], ka, kb;
    gemm_sizes(p, a, b, &dims[0], &dims[1], &ka, &kb);
    if (ka >= 0 && kb >= 0 && ka != kb)
        return LG_FAIL(ctx, LG_E_SHAPE, "A has %lld columns, B %lld rows (after transposition)",
                       (long long)ka, (long long)kb);
    if (LG_GIVEN(ctx, 2)) {
        const lg_view *c = &ctx->in[2];
        LG_TRY(lg_infer_rank(ctx, 2, 0, 2));
        for (int32_t i = 0; i < c->rank; i++) {
            int64_t want = dims[2 - c->rank + i];
            if (c->dims[i] >= 0 && c->dims[i] != 1 && want >= 0 && c->dims[i] != want)
                return LG_FAIL(ctx, LG_E_SHAPE, "dimension %d of C is %lld, expected 1 or %lld",
                               (int)i, (long long)c->dims[i], (long long)want);
        }
    }
    if (lg_view_is_concrete(a) && lg_view_is_concrete(b) && op_is_float(a->dtype)) {
        lg_gemm g = gemm_template(p, a, b);
        if (!lg_gemm_workspace(&g, &ctx->workspace))
            return LG_FAIL(ctx, LG_E_LIMIT, "the workspace of the product does not fit in memory");
    }
    return lg_infer_set(ctx, 0, a->dtype, 2, dims);
}

static lg_status gemm_prepare(lg_prepare *ctx) {
    const lg_view *a = &ctx->in[0], *b = &ctx->in[1];
    if (!b->data || is_int(a->dtype) || b->count == 0 || a->count == 0)
        return LG_OK;
    lg_gemm g = gemm_template(ctx->params, a, b);
    if (!lg_gemm_wants_packed_b(g.m))
        return LG_OK;
    return pack_constant(ctx, &g);
}

/* Y = C broadcast, unless Y already is C. */
static lg_status spread(lg_exec *ctx, const lg_view *c, const lg_gemm *g) {
    if (c->data == g->c)
        return LG_OK;
    lg_move move = {.rank = 2, .dims = {g->m, g->n}, .dst = {g->n, 1}};
    int64_t cols = c->rank > 0 ? c->dims[c->rank - 1] : 1, rows = c->rank > 1 ? c->dims[0] : 1;
    move.src[0] = rows > 1 ? cols : 0;
    move.src[1] = cols > 1 ? 1 : 0;
    return lg_move_run(ctx, &move, c->dtype, c->data, g->c);
}

static lg_status int_gemm(lg_exec *ctx, const lg_gemm *g, const gemm_params *p) {
    const size_t size = op_elem_size(g->dtype);
    lg_int_product one = {g->m,     g->n,      g->k,      g->a.row,         g->a.col, g->b.row,
                          g->b.col, g->a.data, g->b.data, ctx->out[0].data, size};
    if (p->alpha != 1.0 || (LG_GIVEN(ctx, 2) && p->beta != 1.0))
        return LG_FAIL(ctx, LG_E_UNSUPPORTED, "alpha and beta of integers have to be 1");
    void *c = NULL;
    if (LG_GIVEN(ctx, 2)) {
        lg_gemm full = *g;
        LG_TRY(ctx->host->alloc(ctx->self, (size_t)(g->m * g->n) * size, &c, ctx->err));
        full.c = c;
        LG_TRY(spread(ctx, &ctx->in[2], &full));
    }
    LG_TRY(lg_int_product_run(ctx, &one));
    for (int64_t i = 0; c && i < g->m * g->n; i++) {
        if (size == 4)
            ((uint32_t *)one.y)[i] += ((const uint32_t *)c)[i];
        else
            ((uint64_t *)one.y)[i] += ((const uint64_t *)c)[i];
    }
    return LG_OK;
}

static lg_status gemm_run(lg_exec *ctx) {
    const gemm_params *p = ctx->params;
    const lg_view *c = LG_GIVEN(ctx, 2) ? &ctx->in[2] : NULL;
    if (ctx->out[0].count == 0)
        return LG_OK;
    lg_gemm g = gemm_template(p, &ctx->in[0], &ctx->in[1]);
    g.c = ctx->out[0].data;
    if (is_int(g.dtype))
        return int_gemm(ctx, &g, p);
    if (ctx->state)
        g.b.packed = *(const void *const *)ctx->state;
    bool is_row = c && c->count == g.n && c->rank > 0 && c->dims[c->rank - 1] == g.n;
    if (is_row && p->beta == 1.0 && c->data != g.c) {
        g.row_bias = c->data;
    } else if (c && p->beta != 0.0) {
        LG_TRY(spread(ctx, c, &g));
        g.beta = p->beta;
    }
    return lg_gemm_run(ctx, &g, ctx->workspace);
}

/* ---- GemmGrad ---- */

/* The products for dA and dB, in the storage order of A and B. */
static lg_gemm gemm_grad_a(const gemm_params *p, const lg_view *dy, const lg_view *a,
                           const lg_view *b) {
    const lg_gemm f = gemm_template(p, a, b);
    lg_gemm g = {.dtype = f.dtype, .alpha = p->alpha, .m = f.m, .n = f.k, .k = f.n};
    g.a.data = dy->data;
    g.a.row = f.n;
    g.a.col = 1;
    g.b = f.b;
    g.b.row = f.b.col;
    g.b.col = f.b.row;
    if (p->transA) { /* dA^T = op(B) dY^T */
        const lg_gemm_operand left = g.a;
        g.m = f.k;
        g.n = f.m;
        g.a = f.b;
        g.b = left;
        g.b.row = 1;
        g.b.col = f.n;
    }
    g.ldc = g.n;
    return g;
}

static lg_gemm gemm_grad_b(const gemm_params *p, const lg_view *dy, const lg_view *a,
                           const lg_view *b) {
    const lg_gemm f = gemm_template(p, a, b);
    lg_gemm g = {.dtype = f.dtype, .alpha = p->alpha, .m = f.k, .n = f.n, .k = f.m};
    g.a = f.a;
    g.a.row = f.a.col;
    g.a.col = f.a.row;
    g.b.data = dy->data;
    g.b.row = f.n;
    g.b.col = 1;
    if (p->transB) { /* dB^T = dY^T op(A) */
        g.m = f.n;
        g.n = f.k;
        g.b = f.a;
        g.a.data = dy->data;
        g.a.row = 1;
        g.a.col = f.n;
    }
    g.ldc = g.n;
    return g;
}

static lg_status gemm_grad_infer(lg_infer *ctx) {
    const lg_view *dy = &ctx->in[0], *a = &ctx->in[1], *b = &ctx->in[2];
    for (uint32_t i = 0; i < 3; i++)
        LG_TRY(lg_infer_rank(ctx, i, 2, 2));
    lg_infer_like(ctx, 0, 1);
    lg_infer_like(ctx, 1, 2);
    if (LG_GIVEN(ctx, 3))
        lg_infer_like(ctx, 2, 3);
    if (!lg_view_is_concrete(dy) || !lg_view_is_concrete(a) || !lg_view_is_concrete(b))
        return LG_OK;
    lg_gemm f = gemm_template(ctx->params, a, b);
    if (dy->dims[0] != f.m || dy->dims[1] != f.n)
        return LG_FAIL(ctx, LG_E_SHAPE, "dY is [%lld,%lld], expected [%lld,%lld]",
                       (long long)dy->dims[0], (long long)dy->dims[1], (long long)f.m,
                       (long long)f.n);
    lg_gemm ga = gemm_grad_a(ctx->params, dy, a, b), gb = gemm_grad_b(ctx->params, dy, a, b);
    size_t wa, wb, wc = LG_GIVEN(ctx, 3) ? lg_unbroadcast_space(dy) : 0;
    if (!lg_gemm_workspace(&ga, &wa) || !lg_gemm_workspace(&gb, &wb))
        return LG_FAIL(ctx, LG_E_LIMIT, "the workspace of the product does not fit in memory");
    ctx->workspace = wa > wb ? wa : wb;
    ctx->workspace = wc > ctx->workspace ? wc : ctx->workspace;
    return LG_OK;
}

static void scale(const lg_view *v, double by) {
    double block[256];
    const size_t size = op_elem_size(v->dtype);
    for (int64_t at = 0; at < v->count; at += 256) {
        int64_t n = op_min(256, v->count - at);
        char *p = (char *)v->data + (size_t)at * size;
        lg_load_f64(v->dtype, p, 1, n, block);
        for (int64_t i = 0; i < n; i++)
            block[i] *= by;
        lg_store_f64(v->dtype, block, n, p);
    }
}

static lg_status gemm_grad_run(lg_exec *ctx) {
    const gemm_params *p = ctx->params;
    const lg_view *dy = &ctx->in[0], *a = &ctx->in[1], *b = &ctx->in[2];
    if (ctx->out[0].data && ctx->out[0].count) {
        lg_gemm g = gemm_grad_a(p, dy, a, b);
        g.c = ctx->out[0].data;
        LG_TRY(lg_gemm_run(ctx, &g, ctx->workspace));
    }
    if (ctx->n_out > 1 && ctx->out[1].data && ctx->out[1].count) {
        lg_gemm g = gemm_grad_b(p, dy, a, b);
        g.c = ctx->out[1].data;
        LG_TRY(lg_gemm_run(ctx, &g, ctx->workspace));
    }
    if (ctx->n_out > 2 && ctx->out[2].data && LG_GIVEN(ctx, 3)) {
        lg_view *dc = &ctx->out[2];
        if (dc->count == dy->count)
            lg_copy_elems(dc->dtype, dc->data, 0, dy->data, 0, dy->count);
        else
            LG_TRY(lg_unbroadcast(ctx, dy, dc, ctx->workspace));
        if (p->beta != 1.0)
            scale(dc, p->beta);
    }
    return LG_OK;
}

static lg_status gemm_grad_body(lg_body *ctx) {
    const gemm_params *p = ctx->params;
    const int a = p->transA, b = p->transB;
    lg_body_scalar(ctx, ctx->in[0].dtype, "alpha_", p->alpha);
    if (a)
        ctx->append(ctx, "pa = Gemm <transA = %d, transB = 1> (B, dY)\n", b);
    else
        ctx->append(ctx, "pa = Gemm <transB = %d> (dY, B)\n", !b);
    if (b)
        ctx->append(ctx, "pb = Gemm <transA = 1, transB = %d> (dY, A)\n", a);
    else
        ctx->append(ctx, "pb = Gemm <transA = %d> (A, dY)\n", !a);
    ctx->append(ctx, "dA = Mul (pa, alpha_)\ndB = Mul (pb, alpha_)\n");
    if (LG_GIVEN(ctx, 3)) {
        ctx->append(ctx, "sc = Shape (C)\n");
        lg_body_reduce_to_shape(ctx, "rc", "dY", "sc");
        lg_body_scalar(ctx, ctx->in[0].dtype, "beta_", p->beta);
        ctx->append(ctx, "dC = Mul (rc, beta_)\n");
    }
    return LG_OK;
}

/* ---- descriptors ---- */

#define INTS (LG_BIT(LG_INT32) | LG_BIT(LG_INT64) | LG_BIT(LG_UINT32) | LG_BIT(LG_UINT64))
#define T    (LG_T_FLOATS | INTS)

static const lg_attr_desc gemm_attrs[] = {
    LG_ATTR_REAL_DOC(gemm_params, alpha, 1.0, "factor of A B"),
    LG_ATTR_REAL_DOC(gemm_params, beta, 1.0, "factor of C"),
    LG_ATTR_BOOL_DOC(gemm_params, transA, 0, "1: A is given transposed"),
    LG_ATTR_BOOL_DOC(gemm_params, transB, 0, "1: B is given transposed"),
};
static const lg_attr_desc gemm_attrs_1[] = {
    LG_ATTR_REAL_DOC(gemm_params, alpha, 1.0, "factor of A B"),
    LG_ATTR_REAL_DOC(gemm_params, beta, 1.0, "factor of C"),
    LG_ATTR_BOOL_DOC(gemm_params, transA, 0, "1: A is given transposed"),
    LG_ATTR_BOOL_DOC(gemm_params, transB, 0, "1: B is given transposed"),
    LG_ATTR_BOOL_DOC(gemm_params, broadcast, 0, "1: C may be broadcast (it always may here)"),
};
static const lg_arg_desc matmul_in[] = {{.name = "A", .type = "T", .dtypes = T},
                                        {.name = "B", .type = "T", .dtypes = T}};
static const lg_arg_desc out[] = {{.name = "Y", .type = "T", .dtypes = T}};
static const lg_arg_desc gemm_in[] = {
    {.name = "A", .type = "T", .dtypes = T},
    {.name = "B", .type = "T", .dtypes = T},
    {.name = "C", .type = "T", .dtypes = T, .flags = LG_ARG_OPTIONAL}};
static const lg_arg_desc gemm_in_1[] = {{.name = "A", .type = "T", .dtypes = T},
                                        {.name = "B", .type = "T", .dtypes = T},
                                        {.name = "C", .type = "T", .dtypes = T}};
static const lg_arg_desc gemm_out[] = {
    {.name = "Y", .type = "T", .dtypes = T, .may_overwrite = 1 << 2}};
static const lg_arg_desc grad_in[] = {
    {.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "A", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "B", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "C", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL}};
static const lg_arg_desc grad_out[] = {
    {.name = "dA", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL},
    {.name = "dB", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL},
    {.name = "dC", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL}};
static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_X, 2}};
static const lg_ref matmul_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const uint8_t all[] = {0, 1, 2}, both[] = {0, 1};
static const lg_grad_rule gemm_rule = LG_GRAD_OP("ai.lossgraph", "GemmGrad", refs, all);
static const lg_grad_rule matmul_rule = LG_GRAD_OP("ai.lossgraph", "MatMulGrad", matmul_refs, both);

#define MATMUL(since)                                                                              \
    {                                                                                              \
        .domain = "", .name = "MatMul", .since_version = since, .flags = LG_OP_NO_BODY,            \
        .doc = "matrix product with NumPy's broadcasting of the leading dims; "                    \
               "onnx.ai/onnx/operators/onnx__MatMul.html",                                         \
        LG_INS(matmul_in), LG_OUTS(out), .infer = matmul_infer, .run = matmul_run,                 \
        .grad = &matmul_rule, .prepare = matmul_prepare                                            \
    }
#define GEMM(since, ins, table)                                                                    \
    {                                                                                              \
        .domain = "", .name = "Gemm", .since_version = since, .flags = LG_OP_NO_BODY,              \
        .doc = "alpha op(A) op(B) + beta C, C broadcast to the product; "                          \
               "onnx.ai/onnx/operators/onnx__Gemm.html",                                           \
        LG_ATTRS(gemm_params, table), LG_INS(ins), LG_OUTS(gemm_out), .infer = gemm_infer,         \
        .run = gemm_run, .grad = &gemm_rule, .prepare = gemm_prepare                               \
    }

static const lg_op_desc ops[] = {
    GEMM(1, gemm_in_1, gemm_attrs_1),
    GEMM(6, gemm_in_1, gemm_attrs_1),
    GEMM(7, gemm_in_1, gemm_attrs),
    GEMM(9, gemm_in_1, gemm_attrs),
    GEMM(11, gemm_in, gemm_attrs),
    GEMM(13, gemm_in, gemm_attrs),
    {.domain = "ai.lossgraph",
     .name = "GemmGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "gradients of Gemm for its three inputs; an unwanted one costs nothing",
     LG_ATTRS(gemm_params, gemm_attrs),
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = gemm_grad_infer,
     .run = gemm_grad_run,
     .body_build = gemm_grad_body},
    MATMUL(1),
    MATMUL(9),
    MATMUL(13),
    {.domain = "ai.lossgraph",
     .name = "MatMulGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "gradients of MatMul for both inputs, summed over broadcast dims",
     .inputs = grad_in,
     .n_inputs = 3,
     .outputs = grad_out,
     .n_outputs = 2,
     .infer = matmul_grad_infer,
     .run = matmul_grad_run,
     .body_build = matmul_grad_body},
};
LG_FAMILY_DEFINE(math_matmul, ops);
