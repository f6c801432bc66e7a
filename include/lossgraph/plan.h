/* SPDX-License-Identifier: Apache-2.0 */
/* Planning a list of buffers: offsets in one arena such that no two that live at the same time
 * overlap; and such lists as CSV files. */
#ifndef LOSSGRAPH_PLAN_H
#define LOSSGRAPH_PLAN_H

#include <lossgraph/memory.h>

LG_BEGIN_DECLS

typedef struct lg_plan_buffer {
    int64_t lower, upper; /* life [lower, upper) */
    uint64_t size, align; /* bytes; 0: as the options say */
    int64_t fixed;        /* >= 0: the offset is given; -1: free */
    uint64_t offset;      /* result */
} lg_plan_buffer;

#define LG_PLAN_NO_SEARCH ((uint32_t)1) /* simple heuristics only */

typedef struct lg_plan_options {
    uint32_t struct_size, flags; /* LG_PLAN_* */
    uint64_t nodes;    /* most steps of the search; 0: 2,000,000, or no limit with time_ms */
    uint64_t time_ms;  /* for the search; 0: no limit. Only then may two runs differ */
    uint64_t seed;     /* of the random part of the search */
    uint64_t capacity; /* an arena of at most these bytes is good enough; 0: the least possible */
    uint64_t align;    /* of buffers without one; 0: 1 */
    int32_t (*cancel)(void *user); /* polled; not 0 ends the search; may be NULL */
    void *user;
} lg_plan_options;

#define LG_PLAN_OPTIONS_INIT                                                                       \
    { .struct_size = (uint32_t)sizeof(lg_plan_options) }

enum {
    LG_PLAN_OPTIMAL = 0,       /* the arena is proven to be the least */
    LG_PLAN_FEASIBLE = 1,      /* it may not be, or need not be: it is within the capacity */
    LG_PLAN_OVER_CAPACITY = 2, /* none within the capacity was found */
    LG_PLAN_INFEASIBLE = 3     /* there is none within the capacity */
};

typedef struct lg_plan_result {
    uint64_t arena;       /* bytes needed */
    uint64_t lower_bound; /* largest sum of sizes alive at the same time */
    uint64_t proven;      /* no smaller arena than this is possible */
    uint64_t sum;         /* of all sizes: without any sharing */
    uint64_t nodes;       /* steps of the search */
    int64_t peak;         /* a time at which lower_bound bytes are alive */
    const char *by;       /* what gave it; static string */
    uint32_t sections;    /* sets of buffers alive together, without those within larger ones */
    uint32_t status;      /* LG_PLAN_OPTIMAL … */
} lg_plan_result;

/* Fills `offset` of every buffer, also when the capacity is not met. The same list, options and no
 * time limit give the same offsets everywhere. `allocator` NULL: malloc; `options` NULL: defaults.
 * LG_E_MODEL when fixed offsets overlap. */
LG_MUST_USE LG_API lg_status lg_plan_buffers(const lg_allocator *allocator, lg_plan_buffer *buffers,
                                             uint32_t n, const lg_plan_options *options,
                                             lg_plan_result *out, lg_error *err);

/* ---- lists as CSV: a line of column names, then one buffer per line ----
 * id, lower, upper and size are required; alignment, hint, gaps and offset are known; other columns
 * are carried along. `end` in place of `upper` is inclusive. */

typedef struct lg_plan_list lg_plan_list;

/* `name` is for messages. The allocator (NULL: malloc) has to outlive the list. LG_E_PARSE. */
LG_MUST_USE LG_API lg_status lg_plan_list_parse(const lg_allocator *allocator, const char *name,
                                                const void *text, size_t size,
                                                lg_plan_list **out_list, lg_error *err);
LG_API void lg_plan_list_destroy(lg_plan_list *list);
/* The buffers in the order of the lines, until the list is destroyed. */
LG_API lg_plan_buffer *lg_plan_list_buffers(lg_plan_list *list, uint32_t *out_n);
/* lg_plan_buffers for the list. Gaps count for the lower bound alone: during a gap nothing else is
 * placed in the buffer. */
LG_MUST_USE LG_API lg_status lg_plan_list_place(lg_plan_list *list, const lg_plan_options *options,
                                                lg_plan_result *out, lg_error *err);
/* The lines as they were, with the offsets in the column `offset`, which is appended when there is
 * none. The text ends with a NUL and is the list's. */
LG_MUST_USE LG_API lg_status lg_plan_list_print(lg_plan_list *list, const char **out_text,
                                                size_t *out_size, lg_error *err);

LG_END_DECLS
#endif
