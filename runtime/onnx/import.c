/* SPDX-License-Identifier: Apache-2.0 */
/* ModelProto to lg_module: the stages of loading, and all that is not a graph. */
#include "runtime/onnx/import.h"

#include "runtime/base/limits.h"
#include "runtime/base/parallel.h"
#include "runtime/onnx/extra.h"
#include "runtime/onnx/pb_alloc.h"
#include "runtime/registry/registry.h"

#include <stdio.h>

enum { field_body_value_info = 12 };

/* ---- shared helpers ---- */

lg_status lg_import_str(lg_importer *imp, const char *text, lg_str *out, lg_error *err) {
    *out = (lg_str){0};
    if (!text)
        return LG_OK;
    if (!*text) {
        *out = LG_STR("");
        return LG_OK;
    }
    return lg_arena_str(imp->arena, text, strlen(text), out, err);
}

lg_status lg_import_poll(const lg_importer *imp, lg_error *err) {
    const lg_onnx_env *env = imp->env;
    if (env->cancel && env->cancel(env->self))
        return lg_fail(err, LG_E_CANCELLED, "loading was cancelled");
    if (env->deadline && lg_machine_clock() > env->deadline)
        return lg_fail(err, LG_E_LIMIT, "loading takes longer than the limit deadline_ns = %llu",
                       (unsigned long long)imp->limits.deadline_ns);
    return LG_OK;
}

void lg_import_warn(const lg_importer *imp, const char *fmt, ...) {
    char text[400];
    if (!imp->env->warn)
        return;
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    imp->env->warn(imp->env->self, text);
}

static lg_str plain_domain(lg_str domain) {
    return lg_str_is(domain, "ai.onnx") ? LG_STR("") : domain;
}

lg_status lg_function_key(lg_importer *imp, lg_str domain, lg_str name, lg_str overload,
                          lg_str *out, lg_error *err) {
    const lg_str parts[3] = {plain_domain(domain), name, overload};
    size_t size = parts[0].len + parts[1].len + parts[2].len + 2, at = 0;
    void *p = NULL;
    LG_TRY(lg_arena_alloc(&imp->scratch, size, &p, err));
    char *key = p;
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len)
            memcpy(key + at, parts[i].ptr, parts[i].len);
        at += parts[i].len + 1; /* a NUL between them: names have none */
    }
    *out = (lg_str){key, size};
    return LG_OK;
}

lg_status lg_import_callee(lg_importer *imp, const lg_node *node, uint32_t *out, lg_error *err) {
    lg_str key;
    *out = LG_MAP_NONE;
    if (imp->module->n_functions == 0)
        return LG_OK;
    LG_TRY(lg_function_key(imp, node->domain, node->op, node->overload, &key, err));
    *out = lg_map_get(&imp->functions, key);
    return LG_OK;
}

/* ---- opsets ---- */

/* Domains once each; where a domain comes twice, the highest version counts. */
static lg_status read_opsets(lg_importer *imp, Onnx__OperatorSetIdProto *const *sets, size_t n,
                             lg_opset **out, uint32_t *out_n, lg_error *err) {
    void *p = NULL;
    lg_map seen = {0};
    LG_TRY(lg_arena_array(imp->arena, n, sizeof(lg_opset), &p, err));
    lg_opset *list = p;
    uint32_t count = 0;
    for (size_t i = 0; i < n; i++) {
        lg_opset o = {.version = sets[i]->has_version ? sets[i]->version : 0};
        LG_TRY(lg_import_str(imp, sets[i]->domain, &o.domain, err));
        o.domain = plain_domain(o.domain);
        const char *shown = o.domain.len ? LG_SHOW(o.domain) : "ai.onnx";
        int64_t newest = lg_registry_newest(NULL, o.domain);
        if (o.version < 1)
            return lg_fail(err, LG_E_MODEL, "opset import %zu: domain '%s' has version %lld", i,
                           shown, (long long)o.version);
        if (newest && o.version > newest)
            return lg_fail(err, LG_E_MODEL,
                           "opset import %zu: domain '%s' has version %lld, the newest known is "
                           "%lld",
                           i, shown, (long long)o.version, (long long)newest);
        uint32_t at = lg_map_get(&seen, o.domain);
        if (at == LG_MAP_NONE) {
            LG_TRY(lg_map_put(&seen, &imp->scratch, o.domain, count, err));
            list[count++] = o;
            continue;
        }
        if (list[at].version != o.version)
            lg_import_warn(imp,
                           "domain '%s' is imported twice, with versions %lld and %lld: the "
                           "higher one counts",
                           shown, (long long)list[at].version, (long long)o.version);
        if (o.version > list[at].version)
            list[at].version = o.version;
    }
    *out = list;
    *out_n = count;
    return LG_OK;
}

/* ---- functions ---- */

static lg_status read_attr_names(lg_importer *imp, Onnx__FunctionProto *s, lg_function *f,
                                 lg_error *err) {
    void *p = NULL;
    lg_map seen = {0};
    LG_TRY(lg_arena_array(imp->arena, s->n_attribute, sizeof(lg_str), &p, err));
    f->attr_names = p;
    LG_TRY(lg_arena_array(imp->arena, s->n_attribute_proto, sizeof(lg_attr), &p, err));
    f->defaults = p;
    for (size_t i = 0; i < s->n_attribute + s->n_attribute_proto; i++) {
        lg_str name;
        if (i < s->n_attribute) {
            LG_TRY(lg_import_str(imp, s->attribute[i], &name, err));
            f->attr_names[f->n_attr_names++] = name;
        } else {
            lg_attr *a = &f->defaults[f->n_defaults];
            LG_TRY(lg_import_attr(imp, s->attribute_proto[i - s->n_attribute], a, err));
            if (a->type == LG_AT_GRAPH || a->type == LG_AT_GRAPHS)
                return lg_fail(err, LG_E_UNSUPPORTED,
                               "attribute '%s' has a graph as its default value", LG_SHOW(a->name));
            f->n_defaults++;
            name = a->name;
        }
        if (name.len == 0 || lg_map_get(&seen, name) != LG_MAP_NONE)
            return lg_fail(err, LG_E_MODEL, "attribute '%s' is declared twice, or without name",
                           LG_SHOW(name));
        LG_TRY(lg_map_put(&seen, &imp->scratch, name, 0, err));
    }
    return LG_OK;
}

static lg_status read_head(lg_importer *imp, Onnx__FunctionProto *s, uint32_t index,
                           lg_error *err) {
    lg_function *f = &imp->module->functions[index];
    lg_str key;
    LG_TRY(lg_import_str(imp, s->domain, &f->domain, err));
    LG_TRY(lg_import_str(imp, s->name, &f->name, err));
    LG_TRY(lg_import_str(imp, s->overload, &f->overload, err));
    LG_TRY(lg_import_str(imp, s->doc_string, &f->doc, err));
    if (f->name.len == 0)
        return lg_fail(err, LG_E_MODEL, "function %u has no name", index);
    LG_TRY(lg_function_key(imp, f->domain, f->name, f->overload, &key, err));
    if (lg_map_get(&imp->functions, key) != LG_MAP_NONE)
        return lg_fail(err, LG_E_MODEL, "function '%s::%s', overload '%s', is defined twice",
                       LG_SHOW(f->domain), LG_SHOW(f->name), LG_SHOW(f->overload));
    return lg_map_put(&imp->functions, &imp->scratch, key, index, err);
}

static lg_status read_function(lg_importer *imp, Onnx__FunctionProto *s, lg_function *f,
                               lg_error *err) {
    LG_TRY(read_opsets(imp, s->opset_import, s->n_opset_import, &f->opsets, &f->n_opsets, err));
    LG_TRY(read_attr_names(imp, s, f, err));
    imp->function = f;
    LG_TRY(lg_import_body(imp, s, f, err));
    imp->function = NULL;
    return lg_extra_pack(imp->arena, &s->base, LG_FIELD(field_body_value_info), &f->extra, err);
}

static lg_status read_functions(lg_importer *imp, const Onnx__ModelProto *m, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(imp->arena, m->n_functions, sizeof(lg_function), &p, err));
    imp->module->functions = p;
    for (size_t i = 0; i < m->n_functions; i++) {
        LG_TRY(read_head(imp, m->functions[i], (uint32_t)i, err));
        imp->module->n_functions = imp->module->cap_functions = (uint32_t)i + 1;
    }
    for (uint32_t i = 0; i < imp->module->n_functions; i++) {
        lg_function *f = &imp->module->functions[i];
        lg_status st = read_function(imp, m->functions[i], f, err);
        if (st != LG_OK)
            return lg_wrap(err, st, "function '%s::%s'", LG_SHOW(f->domain), LG_SHOW(f->name));
    }
    return LG_OK;
}

/* ---- training_info ---- */

static lg_status read_bindings(lg_importer *imp, Onnx__StringStringEntryProto *const *entries,
                               size_t n, lg_binding **out, uint32_t *out_n, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(imp->arena, n, sizeof(lg_binding), &p, err));
    *out = p;
    for (size_t i = 0; i < n; i++) {
        LG_TRY(lg_import_str(imp, entries[i]->key, &(*out)[i].key, err));
        LG_TRY(lg_import_str(imp, entries[i]->value, &(*out)[i].value, err));
    }
    *out_n = (uint32_t)n;
    return LG_OK;
}

static lg_status read_training_entry(lg_importer *imp, Onnx__TrainingInfoProto *s, lg_training *t,
                                     lg_error *err) {
    lg_status st = LG_OK;
    if (s->initialization) {
        imp->may_hide = true;
        st = lg_import_graph(imp, s->initialization, imp->module->main, &t->initialization, err);
        imp->may_hide = false;
        if (st != LG_OK)
            return lg_wrap(err, st, "initialization");
    }
    if (s->algorithm) {
        st = lg_import_graph(imp, s->algorithm, imp->module->main, &t->algorithm, err);
        if (st != LG_OK)
            return lg_wrap(err, st, "algorithm");
    }
    LG_TRY(read_bindings(imp, s->initialization_binding, s->n_initialization_binding, &t->init,
                         &t->n_init, err));
    LG_TRY(
        read_bindings(imp, s->update_binding, s->n_update_binding, &t->update, &t->n_update, err));
    return lg_extra_pack(imp->arena, &s->base, 0, &t->extra, err);
}

static lg_status read_training(lg_importer *imp, const Onnx__ModelProto *m, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(imp->arena, m->n_training_info, sizeof(lg_training), &p, err));
    imp->module->training = p;
    for (size_t i = 0; i < m->n_training_info; i++) {
        lg_status st =
            read_training_entry(imp, m->training_info[i], &imp->module->training[i], err);
        if (st != LG_OK)
            return lg_wrap(err, st, "training_info %zu", i);
        imp->module->n_training = imp->module->cap_training = (uint32_t)i + 1;
    }
    return lg_check_training(imp, err);
}

/* ---- the model ---- */

static lg_status read_model(lg_importer *imp, Onnx__ModelProto *m, lg_error *err) {
    LG_TRY(lg_module_create(imp->arena, &imp->module, err));
    lg_module *o = imp->module;
    if (!m->graph)
        return lg_fail(err, LG_E_MODEL, "the model has no graph");
    o->ir_version = m->has_ir_version ? m->ir_version : 0;
    if (o->ir_version < LG_ONNX_IR_MIN || o->ir_version > LG_ONNX_IR_MAX)
        return lg_fail(err, LG_E_MODEL, "IR version %lld, this build reads %d to %d",
                       (long long)o->ir_version, LG_ONNX_IR_MIN, LG_ONNX_IR_MAX);
    o->model_version = m->has_model_version ? m->model_version : 0;
    LG_TRY(lg_import_str(imp, m->producer_name, &o->producer_name, err));
    LG_TRY(lg_import_str(imp, m->producer_version, &o->producer_version, err));
    LG_TRY(lg_import_str(imp, m->domain, &o->domain, err));
    LG_TRY(lg_import_str(imp, m->doc_string, &o->doc, err));
    LG_TRY(read_opsets(imp, m->opset_import, m->n_opset_import, &o->opsets, &o->n_opsets, err));
    o->cap_opsets = o->n_opsets;
    LG_TRY(read_functions(imp, m, err));
    LG_TRY(lg_import_graph(imp, m->graph, NULL, &o->main, err));
    LG_TRY(read_training(imp, m, err));
    LG_TRY(lg_check_calls(imp, err));
    return lg_extra_pack(imp->arena, &m->base, 0, &o->extra, err);
}

static void open_importer(lg_importer *imp, const lg_onnx_env *env, const uint8_t *bytes,
                          size_t size) {
    *imp = (lg_importer){.env = env, .limits = lg_limits_resolve(env->limits), .arena = env->arena};
    lg_arena_init(&imp->scratch, *env->allocator, 0);
    lg_external_init(&imp->external, env);
    imp->tensors = (lg_tensor_source){.arena = env->arena,
                                      .limits = &imp->limits,
                                      .bytes = bytes,
                                      .size = size,
                                      .skeleton = true,
                                      .borrow = (env->flags & LG_LOAD_BORROW) != 0,
                                      .unloaded = (env->flags & LG_LOAD_NO_EXTERNAL) != 0,
                                      .external = &imp->external};
}

lg_status lg_onnx_import(const lg_onnx_env *env, const void *bytes, size_t size, lg_module **out,
                         lg_error *err) {
    lg_importer imp;
    lg_pb_guard guard;
    ProtobufCMessage *m = NULL;
    open_importer(&imp, env, bytes, size);
    lg_pb_guard_init(&guard, env->allocator, 0, 0);
    lg_status st = LG_OK;
    if (size > imp.limits.max_file_bytes)
        st = lg_fail(err, LG_E_LIMIT, "%zu bytes, the limit max_file_bytes is %llu", size,
                     (unsigned long long)imp.limits.max_file_bytes);
    if (st == LG_OK)
        st = lg_pb_load(&guard, &imp.limits, &onnx__model_proto__descriptor, bytes, size, &m, err);
    if (st == LG_OK)
        st = read_model(&imp, (Onnx__ModelProto *)m, err);
    if (st == LG_OK)
        *out = imp.module;
    else
        lg_wrap(err, st, "%s", LG_SHOW(lg_str_of(env->name ? env->name : "model")));
    lg_external_close(&imp.external);
    lg_pb_guard_reset(&guard);
    lg_arena_reset(&imp.scratch);
    return st;
}
