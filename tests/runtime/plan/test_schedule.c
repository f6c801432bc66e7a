/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/plan/flow.h"

static uint32_t step_of(const test_flow *t, const lg_id *order, const char *output) {
    lg_id producer = t->flow.graph->values[test_value(t, output)].producer;
    for (uint32_t i = 0; i < t->flow.n_steps; i++)
        if (order[i] == producer)
            return i;
    fail();
    return 0;
}

static uint64_t peak(test_flow *t, const lg_id *order) {
    lg_plan p;
    uint64_t bound;
    int64_t at;
    lg_flow f = t->flow;
    f.order = order;
    assert_int_equal(lg_liveness(&f, &t->arena, &p, NULL), LG_OK);
    assert_int_equal(lg_place_bound(p.storages, p.n_storages, &t->arena, &bound, &at, NULL), LG_OK);
    return bound;
}

/* Three large values that shrink at once: one after the other needs a third of the memory. */
static void finishes_one_branch_before_the_next(void **state) {
    test_flow t;
    lg_id *order = NULL;
    test_flow_open(state, &t,
                   TOY("g (float[1024] x) => (float s) { a = toy.Copy(x)\n b = toy.Copy(x)\n"
                       "c = toy.Copy(x)\n [ta] p = toy.Sum(a)\n q = toy.Sum(b)\n r = toy.Sum(c)\n"
                       "pq = toy.Add(p, q)\n s = toy.Add(pq, r) }"),
                   NULL);
    uint64_t *bytes = (uint64_t *)(uintptr_t)t.flow.bytes;
    static const char *const small[] = {"p", "q", "r", "pq", "s"};
    for (size_t i = 0; i < LG_COUNT(small); i++)
        bytes[test_value(&t, small[i])] = 4;
    assert_int_equal(lg_schedule(&t.flow, &t.arena, &order, NULL), LG_OK);
    assert_true(peak(&t, t.flow.order) >= 3 * 4096);
    assert_true(peak(&t, order) < 2 * 4096);
    test_flow_close(&t);
}

static void keeps_the_order_when_nothing_is_won(void **state) {
    test_flow t;
    lg_id *order = NULL;
    test_flow_open(state, &t,
                   TOY("g (float[16] x) => (float[16] y) { a = toy.Double(x)\n b = toy.Double(a)\n"
                       "y = toy.Double(b) }"),
                   NULL);
    assert_int_equal(lg_schedule(&t.flow, &t.arena, &order, NULL), LG_OK);
    assert_memory_equal(order, t.flow.order, 3 * sizeof *order);
    test_flow_close(&t);
}

/* Readers of a variable come before the step that makes its new value, whatever it would save. */
static void updates_wait_for_readers(void **state) {
    test_flow t;
    lg_id *order = NULL;
    test_flow_open(state, &t,
                   TOY("g (float[1024] x, float[1024] w) => (float[1024] w2, float[1024] z) {"
                       "a = toy.Copy(x)\n z = toy.Add(w, a)\n big = toy.Copy(x)\n"
                       "w2 = toy.Add(w, big) }"),
                   "w=w2");
    assert_int_equal(lg_schedule(&t.flow, &t.arena, &order, NULL), LG_OK);
    assert_true(step_of(&t, order, "z") < step_of(&t, order, "w2"));
    test_flow_close(&t);
}

static void writers_keep_their_place_among_readers(void **state) {
    test_flow t;
    lg_id *order = NULL;
    test_flow_open(state, &t,
                   TOY("g (float[1024] x, float[1024] b) => (float before, float s, float after) {"
                       "big = toy.Copy(x)\n before = toy.Sum(b)\n s = toy.Accumulate(b, big)\n"
                       "after = toy.Sum(b) }"),
                   NULL);
    assert_int_equal(lg_schedule(&t.flow, &t.arena, &order, NULL), LG_OK);
    assert_true(step_of(&t, order, "before") < step_of(&t, order, "s"));
    assert_true(step_of(&t, order, "s") < step_of(&t, order, "after"));
    test_flow_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(finishes_one_branch_before_the_next),
        lg_test(keeps_the_order_when_nothing_is_won),
        lg_test(updates_wait_for_readers),
        lg_test(writers_keep_their_place_among_readers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
