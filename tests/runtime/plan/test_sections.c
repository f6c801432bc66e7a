/* SPDX-License-Identifier: Apache-2.0 */
/* Compression of storage lists for the placement search. */
#include "runtime/plan/search.h"
#include "tests/support/support.h"

#define PACK(...)                                                                                  \
    lg_storage s[] = {__VA_ARGS__};                                                                \
    lg_arena arena;                                                                                \
    lg_packing p;                                                                                  \
    lg_arena_init(&arena, lg_test_allocator(state), 0);                                            \
    assert_int_equal(lg_packing_make(s, (uint32_t)LG_COUNT(s), &arena, &p, NULL), LG_OK)
#define ITEM(a, b, z)                                                                              \
    { .first = (a), .last = (b), .bytes = (z), .align = 1, .fixed = -1 }
#define ALIGNED(a, b, z, n)                                                                        \
    { .first = (a), .last = (b), .bytes = (z), .align = (n), .fixed = -1 }
#define PINNED(a, b, z, at)                                                                        \
    { .first = (a), .last = (b), .bytes = (z), .align = 64, .fixed = (at) }

static void maximal_sets(void **state) {
    /* Born at 0, 1, 2; the first death, at 5, ends section 0. Nothing is born until 7. */
    PACK(ITEM(2, 9, 30), ITEM(0, 5, 10), ITEM(1, 6, 20), ITEM(7, 8, 40));
    assert_int_equal(p.n, 4);
    assert_int_equal(p.n_sections, 2);
    /* In order of birth. */
    const uint32_t storage[] = {1, 2, 0, 3}, from[] = {0, 0, 0, 1}, to[] = {1, 1, 2, 2};
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(p.storage[i], storage[i]);
        assert_int_equal(p.from[i], from[i]);
        assert_int_equal(p.to[i], to[i]);
    }
    assert_int_equal(p.unit, 10);
    assert_int_equal(p.bound, 7);
    assert_int_equal(p.total[0], 6);
    assert_int_equal(p.total[1], 7);
    assert_int_equal(p.cuts[0], 1);
    assert_int_equal(p.first[0], 0);
    assert_int_equal(p.first[1], 3);
    assert_int_equal(p.first[2], 4);
    assert_int_equal(p.member_at[2], 5);
    assert_int_equal(p.members[p.member_at[1]], 2);
    assert_int_equal(p.members[p.member_at[1] + 1], 3);
    assert_int_equal(p.n_parts, 1);
    lg_arena_reset(&arena);
}

static void death_comes_before_birth(void **state) {
    PACK(ITEM(0, 3, 1), ITEM(3, 4, 1));
    assert_int_equal(p.n_sections, 2);
    assert_int_equal(p.n_parts, 2);
    assert_int_equal(p.parts[1], 1);
    assert_int_equal(p.bound, 1);
    lg_arena_reset(&arena);
}

static void twins(void **state) {
    PACK(ITEM(0, 3, 8), ITEM(0, 3, 16), ITEM(1, 3, 8), ITEM(0, 3, 8), PINNED(0, 3, 8, 0));
    /* The life [1, 3) spans the same sections as [0, 3). */
    assert_int_equal(p.n_twins, 1);
    uint32_t with = 0;
    for (uint32_t i = 0; i < p.n; i++)
        if (p.twin[i] == 0) {
            with++;
            assert_int_equal(p.size[i], 1);
        }
    assert_int_equal(with, 3);
    lg_arena_reset(&arena);
}

static void what_takes_no_part(void **state) {
    PACK(ITEM(0, 3, 0), ITEM(2, 2, 5),
         {.first = 0, .last = 9, .bytes = 7, .fixed = -1, .kind = LG_STORAGE_EXTERNAL});
    assert_int_equal(p.n, 0);
    lg_arena_reset(&arena);
}

static void one_alignment(void **state) {
    PACK(ALIGNED(0, 3, 100, 64), ALIGNED(0, 3, 256, 64));
    assert_int_equal(lg_place_grain(s, 2), 64);
    assert_int_equal(p.unit, 128); /* 128 and 256 */
    assert_false(p.mixed);
    assert_int_equal(p.bound, 3);
    lg_arena_reset(&arena);
}

static void mixed_alignments(void **state) {
    PACK(ALIGNED(0, 3, 100, 64), ALIGNED(0, 3, 24, 16));
    assert_int_equal(lg_place_grain(s, 2), 16);
    assert_int_equal(p.unit, 16);
    assert_true(p.mixed);
    assert_int_equal(p.align[0], 4);
    assert_int_equal(p.align[1], 1);
    assert_int_equal(p.size[0], 7);
    assert_int_equal(p.size[1], 2);
    lg_arena_reset(&arena);
}

static void pins_set_the_grain(void **state) {
    PACK(ALIGNED(0, 3, 64, 64), PINNED(0, 3, 10, 6));
    assert_int_equal(lg_place_grain(s, 2), 2);
    assert_int_equal(p.unit, 2);
    assert_true(p.mixed);
    assert_int_equal(p.pin[1], 3);
    assert_int_equal(p.align[0], 32);
    lg_arena_reset(&arena);
}

static void too_large_to_search(void **state) {
    PACK(ITEM(0, 3, (uint64_t)INT64_MAX / 2), ITEM(0, 3, 1));
    assert_int_equal(p.n, 0);
    lg_arena_reset(&arena);
}

static void out_of_memory(void **state) {
    lg_storage s[] = {ITEM(0, 5, 10), ITEM(1, 6, 20), ITEM(2, 9, 30)};
    lg_trace *t = lg_test_trace(state);
    lg_arena arena;
    lg_packing p;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    t->fail_at = t->allocations + 1;
    assert_int_equal(lg_packing_make(s, 3, &arena, &p, NULL), LG_E_NO_MEMORY);
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(maximal_sets),
        lg_test(death_comes_before_birth),
        lg_test(twins),
        lg_test(what_takes_no_part),
        lg_test(one_alignment),
        lg_test(mixed_alignments),
        lg_test(pins_set_the_grain),
        lg_test(too_large_to_search),
        lg_test(out_of_memory),
    };
    return cmocka_run_group_tests_name("runtime.plan.sections", tests, NULL, NULL);
}
