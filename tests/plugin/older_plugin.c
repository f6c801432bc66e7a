/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin as an older header would have made it: descriptors end before `release`, attributes
 * before `doc`. Its fields that are missing have to read as NULL. */
#include <lossgraph/op.h>

typedef struct older_attr {
    const char *name;
    uint32_t kind, flags, offset, reserved;
    double fallback;
    int64_t fallback_int;
    const char *const *choices;
} older_attr;

typedef struct older_op {
    const char *domain, *name, *doc;
    int32_t since_version;
    uint32_t flags, params_size, n_attrs, n_inputs, n_outputs;
    const older_attr *attrs;
    const lg_arg_desc *inputs, *outputs;
    lg_status (*infer)(lg_infer *ctx);
    lg_status (*run)(lg_exec *ctx);
    const lg_grad_rule *grad;
    const char *body;
    lg_status (*body_build)(lg_body *ctx);
    lg_status (*prepare)(lg_prepare *ctx);
} older_op;

typedef struct older_params {
    int64_t k, m;
} older_params;

static lg_status same(lg_infer *ctx) {
    ctx->out[0].dtype = ctx->in[0].dtype;
    ctx->out[0].rank = ctx->in[0].rank;
    for (int32_t d = 0; d < ctx->in[0].rank; d++)
        ctx->out[0].dims[d] = ctx->in[0].dims[d];
    return LG_OK;
}

/* y = k x + m */
static lg_status run(lg_exec *ctx) {
    const older_params *p = ctx->params;
    for (int64_t i = 0; i < ctx->in[0].count; i++)
        ((float *)ctx->out[0].data)[i] =
            (float)p->k * ((const float *)ctx->in[0].data)[i] + (float)p->m;
    return LG_OK;
}

static const older_attr attrs[] = {
    {.name = "k", .kind = LG_ATTR_INT, .offset = offsetof(older_params, k), .fallback_int = 2},
    {.name = "m", .kind = LG_ATTR_INT, .offset = offsetof(older_params, m), .fallback_int = 1}};
static const lg_arg_desc args[] = {{.name = "x", .dtypes = LG_BIT(LG_FLOAT)}};
static const older_op ops[] = {{.domain = "com.example.older",
                                .name = "Line",
                                .doc = "k x + m",
                                .since_version = 1,
                                .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY,
                                .params_size = sizeof(older_params),
                                .attrs = attrs,
                                .n_attrs = 2,
                                .inputs = args,
                                .n_inputs = 1,
                                .outputs = args,
                                .n_outputs = 1,
                                .infer = same,
                                .run = run},
                               {.domain = "com.example.older",
                                .name = "Line",
                                .doc = "k x + m, newer",
                                .since_version = 3,
                                .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY,
                                .params_size = sizeof(older_params),
                                .attrs = attrs,
                                .n_attrs = 2,
                                .inputs = args,
                                .n_inputs = 1,
                                .outputs = args,
                                .n_outputs = 1,
                                .infer = same,
                                .run = run}};

LG_API const lg_plugin *lg_plugin_query(const lg_host *host);
LG_API const lg_plugin *lg_plugin_query(const lg_host *host) {
    static const lg_op_family family = {.struct_size = sizeof(lg_op_family),
                                        .op_size = sizeof(older_op),
                                        .attr_size = sizeof(older_attr),
                                        .arg_size = sizeof(lg_arg_desc),
                                        .n_ops = 2,
                                        .name = "older",
                                        .ops = (const lg_op_desc *)(const void *)ops};
    static const lg_op_family *const families[] = {&family};
    static const lg_plugin plugin = {.struct_size = sizeof(lg_plugin),
                                     .abi_version = LG_ABI_VERSION,
                                     .name = "older",
                                     .version = "0.9",
                                     .families = families,
                                     .n_families = 1};
    (void)host;
    return &plugin;
}
