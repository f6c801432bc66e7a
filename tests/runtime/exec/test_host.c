/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include "runtime/exec/session.h"

/* A session whose first step stands for a caller of the host. */
static lg_session *open_session(void **state, const lg_context_options *o, lg_context **c,
                                lg_program **p) {
    *c = toy_context(state, o);
    *p = toy_program(*c, TOY("g (float[N] x) => (float[M] y) { y = toy.Positive(x) }"), NULL);
    lg_session *s = toy_session(*p, NULL);
    static float x[2] = {1, 2}; /* read by later runs too */
    toy_bind(s, 0, x, 2, -1);
    toy_run(s);
    return s;
}

static void dims_are_computed(void **state) {
    static const struct {
        int32_t op;
        int64_t a, b, want;
    } cases[] = {
        {LG_DIM_ADD, 3, 4, 7},       {LG_DIM_ADD, -9, 0, -9},        {LG_DIM_SUB, 7, 4, 3},
        {LG_DIM_SUB, -9, -9, 0},     {LG_DIM_SUB, -9, 0, -9},        {LG_DIM_MUL, 3, 4, 12},
        {LG_DIM_MUL, 1, -9, -9},     {LG_DIM_MUL, -9, 0, 0},         {LG_DIM_DIV, 7, 2, 3},
        {LG_DIM_CEILDIV, 7, 2, 4},   {LG_DIM_CEILDIV, -9, 1, -9},    {LG_DIM_BROADCAST, 1, 5, 5},
        {LG_DIM_BROADCAST, 5, 1, 5}, {LG_DIM_BROADCAST, -9, 5, 5},   {LG_DIM_BROADCAST, -9, 1, -9},
        {LG_DIM_BROADCAST, 4, 4, 4}, {LG_DIM_BROADCAST, -9, -9, -9},
    };
    lg_context *c;
    lg_program *p;
    lg_session *s = open_session(state, NULL, &c, &p);
    void *self = &s->frame->steps[0];
    for (size_t i = 0; i < LG_COUNT(cases); i++)
        assert_int_equal(lg_exec_host.dim(self, cases[i].op, cases[i].a, cases[i].b),
                         cases[i].want);
    static const int32_t unknown[] = {LG_DIM_NEW, LG_DIM_ADD, LG_DIM_SUB, LG_DIM_MUL, LG_DIM_DIV};
    int64_t before = 0;
    for (size_t i = 0; i < LG_COUNT(unknown); i++) {
        int64_t d = lg_exec_host.dim(self, unknown[i], -9, 5);
        assert_true(d < -1 && d != before); /* a symbol, another each time */
        assert_true(d >= INT32_MIN);        /* that operators may narrow */
        before = d;
    }
    assert_true(lg_exec_host.dim(self, LG_DIM_SUB, 3, 4) < 0);
    assert_true(lg_exec_host.dim(self, LG_DIM_MUL, INT64_MAX, 2) < 0);
    toy_close(s, p, c);
}

static void outputs_are_checked(void **state) {
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.limits.max_tensor_bytes = 1000;
    lg_context *c;
    lg_program *p;
    lg_session *s = open_session(state, &o, &c, &p);
    void *self = &s->frame->steps[0];
    lg_error err = LG_ERROR_INIT;
    int64_t big[2] = {100, 100}, huge[2] = {INT64_MAX, 8}, bad[1] = {-1};
    assert_int_equal(lg_exec_host.alloc_output(self, 0, LG_FLOAT, 2, big, &err), LG_E_LIMIT);
    assert_int_equal(lg_exec_host.alloc_output(self, 0, LG_FLOAT, 2, huge, &err), LG_E_LIMIT);
    assert_int_equal(lg_exec_host.alloc_output(self, 0, LG_FLOAT, 1, bad, &err), LG_E_LIMIT);
    assert_int_equal(lg_exec_host.alloc_output(self, 0, LG_FLOAT, 65, big, &err), LG_E_LIMIT);
    assert_int_equal(lg_exec_host.alloc_output(self, 1, LG_FLOAT, 0, NULL, &err), LG_E_INTERNAL);
    assert_int_equal(lg_exec_host.check_bytes(self, 1000, &err), LG_OK);
    assert_int_equal(lg_exec_host.check_bytes(self, 1001, &err), LG_E_LIMIT);
    toy_close(s, p, c);
}

static void kept_memory_counts(void **state) {
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.limits.max_total_bytes = 100000;
    lg_context *c;
    lg_program *p;
    lg_session *s = open_session(state, &o, &c, &p);
    void *self = &s->frame->steps[0], *memory = NULL;
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_exec_host.keep(self, 50000, &memory, &err), LG_OK);
    assert_int_equal((uintptr_t)memory % 64, 0);
    assert_int_equal(lg_exec_host.keep(self, 60000, &memory, &err), LG_E_LIMIT);
    assert_non_null(strstr(err.message, "max_total_bytes"));
    toy_run(s); /* forgotten with the next run */
    assert_int_equal(lg_exec_host.keep(self, 60000, &memory, &err), LG_OK);
    toy_close(s, p, c);
}

static void sequences_get_their_items(void **state) {
    lg_context *c;
    lg_program *p;
    lg_session *s = open_session(state, NULL, &c, &p);
    lg_step *step = &s->frame->steps[0];
    int64_t n = 3;
    assert_int_equal(lg_exec_host.alloc_output(step, 0, LG_MAP, 1, &n, NULL), LG_OK);
    const lg_seq *seq = step->exec.out[0].data;
    assert_int_equal(seq->count, 3);
    assert_null(seq->items[2].data);
    assert_null(seq->keys[2].data);
    n = -1;
    assert_int_equal(lg_exec_host.alloc_output(step, 0, LG_SEQUENCE, 1, &n, NULL), LG_E_INTERNAL);
    n = INT64_MAX;
    assert_int_not_equal(lg_exec_host.alloc_output(step, 0, LG_SEQUENCE, 1, &n, NULL), LG_OK);
    toy_close(s, p, c);
}

static void iterations_are_counted(void **state) {
    lg_context *c;
    lg_program *p;
    lg_session *s = open_session(state, NULL, &c, &p);
    void *self = &s->frame->steps[0];
    assert_int_equal(lg_exec_host.poll(self, 10000000, NULL), LG_OK);
    assert_int_equal(lg_exec_host.poll(self, 10000001, NULL), LG_E_LIMIT);
    toy_close(s, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(dims_are_computed),      lg_test(outputs_are_checked),
        lg_test(kept_memory_counts),     lg_test(sequences_get_their_items),
        lg_test(iterations_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
