/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/train/trainer.h"

#include <math.h>

static void near(double got, double want) {
    assert_true(fabs(got - want) <= 1e-15 * (1 + fabs(want)));
}

/* Values of torch.optim.lr_scheduler. */
static void follows_pytorch(void **state) {
    (void)state;
    lg_train_options o = {.schedule = LG_LR_CONSTANT};
    near(lg_lr_at(&o, 0.1, 1000), 0.1);
    o = (lg_train_options){.schedule = LG_LR_STEP, .schedule_a = 3, .schedule_b = 0.5};
    near(lg_lr_at(&o, 0.8, 2), 0.8);
    near(lg_lr_at(&o, 0.8, 3), 0.4);
    near(lg_lr_at(&o, 0.8, 8), 0.2);
    o = (lg_train_options){.schedule = LG_LR_EXPONENTIAL, .schedule_b = 0.9};
    near(lg_lr_at(&o, 1, 2), 0.81);
    o = (lg_train_options){.schedule = LG_LR_COSINE, .schedule_a = 10, .schedule_b = 0.1};
    near(lg_lr_at(&o, 1, 0), 1);
    near(lg_lr_at(&o, 1, 5), 0.55);
    near(lg_lr_at(&o, 1, 10), 0.1);
    o = (lg_train_options){
        .schedule = LG_LR_LINEAR, .schedule_a = 4, .schedule_b = 0.5, .schedule_c = 1};
    near(lg_lr_at(&o, 1, 0), 0.5);
    near(lg_lr_at(&o, 1, 2), 0.75);
    near(lg_lr_at(&o, 1, 9), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(follows_pytorch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
