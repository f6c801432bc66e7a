/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include "runtime/exec/program.h"

static void packed_weights_are_made_once(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[3] x) => (float[3] y) <float[3] w = {1, 2, 3}> { a = toy.Packed(x, w)\n"
            "y = toy.Packed(a, w) }"),
        NULL);
    lg_session *s = toy_session(p, NULL), *t = toy_session(p, NULL);
    float x[3] = {0}, want[3] = {4, 8, 12};
    toy_bind(s, 0, x, 3, -1);
    toy_run(s);
    toy_expect(s, 0, want, 3);
    toy_bind(t, 0, x, 3, -1);
    toy_run(t);
    toy_expect(t, 0, want, 3);
    lg_session_destroy(t);
    toy_close(s, p, c);
}

static void fill(const void *arg, void *dst) {
    ++*(int *)(uintptr_t)arg;
    memset(dst, 7, 16);
}

static void one_entry_per_value_key_and_size(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c, TOY("g (float[N] x) => (float[N] y) { y = toy.Double(x) }"), NULL);
    const void *first = NULL, *again = NULL, *other = NULL;
    int calls = 0;
    assert_int_equal(lg_program_packed(p, p->graph, 0, 1, 16, fill, &calls, &first, NULL), LG_OK);
    assert_int_equal(lg_program_packed(p, p->graph, 0, 1, 16, fill, &calls, &again, NULL), LG_OK);
    assert_ptr_equal(first, again);
    assert_int_equal(calls, 1);
    assert_int_equal(lg_program_packed(p, p->graph, 0, 2, 16, fill, &calls, &other, NULL), LG_OK);
    assert_ptr_not_equal(first, other);
    assert_int_equal(lg_program_packed(p, p->graph, 1, 1, 16, fill, &calls, &other, NULL), LG_OK);
    assert_int_equal(calls, 3);
    lg_trace *trace = lg_test_trace(state);
    trace->fail_at = trace->allocations + 1;
    assert_int_equal(lg_program_packed(p, p->graph, 5, 1, 16, fill, &calls, &other, NULL),
                     LG_E_NO_MEMORY);
    trace->fail_at = 0;
    toy_close(NULL, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(packed_weights_are_made_once),
        lg_test(one_entry_per_value_key_and_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
