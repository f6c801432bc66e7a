/* SPDX-License-Identifier: Apache-2.0 */
/* The independent checker of plans, run on every new plan in every build. It shares no code with
 * the planner: placements are swept in time with the live ranges in order of address, schedules
 * are replayed with a note of what every storage holds. */
#include "runtime/plan/planner.h"

#include "runtime/base/sort.h"

#include <string.h>

typedef struct event {
    int64_t time;
    uint32_t storage;
    bool birth;
} event;

static bool before(const void *context, uint32_t a, uint32_t b) {
    const event *e = context;
    if (e[a].time != e[b].time)
        return e[a].time < e[b].time;
    if (e[a].birth != e[b].birth)
        return e[b].birth; /* deaths first */
    return a < b;
}

static uint32_t position(const lg_storage *s, const uint32_t *live, uint32_t n, uint64_t offset) {
    uint32_t lo = 0;
    for (uint32_t hi = n; lo < hi;) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (s[live[mid]].offset < offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static lg_status overlap(const lg_storage *s, uint32_t a, uint32_t b, lg_error *err) {
    return lg_fail(
        err, LG_E_INTERNAL,
        "memory plan: storage %u at [%llu, +%llu) in steps [%lld, %lld) overlaps storage "
        "%u at [%llu, +%llu) in steps [%lld, %lld)",
        a, (unsigned long long)s[a].offset, (unsigned long long)s[a].bytes, (long long)s[a].first,
        (long long)s[a].last, b, (unsigned long long)s[b].offset, (unsigned long long)s[b].bytes,
        (long long)s[b].first, (long long)s[b].last);
}

lg_status lg_check_placement(const lg_storage *s, uint32_t n, uint64_t height, lg_arena *scratch,
                             lg_error *err) {
    void *p = NULL;
    uint32_t n_events = 0, n_live = 0;
    LG_TRY(lg_arena_array(scratch, (size_t)n * 2, sizeof(event), &p, err));
    event *events = p;
    for (uint32_t i = 0; i < n; i++) {
        if (s[i].kind == LG_STORAGE_EXTERNAL || s[i].bytes == 0 || s[i].last <= s[i].first)
            continue;
        if (s[i].offset > height || s[i].bytes > height - s[i].offset)
            return lg_fail(err, LG_E_INTERNAL,
                           "memory plan: storage %u at [%llu, +%llu) ends behind the arena of %llu",
                           i, (unsigned long long)s[i].offset, (unsigned long long)s[i].bytes,
                           (unsigned long long)height);
        if ((s[i].align > 1 && s[i].fixed < 0 && s[i].offset % s[i].align) ||
            (s[i].fixed >= 0 && (uint64_t)s[i].fixed != s[i].offset))
            return lg_fail(err, LG_E_INTERNAL, "memory plan: storage %u lies at %llu", i,
                           (unsigned long long)s[i].offset);
        events[n_events++] = (event){s[i].first, i, true};
        events[n_events++] = (event){s[i].last, i, false};
    }
    LG_TRY(lg_arena_array(scratch, n_events, sizeof(uint32_t), &p, err));
    uint32_t *order = p;
    LG_TRY(lg_arena_array(scratch, n_events, sizeof(uint32_t), &p, err));
    uint32_t *live = p;
    for (uint32_t i = 0; i < n_events; i++)
        order[i] = i;
    lg_sort_ids(order, n_events, before, events);
    for (uint32_t k = 0; k < n_events; k++) {
        const event *e = &events[order[k]];
        uint32_t i = e->storage;
        uint32_t at = position(s, live, n_live, s[i].offset);
        if (!e->birth) {
            memmove(&live[at], &live[at + 1], (size_t)(n_live - at - 1) * sizeof *live);
            n_live--;
            continue;
        }
        if (at > 0 && s[live[at - 1]].offset + s[live[at - 1]].bytes > s[i].offset)
            return overlap(s, live[at - 1], i, err);
        if (at < n_live && s[i].offset + s[i].bytes > s[live[at]].offset)
            return overlap(s, i, live[at], err);
        memmove(&live[at + 1], &live[at], (size_t)(n_live - at) * sizeof *live);
        live[at] = i;
        n_live++;
    }
    return LG_OK;
}

/* ---- replay ---- */

typedef struct replay {
    const lg_flow *f;
    const lg_plan *p;
    lg_id *holds; /* per storage: root of the value that is there, LG_NO_ID: nothing yet */
    int64_t step;
} replay;

static lg_status wrong(const replay *r, lg_id value, const char *what, lg_error *err) {
    return lg_fail(err, LG_E_INTERNAL, "memory plan: step %lld: value %u '%s' %s",
                   (long long)r->step, value, LG_SHOW(r->f->graph->values[value].name), what);
}

static bool stored(const replay *r, lg_id root) {
    uint8_t cls = r->f->cls[root];
    return cls == LG_FLOW_PLANNED || cls == LG_FLOW_STATE;
}

static lg_status check_read(const replay *r, lg_id value, lg_error *err) {
    lg_id root = r->f->root[value];
    if (!stored(r, root))
        return LG_OK;
    uint32_t s = r->p->storage[root];
    if (s == LG_NO_ID || s >= r->p->n_storages)
        return wrong(r, value, "has no storage", err);
    if (r->p->storages[s].kind != LG_STORAGE_EXTERNAL &&
        (r->step < r->p->storages[s].first || r->step >= r->p->storages[s].last))
        return wrong(r, value, "is read outside its storage's life", err);
    if (r->holds[s] != root)
        return wrong(r, value, "is read after its storage was overwritten", err);
    return LG_OK;
}

/* May output k of the node take over the storage that holds `root`? */
static bool permitted(const replay *r, const lg_node *node, uint32_t mask, lg_id root) {
    uint32_t found = 0, allowed = 0;
    for (uint32_t i = 0; i < node->n_in; i++)
        if (node->in[i] != LG_NO_ID && r->f->root[node->in[i]] == root) {
            found++;
            allowed += i < 32 && (mask >> i & 1);
        }
    return found == 0 || (found == 1 && allowed == 1);
}

static lg_status check_write(const replay *r, const lg_node *node, uint32_t k, const uint32_t *over,
                             lg_error *err) {
    lg_id value = node->out[k];
    if (value == LG_NO_ID || r->f->root[value] != value || r->f->cls[value] != LG_FLOW_PLANNED)
        return LG_OK;
    uint32_t s = r->p->storage[value];
    if (s == LG_NO_ID || s >= r->p->n_storages)
        return wrong(r, value, "has no storage", err);
    const lg_storage *storage = &r->p->storages[s];
    if (storage->bytes < r->f->bytes[value])
        return wrong(r, value, "is larger than its storage", err);
    if (storage->kind != LG_STORAGE_EXTERNAL &&
        (r->step < storage->first || r->step >= storage->last))
        return wrong(r, value, "is written outside its storage's life", err);
    uint32_t mask = over ? over[k] : lg_may_overwrite(node, k);
    if (r->holds[s] != LG_NO_ID && !permitted(r, node, mask, r->holds[s]))
        return wrong(r, value, "overwrites an input that its operator still reads", err);
    r->holds[s] = value;
    return LG_OK;
}

lg_status lg_check_plan(const lg_flow *f, const lg_plan *p, lg_arena *scratch, lg_error *err) {
    const lg_graph *g = f->graph;
    void *memory = NULL;
    LG_TRY(lg_arena_array(scratch, p->n_storages, sizeof(lg_id), &memory, err));
    replay r = {.f = f, .p = p, .holds = memory};
    for (uint32_t s = 0; s < p->n_storages; s++)
        r.holds[s] = LG_NO_ID;
    for (lg_id v = 0; v < g->n_values; v++)
        if (f->root[v] == v && f->cls[v] == LG_FLOW_STATE && p->storage[v] != LG_NO_ID)
            r.holds[p->storage[v]] = v;
    for (uint32_t t = 0; t < f->n_steps; t++) {
        if (f->skip && f->skip[t])
            continue;
        const lg_node *node = &g->nodes[f->order[t]];
        const uint32_t *over = f->may_overwrite ? f->may_overwrite[t] : NULL;
        r.step = t;
        for (uint32_t i = 0; i < node->n_in; i++)
            if (node->in[i] != LG_NO_ID)
                LG_TRY(check_read(&r, node->in[i], err));
        for (uint32_t b = 0; b < node->n_graphs; b++)
            for (uint32_t c = 0; node->graphs[b] && c < node->graphs[b]->n_captures; c++)
                LG_TRY(check_read(&r, node->graphs[b]->captures[c].outer, err));
        for (uint32_t k = 0; k < node->n_out; k++)
            LG_TRY(check_write(&r, node, k, over, err));
        /* An overwritten sibling output would be caught by no later read: look at once. */
        for (uint32_t k = 0; k < node->n_out; k++) {
            lg_id v = node->out[k];
            if (v != LG_NO_ID && f->root[v] == v && f->cls[v] == LG_FLOW_PLANNED)
                LG_TRY(check_read(&r, v, err));
        }
    }
    r.step = (int64_t)f->n_steps - 1;
    for (uint32_t o = 0; o < g->n_outputs; o++)
        LG_TRY(check_read(&r, g->outputs[o], err));
    for (uint32_t u = 0; u < f->n_updates; u++) {
        lg_id value = f->updates[u].value, state = f->updates[u].state;
        LG_TRY(check_read(&r, value, err));
        if (p->direct[u] && (p->storage[value] != p->storage[state] ||
                             p->storages[p->storage[state]].kind != LG_STORAGE_EXTERNAL))
            return wrong(&r, value, "does not lie in its state variable", err);
    }
    return LG_OK;
}
