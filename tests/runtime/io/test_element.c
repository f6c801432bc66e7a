/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/element.h"

#include <math.h>

/* Every pattern of every small format reads back to itself, and halfway values round to even. */
static void small_floats_round_trip(void **state) {
    (void)state;
    static const int32_t types[] = {
        LG_FLOAT16,        LG_BFLOAT16,   LG_FLOAT8E4M3FN, LG_FLOAT8E4M3FNUZ, LG_FLOAT8E5M2,
        LG_FLOAT8E5M2FNUZ, LG_FLOAT8E8M0, LG_FLOAT4E2M1,   LG_FLOAT6E2M3,     LG_FLOAT6E3M2};
    for (size_t t = 0; t < LG_COUNT(types); t++) {
        int32_t bits = lg_dtype_bits(types[t]);
        for (uint32_t i = 0; i < 1u << bits; i++) {
            uint16_t raw = (uint16_t)i, back = 0;
            lg_view v = {&raw, NULL, 1, 0, types[t]}, w = {&back, NULL, 1, 0, types[t]};
            double x = lg_tensor_real(&v, 0);
            assert_true(lg_element_set_real(&w, 0, x));
            if (isnan(x))
                assert_true(isnan(lg_tensor_real(&w, 0)));
            else
                assert_int_equal(back, raw);
        }
    }
}

static void known_values(void **state) {
    (void)state;
    static const struct {
        int32_t dtype;
        uint16_t bits;
        double value;
    } cases[] = {{LG_FLOAT16, 0x3C00, 1},
                 {LG_FLOAT16, 0x7BFF, 65504},
                 {LG_FLOAT16, 0x0001, 0x1p-24},
                 {LG_BFLOAT16, 0x3F80, 1},
                 {LG_FLOAT8E4M3FN, 0x7E, 448},
                 {LG_FLOAT8E4M3FNUZ, 0x7F, 240},
                 {LG_FLOAT8E5M2, 0x7B, 57344},
                 {LG_FLOAT8E5M2FNUZ, 0x7F, 57344},
                 {LG_FLOAT8E8M0, 127, 1},
                 {LG_FLOAT4E2M1, 0x7, 6},
                 {LG_FLOAT6E2M3, 0x1F, 7.5},
                 {LG_FLOAT6E3M2, 0x1F, 28},
                 {LG_UINT4, 0xF, 15},
                 {LG_INT4, 0xF, -1},
                 {LG_INT2, 0x2, -2},
                 {LG_UINT2, 0x3, 3}};
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        uint16_t raw = cases[i].bits;
        lg_view v = {&raw, NULL, 1, 0, cases[i].dtype};
        assert_true(lg_tensor_real(&v, 0) == cases[i].value);
    }
    uint16_t raw = 0;
    lg_view h = {&raw, NULL, 1, 0, LG_FLOAT16};
    lg_element_set_real(&h, 0, 2049); /* between 2048 and 2050 */
    assert_int_equal(raw, 0x6800);
    lg_element_set_real(&h, 0, 65520);
    assert_int_equal(raw, 0x7C00);
    lg_element_set_real(&h, 0, 65519.996);
    assert_int_equal(raw, 0x7BFF);
    lg_element_set_real(&h, 0, 0x1p-25);
    assert_int_equal(raw, 0);
}

static void packed_elements_leave_their_neighbours(void **state) {
    (void)state;
    static const int32_t types[] = {LG_INT4, LG_UINT4, LG_INT2, LG_UINT2, LG_FLOAT6E3M2};
    for (size_t t = 0; t < LG_COUNT(types); t++) {
        uint8_t data[8] = {0};
        lg_view v = {data, NULL, 8, 0, types[t]};
        for (int64_t i = 0; i < 8; i++)
            assert_true(lg_element_set_integer(&v, i, i % 2));
        for (int64_t i = 0; i < 8; i++)
            assert_true(lg_tensor_real(&v, i) == (double)(i % 2));
    }
    uint8_t packed[1] = {0x21}; /* the first element in the low bits */
    assert_int_equal(lg_tensor_integer(&(lg_view){packed, NULL, 2, 0, LG_UINT4}, 0), 1);
}

static void refuses_what_does_not_fit(void **state) {
    (void)state;
    int64_t room = 0;
    lg_view u8 = {&room, NULL, 1, 0, LG_UINT8}, i64 = {&room, NULL, 1, 0, LG_INT64};
    lg_view u64 = {&room, NULL, 1, 0, LG_UINT64};
    assert_false(lg_element_set_integer(&u8, 0, 256));
    assert_false(lg_element_set_integer(&u8, 0, -1));
    assert_false(lg_element_set_real(&u8, 0, 1.5));
    assert_false(lg_element_set_real(&i64, 0, 0x1p63));
    assert_false(lg_element_set_real(&i64, 0, (double)NAN));
    assert_true(lg_element_set_real(&u64, 0, 0x1p63));
    assert_true((uint64_t)room == (uint64_t)1 << 63);
    assert_false(lg_element_set_real(&u64, 0, 0x1p64));
}

static void prints_each_type(void **state) {
    (void)state;
    char text[64];
    float c[] = {1, -0.5f};
    lg_str s = {"a\"\n", 3};
    lg_tensor_print(&(lg_view){c, NULL, 1, 0, LG_COMPLEX64}, 0, text, sizeof text);
    assert_string_equal(text, "(1,-0.5)");
    lg_tensor_print(&(lg_view){&s, NULL, 1, 0, LG_STRING}, 0, text, sizeof text);
    assert_string_equal(text, "\"a\\\"\\x0a\"");
    assert_int_equal(lg_tensor_print(&(lg_view){c, NULL, 1, 0, LG_FLOAT}, 1, text, 3), 2);
    assert_string_equal(text, "-0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(small_floats_round_trip),
        lg_test(known_values),
        lg_test(packed_elements_leave_their_neighbours),
        lg_test(refuses_what_does_not_fit),
        lg_test(prints_each_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
