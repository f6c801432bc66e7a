/* SPDX-License-Identifier: Apache-2.0 */
/* Stable scalar functions shared by activations and losses. */
#ifndef LG_OPKIT_SCALAR_H
#define LG_OPKIT_SCALAR_H

#include <math.h>

/* max(0, u) that keeps NaN, unlike fmax. */
static inline double relu_nan(double u) {
    return u != u ? u : (u > 0.0 ? u : 0.0);
}
static inline float relu_nanf(float u) {
    return u != u ? u : (u > 0.0F ? u : 0.0F);
}
/* log(1 + e^z) */
static inline double softplus(double z) {
    return relu_nan(z) + log1p(exp(-fabs(z)));
}
static inline float softplusf(float z) {
    return relu_nanf(z) + log1pf(expf(-fabsf(z)));
}
/* log(sigmoid(z)) */
static inline double logsigmoid(double z) {
    return -softplus(-z);
}
static inline float logsigmoidf(float z) {
    return -softplusf(-z);
}
static inline double sigmoid(double z) {
    if (z >= 0.0)
        return 1.0 / (1.0 + exp(-z));
    double t = exp(z);
    return t / (1.0 + t);
}
static inline float sigmoidf(float z) {
    if (z >= 0.0F)
        return 1.0F / (1.0F + expf(-z));
    float t = expf(z);
    return t / (1.0F + t);
}
/* (d > 0) - (d < 0): 0 at 0 and at NaN. */
static inline double sign0(double d) {
    return (double)((d > 0.0) - (d < 0.0));
}
static inline float sign0f(float d) {
    return (float)((d > 0.0F) - (d < 0.0F));
}

#endif
