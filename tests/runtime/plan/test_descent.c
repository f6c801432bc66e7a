/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical descent against all placements. */
#include "runtime/plan/search.h"
#include "tests/runtime/plan/placements.h"
#include "tests/support/support.h"

static const char *const rankings[] = {"WAT", "TAW", "TWA", "WTA", "AWT", "OWT"};

typedef struct fixture {
    lg_arena arena;
    lg_packing p;
    lg_descent *d;
} fixture;

static void set_up(fixture *f, void **state, const lg_storage *s, uint32_t n) {
    lg_arena_init(&f->arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_packing_make(s, n, &f->arena, &f->p, NULL), LG_OK);
    assert_int_equal(lg_descent_make(&f->p, &f->arena, &f->d, NULL), LG_OK);
}

static lg_descent_end run(fixture *f, lg_descent_task *t) {
    lg_descent_end end;
    assert_int_equal(lg_descent_run(f->d, t, &end, NULL), LG_OK);
    return end;
}

/* The offsets of all parts have to fit together. */
static void take(const fixture *f, uint32_t part, lg_storage *s) {
    for (uint32_t i = f->p.first[f->p.parts[part]]; i < f->p.first[f->p.parts[part + 1]]; i++)
        s[f->p.storage[i]].offset = (uint64_t)lg_descent_offsets(f->d)[i] * (uint64_t)f->p.unit;
}

/* All parts at capacity `most` bytes; the worst end counts. */
static lg_descent_end solve(fixture *f, lg_storage *s, const char *keys, uint64_t most,
                            uint64_t *need) {
    lg_descent_end worst = LG_DESCENT_FOUND;
    *need = 0;
    for (uint32_t part = 0; part < f->p.n_parts; part++) {
        lg_descent_task t = {.part = part,
                             .keys = keys,
                             .capacity = (int64_t)(most / (uint64_t)f->p.unit),
                             .limit = UINT64_MAX};
        lg_descent_end end = run(f, &t);
        if (end == LG_DESCENT_FOUND) {
            assert_true(t.height <= t.capacity);
            take(f, part, s);
            continue;
        }
        assert_int_equal(end, LG_DESCENT_FAILED);
        worst = end;
        assert_true(t.need > t.capacity);
        uint64_t bytes =
            t.need > INT64_MAX / f->p.unit ? UINT64_MAX : (uint64_t)t.need * (uint64_t)f->p.unit;
        *need = bytes > *need ? bytes : *need;
    }
    return worst;
}

static void every_placement(void **state) {
    uint64_t seed = 42;
    uint32_t above = 0;
    for (uint32_t k = 0; k < 10000; k++) {
        lg_storage s[ORACLE_MAX], copy[ORACLE_MAX];
        uint32_t n = 1 + (uint32_t)draw(&seed, 7);
        bool odd = k % 2 == 1;
        random_items(&seed, s, n, 3 + (uint32_t)draw(&seed, 5), 1 + (uint32_t)draw(&seed, 6), odd);
        memcpy(copy, s, sizeof s);
        uint64_t best = least_height(copy, n), need;
        fixture f;
        set_up(&f, state, s, n);
        /* Sizes count in units of all alignments. */
        uint64_t unit = (uint64_t)f.p.unit, rounded = (best + unit - 1) / unit * unit;
        const char *keys = rankings[k % LG_COUNT(rankings)];
        above += rounded > (uint64_t)f.p.bound * unit;
        assert_int_equal(solve(&f, s, keys, rounded, &need), LG_DESCENT_FOUND);
        assert_int_equal(lg_check_placement(s, n, rounded, &f.arena, NULL), LG_OK);
        /* One unit less is proven impossible, and no more than that is claimed. */
        assert_int_equal(solve(&f, s, keys, rounded - unit, &need), LG_DESCENT_FAILED);
        assert_int_equal(need, rounded);
        lg_arena_reset(&f.arena);
    }
    assert_true(above > 100);
}

static void fixed_offsets(void **state) {
    uint64_t seed = 7;
    for (uint32_t k = 0; k < 3000; k++) {
        lg_storage s[ORACLE_MAX], copy[ORACLE_MAX];
        uint32_t n = 2 + (uint32_t)draw(&seed, 5);
        uint64_t need;
        random_items(&seed, s, n, 5, 4, false);
        s[0].fixed = (int64_t)draw(&seed, 6);
        memcpy(copy, s, sizeof s);
        uint64_t best = least_height(copy, n);
        fixture f;
        set_up(&f, state, s, n);
        uint64_t unit = (uint64_t)f.p.unit;
        const char *keys = rankings[k % LG_COUNT(rankings)];
        assert_int_equal(solve(&f, s, keys, best, &need), LG_DESCENT_FOUND);
        assert_int_equal(lg_check_placement(s, n, best, &f.arena, NULL), LG_OK);
        assert_int_equal(solve(&f, s, keys, best - unit, &need), LG_DESCENT_FAILED);
        assert_true(need <= best);
        lg_arena_reset(&f.arena);
    }
}

/* Two sets of eight whose least height is one above the lower bound. */
static void above_the_bound(void **state) {
    static const int64_t pinwheel[][3] = {{0, 5, 2}, {0, 3, 4}, {2, 6, 2}, {3, 7, 3},
                                          {4, 5, 2}, {1, 4, 1}, {5, 7, 4}, {0, 1, 3}};
    lg_storage s[ORACLE_MAX], copy[ORACLE_MAX];
    for (uint32_t i = 0; i < 8; i++)
        s[i] = (lg_storage){.first = pinwheel[i][0],
                            .last = pinwheel[i][1],
                            .bytes = (uint64_t)pinwheel[i][2],
                            .align = 1,
                            .fixed = -1};
    memcpy(copy, s, sizeof s);
    assert_int_equal(least_height(copy, 8), 10);
    fixture f;
    uint64_t need;
    set_up(&f, state, s, 8);
    assert_int_equal(f.p.bound, 9);
    for (size_t k = 0; k < LG_COUNT(rankings); k++) {
        assert_int_equal(solve(&f, s, rankings[k], 9, &need), LG_DESCENT_FAILED);
        assert_int_equal(need, 10);
        assert_int_equal(solve(&f, s, rankings[k], 10, &need), LG_DESCENT_FOUND);
    }
    lg_arena_reset(&f.arena);
}

static void pins_in_the_way(void **state) {
    lg_storage s[] = {{.first = 0, .last = 2, .bytes = 4, .align = 1, .fixed = 2},
                      {.first = 1, .last = 3, .bytes = 4, .align = 1, .fixed = 4}};
    fixture f;
    set_up(&f, state, s, 2);
    lg_descent_task t = {.keys = "WAT", .capacity = 100, .limit = 1000};
    assert_int_equal(run(&f, &t), LG_DESCENT_FAILED);
    assert_int_equal(t.need, INT64_MAX);
    lg_arena_reset(&f.arena);
}

static bool never(void *arg) {
    ++*(uint32_t *)arg;
    return false;
}

static void limits(void **state) {
    uint64_t seed = 3;
    uint32_t polls = 0;
    lg_storage s[300];
    fixture f;
    random_items(&seed, s, 300, 40, 1000, false);
    set_up(&f, state, s, 300);
    lg_descent_task t = {.keys = "TWA", .capacity = f.p.bound, .limit = 100};
    assert_int_equal(run(&f, &t), LG_DESCENT_LIMIT);
    assert_int_equal(t.nodes, 100);
    assert_true(t.area > 0);
    lg_descent_poll(f.d, never, &polls);
    t.limit = UINT64_MAX;
    assert_int_equal(run(&f, &t), LG_DESCENT_STOPPED);
    assert_int_equal(t.nodes, 156); /* polled every 256 nodes of all tasks */
    assert_int_equal(polls, 1);
    lg_arena_reset(&f.arena);
}

/* A task does not see what the one before it left behind. */
static void tasks_are_independent(void **state) {
    uint64_t seed = 5;
    lg_storage s[80];
    int64_t offsets[80];
    fixture f;
    random_items(&seed, s, 80, 60, 50, false);
    set_up(&f, state, s, 80);
    assert_int_equal(f.p.n_parts, 1);
    lg_descent_task first = {.keys = "WAT", .capacity = f.p.bound * 3, .limit = 10000};
    assert_int_equal(run(&f, &first), LG_DESCENT_FOUND);
    memcpy(offsets, lg_descent_offsets(f.d), sizeof offsets);
    lg_descent_task cut = {.keys = "TAW", .capacity = f.p.bound, .limit = 37};
    (void)run(&f, &cut);
    lg_descent_task again = first;
    assert_int_equal(run(&f, &again), LG_DESCENT_FOUND);
    assert_int_equal(again.nodes, first.nodes);
    assert_int_equal(again.height, first.height);
    assert_memory_equal(offsets, lg_descent_offsets(f.d), sizeof offsets);
    lg_arena_reset(&f.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(every_placement), lg_test(fixed_offsets), lg_test(above_the_bound),
        lg_test(pins_in_the_way), lg_test(limits),        lg_test(tasks_are_independent),
    };
    return cmocka_run_group_tests_name("runtime.plan.descent", tests, NULL, NULL);
}
