/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/bytes.h"

static void grows_and_hands_over(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_bytes b;
    void *data = NULL;
    size_t size = 0;
    lg_bytes_init(&b, a);
    for (int i = 0; i < 1000; i++)
        lg_bytes_le(&b, 0x0201, 2);
    lg_bytes_text(&b, "end");
    assert_int_equal(lg_bytes_take(&b, &data, &size, NULL), LG_OK);
    assert_int_equal(size, 2003);
    assert_memory_equal((char *)data + 1998, "\1\2end\0", 6);
    lg_free(&a, data, size + 1);
    assert_int_equal(lg_bytes_take(&b, &data, &size, NULL), LG_OK); /* empty, still terminated */
    assert_int_equal(size, 0);
    lg_free(&a, data, 1);
}

static void failures_stick(void **state) {
    lg_bytes b;
    void *data = NULL;
    size_t size = 0;
    lg_bytes_init(&b, lg_test_allocator(state));
    lg_bytes_text(&b, "some");
    assert_null(lg_bytes_room(&b, SIZE_MAX - 2));
    lg_bytes_text(&b, "more");
    assert_int_equal(lg_bytes_take(&b, &data, &size, NULL), LG_E_LIMIT);
    lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + 1;
    lg_bytes_text(&b, "some");
    lg_test_trace(state)->fail_at = 0;
    lg_bytes_text(&b, "more");
    assert_int_equal(lg_bytes_take(&b, &data, &size, NULL), LG_E_NO_MEMORY);
    assert_null(data);
}

static void orders_bytes(void **state) {
    (void)state;
    unsigned char p[] = {1, 2, 3, 4, 5, 6, 7, 8};
    assert_true(lg_read_le(p, 3) == 0x030201);
    assert_true(lg_read_be(p, 3) == 0x010203);
    assert_true(lg_read_be(p, 8) == 0x0102030405060708u);
    lg_swap_bytes(p, 2, 4);
    assert_memory_equal(p, "\4\3\2\1\10\7\6\5", 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(grows_and_hands_over),
        lg_test(failures_stick),
        lg_test(orders_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
