/* SPDX-License-Identifier: Apache-2.0 */
/* Random instances of the placement problem, and the least height by trying every order. */
#ifndef LG_TESTS_PLACEMENTS_H
#define LG_TESTS_PLACEMENTS_H

#include "runtime/plan/planner.h"

enum { ORACLE_MAX = 8 };

/* xorshift64; *state is not 0. */
static inline uint64_t draw(uint64_t *state, uint64_t below) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state % below;
}

/* n items in `steps` steps, sizes 1 … most; with `odd`, some alignments and fixed offsets. */
static inline void random_items(uint64_t *state, lg_storage *s, uint32_t n, uint32_t steps,
                                uint32_t most, bool odd) {
    for (uint32_t i = 0; i < n; i++) {
        int64_t first = (int64_t)draw(state, steps);
        s[i] = (lg_storage){.first = first,
                            .last = first + 1 + (int64_t)draw(state, steps - (uint64_t)first),
                            .bytes = 1 + draw(state, most),
                            .align = odd && draw(state, 2) == 0 ? 1 + draw(state, 4) : 1,
                            .fixed = -1,
                            .value = LG_NO_ID};
    }
}

/* A rectangle of `steps` and `height`, cut n - 1 times: the least height is known, every step is
 * full, and finding the placement is hard. */
static inline void cut_rectangle(uint64_t *state, lg_storage *s, uint32_t n, int64_t steps,
                                 uint64_t height) {
    s[0] = (lg_storage){.last = steps, .bytes = height, .align = 1, .fixed = -1};
    for (uint32_t m = 1; m < n;) {
        lg_storage *a = &s[draw(state, m)];
        s[m] = *a;
        if (draw(state, 2) && a->last - a->first > 1) {
            a->last = a->first + 1 + (int64_t)draw(state, (uint64_t)(a->last - a->first - 1));
            s[m++].first = a->last;
        } else if (a->bytes > 1) {
            uint64_t at = 1 + draw(state, a->bytes - 1);
            s[m++].bytes = a->bytes - at;
            a->bytes = at;
        }
    }
}

/* Lowest free offset of item i beside the items whose bit is in `placed`. */
static inline uint64_t lowest(const lg_storage *s, uint32_t n, uint32_t placed, uint32_t i) {
    uint64_t at = 0;
    for (bool moved = true; moved;) {
        moved = false;
        if (at % s[i].align)
            at += s[i].align - at % s[i].align;
        for (uint32_t j = 0; j < n; j++)
            if ((placed >> j & 1) && s[j].first < s[i].last && s[i].first < s[j].last &&
                s[j].offset < at + s[i].bytes && at < s[j].offset + s[j].bytes) {
                at = s[j].offset + s[j].bytes;
                moved = true;
            }
    }
    return at;
}

/* The least height of any placement: some order of lowest offsets gives it. Changes the offsets. */
static inline uint64_t least_height(lg_storage *s, uint32_t n) {
    uint32_t item[ORACLE_MAX + 1], depth = 0, placed = 0;
    uint64_t best = UINT64_MAX, height[ORACLE_MAX + 1] = {0}, fixed = 0;
    for (uint32_t i = 0; i < n; i++)
        if (s[i].fixed >= 0) {
            s[i].offset = (uint64_t)s[i].fixed;
            placed |= (uint32_t)1 << i;
            fixed = s[i].offset + s[i].bytes > fixed ? s[i].offset + s[i].bytes : fixed;
        }
    const uint32_t all = ((uint32_t)1 << n) - 1;
    height[0] = fixed;
    if (placed == all)
        return fixed;
    item[0] = 0;
    for (;;) {
        uint32_t i = item[depth];
        if (i == n) {
            if (depth == 0)
                return best;
            depth--;
            placed &= ~((uint32_t)1 << item[depth]);
            item[depth]++;
            continue;
        }
        if (placed >> i & 1) {
            item[depth]++;
            continue;
        }
        s[i].offset = lowest(s, n, placed, i);
        uint64_t top = s[i].offset + s[i].bytes;
        top = top > height[depth] ? top : height[depth];
        if (top >= best) {
            item[depth]++;
            continue;
        }
        placed |= (uint32_t)1 << i;
        if (placed == all) {
            best = top;
            placed &= ~((uint32_t)1 << i);
            item[depth]++;
            continue;
        }
        height[++depth] = top;
        item[depth] = 0;
    }
}

#endif
