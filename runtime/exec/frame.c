/* SPDX-License-Identifier: Apache-2.0 */
/* Frames: creation, and preparing for concrete shapes. */
#include "runtime/exec/session.h"

#include <string.h>

enum {
    KNOWN_ELEMENTS = 1024, /* results up to this size are evaluated beforehand */
    FIRST_DIMS = 4         /* dims that every value has room for */
};

static lg_status array(lg_arena *arena, size_t n, size_t size, void *out_array, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, n, size, &p, err));
    memcpy(out_array, &p, sizeof p);
    return LG_OK;
}

bool lg_frame_is_main(const lg_frame *frame) {
    return frame->parent == NULL;
}

/* ---- creation ---- */

static lg_status create_steps(lg_frame *f, lg_arena *a, lg_error *err) {
    const lg_code *c = f->code;
    LG_TRY(array(a, c->n_steps, sizeof *f->steps, &f->steps, err));
    for (uint32_t t = 0; t < c->n_steps; t++) {
        lg_step *s = &f->steps[t];
        const lg_node *node = &c->graph->nodes[c->order[t]];
        lg_view *in, *out;
        LG_TRY(array(a, node->n_in, sizeof *in, &in, err));
        LG_TRY(array(a, node->n_out, sizeof *out, &out, err));
        LG_TRY(array(a, node->n_out, sizeof *s->over, &s->over, err));
        s->node = node;
        s->frame = f;
        s->index = t;
        s->workspace_block = LG_NO_BLOCK;
        s->random = (node->desc->flags & LG_OP_RANDOM) != 0;
        s->calls_graphs = node->n_graphs > 0;
        s->exec = (lg_exec){.struct_size = (uint32_t)sizeof(lg_exec),
                            .n_in = node->n_in,
                            .n_out = node->n_out,
                            .opset = node->opset,
                            .in = in,
                            .out = out,
                            .params = node->params,
                            .kernels = &f->session->context->kernels,
                            .host = &lg_exec_host,
                            .self = s,
                            .err = &f->session->error};
    }
    return LG_OK;
}

static lg_status create_values(lg_frame *f, lg_arena *a, lg_error *err) {
    uint32_t n = f->code->graph->n_values;
    int64_t *dims;
    LG_TRY(array(a, n, sizeof *f->views, &f->views, err));
    LG_TRY(array(a, n, sizeof *f->dims, &f->dims, err));
    LG_TRY(array(a, n, 1, &f->cap_dims, err));
    LG_TRY(array(a, (size_t)n * FIRST_DIMS, sizeof *dims, &dims, err));
    LG_TRY(array(a, n, 1, &f->cls, err));
    LG_TRY(array(a, n, 1, &f->known, err));
    LG_TRY(array(a, n, sizeof *f->bytes, &f->bytes, err));
    LG_TRY(array(a, n, sizeof *f->block, &f->block, err));
    LG_TRY(array(a, n, 1, &f->in_heap, err));
    LG_TRY(array(a, n, 1, &f->external, err));
    for (uint32_t v = 0; v < n; v++) {
        f->dims[v] = dims + (size_t)v * FIRST_DIMS;
        f->cap_dims[v] = FIRST_DIMS;
        f->block[v] = LG_NO_BLOCK;
    }
    return LG_OK;
}

/* The frame without subgraphs. Everything is the session's. */
static lg_status create_one(lg_session *session, const lg_code *code, lg_frame *parent,
                            lg_frame **out, lg_error *err) {
    lg_arena *a = &session->arena;
    lg_frame *f;
    LG_TRY(array(a, 1, sizeof *f, &f, err));
    f->session = session;
    f->code = code;
    f->parent = parent;
    lg_arena_init(&f->facts, session->context->allocator, 0);
    lg_arena_init(&f->planning, session->context->allocator, 0);
    LG_TRY(create_values(f, a, err));
    LG_TRY(create_steps(f, a, err));
    LG_TRY(array(a, code->n_steps, sizeof *f->active, &f->active, err));
    LG_TRY(array(a, code->n_steps, 1, &f->skip, err));
    LG_TRY(array(a, code->n_steps, sizeof *f->workspace, &f->workspace, err));
    LG_TRY(array(a, code->n_steps, sizeof *f->over, &f->over, err));
    LG_TRY(array(a, code->max_out, sizeof *f->types, &f->types, err));
    LG_TRY(array(a, code->sub_start[code->n_steps], sizeof *f->subs, &f->subs, err));
    *out = f;
    return LG_OK;
}

/* Recursion is as deep as subgraphs nest, which loading limits (max_depth). */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as subgraphs nest */
lg_status lg_frame_create(lg_session *session, const lg_code *code, lg_frame *parent,
                          lg_frame **out, lg_error *err) {
    LG_TRY(create_one(session, code, parent, out, err));
    for (uint32_t k = 0; k < code->sub_start[code->n_steps]; k++)
        LG_TRY(lg_frame_create(session, code->subs[k], *out, &(*out)->subs[k], err));
    return LG_OK;
}

static void drop_arena(lg_frame *f) {
    if (f->arena && !f->arena_borrowed) {
        lg_free(&f->session->context->allocator, f->arena, f->arena_size);
        lg_heap_discharge(&f->session->heap, f->arena_size);
    }
    f->arena = NULL;
    f->arena_size = 0;
    f->arena_borrowed = false;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as subgraphs nest */
void lg_frame_destroy(lg_frame *f) {
    if (!f)
        return;
    for (uint32_t k = 0; f->subs && k < f->code->sub_start[f->code->n_steps]; k++)
        lg_frame_destroy(f->subs[k]);
    for (uint32_t t = 0; f->steps && t < f->code->n_steps; t++) {
        if (!f->steps[t].frame)
            continue;
        lg_step_release(&f->steps[t]);
        lg_block_list_reset(&f->session->heap, &f->steps[t].run_blocks);
        lg_block_list_reset(&f->session->heap, &f->steps[t].prepare_blocks);
    }
    drop_arena(f);
    lg_arena_reset(&f->facts);
    lg_arena_reset(&f->planning);
}

/* ---- types and places of values ---- */

lg_status lg_frame_set_type(lg_frame *f, lg_id value, int32_t dtype, int32_t rank,
                            const int64_t *dims, lg_error *err) {
    lg_view *v = &f->views[value];
    if (rank > (int32_t)f->cap_dims[value]) {
        int64_t *more;
        LG_TRY(array(&f->session->arena, (size_t)rank, sizeof *more, &more, err));
        f->dims[value] = more;
        f->cap_dims[value] = (uint8_t)rank;
    }
    if (rank > 0)
        memmove(f->dims[value], dims, (size_t)rank * sizeof *dims);
    int64_t count = -1;
    if (rank >= 0 && !lg_count_dims(f->dims[value], rank, &count))
        count = -1;
    *v = (lg_view){.dims = f->dims[value], .count = count, .rank = rank, .dtype = dtype};
    return LG_OK;
}

void lg_frame_set_data(lg_frame *f, lg_id value, void *data) {
    const lg_code *c = f->code;
    for (uint32_t m = c->member_start[value]; m < c->member_start[value + 1]; m++)
        f->views[c->member[m]].data = data;
    for (uint32_t u = c->use_start[value]; u < c->use_start[value + 1]; u++)
        ((lg_view *)(uintptr_t)f->steps[c->use_step[u]].exec.in)[c->use_arg[u]].data = data;
}

/* Items of a value of such a type are only known while running; until then its element type. */
static lg_status set_items(lg_frame *f, lg_id value, int32_t elem_dtype, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_alloc(&f->facts, sizeof(lg_seq), &p, err));
    lg_seq *seq = p;
    *seq = (lg_seq){.count = -1, .elem_dtype = elem_dtype};
    f->views[value].data = seq;
    return LG_OK;
}

int32_t lg_elem_dtype(const lg_graph *graph, lg_id value) {
    const lg_elem_type *t = graph->values[value].elem;
    return t ? t->dtype : LG_UNDEFINED;
}

static bool has_items(int32_t dtype) {
    return dtype == LG_SEQUENCE || dtype == LG_OPTIONAL || dtype == LG_MAP;
}

static bool concrete(const lg_view *v) {
    return v->rank >= 0 && v->count >= 0;
}

/* Places for values that are there before the first step. */
static lg_status start_values(lg_frame *f, lg_error *err) {
    const lg_graph *g = f->code->graph;
    const lg_program *p = f->session->program;
    memset(f->known, LG_KNOWN_NO, g->n_values);
    for (lg_id v = 0; v < g->n_values; v++) {
        const lg_value *value = &g->values[v];
        f->cls[v] = LG_FLOW_NONE;
        if (value->flags & LG_VALUE_DEAD)
            continue;
        if (value->flags & LG_VALUE_CAPTURE) {
            f->cls[v] = LG_FLOW_FIXED;
            f->known[v] = f->parent->known[value->outer];
            if (!f->known[v] && !has_items(f->views[v].dtype))
                f->views[v].data = NULL;
        } else if (value->data && (value->flags & LG_VALUE_STATE) && lg_frame_is_main(f)) {
            f->cls[v] = LG_FLOW_STATE;
        } else if (value->data) {
            f->cls[v] = LG_FLOW_FIXED;
            f->views[v] = *value->data;
            f->known[v] = LG_KNOWN_CONST;
        } else if (value->flags & LG_VALUE_INPUT) {
            f->cls[v] = LG_FLOW_FIXED;
            if (has_items(f->views[v].dtype) && !f->views[v].data)
                LG_TRY(set_items(f, v, lg_elem_dtype(g, v), err));
        }
    }
    for (uint32_t i = 0; i < p->n_states && lg_frame_is_main(f); i++) {
        lg_id v = p->states[i];
        f->views[v] = *g->values[v].data;
        f->views[v].data = f->session->state_of[i].data;
        f->bytes[v] = f->session->state_of[i].bytes;
    }
    return LG_OK;
}

/* ---- one step ---- */

static bool reads_only_dims(const lg_op_desc *d) {
    return (d->flags & LG_OP_DIMS_ONLY) != 0;
}

static bool pure(const lg_step *s) {
    const lg_op_desc *d = s->node->desc;
    if ((d->flags & (LG_OP_RANDOM | LG_OP_EFFECT)) || s->calls_graphs || d->prepare)
        return false;
    for (uint32_t i = 0; i < s->node->n_in; i++) {
        const lg_arg_desc *arg = lg_arg_of(d->inputs, d->n_inputs, i);
        if (arg && (arg->flags & LG_ARG_MUTATED))
            return false;
    }
    return true;
}

/* All results are small, and all that is read is known. */
static bool can_evaluate(const lg_step *s) {
    const lg_frame *f = s->frame;
    bool dims_only = reads_only_dims(s->node->desc);
    if (!pure(s) || (f->session->program->flags & LG_COMPILE_NO_REUSE && !dims_only))
        return false;
    for (uint32_t i = 0; i < s->node->n_in; i++) {
        lg_id v = s->node->in[i];
        if (v != LG_NO_ID && !dims_only &&
            (!f->known[v] || f->views[v].count > KNOWN_ELEMENTS || has_items(f->views[v].dtype)))
            return false;
        if (v != LG_NO_ID && dims_only && !concrete(&f->views[v]))
            return false;
    }
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        const lg_view *v = s->node->out[k] == LG_NO_ID ? NULL : &f->views[s->node->out[k]];
        if (v && (!concrete(v) || v->count > KNOWN_ELEMENTS || lg_dtype_bits(v->dtype) == 0))
            return false;
    }
    return true;
}

static lg_status evaluate(lg_step *s, lg_error *err) {
    lg_frame *f = s->frame;
    lg_view *out = s->exec.out;
    void *workspace = NULL;
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        lg_id v = s->node->out[k];
        out[k] = (lg_view){0};
        if (v == LG_NO_ID || !f->code->wanted[v])
            continue;
        size_t bytes;
        LG_TRY(lg_dtype_bytes(f->views[v].dtype, f->views[v].count, &bytes, err));
        LG_TRY(lg_arena_alloc_data(&f->facts, bytes, &f->views[v].data, err));
        out[k] = f->views[v];
    }
    LG_TRY(lg_arena_alloc_data(&f->facts, s->workspace, &workspace, err));
    s->exec.workspace = workspace;
    f->evaluating = true;
    lg_status st = s->node->desc->run(&s->exec);
    f->evaluating = false;
    if (st != LG_OK && err && err != &f->session->error)
        *err = f->session->error;
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        lg_id v = s->node->out[k];
        if (v == LG_NO_ID)
            continue;
        f->known[v] = st == LG_OK ? LG_KNOWN_BOUND : LG_KNOWN_NO;
        f->cls[v] = LG_FLOW_FIXED;
        if (st != LG_OK)
            f->views[v].data = NULL;
    }
    return st;
}

static lg_status take_types(lg_step *s, bool *out_static, lg_error *err) {
    lg_frame *f = s->frame;
    *out_static = true;
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        lg_id v = s->node->out[k];
        const lg_type *t = &f->types[k];
        if (v == LG_NO_ID)
            continue;
        int32_t dtype = t->dtype != LG_UNDEFINED ? t->dtype : f->code->graph->values[v].dtype;
        LG_TRY(lg_frame_set_type(f, v, dtype, t->rank, t->dims, err));
        if (has_items(dtype))
            LG_TRY(set_items(f, v, t->elem_dtype ? t->elem_dtype : lg_elem_dtype(f->code->graph, v),
                             err));
        if (f->code->wanted[v] && (!concrete(&f->views[v]) || lg_dtype_bits(dtype) == 0))
            *out_static = false;
    }
    return LG_OK;
}

static lg_status classify_alias(lg_step *s, bool is_static) {
    lg_frame *f = s->frame;
    lg_id v = s->node->out[0], root = f->code->root[v];
    f->cls[v] = f->cls[root];
    f->known[v] = f->known[root];
    f->views[v].data = f->known[root] ? f->views[root].data : NULL;
    s->mode = is_static && f->cls[root] != LG_FLOW_DYNAMIC ? LG_STEP_SKIP : LG_STEP_RESHAPED;
    return LG_OK;
}

static lg_status classify(lg_step *s, bool probe, lg_error *err) {
    lg_frame *f = s->frame;
    bool is_static, out_static;
    LG_TRY(lg_step_infer(s, false, err));
    LG_TRY(take_types(s, &out_static, err));
    is_static = out_static;
    for (uint32_t i = 0; i < s->node->n_in; i++) {
        lg_id v = s->node->in[i];
        if (v != LG_NO_ID && (!concrete(&f->views[v]) || has_items(f->views[v].dtype) ||
                              f->cls[f->code->root[v]] == LG_FLOW_DYNAMIC))
            is_static = false;
    }
    lg_id first = s->node->n_out ? s->node->out[0] : LG_NO_ID;
    if (first != LG_NO_ID && f->code->root[first] != first)
        return classify_alias(s, is_static);
    if (out_static && can_evaluate(s)) {
        lg_status st = evaluate(s, err);
        s->mode = LG_STEP_SKIP;
        /* What fails now fails again when it runs, if it runs at all. */
        if (st == LG_OK || st == LG_E_NO_MEMORY || st == LG_E_CANCELLED || st == LG_E_LIMIT)
            return st;
    }
    s->mode = is_static ? LG_STEP_STATIC : LG_STEP_DYNAMIC;
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        lg_id v = s->node->out[k];
        if (v == LG_NO_ID)
            continue;
        f->known[v] = LG_KNOWN_NO;
        f->cls[v] = !f->code->wanted[v] ? LG_FLOW_NONE
                    : is_static         ? LG_FLOW_PLANNED
                                        : LG_FLOW_DYNAMIC;
        if (is_static && f->code->wanted[v]) {
            size_t bytes;
            LG_TRY(lg_dtype_bytes(f->views[v].dtype, f->views[v].count, &bytes, err));
            f->bytes[v] = bytes;
        }
    }
    if (probe)
        return LG_OK;
    /* A dynamic step is prepared when its shapes are known. */
    if (is_static)
        return lg_step_prepare(s, err);
    for (uint32_t k = 0; k < s->node->n_out; k++)
        s->over[k] = lg_may_overwrite(s->node, k);
    return LG_OK;
}

static lg_status walk(lg_frame *f, bool probe, lg_error *err) {
    const lg_code *c = f->code;
    f->prepared = false;
    lg_frame_drop_values(f);
    lg_arena_rewind(&f->facts);
    for (uint32_t t = 0; t < c->n_steps; t++) {
        lg_step_release(&f->steps[t]);
        f->steps[t].n_shapes = 0;
    }
    for (uint32_t k = 0; k < c->sub_start[c->n_steps]; k++)
        f->subs[k]->prepared = false;
    LG_TRY(start_values(f, err));
    for (uint32_t t = 0; t < c->n_steps; t++) {
        lg_status st = classify(&f->steps[t], probe, err);
        if (st != LG_OK)
            return lg_step_wrap(&f->steps[t], st, err);
    }
    return LG_OK;
}

lg_status lg_frame_probe(lg_frame *f, lg_error *err) {
    return walk(f, true, err);
}

/* ---- memory ---- */

static lg_status grow_arena(lg_frame *f, lg_error *err) {
    lg_session *s = f->session;
    uint64_t need = f->plan.placed.height;
    size_t size;
    if (need > SIZE_MAX || !lg_align_size(need ? (size_t)need : 1, LG_ALIGN, &size))
        return lg_no_memory(err, SIZE_MAX);
    if (lg_frame_is_main(f) && s->given_arena && s->given_bytes >= need) {
        drop_arena(f);
        f->arena = s->given_arena;
        f->arena_size = s->given_bytes;
        f->arena_borrowed = true;
        return LG_OK;
    }
    if (f->arena && !f->arena_borrowed && f->arena_size >= need)
        return LG_OK;
    drop_arena(f);
    void *memory = NULL;
    LG_TRY(lg_heap_charge(&s->heap, size, err));
    lg_status st = lg_alloc_raw(&s->context->allocator, size, &memory, err);
    if (st != LG_OK) {
        lg_heap_discharge(&s->heap, size);
        return st;
    }
    f->arena = memory;
    f->arena_size = size;
    return LG_OK;
}

/* Outputs whose buffer can be the caller's: produced by a static step and large enough there. */
static void choose_external(lg_frame *f) {
    const lg_session *s = f->session;
    const lg_program *p = s->program;
    memset(f->external, 0, f->code->graph->n_values);
    if (!lg_frame_is_main(f))
        return;
    for (uint32_t i = 0; i < p->n_outputs; i++) {
        lg_id v = p->outputs[i];
        lg_output_slot *o = &s->outputs[i];
        o->direct = o->buffer && !o->overlaps && p->output_of[v] == i && f->code->root[v] == v &&
                    f->cls[v] == LG_FLOW_PLANNED && o->bytes >= f->bytes[v] &&
                    (uintptr_t)o->buffer % 16 == 0;
        if (o->direct)
            f->external[v] = 1;
    }
}

static lg_status make_plan(lg_frame *f, lg_error *err) {
    const lg_code *c = f->code;
    const lg_program *p = f->session->program;
    f->n_active = 0;
    f->has_dynamic = false;
    for (uint32_t t = 0; t < c->n_steps; t++) {
        lg_step *s = &f->steps[t];
        f->skip[t] = s->mode == LG_STEP_SKIP;
        f->workspace[t] = s->mode == LG_STEP_STATIC ? s->workspace : 0;
        f->over[t] = s->over;
        if (s->mode != LG_STEP_SKIP)
            f->active[f->n_active++] = t;
        if (s->mode == LG_STEP_DYNAMIC)
            f->has_dynamic = true;
    }
    choose_external(f);
    lg_arena_rewind(&f->planning);
    f->flow = (lg_flow){.graph = c->graph,
                        .order = c->order,
                        .n_steps = c->n_steps,
                        .root = c->root,
                        .cls = f->cls,
                        .bytes = f->bytes,
                        .external = f->external,
                        .skip = f->skip,
                        .may_overwrite = f->over,
                        .workspace = f->workspace};
    if (p->flags & LG_COMPILE_NO_INPLACE)
        f->flow.flags |= LG_FLOW_NO_INPLACE;
    if (p->flags & LG_COMPILE_NO_REUSE)
        f->flow.flags |= LG_FLOW_NO_REUSE;
    if (lg_frame_is_main(f)) {
        f->flow.updates = p->updates;
        f->flow.n_updates = p->n_updates;
    }
    LG_TRY(lg_plan_make(&f->flow, &f->planning, &f->plan, err));
    LG_TRY(array(&f->planning, f->plan.n_storages, sizeof *f->place, &f->place, err));
    return grow_arena(f, err);
}

static void *place_of(const lg_frame *f, uint32_t storage) {
    const lg_storage *s = &f->plan.storages[storage];
    const lg_session *session = f->session;
    if (s->kind != LG_STORAGE_EXTERNAL)
        return (char *)f->arena + s->offset;
    const lg_program *p = session->program;
    uint32_t state = p->state_of[s->value], output = p->output_of[s->value];
    if (state != LG_NO_ID)
        return session->state_of[state].data;
    return output != LG_NO_ID ? session->outputs[output].buffer : NULL;
}

/* Outputs that have to overwrite an input but got a place of their own. */
static void find_precopies(lg_step *s) {
    const lg_op_desc *d = s->node->desc;
    lg_view *in = (lg_view *)(uintptr_t)s->exec.in;
    s->precopy = 0;
    for (uint32_t k = 0; k < s->node->n_out && k < 32; k++) {
        const lg_arg_desc *arg = lg_arg_of(d->outputs, d->n_outputs, k);
        if (!arg || !(arg->flags & LG_ARG_MUST_OVERWRITE) || !s->exec.out[k].data)
            continue;
        for (uint32_t i = 0; i < s->node->n_in && i < 32; i++)
            if ((arg->may_overwrite >> i & 1) && in[i].dtype != LG_UNDEFINED &&
                in[i].data != s->exec.out[k].data) {
                s->precopy |= (uint32_t)1 << k;
                break;
            }
    }
}

void lg_frame_place(lg_frame *f) {
    const lg_code *c = f->code;
    const lg_graph *g = c->graph;
    void **place = f->place;
    for (uint32_t i = 0; i < f->plan.n_storages; i++)
        place[i] = place_of(f, i);
    for (lg_id v = 0; v < g->n_values; v++)
        if (f->plan.storage[v] != LG_NO_ID)
            f->views[v].data = place[f->plan.storage[v]];
    for (uint32_t a = 0; a < f->n_active; a++) {
        lg_step *s = &f->steps[f->active[a]];
        if (s->mode != LG_STEP_STATIC)
            continue;
        lg_view *in = (lg_view *)(uintptr_t)s->exec.in;
        for (uint32_t i = 0; i < s->node->n_in; i++)
            in[i] = s->node->in[i] == LG_NO_ID ? (lg_view){0} : f->views[s->node->in[i]];
        for (uint32_t k = 0; k < s->node->n_out; k++) {
            lg_id v = s->node->out[k];
            s->exec.out[k] = v == LG_NO_ID || !c->wanted[v] ? (lg_view){0} : f->views[v];
        }
        uint32_t w = f->plan.workspace[s->index];
        s->exec.workspace = w == LG_NO_ID ? NULL : place[w];
        find_precopies(s);
    }
}

/* What is assigned to a variable has to have its type, as far as that is known. */
static lg_status check_updates(const lg_frame *f, lg_error *err) {
    const lg_program *p = f->session->program;
    for (uint32_t u = 0; u < p->n_updates && lg_frame_is_main(f); u++) {
        const lg_view *a = &f->views[p->updates[u].state], *b = &f->views[p->updates[u].value];
        if (concrete(b))
            LG_TRY(lg_check_assign(f->code->graph, p->updates[u].state, a, b, err));
    }
    return LG_OK;
}

lg_status lg_frame_prepare(lg_frame *f, lg_error *err) {
    if (lg_frame_is_main(f))
        f->session->next_symbol = LG_FIRST_SYMBOL;
    LG_TRY(walk(f, false, err));
    LG_TRY(check_updates(f, err));
    LG_TRY(make_plan(f, err));
    lg_frame_place(f);
    f->prepared = true;
    return LG_OK;
}
