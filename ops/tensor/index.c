/* SPDX-License-Identifier: Apache-2.0 */
/* Operators whose result depends on the order or truth of elements: NonZero, TopK, Compress,
 * ReverseSequence, Unique. Elements are compared as 64-bit keys that sort like the elements. */
#include "ops/opkit/index.h"
#include "ops/opkit/core.h"
#include "ops/opkit/infer.h"
#include "ops/opkit/move.h"

#include <string.h>

typedef struct index_params {
    int64_t axis, k, batch_axis, time_axis;
    int32_t largest, sorted;
} index_params;

/* Key of a double: negative numbers reversed; -0 equals 0, NaN is above all. */
static int64_t key_of(double v) {
    int64_t bits;
    if (v != v)
        return INT64_MAX;
    if (v == 0.0)
        return 0;
    memcpy(&bits, &v, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

/* Keys of n numeric elements from position `at` in steps of `step`. */
static void load_keys(const lg_view *x, int64_t at, int64_t step, int64_t n, int64_t *keys) {
    size_t size = op_elem_size(x->dtype);
    const char *src = (const char *)x->data + (size_t)at * size;
    if (op_is_float(x->dtype)) {
        double f[LG_CORE_BLOCK];
        for (int64_t i = 0; i < n; i += LG_CORE_BLOCK) {
            int64_t m = op_min(LG_CORE_BLOCK, n - i);
            lg_load_f64(x->dtype, src + (size_t)(i * step) * size, step, m, f);
            for (int64_t k = 0; k < m; k++)
                keys[i + k] = key_of(f[k]);
        }
    } else if (lg_core_of(x->dtype) == LG_CORE_I32) {
        int32_t s[LG_CORE_BLOCK];
        for (int64_t i = 0; i < n; i += LG_CORE_BLOCK) {
            int64_t m = op_min(LG_CORE_BLOCK, n - i);
            lg_core_load(x->dtype, src + (size_t)(i * step) * size, step, m, s);
            for (int64_t k = 0; k < m; k++)
                keys[i + k] = s[k];
        }
    } else {
        lg_core_load(x->dtype, src, step, n, keys);
        for (int64_t i = 0; i < n && x->dtype == LG_UINT64; i++)
            keys[i] = (int64_t)((uint64_t)keys[i] ^ (uint64_t)1 << 63);
    }
}

static int32_t wrap(int64_t axis, int32_t rank) {
    return (int32_t)(axis < 0 ? axis + rank : axis);
}

static int64_t product(const int64_t *dims, int32_t begin, int32_t end) {
    int64_t n = 1;
    for (int32_t d = begin; d < end; d++)
        n *= dims[d];
    return n;
}

/* ---- NonZero ---- */

static bool is_true(const lg_view *x, int64_t i) {
    if (x->dtype == LG_STRING)
        return ((const lg_str *)x->data)[i].len > 0;
    if (x->dtype == LG_COMPLEX64)
        return ((const float *)x->data)[2 * i] != 0.0F ||
               ((const float *)x->data)[2 * i + 1] != 0.0F;
    if (x->dtype == LG_COMPLEX128)
        return ((const double *)x->data)[2 * i] != 0.0 ||
               ((const double *)x->data)[2 * i + 1] != 0.0;
    double v = 0.0;
    lg_load_f64(x->dtype, (const char *)x->data + (size_t)i * op_elem_size(x->dtype), 1, 1, &v);
    return v != 0.0;
}

static lg_status nonzero_infer(lg_infer *ctx) {
    int32_t rank = ctx->in[0].rank;
    int64_t dims[2] = {rank < 0    ? lg_infer_new_dim(ctx)
                       : rank == 0 ? 1
                                   : rank,
                       lg_infer_new_dim(ctx)};
    return lg_infer_set(ctx, 0, LG_INT64, 2, dims);
}

static lg_status nonzero_run(lg_exec *ctx) {
    const lg_view *x = &ctx->in[0];
    int64_t n = 0, at = 0, dims[2];
    for (int64_t i = 0; i < x->count; i++)
        n += is_true(x, i);
    dims[0] = x->rank == 0 ? 1 : x->rank; /* a scalar counts as one element */
    dims[1] = n;
    LG_TRY(lg_exec_output(ctx, 0, LG_INT64, 2, dims));
    int64_t *y = ctx->out[0].data;
    for (int64_t i = 0; i < x->count; i++) {
        if (!is_true(x, i))
            continue;
        int64_t rest = i;
        if (x->rank == 0)
            y[at] = 0;
        for (int32_t d = x->rank - 1; d >= 0; d--) {
            y[d * n + at] = rest % x->dims[d];
            rest /= x->dims[d];
        }
        at++;
    }
    return LG_OK;
}

/* ---- TopK ---- */

#define TOPK_AXIS LG_ATTR_INT_DOC(index_params, axis, -1, "axis sorted; in [-r, r-1]")
static const lg_attr_desc topk1_attrs[] = {
    TOPK_AXIS,
    {.name = "k",
     .kind = LG_ATTR_INT,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(index_params, k, int64_t),
     .doc = "number of elements"},
};
static const lg_attr_desc topk10_attrs[] = {TOPK_AXIS};
static const lg_attr_desc topk11_attrs[] = {
    TOPK_AXIS,
    LG_ATTR_BOOL_DOC(index_params, largest, 1, "1: the largest, 0: the smallest"),
    LG_ATTR_BOOL_DOC(index_params, sorted, 1, "results are always sorted"),
};

/* k from the attribute of version 1 or from input 1; -1: only run knows. */
static lg_status topk_k(const lg_host *host, lg_error *err, const index_params *p,
                        const lg_view *in, uint32_t n_in, int64_t dim, int64_t *k) {
    *k = p->k;
    if (n_in > 1) {
        if (in[1].rank >= 0 && in[1].count >= 0 && in[1].count != 1)
            return host->fail(err, LG_E_SHAPE, "K has %lld elements, expected one",
                              (long long)in[1].count);
        if (!in[1].data) {
            *k = -1;
            return LG_OK;
        }
        *k = lg_int_at(&in[1], 0);
    }
    if (*k < 0 || (dim >= 0 && *k > dim))
        return host->fail(err, LG_E_SHAPE, "k is %lld for an axis of size %lld", (long long)*k,
                          (long long)dim);
    return LG_OK;
}

static lg_status topk_infer(lg_infer *ctx) {
    const index_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int32_t axis = 0;
    int64_t k, dims[LG_MAX_RANK];
    LG_TRY(lg_infer_rank(ctx, 0, 1, LG_MAX_RANK));
    if (x->rank < 0) {
        LG_TRY(topk_k(ctx->host, ctx->err, p, ctx->in, ctx->n_in, -1, &k));
        for (uint32_t o = 0; o < ctx->n_out; o++)
            LG_TRY(lg_infer_dtype(ctx, o, o ? LG_INT64 : x->dtype, -1));
        return LG_OK;
    }
    LG_TRY(lg_infer_axis(ctx, p->axis, x->rank, &axis));
    LG_TRY(topk_k(ctx->host, ctx->err, p, ctx->in, ctx->n_in, x->dims[axis], &k));
    memcpy(dims, x->dims, (size_t)x->rank * sizeof *dims);
    dims[axis] = k < 0 ? lg_infer_new_dim(ctx) : k;
    for (uint32_t o = 0; o < ctx->n_out && o < 2; o++)
        LG_TRY(lg_infer_set(ctx, o, o ? LG_INT64 : x->dtype, x->rank, dims));
    return LG_OK;
}

typedef struct entry {
    int64_t key, index;
} entry;

/* Whether a comes after b in the result: a smaller key, or the same at a higher index. */
static bool after(const entry *a, const entry *b) {
    return a->key != b->key ? a->key < b->key : a->index > b->index;
}

/* Heap whose root is the entry that comes last. */
static void sift(entry *heap, int64_t n, int64_t i) {
    for (;;) {
        int64_t child = 2 * i + 1;
        if (child >= n)
            return;
        if (child + 1 < n && after(&heap[child + 1], &heap[child]))
            child++;
        if (!after(&heap[child], &heap[i]))
            return;
        entry t = heap[i];
        heap[i] = heap[child];
        heap[child] = t;
        i = child;
    }
}

typedef struct topk_job {
    const lg_view *x;
    void *values;
    int64_t *indices;
    entry *heaps; /* k per line */
    int64_t n, k, inner;
    bool largest;
} topk_job;

static lg_status topk_lines(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const topk_job *job = arg;
    int64_t keys[LG_CORE_BLOCK];
    (void)err;
    for (int64_t line = begin; line < end; line++) {
        entry *heap = job->heaps + line * job->k;
        int64_t outer = line / job->inner, i = line % job->inner, size = 0;
        int64_t base = outer * job->n * job->inner + i, to = outer * job->k * job->inner + i;
        for (int64_t at = 0; at < job->n; at += LG_CORE_BLOCK) {
            int64_t m = op_min(LG_CORE_BLOCK, job->n - at);
            load_keys(job->x, base + at * job->inner, job->inner, m, keys);
            for (int64_t j = 0; j < m; j++) {
                entry e = {job->largest ? keys[j] : ~keys[j], at + j};
                if (size < job->k) {
                    heap[size++] = e;
                    for (int64_t c = size / 2 - 1; c >= 0 && size == job->k; c--)
                        sift(heap, size, c);
                } else if (after(&heap[0], &e)) {
                    heap[0] = e;
                    sift(heap, size, 0);
                }
            }
        }
        /* Popping gives the last first. */
        for (int64_t r = job->k - 1; r >= 0; r--) {
            entry e = heap[0];
            heap[0] = heap[r];
            sift(heap, r, 0);
            int64_t at = to + r * job->inner;
            if (job->values)
                lg_copy_elems(job->x->dtype, job->values, at, job->x->data,
                              base + e.index * job->inner, 1);
            if (job->indices)
                job->indices[at] = e.index;
        }
    }
    return LG_OK;
}

static lg_status topk_run(lg_exec *ctx, bool largest) {
    const index_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int32_t axis = wrap(p->axis, x->rank);
    int64_t dims[LG_MAX_RANK], k;
    size_t bytes;
    void *space;
    LG_TRY(topk_k(ctx->host, ctx->err, p, ctx->in, ctx->n_in, x->dims[axis], &k));
    memcpy(dims, x->dims, (size_t)x->rank * sizeof *dims);
    dims[axis] = k;
    for (uint32_t o = 0; o < ctx->n_out && o < 2; o++)
        if (ctx->out[o].dtype != LG_UNDEFINED)
            LG_TRY(lg_exec_output(ctx, o, o ? LG_INT64 : x->dtype, x->rank, dims));
    topk_job job = {.x = x,
                    .values = ctx->out[0].data,
                    .n = x->dims[axis],
                    .k = k,
                    .indices = ctx->n_out > 1 ? ctx->out[1].data : NULL,
                    .inner = product(x->dims, axis + 1, x->rank),
                    .largest = largest};
    int64_t lines = product(x->dims, 0, axis) * job.inner;
    if (lines == 0 || k == 0)
        return LG_OK;
    if (!op_mul_size((size_t)lines * (size_t)k, sizeof(entry), &bytes))
        return LG_FAIL(ctx, LG_E_LIMIT, "the workspace is too large");
    LG_TRY(ctx->host->alloc(ctx->self, bytes, &space, ctx->err));
    job.heaps = space;
    return ctx->host->parallel_for(ctx->self, lines, op_max(1, 4096 / job.n), topk_lines, &job,
                                   ctx->err);
}
static lg_status topk10_run(lg_exec *ctx) {
    return topk_run(ctx, true);
}
static lg_status topk11_run(lg_exec *ctx) {
    return topk_run(ctx, ((const index_params *)ctx->params)->largest != 0);
}

/* ---- Compress ---- */

static const lg_attr_desc compress_attrs[] = {
    LG_ATTR_INT_DOC(index_params, axis, LG_INT_ABSENT, "axis cut; absent: the flattened input"),
};

static lg_status compress_infer(lg_infer *ctx) {
    const index_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    int32_t axis = 0;
    LG_TRY(lg_infer_rank(ctx, 1, 1, 1));
    if (p->axis == LG_INT_ABSENT)
        return lg_infer_dtype(ctx, 0, x->dtype, 1);
    if (x->rank < 0)
        return lg_infer_dtype(ctx, 0, x->dtype, -1);
    LG_TRY(lg_infer_axis(ctx, p->axis, x->rank, &axis));
    lg_infer_like(ctx, 0, 0);
    ctx->out[0].dims[axis] = lg_infer_new_dim(ctx);
    return LG_OK;
}

static lg_status compress_run(lg_exec *ctx) {
    const index_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *c = &ctx->in[1];
    const uint8_t *keep = c->data;
    bool flat = p->axis == LG_INT_ABSENT;
    int32_t axis = flat ? 0 : wrap(p->axis, x->rank);
    int64_t dims[LG_MAX_RANK] = {0}, n = flat ? x->count : x->dims[axis], kept = 0, to = 0;
    int64_t outer = flat ? 1 : product(x->dims, 0, axis);
    int64_t inner = flat ? 1 : product(x->dims, axis + 1, x->rank);
    n = op_min(n, c->count);
    for (int64_t i = 0; i < n; i++)
        kept += keep[i] != 0;
    if (!flat)
        memcpy(dims, x->dims, (size_t)x->rank * sizeof *dims);
    dims[axis] = kept;
    LG_TRY(lg_exec_output(ctx, 0, x->dtype, flat ? 1 : x->rank, dims));
    int64_t whole = flat ? x->count : x->dims[axis];
    for (int64_t o = 0; o < outer; o++)
        for (int64_t i = 0; i < n; i++)
            if (keep[i]) {
                lg_copy_elems(x->dtype, ctx->out[0].data, to, x->data, (o * whole + i) * inner,
                              inner);
                to += inner;
            }
    return LG_OK;
}

/* ---- ReverseSequence ---- */

static const lg_attr_desc reverse_attrs[] = {
    LG_ATTR_INT_DOC(index_params, batch_axis, 1, "0 or 1, the other one than time_axis"),
    LG_ATTR_INT_DOC(index_params, time_axis, 0, "0 or 1"),
};

static lg_status reverse_infer(lg_infer *ctx) {
    const index_params *p = ctx->params;
    if (p->batch_axis + p->time_axis != 1 || (p->batch_axis != 0 && p->batch_axis != 1))
        return LG_FAIL(ctx, LG_E_MODEL, "batch_axis is %lld and time_axis %lld, expected 0 and 1",
                       (long long)p->batch_axis, (long long)p->time_axis);
    LG_TRY(lg_infer_rank(ctx, 0, 2, LG_MAX_RANK));
    LG_TRY(lg_infer_rank(ctx, 1, 1, 1));
    lg_infer_like(ctx, 0, 0);
    if (ctx->in[0].rank >= 0)
        LG_TRY(lg_infer_same_dim(ctx, 1, 0, ctx->in[0].dims[p->batch_axis]));
    return LG_OK;
}

static lg_status reverse_run(lg_exec *ctx) {
    const index_params *p = ctx->params;
    const lg_view *x = &ctx->in[0], *lens = &ctx->in[1];
    int64_t times = x->dims[p->time_axis], batch = x->dims[p->batch_axis];
    int64_t inner = product(x->dims, 2, x->rank);
    for (int64_t b = 0; b < batch; b++) {
        int64_t n = op_index_at(lens, b);
        if (n < 0 || n > times)
            return LG_FAIL(ctx, LG_E_DATA,
                           "sequence length %lld at position %lld is not in [0, %lld]",
                           (long long)n, (long long)b, (long long)times);
    }
    for (int64_t b = 0; b < batch; b++) {
        int64_t n = op_index_at(lens, b);
        for (int64_t t = 0; t < times; t++) {
            int64_t from = t < n ? n - 1 - t : t;
            int64_t to_row = p->time_axis == 0 ? t * batch + b : b * times + t;
            int64_t from_row = p->time_axis == 0 ? from * batch + b : b * times + from;
            lg_copy_elems(x->dtype, ctx->out[0].data, to_row * inner, x->data, from_row * inner,
                          inner);
        }
    }
    return LG_OK;
}

/* ---- Unique ---- */

static const lg_attr_desc unique_attrs[] = {
    LG_ATTR_INT_DOC(index_params, axis, LG_INT_ABSENT, "axis of the slices; absent: elements"),
    LG_ATTR_BOOL_DOC(index_params, sorted, 1, "0: in the order of first occurrence"),
};

static lg_status unique_infer(lg_infer *ctx) {
    const index_params *p = ctx->params;
    int32_t axis = 0;
    for (uint32_t o = 1; o < ctx->n_out; o++)
        LG_TRY(lg_infer_dtype(ctx, o, LG_INT64, 1));
    if (p->axis == LG_INT_ABSENT)
        return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, 1);
    lg_infer_like(ctx, 0, 0);
    if (ctx->in[0].rank < 0)
        return LG_OK;
    LG_TRY(lg_infer_axis(ctx, p->axis, ctx->in[0].rank, &axis));
    ctx->out[0].dims[axis] = lg_infer_new_dim(ctx);
    return LG_OK;
}

/* Items are slices of an axis: `parts` runs of `inner` elements, `step` apart. */
typedef struct items {
    const lg_view *x;
    const int64_t *keys; /* of all elements; NULL for strings */
    int64_t n, parts, inner, step;
} items;

static int compare_elems(const items *s, int64_t a, int64_t b) {
    if (s->keys)
        return s->keys[a] < s->keys[b] ? -1 : s->keys[a] > s->keys[b];
    const lg_str *x = (const lg_str *)s->x->data + a, *y = (const lg_str *)s->x->data + b;
    size_t n = x->len < y->len ? x->len : y->len;
    int c = n ? memcmp(x->ptr, y->ptr, n) : 0;
    return c ? c : x->len < y->len ? -1 : x->len > y->len;
}

static int compare_items(const items *s, int64_t a, int64_t b) {
    for (int64_t part = 0; part < s->parts; part++)
        for (int64_t i = 0; i < s->inner; i++) {
            int c = compare_elems(s, part * s->step + a * s->inner + i,
                                  part * s->step + b * s->inner + i);
            if (c)
                return c;
        }
    return 0;
}

/* Bottom-up merge sort: stable, no recursion. Returns which of the two buffers holds the result. */
static int64_t *merge_sort(const items *s, int64_t *from, int64_t *to) {
    for (int64_t width = 1; width < s->n; width *= 2) {
        for (int64_t at = 0; at < s->n; at += 2 * width) {
            int64_t middle = op_min(at + width, s->n), end = op_min(at + 2 * width, s->n);
            int64_t i = at, j = middle;
            for (int64_t k = at; k < end; k++)
                to[k] = i < middle && (j >= end || compare_items(s, from[i], from[j]) <= 0)
                            ? from[i++]
                            : from[j++];
        }
        int64_t *t = from;
        from = to;
        to = t;
    }
    return from;
}

static lg_status unique_run(lg_exec *ctx) {
    const index_params *p = ctx->params;
    const lg_view *x = &ctx->in[0];
    bool flat = p->axis == LG_INT_ABSENT;
    int32_t axis = flat ? 0 : wrap(p->axis, x->rank);
    items s = {.x = x,
               .n = flat ? x->count : x->dims[axis],
               .parts = flat ? 1 : product(x->dims, 0, axis),
               .inner = flat ? 1 : product(x->dims, axis + 1, x->rank)};
    s.step = s.n * s.inner;
    size_t bytes, key_bytes;
    void *space;
    if (!op_mul_size((size_t)s.n + 1, 5 * sizeof(int64_t), &bytes) ||
        !op_mul_size((size_t)x->count, sizeof(int64_t), &key_bytes) ||
        !op_add_size(bytes, key_bytes, &bytes))
        return LG_FAIL(ctx, LG_E_LIMIT, "the workspace is too large");
    LG_TRY(ctx->host->alloc(ctx->self, bytes, &space, ctx->err));
    int64_t *a = space, *b = a + s.n + 1, *group = b + s.n + 1, *first = group + s.n + 1;
    int64_t *count = first + s.n + 1, *keys = count + s.n + 1;
    if (x->dtype != LG_STRING) {
        load_keys(x, 0, 1, x->count, keys);
        s.keys = keys;
    }
    for (int64_t i = 0; i < s.n; i++)
        a[i] = i;
    int64_t *order = merge_sort(&s, a, b), *rank = order == a ? b : a, groups = 0;
    for (int64_t i = 0; i < s.n; i++) {
        if (i == 0 || compare_items(&s, order[i - 1], order[i]) != 0) {
            first[groups] = order[i];
            count[groups++] = 0;
        }
        count[groups - 1]++;
        group[order[i]] = groups - 1;
    }
    /* rank[g]: position of group g in the result. */
    for (int64_t g = 0; g < groups; g++)
        rank[g] = g;
    if (!p->sorted) {
        int64_t at = 0;
        for (int64_t i = 0; i < s.n; i++)
            if (first[group[i]] == i)
                rank[group[i]] = at++;
    }
    int64_t dims[LG_MAX_RANK] = {0};
    if (!flat)
        memcpy(dims, x->dims, (size_t)x->rank * sizeof *dims);
    dims[axis] = groups;
    if (ctx->out[0].dtype != LG_UNDEFINED) {
        LG_TRY(lg_exec_output(ctx, 0, x->dtype, flat ? 1 : x->rank, dims));
        for (int64_t part = 0; part < s.parts; part++)
            for (int64_t g = 0; g < groups; g++)
                lg_copy_elems(x->dtype, ctx->out[0].data, (part * groups + rank[g]) * s.inner,
                              x->data, part * s.step + first[g] * s.inner, s.inner);
    }
    for (uint32_t o = 1; o < ctx->n_out && o < 4; o++) {
        int64_t length = o == 2 ? s.n : groups;
        if (ctx->out[o].dtype == LG_UNDEFINED)
            continue;
        LG_TRY(lg_exec_output(ctx, o, LG_INT64, 1, &length));
        int64_t *y = ctx->out[o].data;
        for (int64_t i = 0; i < length; i++) {
            if (o == 2)
                y[i] = rank[group[i]];
            else
                y[rank[i]] = o == 1 ? first[i] : count[i];
        }
    }
    return LG_OK;
}

/* ---- descriptors ---- */

#define T_ARG(n, types, fl)                                                                        \
    { .name = (n), .type = "T", .dtypes = (types), .flags = (fl) }
#define KEYED (LG_T_NUMERIC | LG_T_BOOL)
static const lg_arg_desc nonzero_in[] = {
    T_ARG("X", KEYED | LG_T_COMPLEX | LG_T_STRING, LG_ARG_NONDIFF)};
static const lg_arg_desc nonzero_out[] = {{.name = "Y", .dtypes = LG_T_I64}};
static const lg_arg_desc topk1_in[] = {T_ARG("X", LG_T_NUMERIC, 0)};
static const lg_arg_desc topk_in[] = {T_ARG("X", LG_T_NUMERIC, 0),
                                      {.name = "K", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc topk_out[] = {T_ARG("Values", LG_T_NUMERIC, 0),
                                       {.name = "Indices", .dtypes = LG_T_I64}};
static const lg_arg_desc compress_in[] = {
    T_ARG("input", LG_T_WHOLE, LG_ARG_NONDIFF),
    {.name = "condition", .dtypes = LG_T_BOOL, .flags = LG_ARG_NONDIFF}};
static const lg_arg_desc compress_out[] = {T_ARG("output", LG_T_WHOLE, 0)};
static const lg_arg_desc reverse_in[] = {
    T_ARG("input", LG_T_WHOLE, 0),
    {.name = "sequence_lens", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF}};
#define UNIQUE_TYPES (KEYED | LG_T_STRING)
static const lg_arg_desc unique_in[] = {T_ARG("X", UNIQUE_TYPES, LG_ARG_NONDIFF)};
#define LIST(n)                                                                                    \
    { .name = (n), .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL }
static const lg_arg_desc unique_out[] = {T_ARG("Y", UNIQUE_TYPES, 0), LIST("indices"),
                                         LIST("inverse_indices"), LIST("counts")};

static const uint8_t to_x0[] = {0};
static const lg_ref topk_refs[] = {{LG_REF_DY, 0}, {LG_REF_XSHAPE, 0}, {LG_REF_Y, 1}};
static const lg_ref reverse_refs[] = {{LG_REF_DY, 0}, {LG_REF_X, 1}};
static const lg_grad_rule topk_grad = LG_GRAD_OP("ai.lossgraph", "TopKGrad", topk_refs, to_x0);
static const lg_grad_rule reverse_grad = LG_GRAD_OP("", "ReverseSequence", reverse_refs, to_x0);

#define OP(opname, since, fl, text)                                                                \
    .domain = "", .name = opname, .since_version = (since), .flags = LG_OP_NO_BODY | (fl),         \
    .doc = text "; onnx.ai/onnx/operators/onnx__" opname ".html"
#define TOPK(since, table, ins, fn)                                                                \
    {                                                                                              \
        OP("TopK", since, 0, "The k largest or smallest elements of an axis, sorted"),             \
            LG_ATTRS(index_params, table), LG_INS(ins), LG_OUTS(topk_out),                         \
            .infer = topk_infer, .run = fn, .grad = &topk_grad                                     \
    }

static const lg_op_desc ops[] = {
    {OP("NonZero", 9, LG_OP_NO_GRADIENT, "Indices of the elements that are not zero"),
     LG_INS(nonzero_in), LG_OUTS(nonzero_out), .infer = nonzero_infer, .run = nonzero_run},
    TOPK(1, topk1_attrs, topk1_in, topk10_run),
    TOPK(10, topk10_attrs, topk_in, topk10_run),
    TOPK(11, topk11_attrs, topk_in, topk11_run),
    {OP("Compress", 9, LG_OP_NO_GRADIENT, "Slices for which a condition holds"),
     LG_ATTRS(index_params, compress_attrs), LG_INS(compress_in), LG_OUTS(compress_out),
     .infer = compress_infer, .run = compress_run},
    {OP("ReverseSequence", 10, 0, "The first elements of every sequence reversed"),
     LG_ATTRS(index_params, reverse_attrs), LG_INS(reverse_in), LG_OUTS(compress_out),
     .infer = reverse_infer, .run = reverse_run, .grad = &reverse_grad},
    {OP("Unique", 11, LG_OP_NO_GRADIENT, "Distinct elements or slices"),
     LG_ATTRS(index_params, unique_attrs), LG_INS(unique_in), LG_OUTS(unique_out),
     .infer = unique_infer, .run = unique_run},
};
LG_FAMILY_DEFINE(tensor_index, ops);
