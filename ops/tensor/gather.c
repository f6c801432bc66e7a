/* SPDX-License-Identifier: Apache-2.0 */
/* Gather, GatherElements, GatherND and their gradients. All indices are checked before any of them
 * is used; gradients add in the order of the indices, whatever the number of threads. */
#include "ops/opkit/core.h"
#include "ops/opkit/index.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/move.h"

#include <string.h>

typedef struct gather_params {
    int64_t axis, batch_dims;
} gather_params;

static const lg_attr_desc axis_attrs[] = {
    LG_ATTR_INT_DOC(gather_params, axis, 0, "axis that the indices select from; in [-r, r-1]"),
};
static const lg_attr_desc batch_attrs[] = {
    LG_ATTR_INT_DOC(gather_params, batch_dims, 0, "leading dims shared with the indices"),
};

static int64_t product(const int64_t *dims, int32_t begin, int32_t end) {
    int64_t n = 1;
    for (int32_t d = begin; d < end; d++)
        n *= dims[d];
    return n;
}

static int32_t wrap(int64_t axis, int32_t rank) {
    return (int32_t)(axis < 0 ? axis + rank : axis);
}

/* ---- rows: outer blocks of `dim` rows of `inner` elements, selected by a list of indices ---- */

typedef struct rows_job {
    const lg_view *indices; /* used when at is NULL */
    const int64_t *at;      /* row numbers, `n` per outer block when `per_outer` */
    bool per_outer;
    int32_t dtype;
    int64_t n, dim, inner;
    const void *src;
    void *dst;
    double *sum; /* accumulator of 16-bit types */
} rows_job;

static int64_t row_of(const rows_job *job, int64_t outer, int64_t j) {
    if (job->at)
        return job->at[job->per_outer ? outer * job->n + j : j];
    int64_t index = op_index_at(job->indices, j);
    return index < 0 ? index + job->dim : index;
}

static lg_status take_rows(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const rows_job *job = arg;
    (void)err;
    for (int64_t i = begin; i < end; i++) {
        int64_t outer = i / job->n, row = row_of(job, outer, i % job->n);
        lg_copy_elems(job->dtype, job->dst, i * job->inner, job->src,
                      (outer * job->dim + row) * job->inner, job->inner);
    }
    return LG_OK;
}

static lg_status take(const lg_exec *ctx, rows_job *job, int64_t outer) {
    int64_t total = outer * job->n;
    if (total == 0 || job->inner == 0)
        return LG_OK;
    bool whole = op_elem_size(job->dtype) > 0; /* else rows share bytes */
    return ctx->host->parallel_for(ctx->self, total, whole ? op_max(1, 16384 / job->inner) : total,
                                   take_rows, job, ctx->err);
}

enum { COLUMNS = 256 };

/* Columns of one outer block: every thread adds all rows of its columns, in order. */
static lg_status add_rows(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const rows_job *job = arg;
    int64_t chunks = (job->inner + COLUMNS - 1) / COLUMNS;
    size_t size = op_elem_size(job->dtype);
    (void)err;
    for (int64_t unit = begin; unit < end; unit++) {
        int64_t outer = unit / chunks, c = unit % chunks * COLUMNS;
        int64_t m = op_min(COLUMNS, job->inner - c);
        for (int64_t j = 0; j < job->n; j++) {
            int64_t to = (outer * job->dim + row_of(job, outer, j)) * job->inner + c;
            int64_t from = (outer * job->n + j) * job->inner + c;
            if (job->dtype == LG_FLOAT) {
                float *d = (float *)job->dst + to;
                const float *s = (const float *)job->src + from;
                for (int64_t i = 0; i < m; i++)
                    d[i] += s[i];
            } else if (job->dtype == LG_DOUBLE) {
                double *d = (double *)job->dst + to;
                const double *s = (const double *)job->src + from;
                for (int64_t i = 0; i < m; i++)
                    d[i] += s[i];
            } else {
                double block[COLUMNS];
                lg_load_f64(job->dtype, (const char *)job->src + (size_t)from * size, 1, m, block);
                for (int64_t i = 0; i < m; i++)
                    job->sum[to + i] += block[i];
            }
        }
    }
    return LG_OK;
}

/* dst (count elements) = zeros with the rows of src added. */
static lg_status add(const lg_exec *ctx, rows_job *job, int64_t outer, int64_t count) {
    lg_zero_elems(job->dtype, job->dst, count);
    if (count == 0 || job->n == 0)
        return LG_OK;
    if (job->dtype != LG_FLOAT && job->dtype != LG_DOUBLE) {
        size_t bytes = 0;
        void *space;
        LG_TRY(lg_dtype_bytes(LG_DOUBLE, count, &bytes, ctx->err));
        LG_TRY(ctx->host->alloc(ctx->self, bytes, &space, ctx->err));
        job->sum = space;
        lg_zero_elems(LG_DOUBLE, job->sum, count);
    }
    int64_t chunks = (job->inner + COLUMNS - 1) / COLUMNS;
    int64_t work = op_max(1, job->n * op_min(job->inner, COLUMNS));
    LG_TRY(ctx->host->parallel_for(ctx->self, outer * chunks, op_max(1, 32768 / work), add_rows,
                                   job, ctx->err));
    if (job->sum)
        lg_store_f64(job->dtype, job->sum, count, job->dst);
    return LG_OK;
}

/* ---- Gather ---- */

static lg_status gather_infer(lg_infer *ctx) {
    const gather_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *i = &ctx->in[1];
    int64_t dims[2 * LG_MAX_RANK];
    int32_t axis = 0, n = 0;
    LG_TRY(lg_infer_rank(ctx, 0, 1, LG_MAX_RANK));
    if (x->rank >= 0)
        LG_TRY(lg_infer_axis(ctx, p->axis, x->rank, &axis));
    if (x->rank < 0 || i->rank < 0)
        return lg_infer_dtype(ctx, 0, x->dtype, -1);
    for (int32_t d = 0; d < axis; d++)
        dims[n++] = x->dims[d];
    for (int32_t d = 0; d < i->rank; d++)
        dims[n++] = i->dims[d];
    for (int32_t d = axis + 1; d < x->rank; d++)
        dims[n++] = x->dims[d];
    return lg_infer_set(ctx, 0, x->dtype, n, dims);
}

static lg_status gather_run(lg_exec *ctx) {
    const gather_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int32_t axis = wrap(p->axis, x->rank);
    rows_job job = {.indices = &ctx->in[1],
                    .dtype = x->dtype,
                    .n = ctx->in[1].count,
                    .dim = x->dims[axis],
                    .inner = product(x->dims, axis + 1, x->rank),
                    .src = x->data,
                    .dst = ctx->out[0].data};
    LG_TRY(lg_check_indices(ctx, 1, job.dim));
    return take(ctx, &job, product(x->dims, 0, axis));
}

/* The shape of the result is in an int64 input. */
static lg_status shaped_infer(lg_infer *ctx, uint32_t shape_in, int32_t dtype) {
    int64_t shape[LG_MAX_LIST], n;
    LG_TRY(lg_infer_rank(ctx, shape_in, 1, 1));
    LG_TRY(lg_infer_ints(ctx, shape_in, shape, &n));
    if (n < 0) {
        int64_t length = ctx->in[shape_in].rank == 1 ? ctx->in[shape_in].dims[0] : -1;
        return lg_infer_dtype(ctx, 0, dtype, op_length_rank(length));
    }
    return lg_infer_set(ctx, 0, dtype, (int32_t)n, shape);
}

static lg_status shaped_output(lg_exec *ctx, uint32_t shape_in, int32_t dtype) {
    int64_t shape[LG_MAX_LIST], n;
    LG_TRY(lg_exec_ints(ctx, shape_in, shape, &n));
    return lg_exec_output(ctx, 0, dtype, (int32_t)n, shape);
}

static lg_status gather_grad_infer(lg_infer *ctx) {
    const gather_params *p = ctx->params;
    int32_t axis;
    LG_TRY(shaped_infer(ctx, 0, ctx->in[2].dtype));
    return ctx->out[0].rank < 0 ? LG_OK : lg_infer_axis(ctx, p->axis, ctx->out[0].rank, &axis);
}

static lg_status gather_grad_run(lg_exec *ctx) {
    const gather_params *p = ctx->params;
    const lg_view *dy = &ctx->in[2], *dx = &ctx->out[0];
    LG_TRY(shaped_output(ctx, 0, dy->dtype));
    if (dx->rank == 0 || p->axis < -dx->rank || p->axis >= dx->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "axis %lld does not fit rank %d", (long long)p->axis,
                       (int)dx->rank);
    int32_t axis = wrap(p->axis, dx->rank);
    int64_t outer = product(dx->dims, 0, axis);
    rows_job job = {.indices = &ctx->in[1],
                    .dtype = dy->dtype,
                    .n = ctx->in[1].count,
                    .dim = dx->dims[axis],
                    .inner = product(dx->dims, axis + 1, dx->rank),
                    .src = dy->data,
                    .dst = dx->data};
    if (dy->count != outer * job.n * job.inner)
        return LG_FAIL(ctx, LG_E_SHAPE, "dY has %lld elements, expected %lld", (long long)dy->count,
                       (long long)(outer * job.n * job.inner));
    LG_TRY(lg_check_indices(ctx, 1, job.dim));
    return add(ctx, &job, outer, dx->count);
}

/* ---- GatherND ---- */

/* Checks ranks; the last dim of the indices is the number of dims they select. */
static lg_status nd_check(const lg_host *host, lg_error *err, int64_t batch, int32_t rank,
                          const lg_view *indices) {
    if (indices->rank < 1 || rank < 1 || batch < 0 || batch >= op_min(rank, indices->rank))
        return host->fail(err, batch < 0 ? LG_E_MODEL : LG_E_SHAPE,
                          "batch_dims %lld does not fit ranks %d and %d", (long long)batch,
                          (int)rank, (int)indices->rank);
    int64_t k = indices->dims[indices->rank - 1];
    if (k >= 0 && (k < 1 || k > rank - batch))
        return host->fail(err, LG_E_SHAPE,
                          "the last dimension of the indices is %lld, expected 1 to %lld",
                          (long long)k, (long long)(rank - batch));
    return LG_OK;
}

static lg_status gather_nd_infer(lg_infer *ctx) {
    const gather_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *i = &ctx->in[1];
    int64_t dims[2 * LG_MAX_RANK];
    int32_t n = 0;
    if (x->rank < 0 || i->rank < 0)
        return lg_infer_dtype(ctx, 0, x->dtype, -1);
    LG_TRY(nd_check(ctx->host, ctx->err, p->batch_dims, x->rank, i));
    for (int32_t d = 0; d < p->batch_dims; d++) {
        LG_TRY(lg_infer_same_dim(ctx, 1, d, x->dims[d]));
        dims[n++] = op_known_dim(x->dims[d], i->dims[d]);
    }
    for (int32_t d = (int32_t)p->batch_dims; d < i->rank - 1; d++)
        dims[n++] = i->dims[d];
    int64_t k = i->dims[i->rank - 1];
    if (k < 0)
        return lg_infer_dtype(ctx, 0, x->dtype, -1);
    for (int32_t d = (int32_t)(p->batch_dims + k); d < x->rank; d++)
        dims[n++] = x->dims[d];
    return lg_infer_set(ctx, 0, x->dtype, n, dims);
}

/* Row numbers of all index tuples, in memory of the node. */
static lg_status nd_rows(const lg_exec *ctx, const lg_view *indices, int32_t rank,
                         const int64_t *dims, int64_t batch, rows_job *job, int64_t *out_outer) {
    LG_TRY(nd_check(ctx->host, ctx->err, batch, rank, indices));
    int64_t k = indices->dims[indices->rank - 1], n = indices->count / k;
    int64_t outer = product(dims, 0, (int32_t)batch);
    size_t bytes = 0;
    void *space;
    for (int32_t d = 0; d < batch; d++)
        if (indices->dims[d] != dims[d])
            return LG_FAIL(ctx, LG_E_SHAPE, "batch dimension %d is %lld and %lld", (int)d,
                           (long long)dims[d], (long long)indices->dims[d]);
    LG_TRY(lg_dtype_bytes(LG_INT64, n, &bytes, ctx->err));
    LG_TRY(ctx->host->alloc(ctx->self, bytes + 1, &space, ctx->err));
    int64_t *at = space;
    for (int64_t j = 0; j < n; j++) {
        at[j] = 0;
        for (int64_t d = 0; d < k; d++) {
            int64_t index = op_index_at(indices, j * k + d), size = dims[batch + d];
            if (!op_wrap_index(&index, size))
                return LG_FAIL(ctx, LG_E_DATA,
                               "index %lld at position %lld is out of range for size %lld",
                               (long long)index, (long long)(j * k + d), (long long)size);
            at[j] = at[j] * size + index;
        }
    }
    job->at = at;
    job->per_outer = true;
    job->n = outer ? n / outer : 0;
    job->dim = product(dims, (int32_t)batch, (int32_t)(batch + k));
    job->inner = product(dims, (int32_t)(batch + k), rank);
    *out_outer = outer;
    return LG_OK;
}

static lg_status gather_nd_run(lg_exec *ctx) {
    const gather_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    rows_job job = {.dtype = x->dtype, .src = x->data, .dst = ctx->out[0].data};
    int64_t outer;
    LG_TRY(nd_rows(ctx, &ctx->in[1], x->rank, x->dims, p->batch_dims, &job, &outer));
    if (!job.dst) {
        lg_infer in = {.struct_size = sizeof in,
                       .n_in = ctx->n_in,
                       .in = ctx->in,
                       .params = p,
                       .host = ctx->host,
                       .self = ctx->self,
                       .err = ctx->err};
        lg_type type;
        in.out = &type;
        LG_TRY(gather_nd_infer(&in));
        LG_TRY(lg_exec_output(ctx, 0, x->dtype, type.rank, type.dims));
        job.dst = ctx->out[0].data;
    }
    return take(ctx, &job, outer);
}

static lg_status gather_nd_grad_infer(lg_infer *ctx) {
    return shaped_infer(ctx, 0, ctx->in[2].dtype);
}

static lg_status gather_nd_grad_run(lg_exec *ctx) {
    const gather_params *p = ctx->params;
    const lg_view *dy = &ctx->in[2], *dx = &ctx->out[0];
    rows_job job = {.dtype = dy->dtype, .src = dy->data};
    int64_t outer;
    LG_TRY(shaped_output(ctx, 0, dy->dtype));
    job.dst = dx->data;
    LG_TRY(nd_rows(ctx, &ctx->in[1], dx->rank, dx->dims, p->batch_dims, &job, &outer));
    if (dy->count != outer * job.n * job.inner)
        return LG_FAIL(ctx, LG_E_SHAPE, "the update has %lld elements, expected %lld",
                       (long long)dy->count, (long long)(outer * job.n * job.inner));
    return add(ctx, &job, outer, dx->count);
}

/* ---- GatherElements: lines along the axis ---- */

typedef struct lines_job {
    const lg_view *indices;
    int32_t axis, rank, dtype;
    const int64_t *dims; /* of the data */
    const char *src;
    char *dst;
    bool add;
} lines_job;

/* Line `line` of the index tensor: offsets of its first element there and in the data. */
static void line_start(const lines_job *job, int64_t line, int64_t *index_at, int64_t *data_at,
                       int64_t *index_step, int64_t *data_step) {
    int64_t index_stride = 1, data_stride = 1;
    *index_at = *data_at = 0;
    *index_step = *data_step = 1;
    for (int32_t d = job->rank - 1; d >= 0; d--) {
        int64_t n = job->indices->dims[d];
        if (d == job->axis) {
            *index_step = index_stride;
            *data_step = data_stride;
        } else {
            *index_at += line % n * index_stride;
            *data_at += line % n * data_stride;
            line /= n;
        }
        index_stride *= n;
        data_stride *= job->dims[d];
    }
}

static lg_status elements_lines(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const lines_job *job = arg;
    int64_t n = job->indices->dims[job->axis], dim = job->dims[job->axis];
    size_t size = op_elem_size(job->dtype);
    (void)err;
    for (int64_t line = begin; line < end; line++) {
        int64_t index_at, data_at, index_step, data_step;
        line_start(job, line, &index_at, &data_at, &index_step, &data_step);
        for (int64_t j = 0; j < n; j++) {
            int64_t i = index_at + j * index_step;
            int64_t index = op_index_at(job->indices, i);
            int64_t at = data_at + (index < 0 ? index + dim : index) * data_step;
            if (!job->add) {
                lg_copy_elems(job->dtype, job->dst, i, job->src, at, 1);
                continue;
            }
            double a = 0.0, b = 0.0;
            lg_load_f64(job->dtype, job->dst + (size_t)at * size, 1, 1, &a);
            lg_load_f64(job->dtype, job->src + (size_t)i * size, 1, 1, &b);
            a += b;
            lg_store_f64(job->dtype, &a, 1, job->dst + (size_t)at * size);
        }
    }
    return LG_OK;
}

static lg_status elements(const lg_exec *ctx, lines_job *job, uint32_t indices_in) {
    const lg_view *idx = job->indices;
    bool fits = idx->rank == job->rank;
    for (int32_t d = 0; d < job->rank && fits; d++)
        fits = d == job->axis || idx->dims[d] <= job->dims[d];
    if (!fits)
        return LG_FAIL(ctx, LG_E_SHAPE, "the indices do not fit the data in rank or size");
    LG_TRY(lg_check_indices(ctx, indices_in, job->dims[job->axis]));
    if (idx->count == 0)
        return LG_OK;
    int64_t n = idx->dims[job->axis], lines = idx->count / n;
    bool whole = op_elem_size(job->dtype) > 0;
    return ctx->host->parallel_for(ctx->self, lines, whole ? op_max(1, 4096 / n) : lines,
                                   elements_lines, job, ctx->err);
}

static lg_status gather_elements_infer(lg_infer *ctx) {
    const gather_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *i = &ctx->in[1];
    int32_t axis;
    LG_TRY(lg_infer_rank(ctx, 0, 1, LG_MAX_RANK));
    lg_infer_like(ctx, 0, 1);
    ctx->out[0].dtype = x->dtype;
    if (x->rank < 0)
        return LG_OK;
    LG_TRY(lg_infer_axis(ctx, p->axis, x->rank, &axis));
    LG_TRY(lg_infer_rank(ctx, 1, x->rank, x->rank));
    for (int32_t d = 0; d < x->rank && i->rank >= 0; d++)
        if (d != axis && i->dims[d] >= 0 && x->dims[d] >= 0 && i->dims[d] > x->dims[d])
            return LG_FAIL(ctx, LG_E_SHAPE,
                           "the indices have size %lld in dimension %d, above %lld",
                           (long long)i->dims[d], (int)d, (long long)x->dims[d]);
    return LG_OK;
}

static lg_status gather_elements_run(lg_exec *ctx) {
    const gather_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    lines_job job = {.indices = &ctx->in[1],
                     .axis = wrap(p->axis, x->rank),
                     .rank = x->rank,
                     .dtype = x->dtype,
                     .dims = x->dims,
                     .src = x->data,
                     .dst = ctx->out[0].data};
    return elements(ctx, &job, 1);
}

static lg_status elements_grad_infer(lg_infer *ctx) {
    const gather_params *p = ctx->params;
    int32_t axis;
    LG_TRY(lg_infer_same_shape(ctx, 0, 2));
    LG_TRY(shaped_infer(ctx, 1, ctx->in[0].dtype));
    return ctx->out[0].rank < 0 ? LG_OK : lg_infer_axis(ctx, p->axis, ctx->out[0].rank, &axis);
}

static lg_status elements_grad_run(lg_exec *ctx) {
    const gather_params *p = ctx->params;
    const lg_view *dy = &ctx->in[0], *dx = &ctx->out[0];
    LG_TRY(shaped_output(ctx, 1, dy->dtype));
    if (dx->rank == 0 || p->axis < -dx->rank || p->axis >= dx->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "axis %lld does not fit rank %d", (long long)p->axis,
                       (int)dx->rank);
    lines_job job = {.indices = &ctx->in[2],
                     .axis = wrap(p->axis, dx->rank),
                     .rank = dx->rank,
                     .dtype = dy->dtype,
                     .dims = dx->dims,
                     .src = dy->data,
                     .dst = dx->data,
                     .add = true};
    lg_zero_elems(dx->dtype, dx->data, dx->count);
    return elements(ctx, &job, 2);
}

static lg_status topk_grad_body(lg_body *ctx) {
    const gather_params *p = ctx->params;
    ctx->append(ctx,
                "zf = ConstantOfShape (shape)\nz = CastLike (zf, dY)\n"
                "dX = ScatterElements <axis = %lld, reduction = \"add\"> (z, indices, dY)\n",
                (long long)p->axis);
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_attr_desc topk_attrs[] = {
    LG_ATTR_INT_DOC(gather_params, axis, -1, "axis of TopK; in [-r, r-1]"),
};

#define DATA(n, types)                                                                             \
    { .name = (n), .type = "T", .dtypes = (types) }
#define INDICES(types)                                                                             \
    { .name = "indices", .type = "Tind", .dtypes = (types), .flags = LG_ARG_NONDIFF }
#define SHAPE                                                                                      \
    { .name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF }
static const lg_arg_desc gather_in[] = {DATA("data", LG_T_ALL), INDICES(LG_T_INDEX)};
static const lg_arg_desc nd_in[] = {DATA("data", LG_T_ALL), INDICES(LG_T_I64)};
static const lg_arg_desc gather_out[] = {DATA("output", LG_T_ALL)};
static const lg_arg_desc gather_grad_in[] = {SHAPE, INDICES(LG_T_INDEX), DATA("dY", LG_T_FLOATS)};
static const lg_arg_desc nd_grad_in[] = {SHAPE, INDICES(LG_T_I64), DATA("update", LG_T_FLOATS)};
static const lg_arg_desc elements_grad_in[] = {DATA("dY", LG_T_FLOATS), SHAPE, INDICES(LG_T_INDEX)};
static const lg_arg_desc grad_out[] = {DATA("dX", LG_T_FLOATS)};

static const uint8_t to_x0[] = {0}, to_x2[] = {2};
static const lg_ref shape_first[] = {{LG_REF_XSHAPE, 0}, {LG_REF_X, 1}, {LG_REF_DY, 0}};
static const lg_ref dy_first[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}, {LG_REF_X, 1}};
static const lg_ref back[] = {{LG_REF_DY, 0}, {LG_REF_X, 1}};
static const lg_ref back_elements[] = {{LG_REF_DY, 0}, {LG_REF_X, 2}};
#define MS "com.microsoft"
static const lg_grad_rule gather_grad = LG_GRAD_OP(MS, "GatherGrad", shape_first, to_x0);
static const lg_grad_rule gather_nd_grad = LG_GRAD_OP(MS, "GatherNDGrad", shape_first, to_x0);
static const lg_grad_rule gather_elements_grad =
    LG_GRAD_OP(MS, "GatherElementsGrad", dy_first, to_x0);
static const lg_grad_rule gather_grad_grad = LG_GRAD_OP("", "Gather", back, to_x2);
static const lg_grad_rule gather_nd_grad_grad = LG_GRAD_OP("", "GatherND", back, to_x2);
static const lg_grad_rule elements_grad_grad =
    LG_GRAD_OP("", "GatherElements", back_elements, to_x0);

#define URL(op) "; onnx.ai/onnx/operators/onnx__" op ".html"
#define ORT     "; ONNX Runtime's training operators"
#define OP(dom, opname, since, fn, ins, outs, fl, text)                                            \
    .domain = dom, .name = opname, .since_version = (since), .flags = LG_OP_NO_BODY | (fl),        \
    .doc = text, LG_INS(ins), LG_OUTS(outs), .infer = fn##_infer, .run = fn##_run,                 \
    .grad = &fn##_grad

static const lg_op_desc ops[] = {
    {OP("", "Gather", 1, gather, gather_in, gather_out, 0, "Slices of an axis" URL("Gather")),
     LG_ATTRS(gather_params, axis_attrs)},
    {OP("", "GatherElements", 11, gather_elements, gather_in, gather_out, 0,
        "Elements along an axis" URL("GatherElements")),
     LG_ATTRS(gather_params, axis_attrs)},
    {OP("", "GatherND", 11, gather_nd, nd_in, gather_out, 0,
        "Slices at index tuples" URL("GatherND")),
     .params_size = sizeof(gather_params)},
    {OP("", "GatherND", 12, gather_nd, nd_in, gather_out, 0,
        "Slices at index tuples" URL("GatherND")),
     LG_ATTRS(gather_params, batch_attrs)},
    {OP(MS, "GatherGrad", 1, gather_grad, gather_grad_in, grad_out, LG_OP_ORT,
        "Gradient of Gather: slices of dY added up" ORT),
     LG_ATTRS(gather_params, axis_attrs)},
    {OP(MS, "GatherElementsGrad", 1, elements_grad, elements_grad_in, grad_out, LG_OP_ORT,
        "Gradient of GatherElements: elements of dY added up" ORT),
     LG_ATTRS(gather_params, axis_attrs)},
    {.domain = "ai.lossgraph",
     .name = "TopKGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "Gradient of ai.onnx TopK: dY at the indices, zeros elsewhere",
     LG_ATTRS(gather_params, topk_attrs),
     LG_INS(elements_grad_in),
     LG_OUTS(grad_out),
     .infer = elements_grad_infer,
     .run = elements_grad_run,
     .body_build = topk_grad_body},
    {OP(MS, "GatherNDGrad", 1, gather_nd_grad, nd_grad_in, grad_out, LG_OP_ORT,
        "Gradient of GatherND: slices of the update added up" ORT),
     LG_ATTRS(gather_params, batch_attrs)},
};
LG_FAMILY_DEFINE(tensor_gather, ops);
