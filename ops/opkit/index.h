/* SPDX-License-Identifier: Apache-2.0 */
/* Indices that come from tensors: compared as int64 before use. */
#ifndef LG_OPKIT_INDEX_H
#define LG_OPKIT_INDEX_H

#include "ops/opkit/common.h"

/* Index k of an int32 or int64 tensor. */
static inline int64_t op_index_at(const lg_view *v, int64_t k) {
    return v->dtype == LG_INT32 ? (int64_t)((const int32_t *)v->data)[k]
                                : ((const int64_t *)v->data)[k];
}

/* Whether `index` is in [-size, size-1]; makes it non-negative. */
static inline bool op_wrap_index(int64_t *index, int64_t size) {
    if (*index < 0) {
        if (*index < -size)
            return false;
        *index += size;
        return true;
    }
    return *index < size;
}

/* All indices of input `i` against an axis of `size`: LG_E_DATA with position and value. */
lg_status lg_check_indices(const lg_exec *ctx, uint32_t i, int64_t size);
/* Class labels: `ignore` (any int64) is accepted when has_ignore, all else in [0, classes). */
lg_status lg_check_labels(const lg_exec *ctx, uint32_t i, int64_t classes, bool has_ignore,
                          int64_t ignore);

#endif
