/* SPDX-License-Identifier: Apache-2.0 */
/* Einsum: any number of operands, repeated labels, ellipsis, implicit output. The terms of one
 * element are added in a fixed order; floats in double, integers wrap. */
#include "ops/opkit/core.h"
#include "ops/opkit/infer.h"

#include <string.h>

typedef struct einsum_params {
    lg_str equation;
} einsum_params;

static const lg_attr_desc attrs[] = {
    {.name = "equation",
     .kind = LG_ATTR_STRING,
     .flags = LG_ATTR_REQUIRED,
     .offset = LG_FIELD_OFFSET(einsum_params, equation, lg_str),
     .doc = "labels of the dims of each input, comma-separated, and of the output after ->"},
};

/* Labels: 26 small and 26 capital letters, then the dims under an ellipsis. */
enum { LETTERS = 52, LABELS = LG_MAX_RANK, MOST = 16 };

typedef struct term {
    int32_t n, ellipsis; /* labels; position of the ellipsis among them, -1: none */
    uint8_t label[LG_MAX_RANK];
} term;

typedef struct plan {
    uint32_t n_in;
    int32_t n_out, hidden; /* dims under the widest ellipsis */
    term in[MOST];
    uint8_t out[LG_MAX_RANK];
    int64_t size[LABELS]; /* INT64_MIN before the first use; else a size or a symbol */
} plan;

static lg_status bad(const lg_host *host, lg_error *err, lg_str eq, size_t at) {
    return host->fail(err, LG_E_MODEL, "equation '%.*s' cannot be read at position %d",
                      (int)(eq.len < 80 ? eq.len : 80), eq.ptr, (int)at);
}

/* Labels up to ',' or the end of the part. */
static lg_status read_term(const lg_host *host, lg_error *err, lg_str eq, size_t *at, size_t end,
                           term *t) {
    t->n = 0;
    t->ellipsis = -1;
    for (; *at < end && eq.ptr[*at] != ','; ++*at) {
        char c = eq.ptr[*at];
        if (c == ' ')
            continue;
        if (c == '.' && *at + 2 < end && eq.ptr[*at + 1] == '.' && eq.ptr[*at + 2] == '.' &&
            t->ellipsis < 0) {
            t->ellipsis = t->n;
            *at += 2;
            continue;
        }
        bool small = c >= 'a' && c <= 'z', capital = c >= 'A' && c <= 'Z';
        if ((!small && !capital) || t->n == LG_MAX_RANK)
            return bad(host, err, eq, *at);
        t->label[t->n++] = (uint8_t)(small ? c - 'a' : 26 + c - 'A');
    }
    return LG_OK;
}

/* One dim of an operand under a label. */
static lg_status use(const lg_host *host, lg_error *err, plan *p, int32_t label, int64_t dim,
                     uint32_t input) {
    int64_t *size = &p->size[label];
    bool known = dim >= 0 && dim != 1;
    if (*size == INT64_MIN || *size == 1 || (*size < 0 && known))
        *size = dim;
    else if (known && *size >= 0 && *size != dim)
        return host->fail(err, LG_E_SHAPE, "input %u has size %lld where a label has %lld", input,
                          (long long)dim, (long long)*size);
    return LG_OK;
}

/* Replaces the ellipsis of a term by hidden labels for a tensor of `rank`. */
static lg_status place(const lg_host *host, lg_error *err, term *t, int32_t rank, uint32_t input) {
    int32_t extra = rank - t->n;
    if (extra < 0 || (extra > 0 && t->ellipsis < 0))
        return host->fail(err, LG_E_SHAPE, "input %u has rank %d for %d labels", input, (int)rank,
                          (int)t->n);
    if (extra > LABELS - LETTERS)
        return host->fail(err, LG_E_LIMIT,
                          "the ellipsis of input %u covers %d dims, the limit is %d", input,
                          (int)extra, LABELS - LETTERS);
    if (t->ellipsis < 0)
        return LG_OK;
    memmove(t->label + t->ellipsis + extra, t->label + t->ellipsis, (size_t)(t->n - t->ellipsis));
    for (int32_t i = 0; i < extra; i++) /* right-aligned: the last hidden label is the last dim */
        t->label[t->ellipsis + i] = (uint8_t)(LABELS - extra + i);
    t->n = rank;
    return LG_OK;
}

/* Reads the equation for these inputs. *ready is false when a rank is not known. */
static lg_status make_plan(const lg_host *host, lg_error *err, lg_str eq, const lg_view *in,
                           uint32_t n_in, plan *p, bool *ready) {
    size_t arrow = eq.len, at = 0;
    uint32_t count[LABELS] = {0};
    *ready = true;
    for (size_t i = 0; i + 1 < eq.len && arrow == eq.len; i++)
        if (eq.ptr[i] == '-' && eq.ptr[i + 1] == '>')
            arrow = i;
    if (n_in > MOST)
        return host->fail(err, LG_E_LIMIT, "%u inputs, the limit is %d", n_in, MOST);
    if (eq.len == 0)
        return host->fail(err, LG_E_MODEL, "equation is empty");
    memset(p, 0, sizeof *p);
    for (int32_t l = 0; l < LABELS; l++)
        p->size[l] = INT64_MIN;
    for (uint32_t i = 0;; i++) {
        if (i == n_in)
            return host->fail(err, LG_E_MODEL, "equation names more than %u inputs", n_in);
        LG_TRY(read_term(host, err, eq, &at, arrow, &p->in[i]));
        if (at < arrow) {
            at++;
            continue;
        }
        if (i + 1 != n_in)
            return host->fail(err, LG_E_MODEL, "equation names %u of %u inputs", i + 1, n_in);
        break;
    }
    p->n_in = n_in;
    term out = {.ellipsis = -1};
    if (arrow < eq.len) {
        at = arrow + 2;
        LG_TRY(read_term(host, err, eq, &at, eq.len, &out));
        if (at < eq.len)
            return bad(host, err, eq, at);
    }
    for (uint32_t i = 0; i < n_in; i++)
        *ready = *ready && in[i].rank >= 0;
    if (!*ready)
        return LG_OK;
    for (uint32_t i = 0; i < n_in; i++) {
        term *t = &p->in[i];
        int32_t extra = in[i].rank - t->n;
        LG_TRY(place(host, err, t, in[i].rank, i));
        p->hidden = extra > p->hidden ? extra : p->hidden;
        for (int32_t d = 0; d < t->n; d++) {
            LG_TRY(use(host, err, p, t->label[d], in[i].dims[d], i));
            count[t->label[d]]++;
        }
    }
    if (arrow == eq.len) { /* implicit: the ellipsis, then what occurs once, in order */
        out.ellipsis = 0;
        /* Alphabetical: capitals come before small letters. */
        for (int32_t l = 0; l < LETTERS; l++) {
            int32_t label = (l + 26) % LETTERS;
            if (count[label] == 1)
                out.label[out.n++] = (uint8_t)label;
        }
    }
    bool seen[LABELS] = {false};
    for (int32_t d = 0; d < out.n; d++) {
        if (count[out.label[d]] == 0 || seen[out.label[d]])
            return host->fail(err, LG_E_MODEL, "an output label is repeated or in no input");
        seen[out.label[d]] = true;
    }
    if (out.ellipsis >= 0 && out.n + p->hidden > LG_MAX_RANK)
        return host->fail(err, LG_E_LIMIT, "the result would have rank %d", out.n + p->hidden);
    if (out.ellipsis >= 0)
        LG_TRY(place(host, err, &out, out.n + p->hidden, n_in));
    p->n_out = out.n;
    memcpy(p->out, out.label, sizeof p->out);
    return LG_OK;
}

static lg_status einsum_infer(lg_infer *ctx) {
    const einsum_params *params = ctx->params;
    plan p;
    bool ready;
    int64_t dims[LG_MAX_RANK];
    LG_TRY(make_plan(ctx->host, ctx->err, params->equation, ctx->in, ctx->n_in, &p, &ready));
    if (!ready)
        return lg_infer_dtype(ctx, 0, ctx->in[0].dtype, -1);
    for (int32_t d = 0; d < p.n_out; d++)
        dims[d] = p.size[p.out[d]];
    return lg_infer_set(ctx, 0, ctx->in[0].dtype, p.n_out, dims);
}

/* ---- run ---- */

typedef struct job {
    const plan *p;
    const lg_view *y;
    const void *x[MOST]; /* operands as double or uint64 */
    int64_t stride[MOST][LABELS];
    uint8_t summed[LABELS]; /* labels that are not in the output */
    int32_t n_summed;
    int64_t terms;
    bool floats;
} job;

static lg_status elements(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const job *j = arg;
    const plan *p = j->p;
    (void)err;
    for (int64_t i = begin; i < end; i++) {
        int64_t at[MOST] = {0}, index[LABELS] = {0}, rest = i;
        double f = 0.0;
        uint64_t u = 0;
        for (int32_t d = p->n_out - 1; d >= 0; d--) {
            int64_t n = p->size[p->out[d]];
            for (uint32_t k = 0; k < p->n_in; k++)
                at[k] += rest % n * j->stride[k][p->out[d]];
            rest /= n;
        }
        for (int64_t t = 0; t < j->terms; t++) {
            double v = 1.0;
            uint64_t w = 1;
            for (uint32_t k = 0; k < p->n_in; k++) {
                if (j->floats)
                    v *= ((const double *)j->x[k])[at[k]];
                else
                    w *= ((const uint64_t *)j->x[k])[at[k]];
            }
            f += v;
            u += w;
            for (int32_t s = j->n_summed - 1; s >= 0; s--) {
                int32_t l = j->summed[s];
                bool wrapped = ++index[l] == p->size[l];
                for (uint32_t k = 0; k < p->n_in; k++)
                    at[k] += wrapped ? (1 - p->size[l]) * j->stride[k][l] : j->stride[k][l];
                if (!wrapped)
                    break;
                index[l] = 0;
            }
        }
        char *dst = (char *)j->y->data + (size_t)i * op_elem_size(j->y->dtype);
        int32_t small = (int32_t)u;
        if (j->floats)
            lg_store_f64(j->y->dtype, &f, 1, dst);
        else
            lg_core_store(j->y->dtype,
                          lg_core_of(j->y->dtype) == LG_CORE_I32 ? (void *)&small : (void *)&u, 1,
                          dst);
    }
    return LG_OK;
}

static lg_status einsum_run(lg_exec *ctx) {
    const einsum_params *params = ctx->params;
    plan p;
    bool ready;
    job j = {.p = &p, .y = &ctx->out[0], .floats = op_is_float(ctx->in[0].dtype), .terms = 1};
    LG_TRY(make_plan(ctx->host, ctx->err, params->equation, ctx->in, ctx->n_in, &p, &ready));
    for (uint32_t k = 0; k < p.n_in; k++) {
        const lg_view *x = &ctx->in[k];
        size_t bytes = 0;
        void *space;
        int64_t step = 1;
        LG_TRY(lg_dtype_bytes(LG_DOUBLE, x->count, &bytes, ctx->err));
        LG_TRY(ctx->host->alloc(ctx->self, bytes + 1, &space, ctx->err));
        if (j.floats)
            lg_load_f64(x->dtype, x->data, 1, x->count, space);
        else
            for (int64_t i = 0; i < x->count; i++)
                ((int64_t *)space)[i] =
                    x->dtype == LG_UINT64 ? ((const int64_t *)x->data)[i] : lg_int_at(x, i);
        j.x[k] = space;
        for (int32_t d = x->rank - 1; d >= 0; d--) { /* a repeated label walks the diagonal */
            if (x->dims[d] != 1)
                j.stride[k][p.in[k].label[d]] += step;
            step *= x->dims[d];
        }
    }
    bool kept[LABELS] = {false};
    for (int32_t d = 0; d < p.n_out; d++)
        kept[p.out[d]] = true;
    for (int32_t l = 0; l < LABELS; l++)
        if (p.size[l] >= 0 && !kept[l]) {
            j.summed[j.n_summed++] = (uint8_t)l;
            if (!op_mul(j.terms, p.size[l], &j.terms))
                return LG_FAIL(ctx, LG_E_LIMIT, "the sum has too many terms");
        }
    return ctx->host->parallel_for(ctx->self, j.y->count, op_max(1, 4096 / op_max(1, j.terms)),
                                   elements, &j, ctx->err);
}

static const lg_arg_desc einsum_in[] = {
    {.name = "Inputs", .type = "T", .dtypes = LG_T_NUMERIC, .flags = LG_ARG_VARIADIC}};
static const lg_arg_desc einsum_out[] = {{.name = "Output", .type = "T", .dtypes = LG_T_NUMERIC}};

static const lg_op_desc ops[] = {
    {.domain = "",
     .name = "Einsum",
     .since_version = 12,
     .flags = LG_OP_NO_BODY | LG_OP_NO_GRADIENT,
     .doc = "Sum of products over labelled dims; onnx.ai/onnx/operators/onnx__Einsum.html",
     LG_ATTRS(einsum_params, attrs),
     LG_INS(einsum_in),
     LG_OUTS(einsum_out),
     .infer = einsum_infer,
     .run = einsum_run},
};
LG_FAMILY_DEFINE(math_einsum, ops);
