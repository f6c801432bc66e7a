/* SPDX-License-Identifier: Apache-2.0 */
/* Binary ONNX to and from the intermediate representation. Protobuf does not leave this folder. */
#ifndef LG_ONNX_ONNX_H
#define LG_ONNX_ONNX_H

#include "runtime/base/platform.h"
#include "runtime/graph/graph.h"

#include <lossgraph/model.h>

enum { LG_ONNX_IR_MIN = 3, LG_ONNX_IR_MAX = 14 };

/* What loading needs to know. Zero-initialise; allocator and arena are required. */
typedef struct lg_onnx_env {
    const lg_allocator *allocator; /* for what is dropped when loading ends */
    lg_arena *arena;               /* of the module and of weights that are copied */
    const lg_limits *limits;       /* NULL: defaults */
    uint32_t flags;                /* LG_LOAD_*; BORROW: the bytes outlive the module */
    const char *name;              /* for messages; NULL: "model" */
    const char *model_path;        /* NULL: the model came from memory */
    const char *root;              /* of external data; NULL: the directory of model_path */
    const char *const *extra_roots;
    uint32_t n_extra_roots;
    /* Files that were mapped are pushed here, also when loading fails: lg_mappings_release when
     * the module is gone. NULL: files are read. */
    lg_mapping **mappings;
    void *self; /* passed to the hooks, which may be NULL */
    void (*warn)(void *self, const char *message);
    int32_t (*cancel)(void *self); /* not 0: LG_E_CANCELLED */
    uint64_t deadline;             /* of lg_machine_clock; 0: none */
} lg_onnx_env;

/* A model of `size` bytes. The module lives in env->arena. Checks everything that does not need
 * the registry; operators are bound later. LG_E_PARSE, _LIMIT, _MODEL, _IO, _NO_MEMORY,
 * _CANCELLED; the message begins with env->name and names the place. */
LG_MUST_USE lg_status lg_onnx_import(const lg_onnx_env *env, const void *bytes, size_t size,
                                     lg_module **out, lg_error *err);

/* The module as a model file. The bytes come from `allocator`, size + 1 of them (lg_free). Weights
 * are written as raw_data; what was not understood on import is written back. The same module
 * gives the same bytes. */
LG_MUST_USE lg_status lg_onnx_export(const lg_module *module, const lg_allocator *allocator,
                                     void **out_bytes, size_t *out_size, lg_error *err);

/* Files of test data: one TensorProto, SequenceProto, OptionalProto or MapProto. `kind` is
 * LG_SEQUENCE, LG_OPTIONAL, LG_MAP, or anything else for a tensor (its element type is not
 * compared). The value lives in `arena`; external data are refused. `limits` may be NULL.
 * out_name may be NULL. */
LG_MUST_USE lg_status lg_pb_read_value(lg_arena *arena, const lg_limits *limits, const void *bytes,
                                       size_t size, int32_t kind, lg_view *out, lg_str *out_name,
                                       lg_error *err);
/* The message for a view, by its dtype; size + 1 bytes from `allocator`. */
LG_MUST_USE lg_status lg_pb_write_value(const lg_allocator *allocator, const lg_view *value,
                                        lg_str name, void **out_bytes, size_t *out_size,
                                        lg_error *err);

#endif
