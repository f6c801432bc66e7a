/* SPDX-License-Identifier: Apache-2.0 */
/* A small evaluator for function bodies: enough ONNX text for straight lines of nodes. */
#include "tests/support/op_body.h"

#include "runtime/base/error.h"
#include "tests/support/op_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lg_env_put(lg_env *env, const char *name, const lg_view *v) {
    if (env->n == LG_ENV_MAX || strlen(name) >= sizeof env->names[0])
        abort();
    (void)snprintf(env->names[env->n], sizeof env->names[0], "%s", name);
    env->views[env->n++] = *v;
}

lg_view lg_env_get(const lg_env *env, const char *name) {
    for (uint32_t i = 0; i < env->n; i++)
        if (strcmp(env->names[i], name) == 0)
            return env->views[i];
    return (lg_view){0};
}

/* Runs `node` and hands its memory and results to `owner`. */
static lg_status run_node(lg_runner *owner, lg_runner *node) {
    lg_status st = lg_runner_run(node);
    if (st != LG_OK)
        return lg_fail(&owner->err, st, "in body: %s: %s", node->desc->name, node->err.message);
    return LG_OK;
}

/* Moves the blocks of `node` to `owner`: the blocks are a linked list that begins with `next`. */
static void adopt(lg_runner *owner, lg_runner *node) {
    void **tail = &node->blocks;
    while (*tail)
        tail = (void **)*tail;
    *tail = owner->blocks;
    owner->blocks = node->blocks;
    node->blocks = NULL;
    lg_runner_reset(node);
}

/* `<name = value, name : type = @outer>`: rewritten as the `name value` form of lg_runner_attrs. */
static bool node_attrs(lg_runner *r, lg_runner *node, const char **p) {
    while (!lg_text_take(p, '>')) {
        char name[64], type[32];
        (void)lg_text_more(p);
        size_t n = 0;
        while (**p && !strchr(" =:\n\t", **p) && n + 1 < sizeof name)
            name[n++] = *(*p)++;
        name[n] = '\0';
        if (lg_text_take(p, ':'))
            do {
                lg_text_word(p, type, sizeof type);
            } while (lg_text_take(p, '[') || lg_text_take(p, ']'));
        if (!lg_text_take(p, '='))
            return false;
        if (lg_text_take(p, '@')) {
            char outer[64];
            n = 0;
            while (**p && !strchr(" ,>\n\t", **p) && n + 1 < sizeof outer)
                outer[n++] = *(*p)++;
            outer[n] = '\0';
            const lg_attr_desc *from = NULL, *to = NULL;
            for (uint32_t i = 0; i < r->desc->n_attrs; i++)
                if (strcmp(r->desc->attrs[i].name, outer) == 0)
                    from = &r->desc->attrs[i];
            for (uint32_t i = 0; i < node->desc->n_attrs; i++)
                if (strcmp(node->desc->attrs[i].name, name) == 0)
                    to = &node->desc->attrs[i];
            if (!from || !to || from->kind != to->kind)
                return false;
            size_t size = to->kind == LG_ATTR_BOOL || to->kind == LG_ATTR_CHOICE ? 4
                          : to->kind == LG_ATTR_REAL || to->kind == LG_ATTR_INT  ? 8
                          : to->kind == LG_ATTR_TENSOR                           ? sizeof(lg_view)
                                                                                 : sizeof(lg_ints);
            memcpy((char *)node->params + to->offset, (char *)r->params + from->offset, size);
            continue;
        }
        /* The value ends at the next ',' or '>' outside of brackets and quotes. */
        (void)lg_text_more(p);
        const char *end = *p;
        int depth = 0;
        bool quoted = false;
        while (*end && (quoted || depth > 0 || (*end != ',' && *end != '>'))) {
            quoted = quoted != (*end == '"');
            depth += *end == '[' || *end == '{' ? 1 : *end == ']' || *end == '}' ? -1 : 0;
            end++;
        }
        size_t len = (size_t)(end - *p) + strlen(name) + 2;
        char *text = lg_runner_alloc(node, len);
        (void)snprintf(text, len, "%s %.*s", name, (int)(end - *p), *p);
        *p = end;
        uint64_t required = 0;
        lg_status st = lg_runner_attrs(node, text);
        (void)required;
        if (st != LG_OK && strstr(node->err.message, "is missing") == NULL)
            return false;
    }
    return true;
}

static lg_status syntax(lg_runner *r, const char *p) {
    return lg_fail(&r->err, LG_E_PARSE, "body: cannot read '%.60s'", p);
}

lg_status lg_body_eval(lg_runner *r, int32_t opset, const char *text, lg_env *env) {
    const char *p = text;
    while (lg_text_more(&p)) {
        char outs[LG_RUN_ARGS][48], op[96], name[48];
        uint32_t n_out = 0;
        const char *at = p;
        while (!lg_text_take(&p, '=')) {
            if (n_out == LG_RUN_ARGS || !*p)
                return syntax(r, at);
            if (lg_text_take(&p, '"')) {
                outs[n_out++][0] = '\0';
                if (!lg_text_take(&p, '"'))
                    return syntax(r, at);
                continue;
            }
            size_t k = 0;
            while (*p && !strchr(" ,=\n\t\"", *p) && k + 1 < sizeof outs[0])
                outs[n_out][k++] = *p++;
            outs[n_out++][k] = '\0';
        }
        size_t k = 0;
        (void)lg_text_more(&p);
        while (*p && !strchr(" <(\n\t", *p) && k + 1 < sizeof op)
            op[k++] = *p++;
        op[k] = '\0';
        char *dot = strrchr(op, '.');
        const char *domain = "";
        if (dot) {
            *dot = '\0';
            domain = op;
        }
        const char *op_name = dot ? dot + 1 : op;
        bool onnx = strcmp(domain, "") == 0 || strcmp(domain, "ai.onnx") == 0;
        const lg_op_desc *desc = lg_runner_find(domain, op_name, onnx ? opset : 1);
        if (!desc)
            return lg_fail(&r->err, LG_E_UNSUPPORTED, "body: no operator '%s' in '%s'", op_name,
                           domain);
        lg_runner node;
        lg_runner_init(&node, desc, onnx ? opset : 1);
        node.threads = r->threads;
        bool ok = !lg_text_take(&p, '<') || node_attrs(r, &node, &p);
        ok = ok && lg_text_take(&p, '(');
        while (ok && !(((void)lg_text_more(&p)), *p == ')')) {
            k = 0;
            if (*p == '"') {
                p += 2;
            }
            while (*p && !strchr(" ,)\n\t", *p) && k + 1 < sizeof name)
                name[k++] = *p++;
            name[k] = '\0';
            if (node.n_in == LG_RUN_ARGS)
                break;
            node.in[node.n_in] = lg_env_get(env, name);
            if (name[0] && node.in[node.n_in].dtype == LG_UNDEFINED && name[0] != 'X' &&
                name[0] != 'Y' && name[0] != 'D')
                ok = false;
            node.n_in++;
        }
        ok = ok && lg_text_take(&p, ')');
        if (ok && lg_text_take(&p, '<'))
            ok = node_attrs(r, &node, &p);
        lg_status st = ok ? LG_OK : syntax(r, at);
        node.n_out = n_out;
        for (uint32_t o = 0; o < n_out; o++)
            node.unwanted[o] = outs[o][0] == '\0';
        if (st == LG_OK)
            st = run_node(r, &node);
        for (uint32_t o = 0; o < n_out && st == LG_OK; o++)
            if (outs[o][0])
                lg_env_put(env, outs[o], &node.out[o]);
        adopt(r, &node);
        if (st != LG_OK)
            return st;
    }
    return LG_OK;
}

/* ---- decompositions ---- */

typedef struct text_buf {
    char *text;
    size_t n, cap;
} text_buf;

LG_PRINTF(2, 3)
static void append(lg_body *ctx, const char *fmt, ...) {
    text_buf *b = ctx->self;
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(b->text + b->n, b->cap - b->n, fmt, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= b->cap - b->n)
        abort();
    b->n += (size_t)n;
}

LG_PRINTF(3, 4)
static lg_status body_fail(lg_error *err, lg_status status, const char *fmt, ...) {
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return lg_fail(err, status, "%s", text);
}

const char *lg_body_text(lg_runner *r, int32_t opset) {
    static const lg_host host = {.struct_size = sizeof host, .fail = body_fail};
    if (r->desc->body)
        return r->desc->body;
    if (!r->desc->body_build)
        return NULL;
    text_buf buf = {.cap = 64 << 10};
    buf.text = lg_runner_alloc(r, buf.cap);
    buf.text[0] = '\0';
    uint8_t wanted[LG_RUN_ARGS];
    for (uint32_t o = 0; o < r->n_out; o++)
        wanted[o] = !r->unwanted[o];
    lg_body ctx = {.struct_size = sizeof ctx,
                   .n_in = r->n_in,
                   .n_out = r->n_out,
                   .opset = opset,
                   .in = r->in,
                   .out = wanted,
                   .params = r->params,
                   .append = append,
                   .host = &host,
                   .self = &buf,
                   .err = &r->err};
    return r->desc->body_build(&ctx) == LG_OK ? buf.text : NULL;
}

static void formal(const lg_arg_desc *args, uint32_t n, uint32_t i, char out[48]) {
    uint32_t last = n - 1;
    if (n && i >= last && (args[last].flags & LG_ARG_VARIADIC))
        (void)snprintf(out, 48, "%s%u", args[last].name, i - last);
    else
        (void)snprintf(out, 48, "%s", args[i].name);
}

lg_status lg_body_run(lg_runner *r, int32_t opset, lg_view *out) {
    const char *text = lg_body_text(r, opset);
    if (!text)
        return lg_fail(&r->err, LG_E_INTERNAL, "%s has no body", r->desc->name);
    lg_env *env = lg_runner_alloc(r, sizeof *env);
    env->n = 0;
    char name[48];
    for (uint32_t i = 0; i < r->n_in; i++) {
        formal(r->desc->inputs, r->desc->n_inputs, i, name);
        if (r->in[i].dtype != LG_UNDEFINED)
            lg_env_put(env, name, &r->in[i]);
    }
    lg_status st = lg_body_eval(r, opset, text, env);
    for (uint32_t o = 0; o < r->n_out; o++) {
        formal(r->desc->outputs, r->desc->n_outputs, o, name);
        out[o] = r->unwanted[o] ? (lg_view){0} : lg_env_get(env, name);
    }
    return st;
}

/* ---- gradients ---- */

static lg_view shape_of(lg_runner *r, const lg_view *x) {
    int64_t rank = x->rank;
    lg_view v = lg_runner_tensor(r, LG_INT64, 1, &rank);
    for (int32_t d = 0; d < x->rank; d++)
        ((int64_t *)v.data)[d] = x->dims[d];
    return v;
}

static lg_view resolve(lg_runner *r, const lg_view *dy, lg_ref ref, uint32_t shift) {
    uint32_t i = ref.index + shift;
    switch (ref.kind) {
    case LG_REF_X:
        return i < r->n_in ? r->in[i] : (lg_view){0};
    case LG_REF_Y:
        return i < r->n_out ? r->out[i] : (lg_view){0};
    case LG_REF_DY:
        return i < r->n_out ? dy[i] : (lg_view){0};
    case LG_REF_XSHAPE:
        return i < r->n_in ? shape_of(r, &r->in[i]) : (lg_view){0};
    default:
        return (lg_view){0};
    }
}

/* Attributes that both operators have. */
static void copy_attrs(const lg_runner *from, lg_runner *to) {
    for (uint32_t i = 0; i < to->desc->n_attrs; i++)
        for (uint32_t k = 0; k < from->desc->n_attrs; k++) {
            const lg_attr_desc *a = &to->desc->attrs[i], *b = &from->desc->attrs[k];
            if (strcmp(a->name, b->name) != 0 || a->kind != b->kind)
                continue;
            size_t size = a->kind == LG_ATTR_BOOL || a->kind == LG_ATTR_CHOICE ? 4
                          : a->kind == LG_ATTR_REAL || a->kind == LG_ATTR_INT  ? 8
                          : a->kind == LG_ATTR_TENSOR                          ? sizeof(lg_view)
                                                                               : sizeof(lg_ints);
            memcpy((char *)to->params + a->offset, (char *)from->params + b->offset, size);
        }
}

lg_status lg_grad_run(lg_runner *r, const lg_view *dy, lg_view *dx) {
    const lg_grad_rule *g = r->desc->grad;
    memset(dx, 0, sizeof *dx * LG_RUN_ARGS);
    if (!g)
        return lg_fail(&r->err, LG_E_NO_GRADIENT, "%s has no gradient", r->desc->name);
    if (g->body) {
        lg_env *env = lg_runner_alloc(r, sizeof *env);
        env->n = 0;
        char name[48];
        for (uint32_t i = 0; i < r->n_in; i++) {
            (void)snprintf(name, sizeof name, "X%u", i);
            if (r->in[i].dtype != LG_UNDEFINED)
                lg_env_put(env, name, &r->in[i]);
        }
        for (uint32_t o = 0; o < r->n_out; o++) {
            (void)snprintf(name, sizeof name, "Y%u", o);
            lg_env_put(env, name, &r->out[o]);
            (void)snprintf(name, sizeof name, "DY%u", o);
            if (dy[o].dtype != LG_UNDEFINED)
                lg_env_put(env, name, &dy[o]);
        }
        /* The runtime expands bodies with version 18 or newer. */
        int32_t opset = r->desc->domain[0] ? 28 : r->opset < 18 ? 18 : r->opset;
        lg_status st = lg_body_eval(r, opset, g->body, env);
        for (uint32_t i = 0; i < r->n_in; i++) {
            (void)snprintf(name, sizeof name, "DX%u", i);
            dx[i] = lg_env_get(env, name);
        }
        return st;
    }
    int32_t version = strcmp(g->domain, "") ? 1 : r->desc->domain[0] ? 28 : r->opset;
    const lg_op_desc *desc = lg_runner_find(g->domain, g->op, version);
    if (!desc)
        return lg_fail(&r->err, LG_E_UNSUPPORTED, "gradient operator '%s' is missing", g->op);
    lg_runner node;
    lg_runner_init(&node, desc, version);
    node.threads = r->threads;
    copy_attrs(r, &node);
    bool tail = (g->flags & LG_GRAD_VARIADIC_TAIL) != 0;
    uint32_t extra = 0;
    if (tail) {
        uint32_t fixed = g->in[g->n_in - 1].index;
        uint32_t have = g->in[g->n_in - 1].kind == LG_REF_DY || g->in[g->n_in - 1].kind == LG_REF_Y
                            ? r->n_out
                            : r->n_in;
        extra = have > fixed + 1 ? have - fixed - 1 : 0;
    }
    for (uint32_t i = 0; i < g->n_in; i++)
        node.in[node.n_in++] = resolve(r, dy, g->in[i], 0);
    for (uint32_t e = 1; e <= extra; e++)
        node.in[node.n_in++] = resolve(r, dy, g->in[g->n_in - 1], e);
    uint32_t n_out = 0;
    uint8_t target[LG_RUN_ARGS];
    for (uint32_t o = 0; o < g->n_out; o++)
        target[n_out++] = g->out[o];
    if (tail)
        while ((uint32_t)target[n_out - 1] + 1 < r->n_in) {
            target[n_out] = (uint8_t)(target[n_out - 1] + 1);
            n_out++;
        }
    node.n_out = n_out;
    node.preset = true;
    for (uint32_t o = 0; o < n_out; o++) {
        const lg_view *x = &r->in[target[o]];
        const lg_arg_desc *arg =
            &r->desc->inputs[target[o] < r->desc->n_inputs ? target[o] : r->desc->n_inputs - 1];
        node.unwanted[o] =
            target[o] >= r->n_in || x->dtype == LG_UNDEFINED || (arg->flags & LG_ARG_NONDIFF) != 0;
        node.type[o].rank = -1;
        if (node.unwanted[o])
            continue;
        node.type[o].dtype = x->dtype;
        node.type[o].rank = x->rank;
        for (int32_t d = 0; d < x->rank; d++)
            node.type[o].dims[d] = x->dims[d];
    }
    lg_status st = run_node(r, &node);
    for (uint32_t o = 0; o < n_out && st == LG_OK; o++)
        if (!node.unwanted[o])
            dx[target[o]] = node.out[o];
    adopt(r, &node);
    return st;
}
