/* SPDX-License-Identifier: Apache-2.0 */
/* Binding of inputs and output buffers: types, shapes, and sizes that have to agree. */
#include "runtime/exec/session.h"

#include <stdio.h>
#include <string.h>

static const lg_value *input_value(const lg_session *s, uint32_t index) {
    return &s->program->graph->values[s->program->inputs[index]];
}

/* "[N,3,4]" with the names of symbols; cut when it is too long. */
static void shape_text(const lg_session *s, const int64_t *dims, int32_t rank, char *out,
                       size_t size) {
    size_t n = 1;
    (void)snprintf(out, size, "[");
    for (int32_t i = 0; i < rank && n + 1 < size; i++) {
        int w = dims[i] >= 0
                    ? snprintf(out + n, size - n, "%s%lld", i ? "," : "", (long long)dims[i])
                    : snprintf(out + n, size - n, "%s%s", i ? "," : "",
                               lg_program_dim_name(s->program, dims[i]));
        n += w > 0 ? (size_t)w : 0;
    }
    if (n + 1 < size)
        (void)snprintf(out + n, size - n, "]");
}

static lg_status wrong_shape(const lg_session *s, uint32_t index, const lg_view *v, lg_error *err) {
    const lg_value *want = input_value(s, index);
    char expected[120], actual[120];
    shape_text(s, want->dims, want->rank, expected, sizeof expected);
    shape_text(s, v->dims, v->rank, actual, sizeof actual);
    return lg_fail(err, LG_E_SHAPE, "input %u '%s' has shape %s, expected %s", index,
                   LG_SHOW(want->name), actual, expected);
}

static lg_status check_view(const lg_session *s, uint32_t index, const lg_view *v, lg_error *err) {
    const lg_value *want = input_value(s, index);
    if (want->dtype != LG_UNDEFINED && v->dtype != want->dtype)
        return lg_fail(err, LG_E_TYPE, "input %u '%s' has type %s, expected %s", index,
                       LG_SHOW(want->name), lg_dtype_onnx_name(v->dtype),
                       lg_dtype_onnx_name(want->dtype));
    if (v->dtype == LG_SEQUENCE || v->dtype == LG_OPTIONAL || v->dtype == LG_MAP) {
        if (!v->data)
            return lg_fail(err, LG_E_ARGUMENT, "input %u '%s' has no data", index,
                           LG_SHOW(want->name));
        return LG_OK;
    }
    size_t bytes;
    int64_t count;
    if (v->rank < 0 || v->rank > LG_MAX_RANK || (v->rank > 0 && !v->dims) ||
        !lg_count_dims(v->dims, v->rank, &count))
        return lg_fail(err, LG_E_ARGUMENT, "input %u '%s': rank %d or dims are no shape", index,
                       LG_SHOW(want->name), (int)v->rank);
    LG_TRY(lg_dtype_bytes(v->dtype, count, &bytes, err));
    if (!v->data && count > 0)
        return lg_fail(err, LG_E_ARGUMENT, "input %u '%s' has no data", index, LG_SHOW(want->name));
    if (want->rank >= 0 && v->rank != want->rank)
        return wrong_shape(s, index, v, err);
    for (int32_t i = 0; i < want->rank; i++)
        if (want->dims[i] >= 0 && want->dims[i] != v->dims[i])
            return wrong_shape(s, index, v, err);
    return LG_OK;
}

lg_status lg_session_bind_input(lg_session *s, uint32_t index, const lg_view *value,
                                lg_error *err) {
    if (index >= s->program->n_inputs || !value)
        return lg_fail(err, LG_E_ARGUMENT, "input %u of %u", index, s->program->n_inputs);
    LG_TRY(check_view(s, index, value, err));
    lg_input_slot *in = &s->inputs[index];
    int32_t rank = value->rank > 0 ? value->rank : 0;
    size_t bytes = (size_t)rank * sizeof *value->dims;
    if (!in->bound || in->view.dtype != value->dtype || in->view.rank != value->rank ||
        (rank && memcmp(in->dims, value->dims, bytes) != 0)) {
        s->shapes_changed = true;
        if (rank)
            memmove(in->dims, value->dims, bytes);
    }
    in->view = *value;
    in->view.dims = in->dims;
    if (!lg_count_dims(in->dims, rank, &in->view.count))
        in->view.count = 1; /* a sequence */
    in->bound = true;
    s->data_changed = true;
    s->ran = false;
    return LG_OK;
}

lg_status lg_session_bind_output(lg_session *s, uint32_t index, void *buffer, size_t bytes,
                                 lg_error *err) {
    if (index >= s->program->n_outputs)
        return lg_fail(err, LG_E_ARGUMENT, "output %u of %u", index, s->program->n_outputs);
    lg_output_slot *o = &s->outputs[index];
    if (o->buffer != buffer || o->bytes != bytes) {
        o->buffer = buffer;
        o->bytes = buffer ? bytes : 0;
        o->copied = false;
        s->outputs_changed = true;
    }
    s->ran = false;
    return LG_OK;
}

lg_status lg_session_check_inputs(lg_session *s, lg_error *err) {
    const lg_program *p = s->program;
    void *memory = NULL;
    /* What each symbol stands for, and which input said so. */
    lg_arena_rewind(&s->frame->planning);
    LG_TRY(
        lg_arena_array(&s->frame->planning, p->module->n_symbols, sizeof(int64_t), &memory, err));
    int64_t *size = memory;
    LG_TRY(
        lg_arena_array(&s->frame->planning, p->module->n_symbols, sizeof(uint32_t), &memory, err));
    uint32_t *by = memory;
    for (uint32_t k = 0; k < p->module->n_symbols; k++)
        size[k] = -1;
    for (uint32_t i = 0; i < p->n_inputs; i++) {
        const lg_value *want = input_value(s, i);
        const lg_view *v = &s->inputs[i].view;
        if (!s->inputs[i].bound) {
            if (!p->code->wanted[p->inputs[i]])
                continue;
            return lg_fail(err, LG_E_ARGUMENT, "input %u '%s' is not bound", i,
                           LG_SHOW(want->name));
        }
        for (int32_t d = 0; d < want->rank && d < v->rank; d++) {
            int64_t k = -(want->dims[d] + 1);
            if (want->dims[d] >= 0 || k >= (int64_t)p->module->n_symbols ||
                p->module->symbols[k].op != LG_DIM_NEW)
                continue;
            if (size[k] >= 0 && size[k] != v->dims[d])
                return lg_fail(err, LG_E_SHAPE,
                               "input %u '%s' has dimension %s = %lld, but input %u '%s' has %lld",
                               i, LG_SHOW(want->name), lg_program_dim_name(p, want->dims[d]),
                               (long long)v->dims[d], by[k], LG_SHOW(input_value(s, by[k])->name),
                               (long long)size[k]);
            size[k] = v->dims[d];
            by[k] = i;
        }
        LG_TRY(lg_frame_set_type(s->frame, p->inputs[i], v->dtype, v->rank, v->dims, err));
        s->frame->views[p->inputs[i]].data = v->data;
    }
    return LG_OK;
}

static bool overlap(const void *a, size_t n, const void *b, size_t m) {
    uintptr_t x = (uintptr_t)a, y = (uintptr_t)b;
    return x < y ? y - x < n : x - y < m;
}

/* A buffer that overlaps an input must not be written before the input was read last. */
void lg_session_find_overlaps(lg_session *s) {
    const lg_program *p = s->program;
    for (uint32_t o = 0; o < p->n_outputs; o++) {
        lg_output_slot *out = &s->outputs[o];
        if (!out->buffer)
            continue;
        bool overlaps = false;
        for (uint32_t i = 0; i < p->n_inputs && !overlaps; i++) {
            const lg_view *v = &s->inputs[i].view;
            size_t bytes = 0;
            overlaps = s->inputs[i].bound && v->data &&
                       lg_dtype_bytes(v->dtype, v->count, &bytes, NULL) == LG_OK &&
                       overlap(v->data, bytes, out->buffer, out->bytes);
        }
        for (uint32_t k = 0; k < o && !overlaps; k++)
            overlaps = s->outputs[k].buffer &&
                       overlap(s->outputs[k].buffer, s->outputs[k].bytes, out->buffer, out->bytes);
        if (overlaps != out->overlaps) {
            out->overlaps = overlaps;
            s->outputs_changed = true;
        }
    }
}

void lg_session_place_inputs(lg_session *s) {
    for (uint32_t i = 0; i < s->program->n_inputs; i++)
        if (s->inputs[i].bound)
            lg_frame_set_data(s->frame, s->program->inputs[i], s->inputs[i].view.data);
    s->data_changed = false;
}
