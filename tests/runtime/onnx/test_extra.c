/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/onnx/extra.h"
#include "runtime/onnx/pb_alloc.h"
#include "tests/support/onnx_build.h"

static void keeps_what_is_not_modelled(void **state) {
    pb b = {0};
    lg_allocator a = lg_test_allocator(state);
    lg_pb_guard guard;
    ProtobufCMessage *m = NULL;
    lg_extra extra, again;
    lg_pb_guard_init(&guard, &a, 256 << 10, 1 << 20);
    pb_str(&b, 1, "in");
    pb_str(&b, 4, "Relu");
    pb_str(&b, 3, "name");
    ob_attr_int(&b, "axis", 1);
    ob_entry(&b, 9, "key", "value");
    pb_begin(&b, 10);
    pb_str(&b, 1, "two");
    pb_end(&b);
    pb_int(&b, 300, 5);
    pb want = {0};
    ob_entry(&want, 9, "key", "value");
    pb_begin(&want, 10);
    pb_str(&want, 1, "two");
    pb_end(&want);
    pb_int(&want, 300, 5);
    assert_int_equal(lg_pb_unpack(&guard, &onnx__node_proto__descriptor, b.bytes, b.size, &m, NULL),
                     LG_OK);
    assert_int_equal(lg_extra_pack(&guard.arena, m, 0, &extra, NULL), LG_OK);
    assert_int_equal(extra.len, want.size);
    assert_memory_equal(extra.ptr, want.bytes, want.size);
    assert_int_equal(lg_extra_pack(&guard.arena, m, 0, &again, NULL), LG_OK);
    assert_int_equal(again.len, want.size);
    pb_free(&want);
    pb_free(&b);
    lg_pb_guard_reset(&guard);
}

static void is_empty_when_nothing_is_left(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_pb_guard guard;
    ProtobufCMessage *m = NULL;
    lg_extra extra;
    lg_pb_guard_init(&guard, &a, 256 << 10, 1 << 20);
    for (int named = 0; named < 2; named++) {
        pb t = {0};
        pb_str(&t, 8, "w");
        pb_int(&t, 2, 1);
        assert_int_equal(
            lg_pb_unpack(&guard, &onnx__tensor_proto__descriptor, t.bytes, t.size, &m, NULL),
            LG_OK);
        assert_int_equal(lg_extra_strip(m, named ? LG_FIELD(8) : 0), named);
        assert_int_equal(lg_extra_pack(&guard.arena, m, named ? LG_FIELD(8) : 0, &extra, NULL),
                         LG_OK);
        assert_int_equal(extra.len, named ? 3 : 0);
        pb_free(&t);
    }
    lg_pb_guard_reset(&guard);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(keeps_what_is_not_modelled),
        lg_test(is_empty_when_nothing_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
