/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/exec/rng.h"

static void every_part_of_the_key_counts(void **state) {
    (void)state;
    uint64_t seen[2 * 2 * 2 * 2 * 2];
    uint32_t n = 0;
    for (uint32_t k = 0; k < 32; k++) {
        uint64_t h = lg_rng_seed(k & 1, k >> 1 & 1, k >> 2 & 1, k >> 3 & 1, k >> 4 & 1);
        for (uint32_t i = 0; i < n; i++)
            assert_true(seen[i] != h);
        seen[n++] = h;
    }
    assert_true(lg_rng_seed(1, 2, 3, 4, 5) == lg_rng_seed(1, 2, 3, 4, 5));
}

/* A change of one bit changes about half of the result. */
static void bits_spread(void **state) {
    (void)state;
    int changed = 0;
    for (uint32_t bit = 0; bit < 64; bit++)
        changed += __builtin_popcountll(lg_rng_seed(7, 1, 2, 3, 4) ^
                                        lg_rng_seed(7 ^ (uint64_t)1 << bit, 1, 2, 3, 4));
    assert_in_range(changed, 64 * 28, 64 * 36);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(every_part_of_the_key_counts),
        lg_test(bits_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
