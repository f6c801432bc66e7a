/* SPDX-License-Identifier: Apache-2.0 */
/* Operators that keep the elements and change the shape, and those that read only the shape. */
#include "ops/opkit/infer.h"
#include "ops/opkit/move.h"

#include <string.h>

/* The gradient of every operator that keeps the elements: dY in the shape of X. */
static const lg_ref back_in[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}};
static const uint8_t back_out[] = {0};
static const lg_grad_rule back_grad = LG_GRAD_OP("", "Reshape", back_in, back_out);

static const lg_arg_desc data_in[] = {{.name = "data", .type = "T", .dtypes = LG_T_ALL}};
static const lg_arg_desc data_list_in[] = {
    {.name = "data", .type = "T", .dtypes = LG_T_ALL},
    {.name = "axes", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF}};
static const lg_arg_desc data_axes_in[] = {
    {.name = "data", .type = "T", .dtypes = LG_T_ALL},
    {.name = "axes", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc data_shape_in[] = {
    {.name = "data", .type = "T", .dtypes = LG_T_ALL},
    {.name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc same_out[] = {
    {.name = "output", .type = "T", .dtypes = LG_T_ALL, .may_overwrite = 1}};
static const lg_arg_desc int_out[] = {{.name = "output", .dtypes = LG_T_I64}};

/* Copies output 0 from input 0 with dims that only run knows. */
static lg_status run_to(lg_exec *ctx, int32_t rank, const int64_t *dims) {
    LG_TRY(lg_exec_output(ctx, 0, ctx->in[0].dtype, rank, dims));
    return lg_run_copy(ctx);
}

/* ---- Identity ---- */

static lg_status identity_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status identity_run(lg_exec *ctx) {
    const lg_view *x = &ctx->in[0];
    if (x->dtype < LG_DTYPE_COUNT)
        return lg_run_copy(ctx);
    const lg_seq *from = x->data;
    if (ctx->out[0].data == x->data)
        return LG_OK;
    LG_TRY(ctx->host->alloc_output(ctx->self, 0, x->dtype, 1, &from->count, ctx->err));
    lg_seq *to = ctx->out[0].data;
    to->elem_dtype = from->elem_dtype;
    for (int64_t i = 0; i < from->count; i++) {
        to->items[i] = from->items[i];
        if (from->keys)
            to->keys[i] = from->keys[i];
    }
    return LG_OK;
}

/* ---- Reshape ---- */

typedef struct reshape_params {
    lg_ints shape, consumed_inputs; /* version 1 */
    int32_t allowzero;
} reshape_params;

static const lg_attr_desc reshape1_attrs[] = {
    LG_ATTR_INTS_DOC(reshape_params, shape, "new dims; 0 copies a dim, one -1 is computed"),
    LG_ATTR_INTS_DOC(reshape_params, consumed_inputs, "legacy optimisation hint, ignored"),
};
static const lg_attr_desc reshape_attrs[] = {
    LG_ATTR_BOOL_DOC(reshape_params, allowzero, 0, "1: a 0 in shape is a size, not a copied dim"),
};

/* Resolves 0 and -1. `x` may have symbols; -1 then becomes a symbol. */
static lg_status reshape_dims(const lg_infer *ctx, const int64_t *shape, int64_t n,
                              bool zero_is_zero, int64_t *dims) {
    const lg_view *x = &ctx->in[0];
    int32_t open = -1;
    bool has_zero = false;
    if (n > LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_LIMIT, "shape has %lld entries, the limit is %d", (long long)n,
                       LG_MAX_RANK);
    for (int32_t d = 0; d < n; d++) {
        dims[d] = shape[d];
        if (shape[d] == -1) {
            if (open >= 0)
                return LG_FAIL(ctx, LG_E_SHAPE, "shape has more than one -1");
            open = d;
        } else if (shape[d] < -1) {
            return LG_FAIL(ctx, LG_E_SHAPE, "shape has the entry %lld", (long long)shape[d]);
        } else if (shape[d] == 0) {
            if (zero_is_zero) {
                has_zero = true;
            } else if (x->rank >= 0) {
                if (d >= x->rank)
                    return LG_FAIL(ctx, LG_E_SHAPE,
                                   "shape has 0 at position %d but the input has rank %d", (int)d,
                                   (int)x->rank);
                dims[d] = x->dims[d];
            } else {
                dims[d] = lg_infer_new_dim(ctx);
            }
        }
    }
    if (open >= 0 && has_zero)
        return LG_FAIL(ctx, LG_E_SHAPE, "shape has both 0 and -1 with allowzero");
    int64_t known = 1;
    bool symbols = false;
    for (int32_t d = 0; d < n; d++) {
        if (d == open)
            continue;
        if (dims[d] < 0)
            symbols = true;
        else if (!op_mul(known, dims[d], &known))
            return LG_FAIL(ctx, LG_E_LIMIT, "shape has too many elements");
    }
    bool concrete = lg_view_is_concrete(x);
    if (concrete && !symbols) {
        if (open >= 0) {
            /* Copied dims cancel out, so that an empty batch keeps its other sizes. */
            int64_t have = 1, want = 1;
            bool fits = true;
            for (int32_t d = 0; d < x->rank; d++)
                if (d >= n || shape[d] != 0 || zero_is_zero)
                    fits = fits && op_mul(have, x->dims[d], &have);
            for (int32_t d = 0; d < n; d++)
                if (d != open && (shape[d] != 0 || zero_is_zero))
                    fits = fits && op_mul(want, dims[d], &want);
            if (!fits || want == 0 || have % want != 0)
                return LG_FAIL(ctx, LG_E_SHAPE, "%lld elements do not divide into shape of %lld",
                               (long long)x->count, (long long)known);
            dims[open] = have / want;
        } else if (known != x->count) {
            return LG_FAIL(ctx, LG_E_SHAPE, "%lld elements do not fit a shape of %lld",
                           (long long)x->count, (long long)known);
        }
    } else if (open >= 0) {
        int64_t mine = lg_infer_product(ctx, dims, 0, open);
        for (int32_t d = open + 1; d < n; d++)
            mine = lg_infer_dim(ctx, LG_DIM_MUL, mine, dims[d]);
        dims[open] =
            x->rank >= 0 && mine != 0
                ? lg_infer_dim(ctx, LG_DIM_DIV, lg_infer_product(ctx, x->dims, 0, x->rank), mine)
                : lg_infer_new_dim(ctx);
    }
    return LG_OK;
}

static lg_status reshape_infer(lg_infer *ctx) {
    const reshape_params *p = ctx->params;
    int64_t shape[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    LG_TRY(lg_infer_rank(ctx, 1, 1, 1));
    LG_TRY(lg_infer_ints(ctx, 1, shape, &n));
    if (n < 0) {
        int64_t length = ctx->in[1].rank == 1 ? ctx->in[1].dims[0] : -1;
        return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, op_length_rank(length));
    }
    LG_TRY(reshape_dims(ctx, shape, n, p->allowzero != 0, dims));
    return lg_infer_set(ctx, 0, ctx->in[0].dtype, (int32_t)n, dims);
}

static lg_status reshape1_infer(lg_infer *ctx) {
    const reshape_params *p = ctx->params;
    int64_t dims[LG_MAX_RANK];
    LG_TRY(reshape_dims(ctx, p->shape.v, p->shape.n, false, dims));
    return lg_infer_set(ctx, 0, ctx->in[0].dtype, (int32_t)p->shape.n, dims);
}

static lg_status reshape_run(lg_exec *ctx) {
    const reshape_params *p = ctx->params;
    if (ctx->out[0].data)
        return lg_run_copy(ctx);
    /* The same rules on concrete dims, with the failures of run. */
    lg_infer as_infer = {.struct_size = sizeof as_infer,
                         .n_in = ctx->n_in,
                         .in = ctx->in,
                         .params = p,
                         .host = ctx->host,
                         .self = ctx->self,
                         .err = ctx->err};
    int64_t shape[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    LG_TRY(lg_exec_ints(ctx, 1, shape, &n));
    LG_TRY(reshape_dims(&as_infer, shape, n, p->allowzero != 0, dims));
    return run_to(ctx, (int32_t)n, dims);
}

/* ---- Flatten ---- */

typedef struct axis_params {
    int64_t axis;
} axis_params;

static const lg_attr_desc flatten_attrs[] = {
    LG_ATTR_INT_DOC(axis_params, axis, 1, "dims before it form the first result dim; [-r, r]"),
};

static lg_status flatten_infer(lg_infer *ctx) {
    const axis_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    if (x->rank < 0)
        return lg_infer_dtype(ctx, 0, x->dtype, 2);
    if (p->axis < -(int64_t)x->rank || p->axis > x->rank)
        return LG_FAIL(ctx, LG_E_MODEL, "axis %lld is out of range for rank %d", (long long)p->axis,
                       (int)x->rank);
    int32_t axis = (int32_t)(p->axis < 0 ? p->axis + x->rank : p->axis);
    int64_t dims[2] = {lg_infer_product(ctx, x->dims, 0, axis),
                       lg_infer_product(ctx, x->dims, axis, x->rank)};
    return lg_infer_set(ctx, 0, x->dtype, 2, dims);
}

/* ---- Squeeze, Unsqueeze ---- */

typedef struct axes_params {
    lg_ints axes;
} axes_params;

static const lg_attr_desc squeeze1_attrs[] = {
    LG_ATTR_INTS_DOC(axes_params, axes, "dims of size 1 to drop; absent: all of them"),
};
static const lg_attr_desc unsqueeze1_attrs[] = {
    {.name = "axes",
     .kind = LG_ATTR_INTS,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(axes_params, axes, lg_ints),
     .doc = "positions of the new dims in the result"},
};

static lg_status squeeze_dims(const lg_infer *ctx, const int64_t *axes, int64_t n, int32_t *rank,
                              int64_t *dims) {
    const lg_view *x = &ctx->in[0];
    uint8_t mask[LG_MAX_RANK];
    LG_TRY(lg_infer_axes(ctx, axes, n < 0 ? 0 : n, x->rank, mask));
    *rank = 0;
    for (int32_t d = 0; d < x->rank; d++) {
        if (n < 0 && x->dims[d] < 0) { /* may be 1 or not */
            *rank = -1;
            return LG_OK;
        }
        if (n < 0 ? x->dims[d] == 1 : mask[d] != 0) {
            if (x->dims[d] >= 0 && x->dims[d] != 1)
                return LG_FAIL(ctx, LG_E_SHAPE, "dimension %d has size %lld, expected 1", (int)d,
                               (long long)x->dims[d]);
            continue;
        }
        dims[(*rank)++] = x->dims[d];
    }
    return LG_OK;
}

static lg_status unsqueeze_dims(const lg_infer *ctx, const int64_t *axes, int64_t n, int32_t *rank,
                                int64_t *dims) {
    const lg_view *x = &ctx->in[0];
    uint8_t mask[LG_MAX_RANK];
    if (n > LG_MAX_RANK || x->rank + n > LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_LIMIT, "the result would have rank %lld, the limit is %d",
                       (long long)(x->rank + n), LG_MAX_RANK);
    *rank = x->rank + (int32_t)n;
    LG_TRY(lg_infer_axes(ctx, axes, n, *rank, mask));
    for (int32_t d = 0, from = 0; d < *rank; d++)
        dims[d] = mask[d] ? 1 : x->dims[from++];
    return LG_OK;
}

typedef lg_status (*dims_fn)(const lg_infer *ctx, const int64_t *axes, int64_t n, int32_t *rank,
                             int64_t *dims);

/* Axes from the attribute (old versions) or from input 1; *known is false when only run knows. */
static lg_status get_axes(const lg_infer *ctx, int64_t *axes, int64_t *n, bool *known) {
    *known = true;
    if (ctx->n_in < 2 && ctx->opset < 13) {
        const axes_params *p = ctx->params;
        *n = p->axes.v ? p->axes.n : -1;
        if (*n > LG_MAX_RANK)
            return LG_FAIL(ctx, LG_E_LIMIT, "axes has %lld entries, the limit is %d", (long long)*n,
                           LG_MAX_RANK);
        if (*n > 0)
            memcpy(axes, p->axes.v, (size_t)*n * sizeof *axes);
        return LG_OK;
    }
    LG_TRY(lg_infer_ints(ctx, 1, axes, n));
    *known = *n >= 0 || !LG_GIVEN(ctx, 1);
    return LG_OK;
}

static lg_status axes_infer(lg_infer *ctx, dims_fn fn, bool adds) {
    const lg_view *x = &ctx->in[0];
    int64_t axes[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    bool known;
    LG_TRY(get_axes(ctx, axes, &n, &known));
    int32_t rank = -1;
    if (!known || x->rank < 0) {
        /* The number of axes may be known even when the axes are not. */
        int64_t length = !known && ctx->in[1].rank == 1 ? ctx->in[1].dims[0] : n;
        if (x->rank >= 0 && length >= 0)
            rank = (int32_t)op_min(LG_MAX_RANK + 1,
                                   op_max(0, adds ? x->rank + length : x->rank - length));
        return lg_infer_dtype(ctx, 0, x->dtype, rank);
    }
    LG_TRY(fn(ctx, axes, n, &rank, dims));
    return rank < 0 ? lg_infer_dtype(ctx, 0, x->dtype, -1)
                    : lg_infer_set(ctx, 0, x->dtype, rank, dims);
}

static lg_status axes_run(lg_exec *ctx, dims_fn fn) {
    if (ctx->out[0].data)
        return lg_run_copy(ctx);
    lg_infer as_infer = {.struct_size = sizeof as_infer,
                         .n_in = ctx->n_in,
                         .opset = ctx->opset,
                         .in = ctx->in,
                         .params = ctx->params,
                         .host = ctx->host,
                         .self = ctx->self,
                         .err = ctx->err};
    int64_t axes[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    int32_t rank = 0;
    bool known;
    LG_TRY(get_axes(&as_infer, axes, &n, &known));
    LG_TRY(fn(&as_infer, axes, n, &rank, dims));
    return run_to(ctx, rank, dims);
}

static lg_status squeeze_infer(lg_infer *ctx) {
    return axes_infer(ctx, squeeze_dims, false);
}
static lg_status squeeze_run(lg_exec *ctx) {
    return axes_run(ctx, squeeze_dims);
}
static lg_status unsqueeze_infer(lg_infer *ctx) {
    return axes_infer(ctx, unsqueeze_dims, true);
}
static lg_status unsqueeze_run(lg_exec *ctx) {
    return axes_run(ctx, unsqueeze_dims);
}

/* ---- Shape, Size ---- */

typedef struct shape_params {
    int64_t start, end;
} shape_params;

static const lg_attr_desc shape_attrs[] = {
    LG_ATTR_INT_DOC(shape_params, start, 0, "first dim listed; negative counts from the end"),
    LG_ATTR_INT_DOC(shape_params, end, LG_INT_ABSENT, "first dim not listed; absent: the rank"),
};

static void shape_range(const shape_params *p, bool has_params, int32_t rank, int64_t *start,
                        int64_t *end) {
    int64_t s = has_params ? p->start : 0;
    int64_t e = has_params && p->end != LG_INT_ABSENT ? p->end : rank;
    s = s < 0 ? s + rank : s;
    e = e < 0 ? e + rank : e;
    *start = op_min(rank, op_max(0, s));
    *end = op_max(*start, op_min(rank, op_max(0, e)));
}

static lg_status shape_infer_range(lg_infer *ctx, bool has_params) {
    int64_t start, end, length;
    if (ctx->in[0].rank < 0)
        return lg_infer_dtype(ctx, 0, LG_INT64, 1);
    shape_range(ctx->params, has_params, ctx->in[0].rank, &start, &end);
    length = end - start;
    return lg_infer_set(ctx, 0, LG_INT64, 1, &length);
}
static lg_status shape_infer(lg_infer *ctx) {
    return shape_infer_range(ctx, true);
}
static lg_status shape1_infer(lg_infer *ctx) {
    return shape_infer_range(ctx, false);
}

static lg_status shape_write(lg_exec *ctx, bool has_params) {
    int64_t start, end;
    shape_range(ctx->params, has_params, ctx->in[0].rank, &start, &end);
    int64_t length = end - start;
    LG_TRY(lg_exec_output(ctx, 0, LG_INT64, 1, &length));
    for (int64_t d = start; d < end; d++)
        ((int64_t *)ctx->out[0].data)[d - start] = ctx->in[0].dims[d];
    return LG_OK;
}
static lg_status shape_run(lg_exec *ctx) {
    return shape_write(ctx, true);
}
static lg_status shape1_run(lg_exec *ctx) {
    return shape_write(ctx, false);
}

static lg_status size_infer(lg_infer *ctx) {
    lg_infer_scalar(ctx, 0, LG_INT64);
    return LG_OK;
}
static lg_status size_run(lg_exec *ctx) {
    *(int64_t *)ctx->out[0].data = ctx->in[0].count;
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_arg_desc any_in[] = {{.name = "input", .type = "V", .dtypes = LG_T_ANY}};
static const lg_arg_desc any_out[] = {
    {.name = "output", .type = "V", .dtypes = LG_T_ANY, .may_overwrite = 1}};
static const lg_ref pass_in[] = {{LG_REF_DY, 0}};
static const lg_grad_rule pass_grad = LG_GRAD_OP("", "Identity", pass_in, back_out);

#define VIEW_OP(opname, since, text)                                                               \
    .domain = "", .name = opname, .since_version = (since), .doc = (text),                         \
    .flags = LG_OP_NO_BODY | LG_OP_VIEW, LG_OUTS(same_out), .grad = &back_grad

static const lg_op_desc ops[] = {
    {.domain = "",
     .name = "Identity",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_VIEW,
     .doc = "The input itself; onnx.ai/onnx/operators/onnx__Identity.html",
     LG_INS(any_in),
     LG_OUTS(any_out),
     .infer = identity_infer,
     .run = identity_run,
     .grad = &pass_grad},
    {VIEW_OP("Reshape", 1, "New dims from the attribute shape; Reshape-1 of ai.onnx"),
     LG_ATTRS(reshape_params, reshape1_attrs), LG_INS(data_in), .infer = reshape1_infer,
     .run = lg_run_copy},
    {VIEW_OP("Reshape", 5,
             "New dims from the input shape; onnx.ai/onnx/operators/onnx__Reshape.html"),
     .params_size = sizeof(reshape_params), LG_INS(data_shape_in), .infer = reshape_infer,
     .run = reshape_run},
    {VIEW_OP("Reshape", 14,
             "New dims from the input shape; onnx.ai/onnx/operators/onnx__Reshape.html"),
     LG_ATTRS(reshape_params, reshape_attrs), LG_INS(data_shape_in), .infer = reshape_infer,
     .run = reshape_run},
    {VIEW_OP("Flatten", 1, "Two dims, cut at axis; onnx.ai/onnx/operators/onnx__Flatten.html"),
     LG_ATTRS(axis_params, flatten_attrs), LG_INS(data_in), .infer = flatten_infer,
     .run = lg_run_copy},
    {VIEW_OP("Squeeze", 1, "Drops dims of size 1; Squeeze-1 and -11 of ai.onnx"),
     LG_ATTRS(axes_params, squeeze1_attrs), LG_INS(data_in), .infer = squeeze_infer,
     .run = squeeze_run},
    {VIEW_OP("Squeeze", 13, "Drops dims of size 1; onnx.ai/onnx/operators/onnx__Squeeze.html"),
     LG_INS(data_list_in), .infer = squeeze_infer, .run = squeeze_run},
    {VIEW_OP("Unsqueeze", 1, "Inserts dims of size 1; Unsqueeze-1 and -11 of ai.onnx"),
     LG_ATTRS(axes_params, unsqueeze1_attrs), LG_INS(data_in), .infer = unsqueeze_infer,
     .run = unsqueeze_run},
    {VIEW_OP("Unsqueeze", 13,
             "Inserts dims of size 1; onnx.ai/onnx/operators/onnx__Unsqueeze.html"),
     LG_INS(data_axes_in), .infer = unsqueeze_infer, .run = unsqueeze_run},
    {.domain = "",
     .name = "Shape",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT | LG_OP_DIMS_ONLY,
     .doc = "The dims; Shape-1 and -13 of ai.onnx",
     LG_INS(data_in),
     LG_OUTS(int_out),
     .infer = shape1_infer,
     .run = shape1_run},
    {.domain = "",
     .name = "Shape",
     .since_version = 15,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT | LG_OP_DIMS_ONLY,
     .doc = "The dims [start, end); onnx.ai/onnx/operators/onnx__Shape.html",
     LG_ATTRS(shape_params, shape_attrs),
     LG_INS(data_in),
     LG_OUTS(int_out),
     .infer = shape_infer,
     .run = shape_run},
    {.domain = "",
     .name = "Size",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT | LG_OP_DIMS_ONLY,
     .doc = "The number of elements; onnx.ai/onnx/operators/onnx__Size.html",
     LG_INS(data_in),
     LG_OUTS(int_out),
     .infer = size_infer,
     .run = size_run},
};
LG_FAMILY_DEFINE(tensor_shape, ops);
