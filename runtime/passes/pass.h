/* SPDX-License-Identifier: Apache-2.0 */
/* The pass pipeline: what compiling does to a graph before it is scheduled.
 *
 * Passes work on the compile's own copy of a module, on one graph and everything below it. After
 * lg_passes_run every live node is bound (desc, params, opset), `order` is sorted and holds the
 * live nodes only, and every value has the type that inference found. Running the pipeline again on
 * a graph that has got new nodes is allowed: bound nodes stay bound.
 *
 * Thread-compatible. */
#ifndef LG_PASSES_PASS_H
#define LG_PASSES_PASS_H

#include "runtime/registry/registry.h"

#include <lossgraph/memory.h>
#include <lossgraph/session.h>

/* Evaluates a bound node whose inputs are all constants (absent ones have dtype UNDEFINED). `types`
 * are the inferred types of its outputs. Sets out[i] for every output with a name, data in `arena`.
 * A failure other than LG_E_NO_MEMORY leaves the node as it is: it may never be executed. */
typedef lg_status (*lg_eval_fn)(void *self, const lg_node *node, const lg_view *in, uint32_t n_in,
                                const lg_type *types, const lg_view **out, uint32_t n_out,
                                lg_arena *arena, lg_error *err);

typedef struct lg_pass_env {
    const lg_registry *registry;
    lg_limits limits; /* resolved */
    uint32_t flags;   /* LG_COMPILE_* */
    void *self;       /* of the functions below; each of them may be NULL */
    lg_eval_fn eval;  /* NULL: nothing is folded */
    lg_status (*poll)(void *self, lg_error *err); /* cancel flag and deadline: once per node */
    void (*warn)(void *self, const char *message);
    /* After each pass, for dumps. */
    lg_status (*done)(void *self, const char *pass, const lg_module *module, lg_error *err);
} lg_pass_env;

/* All passes of passes.inc in order. Every unsupported operator is named in one error. */
LG_MUST_USE lg_status lg_passes_run(const lg_pass_env *env, lg_module *module, lg_graph *graph,
                                    lg_error *err);
/* One pass by its name; LG_E_ARGUMENT when there is none. */
LG_MUST_USE lg_status lg_pass_run(const lg_pass_env *env, const char *name, lg_module *module,
                                  lg_graph *graph, lg_error *err);

/* ---- for passes ---- */

typedef struct lg_pass {
    const lg_pass_env *env;
    lg_module *module;
    lg_graph *graph;   /* the root */
    lg_arena *scratch; /* lives as long as the pass */
    bool changed;
} lg_pass;

#define LG_PASS(name, stage) lg_status lg_pass_##name(lg_pass *pass, lg_error *err);
#include "runtime/passes/passes.inc"
#undef LG_PASS

LG_MUST_USE lg_status lg_pass_poll(const lg_pass *pass, lg_error *err);
void lg_pass_warn(const lg_pass *pass, const char *fmt, ...) LG_PRINTF(2, 3);

/* Aliases, Constant nodes, trailing omitted inputs of one node (canon.c). The node may be dead
 * afterwards. */
LG_MUST_USE lg_status lg_canon_node(lg_pass *pass, lg_graph *graph, lg_id node, lg_error *err);

/* Version that a node's domain has: fixed when it came out of a function or body, else what the
 * module imports. */
int64_t lg_pass_version(const lg_pass *pass, const lg_node *node);
/* Canonicalises and binds the nodes [first, graph->n_nodes) and all below them that have no
 * descriptor yet, expanding calls of model-local functions. Sorts what it changed (inline.c). */
LG_MUST_USE lg_status lg_pass_bind(lg_pass *pass, lg_graph *graph, lg_id first, lg_error *err);
/* Replaces a bound node whose inputs have types by its decomposition (expand.c). The new nodes are
 * bound, but have no types yet, and stand at the end of `order`: sort when all is done.
 * LG_E_UNSUPPORTED when it has none. */
LG_MUST_USE lg_status lg_pass_expand_node(lg_pass *pass, lg_graph *graph, lg_id node,
                                          lg_error *err);
/* Appends the nodes of ONNX text to a graph: value k of `names` is ids[k], LG_OMITTED where it does
 * not exist, LG_NO_ID where the text defines it: set afterwards, and left as it is when the text
 * does not. References (@name) are filled from `attrs`, a bound node, and from the defaults of its
 * descriptor; NULL when there are none. The new nodes are bound, for the version of ai.onnx that
 * lg_pass_body_opset says, have no types yet, and stand at the end of `order`. For gradient rules.
 */
LG_MUST_USE lg_status lg_pass_add_text(lg_pass *pass, lg_graph *graph, const lg_str *names,
                                       lg_id *ids, uint32_t n, const lg_node *attrs,
                                       const char *text, size_t len, lg_error *err);
/* The two halves of it in inline.c: a call replaced by a body, and a body without call. */
LG_MUST_USE lg_status lg_pass_inline_body(lg_pass *pass, lg_graph *graph, lg_id node,
                                          const lg_function *f, lg_error *err);
LG_MUST_USE lg_status lg_pass_add_body(lg_pass *pass, lg_graph *graph, const lg_function *f,
                                       const lg_node *attrs, lg_id *map, lg_error *err);
/* The version of ai.onnx that decompositions are written for: that of the model, at least 18. */
int32_t lg_pass_body_opset(const lg_pass *pass);

/* Looks up what Gradient nodes name, in the graph and in functions: from then on they hold ids
 * (grad.c). */
LG_MUST_USE lg_status lg_pass_pin_gradients(lg_pass *pass, lg_error *err);
/* The operator that no registry has, since compiling replaces it. */
extern const lg_op_desc lg_gradient_desc;
/* Adds nodes for the gradient of the sum of y (autodiff.c). cut[0 … n_cut) are the independent
 * values: what lies behind them does not belong to the function. out[i] is the gradient of cut[i],
 * i < n_wrt, LG_NO_ID where y does not depend on it. The graph has to be bound, sorted and
 * inferred; the new nodes have no types yet and stand at the end of `order`. LG_E_NO_GRADIENT names
 * every operator without rule. */
LG_MUST_USE lg_status lg_pass_gradient(lg_pass *pass, lg_graph *graph, lg_id y, const lg_id *cut,
                                       uint32_t n_cut, uint32_t n_wrt, lg_id *out, lg_error *err);
/* Adds nodes for zeros or ones of the type and shape of a value. */
LG_MUST_USE lg_status lg_pass_fill_like(lg_pass *pass, lg_graph *graph, lg_id like, bool one,
                                        lg_id *out, lg_error *err);

/* Types of all values, from the inputs on (infer.c). */
LG_MUST_USE lg_status lg_infer_graph(lg_pass *pass, lg_graph *graph, lg_error *err);

#endif
