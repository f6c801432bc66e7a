/* SPDX-License-Identifier: Apache-2.0 */
/* Conversion of rows between element types and core types. */
#include "ops/opkit/core.h"

#include "ops/opkit/half.h"

lg_core lg_core_of(int32_t dtype) {
    switch (dtype) {
    case LG_FLOAT:
    case LG_FLOAT16:
    case LG_BFLOAT16:
        return LG_CORE_F32;
    case LG_DOUBLE:
        return LG_CORE_F64;
    case LG_BOOL:
    case LG_INT8:
    case LG_UINT8:
    case LG_INT16:
    case LG_UINT16:
    case LG_INT32:
        return LG_CORE_I32;
    case LG_UINT32:
    case LG_INT64:
        return LG_CORE_I64;
    case LG_UINT64:
        return LG_CORE_U64;
    default:
        return LG_CORE_NONE;
    }
}

bool lg_core_is_native(int32_t dtype) {
    return dtype == LG_FLOAT || dtype == LG_DOUBLE || dtype == LG_INT32 || dtype == LG_INT64 ||
           dtype == LG_UINT64;
}

#define LOAD(S, D, expr)                                                                           \
    do {                                                                                           \
        const S *s = src;                                                                          \
        D *d = dst;                                                                                \
        for (int64_t i = 0; i < n; i++) {                                                          \
            S v = s[i * stride];                                                                   \
            d[i] = (expr);                                                                         \
        }                                                                                          \
    } while (0)

void lg_core_load(int32_t dtype, const void *src, int64_t stride, int64_t n, void *dst) {
    switch (dtype) {
    case LG_FLOAT:
        LOAD(float, float, v);
        break;
    case LG_FLOAT16:
        LOAD(uint16_t, float, f16_to_f32(v));
        break;
    case LG_BFLOAT16:
        LOAD(uint16_t, float, bf16_to_f32(v));
        break;
    case LG_DOUBLE:
        LOAD(double, double, v);
        break;
    case LG_BOOL:
    case LG_UINT8:
        LOAD(uint8_t, int32_t, v);
        break;
    case LG_INT8:
        LOAD(int8_t, int32_t, v); /* NOLINT(bugprone-signed-char-misuse,cert-str34-c): numbers */
        break;
    case LG_UINT16:
        LOAD(uint16_t, int32_t, v);
        break;
    case LG_INT16:
        LOAD(int16_t, int32_t, v);
        break;
    case LG_INT32:
        LOAD(int32_t, int32_t, v);
        break;
    case LG_UINT32:
        LOAD(uint32_t, int64_t, (int64_t)v);
        break;
    case LG_INT64:
    case LG_UINT64:
        LOAD(int64_t, int64_t, v);
        break;
    default:
        break;
    }
}

#define STORE(S, D, expr)                                                                          \
    do {                                                                                           \
        const S *s = src;                                                                          \
        D *d = dst;                                                                                \
        for (int64_t i = 0; i < n; i++) {                                                          \
            S v = s[i];                                                                            \
            d[i] = (expr);                                                                         \
        }                                                                                          \
    } while (0)

void lg_core_store(int32_t dtype, const void *src, int64_t n, void *dst) {
    switch (dtype) {
    case LG_FLOAT:
        STORE(float, float, v);
        break;
    case LG_FLOAT16:
        STORE(float, uint16_t, f32_to_f16(v));
        break;
    case LG_BFLOAT16:
        STORE(float, uint16_t, f32_to_bf16(v));
        break;
    case LG_DOUBLE:
        STORE(double, double, v);
        break;
    case LG_BOOL:
        STORE(int32_t, uint8_t, v != 0);
        break;
    case LG_UINT8:
    case LG_INT8:
        STORE(int32_t, uint8_t, (uint8_t)v);
        break;
    case LG_UINT16:
    case LG_INT16:
        STORE(int32_t, uint16_t, (uint16_t)v);
        break;
    case LG_INT32:
        STORE(int32_t, int32_t, v);
        break;
    case LG_UINT32:
        STORE(int64_t, uint32_t, (uint32_t)v);
        break;
    case LG_INT64:
    case LG_UINT64:
        STORE(int64_t, int64_t, v);
        break;
    default:
        break;
    }
}

void lg_load_f64(int32_t dtype, const void *src, int64_t stride, int64_t n, double *dst) {
    switch (dtype) {
    case LG_FLOAT:
        LOAD(float, double, (double)v);
        break;
    case LG_FLOAT16:
        LOAD(uint16_t, double, (double)f16_to_f32(v));
        break;
    case LG_BFLOAT16:
        LOAD(uint16_t, double, (double)bf16_to_f32(v));
        break;
    case LG_DOUBLE:
        LOAD(double, double, v);
        break;
    case LG_BOOL:
    case LG_UINT8:
        LOAD(uint8_t, double, v);
        break;
    case LG_INT8:
        LOAD(int8_t, double, v);
        break;
    case LG_UINT16:
        LOAD(uint16_t, double, v);
        break;
    case LG_INT16:
        LOAD(int16_t, double, v);
        break;
    case LG_INT32:
        LOAD(int32_t, double, v);
        break;
    case LG_UINT32:
        LOAD(uint32_t, double, v);
        break;
    case LG_INT64:
        LOAD(int64_t, double, (double)v);
        break;
    case LG_UINT64:
        LOAD(uint64_t, double, (double)v);
        break;
    default:
        break;
    }
}

void lg_store_f64(int32_t dtype, const double *src, int64_t n, void *dst) {
    switch (dtype) {
    case LG_FLOAT:
        STORE(double, float, (float)v);
        break;
    case LG_FLOAT16:
        STORE(double, uint16_t, f64_to_f16(v));
        break;
    case LG_BFLOAT16:
        STORE(double, uint16_t, f64_to_bf16(v));
        break;
    case LG_DOUBLE:
        STORE(double, double, v);
        break;
    default:
        break;
    }
}

void lg_load_f32(int32_t dtype, const void *src, int64_t stride, int64_t n, float *dst) {
    if (dtype == LG_DOUBLE)
        LOAD(double, float, (float)v);
    else if (lg_core_of(dtype) == LG_CORE_F32)
        lg_core_load(dtype, src, stride, n, dst);
}

void lg_store_f32(int32_t dtype, const float *src, int64_t n, void *dst) {
    if (dtype == LG_DOUBLE)
        STORE(float, double, (double)v);
    else if (lg_core_of(dtype) == LG_CORE_F32)
        lg_core_store(dtype, src, n, dst);
}
