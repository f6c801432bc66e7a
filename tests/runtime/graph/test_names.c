/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/names.h"
#include "runtime/graph/text.h"

static void names_are_unique_among_what_is_visible(void **state) {
    static const char text[] = "g (bool c, float v0) => (y) {\n"
                               " y = If (c) <t = t () => (y) { y = Neg (v0) },\n"
                               "             e = e () => (z) { z = Neg (v0) }> }";
    lg_arena arena;
    lg_module *m = NULL;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_text_parse_model(&arena, text, strlen(text), 32, &m, NULL), LG_OK);
    lg_names names = {.arena = &arena};
    assert_int_equal(lg_names_add(&names, m->main, NULL), LG_OK);
    const lg_graph *t = m->main->nodes[0].graphs[0], *e = m->main->nodes[0].graphs[1];
    assert_true(lg_str_is(lg_names_get(&names, m->main, m->main->outputs[0]), "y"));
    assert_true(lg_str_is(lg_names_get(&names, t, t->outputs[0]), "v1")); /* y is visible */
    assert_true(lg_str_is(lg_names_get(&names, e, e->outputs[0]), "z"));
    assert_true(lg_str_is(lg_names_get(&names, e, e->captures[0].inner), "v0"));
    assert_true(lg_names_get(&names, m->main, LG_NO_ID).len == 0);
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(names_are_unique_among_what_is_visible)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
