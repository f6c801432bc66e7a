/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/passes/fixture.h"

static void dead_nodes_and_captures_go(void **state) {
    fixture f;
    assert_int_equal(
        fixture_open(&f, state,
                     MODEL("g (bool c, float[2] x) => (y) { a = test.Neg (x) b = test.Neg (a)\n"
                           "d = test.Neg (x)\n"
                           "y = test.Branch (c) <then_branch = t () => (p) {\n"
                           "  u = test.Neg (d) p = test.Neg (x) },\n"
                           "else_branch = e () => (q) { q = test.Neg (x) }> }")),
        LG_OK);
    assert_int_equal(fixture_run(&f, "inline dce"), LG_OK);
    const lg_graph *g = f.module->main;
    /* d is only captured by a dead node of the subgraph. */
    assert_int_equal(g->n_order, 1);
    assert_int_equal(g->nodes[g->order[0]].graphs[0]->n_captures, 1);
    lg_buf out;
    lg_buf_init(&out, lg_test_allocator(state));
    assert_int_equal(lg_text_print(f.module, &out, &f.err), LG_OK);
    assert_null(strstr(out.data, "u ="));
    lg_buf_reset(&out);
    fixture_close(&f);
}

static void effects_stay(void **state) {
    expect_text(state, 0, "inline dce",
                MODEL("g (float[2] x) => (x) { a = test.Print (x) b = test.Count (x)"
                      " c = test.Neg (x) }"),
                "(float[2] x) => (float[2] x) {\n"
                "   a = test.Print (x)\n"
                "   b = test.Count (x)\n"
                "}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(dead_nodes_and_captures_go),
        lg_test(effects_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
