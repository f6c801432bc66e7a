/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/tensors.h"

typedef lg_status (*reader)(lg_tensor_file *, lg_str, const void *, size_t, lg_error *);

static lg_status load(void **state, reader read, const char *bytes, size_t n,
                      lg_tensor_file **file) {
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, file, NULL), LG_OK);
    return read(*file, LG_STR("x"), bytes, n, NULL);
}

static void reads_big_endian_elements(void **state) {
    lg_tensor_file *file = NULL;
    static const char bytes[] = "\0\0\x0B\x02\0\0\0\x01\0\0\0\x02\x01\x02\xFF\xFE";
    assert_int_equal(load(state, lg_idx_read, bytes, 16, &file), LG_OK);
    assert_int_equal(lg_tensor_integer(&file->views[0], 0), 0x0102);
    assert_int_equal(lg_tensor_integer(&file->views[0], 1), -2);
    lg_tensors_destroy(file);
    for (size_t n = 0; n < 16; n++) {
        assert_int_equal(load(state, lg_idx_read, bytes, n, &file), LG_E_PARSE);
        lg_tensors_destroy(file);
    }
    static const char trailing[] = "\0\0\x08\x01\0\0\0\x01\x01\x02";
    assert_int_equal(load(state, lg_idx_read, trailing, 10, &file), LG_E_PARSE);
    lg_tensors_destroy(file);
    static const char overflow[] = "\0\0\x0E\x03\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
    assert_int_equal(load(state, lg_idx_read, overflow, 16, &file), LG_E_PARSE);
    lg_tensors_destroy(file);
    assert_int_equal(load(state, lg_idx_read, "\0\0\x07\x00", 4, &file), LG_E_PARSE);
    lg_tensors_destroy(file);
    assert_int_equal(load(state, lg_idx_read, "\0\0\x08\xFF", 4, &file), LG_E_LIMIT);
    lg_tensors_destroy(file);
}

static void reads_portable_images(void **state) {
    lg_tensor_file *file = NULL;
    static const char pgm[] = "P5\n# made by hand\n3 1\n255\nabc";
    assert_int_equal(load(state, lg_pnm_read, pgm, sizeof pgm - 1, &file), LG_OK);
    assert_int_equal(file->views[0].rank, 2);
    assert_int_equal(file->views[0].dims[1], 3);
    assert_int_equal(lg_tensor_integer(&file->views[0], 2), 'c');
    lg_tensors_destroy(file);
    static const char ppm[] = "P6 1 1 65535 \x01\x02\x03\x04\x05\x06";
    assert_int_equal(load(state, lg_pnm_read, ppm, sizeof ppm - 1, &file), LG_OK);
    assert_int_equal(file->views[0].dims[2], 3);
    assert_int_equal(lg_tensor_integer(&file->views[0], 1), 0x0304);
    lg_tensors_destroy(file);
    assert_int_equal(load(state, lg_pnm_read, ppm, sizeof ppm - 2, &file), LG_E_PARSE);
    lg_tensors_destroy(file);
    static const char huge[] = "P5 9999999999 9999999999 255 a";
    assert_int_equal(load(state, lg_pnm_read, huge, sizeof huge - 1, &file), LG_E_PARSE);
    lg_tensors_destroy(file);
    assert_int_equal(load(state, lg_pnm_read, "\x89PNG\r\n", 6, &file), LG_E_UNSUPPORTED);
    lg_tensors_destroy(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_big_endian_elements),
        lg_test(reads_portable_images),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
