/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes in ONNX text; only for runtime/graph. An attribute whose value is a graph is parsed in
 * pieces, because the graph is parsed by the caller's loop and not by recursion. */
#ifndef LG_GRAPH_TEXT_ATTR_H
#define LG_GRAPH_TEXT_ATTR_H

#include "runtime/graph/text_internal.h"

typedef struct lg_text_attr {
    lg_attr attr;
    bool typed; /* a type was written after the name */
    bool in_list;
    lg_buf raw; /* of TYPE_PROTO(S) */
    uint32_t cap;
    void *items; /* growing list: floats, ints, strings, views or graphs */
} lg_text_attr;

typedef enum lg_attr_step {
    LG_ATTR_DONE,      /* the attribute is complete */
    LG_ATTR_WANT_GRAPH /* a graph follows: parse it, then lg_text_attr_graph and _continue */
} lg_attr_step;

/* name [: type] = value */
LG_MUST_USE lg_status lg_text_attr_begin(lg_lex *lex, lg_module *module, uint32_t max_depth,
                                         lg_text_attr *out, lg_attr_step *step);
LG_MUST_USE lg_status lg_text_attr_graph(lg_lex *lex, lg_module *module, lg_text_attr *a,
                                         lg_graph *graph);
LG_MUST_USE lg_status lg_text_attr_continue(lg_lex *lex, lg_module *module, uint32_t max_depth,
                                            lg_text_attr *a, lg_attr_step *step);

#endif
