/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies of If, Loop, Scan and others: inferring and running the frame of a subgraph. Its plan is
 * kept as long as the types of its inputs and captures stay the same. */
#include "runtime/exec/session.h"

#include <string.h>

static lg_status find(const lg_step *s, uint32_t graph, uint32_t n_in, uint32_t n_out,
                      lg_frame **out, lg_error *err) {
    const lg_frame *f = s->frame;
    if (graph >= s->node->n_graphs)
        return lg_fail(err, LG_E_INTERNAL, "subgraph %u of %u", graph, s->node->n_graphs);
    *out = f->subs[f->code->sub_start[s->index] + graph];
    const lg_graph *g = (*out)->code->graph;
    if (g->n_inputs != n_in || g->n_outputs != n_out)
        return lg_fail(err, LG_E_MODEL,
                       "subgraph '%s' has %u inputs and %u outputs, expected %u and %u",
                       LG_SHOW(g->name), g->n_inputs, g->n_outputs, n_in, n_out);
    return LG_OK;
}

static bool same_type(const lg_view *a, int32_t dtype, int32_t rank, const int64_t *dims) {
    return a->dtype == dtype && a->rank == rank &&
           (rank <= 0 || memcmp(a->dims, dims, (size_t)rank * sizeof *dims) == 0);
}

static lg_status take_captures(lg_frame *sub, lg_error *err) {
    const lg_graph *g = sub->code->graph;
    for (uint32_t c = 0; c < g->n_captures; c++) {
        const lg_view *v = &sub->parent->views[g->captures[c].outer];
        void *data = v->data;
        LG_TRY(lg_frame_set_type(sub, g->captures[c].inner, v->dtype, v->rank, v->dims, err));
        sub->views[g->captures[c].inner].data = data;
    }
    return LG_OK;
}

lg_status lg_host_infer_subgraph(void *self, uint32_t graph, const lg_type *in, uint32_t n_in,
                                 lg_type *out, uint32_t n_out, lg_error *err) {
    lg_step *s = self;
    lg_frame *sub = NULL;
    LG_TRY(find(s, graph, n_in, n_out, &sub, err));
    const lg_graph *g = sub->code->graph;
    for (uint32_t i = 0; i < n_in; i++)
        LG_TRY(lg_frame_set_type(sub, g->inputs[i], in[i].dtype, in[i].rank, in[i].dims, err));
    LG_TRY(take_captures(sub, err));
    LG_TRY(lg_frame_probe(sub, err));
    for (uint32_t k = 0; k < n_out; k++) {
        const lg_view *v = &sub->views[g->outputs[k]];
        out[k].dtype = v->dtype;
        out[k].rank = v->rank;
        out[k].elem_dtype = lg_elem_dtype(g, g->outputs[k]);
        if ((v->dtype == LG_SEQUENCE || v->dtype == LG_OPTIONAL) && v->data)
            out[k].elem_dtype = ((const lg_seq *)v->data)->elem_dtype;
        if (v->rank > 0)
            memcpy(out[k].dims, v->dims, (size_t)v->rank * sizeof *v->dims);
    }
    return LG_OK;
}

lg_status lg_host_run_subgraph(void *self, uint32_t graph, const lg_view *in, uint32_t n_in,
                               lg_view *out, uint32_t n_out, lg_error *err) {
    lg_step *s = self;
    lg_frame *sub = NULL;
    LG_TRY(find(s, graph, n_in, n_out, &sub, err));
    const lg_graph *g = sub->code->graph;
    bool same = sub->prepared;
    for (uint32_t i = 0; i < n_in && same; i++)
        same = same_type(&sub->views[g->inputs[i]], in[i].dtype, in[i].rank, in[i].dims);
    for (uint32_t c = 0; c < g->n_captures && same; c++) {
        const lg_view *v = &sub->parent->views[g->captures[c].outer];
        same = same_type(&sub->views[g->captures[c].inner], v->dtype, v->rank, v->dims);
    }
    if (!same) {
        for (uint32_t i = 0; i < n_in; i++)
            LG_TRY(lg_frame_set_type(sub, g->inputs[i], in[i].dtype, in[i].rank, in[i].dims, err));
        LG_TRY(take_captures(sub, err));
        s->frame->session->visits = 0;
        LG_TRY(lg_frame_prepare(sub, err));
    }
    for (uint32_t i = 0; i < n_in; i++)
        lg_frame_set_data(sub, g->inputs[i], in[i].data);
    for (uint32_t c = 0; c < g->n_captures; c++)
        lg_frame_set_data(sub, g->captures[c].inner, sub->parent->views[g->captures[c].outer].data);
    LG_TRY(lg_frame_run(sub, err));
    for (uint32_t k = 0; k < n_out; k++)
        out[k] = sub->views[g->outputs[k]];
    return LG_OK;
}
