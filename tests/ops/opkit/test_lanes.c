/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of elements: every type is read by value, floats are written rounded once, and a type that
 * fits is not copied. */
#include "ops/opkit/lanes.h"
#include "tests/support/op_runner.h"
#include "tests/support/support.h"

static void reads_every_type(void **state) {
    static const int32_t types[] = {LG_FLOAT,  LG_DOUBLE, LG_FLOAT16, LG_BFLOAT16, LG_INT8,
                                    LG_INT16,  LG_INT32,  LG_INT64,   LG_UINT8,    LG_UINT16,
                                    LG_UINT32, LG_UINT64, LG_BOOL};
    static const int64_t dims[1] = {600};
    (void)state;
    for (size_t t = 0; t < LG_COUNT(types); t++) {
        lg_runner r;
        float f[LG_LANES];
        double d[LG_LANES];
        lg_runner_init(&r, lg_runner_find("", "Relu", 14), 14);
        const lg_view v = lg_runner_tensor(&r, types[t], 1, dims);
        for (int64_t i = 0; i < dims[0]; i++)
            lg_runner_set(&v, i, (double)(i % (types[t] == LG_BOOL ? 2 : 100)));
        const float *a = lg_lanes_f32(v.data, types[t], 77, LG_LANES, f);
        const double *b = lg_lanes_f64(v.data, types[t], 77, LG_LANES, d);
        for (int64_t i = 0; i < LG_LANES; i++) {
            assert_true((double)a[i] == lg_runner_get(&v, 77 + i));
            assert_true(b[i] == lg_runner_get(&v, 77 + i));
            assert_true(lg_lane(v.data, types[t], 77 + i) == b[i]);
        }
        assert_true((a == f) == (types[t] != LG_FLOAT));
        assert_true((b == d) == (types[t] != LG_DOUBLE));
        lg_runner_reset(&r);
    }
}

static void writes_floats(void **state) {
    static const struct {
        int32_t type;
        double third; /* 1/3 in that type */
    } types[] = {{LG_FLOAT, (double)(1.0F / 3.0F)},
                 {LG_DOUBLE, 1.0 / 3.0},
                 {LG_FLOAT16, 0.333251953125},
                 {LG_BFLOAT16, 0.333984375}};
    static const int64_t dims[1] = {200};
    (void)state;
    for (size_t t = 0; t < LG_COUNT(types); t++) {
        lg_runner r;
        double d[LG_LANES] = {1, 1.0 / 3.0};
        float f[LG_LANES] = {1, 1.0F / 3.0F};
        lg_runner_init(&r, lg_runner_find("", "Relu", 14), 14);
        const lg_view v = lg_runner_tensor(&r, types[t].type, 1, dims);
        assert_true(lg_lanes_to_f32(v.data, v.dtype, 3, f) ==
                    (v.dtype == LG_FLOAT ? (float *)v.data + 3 : f));
        assert_true(lg_lanes_to_f64(v.data, v.dtype, 3, d) ==
                    (v.dtype == LG_DOUBLE ? (double *)v.data + 3 : d));
        lg_lanes_put_f64(v.data, v.dtype, 3, 2, d);
        assert_true(lg_runner_get(&v, 3) == 1 && lg_runner_get(&v, 4) == types[t].third);
        lg_lanes_put_f32(v.data, v.dtype, 7, 2, f);
        assert_true(lg_runner_get(&v, 7) == 1);
        assert_true(lg_runner_get(&v, 8) == (v.dtype == LG_DOUBLE ? (double)f[1] : types[t].third));
        lg_lane_put(v.data, v.dtype, 9, 1.0 / 3.0);
        assert_true(lg_runner_get(&v, 9) == types[t].third);
        lg_lanes_fill(v.data, v.dtype, 20, 150, -2);
        assert_true(lg_runner_get(&v, 19) == 0 && lg_runner_get(&v, 20) == -2);
        assert_true(lg_runner_get(&v, 169) == -2 && lg_runner_get(&v, 170) == 0);
        lg_runner_reset(&r);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(reads_every_type), lg_test(writes_floats)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
