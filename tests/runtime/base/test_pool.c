/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/parallel.h"

#include <stdatomic.h>

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

static void *second_caller(void *arg) {
    const lg_executor *e = arg;
    for (int i = 0; i < 300; i++) {
        atomic_int seen[64] = {0};
        count_arg c = {.n = 64, .grain = 1, .seen = seen};
        if (lg_parallel_for(e, 64, 1, count_block, &c, NULL) != LG_OK || c.wrong)
            return arg;
        for (int b = 0; b < 64; b++)
            if (seen[b] != 1)
                return arg;
    }
    return NULL;
}

static void two_callers_share_a_pool(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_pool *pool = NULL;
    assert_int_equal(lg_pool_create(&a, 3, &pool, NULL), LG_OK);
    lg_executor e = {sizeof e, lg_pool_threads(pool), pool, lg_pool_run};
    pthread_t other;
    assert_int_equal(pthread_create(&other, NULL, second_caller, &e), 0);
    assert_null(second_caller(&e));
    void *result = &e;
    assert_int_equal(pthread_join(other, &result), 0);
    assert_null(result);
    lg_pool_destroy(pool);
}

static void refuses_absurd_thread_counts(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_pool *pool = NULL;
    assert_int_equal(lg_pool_create(&a, 0, &pool, NULL), LG_E_ARGUMENT);
    assert_int_equal(lg_pool_create(&a, 100000, &pool, NULL), LG_E_ARGUMENT);
    assert_null(pool);
    assert_true(lg_machine_processors() >= 1);
    assert_true(lg_machine_memory() > 1u << 20);
}

static void count_task(void *arg, uint32_t i) {
    atomic_uint *seen = arg;
    atomic_fetch_add(&seen[i], 1);
}

/* Many short jobs in a row: no task may be lost or run twice when jobs follow each other fast. */
static void jobs_in_quick_succession(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_pool *pool = NULL;
    assert_int_equal(lg_pool_create(&a, 4, &pool, NULL), LG_OK);
    for (uint32_t round = 0; round < 20000; round++) {
        atomic_uint seen[8] = {0};
        uint32_t n = 1 + round % 8;
        lg_pool_run(pool, n, count_task, seen);
        for (uint32_t i = 0; i < 8; i++)
            assert_int_equal(seen[i], i < n);
    }
    lg_pool_destroy(pool);
    lg_pool_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(two_callers_share_a_pool),
        lg_test(refuses_absurd_thread_counts),
        lg_test(jobs_in_quick_succession),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
