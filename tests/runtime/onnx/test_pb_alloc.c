/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/onnx/pb_alloc.h"
#include "tests/support/pb.h"

static lg_status unpack(void **state, const ProtobufCMessageDescriptor *type, const pb *b,
                        uint64_t stack, uint64_t budget, lg_error *err) {
    lg_pb_guard guard;
    ProtobufCMessage *m = NULL;
    lg_allocator a = lg_test_allocator(state);
    lg_pb_guard_init(&guard, &a, stack, budget);
    lg_status st = lg_pb_unpack(&guard, type, b->bytes, b->size, &m, err);
    assert_int_equal(st == LG_OK, m != NULL);
    lg_pb_guard_reset(&guard);
    return st;
}

static uint64_t usual(const pb *b) {
    return (uint64_t)b->size * 16 + (4 << 20);
}

/* Alone, without the wire scan in front. */
static void bounds_the_stack(void **state) {
    static const uint32_t subgraph[] = {1, 5, 6}; /* node, attribute, g */
    static const uint32_t types[] = {4, 1};       /* sequence_type, elem_type */
    lg_error err = LG_ERROR_INIT;
    pb b = {0};
    pb_nest(&b, subgraph, 3, 32);
    assert_int_equal(unpack(state, &onnx__graph_proto__descriptor, &b, 256 << 10, usual(&b), &err),
                     LG_OK);
    assert_int_equal(unpack(state, &onnx__graph_proto__descriptor, &b, 16 << 10, usual(&b), &err),
                     LG_E_LIMIT);
    assert_non_null(strstr(err.message, "proto_stack_bytes"));
    pb_free(&b);
    pb_nest(&b, subgraph, 3, 3000);
    assert_int_equal(unpack(state, &onnx__graph_proto__descriptor, &b, 256 << 10, usual(&b), &err),
                     LG_E_LIMIT);
    assert_non_null(strstr(err.message, "stack"));
    pb_free(&b);
    pb_nest(&b, types, 2, 20000);
    assert_int_equal(unpack(state, &onnx__type_proto__descriptor, &b, 256 << 10, usual(&b), &err),
                     LG_E_LIMIT);
    pb_free(&b);
}

static void bounds_memory(void **state) {
    lg_error err = LG_ERROR_INIT;
    pb b = {0};
    for (int i = 0; i < 1000000; i++)
        pb_raw(&b, "\x0a\x00", 2); /* empty nodes */
    assert_int_equal(unpack(state, &onnx__graph_proto__descriptor, &b, 256 << 10, usual(&b), &err),
                     LG_E_LIMIT);
    assert_non_null(strstr(err.message, "proto_budget"));
    assert_true(lg_test_trace(state)->peak_bytes < 3 * usual(&b));
    pb_free(&b);
    /* The same message again and again: every merge copies, and free gives nothing back. */
    for (int i = 0; i < 20000; i++)
        pb_raw(&b, "\x3a\x02\x0a\x00", 4);
    assert_int_equal(unpack(state, &onnx__model_proto__descriptor, &b, 256 << 10, usual(&b), &err),
                     LG_E_LIMIT);
    pb_free(&b);
}

static void tells_bad_bytes_from_limits(void **state) {
    lg_error err = LG_ERROR_INIT;
    pb b = {0};
    pb_raw(&b, "\x3a\x7f", 2);
    assert_int_equal(unpack(state, &onnx__model_proto__descriptor, &b, 256 << 10, usual(&b), &err),
                     LG_E_PARSE);
    pb_free(&b);
}

static void gives_back_everything_when_memory_runs_out(void **state) {
    pb b = {0};
    pb_int(&b, 1, 8);
    pb_begin(&b, 7);
    for (int i = 0; i < 200; i++) {
        pb_begin(&b, 1);
        pb_str(&b, 1, "some input of a node");
        pb_str(&b, 2, "some output of a node");
        pb_end(&b);
    }
    pb_end(&b);
    lg_status st = LG_E_NO_MEMORY;
    uint64_t n = 0;
    while (st != LG_OK) {
        lg_error err = LG_ERROR_INIT;
        lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + ++n;
        st = unpack(state, &onnx__model_proto__descriptor, &b, 256 << 10, usual(&b), &err);
        assert_true(st == LG_OK || st == LG_E_NO_MEMORY);
        assert_int_equal(lg_test_trace(state)->live, 0);
    }
    assert_true(n > 2);
    pb_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(bounds_the_stack),
        lg_test(bounds_memory),
        lg_test(tells_bad_bytes_from_limits),
        lg_test(gives_back_everything_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
