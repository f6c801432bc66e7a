/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical depth-first search for a placement below a capacity. Items are placed in the order
 * of their offsets, ties by rank, each at the lowest offset that what was placed leaves it: every
 * placement can be pushed down to one of these. A branch dies when, in some section, no unplaced
 * item can be the lowest: all bytes still to be placed there lie above it. Where no unplaced item
 * crosses from a section to the next, the rest falls into parts that are solved one after the
 * other. The stack is explicit; undoing goes by a trail. */
#include "runtime/plan/search.h"

#include "runtime/base/sort.h"

#include <string.h>

enum {
    BATCH = 8,          /* candidates that a frame keeps; it looks for more when they are used up */
    SHORT_LIST = 64,    /* lists below are always compacted */
    POLL_EVERY = 256,   /* nodes */
    TRAIL_CHUNK = 4096, /* entries of the first chunk of the trail */
    TRAIL_CHUNK_MAX = 1 << 18,
    TRAIL_MAX = 1 << 23 /* entries, 128 MiB: a descent that needs more ends */
};
#define PLACED (INT64_MAX / 2) /* least offset of an item that has one */

enum { OF_LEAST = 0, OF_ITEM = 1 };

typedef struct change {
    int64_t old;
    uint32_t index, kind;
} change;

typedef struct trail_chunk {
    struct trail_chunk *before, *after;
    uint32_t size, used;
    uint64_t base; /* entries of the chunks before */
    change at[];
} trail_chunk;

typedef struct trail_mark {
    trail_chunk *chunk;
    uint32_t used;
} trail_mark;

/* The unplaced items between two sections. */
typedef struct part {
    uint32_t a, b;       /* sections */
    uint32_t begin, end; /* its list in `ids`, by rank; placed items may be among them */
    uint32_t count;      /* unplaced items */
} part;

typedef struct frame {
    part p;
    int64_t offset;    /* of the item placed before: none may lie lower */
    uint32_t tie;      /* place in `ids` from which items may lie at that offset */
    uint32_t ids_used; /* before the list of this frame */
    int64_t lid;       /* candidates lie lower: the least top of all items */
    int64_t most;      /* largest total of the sections */
    uint32_t n_batch, next;
    uint32_t batch[BATCH]; /* candidates: places in `ids` */
    bool more;             /* there are more than fit */
    bool hatless;          /* nothing unplaced lives with the item that is placed */
    trail_mark mark;
    uint32_t ids_placed;           /* in use before the lists of the sub-parts */
    uint32_t first_sub, sub, subs; /* sub-parts in `parts`: all, next, end */
} frame;

struct lg_descent {
    const lg_packing *p;
    lg_arena *arena;
    int64_t *least; /* per item: what was placed leaves it no lower offset; PLACED */
    int64_t *offset;
    int64_t *total;           /* per section: bytes unplaced */
    uint32_t *cuts, *witness; /* an unplaced item that can be the lowest, most of the time */
    double *key;              /* three per item */
    uint64_t *seen;           /* per class of twins: tick that met it last */
    uint32_t *ids, ids_used, ids_size;
    part *parts; /* stack of sub-parts */
    uint32_t n_parts, parts_size;
    frame *frames;
    uint32_t depth, tight; /* section that failed last */
    trail_chunk *trail;
    uint32_t *run; /* per section: scratch of splitting */
    lg_descent_task *task;
    double area;
    uint64_t tick, nodes; /* searches for candidates; nodes of all tasks */
    bool (*poll)(void *arg);
    void *poll_arg;
};

/* ---- trail ---- */

/* Makes room for `count` entries in one piece. */
static lg_status trail_reserve(lg_descent *d, uint64_t count, lg_error *err) {
    while (!d->trail || d->trail->size - d->trail->used < count) {
        trail_chunk *next = d->trail ? d->trail->after : NULL;
        if (!next) {
            void *memory = NULL;
            uint64_t size = d->trail ? (uint64_t)d->trail->size * 2 : TRAIL_CHUNK;
            size = size < TRAIL_CHUNK_MAX ? size : TRAIL_CHUNK_MAX;
            size = size < count ? count : size;
            if (size > UINT32_MAX)
                return lg_fail(err, LG_E_LIMIT, "the placement search needs too much memory");
            LG_TRY(lg_arena_alloc(d->arena, sizeof *next + (size_t)size * sizeof(change), &memory,
                                  err));
            next = memory;
            *next = (trail_chunk){.before = d->trail, .size = (uint32_t)size};
            if (d->trail)
                d->trail->after = next;
        }
        next->used = 0;
        next->base = d->trail ? d->trail->base + d->trail->used : 0;
        d->trail = next;
    }
    return LG_OK;
}

static void note(lg_descent *d, uint32_t kind, uint32_t index, int64_t old) {
    d->trail->at[d->trail->used++] = (change){old, index, kind};
}

static double area_of(const lg_descent *d, uint32_t i) {
    return (double)d->p->size[i] * (double)(d->p->to[i] - d->p->from[i]);
}

static void take_back(lg_descent *d, uint32_t i, int64_t least) {
    const lg_packing *p = d->p;
    d->least[i] = least;
    d->area -= area_of(d, i);
    for (uint32_t s = p->from[i]; s < p->to[i]; s++)
        d->total[s] += p->size[i];
    for (uint32_t s = p->from[i]; s + 1 < p->to[i]; s++)
        d->cuts[s]++;
}

static void undo(lg_descent *d, const trail_mark *mark) {
    for (;;) {
        trail_chunk *c = d->trail;
        uint32_t stop = c == mark->chunk ? mark->used : 0;
        while (c->used > stop) {
            const change *e = &c->at[--c->used];
            if (e->kind == OF_LEAST)
                d->least[e->index] = e->old;
            else
                take_back(d, e->index, e->old);
        }
        if (c == mark->chunk)
            return;
        d->trail = c->before;
    }
}

/* ---- ranking ---- */

static int64_t tightest(const lg_descent *d, uint32_t i) {
    int64_t most = 0;
    for (uint32_t s = d->p->from[i]; s < d->p->to[i]; s++)
        most = d->total[s] > most ? d->total[s] : most;
    return most;
}

static double key_of(const lg_descent *d, char name, uint32_t i) {
    const lg_packing *p = d->p;
    switch (name) {
    case 'W':
        return p->life[i];
    case 'A':
        return (double)p->size[i] * p->life[i];
    case 'T':
        return (double)tightest(d, i);
    case 'O': {
        uint32_t s = p->from[i];
        return (double)(p->member_at[s + 1] - p->member_at[s]) +
               (double)(p->first[p->to[i]] - p->first[s + 1]);
    }
    default:
        return (double)p->size[i];
    }
}

static bool by_rank(const void *context, uint32_t a, uint32_t b) {
    const double *x = &((const double *)context)[(size_t)a * 3];
    const double *y = &((const double *)context)[(size_t)b * 3];
    for (int k = 0; k < 3; k++)
        if (x[k] != y[k])
            return x[k] > y[k];
    return a < b;
}

static void rank(lg_descent *d, uint32_t begin, uint32_t end) {
    for (uint32_t at = begin; at < end; at++) {
        uint32_t i = d->ids[at];
        double factor = d->task->noise ? d->task->noise[i] : 1.0;
        for (uint32_t k = 0; k < 3; k++)
            d->key[(size_t)i * 3 + k] = key_of(d, d->task->keys[k], i) * factor;
    }
    lg_sort_ids(&d->ids[begin], end - begin, by_rank, d->key);
}

/* ---- nodes ---- */

/* Collects the next candidates, in order of offset and rank, behind the last one of the batch. */
static void find_candidates(lg_descent *d, frame *f) {
    const lg_packing *p = d->p;
    int64_t ceiling = d->task->capacity - f->most, done = -1;
    uint32_t done_at = 0, n = 0;
    if (f->n_batch) {
        done_at = f->batch[f->n_batch - 1];
        done = d->least[d->ids[done_at]];
    }
    d->tick++;
    f->more = false;
    for (uint32_t at = f->p.begin; at < f->p.end; at++) {
        uint32_t i = d->ids[at];
        int64_t o = d->least[i];
        if (o >= f->lid)
            continue;
        /* Twins have the same offset; only the first in rank is tried. */
        if (p->twin[i] != LG_NO_ID) {
            if (d->seen[p->twin[i]] == d->tick)
                continue;
            d->seen[p->twin[i]] = d->tick;
        }
        if (o < f->offset || (o == f->offset && at < f->tie))
            continue;
        if (o > ceiling) {
            d->task->need = o + f->most < d->task->need ? o + f->most : d->task->need;
            continue;
        }
        if (o < done || (o == done && at <= done_at))
            continue;
        uint32_t to = n;
        while (to > 0 && d->least[d->ids[f->batch[to - 1]]] > o)
            to--;
        if (n == BATCH) {
            f->more = true;
            if (to == BATCH)
                continue;
        } else {
            n++;
        }
        memmove(&f->batch[to + 1], &f->batch[to], (n - 1 - to) * sizeof f->batch[0]);
        f->batch[to] = at;
    }
    f->n_batch = n;
    f->next = 0;
}

static void compact(lg_descent *d, frame *f) {
    uint32_t length = f->p.end - f->p.begin;
    if (length == f->p.count || (length >= SHORT_LIST && length / 2 < f->p.count) ||
        f->p.count > d->ids_size - d->ids_used)
        return;
    uint32_t at = d->ids_used, tie = at;
    for (uint32_t k = f->p.begin; k < f->p.end; k++) {
        uint32_t i = d->ids[k];
        if (d->least[i] == PLACED)
            continue;
        d->ids[at++] = i;
        tie += k < f->tie;
    }
    f->tie = tie;
    f->p.begin = d->ids_used;
    f->p.end = d->ids_used = at;
}

static void enter(lg_descent *d, const part *p, int64_t offset, uint32_t tie) {
    frame *f = &d->frames[d->depth++];
    *f = (frame){.p = *p, .offset = offset, .tie = tie, .ids_used = d->ids_used};
    d->task->nodes++;
    d->nodes++;
    compact(d, f);
    for (uint32_t s = p->a; s < p->b; s++)
        f->most = d->total[s] > f->most ? d->total[s] : f->most;
    f->lid = PLACED;
    for (uint32_t at = f->p.begin; at < f->p.end; at++) {
        int64_t top = d->least[d->ids[at]] + d->p->size[d->ids[at]];
        f->lid = top < f->lid ? top : f->lid;
    }
    find_candidates(d, f);
}

/* Raises least offsets to `top` where items live with item i. False when a pin is in the way. */
static bool push(lg_descent *d, uint32_t i, int64_t top, uint32_t *lo, uint32_t *hi) {
    const lg_packing *p = d->p;
    /* Those that live in its first section, then those that begin later. */
    const uint32_t *member = &p->members[p->member_at[p->from[i]]];
    uint32_t n = p->member_at[p->from[i] + 1] - p->member_at[p->from[i]];
    uint32_t later = p->first[p->from[i] + 1], end = p->first[p->to[i]];
    for (uint32_t k = 0; k < n + (end - later); k++) {
        uint32_t j = k < n ? member[k] : later + (k - n);
        if (d->least[j] >= top)
            continue;
        if (p->pin[j] >= 0)
            return false;
        note(d, OF_LEAST, j, d->least[j]);
        int64_t rest = p->mixed ? top % p->align[j] : 0;
        d->least[j] = rest ? top + p->align[j] - rest : top;
        *lo = p->from[j] < *lo ? p->from[j] : *lo;
        *hi = p->to[j] > *hi ? p->to[j] : *hi;
    }
    return true;
}

/* Whether the unplaced items of section s can still fit: one of them has to be the lowest. */
static bool has_room(lg_descent *d, uint32_t s) {
    const lg_packing *p = d->p;
    int64_t latest = d->task->capacity - d->total[s], best = PLACED;
    if (d->least[d->witness[s]] <= latest || d->total[s] == 0)
        return true;
    for (uint32_t k = p->member_at[s]; k < p->member_at[s + 1]; k++) {
        int64_t least = d->least[p->members[k]];
        if (least <= latest) {
            d->witness[s] = p->members[k];
            return true;
        }
        best = least < best ? least : best;
    }
    if (best + d->total[s] < d->task->need)
        d->task->need = best + d->total[s];
    d->tight = s;
    return false;
}

/* Places item i at its least offset. False when the rest cannot fit any more; *split: somewhere no
 * unplaced item crosses any more. */
static lg_status place(lg_descent *d, uint32_t i, bool *fits, bool *split, lg_error *err) {
    const lg_packing *p = d->p;
    uint32_t from = p->from[i], to = p->to[i], lo = from, hi = to;
    int64_t at = d->least[i], top = at + p->size[i];
    uint64_t with = (uint64_t)(p->member_at[from + 1] - p->member_at[from]) +
                    (p->first[to] - p->first[from + 1]);
    LG_TRY(trail_reserve(d, with + 1, err));
    note(d, OF_ITEM, i, at);
    d->least[i] = PLACED;
    d->offset[i] = at;
    d->area += area_of(d, i);
    for (uint32_t s = from; s < to; s++)
        d->total[s] -= p->size[i];
    *split = false;
    for (uint32_t s = from; s + 1 < to; s++)
        if (--d->cuts[s] == 0)
            *split = true;
    *fits = push(d, i, top, &lo, &hi);
    if (d->task->lax)
        return LG_OK;
    for (uint32_t s = lo; s < hi && *fits; s++)
        *fits = has_room(d, s);
    return LG_OK;
}

/* Lists the parts that are left of frame f after `split`. */
static void divide(lg_descent *d, frame *f, bool split) {
    const lg_packing *p = d->p;
    part rest = f->p;
    rest.count--;
    f->first_sub = f->sub = f->subs = d->n_parts;
    if (rest.count == 0)
        return;
    uint32_t runs = 0, begin = rest.a;
    for (uint32_t s = rest.a; split && s < rest.b; s++) {
        d->run[s] = runs;
        if (s + 1 < rest.b && d->cuts[s])
            continue;
        bool empty = true;
        for (uint32_t t = begin; t <= s && empty; t++)
            empty = d->total[t] == 0;
        if (!empty) {
            d->parts[d->n_parts + runs] = (part){.a = begin, .b = s + 1};
            runs++;
        }
        begin = s + 1;
    }
    if (runs > 1 && rest.count <= d->ids_size - d->ids_used) {
        part *sub = &d->parts[d->n_parts];
        for (uint32_t at = rest.begin; at < rest.end; at++)
            if (d->least[d->ids[at]] != PLACED)
                sub[d->run[p->from[d->ids[at]]]].count++;
        for (uint32_t r = 0; r < runs; r++) {
            sub[r].begin = sub[r].end = d->ids_used;
            d->ids_used += sub[r].count;
        }
        for (uint32_t at = rest.begin; at < rest.end; at++) {
            uint32_t i = d->ids[at];
            if (d->least[i] != PLACED)
                d->ids[sub[d->run[p->from[i]]].end++] = i;
        }
        for (uint32_t r = 0; r < runs; r++)
            rank(d, sub[r].begin, sub[r].end);
    } else {
        if (runs == 1) {
            rest.a = d->parts[d->n_parts].a;
            rest.b = d->parts[d->n_parts].b;
        }
        runs = 1;
        d->parts[d->n_parts] = rest;
    }
    d->n_parts += runs;
    f->subs = d->n_parts;
}

/* Enters the next sub-part of the frame on top. */
static void enter_sub(lg_descent *d, frame *f) {
    const part *p = &d->parts[f->sub++];
    uint32_t item_at = f->batch[f->next - 1];
    /* A list of its own was ranked anew. */
    uint32_t tie = p->begin == f->p.begin ? item_at + 1 : 0;
    enter(d, p, d->offset[d->ids[item_at]], tie);
}

/* Whether section s, where a candidate failed not long ago, would have room after item i. */
static bool would_have_room(lg_descent *d, uint32_t s, uint32_t i) {
    const lg_packing *p = d->p;
    uint32_t from = p->from[i], to = p->to[i];
    int64_t top = d->least[i] + p->size[i], best = PLACED;
    int64_t total = d->total[s] - (from <= s && s < to ? p->size[i] : 0);
    int64_t latest = d->task->capacity - total;
    if (total == 0)
        return true;
    for (uint32_t k = p->member_at[s]; k < p->member_at[s + 1]; k++) {
        uint32_t j = p->members[k];
        int64_t least = d->least[j];
        if (least < top && p->from[j] < to && from < p->to[j])
            least = j == i ? PLACED : top;
        if (least <= latest)
            return true;
        best = least < best ? least : best;
    }
    if (best + total < d->task->need)
        d->task->need = best + total;
    return false;
}

/* Tries the next candidate of the frame on top. False: there is none. */
static lg_status advance(lg_descent *d, bool *out, lg_error *err) {
    frame *f = &d->frames[d->depth - 1];
    *out = true;
    for (;;) {
        bool fits, split;
        if (f->next == f->n_batch && f->more)
            find_candidates(d, f);
        if (f->next == f->n_batch) {
            *out = false;
            return LG_OK;
        }
        uint32_t i = d->ids[f->batch[f->next++]];
        if (d->tight >= f->p.a && d->tight < f->p.b && !would_have_room(d, d->tight, i))
            continue;
        f->mark = (trail_mark){d->trail, d->trail->used};
        f->hatless = tightest(d, i) == d->p->size[i];
        LG_TRY(place(d, i, &fits, &split, err));
        if (fits) {
            d->task->area = d->area > d->task->area ? d->area : d->task->area;
            f->ids_placed = d->ids_used;
            divide(d, f, split);
            return LG_OK;
        }
        undo(d, &f->mark);
    }
}

static void begin(lg_descent *d, lg_descent_task *task, part *root) {
    const lg_packing *p = d->p;
    *root = (part){.a = p->parts[task->part], .b = p->parts[task->part + 1]};
    d->task = task;
    d->area = 0;
    d->depth = d->ids_used = d->n_parts = 0;
    d->tight = root->a;
    while (d->trail->before)
        d->trail = d->trail->before;
    d->trail->used = 0;
    task->nodes = 0;
    task->need = INT64_MAX;
    task->height = 0;
    task->area = 0;
    for (uint32_t s = root->a; s < root->b; s++) {
        d->total[s] = p->total[s];
        d->cuts[s] = p->cuts[s];
        d->witness[s] = p->members[p->member_at[s]];
    }
    for (uint32_t i = p->first[root->a]; i < p->first[root->b]; i++) {
        d->least[i] = p->pin[i] >= 0 ? p->pin[i] : 0;
        d->ids[d->ids_used++] = i;
    }
    root->end = root->count = d->ids_used;
    rank(d, 0, root->end);
}

lg_status lg_descent_run(lg_descent *d, lg_descent_task *task, lg_descent_end *out, lg_error *err) {
    part root;
    begin(d, task, &root);
    enter(d, &root, 0, 0);
    for (;;) {
        bool placed;
        LG_TRY(advance(d, &placed, err));
        if (!placed) {
            /* Back to the nearest frame that has another choice. */
            do {
                d->ids_used = d->frames[--d->depth].ids_used;
                if (d->depth == 0) {
                    *out = LG_DESCENT_FAILED;
                    return LG_OK;
                }
                frame *f = &d->frames[d->depth - 1];
                undo(d, &f->mark);
                d->ids_used = f->ids_placed;
                d->n_parts = f->first_sub;
            } while (d->frames[d->depth - 1].hatless);
            continue;
        }
        frame *f = &d->frames[d->depth - 1];
        while (f->sub == f->subs) {
            d->n_parts = f->first_sub;
            d->ids_used = f->ids_used;
            if (--d->depth == 0) {
                const lg_packing *p = d->p;
                for (uint32_t i = p->first[root.a]; i < p->first[root.b]; i++)
                    if (d->offset[i] + p->size[i] > task->height)
                        task->height = d->offset[i] + p->size[i];
                *out = LG_DESCENT_FOUND;
                return LG_OK;
            }
            f = &d->frames[d->depth - 1];
        }
        if (task->nodes >= task->limit || d->trail->base + d->trail->used > TRAIL_MAX) {
            *out = LG_DESCENT_LIMIT;
            return LG_OK;
        }
        if (d->poll && d->nodes % POLL_EVERY == 0 && !d->poll(d->poll_arg)) {
            *out = LG_DESCENT_STOPPED;
            return LG_OK;
        }
        enter_sub(d, f);
    }
}

lg_status lg_descent_make(const lg_packing *p, lg_arena *arena, lg_descent **out, lg_error *err) {
    void *memory = NULL;
    LG_TRY(lg_arena_alloc(arena, sizeof(lg_descent), &memory, err));
    lg_descent *d = memory;
    *d = (lg_descent){.p = p, .arena = arena};
    /* A list is copied when it shrinks to half, when it is short, and when its part splits. Past
     * this size lists stay as they are, which is slower and not wrong. */
    d->ids_size = 64 * p->n + 2 * SHORT_LIST * SHORT_LIST;
    d->parts_size = 4 * p->n + 16;
    const struct {
        void **to;
        size_t count, size;
    } arrays[] = {
        {(void **)&d->least, p->n, sizeof *d->least},
        {(void **)&d->offset, p->n, sizeof *d->offset},
        {(void **)&d->total, p->n_sections, sizeof *d->total},
        {(void **)&d->cuts, p->n_sections, sizeof *d->cuts},
        {(void **)&d->witness, p->n_sections, sizeof *d->witness},
        {(void **)&d->run, p->n_sections, sizeof *d->run},
        {(void **)&d->key, (size_t)p->n * 3, sizeof *d->key},
        {(void **)&d->seen, p->n_twins, sizeof *d->seen},
        {(void **)&d->ids, d->ids_size, sizeof *d->ids},
        {(void **)&d->parts, d->parts_size, sizeof *d->parts},
        {(void **)&d->frames, (size_t)p->n + 1, sizeof *d->frames},
    };
    for (size_t i = 0; i < LG_COUNT(arrays); i++)
        LG_TRY(lg_arena_array(arena, arrays[i].count, arrays[i].size, arrays[i].to, err));
    LG_TRY(trail_reserve(d, TRAIL_CHUNK, err));
    *out = d;
    return LG_OK;
}

void lg_descent_poll(lg_descent *d, bool (*poll)(void *arg), void *arg) {
    d->poll = poll;
    d->poll_arg = arg;
}

const int64_t *lg_descent_offsets(const lg_descent *d) {
    return d->offset;
}
