/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin with a loss of one's own: com.example::MeanSquareError and its gradient.
 *
 *     cc -std=c11 -O2 -fPIC -shared -I include mse_plugin.c -o mse_plugin.so
 *     lossgraph run model.onnx --plugin ./mse_plugin.so */
#include <lossgraph/op.h>

enum { NONE, MEAN, SUM };
static const char *const reductions[] = {"none", "mean", "sum", NULL};

typedef struct mse_params {
    int32_t reduction;
} mse_params;

static double load(const lg_view *v, int64_t i) {
    return v->dtype == LG_FLOAT ? (double)((const float *)v->data)[i]
                                : ((const double *)v->data)[i];
}

static void store(const lg_view *v, int64_t i, double x) {
    if (v->dtype == LG_FLOAT)
        ((float *)v->data)[i] = (float)x;
    else
        ((double *)v->data)[i] = x;
}

/* Output `o` has type and shape of input `i`, or is a scalar of that type. */
static void set(lg_infer *ctx, uint32_t o, uint32_t i, int scalar) {
    ctx->out[o].dtype = ctx->in[i].dtype;
    ctx->out[o].rank = scalar ? 0 : ctx->in[i].rank;
    for (int32_t d = 0; d < ctx->out[o].rank; d++)
        ctx->out[o].dims[d] = ctx->in[i].dims[d];
}

/* Dims may be symbols (negative) or not known at all (rank -1): only two numbers can differ. */
static lg_status same_shape(lg_infer *ctx, const lg_view *a, const lg_view *b) {
    if (a->rank < 0 || b->rank < 0)
        return LG_OK;
    if (a->rank != b->rank)
        return LG_FAIL(ctx, LG_E_SHAPE, "input has rank %d, target %d", a->rank, b->rank);
    for (int32_t d = 0; d < a->rank; d++)
        if (a->dims[d] >= 0 && b->dims[d] >= 0 && a->dims[d] != b->dims[d])
            return LG_FAIL(ctx, LG_E_SHAPE, "axis %d: input has %lld, target %lld", d,
                           (long long)a->dims[d], (long long)b->dims[d]);
    return LG_OK;
}

static lg_status mse_infer(lg_infer *ctx) {
    const mse_params *p = ctx->params;
    set(ctx, 0, 0, p->reduction != NONE);
    return same_shape(ctx, &ctx->in[0], &ctx->in[1]);
}

static lg_status mse_run(lg_exec *ctx) {
    const mse_params *p = ctx->params;
    double sum = 0;
    for (int64_t i = 0; i < ctx->in[0].count; i++) {
        double d = load(&ctx->in[0], i) - load(&ctx->in[1], i);
        if (p->reduction == NONE)
            store(&ctx->out[0], i, d * d);
        sum += d * d;
    }
    if (p->reduction != NONE)
        store(&ctx->out[0], 0, p->reduction == MEAN ? sum / (double)ctx->in[0].count : sum);
    return LG_OK;
}

/* What other runtimes execute, and what the kernel is tested against. */
static lg_status mse_body(lg_body *ctx) {
    const mse_params *p = ctx->params;
    ctx->append(ctx, "d = Sub (input, target) s = Mul (d, d) ");
    ctx->append(ctx, p->reduction == NONE   ? "loss = Identity (s)"
                     : p->reduction == MEAN ? "loss = ReduceMean <keepdims = 0> (s)"
                                            : "loss = ReduceSum <keepdims = 0> (s)");
    return LG_OK;
}

static lg_status grad_infer(lg_infer *ctx) {
    for (uint32_t o = 0; o < ctx->n_out; o++)
        set(ctx, o, 1 + o, 0);
    return same_shape(ctx, &ctx->in[1], &ctx->in[2]);
}

static lg_status grad_run(lg_exec *ctx) {
    const mse_params *p = ctx->params;
    double scale = p->reduction == MEAN ? 2.0 / (double)ctx->in[1].count : 2.0;
    for (int64_t i = 0; i < ctx->in[1].count; i++) {
        double g = load(&ctx->in[0], p->reduction == NONE ? i : 0) * scale *
                   (load(&ctx->in[1], i) - load(&ctx->in[2], i));
        for (uint32_t o = 0; o < ctx->n_out; o++)
            if (ctx->out[o].data) /* an output that nobody wants has no memory */
                store(&ctx->out[o], i, o == 0 ? g : -g);
    }
    return LG_OK;
}

/* The gradient reads the incoming gradient and both inputs and gives the gradients of both. */
static const lg_ref grad_reads[] = {{LG_REF_DY, 0}, {LG_REF_X, 0}, {LG_REF_X, 1}};
static const uint8_t grad_gives[] = {0, 1};
static const lg_grad_rule rule = {.struct_size = sizeof(lg_grad_rule),
                                  .domain = "com.example",
                                  .op = "MeanSquareErrorGrad",
                                  .in = grad_reads,
                                  .n_in = 3,
                                  .out = grad_gives,
                                  .n_out = 2};

#define REAL (LG_BIT(LG_FLOAT) | LG_BIT(LG_DOUBLE))
#define ARG(n)                                                                                     \
    { .name = n, .type = "T", .dtypes = REAL }
#define OPTIONAL(n)                                                                                \
    { .name = n, .type = "T", .dtypes = REAL, .flags = LG_ARG_OPTIONAL }

static const lg_attr_desc attrs[] = {LG_ATTR_CHOICE_FIELD(mse_params, reduction, reductions, MEAN)};
static const lg_arg_desc mse_in[] = {ARG("input"), ARG("target")};
static const lg_arg_desc mse_out[] = {ARG("loss")};
static const lg_arg_desc grad_in[] = {ARG("grad_output"), ARG("input"), ARG("target")};
static const lg_arg_desc grad_out[] = {OPTIONAL("grad_input"), OPTIONAL("grad_target")};

static const lg_op_desc ops[] = {
    {.domain = "com.example",
     .name = "MeanSquareError",
     .doc = "Mean, sum or each of (input - target)^2.",
     .since_version = 1,
     .params_size = sizeof(mse_params),
     .attrs = attrs,
     .n_attrs = LG_COUNT(attrs),
     .inputs = mse_in,
     .n_inputs = LG_COUNT(mse_in),
     .outputs = mse_out,
     .n_outputs = LG_COUNT(mse_out),
     .infer = mse_infer,
     .run = mse_run,
     .grad = &rule,
     .body_build = mse_body},
    {.domain = "com.example",
     .name = "MeanSquareErrorGrad",
     .doc = "Gradient of MeanSquareError.",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY,
     .params_size = sizeof(mse_params),
     .attrs = attrs,
     .n_attrs = LG_COUNT(attrs),
     .inputs = grad_in,
     .n_inputs = LG_COUNT(grad_in),
     .outputs = grad_out,
     .n_outputs = LG_COUNT(grad_out),
     .infer = grad_infer,
     .run = grad_run},
};
LG_FAMILY_DEFINE(example, ops);

LG_API const lg_plugin *lg_plugin_query(const lg_host *host);
LG_API const lg_plugin *lg_plugin_query(const lg_host *host) {
    static const lg_op_family *const families[] = {&lg_family_example};
    static const lg_plugin plugin = {.struct_size = sizeof(lg_plugin),
                                     .abi_version = LG_ABI_VERSION,
                                     .name = "mse",
                                     .version = "1.0",
                                     .families = families,
                                     .n_families = LG_COUNT(families)};
    return host->abi_version == LG_ABI_VERSION ? &plugin : NULL;
}
