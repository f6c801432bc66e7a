/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of passes share: a registry with a family of toy operators in domain "test", text
 * in and text out. */
#ifndef LG_TESTS_PASSES_FIXTURE_H
#define LG_TESTS_PASSES_FIXTURE_H

#include "tests/support/support.h"

#include "runtime/base/limits.h"
#include "runtime/graph/text.h"
#include "runtime/passes/pass.h"

/* ---- operators ------------------------------------------------------------------------------- */

typedef struct toy_params {
    double alpha;
    int32_t mode;
} toy_params;

static const char *const toy_modes[] = {"plain", "fancy", NULL};

typedef struct branch_params {
    uint32_t then_branch, else_branch;
} branch_params;

static lg_status toy_same(lg_infer *ctx) {
    ctx->out[0].dtype = ctx->in[0].dtype;
    ctx->out[0].rank = ctx->in[0].rank;
    if (ctx->in[0].rank > 0)
        memcpy(ctx->out[0].dims, ctx->in[0].dims, (size_t)ctx->in[0].rank * sizeof(int64_t));
    return LG_OK;
}

/* Rows of both inputs after each other. */
static lg_status toy_stack(lg_infer *ctx) {
    if (ctx->in[0].rank != 1 || ctx->in[1].rank != 1)
        return lg_fail(ctx->err, LG_E_SHAPE, "ranks %d and %d, expected 1", (int)ctx->in[0].rank,
                       (int)ctx->in[1].rank);
    ctx->out[0].dtype = ctx->in[0].dtype;
    ctx->out[0].rank = 1;
    ctx->out[0].dims[0] =
        ctx->host->dim(ctx->self, LG_DIM_ADD, ctx->in[0].dims[0], ctx->in[1].dims[0]);
    return LG_OK;
}

/* Size and type from constant contents, like Expand. */
static lg_status toy_filled(lg_infer *ctx) {
    const lg_view *shape = &ctx->in[0];
    ctx->out[0].dtype = LG_FLOAT;
    if (!shape->data)
        return LG_OK;
    ctx->out[0].rank = (int32_t)shape->count;
    for (int64_t i = 0; i < shape->count; i++)
        ctx->out[0].dims[i] = ((const int64_t *)shape->data)[i];
    return LG_OK;
}

static lg_status toy_branch(lg_infer *ctx) {
    const branch_params *p = ctx->params;
    static _Thread_local lg_type other; /* one level needs one: branches agree or it is unknown */
    lg_status st = ctx->host->infer_subgraph(ctx->self, p->then_branch, NULL, 0, ctx->out,
                                             ctx->n_out, ctx->err);
    if (st != LG_OK)
        return st;
    return ctx->host->infer_subgraph(ctx->self, p->else_branch, NULL, 0, &other, 1, ctx->err);
}

static lg_status toy_shape(lg_infer *ctx) {
    ctx->out[0].dtype = LG_INT64;
    ctx->out[0].rank = 1;
    ctx->out[0].dims[0] =
        ctx->in[0].rank >= 0 ? ctx->in[0].rank : ctx->host->dim(ctx->self, LG_DIM_NEW, 0, 0);
    return LG_OK;
}

static lg_status toy_run(lg_exec *ctx) {
    (void)ctx;
    return LG_OK;
}

/* y = x * x, twice for mode "fancy"; only for a known rank. */
static lg_status toy_square_body(lg_body *ctx) {
    const toy_params *p = ctx->params;
    if (ctx->in[0].rank < 0)
        return lg_fail(ctx->err, LG_E_UNSUPPORTED, "the rank has to be known");
    ctx->append(ctx, "y%s = test.Add (x, x)\n", p->mode ? "_" : "");
    if (p->mode)
        ctx->append(ctx, "y = test.Add (y_, y_)\n");
    return LG_OK;
}

#define TOY_ALL (LG_BIT(LG_FLOAT) | LG_BIT(LG_DOUBLE) | LG_BIT(LG_INT64))
static const lg_attr_desc toy_attrs[] = {LG_ATTR_REAL_FIELD(toy_params, alpha, 0.5),
                                         LG_ATTR_CHOICE_FIELD(toy_params, mode, toy_modes, 0)};
static const lg_attr_desc branch_attrs[] = {LG_ATTR_GRAPH_FIELD(branch_params, then_branch),
                                            LG_ATTR_GRAPH_FIELD(branch_params, else_branch)};
static const lg_arg_desc toy_x[] = {{.name = "x", .type = "T", .dtypes = TOY_ALL}};
static const lg_arg_desc toy_ab[] = {
    {.name = "a", .type = "T", .dtypes = TOY_ALL},
    {.name = "b", .type = "T", .dtypes = TOY_ALL, .flags = LG_ARG_OPTIONAL}};
static const lg_arg_desc toy_cond[] = {{.name = "cond", .dtypes = LG_BIT(LG_BOOL)}};
static const lg_arg_desc toy_any[] = {{.name = "x", .dtypes = ~(uint64_t)1}};
static const lg_arg_desc toy_sizes[] = {{.name = "sizes", .dtypes = LG_BIT(LG_INT64)}};
static const lg_arg_desc toy_state[] = {
    {.name = "x", .type = "T", .dtypes = TOY_ALL, .flags = LG_ARG_MUTATED}};
static const lg_arg_desc toy_y[] = {{.name = "y", .type = "T", .dtypes = TOY_ALL}};

#define TOY(op, ins, fn, run_fn, ...)                                                              \
    {                                                                                              \
        .domain = "test", .name = op, .since_version = 1, .inputs = ins,                           \
        .n_inputs = LG_COUNT(ins), .outputs = toy_y, .n_outputs = 1, .infer = fn, .run = run_fn,   \
        __VA_ARGS__                                                                                \
    }

static const lg_op_desc toy_ops[] = {
    TOY("Neg", toy_x, toy_same, toy_run, .doc = "-x"),
    TOY("Add", toy_ab, toy_same, toy_run, .doc = "a + b"),
    TOY("Stack", toy_ab, toy_stack, toy_run, .doc = "a, then b"),
    TOY("Filled", toy_sizes, toy_filled, toy_run, .doc = "zeros"),
    TOY("Random", toy_x, toy_same, toy_run, .flags = LG_OP_RANDOM),
    TOY("Print", toy_x, toy_same, toy_run, .flags = LG_OP_EFFECT),
    TOY("Count", toy_state, toy_same, toy_run, .doc = "x += 1"),
    TOY("Branch", toy_cond, toy_branch, toy_run, .attrs = branch_attrs, .n_attrs = 2,
        .params_size = sizeof(branch_params)),
    TOY("ShapeOf", toy_any, toy_shape, toy_run, .doc = "shape"),
    TOY("Square", toy_x, toy_same, NULL, .body_build = toy_square_body, .attrs = toy_attrs,
        .n_attrs = 2, .params_size = sizeof(toy_params)),
    TOY("Scaled", toy_x, toy_same, toy_run, .attrs = toy_attrs, .n_attrs = 2,
        .params_size = sizeof(toy_params)),
    TOY("Twice", toy_x, toy_same, NULL,
        .body = "s = test.Scaled <alpha : float = @alpha, mode : string = @mode> (x) "
                "y = test.Square (s)",
        .attrs = toy_attrs, .n_attrs = 2, .params_size = sizeof(toy_params)),
    TOY("Loop", toy_x, toy_same, NULL, .body = "y = test.Loop (x)"),
    TOY("Both", toy_x, toy_same, toy_run, .body = "y = test.Neg (x)"),
};
LG_FAMILY_DEFINE(toys, toy_ops);

/* ---- fixture --------------------------------------------------------------------------------- */

typedef struct fixture {
    lg_registry *registry;
    lg_arena arena;
    lg_module *module;
    lg_pass_env env;
    lg_error err;
    char warnings[1000];
} fixture;

static void keep_warning(void *self, const char *message) {
    fixture *f = self;
    size_t n = strlen(f->warnings);
    (void)snprintf(f->warnings + n, sizeof f->warnings - n, "%s\n", message);
}

/* Adds one int64 or float to all elements of the first input: every toy evaluates to that. */
static lg_status toy_eval(void *self, const lg_node *node, const lg_view *in, uint32_t n_in,
                          const lg_type *types, const lg_view **out, uint32_t n_out,
                          lg_arena *arena, lg_error *err) {
    (void)self;
    (void)types;
    (void)n_out;
    if (n_in == 0 || in[0].dtype != LG_INT64 || lg_str_is(node->op, "Filled"))
        return lg_fail(err, LG_E_DATA, "cannot");
    LG_TRY(lg_view_copy(arena, &in[0], &out[0], err));
    for (int64_t i = 0; i < out[0]->count; i++)
        ((int64_t *)out[0]->data)[i]++;
    return LG_OK;
}

static inline lg_status fixture_open(fixture *f, void **state, const char *text) {
    lg_allocator a = lg_test_allocator(state);
    *f = (fixture){.err = LG_ERROR_INIT};
    lg_arena_init(&f->arena, a, 0);
    LG_TRY(lg_registry_create(&a, &f->registry, &f->err));
    LG_TRY(lg_registry_add(f->registry, &lg_family_toys, &f->err));
    f->env = (lg_pass_env){.registry = f->registry,
                           .limits = lg_limits_resolve(NULL),
                           .self = f,
                           .eval = toy_eval,
                           .warn = keep_warning};
    return lg_text_parse_model(&f->arena, text, strlen(text), 32, &f->module, &f->err);
}

static inline void fixture_close(fixture *f) {
    lg_registry_destroy(f->registry);
    lg_arena_reset(&f->arena);
}

/* Runs a list of passes, separated by blanks. */
static inline lg_status fixture_run(fixture *f, const char *passes) {
    while (*passes) {
        char name[32];
        size_t n = strcspn(passes, " ");
        (void)snprintf(name, sizeof name, "%.*s", (int)n, passes);
        LG_TRY(lg_pass_run(&f->env, name, f->module, f->module->main, &f->err));
        passes += n + (passes[n] == ' ');
    }
    return LG_OK;
}

#define MODEL(body) "<ir_version: 10, opset_import: [\"\" : 20, \"test\" : 1]>\n" body

/* Text in, passes, and the nodes of the main graph (from '{' on) out. */
static inline void expect_text(void **state, uint32_t flags, const char *passes, const char *before,
                               const char *after) {
    fixture f;
    lg_buf out;
    lg_status st = fixture_open(&f, state, before);
    f.env.flags = flags;
    lg_buf_init(&out, lg_test_allocator(state));
    if (st == LG_OK)
        st = fixture_run(&f, passes);
    if (st == LG_OK)
        st = lg_text_print(f.module, &out, &f.err);
    if (st != LG_OK)
        fail_msg("%s: %s", lg_status_name(st), f.err.message);
    const char *graph = strchr(strstr(out.data, ">\n") + 2, '(');
    if (strncmp(graph, after, strlen(after)) != 0)
        fail_msg("got\n%s\nexpected\n%s", graph, after);
    lg_buf_reset(&out);
    fixture_close(&f);
}

static inline void expect_error(void **state, const char *passes, const char *text,
                                lg_status status, const char *words) {
    fixture f;
    lg_status st = fixture_open(&f, state, text);
    if (st == LG_OK)
        st = fixture_run(&f, passes);
    if (st != status || !strstr(f.err.message, words))
        fail_msg("got %s: %s\nexpected %s: %s", lg_status_name(st), f.err.message,
                 lg_status_name(status), words);
    fixture_close(&f);
}

#endif
