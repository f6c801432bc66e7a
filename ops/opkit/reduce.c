/* SPDX-License-Identifier: Apache-2.0 */
/* Folding dims of a tensor. Elements are converted in blocks to double or 64-bit integers, so one
 * loop per operation and accumulator serves every element type. */
#include "ops/opkit/reduce.h"

#include "ops/kernels/kernels.h"
#include "ops/opkit/core.h"

#include <math.h>
#include <string.h>

/* Accumulator of one result; the second word only for LOGSUMEXP: maximum and sum of exponentials.
 */
typedef union acc {
    double f;
    int64_t i;
    uint64_t u;
} acc;

typedef enum kind { KIND_F64, KIND_I64, KIND_U64 } kind;

static int32_t width_of(lg_fold fold) {
    return fold == LG_FOLD_LOGSUMEXP ? 2 : 1;
}

static kind kind_of(int32_t dtype, lg_fold fold) {
    if (op_is_float(dtype) || fold == LG_FOLD_LOGSUMEXP)
        return KIND_F64;
    return dtype == LG_UINT64 ? KIND_U64 : KIND_I64;
}

void lg_reduction_init(lg_reduction *r, int32_t rank, const int64_t *dims, const uint8_t *mask) {
    int32_t n = 0;
    r->n_out = 1;
    r->n_reduced = 1;
    for (int32_t d = 0; d < rank; d++) {
        if (dims[d] == 1)
            continue;
        uint8_t reduced = mask[d] != 0;
        if (reduced)
            r->n_reduced *= dims[d];
        else
            r->n_out *= dims[d];
        if (n > 0 && r->reduced[n - 1] == reduced) {
            r->dims[n - 1] *= dims[d];
        } else {
            r->dims[n] = dims[d];
            r->reduced[n++] = reduced;
        }
    }
    if (n == 0) {
        r->dims[0] = 1;
        r->reduced[0] = 1;
        n = 1;
    }
    r->rank = n;
    r->inner_kept = !r->reduced[n - 1];
    /* Few results of many elements: cut the reduced space into at most 64 blocks of about 64 Ki
     * elements in all. Otherwise the results themselves are enough to share out. */
    r->block = r->n_reduced;
    if (r->n_out > 0 && r->n_out <= 4096 && r->n_reduced / 2 >= 65536 / r->n_out) {
        int64_t block = 65536 / r->n_out;
        r->block = op_max(op_max(block, 16), (r->n_reduced + 63) / 64);
    }
    r->n_blocks = r->n_reduced == 0 ? 0 : (r->n_reduced + r->block - 1) / r->block;
}

lg_status lg_reduction_workspace(const lg_infer *ctx, int32_t rank, const int64_t *dims,
                                 const uint8_t *mask, size_t *bytes) {
    lg_reduction r;
    *bytes = 0;
    lg_reduction_init(&r, rank, dims, mask);
    /* n_out <= 4096 and n_blocks <= 64 whenever there is more than one block. */
    if (r.n_blocks > 1)
        *bytes = (size_t)r.n_out * (size_t)r.n_blocks * 2 * sizeof(acc);
    (void)ctx;
    return LG_OK;
}

/* ---- folding blocks of converted elements ---- */

static void start(lg_fold fold, kind k, acc *a, int64_t n) {
    for (int64_t i = 0; i < n; i++) {
        switch (fold) {
        case LG_FOLD_PROD:
            if (k == KIND_F64)
                a[i].f = 1.0;
            else
                a[i].i = 1;
            break;
        case LG_FOLD_MAX:
            if (k == KIND_F64)
                a[i].f = -HUGE_VAL;
            else
                a[i].i = k == KIND_U64 ? 0 : INT64_MIN;
            break;
        case LG_FOLD_MIN:
            if (k == KIND_F64)
                a[i].f = HUGE_VAL;
            else if (k == KIND_U64)
                a[i].u = UINT64_MAX;
            else
                a[i].i = INT64_MAX;
            break;
        case LG_FOLD_LOGSUMEXP:
            a[2 * i].f = -HUGE_VAL;
            a[2 * i + 1].f = 0.0;
            break;
        default:
            a[i].u = 0;
            break;
        }
    }
}

/* Smallest or largest value of an integer type. */
static int64_t limit_of(int32_t dtype, bool largest) {
    int32_t bits = lg_dtype_bits(dtype);
    if (dtype == LG_BOOL)
        return largest;
    if (!(LG_T_SIGNED >> dtype & 1))
        return largest ? (int64_t)(UINT64_MAX >> (64 - bits)) : 0;
    int64_t top = (int64_t)(UINT64_MAX >> (65 - bits));
    return largest ? top : -top - 1;
}

/* NaN wins in both directions. */
static double max_nan(double a, double b) {
    return a != a || !(b > a || b != b) ? a : b;
}
static double min_nan(double a, double b) {
    return a != a || !(b < a || b != b) ? a : b;
}

static void merge_logsumexp(acc *a, double m, double s) {
    if (m == -HUGE_VAL)
        return;
    if (a[0].f == -HUGE_VAL) {
        a[0].f = m;
        a[1].f = s;
    } else if (m <= a[0].f) {
        a[1].f += m == a[0].f ? s : s * exp(m - a[0].f);
    } else {
        a[1].f = s + a[1].f * exp(a[0].f - m);
        a[0].f = m;
    }
}

#define SUM4(expr)                                                                                 \
    do {                                                                                           \
        double s0 = 0.0, s1 = 0.0, s2 = 0.0, s3 = 0.0;                                             \
        int64_t i = 0;                                                                             \
        for (; i + 4 <= n; i += 4) {                                                               \
            double v = x[i];                                                                       \
            s0 += (expr);                                                                          \
            v = x[i + 1];                                                                          \
            s1 += (expr);                                                                          \
            v = x[i + 2];                                                                          \
            s2 += (expr);                                                                          \
            v = x[i + 3];                                                                          \
            s3 += (expr);                                                                          \
        }                                                                                          \
        for (; i < n; i++) {                                                                       \
            double v = x[i];                                                                       \
            s0 += (expr);                                                                          \
        }                                                                                          \
        a->f += (s0 + s1) + (s2 + s3);                                                             \
    } while (0)

/* n elements into one accumulator. */
static void fold_row_f64(lg_fold fold, acc *a, const double *x, int64_t n) {
    switch (fold) {
    case LG_FOLD_SUM:
        SUM4(v);
        break;
    case LG_FOLD_SUMSQ:
        SUM4(v * v);
        break;
    case LG_FOLD_SUMABS:
        SUM4(fabs(v));
        break;
    case LG_FOLD_PROD:
        for (int64_t i = 0; i < n; i++)
            a->f *= x[i];
        break;
    case LG_FOLD_MAX:
        for (int64_t i = 0; i < n; i++)
            a->f = max_nan(a->f, x[i]);
        break;
    case LG_FOLD_MIN:
        for (int64_t i = 0; i < n; i++)
            a->f = min_nan(a->f, x[i]);
        break;
    case LG_FOLD_LOGSUMEXP: {
        double m = -HUGE_VAL, s = 0.0;
        for (int64_t i = 0; i < n; i++)
            m = max_nan(m, x[i]);
        for (int64_t i = 0; i < n; i++)
            s += m == HUGE_VAL ? (double)(x[i] == HUGE_VAL) : exp(x[i] - m);
        if (m != m) {
            a[0].f = m;
            a[1].f = m;
        } else {
            merge_logsumexp(a, m, s);
        }
        break;
    }
    }
}

/* Element i into accumulator i. */
static void fold_cols_f64(lg_fold fold, acc *a, const double *x, int64_t n) {
    switch (fold) {
    case LG_FOLD_SUM:
        for (int64_t i = 0; i < n; i++)
            a[i].f += x[i];
        break;
    case LG_FOLD_SUMSQ:
        for (int64_t i = 0; i < n; i++)
            a[i].f += x[i] * x[i];
        break;
    case LG_FOLD_SUMABS:
        for (int64_t i = 0; i < n; i++)
            a[i].f += fabs(x[i]);
        break;
    case LG_FOLD_PROD:
        for (int64_t i = 0; i < n; i++)
            a[i].f *= x[i];
        break;
    case LG_FOLD_MAX:
        for (int64_t i = 0; i < n; i++)
            a[i].f = max_nan(a[i].f, x[i]);
        break;
    case LG_FOLD_MIN:
        for (int64_t i = 0; i < n; i++)
            a[i].f = min_nan(a[i].f, x[i]);
        break;
    case LG_FOLD_LOGSUMEXP:
        for (int64_t i = 0; i < n; i++)
            fold_row_f64(fold, a + 2 * i, x + i, 1);
        break;
    }
}

/* Integers: step is 1 for columns and 0 for one accumulator. Sums and products wrap. */
static void fold_int(lg_fold fold, kind k, acc *a, int64_t step, const uint64_t *x, int64_t n) {
    for (int64_t i = 0; i < n; i++, a += step) {
        uint64_t v = x[i];
        switch (fold) {
        case LG_FOLD_SUM:
            a->u += v;
            break;
        case LG_FOLD_SUMSQ:
            a->u += v * v;
            break;
        case LG_FOLD_SUMABS:
            a->u += k == KIND_I64 && (int64_t)v < 0 ? 0 - v : v;
            break;
        case LG_FOLD_PROD:
            a->u *= v;
            break;
        case LG_FOLD_MAX:
            if (k == KIND_U64)
                a->u = v > a->u ? v : a->u;
            else
                a->i = (int64_t)v > a->i ? (int64_t)v : a->i;
            break;
        default: /* MIN; LOGSUMEXP is folded in double */
            if (k == KIND_U64)
                a->u = v < a->u ? v : a->u;
            else
                a->i = (int64_t)v < a->i ? (int64_t)v : a->i;
            break;
        }
    }
}

/* Partial result b into a. */
static void merge(lg_fold fold, kind k, acc *a, const acc *b) {
    if (fold == LG_FOLD_LOGSUMEXP) {
        if (b[0].f != b[0].f || a[0].f != a[0].f) {
            a[0].f = (double)NAN;
            a[1].f = (double)NAN;
        } else {
            merge_logsumexp(a, b[0].f, b[1].f);
        }
        return;
    }
    lg_fold plain = fold == LG_FOLD_SUMSQ || fold == LG_FOLD_SUMABS ? LG_FOLD_SUM : fold;
    if (k == KIND_F64)
        fold_cols_f64(plain, a, &b->f, 1);
    else
        fold_int(plain, k, a, 0, &b->u, 1);
}

/* ---- loops ---- */

typedef struct reduce_job {
    const lg_reduction *r;
    const lg_kernels *kernels;
    int32_t dtype;
    const char *x;
    size_t elem;
    lg_fold fold;
    lg_fold_post post;
    kind k;
    void *out;
    acc *partials; /* [n_out][n_blocks][width], NULL for one block */
    int64_t strides[LG_MAX_RANK];
    int64_t inner;  /* kept columns of one unit's row, or 1 */
    int64_t chunks; /* units per kept row */
} reduce_job;

enum { COLS = LG_CORE_BLOCK };

static void load(const reduce_job *job, const char *src, int64_t n, double *block) {
    if (job->k == KIND_F64) {
        lg_load_f64(job->dtype, src, 1, n, block);
        return;
    }
    if (lg_core_of(job->dtype) == LG_CORE_I32) {
        int32_t narrow[LG_CORE_BLOCK];
        int64_t wide[LG_CORE_BLOCK];
        lg_core_load(job->dtype, src, 1, n, narrow);
        for (int64_t i = 0; i < n; i++)
            wide[i] = narrow[i];
        memcpy(block, wide, (size_t)n * sizeof *wide);
        return;
    }
    lg_core_load(job->dtype, src, 1, n, block);
}

/* Contiguous float and double rows go to the micro-kernels; false: there is none. */
#define SLOTS(P, T)                                                                                \
    do {                                                                                           \
        const T *x = (const T *)(const void *)src;                                                 \
        for (int64_t at = 0; at < n; at += RUN) {                                                  \
            size_t m = (size_t)op_min(RUN, n - at);                                                \
            switch (job->fold) {                                                                   \
            case LG_FOLD_SUM:                                                                      \
                a->f += k->P##_sum(x + at, m);                                                     \
                break;                                                                             \
            case LG_FOLD_SUMSQ:                                                                    \
                a->f += k->P##_sum_squares(x + at, m);                                             \
                break;                                                                             \
            case LG_FOLD_SUMABS:                                                                   \
                a->f += k->P##_sum_abs(x + at, m);                                                 \
                break;                                                                             \
            case LG_FOLD_MAX:                                                                      \
                a->f = max_nan(a->f, (double)k->P##_max(x + at, m));                               \
                break;                                                                             \
            case LG_FOLD_MIN:                                                                      \
                a->f = min_nan(a->f, (double)k->P##_min(x + at, m));                               \
                break;                                                                             \
            default:                                                                               \
                return false;                                                                      \
            }                                                                                      \
        }                                                                                          \
    } while (0)

static bool fold_slot(const reduce_job *job, acc *a, const char *src, int64_t n) {
    enum { RUN = 4096 };
    const lg_kernels *k = job->kernels;
    if (job->dtype == LG_FLOAT)
        SLOTS(f32, float);
    else if (job->dtype == LG_DOUBLE)
        SLOTS(f64, double);
    else
        return false;
    return true;
}

static void fold_run(const reduce_job *job, acc *a, const char *src, int64_t n) {
    double block[LG_CORE_BLOCK];
    if (n >= 16 && fold_slot(job, a, src, n))
        return;
    for (int64_t at = 0; at < n; at += LG_CORE_BLOCK) {
        int64_t m = op_min(LG_CORE_BLOCK, n - at);
        load(job, src + (size_t)at * job->elem, m, block);
        if (job->k == KIND_F64)
            fold_row_f64(job->fold, a, block, m);
        else
            fold_int(job->fold, job->k, a, 0, (const uint64_t *)(const void *)block, m);
    }
}

/* Offset of flat index `index` over the loops of one kind. */
static int64_t offset_of(const reduce_job *job, int64_t index, uint8_t reduced, int32_t last) {
    int64_t offset = 0;
    for (int32_t d = last; d >= 0; d--) {
        if (job->r->reduced[d] != reduced)
            continue;
        offset += index % job->r->dims[d] * job->strides[d];
        index /= job->r->dims[d];
    }
    return offset;
}

static void finish(const reduce_job *job, const acc *a, int64_t first, int64_t n) {
    double f[COLS];
    int64_t v[COLS];
    int32_t width = width_of(job->fold);
    size_t elem = job->elem;
    char *dst = (char *)job->out + (size_t)first * elem;
    bool exact = job->k != KIND_F64 && job->post == LG_POST_NONE;
    for (int64_t i = 0; i < n; i++) {
        const acc *p = a + i * width;
        v[i] = p->i;
        double d = job->k == KIND_F64 ? p->f : job->k == KIND_U64 ? (double)p->u : (double)p->i;
        if (job->fold == LG_FOLD_LOGSUMEXP)
            d = p[0].f + (p[0].f == -HUGE_VAL ? 0.0 : log(p[1].f));
        if (job->post == LG_POST_MEAN)
            d /= (double)job->r->n_reduced;
        else if (job->post == LG_POST_SQRT)
            d = sqrt(d);
        else if (job->post == LG_POST_LOG)
            d = log(d);
        f[i] = d;
    }
    if (op_is_float(job->dtype)) {
        lg_store_f64(job->dtype, f, n, dst);
        return;
    }
    for (int64_t i = 0; i < n && !exact; i++)
        v[i] = f[i] != f[i]     ? 0
               : f[i] >= 0x1p63 ? INT64_MAX
               : f[i] < -0x1p63 ? INT64_MIN
                                : (int64_t)f[i];
    if (lg_core_of(job->dtype) == LG_CORE_I32) {
        int32_t narrow[COLS];
        for (int64_t i = 0; i < n; i++)
            narrow[i] = (int32_t)v[i];
        lg_core_store(job->dtype, narrow, n, dst);
    } else {
        lg_core_store(job->dtype, v, n, dst);
    }
}

/* One unit: `n` results from `first` on, folded over reduced indices [rb, re) into a. */
static void fold_unit(const reduce_job *job, int64_t first, int64_t n, int64_t rb, int64_t re,
                      acc *a) {
    const lg_reduction *r = job->r;
    int32_t last = r->rank - 1;
    start(job->fold, job->k, a, n);
    if (r->inner_kept) {
        int64_t base = offset_of(job, first, 0, last);
        double block[COLS];
        for (int64_t at = rb; at < re; at++) {
            int64_t offset = base + offset_of(job, at, 1, last);
            load(job, job->x + (size_t)offset * job->elem, n, block);
            if (job->k == KIND_F64)
                fold_cols_f64(job->fold, a, block, n);
            else
                fold_int(job->fold, job->k, a, 1, (const uint64_t *)(const void *)block, n);
        }
        return;
    }
    int64_t run = r->dims[last];
    for (int64_t at = rb; at < re;) {
        int64_t m = op_min(run - at % run, re - at);
        int64_t offset = offset_of(job, first, 0, last) + offset_of(job, at, 1, last);
        fold_run(job, a, job->x + (size_t)offset * job->elem, m);
        at += m;
    }
}

static lg_status reduce_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const reduce_job *job = arg;
    const lg_reduction *r = job->r;
    acc a[2 * COLS];
    int32_t width = width_of(job->fold);
    (void)err;
    for (int64_t unit = begin; unit < end; unit++) {
        int64_t part = unit / r->n_blocks, b = unit % r->n_blocks;
        int64_t row = part / job->chunks, chunk = part % job->chunks;
        int64_t first = row * job->inner + chunk * COLS;
        int64_t n = op_min(COLS, job->inner - chunk * COLS);
        int64_t rb = b * r->block, re = op_min(r->n_reduced, rb + r->block);
        fold_unit(job, first, n, rb, re, a);
        if (!job->partials) {
            finish(job, a, first, n);
            continue;
        }
        for (int64_t i = 0; i < n; i++)
            memcpy(job->partials + ((first + i) * r->n_blocks + b) * width, a + i * width,
                   (size_t)width * sizeof *a);
    }
    return LG_OK;
}

lg_status lg_reduce(const lg_exec *ctx, const lg_reduction *r, int32_t dtype, const void *x,
                    lg_fold fold, lg_fold_post post, void *out, void *workspace) {
    reduce_job job = {.r = r,
                      .kernels = ctx->kernels,
                      .dtype = dtype,
                      .x = x,
                      .elem = op_elem_size(dtype),
                      .fold = fold,
                      .post = post,
                      .k = kind_of(dtype, fold),
                      .out = out};
    int32_t width = width_of(fold);
    if (r->n_out == 0)
        return LG_OK;
    if (r->n_reduced == 0) {
        acc a[2];
        for (int64_t i = 0; i < r->n_out; i++) {
            start(fold, job.k, a, 1);
            if (job.k != KIND_F64 && (fold == LG_FOLD_MAX || fold == LG_FOLD_MIN))
                a->i = limit_of(dtype, fold == LG_FOLD_MIN);
            finish(&job, a, i, 1);
        }
        return LG_OK;
    }
    int64_t step = 1;
    for (int32_t d = r->rank - 1; d >= 0; d--) {
        job.strides[d] = step;
        step *= r->dims[d];
    }
    job.inner = r->inner_kept ? r->dims[r->rank - 1] : 1;
    job.chunks = (job.inner + COLS - 1) / COLS;
    job.partials = r->n_blocks > 1 ? workspace : NULL;
    int64_t units = r->n_out / job.inner * job.chunks * r->n_blocks;
    int64_t work = op_max(1, r->block * op_min(job.inner, COLS));
    LG_TRY(ctx->host->parallel_for(ctx->self, units, op_max(1, 32768 / work), reduce_block, &job,
                                   ctx->err));
    for (int64_t o = 0; o < r->n_out && job.partials; o++) {
        acc *p = job.partials + o * r->n_blocks * width;
        for (int64_t s = 1; s < r->n_blocks; s *= 2)
            for (int64_t i = 0; i + s < r->n_blocks; i += 2 * s)
                merge(fold, job.k, p + i * width, p + (i + s) * width);
        finish(&job, p, o, 1);
    }
    return LG_OK;
}

/* ---- sums of anything ---- */

typedef struct sum_job {
    lg_sum_fn fn;
    void *arg;
    double *partials;
    int64_t grain;
    int32_t width;
} sum_job;

static lg_status sum_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const sum_job *job = arg;
    double *sums = job->partials + begin / job->grain * job->width;
    for (int32_t k = 0; k < job->width; k++)
        sums[k] = 0.0;
    return job->fn(job->arg, begin, end, sums, err);
}

size_t lg_sum_bytes(int64_t n, int64_t grain, int32_t width) {
    return (size_t)(n / grain + 1) * (size_t)width * sizeof(double);
}

lg_status lg_sum_blocks(const lg_exec *ctx, int64_t n, int64_t grain, int32_t width, lg_sum_fn fn,
                        void *arg, double *partials, double *sums) {
    sum_job job = {fn, arg, partials, grain, width};
    for (int32_t k = 0; k < width; k++)
        sums[k] = 0.0;
    if (n <= 0)
        return LG_OK;
    LG_TRY(ctx->host->parallel_for(ctx->self, n, grain, sum_block, &job, ctx->err));
    int64_t blocks = (n + grain - 1) / grain;
    for (int64_t s = 1; s < blocks; s *= 2)
        for (int64_t i = 0; i + s < blocks; i += 2 * s)
            for (int32_t k = 0; k < width; k++)
                partials[i * width + k] += partials[(i + s) * width + k];
    for (int32_t k = 0; k < width; k++)
        sums[k] = partials[k];
    return LG_OK;
}
