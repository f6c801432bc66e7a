/* SPDX-License-Identifier: Apache-2.0 */
/* Scan: a subgraph along an axis of its inputs, with values carried along and elements collected.
 * Version 8 has a batch axis in front of everything and sequence lengths; from version 9 on the
 * axes are attributes. Both are brought to one form: for each of `batches`, `length` steps. */
#include "ops/control/carry.h"

typedef struct scan_params {
    uint32_t body;
    int64_t num_scan_inputs;
    lg_ints scan_input_axes, scan_input_directions, scan_output_axes, scan_output_directions;
    lg_ints directions; /* version 8 */
} scan_params;

static const lg_attr_desc attrs_8[] = {
    LG_ATTR_GRAPH_FIELD(scan_params, body),
    {.name = "num_scan_inputs",
     .kind = LG_ATTR_INT,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(scan_params, num_scan_inputs, int64_t)},
    LG_ATTR_INTS_FIELD(scan_params, directions),
};
static const lg_attr_desc attrs[] = {
    LG_ATTR_GRAPH_FIELD(scan_params, body),
    {.name = "num_scan_inputs",
     .kind = LG_ATTR_INT,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(scan_params, num_scan_inputs, int64_t)},
    LG_ATTR_INTS_FIELD(scan_params, scan_input_axes),
    LG_ATTR_INTS_FIELD(scan_params, scan_input_directions),
    LG_ATTR_INTS_FIELD(scan_params, scan_output_axes),
    LG_ATTR_INTS_FIELD(scan_params, scan_output_directions),
};
static const lg_arg_desc in_8[] = {
    {.name = "sequence_lens",
     .type = "I",
     .dtypes = LG_T_I64,
     .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF},
    {.name = "initial_state_and_scan_inputs",
     .type = "V",
     .dtypes = LG_T_ALL,
     .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS},
};
static const lg_arg_desc in[] = {
    {.name = "initial_state_and_scan_inputs",
     .type = "V",
     .dtypes = LG_T_ALL,
     .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS},
};
static const lg_arg_desc out[] = {
    {.name = "final_state_and_scan_outputs",
     .type = "V",
     .dtypes = LG_T_ALL,
     .flags = LG_ARG_VARIADIC | LG_ARG_HETEROGENEOUS},
};

/* How the arguments of a node are divided. */
typedef struct layout {
    bool batched;     /* version 8 */
    uint32_t first;   /* of the initial states among the inputs */
    uint32_t n, m, k; /* states, scan inputs, scan outputs */
} layout;

static lg_status divide(const lg_host *host, const scan_params *p, bool batched, uint32_t n_in,
                        uint32_t n_out, layout *out_layout, lg_error *err) {
    layout l = {.batched = batched, .first = batched ? 1 : 0};
    uint32_t given = n_in - (n_in < l.first ? n_in : l.first);
    if (p->num_scan_inputs < 1 || p->num_scan_inputs > (int64_t)given)
        return host->fail(err, LG_E_MODEL, "num_scan_inputs is %lld of %u inputs",
                          (long long)p->num_scan_inputs, given);
    l.m = (uint32_t)p->num_scan_inputs;
    l.n = given - l.m;
    if (n_out < l.n)
        return host->fail(err, LG_E_MODEL, "%u outputs for %u states", n_out, l.n);
    l.k = n_out - l.n;
    *out_layout = l;
    return LG_OK;
}

/* Element i of an optional list, 0 when it is absent; negative axes count from the end. */
static lg_status axis_of(const lg_host *host, const lg_ints *axes, uint32_t i, uint32_t n,
                         int32_t rank, const char *name, int32_t *out_axis, lg_error *err) {
    *out_axis = 0;
    if (!axes->v)
        return LG_OK;
    if (axes->n != (int64_t)n)
        return host->fail(err, LG_E_MODEL, "%s has %lld elements, expected %u", name,
                          (long long)axes->n, n);
    int64_t a = axes->v[i];
    if (a < -(int64_t)rank || a >= rank)
        return host->fail(err, LG_E_MODEL, "%s has axis %lld for rank %d", name, (long long)a,
                          (int)rank);
    *out_axis = (int32_t)(a < 0 ? a + rank : a);
    return LG_OK;
}

static lg_status backwards(const lg_host *host, const lg_ints *directions, uint32_t i, uint32_t n,
                           const char *name, bool *out_back, lg_error *err) {
    *out_back = false;
    if (!directions->v)
        return LG_OK;
    if (directions->n != (int64_t)n || directions->v[i] < 0 || directions->v[i] > 1)
        return host->fail(err, LG_E_MODEL, "%s has to be %u times 0 or 1", name, n);
    *out_back = directions->v[i] == 1;
    return LG_OK;
}

static void without_axis(const lg_view *v, int32_t skip, int32_t axis, lg_type *type) {
    type->dtype = v->dtype;
    type->rank = 0;
    for (int32_t d = skip; d < v->rank; d++)
        if (d != axis)
            type->dims[type->rank++] = v->dims[d];
}

/* ---- infer ---- */

static lg_status input_types(lg_infer *ctx, const layout *l, lg_type *body_in, int64_t *length,
                             int64_t *batch) {
    const scan_params *p = ctx->params;
    int32_t lead = l->batched ? 1 : 0;
    for (uint32_t i = 0; i < l->n; i++) {
        const lg_view *v = &ctx->in[l->first + i];
        if (!l->batched) {
            carry_type_of(v, &body_in[i]);
            continue;
        }
        body_in[i].dtype = v->dtype;
        body_in[i].rank = -1;
        if (v->rank < 0)
            continue;
        if (v->rank < 1)
            return LG_FAIL(ctx, LG_E_SHAPE, "initial state %u has no batch axis", i);
        without_axis(v, 1, -1, &body_in[i]);
        *batch = op_known_dim(*batch, v->dims[0]);
    }
    for (uint32_t i = 0; i < l->m; i++) {
        const lg_view *v = &ctx->in[l->first + l->n + i];
        lg_type *t = &body_in[l->n + i];
        int32_t axis;
        t->dtype = v->dtype;
        t->rank = -1;
        if (v->rank < 0)
            continue;
        if (v->rank < 1 + lead)
            return LG_FAIL(ctx, LG_E_SHAPE, "scan input %u has rank %d, at least %d is needed", i,
                           (int)v->rank, 1 + (int)lead);
        LG_TRY(axis_of(ctx->host, &p->scan_input_axes, i, l->m, v->rank, "scan_input_axes", &axis,
                       ctx->err));
        axis += lead;
        if (*length >= 0 && v->dims[axis] >= 0 && *length != v->dims[axis])
            return LG_FAIL(ctx, LG_E_SHAPE,
                           "scan input %u has %lld elements along its axis, others have %lld", i,
                           (long long)v->dims[axis], (long long)*length);
        *length = *length == INT64_MIN ? v->dims[axis] : op_known_dim(*length, v->dims[axis]);
        if (lead)
            *batch = op_known_dim(*batch, v->dims[0]);
        without_axis(v, lead, axis, t);
    }
    return LG_OK;
}

static lg_status output_types(lg_infer *ctx, const layout *l, const lg_type *body_in,
                              const lg_type *body_out, int64_t length, int64_t batch) {
    const scan_params *p = ctx->params;
    int32_t lead = l->batched ? 1 : 0;
    for (uint32_t i = 0; i < l->n; i++) {
        lg_type *t = &ctx->out[i];
        *t = body_in[i];
        if (lead && t->rank >= 0 && t->rank < LG_MAX_RANK) {
            memmove(&t->dims[1], &t->dims[0], (size_t)t->rank * sizeof *t->dims);
            t->dims[0] = batch;
            t->rank++;
        }
    }
    for (uint32_t i = 0; i < l->k; i++) {
        const lg_type *e = &body_out[l->n + i];
        lg_type *t = &ctx->out[l->n + i];
        int32_t axis;
        t->dtype = e->dtype;
        t->rank = -1;
        if (e->rank < 0 || e->rank + 1 + lead > LG_MAX_RANK)
            continue;
        LG_TRY(axis_of(ctx->host, &p->scan_output_axes, i, l->k, e->rank + 1, "scan_output_axes",
                       &axis, ctx->err));
        t->rank = e->rank + 1 + lead;
        if (lead)
            t->dims[0] = batch;
        for (int32_t d = 0, s = 0; d < e->rank + 1; d++)
            t->dims[d + lead] = d == axis ? length : e->dims[s++];
    }
    return LG_OK;
}

static lg_status infer_any(lg_infer *ctx, bool batched) {
    const scan_params *p = ctx->params;
    layout l;
    LG_TRY(divide(ctx->host, p, batched, ctx->n_in, ctx->n_out, &l, ctx->err));
    lg_type *body_in, *body_out;
    LG_TRY(
        carry_array(ctx->host, ctx->self, (size_t)l.n + l.m, sizeof *body_in, &body_in, ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)l.n + l.k, sizeof *body_out, &body_out,
                       ctx->err));
    int64_t length = INT64_MIN, batch = INT64_MIN;
    LG_TRY(input_types(ctx, &l, body_in, &length, &batch));
    if (length == INT64_MIN)
        length = lg_infer_new_dim(ctx);
    if (batch == INT64_MIN)
        batch = lg_infer_new_dim(ctx);
    for (uint32_t i = 0; i < l.n + l.k; i++)
        body_out[i].rank = -1;
    LG_TRY(ctx->host->infer_subgraph(ctx->self, p->body, body_in, l.n + l.m, body_out, l.n + l.k,
                                     ctx->err));
    for (uint32_t i = 0; i < l.n; i++) {
        /* The shape of a state never changes: what the body says completes what is known. */
        if (body_in[i].dtype != body_out[i].dtype && body_out[i].dtype != LG_UNDEFINED)
            return LG_FAIL(ctx, LG_E_TYPE, "state %u has type %s, its next value %s", i,
                           lg_dtype_onnx_name(body_in[i].dtype),
                           lg_dtype_onnx_name(body_out[i].dtype));
        if (body_in[i].rank < 0)
            body_in[i] = body_out[i];
    }
    return output_types(ctx, &l, body_in, body_out, length, batch);
}

static lg_status infer_8(lg_infer *ctx) {
    return infer_any(ctx, true);
}

static lg_status infer(lg_infer *ctx) {
    return infer_any(ctx, false);
}

/* ---- run ---- */

/* One tensor along the scan axis: outer blocks, each with `length` slices of `inner` bytes. */
typedef struct strip {
    char *data;
    int64_t outer;
    size_t inner, batch_bytes;
    bool back, copies; /* against the direction; the slice is not contiguous */
    void *slice;       /* buffer for it */
    int32_t dtype, rank;
    int64_t count;
    int64_t dims[LG_MAX_RANK]; /* of a slice */
} strip;

typedef struct scan {
    lg_exec *ctx;
    layout l;
    int64_t batches, length;
    carry *states;
    strip *ins, *outs;
    lg_view *body_in, *body_out;
} scan;

static lg_status whole_bytes(const lg_exec *ctx, int32_t dtype, size_t *out_size) {
    *out_size = op_elem_size(dtype);
    if (*out_size == 0)
        return LG_FAIL(ctx, LG_E_UNSUPPORTED, "scanning along tensors of type %s",
                       lg_dtype_onnx_name(dtype));
    return LG_OK;
}

/* Describes dims[lead...] with the scan axis removed. */
static lg_status describe(const lg_exec *ctx, strip *s, int32_t dtype, const int64_t *dims,
                          int32_t rank, int32_t lead, int32_t axis) {
    size_t size;
    LG_TRY(whole_bytes(ctx, dtype, &size));
    s->dtype = dtype;
    s->rank = 0;
    s->outer = 1;
    s->count = 1;
    s->inner = size;
    size_t all = size;
    for (int32_t d = lead; d < rank; d++) {
        all *= (size_t)dims[d];
        if (d == axis)
            continue;
        s->dims[s->rank++] = dims[d];
        s->count *= dims[d];
        if (d < axis)
            s->outer *= dims[d];
        else
            s->inner *= (size_t)dims[d];
    }
    s->batch_bytes = all;
    s->copies = s->outer != 1;
    if (s->copies) {
        size_t bytes = s->inner * (size_t)s->outer;
        LG_TRY(ctx->host->alloc(ctx->self, bytes ? bytes : 1, &s->slice, ctx->err));
    }
    return LG_OK;
}

static lg_status open_inputs(scan *s) {
    lg_exec *ctx = s->ctx;
    const scan_params *p = ctx->params;
    int32_t lead = s->l.batched ? 1 : 0;
    s->length = -1;
    s->batches = 1;
    for (uint32_t i = 0; i < s->l.m; i++) {
        const lg_view *v = &ctx->in[s->l.first + s->l.n + i];
        int32_t axis;
        if (v->rank < 1 + lead)
            return LG_FAIL(ctx, LG_E_SHAPE, "scan input %u has rank %d", i, (int)v->rank);
        LG_TRY(axis_of(ctx->host, &p->scan_input_axes, i, s->l.m, v->rank, "scan_input_axes", &axis,
                       ctx->err));
        axis += lead;
        LG_TRY(describe(ctx, &s->ins[i], v->dtype, v->dims, v->rank, lead, axis));
        const lg_ints *directions = s->l.batched ? &p->directions : &p->scan_input_directions;
        LG_TRY(backwards(ctx->host, directions, i, s->l.m,
                         s->l.batched ? "directions" : "scan_input_directions", &s->ins[i].back,
                         ctx->err));
        s->ins[i].data = v->data;
        if (s->length >= 0 && s->length != v->dims[axis])
            return LG_FAIL(ctx, LG_E_SHAPE,
                           "scan input %u has %lld elements along its axis, others have %lld", i,
                           (long long)v->dims[axis], (long long)s->length);
        s->length = v->dims[axis];
        if (lead && i > 0 && s->batches != v->dims[0])
            return LG_FAIL(ctx, LG_E_SHAPE, "scan input %u has batch %lld, others %lld", i,
                           (long long)v->dims[0], (long long)s->batches);
        s->batches = lead ? v->dims[0] : 1;
    }
    return LG_OK;
}

/* Memory of output k, whose elements have the given type; once per run. */
static lg_status open_output(scan *s, uint32_t k, int32_t dtype, int32_t rank,
                             const int64_t *dims) {
    lg_exec *ctx = s->ctx;
    const scan_params *p = ctx->params;
    int32_t lead = s->l.batched ? 1 : 0, axis, at = 0;
    int64_t full[LG_MAX_RANK];
    strip *o = &s->outs[k];
    uint32_t index = s->l.n + k;
    if (rank + 1 + lead > LG_MAX_RANK)
        return LG_FAIL(ctx, LG_E_LIMIT, "scan output %u would have rank %d", k,
                       (int)(rank + 1 + lead));
    LG_TRY(axis_of(ctx->host, &p->scan_output_axes, k, s->l.k, rank + 1, "scan_output_axes", &axis,
                   ctx->err));
    LG_TRY(backwards(ctx->host, &p->scan_output_directions, k, s->l.k, "scan_output_directions",
                     &o->back, ctx->err));
    if (lead)
        full[0] = s->batches;
    for (int32_t d = 0; d < rank + 1; d++)
        full[d + lead] = d == axis ? s->length : dims[at++];
    bool wanted = ctx->out[index].dtype != LG_UNDEFINED;
    if (wanted)
        LG_TRY(lg_exec_output(ctx, index, dtype, rank + 1 + lead, full));
    LG_TRY(describe(ctx, o, dtype, full, rank + 1 + lead, lead, axis + lead));
    o->data = wanted ? ctx->out[index].data : NULL;
    /* Steps beyond a sequence's length leave zeros. */
    size_t bytes;
    LG_TRY(lg_dtype_bytes(dtype, wanted ? ctx->out[index].count : 0, &bytes, ctx->err));
    if (bytes)
        memset(o->data, 0, bytes);
    return LG_OK;
}

static lg_view slice_of(const scan *s, const strip *in_strip, int64_t batch, int64_t t,
                        int64_t steps) {
    const strip *i = in_strip;
    int64_t at = i->back ? steps - 1 - t : t;
    char *base = i->data + (size_t)batch * i->batch_bytes;
    lg_view v = {.dims = i->dims, .count = i->count, .rank = i->rank, .dtype = i->dtype};
    if (!i->copies) {
        v.data = base + (size_t)at * i->inner;
        return v;
    }
    v.data = i->slice;
    for (int64_t o = 0; o < i->outer; o++)
        if (i->inner)
            memcpy((char *)i->slice + (size_t)o * i->inner,
                   base + ((size_t)o * (size_t)s->length + (size_t)at) * i->inner, i->inner);
    return v;
}

static lg_status store(scan *s, uint32_t k, int64_t batch, int64_t t, int64_t steps,
                       const lg_view *v) {
    lg_exec *ctx = s->ctx;
    strip *o = &s->outs[k];
    if (o->dtype == LG_UNDEFINED)
        LG_TRY(open_output(s, k, v->dtype, v->rank, v->dims));
    bool same = v->dtype == o->dtype && v->rank == o->rank;
    for (int32_t d = 0; d < v->rank && same; d++)
        same = v->dims[d] == o->dims[d];
    if (!same)
        return LG_FAIL(ctx, LG_E_SHAPE,
                       "scan output %u has another type or shape in step %lld than before", k,
                       (long long)t);
    if (!o->data || !o->inner)
        return LG_OK;
    int64_t at = o->back ? steps - 1 - t : t;
    char *base = o->data + (size_t)batch * o->batch_bytes;
    for (int64_t b = 0; b < o->outer; b++)
        memcpy(base + ((size_t)b * (size_t)s->length + (size_t)at) * o->inner,
               (const char *)v->data + (size_t)b * o->inner, o->inner);
    return LG_OK;
}

static lg_status step(scan *s, int64_t batch, int64_t t, int64_t steps) {
    lg_exec *ctx = s->ctx;
    const scan_params *p = ctx->params;
    const layout *l = &s->l;
    for (uint32_t i = 0; i < l->n; i++)
        s->body_in[i] = s->states[i].view;
    for (uint32_t i = 0; i < l->m; i++)
        s->body_in[l->n + i] = slice_of(s, &s->ins[i], batch, t, steps);
    LG_TRY(ctx->host->run_subgraph(ctx->self, p->body, s->body_in, l->n + l->m, s->body_out,
                                   l->n + l->k, ctx->err));
    for (uint32_t i = 0; i < l->n; i++) {
        const lg_view *v = &s->body_out[i];
        if (v->dtype != s->states[i].view.dtype || v->count != s->states[i].view.count)
            return LG_FAIL(ctx, LG_E_SHAPE, "state %u has another type or shape after step %lld", i,
                           (long long)t);
        LG_TRY(carry_write(ctx, &s->states[i], v));
    }
    for (uint32_t k = 0; k < l->k; k++)
        LG_TRY(store(s, k, batch, t, steps, &s->body_out[l->n + k]));
    for (uint32_t i = 0; i < l->n; i++)
        carry_turn(&s->states[i], &s->body_out[i]);
    return LG_OK;
}

/* Version 8: one row of a batched state. */
static lg_status state_row(const scan *s, uint32_t i, int64_t batch, lg_view *out_row) {
    const lg_exec *ctx = s->ctx;
    const lg_view *v = &ctx->in[s->l.first + i];
    size_t size;
    if (v->rank < 1 || v->dims[0] != s->batches)
        return LG_FAIL(ctx, LG_E_SHAPE, "initial state %u has no batch of %lld", i,
                       (long long)s->batches);
    LG_TRY(whole_bytes(ctx, v->dtype, &size));
    int64_t count = s->batches ? v->count / s->batches : 0;
    *out_row = (lg_view){.data = (char *)v->data + (size_t)(batch * count) * size,
                         .dims = v->dims + 1,
                         .count = count,
                         .rank = v->rank - 1,
                         .dtype = v->dtype};
    return LG_OK;
}

static lg_status final_row(const scan *s, uint32_t i, int64_t batch) {
    lg_exec *ctx = s->ctx;
    const lg_view *v = &s->states[i].view;
    int64_t dims[LG_MAX_RANK];
    size_t bytes;
    if (ctx->out[i].dtype == LG_UNDEFINED)
        return LG_OK;
    dims[0] = s->batches;
    if (v->rank > 0)
        memcpy(&dims[1], v->dims, (size_t)v->rank * sizeof *dims);
    LG_TRY(lg_exec_output(ctx, i, v->dtype, v->rank + 1, dims));
    LG_TRY(lg_dtype_bytes(v->dtype, v->count, &bytes, ctx->err));
    if (bytes)
        memcpy((char *)ctx->out[i].data + (size_t)batch * bytes, v->data, bytes);
    return LG_OK;
}

/* Without a single step: element types come from the body. */
static lg_status open_empty(scan *s) {
    lg_exec *ctx = s->ctx;
    const scan_params *p = ctx->params;
    const layout *l = &s->l;
    lg_type *types_in, *types_out;
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)l->n + l->m, sizeof *types_in, &types_in,
                       ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)l->n + l->k, sizeof *types_out, &types_out,
                       ctx->err));
    for (uint32_t i = 0; i < l->n; i++)
        carry_type_of(&s->states[i].view, &types_in[i]);
    for (uint32_t i = 0; i < l->m; i++) {
        lg_view v = {.dims = s->ins[i].dims, .rank = s->ins[i].rank, .dtype = s->ins[i].dtype};
        carry_type_of(&v, &types_in[l->n + i]);
    }
    LG_TRY(ctx->host->infer_subgraph(ctx->self, p->body, types_in, l->n + l->m, types_out,
                                     l->n + l->k, ctx->err));
    for (uint32_t k = 0; k < l->k; k++) {
        lg_type *t = &types_out[l->n + k];
        int32_t rank = t->rank > 0 ? t->rank : 0;
        for (int32_t d = 0; d < rank; d++)
            t->dims[d] = t->dims[d] > 0 ? t->dims[d] : 0;
        if (s->outs[k].dtype == LG_UNDEFINED)
            LG_TRY(open_output(s, k, t->dtype, rank, t->dims));
    }
    return LG_OK;
}

static lg_status run_any(lg_exec *ctx, bool batched) {
    const scan_params *p = ctx->params;
    scan s = {.ctx = ctx};
    LG_TRY(divide(ctx->host, p, batched, ctx->n_in, ctx->n_out, &s.l, ctx->err));
    const layout *l = &s.l;
    LG_TRY(carry_array(ctx->host, ctx->self, l->n, sizeof *s.states, &s.states, ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, l->m, sizeof *s.ins, &s.ins, ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, l->k, sizeof *s.outs, &s.outs, ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)l->n + l->m, sizeof *s.body_in, &s.body_in,
                       ctx->err));
    LG_TRY(carry_array(ctx->host, ctx->self, (size_t)l->n + l->k, sizeof *s.body_out, &s.body_out,
                       ctx->err));
    LG_TRY(open_inputs(&s));
    const lg_view *lens = batched && LG_GIVEN(ctx, 0) ? &ctx->in[0] : NULL;
    if (lens && lens->count != s.batches)
        return LG_FAIL(ctx, LG_E_SHAPE, "sequence_lens has %lld elements for a batch of %lld",
                       (long long)lens->count, (long long)s.batches);
    uint64_t iterations = 0;
    for (int64_t b = 0; b < s.batches; b++) {
        int64_t steps = lens ? ((const int64_t *)lens->data)[b] : s.length;
        if (steps < 0 || steps > s.length)
            return LG_FAIL(ctx, LG_E_DATA, "sequence_lens[%lld] is %lld, at most %lld is possible",
                           (long long)b, (long long)steps, (long long)s.length);
        for (uint32_t i = 0; i < l->n; i++) {
            lg_view row = ctx->in[l->first + i];
            if (batched)
                LG_TRY(state_row(&s, i, b, &row));
            carry_start(&s.states[i], &row);
        }
        for (int64_t t = 0; t < steps; t++) {
            LG_TRY(ctx->host->poll(ctx->self, ++iterations, ctx->err));
            LG_TRY(step(&s, b, t, steps));
        }
        for (uint32_t i = 0; i < l->n; i++)
            LG_TRY(batched ? final_row(&s, i, b) : carry_output(ctx, i, &s.states[i].view));
    }
    return iterations ? LG_OK : open_empty(&s);
}

static lg_status run_8(lg_exec *ctx) {
    return run_any(ctx, true);
}

static lg_status run(lg_exec *ctx) {
    return run_any(ctx, false);
}

#define SCAN_HEAD(version)                                                                         \
    .name = "Scan", .domain = "", .since_version = (version),                                      \
    .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY,                                                    \
    .doc = "runs body for each slice of the scan inputs along an axis; carries states and "        \
           "collects elements; ONNX Scan"
#define SCAN(version)                                                                              \
    {                                                                                              \
        SCAN_HEAD(version), LG_ATTRS(scan_params, attrs), LG_INS(in), LG_OUTS(out),                \
            .infer = infer, .run = run                                                             \
    }

static const lg_op_desc ops[] = {
    {SCAN_HEAD(8), LG_ATTRS(scan_params, attrs_8), LG_INS(in_8), LG_OUTS(out), .infer = infer_8,
     .run = run_8},
    SCAN(9),
    SCAN(11),
    SCAN(16),
    SCAN(19),
    SCAN(21),
    SCAN(23),
    SCAN(24),
    SCAN(25),
};
LG_FAMILY_DEFINE(control_scan, ops);
