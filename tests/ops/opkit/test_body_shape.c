/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "ops/opkit/body_shape.h"
#include "tests/support/op_body.h"

#include <stdlib.h>

typedef struct text {
    char at[8192];
    size_t n;
} text;

LG_PRINTF(2, 3)
static void append(lg_body *ctx, const char *fmt, ...) {
    text *t = ctx->self;
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(t->at + t->n, sizeof t->at - t->n, fmt, ap);
    va_end(ap);
    assert_true(n > 0 && (size_t)n < sizeof t->at - t->n);
    t->n += (size_t)n;
}

/* ones [2,3,4] summed to [3,1]: eight each. */
static void nodes_sum_to_the_shape(void **state) {
    (void)state;
    static text t;
    lg_body body = {.struct_size = sizeof body, .append = append, .self = &t};
    lg_body_reduce_to_shape(&body, "out", "data", "shape");
    lg_runner r;
    lg_runner_init(&r, lg_runner_find("", "Identity", 28), 28);
    static const int64_t full[] = {2, 3, 4}, two[] = {2};
    lg_view data = lg_runner_tensor(&r, LG_FLOAT, 3, full);
    lg_view shape = lg_runner_tensor(&r, LG_INT64, 1, two);
    for (int64_t i = 0; i < 24; i++)
        lg_runner_set(&data, i, 1.0);
    lg_runner_set(&shape, 0, 3.0);
    lg_runner_set(&shape, 1, 1.0);
    lg_env *env = calloc(1, sizeof *env);
    assert_non_null(env);
    lg_env_put(env, "data", &data);
    lg_env_put(env, "shape", &shape);
    assert_int_equal(lg_body_eval(&r, 28, t.at, env), LG_OK);
    lg_view out = lg_env_get(env, "out");
    assert_int_equal(out.rank, 2);
    assert_int_equal(out.dims[0], 3);
    assert_int_equal(out.dims[1], 1);
    for (int64_t i = 0; i < 3; i++)
        assert_true(lg_runner_get(&out, i) == 8.0);
    free(env);
    lg_runner_reset(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(nodes_sum_to_the_shape)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
