/* SPDX-License-Identifier: Apache-2.0 */
/* LayerNormalization, SimplifiedLayerNormalization, RMSNormalization, GroupNormalization and
 * InstanceNormalization with their derivatives: rows of equal width with statistics of their own.
 *
 * Statistics are float, or double for double data so that derivatives keep their accuracy. */
#include "ops/kernels/kernels.h"
#include "ops/opkit/body.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"

#include <math.h>

typedef struct norm_params {
    double epsilon;
    int64_t axis, stash_type, num_groups;
} norm_params;

typedef struct norm_job {
    lg_exec *ctx;
    int64_t rows, width;
    int64_t channel_width; /* elements of a channel in a row; 0: scale varies along the row */
    int64_t groups;        /* rows per sample */
    double epsilon;
    bool plain; /* no mean is subtracted */
    const lg_view *scale, *bias, *mean, *inv;
    const lg_view *dy, *x, *dx;
    double *stats, *sums; /* mean and inverse deviation per row; dscale and dbias per parameter */
} norm_job;

#include "ops/opkit/as_f32.inc"

#include "ops/nn/norm.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/nn/norm.inc"

static const lg_view *wanted(const lg_exec *ctx, uint32_t i) {
    return i < ctx->n_out && ctx->out[i].data != NULL ? &ctx->out[i] : NULL;
}

static const lg_view *given(const lg_exec *ctx, uint32_t i) {
    return LG_GIVEN(ctx, i) ? &ctx->in[i] : NULL;
}

static bool is_wide(const lg_view *x) {
    return x->dtype == LG_DOUBLE;
}

static norm_job layer_job(lg_exec *ctx, const lg_view *x) {
    const norm_params *p = ctx->params;
    const int32_t axis = (int32_t)(p->axis < 0 ? p->axis + x->rank : p->axis);
    norm_job job = {.ctx = ctx, .rows = 1, .width = 1, .groups = 1, .epsilon = p->epsilon, .x = x};
    for (int32_t i = 0; i < x->rank; i++)
        *(i < axis ? &job.rows : &job.width) *= x->dims[i];
    return job;
}

/* num_groups 0: every channel is a group. */
static norm_job group_job(lg_exec *ctx, const lg_view *x) {
    const norm_params *p = ctx->params;
    norm_job job = {.ctx = ctx, .rows = 1, .width = 1, .epsilon = p->epsilon, .x = x};
    const int64_t channels = x->dims[1];
    job.groups = p->num_groups > 0 ? p->num_groups : channels;
    job.channel_width = 1;
    for (int32_t i = 2; i < x->rank; i++)
        job.channel_width *= x->dims[i];
    job.rows = x->dims[0] * job.groups;
    job.width = job.groups > 0 ? channels / job.groups * job.channel_width : 0;
    return job;
}

static int64_t row_grain(const norm_job *job) {
    return op_max(1, 8192 / op_max(1, job->width));
}

static lg_status forward(norm_job *job) {
    lg_exec *ctx = job->ctx;
    if (job->x->count == 0)
        return LG_OK;
    job->scale = &ctx->in[1];
    job->bias = given(ctx, 2);
    return ctx->host->parallel_for(ctx->self, job->rows, row_grain(job),
                                   is_wide(job->x) ? forward_block_f64 : forward_block_f32, job,
                                   ctx->err);
}

static lg_status run_layer(lg_exec *ctx) {
    norm_job job = layer_job(ctx, &ctx->in[0]);
    job.mean = wanted(ctx, 1);
    job.inv = wanted(ctx, 2);
    return forward(&job);
}

static lg_status run_simplified(lg_exec *ctx) {
    norm_job job = layer_job(ctx, &ctx->in[0]);
    job.plain = true;
    job.inv = wanted(ctx, 1);
    return forward(&job);
}

static lg_status run_group(lg_exec *ctx) {
    norm_job job = group_job(ctx, &ctx->in[0]);
    return forward(&job);
}

/* Sums per element of the layer or per channel, folded to what the parameter holds. */
static void put_params(const norm_job *job, int64_t n, const lg_view *to, int32_t which) {
    if (to == NULL)
        return;
    /* A parameter shorter than the layer repeats along it, one per group spans its channels. */
    const int64_t span = job->channel_width == 0 ? 0 : n / op_max(1, to->count);
    for (int64_t i = 0; i < to->count; i++) {
        double s = 0;
        for (int64_t j = 0; span > 0 && j < span; j++)
            s += job->sums[2 * (i * span + j) + which];
        for (int64_t j = i; span == 0 && j < n; j += to->count)
            s += job->sums[2 * j + which];
        lg_lane_put(to->data, to->dtype, i, s);
    }
}

static lg_status backward(norm_job *job) {
    lg_exec *ctx = job->ctx;
    const bool wide = is_wide(job->x);
    const int64_t n = job->channel_width == 0
                          ? job->width
                          : job->groups * (job->width / op_max(1, job->channel_width));
    job->dy = &ctx->in[0];
    job->scale = &ctx->in[2];
    job->dx = wanted(ctx, 0);
    job->stats = ctx->workspace;
    job->sums = job->stats + 2 * job->rows;
    if (job->x->count == 0) {
        for (uint32_t i = 1; i < 3; i++)
            if (wanted(ctx, i) != NULL)
                lg_lanes_fill(ctx->out[i].data, ctx->out[i].dtype, 0, ctx->out[i].count, 0);
        return LG_OK;
    }
    LG_TRY(ctx->host->parallel_for(ctx->self, job->rows, row_grain(job),
                                   wide ? grad_block_f64 : grad_block_f32, job, ctx->err));
    if (wanted(ctx, 1) == NULL && wanted(ctx, 2) == NULL)
        return LG_OK;
    if (job->channel_width == 0)
        LG_TRY(ctx->host->parallel_for(ctx->self, n, LG_LANES,
                                       wide ? column_block_f64 : column_block_f32, job, ctx->err));
    else
        LG_TRY(ctx->host->parallel_for(
            ctx->self, n, 1, wide ? channel_block_f64 : channel_block_f32, job, ctx->err));
    put_params(job, n, wanted(ctx, 1), 0);
    put_params(job, n, wanted(ctx, 2), 1);
    return LG_OK;
}

static lg_status run_layer_grad(lg_exec *ctx) {
    norm_job job = layer_job(ctx, &ctx->in[1]);
    job.mean = given(ctx, 3);
    job.inv = given(ctx, 4);
    return backward(&job);
}

static lg_status run_simplified_grad(lg_exec *ctx) {
    norm_job job = layer_job(ctx, &ctx->in[1]);
    job.plain = true;
    job.inv = given(ctx, 3);
    return backward(&job);
}

static lg_status run_group_grad(lg_exec *ctx) {
    norm_job job = group_job(ctx, &ctx->in[1]);
    return backward(&job);
}

/* ---- infer ---- */

static lg_status check_epsilon(lg_infer *ctx) {
    const norm_params *p = ctx->params;
    if (!(p->epsilon >= 0) || isinf(p->epsilon))
        return LG_FAIL(ctx, LG_E_MODEL, "epsilon is %g, expected a finite number >= 0", p->epsilon);
    return LG_OK;
}

/* Input `i` (scale or bias) is one element or ends the shape of the layer. */
static lg_status check_layer_param(lg_infer *ctx, uint32_t x, uint32_t i, int32_t axis) {
    const lg_view *v = &ctx->in[x], *s = &ctx->in[i];
    bool leading = true;
    if (!LG_GIVEN(ctx, i) || s->rank < 0 || s->count == 1)
        return LG_OK;
    if (s->rank > v->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "input %u has rank %d, expected at most %d", i, s->rank,
                       v->rank);
    for (int32_t d = 0; d < s->rank; d++) {
        const int32_t at = v->rank - s->rank + d;
        if (leading && s->dims[d] == 1)
            continue;
        leading = false;
        if (at < axis)
            return LG_FAIL(ctx, LG_E_SHAPE, "input %u reaches axis %d, the layer begins at %d", i,
                           at, axis);
        LG_TRY(lg_infer_same_dim(ctx, i, d, v->dims[at]));
    }
    return LG_OK;
}

/* Statistics: the dims before the layer, then ones. */
static lg_status stat_output(lg_infer *ctx, uint32_t o, const lg_view *x, int32_t axis,
                             int32_t dtype) {
    int64_t dims[LG_MAX_RANK];
    if (o >= ctx->n_out)
        return LG_OK;
    if (x->rank < 0)
        return lg_infer_dtype(ctx, o, dtype, -1);
    for (int32_t i = 0; i < x->rank; i++)
        dims[i] = i < axis ? x->dims[i] : 1;
    return lg_infer_set(ctx, o, dtype, x->rank, dims);
}

static lg_status layer_axis(lg_infer *ctx, const lg_view *x, int32_t *axis) {
    const norm_params *p = ctx->params;
    *axis = 0;
    LG_TRY(check_epsilon(ctx));
    return x->rank < 0 ? LG_OK : lg_infer_axis(ctx, p->axis, x->rank, axis);
}

static lg_status infer_rows(lg_infer *ctx, uint32_t last_param, uint32_t first_stat) {
    const norm_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int32_t axis;
    LG_TRY(layer_axis(ctx, x, &axis));
    for (uint32_t i = 1; i <= last_param && x->rank >= 0; i++)
        LG_TRY(check_layer_param(ctx, 0, i, axis));
    const int32_t stat = x->dtype == LG_DOUBLE ? LG_DOUBLE : (int32_t)p->stash_type;
    if (!op_is_float(stat))
        return LG_FAIL(ctx, LG_E_MODEL, "stash_type is %lld, expected a floating-point type",
                       (long long)p->stash_type);
    /* A model that declares float statistics of double data gets them. */
    for (uint32_t o = first_stat; o < ctx->n_out; o++)
        LG_TRY(stat_output(ctx, o, x, axis, ctx->out[o].dtype == LG_FLOAT ? LG_FLOAT : stat));
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status infer_layer(lg_infer *ctx) {
    return infer_rows(ctx, 2, 1);
}

static lg_status infer_simplified(lg_infer *ctx) {
    LG_TRY(infer_rows(ctx, 1, 1));
    ctx->out[0].dtype = ctx->in[1].dtype;
    return LG_OK;
}

static lg_status grad_workspace(lg_infer *ctx, int64_t rows, int64_t params) {
    int64_t n;
    if (!op_add(rows, params, &n) || !op_mul_size((size_t)n, 2 * sizeof(double), &ctx->workspace))
        return LG_FAIL(ctx, LG_E_LIMIT, "X is too large");
    return LG_OK;
}

static lg_status infer_layer_grad_of(lg_infer *ctx, uint32_t n_stats) {
    const lg_view *x = &ctx->in[1];
    int32_t axis;
    LG_TRY(layer_axis(ctx, x, &axis));
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    if (x->rank >= 0)
        LG_TRY(check_layer_param(ctx, 1, 2, axis));
    int64_t rows = 1, width = 1;
    for (int32_t i = 0; i < x->rank; i++)
        *(i < axis ? &rows : &width) *= x->dims[i] >= 0 ? x->dims[i] : 1;
    for (uint32_t i = 3; i < 3 + n_stats; i++)
        if (LG_GIVEN(ctx, i) && lg_view_is_concrete(x) && ctx->in[i].count >= 0 &&
            ctx->in[i].count != rows)
            return LG_FAIL(ctx, LG_E_SHAPE, "input %u has %lld elements, expected %lld", i,
                           (long long)ctx->in[i].count, (long long)rows);
    for (uint32_t o = 0; o < ctx->n_out; o++)
        lg_infer_like(ctx, o, o == 0 ? 1 : 2);
    return lg_view_is_concrete(x) ? grad_workspace(ctx, rows, width) : LG_OK;
}

static lg_status infer_layer_grad(lg_infer *ctx) {
    return infer_layer_grad_of(ctx, 2);
}

static lg_status infer_simplified_grad(lg_infer *ctx) {
    return infer_layer_grad_of(ctx, 1);
}

/* Scale and bias: one per channel, or (GroupNormalization 18) one per group. */
static lg_status check_group(lg_infer *ctx, uint32_t x, uint32_t first, uint32_t last) {
    const norm_params *p = ctx->params;
    const lg_view *v = &ctx->in[x];
    LG_TRY(check_epsilon(ctx));
    LG_TRY(lg_infer_rank(ctx, x, 2, LG_MAX_RANK));
    if (p->num_groups < 0)
        return LG_FAIL(ctx, LG_E_MODEL, "num_groups is %lld, expected at least 1",
                       (long long)p->num_groups);
    if (v->rank < 2 || v->dims[1] < 0)
        return LG_OK;
    if (p->num_groups > 0 && v->dims[1] % p->num_groups != 0)
        return LG_FAIL(ctx, LG_E_SHAPE, "%lld channels do not divide into %lld groups",
                       (long long)v->dims[1], (long long)p->num_groups);
    for (uint32_t i = first; i <= last; i++) {
        LG_TRY(lg_infer_rank(ctx, i, 1, 1));
        if (ctx->in[i].count >= 0 && ctx->in[i].count != p->num_groups)
            LG_TRY(lg_infer_same_dim(ctx, i, 0, v->dims[1]));
    }
    return LG_OK;
}

static lg_status infer_group(lg_infer *ctx) {
    LG_TRY(check_group(ctx, 0, 1, 2));
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static lg_status infer_group_grad(lg_infer *ctx) {
    const lg_view *x = &ctx->in[1];
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    LG_TRY(check_group(ctx, 1, 2, 2));
    for (uint32_t o = 0; o < ctx->n_out; o++)
        lg_infer_like(ctx, o, o == 0 ? 1 : 2);
    if (!lg_view_is_concrete(x) || x->rank < 2)
        return LG_OK;
    int64_t rows;
    if (!op_mul(x->dims[0], x->dims[1], &rows))
        return LG_FAIL(ctx, LG_E_LIMIT, "X is too large");
    return grad_workspace(ctx, rows, x->dims[1]);
}

/* ---- decomposition of the derivative of groups ---- */

static lg_status body_group_grad(lg_body *ctx) {
    const norm_params *p = ctx->params;
    const lg_view *x = &ctx->in[1], *scale = &ctx->in[2];
    static const int64_t last = -1;
    int64_t axes[LG_MAX_RANK], shape[3] = {0, -1, 0}, n = 0;
    if (x->rank < 2 || x->dims[1] < 0)
        return LG_FAIL(ctx, LG_E_UNSUPPORTED, "the number of channels is not known");
    const int64_t groups = p->num_groups > 0 ? p->num_groups : x->dims[1];
    const bool per_group = scale->count == groups && groups != x->dims[1];
    int64_t dims[LG_MAX_RANK];
    for (int32_t i = 0; i < x->rank; i++) {
        if (i != 1)
            axes[n++] = i;
        dims[i] = i == 1 ? x->dims[1] : 1;
    }
    shape[1] = groups;
    shape[2] = -1;
    lg_body_scalar(ctx, x->dtype, "eps_", p->epsilon);
    lg_body_ints(ctx, "rows_", shape, 3);
    lg_body_ints(ctx, "pshape_", dims, x->rank);
    ctx->append(ctx, "full_ = Shape(X)\n");
    if (per_group) { /* repeat for the channels of the group */
        const int64_t two[2] = {groups, 1}, wide[2] = {groups, x->dims[1] / groups};
        lg_body_ints(ctx, "two_", two, 2);
        lg_body_ints(ctx, "wide_", wide, 2);
        ctx->append(ctx, "s2_ = Reshape(scale, two_)\nsx_ = Expand(s2_, wide_)\n"
                         "s_ = Reshape(sx_, pshape_)\n");
    } else {
        ctx->append(ctx, "s_ = Reshape(scale, pshape_)\n");
    }
    ctx->append(ctx, "gs_ = Mul(dY, s_)\nr_ = Reshape(X, rows_)\nb_ = Reshape(gs_, rows_)\n");
    lg_body_reduce(ctx, "Mean", "mean_", "r_", &last, 1, 1);
    ctx->append(ctx, "c_ = Sub(r_, mean_)\ncc_ = Mul(c_, c_)\n");
    lg_body_reduce(ctx, "Mean", "var_", "cc_", &last, 1, 1);
    ctx->append(ctx, "ve_ = Add(var_, eps_)\nsd_ = Sqrt(ve_)\nh_ = Div(c_, sd_)\n"
                     "bh_ = Mul(b_, h_)\n");
    lg_body_reduce(ctx, "Mean", "mb_", "b_", &last, 1, 1);
    lg_body_reduce(ctx, "Mean", "mbh_", "bh_", &last, 1, 1);
    ctx->append(ctx, "hm_ = Mul(h_, mbh_)\nd0_ = Sub(b_, mb_)\nd1_ = Sub(d0_, hm_)\n"
                     "d2_ = Div(d1_, sd_)\ndX = Reshape(d2_, full_)\n"
                     "hx_ = Reshape(h_, full_)\nghx_ = Mul(dY, hx_)\n");
    lg_body_reduce(ctx, "Sum", "ds_", "ghx_", axes, n, 0);
    lg_body_reduce(ctx, "Sum", "db_", "dY", axes, n, 0);
    if (per_group) {
        ctx->append(ctx, "ds2_ = Reshape(ds_, wide_)\ndb2_ = Reshape(db_, wide_)\n");
        lg_body_reduce(ctx, "Sum", "dscale", "ds2_", &last, 1, 0);
        lg_body_reduce(ctx, "Sum", "dB", "db2_", &last, 1, 0);
    } else {
        ctx->append(ctx, "dscale = Identity(ds_)\ndB = Identity(db_)\n");
    }
    return LG_OK;
}

/* ---- descriptors ---- */

#define EPSILON LG_ATTR_REAL_DOC(norm_params, epsilon, 1e-5, "added to the variance, >= 0")
#define AXIS    LG_ATTR_INT_DOC(norm_params, axis, -1, "first axis of the layer, in [-rank, rank - 1]")
#define STASH   LG_ATTR_INT_DOC(norm_params, stash_type, 1, "element type of the statistics")
static const lg_attr_desc layer_attrs[] = {AXIS, EPSILON, STASH};
static const lg_attr_desc layer_grad_attrs[] = {AXIS, EPSILON};
static const lg_attr_desc instance_attrs[] = {EPSILON};
#define GROUPS(fl)                                                                                 \
    {                                                                                              \
        .name = "num_groups", .kind = LG_ATTR_INT, .flags = fl,                                    \
        .offset = LG_FIELD_OFFSET(norm_params, num_groups, int64_t),                               \
        .doc = "groups of channels, divides their number"                                          \
    }
static const lg_attr_desc group_attrs[] = {EPSILON, GROUPS(LG_ATTR_REQUIRED)};
static const lg_attr_desc group21_attrs[] = {EPSILON, GROUPS(LG_ATTR_REQUIRED), STASH};
/* num_groups absent: one group per channel. */
static const lg_attr_desc group_grad_attrs[] = {EPSILON, GROUPS(0)};

#define ARG(n, t, fl)                                                                              \
    { .name = n, .type = t, .dtypes = LG_T_FLOATS, .flags = fl }
#define OPT LG_ARG_OPTIONAL
static const lg_arg_desc layer_in[] = {ARG("X", "T", 0), ARG("Scale", "T", 0), ARG("B", "T", OPT)};
static const lg_arg_desc layer_out[] = {ARG("Y", "T", 0), ARG("Mean", "U", OPT),
                                        ARG("InvStdDev", "U", OPT)};
static const lg_arg_desc simplified_in[] = {ARG("X", "T", 0), ARG("scale", "V", 0)};
static const lg_arg_desc simplified_out[] = {ARG("Y", "V", 0), ARG("inv_std_var", "U", OPT)};
static const lg_arg_desc rms_out[] = {ARG("Y", "V", 0)};
static const lg_arg_desc group_in[] = {ARG("input", "T", 0), ARG("scale", "T", 0),
                                       ARG("bias", "T", 0)};
static const lg_arg_desc group_out[] = {ARG("output", "T", 0)};
static const lg_arg_desc layer_grad_in[] = {ARG("Y_grad", "V", 0), ARG("X", "T", 0),
                                            ARG("scale", "V", 0), ARG("mean", "U", OPT),
                                            ARG("inv_std_dev", "U", OPT)};
static const lg_arg_desc layer_grad_out[] = {ARG("X_grad", "T", OPT), ARG("scale_grad", "V", OPT),
                                             ARG("bias_grad", "V", OPT)};
static const lg_arg_desc simplified_grad_in[] = {
    ARG("Y_grad", "V", 0), ARG("X", "T", 0), ARG("scale", "V", 0), ARG("inv_std_var", "U", OPT)};
static const lg_arg_desc simplified_grad_out[] = {ARG("X_grad", "T", OPT),
                                                  ARG("scale_grad", "V", OPT)};
static const lg_arg_desc group_grad_in[] = {ARG("dY", "T", 0), ARG("X", "T", 0),
                                            ARG("scale", "T", 0)};
static const lg_arg_desc group_grad_out[] = {ARG("dX", "T", OPT), ARG("dscale", "T", OPT),
                                             ARG("dB", "T", OPT)};

static const lg_ref layer_refs[] = {
    {LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_Y, 1}, {LG_REF_Y, 2}};
static const lg_ref simplified_refs[] = {
    {LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}, {LG_REF_Y, 1}};
static const lg_ref x_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const uint8_t to3[] = {0, 1, 2};
static const uint8_t to2[] = {0, 1};
static const lg_grad_rule layer_rule =
    LG_GRAD_OP("com.microsoft", "LayerNormalizationGrad", layer_refs, to3);
static const lg_grad_rule simplified_rule =
    LG_GRAD_OP("com.microsoft", "SimplifiedLayerNormalizationGrad", simplified_refs, to2);
static const lg_grad_rule rms_rule =
    LG_GRAD_OP("com.microsoft", "SimplifiedLayerNormalizationGrad", x_refs, to2);
static const lg_grad_rule group_rule =
    LG_GRAD_OP("ai.lossgraph", "GroupNormalizationGrad", x_refs, to3);

#define OP(dom, op, since, fl, table, ins, outs, fn)                                               \
    .domain = dom, .name = op, .since_version = since, .flags = LG_OP_NO_BODY | (fl),              \
    LG_ATTRS(norm_params, table), LG_INS(ins), LG_OUTS(outs), .infer = infer_##fn, .run = run_##fn
#define PAGE(op) "; onnx.ai/onnx/operators/onnx__" op ".html"
#define ORT_DOC  "; operators of ONNX Runtime"

static const lg_op_desc ops[] = {
    {OP("", "GroupNormalization", 18, 0, group_attrs, group_in, group_out, group),
     .doc = "(X - mean) / sqrt(var + epsilon) per group, scale and bias per group" PAGE(
         "GroupNormalization"),
     .grad = &group_rule},
    {OP("", "GroupNormalization", 21, 0, group21_attrs, group_in, group_out, group),
     .doc = "(X - mean) / sqrt(var + epsilon) per group, scale and bias per channel" PAGE(
         "GroupNormalization"),
     .grad = &group_rule},
    {OP("", "InstanceNormalization", 1, LG_OP_ANY_ATTRS, instance_attrs, group_in, group_out,
        group),
     .doc = "(X - mean) / sqrt(var + epsilon) scale + bias per channel and sample" PAGE(
         "InstanceNormalization"),
     .grad = &group_rule},
    {OP("", "InstanceNormalization", 6, 0, instance_attrs, group_in, group_out, group),
     .doc = "(X - mean) / sqrt(var + epsilon) scale + bias per channel and sample" PAGE(
         "InstanceNormalization"),
     .grad = &group_rule},
    {OP("", "LayerNormalization", 17, 0, layer_attrs, layer_in, layer_out, layer),
     .doc = "(X - mean) / sqrt(var + epsilon) Scale + B over the axes from `axis` on" PAGE(
         "LayerNormalization"),
     .grad = &layer_rule},
    {OP("", "RMSNormalization", 23, 0, layer_attrs, simplified_in, rms_out, simplified),
     .doc = "X / sqrt(mean of X^2 + epsilon) scale over the axes from `axis` on" PAGE(
         "RMSNormalization"),
     .grad = &rms_rule},
    {OP("", "SimplifiedLayerNormalization", 1, 0, layer_attrs, simplified_in, simplified_out,
        simplified),
     .doc = "X / sqrt(mean of X^2 + epsilon) scale over the axes from `axis` on" ORT_DOC,
     .grad = &simplified_rule},
    {OP("com.microsoft", "LayerNormalizationGrad", 1, LG_OP_NO_GRADIENT | LG_OP_ORT,
        layer_grad_attrs, layer_grad_in, layer_grad_out, layer_grad),
     .doc = "derivative of LayerNormalization; statistics that are absent are computed again, with "
            "epsilon, an addition of LossGraph" ORT_DOC},
    {OP("com.microsoft", "SimplifiedLayerNormalizationGrad", 1, LG_OP_NO_GRADIENT | LG_OP_ORT,
        layer_grad_attrs, simplified_grad_in, simplified_grad_out, simplified_grad),
     .doc = "derivative of SimplifiedLayerNormalization; statistics that are absent are computed "
            "again, with epsilon, an addition of LossGraph" ORT_DOC},
    {.domain = "ai.lossgraph",
     .name = "GroupNormalizationGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "derivative of GroupNormalization, without num_groups of InstanceNormalization",
     LG_ATTRS(norm_params, group_grad_attrs),
     LG_INS(group_grad_in),
     LG_OUTS(group_grad_out),
     .infer = infer_group_grad,
     .run = run_group_grad,
     .body_build = body_group_grad},
};
LG_FAMILY_DEFINE(nn_norm, ops);
