/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/text.h"

static const char model[] = "<ir_version: 10, opset_import: [\"\" : 20]>\n"
                            "g (bool c, float[N] x) => (float[N] y) <int64[2] k = {1, 2}> {\n"
                            "   [n] h = d.f <p = [1.5, 2.0], t = float[1] {3}> (x, k)\n"
                            "   y = If (c) <then_branch = t () => (a) {\n"
                            "      a = Add (h, x)\n"
                            "   }, many = [e () => (b) {\n"
                            "      b = If (c) <then_branch = deep () => (q) {\n"
                            "         q = Neg (h)\n"
                            "      }>\n"
                            "   }, z () => () {\n"
                            "   }]>\n"
                            "}\n"
                            "<domain: \"d\", opset_import: [\"\" : 18]>\n"
                            "f <p, s = 2> (a, b) => (r, q) {\n"
                            "   r = If (a) <then_branch = t () => (m) {\n"
                            "      m = Sum (a, b)\n"
                            "   }>\n"
                            "   q = Neg (r)\n"
                            "}\n";

static lg_module *parse(lg_arena *arena, const char *text) {
    lg_module *m = NULL;
    lg_error err = LG_ERROR_INIT;
    if (lg_text_parse_model(arena, text, strlen(text), 32, &m, &err) != LG_OK)
        fail_msg("%s", err.message);
    return m;
}

static char *print(const lg_module *m, lg_buf *out) {
    lg_error err = LG_ERROR_INIT;
    if (lg_text_print(m, out, &err) != LG_OK)
        fail_msg("%s", err.message);
    return out->data;
}

static void a_clone_is_equal_and_apart(void **state) {
    lg_arena one, two;
    lg_buf before, after, copy_text;
    lg_module *copy = NULL;
    lg_arena_init(&one, lg_test_allocator(state), 0);
    lg_arena_init(&two, lg_test_allocator(state), 0);
    lg_buf_init(&before, lg_test_allocator(state));
    lg_buf_init(&after, lg_test_allocator(state));
    lg_buf_init(&copy_text, lg_test_allocator(state));
    lg_module *m = parse(&one, model);
    (void)print(m, &before);
    assert_int_equal(lg_module_clone(m, &two, &copy, NULL), LG_OK);
    assert_string_equal(print(copy, &copy_text), before.data);
    assert_int_equal(lg_graph_verify(copy->main, NULL), LG_OK);
    assert_int_equal(lg_graph_verify(copy->functions[0].body, NULL), LG_OK);
    /* Captures are found again, symbols are the same. */
    const lg_node *branch = &copy->main->nodes[1];
    lg_graph *t = branch->graphs[0];
    lg_id h = lg_graph_find(copy->main, LG_STR("h")), inner = LG_NO_ID;
    uint32_t captures = t->n_captures;
    assert_int_equal(lg_graph_capture(t, h, &inner, NULL), LG_OK);
    assert_int_equal(t->n_captures, captures);
    int64_t dim = 0;
    assert_int_equal(lg_symbol_named(copy, LG_STR("N"), &dim, NULL), LG_OK);
    assert_int_equal(dim, m->main->values[m->main->inputs[1]].dims[0]);
    /* Changes of the copy do not reach the source. */
    copy->main->values[copy->main->inputs[1]].dims[0] = 9;
    lg_graph_kill_node(copy->main, 0);
    lg_graph_kill_node(t, 0);
    assert_string_equal(print(m, &after), before.data);
    lg_buf_reset(&before);
    lg_buf_reset(&after);
    lg_buf_reset(&copy_text);
    lg_arena_reset(&two);
    lg_arena_reset(&one);
}

static void cloning_reports_every_failing_allocation(void **state) {
    lg_arena one;
    lg_arena_init(&one, lg_test_allocator(state), 0);
    const lg_module *m = parse(&one, model);
    uint64_t live = lg_test_trace(state)->live;
    for (uint64_t n = 1; n < 1000; n++) {
        lg_arena two;
        lg_module *copy = NULL;
        lg_arena_init(&two, lg_test_allocator(state), 0);
        lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + n;
        lg_status st = lg_module_clone(m, &two, &copy, NULL);
        lg_test_trace(state)->fail_at = 0;
        lg_arena_reset(&two);
        assert_int_equal(lg_test_trace(state)->live, live);
        if (st == LG_OK)
            break;
        assert_int_equal(st, LG_E_NO_MEMORY);
    }
    lg_arena_reset(&one);
}

/* Function bodies get fresh values, prefixed names and no types. */
static void a_body_is_spliced(void **state) {
    lg_arena arena;
    lg_buf out;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_buf_init(&out, lg_test_allocator(state));
    lg_module *m = parse(&arena, model);
    const lg_graph *body = m->functions[0].body;
    lg_graph *g = m->main;
    lg_id map[8], x = g->inputs[1];
    assert_true(body->n_values <= 8);
    for (int round = 0; round < 2; round++) {
        memset(map, 0xFF, sizeof map);
        map[body->inputs[0]] = x;
        map[body->inputs[1]] = LG_OMITTED;
        assert_int_equal(lg_graph_splice(g, body, map, LG_STR("p/"), NULL), LG_OK);
        assert_int_not_equal(map[body->outputs[1]], LG_NO_ID);
    }
    assert_int_equal(lg_graph_verify(g, NULL), LG_OK);
    (void)print(m, &out);
    assert_non_null(strstr(out.data, "\"p/r\" = If (x) <then_branch = t () => (\"p/m\") {\n"
                                     "      \"p/m\" = Sum (x, \"\")\n"));
    assert_non_null(strstr(out.data, "\"p/q\" = Neg (\"p/r\")\n"));
    /* The second time the names are taken. */
    assert_non_null(strstr(out.data, "v0 = If (x)"));
    assert_non_null(strstr(out.data, "v1 = Neg (v0)"));
    lg_buf_reset(&out);
    lg_arena_reset(&arena);
}

/* A subgraph of another module: types come along, symbols by their names. */
static void a_graph_of_another_module_is_spliced(void **state) {
    lg_arena arena;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_module *a = parse(&arena, "g (float[K] z, float[N] x) => (y) { y = Neg (x) }");
    lg_module *b = parse(&arena, "g (float[M] u) => (w) <float[N] v, float[2] c = {1, 2}> "
                                 "{ v = Foo (u, c) w = Bar (v) }");
    lg_id map[8];
    memset(map, 0xFF, sizeof map);
    map[b->main->inputs[0]] = a->main->inputs[0];
    assert_int_equal(lg_graph_splice(a->main, b->main, map, LG_STR(""), NULL), LG_OK);
    lg_id v = lg_graph_find(a->main, LG_STR("v")), c = lg_graph_find(a->main, LG_STR("c"));
    assert_int_equal(a->main->values[v].dims[0], a->main->values[a->main->inputs[1]].dims[0]);
    assert_int_equal(((const float *)a->main->values[c].data->data)[1], 2);
    assert_int_equal(lg_graph_verify(a->main, NULL), LG_OK);
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(a_clone_is_equal_and_apart),
        lg_test(cloning_reports_every_failing_allocation),
        lg_test(a_body_is_spliced),
        lg_test(a_graph_of_another_module_is_spliced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
