/* SPDX-License-Identifier: Apache-2.0 */
/* Cross entropy and negative log likelihood: one engine behind the operators of ai.lossgraph,
 * ai.onnx and com.microsoft, which differ in where things come from.
 *
 * A score lies at ((n * classes) + c) * inner + j for sample n and position j. Each position has
 * one loss. With class labels it is -w_y l_y, smoothed or not; with probabilities the weighted sum
 * over all classes. l is the score itself or its log-softmax. */
#ifndef LG_OPKIT_XENT_H
#define LG_OPKIT_XENT_H

#include "ops/opkit/pointwise.h"

typedef struct lg_xent {
    lg_exec *ctx;
    int64_t batch, classes, inner;
    const lg_view *x;             /* scores; NULL in a gradient that has log_prob */
    const lg_view *label;         /* int32 or int64, or NULL */
    const lg_view *prob;          /* probabilities, or NULL */
    const lg_view *weight;        /* per class, or NULL */
    const lg_view *sample_weight; /* per position, or NULL */
    bool logits;                  /* take the log-softmax of x */
    bool has_ignore;
    int64_t ignore;
    double smoothing;
    int32_t reduction; /* lg_loss_reduction */
    bool skip_zero;    /* a zero denominator does not divide (ONNX Runtime) */
    bool unit_mass;    /* gradients take the probabilities of a position to sum to 1 */
    /* forward, wanted results: */
    const lg_view *loss, *log_prob, *total, *lse;
    /* backward: incoming gradients, saved results (NULL: computed again), wanted gradients */
    const lg_view *g, *g_log_prob, *g_lse, *saved_log_prob, *saved_lse, *saved_total;
    const lg_view *dx, *dprob, *dweight, *bias;
} lg_xent;

/* Layout from the dims of the scores: axis 1, axis 0 of a vector, or the last one. */
void lg_xent_layout(lg_xent *e, const lg_view *scores, bool last);
/* Workspace of both directions. */
lg_status lg_xent_workspace(lg_infer *ctx, const lg_view *scores, bool last);
/* Labels outside [0, classes) that are not ignored are LG_E_DATA. */
lg_status lg_xent_forward(lg_xent *e);
lg_status lg_xent_backward(lg_xent *e);

#endif
