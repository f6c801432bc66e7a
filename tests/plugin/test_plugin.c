/* SPDX-License-Identifier: Apache-2.0 */
/* Loading plugin libraries: good, older, and those that have to be refused. */
#include "tests/support/support.h"

#include "runtime/registry/registry.h"

#include <lossgraph/session.h>

#define PLUGINS LG_BUILD_DIR "/plugins/"

static lg_registry *registry_of(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_registry *r = NULL;
    assert_int_equal(lg_registry_create(&a, &r, NULL), LG_OK);
    return r;
}

static size_t count(const lg_registry *r) {
    size_t n = 0;
    while (lg_registry_op(r, n))
        n++;
    return n;
}

static void refused(void **state, const char *file, lg_status status, const char *words) {
    lg_registry *r = registry_of(state);
    lg_error err = LG_ERROR_INIT;
    size_t before = count(r);
    lg_status st = lg_registry_load_plugin(r, file, &err);
    if (st != status || !strstr(err.message, words))
        fail_msg("%s gave %s: %s\nexpected %s: %s", file, lg_status_name(st), err.message,
                 lg_status_name(status), words);
    assert_int_equal(count(r), before);
    lg_registry_destroy(r);
}

static void wrong_libraries_are_refused(void **state) {
    refused(state, PLUGINS "bad_plugin_1.so", LG_E_ABI, "was built for interface 2, this library");
    refused(state, PLUGINS "bad_plugin_2.so", LG_E_ABI, "does not serve interface 1");
    refused(state, PLUGINS "bad_plugin_3.so", LG_E_ABI, "no symbol 'lg_plugin_query'");
    refused(state, PLUGINS "bad_plugin_4.so", LG_E_ABI, "4294967295 families");
    refused(state, PLUGINS "bad_plugin_5.so", LG_E_ABI, "operator bad::Second: more attributes");
    refused(state, PLUGINS "absent.so", LG_E_IO, "cannot open the library");
    refused(state, "", LG_E_ARGUMENT, "empty");
    refused(state, LG_BUILD_DIR "/CMakeCache.txt", LG_E_IO, "cannot open the library");
}

static void operators_come_once(void **state) {
    lg_registry *r = registry_of(state);
    lg_error err = LG_ERROR_INIT;
    size_t before = count(r);
    assert_int_equal(lg_registry_load_plugin(r, PLUGINS "mse_plugin.so", &err), LG_OK);
    assert_int_equal(count(r), before + 2);
    assert_int_equal(lg_registry_load_plugin(r, PLUGINS "mse_plugin.so", &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "MeanSquareError version 1 is registered twice"));
    assert_int_equal(count(r), before + 2);
    bool seen = false;
    for (size_t i = 0; lg_registry_op(r, i); i++)
        if (strcmp(lg_registry_op(r, i)->domain, "com.example") == 0)
            seen = strcmp(lg_registry_origin(r, i), PLUGINS "mse_plugin.so") == 0;
    assert_true(seen);
    lg_registry_freeze(r);
    assert_int_equal(lg_registry_load_plugin(r, PLUGINS "older_plugin.so", &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "in use"));
    lg_registry_destroy(r);
}

static void missing_fields_of_an_older_plugin_are_null(void **state) {
    lg_registry *r = registry_of(state);
    lg_error err = LG_ERROR_INIT;
    if (lg_registry_load_plugin(r, PLUGINS "older_plugin.so", &err) != LG_OK)
        fail_msg("%s", err.message);
    const lg_op_desc *d = lg_registry_find(r, "com.example.older", "Line", 2);
    assert_non_null(d);
    assert_int_equal(d->since_version, 1);
    assert_null(d->release);
    assert_null(d->attrs[1].doc);
    assert_string_equal(d->attrs[1].name, "m");
    assert_int_equal(d->attrs[1].fallback_int, 1);
    assert_string_equal(d->inputs[0].name, "x");
    assert_int_equal(lg_registry_find(r, "com.example.older", "Line", 0)->since_version, 3);
    lg_registry_destroy(r);
}

static void loading_reports_every_failing_allocation(void **state) {
    for (uint64_t n = 1;; n++) {
        lg_registry *r = registry_of(state);
        lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + n;
        lg_status st = lg_registry_load_plugin(r, PLUGINS "older_plugin.so", NULL);
        lg_test_trace(state)->fail_at = 0;
        lg_registry_destroy(r);
        assert_int_equal(lg_test_trace(state)->live, 0);
        if (st == LG_OK)
            break;
        assert_int_equal(st, LG_E_NO_MEMORY);
        assert_true(n < 100);
    }
}

/* A model through the public interface: loaded plugin, kernel and decomposition. */
static void run_model(void **state, const char *plugin, const char *text, uint32_t flags,
                      const float *const inputs[], size_t n_inputs, float *out, size_t n_out) {
    lg_allocator a = lg_test_allocator(state);
    lg_error err = LG_ERROR_INIT;
    lg_registry *r = registry_of(state);
    lg_context_options co = LG_CONTEXT_OPTIONS_INIT;
    lg_compile_options po = LG_COMPILE_OPTIONS_INIT;
    lg_context *ctx = NULL;
    lg_model *model = NULL;
    lg_program *program = NULL;
    lg_session *session = NULL;
    co.allocator = &a;
    co.registry = r;
    co.n_threads = 1;
    po.flags = flags;
    static const int64_t dims[] = {2, 2};
    lg_status st = lg_registry_load_plugin(r, plugin, &err);
    if (st == LG_OK)
        st = lg_context_create(&co, &ctx, &err);
    if (st == LG_OK)
        st = lg_model_load(ctx, text, strlen(text), NULL, &model, &err);
    if (st == LG_OK)
        st = lg_program_compile(model, &po, &program, &err);
    if (st == LG_OK)
        st = lg_session_create(program, NULL, &session, &err);
    for (uint32_t i = 0; i < n_inputs && st == LG_OK; i++) {
        bool scalar = i == 2;
        lg_view v = {NULL, dims, scalar ? 1 : 4, scalar ? 0 : 2, LG_FLOAT};
        memcpy(&v.data, &inputs[i], sizeof v.data);
        st = lg_session_bind_input(session, i, &v, &err);
    }
    if (st == LG_OK)
        st = lg_session_run(session, &err);
    lg_view y = {0};
    if (st == LG_OK)
        st = lg_session_output(session, 0, &y, &err);
    if (st != LG_OK)
        fail_msg("%s", err.message);
    assert_int_equal(y.count, n_out);
    memcpy(out, y.data, n_out * sizeof *out);
    lg_session_destroy(session);
    lg_program_destroy(program);
    lg_model_destroy(model);
    lg_context_destroy(ctx);
    lg_registry_destroy(r);
}

#define HEAD                                                                                       \
    "<ir_version: 10, opset_import: [\"\" : 20, \"com.example\" : 1, \"com.example.older\" : 1]>"

static void operators_of_plugins_run(void **state) {
    static const float x[] = {1, 2, 3, 4}, t[] = {0, 2, 5, 1}, g[] = {1};
    const float *const in[] = {x, t, g};
    float out[4];
    run_model(state, PLUGINS "mse_plugin.so",
              HEAD "g (float[2,2] x, float[2,2] t) => (float y) "
                   "{ y = com.example.MeanSquareError (x, t) }",
              0, in, 2, out, 1);
    assert_true(out[0] == 14.0f / 4);
    run_model(state, PLUGINS "mse_plugin.so",
              HEAD "g (float[2,2] x, float[2,2] t) => (float[2,2] y) "
                   "{ y = com.example.MeanSquareError <reduction = \"none\"> (x, t) }",
              0, in, 2, out, 4);
    assert_true(out[0] == 1 && out[1] == 0 && out[2] == 4 && out[3] == 9);
    run_model(state, PLUGINS "mse_plugin.so",
              HEAD "g (float[2,2] x, float[2,2] t, float g) => (float[2,2] y) "
                   "{ a, y = com.example.MeanSquareErrorGrad <reduction = \"sum\"> (g, x, t) }",
              0, in, 3, out, 4);
    assert_true(out[0] == -2 && out[1] == 0 && out[2] == 4 && out[3] == -6);
    run_model(state, PLUGINS "older_plugin.so",
              HEAD "g (float[2,2] x) => (float[2,2] y) { y = com.example.older.Line <m = 5> (x) }",
              0, in, 1, out, 4);
    assert_true(out[0] == 7 && out[3] == 13);
}

static void the_decomposition_gives_the_same(void **state) {
    static const float x[] = {1, 2, 3, 4}, t[] = {0, 2, 5, 1};
    const float *const in[] = {x, t};
    float kernel[1], body[1];
    static const char text[] =
        HEAD "g (float[2,2] x, float[2,2] t) => (float y) "
             "{ y = com.example.MeanSquareError <reduction = \"sum\"> (x, t) }";
    lg_registry *r = registry_of(state);
    bool ready = lg_registry_find(r, "", "Sub", 20) && lg_registry_find(r, "", "ReduceSum", 20);
    lg_registry_destroy(r);
    if (!ready)
        skip();
    run_model(state, PLUGINS "mse_plugin.so", text, 0, in, 2, kernel, 1);
    run_model(state, PLUGINS "mse_plugin.so", text, LG_COMPILE_BODIES, in, 2, body, 1);
    assert_true(kernel[0] == 14 && body[0] == 14);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(wrong_libraries_are_refused),
        lg_test(operators_come_once),
        lg_test(missing_fields_of_an_older_plugin_are_null),
        lg_test(loading_reports_every_failing_allocation),
        lg_test(operators_of_plugins_run),
        lg_test(the_decomposition_gives_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
