/* SPDX-License-Identifier: Apache-2.0 */
/* Element types, borrowed tensors and sequences. */
#ifndef LOSSGRAPH_TENSOR_H
#define LOSSGRAPH_TENSOR_H

#include <lossgraph/status.h>

LG_BEGIN_DECLS

#define LG_MAX_RANK 64

/* The numbers of TensorProto.DataType (ONNX), then pseudo types for values that are no tensors. */
typedef enum lg_dtype {
    LG_UNDEFINED = 0, /* an absent optional input */
    LG_FLOAT = 1,
    LG_UINT8 = 2,
    LG_INT8 = 3,
    LG_UINT16 = 4,
    LG_INT16 = 5,
    LG_INT32 = 6,
    LG_INT64 = 7,
    LG_STRING = 8, /* elements are lg_str */
    LG_BOOL = 9,   /* one byte, 0 or 1 */
    LG_FLOAT16 = 10,
    LG_DOUBLE = 11,
    LG_UINT32 = 12,
    LG_UINT64 = 13,
    LG_COMPLEX64 = 14,
    LG_COMPLEX128 = 15,
    LG_BFLOAT16 = 16,
    LG_FLOAT8E4M3FN = 17,
    LG_FLOAT8E4M3FNUZ = 18,
    LG_FLOAT8E5M2 = 19,
    LG_FLOAT8E5M2FNUZ = 20,
    LG_UINT4 = 21, /* sub-byte types are packed, the first element in the low bits */
    LG_INT4 = 22,
    LG_FLOAT4E2M1 = 23,
    LG_FLOAT8E8M0 = 24,
    LG_UINT2 = 25,
    LG_INT2 = 26,
    LG_FLOAT6E2M3 = 27, /* 4 elements in 3 bytes, little-endian bit stream */
    LG_FLOAT6E3M2 = 28,
    LG_DTYPE_COUNT = 29,
    LG_SEQUENCE = 60, /* data points to one lg_seq */
    LG_OPTIONAL = 61, /* data points to one lg_seq with zero or one item */
    LG_MAP = 62
} lg_dtype;

/* Type sets are masks of these bits. */
#define LG_BIT(dtype) ((uint64_t)1 << (dtype))

/* Bytes with a length, not NUL-terminated. Frozen layout. */
typedef struct lg_str {
    const char *ptr;
    size_t len;
} lg_str;

/* A borrowed tensor, row-major and contiguous. Frozen layout. `dims` and `data` stay the owner's.
 */
typedef struct lg_view {
    void *data;          /* NULL: no elements, unknown, or an unwanted output */
    const int64_t *dims; /* `rank` entries; may be NULL when rank <= 0 */
    int64_t count;       /* product of dims; -1 when it is not known */
    int32_t rank;        /* 0 scalar; -1 not known */
    int32_t dtype;       /* lg_dtype */
} lg_view;

/* A borrowed sequence, optional or map: `keys` only for maps. Frozen layout. */
typedef struct lg_seq {
    int64_t count;
    lg_view *items;
    lg_view *keys;
    int32_t elem_dtype; /* element type of the items, LG_SEQUENCE for nested ones */
    int32_t reserved;
} lg_seq;

/* Bits per element (6 for FLOAT6*, 0 for strings, unknown and pseudo types). */
LG_API int32_t lg_dtype_bits(int32_t dtype);
/* Short name: "f32", "i64", "bf16", "f8e4m3fn", …; "undefined" when it is none. Static string. */
LG_API const char *lg_dtype_name(int32_t dtype);
/* ONNX name: "float", "int64", "bfloat16", … Static string. */
LG_API const char *lg_dtype_onnx_name(int32_t dtype);
/* Either name to the type; LG_UNDEFINED when unknown. */
LG_API int32_t lg_dtype_parse(const char *name, size_t len);
/* Bytes of `count` elements, sub-byte types rounded up to whole bytes, strings as lg_str.
 * LG_E_LIMIT on overflow. */
LG_MUST_USE LG_API lg_status lg_dtype_bytes(int32_t dtype, int64_t count, size_t *out_bytes,
                                            lg_error *err);

LG_END_DECLS
#endif
