/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/arena.h"

static void hands_out_zeroed_aligned_memory(void **state) {
    lg_arena arena;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    for (size_t size = 0; size < 20000; size = size * 3 + 1) {
        void *p = NULL, *d = NULL;
        assert_int_equal(lg_arena_alloc(&arena, size, &p, NULL), LG_OK);
        assert_int_equal(lg_arena_alloc_data(&arena, size, &d, NULL), LG_OK);
        assert_int_equal((uintptr_t)p % 16, 0);
        assert_int_equal((uintptr_t)d % LG_ALIGN, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(((char *)p)[i] | ((char *)d)[i], 0);
        memset(p, 0xAA, size);
        memset(d, 0xAA, size);
    }
    lg_arena_reset(&arena);
}

static void refuses_past_its_budget(void **state) {
    lg_arena arena;
    lg_error err = LG_ERROR_INIT;
    void *p = NULL;
    lg_arena_init(&arena, lg_test_allocator(state), 1000);
    assert_int_equal(lg_arena_alloc(&arena, 900, &p, &err), LG_OK);
    assert_int_equal(lg_arena_alloc(&arena, 200, &p, &err), LG_E_LIMIT);
    assert_int_equal(lg_arena_alloc(&arena, SIZE_MAX - 3, &p, &err), LG_E_LIMIT);
    assert_int_equal(lg_arena_array(&arena, SIZE_MAX / 2, 16, &p, &err), LG_E_NO_MEMORY);
    lg_arena_reset(&arena);
}

static void rewinding_keeps_the_memory(void **state) {
    lg_arena arena;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    for (int round = 0; round < 4; round++) {
        uint64_t before = lg_test_trace(state)->allocations;
        for (size_t size = 1; size < 100000; size = size * 2 + 1) {
            void *p = NULL;
            assert_int_equal(lg_arena_alloc(&arena, size, &p, NULL), LG_OK);
            assert_int_equal(((char *)p)[size - 1], 0);
            memset(p, 0xAA, size);
        }
        if (round > 0)
            assert_int_equal(lg_test_trace(state)->allocations, before);
        lg_arena_rewind(&arena);
        assert_int_equal(arena.used, 0);
    }
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(hands_out_zeroed_aligned_memory),
        lg_test(refuses_past_its_budget),
        lg_test(rewinding_keeps_the_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
