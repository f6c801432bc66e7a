/* SPDX-License-Identifier: Apache-2.0 */
/* The session heap: blocks for values whose size only a run can know. Blocks are kept and taken
 * again: a value asks first for the block it had last time, so that the same sequence of requests
 * allocates nothing. Every byte counts against max_total_bytes. Thread-compatible. */
#ifndef LG_EXEC_HEAP_H
#define LG_EXEC_HEAP_H

#include "runtime/base/arena.h"

#define LG_NO_BLOCK UINT32_MAX

typedef struct lg_heap_block {
    void *ptr;
    size_t bytes;
    bool used;
} lg_heap_block;

typedef struct lg_heap {
    lg_allocator allocator;
    lg_heap_block *blocks;
    uint32_t n, cap;
    uint64_t total, limit; /* bytes of blocks and charges; the most they may be */
} lg_heap;

void lg_heap_init(lg_heap *heap, lg_allocator allocator, uint64_t limit);
void lg_heap_reset(lg_heap *heap);
/* *block is the block to prefer (LG_NO_BLOCK: none) and becomes the one taken. 64-byte aligned,
 * not zeroed. LG_E_LIMIT past max_total_bytes. */
LG_MUST_USE lg_status lg_heap_take(lg_heap *heap, size_t bytes, uint32_t *block, void **out,
                                   lg_error *err);
void lg_heap_give(lg_heap *heap, uint32_t block);
/* Counts memory that lives elsewhere in the session. */
LG_MUST_USE lg_status lg_heap_charge(lg_heap *heap, uint64_t bytes, lg_error *err);
void lg_heap_discharge(lg_heap *heap, uint64_t bytes);

/* Several blocks that are given back together, remembered in order. */
typedef struct lg_block_list {
    uint32_t *blocks; /* [0, n) taken; [n, known) what they were last time */
    uint32_t n, known, cap;
} lg_block_list;

LG_MUST_USE lg_status lg_block_list_take(lg_heap *heap, lg_block_list *list, size_t bytes,
                                         void **out, lg_error *err);
void lg_block_list_give(lg_heap *heap, lg_block_list *list);
void lg_block_list_reset(lg_heap *heap, lg_block_list *list);

#endif
