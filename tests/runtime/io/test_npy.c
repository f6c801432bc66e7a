/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/tensors.h"

/* Bytes of a version-`version` file with this header and `n` bytes of data 0, 1, 2, … */
static size_t build(unsigned char *out, int version, const char *header, size_t n) {
    size_t len = strlen(header), at = 8;
    memcpy(out, "\x93NUMPY", 6);
    out[6] = (unsigned char)version;
    out[7] = 0;
    out[at++] = (unsigned char)len;
    out[at++] = (unsigned char)(len >> 8);
    if (version > 1) {
        out[at++] = 0;
        out[at++] = 0;
    }
    memcpy(out + at, header, len);
    at += len;
    for (size_t i = 0; i < n; i++)
        out[at++] = (unsigned char)i;
    return at;
}

static lg_status read_npy(void **state, const void *data, size_t size, lg_tensor_file **file,
                          lg_error *err) {
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, file, NULL), LG_OK);
    return lg_npy_read(*file, LG_STR("x"), data, size, err);
}

static void reads_all_versions_and_orders(void **state) {
    unsigned char bytes[512];
    lg_tensor_file *file = NULL;
    for (int version = 1; version <= 3; version++) {
        size_t n = build(bytes, version,
                         "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }\n", 12);
        assert_int_equal(read_npy(state, bytes, n, &file, NULL), LG_OK);
        assert_int_equal(file->views[0].rank, 2);
        assert_int_equal(file->views[0].dims[1], 3);
        assert_int_equal(lg_tensor_integer(&file->views[0], 1), 0x0302);
        lg_tensors_destroy(file);
    }
    size_t n = build(bytes, 1, "{\"shape\":(2,3),'fortran_order': True,'descr':'>i2'}", 12);
    assert_int_equal(read_npy(state, bytes, n, &file, NULL), LG_OK);
    static const int want[] = {0x0001, 0x0405, 0x0809, 0x0203, 0x0607, 0x0A0B};
    for (int i = 0; i < 6; i++)
        assert_int_equal(lg_tensor_integer(&file->views[0], i), want[i]);
    lg_tensors_destroy(file);
    n = build(bytes, 1, "{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", 3);
    assert_int_equal(read_npy(state, bytes, n, &file, NULL), LG_OK);
    assert_int_equal(((uint8_t *)file->views[0].data)[2], 1); /* 2 becomes 1 */
    lg_tensors_destroy(file);
    n = build(bytes, 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (), }", 4);
    assert_int_equal(read_npy(state, bytes, n, &file, NULL), LG_OK);
    assert_int_equal(file->views[0].rank, 0);
    lg_tensors_destroy(file);
    n = build(bytes, 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9), }", 0);
    assert_int_equal(read_npy(state, bytes, n, &file, NULL), LG_OK);
    assert_int_equal(file->views[0].count, 0);
    lg_tensors_destroy(file);
}

static void refuses_hostile_files(void **state) {
    static const struct {
        const char *header;
        size_t data;
        lg_status want;
    } cases[] = {
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 7, LG_E_PARSE},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 9, LG_E_PARSE},
        {"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8, LG_E_UNSUPPORTED},
        {"{'descr': '|O8', 'fortran_order': False, 'shape': (1,), }", 8, LG_E_UNSUPPORTED},
        {"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4, LG_E_PARSE},
        {"{'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,), }", 8, LG_E_UNSUPPORTED},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", 0,
         LG_E_PARSE},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,), }", 0,
         LG_E_PARSE},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 0, LG_E_PARSE},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1), }", 4, LG_E_PARSE},
        {"{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }", 4, LG_E_PARSE},
        {"{'descr': '<f4', 'fortran_order': False}", 4, LG_E_PARSE},
        {"{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", 4, LG_E_PARSE},
        {"{'descr': '<f4', 'x': 1, 'fortran_order': False, 'shape': (1,)}", 4, LG_E_PARSE},
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} 1", 4, LG_E_PARSE},
        {"{'descr': '\xC3\xA9', 'fortran_order': False, 'shape': (1,)}", 4, LG_E_UNSUPPORTED},
        {"\xff\xff", 4, LG_E_PARSE},
        {"", 0, LG_E_PARSE},
        {"{'descr': '<U99999999999', 'fortran_order': False, 'shape': (1,)}", 4, LG_E_UNSUPPORTED},
        {"{'descr': '<U1', 'fortran_order': False, 'shape': (1,)}", 4, LG_E_PARSE},
        {"{'descr': '<U0', 'fortran_order': False, 'shape': (99999999999,)}", 0, LG_E_LIMIT},
        {"{'descr': '|V1', 'fortran_order': False, 'shape': (1,)}", 1, LG_E_UNSUPPORTED},
    };
    unsigned char bytes[512];
    lg_tensor_file *file = NULL;
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        lg_error err = LG_ERROR_INIT;
        size_t n = build(bytes, 1, cases[i].header, cases[i].data);
        if (strstr(cases[i].header, "'<U1'"))
            memcpy(bytes + n - 4, "\x00\x00\x11\x00", 4); /* beyond U+10FFFF */
        assert_int_equal(read_npy(state, bytes, n, &file, &err), cases[i].want);
        lg_tensors_destroy(file);
    }
    for (size_t n = 0; n < 80; n++) { /* cut anywhere */
        size_t all =
            build(bytes, 1, "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", 16);
        assert_true(n < all - 1);
        assert_int_not_equal(read_npy(state, bytes, n, &file, NULL), LG_OK);
        lg_tensors_destroy(file);
    }
    size_t n = build(bytes, 1, "{}", 4);
    bytes[8] = bytes[9] = 0xFF; /* header length 65535 */
    assert_int_equal(read_npy(state, bytes, n, &file, NULL), LG_E_PARSE);
    lg_tensors_destroy(file);
    bytes[6] = 4;
    assert_int_equal(read_npy(state, bytes, n, &file, NULL), LG_E_UNSUPPORTED);
    lg_tensors_destroy(file);
}

static void round_trip(void **state, const lg_view *v, int32_t back_dtype) {
    lg_bytes b;
    lg_tensor_file *file = NULL;
    lg_bytes_init(&b, lg_test_allocator(state));
    assert_int_equal(lg_npy_write(&b, v, NULL), LG_OK);
    assert_int_equal(lg_read_le(b.data + 8, 2) % 64, 64 - 10);
    assert_int_equal(read_npy(state, b.data, b.size, &file, NULL), LG_OK);
    lg_comparison c;
    assert_int_equal(file->views[0].dtype, back_dtype);
    lg_tensor_compare(&file->views[0], v, &(lg_tolerance){0}, &c);
    assert_true(c.equal);
    lg_tensors_destroy(file);
    lg_bytes_reset(&b);
}

static void writes_what_it_reads(void **state) {
    const int64_t dims[] = {2, 3}, one[] = {3};
    float f[] = {1, -2, 3.5f, 0.1f, 1e30f, -0.0f};
    lg_str s[] = {{"a", 1}, {"", 0}, {"h\xC3\xA9llo \xF0\x9F\x98\x80", 11}};
    uint16_t h[] = {0x3F80, 0x4000, 0xC000};
    round_trip(state, &(lg_view){f, dims, 6, 2, LG_FLOAT}, LG_FLOAT);
    round_trip(state, &(lg_view){f, NULL, 1, 0, LG_INT32}, LG_INT32);
    round_trip(state, &(lg_view){s, one, 3, 1, LG_STRING}, LG_STRING);
    round_trip(state, &(lg_view){h, one, 3, 1, LG_BFLOAT16}, LG_BFLOAT16);
    lg_bytes b;
    lg_bytes_init(&b, lg_test_allocator(state));
    assert_int_equal(lg_npy_write(&b, &(lg_view){h, one, 3, 1, LG_INT4}, NULL), LG_E_UNSUPPORTED);
    lg_bytes_reset(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_all_versions_and_orders),
        lg_test(refuses_hostile_files),
        lg_test(writes_what_it_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
