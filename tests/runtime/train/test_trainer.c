/* SPDX-License-Identifier: Apache-2.0 */
/* Steps of a flat graph whose one operator descends on (w x - t)^2. */
#include "tests/support/support.h"

#include <lossgraph/train.h>

#include <math.h>
#include <stdbool.h>

static lg_status descend_infer(lg_infer *ctx) {
    for (uint32_t i = 0; i < ctx->n_out; i++) {
        ctx->out[i].dtype = LG_FLOAT;
        ctx->out[i].rank = 0;
    }
    return LG_OK;
}

static lg_status descend_run(lg_exec *ctx) {
    const float *x = ctx->in[0].data, *t = ctx->in[1].data;
    float w = *(const float *)ctx->in[2].data, rate = *(const float *)ctx->in[3].data;
    double loss = 0, slope = 0;
    for (int64_t i = 0; i < ctx->in[0].count; i++) {
        double d = (double)w * (double)x[i] - (double)t[i];
        loss += d * d / (double)ctx->in[0].count;
        slope += 2 * d * (double)x[i] / (double)ctx->in[0].count;
    }
    if (ctx->out[0].data)
        *(float *)ctx->out[0].data = (float)loss;
    if (ctx->out[1].data)
        *(float *)ctx->out[1].data = (float)((double)w - (double)rate * slope);
    return LG_OK;
}

static const lg_arg_desc in[] = {{.name = "x", .dtypes = LG_BIT(LG_FLOAT)},
                                 {.name = "t", .dtypes = LG_BIT(LG_FLOAT)},
                                 {.name = "w", .dtypes = LG_BIT(LG_FLOAT)},
                                 {.name = "rate", .dtypes = LG_BIT(LG_FLOAT)}};
static const lg_arg_desc out[] = {{.name = "loss", .dtypes = LG_BIT(LG_FLOAT)},
                                  {.name = "next", .dtypes = LG_BIT(LG_FLOAT)}};
static const lg_op_desc ops[] = {{.domain = "test",
                                  .name = "Descend",
                                  .doc = "one step of gradient descent",
                                  .since_version = 1,
                                  .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY,
                                  .inputs = in,
                                  .n_inputs = 4,
                                  .outputs = out,
                                  .n_outputs = 2,
                                  .infer = descend_infer,
                                  .run = descend_run}};
LG_FAMILY_DEFINE(descend, ops);

static const char step_graph[] =
    "<ir_version: 9, opset_import: [\"\" : 20, \"test\" : 1],\n"
    " metadata_props: [\"ai.lossgraph.state\": \"w=w_next\"]>\n"
    "main (float[N] x, float[N] t, float w = {1}, float learning_rate = {0.25})\n"
    "  => (float loss, float w_next)\n"
    "{ loss, w_next = test.Descend (x, t, w, learning_rate) }\n";

typedef struct fixture {
    lg_context *context;
    lg_model *model;
} fixture;

static fixture start(void **state, const char *graph) {
    fixture f = {0};
    lg_error err = LG_ERROR_INIT;
    lg_registry *registry = NULL;
    lg_allocator a = lg_test_allocator(state);
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    assert_int_equal(lg_registry_create(&a, &registry, NULL), LG_OK);
    assert_int_equal(lg_registry_add(registry, &lg_family_descend, NULL), LG_OK);
    o.allocator = &a;
    o.registry = registry;
    o.n_threads = 1;
    assert_int_equal(lg_context_create(&o, &f.context, &err), LG_OK);
    lg_registry_destroy(registry);
    if (lg_model_load(f.context, graph, strlen(graph), NULL, &f.model, &err) != LG_OK)
        fail_msg("%s", err.message);
    return f;
}

static void stop(fixture *f) {
    lg_model_destroy(f->model);
    lg_context_destroy(f->context);
}

static const int64_t four[] = {4};
static const char *const names[] = {"x", "t", "more"};
static float x[] = {1, 1, 1, 1}, t[] = {3, 3, 3, 3};

static lg_status give(lg_trainer *trainer, lg_error *err) {
    const lg_view columns[] = {
        {x, four, 4, 1, LG_FLOAT}, {t, four, 4, 1, LG_FLOAT}, {x, four, 4, 1, LG_FLOAT}};
    return lg_trainer_set_data(trainer, names, columns, 3, err);
}

static float weight(const lg_trainer *trainer) {
    for (uint32_t i = 0; lg_trainer_state_name(trainer, i); i++) {
        lg_view v;
        if (strcmp(lg_trainer_state_name(trainer, i), "w") == 0) {
            assert_int_equal(lg_trainer_get_state(trainer, i, &v, NULL), LG_OK);
            return *(float *)v.data;
        }
    }
    fail_msg("no variable w");
    return 0;
}

static void steps_change_variables(void **state) {
    fixture f = start(state, step_graph);
    lg_error err = LG_ERROR_INIT;
    lg_trainer *trainer = NULL;
    lg_step_result r;
    lg_train_info info;
    lg_train_options o = LG_TRAIN_OPTIONS_INIT;
    o.batch = 3;
    if (lg_trainer_create(f.model, &o, &trainer, &err) != LG_OK)
        fail_msg("%s", err.message);
    if (give(trainer, &err) != LG_OK)
        fail_msg("%s", err.message);
    lg_trainer_info(trainer, &info);
    assert_int_equal(info.steps_per_epoch, 2);
    assert_true(info.has_learning_rate);
    /* w: 1 -> 1 - 0.25 * 2 * (1 - 3) = 2 -> 2.5 -> 2.75, rate 0.25 as in the model */
    static const double losses[] = {4, 1, 0.25};
    static const float weights[] = {2, 2.5f, 2.75f};
    static const int64_t rows[] = {3, 1, 3}, epochs[] = {0, 0, 1};
    for (int i = 0; i < 3; i++) {
        if (lg_trainer_step(trainer, &r, &err) != LG_OK)
            fail_msg("%s", err.message);
        assert_int_equal(r.step, i);
        assert_int_equal(r.rows, rows[i]);
        assert_int_equal(r.epoch, epochs[i]);
        assert_true(r.has_loss && r.loss == losses[i]);
        assert_true(r.learning_rate == 0.25);
        assert_true(weight(trainer) == weights[i]);
    }
    /* The export has the new weight, the model itself keeps the old one. */
    lg_model *trained = NULL;
    lg_value_info v;
    if (lg_trainer_export(trainer, &trained, &err) != LG_OK)
        fail_msg("%s", err.message);
    for (int k = 0; k < 2; k++) {
        const lg_graph *graph = lg_model_graph(k ? trained : f.model);
        bool found = false;
        for (uint32_t i = 0; i < lg_graph_value_count(graph); i++) {
            lg_graph_value_get(graph, i, &v);
            if (strcmp(v.name, "w") != 0)
                continue;
            found = true;
            assert_true(*(float *)v.data.data == (k ? 2.75f : 1.0f));
        }
        assert_true(found);
    }
    lg_model_destroy(trained);
    lg_trainer_destroy(trainer);
    stop(&f);
}

static void schedules_the_learning_rate(void **state) {
    fixture f = start(state, step_graph);
    lg_trainer *trainer = NULL;
    lg_step_result r;
    lg_train_options o = LG_TRAIN_OPTIONS_INIT;
    o.learning_rate = 0.5;
    o.schedule = LG_LR_EXPONENTIAL;
    o.schedule_b = 0.5;
    assert_int_equal(lg_trainer_create(f.model, &o, &trainer, NULL), LG_OK);
    assert_int_equal(give(trainer, NULL), LG_OK);
    assert_int_equal(lg_trainer_step(trainer, &r, NULL), LG_OK);
    assert_true(r.learning_rate == 0.5 && weight(trainer) == 3);
    t[0] = t[1] = t[2] = t[3] = 5;
    assert_int_equal(lg_trainer_step(trainer, &r, NULL), LG_OK);
    assert_true(r.learning_rate == 0.25 && weight(trainer) == 4); /* 3 - 0.25 * 2 * (3 - 5) */
    t[0] = t[1] = t[2] = t[3] = 3;
    lg_trainer_destroy(trainer);
    stop(&f);
}

static void undoes_a_step_that_is_not_finite(void **state) {
    fixture f = start(state, step_graph);
    lg_error err = LG_ERROR_INIT;
    lg_trainer *trainer = NULL;
    lg_step_result r;
    lg_train_options o = LG_TRAIN_OPTIONS_INIT;
    assert_int_equal(lg_trainer_create(f.model, &o, &trainer, NULL), LG_OK);
    assert_int_equal(give(trainer, NULL), LG_OK);
    assert_int_equal(lg_trainer_step(trainer, &r, NULL), LG_OK);
    t[2] = NAN;
    assert_int_equal(lg_trainer_step(trainer, &r, &err), LG_E_DATA);
    assert_non_null(strstr(err.message, "NaN"));
    assert_true(weight(trainer) == 2);
    t[2] = 1e30f; /* the square overflows: the loss is infinite, the node is named */
    assert_int_equal(lg_trainer_step(trainer, &r, &err), LG_E_DATA);
    assert_non_null(strstr(err.message, "infinite"));
    assert_non_null(strstr(err.message, "Descend"));
    assert_true(weight(trainer) == 2);
    t[2] = 3;
    assert_int_equal(lg_trainer_step(trainer, &r, NULL), LG_OK);
    assert_int_equal(r.step, 1); /* undone steps do not count */
    lg_trainer_destroy(trainer);
    o.flags = LG_TRAIN_KEEP_NONFINITE;
    assert_int_equal(lg_trainer_create(f.model, &o, &trainer, NULL), LG_OK);
    t[2] = NAN;
    assert_int_equal(give(trainer, NULL), LG_OK);
    assert_int_equal(lg_trainer_step(trainer, &r, NULL), LG_OK);
    assert_true(isnan(r.loss) && isnan(weight(trainer)));
    t[2] = 3;
    lg_trainer_destroy(trainer);
    stop(&f);
}

static void evaluates_without_updating(void **state) {
    fixture f = start(state, step_graph);
    lg_trainer *trainer = NULL;
    lg_eval_result r;
    lg_train_options o = LG_TRAIN_OPTIONS_INIT;
    lg_error err = LG_ERROR_INIT;
    float tt[] = {3, 3, 1, 1};
    const lg_view columns[] = {{x, four, 4, 1, LG_FLOAT}, {tt, four, 4, 1, LG_FLOAT}};
    o.batch = 3; /* batches of 3 and 1 rows weigh by their rows */
    assert_int_equal(lg_trainer_create(f.model, &o, &trainer, NULL), LG_OK);
    assert_int_equal(lg_trainer_evaluate(trainer, &r, NULL), LG_E_ARGUMENT);
    assert_int_equal(lg_trainer_set_eval_data(trainer, names, columns, 2, NULL), LG_OK);
    for (int i = 0; i < 2; i++) {
        if (lg_trainer_evaluate(trainer, &r, &err) != LG_OK)
            fail_msg("%s", err.message);
        assert_int_equal(r.rows, 4);
        assert_true(r.has_loss && !r.has_accuracy && fabs(r.loss - 2) < 1e-6);
        assert_true(weight(trainer) == 1);
    }
    lg_trainer_destroy(trainer);
    stop(&f);
}

static void explains_what_cannot_train(void **state) {
    lg_error err = LG_ERROR_INIT;
    lg_trainer *trainer = NULL;
    fixture f = start(state, "<ir_version: 9, opset_import: [\"\" : 20]>\n"
                             "main (float[N] x) => (float[N] y) { y = Relu (x) }\n");
    assert_int_equal(lg_trainer_create(f.model, NULL, &trainer, &err), LG_E_MODEL);
    assert_non_null(strstr(err.message, "no training information"));
    stop(&f);
    f = start(state, step_graph);
    lg_train_options o = LG_TRAIN_OPTIONS_INIT;
    o.schedule = 99;
    assert_int_equal(lg_trainer_create(f.model, &o, &trainer, NULL), LG_E_ARGUMENT);
    assert_int_equal(lg_trainer_create(f.model, NULL, &trainer, NULL), LG_OK);
    const lg_view one = {x, four, 4, 1, LG_FLOAT};
    lg_step_result r;
    assert_int_equal(lg_trainer_step(trainer, &r, NULL), LG_E_ARGUMENT);
    assert_int_equal(lg_trainer_set_data(trainer, names, &one, 1, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "column for: t"));
    static float still[] = {1, 1, 1, 1}; /* w is 1 already: the first step changes nothing */
    const lg_view same[] = {one, {still, four, 4, 1, LG_FLOAT}};
    assert_int_equal(lg_trainer_set_data(trainer, names, same, 2, NULL), LG_OK);
    assert_int_equal(lg_trainer_step(trainer, &r, &err), LG_E_MODEL);
    assert_non_null(strstr(err.message, "nothing trains"));
    lg_trainer_destroy(trainer);
    stop(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(steps_change_variables),           lg_test(schedules_the_learning_rate),
        lg_test(undoes_a_step_that_is_not_finite), lg_test(evaluates_without_updating),
        lg_test(explains_what_cannot_train),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
