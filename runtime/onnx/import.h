/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the importer share. */
#ifndef LG_ONNX_IMPORT_H
#define LG_ONNX_IMPORT_H

#include "runtime/onnx/tensor.h"

typedef struct lg_importer {
    const lg_onnx_env *env;
    lg_limits limits; /* resolved */
    lg_arena *arena;  /* of the module */
    lg_arena scratch; /* given back when loading ends */
    lg_module *module;
    lg_tensor_source tensors;
    lg_external external;
    lg_map functions;            /* identity (lg_function_key) to index */
    const lg_function *function; /* whose body is being read, or NULL */
    bool may_hide;               /* names may hide outer ones: initialization of training_info */
} lg_importer;

/* A copy in the module's arena; NULL stays empty without pointer. */
LG_MUST_USE lg_status lg_import_str(lg_importer *imp, const char *text, lg_str *out, lg_error *err);
/* Cancel flag and deadline: once per node and tensor. */
LG_MUST_USE lg_status lg_import_poll(const lg_importer *imp, lg_error *err);
void lg_import_warn(const lg_importer *imp, const char *fmt, ...) LG_PRINTF(2, 3);
/* Domain, name and overload as one key, in the scratch arena. "ai.onnx" is "". */
LG_MUST_USE lg_status lg_function_key(lg_importer *imp, lg_str domain, lg_str name, lg_str overload,
                                      lg_str *out, lg_error *err);
/* Index of the function that a node calls, LG_MAP_NONE when it is an operator. */
LG_MUST_USE lg_status lg_import_callee(lg_importer *imp, const lg_node *node, uint32_t *out,
                                       lg_error *err);

/* ---- import_type.c ---- */

/* Sets type and shape of a value that has none yet. *out_exact: nothing of `type` got lost. */
LG_MUST_USE lg_status lg_import_type(lg_importer *imp, const Onnx__TypeProto *type, lg_value *value,
                                     bool *out_exact, lg_error *err);
/* Type, and what else the entry says, to the value. */
LG_MUST_USE lg_status lg_import_value_info(lg_importer *imp, Onnx__ValueInfoProto *info,
                                           lg_value *value, lg_error *err);

/* ---- import_attr.c ---- */

/* Everything but the graphs of an attribute: `g` and `graphs` are left to the caller. */
LG_MUST_USE lg_status lg_import_attr(lg_importer *imp, Onnx__AttributeProto *attr, lg_attr *out,
                                     lg_error *err);
/* Names of attributes must differ. */
LG_MUST_USE lg_status lg_import_unique(lg_importer *imp, Onnx__AttributeProto *const *attrs,
                                       size_t n, lg_error *err);

/* ---- import_graph.c ---- */

/* A graph with everything below it. `parent` NULL: the main graph. */
LG_MUST_USE lg_status lg_import_graph(lg_importer *imp, Onnx__GraphProto *source, lg_graph *parent,
                                      lg_graph **out, lg_error *err);
LG_MUST_USE lg_status lg_import_body(lg_importer *imp, Onnx__FunctionProto *source,
                                     lg_function *function, lg_error *err);

/* ---- import_check.c ---- */

/* Calls of functions: acyclic, not too deep, not too many nodes when all are inlined. */
LG_MUST_USE lg_status lg_check_calls(lg_importer *imp, lg_error *err);
/* Bindings of training_info; marks the state variables. */
LG_MUST_USE lg_status lg_check_training(lg_importer *imp, lg_error *err);

#endif
