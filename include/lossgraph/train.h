/* SPDX-License-Identifier: Apache-2.0 */
/* Training: batches, steps, evaluation, learning rate, trained weights. */
#ifndef LOSSGRAPH_TRAIN_H
#define LOSSGRAPH_TRAIN_H

#include <lossgraph/session.h>

LG_BEGIN_DECLS

/* Drives the training graphs of a model: every entry of its training_info in order, or the main
 * graph when it is a flat step graph (metadata ai.lossgraph.state). Thread-compatible. */
typedef struct lg_trainer lg_trainer;

#define LG_TRAIN_SHUFFLE   ((uint32_t)1) /* rows of every epoch in an order made from the seed */
#define LG_TRAIN_DROP_LAST ((uint32_t)2) /* no short batch at the end of an epoch */
#define LG_TRAIN_PROFILE   ((uint32_t)4) /* record one event per node */
#define LG_TRAIN_NO_INIT   ((uint32_t)8) /* do not run the initialization graphs */
/* Keep an update that makes a loss or a variable infinite or NaN; saves one copy per step. */
#define LG_TRAIN_KEEP_NONFINITE ((uint32_t)16)

/* PyTorch's names and formulas; t counts updates. */
enum {
    LG_LR_CONSTANT = 0,
    LG_LR_STEP = 1,        /* a: step_size, b: gamma */
    LG_LR_EXPONENTIAL = 2, /* b: gamma */
    LG_LR_COSINE = 3,      /* a: t_max, b: eta_min */
    LG_LR_LINEAR = 4       /* a: total_iters, b: start_factor, c: end_factor */
};

typedef struct lg_train_options {
    uint32_t struct_size, flags; /* LG_TRAIN_* */
    uint64_t seed;
    int64_t batch;              /* rows of a batch; 0: all rows */
    double learning_rate;       /* 0: as in the model */
    int32_t schedule, reserved; /* LG_LR_* */
    double schedule_a, schedule_b, schedule_c;
} lg_train_options;

#define LG_TRAIN_OPTIONS_INIT                                                                      \
    { .struct_size = (uint32_t)sizeof(lg_train_options) }

typedef struct lg_step_result {
    uint32_t struct_size;
    int32_t has_loss;
    int64_t step, epoch, rows; /* of the step that was made, from 0 */
    double loss;               /* of the batch, before its update */
    double learning_rate;      /* NaN when the model has none */
} lg_step_result;

typedef struct lg_eval_result {
    uint32_t struct_size;
    int32_t has_loss, has_accuracy;
    int32_t reserved;
    int64_t rows;
    double loss, accuracy;
} lg_eval_result;

typedef struct lg_train_info {
    uint32_t struct_size;
    uint32_t n_entries, n_state;
    int32_t has_learning_rate;
    int64_t rows, steps_per_epoch; /* 0 before there are data */
    uint64_t state_bytes, state_elements;
} lg_train_info;

/* Compiles the training graphs and runs the initialization graphs. LG_E_MODEL without training
 * information or when nothing is updated; LG_E_ARGUMENT when a learning rate is asked for and the
 * model has no variable or input `learning_rate`. */
LG_MUST_USE LG_API lg_status lg_trainer_create(lg_model *model, const lg_train_options *options,
                                               lg_trainer **out_trainer, lg_error *err);
LG_API void lg_trainer_destroy(lg_trainer *trainer);
LG_API void lg_trainer_info(const lg_trainer *trainer, lg_train_info *out);
/* Data columns by the name of an input; rows are the first axis. Further columns are ignored.
 * Borrowed until the trainer is destroyed or gets other data. */
LG_MUST_USE LG_API lg_status lg_trainer_set_data(lg_trainer *trainer, const char *const *names,
                                                 const lg_view *columns, size_t n, lg_error *err);
/* The same for evaluation. */
LG_MUST_USE LG_API lg_status lg_trainer_set_eval_data(lg_trainer *trainer, const char *const *names,
                                                      const lg_view *columns, size_t n,
                                                      lg_error *err);
/* Plans the memory of a step without making it. */
LG_MUST_USE LG_API lg_status lg_trainer_prepare(lg_trainer *trainer, lg_error *err);
/* One update on the next batch. LG_E_DATA when the loss or a variable becomes infinite or NaN: the
 * message names the first node that made it, the variables are as before the step. */
LG_MUST_USE LG_API lg_status lg_trainer_step(lg_trainer *trainer, lg_step_result *out,
                                             lg_error *err);
/* Runs the inference graph over the evaluation data: accuracy when its first output is [N,C] and
 * the data have an integer column [N]; the loss when the model is a flat step graph. */
LG_MUST_USE LG_API lg_status lg_trainer_evaluate(lg_trainer *trainer, lg_eval_result *out,
                                                 lg_error *err);
/* Bytes of the arenas of all step sessions. */
LG_API size_t lg_trainer_arena_size(const lg_trainer *trainer);
/* State variables: parameters, optimizer state, counters. */
LG_API const char *lg_trainer_state_name(const lg_trainer *trainer, uint32_t index);
LG_MUST_USE LG_API lg_status lg_trainer_get_state(const lg_trainer *trainer, uint32_t index,
                                                  lg_view *out_view, lg_error *err);
/* A copy of the model with the variables that its main graph holds. */
LG_MUST_USE LG_API lg_status lg_trainer_export(const lg_trainer *trainer, lg_model **out_model,
                                               lg_error *err);
/* Memory plan, profile or trace of the first entry's session. */
LG_MUST_USE LG_API lg_status lg_trainer_report(const lg_trainer *trainer, lg_report kind,
                                               lg_buffer *out, lg_error *err);

LG_END_DECLS
#endif
