/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluation: the inference graph with the trained variables over all evaluation rows. */
#include "runtime/train/trainer.h"

#include "runtime/io/element.h"

/* The inference graph shares its variables with the step session by name. A flat step graph is
 * evaluated without its updates. */
static lg_status open_session(lg_trainer *t, lg_error *err) {
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    lg_session_options so = LG_SESSION_OPTIONS_INIT;
    if (t->eval_session)
        return LG_OK;
    o.flags = LG_COMPILE_NO_UPDATES;
    so.seed = t->options.seed;
    so.share_state = t->entries[0].session;
    if (!t->eval_program)
        LG_TRY(lg_program_compile(t->model, &o, &t->eval_program, err));
    return lg_session_create(t->eval_program, &so, &t->eval_session, err);
}

/* First integer column [N] that is no input of the inference graph. */
static uint32_t find_labels(const lg_trainer *t) {
    for (uint32_t i = 0; i < t->eval.n; i++) {
        const lg_view *v = &t->eval.views[i];
        bool input = false;
        for (uint32_t k = 0; k < lg_program_input_count(t->eval_program); k++) {
            lg_value_info info;
            lg_program_input(t->eval_program, k, &info);
            input = input || lg_str_is(t->eval.names[i], info.name);
        }
        if (!input && v->rank == 1 && v->dtype != LG_BOOL && lg_dtype_is_integer(v->dtype))
            return i;
    }
    return UINT32_MAX;
}

/* Rows whose first maximum over axis 1 is the label. */
static int64_t count_hits(const lg_view *scores, const lg_view *labels) {
    int64_t hits = 0, classes = scores->dims[1];
    for (int64_t i = 0; i < scores->dims[0]; i++) {
        int64_t best = 0;
        for (int64_t c = 1; c < classes; c++)
            if (lg_tensor_real(scores, i * classes + c) >
                lg_tensor_real(scores, i * classes + best))
                best = c;
        hits += classes > 0 && lg_tensor_integer(labels, i) == best;
    }
    return hits;
}

lg_status lg_trainer_evaluate(lg_trainer *t, lg_eval_result *out, lg_error *err) {
    lg_eval_result r = {.struct_size = (uint32_t)sizeof r};
    if (t->eval.n == 0)
        return lg_fail(err, LG_E_ARGUMENT, "there are no evaluation data");
    LG_TRY(open_session(t, err));
    uint32_t labels = find_labels(t);
    int64_t hits = 0, batches = lg_columns_batches(&t->eval);
    double loss = 0;
    t->eval.next = 0;
    for (int64_t b = 0; b < batches; b++) {
        int64_t epoch = 0;
        lg_view v;
        LG_TRY(lg_columns_next(&t->eval, &epoch, err));
        int64_t rows = t->eval.batch[0].dims[0];
        LG_TRY(lg_trainer_bind(t, t->eval_program, t->eval_session, &t->eval, err));
        LG_TRY(lg_session_run(t->eval_session, err));
        r.rows += rows;
        if (lg_program_output_count(t->eval_program) == 0)
            continue;
        LG_TRY(lg_session_output(t->eval_session, 0, &v, err));
        bool real = !lg_dtype_is_integer(v.dtype) && lg_dtype_bits(v.dtype);
        if (real && t->flat && v.count == 1) {
            r.has_loss = 1;
            loss += lg_tensor_real(&v, 0) * (double)rows;
        }
        if (real && labels != UINT32_MAX && v.rank == 2 && v.dims[0] == rows) {
            r.has_accuracy = 1;
            hits += count_hits(&v, &t->eval.batch[labels]);
        }
    }
    r.loss = loss / (double)r.rows;
    r.accuracy = (double)hits / (double)r.rows;
    *out = r;
    return LG_OK;
}
