/* SPDX-License-Identifier: Apache-2.0 */
/* From a model with training information to ready sessions: compiles every entry, lets them share
 * their variables, runs the initialization graphs, finds the learning rate. */
#include "runtime/train/trainer.h"

#include "runtime/base/num.h"
#include "runtime/io/element.h"

#include <math.h>

static const char rate_name[] = "learning_rate";

static lg_status add_entry(lg_trainer *t, const lg_compile_options *o, lg_error *err) {
    lg_train_entry *e = &t->entries[t->n_entries];
    lg_session_options so = LG_SESSION_OPTIONS_INIT;
    so.seed = t->options.seed + t->n_entries;
    so.flags = t->options.flags & LG_TRAIN_PROFILE ? LG_SESSION_PROFILE : 0;
    so.share_state = t->n_entries ? t->entries[0].session : NULL;
    LG_TRY(lg_program_compile(t->model, o, &e->program, err));
    t->n_entries++; /* from here on destroy releases it */
    return lg_session_create(e->program, &so, &e->session, err);
}

static lg_status compile_entries(lg_trainer *t, lg_error *err) {
    const lg_module *m = t->model->module;
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    lg_str pairs;
    void *room = NULL;
    uint32_t n = m->n_training ? m->n_training : 1;
    t->flat = m->n_training == 0;
    if (t->flat && !lg_metadata_find(m->extra, "ai.lossgraph.state", &pairs)) {
        lg_fail(err, LG_E_MODEL, "%s: the model has no training information",
                LG_SHOW(t->model->name));
        lg_hint(err, "it needs training_info, or metadata ai.lossgraph.state of a flat step graph");
        return LG_E_MODEL;
    }
    LG_TRY(lg_arena_array(&t->arena, n, sizeof *t->entries, &room, err));
    t->entries = room;
    o.entry = t->flat ? LG_ENTRY_MAIN : LG_ENTRY_STEP;
    for (o.training = 0; o.training < n; o.training++) {
        if (!t->flat && !m->training[o.training].algorithm)
            continue; /* only an initialization */
        lg_status st = add_entry(t, &o, err);
        if (st != LG_OK)
            return t->flat ? st : lg_wrap(err, st, "training entry %u", o.training);
    }
    if (t->n_entries == 0)
        return lg_fail(err, LG_E_MODEL, "%s: no training entry has an algorithm",
                       LG_SHOW(t->model->name));
    return LG_OK;
}

/* Every variable once, whichever entries it occurs in. */
static lg_status list_states(lg_trainer *t, lg_error *err) {
    lg_map seen = {0};
    uint32_t cap = 0, updates = 0;
    for (uint32_t e = 0; e < t->n_entries; e++) {
        const lg_program *p = t->entries[e].program;
        updates += p->n_updates;
        for (uint32_t i = 0; i < p->n_states; i++) {
            lg_view v;
            lg_train_state s = {
                .entry = e, .index = i, .name = p->graph->values[p->states[i]].name};
            if (lg_map_get(&seen, s.name) != LG_MAP_NONE)
                continue;
            LG_TRY(lg_map_put(&seen, &t->arena, s.name, t->n_states, err));
            LG_TRY(lg_session_get_state(t->entries[e].session, i, &v, err));
            LG_TRY(lg_dtype_bytes(v.dtype, v.count, &s.bytes, err));
            LG_TRY(LG_GROW(&t->arena, t->states, t->n_states, cap, err));
            t->states[t->n_states++] = s;
        }
    }
    if (updates == 0)
        return lg_fail(err, LG_E_MODEL, "%s: nothing trains: no variable is updated",
                       LG_SHOW(t->model->name));
    return LG_OK;
}

static lg_status assign(lg_trainer *t, lg_str name, const lg_view *value, lg_error *err) {
    for (uint32_t i = 0; i < t->n_states; i++)
        if (lg_str_eq(t->states[i].name, name))
            return lg_session_set_state(t->entries[t->states[i].entry].session, t->states[i].index,
                                        value, err);
    return LG_OK; /* a variable that no algorithm reads */
}

static lg_status run_init(lg_trainer *t, const lg_training *info, lg_program *program,
                          lg_error *err) {
    lg_session_options so = LG_SESSION_OPTIONS_INIT;
    lg_session *session = NULL;
    so.seed = t->options.seed;
    so.share_state = t->entries[0].session;
    LG_TRY(lg_session_create(program, &so, &session, err));
    lg_status st = lg_session_run(session, err);
    for (uint32_t i = 0; i < info->n_init && st == LG_OK; i++) {
        uint32_t k = 0;
        lg_view v;
        while (k < program->n_outputs &&
               !lg_str_eq(info->initialization->values[info->initialization->outputs[k]].name,
                          info->init[i].value))
            k++;
        if (k == program->n_outputs)
            st = lg_fail(err, LG_E_MODEL, "'%s' is no output of the initialization graph",
                         LG_SHOW(info->init[i].value));
        else if ((st = lg_session_output(session, k, &v, err)) == LG_OK)
            st = assign(t, info->init[i].key, &v, err);
    }
    lg_session_destroy(session);
    return st;
}

static lg_status initialise(lg_trainer *t, lg_error *err) {
    const lg_module *m = t->model->module;
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    o.entry = LG_ENTRY_INIT;
    for (o.training = 0; o.training < m->n_training; o.training++) {
        lg_program *program = NULL;
        if (!m->training[o.training].initialization)
            continue;
        lg_status st = lg_program_compile(t->model, &o, &program, err);
        if (st == LG_OK)
            st = run_init(t, &m->training[o.training], program, err);
        lg_program_destroy(program);
        if (st != LG_OK)
            return lg_wrap(err, st, "initialization of training entry %u", o.training);
    }
    return LG_OK;
}

static bool is_rate(lg_str name, int32_t dtype, int32_t rank, const int64_t *dims) {
    return lg_str_is(name, rate_name) && (dtype == LG_FLOAT || dtype == LG_DOUBLE) &&
           (rank == 0 || (rank == 1 && dims[0] == 1));
}

static lg_status find_rate(lg_trainer *t, lg_error *err) {
    t->base_rate = (double)NAN;
    for (uint32_t i = 0; i < t->n_states; i++) {
        lg_view v;
        LG_TRY(lg_session_get_state(t->entries[t->states[i].entry].session, t->states[i].index, &v,
                                    err));
        if (!is_rate(t->states[i].name, v.dtype, v.rank, v.dims))
            continue;
        t->has_rate = true;
        t->base_rate =
            v.dtype == LG_FLOAT ? lg_num_widen(*(const float *)v.data) : *(const double *)v.data;
    }
    for (uint32_t e = 0; e < t->n_entries; e++)
        for (uint32_t i = 0; i < lg_program_input_count(t->entries[e].program); i++) {
            lg_value_info v;
            lg_program_input(t->entries[e].program, i, &v);
            if (is_rate(lg_str_of(v.name), v.dtype, v.rank, v.dims))
                t->has_rate = true;
        }
    const lg_train_options *o = &t->options;
    if (!t->has_rate && (o->learning_rate > 0 || o->schedule != LG_LR_CONSTANT)) {
        lg_fail(err, LG_E_ARGUMENT,
                "a learning rate or schedule is given, but the model has no variable or input '%s'",
                rate_name);
        return LG_E_ARGUMENT;
    }
    if (o->learning_rate > 0)
        t->base_rate = o->learning_rate;
    if (t->has_rate && isnan(t->base_rate))
        return lg_fail(err, LG_E_ARGUMENT, "input '%s' needs a learning rate", rate_name);
    return LG_OK;
}

lg_status lg_trainer_build(lg_trainer *t, lg_error *err) {
    LG_TRY(compile_entries(t, err));
    LG_TRY(list_states(t, err));
    if (!(t->options.flags & LG_TRAIN_NO_INIT))
        LG_TRY(initialise(t, err));
    return find_rate(t, err);
}

lg_status lg_trainer_bind(const lg_trainer *t, lg_program *program, lg_session *session,
                          const lg_columns *c, lg_error *err) {
    for (uint32_t i = 0; i < lg_program_input_count(program); i++) {
        lg_value_info v;
        lg_program_input(program, i, &v);
        lg_str name = lg_str_of(v.name);
        uint32_t k = lg_columns_find(c, name);
        if (k != UINT32_MAX) {
            lg_status st = lg_session_bind_input(session, i, &c->batch[k], err);
            if (st != LG_OK)
                return lg_wrap(err, st, "data column '%s'", LG_SHOW(name));
        } else if (is_rate(name, v.dtype, v.rank, v.dims)) {
            lg_view rate = {(void *)(uintptr_t)&t->rate_f32, v.dims, 1, v.rank, v.dtype};
            if (v.dtype == LG_DOUBLE)
                rate.data = (void *)(uintptr_t)&t->rate_f64;
            LG_TRY(lg_session_bind_input(session, i, &rate, err));
        }
    }
    return LG_OK;
}
