/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/plan/flow.h"

#include <lossgraph/plan.h>

static void plans_and_checks(void **state) {
    test_flow t;
    lg_plan p;
    test_flow_open(state, &t,
                   TOY("g (float[64] x) => (float[64] y) { a = toy.Copy(x)\n b = toy.Copy(a)\n"
                       "c = toy.Copy(b)\n y = toy.Copy(c) }"),
                   NULL);
    assert_int_equal(lg_plan_make(&t.flow, &t.arena, &p, NULL), LG_OK);
    assert_int_equal(p.placed.height, 512);
    assert_int_equal(p.placed.lower_bound, 512);
    assert_int_equal(p.sum, 1024);
    t.flow.flags = LG_FLOW_NO_REUSE;
    assert_int_equal(lg_plan_make(&t.flow, &t.arena, &p, NULL), LG_OK);
    assert_int_equal(p.placed.height, 1024);
    test_flow_close(&t);
}

static void plans_a_list_of_buffers(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_plan_result r;
    lg_error err = LG_ERROR_INIT;
    lg_plan_buffer b[] = {
        {.lower = -5, .upper = 2, .size = 10, .fixed = -1},
        {.lower = 0, .upper = 9, .size = 20, .align = 16, .fixed = -1},
        {.lower = 2, .upper = 4, .size = 10, .fixed = -1},
        {.lower = 3, .upper = 3, .size = 1000, .fixed = -1}, /* never lives */
    };
    assert_int_equal(lg_plan_buffers(&a, b, 4, NULL, &r, &err), LG_OK);
    assert_int_equal(r.lower_bound, 30);
    assert_true(r.arena >= 30 && r.arena <= 36);
    assert_int_equal(b[1].offset % 16, 0);
    assert_int_equal(b[3].offset, 0);
    assert_int_equal(lg_plan_buffers(NULL, NULL, 0, NULL, &r, &err), LG_OK);
    assert_int_equal(r.arena, 0);
    b[0].fixed = b[1].fixed = 0;
    assert_int_equal(lg_plan_buffers(&a, b, 4, NULL, &r, &err), LG_E_MODEL);
    b[0].upper = -6;
    assert_int_equal(lg_plan_buffers(&a, b, 4, NULL, &r, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "buffer 0"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(plans_and_checks),
        lg_test(plans_a_list_of_buffers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
