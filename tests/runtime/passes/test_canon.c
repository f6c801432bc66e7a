/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/runtime/passes/fixture.h"

static void constants_become_values(void **state) {
    expect_text(state, 0, "canon",
                MODEL("g (float x) => (y) {\n"
                      " a = Constant <value = float[2] {1, 2}> ()\n"
                      " b = Constant <value_int = 7> () c = Constant <value_floats = [1.5]> ()\n"
                      " s = Constant <value_strings = [\"p\", \"q\"]> ()\n"
                      " y = Foo (a, b, c, s, x) }"),
                "(float x) => (y) <float[2] a = {1, 2}, int64 b = {7}, float[1] c = {1.5}, "
                "string[2] s = {\"p\", \"q\"}> {\n"
                "   y = Foo (a, b, c, s, x)\n"
                "}\n");
    /* In a subgraph, and as an output. */
    expect_text(state, 0, "canon",
                MODEL("g (bool c) => (y) { y = If (c) <then_branch = t () => (k) "
                      "{ k = Constant <value_int = 1> () }> }"),
                "(bool c) => (y) {\n"
                "   y = If (c) <then_branch = t () => (int64 k) <int64 k = {1}> {\n"
                "   }>\n"
                "}\n");
}

static void wrong_constants_are_refused(void **state) {
    expect_error(state, "canon", MODEL("g () => (y) { y = Constant () }"), LG_E_MODEL,
                 "0 attributes, 0 inputs and 1 outputs");
    expect_error(state, "canon", MODEL("g () => (y) { [k] y = Constant <value = 1> () }"),
                 LG_E_MODEL, "node #0 'k' (Constant): a Constant cannot have attribute 'value'");
    expect_error(state, "canon",
                 MODEL("g () => (y) { y = Constant <value_int = 1, value_float = 1.5> () }"),
                 LG_E_MODEL, "2 attributes");
}

static void omitted_inputs_at_the_end_go(void **state) {
    expect_text(state, 0, "canon", MODEL("g (float x) => (y) { y = Foo (\"\", x, \"\", \"\") }"),
                "(float x) => (y) {\n"
                "   y = Foo (\"\", x)\n"
                "}\n");
}

static void aten_losses_get_their_names(void **state) {
    expect_text(state, 0, "canon",
                MODEL("g (float[2] x, float[2] t) => (y, z, w) {\n"
                      " r = Constant <value_int = 2> () d = Constant <value = double {0.25}> ()\n"
                      " y = org.pytorch.aten.huber_loss (x, t, r, d)\n"
                      " z = org.pytorch.aten.ATen <operator = \"mse_loss\", overload_name = \"\"> "
                      "(x, t, r)\n"
                      " c = Cast <to = 7> (r)\n"
                      " w = org.pytorch.aten.binary_cross_entropy (x, t, \"\", c) }"),
                "(float[2] x, float[2] t) => (y, z, w) <int64 r = {2}, double d = {0.25}> {\n"
                "   y = ai.lossgraph.HuberLoss <reduction = \"sum\", delta = 0.25> (x, t)\n"
                "   z = ai.lossgraph.MSELoss <reduction = \"sum\"> (x, t)\n"
                "   c = Cast <to = 7> (r)\n"
                "   w = ai.lossgraph.BCELoss <reduction = \"sum\"> (x, t)\n"
                "}\n");
    expect_error(state, "canon",
                 MODEL("g (float x, int64 r) => (y) { y = org.pytorch.aten.mse_loss (x, x, r) }"),
                 LG_E_UNSUPPORTED, "argument 'reduction' has to be a constant");
    expect_error(state, "canon",
                 MODEL("g (float x) => (y) <int64 r = {3}> "
                       "{ y = org.pytorch.aten.mse_loss (x, x, r) }"),
                 LG_E_MODEL, "reduction 3, expected 0, 1 or 2");
    expect_error(state, "canon",
                 MODEL("g (float x) => (y) <int64 r = {1}> "
                       "{ y = org.pytorch.aten.mse_loss (x, x, r, r) }"),
                 LG_E_MODEL, "4 inputs, expected at most 3");
}

/* Every alias whose operator is registered must name attributes that the operator has. */
static void aliases_fit_their_operators(void **state) {
    static const struct {
        const char *domain, *op, *to_domain, *to_op, *args;
    } rows[] = {
#define LG_ALIAS(domain, op, to_domain, to_op, args) {domain, op, to_domain, to_op, args},
#include "ops/aliases.inc"
#undef LG_ALIAS
    };
    fixture f;
    assert_int_equal(fixture_open(&f, state, MODEL("g () => () {}")), LG_OK);
    for (size_t i = 0; i < LG_COUNT(rows); i++) {
        const lg_op_desc *d = lg_registry_find(f.registry, rows[i].to_domain, rows[i].to_op, 0);
        if (!d)
            continue;
        uint32_t n_in = 0;
        for (const char *p = rows[i].args; *p; p += strspn(p, " ")) {
            size_t n = strcspn(p, " ");
            uint32_t want = 0, k = 0;
            if (p[n - 2] == '=')
                want = p[n - 1] == 'f'   ? LG_ATTR_REAL
                       : p[n - 1] == 'r' ? LG_ATTR_CHOICE
                                         : LG_ATTR_INT;
            else
                n_in++;
            while (want && k < d->n_attrs &&
                   !(strlen(d->attrs[k].name) == n - 2 && !memcmp(d->attrs[k].name, p, n - 2)))
                k++;
            if (want &&
                (k == d->n_attrs || (d->attrs[k].kind != want &&
                                     !(want == LG_ATTR_INT && d->attrs[k].kind == LG_ATTR_BOOL))))
                fail_msg("%s: %s has no such attribute as %.*s", rows[i].op, d->name, (int)n, p);
            p += n;
        }
        if (n_in > d->n_inputs)
            fail_msg("%s: %u inputs, %s has %u", rows[i].op, n_in, d->name, d->n_inputs);
    }
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(constants_become_values),      lg_test(wrong_constants_are_refused),
        lg_test(omitted_inputs_at_the_end_go), lg_test(aten_losses_get_their_names),
        lg_test(aliases_fit_their_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
