/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes to parameters: kinds, defaults, and every way to be wrong (D17 to D20). */
#include "tests/support/support.h"

#include "runtime/graph/text.h"
#include "runtime/registry/registry.h"

#include <math.h>

typedef struct all_params {
    double real, far;
    int64_t integer;
    int32_t flag, choice;
    lg_str text;
    lg_reals reals;
    lg_ints ints;
    lg_strs texts;
    lg_view tensor;
    uint32_t body, other, pad;
} all_params;

static const char *const choices[] = {"none", "mean", "sum", NULL};
static const lg_attr_desc attrs[] = {
    LG_ATTR_REAL_FIELD(all_params, real, 1e-6),
    LG_ATTR_REAL_FIELD(all_params, far, 7),
    LG_ATTR_INT_FIELD(all_params, integer, INT64_MIN),
    LG_ATTR_BOOL_FIELD(all_params, flag, 1),
    LG_ATTR_CHOICE_FIELD(all_params, choice, choices, 1),
    LG_ATTR_STRING_FIELD(all_params, text),
    LG_ATTR_REALS_FIELD(all_params, reals),
    LG_ATTR_INTS_FIELD(all_params, ints),
    LG_ATTR_STRINGS_FIELD(all_params, texts),
    LG_ATTR_TENSOR_FIELD(all_params, tensor),
    {.name = "body", .kind = LG_ATTR_GRAPH, .offset = offsetof(all_params, body)},
    {.name = "other", .kind = LG_ATTR_GRAPH, .offset = offsetof(all_params, other)}};
static const lg_op_desc desc = {.domain = "params",
                                .name = "Op",
                                .since_version = 1,
                                .params_size = sizeof(all_params),
                                .attrs = attrs,
                                .n_attrs = LG_COUNT(attrs)};

typedef struct parsed {
    lg_arena arena;
    lg_error err;
    const all_params *p;
    lg_status st;
} parsed;

/* Attributes as text of a node. */
static parsed parse_with(void **state, const lg_op_desc *d, const char *attributes) {
    char text[600];
    lg_module *m = NULL;
    void *p = NULL;
    parsed r = {.err = LG_ERROR_INIT};
    lg_arena_init(&r.arena, lg_test_allocator(state), 0);
    (void)snprintf(text, sizeof text, "g () => () { y = Op () %s }", attributes);
    if (lg_text_parse_model(&r.arena, text, strlen(text), 32, &m, &r.err) != LG_OK)
        fail_msg("%s", r.err.message);
    r.st = lg_params_parse(d, &m->main->nodes[0], &r.arena, &p, &r.err);
    r.p = p;
    return r;
}

static parsed parse(void **state, const char *attributes) {
    return parse_with(state, &desc, attributes);
}

static void rejected(void **state, const char *attributes, const char *words) {
    parsed r = parse(state, attributes);
    if (r.st != LG_E_MODEL || !strstr(r.err.message, words))
        fail_msg("%s gave %s: %s\nexpected %s", attributes, lg_status_name(r.st), r.err.message,
                 words);
    lg_arena_reset(&r.arena);
}

static void absent_attributes_have_their_default(void **state) {
    parsed r = parse(state, "");
    assert_int_equal(r.st, LG_OK);
    assert_true(r.p->real == 1e-6 && r.p->far == 7 && r.p->integer == INT64_MIN);
    assert_true(r.p->flag == 1 && r.p->choice == 1);
    assert_null(r.p->text.ptr);
    assert_true(!r.p->reals.v && !r.p->ints.v && !r.p->texts.v);
    assert_int_equal(r.p->tensor.dtype, LG_UNDEFINED);
    assert_int_equal(r.p->body, LG_NO_GRAPH);
    lg_arena_reset(&r.arena);
}

static void given_attributes_arrive(void **state) {
    parsed r =
        parse(state, "<real = 0.1, far : float = 3, integer = -5, flag = 0, choice = \"sum\","
                     " text = \"\", reals = [1e-8, 2.5], ints : ints = [], "
                     "texts = [\"a\", \"b\"], tensor = int64[2] {1, 2}, "
                     "other = g () => () {}>");
    if (r.st != LG_OK)
        fail_msg("%s", r.err.message);
    assert_true(r.p->real == 0.1); /* not 0.100000001490116 */
    assert_true(r.p->far == 3 && r.p->integer == -5 && r.p->flag == 0 && r.p->choice == 2);
    assert_true(r.p->text.ptr && r.p->text.len == 0);
    assert_int_equal(r.p->reals.n, 2);
    assert_true(r.p->reals.v[0] == 1e-8 && r.p->reals.v[1] == 2.5);
    assert_true(r.p->ints.v && r.p->ints.n == 0); /* given, but empty */
    assert_true(lg_str_is(r.p->texts.v[1], "b"));
    assert_int_equal(((const int64_t *)r.p->tensor.data)[1], 2);
    assert_int_equal(r.p->body, LG_NO_GRAPH);
    assert_int_equal(r.p->other, 0); /* the first graph that is there */
    lg_arena_reset(&r.arena);
}

static void wrong_attributes_are_refused(void **state) {
    rejected(state, "<real = 1>", "attribute 'real' has type INT, expected FLOAT");
    rejected(state, "<integer = 1.5>", "attribute 'integer' has type FLOAT, expected INT");
    rejected(state, "<ints = 3>", "attribute 'ints' has type INT, expected INTS");
    rejected(state, "<text = [\"a\"]>", "attribute 'text' has type STRINGS, expected STRING");
    rejected(state, "<tensor = 1>", "attribute 'tensor' has type INT, expected TENSOR");
    rejected(state, "<body = 1>", "attribute 'body' has type INT, expected GRAPH");
    rejected(state, "<real = 1.0, real = 2.0>", "attribute 'real' is given twice");
    rejected(state, "<reel = 1.0>", "unknown attribute 'reel'\nattributes of Op: real, far, ");
    rejected(state, "<real : float = @x>", "attribute 'real' refers to 'x', which only a function");
    rejected(state, "<real = nan>", "attribute 'real' is NaN");
    rejected(state, "<reals = [1.0, nan]>", "attribute 'reals' has NaN at index 1");
    rejected(state, "<flag = 2>", "attribute 'flag' is 2, expected 0 or 1");
    rejected(state, "<choice = \"avg\">",
             "attribute 'choice' is 'avg', expected one of 'none', 'mean', 'sum'");
}

static void required_and_tolerated_ones(void **state) {
    lg_attr_desc required = attrs[0];
    required.flags = LG_ATTR_REQUIRED;
    lg_op_desc d = desc;
    d.attrs = &required;
    d.n_attrs = 1;
    parsed r = parse_with(state, &d, "");
    assert_int_equal(r.st, LG_E_MODEL);
    assert_string_equal(r.err.message, "required attribute 'real' is missing");
    lg_arena_reset(&r.arena);
    d = desc;
    d.flags = LG_OP_ANY_ATTRS;
    r = parse_with(state, &d, "<whatever = 1, real = 2.0>");
    assert_int_equal(r.st, LG_OK);
    assert_true(r.p->real == 2);
    lg_arena_reset(&r.arena);
}

static void floats_widen_through_their_shortest_decimal(void **state) {
    (void)state;
    assert_true(lg_real_from_float(0.1f) == 0.1);
    assert_true(lg_real_from_float(1e-12f) == 1e-12);
    assert_true(lg_real_from_float(0.25f) == 0.25);
    assert_true(isinf(lg_real_from_float((float)HUGE_VAL)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(absent_attributes_have_their_default),
        lg_test(given_attributes_arrive),
        lg_test(wrong_attributes_are_refused),
        lg_test(required_and_tolerated_ones),
        lg_test(floats_widen_through_their_shortest_decimal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
