/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph ops: the registered operators. */
#include "tools/cli/commands.h"
#include "tools/cli/opdoc.h"

static const option options[] = {
    {0, "domain", OPTION_TEXT, "DOMAIN", "only this domain; ai.onnx is the standard one", false,
     NULL},
    {0, "filter", OPTION_TEXT, "TEXT", "only names that contain this", false, NULL},
    {0, "missing", OPTION_FLAG, NULL, "standard operators without an implementation", false, NULL},
    {0, "markdown", OPTION_FLAG, NULL, "the reference in Markdown", false, NULL},
    {0, "write", OPTION_FILE, "DIR", "write the reference there: ops.md, ops.json", false, NULL},
    {'o', "output", OPTION_FILE, "FILE", "write it there", false, NULL},
    {0, "json", OPTION_FLAG, NULL, "one JSON document", false, NULL},
};

static void list_text(cli *c, const lg_registry *registry, text *out) {
    const lg_op_desc *op;
    for (size_t i = 0; (op = lg_registry_op(registry, i)) != NULL; i++) {
        if (!operator_wanted(c, op->domain, op->name))
            continue;
        text_add(out, "%-24s %-36s %3d  %-9s %-8s %-5s", domain_name(op->domain), op->name,
                 op->since_version, op->grad ? "gradient" : "",
                 operator_in_place(op) ? "in-place" : "", operator_has_body(op) ? "body" : "");
        if (option_times(c, "verbose"))
            text_add(out, " %s", lg_registry_origin(registry, i));
        while (out->size && out->data[out->size - 1] == ' ')
            out->data[--out->size] = '\0';
        text_add(out, "\n");
    }
}

static int show_named(cli *c, const lg_registry *registry, const char *name, text *out, json *doc) {
    const lg_op_desc *op;
    size_t found = 0;
    const char *colons = strstr(name, "::");
    for (size_t i = 0; (op = lg_registry_op(registry, i)) != NULL; i++) {
        const char *domain = domain_name(op->domain);
        if (strcmp(op->name, colons ? colons + 2 : name) != 0 ||
            (colons && (strlen(domain) != (size_t)(colons - name) ||
                        strncmp(domain, name, strlen(domain)) != 0)))
            continue;
        if (doc)
            operator_json(doc, op, lg_registry_origin(registry, i));
        else
            text_add(out, "%s", found ? "\n" : "");
        if (!doc)
            operator_show(out, op);
        found++;
    }
    return found ? EXIT_OK : usage_error(c, "no operator is named '%s'", show(name));
}

/* The names of the standard operators; those without any version here are printed. */
static void list_missing(cli *c, const lg_registry *registry, text *out, json *doc) {
    static const char standard[] =
#include "tools/cli/standard_ops.inc"
        ;
    for (const char *p = standard; *p;) {
        char name[64];
        size_t n = strcspn(p, " ");
        (void)snprintf(name, sizeof name, "%.*s", (int)n, p);
        p += n + (p[n] == ' ');
        const char *colons = strstr(name, "::");
        char domain[64] = "";
        if (colons)
            (void)snprintf(domain, sizeof domain, "%.*s", (int)(colons - name), name);
        const char *op = colons ? colons + 2 : name;
        if (strcmp(name, "ai.onnx.preview.training::Gradient") == 0)
            continue; /* no registry has it: compiling replaces it */
        if (!operator_wanted(c, domain, op) || lg_registry_find(registry, domain, op, 0))
            continue;
        if (doc) {
            json_open(doc, NULL, '{');
            json_text(doc, "domain", domain_name(domain));
            json_text(doc, "name", op);
            json_close(doc, '}');
        } else {
            text_add(out, "%s::%s\n", domain_name(domain), op);
        }
    }
}

static int write_reference(cli *c, const lg_registry *registry, const char *folder) {
    static const char *const names[] = {"ops.md", "ops.json"};
    int rc = make_directory(c, folder);
    for (int i = 0; i < 2 && rc == EXIT_OK; i++) {
        text path = {0}, out = {0};
        text_add(&path, "%s/%s", folder, names[i]);
        if (i == 0)
            operators_markdown(c, registry, &out);
        else
            operators_json(c, registry, &out);
        rc = write_output(c, path.data, out.data, out.size);
        text_free(&path);
        text_free(&out);
    }
    return rc;
}

static int ops(cli *c) {
    lg_registry *registry = NULL;
    text out = {0};
    json document = {0};
    json *doc = c->json ? &document : NULL;
    bool named = c->n_arguments > 0 && strcmp(c->arguments[0], "show") == 0;
    if (c->n_arguments && (!named || c->n_arguments < 2) &&
        (strcmp(c->arguments[0], "list") != 0 || c->n_arguments > 1))
        return usage_error(c, "'%s': expected list, or show NAME", show(c->arguments[0]));
    int rc = open_registry(c, &registry);
    if (rc)
        return rc;
    if (option_text(c, "write")) {
        rc = write_reference(c, registry, option_text(c, "write"));
        lg_registry_destroy(registry);
        return rc;
    }
    if (doc) {
        json_open(doc, NULL, '{');
        json_int(doc, "schema_version", 1);
        json_open(doc, "operators", '[');
    }
    if (named) {
        for (size_t i = 1; i < c->n_arguments && rc == EXIT_OK; i++)
            rc = show_named(c, registry, c->arguments[i], &out, doc);
    } else if (option_times(c, "missing")) {
        list_missing(c, registry, &out, doc);
    } else if (doc) {
        const lg_op_desc *op;
        for (size_t i = 0; (op = lg_registry_op(registry, i)) != NULL; i++)
            if (operator_wanted(c, op->domain, op->name))
                operator_json(doc, op, lg_registry_origin(registry, i));
    } else if (option_times(c, "markdown")) {
        operators_markdown(c, registry, &out);
    } else {
        list_text(c, registry, &out);
    }
    const char *path = option_text(c, "output");
    if (doc) {
        json_close(doc, ']');
        json_close(doc, '}');
        if (rc == EXIT_OK)
            rc = json_finish(c, doc, path);
        else
            text_free(&doc->out);
    } else if (rc == EXIT_OK && out.size) {
        rc = write_output(c, path ? path : "-", out.data, out.size);
    }
    text_free(&out);
    lg_registry_destroy(registry);
    return rc;
}

const command command_ops = {"ops",
                             "[list | show NAME...]",
                             "list the operators, or explain one",
                             options,
                             LG_COUNT(options),
                             ops,
                             0,
                             64};
