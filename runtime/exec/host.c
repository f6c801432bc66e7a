/* SPDX-License-Identifier: Apache-2.0 */
/* The services of the runtime behind lg_host; `self` is the step. */
#include "runtime/exec/session.h"

#include <string.h>

static lg_status host_parallel_for(void *self, int64_t n, int64_t grain, lg_block_fn body,
                                   void *arg, lg_error *err) {
    lg_step *s = self;
    return lg_parallel_for(&s->frame->session->context->executor, n, grain, body, arg, err);
}

/* All dims are numbers here except those that only the run will know. */
static int64_t host_dim(void *self, int32_t op, int64_t a, int64_t b) {
    lg_step *s = self;
    bool known = a >= 0 && b >= 0;
    int64_t r;
    switch (op) {
    case LG_DIM_ADD:
        if (known && lg_add_i64(a, b, &r))
            return r;
        if (a == 0 || b == 0)
            return a == 0 ? b : a;
        break;
    case LG_DIM_SUB:
        if (known && a >= b)
            return a - b;
        if (a == b)
            return 0;
        if (b == 0)
            return a;
        break;
    case LG_DIM_MUL:
        if (known && lg_mul_i64(a, b, &r))
            return r;
        if (a == 1 || b == 1)
            return a == 1 ? b : a;
        if (a == 0 || b == 0)
            return 0;
        break;
    case LG_DIM_DIV:
    case LG_DIM_CEILDIV:
        if (known && b > 0)
            return op == LG_DIM_DIV ? a / b : a / b + (a % b != 0);
        if (b == 1)
            return a;
        break;
    case LG_DIM_BROADCAST:
        if (a == b || b == 1)
            return a;
        if (a == 1)
            return b;
        if (a >= 0 || b >= 0)
            return a > b ? a : b;
        break;
    default:
        break;
    }
    int64_t *next = &s->frame->session->next_symbol;
    if (*next <= INT32_MIN + 1)
        *next = LG_FIRST_SYMBOL;
    return --*next;
}

static lg_status tensor_bytes(const lg_step *s, int32_t dtype, int32_t rank, const int64_t *dims,
                              size_t *out, lg_error *err) {
    const lg_limits *l = &s->frame->session->context->limits;
    int64_t count;
    if (rank < 0 || rank > LG_MAX_RANK || rank > (int32_t)l->max_rank)
        return lg_fail(err, LG_E_LIMIT, "rank %d, max_rank is %llu", (int)rank,
                       (unsigned long long)l->max_rank);
    if (!lg_count_dims(dims, rank, &count))
        return lg_fail(err, LG_E_LIMIT, "the number of elements of a result overflows");
    LG_TRY(lg_dtype_bytes(dtype, count, out, err));
    if (*out > l->max_tensor_bytes)
        return lg_fail(err, LG_E_LIMIT, "a result needs %zu bytes, max_tensor_bytes is %llu", *out,
                       (unsigned long long)l->max_tensor_bytes);
    return LG_OK;
}

static lg_status host_keep(void *self, size_t bytes, void **out, lg_error *err) {
    lg_step *s = self;
    lg_session *session = s->frame->session;
    if (s->frame->evaluating)
        return lg_arena_alloc_data(&s->frame->facts, bytes, out, err);
    uint64_t limit = session->heap.limit;
    if (bytes > limit || session->keep.used > limit - bytes ||
        session->heap.total > limit - bytes - session->keep.used)
        return lg_fail(err, LG_E_LIMIT, "max_total_bytes is %llu: %llu more are needed",
                       (unsigned long long)limit, (unsigned long long)bytes);
    return lg_arena_alloc_data(&session->keep, bytes, out, err);
}

static lg_status alloc_items(lg_step *s, uint32_t index, int32_t dtype, int32_t rank,
                             const int64_t *dims, lg_error *err) {
    lg_frame *f = s->frame;
    lg_id v = s->node->out[index];
    size_t items, bytes;
    void *memory = NULL;
    if (rank != 1 || dims[0] < 0)
        return lg_fail(err, LG_E_INTERNAL, "a sequence needs its number of items");
    if (!lg_mul_size((size_t)dims[0], dtype == LG_MAP ? 2 * sizeof(lg_view) : sizeof(lg_view),
                     &items) ||
        !lg_add_size(items, LG_ALIGN, &bytes))
        return lg_no_memory(err, SIZE_MAX);
    LG_TRY(host_keep(s, bytes, &memory, err));
    memset(memory, 0, bytes);
    lg_seq *seq = memory;
    seq->count = dims[0];
    seq->items = (lg_view *)(void *)((char *)memory + LG_ALIGN);
    if (dtype == LG_MAP)
        seq->keys = seq->items + dims[0];
    if (v != LG_NO_ID) {
        seq->elem_dtype = lg_elem_dtype(f->code->graph, v);
        LG_TRY(lg_frame_set_type(f, v, dtype, 0, NULL, err));
        f->views[v].data = seq;
    }
    s->exec.out[index] = (lg_view){.data = seq, .count = 1, .dtype = dtype};
    return LG_OK;
}

static lg_status host_alloc(void *self, size_t bytes, void **out, lg_error *err) {
    lg_step *s = self;
    if (s->frame->evaluating)
        return lg_arena_alloc_data(&s->frame->facts, bytes, out, err);
    /* In prepare the memory lives as long as the state. */
    lg_block_list *list = s->preparing ? &s->prepare_blocks : &s->run_blocks;
    return lg_block_list_take(&s->frame->session->heap, list, bytes, out, err);
}

static lg_status host_alloc_output(void *self, uint32_t index, int32_t dtype, int32_t rank,
                                   const int64_t *dims, lg_error *err) {
    lg_step *s = self;
    lg_frame *f = s->frame;
    if (index >= s->node->n_out)
        return lg_fail(err, LG_E_INTERNAL, "output %u of %u", index, s->node->n_out);
    lg_id v = s->node->out[index];
    lg_view *out = &s->exec.out[index];
    if (dtype == LG_SEQUENCE || dtype == LG_OPTIONAL || dtype == LG_MAP)
        return alloc_items(s, index, dtype, rank, dims, err);
    size_t bytes = 0;
    LG_TRY(tensor_bytes(s, dtype, rank, dims, &bytes, err));
    if (out->data && out->dtype == dtype && out->rank == rank &&
        (rank == 0 || memcmp(out->dims, dims, (size_t)rank * sizeof *dims) == 0))
        return LG_OK;
    if (s->mode != LG_STEP_DYNAMIC)
        return lg_fail(err, LG_E_INTERNAL, "output %u has another size than infer said", index);
    if (v == LG_NO_ID || !f->code->wanted[v]) {
        /* Nobody wants it: memory to write into all the same. */
        LG_TRY(lg_block_list_take(&f->session->heap, &s->run_blocks, bytes, &out->data, err));
        out->dtype = dtype;
        out->rank = rank;
        out->dims = dims;
        return lg_count_dims(dims, rank, &out->count) ? LG_OK : lg_no_memory(err, bytes);
    }
    if (f->in_heap[v]) {
        lg_heap_give(&f->session->heap, f->block[v]);
        f->in_heap[v] = 0;
    }
    void *memory = NULL;
    LG_TRY(lg_heap_take(&f->session->heap, bytes, &f->block[v], &memory, err));
    f->in_heap[v] = 1;
    LG_TRY(lg_frame_set_type(f, v, dtype, rank, dims, err));
    if (dtype == LG_STRING)
        memset(memory, 0, bytes);
    f->views[v].data = memory;
    *out = f->views[v];
    return LG_OK;
}

/* The constant behind a value, through captures: the same for every session of the program. */
static lg_status host_packed(void *self, uint32_t input, uint64_t key, size_t bytes,
                             void (*pack)(const void *arg, void *dst), const void *arg,
                             const void **out, lg_error *err) {
    lg_step *s = self;
    const lg_frame *f = s->frame;
    if (input >= s->node->n_in || s->node->in[input] == LG_NO_ID)
        return lg_fail(err, LG_E_INTERNAL, "input %u cannot be packed", input);
    lg_id v = f->code->root[s->node->in[input]];
    while (f->parent && (f->code->graph->values[v].flags & LG_VALUE_CAPTURE)) {
        v = f->code->graph->values[v].outer;
        f = f->parent;
        v = f->code->root[v];
    }
    if (f->known[v] != LG_KNOWN_CONST)
        return lg_fail(err, LG_E_INTERNAL, "input %u is no constant and cannot be packed", input);
    return lg_program_packed(f->session->program, f->code->graph, v, key, bytes, pack, arg, out,
                             err);
}

static lg_status host_poll(void *self, uint64_t iterations, lg_error *err) {
    const lg_step *s = self;
    const lg_session *session = s->frame->session;
    uint64_t most = session->context->limits.max_loop_iterations;
    if (iterations > most)
        return lg_fail(err, LG_E_LIMIT, "%llu iterations, max_loop_iterations is %llu",
                       (unsigned long long)iterations, (unsigned long long)most);
    return lg_context_poll(session->context, session->deadline, err);
}

static lg_status host_check_bytes(void *self, uint64_t bytes, lg_error *err) {
    const lg_step *s = self;
    uint64_t most = s->frame->session->context->limits.max_tensor_bytes;
    if (bytes > most)
        return lg_fail(err, LG_E_LIMIT, "a tensor of %llu bytes, max_tensor_bytes is %llu",
                       (unsigned long long)bytes, (unsigned long long)most);
    return LG_OK;
}

const lg_host lg_exec_host = {
    .struct_size = (uint32_t)sizeof(lg_host),
    .abi_version = LG_ABI_VERSION,
    .fail = lg_fail,
    .parallel_for = host_parallel_for,
    .dim = host_dim,
    .infer_subgraph = lg_host_infer_subgraph,
    .run_subgraph = lg_host_run_subgraph,
    .alloc_output = host_alloc_output,
    .alloc = host_alloc,
    .packed = host_packed,
    .poll = host_poll,
    .check_bytes = host_check_bytes,
    .keep = host_keep,
};
