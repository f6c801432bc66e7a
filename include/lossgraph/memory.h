/* SPDX-License-Identifier: Apache-2.0 */
/* Allocator and limits. */
#ifndef LOSSGRAPH_MEMORY_H
#define LOSSGRAPH_MEMORY_H

#include <lossgraph/status.h>

LG_BEGIN_DECLS

/* Memory of a context. Both functions must be thread-safe and must outlive the context. */
typedef struct lg_allocator {
    void *self;
    /* `size` > 0 bytes aligned to `align` (a power of two), or NULL when out of memory. */
    void *(*alloc)(void *self, size_t size, size_t align);
    /* `ptr` may be NULL; size and align are those of the allocation. */
    void (*free)(void *self, void *ptr, size_t size, size_t align);
} lg_allocator;

/* Refusals for hostile models. 0 in a field means its default. Exceeding one is LG_E_LIMIT. */
typedef struct lg_limits {
    uint32_t struct_size;
    uint32_t max_depth;           /* subgraphs, types, function calls: 32 */
    uint64_t max_file_bytes;      /* protobuf and text files: 2 GiB - 1, never more */
    uint64_t proto_stack_bytes;   /* stack that protobuf-c may use: 256 KiB */
    uint64_t proto_budget_factor; /* protobuf-c may allocate factor * file bytes + base: 16 */
    uint64_t proto_budget_base;   /* 4 MiB */
    uint64_t max_nodes;           /* after inlining: 1,000,000 */
    uint64_t max_rank;            /* 64, never more */
    uint64_t max_tensor_bytes;    /* one tensor: 64 GiB, never above max_total_bytes */
    uint64_t max_total_bytes;     /* three quarters of physical memory */
    uint64_t max_loop_iterations; /* of one execution of Loop or Scan: 10,000,000 */
    uint64_t deadline_ns;         /* time for one load or run, in nanoseconds: none */
} lg_limits;

LG_END_DECLS
#endif
