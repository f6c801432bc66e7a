/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/opkit/zip.h"
#include "runtime/base/error.h"

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
static const lg_host host = {.struct_size = sizeof host, .fail = lg_fail, .parallel_for = serial};

LG_ZIP_LOOP(sub_i32, int32_t, int32_t, a - b)
LG_ZIP_LOOP(less_i32, int32_t, uint8_t, a < b)
static const lg_zip sub = {{NULL, NULL, sub_i32, NULL, NULL}, false};
static const lg_zip less = {{NULL, NULL, less_i32, NULL, NULL}, true};

/* [2, 700] op [2, 1], in a converted and in a native type, longer than a block. */
static void rows_of_any_length(void **state) {
    (void)state;
    static const int64_t full[] = {2, 700}, column[] = {2, 1};
    static int16_t x16[1400], z16[1400], y16[] = {3, -5};
    static int32_t x32[1400], z32[1400], y32[] = {3, -5};
    static uint8_t flag[1400];
    for (int i = 0; i < 1400; i++)
        x32[i] = x16[i] = (int16_t)(i - 700);
    lg_exec ctx = {.struct_size = sizeof ctx, .host = &host};
    lg_view x = {x16, full, 1400, 2, LG_INT16}, y = {y16, column, 2, 2, LG_INT16};
    lg_view z = {z16, full, 1400, 2, LG_INT16}, f = {flag, full, 1400, 2, LG_BOOL};
    assert_int_equal(lg_zip_run(&ctx, &sub, &x, &y, &z, -1), LG_OK);
    assert_int_equal(lg_zip_run(&ctx, &less, &x, &y, &f, -1), LG_OK);
    for (int i = 0; i < 1400; i++) {
        assert_int_equal(z16[i], x16[i] - y16[i / 700]);
        assert_int_equal(flag[i], x16[i] < y16[i / 700]);
    }
    x = (lg_view){x32, full, 1400, 2, LG_INT32};
    y = (lg_view){y32, column, 1, 1, LG_INT32};
    y.dims = column; /* one dimension of size 2 along axis 0 */
    y.count = 2;
    z = (lg_view){z32, full, 1400, 2, LG_INT32};
    assert_int_equal(lg_zip_run(&ctx, &sub, &x, &y, &z, 0), LG_OK);
    for (int i = 0; i < 1400; i++)
        assert_int_equal(z32[i], x32[i] - y32[i / 700]);
    /* In place. */
    z.data = x32;
    assert_int_equal(lg_zip_run(&ctx, &sub, &x, &y, &z, 0), LG_OK);
    assert_memory_equal(x32, z32, sizeof z32);
}

static void a_type_without_loop_is_refused(void **state) {
    (void)state;
    float v = 1.0F;
    lg_error err = LG_ERROR_INIT;
    lg_exec ctx = {.struct_size = sizeof ctx, .host = &host, .err = &err};
    lg_view x = {&v, NULL, 1, 0, LG_FLOAT};
    assert_int_equal(lg_zip_run(&ctx, &sub, &x, &x, &x, -1), LG_E_TYPE);
    assert_non_null(strstr(err.message, "float"));
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(rows_of_any_length),
                                       lg_test(a_type_without_loop_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
