/* SPDX-License-Identifier: Apache-2.0 */
/* Tensor files: npy, npz, safetensors, pb, csv, IDX, PNM and raw; comparison, conversion and
 * printing of tensors. */
#ifndef LOSSGRAPH_TENSORIO_H
#define LOSSGRAPH_TENSORIO_H

#include <lossgraph/model.h>

LG_BEGIN_DECLS

typedef enum lg_tensor_format {
    LG_TENSOR_AUTO = 0, /* by the extension of the path */
    LG_TENSOR_PB = 1,   /* TensorProto, SequenceProto, OptionalProto */
    LG_TENSOR_NPY = 2,  /* versions 1 to 3 */
    LG_TENSOR_NPZ = 3,  /* stored, and deflate when built with zlib */
    LG_TENSOR_SAFETENSORS = 4,
    LG_TENSOR_CSV = 5, /* numbers; rows are the first axis */
    LG_TENSOR_IDX = 6, /* read only */
    LG_TENSOR_PNM = 7, /* P5 and P6, read only: u8 or u16 [height, width(, 3)] */
    LG_TENSOR_RAW = 8  /* little-endian elements; type and shape from the options */
} lg_tensor_format;

/* A set of named values. Owns its memory. Thread-compatible. */
typedef struct lg_tensor_file lg_tensor_file;

typedef struct lg_tensor_options {
    uint32_t struct_size;
    int32_t format;   /* lg_tensor_format */
    const char *name; /* of the tensor in formats without names; NULL: the file's base name */
    /* RAW: element type and dims. PB: LG_SEQUENCE or LG_OPTIONAL when that message is expected. */
    int32_t dtype, rank;
    const int64_t *dims;
} lg_tensor_options;

#define LG_TENSOR_OPTIONS_INIT                                                                     \
    { .struct_size = (uint32_t)sizeof(lg_tensor_options) }

/* An empty set. */
LG_MUST_USE LG_API lg_status lg_tensor_file_create(lg_context *context, lg_tensor_file **out_file,
                                                   lg_error *err);
/* `options` may be NULL. */
LG_MUST_USE LG_API lg_status lg_tensor_file_read(lg_context *context, const char *path,
                                                 const lg_tensor_options *options,
                                                 lg_tensor_file **out_file, lg_error *err);
/* The same from memory; options->format must not be AUTO. The bytes are copied. */
LG_MUST_USE LG_API lg_status lg_tensor_file_parse(lg_context *context, const void *bytes,
                                                  size_t size, const lg_tensor_options *options,
                                                  lg_tensor_file **out_file, lg_error *err);
LG_API void lg_tensor_file_destroy(lg_tensor_file *file);
LG_API uint32_t lg_tensor_file_count(const lg_tensor_file *file);
/* Borrowed from the file. NULL past the end. */
LG_API const char *lg_tensor_file_name(const lg_tensor_file *file, uint32_t index);
LG_API const lg_view *lg_tensor_file_view(const lg_tensor_file *file, uint32_t index);
/* UINT32_MAX when there is none of this name. */
LG_API uint32_t lg_tensor_file_find(const lg_tensor_file *file, const char *name);
/* Copies a value into the set. A name that is there already is LG_E_ARGUMENT. */
LG_MUST_USE LG_API lg_status lg_tensor_file_add(lg_tensor_file *file, const char *name,
                                                const lg_view *value, lg_error *err);
/* Adds `value` converted to another numeric type, by value: integers and booleans exactly, reals
 * rounded to nearest even. LG_E_TYPE when an element has no equal in an integer type. */
LG_MUST_USE LG_API lg_status lg_tensor_file_add_cast(lg_tensor_file *file, const char *name,
                                                     const lg_view *value, int32_t dtype,
                                                     lg_error *err);

enum {
    LG_FILL_ZEROS = 0,
    LG_FILL_NORMAL = 1,  /* mean low, standard deviation high */
    LG_FILL_UNIFORM = 2, /* in [low, high); integers: low … high - 1 */
    LG_FILL_RAMP = 3     /* element i of n is i / n */
};
/* Adds a made tensor; the values depend on seed, fill and position only. */
LG_MUST_USE LG_API lg_status lg_tensor_file_add_filled(lg_tensor_file *file, const char *name,
                                                       int32_t dtype, int32_t rank,
                                                       const int64_t *dims, int32_t fill,
                                                       double low, double high, uint64_t seed,
                                                       lg_error *err);

#define LG_TENSOR_COMPRESS ((uint32_t)1) /* deflate the entries of an npz */

/* Bytes of a file with these values; released with lg_buffer_free. Formats without names take
 * exactly one. */
LG_MUST_USE LG_API lg_status lg_tensor_write(lg_context *context, int32_t format,
                                             const char *const *names, const lg_view *values,
                                             size_t n, uint32_t flags, lg_buffer *out,
                                             lg_error *err);
/* Format of a path by its extension; LG_TENSOR_AUTO when it tells nothing. */
LG_API int32_t lg_tensor_format_of(const char *path);

#define LG_WRITE_REPLACE ((uint32_t)1) /* an existing file may be replaced */

/* Writes a temporary file beside `path`, syncs and renames it: a failure (LG_E_IO) leaves nothing
 * behind. */
LG_MUST_USE LG_API lg_status lg_file_write(const char *path, const void *bytes, size_t size,
                                           uint32_t flags, lg_error *err);
/* Reads a file of at most `max` bytes; a NUL follows the contents. */
LG_MUST_USE LG_API lg_status lg_file_load(lg_context *context, const char *path, uint64_t max,
                                          lg_buffer *out, lg_error *err);

/* ---- elements ---- */

/* Element `index` of a numeric or boolean tensor as double; NaN for other types. Complex numbers:
 * the real part. */
LG_API double lg_tensor_real(const lg_view *view, int64_t index);
/* The same exactly, for integer and boolean types; 0 for others. */
LG_API int64_t lg_tensor_integer(const lg_view *view, int64_t index);
/* Writes element `index` as text (numbers in shortest digits that round-trip, strings with
 * quotes, escaped): at most `size` bytes with the NUL. Returns the length. */
LG_API size_t lg_tensor_print(const lg_view *view, int64_t index, char *out, size_t size);

/* Shortest digits of a number that read back; `out` takes 32 bytes. Returns the length. */
LG_API size_t lg_number_print(double value, char *out);
/* One number and nothing else, independent of the locale. 0 when it is none. */
LG_API int32_t lg_number_parse(const char *text, size_t len, double *out);

/* ---- comparison ---- */

typedef struct lg_tolerance {
    double rtol, atol; /* |actual - expected| <= atol + rtol * |expected| */
    int64_t ulp; /* 0: not used; else floats within so many units in the last place are equal */
} lg_tolerance;

typedef struct lg_comparison {
    uint32_t struct_size;
    int32_t equal; /* 1: types, shapes and values agree */
    double max_abs, max_rel;
    int64_t first, n_wrong; /* index of the first wrong element, -1; how many */
    char message[240];      /* what differs; empty when equal */
} lg_comparison;

/* ONNX's rule for backend tests: equal number of items, shape, type; strings byte for byte; numbers
 * within the tolerance; NaN equals NaN; infinities by sign. Sequences and optionals item by item.
 */
LG_API void lg_tensor_compare(const lg_view *actual, const lg_view *expected,
                              const lg_tolerance *tolerance, lg_comparison *out);

LG_END_DECLS
#endif
