/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/exec/heap.h"

static void the_same_requests_allocate_once(void **state) {
    static const size_t sizes[] = {100, 5000, 64, 0, 100000, 4096, 4096};
    lg_heap heap;
    uint32_t block[LG_COUNT(sizes)];
    void *where[LG_COUNT(sizes)];
    lg_heap_init(&heap, lg_test_allocator(state), UINT64_MAX);
    for (size_t i = 0; i < LG_COUNT(sizes); i++)
        block[i] = LG_NO_BLOCK;
    for (int round = 0; round < 3; round++) {
        uint64_t before = lg_test_trace(state)->allocations;
        for (size_t i = 0; i < LG_COUNT(sizes); i++) {
            void *p = NULL;
            assert_int_equal(lg_heap_take(&heap, sizes[i], &block[i], &p, NULL), LG_OK);
            assert_int_equal((uintptr_t)p % 64, 0);
            memset(p, round, sizes[i]);
            if (round)
                assert_ptr_equal(p, where[i]);
            where[i] = p;
            if (i >= 2) /* two live at a time */
                lg_heap_give(&heap, block[i - 2]);
        }
        lg_heap_give(&heap, block[LG_COUNT(sizes) - 1]);
        lg_heap_give(&heap, block[LG_COUNT(sizes) - 2]);
        if (round)
            assert_int_equal(lg_test_trace(state)->allocations, before);
    }
    lg_heap_reset(&heap);
}

static void a_block_that_is_too_small_is_replaced(void **state) {
    lg_heap heap;
    uint32_t block = LG_NO_BLOCK;
    void *p = NULL;
    lg_heap_init(&heap, lg_test_allocator(state), UINT64_MAX);
    for (size_t size = 100; size < 1000000; size *= 2) {
        assert_int_equal(lg_heap_take(&heap, size, &block, &p, NULL), LG_OK);
        memset(p, 1, size);
        lg_heap_give(&heap, block);
    }
    assert_true(lg_test_trace(state)->live <= 3); /* the block, and the table */
    lg_heap_reset(&heap);
}

static void counts_against_the_limit(void **state) {
    lg_heap heap;
    lg_error err = LG_ERROR_INIT;
    uint32_t a = LG_NO_BLOCK, b = LG_NO_BLOCK;
    void *p = NULL;
    lg_heap_init(&heap, lg_test_allocator(state), 100000);
    assert_int_equal(lg_heap_take(&heap, 90000, &a, &p, &err), LG_OK);
    assert_int_equal(lg_heap_take(&heap, 20000, &b, &p, &err), LG_E_LIMIT);
    assert_non_null(strstr(err.message, "max_total_bytes is 100000"));
    lg_heap_give(&heap, a);
    assert_int_equal(lg_heap_take(&heap, 2000, &b, &p, &err), LG_OK); /* the first one is freed */
    assert_int_equal(lg_heap_charge(&heap, 98000, &err), LG_E_LIMIT);
    assert_int_equal(lg_heap_charge(&heap, 95000, &err), LG_OK);
    lg_heap_discharge(&heap, 95000);
    assert_int_equal(lg_heap_take(&heap, SIZE_MAX - 3, &a, &p, &err), LG_E_NO_MEMORY);
    lg_heap_reset(&heap);
}

static void lists_remember_their_blocks(void **state) {
    lg_heap heap;
    lg_block_list list = {0};
    void *first[10], *p = NULL;
    lg_heap_init(&heap, lg_test_allocator(state), UINT64_MAX);
    for (int round = 0; round < 3; round++) {
        uint64_t before = lg_test_trace(state)->allocations;
        for (size_t i = 0; i < 10; i++) {
            assert_int_equal(lg_block_list_take(&heap, &list, 100 * i, &p, NULL), LG_OK);
            if (round)
                assert_ptr_equal(p, first[i]);
            first[i] = p;
        }
        lg_block_list_give(&heap, &list);
        assert_int_equal(list.n, 0);
        if (round)
            assert_int_equal(lg_test_trace(state)->allocations, before);
    }
    lg_block_list_reset(&heap, &list);
    lg_heap_reset(&heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(the_same_requests_allocate_once),
        lg_test(a_block_that_is_too_small_is_replaced),
        lg_test(counts_against_the_limit),
        lg_test(lists_remember_their_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
