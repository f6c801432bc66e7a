/* SPDX-License-Identifier: Apache-2.0 */
/* What every family includes: early return, checked arithmetic, type sets, small macros. */
#ifndef LG_OPKIT_COMMON_H
#define LG_OPKIT_COMMON_H

#include <lossgraph/op.h>

#include <stdbool.h>

/* Returns from the calling function on failure: only while it owns nothing. */
#define LG_TRY(expr)                                                                               \
    do {                                                                                           \
        lg_status lg_try_status_ = (expr);                                                         \
        if (lg_try_status_ != LG_OK)                                                               \
            return lg_try_status_;                                                                 \
    } while (0)

/* ---- checked arithmetic: false on overflow, the result is then undefined ---- */

static inline bool op_mul(int64_t a, int64_t b, int64_t *out) {
    return !__builtin_mul_overflow(a, b, out);
}
static inline bool op_add(int64_t a, int64_t b, int64_t *out) {
    return !__builtin_add_overflow(a, b, out);
}
static inline bool op_sub(int64_t a, int64_t b, int64_t *out) {
    return !__builtin_sub_overflow(a, b, out);
}
static inline bool op_mul_size(size_t a, size_t b, size_t *out) {
    return !__builtin_mul_overflow(a, b, out);
}
static inline bool op_add_size(size_t a, size_t b, size_t *out) {
    return !__builtin_add_overflow(a, b, out);
}

/* ---- type sets ---- */

#define LG_T_F16S     (LG_BIT(LG_FLOAT16) | LG_BIT(LG_BFLOAT16))
#define LG_T_F3264    (LG_BIT(LG_FLOAT) | LG_BIT(LG_DOUBLE))
#define LG_T_FLOATS   (LG_T_F16S | LG_T_F3264)
#define LG_T_SIGNED   (LG_BIT(LG_INT8) | LG_BIT(LG_INT16) | LG_BIT(LG_INT32) | LG_BIT(LG_INT64))
#define LG_T_UNSIGNED (LG_BIT(LG_UINT8) | LG_BIT(LG_UINT16) | LG_BIT(LG_UINT32) | LG_BIT(LG_UINT64))
#define LG_T_INTS     (LG_T_SIGNED | LG_T_UNSIGNED)
#define LG_T_NUMERIC  (LG_T_FLOATS | LG_T_INTS)
#define LG_T_INDEX    (LG_BIT(LG_INT32) | LG_BIT(LG_INT64))
#define LG_T_I64      LG_BIT(LG_INT64)
#define LG_T_BOOL     LG_BIT(LG_BOOL)
#define LG_T_COMPLEX  (LG_BIT(LG_COMPLEX64) | LG_BIT(LG_COMPLEX128))
#define LG_T_STRING   LG_BIT(LG_STRING)
#define LG_T_F8                                                                                    \
    (LG_BIT(LG_FLOAT8E4M3FN) | LG_BIT(LG_FLOAT8E4M3FNUZ) | LG_BIT(LG_FLOAT8E5M2) |                 \
     LG_BIT(LG_FLOAT8E5M2FNUZ))
#define LG_T_SUBBYTE                                                                               \
    (LG_BIT(LG_UINT4) | LG_BIT(LG_INT4) | LG_BIT(LG_FLOAT4E2M1) | LG_BIT(LG_UINT2) |               \
     LG_BIT(LG_INT2) | LG_BIT(LG_FLOAT6E2M3) | LG_BIT(LG_FLOAT6E3M2))
/* Every tensor type whose elements are whole bytes, strings included. */
#define LG_T_WHOLE                                                                                 \
    (LG_T_NUMERIC | LG_T_BOOL | LG_T_COMPLEX | LG_T_STRING | LG_T_F8 | LG_BIT(LG_FLOAT8E8M0))
#define LG_T_ALL (LG_T_WHOLE | LG_T_SUBBYTE)
#define LG_T_ANY (LG_T_ALL | LG_BIT(LG_SEQUENCE) | LG_BIT(LG_OPTIONAL) | LG_BIT(LG_MAP))

static inline bool op_is_float(int32_t dtype) {
    return dtype > 0 && dtype < 64 && (LG_T_FLOATS >> dtype & 1) != 0;
}

/* Bytes of one element that is whole bytes; strings as lg_str; 0 for sub-byte types. */
static inline size_t op_elem_size(int32_t dtype) {
    int32_t bits = lg_dtype_bits(dtype);
    return dtype == LG_STRING ? sizeof(lg_str) : bits % 8 == 0 ? (size_t)bits / 8 : 0;
}

/* True when an optional input was given. */
static inline bool op_given(const lg_view *v, uint32_t n, uint32_t i) {
    return i < n && v[i].dtype != LG_UNDEFINED;
}
#define LG_GIVEN(ctx, i) op_given((ctx)->in, (ctx)->n_in, (i))

static inline int64_t op_min(int64_t a, int64_t b) {
    return a < b ? a : b;
}
static inline int64_t op_max(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Gradient rules. */
#define LG_GRAD_BODY(text)                                                                         \
    { .struct_size = (uint32_t)sizeof(lg_grad_rule), .body = (text) }
#define LG_GRAD_OP(dom, name, refs, outs)                                                          \
    {                                                                                              \
        .struct_size = (uint32_t)sizeof(lg_grad_rule), .domain = (dom), .op = (name),              \
        .in = (refs), .n_in = (uint32_t)LG_COUNT(refs), .out = (outs),                             \
        .n_out = (uint32_t)LG_COUNT(outs)                                                          \
    }

/* The tables of a descriptor. */
#define LG_ATTRS(type, table)                                                                      \
    .params_size = (uint32_t)sizeof(type), .attrs = (table), .n_attrs = (uint32_t)LG_COUNT(table)
#define LG_INS(table)  .inputs = (table), .n_inputs = (uint32_t)LG_COUNT(table)
#define LG_OUTS(table) .outputs = (table), .n_outputs = (uint32_t)LG_COUNT(table)

#endif
