/* SPDX-License-Identifier: Apache-2.0 */
/* Blocking, threads and epilogues of the matrix product.
 *
 * Work is cut into tasks: rectangles of C. A task walks over the blocks of k; for each it packs its
 * columns of B into a panel of its own and runs the micro-kernel over its rows. A is packed before
 * by all threads together where that pays, else read where it lies. Everything is decided from the
 * shapes alone; at most LG_GEMM_SLOTS blocks of tasks exist, so one of as many panels is always
 * free, and a single thread keeps using the same one. */
#include "ops/gemm/gemm.h"
#include "ops/gemm/pack.h"

#include <stdatomic.h>
#include <string.h>

enum {
    SLOTS = 32,
    WIDTH = 96,   /* columns of a task: a multiple of every nr */
    NARROW = 48,  /* the same where tasks would be few */
    HEIGHT = 768, /* rows of a task, a multiple of every mr */
    LOW = 192,
    MC = 120,            /* about this many rows of A stay in the second-level cache */
    A_LIMIT = 1 << 20,   /* elements of A that are packed at a time */
    M_LIMIT = 3072,      /* rows of A that are packed at a time: A_LIMIT / LG_GEMM_KC */
    PACK_A_MIN_N = 128,  /* packing A costs less than it saves from here on */
    DIRECT_B_MAX_M = 12, /* rows of C up to which B is read in place */
    DOT_MAX_M = 64,      /* rows, or */
    DOT_MAX_N = 8,       /* columns, up to which dot products beat packing */
    GEMV_WIDTH = 256,
    DOT_WIDTH = 32,
    DOT_HEIGHT = 96
};

typedef enum gemm_path {
    PATH_TILES,
    PATH_GEMV,
    PATH_GEMV_SWAPPED,
    PATH_DOT,
    PATH_ONEDNN
} gemm_path;

typedef struct gemm_plan {
    gemm_path path;
    bool half, pack_a, direct_b;
    size_t size;
    int64_t batches, a_count;  /* products; different matrices A */
    bool one_by_one;           /* products of the batch one after the other */
    int64_t kc, blocks, group; /* block length, number of blocks, blocks per pass over C */
    int64_t m_chunk;           /* rows per pass */
    int64_t width, height, across, down; /* of a task; tasks per product */
    int64_t grain;                       /* tasks per block of parallel_for */
    size_t a_bytes, slot_bytes, slots, wide_bytes, total;
} gemm_plan;

typedef struct gemm_at {
    int64_t a, b, c; /* offsets of one product's matrices, in elements (packed: matrices) */
    int64_t bias;
    int64_t a_number; /* among the different A */
} gemm_at;

typedef struct gemm_job {
    const lg_exec *ctx;
    const lg_gemm *g;
    const gemm_plan *p;
    lg_gemm_type t;
    char *c; /* accumulated C: g->c, or the wide copy of a 16-bit type */
    int64_t ldc;
    char *a_packed, *slots;
    int64_t batch0, batches; /* products of this pass */
    int64_t m0, m;           /* rows of this pass */
    int64_t block0, block1;  /* blocks of k of this pass */
    atomic_uint free_slots;
} gemm_job;

static int64_t ceil_div(int64_t a, int64_t b) {
    return a / b + (a % b != 0);
}

static bool product(int64_t *x, int64_t by) {
    return !__builtin_mul_overflow(*x, by, x);
}

/* All decisions; false on overflow. */
static bool make_plan(const lg_gemm *g, gemm_plan *p) {
    *p = (gemm_plan){.batches = 1, .a_count = 1};
    p->half = g->dtype == LG_FLOAT16 || g->dtype == LG_BFLOAT16;
    p->size = g->dtype == LG_DOUBLE ? sizeof(double) : sizeof(float);
    for (int32_t i = 0; i < g->batch_rank; i++) {
        if (!product(&p->batches, g->batch[i]))
            return false;
        if (g->a_step[i] != 0)
            p->a_count *= g->batch[i];
    }
    bool plain = !p->half && !g->b.pack && !g->b.packed && !g->a.pack && !g->a.packed;
    if (plain && g->m == 1 && g->b.col == 1)
        p->path = PATH_GEMV;
    else if (plain && g->n == 1 && g->a.row == 1 && g->ldc == 1)
        p->path = PATH_GEMV_SWAPPED;
    else if (plain && g->a.col == 1 && g->b.row == 1 && (g->m <= DOT_MAX_M || g->n <= DOT_MAX_N))
        p->path = PATH_DOT;
#ifdef LG_HAVE_ONEDNN
    else if (lg_gemm_onednn_fits(g))
        p->path = PATH_ONEDNN;
#endif

    p->width = p->path == PATH_GEMV     ? GEMV_WIDTH
               : p->path == PATH_DOT    ? DOT_WIDTH
               : p->path == PATH_ONEDNN ? HEIGHT
                                        : WIDTH;
    p->height = p->path == PATH_GEMV_SWAPPED ? GEMV_WIDTH
                : p->path == PATH_DOT        ? DOT_HEIGHT
                : p->path == PATH_ONEDNN     ? LOW
                                             : HEIGHT;
    if (p->path == PATH_TILES) {
        int64_t work = g->m; /* m n k, saturated */
        if (!product(&work, g->n) || !product(&work, g->k))
            work = INT64_MAX;
        p->kc = lg_gemm_kc(g->k);
        p->blocks = p->kc ? ceil_div(g->k, p->kc) : 0;
        p->group = p->blocks;
        p->m_chunk = g->m;
        p->direct_b = plain && g->b.col == 1 && g->m <= DIRECT_B_MAX_M;
        bool must = p->half || g->a.pack;
        p->pack_a = !g->a.packed && (must || g->n >= PACK_A_MIN_N || g->b.pack);
        int64_t one, all; /* elements of the packed strips of one A, of all; saturated */
        if (__builtin_add_overflow(g->m, LG_GEMM_MAX_MR - 1, &one) || !product(&one, g->k))
            one = INT64_MAX;
        all = one;
        if (!product(&all, p->a_count))
            all = INT64_MAX;
        if (work == 0)
            p->pack_a = false;
        if (p->pack_a && p->a_count > 1 && all > A_LIMIT) {
            p->one_by_one = must || work >= (int64_t)1 << 21;
            p->pack_a = p->one_by_one;
            p->a_count = 1;
            all = one;
        }
        if (p->pack_a && all > A_LIMIT) {
            p->m_chunk = lg_gemm_min(g->m, M_LIMIT);
            p->group = A_LIMIT / (p->m_chunk * p->kc);
            p->group = p->group < 1 ? 1 : lg_gemm_min(p->group, p->blocks);
        }
        if (p->pack_a)
            p->a_bytes = (size_t)((p->m_chunk + LG_GEMM_MAX_MR - 1) *
                                  lg_gemm_min(p->group * p->kc, g->k) * p->a_count) *
                         p->size;
        int64_t batch = p->one_by_one ? 1 : p->batches;
        if (ceil_div(p->m_chunk, p->height) * ceil_div(g->n, p->width) * batch < SLOTS)
            p->width = NARROW;
        while (p->height > LOW &&
               ceil_div(p->m_chunk, p->height) * ceil_div(g->n, p->width) * batch < SLOTS / 2)
            p->height /= 2;
    }
    p->across = ceil_div(g->n, p->width);
    p->down = ceil_div(p->path == PATH_TILES ? p->m_chunk : g->m, p->height);
    int64_t tasks = p->across;
    if (!product(&tasks, p->down) || !product(&tasks, p->one_by_one ? 1 : p->batches))
        return false;
    p->grain = ceil_div(tasks, SLOTS);
    if (p->path == PATH_TILES && !g->b.packed) {
        p->slots = (size_t)lg_gemm_min(tasks, SLOTS);
        p->slot_bytes = (size_t)((p->width + LG_GEMM_MAX_NR) * p->kc) * p->size;
    }
    if (p->half) {
        int64_t wide = g->m;
        if (!product(&wide, g->n) || !product(&wide, p->batches) || !product(&wide, 4))
            return false;
        p->wide_bytes = (size_t)lg_gemm_round_up(wide, 64);
    }
    p->a_bytes = (p->a_bytes + 63) & ~(size_t)63;
    p->slot_bytes = (p->slot_bytes + 63) & ~(size_t)63;
    return !__builtin_add_overflow(p->a_bytes + p->slot_bytes * p->slots, p->wide_bytes, &p->total);
}

bool lg_gemm_workspace(const lg_gemm *g, size_t *out_bytes) {
    gemm_plan p;
    if (!make_plan(g, &p))
        return false;
    *out_bytes = p.total;
    return true;
}

bool lg_gemm_wants_packed_a(const lg_gemm *g) {
    gemm_plan p;
    return make_plan(g, &p) && p.path == PATH_TILES;
}

static gemm_at locate(const lg_gemm *g, int64_t batch) {
    gemm_at at = {0};
    int64_t number = 1;
    for (int32_t i = g->batch_rank - 1; i >= 0; i--) {
        int64_t index = batch % g->batch[i];
        batch /= g->batch[i];
        at.a += index * g->a_step[i];
        at.b += index * g->b_step[i];
        at.c += index * g->c_step[i];
        at.bias += index * g->col_bias_step[i];
        if (g->a_step[i] != 0) {
            at.a_number += index * number;
            number *= g->batch[i];
        }
    }
    return at;
}

/* Offset of the i-th different A. */
static int64_t locate_a(const lg_gemm *g, int64_t number) {
    int64_t offset = 0;
    for (int32_t i = g->batch_rank - 1; i >= 0; i--)
        if (g->a_step[i] != 0) {
            offset += number % g->batch[i] * g->a_step[i];
            number /= g->batch[i];
        }
    return offset;
}

static lg_status run_blocks(const lg_exec *ctx, int64_t n, int64_t grain, lg_block_fn body,
                            gemm_job *job) {
    if (n <= grain)
        return n > 0 ? body(job, 0, n, ctx->err) : LG_OK;
    return ctx->host->parallel_for(ctx->self, n, grain, body, job, ctx->err);
}

/* ---- packing A ------------------------------------------------------------------------------- */

/* Elements of the packed columns of this pass, for one row. */
static int64_t pass_length(const gemm_job *j) {
    return lg_gemm_min(j->block1 * j->p->kc, j->g->k) - j->block0 * j->p->kc;
}

/* Index: a strip of one of the different A. */
static lg_status pack_a_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    (void)err;
    const gemm_job *j = arg;
    const lg_gemm_type *t = &j->t;
    int64_t strips = ceil_div(j->m, t->mr), kc = j->p->kc;
    int64_t matrix = strips * t->mr * pass_length(j);
    for (int64_t i = begin; i < end; i++) {
        int64_t number = i / strips, r = i % strips * t->mr;
        int64_t offset = j->p->one_by_one ? locate(j->g, j->batch0).a : locate_a(j->g, number);
        const char *data = j->g->a.data;
        if (!j->g->a.pack)
            data += (size_t)offset * t->in_size;
        int32_t rows = (int32_t)lg_gemm_min(t->mr, j->m - r);
        int64_t first = j->block0 * kc;
        for (int64_t b = j->block0; b < j->block1; b++) {
            int64_t p = b * kc, len = lg_gemm_min(kc, j->g->k - p);
            int64_t at = number * matrix + (p - first) * strips * t->mr + r * len;
            lg_gemm_pack_a_strip(t, &j->g->a, data, offset, j->m0 + r, rows, p, len,
                                 j->a_packed + (size_t)at * t->size);
        }
    }
    return LG_OK;
}

/* ---- tiles ----------------------------------------------------------------------------------- */

/* Where a task finds A: packed strips, or the matrix itself. */
typedef struct a_source {
    const char *base;
    bool packed;
    int64_t strips, first; /* packed: strips per block, first column */
} a_source;

static void tile_rows(const gemm_job *j, const a_source *a, int64_t row0, int64_t row1, int64_t p,
                      int64_t len, const char *b, int64_t b_step, char *c, int32_t cols,
                      int32_t add) {
    const lg_gemm_type *t = &j->t;
    double edge[LG_GEMM_MAX_MR * LG_GEMM_MAX_NR]; /* large enough for either type */
    for (int64_t r = row0; r < row1; r += t->mr) {
        int32_t rows = (int32_t)lg_gemm_min(t->mr, row1 - r);
        const char *from;
        int64_t a_row = 1, a_step = t->mr;
        if (a->packed) {
            from = a->base + (size_t)((p - a->first) * a->strips * t->mr + r * len) * t->size;
        } else {
            a_row = j->g->a.row;
            a_step = j->g->a.col;
            from = a->base + (size_t)((j->m0 + r) * a_row + p * a_step) * t->size;
        }
        char *to = c + (size_t)((r - row0) * j->ldc) * t->size;
        if (cols == t->nr) {
            lg_gemm_tile(t, len, from, a_row, a_step, b, b_step, to, j->ldc, rows, j->g->alpha,
                         add);
            continue;
        }
        lg_gemm_tile(t, len, from, a_row, a_step, b, b_step, (char *)edge, t->nr, rows, j->g->alpha,
                     0);
        for (int32_t i = 0; i < rows; i++) {
            char *y = to + (size_t)(i * j->ldc) * t->size;
            const char *x = (const char *)edge + (size_t)(i * t->nr) * t->size;
            if (!add)
                memcpy(y, x, (size_t)cols * t->size);
            else if (t->is_f64)
                t->k->f64_add((const double *)(const void *)x, (double *)(void *)y,
                              (double *)(void *)y, (size_t)cols);
            else
                t->k->f32_add((const float *)(const void *)x, (float *)(void *)y,
                              (float *)(void *)y, (size_t)cols);
        }
    }
}

static void tile_task(const gemm_job *j, int64_t task, char *panel) {
    const lg_gemm *g = j->g;
    const gemm_plan *p = j->p;
    const lg_gemm_type *t = &j->t;
    int64_t down = ceil_div(j->m, p->height), per = p->across * down;
    int64_t batch = j->batch0 + task / per, r0 = task % per / p->across * p->height;
    int64_t c0 = task % p->across * p->width;
    int64_t r1 = lg_gemm_min(r0 + p->height, j->m), c1 = lg_gemm_min(c0 + p->width, g->n);
    int64_t mc = (int64_t)MC / t->mr * t->mr, nr = t->nr;
    gemm_at at = locate(g, batch);
    int64_t c_offset = p->half ? batch * g->m * g->n : at.c;
    char *c = j->c + (size_t)(c_offset + (j->m0 + r0) * j->ldc + c0) * t->size;
    const char *b_data = (const char *)g->b.data;
    if (!g->b.pack && !g->b.packed)
        b_data += (size_t)at.b * t->in_size;

    a_source a = {.packed = p->pack_a || g->a.packed, .strips = ceil_div(j->m, t->mr)};
    if (p->pack_a) {
        int64_t number = p->one_by_one ? 0 : at.a_number;
        a.first = j->block0 * p->kc;
        a.base = j->a_packed + (size_t)(number * a.strips * t->mr * pass_length(j)) * t->size;
    } else if (g->a.packed) {
        a.base = (const char *)g->a.packed + (size_t)(at.a * a.strips * t->mr * g->k) * t->size;
    } else {
        a.base = (const char *)g->a.data + (size_t)at.a * t->size;
    }

    bool keeps_c = g->beta != 0 && !p->half;
    if (j->block0 == 0 && keeps_c && g->beta != 1)
        lg_gemm_scale(t, g->beta, c, j->ldc, r1 - r0, c1 - c0);
    for (int64_t block = j->block0; block < j->block1; block++) {
        int64_t k0 = block * p->kc, len = lg_gemm_min(p->kc, g->k - k0);
        size_t strip = (size_t)(len * nr) * t->size;
        const char *packed = panel;
        if (g->b.packed) {
            int64_t n_pad = lg_gemm_round_up(g->n, nr);
            packed = (const char *)g->b.packed +
                     (size_t)(at.b * n_pad * g->k + k0 * n_pad + c0 * len) * t->size;
        } else {
            for (int64_t col = c0; col < c1; col += nr) {
                int32_t cols = (int32_t)lg_gemm_min(nr, c1 - col);
                if (!p->direct_b || cols < nr)
                    lg_gemm_pack_b_strip(t, &g->b, b_data, batch, col, cols, k0, len,
                                         panel + (size_t)((col - c0) / nr) * strip);
            }
        }
        int32_t add = block > 0 || keeps_c;
        for (int64_t r = r0; r < r1; r += mc)
            for (int64_t col = c0; col < c1; col += nr) {
                int32_t cols = (int32_t)lg_gemm_min(nr, c1 - col);
                const char *b = packed + (size_t)((col - c0) / nr) * strip;
                int64_t b_step = nr;
                if (p->direct_b && cols == nr) {
                    b_step = g->b.row;
                    b = b_data + (size_t)(k0 * b_step + col) * t->size;
                }
                tile_rows(j, &a, r, lg_gemm_min(r + mc, r1), k0, len, b, b_step,
                          c + (size_t)((r - r0) * j->ldc + col - c0) * t->size, cols, add);
            }
    }
    if (j->block1 == p->blocks && !p->half)
        lg_gemm_finish(t, g, at.bias, c, j->ldc, j->m0 + r0, r1 - r0, c0, c1 - c0);
}

/* Takes a free panel: there are as many as blocks, so one is free while a block runs. */
static unsigned take_slot(gemm_job *j) {
    unsigned mask = atomic_load_explicit(&j->free_slots, memory_order_relaxed);
    for (;;) {
        unsigned bit = mask & (~mask + 1u);
        if (atomic_compare_exchange_weak_explicit(&j->free_slots, &mask, mask & ~bit,
                                                  memory_order_acquire, memory_order_relaxed))
            return bit;
    }
}

static lg_status tiles_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    (void)err;
    gemm_job *j = arg;
    char *panel = NULL;
    unsigned slot = 0;
    if (j->p->slots) {
        slot = take_slot(j);
        panel = j->slots + (size_t)__builtin_ctz(slot) * j->p->slot_bytes;
    }
    for (int64_t i = begin; i < end; i++)
        tile_task(j, i, panel);
    if (slot)
        atomic_fetch_or_explicit(&j->free_slots, slot, memory_order_release);
    return LG_OK;
}

/* ---- products without packing ---------------------------------------------------------------- */

static lg_status pieces_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const gemm_job *j = arg;
    const lg_gemm *g = j->g;
    const gemm_plan *p = j->p;
    (void)err;
    for (int64_t i = begin; i < end; i++) {
        gemm_at at = locate(g, i / (p->across * p->down));
        lg_gemm_piece piece = {.a = (const char *)g->a.data + (size_t)at.a * j->t.size,
                               .b = (const char *)g->b.data + (size_t)at.b * j->t.size,
                               .c = (char *)g->c + (size_t)at.c * j->t.size,
                               .bias = at.bias,
                               .row0 = i / p->across % p->down * p->height,
                               .col0 = i % p->across * p->width};
        piece.row1 = lg_gemm_min(piece.row0 + p->height, g->m);
        piece.col1 = lg_gemm_min(piece.col0 + p->width, g->n);
#ifdef LG_HAVE_ONEDNN
        if (p->path == PATH_ONEDNN && !lg_gemm_onednn_piece(&j->t, g, &piece))
            return j->ctx->host->fail(err, LG_E_NO_MEMORY,
                                      "oneDNN: a block of %lld x %lld x %lld failed",
                                      (long long)g->m, (long long)g->k, (long long)g->n);
        if (p->path == PATH_ONEDNN)
            continue;
#endif
        if (p->path == PATH_GEMV)
            lg_gemm_gemv_piece(&j->t, g, &piece);
        else if (p->path == PATH_GEMV_SWAPPED)
            lg_gemm_gemv_swapped_piece(&j->t, g, &piece);
        else
            lg_gemm_dot_piece(&j->t, g, &piece);
    }
    return LG_OK;
}

/* ---- 16-bit results -------------------------------------------------------------------------- */

/* Index: a row of a product. Adds beta C and the biases in f32, then rounds once. */
static lg_status narrow_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    (void)err;
    const gemm_job *j = arg;
    const lg_gemm *g = j->g;
    const lg_kernels *k = j->t.k;
    bool is_f16 = g->dtype == LG_FLOAT16;
    void (*widen)(const uint16_t *, float *, size_t) = is_f16 ? k->f16_to_f32 : k->bf16_to_f32;
    void (*narrow)(const float *, uint16_t *, size_t) = is_f16 ? k->f32_to_f16 : k->f32_to_bf16;
    const uint16_t *row_bias = g->row_bias, *col_bias = g->col_bias;
    enum { PART = 256 };
    float old[PART];
    for (int64_t i = begin; i < end; i++) {
        int64_t r = i % g->m;
        gemm_at at = locate(g, i / g->m);
        float bias = 0;
        if (col_bias)
            widen(col_bias + at.bias + r, &bias, 1);
        for (int64_t q = 0; q < g->n; q += PART) {
            size_t n = (size_t)lg_gemm_min(PART, g->n - q);
            float *x = (float *)(void *)j->c + i * g->n + q;
            uint16_t *y = (uint16_t *)g->c + at.c + r * g->ldc + q;
            if (g->beta != 0) {
                widen(y, old, n);
                k->f32_axpy((float)g->beta, old, x, n);
            }
            if (row_bias)
                widen(row_bias + q, old, n);
            k->f32_gemm_finish(x, row_bias ? old : NULL, bias, g->relu, n);
            narrow(x, y, n);
        }
    }
    return LG_OK;
}

/* ---- entry ----------------------------------------------------------------------------------- */

/* An empty sum: C = beta C, or zero, and the epilogue. Only for shapes with k = 0. */
static void empty_sum(gemm_job *j) {
    const lg_gemm *g = j->g;
    size_t size = j->t.size;
    for (int64_t b = 0; b < j->p->batches; b++) {
        gemm_at at = locate(g, b);
        char *c = j->c + (size_t)(j->p->half ? b * g->m * g->n : at.c) * size;
        for (int64_t i = 0; i < g->m; i++)
            if (g->beta == 0 || j->p->half)
                memset(c + (size_t)(i * j->ldc) * size, 0, (size_t)g->n * size);
        if (!j->p->half) {
            if (g->beta != 0 && g->beta != 1)
                lg_gemm_scale(&j->t, g->beta, c, j->ldc, g->m, g->n);
            lg_gemm_finish(&j->t, g, at.bias, c, j->ldc, 0, g->m, 0, g->n);
        }
    }
}

static lg_status run_pass(const lg_exec *ctx, gemm_job *j) {
    const gemm_plan *p = j->p;
    lg_status st = LG_OK;
    if (p->pack_a) {
        int64_t strips = ceil_div(j->m, j->t.mr) * p->a_count;
        int64_t grain = 1 + 8192 / (pass_length(j) * j->t.mr); /* 32 KiB and more per block */
        st = run_blocks(ctx, strips, grain, pack_a_block, j);
    }
    int64_t tasks = ceil_div(j->m, p->height) * p->across * j->batches;
    if (st == LG_OK)
        st = run_blocks(ctx, tasks, p->grain, tiles_block, j);
    return st;
}

static lg_status run_tiles(const lg_exec *ctx, gemm_job *j) {
    const gemm_plan *p = j->p;
    int64_t passes = p->one_by_one ? p->batches : 1;
    j->batches = p->one_by_one ? 1 : p->batches;
    for (j->batch0 = 0; j->batch0 < passes; j->batch0++)
        for (j->m0 = 0; j->m0 < j->g->m; j->m0 += p->m_chunk) {
            j->m = lg_gemm_min(p->m_chunk, j->g->m - j->m0);
            for (j->block0 = 0; j->block0 < p->blocks; j->block0 = j->block1) {
                j->block1 = lg_gemm_min(j->block0 + p->group, p->blocks);
                lg_status st = run_pass(ctx, j);
                if (st != LG_OK)
                    return st;
            }
        }
    return LG_OK;
}

lg_status lg_gemm_run(const lg_exec *ctx, const lg_gemm *g, void *workspace) {
    gemm_plan p;
    if (!make_plan(g, &p))
        return LG_FAIL(ctx, LG_E_LIMIT, "matrix product of %lld x %lld x %lld is too large",
                       (long long)g->m, (long long)g->k, (long long)g->n);
    if (g->m == 0 || g->n == 0 || p.batches == 0)
        return LG_OK;
    gemm_job j = {.ctx = ctx, .g = g, .p = &p, .c = g->c, .ldc = g->ldc};
    lg_gemm_type_init(&j.t, ctx->kernels, g->dtype);
    atomic_init(&j.free_slots, p.slots >= 32 ? ~0u : (1u << p.slots) - 1u);
    j.a_packed = workspace;
    j.slots = j.a_packed + p.a_bytes;
    if (p.half) {
        j.c = j.slots + p.slot_bytes * p.slots;
        j.ldc = g->n;
    }
    lg_status st = LG_OK;
    if (g->k == 0)
        empty_sum(&j);
    else if (p.path != PATH_TILES)
        st = run_blocks(ctx, p.across * p.down * p.batches, p.grain, pieces_block, &j);
    else
        st = run_tiles(ctx, &j);
    if (st == LG_OK && p.half)
        st = run_blocks(ctx, g->m * p.batches, 1 + 4096 / g->n, narrow_block, &j);
    return st;
}
