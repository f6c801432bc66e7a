/* SPDX-License-Identifier: Apache-2.0 */
/* If: one of two subgraphs, by a condition. The versions differ only in the types they admit. */
#include "ops/control/carry.h"

typedef struct if_params {
    uint32_t then_branch, else_branch;
} if_params;

static const lg_attr_desc attrs[] = {
    LG_ATTR_GRAPH_FIELD(if_params, then_branch),
    LG_ATTR_GRAPH_FIELD(if_params, else_branch),
};
static const lg_arg_desc in[] = {
    {.name = "cond", .type = "B", .dtypes = LG_T_BOOL, .flags = LG_ARG_NONDIFF},
};
static const lg_arg_desc out[] = {
    {.name = "outputs",
     .type = "V",
     .dtypes = LG_T_ANY,
     .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS},
};

/* A branch that cannot work with the shapes at hand is no error: it may be there for others. */
static bool only_shapes(lg_status st) {
    return st == LG_E_SHAPE || st == LG_E_DATA;
}

static lg_status infer(lg_infer *ctx) {
    const if_params *p = ctx->params;
    const lg_view *cond = &ctx->in[0];
    if (cond->count >= 0 && cond->count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "cond has %lld elements, expected 1",
                       (long long)cond->count);
    if (cond->data) {
        uint32_t branch = *(const uint8_t *)cond->data ? p->then_branch : p->else_branch;
        return ctx->host->infer_subgraph(ctx->self, branch, NULL, 0, ctx->out, ctx->n_out,
                                         ctx->err);
    }
    lg_type *other;
    LG_TRY(carry_array(ctx->host, ctx->self, ctx->n_out, sizeof *other, &other, ctx->err));
    for (uint32_t i = 0; i < ctx->n_out; i++)
        other[i].rank = -1;
    lg_status first = ctx->host->infer_subgraph(ctx->self, p->then_branch, NULL, 0, ctx->out,
                                                ctx->n_out, ctx->err);
    if (first != LG_OK && !only_shapes(first))
        return first;
    lg_status second =
        ctx->host->infer_subgraph(ctx->self, p->else_branch, NULL, 0, other, ctx->n_out, ctx->err);
    if (second != LG_OK && (first != LG_OK || !only_shapes(second)))
        return second;
    bool changed = false;
    for (uint32_t i = 0; i < ctx->n_out; i++) {
        if (first != LG_OK || second != LG_OK) {
            /* What the other branch gives would be known, were it the one that runs. */
            if (first != LG_OK)
                ctx->out[i] = other[i];
            ctx->out[i].rank = -1;
            continue;
        }
        /* Of an optional, one branch may give the value itself. */
        if (carry_has_items(ctx->out[i].dtype) && !carry_has_items(other[i].dtype))
            continue;
        uint64_t loose = 0;
        LG_TRY(carry_merge(ctx, &ctx->out[i], &other[i], "output", i, &loose, &changed));
    }
    return LG_OK;
}

static lg_status run(lg_exec *ctx) {
    const if_params *p = ctx->params;
    lg_view *results;
    if (ctx->in[0].count != 1)
        return LG_FAIL(ctx, LG_E_SHAPE, "cond has %lld elements, expected 1",
                       (long long)ctx->in[0].count);
    uint32_t branch = *(const uint8_t *)ctx->in[0].data ? p->then_branch : p->else_branch;
    LG_TRY(carry_array(ctx->host, ctx->self, ctx->n_out, sizeof *results, &results, ctx->err));
    LG_TRY(ctx->host->run_subgraph(ctx->self, branch, NULL, 0, results, ctx->n_out, ctx->err));
    for (uint32_t i = 0; i < ctx->n_out; i++)
        LG_TRY(carry_output(ctx, i, &results[i]));
    return LG_OK;
}

#define IF(version)                                                                                \
    {                                                                                              \
        .name = "If", .domain = "", .since_version = (version),                                    \
        .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY,                                                \
        .doc = "the outputs of then_branch when cond is true, else those of else_branch; ONNX "    \
               "If",                                                                               \
        LG_ATTRS(if_params, attrs), LG_INS(in), LG_OUTS(out), .infer = infer, .run = run           \
    }

static const lg_op_desc ops[] = {IF(1),  IF(11), IF(13), IF(16), IF(19),
                                 IF(21), IF(23), IF(24), IF(25)};
LG_FAMILY_DEFINE(control_if, ops);
