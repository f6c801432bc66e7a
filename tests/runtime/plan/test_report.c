/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/plan/flow.h"

static const char *const graph =
    TOY("g (float[16] x, float[16] w) => (float[16] y) { a = toy.Copy(x)\n b = toy.Double(a)\n"
        "w2 = toy.Add(w, b)\n y = toy.Copy(w2) }");

static void text_names_the_peak(void **state) {
    test_flow t;
    lg_plan p;
    lg_buf buf;
    test_flow_open(state, &t, graph, "w=w2");
    assert_int_equal(lg_plan_make(&t.flow, &t.arena, &p, NULL), LG_OK);
    lg_buf_init(&buf, lg_test_allocator(state));
    assert_int_equal(lg_plan_text(&t.flow, &p, &buf, NULL), LG_OK);
    assert_non_null(strstr(buf.data, "arena        64\n"));
    assert_non_null(strstr(buf.data, "in place     1 outputs, 1 of 1 state variables"));
    assert_non_null(strstr(buf.data, "peak         step "));
    lg_buf_reset(&buf);
    test_flow_close(&t);
}

static void json_and_csv_list_the_storages(void **state) {
    test_flow t;
    lg_plan p;
    lg_buf buf;
    test_flow_open(state, &t, graph, "w=w2");
    assert_int_equal(lg_plan_make(&t.flow, &t.arena, &p, NULL), LG_OK);
    lg_buf_init(&buf, lg_test_allocator(state));
    assert_int_equal(lg_plan_json(&t.flow, &p, &buf, NULL), LG_OK);
    assert_non_null(strstr(buf.data, "{\"schema_version\":1,\"arena\":64,\"lower_bound\":64"));
    assert_non_null(strstr(buf.data, "\"in_place\":[{\"step\":1,"));
    assert_non_null(strstr(buf.data, "\"name\":\"w\"},\"in_place\":true}"));
    lg_buf_reset(&buf);
    assert_int_equal(lg_plan_csv(&t.flow, &p, &buf, NULL), LG_OK);
    assert_string_equal(buf.data, "id,lower,upper,size,offset\n1,0,3,64,0\n2,3,5,64,0\n");
    lg_buf_reset(&buf);
    test_flow_close(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(text_names_the_peak),
        lg_test(json_and_csv_list_the_storages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
