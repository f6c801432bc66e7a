/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the convolutions: sizes, and which inputs a run of outputs reads. */
#ifndef LG_OPS_GEMM_IMAGE_H
#define LG_OPS_GEMM_IMAGE_H

#include "ops/gemm/conv.h"

static inline int64_t conv_min(int64_t a, int64_t b) {
    return a < b ? a : b;
}

typedef struct conv_sizes {
    size_t size;                   /* bytes of an element */
    int64_t cg, mg;                /* channels of x and y per group */
    int64_t volume, in, out, rows; /* kernel, x plane, y plane; rows of im2col per group */
} conv_sizes;

static inline conv_sizes conv_sizes_of(const lg_conv *cv) {
    conv_sizes s = {.size = cv->dtype == LG_DOUBLE ? sizeof(double) : sizeof(float),
                    .cg = cv->groups ? cv->c / cv->groups : 0,
                    .mg = cv->groups ? cv->m / cv->groups : 0,
                    .volume = 1,
                    .in = 1,
                    .out = 1};
    for (int d = 0; d < LG_CONV_DIMS; d++) {
        s.volume *= cv->k[d];
        s.in *= cv->in[d];
        s.out *= cv->out[d];
    }
    s.rows = s.cg * s.volume;
    return s;
}

enum { CONV_MANY_TAPS = 64 }; /* kernel elements that the depthwise loops keep in arrays */

static inline bool conv_is_depthwise(const lg_conv *cv) {
    return cv->groups > 1 && cv->c == cv->groups && conv_sizes_of(cv).volume <= CONV_MANY_TAPS;
}

/* A run of outputs in one row of y: where its first window begins, in coordinates of x. */
typedef struct conv_run {
    int64_t from[LG_CONV_DIMS];
    int64_t length;
} conv_run;

/* Cuts outputs [pixel, pixel + count) into runs; returns their number, at most count. */
static inline int32_t conv_make_runs(const lg_conv *cv, int64_t pixel, int64_t count,
                                     conv_run *run) {
    enum { LAST = LG_CONV_DIMS - 1 };
    int64_t at[LG_CONV_DIMS];
    for (int d = LAST; d >= 0; d--) {
        at[d] = pixel % cv->out[d];
        pixel /= cv->out[d];
    }
    int32_t n = 0;
    while (count > 0) {
        conv_run *r = &run[n++];
        for (int d = 0; d < LG_CONV_DIMS; d++)
            r->from[d] = at[d] * cv->stride[d] - cv->pad[d];
        r->length = conv_min(count, cv->out[LAST] - at[LAST]);
        count -= r->length;
        at[LAST] = 0;
        for (int d = LAST - 1; d >= 0 && ++at[d] == cv->out[d]; d--)
            at[d] = 0;
    }
    return n;
}

/* Coordinates of a kernel element, and the next one; false when that is the first again. */
static inline void conv_tap_at(const lg_conv *cv, int64_t index, int64_t tap[LG_CONV_DIMS]) {
    for (int d = LG_CONV_DIMS - 1; d >= 0; d--) {
        tap[d] = index % cv->k[d];
        index /= cv->k[d];
    }
}
static inline bool conv_next_tap(const lg_conv *cv, int64_t tap[LG_CONV_DIMS]) {
    for (int d = LG_CONV_DIMS - 1; d >= 0; d--) {
        if (++tap[d] < cv->k[d])
            return true;
        tap[d] = 0;
    }
    return false;
}

/* The part [begin, end) of a run whose inputs exist for a kernel element; `from` is the offset of
 * the input of `begin` in a plane of x. */
typedef struct conv_part {
    int64_t begin, end, from;
} conv_part;

static inline conv_part conv_part_of(const lg_conv *cv, const conv_run *r,
                                     const int64_t tap[LG_CONV_DIMS]) {
    enum { LAST = LG_CONV_DIMS - 1 };
    int64_t plane = 0;
    for (int d = 0; d < LAST; d++) {
        int64_t at = r->from[d] + tap[d] * cv->dilation[d];
        if (at < 0 || at >= cv->in[d])
            return (conv_part){0, 0, 0};
        plane = (plane + at) * cv->in[d + 1];
    }
    int64_t x = r->from[LAST] + tap[LAST] * cv->dilation[LAST], step = cv->stride[LAST];
    int64_t begin = 0, end = r->length, width = cv->in[LAST];
    if (x < 0)
        begin = (-x + step - 1) / step;
    if (x + (end - 1) * step >= width)
        end = x < width ? (width - 1 - x) / step + 1 : 0;
    if (begin >= end)
        return (conv_part){0, 0, 0};
    return (conv_part){begin, end, plane + x + begin * step};
}

/* What the packing callbacks see. */
typedef struct conv_image {
    const lg_conv *cv;
    conv_sizes s;
    const lg_kernels *k;
    const char *x, *dy;
} conv_image;

/* Blocks of about 16384 elements. */
static inline int64_t conv_grain(int64_t elements) {
    return 1 + 16384 / (elements > 0 ? elements : 1);
}

/* depthwise.c: one channel of x per group, at most CONV_MANY_TAPS kernel elements. */
lg_status lg_conv_depthwise_forward(const lg_exec *ctx, const conv_image *im, const void *w,
                                    const void *bias, void *y);
lg_status lg_conv_depthwise_weight_grad(const lg_exec *ctx, const conv_image *im, void *dw);

#endif
