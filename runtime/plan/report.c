/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as text, JSON and as a list of buffers. */
#include "runtime/plan/planner.h"

#include "runtime/base/sort.h"

enum { LARGEST = 10 };

static lg_str storage_name(const lg_flow *f, const lg_storage *s) {
    if (s->value == LG_NO_ID) {
        const lg_node *n = &f->graph->nodes[f->order[s->first]];
        return n->name.len ? n->name : n->op;
    }
    lg_str name = lg_value_name(f->graph, s->value);
    if (name.len)
        return name;
    lg_id producer = f->graph->values[s->value].producer;
    return producer == LG_NO_ID ? LG_STR("") : f->graph->nodes[producer].op;
}

static const char *kind_name(const lg_storage *s) {
    static const char *const names[] = {"activation", "output", "scratch", "external"};
    return names[s->kind];
}

static bool in_arena(const lg_storage *s) {
    return s->kind != LG_STORAGE_EXTERNAL && s->bytes > 0;
}

static bool larger(const void *context, uint32_t a, uint32_t b) {
    const lg_storage *s = context;
    return s[a].bytes != s[b].bytes ? s[a].bytes > s[b].bytes : a < b;
}

static uint32_t count(const lg_plan *p) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->n_storages; i++)
        n += in_arena(&p->storages[i]);
    return n;
}

static void ratio(lg_buf *out, const lg_placement *p) {
    lg_buf_f64(out, p->lower_bound ? (double)p->height / (double)p->lower_bound : 1.0);
}

static void number(lg_buf *out, const char *before, uint64_t value) {
    lg_buf_text(out, before);
    lg_buf_i64(out, (int64_t)value);
}

static uint32_t direct_updates(const lg_flow *f, const lg_plan *p) {
    uint32_t n = 0;
    for (uint32_t u = 0; u < f->n_updates; u++)
        n += p->direct[u];
    return n;
}

lg_status lg_plan_text(const lg_flow *f, const lg_plan *p, lg_buf *out, lg_error *err) {
    const lg_placement *at = &p->placed;
    number(out, "arena        ", at->height);
    number(out, "\nlower bound  ", at->lower_bound);
    lg_buf_text(out, "\nratio        ");
    ratio(out, at);
    lg_buf_text(out, at->optimal ? "  optimal, by " : "  by ");
    lg_buf_text(out, at->by);
    number(out, "\nstorages     ", count(p));
    number(out, "\nno reuse     ", p->sum);
    number(out, "\nin place     ", p->n_takeovers);
    if (f->n_updates) {
        number(out, " outputs, ", direct_updates(f, p));
        number(out, " of ", f->n_updates);
        lg_buf_text(out, " state variables");
    }
    lg_buf_char(out, '\n');
    if (f->n_steps == 0 || at->height == 0)
        return lg_buf_status(out, err);
    const lg_node *node = &f->graph->nodes[f->order[at->peak < (int64_t)f->n_steps ? at->peak : 0]];
    number(out, "peak         step ", (uint64_t)at->peak);
    lg_buf_text(out, " '");
    lg_buf_text(out, LG_SHOW(node->name));
    lg_buf_text(out, "' ");
    lg_buf_text(out, LG_SHOW(node->op));
    lg_buf_text(out, "; largest there:\n");
    lg_arena scratch;
    void *memory = NULL;
    lg_arena_init(&scratch, out->allocator, 0);
    lg_status st = lg_arena_array(&scratch, p->n_storages, sizeof(uint32_t), &memory, err);
    if (st == LG_OK) {
        uint32_t *live = memory, n = 0;
        for (uint32_t i = 0; i < p->n_storages; i++)
            if (in_arena(&p->storages[i]) && p->storages[i].first <= at->peak &&
                p->storages[i].last > at->peak)
                live[n++] = i;
        lg_sort_ids(live, n, larger, p->storages);
        for (uint32_t i = 0; i < n && i < LARGEST; i++) {
            const lg_storage *s = &p->storages[live[i]];
            number(out, "  ", s->bytes);
            number(out, " at ", s->offset);
            number(out, " steps ", (uint64_t)s->first);
            number(out, "-", (uint64_t)s->last);
            lg_buf_text(out, "  ");
            lg_buf_text(out, kind_name(s));
            lg_buf_text(out, "  ");
            lg_buf_text(out, LG_SHOW(storage_name(f, s)));
            lg_buf_char(out, '\n');
        }
        st = lg_buf_status(out, err);
    }
    lg_arena_reset(&scratch);
    return st;
}

static void json_value(lg_buf *out, const lg_flow *f, lg_id value) {
    lg_buf_text(out, "{\"id\":");
    lg_buf_i64(out, value);
    lg_buf_text(out, ",\"name\":");
    lg_buf_json(out, lg_value_name(f->graph, value));
    lg_buf_char(out, '}');
}

lg_status lg_plan_json(const lg_flow *f, const lg_plan *p, lg_buf *out, lg_error *err) {
    const lg_placement *at = &p->placed;
    number(out, "{\"schema_version\":1,\"arena\":", at->height);
    number(out, ",\"lower_bound\":", at->lower_bound);
    lg_buf_text(out, ",\"ratio\":");
    ratio(out, at);
    lg_buf_text(out, at->optimal ? ",\"status\":\"optimal\",\"by\":\""
                                 : ",\"status\":\"feasible\",\"by\":\"");
    lg_buf_text(out, at->by);
    number(out, "\",\"sum\":", p->sum);
    number(out, ",\"steps\":", f->n_steps);
    number(out, ",\"peak_step\":", (uint64_t)at->peak);
    lg_buf_text(out, ",\"storages\":[");
    bool first = true;
    for (uint32_t i = 0; i < p->n_storages; i++) {
        const lg_storage *s = &p->storages[i];
        if (!in_arena(s))
            continue;
        number(out, first ? "{\"id\":" : ",{\"id\":", i);
        first = false;
        lg_buf_text(out, ",\"name\":");
        lg_buf_json(out, storage_name(f, s));
        lg_buf_text(out, ",\"kind\":\"");
        lg_buf_text(out, kind_name(s));
        number(out, "\",\"first\":", (uint64_t)s->first);
        number(out, ",\"last\":", (uint64_t)s->last);
        number(out, ",\"bytes\":", s->bytes);
        number(out, ",\"offset\":", s->offset);
        lg_buf_char(out, '}');
    }
    lg_buf_text(out, "],\"in_place\":[");
    for (uint32_t i = 0; i < p->n_takeovers; i++) {
        number(out, i ? ",{\"step\":" : "{\"step\":", p->takeovers[i].step);
        lg_buf_text(out, ",\"output\":");
        json_value(out, f, p->takeovers[i].output);
        lg_buf_text(out, ",\"input\":");
        json_value(out, f, p->takeovers[i].input);
        lg_buf_char(out, '}');
    }
    lg_buf_text(out, "],\"updates\":[");
    for (uint32_t u = 0; u < f->n_updates; u++) {
        lg_buf_text(out, u ? ",{\"state\":" : "{\"state\":");
        json_value(out, f, f->updates[u].state);
        lg_buf_text(out, p->direct[u] ? ",\"in_place\":true}" : ",\"in_place\":false}");
    }
    lg_buf_text(out, "]}\n");
    return lg_buf_status(out, err);
}

lg_status lg_plan_csv(const lg_flow *f, const lg_plan *p, lg_buf *out, lg_error *err) {
    (void)f;
    lg_buf_text(out, "id,lower,upper,size,offset\n");
    for (uint32_t i = 0; i < p->n_storages; i++) {
        const lg_storage *s = &p->storages[i];
        if (!in_arena(s))
            continue;
        lg_buf_i64(out, i);
        number(out, ",", (uint64_t)s->first);
        number(out, ",", (uint64_t)s->last);
        number(out, ",", s->bytes);
        number(out, ",", s->offset);
        lg_buf_char(out, '\n');
    }
    return lg_buf_status(out, err);
}
