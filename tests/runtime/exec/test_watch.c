/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include <math.h>

static const char *const graph = TOY(
    "g (float[N] x) => (float[N] y) { [first] a = toy.Double(x)\n [second] y = toy.Add(a, x) }");

static void note(void *user, const char *node, const char *op, const char *const *names,
                 const lg_view *outputs, uint32_t n) {
    char *text = user;
    (void)snprintf(text + strlen(text), 100, "%s %s %u %s %g\n", node, op, n, names[0],
                   (double)((const float *)outputs[0].data)[0]);
}

static void the_hook_sees_every_node(void **state) {
    char text[400] = "";
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(c, graph, NULL);
    lg_session_options o = LG_SESSION_OPTIONS_INIT;
    o.user = text;
    o.on_node = note;
    lg_session *s = toy_session(p, &o);
    float x[2] = {3, 1};
    toy_bind(s, 0, x, 2, -1);
    toy_run(s);
    assert_string_equal(text, "first Double 1 a 6\nsecond Add 1 y 9\n");
    toy_close(s, p, c);
}

static void profile_and_trace(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(c, graph, NULL);
    lg_session_options o = LG_SESSION_OPTIONS_INIT;
    o.flags = LG_SESSION_PROFILE;
    lg_session *s = toy_session(p, &o);
    lg_buffer b;
    float x[2] = {3, 1};
    toy_bind(s, 0, x, 2, -1);
    for (int i = 0; i < 3; i++)
        toy_run(s);
    assert_int_equal(lg_session_report(s, LG_REPORT_PROFILE, &b, NULL), LG_OK);
    assert_non_null(strstr(b.data, "calls\tus\t%\toperator\tnode\n3\t"));
    assert_non_null(strstr(b.data, "toy::Add\tsecond\n"));
    lg_buffer_free(&b);
    assert_int_equal(lg_session_report(s, LG_REPORT_TRACE, &b, NULL), LG_OK);
    size_t events = 0;
    for (const char *q = strstr(b.data, "\"ph\":\"X\""); q; q = strstr(q + 1, "\"ph\":\"X\""))
        events++;
    assert_int_equal(events, 6);
    assert_non_null(strstr(b.data, "\"shapes\":[\"f32[2]\"],\"bytes\":8"));
    assert_non_null(strstr(b.data, "\"args\":{\"arena\":64,\"heap\":"));
    assert_string_equal((char *)b.data + b.size - 4, "\n]}\n");
    lg_buffer_free(&b);
    assert_int_equal(lg_session_report(s, (lg_report)99, &b, NULL), LG_E_ARGUMENT);
    toy_close(s, p, c);
}

static void finds_the_first_nan(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(c,
                                TOY("g (float[N] x) => (float[N] y) { [safe] a = toy.Copy(x)\n"
                                    "[bad] b = toy.Double(a)\n y = toy.Copy(b) }"),
                                NULL);
    lg_session_options o = LG_SESSION_OPTIONS_INIT;
    o.flags = LG_SESSION_NAN_CHECK;
    lg_session *s = toy_session(p, &o);
    lg_error err = LG_ERROR_INIT;
    float x[3] = {1, 3e38f, 2}, nan[3] = {1, NAN, 2};
    toy_bind(s, 0, x, 3, -1);
    assert_int_equal(lg_session_run(s, &err), LG_E_DATA);
    assert_non_null(strstr(err.message, "'bad'"));
    assert_non_null(strstr(err.message, "'b' has NaN or infinity at element 1"));
    toy_bind(s, 0, nan, 3, -1); /* it came with the input: nobody made it */
    lg_session_options hooks = LG_SESSION_OPTIONS_INIT;
    lg_program *q = toy_program(c, TOY("g (float[N] x) => (float[N] y) { y = toy.Copy(x) }"), NULL);
    hooks.flags = LG_SESSION_NAN_CHECK;
    lg_session *t = toy_session(q, &hooks);
    toy_bind(t, 0, nan, 3, -1);
    toy_run(t);
    lg_session_destroy(t);
    lg_program_destroy(q);
    toy_close(s, p, c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(the_hook_sees_every_node),
        lg_test(profile_and_trace),
        lg_test(finds_the_first_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
