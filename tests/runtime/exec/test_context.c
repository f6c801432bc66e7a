/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include "runtime/exec/context.h"

static void defaults_are_filled_in(void **state) {
    lg_context *c = toy_context(state, NULL);
    assert_int_equal(c->limits.max_depth, 32);
    assert_int_equal(c->limits.max_loop_iterations, 10000000);
    assert_true(c->limits.max_tensor_bytes <= c->limits.max_total_bytes);
    assert_int_equal(lg_context_threads(c), 1);
    assert_non_null(lg_context_cpu(c));
    assert_non_null(lg_registry_find(lg_context_registry(c), "toy", "Add", 0));
    lg_context_destroy(c);
    lg_context_destroy(NULL);
}

static void options_of_older_callers(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_context *c = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.allocator = &a;
    o.n_threads = 1;
    o.limits.max_depth = 5;
    o.struct_size = (uint32_t)offsetof(lg_context_options, limits); /* ends before the limits */
    assert_int_equal(lg_context_create(&o, &c, &err), LG_OK);
    assert_int_equal(c->limits.max_depth, 32);
    lg_context_destroy(c);
    o.struct_size = 0;
    assert_int_equal(lg_context_create(&o, &c, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "struct_size"));
}

static void the_scalar_level_can_be_asked_for(void **state) {
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.cpu_mask = LG_CPU_SCALAR;
    lg_context *c = toy_context(state, &o);
    assert_string_equal(lg_context_cpu(c), "scalar");
    lg_context_destroy(c);
}

static void add_line(void *user, int32_t level, const char *message) {
    char *text = user;
    (void)snprintf(text + strlen(text), 100, "%d %s\n", (int)level, message);
}

static void logs_what_is_wanted(void **state) {
    char text[300] = "";
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.user = text;
    o.log = add_line;
    o.log_level = LG_LOG_INFO;
    lg_context *c = toy_context(state, &o);
    lg_log(c, LG_LOG_INFO, "n = %d", 3);
    lg_log(c, LG_LOG_DEBUG, "not this");
    assert_string_equal(text, "2 n = 3\n");
    lg_context_destroy(c);
}

static void run_tasks(void *self, uint32_t n, void (*task)(void *arg, uint32_t i), void *arg) {
    ++*(int *)self;
    for (uint32_t i = 0; i < n; i++)
        task(arg, i);
}

static void an_executor_replaces_the_pool(void **state) {
    int calls = 0;
    lg_executor e = {sizeof e, 3, &calls, run_tasks};
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.executor = &e;
    lg_context *c = toy_context(state, &o);
    assert_int_equal(lg_context_threads(c), 3);
    lg_program *p = toy_program(c, TOY("g (float[N] x) => (float y) { y = toy.Sum(x) }"), NULL);
    lg_session *s = toy_session(p, NULL);
    float x[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1}, y = 9;
    toy_bind(s, 0, x, 9, -1);
    toy_run(s);
    toy_expect(s, 0, &y, 1);
    assert_int_equal(calls, 1);
    toy_close(s, p, c);
    e.n_threads = 0;
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(lg_context_create(&o, &c, &err), LG_E_ARGUMENT);
}

static void objects_may_go_in_any_order(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p =
        toy_program(c, TOY("g (float[N] x) => (float[N] y) { y = toy.Double(x) }"), NULL);
    lg_session *s = toy_session(p, NULL);
    float x[1] = {1}, y[1] = {2};
    lg_context_destroy(c);
    lg_program_destroy(p);
    toy_bind(s, 0, x, 1, -1);
    toy_run(s);
    toy_expect(s, 0, y, 1);
    lg_session_destroy(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(defaults_are_filled_in),
        lg_test(options_of_older_callers),
        lg_test(the_scalar_level_can_be_asked_for),
        lg_test(logs_what_is_wanted),
        lg_test(an_executor_replaces_the_pool),
        lg_test(objects_may_go_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
