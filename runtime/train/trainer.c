/* SPDX-License-Identifier: Apache-2.0 */
/* Steps. The variables are saved before every step, so that a step whose loss or result is not
 * finite leaves no trace. */
#include "runtime/train/trainer.h"

#include "runtime/base/num.h"
#include "runtime/io/element.h"

#include <math.h>

static lg_status check_options(const lg_train_options *o, lg_error *err) {
    bool ok = o->batch >= 0 && o->learning_rate >= 0 && isfinite(o->learning_rate) &&
              o->schedule >= LG_LR_CONSTANT && o->schedule <= LG_LR_LINEAR &&
              isfinite(o->schedule_a) && isfinite(o->schedule_b) && isfinite(o->schedule_c);
    if (ok &&
        (o->schedule == LG_LR_STEP || o->schedule == LG_LR_COSINE || o->schedule == LG_LR_LINEAR))
        ok = o->schedule_a >= 1;
    return ok ? LG_OK : lg_fail(err, LG_E_ARGUMENT, "lg_train_options: a field is out of range");
}

lg_status lg_trainer_create(lg_model *model, const lg_train_options *options,
                            lg_trainer **out_trainer, lg_error *err) {
    lg_train_options o;
    void *room = NULL;
    LG_TRY(lg_options_copy(&o, sizeof o, options, "lg_train_options", err));
    LG_TRY(check_options(&o, err));
    lg_allocator a = model->context->allocator;
    LG_TRY(lg_alloc_zero(&a, sizeof(lg_trainer), &room, err));
    lg_trainer *t = room;
    t->options = o;
    t->model = model;
    t->context = model->context;
    lg_model_retain(model);
    lg_context_retain(t->context);
    lg_arena_init(&t->arena, a, 0);
    lg_columns_init(&t->data, a);
    lg_columns_init(&t->eval, a);
    lg_status st = lg_trainer_build(t, err);
    for (uint32_t i = 0; i < t->n_states && st == LG_OK; i++)
        if (!(o.flags & LG_TRAIN_KEEP_NONFINITE))
            st = lg_arena_alloc_data(&t->arena, t->states[i].bytes, &t->states[i].saved, err);
    if (st != LG_OK) {
        lg_trainer_destroy(t);
        return st;
    }
    *out_trainer = t;
    return LG_OK;
}

void lg_trainer_destroy(lg_trainer *t) {
    if (!t)
        return;
    lg_session_destroy(t->eval_session);
    lg_program_destroy(t->eval_program);
    for (uint32_t i = t->n_entries; i-- > 0;) { /* the first one's variables are shared */
        lg_session_destroy(t->entries[i].session);
        lg_program_destroy(t->entries[i].program);
    }
    lg_columns_reset(&t->data);
    lg_columns_reset(&t->eval);
    lg_arena_reset(&t->arena);
    lg_context *context = t->context;
    lg_allocator a = context->allocator;
    lg_model_destroy(t->model);
    lg_free(&a, t, sizeof *t);
    lg_context_destroy(context);
}

void lg_trainer_info(const lg_trainer *t, lg_train_info *out) {
    *out = (lg_train_info){.struct_size = (uint32_t)sizeof *out,
                           .n_entries = t->n_entries,
                           .n_state = t->n_states,
                           .has_learning_rate = t->has_rate,
                           .rows = t->data.n ? t->data.rows : 0,
                           .steps_per_epoch = lg_columns_batches(&t->data)};
    for (uint32_t i = 0; i < t->n_states; i++) {
        lg_view v;
        out->state_bytes += t->states[i].bytes;
        if (lg_trainer_get_state(t, i, &v, NULL) == LG_OK)
            out->state_elements += (uint64_t)v.count;
    }
}

/* Inputs that no column gives, all in one message. */
static lg_status check_inputs(const lg_trainer *t, const lg_columns *c, lg_error *err) {
    char list[256] = "";
    size_t used = 0;
    for (uint32_t e = 0; e < t->n_entries; e++) {
        lg_program *p = t->entries[e].program;
        for (uint32_t i = 0; i < lg_program_input_count(p); i++) {
            lg_value_info v;
            lg_program_input(p, i, &v);
            lg_str name = lg_str_of(v.name);
            const char *shown = LG_SHOW(name);
            size_t n = strlen(shown);
            if (lg_columns_find(c, name) != UINT32_MAX || lg_str_is(name, "learning_rate") ||
                used + n + 4 > sizeof list)
                continue;
            list[used++] = ' ';
            memcpy(list + used, shown, n + 1);
            used += n;
        }
    }
    if (!used)
        return LG_OK;
    lg_fail(err, LG_E_ARGUMENT, "the data have no column for:%s", list);
    used = 0;
    for (uint32_t i = 0; i < c->n && used < 200; i++) {
        const char *shown = LG_SHOW(c->names[i]);
        size_t n = strlen(shown);
        if (used + n + 2 > sizeof list)
            break;
        list[used++] = ' ';
        memcpy(list + used, shown, n + 1);
        used += n;
    }
    lg_hint(err, "they have:%s", used ? list : " none");
    return LG_E_ARGUMENT;
}

lg_status lg_trainer_set_data(lg_trainer *t, const char *const *names, const lg_view *columns,
                              size_t n, lg_error *err) {
    const lg_train_options *o = &t->options;
    lg_status st =
        lg_columns_set(&t->data, names, columns, n, o->batch, o->flags & LG_TRAIN_SHUFFLE,
                       o->flags & LG_TRAIN_DROP_LAST, o->seed, err);
    if (st == LG_OK)
        st = check_inputs(t, &t->data, err);
    if (st != LG_OK)
        lg_columns_reset(&t->data);
    return st;
}

lg_status lg_trainer_set_eval_data(lg_trainer *t, const char *const *names, const lg_view *columns,
                                   size_t n, lg_error *err) {
    lg_status st =
        lg_columns_set(&t->eval, names, columns, n, t->options.batch, false, false, 0, err);
    if (st != LG_OK)
        lg_columns_reset(&t->eval);
    return st;
}

lg_status lg_trainer_prepare(lg_trainer *t, lg_error *err) {
    int64_t epoch = 0, next = t->data.next, at = t->data.epoch;
    LG_TRY(lg_columns_next(&t->data, &epoch, err));
    t->data.next = next; /* the batch is still to come */
    t->data.epoch = at;
    for (uint32_t e = 0; e < t->n_entries; e++) {
        LG_TRY(lg_trainer_bind(t, t->entries[e].program, t->entries[e].session, &t->data, err));
        LG_TRY(lg_session_prepare(t->entries[e].session, err));
    }
    return LG_OK;
}

/* ---- variables ---- */

lg_status lg_trainer_get_state(const lg_trainer *t, uint32_t index, lg_view *out_view,
                               lg_error *err) {
    if (index >= t->n_states)
        return lg_fail(err, LG_E_ARGUMENT, "state variable %u of %u", index, t->n_states);
    const lg_train_state *s = &t->states[index];
    return lg_session_get_state(t->entries[s->entry].session, s->index, out_view, err);
}

const char *lg_trainer_state_name(const lg_trainer *t, uint32_t index) {
    if (index >= t->n_states)
        return NULL;
    lg_value_info v;
    lg_program_state(t->entries[t->states[index].entry].program, t->states[index].index, &v);
    return v.name;
}

static lg_status save(lg_trainer *t, lg_error *err) {
    for (uint32_t i = 0; i < t->n_states; i++) {
        lg_view v;
        if (!t->states[i].saved)
            return LG_OK;
        LG_TRY(lg_trainer_get_state(t, i, &v, err));
        if (t->states[i].bytes)
            memcpy(t->states[i].saved, v.data, t->states[i].bytes);
    }
    return LG_OK;
}

static lg_status restore(lg_trainer *t, lg_error *err) {
    for (uint32_t i = 0; i < t->n_states; i++) {
        lg_view v;
        if (!t->states[i].saved)
            return LG_OK;
        LG_TRY(lg_trainer_get_state(t, i, &v, err));
        v.data = t->states[i].saved;
        LG_TRY(lg_session_set_state(t->entries[t->states[i].entry].session, t->states[i].index, &v,
                                    err));
    }
    return LG_OK;
}

static bool all_finite(const lg_view *v) {
    if (v->dtype == LG_FLOAT) {
        const float *p = v->data;
        float sum = 0; /* 0 * x is NaN exactly for what is not finite */
        for (int64_t i = 0; i < v->count; i++)
            sum += p[i] * 0.0f;
        return !isnan(sum);
    }
    if (lg_dtype_is_integer(v->dtype) || lg_dtype_bits(v->dtype) == 0)
        return true;
    for (int64_t i = 0; i < v->count; i++)
        if (!isfinite(lg_tensor_real(v, i)))
            return false;
    return true;
}

/* Runs the step again on the old variables and stops at the first node that makes NaN or infinity:
 * its message says where. */
static void name_culprit(lg_trainer *t, lg_error *err) {
    lg_error found = LG_ERROR_INIT;
    for (uint32_t e = 0; e < t->n_entries && found.status == LG_OK; e++) {
        lg_session_options so = LG_SESSION_OPTIONS_INIT;
        lg_session *session = NULL;
        so.flags = LG_SESSION_NAN_CHECK;
        so.seed = t->options.seed + e;
        so.share_state = t->entries[e].session;
        if (lg_session_create(t->entries[e].program, &so, &session, NULL) != LG_OK)
            return;
        if (lg_trainer_bind(t, t->entries[e].program, session, &t->data, NULL) == LG_OK &&
            lg_session_run(session, &found) == LG_OK)
            found.status = LG_OK;
        lg_session_destroy(session);
    }
    if (found.status == LG_E_DATA)
        lg_hint(err, "%.300s", found.message);
}

static lg_status set_rate(lg_trainer *t, double rate, lg_error *err) {
    t->rate_f64 = rate;
    t->rate_f32 = (float)rate;
    for (uint32_t i = 0; i < t->n_states; i++) {
        lg_view v;
        if (!lg_str_is(t->states[i].name, "learning_rate"))
            continue;
        LG_TRY(lg_trainer_get_state(t, i, &v, err));
        v.data = v.dtype == LG_FLOAT ? (void *)&t->rate_f32 : (void *)&t->rate_f64;
        LG_TRY(lg_session_set_state(t->entries[t->states[i].entry].session, t->states[i].index, &v,
                                    err));
    }
    return LG_OK;
}

/* The first output that no binding uses, when it is one real number. */
static lg_status read_loss(const lg_trainer *t, lg_step_result *out, lg_error *err) {
    for (uint32_t e = 0; e < t->n_entries && !out->has_loss; e++) {
        lg_view v;
        if (lg_program_output_count(t->entries[e].program) == 0)
            continue;
        LG_TRY(lg_session_output(t->entries[e].session, 0, &v, err));
        if (v.count != 1 || lg_dtype_is_integer(v.dtype) || lg_dtype_bits(v.dtype) == 0)
            continue;
        out->has_loss = 1;
        out->loss = v.dtype == LG_DOUBLE ? *(const double *)v.data
                                         : lg_num_widen((float)lg_tensor_real(&v, 0));
    }
    return LG_OK;
}

/* LG_E_DATA when the step has to be undone. */
static lg_status judge(lg_trainer *t, const lg_step_result *r, lg_error *err) {
    bool changed = false;
    if (t->options.flags & LG_TRAIN_KEEP_NONFINITE)
        return LG_OK;
    if (r->has_loss && !isfinite(r->loss))
        return lg_fail(err, LG_E_DATA, "step %lld: the loss is %s; the step was undone",
                       (long long)t->step, isnan(r->loss) ? "NaN" : "infinite");
    for (uint32_t i = 0; i < t->n_states; i++) {
        lg_view v;
        LG_TRY(lg_trainer_get_state(t, i, &v, err));
        if (!all_finite(&v))
            return lg_fail(err, LG_E_DATA,
                           "step %lld: variable '%s' got values that are infinite or NaN; the step "
                           "was undone",
                           (long long)t->step, LG_SHOW(t->states[i].name));
        changed = changed || (t->step == 0 && t->states[i].bytes &&
                              memcmp(v.data, t->states[i].saved, t->states[i].bytes) != 0);
    }
    if (t->step == 0 && !changed)
        return lg_fail(err, LG_E_MODEL, "the first step changed no variable: nothing trains");
    return LG_OK;
}

lg_status lg_trainer_step(lg_trainer *t, lg_step_result *out, lg_error *err) {
    lg_step_result r = {.struct_size = (uint32_t)sizeof r, .step = t->step};
    LG_TRY(lg_columns_next(&t->data, &r.epoch, err));
    r.rows = t->data.batch[0].dims[0];
    r.learning_rate = (double)NAN;
    if (t->has_rate) {
        r.learning_rate = lg_lr_at(&t->options, t->base_rate, t->step);
        LG_TRY(set_rate(t, r.learning_rate, err));
    }
    LG_TRY(save(t, err));
    lg_status st = LG_OK;
    for (uint32_t e = 0; e < t->n_entries && st == LG_OK; e++) {
        st = lg_trainer_bind(t, t->entries[e].program, t->entries[e].session, &t->data, err);
        if (st == LG_OK)
            st = lg_session_run(t->entries[e].session, err);
    }
    if (st == LG_OK)
        st = read_loss(t, &r, err);
    if (st == LG_OK && (st = judge(t, &r, err)) == LG_E_DATA) {
        LG_TRY(restore(t, err));
        name_culprit(t, err);
    }
    if (st != LG_OK) {
        (void)restore(t, NULL);
        return st;
    }
    t->step++;
    *out = r;
    return LG_OK;
}

size_t lg_trainer_arena_size(const lg_trainer *t) {
    size_t sum = 0;
    for (uint32_t e = 0; e < t->n_entries; e++)
        sum += lg_session_arena_size(t->entries[e].session);
    return sum;
}

lg_status lg_trainer_report(const lg_trainer *t, lg_report kind, lg_buffer *out, lg_error *err) {
    return lg_session_report(t->entries[0].session, kind, out, err);
}

/* ---- trained weights ---- */

lg_status lg_trainer_export(const lg_trainer *t, lg_model **out_model, lg_error *err) {
    const lg_graph *main_graph = t->model->module->main;
    const lg_allocator *a = &t->context->allocator;
    void *names = NULL, *views = NULL;
    size_t n = 0;
    lg_status st = lg_alloc_array(a, t->n_states, sizeof(lg_str), &names, err);
    if (st == LG_OK)
        st = lg_alloc_array(a, t->n_states, sizeof(lg_view), &views, err);
    for (uint32_t i = 0; i < t->n_states && st == LG_OK; i++) {
        lg_id id = lg_graph_find(main_graph, t->states[i].name);
        if (id == LG_NO_ID || !(main_graph->values[id].flags & LG_VALUE_INIT))
            continue; /* optimizer state of an algorithm */
        ((lg_str *)names)[n] = t->states[i].name;
        st = lg_trainer_get_state(t, i, &((lg_view *)views)[n], err);
        n++;
    }
    if (st == LG_OK)
        st = lg_model_with_weights(t->model, names, views, n, out_model, err);
    lg_free(a, names, t->n_states * sizeof(lg_str));
    lg_free(a, views, t->n_states * sizeof(lg_view));
    return st;
}
