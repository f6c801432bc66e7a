/* SPDX-License-Identifier: Apache-2.0 */
/* The session heap. */
#include "runtime/exec/heap.h"

#include <string.h>

void lg_heap_init(lg_heap *heap, lg_allocator allocator, uint64_t limit) {
    *heap = (lg_heap){.allocator = allocator, .limit = limit};
}

void lg_heap_reset(lg_heap *heap) {
    for (uint32_t i = 0; i < heap->n; i++)
        lg_free(&heap->allocator, heap->blocks[i].ptr, heap->blocks[i].bytes);
    lg_free(&heap->allocator, heap->blocks, heap->cap * sizeof *heap->blocks);
    lg_heap_init(heap, heap->allocator, heap->limit);
}

/* Frees what nobody uses. */
static void trim(lg_heap *heap) {
    for (uint32_t i = 0; i < heap->n; i++)
        if (!heap->blocks[i].used && heap->blocks[i].ptr) {
            lg_free(&heap->allocator, heap->blocks[i].ptr, heap->blocks[i].bytes);
            heap->total -= heap->blocks[i].bytes;
            heap->blocks[i] = (lg_heap_block){0};
        }
}

lg_status lg_heap_charge(lg_heap *heap, uint64_t bytes, lg_error *err) {
    if (bytes > heap->limit || heap->total > heap->limit - bytes)
        trim(heap);
    if (bytes > heap->limit || heap->total > heap->limit - bytes)
        return lg_fail(err, LG_E_LIMIT,
                       "max_total_bytes is %llu: %llu are in use and %llu more are needed",
                       (unsigned long long)heap->limit, (unsigned long long)heap->total,
                       (unsigned long long)bytes);
    heap->total += bytes;
    return LG_OK;
}

void lg_heap_discharge(lg_heap *heap, uint64_t bytes) {
    heap->total -= bytes;
}

/* A free block that is large enough and not wastefully so; LG_NO_BLOCK when there is none. */
static uint32_t best_fit(const lg_heap *heap, size_t bytes) {
    uint32_t best = LG_NO_BLOCK;
    for (uint32_t i = 0; i < heap->n; i++) {
        const lg_heap_block *b = &heap->blocks[i];
        if (!b->used && b->bytes >= bytes && b->bytes / 2 <= bytes + 4096 &&
            (best == LG_NO_BLOCK || b->bytes < heap->blocks[best].bytes))
            best = i;
    }
    return best;
}

/* An entry without memory: the preferred one when it is free but too small, else any empty one. */
static lg_status empty_entry(lg_heap *heap, uint32_t preferred, uint32_t *out, lg_error *err) {
    if (preferred < heap->n && !heap->blocks[preferred].used) {
        lg_heap_block *b = &heap->blocks[preferred];
        lg_free(&heap->allocator, b->ptr, b->bytes);
        heap->total -= b->bytes;
        *b = (lg_heap_block){0};
        *out = preferred;
        return LG_OK;
    }
    for (uint32_t i = 0; i < heap->n; i++)
        if (!heap->blocks[i].ptr) {
            *out = i;
            return LG_OK;
        }
    if (heap->n == heap->cap) {
        uint32_t cap = heap->cap ? heap->cap * 2 : 16;
        void *p = NULL;
        LG_TRY(lg_alloc_array(&heap->allocator, cap, sizeof *heap->blocks, &p, err));
        if (heap->n)
            memcpy(p, heap->blocks, heap->n * sizeof *heap->blocks);
        lg_free(&heap->allocator, heap->blocks, heap->cap * sizeof *heap->blocks);
        heap->blocks = p;
        heap->cap = cap;
    }
    *out = heap->n++;
    heap->blocks[*out] = (lg_heap_block){0};
    return LG_OK;
}

lg_status lg_heap_take(lg_heap *heap, size_t bytes, uint32_t *block, void **out, lg_error *err) {
    uint32_t i = *block;
    if (i >= heap->n || heap->blocks[i].used || heap->blocks[i].bytes < bytes)
        i = best_fit(heap, bytes);
    if (i == LG_NO_BLOCK) {
        size_t size;
        LG_TRY(empty_entry(heap, *block, &i, err));
        /* A little more than asked for: sizes that creep up do not allocate every time. */
        if (!lg_add_size(bytes, bytes / 8 + 1, &size) || !lg_align_size(size, LG_ALIGN, &size))
            return lg_no_memory(err, bytes);
        lg_status st = lg_heap_charge(heap, size, NULL);
        if (st != LG_OK) {
            if (!lg_align_size(bytes ? bytes : 1, LG_ALIGN, &size))
                return lg_no_memory(err, bytes);
            LG_TRY(lg_heap_charge(heap, size, err));
        }
        st = lg_alloc_raw(&heap->allocator, size, &heap->blocks[i].ptr, err);
        if (st != LG_OK) {
            heap->blocks[i] = (lg_heap_block){0};
            heap->total -= size;
            return st;
        }
        heap->blocks[i].bytes = size;
    }
    heap->blocks[i].used = true;
    *block = i;
    *out = heap->blocks[i].ptr;
    return LG_OK;
}

void lg_heap_give(lg_heap *heap, uint32_t block) {
    heap->blocks[block].used = false;
}

lg_status lg_block_list_take(lg_heap *heap, lg_block_list *list, size_t bytes, void **out,
                             lg_error *err) {
    if (list->n == list->cap) {
        uint32_t cap = list->cap ? list->cap * 2 : 4;
        void *p = NULL;
        LG_TRY(lg_alloc_array(&heap->allocator, cap, sizeof *list->blocks, &p, err));
        if (list->known)
            memcpy(p, list->blocks, list->known * sizeof *list->blocks);
        lg_free(&heap->allocator, list->blocks, list->cap * sizeof *list->blocks);
        list->blocks = p;
        list->cap = cap;
    }
    uint32_t block = list->n < list->known ? list->blocks[list->n] : LG_NO_BLOCK;
    LG_TRY(lg_heap_take(heap, bytes, &block, out, err));
    list->blocks[list->n++] = block;
    if (list->known < list->n)
        list->known = list->n;
    return LG_OK;
}

void lg_block_list_give(lg_heap *heap, lg_block_list *list) {
    for (uint32_t i = 0; i < list->n; i++)
        lg_heap_give(heap, list->blocks[i]);
    list->n = 0;
}

void lg_block_list_reset(lg_heap *heap, lg_block_list *list) {
    lg_block_list_give(heap, list);
    lg_free(&heap->allocator, list->blocks, list->cap * sizeof *list->blocks);
    *list = (lg_block_list){0};
}
