/* SPDX-License-Identifier: Apache-2.0 */
/* Dropout of every version and its derivative. A node with a `seed` of its own draws from MT19937
 * in row-major order, as the ONNX reference does; others hash the element index with the run's
 * seed, so that the mask depends on neither threads nor blocks. */
#include "ops/opkit/body.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"

#include <string.h>

typedef struct dropout_params {
    double ratio;
    int64_t seed;
} dropout_params;

/* ---- generators ---- */

enum { MT_N = 624, MT_M = 397 };

typedef struct twister {
    uint32_t state[MT_N];
    uint32_t next;
} twister;

/* M. Matsumoto and T. Nishimura's generator with the seeding of its 2002 version. */
static void twister_seed(twister *t, uint32_t seed) {
    t->state[0] = seed;
    for (uint32_t i = 1; i < MT_N; i++)
        t->state[i] = 1812433253U * (t->state[i - 1] ^ (t->state[i - 1] >> 30)) + i;
    t->next = MT_N;
}

static uint32_t twister_draw(twister *t) {
    if (t->next == MT_N) {
        for (uint32_t i = 0; i < MT_N; i++) {
            const uint32_t y =
                (t->state[i] & 0x80000000U) | (t->state[(i + 1) % MT_N] & 0x7fffffffU);
            t->state[i] = t->state[(i + MT_M) % MT_N] ^ (y >> 1) ^ (y & 1U ? 0x9908b0dfU : 0U);
        }
        t->next = 0;
    }
    uint32_t y = t->state[t->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680U;
    y ^= y << 15 & 0xefc60000U;
    return y ^ y >> 18;
}

/* 53 bits in [0, 1), as NumPy's legacy generator makes them. */
static double twister_uniform(twister *t) {
    const uint32_t a = twister_draw(t) >> 5, b = twister_draw(t) >> 6;
    return ((double)a * 67108864.0 + (double)b) / 9007199254740992.0;
}

/* splitmix64 of the counter: uniform in [0, 1). */
static double counter_uniform(uint64_t seed, int64_t index) {
    uint64_t z = seed + 0x9e3779b97f4a7c15U * ((uint64_t)index + 1);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    z ^= z >> 31;
    return (double)(z >> 11) * 0x1p-53;
}

/* ---- run ---- */

typedef struct dropout_job {
    const lg_exec *ctx;
    const lg_view *x, *y; /* y->data NULL: only the mask is wanted */
    uint8_t *mask;        /* of bool, or NULL */
    const uint8_t *given; /* the mask to apply, or NULL: draw */
    double ratio, scale;
    twister *draw; /* NULL: counter */
} dropout_job;

static lg_status dropout_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const dropout_job *job = arg;
    const lg_view *x = job->x, *y = job->y;
    (void)err;
    for (int64_t at = begin; at < end; at += LG_LANES) {
        const int64_t n = op_min(LG_LANES, end - at);
        double keep[LG_LANES];
        for (int64_t i = 0; i < n; i++) {
            const bool on = job->given  ? job->given[at + i] != 0
                            : job->draw ? twister_uniform(job->draw) >= job->ratio
                                        : counter_uniform(job->ctx->seed, at + i) >= job->ratio;
            if (job->mask != NULL)
                job->mask[at + i] = on;
            keep[i] = on ? 1 : 0;
        }
        if (y->data == NULL)
            continue;
        if (x->dtype == LG_DOUBLE) {
            const double *in = (const double *)x->data + at;
            double *out = (double *)y->data + at;
            for (int64_t i = 0; i < n; i++)
                out[i] = keep[i] != 0 ? in[i] * job->scale : 0;
        } else {
            float a[LG_LANES], b[LG_LANES];
            const float *in = lg_lanes_f32(x->data, x->dtype, at, n, a);
            float *out = lg_lanes_to_f32(y->data, y->dtype, at, b);
            for (int64_t i = 0; i < n; i++)
                out[i] = keep[i] != 0 ? in[i] * (float)job->scale : 0;
            lg_lanes_put_f32(y->data, y->dtype, at, n, out);
        }
    }
    return LG_OK;
}

static lg_status check_ratio(const lg_exec *ctx, double ratio) {
    if (!(ratio >= 0 && ratio < 1))
        return LG_FAIL(ctx, LG_E_DATA, "ratio is %g, expected [0, 1)", ratio);
    return LG_OK;
}

/* Copies, and fills the mask with ones. */
static void pass(lg_exec *ctx) {
    const lg_view *x = &ctx->in[0], *y = &ctx->out[0];
    if (y->data != NULL && y->data != x->data && x->count > 0)
        memcpy(y->data, x->data, (size_t)x->count * op_elem_size(x->dtype));
    if (ctx->n_out < 2 || ctx->out[1].data == NULL)
        return;
    if (ctx->out[1].dtype == LG_BOOL)
        memset(ctx->out[1].data, 1, (size_t)x->count);
    else
        lg_lanes_fill(ctx->out[1].data, ctx->out[1].dtype, 0, x->count, 1);
}

/* Versions up to 10: only inference runs in a graph. */
static lg_status run_old(lg_exec *ctx) {
    pass(ctx);
    return LG_OK;
}

static lg_status run(lg_exec *ctx) {
    const dropout_params *p = ctx->params;
    const double ratio = LG_GIVEN(ctx, 1) ? lg_lane(ctx->in[1].data, ctx->in[1].dtype, 0) : 0.5;
    const bool training = LG_GIVEN(ctx, 2) && *(const uint8_t *)ctx->in[2].data != 0;
    LG_TRY(check_ratio(ctx, ratio));
    if (!training || ratio == 0) {
        pass(ctx);
        return LG_OK;
    }
    dropout_job job = {.ctx = ctx, .x = &ctx->in[0], .y = &ctx->out[0], .ratio = ratio};
    job.scale = 1.0 / (1.0 - ratio);
    if (ctx->n_out > 1 && ctx->out[1].data != NULL)
        job.mask = ctx->out[1].data;
    if (p->seed == LG_INT_ABSENT)
        return ctx->host->parallel_for(ctx->self, ctx->in[0].count, (int64_t)16 * LG_LANES,
                                       dropout_block, &job, ctx->err);
    twister t;
    twister_seed(&t, (uint32_t)p->seed);
    job.draw = &t;
    return dropout_block(&job, 0, ctx->in[0].count, ctx->err);
}

/* `identity`: the forward node only copied. */
static lg_status grad(lg_exec *ctx, bool identity) {
    const double ratio = LG_GIVEN(ctx, 2) ? lg_lane(ctx->in[2].data, ctx->in[2].dtype, 0) : 0.5;
    LG_TRY(check_ratio(ctx, ratio));
    if (ctx->out[0].data == NULL)
        return LG_OK;
    if (identity || ratio == 0) {
        const lg_view *dy = &ctx->in[0], *dx = &ctx->out[0];
        if (dx->data != dy->data && dy->count > 0)
            memcpy(dx->data, dy->data, (size_t)dy->count * op_elem_size(dy->dtype));
        return LG_OK;
    }
    dropout_job job = {.ctx = ctx, .x = &ctx->in[0], .y = &ctx->out[0], .ratio = ratio};
    job.scale = 1.0 / (1.0 - ratio);
    job.given = ctx->in[1].data;
    return ctx->host->parallel_for(ctx->self, ctx->in[0].count, (int64_t)16 * LG_LANES,
                                   dropout_block, &job, ctx->err);
}

static lg_status run_mask_grad(lg_exec *ctx) {
    return grad(ctx, false);
}

static lg_status run_grad(lg_exec *ctx) {
    return grad(ctx, !LG_GIVEN(ctx, 3) || *(const uint8_t *)ctx->in[3].data == 0);
}

/* ---- infer ---- */

static lg_status infer_old(lg_infer *ctx) {
    lg_infer_like(ctx, 0, 0);
    if (ctx->n_out > 1) {
        lg_infer_like(ctx, 1, 0);
        if (ctx->opset >= 10)
            ctx->out[1].dtype = LG_BOOL;
    }
    return LG_OK;
}

static lg_status check_scalar(lg_infer *ctx, uint32_t i) {
    if (LG_GIVEN(ctx, i) && ctx->in[i].count >= 0 && ctx->in[i].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "input %u has %lld elements, expected one", i,
                       (long long)ctx->in[i].count);
    return LG_OK;
}

static lg_status infer(lg_infer *ctx) {
    LG_TRY(check_scalar(ctx, 1));
    LG_TRY(check_scalar(ctx, 2));
    return infer_old(ctx);
}

static lg_status infer_grad(lg_infer *ctx) {
    LG_TRY(lg_infer_same_shape(ctx, 0, 1));
    LG_TRY(check_scalar(ctx, 2));
    LG_TRY(check_scalar(ctx, 3));
    lg_infer_like(ctx, 0, 0);
    return LG_OK;
}

static void body_of(lg_body *ctx, const char *result) {
    const int32_t t = ctx->in[0].dtype;
    lg_body_scalar(ctx, t, "one_", 1);
    lg_body_scalar(ctx, t, "zero_", 0);
    if (lg_body_has(ctx, 2))
        ctx->append(ctx, "r_ = Cast <to = %d> (ratio)\n", t);
    else
        lg_body_scalar(ctx, t, "r_", 0.5);
    ctx->append(ctx, "k_ = Sub(one_, r_)\nd_ = Div(dy, k_)\n%s = Where(mask, d_, zero_)\n", result);
}

static lg_status body_mask_grad(lg_body *ctx) {
    body_of(ctx, "dx");
    return LG_OK;
}

static lg_status body_grad(lg_body *ctx) {
    if (lg_body_has(ctx, 3)) {
        body_of(ctx, "on_");
        ctx->append(ctx, "dx = Where(training_mode, on_, dy)\n");
    } else {
        ctx->append(ctx, "dx = Identity(dy)\n");
    }
    return LG_OK;
}

/* ---- descriptors ---- */

static const lg_attr_desc ratio_attrs[] = {
    LG_ATTR_REAL_DOC(dropout_params, ratio, 0.5, "probability to drop, used in training only")};
static const lg_attr_desc seed_attrs[] = {LG_ATTR_INT_DOC(
    dropout_params, seed, LG_INT_ABSENT, "of MT19937 for this node; absent: the run's seed")};

static const lg_arg_desc old_in[] = {{.name = "data", .type = "T", .dtypes = LG_T_FLOATS}};
static const lg_arg_desc old_out[] = {
    {.name = "output", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 1},
    {.name = "mask", .type = "T", .dtypes = LG_T_FLOATS, .flags = LG_ARG_OPTIONAL}};
static const lg_arg_desc bool_out[] = {
    {.name = "output", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 1},
    {.name = "mask", .dtypes = LG_T_BOOL, .flags = LG_ARG_OPTIONAL}};
#define OPT LG_ARG_OPTIONAL | LG_ARG_NONDIFF
static const lg_arg_desc in[] = {
    {.name = "data", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "ratio", .type = "T1", .dtypes = LG_T_FLOATS, .flags = OPT},
    {.name = "training_mode", .type = "T2", .dtypes = LG_T_BOOL, .flags = OPT}};
static const lg_arg_desc grad_in[] = {
    {.name = "dy", .type = "T", .dtypes = LG_T_FLOATS},
    {.name = "mask", .dtypes = LG_T_BOOL, .flags = LG_ARG_NONDIFF},
    {.name = "ratio", .type = "T1", .dtypes = LG_T_FLOATS, .flags = OPT},
    {.name = "training_mode", .type = "T2", .dtypes = LG_T_BOOL, .flags = OPT}};
static const lg_arg_desc grad_out[] = {
    {.name = "dx", .type = "T", .dtypes = LG_T_FLOATS, .may_overwrite = 1}};

static const lg_ref refs[] = {{LG_REF_DY, 0}, {LG_REF_Y, 1}, {LG_REF_X, 1}, {LG_REF_X, 2}};
static const uint8_t to_x[] = {0};
static const lg_grad_rule rule = LG_GRAD_OP("ai.lossgraph", "DropoutGrad", refs, to_x);
static const lg_grad_rule old_rule = LG_GRAD_BODY("DX0 = Identity(DY0)\n");

#define DROPOUT(since, fl)                                                                         \
    .domain = "", .name = "Dropout", .since_version = since, .flags = LG_OP_NO_BODY | (fl),        \
    .doc = "zeroes elements at random in training and scales the others by 1/(1 - ratio); "        \
           "onnx.ai/onnx/operators/onnx__Dropout.html"

static const lg_op_desc ops[] = {
    /* is_test and consumed_inputs of opsets 1 and 6. */
    {DROPOUT(1, LG_OP_ANY_ATTRS), LG_ATTRS(dropout_params, ratio_attrs), LG_INS(old_in),
     LG_OUTS(old_out), .infer = infer_old, .run = run_old, .grad = &old_rule},
    {DROPOUT(7, 0), LG_ATTRS(dropout_params, ratio_attrs), LG_INS(old_in), LG_OUTS(old_out),
     .infer = infer_old, .run = run_old, .grad = &old_rule},
    {DROPOUT(10, 0), LG_ATTRS(dropout_params, ratio_attrs), LG_INS(old_in), LG_OUTS(bool_out),
     .infer = infer_old, .run = run_old, .grad = &old_rule},
    {DROPOUT(12, LG_OP_RANDOM), LG_ATTRS(dropout_params, seed_attrs), LG_INS(in), LG_OUTS(bool_out),
     .infer = infer, .run = run, .grad = &rule},
    {.domain = "com.microsoft",
     .name = "DropoutGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT | LG_OP_ANY_ATTRS | LG_OP_ORT,
     .doc = "dy / (1 - ratio) where mask, else 0, whatever training_mode is; training operators of "
            "ONNX Runtime",
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = infer_grad,
     .run = run_mask_grad,
     .body_build = body_mask_grad},
    {.domain = "ai.lossgraph",
     .name = "DropoutGrad",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT,
     .doc = "dy / (1 - ratio) where mask, else 0; dy when training_mode is absent or false",
     LG_INS(grad_in),
     LG_OUTS(grad_out),
     .infer = infer_grad,
     .run = run_grad,
     .body_build = body_grad},
};
LG_FAMILY_DEFINE(nn_dropout, ops);
