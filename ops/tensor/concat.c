/* SPDX-License-Identifier: Apache-2.0 */
/* Concat and Split, their gradients, and their forms in ONNX Runtime's training graphs. */
#include "ops/opkit/core.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/move.h"

#include <string.h>

/* dims as (outer, size of the axis, inner). */
static void around(const int64_t *dims, int32_t rank, int32_t axis, int64_t *outer,
                   int64_t *inner) {
    *outer = *inner = 1;
    for (int32_t d = 0; d < rank; d++) {
        if (d < axis)
            *outer *= dims[d];
        if (d > axis)
            *inner *= dims[d];
    }
}

/* Copies `size` of `whole` between the packed piece and position `at` of the axis. */
static lg_status copy_piece(const lg_exec *ctx, int32_t dtype, const int64_t *dims, int32_t rank,
                            int32_t axis, int64_t at, int64_t size, const void *src, void *dst,
                            bool to_piece) {
    int64_t outer, inner;
    around(dims, rank, axis, &outer, &inner);
    int64_t whole = dims[axis] * inner, part = size * inner;
    lg_move m = {.rank = 2,
                 .dims = {outer, part},
                 .src = {to_piece ? whole : part, 1},
                 .dst = {to_piece ? part : whole, 1},
                 .src_at = to_piece ? at * inner : 0,
                 .dst_at = to_piece ? 0 : at * inner};
    return lg_move_run(ctx, &m, dtype, src, dst);
}

static int32_t wrap(int64_t axis, int32_t rank) {
    return (int32_t)(axis < 0 ? axis + rank : axis);
}

/* ---- Concat ---- */

typedef struct axis_params {
    int64_t axis;
} axis_params;

#define AXIS_REQUIRED                                                                              \
    {                                                                                              \
        .name = "axis", .kind = LG_ATTR_INT, .flags = LG_ATTR_REQUIRED,                            \
        .offset = LG_FIELD_OFFSET(axis_params, axis, int64_t), .doc = "axis; in [-r, r-1]"         \
    }
static const lg_attr_desc concat1_attrs[] = {
    LG_ATTR_INT_DOC(axis_params, axis, 1, "axis along which the inputs are joined"),
};
static const lg_attr_desc concat_attrs[] = {AXIS_REQUIRED};

static lg_status concat_infer(lg_infer *ctx) {
    const axis_params *p = ctx->params;
    int32_t rank = -1, axis = 0;
    int64_t dims[LG_MAX_RANK];
    for (uint32_t i = 0; i < ctx->n_in && rank < 0; i++)
        rank = ctx->in[i].rank;
    if (ctx->n_out > 1) {
        int64_t n = ctx->n_in;
        LG_TRY(lg_infer_set(ctx, 1, LG_INT64, 1, &n));
    }
    if (rank < 0)
        return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, -1);
    LG_TRY(lg_infer_axis(ctx, p->axis, rank, &axis));
    int64_t total = 0;
    bool all = true;
    for (int32_t d = 0; d < rank; d++)
        dims[d] = INT64_MIN;
    for (uint32_t i = 0; i < ctx->n_in; i++) {
        const lg_view *x = &ctx->in[i];
        if (x->rank < 0) {
            all = false;
            continue;
        }
        if (x->rank != rank)
            return LG_FAIL(ctx, LG_E_SHAPE, "input %u has rank %d, expected %d", i, (int)x->rank,
                           (int)rank);
        for (int32_t d = 0; d < rank; d++) {
            if (d == axis)
                continue;
            if (dims[d] >= 0 && x->dims[d] >= 0 && x->dims[d] != dims[d])
                return LG_FAIL(ctx, LG_E_SHAPE, "input %u has size %lld in dimension %d, not %lld",
                               i, (long long)x->dims[d], (int)d, (long long)dims[d]);
            dims[d] = dims[d] == INT64_MIN ? x->dims[d] : op_known_dim(dims[d], x->dims[d]);
        }
        if (total >= 0 && x->dims[axis] >= 0 && !op_add(total, x->dims[axis], &total))
            return LG_FAIL(ctx, LG_E_LIMIT, "the joined size overflows");
        if (total < 0 || x->dims[axis] < 0)
            total = lg_infer_dim(ctx, LG_DIM_ADD, total, x->dims[axis]);
    }
    dims[axis] = all ? total : lg_infer_new_dim(ctx);
    return lg_infer_set(ctx, 0, ctx->in[0].dtype, rank, dims);
}

static lg_status concat_run(lg_exec *ctx) {
    const axis_params *p = ctx->params;
    lg_view *y = &ctx->out[0];
    int64_t dims[LG_MAX_RANK], at = 0;
    int32_t rank = ctx->in[0].rank, axis = wrap(p->axis, rank);
    memcpy(dims, ctx->in[0].dims, (size_t)rank * sizeof *dims);
    for (uint32_t i = 1; i < ctx->n_in; i++)
        dims[axis] += ctx->in[i].dims[axis];
    LG_TRY(lg_exec_output(ctx, 0, ctx->in[0].dtype, rank, dims));
    for (uint32_t i = 0; i < ctx->n_in; i++) {
        int64_t size = ctx->in[i].dims[axis];
        LG_TRY(
            copy_piece(ctx, y->dtype, dims, rank, axis, at, size, ctx->in[i].data, y->data, false));
        at += size;
        if (ctx->n_out > 1 && ctx->out[1].data)
            ((int64_t *)ctx->out[1].data)[i] = size;
    }
    return LG_OK;
}

/* ---- Split ---- */

typedef struct split_params {
    int64_t axis, num_outputs;
    lg_ints split;
} split_params;

#define SPLIT_AXIS  LG_ATTR_INT_DOC(split_params, axis, 0, "axis that is cut; in [-r, r-1]")
#define SPLIT_SIZES LG_ATTR_INTS_DOC(split_params, split, "sizes of the outputs; absent: equal")
#define SPLIT_NUMBER                                                                               \
    LG_ATTR_INT_DOC(split_params, num_outputs, LG_INT_ABSENT,                                      \
                    "number of outputs; the last may be smaller")
static const lg_attr_desc split2_attrs[] = {SPLIT_AXIS, SPLIT_SIZES};
static const lg_attr_desc split13_attrs[] = {SPLIT_AXIS};
static const lg_attr_desc split18_attrs[] = {SPLIT_AXIS, SPLIT_NUMBER};
static const lg_attr_desc split_grad_attrs[] = {SPLIT_AXIS, SPLIT_SIZES, SPLIT_NUMBER};

/* Version 18 on: uneven parts are allowed when only their number is given. */
enum { EVEN = 1, UNEVEN = 2 };

/* Sizes of n_out parts of an axis of size `dim` (a symbol: only listed sizes are known). `list` of
 * n_list entries, -1: none. sizes[] gets symbols where nothing is known. */
static lg_status split_sizes(const lg_infer *ctx, const split_params *p, int how,
                             const int64_t *list, int64_t n_list, int64_t dim, uint32_t n_out,
                             int64_t *sizes) {
    if (n_list >= 0) {
        int64_t sum = 0;
        if (n_list != n_out)
            return LG_FAIL(ctx, LG_E_SHAPE, "split has %lld entries for %u outputs",
                           (long long)n_list, n_out);
        for (int64_t i = 0; i < n_list; i++) {
            sizes[i] = list[i];
            if (list[i] < 0 || !op_add(sum, list[i], &sum))
                return LG_FAIL(ctx, LG_E_SHAPE, "split has the entry %lld", (long long)list[i]);
        }
        if (dim >= 0 && sum != dim)
            return LG_FAIL(ctx, LG_E_SHAPE, "split adds up to %lld, the axis has size %lld",
                           (long long)sum, (long long)dim);
        return LG_OK;
    }
    if (p->num_outputs != LG_INT_ABSENT && how == UNEVEN && p->num_outputs != (int64_t)n_out)
        return LG_FAIL(ctx, LG_E_MODEL, "num_outputs is %lld for %u outputs",
                       (long long)p->num_outputs, n_out);
    int64_t each = lg_infer_dim(ctx, LG_DIM_CEILDIV, dim, n_out);
    if (dim >= 0 && how == EVEN && dim % n_out != 0)
        return LG_FAIL(ctx, LG_E_SHAPE, "size %lld does not divide into %u equal parts",
                       (long long)dim, n_out);
    for (uint32_t i = 0; i < n_out; i++) {
        if (dim >= 0)
            sizes[i] = op_max(0, op_min(each, dim - each * i));
        else
            sizes[i] = how == EVEN || i == 0 ? each : lg_infer_new_dim(ctx);
    }
    return LG_OK;
}

/* List from the attribute or from input `i`; *known is false when only run knows it. */
static lg_status split_list(const lg_infer *ctx, const split_params *p, uint32_t i, int64_t *list,
                            int64_t *n, bool *known) {
    *known = true;
    *n = -1;
    if (p->split.v) {
        *n = op_min(p->split.n, LG_MAX_LIST);
        memcpy(list, p->split.v, (size_t)*n * sizeof *list);
        return LG_OK;
    }
    if (!LG_GIVEN(ctx, i))
        return LG_OK;
    if (op_is_float(ctx->in[i].dtype)) { /* version 1 */
        double f[LG_MAX_LIST];
        *known = ctx->in[i].data != NULL;
        if (!*known)
            return LG_OK;
        *n = op_min(ctx->in[i].count, LG_MAX_LIST);
        lg_load_f64(ctx->in[i].dtype, ctx->in[i].data, 1, *n, f);
        for (int64_t k = 0; k < *n; k++)
            list[k] = f[k] >= 0.0 && f[k] < 1e15 ? (int64_t)f[k] : -1;
        return LG_OK;
    }
    LG_TRY(lg_infer_ints(ctx, i, list, n));
    *known = *n >= 0;
    if (*n == 0 && ctx->n_out > 0) /* SplitTraining: empty means equal parts */
        *n = -1;
    return LG_OK;
}

static lg_status split_infer_how(lg_infer *ctx, int how) {
    const split_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int64_t list[LG_MAX_LIST], sizes[LG_MAX_LIST], dims[LG_MAX_RANK], n;
    int32_t axis = 0;
    bool known;
    if (ctx->n_out > LG_MAX_LIST)
        return LG_FAIL(ctx, LG_E_LIMIT, "%u outputs, the limit is %d", ctx->n_out, LG_MAX_LIST);
    LG_TRY(split_list(ctx, p, 1, list, &n, &known));
    if (x->rank < 0) {
        for (uint32_t o = 0; o < ctx->n_out; o++)
            LG_TRY(lg_infer_dtype(ctx, o, x->dtype, -1));
        return LG_OK;
    }
    LG_TRY(lg_infer_axis(ctx, p->axis, x->rank, &axis));
    memcpy(dims, x->dims, (size_t)x->rank * sizeof *dims);
    if (known)
        LG_TRY(split_sizes(ctx, p, how, list, n, x->dims[axis], ctx->n_out, sizes));
    for (uint32_t o = 0; o < ctx->n_out; o++) {
        dims[axis] = known ? sizes[o] : lg_infer_new_dim(ctx);
        LG_TRY(lg_infer_set(ctx, o, x->dtype, x->rank, dims));
    }
    return LG_OK;
}
static lg_status split_infer(lg_infer *ctx) {
    return split_infer_how(ctx, EVEN);
}
static lg_status split18_infer(lg_infer *ctx) {
    return split_infer_how(ctx, UNEVEN);
}

static lg_infer as_infer(const lg_exec *ctx) {
    return (lg_infer){.struct_size = sizeof(lg_infer),
                      .n_in = ctx->n_in,
                      .n_out = ctx->n_out,
                      .in = ctx->in,
                      .params = ctx->params,
                      .host = ctx->host,
                      .self = ctx->self,
                      .err = ctx->err};
}

/* In run dims are numbers, so no symbol is ever made. */
static lg_status sizes_in_run(lg_exec *ctx, int how, uint32_t list_input, int64_t dim,
                              uint32_t n_parts, int64_t *sizes) {
    lg_infer in = as_infer(ctx);
    int64_t list[LG_MAX_LIST], n;
    bool known;
    const split_params *p = ctx->params;
    LG_TRY(split_list(&in, p, list_input, list, &n, &known));
    if (n < 0) { /* without dim(), which only infer may call */
        int64_t each = n_parts ? (dim + n_parts - 1) / n_parts : 0;
        if (how == EVEN && n_parts && dim % n_parts != 0)
            return LG_FAIL(ctx, LG_E_SHAPE, "size %lld does not divide into %u equal parts",
                           (long long)dim, n_parts);
        for (uint32_t i = 0; i < n_parts; i++)
            sizes[i] = op_max(0, op_min(each, dim - each * i));
        return LG_OK;
    }
    return split_sizes(&in, p, how, list, n, dim, n_parts, sizes);
}

static lg_status split_run_how(lg_exec *ctx, int how) {
    const split_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int64_t sizes[LG_MAX_LIST], dims[LG_MAX_RANK], at = 0;
    int32_t axis = wrap(p->axis, x->rank);
    LG_TRY(sizes_in_run(ctx, how, 1, x->dims[axis], ctx->n_out, sizes));
    memcpy(dims, x->dims, (size_t)x->rank * sizeof *dims);
    for (uint32_t o = 0; o < ctx->n_out; at += sizes[o++]) {
        if (ctx->out[o].dtype == LG_UNDEFINED)
            continue;
        dims[axis] = sizes[o];
        LG_TRY(lg_exec_output(ctx, o, x->dtype, x->rank, dims));
        LG_TRY(copy_piece(ctx, x->dtype, x->dims, x->rank, axis, at, sizes[o], x->data,
                          ctx->out[o].data, true));
    }
    return LG_OK;
}
static lg_status split_run(lg_exec *ctx) {
    return split_run_how(ctx, EVEN);
}
static lg_status split18_run(lg_exec *ctx) {
    return split_run_how(ctx, UNEVEN);
}

/* ---- gradient of Concat: pieces of dY ---- */

static lg_status concat_grad_infer(lg_infer *ctx) {
    const axis_params *p = ctx->params;
    const lg_view *dy = &ctx->in[0];
    int32_t axis = 0;
    if (dy->rank >= 0)
        LG_TRY(lg_infer_axis(ctx, p->axis, dy->rank, &axis));
    for (uint32_t o = 0; o < ctx->n_out && o + 1 < ctx->n_in; o++) {
        int64_t shape[LG_MAX_LIST], n;
        LG_TRY(lg_infer_ints(ctx, o + 1, shape, &n));
        if (n < 0)
            LG_TRY(lg_infer_dtype(ctx, o, dy->dtype, dy->rank));
        else
            LG_TRY(lg_infer_set(ctx, o, dy->dtype, (int32_t)n, shape));
    }
    return LG_OK;
}

static lg_status concat_grad_run(lg_exec *ctx) {
    const axis_params *p = ctx->params;
    const lg_view *dy = &ctx->in[0];
    int32_t axis = wrap(p->axis, dy->rank);
    int64_t at = 0;
    for (uint32_t o = 0; o + 1 < ctx->n_in; o++) {
        int64_t shape[LG_MAX_LIST], n;
        LG_TRY(lg_exec_ints(ctx, o + 1, shape, &n));
        bool fits = n == dy->rank && shape[axis] >= 0 && shape[axis] <= dy->dims[axis] - at;
        for (int32_t d = 0; d < dy->rank && fits; d++)
            fits = d == axis || shape[d] == dy->dims[d];
        if (!fits)
            return LG_FAIL(ctx, LG_E_SHAPE, "the shape in input %u is no part of dY", o + 1);
        if (o < ctx->n_out && ctx->out[o].dtype != LG_UNDEFINED) {
            LG_TRY(lg_exec_output(ctx, o, dy->dtype, dy->rank, shape));
            LG_TRY(copy_piece(ctx, dy->dtype, dy->dims, dy->rank, axis, at, shape[axis], dy->data,
                              ctx->out[o].data, true));
        }
        at += shape[axis];
    }
    return LG_OK;
}

static lg_status concat_grad_body(lg_body *ctx) {
    const axis_params *p = ctx->params;
    long long axis = (long long)p->axis;
    ctx->append(ctx, "i = Constant <value = int64[1] {%lld}> ()\n", axis);
    for (uint32_t k = 1; k < ctx->n_in; k++)
        ctx->append(ctx, "n%u = Gather (shape%u, i)\n", k - 1, k - 1);
    ctx->append(ctx, "sizes = Concat <axis = 0> (n0");
    for (uint32_t k = 2; k < ctx->n_in; k++)
        ctx->append(ctx, ", n%u", k - 1);
    ctx->append(ctx, ")\ndX0");
    for (uint32_t k = 2; k < ctx->n_in; k++)
        ctx->append(ctx, ", dX%u", k - 1);
    ctx->append(ctx, " = Split <axis = %lld> (dY, sizes)\n", axis);
    return LG_OK;
}

/* ---- gradient of Split: dY side by side, zeros where an output had no gradient ---- */

/* Inputs: shape of X, split, dY…; the type is that of a given dY. */
static int32_t split_grad_dtype(const lg_view *in, uint32_t n_in) {
    for (uint32_t i = 2; i < n_in; i++)
        if (in[i].dtype != LG_UNDEFINED)
            return in[i].dtype;
    return LG_UNDEFINED;
}

static lg_status split_grad_infer(lg_infer *ctx) {
    int32_t dtype = split_grad_dtype(ctx->in, ctx->n_in), axis;
    const split_params *p = ctx->params;
    int64_t shape[LG_MAX_LIST], n;
    if (dtype == LG_UNDEFINED)
        return LG_FAIL(ctx, LG_E_MODEL, "no dY is given");
    if (ctx->n_in - 2 > LG_MAX_LIST)
        return LG_FAIL(ctx, LG_E_LIMIT, "%u parts, the limit is %d", ctx->n_in - 2, LG_MAX_LIST);
    LG_TRY(lg_infer_ints(ctx, 0, shape, &n));
    if (n < 0)
        return lg_infer_dtype(ctx, 0, dtype, -1);
    LG_TRY(lg_infer_axis(ctx, p->axis, (int32_t)op_min(n, LG_MAX_RANK), &axis));
    return lg_infer_set(ctx, 0, dtype, (int32_t)n, shape);
}

static lg_status split_grad_run(lg_exec *ctx) {
    const split_params *p = ctx->params;
    int32_t dtype = split_grad_dtype(ctx->in, ctx->n_in);
    int64_t shape[LG_MAX_LIST], sizes[LG_MAX_LIST], n, at = 0;
    LG_TRY(lg_exec_ints(ctx, 0, shape, &n));
    LG_TRY(lg_exec_output(ctx, 0, dtype, (int32_t)n, shape));
    const lg_view *dx = &ctx->out[0];
    int32_t axis = wrap(p->axis, dx->rank);
    LG_TRY(sizes_in_run(ctx, UNEVEN, 1, dx->dims[axis], ctx->n_in - 2, sizes));
    bool partial = false;
    for (uint32_t i = 2; i < ctx->n_in; i++)
        partial = partial || ctx->in[i].dtype == LG_UNDEFINED;
    if (partial)
        lg_zero_elems(dtype, dx->data, dx->count);
    for (uint32_t i = 2; i < ctx->n_in; at += sizes[i++ - 2]) {
        const lg_view *dy = &ctx->in[i];
        if (dy->dtype == LG_UNDEFINED)
            continue;
        bool fits = dy->rank == dx->rank;
        for (int32_t d = 0; d < dx->rank && fits; d++)
            fits = dy->dims[d] == (d == axis ? sizes[i - 2] : dx->dims[d]);
        if (!fits)
            return LG_FAIL(ctx, LG_E_SHAPE, "input %u has not the shape of its part", i);
        LG_TRY(copy_piece(ctx, dtype, dx->dims, dx->rank, axis, at, sizes[i - 2], dy->data,
                          dx->data, false));
    }
    return LG_OK;
}

static lg_status split_grad_body(lg_body *ctx) {
    const split_params *p = ctx->params;
    long long axis = (long long)p->axis;
    uint32_t n = ctx->n_in - 2, some = n;
    for (uint32_t k = 0; k < n; k++)
        some = ctx->in[k + 2].dtype != LG_UNDEFINED ? k : some;
    ctx->append(ctx, "zf = ConstantOfShape (shape)\nz = CastLike (zf, dY%u)\n", some);
    if (p->split.v) {
        ctx->append(ctx, "sizes = Constant <value_ints = [");
        for (int64_t k = 0; k < p->split.n; k++)
            ctx->append(ctx, k ? ", %lld" : "%lld", (long long)p->split.v[k]);
        ctx->append(ctx, "]> ()\n");
    }
    for (uint32_t k = 0; k < n; k++)
        ctx->append(ctx, k ? ", z%u" : "z%u", k);
    if (p->split.v || op_given(ctx->in, ctx->n_in, 1))
        ctx->append(ctx, " = Split <axis = %lld> (z, %s)\n", axis, p->split.v ? "sizes" : "split");
    else
        ctx->append(ctx, " = Split <axis = %lld, num_outputs = %u> (z)\n", axis, n);
    ctx->append(ctx, "dX = Concat <axis = %lld> (", axis);
    for (uint32_t k = 0; k < n; k++)
        ctx->append(ctx, "%s%s%u", k ? ", " : "", ctx->in[k + 2].dtype != LG_UNDEFINED ? "dY" : "z",
                    k);
    ctx->append(ctx, ")\n");
    return LG_OK;
}

/* ---- rules and descriptors ---- */

#define TAIL(dom, opname, refs)                                                                    \
    {                                                                                              \
        .struct_size = (uint32_t)sizeof(lg_grad_rule), .flags = LG_GRAD_VARIADIC_TAIL,             \
        .domain = (dom), .op = (opname), .in = (refs), .n_in = (uint32_t)LG_COUNT(refs),           \
        .out = to_x0, .n_out = 1                                                                   \
    }
static const uint8_t to_x0[] = {0};
static const lg_ref concat_refs[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}};
static const lg_ref split_refs[] = {{LG_REF_XSHAPE, 0}, {LG_REF_X, 1}, {LG_REF_DY, 0}};
static const lg_grad_rule concat_grad = TAIL("ai.lossgraph", "ConcatGrad", concat_refs);

static const lg_ref split2_refs[] = {{LG_REF_XSHAPE, 0}, {LG_REF_NONE, 0}, {LG_REF_DY, 0}};
static const lg_grad_rule split2_rule = TAIL("ai.lossgraph", "SplitGrad", split2_refs);
static const lg_grad_rule split_rule = TAIL("ai.lossgraph", "SplitGrad", split_refs);

#define T_ARG(n, fl)                                                                               \
    { .name = (n), .type = "T", .dtypes = LG_T_ALL, .flags = (fl) }
static const lg_arg_desc list_in[] = {T_ARG("inputs", LG_ARG_VARIADIC)};
static const lg_arg_desc one_out[] = {T_ARG("result", 0)};
static const lg_arg_desc training_out[] = {
    T_ARG("concat_result", 0),
    {.name = "per_input_length", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL}};
#define SIZES(types, fl)                                                                           \
    { .name = "split", .dtypes = (types), .flags = LG_ARG_NONDIFF | (fl) }
static const lg_arg_desc split1_in[] = {T_ARG("input", 0),
                                        SIZES(LG_T_FLOATS | LG_T_I64, LG_ARG_OPTIONAL)};
static const lg_arg_desc split2_in[] = {T_ARG("input", 0)};
static const lg_arg_desc split_in[] = {T_ARG("input", 0), SIZES(LG_T_I64, LG_ARG_OPTIONAL)};
static const lg_arg_desc split_training_in[] = {T_ARG("input", 0), SIZES(LG_T_I64, 0)};
static const lg_arg_desc list_out[] = {T_ARG("outputs", LG_ARG_VARIADIC)};
#define SHAPE(fl)                                                                                  \
    { .name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF | (fl) }
static const lg_arg_desc concat_grad_in[] = {T_ARG("dY", 0), SHAPE(LG_ARG_VARIADIC)};
static const lg_arg_desc concat_grad_out[] = {T_ARG("dX", LG_ARG_VARIADIC | LG_ARG_OPTIONAL)};
static const lg_arg_desc split_grad_in[] = {SHAPE(0), SIZES(LG_T_I64, LG_ARG_OPTIONAL),
                                            T_ARG("dY", LG_ARG_VARIADIC | LG_ARG_OPTIONAL)};
static const lg_arg_desc split_grad_out[] = {T_ARG("dX", 0)};

#define OP(opname, since, text)                                                                    \
    .domain = "", .name = opname, .since_version = (since), .flags = LG_OP_NO_BODY,                \
    .doc = text "; onnx.ai/onnx/operators/onnx__" opname ".html"
#define CONCAT(since, table)                                                                       \
    {                                                                                              \
        OP("Concat", since, "The inputs joined along an axis"), LG_ATTRS(axis_params, table),      \
            LG_INS(list_in), LG_OUTS(one_out), .infer = concat_infer, .run = concat_run,           \
                                               .grad = &concat_grad                                \
    }
#define SPLIT(since, table, ins, fn, rule)                                                         \
    {                                                                                              \
        OP("Split", since, "The input cut along an axis"), LG_ATTRS(split_params, table),          \
            LG_INS(ins), LG_OUTS(list_out), .infer = fn##_infer, .run = fn##_run, .grad = &rule    \
    }

static const lg_op_desc ops[] = {
    CONCAT(1, concat1_attrs),
    CONCAT(4, concat_attrs),
    {.domain = "com.microsoft",
     .name = "ConcatTraining",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_ORT,
     .doc = "Concat that also lists the sizes of its inputs; ONNX Runtime's training operators",
     LG_ATTRS(axis_params, concat_attrs),
     LG_INS(list_in),
     LG_OUTS(training_out),
     .infer = concat_infer,
     .run = concat_run,
     .grad = &concat_grad},
    {.domain = "ai.lossgraph",
     .name = "ConcatGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "Gradient of ai.onnx Concat: the parts of dY that have the given shapes",
     LG_ATTRS(axis_params, concat_attrs),
     LG_INS(concat_grad_in),
     LG_OUTS(concat_grad_out),
     .infer = concat_grad_infer,
     .run = concat_grad_run,
     .body_build = concat_grad_body},
    SPLIT(1, split2_attrs, split1_in, split, split_rule),
    SPLIT(2, split2_attrs, split2_in, split, split2_rule),
    SPLIT(13, split13_attrs, split_in, split, split_rule),
    SPLIT(18, split18_attrs, split_in, split18, split_rule),
    {.domain = "com.microsoft",
     .name = "SplitTraining",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_ANY_ATTRS | LG_OP_ORT,
     .doc = "Split whose sizes are an input; ONNX Runtime's training operators",
     LG_ATTRS(split_params, split13_attrs),
     LG_INS(split_training_in),
     LG_OUTS(list_out),
     .infer = split_infer,
     .run = split_run,
     .grad = &split_rule},
    {.domain = "ai.lossgraph",
     .name = "SplitGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "Gradient of ai.onnx Split: the dY side by side, zeros for those not given",
     LG_ATTRS(split_params, split_grad_attrs),
     LG_INS(split_grad_in),
     LG_OUTS(split_grad_out),
     .infer = split_grad_infer,
     .run = split_grad_run,
     .body_build = split_grad_body},
};
LG_FAMILY_DEFINE(tensor_concat, ops);
