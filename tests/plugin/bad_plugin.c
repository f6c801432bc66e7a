/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins that have to be refused; CASE chooses which. */
#include <lossgraph/op.h>

LG_API const lg_plugin *lg_plugin_query(const lg_host *host);

#if CASE == 1 /* another interface */
LG_API const lg_plugin *lg_plugin_query(const lg_host *host) {
    static const lg_plugin plugin = {
        .struct_size = sizeof(lg_plugin), .abi_version = LG_ABI_VERSION + 1, .name = "wrong"};
    (void)host;
    return &plugin;
}
#elif CASE == 2 /* does not serve this host */
LG_API const lg_plugin *lg_plugin_query(const lg_host *host) {
    (void)host;
    return NULL;
}
#elif CASE == 3 /* no symbol */
LG_API int lg_plugin_other(void);
LG_API int lg_plugin_other(void) {
    return 0;
}
#elif CASE == 4 /* counts without lists */
LG_API const lg_plugin *lg_plugin_query(const lg_host *host) {
    static const lg_plugin plugin = {.struct_size = sizeof(lg_plugin),
                                     .abi_version = LG_ABI_VERSION,
                                     .name = "hostile",
                                     .n_families = UINT32_MAX};
    (void)host;
    return &plugin;
}
#else           /* a good family, then one whose second operator is hollow */
static lg_status none(lg_infer *ctx) {
    (void)ctx;
    return LG_OK;
}
static lg_status nothing(lg_exec *ctx) {
    (void)ctx;
    return LG_OK;
}
static const lg_op_desc good[] = {
    {.domain = "bad", .name = "Good", .since_version = 1, .infer = none, .run = nothing}};
static const lg_op_desc hollow[] = {
    {.domain = "bad", .name = "First", .since_version = 1, .infer = none, .run = nothing},
    {.domain = "bad", .name = "Second", .since_version = 1, .n_attrs = 7, .n_inputs = UINT32_MAX}};
LG_FAMILY_DEFINE(good, good);
LG_FAMILY_DEFINE(hollow, hollow);
LG_API const lg_plugin *lg_plugin_query(const lg_host *host) {
    static const lg_op_family *const families[] = {&lg_family_good, &lg_family_hollow, NULL};
    static const lg_plugin plugin = {.struct_size = sizeof(lg_plugin),
                                     .abi_version = LG_ABI_VERSION,
                                     .name = "hostile",
                                     .n_families = 3,
                                     .families = families};
    (void)host;
    return &plugin;
}
#endif
