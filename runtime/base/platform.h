/* SPDX-License-Identifier: Apache-2.0 */
/* Files as the loader needs them: opening beneath a directory, mapping, positioned reads. With
 * parallel.h (threads, clock, memory), file.h (whole files) and dl.h all that the library wants of
 * the operating system. */
#ifndef LG_BASE_PLATFORM_H
#define LG_BASE_PLATFORM_H

#include "runtime/base/error.h"

#include <stdbool.h>

enum { LG_PATH_MAX = 4096 }; /* bytes of a path with its NUL */

typedef enum lg_open_result {
    LG_OPEN_OK = 0,
    LG_OPEN_ESCAPES = 1, /* the path leaves the directory, or goes through a refused link */
    LG_OPEN_FAILED = 2   /* see the message */
} lg_open_result;

typedef struct lg_file_info {
    uint64_t size, links;
    bool regular;
} lg_file_info;

/* A read-only private mapping, in a list of mappings with one owner. */
typedef struct lg_mapping {
    struct lg_mapping *next;
    const uint8_t *data;
    size_t size;
} lg_mapping;

/* Descriptors are small integers; -1 is none and may be closed. Errors are LG_E_IO. */
LG_MUST_USE lg_status lg_dir_open(const char *path, int *out_dir, lg_error *err);
/* Opens `path` for reading, relative to `dir`, so that no component leaves it: neither "..", nor an
 * absolute path, nor a link that points outside. With `no_links` no component may be a link at
 * all. Never blocks on a pipe. `err` is filled for LG_OPEN_FAILED. */
lg_open_result lg_open_beneath(int dir, const char *path, bool no_links, int *out_file,
                               lg_error *err);
/* What lg_open_beneath does where the system has no call for it: component by component, no links.
 */
lg_open_result lg_open_by_parts(int dir, const char *path, int *out_file, lg_error *err);
/* Follows links, anywhere: only for paths that the caller of the library chose. */
LG_MUST_USE lg_status lg_open_path(const char *path, int *out_file, lg_error *err);
LG_MUST_USE lg_status lg_file_stat(int file, lg_file_info *out, lg_error *err);
/* Exactly `size` bytes from `offset`; a shorter file is an error. */
LG_MUST_USE lg_status lg_file_read_at(int file, uint64_t offset, void *buffer, size_t size,
                                      lg_error *err);
void lg_file_close(int file);

/* Maps the first `size` > 0 bytes of a file. A file that shrinks later makes reading it a SIGBUS.
 */
LG_MUST_USE lg_status lg_file_map(int file, size_t size, const uint8_t **out, lg_error *err);
/* LG_E_IO for a directory, a device, a FIFO or a socket; never blocks. */
LG_MUST_USE lg_status lg_file_require_regular(const char *path, lg_error *err);
/* Opens and maps a regular file of 1 … max bytes; an empty one has data NULL. LG_E_LIMIT. */
LG_MUST_USE lg_status lg_file_map_path(const char *path, uint64_t max, lg_mapping *out,
                                       lg_error *err);
void lg_file_unmap(const uint8_t *data, size_t size);
/* Unmaps a whole list (the nodes are their arena's). */
void lg_mappings_release(lg_mapping **list);

/* Absolute path without links. false when it does not exist or is too long. */
bool lg_real_path(const char *path, char out[LG_PATH_MAX]);

#endif
