/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/tensors.h"

#include <math.h>

static const int64_t three[] = {3};

static int equal(lg_view a, lg_view e, const lg_tolerance *t) {
    lg_comparison c;
    lg_tensor_compare(&a, &e, t, &c);
    assert_int_equal(c.equal, c.message[0] == '\0');
    return c.equal;
}

static lg_view floats(float *v) {
    return (lg_view){v, three, 3, 1, LG_FLOAT};
}

static void numbers_within_the_tolerance(void **state) {
    (void)state;
    float e[] = {1, -1000, 0};
    float near[] = {1.0009f, -1000.9f, 0.5e-7f}, far[] = {1, -1000, 2e-7f};
    float zero[] = {1, -1000, -0.0f};
    assert_true(equal(floats(near), floats(e), NULL));
    assert_false(equal(floats(far), floats(e), NULL));
    assert_true(equal(floats(far), floats(e), &(lg_tolerance){0, 1e-6, 0}));
    assert_true(equal(floats(zero), floats(e), &(lg_tolerance){0, 0, 0}));
    lg_comparison c;
    lg_view a = floats(far), x = floats(e);
    lg_tensor_compare(&a, &x, NULL, &c);
    assert_int_equal(c.first, 2);
    assert_int_equal(c.n_wrong, 1);
    assert_true(fabs(c.max_abs - 2e-7) < 1e-12);
}

static void not_a_number_and_infinities(void **state) {
    (void)state;
    float e[] = {NAN, INFINITY, -INFINITY};
    float same[] = {NAN, INFINITY, -INFINITY};
    float wrong[][3] = {{0, INFINITY, -INFINITY},
                        {NAN, NAN, -INFINITY},
                        {NAN, INFINITY, INFINITY},
                        {NAN, 3e38f, -INFINITY}};
    assert_true(equal(floats(same), floats(e), NULL));
    for (size_t i = 0; i < LG_COUNT(wrong); i++) {
        assert_false(equal(floats(wrong[i]), floats(e), NULL));
        assert_false(equal(floats(e), floats(wrong[i]), NULL));
    }
}

static void shapes_and_types(void **state) {
    (void)state;
    const int64_t other[] = {1, 3};
    float v[] = {1, 2, 3};
    int32_t i[] = {1, 2, 3};
    assert_false(equal((lg_view){v, other, 3, 2, LG_FLOAT}, floats(v), NULL));
    assert_false(equal((lg_view){i, three, 3, 1, LG_INT32}, floats(v), NULL));
    assert_false(equal((lg_view){0}, floats(v), NULL)); /* not produced is no match */
}

static void integers_are_exact_at_64_bits(void **state) {
    (void)state;
    int64_t a[] = {INT64_MAX, 5, 7}, e[] = {INT64_MAX - 1, 5, 7};
    uint64_t ua[] = {UINT64_MAX, 0, 0}, ue[] = {UINT64_MAX - 1, 0, 0};
    assert_false(equal((lg_view){a, three, 3, 1, LG_INT64}, (lg_view){e, three, 3, 1, LG_INT64},
                       &(lg_tolerance){0}));
    assert_false(equal((lg_view){ua, three, 3, 1, LG_UINT64}, (lg_view){ue, three, 3, 1, LG_UINT64},
                       &(lg_tolerance){0}));
    int64_t low[] = {INT64_MIN, 0, 0}, high[] = {INT64_MAX, 0, 0};
    assert_false(equal((lg_view){low, three, 3, 1, LG_INT64},
                       (lg_view){high, three, 3, 1, LG_INT64}, &(lg_tolerance){0.5, 0, 0}));
}

static void strings_byte_for_byte(void **state) {
    (void)state;
    lg_str a[] = {{"a", 1}, {"b\0c", 3}, {"", 0}}, b[] = {{"a", 1}, {"b\0d", 3}, {"", 0}};
    assert_true(
        equal((lg_view){a, three, 3, 1, LG_STRING}, (lg_view){a, three, 3, 1, LG_STRING}, NULL));
    assert_false(
        equal((lg_view){a, three, 3, 1, LG_STRING}, (lg_view){b, three, 3, 1, LG_STRING}, NULL));
}

static void units_in_the_last_place(void **state) {
    (void)state;
    float e[] = {1, -0.0f, 100}, a[] = {0, 0, 0};
    a[0] = nextafterf(1, 2);
    a[1] = 1e-45f;
    a[2] = nextafterf(nextafterf(100, 0), 0);
    assert_true(equal(floats(a), floats(e), &(lg_tolerance){0, 0, 2}));
    assert_false(equal(floats(a), floats(e), &(lg_tolerance){0, 0, 1}));
}

static void containers_item_by_item(void **state) {
    float x[] = {1, 2, 3}, y[] = {1, 2, 4};
    lg_view items[] = {floats(x), floats(y)}, swapped[] = {floats(y), floats(x)};
    lg_seq s = {2, items, NULL, LG_FLOAT, 0}, w = {2, swapped, NULL, LG_FLOAT, 0};
    lg_seq one = {1, items, NULL, LG_FLOAT, 0}, none = {0};
    lg_view seq = {&s, NULL, 0, 0, LG_SEQUENCE}, other = {&w, NULL, 0, 0, LG_SEQUENCE};
    lg_view shorter = {&one, NULL, 0, 0, LG_SEQUENCE};
    lg_view some = {&one, NULL, 0, 0, LG_OPTIONAL}, empty = {&none, NULL, 0, 0, LG_OPTIONAL};
    assert_true(equal(seq, seq, NULL));
    assert_false(equal(seq, other, NULL));
    assert_false(equal(shorter, seq, NULL));
    assert_false(equal(shorter, some, NULL));
    assert_true(equal(empty, empty, NULL));
    assert_false(equal(some, empty, NULL));
    assert_false(equal(floats(x), some, NULL));
    lg_seq nested = {1, &seq, NULL, LG_SEQUENCE, 0}, nested2 = {1, &other, NULL, LG_SEQUENCE, 0};
    assert_false(equal((lg_view){&nested, NULL, 0, 0, LG_SEQUENCE},
                       (lg_view){&nested2, NULL, 0, 0, LG_SEQUENCE}, NULL));
    /* A copy in a set is equal to its source. */
    lg_tensor_file *file = NULL;
    lg_view top = {&nested, NULL, 0, 0, LG_SEQUENCE};
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, &file, NULL), LG_OK);
    assert_int_equal(lg_tensors_add_copy(file, LG_STR("s"), &top, NULL), LG_OK);
    assert_true(equal(file->views[0], top, NULL));
    lg_tensors_destroy(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(numbers_within_the_tolerance),
        lg_test(not_a_number_and_infinities),
        lg_test(shapes_and_types),
        lg_test(integers_are_exact_at_64_bits),
        lg_test(strings_byte_for_byte),
        lg_test(units_in_the_last_place),
        lg_test(containers_item_by_item),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
