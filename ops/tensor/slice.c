/* SPDX-License-Identifier: Apache-2.0 */
/* Slice with its gradient. Bounds clamp as in NumPy; nothing is computed that could overflow. */
#include "ops/opkit/infer.h"
#include "ops/opkit/move.h"

#include <string.h>

typedef struct slice_params {
    lg_ints starts, ends, axes; /* version 1 */
} slice_params;

/* What is taken of every dim: n elements from `start` in steps of `step`. */
typedef struct window {
    int64_t start[LG_MAX_RANK], step[LG_MAX_RANK], n[LG_MAX_RANK];
} window;

typedef struct lists {
    int64_t starts[LG_MAX_LIST], ends[LG_MAX_LIST], axes[LG_MAX_LIST], steps[LG_MAX_LIST];
    int64_t n, n_ends, n_axes, n_steps; /* -1: absent or not known */
} lists;

/* One axis of a known size. */
static void clamp(int64_t dim, int64_t start, int64_t end, int64_t step, int64_t *out_start,
                  int64_t *out_n) {
    start = start < 0 ? start + dim : start;
    end = end < 0 ? end + dim : end;
    if (step > 0) {
        start = op_min(dim, op_max(0, start));
        end = op_min(dim, op_max(0, end));
        *out_n = end > start ? (end - start - 1) / step + 1 : 0;
    } else {
        start = op_min(dim - 1, op_max(-1, start));
        end = op_min(dim - 1, op_max(-1, end));
        uint64_t back = 0 - (uint64_t)step;
        *out_n = start > end ? (int64_t)((uint64_t)(start - end - 1) / back) + 1 : 0;
    }
    *out_start = *out_n ? start : 0;
}

/* Checks the lists and applies them to dims (symbols allowed when `ctx` may make new ones). */
static lg_status resolve(const lg_infer *ctx, const lists *l, int32_t rank, const int64_t *dims,
                         window *w) {
    uint8_t seen[LG_MAX_RANK] = {0};
    if (l->n != l->n_ends || (l->n_axes >= 0 && l->n_axes != l->n) ||
        (l->n_steps >= 0 && l->n_steps != l->n))
        return LG_FAIL(
            ctx, LG_E_SHAPE, "starts, ends, axes and steps have %lld, %lld, %lld and %lld entries",
            (long long)l->n, (long long)l->n_ends, (long long)l->n_axes, (long long)l->n_steps);
    for (int32_t d = 0; d < rank; d++) {
        w->start[d] = 0;
        w->step[d] = 1;
        w->n[d] = dims[d];
    }
    if (l->n_axes < 0 && l->n > rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "starts has %lld entries, the input has rank %d",
                       (long long)l->n, (int)rank);
    for (int64_t i = 0; i < l->n; i++) {
        int64_t step = l->n_steps >= 0 ? l->steps[i] : 1;
        int32_t d = (int32_t)i;
        if (l->n_axes >= 0)
            LG_TRY(lg_infer_axis(ctx, l->axes[i], rank, &d));
        if (seen[d])
            return LG_FAIL(ctx, LG_E_MODEL, "axis %d is listed twice", (int)d);
        seen[d] = 1;
        if (step == 0)
            return LG_FAIL(ctx, LG_E_MODEL, "step of axis %d is 0", (int)d);
        w->step[d] = step;
        if (dims[d] >= 0) {
            clamp(dims[d], l->starts[i], l->ends[i], step, &w->start[d], &w->n[d]);
        } else if (step == 1 && l->starts[i] >= 0 && l->ends[i] >= INT32_MAX) {
            w->n[d] = lg_infer_dim(ctx, LG_DIM_SUB, dims[d], l->starts[i]);
        } else {
            w->n[d] = lg_infer_new_dim(ctx);
        }
    }
    return LG_OK;
}

static void copy_list(const lg_ints *from, int64_t *to, int64_t *n) {
    *n = from->v ? op_min(from->n, LG_MAX_LIST) : -1;
    if (*n > 0)
        memcpy(to, from->v, (size_t)*n * sizeof *to);
}

/* Lists from the attributes of version 1, or from inputs first, first + 1, …; *known is false when
 * some value is only known to run. */
static lg_status infer_lists(const lg_infer *ctx, uint32_t first, lists *l, bool *known) {
    const slice_params *p = ctx->params;
    *known = true;
    if (p->starts.v) {
        copy_list(&p->starts, l->starts, &l->n);
        copy_list(&p->ends, l->ends, &l->n_ends);
        copy_list(&p->axes, l->axes, &l->n_axes);
        l->n_steps = -1;
        return LG_OK;
    }
    int64_t *values[] = {l->starts, l->ends, l->axes, l->steps};
    int64_t *counts[] = {&l->n, &l->n_ends, &l->n_axes, &l->n_steps};
    for (uint32_t k = 0; k < 4; k++) {
        LG_TRY(lg_infer_ints(ctx, first + k, values[k], counts[k]));
        *known = *known && (*counts[k] >= 0 || !LG_GIVEN(ctx, first + k));
    }
    return LG_OK;
}

/* Context of infer for use in run, where every value is known. */
static lg_infer as_infer(const lg_exec *ctx) {
    return (lg_infer){.struct_size = sizeof(lg_infer),
                      .n_in = ctx->n_in,
                      .in = ctx->in,
                      .params = ctx->params,
                      .host = ctx->host,
                      .self = ctx->self,
                      .err = ctx->err};
}

static lg_status slice_infer(lg_infer *ctx) {
    const lg_view *x = &ctx->in[0];
    lists l;
    window w;
    bool known;
    LG_TRY(infer_lists(ctx, 1, &l, &known));
    if (x->rank < 0 || !known)
        return lg_infer_dtype(ctx, 0, x->dtype, x->rank);
    LG_TRY(resolve(ctx, &l, x->rank, x->dims, &w));
    return lg_infer_set(ctx, 0, x->dtype, x->rank, w.n);
}

static void move_of(const window *w, int32_t rank, const int64_t *dims, const int64_t *part,
                    lg_move *m) {
    int64_t strides[LG_MAX_RANK];
    m->rank = rank;
    m->src_at = 0;
    m->dst_at = 0;
    lg_strides(rank, dims, strides);
    lg_strides(rank, part, m->dst);
    for (int32_t d = 0; d < rank; d++) {
        m->dims[d] = part[d];
        /* With at most one element the step does not matter and may be any number. */
        m->src[d] = part[d] > 1 ? strides[d] * w->step[d] : 0;
        m->src_at += w->start[d] * strides[d];
    }
}

static lg_status slice_run(lg_exec *ctx) {
    const lg_view *x = &ctx->in[0];
    lg_infer in = as_infer(ctx);
    lists l;
    window w;
    lg_move m;
    bool known;
    LG_TRY(infer_lists(&in, 1, &l, &known));
    LG_TRY(resolve(&in, &l, x->rank, x->dims, &w));
    LG_TRY(lg_exec_output(ctx, 0, x->dtype, x->rank, w.n));
    move_of(&w, x->rank, x->dims, w.n, &m);
    return lg_move_run(ctx, &m, x->dtype, x->data, ctx->out[0].data);
}

/* ---- gradient ---- */

static lg_status grad_infer(lg_infer *ctx) {
    int64_t shape[LG_MAX_LIST], n;
    lists l;
    window w;
    bool known;
    LG_TRY(lg_infer_rank(ctx, 1, 1, 1));
    LG_TRY(lg_infer_ints(ctx, 1, shape, &n));
    LG_TRY(infer_lists(ctx, 2, &l, &known));
    if (n < 0) {
        int64_t length = ctx->in[1].rank == 1 ? ctx->in[1].dims[0] : -1;
        return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, op_length_rank(length));
    }
    LG_TRY(lg_infer_set(ctx, 0, ctx->in[0].dtype, (int32_t)n, shape));
    if (!known)
        return LG_OK;
    LG_TRY(resolve(ctx, &l, (int32_t)n, shape, &w));
    LG_TRY(lg_infer_rank(ctx, 0, (int32_t)n, (int32_t)n));
    for (int32_t d = 0; d < n; d++)
        LG_TRY(lg_infer_same_dim(ctx, 0, d, w.n[d]));
    return LG_OK;
}

static lg_status grad_run(lg_exec *ctx) {
    const lg_view *dy = &ctx->in[0];
    lg_infer in = as_infer(ctx);
    int64_t shape[LG_MAX_LIST], n;
    lists l;
    window w;
    lg_move m;
    bool known, same = true;
    LG_TRY(lg_exec_ints(ctx, 1, shape, &n));
    LG_TRY(infer_lists(&in, 2, &l, &known));
    LG_TRY(lg_exec_output(ctx, 0, dy->dtype, (int32_t)n, shape));
    LG_TRY(resolve(&in, &l, (int32_t)n, shape, &w));
    for (int32_t d = 0; d < n && same; d++)
        same = dy->rank == n && dy->dims[d] == w.n[d];
    if (!same || dy->rank != n)
        return LG_FAIL(ctx, LG_E_SHAPE, "dY has not the shape of the slice");
    lg_zero_elems(dy->dtype, ctx->out[0].data, ctx->out[0].count);
    move_of(&w, dy->rank, shape, w.n, &m);
    lg_move back = {.rank = m.rank, .src_at = m.dst_at, .dst_at = m.src_at};
    memcpy(back.dims, m.dims, sizeof m.dims);
    memcpy(back.src, m.dst, sizeof m.dst);
    memcpy(back.dst, m.src, sizeof m.src);
    return lg_move_run(ctx, &back, dy->dtype, dy->data, ctx->out[0].data);
}

/* ---- descriptors ---- */

#define LIST(field, fl, text)                                                                      \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_INTS, .flags = (fl),                                       \
        .offset = LG_FIELD_OFFSET(slice_params, field, lg_ints), .doc = (text)                     \
    }
static const lg_attr_desc slice1_attrs[] = {
    LIST(starts, LG_ATTR_REQUIRED, "first index per axis; negative counts from the end"),
    LIST(ends, LG_ATTR_REQUIRED, "first index not taken"),
    LIST(axes, 0, "axes that are cut; absent: the first ones"),
};
static const lg_attr_desc grad_attrs[] = {
    LIST(starts, 0, "of Slice version 1, instead of the input"),
    LIST(ends, 0, "of Slice version 1, instead of the input"),
    LIST(axes, 0, "of Slice version 1, instead of the input"),
};

#define INDEX(n, fl)                                                                               \
    { .name = (n), .type = "Tind", .dtypes = LG_T_INDEX, .flags = LG_ARG_NONDIFF | (fl) }
static const lg_arg_desc slice1_in[] = {{.name = "data", .type = "T", .dtypes = LG_T_ALL}};
static const lg_arg_desc slice_in[] = {{.name = "data", .type = "T", .dtypes = LG_T_ALL},
                                       INDEX("starts", 0),
                                       INDEX("ends", 0),
                                       INDEX("axes", LG_ARG_OPTIONAL),
                                       INDEX("steps", LG_ARG_OPTIONAL)};
static const lg_arg_desc slice_out[] = {{.name = "output", .type = "T", .dtypes = LG_T_ALL}};
static const lg_arg_desc grad_in[] = {
    {.name = "dY", .type = "T", .dtypes = LG_T_ALL},
    {.name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF},
    INDEX("starts", LG_ARG_OPTIONAL),
    INDEX("ends", LG_ARG_OPTIONAL),
    INDEX("axes", LG_ARG_OPTIONAL),
    INDEX("steps", LG_ARG_OPTIONAL)};
static const lg_arg_desc grad_out[] = {{.name = "dX", .type = "T", .dtypes = LG_T_ALL}};

static const lg_ref refs1[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}};
static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}, {LG_REF_X, 1},
                              {LG_REF_X, 2},  {LG_REF_X, 3},      {LG_REF_X, 4}};
static const uint8_t to_x0[] = {0};
static const lg_grad_rule slice1_grad = LG_GRAD_OP("com.microsoft", "SliceGrad", refs1, to_x0);
static const lg_grad_rule slice_grad = LG_GRAD_OP("com.microsoft", "SliceGrad", refs, to_x0);
static const lg_ref grad_refs[] = {
    {LG_REF_DY, 0}, {LG_REF_X, 2}, {LG_REF_X, 3}, {LG_REF_X, 4}, {LG_REF_X, 5}};
static const lg_grad_rule grad_grad = LG_GRAD_OP("", "Slice", grad_refs, to_x0);

static const lg_op_desc ops[] = {
    {.domain = "",
     .name = "Slice",
     .since_version = 1,
     .flags = LG_OP_NO_BODY,
     .doc = "A part of every axis, given by attributes; Slice-1 of ai.onnx",
     LG_ATTRS(slice_params, slice1_attrs),
     LG_INS(slice1_in),
     LG_OUTS(slice_out),
     .infer = slice_infer,
     .run = slice_run,
     .grad = &slice1_grad},
    {.domain = "",
     .name = "Slice",
     .since_version = 10,
     .flags = LG_OP_NO_BODY,
     .doc = "A part of every axis; onnx.ai/onnx/operators/onnx__Slice.html",
     .params_size = sizeof(slice_params),
     LG_INS(slice_in),
     LG_OUTS(slice_out),
     .infer = slice_infer,
     .run = slice_run,
     .grad = &slice_grad},
    {.domain = "com.microsoft",
     .name = "SliceGrad",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_ORT,
     .doc = "Gradient of Slice: zeros with dY at the slice; ONNX Runtime's training operators",
     LG_ATTRS(slice_params, grad_attrs),
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = grad_infer,
     .run = grad_run,
     .grad = &grad_grad},
};
LG_FAMILY_DEFINE(tensor_slice, ops);
