/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/graph.h"

typedef struct fixture {
    lg_arena arena;
    lg_module *module;
    lg_graph *main;
    lg_error err;
} fixture;

static void open(fixture *f, void **state) {
    *f = (fixture){.err = LG_ERROR_INIT};
    lg_arena_init(&f->arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&f->arena, &f->module, &f->err), LG_OK);
    assert_int_equal(lg_graph_create(f->module, NULL, LG_STR("g"), &f->main, &f->err), LG_OK);
    f->module->main = f->main;
}

static lg_id value(lg_graph *g, const char *name) {
    lg_id id = LG_NO_ID;
    assert_int_equal(lg_graph_add_value(g, lg_str_of(name), &id, NULL), LG_OK);
    return id;
}

static lg_id input(lg_graph *g, const char *name) {
    lg_id id = value(g, name);
    assert_int_equal(lg_graph_add_input(g, id, NULL), LG_OK);
    return id;
}

static lg_id node(lg_graph *g, const char *op, lg_id in, lg_id out) {
    lg_id id = LG_NO_ID;
    assert_int_equal(
        lg_graph_add_node(g, LG_STR("ai.onnx"), lg_str_of(op), &in, 1, &out, 1, &id, NULL), LG_OK);
    return id;
}

static void values_nodes_and_lookups(void **state) {
    fixture f;
    open(&f, state);
    lg_id x = input(f.main, "x"), y = value(f.main, "y");
    lg_id n = node(f.main, "Relu", x, y);
    assert_int_equal(lg_graph_add_output(f.main, y, NULL), LG_OK);
    assert_int_equal(lg_graph_find(f.main, LG_STR("y")), y);
    assert_int_equal(lg_graph_find(f.main, LG_STR("z")), LG_NO_ID);
    assert_int_equal(lg_graph_find(f.main, LG_STR("")), LG_NO_ID);
    assert_int_equal(f.main->values[y].producer, n);
    assert_int_equal(f.main->nodes[n].domain.len, 0); /* "ai.onnx" is normalised */
    assert_int_equal(lg_graph_verify(f.main, &f.err), LG_OK);
    lg_arena_reset(&f.arena);
}

static void every_value_is_defined_once(void **state) {
    fixture f;
    open(&f, state);
    lg_id x = input(f.main, "x"), y = value(f.main, "y"), id;
    (void)node(f.main, "Relu", x, y);
    assert_int_equal(lg_graph_add_value(f.main, LG_STR("x"), &id, &f.err), LG_E_MODEL);
    assert_non_null(strstr(f.err.message, "'x' is defined twice"));
    assert_int_equal(lg_graph_add_input(f.main, y, &f.err), LG_E_MODEL);
    lg_id z = value(f.main, "z");
    const lg_id outs[] = {z, y}, twice[] = {z, z};
    assert_int_equal(
        lg_graph_add_node(f.main, LG_STR(""), LG_STR("Split"), &x, 1, outs, 2, &id, &f.err),
        LG_E_MODEL);
    assert_int_equal(
        lg_graph_add_node(f.main, LG_STR(""), LG_STR("Split"), &x, 1, twice, 2, &id, &f.err),
        LG_E_MODEL);
    /* The failed calls left nothing behind. */
    assert_int_equal(f.main->values[z].producer, LG_NO_ID);
    assert_int_equal(f.main->n_order, 1);
    assert_int_equal(lg_graph_verify(f.main, &f.err), LG_OK);
    lg_arena_reset(&f.arena);
}

static lg_graph *subgraph(fixture *f, lg_id owner, const char *attr) {
    lg_graph *sub = NULL;
    assert_int_equal(lg_graph_create(f->module, f->main, LG_STR("body"), &sub, NULL), LG_OK);
    lg_attr a = {.name = lg_str_of(attr), .type = LG_AT_GRAPH, .g = sub};
    assert_int_equal(lg_node_add_attr(f->main, owner, &a, NULL), LG_OK);
    return sub;
}

static void captures_are_made_once(void **state) {
    fixture f;
    open(&f, state);
    lg_id x = input(f.main, "x"), c = input(f.main, "c"), y = value(f.main, "y");
    lg_id n = node(f.main, "If", c, y);
    lg_graph *sub = subgraph(&f, n, "then_branch");
    lg_id a = LG_NO_ID, b = LG_NO_ID;
    assert_int_equal(lg_graph_capture(sub, x, &a, NULL), LG_OK);
    assert_int_equal(lg_graph_capture(sub, x, &b, NULL), LG_OK);
    assert_int_equal(a, b);
    assert_int_equal(sub->n_captures, 1);
    assert_string_equal(lg_value_name(sub, a).ptr, "x");
    assert_int_equal(lg_graph_capture(f.main, x, &b, &f.err), LG_E_INTERNAL);
    assert_int_equal(lg_graph_verify(f.main, &f.err), LG_OK);
    lg_graph **list = NULL;
    uint32_t count = 0;
    assert_int_equal(lg_graph_tree(f.main, &f.arena, &list, &count, NULL), LG_OK);
    assert_int_equal(count, 2);
    assert_ptr_equal(list[1], sub);
    lg_arena_reset(&f.arena);
}

static void messages_tell_where(void **state) {
    fixture f;
    open(&f, state);
    lg_id c = input(f.main, "c"), y = value(f.main, "y");
    lg_id n = node(f.main, "If", c, y);
    lg_graph *sub = subgraph(&f, n, "else_branch");
    lg_id a, z = value(sub, "z");
    assert_int_equal(lg_graph_capture(sub, c, &a, NULL), LG_OK);
    lg_id inner = node(sub, "Relu", a, z);
    sub->nodes[inner].name = LG_STR("re\nlu");
    lg_fail(&f.err, LG_E_SHAPE, "wrong");
    assert_int_equal(lg_node_wrap(sub, inner, LG_E_SHAPE, &f.err), LG_E_SHAPE);
    assert_string_equal(f.err.message,
                        "graph 'g/If#0/else_branch' node #0 're\\x0alu' (Relu): wrong");
    assert_int_equal(f.err.node, 0);
    lg_arena_reset(&f.arena);
}

static void tensors_are_copied_with_strings(void **state) {
    fixture f;
    open(&f, state);
    char text[] = "abc";
    lg_str strings[] = {{text, 3}, {NULL, 0}};
    const int64_t dims[] = {2};
    lg_view v = {strings, dims, 2, 1, LG_STRING};
    const lg_view *copy = NULL;
    assert_int_equal(lg_view_copy(&f.arena, &v, &copy, NULL), LG_OK);
    text[0] = 'x';
    assert_true(lg_str_is(((const lg_str *)copy->data)[0], "abc"));
    v.dtype = LG_SEQUENCE;
    assert_int_equal(lg_view_copy(&f.arena, &v, &copy, &f.err), LG_E_ARGUMENT);
    lg_arena_reset(&f.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(values_nodes_and_lookups),        lg_test(every_value_is_defined_once),
        lg_test(captures_are_made_once),          lg_test(messages_tell_where),
        lg_test(tensors_are_copied_with_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
