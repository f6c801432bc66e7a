/* SPDX-License-Identifier: Apache-2.0 */
/* The driver: lives and sharing, placement, checks; and the public planning of buffer lists. */
#include "runtime/plan/planner.h"

#include <lossgraph/plan.h>

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

lg_status lg_plan_make(const lg_flow *flow, lg_arena *arena, lg_plan *out, lg_error *err) {
    LG_TRY(lg_liveness(flow, arena, out, err));
    if (flow->flags & LG_FLOW_NO_REUSE)
        LG_TRY(place_apart(out, err));
    else
        LG_TRY(lg_place_greedy(out->storages, out->n_storages, arena, &out->placed, err));
    LG_TRY(lg_check_placement(out->storages, out->n_storages, out->placed.height, arena, err));
    return lg_check_plan(flow, out, arena, err);
}

lg_status lg_plan_buffers(const lg_allocator *allocator, lg_plan_buffer *buffers, uint32_t n,
                          lg_plan_result *out, lg_error *err) {
    lg_arena arena;
    lg_arena_init(&arena, allocator ? *allocator : lg_allocator_default(), 0);
    void *memory = NULL;
    lg_placement placed = {0};
    lg_storage *s = NULL;
    lg_status st = lg_arena_array(&arena, n, sizeof(lg_storage), &memory, err);
    if (st == LG_OK) {
        s = memory;
        for (uint32_t i = 0; i < n && st == LG_OK; i++) {
            if (buffers[i].upper < buffers[i].lower || buffers[i].size > (uint64_t)INT64_MAX)
                st = lg_fail(err, LG_E_ARGUMENT,
                             "buffer %u: life [%lld, %lld) and size %llu are no buffer", i,
                             (long long)buffers[i].lower, (long long)buffers[i].upper,
                             (unsigned long long)buffers[i].size);
            s[i] = (lg_storage){.first = buffers[i].lower,
                                .last = buffers[i].upper,
                                .bytes = buffers[i].size,
                                .align = buffers[i].align ? buffers[i].align : 1,
                                .fixed = buffers[i].fixed,
                                .value = LG_NO_ID};
        }
    }
    if (st == LG_OK)
        st = lg_place_greedy(s, n, &arena, &placed, err);
    if (st == LG_OK) {
        /* Fixed offsets are the caller's: what they get wrong is no error of ours. */
        st = lg_check_placement(s, n, placed.height, &arena, err);
        if (st == LG_E_INTERNAL)
            for (uint32_t i = 0; i < n; i++)
                if (buffers[i].fixed >= 0) {
                    st = lg_wrap(err, lg_fail(err, LG_E_MODEL, "fixed offsets overlap"),
                                 "buffer list");
                    break;
                }
    }
    if (st == LG_OK) {
        for (uint32_t i = 0; i < n; i++)
            buffers[i].offset = s[i].offset;
        *out = (lg_plan_result){.arena = placed.height,
                                .lower_bound = placed.lower_bound,
                                .peak = placed.peak,
                                .by = placed.by,
                                .optimal = placed.optimal};
    }
    lg_arena_reset(&arena);
    return st;
}
