/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/kernels/kernels.h"
#include "ops/opkit/reduce.h"

#include <math.h>
#include <stdlib.h>

/* Blocks in the order that `self` asks for: forwards or backwards. */
static lg_status blocks(void *self, int64_t n, int64_t grain, lg_block_fn body, void *arg,
                        lg_error *err) {
    int64_t count = (n + grain - 1) / grain;
    for (int64_t i = 0; i < count; i++) {
        int64_t b = (self ? count - 1 - i : i) * grain;
        lg_status st = body(arg, b, b + grain < n ? b + grain : n, err);
        if (st != LG_OK)
            return st;
    }
    return LG_OK;
}
static const lg_host host = {.struct_size = sizeof host, .parallel_for = blocks};

static void sums_agree_with_plain_ones_in_any_order(void **state) {
    (void)state;
    static const int64_t shapes[][3] = {{3, 5, 7}, {1, 200000, 1}, {2, 300, 600}, {700, 1, 300}};
    static lg_kernels kernels;
    lg_kernels_init_scalar(&kernels);
    for (size_t s = 0; s < LG_COUNT(shapes); s++) {
        const int64_t *d = shapes[s];
        int64_t count = d[0] * d[1] * d[2];
        float *x = malloc((size_t)count * sizeof *x);
        double *want = calloc((size_t)count, sizeof *want);
        float *got = malloc((size_t)count * sizeof *got), *again = malloc((size_t)count * 4);
        assert_true(x && want && got && again);
        for (int64_t i = 0; i < count; i++)
            x[i] = (float)((i * 7919) % 1000) * 0.001F;
        for (uint32_t bits = 0; bits < 8; bits++) {
            uint8_t mask[3] = {bits & 1, bits >> 1 & 1, bits >> 2 & 1};
            lg_reduction r;
            lg_reduction_init(&r, 3, d, mask);
            memset(want, 0, (size_t)count * sizeof *want);
            for (int64_t i = 0; i < count; i++) {
                int64_t a = i / (d[1] * d[2]), b = i / d[2] % d[1], c = i % d[2], o = 0;
                o = mask[0] ? 0 : a;
                o = mask[1] ? o : o * d[1] + b;
                o = mask[2] ? o : o * d[2] + c;
                want[o] += (double)x[i];
            }
            void *space = malloc((size_t)(r.n_out * r.n_blocks) * 16 + 1);
            assert_non_null(space);
            lg_exec ctx = {.struct_size = sizeof ctx, .host = &host, .kernels = &kernels};
            assert_int_equal(
                lg_reduce(&ctx, &r, LG_FLOAT, x, LG_FOLD_SUM, LG_POST_NONE, got, space), LG_OK);
            for (int64_t o = 0; o < r.n_out; o++)
                assert_true(fabs((double)got[o] - want[o]) <= 1e-6 * want[o]);
            ctx.self = &ctx;
            assert_int_equal(
                lg_reduce(&ctx, &r, LG_FLOAT, x, LG_FOLD_SUM, LG_POST_NONE, again, space), LG_OK);
            assert_memory_equal(got, again, (size_t)r.n_out * 4);
            free(space);
        }
        free(x);
        free(want);
        free(got);
        free(again);
    }
}

static lg_status ones(void *arg, int64_t begin, int64_t end, double *sums, lg_error *err) {
    (void)arg;
    (void)err;
    sums[0] += (double)(end - begin);
    for (int64_t i = begin; i < end; i++)
        sums[1] += (double)i;
    return LG_OK;
}

static void blocks_add_up(void **state) {
    (void)state;
    double partials[2 * 40], sums[2];
    lg_exec ctx = {.struct_size = sizeof ctx, .host = &host};
    for (int64_t n = 0; n < 300; n += 7) {
        assert_true(lg_sum_bytes(n, 10, 2) <= sizeof partials);
        assert_int_equal(lg_sum_blocks(&ctx, n, 10, 2, ones, NULL, partials, sums), LG_OK);
        assert_true(sums[0] == (double)n);
        assert_true(sums[1] == (double)(n * (n - 1) / 2));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(sums_agree_with_plain_ones_in_any_order),
                                       lg_test(blocks_add_up)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
