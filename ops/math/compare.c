/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons, logic on bool, Where. */
#include "ops/opkit/move.h"
#include "ops/opkit/zip.h"

#include <string.h>

#define COMPARE(name, op)                                                                          \
    LG_ZIP_LOOP(name##_f32, float, uint8_t, a op b)                                                \
    LG_ZIP_LOOP(name##_f64, double, uint8_t, a op b)                                               \
    LG_ZIP_LOOP(name##_i32, int32_t, uint8_t, a op b)                                              \
    LG_ZIP_LOOP(name##_i64, int64_t, uint8_t, a op b)                                              \
    LG_ZIP_LOOP(name##_u64, uint64_t, uint8_t, a op b)                                             \
    static const lg_zip name##_zip = {                                                             \
        {name##_f32, name##_f64, name##_i32, name##_i64, name##_u64}, true};
COMPARE(equal, ==)
COMPARE(less, <)
COMPARE(less_equal, <=)

/* Bools are 32-bit integers here. */
#define LOGIC(name, expr)                                                                          \
    LG_ZIP_LOOP(name##_bool, int32_t, uint8_t, expr)                                               \
    static const lg_zip name##_zip = {{NULL, NULL, name##_bool, NULL, NULL}, true};
LOGIC(and, (a != 0) && (b != 0))
LOGIC(or, (a != 0) || (b != 0))
LOGIC(xor, (a != 0) != (b != 0))

static const lg_attr_desc legacy_attrs[] = {LG_ZIP_LEGACY_ATTRS};

static lg_status compare_infer(lg_infer *ctx) {
    return lg_infer_broadcast(ctx, 0, 2, 0, LG_BOOL);
}

static lg_status legacy_infer(lg_infer *ctx) {
    return lg_zip_legacy_infer(ctx, LG_BOOL);
}

/* Strings are compared byte by byte, for equality only. */
static lg_status string_row(void *arg, int64_t n, void *const *ptr, const int64_t *stride,
                            lg_error *err) {
    const lg_str *x = ptr[1], *y = ptr[2];
    uint8_t *z = ptr[0];
    (void)arg;
    (void)err;
    for (int64_t i = 0; i < n; i++) {
        const lg_str *a = x + i * stride[1], *b = y + i * stride[2];
        z[i] = a->len == b->len && (a->len == 0 || memcmp(a->ptr, b->ptr, a->len) == 0);
    }
    return LG_OK;
}

static lg_status equal_run(lg_exec *ctx) {
    const lg_view *const v[] = {&ctx->out[0], &ctx->in[0], &ctx->in[1]};
    if (v[1]->dtype != LG_STRING)
        return lg_zip_run(ctx, &equal_zip, v[1], v[2], v[0], -1);
    lg_bcast b;
    void *base[3] = {v[0]->data, v[1]->data, v[2]->data};
    size_t size[3] = {1, sizeof(lg_str), sizeof(lg_str)};
    lg_bcast_init(&b, v[0], v, 3);
    return lg_bcast_run(ctx, &b, base, size, 0, string_row, NULL);
}

/* a > b is b < a, which also keeps NaN false. */
#define RUN(name, zip, a, b)                                                                       \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        return lg_zip_run(ctx, &zip, &ctx->in[a], &ctx->in[b], &ctx->out[0], -1);                  \
    }
RUN(less, less_zip, 0, 1)
RUN(less_equal, less_equal_zip, 0, 1)
RUN(greater, less_zip, 1, 0)
RUN(greater_equal, less_equal_zip, 1, 0)
RUN(and, and_zip, 0, 1)
RUN(or, or_zip, 0, 1)
RUN(xor, xor_zip, 0, 1)

/* Version 1 takes floats only; its operands cannot change places because B alone is broadcast. */
LG_ZIP_LOOP(greater_f32, float, uint8_t, a > b)
LG_ZIP_LOOP(greater_f64, double, uint8_t, a > b)
static const lg_zip greater_zip = {{greater_f32, greater_f64, NULL, NULL, NULL}, true};

#define LEGACY(name)                                                                               \
    static lg_status name##_legacy(lg_exec *ctx) {                                                 \
        return lg_zip_legacy_run(ctx, &name##_zip);                                                \
    }
LEGACY(equal)
LEGACY(less)
LEGACY(greater)
LEGACY(and)
LEGACY(or)
LEGACY(xor)

/* ---- Not, All ---- */

static lg_status not_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}
static lg_status not_run(lg_exec *ctx) {
    const uint8_t *x = ctx->in[0].data;
    uint8_t *y = ctx->out[0].data;
    for (int64_t i = 0; i < ctx->in[0].count; i++)
        y[i] = x[i] == 0;
    return LG_OK;
}

static lg_status all_infer(lg_infer *ctx) {
    lg_infer_scalar(ctx, 0, LG_BOOL);
    return LG_OK;
}
static lg_status all_run(lg_exec *ctx) {
    const uint8_t *x = ctx->in[0].data;
    uint8_t all = 1;
    for (int64_t i = 0; i < ctx->in[0].count; i++)
        all = all && x[i];
    *(uint8_t *)ctx->out[0].data = all;
    return LG_OK;
}

/* ---- Where ---- */

static lg_status where_infer(lg_infer *ctx) {
    return lg_infer_broadcast(ctx, 0, 3, 0, ctx->in[1].dtype);
}

typedef struct word16 {
    uint64_t a, b;
} word16;

#define SELECT(T)                                                                                  \
    do {                                                                                           \
        T *z = ptr[0];                                                                             \
        const T *x = ptr[2], *y = ptr[3];                                                          \
        for (int64_t i = 0; i < n; i++)                                                            \
            z[i] = c[i * sc] ? x[i * sx] : y[i * sy];                                              \
    } while (0)

static lg_status where_row(void *arg, int64_t n, void *const *ptr, const int64_t *stride,
                           lg_error *err) {
    const uint8_t *c = ptr[1];
    int64_t sc = stride[1], sx = stride[2], sy = stride[3];
    (void)err;
    switch (*(const size_t *)arg) {
    case 1:
        SELECT(uint8_t);
        break;
    case 2:
        SELECT(uint16_t);
        break;
    case 4:
        SELECT(uint32_t);
        break;
    case 8:
        SELECT(uint64_t);
        break;
    default:
        SELECT(word16);
        break;
    }
    return LG_OK;
}

static lg_status where_run(lg_exec *ctx) {
    const lg_view *const v[] = {&ctx->out[0], &ctx->in[0], &ctx->in[1], &ctx->in[2]};
    size_t size = op_elem_size(v[0]->dtype);
    void *base[4] = {v[0]->data, v[1]->data, v[2]->data, v[3]->data};
    size_t sizes[4] = {size, 1, size, size};
    lg_bcast b;
    lg_bcast_init(&b, v[0], v, 4);
    return lg_bcast_run(ctx, &b, base, sizes, 0, where_row, &size);
}

static const lg_grad_rule where_grad =
    LG_GRAD_BODY("r = Constant <value = bool {1}> ()\n"
                 "zero = com.microsoft.ZeroGradient (DY0, r)\n"
                 "a = Where (X0, DY0, zero)\nb = Where (X0, zero, DY0)\n"
                 "s1 = Shape (X1)\ns2 = Shape (X2)\n"
                 "DX1 = ai.lossgraph.ReduceToShape (a, s1)\n"
                 "DX2 = ai.lossgraph.ReduceToShape (b, s2)\n");

/* ---- descriptors ---- */

#define COMPARABLE (LG_T_NUMERIC | LG_T_BOOL | LG_T_STRING)
static const lg_arg_desc equal_in[] = {
    {.name = "A", .type = "T", .dtypes = COMPARABLE, .flags = LG_ARG_NONDIFF},
    {.name = "B", .type = "T", .dtypes = COMPARABLE, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc order_in[] = {
    {.name = "A", .type = "T", .dtypes = LG_T_NUMERIC, .flags = LG_ARG_NONDIFF},
    {.name = "B", .type = "T", .dtypes = LG_T_NUMERIC, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc old_in[] = {
    {.name = "A", .type = "T", .dtypes = LG_T_NUMERIC | LG_T_BOOL, .flags = LG_ARG_NONDIFF},
    {.name = "B", .type = "T", .dtypes = LG_T_NUMERIC | LG_T_BOOL, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc floats_in[] = {
    {.name = "A", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_NONDIFF},
    {.name = "B", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc logic_in[] = {
    {.name = "A", .type = "T", .dtypes = LG_T_BOOL, .flags = LG_ARG_NONDIFF},
    {.name = "B", .type = "T", .dtypes = LG_T_BOOL, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc not_in[] = {{.name = "X", .dtypes = LG_T_BOOL, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc bool_out[] = {{.name = "C", .dtypes = LG_T_BOOL}};
static const lg_arg_desc logic_out[] = {{.name = "C", .dtypes = LG_T_BOOL, .may_overwrite = 3}};
static const lg_arg_desc not_out[] = {{.name = "Y", .dtypes = LG_T_BOOL, .may_overwrite = 1}};
static const lg_arg_desc where_in[] = {
    {.name = "condition", .dtypes = LG_T_BOOL, .flags = LG_ARG_NONDIFF},
    {.name = "X", .type = "T", .dtypes = LG_T_WHOLE},
    {.name = "Y", .type = "T", .dtypes = LG_T_WHOLE}};
static const lg_arg_desc where_out[] = {
    {.name = "output", .type = "T", .dtypes = LG_T_WHOLE, .may_overwrite = 6}};

#define URL(op) "; onnx.ai/onnx/operators/onnx__" op ".html"
#define OP(opname, since, set, out, fn, text)                                                      \
    {                                                                                              \
        .domain = "", .name = opname, .since_version = (since), .doc = text URL(opname),           \
        .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT, LG_INS(set##_in), LG_OUTS(out),                \
        .infer = compare_infer, .run = fn##_run                                                    \
    }
#define OLD(opname, set, out, fn, text)                                                            \
    {                                                                                              \
        .domain = "", .name = opname, .since_version = 1,                                          \
        .doc = text " with optional broadcasting of B along axis" URL(opname),                     \
        .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT, LG_ATTRS(lg_zip_legacy, legacy_attrs),         \
        LG_INS(set##_in), LG_OUTS(out), .infer = legacy_infer, .run = fn##_legacy                  \
    }

static const lg_op_desc ops[] = {
    OLD("Equal", old, bool_out, equal, "A == B"),
    OP("Equal", 7, equal, bool_out, equal, "A == B"),
    OLD("Less", floats, bool_out, less, "A < B"),
    OP("Less", 7, order, bool_out, less, "A < B"),
    OLD("Greater", floats, bool_out, greater, "A > B"),
    OP("Greater", 7, order, bool_out, greater, "A > B"),
    OP("LessOrEqual", 12, order, bool_out, less_equal, "A <= B"),
    OP("GreaterOrEqual", 12, order, bool_out, greater_equal, "A >= B"),
    OLD("And", logic, bool_out, and, "Logical and"),
    OP("And", 7, logic, logic_out, and, "Logical and"),
    OLD("Or", logic, bool_out, or, "Logical or"),
    OP("Or", 7, logic, logic_out, or, "Logical or"),
    OLD("Xor", logic, bool_out, xor, "Exclusive or"),
    OP("Xor", 7, logic, logic_out, xor, "Exclusive or"),
    {.domain = "",
     .name = "Not",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT,
     .doc = "Negation" URL("Not"),
     LG_INS(not_in),
     LG_OUTS(not_out),
     .infer = not_infer,
     .run = not_run},
    {.domain = "com.microsoft",
     .name = "All",
     .since_version = 1,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT | LG_OP_ORT,
     .doc = "True when all elements are; ONNX Runtime's training operators",
     LG_INS(not_in),
     LG_OUTS(bool_out),
     .infer = all_infer,
     .run = all_run},
    {.domain = "",
     .name = "Where",
     .since_version = 9,
     .flags = LG_OP_NO_BODY,
     .doc = "X where the condition holds, else Y" URL("Where"),
     LG_INS(where_in),
     LG_OUTS(where_out),
     .infer = where_infer,
     .run = where_run,
     .grad = &where_grad},
};
LG_FAMILY_DEFINE(math_compare, ops);
