/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/text.h"

static lg_module *parse(lg_arena *arena, const char *text) {
    lg_module *m = NULL;
    lg_error err = LG_ERROR_INIT;
    if (lg_text_parse_model(arena, text, strlen(text), 32, &m, &err) != LG_OK)
        fail_msg("%s", err.message);
    return m;
}

static void expect(void **state, const lg_module *m, const char *nodes) {
    lg_buf out;
    lg_buf_init(&out, lg_test_allocator(state));
    assert_int_equal(lg_graph_verify(m->main, NULL), LG_OK);
    assert_int_equal(lg_text_print(m, &out, NULL), LG_OK);
    assert_string_equal(strstr(out.data, "g ("), nodes);
    lg_buf_reset(&out);
}

static void uses_follow_everywhere(void **state) {
    lg_arena arena;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_module *m = parse(&arena, "g (bool c, float x) => (a, b) { a = Neg (x) b = Abs (a)\n"
                                 "d = If (c) <t = t () => (q) { q = Add (a, a) }> }");
    lg_graph *g = m->main;
    lg_id a = lg_graph_find(g, LG_STR("a")), x = lg_graph_find(g, LG_STR("x"));
    assert_int_equal(lg_graph_replace_uses(g, a, x, NULL), LG_OK);
    expect(state, m,
           "g (bool c, float x) => (float x, b) {\n"
           "   a = Neg (x)\n"
           "   b = Abs (x)\n"
           "   d = If (c) <t = t () => (q) {\n"
           "      q = Add (x, x)\n"
           "   }>\n"
           "}\n");
    assert_int_equal(lg_graph_replace_uses(g, a, 999, NULL), LG_E_INTERNAL);
    lg_arena_reset(&arena);
}

static void chains_of_replacements_are_followed(void **state) {
    lg_arena arena;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_module *m = parse(&arena, "g (x) => (y) { a = Id (x) b = Id (a) e = Id (b) y = Neg (e) }");
    lg_graph *g = m->main;
    lg_id map[8];
    memset(map, 0xFF, sizeof map);
    map[lg_graph_find(g, LG_STR("e"))] = lg_graph_find(g, LG_STR("b"));
    map[lg_graph_find(g, LG_STR("b"))] = lg_graph_find(g, LG_STR("a"));
    map[lg_graph_find(g, LG_STR("a"))] = lg_graph_find(g, LG_STR("x"));
    for (lg_id n = 0; n < 3; n++)
        lg_graph_kill_node(g, n);
    assert_int_equal(lg_graph_remap(g, map, g->n_values, NULL), LG_OK);
    assert_int_equal(lg_graph_sort(g, NULL), LG_OK);
    expect(state, m,
           "g (x) => (y) {\n"
           "   y = Neg (x)\n"
           "}\n");
    lg_arena_reset(&arena);
}

static void sorting_is_stable_and_sees_captures(void **state) {
    lg_arena arena;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_module *m = parse(&arena, "g (bool c, float x) => (y) { a = A (x) b = B (x)\n"
                                 "y = If (c) <t = t () => (q) { q = Neg (b) }> e = E (a) }");
    lg_graph *g = m->main;
    const lg_id backwards[] = {2, 3, 1, 0};
    memcpy(g->order, backwards, sizeof backwards);
    assert_int_equal(lg_graph_verify(g, NULL), LG_E_INTERNAL);
    assert_int_equal(lg_graph_sort(g, NULL), LG_OK);
    const lg_id sorted[] = {1, 2, 0, 3}; /* b before the If, a before e */
    assert_memory_equal(g->order, sorted, sizeof sorted);
    assert_int_equal(lg_graph_sort(g, NULL), LG_OK);
    assert_memory_equal(g->order, sorted, sizeof sorted);
    lg_arena_reset(&arena);
}

/* D01 */
static void a_cycle_is_named(void **state) {
    lg_arena arena;
    lg_error err = LG_ERROR_INIT;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_module *m = parse(&arena, "g (x) => (b) { [one] a = A (x) [two] b = B (a) }");
    m->main->nodes[0].in[0] = lg_graph_find(m->main, LG_STR("b"));
    assert_int_equal(lg_graph_sort(m->main, &err), LG_E_MODEL);
    assert_string_equal(err.message, "graph 'g': node #0 'one' (A) depends on itself");
    lg_arena_reset(&arena);
}

/* A chain of 200,000 nodes in the wrong order needs no stack. */
static void long_chains_need_no_recursion(void **state) {
    enum { length = 200000 };
    lg_arena arena;
    lg_module *m = NULL;
    lg_graph *g = NULL;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&arena, &m, NULL), LG_OK);
    assert_int_equal(lg_graph_create(m, NULL, LG_STR("g"), &g, NULL), LG_OK);
    lg_id last, node;
    assert_int_equal(lg_graph_add_value(g, LG_STR(""), &last, NULL), LG_OK);
    assert_int_equal(lg_graph_add_input(g, last, NULL), LG_OK);
    for (int i = 0; i < length; i++) {
        lg_id next;
        assert_int_equal(lg_graph_add_value(g, LG_STR(""), &next, NULL), LG_OK);
        assert_int_equal(
            lg_graph_add_node(g, LG_STR(""), LG_STR("N"), &last, 1, &next, 1, &node, NULL), LG_OK);
        last = next;
    }
    for (uint32_t i = 0; i < length / 2; i++) {
        lg_id t = g->order[i];
        g->order[i] = g->order[length - 1 - i];
        g->order[length - 1 - i] = t;
    }
    assert_int_equal(lg_graph_sort(g, NULL), LG_OK);
    for (uint32_t i = 0; i < length; i++)
        assert_int_equal(g->order[i], i);
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(uses_follow_everywhere),
        lg_test(chains_of_replacements_are_followed),
        lg_test(sorting_is_stable_and_sees_captures),
        lg_test(a_cycle_is_named),
        lg_test(long_chains_need_no_recursion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
