/* SPDX-License-Identifier: Apache-2.0 */
/* Models and programs from the inside. Both are immutable once made, so thread-safe; the packed
 * weights of a program are the one thing that is added later, under its mutex. */
#ifndef LG_EXEC_PROGRAM_H
#define LG_EXEC_PROGRAM_H

#include "runtime/base/buf.h"
#include "runtime/base/platform.h"
#include "runtime/exec/context.h"
#include "runtime/plan/planner.h"

#include <lossgraph/session.h>

struct lg_model {
    atomic_uint refs;
    lg_context *context;
    lg_arena arena; /* everything of the module; borrowed bytes live elsewhere */
    lg_module *module;
    lg_str name;            /* for messages */
    const lg_str *warnings; /* NUL-terminated */
    uint32_t n_warnings;
    lg_mapping *mappings; /* of files that weights are borrowed from */
    lg_model *base;       /* whose weights this one shares; may be NULL */
};

/* A model around a module: `arena` moves into the model, also on failure. */
LG_MUST_USE lg_status lg_model_adopt(lg_context *context, lg_arena *arena, lg_module *module,
                                     lg_str name, lg_model **out, lg_error *err);
void lg_model_retain(lg_model *model);
/* The text in memory of the context, for the caller. */
LG_MUST_USE lg_status lg_buffer_take(lg_context *context, lg_buf *buf, lg_buffer *out,
                                     lg_error *err);
LG_MUST_USE lg_status lg_module_write(lg_context *context, const lg_module *module,
                                      lg_format format, lg_buffer *out, lg_error *err);
/* "?" for an anonymous symbol. */
const char *lg_module_dim_name(const lg_module *module, int64_t dim);

/* A graph made ready to run. Arrays by value have graph->n_values entries; pairs of arrays
 * X_start, X list by index: entries [X_start[i], X_start[i+1]). */
typedef struct lg_code {
    const lg_graph *graph;
    uint32_t number; /* running number in the program: mixed into random seeds */
    uint32_t n_steps, max_in, max_out;
    lg_id *order;    /* node of each step */
    lg_id *root;     /* per value: the value whose bytes it has */
    uint8_t *wanted; /* per value: somebody reads it */
    uint32_t *last;  /* per root: last step that reads it; n_steps: kept to the end */
    uint32_t *release_start, *release;        /* per step: roots nobody reads afterwards */
    uint32_t *use_start, *use_step, *use_arg; /* per root: inputs of steps that have its bytes */
    uint32_t *member_start, *member;          /* per root: itself and its aliases */
    struct lg_code **subs;                    /* per step: its subgraphs, from sub_start */
    uint32_t *sub_start;
} lg_code;

typedef struct lg_packed {
    struct lg_packed *next;
    const lg_graph *graph;
    lg_id value;
    uint64_t key;
    size_t bytes;
    void *data;
} lg_packed;

struct lg_program {
    atomic_uint refs;
    lg_context *context;
    lg_model *model;
    lg_arena arena;
    lg_module *module;
    lg_graph *graph;
    uint32_t flags;    /* LG_COMPILE_* */
    uint64_t deadline; /* of compiling */
    uint32_t n_inputs, n_outputs, n_states, n_updates, n_codes, max_out;
    lg_id *inputs, *outputs, *states;
    lg_update *updates;
    uint32_t *state_of, *output_of; /* per value: its position among them, LG_NO_ID */
    lg_code *code;                  /* of the main graph */
    lg_mutex mutex;
    lg_packed *packed;
};

void lg_program_retain(lg_program *program);
/* Prepares `graph` and everything below it for running (code.c). */
LG_MUST_USE lg_status lg_code_build(lg_program *program, lg_graph *graph, lg_code **out,
                                    lg_error *err);
/* Chooses the entry of the program: one graph with its states and updates (entry.c). The values
 * of the updates are the last n_updates outputs of the graph, so that rewriting follows them. */
LG_MUST_USE lg_status lg_entry_build(lg_program *program, const lg_compile_options *options,
                                     lg_error *err);
/* Value of a metadata_props entry among raw model fields; false when there is none. */
bool lg_metadata_find(lg_extra extra, const char *key, lg_str *out);
/* Memory for a packed constant, made once per program (packed.c). */
LG_MUST_USE lg_status lg_program_packed(lg_program *program, const lg_graph *graph, lg_id value,
                                        uint64_t key, size_t bytes,
                                        void (*pack)(const void *arg, void *dst), const void *arg,
                                        const void **out, lg_error *err);
void lg_program_free_packed(lg_program *program);
/* lg_eval_fn for constant folding; `self` is the program (eval.c). */
LG_MUST_USE lg_status lg_eval_node(void *self, const lg_node *node, const lg_view *in,
                                   uint32_t n_in, const lg_type *types, const lg_view **out,
                                   uint32_t n_out, lg_arena *arena, lg_error *err);
/* Fills a public description of a value. */
void lg_value_describe(const lg_graph *graph, lg_id value, lg_value_info *out);

#endif
