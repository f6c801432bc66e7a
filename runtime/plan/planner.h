/* SPDX-License-Identifier: Apache-2.0 */
/* Memory planning: which values share memory, where storages lie in the arena, and the order of
 * steps. A storage is one buffer of the arena and everything that ever lives in it; its life is
 * half open, [first, last), in steps. Nothing here knows sessions: exec describes a schedule with
 * lg_flow and gets an lg_plan. Deterministic: ties are broken by index, no address enters.
 * Thread-compatible. */
#ifndef LG_PLAN_PLANNER_H
#define LG_PLAN_PLANNER_H

#include "runtime/base/buf.h"
#include "runtime/graph/graph.h"

enum {
    LG_STORAGE_VALUE = 0,
    LG_STORAGE_OUTPUT = 1,  /* lives to the end */
    LG_STORAGE_SCRATCH = 2, /* workspace of one step */
    LG_STORAGE_EXTERNAL = 3 /* state or a buffer of the caller: not in the arena */
};

typedef struct lg_storage {
    int64_t first, last;
    uint64_t bytes, align; /* the offset is a multiple of align, which is at least 1 */
    uint64_t offset;       /* result */
    int64_t fixed;         /* >= 0: offset given beforehand */
    uint32_t kind;         /* LG_STORAGE_* */
    lg_id value;           /* first value that lives there; LG_NO_ID for scratch */
} lg_storage;

typedef struct lg_placement {
    uint64_t height, lower_bound;
    int64_t peak;   /* a time at which lower_bound bytes are live */
    const char *by; /* what found it */
    bool optimal;   /* height is proven to be the least */
    /* of the search; 0 and lower_bound without it */
    uint64_t nodes, proven; /* steps; no arena below this one is possible */
    uint32_t sections;
} lg_placement;

/* Largest sum of bytes that live at the same time, and such a time. LG_E_LIMIT on overflow. */
LG_MUST_USE lg_status lg_place_bound(const lg_storage *storages, uint32_t n, lg_arena *scratch,
                                     uint64_t *out_bound, int64_t *out_peak, lg_error *err);
/* Gives every storage that is not external an offset: several orders, the lowest result wins. */
LG_MUST_USE lg_status lg_place_greedy(lg_storage *storages, uint32_t n, lg_arena *scratch,
                                      lg_placement *out, lg_error *err);

enum {
    LG_SEARCH_NODES_INFERENCE = 10000, /* about 20 ms */
    LG_SEARCH_NODES_TRAINING = 100000,
    LG_SEARCH_NODES_TOOL = 2000000
};

typedef struct lg_search_options {
    uint64_t nodes;               /* most steps */
    uint64_t seed;                /* of the second half of the search */
    uint64_t capacity;            /* a placement of at most this height is good enough; 0: none */
    uint64_t time_ns;             /* 0: nodes alone decide, and the result is the same everywhere */
    bool (*cancelled)(void *arg); /* polled every 256 nodes; may be NULL */
    void *arg;
} lg_search_options;

/* Looks for a lower placement than the one that is in the storages and `placed`, which it replaces
 * when there is one. Never fails for want of nodes or time. */
LG_MUST_USE lg_status lg_place_search(lg_storage *storages, uint32_t n,
                                      const lg_search_options *options, lg_arena *scratch,
                                      lg_placement *placed, lg_error *err);
/* Shares no code with the placement: overlaps, alignment, ends. LG_E_INTERNAL names both. */
LG_MUST_USE lg_status lg_check_placement(const lg_storage *storages, uint32_t n, uint64_t height,
                                         lg_arena *scratch, lg_error *err);

/* ---- schedules ---- */

enum {                      /* where a value lives; of an alias, the class of its root */
       LG_FLOW_NONE = 0,    /* nobody wants it */
       LG_FLOW_FIXED = 1,   /* constant, bound input, captured: never written */
       LG_FLOW_STATE = 2,   /* state variable: a buffer of the session */
       LG_FLOW_PLANNED = 3, /* arena */
       LG_FLOW_DYNAMIC = 4  /* session heap, sizes known while running */
};

typedef struct lg_update {
    lg_id state, value; /* the variable is assigned this value at the end of a run */
} lg_update;

#define LG_FLOW_NO_INPLACE ((uint32_t)1)
#define LG_FLOW_NO_REUSE   ((uint32_t)2)

typedef struct lg_flow {
    const lg_graph *graph;
    const lg_id *order; /* node of each step */
    uint32_t n_steps, flags;
    const lg_id *root;       /* per value: the value whose bytes it has; itself when no alias */
    const uint8_t *cls;      /* per value: LG_FLOW_*; read of roots only */
    const uint64_t *bytes;   /* per value; of PLANNED and STATE roots */
    const uint8_t *external; /* per value: a caller's buffer takes it; may be NULL */
    const uint8_t *skip;     /* per step: does not run; may be NULL */
    const uint32_t *const *may_overwrite; /* per step: a mask per output, NULL: the descriptor's;
                                             may be NULL */
    const uint64_t *workspace;            /* per step; may be NULL */
    const lg_update *updates;
    uint32_t n_updates;
} lg_flow;

typedef struct lg_takeover {
    uint32_t step;
    lg_id output, input; /* roots: output takes the storage of input */
} lg_takeover;

typedef struct lg_plan {
    lg_storage *storages;
    uint32_t n_storages, n_takeovers;
    uint32_t *storage;      /* per value: of its root, LG_NO_ID when it has none */
    uint32_t *workspace;    /* per step: storage or LG_NO_ID */
    lg_takeover *takeovers; /* in-place decisions */
    uint8_t *direct;        /* per update: the value is made in the variable's buffer */
    uint64_t sum;           /* bytes without any reuse */
    lg_placement placed;
} lg_plan;

/* Lives, in-place decisions and state updates; storages without offsets. */
LG_MUST_USE lg_status lg_liveness(const lg_flow *flow, lg_arena *arena, lg_plan *out,
                                  lg_error *err);
/* Replays the schedule over the plan: every value that a step reads has to be where it was put.
 * Shares no code with lg_liveness. LG_E_INTERNAL. */
LG_MUST_USE lg_status lg_check_plan(const lg_flow *flow, const lg_plan *plan, lg_arena *scratch,
                                    lg_error *err);
/* liveness, placement, both checks. Everything of the plan lives in `arena`. */
LG_MUST_USE lg_status lg_plan_make(const lg_flow *flow, lg_arena *arena, lg_plan *out,
                                   lg_error *err);
/* The mask of outputs `output` of a node: bit i = may take over input i. */
uint32_t lg_may_overwrite(const lg_node *node, uint32_t output);
/* The descriptor's argument for input or output `index`; the last one repeats when it is variadic.
 * NULL when there is none. */
const lg_arg_desc *lg_arg_of(const lg_arg_desc *args, uint32_t n_args, uint32_t index);

/* Order of the live nodes: the graph's own or a list schedule, whichever needs less memory with
 * the given sizes (`flow->order` is the graph's own). The result has flow->n_steps entries. */
LG_MUST_USE lg_status lg_schedule(const lg_flow *flow, lg_arena *arena, lg_id **out_order,
                                  lg_error *err);

/* ---- reports (report.c, picture.c) ---- */

LG_MUST_USE lg_status lg_plan_text(const lg_flow *flow, const lg_plan *plan, lg_buf *out,
                                   lg_error *err);
LG_MUST_USE lg_status lg_plan_json(const lg_flow *flow, const lg_plan *plan, lg_buf *out,
                                   lg_error *err);
LG_MUST_USE lg_status lg_plan_csv(const lg_flow *flow, const lg_plan *plan, lg_buf *out,
                                  lg_error *err);
LG_MUST_USE lg_status lg_plan_svg(const lg_flow *flow, const lg_plan *plan, lg_buf *out,
                                  lg_error *err);

#endif
