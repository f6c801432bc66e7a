/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/opkit/broadcast.h"
#include "ops/opkit/reduce.h"

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

/* z = 10 x + y element by element. */
static lg_status row(void *arg, int64_t n, void *const *ptr, const int64_t *stride, lg_error *err) {
    (void)err;
    ++*(int *)arg;
    for (int64_t i = 0; i < n; i++)
        ((int32_t *)ptr[0])[i * stride[0]] = 10 * ((const int32_t *)ptr[1])[i * stride[1]] +
                                             ((const int32_t *)ptr[2])[i * stride[2]];
    return LG_OK;
}

static void loops_visit_every_element(void **state) {
    (void)state;
    /* Result [2,3,4,5]; operands that repeat in different dims. */
    static const int64_t full[] = {2, 3, 4, 5}, left[] = {2, 1, 4, 5}, right[] = {3, 1, 1};
    int32_t z[120], x[40], y[3];
    for (int i = 0; i < 40; i++)
        x[i] = i;
    for (int i = 0; i < 3; i++)
        y[i] = 1000 * i;
    lg_view zv = {z, full, 120, 4, LG_INT32}, xv = {x, left, 40, 4, LG_INT32};
    lg_view yv = {y, right, 3, 3, LG_INT32};
    const lg_view *const operands[] = {&zv, &xv, &yv};
    void *base[] = {z, x, y};
    const size_t size[] = {4, 4, 4};
    lg_exec ctx = {.struct_size = sizeof ctx, .host = &host};
    lg_bcast b;
    lg_bcast_init(&b, &zv, operands, 3);
    assert_int_equal(b.rank, 3); /* the last two dims are one loop */
    for (int64_t grain = 1; grain < 130; grain += 13) {
        int calls = 0;
        memset(z, 0, sizeof z);
        assert_int_equal(lg_bcast_run(&ctx, &b, base, size, grain, row, &calls), LG_OK);
        for (int i = 0; i < 120; i++)
            assert_int_equal(z[i], 10 * x[i / 60 * 20 + i % 20] + y[i / 20 % 3]);
        assert_true(calls >= 6);
    }
}

static void equal_shapes_are_one_loop(void **state) {
    (void)state;
    static const int64_t dims[] = {2, 1, 3, 4};
    lg_view v = {NULL, dims, 24, 4, LG_FLOAT};
    const lg_view *const operands[] = {&v, &v};
    lg_bcast b;
    lg_bcast_init(&b, &v, operands, 2);
    assert_int_equal(b.rank, 1);
    assert_int_equal(b.dims[0], 24);
    lg_view scalar = {NULL, NULL, 1, 0, LG_FLOAT};
    const lg_view *const scalars[] = {&scalar, &scalar};
    lg_bcast_init(&b, &scalar, scalars, 2);
    assert_int_equal(b.rank, 1);
    assert_int_equal(b.count, 1);
}

static void unbroadcast_names_the_repeated_dims(void **state) {
    (void)state;
    static const int64_t full[] = {2, 3, 1, 5}, to[] = {1, 1, 5};
    uint8_t mask[LG_MAX_RANK];
    lg_unbroadcast_mask(4, full, 3, to, mask);
    assert_int_equal(mask[0], 1);
    assert_int_equal(mask[1], 1);
    assert_int_equal(mask[2], 0);
    assert_int_equal(mask[3], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(loops_visit_every_element),
                                       lg_test(equal_shapes_are_one_loop),
                                       lg_test(unbroadcast_names_the_repeated_dims)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
