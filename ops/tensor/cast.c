/* SPDX-License-Identifier: Apache-2.0 */
/* Cast and CastLike between all element types but the complex ones, and BitCast.
 *
 * Elements go through a block of doubles (from float types) or of 64-bit integers (from integer
 * types), both of which hold every value exactly. Float to integer: NaN gives 0, what is out of
 * range the nearest value of the type. Integer to integer, and everything to types below a byte,
 * keeps the low bits. */
#include "ops/opkit/core.h"
#include "ops/opkit/half.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lowbit.h"
#include "ops/opkit/move.h"
#include "runtime/base/num.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

typedef struct cast_job {
    const lg_host *host;
    int32_t from, to, round_mode;
    bool saturate;
    const void *src;
    void *dst;
} cast_job;

enum { BLOCK = LG_CORE_BLOCK };

static bool is_floating(int32_t dtype) {
    return op_is_float(dtype) || lg_is_lowfloat(dtype);
}

/* Integer types with their range. */
static void int_range(int32_t dtype, int64_t *min, uint64_t *max) {
    uint32_t bits = (uint32_t)lg_dtype_bits(dtype);
    bool is_signed = (LG_T_SIGNED >> dtype & 1) != 0 || dtype == LG_INT4 || dtype == LG_INT2;
    *max = is_signed ? UINT64_MAX >> (65U - bits) : UINT64_MAX >> (64U - bits);
    *min = is_signed ? -(int64_t)*max - 1 : 0;
}

/* ---- reading ---- */

static void read_floats(const cast_job *job, int64_t at, int64_t n, double *out) {
    if (op_is_float(job->from)) {
        size_t size = op_elem_size(job->from);
        lg_load_f64(job->from, (const char *)job->src + (size_t)at * size, 1, n, out);
        return;
    }
    uint32_t bits = (uint32_t)lg_dtype_bits(job->from);
    for (int64_t i = 0; i < n; i++)
        out[i] =
            (double)lg_lowfloat_decode(job->from, bits == 8 ? ((const uint8_t *)job->src)[at + i]
                                                            : op_get_bits(job->src, at + i, bits));
}

/* uint64 keeps its bits. */
static void read_ints(const cast_job *job, int64_t at, int64_t n, int64_t *out) {
    uint32_t bits = (uint32_t)lg_dtype_bits(job->from);
    if (bits < 8) {
        bool is_signed = job->from == LG_INT4 || job->from == LG_INT2;
        for (int64_t i = 0; i < n; i++) {
            uint32_t code = op_get_bits(job->src, at + i, bits);
            out[i] = is_signed ? op_sign_extend(code, bits) : (int64_t)code;
        }
        return;
    }
    const char *src = (const char *)job->src + (size_t)at * (bits / 8);
    if (lg_core_of(job->from) != LG_CORE_I32) {
        lg_core_load(job->from, src, 1, n, out);
        return;
    }
    int32_t narrow[BLOCK];
    lg_core_load(job->from, src, 1, n, narrow);
    for (int64_t i = 0; i < n; i++)
        out[i] = narrow[i];
}

/* ---- writing ---- */

static void write_code(const cast_job *job, int64_t at, uint32_t code) {
    uint32_t bits = (uint32_t)lg_dtype_bits(job->to);
    if (bits == 8)
        ((uint8_t *)job->dst)[at] = (uint8_t)code;
    else
        op_put_bits(job->dst, at, bits, code);
}

static void write_ints(const cast_job *job, int64_t at, int64_t n, const int64_t *v) {
    if (lg_dtype_bits(job->to) < 8) {
        for (int64_t i = 0; i < n; i++)
            write_code(job, at + i, (uint32_t)v[i]);
        return;
    }
    char *dst = (char *)job->dst + (size_t)at * op_elem_size(job->to);
    if (lg_core_of(job->to) != LG_CORE_I32) {
        lg_core_store(job->to, v, n, dst);
        return;
    }
    int32_t narrow[BLOCK];
    for (int64_t i = 0; i < n; i++)
        narrow[i] = job->to == LG_BOOL ? v[i] != 0 : (int32_t)v[i];
    lg_core_store(job->to, narrow, n, dst);
}

static void write_floats(const cast_job *job, int64_t at, int64_t n, const double *v) {
    if (op_is_float(job->to)) {
        lg_store_f64(job->to, v, n, (char *)job->dst + (size_t)at * op_elem_size(job->to));
        return;
    }
    if (lg_is_lowfloat(job->to)) {
        for (int64_t i = 0; i < n; i++)
            write_code(
                job, at + i,
                lg_lowfloat_encode(job->to, f64_to_f32_odd(v[i]), job->saturate, job->round_mode));
        return;
    }
    int64_t ints[BLOCK], min;
    uint64_t max;
    if (job->to == LG_BOOL) {
        for (int64_t i = 0; i < n; i++)
            ints[i] = v[i] != 0.0;
    } else {
        /* Types below a byte keep the low bits of the integer. */
        int_range(lg_dtype_bits(job->to) < 8 ? LG_INT64 : job->to, &min, &max);
        for (int64_t i = 0; i < n; i++) {
            if (v[i] != v[i])
                ints[i] = 0;
            else if (v[i] >= (double)max) /* rounds up to 2^63 or 2^64: still out of range */
                ints[i] = (int64_t)max;
            else if (v[i] <= (double)min)
                ints[i] = min;
            else
                ints[i] = v[i] >= 0x1p63 ? (int64_t)(uint64_t)v[i] : (int64_t)v[i];
        }
    }
    write_ints(job, at, n, ints);
}

static lg_status numbers_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const cast_job *job = arg;
    double f[BLOCK];
    int64_t v[BLOCK];
    (void)err;
    for (int64_t at = begin; at < end; at += BLOCK) {
        int64_t n = op_min(BLOCK, end - at);
        if (is_floating(job->from)) {
            read_floats(job, at, n, f);
            write_floats(job, at, n, f);
            continue;
        }
        read_ints(job, at, n, v);
        if (!is_floating(job->to)) {
            write_ints(job, at, n, v);
        } else if (job->to == LG_FLOAT) { /* not by way of double: that would round twice */
            for (int64_t i = 0; i < n; i++)
                ((float *)job->dst)[at + i] =
                    job->from == LG_UINT64 ? (float)(uint64_t)v[i] : (float)v[i];
        } else {
            for (int64_t i = 0; i < n; i++)
                f[i] = job->from == LG_UINT64 ? (double)(uint64_t)v[i] : (double)v[i];
            write_floats(job, at, n, f);
        }
    }
    return LG_OK;
}

/* ---- strings ---- */

static lg_status parse_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const cast_job *job = arg;
    const lg_str *src = job->src;
    for (int64_t i = begin; i < end; i++) {
        double f;
        int64_t v;
        uint64_t u;
        if (!is_floating(job->to) && lg_num_parse_i64(src[i].ptr, src[i].len, &v)) {
            write_ints(job, i, 1, &v);
        } else if (job->to == LG_UINT64 && lg_num_parse_u64(src[i].ptr, src[i].len, &u)) {
            ((uint64_t *)job->dst)[i] = u;
        } else if (lg_num_parse_f64(src[i].ptr, src[i].len, &f)) {
            float narrow;
            if (job->to == LG_FLOAT && lg_num_parse_f32(src[i].ptr, src[i].len, &narrow))
                ((float *)job->dst)[i] = narrow;
            else
                write_floats(job, i, 1, &f);
        } else {
            return job->host->fail(err, LG_E_DATA, "element %lld, '%.*s', is no number",
                                   (long long)i, (int)op_min((int64_t)src[i].len, 40), src[i].ptr);
        }
    }
    return LG_OK;
}

static size_t print_one(const cast_job *job, int64_t i, char *text) {
    double f = 0.0;
    int64_t v = 0;
    size_t n;
    if (!is_floating(job->from)) {
        read_ints(job, i, 1, &v);
        if (job->from == LG_BOOL) {
            memcpy(text, v ? "True" : "False", v ? 5 : 6);
            return v ? 4 : 5;
        }
        return job->from == LG_UINT64 ? lg_num_print_u64(text, (uint64_t)v)
                                      : lg_num_print_i64(text, v);
    }
    read_floats(job, i, 1, &f);
    n = job->from == LG_DOUBLE ? lg_num_print_f64(text, f) : lg_num_print_f32(text, (float)f);
    /* A whole number keeps a point, so that it still reads as a float. */
    for (size_t k = 0; k < n; k++)
        if (text[k] != '-' && (text[k] < '0' || text[k] > '9'))
            return n;
    memcpy(text + n, ".0", 3);
    return n + 2;
}

static lg_status print_strings(lg_exec *ctx, const cast_job *job, int64_t count) {
    char text[LG_NUM_MAX + 2];
    size_t total = 0;
    void *space = NULL;
    for (int64_t i = 0; i < count; i++)
        total += print_one(job, i, text);
    LG_TRY(ctx->host->check_bytes(ctx->self, total, ctx->err));
    LG_TRY(ctx->host->keep(ctx->self, total + 1, &space, ctx->err));
    char *to = space;
    for (int64_t i = 0; i < count; i++) {
        size_t n = print_one(job, i, text);
        memcpy(to, text, n);
        ((lg_str *)job->dst)[i] = (lg_str){to, n};
        to += n;
    }
    return LG_OK;
}

static lg_status cast_elements(lg_exec *ctx, int32_t to, bool saturate, int32_t round_mode) {
    const lg_view *x = &ctx->in[0];
    cast_job job = {ctx->host, x->dtype, to, round_mode, saturate, x->data, ctx->out[0].data};
    if (x->dtype == to)
        return lg_run_copy(ctx);
    if (to == LG_STRING)
        return print_strings(ctx, &job, x->count);
    /* Sub-byte results share bytes between neighbours: whole blocks of bytes only. */
    return ctx->host->parallel_for(ctx->self, x->count, 16384,
                                   x->dtype == LG_STRING ? parse_block : numbers_block, &job,
                                   ctx->err);
}

/* ---- Cast ---- */

#define CAST_TYPES                                                                                 \
    (LG_T_NUMERIC | LG_T_BOOL | LG_T_STRING | LG_T_F8 | LG_BIT(LG_FLOAT8E8M0) | LG_T_SUBBYTE)

typedef struct cast_params {
    int64_t to;
    lg_str to_name; /* version 1 */
    int32_t saturate, round_mode;
} cast_params;

static const char *const round_modes[] = {"up", "down", "nearest", NULL};
#define TO                                                                                         \
    {                                                                                              \
        .name = "to", .kind = LG_ATTR_INT, .flags = LG_ATTR_REQUIRED,                              \
        .offset = LG_FIELD_OFFSET(cast_params, to, int64_t),                                       \
        .doc = "TensorProto type of the result"                                                    \
    }
#define SATURATE                                                                                   \
    LG_ATTR_BOOL_DOC(cast_params, saturate, 1, "8-bit floats: out of range becomes the largest")
#define ROUND_MODE                                                                                 \
    LG_ATTR_CHOICE_DOC(cast_params, round_mode, round_modes, 0, "rounding to float8e8m0")
static const lg_attr_desc cast1_attrs[] = {
    {.name = "to",
     .kind = LG_ATTR_STRING,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(cast_params, to_name, lg_str),
     .doc = "name of the type: FLOAT, …"},
};
static const lg_attr_desc cast6_attrs[] = {TO};
static const lg_attr_desc cast19_attrs[] = {TO, SATURATE};
static const lg_attr_desc cast24_attrs[] = {TO, SATURATE, ROUND_MODE};
static const lg_attr_desc like19_attrs[] = {SATURATE};
static const lg_attr_desc like24_attrs[] = {SATURATE, ROUND_MODE};

static int32_t target_of(const cast_params *p) {
    char name[16];
    if (!p->to_name.ptr)
        return p->to > 0 && p->to < LG_DTYPE_COUNT ? (int32_t)p->to : LG_UNDEFINED;
    if (p->to_name.len >= sizeof name)
        return LG_UNDEFINED;
    for (size_t i = 0; i < p->to_name.len; i++)
        name[i] = (char)tolower((unsigned char)p->to_name.ptr[i]);
    return lg_dtype_parse(name, p->to_name.len);
}

static lg_status cast_infer(lg_infer *ctx) {
    const cast_params *p = ctx->params;
    int32_t to = target_of(p);
    if (to == LG_UNDEFINED || !(CAST_TYPES >> to & 1))
        return LG_FAIL(ctx, LG_E_MODEL, "to: %lld is no type to cast to", (long long)p->to);
    lg_infer_like(ctx, 0, 0);
    ctx->out[0].dtype = to;
    return LG_OK;
}

static lg_status cast_run(lg_exec *ctx) {
    const cast_params *p = ctx->params;
    return cast_elements(ctx, ctx->out[0].dtype, p->saturate != 0, p->round_mode);
}
static lg_status cast_old_run(lg_exec *ctx) {
    return cast_elements(ctx, ctx->out[0].dtype, true, LG_ROUND_UP);
}

static lg_status like_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    ctx->out[0].dtype = ctx->in[1].dtype;
    return LG_OK;
}

static const lg_ref back_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}};
static const uint8_t to_x0[] = {0};
static const lg_grad_rule cast_grad = LG_GRAD_OP("ai.lossgraph", "CastGrad", back_refs, to_x0);

/* ---- BitCast ---- */

static const lg_attr_desc bitcast_attrs[] = {TO};

static lg_status bitcast_infer(lg_infer *ctx) {
    const cast_params *p = ctx->params;
    int32_t to = target_of(p), from = ctx->in[0].dtype;
    if (to == LG_UNDEFINED || to == LG_STRING)
        return LG_FAIL(ctx, LG_E_MODEL, "to: %lld is no type to cast to", (long long)p->to);
    if (lg_dtype_bits(from) != lg_dtype_bits(to))
        return LG_FAIL(ctx, LG_E_TYPE, "type %s has %d bits per element, %s has %d",
                       lg_dtype_onnx_name(from), (int)lg_dtype_bits(from), lg_dtype_onnx_name(to),
                       (int)lg_dtype_bits(to));
    lg_infer_like(ctx, 0, 0);
    ctx->out[0].dtype = to;
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_arg_desc cast_in[] = {{.name = "input", .type = "T1", .dtypes = CAST_TYPES}};
static const lg_arg_desc like_in[] = {
    {.name = "input", .type = "T1", .dtypes = CAST_TYPES},
    {.name = "target_type", .type = "T2", .dtypes = CAST_TYPES, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc cast_out[] = {{.name = "output", .type = "T2", .dtypes = CAST_TYPES}};
static const lg_arg_desc grad_in[] = {
    {.name = "dY", .type = "T1", .dtypes = CAST_TYPES},
    {.name = "X", .type = "T2", .dtypes = CAST_TYPES, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc grad_out[] = {{.name = "dX", .type = "T2", .dtypes = CAST_TYPES}};
#define BITS (LG_T_ALL & ~LG_T_STRING)
static const lg_arg_desc bits_in[] = {{.name = "input", .type = "T1", .dtypes = BITS}};
static const lg_arg_desc bits_out[] = {
    {.name = "output", .type = "T2", .dtypes = BITS, .may_overwrite = 1}};

#define CAST(since, attrs_, fn)                                                                    \
    {                                                                                              \
        .domain = "", .name = "Cast", .since_version = (since), .flags = LG_OP_NO_BODY,            \
        .doc = "Conversion to another element type; onnx.ai/onnx/operators/onnx__Cast.html",       \
        LG_ATTRS(cast_params, attrs_), LG_INS(cast_in), LG_OUTS(cast_out), .infer = cast_infer,    \
        .run = fn, .grad = &cast_grad                                                              \
    }
#define LIKE(since, fn, ...)                                                                       \
    {                                                                                              \
        .domain = "", .name = "CastLike", .since_version = (since), .flags = LG_OP_NO_BODY,        \
        .doc = "Conversion to the type of another tensor; "                                        \
               "onnx.ai/onnx/operators/onnx__CastLike.html",                                       \
        LG_INS(like_in), LG_OUTS(cast_out), .infer = like_infer, .run = fn, .grad = &cast_grad,    \
        __VA_ARGS__                                                                                \
    }

static const lg_op_desc ops[] = {
    CAST(1, cast1_attrs, cast_old_run),
    CAST(6, cast6_attrs, cast_old_run),
    CAST(19, cast19_attrs, cast_run),
    CAST(24, cast24_attrs, cast_run),
    LIKE(15, cast_old_run, .params_size = 0),
    LIKE(19, cast_run, LG_ATTRS(cast_params, like19_attrs)),
    LIKE(24, cast_run, LG_ATTRS(cast_params, like24_attrs)),
    {.domain = "ai.lossgraph",
     .name = "CastGrad",
     .since_version = 1,
     .doc = "Gradient of ai.onnx Cast and CastLike: dY in the type of X",
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = like_infer,
     .run = cast_old_run,
     .grad = &cast_grad,
     .body = "dX = CastLike (dY, X)\n"},
    {.domain = "",
     .name = "BitCast",
     .since_version = 26,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT | LG_OP_VIEW,
     .doc = "The same bits as another type; onnx.ai/onnx/operators/onnx__BitCast.html",
     LG_ATTRS(cast_params, bitcast_attrs),
     LG_INS(bits_in),
     LG_OUTS(bits_out),
     .infer = bitcast_infer,
     .run = lg_run_copy},
};
LG_FAMILY_DEFINE(tensor_cast, ops);
