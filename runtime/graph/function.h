/* SPDX-License-Identifier: Apache-2.0 */
/* Model-local functions as a table, and the checks that make inlining them safe. */
#ifndef LG_GRAPH_FUNCTION_H
#define LG_GRAPH_FUNCTION_H

#include "runtime/graph/graph.h"

typedef struct lg_functions {
    const lg_module *module;
    lg_map index;    /* identity to position */
    uint64_t *nodes; /* per function: nodes when all calls in it are expanded, saturating */
    uint32_t *depth; /* per function: longest chain of calls that begins with it, itself counted */
} lg_functions;

/* Builds the table in `arena`. LG_E_MODEL when functions call themselves, directly or through
 * others, or two have one identity; LG_E_LIMIT when calls nest deeper than max_depth. */
LG_MUST_USE lg_status lg_functions_init(lg_functions *table, const lg_module *module,
                                        uint32_t max_depth, lg_arena *arena, lg_error *err);
/* The function that a node calls, LG_MAP_NONE when it calls none. */
uint32_t lg_functions_find(const lg_functions *table, const lg_node *node);
/* Nodes of the tree of `root` when all calls are expanded, saturating. */
LG_MUST_USE lg_status lg_functions_count(const lg_functions *table, lg_graph *root, lg_arena *arena,
                                         uint64_t *out, lg_error *err);

#endif
