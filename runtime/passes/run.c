/* SPDX-License-Identifier: Apache-2.0 */
/* The engine: runs passes in the order of the table and checks the graph after each of them. */
#include "runtime/passes/pass.h"

#include <stdio.h>

typedef struct entry {
    const char *name;
    lg_status (*run)(lg_pass *pass, lg_error *err);
} entry;

#define LG_PASS(name, stage) {#name, lg_pass_##name},
static const entry passes[] = {
#include "runtime/passes/passes.inc"
};
#undef LG_PASS

lg_status lg_pass_poll(const lg_pass *pass, lg_error *err) {
    return pass->env->poll ? pass->env->poll(pass->env->self, err) : LG_OK;
}

void lg_pass_warn(const lg_pass *pass, const char *fmt, ...) {
    char text[400];
    va_list ap;
    if (!pass->env->warn)
        return;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    pass->env->warn(pass->env->self, text);
}

static lg_status run_one(const lg_pass_env *env, const entry *e, lg_module *module, lg_graph *graph,
                         lg_error *err) {
    lg_arena scratch;
    lg_arena_init(&scratch, module->arena->allocator, 0);
    lg_pass pass = {.env = env, .module = module, .graph = graph, .scratch = &scratch};
    lg_status st = e->run(&pass, err);
    lg_arena_reset(&scratch);
    if (st == LG_OK) {
        st = lg_graph_verify(graph, err);
        if (st != LG_OK)
            return lg_wrap(err, st, "after pass '%s'", e->name);
    }
    if (st == LG_OK && env->done)
        st = env->done(env->self, e->name, module, err);
    return st;
}

lg_status lg_passes_run(const lg_pass_env *env, lg_module *module, lg_graph *graph, lg_error *err) {
    for (size_t i = 0; i < LG_COUNT(passes); i++)
        LG_TRY(run_one(env, &passes[i], module, graph, err));
    return LG_OK;
}

lg_status lg_pass_run(const lg_pass_env *env, const char *name, lg_module *module, lg_graph *graph,
                      lg_error *err) {
    for (size_t i = 0; i < LG_COUNT(passes); i++)
        if (strcmp(passes[i].name, name) == 0)
            return run_one(env, &passes[i], module, graph, err);
    return lg_fail(err, LG_E_ARGUMENT, "there is no pass '%s'", name);
}
