/* SPDX-License-Identifier: Apache-2.0 */
/* From a module to the one graph that a program runs: the main graph, a flat step graph, or the
 * main graph joined with a training algorithm; with its outputs, state variables and updates. */
#include "runtime/exec/program.h"

#include <string.h>

typedef struct entry {
    lg_program *program;
    lg_module *module;
    lg_graph *graph;
    const lg_compile_options *options;
    lg_arena *arena;
    lg_id *outputs; /* wanted as outputs of the program */
    uint32_t n_outputs, cap_outputs;
    uint32_t cap_updates;
} entry;

/* ---- metadata among the raw fields of the model ---- */

static bool varint(lg_str *s, uint64_t *out) {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && s->len; shift += 7) {
        unsigned char c = (unsigned char)*s->ptr;
        s->ptr++;
        s->len--;
        value |= (uint64_t)(c & 0x7F) << shift;
        if (!(c & 0x80)) {
            *out = value;
            return true;
        }
    }
    return false;
}

/* The next field; its payload only when it is length-delimited. False at the end or on garbage. */
static bool field(lg_str *s, uint32_t *out_number, lg_str *out_bytes) {
    uint64_t tag, n = 0;
    if (!s->len || !varint(s, &tag))
        return false;
    *out_number = (uint32_t)(tag >> 3);
    *out_bytes = (lg_str){NULL, 0};
    switch (tag & 7) {
    case 0:
        return varint(s, &n);
    case 1:
        n = 8;
        break;
    case 2:
        if (!varint(s, &n) || n > s->len)
            return false;
        *out_bytes = (lg_str){s->ptr, (size_t)n};
        break;
    case 5:
        n = 4;
        break;
    default:
        return false;
    }
    if (n > s->len)
        return false;
    s->ptr += n;
    s->len -= (size_t)n;
    return true;
}

bool lg_metadata_find(lg_extra extra, const char *key, lg_str *out) {
    enum { METADATA_PROPS = 14, KEY = 1, VALUE = 2 };
    uint32_t number, inner;
    lg_str bytes, part;
    while (field(&extra, &number, &bytes)) {
        if (number != METADATA_PROPS)
            continue;
        lg_str name = {NULL, 0}, value = {NULL, 0};
        while (field(&bytes, &inner, &part)) {
            if (inner == KEY)
                name = part;
            else if (inner == VALUE)
                value = part;
        }
        if (lg_str_is(name, key)) {
            *out = value;
            return true;
        }
    }
    return false;
}

/* ---- dims ---- */

static void fix_dim(lg_graph *graph, int64_t symbol, int64_t size) {
    for (uint32_t v = 0; v < graph->n_values; v++)
        for (int32_t i = 0; i < graph->values[v].rank; i++)
            if (graph->values[v].dims[i] == symbol)
                graph->values[v].dims[i] = size;
}

static lg_status fix_dims(entry *e, lg_error *err) {
    const lg_compile_options *o = e->options;
    if (o->n_dims == 0)
        return LG_OK;
    lg_graph **list = NULL;
    uint32_t n = 0;
    LG_TRY(lg_graph_tree(e->graph, e->arena, &list, &n, err));
    for (uint32_t d = 0; d < o->n_dims; d++) {
        lg_str name = lg_str_of(o->dim_names[d]);
        uint32_t id = lg_map_get(&e->module->symbol_names, name);
        if (o->dim_values[d] < 0)
            return lg_fail(err, LG_E_ARGUMENT, "dimension '%s' cannot be %lld", LG_SHOW(name),
                           (long long)o->dim_values[d]);
        if (id == LG_MAP_NONE) {
            lg_fail(err, LG_E_ARGUMENT, "the model has no dimension named '%s'", LG_SHOW(name));
            for (uint32_t s = 0; s < e->module->n_symbols; s++)
                if (e->module->symbols[s].name.len)
                    lg_hint(err, "it has '%s'", LG_SHOW(e->module->symbols[s].name));
            return LG_E_ARGUMENT;
        }
        for (uint32_t g = 0; g < n; g++)
            fix_dim(list[g], -(int64_t)id - 1, o->dim_values[d]);
    }
    return LG_OK;
}

/* ---- outputs, states, updates ---- */

static lg_status want_output(entry *e, lg_id value, lg_error *err) {
    LG_TRY(LG_GROW(e->arena, e->outputs, e->n_outputs, e->cap_outputs, err));
    e->outputs[e->n_outputs++] = value;
    return LG_OK;
}

static lg_status make_state(entry *e, lg_str name, lg_id *out, lg_error *err) {
    lg_id id = lg_graph_find(e->graph, name);
    if (id == LG_NO_ID || !e->graph->values[id].data)
        return lg_fail(err, LG_E_MODEL, "state variable '%s' is no initializer", LG_SHOW(name));
    lg_value *v = &e->graph->values[id];
    v->flags = (v->flags & ~(uint32_t)LG_VALUE_CONST) | LG_VALUE_STATE;
    *out = id;
    return LG_OK;
}

static lg_status add_update(entry *e, lg_str state, lg_str value, lg_error *err) {
    lg_program *p = e->program;
    lg_update u;
    LG_TRY(make_state(e, state, &u.state, err));
    u.value = lg_graph_find(e->graph, value);
    if (u.value == LG_NO_ID)
        return lg_fail(err, LG_E_MODEL, "new value '%s' of state variable '%s' does not exist",
                       LG_SHOW(value), LG_SHOW(state));
    const lg_value *a = &e->graph->values[u.state], *b = &e->graph->values[u.value];
    bool differs = (b->dtype != LG_UNDEFINED && a->data->dtype != b->dtype) ||
                   (b->rank >= 0 && a->data->rank != b->rank);
    for (int32_t i = 0; i < b->rank && !differs; i++)
        differs = b->dims[i] >= 0 && b->dims[i] != a->data->dims[i];
    if (differs)
        return lg_fail(err, LG_E_MODEL,
                       "new value '%s' has another type or shape than state variable '%s'",
                       LG_SHOW(value), LG_SHOW(state));
    if (e->options->flags & LG_COMPILE_NO_UPDATES)
        return LG_OK;
    for (uint32_t i = 0; i < p->n_updates; i++)
        if (p->updates[i].state == u.state)
            return lg_fail(err, LG_E_MODEL, "state variable '%s' is assigned twice",
                           LG_SHOW(state));
    LG_TRY(LG_GROW(e->arena, p->updates, p->n_updates, e->cap_updates, err));
    p->updates[p->n_updates++] = u;
    return LG_OK;
}

static bool bound_value(const lg_training *t, lg_str name) {
    for (uint32_t i = 0; i < t->n_update; i++)
        if (lg_str_eq(t->update[i].value, name))
            return true;
    return false;
}

/* Variables of every entry are variables of this program too, so that sessions of different
 * programs can share them. Those of other algorithms' own initializers are not in this graph. */
static lg_status mark_states(entry *e, lg_error *err) {
    for (uint32_t i = 0; i < e->module->n_training; i++) {
        const lg_training *t = &e->module->training[i];
        for (uint32_t k = 0; k < t->n_init + t->n_update; k++) {
            lg_str key = k < t->n_init ? t->init[k].key : t->update[k - t->n_init].key;
            lg_id id = lg_graph_find(e->graph, key);
            if (id != LG_NO_ID)
                LG_TRY(make_state(e, key, &id, err));
        }
    }
    return LG_OK;
}

/* An initializer that an operator writes is a variable, and must be one before constants are
 * folded. */
static lg_status mark_written(entry *e, lg_error *err) {
    const lg_registry *registry = e->program->context->registry;
    lg_graph *g = e->graph;
    for (uint32_t t = 0; t < g->n_order; t++) {
        const lg_node *node = &g->nodes[g->order[t]];
        const lg_op_desc *d = lg_registry_lookup(registry, node->domain, node->op,
                                                 lg_module_opset(e->module, node->domain));
        for (uint32_t i = 0; d && i < node->n_in; i++) {
            const lg_arg_desc *arg = lg_arg_of(d->inputs, d->n_inputs, i);
            if (!arg || !(arg->flags & LG_ARG_MUTATED) || node->in[i] == LG_NO_ID ||
                !g->values[node->in[i]].data)
                continue;
            lg_id id;
            LG_TRY(make_state(e, g->values[node->in[i]].name, &id, err));
        }
    }
    return LG_OK;
}

/* ---- entries ---- */

static lg_status main_entry(entry *e, lg_error *err) {
    lg_str pairs;
    if (!lg_metadata_find(e->module->extra, "ai.lossgraph.state", &pairs)) {
        for (uint32_t i = 0; i < e->graph->n_outputs; i++)
            LG_TRY(want_output(e, e->graph->outputs[i], err));
        return LG_OK;
    }
    void *memory = NULL;
    LG_TRY(lg_arena_alloc(e->arena, e->graph->n_values, &memory, err));
    uint8_t *bound = memory;
    while (pairs.len) {
        const char *end = memchr(pairs.ptr, '\n', pairs.len);
        lg_str line = {pairs.ptr, end ? (size_t)(end - pairs.ptr) : pairs.len};
        size_t used = line.len + (end ? 1 : 0);
        pairs = (lg_str){pairs.ptr + used, pairs.len - used};
        if (line.len && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (!line.len)
            continue;
        const char *equals = memchr(line.ptr, '=', line.len);
        if (!equals)
            return lg_fail(err, LG_E_MODEL, "metadata ai.lossgraph.state: '%s' is no input=output",
                           LG_SHOW(line));
        size_t at = (size_t)(equals - line.ptr);
        lg_str value = {equals + 1, line.len - at - 1};
        LG_TRY(add_update(e, (lg_str){line.ptr, at}, value, err));
        lg_id id = lg_graph_find(e->graph, value);
        if (id != LG_NO_ID)
            bound[id] = 1;
    }
    /* The learning rate may stand as an input with a default: a schedule sets it between steps. */
    lg_id rate = lg_graph_find(e->graph, LG_STR("learning_rate"));
    if (rate != LG_NO_ID && e->graph->values[rate].flags & LG_VALUE_INPUT &&
        e->graph->values[rate].data)
        LG_TRY(make_state(e, LG_STR("learning_rate"), &rate, err));
    for (uint32_t i = 0; i < e->graph->n_outputs; i++)
        if (!bound[e->graph->outputs[i]])
            LG_TRY(want_output(e, e->graph->outputs[i], err));
    return LG_OK;
}

/* Appends a training graph to the main graph; its names stay. */
static lg_status join(entry *e, const lg_graph *src, lg_id **out_map, lg_error *err) {
    lg_graph *dst = e->graph;
    void *memory = NULL;
    LG_TRY(lg_arena_array(e->arena, src->n_values, sizeof(lg_id), &memory, err));
    lg_id *map = memory;
    for (uint32_t v = 0; v < src->n_values; v++)
        map[v] = LG_NO_ID;
    for (uint32_t c = 0; c < src->n_captures; c++)
        map[src->captures[c].inner] = src->captures[c].outer;
    for (uint32_t v = 0; v < src->n_values; v++) {
        const lg_value *from = &src->values[v];
        if (!(from->flags & (LG_VALUE_INPUT | LG_VALUE_INIT)) || map[v] != LG_NO_ID)
            continue;
        LG_TRY(lg_graph_add_value(dst, from->name, &map[v], err));
        lg_value *to = &dst->values[map[v]];
        lg_str name = to->name;
        *to = *from;
        to->name = name;
        to->flags &= ~(uint32_t)(LG_VALUE_OUTPUT | LG_VALUE_INPUT);
        to->producer = LG_NO_ID;
    }
    for (uint32_t i = 0; i < src->n_inputs; i++)
        LG_TRY(lg_graph_add_input(dst, map[src->inputs[i]], err));
    for (uint32_t i = 0; i < src->n_nodes; i++) {
        const lg_node *node = &src->nodes[i];
        for (uint32_t k = 0; k < node->n_out && !(node->flags & LG_NODE_DEAD); k++) {
            lg_str name = node->out[k] == LG_NO_ID ? LG_STR("") : src->values[node->out[k]].name;
            if (name.len && lg_graph_find(dst, name) != LG_NO_ID)
                return lg_fail(err, LG_E_MODEL,
                               "'%s' is defined in the main graph and in the training graph",
                               LG_SHOW(name));
        }
    }
    LG_TRY(lg_graph_splice(dst, src, map, LG_STR(""), err));
    *out_map = map;
    return LG_OK;
}

static lg_status training_entry(entry *e, lg_error *err) {
    uint32_t index = e->options->training;
    if (index >= e->module->n_training)
        return lg_fail(err, LG_E_ARGUMENT, "no training information: entry %u of %u was asked for",
                       index, e->module->n_training);
    const lg_training *t = &e->module->training[index];
    bool step = e->options->entry == LG_ENTRY_STEP;
    const lg_graph *src = step ? t->algorithm : t->initialization;
    if (!src)
        return lg_fail(err, LG_E_MODEL, "training entry %u has no %s", index,
                       step ? "algorithm" : "initialization");
    lg_id *map = NULL;
    LG_TRY(join(e, src, &map, err));
    for (uint32_t i = 0; i < src->n_outputs; i++) {
        lg_id value = src->outputs[i];
        if (!step || !bound_value(t, src->values[value].name))
            LG_TRY(want_output(e, map[value], err));
    }
    for (uint32_t i = 0; i < t->n_update && step; i++)
        LG_TRY(add_update(e, t->update[i].key, t->update[i].value, err));
    return LG_OK;
}

static lg_status custom_outputs(entry *e, lg_error *err) {
    const lg_compile_options *o = e->options;
    e->n_outputs = 0;
    for (uint32_t i = 0; i < o->n_outputs; i++) {
        lg_str name = lg_str_of(o->outputs[i]);
        lg_id id = lg_graph_find(e->graph, name);
        if (id == LG_NO_ID) {
            lg_fail(err, LG_E_ARGUMENT, "the model has no value named '%s'", LG_SHOW(name));
            lg_str near = {NULL, 0};
            uint32_t best = 4;
            for (uint32_t v = 0; v < e->graph->n_values; v++) {
                uint32_t d = lg_str_distance(name, e->graph->values[v].name);
                if (d < best) {
                    best = d;
                    near = e->graph->values[v].name;
                }
            }
            if (near.len)
                lg_hint(err, "did you mean '%s'?", LG_SHOW(near));
            return LG_E_ARGUMENT;
        }
        LG_TRY(want_output(e, id, err));
    }
    return LG_OK;
}

lg_status lg_entry_build(lg_program *program, const lg_compile_options *options, lg_error *err) {
    entry e = {.program = program,
               .module = program->module,
               .graph = program->module->main,
               .options = options,
               .arena = &program->arena};
    switch (options->entry) {
    case LG_ENTRY_MAIN:
        LG_TRY(main_entry(&e, err));
        break;
    case LG_ENTRY_INIT:
    case LG_ENTRY_STEP:
        LG_TRY(training_entry(&e, err));
        break;
    default:
        return lg_fail(err, LG_E_ARGUMENT, "entry %u is not known", options->entry);
    }
    LG_TRY(mark_states(&e, err));
    LG_TRY(mark_written(&e, err));
    if (options->n_outputs)
        LG_TRY(custom_outputs(&e, err));
    LG_TRY(fix_dims(&e, err));
    /* The training graphs are part of this graph now, or not wanted. */
    program->module->n_training = 0;
    lg_graph *g = e.graph;
    for (uint32_t i = 0; i < g->n_outputs; i++)
        g->values[g->outputs[i]].flags &= ~(uint32_t)LG_VALUE_OUTPUT;
    g->n_outputs = 0;
    for (uint32_t i = 0; i < e.n_outputs; i++)
        LG_TRY(lg_graph_add_output(g, e.outputs[i], err));
    for (uint32_t i = 0; i < program->n_updates; i++)
        LG_TRY(lg_graph_add_output(g, program->updates[i].value, err));
    program->graph = g;
    return LG_OK;
}
