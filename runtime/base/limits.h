/* SPDX-License-Identifier: Apache-2.0 */
/* Defaults of lg_limits. */
#ifndef LG_BASE_LIMITS_H
#define LG_BASE_LIMITS_H

#include <lossgraph/memory.h>

/* Every field set: defaults for zeros, hard bounds applied. NULL gives the defaults. A limit that
 * was resolved before stays as it is. deadline_ns 0 stays "none". */
lg_limits lg_limits_resolve(const lg_limits *limits);

#endif
