/* SPDX-License-Identifier: Apache-2.0 */
/* The placement search from the inside: the compressed instance and one depth-first descent.
 * Thread-compatible. */
#ifndef LG_PLAN_SEARCH_H
#define LG_PLAN_SEARCH_H

#include "runtime/plan/planner.h"

/* An instance in units of bytes, with time compressed to sections: the sets of storages that live
 * together and are contained in no larger such set. Items are the storages that take part, in order
 * of their start. */
typedef struct lg_packing {
    uint32_t n, n_sections, n_parts;
    uint32_t *storage;             /* per item: index in the list of storages */
    uint32_t *from, *to;           /* per item: lives in sections [from, to) */
    uint32_t *twin;                /* per item: class of identical items, LG_NO_ID: it has none */
    int64_t *size, *align, *pin;   /* per item, in units; pin -1: free */
    double *life;                  /* per item: steps */
    uint32_t *first;               /* per section and one: items first[s] … begin in s */
    uint32_t *member_at, *members; /* per section: items that live there */
    int64_t *total;                /* per section: bytes that live there */
    uint32_t *cuts;                /* per section: items that live there and in the next one */
    uint32_t *parts;               /* sections at which parts without common items begin, and end */
    uint32_t n_twins;
    int64_t unit;  /* bytes */
    int64_t bound; /* largest total */
    bool mixed;    /* alignments differ, or exceed the unit */
} lg_packing;

/* LG_OK with n = 0 when the instance is too large to be searched. */
LG_MUST_USE lg_status lg_packing_make(const lg_storage *storages, uint32_t n, lg_arena *arena,
                                      lg_packing *out, lg_error *err);
/* The unit of all placements: a divisor of what the offsets have to be multiples of, to which
 * sizes may be rounded up without loss. At least 1. */
uint64_t lg_place_grain(const lg_storage *storages, uint32_t n);

typedef enum lg_descent_end {
    LG_DESCENT_FOUND = 0,
    LG_DESCENT_FAILED = 1, /* there is no such placement */
    LG_DESCENT_LIMIT = 2,  /* out of nodes */
    LG_DESCENT_STOPPED = 3 /* by the poll */
} lg_descent_end;

typedef struct lg_descent lg_descent;

/* What one descent is asked. */
typedef struct lg_descent_task {
    uint32_t part;       /* of the packing */
    const char *keys;    /* three letters of the ranking */
    const double *noise; /* per item: factor of the keys, or NULL */
    int64_t capacity;    /* units */
    uint64_t limit;      /* nodes */
    bool lax; /* sections that were only pushed are not looked at: more nodes, each cheaper */
    /* results */
    uint64_t nodes;
    int64_t need;   /* after FAILED: no capacity below this one can do better */
    int64_t height; /* after FOUND */
    double area;    /* largest area (units times sections) that was placed at any moment */
} lg_descent_task;

LG_MUST_USE lg_status lg_descent_make(const lg_packing *packing, lg_arena *arena, lg_descent **out,
                                      lg_error *err);
/* Polled every 256 nodes; false stops. */
void lg_descent_poll(lg_descent *d, bool (*poll)(void *arg), void *arg);
/* The offsets in units, by item; of the part of the last task that ended with FOUND. */
const int64_t *lg_descent_offsets(const lg_descent *d);
LG_MUST_USE lg_status lg_descent_run(lg_descent *d, lg_descent_task *task, lg_descent_end *out_end,
                                     lg_error *err);

#endif
