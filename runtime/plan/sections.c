/* SPDX-License-Identifier: Apache-2.0 */
/* Compresses a list of storages for the placement search: only those that need memory, time cut
 * into sections, bytes divided by their common unit. A section ends where a death follows a birth:
 * what lives at any other time is a subset of what lives in one of them. */
#include "runtime/plan/search.h"

#include "runtime/base/sort.h"

enum { MEMBERS_MAX = 1 << 26 }; /* of all sections together: 256 MiB */
#define MOST (INT64_MAX / 16)   /* bytes; leaves room for sums */

static uint64_t divisor(uint64_t a, uint64_t b) {
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static bool takes_part(const lg_storage *s) {
    return s->kind != LG_STORAGE_EXTERNAL && s->bytes > 0 && s->last > s->first;
}

uint64_t lg_place_grain(const lg_storage *s, uint32_t n) {
    uint64_t grain = 0;
    for (uint32_t i = 0; i < n && grain != 1; i++) {
        if (!takes_part(&s[i]))
            continue;
        /* A pin is exempt from its alignment, so that the offset itself counts. */
        grain = divisor(grain, s[i].fixed >= 0 ? (uint64_t)s[i].fixed
                               : s[i].align    ? s[i].align
                                               : 1);
    }
    return grain ? grain : 1;
}

typedef struct by_time {
    const lg_storage *s;
    const uint32_t *storage;
    const lg_packing *p;
} by_time;

static bool by_birth(const void *context, uint32_t a, uint32_t b) {
    const lg_storage *s = context;
    return s[a].first != s[b].first ? s[a].first < s[b].first : a < b;
}

static bool by_death(const void *context, uint32_t a, uint32_t b) {
    const by_time *c = context;
    int64_t x = c->s[c->storage[a]].last, y = c->s[c->storage[b]].last;
    return x != y ? x < y : a < b;
}

static bool by_shape(const void *context, uint32_t a, uint32_t b) {
    const lg_packing *p = ((const by_time *)context)->p;
    if (p->from[a] != p->from[b])
        return p->from[a] < p->from[b];
    if (p->to[a] != p->to[b])
        return p->to[a] < p->to[b];
    if (p->size[a] != p->size[b])
        return p->size[a] < p->size[b];
    if (p->align[a] != p->align[b])
        return p->align[a] < p->align[b];
    if (p->pin[a] != p->pin[b])
        return p->pin[a] < p->pin[b];
    return a < b;
}

static lg_status ids(lg_arena *arena, uint32_t n, uint32_t **out, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, n, sizeof(uint32_t), &p, err));
    *out = p;
    return LG_OK;
}

static lg_status amounts(lg_arena *arena, uint32_t n, int64_t **out, lg_error *err) {
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, n, sizeof(int64_t), &p, err));
    *out = p;
    return LG_OK;
}

/* Sections from the births (the items' order) and the deaths. */
static lg_status cut_time(lg_packing *p, const by_time *c, lg_arena *arena, lg_error *err) {
    uint32_t *deaths;
    LG_TRY(ids(arena, p->n, &deaths, err));
    for (uint32_t i = 0; i < p->n; i++)
        deaths[i] = i;
    lg_sort_ids(deaths, p->n, by_death, c);
    uint32_t section = 0, b = 0;
    bool born = false;
    for (uint32_t d = 0; d < p->n; d++) {
        int64_t now = c->s[c->storage[deaths[d]]].last;
        for (; b < p->n && c->s[c->storage[b]].first < now; b++) {
            p->from[b] = section;
            born = true;
        }
        if (born)
            section++;
        born = false;
        p->to[deaths[d]] = section;
    }
    p->n_sections = section;
    return LG_OK;
}

static lg_status find_twins(lg_packing *p, const by_time *c, lg_arena *arena, lg_error *err) {
    uint32_t *order;
    LG_TRY(ids(arena, p->n, &order, err));
    for (uint32_t i = 0; i < p->n; i++) {
        order[i] = i;
        p->twin[i] = LG_NO_ID;
    }
    lg_sort_ids(order, p->n, by_shape, c);
    for (uint32_t k = 1; k < p->n; k++) {
        uint32_t a = order[k - 1], b = order[k];
        if (p->pin[a] >= 0 || p->pin[b] >= 0 || p->from[a] != p->from[b] || p->to[a] != p->to[b] ||
            p->size[a] != p->size[b] || p->align[a] != p->align[b])
            continue;
        if (p->twin[a] == LG_NO_ID)
            p->twin[a] = p->n_twins++;
        p->twin[b] = p->twin[a];
    }
    return LG_OK;
}

static lg_status list_members(lg_packing *p, lg_arena *arena, uint64_t count, lg_error *err) {
    LG_TRY(ids(arena, (uint32_t)count, &p->members, err));
    uint32_t at = 0;
    for (uint32_t s = 0; s <= p->n_sections; s++) {
        uint32_t here = p->member_at[s];
        p->member_at[s] = at;
        at += here;
    }
    for (uint32_t i = 0; i < p->n; i++)
        for (uint32_t s = p->from[i]; s < p->to[i]; s++)
            p->members[p->member_at[s]++] = i;
    for (uint32_t s = p->n_sections; s > 0; s--)
        p->member_at[s] = p->member_at[s - 1];
    p->member_at[0] = 0;
    return LG_OK;
}

/* Rounds sizes to the grain and divides by the largest unit that everything shares. False when the
 * numbers leave no room for sums. */
static bool measure(lg_packing *p, const by_time *c, uint32_t n) {
    uint64_t grain = lg_place_grain(c->s, n), sum = 0, common = 0, align = 0;
    p->mixed = false;
    for (uint32_t i = 0; i < p->n; i++) {
        const lg_storage *s = &c->s[p->storage[i]];
        uint64_t rest = s->bytes % grain, size, own = s->align ? s->align : 1;
        if (__builtin_add_overflow(s->bytes, rest ? grain - rest : 0, &size) ||
            __builtin_add_overflow(sum, size, &sum) || sum > MOST || own > MOST || s->fixed > MOST)
            return false;
        p->size[i] = (int64_t)size;
        p->align[i] = s->fixed >= 0 ? 1 : (int64_t)own;
        p->pin[i] = s->fixed;
        p->life[i] = (double)s->last - (double)s->first;
        common = divisor(common, size);
        if (s->fixed >= 0) {
            common = divisor(common, (uint64_t)s->fixed);
        } else {
            p->mixed = p->mixed || (align && align != own);
            align = divisor(align, own);
        }
    }
    /* One alignment for all, and every sum of sizes is a multiple of it: nothing to watch. */
    p->mixed = p->mixed || (align && common % align);
    uint64_t unit = p->mixed ? divisor(common, align) : common;
    for (uint32_t i = 0; i < p->n; i++) {
        p->size[i] /= (int64_t)unit;
        p->align[i] = p->mixed && p->pin[i] < 0 ? p->align[i] / (int64_t)unit : 1;
        if (p->pin[i] >= 0)
            p->pin[i] /= (int64_t)unit;
    }
    p->unit = (int64_t)unit;
    return true;
}

lg_status lg_packing_make(const lg_storage *s, uint32_t n, lg_arena *arena, lg_packing *out,
                          lg_error *err) {
    lg_packing p = {0};
    *out = p;
    void *life = NULL;
    LG_TRY(ids(arena, n, &p.storage, err));
    for (uint32_t i = 0; i < n; i++)
        if (takes_part(&s[i]))
            p.storage[p.n++] = i;
    if (p.n == 0)
        return LG_OK;
    lg_sort_ids(p.storage, p.n, by_birth, s);
    LG_TRY(ids(arena, p.n, &p.from, err));
    LG_TRY(ids(arena, p.n, &p.to, err));
    LG_TRY(ids(arena, p.n, &p.twin, err));
    LG_TRY(amounts(arena, p.n, &p.size, err));
    LG_TRY(amounts(arena, p.n, &p.align, err));
    LG_TRY(amounts(arena, p.n, &p.pin, err));
    LG_TRY(lg_arena_array(arena, p.n, sizeof(double), &life, err));
    p.life = life;
    by_time c = {.s = s, .storage = p.storage, .p = &p};
    if (!measure(&p, &c, n))
        return LG_OK;
    LG_TRY(cut_time(&p, &c, arena, err));
    LG_TRY(find_twins(&p, &c, arena, err));
    LG_TRY(ids(arena, p.n_sections + 1, &p.first, err));
    LG_TRY(ids(arena, p.n_sections + 1, &p.member_at, err));
    LG_TRY(ids(arena, p.n_sections, &p.cuts, err));
    LG_TRY(ids(arena, p.n_sections + 1, &p.parts, err));
    LG_TRY(amounts(arena, p.n_sections, &p.total, err));
    uint64_t count = 0;
    for (uint32_t i = 0; i < p.n; i++)
        count += p.to[i] - p.from[i];
    if (count > MEMBERS_MAX)
        return LG_OK;
    for (uint32_t i = 0; i < p.n; i++) {
        p.first[p.from[i] + 1] = i + 1;
        for (uint32_t t = p.from[i]; t < p.to[i]; t++) {
            p.total[t] += p.size[i];
            p.member_at[t]++;
            p.cuts[t] += t + 1 < p.to[i];
        }
    }
    for (uint32_t t = 0; t < p.n_sections; t++) {
        if (p.first[t + 1] < p.first[t])
            p.first[t + 1] = p.first[t];
        if (t == 0 || p.cuts[t - 1] == 0)
            p.parts[p.n_parts++] = t;
        p.bound = p.total[t] > p.bound ? p.total[t] : p.bound;
    }
    p.parts[p.n_parts] = p.n_sections;
    LG_TRY(list_members(&p, arena, count, err));
    *out = p;
    return LG_OK;
}
