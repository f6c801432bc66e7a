/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/tensors.h"

#include <math.h>
#include <stdlib.h>

static lg_status load(void **state, const char *text, lg_tensor_file **file, lg_error *err) {
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, file, NULL), LG_OK);
    return lg_csv_read(*file, LG_STR("x"), text, strlen(text), err);
}

static void reads_numbers_with_and_without_header(void **state) {
    lg_tensor_file *file = NULL;
    assert_int_equal(load(state, "\xEF\xBB\xBFx, y\r\n\r\n1, 2\r\n3 ,-4\n", &file, NULL), LG_OK);
    assert_int_equal(file->views[0].dtype, LG_INT64);
    assert_int_equal(file->views[0].dims[0], 2);
    assert_int_equal(file->views[0].dims[1], 2);
    assert_int_equal(lg_tensor_integer(&file->views[0], 3), -4);
    lg_tensors_destroy(file);
    assert_int_equal(load(state, "1.5,nan,-inf\n1e3,2,9007199254740993", &file, NULL), LG_OK);
    assert_int_equal(file->views[0].dtype, LG_DOUBLE);
    assert_true(isnan(lg_tensor_real(&file->views[0], 1)));
    assert_true(lg_tensor_real(&file->views[0], 3) == 1000.0);
    lg_tensors_destroy(file);
}

static void refuses_hostile_text(void **state) {
    static const struct {
        const char *text;
        lg_status want;
    } cases[] = {
        {"", LG_E_PARSE},
        {"a,b\n", LG_E_PARSE},
        {"1,2\n3\n", LG_E_PARSE},
        {"1,2\n3,x\n", LG_E_PARSE},
        {"1,2\n0x1p3,2\n", LG_E_PARSE},
        {"1,5;2,5\n1,5;2,5\n", LG_E_PARSE},
        {"1;2\n", LG_E_PARSE},
        {"1,,2\n", LG_E_PARSE},
        {"1,2,\n", LG_E_PARSE},
        {"\"1\",2\n", LG_E_PARSE},
        {"1,00000000000000000000000000000000000000000000000000000000000000000000000000001\n",
         LG_E_PARSE},
    };
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        lg_tensor_file *file = NULL;
        lg_error err = LG_ERROR_INIT;
        lg_status st = load(state, cases[i].text, &file, &err);
        if (st != cases[i].want)
            fail_msg("'%s': %s", cases[i].text, lg_status_name(st));
        lg_tensors_destroy(file);
    }
    size_t n = (size_t)20 << 20;
    char *line = malloc(n + 1);
    assert_non_null(line);
    memset(line, '1', n);
    line[n] = '\0';
    lg_tensor_file *file = NULL;
    assert_int_equal(load(state, line, &file, NULL), LG_E_LIMIT);
    lg_tensors_destroy(file);
    free(line);
}

static void writes_rows(void **state) {
    const int64_t dims[] = {2, 1, 2};
    float f[] = {0.1f, -2, 1e-7f, 3};
    lg_bytes b;
    void *text = NULL;
    size_t size = 0;
    lg_allocator a = lg_test_allocator(state);
    lg_bytes_init(&b, a);
    assert_int_equal(lg_csv_write(&b, &(lg_view){f, dims, 4, 3, LG_FLOAT}, NULL), LG_OK);
    assert_int_equal(lg_bytes_take(&b, &text, &size, NULL), LG_OK);
    assert_string_equal(text, "0.1,-2\n1e-7,3\n");
    lg_free(&a, text, size + 1);
    assert_int_equal(lg_csv_write(&b, &(lg_view){f, dims, 4, 3, LG_STRING}, NULL),
                     LG_E_UNSUPPORTED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_numbers_with_and_without_header),
        lg_test(refuses_hostile_text),
        lg_test(writes_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
