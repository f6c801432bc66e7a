/* SPDX-License-Identifier: Apache-2.0 */
/* Names for every value of a tree of graphs, as text forms need them: unique among all that is
 * visible, existing names kept where possible, captures under the name of what they capture. */
#ifndef LG_GRAPH_NAMES_H
#define LG_GRAPH_NAMES_H

#include "runtime/graph/graph.h"

typedef struct lg_names {
    lg_arena *arena;
    lg_map index;    /* graph pointer to position in `tables` */
    lg_str **tables; /* per graph: name of every value */
    uint32_t n, cap;
    lg_map used; /* every name there is */
    uint32_t next;
} lg_names;

/* Adds the tree of `root`. `names` is zero but for the arena at first. */
LG_MUST_USE lg_status lg_names_add(lg_names *names, lg_graph *root, lg_error *err);
/* Of a graph that was added. */
lg_str lg_names_get(const lg_names *names, const lg_graph *graph, lg_id value);

#endif
