/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/passes/fixture.h"

static void operators_without_kernel_become_their_body(void **state) {
    expect_text(state, 0, "inline infer expand dce",
                MODEL("g (float[2] x) => (y, z) { y = test.Square (x)"
                      " z = test.Square <mode = \"fancy\"> (x) }"),
                "(float[2] x) => (float[2] y, float[2] z) {\n"
                "   y = test.Add (x, x)\n"
                "   \"Square_2/y_\" = test.Add (x, x)\n"
                "   z = test.Add (\"Square_2/y_\", \"Square_2/y_\")\n"
                "}\n");
}

/* Fixed text refers to attributes: those of the node, else the defaults; bodies nest. */
static void fixed_text_gets_attributes(void **state) {
    expect_text(state, 0, "inline infer expand dce",
                MODEL("g (float[2] x) => (y, z) { y = test.Twice (x)"
                      " z = test.Twice <alpha = 4.0> (x) }"),
                "(float[2] x) => (float[2] y, float[2] z) {\n"
                "   \"Twice_1/s\" = test.Scaled <alpha = 0.5, mode = \"plain\"> (x)\n"
                "   \"Twice_2/s\" = test.Scaled <alpha = 4.0, mode = \"plain\"> (x)\n"
                "   y = test.Add (\"Twice_1/s\", \"Twice_1/s\")\n"
                "   z = test.Add (\"Twice_2/s\", \"Twice_2/s\")\n"
                "}\n");
}

static void kernels_are_kept_unless_bodies_are_asked_for(void **state) {
    const char *text = MODEL("g (float[2] x) => (y) { y = test.Both (x) }");
    expect_text(state, 0, "inline infer expand", text,
                "(float[2] x) => (float[2] y) {\n"
                "   y = test.Both (x)\n"
                "}\n");
    expect_text(state, LG_COMPILE_BODIES, "inline infer expand", text,
                "(float[2] x) => (float[2] y) {\n"
                "   y = test.Neg (x)\n"
                "}\n");
}

static void endless_bodies_are_refused(void **state) {
    expect_error(state, "inline infer expand", MODEL("g (float x) => (y) { y = test.Loop (x) }"),
                 LG_E_LIMIT, "decompositions nest deeper than max_depth, 32");
    expect_error(state, "inline infer expand",
                 MODEL("g (float[] x) => (y) { y = test.Square (x) }"), LG_E_UNSUPPORTED,
                 "(test::Square v1): the rank has to be known");
}

static void gradient_text_is_added_to_a_graph(void **state) {
    static const char text[] =
        "t = test.Scaled <alpha : float = @alpha> (DY0) DX0 = test.Add (t, X1)";
    const lg_str names[] = {LG_STR("X0"), LG_STR("X1"), LG_STR("DY0"), LG_STR("DX0"),
                            LG_STR("DX1")};
    fixture f;
    assert_int_equal(
        fixture_open(&f, state,
                     MODEL("g (float[2] x) => (y) { y = test.Scaled <alpha = 3.0> (x) }")),
        LG_OK);
    assert_int_equal(fixture_run(&f, "inline infer"), LG_OK);
    lg_graph *g = f.module->main;
    lg_arena scratch;
    lg_arena_init(&scratch, lg_test_allocator(state), 0);
    lg_pass pass = {.env = &f.env, .module = f.module, .graph = g, .scratch = &scratch};
    lg_id x = g->inputs[0], y = g->outputs[0];
    lg_id ids[] = {x, LG_OMITTED, y, LG_NO_ID, LG_NO_ID};
    lg_node forward = g->nodes[0];
    if (lg_pass_add_text(&pass, g, names, ids, 5, &forward, text, sizeof text - 1, &f.err) != LG_OK)
        fail_msg("%s", f.err.message);
    assert_int_not_equal(ids[3], LG_NO_ID);
    assert_int_equal(ids[4], LG_NO_ID);
    assert_int_equal(lg_graph_add_output(g, ids[3], NULL), LG_OK);
    assert_int_equal(lg_graph_sort(g, &f.err), LG_OK);
    assert_int_equal(lg_infer_graph(&pass, g, &f.err), LG_OK);
    const lg_node *scaled = &g->nodes[1];
    assert_true(lg_node_attr(scaled, "alpha")->f == 3.0f);
    assert_int_equal(scaled->in[0], y);
    assert_int_equal(g->values[ids[3]].dims[0], 2);
    assert_int_equal(g->nodes[2].n_in, 1); /* X1 is omitted */
    assert_int_equal(lg_graph_verify(g, &f.err), LG_OK);
    lg_arena_reset(&scratch);
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(operators_without_kernel_become_their_body),
        lg_test(fixed_text_gets_attributes),
        lg_test(kernels_are_kept_unless_bodies_are_asked_for),
        lg_test(endless_bodies_are_refused),
        lg_test(gradient_text_is_added_to_a_graph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
