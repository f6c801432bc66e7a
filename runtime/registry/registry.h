/* SPDX-License-Identifier: Apache-2.0 */
/* Operator lookup, and ONNX attributes to parameter structs and back. */
#ifndef LG_REGISTRY_REGISTRY_H
#define LG_REGISTRY_REGISTRY_H

#include "runtime/graph/graph.h"

#include <lossgraph/registry.h>

/* The descriptor with the largest since_version not above `version`; NULL when there is none. */
const lg_op_desc *lg_registry_lookup(const lg_registry *registry, lg_str domain, lg_str name,
                                     int64_t version);
/* True when the domain has any operator. */
bool lg_registry_has_domain(const lg_registry *registry, lg_str domain);
/* Up to `max` names of operators near (domain, name), best first; for messages. */
uint32_t lg_registry_near(const lg_registry *registry, lg_str domain, lg_str name,
                          const lg_op_desc **out, uint32_t max);
/* The domains that have operators, in order; for messages. */
uint32_t lg_registry_domains(const lg_registry *registry, const char **out, uint32_t max);
/* Newest version of the domain that is known (ai.onnx: 28), 0 for a free domain. */
int64_t lg_registry_newest(const lg_registry *registry, lg_str domain);

/* Binds a node: finds the descriptor, checks arity and omitted inputs, parses attributes into
 * node->params (in `arena`) and fixes node->graphs. `version` is what the module or function
 * imports for the domain. LG_E_UNSUPPORTED when there is no descriptor. */
LG_MUST_USE lg_status lg_node_bind(const lg_registry *registry, lg_graph *graph, lg_node *node,
                                   int64_t version, lg_arena *arena, lg_error *err);
/* The descriptor for a node, LG_E_UNSUPPORTED with near names and domains when there is none. */
LG_MUST_USE lg_status lg_registry_resolve(const lg_registry *registry, const lg_node *node,
                                          int64_t version, const lg_op_desc **out, lg_error *err);
/* Parses attributes only. */
LG_MUST_USE lg_status lg_params_parse(const lg_op_desc *desc, const lg_node *node, lg_arena *arena,
                                      void **out_params, lg_error *err);
/* From then on nothing can be added. */
void lg_registry_freeze(lg_registry *registry);
/* One more reference, given back with lg_registry_destroy. */
void lg_registry_retain(lg_registry *registry);
/* float32 to double through the shortest decimal that round-trips. */
double lg_real_from_float(float value);

#endif
