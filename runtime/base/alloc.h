/* SPDX-License-Identifier: Apache-2.0 */
/* The default allocator and short forms for calling one. */
#ifndef LG_BASE_ALLOC_H
#define LG_BASE_ALLOC_H

#include "runtime/base/error.h"
#include "runtime/base/size.h"

#include <lossgraph/memory.h>

#define LG_ALIGN ((size_t)64) /* of tensor data: a cache line, and the widest vector */

/* malloc and free behind the interface. */
lg_allocator lg_allocator_default(void);

/* `size` may be 0 (then *out is still unique memory). Zeroed. Sizes have to be kept for lg_free. */
LG_MUST_USE lg_status lg_alloc_zero(const lg_allocator *a, size_t size, void **out, lg_error *err);
/* count * size bytes, checked, zeroed. */
LG_MUST_USE lg_status lg_alloc_array(const lg_allocator *a, size_t count, size_t size, void **out,
                                     lg_error *err);
/* Not zeroed. */
LG_MUST_USE lg_status lg_alloc_raw(const lg_allocator *a, size_t size, void **out, lg_error *err);
void lg_free(const lg_allocator *a, void *ptr, size_t size);

#endif
