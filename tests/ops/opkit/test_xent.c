/* SPDX-License-Identifier: Apache-2.0 */
/* The engine of cross entropy: scores with positions behind the class axis give what the same rows
 * give one by one, for loss and gradient, labels and probabilities. */
#include "tests/support/op_runner.h"
#include "tests/support/support.h"

#include <math.h>

static uint64_t rng_state = 3;
static double uniform(void) {
    rng_state = rng_state * 6364136223846793005u + 1442695040888963407u;
    return (double)(rng_state >> 11) * 0x1p-53;
}

typedef struct shape {
    int64_t n, c, inner;
    bool prob;
    const char *attrs;
} shape;

/* Runs `op`; planes: scores [n, c, inner], else rows [n * inner, c] in the order of planes. */
static void run(lg_runner *r, const shape *s, const char *op, bool planes, const double *x,
                const double *t, const double *w) {
    const bool grad = op[strlen(op) - 1] == 'd';
    const uint32_t first = grad ? 1 : 0;
    const int64_t cube[3] = {s->n, s->c, s->inner}, rows[2] = {s->n * s->inner, s->c};
    const int64_t flat[2] = {s->n, s->inner}, line[1] = {s->n * s->inner}, classes[1] = {s->c};
    lg_runner_init(r, lg_runner_find("ai.lossgraph", op, 1), 1);
    assert_int_equal(lg_runner_attrs(r, s->attrs), LG_OK);
    r->threads = 7;
    r->n_in = first + 3;
    r->n_out = grad ? (s->prob ? 2 : 1) : 1;
    r->in[first] = lg_runner_tensor(r, LG_DOUBLE, planes ? 3 : 2, planes ? cube : rows);
    if (s->prob)
        r->in[first + 1] = lg_runner_tensor(r, LG_DOUBLE, planes ? 3 : 2, planes ? cube : rows);
    else
        r->in[first + 1] = lg_runner_tensor(r, LG_INT64, planes ? 2 : 1, planes ? flat : line);
    r->in[first + 2] = lg_runner_tensor(r, LG_DOUBLE, 1, classes);
    if (grad) {
        r->in[0] = lg_runner_tensor(r, LG_DOUBLE, planes ? 2 : 1, planes ? flat : line);
        for (int64_t i = 0; i < r->in[0].count; i++)
            lg_runner_set(&r->in[0], i, (double)(i % 5) - 1.5);
    }
    for (int64_t i = 0; i < s->n * s->inner; i++)
        for (int64_t c = 0; c < s->c; c++) {
            const int64_t at =
                planes ? (i / s->inner * s->c + c) * s->inner + i % s->inner : i * s->c + c;
            lg_runner_set(&r->in[first], at, x[i * s->c + c]);
            if (s->prob)
                lg_runner_set(&r->in[first + 1], at, t[i * s->c + c]);
        }
    for (int64_t i = 0; !s->prob && i < s->n * s->inner; i++)
        lg_runner_set(&r->in[first + 1], i, floor(t[i] * (double)s->c));
    for (int64_t c = 0; c < s->c; c++)
        lg_runner_set(&r->in[first + 2], c, w[c]);
    assert_int_equal(lg_runner_run(r), LG_OK);
}

static void planes_like_rows(void **state) {
    static const shape shapes[] = {
        {3, 4, 7, false, "reduction \"none\" ignore_index 2"},
        {2, 5, 1300, false, "reduction \"none\" label_smoothing 0.25"},
        {3, 4, 7, true, "reduction \"none\""},
        {2, 3, 600, true, "reduction \"none\" label_smoothing 0.25"},
    };
    (void)state;
    for (size_t k = 0; k < LG_COUNT(shapes); k++) {
        const shape *s = &shapes[k];
        static double x[16384], t[16384], w[8];
        for (int64_t i = 0; i < s->n * s->inner * s->c; i++) {
            x[i] = 8 * uniform() - 4;
            t[i] = uniform();
        }
        for (int64_t c = 0; c < s->c; c++)
            w[c] = 0.5 + uniform();
        static const char *const ops[] = {"CrossEntropyLoss", "CrossEntropyLossGrad"};
        for (size_t o = 0; o < LG_COUNT(ops); o++) {
            lg_runner a, b;
            run(&a, s, ops[o], true, x, t, w);
            run(&b, s, ops[o], false, x, t, w);
            for (uint32_t out = 0; out < a.n_out; out++)
                for (int64_t i = 0; i < a.out[out].count; i++) {
                    /* Position i of the rows in the planes. */
                    const int64_t p = o == 0 ? i : i / s->c, c = o == 0 ? 0 : i % s->c;
                    const int64_t at =
                        o == 0 ? i : (p / s->inner * s->c + c) * s->inner + p % s->inner;
                    const double u = lg_runner_get(&a.out[out], at),
                                 v = lg_runner_get(&b.out[out], i);
                    assert_true(fabs(u - v) <= 1e-13 * (1 + fabs(v)));
                }
            lg_runner_reset(&a);
            lg_runner_reset(&b);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(planes_like_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
