/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of infer and prepare for one step, with the checks that every operator may rely on. */
#include "runtime/exec/session.h"

#include <stdio.h>
#include <string.h>

enum { VISITS_PER_NODE = 8 }; /* that preparing may take, for max_nodes nodes */

/* The innermost node is the one that a message names. */
lg_status lg_step_wrap(const lg_step *s, lg_status status, lg_error *err) {
    if (err && err->node < 0)
        return lg_node_wrap(s->frame->code->graph, s->frame->code->order[s->index], status, err);
    return status;
}

static void type_names(uint64_t set, char *out, size_t size) {
    size_t n = 0;
    out[0] = '\0';
    for (int32_t t = 1; t < 64 && n + 1 < size; t++)
        if (set >> t & 1) {
            int w = snprintf(out + n, size - n, "%s%s", n ? ", " : "", lg_dtype_onnx_name(t));
            if (w < 0)
                break;
            n += (size_t)w;
        }
}

static lg_status wrong_type(const lg_step *s, uint32_t i, const lg_arg_desc *arg, lg_error *err) {
    char names[200];
    type_names(arg->dtypes, names, sizeof names);
    return lg_fail(err, LG_E_TYPE, "input %u '%s' has type %s, expected %s", i, arg->name,
                   lg_dtype_onnx_name(s->exec.in[i].dtype), names);
}

/* Types against the descriptor: allowed, present where required, equal for equal variables. */
static lg_status check_inputs(const lg_step *s, lg_error *err) {
    const lg_op_desc *d = s->node->desc;
    for (uint32_t i = 0; i < s->node->n_in; i++) {
        const lg_arg_desc *arg = lg_arg_of(d->inputs, d->n_inputs, i);
        int32_t dtype = s->exec.in[i].dtype;
        if (!arg || dtype == LG_UNDEFINED)
            continue;
        if (dtype < 0 || dtype > 63 || !(arg->dtypes >> dtype & 1))
            return wrong_type(s, i, arg, err);
        if (!arg->type || (arg->flags & LG_ARG_HETEROGENEOUS))
            continue;
        for (uint32_t k = 0; k < i; k++) {
            const lg_arg_desc *other = lg_arg_of(d->inputs, d->n_inputs, k);
            if (s->exec.in[k].dtype != LG_UNDEFINED && s->exec.in[k].dtype != dtype && other &&
                other->type && strcmp(other->type, arg->type) == 0 &&
                !(other->flags & LG_ARG_HETEROGENEOUS))
                return lg_fail(err, LG_E_TYPE,
                               "input %u '%s' has type %s, expected %s like input %u '%s'", i,
                               arg->name, lg_dtype_onnx_name(dtype),
                               lg_dtype_onnx_name(s->exec.in[k].dtype), k, other->name);
            /* Earlier ones were compared with each other already. */
            if (other == arg)
                break;
        }
    }
    return LG_OK;
}

/* What infer said has to be possible at all. */
static lg_status check_outputs(const lg_step *s, lg_error *err) {
    const lg_context *c = s->frame->session->context;
    for (uint32_t k = 0; k < s->node->n_out; k++) {
        const lg_type *t = &s->frame->types[k];
        if (s->node->out[k] == LG_NO_ID)
            continue;
        if (t->rank > LG_MAX_RANK || t->rank > (int32_t)c->limits.max_rank)
            return lg_fail(err, LG_E_LIMIT, "output %u has rank %d, max_rank is %llu", k,
                           (int)t->rank, (unsigned long long)c->limits.max_rank);
        int64_t count;
        bool known = t->rank >= 0;
        for (int32_t i = 0; i < t->rank; i++)
            known = known && t->dims[i] >= 0;
        if (!known)
            continue;
        size_t bytes = 0;
        if (!lg_count_dims(t->dims, t->rank, &count))
            return lg_fail(err, LG_E_LIMIT, "output %u: its number of elements overflows", k);
        if (lg_dtype_bits(t->dtype) > 0 || t->dtype == LG_STRING)
            LG_TRY(lg_dtype_bytes(t->dtype, count, &bytes, err));
        if (bytes > c->limits.max_tensor_bytes)
            return lg_fail(err, LG_E_LIMIT, "output %u needs %zu bytes, max_tensor_bytes is %llu",
                           k, bytes, (unsigned long long)c->limits.max_tensor_bytes);
    }
    return LG_OK;
}

static bool has_items(int32_t dtype) {
    return dtype == LG_SEQUENCE || dtype == LG_OPTIONAL || dtype == LG_MAP;
}

lg_status lg_step_infer(lg_step *s, bool at_run, lg_error *err) {
    lg_frame *f = s->frame;
    const lg_node *node = s->node;
    lg_view *in = (lg_view *)(uintptr_t)s->exec.in;
    for (uint32_t i = 0; i < node->n_in; i++) {
        lg_id v = node->in[i];
        if (v == LG_NO_ID) {
            in[i] = (lg_view){0};
            continue;
        }
        in[i] = f->views[v];
        if (!at_run && !f->known[v] && !has_items(in[i].dtype))
            in[i].data = NULL;
    }
    LG_TRY(check_inputs(s, err));
    if (!at_run && ++f->session->visits > VISITS_PER_NODE * f->session->context->limits.max_nodes)
        return lg_fail(err, LG_E_LIMIT,
                       "inference visited %llu nodes: subgraphs are nested too deep",
                       (unsigned long long)f->session->visits);
    for (uint32_t k = 0; k < node->n_out; k++) {
        lg_type *t = &f->types[k];
        t->dtype = LG_UNDEFINED;
        t->rank = -1;
        t->elem_dtype = LG_UNDEFINED;
        t->reserved = 0;
        if (node->out[k] == LG_NO_ID)
            continue;
        const lg_value *v = &f->code->graph->values[node->out[k]]; /* what compile time found */
        if (has_items(v->dtype) || v->rank > LG_MAX_RANK)
            continue;
        t->dtype = v->dtype;
        t->rank = v->rank;
        if (v->rank > 0)
            memcpy(t->dims, v->dims, (size_t)v->rank * sizeof *t->dims);
    }
    lg_infer ctx = {.struct_size = (uint32_t)sizeof ctx,
                    .n_in = node->n_in,
                    .n_out = node->n_out,
                    .opset = node->opset,
                    .in = in,
                    .out = f->types,
                    .params = node->params,
                    .host = &lg_exec_host,
                    .self = s,
                    .err = err};
    lg_status st = node->desc->infer(&ctx);
    if (s->run_blocks.n)
        lg_block_list_give(&f->session->heap, &s->run_blocks);
    LG_TRY(st);
    s->workspace = ctx.workspace;
    return check_outputs(s, err);
}

lg_status lg_step_prepare(lg_step *s, lg_error *err) {
    lg_frame *f = s->frame;
    const lg_node *node = s->node;
    for (uint32_t k = 0; k < node->n_out; k++)
        s->over[k] = lg_may_overwrite(node, k);
    if (!node->desc->prepare)
        return LG_OK;
    lg_view *in = (lg_view *)(uintptr_t)s->exec.in, *out = s->exec.out;
    for (uint32_t i = 0; i < node->n_in; i++) {
        lg_id v = node->in[i];
        in[i] = v == LG_NO_ID ? (lg_view){0} : f->views[v];
        if (v != LG_NO_ID && f->known[v] != LG_KNOWN_CONST)
            in[i].data = NULL;
    }
    for (uint32_t k = 0; k < node->n_out; k++) {
        lg_id v = node->out[k];
        out[k] = v == LG_NO_ID || !f->code->wanted[v] ? (lg_view){0} : f->views[v];
        out[k].data = NULL;
    }
    lg_prepare ctx = {.struct_size = (uint32_t)sizeof ctx,
                      .n_in = node->n_in,
                      .n_out = node->n_out,
                      .opset = node->opset,
                      .in = in,
                      .out = out,
                      .params = node->params,
                      .workspace = s->workspace,
                      .may_overwrite = s->over,
                      .kernels = &f->session->context->kernels,
                      .host = &lg_exec_host,
                      .self = s,
                      .err = err};
    s->preparing = true;
    lg_status st = node->desc->prepare(&ctx);
    s->preparing = false;
    s->exec.state = ctx.state;
    s->prepared = true;
    s->workspace = s->prepared_workspace = ctx.workspace;
    if (st != LG_OK)
        lg_step_release(s);
    return st;
}

void lg_step_release(lg_step *s) {
    if (s->prepared && s->node->desc->release && s->exec.state)
        s->node->desc->release(s->exec.state);
    s->exec.state = NULL;
    s->prepared = false;
    lg_block_list_give(&s->frame->session->heap, &s->prepare_blocks);
}
