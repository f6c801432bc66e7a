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

static bool is_depthwise(const lg_conv *cv) {
    return cv->groups > 1 && cv->c == cv->groups;
}

/* ---- im2col ---------------------------------------------------------------------------------- */

/* A run of outputs in one row of y. */
typedef struct conv_run {
    int64_t at[LG_CONV_DIMS]; /* coordinates of the first */
    int64_t length;
} conv_run;

static conv_run run_at(const lg_conv *cv, int64_t pixel, int64_t limit) {
    conv_run r;
    for (int d = LG_CONV_DIMS - 1; d >= 0; d--) {
        r.at[d] = pixel % cv->out[d];
        pixel /= cv->out[d];
    }
    r.length = lg_gemm_min(limit, cv->out[LG_CONV_DIMS - 1] - r.at[LG_CONV_DIMS - 1]);
    return r;
}

/* The part [begin, end) of a run whose inputs exist for kernel element `tap`; `from` is the offset
 * of the input of `begin` in a plane of x. */
typedef struct conv_part {
    int64_t begin, end, from;
} conv_part;

static conv_part part_of(const lg_conv *cv, const conv_run *r, int64_t tap) {
    int64_t plane = 0, first[LG_CONV_DIMS];
    for (int d = LG_CONV_DIMS - 1; d >= 0; d--) {
        first[d] = r->at[d] * cv->stride[d] - cv->pad[d] + tap % cv->k[d] * cv->dilation[d];
        tap /= cv->k[d];
    }
    for (int d = 0; d + 1 < LG_CONV_DIMS; d++) {
        if (first[d] < 0 || first[d] >= cv->in[d])
            return (conv_part){0, 0, 0};
        plane = (plane + first[d]) * cv->in[d + 1];
    }
    int64_t x = first[LG_CONV_DIMS - 1], step = cv->stride[LG_CONV_DIMS - 1];
    int64_t width = cv->in[LG_CONV_DIMS - 1];
    int64_t begin = x < 0 ? (-x + step - 1) / step : 0;
    int64_t end = x < width ? (width - 1 - x) / step + 1 : 0;
    end = lg_gemm_min(end, r->length);
    if (begin >= end)
        return (conv_part){0, 0, 0};
    return (conv_part){begin, end, plane + x + begin * step};
}

/* dst[i] = src[i*step] */
static void copy_steps(char *dst, const char *src, int64_t n, int64_t step, size_t size) {
    if (step == 1) {
        memcpy(dst, src, (size_t)n * size);
    } else if (size == sizeof(float)) {
        float *y = (float *)(void *)dst;
        const float *x = (const float *)(const void *)src;
        for (int64_t i = 0; i < n; i++)
            y[i] = x[i * step];
    } else {
        double *y = (double *)(void *)dst;
        const double *x = (const double *)(const void *)src;
        for (int64_t i = 0; i < n; i++)
            y[i] = x[i * step];
    }
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
    conv_part part[LG_GEMM_MAX_NR];
    char *part_dst[LG_GEMM_MAX_NR];
    int32_t runs = 0;
    for (int32_t c = 0; c < cols; c += (int32_t)run[runs++].length)
        run[runs] = run_at(cv, col + c, cols - c);
    for (int64_t tap = 0; tap < volume; tap++) {
        int64_t channel = row / volume + (tap < row % volume ? 1 : 0);
        int64_t first = channel * volume + tap - row;
        if (first >= rows)
            continue;
        int32_t parts = 0;
        int64_t done = 0, filled = 0;
        for (int32_t i = 0; i < runs; i++) {
            conv_part p = part_of(cv, &run[i], tap);
            if (p.end > p.begin) {
                part[parts] = p;
                part_dst[parts++] = (char *)dst + (size_t)(first * ld + done + p.begin) * size;
                filled += p.end - p.begin;
            }
            done += run[i].length;
        }
        const char *plane = x + (size_t)(channel * im->s.in) * size;
        const size_t next = (size_t)(volume * ld) * size, next_plane = (size_t)im->s.in * size;
        int64_t n = (rows - first + volume - 1) / volume;
        if (parts == 1 && filled == ld && step == 1 && ld == 16 && size == sizeof(float)) {
            char *to = part_dst[0];
            const char *from = plane + (size_t)part[0].from * size;
            for (int64_t i = 0; i < n; i++, to += next, from += next_plane)
                memcpy(to, from, 16 * sizeof(float)); /* a constant size: two vector moves */
            continue;
        }
        char *line = (char *)dst + (size_t)(first * ld) * size;
        for (int64_t i = 0; i < n; i++, line += next, plane += next_plane) {
            if (filled < ld)
                memset(line, 0, (size_t)ld * size);
            for (int32_t q = 0; q < parts; q++)
                copy_steps(part_dst[q] + (size_t)i * next, plane + (size_t)part[q].from * size,
                           part[q].end - part[q].begin, step, size);
        }
    }
}

/* Pixels [pixel, pixel + n) of row (channel, tap) of im2col; plane: that channel of the image. */
static void im2col_row(const conv_image *im, const char *plane, int64_t tap, int64_t pixel,
                       int64_t n, char *dst) {
    const size_t size = im->s.size;
    memset(dst, 0, (size_t)n * size);
    for (int64_t done = 0; done < n;) {
        conv_run r = run_at(im->cv, pixel + done, n - done);
        conv_part p = part_of(im->cv, &r, tap);
        if (p.end > p.begin)
            copy_steps(dst + (size_t)(done + p.begin) * size, plane + (size_t)p.from * size,
                       p.end - p.begin, im->cv->stride[LG_CONV_DIMS - 1], size);
        done += r.length;
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

/* B of the weight gradient: row (image, pixel), column (channel, tap), product number group. */
static void pack_pixels_transposed(const void *self, void *dst, int64_t batch, int64_t row,
                                   int64_t col, int32_t rows, int32_t cols, int32_t ld) {
    enum { RUN = 32 }; /* pixels per step: 16 KiB of buffer for 64 columns of doubles */
    const conv_image *im = self;
    const size_t size = im->s.size;
    double lines[RUN * LG_GEMM_MAX_NR];
    if (cols < ld)
        memset(dst, 0, (size_t)rows * (size_t)ld * size);
    for (int64_t done = 0; done < rows;) {
        int64_t image = (row + done) / im->s.out, pixel = (row + done) % im->s.out;
        int64_t n = lg_gemm_min(lg_gemm_min(RUN, rows - done), im->s.out - pixel);
        const char *x = im->x + (size_t)((image * im->cv->c + batch * im->s.cg) * im->s.in) * size;
        for (int32_t j = 0; j < cols; j++)
            im2col_row(im, x + (size_t)((col + j) / im->s.volume * im->s.in) * size,
                       (col + j) % im->s.volume, pixel, n, (char *)lines + (size_t)j * RUN * size);
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
} depthwise;

/* y[i] += a x[i*step] */
static void axpy_steps(const conv_image *im, const char *w, const char *x, char *y, int64_t n,
                       int64_t step) {
    if (im->s.size == sizeof(double)) {
        double a = *(const double *)(const void *)w, *to = (double *)(void *)y;
        const double *from = (const double *)(const void *)x;
        if (step == 1)
            im->k->f64_axpy(a, from, to, (size_t)n);
        else
            for (int64_t i = 0; i < n; i++)
                to[i] += a * from[i * step];
    } else {
        float a = *(const float *)(const void *)w, *to = (float *)(void *)y;
        const float *from = (const float *)(const void *)x;
        if (step == 1)
            im->k->f32_axpy(a, from, to, (size_t)n);
        else
            for (int64_t i = 0; i < n; i++)
                to[i] += a * from[i * step];
    }
}

/* Index: a plane of y. Row by row, tap by tap. */
static lg_status depthwise_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    (void)err;
    const depthwise *dw = arg;
    const conv_image *im = &dw->im;
    const lg_conv *cv = im->cv;
    const size_t size = im->s.size;
    const int64_t width = cv->out[LG_CONV_DIMS - 1], rows = im->s.out / (width ? width : 1);
    for (int64_t i = begin; i < end; i++) {
        int64_t m = i % cv->m, image = i / cv->m;
        const char *x = im->x + (size_t)((image * cv->c + m / im->s.mg) * im->s.in) * size;
        const char *w = dw->w + (size_t)(m * im->s.volume) * size;
        char *y = dw->y + (size_t)(i * im->s.out) * size;
        memset(y, 0, (size_t)im->s.out * size);
        for (int64_t r = 0; r < rows; r++) {
            conv_run run = run_at(cv, r * width, width);
            char *line = y + (size_t)(r * width) * size;
            for (int64_t tap = 0; tap < im->s.volume; tap++) {
                conv_part p = part_of(cv, &run, tap);
                axpy_steps(im, w + (size_t)tap * size, x + (size_t)p.from * size,
                           line + (size_t)p.begin * size, p.end - p.begin,
                           cv->stride[LG_CONV_DIMS - 1]);
            }
        }
        if (size == sizeof(double) && (dw->bias || cv->relu))
            im->k->f64_gemm_finish((double *)(void *)y, NULL,
                                   dw->bias ? ((const double *)(const void *)dw->bias)[m] : 0,
                                   cv->relu, (size_t)im->s.out);
        else if (dw->bias || cv->relu)
            im->k->f32_gemm_finish((float *)(void *)y, NULL,
                                   dw->bias ? ((const float *)(const void *)dw->bias)[m] : 0,
                                   cv->relu, (size_t)im->s.out);
    }
    return LG_OK;
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
    const int64_t width = cv->out[LG_CONV_DIMS - 1], rows = im->s.out / (width ? width : 1);
    for (int64_t i = begin; i < end; i++) {
        char *dx = c->dx + (size_t)((c->first + i) * im->s.in) * size;
        const char *col = c->col + (size_t)(i * im->s.volume * im->s.out) * size;
        memset(dx, 0, (size_t)im->s.in * size);
        for (int64_t tap = 0; tap < im->s.volume; tap++)
            for (int64_t r = 0; r < rows; r++) {
                conv_run run = run_at(cv, r * width, width);
                conv_part p = part_of(cv, &run, tap);
                add_steps(size, col + (size_t)(tap * im->s.out + r * width + p.begin) * size,
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

lg_status lg_conv_weight_grad(const lg_exec *ctx, const lg_conv *cv, const void *dy, const void *x,
                              void *dw, void *workspace) {
    conv_sizes s = sizes_of(cv);
    conv_image im = {.cv = cv, .s = s, .k = ctx->kernels, .x = x, .dy = dy};
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
