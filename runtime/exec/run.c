/* SPDX-License-Identifier: Apache-2.0 */
/* The node loop: static steps are one call with contexts made beforehand; dynamic ones get types,
 * memory and contexts right before they run. */
#include "runtime/exec/session.h"

#include "runtime/exec/rng.h"

#include <string.h>

static bool has_items(int32_t dtype) {
    return dtype == LG_SEQUENCE || dtype == LG_OPTIONAL || dtype == LG_MAP;
}

void lg_frame_drop_values(lg_frame *f) {
    for (lg_id v = 0; v < f->code->graph->n_values; v++)
        if (f->in_heap[v]) {
            lg_heap_give(&f->session->heap, f->block[v]);
            f->in_heap[v] = 0;
        }
}

static void release_after(lg_frame *f, uint32_t step) {
    const lg_code *c = f->code;
    for (uint32_t i = c->release_start[step]; i < c->release_start[step + 1]; i++) {
        lg_id v = c->release[i];
        if (f->in_heap[v]) {
            lg_heap_give(&f->session->heap, f->block[v]);
            f->in_heap[v] = 0;
        }
    }
}

/* ---- dynamic steps ---- */

static lg_status give_output(lg_step *s, uint32_t k, lg_error *err) {
    lg_frame *f = s->frame;
    lg_id v = s->node->out[k];
    s->exec.out[k] = (lg_view){0};
    if (v == LG_NO_ID || !f->code->wanted[v])
        return LG_OK;
    lg_view *view = &f->views[v];
    int32_t dtype = view->dtype;
    if (s->calls_graphs) {
        LG_TRY(lg_frame_set_type(f, v, dtype, -1, NULL, err));
    } else {
        const lg_type *t = &f->types[k];
        dtype = t->dtype != LG_UNDEFINED ? t->dtype : dtype;
        LG_TRY(lg_frame_set_type(f, v, dtype, t->rank, t->dims, err));
    }
    if (view->rank >= 0 && view->count >= 0 && !has_items(dtype)) {
        size_t bytes;
        LG_TRY(lg_dtype_bytes(dtype, view->count, &bytes, err));
        LG_TRY(lg_heap_take(&f->session->heap, bytes, &f->block[v], &view->data, err));
        f->in_heap[v] = 1;
        /* Elements of strings are pointers: none may be left over from earlier. */
        if (dtype == LG_STRING)
            memset(view->data, 0, bytes);
    }
    s->exec.out[k] = *view;
    return LG_OK;
}

/* Types of inputs and outputs as numbers, to see whether prepare has to run again. */
static bool same_shapes(const lg_step *s) {
    uint32_t at = 0;
    for (uint32_t i = 0; i < s->node->n_in + s->node->n_out; i++) {
        const lg_view *v = i < s->node->n_in ? &s->exec.in[i] : &s->exec.out[i - s->node->n_in];
        int32_t rank = v->rank > 0 ? v->rank : 0;
        if (at + 2 + (uint32_t)rank > s->n_shapes || s->shapes[at] != v->dtype ||
            s->shapes[at + 1] != v->rank)
            return false;
        at += 2;
        if (rank && memcmp(&s->shapes[at], v->dims, (size_t)rank * sizeof *v->dims) != 0)
            return false;
        at += (uint32_t)rank;
    }
    return at == s->n_shapes;
}

static lg_status note_shapes(lg_step *s, lg_error *err) {
    s->n_shapes = 0;
    for (uint32_t i = 0; i < s->node->n_in + s->node->n_out; i++) {
        const lg_view *v = i < s->node->n_in ? &s->exec.in[i] : &s->exec.out[i - s->node->n_in];
        int32_t rank = v->rank > 0 ? v->rank : 0;
        for (int32_t k = -2; k < rank; k++) {
            LG_TRY(LG_GROW(&s->frame->session->arena, s->shapes, s->n_shapes, s->cap_shapes, err));
            s->shapes[s->n_shapes++] = k == -2 ? v->dtype : k == -1 ? v->rank : v->dims[k];
        }
    }
    return LG_OK;
}

/* prepare of a dynamic step when its shapes are not those of last time. It overwrites the views
 * of inputs and outputs, so they are filled in again afterwards. */
static lg_status prepare_again(lg_step *s, lg_error *err) {
    lg_frame *f = s->frame;
    if (!s->node->desc->prepare)
        return LG_OK;
    if (!s->prepared || !same_shapes(s)) {
        LG_TRY(note_shapes(s, err));
        lg_step_release(s);
        LG_TRY(lg_step_prepare(s, err));
    } else {
        s->workspace = s->prepared_workspace;
    }
    lg_view *in = (lg_view *)(uintptr_t)s->exec.in;
    for (uint32_t i = 0; i < s->node->n_in; i++)
        in[i] = s->node->in[i] == LG_NO_ID ? (lg_view){0} : f->views[s->node->in[i]];
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        lg_id v = s->node->out[k];
        s->exec.out[k] = v == LG_NO_ID || !f->code->wanted[v] ? (lg_view){0} : f->views[v];
    }
    return LG_OK;
}

/* Outputs that have to overwrite an input: the input's bytes go there first, and the operator
 * sees both in one place. */
static void copy_first(lg_step *s, bool all) {
    const lg_op_desc *d = s->node->desc;
    lg_view *in = (lg_view *)(uintptr_t)s->exec.in;
    for (uint32_t k = 0; k < s->node->n_out && k < 32; k++) {
        const lg_arg_desc *arg = lg_arg_of(d->outputs, d->n_outputs, k);
        if (!(all || s->precopy >> k & 1) || !arg || !(arg->flags & LG_ARG_MUST_OVERWRITE))
            continue;
        const lg_view *out = &s->exec.out[k];
        for (uint32_t i = 0; i < s->node->n_in && i < 32; i++) {
            size_t bytes;
            if (!(arg->may_overwrite >> i & 1) || !in[i].data || !out->data ||
                in[i].count != out->count ||
                lg_dtype_bytes(out->dtype, out->count, &bytes, NULL) != LG_OK)
                continue;
            lg_id v = s->node->in[i];
            memmove(out->data, s->frame->views[v].data, bytes);
            in[i].data = out->data;
            break;
        }
    }
}

static lg_status call(lg_step *s) {
    lg_frame *f = s->frame;
    if (s->random)
        s->exec.seed = lg_rng_seed(f->session->options.seed, f->code->number,
                                   f->code->order[s->index], f->session->run_number, f->calls);
    lg_status st = s->node->desc->run(&s->exec);
    if (s->run_blocks.n)
        lg_block_list_give(&f->session->heap, &s->run_blocks);
    return st;
}

static lg_status run_dynamic(lg_step *s, lg_error *err) {
    lg_frame *f = s->frame;
    lg_heap *heap = &f->session->heap;
    if (s->calls_graphs) {
        lg_view *in = (lg_view *)(uintptr_t)s->exec.in;
        for (uint32_t i = 0; i < s->node->n_in; i++)
            in[i] = s->node->in[i] == LG_NO_ID ? (lg_view){0} : f->views[s->node->in[i]];
    } else {
        LG_TRY(lg_step_infer(s, true, err));
    }
    for (uint32_t k = 0; k < s->node->n_out; k++)
        LG_TRY(give_output(s, k, err));
    LG_TRY(prepare_again(s, err));
    bool scratch = s->workspace > 0;
    s->exec.workspace = NULL;
    if (scratch)
        LG_TRY(lg_heap_take(heap, s->workspace, &s->workspace_block, &s->exec.workspace, err));
    copy_first(s, true);
    lg_status st = call(s);
    if (scratch)
        lg_heap_give(heap, s->workspace_block);
    LG_TRY(st);
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        lg_id v = s->node->out[k];
        if (v != LG_NO_ID && f->code->wanted[v] && !f->views[v].data)
            return lg_fail(err, LG_E_INTERNAL, "output %u got no memory", k);
    }
    return LG_OK;
}

static lg_status run_reshaped(lg_step *s, lg_error *err) {
    lg_frame *f = s->frame;
    lg_id v = s->node->out[0];
    const lg_view *from = &f->views[s->node->in[0]];
    LG_TRY(lg_step_infer(s, true, err));
    LG_TRY(lg_frame_set_type(f, v, f->types[0].dtype, f->types[0].rank, f->types[0].dims, err));
    lg_view *view = &f->views[v];
    if (view->count != from->count)
        return lg_fail(err, LG_E_SHAPE, "the result has %lld elements, the input %lld",
                       (long long)view->count, (long long)from->count);
    view->data = from->data;
    return LG_OK;
}

static lg_status run_step(lg_step *s, bool watch, lg_error *err) {
    uint64_t start = watch ? lg_machine_clock() : 0;
    switch (s->mode) {
    case LG_STEP_STATIC:
        if (s->precopy)
            copy_first(s, false);
        LG_TRY(call(s));
        break;
    case LG_STEP_DYNAMIC:
        LG_TRY(run_dynamic(s, err));
        break;
    default:
        LG_TRY(run_reshaped(s, err));
        break;
    }
    return watch ? lg_watch_step(s, start, lg_machine_clock(), err) : LG_OK;
}

lg_status lg_frame_run(lg_frame *f, lg_error *err) {
    lg_session *session = f->session;
    bool polls = session->context->cancel || session->deadline;
    bool watch = session->options.flags || session->options.on_node;
    f->calls = session->frame_calls++;
    if (f->has_dynamic)
        lg_frame_drop_values(f);
    for (uint32_t a = 0; a < f->n_active; a++) {
        lg_step *s = &f->steps[f->active[a]];
        lg_status st = LG_OK;
        if (polls)
            st = lg_context_poll(session->context, session->deadline, err);
        if (st == LG_OK)
            st = run_step(s, watch, err);
        if (st != LG_OK)
            return lg_step_wrap(s, st, err);
        if (f->has_dynamic)
            release_after(f, s->index);
    }
    return LG_OK;
}
