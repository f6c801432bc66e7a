/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/str.h"
#include "tests/support/onnx_build.h"

typedef struct value {
    lg_arena arena;
    lg_view view;
    lg_str name;
    lg_error err;
} value;

static lg_status read_bytes(void **state, const void *bytes, size_t size, int32_t kind, value *v) {
    *v = (value){.err = LG_ERROR_INIT};
    lg_arena_init(&v->arena, lg_test_allocator(state), 0);
    return lg_pb_read_value(&v->arena, NULL, bytes, size, kind, &v->view, &v->name, &v->err);
}

static void good(void **state, pb *b, int32_t kind, value *v) {
    if (read_bytes(state, b->bytes, b->size, kind, v) != LG_OK)
        fail_msg("%s", v->err.message);
    pb_free(b);
}

static void refused(void **state, pb *b, int32_t kind, lg_status want, const char *word) {
    value v;
    lg_status st = read_bytes(state, b->bytes, b->size, kind, &v);
    if (st != want || !strstr(v.err.message, word))
        fail_msg("status %d, wanted %d '%s': %s", st, want, word, v.err.message);
    lg_arena_reset(&v.arena);
    pb_free(b);
}

static void floats(pb *b, uint32_t field, int64_t n) {
    static const float values[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    ob_floats(b, field, NULL, n, values);
}

/* A TensorProto as a message of its own. */
static void plain_tensor(pb *b) {
    pb_int(b, 1, 3);
    pb_int(b, 2, LG_FLOAT);
    pb_str(b, 8, "name");
    pb_bytes(b, 9, ((float[]){1, 2, 3}), 12);
}

static void reads_tensors(void **state) {
    pb b = {0};
    value v;
    plain_tensor(&b);
    good(state, &b, LG_FLOAT, &v);
    assert_string_equal(v.name.ptr, "name");
    assert_int_equal(v.view.rank, 1);
    assert_memory_equal(v.view.data, ((float[]){1, 2, 3}), 12);
    lg_arena_reset(&v.arena);
    plain_tensor(&b);
    pb_int(&b, 14, 1);
    refused(state, &b, LG_UNDEFINED, LG_E_MODEL, "at once");
    pb_int(&b, 1, 3);
    pb_int(&b, 2, LG_FLOAT);
    pb_int(&b, 14, 1);
    ob_entry(&b, 13, "location", "/etc/passwd");
    refused(state, &b, LG_UNDEFINED, LG_E_MODEL, "not possible here");
    pb_raw(&b, "\x0a\x7f", 2);
    refused(state, &b, LG_UNDEFINED, LG_E_PARSE, "TensorProto");
    refused(state, &b, LG_UNDEFINED, LG_E_MODEL, "data_type 0");
}

static void reads_sequences(void **state) {
    pb b = {0};
    value v;
    pb_str(&b, 1, "seq");
    pb_int(&b, 2, 1);
    floats(&b, 3, 2);
    floats(&b, 3, 3);
    good(state, &b, LG_SEQUENCE, &v);
    const lg_seq *s = v.view.data;
    assert_int_equal(v.view.dtype, LG_SEQUENCE);
    assert_string_equal(v.name.ptr, "seq");
    assert_int_equal(s->count, 2);
    assert_int_equal(s->elem_dtype, LG_FLOAT);
    assert_int_equal(s->items[1].count, 3);
    assert_null(s->keys);
    lg_arena_reset(&v.arena);
    /* A sequence of sequences, the second one empty. */
    pb_int(&b, 2, 3);
    pb_begin(&b, 5);
    pb_int(&b, 2, 1);
    floats(&b, 3, 2);
    pb_end(&b);
    pb_begin(&b, 5);
    pb_end(&b);
    good(state, &b, LG_SEQUENCE, &v);
    s = v.view.data;
    assert_int_equal(s->elem_dtype, LG_SEQUENCE);
    assert_int_equal(((lg_seq *)s->items[0].data)->items[0].count, 2);
    assert_int_equal(((lg_seq *)s->items[1].data)->count, 0);
    lg_arena_reset(&v.arena);
    good(state, &b, LG_SEQUENCE, &v); /* nothing at all: an empty sequence */
    assert_int_equal(((lg_seq *)v.view.data)->count, 0);
    lg_arena_reset(&v.arena);
    pb_int(&b, 2, 3);
    floats(&b, 3, 2);
    refused(state, &b, LG_SEQUENCE, LG_E_MODEL, "elem_type is 3");
    pb_int(&b, 2, 9);
    refused(state, &b, LG_SEQUENCE, LG_E_MODEL, "elem_type 9");
    static const uint32_t below[] = {5};
    pb_nest(&b, below, 1, 40);
    refused(state, &b, LG_SEQUENCE, LG_E_LIMIT, "max_depth = 32");
}

static void reads_optionals_and_maps(void **state) {
    pb b = {0};
    value v;
    pb_int(&b, 2, 1);
    floats(&b, 3, 2);
    good(state, &b, LG_OPTIONAL, &v);
    const lg_seq *s = v.view.data;
    assert_int_equal(v.view.dtype, LG_OPTIONAL);
    assert_int_equal(s->count, 1);
    assert_int_equal(s->items[0].count, 2);
    lg_arena_reset(&v.arena);
    pb_int(&b, 2, 0);
    good(state, &b, LG_OPTIONAL, &v);
    assert_int_equal(((lg_seq *)v.view.data)->count, 0);
    lg_arena_reset(&v.arena);
    for (int text = 0; text < 2; text++) {
        pb_int(&b, 2, text ? LG_STRING : LG_INT16);
        for (int i = 0; i < 2; i++) {
            if (text)
                pb_str(&b, 4, i ? "b" : "a");
            else
                pb_int(&b, 3, i ? -7 : 300);
        }
        pb_begin(&b, 5);
        floats(&b, 3, 1);
        floats(&b, 3, 2);
        pb_end(&b);
        good(state, &b, LG_MAP, &v);
        s = v.view.data;
        assert_int_equal(v.view.dtype, LG_MAP);
        assert_int_equal(s->count, 2);
        assert_int_equal(s->elem_dtype, LG_FLOAT);
        assert_int_equal(s->items[1].count, 2);
        if (text)
            assert_true(lg_str_is(*(lg_str *)s->keys[1].data, "b"));
        else
            assert_int_equal(*(int16_t *)s->keys[1].data, -7);
        lg_arena_reset(&v.arena);
    }
    pb_int(&b, 2, LG_INT16);
    pb_int(&b, 3, 40000);
    pb_begin(&b, 5);
    floats(&b, 3, 1);
    pb_end(&b);
    refused(state, &b, LG_MAP, LG_E_MODEL, "40000 is no int16");
    pb_int(&b, 2, LG_INT16);
    pb_int(&b, 3, 4);
    refused(state, &b, LG_MAP, LG_E_MODEL, "1 keys and 0 values");
    pb_int(&b, 2, LG_FLOAT);
    refused(state, &b, LG_MAP, LG_E_MODEL, "key_type 1");
    pb_int(&b, 2, LG_INT8);
    pb_str(&b, 4, "text");
    refused(state, &b, LG_MAP, LG_E_MODEL, "other keys");
}

/* Reads what was written. */
static void round_trip(void **state, lg_view *view, value *v) {
    lg_allocator a = lg_test_allocator(state);
    void *bytes = NULL;
    size_t size = 0;
    lg_error err = LG_ERROR_INIT;
    if (lg_pb_write_value(&a, view, LG_STR("name"), &bytes, &size, &err) != LG_OK)
        fail_msg("%s", err.message);
    if (read_bytes(state, bytes, size, view->dtype, v) != LG_OK)
        fail_msg("%s", v->err.message);
    assert_string_equal(v->name.ptr, "name");
    lg_free(&a, bytes, size + 1);
}

static void writes_what_it_reads(void **state) {
    float data[] = {1, 2, 3};
    int64_t dims[] = {3}, key_data[] = {5, -6};
    value v;
    lg_view tensor = {data, dims, 3, 1, LG_FLOAT};
    round_trip(state, &tensor, &v);
    assert_memory_equal(v.view.data, data, 12);
    lg_arena_reset(&v.arena);
    lg_view items[] = {tensor, tensor};
    lg_view keys[] = {{&key_data[0], NULL, 1, 0, LG_INT64}, {&key_data[1], NULL, 1, 0, LG_INT64}};
    lg_seq inner = {.count = 2, .items = items, .elem_dtype = LG_FLOAT};
    lg_seq map = {.count = 2, .items = items, .keys = keys, .elem_dtype = LG_FLOAT};
    lg_view below[] = {{&inner, NULL, 1, 0, LG_SEQUENCE}, {&inner, NULL, 1, 0, LG_SEQUENCE}};
    lg_seq outer = {.count = 2, .items = below, .elem_dtype = LG_SEQUENCE};
    lg_seq some = {.count = 1, .items = below, .elem_dtype = LG_SEQUENCE};
    lg_seq none = {.count = 0};
    lg_view top = {&outer, NULL, 1, 0, LG_SEQUENCE};
    round_trip(state, &top, &v);
    const lg_seq *s = ((lg_seq *)v.view.data)->items[1].data;
    assert_memory_equal(s->items[1].data, data, 12);
    lg_arena_reset(&v.arena);
    top = (lg_view){&some, NULL, 1, 0, LG_OPTIONAL};
    round_trip(state, &top, &v);
    s = v.view.data;
    assert_int_equal(s->elem_dtype, LG_SEQUENCE);
    assert_int_equal(((lg_seq *)s->items[0].data)->count, 2);
    lg_arena_reset(&v.arena);
    top = (lg_view){&none, NULL, 1, 0, LG_OPTIONAL};
    round_trip(state, &top, &v);
    assert_int_equal(((lg_seq *)v.view.data)->count, 0);
    lg_arena_reset(&v.arena);
    top = (lg_view){&map, NULL, 1, 0, LG_MAP};
    round_trip(state, &top, &v);
    s = v.view.data;
    assert_int_equal(*(int64_t *)s->keys[1].data, -6);
    assert_memory_equal(s->items[0].data, data, 12);
    lg_arena_reset(&v.arena);
    lg_allocator a = lg_test_allocator(state);
    void *bytes = NULL;
    size_t size = 0;
    items[1] = below[0];
    top = (lg_view){&inner, NULL, 1, 0, LG_SEQUENCE};
    assert_int_equal(lg_pb_write_value(&a, &top, LG_STR(""), &bytes, &size, NULL), LG_E_TYPE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_tensors),
        lg_test(reads_sequences),
        lg_test(reads_optionals_and_maps),
        lg_test(writes_what_it_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
