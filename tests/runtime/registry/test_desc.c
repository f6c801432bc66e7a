/* SPDX-License-Identifier: Apache-2.0 */
/* Damaged and hostile families: each is refused with a message, nothing of it stays. */
#include "tests/support/support.h"

#include "runtime/registry/registry.h"

static lg_status infer(lg_infer *ctx) {
    (void)ctx;
    return LG_OK;
}
static lg_status run(lg_exec *ctx) {
    (void)ctx;
    return LG_OK;
}

static const char *const choices[] = {"a", "b", NULL};
static lg_attr_desc attr;
static lg_arg_desc args[2];
static lg_grad_rule rule;
static lg_ref ref;
static uint8_t out[1];
static lg_op_desc op;
static lg_op_family family;

/* Everything good again. */
static void restore(void) {
    attr =
        (lg_attr_desc){.name = "k", .kind = LG_ATTR_CHOICE, .choices = choices, .fallback_int = 1};
    args[0] = args[1] = (lg_arg_desc){.name = "x", .dtypes = LG_BIT(LG_FLOAT)};
    ref = (lg_ref){LG_REF_DY, 0};
    rule = (lg_grad_rule){.struct_size = sizeof rule,
                          .domain = "d",
                          .op = "g",
                          .in = &ref,
                          .n_in = 1,
                          .out = out,
                          .n_out = 1};
    op = (lg_op_desc){.domain = "desc.test",
                      .name = "Op",
                      .since_version = 1,
                      .params_size = 8,
                      .attrs = &attr,
                      .n_attrs = 1,
                      .inputs = args,
                      .n_inputs = 2,
                      .outputs = args,
                      .n_outputs = 1,
                      .infer = infer,
                      .run = run,
                      .grad = &rule};
    family = (lg_op_family){.struct_size = sizeof family,
                            .op_size = sizeof op,
                            .attr_size = sizeof attr,
                            .arg_size = sizeof args[0],
                            .n_ops = 1,
                            .name = "broken",
                            .ops = &op};
}

static void expect(void **state, lg_status status, const char *words) {
    lg_allocator a = lg_test_allocator(state);
    lg_error err = LG_ERROR_INIT;
    lg_registry *r = NULL;
    assert_int_equal(lg_registry_create(&a, &r, NULL), LG_OK);
    lg_status st = lg_registry_add(r, &family, &err);
    if (st != status || (st != LG_OK && !strstr(err.message, words)))
        fail_msg("got %s: %s\nexpected %s: %s", lg_status_name(st), err.message,
                 lg_status_name(status), words);
    assert_int_equal(lg_registry_find(r, "desc.test", "Op", 0) != NULL, st == LG_OK);
    lg_registry_destroy(r);
    restore();
}

static void each_damage_has_its_message(void **state) {
    restore();
    expect(state, LG_OK, "");
    family.struct_size = 8;
    expect(state, LG_E_ABI, "a family of 8 bytes");
    family.op_size = 40;
    expect(state, LG_E_ABI, "descriptors of 40");
    family.attr_size = UINT32_MAX;
    expect(state, LG_E_ABI, "descriptors of");
    family.arg_size = 0;
    expect(state, LG_E_ABI, "descriptors of");
    family.n_ops = UINT32_MAX;
    expect(state, LG_E_ABI, "has 4294967295 operators");
    family.ops = NULL;
    expect(state, LG_E_ABI, "has 1 operators");
    op.name = NULL;
    expect(state, LG_E_ABI, "without name or domain");
    op.domain = NULL;
    expect(state, LG_E_ABI, "without name or domain");
    op.domain = "ai.onnx";
    expect(state, LG_E_ABI, "empty string");
    op.since_version = 0;
    expect(state, LG_E_ABI, "since_version is below 1");
    op.infer = NULL;
    expect(state, LG_E_ABI, "infer is missing");
    op.run = NULL;
    expect(state, LG_E_ABI, "infer is missing, or both run and a body");
    op.inputs = NULL;
    expect(state, LG_E_ABI, "a list is NULL");
    op.n_outputs = 100000;
    expect(state, LG_E_ABI, "more attributes, arguments");
    op.params_size = UINT32_MAX;
    expect(state, LG_E_ABI, "parameter bytes than allowed");
}

static void attributes_and_arguments_are_checked(void **state) {
    restore();
    attr.name = NULL;
    expect(state, LG_E_ABI, "an attribute without name");
    attr.kind = 99;
    expect(state, LG_E_ABI, "unknown kind 99");
    attr.offset = 8;
    expect(state, LG_E_ABI, "lies at 8 in 8 bytes");
    attr.offset = UINT32_MAX - 3;
    expect(state, LG_E_ABI, "lies at 4294967292");
    attr.offset = 2;
    expect(state, LG_E_ABI, "lies at 2");
    attr.choices = NULL;
    expect(state, LG_E_ABI, "without choices");
    attr.fallback_int = 2;
    expect(state, LG_E_ABI, "fallback of a CHOICE");
    args[0].name = "";
    expect(state, LG_E_ABI, "without name");
    args[0].flags = LG_ARG_VARIADIC;
    expect(state, LG_E_ABI, "variadic argument that is not the last");
    args[1].dtypes = 0;
    expect(state, LG_E_ABI, "takes no type");
}

static void gradient_rules_are_checked(void **state) {
    restore();
    rule.struct_size = 4;
    expect(state, LG_E_ABI, "too short");
    rule.op = NULL;
    expect(state, LG_E_ABI, "names no operator");
    rule.in = NULL;
    expect(state, LG_E_ABI, "wrong lists");
    ref.kind = 77;
    expect(state, LG_E_ABI, "unknown reference");
}

/* A longer descriptor of a newer header: what is not known is ignored. */
static void longer_descriptors_are_cut(void **state) {
    static struct {
        lg_op_desc op;
        void *more[3];
    } longer[2];
    restore();
    longer[0].op = longer[1].op = op;
    longer[1].op.since_version = 4;
    longer[0].more[0] = longer;
    family.op_size = sizeof longer[0];
    family.ops = &longer[0].op;
    family.n_ops = 2;
    expect(state, LG_OK, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(each_damage_has_its_message),
        lg_test(attributes_and_arguments_are_checked),
        lg_test(gradient_rules_are_checked),
        lg_test(longer_descriptors_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
