/* SPDX-License-Identifier: Apache-2.0 */
/* ScatterElements (Scatter), ScatterND, TensorScatter and OneHot. Updates are applied in the order
 * of their indices; the last of equal ones wins. */
#include "ops/opkit/core.h"
#include "ops/opkit/index.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/move.h"

#include <math.h>
#include <string.h>

typedef struct scatter_params {
    int64_t axis;
    int32_t reduction, mode;
} scatter_params;

enum { NONE, ADD, MUL, MIN, MAX };
static const char *const reductions[] = {"none", "add", "mul", "min", "max", NULL};
#define AXIS LG_ATTR_INT_DOC(scatter_params, axis, 0, "axis of the indices; in [-r, r-1]")
#define REDUCTION                                                                                  \
    LG_ATTR_CHOICE_DOC(scatter_params, reduction, reductions, 0, "how an update meets the data")
static const lg_attr_desc axis_attrs[] = {AXIS};
static const lg_attr_desc elements_attrs[] = {AXIS, REDUCTION};
static const lg_attr_desc nd_attrs[] = {REDUCTION};

static double combine_f(int32_t how, double a, double b) {
    switch (how) {
    case ADD:
        return a + b;
    case MUL:
        return a * b;
    case MIN:
        return a != a || a < b ? a : b;
    default:
        return a != a || a > b ? a : b;
    }
}
static uint64_t combine_i(int32_t how, uint64_t a, uint64_t b, bool is_signed) {
    bool less = is_signed ? (int64_t)a < (int64_t)b : a < b;
    switch (how) {
    case ADD:
        return a + b;
    case MUL:
        return a * b;
    case MIN:
        return less ? a : b;
    default:
        return less ? b : a;
    }
}

/* dst[to …] (+)= src[from …]. */
static void apply(int32_t dtype, int32_t how, void *dst, int64_t to, const void *src, int64_t from,
                  int64_t n) {
    size_t size = op_elem_size(dtype);
    if (how == NONE) {
        lg_copy_elems(dtype, dst, to, src, from, n);
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        char *d = (char *)dst + (size_t)(to + i) * size;
        const char *s = (const char *)src + (size_t)(from + i) * size;
        if (op_is_float(dtype)) {
            double a = 0.0, b = 0.0;
            lg_load_f64(dtype, d, 1, 1, &a);
            lg_load_f64(dtype, s, 1, 1, &b);
            a = combine_f(how, a, b);
            lg_store_f64(dtype, &a, 1, d);
        } else if (lg_core_of(dtype) == LG_CORE_I32) {
            int32_t a = 0, b = 0;
            lg_core_load(dtype, d, 1, 1, &a);
            lg_core_load(dtype, s, 1, 1, &b);
            a = (int32_t)combine_i(how, (uint64_t)(int64_t)a, (uint64_t)(int64_t)b, true);
            lg_core_store(dtype, &a, 1, d);
        } else {
            uint64_t a = 0, b = 0;
            lg_core_load(dtype, d, 1, 1, &a);
            lg_core_load(dtype, s, 1, 1, &b);
            a = combine_i(how, a, b, dtype != LG_UINT64);
            lg_core_store(dtype, &a, 1, d);
        }
    }
}

static lg_status reducible(const lg_infer *ctx, int32_t how) {
    int32_t dtype = ctx->in[0].dtype;
    if (how != NONE && lg_core_of(dtype) == LG_CORE_NONE)
        return LG_FAIL(ctx, LG_E_TYPE, "reduction %s is not defined for type %s", reductions[how],
                       lg_dtype_onnx_name(dtype));
    return LG_OK;
}

static int32_t wrap(int64_t axis, int32_t rank) {
    return (int32_t)(axis < 0 ? axis + rank : axis);
}

/* ---- ScatterElements ---- */

static lg_status elements_infer(lg_infer *ctx) {
    const scatter_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *i = &ctx->in[1];
    int32_t axis;
    LG_TRY(reducible(ctx, p->reduction));
    LG_TRY(lg_infer_rank(ctx, 0, 1, LG_MAX_RANK));
    LG_TRY(lg_infer_same_shape(ctx, 1, 2));
    lg_infer_like(ctx, 0, 0);
    if (x->rank < 0)
        return LG_OK;
    LG_TRY(lg_infer_axis(ctx, p->axis, x->rank, &axis));
    LG_TRY(lg_infer_rank(ctx, 1, x->rank, x->rank));
    for (int32_t d = 0; d < x->rank && i->rank >= 0; d++)
        if (d != axis && i->dims[d] >= 0 && x->dims[d] >= 0 && i->dims[d] > x->dims[d])
            return LG_FAIL(ctx, LG_E_SHAPE,
                           "the indices have size %lld in dimension %d, above %lld",
                           (long long)i->dims[d], (int)d, (long long)x->dims[d]);
    return LG_OK;
}

/* Walks the index tensor; `zero`: writes zeros instead of updates. */
static void elements_walk(const lg_view *idx, int32_t axis, int32_t how, const lg_view *y,
                          const void *updates, bool zero) {
    int64_t strides[LG_MAX_RANK], index[LG_MAX_RANK] = {0};
    int64_t none[2] = {0, 0}, at = 0;
    lg_strides(y->rank, y->dims, strides);
    for (int64_t i = 0; i < idx->count; i++) {
        int64_t k = op_index_at(idx, i);
        k = k < 0 ? k + y->dims[axis] : k;
        int64_t to = at + (k - index[axis]) * strides[axis];
        apply(y->dtype, how, y->data, to, zero ? none : updates, zero ? 0 : i, 1);
        for (int32_t d = idx->rank - 1; d >= 0; d--) {
            at += strides[d];
            if (++index[d] < idx->dims[d])
                break;
            at -= idx->dims[d] * strides[d];
            index[d] = 0;
        }
    }
}

static lg_status elements_run(lg_exec *ctx) {
    const scatter_params *p = ctx->params;
    const lg_view *y = &ctx->out[0];
    int32_t axis = wrap(p->axis, y->rank);
    LG_TRY(lg_check_indices(ctx, 1, y->dims[axis]));
    LG_TRY(lg_run_copy(ctx));
    elements_walk(&ctx->in[1], axis, p->reduction, y, ctx->in[2].data, false);
    return LG_OK;
}

/* ---- ScatterND ---- */

static lg_status nd_infer(lg_infer *ctx) {
    const scatter_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *i = &ctx->in[1], *u = &ctx->in[2];
    LG_TRY(reducible(ctx, p->reduction));
    LG_TRY(lg_infer_rank(ctx, 0, 1, LG_MAX_RANK));
    LG_TRY(lg_infer_rank(ctx, 1, 1, LG_MAX_RANK));
    lg_infer_like(ctx, 0, 0);
    if (x->rank < 0 || i->rank < 0)
        return LG_OK;
    int64_t k = i->dims[i->rank - 1];
    if (k < 0)
        return LG_OK;
    if (k > x->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "the last dimension of the indices is %lld, above rank %d",
                       (long long)k, (int)x->rank);
    int32_t rank = i->rank - 1 + x->rank - (int32_t)k;
    LG_TRY(lg_infer_rank(ctx, 2, rank, rank));
    for (int32_t d = 0; d < rank && u->rank >= 0; d++)
        LG_TRY(lg_infer_same_dim(ctx, 2, d,
                                 d < i->rank - 1 ? i->dims[d] : x->dims[d - (i->rank - 1) + k]));
    return LG_OK;
}

/* Offset of the slice that index tuple j selects; false when it is out of range. */
static bool nd_offset(const lg_view *idx, const lg_view *y, int64_t j, int64_t k, int64_t inner,
                      int64_t *out, int64_t *bad) {
    int64_t at = 0;
    for (int64_t d = 0; d < k; d++) {
        int64_t index = op_index_at(idx, j * k + d);
        if (!op_wrap_index(&index, y->dims[d])) {
            *bad = index;
            return false;
        }
        at = at * y->dims[d] + index;
    }
    *out = at * inner;
    return true;
}

static lg_status nd_walk(const lg_exec *ctx, const lg_view *idx, int32_t how, const lg_view *y,
                         const void *updates, bool zero) {
    int64_t k = idx->dims[idx->rank - 1], n = 1, inner = 1;
    for (int32_t d = 0; d < idx->rank - 1; d++)
        n *= idx->dims[d];
    for (int32_t d = (int32_t)k; d < y->rank; d++)
        inner *= y->dims[d];
    for (int pass = 0; pass < 2; pass++) /* all indices are checked before the first write */
        for (int64_t j = 0; j < n; j++) {
            int64_t to = 0, bad = 0;
            if (!nd_offset(idx, y, j, k, inner, &to, &bad))
                return LG_FAIL(ctx, LG_E_DATA, "index %lld of tuple %lld is out of range",
                               (long long)bad, (long long)j);
            if (pass == 0)
                continue;
            if (zero)
                lg_zero_elems(y->dtype, (char *)y->data + (size_t)to * op_elem_size(y->dtype),
                              inner);
            else
                apply(y->dtype, how, y->data, to, updates, j * inner, inner);
        }
    return LG_OK;
}

static lg_status nd_run(lg_exec *ctx) {
    const scatter_params *p = ctx->params;
    LG_TRY(lg_run_copy(ctx));
    return nd_walk(ctx, &ctx->in[1], p->reduction, &ctx->out[0], ctx->in[2].data, false);
}

/* ---- gradients: (dY, indices) -> data, updates ---- */

static lg_status additive(const lg_infer *ctx) {
    const scatter_params *p = ctx->params;
    if (p->reduction > ADD)
        return LG_FAIL(ctx, LG_E_NO_GRADIENT, "reduction %s has no gradient",
                       reductions[p->reduction]);
    return LG_OK;
}

static lg_status elements_grad_infer(lg_infer *ctx) {
    LG_TRY(additive(ctx));
    lg_infer_like(ctx, 0, 0);
    if (ctx->n_out > 1) {
        lg_infer_like(ctx, 1, 1);
        ctx->out[1].dtype = ctx->in[0].dtype;
    }
    return LG_OK;
}

static lg_status elements_grad_run(lg_exec *ctx) {
    const scatter_params *p = ctx->params;
    const lg_view *dy = &ctx->in[0], *idx = &ctx->in[1];
    if (dy->rank < 1 || idx->rank != dy->rank || p->axis < -dy->rank || p->axis >= dy->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "ranks %d and %d do not fit axis %lld", (int)dy->rank,
                       (int)idx->rank, (long long)p->axis);
    int32_t axis = wrap(p->axis, dy->rank);
    LG_TRY(lg_check_indices(ctx, 1, dy->dims[axis]));
    for (int32_t d = 0; d < dy->rank; d++)
        if (d != axis && idx->dims[d] > dy->dims[d])
            return LG_FAIL(ctx, LG_E_SHAPE, "the indices do not fit dY");
    if (ctx->n_out > 1 && ctx->out[1].data) {
        int64_t strides[LG_MAX_RANK];
        lg_strides(dy->rank, dy->dims, strides);
        for (int64_t i = 0; i < idx->count; i++) {
            int64_t rest = i, at = 0, k = op_index_at(idx, i);
            for (int32_t d = dy->rank - 1; d >= 0; d--) {
                at +=
                    strides[d] * (d == axis ? (k < 0 ? k + dy->dims[d] : k) : rest % idx->dims[d]);
                rest /= idx->dims[d];
            }
            lg_copy_elems(dy->dtype, ctx->out[1].data, i, dy->data, at, 1);
        }
    }
    if (!ctx->out[0].data)
        return LG_OK;
    LG_TRY(lg_run_copy(ctx));
    if (p->reduction == NONE)
        elements_walk(idx, axis, NONE, &ctx->out[0], NULL, true);
    return LG_OK;
}

static lg_status nd_grad_infer(lg_infer *ctx) {
    const lg_view *dy = &ctx->in[0], *i = &ctx->in[1];
    int64_t dims[2 * LG_MAX_RANK];
    int32_t n = 0;
    LG_TRY(additive(ctx));
    lg_infer_like(ctx, 0, 0);
    if (ctx->n_out < 2)
        return LG_OK;
    int64_t k = i->rank > 0 ? i->dims[i->rank - 1] : -1;
    if (dy->rank < 0 || k < 0)
        return lg_infer_dtype(ctx, 1, dy->dtype, -1);
    if (k > dy->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "the last dimension of the indices is %lld, above rank %d",
                       (long long)k, (int)dy->rank);
    for (int32_t d = 0; d < i->rank - 1; d++)
        dims[n++] = i->dims[d];
    for (int32_t d = (int32_t)k; d < dy->rank; d++)
        dims[n++] = dy->dims[d];
    return lg_infer_set(ctx, 1, dy->dtype, n, dims);
}

static lg_status nd_grad_run(lg_exec *ctx) {
    const scatter_params *p = ctx->params;
    const lg_view *dy = &ctx->in[0], *idx = &ctx->in[1];
    int64_t k = idx->rank > 0 ? idx->dims[idx->rank - 1] : 0, n = k ? idx->count / k : 0, inner = 1;
    if (idx->rank < 1 || k > dy->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "the indices do not fit dY");
    for (int32_t d = (int32_t)k; d < dy->rank; d++)
        inner *= dy->dims[d];
    if (ctx->n_out > 1 && ctx->out[1].data)
        for (int64_t j = 0; j < n; j++) {
            int64_t at = 0, bad = 0;
            if (!nd_offset(idx, dy, j, k, inner, &at, &bad))
                return LG_FAIL(ctx, LG_E_DATA, "index %lld of tuple %lld is out of range",
                               (long long)bad, (long long)j);
            lg_copy_elems(dy->dtype, ctx->out[1].data, j * inner, dy->data, at, inner);
        }
    if (!ctx->out[0].data)
        return LG_OK;
    LG_TRY(lg_run_copy(ctx));
    return p->reduction == NONE ? nd_walk(ctx, idx, NONE, &ctx->out[0], NULL, true) : LG_OK;
}

static lg_status elements_grad_body(lg_body *ctx) {
    const scatter_params *p = ctx->params;
    long long axis = (long long)p->axis;
    ctx->append(ctx, "dU = GatherElements <axis = %lld> (dY, indices)\n", axis);
    if (p->reduction == ADD)
        ctx->append(ctx, "dX = Identity (dY)\n");
    else
        ctx->append(ctx, "z = Sub (dU, dU)\ndX = ScatterElements <axis = %lld> (dY, indices, z)\n",
                    axis);
    return LG_OK;
}
static lg_status nd_grad_body(lg_body *ctx) {
    const scatter_params *p = ctx->params;
    ctx->append(ctx, "dU = GatherND (dY, indices)\n");
    ctx->append(ctx, p->reduction == ADD ? "dX = Identity (dY)\n"
                                         : "z = Sub (dU, dU)\ndX = ScatterND (dY, indices, z)\n");
    return LG_OK;
}

/* ---- OneHot ---- */

static const lg_attr_desc onehot_attrs[] = {
    LG_ATTR_INT_DOC(scatter_params, axis, -1, "position of the new dimension; in [-r-1, r]"),
};

static lg_status depth_of(const lg_host *host, lg_error *err, const lg_view *v, int64_t *out) {
    double f = 0.0;
    if (v->count != 1)
        return host->fail(err, LG_E_SHAPE, "depth has %lld elements, expected one",
                          (long long)v->count);
    lg_load_f64(v->dtype, v->data, 1, 1, &f);
    if (!(f >= 0.0 && f < 0x1p62))
        return host->fail(err, LG_E_DATA, "depth is %g", f);
    *out = op_is_float(v->dtype) ? (int64_t)f : lg_int_at(v, 0);
    return LG_OK;
}

static lg_status onehot_dims(const lg_host *host, lg_error *err, const lg_view *x, int64_t axis,
                             int64_t depth, int64_t *dims) {
    if (axis < -(int64_t)x->rank - 1 || axis > x->rank)
        return host->fail(err, LG_E_MODEL, "axis %lld is out of range for rank %d", (long long)axis,
                          (int)x->rank + 1);
    int32_t at = wrap(axis, x->rank + 1);
    for (int32_t d = 0, from = 0; d <= x->rank; d++)
        dims[d] = d == at ? depth : x->dims[from++];
    return LG_OK;
}

static lg_status onehot_infer(lg_infer *ctx) {
    const scatter_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int64_t dims[LG_MAX_RANK + 1], depth = 0;
    if (lg_view_is_concrete(&ctx->in[2]) && ctx->in[2].count != 2)
        return LG_FAIL(ctx, LG_E_SHAPE, "values has %lld elements, expected two",
                       (long long)ctx->in[2].count);
    if (ctx->in[1].data)
        LG_TRY(depth_of(ctx->host, ctx->err, &ctx->in[1], &depth));
    else
        depth = lg_infer_new_dim(ctx);
    if (x->rank < 0)
        return lg_infer_dtype(ctx, 0, ctx->in[2].dtype, -1);
    if (x->rank == LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_LIMIT, "the result would have rank %d", LG_MAX_RANK + 1);
    LG_TRY(onehot_dims(ctx->host, ctx->err, x, p->axis, depth, dims));
    return lg_infer_set(ctx, 0, ctx->in[2].dtype, x->rank + 1, dims);
}

/* Indices outside of [-depth, depth-1] give a row of off values, as the standard says. */
static lg_status onehot_run(lg_exec *ctx) {
    const scatter_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *values = &ctx->in[2];
    int64_t dims[LG_MAX_RANK + 1], depth = 0, inner = 1;
    LG_TRY(depth_of(ctx->host, ctx->err, &ctx->in[1], &depth));
    LG_TRY(onehot_dims(ctx->host, ctx->err, x, p->axis, depth, dims));
    LG_TRY(lg_exec_output(ctx, 0, values->dtype, x->rank + 1, dims));
    if (values->count != 2)
        return LG_FAIL(ctx, LG_E_SHAPE, "values has %lld elements, expected two",
                       (long long)values->count);
    const lg_view *y = &ctx->out[0];
    for (int32_t d = wrap(p->axis, x->rank + 1) + 1; d <= x->rank; d++)
        inner *= dims[d];
    lg_fill_elems(y->dtype, y->data, 0, y->count, values->data, 0);
    for (int64_t i = 0; i < x->count; i++) {
        int64_t k;
        if (op_is_float(x->dtype)) {
            double f = 0.0;
            lg_load_f64(x->dtype, (const char *)x->data + (size_t)i * op_elem_size(x->dtype), 1, 1,
                        &f);
            if (!(f >= -0x1p62 && f < 0x1p62))
                continue;
            k = (int64_t)f;
        } else {
            k = lg_int_at(x, i);
        }
        if (op_wrap_index(&k, depth))
            lg_copy_elems(y->dtype, y->data, (i / inner * depth + k) * inner + i % inner,
                          values->data, 1, 1);
    }
    return LG_OK;
}

/* ---- TensorScatter: updates of a key-value cache ---- */

static const char *const cache_modes[] = {"linear", "circular", NULL};
static const lg_attr_desc tensor_attrs[] = {
    LG_ATTR_INT_DOC(scatter_params, axis, -2, "sequence axis; not 0"),
    LG_ATTR_CHOICE_DOC(scatter_params, mode, cache_modes, 0, "circular wraps at the end"),
};

static lg_status tensor_infer(lg_infer *ctx) {
    const scatter_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *u = &ctx->in[1];
    int32_t axis = 0;
    lg_infer_like(ctx, 0, 0);
    LG_TRY(lg_infer_rank(ctx, 0, 2, LG_MAX_RANK));
    if (x->rank < 0)
        return LG_OK;
    LG_TRY(lg_infer_axis(ctx, p->axis, x->rank, &axis));
    if (axis == 0)
        return LG_FAIL(ctx, LG_E_MODEL, "axis is the batch axis");
    LG_TRY(lg_infer_rank(ctx, 1, x->rank, x->rank));
    for (int32_t d = 0; d < x->rank && u->rank >= 0; d++) {
        if (d != axis)
            LG_TRY(lg_infer_same_dim(ctx, 1, d, x->dims[d]));
        else if (u->dims[d] >= 0 && x->dims[d] >= 0 && u->dims[d] > x->dims[d])
            return LG_FAIL(ctx, LG_E_SHAPE, "the update has length %lld, the cache %lld",
                           (long long)u->dims[d], (long long)x->dims[d]);
    }
    if (LG_GIVEN(ctx, 2)) {
        LG_TRY(lg_infer_rank(ctx, 2, 1, 1));
        LG_TRY(lg_infer_same_dim(ctx, 2, 0, x->dims[0]));
    }
    return LG_OK;
}

static lg_status tensor_run(lg_exec *ctx) {
    const scatter_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *u = &ctx->in[1], *y = &ctx->out[0];
    int32_t axis = wrap(p->axis, x->rank);
    int64_t length = x->dims[axis], n = u->dims[axis], inner = 1, heads = 1;
    for (int32_t d = axis + 1; d < x->rank; d++)
        inner *= x->dims[d];
    for (int32_t d = 1; d < axis; d++)
        heads *= x->dims[d];
    bool circular = p->mode == 1;
    for (int64_t b = 0; b < x->dims[0]; b++) {
        int64_t first = LG_GIVEN(ctx, 2) ? op_index_at(&ctx->in[2], b) : 0;
        if (first < 0 || (n > 0 && (circular ? first > INT64_MAX - n : first > length - n)))
            return LG_FAIL(ctx, LG_E_DATA,
                           "write index %lld of batch %lld does not fit length %lld",
                           (long long)first, (long long)b, (long long)length);
    }
    LG_TRY(lg_run_copy(ctx));
    for (int64_t b = 0; b < x->dims[0]; b++) {
        int64_t first = LG_GIVEN(ctx, 2) ? op_index_at(&ctx->in[2], b) : 0;
        for (int64_t h = 0; h < heads; h++)
            for (int64_t i = 0; i < n; i++) {
                int64_t at = circular ? (first + i) % length : first + i;
                lg_copy_elems(y->dtype, y->data, ((b * heads + h) * length + at) * inner, u->data,
                              ((b * heads + h) * n + i) * inner, inner);
            }
    }
    return LG_OK;
}

/* ---- descriptors ---- */

#define T_ARG(n, fl)                                                                               \
    { .name = (n), .type = "T", .dtypes = LG_T_WHOLE, .flags = (fl) }
#define INDICES(types)                                                                             \
    { .name = "indices", .type = "Tind", .dtypes = (types), .flags = LG_ARG_NONDIFF }
static const lg_arg_desc elements_in[] = {T_ARG("data", 0), INDICES(LG_T_INDEX),
                                          T_ARG("updates", 0)};
static const lg_arg_desc nd_in[] = {T_ARG("data", 0), INDICES(LG_T_I64), T_ARG("updates", 0)};
static const lg_arg_desc scatter_out[] = {
    {.name = "output", .type = "T", .dtypes = LG_T_WHOLE, .may_overwrite = 1}};
#define DY                                                                                         \
    { .name = "dY", .type = "T", .dtypes = LG_T_FLOATS }
static const lg_arg_desc elements_grad_in[] = {DY, INDICES(LG_T_INDEX)};
static const lg_arg_desc nd_grad_in[] = {DY, INDICES(LG_T_I64)};
static const lg_arg_desc grad_out[] = {
    {.name = "dX", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL},
    {.name = "dU", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL}};
static const lg_arg_desc onehot_in[] = {
    {.name = "indices", .type = "T1", .dtypes = LG_T_NUMERIC, .flags = LG_ARG_NONDIFF},
    {.name = "depth", .type = "T2", .dtypes = LG_T_NUMERIC, .flags = LG_ARG_NONDIFF},
    {.name = "values", .type = "T3", .dtypes = LG_T_WHOLE, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc onehot_out[] = {{.name = "output", .type = "T3", .dtypes = LG_T_WHOLE}};
static const lg_arg_desc tensor_in[] = {
    T_ARG("past_cache", LG_ARG_NONDIFF),
    T_ARG("update", LG_ARG_NONDIFF),
    {.name = "write_indices", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF}};

static const uint8_t to_x02[] = {0, 2};
static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 1}};
static const lg_grad_rule elements_rule =
    LG_GRAD_OP("ai.lossgraph", "ScatterElementsGrad", refs, to_x02);
static const lg_grad_rule nd_rule = LG_GRAD_OP("ai.lossgraph", "ScatterNDGrad", refs, to_x02);

#define URL(op) "; onnx.ai/onnx/operators/onnx__" op ".html"
#define OP(opname, since, fn, ins, fl, text)                                                       \
    .domain = "", .name = opname, .since_version = (since), .flags = LG_OP_NO_BODY | (fl),         \
    .doc = text, LG_INS(ins), LG_OUTS(scatter_out), .infer = fn##_infer, .run = fn##_run
#define GRAD(opname, fn, table, text)                                                              \
    {                                                                                              \
        .domain = "ai.lossgraph", .name = opname, .since_version = 1, .flags = LG_OP_NO_GRADIENT,  \
        .doc = text, LG_ATTRS(scatter_params, table), LG_INS(fn##_in), LG_OUTS(grad_out),          \
        .infer = fn##_infer, .run = fn##_run, .body_build = fn##_body                              \
    }

static const lg_op_desc ops[] = {
    {OP("Scatter", 9, elements, elements_in, 0, "ScatterElements under its first name"),
     LG_ATTRS(scatter_params, axis_attrs), .grad = &elements_rule},
    {OP("Scatter", 11, elements, elements_in, LG_OP_DEPRECATED,
        "ScatterElements under its first name"),
     LG_ATTRS(scatter_params, axis_attrs), .grad = &elements_rule},
    {OP("ScatterElements", 11, elements, elements_in, 0,
        "Elements written along an axis" URL("ScatterElements")),
     LG_ATTRS(scatter_params, axis_attrs), .grad = &elements_rule},
    {OP("ScatterElements", 16, elements, elements_in, 0,
        "Elements written or combined along an axis" URL("ScatterElements")),
     LG_ATTRS(scatter_params, elements_attrs), .grad = &elements_rule},
    {OP("ScatterND", 11, nd, nd_in, 0, "Slices written at index tuples" URL("ScatterND")),
     .params_size = sizeof(scatter_params), .grad = &nd_rule},
    {OP("ScatterND", 16, nd, nd_in, 0,
        "Slices written or combined at index tuples" URL("ScatterND")),
     LG_ATTRS(scatter_params, nd_attrs), .grad = &nd_rule},
    GRAD("ScatterElementsGrad", elements_grad, elements_attrs,
         "Gradient of ai.onnx ScatterElements (none, add): dY without the overwritten elements, "
         "and dY at the indices"),
    GRAD("ScatterNDGrad", nd_grad, nd_attrs,
         "Gradient of ai.onnx ScatterND (none, add): dY without the overwritten slices, and dY at "
         "the indices"),
    {.domain = "",
     .name = "OneHot",
     .since_version = 9,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT,
     .doc = "One-hot rows" URL("OneHot"),
     LG_ATTRS(scatter_params, onehot_attrs),
     LG_INS(onehot_in),
     LG_OUTS(onehot_out),
     .infer = onehot_infer,
     .run = onehot_run},
    {OP("TensorScatter", 24, tensor, tensor_in, LG_OP_NO_GRADIENT,
        "Update of a key-value cache" URL("TensorScatter")),
     LG_ATTRS(scatter_params, tensor_attrs)},
};
LG_FAMILY_DEFINE(tensor_scatter, ops);
