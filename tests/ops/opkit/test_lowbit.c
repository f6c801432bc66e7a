/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/opkit/lowbit.h"

#include <math.h>

static const struct {
    int32_t dtype;
    uint32_t codes;
    float max;
} types[] = {
    {LG_FLOAT8E4M3FN, 256, 448.0F}, {LG_FLOAT8E4M3FNUZ, 256, 240.0F},
    {LG_FLOAT8E5M2, 256, 57344.0F}, {LG_FLOAT8E5M2FNUZ, 256, 57344.0F},
    {LG_FLOAT4E2M1, 16, 6.0F},      {LG_FLOAT6E2M3, 64, 7.5F},
    {LG_FLOAT6E3M2, 64, 28.0F},
};

static void every_code_survives(void **state) {
    (void)state;
    for (size_t t = 0; t < LG_COUNT(types); t++)
        for (uint32_t code = 0; code < types[t].codes; code++) {
            float v = lg_lowfloat_decode(types[t].dtype, code);
            uint32_t back = lg_lowfloat_encode(types[t].dtype, v, false, LG_ROUND_UP);
            if (v != v)
                assert_true(isnan(lg_lowfloat_decode(types[t].dtype, back)));
            else
                assert_int_equal(back, code);
        }
}

/* The nearest of all codes, found by trying them. */
static void rounds_to_the_nearest(void **state) {
    (void)state;
    for (size_t t = 0; t < LG_COUNT(types); t++)
        for (int i = -4000; i <= 4000; i++) {
            float v = (float)i * types[t].max / 3990.0F;
            float got = lg_lowfloat_decode(
                types[t].dtype, lg_lowfloat_encode(types[t].dtype, v, true, LG_ROUND_UP));
            float best = HUGE_VALF;
            for (uint32_t code = 0; code < types[t].codes; code++) {
                float d = fabsf(lg_lowfloat_decode(types[t].dtype, code) - v);
                best = d < best ? d : best;
            }
            assert_true(fabsf(got - v) == best);
        }
}

static void the_largest_value_saturates(void **state) {
    (void)state;
    for (size_t t = 0; t < LG_COUNT(types); t++) {
        float big = lg_lowfloat_decode(
            types[t].dtype, lg_lowfloat_encode(types[t].dtype, -1e30F, true, LG_ROUND_UP));
        assert_true(big == -types[t].max);
        float inf = lg_lowfloat_decode(
            types[t].dtype, lg_lowfloat_encode(types[t].dtype, HUGE_VALF, true, LG_ROUND_UP));
        assert_true(inf == types[t].max);
    }
    assert_int_equal(lg_lowfloat_encode(LG_FLOAT8E5M2, 1e30F, false, 0), 0x7C);
    assert_int_equal(lg_lowfloat_encode(LG_FLOAT8E4M3FN, 1e30F, false, 0), 0x7F);
    assert_int_equal(lg_lowfloat_encode(LG_FLOAT8E4M3FNUZ, 1e30F, false, 0), 0x80);
    assert_int_equal(lg_lowfloat_encode(LG_FLOAT8E4M3FNUZ, -0.0F, false, 0), 0);
}

static void packed_elements_keep_their_neighbours(void **state) {
    (void)state;
    static const uint32_t widths[] = {2, 4, 6};
    for (size_t w = 0; w < LG_COUNT(widths); w++) {
        uint8_t data[64] = {0};
        uint32_t bits = widths[w], mask = (1U << bits) - 1U;
        for (int64_t i = 0; i < 40; i++)
            op_put_bits(data, i, bits, (uint32_t)(i * 7 + 3));
        op_put_bits(data, 17, bits, 0);
        for (int64_t i = 0; i < 40; i++)
            assert_int_equal(op_get_bits(data, i, bits),
                             i == 17 ? 0 : ((uint32_t)(i * 7 + 3) & mask));
    }
    assert_int_equal(op_sign_extend(0xF, 4), -1);
    assert_int_equal(op_sign_extend(0x8, 4), -8);
    assert_int_equal(op_sign_extend(0x1, 2), 1);
    assert_int_equal(op_sign_extend(0x2, 2), -2);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(every_code_survives), lg_test(rounds_to_the_nearest),
                                       lg_test(the_largest_value_saturates),
                                       lg_test(packed_elements_keep_their_neighbours)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
