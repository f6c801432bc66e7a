/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/plan/flow.h"

static size_t count(const char *text, const char *what) {
    size_t n = 0;
    for (const char *p = strstr(text, what); p; p = strstr(p + 1, what))
        n++;
    return n;
}

static void draws_every_storage(void **state) {
    test_flow t;
    lg_plan p;
    lg_buf buf;
    test_flow_open(state, &t,
                   TOY("g (float[16] x) => (float[16] y) { a = toy.Copy(x)\n b = toy.Copy(a)\n"
                       "y = toy.Copy(b) }"),
                   NULL);
    lg_graph *g = (lg_graph *)(uintptr_t)t.flow.graph;
    g->values[test_value(&t, "a")].name = LG_STR("<a & \"b\">");
    assert_int_equal(lg_plan_make(&t.flow, &t.arena, &p, NULL), LG_OK);
    lg_buf_init(&buf, lg_test_allocator(state));
    assert_int_equal(lg_plan_svg(&t.flow, &p, &buf, NULL), LG_OK);
    assert_int_equal(count(buf.data, "<rect"), 3);
    assert_int_equal(count(buf.data, "<rect"), count(buf.data, "</rect>"));
    assert_int_equal(count(buf.data, "<svg"), 1);
    assert_non_null(strstr(buf.data, "&lt;a &amp; &quot;b&quot;&gt; "));
    assert_non_null(strstr(buf.data, "arena 128, lower bound 128"));
    assert_string_equal(buf.data + buf.size - 7, "</svg>\n");
    lg_buf_reset(&buf);
    test_flow_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(draws_every_storage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
