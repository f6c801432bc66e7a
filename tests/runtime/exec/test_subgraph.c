/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include "runtime/exec/session.h"

/* The plan of a body is kept while shapes stay, and made anew when a capture changes its shape. */
static void bodies_are_planned_per_shape(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (bool b, float[N] x) => (float[M] y) { k = toy.Positive(x)\n y = If (b) <"
            "then_branch = t () => (float[M] r) { q = toy.Double(k)\n r = toy.Double(q) },"
            "else_branch = e () => (float[M] r) { r = toy.Copy(k) }> }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[4] = {1, -1, 2, -1}, two[2] = {4, 8}, y[4] = {5, 6, 7, 8}, four[4] = {20, 24, 28, 32};
    uint8_t b = 1;
    toy_bind_view(s, 0, LG_BOOL, &b, -1);
    toy_bind(s, 1, x, 4, -1);
    toy_run(s);
    toy_expect(s, 0, two, 2);
    const lg_frame *then_frame = s->frame->subs[0];
    assert_true(then_frame->prepared);
    assert_false(s->frame->subs[1]->prepared);
    assert_int_equal(then_frame->plan.placed.height, 64); /* in place */
    uint64_t before = lg_test_trace(state)->allocations;
    toy_run(s);
    assert_int_equal(lg_test_trace(state)->allocations, before);
    toy_bind(s, 1, y, 4, -1); /* the same binding: four positive elements now */
    toy_run(s);
    toy_expect(s, 0, four, 4);
    toy_bind(s, 1, x, 4, -1);
    toy_run(s);
    toy_expect(s, 0, two, 2);
    toy_close(s, p, c);
}

/* Constants of the outer graph are constants inside: packed once, shapes folded. */
static void captured_constants_stay_constant(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (bool b, float[2] x) => (float[2] y) <float[2] w = {1, 2}> { y = If (b) <"
            "then_branch = t () => (float[2] r) { r = If (b) <"
            "then_branch = t2 () => (float[2] q) { q = toy.Packed(x, w) },"
            "else_branch = e2 () => (float[2] q) { q = Identity(x) }> },"
            "else_branch = e () => (float[2] r) { r = toy.Packed(x, w) }> }"),
        NULL);
    lg_session *s = toy_session(p, NULL);
    float x[2] = {1, 1}, y[2] = {3, 5};
    uint8_t b = 1;
    toy_bind_view(s, 0, LG_BOOL, &b, -1);
    toy_bind(s, 1, x, 2, -1);
    toy_run(s);
    toy_expect(s, 0, y, 2);
    b = 0;
    toy_run(s);
    toy_expect(s, 0, y, 2);
    assert_non_null(p->packed);
    assert_null(p->packed->next); /* one entry for both places */
    toy_close(s, p, c);
}

static void failures_inside_name_the_inner_node(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c,
                    TOY("g (bool b, float[N] x) => (float[N] y) { [outer] y = If (b) <"
                        "then_branch = t () => (float[N] r) { [inner] r = toy.Check(x) },"
                        "else_branch = e () => (float[N] r) { r = toy.Copy(x) }> }"),
                    NULL);
    lg_session *s = toy_session(p, NULL);
    lg_error err = LG_ERROR_INIT;
    float x[1] = {-1};
    uint8_t b = 1;
    toy_bind_view(s, 0, LG_BOOL, &b, -1);
    toy_bind(s, 1, x, 1, -1);
    assert_int_equal(lg_session_run(s, &err), LG_E_DATA);
    assert_non_null(strstr(err.message, "'inner'"));
    assert_null(strstr(err.message, "'outer'"));
    b = 0;
    toy_run(s);
    toy_expect(s, 0, x, 1);
    toy_close(s, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(bodies_are_planned_per_shape),
        lg_test(captured_constants_stay_constant),
        lg_test(failures_inside_name_the_inner_node),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
