/* SPDX-License-Identifier: Apache-2.0 */
/* Tensors from nothing: Constant, ConstantOfShape, Range. */
#include "ops/opkit/core.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/move.h"

#include <math.h>
#include <string.h>

/* ---- Constant ---- */

typedef struct constant_params {
    lg_view value, sparse_value;
    double value_float;
    int64_t value_int;
    lg_str value_string;
    lg_reals value_floats;
    lg_ints value_ints;
    lg_strs value_strings;
} constant_params;

static const lg_attr_desc constant1_attrs[] = {
    {.name = "value",
     .kind = LG_ATTR_TENSOR,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(constant_params, value, lg_view),
     .doc = "the result"},
};
#define REAL_ABSENT (double)NAN
static const lg_attr_desc constant_attrs[] = {
    LG_ATTR_TENSOR_FIELD(constant_params, value),
    LG_ATTR_TENSOR_FIELD(constant_params, sparse_value),
    LG_ATTR_REAL_DOC(constant_params, value_float, REAL_ABSENT, "a float scalar"),
    LG_ATTR_INT_DOC(constant_params, value_int, LG_INT_ABSENT, "an int64 scalar"),
    LG_ATTR_STRING_FIELD(constant_params, value_string),
    LG_ATTR_REALS_FIELD(constant_params, value_floats),
    LG_ATTR_INTS_DOC(constant_params, value_ints, "an int64 vector"),
    LG_ATTR_STRINGS_FIELD(constant_params, value_strings),
};

/* dtype and dims of the result; 0 attributes or several are refused. */
static lg_status constant_infer(lg_infer *ctx) {
    const constant_params *p = ctx->params;
    int32_t given = 0, dtype = LG_UNDEFINED, rank = 0;
    const int64_t *dims = NULL;
    int64_t length = 0;
    const lg_view *tensors[] = {&p->value, &p->sparse_value};
    for (size_t i = 0; i < LG_COUNT(tensors); i++)
        if (tensors[i]->dtype != LG_UNDEFINED) {
            given++;
            dtype = tensors[i]->dtype;
            rank = tensors[i]->rank;
            dims = tensors[i]->dims;
        }
    const struct {
        bool given;
        int32_t dtype;
        int64_t length; /* -1: a scalar */
    } rest[] = {
        {p->value_float == p->value_float, LG_FLOAT, -1},
        {p->value_int != LG_INT_ABSENT, LG_INT64, -1},
        {p->value_string.ptr != NULL, LG_STRING, -1},
        {p->value_floats.v != NULL, LG_FLOAT, p->value_floats.n},
        {p->value_ints.v != NULL, LG_INT64, p->value_ints.n},
        {p->value_strings.v != NULL, LG_STRING, p->value_strings.n},
    };
    for (size_t i = 0; i < LG_COUNT(rest); i++)
        if (rest[i].given) {
            given++;
            dtype = rest[i].dtype;
            rank = rest[i].length < 0 ? 0 : 1;
            length = rest[i].length;
            dims = &length;
        }
    if (given != 1)
        return LG_FAIL(ctx, LG_E_MODEL, "%d values are given, expected exactly one", (int)given);
    return lg_infer_set(ctx, 0, dtype, rank, dims);
}

/* Versions before 12 have other parameters set to zero, which would read as given. */
static lg_status constant1_infer(lg_infer *ctx) {
    const constant_params *p = ctx->params;
    return lg_infer_set(ctx, 0, p->value.dtype, p->value.rank, p->value.dims);
}

static lg_status copy_value(lg_exec *ctx, const lg_view *value) {
    lg_copy_elems(value->dtype, ctx->out[0].data, 0, value->data, 0, value->count);
    return LG_OK;
}

static lg_status constant1_run(lg_exec *ctx) {
    return copy_value(ctx, &((const constant_params *)ctx->params)->value);
}

static lg_status constant_run(lg_exec *ctx) {
    const constant_params *p = ctx->params;
    void *out = ctx->out[0].data;
    if (p->value.dtype != LG_UNDEFINED)
        return copy_value(ctx, &p->value);
    if (p->sparse_value.dtype != LG_UNDEFINED)
        return copy_value(ctx, &p->sparse_value);
    if (p->value_floats.v) {
        for (int64_t i = 0; i < p->value_floats.n; i++)
            ((float *)out)[i] = (float)p->value_floats.v[i];
    } else if (p->value_ints.v) {
        for (int64_t i = 0; i < p->value_ints.n; i++)
            ((int64_t *)out)[i] = p->value_ints.v[i];
    } else if (p->value_strings.v) {
        for (int64_t i = 0; i < p->value_strings.n; i++)
            ((lg_str *)out)[i] = p->value_strings.v[i];
    } else if (p->value_string.ptr) {
        *(lg_str *)out = p->value_string;
    } else if (p->value_float == p->value_float) {
        *(float *)out = (float)p->value_float;
    } else {
        *(int64_t *)out = p->value_int;
    }
    return LG_OK;
}

/* ---- ConstantOfShape ---- */

typedef struct of_shape_params {
    lg_view value;
} of_shape_params;

static const lg_attr_desc of_shape_attrs[] = {LG_ATTR_TENSOR_FIELD(of_shape_params, value)};
static const lg_arg_desc of_shape_in[] = {
    {.name = "input", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc all_out[] = {{.name = "output", .dtypes = LG_T_ALL}};

static lg_status of_shape_infer(lg_infer *ctx) {
    const of_shape_params *p = ctx->params;
    int32_t dtype = p->value.dtype == LG_UNDEFINED ? LG_FLOAT : p->value.dtype;
    int64_t shape[LG_MAX_LIST], n;
    if (p->value.dtype != LG_UNDEFINED && p->value.count != 1)
        return LG_FAIL(ctx, LG_E_MODEL, "value has %lld elements, expected one",
                       (long long)p->value.count);
    LG_TRY(lg_infer_rank(ctx, 0, 1, 1));
    LG_TRY(lg_infer_ints(ctx, 0, shape, &n));
    if (n < 0) {
        int64_t length = ctx->in[0].rank == 1 ? ctx->in[0].dims[0] : -1;
        return lg_infer_dtype(ctx, 0, dtype, op_length_rank(length));
    }
    for (int64_t d = 0; d < n; d++)
        if (shape[d] < 0)
            return LG_FAIL(ctx, LG_E_SHAPE, "the shape has the entry %lld", (long long)shape[d]);
    return lg_infer_set(ctx, 0, dtype, (int32_t)n, shape);
}

static lg_status of_shape_run(lg_exec *ctx) {
    const of_shape_params *p = ctx->params;
    bool given = p->value.dtype != LG_UNDEFINED;
    int64_t shape[LG_MAX_LIST], n;
    LG_TRY(lg_exec_ints(ctx, 0, shape, &n));
    LG_TRY(lg_exec_output(ctx, 0, given ? p->value.dtype : LG_FLOAT, (int32_t)n, shape));
    const lg_view *y = &ctx->out[0];
    if (given)
        lg_fill_elems(y->dtype, y->data, 0, y->count, p->value.data, 0);
    else
        lg_zero_elems(y->dtype, y->data, y->count);
    return LG_OK;
}

/* ---- Range ---- */

typedef struct range_params {
    int64_t stash_type;
} range_params;

static const lg_attr_desc range_attrs[] = {
    LG_ATTR_INT_DOC(range_params, stash_type, 1,
                    "type in which 16-bit floats are stepped: float (1) or double (11)"),
};

/* Number of elements; LG_E_DATA when there is none. */
static lg_status range_count(const lg_host *host, lg_error *err, const lg_view *in, int64_t *out) {
    for (uint32_t i = 0; i < 3; i++)
        if (in[i].count != 1)
            return host->fail(err, LG_E_SHAPE, "input %u has %lld elements, expected a scalar", i,
                              (long long)in[i].count);
    if (op_is_float(in[0].dtype)) {
        double v[3] = {0.0, 0.0, 0.0};
        for (uint32_t i = 0; i < 3; i++)
            lg_load_f64(in[i].dtype, in[i].data, 1, 1, &v[i]);
        if (v[2] == 0.0)
            return host->fail(err, LG_E_DATA, "delta is 0");
        double n = ceil((v[1] - v[0]) / v[2]);
        if (!(n < 0x1p62))
            return host->fail(err, LG_E_DATA, "a range from %g to %g in steps of %g has no end",
                              v[0], v[1], v[2]);
        *out = n > 0.0 ? (int64_t)n : 0;
        return LG_OK;
    }
    int64_t start = lg_int_at(&in[0], 0), limit = lg_int_at(&in[1], 0), step = lg_int_at(&in[2], 0);
    if (step == 0)
        return host->fail(err, LG_E_DATA, "delta is 0");
    if ((step > 0) != (limit > start) || limit == start) {
        *out = 0;
        return LG_OK;
    }
    /* Distances between int64 fit uint64. */
    uint64_t distance =
        step > 0 ? (uint64_t)limit - (uint64_t)start : (uint64_t)start - (uint64_t)limit;
    uint64_t stride = step > 0 ? (uint64_t)step : 0 - (uint64_t)step;
    uint64_t n = distance / stride + (distance % stride != 0);
    if (n > INT64_MAX)
        return host->fail(err, LG_E_LIMIT, "the range has %llu elements", (unsigned long long)n);
    *out = (int64_t)n;
    return LG_OK;
}

static lg_status range_infer(lg_infer *ctx) {
    int64_t n;
    for (uint32_t i = 0; i < 3; i++) {
        LG_TRY(lg_infer_rank(ctx, i, 0, 1));
        if (!ctx->in[i].data)
            return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, 1);
    }
    LG_TRY(range_count(ctx->host, ctx->err, ctx->in, &n));
    return lg_infer_set(ctx, 0, ctx->in[0].dtype, 1, &n);
}

static lg_status range_write(lg_exec *ctx, bool in_float) {
    const lg_view *in = ctx->in;
    int64_t n = 0;
    int32_t dtype = in[0].dtype;
    LG_TRY(range_count(ctx->host, ctx->err, in, &n));
    LG_TRY(lg_exec_output(ctx, 0, dtype, 1, &n));
    char *y = ctx->out[0].data;
    size_t size = op_elem_size(dtype);
    if (op_is_float(dtype)) {
        double v[2] = {0.0, 0.0};
        for (uint32_t i = 0; i < 2; i++)
            lg_load_f64(dtype, in[(size_t)2 * i].data, 1, 1, &v[i]);
        for (int64_t i = 0; i < n; i++) {
            double x = v[0] + (double)i * v[1];
            if (in_float)
                x = (double)((float)v[0] + (float)i * (float)v[1]);
            lg_store_f64(dtype, &x, 1, y + (size_t)i * size);
        }
        return LG_OK;
    }
    uint64_t start = (uint64_t)lg_int_at(&in[0], 0), step = (uint64_t)lg_int_at(&in[2], 0);
    bool narrow = lg_core_of(dtype) == LG_CORE_I32;
    for (int64_t i = 0; i < n; i++) {
        uint64_t x = start + (uint64_t)i * step;
        int32_t small = (int32_t)x;
        lg_core_store(dtype, narrow ? (void *)&small : (void *)&x, 1, y + (size_t)i * size);
    }
    return LG_OK;
}
static lg_status range11_run(lg_exec *ctx) {
    return range_write(ctx, ctx->in[0].dtype != LG_DOUBLE);
}
static lg_status range_run(lg_exec *ctx) {
    const range_params *p = ctx->params;
    return range_write(ctx, ctx->in[0].dtype != LG_DOUBLE && p->stash_type != LG_DOUBLE);
}

#define RANGE_TYPES (LG_T_FLOATS | LG_BIT(LG_INT16) | LG_BIT(LG_INT32) | LG_BIT(LG_INT64))
static const lg_arg_desc range_in[] = {
    {.name = "start", .type = "T", .dtypes = RANGE_TYPES, .flags = LG_ARG_NONDIFF},
    {.name = "limit", .type = "T", .dtypes = RANGE_TYPES, .flags = LG_ARG_NONDIFF},
    {.name = "delta", .type = "T", .dtypes = RANGE_TYPES, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc range_out[] = {{.name = "output", .type = "T", .dtypes = RANGE_TYPES}};

/* ---- descriptors ---- */

#define OP(opname, since, text)                                                                    \
    .domain = "", .name = opname, .since_version = (since),                                        \
    .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT,                                                    \
    .doc = text "; onnx.ai/onnx/operators/onnx__" opname ".html"

static const lg_op_desc ops[] = {
    {OP("Constant", 1, "A tensor"), LG_ATTRS(constant_params, constant1_attrs), LG_OUTS(all_out),
     .infer = constant1_infer, .run = constant1_run},
    {OP("Constant", 11, "A tensor, given in one of several forms"),
     LG_ATTRS(constant_params, constant_attrs), LG_OUTS(all_out), .infer = constant_infer,
     .run = constant_run},
    {OP("ConstantOfShape", 9, "A tensor of one repeated element"),
     LG_ATTRS(of_shape_params, of_shape_attrs), LG_INS(of_shape_in), LG_OUTS(all_out),
     .infer = of_shape_infer, .run = of_shape_run},
    {OP("Range", 11, "start, start + delta, … below limit"), LG_INS(range_in), LG_OUTS(range_out),
     .infer = range_infer, .run = range11_run},
    {OP("Range", 27, "start, start + delta, … below limit"), LG_ATTRS(range_params, range_attrs),
     LG_INS(range_in), LG_OUTS(range_out), .infer = range_infer, .run = range_run},
};
LG_FAMILY_DEFINE(tensor_create, ops);
