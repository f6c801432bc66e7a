/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/registry/registry.h"

static lg_status infer(lg_infer *ctx) {
    (void)ctx;
    return LG_OK;
}
static lg_status run(lg_exec *ctx) {
    (void)ctx;
    return LG_OK;
}

#define OP(d, n, v)                                                                                \
    { .domain = d, .name = n, .since_version = v, .infer = infer, .run = run }
static const lg_op_desc ops[] = {OP("reg.test", "Widget", 9), OP("reg.test", "Widget", 1),
                                 OP("reg.test", "Widget", 13), OP("reg.test", "Gadget", 1),
                                 OP("reg.other", "Widgets", 1)};
static const lg_op_desc twice[] = {OP("reg.new", "First", 1), OP("reg.test", "Widget", 9)};
LG_FAMILY_DEFINE(registry_ops, ops);
LG_FAMILY_DEFINE(registry_twice, twice);

static lg_registry *filled(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_registry *r = NULL;
    assert_int_equal(lg_registry_create(&a, &r, NULL), LG_OK);
    assert_int_equal(lg_registry_add(r, &lg_family_registry_ops, NULL), LG_OK);
    return r;
}

static int32_t version_for(const lg_registry *r, int64_t opset) {
    const lg_op_desc *d = lg_registry_lookup(r, LG_STR("reg.test"), LG_STR("Widget"), opset);
    return d ? d->since_version : 0;
}

static void the_largest_version_not_above_wins(void **state) {
    lg_registry *r = filled(state);
    assert_int_equal(version_for(r, 1), 1);
    assert_int_equal(version_for(r, 8), 1);
    assert_int_equal(version_for(r, 9), 9);
    assert_int_equal(version_for(r, 12), 9);
    assert_int_equal(version_for(r, INT64_MAX), 13);
    assert_int_equal(version_for(r, 0), 0);
    assert_int_equal(lg_registry_find(r, "reg.test", "Widget", 0)->since_version, 13);
    assert_null(lg_registry_find(r, "reg.test", "Nothing", 0));
    assert_null(lg_registry_find(r, "nowhere", "Widget", 0));
    assert_true(lg_registry_has_domain(r, LG_STR("reg.other")));
    assert_false(lg_registry_has_domain(r, LG_STR("reg")));
    assert_int_equal(lg_registry_newest(r, LG_STR("ai.onnx")), 28);
    assert_int_equal(lg_registry_newest(r, LG_STR("ai.onnx.ml")), 5);
    assert_int_equal(lg_registry_newest(r, LG_STR("reg.test")), 0);
    lg_registry_destroy(r);
}

static void enumeration_is_sorted(void **state) {
    lg_registry *r = filled(state);
    for (size_t i = 1; lg_registry_op(r, i); i++) {
        const lg_op_desc *a = lg_registry_op(r, i - 1), *b = lg_registry_op(r, i);
        int c = strcmp(a->domain, b->domain);
        c = c ? c : strcmp(a->name, b->name);
        assert_true(c < 0 || (c == 0 && a->since_version < b->since_version));
    }
    assert_null(lg_registry_origin(r, 1000000));
    lg_registry_destroy(r);
}

static void a_family_comes_whole_or_not_at_all(void **state) {
    lg_registry *r = filled(state);
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_registry_add(r, &lg_family_registry_twice, &err), LG_E_ARGUMENT);
    assert_string_equal(err.message, "operator reg.test::Widget version 9 is registered twice: "
                                     "caller, caller");
    assert_null(lg_registry_find(r, "reg.new", "First", 0));
    lg_registry_freeze(r);
    assert_int_equal(lg_registry_add(r, &lg_family_registry_twice, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "in use"));
    lg_registry_retain(r);
    lg_registry_destroy(r);
    assert_non_null(lg_registry_find(r, "reg.test", "Gadget", 0));
    lg_registry_destroy(r);
    lg_registry_destroy(NULL);
}

static void near_names_are_best_first(void **state) {
    lg_registry *r = filled(state);
    const lg_op_desc *near[4];
    uint32_t n = lg_registry_near(r, LG_STR("reg.test"), LG_STR("widgets"), near, 4);
    assert_int_equal(n, 2);
    /* The letters of "Widgets" are all there, but in another domain. */
    assert_string_equal(near[0]->name, "Widgets");
    assert_string_equal(near[1]->name, "Widget");
    assert_int_equal(near[1]->since_version, 13);
    assert_int_equal(lg_registry_near(r, LG_STR("reg.test"), LG_STR("Qqqqqqqqq"), near, 4), 0);
    lg_registry_destroy(r);
}

static void creation_reports_every_failing_allocation(void **state) {
    for (uint64_t n = 1; n < 10000; n += n < 20 ? 1 : n / 4) {
        lg_allocator a = lg_test_allocator(state);
        lg_registry *r = NULL;
        lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + n;
        lg_status st = lg_registry_create(&a, &r, NULL);
        lg_test_trace(state)->fail_at = 0;
        lg_registry_destroy(r);
        assert_int_equal(lg_test_trace(state)->live, 0);
        if (st == LG_OK)
            break;
        assert_int_equal(st, LG_E_NO_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(the_largest_version_not_above_wins),        lg_test(enumeration_is_sorted),
        lg_test(a_family_comes_whole_or_not_at_all),        lg_test(near_names_are_best_first),
        lg_test(creation_reports_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
