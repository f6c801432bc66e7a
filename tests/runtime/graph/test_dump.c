/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/text.h"

static void dump(void **state, const char *text,
                 lg_status (*fn)(const lg_module *, lg_buf *, lg_error *), const char *expected) {
    lg_arena arena;
    lg_buf out;
    lg_module *m = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_buf_init(&out, lg_test_allocator(state));
    if (lg_text_parse_model(&arena, text, strlen(text), 32, &m, &err) != LG_OK ||
        fn(m, &out, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_string_equal(out.data, expected);
    lg_buf_reset(&out);
    lg_arena_reset(&arena);
}

static const char model[] =
    "<ir_version: 10, opset_import: [\"\" : 20], producer_name: \"p\\\"\x01\">\n"
    "g (bool c, float[N,2] x) => (y) <int64[2] k = {9007199254740993, 1}, float z = {nan}> {\n"
    " y = If (c) <n = 1.5, then_branch = t () => (a) { a = Relu (x) }, s = [\"\xff\"]> }\n"
    "<domain: \"d\", opset_import: [\"\" : 18]> f <p> (x) => (y) { y = Foo <q : int = @p> (x) }";

static void json_has_everything(void **state) {
    dump(state, model, lg_dump_json,
         "{\"schema_version\":1,\"ir_version\":10,"
         "\"opset_import\":[{\"domain\":\"\",\"version\":20}],"
         "\"producer_name\":\"p\\\"\\u0001\",\"model_version\":0,"
         "\"graph\":{\"name\":\"g\",\"inputs\":[{\"name\":\"c\",\"type\":\"bool\",\"shape\":[]},"
         "{\"name\":\"x\",\"type\":\"float\",\"shape\":[\"N\",2]}],\"outputs\":[{\"name\":\"y\"}],"
         "\"initializers\":[{\"name\":\"k\",\"type\":\"int64\",\"shape\":[2],\"bytes\":16,"
         "\"data\":{\"type\":\"int64\",\"shape\":[2],\"values\":[\"9007199254740993\",1]}},"
         "{\"name\":\"z\",\"type\":\"float\",\"shape\":[],\"bytes\":4,"
         "\"data\":{\"type\":\"float\",\"shape\":[],\"values\":[\"NaN\"]}}],\"values\":[],"
         "\"nodes\":[{\"index\":0,\"op\":\"If\",\"inputs\":[\"c\"],\"outputs\":[\"y\"],"
         "\"attributes\":[{\"name\":\"n\",\"value\":1.5},{\"name\":\"then_branch\",\"graphs\":["
         "{\"name\":\"t\",\"inputs\":[],\"outputs\":[{\"name\":\"a\"}],\"initializers\":[],"
         "\"values\":[],\"nodes\":[{\"index\":0,\"op\":\"Relu\",\"inputs\":[\"x\"],"
         "\"outputs\":[\"a\"],\"attributes\":[]}]}]},{\"name\":\"s\",\"value\":[\"\\u00ff\"]}]}]},"
         "\"functions\":[{\"domain\":\"d\",\"name\":\"f\","
         "\"opset_import\":[{\"domain\":\"\",\"version\":18}],\"body\":{\"name\":\"f\","
         "\"inputs\":[{\"name\":\"x\"}],\"outputs\":[{\"name\":\"y\"}],\"initializers\":[],"
         "\"values\":[],\"nodes\":[{\"index\":0,\"op\":\"Foo\",\"inputs\":[\"x\"],"
         "\"outputs\":[\"y\"],\"attributes\":[{\"name\":\"q\",\"ref\":\"p\"}]}]}}],"
         "\"training\":[]}\n");
}

static void dot_has_nodes_edges_and_clusters(void **state) {
    dump(state,
         "\"g\\\"\" (bool c, float x) => (y) { y = If (c) <t = t () => (a) { a = Relu (x) }> }",
         lg_dump_dot,
         "digraph model {\n"
         "  node [fontname=\"sans-serif\"];\n"
         "  subgraph cluster_0 {\n"
         "  label=\"g\\\"\";\n"
         "  g0v0 [shape=ellipse, label=\"c\"];\n"
         "  g0v1 [shape=ellipse, label=\"x\"];\n"
         "  g0n0 [shape=box, label=\"If\"];\n"
         "  g0o0 [shape=ellipse, style=bold, label=\"y\"];\n"
         "  }\n"
         "  subgraph cluster_1 {\n"
         "  label=\"t\";\n"
         "  g1n0 [shape=box, label=\"Relu\"];\n"
         "  g1o0 [shape=ellipse, style=bold, label=\"a\"];\n"
         "  }\n"
         "  g0v0 -> g0n0 [label=\"c\"];\n"
         "  g1o0 -> g0n0 [style=dashed];\n"
         "  g0n0 -> g0o0 [label=\"y\"];\n"
         "  g0v1 -> g1n0 [label=\"x\"];\n"
         "  g1n0 -> g1o0 [label=\"a\"];\n"
         "}\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(json_has_everything),
        lg_test(dot_has_nodes_edges_and_clusters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
