/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/onnx/pb_alloc.h"
#include "runtime/onnx/wire.h"
#include "tests/support/pb.h"

#include <stdlib.h>

static const ProtobufCMessageDescriptor *const model = &onnx__model_proto__descriptor;

static lg_status scan(const pb *b, lg_wire_info *info, lg_error *err) {
    return lg_wire_scan(model, b->bytes, b->size, 16, NULL, info, err);
}

/* Scans a copy of exactly this size, so that a read past the end is seen. */
static void expect(const void *bytes, size_t size, lg_status want, const char *word) {
    lg_error err = LG_ERROR_INIT;
    lg_wire_info info;
    uint8_t *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    lg_status st = lg_wire_scan(model, copy, size, 16, NULL, &info, &err);
    free(copy);
    if (st != want || (word && !strstr(err.message, word)))
        fail_msg("status %d, message: %s", st, err.message);
}

static void refuses_bad_framing(void **state) {
    (void)state;
    expect("", 0, LG_OK, NULL);
    expect("\x08\x05", 2, LG_OK, NULL);
    expect("\x08", 1, LG_E_PARSE, "ModelProto");
    expect("\x3a\x05\x0a", 3, LG_E_PARSE, "length beyond");
    expect("\x3a\xff\xff\xff\xff\x0f", 6, LG_E_PARSE, "length beyond");
    expect("\x3a\xff\xff\xff\xff\xff\x01", 7, LG_E_PARSE, "bad length");
    expect("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, LG_OK, NULL);
    expect("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 11, LG_E_PARSE, "varint");
    expect("\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", 12, LG_E_PARSE, "varint");
    expect("\x00\x00", 2, LG_E_PARSE, "field number");
    expect("\xff\xff\xff\xff\x7f", 5, LG_E_PARSE, "field number");
    expect("\x0b\x0c", 2, LG_E_PARSE, "group");
    expect("\x0e", 1, LG_E_PARSE, "wire type");
    expect("\x0f", 1, LG_E_PARSE, "wire type");
    expect("\x0a\x01\x00", 3, LG_E_PARSE, "ir_version");        /* varint field as bytes */
    expect("\x39\0\0\0\0\0\0\0\0", 9, LG_E_PARSE, "graph");     /* message as fixed64 */
    expect("\xc5\x3e\x01\x02\x03", 5, LG_E_PARSE, "cut-off");   /* unknown fixed32 */
    expect("\xc1\x3e\1\2\3\4\5\6\7", 9, LG_E_PARSE, "cut-off"); /* unknown fixed64 */
    expect("\xc1\x3e\1\2\3\4\5\6\7\x08", 10, LG_OK, NULL);
}

static void refuses_bad_strings(void **state) {
    (void)state;
    expect("\x12\x03\x61\x00\x62", 5, LG_E_PARSE, "NUL");
    expect("\x12\x02\xc3\xa9", 4, LG_OK, NULL);
    expect("\x12\x02\xc0\xaf", 4, LG_E_PARSE, "UTF-8");
    expect("\x12\x03\xed\xa0\x80", 5, LG_E_PARSE, "UTF-8"); /* surrogate */
    expect("\x12\x04\xf4\x90\x80\x80", 6, LG_E_PARSE, "UTF-8");
    expect("\x12\x01\xc3", 3, LG_E_PARSE, "producer_name");
}

static void refuses_a_message_that_occurs_twice(void **state) {
    (void)state;
    expect("\x3a\x00\x3a\x00", 4, LG_E_PARSE, "ModelProto.graph at byte 2 occurs twice");
    expect("\xa2\x01\x00\xa2\x01\x00", 6, LG_OK, NULL); /* training_info is repeated */
}

static void every_message_fits_the_table_of_seen_fields(void **state) {
    (void)state;
    const ProtobufCMessageDescriptor *queue[64] = {model, &onnx__sequence_proto__descriptor,
                                                   &onnx__optional_proto__descriptor};
    size_t n = 3;
    for (size_t i = 0; i < n; i++) {
        assert_true(queue[i]->n_fields <= 64);
        for (unsigned k = 0; k < queue[i]->n_fields; k++) {
            const ProtobufCFieldDescriptor *f = &queue[i]->fields[k];
            if (f->type != PROTOBUF_C_TYPE_MESSAGE)
                continue;
            size_t j = 0;
            while (j < n && queue[j] != f->descriptor)
                j++;
            if (j == n) {
                assert_true(n < 64);
                queue[n++] = f->descriptor;
            }
        }
    }
    assert_true(n > 20);
}

static void bounds_nesting(void **state) {
    (void)state;
    static const uint32_t subgraph[] = {1, 5, 6}; /* node, attribute, g */
    for (size_t levels = 36; levels <= 37; levels++) {
        pb b = {0};
        lg_error err = LG_ERROR_INIT;
        lg_wire_info info = {0};
        pb_begin(&b, 7);
        pb_nest(&b, subgraph, 3, levels);
        pb_end(&b);
        lg_status st = scan(&b, &info, &err); /* 2 + 3 * levels messages */
        if (levels == 36) {
            assert_int_equal(st, LG_OK);
            assert_int_equal(info.depth, 110);
            assert_int_equal(info.messages, 110);
        } else {
            assert_int_equal(st, LG_E_LIMIT);
            assert_non_null(strstr(err.message, "112"));
        }
        pb_free(&b);
    }
    static const uint32_t types[] = {4, 1}; /* sequence_type, elem_type */
    pb b = {0};
    lg_wire_info info;
    pb_nest(&b, types, 2, 10000);
    assert_int_equal(
        lg_wire_scan(&onnx__type_proto__descriptor, b.bytes, b.size, 16, NULL, &info, NULL),
        LG_E_LIMIT);
    pb_free(&b);
}

static void bounds_counts(void **state) {
    (void)state;
    pb b = {0};
    lg_error err = LG_ERROR_INIT;
    lg_wire_info info = {0};
    pb_begin(&b, 7);
    for (int i = 0; i < 300000; i++)
        pb_raw(&b, "\x0a\x00", 2);
    pb_end(&b);
    assert_int_equal(scan(&b, &info, &err), LG_E_LIMIT);
    assert_non_null(strstr(err.message, "proto_budget_factor"));
    assert_int_equal(lg_wire_scan(model, b.bytes, b.size, 64, NULL, &info, &err), LG_OK);
    assert_int_equal(info.messages, 300002);
    assert_int_equal(lg_wire_scan(model, b.bytes, b.size, UINT64_MAX, NULL, &info, &err), LG_OK);
    pb_free(&b);
    for (int i = 0; i < 300000; i++)
        pb_raw(&b, "\xf0\x3e\x01", 3);
    assert_int_equal(scan(&b, &info, &err), LG_E_LIMIT);
    assert_non_null(strstr(err.message, "unknown"));
    pb_free(&b);
}

/* A tensor initializer with `size` bytes of raw_data inside a graph. */
static void model_with_weights(pb *b, size_t size, uint8_t fill) {
    uint8_t *raw = malloc(size + 1);
    assert_non_null(raw);
    memset(raw, fill, size + 1);
    pb_int(b, 1, 14);
    pb_begin(b, 7);
    pb_str(b, 2, "g");
    pb_begin(b, 5);
    pb_int(b, 1, 7);
    pb_bytes(b, 9, raw, size);
    pb_str(b, 8, "weights");
    pb_end(b);
    pb_begin(b, 5);
    pb_bytes(b, 9, raw, size);
    pb_end(b);
    pb_end(b);
    pb_bytes(b, 600, raw, size); /* unknown: kept whole */
    free(raw);
}

static void skeleton_leaves_weights_out(void **state) {
    static const size_t sizes[] = {0, 1, 7, 8, 9, 127, 128, 130, 20000, 300000};
    for (size_t i = 0; i < LG_COUNT(sizes); i++) {
        pb b = {0};
        lg_wire_info info, again;
        size_t size = sizes[i];
        model_with_weights(&b, size, 0x5A);
        assert_int_equal(scan(&b, &info, NULL), LG_OK);
        assert_true(info.skeleton_bytes <= b.size);
        if (size > 128)
            assert_true(info.skeleton_bytes < size + 200);
        uint8_t *skeleton = malloc(info.skeleton_bytes);
        assert_non_null(skeleton);
        assert_int_equal(lg_wire_scan(model, b.bytes, b.size, 16, skeleton, &again, NULL), LG_OK);
        assert_int_equal(again.skeleton_bytes, info.skeleton_bytes);
        lg_pb_guard guard;
        ProtobufCMessage *m = NULL;
        lg_allocator a = lg_test_allocator(state);
        lg_pb_guard_init(&guard, &a, 256 << 10, 64 << 20);
        assert_int_equal(lg_pb_unpack(&guard, model, skeleton, info.skeleton_bytes, &m, NULL),
                         LG_OK);
        free(skeleton);
        const Onnx__GraphProto *g = ((Onnx__ModelProto *)m)->graph;
        assert_string_equal(g->name, "g");
        assert_int_equal(g->n_initializer, 2);
        assert_string_equal(g->initializer[0]->name, "weights");
        assert_int_equal(g->initializer[0]->dims[0], 7);
        for (size_t k = 0; k < 2; k++) {
            const Onnx__TensorProto *t = g->initializer[k];
            assert_true(t->has_raw_data);
            if (size < LG_WIRE_MARK) {
                assert_int_equal(t->raw_data.len, size);
                continue;
            }
            size_t offset = 0, n = 0;
            assert_int_equal(t->raw_data.len, LG_WIRE_MARK);
            lg_wire_mark(t->raw_data.data, &offset, &n);
            assert_int_equal(n, size);
            assert_true(offset + n <= b.size);
            for (size_t j = 0; j < n; j++)
                assert_int_equal(b.bytes[offset + j], 0x5A);
        }
        assert_int_equal(m->n_unknown_fields, 1);
        lg_pb_guard_reset(&guard);
        pb_free(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(refuses_bad_framing),
        lg_test(refuses_bad_strings),
        lg_test(refuses_a_message_that_occurs_twice),
        lg_test(every_message_fits_the_table_of_seen_fields),
        lg_test(bounds_nesting),
        lg_test(bounds_counts),
        lg_test(skeleton_leaves_weights_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
