/* SPDX-License-Identifier: Apache-2.0 */
/* Convolution and its two adjoints over the matrix product; f32 and f64. Everything is written for
 * three spatial dimensions; fewer are leading ones of size 1.
 *
 * x is [n, c, in], w is [m, c/groups, k], y is [n, m, out], row-major:
 *   y[., m, o] = sum over c, k of w[m, c, k] x[., c, o*stride - pad + k*dilation]
 * The transposed convolution is lg_conv_input_grad with y in the place of dy. */
#ifndef LG_OPS_GEMM_CONV_H
#define LG_OPS_GEMM_CONV_H

#include "ops/gemm/gemm.h"

enum { LG_CONV_DIMS = 3 };

typedef struct lg_conv {
    int32_t dtype; /* LG_FLOAT or LG_DOUBLE */
    int32_t relu;  /* forward only */
    int64_t n, c, m, groups;
    int64_t in[LG_CONV_DIMS], out[LG_CONV_DIMS], k[LG_CONV_DIMS];
    int64_t stride[LG_CONV_DIMS], dilation[LG_CONV_DIMS], pad[LG_CONV_DIMS]; /* pad: before */
} lg_conv;

typedef enum lg_conv_task { LG_CONV_FORWARD, LG_CONV_INPUT_GRAD, LG_CONV_WEIGHT_GRAD } lg_conv_task;

/* Bytes of workspace of a task; false on overflow. */
bool lg_conv_workspace(const lg_conv *cv, lg_conv_task task, size_t *out_bytes);
/* bias: m elements or NULL. packed_w: what lg_conv_prepack made, or NULL. */
lg_status lg_conv_forward(const lg_exec *ctx, const lg_conv *cv, const void *x, const void *w,
                          const void *packed_w, const void *bias, void *y, void *workspace);
/* dx (overwritten) from dy and w; bias: c elements added to every channel of dx, or NULL. */
lg_status lg_conv_input_grad(const lg_exec *ctx, const lg_conv *cv, const void *dy, const void *w,
                             const void *bias, void *dx, void *workspace);
lg_status lg_conv_weight_grad(const lg_exec *ctx, const lg_conv *cv, const void *dy, const void *x,
                              void *dw, void *workspace);
/* db[m]: sums of dy, accumulated in double. */
lg_status lg_conv_bias_grad(const lg_exec *ctx, const lg_conv *cv, const void *dy, void *db);
/* Packs constant weights (input `input` of the node) where forward would pack them in every run;
 * *out = NULL where it would not. */
lg_status lg_conv_prepack(lg_prepare *ctx, const lg_conv *cv, uint32_t input, const void **out);

#endif
