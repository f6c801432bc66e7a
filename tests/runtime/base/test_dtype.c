/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include <lossgraph/tensor.h>

static void names_lead_back_to_the_type(void **state) {
    (void)state;
    for (int32_t t = 1; t < LG_DTYPE_COUNT; t++) {
        assert_int_equal(lg_dtype_parse(lg_dtype_name(t), strlen(lg_dtype_name(t))), t);
        assert_int_equal(lg_dtype_parse(lg_dtype_onnx_name(t), strlen(lg_dtype_onnx_name(t))), t);
        assert_true(t == LG_STRING || lg_dtype_bits(t) > 0);
    }
    assert_int_equal(lg_dtype_parse("float128", 8), LG_UNDEFINED);
    assert_string_equal(lg_dtype_name(-7), "undefined");
    assert_string_equal(lg_dtype_onnx_name(LG_SEQUENCE), "seq");
    assert_int_equal(lg_dtype_bits(99), 0);
}

static void bytes_round_up_and_refuse_overflow(void **state) {
    (void)state;
    size_t n = 0;
    assert_int_equal(lg_dtype_bytes(LG_INT4, 3, &n, NULL), LG_OK);
    assert_int_equal(n, 2);
    assert_int_equal(lg_dtype_bytes(LG_UINT2, 5, &n, NULL), LG_OK);
    assert_int_equal(n, 2);
    assert_int_equal(lg_dtype_bytes(LG_FLOAT6E2M3, 5, &n, NULL), LG_OK);
    assert_int_equal(n, 4);
    assert_int_equal(lg_dtype_bytes(LG_DOUBLE, 3, &n, NULL), LG_OK);
    assert_int_equal(n, 24);
    assert_int_equal(lg_dtype_bytes(LG_STRING, 3, &n, NULL), LG_OK);
    assert_int_equal(n, 3 * sizeof(lg_str));
    assert_int_equal(lg_dtype_bytes(LG_DOUBLE, INT64_MAX, &n, NULL), LG_E_LIMIT);
    assert_int_equal(lg_dtype_bytes(LG_DOUBLE, ((int64_t)1 << 61) + 1, &n, NULL), LG_E_LIMIT);
    assert_int_equal(lg_dtype_bytes(LG_INT4, INT64_MAX, &n, NULL), LG_E_LIMIT);
    assert_int_equal(lg_dtype_bytes(LG_FLOAT, -1, &n, NULL), LG_E_ARGUMENT);
    assert_int_equal(lg_dtype_bytes(999, 1, &n, NULL), LG_E_TYPE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(names_lead_back_to_the_type),
        lg_test(bytes_round_up_and_refuse_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
