/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files: reading into memory, and atomic replacement. */
#ifndef LG_BASE_FILE_H
#define LG_BASE_FILE_H

#include "runtime/base/alloc.h"

#define LG_FILE_REPLACE ((uint32_t)1) /* an existing file may be replaced */

/* Reads a regular file, or a pipe, of at most `max` bytes. The memory is *out_size + 1 bytes (a NUL
 * follows), to be freed with lg_free. LG_E_IO, LG_E_LIMIT. */
LG_MUST_USE lg_status lg_file_read(const lg_allocator *a, const char *path, uint64_t max,
                                   void **out_data, size_t *out_size, lg_error *err);
/* Writes a temporary file beside `path`, syncs it and renames it: on failure `path` is unchanged
 * and nothing is left behind. Devices and pipes (/dev/null, /dev/full) are written directly. Codes
 * 701 (cannot be written) and 702 (exists, LG_FILE_REPLACE not given). */
LG_MUST_USE lg_status lg_file_write_atomic(const char *path, const void *data, size_t size,
                                           uint32_t flags, lg_error *err);

#endif
