/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptions of operators. */
#include "tools/cli/opdoc.h"

static const char *const attr_kinds[] = {"",      "real", "int",     "bool",   "choice", "string",
                                         "reals", "ints", "strings", "tensor", "graph"};

const char *domain_name(const char *domain) {
    return *domain ? domain : "ai.onnx";
}

bool operator_wanted(const cli *c, const char *domain, const char *name) {
    const char *only = option_text(c, "domain"), *part = option_text(c, "filter");
    return (!only || strcmp(only, domain_name(domain)) == 0 || strcmp(only, domain) == 0) &&
           (!part || strstr(name, part) != NULL);
}

bool operator_has_body(const lg_op_desc *op) {
    return op->body || op->body_build;
}

bool operator_in_place(const lg_op_desc *op) {
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

static const char *argument(const lg_arg_desc *args, uint32_t n, uint32_t i) {
    return n ? args[i < n ? i : n - 1].name : "";
}

/* The rule as a call: d_NAME is the gradient of an output. */
static void print_gradient(text *out, const lg_op_desc *op) {
    const lg_grad_rule *g = op->grad;
    if (!g || !g->op) {
        text_add(out, g ? "a graph of its own" : "none");
        return;
    }
    text_add(out, "%s::%s(", domain_name(g->domain ? g->domain : ""), g->op);
    for (uint32_t i = 0; i < g->n_in; i++) {
        lg_ref r = g->in[i];
        text_add(out, "%s", i ? ", " : "");
        if (r.kind == LG_REF_X)
            text_add(out, "%s", argument(op->inputs, op->n_inputs, r.index));
        else if (r.kind == LG_REF_Y)
            text_add(out, "%s", argument(op->outputs, op->n_outputs, r.index));
        else if (r.kind == LG_REF_DY)
            text_add(out, "d_%s", argument(op->outputs, op->n_outputs, r.index));
        else if (r.kind == LG_REF_XSHAPE)
            text_add(out, "shape of %s", argument(op->inputs, op->n_inputs, r.index));
        else
            text_add(out, "-");
    }
    text_add(out, g->flags & LG_GRAD_VARIADIC_TAIL ? ", ...)" : ")");
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

void operator_json(json *j, const lg_op_desc *op, const char *origin) {
    json_open(j, NULL, '{');
    json_text(j, "domain", domain_name(op->domain));
    json_text(j, "name", op->name);
    json_int(j, "since_version", op->since_version);
    json_text(j, "origin", origin);
    json_text(j, "doc", op->doc);
    json_bool(j, "gradient", op->grad != NULL);
    if (op->grad) {
        text rule = {0};
        print_gradient(&rule, op);
        json_text(j, "gradient_rule", op->grad->body ? op->grad->body : rule.data);
        text_free(&rule);
    }
    json_bool(j, "body", operator_has_body(op));
    json_bool(j, "in_place", operator_in_place(op));
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
        if (op->attrs[i].choices) {
            json_open(j, "choices", '[');
            for (size_t k = 0; op->attrs[i].choices[k]; k++)
                json_text(j, NULL, op->attrs[i].choices[k]);
            json_close(j, ']');
        }
        if (op->attrs[i].doc)
            json_text(j, "doc", op->attrs[i].doc);
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

void operator_show(text *out, const lg_op_desc *op) {
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
    text_add(out, "Gradient: ");
    if (g && g->body)
        text_add(out, "\n%s", g->body);
    else
        print_gradient(out, op);
    text_add(out, "\n");
    if (op->body)
        text_add(out, "Decomposition:\n%s\n", op->body);
    else
        text_add(out, "Decomposition: %s\n",
                 op->body_build ? "depends on attributes, ranks and types" : "none");
}

/* ---- reference in Markdown ---- */

/* Text of a table's cell. */
static void put_cell(text *out, const char *s) {
    for (; *s; s++)
        if (*s == '|' || *s == '*')
            text_add(out, "\\%c", *s);
        else if (*s == '<')
            text_add(out, "&lt;");
        else if (*s == '\n')
            text_add(out, " ");
        else
            text_put(out, s, 1);
}

typedef struct type_class {
    const char *name;
    uint64_t mask;
} type_class;

#define BIT(dtype) ((uint64_t)1 << (dtype))
#define FLOATS     (BIT(LG_FLOAT) | BIT(LG_DOUBLE) | BIT(LG_FLOAT16) | BIT(LG_BFLOAT16))
#define SIGNED     (BIT(LG_INT8) | BIT(LG_INT16) | BIT(LG_INT32) | BIT(LG_INT64))
#define UNSIGNED   (BIT(LG_UINT8) | BIT(LG_UINT16) | BIT(LG_UINT32) | BIT(LG_UINT64))
#define COMPLEX    (BIT(LG_COMPLEX64) | BIT(LG_COMPLEX128))
#define FLOATS8                                                                                    \
    (BIT(LG_FLOAT8E4M3FN) | BIT(LG_FLOAT8E4M3FNUZ) | BIT(LG_FLOAT8E5M2) | BIT(LG_FLOAT8E5M2FNUZ))

static const type_class classes[] = {{"floats", FLOATS},   {"ints", SIGNED | UNSIGNED},
                                     {"signed", SIGNED},   {"unsigned", UNSIGNED},
                                     {"complex", COMPLEX}, {"floats8", FLOATS8}};

/* Classes where all of their types are allowed, then the single ones. */
static void put_types(text *out, uint64_t mask) {
    bool first = true;
    for (size_t i = 0; i < LG_COUNT(classes); i++)
        if ((mask & classes[i].mask) == classes[i].mask) {
            text_add(out, "%s%s", first ? "" : " ", classes[i].name);
            mask &= ~classes[i].mask;
            first = false;
        }
    if (mask && !first)
        text_add(out, " ");
    print_types(out, mask);
}

static const char *const intro =
    "# Operators\n\n"
    "Written by `lossgraph ops --write schemas --force`; a test compares it with the program.\n\n"
    "One table for each domain. *Versions* are those of the domain at which a signature begins; "
    "*types* are\nthose of the first input, for the newest version. *Gradient*: it can be "
    "differentiated. *Body*: it has a\ndecomposition into ONNX's own operators, for other "
    "runtimes. *In place*: the result may take over the\nmemory of an input.\n\n"
    "Types: *floats* are f16, bf16, f32, f64; *ints* are *signed* (i8 to i64) and *unsigned* (u8 "
    "to u64);\n*floats8* are the four f8 types with a mantissa; *complex* are c64 and c128.\n";

static bool same_operator(const lg_op_desc *a, const lg_op_desc *b) {
    return strcmp(a->domain, b->domain) == 0 && strcmp(a->name, b->name) == 0;
}

/* Row of the operator at *at; *at becomes the last of its versions. */
static void table_row(const lg_registry *registry, size_t *at, text *out) {
    const lg_op_desc *op = lg_registry_op(registry, *at), *next;
    bool link = strcmp(op->domain, "ai.lossgraph") == 0;
    text_add(out, link ? "| [%s](#" : "| %s", op->name);
    for (const char *p = op->name; link && *p; p++)
        text_add(out, "%c", *p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
    text_add(out, "%s | %d", link ? ")" : "", op->since_version);
    for (; (next = lg_registry_op(registry, *at + 1)) != NULL && same_operator(op, next);
         *at += 1) {
        text_add(out, ", %d", next->since_version);
        op = next;
    }
    text_add(out, "%s | ", op->flags & LG_OP_DEPRECATED ? " (dropped)" : "");
    if (op->n_inputs)
        put_types(out, op->inputs[0].dtypes);
    text_add(out, " | %s | %s | %s |\n", op->grad ? "yes" : "", operator_has_body(op) ? "yes" : "",
             operator_in_place(op) ? "yes" : "");
}

static void section_arguments(text *out, const char *title, const lg_arg_desc *args, uint32_t n) {
    if (!n)
        return;
    text_add(out, "\n| %s | types | |\n|---|---|---|\n", title);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t flags = args[i].flags;
        text_add(out, "| `%s` | ", args[i].name);
        put_types(out, args[i].dtypes);
        text_add(out, " | %s%s%s |\n",
                 flags & LG_ARG_OPTIONAL   ? "optional"
                 : flags & LG_ARG_VARIADIC ? "any number"
                                           : "",
                 flags & (LG_ARG_OPTIONAL | LG_ARG_VARIADIC) && flags & LG_ARG_NONDIFF ? ", " : "",
                 flags & LG_ARG_NONDIFF ? "no gradient" : "");
    }
}

static void section_attributes(text *out, const lg_op_desc *op) {
    if (op->n_attrs)
        text_add(out, "\n| attribute | kind | default | meaning |\n|---|---|---|---|\n");
    for (uint32_t i = 0; i < op->n_attrs; i++) {
        const lg_attr_desc *a = &op->attrs[i];
        text_add(out, "| `%s` | %s | ", a->name,
                 a->kind < LG_COUNT(attr_kinds) ? attr_kinds[a->kind] : "");
        print_default(out, a);
        text_add(out, " | ");
        for (size_t k = 0; a->choices && a->choices[k]; k++)
            text_add(out, "%s\"%s\"", k ? ", " : "one of ", a->choices[k]);
        text_add(out, "%s", a->choices && a->doc ? "; " : "");
        put_cell(out, a->doc ? a->doc : "");
        text_add(out, " |\n");
    }
}

static void put_call(text *out, const lg_op_desc *op) {
    for (uint32_t i = 0; i < op->n_outputs; i++)
        text_add(out, "%s%s%s", i ? ", " : "", op->outputs[i].name,
                 op->outputs[i].flags & LG_ARG_OPTIONAL ? "?" : "");
    text_add(out, " = %s::%s", domain_name(op->domain), op->name);
    for (uint32_t i = 0; i < op->n_attrs; i++)
        text_add(out, "%s%s", i ? ", " : " <", op->attrs[i].name);
    text_add(out, op->n_attrs ? "> (" : " (");
    for (uint32_t i = 0; i < op->n_inputs; i++)
        text_add(out, "%s%s%s", i ? ", " : "", op->inputs[i].name,
                 op->inputs[i].flags & LG_ARG_OPTIONAL   ? "?"
                 : op->inputs[i].flags & LG_ARG_VARIADIC ? "..."
                                                         : "");
    text_add(out, ")");
}

static void section(text *out, const lg_op_desc *op) {
    text_add(out, "\n### %s\n\n    ", op->name);
    put_call(out, op);
    text_add(out, "\n\n");
    put_cell(out, op->doc ? op->doc : "");
    text_add(out, "\n");
    section_arguments(out, "input", op->inputs, op->n_inputs);
    section_arguments(out, "output", op->outputs, op->n_outputs);
    section_attributes(out, op);
    text_add(out, "\nGradient: ");
    if (op->grad && op->grad->op) {
        text_add(out, "`");
        print_gradient(out, op);
        text_add(out, "`");
    } else {
        print_gradient(out, op);
    }
    text_add(out, ". Decomposition: %s.\n",
             op->body         ? "below"
             : op->body_build ? "depends on attributes, ranks and types"
                              : "none");
    if (op->body)
        text_add(out, "\n```\n%s%s```\n", op->body,
                 op->body[strlen(op->body) - 1] == '\n' ? "" : "\n");
}

void operators_markdown(const cli *c, const lg_registry *registry, text *out) {
    const lg_op_desc *op, *last = NULL;
    text_add(out, "%s", intro);
    for (size_t i = 0; (op = lg_registry_op(registry, i)) != NULL; i++) {
        if (!operator_wanted(c, op->domain, op->name))
            continue;
        if (!last || strcmp(last->domain, op->domain) != 0)
            text_add(out,
                     "\n## %s\n\n| operator | versions | types | gradient | body | in place "
                     "|\n|---|---|---|---|---|---|\n",
                     domain_name(op->domain));
        table_row(registry, &i, out);
        last = op;
    }
    text_add(out, "\n## The operators of ai.lossgraph\n");
    for (size_t i = 0; (op = lg_registry_op(registry, i)) != NULL; i++)
        if (strcmp(op->domain, "ai.lossgraph") == 0 && operator_wanted(c, op->domain, op->name))
            section(out, op);
}

void operators_json(const cli *c, const lg_registry *registry, text *out) {
    const lg_op_desc *op;
    bool first = true;
    text_add(out, "{\"schema_version\":1,\"operators\":[\n");
    for (size_t i = 0; (op = lg_registry_op(registry, i)) != NULL; i++) {
        json j = {0};
        if (!operator_wanted(c, op->domain, op->name))
            continue;
        operator_json(&j, op, lg_registry_origin(registry, i));
        text_add(out, "%s%s", first ? "" : ",\n", j.out.data);
        text_free(&j.out);
        first = false;
    }
    text_add(out, "\n]}\n");
}
