/* SPDX-License-Identifier: Apache-2.0 */
/* Watching a run: events for profiles and traces, the search for the first NaN, and the caller's
 * hook. Nothing here runs unless somebody asked for it. */
#include "runtime/exec/session.h"

#include <math.h>
#include <string.h>

enum { MAX_EVENTS = 1 << 20 };

/* ---- NaN ---- */

static bool finite_at(const lg_view *v, int64_t i) {
    switch (v->dtype) {
    case LG_FLOAT:
        return isfinite(((const float *)v->data)[i]);
    case LG_DOUBLE:
        return isfinite(((const double *)v->data)[i]);
    case LG_FLOAT16:
        return (((const uint16_t *)v->data)[i] & 0x7C00) != 0x7C00;
    case LG_BFLOAT16:
        return (((const uint16_t *)v->data)[i] & 0x7F80) != 0x7F80;
    default:
        return true;
    }
}

/* Position of the first element that is NaN or infinite, -1 when there is none. */
static int64_t first_bad(const lg_view *v) {
    if (!v->data || v->count <= 0)
        return -1;
    switch (v->dtype) {
    case LG_FLOAT:
    case LG_DOUBLE:
    case LG_FLOAT16:
    case LG_BFLOAT16:
        for (int64_t i = 0; i < v->count; i++)
            if (!finite_at(v, i))
                return i;
        return -1;
    default:
        return -1;
    }
}

static lg_status check_finite(const lg_step *s, lg_error *err) {
    const lg_frame *f = s->frame;
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        lg_id v = s->node->out[k];
        if (v == LG_NO_ID || !f->code->wanted[v])
            continue;
        int64_t at = first_bad(&f->views[v]);
        if (at < 0)
            continue;
        /* An input that an output took over cannot be looked at any more. */
        for (uint32_t i = 0; i < s->node->n_in; i++) {
            lg_id x = s->node->in[i];
            if (x != LG_NO_ID && f->views[x].data != f->views[v].data &&
                first_bad(&f->views[x]) >= 0)
                return LG_OK;
        }
        return lg_fail(err, LG_E_DATA, "output %u '%s' has NaN or infinity at element %lld", k,
                       LG_SHOW(lg_value_name(f->code->graph, v)), (long long)at);
    }
    return LG_OK;
}

/* ---- hook and events ---- */

static void tell(lg_step *s) {
    lg_session *session = s->frame->session;
    const lg_graph *g = s->frame->code->graph;
    uint32_t n = 0;
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        lg_id v = s->node->out[k];
        if (v == LG_NO_ID || !s->frame->code->wanted[v])
            continue;
        lg_str name = lg_value_name(g, v);
        session->names[n] = name.len ? name.ptr : "";
        session->named[n++] = s->frame->views[v];
    }
    session->options.on_node(session->options.user, s->node->name.len ? s->node->name.ptr : "",
                             s->node->op.ptr, session->names, session->named, n);
}

static lg_status add_event(lg_session *s, const lg_event *event, lg_error *err) {
    if (s->n_events == MAX_EVENTS)
        return LG_OK;
    if (s->n_events == s->cap_events) {
        uint32_t cap = s->cap_events ? s->cap_events * 2 : 256;
        void *memory = NULL;
        const lg_allocator *a = &s->context->allocator;
        LG_TRY(lg_alloc_array(a, cap, sizeof *s->events, &memory, err));
        if (s->n_events)
            memcpy(memory, s->events, s->n_events * sizeof *s->events);
        lg_free(a, s->events, s->cap_events * sizeof *s->events);
        s->events = memory;
        s->cap_events = cap;
    }
    s->events[s->n_events++] = *event;
    return LG_OK;
}

lg_status lg_watch_step(lg_step *s, uint64_t start, uint64_t end, lg_error *err) {
    lg_session *session = s->frame->session;
    if (session->options.flags & LG_SESSION_PROFILE) {
        s->calls++;
        s->nanoseconds += end - start;
        lg_event event = {s, start, end};
        LG_TRY(add_event(session, &event, err));
    }
    if (session->options.on_node)
        tell(s);
    if (session->options.flags & LG_SESSION_NAN_CHECK)
        return check_finite(s, err);
    return LG_OK;
}

/* ---- reports ---- */

static void put_name(lg_buf *out, const lg_step *s, bool json) {
    const lg_node *n = s->node;
    lg_str name = n->name.len ? n->name : n->op;
    if (json)
        lg_buf_json(out, name);
    else
        lg_buf_text(out, LG_SHOW(name));
}

static void put_op(lg_buf *out, const lg_node *n) {
    if (n->domain.len) {
        lg_buf_text(out, LG_SHOW(n->domain));
        lg_buf_text(out, "::");
    }
    lg_buf_text(out, LG_SHOW(n->op));
}

static void put_fixed(lg_buf *out, uint64_t value, uint64_t per, int digits) {
    uint64_t scale = 1;
    for (int i = 0; i < digits; i++)
        scale *= 10;
    uint64_t scaled = per ? (uint64_t)((double)value / (double)per * (double)scale + 0.5) : 0;
    lg_buf_i64(out, (int64_t)(scaled / scale));
    if (digits)
        lg_buf_char(out, '.');
    for (uint64_t d = scale / 10; d > 0; d /= 10)
        lg_buf_char(out, (char)('0' + scaled / d % 10));
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as subgraphs nest */
static void profile_frame(lg_buf *out, const lg_frame *f, uint64_t total) {
    for (uint32_t t = 0; t < f->code->n_steps; t++) {
        const lg_step *s = &f->steps[t];
        if (!s->calls)
            continue;
        lg_buf_i64(out, (int64_t)s->calls);
        lg_buf_char(out, '\t');
        put_fixed(out, s->nanoseconds, 1000, 1);
        lg_buf_char(out, '\t');
        put_fixed(out, s->nanoseconds * 100, total, 1);
        lg_buf_char(out, '\t');
        put_op(out, s->node);
        lg_buf_char(out, '\t');
        put_name(out, s, false);
        lg_buf_char(out, '\n');
    }
    for (uint32_t k = 0; k < f->code->sub_start[f->code->n_steps]; k++)
        profile_frame(out, f->subs[k], total);
}

lg_status lg_watch_text(const lg_session *session, lg_buf *out, lg_error *err) {
    uint64_t total = 0;
    const lg_frame *f = session->frame;
    for (uint32_t t = 0; t < f->code->n_steps; t++)
        total += f->steps[t].nanoseconds;
    lg_buf_text(out, "calls\tus\t%\toperator\tnode\n");
    profile_frame(out, f, total);
    return lg_buf_status(out, err);
}

static void put_shape(lg_buf *out, const lg_view *v) {
    lg_buf_char(out, '"');
    lg_buf_text(out, lg_dtype_name(v->dtype));
    lg_buf_char(out, '[');
    for (int32_t i = 0; i < v->rank; i++) {
        if (i)
            lg_buf_char(out, ',');
        lg_buf_i64(out, v->dims[i]);
    }
    lg_buf_text(out, "]\"");
}

static void trace_event(lg_buf *out, const lg_session *session, const lg_event *e) {
    const lg_step *s = e->step;
    const lg_frame *f = s->frame;
    uint64_t bytes = 0;
    lg_buf_text(out, ",\n{\"name\":");
    put_name(out, s, true);
    lg_buf_text(out, ",\"cat\":\"node\",\"ph\":\"X\",\"pid\":1,\"tid\":1,\"ts\":");
    put_fixed(out, e->start - session->events[0].start, 1000, 3);
    lg_buf_text(out, ",\"dur\":");
    put_fixed(out, e->end - e->start, 1000, 3);
    lg_buf_text(out, ",\"args\":{\"operator\":");
    lg_buf_json(out, s->node->op);
    lg_buf_text(out, ",\"domain\":");
    lg_buf_json(out, s->node->domain);
    lg_buf_text(out, ",\"version\":");
    lg_buf_i64(out, s->node->desc->since_version);
    lg_buf_text(out, ",\"shapes\":[");
    bool first = true;
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        lg_id v = s->node->out[k];
        if (v == LG_NO_ID || !f->code->wanted[v])
            continue;
        size_t n;
        if (!first)
            lg_buf_char(out, ',');
        first = false;
        put_shape(out, &f->views[v]);
        if (f->views[v].count >= 0 &&
            lg_dtype_bytes(f->views[v].dtype, f->views[v].count, &n, NULL) == LG_OK)
            bytes += n;
    }
    lg_buf_text(out, "],\"bytes\":");
    lg_buf_i64(out, (int64_t)bytes);
    lg_buf_text(out, ",\"threads\":");
    lg_buf_i64(out, session->context->executor.n_threads);
    lg_buf_text(out, ",\"kernel\":");
    lg_buf_json(out, lg_str_of(lg_context_cpu(session->context)));
    lg_buf_text(out, "}}");
}

lg_status lg_watch_trace(const lg_session *session, lg_buf *out, lg_error *err) {
    lg_buf_text(out, "{\"traceEvents\":[\n{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,"
                     "\"tid\":1,\"args\":{\"name\":\"lossgraph\"}},\n{\"name\":\"thread_name\","
                     "\"ph\":\"M\",\"pid\":1,\"tid\":1,\"args\":{\"name\":\"run\"}},\n{\"name\":"
                     "\"memory\",\"ph\":\"C\",\"pid\":1,\"tid\":1,\"ts\":0,\"args\":{\"arena\":");
    lg_buf_i64(out, (int64_t)session->frame->plan.placed.height);
    lg_buf_text(out, ",\"heap\":");
    lg_buf_i64(out, (int64_t)session->heap.total);
    lg_buf_text(out, "}}");
    for (uint32_t i = 0; i < session->n_events; i++)
        trace_event(out, session, &session->events[i]);
    lg_buf_text(out, "\n]}\n");
    return lg_buf_status(out, err);
}

lg_status lg_session_report(const lg_session *session, lg_report kind, lg_buffer *out,
                            lg_error *err) {
    const lg_frame *f = session->frame;
    lg_buf buf;
    lg_status st;
    lg_buf_init(&buf, session->context->allocator);
    bool planned = kind != LG_REPORT_PROFILE && kind != LG_REPORT_TRACE;
    if (planned && !f->prepared)
        return lg_fail(err, LG_E_ARGUMENT, "there is no plan before prepare or run");
    switch (kind) {
    case LG_REPORT_TEXT:
        st = lg_plan_text(&f->flow, &f->plan, &buf, err);
        break;
    case LG_REPORT_JSON:
        st = lg_plan_json(&f->flow, &f->plan, &buf, err);
        break;
    case LG_REPORT_SVG:
        st = lg_plan_svg(&f->flow, &f->plan, &buf, err);
        break;
    case LG_REPORT_CSV:
        st = lg_plan_csv(&f->flow, &f->plan, &buf, err);
        break;
    case LG_REPORT_PROFILE:
        st = lg_watch_text(session, &buf, err);
        break;
    case LG_REPORT_TRACE:
        st = lg_watch_trace(session, &buf, err);
        break;
    default:
        st = lg_fail(err, LG_E_ARGUMENT, "report %d is not known", (int)kind);
        break;
    }
    if (st == LG_OK)
        st = lg_buffer_take(session->context, &buf, out, err);
    lg_buf_reset(&buf);
    return st;
}
