/* SPDX-License-Identifier: Apache-2.0 */
/* Add, Sub, Mul, Div, Mod, Pow: NumPy broadcasting, and the `broadcast` and `axis` attributes of
 * versions before 7. */
#include "ops/opkit/infer.h"
#include "ops/opkit/reduce.h"
#include "ops/opkit/zip.h"

#include <math.h>
#include <string.h>

/* ---- loops ---- */

#define SLOT(name)                                                                                 \
    static void name##_f32(const lg_kernels *k, const void *x, const void *y, void *z, size_t n) { \
        k->f32_##name(x, y, z, n);                                                                 \
    }                                                                                              \
    static void name##_f64(const lg_kernels *k, const void *x, const void *y, void *z, size_t n) { \
        k->f64_##name(x, y, z, n);                                                                 \
    }
SLOT(add)
SLOT(sub)
SLOT(mul)
SLOT(div)

/* Integers wrap: computed without sign. */
#define WRAP(name, op)                                                                             \
    LG_ZIP_LOOP(name##_i32, uint32_t, uint32_t, a op b)                                            \
    LG_ZIP_LOOP(name##_i64, uint64_t, uint64_t, a op b)
WRAP(add, +)
WRAP(sub, -)
WRAP(mul, *)

/* Division by zero gives 0, the most negative number by -1 itself. */
static int32_t quotient32(int32_t a, int32_t b) {
    return b == 0 ? 0 : b == -1 ? (int32_t)(0U - (uint32_t)a) : a / b;
}
static int64_t quotient64(int64_t a, int64_t b) {
    return b == 0 ? 0 : b == -1 ? (int64_t)(0U - (uint64_t)a) : a / b;
}
static int32_t remainder32(int32_t a, int32_t b) {
    return b == 0 || b == -1 ? 0 : a % b;
}
static int64_t remainder64(int64_t a, int64_t b) {
    return b == 0 || b == -1 ? 0 : a % b;
}
/* Remainder with the sign of the divisor. */
static int32_t modulo32(int32_t a, int32_t b) {
    int32_t r = remainder32(a, b);
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}
static int64_t modulo64(int64_t a, int64_t b) {
    int64_t r = remainder64(a, b);
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}
static double modulo_f64(double a, double b) {
    double r = fmod(a, b);
    if (r != 0.0 ? (r < 0.0) != (b < 0.0) : false)
        r += b;
    return r == 0.0 ? copysign(0.0, b) : r;
}
static float modulo_f32(float a, float b) {
    float r = fmodf(a, b);
    if (r != 0.0F ? (r < 0.0F) != (b < 0.0F) : false)
        r += b;
    return r == 0.0F ? copysignf(0.0F, b) : r;
}

LG_ZIP_LOOP(div_i32, int32_t, int32_t, quotient32(a, b))
LG_ZIP_LOOP(div_i64, int64_t, int64_t, quotient64(a, b))
LG_ZIP_LOOP(div_u64, uint64_t, uint64_t, b == 0 ? 0 : a / b)
LG_ZIP_LOOP(mod_f32, float, float, modulo_f32(a, b))
LG_ZIP_LOOP(mod_f64, double, double, modulo_f64(a, b))
LG_ZIP_LOOP(mod_i32, int32_t, int32_t, modulo32(a, b))
LG_ZIP_LOOP(mod_i64, int64_t, int64_t, modulo64(a, b))
LG_ZIP_LOOP(mod_u64, uint64_t, uint64_t, b == 0 ? 0 : a % b)
LG_ZIP_LOOP(fmod_f32, float, float, fmodf(a, b))
LG_ZIP_LOOP(fmod_f64, double, double, fmod(a, b))
LG_ZIP_LOOP(fmod_i32, int32_t, int32_t, remainder32(a, b))
LG_ZIP_LOOP(fmod_i64, int64_t, int64_t, remainder64(a, b))
LG_ZIP_LOOP(pow_f32, float, float, powf(a, b))
LG_ZIP_LOOP(pow_f64, double, double, pow(a, b))

/* Wrapping power; a negative exponent gives the truncated reciprocal, 0 of 0 too. */
static uint64_t power(uint64_t base, int64_t exponent, bool negative_exponent) {
    if (negative_exponent)
        return base == 1 ? 1 : base == UINT64_MAX ? (exponent % 2 ? base : 1) : 0;
    uint64_t result = 1;
    for (uint64_t e = (uint64_t)exponent; e; e >>= 1) {
        if (e & 1)
            result *= base;
        base *= base;
    }
    return result;
}
LG_ZIP_LOOP(pow_i32, int32_t, int32_t, (int32_t)power((uint64_t)(int64_t)a, b, b < 0))
LG_ZIP_LOOP(pow_i64, int64_t, int64_t, (int64_t)power((uint64_t)a, b, b < 0))
LG_ZIP_LOOP(pow_u64, uint64_t, uint64_t, power(a, (int64_t)b, false))

static const lg_zip add_zip = {{add_f32, add_f64, add_i32, add_i64, add_i64}, false};
static const lg_zip sub_zip = {{sub_f32, sub_f64, sub_i32, sub_i64, sub_i64}, false};
static const lg_zip mul_zip = {{mul_f32, mul_f64, mul_i32, mul_i64, mul_i64}, false};
static const lg_zip div_zip = {{div_f32, div_f64, div_i32, div_i64, div_u64}, false};
static const lg_zip mod_zip = {{mod_f32, mod_f64, mod_i32, mod_i64, mod_u64}, false};
static const lg_zip fmod_zip = {{fmod_f32, fmod_f64, fmod_i32, fmod_i64, mod_u64}, false};
static const lg_zip pow_zip = {{pow_f32, pow_f64, pow_i32, pow_i64, pow_u64}, false};

/* ---- broadcasting of today ---- */

static lg_status zip_infer(lg_infer *ctx) {
    return lg_infer_broadcast(ctx, 0, 2, 0, ctx->in[0].dtype);
}

#define RUN(name)                                                                                  \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        return lg_zip_run(ctx, &name##_zip, &ctx->in[0], &ctx->in[1], &ctx->out[0], -1);           \
    }
RUN(add)
RUN(sub)
RUN(mul)
RUN(div)

typedef struct mod_params {
    int32_t fmod;
} mod_params;

static const lg_attr_desc mod_attrs[] = {
    LG_ATTR_BOOL_DOC(mod_params, fmod, 0, "0: sign of the divisor; 1: sign of the dividend"),
};

static lg_status mod_run(lg_exec *ctx) {
    const mod_params *p = ctx->params;
    return lg_zip_run(ctx, p->fmod ? &fmod_zip : &mod_zip, &ctx->in[0], &ctx->in[1], &ctx->out[0],
                      -1);
}

/* ---- Pow: the types may differ ---- */

static lg_status mixed_row(void *arg, int64_t n, void *const *ptr, const int64_t *stride,
                           lg_error *err) {
    const lg_view *x = (const lg_view *)arg, *y = x + 1;
    int64_t xsize = (int64_t)op_elem_size(x->dtype), ysize = (int64_t)op_elem_size(y->dtype);
    double xb[LG_CORE_BLOCK], yb[LG_CORE_BLOCK];
    (void)err;
    for (int64_t at = 0; at < n; at += LG_CORE_BLOCK) {
        int64_t m = op_min(LG_CORE_BLOCK, n - at);
        char *z = (char *)ptr[0] + at * xsize;
        lg_load_f64(x->dtype, (char *)ptr[1] + at * stride[1] * xsize, stride[1], m, xb);
        lg_load_f64(y->dtype, (char *)ptr[2] + at * stride[2] * ysize, stride[2], m, yb);
        for (int64_t i = 0; i < m; i++)
            xb[i] = pow(xb[i], yb[i]);
        if (op_is_float(x->dtype)) {
            lg_store_f64(x->dtype, xb, m, z);
            continue;
        }
        int64_t wide[LG_CORE_BLOCK];
        int32_t narrow[LG_CORE_BLOCK];
        for (int64_t i = 0; i < m; i++) {
            wide[i] = xb[i] != xb[i]     ? 0
                      : xb[i] >= 0x1p63  ? INT64_MAX
                      : xb[i] <= -0x1p63 ? INT64_MIN
                                         : (int64_t)xb[i];
            narrow[i] = wide[i] > INT32_MAX   ? INT32_MAX
                        : wide[i] < INT32_MIN ? INT32_MIN
                                              : (int32_t)wide[i];
        }
        lg_core_store(x->dtype, lg_core_of(x->dtype) == LG_CORE_I32 ? (void *)narrow : (void *)wide,
                      m, z);
    }
    return LG_OK;
}

/* An integer power of an integer of another type: the exponent as int64. */
static lg_status integer_row(void *arg, int64_t n, void *const *ptr, const int64_t *stride,
                             lg_error *err) {
    lg_view x = ((const lg_view *)arg)[0], y = ((const lg_view *)arg)[1];
    (void)err;
    x.data = ptr[1];
    y.data = ptr[2];
    int64_t size = (int64_t)op_elem_size(x.dtype);
    for (int64_t i = 0; i < n; i++) {
        int64_t e = lg_int_at(&y, i * stride[2]);
        uint64_t v = power((uint64_t)lg_int_at(&x, i * stride[1]), e, e < 0);
        int32_t small = (int32_t)v;
        lg_core_store(x.dtype, lg_core_of(x.dtype) == LG_CORE_I32 ? (void *)&small : (void *)&v, 1,
                      (char *)ptr[0] + i * size);
    }
    return LG_OK;
}

static lg_status pow_run(lg_exec *ctx) {
    const lg_view *x = &ctx->in[0], *y = &ctx->in[1], *z = &ctx->out[0];
    if (x->dtype == y->dtype)
        return lg_zip_run(ctx, &pow_zip, x, y, z, -1);
    const lg_view *const operands[] = {z, x, y};
    void *base[3] = {z->data, x->data, y->data};
    size_t sizes[3] = {op_elem_size(z->dtype), op_elem_size(x->dtype), op_elem_size(y->dtype)};
    bool integers = !op_is_float(x->dtype) && !op_is_float(y->dtype);
    lg_view types[2] = {*x, *y};
    lg_bcast b;
    lg_bcast_init(&b, z, operands, 3);
    return lg_bcast_run(ctx, &b, base, sizes, 4096, integers ? integer_row : mixed_row, types);
}

/* ---- before version 7 ---- */

static const lg_attr_desc legacy_attrs[] = {LG_ZIP_LEGACY_ATTRS};
static const lg_attr_desc legacy1_attrs[] = {
    LG_ATTR_INTS_DOC(lg_zip_legacy, consumed_inputs, "legacy optimisation hint, ignored"),
    LG_ZIP_LEGACY_ATTRS,
};

static lg_status legacy_infer(lg_infer *ctx) {
    return lg_zip_legacy_infer(ctx, LG_UNDEFINED);
}

#define LEGACY_RUN(name)                                                                           \
    static lg_status name##_legacy(lg_exec *ctx) {                                                 \
        return lg_zip_legacy_run(ctx, &name##_zip);                                                \
    }
LEGACY_RUN(add)
LEGACY_RUN(sub)
LEGACY_RUN(mul)
LEGACY_RUN(div)
LEGACY_RUN(pow)

/* ---- gradient rules ---- */

#define SHAPES      "s0 = Shape (X0)\ns1 = Shape (X1)\n"
#define TO(i, from) "DX" i " = ai.lossgraph.ReduceToShape (" from ", s" i ")\n"
static const lg_grad_rule add_grad = LG_GRAD_BODY(SHAPES TO("0", "DY0") TO("1", "DY0"));
static const lg_grad_rule sub_grad =
    LG_GRAD_BODY(SHAPES TO("0", "DY0") "n = Neg (DY0)\n" TO("1", "n"));
static const lg_grad_rule mul_grad =
    LG_GRAD_BODY(SHAPES "a = Mul (DY0, X1)\n" TO("0", "a") "b = Mul (DY0, X0)\n" TO("1", "b"));
/* The quotient is (A - Y) / B, truncated or floored as the operator did. */
static const lg_grad_rule mod_grad =
    LG_GRAD_BODY(SHAPES TO("0", "DY0") "t = Sub (X0, Y0)\nq = Div (t, X1)\nm = Mul (DY0, q)\n"
                                       "n = Neg (m)\n" TO("1", "n"));
static const lg_ref div_grad_in[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const lg_ref pow_grad_in[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_Y, 0}};
static const uint8_t both[] = {0, 1};
static const lg_grad_rule div_grad = LG_GRAD_OP("com.microsoft", "DivGrad", div_grad_in, both);
static const lg_grad_rule pow_grad = LG_GRAD_OP("ai.lossgraph", "PowGrad", pow_grad_in, both);

/* ---- descriptors ---- */

static const lg_arg_desc zip_in[] = {{.name = "A", .type = "T", .dtypes = LG_T_NUMERIC},
                                     {.name = "B", .type = "T", .dtypes = LG_T_NUMERIC}};
static const lg_arg_desc zip_out[] = {
    {.name = "C", .type = "T", .dtypes = LG_T_NUMERIC, .may_overwrite = 3}};
#define POW_TYPES (LG_T_FLOATS | LG_T_INDEX)
static const lg_arg_desc pow_in[] = {{.name = "X", .type = "T", .dtypes = POW_TYPES},
                                     {.name = "Y", .type = "T1", .dtypes = LG_T_NUMERIC}};
static const lg_arg_desc pow_out[] = {
    {.name = "Z", .type = "T", .dtypes = POW_TYPES, .may_overwrite = 1}};
static const lg_arg_desc legacy_out[] = {
    {.name = "C", .type = "T", .dtypes = LG_T_NUMERIC, .may_overwrite = 1}};

#define URL(op) "; onnx.ai/onnx/operators/onnx__" op ".html"
#define OLD(opname, since, fn, table, text)                                                        \
    {                                                                                              \
        .domain = "", .name = opname, .since_version = (since),                                    \
        .doc = text " with optional broadcasting of B along axis" URL(opname),                     \
        .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT, LG_ATTRS(lg_zip_legacy, table),                \
        LG_INS(zip_in), LG_OUTS(legacy_out), .infer = legacy_infer, .run = fn##_legacy             \
    }
#define OP(opname, fn, text)                                                                       \
    OLD(opname, 1, fn, legacy1_attrs, text), OLD(opname, 6, fn, legacy_attrs, text), {             \
        .domain = "", .name = opname, .since_version = 7, .doc = text URL(opname),                 \
        .flags = LG_OP_NO_BODY, LG_INS(zip_in), LG_OUTS(zip_out), .infer = zip_infer,              \
        .run = fn##_run, .grad = &fn##_grad                                                        \
    }

static const lg_op_desc ops[] = {
    OP("Add", add, "A + B"),
    OP("Sub", sub, "A - B"),
    OP("Mul", mul, "A B"),
    OP("Div", div, "A / B, integers truncate"),
    OLD("Pow", 1, pow, legacy_attrs, "X to the power Y"),
    {.domain = "",
     .name = "Pow",
     .since_version = 7,
     .flags = LG_OP_NO_BODY,
     .doc = "X to the power Y, in the type of X" URL("Pow"),
     LG_INS(pow_in),
     LG_OUTS(pow_out),
     .infer = zip_infer,
     .run = pow_run,
     .grad = &pow_grad},
    {.domain = "",
     .name = "Mod",
     .since_version = 10,
     .flags = LG_OP_NO_BODY,
     .doc = "Remainder of A / B" URL("Mod"),
     LG_ATTRS(mod_params, mod_attrs),
     LG_INS(zip_in),
     LG_OUTS(zip_out),
     .infer = zip_infer,
     .run = mod_run,
     .grad = &mod_grad},
};
LG_FAMILY_DEFINE(math_binary, ops);
