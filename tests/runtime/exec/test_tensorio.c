/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include <lossgraph/tensorio.h>

#include <stdbool.h>
#include <unistd.h>

static lg_context *context(void **state) {
    lg_context *c = NULL;
    lg_allocator a = lg_test_allocator(state);
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.allocator = &a;
    o.n_threads = 1;
    assert_int_equal(lg_context_create(&o, &c, NULL), LG_OK);
    return c;
}

static const int64_t three[] = {3};
static float values[] = {1, -2, 0.1f};
static const lg_view tensor = {values, three, 3, 1, LG_FLOAT};
static const char *const name = "x";

static void every_format_reads_what_was_written(void **state) {
    static const struct {
        int32_t format;
        const char *extension;
    } formats[] = {{LG_TENSOR_PB, ".pb"},
                   {LG_TENSOR_NPY, ".npy"},
                   {LG_TENSOR_NPZ, ".npz"},
                   {LG_TENSOR_SAFETENSORS, ".safetensors"},
                   {LG_TENSOR_RAW, ".bin"}};
    lg_context *c = context(state);
    for (size_t i = 0; i < LG_COUNT(formats); i++) {
        char path[64];
        lg_buffer bytes = {0};
        lg_tensor_file *file = NULL;
        lg_comparison r;
        lg_tensor_options o = LG_TENSOR_OPTIONS_INIT;
        snprintf(path, sizeof path, "/tmp/lg-tensorio-%d%s", (int)getpid(), formats[i].extension);
        assert_int_equal(lg_tensor_format_of(path), formats[i].format);
        assert_int_equal(lg_tensor_write(c, formats[i].format, &name, &tensor, 1, 0, &bytes, NULL),
                         LG_OK);
        assert_int_equal(lg_file_write(path, bytes.data, bytes.size, LG_WRITE_REPLACE, NULL),
                         LG_OK);
        lg_buffer_free(&bytes);
        if (formats[i].format == LG_TENSOR_RAW) {
            o.dtype = LG_FLOAT;
            o.rank = 1;
            o.dims = three;
        }
        lg_error err = LG_ERROR_INIT;
        if (lg_tensor_file_read(c, path, &o, &file, &err) != LG_OK)
            fail_msg("%s", err.message);
        unlink(path);
        assert_int_equal(lg_tensor_file_count(file), 1);
        lg_tensor_compare(lg_tensor_file_view(file, 0), &tensor, &(lg_tolerance){0}, &r);
        assert_true(r.equal);
        bool named = formats[i].format != LG_TENSOR_NPY && formats[i].format != LG_TENSOR_RAW;
        assert_int_equal(lg_tensor_file_find(file, "x"), named ? 0 : UINT32_MAX);
        assert_null(lg_tensor_file_name(file, 1));
        assert_null(lg_tensor_file_view(file, 1));
        lg_tensor_file_destroy(file);
    }
    lg_context_destroy(c);
}

static void sequences_go_through_protobuf(void **state) {
    lg_context *c = context(state);
    lg_view items[] = {tensor, tensor};
    lg_seq seq = {2, items, NULL, LG_FLOAT, 0};
    lg_view value = {&seq, NULL, 0, 0, LG_SEQUENCE};
    lg_buffer bytes = {0};
    lg_tensor_file *file = NULL;
    lg_tensor_options o = LG_TENSOR_OPTIONS_INIT;
    lg_comparison r;
    lg_error err = LG_ERROR_INIT;
    if (lg_tensor_write(c, LG_TENSOR_PB, &name, &value, 1, 0, &bytes, &err) != LG_OK)
        fail_msg("%s", err.message);
    o.format = LG_TENSOR_PB;
    o.dtype = LG_SEQUENCE;
    if (lg_tensor_file_parse(c, bytes.data, bytes.size, &o, &file, &err) != LG_OK)
        fail_msg("%s", err.message);
    lg_tensor_compare(lg_tensor_file_view(file, 0), &value, NULL, &r);
    assert_true(r.equal);
    lg_tensor_file_destroy(file);
    lg_buffer_free(&bytes);
    lg_context_destroy(c);
}

static void misuse_is_refused(void **state) {
    lg_context *c = context(state);
    lg_tensor_file *file = NULL;
    lg_buffer bytes = {0};
    lg_tensor_options o = LG_TENSOR_OPTIONS_INIT;
    const char *const names[] = {"x", "y"};
    const lg_view two[] = {tensor, tensor};
    assert_int_equal(lg_tensor_file_read(c, "/tmp/file.unknown", NULL, &file, NULL), LG_E_ARGUMENT);
    assert_int_equal(lg_tensor_file_read(c, "/tmp/no-such-file.npy", NULL, &file, NULL), LG_E_IO);
    assert_int_equal(lg_tensor_file_parse(c, "x", 1, &o, &file, NULL), LG_E_ARGUMENT);
    o.format = LG_TENSOR_NPY;
    assert_int_equal(lg_tensor_file_parse(c, "x", 1, &o, &file, NULL), LG_E_PARSE);
    assert_null(file);
    assert_int_equal(lg_tensor_write(c, LG_TENSOR_NPY, names, two, 2, 0, &bytes, NULL),
                     LG_E_ARGUMENT);
    assert_int_equal(lg_tensor_write(c, LG_TENSOR_IDX, names, two, 1, 0, &bytes, NULL),
                     LG_E_ARGUMENT);
    assert_int_equal(lg_tensor_file_create(c, &file, NULL), LG_OK);
    assert_int_equal(lg_tensor_file_add(file, "x", &tensor, NULL), LG_OK);
    assert_int_equal(lg_tensor_file_add(file, "x", &tensor, NULL), LG_E_ARGUMENT);
    assert_int_equal(lg_tensor_file_add_cast(file, "x", &tensor, LG_DOUBLE, NULL), LG_E_ARGUMENT);
    assert_int_equal(lg_tensor_file_add_filled(file, "x", LG_FLOAT, 1, three, 0, 0, 0, 0, NULL),
                     LG_E_ARGUMENT);
    lg_tensor_file_destroy(file);
    lg_context_destroy(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(every_format_reads_what_was_written),
        lg_test(sequences_go_through_protobuf),
        lg_test(misuse_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
