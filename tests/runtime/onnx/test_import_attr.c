/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "tests/support/onnx_build.h"

static const int64_t two = 2;

/* A model with one node that has the attributes that `write` adds. */
static void with_attrs(pb *b, void (*write)(pb *b)) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_node(b, "Op", "x", "y");
    write(b);
    pb_end(b);
    ob_value(b, G_OUTPUT, "y", LG_FLOAT, 1, &two);
    pb_end(b);
}

static void refused(void **state, void (*write)(pb *b), const char *word) {
    lg_allocator a = lg_test_allocator(state);
    pb b = {0};
    ob_loaded l;
    with_attrs(&b, write);
    lg_status st = ob_load(&a, NULL, b.bytes, b.size, &l);
    if (st != LG_E_MODEL || !strstr(l.err.message, word) || !strstr(l.err.message, "node #0"))
        fail_msg("status %d, wanted '%s': %s", st, word, l.err.message);
    ob_unload(&l);
    pb_free(&b);
}

static void all_types(pb *b) {
    const float values[] = {1, 2};
    ob_attr_float(b, "f", 0.5f);
    ob_attr_int(b, "i", -3);
    ob_attr_text(b, "s", "text");
    ob_attr(b, "t", LG_AT_TENSOR);
    ob_floats(b, A_TENSOR, "named", 2, values);
    pb_end(b);
    ob_attr(b, "g", LG_AT_GRAPH);
    ob_graph(b, A_GRAPH, "below");
    pb_end(b);
    pb_end(b);
    ob_attr(b, "fs", LG_AT_FLOATS);
    pb_f32(b, 7, 1.5f);
    pb_f32(b, 7, 2.5f);
    pb_end(b);
    ob_attr(b, "is", LG_AT_INTS);
    pb_int(b, 8, 5);
    pb_int(b, 8, -6);
    pb_end(b);
    ob_attr(b, "ss", LG_AT_STRINGS);
    pb_bytes(b, 9, "a\0b", 3);
    pb_str(b, 9, "");
    pb_end(b);
    ob_attr(b, "ts", LG_AT_TENSORS);
    ob_floats(b, 10, NULL, 2, values);
    ob_floats(b, 10, "second", 1, values);
    pb_end(b);
    ob_attr(b, "gs", LG_AT_GRAPHS);
    for (int i = 0; i < 2; i++) {
        ob_graph(b, 11, i ? "one" : "zero");
        pb_end(b);
    }
    pb_end(b);
    ob_attr(b, "tp", LG_AT_TYPE_PROTO);
    pb_begin(b, 14);
    pb_begin(b, 1);
    pb_int(b, 1, LG_INT8);
    pb_end(b);
    pb_end(b);
    pb_end(b);
    ob_attr(b, "empty", LG_AT_INTS);
    pb_end(b);
    ob_attr(b, "sp", LG_AT_SPARSE_TENSOR);
    pb_begin(b, 22);
    ob_floats(b, 1, "sparse", 2, values);
    ob_tensor(b, 2, NULL, LG_INT64, 1, &two);
    pb_int(b, 7, 1);
    pb_int(b, 7, 2);
    pb_end(b);
    pb_int(b, 3, 3);
    pb_end(b);
    pb_end(b);
}

static void reads_every_type(void **state) {
    lg_allocator a = lg_test_allocator(state);
    pb b = {0};
    ob_loaded l;
    with_attrs(&b, all_types);
    if (ob_load(&a, NULL, b.bytes, b.size, &l) != LG_OK)
        fail_msg("%s", l.err.message);
    const lg_node *n = &l.module->main->nodes[0];
    assert_int_equal(n->n_attrs, 13);
    assert_true(lg_node_attr(n, "f")->f == 0.5f);
    assert_int_equal(lg_node_attr(n, "i")->i, -3);
    assert_string_equal(lg_node_attr(n, "s")->s.ptr, "text");
    const lg_attr *t = lg_node_attr(n, "t");
    assert_memory_equal(t->t->data, ((float[]){1, 2}), 8);
    assert_true(t->extra.len > 0); /* the tensor's name */
    assert_int_equal(n->n_graphs, 3);
    assert_ptr_equal(n->graphs[0], lg_node_attr(n, "g")->g);
    assert_string_equal(n->graphs[2]->name.ptr, "one");
    assert_ptr_equal(n->graphs[0]->parent, l.module->main);
    assert_true(lg_node_attr(n, "fs")->floats[1] == 2.5f);
    assert_int_equal(lg_node_attr(n, "is")->ints[1], -6);
    assert_int_equal(lg_node_attr(n, "ss")->strings[0].len, 3);
    assert_int_equal(lg_node_attr(n, "ss")->strings[1].len, 0);
    const lg_attr *ts = lg_node_attr(n, "ts");
    assert_int_equal(ts->n, 2);
    assert_int_equal(ts->t[1].count, 1);
    assert_true(lg_node_attr(n, "tp")->raw.len > 0);
    assert_int_equal(lg_node_attr(n, "empty")->n, 0);
    assert_memory_equal(lg_node_attr(n, "sp")->t->data, ((float[]){0, 1, 2}), 12);
    ob_unload(&l);
    pb_free(&b);
}

static void no_name(pb *b) {
    ob_attr_int(b, "", 1);
}
static void twice(pb *b) {
    ob_attr_int(b, "axis", 1);
    ob_attr_int(b, "axis", 2);
}
static void twice_of_many(pb *b) {
    for (int i = 0; i < 20; i++)
        ob_attr_int(b, (char[]){(char)('a' + i), 0}, i);
    ob_attr_int(b, "f", 1);
}
static void no_type(pb *b) {
    pb_begin(b, 5);
    pb_str(b, 1, "axis");
    pb_int(b, 3, 1);
    pb_end(b);
}
static void bad_type(pb *b) {
    ob_attr(b, "axis", 99);
    pb_int(b, 3, 1);
    pb_end(b);
}
static void other_field(pb *b) {
    ob_attr(b, "axis", LG_AT_INT);
    pb_f32(b, 2, 1);
    pb_end(b);
}
static void two_fields(pb *b) {
    ob_attr(b, "axis", LG_AT_INT);
    pb_int(b, 3, 1);
    pb_f32(b, 2, 1);
    pb_end(b);
}
static void no_value(pb *b) {
    ob_attr(b, "axis", LG_AT_TENSOR);
    pb_end(b);
}
static void reference(pb *b) {
    ob_attr_ref(b, "axis", LG_AT_INT, "outer");
}
static void bad_tensor(pb *b) {
    ob_attr(b, "value", LG_AT_TENSOR);
    ob_tensor(b, A_TENSOR, "t", LG_FLOAT, 1, &two);
    pb_end(b);
    pb_end(b);
}
static void bad_sparse_list(pb *b) {
    ob_attr(b, "list", LG_AT_SPARSE_TENSORS);
    pb_begin(b, 23);
    pb_int(b, 3, 3);
    pb_end(b);
    pb_end(b);
}
static void external_tensor(pb *b) {
    ob_attr(b, "value", LG_AT_TENSOR);
    ob_tensor(b, A_TENSOR, "t", LG_FLOAT, 1, &two);
    pb_int(b, 14, 1);
    ob_entry(b, 13, "location", "../SECRET");
    pb_end(b);
    pb_end(b);
}

static void refuses_bad_attributes(void **state) {
    refused(state, no_name, "without name");
    refused(state, twice, "'axis' is given twice");
    refused(state, twice_of_many, "'f' is given twice");
    refused(state, no_type, "attribute 'axis': type 0");
    refused(state, bad_type, "type 99");
    refused(state, other_field, "type is INT, but another value field");
    refused(state, two_fields, "another value field");
    refused(state, no_value, "type is TENSOR, but there is no value");
    refused(state, reference, "outside of a function");
    refused(state, bad_tensor, "attribute 'value': tensor 't'");
    refused(state, bad_sparse_list, "without values");
    refused(state, external_tensor, "leaves the directory");
}

/* A function whose node refers to an attribute. */
static lg_status load_function(void **state, const char *declared, bool with_default,
                               const char *referred, char *message, size_t size) {
    lg_allocator a = lg_test_allocator(state);
    pb b = {0};
    ob_loaded l;
    ob_relu_model(&b);
    pb_begin(&b, M_FUNCTION);
    pb_str(&b, 1, "F");
    pb_str(&b, 10, "d");
    pb_str(&b, 5, "q");
    if (with_default) {
        pb_begin(&b, 11);
        pb_str(&b, 1, declared);
        pb_int(&b, 20, LG_AT_FLOAT);
        pb_f32(&b, 2, 1);
        pb_end(&b);
    } else {
        pb_str(&b, 6, declared);
    }
    ob_opset(&b, 9, "", 17);
    pb_begin(&b, 7);
    pb_str(&b, 2, "q");
    pb_str(&b, 4, "Constant");
    ob_attr_ref(&b, "value_float", LG_AT_FLOAT, referred);
    pb_end(&b);
    pb_end(&b);
    lg_status st = ob_load(&a, NULL, b.bytes, b.size, &l);
    (void)snprintf(message, size, "%s", l.err.message);
    if (st == LG_OK)
        assert_string_equal(l.module->functions[0].body->nodes[0].attrs[0].ref.ptr, referred);
    ob_unload(&l);
    pb_free(&b);
    return st;
}

static void references_need_a_declaration(void **state) {
    char message[512];
    assert_int_equal(load_function(state, "alpha", false, "alpha", message, sizeof message), LG_OK);
    assert_int_equal(load_function(state, "alpha", true, "alpha", message, sizeof message), LG_OK);
    assert_int_equal(load_function(state, "alpha", false, "beta", message, sizeof message),
                     LG_E_MODEL);
    assert_non_null(strstr(message, "'d::F'"));
    assert_non_null(strstr(message, "declares no such attribute"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_every_type),
        lg_test(refuses_bad_attributes),
        lg_test(references_need_a_declaration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
