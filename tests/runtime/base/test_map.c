/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/map.h"
#include "runtime/base/str.h"

static void finds_what_was_put(void **state) {
    lg_arena arena;
    lg_map map = {0};
    char name[16];
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    for (uint32_t i = 0; i < 1000; i++) {
        lg_str key;
        int n = snprintf(name, sizeof name, "value_%u", i);
        assert_int_equal(lg_arena_str(&arena, name, (size_t)n, &key, NULL), LG_OK);
        assert_int_equal(lg_map_get(&map, key), LG_MAP_NONE);
        assert_int_equal(lg_map_put(&map, &arena, key, i, NULL), LG_OK);
    }
    assert_int_equal(lg_map_put(&map, &arena, LG_STR("value_5"), 50, NULL), LG_OK);
    assert_int_equal(lg_map_get(&map, LG_STR("value_777")), 777);
    assert_int_equal(lg_map_get(&map, LG_STR("value_5")), 50);
    assert_int_equal(lg_map_get(&map, LG_STR("value_1000")), LG_MAP_NONE);
    assert_int_equal(map.n, 1000);
    lg_arena_reset(&arena);
}

static void survives_every_failing_allocation(void **state) {
    for (uint64_t fail = 1;; fail++) {
        lg_arena arena;
        lg_map map = {0};
        lg_arena_init(&arena, lg_test_allocator(state), 0);
        lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + fail;
        lg_status st = LG_OK;
        for (uint32_t i = 0; i < 500 && st == LG_OK; i++) {
            lg_str key = {0};
            st = lg_arena_str(&arena, (const char *)&i, sizeof i, &key, NULL);
            if (st == LG_OK)
                st = lg_map_put(&map, &arena, key, i, NULL);
        }
        lg_test_trace(state)->fail_at = 0;
        lg_arena_reset(&arena);
        if (st == LG_OK)
            break;
        assert_int_equal(st, LG_E_NO_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(finds_what_was_put),
        lg_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
