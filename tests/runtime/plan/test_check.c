/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/plan/flow.h"

static const char *const chain =
    TOY("g (float[16] x) => (float[16] y) { a = toy.Copy(x)\n b = toy.Copy(a)\n"
        "c = toy.Add(a, b)\n y = toy.Copy(c) }");

static void refuses_overlap_and_ends(void **state) {
    lg_arena arena;
    lg_error err = LG_ERROR_INIT;
    lg_storage s[] = {
        {.first = 0, .last = 2, .bytes = 64, .align = 64, .fixed = -1, .offset = 0},
        {.first = 1, .last = 3, .bytes = 64, .align = 64, .fixed = -1, .offset = 64},
        {.first = 2, .last = 4, .bytes = 64, .align = 64, .fixed = -1, .offset = 0},
    };
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_check_placement(s, 3, 128, &arena, &err), LG_OK);
    assert_int_equal(lg_check_placement(s, 3, 127, &arena, &err), LG_E_INTERNAL);
    s[1].offset = 32;
    assert_int_equal(lg_check_placement(s, 3, 128, &arena, &err), LG_E_INTERNAL);
    s[1].align = 1;
    assert_int_equal(lg_check_placement(s, 3, 128, &arena, &err), LG_E_INTERNAL);
    assert_non_null(strstr(err.message, "storage 0 at [0, +64) in steps [0, 2) overlaps"));
    s[1].offset = 64;
    s[1].fixed = 0;
    assert_int_equal(lg_check_placement(s, 3, 128, &arena, &err), LG_E_INTERNAL);
    s[1].kind = LG_STORAGE_EXTERNAL; /* not in the arena: not looked at */
    assert_int_equal(lg_check_placement(s, 3, 64, &arena, &err), LG_OK);
    lg_arena_reset(&arena);
}

static void finds_values_that_were_overwritten(void **state) {
    test_flow t;
    lg_plan p;
    lg_error err = LG_ERROR_INIT;
    test_flow_open(state, &t, chain, NULL);
    assert_int_equal(lg_plan_make(&t.flow, &t.arena, &p, &err), LG_OK);
    uint32_t a = test_value(&t, "a"), b = test_value(&t, "b");
    uint32_t kept = p.storage[b];
    p.storage[b] = p.storage[a]; /* a is read once more after b was made */
    assert_int_equal(lg_check_plan(&t.flow, &p, &t.arena, &err), LG_E_INTERNAL);
    assert_non_null(strstr(err.message, "'b' overwrites an input"));
    p.storage[b] = LG_NO_ID;
    assert_int_equal(lg_check_plan(&t.flow, &p, &t.arena, &err), LG_E_INTERNAL);
    p.storage[b] = kept;
    assert_int_equal(lg_check_plan(&t.flow, &p, &t.arena, &err), LG_OK);
    p.storages[kept].last--;
    assert_int_equal(lg_check_plan(&t.flow, &p, &t.arena, &err), LG_E_INTERNAL);
    p.storages[kept].last++;
    p.storages[kept].bytes = 32;
    assert_int_equal(lg_check_plan(&t.flow, &p, &t.arena, &err), LG_E_INTERNAL);
    test_flow_close(&t);
}

/* Every single change of a storage assignment is either harmless or found; none may make a step
 * read what is not there any more. */
static void finds_every_wrong_assignment(void **state) {
    test_flow t;
    lg_plan p;
    test_flow_open(state, &t, chain, NULL);
    t.flow.flags = LG_FLOW_NO_INPLACE;
    assert_int_equal(lg_plan_make(&t.flow, &t.arena, &p, NULL), LG_OK);
    static const char *const names[] = {"a", "b", "c", "y"};
    uint32_t refused = 0;
    for (size_t i = 0; i < LG_COUNT(names); i++)
        for (uint32_t s = 0; s < p.n_storages; s++) {
            lg_id v = test_value(&t, names[i]);
            uint32_t kept = p.storage[v];
            if (s == kept)
                continue;
            p.storage[v] = s;
            refused += lg_check_plan(&t.flow, &p, &t.arena, NULL) == LG_E_INTERNAL;
            p.storage[v] = kept;
        }
    assert_int_equal(refused, 4 * 3); /* no storage lives long enough for another's value */
    test_flow_close(&t);
}

static void finds_reads_behind_an_update(void **state) {
    test_flow t;
    lg_plan p;
    lg_error err = LG_ERROR_INIT;
    test_flow_open(state, &t,
                   TOY("g (float[16] x, float[16] w) => (float[16] w2, float[16] y) {"
                       "w2 = toy.Add(w, x)\n y = toy.Copy(w) }"),
                   "w=w2");
    assert_int_equal(lg_plan_make(&t.flow, &t.arena, &p, &err), LG_OK);
    p.direct[0] = 1;
    assert_int_equal(lg_check_plan(&t.flow, &p, &t.arena, &err), LG_E_INTERNAL);
    p.storage[test_value(&t, "w2")] = p.storage[test_value(&t, "w")];
    assert_int_equal(lg_check_plan(&t.flow, &p, &t.arena, &err), LG_E_INTERNAL);
    assert_non_null(strstr(err.message, "'w' is read after its storage was overwritten"));
    test_flow_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(refuses_overlap_and_ends),
        lg_test(finds_values_that_were_overwritten),
        lg_test(finds_every_wrong_assignment),
        lg_test(finds_reads_behind_an_update),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
