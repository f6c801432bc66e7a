/* SPDX-License-Identifier: Apache-2.0 */
/* The element types: names, bits, sizes. */
#include "runtime/base/error.h"
#include "runtime/base/size.h"
#include "runtime/base/str.h"

#include <lossgraph/tensor.h>

static const struct {
    const char *name, *onnx;
    int32_t bits;
} types[LG_DTYPE_COUNT] = {
    [LG_UNDEFINED] = {"undefined", "undefined", 0},
    [LG_FLOAT] = {"f32", "float", 32},
    [LG_UINT8] = {"u8", "uint8", 8},
    [LG_INT8] = {"i8", "int8", 8},
    [LG_UINT16] = {"u16", "uint16", 16},
    [LG_INT16] = {"i16", "int16", 16},
    [LG_INT32] = {"i32", "int32", 32},
    [LG_INT64] = {"i64", "int64", 64},
    [LG_STRING] = {"str", "string", 0},
    [LG_BOOL] = {"bool", "bool", 8},
    [LG_FLOAT16] = {"f16", "float16", 16},
    [LG_DOUBLE] = {"f64", "double", 64},
    [LG_UINT32] = {"u32", "uint32", 32},
    [LG_UINT64] = {"u64", "uint64", 64},
    [LG_COMPLEX64] = {"c64", "complex64", 64},
    [LG_COMPLEX128] = {"c128", "complex128", 128},
    [LG_BFLOAT16] = {"bf16", "bfloat16", 16},
    [LG_FLOAT8E4M3FN] = {"f8e4m3fn", "float8e4m3fn", 8},
    [LG_FLOAT8E4M3FNUZ] = {"f8e4m3fnuz", "float8e4m3fnuz", 8},
    [LG_FLOAT8E5M2] = {"f8e5m2", "float8e5m2", 8},
    [LG_FLOAT8E5M2FNUZ] = {"f8e5m2fnuz", "float8e5m2fnuz", 8},
    [LG_UINT4] = {"u4", "uint4", 4},
    [LG_INT4] = {"i4", "int4", 4},
    [LG_FLOAT4E2M1] = {"f4e2m1", "float4e2m1", 4},
    [LG_FLOAT8E8M0] = {"f8e8m0", "float8e8m0", 8},
    [LG_UINT2] = {"u2", "uint2", 2},
    [LG_INT2] = {"i2", "int2", 2},
    [LG_FLOAT6E2M3] = {"f6e2m3", "float6e2m3", 6},
    [LG_FLOAT6E3M2] = {"f6e3m2", "float6e3m2", 6},
};

int32_t lg_dtype_bits(int32_t dtype) {
    return dtype >= 0 && dtype < LG_DTYPE_COUNT ? types[dtype].bits : 0;
}

static const char *pseudo_name(int32_t dtype) {
    return dtype == LG_SEQUENCE   ? "seq"
           : dtype == LG_OPTIONAL ? "optional"
           : dtype == LG_MAP      ? "map"
                                  : "undefined";
}

const char *lg_dtype_name(int32_t dtype) {
    return dtype >= 0 && dtype < LG_DTYPE_COUNT ? types[dtype].name : pseudo_name(dtype);
}

const char *lg_dtype_onnx_name(int32_t dtype) {
    return dtype >= 0 && dtype < LG_DTYPE_COUNT ? types[dtype].onnx : pseudo_name(dtype);
}

int32_t lg_dtype_parse(const char *name, size_t len) {
    lg_str s = {name, len};
    for (int32_t t = 1; t < LG_DTYPE_COUNT; t++)
        if (lg_str_is(s, types[t].name) || lg_str_is(s, types[t].onnx))
            return t;
    return LG_UNDEFINED;
}

lg_status lg_dtype_bytes(int32_t dtype, int64_t count, size_t *out_bytes, lg_error *err) {
    if (count < 0)
        return lg_fail(err, LG_E_ARGUMENT, "negative element count %lld", (long long)count);
    size_t bytes;
    bool ok;
    if (dtype == LG_STRING) {
        ok = lg_mul_size((size_t)count, sizeof(lg_str), &bytes);
    } else if (dtype == LG_SEQUENCE || dtype == LG_OPTIONAL || dtype == LG_MAP) {
        bytes = sizeof(lg_seq);
        ok = true;
    } else {
        size_t bits;
        int32_t each = lg_dtype_bits(dtype);
        if (each == 0)
            return lg_fail(err, LG_E_TYPE, "element type %d has no size", (int)dtype);
        if (each >= 8) {
            ok = lg_mul_size((size_t)count, (size_t)each / 8, &bytes);
        } else {
            ok = lg_mul_size((size_t)count, (size_t)each, &bits) && lg_add_size(bits, 7, &bits);
            bytes = ok ? bits / 8 : 0;
        }
    }
    if (!ok || (uint64_t)bytes > (uint64_t)INT64_MAX)
        return lg_fail(err, LG_E_LIMIT, "%lld elements of type %s do not fit in memory",
                       (long long)count, lg_dtype_name(dtype));
    *out_bytes = bytes;
    return LG_OK;
}
