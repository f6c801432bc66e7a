/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/kernels/kernels.h"
#include "ops/opkit/map.h"

#include <stdlib.h>

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
/* Memory of the node: freed by the test. */
static lg_status take(void *self, size_t bytes, void **out, lg_error *err) {
    (void)err;
    *out = malloc(bytes);
    *(void **)self = *out;
    return *out ? LG_OK : LG_E_NO_MEMORY;
}
static const lg_host host = {.struct_size = sizeof host, .parallel_for = serial, .alloc = take};

static void product(const void *arg, int64_t n, const double *const *in, double *out) {
    for (int64_t i = 0; i < n; i++)
        out[i] = *(const double *)arg * in[0][i] * in[1][i];
}

/* x [3,4] times y [4], summed back to the shape of y. */
static void maps_and_sums_back(void **state) {
    (void)state;
    static const int64_t full[] = {3, 4}, row[] = {4};
    static lg_kernels kernels;
    float x[12], y[] = {1, 2, 3, 4}, z[12], sum[4];
    double factor = 2.0;
    void *memory = NULL;
    char space[256];
    lg_kernels_init_scalar(&kernels);
    for (int i = 0; i < 12; i++)
        x[i] = (float)i;
    lg_view xv = {x, full, 12, 2, LG_FLOAT}, yv = {y, row, 4, 1, LG_FLOAT};
    lg_view zv = {z, full, 12, 2, LG_FLOAT}, sv = {sum, row, 4, 1, LG_FLOAT};
    const lg_view *in[] = {&xv, &yv};
    lg_exec ctx = {.struct_size = sizeof ctx, .host = &host, .self = &memory, .kernels = &kernels};
    assert_int_equal(lg_map_run(&ctx, product, &factor, in, 2, &zv), LG_OK);
    for (int i = 0; i < 12; i++)
        assert_true(z[i] == 2.0F * x[i] * y[i % 4]);
    for (int given = 0; given < 2; given++) {
        memset(sum, 0, sizeof sum);
        assert_int_equal(
            lg_map_reduce(&ctx, product, &factor, in, 2, &xv, &sv, given ? space : NULL), LG_OK);
        for (int i = 0; i < 4; i++)
            assert_true(sum[i] == z[i] + z[4 + i] + z[8 + i]);
    }
    free(memory);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(maps_and_sums_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
