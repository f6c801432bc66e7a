/* SPDX-License-Identifier: Apache-2.0 */
/* The engine of elementwise losses against loops over every index: random shapes that broadcast,
 * sizes around the length of a run, every reduction, unwanted gradients. */
#include "tests/support/op_runner.h"
#include "tests/support/support.h"

#include <math.h>

static uint64_t rng_state = 5;
static int64_t pick(int64_t n) {
    rng_state = rng_state * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((rng_state >> 33) % (uint64_t)n);
}

static void random_values(const lg_view *v) {
    for (int64_t i = 0; i < v->count; i++)
        lg_runner_set(v, i, (double)pick(2001) / 500 - 2);
}

/* Flat position in v of flat position `at` of the joint shape. */
static int64_t position(const lg_view *v, int32_t rank, const int64_t *dims, int64_t at) {
    int64_t result = 0, step = 1;
    for (int32_t d = rank - 1; d >= 0; d--) {
        const int64_t i = at % dims[d];
        const int32_t own = d - (rank - v->rank);
        at /= dims[d];
        if (own < 0)
            continue;
        if (v->dims[own] != 1)
            result += i * step;
        step *= v->dims[own];
    }
    return result;
}

static void check(int32_t rank, const int64_t *dims, const char *reduction) {
    lg_runner r;
    int64_t own[2][4], count = 1;
    int32_t ranks[2];
    char attrs[64];
    for (int32_t d = 0; d < rank; d++)
        count *= dims[d];
    /* One input keeps each dim; the other may lack leading ones. */
    const int keeps = (int)pick(2);
    for (int k = 0; k < 2; k++) {
        const int32_t drop = k == keeps ? 0 : (int32_t)pick(rank + 1);
        ranks[k] = rank - drop;
        for (int32_t d = 0; d < ranks[k]; d++)
            own[k][d] = k != keeps && pick(2) == 0 ? 1 : dims[drop + d];
    }
    lg_runner_init(&r, lg_runner_find("ai.lossgraph", "MSELossGrad", 1), 1);
    (void)snprintf(attrs, sizeof attrs, "reduction \"%s\"", reduction);
    assert_int_equal(lg_runner_attrs(&r, attrs), LG_OK);
    const bool each = reduction[0] == 'n';
    r.n_in = 3;
    r.n_out = 2;
    r.threads = 2;
    r.in[0] = lg_runner_tensor(&r, LG_DOUBLE, each ? rank : 0, dims);
    for (int k = 0; k < 2; k++)
        r.in[1 + k] = lg_runner_tensor(&r, LG_DOUBLE, ranks[k], own[k]);
    for (int i = 0; i < 3; i++)
        random_values(&r.in[i]);
    r.unwanted[pick(2)] = pick(3) == 0;
    assert_int_equal(lg_runner_run(&r), LG_OK);
    for (int k = 0; k < 2; k++) {
        lg_view want = lg_runner_tensor(&r, LG_DOUBLE, ranks[k], own[k]);
        if (r.unwanted[k])
            continue;
        for (int64_t i = 0; i < count; i++) {
            const double x = lg_runner_get(&r.in[1], position(&r.in[1], rank, dims, i));
            const double t = lg_runner_get(&r.in[2], position(&r.in[2], rank, dims, i));
            const double g = lg_runner_get(&r.in[0], each ? i : 0);
            const double e = reduction[0] == 'm' ? g / (double)count : g;
            ((double *)want.data)[position(&want, rank, dims, i)] +=
                e * 2 * (x - t) * (k == 0 ? 1 : -1);
        }
        for (int64_t i = 0; i < want.count; i++)
            assert_true(fabs(lg_runner_get(&r.out[k], i) - lg_runner_get(&want, i)) <=
                        1e-12 * (1 + fabs(lg_runner_get(&want, i)) * 100));
    }
    lg_runner_reset(&r);
}

static void broadcasting(void **state) {
    static const char *const reductions[] = {"none", "mean", "sum"};
    static const int64_t sizes[] = {1, 2, 3, 5, 17};
    (void)state;
    for (int round = 0; round < 150; round++) {
        int64_t dims[4];
        const int32_t rank = (int32_t)pick(5);
        for (int32_t d = 0; d < rank; d++)
            dims[d] = sizes[pick(5)];
        check(rank, dims, reductions[round % 3]);
    }
}

/* 512 elements are a run, 8192 a block. */
static void long_runs(void **state) {
    static const int64_t sizes[] = {511, 512, 513, 8191, 8192, 8193};
    (void)state;
    for (size_t i = 0; i < LG_COUNT(sizes); i++) {
        const int64_t dims[2] = {2, sizes[i]};
        for (int round = 0; round < 4; round++)
            check(2, dims, round % 2 ? "none" : "mean");
    }
}

/* 2^21 elements of 0.1f: the sum stays exact to double, unlike a sum in float. */
static void float_sum(void **state) {
    static const int64_t dims[1] = {1 << 21};
    lg_runner r;
    (void)state;
    lg_runner_init(&r, lg_runner_find("ai.lossgraph", "L1Loss", 1), 1);
    r.n_in = 2;
    r.n_out = 1;
    r.in[0] = lg_runner_tensor(&r, LG_FLOAT, 1, dims);
    r.in[1] = lg_runner_tensor(&r, LG_FLOAT, 0, NULL);
    for (int64_t i = 0; i < dims[0]; i++)
        ((float *)r.in[0].data)[i] = 0.1F;
    assert_int_equal(lg_runner_run(&r), LG_OK);
    assert_true(*(const float *)r.out[0].data == 0.1F);
    lg_runner_reset(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(broadcasting), lg_test(long_runs),
                                       lg_test(float_sum)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
