/* SPDX-License-Identifier: Apache-2.0 */
/* Cases, and masks that are not seeded by the node: the share that is kept, and that they follow
 * the seed of the run. */
#include "tests/support/cases.h"
#include "tests/support/op_runner.h"
#include "tests/support/support.h"

static void cases(void **state) {
    (void)state;
    lg_cases_check("ops/nn/cases", (const char *const[]){"dropout", NULL});
}

/* Mask of 100000 ones for a run's seed. */
static lg_view mask_of(lg_runner *r, uint64_t seed) {
    static const int64_t dims[1] = {100000};
    lg_runner_init(r, lg_runner_find("", "Dropout", 13), 13);
    r->n_in = 3;
    r->n_out = 2;
    r->seed = seed;
    r->threads = 2;
    r->in[0] = lg_runner_tensor(r, LG_FLOAT, 1, dims);
    r->in[1] = lg_runner_tensor(r, LG_FLOAT, 0, NULL);
    r->in[2] = lg_runner_tensor(r, LG_BOOL, 0, NULL);
    for (int64_t i = 0; i < dims[0]; i++)
        lg_runner_set(&r->in[0], i, 1);
    lg_runner_set(&r->in[1], 0, 0.25);
    lg_runner_set(&r->in[2], 0, 1);
    assert_int_equal(lg_runner_run(r), LG_OK);
    return r->out[1];
}

static void random_mask(void **state) {
    (void)state;
    lg_runner a, b, c;
    const lg_view first = mask_of(&a, 1), same = mask_of(&b, 1), other = mask_of(&c, 2);
    int64_t kept = 0;
    for (int64_t i = 0; i < first.count; i++) {
        const double on = lg_runner_get(&first, i);
        kept += on != 0;
        assert_true(lg_runner_get(&a.out[0], i) == (on != 0 ? (double)(float)(1 / 0.75) : 0));
    }
    /* Five standard deviations of a binomial share. */
    assert_true(kept > 75000 - 690 && kept < 75000 + 690);
    assert_true(lg_runner_same(&first, &same));
    assert_false(lg_runner_same(&first, &other));
    lg_runner_reset(&a);
    lg_runner_reset(&b);
    lg_runner_reset(&c);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(cases), lg_test(random_mask)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
