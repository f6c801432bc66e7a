/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptions of operators: for the terminal, as JSON, and the reference in Markdown. */
#ifndef LG_TOOLS_OPDOC_H
#define LG_TOOLS_OPDOC_H

#include "tools/cli/cli.h"

/* "ai.onnx" for the empty one. */
const char *domain_name(const char *domain);
/* --domain and --filter let it pass. */
bool operator_wanted(const cli *c, const char *domain, const char *name);
bool operator_has_body(const lg_op_desc *op);
/* An output may take over the buffer of an input. */
bool operator_in_place(const lg_op_desc *op);
void operator_show(text *out, const lg_op_desc *op);
void operator_json(json *j, const lg_op_desc *op, const char *origin);
/* The reference of all operators that are wanted. */
void operators_markdown(const cli *c, const lg_registry *registry, text *out);
/* The JSON document of all operators that are wanted, one a line. */
void operators_json(const cli *c, const lg_registry *registry, text *out);

#endif
