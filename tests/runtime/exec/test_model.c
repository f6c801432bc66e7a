/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

static const char *const text =
    TOY("g (float[N] x) => (float[N] y) <float[1] w = {2}> { y = toy.Add(x, w) }");

static lg_model *load(lg_context *c, const void *bytes, size_t size) {
    lg_model *m = NULL;
    lg_error err = LG_ERROR_INIT;
    if (lg_model_load(c, bytes, size, NULL, &m, &err) != LG_OK)
        print_error("%s\n", err.message);
    assert_non_null(m);
    return m;
}

static float result(lg_model *m) {
    lg_program *p = NULL;
    lg_session *s = NULL;
    lg_view v;
    float x[1] = {40}, y;
    assert_int_equal(lg_program_compile(m, NULL, &p, NULL), LG_OK);
    assert_int_equal(lg_session_create(p, NULL, &s, NULL), LG_OK);
    toy_bind(s, 0, x, 1, -1);
    toy_run(s);
    assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
    y = *(float *)v.data;
    lg_session_destroy(s);
    lg_program_destroy(p);
    return y;
}

static void both_forms_are_read_and_written(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_model *m = load(c, text, strlen(text));
    lg_buffer onnx, again;
    assert_int_equal(lg_model_write(m, LG_FORMAT_ONNX, &onnx, NULL), LG_OK);
    lg_model *n = load(c, onnx.data, onnx.size);
    assert_float_equal(result(m), 42, 0);
    assert_float_equal(result(n), 42, 0);
    assert_int_equal(lg_model_write(n, LG_FORMAT_TEXT, &again, NULL), LG_OK);
    assert_non_null(strstr(again.data, "toy.Add"));
    assert_int_equal(strlen(again.data), again.size);
    lg_model *o = load(c, again.data, again.size);
    assert_float_equal(result(o), 42, 0);
    lg_buffer_free(&again);
    lg_buffer_free(&again);
    assert_int_equal(lg_model_write(o, LG_FORMAT_JSON, &again, NULL), LG_OK);
    assert_int_equal(*(const char *)again.data, '{');
    lg_buffer_free(&again);
    assert_int_equal(lg_model_write(o, LG_FORMAT_DOT, &again, NULL), LG_OK);
    assert_int_equal(strncmp(again.data, "digraph", 7), 0);
    lg_buffer_free(&again);
    assert_int_equal(lg_model_write(o, (lg_format)9, &again, NULL), LG_E_ARGUMENT);
    lg_buffer_free(&onnx);
    lg_buffer_free(NULL);
    lg_model_destroy(o);
    lg_model_destroy(n);
    lg_model_destroy(m);
    lg_model_destroy(NULL);
    lg_context_destroy(c);
}

static void files_are_loaded_by_path(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_model *m = NULL;
    lg_error err = LG_ERROR_INIT;
    char path[] = LG_BUILD_DIR "/test_model.onnxtxt";
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
    assert_int_equal(lg_model_load_file(c, path, NULL, &m, &err), LG_OK);
    assert_float_equal(result(m), 42, 0);
    lg_model_destroy(m);
    assert_int_equal(lg_model_load_file(c, "/nonexistent/model.onnx", NULL, &m, &err), LG_E_IO);
    assert_non_null(strstr(err.message, "/nonexistent/model.onnx"));
    (void)remove(path);
    lg_context_destroy(c);
}

static void garbage_is_refused(void **state) {
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {{"", 0},
                 {"\x08", 1},
                 {"\x08\x07", 2},
                 {"hello", 5},
                 {"<ir_version: 8", 14},
                 {"\xFF\xFF\xFF\xFF", 4}};
    lg_context *c = toy_context(state, NULL);
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        lg_model *m = NULL;
        lg_error err = LG_ERROR_INIT;
        lg_load_options o = LG_LOAD_OPTIONS_INIT;
        o.name = "this one";
        lg_status st = lg_model_load(c, cases[i].bytes, cases[i].size, &o, &m, &err);
        assert_true(st == LG_E_PARSE || st == LG_E_MODEL);
        assert_null(m);
        assert_int_equal(strncmp(err.message, "this one", 8), 0);
    }
    lg_context_destroy(c);
}

static void a_model_above_the_limit(void **state) {
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    lg_error err = LG_ERROR_INIT;
    lg_model *m = NULL;
    o.limits.max_file_bytes = 20;
    lg_context *c = toy_context(state, &o);
    assert_int_equal(lg_model_load(c, text, strlen(text), NULL, &m, &err), LG_E_LIMIT);
    assert_non_null(strstr(err.message, "max_file_bytes is 20"));
    lg_context_destroy(c);
}

static void weights_are_replaced_in_a_copy(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_model *m = load(c, text, strlen(text)), *n = NULL;
    lg_error err = LG_ERROR_INIT;
    float w[2] = {60, 0};
    int64_t dims[1] = {1};
    lg_view v = {w, dims, 1, 1, LG_FLOAT};
    lg_str name = {"w", 1}, other = {"u", 1};
    assert_int_equal(lg_model_with_weights(m, &other, &v, 1, &n, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "no initializer 'u'"));
    dims[0] = v.count = 2;
    assert_int_equal(lg_model_with_weights(m, &name, &v, 1, &n, &err), LG_E_SHAPE);
    dims[0] = v.count = 1;
    v.dtype = LG_INT32;
    assert_int_equal(lg_model_with_weights(m, &name, &v, 1, &n, &err), LG_E_TYPE);
    v.dtype = LG_FLOAT;
    assert_int_equal(lg_model_with_weights(m, &name, &v, 1, &n, &err), LG_OK);
    w[0] = 0; /* copied */
    assert_float_equal(result(m), 42, 0);
    lg_model_destroy(m); /* the copy keeps what it shares */
    assert_float_equal(result(n), 100, 0);
    lg_model_destroy(n);
    lg_context_destroy(c);
}

static void functions_are_added(void **state) {
    lg_context *c = toy_context(state, NULL);
    static const char *const call =
        TOY("g (float[N] x) => (float[N] y) <float[1] w = {2}> { y = mine.Plus(x, w) }");
    static const char *const texts[] = {
        "<domain: \"mine\", opset_import: [\"toy\": 1]> Plus (a, b) => (c) { c = toy.Add(a, b) }",
        "<domain: \"mine\", opset_import: [\"toy\": 1]> More (a) => (b) { b = toy.Add(a, a) }"};
    static const char *const wrong[] = {"Plus (a, b) => c"};
    static const char *const null[] = {NULL};
    lg_load_options o = LG_LOAD_OPTIONS_INIT;
    lg_error err = LG_ERROR_INIT;
    lg_model *m = NULL;
    lg_model_info info;
    o.functions = texts;
    o.n_functions = 2;
    if (lg_model_load(c, call, strlen(call), &o, &m, &err) != LG_OK)
        print_error("%s\n", err.message);
    assert_non_null(m);
    lg_model_info_get(m, &info);
    assert_int_equal(info.n_functions, 2);
    assert_float_equal(result(m), 42, 0);
    /* In the binary form too; there the model has them already. */
    lg_buffer onnx;
    lg_model *n = NULL;
    assert_int_equal(lg_model_write(m, LG_FORMAT_ONNX, &onnx, NULL), LG_OK);
    assert_int_equal(lg_model_load(c, onnx.data, onnx.size, &o, &n, &err), LG_E_MODEL);
    assert_non_null(strstr(err.message, "mine::Plus"));
    lg_buffer_free(&onnx);
    o.n_functions = 1;
    o.functions = wrong;
    err = (lg_error)LG_ERROR_INIT;
    assert_int_equal(lg_model_load(c, call, strlen(call), &o, &n, &err), LG_E_PARSE);
    assert_non_null(strstr(err.message, "line 1, column 16"));
    o.functions = null;
    assert_int_equal(lg_model_load(c, call, strlen(call), &o, &n, &err), LG_E_ARGUMENT);
    o.functions = NULL;
    assert_int_equal(lg_model_load(c, call, strlen(call), &o, &n, &err), LG_E_ARGUMENT);
    lg_model_destroy(m);
    lg_context_destroy(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(both_forms_are_read_and_written), lg_test(functions_are_added),
        lg_test(files_are_loaded_by_path),        lg_test(garbage_is_refused),
        lg_test(a_model_above_the_limit),         lg_test(weights_are_replaced_in_a_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
