/* SPDX-License-Identifier: Apache-2.0 */
/* The placement search as a whole, through the public call: optimal where that can be known, valid
 * always, the same everywhere; and on published instances, which are read from the folder that
 * LG_PLAN_DATA names (minimalloc/ and planner/ in it) and skipped without it. */
#include "runtime/base/file.h"
#include "runtime/plan/planner.h"
#include "tests/runtime/plan/placements.h"
#include "tests/support/support.h"

#include <lossgraph/plan.h>

#include <pthread.h>
#include <stdlib.h>

static void to_buffers(const lg_storage *s, uint32_t n, lg_plan_buffer *b) {
    for (uint32_t i = 0; i < n; i++)
        b[i] = (lg_plan_buffer){.lower = s[i].first,
                                .upper = s[i].last,
                                .size = s[i].bytes,
                                .align = s[i].align,
                                .fixed = s[i].fixed};
}

/* Checks a result with code that is not the planner's. */
static void check(const lg_plan_buffer *b, uint32_t n, const lg_plan_result *r) {
    uint64_t height = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (b[i].size == 0 || b[i].lower == b[i].upper)
            continue;
        height = b[i].offset + b[i].size > height ? b[i].offset + b[i].size : height;
        assert_int_equal(b[i].align > 1 ? b[i].offset % b[i].align : 0, 0);
        for (uint32_t j = 0; j < i; j++)
            if (b[i].lower < b[j].upper && b[j].lower < b[i].upper && b[j].size > 0)
                assert_true(b[i].offset + b[i].size <= b[j].offset ||
                            b[j].offset + b[j].size <= b[i].offset);
    }
    assert_true(height <= r->arena);
    assert_true(r->lower_bound <= r->proven);
    assert_true(r->proven <= r->arena);
    assert_int_equal(r->status == LG_PLAN_OPTIMAL, r->proven == r->arena);
}

static void small_ones_are_optimal(void **state) {
    uint64_t seed = 11;
    lg_allocator a = lg_test_allocator(state);
    for (uint32_t k = 0; k < 3000; k++) {
        lg_storage s[ORACLE_MAX];
        lg_plan_buffer b[ORACLE_MAX];
        lg_plan_result r;
        uint32_t n = 1 + (uint32_t)draw(&seed, 7);
        random_items(&seed, s, n, 3 + (uint32_t)draw(&seed, 5), 1 + (uint32_t)draw(&seed, 6),
                     false);
        to_buffers(s, n, b);
        assert_int_equal(lg_plan_buffers(&a, b, n, NULL, &r, NULL), LG_OK);
        check(b, n, &r);
        assert_int_equal(r.status, LG_PLAN_OPTIMAL);
        assert_int_equal(r.arena, least_height(s, n));
    }
}

static void random_ones_are_valid(void **state) {
    uint64_t seed = 12;
    lg_allocator a = lg_test_allocator(state);
    for (uint32_t k = 0; k < 1500; k++) {
        lg_storage s[64];
        lg_plan_buffer b[64], again[64];
        lg_plan_result r, r2;
        lg_plan_options o = LG_PLAN_OPTIONS_INIT;
        uint32_t n = 1 + (uint32_t)draw(&seed, 64);
        random_items(&seed, s, n, 2 + (uint32_t)draw(&seed, 40), 1 + (uint32_t)draw(&seed, 1000),
                     k % 3 == 2);
        o.nodes = 1 + draw(&seed, 4000);
        o.seed = k;
        o.align = k % 5 == 4 ? 64 : 0;
        to_buffers(s, n, b);
        for (uint32_t i = 0; i < n && o.align; i++)
            b[i].align = k % 10 == 4 ? 0 : b[i].align;
        memcpy(again, b, sizeof b);
        assert_int_equal(lg_plan_buffers(&a, b, n, &o, &r, NULL), LG_OK);
        check(b, n, &r);
        assert_true(r.nodes <= o.nodes);
        assert_int_equal(lg_plan_buffers(NULL, again, n, &o, &r2, NULL), LG_OK);
        for (uint32_t i = 0; i < n; i++)
            assert_int_equal(b[i].offset, again[i].offset);
        /* More steps never make it worse. */
        o.flags = LG_PLAN_NO_SEARCH;
        assert_int_equal(lg_plan_buffers(NULL, again, n, &o, &r2, NULL), LG_OK);
        assert_true(r2.arena >= r.arena);
        assert_int_equal(r2.nodes, 0);
    }
}

enum { HARD = 120 };

/* The least arena of this one is 1000 bytes. */
static void make_hard(lg_plan_buffer *b) {
    uint64_t seed = 23757;
    lg_storage s[HARD];
    cut_rectangle(&seed, s, HARD, 60, 1000);
    to_buffers(s, HARD, b);
}

static void capacity(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_plan_buffer b[HARD];
    lg_plan_result best, r;
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    make_hard(b);
    o.flags = LG_PLAN_NO_SEARCH;
    assert_int_equal(lg_plan_buffers(&a, b, HARD, &o, &r, NULL), LG_OK);
    assert_true(r.arena > r.lower_bound);
    o.flags = 0;
    o.nodes = 50000;
    assert_int_equal(lg_plan_buffers(&a, b, HARD, &o, &best, NULL), LG_OK);
    assert_true(best.arena < r.arena);
    /* Good enough is enough. */
    o.capacity = r.arena;
    assert_int_equal(lg_plan_buffers(&a, b, HARD, &o, &r, NULL), LG_OK);
    assert_int_equal(r.nodes, 0);
    assert_int_equal(r.status, LG_PLAN_FEASIBLE);
    o.capacity = r.arena - 1;
    assert_int_equal(lg_plan_buffers(&a, b, HARD, &o, &r, NULL), LG_OK);
    assert_true(r.arena <= o.capacity);
    assert_true(r.nodes > 0 && r.nodes <= best.nodes);
    check(b, HARD, &r);
    o.capacity = r.lower_bound - 1;
    assert_int_equal(lg_plan_buffers(&a, b, HARD, &o, &r, NULL), LG_OK);
    assert_int_equal(r.status, LG_PLAN_INFEASIBLE);
    o.capacity = r.lower_bound;
    o.nodes = 1;
    assert_int_equal(lg_plan_buffers(&a, b, HARD, &o, &r, NULL), LG_OK);
    assert_int_equal(r.status, LG_PLAN_OVER_CAPACITY);
}

/* A least height above the bound is proven, from both sides. */
static void proof_above_the_bound(void **state) {
    static const int64_t pinwheel[][3] = {{0, 5, 2}, {0, 3, 4}, {2, 6, 2}, {3, 7, 3},
                                          {4, 5, 2}, {1, 4, 1}, {5, 7, 4}, {0, 1, 3}};
    lg_allocator a = lg_test_allocator(state);
    lg_plan_buffer b[8];
    lg_plan_result r;
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    for (uint32_t i = 0; i < 8; i++)
        b[i] = (lg_plan_buffer){.lower = pinwheel[i][0],
                                .upper = pinwheel[i][1],
                                .size = (uint64_t)pinwheel[i][2] << 20,
                                .fixed = -1};
    assert_int_equal(lg_plan_buffers(&a, b, 8, NULL, &r, NULL), LG_OK);
    assert_int_equal(r.lower_bound, 9 << 20);
    assert_int_equal(r.proven, 10 << 20);
    assert_int_equal(r.arena, 10 << 20);
    assert_int_equal(r.status, LG_PLAN_OPTIMAL);
    o.capacity = (10 << 20) - 1;
    assert_int_equal(lg_plan_buffers(&a, b, 8, &o, &r, NULL), LG_OK);
    assert_int_equal(r.status, LG_PLAN_INFEASIBLE);
}

/* Stretches of time without common buffers are searched one by one. */
static void parts(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_plan_buffer b[2 * HARD];
    lg_plan_result r, half;
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    o.nodes = 20000;
    make_hard(b);
    assert_int_equal(lg_plan_buffers(&a, b, HARD, &o, &half, NULL), LG_OK);
    make_hard(b);
    for (uint32_t i = 0; i < HARD; i++) {
        b[HARD + i] = b[i];
        b[HARD + i].lower += 1000;
        b[HARD + i].upper += 1000;
        b[HARD + i].size = (b[i].size + 1) / 2;
    }
    assert_int_equal(lg_plan_buffers(&a, b, 2 * HARD, &o, &r, NULL), LG_OK);
    check(b, 2 * HARD, &r);
    assert_int_equal(r.lower_bound, half.lower_bound);
    assert_true(r.arena <= half.arena);
}

static int32_t at_once(void *user) {
    ++*(uint32_t *)user;
    return 1;
}

static void limits_of_time(void **state) {
    lg_allocator a = lg_test_allocator(state);
    uint32_t calls = 0;
    lg_plan_buffer b[HARD];
    lg_plan_result r;
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    make_hard(b);
    o.nodes = UINT64_MAX;
    o.cancel = at_once;
    o.user = &calls;
    o.capacity = 1;
    assert_int_equal(lg_plan_buffers(&a, b, HARD, &o, &r, NULL), LG_OK);
    assert_int_equal(calls, 1);
    assert_int_equal(r.nodes, 256);
    check(b, HARD, &r);
    /* Descents of less than 256 nodes are polled too: this one never ends by itself. */
    o = (lg_plan_options)LG_PLAN_OPTIONS_INIT;
    o.time_ms = 30;
    assert_int_equal(lg_plan_buffers(&a, b, HARD, &o, &r, NULL), LG_OK);
    check(b, HARD, &r);
    assert_true(r.nodes > 256);
}

static void bad_arguments(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_plan_result r;
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    const lg_plan_buffer bad[] = {
        {.lower = 2, .upper = 1, .fixed = -1},
        {.lower = 0, .upper = 1, .size = UINT64_MAX, .fixed = -1},
        {.lower = 0, .upper = 1, .size = 1, .align = UINT64_MAX, .fixed = -1},
        {.lower = 0, .upper = 1, .size = 1, .fixed = -2},
    };
    for (size_t k = 0; k < LG_COUNT(bad); k++) {
        lg_plan_buffer b = bad[k];
        lg_error err = LG_ERROR_INIT;
        assert_int_equal(lg_plan_buffers(&a, &b, 1, NULL, &r, &err), LG_E_ARGUMENT);
        assert_non_null(strstr(err.message, "buffer 0"));
    }
    o.struct_size = 1;
    assert_int_equal(lg_plan_buffers(&a, NULL, 0, &o, &r, NULL), LG_E_ARGUMENT);
    lg_plan_buffer huge[] = {
        {.lower = 0, .upper = 1, .size = INT64_MAX, .fixed = -1},
        {.lower = 0, .upper = 1, .size = INT64_MAX, .fixed = -1},
    };
    assert_int_equal(lg_plan_buffers(&a, huge, 2, NULL, &r, NULL), LG_E_LIMIT);
    huge[1].size = 64;
    huge[0].size -= 64;
    assert_int_equal(lg_plan_buffers(&a, huge, 2, NULL, &r, NULL), LG_OK);
    assert_int_equal(r.arena, INT64_MAX);
    huge[0].fixed = INT64_MAX - 10;
    assert_true(lg_plan_buffers(&a, huge, 2, NULL, &r, NULL) != LG_E_INTERNAL);
}

static void out_of_memory(void **state) {
    lg_trace *t = lg_test_trace(state);
    lg_allocator a = lg_test_allocator(state);
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    bool finished = false;
    o.nodes = 20000;
    for (uint64_t n = 1; !finished; n++) {
        lg_plan_buffer b[HARD];
        lg_plan_result r;
        make_hard(b);
        t->fail_at = lg_test_trace(state)->allocations + n;
        lg_status st = lg_plan_buffers(&a, b, HARD, &o, &r, NULL);
        finished = st == LG_OK;
        assert_true(st == LG_OK || st == LG_E_NO_MEMORY);
        assert_int_equal(lg_test_trace(state)->live, 0);
        assert_true(n < 200);
    }
}

typedef struct job {
    lg_plan_buffer b[HARD];
    lg_plan_result r;
    lg_status st;
} job;

static void *work(void *arg) {
    job *j = arg;
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    o.nodes = 30000;
    o.seed = 9;
    make_hard(j->b);
    j->st = lg_plan_buffers(NULL, j->b, HARD, &o, &j->r, NULL);
    return NULL;
}

static void the_same_in_every_thread(void **state) {
    (void)state;
    static job jobs[4];
    pthread_t threads[4];
    for (int k = 0; k < 4; k++)
        assert_int_equal(pthread_create(&threads[k], NULL, work, &jobs[k]), 0);
    for (int k = 0; k < 4; k++)
        assert_int_equal(pthread_join(threads[k], NULL), 0);
    for (int k = 0; k < 4; k++) {
        assert_int_equal(jobs[k].st, LG_OK);
        assert_memory_equal(jobs[k].b, jobs[0].b, sizeof jobs[0].b);
        assert_int_equal(jobs[k].r.nodes, jobs[0].r.nodes);
    }
}

/* ---- published instances ---- */

static lg_plan_list *open_list(const char *name) {
    const char *folder = getenv("LG_PLAN_DATA");
    char path[512];
    void *text = NULL;
    size_t size = 0;
    lg_plan_list *list = NULL;
    lg_allocator a = lg_allocator_default();
    lg_error err = LG_ERROR_INIT;
    if (!folder)
        skip();
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (lg_file_read(&a, path, 1 << 26, &text, &size, &err) != LG_OK)
        skip();
    if (lg_plan_list_parse(NULL, name, text, size, &list, &err) != LG_OK)
        fail_msg("%s", err.message);
    lg_free(&a, text, size + 1);
    return list;
}

static double place_file(const char *name, const lg_plan_options *o, lg_plan_result *r) {
    lg_error err = LG_ERROR_INIT;
    uint32_t n;
    lg_plan_list *list = open_list(name);
    if (lg_plan_list_place(list, o, r, &err) != LG_OK)
        fail_msg("%s: %s", name, err.message);
    const lg_plan_buffer *b = lg_plan_list_buffers(list, &n);
    if (n < 5000)
        check(b, n, r);
    lg_plan_list_destroy(list);
    return (double)r->arena / (double)r->lower_bound;
}

/* The bounds on nodes are those measured, and a half more. */
static void minimalloc(void **state) {
    static const struct {
        const char *name;
        uint64_t bound, nodes;
    } instances[] = {
        {"A", 1048576, 61000},  {"B", 1048576, 175000}, {"C", 1039360, 1000},
        {"E", 1048576, 294000}, {"F", 1048576, 112000}, {"G", 1048576, 34000},
        {"H", 1048576, 9700},   {"I", 1048576, 41000},  {"K", 1048576, 40000},
    };
    (void)state;
    for (size_t k = 0; k < LG_COUNT(instances); k++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            char name[64];
            lg_plan_result r;
            lg_plan_options o = LG_PLAN_OPTIONS_INIT;
            o.seed = seed;
            (void)snprintf(name, sizeof name, "minimalloc/%s.1048576.csv", instances[k].name);
            (void)place_file(name, &o, &r);
            assert_int_equal(r.lower_bound, instances[k].bound);
            assert_int_equal(r.arena, instances[k].bound);
            assert_int_equal(r.status, LG_PLAN_OPTIMAL);
            assert_true(r.nodes <= instances[k].nodes);
        }
}

static void minimalloc_in_its_capacity(void **state) {
    (void)state;
    for (char c = 'A'; c <= 'K'; c++) {
        char name[64];
        lg_plan_result r;
        lg_plan_options o = LG_PLAN_OPTIONS_INIT;
        o.capacity = 1048576;
        (void)snprintf(name, sizeof name, "minimalloc/%c.1048576.csv", c);
        (void)place_file(name, &o, &r);
        assert_true(r.arena <= 1048576);
        assert_true(r.nodes <= 294000);
    }
}

/* About 0.05 s, and 1 s. */
static void the_two_hardest(void **state) {
    static const char *const names[] = {"minimalloc/D.1048576.csv", "minimalloc/J.1048576.csv"};
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        lg_plan_result r;
        lg_plan_options o = LG_PLAN_OPTIONS_INIT;
        o.nodes = 25000;
        assert_true(place_file(names[k], &o, &r) <= 1.08);
    }
}

static void schedules_of_networks(void **state) {
    static const struct {
        const char *name;
        uint64_t bound, nodes;
    } files[] = {
        {"G_1", 3030937746, 0},
        {"gpt2s-train-b4-T1024_beam", 5686922240, 0},
        {"gpt2s-train-b4-T1024_remat40", 2287242240, 0},
        {"mobilenetv2-inf_beam", 6021120, 0},
        {"nasnet-inf_beam", 8830976, 264},
        {"resnet50-train-b32_beam", 2717203968, 0},
        {"resnet50", 1515472556, 1042},
        {"unet-train-b4_remat60", 994227200, 0},
    };
    (void)state;
    for (size_t k = 0; k < LG_COUNT(files); k++) {
        char name[96];
        lg_plan_result r;
        (void)snprintf(name, sizeof name, "planner/%s.csv", files[k].name);
        (void)place_file(name, NULL, &r);
        assert_int_equal(r.lower_bound, files[k].bound);
        assert_int_equal(r.arena, files[k].bound);
        assert_true(r.nodes <= files[k].nodes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(small_ones_are_optimal),
        lg_test(random_ones_are_valid),
        lg_test(capacity),
        lg_test(proof_above_the_bound),
        lg_test(parts),
        lg_test(limits_of_time),
        lg_test(bad_arguments),
        lg_test(out_of_memory),
        lg_test(the_same_in_every_thread),
        lg_test(minimalloc),
        lg_test(minimalloc_in_its_capacity),
        lg_test(the_two_hardest),
        lg_test(schedules_of_networks),
    };
    return cmocka_run_group_tests_name("runtime.plan.search", tests, NULL, NULL);
}
