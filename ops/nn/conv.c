/* SPDX-License-Identifier: Apache-2.0 */
/* Conv and ConvTranspose of one to three spatial dimensions, and their derivatives.
 *
 * All four are described by one lg_conv: `in` is the side with c channels (X of Conv, Y of
 * ConvTranspose), `out` the side with m channels. 16-bit types are widened to f32 as a whole. */
#include "ops/gemm/conv.h"
#include "ops/opkit/infer.h"

#include <string.h>

typedef struct conv_params {
    lg_ints kernel_shape, strides, pads, dilations, output_padding, output_shape;
    int64_t group;
    int32_t auto_pad;
} conv_params;

static const char *const auto_pads[] = {"NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID", NULL};
enum { NOTSET, SAME_UPPER, SAME_LOWER, VALID };

/* Where an operator has its arguments. `small` is the side with m channels. */
typedef struct conv_roles {
    bool transposed;
    uint32_t data, w; /* inputs of the forward operator */
} conv_roles;
static const conv_roles forward_roles = {false, 0, 1};
static const conv_roles forward_grad_roles = {false, 1, 2};
static const conv_roles transposed_roles = {true, 0, 1};
static const conv_roles transposed_grad_roles = {true, 1, 2};

static bool is_half(int32_t dtype) {
    return dtype == LG_FLOAT16 || dtype == LG_BFLOAT16;
}

/* ---- checks and sizes ------------------------------------------------------------------------ */

static lg_status check_list(const lg_infer *ctx, const char *name, lg_ints list, int64_t want,
                            int64_t low) {
    if (!list.v)
        return LG_OK;
    if (list.n != want)
        return LG_FAIL(ctx, LG_E_MODEL, "%s has %lld entries, expected %lld", name,
                       (long long)list.n, (long long)want);
    for (int64_t i = 0; i < list.n; i++)
        if (list.v[i] < low || list.v[i] > INT32_MAX)
            return LG_FAIL(ctx, LG_E_MODEL, "%s holds %lld, expected %lld to %d", name,
                           (long long)list.v[i], (long long)low, INT32_MAX);
    return LG_OK;
}

/* Attributes and ranks. *rank is -1 when neither X nor W has a known rank. */
static lg_status check_attributes(const lg_infer *ctx, const conv_roles *at, int32_t *rank) {
    const conv_params *p = ctx->params;
    const lg_view *x = &ctx->in[at->data], *w = &ctx->in[at->w];
    *rank = x->rank >= 0 ? x->rank : w->rank;
    if (p->group < 1)
        return LG_FAIL(ctx, LG_E_MODEL, "group is %lld, expected 1 or more", (long long)p->group);
    if (*rank < 0 && p->kernel_shape.v)
        *rank = (int32_t)op_min(p->kernel_shape.n, LG_MAX_RANK) + 2;
    if (*rank < 0)
        return LG_OK;
    if (*rank < 3)
        return LG_FAIL(ctx, LG_E_SHAPE, "the data has rank %d, expected 3 or more", *rank);
    if (w->rank >= 0 && w->rank != *rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "the weights have rank %d, the data %d", w->rank, *rank);
    if (*rank > LG_CONV_DIMS + 2)
        return LG_FAIL(ctx, LG_E_UNSUPPORTED,
                       "convolution over %d spatial dimensions; at most %d are implemented",
                       *rank - 2, LG_CONV_DIMS);
    const int64_t n = *rank - 2;
    LG_TRY(check_list(ctx, "kernel_shape", p->kernel_shape, n, 1));
    LG_TRY(check_list(ctx, "strides", p->strides, n, 1));
    LG_TRY(check_list(ctx, "dilations", p->dilations, n, 1));
    LG_TRY(check_list(ctx, "pads", p->pads, 2 * n, 0));
    if (!at->transposed)
        return LG_OK;
    LG_TRY(check_list(ctx, "output_padding", p->output_padding, n, 0));
    return check_list(ctx, "output_shape", p->output_shape, n, 0);
}

static int64_t dim_of(const lg_view *v, int32_t axis) {
    return v->rank > axis ? v->dims[axis] : -1;
}
static int64_t entry(lg_ints list, int64_t i, int64_t fallback) {
    return list.v ? list.v[i] : fallback;
}

/* (kernel - 1) * dilation + 1; false on overflow. */
static bool reach_of(const conv_params *p, int64_t i, int64_t kernel, int64_t *reach) {
    return op_mul(kernel - 1, entry(p->dilations, i, 1), reach) && op_add(*reach, 1, reach);
}

static lg_status too_large(const lg_infer *ctx, int64_t i) {
    return LG_FAIL(ctx, LG_E_LIMIT, "sizes along spatial axis %lld overflow", (long long)i);
}

/* One axis of Conv: *in may be a symbol, kernel may not. Sets the output and the padding before. */
static lg_status forward_axis(const lg_infer *ctx, int64_t i, int64_t n, int64_t in, int64_t kernel,
                              int64_t *out, int64_t *before) {
    const conv_params *p = ctx->params;
    const int64_t stride = entry(p->strides, i, 1);
    int64_t reach, pads = 0;
    if (!reach_of(p, i, kernel, &reach))
        return too_large(ctx, i);
    *before = 0;
    if (p->auto_pad == SAME_UPPER || p->auto_pad == SAME_LOWER) {
        if (in < 0) {
            *out = lg_infer_dim(ctx, LG_DIM_CEILDIV, in, stride);
            return LG_OK;
        }
        *out = in / stride + (in % stride != 0);
        int64_t need;
        if (!op_mul(op_max(*out - 1, 0), stride, &need) || !op_add(need, reach, &need))
            return too_large(ctx, i);
        need = op_max(need - in, 0);
        *before = p->auto_pad == SAME_UPPER ? need / 2 : need - need / 2;
        return LG_OK;
    }
    if (p->auto_pad == NOTSET) {
        *before = entry(p->pads, i, 0);
        pads = *before + entry(p->pads, i + n, 0);
    }
    if (in < 0) { /* floor((in + pads - reach) / stride) + 1 = floor((in + t) / stride) */
        int64_t t = pads - reach + stride, shifted = in;
        if (t != 0)
            shifted = lg_infer_dim(ctx, t > 0 ? LG_DIM_ADD : LG_DIM_SUB, in, t > 0 ? t : -t);
        *out = stride == 1 ? shifted : lg_infer_dim(ctx, LG_DIM_DIV, shifted, stride);
        return LG_OK;
    }
    int64_t padded;
    if (!op_add(in, pads, &padded))
        return too_large(ctx, i);
    if (reach > padded)
        return LG_FAIL(ctx, LG_E_SHAPE,
                       "kernel %lld with dilation %lld spans %lld, but spatial axis %lld has only "
                       "%lld with padding",
                       (long long)kernel, (long long)entry(p->dilations, i, 1), (long long)reach,
                       (long long)i, (long long)padded);
    *out = (padded - reach) / stride + 1;
    return LG_OK;
}

/* One axis of ConvTranspose. Padding before may be larger than what there is to cut. */
static lg_status transposed_axis(const lg_infer *ctx, int64_t i, int64_t n, int64_t in,
                                 int64_t kernel, int64_t *out, int64_t *before) {
    const conv_params *p = ctx->params;
    const int64_t stride = entry(p->strides, i, 1), extra = entry(p->output_padding, i, 0);
    const bool same = p->auto_pad == SAME_UPPER || p->auto_pad == SAME_LOWER;
    int64_t reach, full;
    if (!reach_of(p, i, kernel, &reach))
        return too_large(ctx, i);
    *before = 0;
    if (!p->output_shape.v && !same) {
        int64_t pads = 0;
        if (p->auto_pad == NOTSET) {
            *before = entry(p->pads, i, 0);
            pads = *before + entry(p->pads, i + n, 0);
        }
        int64_t t = extra + reach - pads - stride;
        if (in < 0) {
            int64_t scaled = stride == 1 ? in : lg_infer_dim(ctx, LG_DIM_MUL, in, stride);
            *out = t == 0
                       ? scaled
                       : lg_infer_dim(ctx, t > 0 ? LG_DIM_ADD : LG_DIM_SUB, scaled, t > 0 ? t : -t);
            return LG_OK;
        }
        if (!op_mul(in, stride, &full) || !op_add(full, t, out))
            return too_large(ctx, i);
        if (*out < 0)
            return LG_FAIL(ctx, LG_E_SHAPE, "pads of spatial axis %lld leave a size of %lld",
                           (long long)i, (long long)*out);
        return LG_OK;
    }
    if (p->output_shape.v)
        *out = p->output_shape.v[i];
    else if (in < 0)
        *out = lg_infer_dim(ctx, LG_DIM_MUL, in, stride);
    else if (!op_mul(in, stride, out))
        return too_large(ctx, i);
    if (in < 0)
        return LG_OK;
    /* what the full result has too much is cut on both sides; what it lacks comes at the end */
    if (!op_mul(in - 1, stride, &full) || !op_add(full, extra + reach, &full))
        return too_large(ctx, i);
    int64_t cut = op_max(full - *out, 0);
    *before = p->auto_pad == SAME_UPPER ? cut / 2 : cut - cut / 2;
    return LG_OK;
}

/* Dims of the other side of the convolution from those of the data input and the weights; fills cv
 * too when everything is a number (*concrete). */
static lg_status geometry(const lg_infer *ctx, const conv_roles *at, int32_t rank, int64_t *dims,
                          lg_conv *cv, bool *concrete) {
    const conv_params *p = ctx->params;
    const lg_view *x = &ctx->in[at->data], *w = &ctx->in[at->w];
    const int64_t n = rank - 2, x_channels = dim_of(x, 1);
    int64_t w0 = dim_of(w, 0), w1 = dim_of(w, 1);
    *concrete = x->rank == rank && w->rank == rank && dim_of(x, 0) >= 0 && x_channels >= 0 &&
                w0 >= 0 && w1 >= 0;
    if (w0 >= 0 && w0 % p->group != 0)
        return LG_FAIL(ctx, LG_E_SHAPE,
                       "group %lld does not divide the first dim %lld of the "
                       "weights",
                       (long long)p->group, (long long)w0);
    int64_t c = -1; /* w1 * group */
    if (w1 >= 0 && !op_mul(w1, p->group, &c))
        return LG_FAIL(ctx, LG_E_LIMIT, "the number of channels overflows");
    int64_t expected = at->transposed ? w0 : c;
    if (expected >= 0 && x_channels >= 0 && expected != x_channels)
        return LG_FAIL(ctx, LG_E_SHAPE,
                       "the data has %lld channels, weights and group %lld expect %lld",
                       (long long)x_channels, (long long)p->group, (long long)expected);
    *cv = (lg_conv){.dtype = x->dtype == LG_DOUBLE ? LG_DOUBLE : LG_FLOAT,
                    .n = dim_of(x, 0),
                    .c = c,
                    .m = w0,
                    .groups = p->group};
    dims[0] = x->rank == rank ? x->dims[0] : lg_infer_new_dim(ctx);
    dims[1] = at->transposed ? c : w0;
    if (dims[1] < 0 && !at->transposed && w->rank == rank)
        dims[1] = w->dims[0];
    else if (dims[1] < 0)
        dims[1] = w->rank == rank ? lg_infer_dim(ctx, LG_DIM_MUL, w->dims[1], p->group)
                                  : lg_infer_new_dim(ctx);
    for (int d = 0; d < LG_CONV_DIMS; d++) {
        cv->in[d] = cv->out[d] = cv->k[d] = cv->stride[d] = cv->dilation[d] = 1;
        cv->pad[d] = 0;
    }
    for (int64_t i = 0; i < n; i++) {
        const int32_t axis = (int32_t)i + 2;
        int64_t kernel = dim_of(w, axis);
        if (kernel >= 0 && p->kernel_shape.v && kernel != p->kernel_shape.v[i])
            return LG_FAIL(ctx, LG_E_SHAPE, "kernel_shape[%lld] is %lld, the weights have %lld",
                           (long long)i, (long long)p->kernel_shape.v[i], (long long)kernel);
        if (kernel == 0)
            return LG_FAIL(ctx, LG_E_SHAPE, "dim %d of the weights is 0", axis);
        kernel = kernel < 0 ? entry(p->kernel_shape, i, -1) : kernel;
        *concrete = *concrete && dim_of(w, axis) >= 0 && dim_of(x, axis) >= 0;
        if (kernel < 0 || x->rank != rank) {
            dims[axis] =
                at->transposed && p->output_shape.v ? p->output_shape.v[i] : lg_infer_new_dim(ctx);
            continue;
        }
        const int64_t d = LG_CONV_DIMS - n + i;
        cv->k[d] = kernel;
        cv->stride[d] = entry(p->strides, i, 1);
        cv->dilation[d] = entry(p->dilations, i, 1);
        lg_status (*other)(const lg_infer *, int64_t, int64_t, int64_t, int64_t, int64_t *,
                           int64_t *) = at->transposed ? transposed_axis : forward_axis;
        LG_TRY(other(ctx, i, n, x->dims[axis], kernel, &dims[axis], &cv->pad[d]));
        cv->in[d] = at->transposed ? dims[axis] : x->dims[axis];
        cv->out[d] = at->transposed ? x->dims[axis] : dims[axis];
    }
    return LG_OK;
}

static lg_status check_bias(const lg_infer *ctx, uint32_t i, int64_t channels) {
    if (!LG_GIVEN(ctx, i))
        return LG_OK;
    LG_TRY(lg_infer_rank(ctx, i, 1, 1));
    return ctx->in[i].rank == 1 ? lg_infer_same_dim(ctx, i, 0, channels) : LG_OK;
}

/* ---- workspace: 16-bit operands as f32, then what the products need -------------------------- */

static bool add_wide(size_t *bytes, int64_t count) {
    int64_t n;
    return op_mul(count, (int64_t)sizeof(float), &n) && op_add(n, 63, &n) &&
           op_add_size(*bytes, (size_t)n & ~(size_t)63, bytes);
}

static bool count_of(const int64_t *dims, int32_t rank, int64_t *n) {
    *n = 1;
    for (int32_t i = 0; i < rank; i++)
        if (!op_mul(*n, dims[i], n))
            return false;
    return true;
}

static lg_status set_workspace(lg_infer *ctx, const lg_conv *cv, const int64_t *counts,
                               uint32_t n_counts, const lg_conv_task *tasks, uint32_t n_tasks) {
    size_t wide = 0, most = 0;
    bool ok = true;
    for (uint32_t i = 0; ok && i < n_counts && is_half(ctx->in[0].dtype); i++)
        ok = add_wide(&wide, counts[i]);
    for (uint32_t i = 0; ok && i < n_tasks; i++) {
        size_t bytes;
        ok = lg_conv_workspace(cv, tasks[i], &bytes);
        most = ok && bytes > most ? bytes : most;
    }
    if (!ok || !op_add_size(wide, most, &ctx->workspace))
        return LG_FAIL(ctx, LG_E_LIMIT, "the workspace of a convolution overflows");
    return LG_OK;
}

/* Takes memory from the front of the workspace. */
static float *take(char **cursor, int64_t count) {
    float *p = (float *)(void *)*cursor;
    *cursor += ((size_t)count * sizeof(float) + 63) & ~(size_t)63;
    return p;
}

static const void *widened(const lg_exec *ctx, uint32_t i, char **cursor) {
    const lg_view *v = &ctx->in[i];
    if (!is_half(v->dtype))
        return v->data;
    float *to = take(cursor, v->count);
    if (v->dtype == LG_FLOAT16)
        ctx->kernels->f16_to_f32(v->data, to, (size_t)v->count);
    else
        ctx->kernels->bf16_to_f32(v->data, to, (size_t)v->count);
    return to;
}

static void narrow(const lg_exec *ctx, const lg_view *out, const void *from) {
    if (out->dtype == LG_FLOAT16)
        ctx->kernels->f32_to_f16(from, out->data, (size_t)out->count);
    else if (out->dtype == LG_BFLOAT16)
        ctx->kernels->f32_to_bf16(from, out->data, (size_t)out->count);
}

/* ---- forward --------------------------------------------------------------------------------- */

static lg_status both_infer(lg_infer *ctx, const conv_roles *at) {
    int64_t dims[LG_CONV_DIMS + 2], counts[4] = {0};
    int32_t rank;
    lg_conv cv;
    bool concrete;
    LG_TRY(check_attributes(ctx, at, &rank));
    if (rank < 0)
        return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, -1);
    LG_TRY(geometry(ctx, at, rank, dims, &cv, &concrete));
    LG_TRY(check_bias(ctx, 2, dims[1]));
    LG_TRY(lg_infer_set(ctx, 0, ctx->in[0].dtype, rank, dims));
    if (!concrete)
        return LG_OK;
    if (!count_of(dims, rank, &counts[0]) || !count_of(ctx->in[0].dims, rank, &counts[1]) ||
        !count_of(ctx->in[1].dims, rank, &counts[2]))
        return LG_FAIL(ctx, LG_E_LIMIT, "the output of a convolution is too large");
    counts[3] = dims[1];
    lg_conv_task task = at->transposed ? LG_CONV_INPUT_GRAD : LG_CONV_FORWARD;
    return set_workspace(ctx, &cv, counts, 4, &task, 1);
}
static lg_status conv_infer(lg_infer *ctx) {
    return both_infer(ctx, &forward_roles);
}
static lg_status transpose_infer(lg_infer *ctx) {
    return both_infer(ctx, &transposed_roles);
}

/* The geometry once more, from dims that infer has accepted. */
static lg_status run_geometry(const void *params, const lg_view *in, uint32_t n_in,
                              const lg_host *host, void *self, lg_error *err, const conv_roles *at,
                              lg_conv *cv) {
    int64_t dims[LG_CONV_DIMS + 2];
    bool concrete;
    lg_infer ctx = {.struct_size = (uint32_t)sizeof ctx,
                    .n_in = n_in,
                    .in = in,
                    .params = params,
                    .host = host,
                    .self = self,
                    .err = err};
    return geometry(&ctx, at, in[at->data].rank, dims, cv, &concrete);
}

/* Weights packed ahead. */
typedef struct conv_state {
    const void *packed;
} conv_state;

static lg_status conv_prepare(lg_prepare *ctx) {
    lg_conv cv;
    void *memory;
    const lg_view *w = &ctx->in[1];
    if (!w->data || is_half(w->dtype) || w->count == 0)
        return LG_OK;
    LG_TRY(run_geometry(ctx->params, ctx->in, ctx->n_in, ctx->host, ctx->self, ctx->err,
                        &forward_roles, &cv));
    LG_TRY(ctx->host->alloc(ctx->self, sizeof(conv_state), &memory, ctx->err));
    conv_state *state = memory;
    LG_TRY(lg_conv_prepack(ctx, &cv, 1, &state->packed));
    ctx->state = state;
    return LG_OK;
}

static lg_status both_run(lg_exec *ctx, const conv_roles *at) {
    lg_conv cv;
    LG_TRY(run_geometry(ctx->params, ctx->in, ctx->n_in, ctx->host, ctx->self, ctx->err, at, &cv));
    const conv_state *state = ctx->state;
    char *cursor = ctx->workspace;
    bool half = is_half(ctx->in[0].dtype);
    void *y = half ? take(&cursor, ctx->out[0].count) : ctx->out[0].data;
    const void *x = widened(ctx, 0, &cursor), *w = widened(ctx, 1, &cursor);
    const void *bias = LG_GIVEN(ctx, 2) ? widened(ctx, 2, &cursor) : NULL;
    if (at->transposed)
        LG_TRY(lg_conv_input_grad(ctx, &cv, x, w, bias, y, cursor));
    else
        LG_TRY(lg_conv_forward(ctx, &cv, x, w, state ? state->packed : NULL, bias, y, cursor));
    narrow(ctx, &ctx->out[0], y);
    return LG_OK;
}
static lg_status conv_run(lg_exec *ctx) {
    return both_run(ctx, &forward_roles);
}
static lg_status transpose_run(lg_exec *ctx) {
    return both_run(ctx, &transposed_roles);
}

/* ---- derivatives: dY, X, W to dX, dW, dB ----------------------------------------------------- */

static lg_status both_grad_infer(lg_infer *ctx, const conv_roles *at) {
    static const lg_conv_task all[] = {LG_CONV_FORWARD, LG_CONV_INPUT_GRAD, LG_CONV_WEIGHT_GRAD};
    int64_t dims[LG_CONV_DIMS + 2], counts[4] = {0};
    int32_t rank;
    lg_conv cv;
    bool concrete = false;
    const lg_view *dy = &ctx->in[0];
    LG_TRY(check_attributes(ctx, at, &rank));
    int64_t channels = lg_infer_new_dim(ctx);
    if (rank >= 0) {
        LG_TRY(geometry(ctx, at, rank, dims, &cv, &concrete));
        LG_TRY(lg_infer_rank(ctx, 0, rank, rank));
        for (int32_t i = 0; i < rank && dy->rank == rank; i++)
            LG_TRY(lg_infer_same_dim(ctx, 0, i, dims[i]));
        channels = dims[1];
    }
    if (ctx->n_out > 0)
        lg_infer_like(ctx, 0, 1);
    if (ctx->n_out > 1)
        lg_infer_like(ctx, 1, 2);
    if (ctx->n_out > 2)
        LG_TRY(lg_infer_set(ctx, 2, dy->dtype, 1, &channels));
    if (!concrete)
        return LG_OK;
    /* 16-bit: dY, X and W widened, and the result being made, at most as large as X or W */
    if (!count_of(dims, rank, &counts[0]) || !count_of(ctx->in[1].dims, rank, &counts[1]) ||
        !count_of(ctx->in[2].dims, rank, &counts[2]))
        return LG_FAIL(ctx, LG_E_LIMIT, "the output of a convolution is too large");
    counts[3] = op_max(op_max(counts[1], counts[2]), channels);
    return set_workspace(ctx, &cv, counts, 4, all + (at->transposed ? 0 : 1), 2 + at->transposed);
}
static lg_status conv_grad_infer(lg_infer *ctx) {
    return both_grad_infer(ctx, &forward_grad_roles);
}
static lg_status transpose_grad_infer(lg_infer *ctx) {
    return both_grad_infer(ctx, &transposed_grad_roles);
}

static bool wanted(const lg_exec *ctx, uint32_t o) {
    return o < ctx->n_out && ctx->out[o].data;
}

static lg_status both_grad_run(lg_exec *ctx, const conv_roles *at) {
    lg_conv cv;
    LG_TRY(run_geometry(ctx->params, ctx->in, ctx->n_in, ctx->host, ctx->self, ctx->err, at, &cv));
    char *cursor = ctx->workspace;
    bool half = is_half(ctx->in[0].dtype);
    const void *dy = widened(ctx, 0, &cursor), *x = widened(ctx, 1, &cursor);
    const void *w = widened(ctx, 2, &cursor);
    int64_t most = op_max(op_max(ctx->in[1].count, ctx->in[2].count), at->transposed ? cv.c : cv.m);
    void *wide = half ? take(&cursor, most) : NULL;
    if (wanted(ctx, 0)) {
        void *dx = half ? wide : ctx->out[0].data;
        if (at->transposed)
            LG_TRY(lg_conv_forward(ctx, &cv, dy, w, NULL, NULL, dx, cursor));
        else
            LG_TRY(lg_conv_input_grad(ctx, &cv, dy, w, NULL, dx, cursor));
        narrow(ctx, &ctx->out[0], dx);
    }
    if (wanted(ctx, 1)) {
        void *dw = half ? wide : ctx->out[1].data;
        /* of a transposed convolution X is the side with m channels */
        LG_TRY(lg_conv_weight_grad(ctx, &cv, at->transposed ? x : dy, at->transposed ? dy : x, dw,
                                   cursor));
        narrow(ctx, &ctx->out[1], dw);
    }
    if (wanted(ctx, 2)) {
        void *db = half ? wide : ctx->out[2].data;
        lg_conv sums = cv;
        if (at->transposed) {
            sums.m = cv.c;
            memcpy(sums.out, cv.in, sizeof sums.out);
        }
        LG_TRY(lg_conv_bias_grad(ctx, &sums, dy, db));
        narrow(ctx, &ctx->out[2], db);
    }
    return LG_OK;
}
static lg_status conv_grad_run(lg_exec *ctx) {
    return both_grad_run(ctx, &forward_grad_roles);
}
static lg_status transpose_grad_run(lg_exec *ctx) {
    return both_grad_run(ctx, &transposed_grad_roles);
}

/* ---- descriptors ----------------------------------------------------------------------------- */

#define KERNEL    LG_ATTR_INTS_DOC(conv_params, kernel_shape, "sizes of the kernel; the weights' own")
#define STRIDES   LG_ATTR_INTS_DOC(conv_params, strides, "step per spatial axis, each >= 1")
#define PADS      LG_ATTR_INTS_DOC(conv_params, pads, "begins then ends, each >= 0")
#define DILATIONS LG_ATTR_INTS_DOC(conv_params, dilations, "distance within the kernel, >= 1")
#define AUTO_PAD  LG_ATTR_CHOICE_DOC(conv_params, auto_pad, auto_pads, NOTSET, "how pads are chosen")
#define GROUP     LG_ATTR_INT_DOC(conv_params, group, 1, "number of independent groups, >= 1")

static const lg_attr_desc conv_attrs[] = {KERNEL, STRIDES, PADS, DILATIONS, AUTO_PAD, GROUP};
static const lg_attr_desc transpose_attrs[] = {
    KERNEL,
    STRIDES,
    PADS,
    DILATIONS,
    AUTO_PAD,
    GROUP,
    LG_ATTR_INTS_DOC(conv_params, output_padding, "added to the end of each axis, >= 0"),
    LG_ATTR_INTS_DOC(conv_params, output_shape, "spatial sizes of the output; decides the pads")};

#define FLOATS_1 (LG_T_F3264 | LG_BIT(LG_FLOAT16))
#define ARGS_IN(table, set)                                                                        \
    static const lg_arg_desc table[] = {                                                           \
        {.name = "X", .type = "T", .dtypes = (set)},                                               \
        {.name = "W", .type = "T", .dtypes = (set)},                                               \
        {.name = "B", .type = "T", .dtypes = (set), .flags = LG_ARG_OPTIONAL}};
#define ARGS_OUT(table, set)                                                                       \
    static const lg_arg_desc table[] = {{.name = "Y", .type = "T", .dtypes = (set)}};
ARGS_IN(in_1, FLOATS_1)
ARGS_IN(in_22, LG_T_FLOATS)
ARGS_OUT(out_1, FLOATS_1)
ARGS_OUT(out_22, LG_T_FLOATS)
static const lg_arg_desc grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                      {.name = "X", .type = "T", .dtypes = LG_T_FLOATS},
                                      {.name = "W", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc grad_out[] = {
    {.name = "dX", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL},
    {.name = "dW", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL},
    {.name = "dB", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL}};

static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const uint8_t to_all[] = {0, 1, 2};
static const lg_grad_rule conv_rule = LG_GRAD_OP("com.microsoft", "ConvGrad", refs, to_all);
static const lg_grad_rule transpose_rule =
    LG_GRAD_OP("com.microsoft", "ConvTransposeGrad", refs, to_all);

#define CONV(since, ins, outs)                                                                     \
    {                                                                                              \
        .domain = "", .name = "Conv", .since_version = since, .flags = LG_OP_NO_BODY,              \
        .doc = "sums of products of a kernel with windows of the input; "                          \
               "onnx.ai/onnx/operators/onnx__Conv.html",                                           \
        LG_ATTRS(conv_params, conv_attrs), LG_INS(ins), LG_OUTS(outs), .infer = conv_infer,        \
        .run = conv_run, .prepare = conv_prepare, .grad = &conv_rule                               \
    }
#define TRANSPOSE(since, ins, outs)                                                                \
    {                                                                                              \
        .domain = "", .name = "ConvTranspose", .since_version = since, .flags = LG_OP_NO_BODY,     \
        .doc = "adds the kernel, scaled by each input element, into windows of the output; "       \
               "onnx.ai/onnx/operators/onnx__ConvTranspose.html",                                  \
        LG_ATTRS(conv_params, transpose_attrs), LG_INS(ins), LG_OUTS(outs),                        \
        .infer = transpose_infer, .run = transpose_run, .grad = &transpose_rule                    \
    }
#define GRAD(op, table, infers, runs, forward)                                                     \
    {                                                                                              \
        .domain = "com.microsoft", .name = op, .since_version = 1,                                 \
        .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY | LG_OP_ANY_ATTRS | LG_OP_ORT,                  \
        .doc = "derivatives of " forward " with respect to its inputs; training operators of "     \
               "ONNX Runtime",                                                                     \
        LG_ATTRS(conv_params, table), LG_INS(grad_in), LG_OUTS(grad_out), .infer = infers,         \
        .run = runs                                                                                \
    }

static const lg_op_desc ops[] = {
    CONV(1, in_1, out_1),
    CONV(11, in_1, out_1),
    CONV(22, in_22, out_22),
    GRAD("ConvGrad", conv_attrs, conv_grad_infer, conv_grad_run, "Conv"),
    TRANSPOSE(1, in_1, out_1),
    TRANSPOSE(11, in_1, out_1),
    TRANSPOSE(22, in_22, out_22),
    GRAD("ConvTransposeGrad", transpose_attrs, transpose_grad_infer, transpose_grad_run,
         "ConvTranspose"),
};
LG_FAMILY_DEFINE(nn_conv, ops);
