/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

static void inputs_outputs_and_text(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c,
                    TOY("g (float[N] x, float[N] unused) => (float[N] y) <float[1] w = {2}> {"
                        "a = toy.Double(x)\n y = toy.Add(a, x) }"),
                    NULL);
    lg_value_info info;
    lg_buffer b;
    assert_int_equal(lg_program_input_count(p), 2); /* of the main graph all are kept */
    assert_int_equal(lg_program_output_count(p), 1);
    lg_program_input(p, 0, &info);
    assert_string_equal(info.name, "x");
    assert_string_equal(lg_program_dim_name(p, info.dims[0]), "N");
    lg_program_output(p, 0, &info);
    assert_string_equal(info.name, "y");
    lg_program_output(p, 1, &info);
    assert_string_equal(info.name, "");
    assert_int_equal(lg_program_text(p, &b, NULL), LG_OK);
    assert_non_null(strstr(b.data, "toy.Double"));
    lg_buffer_free(&b);
    lg_session *s = toy_session(p, NULL);
    float x[1] = {1}, y[1] = {3};
    toy_bind(s, 0, x, 1, -1); /* what nobody reads need not be bound */
    toy_run(s);
    toy_expect(s, 0, y, 1);
    toy_close(s, p, c);
}

static void all_unsupported_operators_are_named(void **state) {
    const char *text =
        TOY("g (float[N] x) => (float[N] y) { a = toy.Duble(x)\n b = toy.Missing(a)\n"
            "c = toy.Duble(b)\n y = Rleu(c) }");
    lg_context *c = toy_context(state, NULL);
    lg_model *m = NULL;
    lg_program *p = NULL;
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_model_load(c, text, strlen(text), NULL, &m, &err), LG_OK);
    assert_int_equal(lg_program_compile(m, NULL, &p, &err), LG_E_UNSUPPORTED);
    assert_non_null(strstr(err.message, "Duble"));
    assert_non_null(strstr(err.message, "Missing"));
    assert_non_null(strstr(err.message, "Rleu"));
    assert_null(p);
    lg_model_destroy(m);
    lg_context_destroy(c);
}

static void programs_are_shared_by_sessions(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c, TOY("g (float[N] x) => (float[N] y) { y = toy.Double(x) }"), NULL);
    lg_session *s = toy_session(p, NULL), *t = toy_session(p, NULL);
    float a[2] = {1, 2}, b[3] = {3, 4, 5}, a2[2] = {2, 4}, b2[3] = {6, 8, 10};
    toy_bind(s, 0, a, 2, -1);
    toy_bind(t, 0, b, 3, -1);
    toy_run(s);
    toy_run(t);
    toy_expect(s, 0, a2, 2);
    toy_expect(t, 0, b2, 3);
    lg_session_destroy(t);
    toy_close(s, p, c);
}

static void wrong_calls_are_refused(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = NULL;
    lg_session *s = NULL;
    lg_compile_options o = {0};
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_program_compile(NULL, NULL, &p, &err), LG_E_ARGUMENT);
    assert_int_equal(lg_program_compile(NULL, &o, &p, &err), LG_E_ARGUMENT);
    assert_int_equal(lg_session_create(NULL, NULL, &s, &err), LG_E_ARGUMENT);
    lg_program_destroy(NULL);
    lg_session_destroy(NULL);
    lg_context_destroy(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(inputs_outputs_and_text),
        lg_test(all_unsupported_operators_are_named),
        lg_test(programs_are_shared_by_sessions),
        lg_test(wrong_calls_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
