/* SPDX-License-Identifier: Apache-2.0 */
/* What If, Loop and Scan share: handing on results of subgraphs, values carried from one iteration
 * to the next, and types that hold for every iteration. */
#ifndef LG_OPS_CONTROL_CARRY_H
#define LG_OPS_CONTROL_CARRY_H

#include "ops/opkit/infer.h"

#include <string.h>

static inline bool carry_has_items(int32_t dtype) {
    return dtype == LG_SEQUENCE || dtype == LG_OPTIONAL || dtype == LG_MAP;
}

/* Gives output `o` the contents of a view that belongs to somebody else. Items of sequences and
 * characters of strings live to the end of the run and are shared. */
static inline lg_status carry_output(lg_exec *ctx, uint32_t o, const lg_view *from) {
    if (ctx->out[o].dtype == LG_UNDEFINED && !ctx->out[o].data)
        return LG_OK;
    if (carry_has_items(from->dtype)) {
        const lg_seq *seq = from->data;
        LG_TRY(ctx->host->alloc_output(ctx->self, o, from->dtype, 1, &seq->count, ctx->err));
        lg_seq *to = ctx->out[o].data;
        to->elem_dtype = seq->elem_dtype;
        if (seq->count)
            memcpy(to->items, seq->items, (size_t)seq->count * sizeof *seq->items);
        if (seq->count && seq->keys && to->keys)
            memcpy(to->keys, seq->keys, (size_t)seq->count * sizeof *seq->keys);
        return LG_OK;
    }
    size_t bytes;
    LG_TRY(lg_exec_output(ctx, o, from->dtype, from->rank, from->dims));
    LG_TRY(lg_dtype_bytes(from->dtype, from->count, &bytes, ctx->err));
    if (bytes && ctx->out[o].data != from->data)
        memmove(ctx->out[o].data, from->data, bytes);
    return LG_OK;
}

/* `type` becomes what also holds for `other`: dims that differ become new symbols, a rank that
 * differs becomes unknown. LG_E_TYPE when the element types differ. *changed tells whether it did
 * become anything else; bit i of *loose that dim i stands for any size already. */
static inline lg_status carry_merge(const lg_infer *ctx, lg_type *type, const lg_type *other,
                                    const char *what, uint32_t index, uint64_t *loose,
                                    bool *changed) {
    if (type->dtype == LG_UNDEFINED) {
        *changed = *changed || other->dtype != LG_UNDEFINED;
        *type = *other;
        return LG_OK;
    }
    if (other->dtype == LG_UNDEFINED)
        return LG_OK;
    if (type->dtype != other->dtype)
        return LG_FAIL(ctx, LG_E_TYPE, "%s %u has type %s and %s", what, index,
                       lg_dtype_onnx_name(type->dtype), lg_dtype_onnx_name(other->dtype));
    if (type->elem_dtype == LG_UNDEFINED)
        type->elem_dtype = other->elem_dtype;
    if (type->rank != other->rank) {
        *changed = *changed || type->rank != -1;
        type->rank = -1;
        return LG_OK;
    }
    for (int32_t i = 0; i < type->rank; i++)
        if (type->dims[i] != other->dims[i] && !(*loose >> i & 1)) {
            *changed = true;
            *loose |= (uint64_t)1 << i;
            type->dims[i] = lg_infer_new_dim(ctx);
        }
    return LG_OK;
}

static inline void carry_type_of(const lg_view *v, lg_type *out) {
    out->dtype = v->dtype;
    out->rank = v->rank;
    out->elem_dtype = LG_UNDEFINED;
    out->reserved = 0;
    if (carry_has_items(v->dtype) && v->data)
        out->elem_dtype = ((const lg_seq *)v->data)->elem_dtype;
    if (v->rank > 0)
        memcpy(out->dims, v->dims, (size_t)v->rank * sizeof *v->dims);
}

/* A value that changes from iteration to iteration, in two buffers: the next one is written while
 * the present one is read. */
typedef struct carry {
    lg_view view; /* present value */
    void *buffer[2];
    size_t cap[2];
    int64_t dims[2][LG_MAX_RANK];
    uint32_t next; /* buffer that is not in use */
} carry;

/* Of a zeroed carry, or of one used before, whose buffers serve again. */
static inline void carry_start(carry *c, const lg_view *initial) {
    c->view = *initial;
}

/* Step 1, for all values: the result of an iteration goes to the free buffer. */
static inline lg_status carry_write(lg_exec *ctx, carry *c, const lg_view *result) {
    uint32_t k = c->next;
    size_t bytes;
    if (carry_has_items(result->dtype))
        return LG_OK;
    LG_TRY(lg_dtype_bytes(result->dtype, result->count, &bytes, ctx->err));
    LG_TRY(ctx->host->check_bytes(ctx->self, bytes, ctx->err));
    if (!c->buffer[k] || bytes > c->cap[k]) {
        size_t want = c->cap[k] ? bytes + bytes / 2 : bytes;
        want = want < bytes ? bytes : want;
        LG_TRY(ctx->host->alloc(ctx->self, want ? want : 1, &c->buffer[k], ctx->err));
        c->cap[k] = want;
    }
    if (bytes)
        memcpy(c->buffer[k], result->data, bytes);
    if (result->rank > 0)
        memcpy(c->dims[k], result->dims, (size_t)result->rank * sizeof *result->dims);
    return LG_OK;
}

/* Step 2: the written value becomes the present one. */
static inline void carry_turn(carry *c, const lg_view *result) {
    if (carry_has_items(result->dtype)) {
        c->view = *result; /* lives to the end of the run */
        return;
    }
    uint32_t k = c->next;
    c->view = (lg_view){.data = c->buffer[k],
                        .dims = c->dims[k],
                        .count = result->count,
                        .rank = result->rank,
                        .dtype = result->dtype};
    c->next = k ^ 1;
}

static inline lg_status carry_array(const lg_host *host, void *self, size_t n, size_t size,
                                    void *out_array, lg_error *err) {
    size_t bytes;
    void *p = NULL;
    if (!op_mul_size(n ? n : 1, size, &bytes))
        return host->fail(err, LG_E_LIMIT, "%zu values are too many", n);
    LG_TRY(host->alloc(self, bytes, &p, err));
    memset(p, 0, bytes);
    memcpy(out_array, &p, sizeof p);
    return LG_OK;
}

#endif
