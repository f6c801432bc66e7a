/* SPDX-License-Identifier: Apache-2.0 */
/* The placement search: which descents are asked for, with which capacity and how long. Aims at the
 * lower bound first: a tight capacity prunes best. Short descents in three rankings with doubling
 * limits solve nearly everything; then rankings evolve: noise on their keys is kept when it lets a
 * descent place a larger area before it gets stuck. What stays above the bound is lowered by a
 * ladder of capacities between the bound and the best placement so far. */
#include "runtime/plan/search.h"

#include "runtime/base/parallel.h"

enum {
    ALL_PHASES_UP_TO = 4096, /* items: beyond, one round of descents, the rest only with time */
    ROUND_UP_TO = 30000,     /* beyond, only with time */
    LAX_FROM = 20000,        /* every second descent is lax */
    LADDER_ROUNDS = 3,       /* limits 2n, 4n, 8n */
    ALONE_ROUNDS = 7,        /* up to 128n before the evolution starts */
    IDLE_STEPS = 150,        /* of the evolution, until it starts again */
    EVOLUTION_SHARE = 4      /* its nodes, as a multiple of those of later rounds */
};

static const char *const rankings[] = {"WAT", "TAW", "TWA", "WTA", "AWT", "OWT"};
static const char *const by_descent[] = {"descent WAT", "descent TAW", "descent TWA"};
static const char *const by_evolution[] = {"evolution WAT", "evolution TAW", "evolution TWA",
                                           "evolution WTA", "evolution AWT", "evolution OWT"};
enum { N_DESCENTS = 3 };

typedef struct search {
    lg_packing p;
    lg_descent *d;
    lg_storage *s;
    lg_placement *placed;
    const lg_search_options *options;
    uint64_t deadline, nodes;
    bool stopped;
    /* the part at hand, in units */
    uint32_t part, n;
    int64_t bound;  /* no lower height is possible, or of use */
    int64_t height; /* best so far */
    int64_t goal;   /* good enough */
    int64_t proven; /* bound of the part alone */
    bool toggle;
} search;

static bool go_on(void *arg) {
    search *x = arg;
    if (x->deadline && lg_machine_clock() >= x->deadline)
        x->stopped = true;
    if (x->options->cancelled && x->options->cancelled(x->options->arg))
        x->stopped = true;
    return !x->stopped;
}

static bool done(const search *x) {
    return x->stopped || x->height <= x->goal || x->height <= x->bound ||
           x->nodes >= x->options->nodes;
}

static void adopt(search *x, int64_t height, const char *by) {
    const int64_t *offset = lg_descent_offsets(x->d);
    for (uint32_t i = x->p.first[x->p.parts[x->part]]; i < x->p.first[x->p.parts[x->part + 1]]; i++)
        x->s[x->p.storage[i]].offset = (uint64_t)offset[i] * (uint64_t)x->p.unit;
    x->height = height;
    x->placed->by = by;
}

static lg_status attempt(search *x, lg_descent_task *t, const char *by, bool *found,
                         lg_error *err) {
    lg_descent_end end;
    uint64_t left = x->options->nodes - x->nodes;
    *found = false;
    t->part = x->part;
    t->limit = t->limit < left ? t->limit : left;
    if (t->capacity >= x->height)
        t->capacity = x->height - 1;
    if (x->p.n > LAX_FROM) {
        t->lax = x->toggle;
        x->toggle = !x->toggle;
    }
    LG_TRY(lg_descent_run(x->d, t, &end, err));
    x->nodes += t->nodes;
    if (end == LG_DESCENT_FOUND) {
        *found = true;
        adopt(x, t->height, by);
    } else if (end == LG_DESCENT_FAILED) {
        int64_t need = t->need < x->height ? t->need : x->height;
        x->proven = need > x->proven ? need : x->proven;
        x->bound = need > x->bound ? need : x->bound;
    }
    return LG_OK;
}

/* The three rankings at one capacity. */
static lg_status descents(search *x, int64_t capacity, uint64_t limit, bool *found, lg_error *err) {
    *found = false;
    for (uint32_t k = 0; k < N_DESCENTS && !*found && !done(x); k++) {
        lg_descent_task t = {.keys = rankings[k], .capacity = capacity, .limit = limit};
        if (capacity < x->bound)
            return LG_OK;
        LG_TRY(attempt(x, &t, by_descent[k], found, err));
    }
    return LG_OK;
}

static int64_t rung(const search *x, double share) {
    return x->bound + (int64_t)((double)(x->height - x->bound) * share);
}

static lg_status round_of_descents(search *x, uint32_t number, lg_error *err) {
    uint64_t limit = (uint64_t)x->n * 2;
    bool found;
    for (uint32_t k = 0; k < number && limit < UINT64_MAX / 4; k++)
        limit *= 2;
    LG_TRY(descents(x, x->bound, limit, &found, err));
    if (x->goal > x->bound)
        LG_TRY(descents(x, x->goal, limit, &found, err));
    if (number < LADDER_ROUNDS) {
        LG_TRY(descents(x, rung(x, 0.25), limit, &found, err));
        LG_TRY(descents(x, rung(x, 0.5), limit, &found, err));
    }
    return LG_OK;
}

/* ---- evolution ---- */

typedef struct evolution {
    double *noise, *trial, *best; /* factors of the keys */
    bool has_best;
    uint32_t ranking, idle, restarts, successes;
    double fitness, share; /* of the gap: the target */
    bool at_goal;
    uint64_t random;
} evolution;

/* xorshift64 */
static double uniform(evolution *e) {
    e->random ^= e->random << 13;
    e->random ^= e->random >> 7;
    e->random ^= e->random << 17;
    return (double)(e->random >> 11) * 0x1p-53;
}

static uint64_t mix(uint64_t seed) {
    seed += 0x9E3779B97F4A7C15u;
    seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9u;
    seed = (seed ^ seed >> 27) * 0x94D049BB133111EBu;
    seed ^= seed >> 31;
    return seed ? seed : 1;
}

static void restart(search *x, evolution *e) {
    static const double cycle[] = {0.5, 0.25, 0, 0.75, 0.9, 0};
    uint32_t n = x->p.n;
    if (e->has_best && uniform(e) < 0.6) {
        for (uint32_t i = 0; i < n; i++)
            e->noise[i] = e->best[i];
    } else {
        const size_t n_rankings = LG_COUNT(rankings);
        double width = 0.3 * uniform(e);
        for (uint32_t i = 0; i < n; i++)
            e->noise[i] = 1 + width * (uniform(e) - 0.5);
        e->ranking = (uint32_t)(uniform(e) * (double)n_rankings);
    }
    e->at_goal = x->goal > x->bound && e->restarts % 2 == 1;
    e->share = cycle[e->restarts++ % LG_COUNT(cycle)];
    e->fitness = -1;
    e->idle = 0;
}

static lg_status evolve(search *x, evolution *e, lg_error *err) {
    uint32_t n = x->p.n;
    bool found;
    if (e->restarts == 0 || e->idle >= IDLE_STEPS)
        restart(x, e);
    double share = uniform(e) < 0.5 ? 0.02 : 0.1, width = 0.05 + 0.5 * uniform(e);
    for (uint32_t i = 0; i < n; i++) {
        bool change = e->fitness >= 0 && uniform(e) < share;
        e->trial[i] = change ? 1 + width * (uniform(e) - 0.5) : e->noise[i];
    }
    lg_descent_task t = {.keys = rankings[e->ranking],
                         .noise = e->trial,
                         .capacity = e->at_goal ? x->goal : rung(x, e->share),
                         .limit = (uint64_t)x->n + x->n / 10 + 1};
    LG_TRY(attempt(x, &t, by_evolution[e->ranking], &found, err));
    e->idle++;
    if (t.area >= e->fitness) {
        if (t.area > e->fitness)
            e->idle = 0;
        e->fitness = t.area;
        double *swap = e->noise;
        e->noise = e->trial;
        e->trial = swap;
    }
    if (found) {
        for (uint32_t i = 0; i < n; i++)
            e->best[i] = e->noise[i];
        e->has_best = true;
        e->share = e->successes++ % 2 ? 0.8 : 0.5;
        e->fitness = -1;
        e->idle = 0;
    }
    return LG_OK;
}

static lg_status begin_evolution(search *x, evolution *e, lg_arena *scratch, lg_error *err) {
    double **const arrays[] = {&e->noise, &e->trial, &e->best};
    *e = (evolution){.random = mix(x->options->seed)};
    for (size_t k = 0; k < LG_COUNT(arrays); k++) {
        void *p = NULL;
        LG_TRY(lg_arena_array(scratch, x->p.n, sizeof(double), &p, err));
        *arrays[k] = p;
    }
    return LG_OK;
}

/* ---- parts ---- */

static lg_status search_part(search *x, evolution *e, lg_error *err) {
    bool timed = x->options->time_ns != 0;
    if (x->n > ROUND_UP_TO && !timed)
        return LG_OK;
    if (x->n > ALL_PHASES_UP_TO && !timed) {
        bool found;
        return x->options->nodes >= x->n ? descents(x, x->bound, (uint64_t)x->n * 2, &found, err)
                                         : LG_OK;
    }
    uint64_t later_rounds = 0, evolved = 0;
    for (uint32_t number = 0; !done(x);) {
        uint64_t before = x->nodes;
        if (number < ALONE_ROUNDS || later_rounds <= evolved / EVOLUTION_SHARE) {
            LG_TRY(round_of_descents(x, number, err));
            if (number++ >= ALONE_ROUNDS)
                later_rounds += x->nodes - before;
        } else {
            LG_TRY(evolve(x, e, err));
            evolved += x->nodes - before;
        }
    }
    return LG_OK;
}

static int64_t height_of_part(const search *x, uint32_t part) {
    const lg_packing *p = &x->p;
    int64_t height = 0;
    for (uint32_t i = p->first[p->parts[part]]; i < p->first[p->parts[part + 1]]; i++) {
        uint64_t offset = x->s[p->storage[i]].offset, unit = (uint64_t)p->unit;
        int64_t top = (int64_t)(offset / unit + (offset % unit != 0)) + p->size[i];
        height = top > height ? top : height;
    }
    return height;
}

lg_status lg_place_search(lg_storage *s, uint32_t n, const lg_search_options *options,
                          lg_arena *scratch, lg_placement *placed, lg_error *err) {
    search x = {.s = s, .placed = placed, .options = options};
    evolution e;
    placed->proven = placed->lower_bound;
    LG_TRY(lg_packing_make(s, n, scratch, &x.p, err));
    placed->sections = x.p.n_sections;
    if (x.p.n == 0 || placed->height <= placed->lower_bound || placed->height <= options->capacity)
        return LG_OK;
    if (options->time_ns)
        x.deadline = lg_machine_clock() + options->time_ns;
    LG_TRY(lg_descent_make(&x.p, scratch, &x.d, err));
    lg_descent_poll(x.d, go_on, &x);
    LG_TRY(begin_evolution(&x, &e, scratch, err));
    int64_t proven = x.p.bound, highest = 0;
    for (x.part = 0; x.part < x.p.n_parts; x.part++) {
        uint32_t first = x.p.first[x.p.parts[x.part]], end = x.p.first[x.p.parts[x.part + 1]];
        x.n = end - first;
        x.height = height_of_part(&x, x.part);
        x.bound = proven > highest ? proven : highest;
        x.goal = (int64_t)(options->capacity / (uint64_t)x.p.unit);
        x.proven = proven;
        e.restarts = 0;
        LG_TRY(search_part(&x, &e, err));
        highest = x.height > highest ? x.height : highest;
        proven = x.proven > proven ? x.proven : proven;
    }
    placed->nodes = x.nodes;
    placed->height = (uint64_t)highest * (uint64_t)x.p.unit;
    placed->proven = (uint64_t)proven * (uint64_t)x.p.unit;
    placed->optimal = placed->height == placed->proven;
    return LG_OK;
}
