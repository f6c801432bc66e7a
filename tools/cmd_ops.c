/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph ops: the registered operators. */
#include "tools/cli/commands.h"

static const option options[] = {
    {0, "domain", OPTION_TEXT, "DOMAIN", "only this domain; ai.onnx is the standard one", false,
     NULL},
    {0, "filter", OPTION_TEXT, "TEXT", "only names that contain this", false, NULL},
    {0, "missing", OPTION_FLAG, NULL, "standard operators without an implementation", false, NULL},
    {0, "markdown", OPTION_FLAG, NULL, "a table in Markdown", false, NULL},
    {'o', "output", OPTION_FILE, "FILE", "write it there", false, NULL},
    {0, "json", OPTION_FLAG, NULL, "one JSON document", false, NULL},
};

static const char *const attr_kinds[] = {"",      "real", "int",     "bool",   "choice", "string",
                                         "reals", "ints", "strings", "tensor", "graph"};

static const char *domain_name(const char *domain) {
    return *domain ? domain : "ai.onnx";
}

static bool wanted(const cli *c, const char *domain, const char *name) {
    const char *only = option_text(c, "domain"), *part = option_text(c, "filter");
    return (!only || strcmp(only, domain_name(domain)) == 0 || strcmp(only, domain) == 0) &&
           (!part || strstr(name, part) != NULL);
}

static bool has_body(const lg_op_desc *op) {
    return op->body || op->body_build;
}

static bool in_place(const lg_op_desc *op) {
    for (uint32_t i = 0; i < op->n_outputs; i++)
        if (op->outputs[i].may_overwrite)
            return true;
    return false;
}

/* "f32 f64", or a class when it is one. */
static void print_types(text *out, uint64_t mask) {
    bool first = true;
    for (int32_t i = 1; i < 64; i++)
        if (mask >> i & 1) {
            text_add(out, "%s%s", first ? "" : " ", lg_dtype_name(i));
            first = false;
        }
}

static void print_default(text *out, const lg_attr_desc *a) {
    char digits[32];
    if (a->flags & LG_ATTR_REQUIRED) {
        text_add(out, "required");
    } else if (a->kind == LG_ATTR_REAL) {
        lg_number_print(a->fallback, digits);
        text_add(out, "%s", strcmp(digits, "nan") == 0 ? "absent" : digits);
    } else if (a->kind == LG_ATTR_CHOICE && a->choices) {
        text_add(out, "\"%s\"", a->choices[a->fallback_int]);
    } else if (a->kind == LG_ATTR_INT || a->kind == LG_ATTR_BOOL) {
        if (a->fallback_int == LG_INT_ABSENT)
            text_add(out, "absent");
        else
            text_add(out, "%lld", (long long)a->fallback_int);
    } else {
        text_add(out, "absent");
    }
}

static void list_text(cli *c, const lg_registry *registry, text *out) {
    const lg_op_desc *op;
    for (size_t i = 0; (op = lg_registry_op(registry, i)) != NULL; i++) {
        if (!wanted(c, op->domain, op->name))
            continue;
        text_add(out, "%-24s %-36s %3d  %-9s %-8s %-5s", domain_name(op->domain), op->name,
                 op->since_version, op->grad ? "gradient" : "", in_place(op) ? "in-place" : "",
                 has_body(op) ? "body" : "");
        if (option_times(c, "verbose"))
            text_add(out, " %s", lg_registry_origin(registry, i));
        while (out->size && out->data[out->size - 1] == ' ')
            out->data[--out->size] = '\0';
        text_add(out, "\n");
    }
}

static void list_markdown(cli *c, const lg_registry *registry, text *out) {
    const lg_op_desc *op;
    text_add(out, "| domain | operator | since | gradient | body | types of input 0 |\n"
                  "|---|---|--:|---|---|---|\n");
    for (size_t i = 0; (op = lg_registry_op(registry, i)) != NULL; i++) {
        if (!wanted(c, op->domain, op->name))
            continue;
        text_add(out, "| %s | %s | %d | %s | %s | ", domain_name(op->domain), op->name,
                 op->since_version, op->grad ? "yes" : "", has_body(op) ? "yes" : "");
        if (op->n_inputs)
            print_types(out, op->inputs[0].dtypes);
        text_add(out, " |\n");
    }
}

static void json_arguments(json *j, const char *name, const lg_arg_desc *args, uint32_t n) {
    json_open(j, name, '[');
    for (uint32_t i = 0; i < n; i++) {
        json_open(j, NULL, '{');
        json_text(j, "name", args[i].name);
        json_open(j, "types", '[');
        for (int32_t k = 1; k < 64; k++)
            if (args[i].dtypes >> k & 1)
                json_text(j, NULL, lg_dtype_name(k));
        json_close(j, ']');
        json_bool(j, "optional", args[i].flags & LG_ARG_OPTIONAL);
        json_bool(j, "variadic", args[i].flags & LG_ARG_VARIADIC);
        json_bool(j, "differentiable", !(args[i].flags & LG_ARG_NONDIFF));
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void json_operator(json *j, const lg_op_desc *op, const char *origin) {
    json_open(j, NULL, '{');
    json_text(j, "domain", domain_name(op->domain));
    json_text(j, "name", op->name);
    json_int(j, "since_version", op->since_version);
    json_text(j, "origin", origin);
    json_text(j, "doc", op->doc);
    json_bool(j, "gradient", op->grad != NULL);
    json_bool(j, "body", has_body(op));
    json_bool(j, "in_place", in_place(op));
    json_arguments(j, "inputs", op->inputs, op->n_inputs);
    json_arguments(j, "outputs", op->outputs, op->n_outputs);
    json_open(j, "attributes", '[');
    for (uint32_t i = 0; i < op->n_attrs; i++) {
        text fallback = {0};
        print_default(&fallback, &op->attrs[i]);
        json_open(j, NULL, '{');
        json_text(j, "name", op->attrs[i].name);
        json_text(j, "kind",
                  op->attrs[i].kind < LG_COUNT(attr_kinds) ? attr_kinds[op->attrs[i].kind] : "");
        json_text(j, "default", fallback.data);
        json_close(j, '}');
        text_free(&fallback);
    }
    json_close(j, ']');
    json_close(j, '}');
}

static void show_arguments(text *out, const char *title, const lg_arg_desc *args, uint32_t n) {
    text_add(out, "%s\n", title);
    for (uint32_t i = 0; i < n; i++) {
        text_add(out, "  %-16s ", args[i].name);
        print_types(out, args[i].dtypes);
        text_add(out, "%s%s%s\n", args[i].flags & LG_ARG_OPTIONAL ? ", optional" : "",
                 args[i].flags & LG_ARG_VARIADIC ? ", variadic" : "",
                 args[i].flags & LG_ARG_NONDIFF ? ", no gradient" : "");
    }
}

static void show_operator(text *out, const lg_op_desc *op) {
    static const char refs[][3] = {"-", "X", "Y", "DY", "SX"};
    text_add(out, "%s::%s, since version %d\n\n%s\n\n", domain_name(op->domain), op->name,
             op->since_version, op->doc ? op->doc : "");
    show_arguments(out, "Inputs:", op->inputs, op->n_inputs);
    show_arguments(out, "Outputs:", op->outputs, op->n_outputs);
    if (op->n_attrs)
        text_add(out, "Attributes:\n");
    for (uint32_t i = 0; i < op->n_attrs; i++) {
        const lg_attr_desc *a = &op->attrs[i];
        text_add(out, "  %-16s %s, ", a->name,
                 a->kind < LG_COUNT(attr_kinds) ? attr_kinds[a->kind] : "");
        print_default(out, a);
        for (size_t k = 0; a->choices && a->choices[k]; k++)
            text_add(out, "%s\"%s\"", k ? ", " : "; one of ", a->choices[k]);
        text_add(out, "%s%s\n", a->doc ? "; " : "", a->doc ? a->doc : "");
    }
    const lg_grad_rule *g = op->grad;
    if (g && g->op) {
        text_add(out, "Gradient: %s::%s(", domain_name(g->domain ? g->domain : ""), g->op);
        for (uint32_t i = 0; i < g->n_in; i++)
            text_add(out, "%s%s%u", i ? ", " : "", g->in[i].kind < 5 ? refs[g->in[i].kind] : "?",
                     g->in[i].index);
        text_add(out, ")\n");
    } else if (g && g->body) {
        text_add(out, "Gradient:\n%s\n", g->body);
    } else {
        text_add(out, "Gradient: none\n");
    }
    if (op->body)
        text_add(out, "Decomposition:\n%s\n", op->body);
    else
        text_add(out, "Decomposition: %s\n",
                 op->body_build ? "depends on attributes, ranks and types" : "none");
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
            json_operator(doc, op, lg_registry_origin(registry, i));
        else
            text_add(out, "%s", found ? "\n" : "");
        if (!doc)
            show_operator(out, op);
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
        if (!wanted(c, domain, op) || lg_registry_find(registry, domain, op, 0))
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
            if (wanted(c, op->domain, op->name))
                json_operator(doc, op, lg_registry_origin(registry, i));
    } else if (option_times(c, "markdown")) {
        list_markdown(c, registry, &out);
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
