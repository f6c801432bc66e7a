/* SPDX-License-Identifier: Apache-2.0 */
/* The default allocator and short forms for calling one. Everything is aligned to LG_ALIGN. */
#include "runtime/base/alloc.h"

#include <stdlib.h>
#include <string.h>

static void *default_alloc(void *self, size_t size, size_t align) {
    (void)self;
    size_t rounded;
    if (!lg_align_size(size, align, &rounded))
        return NULL;
    return aligned_alloc(align, rounded);
}

static void default_free(void *self, void *ptr, size_t size, size_t align) {
    (void)self;
    (void)size;
    (void)align;
    free(ptr);
}

lg_allocator lg_allocator_default(void) {
    return (lg_allocator){NULL, default_alloc, default_free};
}

lg_status lg_alloc_raw(const lg_allocator *a, size_t size, void **out, lg_error *err) {
    void *p = a->alloc(a->self, size ? size : 1, LG_ALIGN);
    if (!p)
        return lg_no_memory(err, size);
    *out = p;
    return LG_OK;
}

lg_status lg_alloc_zero(const lg_allocator *a, size_t size, void **out, lg_error *err) {
    LG_TRY(lg_alloc_raw(a, size, out, err));
    memset(*out, 0, size ? size : 1);
    return LG_OK;
}

lg_status lg_alloc_array(const lg_allocator *a, size_t count, size_t size, void **out,
                         lg_error *err) {
    size_t bytes;
    if (!lg_mul_size(count, size, &bytes))
        return lg_no_memory(err, SIZE_MAX);
    return lg_alloc_zero(a, bytes, out, err);
}

void lg_free(const lg_allocator *a, void *ptr, size_t size) {
    if (ptr)
        a->free(a->self, ptr, size ? size : 1, LG_ALIGN);
}
