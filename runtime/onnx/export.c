/* SPDX-License-Identifier: Apache-2.0 */
/* lg_module to ModelProto bytes. The message is built in an arena, graph by graph from a queue so
 * that nothing recurses over subgraphs, and packed by protobuf-c, whose nesting the depth limit
 * bounds. What was carried along (extra) is unpacked first and the modelled fields are set over it,
 * so every field is written in the order of its number. */
#include "runtime/base/unconst.h"
#include "runtime/onnx/pb_alloc.h"
#include "runtime/onnx/tensor.h"

#include <stdio.h>

enum { max_depth = 64, stack_bytes = 1 << 20 };

typedef struct job {
    const lg_graph *graph;
    Onnx__GraphProto *out;
    uint32_t depth;
} job;

typedef struct exporter {
    const lg_module *module;
    lg_pb_guard guard; /* extras are unpacked here, and everything else is built here */
    lg_arena *arena;
    job *queue;
    uint32_t n_queue, cap_queue;
    lg_map taken; /* names of all values of the module */
    lg_map given; /* unnamed values (name_key) to index in `fresh` */
    lg_str *fresh;
    uint32_t n_fresh, cap_fresh, counter;
    lg_error *err;
} exporter;

/* ---- building blocks ---- */

static lg_status new_list(exporter *x, size_t n, size_t size, void *out) {
    void *p = NULL;
    LG_TRY(lg_arena_array(x->arena, n, size, &p, x->err));
    memcpy(out, &p, sizeof p);
    return LG_OK;
}

/* A message that starts with what was carried along. */
static lg_status start(exporter *x, const ProtobufCMessageDescriptor *type, lg_extra extra,
                       void *out) {
    ProtobufCMessage *m = NULL;
    void *p = NULL;
    if (extra.len) {
        LG_TRY(lg_pb_unpack(&x->guard, type, (const uint8_t *)extra.ptr, extra.len, &m, x->err));
    } else {
        LG_TRY(lg_arena_alloc(x->arena, type->sizeof_message, &p, x->err));
        m = p;
        protobuf_c_message_init(type, m);
    }
    memcpy(out, &m, sizeof m);
    return LG_OK;
}

/* Strings of the graph end with a NUL, or are copied. NULL stays absent. */
static lg_status text(exporter *x, lg_str s, char **out) {
    *out = NULL;
    if (!s.ptr)
        return LG_OK;
    lg_str copy;
    LG_TRY(lg_arena_str(x->arena, s.ptr, s.len, &copy, x->err));
    *out = lg_unconst(copy.ptr);
    return LG_OK;
}

/* A string field that must be there. */
static lg_status text_always(exporter *x, lg_str s, char **out) {
    return text(x, s.ptr ? s : LG_STR(""), out);
}

/* ---- names ---- */

typedef struct name_key {
    const lg_graph *graph;
    uintptr_t id;
} name_key;

/* Every name in use, so that unnamed values can get names of their own. Nothing is collected while
 * all values have names. */
static lg_status collect_names(exporter *x, lg_graph *root) {
    lg_graph **graphs = NULL;
    uint32_t n = 0;
    if (!root)
        return LG_OK;
    LG_TRY(lg_graph_tree(root, x->arena, &graphs, &n, x->err));
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < graphs[i]->n_values; k++)
            if (graphs[i]->values[k].name.len)
                LG_TRY(lg_map_put(&x->taken, x->arena, graphs[i]->values[k].name, 0, x->err));
    return LG_OK;
}

static lg_status collect_all_names(exporter *x) {
    const lg_module *m = x->module;
    LG_TRY(collect_names(x, m->main));
    for (uint32_t i = 0; i < m->n_functions; i++)
        LG_TRY(collect_names(x, m->functions[i].body));
    for (uint32_t i = 0; i < m->n_training; i++) {
        LG_TRY(collect_names(x, m->training[i].initialization));
        LG_TRY(collect_names(x, m->training[i].algorithm));
    }
    return LG_OK;
}

/* The name of a value that has none: "_1", "_2", ... in the order of writing. */
static lg_status fresh_name(exporter *x, const lg_graph *g, lg_id id, lg_str *out) {
    name_key key = {g, id};
    uint32_t index = lg_map_get(&x->given, (lg_str){(const char *)&key, sizeof key});
    if (index != LG_MAP_NONE) {
        *out = x->fresh[index];
        return LG_OK;
    }
    if (x->taken.n == 0)
        LG_TRY(collect_all_names(x));
    char name[32];
    do
        (void)snprintf(name, sizeof name, "_%u", ++x->counter);
    while (lg_map_get(&x->taken, lg_str_of(name)) != LG_MAP_NONE);
    void *stored = NULL;
    LG_TRY(lg_arena_str(x->arena, name, strlen(name), out, x->err));
    LG_TRY(lg_arena_copy(x->arena, &key, sizeof key, &stored, x->err));
    LG_TRY(LG_GROW(x->arena, x->fresh, x->n_fresh, x->cap_fresh, x->err));
    LG_TRY(lg_map_put(&x->given, x->arena, (lg_str){stored, sizeof key}, x->n_fresh, x->err));
    x->fresh[x->n_fresh++] = *out;
    return LG_OK;
}

static lg_status value_name(exporter *x, const lg_graph *g, lg_id id, char **out) {
    while ((g->values[id].flags & LG_VALUE_CAPTURE) && g->parent) {
        id = g->values[id].outer;
        g = g->parent;
    }
    lg_str name = g->values[id].name;
    if (name.len == 0)
        LG_TRY(fresh_name(x, g, id, &name));
    return text(x, name, out);
}

/* ---- types ---- */

static lg_status put_shape(exporter *x, int32_t rank, const int64_t *dims,
                           Onnx__TensorShapeProto **shape) {
    if (rank < 0) {
        *shape = NULL;
        return LG_OK;
    }
    bool fresh = !*shape || (*shape)->n_dim != (size_t)rank;
    if (fresh) {
        LG_TRY(start(x, &onnx__tensor_shape_proto__descriptor, (lg_extra){0}, shape));
        LG_TRY(new_list(x, (size_t)rank, sizeof(void *), &(*shape)->dim));
        (*shape)->n_dim = (size_t)rank;
    }
    for (int32_t i = 0; i < rank; i++) {
        Onnx__TensorShapeProto__Dimension **d = &(*shape)->dim[i];
        if (fresh)
            LG_TRY(start(x, &onnx__tensor_shape_proto__dimension__descriptor, (lg_extra){0}, d));
        (*d)->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE__NOT_SET;
        if (dims[i] >= 0) {
            (*d)->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
            (*d)->dim_value = dims[i];
            continue;
        }
        uint64_t k = (uint64_t)0 - (uint64_t)dims[i];
        lg_str name = k <= x->module->n_symbols ? x->module->symbols[k - 1].name : (lg_str){0};
        if (name.len) {
            (*d)->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
            LG_TRY(text(x, name, &(*d)->dim_param));
        }
    }
    return LG_OK;
}

static lg_status put_tensor_type(exporter *x, int32_t dtype, int32_t rank, const int64_t *dims,
                                 Onnx__TypeProto *t) {
    if (t->value_case != ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE) {
        t->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
        LG_TRY(start(x, &onnx__type_proto__tensor__descriptor, (lg_extra){0}, &t->tensor_type));
    }
    t->tensor_type->has_elem_type = true;
    t->tensor_type->elem_type = dtype;
    return put_shape(x, rank, dims, &t->tensor_type->shape);
}

/* One level; *next is where the type below goes. A level that is there already is kept. */
static lg_status put_level(exporter *x, const lg_elem_type *e, Onnx__TypeProto *t,
                           Onnx__TypeProto ***next) {
    *next = NULL;
    if (e->dtype == LG_SEQUENCE) {
        if (t->value_case != ONNX__TYPE_PROTO__VALUE_SEQUENCE_TYPE)
            LG_TRY(start(x, &onnx__type_proto__sequence__descriptor, (lg_extra){0},
                         &t->sequence_type));
        t->value_case = ONNX__TYPE_PROTO__VALUE_SEQUENCE_TYPE;
        *next = &t->sequence_type->elem_type;
    } else if (e->dtype == LG_OPTIONAL) {
        if (t->value_case != ONNX__TYPE_PROTO__VALUE_OPTIONAL_TYPE)
            LG_TRY(start(x, &onnx__type_proto__optional__descriptor, (lg_extra){0},
                         &t->optional_type));
        t->value_case = ONNX__TYPE_PROTO__VALUE_OPTIONAL_TYPE;
        *next = &t->optional_type->elem_type;
    } else if (e->dtype == LG_MAP) {
        if (t->value_case != ONNX__TYPE_PROTO__VALUE_MAP_TYPE)
            LG_TRY(start(x, &onnx__type_proto__map__descriptor, (lg_extra){0}, &t->map_type));
        t->value_case = ONNX__TYPE_PROTO__VALUE_MAP_TYPE;
        t->map_type->has_key_type = true;
        t->map_type->key_type = e->key_dtype;
        *next = &t->map_type->value_type;
    } else if (e->dtype != LG_UNDEFINED || e->rank >= 0) {
        return put_tensor_type(x, e->dtype, e->rank, e->dims, t);
    }
    return LG_OK;
}

static lg_status put_type(exporter *x, const lg_value *v, Onnx__TypeProto **out) {
    const lg_elem_type tensor = {.dtype = v->dtype, .rank = v->rank, .dims = v->dims};
    const lg_elem_type *e = v->elem ? v->elem : &tensor;
    if (v->dtype == LG_UNDEFINED && v->rank < 0)
        return LG_OK;
    Onnx__TypeProto **at = out;
    for (uint32_t depth = 0; e && at; e = e->elem, depth++) {
        if (depth > max_depth)
            return lg_fail(x->err, LG_E_LIMIT, "value '%s': its type is nested deeper than %d",
                           LG_SHOW(v->name), max_depth);
        if (!*at)
            LG_TRY(start(x, &onnx__type_proto__descriptor, (lg_extra){0}, at));
        LG_TRY(put_level(x, e, *at, &at));
    }
    return LG_OK;
}

static lg_status put_value_info(exporter *x, const lg_graph *g, lg_id id,
                                Onnx__ValueInfoProto **out) {
    const lg_value *v = &g->values[id];
    LG_TRY(start(x, &onnx__value_info_proto__descriptor, v->extra, out));
    LG_TRY(value_name(x, g, id, &(*out)->name));
    return put_type(x, v, &(*out)->type);
}

/* ---- attributes ---- */

static lg_status put_bytes(exporter *x, lg_str s, ProtobufCBinaryData *out) {
    (void)x;
    *out = (ProtobufCBinaryData){s.len, lg_unconst(s.ptr)};
    return LG_OK;
}

static lg_status enqueue(exporter *x, const lg_graph *g, uint32_t depth, Onnx__GraphProto **out) {
    if (depth > max_depth)
        return lg_fail(x->err, LG_E_LIMIT, "subgraphs are nested deeper than %d", max_depth);
    LG_TRY(start(x, &onnx__graph_proto__descriptor, g->extra, out));
    LG_TRY(LG_GROW(x->arena, x->queue, x->n_queue, x->cap_queue, x->err));
    x->queue[x->n_queue++] = (job){g, *out, depth};
    return LG_OK;
}

static lg_status put_tensors(exporter *x, const lg_attr *a, Onnx__AttributeProto *o) {
    bool fresh = o->n_tensors != a->n;
    if (fresh) {
        LG_TRY(new_list(x, a->n, sizeof(void *), &o->tensors));
        o->n_tensors = a->n;
    }
    for (uint32_t i = 0; i < a->n; i++) {
        if (fresh)
            LG_TRY(start(x, &onnx__tensor_proto__descriptor, (lg_extra){0}, &o->tensors[i]));
        LG_TRY(lg_tensor_export(x->arena, &a->t[i], o->tensors[i], x->err));
    }
    return LG_OK;
}

static lg_status put_graphs(exporter *x, const lg_attr *a, uint32_t depth,
                            Onnx__AttributeProto *o) {
    LG_TRY(new_list(x, a->n, sizeof(void *), &o->graphs));
    o->n_graphs = a->n;
    for (uint32_t i = 0; i < a->n; i++)
        LG_TRY(enqueue(x, a->graphs[i], depth + 1, &o->graphs[i]));
    return LG_OK;
}

static lg_status put_raw(exporter *x, const lg_attr *a, Onnx__AttributeProto *o) {
    Onnx__AttributeProto *raw = NULL;
    if (!a->raw.len)
        return LG_OK;
    LG_TRY(start(x, &onnx__attribute_proto__descriptor, a->raw, &raw));
    o->tp = raw->tp;
    o->n_type_protos = raw->n_type_protos;
    o->type_protos = raw->type_protos;
    o->n_sparse_tensors = raw->n_sparse_tensors;
    o->sparse_tensors = raw->sparse_tensors;
    return LG_OK;
}

static lg_status put_value(exporter *x, const lg_attr *a, uint32_t depth, Onnx__AttributeProto *o) {
    switch (a->type) {
    case LG_AT_FLOAT:
        o->has_f = true;
        o->f = a->f;
        return LG_OK;
    case LG_AT_INT:
        o->has_i = true;
        o->i = a->i;
        return LG_OK;
    case LG_AT_STRING:
        o->has_s = true;
        return put_bytes(x, a->s, &o->s);
    case LG_AT_TENSOR:
        if (!o->t)
            LG_TRY(start(x, &onnx__tensor_proto__descriptor, (lg_extra){0}, &o->t));
        return lg_tensor_export(x->arena, a->t, o->t, x->err);
    case LG_AT_SPARSE_TENSOR:
        return lg_sparse_export(x->arena, a->t, &o->sparse_tensor, x->err);
    case LG_AT_GRAPH:
        return enqueue(x, a->g, depth + 1, &o->g);
    case LG_AT_FLOATS:
        o->n_floats = a->n;
        o->floats = lg_unconst(a->floats);
        return LG_OK;
    case LG_AT_INTS:
        o->n_ints = a->n;
        o->ints = lg_unconst(a->ints);
        return LG_OK;
    case LG_AT_STRINGS:
        o->n_strings = a->n;
        LG_TRY(new_list(x, a->n, sizeof(ProtobufCBinaryData), &o->strings));
        for (uint32_t i = 0; i < a->n; i++)
            LG_TRY(put_bytes(x, a->strings[i], &o->strings[i]));
        return LG_OK;
    case LG_AT_TENSORS:
        return put_tensors(x, a, o);
    case LG_AT_GRAPHS:
        return put_graphs(x, a, depth, o);
    default:
        return put_raw(x, a, o);
    }
}

static lg_status put_attr(exporter *x, const lg_attr *a, uint32_t depth,
                          Onnx__AttributeProto **out) {
    LG_TRY(start(x, &onnx__attribute_proto__descriptor, a->extra, out));
    Onnx__AttributeProto *o = *out;
    LG_TRY(text_always(x, a->name, &o->name));
    o->has_type = true;
    o->type = (Onnx__AttributeProto__AttributeType)a->type;
    if (a->ref.len)
        return text(x, a->ref, &o->ref_attr_name);
    return put_value(x, a, depth, o);
}

/* ---- nodes ---- */

static lg_status put_names(exporter *x, const lg_graph *g, const lg_id *ids, uint32_t n,
                           char ***out) {
    LG_TRY(new_list(x, n, sizeof(char *), out));
    for (uint32_t i = 0; i < n; i++)
        LG_TRY(ids[i] == LG_NO_ID ? text(x, LG_STR(""), &(*out)[i])
                                  : value_name(x, g, ids[i], &(*out)[i]));
    return LG_OK;
}

static lg_status put_node(exporter *x, const lg_graph *g, const lg_node *n, uint32_t depth,
                          Onnx__NodeProto **out) {
    LG_TRY(start(x, &onnx__node_proto__descriptor, n->extra, out));
    Onnx__NodeProto *o = *out;
    LG_TRY(put_names(x, g, n->in, n->n_in, &o->input));
    LG_TRY(put_names(x, g, n->out, n->n_out, &o->output));
    o->n_input = n->n_in;
    o->n_output = n->n_out;
    LG_TRY(text(x, n->name, &o->name));
    LG_TRY(text_always(x, n->op, &o->op_type));
    LG_TRY(text(x, n->domain, &o->domain));
    LG_TRY(text(x, n->overload, &o->overload));
    LG_TRY(text(x, n->doc, &o->doc_string));
    LG_TRY(new_list(x, n->n_attrs, sizeof(void *), &o->attribute));
    o->n_attribute = n->n_attrs;
    for (uint32_t i = 0; i < n->n_attrs; i++)
        LG_TRY(put_attr(x, &n->attrs[i], depth, &o->attribute[i]));
    return LG_OK;
}

static lg_status put_nodes(exporter *x, const lg_graph *g, uint32_t depth, Onnx__NodeProto ***out,
                           size_t *out_n) {
    LG_TRY(new_list(x, g->n_order, sizeof(void *), out));
    size_t n = 0;
    for (uint32_t i = 0; i < g->n_order; i++) {
        const lg_node *node = &g->nodes[g->order[i]];
        if (node->flags & LG_NODE_DEAD)
            continue;
        LG_TRY(put_node(x, g, node, depth, &(*out)[n]));
        n++;
    }
    *out_n = n;
    return LG_OK;
}

/* ---- graphs ---- */

static lg_status put_initializers(exporter *x, const lg_graph *g, Onnx__GraphProto *o) {
    LG_TRY(new_list(x, g->n_values, sizeof(void *), &o->initializer));
    for (uint32_t i = 0; i < g->n_values; i++) {
        const lg_value *v = &g->values[i];
        if (!(v->flags & (LG_VALUE_INIT | LG_VALUE_CONST | LG_VALUE_STATE)) || !v->data ||
            (v->flags & (LG_VALUE_DEAD | LG_VALUE_CAPTURE)) || v->producer != LG_NO_ID)
            continue;
        Onnx__TensorProto **t = &o->initializer[o->n_initializer];
        LG_TRY(start(x, &onnx__tensor_proto__descriptor, v->tensor_extra, t));
        LG_TRY(value_name(x, g, i, &(*t)->name));
        LG_TRY(lg_tensor_export(x->arena, v->data, *t, x->err));
        o->n_initializer++;
    }
    return LG_OK;
}

/* Entries of listed values, behind the ones that were carried along. */
static lg_status put_value_infos(exporter *x, const lg_graph *g, Onnx__ValueInfoProto ***list,
                                 size_t *n) {
    Onnx__ValueInfoProto **all = NULL;
    LG_TRY(new_list(x, *n + g->n_values, sizeof(void *), &all));
    if (*n)
        memcpy(all, *list, *n * sizeof *all);
    for (uint32_t i = 0; i < g->n_values; i++) {
        const lg_value *v = &g->values[i];
        if (!(v->flags & LG_VALUE_LISTED) || (v->flags & LG_VALUE_DEAD))
            continue;
        LG_TRY(put_value_info(x, g, i, &all[*n]));
        ++*n;
    }
    *list = all;
    return LG_OK;
}

static lg_status put_graph(exporter *x, const job *j) {
    const lg_graph *g = j->graph;
    Onnx__GraphProto *o = j->out;
    LG_TRY(text(x, g->name, &o->name));
    LG_TRY(text(x, g->doc, &o->doc_string));
    LG_TRY(new_list(x, g->n_inputs, sizeof(void *), &o->input));
    LG_TRY(new_list(x, g->n_outputs, sizeof(void *), &o->output));
    for (uint32_t i = 0; i < g->n_inputs; i++)
        LG_TRY(put_value_info(x, g, g->inputs[i], &o->input[i]));
    for (uint32_t i = 0; i < g->n_outputs; i++)
        LG_TRY(put_value_info(x, g, g->outputs[i], &o->output[i]));
    o->n_input = g->n_inputs;
    o->n_output = g->n_outputs;
    LG_TRY(put_initializers(x, g, o));
    LG_TRY(put_value_infos(x, g, &o->value_info, &o->n_value_info));
    return put_nodes(x, g, j->depth, &o->node, &o->n_node);
}

static lg_status drain(exporter *x) {
    for (uint32_t i = 0; i < x->n_queue; i++) {
        const job j = x->queue[i];
        LG_TRY(put_graph(x, &j));
    }
    x->n_queue = 0;
    return LG_OK;
}

/* ---- the model ---- */

static lg_status put_opsets(exporter *x, const lg_opset *sets, uint32_t n,
                            Onnx__OperatorSetIdProto ***out) {
    LG_TRY(new_list(x, n, sizeof(void *), out));
    for (uint32_t i = 0; i < n; i++) {
        Onnx__OperatorSetIdProto **o = &(*out)[i];
        LG_TRY(start(x, &onnx__operator_set_id_proto__descriptor, (lg_extra){0}, o));
        LG_TRY(text_always(x, sets[i].domain, &(*o)->domain));
        (*o)->has_version = true;
        (*o)->version = sets[i].version;
    }
    return LG_OK;
}

static lg_status put_function(exporter *x, const lg_function *f, Onnx__FunctionProto **out) {
    LG_TRY(start(x, &onnx__function_proto__descriptor, f->extra, out));
    Onnx__FunctionProto *o = *out;
    LG_TRY(text_always(x, f->name, &o->name));
    LG_TRY(text(x, f->domain, &o->domain));
    LG_TRY(text(x, f->overload, &o->overload));
    LG_TRY(text(x, f->doc, &o->doc_string));
    LG_TRY(put_names(x, f->body, f->body->inputs, f->body->n_inputs, &o->input));
    LG_TRY(put_names(x, f->body, f->body->outputs, f->body->n_outputs, &o->output));
    o->n_input = f->body->n_inputs;
    o->n_output = f->body->n_outputs;
    LG_TRY(new_list(x, f->n_attr_names, sizeof(char *), &o->attribute));
    LG_TRY(new_list(x, f->n_defaults, sizeof(void *), &o->attribute_proto));
    for (uint32_t i = 0; i < f->n_attr_names; i++)
        LG_TRY(text_always(x, f->attr_names[i], &o->attribute[i]));
    for (uint32_t i = 0; i < f->n_defaults; i++)
        LG_TRY(put_attr(x, &f->defaults[i], 0, &o->attribute_proto[i]));
    o->n_attribute = f->n_attr_names;
    o->n_attribute_proto = f->n_defaults;
    LG_TRY(put_opsets(x, f->opsets, f->n_opsets, &o->opset_import));
    o->n_opset_import = f->n_opsets;
    LG_TRY(put_value_infos(x, f->body, &o->value_info, &o->n_value_info));
    LG_TRY(put_nodes(x, f->body, 0, &o->node, &o->n_node));
    return drain(x);
}

static lg_status put_bindings(exporter *x, const lg_binding *b, uint32_t n,
                              Onnx__StringStringEntryProto ***out) {
    LG_TRY(new_list(x, n, sizeof(void *), out));
    for (uint32_t i = 0; i < n; i++) {
        Onnx__StringStringEntryProto **o = &(*out)[i];
        LG_TRY(start(x, &onnx__string_string_entry_proto__descriptor, (lg_extra){0}, o));
        LG_TRY(text_always(x, b[i].key, &(*o)->key));
        LG_TRY(text_always(x, b[i].value, &(*o)->value));
    }
    return LG_OK;
}

static lg_status put_training(exporter *x, const lg_training *t, Onnx__TrainingInfoProto **out) {
    LG_TRY(start(x, &onnx__training_info_proto__descriptor, t->extra, out));
    Onnx__TrainingInfoProto *o = *out;
    if (t->initialization)
        LG_TRY(enqueue(x, t->initialization, 0, &o->initialization));
    if (t->algorithm)
        LG_TRY(enqueue(x, t->algorithm, 0, &o->algorithm));
    LG_TRY(put_bindings(x, t->init, t->n_init, &o->initialization_binding));
    LG_TRY(put_bindings(x, t->update, t->n_update, &o->update_binding));
    o->n_initialization_binding = t->n_init;
    o->n_update_binding = t->n_update;
    return drain(x);
}

static lg_status put_model(exporter *x, Onnx__ModelProto **out) {
    const lg_module *m = x->module;
    LG_TRY(start(x, &onnx__model_proto__descriptor, m->extra, out));
    Onnx__ModelProto *o = *out;
    o->has_ir_version = true;
    o->ir_version = m->ir_version;
    o->has_model_version = m->model_version != 0;
    o->model_version = m->model_version;
    LG_TRY(text(x, m->producer_name, &o->producer_name));
    LG_TRY(text(x, m->producer_version, &o->producer_version));
    LG_TRY(text(x, m->domain, &o->domain));
    LG_TRY(text(x, m->doc, &o->doc_string));
    LG_TRY(put_opsets(x, m->opsets, m->n_opsets, &o->opset_import));
    o->n_opset_import = m->n_opsets;
    LG_TRY(enqueue(x, m->main, 0, &o->graph));
    LG_TRY(drain(x));
    LG_TRY(new_list(x, m->n_functions, sizeof(void *), &o->functions));
    o->n_functions = m->n_functions;
    for (uint32_t i = 0; i < m->n_functions; i++)
        LG_TRY(put_function(x, &m->functions[i], &o->functions[i]));
    LG_TRY(new_list(x, m->n_training, sizeof(void *), &o->training_info));
    o->n_training_info = m->n_training;
    for (uint32_t i = 0; i < m->n_training; i++)
        LG_TRY(put_training(x, &m->training[i], &o->training_info[i]));
    return LG_OK;
}

lg_status lg_onnx_export(const lg_module *module, const lg_allocator *allocator, void **out_bytes,
                         size_t *out_size, lg_error *err) {
    exporter x = {.module = module, .err = err};
    Onnx__ModelProto *m = NULL;
    lg_pb_guard_init(&x.guard, allocator, stack_bytes, UINT64_MAX);
    x.arena = &x.guard.arena;
    lg_status st = put_model(&x, &m);
    if (st == LG_OK)
        st = lg_pb_pack(allocator, &m->base, out_bytes, out_size, err);
    lg_pb_guard_reset(&x.guard);
    return st;
}
