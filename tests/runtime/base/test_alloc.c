/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/alloc.h"

static void arrays_are_checked_and_zeroed(void **state) {
    lg_allocator a = lg_test_allocator(state);
    void *p = NULL;
    assert_int_equal(lg_alloc_array(&a, 10, 8, &p, NULL), LG_OK);
    for (int i = 0; i < 80; i++)
        assert_int_equal(((char *)p)[i], 0);
    lg_free(&a, p, 80);
    assert_int_equal(lg_alloc_array(&a, SIZE_MAX / 2, 3, &p, NULL), LG_E_NO_MEMORY);
    assert_int_equal(lg_alloc_zero(&a, 0, &p, NULL), LG_OK);
    assert_non_null(p);
    lg_free(&a, p, 0);
    lg_free(&a, NULL, 100);
}

static void default_allocator_aligns_and_refuses_absurd_sizes(void **state) {
    (void)state;
    lg_allocator a = lg_allocator_default();
    lg_error err = LG_ERROR_INIT;
    void *p = NULL;
    assert_int_equal(lg_alloc_raw(&a, 3, &p, &err), LG_OK);
    assert_int_equal((uintptr_t)p % LG_ALIGN, 0);
    lg_free(&a, p, 3);
    assert_int_equal(lg_alloc_raw(&a, SIZE_MAX - 5, &p, &err), LG_E_NO_MEMORY);
    assert_non_null(strstr(err.message, "out of memory"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(arrays_are_checked_and_zeroed),
        lg_test(default_allocator_aligns_and_refuses_absurd_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
