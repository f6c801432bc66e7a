/* SPDX-License-Identifier: Apache-2.0 */
/* lg_model: loading, writing, replacing weights. */
#include "runtime/exec/program.h"

#include "runtime/base/file.h"
#include "runtime/base/platform.h"
#include "runtime/graph/text.h"
#include "runtime/onnx/onnx.h"

#include <string.h>

/* What is needed while a model is being made. */
typedef struct loader {
    lg_context *context;
    lg_arena arena;
    lg_mapping *mappings;
    const lg_load_options *options;
    lg_str *warnings;
    uint32_t n_warnings, cap_warnings;
} loader;

static void warn(void *self, const char *message) {
    loader *l = self;
    lg_log(l->context, LG_LOG_WARNING, "%s", message);
    lg_str text;
    if (LG_GROW(&l->arena, l->warnings, l->n_warnings, l->cap_warnings, NULL) == LG_OK &&
        lg_arena_str(&l->arena, message, strlen(message), &text, NULL) == LG_OK)
        l->warnings[l->n_warnings++] = text;
}

static int32_t cancelled(void *self) {
    const lg_context *c = ((const loader *)self)->context;
    return c->cancel ? c->cancel(c->user) : 0;
}

/* Binary models begin with field 1, 2, … of a message: tag bytes below 0x20 that text never has
 * (0x08 ir_version, 0x12 producer_name). */
static bool looks_like_text(const unsigned char *p, size_t n) {
    size_t i = n >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF ? 3 : 0;
    while (i < n && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n'))
        i++;
    return i < n && (p[i] == '<' || p[i] == '#' || p[i] == '/' || p[i] == '_' ||
                     (p[i] >= 'A' && p[i] <= 'Z') || (p[i] >= 'a' && p[i] <= 'z'));
}

static lg_status adopt(loader *l, lg_module *module, lg_str name, lg_model **out, lg_error *err) {
    void *memory = NULL;
    LG_TRY(lg_alloc_zero(&l->context->allocator, sizeof(lg_model), &memory, err));
    lg_model *m = memory;
    atomic_init(&m->refs, 1);
    m->context = l->context;
    m->arena = l->arena;
    m->module = module;
    m->module->arena = &m->arena;
    m->module->registry = l->context->registry;
    m->name = name;
    m->warnings = l->warnings;
    m->n_warnings = l->n_warnings;
    m->mappings = l->mappings;
    lg_context_retain(l->context);
    *out = m;
    return LG_OK;
}

/* The functions that the caller adds. */
static lg_status add_functions(const loader *l, lg_module *module, lg_error *err) {
    const lg_load_options *o = l->options;
    const lg_limits *limits = &l->context->limits;
    for (uint32_t i = 0; i < o->n_functions; i++) {
        const char *text = o->functions ? o->functions[i] : NULL;
        if (!text)
            return lg_fail(err, LG_E_ARGUMENT, "function text #%u is NULL", i);
        size_t len = strlen(text);
        lg_status st = len > limits->max_file_bytes
                           ? lg_fail(err, LG_E_LIMIT, "%zu bytes, max_file_bytes is %llu", len,
                                     (unsigned long long)limits->max_file_bytes)
                           : lg_text_parse_functions(module, text, len, limits->max_depth, err);
        if (st != LG_OK)
            return lg_wrap(err, st, "function text #%u", i);
    }
    return LG_OK;
}

static lg_status load(loader *l, const void *bytes, size_t size, const char *path, bool outlives,
                      lg_model **out, lg_error *err) {
    lg_context *c = l->context;
    const lg_load_options *o = l->options;
    const char *label = o->name ? o->name : path ? path : "model";
    lg_module *module = NULL;
    lg_str name;
    LG_TRY(lg_arena_str(&l->arena, label, strlen(label), &name, err));
    if (size > c->limits.max_file_bytes)
        return lg_fail(err, LG_E_LIMIT, "%s: %zu bytes, max_file_bytes is %llu", LG_SHOW(name),
                       size, (unsigned long long)c->limits.max_file_bytes);
    if (looks_like_text(bytes, size)) {
        lg_status st =
            lg_text_parse_model(&l->arena, bytes, size, c->limits.max_depth, &module, err);
        if (st != LG_OK)
            return lg_wrap(err, st, "%s", LG_SHOW(name));
    } else {
        lg_onnx_env env = {.allocator = &c->allocator,
                           .arena = &l->arena,
                           .limits = &c->limits,
                           .flags = o->flags & ~LG_LOAD_BORROW,
                           .name = name.ptr,
                           .model_path = path,
                           .root = o->root,
                           .extra_roots = o->extra_roots,
                           .n_extra_roots = o->n_extra_roots,
                           .mappings = o->flags & LG_LOAD_NO_MMAP ? NULL : &l->mappings,
                           .self = l,
                           .warn = warn,
                           .cancel = cancelled,
                           .deadline = lg_context_deadline(c)};
        if (outlives)
            env.flags |= LG_LOAD_BORROW;
        LG_TRY(lg_onnx_import(&env, bytes, size, &module, err));
    }
    LG_TRY(add_functions(l, module, err));
    return adopt(l, module, name, out, err);
}

static lg_status start(loader *l, lg_context *context, const lg_load_options *options,
                       lg_load_options *copy, lg_model **out_model, lg_error *err) {
    LG_TRY(lg_options_copy(copy, sizeof *copy, options, "LG_LOAD_OPTIONS", err));
    if (!context || !out_model)
        return lg_fail(err, LG_E_ARGUMENT, "loading needs a context and a place for the model");
    *l = (loader){.context = context, .options = copy};
    lg_arena_init(&l->arena, context->allocator, 0);
    return LG_OK;
}

static lg_status finish(loader *l, lg_status st) {
    if (st != LG_OK) {
        lg_mappings_release(&l->mappings);
        lg_arena_reset(&l->arena);
    }
    return st;
}

lg_status lg_model_load(lg_context *context, const void *bytes, size_t size,
                        const lg_load_options *options, lg_model **out_model, lg_error *err) {
    loader l;
    lg_load_options o;
    LG_TRY(start(&l, context, options, &o, out_model, err));
    if (!bytes && size)
        return lg_fail(err, LG_E_ARGUMENT, "bytes is NULL");
    return finish(&l, load(&l, bytes, size, NULL, (o.flags & LG_LOAD_BORROW) != 0, out_model, err));
}

/* The file mapped, so that its weights are used where they are. False: it has to be read. */
static bool map_model(loader *l, const char *path, const void **out_data, size_t *out_size) {
    void *memory = NULL;
    if (lg_arena_alloc(&l->arena, sizeof(lg_mapping), &memory, NULL) != LG_OK)
        return false;
    lg_mapping *m = memory;
    if (lg_file_map_path(path, l->context->limits.max_file_bytes, m, NULL) != LG_OK || !m->data)
        return false;
    l->mappings = m;
    *out_data = m->data;
    *out_size = m->size;
    return true;
}

lg_status lg_model_load_file(lg_context *context, const char *path, const lg_load_options *options,
                             lg_model **out_model, lg_error *err) {
    loader l;
    lg_load_options o;
    void *data = NULL;
    size_t size = 0;
    LG_TRY(start(&l, context, options, &o, out_model, err));
    if (!path)
        return lg_fail(err, LG_E_ARGUMENT, "path is NULL");
    lg_status st = lg_file_require_regular(path, err);
    if (st != LG_OK)
        return finish(&l, st);
    const void *mapped = NULL;
    if (!(o.flags & LG_LOAD_NO_MMAP) && map_model(&l, path, &mapped, &size))
        return finish(&l, load(&l, mapped, size, path, true, out_model, err));
    st = lg_file_read(&context->allocator, path, context->limits.max_file_bytes, &data, &size, err);
    if (st != LG_OK)
        return finish(&l, st);
    st = finish(&l, load(&l, data, size, path, false, out_model, err));
    lg_free(&context->allocator, data, size + 1);
    return st;
}

void lg_model_retain(lg_model *model) {
    atomic_fetch_add_explicit(&model->refs, 1, memory_order_relaxed);
}

void lg_model_destroy(lg_model *model) {
    /* Models that share weights form a chain of any length. */
    while (model && atomic_fetch_sub_explicit(&model->refs, 1, memory_order_acq_rel) == 1) {
        lg_context *context = model->context;
        lg_model *base = model->base;
        lg_mappings_release(&model->mappings);
        lg_arena_reset(&model->arena);
        lg_free(&context->allocator, model, sizeof *model);
        lg_context_destroy(context);
        model = base;
    }
}

lg_status lg_model_adopt(lg_context *context, lg_arena *arena, lg_module *module, lg_str name,
                         lg_model **out, lg_error *err) {
    loader l = {.context = context, .arena = *arena};
    lg_status st = lg_arena_str(&l.arena, name.ptr, name.len, &name, err);
    if (st == LG_OK)
        st = adopt(&l, module, name, out, err);
    if (st != LG_OK)
        lg_arena_reset(&l.arena);
    lg_arena_init(arena, context->allocator, 0);
    return st;
}

/* ---- writing ---- */

lg_status lg_buffer_take(lg_context *context, lg_buf *buf, lg_buffer *out, lg_error *err) {
    void *memory = NULL;
    LG_TRY(lg_buf_status(buf, err));
    LG_TRY(lg_alloc_raw(&context->allocator, buf->size + 1, &memory, err));
    if (buf->size)
        memcpy(memory, buf->data, buf->size);
    ((char *)memory)[buf->size] = '\0';
    *out = (lg_buffer){memory, buf->size, &context->allocator};
    return LG_OK;
}

void lg_buffer_free(lg_buffer *buffer) {
    if (!buffer || !buffer->data)
        return;
    lg_free(buffer->allocator, buffer->data, buffer->size + 1);
    *buffer = (lg_buffer){0};
}

lg_status lg_module_write(lg_context *context, const lg_module *module, lg_format format,
                          lg_buffer *out, lg_error *err) {
    if (format == LG_FORMAT_ONNX) {
        void *data = NULL;
        size_t size = 0;
        LG_TRY(lg_onnx_export(module, &context->allocator, &data, &size, err));
        *out = (lg_buffer){data, size, &context->allocator};
        return LG_OK;
    }
    lg_buf buf;
    lg_status st;
    lg_buf_init(&buf, context->allocator);
    switch (format) {
    case LG_FORMAT_TEXT:
        st = lg_text_print(module, &buf, err);
        break;
    case LG_FORMAT_JSON:
        st = lg_dump_json(module, &buf, err);
        break;
    case LG_FORMAT_DOT:
        st = lg_dump_dot(module, &buf, err);
        break;
    default:
        st = lg_fail(err, LG_E_ARGUMENT, "format %d is not known", (int)format);
        break;
    }
    if (st == LG_OK)
        st = lg_buffer_take(context, &buf, out, err);
    lg_buf_reset(&buf);
    return st;
}

lg_status lg_model_write(const lg_model *model, lg_format format, lg_buffer *out, lg_error *err) {
    if (!model || !out)
        return lg_fail(err, LG_E_ARGUMENT, "lg_model_write: model and out are needed");
    return lg_module_write(model->context, model->module, format, out, err);
}

/* ---- replacing weights ---- */

/* An initializer of the main graph or of a training algorithm. */
static lg_value *find_weight(lg_module *module, lg_str name) {
    for (uint32_t i = 0; i <= module->n_training; i++) {
        lg_graph *g = i == 0 ? module->main : module->training[i - 1].algorithm;
        lg_id id = g ? lg_graph_find(g, name) : LG_NO_ID;
        if (id != LG_NO_ID && g->values[id].data)
            return &g->values[id];
    }
    return NULL;
}

static lg_status replace(lg_arena *arena, lg_module *module, lg_str name, const lg_view *value,
                         lg_error *err) {
    lg_value *v = find_weight(module, name);
    if (!v)
        return lg_fail(err, LG_E_ARGUMENT, "the model has no initializer '%s'", LG_SHOW(name));
    bool same = v->data->dtype == value->dtype && v->data->rank == value->rank;
    for (int32_t i = 0; i < value->rank && same; i++)
        same = v->data->dims[i] == value->dims[i];
    if (!same)
        return lg_fail(err, v->data->dtype == value->dtype ? LG_E_SHAPE : LG_E_TYPE,
                       "initializer '%s' is %s of rank %d with %lld elements, the new value %s of "
                       "rank %d with %lld",
                       LG_SHOW(name), lg_dtype_name(v->data->dtype), (int)v->data->rank,
                       (long long)v->data->count, lg_dtype_name(value->dtype), (int)value->rank,
                       (long long)value->count);
    return lg_view_copy(arena, value, &v->data, err);
}

lg_status lg_model_with_weights(const lg_model *model, const lg_str *names, const lg_view *values,
                                size_t n, lg_model **out_model, lg_error *err) {
    if (!model || !out_model || (n && (!names || !values)))
        return lg_fail(err, LG_E_ARGUMENT, "lg_model_with_weights: an argument is NULL");
    loader l = {.context = model->context};
    lg_module *module = NULL;
    lg_arena_init(&l.arena, model->context->allocator, 0);
    lg_status st = lg_module_clone(model->module, &l.arena, &module, err);
    for (size_t i = 0; i < n && st == LG_OK; i++)
        st = replace(&l.arena, module, names[i], &values[i], err);
    lg_str name = {NULL, 0};
    if (st == LG_OK)
        st = lg_arena_str(&l.arena, model->name.ptr, model->name.len, &name, err);
    if (st == LG_OK)
        st = adopt(&l, module, name, out_model, err);
    if (st != LG_OK) {
        lg_arena_reset(&l.arena);
        return st;
    }
    /* The copy shares the other weights. */
    lg_model *base = (lg_model *)(uintptr_t)model;
    lg_model_retain(base);
    (*out_model)->base = base;
    return LG_OK;
}
