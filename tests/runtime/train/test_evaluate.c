/* SPDX-License-Identifier: Apache-2.0 */
/* Accuracy of the golden digits model before and after training. */
#include "tests/support/support.h"

#include <lossgraph/tensorio.h>
#include <lossgraph/train.h>

static lg_status give(lg_trainer *t, const lg_tensor_file *file, int eval, lg_error *err) {
    const char *names[] = {lg_tensor_file_name(file, 0), lg_tensor_file_name(file, 1)};
    lg_view views[] = {*lg_tensor_file_view(file, 0), *lg_tensor_file_view(file, 1)};
    return eval ? lg_trainer_set_eval_data(t, names, views, 2, err)
                : lg_trainer_set_data(t, names, views, 2, err);
}

static void accuracy_rises_with_training(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_context_options co = LG_CONTEXT_OPTIONS_INIT;
    lg_train_options o = LG_TRAIN_OPTIONS_INIT;
    lg_context *c = NULL;
    lg_model *model = NULL;
    lg_tensor_file *train = NULL, *test = NULL;
    lg_trainer *t = NULL;
    lg_eval_result before, after, again;
    lg_step_result r;
    lg_error err = LG_ERROR_INIT;
    co.allocator = &a;
    o.batch = 64;
    if (lg_context_create(&co, &c, &err) != LG_OK ||
        lg_model_load_file(c, LG_TEST_DATA "/golden/digits/mlp_train.onnx", NULL, &model, &err) !=
            LG_OK ||
        lg_tensor_file_read(c, LG_TEST_DATA "/golden/digits/train.npz", NULL, &train, &err) !=
            LG_OK ||
        lg_tensor_file_read(c, LG_TEST_DATA "/golden/digits/test.npz", NULL, &test, &err) !=
            LG_OK ||
        lg_trainer_create(model, &o, &t, &err) != LG_OK || give(t, train, 0, &err) != LG_OK ||
        give(t, test, 1, &err) != LG_OK || lg_trainer_evaluate(t, &before, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_int_equal(before.rows, 360);
    assert_true(before.has_accuracy && !before.has_loss);
    assert_true(before.accuracy < 0.3);
    for (int i = 0; i < 60; i++)
        if (lg_trainer_step(t, &r, &err) != LG_OK)
            fail_msg("%s", err.message);
    if (lg_trainer_evaluate(t, &after, &err) != LG_OK ||
        lg_trainer_evaluate(t, &again, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_true(after.accuracy > 0.9);
    assert_true(again.accuracy == after.accuracy);
    lg_trainer_destroy(t);
    lg_tensor_file_destroy(train);
    lg_tensor_file_destroy(test);
    lg_model_destroy(model);
    lg_context_destroy(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(accuracy_rises_with_training)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
