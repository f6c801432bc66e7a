/* SPDX-License-Identifier: Apache-2.0 */
/* Bump arena with a byte budget. */
#include "runtime/base/arena.h"

#include <string.h>

struct lg_arena_block {
    lg_arena_block *next;
    size_t size, used; /* of the whole allocation, header included */
};

enum { header_size = 64, first_block = 4096, max_block = 1 << 20 };

void lg_arena_init(lg_arena *arena, lg_allocator allocator, size_t budget) {
    *arena = (lg_arena){
        .allocator = allocator, .budget = budget ? budget : SIZE_MAX, .next_block = first_block};
}

void lg_arena_rewind(lg_arena *arena) {
    /* Turns the order around: the oldest block comes first again. */
    while (arena->blocks) {
        lg_arena_block *b = arena->blocks;
        arena->blocks = b->next;
        b->next = arena->spare;
        arena->spare = b;
    }
    arena->used = 0;
}

void lg_arena_reset(lg_arena *arena) {
    lg_arena_rewind(arena);
    while (arena->spare) {
        lg_arena_block *b = arena->spare;
        arena->spare = b->next;
        lg_free(&arena->allocator, b, b->size);
    }
    arena->next_block = first_block;
}

/* Takes the first kept block of at least `want` bytes out of the list; NULL when there is none. */
static lg_arena_block *take_spare(lg_arena *arena, size_t want) {
    for (lg_arena_block **link = &arena->spare; *link; link = &(*link)->next) {
        lg_arena_block *b = *link;
        if (b->size >= want) {
            *link = b->next;
            return b;
        }
    }
    return NULL;
}

static lg_status alloc_aligned(lg_arena *arena, size_t size, size_t align, void **out,
                               lg_error *err) {
    size_t need;
    if (!lg_align_size(size ? size : 1, align, &need) || need > arena->budget ||
        arena->used > arena->budget - need)
        return lg_fail(err, LG_E_LIMIT, "memory budget of %zu bytes exceeded by a request of %zu",
                       arena->budget, size);
    lg_arena_block *b = arena->blocks;
    size_t at = b ? (b->used + align - 1) & ~(align - 1) : 0;
    if (!b || at > b->size || need > b->size - at) {
        size_t want;
        if (!lg_add_size(need, header_size, &want))
            return lg_no_memory(err, size);
        /* A large request gets a block of its own behind the current one, so that the space left
         * in the current block is not lost. */
        bool own = want > arena->next_block;
        lg_arena_block *fresh = take_spare(arena, want);
        if (fresh) {
            want = fresh->size;
        } else {
            if (!own)
                want = arena->next_block;
            void *p = NULL;
            LG_TRY(lg_alloc_raw(&arena->allocator, want, &p, err));
            fresh = p;
        }
        *fresh = (lg_arena_block){.size = want, .used = header_size};
        if (own && b) {
            fresh->next = b->next;
            b->next = fresh;
        } else {
            fresh->next = b;
            arena->blocks = fresh;
        }
        if (!own && arena->next_block < max_block)
            arena->next_block *= 2;
        b = fresh;
        at = header_size;
    }
    b->used = at + need;
    arena->used += need;
    *out = (char *)b + at;
    memset(*out, 0, need);
    return LG_OK;
}

lg_status lg_arena_alloc(lg_arena *arena, size_t size, void **out, lg_error *err) {
    return alloc_aligned(arena, size, 16, out, err);
}

lg_status lg_arena_alloc_data(lg_arena *arena, size_t size, void **out, lg_error *err) {
    return alloc_aligned(arena, size, LG_ALIGN, out, err);
}

lg_status lg_arena_array(lg_arena *arena, size_t count, size_t size, void **out, lg_error *err) {
    size_t bytes;
    if (!lg_mul_size(count, size, &bytes))
        return lg_no_memory(err, SIZE_MAX);
    return lg_arena_alloc(arena, bytes, out, err);
}

lg_status lg_arena_copy(lg_arena *arena, const void *src, size_t size, void **out, lg_error *err) {
    LG_TRY(lg_arena_alloc(arena, size, out, err));
    if (size)
        memcpy(*out, src, size);
    return LG_OK;
}

lg_status lg_arena_str(lg_arena *arena, const char *ptr, size_t len, lg_str *out, lg_error *err) {
    void *p = NULL;
    size_t need;
    if (!lg_add_size(len, 1, &need))
        return lg_no_memory(err, len);
    LG_TRY(lg_arena_alloc(arena, need, &p, err));
    if (len)
        memcpy(p, ptr, len);
    *out = (lg_str){p, len};
    return LG_OK;
}

lg_status lg_arena_grow(lg_arena *arena, void **array, uint32_t count, uint32_t *cap, size_t size,
                        lg_error *err) {
    if (count < *cap)
        return LG_OK;
    if (count > UINT32_MAX / 2)
        return lg_fail(err, LG_E_LIMIT, "more than %u elements in one list", UINT32_MAX / 2);
    uint32_t bigger = count < 4 ? 8 : count * 2;
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, bigger, size, &p, err));
    if (count)
        memcpy(p, *array, (size_t)count * size);
    *array = p;
    *cap = bigger;
    return LG_OK;
}
