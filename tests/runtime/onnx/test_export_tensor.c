/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/limits.h"
#include "runtime/base/str.h"
#include "runtime/onnx/tensor.h"

static void writes_what_it_reads(void **state) {
    lg_arena arena;
    lg_limits limits = lg_limits_resolve(NULL);
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_tensor_source source = {.arena = &arena, .limits = &limits};
    uint8_t data[80];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i % 2);
    lg_str text[5] = {LG_STR("a"), LG_STR(""), {"b\0c", 3}, LG_STR("d"), LG_STR("e")};
    const int64_t dims[1] = {5};
    for (int32_t dtype = 1; dtype < LG_DTYPE_COUNT; dtype++) {
        size_t bytes = 0;
        const lg_view *back = NULL;
        Onnx__TensorProto t = ONNX__TENSOR_PROTO__INIT;
        lg_view v = {dtype == LG_STRING ? (void *)text : data, dims, 5, 1, dtype};
        assert_int_equal(lg_dtype_bytes(dtype, 5, &bytes, NULL), LG_OK);
        assert_int_equal(lg_tensor_export(&arena, &v, &t, NULL), LG_OK);
        assert_int_equal(lg_tensor_import(&source, &t, &back, NULL), LG_OK);
        assert_int_equal(back->dtype, dtype);
        assert_int_equal(back->dims[0], 5);
        if (dtype == LG_STRING) {
            for (int i = 0; i < 5; i++)
                assert_true(lg_str_eq(((lg_str *)back->data)[i], text[i]));
        } else {
            assert_memory_equal(back->data, data, bytes);
        }
        /* Sparse and dense again. */
        Onnx__SparseTensorProto *s = NULL;
        assert_int_equal(lg_sparse_export(&arena, &v, &s, NULL), LG_OK);
        assert_int_equal(lg_sparse_import(&source, s, &back, NULL), LG_OK);
        if (dtype != LG_STRING && lg_dtype_bits(dtype) >= 8)
            assert_memory_equal(back->data, data, bytes);
    }
    lg_arena_reset(&arena);
}

static void refuses_what_has_no_contents(void **state) {
    lg_arena arena;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    Onnx__TensorProto t = ONNX__TENSOR_PROTO__INIT;
    int64_t dims[1] = {5};
    lg_view v = {NULL, dims, 5, 1, LG_FLOAT};
    assert_int_equal(lg_tensor_export(&arena, &v, &t, NULL), LG_E_INTERNAL);
    v = (lg_view){dims, NULL, -1, -1, LG_FLOAT};
    assert_int_equal(lg_tensor_export(&arena, &v, &t, NULL), LG_E_INTERNAL);
    v = (lg_view){dims, dims, 1, 1, LG_SEQUENCE};
    assert_int_equal(lg_tensor_export(&arena, &v, &t, NULL), LG_E_INTERNAL);
    dims[0] = 0;
    v = (lg_view){NULL, dims, 0, 1, LG_FLOAT};
    assert_int_equal(lg_tensor_export(&arena, &v, &t, NULL), LG_OK);
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(writes_what_it_reads),
        lg_test(refuses_what_has_no_contents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
