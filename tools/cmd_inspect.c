/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph inspect: what a model or a tensor file holds. */
#include "tools/cli/commands.h"

static const option options[] = {
    {0, "nodes", OPTION_FLAG, NULL, "list the nodes", false, NULL},
    {0, "weights", OPTION_FLAG, NULL, "list the initializers", false, NULL},
    {0, "tree", OPTION_FLAG, NULL, "graphs and their subgraphs", false, NULL},
    {0, "functions", OPTION_FLAG, NULL, "list the model-local functions", false, NULL},
    {0, "digest", OPTION_FLAG, NULL, "SHA-256 of the file and of all weights, external ones too",
     false, NULL},
    {0, "text", OPTION_FLAG, NULL, "the model in ONNX text", false, NULL},
    {0, "dot", OPTION_FLAG, NULL, "the graph for Graphviz", false, NULL},
    {0, "json", OPTION_FLAG, NULL, "one JSON document", false, NULL},
    {'o', "output", OPTION_FILE, "FILE", "write --text or --dot there", false, NULL},
};

/* How often an operator occurs. */
typedef struct tally {
    const char *domain, *op;
    int32_t version;
    bool supported, function;
    size_t n;
} tally;

typedef struct summary {
    tally *ops;
    size_t n_ops, nodes, graphs, weights, parameters;
    uint64_t bytes;
} summary;

static void count_node(summary *s, const lg_node_info *node) {
    for (size_t i = 0; i < s->n_ops; i++)
        if (strcmp(s->ops[i].op, node->op) == 0 && strcmp(s->ops[i].domain, node->domain) == 0) {
            s->ops[i].n++;
            return;
        }
    s->ops = tool_resize(s->ops, (s->n_ops + 1) * sizeof *s->ops);
    s->ops[s->n_ops++] =
        (tally){node->domain, node->op, node->node_opset, node->desc != NULL, node->is_function, 1};
}

static int by_count(const void *a, const void *b) {
    const tally *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    int c = strcmp(x->domain, y->domain);
    return c ? c : strcmp(x->op, y->op);
}

static void count_values(summary *s, const lg_graph *graph) {
    for (uint32_t i = 0; i < lg_graph_value_count(graph); i++) {
        lg_value_info v;
        int64_t count = 1;
        size_t bytes = 0;
        lg_graph_value_get(graph, i, &v);
        if (!v.is_initializer)
            continue;
        s->weights++;
        for (int32_t k = 0; k < v.rank; k++)
            count *= v.dims[k];
        s->parameters += (size_t)count;
        if (lg_dtype_bytes(v.dtype, count, &bytes, NULL) == LG_OK)
            s->bytes += bytes;
    }
}

static void survey(const lg_model *model, summary *s) {
    lg_model_info info;
    lg_model_info_get(model, &info);
    const lg_graph **pending =
        tool_alloc((info.n_functions + 2 * info.n_training + 1) * sizeof *pending);
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
        s->graphs++;
        count_values(s, graph);
        for (uint32_t i = 0; i < lg_graph_node_count(graph); i++) {
            lg_node_info node;
            lg_graph_node_get(graph, i, &node);
            s->nodes++;
            count_node(s, &node);
            pending = tool_resize(pending, (n + node.n_graphs + 1) * sizeof *pending);
            for (uint32_t k = 0; k < node.n_graphs; k++)
                pending[n++] = lg_graph_node_graph(graph, i, k);
        }
    }
    free(pending);
    if (s->n_ops)
        qsort(s->ops, s->n_ops, sizeof *s->ops, by_count);
}

static const char *support(const tally *t) {
    return t->supported ? "yes" : t->function ? "function" : "no";
}

static void print_values(text *out, const lg_model *model, const lg_graph *graph, bool inputs) {
    uint32_t n = inputs ? lg_graph_input_count(graph) : lg_graph_output_count(graph);
    for (uint32_t i = 0; i < n; i++) {
        lg_value_info v;
        lg_graph_value_get(graph, inputs ? lg_graph_input(graph, i) : lg_graph_output(graph, i),
                           &v);
        text_add(out, "%s %s ", inputs ? "input " : "output", show(v.name));
        print_type(out, &v, model_dim_name, model);
        text_add(out, "%s\n", inputs && v.is_initializer ? " (has a default)" : "");
    }
}

static void print_summary(text *out, const lg_model *model, const char *path, const summary *s) {
    lg_model_info info;
    lg_model_info_get(model, &info);
    text_add(out, "%s\nproducer %s %s, IR %lld", show(path), show(info.producer_name),
             show(info.producer_version), (long long)info.ir_version);
    for (uint32_t i = 0; i < info.n_opsets; i++) {
        lg_opset_info o;
        lg_model_opset(model, i, &o);
        text_add(out, ", %s %lld", *o.domain ? show(o.domain) : "ai.onnx", (long long)o.version);
    }
    text_add(out, "\ngraph %s: %zu nodes in %zu graphs, %u functions, %u training entries\n",
             show(lg_graph_name(lg_model_graph(model))), s->nodes, s->graphs, info.n_functions,
             info.n_training);
    text_add(out, "%zu initializers, %zu elements, %llu bytes\n", s->weights, s->parameters,
             (unsigned long long)s->bytes);
    print_values(out, model, lg_model_graph(model), true);
    print_values(out, model, lg_model_graph(model), false);
    text_add(out, "%-40s %8s  supported\n", "operator", "nodes");
    for (size_t i = 0; i < s->n_ops; i++) {
        char name[96];
        (void)snprintf(name, sizeof name, "%s%s%s", show(s->ops[i].domain),
                       *s->ops[i].domain ? "::" : "", show(s->ops[i].op));
        text_add(out, "%-40s %8zu  %s\n", name, s->ops[i].n, support(&s->ops[i]));
    }
    for (uint32_t i = 0; i < info.n_warnings; i++)
        text_add(out, "warning: %s\n", show(lg_model_warning(model, i)));
}

static void print_nodes(text *out, const lg_model *model) {
    const lg_graph *graph = lg_model_graph(model);
    for (uint32_t i = 0; i < lg_graph_node_count(graph); i++) {
        lg_node_info node;
        lg_graph_node_get(graph, i, &node);
        text_add(out, "#%u %s%s%s", i, show(node.domain), *node.domain ? "::" : "", show(node.op));
        if (*node.name)
            text_add(out, " '%s'", show(node.name));
        for (int side = 0; side < 2; side++) {
            uint32_t n = side ? node.n_out : node.n_in;
            text_add(out, side ? " ->" : " :");
            for (uint32_t k = 0; k < n; k++) {
                lg_value_info v = {.name = ""};
                uint32_t id =
                    side ? lg_graph_node_output(graph, i, k) : lg_graph_node_input(graph, i, k);
                if (id != UINT32_MAX)
                    lg_graph_value_get(graph, id, &v);
                text_add(out, " %s", *v.name ? show(v.name) : "-");
                if (side && id != UINT32_MAX && v.dtype != LG_UNDEFINED) {
                    text_add(out, " ");
                    print_type(out, &v, model_dim_name, model);
                }
            }
        }
        text_add(out, "\n");
    }
}

static void print_weights(text *out, const lg_model *model) {
    const lg_graph *graph = lg_model_graph(model);
    for (uint32_t i = 0; i < lg_graph_value_count(graph); i++) {
        lg_value_info v;
        lg_graph_value_get(graph, i, &v);
        if (!v.is_initializer)
            continue;
        text_add(out, "%s ", show(v.name));
        print_type(out, &v, model_dim_name, model);
        text_add(out, "\n");
    }
}

static void print_tree(text *out, const lg_model *model) {
    typedef struct level {
        const lg_graph *graph;
        uint32_t node, sub;
    } level;
    level *open = tool_alloc(sizeof *open);
    size_t depth = 1;
    open[0] = (level){lg_model_graph(model), 0, 0};
    text_add(out, "%s\n", show(lg_graph_name(open[0].graph)));
    while (depth) {
        level *l = &open[depth - 1];
        lg_node_info node;
        if (l->node >= lg_graph_node_count(l->graph)) {
            depth--;
            continue;
        }
        lg_graph_node_get(l->graph, l->node, &node);
        if (l->sub >= node.n_graphs) {
            l->node++;
            l->sub = 0;
            continue;
        }
        const lg_graph *inner = lg_graph_node_graph(l->graph, l->node, l->sub++);
        text_add(out, "%*s#%u %s: %s, %u nodes\n", (int)depth * 2, "", l->node, show(node.op),
                 show(lg_graph_name(inner)), lg_graph_node_count(inner));
        open = tool_resize(open, (depth + 1) * sizeof *open);
        open[depth++] = (level){inner, 0, 0};
    }
    free(open);
}

static void print_functions(text *out, const lg_model *model) {
    lg_model_info info;
    lg_model_info_get(model, &info);
    for (uint32_t i = 0; i < info.n_functions; i++) {
        const char *domain = "", *name = "";
        const lg_graph *body = lg_model_function(model, i, &domain, &name);
        text_add(out, "%s::%s: %u inputs, %u outputs, %u nodes\n", show(domain), show(name),
                 lg_graph_input_count(body), lg_graph_output_count(body),
                 lg_graph_node_count(body));
    }
}

static void json_values(json *j, const char *name, const lg_model *model, bool inputs) {
    const lg_graph *graph = lg_model_graph(model);
    uint32_t n = inputs ? lg_graph_input_count(graph) : lg_graph_output_count(graph);
    json_open(j, name, '[');
    for (uint32_t i = 0; i < n; i++) {
        lg_value_info v;
        lg_graph_value_get(graph, inputs ? lg_graph_input(graph, i) : lg_graph_output(graph, i),
                           &v);
        json_open(j, NULL, '{');
        json_text(j, "name", v.name);
        json_text(j, "type", lg_dtype_name(v.dtype));
        if (v.rank >= 0) {
            json_open(j, "shape", '[');
            for (int32_t k = 0; k < v.rank; k++) {
                if (v.dims[k] >= 0)
                    json_int(j, NULL, v.dims[k]);
                else
                    json_text(j, NULL, lg_model_dim_name(model, v.dims[k]));
            }
            json_close(j, ']');
        }
        json_bool(j, "default", v.is_initializer != 0);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void json_model(json *j, const lg_model *model, const char *path, const summary *s) {
    lg_model_info info;
    lg_model_info_get(model, &info);
    json_open(j, NULL, '{');
    json_text(j, "file", path);
    json_text(j, "producer", info.producer_name);
    json_text(j, "producer_version", info.producer_version);
    json_int(j, "ir_version", info.ir_version);
    json_open(j, "opsets", '{');
    for (uint32_t i = 0; i < info.n_opsets; i++) {
        lg_opset_info o;
        lg_model_opset(model, i, &o);
        json_int(j, *o.domain ? o.domain : "ai.onnx", o.version);
    }
    json_close(j, '}');
    json_int(j, "nodes", (int64_t)s->nodes);
    json_int(j, "functions", info.n_functions);
    json_int(j, "training_entries", info.n_training);
    json_int(j, "initializers", (int64_t)s->weights);
    json_int(j, "elements", (int64_t)s->parameters);
    json_int(j, "bytes", (int64_t)s->bytes);
    json_values(j, "inputs", model, true);
    json_values(j, "outputs", model, false);
    json_open(j, "operators", '[');
    for (size_t i = 0; i < s->n_ops; i++) {
        json_open(j, NULL, '{');
        json_text(j, "domain", *s->ops[i].domain ? s->ops[i].domain : "ai.onnx");
        json_text(j, "name", s->ops[i].op);
        json_int(j, "version", s->ops[i].version);
        json_int(j, "nodes", (int64_t)s->ops[i].n);
        json_text(j, "supported", support(&s->ops[i]));
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
}

static int inspect_tensors(cli *c, const char *path, json *doc) {
    lg_error err = LG_ERROR_INIT;
    lg_tensor_file *file = NULL;
    text out = {0};
    if (lg_tensor_file_read(c->context, path, NULL, &file, &err) != LG_OK)
        return report_error(c, &err, path, false);
    if (doc) {
        json_open(doc, NULL, '{');
        json_text(doc, "file", path);
        json_open(doc, "tensors", '[');
    }
    for (uint32_t i = 0; i < lg_tensor_file_count(file); i++) {
        const lg_view *v = lg_tensor_file_view(file, i);
        if (!doc) {
            text_add(&out, "%s %s[", show(lg_tensor_file_name(file, i)), lg_dtype_name(v->dtype));
            for (int32_t k = 0; k < v->rank; k++)
                text_add(&out, "%s%lld", k ? "," : "", (long long)v->dims[k]);
            text_add(&out, "]\n");
            continue;
        }
        json_open(doc, NULL, '{');
        json_text(doc, "name", lg_tensor_file_name(file, i));
        json_text(doc, "type", lg_dtype_name(v->dtype));
        json_open(doc, "shape", '[');
        for (int32_t k = 0; k < v->rank; k++)
            json_int(doc, NULL, v->dims[k]);
        json_close(doc, ']');
        json_close(doc, '}');
    }
    if (doc) {
        json_close(doc, ']');
        json_close(doc, '}');
    }
    lg_tensor_file_destroy(file);
    int rc = out.size ? write_output(c, "-", out.data, out.size) : EXIT_OK;
    text_free(&out);
    return rc;
}

static int print_digests(cli *c, const char *path, json *doc) {
    char file[65], weights[65];
    int rc = digest_model(c, path, file, weights);
    if (rc)
        return rc;
    if (doc) {
        json_open(doc, NULL, '{');
        json_text(doc, "file", path);
        json_text(doc, "sha256", file);
        json_text(doc, "weights_sha256", weights);
        json_close(doc, '}');
    } else {
        printf("%s  %s\n%s  weights of %s\n", file, show(path), weights, show(path));
    }
    return EXIT_OK;
}

static int inspect_model(cli *c, const char *path, json *doc) {
    if (option_times(c, "digest"))
        return print_digests(c, path, doc);
    lg_model *model = NULL;
    lg_error err = LG_ERROR_INIT;
    int rc = load_model(c, path, LG_LOAD_NO_EXTERNAL, &model);
    if (rc)
        return rc;
    summary s = {0};
    text out = {0};
    const char *target = option_text(c, "output");
    survey(model, &s);
    if (doc) {
        json_model(doc, model, path, &s);
    } else if (option_times(c, "text") || option_times(c, "dot")) {
        lg_buffer bytes = {0};
        lg_format format = option_times(c, "dot") ? LG_FORMAT_DOT : LG_FORMAT_TEXT;
        rc = lg_model_write(model, format, &bytes, &err) == LG_OK
                 ? write_buffer(c, target ? target : "-", &bytes)
                 : report_error(c, &err, path, false);
    } else if (option_times(c, "nodes")) {
        print_nodes(&out, model);
    } else if (option_times(c, "weights")) {
        print_weights(&out, model);
    } else if (option_times(c, "tree")) {
        print_tree(&out, model);
    } else if (option_times(c, "functions")) {
        print_functions(&out, model);
    } else {
        print_summary(&out, model, path, &s);
    }
    if (rc == EXIT_OK && out.size)
        rc = write_output(c, "-", out.data, out.size);
    text_free(&out);
    free(s.ops);
    lg_model_destroy(model);
    return rc;
}

static int inspect(cli *c) {
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
        const char *path = c->arguments[i];
        rc = worse(rc, lg_tensor_format_of(path) != LG_TENSOR_AUTO ? inspect_tensors(c, path, doc)
                                                                   : inspect_model(c, path, doc));
    }
    if (doc) {
        json_close(doc, ']');
        json_close(doc, '}');
        if (rc == EXIT_OK)
            rc = json_finish(c, doc, NULL);
        else
            text_free(&doc->out);
    }
    return rc;
}

const command command_inspect = {"inspect",
                                 "FILE...",
                                 "show what a model or tensor file holds",
                                 options,
                                 LG_COUNT(options),
                                 inspect,
                                 1,
                                 1 << 20};
