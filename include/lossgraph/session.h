/* SPDX-License-Identifier: Apache-2.0 */
/* Compiling a model to a program, and running it in a session. */
#ifndef LOSSGRAPH_SESSION_H
#define LOSSGRAPH_SESSION_H

#include <lossgraph/model.h>

LG_BEGIN_DECLS

/* Scheduled graph with chosen kernels and symbolic shapes. Immutable, thread-safe. */
typedef struct lg_program lg_program;
/* One arena, state and bindings. Thread-compatible. */
typedef struct lg_session lg_session;

enum { LG_STAGE_ALL = 0 };

#define LG_COMPILE_NO_OPTIMIZE ((uint32_t)1) /* no folding, no common subexpressions, no fusion */
#define LG_COMPILE_NO_INPLACE  ((uint32_t)2) /* and no reuse of an input's buffer */
#define LG_COMPILE_BODIES                                                                          \
    ((uint32_t)4) /* run decompositions instead of kernels where one exists                        \
                   */
#define LG_COMPILE_NO_REUSE   ((uint32_t)8)  /* every value has memory of its own */
#define LG_COMPILE_NO_UPDATES ((uint32_t)16) /* state variables keep their values: evaluation */

/* What of the model is compiled. */
enum {
    LG_ENTRY_MAIN = 0, /* the graph; with ai.lossgraph.state metadata: a flat step graph */
    LG_ENTRY_INIT = 1, /* initialization of training entry `training` */
    LG_ENTRY_STEP = 2  /* main graph and algorithm of training entry `training`, with its updates */
};

typedef struct lg_compile_options {
    uint32_t struct_size, flags; /* LG_COMPILE_* */
    uint32_t entry, training;    /* LG_ENTRY_*; index of the training entry */
    /* Values to produce instead of the graph's outputs; inner values may be named. */
    const char *const *outputs;
    uint32_t n_outputs, n_dims;
    /* Sizes for named dimensions: fixes them at compile time. */
    const char *const *dim_names;
    const int64_t *dim_values;
} lg_compile_options;

#define LG_COMPILE_OPTIONS_INIT                                                                    \
    { .struct_size = (uint32_t)sizeof(lg_compile_options) }

/* All unsupported operators of the model are named in one error. `options` may be NULL. */
LG_MUST_USE LG_API lg_status lg_program_compile(lg_model *model, const lg_compile_options *options,
                                                lg_program **out_program, lg_error *err);
LG_API void lg_program_destroy(lg_program *program);
/* The compiled graph in ONNX text. */
LG_MUST_USE LG_API lg_status lg_program_text(const lg_program *program, lg_buffer *out,
                                             lg_error *err);
LG_API uint32_t lg_program_input_count(const lg_program *program);
LG_API uint32_t lg_program_output_count(const lg_program *program);
LG_API uint32_t lg_program_state_count(const lg_program *program);
/* Inputs are what the caller has to bind: no initializers, no state. dims as compiled. */
LG_API void lg_program_input(const lg_program *program, uint32_t index, lg_value_info *out);
LG_API void lg_program_output(const lg_program *program, uint32_t index, lg_value_info *out);
/* State: variables that a step updates. */
LG_API void lg_program_state(const lg_program *program, uint32_t index, lg_value_info *out);
/* Name of a symbolic dim of this program. */
LG_API const char *lg_program_dim_name(const lg_program *program, int64_t dim);

#define LG_SESSION_PROFILE ((uint32_t)1) /* record one event per node */
#define LG_SESSION_NAN_CHECK                                                                       \
    ((uint32_t)2) /* fail with LG_E_DATA at the first node that makes NaN                          \
                     or infinity from finite inputs */

typedef struct lg_session_options {
    uint32_t struct_size, flags; /* LG_SESSION_* */
    uint64_t seed;               /* of random operators */
    /* Called after every node with its outputs. */
    void *user;
    void (*on_node)(void *user, const char *node, const char *op, const char *const *names,
                    const lg_view *outputs, uint32_t n_outputs);
    lg_session *share_state; /* another session whose state variables are used, matched by name */
} lg_session_options;

#define LG_SESSION_OPTIONS_INIT                                                                    \
    { .struct_size = (uint32_t)sizeof(lg_session_options) }

/* `options` may be NULL. */
LG_MUST_USE LG_API lg_status lg_session_create(lg_program *program,
                                               const lg_session_options *options,
                                               lg_session **out_session, lg_error *err);
LG_API void lg_session_destroy(lg_session *session);

/* The tensor stays the caller's and is read during run; its type and shape are checked here. */
LG_MUST_USE LG_API lg_status lg_session_bind_input(lg_session *session, uint32_t index,
                                                   const lg_view *value, lg_error *err);
/* Buffer that output `index` is written to during run; bytes must suffice then. NULL unbinds. */
LG_MUST_USE LG_API lg_status lg_session_bind_output(lg_session *session, uint32_t index,
                                                    void *buffer, size_t bytes, lg_error *err);
LG_MUST_USE LG_API lg_status lg_session_run(lg_session *session, lg_error *err);
/* Valid until the next run, bind or destroy. LG_E_ARGUMENT before the first run. */
LG_MUST_USE LG_API lg_status lg_session_output(const lg_session *session, uint32_t index,
                                               lg_view *out_view, lg_error *err);
/* Plans for the bound shapes without running. */
LG_MUST_USE LG_API lg_status lg_session_prepare(lg_session *session, lg_error *err);
/* Bytes of the arena for the shapes of the last prepare or run. */
LG_API size_t lg_session_arena_size(const lg_session *session);
/* Memory of the caller, 64-byte aligned, used as arena while it suffices. */
LG_MUST_USE LG_API lg_status lg_session_set_arena(lg_session *session, void *memory, size_t bytes,
                                                  lg_error *err);
/* Reads or replaces a state variable. The view of get is valid until the next run or destroy. */
LG_MUST_USE LG_API lg_status lg_session_get_state(const lg_session *session, uint32_t index,
                                                  lg_view *out_view, lg_error *err);
LG_MUST_USE LG_API lg_status lg_session_set_state(lg_session *session, uint32_t index,
                                                  const lg_view *value, lg_error *err);

typedef enum lg_report {
    LG_REPORT_TEXT = 0,
    LG_REPORT_JSON = 1,
    LG_REPORT_SVG = 2,
    LG_REPORT_CSV = 3,     /* MiniMalloc: id,lower,upper,size,offset */
    LG_REPORT_PROFILE = 4, /* per node: calls, total, share */
    LG_REPORT_TRACE = 5    /* Chrome trace JSON */
} lg_report;

/* The memory plan of the last prepare or run, or what profiling recorded. */
LG_MUST_USE LG_API lg_status lg_session_report(const lg_session *session, lg_report kind,
                                               lg_buffer *out, lg_error *err);

LG_END_DECLS
#endif
