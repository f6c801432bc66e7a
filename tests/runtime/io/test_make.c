/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/element.h"
#include "runtime/io/tensors.h"

#include <math.h>

static void casts_by_value(void **state) {
    lg_tensor_file *file = NULL;
    const int64_t dims[] = {3};
    double reals[] = {1, -2, 3};
    int64_t integers[] = {1, -2, 300};
    uint64_t large[] = {UINT64_MAX, 0, 1};
    lg_view r = {reals, dims, 3, 1, LG_DOUBLE}, i = {integers, dims, 3, 1, LG_INT64};
    lg_view u = {large, dims, 3, 1, LG_UINT64};
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, &file, NULL), LG_OK);
    assert_int_equal(lg_tensors_add_cast(file, LG_STR("a"), &r, LG_INT8, NULL), LG_OK);
    assert_int_equal(lg_tensor_integer(&file->views[0], 1), -2);
    assert_int_equal(lg_tensors_add_cast(file, LG_STR("b"), &i, LG_FLOAT16, NULL), LG_OK);
    assert_true(lg_tensor_real(&file->views[1], 2) == 300);
    assert_int_equal(lg_tensors_add_cast(file, LG_STR("c"), &i, LG_INT64, NULL), LG_OK);
    assert_int_equal(lg_tensors_add_cast(file, LG_STR("d"), &u, LG_DOUBLE, NULL), LG_OK);
    assert_true(lg_tensor_real(&file->views[3], 0) == 0x1p64);
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_tensors_add_cast(file, LG_STR("e"), &i, LG_UINT8, &err), LG_E_TYPE);
    assert_non_null(strstr(err.message, "-2"));
    assert_int_equal(lg_tensors_add_cast(file, LG_STR("f"), &i, LG_INT8, NULL), LG_E_TYPE);
    assert_int_equal(lg_tensors_add_cast(file, LG_STR("g"), &u, LG_INT64, NULL), LG_E_TYPE);
    reals[0] = 0.5;
    assert_int_equal(lg_tensors_add_cast(file, LG_STR("h"), &r, LG_INT64, NULL), LG_E_TYPE);
    assert_int_equal(lg_tensors_add_cast(file, LG_STR("i"), &r, LG_STRING, NULL), LG_E_TYPE);
    lg_tensors_destroy(file);
}

static void fills_by_seed(void **state) {
    lg_tensor_file *file = NULL;
    const int64_t dims[] = {100, 100};
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, &file, NULL), LG_OK);
    static const struct {
        const char *name;
        int32_t dtype, fill;
        double low, high, mean, deviation;
    } cases[] = {{"n", LG_FLOAT, LG_FILL_NORMAL, 1, 2, 1, 2},
                 {"u", LG_DOUBLE, LG_FILL_UNIFORM, -1, 1, 0, 0.57735},
                 {"i", LG_INT32, LG_FILL_UNIFORM, 0, 4, 1.5, 1.118},
                 {"r", LG_FLOAT, LG_FILL_RAMP, 0, 0, 0.5, 0.28867},
                 {"z", LG_FLOAT, LG_FILL_ZEROS, 0, 0, 0, 0}};
    for (uint32_t k = 0; k < LG_COUNT(cases); k++) {
        double sum = 0, squares = 0;
        assert_int_equal(lg_tensors_add_filled(file, lg_str_of(cases[k].name), cases[k].dtype, 2,
                                               dims, cases[k].fill, cases[k].low, cases[k].high, 7,
                                               NULL),
                         LG_OK);
        for (int64_t i = 0; i < 10000; i++) {
            double v = lg_tensor_real(&file->views[k], i);
            sum += v;
            squares += v * v;
        }
        double mean = sum / 10000;
        assert_true(fabs(mean - cases[k].mean) < 0.06);
        assert_true(fabs(sqrt(squares / 10000 - mean * mean) - cases[k].deviation) < 0.05);
    }
    assert_true(lg_tensor_real(&file->views[3], 5000) == 0.5);
    /* The same seed gives the same values, another one others. */
    assert_int_equal(
        lg_tensors_add_filled(file, LG_STR("n2"), LG_FLOAT, 2, dims, LG_FILL_NORMAL, 1, 2, 7, NULL),
        LG_OK);
    assert_memory_equal(file->views[0].data, file->views[5].data, 40000);
    assert_int_equal(
        lg_tensors_add_filled(file, LG_STR("n3"), LG_FLOAT, 2, dims, LG_FILL_NORMAL, 1, 2, 8, NULL),
        LG_OK);
    assert_memory_not_equal(file->views[0].data, file->views[6].data, 40000);
    assert_int_equal(lg_tensors_add_filled(file, LG_STR("b"), LG_UINT8, 2, dims, LG_FILL_UNIFORM,
                                           -5, 0, 8, NULL),
                     LG_E_TYPE);
    assert_int_equal(lg_tensors_add_filled(file, LG_STR("s"), LG_STRING, 2, dims, LG_FILL_UNIFORM,
                                           0, 1, 8, NULL),
                     LG_E_TYPE);
    lg_tensors_destroy(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(casts_by_value),
        lg_test(fills_by_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
