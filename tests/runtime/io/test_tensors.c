/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/tensors.h"

static const int64_t two[] = {2};

static void names_are_unique(void **state) {
    lg_tensor_file *file = NULL;
    lg_view *view = NULL;
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, &file, NULL), LG_OK);
    assert_int_equal(lg_tensors_add(file, LG_STR("a"), LG_FLOAT, 1, two, &view, NULL), LG_OK);
    assert_true(((float *)view->data)[1] == 0 && view->count == 2);
    assert_int_equal(lg_tensors_add(file, LG_STR("a"), LG_FLOAT, 1, two, &view, NULL), LG_E_PARSE);
    assert_int_equal(lg_tensors_add(file, LG_STR("a\0b"), LG_FLOAT, 1, two, &view, NULL),
                     LG_E_PARSE);
    assert_int_equal(file->n, 1);
    lg_tensors_destroy(file);
    lg_tensors_destroy(NULL);
}

static void sizes_are_bounded(void **state) {
    lg_tensor_file *file = NULL;
    lg_view *view = NULL;
    lg_limits limits = {.max_tensor_bytes = 100, .max_total_bytes = 10000};
    const int64_t large[] = {26}, overflow[] = {INT64_MAX, 3}, negative[] = {-1}, most[] = {25};
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), &limits, &file, NULL), LG_OK);
    assert_int_equal(lg_tensors_add(file, LG_STR("a"), LG_FLOAT, 1, large, &view, NULL),
                     LG_E_LIMIT);
    assert_int_equal(lg_tensors_add(file, LG_STR("a"), LG_FLOAT, 2, overflow, &view, NULL),
                     LG_E_PARSE);
    assert_int_equal(lg_tensors_add(file, LG_STR("a"), LG_FLOAT, 1, negative, &view, NULL),
                     LG_E_PARSE);
    assert_int_equal(lg_tensors_add(file, LG_STR("a"), LG_FLOAT, 65, two, &view, NULL), LG_E_LIMIT);
    lg_status st = LG_OK;
    for (int i = 0; i < 200 && st == LG_OK; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        st = lg_tensors_add(file, lg_str_of(name), LG_FLOAT, 1, most, &view, NULL);
    }
    assert_int_equal(st, LG_E_LIMIT); /* the total */
    lg_tensors_destroy(file);
}

static void raw_files_are_exact(void **state) {
    lg_tensor_file *file = NULL;
    static const unsigned char bytes[] = {0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 9};
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, &file, NULL), LG_OK);
    assert_int_equal(lg_raw_read(file, LG_STR("a"), bytes, 8, LG_FLOAT, 1, two, NULL), LG_OK);
    assert_true(lg_tensor_real(&file->views[0], 1) == 2);
    assert_int_equal(lg_raw_read(file, LG_STR("b"), bytes, 7, LG_FLOAT, 1, two, NULL), LG_E_SHAPE);
    assert_int_equal(lg_raw_read(file, LG_STR("b"), bytes, 9, LG_FLOAT, 1, two, NULL), LG_E_SHAPE);
    assert_int_equal(lg_raw_read(file, LG_STR("b"), bytes, 9, LG_STRING, 1, two, NULL), LG_E_TYPE);
    assert_int_equal(lg_raw_read(file, LG_STR("b"), bytes, 9, 99, 1, two, NULL), LG_E_TYPE);
    assert_int_equal(lg_raw_read(file, LG_STR("b"), bytes, 1, LG_INT4, 1, two, NULL), LG_OK);
    lg_bytes out;
    lg_bytes_init(&out, lg_test_allocator(state));
    assert_int_equal(lg_raw_write(&out, &file->views[0], NULL), LG_OK);
    assert_int_equal(out.size, 8);
    assert_memory_equal(out.data, bytes, 8);
    lg_bytes_reset(&out);
    lg_tensors_destroy(file);
}

/* Writes and reads every format with the n-th allocation failing, for every n. */
static lg_status there_and_back(lg_allocator a, int format, lg_error *err) {
    float f[] = {1, 2};
    lg_str s[] = {{"x", 1}, {"yy", 2}};
    lg_str names[] = {LG_STR("f"), LG_STR("s")};
    lg_view views[] = {{f, two, 2, 1, LG_FLOAT}, {s, two, 2, 1, LG_STRING}};
    lg_tensor_file *file = NULL;
    lg_bytes b;
    void *data = NULL;
    size_t size = 0;
    lg_bytes_init(&b, a);
    lg_status st = format == 0   ? lg_npy_write(&b, &views[1], err)
                   : format == 1 ? lg_npz_write(&b, names, views, 2, false, err)
                   : format == 2 ? lg_safetensors_write(&b, names, views, 1, NULL, 0, err)
                                 : lg_csv_write(&b, &views[0], err);
    if (st != LG_OK)
        lg_bytes_reset(&b);
    else
        st = lg_bytes_take(&b, &data, &size, err);
    if (st == LG_OK)
        st = lg_tensors_create(a, NULL, &file, err);
    if (st == LG_OK)
        st = format == 0   ? lg_npy_read(file, names[0], data, size, err)
             : format == 1 ? lg_npz_read(file, data, size, err)
             : format == 2 ? lg_safetensors_read(file, data, size, err)
                           : lg_csv_read(file, names[0], data, size, err);
    if (st == LG_OK)
        st = lg_tensors_add_copy(file, LG_STR("copy"), &file->views[0], err);
    lg_tensors_destroy(file);
    if (data)
        lg_free(&a, data, size + 1);
    return st;
}

static void survives_every_failing_allocation(void **state) {
    lg_allocator a = lg_test_allocator(state);
    for (int format = 0; format < 4; format++) {
        for (uint64_t n = 1;; n++) {
            lg_error err = LG_ERROR_INIT;
            lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + n;
            lg_status st = there_and_back(a, format, &err);
            lg_test_trace(state)->fail_at = 0;
            assert_int_equal(lg_test_trace(state)->live, 0);
            if (st == LG_OK)
                break;
            assert_int_equal(st, LG_E_NO_MEMORY);
            assert_true(n < 1000);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(names_are_unique),
        lg_test(sizes_are_bounded),
        lg_test(raw_files_are_exact),
        lg_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
