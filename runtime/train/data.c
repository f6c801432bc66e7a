/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of rows, cut into batches: in file order or shuffled by a seed, epoch after epoch. */
#include "runtime/train/trainer.h"

void lg_columns_init(lg_columns *c, lg_allocator allocator) {
    *c = (lg_columns){.epoch_made = -1};
    lg_arena_init(&c->arena, allocator, 0);
}

void lg_columns_reset(lg_columns *c) {
    lg_arena_reset(&c->arena);
    lg_allocator a = c->arena.allocator;
    lg_columns_init(c, a);
}

static lg_status check_column(lg_str name, const lg_view *v, int64_t *rows, lg_error *err) {
    if (v->rank < 1)
        return lg_fail(err, LG_E_SHAPE, "data column '%s' is a scalar, rows are expected",
                       LG_SHOW(name));
    if (lg_dtype_bits(v->dtype) % 8 || lg_dtype_bits(v->dtype) == 0)
        return lg_fail(err, LG_E_TYPE, "data column '%s' has type %s, which has no rows of bytes",
                       LG_SHOW(name), lg_dtype_name(v->dtype));
    if (*rows >= 0 && v->dims[0] != *rows)
        return lg_fail(err, LG_E_SHAPE, "data column '%s' has %lld rows, the others have %lld",
                       LG_SHOW(name), (long long)v->dims[0], (long long)*rows);
    *rows = v->dims[0];
    return LG_OK;
}

static size_t row_bytes(const lg_view *v) {
    return v->dims[0] ? (size_t)(v->count / v->dims[0]) * ((size_t)lg_dtype_bits(v->dtype) / 8) : 0;
}

static lg_status copy_columns(lg_columns *c, const char *const *names, const lg_view *columns,
                              lg_error *err) {
    void *room = NULL;
    LG_TRY(lg_arena_array(&c->arena, c->n, sizeof(lg_str), &room, err));
    c->names = room;
    LG_TRY(lg_arena_array(&c->arena, c->n, sizeof(lg_view), &room, err));
    c->views = room;
    LG_TRY(lg_arena_array(&c->arena, c->n, sizeof(lg_view), &room, err));
    c->batch = room;
    LG_TRY(lg_arena_array(&c->arena, c->n, sizeof(void *), &room, err));
    c->buffers = room;
    for (uint32_t i = 0; i < c->n; i++) {
        LG_TRY(lg_arena_str(&c->arena, names[i], strlen(names[i]), &c->names[i], err));
        LG_TRY(check_column(c->names[i], &columns[i], &c->rows, err));
        c->views[i] = c->batch[i] = columns[i];
        size_t dims = (size_t)columns[i].rank * sizeof(int64_t);
        LG_TRY(lg_arena_copy(&c->arena, columns[i].dims, dims, &room, err));
        c->views[i].dims = room;
        LG_TRY(lg_arena_copy(&c->arena, columns[i].dims, dims, &room, err));
        c->batch[i].dims = room;
    }
    return LG_OK;
}

lg_status lg_columns_set(lg_columns *c, const char *const *names, const lg_view *columns, size_t n,
                         int64_t batch, bool shuffle, bool drop_last, uint64_t seed,
                         lg_error *err) {
    void *room = NULL;
    lg_columns_reset(c);
    if (n == 0 || n > UINT32_MAX / 2)
        return lg_fail(err, LG_E_ARGUMENT, "there are no data columns");
    c->n = (uint32_t)n;
    c->rows = -1;
    LG_TRY(copy_columns(c, names, columns, err));
    if (c->rows == 0)
        return lg_fail(err, LG_E_SHAPE, "the data have no rows");
    c->batch_rows = batch > 0 && batch < c->rows ? batch : c->rows;
    if (drop_last && batch > c->rows)
        return lg_fail(err, LG_E_SHAPE,
                       "the data have %lld rows, which is no full batch of %lld, and short batches "
                       "are dropped",
                       (long long)c->rows, (long long)batch);
    c->shuffle = shuffle;
    c->drop_last = drop_last;
    c->seed = seed;
    if (!shuffle)
        return LG_OK;
    LG_TRY(lg_arena_array(&c->arena, (size_t)c->rows, sizeof(int64_t), &room, err));
    c->order = room;
    for (uint32_t i = 0; i < c->n; i++) {
        size_t bytes = 0;
        if (!lg_mul_size(row_bytes(&c->views[i]), (size_t)c->batch_rows, &bytes))
            return lg_no_memory(err, SIZE_MAX);
        LG_TRY(lg_arena_alloc_data(&c->arena, bytes, &c->buffers[i], err));
    }
    return LG_OK;
}

/* SplitMix64. */
static uint64_t mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Fisher and Yates, from a state that depends on seed and epoch only. */
static void make_order(lg_columns *c) {
    uint64_t state = mix(c->seed) ^ mix((uint64_t)c->epoch + 0x5bd1e995u);
    for (int64_t i = 0; i < c->rows; i++)
        c->order[i] = i;
    for (int64_t i = c->rows - 1; i > 0; i--) {
        state += 0x9e3779b97f4a7c15u;
        /* Rejection keeps every row equally likely. */
        uint64_t bound = (uint64_t)i + 1, limit = UINT64_MAX - UINT64_MAX % bound, r = mix(state);
        while (r >= limit) {
            state += 0x9e3779b97f4a7c15u;
            r = mix(state);
        }
        int64_t k = (int64_t)(r % bound), swap = c->order[i];
        c->order[i] = c->order[k];
        c->order[k] = swap;
    }
    c->epoch_made = c->epoch;
}

lg_status lg_columns_next(lg_columns *c, int64_t *out_epoch, lg_error *err) {
    if (c->n == 0)
        return lg_fail(err, LG_E_ARGUMENT, "there are no data");
    int64_t left = c->rows - c->next;
    if (left <= 0 || (c->drop_last && left < c->batch_rows)) {
        c->next = 0;
        c->epoch++;
        left = c->rows;
    }
    if (c->shuffle && c->epoch_made != c->epoch)
        make_order(c);
    int64_t take = left < c->batch_rows ? left : c->batch_rows;
    for (uint32_t i = 0; i < c->n; i++) {
        const lg_view *all = &c->views[i];
        lg_view *b = &c->batch[i];
        size_t bytes = row_bytes(all);
        int64_t *dims = (int64_t *)(uintptr_t)b->dims; /* ours, see copy_columns */
        dims[0] = take;
        b->count = all->count / c->rows * take;
        if (!c->shuffle) {
            b->data = (char *)all->data + (size_t)c->next * bytes;
            continue;
        }
        char *to = c->buffers[i];
        for (int64_t r = 0; r < take; r++, to += bytes)
            if (bytes)
                memcpy(to, (const char *)all->data + (size_t)c->order[c->next + r] * bytes, bytes);
        b->data = c->buffers[i];
    }
    *out_epoch = c->epoch;
    c->next += take;
    return LG_OK;
}

int64_t lg_columns_batches(const lg_columns *c) {
    if (c->n == 0)
        return 0;
    return c->drop_last ? c->rows / c->batch_rows : (c->rows + c->batch_rows - 1) / c->batch_rows;
}

uint32_t lg_columns_find(const lg_columns *c, lg_str name) {
    for (uint32_t i = 0; i < c->n; i++)
        if (lg_str_eq(c->names[i], name))
            return i;
    return UINT32_MAX;
}
