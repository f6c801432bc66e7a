/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/toy.h"

#include "runtime/exec/program.h"
#include "runtime/graph/text.h"

static lg_status no(lg_status st, const lg_error *err) {
    if (st != LG_OK)
        print_error("%s\n", err->message);
    return st;
}

/* metadata_props entry {key, value} as the raw model field 14. */
static lg_extra metadata(lg_arena *arena, const char *key, const char *value) {
    char text[512];
    size_t k = strlen(key), v = strlen(value), n = 0;
    text[n++] = 14 << 3 | 2;
    text[n++] = (char)(4 + k + v);
    text[n++] = 1 << 3 | 2;
    text[n++] = (char)k;
    memcpy(text + n, key, k);
    n += k;
    text[n++] = 2 << 3 | 2;
    text[n++] = (char)v;
    memcpy(text + n, value, v);
    n += v;
    lg_str out;
    assert_true(4 + k + v < 128);
    assert_int_equal(lg_arena_str(arena, text, n, &out, NULL), LG_OK);
    return out;
}

static lg_module *parse(lg_context *c, lg_arena *arena, const char *text) {
    lg_module *m = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_arena_init(arena, c->allocator, 0);
    assert_int_equal(no(lg_text_parse_model(arena, text, strlen(text), 32, &m, &err), &err), LG_OK);
    return m;
}

/* A model whose initializers in `names` are graph inputs too. */
static lg_model *flat_model(lg_context *c, const char *text, const char *pairs) {
    lg_arena arena;
    lg_model *model = NULL;
    lg_module *m = parse(c, &arena, text);
    m->extra = metadata(&arena, "ai.lossgraph.state", pairs);
    assert_int_equal(lg_model_adopt(c, &arena, m, LG_STR("flat"), &model, NULL), LG_OK);
    return model;
}

static lg_program *compile(lg_model *m, const lg_compile_options *o) {
    lg_program *p = NULL;
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(no(lg_program_compile(m, o, &p, &err), &err), LG_OK);
    return p;
}

static void expect_state(lg_session *s, uint32_t i, const float *want, size_t n) {
    lg_view v;
    assert_int_equal(lg_session_get_state(s, i, &v, NULL), LG_OK);
    assert_int_equal(v.count, n);
    assert_memory_equal(v.data, want, n * sizeof *want);
}

static const char *const step_text =
    TOY("step (float[2] g) => (float loss, float[2] w2) <float[2] w = {1, 2}> {"
        "d = toy.Add(w, g)\n loss = toy.Sum(w)\n w2 = toy.Double(d) }");

static void a_flat_step_updates_in_place(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_model *m = flat_model(c, step_text, "w=w2");
    lg_program *p = compile(m, NULL);
    lg_session *s = toy_session(p, NULL);
    float g[2] = {1, 1}, after1[2] = {4, 6}, after2[2] = {10, 14};
    float loss1 = 3, loss2 = 10;
    lg_buffer report;
    assert_int_equal(lg_program_input_count(p), 1);
    assert_int_equal(lg_program_output_count(p), 1);
    assert_int_equal(lg_program_state_count(p), 1);
    toy_bind(s, 0, g, 2, -1);
    toy_run(s);
    toy_expect(s, 0, &loss1, 1); /* of the old value */
    expect_state(s, 0, after1, 2);
    toy_run(s);
    toy_expect(s, 0, &loss2, 1);
    expect_state(s, 0, after2, 2);
    assert_int_equal(lg_session_report(s, LG_REPORT_JSON, &report, NULL), LG_OK);
    assert_non_null(strstr(report.data, "\"in_place\":true"));
    lg_buffer_free(&report);
    lg_view v;
    float w[2] = {0, 0}, after3[2] = {2, 2};
    int64_t dims[1] = {2};
    v = (lg_view){w, dims, 2, 1, LG_FLOAT};
    assert_int_equal(lg_session_set_state(s, 0, &v, NULL), LG_OK);
    toy_run(s);
    expect_state(s, 0, after3, 2);
    dims[0] = 1;
    v.count = 1;
    assert_int_equal(lg_session_set_state(s, 0, &v, NULL), LG_E_SHAPE);
    lg_model_destroy(m);
    toy_close(s, p, c);
}

static void evaluation_shares_the_state(void **state) {
    static const char *const names[] = {"d"};
    lg_context *c = toy_context(state, NULL);
    lg_model *m = flat_model(c, step_text, "w=w2\n");
    lg_program *p = compile(m, NULL);
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    o.outputs = names;
    o.n_outputs = 1;
    o.flags = LG_COMPILE_NO_UPDATES;
    lg_program *q = compile(m, &o);
    lg_session *s = toy_session(p, NULL);
    lg_session_options so = LG_SESSION_OPTIONS_INIT;
    so.share_state = s;
    lg_session *t = toy_session(q, &so);
    float g[2] = {1, 1}, after[2] = {4, 6}, d[2] = {5, 7};
    toy_bind(s, 0, g, 2, -1);
    toy_bind(t, 0, g, 2, -1);
    toy_run(s);
    toy_run(t);
    toy_expect(t, 0, d, 2);
    expect_state(s, 0, after, 2); /* evaluation changed nothing */
    expect_state(t, 0, after, 2);
    lg_program_destroy(q);
    lg_model_destroy(m);
    lg_session_destroy(s); /* the other one keeps the state */
    toy_run(t);
    toy_expect(t, 0, d, 2);
    toy_close(t, p, c);
}

/* New values that are variables themselves, an output that is a variable. */
static void variables_change_places(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_model *m =
        flat_model(c,
                   TOY("step (float[2] g) => (float[2] a, float[2] b, float[2] old) "
                       "<float[2] a = {1, 2}, float[2] b = {3, 4}> { old = toy.Flatten(a) }"),
                   "a=b\nb=a");
    lg_program *p = compile(m, NULL);
    lg_session *s = toy_session(p, NULL);
    float first[2] = {1, 2}, second[2] = {3, 4};
    assert_int_equal(lg_program_output_count(p), 1);
    for (int i = 0; i < 3; i++) {
        float g[2] = {0};
        if (lg_program_input_count(p))
            toy_bind(s, 0, g, 2, -1);
        toy_run(s);
        toy_expect(s, 0, i % 2 ? second : first, 2);
        expect_state(s, 0, i % 2 ? first : second, 2);
        expect_state(s, 1, i % 2 ? second : first, 2);
    }
    lg_model_destroy(m);
    toy_close(s, p, c);
}

/* A reader that the graph puts behind the update still sees the old value. */
static void late_readers_see_the_old_value(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_model *m = flat_model(c,
                             TOY("step (float[2] g) => (float[2] w2, float[2] y) "
                                 "<float[2] w = {1, 2}> { w2 = toy.Add(w, g)\n"
                                 "t = toy.Double(w2)\n y = toy.Add(t, w) }"),
                             "w=w2");
    lg_program *p = compile(m, NULL);
    lg_session *s = toy_session(p, NULL);
    float g[2] = {1, 1}, y1[2] = {5, 8}, w1[2] = {2, 3}, y2[2] = {8, 11};
    toy_bind(s, 0, g, 2, -1);
    toy_run(s);
    toy_expect(s, 0, y1, 2);
    expect_state(s, 0, w1, 2);
    toy_run(s);
    toy_expect(s, 0, y2, 2);
    lg_model_destroy(m);
    toy_close(s, p, c);
}

/* An operator that writes an initializer: it becomes a variable of the session. */
static void mutated_initializers_are_state(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = toy_program(
        c,
        TOY("g (float[2] x) => (float y, float z) <float[2] b = {10, 20}> { z = toy.Sum(b)\n"
            "y = toy.Accumulate(b, x) }"),
        NULL);
    lg_session *s = toy_session(p, NULL), *t = toy_session(p, NULL);
    float x[2] = {1, 2}, y = 11, z = 30, y2 = 12, z2 = 33;
    assert_int_equal(lg_program_state_count(p), 1);
    toy_bind(s, 0, x, 2, -1);
    toy_run(s);
    toy_expect(s, 0, &y, 1);
    toy_expect(s, 1, &z, 1);
    toy_run(s);
    toy_expect(s, 0, &y2, 1);
    toy_expect(s, 1, &z2, 1);
    toy_bind(t, 0, x, 2, -1); /* another session starts from the model's value */
    toy_run(t);
    toy_expect(t, 0, &y, 1);
    lg_session_destroy(t);
    toy_close(s, p, c);
}

/* ---- training entries ---- */

static lg_id value(lg_graph *g, const char *name) {
    lg_id id = lg_graph_find(g, lg_str_of(name));
    if (id == LG_NO_ID)
        assert_int_equal(lg_graph_add_value(g, lg_str_of(name), &id, NULL), LG_OK);
    return id;
}

static void node(lg_graph *g, const char *op, lg_id a, lg_id b, lg_id out) {
    lg_id in[2] = {a, b}, made;
    assert_int_equal(lg_graph_add_node(g, LG_STR("toy"), lg_str_of(op), in, b == LG_NO_ID ? 1 : 2,
                                       &out, 1, &made, NULL),
                     LG_OK);
}

/* main: y = x + w. algorithm (t): e = y + t, w_new = 2 e, steps_new = steps + steps with its own
 * initializer; outputs w_new, steps_new, loss. initialization: w = 2 * one. */
static lg_model *trainable(lg_context *c, const char *key) {
    static const float ones[2] = {1, 1};
    static const int64_t dims[1] = {2};
    static const lg_view one = {(void *)(uintptr_t)ones, dims, 2, 1, LG_FLOAT};
    lg_arena arena;
    lg_model *model = NULL;
    lg_module *m =
        parse(c, &arena,
              TOY("main (float[2] x) => (float[2] y) <float[2] w = {5, 6}> { y = toy.Add(x, w) }"));
    lg_graph *alg = NULL, *init = NULL;
    lg_id y, t, e, w_new, steps, steps_new, loss, made;
    void *memory = NULL;
    assert_int_equal(lg_graph_create(m, m->main, LG_STR("alg"), &alg, NULL), LG_OK);
    assert_int_equal(lg_graph_capture(alg, value(m->main, "y"), &y, NULL), LG_OK);
    t = value(alg, "t");
    alg->values[t].dtype = LG_FLOAT;
    alg->values[t].rank = 1;
    alg->values[t].dims = (int64_t *)(uintptr_t)dims;
    assert_int_equal(lg_graph_add_input(alg, t, NULL), LG_OK);
    assert_int_equal(lg_graph_add_const(alg, LG_STR("steps"), &one, &steps, NULL), LG_OK);
    alg->values[steps].flags |= LG_VALUE_INIT;
    e = value(alg, "e");
    w_new = value(alg, "w_new");
    steps_new = value(alg, "steps_new");
    loss = value(alg, "loss");
    node(alg, "Add", y, t, e);
    node(alg, "Double", e, LG_NO_ID, w_new);
    node(alg, "Add", steps, steps, steps_new);
    node(alg, "Sum", e, LG_NO_ID, loss);
    assert_int_equal(lg_graph_add_output(alg, w_new, NULL), LG_OK);
    assert_int_equal(lg_graph_add_output(alg, steps_new, NULL), LG_OK);
    assert_int_equal(lg_graph_add_output(alg, loss, NULL), LG_OK);
    assert_int_equal(lg_graph_create(m, m->main, LG_STR("init"), &init, NULL), LG_OK);
    lg_id one_id;
    assert_int_equal(lg_graph_add_const(init, LG_STR("one"), &one, &one_id, NULL), LG_OK);
    made = value(init, "w_start");
    node(init, "Double", one_id, LG_NO_ID, made);
    assert_int_equal(lg_graph_add_output(init, made, NULL), LG_OK);
    assert_int_equal(lg_arena_alloc(&arena, sizeof(lg_training), &memory, NULL), LG_OK);
    lg_training *training = memory;
    assert_int_equal(lg_arena_array(&arena, 3, sizeof(lg_binding), &memory, NULL), LG_OK);
    lg_binding *b = memory;
    b[0] = (lg_binding){LG_STR("w"), LG_STR("w_start")};
    b[1] = (lg_binding){lg_str_of(key), LG_STR("w_new")};
    b[2] = (lg_binding){LG_STR("steps"), LG_STR("steps_new")};
    *training = (lg_training){.initialization = init,
                              .algorithm = alg,
                              .n_init = 1,
                              .n_update = 2,
                              .init = b,
                              .update = b + 1};
    m->training = training;
    m->n_training = 1;
    assert_int_equal(lg_model_adopt(c, &arena, m, LG_STR("trainable"), &model, NULL), LG_OK);
    return model;
}

static void a_training_entry_steps(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_model *m = trainable(c, "w");
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    o.entry = LG_ENTRY_STEP;
    lg_program *p = compile(m, &o);
    lg_session *s = toy_session(p, NULL);
    float x[2] = {1, 1}, t[2] = {0, 1}, loss1 = 14, w1[2] = {12, 16}, steps1[2] = {2, 2};
    float loss2 = 31, w2[2] = {26, 36};
    assert_int_equal(lg_program_input_count(p), 2);
    assert_int_equal(lg_program_output_count(p), 1);
    assert_int_equal(lg_program_state_count(p), 2);
    toy_bind(s, 0, x, 2, -1);
    toy_bind(s, 1, t, 2, -1);
    toy_run(s);
    toy_expect(s, 0, &loss1, 1);
    expect_state(s, 0, w1, 2);
    expect_state(s, 1, steps1, 2);
    toy_run(s);
    toy_expect(s, 0, &loss2, 1);
    expect_state(s, 0, w2, 2);
    /* the main graph alone, on the trained weights */
    lg_session_options so = LG_SESSION_OPTIONS_INIT;
    so.share_state = s;
    lg_program *q = compile(m, NULL);
    lg_session *eval = toy_session(q, &so);
    float y[2] = {27, 37};
    toy_bind(eval, 0, x, 2, -1);
    toy_run(eval);
    toy_expect(eval, 0, y, 2);
    lg_session_destroy(eval);
    lg_program_destroy(q);
    o.entry = LG_ENTRY_INIT;
    q = compile(m, &o);
    eval = toy_session(q, NULL);
    float start[2] = {2, 2};
    assert_int_equal(lg_program_input_count(q), 0);
    toy_run(eval);
    toy_expect(eval, 0, start, 2);
    lg_session_destroy(eval);
    lg_program_destroy(q);
    lg_model_destroy(m);
    toy_close(s, p, c);
}

static void what_entries_refuse(void **state) {
    lg_context *c = toy_context(state, NULL);
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    lg_program *p = NULL;
    lg_error err = LG_ERROR_INIT;
    static const char *const wrong[] = {"lsos"};
    static const char *const dims[] = {"M"};
    static const int64_t sizes[] = {3};
    lg_model *m = trainable(c, "no such variable");
    o.entry = LG_ENTRY_STEP;
    assert_int_equal(lg_program_compile(m, &o, &p, &err), LG_E_MODEL);
    assert_non_null(strstr(err.message, "'no such variable' is no initializer"));
    o.training = 1;
    assert_int_equal(lg_program_compile(m, &o, &p, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "entry 1 of 1"));
    lg_model_destroy(m);
    m = flat_model(c, step_text, "w=loss");
    assert_int_equal(lg_program_compile(m, NULL, &p, &err), LG_E_MODEL);
    o = (lg_compile_options)LG_COMPILE_OPTIONS_INIT;
    o.outputs = wrong;
    o.n_outputs = 1;
    lg_model_destroy(m);
    m = flat_model(c, step_text, "w=w2");
    assert_int_equal(lg_program_compile(m, &o, &p, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "did you mean 'loss'?"));
    o.n_outputs = 0;
    o.dim_names = dims;
    o.dim_values = sizes;
    o.n_dims = 1;
    assert_int_equal(lg_program_compile(m, &o, &p, &err), LG_E_ARGUMENT);
    assert_non_null(strstr(err.message, "'M'"));
    lg_model_destroy(m);
    toy_close(NULL, NULL, c);
}

static void dims_can_be_fixed(void **state) {
    static const char *const dims[] = {"N"};
    static const int64_t sizes[] = {3};
    lg_context *c = toy_context(state, NULL);
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    lg_value_info info;
    o.dim_names = dims;
    o.dim_values = sizes;
    o.n_dims = 1;
    lg_program *p =
        toy_program(c, TOY("g (float[N,2] x) => (float[N,2] y) { y = toy.Double(x) }"), &o);
    lg_program_input(p, 0, &info);
    assert_int_equal(info.dims[0], 3);
    lg_program_output(p, 0, &info);
    assert_int_equal(info.dims[0], 3);
    toy_close(NULL, p, c);
}

static void metadata_is_found_among_raw_fields(void **state) {
    lg_arena arena;
    lg_str out;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    lg_extra extra = metadata(&arena, "k", "some value");
    assert_true(lg_metadata_find(extra, "k", &out));
    assert_true(lg_str_is(out, "some value"));
    assert_false(lg_metadata_find(extra, "other", &out));
    for (size_t n = 0; n < extra.len; n++)
        assert_false(lg_metadata_find((lg_extra){extra.ptr, n}, "k", &out));
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(a_flat_step_updates_in_place),
        lg_test(evaluation_shares_the_state),
        lg_test(variables_change_places),
        lg_test(late_readers_see_the_old_value),
        lg_test(mutated_initializers_are_state),
        lg_test(a_training_entry_steps),
        lg_test(what_entries_refuse),
        lg_test(dims_can_be_fixed),
        lg_test(metadata_is_found_among_raw_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
