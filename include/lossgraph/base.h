/* SPDX-License-Identifier: Apache-2.0 */
/* Export macros, version and ABI number. */
#ifndef LOSSGRAPH_BASE_H
#define LOSSGRAPH_BASE_H

#include <stddef.h>
#include <stdint.h>

#define LG_VERSION_MAJOR  0
#define LG_VERSION_MINOR  1
#define LG_VERSION_PATCH  0
#define LG_VERSION_STRING "0.1.0"

/* Changes only when an existing public field or function changes its meaning. It is the SOVERSION.
 */
#define LG_ABI_VERSION 1

#ifdef __cplusplus
#    define LG_BEGIN_DECLS extern "C" {
#    define LG_END_DECLS   }
#else
#    define LG_BEGIN_DECLS
#    define LG_END_DECLS
#endif

#if defined(__GNUC__)
#    define LG_API          __attribute__((visibility("default")))
#    define LG_MUST_USE     __attribute__((warn_unused_result))
#    define LG_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#    define LG_API
#    define LG_MUST_USE
#    define LG_PRINTF(f, a)
#endif

#define LG_COUNT(array) (sizeof(array) / sizeof((array)[0]))

LG_BEGIN_DECLS

/* Version of the library that is loaded, "major.minor.patch". Static string. */
LG_API const char *lg_version(void);
LG_API uint32_t lg_abi_version(void);

LG_END_DECLS
#endif
