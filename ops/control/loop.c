/* SPDX-License-Identifier: Apache-2.0 */
/* Loop: a subgraph again and again, with values carried along and results collected. The versions
 * differ only in the types they admit.
 *
 * Body inputs: iteration number, condition, carried values. Body outputs: condition, carried
 * values, one element of every collected output. */
#include "ops/control/carry.h"

enum { FIRST_STATE = 2, ROUNDS = 4 };

typedef struct loop_params {
    uint32_t body;
} loop_params;

static const lg_attr_desc attrs[] = {LG_ATTR_GRAPH_FIELD(loop_params, body)};
static const lg_arg_desc in[] = {
    {.name = "M", .type = "I", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF},
    {.name = "cond", .type = "B", .dtypes = LG_T_BOOL, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF},
    {.name = "v_initial",
     .type = "V",
     .dtypes = LG_T_ANY,
     .flags = LG_ARG_OPTIONAL | LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS},
};
static const lg_arg_desc out[] = {
    {.name = "v_final_and_scan_outputs",
     .type = "V",
     .dtypes = LG_T_ANY,
     .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS},
};

static uint32_t n_states(uint32_t n_in) {
    return n_in > FIRST_STATE ? n_in - FIRST_STATE : 0;
}

static lg_status check_scalar(const lg_host *host, const lg_view *v, const char *name,
                              lg_error *err) {
    if (v->dtype != LG_UNDEFINED && v->count >= 0 && v->count != 1)
        return host->fail(err, LG_E_SHAPE, "%s has %lld elements, expected 1", name,
                          (long long)v->count);
    return LG_OK;
}

/* Types of the body's outputs that hold in every iteration; body_in[2 + i] are those of the
 * carried values. Dims that change become unknown until nothing changes any more. */
static lg_status settle(lg_infer *ctx, lg_type *body_in, lg_type *body_out, uint32_t n,
                        uint32_t n_scan) {
    const loop_params *p = ctx->params;
    uint64_t *loose;
    LG_TRY(carry_array(ctx->host, ctx->self, n, sizeof *loose, &loose, ctx->err));
    for (uint32_t round = 0;; round++) {
        bool changed = false;
        for (uint32_t i = 0; i < 1 + n + n_scan; i++) {
            body_out[i].dtype = LG_UNDEFINED;
            body_out[i].rank = -1;
        }
        LG_TRY(ctx->host->infer_subgraph(ctx->self, p->body, body_in, FIRST_STATE + n, body_out,
                                         1 + n + n_scan, ctx->err));
        for (uint32_t i = 0; i < n; i++) {
            lg_type *type = &body_in[FIRST_STATE + i];
            bool this_one = false;
            LG_TRY(
                carry_merge(ctx, type, &body_out[1 + i], "carried value", i, &loose[i], &this_one));
            if (this_one && round >= ROUNDS)
                type->rank = -1;
            changed = changed || this_one;
        }
        if (!changed)
            return LG_OK;
    }
}

static lg_status infer(lg_infer *ctx) {
    uint32_t n = n_states(ctx->n_in);
    if (ctx->n_out < n)
        return LG_FAIL(ctx, LG_E_MODEL, "%u outputs for %u carried values", ctx->n_out, n);
    uint32_t n_scan = ctx->n_out - n;
    if (ctx->n_in > 0)
        LG_TRY(check_scalar(ctx->host, &ctx->in[0], "M", ctx->err));
    if (ctx->n_in > 1)
        LG_TRY(check_scalar(ctx->host, &ctx->in[1], "cond", ctx->err));
    lg_type *body_in, *body_out;
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)FIRST_STATE + n, sizeof *body_in, &body_in,
                       ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)1 + n + n_scan, sizeof *body_out, &body_out,
                       ctx->err));
    body_in[0].dtype = LG_INT64;
    body_in[1].dtype = LG_BOOL;
    for (uint32_t i = 0; i < n; i++)
        carry_type_of(&ctx->in[FIRST_STATE + i], &body_in[FIRST_STATE + i]);
    LG_TRY(settle(ctx, body_in, body_out, n, n_scan));
    for (uint32_t i = 0; i < n; i++)
        ctx->out[i] = body_in[FIRST_STATE + i];
    for (uint32_t i = 0; i < n_scan; i++) {
        const lg_type *element = &body_out[1 + n + i];
        lg_type *type = &ctx->out[n + i];
        type->dtype = element->dtype;
        type->rank = -1;
        if (element->rank < 0 || element->rank >= LG_MAX_RANK)
            continue;
        type->rank = element->rank + 1;
        type->dims[0] = lg_infer_new_dim(ctx);
        memcpy(&type->dims[1], element->dims, (size_t)element->rank * sizeof *element->dims);
    }
    return LG_OK;
}

/* ---- run ---- */

typedef struct collected {
    char *data;
    size_t bytes, cap; /* of one element and of the buffer */
    int32_t dtype, rank;
    int64_t dims[LG_MAX_RANK];
} collected;

typedef struct loop {
    lg_exec *ctx;
    uint32_t n, n_scan;
    carry *states;
    collected *scans;
    lg_view *body_in, *body_out;
    int64_t iteration; /* runs so far */
    uint8_t cond;
} loop;

static lg_status first_element(loop *l, collected *c, uint32_t k, const lg_view *v) {
    const lg_exec *ctx = l->ctx;
    int32_t bits = lg_dtype_bits(v->dtype);
    if (v->rank >= LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_LIMIT, "scan output %u would have rank %d", k, (int)v->rank + 1);
    if (carry_has_items(v->dtype) || (bits % 8 != 0 && v->count * bits % 8 != 0))
        return LG_FAIL(ctx, LG_E_UNSUPPORTED, "scan output %u has type %s", k,
                       lg_dtype_onnx_name(v->dtype));
    c->dtype = v->dtype;
    c->rank = v->rank;
    if (v->rank > 0)
        memcpy(c->dims, v->dims, (size_t)v->rank * sizeof *v->dims);
    return lg_dtype_bytes(v->dtype, v->count, &c->bytes, ctx->err);
}

static lg_status collect(loop *l, uint32_t k, const lg_view *v) {
    const lg_exec *ctx = l->ctx;
    collected *c = &l->scans[k];
    if (l->iteration == 0)
        LG_TRY(first_element(l, c, k, v));
    bool same = v->dtype == c->dtype && v->rank == c->rank;
    for (int32_t i = 0; i < v->rank && same; i++)
        same = v->dims[i] == c->dims[i];
    if (!same)
        return LG_FAIL(ctx, LG_E_SHAPE,
                       "scan output %u has %lld elements of rank %d in iteration %lld, another "
                       "shape than before",
                       k, (long long)v->count, (int)v->rank, (long long)l->iteration);
    size_t used, need;
    if (!op_mul_size(c->bytes, (size_t)l->iteration, &used) || !op_add_size(used, c->bytes, &need))
        return LG_FAIL(ctx, LG_E_LIMIT, "scan output %u is too large", k);
    LG_TRY(ctx->host->check_bytes(ctx->self, need, ctx->err));
    if (!c->data || need > c->cap) {
        size_t want = need < SIZE_MAX / 2 ? need * 2 : need;
        void *p = NULL;
        LG_TRY(ctx->host->alloc(ctx->self, want ? want : 1, &p, ctx->err));
        if (used)
            memcpy(p, c->data, used);
        c->data = p;
        c->cap = want;
    }
    if (c->bytes)
        memcpy(c->data + used, v->data, c->bytes);
    return LG_OK;
}

static lg_status iterate(loop *l) {
    lg_exec *ctx = l->ctx;
    const loop_params *p = ctx->params;
    l->body_in[0] = (lg_view){.data = &l->iteration, .count = 1, .dtype = LG_INT64};
    l->body_in[1] = (lg_view){.data = &l->cond, .count = 1, .dtype = LG_BOOL};
    for (uint32_t i = 0; i < l->n; i++)
        l->body_in[FIRST_STATE + i] = l->states[i].view;
    LG_TRY(ctx->host->run_subgraph(ctx->self, p->body, l->body_in, FIRST_STATE + l->n, l->body_out,
                                   1 + l->n + l->n_scan, ctx->err));
    const lg_view *cond = &l->body_out[0];
    if (cond->dtype != LG_BOOL || cond->count != 1)
        return LG_FAIL(ctx, LG_E_MODEL, "the body's condition is %s with %lld elements",
                       lg_dtype_onnx_name(cond->dtype), (long long)cond->count);
    uint8_t again = *(const uint8_t *)cond->data;
    for (uint32_t i = 0; i < l->n; i++)
        LG_TRY(carry_write(ctx, &l->states[i], &l->body_out[1 + i]));
    for (uint32_t k = 0; k < l->n_scan; k++)
        LG_TRY(collect(l, k, &l->body_out[1 + l->n + k]));
    for (uint32_t i = 0; i < l->n; i++)
        carry_turn(&l->states[i], &l->body_out[1 + i]);
    l->cond = again;
    l->iteration++;
    return LG_OK;
}

/* Without an iteration the collected outputs are empty; their types come from the body. */
static lg_status empty_scans(loop *l) {
    lg_exec *ctx = l->ctx;
    const loop_params *p = ctx->params;
    lg_type *types_in, *types_out;
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)FIRST_STATE + l->n, sizeof *types_in,
                       &types_in, ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)1 + l->n + l->n_scan, sizeof *types_out,
                       &types_out, ctx->err));
    types_in[0].dtype = LG_INT64;
    types_in[1].dtype = LG_BOOL;
    for (uint32_t i = 0; i < l->n; i++)
        carry_type_of(&l->states[i].view, &types_in[FIRST_STATE + i]);
    LG_TRY(ctx->host->infer_subgraph(ctx->self, p->body, types_in, FIRST_STATE + l->n, types_out,
                                     1 + l->n + l->n_scan, ctx->err));
    for (uint32_t k = 0; k < l->n_scan; k++) {
        const lg_type *t = &types_out[1 + l->n + k];
        collected *c = &l->scans[k];
        c->dtype = t->dtype;
        c->rank = t->rank > 0 && t->rank < LG_MAX_RANK ? t->rank : 0;
        for (int32_t i = 0; i < c->rank; i++)
            c->dims[i] = t->dims[i] > 0 ? t->dims[i] : 0;
    }
    return LG_OK;
}

static lg_status finish(loop *l) {
    lg_exec *ctx = l->ctx;
    for (uint32_t i = 0; i < l->n; i++)
        LG_TRY(carry_output(ctx, i, &l->states[i].view));
    if (l->iteration == 0 && l->n_scan)
        LG_TRY(empty_scans(l));
    for (uint32_t k = 0; k < l->n_scan; k++) {
        const collected *c = &l->scans[k];
        int64_t dims[LG_MAX_RANK];
        if (ctx->out[l->n + k].dtype == LG_UNDEFINED)
            continue;
        dims[0] = l->iteration;
        memcpy(&dims[1], c->dims, (size_t)c->rank * sizeof *dims);
        LG_TRY(lg_exec_output(ctx, l->n + k, c->dtype, c->rank + 1, dims));
        if (c->bytes && l->iteration)
            memcpy(ctx->out[l->n + k].data, c->data, c->bytes * (size_t)l->iteration);
    }
    return LG_OK;
}

static lg_status run(lg_exec *ctx) {
    loop l = {.ctx = ctx, .n = n_states(ctx->n_in), .cond = 1};
    l.n_scan = ctx->n_out - l.n;
    for (uint32_t i = 0; i < ctx->n_in && i < FIRST_STATE; i++)
        LG_TRY(check_scalar(ctx->host, &ctx->in[i], in[i].name, ctx->err));
    int64_t trips = LG_GIVEN(ctx, 0) ? *(const int64_t *)ctx->in[0].data : INT64_MAX;
    if (LG_GIVEN(ctx, 1))
        l.cond = *(const uint8_t *)ctx->in[1].data;
    LG_TRY(carry_array(ctx->host, ctx->self, l.n, sizeof *l.states, &l.states, ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, l.n_scan, sizeof *l.scans, &l.scans, ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)FIRST_STATE + l.n, sizeof *l.body_in,
                       &l.body_in, ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)1 + l.n + l.n_scan, sizeof *l.body_out,
                       &l.body_out, ctx->err));
    for (uint32_t i = 0; i < l.n; i++)
        carry_start(&l.states[i], &ctx->in[FIRST_STATE + i]);
    while (l.iteration < trips && l.cond) {
        LG_TRY(ctx->host->poll(ctx->self, (uint64_t)l.iteration + 1, ctx->err));
        LG_TRY(iterate(&l));
    }
    return finish(&l);
}

#define LOOP(version)                                                                              \
    {                                                                                              \
        .name = "Loop", .domain = "", .since_version = (version),                                  \
        .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY,                                                \
        .doc = "runs body at most M times while the condition holds; carries values and collects " \
               "the others along a new first axis; ONNX Loop",                                     \
        LG_ATTRS(loop_params, attrs), LG_INS(in), LG_OUTS(out), .infer = infer, .run = run         \
    }

static const lg_op_desc ops[] = {LOOP(1),  LOOP(11), LOOP(13), LOOP(16), LOOP(19),
                                 LOOP(21), LOOP(23), LOOP(24), LOOP(25)};
LG_FAMILY_DEFINE(control_loop, ops);
