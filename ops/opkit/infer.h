/* SPDX-License-Identifier: Apache-2.0 */
/* Helpers for infer: types from inputs, shape checks, values of constant inputs. Two different
 * symbols may still be equal sizes: only two numbers that differ are an error. */
#ifndef LG_OPKIT_INFER_H
#define LG_OPKIT_INFER_H

#include "ops/opkit/common.h"

/* Output `o` gets the type of input `i`: dtype, rank, dims (element type of sequences). */
void lg_infer_like(const lg_infer *ctx, uint32_t o, uint32_t i);
/* Output `o` gets a dtype and dims. LG_E_LIMIT when rank is above LG_MAX_RANK. */
lg_status lg_infer_set(const lg_infer *ctx, uint32_t o, int32_t dtype, int32_t rank,
                       const int64_t *dims);
void lg_infer_scalar(const lg_infer *ctx, uint32_t o, int32_t dtype);
/* Only the dtype; rank unknown, or known with all dims new symbols when rank >= 0. */
lg_status lg_infer_dtype(const lg_infer *ctx, uint32_t o, int32_t dtype, int32_t rank);
int64_t lg_infer_new_dim(const lg_infer *ctx);
int64_t lg_infer_dim(const lg_infer *ctx, int32_t op, int64_t a, int64_t b);
/* Product of dims [begin, end) of a known rank. */
int64_t lg_infer_product(const lg_infer *ctx, const int64_t *dims, int32_t begin, int32_t end);

/* LG_E_SHAPE unless the rank is unknown or between the bounds. */
lg_status lg_infer_rank(const lg_infer *ctx, uint32_t i, int32_t min, int32_t max);
/* LG_E_SHAPE when both shapes are known and differ. */
lg_status lg_infer_same_shape(const lg_infer *ctx, uint32_t a, uint32_t b);
/* LG_E_SHAPE when both are numbers and differ. */
lg_status lg_infer_same_dim(const lg_infer *ctx, uint32_t i, int32_t axis, int64_t want);
/* Unifies two dims known to be equal: the number if either is one. */
static inline int64_t op_known_dim(int64_t a, int64_t b) {
    return a >= 0 ? a : b;
}
/* The rank that the length of a shape vector tells: -1 while the length is a symbol, and a number
 * that is refused when it is above LG_MAX_RANK. */
static inline int32_t op_length_rank(int64_t length) {
    return length < 0 ? -1 : length > LG_MAX_RANK ? LG_MAX_RANK + 1 : (int32_t)length;
}
/* True when all dims are numbers. */
bool lg_view_is_concrete(const lg_view *v);

/* Elements of a constant integer input (int32 or int64, rank 0 or 1), at most LG_MAX_LIST.
 * *out_n = -1 when the input is absent or its value is not known. */
#define LG_MAX_LIST 256
lg_status lg_infer_ints(const lg_infer *ctx, uint32_t i, int64_t out[LG_MAX_LIST], int64_t *out_n);
/* The same for run, where the value is always known: -1 only when absent. */
lg_status lg_exec_ints(const lg_exec *ctx, uint32_t i, int64_t out[LG_MAX_LIST], int64_t *out_n);
/* One integer of any integer type. */
int64_t lg_int_at(const lg_view *v, int64_t index);

/* Axis in [-rank, rank-1] made non-negative; LG_E_MODEL otherwise. */
lg_status lg_infer_axis(const lg_infer *ctx, int64_t axis, int32_t rank, int32_t *out);
/* A list of axes: each normalised, none twice. mask[a] = 1 for each. */
lg_status lg_infer_axes(const lg_infer *ctx, const int64_t *axes, int64_t n, int32_t rank,
                        uint8_t mask[LG_MAX_RANK]);

/* Count and bytes of an output about to be made from sizes read at run time: checked product,
 * max_tensor_bytes. */
lg_status lg_check_dims(const lg_host *host, void *self, int32_t dtype, int32_t rank,
                        const int64_t *dims, lg_error *err);
/* alloc_output unless the output already has memory of that shape. */
lg_status lg_exec_output(lg_exec *ctx, uint32_t o, int32_t dtype, int32_t rank,
                         const int64_t *dims);

#endif
