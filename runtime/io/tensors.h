/* SPDX-License-Identifier: Apache-2.0 */
/* A set of named tensors, and the readers and writers of tensor files on bytes in memory.
 *
 * Readers trust nothing: every declared size is compared with the bytes that are there before
 * memory is taken. They append to a set and name the entry at fault; LG_E_PARSE for what is not in
 * the format, LG_E_UNSUPPORTED for valid files that are not read, LG_E_LIMIT for sizes. Tensor
 * data are copied, so the bytes may go away. */
#ifndef LG_IO_TENSORS_H
#define LG_IO_TENSORS_H

#include "runtime/base/arena.h"
#include "runtime/base/map.h"
#include "runtime/base/str.h"
#include "runtime/io/bytes.h"

#include <lossgraph/tensorio.h>

struct lg_tensor_file {
    lg_allocator allocator;
    lg_arena arena;
    lg_str *names; /* NUL-terminated */
    lg_view *views;
    uint32_t n, cap_names, cap_views;
    lg_map index;
    uint64_t max_tensor_bytes;
};

/* `limits` NULL or zero fields: the defaults of lg_limits. */
LG_MUST_USE lg_status lg_tensors_create(lg_allocator allocator, const lg_limits *limits,
                                        lg_tensor_file **out, lg_error *err);
void lg_tensors_destroy(lg_tensor_file *file);
/* Appends a tensor with zeroed data (strings: empty). The dims are copied. A name that is there
 * already is LG_E_PARSE, one with a NUL byte too. */
LG_MUST_USE lg_status lg_tensors_add(lg_tensor_file *file, lg_str name, int32_t dtype, int32_t rank,
                                     const int64_t *dims, lg_view **out, lg_error *err);
/* Copies a view: tensors, sequences, optionals and maps. */
LG_MUST_USE lg_status lg_tensors_add_copy(lg_tensor_file *file, lg_str name, const lg_view *view,
                                          lg_error *err);

/* One tensor of the given name. */
LG_MUST_USE lg_status lg_npy_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                                  lg_error *err);
LG_MUST_USE lg_status lg_csv_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                                  lg_error *err);
LG_MUST_USE lg_status lg_idx_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                                  lg_error *err);
LG_MUST_USE lg_status lg_pnm_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                                  lg_error *err);
LG_MUST_USE lg_status lg_raw_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                                  int32_t dtype, int32_t rank, const int64_t *dims, lg_error *err);
/* Every tensor under its own name. */
LG_MUST_USE lg_status lg_npz_read(lg_tensor_file *file, const void *data, size_t size,
                                  lg_error *err);
LG_MUST_USE lg_status lg_safetensors_read(lg_tensor_file *file, const void *data, size_t size,
                                          lg_error *err);

LG_MUST_USE lg_status lg_npy_write(lg_bytes *out, const lg_view *view, lg_error *err);
LG_MUST_USE lg_status lg_csv_write(lg_bytes *out, const lg_view *view, lg_error *err);
LG_MUST_USE lg_status lg_raw_write(lg_bytes *out, const lg_view *view, lg_error *err);
LG_MUST_USE lg_status lg_npz_write(lg_bytes *out, const lg_str *names, const lg_view *views,
                                   size_t n, bool compress, lg_error *err);
/* `metadata` has n_metadata pairs of key and value. */
LG_MUST_USE lg_status lg_safetensors_write(lg_bytes *out, const lg_str *names, const lg_view *views,
                                           size_t n, const lg_str *metadata, size_t n_metadata,
                                           lg_error *err);

/* Bytes of one unit that is stored in host order: 1 for packed and byte-sized types. */
size_t lg_unit_bytes(int32_t dtype);

#endif
