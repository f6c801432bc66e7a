/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/opkit/lowbit.h"
#include "ops/opkit/move.h"

static lg_status serial(void *self, int64_t n, int64_t grain, lg_block_fn body, void *arg,
                        lg_error *err) {
    (void)self;
    for (int64_t b = 0; b < n; b += grain) {
        lg_status st = body(arg, b, b + grain < n ? b + grain : n, err);
        if (st != LG_OK)
            return st;
    }
    return LG_OK;
}
static const lg_host host = {.struct_size = sizeof host, .parallel_for = serial};
static const lg_exec ctx = {.struct_size = sizeof ctx, .host = &host};

/* A transposition with a gap, large enough for tiles, in every element size. */
static void every_element_size_moves(void **state) {
    (void)state;
    static const int32_t types[] = {LG_UINT8,  LG_UINT16, LG_UINT32, LG_UINT64,    LG_COMPLEX128,
                                    LG_STRING, LG_UINT4,  LG_UINT2,  LG_FLOAT6E2M3};
    enum { R = 33, C = 21 };
    static uint8_t src[R * C * 16 + 16], dst[R * C * 16 + 16];
    for (size_t i = 0; i < sizeof src; i++)
        src[i] = (uint8_t)(i * 31 + 7);
    for (size_t t = 0; t < LG_COUNT(types); t++) {
        lg_move m = {.rank = 2, .dims = {C, R}, .src = {1, C}, .dst = {R, 1}};
        size_t size = op_elem_size(types[t]);
        uint32_t bits = (uint32_t)lg_dtype_bits(types[t]);
        assert_int_equal(lg_move_run(&ctx, &m, types[t], src, dst), LG_OK);
        for (int64_t r = 0; r < R; r++)
            for (int64_t c = 0; c < C; c++) {
                int64_t from = r * C + c, to = c * R + r;
                if (size)
                    assert_memory_equal(dst + (size_t)to * size, src + (size_t)from * size, size);
                else
                    assert_int_equal(op_get_bits(dst, to, bits), op_get_bits(src, from, bits));
            }
    }
}

static void negative_and_zero_strides(void **state) {
    (void)state;
    int32_t x[] = {1, 2, 3, 4}, y[8] = {0};
    lg_move back = {.rank = 1, .src_at = 3, .dims = {4}, .src = {-1}, .dst = {1}};
    assert_int_equal(lg_move_run(&ctx, &back, LG_INT32, x, y), LG_OK);
    assert_int_equal(y[0], 4);
    assert_int_equal(y[3], 1);
    lg_move twice = {.rank = 2, .dims = {2, 4}, .src = {0, 1}, .dst = {4, 1}};
    assert_int_equal(lg_move_run(&ctx, &twice, LG_INT32, x, y), LG_OK);
    assert_memory_equal(y, x, sizeof x);
    assert_memory_equal(y + 4, x, sizeof x);
    lg_move none = {.rank = 2, .dims = {0, 4}, .src = {0, 1}, .dst = {4, 1}};
    assert_int_equal(lg_move_run(&ctx, &none, LG_INT32, NULL, NULL), LG_OK);
}

static void fills_and_zeros(void **state) {
    (void)state;
    lg_str s[3], one = {"ab", 2};
    lg_fill_elems(LG_STRING, s, 0, 3, &one, 0);
    assert_int_equal(s[2].len, 2);
    lg_zero_elems(LG_STRING, s, 2);
    assert_int_equal(s[1].len, 0);
    assert_non_null(s[1].ptr);
    assert_int_equal(s[2].len, 2);
    uint8_t bits[2] = {0xFF, 0xFF}, three = 0x03;
    lg_fill_elems(LG_UINT4, bits, 1, 2, &three, 0);
    assert_int_equal(bits[0], 0x3F);
    assert_int_equal(bits[1], 0xF3);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(every_element_size_moves),
                                       lg_test(negative_and_zero_strides),
                                       lg_test(fills_and_zeros)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
