/* SPDX-License-Identifier: Apache-2.0 */
/* Convolutions as matrix products: the rows of im2col are made while B is packed, never stored as
 * a whole. 1x1 kernels read the image itself; depthwise kernels are in depthwise.c. */
#include "ops/gemm/image.h"
#include "ops/gemm/pack.h"

#include <string.h>

static bool is_pointwise(const lg_conv *cv) {
    for (int d = 0; d < LG_CONV_DIMS; d++)
        if (cv->k[d] != 1 || cv->stride[d] != 1 || cv->pad[d] != 0 || cv->in[d] != cv->out[d])
            return false;
    return true;
}

/* ---- im2col ---------------------------------------------------------------------------------- */

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
    const int32_t runs = conv_make_runs(cv, col, cols, run);
    const int64_t channel0 = row / volume, tap0 = row % volume;
    for (int64_t q = 0; q < volume; q++, conv_next_tap(cv, tap)) {
        int64_t channel = channel0 + (q < tap0 ? 1 : 0);
        int64_t first = channel * volume + q - row;
        if (first >= rows)
            continue;
        int32_t parts = 0;
        int64_t done = 0, n = (rows - first + volume - 1) / volume;
        for (int32_t i = 0; i < runs; done += run[i++].length) {
            conv_part p = conv_part_of(cv, &run[i], tap);
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
    double lines[(size_t)RUN * 256 / sizeof(double)]; /* ld columns are at most 256 bytes */
    conv_run run[RUN];
    int64_t tap0[LG_CONV_DIMS];
    conv_tap_at(cv, col % im->s.volume, tap0);
    if (cols < ld)
        memset(dst, 0, (size_t)rows * (size_t)ld * size);
    for (int64_t done = 0; done < rows;) {
        int64_t image = (row + done) / im->s.out, pixel = (row + done) % im->s.out;
        int64_t n = lg_gemm_min(lg_gemm_min(RUN, rows - done), im->s.out - pixel);
        int64_t channel = image * cv->c + batch * im->s.cg + col / im->s.volume;
        int64_t tap[LG_CONV_DIMS];
        memcpy(tap, tap0, sizeof tap);
        const int32_t runs = conv_make_runs(cv, pixel, n, run);
        for (int32_t j = 0; j < cols; j++) {
            const char *plane = im->x + (size_t)(channel * im->s.in) * size;
            char *line = (char *)lines + (size_t)j * RUN * size;
            for (int32_t i = 0; i < runs; i++) {
                conv_part p = conv_part_of(cv, &run[i], tap);
                if (p.end - p.begin < run[i].length)
                    memset(line, 0, (size_t)run[i].length * size);
                copy_steps(im, line + (size_t)p.begin * size, plane + (size_t)p.from * size,
                           p.end - p.begin);
                line += (size_t)run[i].length * size;
            }
            if (!conv_next_tap(cv, tap))
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
    g.batch[0] = cv->n;
    g.batch[1] = cv->groups;
    g.a = (lg_gemm_operand){.row = s->rows, .col = 1};
    g.a_step[1] = s->mg * s->rows;
    g.b = (lg_gemm_operand){.row = s->out, .col = 1};
    if (is_pointwise(cv)) {
        g.b_step[0] = cv->c * s->in;
        g.b_step[1] = s->cg * s->in;
    } else {
        g.b.pack = pack_pixels;
        g.b.self = im;
    }
    g.c_step[0] = cv->m * s->out;
    g.c_step[1] = s->mg * s->out;
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
    t.c = cv->m;
    t.m = cv->c;
    t.relu = 0;
    for (int d = 0; d < LG_CONV_DIMS; d++) {
        t.in[d] = cv->out[d];
        t.out[d] = cv->in[d];
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
    if (__builtin_add_overflow(n, (size_t)63, out))
        return false;
    *out &= ~(size_t)63;
    return true;
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

/* NOLINTNEXTLINE(misc-no-recursion): once, for the turned convolution */
bool lg_conv_workspace(const lg_conv *cv, lg_conv_task task, size_t *out_bytes) {
    if (!sizes_fit(cv))
        return false;
    conv_sizes s = conv_sizes_of(cv);
    conv_image im = {.cv = cv, .s = s};
    size_t own = 0, product = 0;
    if (task == LG_CONV_FORWARD) {
        if (!conv_is_depthwise(cv)) {
            lg_gemm g = forward_product(cv, &s, &im);
            if (!lg_gemm_workspace(&g, &product))
                return false;
        }
    } else if (task == LG_CONV_WEIGHT_GRAD && conv_is_depthwise(cv)) {
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
    if (conv_is_depthwise(cv))
        return LG_OK;
    conv_sizes s = conv_sizes_of(cv);
    conv_image im = {.cv = cv, .s = s};
    lg_gemm g = forward_product(cv, &s, &im);
    if (!lg_gemm_wants_packed_a(&g))
        return LG_OK;
    g.a.data = ctx->in[input].data;
    lg_status st =
        lg_gemm_prepack_a(ctx, input, &g.a, s.mg, s.rows, cv->groups, s.mg * s.rows, out);
    if (st != LG_OK)
        return st;
    g.a.packed = *out;
    g.a_step[1] = 1;
    size_t bytes;
    if (!lg_gemm_workspace(&g, &bytes))
        return LG_FAIL(ctx, LG_E_LIMIT, "the workspace of a convolution overflows");
    ctx->workspace = bytes > ctx->workspace ? bytes : ctx->workspace;
    return LG_OK;
}

/* ---- forward --------------------------------------------------------------------------------- */

lg_status lg_conv_forward(const lg_exec *ctx, const lg_conv *cv, const void *x, const void *w,
                          const void *packed_w, const void *bias, void *y, void *workspace) {
    conv_sizes s = conv_sizes_of(cv);
    conv_image im = {.cv = cv, .s = s, .k = ctx->kernels, .x = x};
    if (cv->n == 0 || cv->m == 0 || s.out == 0)
        return LG_OK;
    if (conv_is_depthwise(cv))
        return lg_conv_depthwise_forward(ctx, &im, w, bias, y);
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
        for (int64_t q = 0; q < im->s.volume; q++, conv_next_tap(cv, tap))
            for (int64_t r = 0; r < rows; r++) {
                conv_run run;
                conv_make_runs(cv, r * width, width, &run);
                conv_part p = conv_part_of(cv, &run, tap);
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
    conv_sizes s = conv_sizes_of(cv);
    if (cv->n == 0 || cv->c == 0 || s.in == 0)
        return LG_OK;
    size_t own;
    if (grad_is_conv(cv)) {
        lg_conv t = turned(cv);
        turn job = {.cv = cv, .s = s, .w = w, .to = workspace};
        if (!aligned_product(cv->m, s.rows, s.size, &own))
            return LG_FAIL(ctx, LG_E_LIMIT, "weights of a convolution are too large");
        lg_status st = ctx->host->parallel_for(ctx->self, cv->c, conv_grain(s.mg * s.volume),
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
            st = ctx->host->parallel_for(ctx->self, n, conv_grain(s.volume * s.out), columns_block,
                                         &job, ctx->err);
            if (st != LG_OK)
                return st;
        }
    return LG_OK;
}

/* ---- gradients of w and of the bias ---------------------------------------------------------- */

lg_status lg_conv_weight_grad(const lg_exec *ctx, const lg_conv *cv, const void *dy, const void *x,
                              void *dw, void *workspace) {
    conv_sizes s = conv_sizes_of(cv);
    conv_image im = {.cv = cv, .s = s, .k = ctx->kernels, .x = x, .dy = dy};
    if (conv_is_depthwise(cv))
        return lg_conv_depthwise_weight_grad(ctx, &im, dw);
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
    conv_sizes s = conv_sizes_of(cv);
    bias_sum b = {.im = {.cv = cv, .s = s, .k = ctx->kernels, .dy = dy}, .db = db};
    return ctx->host->parallel_for(ctx->self, cv->m, conv_grain(cv->n * s.out), bias_block, &b,
                                   ctx->err);
}
