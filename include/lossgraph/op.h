/* SPDX-License-Identifier: Apache-2.0 */
/* Everything the author of an operator sees: descriptors, attribute tables and the call contexts.
 *
 * An operator is one lg_op_desc: data (attributes, arguments, gradient rule, body) and functions
 * (infer, run, optional prepare). Built-in families and plugins use the same structs. Contexts are
 * plain data; services of the runtime come through `host`. */
#ifndef LOSSGRAPH_OP_H
#define LOSSGRAPH_OP_H

#include <lossgraph/memory.h>
#include <lossgraph/tensor.h>

LG_BEGIN_DECLS

/* ---- attributes ------------------------------------------------------------------------------ */

typedef enum lg_attr_kind { /* field type in the params struct */
                            LG_ATTR_REAL =
                                1, /* double; ONNX FLOAT, widened through its shortest decimal */
                            LG_ATTR_INT = 2,     /* int64_t */
                            LG_ATTR_BOOL = 3,    /* int32_t 0 or 1; ONNX INT */
                            LG_ATTR_CHOICE = 4,  /* int32_t index into choices; ONNX STRING */
                            LG_ATTR_STRING = 5,  /* lg_str */
                            LG_ATTR_REALS = 6,   /* lg_reals */
                            LG_ATTR_INTS = 7,    /* lg_ints */
                            LG_ATTR_STRINGS = 8, /* lg_strs */
                            LG_ATTR_TENSOR = 9,  /* lg_view; a sparse tensor arrives dense */
                            LG_ATTR_GRAPH = 10   /* uint32_t: index for lg_host.run_subgraph;
                                                    LG_NO_GRAPH if absent */
} lg_attr_kind;

#define LG_ATTR_REQUIRED ((uint32_t)1)
#define LG_NO_GRAPH      UINT32_MAX
/* Fallbacks that mean "absent" where absence has a meaning of its own. Attributes of a model can
 * never be NaN, so NaN is free. Absent lists have v == NULL, given ones never. */
#define LG_INT_ABSENT INT64_MIN

typedef struct lg_ints {
    const int64_t *v;
    int64_t n;
} lg_ints;
typedef struct lg_reals {
    const double *v;
    int64_t n;
} lg_reals;
typedef struct lg_strs {
    const lg_str *v;
    int64_t n;
} lg_strs;

typedef struct lg_attr_desc {
    const char *name;
    uint32_t kind, flags, offset, reserved; /* lg_attr_kind; LG_ATTR_REQUIRED; offset in params */
    double fallback;                        /* REAL */
    int64_t fallback_int;                   /* INT, BOOL, CHOICE */
    const char *const *choices;             /* CHOICE: NULL-terminated */
    const char *doc;                        /* range and meaning, one line; may be NULL */
} lg_attr_desc;

/* Field helpers: a field of the wrong type does not compile. C11 only (plugins in other languages
 * fill the struct themselves). */
#define LG_FIELD_CHECK(type, field, want)                                                          \
    (sizeof(char[_Generic(((type *)0)->field, want : 1, default : -1)]) - 1)
#define LG_FIELD_OFFSET(type, field, want)                                                         \
    (uint32_t)(offsetof(type, field) + LG_FIELD_CHECK(type, field, want))
#define LG_ATTR_REAL_FIELD(type, field, value)                                                     \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_REAL, .offset = LG_FIELD_OFFSET(type, field, double),      \
        .fallback = (value)                                                                        \
    }
#define LG_ATTR_INT_FIELD(type, field, value)                                                      \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_INT, .offset = LG_FIELD_OFFSET(type, field, int64_t),      \
        .fallback_int = (value)                                                                    \
    }
#define LG_ATTR_BOOL_FIELD(type, field, value)                                                     \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_BOOL, .offset = LG_FIELD_OFFSET(type, field, int32_t),     \
        .fallback_int = (value)                                                                    \
    }
#define LG_ATTR_CHOICE_FIELD(type, field, names, value)                                            \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_CHOICE, .offset = LG_FIELD_OFFSET(type, field, int32_t),   \
        .choices = (names), .fallback_int = (value)                                                \
    }
#define LG_ATTR_STRING_FIELD(type, field)                                                          \
    { .name = #field, .kind = LG_ATTR_STRING, .offset = LG_FIELD_OFFSET(type, field, lg_str) }
#define LG_ATTR_INTS_FIELD(type, field)                                                            \
    { .name = #field, .kind = LG_ATTR_INTS, .offset = LG_FIELD_OFFSET(type, field, lg_ints) }
#define LG_ATTR_REALS_FIELD(type, field)                                                           \
    { .name = #field, .kind = LG_ATTR_REALS, .offset = LG_FIELD_OFFSET(type, field, lg_reals) }
#define LG_ATTR_STRINGS_FIELD(type, field)                                                         \
    { .name = #field, .kind = LG_ATTR_STRINGS, .offset = LG_FIELD_OFFSET(type, field, lg_strs) }
#define LG_ATTR_TENSOR_FIELD(type, field)                                                          \
    { .name = #field, .kind = LG_ATTR_TENSOR, .offset = LG_FIELD_OFFSET(type, field, lg_view) }
#define LG_ATTR_GRAPH_FIELD(type, field)                                                           \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_GRAPH, .flags = LG_ATTR_REQUIRED,                          \
        .offset = LG_FIELD_OFFSET(type, field, uint32_t)                                           \
    }

/* The same with the one-line documentation of the attribute: its range and meaning. */
#define LG_ATTR_REAL_DOC(type, field, value, text)                                                 \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_REAL, .offset = LG_FIELD_OFFSET(type, field, double),      \
        .fallback = (value), .doc = (text)                                                         \
    }
#define LG_ATTR_INT_DOC(type, field, value, text)                                                  \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_INT, .offset = LG_FIELD_OFFSET(type, field, int64_t),      \
        .fallback_int = (value), .doc = (text)                                                     \
    }
#define LG_ATTR_BOOL_DOC(type, field, value, text)                                                 \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_BOOL, .offset = LG_FIELD_OFFSET(type, field, int32_t),     \
        .fallback_int = (value), .doc = (text)                                                     \
    }
#define LG_ATTR_CHOICE_DOC(type, field, names, value, text)                                        \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_CHOICE, .offset = LG_FIELD_OFFSET(type, field, int32_t),   \
        .choices = (names), .fallback_int = (value), .doc = (text)                                 \
    }
#define LG_ATTR_INTS_DOC(type, field, text)                                                        \
    {                                                                                              \
        .name = #field, .kind = LG_ATTR_INTS, .offset = LG_FIELD_OFFSET(type, field, lg_ints),     \
        .doc = (text)                                                                              \
    }

/* ---- arguments ------------------------------------------------------------------------------- */

#define LG_ARG_OPTIONAL       ((uint32_t)1)  /* may be absent (empty name) */
#define LG_ARG_VARIADIC       ((uint32_t)2)  /* the last one: one or more (with OPTIONAL: zero) */
#define LG_ARG_NONDIFF        ((uint32_t)4)  /* input: no gradient flows into it */
#define LG_ARG_MUTATED        ((uint32_t)8)  /* input: the operator writes it */
#define LG_ARG_MUST_OVERWRITE ((uint32_t)16) /* output: has to share the buffer of its input */
#define LG_ARG_HETEROGENEOUS  ((uint32_t)32) /* variadic: the types may differ from each other */

typedef struct lg_arg_desc {
    const char *name;
    const char *type;       /* type variable ("T"): equal variables are equal types; NULL: none */
    uint64_t dtypes;        /* bit (1 << lg_dtype) */
    uint32_t flags;         /* LG_ARG_* */
    uint32_t may_overwrite; /* outputs: bit i = may take over the buffer of input i */
} lg_arg_desc;

/* ---- gradient rules -------------------------------------------------------------------------- */

typedef enum lg_ref_kind {
    LG_REF_NONE = 0,  /* an empty input */
    LG_REF_X = 1,     /* input of the forward node */
    LG_REF_Y = 2,     /* output of the forward node */
    LG_REF_DY = 3,    /* gradient of an output */
    LG_REF_XSHAPE = 4 /* shape of an input, int64 */
} lg_ref_kind;

typedef struct lg_ref {
    uint16_t kind, index;
} lg_ref;

/* Either `op` (one node, attributes that both have are copied) or `body` (ONNX text). */
typedef struct lg_grad_rule {
    uint32_t struct_size, n_in, n_out, flags;
    const char *domain, *op;
    const lg_ref *in;   /* all it reads: this is what the planner keeps alive */
    const uint8_t *out; /* its i-th output is the gradient of input out[i] */
    const char *body;   /* ONNX text over X0.., Y0.., DY0.. that defines DX0.. */
} lg_grad_rule;
#define LG_GRAD_VARIADIC_TAIL ((uint32_t)1) /* the last ref and the last out repeat */

/* ---- services of the runtime ----------------------------------------------------------------- */

typedef struct lg_kernels lg_kernels; /* micro-kernels of this CPU; built-in families only */

/* One block [begin, end) of a parallel loop. */
typedef lg_status (*lg_block_fn)(void *arg, int64_t begin, int64_t end, lg_error *err);

typedef enum lg_dim_op {
    LG_DIM_NEW = 0, /* an unrelated symbol; a and b are ignored */
    LG_DIM_ADD = 1,
    LG_DIM_SUB = 2,
    LG_DIM_MUL = 3,
    LG_DIM_DIV = 4,     /* floor */
    LG_DIM_CEILDIV = 5, /* ceiling */
    LG_DIM_BROADCAST = 6
} lg_dim_op;

/* Type of a value: what infer produces. */
typedef struct lg_type {
    int32_t dtype;      /* lg_dtype */
    int32_t rank;       /* -1: not known */
    int32_t elem_dtype; /* of LG_SEQUENCE and LG_OPTIONAL: element type */
    int32_t reserved;
    int64_t dims[LG_MAX_RANK]; /* >= 0 a size, < 0 a symbol: equal symbols are equal sizes */
} lg_type;

/* `self` of every call is the `self` of the context struct that carried the table. */
typedef struct lg_host {
    uint32_t struct_size, abi_version;
    /* Fills err and returns status: `return LG_FAIL(ctx, LG_E_SHAPE, "…");` */
    lg_status (*fail)(lg_error *err, lg_status status, const char *fmt, ...) LG_PRINTF(3, 4);
    /* Calls body exactly once for each block [i*grain, min(n, (i+1)*grain)), on any thread and in
     * any order; choose grain from shapes alone. Returns the failure of the lowest failing block.
     * Only in run. */
    lg_status (*parallel_for)(void *self, int64_t n, int64_t grain, lg_block_fn body, void *arg,
                              lg_error *err);
    /* Result of `op` on two dims that may be symbols: a number when both are numbers (-1 never),
     * else a symbol, the same for the same operation on the same operands. infer only. */
    int64_t (*dim)(void *self, int32_t op, int64_t a, int64_t b);
    /* Types of a subgraph's outputs for given input types. infer only. */
    lg_status (*infer_subgraph)(void *self, uint32_t graph, const lg_type *in, uint32_t n_in,
                                lg_type *out, uint32_t n_out, lg_error *err);
    /* Runs a subgraph. The outputs belong to the runtime and stay valid until the next
     * run_subgraph of the same graph or the end of this node. run only. */
    lg_status (*run_subgraph)(void *self, uint32_t graph, const lg_view *in, uint32_t n_in,
                              lg_view *out, uint32_t n_out, lg_error *err);
    /* Gives output `index` its type, dims and memory. For outputs whose dims infer left unknown;
     * legal once per output and run. For LG_SEQUENCE, LG_OPTIONAL and LG_MAP rank is 1 and dims[0]
     * the number of items: data then points to an lg_seq with that many zeroed items (and keys, for
     * a map); the memory of the items comes from `keep`. run only. */
    lg_status (*alloc_output)(void *self, uint32_t index, int32_t dtype, int32_t rank,
                              const int64_t *dims, lg_error *err);
    /* Memory that lives until the end of this call (in infer), of this node (in run), or as long as
     * the prepared state (in prepare). 64-byte aligned, not zeroed. */
    lg_status (*alloc)(void *self, size_t bytes, void **out, lg_error *err);
    /* prepare only: `bytes` of memory that `pack(arg, dst)` fills once for the constant input
     * `input` and the layout `key`; shared by every session of the program. */
    lg_status (*packed)(void *self, uint32_t input, uint64_t key, size_t bytes,
                        void (*pack)(const void *arg, void *dst), const void *arg, const void **out,
                        lg_error *err);
    /* LG_E_CANCELLED or LG_E_LIMIT when the run has to stop; call it once per iteration of
     * unbounded loops. `iterations` is checked against max_loop_iterations. run only. */
    lg_status (*poll)(void *self, uint64_t iterations, lg_error *err);
    /* LG_E_LIMIT when a tensor of this size is refused (max_tensor_bytes). */
    lg_status (*check_bytes)(void *self, uint64_t bytes, lg_error *err);
    /* Memory that lives as long as the results of this run: characters of strings, dims and data of
     * the items of sequences. Outputs may therefore share characters and items with their inputs.
     * 64-byte aligned, not zeroed. run only. */
    lg_status (*keep)(void *self, size_t bytes, void **out, lg_error *err);
} lg_host;

#define LG_FAIL(ctx, status, ...) ((ctx)->host->fail((ctx)->err, (status), __VA_ARGS__))

/* ---- call contexts --------------------------------------------------------------------------- */

/* Sets dtype, rank and dims of every output and the workspace that run will want; makes all checks
 * of ranks, sizes and attribute ranges. Called when dims may be symbols, and again when every input
 * dim is known. Absent inputs have dtype LG_UNDEFINED. `data` is non-NULL when the value is known;
 * of LG_SEQUENCE, LG_OPTIONAL and LG_MAP it may also be an lg_seq of which only elem_dtype is
 * known: its count is -1 then.
 * dtypes were checked against the descriptor before the call. */
typedef struct lg_infer {
    uint32_t struct_size, n_in, n_out;
    int32_t opset;      /* version of the node's domain */
    const lg_view *in;  /* n_in views; dims < 0 are symbols, rank -1 is not known */
    lg_type *out;       /* n_out types: what the model declares (value_info) or, at bind time, what
                           compile time found; else UNDEFINED and rank -1. Operators whose inputs
                           do not determine an output's dims (MaxPoolGrad) read the preset. */
    const void *params; /* parsed attributes */
    size_t workspace;   /* to set: bytes; only read when all dims are known */
    const lg_host *host;
    void *self;
    lg_error *err;
} lg_infer;

/* Called once per node, session and shape binding, after infer and before memory is planned.
 * `data` of an input is non-NULL only for constants. */
typedef struct lg_prepare {
    uint32_t struct_size, n_in, n_out;
    int32_t opset;
    const lg_view *in, *out; /* out: types and dims, no data */
    const void *params;
    size_t workspace;        /* may be raised */
    uint32_t *may_overwrite; /* n_out masks; bits may be withdrawn */
    void *state;             /* to set; passed to run and release */
    const lg_kernels *kernels;
    const lg_host *host;
    void *self;
    lg_error *err;
} lg_prepare;

/* Reads in, writes out. An output that nobody wants has data NULL and dtype UNDEFINED. Allocates
 * nothing but through host. Outputs may share memory with an input where may_overwrite says so.
 * out[i].data is non-NULL for a wanted output even when it has no elements. */
typedef struct lg_exec {
    uint32_t struct_size, n_in, n_out;
    int32_t opset;
    const lg_view *in;
    lg_view *out;
    const void *params;
    void *workspace; /* 64-byte aligned, the size that infer or prepare asked for */
    void *state;     /* from prepare, else NULL */
    uint64_t seed;   /* mixed from session seed, node and run number */
    const lg_kernels *kernels;
    const lg_host *host;
    void *self;
    lg_error *err;
} lg_exec;

/* Builds the decomposition as the nodes of an ONNX-text function body: formal inputs and outputs
 * carry the descriptor's argument names (of a variadic one: name0, name1, …). Failures are sticky:
 * append after one does nothing. */
typedef struct lg_body {
    uint32_t struct_size, n_in, n_out;
    int32_t opset;      /* of ai.onnx in the enclosing model */
    const lg_view *in;  /* types; dims and ranks as far as known; absent: UNDEFINED */
    const uint8_t *out; /* per output: 1 when somebody wants it */
    const void *params;
    void (*append)(struct lg_body *ctx, const char *fmt, ...) LG_PRINTF(2, 3);
    const lg_host *host;
    void *self;
    lg_error *err;
} lg_body;

/* ---- descriptor ------------------------------------------------------------------------------ */

#define LG_OP_NO_GRADIENT ((uint32_t)1)   /* explicit: not differentiable */
#define LG_OP_NO_BODY     ((uint32_t)2)   /* explicit: no decomposition */
#define LG_OP_RANDOM      ((uint32_t)4)   /* result differs from run to run: never folded */
#define LG_OP_EFFECT      ((uint32_t)8)   /* writes something besides its outputs */
#define LG_OP_ORT         ((uint32_t)16)  /* stock ONNX Runtime lacks it: the plugin registers it */
#define LG_OP_ANY_ATTRS   ((uint32_t)32)  /* unknown attributes are tolerated */
#define LG_OP_VIEW        ((uint32_t)64)  /* output 0 has the bytes of input 0: may be an alias */
#define LG_OP_DEPRECATED  ((uint32_t)128) /* ONNX dropped it at since_version */
#define LG_OP_DIMS_ONLY   ((uint32_t)256) /* never reads the data of its inputs: Shape, Size */

typedef struct lg_op_desc {
    const char *domain, *name, *doc; /* domain "" is ai.onnx; doc: one paragraph with its source */
    int32_t since_version;
    uint32_t flags; /* LG_OP_* */
    uint32_t params_size, n_attrs, n_inputs, n_outputs;
    const lg_attr_desc *attrs;
    const lg_arg_desc *inputs, *outputs;
    lg_status (*infer)(lg_infer *ctx);
    lg_status (*run)(lg_exec *ctx);
    const lg_grad_rule *grad;
    const char *body;                      /* decomposition as ONNX text, or */
    lg_status (*body_build)(lg_body *ctx); /* text chosen from params, ranks, types */
    lg_status (*prepare)(lg_prepare *ctx); /* optional: packed weights, library primitives */
    void (*release)(void *state);          /* optional */
    /* ABI 1 ends here */
} lg_op_desc;

/* A family of operators: one source file, one line in the table of families. */
typedef struct lg_op_family {
    uint32_t struct_size;
    uint32_t op_size, attr_size, arg_size; /* sizeof as the author compiled them */
    uint32_t n_ops, reserved;
    const char *name;
    const lg_op_desc *ops;
} lg_op_family;

/* Declares the family before it defines it, so that a family file needs no header of its own. */
#define LG_FAMILY_DEFINE(symbol, array)                                                            \
    extern const lg_op_family lg_family_##symbol;                                                  \
    const lg_op_family lg_family_##symbol = {.struct_size = (uint32_t)sizeof(lg_op_family),        \
                                             .op_size = (uint32_t)sizeof(lg_op_desc),              \
                                             .attr_size = (uint32_t)sizeof(lg_attr_desc),          \
                                             .arg_size = (uint32_t)sizeof(lg_arg_desc),            \
                                             .n_ops = (uint32_t)LG_COUNT(array),                   \
                                             .name = #symbol,                                      \
                                             .ops = (array)}

/* ---- plugins --------------------------------------------------------------------------------- */

typedef struct lg_plugin {
    uint32_t struct_size, abi_version; /* LG_ABI_VERSION of the author */
    const char *name, *version;
    uint32_t n_families, reserved;
    const lg_op_family *const *families;
} lg_plugin;

/* The one symbol of a plugin: `const lg_plugin *lg_plugin_query(const lg_host *host);`
 * NULL means that it cannot serve this host. The result is static. */
typedef const lg_plugin *(*lg_plugin_query_fn)(const lg_host *host);
#define LG_PLUGIN_SYMBOL "lg_plugin_query"

LG_END_DECLS
#endif
