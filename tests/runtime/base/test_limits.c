/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/limits.h"
#include "runtime/base/parallel.h"

static void fills_in_defaults(void **state) {
    (void)state;
    lg_limits l = lg_limits_resolve(NULL);
    assert_int_equal(l.struct_size, sizeof l);
    assert_int_equal(l.max_depth, 32);
    assert_int_equal(l.max_file_bytes, INT32_MAX);
    assert_int_equal(l.proto_stack_bytes, 256 << 10);
    assert_int_equal(l.proto_budget_factor, 16);
    assert_int_equal(l.proto_budget_base, 4 << 20);
    assert_int_equal(l.max_nodes, 1000000);
    assert_int_equal(l.max_rank, 64);
    assert_int_equal(l.max_loop_iterations, 10000000);
    assert_int_equal(l.deadline_ns, 0);
    assert_true(l.max_total_bytes > 0 && l.max_total_bytes <= lg_machine_memory());
    assert_true(l.max_tensor_bytes <= l.max_total_bytes);
    lg_limits again = lg_limits_resolve(&l);
    assert_memory_equal(&again, &l, sizeof l);
}

static void keeps_what_is_set_within_the_hard_bounds(void **state) {
    (void)state;
    lg_limits in = {.max_rank = 100,
                    .max_file_bytes = UINT64_MAX,
                    .max_total_bytes = 1000,
                    .max_nodes = 7,
                    .deadline_ns = 5};
    lg_limits l = lg_limits_resolve(&in);
    assert_int_equal(l.max_rank, 64);
    assert_int_equal(l.max_file_bytes, INT32_MAX);
    assert_int_equal(l.max_total_bytes, 1000);
    assert_int_equal(l.max_tensor_bytes, 1000);
    assert_int_equal(l.max_nodes, 7);
    assert_int_equal(l.deadline_ns, 5);
    /* A caller compiled against a shorter struct. */
    in.max_depth = 5;
    in.struct_size = offsetof(lg_limits, max_rank);
    l = lg_limits_resolve(&in);
    assert_int_equal(l.max_depth, 5);
    assert_int_equal(l.max_rank, 64);
    assert_true(l.max_total_bytes > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(fills_in_defaults),
        lg_test(keeps_what_is_set_within_the_hard_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
