/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include "runtime/exec/program.h"

static void constants_are_folded(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[3] x) => (float[3] y) <float[3] w = {1, 2, 3}> { a = toy.Double(w)\n"
            "b = toy.Packed(a, w)\n s = toy.Sum(b)\n d = toy.Dims(b)\n r = toy.Reshape(b, d)\n"
            "y = toy.Add(x, r) }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[3] = {1, 1, 1}, y[3] = {5, 9, 13};
    assert_int_equal(p->code->n_steps, 1);
    toy_bind(s, 0, x, 3, -1);
    toy_run(s);
    toy_expect(s, 0, y, 3);
    toy_close(s, p, c);
}

/* What fails, depends on data, or is random waits for the run. */
static void what_cannot_be_folded_runs(void **state) {
    static const char *const graphs[] = {
        TOY("g (float[3] x) => (float[3] y) <float[3] w = {-1, 2, 3}> { a = toy.Check(w)\n"
            "y = toy.Add(x, a) }"),
        TOY("g (float[3] x) => (float[M] y) <float[3] w = {-1, 2, 3}> { y = toy.Positive(w) }"),
        TOY("g (float[3] x) => (float[3] y) <float[3] w = {-1, 2, 3}> { y = toy.Noise(w) }"),
    };
    static const lg_status want[] = {LG_E_DATA, LG_OK, LG_OK};
    for (size_t k = 0; k < LG_COUNT(graphs); k++) {
        lg_context *c = toy_context(state, NULL);
        lg_program *p = toy_program(c, graphs[k], NULL);
        lg_session *s = toy_session(p, NULL);
        float x[3] = {0};
        assert_true(p->code->n_steps >= 1);
        if (lg_program_input_count(p))
            toy_bind(s, 0, x, 3, -1);
        assert_int_equal(lg_session_run(s, NULL), want[k]);
        toy_close(s, p, c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(constants_are_folded),
        lg_test(what_cannot_be_folded_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
