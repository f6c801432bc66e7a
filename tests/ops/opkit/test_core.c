/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/opkit/core.h"

/* Every bit pattern of a narrow type survives the way through its core type; wide types keep their
 * extremes. */
static void elements_survive_the_core_type(void **state) {
    (void)state;
    static const int32_t types[] = {LG_INT8,  LG_UINT8,  LG_INT16,   LG_UINT16,
                                    LG_INT32, LG_UINT32, LG_INT64,   LG_UINT64,
                                    LG_FLOAT, LG_DOUBLE, LG_FLOAT16, LG_BFLOAT16};
    for (size_t t = 0; t < LG_COUNT(types); t++) {
        size_t size = op_elem_size(types[t]);
        uint64_t x[32], core[32], back[32] = {0};
        for (size_t i = 0; i < 32; i++)
            x[i] = i < 8 ? 0x7B7B80FF7F800100U >> (8 * i) : 0x0123456789ABCDEFU * i;
        int64_t n = (int64_t)(sizeof x / size);
        if (types[t] == LG_FLOAT || types[t] == LG_FLOAT16 || types[t] == LG_BFLOAT16 ||
            types[t] == LG_DOUBLE)
            for (size_t i = 0; i < 32; i++)
                x[i] &= 0x3FFF3FFF3FFF3FFFU; /* finite */
        n = n < 32 ? n : 32;
        lg_core_load(types[t], x, 1, n, core);
        lg_core_store(types[t], core, n, back);
        assert_memory_equal(x, back, (size_t)n * size);
    }
}

static void strides_skip_and_repeat(void **state) {
    (void)state;
    int16_t x[] = {1, -2, 3, -4, 5};
    int32_t y[3];
    lg_core_load(LG_INT16, x, 2, 3, y);
    assert_int_equal(y[1], 3);
    assert_int_equal(y[2], 5);
    lg_core_load(LG_INT16, x + 1, 0, 3, y);
    assert_int_equal(y[2], -2);
    double f[2];
    uint64_t big[] = {UINT64_MAX, 1};
    lg_load_f64(LG_UINT64, big, 1, 2, f);
    assert_true(f[0] == 0x1p64 && f[1] == 1.0);
}

static void unknown_types_have_no_core(void **state) {
    (void)state;
    assert_int_equal(lg_core_of(LG_STRING), LG_CORE_NONE);
    assert_int_equal(lg_core_of(LG_COMPLEX64), LG_CORE_NONE);
    assert_int_equal(lg_core_of(LG_INT4), LG_CORE_NONE);
    assert_true(lg_core_is_native(LG_INT64) && !lg_core_is_native(LG_UINT32));
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(elements_survive_the_core_type),
                                       lg_test(strides_skip_and_repeat),
                                       lg_test(unknown_types_have_no_core)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
