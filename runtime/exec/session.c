/* SPDX-License-Identifier: Apache-2.0 */
/* lg_session: creation, state variables, running, outputs. */
#include "runtime/exec/session.h"

#include <string.h>

/* ---- state variables ---- */

static void state_release(lg_state *state) {
    if (!state || atomic_fetch_sub_explicit(&state->refs, 1, memory_order_acq_rel) != 1)
        return;
    lg_program *p = state->program;
    const lg_allocator *a = &p->context->allocator;
    for (uint32_t i = 0; i < p->n_states && state->buffers; i++)
        lg_free(a, state->buffers[i].data, state->buffers[i].bytes);
    lg_free(a, state->buffers, p->n_states * sizeof *state->buffers);
    lg_free(a, state, sizeof *state);
    lg_program_destroy(p);
}

static lg_status state_create(lg_program *p, lg_state **out, lg_error *err) {
    const lg_allocator *a = &p->context->allocator;
    void *memory = NULL;
    LG_TRY(lg_alloc_zero(a, sizeof(lg_state), &memory, err));
    lg_state *state = memory;
    atomic_init(&state->refs, 1);
    state->program = p;
    lg_program_retain(p);
    lg_status st = lg_alloc_array(a, p->n_states, sizeof *state->buffers, &memory, err);
    if (st == LG_OK)
        state->buffers = memory;
    for (uint32_t i = 0; i < p->n_states && st == LG_OK; i++) {
        const lg_view *data = p->graph->values[p->states[i]].data;
        lg_state_buffer *b = &state->buffers[i];
        if (lg_dtype_bits(data->dtype) == 0)
            st = lg_fail(err, LG_E_UNSUPPORTED, "state variable '%s' has type %s",
                         LG_SHOW(p->graph->values[p->states[i]].name),
                         lg_dtype_onnx_name(data->dtype));
        if (st == LG_OK)
            st = lg_dtype_bytes(data->dtype, data->count, &b->bytes, err);
        if (st == LG_OK)
            st = lg_alloc_raw(a, b->bytes, &b->data, err);
        if (st == LG_OK && b->bytes && data->data)
            memcpy(b->data, data->data, b->bytes);
    }
    if (st != LG_OK) {
        state_release(state);
        return st;
    }
    *out = state;
    return LG_OK;
}

/* State of another session, matched by name; variables that it lacks are an error. */
static lg_status state_share(lg_session *s, const lg_session *other, lg_error *err) {
    const lg_program *p = s->program, *q = other->state->program;
    for (uint32_t i = 0; i < p->n_states; i++) {
        const lg_value *v = &p->graph->values[p->states[i]];
        lg_id id = lg_graph_find(q->graph, v->name);
        uint32_t at = id == LG_NO_ID ? LG_NO_ID : q->state_of[id];
        if (at == LG_NO_ID)
            return lg_fail(err, LG_E_ARGUMENT, "the other session has no state variable '%s'",
                           LG_SHOW(v->name));
        LG_TRY(lg_check_assign(p->graph, p->states[i], v->data, q->graph->values[id].data, err));
        s->state_of[i] = other->state->buffers[at];
    }
    atomic_fetch_add_explicit(&other->state->refs, 1, memory_order_relaxed);
    s->state = other->state;
    return LG_OK;
}

lg_status lg_check_assign(const lg_graph *graph, lg_id state, const lg_view *to,
                          const lg_view *value, lg_error *err) {
    if (to->dtype != value->dtype)
        return lg_fail(err, LG_E_TYPE, "state variable '%s' has type %s, its new value %s",
                       LG_SHOW(graph->values[state].name), lg_dtype_onnx_name(to->dtype),
                       lg_dtype_onnx_name(value->dtype));
    bool same = to->rank == value->rank;
    for (int32_t i = 0; i < to->rank && same; i++)
        same = to->dims[i] == value->dims[i];
    if (!same)
        return lg_fail(err, LG_E_SHAPE,
                       "state variable '%s' has rank %d and %lld elements, its new value %d and "
                       "%lld",
                       LG_SHOW(graph->values[state].name), (int)to->rank, (long long)to->count,
                       (int)value->rank, (long long)value->count);
    return LG_OK;
}

/* ---- creation ---- */

static lg_status arrays(lg_session *s, lg_error *err) {
    const lg_program *p = s->program;
    void *memory = NULL;
    LG_TRY(lg_arena_array(&s->arena, p->n_states, sizeof *s->state_of, &memory, err));
    s->state_of = memory;
    LG_TRY(lg_arena_array(&s->arena, p->n_inputs, sizeof *s->inputs, &memory, err));
    s->inputs = memory;
    LG_TRY(lg_arena_array(&s->arena, p->n_outputs, sizeof *s->outputs, &memory, err));
    s->outputs = memory;
    LG_TRY(lg_arena_array(&s->arena, p->max_out, sizeof *s->names, &memory, err));
    s->names = memory;
    LG_TRY(lg_arena_array(&s->arena, p->max_out, sizeof *s->named, &memory, err));
    s->named = memory;
    LG_TRY(lg_arena_array(&s->arena, p->n_updates, sizeof *s->sources, &memory, err));
    s->sources = memory;
    return LG_OK;
}

static lg_status build(lg_session *s, const lg_session *share, lg_error *err) {
    LG_TRY(arrays(s, err));
    if (share) {
        LG_TRY(state_share(s, share, err));
    } else {
        LG_TRY(state_create(s->program, &s->state, err));
        for (uint32_t i = 0; i < s->program->n_states; i++)
            s->state_of[i] = s->state->buffers[i];
    }
    return lg_frame_create(s, s->program->code, NULL, &s->frame, err);
}

lg_status lg_session_create(lg_program *program, const lg_session_options *options,
                            lg_session **out_session, lg_error *err) {
    lg_session_options o;
    LG_TRY(lg_options_copy(&o, sizeof o, options, "LG_SESSION_OPTIONS", err));
    if (!program || !out_session)
        return lg_fail(err, LG_E_ARGUMENT, "lg_session_create: program and out_session are needed");
    const lg_allocator *a = &program->context->allocator;
    void *memory = NULL;
    LG_TRY(lg_alloc_zero(a, sizeof(lg_session), &memory, err));
    lg_session *s = memory;
    s->program = program;
    s->context = program->context;
    s->options = o;
    s->shapes_changed = true;
    s->next_symbol = LG_FIRST_SYMBOL;
    s->error = (lg_error)LG_ERROR_INIT;
    lg_program_retain(program);
    lg_arena_init(&s->arena, *a, 0);
    lg_arena_init(&s->keep, *a, 0);
    lg_heap_init(&s->heap, *a, program->context->limits.max_total_bytes);
    lg_status st = build(s, o.share_state, err);
    if (st != LG_OK) {
        lg_session_destroy(s);
        return st;
    }
    *out_session = s;
    return LG_OK;
}

void lg_session_destroy(lg_session *s) {
    if (!s)
        return;
    lg_allocator a = s->context->allocator;
    lg_program *program = s->program;
    lg_frame_destroy(s->frame);
    lg_block_list_reset(&s->heap, &s->staged);
    lg_heap_reset(&s->heap);
    lg_arena_reset(&s->keep);
    lg_arena_reset(&s->arena);
    lg_free(&a, s->events, s->cap_events * sizeof *s->events);
    state_release(s->state);
    lg_free(&a, s, sizeof *s);
    lg_program_destroy(program);
}

/* ---- running ---- */

static lg_status report(lg_session *s, lg_status st, lg_error *err) {
    if (st != LG_OK && err)
        *err = s->error;
    return st;
}

static lg_status prepare(lg_session *s, lg_error *err) {
    s->visits = 0;
    LG_TRY(lg_session_check_inputs(s, err));
    lg_session_find_overlaps(s);
    LG_TRY(lg_frame_prepare(s->frame, err));
    lg_session_place_inputs(s);
    s->shapes_changed = s->outputs_changed = false;
    s->finishes = s->program->n_updates > 0;
    s->binds_outputs = false;
    for (uint32_t i = 0; i < s->program->n_outputs; i++)
        if (s->outputs[i].buffer) {
            s->binds_outputs = true;
            s->finishes = s->finishes || !s->outputs[i].direct;
        }
    return LG_OK;
}

lg_status lg_session_prepare(lg_session *s, lg_error *err) {
    s->error = (lg_error)LG_ERROR_INIT;
    s->ran = false;
    return report(s, prepare(s, &s->error), err);
}

static lg_status stage(lg_session *s, const lg_view *v, void **out, lg_error *err) {
    size_t bytes;
    LG_TRY(lg_dtype_bytes(v->dtype, v->count, &bytes, err));
    LG_TRY(lg_block_list_take(&s->heap, &s->staged, bytes, out, err));
    if (bytes)
        memcpy(*out, v->data, bytes);
    return LG_OK;
}

static lg_status copy_outputs(lg_session *s, lg_error *err) {
    const lg_program *p = s->program;
    const lg_frame *f = s->frame;
    for (uint32_t i = 0; i < p->n_outputs; i++) {
        lg_output_slot *o = &s->outputs[i];
        const lg_view *v = &f->views[p->outputs[i]];
        size_t bytes;
        o->copied = false;
        if (o->buffer && !o->direct) {
            if (lg_dtype_bits(v->dtype) == 0)
                return lg_fail(err, LG_E_UNSUPPORTED,
                               "output %u '%s' has type %s, which needs no buffer of the caller", i,
                               LG_SHOW(f->code->graph->values[p->outputs[i]].name),
                               lg_dtype_onnx_name(v->dtype));
            LG_TRY(lg_dtype_bytes(v->dtype, v->count, &bytes, err));
            if (bytes > o->bytes)
                return lg_fail(
                    err, LG_E_ARGUMENT, "output %u '%s' needs %zu bytes, its buffer has %zu", i,
                    LG_SHOW(f->code->graph->values[p->outputs[i]].name), bytes, o->bytes);
            if (bytes)
                memmove(o->buffer, v->data, bytes);
            o->data = o->buffer;
            o->copied = true;
        } else if (!o->buffer && p->n_updates &&
                   f->cls[f->code->root[p->outputs[i]]] == LG_FLOW_STATE) {
            /* The variable is about to change under the result. */
            LG_TRY(stage(s, v, &o->data, err));
            o->copied = true;
        }
    }
    return LG_OK;
}

/* New values of variables that were not made in place; those that are variables themselves are
 * saved first, so that exchanges work. */
static lg_status apply_updates(lg_session *s, lg_error *err) {
    const lg_program *p = s->program;
    const lg_frame *f = s->frame;
    for (uint32_t pass = 0; pass < 2; pass++)
        for (uint32_t u = 0; u < p->n_updates; u++) {
            lg_id state = p->updates[u].state, value = p->updates[u].value;
            const lg_view *v = &f->views[value];
            lg_state_buffer *b = &s->state_of[p->state_of[state]];
            bool is_state = f->cls[f->code->root[value]] == LG_FLOW_STATE;
            if (f->plan.direct[u])
                continue;
            if (pass == 0) {
                LG_TRY(lg_check_assign(f->code->graph, state, f->code->graph->values[state].data, v,
                                       err));
                s->sources[u] = v->data;
                if (is_state)
                    LG_TRY(stage(s, v, &s->sources[u], err));
            } else if (b->bytes && s->sources[u] != b->data) {
                memcpy(b->data, s->sources[u], b->bytes);
            }
        }
    return LG_OK;
}

static lg_status run(lg_session *s, lg_error *err) {
    if (s->data_changed && s->binds_outputs)
        lg_session_find_overlaps(s);
    if (s->shapes_changed || s->outputs_changed || !s->frame->prepared)
        LG_TRY(prepare(s, err));
    else if (s->data_changed)
        lg_session_place_inputs(s);
    lg_arena_rewind(&s->keep);
    lg_block_list_give(&s->heap, &s->staged);
    s->deadline = lg_context_deadline(s->context);
    s->frame_calls = 0;
    s->visits = 0;
    LG_TRY(lg_frame_run(s->frame, err));
    if (s->finishes) {
        LG_TRY(copy_outputs(s, err));
        LG_TRY(apply_updates(s, err));
    }
    s->run_number++;
    s->ran = true;
    return LG_OK;
}

lg_status lg_session_run(lg_session *s, lg_error *err) {
    s->ran = false;
    s->error.node = -1;
    return report(s, run(s, &s->error), err);
}

lg_status lg_session_output(const lg_session *s, uint32_t index, lg_view *out_view, lg_error *err) {
    if (index >= s->program->n_outputs)
        return lg_fail(err, LG_E_ARGUMENT, "output %u of %u", index, s->program->n_outputs);
    if (!s->ran)
        return lg_fail(err, LG_E_ARGUMENT, "output %u: there was no successful run", index);
    *out_view = s->frame->views[s->program->outputs[index]];
    if (s->outputs[index].copied)
        out_view->data = s->outputs[index].data;
    return LG_OK;
}

size_t lg_session_arena_size(const lg_session *s) {
    return (size_t)s->frame->plan.placed.height;
}

lg_status lg_session_set_arena(lg_session *s, void *memory, size_t bytes, lg_error *err) {
    if (memory && (uintptr_t)memory % LG_ALIGN)
        return lg_fail(err, LG_E_ARGUMENT, "the arena is not aligned to %zu bytes", LG_ALIGN);
    s->given_arena = memory;
    s->given_bytes = memory ? bytes : 0;
    s->frame->prepared = false;
    s->shapes_changed = true;
    s->ran = false;
    return LG_OK;
}

/* ---- state ---- */

lg_status lg_session_get_state(const lg_session *s, uint32_t index, lg_view *out_view,
                               lg_error *err) {
    if (index >= s->program->n_states)
        return lg_fail(err, LG_E_ARGUMENT, "state variable %u of %u", index, s->program->n_states);
    *out_view = *s->program->graph->values[s->program->states[index]].data;
    out_view->data = s->state_of[index].data;
    return LG_OK;
}

lg_status lg_session_set_state(lg_session *s, uint32_t index, const lg_view *value, lg_error *err) {
    if (index >= s->program->n_states || !value)
        return lg_fail(err, LG_E_ARGUMENT, "state variable %u of %u", index, s->program->n_states);
    lg_id id = s->program->states[index];
    LG_TRY(lg_check_assign(s->program->graph, id, s->program->graph->values[id].data, value, err));
    if (s->state_of[index].bytes && value->data)
        memmove(s->state_of[index].data, value->data, s->state_of[index].bytes);
    return LG_OK;
}
