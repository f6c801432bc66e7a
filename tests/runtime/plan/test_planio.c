/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of buffers as CSV: what is read, what is refused, what is written back. */
#include "runtime/plan/planner.h"
#include "tests/runtime/plan/placements.h"
#include "tests/support/support.h"

#include <lossgraph/plan.h>

static lg_status parse(void **state, const char *text, lg_plan_list **out, lg_error *err) {
    lg_allocator a = lg_test_allocator(state);
    *out = NULL;
    return lg_plan_list_parse(&a, "list.csv", text, strlen(text), out, err);
}

static lg_plan_list *read_list(void **state, const char *text) {
    lg_plan_list *list;
    lg_error err = LG_ERROR_INIT;
    if (parse(state, text, &list, &err) != LG_OK)
        fail_msg("%s", err.message);
    return list;
}

static void expect_text(lg_plan_list *list, const char *expected) {
    const char *text;
    size_t size;
    assert_int_equal(lg_plan_list_print(list, &text, &size, NULL), LG_OK);
    assert_string_equal(text, expected);
    assert_int_equal(size, strlen(expected));
}

/* The example of the format's authors. */
static const char example[] = "id,lower,upper,size\n"
                              "b1,0,3,4\nb2,3,9,4\nb3,0,9,4\nb4,9,21,4\nb5,0,21,4\n";

static void columns(void **state) {
    lg_plan_list *list = read_list(state, example);
    uint32_t n;
    lg_plan_buffer *b = lg_plan_list_buffers(list, &n);
    assert_int_equal(n, 5);
    assert_int_equal(b[1].lower, 3);
    assert_int_equal(b[1].upper, 9);
    assert_int_equal(b[1].size, 4);
    assert_int_equal(b[1].align, 0);
    assert_int_equal(b[1].fixed, -1);
    lg_plan_list_destroy(list);
    /* Any order, other names, inclusive ends, columns of others, a BOM (dropped), blanks, CRLF. */
    list = read_list(state, "\xEF\xBB\xBFsize, end,note,begin,alignment,hint,buffer_id,offset\r\n"
                            "8,4,x y,-2,16,-1,first,-1\r\n 7 ,9,,5,1,3,second,32\r\n\r\nrest");
    b = lg_plan_list_buffers(list, &n);
    assert_int_equal(n, 2);
    assert_int_equal(b[0].size, 8);
    assert_int_equal(b[0].lower, -2);
    assert_int_equal(b[0].upper, 5);
    assert_int_equal(b[0].align, 16);
    assert_int_equal(b[0].fixed, -1);
    assert_int_equal(b[1].size, 7);
    assert_int_equal(b[1].upper, 10);
    assert_int_equal(b[1].fixed, 32);
    b[0].offset = 48;
    b[1].offset = 32;
    expect_text(list, "size, end,note,begin,alignment,hint,buffer_id,offset\r\n"
                      "8,4,x y,-2,16,-1,first,48\r\n 7 ,9,,5,1,3,second,32\r\n");
    lg_plan_list_destroy(list);
}

static void solution(void **state) {
    lg_plan_list *list = read_list(state, example);
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    lg_plan_result r;
    uint32_t n;
    o.capacity = 12;
    assert_int_equal(lg_plan_list_place(list, &o, &r, NULL), LG_OK);
    assert_int_equal(r.arena, 12);
    assert_int_equal(r.lower_bound, 12);
    assert_int_equal(r.sum, 20);
    assert_int_equal(r.status, LG_PLAN_OPTIMAL);
    lg_plan_buffer *b = lg_plan_list_buffers(list, &n);
    char expected[256];
    (void)snprintf(expected, sizeof expected,
                   "id,lower,upper,size,offset\nb1,0,3,4,%d\nb2,3,9,4,%d\nb3,0,9,4,%d\n"
                   "b4,9,21,4,%d\nb5,0,21,4,%d\n",
                   (int)b[0].offset, (int)b[1].offset, (int)b[2].offset, (int)b[3].offset,
                   (int)b[4].offset);
    expect_text(list, expected);
    lg_plan_list_destroy(list);
    /* Fed back, it is only checked. */
    list = read_list(state, expected);
    assert_int_equal(lg_plan_list_place(list, NULL, &r, NULL), LG_OK);
    assert_int_equal(r.arena, 12);
    expect_text(list, expected);
    lg_plan_list_destroy(list);
    list = read_list(state, "id,lower,upper,size,offset\na,0,3,4,0\nb,2,3,4,3\n");
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_plan_list_place(list, NULL, &r, &err), LG_E_MODEL);
    assert_non_null(strstr(err.message, "fixed offsets"));
    lg_plan_list_destroy(list);
}

static void gaps(void **state) {
    /* In [2, 4) the first buffer uses 1 byte, from 6 to 8 none. */
    lg_plan_list *list = read_list(state, "id,lower,upper,size,gaps\n"
                                          "a,0,9,8,2-4@3:4 6-8\nb,2,4,5,\nc,6,8,3,\n");
    lg_plan_result r;
    assert_int_equal(lg_plan_list_place(list, NULL, &r, NULL), LG_OK);
    assert_int_equal(r.lower_bound, 8);
    assert_int_equal(r.proven, 8);
    assert_int_equal(r.arena, 13);
    assert_int_equal(r.status, LG_PLAN_FEASIBLE);
    lg_plan_options o = LG_PLAN_OPTIONS_INIT;
    o.capacity = 12;
    assert_int_equal(lg_plan_list_place(list, &o, &r, NULL), LG_OK);
    assert_int_equal(r.status, LG_PLAN_OVER_CAPACITY);
    o.capacity = 7;
    assert_int_equal(lg_plan_list_place(list, &o, &r, NULL), LG_OK);
    assert_int_equal(r.status, LG_PLAN_INFEASIBLE);
    lg_plan_list_destroy(list);
    /* An inclusive end of a gap, and negative times. */
    list = read_list(state, "id,lower,end,size,gaps\na,-9,8,8,-9--5 6-7\nb,-9,-5,5,\n");
    assert_int_equal(lg_plan_list_place(list, NULL, &r, NULL), LG_OK);
    assert_int_equal(r.lower_bound, 8);
    lg_plan_list_destroy(list);
}

static void refused(void **state) {
    static const struct {
        const char *text, *words;
    } bad[] = {
        {"", "empty"},
        {"id,lower,upper\n", "no column 'size'"},
        {"lower,upper,size\n", "no column 'id'"},
        {"id,lower,upper,size,begin\n", "line 1, column 5: 'begin' is there twice"},
        {"id,lower,upper,size\na,1,2\n", "line 2 has 3 fields, expected 4"},
        {"id,lower,upper,size\na,1,2,3,4\n", "line 2, column 5: '4' is one field too many"},
        {"id,lower,upper,size\na,1,2,3\nb,1,x,3\n", "line 3, column 3: 'x' is no integer"},
        {"id,lower,upper,size\na,1,2,\n", "line 2, column 4: '' is no integer"},
        {"id,lower,upper,size\na,1.5,2,3\n", "line 2, column 2"},
        {"id,lower,upper,size\na,9223372036854775808,2,3\n", "line 2, column 2"},
        {"id,lower,upper,size\na,1,2,-3\n", "line 2, column 4: '-3' is no size"},
        {"id,lower,upper,size\na,5,2,3\n", "line 2: the life [5, 2) ends before it begins"},
        {"id,lower,end,size\na,5,9223372036854775807,3\n", "line 2, column 3"},
        {"id,lower,upper,size\na,1,2,9223372036854775807\nb,1,2,1\n",
         "line 3, column 4: '1' makes the sum of sizes overflow"},
        {"id,lower,upper,size,alignment\na,1,2,3,0\n", "line 2, column 5: '0' is no alignment"},
        {"id,lower,upper,size,hint\na,1,2,3,?\n", "line 2, column 5"},
        {"id,lower,upper,size,offset\na,1,2,3,\n", "line 2, column 5"},
        {"id,lower,upper,size,gaps\na,1,9,3,4\n", "line 2, column 5: '4' is no gap a-b"},
        {"id,lower,upper,size,gaps\na,1,9,3,6-4\n", "ends before it begins"},
        {"id,lower,upper,size,gaps\na,1,9,3,4-6@2\n", "is no gap a-b@lo:hi"},
        {"id,lower,upper,size,gaps\na,1,9,3,4-6@2:1\n", "no range of bytes"},
        {"id,lower,upper,size,gaps\na,1,9,3,4-6@0:4\n", "outside the buffer"},
        {"id,lower,upper,size,gaps\na,1,9,3,4-10\n", "outside the buffer"},
        {"id,lower,upper,size,gaps\na,1,9,3,4-6 5-7\n", "before another gap"},
    };
    for (size_t k = 0; k < LG_COUNT(bad); k++) {
        lg_plan_list *list;
        lg_error err = LG_ERROR_INIT;
        assert_int_equal(parse(state, bad[k].text, &list, &err), LG_E_PARSE);
        assert_null(list);
        if (!strstr(err.message, bad[k].words))
            fail_msg("'%s' does not say '%s'", err.message, bad[k].words);
    }
}

static void empty_list(void **state) {
    lg_plan_list *list = read_list(state, "id,lower,upper,size");
    lg_plan_result r;
    assert_int_equal(lg_plan_list_place(list, NULL, &r, NULL), LG_OK);
    assert_int_equal(r.arena, 0);
    assert_int_equal(r.status, LG_PLAN_OPTIMAL);
    expect_text(list, "id,lower,upper,size,offset\n");
    lg_plan_list_destroy(list);
}

/* Mutated lists are refused with a line, or planned and read back unchanged. */
static void mutated(void **state) {
    static const char base[] = "id,lower,upper,size,alignment,gaps,offset\n"
                               "a,0,9,8,1,2-4@3:4 6-8,-1\nb,2,4,5,4,,-1\nc,6,8,3,1,,0\n"
                               "d,-3,12,64,1,-2-0,-1\n";
    static const char letters[] = "0123456789,-@: \n\rabx\0\xFF";
    uint64_t seed = 99;
    uint32_t planned = 0;
    lg_allocator a = lg_test_allocator(state);
    for (uint32_t k = 0; k < 20000; k++) {
        char text[sizeof base];
        memcpy(text, base, sizeof base);
        size_t size = sizeof base - 1 - draw(&seed, 4);
        for (uint64_t m = draw(&seed, 4); m > 0; m--)
            text[draw(&seed, size)] = letters[draw(&seed, sizeof letters - 1)];
        lg_plan_list *list = NULL, *again = NULL;
        lg_plan_result r;
        lg_error err = LG_ERROR_INIT;
        lg_plan_options o = LG_PLAN_OPTIONS_INIT;
        o.nodes = 100;
        if (lg_plan_list_parse(&a, "list.csv", text, size, &list, &err) != LG_OK) {
            assert_int_equal(err.status, LG_E_PARSE);
            assert_non_null(strstr(err.message, "list.csv"));
            continue;
        }
        if (lg_plan_list_place(list, &o, &r, &err) == LG_OK) {
            const char *out, *second;
            size_t out_size, second_size;
            planned++;
            assert_true(r.lower_bound <= r.arena);
            assert_int_equal(lg_plan_list_print(list, &out, &out_size, NULL), LG_OK);
            assert_int_equal(lg_plan_list_parse(&a, "again", out, out_size, &again, NULL), LG_OK);
            assert_int_equal(lg_plan_list_place(again, &o, &r, NULL), LG_OK);
            assert_int_equal(lg_plan_list_print(again, &second, &second_size, NULL), LG_OK);
            assert_int_equal(out_size, second_size);
            assert_memory_equal(out, second, out_size);
            lg_plan_list_destroy(again);
        } else {
            assert_true(err.status == LG_E_MODEL || err.status == LG_E_LIMIT);
        }
        lg_plan_list_destroy(list);
    }
    assert_true(planned > 1000);
}

static void out_of_memory(void **state) {
    lg_trace *t = lg_test_trace(state);
    lg_allocator a = lg_test_allocator(state);
    bool finished = false;
    for (uint64_t n = 1; !finished; n++) {
        lg_plan_list *list = NULL;
        lg_plan_result r;
        const char *text;
        size_t size;
        t->fail_at = lg_test_trace(state)->allocations + n;
        lg_status st = lg_plan_list_parse(&a, "x", example, sizeof example - 1, &list, NULL);
        if (st == LG_OK)
            st = lg_plan_list_place(list, NULL, &r, NULL);
        if (st == LG_OK)
            st = lg_plan_list_print(list, &text, &size, NULL);
        finished = st == LG_OK;
        assert_true(st == LG_OK || st == LG_E_NO_MEMORY);
        t->fail_at = 0;
        lg_plan_list_destroy(list);
        assert_int_equal(lg_test_trace(state)->live, 0);
        assert_true(n < 100);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(columns),    lg_test(solution), lg_test(gaps),          lg_test(refused),
        lg_test(empty_list), lg_test(mutated),  lg_test(out_of_memory),
    };
    return cmocka_run_group_tests_name("runtime.plan.planio", tests, NULL, NULL);
}
