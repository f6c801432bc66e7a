/* SPDX-License-Identifier: Apache-2.0 */
/* The text forms of a module: ONNX text syntax both ways, JSON and DOT out.
 *
 * The syntax is that of ONNX's docs/Syntax.md. What it cannot say is lost in it (documentation and
 * metadata of nodes, training entries); what onnx's own parser does not take is only written where
 * nothing else is possible: quoted parts of operator names, quoted graph names in attributes. */
#ifndef LG_GRAPH_TEXT_H
#define LG_GRAPH_TEXT_H

#include "runtime/base/buf.h"
#include "runtime/graph/graph.h"

/* Parses a model into a new module of the arena. Subgraphs and types nest at most `max_depth` deep.
 * LG_E_PARSE with line and column; LG_E_MODEL for well-formed text that is no valid graph. */
LG_MUST_USE lg_status lg_text_parse_model(lg_arena *arena, const char *text, size_t len,
                                          uint32_t max_depth, lg_module **out, lg_error *err);
/* Parses functions, any number of them, and adds them to the module. LG_E_MODEL when it has one of
 * that identity. */
LG_MUST_USE lg_status lg_text_parse_functions(lg_module *module, const char *text, size_t len,
                                              uint32_t max_depth, lg_error *err);
/* Parses the nodes of a function body (with or without braces). The new graph has the given formal
 * inputs and outputs, no parent, and may refer to attributes (@name). Every output must be defined,
 * unless `wanted` (may be NULL) has 0 for it: then it may be missing and is no output. */
LG_MUST_USE lg_status lg_text_parse_body(lg_module *module, const lg_str *inputs, uint32_t n_inputs,
                                         const lg_str *outputs, const uint8_t *wanted,
                                         uint32_t n_outputs, const char *text, size_t len,
                                         lg_graph **out, lg_error *err);

LG_MUST_USE lg_status lg_text_print(const lg_module *module, lg_buf *out, lg_error *err);
/* The graph as a JSON document (dump.c), Graphviz. */
LG_MUST_USE lg_status lg_dump_json(const lg_module *module, lg_buf *out, lg_error *err);
LG_MUST_USE lg_status lg_dump_dot(const lg_module *module, lg_buf *out, lg_error *err);

/* Text of a dimension: a number, a name, an expression "(N + 2)", "?" when it has none. */
void lg_dim_text(const lg_module *module, int64_t dim, lg_buf *out);
/* "float[N,3]", "seq(float)": the type of a value in ONNX text; empty when it is not known. */
void lg_type_text(const lg_module *module, const lg_value *value, lg_buf *out);

#endif
