/* SPDX-License-Identifier: Apache-2.0 */
/* MaxPool, AveragePool and LpPool of up to three spatial dimensions, and their derivatives. A task
 * is a plane: one channel of one sample. */
#include "ops/opkit/body.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"

#include <math.h>
#include <string.h>

typedef struct pool_params {
    lg_ints kernel_shape, strides, pads, dilations;
    int64_t p;
    int32_t auto_pad, ceil_mode, count_include_pad, storage_order;
} pool_params;

/* Sizes as three dimensions, leading ones 1. */
typedef struct pool {
    int64_t in[3], out[3], kernel[3], stride[3], dilation[3], before[3], after[3];
    int64_t planes, in_count, out_count, power;
    bool column_major, count_pads;
    int32_t spatial;
} pool;

typedef struct window {
    int64_t begin[3], end[3]; /* within the input; step is the dilation */
    int64_t padded;           /* positions within input and padding */
} window;

static const char *const auto_pads[] = {"NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID", NULL};
enum { NOTSET, SAME_UPPER, SAME_LOWER, VALID };

/* ---- geometry ---- */

static int64_t ceil_div(int64_t a, int64_t b) {
    return a / b + (a % b > 0);
}

/* One output axis: sizes are known and checked against overflow. */
static bool axis_size(const pool_params *p, pool *g, int32_t d) {
    const int64_t in = g->in[d], stride = g->stride[d];
    int64_t reach, padded;
    if (!op_mul(g->kernel[d] - 1, g->dilation[d], &reach) || !op_add(reach, 1, &reach))
        return false;
    if (p->auto_pad == SAME_UPPER || p->auto_pad == SAME_LOWER) {
        int64_t need;
        g->out[d] = ceil_div(in, stride);
        if (!op_mul(op_max(g->out[d] - 1, 0), stride, &need) || !op_add(need, reach, &need))
            return false;
        need = op_max(need - in, 0);
        g->before[d] = p->auto_pad == SAME_UPPER ? need / 2 : need - need / 2;
        g->after[d] = need - g->before[d];
        return true;
    }
    if (!op_add(in, g->before[d], &padded) || !op_add(padded, g->after[d], &padded) ||
        padded < reach)
        return false;
    g->out[d] = (p->ceil_mode ? ceil_div(padded - reach, stride) : (padded - reach) / stride) + 1;
    /* The last window has to start within the input or the padding before it. */
    if (p->ceil_mode && (g->out[d] - 1) * stride >= in + g->before[d])
        g->out[d]--;
    return true;
}

static window window_of(const pool *g, int64_t a, int64_t b, int64_t c) {
    const int64_t o[3] = {a, b, c};
    window w;
    w.padded = 1;
    for (int32_t d = 0; d < 3; d++) {
        const int64_t start = o[d] * g->stride[d] - g->before[d], step = g->dilation[d];
        const int64_t reach = start + (g->kernel[d] - 1) * step + 1;
        const int64_t limit = op_min(reach, g->in[d] + g->after[d]);
        w.begin[d] = start < 0 ? start + ceil_div(-start, step) * step : start;
        w.end[d] = op_min(reach, g->in[d]);
        w.padded *= limit > start ? ceil_div(limit - start, step) : 0;
    }
    return w;
}

static int64_t elements(const pool *g, const window *w) {
    int64_t n = 1;
    for (int32_t d = 0; d < 3; d++)
        n *= w->end[d] > w->begin[d] ? ceil_div(w->end[d] - w->begin[d], g->dilation[d]) : 0;
    return n;
}

/* Position in the plane when the first spatial dimension runs fastest. */
static int64_t transposed(const pool *g, int64_t at) {
    const int64_t k = at % g->in[2], j = at / g->in[2] % g->in[1], i = at / g->in[2] / g->in[1];
    return (k * g->in[1] + j) * g->in[0] + i;
}

/* Fills g from attributes and the dims of the input (`rank` of them, dims[0] and dims[1] unused).
 */
static lg_status geometry(const lg_host *host, lg_error *err, const pool_params *p, int32_t rank,
                          const int64_t *dims, pool *g) {
    const int32_t n = rank - 2;
    g->spatial = n;
    g->power = p->p;
    g->column_major = p->storage_order == 1;
    g->count_pads = p->count_include_pad != 0;
    for (int32_t d = 0; d < 3; d++) {
        g->in[d] = g->out[d] = g->kernel[d] = g->stride[d] = g->dilation[d] = 1;
        g->before[d] = g->after[d] = 0;
    }
    for (int32_t i = 0; i < n; i++) {
        const int32_t d = 3 - n + i;
        g->in[d] = dims[i + 2];
        g->kernel[d] = p->kernel_shape.v[i];
        g->stride[d] = p->strides.v ? p->strides.v[i] : 1;
        g->dilation[d] = p->dilations.v ? p->dilations.v[i] : 1;
        if (p->pads.v && p->auto_pad == NOTSET) {
            g->before[d] = p->pads.v[i];
            g->after[d] = p->pads.v[i + n];
        }
        if (!axis_size(p, g, d))
            return host->fail(err, LG_E_SHAPE,
                              "kernel %lld with dilation %lld and pads %lld, %lld does not fit an "
                              "input of %lld",
                              (long long)g->kernel[d], (long long)g->dilation[d],
                              (long long)g->before[d], (long long)g->after[d], (long long)g->in[d]);
    }
    /* infer calls this with one real axis: the products may then overflow and are not used. */
    g->in_count = (int64_t)((uint64_t)g->in[0] * (uint64_t)g->in[1] * (uint64_t)g->in[2]);
    g->out_count = (int64_t)((uint64_t)g->out[0] * (uint64_t)g->out[1] * (uint64_t)g->out[2]);
    return LG_OK;
}

static lg_status check_list(lg_infer *ctx, const char *name, lg_ints list, int64_t want,
                            int64_t low) {
    if (list.v == NULL)
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

static lg_status check_params(lg_infer *ctx, int32_t rank) {
    const pool_params *p = ctx->params;
    const int64_t n = p->kernel_shape.n;
    if (n < 1 || n > 3)
        return LG_FAIL(ctx, n > 3 ? LG_E_UNSUPPORTED : LG_E_MODEL,
                       "kernel_shape has %lld entries, expected 1 to 3", (long long)n);
    if (rank >= 0 && rank != n + 2)
        return LG_FAIL(ctx, LG_E_SHAPE, "the input has rank %d, expected %lld", rank,
                       (long long)n + 2);
    LG_TRY(check_list(ctx, "kernel_shape", p->kernel_shape, n, 1));
    LG_TRY(check_list(ctx, "strides", p->strides, n, 1));
    LG_TRY(check_list(ctx, "dilations", p->dilations, n, 1));
    LG_TRY(check_list(ctx, "pads", p->pads, 2 * n, 0));
    if (p->storage_order != 0 && p->storage_order != 1)
        return LG_FAIL(ctx, LG_E_MODEL, "storage_order is %d, expected 0 or 1", p->storage_order);
    return LG_OK;
}

/* ---- forward ---- */

static inline float lowest_f32(void) {
    return -(float)INFINITY;
}
static inline double lowest_f64(void) {
    return -(double)INFINITY;
}
static inline int8_t lowest_i8(void) {
    return INT8_MIN;
}
static inline uint8_t lowest_u8(void) {
    return 0;
}
static inline bool is_nan_f32(float x) {
    return x != x;
}
static inline bool is_nan_f64(double x) {
    return x != x;
}
static inline bool is_nan_i8(int8_t x) {
    (void)x;
    return false;
}
static inline bool is_nan_u8(uint8_t x) {
    (void)x;
    return false;
}

#define REAL     float
#define FN(name) name##_f32
#include "ops/nn/pool.inc"
#undef REAL
#undef FN
#define REAL     double
#define FN(name) name##_f64
#include "ops/nn/pool.inc"
#undef REAL
#undef FN
#define REAL     int8_t
#define FN(name) name##_i8
#include "ops/nn/pool.inc"
#undef REAL
#undef FN
#define REAL     uint8_t
#define FN(name) name##_u8
#include "ops/nn/pool.inc"
#undef REAL
#undef FN

typedef enum pool_kind { MAX, AVERAGE, LP } pool_kind;

typedef struct pool_job {
    lg_exec *ctx;
    pool g;
    pool_kind kind;
} pool_job;

/* Any float type: 16-bit maxima, averages and norms, in double. */
static void any_plane(const pool_job *job, int64_t plane) {
    const lg_exec *ctx = job->ctx;
    const pool *g = &job->g;
    const lg_view *x = &ctx->in[0], *y = &ctx->out[0];
    int64_t *index = ctx->n_out > 1 ? ctx->out[1].data : NULL;
    int64_t o = plane * g->out_count;
    const int64_t base = plane * g->in_count;
    for (int64_t a = 0; a < g->out[0]; a++)
        for (int64_t b = 0; b < g->out[1]; b++)
            for (int64_t c = 0; c < g->out[2]; c++, o++) {
                const window w = window_of(g, a, b, c);
                double r = job->kind == MAX ? -(double)INFINITY : 0;
                int64_t at = -1;
                for (int64_t i = w.begin[0]; i < w.end[0]; i += g->dilation[0])
                    for (int64_t j = w.begin[1]; j < w.end[1]; j += g->dilation[1])
                        for (int64_t k = w.begin[2]; k < w.end[2]; k += g->dilation[2]) {
                            const int64_t p = (i * g->in[1] + j) * g->in[2] + k;
                            const double v = lg_lane(x->data, x->dtype, base + p);
                            if (job->kind == AVERAGE) {
                                r += v;
                            } else if (job->kind == LP) {
                                r += g->power == 2 ? v * v : pow(fabs(v), (double)g->power);
                            } else if (r == r && (v > r || v != v || at < 0)) {
                                r = v;
                                at = p;
                            }
                        }
                if (job->kind == AVERAGE)
                    r /= (double)(g->count_pads ? w.padded : elements(g, &w));
                else if (job->kind == LP)
                    r = g->power == 2 ? sqrt(r) : pow(r, 1.0 / (double)g->power);
                if (y->data != NULL)
                    lg_lane_put(y->data, y->dtype, o, r);
                if (index != NULL)
                    index[o] = at < 0 ? -1 : base + (g->column_major ? transposed(g, at) : at);
            }
}

static lg_status pool_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const pool_job *job = arg;
    const lg_exec *ctx = job->ctx;
    const pool *g = &job->g;
    (void)err;
    for (int64_t plane = begin; plane < end; plane++) {
        const int64_t from = plane * g->in_count, to = plane * g->out_count;
        int64_t *index =
            ctx->n_out > 1 && ctx->out[1].data != NULL ? (int64_t *)ctx->out[1].data + to : NULL;
        const int32_t t = job->kind == MAX && ctx->out[0].data != NULL ? ctx->in[0].dtype : 0;
#define PLANE(T, fn)                                                                               \
    fn(g, (const T *)ctx->in[0].data + from, (T *)ctx->out[0].data + to, index, from)
        if (t == LG_FLOAT)
            PLANE(float, max_plane_f32);
        else if (t == LG_DOUBLE)
            PLANE(double, max_plane_f64);
        else if (t == LG_INT8)
            PLANE(int8_t, max_plane_i8);
        else if (t == LG_UINT8)
            PLANE(uint8_t, max_plane_u8);
        else
            any_plane(job, plane);
#undef PLANE
    }
    return LG_OK;
}

static lg_status pool_run(lg_exec *ctx, pool_kind kind) {
    const lg_view *x = &ctx->in[0];
    pool_job job = {.ctx = ctx, .kind = kind};
    LG_TRY(geometry(ctx->host, ctx->err, ctx->params, x->rank, x->dims, &job.g));
    const int64_t area = job.g.kernel[0] * job.g.kernel[1] * job.g.kernel[2];
    const int64_t grain = op_max(1, 16384 / op_max(1, job.g.out_count * op_min(area, 4096)));
    return ctx->host->parallel_for(ctx->self, x->dims[0] * x->dims[1], grain, pool_block, &job,
                                   ctx->err);
}

static lg_status max_run(lg_exec *ctx) {
    return pool_run(ctx, MAX);
}
static lg_status average_run(lg_exec *ctx) {
    return pool_run(ctx, AVERAGE);
}
static lg_status lp_run(lg_exec *ctx) {
    return pool_run(ctx, LP);
}

static lg_status pool_infer(lg_infer *ctx) {
    const pool_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    LG_TRY(check_params(ctx, x->rank));
    lg_infer_like(ctx, 0, 0);
    if (ctx->n_out > 1) {
        lg_infer_like(ctx, 1, 0);
        ctx->out[1].dtype = LG_INT64;
    }
    if (x->rank < 0)
        return LG_OK;
    for (int32_t i = 2; i < x->rank; i++) {
        int64_t size;
        if (x->dims[i] >= 0) {
            /* Each axis on its own: the others may be symbols. */
            const int32_t d = 3 - (x->rank - 2) + i - 2;
            int64_t dims[5];
            pool g;
            for (int32_t k = 0; k < x->rank; k++)
                dims[k] = k == i ? x->dims[k] : INT64_MAX / 4;
            LG_TRY(geometry(ctx->host, ctx->err, p, x->rank, dims, &g));
            size = g.out[d];
        } else {
            size = lg_infer_new_dim(ctx);
        }
        for (uint32_t o = 0; o < ctx->n_out; o++)
            ctx->out[o].dims[i] = size;
    }
    return LG_OK;
}

static lg_status lp_infer(lg_infer *ctx) {
    const pool_params *p = ctx->params;
    if (p->p < 1)
        return LG_FAIL(ctx, LG_E_MODEL, "p is %lld, expected at least 1", (long long)p->p);
    return pool_infer(ctx);
}

/* ---- derivatives: dX's shape is declared, or comes from the optional input `shape` ---- */

static lg_status grad_infer(lg_infer *ctx, uint32_t shape, bool windows) {
    const lg_view *dy = &ctx->in[0];
    lg_type *dx = &ctx->out[0];
    int64_t dims[LG_MAX_LIST], n = -1;
    if (windows)
        LG_TRY(check_params(ctx, dy->rank));
    LG_TRY(lg_infer_ints(ctx, shape, dims, &n));
    if (n >= 0) {
        LG_TRY(lg_infer_set(ctx, 0, dy->dtype, (int32_t)n, dims));
    } else if (dx->rank < 0) {
        if (!LG_GIVEN(ctx, shape) && lg_view_is_concrete(dy))
            return LG_FAIL(ctx, LG_E_SHAPE, "the shape of dX is not declared");
        if (dy->rank >= 0)
            return lg_infer_dtype(ctx, 0, dy->dtype, dy->rank);
    }
    dx->dtype = dy->dtype;
    if (dx->rank >= 0 && dy->rank >= 0) {
        if (dx->rank != dy->rank)
            return LG_FAIL(ctx, LG_E_SHAPE, "dX has rank %d, expected %d as dY", dx->rank,
                           dy->rank);
        for (int32_t i = 0; i < op_min(dx->rank, 2); i++) {
            if (dx->dims[i] >= 0 && dy->dims[i] >= 0 && dx->dims[i] != dy->dims[i])
                return LG_FAIL(ctx, LG_E_SHAPE, "dim %d of dX is %lld, of dY %lld", i,
                               (long long)dx->dims[i], (long long)dy->dims[i]);
            dx->dims[i] = op_known_dim(dy->dims[i], dx->dims[i]);
        }
    }
    return LG_OK;
}

static lg_status max_grad_infer(lg_infer *ctx) {
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    LG_TRY(grad_infer(ctx, 2, false));
    const lg_type *dx = &ctx->out[0];
    int64_t count = 1;
    for (int32_t i = 0; i < dx->rank && count >= 0; i++)
        if (dx->dims[i] < 0 || !op_mul(count, dx->dims[i], &count))
            count = -1;
    /* 16-bit gradients are summed in float. */
    if (count > 0 && dx->rank >= 0 && (LG_T_F16S >> dx->dtype & 1) != 0)
        if (!op_mul_size((size_t)count, sizeof(float), &ctx->workspace))
            return LG_FAIL(ctx, LG_E_LIMIT, "dX is too large");
    return LG_OK;
}

static lg_status average_grad_infer(lg_infer *ctx) {
    return grad_infer(ctx, 1, true);
}

/* The shape of dX at run time: what infer fixed, else the input. */
static lg_status grad_output(lg_exec *ctx, uint32_t shape) {
    int64_t dims[LG_MAX_LIST], n = -1;
    if (ctx->out[0].data != NULL)
        return LG_OK;
    LG_TRY(lg_exec_ints(ctx, shape, dims, &n));
    if (n != ctx->in[0].rank)
        return LG_FAIL(ctx, LG_E_DATA, "shape has %lld entries, expected %d", (long long)n,
                       ctx->in[0].rank);
    for (int32_t i = 0; i < 2; i++)
        if (n > i && dims[i] != ctx->in[0].dims[i])
            return LG_FAIL(ctx, LG_E_DATA, "shape[%d] is %lld, expected %lld", i,
                           (long long)dims[i], (long long)ctx->in[0].dims[i]);
    return lg_exec_output(ctx, 0, ctx->in[0].dtype, (int32_t)n, dims);
}

/* Flat position of element `at` of a tensor whose planes are stored column by column. */
static int64_t row_major(const lg_view *x, int64_t at) {
    int64_t plane = 1, rest, result = 0, stride = 1;
    for (int32_t i = 2; i < x->rank; i++)
        plane *= x->dims[i];
    rest = at % plane;
    for (int32_t i = x->rank - 1; i > 2; i--)
        stride *= x->dims[i];
    for (int32_t i = 2; i < x->rank; i++) {
        result += rest % x->dims[i] * stride;
        rest /= x->dims[i];
        stride /= i + 1 < x->rank ? x->dims[i + 1] : 1;
    }
    return at - at % plane + result;
}

static lg_status max_grad_run(lg_exec *ctx) {
    const pool_params *p = ctx->params;
    const lg_view *dy = &ctx->in[0];
    const int64_t *index = ctx->in[1].data;
    LG_TRY(grad_output(ctx, 2));
    lg_view *dx = &ctx->out[0];
    void *to = dx->data;
    int32_t t = dx->dtype;
    if (dx->count == 0)
        return dy->count == 0 ? LG_OK : LG_FAIL(ctx, LG_E_DATA, "dX has no elements, dY has");
    if (t != LG_FLOAT && t != LG_DOUBLE) {
        to = ctx->workspace;
        if (to == NULL)
            LG_TRY(ctx->host->alloc(ctx->self, (size_t)dx->count * sizeof(float), &to, ctx->err));
        t = LG_FLOAT;
    }
    memset(to, 0, (size_t)dx->count * op_elem_size(t));
    for (int64_t i = 0; i < dy->count; i++) {
        int64_t at = index[i];
        if (at == -1) /* a window that saw only padding */
            continue;
        if (at < 0 || at >= dx->count)
            return LG_FAIL(ctx, LG_E_DATA, "Indices[%lld] is %lld, expected 0 to %lld",
                           (long long)i, (long long)at, (long long)dx->count - 1);
        if (p->storage_order == 1)
            at = row_major(dx, at);
        if (t == LG_DOUBLE)
            ((double *)to)[at] += ((const double *)dy->data)[i];
        else if (dy->dtype == LG_FLOAT)
            ((float *)to)[at] += ((const float *)dy->data)[i];
        else
            ((float *)to)[at] += (float)lg_lane(dy->data, dy->dtype, i);
    }
    if (to != dx->data)
        lg_lanes_put_f32(dx->data, dx->dtype, 0, dx->count, to);
    return LG_OK;
}

/* Adds every window of a plane into sums of double, then stores them. */
static void average_grad_plane(const pool_job *job, int64_t plane, double *sums) {
    const lg_exec *ctx = job->ctx;
    const pool *g = &job->g;
    const lg_view *dy = &ctx->in[0];
    int64_t o = plane * g->out_count;
    for (int64_t i = 0; i < g->in_count; i++)
        sums[i] = 0;
    for (int64_t a = 0; a < g->out[0]; a++)
        for (int64_t b = 0; b < g->out[1]; b++)
            for (int64_t c = 0; c < g->out[2]; c++, o++) {
                const window w = window_of(g, a, b, c);
                const double d = lg_lane(dy->data, dy->dtype, o) /
                                 (double)(g->count_pads ? w.padded : elements(g, &w));
                for (int64_t i = w.begin[0]; i < w.end[0]; i += g->dilation[0])
                    for (int64_t j = w.begin[1]; j < w.end[1]; j += g->dilation[1])
                        for (int64_t k = w.begin[2]; k < w.end[2]; k += g->dilation[2])
                            sums[(i * g->in[1] + j) * g->in[2] + k] += d;
            }
    lg_lanes_put_f64(ctx->out[0].data, ctx->out[0].dtype, plane * g->in_count, g->in_count, sums);
}

typedef struct grad_job {
    pool_job job;
    double *sums; /* in_count for each of the tasks of a wave */
    int64_t first;
} grad_job;

static lg_status average_grad_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const grad_job *g = arg;
    (void)err;
    for (int64_t i = begin; i < end; i++)
        average_grad_plane(&g->job, g->first + i, g->sums + i * g->job.g.in_count);
    return LG_OK;
}

enum { WAVE = 8 }; /* planes that have sums of their own at a time */

static lg_status average_grad_run(lg_exec *ctx) {
    grad_job g = {.job = {.ctx = ctx, .kind = AVERAGE}};
    LG_TRY(grad_output(ctx, 1));
    const lg_view *dx = &ctx->out[0];
    if (dx->count == 0)
        return LG_OK;
    LG_TRY(geometry(ctx->host, ctx->err, ctx->params, dx->rank, dx->dims, &g.job.g));
    for (int32_t i = 2; i < dx->rank; i++)
        if (ctx->in[0].dims[i] != g.job.g.out[3 - g.job.g.spatial + i - 2])
            return LG_FAIL(ctx, LG_E_SHAPE, "dim %d of dY is %lld, expected %lld", i,
                           (long long)ctx->in[0].dims[i],
                           (long long)g.job.g.out[3 - g.job.g.spatial + i - 2]);
    size_t bytes;
    void *sums;
    if (!op_mul_size((size_t)g.job.g.in_count, WAVE * sizeof(double), &bytes))
        return LG_FAIL(ctx, LG_E_LIMIT, "dX is too large");
    LG_TRY(ctx->host->alloc(ctx->self, bytes, &sums, ctx->err));
    g.sums = sums;
    const int64_t planes = dx->dims[0] * dx->dims[1];
    for (g.first = 0; g.first < planes; g.first += WAVE)
        LG_TRY(ctx->host->parallel_for(ctx->self, op_min(WAVE, planes - g.first), 1,
                                       average_grad_block, &g, ctx->err));
    return LG_OK;
}

/* ---- descriptors ---- */

#define KERNEL                                                                                     \
    {                                                                                              \
        .name = "kernel_shape", .kind = LG_ATTR_INTS, .flags = LG_ATTR_REQUIRED,                   \
        .offset = LG_FIELD_OFFSET(pool_params, kernel_shape, lg_ints),                             \
        .doc = "size of the window per spatial axis, each >= 1"                                    \
    }
#define STRIDES   LG_ATTR_INTS_DOC(pool_params, strides, "step per spatial axis, each >= 1")
#define PADS      LG_ATTR_INTS_DOC(pool_params, pads, "begins then ends, each >= 0")
#define DILATIONS LG_ATTR_INTS_DOC(pool_params, dilations, "distance within the window, >= 1")
#define AUTO_PAD  LG_ATTR_CHOICE_DOC(pool_params, auto_pad, auto_pads, NOTSET, "how pads are chosen")
#define CEIL      LG_ATTR_BOOL_DOC(pool_params, ceil_mode, 0, "1: the output size is rounded up")
#define COUNT_PADS                                                                                 \
    LG_ATTR_BOOL_DOC(pool_params, count_include_pad, 0, "1: padding counts in the divisor")
#define ORDER                                                                                      \
    LG_ATTR_BOOL_DOC(pool_params, storage_order, 0, "1: Indices are column-major in a plane")
#define POWER LG_ATTR_INT_DOC(pool_params, p, 2, "exponent of the norm, >= 1")

static const lg_attr_desc attrs1[] = {KERNEL, STRIDES, PADS, AUTO_PAD};
static const lg_attr_desc max8_attrs[] = {KERNEL, STRIDES, PADS, AUTO_PAD, ORDER};
static const lg_attr_desc max10_attrs[] = {KERNEL, STRIDES, PADS, AUTO_PAD, ORDER, CEIL, DILATIONS};
static const lg_attr_desc max_grad_attrs[] = {ORDER};
static const lg_attr_desc average7_attrs[] = {KERNEL, STRIDES, PADS, AUTO_PAD, COUNT_PADS};
static const lg_attr_desc average10_attrs[] = {KERNEL, STRIDES, PADS, AUTO_PAD, COUNT_PADS, CEIL};
static const lg_attr_desc average19_attrs[] = {KERNEL,     STRIDES, PADS,     AUTO_PAD,
                                               COUNT_PADS, CEIL,    DILATIONS};
static const lg_attr_desc lp2_attrs[] = {KERNEL, STRIDES, PADS, AUTO_PAD, POWER};
static const lg_attr_desc lp18_attrs[] = {KERNEL, STRIDES, PADS, AUTO_PAD, POWER, CEIL, DILATIONS};

static const lg_arg_desc in[] = {{.name = "X", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc max12_in[] = {
    {.name = "X", .type = "T", .dtypes = LG_T_FLOATS | LG_BIT(LG_INT8) | LG_BIT(LG_UINT8)}};
static const lg_arg_desc out[] = {{.name = "Y", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc max_out[] = {
    {.name = "Y", .type = "T", .dtypes = LG_T_FLOATS | LG_BIT(LG_INT8) | LG_BIT(LG_UINT8)},
    {.name = "Indices", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL}};
#define SHAPE                                                                                      \
    { .name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF }
static const lg_arg_desc max_grad_in[] = {
    {.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "Indices", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF},
    SHAPE};
static const lg_arg_desc average_grad_in[] = {{.name = "dY", .type = "T", .dtypes = LG_T_FLOATS},
                                              SHAPE};
static const lg_arg_desc grad_out[] = {{.name = "dX", .type = "T", .dtypes = LG_T_FLOATS}};

static const lg_ref max_refs[] = {{LG_REF_DY, 0}, {LG_REF_Y, 1}, {LG_REF_XSHAPE, 0}};
static const lg_ref average_refs[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}};
static const uint8_t to_x[] = {0};
static const lg_grad_rule max_rule = LG_GRAD_OP("", "MaxPoolGrad", max_refs, to_x);
static const lg_grad_rule average_rule = LG_GRAD_OP("", "AveragePoolGrad", average_refs, to_x);

#define POOL(op, since, fl, table, ins, outs, infers, runs, text)                                  \
    .domain = "", .name = op, .since_version = since, .flags = LG_OP_NO_BODY | (fl),               \
    .doc = text "; onnx.ai/onnx/operators/onnx__" op ".html", LG_ATTRS(pool_params, table),        \
    LG_INS(ins), LG_OUTS(outs), .infer = infers, .run = runs
#define MAXIMUM "largest element of each window, NaN when there is one"
#define MEAN    "mean of each window"
#define NORM    "p-norm of each window"

static const lg_op_desc ops[] = {
    {POOL("AveragePool", 1, 0, attrs1, in, out, pool_infer, average_run, MEAN),
     .grad = &average_rule},
    {POOL("AveragePool", 7, 0, average7_attrs, in, out, pool_infer, average_run, MEAN),
     .grad = &average_rule},
    {POOL("AveragePool", 10, 0, average10_attrs, in, out, pool_infer, average_run, MEAN),
     .grad = &average_rule},
    {POOL("AveragePool", 19, 0, average19_attrs, in, out, pool_infer, average_run, MEAN),
     .grad = &average_rule},
    {POOL("LpPool", 2, LG_OP_NO_GRADIENT, lp2_attrs, in, out, lp_infer, lp_run, NORM)},
    {POOL("LpPool", 18, LG_OP_NO_GRADIENT, lp18_attrs, in, out, lp_infer, lp_run, NORM)},
    {POOL("MaxPool", 1, 0, attrs1, in, max_out, pool_infer, max_run, MAXIMUM), .grad = &max_rule},
    {POOL("MaxPool", 8, 0, max8_attrs, in, max_out, pool_infer, max_run, MAXIMUM),
     .grad = &max_rule},
    {POOL("MaxPool", 10, 0, max10_attrs, in, max_out, pool_infer, max_run, MAXIMUM),
     .grad = &max_rule},
    {POOL("MaxPool", 12, 0, max10_attrs, max12_in, max_out, pool_infer, max_run, MAXIMUM),
     .grad = &max_rule},
    {.domain = "",
     .name = "AveragePoolGrad",
     .since_version = 9,
     .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY | LG_OP_ANY_ATTRS,
     .doc = "derivative of AveragePool; the shape of dX is declared by the model or given by the "
            "input `shape`, an addition of LossGraph; training operators of ONNX Runtime",
     LG_ATTRS(pool_params, average19_attrs),
     LG_INS(average_grad_in),
     LG_OUTS(grad_out),
     .infer = average_grad_infer,
     .run = average_grad_run},
    {.domain = "",
     .name = "MaxPoolGrad",
     .since_version = 9,
     .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY | LG_OP_ANY_ATTRS,
     .doc = "adds dY at Indices (flat positions in X); the shape of dX is declared by the model or "
            "given by the input `shape`, an addition of LossGraph; training operators of ONNX "
            "Runtime",
     LG_ATTRS(pool_params, max_grad_attrs),
     LG_INS(max_grad_in),
     LG_OUTS(grad_out),
     .infer = max_grad_infer,
     .run = max_grad_run},
};
LG_FAMILY_DEFINE(nn_pool, ops);
