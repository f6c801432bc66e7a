/* SPDX-License-Identifier: Apache-2.0 */
/* Packing: constant operands packed ahead give the same results, 16-bit operands are widened from
 * every layout, and one constant has a key per layout. */
#include "tests/ops/gemm/gemm_check.h"

static void test_packed(void **state) {
    (void)state;
    for (int i = 0; i < 27; i++)
        for (int packed = 1; packed < 4; packed++) {
            shape s = {.m = i % 3 * 65 + 1,
                       .n = i / 3 % 3 * 75 + 1,
                       .k = i / 9 * 350 + 3,
                       .packed = packed,
                       .a_layout = i % 2,
                       .b_layout = i / 2 % 2,
                       .dtype = i % 4 == 3 ? LG_DOUBLE : LG_FLOAT};
            check_levels(s);
        }
    check_levels((shape){.m = 20,
                         .n = 30,
                         .k = 340,
                         .packed = 3,
                         .batch0 = 2,
                         .batch1 = 3,
                         .share_a = 1,
                         .share_b = 2});
    check_levels((shape){.m = 20,
                         .n = 30,
                         .k = 340,
                         .packed = 1,
                         .batch0 = 2,
                         .batch1 = 3,
                         .share_a = 2,
                         .b_layout = 3});
}

static void test_half(void **state) {
    (void)state;
    for (int i = 0; i < 16; i++) {
        shape s = {.m = 1 + i * 5,
                   .n = 70 - i * 4,
                   .k = 1 + i * 40,
                   .a_layout = i % 3,
                   .b_layout = i / 3 % 3,
                   .beta = i % 2 ? 0.5 : 0,
                   .row_bias = i / 2 % 2,
                   .col_bias = i / 4 % 2,
                   .relu = i % 4 == 3,
                   .pad = i % 3,
                   .packed = i % 4};
        s.dtype = LG_FLOAT16;
        check_levels(s);
        s.dtype = LG_BFLOAT16;
        check_levels(s);
    }
    check_levels(
        (shape){.m = 4, .n = 300, .k = 0, .dtype = LG_FLOAT16, .beta = 0.5, .row_bias = 1});
    check_levels((shape){
        .m = 40, .n = 300, .k = 20, .dtype = LG_BFLOAT16, .batch0 = 2, .batch1 = 3, .share_b = 1});
}

/* Two layouts of one constant must not share a packed form; the same layout must. */
static void test_keys(void **state) {
    (void)state;
    float w[24] = {0};
    lg_view in = {.dtype = LG_FLOAT};
    const void *out;
    uint64_t keys[6];
    for (int i = 0; i < 6; i++) {
        gemm_host h;
        pack_host p = {0};
        gemm_host_init(&h, 0, 1);
        h.host.packed = pack_once;
        lg_prepare prep = {.in = &in,
                           .n_in = 1,
                           .kernels = &h.kernels,
                           .host = &h.host,
                           .self = &p,
                           .err = &h.err};
        lg_gemm_operand x = {.data = w, .row = i == 1 ? 1 : 6, .col = i == 1 ? 4 : 1};
        lg_status st = i == 2   ? lg_gemm_prepack_a(&prep, 0, &x, 4, 6, 1, 0, &out)
                       : i == 3 ? lg_gemm_prepack_b(&prep, 0, &x, 2, 6, 2, 12, &out)
                                : lg_gemm_prepack_b(&prep, 0, &x, 4, 6, 1, 0, &out);
        assert_int_equal(st, LG_OK);
        keys[i] = p.key;
        free(p.bytes);
    }
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++)
            assert_true(keys[i] != keys[j]);
    assert_true(keys[0] == keys[4] && keys[0] == keys[5]);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(test_packed), lg_test(test_half),
                                       lg_test(test_keys)};
    return cmocka_run_group_tests_name("ops.gemm.pack", tests, NULL, NULL);
}
