/* SPDX-License-Identifier: Apache-2.0 */
/* The intermediate representation: a module owns graphs, a graph owns values and nodes in arrays.
 *
 * Everything lives in the module's arena and is given back at once. Ids are 32-bit indices into the
 * arrays of one graph and stay valid while the graph lives: nodes and values are only appended, a
 * removed one is flagged. Every value is defined once (SSA). `order` holds the live nodes in
 * execution order. A subgraph sees values of the enclosing graph only through its captures: a
 * local value flagged LG_VALUE_CAPTURE stands for the outer one, so that liveness, cloning and
 * running never search scopes.
 *
 * Thread-compatible; a module reachable from an lg_model is immutable. */
#ifndef LG_GRAPH_GRAPH_H
#define LG_GRAPH_GRAPH_H

#include "runtime/base/arena.h"
#include "runtime/base/map.h"
#include "runtime/base/str.h"

#include <lossgraph/op.h>

typedef uint32_t lg_id;
#define LG_NO_ID   UINT32_MAX       /* an omitted input or output */
#define LG_OMITTED (UINT32_MAX - 1) /* lg_graph_splice: this formal argument becomes LG_NO_ID */

typedef struct lg_graph lg_graph;
typedef struct lg_module lg_module;

/* Raw protobuf fields that the importer does not model (unknown fields, metadata_props, device
 * configurations, …): written back verbatim. */
typedef lg_str lg_extra;

/* Type of a sequence, optional or map value; NULL-terminated by a tensor type. */
typedef struct lg_elem_type {
    int32_t dtype;     /* tensor element type, or LG_SEQUENCE, LG_OPTIONAL, LG_MAP */
    int32_t key_dtype; /* LG_MAP */
    int32_t rank;      /* tensor: -1 not known */
    int64_t *dims;
    const struct lg_elem_type *elem; /* NULL for a tensor */
} lg_elem_type;

enum {
    LG_VALUE_INPUT = 1,    /* graph input */
    LG_VALUE_OUTPUT = 2,   /* listed in outputs */
    LG_VALUE_INIT = 4,     /* has `data` from an initializer; with INPUT: an overridable default */
    LG_VALUE_CONST = 8,    /* `data` can never change (initializer that is no input, or folded) */
    LG_VALUE_STATE = 16,   /* variable that training changes: has data, never folded */
    LG_VALUE_CAPTURE = 32, /* stands for a value of the enclosing graph */
    LG_VALUE_DEAD = 64,
    LG_VALUE_LISTED = 128 /* came with an entry in value_info: written back there */
};

typedef struct lg_value {
    lg_str name;         /* unique in its graph and not visible outside; empty for fresh values */
    int32_t dtype, rank; /* LG_UNDEFINED, -1: not known */
    int64_t *dims;       /* >= 0 a size, < 0 a symbol of the module (lg_symbol) */
    /* Of LG_SEQUENCE, LG_OPTIONAL, LG_MAP: the whole type, elem->dtype == dtype, so that
     * elem->elem is the type of the elements and elem->key_dtype that of a map's keys. */
    const lg_elem_type *elem;
    lg_id producer;               /* node, or LG_NO_ID */
    uint32_t output;              /* position among the producer's outputs */
    uint32_t flags;               /* LG_VALUE_* */
    lg_id outer;                  /* CAPTURE: id in the enclosing graph */
    const lg_view *data;          /* INIT, CONST, STATE: contents; strings as lg_str */
    lg_extra extra, tensor_extra; /* of ValueInfoProto, of the initializer's TensorProto */
} lg_value;

/* AttributeProto.AttributeType */
enum {
    LG_AT_UNDEFINED = 0,
    LG_AT_FLOAT = 1,
    LG_AT_INT = 2,
    LG_AT_STRING = 3,
    LG_AT_TENSOR = 4,
    LG_AT_GRAPH = 5,
    LG_AT_FLOATS = 6,
    LG_AT_INTS = 7,
    LG_AT_STRINGS = 8,
    LG_AT_TENSORS = 9,
    LG_AT_GRAPHS = 10,
    LG_AT_SPARSE_TENSOR = 11, /* made dense on import */
    LG_AT_SPARSE_TENSORS = 12,
    LG_AT_TYPE_PROTO = 13,
    LG_AT_TYPE_PROTOS = 14
};

typedef struct lg_attr {
    lg_str name;
    int32_t type; /* LG_AT_* */
    lg_str ref;   /* ref_attr_name; not empty: no value here (function bodies only) */
    float f;
    int64_t i;
    lg_str s;
    const lg_view *t; /* TENSOR, SPARSE_TENSOR: one; TENSORS: n */
    lg_graph *g;      /* GRAPH */
    uint32_t n;       /* of the lists below */
    const float *floats;
    const int64_t *ints;
    const lg_str *strings;
    lg_graph **graphs;
    lg_extra raw; /* TYPE_PROTO(S), SPARSE_TENSORS: the serialized field(s) as they came */
    lg_extra extra;
} lg_attr;

enum { LG_NODE_DEAD = 1 };

typedef struct lg_node {
    lg_str name, domain, op, overload; /* domain "" is ai.onnx ("ai.onnx" is normalised to it) */
    uint32_t n_in, n_out, n_attrs, n_graphs;
    lg_id *in, *out; /* LG_NO_ID: omitted */
    lg_attr *attrs;
    uint32_t cap_attrs, cap_graphs; /* 0 when the array was not made by lg_node_add_attr */
    lg_graph **graphs; /* GRAPH attributes in the order of the descriptor's table once bound, else
                          in the order of attrs: the index of lg_host.run_subgraph */
    uint32_t flags;
    int32_t opset;          /* version of the domain; 0 before binding */
    const lg_op_desc *desc; /* NULL before binding, or for a function call */
    void *params;           /* parsed attributes, desc->params_size bytes */
    lg_str doc;
    lg_extra extra;
} lg_node;

typedef struct lg_capture {
    lg_id outer, inner;
} lg_capture;

struct lg_graph {
    lg_module *module;
    lg_graph *parent; /* enclosing graph, or NULL */
    lg_str name;
    lg_value *values;
    lg_node *nodes;
    lg_id *order; /* live nodes in execution order */
    lg_id *inputs, *outputs;
    lg_capture *captures;
    uint32_t n_values, cap_values, n_nodes, cap_nodes, n_order, cap_order;
    uint32_t n_inputs, cap_inputs, n_outputs, cap_outputs, n_captures, cap_captures;
    lg_map names; /* value name to id */
    lg_str doc;
    lg_extra extra;
};

typedef struct lg_opset {
    lg_str domain;
    int64_t version;
} lg_opset;

typedef struct lg_function {
    lg_str domain, name, overload;
    uint32_t n_attr_names; /* declared without default */
    lg_str *attr_names;
    uint32_t n_defaults; /* attribute_proto */
    lg_attr *defaults;
    lg_graph *body; /* inputs and outputs are the formal ones; no parent */
    uint32_t n_opsets;
    lg_opset *opsets;
    lg_str doc;
    lg_extra extra;
} lg_function;

typedef struct lg_binding {
    lg_str key, value; /* state variable, output */
} lg_binding;

/* TrainingInfoProto. Both graphs have the main graph as parent: what they use of it are captures.
 */
typedef struct lg_training {
    lg_graph *initialization, *algorithm; /* NULL when absent */
    uint32_t n_init, n_update;
    lg_binding *init, *update;
    lg_extra extra;
} lg_training;

/* Dimension symbol k (1-based) stands in dims as -k. */
typedef struct lg_symbol {
    lg_str name;  /* dim_param; empty for an anonymous or derived one */
    int32_t op;   /* lg_dim_op of a derived one, LG_DIM_NEW otherwise */
    int64_t a, b; /* its operands */
} lg_symbol;

struct lg_module {
    lg_arena *arena; /* not owned: lg_model or the compile owns it */
    int64_t ir_version, model_version;
    lg_str producer_name, producer_version, domain, doc;
    lg_opset *opsets;
    lg_function *functions;
    lg_training *training;
    lg_symbol *symbols;
    uint32_t n_opsets, cap_opsets, n_functions, cap_functions, n_training, cap_training;
    uint32_t n_symbols, cap_symbols;
    lg_map symbol_names;
    uint32_t serial; /* for names that are made here: only grows */
    lg_graph *main;
    const struct lg_registry *registry; /* what inspection looks operators up in; may be NULL */
    lg_extra extra;
};

/* ---- building; every function leaves the graph valid on failure ---- */

LG_MUST_USE lg_status lg_module_create(lg_arena *arena, lg_module **out, lg_error *err);
LG_MUST_USE lg_status lg_graph_create(lg_module *module, lg_graph *parent, lg_str name,
                                      lg_graph **out, lg_error *err);
/* A new value without producer. A name that the graph already has is LG_E_MODEL; an empty name is
 * always fresh. The name must live in the module's arena (or be static). */
LG_MUST_USE lg_status lg_graph_add_value(lg_graph *graph, lg_str name, lg_id *out, lg_error *err);
LG_MUST_USE lg_status lg_graph_add_input(lg_graph *graph, lg_id value, lg_error *err);
LG_MUST_USE lg_status lg_graph_add_output(lg_graph *graph, lg_id value, lg_error *err);
/* Appends a node at the end of `order` and makes it the producer of `out`. Arrays are copied. */
LG_MUST_USE lg_status lg_graph_add_node(lg_graph *graph, lg_str domain, lg_str op, const lg_id *in,
                                        uint32_t n_in, const lg_id *out, uint32_t n_out,
                                        lg_id *out_node, lg_error *err);
/* The attribute is copied by value (its pointers are kept); its graphs are appended to
 * node->graphs. */
LG_MUST_USE lg_status lg_node_add_attr(lg_graph *graph, lg_id node, const lg_attr *attr,
                                       lg_error *err);
/* The local value that stands for `outer` of graph->parent, made on first use. */
LG_MUST_USE lg_status lg_graph_capture(lg_graph *graph, lg_id outer, lg_id *out, lg_error *err);
/* A constant value; `data` must live as long as the module. */
LG_MUST_USE lg_status lg_graph_add_const(lg_graph *graph, lg_str name, const lg_view *data,
                                         lg_id *out, lg_error *err);
/* Copies a tensor (dims, elements, strings) into the arena. */
LG_MUST_USE lg_status lg_view_copy(lg_arena *arena, const lg_view *src, const lg_view **out,
                                   lg_error *err);

/* ---- queries ---- */

lg_id lg_graph_find(const lg_graph *graph, lg_str name); /* LG_NO_ID when absent */
/* The value that a name means inside a graph: its own, or one of an enclosing graph, which is then
 * captured on every level in between. Only defined values count. LG_NO_ID when there is none. */
LG_MUST_USE lg_status lg_graph_resolve(lg_graph *graph, lg_str name, lg_id *out, lg_error *err);
/* True when the value has a producer or needs none. */
bool lg_value_is_defined(const lg_value *value);
/* The name to print for a value: of what it captures when it is a capture; may be empty. */
lg_str lg_value_name(const lg_graph *graph, lg_id value);
/* Prepends "graph 'main/If#3/then_branch' node #17 'name' (domain::Op v1)" and sets err->node. */
lg_status lg_node_wrap(const lg_graph *graph, lg_id node, lg_status status, lg_error *err);
/* `root` and every graph below it, parents before children. The list is in `arena`. */
LG_MUST_USE lg_status lg_graph_tree(lg_graph *root, lg_arena *arena, lg_graph ***out, uint32_t *n,
                                    lg_error *err);
const lg_attr *lg_node_attr(const lg_node *node, const char *name);
/* Version that the module imports for a domain, 0 when it does not. */
int64_t lg_module_opset(const lg_module *module, lg_str domain);
lg_function *lg_module_function(const lg_module *module, lg_str domain, lg_str name,
                                lg_str overload);

/* ---- symbols (dims.c) ---- */

LG_MUST_USE lg_status lg_symbol_named(lg_module *module, lg_str name, int64_t *out_dim,
                                      lg_error *err);
LG_MUST_USE lg_status lg_symbol_new(lg_module *module, int64_t *out_dim, lg_error *err);
/* Result of an lg_dim_op, simplified (N*1, N+0, …) and memoised. */
LG_MUST_USE lg_status lg_symbol_op(lg_module *module, int32_t op, int64_t a, int64_t b,
                                   int64_t *out_dim, lg_error *err);

/* ---- whole-module copies and rewriting ---- */

/* A deep copy in another arena that shares tensor data (the source must outlive it). */
LG_MUST_USE lg_status lg_module_clone(const lg_module *src, lg_arena *arena, lg_module **out,
                                      lg_error *err);
/* Copies the nodes of `src` (a function body, a subgraph, a training algorithm) to the end of
 * `dst`. map[i] is the value of dst for value i of src: the caller presets formal inputs, outputs
 * and captures (LG_OMITTED: readers get LG_NO_ID), all others are LG_NO_ID and get fresh values;
 * names get `prefix` when not empty; a name that dst already has is given up. The types of a body
 * without parent are not copied: a function may be called with others. */
LG_MUST_USE lg_status lg_graph_splice(lg_graph *dst, const lg_graph *src, lg_id *map, lg_str prefix,
                                      lg_error *err);
/* A copy of a subgraph for a node of `owner`, which is the graph that `src` belongs to or one below
 * it: what the copy captures is captured on every level in between. */
LG_MUST_USE lg_status lg_graph_copy(const lg_graph *src, lg_graph *owner, lg_graph **out,
                                    lg_error *err);
/* Every use of `from` (inputs, outputs, captures of subgraphs) becomes `to`. */
LG_MUST_USE lg_status lg_graph_replace_uses(lg_graph *graph, lg_id from, lg_id to, lg_error *err);
/* The same for many values in one sweep: map[i] is what value i becomes, LG_NO_ID leaves it (and a
 * chain is followed to its end, so it must have one). `n` values are in the map. */
LG_MUST_USE lg_status lg_graph_remap(lg_graph *graph, lg_id *map, uint32_t n, lg_error *err);
/* Capture k of a subgraph becomes one of another value of the enclosing graph. */
LG_MUST_USE lg_status lg_graph_recapture(lg_graph *sub, uint32_t k, lg_id to, lg_error *err);
/* Flags the node dead and leaves its outputs without producer; it stays in `order` until the next
 * lg_graph_sort. */
void lg_graph_kill_node(lg_graph *graph, lg_id node);
/* Drops dead nodes from `order` and sorts it topologically, stable. LG_E_MODEL on a cycle. */
LG_MUST_USE lg_status lg_graph_sort(lg_graph *graph, lg_error *err);
/* All invariants of the graph and its subgraphs: ids in range, single definition, order,
 * producers, captures. LG_E_INTERNAL. */
LG_MUST_USE lg_status lg_graph_verify(const lg_graph *graph, lg_error *err);

#endif
