/* SPDX-License-Identifier: Apache-2.0 */
/* Learning-rate schedules, by PyTorch's formulas. */
#include "runtime/train/trainer.h"

#include <math.h>

double lg_lr_at(const lg_train_options *o, double base, int64_t t) {
    switch (o->schedule) {
    case LG_LR_STEP:
        return base * pow(o->schedule_b, floor((double)t / o->schedule_a));
    case LG_LR_EXPONENTIAL:
        return base * pow(o->schedule_b, (double)t);
    case LG_LR_COSINE:
        return o->schedule_b + (base - o->schedule_b) *
                                   (1 + cos(3.14159265358979323846 * (double)t / o->schedule_a)) /
                                   2;
    case LG_LR_LINEAR: {
        double done = (double)t < o->schedule_a ? (double)t / o->schedule_a : 1;
        return base * (o->schedule_b + (o->schedule_c - o->schedule_b) * done);
    }
    default:
        return base;
    }
}
