/* SPDX-License-Identifier: Apache-2.0 */
/* Removes what nobody needs: nodes without effect whose outputs are not read, captures that no node
 * of the subgraph reads. */
#include "runtime/passes/pass.h"

/* A node that has to run whatever becomes of its outputs. */
static bool is_needed_anyway(const lg_node *n) {
    if (!n->desc || (n->desc->flags & LG_OP_EFFECT))
        return true;
    for (uint32_t i = 0; i < n->n_in; i++) {
        uint32_t k = i < n->desc->n_inputs ? i : n->desc->n_inputs - 1;
        if (n->in[i] != LG_NO_ID && (n->desc->inputs[k].flags & LG_ARG_MUTATED))
            return true;
    }
    return false;
}

/* Captures that no live node of the subgraph reads are dropped. The order is topological, so that
 * going backwards every reader is seen before what it reads. */
static lg_status sweep(lg_pass *pass, lg_graph *g, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_alloc(pass->scratch, g->n_values, &p, err));
    uint8_t *used = p;
    for (uint32_t i = 0; i < g->n_outputs; i++)
        used[g->outputs[i]] = 1;
    for (uint32_t i = g->n_order; i-- > 0;) {
        lg_node *n = &g->nodes[g->order[i]];
        bool live = is_needed_anyway(n);
        for (uint32_t k = 0; k < n->n_out; k++)
            live = live || (n->out[k] != LG_NO_ID && used[n->out[k]]);
        if (!live) {
            lg_graph_kill_node(g, g->order[i]);
            pass->changed = true;
            continue;
        }
        for (uint32_t k = 0; k < n->n_in; k++)
            if (n->in[k] != LG_NO_ID)
                used[n->in[k]] = 1;
        for (uint32_t s = 0; s < n->n_graphs; s++)
            for (uint32_t k = 0; k < n->graphs[s]->n_captures; k++)
                used[n->graphs[s]->captures[k].outer] = 1;
    }
    for (uint32_t i = 0; i < g->n_values; i++) {
        lg_value *v = &g->values[i];
        bool kept = used[i] || (v->flags & (LG_VALUE_INPUT | LG_VALUE_STATE));
        if (!kept && v->producer == LG_NO_ID)
            v->flags |= LG_VALUE_DEAD;
    }
    uint32_t n = 0;
    for (uint32_t k = 0; k < g->n_captures; k++) {
        if (used[g->captures[k].inner])
            g->captures[n++] = g->captures[k];
        else
            g->values[g->captures[k].inner].outer = LG_NO_ID;
    }
    g->n_captures = n;
    return lg_graph_sort(g, err);
}

lg_status lg_pass_dce(lg_pass *pass, lg_error *err) {
    lg_graph **list = NULL;
    uint32_t n = 0;
    LG_TRY(lg_graph_tree(pass->graph, pass->scratch, &list, &n, err));
    /* Innermost first: what a subgraph no longer captures may die outside. */
    while (n-- > 0)
        LG_TRY(sweep(pass, list[n], err));
    return LG_OK;
}
