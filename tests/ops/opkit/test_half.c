/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/opkit/half.h"

#include <math.h>

/* Widening by arithmetic instead of bits. */
static double f16_value(uint16_t h) {
    int exponent = h >> 10 & 31;
    double mantissa = h & 1023, sign = h & 0x8000 ? -1.0 : 1.0;
    if (exponent == 31)
        return mantissa != 0.0 ? (double)NAN : sign * HUGE_VAL;
    return sign * (exponent ? ldexp(1024.0 + mantissa, exponent - 25) : ldexp(mantissa, -24));
}

static void every_half_survives(void **state) {
    (void)state;
    for (uint32_t h = 0; h < 0x10000; h++) {
        double want = f16_value((uint16_t)h);
        float got = f16_to_f32((uint16_t)h);
        if (want != want) {
            assert_true(got != got);
            assert_true((f32_to_f16(got) & 0x7FFF) > 0x7C00);
            continue;
        }
        assert_true((double)got == want);
        assert_int_equal(f32_to_f16(got), h);
        assert_int_equal(f64_to_f16(want), h);
        assert_int_equal(f32_to_bf16(bf16_to_f32((uint16_t)h)),
                         (h & 0x7FFF) > 0x7F80 ? (h | 0x40) : h);
    }
}

/* Around every halfway point between neighbours: below goes down, above goes up, the point itself
 * to the even neighbour. Narrowing a double must not round twice. */
static void rounds_to_nearest_even(void **state) {
    (void)state;
    for (uint32_t h = 0; h < 0x7BFF; h++) {
        double low = f16_value((uint16_t)h), high = f16_value((uint16_t)(h + 1));
        double middle = (low + high) / 2.0, little = (high - low) * 0x1p-30;
        uint32_t even = h & 1 ? h + 1 : h;
        assert_int_equal(f32_to_f16((float)middle), even);
        assert_int_equal(f64_to_f16(middle), even);
        assert_int_equal(f64_to_f16(-middle), even | 0x8000);
        assert_int_equal(f64_to_f16(middle - little), h);
        assert_int_equal(f64_to_f16(middle + little), h + 1);
    }
    assert_int_equal(f32_to_f16(65519.996F), 0x7BFF);
    assert_int_equal(f32_to_f16(65520.0F), 0x7C00);
    assert_int_equal(f64_to_f16(1e300), 0x7C00);
    assert_int_equal(f64_to_bf16(1.0 + 0x1p-8 + 0x1p-50), 0x3F81);
    assert_int_equal(f64_to_bf16(1.0 + 0x1p-8), 0x3F80);
    assert_int_equal(f64_to_bf16(-1.0 - 0x1p-8 - 0x1p-50), 0xBF81);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(every_half_survives),
                                       lg_test(rounds_to_nearest_even)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
