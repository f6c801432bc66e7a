/* SPDX-License-Identifier: Apache-2.0 */
/* The registry of operators: built-in families, families of the caller, plugins. */
#ifndef LOSSGRAPH_REGISTRY_H
#define LOSSGRAPH_REGISTRY_H

#include <lossgraph/op.h>

LG_BEGIN_DECLS

/* Filled by one thread, then frozen by the context that takes it; immutable from then on. */
typedef struct lg_registry lg_registry;

/* With all built-in operators. `allocator` NULL: malloc. */
LG_MUST_USE LG_API lg_status lg_registry_create(const lg_allocator *allocator,
                                                lg_registry **out_registry, lg_error *err);
/* Drops the caller's reference; NULL is allowed. */
LG_API void lg_registry_destroy(lg_registry *registry);
/* Adds a family. Twice the same operator and version is LG_E_ARGUMENT, descriptors that end before
 * `run` are LG_E_ABI. The family must outlive the registry. */
LG_MUST_USE LG_API lg_status lg_registry_add(lg_registry *registry, const lg_op_family *family,
                                             lg_error *err);
/* Loads a plugin library and adds its families; the library stays loaded as long as the registry.
 * LG_E_IO when it cannot be opened, LG_E_ABI when it serves another interface. */
LG_MUST_USE LG_API lg_status lg_registry_load_plugin(lg_registry *registry, const char *path,
                                                     lg_error *err);
/* Operators in a fixed order: by domain, name, version. NULL past the end. */
LG_API const lg_op_desc *lg_registry_op(const lg_registry *registry, size_t index);
/* Name of the library an operator came from: "built-in" or the plugin's path. */
LG_API const char *lg_registry_origin(const lg_registry *registry, size_t index);
/* Largest since_version not above `version` (0: the newest); NULL when there is none. */
LG_API const lg_op_desc *lg_registry_find(const lg_registry *registry, const char *domain,
                                          const char *name, int64_t version);

LG_END_DECLS
#endif
