/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "tests/support/onnx_build.h"

#include <stdlib.h>

static void expect(void **state, pb *b, const lg_onnx_env *env, lg_status want, const char *word) {
    lg_allocator a = lg_test_allocator(state);
    ob_loaded l;
    lg_status st = ob_load(&a, env, b->bytes, b->size, &l);
    if (st != want || !strstr(l.err.message, word))
        fail_msg("status %d, wanted %d '%s': %s", st, want, word, l.err.message);
    assert_int_equal(st == LG_OK, l.module != NULL);
    if (st != LG_OK)
        assert_memory_equal(l.err.message, "model: ", 7);
    ob_unload(&l);
    pb_free(b);
}

static void head_with(pb *b, int64_t ir, const char *domain, int64_t version) {
    pb_int(b, 1, ir);
    ob_opset(b, 8, domain, version);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 0, NULL);
    ob_value(b, G_OUTPUT, "x", LG_FLOAT, 0, NULL);
    pb_end(b);
}

static void reads_a_model(void **state) {
    lg_allocator a = lg_test_allocator(state);
    ob_loaded l;
    pb b = {0};
    pb_str(&b, 2, "producer");
    pb_int(&b, 5, 42);
    ob_relu_model(&b);
    ob_entry(&b, 14, "key", "value");
    assert_int_equal(ob_load(&a, NULL, b.bytes, b.size, &l), LG_OK);
    const lg_module *m = l.module;
    assert_int_equal(m->ir_version, 10);
    assert_int_equal(m->model_version, 42);
    assert_string_equal(m->producer_name.ptr, "producer");
    assert_null(m->doc.ptr);
    assert_int_equal(m->n_opsets, 1);
    assert_int_equal(lg_module_opset(m, LG_STR("ai.onnx")), 17);
    assert_int_equal(m->main->n_nodes, 1);
    assert_int_equal(m->extra.len, 14);
    assert_int_equal(lg_graph_verify(m->main, &l.err), LG_OK);
    assert_int_equal(l.n_warnings, 0);
    ob_unload(&l);
    pb_free(&b);
}

static void refuses_what_is_no_model(void **state) {
    pb b = {0};
    expect(state, &b, NULL, LG_E_MODEL, "no graph");
    pb_int(&b, 1, 8);
    pb_str(&b, 2, "producer");
    expect(state, &b, NULL, LG_E_MODEL, "no graph");
    pb_raw(&b, "\x3a\x05", 2);
    expect(state, &b, NULL, LG_E_PARSE, "byte 2");
    ob_relu_model(&b);
    lg_limits limits = {.max_file_bytes = 10};
    expect(state, &b, &(lg_onnx_env){.limits = &limits}, LG_E_LIMIT, "max_file_bytes");
    ob_relu_model(&b);
    limits = (lg_limits){.proto_stack_bytes = 16};
    expect(state, &b, &(lg_onnx_env){.limits = &limits}, LG_E_LIMIT, "proto_stack_bytes");
    limits = (lg_limits){.proto_budget_factor = 1, .proto_budget_base = 1};
    ob_relu_model(&b);
    expect(state, &b, &(lg_onnx_env){.limits = &limits}, LG_E_LIMIT, "proto_budget");
}

static void checks_versions(void **state) {
    static const struct {
        int64_t ir;
        const char *domain;
        int64_t version;
        const char *word; /* "": fine */
    } cases[] = {
        {3, "", 1, ""},
        {14, "", 28, ""},
        {14, "ai.onnx", 28, ""},
        {2, "", 1, "IR version 2"},
        {15, "", 1, "IR version 15"},
        {(int64_t)1 << 62, "", 1, "IR version"},
        {-1, "", 1, "IR version -1"},
        {8, "", 29, "newest known is 28"},
        {8, "ai.onnx", INT32_MAX, "newest known is 28"},
        {8, "ai.onnx.ml", 6, "newest known is 5"},
        {8, "", 0, "version 0"},
        {8, "", -5, "version -5"},
        {8, "nobody.knows", 1000000, ""},
    };
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        pb b = {0};
        head_with(&b, cases[i].ir, cases[i].domain, cases[i].version);
        expect(state, &b, NULL, *cases[i].word ? LG_E_MODEL : LG_OK, cases[i].word);
    }
}

static void takes_the_higher_of_two_imports(void **state) {
    lg_allocator a = lg_test_allocator(state);
    for (int equal = 0; equal < 2; equal++) {
        pb b = {0};
        ob_loaded l;
        ob_opset(&b, 8, "ai.onnx", equal ? 17 : 9);
        ob_relu_model(&b);
        ob_opset(&b, 8, "", equal ? 17 : 13);
        assert_int_equal(ob_load(&a, NULL, b.bytes, b.size, &l), LG_OK);
        assert_int_equal(l.module->n_opsets, 1);
        assert_int_equal(l.module->opsets[0].version, 17);
        assert_int_equal(l.n_warnings, equal ? 0 : 2);
        if (!equal)
            assert_non_null(strstr(l.warning, "ai.onnx"));
        ob_unload(&l);
        pb_free(&b);
    }
}

/* Weights of a borrowed file are not copied when they are aligned; of others they are. */
static void borrows_weights(void **state) {
    lg_allocator a = lg_test_allocator(state);
    float *weights = calloc(10000, sizeof *weights);
    assert_non_null(weights);
    for (int pad = 0; pad < 4; pad++) {
        for (uint32_t flags = 0; flags <= LG_LOAD_BORROW; flags += LG_LOAD_BORROW) {
            pb b = {0};
            ob_loaded l;
            char name[8] = "pppp";
            name[pad] = '\0';
            ob_head(&b, 10, 17);
            pb_str(&b, 2, name);
            ob_graph(&b, M_GRAPH, "g");
            ob_floats(&b, G_INITIALIZER, "w", 10000, weights);
            ob_value(&b, G_OUTPUT, "w", LG_FLOAT, 1, (int64_t[]){10000});
            pb_end(&b);
            lg_onnx_env env = {.flags = flags};
            assert_int_equal(ob_load(&a, &env, b.bytes, b.size, &l), LG_OK);
            const lg_value *v = &l.module->main->values[0];
            const uint8_t *data = v->data->data;
            bool inside = data >= b.bytes && data < b.bytes + b.size;
            assert_memory_equal(data, weights, 40000);
            assert_int_equal((uintptr_t)data % 4, 0);
            assert_true(flags || !inside);
            assert_int_equal(l.arena.used > 40000, !inside);
            assert_int_equal(v->flags, LG_VALUE_INIT | LG_VALUE_CONST | LG_VALUE_OUTPUT);
            ob_unload(&l);
            pb_free(&b);
        }
    }
    free(weights);
}

static int32_t say_stop(void *self) {
    (void)self;
    return 1;
}

static void stops_when_told(void **state) {
    pb b = {0};
    ob_relu_model(&b);
    expect(state, &b, &(lg_onnx_env){.cancel = say_stop}, LG_E_CANCELLED, "cancelled");
    ob_relu_model(&b);
    expect(state, &b, &(lg_onnx_env){.deadline = 1}, LG_E_LIMIT, "deadline_ns");
}

/* A model with functions, subgraphs, training information, sparse and typed tensors. */
static void big_model(pb *b) {
    const int64_t two = 2;
    const float values[2] = {1, 2};
    ob_head(b, 10, 17);
    ob_opset(b, 8, "local", 1);
    ob_graph(b, M_GRAPH, "main");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_value(b, G_INPUT, "c", LG_BOOL, 0, NULL);
    ob_floats(b, G_INITIALIZER, "w", 2, values);
    ob_node(b, "If", "c", "y");
    for (int i = 0; i < 2; i++) {
        ob_attr(b, i ? "else_branch" : "then_branch", LG_AT_GRAPH);
        ob_graph(b, A_GRAPH, "branch");
        ob_node_done(b, "Add", "x,w", "t");
        ob_value(b, G_OUTPUT, "t", LG_FLOAT, 1, &two);
        pb_end(b);
        pb_end(b);
    }
    ob_entry(b, 9, "key", "value");
    pb_end(b);
    ob_node(b, "Half", "y", "z");
    pb_str(b, 7, "local");
    ob_attr_float(b, "by", 0.5f);
    pb_end(b);
    ob_value(b, G_OUTPUT, "z", LG_FLOAT, 1, &two);
    pb_end(b);
    pb_begin(b, M_FUNCTION);
    pb_str(b, 1, "Half");
    pb_str(b, 10, "local");
    pb_str(b, 4, "p");
    pb_str(b, 5, "q");
    pb_str(b, 6, "by");
    ob_opset(b, 9, "", 17);
    pb_begin(b, 7);
    pb_str(b, 2, "k");
    pb_str(b, 4, "Constant");
    ob_attr_ref(b, "value_float", LG_AT_FLOAT, "by");
    pb_end(b);
    pb_begin(b, 7);
    pb_str(b, 1, "p");
    pb_str(b, 1, "k");
    pb_str(b, 2, "q");
    pb_str(b, 4, "Mul");
    pb_end(b);
    pb_end(b);
    pb_begin(b, M_TRAINING);
    ob_graph(b, 2, "step");
    ob_node_done(b, "Sub", "w,z", "w_new");
    ob_value(b, G_OUTPUT, "w_new", LG_FLOAT, 1, &two);
    pb_end(b);
    ob_entry(b, 4, "w", "w_new");
    pb_end(b);
}

static void gives_back_everything_when_memory_runs_out(void **state) {
    lg_allocator a = lg_test_allocator(state);
    pb b = {0};
    big_model(&b);
    lg_status st = LG_E_NO_MEMORY;
    uint64_t n = 0;
    while (st != LG_OK) {
        ob_loaded l;
        lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + ++n;
        st = ob_load(&a, NULL, b.bytes, b.size, &l);
        if (st != LG_OK && st != LG_E_NO_MEMORY)
            fail_msg("allocation %d: %s", (int)n, l.err.message);
        lg_test_trace(state)->fail_at = 0;
        if (st == LG_OK) {
            void *out = NULL;
            size_t size = 0;
            uint64_t k = 0;
            do {
                lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + ++k;
                st = lg_onnx_export(l.module, &a, &out, &size, &l.err);
                assert_true(st == LG_OK || st == LG_E_NO_MEMORY);
            } while (st != LG_OK);
            assert_true(k > 1);
            lg_test_trace(state)->fail_at = 0;
            lg_free(&a, out, size + 1);
        }
        ob_unload(&l);
        assert_int_equal(lg_test_trace(state)->live, 0);
    }
    assert_true(n > 5);
    pb_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_a_model),
        lg_test(refuses_what_is_no_model),
        lg_test(checks_versions),
        lg_test(takes_the_higher_of_two_imports),
        lg_test(borrows_weights),
        lg_test(stops_when_told),
        lg_test(gives_back_everything_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
