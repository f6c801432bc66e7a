/* SPDX-License-Identifier: Apache-2.0 */
/* Elementwise losses with broadcasting, reduction and gradients: a family gives the formulas of one
 * run of elements, everything else is here.
 *
 * Forward: inputs 0 … n_in-1, output 0 the loss. Backward: input 0 the incoming gradient (shape of
 * the loss), then the forward inputs; output i is the gradient of forward input i. */
#ifndef LG_OPKIT_POINTWISE_H
#define LG_OPKIT_POINTWISE_H

#include "ops/kernels/kernels.h"
#include "ops/opkit/body.h"
#include "ops/opkit/infer.h"

typedef enum lg_loss_reduction {
    LG_REDUCE_NONE = 0,
    LG_REDUCE_MEAN = 1,
    LG_REDUCE_SUM = 2,
    LG_REDUCE_BATCHMEAN = 3
} lg_loss_reduction;

/* Names in the order of the enumeration, for LG_ATTR_CHOICE. */
extern const char *const lg_loss_reductions[];
extern const char *const lg_loss_reductions_batchmean[];

enum { LG_PW_IN = 4, LG_PW_GRAD = 3 };

/* A run: absent inputs and unwanted outputs are NULL. The value goes to out[0]; derivatives of the
 * value by input i to out[i]. `level` is the mean loss when `mean_weight` applies, else 0. */
typedef struct lg_pw_run {
    const lg_kernels *k;
    const void *params;
    double level;
} lg_pw_run;

typedef void (*lg_pw_f32)(const lg_pw_run *run, const float *const *in, float *const *out,
                          size_t n);
typedef void (*lg_pw_f64)(const lg_pw_run *run, const double *const *in, double *const *out,
                          size_t n);

typedef struct lg_pointwise {
    uint32_t n_in, n_grad;
    /* Input whose sum divides `mean` (0: none, the count does): the value is taken to be
     * proportional to it, and its derivative is value/weight - level. */
    uint32_t mean_weight;
    lg_pw_f32 value_f32, grad_f32;
    lg_pw_f64 value_f64, grad_f64;
} lg_pointwise;

/* After the family's own checks. `reduction` of the parsed parameters. */
lg_status lg_pw_infer(lg_infer *ctx, const lg_pointwise *f, int32_t reduction);
lg_status lg_pw_infer_grad(lg_infer *ctx, const lg_pointwise *f, int32_t reduction);
lg_status lg_pw_run_loss(lg_exec *ctx, const lg_pointwise *f, int32_t reduction);
lg_status lg_pw_run_grad(lg_exec *ctx, const lg_pointwise *f, int32_t reduction);

/* ---- decompositions ---- */

/* `name` (the elementwise loss) reduced to `loss`. `weight`: name of the weights whose sum divides
 * the mean, or NULL. batchmean divides by dimension 0 of `input`. */
void lg_pw_body_reduce(lg_body *ctx, int32_t reduction, const char *name, const char *weight);
/* e_ = the gradient of each element of `name` (any tensor of the broadcast shape) from
 * grad_output. */
void lg_pw_body_upstream(lg_body *ctx, int32_t reduction, const char *name, const char *weight);
/* out = full summed to the shape of the node's input `input`, whose name is `like`; full has the
 * joint shape of inputs [1, end). With shapes known well enough the axes are constants. */
void lg_pw_body_unbroadcast(lg_body *ctx, const char *out, const char *full, uint32_t input,
                            const char *like, uint32_t end);

#endif
