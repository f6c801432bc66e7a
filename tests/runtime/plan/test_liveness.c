/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/plan/flow.h"

static uint32_t storage(const test_flow *t, const lg_plan *p, const char *name) {
    return p->storage[test_value(t, name)];
}

static void lives_end_at_the_last_reader(void **state) {
    test_flow t;
    lg_plan p;
    test_flow_open(state, &t,
                   TOY("g (float[16] x) => (float[16] y) { a = toy.Copy(x)\n b = toy.Copy(a)\n"
                       "c = toy.Copy(a)\n y = toy.Copy(c) }"),
                   NULL);
    assert_int_equal(lg_liveness(&t.flow, &t.arena, &p, NULL), LG_OK);
    assert_int_equal(p.n_storages, 4);
    const lg_storage *a = &p.storages[storage(&t, &p, "a")];
    assert_int_equal(a->first, 0);
    assert_int_equal(a->last, 3);
    assert_int_equal(a->bytes, 64);
    const lg_storage *b = &p.storages[storage(&t, &p, "b")]; /* nobody reads it */
    assert_int_equal(b->first, 1);
    assert_int_equal(b->last, 2);
    const lg_storage *y = &p.storages[storage(&t, &p, "y")];
    assert_int_equal(y->kind, LG_STORAGE_OUTPUT);
    assert_int_equal(y->last, 5);
    assert_int_equal(p.sum, 256);
    test_flow_close(&t);
}

static void takes_over_what_nobody_reads_again(void **state) {
    test_flow t;
    lg_plan p;
    test_flow_open(state, &t,
                   TOY("g (float[16] x) => (float[16] y) { a = toy.Double(x)\n b = toy.Double(a)\n"
                       "c = toy.Add(a, b)\n d = toy.Flatten(c)\n y = toy.Double(d) }"),
                   NULL);
    assert_int_equal(lg_liveness(&t.flow, &t.arena, &p, NULL), LG_OK);
    /* x is not ours, a is read again by c, c may have a or b: the first is taken; y goes on. */
    assert_int_not_equal(storage(&t, &p, "a"), storage(&t, &p, "b"));
    assert_int_equal(storage(&t, &p, "c"), storage(&t, &p, "a"));
    assert_int_equal(storage(&t, &p, "d"), storage(&t, &p, "c"));
    assert_int_equal(storage(&t, &p, "y"), storage(&t, &p, "c"));
    assert_int_equal(p.n_takeovers, 2);
    t.flow.flags = LG_FLOW_NO_INPLACE;
    assert_int_equal(lg_liveness(&t.flow, &t.arena, &p, NULL), LG_OK);
    assert_int_equal(p.n_takeovers, 0);
    test_flow_close(&t);
}

static void never_takes_what_is_needed(void **state) {
    static const char *const graphs[] = {
        /* twice the same input */
        TOY("g (float[16] x) => (float[16] y) { a = toy.Copy(x)\n y = toy.Add(a, a) }"),
        /* another size */
        TOY("g (float[16] x) => (float[32] y) { a = toy.Copy(x)\n y = toy.Double(a) }"),
        /* an output */
        TOY("g (float[16] x) => (float[16] a, float[16] y) { a = toy.Copy(x)\n y = toy.Double(a) "
            "}"),
        /* read through a view later */
        TOY("g (float[16] x) => (float[16] y, float[16] z) { a = toy.Copy(x)\n v = toy.Flatten(a)\n"
            "y = toy.Double(a)\n z = toy.Copy(v) }"),
        /* the operator does not permit it */
        TOY("g (float[16] x) => (float[16] y) { a = toy.Copy(x)\n y = toy.Copy(a) }"),
    };
    for (size_t k = 0; k < LG_COUNT(graphs); k++) {
        test_flow t;
        lg_plan p;
        test_flow_open(state, &t, graphs[k], NULL);
        assert_int_equal(lg_liveness(&t.flow, &t.arena, &p, NULL), LG_OK);
        assert_int_not_equal(storage(&t, &p, "a"), storage(&t, &p, "y"));
        assert_int_equal(lg_check_plan(&t.flow, &p, &t.arena, NULL), LG_OK);
        test_flow_close(&t);
    }
}

static void makes_new_values_in_their_variable(void **state) {
    test_flow t;
    lg_plan p;
    test_flow_open(state, &t,
                   TOY("g (float[16] x, float[16] w) => (float[16] w2) {"
                       "a = toy.Add(w, x)\n w2 = toy.Double(a) }"),
                   "w=w2");
    assert_int_equal(lg_liveness(&t.flow, &t.arena, &p, NULL), LG_OK);
    assert_int_equal(p.direct[0], 1);
    assert_int_equal(storage(&t, &p, "w2"), storage(&t, &p, "w"));
    assert_int_equal(p.storages[storage(&t, &p, "w")].kind, LG_STORAGE_EXTERNAL);
    test_flow_close(&t);
    /* read once more afterwards */
    test_flow_open(state, &t,
                   TOY("g (float[16] x, float[16] w) => (float[16] w2, float[16] y) {"
                       "w2 = toy.Add(w, x)\n y = toy.Copy(w) }"),
                   "w=w2");
    assert_int_equal(lg_liveness(&t.flow, &t.arena, &p, NULL), LG_OK);
    assert_int_equal(p.direct[0], 0);
    test_flow_close(&t);
    /* the operator may not overwrite it */
    test_flow_open(state, &t,
                   TOY("g (float[16] x, float[16] w) => (float[16] w2) { w2 = toy.Copy(w) }"),
                   "w=w2");
    assert_int_equal(lg_liveness(&t.flow, &t.arena, &p, NULL), LG_OK);
    assert_int_equal(p.direct[0], 0);
    test_flow_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(lives_end_at_the_last_reader),
        lg_test(takes_over_what_nobody_reads_again),
        lg_test(never_takes_what_is_needed),
        lg_test(makes_new_values_in_their_variable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
