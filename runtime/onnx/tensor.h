/* SPDX-License-Identifier: Apache-2.0 */
/* Tensor payloads: TensorProto and SparseTensorProto to and from views. */
#ifndef LG_ONNX_TENSOR_H
#define LG_ONNX_TENSOR_H

#include "runtime/onnx/external.h"

/* Where payloads may come from and what they may cost. */
typedef struct lg_tensor_source {
    lg_arena *arena;
    const lg_limits *limits; /* resolved */
    const uint8_t *bytes;    /* the file that the marks of a skeleton point into */
    size_t size;
    bool skeleton;         /* raw_data of LG_WIRE_MARK bytes is a mark */
    bool borrow;           /* raw_data may be borrowed from `bytes` */
    bool unloaded;         /* LG_LOAD_NO_EXTERNAL: external data become a view without data */
    lg_external *external; /* NULL: external data are refused */
    uint64_t loaded;       /* bytes of all tensors so far, against max_total_bytes */
} lg_tensor_source;

/* THE check of a TensorProto: type, dims, sizes, carrier, values. The message names the tensor. */
LG_MUST_USE lg_status lg_tensor_import(lg_tensor_source *source, const Onnx__TensorProto *tensor,
                                       const lg_view **out, lg_error *err);
/* Made dense. */
LG_MUST_USE lg_status lg_sparse_import(lg_tensor_source *source,
                                       const Onnx__SparseTensorProto *tensor, const lg_view **out,
                                       lg_error *err);

/* The TensorProto of a view: raw_data borrows the view's data (or a little-endian copy in `arena`
 * on big-endian hosts), strings are borrowed. Name and other fields of `out` are not touched. */
LG_MUST_USE lg_status lg_tensor_export(lg_arena *arena, const lg_view *view, Onnx__TensorProto *out,
                                       lg_error *err);
/* The elements that are not zero, with linear indices. *out is made, or filled when it is there. */
LG_MUST_USE lg_status lg_sparse_export(lg_arena *arena, const lg_view *view,
                                       Onnx__SparseTensorProto **out, lg_error *err);

#endif
