/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/plan/planner.h"

#include <stdlib.h>

static uint32_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 32);
}

static lg_storage random_storage(uint64_t *seed, int64_t span) {
    lg_storage s = {.first = (int64_t)(next_random(seed) % (uint64_t)span),
                    .bytes = next_random(seed) % 1000,
                    .align = (uint64_t)1 << next_random(seed) % 7,
                    .fixed = -1};
    s.last = s.first + (int64_t)(next_random(seed) % 12);
    return s;
}

static void every_random_instance_is_sound(void **state) {
    uint64_t seed = 88172645463325252u;
    for (int round = 0; round < 3000; round++) {
        lg_arena arena;
        lg_placement placed;
        lg_storage s[40];
        uint32_t n = 1 + next_random(&seed) % 40;
        lg_arena_init(&arena, lg_test_allocator(state), 0);
        for (uint32_t i = 0; i < n; i++)
            s[i] = random_storage(&seed, 30);
        assert_int_equal(lg_place_greedy(s, n, &arena, &placed, NULL), LG_OK);
        assert_true(placed.height >= placed.lower_bound);
        assert_int_equal(placed.optimal, placed.height == placed.lower_bound);
        assert_int_equal(lg_check_placement(s, n, placed.height, &arena, NULL), LG_OK);
        lg_arena_reset(&arena);
    }
}

/* MiniMalloc's example: five buffers, capacity 12. */
static void finds_the_known_optimum(void **state) {
    lg_arena arena;
    lg_placement placed;
    lg_storage s[] = {
        {.first = 0, .last = 3, .bytes = 4, .align = 1, .fixed = -1},
        {.first = 3, .last = 9, .bytes = 4, .align = 1, .fixed = -1},
        {.first = 0, .last = 9, .bytes = 4, .align = 1, .fixed = -1},
        {.first = 9, .last = 21, .bytes = 4, .align = 1, .fixed = -1},
        {.first = 0, .last = 21, .bytes = 4, .align = 1, .fixed = -1},
    };
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_place_greedy(s, LG_COUNT(s), &arena, &placed, NULL), LG_OK);
    assert_int_equal(placed.lower_bound, 12);
    assert_int_equal(placed.height, 12);
    assert_true(placed.optimal);
    assert_int_equal(placed.peak, 0);
    lg_arena_reset(&arena);
}

static void leaves_fixed_offsets_alone(void **state) {
    lg_arena arena;
    lg_placement placed;
    lg_storage s[] = {
        {.first = 0, .last = 4, .bytes = 100, .align = 1, .fixed = -1},
        {.first = 1, .last = 3, .bytes = 10, .align = 1, .fixed = 50},
        {.first = 5, .last = 6, .bytes = 80, .align = 1, .fixed = -1},
    };
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_place_greedy(s, LG_COUNT(s), &arena, &placed, NULL), LG_OK);
    assert_int_equal(s[1].offset, 50);
    assert_int_equal(s[0].offset, 60);
    assert_int_equal(s[2].offset, 0);
    assert_int_equal(placed.height, 160);
    assert_int_equal(lg_check_placement(s, LG_COUNT(s), placed.height, &arena, NULL), LG_OK);
    lg_arena_reset(&arena);
}

static void huge_instances_take_the_short_way(void **state) {
    enum { N = 36000 }; /* some take no part */
    uint64_t seed = 12345;
    lg_arena arena;
    lg_placement placed;
    lg_storage *s = calloc(N, sizeof *s);
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    for (uint32_t i = 0; i < N; i++)
        s[i] = random_storage(&seed, N);
    s[0].fixed = 5000;
    assert_int_equal(lg_place_greedy(s, N, &arena, &placed, NULL), LG_OK);
    assert_string_equal(placed.by, "time");
    assert_int_equal(lg_check_placement(s, N, placed.height, &arena, NULL), LG_OK);
    assert_true(placed.height < 2 * placed.lower_bound + 8000);
    lg_arena_reset(&arena);
    free(s);
}

static void sizes_that_overflow_are_refused(void **state) {
    lg_arena arena;
    lg_placement placed;
    lg_error err = LG_ERROR_INIT;
    lg_storage s[] = {
        {.first = 0, .last = 4, .bytes = (uint64_t)INT64_MAX, .align = 1, .fixed = -1},
        {.first = 1, .last = 3, .bytes = (uint64_t)INT64_MAX, .align = 1, .fixed = -1},
    };
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_place_greedy(s, LG_COUNT(s), &arena, &placed, &err), LG_E_LIMIT);
    lg_arena_reset(&arena);
}

static void the_same_list_gives_the_same_plan(void **state) {
    uint64_t first[64];
    for (int round = 0; round < 2; round++) {
        uint64_t seed = 777;
        lg_arena arena;
        lg_placement placed;
        lg_storage s[64];
        lg_arena_init(&arena, lg_test_allocator(state), 0);
        for (uint32_t i = 0; i < 64; i++)
            s[i] = random_storage(&seed, 40);
        assert_int_equal(lg_place_greedy(s, 64, &arena, &placed, NULL), LG_OK);
        for (uint32_t i = 0; i < 64; i++) {
            if (round)
                assert_int_equal(s[i].offset, first[i]);
            first[i] = s[i].offset;
        }
        lg_arena_reset(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(every_random_instance_is_sound),  lg_test(finds_the_known_optimum),
        lg_test(leaves_fixed_offsets_alone),      lg_test(huge_instances_take_the_short_way),
        lg_test(sizes_that_overflow_are_refused), lg_test(the_same_list_gives_the_same_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
