/* SPDX-License-Identifier: Apache-2.0 */
/* Bump arena with a byte budget: memory that is given back all at once. Blocks grow geometrically.
 * Thread-compatible. */
#ifndef LG_BASE_ARENA_H
#define LG_BASE_ARENA_H

#include "runtime/base/alloc.h"

#include <lossgraph/tensor.h>

typedef struct lg_arena_block lg_arena_block;

typedef struct lg_arena {
    lg_allocator allocator;
    lg_arena_block *blocks; /* newest first */
    lg_arena_block *spare;  /* kept by lg_arena_rewind */
    size_t used, budget;    /* bytes handed out; most that may be */
    size_t next_block;
} lg_arena;

/* budget 0: no limit. Allocates nothing. */
void lg_arena_init(lg_arena *arena, lg_allocator allocator, size_t budget);
/* Frees everything; the arena may be used again. */
void lg_arena_reset(lg_arena *arena);
/* Forgets everything but keeps the blocks: the same requests again allocate nothing. */
void lg_arena_rewind(lg_arena *arena);

/* Zeroed, aligned to 16; size 0 gives a non-NULL pointer. LG_E_LIMIT past the budget. */
LG_MUST_USE lg_status lg_arena_alloc(lg_arena *arena, size_t size, void **out, lg_error *err);
/* Zeroed, aligned to LG_ALIGN: tensor data. */
LG_MUST_USE lg_status lg_arena_alloc_data(lg_arena *arena, size_t size, void **out, lg_error *err);
LG_MUST_USE lg_status lg_arena_array(lg_arena *arena, size_t count, size_t size, void **out,
                                     lg_error *err);
/* Copies bytes; the copy is NUL-terminated (the NUL is not counted in len). */
LG_MUST_USE lg_status lg_arena_str(lg_arena *arena, const char *ptr, size_t len, lg_str *out,
                                   lg_error *err);
LG_MUST_USE lg_status lg_arena_copy(lg_arena *arena, const void *src, size_t size, void **out,
                                    lg_error *err);
/* Growing array in an arena: makes room for one more element after `count`, doubling `*cap`. The
 * old memory stays in the arena until it is reset. */
LG_MUST_USE lg_status lg_arena_grow(lg_arena *arena, void **array, uint32_t count, uint32_t *cap,
                                    size_t size, lg_error *err);
/* lg_arena_grow for a typed array: LG_GROW(arena, graph->nodes, graph->n_nodes, graph->cap_nodes,
 * err) */
#define LG_GROW(arena, array, count, cap, err)                                                     \
    lg_arena_grow((arena), (void **)&(array), (count), &(cap), sizeof *(array), (err))

#endif
