/* SPDX-License-Identifier: Apache-2.0 */
/* Every way to break a graph is noticed. */
#include "tests/support/support.h"

#include "runtime/graph/text.h"

typedef struct fixture {
    lg_arena arena;
    lg_module *m;
    lg_graph *g, *sub;
} fixture;

/* The module points to the arena: a fixture is filled where it stays. */
static void open(fixture *f, void **state) {
    static const char text[] = "g (bool c, float[N] x) => (y) <float[1] k = {1}> { a = Neg (x)\n"
                               "y = If (c) <t = t () => (q) { q = Add (a, k) }> }";
    *f = (fixture){0};
    lg_arena_init(&f->arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_text_parse_model(&f->arena, text, strlen(text), 32, &f->m, NULL), LG_OK);
    f->g = f->m->main;
    f->sub = f->g->nodes[1].graphs[0];
    assert_int_equal(lg_graph_verify(f->g, NULL), LG_OK);
}

static void expect(fixture *f, const char *words) {
    lg_error err = LG_ERROR_INIT;
    lg_status st = lg_graph_verify(f->g, &err);
    if (st != LG_E_INTERNAL || !strstr(err.message, words))
        fail_msg("got %s: %s\nexpected %s", lg_status_name(st), err.message, words);
    lg_arena_reset(&f->arena);
}

static lg_value *value(fixture *f, const char *name) {
    return &f->g->values[lg_graph_find(f->g, lg_str_of(name))];
}

static void breaks_are_noticed(void **state) {
    fixture f;
    open(&f, state);
    value(&f, "x")->dims[0] = -1000;
    expect(&f, "dimension is no symbol");
    open(&f, state);
    value(&f, "x")->rank = 65;
    expect(&f, "rank of a value");
    open(&f, state);
    value(&f, "x")->name = LG_STR("other");
    expect(&f, "name of a value is not in the table");
    open(&f, state);
    value(&f, "k")->data = NULL;
    expect(&f, "constant without data");
    open(&f, state);
    value(&f, "a")->flags |= LG_VALUE_INPUT;
    expect(&f, "two definitions");
    open(&f, state);
    value(&f, "a")->output = 1;
    expect(&f, "producer does not produce");
    open(&f, state);
    f.g->nodes[0].in[0] = 999;
    expect(&f, "reads a value that is not there");
    open(&f, state);
    f.g->nodes[0].out[0] = f.g->nodes[1].out[0];
    expect(&f, "producer does not produce");
    open(&f, state);
    f.g->order[1] = 0;
    expect(&f, "dead, doubled or unknown");
    open(&f, state);
    f.g->n_order = 1;
    expect(&f, "live nodes missing");
    open(&f, state);
    f.g->order[0] = 1;
    f.g->order[1] = 0;
    expect(&f, "subgraph reads a value that is not there");
    open(&f, state);
    f.sub->parent = NULL;
    expect(&f, "subgraph of another graph");
    open(&f, state);
    f.sub->captures[0].outer = 1;
    expect(&f, "capture and its value differ");
    open(&f, state);
    f.sub->captures[0].inner = 77;
    expect(&f, "capture out of range");
    open(&f, state);
    value(&f, "c")->flags = 0;
    expect(&f, "reads a value that is not there");
    open(&f, state);
    f.g->values[f.g->outputs[0]].flags = 0;
    expect(&f, "output is not there");
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(breaks_are_noticed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
