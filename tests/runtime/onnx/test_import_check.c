/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "tests/support/onnx_build.h"

static const int64_t two = 2;

static void expect(void **state, pb *b, const lg_limits *limits, lg_status want, const char *word) {
    lg_allocator a = lg_test_allocator(state);
    ob_loaded l;
    lg_status st = ob_load(&a, &(lg_onnx_env){.limits = limits}, b->bytes, b->size, &l);
    if (st != want || !strstr(l.err.message, word))
        fail_msg("status %d, wanted %d '%s': %s", st, want, word, l.err.message);
    ob_unload(&l);
    pb_free(b);
}

/* Function d::name(p) -> q whose body applies d::callee `times` in a row (NULL: Relu). */
static void function(pb *b, const char *name, const char *callee, int times) {
    pb_begin(b, M_FUNCTION);
    pb_str(b, 1, name);
    pb_str(b, 10, "d");
    pb_str(b, 4, "p");
    pb_str(b, 5, "q");
    ob_opset(b, 9, "", 17);
    for (int i = 0; i < times; i++) {
        char in[16], out[16];
        (void)snprintf(in, sizeof in, "v%d", i);
        (void)snprintf(out, sizeof out, "v%d", i + 1);
        pb_begin(b, 7);
        pb_str(b, 1, i ? in : "p");
        pb_str(b, 2, i + 1 == times ? "q" : out);
        pb_str(b, 4, callee ? callee : "Relu");
        if (callee)
            pb_str(b, 7, "d");
        pb_end(b);
    }
    pb_end(b);
}

static void call(pb *b, const char *name) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_node(b, name, "x", "y");
    pb_str(b, 7, "d");
    pb_end(b);
    ob_value(b, G_OUTPUT, "y", LG_FLOAT, 1, &two);
    pb_end(b);
}

static void refuses_recursion(void **state) {
    pb b = {0};
    call(&b, "F");
    function(&b, "F", "F", 1);
    expect(state, &b, NULL, LG_E_MODEL, "function d::F calls itself");
    call(&b, "F");
    function(&b, "F", "G", 1);
    function(&b, "G", "F", 1);
    expect(state, &b, NULL, LG_E_MODEL, "calls itself, directly or through others");
    /* Also when nobody calls them, and through a subgraph. */
    ob_relu_model(&b);
    function(&b, "F", "G", 2);
    function(&b, "G", "H", 2);
    function(&b, "H", "G", 2);
    expect(state, &b, NULL, LG_E_MODEL, "calls itself, directly or through others");
    /* A diamond is no cycle. */
    call(&b, "F");
    function(&b, "F", "G", 3);
    function(&b, "G", "H", 2);
    function(&b, "H", NULL, 1);
    expect(state, &b, NULL, LG_OK, "");
}

static void bounds_depth_and_nodes(void **state) {
    for (int n = 32; n <= 33; n++) { /* n functions in a chain */
        pb b = {0};
        call(&b, "F0");
        for (int i = 0; i < n; i++) {
            char name[16], next[16];
            (void)snprintf(name, sizeof name, "F%d", i);
            (void)snprintf(next, sizeof next, "F%d", i + 1);
            function(&b, name, i + 1 < n ? next : NULL, 1);
        }
        if (n == 32)
            expect(state, &b, NULL, LG_OK, "");
        else
            expect(state, &b, NULL, LG_E_LIMIT, "max_depth is 32");
    }
    pb b = {0};
    call(&b, "F0");
    for (int i = 0; i < 30; i++) {
        char name[16], next[16];
        (void)snprintf(name, sizeof name, "F%d", i);
        (void)snprintf(next, sizeof next, "F%d", i + 1);
        function(&b, name, i < 29 ? next : NULL, 2);
    }
    expect(state, &b, NULL, LG_E_LIMIT, "max_nodes is 1000000");
    call(&b, "F");
    function(&b, "F", NULL, 9);
    expect(state, &b, &(lg_limits){.max_nodes = 9}, LG_E_LIMIT, "max_nodes is 9");
    call(&b, "F");
    function(&b, "F", NULL, 8);
    expect(state, &b, &(lg_limits){.max_nodes = 9}, LG_OK, "");
}

static void identities_are_unique(void **state) {
    pb b = {0};
    call(&b, "F");
    function(&b, "F", NULL, 1);
    function(&b, "F", NULL, 2);
    expect(state, &b, NULL, LG_E_MODEL, "'d::F', overload '', is defined twice");
    call(&b, "F");
    function(&b, "F", NULL, 1);
    function(&b, "", NULL, 2);
    expect(state, &b, NULL, LG_E_MODEL, "no name");
}

/* ---- training_info ---- */

typedef struct variant {
    const char *update_key, *update_value, *init_key, *init_value;
    bool no_init, again;
    int64_t dim;
    int32_t dtype;
} variant;

static void training_model(pb *b, const variant *v) {
    const float values[2] = {1, 2};
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "main");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_floats(b, G_INITIALIZER, "w", 2, values);
    ob_node_done(b, "Mul", "x,w", "y");
    ob_value(b, G_OUTPUT, "y", LG_FLOAT, 1, &two);
    pb_end(b);
    for (int i = 0; i < (v->again ? 2 : 1); i++) {
        pb_begin(b, M_TRAINING);
        if (!v->no_init) {
            ob_graph(b, 1, "start");
            ob_node_done(b, "RandomNormal", NULL, "w_init");
            ob_value(b, G_OUTPUT, "w_init", LG_FLOAT, 1, &two);
            pb_end(b);
        }
        ob_graph(b, 2, "step");
        ob_floats(b, G_INITIALIZER, "rate", 2, values);
        ob_node_done(b, "Sub", "w,rate", "w_new");
        ob_value(b, G_OUTPUT, "w_new", v->dtype ? v->dtype : LG_FLOAT, 1, v->dim ? &v->dim : &two);
        pb_end(b);
        if (v->init_key)
            ob_entry(b, 3, v->init_key, v->init_value);
        if (v->update_key)
            ob_entry(b, 4, v->update_key, v->update_value);
        pb_end(b);
    }
}

static void checks_bindings(void **state) {
    static const struct {
        variant v;
        const char *word; /* "": fine */
    } cases[] = {
        {{.update_key = "w", .update_value = "w_new", .init_key = "w", .init_value = "w_init"}, ""},
        {{.update_key = "rate", .update_value = "w_new"}, ""},
        {{.update_key = "w", .update_value = "y"}, ""},
        {{.no_init = true}, ""},
        {{.update_key = "x", .update_value = "w_new"}, "'x' is no initializer"},
        {{.update_key = "none", .update_value = "w_new"}, "'none' is no initializer"},
        {{.update_key = "w", .update_value = "none"}, "'none', which is no output"},
        {{.update_key = "w", .update_value = "w_init"}, "'w_init', which is no output"},
        {{.init_key = "w", .init_value = "w_new"}, "'w_new', which is no output"},
        {{.init_key = "w", .init_value = "w_init", .no_init = true}, "without initialization"},
        {{.update_key = "w", .update_value = "w_new", .again = true}, "'w' is bound twice"},
        {{.update_key = "w", .update_value = "w_new", .dim = 3}, "different shapes"},
        {{.update_key = "w", .update_value = "w_new", .dtype = LG_DOUBLE}, "type float"},
    };
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        pb b = {0};
        training_model(&b, &cases[i].v);
        expect(state, &b, NULL, *cases[i].word ? LG_E_MODEL : LG_OK, cases[i].word);
    }
}

static void marks_state_variables(void **state) {
    lg_allocator a = lg_test_allocator(state);
    ob_loaded l;
    pb b = {0};
    training_model(&b, &(variant){.update_key = "w", .update_value = "w_new"});
    assert_int_equal(ob_load(&a, NULL, b.bytes, b.size, &l), LG_OK);
    const lg_module *m = l.module;
    const lg_value *w = &m->main->values[lg_graph_find(m->main, LG_STR("w"))];
    assert_int_equal(w->flags, LG_VALUE_INIT | LG_VALUE_STATE);
    const lg_graph *step = m->training[0].algorithm;
    const lg_value *rate = &step->values[lg_graph_find(step, LG_STR("rate"))];
    assert_int_equal(rate->flags, LG_VALUE_INIT | LG_VALUE_CONST);
    assert_ptr_equal(step->parent, m->main);
    assert_int_equal(step->n_captures, 1);
    assert_string_equal(m->training[0].update[0].key.ptr, "w");
    ob_unload(&l);
    pb_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(refuses_recursion), lg_test(bounds_depth_and_nodes), lg_test(identities_are_unique),
        lg_test(checks_bindings),   lg_test(marks_state_variables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
