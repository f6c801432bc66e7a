/* SPDX-License-Identifier: Apache-2.0 */
/* The public face of tensor files: picks the reader or writer of a format. It lives here because
 * .pb files need the protobuf layer, which runtime/io must not include. */
#include "runtime/base/file.h"
#include "runtime/exec/context.h"
#include "runtime/io/element.h"
#include "runtime/io/tensors.h"
#include "runtime/onnx/onnx.h"

static const struct {
    const char *extension;
    int32_t format;
} extensions[] = {{".pb", LG_TENSOR_PB},     {".npy", LG_TENSOR_NPY},
                  {".npz", LG_TENSOR_NPZ},   {".safetensors", LG_TENSOR_SAFETENSORS},
                  {".csv", LG_TENSOR_CSV},   {".idx", LG_TENSOR_IDX},
                  {"-ubyte", LG_TENSOR_IDX}, {".pgm", LG_TENSOR_PNM},
                  {".ppm", LG_TENSOR_PNM},   {".png", LG_TENSOR_PNM},
                  {".jpg", LG_TENSOR_PNM},   {".jpeg", LG_TENSOR_PNM},
                  {".bin", LG_TENSOR_RAW},   {".raw", LG_TENSOR_RAW}};

int32_t lg_tensor_format_of(const char *path) {
    size_t n = strlen(path);
    for (size_t i = 0; i < LG_COUNT(extensions); i++) {
        size_t m = strlen(extensions[i].extension);
        if (n > m && memcmp(path + n - m, extensions[i].extension, m) == 0)
            return extensions[i].format;
    }
    return LG_TENSOR_AUTO;
}

/* File name without directory and extension. */
static lg_str base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *begin = slash ? slash + 1 : path;
    const char *dot = strrchr(begin, '.');
    return (lg_str){begin, dot && dot > begin ? (size_t)(dot - begin) : strlen(begin)};
}

static lg_status read_pb(lg_context *context, lg_tensor_file *file, const lg_tensor_options *o,
                         lg_str name, const void *bytes, size_t size, lg_error *err) {
    lg_arena scratch;
    lg_view value = {0};
    lg_str stored = {0};
    lg_arena_init(&scratch, context->allocator, 0);
    lg_status st =
        lg_pb_read_value(&scratch, &context->limits, bytes, size, o->dtype, &value, &stored, err);
    if (st == LG_OK)
        st = lg_tensors_add_copy(file, o->name || stored.len == 0 ? name : stored, &value, err);
    lg_arena_reset(&scratch);
    return st;
}

static lg_status parse(lg_context *context, lg_tensor_file *file, const lg_tensor_options *o,
                       lg_str name, const void *bytes, size_t size, lg_error *err) {
    switch (o->format) {
    case LG_TENSOR_PB:
        return read_pb(context, file, o, name, bytes, size, err);
    case LG_TENSOR_NPY:
        return lg_npy_read(file, name, bytes, size, err);
    case LG_TENSOR_NPZ:
        return lg_npz_read(file, bytes, size, err);
    case LG_TENSOR_SAFETENSORS:
        return lg_safetensors_read(file, bytes, size, err);
    case LG_TENSOR_CSV:
        return lg_csv_read(file, name, bytes, size, err);
    case LG_TENSOR_IDX:
        return lg_idx_read(file, name, bytes, size, err);
    case LG_TENSOR_PNM:
        return lg_pnm_read(file, name, bytes, size, err);
    case LG_TENSOR_RAW:
        return lg_raw_read(file, name, bytes, size, o->dtype, o->rank, o->dims, err);
    default:
        return lg_fail(err, LG_E_ARGUMENT, "tensor format %d is unknown", o->format);
    }
}

lg_status lg_tensor_file_create(lg_context *context, lg_tensor_file **out_file, lg_error *err) {
    return lg_tensors_create(context->allocator, &context->limits, out_file, err);
}

lg_status lg_tensor_file_parse(lg_context *context, const void *bytes, size_t size,
                               const lg_tensor_options *options, lg_tensor_file **out_file,
                               lg_error *err) {
    lg_tensor_options o;
    lg_tensor_file *file = NULL;
    LG_TRY(lg_options_copy(&o, sizeof o, options, "lg_tensor_options", err));
    LG_TRY(lg_tensor_file_create(context, &file, err));
    lg_status st =
        parse(context, file, &o, o.name ? lg_str_of(o.name) : LG_STR("data"), bytes, size, err);
    if (st != LG_OK) {
        lg_tensors_destroy(file);
        return st;
    }
    *out_file = file;
    return LG_OK;
}

lg_status lg_tensor_file_read(lg_context *context, const char *path,
                              const lg_tensor_options *options, lg_tensor_file **out_file,
                              lg_error *err) {
    lg_tensor_options o;
    lg_tensor_file *file = NULL;
    void *data = NULL;
    size_t size = 0;
    LG_TRY(lg_options_copy(&o, sizeof o, options, "lg_tensor_options", err));
    if (o.format == LG_TENSOR_AUTO)
        o.format = lg_tensor_format_of(path);
    if (o.format == LG_TENSOR_AUTO) {
        lg_fail(err, LG_E_ARGUMENT, "%s: the extension tells no tensor format",
                LG_SHOW(lg_str_of(path)));
        lg_hint(err, "known: .pb .npy .npz .safetensors .csv .idx .pgm .ppm, raw as "
                     "FILE.bin:TYPE[DIMS]");
        return LG_E_ARGUMENT;
    }
    LG_TRY(lg_file_read(&context->allocator, path, context->limits.max_total_bytes, &data, &size,
                        err));
    lg_status st = lg_tensor_file_create(context, &file, err);
    if (st == LG_OK)
        st =
            parse(context, file, &o, o.name ? lg_str_of(o.name) : base_name(path), data, size, err);
    lg_free(&context->allocator, data, size + 1);
    if (st != LG_OK) {
        lg_tensors_destroy(file);
        return lg_wrap(err, st, "%s", LG_SHOW(lg_str_of(path)));
    }
    *out_file = file;
    return LG_OK;
}

void lg_tensor_file_destroy(lg_tensor_file *file) {
    lg_tensors_destroy(file);
}

uint32_t lg_tensor_file_count(const lg_tensor_file *file) {
    return file->n;
}

const char *lg_tensor_file_name(const lg_tensor_file *file, uint32_t index) {
    return index < file->n ? file->names[index].ptr : NULL;
}

const lg_view *lg_tensor_file_view(const lg_tensor_file *file, uint32_t index) {
    return index < file->n ? &file->views[index] : NULL;
}

uint32_t lg_tensor_file_find(const lg_tensor_file *file, const char *name) {
    return lg_map_get(&file->index, lg_str_of(name));
}

static lg_status refuse_twice(const lg_tensor_file *file, const char *name, lg_error *err) {
    if (lg_tensor_file_find(file, name) != LG_MAP_NONE)
        return lg_fail(err, LG_E_ARGUMENT, "a tensor named '%s' is there already",
                       LG_SHOW(lg_str_of(name)));
    return LG_OK;
}

lg_status lg_tensor_file_add(lg_tensor_file *file, const char *name, const lg_view *value,
                             lg_error *err) {
    LG_TRY(refuse_twice(file, name, err));
    return lg_tensors_add_copy(file, lg_str_of(name), value, err);
}

lg_status lg_tensor_file_add_cast(lg_tensor_file *file, const char *name, const lg_view *value,
                                  int32_t dtype, lg_error *err) {
    LG_TRY(refuse_twice(file, name, err));
    return lg_tensors_add_cast(file, lg_str_of(name), value, dtype, err);
}

lg_status lg_tensor_file_add_filled(lg_tensor_file *file, const char *name, int32_t dtype,
                                    int32_t rank, const int64_t *dims, int32_t fill, double low,
                                    double high, uint64_t seed, lg_error *err) {
    LG_TRY(refuse_twice(file, name, err));
    return lg_tensors_add_filled(file, lg_str_of(name), dtype, rank, dims, fill, low, high, seed,
                                 err);
}

static lg_status write(const lg_context *context, lg_bytes *bytes, int32_t format,
                       const lg_str *names, const lg_view *values, size_t n, uint32_t flags,
                       lg_error *err) {
    if (format == LG_TENSOR_NPZ)
        return lg_npz_write(bytes, names, values, n, flags & LG_TENSOR_COMPRESS, err);
    if (format == LG_TENSOR_SAFETENSORS)
        return lg_safetensors_write(bytes, names, values, n, NULL, 0, err);
    if (n != 1)
        return lg_fail(err, LG_E_ARGUMENT, "%zu tensors, this format holds exactly one", n);
    switch (format) {
    case LG_TENSOR_NPY:
        return lg_npy_write(bytes, values, err);
    case LG_TENSOR_CSV:
        return lg_csv_write(bytes, values, err);
    case LG_TENSOR_RAW:
        return lg_raw_write(bytes, values, err);
    case LG_TENSOR_PB: {
        void *data = NULL;
        size_t size = 0;
        LG_TRY(lg_pb_write_value(&context->allocator, values, names[0], &data, &size, err));
        lg_bytes_put(bytes, data, size);
        lg_free(&context->allocator, data, size + 1);
        return LG_OK;
    }
    default:
        return lg_fail(err, LG_E_ARGUMENT, "tensor format %d is not written", format);
    }
}

lg_status lg_tensor_write(lg_context *context, int32_t format, const char *const *names,
                          const lg_view *values, size_t n, uint32_t flags, lg_buffer *out,
                          lg_error *err) {
    lg_bytes bytes;
    void *room = NULL;
    LG_TRY(lg_alloc_array(&context->allocator, n, sizeof(lg_str), &room, err));
    lg_str *list = room;
    for (size_t i = 0; i < n; i++)
        list[i] = lg_str_of(names[i]);
    lg_bytes_init(&bytes, context->allocator);
    lg_status st = write(context, &bytes, format, list, values, n, flags, err);
    lg_free(&context->allocator, list, n * sizeof(lg_str));
    void *data = NULL;
    size_t size = 0;
    if (st == LG_OK)
        st = lg_bytes_take(&bytes, &data, &size, err);
    else
        lg_bytes_reset(&bytes);
    if (st == LG_OK)
        *out = (lg_buffer){data, size, &context->allocator};
    return st;
}

lg_status lg_file_write(const char *path, const void *bytes, size_t size, uint32_t flags,
                        lg_error *err) {
    return lg_file_write_atomic(path, bytes, size, flags & LG_WRITE_REPLACE ? LG_FILE_REPLACE : 0,
                                err);
}

lg_status lg_file_load(lg_context *context, const char *path, uint64_t max, lg_buffer *out,
                       lg_error *err) {
    void *data = NULL;
    size_t size = 0;
    LG_TRY(lg_file_read(&context->allocator, path, max, &data, &size, err));
    *out = (lg_buffer){data, size, &context->allocator};
    return LG_OK;
}
