/* SPDX-License-Identifier: Apache-2.0 */
/* Loading, inspecting and writing ONNX models. */
#ifndef LOSSGRAPH_MODEL_H
#define LOSSGRAPH_MODEL_H

#include <lossgraph/context.h>

LG_BEGIN_DECLS

/* A model as loaded. Immutable, thread-safe, reference counted by what is made from it. */
typedef struct lg_model lg_model;
/* A graph of a model: borrowed, lives as long as the model. */
typedef struct lg_graph lg_graph;

#define LG_LOAD_NO_MMAP         ((uint32_t)1)  /* read external data instead of mapping */
#define LG_LOAD_ALLOW_HARDLINKS ((uint32_t)2)  /* accept external files with several links */
#define LG_LOAD_BORROW          ((uint32_t)4)  /* bytes of lg_model_load stay valid and unchanged */
#define LG_LOAD_VERIFY_CHECKSUM ((uint32_t)8)  /* compare SHA-1 of external files that give one */
#define LG_LOAD_NO_EXTERNAL     ((uint32_t)16) /* leave external weights unloaded (inspection) */

typedef struct lg_load_options {
    uint32_t struct_size, flags;    /* LG_LOAD_* */
    const char *name;               /* for messages; NULL: the path, or "model" */
    const char *root;               /* directory of external data for lg_model_load; NULL: refuse */
    const char *const *extra_roots; /* further directories external data may resolve into */
    uint32_t n_extra_roots;
    uint32_t n_functions;
    const char *const
        *functions; /* ONNX text: model-local functions, added to those of the model */
} lg_load_options;

#define LG_LOAD_OPTIONS_INIT                                                                       \
    { .struct_size = (uint32_t)sizeof(lg_load_options) }

/* Binary ONNX, or ONNX text when the bytes are text. `options` may be NULL. */
LG_MUST_USE LG_API lg_status lg_model_load(lg_context *context, const void *bytes, size_t size,
                                           const lg_load_options *options, lg_model **out_model,
                                           lg_error *err);
LG_MUST_USE LG_API lg_status lg_model_load_file(lg_context *context, const char *path,
                                                const lg_load_options *options,
                                                lg_model **out_model, lg_error *err);
LG_API void lg_model_destroy(lg_model *model);

/* ---- writing: bytes from the context's allocator, released with lg_buffer_free ---- */

typedef struct lg_buffer {
    void *data; /* text formats are NUL-terminated; the NUL is not counted */
    size_t size;
    const lg_allocator *allocator; /* of the context, which must outlive the buffer */
} lg_buffer;

typedef enum lg_format {
    LG_FORMAT_ONNX = 0, /* binary protobuf */
    LG_FORMAT_TEXT = 1, /* ONNX text syntax */
    LG_FORMAT_JSON = 2, /* the graph as a JSON document */
    LG_FORMAT_DOT = 3   /* Graphviz */
} lg_format;

LG_MUST_USE LG_API lg_status lg_model_write(const lg_model *model, lg_format format, lg_buffer *out,
                                            lg_error *err);
LG_API void lg_buffer_free(lg_buffer *buffer);

/* A copy of the model with some initializers replaced, by name; types and shapes must be equal. */
LG_MUST_USE LG_API lg_status lg_model_with_weights(const lg_model *model, const lg_str *names,
                                                   const lg_view *values, size_t n,
                                                   lg_model **out_model, lg_error *err);

/* ---- inspection; every string is borrowed from the model and NUL-terminated ---- */

typedef struct lg_opset_info {
    const char *domain; /* "" is ai.onnx */
    int64_t version;
} lg_opset_info;

typedef struct lg_model_info {
    int64_t ir_version, model_version;
    const char *producer_name, *producer_version, *domain, *doc;
    uint32_t n_opsets, n_functions, n_training, n_warnings;
} lg_model_info;

/* A value of a graph: input, output, initializer or inner value. */
typedef struct lg_value_info {
    const char *name;
    int32_t dtype, rank; /* LG_UNDEFINED and -1: not known */
    const int64_t *dims; /* < 0: a symbol, lg_model_dim_name */
    int32_t elem_dtype;  /* of sequences, optionals, maps: element type of the innermost tensor */
    int32_t is_input, is_output, is_initializer;
    lg_view data; /* initializers; data NULL: not loaded, or no initializer */
} lg_value_info;

typedef struct lg_node_info {
    const char *name, *domain, *op, *overload;
    uint32_t n_in, n_out, n_attrs, n_graphs;
    int32_t node_opset; /* version of the domain */
    /* Descriptor in the context's registry; NULL: unsupported here, or a model-local function. */
    const lg_op_desc *desc;
    int32_t is_function; /* resolves to a model-local function */
} lg_node_info;

LG_API void lg_model_info_get(const lg_model *model, lg_model_info *out);
LG_API const char *lg_model_warning(const lg_model *model, uint32_t index);
LG_API void lg_model_opset(const lg_model *model, uint32_t index, lg_opset_info *out);
/* Text of a symbolic dim: its name or expression; "?" for an anonymous one. */
LG_API const char *lg_model_dim_name(const lg_model *model, int64_t dim);
LG_API const lg_graph *lg_model_graph(const lg_model *model);
/* Body of model-local function `index`; its identity in the out parameters (may be NULL). */
LG_API const lg_graph *lg_model_function(const lg_model *model, uint32_t index,
                                         const char **out_domain, const char **out_name);
/* Training entry `index`: which = 0 initialization, 1 algorithm; NULL when absent. */
LG_API const lg_graph *lg_model_training(const lg_model *model, uint32_t index, uint32_t which);
LG_API const char *lg_graph_name(const lg_graph *graph);
LG_API uint32_t lg_graph_input_count(const lg_graph *graph);
LG_API uint32_t lg_graph_output_count(const lg_graph *graph);
LG_API uint32_t lg_graph_value_count(const lg_graph *graph);
LG_API uint32_t lg_graph_node_count(const lg_graph *graph);
/* Ids of values: position in [0, value_count). UINT32_MAX is an omitted argument. */
LG_API uint32_t lg_graph_input(const lg_graph *graph, uint32_t index);
LG_API uint32_t lg_graph_output(const lg_graph *graph, uint32_t index);
LG_API void lg_graph_value_get(const lg_graph *graph, uint32_t value, lg_value_info *out);
LG_API void lg_graph_node_get(const lg_graph *graph, uint32_t node, lg_node_info *out);
LG_API uint32_t lg_graph_node_input(const lg_graph *graph, uint32_t node, uint32_t index);
LG_API uint32_t lg_graph_node_output(const lg_graph *graph, uint32_t node, uint32_t index);
LG_API const lg_graph *lg_graph_node_graph(const lg_graph *graph, uint32_t node, uint32_t index);

LG_END_DECLS
#endif
