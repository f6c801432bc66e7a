/* SPDX-License-Identifier: Apache-2.0 */
/* Bitwise logic and shifts of integers. */
#include "ops/opkit/zip.h"

#define BITS(name, op)                                                                             \
    LG_ZIP_LOOP(name##_i32, uint32_t, uint32_t, a op b)                                            \
    LG_ZIP_LOOP(name##_i64, uint64_t, uint64_t, a op b)                                            \
    static const lg_zip name##_zip = {{NULL, NULL, name##_i32, name##_i64, name##_i64}, false};    \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        return lg_zip_run(ctx, &name##_zip, &ctx->in[0], &ctx->in[1], &ctx->out[0], -1);           \
    }
BITS(and, &)
BITS(or, |)
BITS(xor, ^)

static lg_status zip_infer(lg_infer *ctx) {
    return lg_infer_broadcast(ctx, 0, 2, 0, ctx->in[0].dtype);
}

/* ---- BitShift ---- */

typedef struct shift_params {
    int32_t direction;
} shift_params;

static const char *const directions[] = {"LEFT", "RIGHT", NULL};
static const lg_attr_desc shift_attrs[] = {
    {.name = "direction",
     .kind = LG_ATTR_CHOICE,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(shift_params, direction, int32_t),
     .choices = directions,
     .doc = "LEFT or RIGHT"},
};

typedef struct shift_job {
    int32_t dtype;
    bool left;
} shift_job;

/* A shift that is negative or not below the width gives 0, or -1 for a negative number shifted to
 * the right, which is arithmetic. */
static int64_t shifted(int64_t v, int64_t by, int32_t bits, bool is_signed, bool left) {
    if (by < 0 || by >= bits)
        return !left && is_signed && v < 0 ? -1 : 0;
    if (left)
        return (int64_t)((uint64_t)v << by);
    if (!is_signed)
        return (int64_t)((uint64_t)v >> by);
    /* Floor division by 2^by without shifting a negative number. */
    return v >= 0 ? v >> by : ~(~v >> by);
}

static lg_status shift_row(void *arg, int64_t n, void *const *ptr, const int64_t *stride,
                           lg_error *err) {
    const shift_job *job = arg;
    int64_t size = (int64_t)op_elem_size(job->dtype);
    bool is_signed = (LG_T_SIGNED >> job->dtype & 1) != 0;
    bool narrow = lg_core_of(job->dtype) == LG_CORE_I32;
    (void)err;
    for (int64_t i = 0; i < n; i++) {
        int64_t v[2] = {0, 0};
        for (int k = 0; k < 2; k++) {
            const char *src = (const char *)ptr[k + 1] + i * stride[k + 1] * size;
            int32_t s = 0;
            if (narrow) {
                lg_core_load(job->dtype, src, 1, 1, &s);
                v[k] = s;
            } else {
                lg_core_load(job->dtype, src, 1, 1, &v[k]);
            }
        }
        v[0] = shifted(v[0], v[1], (int32_t)size * 8, is_signed, job->left);
        int32_t small = (int32_t)v[0];
        lg_core_store(job->dtype, narrow ? (void *)&small : (void *)&v[0], 1,
                      (char *)ptr[0] + i * size);
    }
    return LG_OK;
}

static lg_status shift_run(lg_exec *ctx) {
    const shift_params *p = ctx->params;
    const lg_view *const v[] = {&ctx->out[0], &ctx->in[0], &ctx->in[1]};
    shift_job job = {v[0]->dtype, p->direction == 0};
    size_t size = op_elem_size(job.dtype), sizes[3] = {size, size, size};
    void *base[3] = {v[0]->data, v[1]->data, v[2]->data};
    lg_bcast b;
    lg_bcast_init(&b, v[0], v, 3);
    return lg_bcast_run(ctx, &b, base, sizes, 0, shift_row, &job);
}

/* ---- BitwiseNot ---- */

static lg_status not_infer(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}
static lg_status not_run(lg_exec *ctx) {
    const uint8_t *x = ctx->in[0].data;
    uint8_t *y = ctx->out[0].data;
    size_t n = (size_t)ctx->in[0].count * op_elem_size(ctx->in[0].dtype);
    for (size_t i = 0; i < n; i++)
        y[i] = (uint8_t)~x[i];
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_arg_desc pair_in[] = {
    {.name = "A", .type = "T", .dtypes = LG_T_INTS, .flags = LG_ARG_NONDIFF},
    {.name = "B", .type = "T", .dtypes = LG_T_INTS, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc one_in[] = {
    {.name = "X", .type = "T", .dtypes = LG_T_INTS, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc pair_out[] = {
    {.name = "C", .type = "T", .dtypes = LG_T_INTS, .may_overwrite = 3}};
static const lg_arg_desc one_out[] = {
    {.name = "Y", .type = "T", .dtypes = LG_T_INTS, .may_overwrite = 1}};

#define OP(opname, since, text)                                                                    \
    .domain = "", .name = opname, .since_version = (since),                                        \
    .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT,                                                    \
    .doc = text "; onnx.ai/onnx/operators/onnx__" opname ".html"

static const lg_op_desc ops[] = {
    {OP("BitwiseAnd", 18, "A and B, bit by bit"), LG_INS(pair_in), LG_OUTS(pair_out),
     .infer = zip_infer, .run = and_run},
    {OP("BitwiseOr", 18, "A or B, bit by bit"), LG_INS(pair_in), LG_OUTS(pair_out),
     .infer = zip_infer, .run = or_run},
    {OP("BitwiseXor", 18, "A or B but not both, bit by bit"), LG_INS(pair_in), LG_OUTS(pair_out),
     .infer = zip_infer, .run = xor_run},
    {OP("BitwiseNot", 18, "All bits inverted"), LG_INS(one_in), LG_OUTS(one_out),
     .infer = not_infer, .run = not_run},
    {OP("BitShift", 11, "X shifted by Y bits"), LG_ATTRS(shift_params, shift_attrs),
     LG_INS(pair_in), LG_OUTS(pair_out), .infer = zip_infer, .run = shift_run},
};
LG_FAMILY_DEFINE(math_bits, ops);
