/* SPDX-License-Identifier: Apache-2.0 */
/* Small ONNX models as wire bytes. */
#include "tests/support/onnx_build.h"

#include <stdio.h>
#include <string.h>

void ob_opset(pb *b, uint32_t field, const char *domain, int64_t version) {
    pb_begin(b, field);
    pb_str(b, 1, domain);
    pb_int(b, 2, version);
    pb_end(b);
}

void ob_head(pb *b, int64_t ir, int64_t opset) {
    pb_int(b, 1, ir);
    ob_opset(b, 8, "", opset);
}

void ob_graph(pb *b, uint32_t field, const char *name) {
    pb_begin(b, field);
    pb_str(b, 2, name);
}

void ob_value(pb *b, uint32_t field, const char *name, int32_t dtype, int32_t rank,
              const int64_t *dims) {
    pb_begin(b, field);
    pb_str(b, 1, name);
    pb_begin(b, 2);
    pb_begin(b, 1);
    pb_int(b, 1, dtype);
    if (rank >= 0) {
        pb_begin(b, 2);
        for (int32_t i = 0; i < rank; i++) {
            pb_begin(b, 1);
            pb_int(b, 1, dims[i]);
            pb_end(b);
        }
        pb_end(b);
    }
    pb_end(b);
    pb_end(b);
    pb_end(b);
}

static void names(pb *b, uint32_t field, const char *list) {
    if (!list)
        return;
    for (;;) {
        size_t n = strcspn(list, ",");
        pb_bytes(b, field, list, n);
        if (!list[n])
            return;
        list += n + 1;
    }
}

void ob_node(pb *b, const char *op, const char *inputs, const char *outputs) {
    pb_begin(b, 1);
    names(b, 1, inputs);
    names(b, 2, outputs);
    pb_str(b, 4, op);
}

void ob_node_done(pb *b, const char *op, const char *inputs, const char *outputs) {
    ob_node(b, op, inputs, outputs);
    pb_end(b);
}

void ob_attr(pb *b, const char *name, int32_t type) {
    pb_begin(b, 5);
    pb_str(b, 1, name);
    pb_int(b, 20, type);
}

void ob_attr_int(pb *b, const char *name, int64_t value) {
    ob_attr(b, name, LG_AT_INT);
    pb_int(b, 3, value);
    pb_end(b);
}

void ob_attr_float(pb *b, const char *name, float value) {
    ob_attr(b, name, LG_AT_FLOAT);
    pb_f32(b, 2, value);
    pb_end(b);
}

void ob_attr_text(pb *b, const char *name, const char *value) {
    ob_attr(b, name, LG_AT_STRING);
    pb_str(b, 4, value);
    pb_end(b);
}

void ob_attr_ref(pb *b, const char *name, int32_t type, const char *of) {
    ob_attr(b, name, type);
    pb_str(b, 21, of);
    pb_end(b);
}

void ob_tensor(pb *b, uint32_t field, const char *name, int32_t dtype, int32_t rank,
               const int64_t *dims) {
    pb_begin(b, field);
    for (int32_t i = 0; i < rank; i++)
        pb_int(b, 1, dims[i]);
    pb_int(b, 2, dtype);
    if (name)
        pb_str(b, 8, name);
}

void ob_floats(pb *b, uint32_t field, const char *name, int64_t n, const float *values) {
    ob_tensor(b, field, name, LG_FLOAT, 1, &n);
    pb_bytes(b, 9, values, (size_t)n * 4);
    pb_end(b);
}

void ob_entry(pb *b, uint32_t field, const char *key, const char *value) {
    pb_begin(b, field);
    pb_str(b, 1, key);
    pb_str(b, 2, value);
    pb_end(b);
}

void ob_relu_model(pb *b) {
    const int64_t two = 2;
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_node_done(b, "Relu", "x", "y");
    ob_value(b, G_OUTPUT, "y", LG_FLOAT, 1, &two);
    pb_end(b);
}

static void keep_warning(void *self, const char *message) {
    ob_loaded *l = self;
    l->n_warnings++;
    (void)snprintf(l->warning, sizeof l->warning, "%s", message);
}

lg_status ob_load(const lg_allocator *allocator, const lg_onnx_env *env, const void *bytes,
                  size_t size, ob_loaded *out) {
    lg_onnx_env e = env ? *env : (lg_onnx_env){0};
    *out = (ob_loaded){.err = LG_ERROR_INIT};
    lg_arena_init(&out->arena, *allocator, 0);
    e.allocator = allocator;
    e.arena = &out->arena;
    e.mappings = &out->mappings;
    e.self = out;
    e.warn = keep_warning;
    return lg_onnx_import(&e, bytes, size, &out->module, &out->err);
}

void ob_unload(ob_loaded *loaded) {
    lg_mappings_release(&loaded->mappings);
    lg_arena_reset(&loaded->arena);
}
