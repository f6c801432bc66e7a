/* SPDX-License-Identifier: Apache-2.0 */
/* Running one backend test. */
#include "tools/cli/suite.h"

#include <sys/stat.h>

/* Operators whose values come from a generator that the test's data do not follow. */
static bool is_random(const char *op) {
    static const char *const names[] = {"Bernoulli",     "Multinomial",      "RandomNormal",
                                        "RandomUniform", "RandomNormalLike", "RandomUniformLike"};
    for (size_t i = 0; i < LG_COUNT(names); i++)
        if (strcmp(op, names[i]) == 0)
            return true;
    return false;
}

/* Walks all graphs of the model, subgraphs and function bodies included. */
static void survey(const lg_model *model, bool *random, text *missing) {
    lg_model_info info;
    lg_model_info_get(model, &info);
    const lg_graph **pending = tool_alloc((info.n_functions + 1) * sizeof *pending);
    size_t n = 0;
    pending[n++] = lg_model_graph(model);
    for (uint32_t i = 0; i < info.n_functions; i++)
        pending[n++] = lg_model_function(model, i, NULL, NULL);
    while (n) {
        const lg_graph *graph = pending[--n];
        for (uint32_t i = 0; i < lg_graph_node_count(graph); i++) {
            lg_node_info node;
            lg_graph_node_get(graph, i, &node);
            *random = *random || (node.domain[0] == '\0' && is_random(node.op));
            if (!node.desc && !node.is_function) {
                text name = {0};
                text_add(&name, "%s%s%s v%d", node.domain, *node.domain ? "::" : "", node.op,
                         node.node_opset);
                if (!missing->data || !strstr(missing->data, name.data))
                    text_add(missing, "%s%s", missing->size ? ", " : "", name.data);
                text_free(&name);
            }
            for (uint32_t k = 0; k < node.n_graphs; k++) {
                pending = tool_resize(pending, (n + 1) * sizeof *pending);
                pending[n++] = lg_graph_node_graph(graph, i, k);
            }
        }
    }
    free(pending);
}

static void failed(test_case *t, const lg_error *err) {
    t->status = err->status == LG_E_UNSUPPORTED || err->status == LG_E_NO_GRADIENT
                    ? TEST_UNSUPPORTED
                    : TEST_ERROR;
    set_message(t, "%s", err->message);
}

/* Position of a program's input among the inputs of the model's graph. */
static uint32_t graph_position(const lg_model *model, const char *name) {
    const lg_graph *graph = lg_model_graph(model);
    for (uint32_t i = 0; i < lg_graph_input_count(graph); i++) {
        lg_value_info v;
        lg_graph_value_get(graph, lg_graph_input(graph, i), &v);
        if (strcmp(v.name, name) == 0)
            return i;
    }
    return UINT32_MAX;
}

static bool read_value(cli *c, test_case *t, const char *path, int32_t dtype,
                       lg_tensor_file **file) {
    lg_tensor_options o = LG_TENSOR_OPTIONS_INIT;
    lg_error err = LG_ERROR_INIT;
    o.format = LG_TENSOR_PB;
    o.dtype = dtype;
    o.name = "value";
    if (lg_tensor_file_read(c->context, path, &o, file, &err) == LG_OK)
        return true;
    failed(t, &err);
    return false;
}

/* The old data hold bfloat16 values as uint16. */
static lg_view stored_view(const lg_tensor_file *file, int32_t dtype) {
    lg_view v = *lg_tensor_file_view(file, 0);
    if (v.dtype == LG_UINT16 && dtype == LG_BFLOAT16)
        v.dtype = LG_BFLOAT16;
    return v;
}

typedef struct bench {
    cli *c;
    test_case *t;
    lg_model *model;
    lg_program *program;
    lg_session *session;
    lg_tensor_file **inputs;
    uint32_t n_inputs;
} bench;

static bool bind_value(bench *b, uint32_t index, const lg_view *v) {
    lg_error err = LG_ERROR_INIT;
    if (lg_session_bind_input(b->session, index, v, &err) == LG_OK)
        return true;
    failed(b->t, &err);
    return false;
}

/* A light model has no input file: element i of n is i / n. */
static bool bind_ramp(bench *b, uint32_t index, const lg_value_info *v) {
    int64_t dims[LG_MAX_RANK];
    lg_error err = LG_ERROR_INIT;
    for (int32_t i = 0; i < v->rank; i++)
        dims[i] = v->dims[i] < 0 ? 1 : v->dims[i];
    if (lg_tensor_file_create(b->c->context, &b->inputs[index], &err) != LG_OK ||
        lg_tensor_file_add_filled(b->inputs[index], "value", v->dtype, v->rank, dims, LG_FILL_RAMP,
                                  0, 0, 0, &err) != LG_OK) {
        failed(b->t, &err);
        return false;
    }
    return bind_value(b, index, lg_tensor_file_view(b->inputs[index], 0));
}

static bool bind_set(bench *b, uint32_t set) {
    struct stat info;
    for (uint32_t i = 0; i < b->n_inputs; i++) {
        lg_value_info v;
        lg_program_input(b->program, i, &v);
        lg_tensor_file_destroy(b->inputs[i]);
        b->inputs[i] = NULL;
        if (!b->t->directory) {
            if (!bind_ramp(b, i, &v))
                return false;
            continue;
        }
        text path = {0};
        text_add(&path, "%s/test_data_set_%u/input_%u.pb", b->t->directory, set,
                 graph_position(b->model, v.name));
        bool ok = true;
        if (stat(path.data, &info) == 0) {
            ok = read_value(b->c, b->t, path.data, v.dtype, &b->inputs[i]);
            if (ok) {
                lg_view view = stored_view(b->inputs[i], v.dtype);
                ok = bind_value(b, i, &view);
            }
        }
        text_free(&path);
        if (!ok)
            return false;
    }
    return true;
}

static bool compare_output(bench *b, uint32_t index, const char *path) {
    lg_tensor_file *file = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_value_info v;
    lg_view actual;
    const cli *c = b->c;
    test_case *t = b->t;
    lg_tolerance tolerance = {option_text(c, "rtol") ? option_real(c, "rtol", 0)
                              : t->rtol >= 0         ? t->rtol
                                                     : 1e-3,
                              option_text(c, "atol") ? option_real(c, "atol", 0)
                              : t->atol >= 0         ? t->atol
                                                     : 1e-7,
                              0};
    lg_program_output(b->program, index, &v);
    if (lg_session_output(b->session, index, &actual, &err) != LG_OK) {
        failed(t, &err);
        return false;
    }
    if (!read_value(b->c, t, path, actual.dtype, &file))
        return false;
    lg_view expected = stored_view(file, actual.dtype);
    lg_comparison r;
    if (t->shape_only) { /* compare the value with itself: type and shape stay */
        lg_view same = expected;
        same.data = actual.data;
        if (same.count == actual.count && same.dtype == actual.dtype)
            expected = same;
    }
    lg_tensor_compare(&actual, &expected, &tolerance, &r);
    lg_tensor_file_destroy(file);
    if (!r.equal) {
        t->status = TEST_FAIL;
        set_message(t, "output %u '%s': %s", index, show(v.name), r.message);
    }
    return r.equal;
}

static bool compare_set(bench *b, uint32_t set) {
    struct stat info;
    uint32_t n = lg_program_output_count(b->program);
    for (uint32_t i = 0;; i++) {
        text path = {0};
        if (b->t->directory)
            text_add(&path, "%s/test_data_set_%u/output_%u.pb", b->t->directory, set, i);
        else
            text_add(&path, "%.*s_output_%u.pb", (int)(strlen(b->t->model) - 5), b->t->model, i);
        bool there = stat(path.data, &info) == 0;
        bool ok = true;
        if (there && i < n) {
            ok = compare_output(b, i, path.data);
        } else if (there || i < n) {
            b->t->status = TEST_FAIL;
            set_message(b->t, "%u outputs, expected %s", n, there ? "more" : "fewer");
            ok = false;
        }
        text_free(&path);
        if (!ok)
            return false;
        if (!there)
            return true;
    }
}

static void run_sets(bench *b) {
    struct stat info;
    lg_error err = LG_ERROR_INIT;
    for (uint32_t set = 0;; set++) {
        text path = {0};
        if (b->t->directory)
            text_add(&path, "%s/test_data_set_%u", b->t->directory, set);
        bool there = path.data ? stat(path.data, &info) == 0 : set == 0;
        text_free(&path);
        if (!there || !bind_set(b, set))
            return;
        if (lg_session_run(b->session, &err) != LG_OK) {
            failed(b->t, &err);
            return;
        }
        if (!compare_set(b, set))
            return;
    }
}

void run_test(cli *c, test_case *t) {
    bench b = {.c = c, .t = t};
    lg_error err = LG_ERROR_INIT;
    text missing = {0};
    lg_compile_options compile = LG_COMPILE_OPTIONS_INIT;
    lg_session_options session = LG_SESSION_OPTIONS_INIT;
    compile.flags = (option_times(c, "no-optimize") ? LG_COMPILE_NO_OPTIMIZE : 0) |
                    (option_times(c, "bodies") ? LG_COMPILE_BODIES : 0);
    session.seed = option_count(c, "seed", 0);
    t->status = TEST_PASS;
    lg_status st = load_model_quiet(c, t->model, 0, &b.model, &err);
    if (st == LG_OK) {
        survey(b.model, &t->shape_only, &missing);
        st = lg_program_compile(b.model, &compile, &b.program, &err);
    }
    if (st == LG_OK)
        st = lg_session_create(b.program, &session, &b.session, &err);
    if (st == LG_OK) {
        b.n_inputs = lg_program_input_count(b.program);
        b.inputs = tool_alloc((b.n_inputs + 1) * sizeof(lg_tensor_file *));
        run_sets(&b);
        for (uint32_t i = 0; i < b.n_inputs; i++)
            lg_tensor_file_destroy(b.inputs[i]);
        free(b.inputs);
    } else {
        failed(t, &err);
    }
    if (t->status == TEST_PASS && t->shape_only)
        set_message(t, "shape and type only: the values are random");
    if (missing.size)
        t->missing = tool_keep(tool_copy(missing.data, missing.size));
    text_free(&missing);
    lg_session_destroy(b.session);
    lg_program_destroy(b.program);
    lg_model_destroy(b.model);
}
