/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/text_attr.h"

typedef struct result {
    lg_status st;
    lg_attr_step step;
    lg_text_attr a;
    lg_error err;
} result;

static result read_attr(lg_arena *arena, lg_module *m, const char *text) {
    result r = {.err = LG_ERROR_INIT};
    lg_lex lex = {.text = text, .len = strlen(text), .arena = arena, .err = &r.err};
    r.st = lg_text_attr_begin(&lex, m, 32, &r.a, &r.step);
    return r;
}

static void lists_graphs_and_references(void **state) {
    lg_arena arena;
    lg_module *m = NULL;
    lg_graph *g = NULL;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&arena, &m, NULL), LG_OK);
    assert_int_equal(lg_graph_create(m, NULL, LG_STR("s"), &g, NULL), LG_OK);
    result r = read_attr(&arena, m, "a : floats = [1, 2.5]");
    assert_int_equal(r.st, LG_OK);
    assert_true(r.a.attr.type == LG_AT_FLOATS && r.a.attr.floats[0] == 1 && r.a.attr.n == 2);
    r = read_attr(&arena, m, "a = [float {1}, int64[2] {1, 2}]");
    assert_int_equal(r.st, LG_OK);
    assert_true(r.a.attr.type == LG_AT_TENSORS && r.a.attr.t[1].count == 2);
    r = read_attr(&arena, m, "\"odd name\" : ints = @other");
    assert_int_equal(r.st, LG_OK);
    assert_true(lg_str_is(r.a.attr.ref, "other") && r.a.attr.type == LG_AT_INTS);
    r = read_attr(&arena, m, "a = sub () => () {}");
    assert_int_equal(r.step, LG_ATTR_WANT_GRAPH);
    lg_lex rest = {.text = "]", .len = 1, .arena = &arena, .err = &r.err};
    r = read_attr(&arena, m, "a = [sub");
    assert_int_equal(r.step, LG_ATTR_WANT_GRAPH);
    assert_int_equal(lg_text_attr_graph(&rest, m, &r.a, g), LG_OK);
    assert_int_equal(lg_text_attr_continue(&rest, m, 32, &r.a, &r.step), LG_OK);
    assert_true(r.step == LG_ATTR_DONE && r.a.attr.graphs[0] == g);
    lg_arena_reset(&arena);
}

static void mistakes_leak_nothing(void **state) {
    static const char *const texts[] = {"a = [float[2], 1]", "a = [seq(float), s () => () {}]",
                                        "a = [float, seq(",  "a : type_proto = [float]",
                                        "a : what = 1",      "a = [@b]",
                                        "a = 1.5.5x",        "= 3"};
    lg_arena arena;
    lg_module *m = NULL;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&arena, &m, NULL), LG_OK);
    for (size_t i = 0; i < LG_COUNT(texts); i++) {
        result r = read_attr(&arena, m, texts[i]);
        if (r.st != LG_E_PARSE)
            fail_msg("%s gave %s", texts[i], lg_status_name(r.st));
    }
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(lists_graphs_and_references),
        lg_test(mistakes_leak_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
