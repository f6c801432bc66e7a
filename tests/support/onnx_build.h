/* SPDX-License-Identifier: Apache-2.0 */
/* Small ONNX models as wire bytes, good and bad ones, and loading them in tests. */
#ifndef LG_TESTS_ONNX_BUILD_H
#define LG_TESTS_ONNX_BUILD_H

#include "runtime/onnx/onnx.h"
#include "tests/support/pb.h"

/* Field numbers of GraphProto and AttributeProto. */
enum { G_INITIALIZER = 5, G_INPUT = 11, G_OUTPUT = 12, G_VALUE_INFO = 13, G_SPARSE = 15 };
enum { M_GRAPH = 7, M_TRAINING = 20, M_FUNCTION = 25, A_GRAPH = 6, A_TENSOR = 5 };

/* ir_version and one opset import. */
void ob_head(pb *b, int64_t ir, int64_t opset);
void ob_opset(pb *b, uint32_t field, const char *domain, int64_t version);
void ob_graph(pb *b, uint32_t field, const char *name); /* begins */
/* A ValueInfoProto with a tensor type; rank -1: no shape. */
void ob_value(pb *b, uint32_t field, const char *name, int32_t dtype, int32_t rank,
              const int64_t *dims);
/* Begins a node; names are separated by commas, "" between two commas is an omitted one. */
void ob_node(pb *b, const char *op, const char *inputs, const char *outputs);
void ob_node_done(pb *b, const char *op, const char *inputs, const char *outputs);
void ob_attr(pb *b, const char *name, int32_t type); /* begins */
void ob_attr_int(pb *b, const char *name, int64_t value);
void ob_attr_float(pb *b, const char *name, float value);
void ob_attr_text(pb *b, const char *name, const char *value);
void ob_attr_ref(pb *b, const char *name, int32_t type, const char *of);
/* Begins a TensorProto with name, type and dims, without contents. */
void ob_tensor(pb *b, uint32_t field, const char *name, int32_t dtype, int32_t rank,
               const int64_t *dims);
void ob_floats(pb *b, uint32_t field, const char *name, int64_t n, const float *values);
void ob_entry(pb *b, uint32_t field, const char *key, const char *value);
/* y = Relu(x) of floats [2], complete. */
void ob_relu_model(pb *b);

/* A loaded model and what loading said. */
typedef struct ob_loaded {
    lg_arena arena;
    lg_mapping *mappings;
    lg_module *module;
    lg_error err;
    int n_warnings;
    char warning[400]; /* the last one */
} ob_loaded;

/* `env` gives flags, paths and limits, or is NULL. On failure the module is NULL. */
lg_status ob_load(const lg_allocator *allocator, const lg_onnx_env *env, const void *bytes,
                  size_t size, ob_loaded *out);
void ob_unload(ob_loaded *loaded);

#endif
