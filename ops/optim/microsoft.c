/* SPDX-License-Identifier: Apache-2.0 */
/* SGDOptimizer of com.microsoft: one step of one tensor. */
#include "ops/kernels/kernels.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/lanes.h"

typedef struct sgd_job {
    lg_exec *ctx;
    const lg_view *weights, *gradients; /* wanted results */
    double rate;
} sgd_job;

#include "ops/opkit/as_f32.inc"

#include "ops/optim/microsoft.inc"

#include "ops/opkit/as_f64.inc"

#include "ops/optim/microsoft.inc"

static const lg_view *wanted(const lg_exec *ctx, uint32_t i) {
    return i < ctx->n_out && ctx->out[i].data != NULL ? &ctx->out[i] : NULL;
}

static lg_status run_sgd(lg_exec *ctx) {
    sgd_job job = {ctx, wanted(ctx, 0), wanted(ctx, 1), 0};
    job.rate = lg_lane(ctx->in[0].data, ctx->in[0].dtype, 0);
    return ctx->host->parallel_for(ctx->self, ctx->in[1].count, (int64_t)16 * LG_LANES,
                                   ctx->in[1].dtype == LG_DOUBLE ? sgd_block_f64 : sgd_block_f32,
                                   &job, ctx->err);
}

static lg_status infer_sgd(lg_infer *ctx) {
    if (ctx->in[0].count >= 0 && ctx->in[0].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "ETA has %lld elements, expected one",
                       (long long)ctx->in[0].count);
    LG_TRY(lg_infer_same_shape(ctx, 1, 2));
    for (uint32_t i = 0; i < ctx->n_out; i++)
        lg_infer_like(ctx, i, i + 1);
    return LG_OK;
}

#define ARG(n, fl, over)                                                                           \
    { .name = n, .type = "T", .dtypes = LG_T_FLOATS, .flags = fl, .may_overwrite = over }
static const lg_arg_desc sgd_in[] = {
    {.name = "ETA", .type = "L", .dtypes = LG_BIT(LG_FLOAT), .flags = LG_ARG_NONDIFF},
    ARG("W", LG_ARG_NONDIFF, 0),
    ARG("G", LG_ARG_NONDIFF, 0)};
static const lg_arg_desc sgd_out[] = {ARG("NW", LG_ARG_OPTIONAL, 0), ARG("NG", LG_ARG_OPTIONAL, 0)};

static const lg_op_desc ops[] = {
    {.domain = "com.microsoft",
     .name = "SGDOptimizer",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY | LG_OP_ORT,
     .doc = "NG = -ETA G, NW = W + NG; training operators of ONNX Runtime",
     LG_INS(sgd_in),
     LG_OUTS(sgd_out),
     .infer = infer_sgd,
     .run = run_sgd},
};
LG_FAMILY_DEFINE(optim_microsoft, ops);
