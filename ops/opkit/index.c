/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of whole index tensors before anything is read through them. */
#include "ops/opkit/index.h"

lg_status lg_check_indices(const lg_exec *ctx, uint32_t i, int64_t size) {
    const lg_view *v = &ctx->in[i];
    for (int64_t k = 0; k < v->count; k++) {
        int64_t index = op_index_at(v, k);
        if (!op_wrap_index(&index, size))
            return LG_FAIL(ctx, LG_E_DATA,
                           "input %u: index %lld at position %lld is out of range for size %lld", i,
                           (long long)index, (long long)k, (long long)size);
    }
    return LG_OK;
}

lg_status lg_check_labels(const lg_exec *ctx, uint32_t i, int64_t classes, bool has_ignore,
                          int64_t ignore) {
    const lg_view *v = &ctx->in[i];
    for (int64_t k = 0; k < v->count; k++) {
        int64_t y = op_index_at(v, k);
        if (has_ignore && y == ignore)
            continue;
        if (y < 0 || y >= classes)
            return LG_FAIL(ctx, LG_E_DATA,
                           "input %u: class index %lld at position %lld is not in [0, %lld)", i,
                           (long long)y, (long long)k, (long long)classes);
    }
    return LG_OK;
}
