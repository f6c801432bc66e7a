/* SPDX-License-Identifier: Apache-2.0 */
/* The miniature host behind operator tests. */
#include "tests/support/op_runner.h"

#include "ops/families.h"
#include "ops/kernels/kernels.h"
#include "ops/opkit/half.h"
#include "ops/opkit/lowbit.h"
#include "runtime/base/error.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct block {
    struct block *next;
    double align[7];
} block;

void *lg_runner_alloc(lg_runner *r, size_t bytes) {
    block *b = aligned_alloc(64, (sizeof *b + bytes + 63 + 64) / 64 * 64);
    if (!b)
        abort();
    b->next = r->blocks;
    r->blocks = b;
    return b + 1;
}

void lg_runner_reset(lg_runner *r) {
    for (block *b = r->blocks; b;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(r->sym_keys);
    memset(r, 0, sizeof *r);
}

const lg_op_desc *lg_runner_find(const char *domain, const char *name, int32_t version) {
#define LG_FAMILY(symbol, file) &lg_family_##symbol,
    static const lg_op_family *const families[] = {
#include "ops/families.inc"
        NULL};
#undef LG_FAMILY
    const lg_op_desc *best = NULL;
    if (strcmp(domain, "ai.onnx") == 0)
        domain = "";
    for (size_t f = 0; families[f]; f++)
        for (uint32_t i = 0; i < families[f]->n_ops; i++) {
            const lg_op_desc *d = &families[f]->ops[i];
            if (strcmp(d->domain, domain) == 0 && strcmp(d->name, name) == 0 &&
                d->since_version <= version && (!best || d->since_version > best->since_version))
                best = d;
        }
    return best;
}

LG_PRINTF(3, 4)
static lg_status fail(lg_error *err, lg_status status, const char *fmt, ...) {
    char text[400];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return lg_fail(err, status, "%s", text);
}

/* ---- threads ---- */

typedef struct region {
    int64_t n, grain, blocks;
    lg_block_fn body;
    void *arg;
    atomic_llong next;
    pthread_mutex_t lock;
    int64_t failed;
    lg_status status;
    lg_error err;
} region;

static void *work(void *arg) {
    region *g = arg;
    for (;;) {
        int64_t i = atomic_fetch_add(&g->next, 1);
        if (i >= g->blocks)
            return NULL;
        i = g->blocks - 1 - i; /* backwards: kernels must not rely on the order */
        lg_error err = LG_ERROR_INIT;
        int64_t begin = i * g->grain;
        int64_t end = g->n - begin < g->grain ? g->n : begin + g->grain;
        lg_status st = g->body(g->arg, begin, end, &err);
        if (st != LG_OK) {
            pthread_mutex_lock(&g->lock);
            if (g->failed < 0 || i < g->failed) {
                g->failed = i;
                g->status = st;
                g->err = err;
            }
            pthread_mutex_unlock(&g->lock);
        }
    }
}

static lg_status parallel_for(void *self, int64_t n, int64_t grain, lg_block_fn body, void *arg,
                              lg_error *err) {
    lg_runner *r = self;
    if (!r->in_run || grain <= 0 || n < 0)
        return lg_fail(err, LG_E_INTERNAL, "parallel_for(%lld, %lld) is not allowed", (long long)n,
                       (long long)grain);
    if (r->threads <= 1) {
        for (int64_t b = 0; b < n; b += grain) {
            lg_status st = body(arg, b, n - b < grain ? n : b + grain, err);
            if (st != LG_OK)
                return st;
        }
        return LG_OK;
    }
    region g = {.n = n,
                .grain = grain,
                .blocks = n / grain + (n % grain != 0),
                .body = body,
                .arg = arg,
                .failed = -1,
                .status = LG_OK};
    pthread_mutex_init(&g.lock, NULL);
    pthread_t threads[8];
    uint32_t n_threads = r->threads < 8 ? r->threads : 8;
    for (uint32_t t = 0; t < n_threads; t++)
        if (pthread_create(&threads[t], NULL, work, &g) != 0)
            abort();
    for (uint32_t t = 0; t < n_threads; t++)
        pthread_join(threads[t], NULL);
    pthread_mutex_destroy(&g.lock);
    if (g.status != LG_OK && err)
        *err = g.err;
    return g.status;
}

/* ---- other services ---- */

static int64_t host_dim(void *self, int32_t op, int64_t a, int64_t b) {
    lg_runner *r = self;
    if (op != LG_DIM_NEW && a >= 0 && b >= 0) {
        switch (op) {
        case LG_DIM_ADD:
            return a > INT64_MAX - b ? INT64_MAX : a + b;
        case LG_DIM_SUB:
            return a > b ? a - b : 0;
        case LG_DIM_MUL:
            return b != 0 && a > INT64_MAX / b ? INT64_MAX : a * b;
        case LG_DIM_DIV:
            return b == 0 ? 0 : a / b;
        case LG_DIM_CEILDIV:
            return b == 0 ? 0 : a / b + (a % b != 0);
        default:
            return a == 1 ? b : a;
        }
    }
    if (op == LG_DIM_BROADCAST && a == b)
        return a;
    for (int64_t i = 0; i < r->n_syms && op != LG_DIM_NEW; i++) {
        const int64_t *k = r->sym_keys + 4 * i;
        if (k[0] == op && k[1] == a && k[2] == b)
            return k[3];
    }
    r->sym_keys = realloc(r->sym_keys, (size_t)(r->n_syms + 1) * 4 * sizeof(int64_t));
    if (!r->sym_keys)
        abort();
    int64_t *k = r->sym_keys + 4 * r->n_syms++;
    k[0] = op;
    k[1] = a;
    k[2] = b;
    k[3] = --r->next_sym;
    return k[3];
}

static lg_status no_subgraph(lg_error *err) {
    return lg_fail(err, LG_E_UNSUPPORTED, "the operator test host has no subgraphs");
}
static lg_status infer_subgraph(void *self, uint32_t graph, const lg_type *in, uint32_t n_in,
                                lg_type *out, uint32_t n_out, lg_error *err) {
    (void)self, (void)graph, (void)in, (void)n_in, (void)out, (void)n_out;
    return no_subgraph(err);
}
static lg_status run_subgraph(void *self, uint32_t graph, const lg_view *in, uint32_t n_in,
                              lg_view *out, uint32_t n_out, lg_error *err) {
    (void)self, (void)graph, (void)in, (void)n_in, (void)out, (void)n_out;
    return no_subgraph(err);
}

static lg_status host_alloc(void *self, size_t bytes, void **out, lg_error *err) {
    (void)err;
    *out = lg_runner_alloc(self, bytes);
    memset(*out, 0xAA, bytes);
    return LG_OK;
}

static lg_status check_bytes(void *self, uint64_t bytes, lg_error *err) {
    const lg_runner *r = self;
    if (bytes > r->max_bytes)
        return lg_fail(err, LG_E_LIMIT, "a tensor of %llu bytes is above the limit %llu",
                       (unsigned long long)bytes, (unsigned long long)r->max_bytes);
    return LG_OK;
}

static lg_status alloc_output(void *self, uint32_t index, int32_t dtype, int32_t rank,
                              const int64_t *dims, lg_error *err) {
    lg_runner *r = self;
    if (!r->in_run || index >= r->n_out || r->out[index].data)
        return lg_fail(err, LG_E_INTERNAL, "alloc_output(%u) is not allowed here", index);
    lg_view v = lg_runner_tensor(r, dtype, rank, dims);
    memset(v.data, 0xAA, lg_runner_bytes(&v));
    r->out[index] = v;
    return LG_OK;
}

static lg_status packed(void *self, uint32_t input, uint64_t key, size_t bytes,
                        void (*pack)(const void *arg, void *dst), const void *arg, const void **out,
                        lg_error *err) {
    (void)input, (void)key, (void)err;
    void *p = lg_runner_alloc(self, bytes);
    pack(arg, p);
    *out = p;
    return LG_OK;
}

static lg_status poll(void *self, uint64_t iterations, lg_error *err) {
    (void)self, (void)iterations, (void)err;
    return LG_OK;
}

static const lg_host host = {.struct_size = sizeof(lg_host),
                             .abi_version = LG_ABI_VERSION,
                             .fail = fail,
                             .parallel_for = parallel_for,
                             .dim = host_dim,
                             .infer_subgraph = infer_subgraph,
                             .run_subgraph = run_subgraph,
                             .alloc_output = alloc_output,
                             .alloc = host_alloc,
                             .packed = packed,
                             .poll = poll,
                             .check_bytes = check_bytes,
                             .keep = host_alloc};

/* ---- tensors ---- */

size_t lg_runner_bytes(const lg_view *v) {
    size_t bytes = 0;
    if (v->dtype == LG_UNDEFINED || lg_dtype_bytes(v->dtype, v->count, &bytes, NULL) != LG_OK)
        return 0;
    return bytes;
}

lg_view lg_runner_tensor(lg_runner *r, int32_t dtype, int32_t rank, const int64_t *dims) {
    lg_view v = {.dtype = dtype, .rank = rank, .count = 1};
    int64_t *own = lg_runner_alloc(r, sizeof(int64_t) * (size_t)(rank > 0 ? rank : 1));
    for (int32_t d = 0; d < rank; d++) {
        own[d] = dims[d];
        v.count *= dims[d];
    }
    v.dims = own;
    v.data = lg_runner_alloc(r, lg_runner_bytes(&v));
    memset(v.data, 0, lg_runner_bytes(&v));
    return v;
}

double lg_runner_get(const lg_view *v, int64_t i) {
    const void *p = v->data;
    switch (v->dtype) {
    case LG_FLOAT:
        return (double)((const float *)p)[i];
    case LG_DOUBLE:
        return ((const double *)p)[i];
    case LG_FLOAT16:
        return (double)f16_to_f32(((const uint16_t *)p)[i]);
    case LG_BFLOAT16:
        return (double)bf16_to_f32(((const uint16_t *)p)[i]);
    case LG_INT8:
        return ((const int8_t *)p)[i];
    case LG_UINT8:
    case LG_BOOL:
        return ((const uint8_t *)p)[i];
    case LG_INT16:
        return ((const int16_t *)p)[i];
    case LG_UINT16:
        return ((const uint16_t *)p)[i];
    case LG_INT32:
        return ((const int32_t *)p)[i];
    case LG_UINT32:
        return ((const uint32_t *)p)[i];
    case LG_INT64:
        return (double)((const int64_t *)p)[i];
    case LG_UINT64:
        return (double)((const uint64_t *)p)[i];
    case LG_INT4:
        return op_sign_extend(op_get_bits(p, i, 4), 4);
    case LG_INT2:
        return op_sign_extend(op_get_bits(p, i, 2), 2);
    case LG_UINT4:
        return op_get_bits(p, i, 4);
    case LG_UINT2:
        return op_get_bits(p, i, 2);
    case LG_FLOAT4E2M1:
        return (double)lg_lowfloat_decode(v->dtype, op_get_bits(p, i, 4));
    case LG_FLOAT6E2M3:
    case LG_FLOAT6E3M2:
        return (double)lg_lowfloat_decode(v->dtype, op_get_bits(p, i, 6));
    default:
        return (double)lg_lowfloat_decode(v->dtype, ((const uint8_t *)p)[i]);
    }
}

void lg_runner_set(const lg_view *v, int64_t i, double x) {
    void *p = v->data;
    switch (v->dtype) {
    case LG_FLOAT:
        ((float *)p)[i] = (float)x;
        break;
    case LG_DOUBLE:
        ((double *)p)[i] = x;
        break;
    case LG_FLOAT16:
        ((uint16_t *)p)[i] = f64_to_f16(x);
        break;
    case LG_BFLOAT16:
        ((uint16_t *)p)[i] = f64_to_bf16(x);
        break;
    case LG_INT8:
    case LG_UINT8:
    case LG_BOOL:
        ((uint8_t *)p)[i] = (uint8_t)(int64_t)x;
        break;
    case LG_INT16:
    case LG_UINT16:
        ((uint16_t *)p)[i] = (uint16_t)(int64_t)x;
        break;
    case LG_INT32:
        ((int32_t *)p)[i] = (int32_t)x;
        break;
    case LG_UINT32:
        ((uint32_t *)p)[i] = (uint32_t)x;
        break;
    case LG_INT64:
        ((int64_t *)p)[i] = x >= 0x1p63 ? INT64_MAX : (int64_t)x;
        break;
    case LG_UINT64:
        ((uint64_t *)p)[i] = x >= 0x1p64 ? UINT64_MAX : (uint64_t)x;
        break;
    case LG_INT4:
    case LG_UINT4:
        op_put_bits(p, i, 4, (uint32_t)(int32_t)x);
        break;
    case LG_INT2:
    case LG_UINT2:
        op_put_bits(p, i, 2, (uint32_t)(int32_t)x);
        break;
    case LG_FLOAT4E2M1:
        op_put_bits(p, i, 4, lg_lowfloat_encode(v->dtype, (float)x, true, LG_ROUND_UP));
        break;
    case LG_FLOAT6E2M3:
    case LG_FLOAT6E3M2:
        op_put_bits(p, i, 6, lg_lowfloat_encode(v->dtype, (float)x, true, LG_ROUND_UP));
        break;
    default:
        ((uint8_t *)p)[i] = (uint8_t)lg_lowfloat_encode(v->dtype, (float)x, false, LG_ROUND_UP);
        break;
    }
}

bool lg_runner_same(const lg_view *a, const lg_view *b) {
    if (a->dtype != b->dtype)
        return false;
    if (a->dtype == LG_UNDEFINED)
        return true;
    if (a->rank != b->rank || a->count != b->count)
        return false;
    for (int32_t d = 0; d < a->rank; d++)
        if (a->dims[d] != b->dims[d])
            return false;
    if (a->dtype != LG_STRING)
        return memcmp(a->data, b->data, lg_runner_bytes(a)) == 0;
    for (int64_t i = 0; i < a->count; i++) {
        const lg_str *x = (const lg_str *)a->data + i, *y = (const lg_str *)b->data + i;
        if (x->len != y->len || (x->len && memcmp(x->ptr, y->ptr, x->len) != 0))
            return false;
    }
    return true;
}

/* ---- the run ---- */

void lg_runner_init(lg_runner *r, const lg_op_desc *desc, int32_t opset) {
    memset(r, 0, sizeof *r);
    r->desc = desc;
    r->opset = opset;
    r->threads = 1;
    r->max_bytes = (uint64_t)64 << 30;
    r->n_out = desc->n_outputs;
    r->params = lg_runner_alloc(r, desc->params_size ? desc->params_size : 1);
    memset(r->params, 0, desc->params_size);
    for (uint32_t i = 0; i < desc->n_attrs; i++) {
        const lg_attr_desc *a = &desc->attrs[i];
        char *field = (char *)r->params + a->offset;
        int32_t small = (int32_t)a->fallback_int;
        uint32_t none = LG_NO_GRAPH;
        if (a->kind == LG_ATTR_REAL)
            memcpy(field, &a->fallback, sizeof a->fallback);
        else if (a->kind == LG_ATTR_INT)
            memcpy(field, &a->fallback_int, sizeof a->fallback_int);
        else if (a->kind == LG_ATTR_BOOL || a->kind == LG_ATTR_CHOICE)
            memcpy(field, &small, sizeof small);
        else if (a->kind == LG_ATTR_GRAPH)
            memcpy(field, &none, sizeof none);
    }
}

/* What an argument index means when the last one is variadic. */
static const lg_arg_desc *arg_of(const lg_arg_desc *args, uint32_t n, uint32_t i) {
    if (i < n)
        return &args[i];
    return n && (args[n - 1].flags & LG_ARG_VARIADIC) ? &args[n - 1] : NULL;
}

static lg_status check_types(lg_runner *r) {
    struct {
        const char *name;
        int32_t dtype;
    } seen[LG_RUN_ARGS];
    uint32_t n_seen = 0;
    for (uint32_t i = 0; i < r->n_in || i < r->desc->n_inputs; i++) {
        const lg_arg_desc *a = arg_of(r->desc->inputs, r->desc->n_inputs, i);
        if (!a)
            return lg_fail(&r->err, LG_E_MODEL, "%u inputs, expected at most %u", r->n_in,
                           r->desc->n_inputs);
        int32_t dtype = i < r->n_in ? r->in[i].dtype : LG_UNDEFINED;
        if (dtype == LG_UNDEFINED) {
            if (!(a->flags & LG_ARG_OPTIONAL))
                return lg_fail(&r->err, LG_E_MODEL, "input %u '%s' is missing", i, a->name);
            continue;
        }
        if (!(a->dtypes >> dtype & 1))
            return lg_fail(&r->err, LG_E_TYPE, "input %u '%s' has type %s", i, a->name,
                           lg_dtype_onnx_name(dtype));
        if (!a->type || (a->flags & LG_ARG_HETEROGENEOUS))
            continue;
        uint32_t k = 0;
        while (k < n_seen && strcmp(seen[k].name, a->type) != 0)
            k++;
        if (k == n_seen) {
            seen[n_seen].name = a->type;
            seen[n_seen++].dtype = dtype;
        } else if (seen[k].dtype != dtype) {
            return lg_fail(&r->err, LG_E_TYPE, "input %u '%s' has type %s, expected %s", i, a->name,
                           lg_dtype_onnx_name(dtype), lg_dtype_onnx_name(seen[k].dtype));
        }
    }
    return LG_OK;
}

enum { SEE_NOTHING, SEE_RANKS, SEE_DIMS, SEE_VALUES };

/* One call of infer with as much as `see` allows. */
static lg_status infer(lg_runner *r, int see, lg_type *types, size_t *workspace, lg_error *err) {
    lg_view in[LG_RUN_ARGS];
    int64_t dims[LG_RUN_ARGS][LG_MAX_RANK];
    for (uint32_t i = 0; i < r->n_in; i++) {
        in[i] = r->in[i];
        if (in[i].dtype == LG_UNDEFINED)
            continue;
        if (see < SEE_VALUES)
            in[i].data = NULL;
        if (see == SEE_NOTHING) {
            in[i].rank = -1;
            in[i].dims = NULL;
        }
        if (see == SEE_RANKS) {
            for (int32_t d = 0; d < in[i].rank; d++)
                dims[i][d] = host_dim(r, LG_DIM_NEW, 0, 0);
            in[i].dims = dims[i];
        }
        if (see == SEE_NOTHING || (see == SEE_RANKS && in[i].rank > 0))
            in[i].count = -1;
    }
    memset(types, 0, sizeof *types * LG_RUN_ARGS);
    for (uint32_t o = 0; o < r->n_out; o++)
        types[o].rank = -1;
    if (r->preset)
        memcpy(types, r->type, sizeof r->type);
    lg_infer ctx = {.struct_size = sizeof ctx,
                    .n_in = r->n_in,
                    .n_out = r->n_out,
                    .opset = r->opset,
                    .in = in,
                    .out = types,
                    .params = r->params,
                    .host = &host,
                    .self = r,
                    .err = err};
    lg_status st = r->desc->infer(&ctx);
    *workspace = ctx.workspace;
    return st;
}

static lg_status symbolic_agrees(lg_runner *r, int see, const lg_type *want) {
    lg_type types[LG_RUN_ARGS];
    size_t workspace;
    lg_error err = LG_ERROR_INIT;
    lg_status st = infer(r, see, types, &workspace, &err);
    if (st != LG_OK)
        return lg_fail(&r->err, LG_E_INTERNAL, "infer with symbols fails: %s", err.message);
    for (uint32_t o = 0; o < r->n_out; o++) {
        if (types[o].dtype != want[o].dtype)
            return lg_fail(&r->err, LG_E_INTERNAL, "symbolic infer: output %u has type %s, not %s",
                           o, lg_dtype_name(types[o].dtype), lg_dtype_name(want[o].dtype));
        if (types[o].rank < 0 || want[o].rank < 0)
            continue;
        if (types[o].rank != want[o].rank)
            return lg_fail(&r->err, LG_E_INTERNAL, "symbolic infer: output %u has rank %d, not %d",
                           o, (int)types[o].rank, (int)want[o].rank);
        for (int32_t d = 0; d < types[o].rank; d++)
            if (types[o].dims[d] >= 0 && want[o].dims[d] >= 0 &&
                types[o].dims[d] != want[o].dims[d])
                return lg_fail(&r->err, LG_E_INTERNAL,
                               "symbolic infer: output %u has size %lld in dimension %d, not %lld",
                               o, (long long)types[o].dims[d], (int)d, (long long)want[o].dims[d]);
    }
    return LG_OK;
}

static lg_status execute(lg_runner *r, size_t workspace) {
    static lg_kernels kernels;
    static bool ready;
    if (!ready) {
        lg_kernels_init_scalar(&kernels);
        ready = true;
    }
    void *state = NULL;
    uint32_t may[LG_RUN_ARGS];
    for (uint32_t o = 0; o < r->n_out; o++) {
        const lg_arg_desc *a = arg_of(r->desc->outputs, r->desc->n_outputs, o);
        may[o] = a ? a->may_overwrite : 0;
    }
    if (r->desc->prepare) {
        lg_prepare p = {.struct_size = sizeof p,
                        .n_in = r->n_in,
                        .n_out = r->n_out,
                        .opset = r->opset,
                        .in = r->in,
                        .out = r->out,
                        .params = r->params,
                        .workspace = workspace,
                        .may_overwrite = may,
                        .kernels = &kernels,
                        .host = &host,
                        .self = r,
                        .err = &r->err};
        lg_status st = r->desc->prepare(&p);
        if (st != LG_OK)
            return st;
        workspace = p.workspace;
        state = p.state;
    }
    void *space = NULL;
    if (workspace) {
        space = lg_runner_alloc(r, workspace);
        memset(space, 0xAA, workspace);
    }
    lg_exec ctx = {.struct_size = sizeof ctx,
                   .n_in = r->n_in,
                   .n_out = r->n_out,
                   .opset = r->opset,
                   .in = r->in,
                   .out = r->out,
                   .params = r->params,
                   .workspace = space,
                   .state = state,
                   .seed = r->seed,
                   .kernels = &kernels,
                   .host = &host,
                   .self = r,
                   .err = &r->err};
    r->in_run = true;
    lg_status st = r->desc->run(&ctx);
    r->in_run = false;
    if (r->desc->release && state)
        r->desc->release(state);
    return st;
}

lg_status lg_runner_run(lg_runner *r) {
    lg_type types[LG_RUN_ARGS];
    size_t workspace = 0;
    r->err = (lg_error)LG_ERROR_INIT;
    lg_status st = check_types(r);
    if (st == LG_OK)
        st = infer(r, r->hide_values ? SEE_DIMS : SEE_VALUES, types, &workspace, &r->err);
    for (int see = SEE_NOTHING; see <= SEE_DIMS && st == LG_OK; see++)
        st = symbolic_agrees(r, see, types);
    if (st != LG_OK)
        return st;
    for (uint32_t o = 0; o < r->n_out; o++) {
        const lg_type *t = &types[o];
        r->out[o] = (lg_view){0};
        if (r->unwanted[o])
            continue;
        bool known = t->rank >= 0 && t->dtype < LG_DTYPE_COUNT;
        for (int32_t d = 0; d < t->rank; d++)
            known = known && t->dims[d] >= 0;
        if (!known) {
            r->out[o] = (lg_view){.dtype = t->dtype, .rank = -1, .count = -1};
            continue;
        }
        int64_t count = 1;
        size_t bytes = 0;
        for (int32_t d = 0; d < t->rank; d++)
            if (__builtin_mul_overflow(count, t->dims[d], &count))
                return lg_fail(&r->err, LG_E_LIMIT, "output %u has too many elements", o);
        st = lg_dtype_bytes(t->dtype, count, &bytes, &r->err);
        if (st == LG_OK)
            st = check_bytes(r, bytes, &r->err);
        if (st != LG_OK)
            return st;
        r->out[o] = lg_runner_tensor(r, t->dtype, t->rank, t->dims);
        memset(r->out[o].data, 0xAA, bytes);
    }
    memcpy(r->type, types, sizeof types);
    st = execute(r, workspace);
    for (uint32_t o = 0; o < r->n_out && st == LG_OK; o++)
        if (!r->unwanted[o] && !r->out[o].data)
            st = lg_fail(&r->err, LG_E_INTERNAL, "output %u was not made", o);
    return st;
}
