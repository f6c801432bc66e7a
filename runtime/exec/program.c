/* SPDX-License-Identifier: Apache-2.0 */
/* lg_program: a model compiled to one bound, scheduled graph. */
#include "runtime/exec/program.h"

#include "runtime/passes/pass.h"

#include <string.h>

/* What passes ask of the program that is being made. */
static lg_status poll(void *self, lg_error *err) {
    const lg_program *p = self;
    return lg_context_poll(p->context, p->deadline, err);
}

static void warn(void *self, const char *message) {
    const lg_program *p = self;
    lg_log(p->context, LG_LOG_WARNING, "%s: %s", LG_SHOW(p->model->name), message);
}

/* After rewriting: outputs and new values of variables are where the graph lists them now, and a
 * constant that an operator writes becomes a variable. */
static lg_status settle(lg_program *p, lg_error *err) {
    lg_graph *g = p->graph;
    void *memory = NULL;
    p->n_outputs = g->n_outputs - p->n_updates;
    LG_TRY(lg_arena_copy(&p->arena, g->outputs, p->n_outputs * sizeof(lg_id), &memory, err));
    p->outputs = memory;
    for (uint32_t u = 0; u < p->n_updates; u++)
        p->updates[u].value = g->outputs[p->n_outputs + u];
    for (uint32_t t = 0; t < g->n_order; t++) {
        const lg_node *node = &g->nodes[g->order[t]];
        for (uint32_t i = 0; node->desc && i < node->n_in; i++) {
            const lg_arg_desc *arg = lg_arg_of(node->desc->inputs, node->desc->n_inputs, i);
            if (!arg || !(arg->flags & LG_ARG_MUTATED) || node->in[i] == LG_NO_ID)
                continue;
            lg_value *v = &g->values[node->in[i]];
            if (v->data)
                v->flags = (v->flags & ~(uint32_t)LG_VALUE_CONST) | LG_VALUE_STATE;
            if (v->flags & LG_VALUE_CAPTURE)
                return lg_node_wrap(
                    g, g->order[t],
                    lg_fail(err, LG_E_UNSUPPORTED, "writes a value of the enclosing graph"), err);
        }
    }
    return LG_OK;
}

static lg_status list_values(lg_program *p, bool all, lg_error *err) {
    lg_graph *g = p->graph;
    uint32_t cap = 0, cap_states = 0;
    for (uint32_t i = 0; i < g->n_inputs; i++) {
        lg_id v = g->inputs[i];
        if (g->values[v].data || !(all || p->code->wanted[v]))
            continue;
        LG_TRY(LG_GROW(&p->arena, p->inputs, p->n_inputs, cap, err));
        p->inputs[p->n_inputs++] = v;
    }
    for (lg_id v = 0; v < g->n_values; v++) {
        if (!(g->values[v].flags & LG_VALUE_STATE) || !g->values[v].data)
            continue;
        LG_TRY(LG_GROW(&p->arena, p->states, p->n_states, cap_states, err));
        p->states[p->n_states++] = v;
    }
    void *memory = NULL;
    LG_TRY(lg_arena_array(&p->arena, g->n_values, sizeof(uint32_t), &memory, err));
    p->state_of = memory;
    LG_TRY(lg_arena_array(&p->arena, g->n_values, sizeof(uint32_t), &memory, err));
    p->output_of = memory;
    for (lg_id v = 0; v < g->n_values; v++)
        p->state_of[v] = p->output_of[v] = LG_NO_ID;
    for (uint32_t i = 0; i < p->n_states; i++)
        p->state_of[p->states[i]] = i;
    for (uint32_t i = p->n_outputs; i-- > 0;)
        p->output_of[p->outputs[i]] = i;
    return LG_OK;
}

static lg_status compile(lg_program *p, const lg_compile_options *o, lg_error *err) {
    LG_TRY(lg_module_clone(p->model->module, &p->arena, &p->module, err));
    LG_TRY(lg_entry_build(p, o, err));
    lg_pass_env env = {.registry = p->context->registry,
                       .limits = p->context->limits,
                       .flags = p->flags,
                       .self = p,
                       .eval = lg_eval_node,
                       .poll = poll,
                       .warn = warn};
    p->deadline = lg_context_deadline(p->context);
    LG_TRY(lg_passes_run(&env, p->module, p->graph, err));
    LG_TRY(settle(p, err));
    LG_TRY(lg_code_build(p, p->graph, &p->code, err));
    return list_values(p, o->entry == LG_ENTRY_MAIN && !o->n_outputs, err);
}

lg_status lg_program_compile(lg_model *model, const lg_compile_options *options,
                             lg_program **out_program, lg_error *err) {
    lg_compile_options o;
    LG_TRY(lg_options_copy(&o, sizeof o, options, "LG_COMPILE_OPTIONS", err));
    if (!model || !out_program)
        return lg_fail(err, LG_E_ARGUMENT, "lg_program_compile: model and out_program are needed");
    lg_context *context = model->context;
    void *memory = NULL;
    LG_TRY(lg_alloc_zero(&context->allocator, sizeof(lg_program), &memory, err));
    lg_program *p = memory;
    lg_status st = lg_mutex_init(&p->mutex, err);
    if (st != LG_OK) {
        lg_free(&context->allocator, p, sizeof *p);
        return st;
    }
    atomic_init(&p->refs, 1);
    p->context = context;
    p->model = model;
    p->flags = o.flags;
    lg_context_retain(context);
    lg_model_retain(model);
    lg_arena_init(&p->arena, context->allocator, 0);
    st = compile(p, &o, err);
    if (st != LG_OK) {
        st = lg_wrap(err, st, "%s", LG_SHOW(model->name));
        lg_program_destroy(p);
        return st;
    }
    lg_log(context, LG_LOG_INFO, "%s: %u steps, %u inputs, %u outputs, %u state variables",
           LG_SHOW(model->name), p->code->n_steps, p->n_inputs, p->n_outputs, p->n_states);
    *out_program = p;
    return LG_OK;
}

void lg_program_retain(lg_program *program) {
    atomic_fetch_add_explicit(&program->refs, 1, memory_order_relaxed);
}

void lg_program_destroy(lg_program *program) {
    if (!program || atomic_fetch_sub_explicit(&program->refs, 1, memory_order_acq_rel) != 1)
        return;
    lg_context *context = program->context;
    lg_program_free_packed(program);
    lg_mutex_reset(&program->mutex);
    lg_arena_reset(&program->arena);
    lg_model_destroy(program->model);
    lg_free(&context->allocator, program, sizeof *program);
    lg_context_destroy(context);
}

uint32_t lg_program_input_count(const lg_program *program) {
    return program->n_inputs;
}

uint32_t lg_program_output_count(const lg_program *program) {
    return program->n_outputs;
}

uint32_t lg_program_state_count(const lg_program *program) {
    return program->n_states;
}

static void describe(const lg_program *p, const lg_id *ids, uint32_t n, uint32_t index,
                     lg_value_info *out) {
    *out = (lg_value_info){.name = "", .rank = -1};
    if (index < n)
        lg_value_describe(p->graph, ids[index], out);
}

void lg_program_input(const lg_program *program, uint32_t index, lg_value_info *out) {
    describe(program, program->inputs, program->n_inputs, index, out);
}

void lg_program_output(const lg_program *program, uint32_t index, lg_value_info *out) {
    describe(program, program->outputs, program->n_outputs, index, out);
}

void lg_program_state(const lg_program *program, uint32_t index, lg_value_info *out) {
    describe(program, program->states, program->n_states, index, out);
}

const char *lg_program_dim_name(const lg_program *program, int64_t dim) {
    return lg_module_dim_name(program->module, dim);
}

lg_status lg_program_text(const lg_program *program, lg_buffer *out, lg_error *err) {
    return lg_module_write(program->context, program->module, LG_FORMAT_TEXT, out, err);
}
