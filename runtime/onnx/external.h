/* SPDX-License-Identifier: Apache-2.0 */
/* External tensor data: the only code that opens a name taken from a model. */
#ifndef LG_ONNX_EXTERNAL_H
#define LG_ONNX_EXTERNAL_H

#include "runtime/onnx/onnx.h"

#include "onnx.pb-c.h"

/* State of one load: directories, the file in use, what was mapped. Zero-initialise `env` and call
 * lg_external_close at the end. */
typedef struct lg_external {
    const lg_onnx_env *env;
    int root;      /* descriptor of the directory of the model, -1: not opened yet */
    int file;      /* file in use, -1 none */
    lg_str open;   /* its location */
    uint64_t size; /* its size */
    const uint8_t *mapped;
    char verified[41]; /* its SHA-1, when it was computed */
    lg_map seen;       /* location to index in `known`: files that are mapped */
    lg_mapping **known;
    uint32_t n_known, cap_known;
} lg_external;

void lg_external_init(lg_external *x, const lg_onnx_env *env);
void lg_external_close(lg_external *x);

/* `bytes` > 0 bytes that the entries describe: borrowed from a mapping when that is permitted and
 * aligned to `align`, else copied into the arena. Containment, file type, links, numbers and the
 * checksum are checked before anything is allocated. LG_E_MODEL, LG_E_IO. */
LG_MUST_USE lg_status lg_external_load(lg_external *x, Onnx__StringStringEntryProto *const *entries,
                                       size_t n_entries, size_t bytes, size_t align,
                                       const void **out, lg_error *err);

#endif
