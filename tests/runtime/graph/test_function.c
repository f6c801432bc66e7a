/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/function.h"
#include "runtime/graph/text.h"

static const char text[] =
    "<ir_version: 10, opset_import: [\"\" : 20]>\n"
    "g (float x) => (y) { a = d.two (x) y = If (x) <t = t () => (q) { q = d.one:o (a) }> }\n"
    "<domain: \"d\", opset_import: [\"\" : 20]> two (x) => (y) { a = d.one:o (x) y = d.one:o (a) "
    "}\n"
    "<domain: \"d\", opset_import: [\"\" : 20], overload: \"o\"> one (x) => (y) { y = Neg (x) }";

static void calls_are_found_and_counted(void **state) {
    lg_arena arena;
    lg_module *m = NULL;
    lg_functions t;
    uint64_t n = 0;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_text_parse_model(&arena, text, strlen(text), 32, &m, NULL), LG_OK);
    assert_int_equal(lg_functions_init(&t, m, 32, &arena, NULL), LG_OK);
    assert_int_equal(lg_functions_find(&t, &m->main->nodes[0]), 0);
    assert_int_equal(lg_functions_find(&t, &m->main->nodes[1]), LG_MAP_NONE);
    assert_int_equal(t.depth[0], 2);
    assert_int_equal(t.depth[1], 1);
    assert_int_equal(t.nodes[0], 4); /* two calls and what they bring */
    assert_int_equal(lg_functions_count(&t, m->main, &arena, &n, NULL), LG_OK);
    assert_int_equal(n, 3 + 4 + 1);
    assert_int_equal(lg_functions_init(&t, m, 1, &arena, NULL), LG_E_LIMIT);
    lg_arena_reset(&arena);
}

/* D24; names of a megabyte (D29) */
static void doubled_and_long_names(void **state) {
    enum { long_name = 1 << 20 };
    lg_arena arena;
    lg_module *m = NULL;
    lg_functions t;
    lg_error err = LG_ERROR_INIT;
    void *name = NULL;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_text_parse_model(&arena, text, strlen(text), 32, &m, NULL), LG_OK);
    assert_int_equal(lg_arena_alloc(&arena, long_name, &name, NULL), LG_OK);
    memset(name, 'n', long_name);
    m->functions[1].name = (lg_str){name, long_name};
    m->main->nodes[0].op = m->functions[1].name;
    m->main->nodes[0].overload = LG_STR("o");
    assert_int_equal(lg_functions_init(&t, m, 32, &arena, NULL), LG_OK);
    assert_int_equal(lg_functions_find(&t, &m->main->nodes[0]), 1);
    m->functions[0].name = m->functions[1].name;
    m->functions[0].overload = LG_STR("o");
    assert_int_equal(lg_functions_init(&t, m, 32, &arena, &err), LG_E_MODEL);
    assert_non_null(strstr(err.message, "nnn... is defined twice"));
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(calls_are_found_and_counted),
        lg_test(doubled_and_long_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
