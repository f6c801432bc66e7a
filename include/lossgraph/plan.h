/* SPDX-License-Identifier: Apache-2.0 */
/* Planning a list of buffers: offsets in one arena such that no two that live at the same time
 * overlap. */
#ifndef LOSSGRAPH_PLAN_H
#define LOSSGRAPH_PLAN_H

#include <lossgraph/memory.h>

LG_BEGIN_DECLS

typedef struct lg_plan_buffer {
    int64_t lower, upper; /* life [lower, upper) */
    uint64_t size, align; /* bytes; 0: 1 */
    int64_t fixed;        /* >= 0: the offset is given; -1: free */
    uint64_t offset;      /* result */
} lg_plan_buffer;

typedef struct lg_plan_result {
    uint64_t arena;       /* bytes needed */
    uint64_t lower_bound; /* largest sum of sizes alive at the same time */
    int64_t peak;         /* such a time */
    const char *by;       /* order that gave it; static string */
    int32_t optimal;      /* arena is proven to be the least */
    int32_t reserved;
} lg_plan_result;

/* Fills `offset` of every buffer. The same list gives the same offsets everywhere. `allocator`
 * NULL: malloc. LG_E_MODEL when fixed offsets overlap. */
LG_MUST_USE LG_API lg_status lg_plan_buffers(const lg_allocator *allocator, lg_plan_buffer *buffers,
                                             uint32_t n, lg_plan_result *out, lg_error *err);

LG_END_DECLS
#endif
