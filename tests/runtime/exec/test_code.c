/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include "runtime/exec/program.h"

static lg_id value(const lg_program *p, const char *name) {
    lg_id id = lg_graph_find(p->graph, lg_str_of(name));
    assert_int_not_equal(id, LG_NO_ID);
    return id;
}

static void steps_that_nobody_needs_are_left_out(void **state) {
    static const char *const names[] = {"a"};
    lg_context *c = toy_context(state, NULL);
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    o.outputs = names;
    o.n_outputs = 1;
    lg_program *p =
        toy_program(c,
                    TOY("g (float[N] x, float[N] z) => (float[N] y) { a = toy.Double(x)\n"
                        "b = toy.Add(a, z)\n y = toy.Double(b) }"),
                    &o);
    assert_int_equal(p->code->n_steps, 1);
    assert_int_equal(lg_program_input_count(p), 1); /* z is not asked for */
    toy_close(NULL, p, c);
}

static void steps_with_effects_stay(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c,
                    TOY("g (float[2] x) => (float[2] y) <float[2] b = {1, 2}> { y = toy.Double(x)\n"
                        "s = toy.Accumulate(b, x) }"),
                    NULL);
    assert_int_equal(p->code->n_steps, 2);
    toy_close(NULL, p, c);
}

static void aliases_have_one_root(void **state) {
    static const char *const text =
        TOY("g (float[N] x) => (float[M] v, float[N] y) { a = toy.Double(x)\n u = toy.Flatten(a)\n"
            "v = toy.Flatten(u)\n y = toy.Copy(v) }");
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(c, text, NULL);
    const lg_code *code = p->code;
    assert_int_equal(code->root[value(p, "v")], value(p, "a"));
    assert_int_equal(code->root[value(p, "u")], value(p, "a"));
    assert_int_equal(code->last[value(p, "a")], code->n_steps); /* v is an output */
    lg_id a = value(p, "a");
    assert_int_equal(code->member_start[a + 1] - code->member_start[a], 3);
    assert_int_equal(code->use_start[a + 1] - code->use_start[a], 3);
    lg_program_destroy(p);
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    o.flags = LG_COMPILE_NO_REUSE;
    p = toy_program(c, text, &o);
    assert_int_equal(p->code->root[value(p, "v")], value(p, "v"));
    toy_close(NULL, p, c);
}

static void releases_name_every_value_once(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c,
                    TOY("g (float[N] x) => (float[N] y) { a = toy.Copy(x)\n b = toy.Copy(a)\n"
                        "d = toy.Add(a, b)\n y = toy.Copy(d) }"),
                    NULL);
    const lg_code *code = p->code;
    assert_int_equal(code->release_start[code->n_steps], 3); /* a, b, d; not x, not y */
    assert_int_equal(code->release_start[3] - code->release_start[2], 2); /* a and b after step 2 */
    toy_close(NULL, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(steps_that_nobody_needs_are_left_out),
        lg_test(steps_with_effects_stay),
        lg_test(aliases_have_one_root),
        lg_test(releases_name_every_value_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
