/* SPDX-License-Identifier: Apache-2.0 */
/* The trainer from the inside. Thread-compatible. */
#ifndef LG_TRAIN_TRAINER_H
#define LG_TRAIN_TRAINER_H

#include "runtime/exec/program.h"

#include <lossgraph/train.h>

/* Named columns whose first axis are rows, and a cursor over their batches. */
typedef struct lg_columns {
    lg_arena arena; /* names, dims, batch buffers, order */
    uint32_t n;
    lg_str *names;
    lg_view *views; /* data borrowed */
    lg_view *batch; /* the current one; dims[0] is its number of rows */
    void **buffers; /* of gathered rows, when shuffled */
    int64_t rows, batch_rows;
    int64_t *order;                  /* shuffled rows of the epoch, or NULL */
    int64_t next, epoch, epoch_made; /* first row of the next batch; epoch that `order` is for */
    uint64_t seed;
    bool shuffle, drop_last;
} lg_columns;

void lg_columns_init(lg_columns *c, lg_allocator allocator);
void lg_columns_reset(lg_columns *c);
/* Copies names and dims. `batch` 0: all rows. */
LG_MUST_USE lg_status lg_columns_set(lg_columns *c, const char *const *names,
                                     const lg_view *columns, size_t n, int64_t batch, bool shuffle,
                                     bool drop_last, uint64_t seed, lg_error *err);
/* Makes c->batch the next one and gives its epoch. */
LG_MUST_USE lg_status lg_columns_next(lg_columns *c, int64_t *out_epoch, lg_error *err);
int64_t lg_columns_batches(const lg_columns *c); /* of an epoch */
uint32_t lg_columns_find(const lg_columns *c, lg_str name);

/* Learning rate of update t. */
double lg_lr_at(const lg_train_options *o, double base, int64_t t);

typedef struct lg_train_entry {
    lg_program *program;
    lg_session *session;
} lg_train_entry;

/* A state variable: of which session, at which position. */
typedef struct lg_train_state {
    uint32_t entry, index;
    lg_str name;
    void *saved; /* value before the step */
    size_t bytes;
} lg_train_state;

struct lg_trainer {
    lg_context *context;
    lg_model *model;
    lg_train_options options;
    lg_arena arena;
    lg_train_entry *entries;
    uint32_t n_entries;
    bool flat;
    lg_train_state *states;
    uint32_t n_states;
    lg_program *eval_program;
    lg_session *eval_session;
    lg_columns data, eval;
    int64_t step;
    bool has_rate;
    double base_rate;
    float rate_f32; /* bound to inputs named learning_rate */
    double rate_f64;
};

/* Compiles and initialises (training_info.c). */
LG_MUST_USE lg_status lg_trainer_build(lg_trainer *t, lg_error *err);
/* Binds columns to the inputs of a session; what is missing is LG_E_ARGUMENT with the names. */
LG_MUST_USE lg_status lg_trainer_bind(const lg_trainer *t, lg_program *program, lg_session *session,
                                      const lg_columns *c, lg_error *err);

#endif
