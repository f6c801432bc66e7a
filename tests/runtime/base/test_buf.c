/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/buf.h"

static void grows_and_terminates(void **state) {
    lg_buf b;
    lg_buf_init(&b, lg_test_allocator(state));
    for (int i = 0; i < 1000; i++) {
        lg_buf_text(&b, "ab");
        lg_buf_i64(&b, -7);
        lg_buf_f32(&b, 0.1f);
        lg_buf_f64(&b, 0.25);
        lg_buf_char(&b, ';');
    }
    assert_int_equal(b.size, 1000 * strlen("ab-70.10.25;"));
    assert_memory_equal(b.data + b.size - 12, "ab-70.10.25;", 13);
    assert_int_equal(lg_buf_status(&b, NULL), LG_OK);
    lg_buf_reset(&b);
    assert_null(b.data);
}

static void failures_are_sticky(void **state) {
    lg_buf b;
    lg_error err = LG_ERROR_INIT;
    lg_buf_init(&b, lg_test_allocator(state));
    lg_buf_text(&b, "kept");
    lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + 1;
    for (int i = 0; i < 100; i++)
        lg_buf_text(&b, "0123456789");
    lg_test_trace(state)->fail_at = 0;
    size_t size = b.size;
    lg_buf_text(&b, "more");
    assert_int_equal(b.size, size);
    assert_int_equal(lg_buf_status(&b, &err), LG_E_NO_MEMORY);
    lg_buf_reset(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(grows_and_terminates),
        lg_test(failures_are_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
