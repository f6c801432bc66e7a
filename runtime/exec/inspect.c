/* SPDX-License-Identifier: Apache-2.0 */
/* The public view of a model's graphs. Strings of the graph are NUL-terminated. */
#include "runtime/exec/program.h"
#include "runtime/passes/pass.h"

#include <string.h>

static const char *text(lg_str s) {
    return s.ptr ? s.ptr : "";
}

void lg_model_info_get(const lg_model *model, lg_model_info *out) {
    const lg_module *m = model->module;
    *out = (lg_model_info){.ir_version = m->ir_version,
                           .model_version = m->model_version,
                           .producer_name = text(m->producer_name),
                           .producer_version = text(m->producer_version),
                           .domain = text(m->domain),
                           .doc = text(m->doc),
                           .n_opsets = m->n_opsets,
                           .n_functions = m->n_functions,
                           .n_training = m->n_training,
                           .n_warnings = model->n_warnings};
}

const char *lg_model_warning(const lg_model *model, uint32_t index) {
    return index < model->n_warnings ? model->warnings[index].ptr : NULL;
}

void lg_model_opset(const lg_model *model, uint32_t index, lg_opset_info *out) {
    *out = (lg_opset_info){.domain = ""};
    if (index < model->module->n_opsets) {
        out->domain = text(model->module->opsets[index].domain);
        out->version = model->module->opsets[index].version;
    }
}

const char *lg_model_dim_name(const lg_model *model, int64_t dim) {
    return lg_module_dim_name(model->module, dim);
}

const char *lg_module_dim_name(const lg_module *module, int64_t dim) {
    if (dim < 0 && -(dim + 1) < (int64_t)module->n_symbols) {
        const lg_symbol *s = &module->symbols[-(dim + 1)];
        if (s->name.len)
            return s->name.ptr;
    }
    return "?";
}

const lg_graph *lg_model_graph(const lg_model *model) {
    return model->module->main;
}

const lg_graph *lg_model_function(const lg_model *model, uint32_t index, const char **out_domain,
                                  const char **out_name) {
    if (index >= model->module->n_functions)
        return NULL;
    const lg_function *f = &model->module->functions[index];
    if (out_domain)
        *out_domain = text(f->domain);
    if (out_name)
        *out_name = text(f->name);
    return f->body;
}

const lg_graph *lg_model_training(const lg_model *model, uint32_t index, uint32_t which) {
    if (index >= model->module->n_training || which > 1)
        return NULL;
    const lg_training *t = &model->module->training[index];
    return which ? t->algorithm : t->initialization;
}

const char *lg_graph_name(const lg_graph *graph) {
    return text(graph->name);
}

uint32_t lg_graph_input_count(const lg_graph *graph) {
    return graph->n_inputs;
}

uint32_t lg_graph_output_count(const lg_graph *graph) {
    return graph->n_outputs;
}

uint32_t lg_graph_value_count(const lg_graph *graph) {
    return graph->n_values;
}

uint32_t lg_graph_node_count(const lg_graph *graph) {
    return graph->n_order;
}

uint32_t lg_graph_input(const lg_graph *graph, uint32_t index) {
    return index < graph->n_inputs ? graph->inputs[index] : LG_NO_ID;
}

uint32_t lg_graph_output(const lg_graph *graph, uint32_t index) {
    return index < graph->n_outputs ? graph->outputs[index] : LG_NO_ID;
}

void lg_value_describe(const lg_graph *graph, lg_id value, lg_value_info *out) {
    const lg_value *v = &graph->values[value];
    *out = (lg_value_info){.name = text(lg_value_name(graph, value)),
                           .dtype = v->dtype,
                           .rank = v->rank,
                           .dims = v->dims,
                           .is_input = (v->flags & LG_VALUE_INPUT) != 0,
                           .is_output = (v->flags & LG_VALUE_OUTPUT) != 0,
                           .is_initializer = v->data != NULL && v->producer == LG_NO_ID};
    for (const lg_elem_type *t = v->elem; t; t = t->elem)
        out->elem_dtype = t->dtype;
    if (v->data) {
        out->data = *v->data;
        if (v->dtype == LG_UNDEFINED) {
            out->dtype = v->data->dtype;
            out->rank = v->data->rank;
            out->dims = v->data->dims;
        }
    }
}

void lg_graph_value_get(const lg_graph *graph, uint32_t value, lg_value_info *out) {
    *out = (lg_value_info){.name = "", .rank = -1};
    if (value < graph->n_values)
        lg_value_describe(graph, value, out);
}

static const lg_node *node_at(const lg_graph *graph, uint32_t node) {
    return node < graph->n_order ? &graph->nodes[graph->order[node]] : NULL;
}

void lg_graph_node_get(const lg_graph *graph, uint32_t node, lg_node_info *out) {
    const lg_node *n = node_at(graph, node);
    *out = (lg_node_info){.name = "", .domain = "", .op = "", .overload = ""};
    if (!n)
        return;
    out->name = text(n->name);
    out->domain = text(n->domain);
    out->op = text(n->op);
    out->overload = text(n->overload);
    out->n_in = n->n_in;
    out->n_out = n->n_out;
    out->n_attrs = n->n_attrs;
    out->n_graphs = n->n_graphs;
    int64_t opset = lg_module_opset(graph->module, n->domain);
    out->node_opset = (int32_t)(opset > INT32_MAX ? INT32_MAX : opset);
    const lg_registry *registry = graph->module->registry;
    out->desc = registry ? lg_registry_lookup(registry, n->domain, n->op, opset) : NULL;
    if (!out->desc && lg_str_is(n->op, lg_gradient_desc.name) &&
        lg_str_is(n->domain, lg_gradient_desc.domain))
        out->desc = &lg_gradient_desc;
    out->is_function =
        !out->desc && lg_module_function(graph->module, n->domain, n->op, n->overload) != NULL;
}

uint32_t lg_graph_node_input(const lg_graph *graph, uint32_t node, uint32_t index) {
    const lg_node *n = node_at(graph, node);
    return n && index < n->n_in ? n->in[index] : LG_NO_ID;
}

uint32_t lg_graph_node_output(const lg_graph *graph, uint32_t node, uint32_t index) {
    const lg_node *n = node_at(graph, node);
    return n && index < n->n_out ? n->out[index] : LG_NO_ID;
}

const lg_graph *lg_graph_node_graph(const lg_graph *graph, uint32_t node, uint32_t index) {
    const lg_node *n = node_at(graph, node);
    return n && index < n->n_graphs ? n->graphs[index] : NULL;
}
