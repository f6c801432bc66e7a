/* SPDX-License-Identifier: Apache-2.0 */
/* The driver: lives and sharing, placement, checks; and the public planning of buffer lists. */
#include "runtime/plan/planner.h"

#include <lossgraph/plan.h>

#include <string.h>

/* Without reuse every storage gets a range of its own. */
static lg_status place_apart(lg_plan *p, lg_error *err) {
    uint64_t at = 0;
    for (uint32_t i = 0; i < p->n_storages; i++) {
        lg_storage *s = &p->storages[i];
        if (s->kind == LG_STORAGE_EXTERNAL)
            continue;
        size_t rounded;
        if (!lg_align_size((size_t)s->bytes, LG_ALIGN, &rounded) || rounded < s->bytes)
            return lg_fail(err, LG_E_LIMIT, "the arena would be too large to address");
        s->offset = at;
        if (__builtin_add_overflow(at, (uint64_t)rounded, &at))
            return lg_fail(err, LG_E_LIMIT, "the arena would be too large to address");
    }
    p->placed = (lg_placement){.height = at, .lower_bound = at, .by = "no reuse", .optimal = true};
    return LG_OK;
}

/* The quick heuristics, and a short search where they leave a gap. */
static lg_status place(const lg_flow *flow, lg_arena *arena, lg_plan *p, lg_error *err) {
    lg_search_options o = {.nodes = flow->n_updates ? LG_SEARCH_NODES_TRAINING
                                                    : LG_SEARCH_NODES_INFERENCE};
    LG_TRY(lg_place_greedy(p->storages, p->n_storages, arena, &p->placed, err));
    if (p->placed.optimal)
        return LG_OK;
    lg_arena scratch;
    lg_arena_init(&scratch, arena->allocator, 0);
    lg_status st = lg_place_search(p->storages, p->n_storages, &o, &scratch, &p->placed, err);
    lg_arena_reset(&scratch);
    return st;
}

lg_status lg_plan_make(const lg_flow *flow, lg_arena *arena, lg_plan *out, lg_error *err) {
    LG_TRY(lg_liveness(flow, arena, out, err));
    if (flow->flags & LG_FLOW_NO_REUSE)
        LG_TRY(place_apart(out, err));
    else
        LG_TRY(place(flow, arena, out, err));
    LG_TRY(lg_check_placement(out->storages, out->n_storages, out->placed.height, arena, err));
    return lg_check_plan(flow, out, arena, err);
}

/* ---- lists of buffers ---- */

static bool cancelled(void *arg) {
    const lg_plan_options *o = arg;
    return o->cancel(o->user) != 0;
}

static lg_status take_buffers(const lg_plan_buffer *buffers, uint32_t n, uint64_t align,
                              lg_storage *s, uint64_t *sum, lg_error *err) {
    *sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        const lg_plan_buffer *b = &buffers[i];
        if (b->upper < b->lower || b->size > (uint64_t)INT64_MAX ||
            b->align > (uint64_t)INT64_MAX || b->fixed < -1)
            return lg_fail(err, LG_E_ARGUMENT,
                           "buffer %u: life [%lld, %lld), size %llu, alignment %llu and offset "
                           "%lld are no buffer",
                           i, (long long)b->lower, (long long)b->upper, (unsigned long long)b->size,
                           (unsigned long long)b->align, (long long)b->fixed);
        if (__builtin_add_overflow(*sum, b->size, sum))
            return lg_fail(err, LG_E_LIMIT, "the sum of sizes overflows");
        s[i] = (lg_storage){.first = b->lower,
                            .last = b->upper,
                            .bytes = b->size,
                            .align = b->align ? b->align : align,
                            .fixed = b->fixed,
                            .value = LG_NO_ID};
    }
    return LG_OK;
}

/* What fixed offsets get wrong is no error of ours. */
static lg_status check_buffers(const lg_plan_buffer *buffers, const lg_storage *s, uint32_t n,
                               uint64_t height, lg_arena *arena, lg_error *err) {
    lg_status st = lg_check_placement(s, n, height, arena, err);
    for (uint32_t i = 0; i < n && st == LG_E_INTERNAL; i++)
        if (buffers[i].fixed >= 0) {
            lg_error why = err ? *err : (lg_error)LG_ERROR_INIT;
            return lg_fail(err, LG_E_MODEL, "the fixed offsets cannot be kept: %s", why.message);
        }
    return st;
}

static uint32_t status_of(const lg_placement *p, uint64_t capacity) {
    if (capacity && p->height > capacity)
        return p->proven > capacity ? LG_PLAN_INFEASIBLE : LG_PLAN_OVER_CAPACITY;
    return p->optimal ? LG_PLAN_OPTIMAL : LG_PLAN_FEASIBLE;
}

static lg_status plan_list(lg_plan_buffer *buffers, uint32_t n, lg_plan_options *o, lg_arena *arena,
                           lg_plan_result *out, lg_error *err) {
    void *memory = NULL;
    lg_placement placed;
    uint64_t sum;
    LG_TRY(lg_arena_array(arena, n, sizeof(lg_storage), &memory, err));
    lg_storage *s = memory;
    LG_TRY(take_buffers(buffers, n, o->align ? o->align : 1, s, &sum, err));
    LG_TRY(lg_place_greedy(s, n, arena, &placed, err));
    placed.proven = placed.lower_bound;
    lg_search_options search = {.nodes = o->nodes,
                                .seed = o->seed,
                                .capacity = o->capacity,
                                .time_ns = o->time_ms > UINT64_MAX / 1000000 ? UINT64_MAX
                                                                             : o->time_ms * 1000000,
                                .cancelled = o->cancel ? cancelled : NULL,
                                .arg = o};
    if (search.nodes == 0)
        search.nodes = o->time_ms ? UINT64_MAX : LG_SEARCH_NODES_TOOL;
    LG_TRY(check_buffers(buffers, s, n, placed.height, arena, err));
    if (!(o->flags & LG_PLAN_NO_SEARCH)) {
        LG_TRY(lg_place_search(s, n, &search, arena, &placed, err));
        LG_TRY(check_buffers(buffers, s, n, placed.height, arena, err));
    }
    for (uint32_t i = 0; i < n; i++)
        buffers[i].offset = s[i].offset;
    *out = (lg_plan_result){.arena = placed.height,
                            .lower_bound = placed.lower_bound,
                            .proven = placed.proven,
                            .sum = sum,
                            .nodes = placed.nodes,
                            .peak = placed.peak,
                            .by = placed.by,
                            .sections = placed.sections,
                            .status = status_of(&placed, o->capacity)};
    return LG_OK;
}

lg_status lg_plan_buffers(const lg_allocator *allocator, lg_plan_buffer *buffers, uint32_t n,
                          const lg_plan_options *options, lg_plan_result *out, lg_error *err) {
    lg_plan_options o = {0};
    if (options && (options->struct_size < 2 * sizeof(uint32_t) || options->struct_size > 1 << 16))
        return lg_fail(err, LG_E_ARGUMENT, "lg_plan_options: struct_size is %u",
                       options->struct_size);
    if (options)
        memcpy(&o, options, options->struct_size < sizeof o ? options->struct_size : sizeof o);
    if (o.align > (uint64_t)INT64_MAX)
        return lg_fail(err, LG_E_ARGUMENT, "an alignment of %llu is too large",
                       (unsigned long long)o.align);
    lg_arena arena;
    lg_arena_init(&arena, allocator ? *allocator : lg_allocator_default(), 0);
    lg_status st = plan_list(buffers, n, &o, &arena, out, err);
    lg_arena_reset(&arena);
    return st;
}
