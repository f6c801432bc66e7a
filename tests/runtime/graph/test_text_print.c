/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/text.h"

/* Canonical text: what the printer writes for what the parser read. */
static void same_text_after_a_round_trip(void **state, const char *text) {
    lg_arena arena;
    lg_buf out;
    lg_module *m = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_buf_init(&out, lg_test_allocator(state));
    if (lg_text_parse_model(&arena, text, strlen(text), 32, &m, &err) != LG_OK ||
        lg_text_print(m, &out, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_string_equal(out.data, text);
    lg_buf_reset(&out);
    lg_arena_reset(&arena);
}

static void everything_the_syntax_has(void **state) {
    same_text_after_a_round_trip(
        state,
        "<\n"
        "   ir_version: 10,\n"
        "   opset_import: [\"\" : 20, \"local\" : 1],\n"
        "   producer_name: \"p \\\"q\\\"\",\n"
        "   producer_version: \"1\",\n"
        "   domain: \"org.example\",\n"
        "   model_version: 3,\n"
        "   doc_string: \"d\",\n"
        "   metadata_props: [\"a\": \"b\", \"c\": \"\"]\n"
        ">\n"
        "\"a g\" (float[N,\"x y\",?] X, float[2] D = {1, 2.5}, float[] Y, double Z, \"float\", "
        "seq(float[2]) S, map(int64, float) M, optional(seq(float[])) O) => (float[N] W)"
        " <int64[2] k = {1, -9223372036854775808}, string[2] s = {\"a\", \"b\\\"c\"}, "
        "uint64 u = {18446744073709551615}, float[3] nf = {nan, inf, -inf}, "
        "complex64[1] z = {1, -2}, int4[3] q = {33, 3}, float6e2m3[5] f6 = {1, 63, 0, 32, 5}, "
        "float16[1] h = {15360}, bool[0] none = {}, float[N] V> {\n"
        "   [\"n 1\"] V = local.f:ov <a = 1.0, b = 3, c = \"s\", d = [1, 2], e = [\"x\"], "
        "f : ints = [], g = [1e-8, 2.0], t = float[2] {1, 2}, tp = optional(float[2,K,?]), "
        "tps = [float, seq(string)], m = [float {1}, int64[1] {2}]> (X, \"\", Z)\n"
        "   W, \"\" = If (Y) <then_branch = g1 () => (q1) {\n"
        "      q1 = Relu (X)\n"
        "   }, n = 2, many = [g2 (float[2] a) => (b) <float[2] c> {\n"
        "      c = Relu (a)\n"
        "      b = \"a-b\".\"o p\" (c)\n"
        "   }, \"\" () => () {\n"
        "   }]>\n"
        "}\n"
        "<\n"
        "   domain: \"local\",\n"
        "   overload: \"ov\",\n"
        "   doc_string: \"dd\",\n"
        "   opset_import: [\"\" : 20]\n"
        ">\n"
        "f <x, z, y = 1.0> (a, float[N] b) => (c) <float[N] m> {\n"
        "   m = Neg <q : int = @z, r : float = @y> (a)\n"
        "   c = Add (m, b)\n"
        "}\n");
}

static void nameless_and_shadowing_values_get_names(void **state) {
    lg_arena arena;
    lg_buf out;
    lg_module *m = NULL;
    lg_error err = LG_ERROR_INIT;
    static const char text[] = "g (bool c, float v0) => (float y) {\n"
                               "   y = If (c) <then_branch = t () => (y) {\n"
                               "      y = Relu (v0)\n"
                               "   }>\n"
                               "}\n";
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_buf_init(&out, lg_test_allocator(state));
    assert_int_equal(lg_text_parse_model(&arena, text, strlen(text), 32, &m, &err), LG_OK);
    lg_id fresh, node, x = lg_graph_find(m->main, LG_STR("v0"));
    assert_int_equal(lg_graph_add_value(m->main, LG_STR(""), &fresh, &err), LG_OK);
    assert_int_equal(
        lg_graph_add_node(m->main, LG_STR(""), LG_STR("Neg"), &x, 1, &fresh, 1, &node, &err),
        LG_OK);
    assert_int_equal(lg_text_print(m, &out, &err), LG_OK);
    /* v0 is taken; the inner y would hide the outer one. */
    assert_non_null(strstr(out.data, "v1 = Neg (v0)"));
    assert_non_null(strstr(out.data, "t () => (v2) {\n      v2 = Relu (v0)"));
    lg_buf_reset(&out);
    lg_arena_reset(&arena);
}

static void printing_reports_every_failing_allocation(void **state) {
    lg_arena arena;
    lg_module *m = NULL;
    static const char text[] = "g (bool c, float[2] v) => (y) <float[2] k = {1, 2}> {"
                               "y = If (c) <t = t () => (z) { z = Foo <t = seq(float[2])> (v) }> }";
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_text_parse_model(&arena, text, strlen(text), 32, &m, NULL), LG_OK);
    uint64_t live = lg_test_trace(state)->live;
    for (uint64_t n = 1; n < 1000; n++) {
        lg_buf out;
        lg_buf_init(&out, lg_test_allocator(state));
        lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + n;
        lg_status st = lg_text_print(m, &out, NULL);
        lg_test_trace(state)->fail_at = 0;
        lg_buf_reset(&out);
        assert_int_equal(lg_test_trace(state)->live, live);
        if (st == LG_OK)
            break;
        assert_int_equal(st, LG_E_NO_MEMORY);
    }
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(everything_the_syntax_has),
        lg_test(nameless_and_shadowing_values_get_names),
        lg_test(printing_reports_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
