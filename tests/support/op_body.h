/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluates decompositions and gradient rules (ONNX text without subgraphs) node by node. */
#ifndef LG_TESTS_OP_BODY_H
#define LG_TESTS_OP_BODY_H

#include "tests/support/op_runner.h"

enum { LG_ENV_MAX = 512 };

typedef struct lg_env {
    char names[LG_ENV_MAX][48];
    lg_view views[LG_ENV_MAX];
    uint32_t n;
} lg_env;

void lg_env_put(lg_env *env, const char *name, const lg_view *v);
/* UNDEFINED when there is none of that name. */
lg_view lg_env_get(const lg_env *env, const char *name);
/* Runs the nodes of `text`; `@name` reads an attribute of r. Everything made belongs to r. `opset`
 * is the version of ai.onnx. */
lg_status lg_body_eval(lg_runner *r, int32_t opset, const char *text, lg_env *env);
/* Text of the decomposition of r's operator for its inputs; NULL when it has none. */
const char *lg_body_text(lg_runner *r, int32_t opset);
/* Results of the decomposition for the inputs of r, in out[r->n_out]. */
lg_status lg_body_run(lg_runner *r, int32_t opset, lg_view *out);
/* Gradients of the inputs by the rule of r's operator, after r has run: dx[i] UNDEFINED when the
 * rule gives none. dy has r->n_out entries. */
lg_status lg_grad_run(lg_runner *r, const lg_view *dy, lg_view *dx);

#endif
