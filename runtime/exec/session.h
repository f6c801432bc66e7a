/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions from the inside. A frame is one graph at work: the types and places of its values for
 * the shapes it was prepared for, and its steps with ready-made call contexts. The main graph has
 * one frame, every subgraph one below it (nodes never run at the same time, so one is enough).
 *
 * Preparing a frame walks the steps once: infer with every dim known, evaluate what is small and
 * known, sort the others into static steps (all sizes known: memory from the plan) and dynamic ones
 * (sizes known only while running: memory from the session heap). Thread-compatible. */
#ifndef LG_EXEC_SESSION_H
#define LG_EXEC_SESSION_H

#include "runtime/base/buf.h"
#include "runtime/exec/heap.h"
#include "runtime/exec/program.h"

/* Unknown dims count downwards from here; they fit 32 bits, and those of the program are far. */
enum { LG_FIRST_SYMBOL = -(1 << 30) };

typedef struct lg_frame lg_frame;

enum {                      /* how a step runs */
       LG_STEP_SKIP = 0,    /* evaluated beforehand, or an alias */
       LG_STEP_STATIC = 1,  /* call contexts are ready */
       LG_STEP_DYNAMIC = 2, /* infer, memory and contexts at run time */
       LG_STEP_RESHAPED = 3 /* an alias whose dims are only known at run time */
};

enum { /* how much of a value is known before a run */
       LG_KNOWN_NO = 0,
       LG_KNOWN_BOUND = 1, /* for the bound shapes */
       LG_KNOWN_CONST = 2  /* a constant of the program */
};

typedef struct lg_step {
    lg_exec exec;
    const lg_node *node;
    lg_frame *frame;
    uint32_t index;
    uint8_t mode;
    bool random, prepared, preparing, calls_graphs;
    uint32_t *over;   /* per output: may_overwrite as prepare left it */
    uint32_t precopy; /* bit k: output k has to overwrite its input but could not: copy first */
    size_t workspace; /* bytes, of the last infer and prepare */
    size_t prepared_workspace;
    uint32_t workspace_block;
    lg_block_list run_blocks, prepare_blocks; /* of host.alloc */
    int64_t *shapes;                          /* dynamic steps: types that prepare saw */
    uint32_t n_shapes, cap_shapes;
    uint64_t calls, nanoseconds; /* profile */
} lg_step;

struct lg_frame {
    lg_session *session;
    const lg_code *code;
    lg_frame *parent;
    lg_step *steps;
    uint32_t *active; /* steps that run */
    uint32_t n_active;
    lg_view *views; /* per value */
    int64_t **dims; /* per value: own storage of dims */
    uint8_t *cap_dims;
    uint8_t *cls, *known; /* per value: LG_FLOW_* of its root, LG_KNOWN_* */
    uint64_t *bytes;
    uint32_t *block;  /* per root: heap block it has, or had last */
    uint8_t *in_heap; /* per root: the block is taken now */
    uint8_t *external, *skip;
    uint64_t *workspace;
    const uint32_t **over;
    lg_type *types;  /* results of infer */
    lg_frame **subs; /* by code->sub_start */
    lg_arena facts;  /* evaluated values; rewound when prepared anew */
    lg_arena planning;
    lg_flow flow;
    lg_plan plan;
    void **place; /* per storage of the plan */
    void *arena;
    size_t arena_size; /* of the memory at `arena` */
    bool arena_borrowed, prepared, has_dynamic, evaluating;
    uint64_t calls; /* runs of this frame, for random seeds */
};

typedef struct lg_output_slot {
    void *buffer; /* the caller's, or NULL */
    size_t bytes;
    bool direct;   /* made there */
    bool overlaps; /* with an input: made elsewhere, then copied */
    bool copied;   /* `data` is the place of the result, not the frame's */
    void *data;
} lg_output_slot;

typedef struct lg_input_slot {
    lg_view view;
    int64_t dims[LG_MAX_RANK];
    bool bound;
} lg_input_slot;

typedef struct lg_state_buffer {
    void *data;
    size_t bytes;
} lg_state_buffer;

/* State variables, shared by sessions. */
typedef struct lg_state {
    atomic_uint refs;
    lg_program *program; /* names and types */
    lg_state_buffer *buffers;
} lg_state;

typedef struct lg_event {
    const lg_step *step;
    uint64_t start, end;
} lg_event;

struct lg_session {
    lg_program *program;
    lg_context *context;
    lg_session_options options;
    lg_arena arena; /* what lives as long as the session */
    lg_arena keep;  /* host.keep: rewound at the next run */
    lg_heap heap;
    lg_frame *frame;
    lg_state *state;
    lg_state_buffer *state_of; /* per state variable of the program */
    lg_input_slot *inputs;
    lg_output_slot *outputs;
    void *given_arena; /* of lg_session_set_arena */
    size_t given_bytes;
    bool shapes_changed, data_changed, outputs_changed, ran, running;
    int64_t next_symbol; /* unknown dims of the current prepare */
    uint64_t deadline, run_number, frame_calls;
    uint64_t visits; /* calls of infer in this prepare */
    lg_error error;  /* call contexts point here */
    lg_event *events;
    uint32_t n_events, cap_events;
    const char **names; /* scratch for the hook: names and views of outputs of one step */
    lg_view *named;
    lg_block_list staged; /* copies made before state variables change */
    void **sources;       /* per update: what is copied */
    bool binds_outputs;   /* some output has a buffer of the caller */
    bool finishes;        /* something is to do after the last step */
};

/* ---- frame.c ---- */
LG_MUST_USE lg_status lg_frame_create(lg_session *session, const lg_code *code, lg_frame *parent,
                                      lg_frame **out, lg_error *err);
void lg_frame_destroy(lg_frame *frame); /* its memory is the session's arena's */
/* Types of inputs and captures are in `views`; everything else follows. */
LG_MUST_USE lg_status lg_frame_prepare(lg_frame *frame, lg_error *err);
/* Only infers: the types of outputs are in `views` afterwards. */
LG_MUST_USE lg_status lg_frame_probe(lg_frame *frame, lg_error *err);
/* Copies dtype, rank and dims; data becomes NULL. */
LG_MUST_USE lg_status lg_frame_set_type(lg_frame *frame, lg_id value, int32_t dtype, int32_t rank,
                                        const int64_t *dims, lg_error *err);
/* New place of a fixed value: its aliases and the steps that read them follow. */
void lg_frame_set_data(lg_frame *frame, lg_id value, void *data);
/* Contexts of all static steps from the places of values (after memory moved). */
void lg_frame_place(lg_frame *frame);
bool lg_frame_is_main(const lg_frame *frame);

/* LG_E_SHAPE or LG_E_TYPE unless a variable of type `state` can take `value`. */
LG_MUST_USE lg_status lg_check_assign(const lg_graph *graph, lg_id state, const lg_view *to,
                                      const lg_view *value, lg_error *err);

/* ---- bind.c ---- */
/* All wanted inputs are bound and agree on their symbols; their types go to the frame. */
LG_MUST_USE lg_status lg_session_check_inputs(lg_session *session, lg_error *err);
void lg_session_place_inputs(lg_session *session);
/* Which output buffers overlap inputs or each other; sets outputs_changed. */
void lg_session_find_overlaps(lg_session *session);

/* ---- infer.c ---- */
/* Views of the inputs go to exec.in, with data where `with_data` or known; results to
 * frame->types, step->workspace. */
lg_status lg_step_wrap(const lg_step *step, lg_status status, lg_error *err);
LG_MUST_USE lg_status lg_step_infer(lg_step *step, bool at_run, lg_error *err);
/* prepare of the operator; `with_const` gives it the data of constants. */
LG_MUST_USE lg_status lg_step_prepare(lg_step *step, lg_error *err);
void lg_step_release(lg_step *step);

/* ---- run.c ---- */
LG_MUST_USE lg_status lg_frame_run(lg_frame *frame, lg_error *err);
/* Gives back the heap blocks of the frame's values. */
void lg_frame_drop_values(lg_frame *frame);

/* ---- host.c, subgraph.c ---- */
extern const lg_host lg_exec_host;
LG_MUST_USE lg_status lg_host_infer_subgraph(void *self, uint32_t graph, const lg_type *in,
                                             uint32_t n_in, lg_type *out, uint32_t n_out,
                                             lg_error *err);
LG_MUST_USE lg_status lg_host_run_subgraph(void *self, uint32_t graph, const lg_view *in,
                                           uint32_t n_in, lg_view *out, uint32_t n_out,
                                           lg_error *err);

/* Element type of a sequence, optional or map view: of its value in the graph. */
int32_t lg_elem_dtype(const lg_graph *graph, lg_id value);

/* ---- watch.c ---- */
/* After a step, when anybody watches: profile, search for NaN, the caller's hook. */
LG_MUST_USE lg_status lg_watch_step(lg_step *step, uint64_t start, uint64_t end, lg_error *err);
LG_MUST_USE lg_status lg_watch_text(const lg_session *session, lg_buf *out, lg_error *err);
LG_MUST_USE lg_status lg_watch_trace(const lg_session *session, lg_buf *out, lg_error *err);

#endif
