/* SPDX-License-Identifier: Apache-2.0 */
/* The set of named tensors, and raw files. */
#include "runtime/io/tensors.h"

enum { max_copy_depth = 32 };

size_t lg_unit_bytes(int32_t dtype) {
    int32_t bits = lg_dtype_bits(dtype);
    if (dtype == LG_COMPLEX64 || dtype == LG_COMPLEX128)
        bits /= 2;
    return bits > 8 ? (size_t)bits / 8 : 1;
}

lg_status lg_tensors_create(lg_allocator allocator, const lg_limits *limits, lg_tensor_file **out,
                            lg_error *err) {
    void *room = NULL;
    LG_TRY(lg_alloc_zero(&allocator, sizeof(lg_tensor_file), &room, err));
    lg_tensor_file *file = room;
    file->allocator = allocator;
    size_t budget = 0;
    if (limits && limits->max_total_bytes && limits->max_total_bytes < SIZE_MAX)
        budget = (size_t)limits->max_total_bytes;
    lg_arena_init(&file->arena, allocator, budget);
    file->max_tensor_bytes =
        limits && limits->max_tensor_bytes ? limits->max_tensor_bytes : (uint64_t)64 << 30;
    *out = file;
    return LG_OK;
}

void lg_tensors_destroy(lg_tensor_file *file) {
    if (!file)
        return;
    lg_arena_reset(&file->arena);
    lg_allocator a = file->allocator;
    lg_free(&a, file, sizeof *file);
}

static lg_status append(lg_tensor_file *file, lg_str name, lg_view **out, lg_error *err) {
    lg_str copy = {0};
    if (name.len && memchr(name.ptr, 0, name.len))
        return lg_fail(err, LG_E_PARSE, "the tensor name '%s' has a NUL byte", LG_SHOW(name));
    if (lg_map_get(&file->index, name) != LG_MAP_NONE)
        return lg_fail(err, LG_E_PARSE, "two tensors are named '%s'", LG_SHOW(name));
    LG_TRY(lg_arena_str(&file->arena, name.ptr, name.len, &copy, err));
    LG_TRY(LG_GROW(&file->arena, file->names, file->n, file->cap_names, err));
    LG_TRY(LG_GROW(&file->arena, file->views, file->n, file->cap_views, err));
    LG_TRY(lg_map_put(&file->index, &file->arena, copy, file->n, err));
    file->names[file->n] = copy;
    *out = &file->views[file->n++];
    return LG_OK;
}

/* Dims, count and zeroed data. */
static lg_status fill_view(lg_tensor_file *file, lg_str name, int32_t dtype, int32_t rank,
                           const int64_t *dims, lg_view *out, lg_error *err) {
    int64_t count = 0;
    size_t bytes = 0;
    void *data = NULL, *copy = NULL;
    if (rank < 0 || rank > LG_MAX_RANK)
        return lg_fail(err, LG_E_LIMIT, "tensor '%s' has rank %d, the limit is %d", LG_SHOW(name),
                       rank, LG_MAX_RANK);
    if (!lg_count_dims(dims, rank, &count))
        return lg_fail(err, LG_E_PARSE, "tensor '%s': the product of its dims is no size",
                       LG_SHOW(name));
    LG_TRY(lg_dtype_bytes(dtype, count, &bytes, err));
    if (bytes > file->max_tensor_bytes)
        return lg_fail(err, LG_E_LIMIT, "tensor '%s' has %zu bytes, the limit is %llu",
                       LG_SHOW(name), bytes, (unsigned long long)file->max_tensor_bytes);
    if (rank)
        LG_TRY(lg_arena_copy(&file->arena, dims, (size_t)rank * sizeof *dims, &copy, err));
    LG_TRY(lg_arena_alloc_data(&file->arena, bytes, &data, err));
    *out = (lg_view){data, copy, count, rank, dtype};
    return LG_OK;
}

lg_status lg_tensors_add(lg_tensor_file *file, lg_str name, int32_t dtype, int32_t rank,
                         const int64_t *dims, lg_view **out, lg_error *err) {
    lg_view view;
    lg_view *slot = NULL;
    LG_TRY(fill_view(file, name, dtype, rank, dims, &view, err));
    LG_TRY(append(file, name, &slot, err));
    *slot = view;
    *out = slot;
    return LG_OK;
}

/* One copy that is still to be made. */
typedef struct copy_task {
    const lg_view *from;
    lg_view *to;
    uint32_t depth;
    struct copy_task *next;
} copy_task;

static lg_status push_copies(lg_tensor_file *file, copy_task **pending, const lg_view *from,
                             int64_t count, uint32_t depth, lg_view **out, lg_error *err) {
    void *room = NULL;
    LG_TRY(lg_arena_array(&file->arena, (size_t)count, sizeof(lg_view), &room, err));
    *out = room;
    for (int64_t i = 0; i < count; i++) {
        void *task = NULL;
        LG_TRY(lg_arena_alloc(&file->arena, sizeof(copy_task), &task, err));
        *(copy_task *)task = (copy_task){&from[i], &(*out)[i], depth, *pending};
        *pending = task;
    }
    return LG_OK;
}

static lg_status copy_one(lg_tensor_file *file, lg_str name, const copy_task *task,
                          copy_task **pending, lg_error *err) {
    const lg_view *from = task->from;
    if (from->dtype == LG_SEQUENCE || from->dtype == LG_OPTIONAL || from->dtype == LG_MAP) {
        const lg_seq *seq = from->data;
        void *room = NULL;
        if (task->depth >= max_copy_depth)
            return lg_fail(err, LG_E_LIMIT, "value '%s' is nested deeper than %d", LG_SHOW(name),
                           max_copy_depth);
        LG_TRY(lg_arena_alloc(&file->arena, sizeof(lg_seq), &room, err));
        lg_seq *copy = room;
        if (seq) {
            *copy = (lg_seq){.count = seq->count, .elem_dtype = seq->elem_dtype};
            LG_TRY(push_copies(file, pending, seq->items, seq->count, task->depth + 1, &copy->items,
                               err));
            if (seq->keys)
                LG_TRY(push_copies(file, pending, seq->keys, seq->count, task->depth + 1,
                                   &copy->keys, err));
        }
        *task->to = (lg_view){copy, NULL, from->count, from->rank, from->dtype};
        return LG_OK;
    }
    LG_TRY(fill_view(file, name, from->dtype, from->rank, from->dims, task->to, err));
    if (from->dtype == LG_STRING) {
        const lg_str *src = from->data;
        lg_str *dst = task->to->data;
        for (int64_t i = 0; i < task->to->count; i++)
            LG_TRY(lg_arena_str(&file->arena, src[i].ptr, src[i].len, &dst[i], err));
        return LG_OK;
    }
    size_t bytes = 0;
    LG_TRY(lg_dtype_bytes(from->dtype, task->to->count, &bytes, err));
    if (bytes)
        memcpy(task->to->data, from->data, bytes);
    return LG_OK;
}

lg_status lg_tensors_add_copy(lg_tensor_file *file, lg_str name, const lg_view *view,
                              lg_error *err) {
    lg_view copy = {0};
    lg_view *slot = NULL;
    copy_task first = {view, &copy, 0, NULL};
    copy_task *pending = &first;
    while (pending) {
        copy_task task = *pending;
        pending = task.next;
        LG_TRY(copy_one(file, name, &task, &pending, err));
    }
    LG_TRY(append(file, name, &slot, err));
    *slot = copy;
    return LG_OK;
}

lg_status lg_raw_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                      int32_t dtype, int32_t rank, const int64_t *dims, lg_error *err) {
    int64_t count = 0;
    size_t bytes = 0;
    lg_view *view = NULL;
    if (dtype <= LG_UNDEFINED || dtype >= LG_DTYPE_COUNT || dtype == LG_STRING)
        return lg_fail(err, LG_E_TYPE, "raw file: type %s cannot be read, numbers are expected",
                       lg_dtype_name(dtype));
    if (rank < 0 || rank > LG_MAX_RANK || !lg_count_dims(dims, rank, &count))
        return lg_fail(err, LG_E_SHAPE, "raw file: the shape is not valid");
    LG_TRY(lg_dtype_bytes(dtype, count, &bytes, err));
    if (bytes != size)
        return lg_fail(err, LG_E_SHAPE,
                       "raw file: %zu bytes, expected %zu for %lld elements of type %s", size,
                       bytes, (long long)count, lg_dtype_name(dtype));
    LG_TRY(lg_tensors_add(file, name, dtype, rank, dims, &view, err));
    if (bytes)
        memcpy(view->data, data, bytes);
    size_t unit = lg_unit_bytes(dtype);
    if (lg_big_endian() && unit > 1)
        lg_swap_bytes(view->data, bytes / unit, unit);
    if (dtype == LG_BOOL)
        for (size_t i = 0; i < bytes; i++)
            ((uint8_t *)view->data)[i] = ((uint8_t *)view->data)[i] != 0;
    return LG_OK;
}

lg_status lg_raw_write(lg_bytes *out, const lg_view *view, lg_error *err) {
    size_t bytes = 0;
    if (view->dtype <= LG_UNDEFINED || view->dtype >= LG_DTYPE_COUNT || view->dtype == LG_STRING)
        return lg_fail(err, LG_E_UNSUPPORTED, "values of type %s have no raw form",
                       lg_dtype_name(view->dtype));
    LG_TRY(lg_dtype_bytes(view->dtype, view->count, &bytes, err));
    size_t begin = out->size;
    lg_bytes_put(out, view->data, bytes);
    size_t unit = lg_unit_bytes(view->dtype);
    if (lg_big_endian() && unit > 1 && out->status == LG_OK)
        lg_swap_bytes(out->data + begin, bytes / unit, unit);
    return LG_OK;
}
