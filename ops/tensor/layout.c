/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that reorder or repeat whole elements: Transpose, DepthToSpace, SpaceToDepth, Expand,
 * Tile, Trilu, EyeLike. */
#include "ops/opkit/broadcast.h"
#include "ops/opkit/core.h"
#include "ops/opkit/move.h"
#include "ops/opkit/reduce.h"

#include <string.h>

static const lg_arg_desc one_in[] = {{.name = "data", .type = "T", .dtypes = LG_T_ALL}};
static const lg_arg_desc one_out[] = {{.name = "output", .type = "T", .dtypes = LG_T_ALL}};
static const lg_ref dy_in[] = {{LG_REF_DY, 0}};
static const uint8_t to_x0[] = {0};

/* ---- Transpose and its inverse ---- */

typedef struct perm_params {
    lg_ints perm;
} perm_params;

static const lg_attr_desc perm_attrs[] = {
    LG_ATTR_INTS_DOC(perm_params, perm, "result dim i is input dim perm[i]; absent: reversed"),
};

/* perm or its inverse, checked. */
static lg_status get_perm(const lg_host *host, lg_error *err, const perm_params *p, int32_t rank,
                          bool inverse, int32_t *perm) {
    uint8_t seen[LG_MAX_RANK] = {0};
    if (p->perm.v && p->perm.n != rank)
        return host->fail(err, LG_E_SHAPE, "perm has %lld entries, the input has rank %d",
                          (long long)p->perm.n, (int)rank);
    for (int32_t d = 0; d < rank; d++) {
        int64_t to = p->perm.v ? p->perm.v[d] : rank - 1 - d;
        to = to < 0 ? to + rank : to;
        if (to < 0 || to >= rank || seen[to])
            return host->fail(err, LG_E_MODEL, "perm is no permutation: entry %d is %lld", (int)d,
                              (long long)(p->perm.v ? p->perm.v[d] : to));
        seen[to] = 1;
        if (inverse)
            perm[to] = d;
        else
            perm[d] = (int32_t)to;
    }
    return LG_OK;
}

static lg_status permute_infer(lg_infer *ctx, bool inverse) {
    const perm_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int32_t perm[LG_MAX_RANK];
    int64_t dims[LG_MAX_RANK];
    if (x->rank < 0)
        return lg_infer_dtype(ctx, 0, x->dtype,
                              p->perm.v ? (int32_t)op_min(p->perm.n, LG_MAX_RANK + 1) : -1);
    LG_TRY(get_perm(ctx->host, ctx->err, p, x->rank, inverse, perm));
    for (int32_t d = 0; d < x->rank; d++)
        dims[d] = x->dims[perm[d]];
    return lg_infer_set(ctx, 0, x->dtype, x->rank, dims);
}

static lg_status permute_run(lg_exec *ctx, bool inverse) {
    const lg_view *x = &ctx->in[0], *y = &ctx->out[0];
    int32_t perm[LG_MAX_RANK];
    int64_t strides[LG_MAX_RANK];
    lg_move m = {.rank = x->rank};
    LG_TRY(get_perm(ctx->host, ctx->err, ctx->params, x->rank, inverse, perm));
    lg_strides(x->rank, x->dims, strides);
    lg_strides(y->rank, y->dims, m.dst);
    for (int32_t d = 0; d < x->rank; d++) {
        m.dims[d] = y->dims[d];
        m.src[d] = strides[perm[d]];
    }
    return lg_move_run(ctx, &m, x->dtype, x->data, y->data);
}

static lg_status transpose_infer(lg_infer *ctx) {
    return permute_infer(ctx, false);
}
static lg_status transpose_run(lg_exec *ctx) {
    return permute_run(ctx, false);
}
static lg_status transpose_grad_infer(lg_infer *ctx) {
    return permute_infer(ctx, true);
}
static lg_status transpose_grad_run(lg_exec *ctx) {
    return permute_run(ctx, true);
}

static lg_status transpose_grad_body(lg_body *ctx) {
    const perm_params *p = ctx->params;
    if (!p->perm.v) {
        ctx->append(ctx, "dX = Transpose (dY)\n");
        return LG_OK;
    }
    int32_t perm[LG_MAX_RANK];
    LG_TRY(get_perm(ctx->host, ctx->err, p, (int32_t)op_min(p->perm.n, LG_MAX_RANK), true, perm));
    ctx->append(ctx, "dX = Transpose <perm = [");
    for (int64_t d = 0; d < p->perm.n; d++)
        ctx->append(ctx, d ? ", %d" : "%d", (int)perm[d]);
    ctx->append(ctx, "]> (dY)\n");
    return LG_OK;
}

static const lg_arg_desc grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_ALL}};
static const lg_arg_desc grad_out[] = {{.name = "dX", .type = "T", .dtypes = LG_T_ALL}};
static const lg_grad_rule transpose_rule =
    LG_GRAD_OP("ai.lossgraph", "TransposeGrad", dy_in, to_x0);
static const lg_grad_rule transpose_grad_rule = LG_GRAD_OP("", "Transpose", dy_in, to_x0);

/* ---- DepthToSpace, SpaceToDepth ---- */

typedef struct block_params {
    int64_t blocksize;
    int32_t mode;
} block_params;

static const char *const block_modes[] = {"DCR", "CRD", NULL};
#define BLOCKSIZE                                                                                  \
    {                                                                                              \
        .name = "blocksize", .kind = LG_ATTR_INT, .flags = LG_ATTR_REQUIRED,                       \
        .offset = LG_FIELD_OFFSET(block_params, blocksize, int64_t),                               \
        .doc = "side of the block that moves between depth and space; >= 1"                        \
    }
static const lg_attr_desc block1_attrs[] = {BLOCKSIZE};
static const lg_attr_desc block_attrs[] = {
    BLOCKSIZE,
    LG_ATTR_CHOICE_DOC(block_params, mode, block_modes, 0,
                       "order of the depth: block index outermost (DCR) or innermost (CRD)"),
};

static lg_status block_infer(lg_infer *ctx, bool to_space) {
    const block_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    LG_TRY(lg_infer_rank(ctx, 0, 4, 4));
    if (p->blocksize < 1 || p->blocksize > INT32_MAX)
        return LG_FAIL(ctx, LG_E_MODEL, "blocksize is %lld, expected at least 1",
                       (long long)p->blocksize);
    if (x->rank < 0)
        return lg_infer_dtype(ctx, 0, x->dtype, 4);
    int64_t b = p->blocksize;
    int64_t dims[4] = {x->dims[0]};
    for (int32_t d = 1; d < 4; d++) {
        int64_t factor = d == 1 ? b * b : b;
        if ((d == 1) == to_space) {
            if (x->dims[d] >= 0 && x->dims[d] % factor != 0)
                return LG_FAIL(ctx, LG_E_SHAPE, "dimension %d has size %lld, no multiple of %lld",
                               (int)d, (long long)x->dims[d], (long long)factor);
            dims[d] = lg_infer_dim(ctx, LG_DIM_DIV, x->dims[d], factor);
        } else {
            if (x->dims[d] >= 0 && !op_mul(x->dims[d], factor, &dims[d]))
                return LG_FAIL(ctx, LG_E_LIMIT, "dimension %d times %lld overflows", (int)d,
                               (long long)factor);
            dims[d] = lg_infer_dim(ctx, LG_DIM_MUL, x->dims[d], factor);
        }
    }
    return lg_infer_set(ctx, 0, x->dtype, 4, dims);
}

static lg_status depth_to_space_infer(lg_infer *ctx) {
    return block_infer(ctx, true);
}
static lg_status space_to_depth_infer(lg_infer *ctx) {
    return block_infer(ctx, false);
}

/* Both directions walk [n, block row, block column, c, h, w]: the deep tensor has channels
 * (block, c) or (c, block), the wide one rows (h, block row). */
static lg_status block_run(lg_exec *ctx, bool to_space) {
    const block_params *p = ctx->params;
    const lg_view *deep = to_space ? &ctx->in[0] : &ctx->out[0];
    int64_t b = p->blocksize;
    int64_t n = deep->dims[0], h = deep->dims[2], w = deep->dims[3], c = deep->dims[1] / (b * b);
    bool crd = p->mode == 1;
    lg_move m = {.rank = 6, .dims = {n, b, b, c, h, w}};
    int64_t block = crd ? h * w : c * h * w, channel = crd ? b * b * h * w : h * w;
    int64_t deep_strides[6] = {c * b * b * h * w, b * block, block, channel, w, 1};
    int64_t wide_strides[6] = {c * b * b * h * w, w * b, 1, h * b * w * b, b * w * b, b};
    memcpy(m.src, to_space ? deep_strides : wide_strides, sizeof deep_strides);
    memcpy(m.dst, to_space ? wide_strides : deep_strides, sizeof deep_strides);
    return lg_move_run(ctx, &m, ctx->in[0].dtype, ctx->in[0].data, ctx->out[0].data);
}

static lg_status depth_to_space_run(lg_exec *ctx) {
    return block_run(ctx, true);
}
static lg_status space_to_depth_run(lg_exec *ctx) {
    return block_run(ctx, false);
}

static const lg_grad_rule depth_to_space_rule =
    LG_GRAD_OP("ai.lossgraph", "DepthToSpaceGrad", dy_in, to_x0);
static const lg_grad_rule space_to_depth_rule =
    LG_GRAD_OP("ai.lossgraph", "SpaceToDepthGrad", dy_in, to_x0);

static lg_status block_grad_body(lg_body *ctx, bool to_depth) {
    const block_params *p = ctx->params;
    long long b = (long long)p->blocksize;
    const char *split = p->mode == 1 ? "[0, -1, %lld, %lld, 0, 0]" : "[0, %lld, %lld, -1, 0, 0]";
    if (!to_depth) { /* SpaceToDepth is undone by DepthToSpace in the same mode */
        ctx->append(ctx, "dX = DepthToSpace <blocksize = %lld, mode = \"%s\"> (dY)\n", b,
                    block_modes[p->mode]);
        return LG_OK;
    }
    /* Rows and columns split into (size, block), blocks moved beside the channels. */
    (void)split;
    ctx->append(ctx,
                "s = Shape (dY)\n"
                "i0 = Constant <value = int64[1] {0}> ()\n"
                "i1 = Constant <value = int64[1] {1}> ()\n"
                "i2 = Constant <value = int64[1] {2}> ()\n"
                "i3 = Constant <value = int64[1] {3}> ()\n"
                "b = Constant <value = int64[1] {%lld}> ()\n"
                "bb = Constant <value = int64[1] {%lld}> ()\n"
                "n = Gather (s, i0)\nc = Gather (s, i1)\nh0 = Gather (s, i2)\nw0 = Gather (s, i3)\n"
                "h = Div (h0, b)\nw = Div (w0, b)\ncbb = Mul (c, bb)\n"
                "s6 = Concat <axis = 0> (n, c, h, b, w, b)\n"
                "x6 = Reshape (dY, s6)\n"
                "t6 = Transpose <perm = [%s]> (x6)\n"
                "s4 = Concat <axis = 0> (n, cbb, h, w)\n"
                "dX = Reshape (t6, s4)\n",
                b, b * b, p->mode == 1 ? "0, 1, 3, 5, 2, 4" : "0, 3, 5, 1, 2, 4");
    return LG_OK;
}
static lg_status depth_to_space_grad_body(lg_body *ctx) {
    return block_grad_body(ctx, true);
}
static lg_status space_to_depth_grad_body(lg_body *ctx) {
    return block_grad_body(ctx, false);
}

/* ---- Expand, Tile ---- */

static const lg_arg_desc expand_in[] = {
    {.name = "input", .type = "T", .dtypes = LG_T_ALL},
    {.name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_ref expand_grad_in[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}};
static const lg_grad_rule expand_rule =
    LG_GRAD_OP("ai.lossgraph", "ReduceToShape", expand_grad_in, to_x0);

/* Shape of x broadcast with `shape`. */
static lg_status expand_dims(const lg_infer *ctx, const int64_t *shape, int64_t n,
                             int32_t *out_rank, int64_t *dims) {
    const lg_view *x = &ctx->in[0];
    if (n > LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_LIMIT, "shape has %lld entries, the limit is %d", (long long)n,
                       LG_MAX_RANK);
    int32_t rank = (int32_t)op_max(n, x->rank);
    for (int32_t d = 0; d < rank; d++) {
        int32_t s = d - (rank - (int32_t)n), k = d - (rank - x->rank);
        int64_t want = s >= 0 ? shape[s] : 1, have = k >= 0 ? x->dims[k] : 1;
        if (want < 0)
            return LG_FAIL(ctx, LG_E_SHAPE, "shape has the entry %lld", (long long)want);
        if (want == 1 || want == have)
            dims[d] = have;
        else if (have == 1)
            dims[d] = want;
        else if (have >= 0)
            return LG_FAIL(ctx, LG_E_SHAPE,
                           "size %lld of dimension %d does not broadcast with %lld",
                           (long long)have, (int)k, (long long)want);
        else
            dims[d] = lg_infer_dim(ctx, LG_DIM_BROADCAST, have, want);
    }
    *out_rank = rank;
    return LG_OK;
}

static lg_status expand_infer(lg_infer *ctx) {
    const lg_view *x = &ctx->in[0];
    int64_t shape[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    int32_t rank = -1;
    LG_TRY(lg_infer_rank(ctx, 1, 1, 1));
    LG_TRY(lg_infer_ints(ctx, 1, shape, &n));
    if (n < 0 || x->rank < 0) {
        int64_t length = ctx->in[1].rank == 1 ? ctx->in[1].dims[0] : -1;
        if (length >= 0 && x->rank >= 0)
            rank = (int32_t)op_min(op_max(length, x->rank), LG_MAX_RANK + 1);
        return lg_infer_dtype(ctx, 0, x->dtype, rank);
    }
    LG_TRY(expand_dims(ctx, shape, n, &rank, dims));
    return lg_infer_set(ctx, 0, x->dtype, rank, dims);
}

static lg_status expand_run(lg_exec *ctx) {
    const lg_view *x = &ctx->in[0];
    if (!ctx->out[0].data) {
        lg_infer as_infer = {.struct_size = sizeof as_infer,
                             .in = ctx->in,
                             .n_in = ctx->n_in,
                             .host = ctx->host,
                             .self = ctx->self,
                             .err = ctx->err};
        int64_t shape[LG_MAX_LIST], dims[LG_MAX_RANK], n;
        int32_t rank;
        LG_TRY(lg_exec_ints(ctx, 1, shape, &n));
        LG_TRY(expand_dims(&as_infer, shape, n, &rank, dims));
        LG_TRY(lg_exec_output(ctx, 0, x->dtype, rank, dims));
    }
    const lg_view *y = &ctx->out[0];
    lg_move m = {.rank = y->rank};
    int64_t strides[LG_MAX_RANK];
    lg_strides(x->rank, x->dims, strides);
    lg_strides(y->rank, y->dims, m.dst);
    for (int32_t d = 0; d < y->rank; d++) {
        int32_t k = d - (y->rank - x->rank);
        m.dims[d] = y->dims[d];
        m.src[d] = k < 0 || x->dims[k] == 1 ? 0 : strides[k];
    }
    return lg_move_run(ctx, &m, x->dtype, x->data, y->data);
}

static const lg_arg_desc tile_in[] = {
    {.name = "input", .type = "T", .dtypes = LG_T_ALL},
    {.name = "repeats", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc tile1_in[] = {
    {.name = "input", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "tiles", .dtypes = LG_T_FLOATS | LG_T_I64, .flags = LG_ARG_NONDIFF},
    {.name = "axis", .dtypes = LG_T_FLOATS | LG_T_I64, .flags = LG_ARG_NONDIFF}};

static lg_status tile_dims(const lg_infer *ctx, const int64_t *repeats, int64_t n, int64_t *dims) {
    const lg_view *x = &ctx->in[0];
    if (n != x->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "repeats has %lld entries, the input has rank %d",
                       (long long)n, (int)x->rank);
    for (int32_t d = 0; d < x->rank; d++) {
        if (repeats[d] < 0)
            return LG_FAIL(ctx, LG_E_SHAPE, "repeats has the entry %lld", (long long)repeats[d]);
        if (x->dims[d] >= 0 && !op_mul(x->dims[d], repeats[d], &dims[d]))
            return LG_FAIL(ctx, LG_E_LIMIT, "size %lld times %lld overflows", (long long)x->dims[d],
                           (long long)repeats[d]);
        dims[d] = x->dims[d] >= 0 ? dims[d] : lg_infer_dim(ctx, LG_DIM_MUL, x->dims[d], repeats[d]);
    }
    return LG_OK;
}

static lg_status tile_infer(lg_infer *ctx) {
    const lg_view *x = &ctx->in[0];
    int64_t repeats[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    LG_TRY(lg_infer_rank(ctx, 1, 1, 1));
    LG_TRY(lg_infer_ints(ctx, 1, repeats, &n));
    if (n < 0 || x->rank < 0)
        return lg_infer_dtype(ctx, 0, x->dtype, x->rank);
    LG_TRY(tile_dims(ctx, repeats, n, dims));
    return lg_infer_set(ctx, 0, x->dtype, x->rank, dims);
}

static lg_status tile_write(lg_exec *ctx, const int64_t *repeats) {
    const lg_view *x = &ctx->in[0], *y = &ctx->out[0];
    if (2 * x->rank > LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_LIMIT, "rank %d is above the limit %d of Tile", (int)x->rank,
                       LG_MAX_RANK / 2);
    lg_move m = {.rank = 2 * x->rank};
    int64_t from[LG_MAX_RANK], to[LG_MAX_RANK];
    lg_strides(x->rank, x->dims, from);
    lg_strides(y->rank, y->dims, to);
    for (int32_t d = 0; d < x->rank; d++) {
        m.dims[(ptrdiff_t)2 * d] = repeats[d];
        m.dst[(ptrdiff_t)2 * d] = to[d] * x->dims[d];
        m.dims[2 * d + 1] = x->dims[d];
        m.dst[2 * d + 1] = to[d];
        m.src[2 * d + 1] = from[d];
    }
    return lg_move_run(ctx, &m, x->dtype, x->data, y->data);
}

static lg_status tile_run(lg_exec *ctx) {
    int64_t repeats[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    LG_TRY(lg_exec_ints(ctx, 1, repeats, &n));
    lg_infer as_infer = {.struct_size = sizeof as_infer,
                         .in = ctx->in,
                         .n_in = ctx->n_in,
                         .host = ctx->host,
                         .self = ctx->self,
                         .err = ctx->err};
    LG_TRY(tile_dims(&as_infer, repeats, n, dims));
    LG_TRY(lg_exec_output(ctx, 0, ctx->in[0].dtype, ctx->in[0].rank, dims));
    return tile_write(ctx, repeats);
}

/* Version 1: `tiles` copies along `axis`, both scalars, floats allowed. */
static int64_t small_number(const lg_view *v) {
    double f = 0.0;
    if (v->dtype == LG_INT64)
        return lg_int_at(v, 0);
    lg_load_f64(v->dtype, v->data, 1, 1, &f);
    return f >= -1e6 && f <= 1e15 ? (int64_t)f : -1000000;
}

static lg_status tile1_repeats(const lg_infer *ctx, int64_t *repeats) {
    const lg_view *x = &ctx->in[0];
    int64_t tiles = small_number(&ctx->in[1]);
    int32_t axis = 0;
    LG_TRY(lg_infer_axis(ctx, small_number(&ctx->in[2]), x->rank, &axis));
    for (int32_t d = 0; d < x->rank; d++)
        repeats[d] = d == axis ? tiles : 1;
    return LG_OK;
}

static lg_status tile1_infer(lg_infer *ctx) {
    const lg_view *x = &ctx->in[0];
    int64_t repeats[LG_MAX_RANK], dims[LG_MAX_RANK];
    if (x->rank < 0 || !ctx->in[1].data || !ctx->in[2].data)
        return lg_infer_dtype(ctx, 0, x->dtype, x->rank);
    if (ctx->in[1].count != 1 || ctx->in[2].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "tiles and axis have to be scalars");
    LG_TRY(tile1_repeats(ctx, repeats));
    LG_TRY(tile_dims(ctx, repeats, x->rank, dims));
    return lg_infer_set(ctx, 0, x->dtype, x->rank, dims);
}

static lg_status tile1_run(lg_exec *ctx) {
    const lg_view *x = &ctx->in[0];
    int64_t repeats[LG_MAX_RANK], dims[LG_MAX_RANK];
    lg_infer as_infer = {.struct_size = sizeof as_infer,
                         .in = ctx->in,
                         .n_in = ctx->n_in,
                         .host = ctx->host,
                         .self = ctx->self,
                         .err = ctx->err};
    if (ctx->in[1].count != 1 || ctx->in[2].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "tiles and axis have to be scalars");
    LG_TRY(tile1_repeats(&as_infer, repeats));
    LG_TRY(tile_dims(&as_infer, repeats, x->rank, dims));
    LG_TRY(lg_exec_output(ctx, 0, x->dtype, x->rank, dims));
    return tile_write(ctx, repeats);
}

/* Gradient: the sum over the copies of each element. dY's dims are multiples of X's. */
static lg_status tile_grad_infer(lg_infer *ctx) {
    const lg_view *dy = &ctx->in[0];
    int64_t shape[LG_MAX_LIST], n;
    LG_TRY(lg_infer_rank(ctx, 1, 1, 1));
    LG_TRY(lg_infer_ints(ctx, 1, shape, &n));
    if (n < 0)
        return lg_infer_dtype(ctx, 0, dy->dtype, dy->rank);
    LG_TRY(lg_infer_rank(ctx, 0, (int32_t)n, (int32_t)n));
    for (int32_t d = 0; d < n && dy->rank >= 0; d++)
        if (dy->dims[d] >= 0 && (shape[d] <= 0 ? dy->dims[d] != 0 : dy->dims[d] % shape[d] != 0))
            return LG_FAIL(ctx, LG_E_SHAPE, "size %lld of dY is no multiple of %lld",
                           (long long)dy->dims[d], (long long)shape[d]);
    return lg_infer_set(ctx, 0, dy->dtype, (int32_t)n, shape);
}

static lg_status tile_grad_run(lg_exec *ctx) {
    const lg_view *dy = &ctx->in[0];
    int64_t shape[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    uint8_t mask[LG_MAX_RANK];
    void *space = NULL;
    lg_reduction r;
    LG_TRY(lg_exec_ints(ctx, 1, shape, &n));
    if (n != dy->rank || 2 * n > LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_SHAPE, "the shape has %lld entries, dY has rank %d", (long long)n,
                       (int)dy->rank);
    LG_TRY(lg_exec_output(ctx, 0, dy->dtype, (int32_t)n, shape));
    for (int32_t d = 0; d < n; d++) {
        if (shape[d] <= 0 ? dy->dims[d] != 0 : dy->dims[d] % shape[d] != 0)
            return LG_FAIL(ctx, LG_E_SHAPE, "size %lld of dY is no multiple of %lld",
                           (long long)dy->dims[d], (long long)shape[d]);
        dims[(ptrdiff_t)2 * d] = shape[d] > 0 ? dy->dims[d] / shape[d] : 0;
        dims[2 * d + 1] = shape[d];
        mask[(ptrdiff_t)2 * d] = 1;
        mask[2 * d + 1] = 0;
    }
    lg_reduction_init(&r, (int32_t)(2 * n), dims, mask);
    if (r.n_blocks > 1)
        LG_TRY(ctx->host->alloc(ctx->self, (size_t)(r.n_out * r.n_blocks) * 16, &space, ctx->err));
    return lg_reduce(ctx, &r, dy->dtype, dy->data, LG_FOLD_SUM, LG_POST_NONE, ctx->out[0].data,
                     space);
}

static lg_status tile_grad_body(lg_body *ctx) {
    int32_t rank = ctx->in[0].rank;
    if (rank < 0)
        return LG_FAIL(ctx, LG_E_UNSUPPORTED, "the decomposition needs the rank of dY");
    ctx->append(ctx, "s = Shape (dY)\nr = Div (s, shape)\n"
                     "i1 = Constant <value = int64[1] {1}> ()\n"
                     "flat = Constant <value = int64[1] {-1}> ()\n"
                     "ru = Unsqueeze (r, i1)\nsu = Unsqueeze (shape, i1)\n"
                     "pairs = Concat <axis = 1> (ru, su)\nwide = Reshape (pairs, flat)\n"
                     "x = Reshape (dY, wide)\n"
                     "axes = Constant <value_ints = [");
    for (int32_t d = 0; d < rank; d++)
        ctx->append(ctx, d ? ", %d" : "%d", (int)(2 * d));
    ctx->append(ctx, "]> ()\n"
                     "dX = ReduceSum <keepdims = 0, noop_with_empty_axes = 1> (x, axes)\n");
    return LG_OK;
}

static const lg_arg_desc tile_grad_args[] = {
    {.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc tile_grad_out[] = {{.name = "dX", .type = "T", .dtypes = LG_T_FLOATS}};

static const lg_ref tile_grad_in[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}};
static const lg_grad_rule tile_rule = LG_GRAD_OP("ai.lossgraph", "TileGrad", tile_grad_in, to_x0);

/* ---- Trilu ---- */

typedef struct trilu_params {
    int32_t upper;
} trilu_params;

static const lg_attr_desc trilu_attrs[] = {
    LG_ATTR_BOOL_DOC(trilu_params, upper, 1, "1 keeps the upper triangle, 0 the lower one"),
};
static const lg_arg_desc trilu_in[] = {
    {.name = "input", .type = "T", .dtypes = LG_T_WHOLE},
    {.name = "k", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF}};
static const lg_arg_desc trilu_out[] = {
    {.name = "output", .type = "T", .dtypes = LG_T_WHOLE, .may_overwrite = 1}};
static const lg_ref trilu_grad_in[] = {{LG_REF_DY, 0}, {LG_REF_X, 1}};
static const lg_grad_rule trilu_rule = LG_GRAD_OP("", "Trilu", trilu_grad_in, to_x0);

static const lg_grad_rule ms_trilu_rule =
    LG_GRAD_OP("com.microsoft", "Trilu", trilu_grad_in, to_x0);

static lg_status trilu_infer(lg_infer *ctx) {
    LG_TRY(lg_infer_rank(ctx, 0, 2, LG_MAX_RANK));
    if (LG_GIVEN(ctx, 1) && lg_view_is_concrete(&ctx->in[1]) && ctx->in[1].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "k has %lld elements, expected one",
                       (long long)ctx->in[1].count);
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status trilu_run(lg_exec *ctx) {
    const trilu_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    void *y = ctx->out[0].data;
    int64_t k = LG_GIVEN(ctx, 1) && ctx->in[1].count == 1 ? lg_int_at(&ctx->in[1], 0) : 0;
    int64_t rows = x->dims[x->rank - 2], cols = x->dims[x->rank - 1];
    size_t size = op_elem_size(x->dtype);
    k = op_max(-rows, op_min(cols, k)); /* beyond: everything or nothing; no overflow below */
    for (int64_t r = 0, at = 0; at < x->count; r = (r + 1) % rows, at += cols) {
        int64_t cut = op_max(0, op_min(cols, r + k + (p->upper ? 0 : 1)));
        int64_t begin = p->upper ? cut : 0, end = p->upper ? cols : cut;
        lg_copy_elems(x->dtype, y, at + begin, x->data, at + begin, end - begin);
        lg_zero_elems(x->dtype, (char *)y + (size_t)at * size, begin);
        lg_zero_elems(x->dtype, (char *)y + (size_t)(at + end) * size, cols - end);
    }
    return LG_OK;
}

/* ---- EyeLike ---- */

typedef struct eye_params {
    int64_t dtype, k;
} eye_params;

static const lg_attr_desc eye_attrs[] = {
    LG_ATTR_INT_DOC(eye_params, dtype, LG_INT_ABSENT, "TensorProto type; absent: of the input"),
    LG_ATTR_INT_DOC(eye_params, k, 0, "diagonal: positive above, negative below the main one"),
};
#define EYE_TYPES (LG_T_NUMERIC | LG_T_BOOL)
static const lg_arg_desc eye_in[] = {
    {.name = "input", .dtypes = EYE_TYPES, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc eye_out[] = {{.name = "output", .dtypes = EYE_TYPES}};

static lg_status eye_infer(lg_infer *ctx) {
    const eye_params *p = ctx->params;
    LG_TRY(lg_infer_rank(ctx, 0, 2, 2));
    lg_infer_like(ctx, 0, 0);
    if (p->dtype == LG_INT_ABSENT)
        return LG_OK;
    if (p->dtype < 1 || p->dtype >= 64 || !(EYE_TYPES >> p->dtype & 1))
        return LG_FAIL(ctx, LG_E_MODEL, "dtype %lld is not supported", (long long)p->dtype);
    ctx->out[0].dtype = (int32_t)p->dtype;
    return LG_OK;
}

static lg_status eye_run(lg_exec *ctx) {
    const eye_params *p = ctx->params;
    const lg_view *y = &ctx->out[0];
    int64_t rows = y->dims[0], cols = y->dims[1];
    size_t size = op_elem_size(y->dtype);
    double f = 1.0;
    float g = 1.0F;
    int64_t i = 1;
    int32_t j = 1;
    lg_zero_elems(y->dtype, y->data, y->count);
    lg_core core = lg_core_of(y->dtype);
    const void *one = core == LG_CORE_F32   ? (const void *)&g
                      : core == LG_CORE_F64 ? (const void *)&f
                      : core == LG_CORE_I32 ? (const void *)&j
                                            : (const void *)&i;
    for (int64_t r = op_max(0, p->k < 0 ? -op_max(p->k, -rows) : 0); r < rows; r++) {
        int64_t c = op_min(cols, op_max(-rows, p->k)) + r;
        if (c >= 0 && c < cols)
            lg_core_store(y->dtype, one, 1, (char *)y->data + (size_t)(r * cols + c) * size);
    }
    return LG_OK;
}

/* ---- descriptors ---- */

#define OP(opname, since, text)                                                                    \
    .domain = "", .name = opname, .since_version = (since), .doc = (text), .flags = LG_OP_NO_BODY
#define GRAD(opname, text)                                                                         \
    .domain = "ai.lossgraph", .name = opname, .since_version = 1, .doc = (text)

static const lg_op_desc ops[] = {
    {OP("Transpose", 1, "Dims permuted; onnx.ai/onnx/operators/onnx__Transpose.html"),
     LG_ATTRS(perm_params, perm_attrs), LG_INS(one_in), LG_OUTS(one_out), .infer = transpose_infer,
     .run = transpose_run, .grad = &transpose_rule},
    {GRAD("TransposeGrad", "Gradient of ai.onnx Transpose: the inverse permutation"),
     LG_ATTRS(perm_params, perm_attrs), LG_INS(grad_in), LG_OUTS(grad_out),
     .infer = transpose_grad_infer, .run = transpose_grad_run, .grad = &transpose_grad_rule,
     .body_build = transpose_grad_body},
    {OP("DepthToSpace", 1, "Blocks of channels to blocks of pixels; DepthToSpace-1 of ai.onnx"),
     LG_ATTRS(block_params, block1_attrs), LG_INS(one_in), LG_OUTS(one_out),
     .infer = depth_to_space_infer, .run = depth_to_space_run, .grad = &depth_to_space_rule},
    {OP("DepthToSpace", 11,
        "Blocks of channels to blocks of pixels; onnx.ai/onnx/operators/onnx__DepthToSpace.html"),
     LG_ATTRS(block_params, block_attrs), LG_INS(one_in), LG_OUTS(one_out),
     .infer = depth_to_space_infer, .run = depth_to_space_run, .grad = &depth_to_space_rule},
    {GRAD("DepthToSpaceGrad", "Gradient of ai.onnx DepthToSpace: the inverse rearrangement"),
     LG_ATTRS(block_params, block_attrs), LG_INS(grad_in), LG_OUTS(grad_out),
     .infer = space_to_depth_infer, .run = space_to_depth_run,
     .body_build = depth_to_space_grad_body, .flags = LG_OP_NO_GRADIENT},
    {OP("SpaceToDepth", 1, "Blocks of pixels to channels; SpaceToDepth-1 of ai.onnx"),
     LG_ATTRS(block_params, block1_attrs), LG_INS(one_in), LG_OUTS(one_out),
     .infer = space_to_depth_infer, .run = space_to_depth_run, .grad = &space_to_depth_rule},
    {OP("SpaceToDepth", 28,
        "Blocks of pixels to channels; onnx.ai/onnx/operators/onnx__SpaceToDepth.html"),
     LG_ATTRS(block_params, block_attrs), LG_INS(one_in), LG_OUTS(one_out),
     .infer = space_to_depth_infer, .run = space_to_depth_run, .grad = &space_to_depth_rule},
    {GRAD("SpaceToDepthGrad", "Gradient of ai.onnx SpaceToDepth: the inverse rearrangement"),
     LG_ATTRS(block_params, block_attrs), LG_INS(grad_in), LG_OUTS(grad_out),
     .infer = depth_to_space_infer, .run = depth_to_space_run,
     .body_build = space_to_depth_grad_body, .flags = LG_OP_NO_GRADIENT},
    {OP("Expand", 8, "Broadcast to a shape; onnx.ai/onnx/operators/onnx__Expand.html"),
     LG_INS(expand_in), LG_OUTS(one_out), .infer = expand_infer, .run = expand_run,
     .grad = &expand_rule},
    {OP("Tile", 1, "Copies along one axis; Tile-1 of ai.onnx"), LG_INS(tile1_in), LG_OUTS(one_out),
     .infer = tile1_infer, .run = tile1_run, .grad = &tile_rule},
    {OP("Tile", 6, "Copies along every axis; onnx.ai/onnx/operators/onnx__Tile.html"),
     LG_INS(tile_in), LG_OUTS(one_out), .infer = tile_infer, .run = tile_run, .grad = &tile_rule},
    {GRAD("TileGrad", "Gradient of ai.onnx Tile: the sum over the copies"), LG_INS(tile_grad_args),
     LG_OUTS(tile_grad_out), .infer = tile_grad_infer, .run = tile_grad_run,
     .body_build = tile_grad_body, .flags = LG_OP_NO_GRADIENT},
    {OP("Trilu", 14, "Upper or lower triangle; onnx.ai/onnx/operators/onnx__Trilu.html"),
     LG_ATTRS(trilu_params, trilu_attrs), LG_INS(trilu_in), LG_OUTS(trilu_out),
     .infer = trilu_infer, .run = trilu_run, .grad = &trilu_rule},
    {.domain = "com.microsoft",
     .name = "Trilu",
     .since_version = 1,
     .flags = LG_OP_NO_BODY,
     .doc = "Upper or lower triangle; Trilu of ONNX Runtime's ContribOperators.md",
     LG_ATTRS(trilu_params, trilu_attrs),
     LG_INS(trilu_in),
     LG_OUTS(trilu_out),
     .infer = trilu_infer,
     .run = trilu_run,
     .grad = &ms_trilu_rule},
    {.domain = "",
     .name = "EyeLike",
     .since_version = 9,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT,
     .doc = "Ones on a diagonal; onnx.ai/onnx/operators/onnx__EyeLike.html",
     LG_ATTRS(eye_params, eye_attrs),
     LG_INS(eye_in),
     LG_OUTS(eye_out),
     .infer = eye_infer,
     .run = eye_run},
};
LG_FAMILY_DEFINE(tensor_layout, ops);
