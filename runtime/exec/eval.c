/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluates single nodes on constants while compiling: what constant folding calls. The services
 * are those of a run, with all memory from arenas. */
#include "runtime/exec/program.h"

#include <string.h>

typedef struct evaluation {
    lg_context *context;
    lg_arena *results; /* outputs, and what strings point to */
    lg_arena scratch;  /* dropped afterwards */
    lg_view *out;
    uint32_t n_out;
} evaluation;

static lg_status eval_parallel_for(void *self, int64_t n, int64_t grain, lg_block_fn body,
                                   void *arg, lg_error *err) {
    const evaluation *e = self;
    return lg_parallel_for(&e->context->executor, n, grain, body, arg, err);
}

/* Every dim is a number here: anything else cannot be folded. */
static int64_t eval_dim(void *self, int32_t op, int64_t a, int64_t b) {
    int64_t r = -1;
    (void)self;
    if (a < 0 || b < 0)
        return -2;
    switch (op) {
    case LG_DIM_ADD:
        return lg_add_i64(a, b, &r) ? r : -2;
    case LG_DIM_SUB:
        return a >= b ? a - b : -2;
    case LG_DIM_MUL:
        return lg_mul_i64(a, b, &r) ? r : -2;
    case LG_DIM_DIV:
        return b ? a / b : -2;
    case LG_DIM_CEILDIV:
        return b ? a / b + (a % b != 0) : -2;
    case LG_DIM_BROADCAST:
        return a == 1 ? b : b == 1 || a == b ? a : -2;
    default:
        return -2;
    }
}

static lg_status eval_alloc(void *self, size_t bytes, void **out, lg_error *err) {
    evaluation *e = self;
    return lg_arena_alloc_data(&e->scratch, bytes, out, err);
}

static lg_status eval_keep(void *self, size_t bytes, void **out, lg_error *err) {
    evaluation *e = self;
    return lg_arena_alloc_data(e->results, bytes, out, err);
}

static lg_status eval_packed(void *self, uint32_t input, uint64_t key, size_t bytes,
                             void (*pack)(const void *arg, void *dst), const void *arg,
                             const void **out, lg_error *err) {
    void *memory = NULL;
    (void)input;
    (void)key;
    LG_TRY(eval_alloc(self, bytes, &memory, err));
    pack(arg, memory);
    *out = memory;
    return LG_OK;
}

static lg_status eval_check_bytes(void *self, uint64_t bytes, lg_error *err) {
    const evaluation *e = self;
    if (bytes > e->context->limits.max_tensor_bytes)
        return lg_fail(err, LG_E_LIMIT, "a tensor of %llu bytes, max_tensor_bytes is %llu",
                       (unsigned long long)bytes,
                       (unsigned long long)e->context->limits.max_tensor_bytes);
    return LG_OK;
}

static lg_status eval_alloc_output(void *self, uint32_t index, int32_t dtype, int32_t rank,
                                   const int64_t *dims, lg_error *err) {
    evaluation *e = self;
    /* Sizes are known before: only the same again is possible. */
    if (index >= e->n_out || e->out[index].dtype != dtype || e->out[index].rank != rank ||
        (rank > 0 && memcmp(e->out[index].dims, dims, (size_t)rank * sizeof *dims) != 0))
        return lg_fail(err, LG_E_UNSUPPORTED, "the size of output %u depends on data", index);
    return LG_OK;
}

static lg_status eval_poll(void *self, uint64_t iterations, lg_error *err) {
    const evaluation *e = self;
    (void)iterations;
    return lg_context_poll(e->context, 0, err);
}

static lg_status eval_no_subgraph(void *self, uint32_t graph, const lg_type *in, uint32_t n_in,
                                  lg_type *out, uint32_t n_out, lg_error *err) {
    (void)self, (void)graph, (void)in, (void)n_in, (void)out, (void)n_out;
    return lg_fail(err, LG_E_UNSUPPORTED, "operators with subgraphs are not folded");
}

static lg_status eval_no_run(void *self, uint32_t graph, const lg_view *in, uint32_t n_in,
                             lg_view *out, uint32_t n_out, lg_error *err) {
    (void)out;
    return eval_no_subgraph(self, graph, NULL, n_in + (in != NULL), NULL, n_out, err);
}

static const lg_host eval_host = {
    .struct_size = (uint32_t)sizeof(lg_host),
    .abi_version = LG_ABI_VERSION,
    .fail = lg_fail,
    .parallel_for = eval_parallel_for,
    .dim = eval_dim,
    .infer_subgraph = eval_no_subgraph,
    .run_subgraph = eval_no_run,
    .alloc_output = eval_alloc_output,
    .alloc = eval_alloc,
    .packed = eval_packed,
    .poll = eval_poll,
    .check_bytes = eval_check_bytes,
    .keep = eval_keep,
};

static lg_status make_outputs(evaluation *e, const lg_node *node, const lg_type *types,
                              lg_error *err) {
    void *memory = NULL;
    LG_TRY(lg_arena_array(&e->scratch, node->n_out, sizeof(lg_view), &memory, err));
    e->out = memory;
    for (uint32_t k = 0; k < node->n_out; k++) {
        if (node->out[k] == LG_NO_ID)
            continue;
        const lg_type *t = &types[k];
        lg_view *v = &e->out[k];
        size_t bytes;
        v->dtype = t->dtype;
        v->rank = t->rank;
        if (t->rank < 0 || !lg_count_dims(t->dims, t->rank, &v->count))
            return lg_fail(err, LG_E_UNSUPPORTED, "the size of output %u is not known", k);
        LG_TRY(lg_dtype_bytes(t->dtype, v->count, &bytes, err));
        LG_TRY(lg_arena_copy(e->results, t->dims, (size_t)t->rank * sizeof *t->dims, &memory, err));
        v->dims = memory;
        LG_TRY(lg_arena_alloc_data(e->results, bytes, &v->data, err));
    }
    return LG_OK;
}

static lg_status call(evaluation *e, const lg_node *node, const lg_view *in, uint32_t n_in,
                      const lg_type *types, lg_error *err) {
    const lg_op_desc *d = node->desc;
    void *memory = NULL, *state = NULL;
    LG_TRY(lg_arena_array(&e->scratch, node->n_out, sizeof(lg_type), &memory, err));
    lg_type *again = memory;
    for (uint32_t k = 0; k < node->n_out; k++)
        again[k].rank = -1;
    lg_infer infer = {.struct_size = (uint32_t)sizeof infer,
                      .n_in = n_in,
                      .n_out = node->n_out,
                      .opset = node->opset,
                      .in = in,
                      .out = again,
                      .params = node->params,
                      .host = &eval_host,
                      .self = e,
                      .err = err};
    LG_TRY(d->infer(&infer));
    LG_TRY(make_outputs(e, node, types, err));
    size_t workspace = infer.workspace;
    if (d->prepare) {
        LG_TRY(lg_arena_array(&e->scratch, node->n_out, sizeof(uint32_t), &memory, err));
        lg_prepare prepare = {.struct_size = (uint32_t)sizeof prepare,
                              .n_in = n_in,
                              .n_out = node->n_out,
                              .opset = node->opset,
                              .in = in,
                              .out = e->out,
                              .params = node->params,
                              .workspace = workspace,
                              .may_overwrite = memory,
                              .kernels = &e->context->kernels,
                              .host = &eval_host,
                              .self = e,
                              .err = err};
        lg_status st = d->prepare(&prepare);
        state = prepare.state;
        workspace = prepare.workspace;
        if (st != LG_OK) {
            if (d->release && state)
                d->release(state);
            return st;
        }
    }
    lg_status st = lg_arena_alloc_data(&e->scratch, workspace, &memory, err);
    if (st == LG_OK) {
        lg_exec exec = {.struct_size = (uint32_t)sizeof exec,
                        .n_in = n_in,
                        .n_out = node->n_out,
                        .opset = node->opset,
                        .in = in,
                        .out = e->out,
                        .params = node->params,
                        .workspace = memory,
                        .state = state,
                        .kernels = &e->context->kernels,
                        .host = &eval_host,
                        .self = e,
                        .err = err};
        st = d->run(&exec);
    }
    if (d->release && state)
        d->release(state);
    return st;
}

lg_status lg_eval_node(void *self, const lg_node *node, const lg_view *in, uint32_t n_in,
                       const lg_type *types, const lg_view **out, uint32_t n_out, lg_arena *arena,
                       lg_error *err) {
    const lg_program *p = self;
    evaluation e = {.context = p->context, .results = arena, .n_out = n_out};
    lg_arena_init(&e.scratch, p->context->allocator, 0);
    lg_status st = call(&e, node, in, n_in, types, err);
    for (uint32_t k = 0; k < n_out && st == LG_OK; k++) {
        void *view = NULL;
        out[k] = NULL;
        if (node->out[k] == LG_NO_ID)
            continue;
        st = lg_arena_copy(arena, &e.out[k], sizeof e.out[k], &view, err);
        out[k] = view;
    }
    lg_arena_reset(&e.scratch);
    return st;
}
