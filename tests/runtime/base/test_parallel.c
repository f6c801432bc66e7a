/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/parallel.h"

#include <stdatomic.h>
#include <stdlib.h>

static void pthread_like_run(void *self, uint32_t n, void (*task)(void *, uint32_t), void *arg) {
    atomic_uint *calls = self;
    for (uint32_t i = n; i-- > 0;) {
        atomic_fetch_add(calls, 1);
        task(arg, i);
    }
}

typedef struct count_arg {
    int64_t n, grain;
    atomic_int *seen; /* per block */
    _Atomic int64_t wrong;
} count_arg;

static lg_status count_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    count_arg *c = arg;
    (void)err;
    int64_t want = begin + c->grain < c->n ? begin + c->grain : c->n;
    if (begin % c->grain || end != want)
        atomic_fetch_add(&c->wrong, 1);
    else
        atomic_fetch_add(&c->seen[begin / c->grain], 1);
    return LG_OK;
}

static void visits_each_block_once(void **state) {
    lg_allocator a = lg_test_allocator(state);
    static const uint32_t threads[] = {1, 2, 7};
    static const int64_t sizes[][2] = {{0, 1}, {1, 1}, {5, 5}, {6, 5}, {1000, 7}, {4096, 1}};
    for (size_t t = 0; t < LG_COUNT(threads); t++) {
        lg_pool *pool = NULL;
        assert_int_equal(lg_pool_create(&a, threads[t], &pool, NULL), LG_OK);
        lg_executor e = {sizeof e, lg_pool_threads(pool), pool, lg_pool_run};
        for (size_t s = 0; s < LG_COUNT(sizes); s++) {
            count_arg c = {.n = sizes[s][0], .grain = sizes[s][1]};
            size_t blocks = (size_t)((c.n + c.grain - 1) / c.grain);
            c.seen = calloc(blocks + 1, sizeof *c.seen);
            assert_int_equal(lg_parallel_for(&e, c.n, c.grain, count_block, &c, NULL), LG_OK);
            assert_int_equal(c.wrong, 0);
            for (size_t b = 0; b < blocks; b++)
                assert_int_equal(c.seen[b], 1);
            free(c.seen);
        }
        lg_pool_destroy(pool);
    }
}

static lg_status fail_odd(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const int64_t *lowest = arg;
    (void)end;
    if (begin >= *lowest && begin % 2)
        return lg_fail(err, begin == *lowest ? LG_E_DATA : LG_E_SHAPE, "block %d", (int)begin);
    return LG_OK;
}

static void reports_the_lowest_failing_block(void **state) {
    lg_allocator a = lg_test_allocator(state);
    for (uint32_t threads = 1; threads <= 4; threads += 3) {
        lg_pool *pool = NULL;
        assert_int_equal(lg_pool_create(&a, threads, &pool, NULL), LG_OK);
        lg_executor e = {sizeof e, lg_pool_threads(pool), pool, lg_pool_run};
        for (int64_t lowest = 1; lowest < 200; lowest += 22) {
            lg_error err = LG_ERROR_INIT;
            char want[32];
            (void)snprintf(want, sizeof want, "block %d", (int)lowest);
            assert_int_equal(lg_parallel_for(&e, 200, 1, fail_odd, &lowest, &err), LG_E_DATA);
            assert_string_equal(err.message, want);
            assert_int_equal(lg_parallel_for(&e, 200, 1, fail_odd, &lowest, NULL), LG_E_DATA);
        }
        lg_pool_destroy(pool);
    }
}

typedef struct nest_arg {
    const lg_executor *executor;
    _Atomic int64_t total;
    _Atomic int64_t moved; /* inner blocks that ran on another thread than their outer block */
} nest_arg;

static _Thread_local const void *current;

typedef struct inner_arg {
    nest_arg *nest;
    const void *owner;
} inner_arg;

static lg_status inner(void *arg, int64_t begin, int64_t end, lg_error *err) {
    inner_arg *in = arg;
    (void)err;
    if (current != in->owner)
        atomic_fetch_add(&in->nest->moved, 1);
    atomic_fetch_add(&in->nest->total, end - begin);
    return LG_OK;
}

static lg_status outer(void *arg, int64_t begin, int64_t end, lg_error *err) {
    nest_arg *nest = arg;
    (void)begin;
    (void)end;
    inner_arg in = {nest, &in};
    current = &in;
    return lg_parallel_for(nest->executor, 100, 3, inner, &in, err);
}

static void nested_loops_stay_in_their_task(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_pool *pool = NULL;
    assert_int_equal(lg_pool_create(&a, 4, &pool, NULL), LG_OK);
    lg_executor e = {sizeof e, lg_pool_threads(pool), pool, lg_pool_run};
    nest_arg nest = {.executor = &e};
    for (int i = 0; i < 50; i++)
        assert_int_equal(lg_parallel_for(&e, 16, 1, outer, &nest, NULL), LG_OK);
    assert_int_equal(nest.total, 50 * 16 * 100);
    assert_int_equal(nest.moved, 0);
    lg_pool_destroy(pool);
}

static void uses_the_executor_of_the_embedder(void **state) {
    (void)state;
    atomic_uint calls = 0;
    lg_executor e = {sizeof e, 3, &calls, pthread_like_run};
    atomic_int seen[10] = {0};
    count_arg c = {.n = 10, .grain = 1, .seen = seen};
    assert_int_equal(lg_parallel_for(&e, 10, 1, count_block, &c, NULL), LG_OK);
    assert_int_equal(calls, 3);
    for (int i = 0; i < 10; i++)
        assert_int_equal(seen[i], 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(visits_each_block_once),
        lg_test(reports_the_lowest_failing_block),
        lg_test(nested_loops_stay_in_their_task),
        lg_test(uses_the_executor_of_the_embedder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
