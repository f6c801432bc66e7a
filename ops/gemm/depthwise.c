/* SPDX-License-Identifier: Apache-2.0 */
/* Depthwise convolution: one channel of x per group. A product would have one column of weights;
 * here a row of outputs is summed over the kernel in registers. */
#include "ops/gemm/image.h"

#include <string.h>

typedef struct depthwise {
    conv_image im;
    const char *w, *bias;
    char *y;
    /* along the last axis: input of output 0, outputs [begin, end) that exist, per kernel column */
    int64_t column[CONV_MANY_TAPS], begin[CONV_MANY_TAPS], end[CONV_MANY_TAPS];
    int64_t lo, hi; /* outputs for which all kernel columns exist */
} depthwise;

/* The kernel elements of one row of y whose rows of x exist. */
typedef struct depthwise_row {
    int64_t taps, lines;
    int64_t base[CONV_MANY_TAPS]; /* offset of the first input of each line of the kernel, and */
    int64_t line[CONV_MANY_TAPS]; /* the index of its first element */
} depthwise_row;

/* `y`: coordinates of the row. */
static void depthwise_lines(const lg_conv *cv, const int64_t y[LG_CONV_DIMS], depthwise_row *row) {
    enum { LAST = LG_CONV_DIMS - 1 };
    int64_t tap[LG_CONV_DIMS] = {0}, lines = 1;
    for (int d = 0; d < LAST; d++)
        lines *= cv->k[d];
    row->lines = 0;
    for (int64_t i = 0; i < lines; i++) {
        int64_t plane = 0;
        bool inside = true;
        for (int d = 0; d < LAST; d++) {
            int64_t at = y[d] * cv->stride[d] - cv->pad[d] + tap[d] * cv->dilation[d];
            inside = inside && at >= 0 && at < cv->in[d];
            plane = (plane + at) * cv->in[d + 1];
        }
        if (inside) {
            row->base[row->lines] = plane;
            row->line[row->lines++] = i * cv->k[LAST];
        }
        tap[LAST] = cv->k[LAST] - 1; /* the next line */
        conv_next_tap(cv, tap);
    }
}

/* The two element types differ in nothing else. */
#define DEPTHWISE_ROW(T, P)                                                                        \
    static void depthwise_##P(const depthwise *dw, const depthwise_row *row, const T *x,           \
                              const T *w, T bias, T *y) {                                          \
        const lg_conv *cv = dw->im.cv;                                                             \
        const int64_t step = cv->stride[LG_CONV_DIMS - 1], width = cv->out[LG_CONV_DIMS - 1];      \
        const int64_t kw = cv->k[LG_CONV_DIMS - 1];                                                \
        if (dw->hi > dw->lo) {                                                                     \
            const T *at[CONV_MANY_TAPS];                                                           \
            T weight[CONV_MANY_TAPS];                                                              \
            int64_t taps = 0;                                                                      \
            for (int64_t i = 0; i < row->lines; i++)                                               \
                for (int64_t j = 0; j < kw; j++) {                                                 \
                    at[taps] = x + row->base[i] + dw->column[j] + dw->lo * step;                   \
                    weight[taps++] = w[row->line[i] + j];                                          \
                }                                                                                  \
            dw->im.k->P##_taps(taps, weight, at, step, bias, y + dw->lo,                           \
                               (size_t)(dw->hi - dw->lo));                                         \
        }                                                                                          \
        for (int64_t c = dw->lo ? 0 : dw->hi; c < width; c = c + 1 == dw->lo ? dw->hi : c + 1) {   \
            T sum = bias;                                                                          \
            int64_t j0 = 0, j1;                                                                    \
            while (j0 < kw && c < dw->begin[j0])                                                   \
                j0++;                                                                              \
            for (j1 = j0; j1 < kw && c < dw->end[j1];)                                             \
                j1++;                                                                              \
            for (int64_t i = 0; i < row->lines; i++)                                               \
                for (int64_t j = j0; j < j1; j++)                                                  \
                    sum += w[row->line[i] + j] * x[row->base[i] + dw->column[j] + c * step];       \
            y[c] = sum;                                                                            \
        }                                                                                          \
    }
DEPTHWISE_ROW(float, f32)
DEPTHWISE_ROW(double, f64)

/* Index: a plane of y. */
static lg_status depthwise_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    (void)err;
    const depthwise *dw = arg;
    const conv_image *im = &dw->im;
    const lg_conv *cv = im->cv;
    const size_t size = im->s.size;
    const int64_t width = cv->out[LG_CONV_DIMS - 1], rows = im->s.out / width;
    for (int64_t i = begin; i < end; i++) {
        int64_t m = i % cv->m, image = i / cv->m;
        const char *x = im->x + (size_t)((image * cv->c + m / im->s.mg) * im->s.in) * size;
        const char *w = dw->w + (size_t)(m * im->s.volume) * size;
        char *y = dw->y + (size_t)(i * im->s.out) * size;
        int64_t at[LG_CONV_DIMS] = {0};
        for (int64_t r = 0; r < rows; r++) {
            depthwise_row row;
            depthwise_lines(cv, at, &row);
            for (int d = LG_CONV_DIMS - 2; d >= 0 && ++at[d] == cv->out[d]; d--)
                at[d] = 0;
            char *to = y + (size_t)(r * width) * size;
            if (size == sizeof(double))
                depthwise_f64(dw, &row, (const double *)(const void *)x,
                              (const double *)(const void *)w,
                              dw->bias ? ((const double *)(const void *)dw->bias)[m] : 0,
                              (double *)(void *)to);
            else
                depthwise_f32(
                    dw, &row, (const float *)(const void *)x, (const float *)(const void *)w,
                    dw->bias ? ((const float *)(const void *)dw->bias)[m] : 0, (float *)(void *)to);
        }
        if (cv->relu && size == sizeof(double))
            im->k->f64_relu((double *)(void *)y, (double *)(void *)y, (size_t)im->s.out);
        else if (cv->relu)
            im->k->f32_relu((float *)(void *)y, (float *)(void *)y, (size_t)im->s.out);
    }
    return LG_OK;
}

/* The columns of y that each kernel column reaches, and those that all of them reach (where
 * there are none, lo is past the end). */
static void depthwise_columns(depthwise *dw) {
    enum { LAST = LG_CONV_DIMS - 1 };
    const lg_conv *cv = dw->im.cv;
    const int64_t step = cv->stride[LAST], in = cv->in[LAST];
    dw->lo = 0;
    dw->hi = cv->out[LAST];
    for (int64_t j = 0; j < cv->k[LAST]; j++) {
        int64_t x = j * cv->dilation[LAST] - cv->pad[LAST];
        dw->column[j] = x;
        dw->begin[j] = x < 0 ? (-x + step - 1) / step : 0;
        dw->end[j] = x < in ? conv_min((in - 1 - x) / step + 1, cv->out[LAST]) : 0;
        dw->lo = dw->lo > dw->begin[j] ? dw->lo : dw->begin[j];
        dw->hi = conv_min(dw->hi, dw->end[j]);
    }
    if (dw->hi <= dw->lo)
        dw->lo = dw->hi = cv->out[LAST];
}

lg_status lg_conv_depthwise_forward(const lg_exec *ctx, const conv_image *im, const void *w,
                                    const void *bias, void *y) {
    depthwise dw = {.im = *im, .w = w, .bias = bias, .y = y};
    depthwise_columns(&dw);
    return ctx->host->parallel_for(ctx->self, im->cv->n * im->cv->m,
                                   conv_grain(im->s.out * im->s.volume), depthwise_block, &dw,
                                   ctx->err);
}

/* ---- gradient of the weights ----------------------------------------------------------------- */

typedef struct tap_sums {
    conv_image im;
    char *dw;
} tap_sums;

/* Sum of a[i] b[i*step] in double. */
static double dot_steps(const conv_image *im, const char *a, const char *b, int64_t n,
                        int64_t step) {
    double sum = 0;
    if (im->s.size == sizeof(double)) {
        const double *x = (const double *)(const void *)a, *y = (const double *)(const void *)b;
        if (step == 1)
            return im->k->f64_dot(x, y, (size_t)n);
        for (int64_t i = 0; i < n; i++)
            sum += x[i] * y[i * step];
    } else {
        const float *x = (const float *)(const void *)a, *y = (const float *)(const void *)b;
        if (step == 1)
            return im->k->f32_dot(x, y, (size_t)n);
        for (int64_t i = 0; i < n; i++)
            sum += (double)x[i] * (double)y[i * step];
    }
    return sum;
}

/* Index: a channel of y of a depthwise convolution. */
static lg_status tap_sums_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    (void)err;
    const tap_sums *t = arg;
    const conv_image *im = &t->im;
    const lg_conv *cv = im->cv;
    const size_t size = im->s.size;
    const int64_t width = cv->out[LG_CONV_DIMS - 1], rows = width ? im->s.out / width : 0;
    for (int64_t m = begin; m < end; m++) {
        double sum[CONV_MANY_TAPS] = {0};
        for (int64_t image = 0; image < cv->n; image++) {
            const char *dy = im->dy + (size_t)((image * cv->m + m) * im->s.out) * size;
            const char *x = im->x + (size_t)((image * cv->c + m / im->s.mg) * im->s.in) * size;
            for (int64_t r = 0; r < rows; r++) {
                int64_t tap[LG_CONV_DIMS] = {0};
                conv_run run;
                conv_make_runs(cv, r * width, width, &run);
                for (int64_t q = 0; q < im->s.volume; q++, conv_next_tap(cv, tap)) {
                    conv_part p = conv_part_of(cv, &run, tap);
                    sum[q] += dot_steps(im, dy + (size_t)(r * width + p.begin) * size,
                                        x + (size_t)p.from * size, p.end - p.begin,
                                        cv->stride[LG_CONV_DIMS - 1]);
                }
            }
        }
        for (int64_t q = 0; q < im->s.volume; q++)
            if (size == sizeof(double))
                ((double *)(void *)t->dw)[m * im->s.volume + q] = sum[q];
            else
                ((float *)(void *)t->dw)[m * im->s.volume + q] = (float)sum[q];
    }
    return LG_OK;
}

lg_status lg_conv_depthwise_weight_grad(const lg_exec *ctx, const conv_image *im, void *dw) {
    tap_sums sums = {.im = *im, .dw = dw};
    return ctx->host->parallel_for(ctx->self, im->cv->m,
                                   conv_grain(im->cv->n * im->s.out * im->s.volume), tap_sums_block,
                                   &sums, ctx->err);
}
