/* SPDX-License-Identifier: Apache-2.0 */
/* Equality with what was read is tested with Python (tests/interop/test_roundtrip.py). */
#include "tests/support/support.h"

#include "tests/support/onnx_build.h"

static const int64_t two = 2;

typedef struct exported {
    void *bytes;
    size_t size;
} exported;

static exported export_of(void **state, const lg_module *m) {
    lg_allocator a = lg_test_allocator(state);
    exported e = {0};
    lg_error err = LG_ERROR_INIT;
    if (lg_onnx_export(m, &a, &e.bytes, &e.size, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_int_equal(((char *)e.bytes)[e.size], 0);
    return e;
}

static void drop(void **state, exported *e) {
    lg_allocator a = lg_test_allocator(state);
    lg_free(&a, e->bytes, e->size + 1);
}

static ob_loaded load(void **state, const void *bytes, size_t size) {
    lg_allocator a = lg_test_allocator(state);
    ob_loaded l;
    if (ob_load(&a, NULL, bytes, size, &l) != LG_OK)
        fail_msg("%s", l.err.message);
    return l;
}

/* Fields in the order of their numbers: a model written that way comes back byte for byte. */
static void gives_back_the_same_bytes(void **state) {
    pb b = {0};
    pb_int(&b, 1, 10);
    pb_str(&b, 2, "producer");
    pb_str(&b, 6, "");
    pb_begin(&b, 7);
    ob_node(&b, "Relu", "x", "y");
    ob_attr(&b, "extra", LG_AT_INTS);
    pb_end(&b);
    ob_entry(&b, 9, "key", "value");
    pb_end(&b);
    pb_str(&b, 2, "g");
    ob_value(&b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_value(&b, G_OUTPUT, "y", LG_FLOAT, 1, &two);
    ob_value(&b, G_VALUE_INFO, "absent", LG_FLOAT, 1, &two);
    ob_entry(&b, 16, "of", "graph");
    pb_end(&b);
    ob_opset(&b, 8, "", 17);
    ob_entry(&b, 14, "of", "model");
    pb_int(&b, 900, 5);
    ob_loaded l = load(state, b.bytes, b.size);
    exported e = export_of(state, l.module);
    assert_int_equal(e.size, b.size);
    assert_memory_equal(e.bytes, b.bytes, b.size);
    drop(state, &e);
    ob_unload(&l);
    pb_free(&b);
}

static lg_id add_node(lg_graph *g, const char *op, lg_id in) {
    lg_id out = 0, node = 0;
    assert_int_equal(lg_graph_add_value(g, LG_STR(""), &out, NULL), LG_OK);
    assert_int_equal(lg_graph_add_node(g, LG_STR(""), lg_str_of(op), &in, 1, &out, 1, &node, NULL),
                     LG_OK);
    return out;
}

/* Values that a pass made get names that nobody has. */
static void names_unnamed_values(void **state) {
    pb b = {0};
    ob_head(&b, 10, 17);
    ob_graph(&b, M_GRAPH, "g");
    ob_value(&b, G_INPUT, "_1", LG_FLOAT, 1, &two);
    ob_node_done(&b, "Relu", "_1", "_3");
    ob_value(&b, G_OUTPUT, "_3", LG_FLOAT, 1, &two);
    pb_end(&b);
    ob_loaded l = load(state, b.bytes, b.size);
    lg_graph *g = l.module->main;
    lg_id value = g->inputs[0];
    for (int i = 0; i < 3; i++)
        value = add_node(g, "Neg", value);
    assert_int_equal(lg_graph_add_output(g, value, NULL), LG_OK);
    exported e = export_of(state, l.module), again = export_of(state, l.module);
    assert_int_equal(e.size, again.size);
    assert_memory_equal(e.bytes, again.bytes, e.size);
    drop(state, &again);
    ob_loaded back = load(state, e.bytes, e.size);
    assert_int_equal(back.module->main->n_nodes, 4);
    static const char *const names[] = {"_3", "_4", "_5", "_2"}; /* outputs are written first */
    for (uint32_t i = 0; i < 4; i++) {
        const lg_node *n = &back.module->main->nodes[i];
        assert_string_equal(lg_value_name(back.module->main, n->out[0]).ptr, names[i]);
    }
    ob_unload(&back);
    drop(state, &e);
    ob_unload(&l);
    pb_free(&b);
}

/* Weights that were left out stay external. */
static void keeps_unloaded_weights_external(void **state) {
    pb b = {0};
    ob_head(&b, 10, 17);
    ob_graph(&b, M_GRAPH, "g");
    ob_tensor(&b, G_INITIALIZER, "w", LG_FLOAT, 1, &two);
    ob_entry(&b, 13, "location", "weights.bin");
    pb_int(&b, 14, 1);
    pb_end(&b);
    ob_node(&b, "Constant", NULL, "c");
    ob_attr(&b, "value", LG_AT_TENSOR);
    ob_tensor(&b, A_TENSOR, NULL, LG_FLOAT, 1, &two);
    ob_entry(&b, 13, "location", "other.bin");
    pb_int(&b, 14, 1);
    pb_end(&b);
    pb_end(&b);
    pb_end(&b);
    ob_node_done(&b, "Add", "w,c", "y");
    ob_value(&b, G_OUTPUT, "y", LG_FLOAT, 1, &two);
    pb_end(&b);
    lg_allocator a = lg_test_allocator(state);
    ob_loaded l;
    lg_onnx_env env = {.flags = LG_LOAD_NO_EXTERNAL};
    assert_int_equal(ob_load(&a, &env, b.bytes, b.size, &l), LG_OK);
    assert_null(l.module->main->values[0].data->data);
    exported e = export_of(state, l.module);
    ob_loaded back;
    assert_int_equal(ob_load(&a, &env, e.bytes, e.size, &back), LG_OK);
    ob_unload(&back);
    assert_int_equal(ob_load(&a, NULL, e.bytes, e.size, &back), LG_E_MODEL);
    assert_non_null(strstr(back.err.message, "from memory"));
    ob_unload(&back);
    drop(state, &e);
    ob_unload(&l);
    pb_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(gives_back_the_same_bytes),
        lg_test(names_unnamed_values),
        lg_test(keeps_unloaded_weights_external),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
