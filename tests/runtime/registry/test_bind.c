/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes to operators: D12 to D16, D30. */
#include "tests/support/support.h"

#include "runtime/graph/text.h"
#include "runtime/registry/registry.h"

static lg_status infer(lg_infer *ctx) {
    (void)ctx;
    return LG_OK;
}
static lg_status run(lg_exec *ctx) {
    (void)ctx;
    return LG_OK;
}

typedef struct two_graphs {
    uint32_t then_branch, else_branch;
} two_graphs;

static const lg_attr_desc graphs[] = {LG_ATTR_GRAPH_FIELD(two_graphs, then_branch),
                                      LG_ATTR_GRAPH_FIELD(two_graphs, else_branch)};
#define ALL ~(uint64_t)1
static const lg_arg_desc pair[] = {{.name = "a", .dtypes = ALL},
                                   {.name = "b", .dtypes = ALL},
                                   {.name = "c", .dtypes = ALL, .flags = LG_ARG_OPTIONAL}};
static const lg_arg_desc many[] = {{.name = "xs", .dtypes = ALL, .flags = LG_ARG_VARIADIC}};
static const lg_arg_desc outs[] = {{.name = "y", .dtypes = ALL},
                                   {.name = "z", .dtypes = ALL, .flags = LG_ARG_OPTIONAL}};
#define OP(n, v, ins, ...)                                                                         \
    {                                                                                              \
        .domain = "bind", .name = n, .since_version = v, .inputs = ins, .n_inputs = LG_COUNT(ins), \
        .outputs = outs, .n_outputs = 2, .infer = infer, __VA_ARGS__                               \
    }
static const lg_op_desc ops[] = {OP("Add", 2, pair, .run = run),
                                 OP("Concat", 1, many, .run = run),
                                 OP("Cond", 1, many, .run = run, .attrs = graphs, .n_attrs = 2,
                                    .params_size = sizeof(two_graphs)),
                                 OP("Old", 1, many, .run = run),
                                 OP("Old", 5, many, .flags = LG_OP_DEPRECATED),
                                 OP("Loose", 1, many, .run = run, .flags = LG_OP_ANY_ATTRS)};
LG_FAMILY_DEFINE(bind_ops, ops);

static void bind(void **state, const char *node, int64_t version, lg_status status,
                 const char *words) {
    char text[600];
    lg_allocator a = lg_test_allocator(state);
    lg_arena arena;
    lg_module *m = NULL;
    lg_registry *r = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_arena_init(&arena, a, 0);
    assert_int_equal(lg_registry_create(&a, &r, NULL), LG_OK);
    assert_int_equal(lg_registry_add(r, &lg_family_bind_ops, NULL), LG_OK);
    (void)snprintf(text, sizeof text, "g (float x) => () { %s }", node);
    if (lg_text_parse_model(&arena, text, strlen(text), 32, &m, &err) != LG_OK)
        fail_msg("%s", err.message);
    lg_status st = lg_node_bind(r, m->main, &m->main->nodes[0], version, &arena, &err);
    if (st != status || (words && !strstr(err.message, words)))
        fail_msg("%s gave %s: %s\nexpected %s: %s", node, lg_status_name(st), err.message,
                 lg_status_name(status), words);
    const lg_node *n = &m->main->nodes[0];
    assert_int_equal(n->desc != NULL, st == LG_OK);
    if (st == LG_OK && lg_str_is(n->op, "Cond")) {
        const two_graphs *p = n->params;
        assert_true(lg_str_is(n->graphs[p->then_branch]->name, "t"));
        assert_true(lg_str_is(n->graphs[p->else_branch]->name, "e"));
    }
    if (st == LG_OK && lg_str_is(n->op, "Loose"))
        assert_true(n->n_graphs == 2 && lg_str_is(n->graphs[1]->name, "q"));
    lg_registry_destroy(r);
    lg_arena_reset(&arena);
}

static void arity_is_checked(void **state) {
    bind(state, "y = bind.Add (x, x)", 2, LG_OK, NULL);
    bind(state, "y, z = bind.Add (x, x, x)", 7, LG_OK, NULL);
    bind(state, "y = bind.Add (x, x, \"\")", 2, LG_OK, NULL);
    bind(state, "y = bind.Add (x)", 2, LG_E_MODEL, "1 input, expected 2 to 3");
    bind(state, "y = bind.Add (x, x, x, x)", 2, LG_E_MODEL, "4 inputs, expected 2 to 3");
    bind(state, "y, z, w = bind.Add (x, x)", 2, LG_E_MODEL, "3 outputs, expected 1 to 2");
    bind(state, "= bind.Add (x, x)", 2, LG_E_MODEL, "0 outputs, expected 1 to 2");
    bind(state, "y = bind.Add (x, \"\")", 2, LG_E_MODEL, "input 1 'b' is omitted, but required");
    bind(state, "y = bind.Concat (x, x, x, x)", 1, LG_OK, NULL);
    bind(state, "y = bind.Concat ()", 1, LG_E_MODEL, "0 inputs, expected at least 1");
    bind(state, "y = bind.Concat (x, \"\")", 1, LG_E_MODEL, "input 1 'xs' is omitted");
}

static void unknown_operators_are_named(void **state) {
    bind(state, "y = bind.Ad (x, x)", 2, LG_E_UNSUPPORTED,
         "unknown operator bind::Ad\nnear names: bind::Add");
    bind(state, "y = no.such.Add (x)", 1, LG_E_UNSUPPORTED, "unknown operator no.such::Add");
    bind(state, "y = no.such.Thing (x)", 1, LG_E_UNSUPPORTED, "registered domains: ");
    bind(state, "y = bind.Add (x, x)", 1, LG_E_UNSUPPORTED,
         "operator bind::Add has no implementation of version 1, only newer ones up to version 2");
    bind(state, "y = bind.Add (x, x)", 0, LG_E_MODEL, "domain 'bind' is used, but not imported");
    bind(state, "y = bind.Old (x)", 4, LG_OK, NULL);
    bind(state, "y = bind.Old (x)", 5, LG_E_MODEL, "bind::Old was removed in version 5");
    bind(state, "y = bind.\"A\nB\" (x)", 1, LG_E_UNSUPPORTED, "bind::A\\x0aB");
}

static void subgraphs_get_the_order_of_the_table(void **state) {
    bind(state, "y = bind.Cond (x) <else_branch = e () => () {}, then_branch = t () => () {}>", 1,
         LG_OK, NULL);
    bind(state, "y = bind.Cond (x) <then_branch = t () => () {}>", 1, LG_E_MODEL,
         "required attribute 'else_branch' is missing");
    bind(state, "y = bind.Loose (x) <m = [p () => () {}, q () => () {}]>", 1, LG_OK, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(arity_is_checked),
        lg_test(unknown_operators_are_named),
        lg_test(subgraphs_get_the_order_of_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
