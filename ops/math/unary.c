/* SPDX-License-Identifier: Apache-2.0 */
/* Elementwise operators of one input: arithmetic, exponentials, trigonometry, rounding, tests for
 * NaN and infinity. Float types are computed in float or double, one table row per operator. */
#include "ops/kernels/kernels.h"
#include "ops/opkit/core.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lowbit.h"
#include "ops/opkit/scalar.h"

#include <string.h>

typedef void (*f32_loop)(const float *x, float *y, size_t n);
typedef void (*f64_loop)(const double *x, double *y, size_t n);

#define LOOPS(name, expr32, expr64)                                                                \
    static void name##_f32(const float *x, float *y, size_t n) {                                   \
        for (size_t i = 0; i < n; i++) {                                                           \
            float v = x[i];                                                                        \
            y[i] = (expr32);                                                                       \
        }                                                                                          \
    }                                                                                              \
    static void name##_f64(const double *x, double *y, size_t n) {                                 \
        for (size_t i = 0; i < n; i++) {                                                           \
            double v = x[i];                                                                       \
            y[i] = (expr64);                                                                       \
        }                                                                                          \
    }

LOOPS(neg, -v, -v)
LOOPS(abs, fabsf(v), fabs(v))
LOOPS(sqrt, sqrtf(v), sqrt(v))
LOOPS(recip, 1.0F / v, 1.0 / v)
LOOPS(sign, v != v ? v : sign0f(v), v != v ? v : sign0(v))
LOOPS(floor, floorf(v), floor(v))
LOOPS(ceil, ceilf(v), ceil(v))
LOOPS(round, rintf(v), rint(v)) /* halves to even */
LOOPS(sin, sinf(v), sin(v))
LOOPS(cos, cosf(v), cos(v))
LOOPS(tan, tanf(v), tan(v))
LOOPS(asin, asinf(v), asin(v))
LOOPS(acos, acosf(v), acos(v))
LOOPS(atan, atanf(v), atan(v))
LOOPS(sinh, sinhf(v), sinh(v))
LOOPS(cosh, coshf(v), cosh(v))
LOOPS(asinh, asinhf(v), asinh(v))
LOOPS(acosh, acoshf(v), acosh(v))
LOOPS(atanh, atanhf(v), atanh(v))

enum { INT_NONE, INT_NEG, INT_ABS, INT_SIGN };

typedef struct unary_job {
    const lg_view *x;
    void *y;
    f32_loop f32;
    f64_loop f64;
    int ints;
} unary_job;

/* Signed integers wrap: -INT_MIN and |INT_MIN| are INT_MIN. Unsigned ones have no sign. */
static void int_row(const unary_job *job, int64_t begin, int64_t n) {
    int32_t dtype = job->x->dtype;
    size_t size = op_elem_size(dtype);
    const char *x = (const char *)job->x->data + (size_t)begin * size;
    char *y = (char *)job->y + (size_t)begin * size;
    bool is_signed = (LG_T_SIGNED >> dtype & 1) != 0;
    bool narrow = lg_core_of(dtype) == LG_CORE_I32;
    for (int64_t at = 0; at < n; at += LG_CORE_BLOCK) {
        int64_t m = op_min(LG_CORE_BLOCK, n - at), wide[LG_CORE_BLOCK];
        int32_t small[LG_CORE_BLOCK];
        if (narrow)
            lg_core_load(dtype, x + (size_t)at * size, 1, m, small);
        else
            lg_core_load(dtype, x + (size_t)at * size, 1, m, wide);
        for (int64_t i = 0; i < m; i++) {
            int64_t v = narrow ? small[i] : wide[i];
            uint64_t u = (uint64_t)v;
            bool negative = is_signed && v < 0;
            if (job->ints == INT_NEG)
                u = 0 - u;
            else if (job->ints == INT_ABS)
                u = negative ? 0 - u : u;
            else
                u = negative ? UINT64_MAX : (uint64_t)(u != 0);
            wide[i] = (int64_t)u;
            small[i] = (int32_t)u;
        }
        if (narrow)
            lg_core_store(dtype, small, m, y + (size_t)at * size);
        else
            lg_core_store(dtype, wide, m, y + (size_t)at * size);
    }
}

static lg_status unary_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const unary_job *job = arg;
    int64_t n = end - begin;
    (void)err;
    switch (job->x->dtype) {
    case LG_FLOAT:
        job->f32((const float *)job->x->data + begin, (float *)job->y + begin, (size_t)n);
        break;
    case LG_DOUBLE:
        job->f64((const double *)job->x->data + begin, (double *)job->y + begin, (size_t)n);
        break;
    case LG_FLOAT16:
    case LG_BFLOAT16: {
        float block[LG_CORE_BLOCK];
        for (int64_t at = begin; at < end; at += LG_CORE_BLOCK) {
            int64_t m = op_min(LG_CORE_BLOCK, end - at);
            lg_core_load(job->x->dtype, (const uint16_t *)job->x->data + at, 1, m, block);
            job->f32(block, block, (size_t)m);
            lg_core_store(job->x->dtype, block, m, (uint16_t *)job->y + at);
        }
        break;
    }
    default:
        int_row(job, begin, n);
        break;
    }
    return LG_OK;
}

static lg_status unary_run(lg_exec *ctx, f32_loop f32, f64_loop f64, int ints) {
    unary_job job = {&ctx->in[0], ctx->out[0].data, f32, f64, ints};
    return ctx->host->parallel_for(ctx->self, ctx->in[0].count, 8192, unary_block, &job, ctx->err);
}

static lg_status same_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

#define RUN(name, ints)                                                                            \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        return unary_run(ctx, name##_f32, name##_f64, ints);                                       \
    }
#define RUN_SLOT(name)                                                                             \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        return unary_run(ctx, ctx->kernels->f32_##name, ctx->kernels->f64_##name, INT_NONE);       \
    }
RUN(neg, INT_NEG)
RUN(abs, INT_ABS)
RUN(sign, INT_SIGN)
RUN(sqrt, INT_NONE)
RUN(recip, INT_NONE)
RUN(floor, INT_NONE)
RUN(ceil, INT_NONE)
RUN(round, INT_NONE)
RUN(sin, INT_NONE)
RUN(cos, INT_NONE)
RUN(tan, INT_NONE)
RUN(asin, INT_NONE)
RUN(acos, INT_NONE)
RUN(atan, INT_NONE)
RUN(sinh, INT_NONE)
RUN(cosh, INT_NONE)
RUN(asinh, INT_NONE)
RUN(acosh, INT_NONE)
RUN(atanh, INT_NONE)
RUN_SLOT(exp)
RUN_SLOT(log)

/* Erf takes every numeric type before version 13: integers give 0, 1 and -1. */
static lg_status erf_run(lg_exec *ctx) {
    return unary_run(ctx, ctx->kernels->f32_erf, ctx->kernels->f64_erf, INT_SIGN);
}

/* ---- IsNaN, IsInf ---- */

typedef struct isinf_params {
    int32_t detect_negative, detect_positive;
} isinf_params;

static const lg_attr_desc isinf_attrs[] = {
    LG_ATTR_BOOL_DOC(isinf_params, detect_negative, 1, "whether -inf counts"),
    LG_ATTR_BOOL_DOC(isinf_params, detect_positive, 1, "whether +inf counts"),
};

typedef struct test_job {
    const lg_view *x;
    uint8_t *y;
    int nan, minus, plus, finite; /* what counts as true */
} test_job;

static lg_status test_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const test_job *job = arg;
    int32_t dtype = job->x->dtype;
    size_t size = op_elem_size(dtype);
    double block[LG_CORE_BLOCK];
    (void)err;
    for (int64_t at = begin; at < end; at += LG_CORE_BLOCK) {
        int64_t m = op_min(LG_CORE_BLOCK, end - at);
        const char *src = (const char *)job->x->data + (size_t)at * size;
        if (lg_is_lowfloat(dtype)) {
            for (int64_t i = 0; i < m; i++)
                block[i] = (double)lg_lowfloat_decode(dtype, (uint8_t)src[i]);
        } else {
            lg_load_f64(dtype, src, 1, m, block);
        }
        for (int64_t i = 0; i < m; i++) {
            double v = block[i];
            int kind = v != v           ? job->nan
                       : v == HUGE_VAL  ? job->plus
                       : v == -HUGE_VAL ? job->minus
                                        : job->finite;
            job->y[at + i] = (uint8_t)kind;
        }
    }
    return LG_OK;
}

static lg_status test_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    ctx->out[0].dtype = LG_BOOL;
    return LG_OK;
}

static lg_status test_run(lg_exec *ctx, test_job job) {
    job.x = &ctx->in[0];
    job.y = ctx->out[0].data;
    return ctx->host->parallel_for(ctx->self, job.x->count, 16384, test_block, &job, ctx->err);
}

static lg_status isnan_run(lg_exec *ctx) {
    return test_run(ctx, (test_job){.nan = 1});
}
static lg_status isinf_run(lg_exec *ctx) {
    const isinf_params *p = ctx->params;
    return test_run(ctx, (test_job){.minus = p->detect_negative, .plus = p->detect_positive});
}
static lg_status isfinite_run(lg_exec *ctx) {
    return test_run(ctx, (test_job){.finite = 1});
}

/* ---- gradient rules: a zero dY gives zero even where the derivative is infinite ---- */

#define SELECT(expr)                                                                               \
    expr "nz = Cast <to = 9> (DY0)\n"                                                              \
         "DX0 = Where (nz, d, DY0)\n"

static const lg_grad_rule neg_grad = LG_GRAD_BODY("DX0 = Neg (DY0)\n");
static const lg_grad_rule abs_grad = LG_GRAD_BODY("s = Sign (X0)\nDX0 = Mul (DY0, s)\n");
static const lg_grad_rule exp_grad = LG_GRAD_BODY(SELECT("d = Mul (DY0, Y0)\n"));
static const lg_grad_rule log_grad = LG_GRAD_BODY(SELECT("d = Div (DY0, X0)\n"));
static const lg_grad_rule sqrt_grad =
    LG_GRAD_BODY(SELECT("yy = Add (Y0, Y0)\nd = Div (DY0, yy)\n"));
static const lg_grad_rule recip_grad =
    LG_GRAD_BODY(SELECT("yy = Mul (Y0, Y0)\nm = Mul (DY0, yy)\nd = Neg (m)\n"));
static const lg_grad_rule sin_grad = LG_GRAD_BODY("c = Cos (X0)\nDX0 = Mul (DY0, c)\n");
static const lg_grad_rule cos_grad =
    LG_GRAD_BODY("s = Sin (X0)\nm = Mul (DY0, s)\nDX0 = Neg (m)\n");
static const lg_grad_rule sinh_grad = LG_GRAD_BODY(SELECT("c = Cosh (X0)\nd = Mul (DY0, c)\n"));
static const lg_grad_rule cosh_grad = LG_GRAD_BODY(SELECT("s = Sinh (X0)\nd = Mul (DY0, s)\n"));
static const lg_grad_rule tan_grad =
    LG_GRAD_BODY(SELECT("yy = Mul (Y0, Y0)\nm = Mul (DY0, yy)\nd = Add (DY0, m)\n"));
static const lg_grad_rule erf_grad = LG_GRAD_BODY(
    "k = Constant <value = double {1.1283791670955126}> ()\n"
    "xx = Mul (X0, X0)\nnxx = Neg (xx)\ne = Exp (nxx)\ns = com.microsoft.Scale (e, k)\n" SELECT(
        "d = Mul (DY0, s)\n"));
/* dY / sqrt(u) with u = (1 - x)(1 + x), which keeps the precision near the ends. */
#define ONE_LIKE                                                                                   \
    "t = Constant <value = bool {1}> ()\nz = com.microsoft.ZeroGradient (DY0, t)\none = Exp (z)\n"
static const lg_grad_rule asin_grad = LG_GRAD_BODY(ONE_LIKE SELECT(
    "a = Sub (one, X0)\nb = Add (one, X0)\nu = Mul (a, b)\nr = Sqrt (u)\nd = Div (DY0, r)\n"));
static const lg_grad_rule acos_grad = LG_GRAD_BODY(ONE_LIKE SELECT(
    "a = Sub (one, X0)\nb = Add (one, X0)\nu = Mul (a, b)\nr = Sqrt (u)\nq = Div (DY0, r)\n"
    "d = Neg (q)\n"));
static const lg_grad_rule atan_grad =
    LG_GRAD_BODY(ONE_LIKE SELECT("xx = Mul (X0, X0)\nu = Add (one, xx)\nd = Div (DY0, u)\n"));
static const lg_grad_rule asinh_grad = LG_GRAD_BODY(
    ONE_LIKE SELECT("xx = Mul (X0, X0)\nu = Add (one, xx)\nr = Sqrt (u)\nd = Div (DY0, r)\n"));
static const lg_grad_rule acosh_grad = LG_GRAD_BODY(ONE_LIKE SELECT(
    "a = Sub (X0, one)\nb = Add (X0, one)\nu = Mul (a, b)\nr = Sqrt (u)\nd = Div (DY0, r)\n"));
static const lg_grad_rule atanh_grad = LG_GRAD_BODY(
    ONE_LIKE SELECT("a = Sub (one, X0)\nb = Add (one, X0)\nu = Mul (a, b)\nd = Div (DY0, u)\n"));
static const lg_grad_rule zero_grad =
    LG_GRAD_BODY("r = Constant <value = bool {1}> ()\nDX0 = com.microsoft.ZeroGradient (DY0, r)\n");

/* ---- descriptors ---- */

typedef struct legacy_params {
    lg_ints consumed_inputs;
} legacy_params;

static const lg_attr_desc legacy_attrs[] = {
    LG_ATTR_INTS_DOC(legacy_params, consumed_inputs, "legacy optimisation hint, ignored"),
};

#define IN(set)                                                                                    \
    static const lg_arg_desc set##_in[] = {{.name = "X", .type = "T", .dtypes = LG_T_##set}}
#define OUT(set)                                                                                   \
    static const lg_arg_desc set##_out[] = {                                                       \
        {.name = "Y", .type = "T", .dtypes = LG_T_##set, .may_overwrite = 1}}
IN(FLOATS);
OUT(FLOATS);
IN(NUMERIC);
OUT(NUMERIC);
#define TEST_TYPES (LG_T_FLOATS | LG_T_F8)
static const lg_arg_desc test_in[] = {
    {.name = "X", .type = "T1", .dtypes = TEST_TYPES, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc bool_out[] = {{.name = "Y", .dtypes = LG_T_BOOL}};

#define URL(op) "; onnx.ai/onnx/operators/onnx__" op ".html"
#define OP(opname, since, set, fn, rule, text)                                                     \
    {                                                                                              \
        .domain = "", .name = opname, .since_version = (since), .doc = text URL(opname),           \
        .flags = LG_OP_NO_BODY, LG_INS(set##_in), LG_OUTS(set##_out), .infer = same_infer,         \
        .run = fn##_run, .grad = &(rule)                                                           \
    }
/* Version 1 had an attribute that means nothing. */
#define OP1(opname, set, fn, rule, text)                                                           \
    {                                                                                              \
        .domain = "", .name = opname, .since_version = 1, .doc = text URL(opname),                 \
        .flags = LG_OP_NO_BODY, LG_ATTRS(legacy_params, legacy_attrs), LG_INS(set##_in),           \
        LG_OUTS(set##_out), .infer = same_infer, .run = fn##_run, .grad = &(rule)                  \
    }
#define OP_1_6(opname, set, fn, rule, text)                                                        \
    OP1(opname, set, fn, rule, text), OP(opname, 6, set, fn, rule, text)
#define TEST(dom, opname, since, fn, text)                                                         \
    .domain = dom, .name = opname, .since_version = (since), .doc = (text),                        \
    .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT, LG_INS(test_in), LG_OUTS(bool_out),                \
    .infer = test_infer, .run = fn##_run

static const lg_op_desc ops[] = {
    OP_1_6("Neg", NUMERIC, neg, neg_grad, "-x"),
    OP_1_6("Abs", NUMERIC, abs, abs_grad, "|x|"),
    OP_1_6("Exp", FLOATS, exp, exp_grad, "e to the x"),
    OP_1_6("Log", FLOATS, log, log_grad, "Natural logarithm"),
    OP_1_6("Sqrt", FLOATS, sqrt, sqrt_grad, "Square root"),
    OP_1_6("Reciprocal", FLOATS, recip, recip_grad, "1 / x"),
    OP_1_6("Floor", FLOATS, floor, zero_grad, "Largest integer not above x"),
    OP_1_6("Ceil", FLOATS, ceil, zero_grad, "Smallest integer not below x"),
    OP("Round", 11, FLOATS, round, zero_grad, "Nearest integer, halves to even"),
    OP("Sign", 9, NUMERIC, sign, zero_grad, "-1, 0 or 1"),
    OP("Erf", 9, NUMERIC, erf, erf_grad, "Error function"),
    OP("Sin", 7, FLOATS, sin, sin_grad, "Sine"),
    OP("Cos", 7, FLOATS, cos, cos_grad, "Cosine"),
    OP("Tan", 7, FLOATS, tan, tan_grad, "Tangent"),
    OP("Asin", 7, FLOATS, asin, asin_grad, "Inverse sine"),
    OP("Acos", 7, FLOATS, acos, acos_grad, "Inverse cosine"),
    OP("Atan", 7, FLOATS, atan, atan_grad, "Inverse tangent"),
    OP("Sinh", 9, FLOATS, sinh, sinh_grad, "Hyperbolic sine"),
    OP("Cosh", 9, FLOATS, cosh, cosh_grad, "Hyperbolic cosine"),
    OP("Asinh", 9, FLOATS, asinh, asinh_grad, "Inverse hyperbolic sine"),
    OP("Acosh", 9, FLOATS, acosh, acosh_grad, "Inverse hyperbolic cosine"),
    OP("Atanh", 9, FLOATS, atanh, atanh_grad, "Inverse hyperbolic tangent"),
    {TEST("", "IsNaN", 9, isnan, "True for NaN" URL("IsNaN"))},
    {TEST("", "IsInf", 10, isinf, "True for infinities" URL("IsInf")),
     LG_ATTRS(isinf_params, isinf_attrs)},
    {TEST("com.microsoft", "IsFinite", 1, isfinite,
          "True for numbers that are neither NaN nor infinite; ONNX Runtime's training operators")},
};
LG_FAMILY_DEFINE(math_unary, ops);
