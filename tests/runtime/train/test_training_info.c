/* SPDX-License-Identifier: Apache-2.0 */
/* The golden digits model: initialization, one step, memory failures. */
#include "tests/support/support.h"

#include <lossgraph/tensorio.h>
#include <lossgraph/train.h>

#include <stdbool.h>
#include <stdlib.h>

typedef struct fixture {
    lg_context *context;
    lg_model *model;
    lg_tensor_file *data;
} fixture;

static lg_status start(void **state, fixture *f, lg_error *err) {
    lg_allocator a = lg_test_allocator(state);
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    *f = (fixture){0};
    o.allocator = &a;
    o.n_threads = 1;
    lg_status st = lg_context_create(&o, &f->context, err);
    if (st == LG_OK)
        st = lg_model_load_file(f->context, LG_TEST_DATA "/golden/digits/mlp_train.onnx", NULL,
                                &f->model, err);
    if (st == LG_OK)
        st = lg_tensor_file_read(f->context, LG_TEST_DATA "/golden/digits/train.npz", NULL,
                                 &f->data, err);
    return st;
}

static void stop(fixture *f) {
    lg_tensor_file_destroy(f->data);
    lg_model_destroy(f->model);
    lg_context_destroy(f->context);
}

static lg_status step(const fixture *f, lg_trainer *t, lg_step_result *r, lg_error *err) {
    const char *names[] = {lg_tensor_file_name(f->data, 0), lg_tensor_file_name(f->data, 1)};
    lg_view views[] = {*lg_tensor_file_view(f->data, 0), *lg_tensor_file_view(f->data, 1)};
    lg_status st = lg_trainer_set_data(t, names, views, 2, err);
    return st == LG_OK ? lg_trainer_step(t, r, err) : st;
}

static double first(const lg_trainer *t, const char *name) {
    for (uint32_t i = 0; lg_trainer_state_name(t, i); i++) {
        lg_view v;
        if (strcmp(lg_trainer_state_name(t, i), name) == 0 &&
            lg_trainer_get_state(t, i, &v, NULL) == LG_OK)
            return lg_tensor_real(&v, 0);
    }
    fail_msg("no variable '%s'", name);
    return 0;
}

static void initialization_resets_the_optimizer(void **state) {
    fixture f;
    lg_error err = LG_ERROR_INIT;
    lg_trainer *t = NULL, *again = NULL;
    lg_step_result r;
    lg_model *trained = NULL;
    if (start(state, &f, &err) != LG_OK || lg_trainer_create(f.model, NULL, &t, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_true(first(t, "step") == 0);
    if (step(&f, t, &r, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_true(first(t, "step") == 1 && r.rows == 1437 && r.has_loss);
    /* The export has trained weights; a trainer of it starts with a fresh optimizer. */
    double weight = first(t, "3.bias");
    if (lg_trainer_export(t, &trained, &err) != LG_OK ||
        lg_trainer_create(trained, NULL, &again, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_true(first(again, "3.bias") == weight);
    assert_true(first(again, "step") == 0);
    lg_trainer_destroy(again);
    lg_model_destroy(trained);
    lg_trainer_destroy(t);
    stop(&f);
}

static void survives_every_failing_allocation(void **state) {
    uint64_t stride = 1;
    for (uint64_t n = 1;; n += stride) {
        fixture f;
        lg_error err = LG_ERROR_INIT;
        lg_trainer *t = NULL;
        lg_step_result r;
        lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + n;
        lg_status st = start(state, &f, &err);
        if (st == LG_OK)
            st = lg_trainer_create(f.model, NULL, &t, &err);
        if (st == LG_OK)
            st = step(&f, t, &r, &err);
        lg_test_trace(state)->fail_at = 0;
        lg_trainer_destroy(t);
        stop(&f);
        assert_int_equal(lg_test_trace(state)->live, 0);
        if (st == LG_OK)
            break;
        if (st != LG_E_NO_MEMORY)
            fail_msg("allocation %llu: %s: %s", (unsigned long long)n, lg_status_name(st),
                     err.message);
        stride = n / 100 + 1; /* all of the first hundred, then one in a hundred */
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(initialization_resets_the_optimizer),
        lg_test(survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
