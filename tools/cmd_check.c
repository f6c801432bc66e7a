/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph check: validity of models, and what this build can run. */
#include "tools/cli/commands.h"

static const option options[] = {
    {0, "strict", OPTION_FLAG, NULL, "warnings are errors", false, NULL},
    {0, "capability", OPTION_FLAG, NULL, "operators that have no implementation are errors", false,
     NULL},
    {0, "security", OPTION_FLAG, NULL,
     "also load external data; functions that shadow operators; figures", false, NULL},
    {0, "sarif", OPTION_FILE, "FILE", "write the findings as SARIF 2.1.0", false, NULL},
    {0, "json", OPTION_FLAG, NULL, "one JSON document", false, NULL},
};

typedef struct findings {
    cli *c;
    json *doc, *sarif; /* NULL: not wanted */
    const char *file;
    size_t errors, warnings;
    bool print; /* as text */
} findings;

static void add_result(const findings *f, bool error, const char *code, const char *message) {
    json *j = f->sarif;
    json_open(j, NULL, '{');
    json_text(j, "ruleId", code);
    json_text(j, "level", error ? "error" : "warning");
    json_open(j, "message", '{');
    json_text(j, "text", message);
    json_close(j, '}');
    json_open(j, "locations", '[');
    json_open(j, NULL, '{');
    json_open(j, "physicalLocation", '{');
    json_open(j, "artifactLocation", '{');
    json_text(j, "uri", f->file);
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, '}');
    json_close(j, ']');
    json_close(j, '}');
}

static void find(findings *f, bool error, uint32_t code, const char *message) {
    char name[16];
    error = error || option_times(f->c, "strict");
    (void)snprintf(name, sizeof name, error ? "E%04u" : "W%04u", code);
    *(error ? &f->errors : &f->warnings) += 1;
    if (f->sarif)
        add_result(f, error, name, message);
    if (f->doc) {
        json_open(f->doc, NULL, '{');
        json_text(f->doc, "code", name);
        json_text(f->doc, "severity", error ? "error" : "warning");
        json_text(f->doc, "message", message);
        json_close(f->doc, '}');
        return;
    }
    if (!f->print)
        return;
    printf("%s[%s]: ", error ? "error" : "warning", name);
    for (const char *p = message; *p; p++) {
        putchar(*p);
        if (*p == '\n')
            (void)fputs("  hint: ", stdout);
    }
    putchar('\n');
}

/* Operators without an implementation, each once. */
static void check_operators(findings *f, const lg_model *model) {
    lg_model_info info;
    lg_model_info_get(model, &info);
    const lg_graph **pending =
        tool_alloc((info.n_functions + 2 * info.n_training + 1) * sizeof *pending);
    text seen = {0};
    size_t n = 0;
    pending[n++] = lg_model_graph(model);
    for (uint32_t i = 0; i < info.n_functions; i++)
        pending[n++] = lg_model_function(model, i, NULL, NULL);
    for (uint32_t i = 0; i < 2 * info.n_training; i++) {
        const lg_graph *graph = lg_model_training(model, i / 2, i % 2);
        if (graph)
            pending[n++] = graph;
    }
    while (n) {
        const lg_graph *graph = pending[--n];
        for (uint32_t i = 0; i < lg_graph_node_count(graph); i++) {
            lg_node_info node;
            text key = {0}, message = {0};
            lg_graph_node_get(graph, i, &node);
            text_add(&key, "\n%s::%s\n", show(*node.domain ? node.domain : "ai.onnx"),
                     show(node.op));
            if (!node.desc && !node.is_function && (!seen.data || !strstr(seen.data, key.data))) {
                text_add(&seen, "%s", key.data);
                text_add(&message, "%s: graph '%s' node #%u '%s': %s::%s v%d has no implementation",
                         show(f->file), show(lg_graph_name(graph)), i, show(node.name),
                         show(*node.domain ? node.domain : "ai.onnx"), show(node.op),
                         node.node_opset);
                find(f, option_times(f->c, "capability") != 0, 401, message.data);
            }
            text_free(&key);
            text_free(&message);
            pending = tool_resize(pending, (n + node.n_graphs + 1) * sizeof *pending);
            for (uint32_t k = 0; k < node.n_graphs; k++)
                pending[n++] = lg_graph_node_graph(graph, i, k);
        }
    }
    text_free(&seen);
    free(pending);
}

/* What a model from elsewhere may surprise with. */
static void check_security(findings *f, const lg_model *model) {
    lg_model_info info;
    size_t nodes = 0, external = 0, depth = 1;
    lg_model_info_get(model, &info);
    for (uint32_t i = 0; i < info.n_functions; i++) {
        const char *domain = "", *name = "";
        text message = {0};
        (void)lg_model_function(model, i, &domain, &name);
        if (!lg_registry_find(lg_context_registry(f->c->context), domain, name, 0))
            continue;
        text_add(
            &message,
            "%s: function %s::%s has the name of an operator of this build, which is used instead",
            show(f->file), show(*domain ? domain : "ai.onnx"), show(name));
        find(f, false, 201, message.data);
        text_free(&message);
    }
    const lg_graph *graph = lg_model_graph(model);
    for (uint32_t i = 0; i < lg_graph_value_count(graph); i++) {
        lg_value_info v;
        lg_graph_value_get(graph, i, &v);
        external += v.is_initializer && !v.data.data;
    }
    typedef struct level {
        const lg_graph *graph;
        size_t depth;
    } level;
    level *pending = tool_alloc(sizeof *pending);
    size_t n = 1;
    pending[0] = (level){graph, 1};
    while (n) {
        level at = pending[--n];
        depth = at.depth > depth ? at.depth : depth;
        for (uint32_t i = 0; i < lg_graph_node_count(at.graph); i++) {
            lg_node_info node;
            lg_graph_node_get(at.graph, i, &node);
            nodes++;
            pending = tool_resize(pending, (n + node.n_graphs + 1) * sizeof *pending);
            for (uint32_t k = 0; k < node.n_graphs; k++)
                pending[n++] = (level){lg_graph_node_graph(at.graph, i, k), at.depth + 1};
        }
    }
    free(pending);
    if (f->print)
        printf("%s: %zu nodes, graphs %zu deep, %u functions, %zu external weights\n",
               show(f->file), nodes, depth, info.n_functions, external);
}

/* The model with everything that lies beside it, as for a run. */
static int load_all(findings *f) {
    lg_model *model = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_status st = load_model_quiet(f->c, f->file, LG_LOAD_VERIFY_CHECKSUM, &model, &err);
    lg_model_destroy(model);
    if (st == LG_E_NO_MEMORY || st == LG_E_CANCELLED)
        return report_error(f->c, &err, f->file, false);
    if (st != LG_OK)
        find(f, true, err.code, err.message);
    return EXIT_OK;
}

/* Not 0: an exit code above 1, for what is no finding but trouble. */
static int check_file(findings *f) {
    lg_model *model = NULL;
    lg_program *program = NULL;
    int trouble = EXIT_OK;
    lg_error err = LG_ERROR_INIT;
    lg_status st = load_model_quiet(f->c, f->file, LG_LOAD_NO_EXTERNAL, &model, &err);
    if (st == LG_E_MODEL || st == LG_E_TYPE || st == LG_E_SHAPE || st == LG_E_UNSUPPORTED) {
        find(f, true, err.code, err.message);
        return EXIT_OK;
    }
    if (st != LG_OK)
        return report_error(f->c, &err, f->file, false);
    lg_model_info info;
    lg_model_info_get(model, &info);
    for (uint32_t i = 0; i < info.n_warnings; i++)
        find(f, false, 201, lg_model_warning(model, i));
    check_operators(f, model);
    st = lg_program_compile(model, NULL, &program, &err);
    if (st != LG_OK && st != LG_E_UNSUPPORTED)
        find(f, true, err.code, err.message);
    if (option_times(f->c, "security")) {
        check_security(f, model);
        trouble = load_all(f);
    }
    lg_program_destroy(program);
    lg_model_destroy(model);
    return trouble;
}

static void open_sarif(json *j) {
    const lg_code_info *row;
    json_open(j, NULL, '{');
    json_text(j, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_text(j, "version", "2.1.0");
    json_open(j, "runs", '[');
    json_open(j, NULL, '{');
    json_open(j, "tool", '{');
    json_open(j, "driver", '{');
    json_text(j, "name", "lossgraph");
    json_text(j, "version", lg_version());
    json_open(j, "rules", '[');
    for (size_t i = 0; (row = lg_error_code_info(i)) != NULL; i++)
        for (int warning = 0; warning < 2; warning++) {
            char id[16];
            (void)snprintf(id, sizeof id, warning ? "W%04u" : "E%04u", row->code);
            json_open(j, NULL, '{');
            json_text(j, "id", id);
            json_open(j, "shortDescription", '{');
            json_text(j, "text", row->text);
            json_close(j, '}');
            json_close(j, '}');
        }
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, '}');
    json_open(j, "results", '[');
}

static int finish_sarif(cli *c, json *j, const char *path) {
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, ']');
    json_close(j, '}');
    return json_finish(c, j, path);
}

static int check(cli *c) {
    json document = {0};
    json results = {0};
    json *doc = c->json ? &document : NULL;
    const char *sarif = option_text(c, "sarif");
    int rc = sarif && strcmp(sarif, "-") != 0 ? check_output(c, sarif) : EXIT_OK;
    if (rc || (rc = open_context(c, 0)) != EXIT_OK)
        return rc;
    if (sarif)
        open_sarif(&results);
    if (doc) {
        json_open(doc, NULL, '{');
        json_int(doc, "schema_version", 1);
        json_open(doc, "files", '[');
    }
    for (size_t i = 0; i < c->n_arguments; i++) {
        findings f = {
            .c = c, .doc = doc, .sarif = sarif ? &results : NULL, .file = c->arguments[i]};
        f.print = !doc && !(sarif && strcmp(sarif, "-") == 0);
        if (doc) {
            json_open(doc, NULL, '{');
            json_text(doc, "file", f.file);
            json_open(doc, "findings", '[');
        }
        int trouble = check_file(&f);
        rc = worse(rc, trouble ? trouble : f.errors ? EXIT_DIFFERENT : EXIT_OK);
        if (doc) {
            json_close(doc, ']');
            json_int(doc, "errors", (int64_t)f.errors);
            json_int(doc, "warnings", (int64_t)f.warnings);
            json_close(doc, '}');
        } else if (!trouble && f.print) {
            printf("%s: %zu errors, %zu warnings\n", show(f.file), f.errors, f.warnings);
        }
    }
    if (sarif)
        rc = worse(rc, finish_sarif(c, &results, sarif));
    if (doc) {
        json_close(doc, ']');
        json_close(doc, '}');
        if (rc <= EXIT_DIFFERENT)
            rc = worse(rc, json_finish(c, doc, NULL));
        else
            text_free(&doc->out);
    }
    return rc;
}

const command command_check = {
    "check", "MODEL...", "check models for validity and support", options, LG_COUNT(options), check,
    1,       1 << 20};
