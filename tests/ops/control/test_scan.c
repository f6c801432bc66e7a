/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#define BODY                                                                                       \
    "body = b (float[H] s, float[H] x) => (float[H] t, float[H] y) { t = toy.Add(s, x)\n"          \
    "y = toy.Double(t) }"

static void sums_along_the_first_axis(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(c,
                                TOY("g (float[H] i, float[T,H] x) => (float[H] f, float[T,H] y) "
                                    "{ f, y = Scan <num_scan_inputs = 1, " BODY "> (i, x) }"),
                                NULL);
    lg_session *s = toy_session(p, NULL);
    float i[2] = {0, 100}, x[6] = {1, 2, 3, 4, 5, 6};
    float f[2] = {9, 112}, y[6] = {2, 204, 8, 212, 18, 224};
    lg_view v;
    toy_bind(s, 0, i, 2, -1);
    toy_bind(s, 1, x, 3, 2, -1);
    toy_run(s);
    toy_expect(s, 0, f, 2);
    toy_expect(s, 1, y, 6);
    toy_bind(s, 1, x, 0, 2, -1);
    toy_run(s);
    toy_expect(s, 0, i, 2);
    assert_int_equal(lg_session_output(s, 1, &v, NULL), LG_OK);
    assert_int_equal(v.dims[0], 0);
    assert_int_equal(v.dims[1], 2);
    toy_close(s, p, c);
}

static void other_axes_and_directions(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[H] i, float[H,T] x) => (float[H] f, float[H,T] y) {"
            "f, y = Scan <num_scan_inputs = 1, scan_input_axes = [-1], scan_input_directions = "
            "[1], scan_output_axes = [1], scan_output_directions = [1], " BODY "> (i, x) }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    /* backwards over the columns (3, 6), (2, 5), (1, 4) */
    float i[2] = {0, 0}, x[6] = {1, 2, 3, 4, 5, 6};
    float f[2] = {6, 15}, y[6] = {12, 10, 6, 30, 22, 12};
    toy_bind(s, 0, i, 2, -1);
    toy_bind(s, 1, x, 2, 3, -1);
    for (int k = 0; k < 2; k++) {
        toy_run(s);
        toy_expect(s, 0, f, 2);
        toy_expect(s, 1, y, 6);
    }
    toy_close(s, p, c);
}

static void batches_with_lengths(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        "<ir_version: 3, opset_import: [\"\" : 8, \"toy\" : 1]>\n"
        "g (int64[B] n, float[B,H] i, float[B,T,H] x) => (float[B,H] f, float[B,T,H] y) {"
        "f, y = Scan <num_scan_inputs = 1, directions = [1], " BODY "> (n, i, x) }",
        NULL);
    lg_session *s = toy_session(p, NULL);
    int64_t n[2] = {2, 1};
    float i[2] = {0, 50}, x[4] = {1, 2, 3, 4};
    float f[2] = {3, 53}, y[4] = {6, 4, 106, 0};
    lg_error err = LG_ERROR_INIT;
    toy_bind_view(s, 0, LG_INT64, n, 2, -1);
    toy_bind(s, 1, i, 2, 1, -1);
    toy_bind(s, 2, x, 2, 2, 1, -1);
    toy_run(s);
    toy_expect(s, 0, f, 2);
    lg_view v;
    assert_int_equal(lg_session_output(s, 1, &v, NULL), LG_OK);
    assert_int_equal(v.count, 4);
    const float *got = v.data;
    assert_float_equal(got[0] + got[1], 4 + 6, 0);
    assert_float_equal(got[2], y[2], 0);
    assert_float_equal(got[3], 0, 0); /* beyond its length */
    n[1] = 3;
    assert_int_equal(lg_session_run(s, &err), LG_E_DATA);
    assert_non_null(strstr(err.message, "sequence_lens[1] is 3"));
    toy_close(s, p, c);
}

static void refuses_wrong_counts(void **state) {
    static const char *const graphs[] = {
        TOY("g (float[H] i, float[T,H] x) => (float[H] f, float[T,H] y) { f, y = Scan "
            "<num_scan_inputs = 3, " BODY "> (i, x) }"),
        TOY("g (float[H] i, float[T,H] x) => (float[H] f, float[T,H] y) { f, y = Scan "
            "<num_scan_inputs = 1, scan_input_axes = [2], " BODY "> (i, x) }"),
        TOY("g (float[H] i, float[T,H] x) => (float[H] f, float[T,H] y) { f, y = Scan "
            "<num_scan_inputs = 1, scan_output_axes = [0, 0], " BODY "> (i, x) }"),
    };
    for (size_t k = 0; k < LG_COUNT(graphs); k++) {
        lg_context *c = toy_context(state, NULL);
        lg_model *m = NULL;
        lg_program *p = NULL;
        lg_error err = LG_ERROR_INIT;
        assert_int_equal(lg_model_load(c, graphs[k], strlen(graphs[k]), NULL, &m, &err), LG_OK);
        assert_int_equal(lg_program_compile(m, NULL, &p, &err), LG_E_MODEL);
        lg_model_destroy(m);
        toy_close(NULL, NULL, c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(sums_along_the_first_axis),
        lg_test(other_axes_and_directions),
        lg_test(batches_with_lengths),
        lg_test(refuses_wrong_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
