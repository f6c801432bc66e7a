/* SPDX-License-Identifier: Apache-2.0 */
/* Pad in its four modes, with attributes (old versions) or inputs, and its gradient. */
#include "ops/opkit/core.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/move.h"

#include <string.h>

typedef struct pad_params {
    lg_ints paddings, pads; /* versions 1 and 2 */
    double value;
    int32_t mode;
} pad_params;

enum { CONSTANT, REFLECT, EDGE, WRAP };
static const char *const modes[] = {"constant", "reflect", "edge", "wrap", NULL};

#define MODE  LG_ATTR_CHOICE_DOC(pad_params, mode, modes, 0, "what stands outside the input")
#define VALUE LG_ATTR_REAL_DOC(pad_params, value, 0.0, "element outside in constant mode")
#define LIST(field, fl)                                                                            \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_INTS, .flags = (fl),                                       \
        .offset = LG_FIELD_OFFSET(pad_params, field, lg_ints),                                     \
        .doc = "elements added before each axis, then after each; negative removes"                \
    }
static const lg_attr_desc pad1_attrs[] = {LIST(paddings, LG_ATTR_REQUIRED), MODE, VALUE};
static const lg_attr_desc pad2_attrs[] = {LIST(pads, LG_ATTR_REQUIRED), MODE, VALUE};
static const lg_attr_desc pad_attrs[] = {MODE};
static const lg_attr_desc grad_attrs[] = {LIST(paddings, 0), LIST(pads, 0), MODE};

/* Per axis: elements before and after. */
typedef struct margins {
    int64_t before[LG_MAX_RANK], after[LG_MAX_RANK];
} margins;

/* Inputs of the padding: pads at `pads_in`, axes at `axes_in`. *known is false when only run knows
 * them. */
static lg_status read_margins(const lg_infer *ctx, uint32_t pads_in, uint32_t axes_in, int32_t rank,
                              margins *m, bool *known) {
    const pad_params *p = ctx->params;
    int64_t list[LG_MAX_LIST], axes[LG_MAX_LIST], n, n_axes;
    const lg_ints *given = p->pads.v ? &p->pads : &p->paddings;
    uint8_t mask[LG_MAX_RANK];
    *known = true;
    if (given->v) {
        n = op_min(given->n, LG_MAX_LIST);
        memcpy(list, given->v, (size_t)n * sizeof *list);
        n_axes = -1;
    } else {
        LG_TRY(lg_infer_ints(ctx, pads_in, list, &n));
        LG_TRY(lg_infer_ints(ctx, axes_in, axes, &n_axes));
        *known = n >= 0 && (n_axes >= 0 || !LG_GIVEN(ctx, axes_in));
    }
    if (!*known)
        return LG_OK;
    int64_t half = n_axes >= 0 ? n_axes : rank;
    if (n != 2 * half)
        return LG_FAIL(ctx, LG_E_SHAPE, "pads has %lld entries for %lld axes", (long long)n,
                       (long long)half);
    memset(m, 0, sizeof *m);
    if (n_axes >= 0)
        LG_TRY(lg_infer_axes(ctx, axes, n_axes, rank, mask));
    for (int32_t i = 0; i < half; i++) {
        int64_t d = n_axes >= 0 ? (axes[i] < 0 ? axes[i] + rank : axes[i]) : i;
        m->before[d] = list[i];
        m->after[d] = list[half + i];
    }
    return LG_OK;
}

static lg_status padded_dims(const lg_infer *ctx, const margins *m, int32_t rank,
                             const int64_t *dims, int64_t *out) {
    const pad_params *p = ctx->params;
    for (int32_t d = 0; d < rank; d++) {
        int64_t extra;
        if (m->before[d] == 0 && m->after[d] == 0) {
            out[d] = dims[d];
            continue;
        }
        if (!op_add(m->before[d], m->after[d], &extra))
            return LG_FAIL(ctx, LG_E_LIMIT, "pads of axis %d overflow", (int)d);
        if (dims[d] < 0) {
            out[d] = extra >= 0          ? lg_infer_dim(ctx, LG_DIM_ADD, dims[d], extra)
                     : extra > INT64_MIN ? lg_infer_dim(ctx, LG_DIM_SUB, dims[d], -extra)
                                         : lg_infer_new_dim(ctx);
            continue;
        }
        if (!op_add(dims[d], extra, &out[d]))
            return LG_FAIL(ctx, LG_E_LIMIT, "the padded size of axis %d overflows", (int)d);
        if (out[d] < 0)
            return LG_FAIL(
                ctx, LG_E_SHAPE, "pads %lld and %lld remove more than size %lld of axis %d",
                (long long)m->before[d], (long long)m->after[d], (long long)dims[d], (int)d);
        if (dims[d] == 0 && out[d] > 0 && p->mode != CONSTANT)
            return LG_FAIL(ctx, LG_E_SHAPE, "axis %d is empty and cannot be padded in mode %s",
                           (int)d, modes[p->mode]);
    }
    return LG_OK;
}

static lg_infer as_infer(const lg_exec *ctx) {
    return (lg_infer){.struct_size = sizeof(lg_infer),
                      .n_in = ctx->n_in,
                      .in = ctx->in,
                      .params = ctx->params,
                      .host = ctx->host,
                      .self = ctx->self,
                      .err = ctx->err};
}

/* Where element `i` of the padded axis comes from; -1: from outside. */
static int64_t source_of(int64_t i, int64_t before, int64_t n, int32_t mode) {
    int64_t at = i - before;
    if (at >= 0 && at < n)
        return at;
    switch (mode) {
    case EDGE:
        return at < 0 ? 0 : n - 1;
    case WRAP:
        at %= n;
        return at < 0 ? at + n : at;
    case REFLECT: {
        if (n == 1)
            return 0;
        int64_t period = 2 * (n - 1);
        at %= period;
        at = at < 0 ? at + period : at;
        return at < n ? at : period - at;
    }
    default:
        return -1;
    }
}

/* The part of the input that remains: first index in the result and in the input, length. */
static void kept_part(const margins *m, int32_t d, int64_t have, int64_t out, int64_t *to,
                      int64_t *from, int64_t *n) {
    *to = op_min(out, op_max(0, m->before[d]));
    *from = op_min(have, op_max(0, -op_max(m->before[d], -have)));
    *n = op_max(0, op_min(have - *from, out - *to));
}

static void kept_move(const margins *m, int32_t rank, const int64_t *dims, const int64_t *out,
                      lg_move *move) {
    int64_t n;
    move->rank = rank;
    move->src_at = move->dst_at = 0;
    lg_strides(rank, dims, move->src);
    lg_strides(rank, out, move->dst);
    for (int32_t d = 0; d < rank; d++) {
        int64_t to, from;
        kept_part(m, d, dims[d], out[d], &to, &from, &n);
        move->dims[d] = n;
        move->src_at += from * move->src[d];
        move->dst_at += to * move->dst[d];
    }
}

/* ---- Pad ---- */

static lg_status pad_infer(lg_infer *ctx) {
    const lg_view *x = &ctx->in[0];
    margins m;
    int64_t dims[LG_MAX_RANK];
    bool known;
    if (LG_GIVEN(ctx, 2) && lg_view_is_concrete(&ctx->in[2]) && ctx->in[2].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "constant_value has %lld elements, expected a scalar",
                       (long long)ctx->in[2].count);
    if (x->rank < 0)
        return lg_infer_dtype(ctx, 0, x->dtype, -1);
    LG_TRY(read_margins(ctx, 1, 3, x->rank, &m, &known));
    if (!known)
        return lg_infer_dtype(ctx, 0, x->dtype, x->rank);
    LG_TRY(padded_dims(ctx, &m, x->rank, x->dims, dims));
    return lg_infer_set(ctx, 0, x->dtype, x->rank, dims);
}

typedef struct row_job {
    const lg_view *x, *y;
    const margins *m;
    int32_t mode;
} row_job;

/* Rows of the last axis in the modes that repeat elements. */
static lg_status mapped_rows(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const row_job *job = arg;
    const lg_view *x = job->x, *y = job->y;
    int32_t last = y->rank - 1;
    int64_t strides[LG_MAX_RANK], width = y->dims[last];
    (void)err;
    lg_strides(x->rank, x->dims, strides);
    for (int64_t row = begin; row < end; row++) {
        int64_t rest = row, base = 0;
        for (int32_t d = last - 1; d >= 0; d--) {
            base +=
                strides[d] * source_of(rest % y->dims[d], job->m->before[d], x->dims[d], job->mode);
            rest /= y->dims[d];
        }
        for (int64_t i = 0; i < width; i++)
            lg_copy_elems(y->dtype, y->data, row * width + i, x->data,
                          base + source_of(i, job->m->before[last], x->dims[last], job->mode), 1);
    }
    return LG_OK;
}

static lg_status pad_run(lg_exec *ctx) {
    const pad_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *y = &ctx->out[0];
    lg_infer in = as_infer(ctx);
    margins m;
    int64_t dims[LG_MAX_RANK];
    bool known;
    LG_TRY(read_margins(&in, 1, 3, x->rank, &m, &known));
    LG_TRY(padded_dims(&in, &m, x->rank, x->dims, dims));
    LG_TRY(lg_exec_output(ctx, 0, x->dtype, x->rank, dims));
    if (p->mode != CONSTANT && y->count > 0 && y->rank > 0) {
        row_job job = {x, y, &m, p->mode};
        int64_t width = y->dims[y->rank - 1], rows = y->count / width;
        bool whole = op_elem_size(y->dtype) > 0; /* else rows share bytes */
        return ctx->host->parallel_for(ctx->self, rows,
                                       whole ? op_max(1, 16384 / width) : op_max(1, rows),
                                       mapped_rows, &job, ctx->err);
    }
    if (LG_GIVEN(ctx, 2) && ctx->in[2].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "constant_value is no scalar");
    if (LG_GIVEN(ctx, 2)) {
        lg_fill_elems(y->dtype, y->data, 0, y->count, ctx->in[2].data, 0);
    } else if (p->value != 0.0) {
        double value = 0.0;
        lg_store_f64(y->dtype, &p->value, 1, &value);
        lg_fill_elems(y->dtype, y->data, 0, y->count, &value, 0);
    } else {
        lg_zero_elems(y->dtype, y->data, y->count);
    }
    lg_move move;
    kept_move(&m, x->rank, x->dims, dims, &move);
    return lg_move_run(ctx, &move, x->dtype, x->data, y->data);
}

/* ---- PadGrad: dY, shape of X, pads?, axes? ---- */

static lg_status grad_infer(lg_infer *ctx) {
    int64_t shape[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    margins m;
    bool known;
    LG_TRY(lg_infer_rank(ctx, 1, 1, 1));
    LG_TRY(lg_infer_ints(ctx, 1, shape, &n));
    if (n < 0)
        return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, ctx->in[0].rank);
    LG_TRY(lg_infer_set(ctx, 0, ctx->in[0].dtype, (int32_t)n, shape));
    LG_TRY(read_margins(ctx, 2, 3, (int32_t)n, &m, &known));
    if (!known)
        return LG_OK;
    LG_TRY(padded_dims(ctx, &m, (int32_t)n, shape, dims));
    LG_TRY(lg_infer_rank(ctx, 0, (int32_t)n, (int32_t)n));
    for (int32_t d = 0; d < n; d++)
        LG_TRY(lg_infer_same_dim(ctx, 0, d, dims[d]));
    return LG_OK;
}

static lg_status grad_run(lg_exec *ctx) {
    const pad_params *p = ctx->params;
    const lg_view *dy = &ctx->in[0], *dx = &ctx->out[0];
    lg_infer in = as_infer(ctx);
    int64_t shape[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    margins m;
    bool known, fits;
    LG_TRY(lg_exec_ints(ctx, 1, shape, &n));
    LG_TRY(lg_exec_output(ctx, 0, dy->dtype, (int32_t)n, shape));
    LG_TRY(read_margins(&in, 2, 3, (int32_t)n, &m, &known));
    LG_TRY(padded_dims(&in, &m, (int32_t)n, shape, dims));
    fits = dy->rank == n;
    for (int32_t d = 0; d < n && fits; d++)
        fits = dims[d] == dy->dims[d];
    if (!fits)
        return LG_FAIL(ctx, LG_E_SHAPE, "dY has not the shape of the padded tensor");
    if (p->mode == CONSTANT || dx->rank == 0) {
        lg_move move;
        kept_move(&m, dx->rank, shape, dims, &move);
        lg_move back = {.rank = move.rank, .src_at = move.dst_at, .dst_at = move.src_at};
        memcpy(back.dims, move.dims, sizeof move.dims);
        memcpy(back.src, move.dst, sizeof move.dst);
        memcpy(back.dst, move.src, sizeof move.src);
        lg_zero_elems(dx->dtype, dx->data, dx->count);
        return lg_move_run(ctx, &back, dx->dtype, dy->data, dx->data);
    }
    /* Every element of dY is added where its value came from, in order. */
    int64_t strides[LG_MAX_RANK];
    size_t size = op_elem_size(dy->dtype), bytes = 0;
    void *space;
    LG_TRY(lg_dtype_bytes(LG_DOUBLE, dx->count, &bytes, ctx->err));
    LG_TRY(ctx->host->alloc(ctx->self, bytes + 1, &space, ctx->err));
    double *sum = space;
    lg_zero_elems(LG_DOUBLE, sum, dx->count);
    lg_strides(dx->rank, dx->dims, strides);
    for (int64_t i = 0; i < dy->count; i++) {
        int64_t rest = i, at = 0;
        double v = 0.0;
        for (int32_t d = dx->rank - 1; d >= 0; d--) {
            at += strides[d] * source_of(rest % dims[d], m.before[d], shape[d], p->mode);
            rest /= dims[d];
        }
        lg_load_f64(dy->dtype, (const char *)dy->data + (size_t)i * size, 1, 1, &v);
        sum[at] += v;
    }
    lg_store_f64(dx->dtype, sum, dx->count, dx->data);
    return LG_OK;
}

static lg_status grad_body(lg_body *ctx) {
    const pad_params *p = ctx->params;
    const lg_ints *given = p->pads.v ? &p->pads : &p->paddings;
    if (given->v) {
        ctx->append(ctx, "p = Constant <value_ints = [");
        for (int64_t i = 0; i < given->n; i++)
            ctx->append(ctx, i ? ", %lld" : "%lld", (long long)given->v[i]);
        ctx->append(ctx, "]> ()\n");
    } else {
        ctx->append(ctx, "p = Identity (pads)\n");
    }
    const char *axes = op_given(ctx->in, ctx->n_in, 3) ? ", axes" : "";
    if (p->mode == CONSTANT) {
        ctx->append(ctx, "np = Neg (p)\ndX = Pad (dY, np, %s%s)\n", "\"\"", axes);
        return LG_OK;
    }
    ctx->append(ctx,
                "k0 = Constant <value = int64 {0}> ()\n"
                "k1 = Constant <value = int64 {1}> ()\n"
                "flat = Constant <value = int64[1] {-1}> ()\n"
                "n = ReduceProd <keepdims = 0> (shape)\n"
                "nv = Reshape (n, flat)\n"
                "index = Range (k0, n, k1)\n"
                "grid = Reshape (index, shape)\n"
                "padded = Pad <mode = \"%s\"> (grid, p, %s%s)\n"
                "at = Reshape (padded, flat)\n"
                "d = Reshape (dY, flat)\n"
                "zf = ConstantOfShape (nv)\n"
                "z = CastLike (zf, dY)\n"
                "sum = ScatterElements <axis = 0, reduction = \"add\"> (z, at, d)\n"
                "dX = Reshape (sum, shape)\n",
                modes[p->mode], "\"\"", axes);
    return LG_OK;
}

/* ---- descriptors ---- */

#define T_ARG(n, fl)                                                                               \
    { .name = (n), .type = "T", .dtypes = LG_T_ALL, .flags = (fl) }
#define INTS(n, types, fl)                                                                         \
    { .name = (n), .dtypes = (types), .flags = LG_ARG_NONDIFF | (fl) }
static const lg_arg_desc pad1_in[] = {{.name = "data", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc pad11_in[] = {T_ARG("data", 0), INTS("pads", LG_T_I64, 0),
                                       T_ARG("constant_value", LG_ARG_OPTIONAL | LG_ARG_NONDIFF)};
static const lg_arg_desc pad18_in[] = {T_ARG("data", 0), INTS("pads", LG_T_I64, 0),
                                       T_ARG("constant_value", LG_ARG_OPTIONAL | LG_ARG_NONDIFF),
                                       INTS("axes", LG_T_INDEX, LG_ARG_OPTIONAL)};
static const lg_arg_desc pad_out[] = {T_ARG("output", 0)};
static const lg_arg_desc grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                      INTS("shape", LG_T_I64, 0),
                                      INTS("pads", LG_T_I64, LG_ARG_OPTIONAL),
                                      INTS("axes", LG_T_INDEX, LG_ARG_OPTIONAL)};
static const lg_arg_desc grad_out[] = {{.name = "dX", .type = "T", .dtypes = LG_T_FLOATS}};

static const lg_ref refs1[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}};
static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}, {LG_REF_X, 1}, {LG_REF_X, 3}};
static const uint8_t to_x0[] = {0};
static const lg_grad_rule pad1_grad = LG_GRAD_OP("ai.lossgraph", "PadGrad", refs1, to_x0);
static const lg_ref refs11[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}, {LG_REF_X, 1}};
static const lg_grad_rule pad11_grad = LG_GRAD_OP("ai.lossgraph", "PadGrad", refs11, to_x0);
static const lg_grad_rule pad_grad = LG_GRAD_OP("ai.lossgraph", "PadGrad", refs, to_x0);

#define PAD(since, table, ins, rule)                                                               \
    {                                                                                              \
        .domain = "", .name = "Pad", .since_version = (since), .flags = LG_OP_NO_BODY,             \
        .doc = "Elements added or removed at the ends of axes; "                                   \
               "onnx.ai/onnx/operators/onnx__Pad.html",                                            \
        LG_ATTRS(pad_params, table), LG_INS(ins), LG_OUTS(pad_out), .infer = pad_infer,            \
        .run = pad_run, .grad = &rule                                                              \
    }

static const lg_op_desc ops[] = {
    PAD(1, pad1_attrs, pad1_in, pad1_grad),
    PAD(2, pad2_attrs, pad1_in, pad1_grad),
    PAD(11, pad_attrs, pad11_in, pad11_grad),
    PAD(18, pad_attrs, pad18_in, pad_grad),
    {.domain = "ai.lossgraph",
     .name = "PadGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "Gradient of ai.onnx Pad: each element of dY added where its value came from",
     LG_ATTRS(pad_params, grad_attrs),
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = grad_infer,
     .run = grad_run,
     .body_build = grad_body},
};
LG_FAMILY_DEFINE(tensor_pad, ops);
