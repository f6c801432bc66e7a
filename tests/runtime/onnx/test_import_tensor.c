/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/limits.h"
#include "runtime/onnx/tensor.h"

/* A source without file: raw_data are in the message. */
typedef struct fixture {
    lg_arena arena;
    lg_limits limits;
    lg_tensor_source source;
    lg_error err;
} fixture;

static void open_fixture(void **state, fixture *f) {
    *f = (fixture){.err = LG_ERROR_INIT, .limits = lg_limits_resolve(NULL)};
    lg_arena_init(&f->arena, lg_test_allocator(state), 0);
    f->source = (lg_tensor_source){.arena = &f->arena, .limits = &f->limits};
}

static Onnx__TensorProto tensor(int32_t dtype, int64_t *dims, size_t rank) {
    Onnx__TensorProto t = ONNX__TENSOR_PROTO__INIT;
    t.has_data_type = 1;
    t.data_type = dtype;
    t.dims = dims;
    t.n_dims = rank;
    t.name = (char *)(uintptr_t) "w";
    return t;
}

static void set_raw(Onnx__TensorProto *t, void *bytes, size_t size) {
    t->has_raw_data = 1;
    t->raw_data = (ProtobufCBinaryData){size, bytes};
}

static const lg_view *good(fixture *f, const Onnx__TensorProto *t) {
    const lg_view *v = NULL;
    if (lg_tensor_import(&f->source, t, &v, &f->err) != LG_OK)
        fail_msg("%s", f->err.message);
    return v;
}

static void refused(fixture *f, const Onnx__TensorProto *t, lg_status want, const char *word) {
    const lg_view *v = NULL;
    f->err.message[0] = '\0';
    lg_status st = lg_tensor_import(&f->source, t, &v, &f->err);
    if (st != want || !strstr(f->err.message, word) || !strstr(f->err.message, "'w'"))
        fail_msg("status %d, wanted %d '%s': %s", st, want, word, f->err.message);
    assert_null(v);
}

static void reads_every_typed_field(void **state) {
    fixture f;
    open_fixture(state, &f);
    int64_t three = 3;
    int32_t ints[] = {1, 0, 3, -1};
    int64_t longs[] = {INT64_MIN, 0, INT64_MAX};
    uint64_t ulongs[] = {1, 0, UINT32_MAX};
    float floats[] = {1, 2, 3, 4, 5, 6};
    double doubles[] = {1, 2, 3, 4, 5, 6};
    for (int32_t dtype = 1; dtype < LG_DTYPE_COUNT; dtype++) {
        Onnx__TensorProto t = tensor(dtype, &three, 1);
        size_t bytes = 0;
        assert_int_equal(lg_dtype_bytes(dtype, 3, &bytes, NULL), LG_OK);
        uint8_t want[64] = {0};
        switch (dtype) {
        case LG_STRING: {
            ProtobufCBinaryData s[] = {
                {1, (uint8_t *)(uintptr_t) "a"}, {0, NULL}, {2, (uint8_t *)(uintptr_t) "\0b"}};
            t.string_data = s;
            t.n_string_data = 3;
            const lg_str *got = good(&f, &t)->data;
            assert_int_equal(got[0].len, 1);
            assert_int_equal(got[1].len, 0);
            assert_memory_equal(got[2].ptr, "\0b", 3);
            continue;
        }
        case LG_FLOAT:
        case LG_COMPLEX64:
            t.float_data = floats;
            t.n_float_data = dtype == LG_FLOAT ? 3 : 6;
            memcpy(want, floats, bytes);
            break;
        case LG_DOUBLE:
        case LG_COMPLEX128:
            t.double_data = doubles;
            t.n_double_data = dtype == LG_DOUBLE ? 3 : 6;
            memcpy(want, doubles, bytes);
            break;
        case LG_INT64:
            t.int64_data = longs;
            t.n_int64_data = 3;
            memcpy(want, longs, bytes);
            break;
        case LG_UINT32:
        case LG_UINT64:
            t.uint64_data = ulongs;
            t.n_uint64_data = 3;
            if (dtype == LG_UINT64)
                memcpy(want, ulongs, bytes);
            else
                memcpy(want, (uint32_t[]){1, 0, UINT32_MAX}, bytes);
            break;
        default: {
            int32_t bits = lg_dtype_bits(dtype);
            t.int32_data = ints;
            t.n_int32_data = bits == 4 ? 2 : bits == 2 ? 1 : 3;
            for (int i = 0; i < 3 && bits >= 8; i++)
                memcpy(want + i * bits / 8, &ints[i], (size_t)bits / 8);
            if (dtype == LG_BOOL)
                memcpy(want, "\1\0\1", 3);
            if (bits == 4)
                memcpy(want, "\1\0", 2);
            if (bits == 2)
                want[0] = 1;
            if (bits == 6) /* 1, 0, 3 in 18 bits */
                memcpy(want, "\x01\x30\x00", 3);
            break;
        }
        }
        const lg_view *v = good(&f, &t);
        assert_int_equal(v->dtype, dtype);
        assert_int_equal(v->count, 3);
        assert_memory_equal(v->data, want, bytes);
        /* The same bytes as raw_data. */
        Onnx__TensorProto raw = tensor(dtype, &three, 1);
        set_raw(&raw, want, bytes);
        assert_memory_equal(good(&f, &raw)->data, want, bytes);
        set_raw(&raw, want, bytes - 1);
        refused(&f, &raw, LG_E_MODEL, "raw_data");
        set_raw(&raw, want, bytes + 1);
        refused(&f, &raw, LG_E_MODEL, "raw_data");
        set_raw(&t, want, bytes);
        refused(&f, &t, LG_E_MODEL, "at once");
    }
    lg_arena_reset(&f.arena);
}

static void checks_ranges_of_typed_fields(void **state) {
    fixture f;
    open_fixture(state, &f);
    static const struct {
        int32_t dtype, low, high;
    } cases[] = {{LG_UINT8, 0, 255},         {LG_INT8, -128, 127},   {LG_UINT16, 0, 65535},
                 {LG_INT16, -32768, 32767},  {LG_FLOAT16, 0, 65535}, {LG_BFLOAT16, 0, 65535},
                 {LG_FLOAT8E5M2, -128, 255}, {LG_UINT4, -128, 255},  {LG_FLOAT6E2M3, 0, 63}};
    int64_t one = 1;
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        Onnx__TensorProto t = tensor(cases[i].dtype, &one, 1);
        int32_t v = cases[i].low;
        t.int32_data = &v;
        t.n_int32_data = 1;
        (void)good(&f, &t);
        v = cases[i].high;
        (void)good(&f, &t);
        v = cases[i].low - 1;
        refused(&f, &t, LG_E_MODEL, "int32_data[0]");
        v = cases[i].high + 1;
        refused(&f, &t, LG_E_MODEL, lg_dtype_onnx_name(cases[i].dtype));
    }
    Onnx__TensorProto t = tensor(LG_UINT32, &one, 1);
    uint64_t big = (uint64_t)UINT32_MAX + 1;
    t.uint64_data = &big;
    t.n_uint64_data = 1;
    refused(&f, &t, LG_E_MODEL, "4294967296");
    lg_arena_reset(&f.arena);
}

static void refuses_types_dims_and_sizes(void **state) {
    fixture f;
    open_fixture(state, &f);
    float value = 1;
    int64_t dims[70];
    for (size_t i = 0; i < LG_COUNT(dims); i++)
        dims[i] = 1;
    static const int32_t no_types[] = {0, 29, 999, -1, INT32_MIN};
    for (size_t i = 0; i < LG_COUNT(no_types); i++) {
        Onnx__TensorProto t = tensor(no_types[i], dims, 1);
        set_raw(&t, &value, 4);
        refused(&f, &t, LG_E_MODEL, "data_type");
    }
    Onnx__TensorProto t = tensor(LG_FLOAT, dims, 65);
    set_raw(&t, &value, 4);
    refused(&f, &t, LG_E_LIMIT, "max_rank");
    t.n_dims = 64;
    assert_int_equal(good(&f, &t)->rank, 64);
    t.n_dims = 1;
    dims[0] = -1;
    refused(&f, &t, LG_E_MODEL, "-1");
    dims[0] = INT64_MAX;
    refused(&f, &t, LG_E_LIMIT, "bytes");
    dims[0] = dims[1] = (int64_t)1 << 32;
    t.n_dims = 2;
    refused(&f, &t, LG_E_LIMIT, "bytes");
    t.data_type = LG_INT4;
    dims[0] = INT64_MAX;
    t.n_dims = 1;
    refused(&f, &t, LG_E_LIMIT, "bytes");
    t.data_type = LG_DOUBLE;
    dims[0] = ((int64_t)1 << 61) + 1;
    refused(&f, &t, LG_E_LIMIT, "bytes");
    /* Negative behind a zero is still an error; a zero makes the others harmless. */
    t.data_type = LG_FLOAT;
    t.n_dims = 2;
    dims[0] = 0;
    dims[1] = -5;
    refused(&f, &t, LG_E_MODEL, "-5");
    dims[1] = (int64_t)1 << 62;
    t.has_raw_data = 0;
    const lg_view *v = good(&f, &t);
    assert_int_equal(v->count, 0);
    assert_non_null(v->data);
    Onnx__TensorProto__Segment segment = ONNX__TENSOR_PROTO__SEGMENT__INIT;
    t.segment = &segment;
    refused(&f, &t, LG_E_MODEL, "segment");
    lg_arena_reset(&f.arena);
}

static void counts_the_limits(void **state) {
    fixture f;
    open_fixture(state, &f);
    f.limits.max_tensor_bytes = 40;
    f.limits.max_total_bytes = 100;
    int64_t n = 10;
    float data[11] = {0};
    Onnx__TensorProto t = tensor(LG_FLOAT, &n, 1);
    set_raw(&t, data, 40);
    (void)good(&f, &t);
    (void)good(&f, &t);
    refused(&f, &t, LG_E_LIMIT, "max_total_bytes");
    f.source.loaded = 0;
    n = 11;
    set_raw(&t, data, 44);
    refused(&f, &t, LG_E_LIMIT, "max_tensor_bytes");
    lg_arena_reset(&f.arena);
}

static void wants_exactly_one_carrier(void **state) {
    fixture f;
    open_fixture(state, &f);
    int64_t n = 4;
    float one = 1;
    int32_t ints[4] = {1, 2, 3, 4};
    Onnx__TensorProto t = tensor(LG_FLOAT, &n, 1);
    refused(&f, &t, LG_E_MODEL, "float_data has 0 entries");
    t.float_data = &one;
    t.n_float_data = 1;
    refused(&f, &t, LG_E_MODEL, "float_data has 1 entries");
    t.n_float_data = 0;
    t.int32_data = ints;
    t.n_int32_data = 4;
    refused(&f, &t, LG_E_MODEL, "int32_data");
    t.n_int32_data = 0;
    t.has_data_location = 1;
    t.data_location = 1;
    refused(&f, &t, LG_E_MODEL, "external");
    set_raw(&t, ints, 16);
    refused(&f, &t, LG_E_MODEL, "at once");
    t.data_location = 7;
    refused(&f, &t, LG_E_MODEL, "data_location is 7");
    Onnx__TensorProto s = tensor(LG_STRING, &n, 1);
    set_raw(&s, ints, 16);
    refused(&f, &s, LG_E_MODEL, "strings");
    lg_arena_reset(&f.arena);
}

static void normalises_booleans(void **state) {
    fixture f;
    open_fixture(state, &f);
    int64_t n = 4;
    uint8_t raw[] = {0, 1, 2, 255};
    Onnx__TensorProto t = tensor(LG_BOOL, &n, 1);
    set_raw(&t, raw, 4);
    assert_memory_equal(good(&f, &t)->data, "\0\1\1\1", 4);
    assert_memory_equal(raw, "\0\1\2\377", 4);
    lg_arena_reset(&f.arena);
}

/* ---- sparse ---- */

static lg_status sparse(fixture *f, int32_t dtype, int64_t nnz, void *values, size_t bytes,
                        int64_t *index_dims, size_t index_rank, int64_t *index, int64_t *dims,
                        size_t rank, const lg_view **out) {
    Onnx__TensorProto v = tensor(dtype, &nnz, 1);
    set_raw(&v, values, bytes);
    Onnx__TensorProto i = tensor(LG_INT64, index_dims, index_rank);
    i.int64_data = index;
    i.n_int64_data = (size_t)(index_dims[0] * (index_rank == 2 ? index_dims[1] : 1));
    Onnx__SparseTensorProto s = ONNX__SPARSE_TENSOR_PROTO__INIT;
    s.values = &v;
    s.indices = &i;
    s.dims = dims;
    s.n_dims = rank;
    f->err.message[0] = '\0';
    return lg_sparse_import(&f->source, &s, out, &f->err);
}

static void makes_sparse_tensors_dense(void **state) {
    fixture f;
    open_fixture(state, &f);
    const lg_view *v = NULL;
    int64_t dims[] = {2, 3}, pairs[] = {2, 2}, two[] = {2};
    float values[] = {5, 6};
    assert_int_equal(sparse(&f, LG_FLOAT, 2, values, 8, two, 1, (int64_t[]){1, 5}, dims, 2, &v),
                     LG_OK);
    assert_memory_equal(v->data, ((float[]){0, 5, 0, 0, 0, 6}), 24);
    assert_int_equal(
        sparse(&f, LG_FLOAT, 2, values, 8, pairs, 2, (int64_t[]){0, 1, 1, 2}, dims, 2, &v), LG_OK);
    assert_memory_equal(v->data, ((float[]){0, 5, 0, 0, 0, 6}), 24);
    uint8_t nibbles[] = {0x97};
    assert_int_equal(sparse(&f, LG_UINT4, 2, nibbles, 1, two, 1, (int64_t[]){1, 4}, dims, 2, &v),
                     LG_OK);
    assert_memory_equal(v->data, "\x70\x00\x09", 3);
    lg_arena_reset(&f.arena);
}

static void refuses_bad_sparse_tensors(void **state) {
    fixture f;
    open_fixture(state, &f);
    const lg_view *v = NULL;
    int64_t dims[] = {2, 2}, two[] = {2}, pairs[] = {2, 2},
            huge[] = {(int64_t)1 << 40, (int64_t)1 << 40};
    float values[] = {5, 6};
    static const struct {
        int64_t index[2];
        const char *word;
    } linear[] = {{{0, 99}, "99"},
                  {{-1, 1}, "-1"},
                  {{1, 1}, "ascending"},
                  {{2, 1}, "ascending"},
                  {{0, 4}, "4 elements"}};
    for (size_t i = 0; i < LG_COUNT(linear); i++) {
        int64_t index[] = {linear[i].index[0], linear[i].index[1]};
        assert_int_equal(sparse(&f, LG_FLOAT, 2, values, 8, two, 1, index, dims, 2, &v),
                         LG_E_MODEL);
        assert_non_null(strstr(f.err.message, linear[i].word));
    }
    assert_int_equal(
        sparse(&f, LG_FLOAT, 2, values, 8, pairs, 2, (int64_t[]){0, 0, 0, 2}, dims, 2, &v),
        LG_E_MODEL);
    assert_int_equal(
        sparse(&f, LG_FLOAT, 2, values, 8, pairs, 2, (int64_t[]){0, 0, 1, 1}, dims, 1, &v),
        LG_E_MODEL);
    assert_int_equal(sparse(&f, LG_FLOAT, 2, values, 8, two, 1, (int64_t[]){0, 1}, huge, 2, &v),
                     LG_E_LIMIT);
    Onnx__SparseTensorProto s = ONNX__SPARSE_TENSOR_PROTO__INIT;
    assert_int_equal(lg_sparse_import(&f.source, &s, &v, &f.err), LG_E_MODEL);
    lg_arena_reset(&f.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_every_typed_field),      lg_test(checks_ranges_of_typed_fields),
        lg_test(refuses_types_dims_and_sizes), lg_test(counts_the_limits),
        lg_test(wants_exactly_one_carrier),    lg_test(normalises_booleans),
        lg_test(makes_sparse_tensors_dense),   lg_test(refuses_bad_sparse_tensors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
