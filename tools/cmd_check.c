/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph check: validity of models, and what this build can run. */
#include "tools/cli/commands.h"

static const option options[] = {
    {0, "strict", OPTION_FLAG, NULL, "warnings are errors", false, NULL},
    {0, "capability", OPTION_FLAG, NULL, "operators that have no implementation are errors", false,
     NULL},
    {0, "json", OPTION_FLAG, NULL, "one JSON document", false, NULL},
};

typedef struct findings {
    cli *c;
    json *doc;
    const char *file;
    size_t errors, warnings;
} findings;

static void find(findings *f, bool error, uint32_t code, const char *message) {
    char name[16];
    error = error || option_times(f->c, "strict");
    (void)snprintf(name, sizeof name, error ? "E%04u" : "W%04u", code);
    *(error ? &f->errors : &f->warnings) += 1;
    if (f->doc) {
        json_open(f->doc, NULL, '{');
        json_text(f->doc, "code", name);
        json_text(f->doc, "severity", error ? "error" : "warning");
        json_text(f->doc, "message", message);
        json_close(f->doc, '}');
        return;
    }
    printf("%s[%s]: ", error ? "error" : "warning", name);
    for (const char *p = message; *p; p++) {
        putchar(*p);
        if (*p == '\n')
            fputs("  hint: ", stdout);
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

/* Not 0: an exit code above 1, for what is no finding but trouble. */
static int check_file(findings *f) {
    lg_model *model = NULL;
    lg_program *program = NULL;
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
    lg_program_destroy(program);
    lg_model_destroy(model);
    return EXIT_OK;
}

static int check(cli *c) {
    json document = {0};
    json *doc = c->json ? &document : NULL;
    int rc = open_context(c, 0);
    if (rc)
        return rc;
    if (doc) {
        json_open(doc, NULL, '{');
        json_int(doc, "schema_version", 1);
        json_open(doc, "files", '[');
    }
    for (size_t i = 0; i < c->n_arguments; i++) {
        findings f = {.c = c, .doc = doc, .file = c->arguments[i]};
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
        } else if (!trouble) {
            printf("%s: %zu errors, %zu warnings\n", show(f.file), f.errors, f.warnings);
        }
    }
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
