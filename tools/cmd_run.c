/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph run: runs a model on given or made inputs. */
#include "tools/cli/commands.h"

#include <sys/stat.h>

static const option options[] = {
    {'i', "input", OPTION_FILE, "NAME=SOURCE", "one input: file, literal, FILE:TYPE[DIMS]", true,
     NULL},
    {0, "inputs", OPTION_FILE, "PATH", "test_data_set directory, .npz or .safetensors", false,
     NULL},
    {0, "random", OPTION_CHOICE, "normal|uniform|zeros", "make missing inputs", false, NULL},
    {0, "random-range", OPTION_TEXT, "NAME=LOW:HIGH", "range of a made input", true, NULL},
    {0, "shape", OPTION_TEXT, "NAME=1x3x8", "shape of a made input", true, NULL},
    {0, "dim", OPTION_TEXT, "NAME=N", "size of a symbolic dimension", true, NULL},
    {'o', "outputs", OPTION_FILE, "PATH", "write outputs: directory, .npz, .safetensors, .pb, -",
     false, NULL},
    {0, "output-names", OPTION_TEXT, "A,B", "produce these values; inner ones too", false, NULL},
    {0, "print", OPTION_MAYBE, "full", "print the outputs, shortened or in full", false, NULL},
    {0, "assert-outputs", OPTION_FILE, "PATH", "compare the outputs; exit 1 when they differ",
     false, NULL},
    {0, "atol", OPTION_REAL, "X", "absolute tolerance (1e-7)", false, NULL},
    {0, "rtol", OPTION_REAL, "X", "relative tolerance (1e-3)", false, NULL},
    {0, "ulp", OPTION_COUNT, "N", "tolerance in units of the last place", false, NULL},
    {0, "assert-sane-floats", OPTION_FLAG, NULL, "stop at the node that makes NaN or infinity",
     false, NULL},
    {0, "nan-check", OPTION_FLAG, NULL, "the same", false, NULL},
    {0, "assert-op-count", OPTION_TEXT, "OP=N", "the model has N nodes of this operator", true,
     NULL},
    {0, "save-all", OPTION_FILE, "DIR", "write every intermediate value", false, NULL},
    {0, "stop-after", OPTION_TEXT, "NODE", "produce the outputs of this node", false, NULL},
    {0, "repeat", OPTION_COUNT, "N", "run N times", false, NULL},
    {0, "trace", OPTION_FILE, "FILE", "write a Chrome trace", false, NULL},
    {0, "stats", OPTION_FLAG, NULL, "print arena size and times", false, NULL},
    {0, "no-optimize", OPTION_FLAG, NULL, "run the graph as it is", false, NULL},
    {0, "json", OPTION_FLAG, NULL, "one JSON document on standard output", false, NULL},
};

typedef struct job {
    cli *c;
    lg_model *model;
    lg_program *program;
    lg_session *session;
    lg_tensor_file *inputs;
    const char **wanted; /* names of values to produce */
    uint32_t n_wanted;
    uint32_t saved; /* --save-all */
    int rc;
    double seconds, fastest;
    lg_view *outputs;
    const char **names;
    uint32_t n;
} job;

static void want(job *j, const char *name, size_t len) {
    j->wanted = tool_resize(j->wanted, (j->n_wanted + 1) * sizeof *j->wanted);
    j->wanted[j->n_wanted++] = tool_keep(tool_copy(name, len));
}

/* The outputs of --stop-after. */
static int find_node(job *j, const char *name) {
    const lg_graph *graph = lg_model_graph(j->model);
    for (uint32_t i = 0; i < lg_graph_node_count(graph); i++) {
        lg_node_info node;
        char position[16];
        lg_graph_node_get(graph, i, &node);
        (void)snprintf(position, sizeof position, "#%u", i);
        if (strcmp(node.name, name) != 0 && strcmp(position, name) != 0)
            continue;
        for (uint32_t k = 0; k < node.n_out; k++) {
            lg_value_info v;
            uint32_t id = lg_graph_node_output(graph, i, k);
            if (id == UINT32_MAX)
                continue;
            lg_graph_value_get(graph, id, &v);
            want(j, v.name, strlen(v.name));
        }
        return EXIT_OK;
    }
    return usage_error(j->c, "--stop-after: no node is named '%s'", show(name));
}

static int check_op_counts(job *j) {
    int rc = EXIT_OK;
    const lg_graph *graph = lg_model_graph(j->model);
    for (size_t i = 0; i < option_times(j->c, "assert-op-count"); i++) {
        const char *word = option_nth(j->c, "assert-op-count", i);
        const char *equals = strrchr(word, '=');
        uint64_t expected, n = 0;
        if (!equals || !parse_count(equals + 1, &expected))
            return usage_error(j->c, "--assert-op-count: '%s' is not of the form OP=N", show(word));
        for (uint32_t k = 0; k < lg_graph_node_count(graph); k++) {
            lg_node_info node;
            text full = {0};
            lg_graph_node_get(graph, k, &node);
            text_add(&full, "%s::%s", node.domain, node.op);
            size_t len = (size_t)(equals - word);
            n += (strlen(node.op) == len && memcmp(node.op, word, len) == 0) ||
                 (full.size == len && memcmp(full.data, word, len) == 0);
            text_free(&full);
        }
        if (n != expected)
            rc = report_failure(j->c, EXIT_DIFFERENT, 0, "%llu nodes of %.*s, expected %llu",
                                (unsigned long long)n, (int)(equals - word), word,
                                (unsigned long long)expected);
    }
    return rc;
}

static int compile(job *j) {
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    lg_error err = LG_ERROR_INIT;
    const char *names = option_text(j->c, "output-names");
    const char *stop = option_text(j->c, "stop-after");
    int rc = EXIT_OK;
    for (const char *p = names; p && *p;) {
        size_t len = strcspn(p, ",");
        want(j, p, len);
        p += len + (p[len] == ',');
    }
    if (stop && (rc = find_node(j, stop)) != EXIT_OK)
        return rc;
    if ((rc = read_dims(j->c, (const char ***)(void *)&o.dim_names,
                        (int64_t **)(void *)&o.dim_values, &o.n_dims)) != EXIT_OK)
        return rc;
    o.outputs = j->wanted;
    o.n_outputs = j->n_wanted;
    o.flags = option_times(j->c, "no-optimize") || option_times(j->c, "save-all")
                  ? LG_COMPILE_NO_OPTIMIZE
                  : 0;
    if (lg_program_compile(j->model, &o, &j->program, &err) != LG_OK)
        return report_error(j->c, &err, j->c->arguments[0], false);
    return EXIT_OK;
}

/* Values keep their names, as far as a file system allows. */
static void save_values(void *user, const char *node, const char *op, const char *const *names,
                        const lg_view *outputs, uint32_t n) {
    job *j = user;
    (void)node;
    (void)op;
    for (uint32_t i = 0; i < n && j->rc == EXIT_OK; i++) {
        if (!names[i] || outputs[i].dtype == LG_UNDEFINED)
            continue;
        text path = {0};
        text_add(&path, "%s/%05u_", option_text(j->c, "save-all"), j->saved++);
        for (const char *p = names[i]; *p && p - names[i] < 100; p++)
            text_add(&path, "%c", *p == '/' || (unsigned char)*p < 0x21 ? '_' : *p);
        lg_buffer bytes = {0};
        lg_error err = LG_ERROR_INIT;
        int32_t format = LG_TENSOR_NPY;
        if (lg_tensor_write(j->c->context, format, &names[i], &outputs[i], 1, 0, &bytes, NULL) !=
            LG_OK)
            format = LG_TENSOR_PB;
        text_add(&path, format == LG_TENSOR_NPY ? ".npy" : ".pb");
        if (!bytes.data && lg_tensor_write(j->c->context, format, &names[i], &outputs[i], 1, 0,
                                           &bytes, &err) != LG_OK)
            j->rc = report_error(j->c, &err, NULL, false);
        else
            j->rc = write_buffer(j->c, path.data, &bytes);
        text_free(&path);
    }
}

static int prepare(job *j) {
    lg_session_options o = LG_SESSION_OPTIONS_INIT;
    lg_error err = LG_ERROR_INIT;
    const char *save = option_text(j->c, "save-all");
    int rc = EXIT_OK;
    if (save && (rc = make_directory(j->c, save)) != EXIT_OK)
        return rc;
    o.seed = option_count(j->c, "seed", 0);
    if (option_times(j->c, "assert-sane-floats") || option_times(j->c, "nan-check"))
        o.flags |= LG_SESSION_NAN_CHECK;
    if (option_times(j->c, "trace"))
        o.flags |= LG_SESSION_PROFILE;
    if (save) {
        o.user = j;
        o.on_node = save_values;
    }
    if (lg_session_create(j->program, &o, &j->session, &err) != LG_OK ||
        lg_tensor_file_create(j->c->context, &j->inputs, &err) != LG_OK)
        return report_error(j->c, &err, j->c->arguments[0], false);
    for (size_t i = 0; i < option_times(j->c, "input") && rc == EXIT_OK; i++)
        rc = read_input(j->c, option_nth(j->c, "input", i), j->program, j->inputs);
    if (rc == EXIT_OK && option_text(j->c, "inputs"))
        rc = read_inputs(j->c, option_text(j->c, "inputs"), j->program, j->inputs);
    if (rc == EXIT_OK)
        rc = make_inputs(j->c, j->program, j->inputs);
    if (rc == EXIT_OK)
        rc = bind_inputs(j->c, j->program, j->session, j->inputs);
    return rc;
}

static int execute(job *j) {
    lg_error err = LG_ERROR_INIT;
    uint64_t times = option_count(j->c, "repeat", 1);
    j->fastest = 1e300;
    for (uint64_t i = 0; i < (times ? times : 1); i++) {
        double start = seconds_now();
        if (lg_session_run(j->session, &err) != LG_OK)
            return report_error(j->c, &err, j->c->arguments[0], true);
        double took = seconds_now() - start;
        j->seconds += took;
        j->fastest = took < j->fastest ? took : j->fastest;
    }
    j->n = lg_program_output_count(j->program);
    j->outputs = tool_alloc((j->n + 1) * sizeof *j->outputs);
    j->names = tool_alloc((j->n + 1) * sizeof *j->names);
    for (uint32_t i = 0; i < j->n; i++) {
        lg_value_info v;
        lg_program_output(j->program, i, &v);
        j->names[i] = v.name;
        if (lg_session_output(j->session, i, &j->outputs[i], &err) != LG_OK)
            return report_error(j->c, &err, j->c->arguments[0], true);
    }
    return j->rc;
}

static int write_directory(job *j, const char *path) {
    int rc = make_directory(j->c, path);
    for (uint32_t i = 0; i < j->n && rc == EXIT_OK; i++) {
        text name = {0};
        lg_buffer bytes = {0};
        lg_error err = LG_ERROR_INIT;
        text_add(&name, "%s/output_%u.pb", path, i);
        if (lg_tensor_write(j->c->context, LG_TENSOR_PB, &j->names[i], &j->outputs[i], 1, 0, &bytes,
                            &err) != LG_OK)
            rc = report_error(j->c, &err, name.data, false);
        else
            rc = write_buffer(j->c, name.data, &bytes);
        text_free(&name);
    }
    return rc;
}

static int write_outputs(job *j, const char *path) {
    lg_buffer bytes = {0};
    lg_error err = LG_ERROR_INIT;
    int32_t format = strcmp(path, "-") == 0 ? LG_TENSOR_PB : lg_tensor_format_of(path);
    struct stat info;
    if (format == LG_TENSOR_AUTO && (stat(path, &info) != 0 || S_ISDIR(info.st_mode)))
        return write_directory(j, path);
    if (format == LG_TENSOR_AUTO)
        format = LG_TENSOR_PB;
    if (lg_tensor_write(j->c->context, format, j->names, j->outputs, j->n, 0, &bytes, &err) !=
        LG_OK)
        return err.status == LG_E_ARGUMENT
                   ? usage_error(j->c, "--outputs %s: %s", show(path), err.message)
                   : report_error(j->c, &err, path, false);
    return write_buffer(j->c, path, &bytes);
}

/* The expected value of output i. */
static int expected_value(job *j, const char *path, bool directory, uint32_t i,
                          lg_tensor_file **file, uint32_t *at) {
    text name = {0};
    lg_error err = LG_ERROR_INIT;
    lg_tensor_options o = LG_TENSOR_OPTIONS_INIT;
    text_add(&name, directory ? "%s/output_%u.pb" : "%s", path, i);
    o.dtype = j->outputs[i].dtype;
    int rc = EXIT_OK;
    if (lg_tensor_file_read(j->c->context, name.data, &o, file, &err) != LG_OK) {
        rc = report_error(j->c, &err, name.data, false);
    } else {
        *at = directory ? 0 : lg_tensor_file_find(*file, j->names[i]);
        if (*at == UINT32_MAX && lg_tensor_file_count(*file) == 1 && j->n == 1)
            *at = 0;
        if (*at == UINT32_MAX)
            rc = report_failure(j->c, EXIT_INPUT, 101, "%s: no tensor is named '%s'", show(path),
                                show(j->names[i]));
    }
    text_free(&name);
    return rc;
}

static int compare_outputs(job *j, const char *path, json *doc) {
    struct stat info;
    bool directory = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    lg_tolerance t = {option_real(j->c, "rtol", 1e-3), option_real(j->c, "atol", 1e-7),
                      (int64_t)option_count(j->c, "ulp", 0)};
    int rc = EXIT_OK;
    if (doc)
        json_open(doc, "comparisons", '[');
    for (uint32_t i = 0; i < j->n; i++) {
        lg_tensor_file *file = NULL;
        uint32_t at = 0;
        lg_comparison r;
        int failed = expected_value(j, path, directory, i, &file, &at);
        if (failed) {
            lg_tensor_file_destroy(file);
            return failed;
        }
        lg_tensor_compare(&j->outputs[i], lg_tensor_file_view(file, at), &t, &r);
        lg_tensor_file_destroy(file);
        if (doc) {
            json_open(doc, NULL, '{');
            json_text(doc, "name", j->names[i]);
            json_bool(doc, "equal", r.equal);
            json_real(doc, "max_abs", r.max_abs);
            json_real(doc, "max_rel", r.max_rel);
            json_int(doc, "first", r.first);
            json_text(doc, "message", r.message);
            json_close(doc, '}');
        } else if (r.equal) {
            printf("%s: equal (max abs %.3g, max rel %.3g)\n", show(j->names[i]), r.max_abs,
                   r.max_rel);
        } else {
            printf("%s: %s\n", show(j->names[i]), r.message);
        }
        if (!r.equal)
            rc = EXIT_DIFFERENT;
    }
    if (doc)
        json_close(doc, ']');
    return rc;
}

static void describe_outputs(job *j, json *doc) {
    json_open(doc, "outputs", '[');
    for (uint32_t i = 0; i < j->n; i++) {
        const lg_view *v = &j->outputs[i];
        json_open(doc, NULL, '{');
        json_text(doc, "name", j->names[i]);
        json_text(doc, "type", lg_dtype_name(v->dtype));
        json_open(doc, "shape", '[');
        for (int32_t k = 0; k < v->rank; k++)
            json_int(doc, NULL, v->dims[k]);
        json_close(doc, ']');
        if (option_times(j->c, "print") && lg_dtype_bits(v->dtype)) {
            json_open(doc, "data", '[');
            for (int64_t k = 0; k < v->count; k++)
                json_element(doc, v, k);
            json_close(doc, ']');
        }
        json_close(doc, '}');
    }
    json_close(doc, ']');
}

static int report(job *j) {
    cli *c = j->c;
    json document = {0};
    json *doc = c->json ? &document : NULL;
    int rc = EXIT_OK;
    if (doc) {
        json_open(doc, NULL, '{');
        json_int(doc, "schema_version", 1);
        describe_outputs(j, doc);
        json_int(doc, "arena_bytes", (int64_t)lg_session_arena_size(j->session));
        json_real(doc, "seconds", j->seconds);
    } else if (option_times(c, "print")) {
        text out = {0};
        for (uint32_t i = 0; i < j->n; i++)
            print_value(&out, j->names[i], &j->outputs[i], option_is(c, "print", "full") ? 0 : 3);
        rc = write_output(c, "-", out.data, out.size);
        text_free(&out);
    }
    if (rc == EXIT_OK && option_text(c, "outputs"))
        rc = write_outputs(j, option_text(c, "outputs"));
    if (rc == EXIT_OK && option_text(c, "assert-outputs"))
        rc = compare_outputs(j, option_text(c, "assert-outputs"), doc);
    if (rc <= EXIT_DIFFERENT && option_text(c, "trace")) {
        lg_buffer trace = {0};
        lg_error err = LG_ERROR_INIT;
        int written = lg_session_report(j->session, LG_REPORT_TRACE, &trace, &err) == LG_OK
                          ? write_buffer(c, option_text(c, "trace"), &trace)
                          : report_error(c, &err, NULL, false);
        rc = worse(written, rc);
    }
    if (!doc && option_times(c, "stats")) {
        uint64_t times = option_count(c, "repeat", 1);
        printf("arena %zu bytes, %llu runs, mean %.6f s, fastest %.6f s\n",
               lg_session_arena_size(j->session), (unsigned long long)times,
               j->seconds / (double)(times ? times : 1), j->fastest);
    }
    if (doc) {
        json_close(doc, '}');
        rc = worse(rc, json_finish(c, doc, NULL));
    }
    return rc;
}

static int run(cli *c) {
    job j = {.c = c};
    int rc = open_context(c, 0);
    if (rc == EXIT_OK)
        rc = load_model(c, c->arguments[0], 0, &j.model);
    int counts = rc == EXIT_OK ? check_op_counts(&j) : EXIT_OK;
    rc = worse(rc, counts);
    if (rc == EXIT_OK)
        rc = compile(&j);
    if (rc == EXIT_OK)
        rc = prepare(&j);
    if (rc == EXIT_OK)
        rc = execute(&j);
    if (rc == EXIT_OK)
        rc = report(&j);
    lg_tensor_file_destroy(j.inputs);
    lg_session_destroy(j.session);
    lg_program_destroy(j.program);
    lg_model_destroy(j.model);
    free(j.outputs);
    free(j.names);
    free(j.wanted);
    return rc;
}

const command command_run = {
    "run", "MODEL", "run a model on given or made inputs", options, LG_COUNT(options), run, 1, 1};
