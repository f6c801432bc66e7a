/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/graph.h"

static lg_module *m;

static int64_t op(int32_t o, int64_t a, int64_t b) {
    int64_t out = -1;
    assert_int_equal(lg_symbol_op(m, o, a, b, &out, NULL), LG_OK);
    assert_int_not_equal(out, -1);
    return out;
}

static int64_t named(const char *name) {
    int64_t out = 0;
    assert_int_equal(lg_symbol_named(m, lg_str_of(name), &out, NULL), LG_OK);
    assert_true(out < -1);
    return out;
}

static void equal_expressions_are_equal_symbols(void **state) {
    lg_arena arena;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&arena, &m, NULL), LG_OK);
    int64_t n = named("N"), k = named("K"), fresh = 0;
    assert_int_equal(named("N"), n);
    assert_int_not_equal(n, k);
    assert_int_equal(lg_symbol_new(m, &fresh, NULL), LG_OK);
    assert_int_not_equal(fresh, n);

    assert_int_equal(op(LG_DIM_ADD, 2, 3), 5);
    assert_int_equal(op(LG_DIM_CEILDIV, 7, 2), 4);
    assert_int_equal(op(LG_DIM_DIV, 7, 2), 3);
    assert_int_equal(op(LG_DIM_ADD, n, 0), n);
    assert_int_equal(op(LG_DIM_ADD, n, k), op(LG_DIM_ADD, k, n));
    assert_int_equal(op(LG_DIM_ADD, 3, n), op(LG_DIM_ADD, n, 3));
    assert_int_equal(op(LG_DIM_SUB, op(LG_DIM_ADD, n, 3), 3), n);
    assert_int_equal(op(LG_DIM_SUB, op(LG_DIM_ADD, n, 2), 5), op(LG_DIM_SUB, n, 3));
    assert_int_equal(op(LG_DIM_SUB, op(LG_DIM_ADD, n, k), n), k);
    assert_int_equal(op(LG_DIM_SUB, n, n), 0);
    assert_int_equal(op(LG_DIM_MUL, n, 1), n);
    assert_int_equal(op(LG_DIM_MUL, 0, n), 0);
    assert_int_equal(op(LG_DIM_MUL, op(LG_DIM_MUL, n, 2), 3), op(LG_DIM_MUL, n, 6));
    assert_int_equal(op(LG_DIM_DIV, op(LG_DIM_MUL, n, 6), 6), n);
    assert_int_equal(op(LG_DIM_DIV, op(LG_DIM_MUL, n, 6), 2), op(LG_DIM_MUL, n, 3));
    assert_int_equal(op(LG_DIM_DIV, n, 1), n);
    assert_int_not_equal(op(LG_DIM_DIV, n, 2), op(LG_DIM_CEILDIV, n, 2));
    assert_int_equal(op(LG_DIM_BROADCAST, n, n), n);
    assert_int_equal(op(LG_DIM_BROADCAST, n, 1), n);
    assert_int_equal(op(LG_DIM_BROADCAST, 1, n), n);
    assert_int_equal(op(LG_DIM_BROADCAST, n, 4), 4);
    assert_int_equal(op(LG_DIM_BROADCAST, n, k), op(LG_DIM_BROADCAST, k, n));
    lg_arena_reset(&arena);
}

static void impossible_sizes_are_refused(void **state) {
    lg_arena arena;
    int64_t out = 7;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&arena, &m, NULL), LG_OK);
    int64_t n = named("N");
    assert_int_equal(lg_symbol_op(m, LG_DIM_SUB, 2, 3, &out, NULL), LG_E_SHAPE);
    assert_int_equal(lg_symbol_op(m, LG_DIM_DIV, 2, 0, &out, NULL), LG_E_SHAPE);
    assert_int_equal(lg_symbol_op(m, LG_DIM_DIV, n, 0, &out, NULL), LG_E_SHAPE);
    assert_int_equal(lg_symbol_op(m, LG_DIM_MUL, INT64_MAX, 2, &out, NULL), LG_E_LIMIT);
    assert_int_equal(lg_symbol_op(m, LG_DIM_ADD, INT64_MAX, 1, &out, NULL), LG_E_LIMIT);
    assert_int_equal(lg_symbol_op(m, LG_DIM_BROADCAST, 2, 3, &out, NULL), LG_E_SHAPE);
    assert_int_equal(lg_symbol_op(m, LG_DIM_ADD, -99, 3, &out, NULL), LG_E_INTERNAL);
    assert_int_equal(lg_symbol_op(m, 99, 1, 3, &out, NULL), LG_E_INTERNAL);
    assert_int_equal(out, 7);
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(equal_expressions_are_equal_symbols),
        lg_test(impossible_sizes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
