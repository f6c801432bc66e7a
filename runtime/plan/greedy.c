/* SPDX-License-Identifier: Apache-2.0 */
/* The default placement: storages in descending order of some keys, each at a gap among those
 * already placed that overlap it in time. Several orders, first gap and best gap; the lowest
 * arena wins, and reaching the lower bound ends the search. Quadratic per order, so large
 * instances get few orders, and huge ones a free list in order of time. */
#include "runtime/plan/search.h"

#include "runtime/base/sort.h"

#include <string.h>

enum {
    ALL_ORDERS_UP_TO = 4096, /* storages: below 2 ms per order */
    FEW_ORDERS_UP_TO = 30000,
    FEW_ORDERS = 4 /* the first ones */
};

/* Z size, W lifetime, A size times lifetime, T largest live sum during its life, L earliest start,
 * l latest start, u earliest end; descending but for L and u. */
static const char *const portfolio[] = {"ZW", "LZ", "TZ", "WA", "TW", "ZA",
                                        "TA", "AW", "lZ", "uZ", "TWA"};

typedef struct spot {
    uint64_t offset, end;
    int64_t first, last;
} spot;

typedef struct instance {
    lg_storage *s;
    uint32_t n, m;    /* all; those that take part */
    uint32_t *item;   /* those that take part, in the current order */
    spot *placed;     /* by offset */
    uint64_t *offset; /* of the current attempt, by storage */
    uint64_t *bytes;  /* rounded, by storage */
    uint64_t *tight;  /* key T, by storage */
    const char *keys;
} instance;

static double key(const instance *in, char name, uint32_t i) {
    const lg_storage *s = &in->s[i];
    double life = (double)(s->last - s->first);
    switch (name) {
    case 'Z':
        return (double)s->bytes;
    case 'W':
        return life;
    case 'A':
        return (double)s->bytes * life;
    case 'T':
        return (double)in->tight[i];
    case 'L':
        return -(double)s->first;
    case 'u':
        return -(double)s->last;
    default:
        return (double)s->first;
    }
}

static bool by_keys(const void *context, uint32_t a, uint32_t b) {
    const instance *in = context;
    for (const char *k = in->keys; *k; k++) {
        double x = key(in, *k, a), y = key(in, *k, b);
        if (x != y)
            return x > y;
    }
    return a < b;
}

static bool by_birth(const void *context, uint32_t a, uint32_t b) {
    const lg_storage *s = context;
    return s[a].first != s[b].first ? s[a].first < s[b].first : a < b;
}

static bool by_death(const void *context, uint32_t a, uint32_t b) {
    const lg_storage *s = context;
    return s[a].last != s[b].last ? s[a].last < s[b].last : a < b;
}

static bool takes_part(const lg_storage *s) {
    return s->kind != LG_STORAGE_EXTERNAL && s->bytes > 0 && s->last > s->first;
}

/* Bytes up to the next multiple of what all offsets are multiples of: nothing fits in between. */
static uint64_t rounded(const lg_storage *s, uint64_t grain) {
    uint64_t rest = s->bytes % grain;
    return s->bytes + (rest ? grain - rest : 0);
}

/* The grain, and that rounded sizes do not overflow. */
static lg_status grain_of(const lg_storage *s, uint32_t n, uint64_t *out, lg_error *err) {
    uint64_t grain = lg_place_grain(s, n);
    for (uint32_t i = 0; i < n; i++)
        if (takes_part(&s[i]) &&
            (s[i].bytes > (uint64_t)INT64_MAX || rounded(&s[i], grain) > (uint64_t)INT64_MAX))
            return lg_fail(err, LG_E_LIMIT, "a storage of %llu bytes is too large",
                           (unsigned long long)s[i].bytes);
    *out = grain;
    return LG_OK;
}

/* Ids of the storages that take part, sorted. */
static lg_status sorted_ids(const lg_storage *s, uint32_t n, lg_sort_less less, lg_arena *scratch,
                            uint32_t **out, uint32_t *out_n, lg_error *err) {
    void *ids = NULL;
    LG_TRY(lg_arena_array(scratch, n, sizeof(uint32_t), &ids, err));
    uint32_t m = 0;
    for (uint32_t i = 0; i < n; i++)
        if (takes_part(&s[i]))
            ((uint32_t *)ids)[m++] = i;
    lg_sort_ids(ids, m, less, s);
    *out = ids;
    *out_n = m;
    return LG_OK;
}

lg_status lg_place_bound(const lg_storage *s, uint32_t n, lg_arena *scratch, uint64_t *out_bound,
                         int64_t *out_peak, lg_error *err) {
    uint32_t *births, *deaths, m;
    uint64_t live = 0, bound = 0, grain;
    LG_TRY(grain_of(s, n, &grain, err));
    LG_TRY(sorted_ids(s, n, by_birth, scratch, &births, &m, err));
    LG_TRY(sorted_ids(s, n, by_death, scratch, &deaths, &m, err));
    int64_t peak = 0;
    for (uint32_t b = 0, d = 0; b < m; b++) {
        const lg_storage *born = &s[births[b]];
        for (; s[deaths[d]].last <= born->first; d++)
            live -= rounded(&s[deaths[d]], grain);
        if (__builtin_add_overflow(live, rounded(born, grain), &live) || live > (uint64_t)INT64_MAX)
            return lg_fail(err, LG_E_LIMIT, "the sum of live bytes overflows");
        if (live > bound) {
            bound = live;
            peak = born->first;
        }
    }
    *out_bound = bound;
    *out_peak = peak;
    return LG_OK;
}

/* Largest live sum during the life of each storage: sums change only at births and deaths, so the
 * sums after each birth are enough. */
static lg_status tightness(instance *in, lg_arena *scratch, lg_error *err) {
    const lg_storage *s = in->s;
    uint32_t *births, *deaths, m;
    void *p = NULL;
    LG_TRY(sorted_ids(s, in->n, by_birth, scratch, &births, &m, err));
    LG_TRY(sorted_ids(s, in->n, by_death, scratch, &deaths, &m, err));
    LG_TRY(lg_arena_array(scratch, m, sizeof(uint64_t), &p, err));
    uint64_t *sum = p, live = 0;
    for (uint32_t b = 0, d = 0; b < m; b++) {
        for (; s[deaths[d]].last <= s[births[b]].first; d++)
            live -= in->bytes[deaths[d]];
        sum[b] = live += in->bytes[births[b]];
    }
    for (uint32_t b = 0; b < m; b++) {
        uint64_t most = sum[b];
        for (uint32_t c = b + 1; c < m && s[births[c]].first < s[births[b]].last; c++)
            most = sum[c] > most ? sum[c] : most;
        in->tight[births[b]] = most;
    }
    return LG_OK;
}

/* Keeps `placed` sorted by offset. */
static void insert_placed(instance *in, uint32_t count, spot new) {
    uint32_t lo = 0;
    for (uint32_t hi = count; lo < hi;) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (in->placed[mid].offset <= new.offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    memmove(&in->placed[lo + 1], &in->placed[lo], (size_t)(count - lo) * sizeof *in->placed);
    in->placed[lo] = new;
}

/* False on overflow. */
static bool align_up(uint64_t at, uint64_t align, uint64_t *out) {
    uint64_t rest = align > 1 ? at % align : 0;
    return !__builtin_add_overflow(at, rest ? align - rest : 0, out);
}

/* The lowest gap, or the smallest one, that item i fits in. UINT64_MAX: none can be addressed. */
static uint64_t find_gap(const instance *in, uint32_t count, uint32_t i, bool smallest) {
    const lg_storage *s = &in->s[i];
    uint64_t bytes = in->bytes[i], end = 0, best = UINT64_MAX, best_size = UINT64_MAX;
    for (const spot *p = in->placed; p < in->placed + count; p++) {
        uint64_t from;
        if (p->first >= s->last || s->first >= p->last)
            continue;
        if (p->offset > end && p->offset - end >= bytes && p->offset - end < best_size &&
            align_up(end, s->align, &from) && from <= p->offset && bytes <= p->offset - from) {
            if (!smallest)
                return from;
            best = from;
            best_size = p->offset - end;
        }
        end = p->end > end ? p->end : end;
    }
    if (best == UINT64_MAX && !align_up(end, s->align, &best))
        return UINT64_MAX;
    return best;
}

/* Places all items in the current order; stops early when `limit` is exceeded. */
static uint64_t attempt(instance *in, bool best_gap, uint64_t limit) {
    uint64_t height = 0;
    for (uint32_t k = 0; k < in->m; k++) {
        uint32_t i = in->item[k];
        const lg_storage *s = &in->s[i];
        spot new = {.first = s->first, .last = s->last};
        new.offset = s->fixed >= 0 ? (uint64_t)s->fixed : find_gap(in, k, i, best_gap);
        if (__builtin_add_overflow(new.offset, in->bytes[i], &new.end) || new.end >= limit)
            return UINT64_MAX;
        height = new.end > height ? new.end : height;
        in->offset[i] = new.offset;
        insert_placed(in, k, new);
    }
    return height;
}

/* Fixed ones first, whatever the keys say. */
static void fixed_first(instance *in) {
    uint32_t front = 0;
    for (uint32_t k = 0; k < in->m; k++)
        if (in->s[in->item[k]].fixed >= 0) {
            uint32_t i = in->item[k];
            for (uint32_t j = k; j > front; j--)
                in->item[j] = in->item[j - 1];
            in->item[front++] = i;
        }
}

/* ---- in order of time, for huge instances ---- */

typedef struct hole {
    uint64_t from, to;
} hole;

/* Gives [from, to) back: merges it with its neighbours. */
static uint32_t give_back(hole *holes, uint32_t n, uint64_t from, uint64_t to) {
    uint32_t at = 0;
    for (uint32_t hi = n; at < hi;) {
        uint32_t mid = at + (hi - at) / 2;
        if (holes[mid].from < from)
            at = mid + 1;
        else
            hi = mid;
    }
    bool left = at > 0 && holes[at - 1].to == from;
    bool right = at < n && holes[at].from == to;
    if (left && right) {
        holes[at - 1].to = holes[at].to;
        memmove(&holes[at], &holes[at + 1], (size_t)(n - at - 1) * sizeof *holes);
        return n - 1;
    }
    if (left) {
        holes[at - 1].to = to;
        return n;
    }
    if (right) {
        holes[at].from = from;
        return n;
    }
    memmove(&holes[at + 1], &holes[at], (size_t)(n - at) * sizeof *holes);
    holes[at] = (hole){from, to};
    return n + 1;
}

/* Best fit among the holes, frees before allocations. Fixed storages keep everything else above
 * them. */
static lg_status place_in_time(const instance *in, lg_arena *scratch, uint64_t *out_height,
                               lg_error *err) {
    lg_storage *s = in->s;
    const uint64_t *bytes = in->bytes;
    uint32_t *births, *deaths, m;
    void *p = NULL;
    LG_TRY(sorted_ids(s, in->n, by_birth, scratch, &births, &m, err));
    LG_TRY(sorted_ids(s, in->n, by_death, scratch, &deaths, &m, err));
    LG_TRY(lg_arena_array(scratch, (size_t)m + 2, sizeof(hole), &p, err));
    hole *holes = p;
    uint64_t height = 0;
    for (uint32_t b = 0; b < m; b++)
        if (s[births[b]].fixed >= 0) {
            uint64_t top = (uint64_t)s[births[b]].fixed + bytes[births[b]];
            s[births[b]].offset = (uint64_t)s[births[b]].fixed;
            height = top > height ? top : height;
        }
    uint64_t base = height;
    holes[0] = (hole){base, INT64_MAX};
    uint32_t n_holes = 1;
    for (uint32_t b = 0, d = 0; b < m; b++) {
        lg_storage *born = &s[births[b]];
        uint64_t need = bytes[births[b]];
        for (; s[deaths[d]].last <= born->first; d++)
            if (s[deaths[d]].fixed < 0)
                n_holes = give_back(holes, n_holes, s[deaths[d]].offset,
                                    s[deaths[d]].offset + bytes[deaths[d]]);
        if (born->fixed >= 0)
            continue;
        uint32_t best = n_holes;
        uint64_t best_at = 0;
        for (uint32_t h = 0; h < n_holes; h++) {
            uint64_t from;
            if (align_up(holes[h].from, born->align, &from) && from <= holes[h].to &&
                need <= holes[h].to - from &&
                (best == n_holes ||
                 holes[h].to - holes[h].from < holes[best].to - holes[best].from)) {
                best = h;
                best_at = from;
            }
        }
        if (best == n_holes)
            return lg_fail(err, LG_E_LIMIT, "the arena would be too large to address");
        hole cut = holes[best];
        memmove(&holes[best], &holes[best + 1], (size_t)(n_holes - best - 1) * sizeof *holes);
        n_holes--;
        if (cut.from < best_at)
            n_holes = give_back(holes, n_holes, cut.from, best_at);
        if (best_at + need < cut.to)
            n_holes = give_back(holes, n_holes, best_at + need, cut.to);
        born->offset = best_at;
        height = best_at + need > height ? best_at + need : height;
    }
    *out_height = height;
    return LG_OK;
}

lg_status lg_place_greedy(lg_storage *s, uint32_t n, lg_arena *scratch, lg_placement *out,
                          lg_error *err) {
    instance in = {.s = s, .n = n};
    void *p = NULL;
    uint64_t grain;
    *out = (lg_placement){.by = "nothing to place", .optimal = true};
    LG_TRY(lg_place_bound(s, n, scratch, &out->lower_bound, &out->peak, err));
    LG_TRY(sorted_ids(s, n, by_birth, scratch, &in.item, &in.m, err));
    for (uint32_t i = 0; i < n; i++)
        s[i].offset = 0;
    if (in.m == 0)
        return LG_OK;
    LG_TRY(grain_of(s, n, &grain, err));
    LG_TRY(lg_arena_array(scratch, n, sizeof(uint64_t), &p, err));
    in.bytes = p;
    for (uint32_t k = 0; k < in.m; k++)
        in.bytes[in.item[k]] = rounded(&s[in.item[k]], grain);
    LG_TRY(lg_arena_array(scratch, in.m, sizeof(spot), &p, err));
    in.placed = p;
    LG_TRY(lg_arena_array(scratch, n, sizeof(uint64_t), &p, err));
    in.offset = p;
    LG_TRY(lg_arena_array(scratch, n, sizeof(uint64_t), &p, err));
    in.tight = p;
    uint32_t orders = (uint32_t)LG_COUNT(portfolio);
    if (in.m > ALL_ORDERS_UP_TO)
        orders = in.m > FEW_ORDERS_UP_TO ? 0 : FEW_ORDERS;
    if (orders)
        LG_TRY(tightness(&in, scratch, err));
    out->height = UINT64_MAX;
    for (uint32_t o = 0; o < orders && out->height > out->lower_bound; o++) {
        in.keys = portfolio[o];
        lg_sort_ids(in.item, in.m, by_keys, &in);
        fixed_first(&in);
        for (int best = 0; best < 2 && out->height > out->lower_bound; best++) {
            uint64_t height = attempt(&in, best != 0, out->height);
            if (height >= out->height)
                continue;
            out->height = height;
            out->by = portfolio[o];
            for (uint32_t k = 0; k < in.m; k++)
                s[in.item[k]].offset = in.offset[in.item[k]];
        }
    }
    if (orders == 0) {
        LG_TRY(place_in_time(&in, scratch, &out->height, err));
        out->by = "time";
    }
    if (out->height == UINT64_MAX)
        return lg_fail(err, LG_E_LIMIT, "the arena would be too large to address");
    out->optimal = out->height == out->lower_bound;
    return LG_OK;
}
