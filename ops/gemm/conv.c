/* SPDX-License-Identifier: Apache-2.0 */
/* Convolutions as matrix products: the rows of im2col are made while B is packed, never stored as
 * a whole. 1x1 kernels read the image itself; depthwise kernels have loops of their own. */
#include "ops/gemm/conv.h"
#include "ops/gemm/pack.h"

#include <string.h>

typedef struct conv_sizes {
    size_t size;                   /* bytes of an element */
    int64_t cg, mg;                /* channels of x and y per group */
    int64_t volume, in, out, rows; /* kernel, x plane, y plane; rows of im2col per group */
} conv_sizes;

static conv_sizes sizes_of(const lg_conv *cv) {
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

static bool is_pointwise(const lg_conv *cv) {
    for (int d = 0; d < LG_CONV_DIMS; d++)
        if (cv->k[d] != 1 || cv->stride[d] != 1 || cv->pad[d] != 0 || cv->in[d] != cv->out[d])
            return false;
    return true;
}

enum { MANY_TAPS = 64 }; /* kernel elements that the depthwise loops keep in arrays */

static bool is_depthwise(const lg_conv *cv) {
    return cv->groups > 1 && cv->c == cv->groups && sizes_of(cv).volume <= MANY_TAPS;
}

/* ---- im2col ---------------------------------------------------------------------------------- */

/* A run of outputs in one row of y: where its first window begins, in coordinates of x. */
typedef struct conv_run {
    int64_t from[LG_CONV_DIMS];
    int64_t length;
} conv_run;

/* Cuts outputs [pixel, pixel + count) into runs; returns their number, at most count. */
static int32_t make_runs(const lg_conv *cv, int64_t pixel, int64_t count, conv_run *run) {
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
        r->length = lg_gemm_min(count, cv->out[LAST] - at[LAST]);
        count -= r->length;
        at[LAST] = 0;
        for (int d = LAST - 1; d >= 0 && ++at[d] == cv->out[d]; d--)
            at[d] = 0;
    }
    return n;
}

/* Coordinates of a kernel element, and the next one; false when that is the first again. */
static void tap_at(const lg_conv *cv, int64_t index, int64_t tap[LG_CONV_DIMS]) {
    for (int d = LG_CONV_DIMS - 1; d >= 0; d--) {
        tap[d] = index % cv->k[d];
        index /= cv->k[d];
    }
}
static bool next_tap(const lg_conv *cv, int64_t tap[LG_CONV_DIMS]) {
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

static inline conv_part part_of(const lg_conv *cv, const conv_run *r,
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

/* B of the forward product: row (channel, tap), column pixel, product number (image, group). The
 * geometry of a tap is worked out once and used for all channels. */
static void pack_pixels(const void *self, void *dst, int64_t batch, int64_t row, int64_t col,
                        int32_t rows, int32_t cols, int32_t ld) {
    const conv_image *im = self;
    const lg_conv *cv = im->cv;
    const size_t size = im->s.size;
    const int64_t volume = im->s.volume, step = cv->stride[LG_CONV_DIMS - 1];
    const char *x = im->x + (size_t)(batch * im->s.cg * im->s.in) * size;
    conv_run run[LG_GEMM_MAX_NR];
    lg_copy_part part[LG_GEMM_MAX_NR];
    int64_t tap[LG_CONV_DIMS] = {0};
    const int32_t runs = make_runs(cv, col, cols, run);
    const int64_t channel0 = row / volume, tap0 = row % volume;
    for (int64_t q = 0; q < volume; q++, next_tap(cv, tap)) {
        int64_t channel = channel0 + (q < tap0 ? 1 : 0);
        int64_t first = channel * volume + q - row;
        if (first >= rows)
            continue;
        int32_t parts = 0;
        int64_t done = 0, n = (rows - first + volume - 1) / volume;
        for (int32_t i = 0; i < runs; done += run[i++].length) {
            conv_part p = part_of(cv, &run[i], tap);
            if (p.end > p.begin)
                part[parts++] = (lg_copy_part){done + p.begin, p.end - p.begin, p.from};
        }
        const char *plane = x + (size_t)(channel * im->s.in) * size;
        char *line = (char *)dst + (size_t)(first * ld) * size;
        if (size == sizeof(double))
            im->k->f64_copy_parts((const double *)(const void *)plane, im->s.in, step, part, parts,
                                  (double *)(void *)line, volume * ld, ld, n);
        else
            im->k->f32_copy_parts((const float *)(const void *)plane, im->s.in, step, part, parts,
                                  (float *)(void *)line, volume * ld, ld, n);
    }
}

static void transpose(const conv_image *im, const char *x, int64_t ldx, char *y, int64_t ldy,
                      int64_t rows, int64_t cols) {
    if (im->s.size == sizeof(double))
        im->k->f64_transpose((const double *)(const void *)x, ldx, (double *)(void *)y, ldy, rows,
                             cols);
    else
        im->k->f32_transpose((const float *)(const void *)x, ldx, (float *)(void *)y, ldy, rows,
                             cols);
}

/* dst[i] = src[i*stride] */
static void copy_steps(const conv_image *im, char *dst, const char *src, int64_t n) {
    const int64_t step = im->cv->stride[LG_CONV_DIMS - 1];
    if (im->s.size == sizeof(double))
        im->k->f64_copy_steps((const double *)(const void *)src, step, (double *)(void *)dst,
                              (size_t)n);
    else
        im->k->f32_copy_steps((const float *)(const void *)src, step, (float *)(void *)dst,
                              (size_t)n);
}

/* B of the weight gradient: row (image, pixel), column (channel, tap), product number group. Rows
 * of im2col are made for some pixels and turned. */
static void pack_pixels_transposed(const void *self, void *dst, int64_t batch, int64_t row,
                                   int64_t col, int32_t rows, int32_t cols, int32_t ld) {
    enum { RUN = 64 };
    const conv_image *im = self;
    const lg_conv *cv = im->cv;
    const size_t size = im->s.size;
    double lines[RUN * 256 / sizeof(double)]; /* ld columns are at most 256 bytes */
    conv_run run[RUN];
    int64_t tap0[LG_CONV_DIMS];
    tap_at(cv, col % im->s.volume, tap0);
    if (cols < ld)
        memset(dst, 0, (size_t)rows * (size_t)ld * size);
    for (int64_t done = 0; done < rows;) {
        int64_t image = (row + done) / im->s.out, pixel = (row + done) % im->s.out;
        int64_t n = lg_gemm_min(lg_gemm_min(RUN, rows - done), im->s.out - pixel);
        int64_t channel = image * cv->c + batch * im->s.cg + col / im->s.volume;
        int64_t tap[LG_CONV_DIMS];
        memcpy(tap, tap0, sizeof tap);
        const int32_t runs = make_runs(cv, pixel, n, run);
        for (int32_t j = 0; j < cols; j++) {
            const char *plane = im->x + (size_t)(channel * im->s.in) * size;
            char *line = (char *)lines + (size_t)j * RUN * size;
            for (int32_t i = 0; i < runs; i++) {
                conv_part p = part_of(cv, &run[i], tap);
                if (p.end - p.begin < run[i].length)
                    memset(line, 0, (size_t)run[i].length * size);
                copy_steps(im, line + (size_t)p.begin * size, plane + (size_t)p.from * size,
                           p.end - p.begin);
                line += (size_t)run[i].length * size;
            }
            if (!next_tap(cv, tap))
                channel++;
        }
        transpose(im, (const char *)lines, RUN, (char *)dst + (size_t)(done * ld) * size, ld, cols,
                  n);
        done += n;
    }
}

/* A of the weight gradient, transposed: row (image, pixel), column channel of y in the group. */
static void pack_dy(const void *self, void *dst, int64_t batch, int64_t row, int64_t col,
                    int32_t rows, int32_t cols, int32_t ld) {
    const conv_image *im = self;
    const size_t size = im->s.size;
    for (int64_t done = 0; done < rows;) {
        int64_t image = (row + done) / im->s.out, pixel = (row + done) % im->s.out;
        int64_t n = lg_gemm_min(rows - done, im->s.out - pixel);
        int64_t channel = image * im->cv->m + batch * im->s.mg + col;
        transpose(im, im->dy + (size_t)(channel * im->s.out + pixel) * size, im->s.out,
                  (char *)dst + (size_t)(done * ld) * size, ld, cols, n);
        done += n;
    }
}

/* ---- the products ---------------------------------------------------------------------------- */

/* y = w im2col(x) for all images and groups. */
static lg_gemm forward_product(const lg_conv *cv, const conv_sizes *s, const conv_image *im) {
    lg_gemm g = {.m = s->mg,
                 .n = s->out,
                 .k = s->rows,
                 .ldc = s->out,
                 .dtype = cv->dtype,
                 .alpha = 1,
                 .relu = cv->relu,
                 .batch_rank = 2};
    g.batch[0] = cv->n, g.batch[1] = cv->groups;
    g.a = (lg_gemm_operand){.row = s->rows, .col = 1};
    g.a_step[1] = s->mg * s->rows;
    g.b = (lg_gemm_operand){.row = s->out, .col = 1};
    if (is_pointwise(cv)) {
        g.b_step[0] = cv->c * s->in, g.b_step[1] = s->cg * s->in;
    } else {
        g.b.pack = pack_pixels, g.b.self = im;
    }
    g.c_step[0] = cv->m * s->out, g.c_step[1] = s->mg * s->out;
    g.col_bias_step[1] = s->mg;
    return g;
}

/* dw = dy im2col(x)^T, images side by side in the inner dimension. */
static lg_gemm weight_product(const lg_conv *cv, const conv_sizes *s, const conv_image *im) {
    lg_gemm g = {.m = s->mg,
                 .n = s->rows,
                 .k = cv->n * s->out,
                 .ldc = s->rows,
                 .dtype = cv->dtype,
                 .alpha = 1,
                 .batch_rank = 1};
    g.batch[0] = cv->groups;
    g.a = (lg_gemm_operand){.pack = pack_dy, .self = im};
    g.b = (lg_gemm_operand){.pack = pack_pixels_transposed, .self = im};
    g.a_step[0] = g.b_step[0] = 1; /* the callbacks count groups */
    g.c_step[0] = s->mg * s->rows;
    return g;
}

/* With stride 1 the gradient of x is itself a convolution of dy, with the kernel turned around. */
static bool grad_is_conv(const lg_conv *cv) {
    for (int d = 0; d < LG_CONV_DIMS; d++)
        if (cv->stride[d] != 1)
            return false;
    return true;
}

static lg_conv turned(const lg_conv *cv) {
    lg_conv t = *cv;
    t.c = cv->m, t.m = cv->c, t.relu = 0;
    for (int d = 0; d < LG_CONV_DIMS; d++) {
        t.in[d] = cv->out[d], t.out[d] = cv->in[d];
        t.pad[d] = (cv->k[d] - 1) * cv->dilation[d] - cv->pad[d];
    }
    return t;
}

/* Otherwise columns w^T dy are made for as many channels (of several groups, or of a part of one)
 * as fit in COLUMNS elements, and added into the image. */
enum { COLUMNS = 1 << 20 };

static int64_t channels_at_a_time(const lg_conv *cv, const conv_sizes *s) {
    int64_t one = s->volume * s->out, n = one > 0 ? COLUMNS / one : cv->c;
    n = n < 1 ? 1 : lg_gemm_min(n, cv->c);
    return n >= s->cg && s->cg > 0 ? n / s->cg * s->cg : n;
}

static lg_gemm columns_product(const lg_conv *cv, const conv_sizes *s, int64_t channels) {
    int64_t groups = channels > s->cg ? channels / s->cg : 1, per = channels / groups;
    lg_gemm g = {.m = per * s->volume,
                 .n = s->out,
                 .k = s->mg,
                 .ldc = s->out,
                 .dtype = cv->dtype,
                 .alpha = 1,
                 .batch_rank = 1};
    g.batch[0] = groups;
    g.a = (lg_gemm_operand){.row = 1, .col = s->rows};
    g.b = (lg_gemm_operand){.row = s->out, .col = 1};
    g.a_step[0] = s->mg * s->rows;
    g.b_step[0] = s->mg * s->out;
    g.c_step[0] = per * s->volume * s->out;
    return g;
}

static bool aligned_product(int64_t a, int64_t b, size_t size, size_t *out) {
    size_t n;
    if (__builtin_mul_overflow(a, b, &a) || __builtin_mul_overflow((size_t)a, size, &n))
        return false;
    return !__builtin_add_overflow(n, (size_t)63, out) && (*out &= ~(size_t)63, true);
}

/* Everything that is multiplied without a check elsewhere, in bytes of the wider type. */
static bool sizes_fit(const lg_conv *cv) {
    int64_t volume = sizeof(double), in = volume, out = volume;
    bool ok = true;
    for (int d = 0; ok && d < LG_CONV_DIMS; d++)
        ok = !__builtin_mul_overflow(volume, cv->k[d], &volume) &&
             !__builtin_mul_overflow(in, cv->in[d], &in) &&
             !__builtin_mul_overflow(out, cv->out[d], &out);
    int64_t unit = (int64_t)sizeof(double), x, y, w, t;
    return ok && !__builtin_mul_overflow(cv->n, cv->c, &x) && !__builtin_mul_overflow(x, in, &t) &&
           !__builtin_mul_overflow(cv->n, cv->m, &y) && !__builtin_mul_overflow(y, out, &t) &&
           !__builtin_mul_overflow(cv->m, cv->c, &w) && !__builtin_mul_overflow(w, volume, &t) &&
           !__builtin_mul_overflow(volume / unit, out, &t) &&
           !__builtin_mul_overflow(cv->n, out, &t);
}

bool lg_conv_workspace(const lg_conv *cv, lg_conv_task task, size_t *out_bytes) {
    if (!sizes_fit(cv))
        return false;
    conv_sizes s = sizes_of(cv);
    conv_image im = {.cv = cv, .s = s};
    size_t own = 0, product = 0;
    if (task == LG_CONV_FORWARD) {
        if (!is_depthwise(cv)) {
            lg_gemm g = forward_product(cv, &s, &im);
            if (!lg_gemm_workspace(&g, &product))
                return false;
        }
    } else if (task == LG_CONV_WEIGHT_GRAD && is_depthwise(cv)) {
        product = 0;
    } else if (task == LG_CONV_WEIGHT_GRAD) {
        lg_gemm g = weight_product(cv, &s, &im);
        if (!lg_gemm_workspace(&g, &product))
            return false;
    } else if (grad_is_conv(cv)) {
        lg_conv t = turned(cv);
        if (!aligned_product(cv->m, s.rows, s.size, &own) ||
            !lg_conv_workspace(&t, LG_CONV_FORWARD, &product))
            return false;
    } else {
        /* the last part is shorter; a smaller product may want more */
        int64_t n = channels_at_a_time(cv, &s), of = n >= s.cg ? cv->c : s.cg;
        const int64_t parts[] = {n, n ? of % n : 0};
        if (!aligned_product(n, s.volume * s.out, s.size, &own))
            return false;
        for (int i = 0; i < 2; i++) {
            lg_gemm g = columns_product(cv, &s, parts[i]);
            size_t bytes = 0;
            if (parts[i] > 0 && !lg_gemm_workspace(&g, &bytes))
                return false;
            product = bytes > product ? bytes : product;
        }
    }
    return !__builtin_add_overflow(own, product, out_bytes);
}

lg_status lg_conv_prepack(lg_prepare *ctx, const lg_conv *cv, uint32_t input, const void **out) {
    *out = NULL;
    if (is_depthwise(cv))
        return LG_OK;
    conv_sizes s = sizes_of(cv);
    lg_gemm_operand a = {.data = ctx->in[input].data, .row = s.rows, .col = 1};
    return lg_gemm_prepack_a(ctx, input, &a, s.mg, s.rows, cv->groups, s.mg * s.rows, out);
}

/* ---- depthwise ------------------------------------------------------------------------------- */

typedef struct depthwise {
    conv_image im;
    const char *w, *bias;
    char *y;
    /* along the last axis: input of output 0, outputs [begin, end) that exist, per kernel column */
    int64_t column[MANY_TAPS], begin[MANY_TAPS], end[MANY_TAPS];
    int64_t lo, hi; /* outputs for which all kernel columns exist */
} depthwise;

/* The kernel elements of one row of y whose rows of x exist. */
typedef struct depthwise_row {
    int64_t taps, lines;
    int64_t base[MANY_TAPS]; /* offset of the first input of each line of the kernel, and */
    int64_t line[MANY_TAPS]; /* the index of its first element */
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
        next_tap(cv, tap);
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
            const T *at[MANY_TAPS];                                                                \
            T weight[MANY_TAPS];                                                                   \
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
    dw->lo = 0, dw->hi = cv->out[LAST];
    for (int64_t j = 0; j < cv->k[LAST]; j++) {
        int64_t x = j * cv->dilation[LAST] - cv->pad[LAST];
        dw->column[j] = x;
        dw->begin[j] = x < 0 ? (-x + step - 1) / step : 0;
        dw->end[j] = x < in ? lg_gemm_min((in - 1 - x) / step + 1, cv->out[LAST]) : 0;
        dw->lo = dw->lo > dw->begin[j] ? dw->lo : dw->begin[j];
        dw->hi = lg_gemm_min(dw->hi, dw->end[j]);
    }
    if (dw->hi <= dw->lo)
        dw->lo = dw->hi = cv->out[LAST];
}

/* ---- forward --------------------------------------------------------------------------------- */

/* Blocks of about 16384 elements. */
static int64_t grain_of(int64_t elements) {
    return 1 + 16384 / (elements > 0 ? elements : 1);
}

lg_status lg_conv_forward(const lg_exec *ctx, const lg_conv *cv, const void *x, const void *w,
                          const void *packed_w, const void *bias, void *y, void *workspace) {
    conv_sizes s = sizes_of(cv);
    conv_image im = {.cv = cv, .s = s, .k = ctx->kernels, .x = x};
    if (cv->n == 0 || cv->m == 0 || s.out == 0)
        return LG_OK;
    if (is_depthwise(cv)) {
        depthwise dw = {.im = im, .w = w, .bias = bias, .y = y};
        depthwise_columns(&dw);
        return ctx->host->parallel_for(ctx->self, cv->n * cv->m, grain_of(s.out * s.volume),
                                       depthwise_block, &dw, ctx->err);
    }
    lg_gemm g = forward_product(cv, &s, &im);
    g.a.data = w;
    g.a.packed = packed_w;
    if (packed_w)
        g.a_step[1] = 1;
    g.b.data = x;
    g.c = y;
    g.col_bias = bias;
    return lg_gemm_run(ctx, &g, workspace);
}

/* ---- gradient of x --------------------------------------------------------------------------- */

typedef struct columns {
    conv_image im;
    const char *col, *bias;
    char *dx;
    int64_t first; /* channel of the first column block, counted over all images */
} columns;

static void add_steps(size_t size, const char *x, char *y, int64_t n, int64_t step) {
    if (size == sizeof(double)) {
        double *to = (double *)(void *)y;
        const double *from = (const double *)(const void *)x;
        for (int64_t i = 0; i < n; i++)
            to[i * step] += from[i];
    } else {
        float *to = (float *)(void *)y;
        const float *from = (const float *)(const void *)x;
        for (int64_t i = 0; i < n; i++)
            to[i * step] += from[i];
    }
}

/* Index: a channel of dx. */
static lg_status columns_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    (void)err;
    const columns *c = arg;
    const conv_image *im = &c->im;
    const lg_conv *cv = im->cv;
    const size_t size = im->s.size;
    const int64_t width = cv->out[LG_CONV_DIMS - 1], rows = width ? im->s.out / width : 0;
    for (int64_t i = begin; i < end; i++) {
        char *dx = c->dx + (size_t)((c->first + i) * im->s.in) * size;
        const char *col = c->col + (size_t)(i * im->s.volume * im->s.out) * size;
        memset(dx, 0, (size_t)im->s.in * size);
        int64_t tap[LG_CONV_DIMS] = {0};
        for (int64_t q = 0; q < im->s.volume; q++, next_tap(cv, tap))
            for (int64_t r = 0; r < rows; r++) {
                conv_run run;
                make_runs(cv, r * width, width, &run);
                conv_part p = part_of(cv, &run, tap);
                add_steps(size, col + (size_t)(q * im->s.out + r * width + p.begin) * size,
                          dx + (size_t)p.from * size, p.end - p.begin,
                          cv->stride[LG_CONV_DIMS - 1]);
            }
        int64_t channel = (c->first + i) % cv->c;
        if (c->bias && size == sizeof(double))
            im->k->f64_affine(1, (double *)(void *)dx,
                              ((const double *)(const void *)c->bias)[channel],
                              (double *)(void *)dx, (size_t)im->s.in);
        else if (c->bias)
            im->k->f32_affine(1, (float *)(void *)dx,
                              ((const float *)(const void *)c->bias)[channel], (float *)(void *)dx,
                              (size_t)im->s.in);
    }
    return LG_OK;
}

/* Weights of the turned convolution: [c, m per group, k reversed]. */
typedef struct turn {
    const lg_conv *cv;
    conv_sizes s;
    const char *w;
    char *to;
} turn;

/* Index: a channel of x. */
static lg_status turn_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    (void)err;
    const turn *t = arg;
    for (int64_t c = begin; c < end; c++)
        for (int64_t m = 0; m < t->s.mg; m++) {
            int64_t group = c / t->s.cg;
            int64_t from = ((group * t->s.mg + m) * t->s.cg + c % t->s.cg) * t->s.volume;
            int64_t to = (c * t->s.mg + m) * t->s.volume;
            for (int64_t q = 0; q < t->s.volume; q++)
                memcpy(t->to + (size_t)(to + q) * t->s.size,
                       t->w + (size_t)(from + t->s.volume - 1 - q) * t->s.size, t->s.size);
        }
    return LG_OK;
}

lg_status lg_conv_input_grad(const lg_exec *ctx, const lg_conv *cv, const void *dy, const void *w,
                             const void *bias, void *dx, void *workspace) {
    conv_sizes s = sizes_of(cv);
    if (cv->n == 0 || cv->c == 0 || s.in == 0)
        return LG_OK;
    size_t own;
    if (grad_is_conv(cv)) {
        lg_conv t = turned(cv);
        turn job = {.cv = cv, .s = s, .w = w, .to = workspace};
        if (!aligned_product(cv->m, s.rows, s.size, &own))
            return LG_FAIL(ctx, LG_E_LIMIT, "weights of a convolution are too large");
        lg_status st = ctx->host->parallel_for(ctx->self, cv->c, grain_of(s.mg * s.volume),
                                               turn_block, &job, ctx->err);
        if (st != LG_OK)
            return st;
        return lg_conv_forward(ctx, &t, dy, workspace, NULL, bias, dx, (char *)workspace + own);
    }
    int64_t at_a_time = channels_at_a_time(cv, &s);
    if (!aligned_product(at_a_time, s.volume * s.out, s.size, &own))
        return LG_FAIL(ctx, LG_E_LIMIT, "columns of a convolution are too large");
    columns job = {
        .im = {.cv = cv, .s = s, .k = ctx->kernels}, .col = workspace, .bias = bias, .dx = dx};
    for (int64_t image = 0; image < cv->n; image++)
        for (int64_t c = 0, n; c < cv->c; c += n) {
            /* whole groups, or a part of one */
            n = lg_gemm_min(at_a_time, at_a_time >= s.cg ? cv->c - c : s.cg - c % s.cg);
            lg_gemm g = columns_product(cv, &s, n);
            int64_t group = c / s.cg;
            g.a.data =
                (const char *)w + (size_t)(group * s.mg * s.rows + c % s.cg * s.volume) * s.size;
            g.b.data = (const char *)dy + (size_t)((image * cv->m + group * s.mg) * s.out) * s.size;
            g.c = workspace;
            lg_status st = lg_gemm_run(ctx, &g, (char *)workspace + own);
            if (st != LG_OK)
                return st;
            job.first = image * cv->c + c;
            st = ctx->host->parallel_for(ctx->self, n, grain_of(s.volume * s.out), columns_block,
                                         &job, ctx->err);
            if (st != LG_OK)
                return st;
        }
    return LG_OK;
}

/* ---- gradients of w and of the bias ---------------------------------------------------------- */

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
        double sum[MANY_TAPS] = {0};
        for (int64_t image = 0; image < cv->n; image++) {
            const char *dy = im->dy + (size_t)((image * cv->m + m) * im->s.out) * size;
            const char *x = im->x + (size_t)((image * cv->c + m / im->s.mg) * im->s.in) * size;
            for (int64_t r = 0; r < rows; r++) {
                int64_t tap[LG_CONV_DIMS] = {0};
                conv_run run;
                make_runs(cv, r * width, width, &run);
                for (int64_t q = 0; q < im->s.volume; q++, next_tap(cv, tap)) {
                    conv_part p = part_of(cv, &run, tap);
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

lg_status lg_conv_weight_grad(const lg_exec *ctx, const lg_conv *cv, const void *dy, const void *x,
                              void *dw, void *workspace) {
    conv_sizes s = sizes_of(cv);
    conv_image im = {.cv = cv, .s = s, .k = ctx->kernels, .x = x, .dy = dy};
    if (is_depthwise(cv)) {
        tap_sums sums = {.im = im, .dw = dw};
        return ctx->host->parallel_for(ctx->self, cv->m, grain_of(cv->n * s.out * s.volume),
                                       tap_sums_block, &sums, ctx->err);
    }
    lg_gemm g = weight_product(cv, &s, &im);
    g.c = dw;
    return lg_gemm_run(ctx, &g, workspace);
}

typedef struct bias_sum {
    conv_image im;
    char *db;
} bias_sum;

/* Index: a channel of y. */
static lg_status bias_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    (void)err;
    const bias_sum *b = arg;
    const conv_image *im = &b->im;
    for (int64_t m = begin; m < end; m++) {
        double sum = 0;
        for (int64_t i = 0; i < im->cv->n; i++) {
            const void *plane = im->dy + (size_t)((i * im->cv->m + m) * im->s.out) * im->s.size;
            sum += im->s.size == sizeof(double) ? im->k->f64_sum(plane, (size_t)im->s.out)
                                                : im->k->f32_sum(plane, (size_t)im->s.out);
        }
        if (im->s.size == sizeof(double))
            ((double *)(void *)b->db)[m] = sum;
        else
            ((float *)(void *)b->db)[m] = (float)sum;
    }
    return LG_OK;
}

lg_status lg_conv_bias_grad(const lg_exec *ctx, const lg_conv *cv, const void *dy, void *db) {
    conv_sizes s = sizes_of(cv);
    bias_sum b = {.im = {.cv = cv, .s = s, .k = ctx->kernels, .dy = dy}, .db = db};
    return ctx->host->parallel_for(ctx->self, cv->m, grain_of(cv->n * s.out), bias_block, &b,
                                   ctx->err);
}
