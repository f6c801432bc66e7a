/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/tensors.h"

static lg_status load(void **state, const char *header, size_t data, lg_tensor_file **file,
                      lg_error *err) {
    static char bytes[4096];
    size_t n = strlen(header);
    memset(bytes, 0, sizeof bytes);
    for (int i = 0; i < 8; i++)
        bytes[i] = (char)((uint64_t)n >> (8 * i));
    memcpy(bytes + 8, header, n);
    for (size_t i = 0; i < data; i++)
        bytes[8 + n + i] = (char)(i + 1);
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, file, NULL), LG_OK);
    return lg_safetensors_read(*file, bytes, 8 + n + data, err);
}

static void reads_in_any_order(void **state) {
    lg_tensor_file *file = NULL;
    lg_error err = LG_ERROR_INIT;
    if (load(state,
             "{\"__metadata__\":{\"format\":\"pt\"},"
             "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[4,6]},"
             "\"e\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[4,4]},"
             "\"a\":{\"dtype\":\"I16\",\"shape\":[2,1],\"data_offsets\":[0,4]}}   ",
             6, &file, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_int_equal(file->n, 3);
    assert_true(lg_str_is(file->names[0], "b"));
    assert_int_equal(lg_tensor_integer(&file->views[0], 1), 6);
    assert_int_equal(lg_tensor_integer(&file->views[2], 1), 0x0403);
    assert_int_equal(file->views[1].count, 0);
    lg_tensors_destroy(file);
}

static void refuses_hostile_headers(void **state) {
#define ENTRY(name, offsets)                                                                       \
    "\"" name "\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":" offsets "}"
    static const struct {
        const char *header;
        size_t data;
        lg_status want;
    } cases[] = {
        {"{" ENTRY("a", "[0,2]") "}", 3, LG_E_PARSE},                         /* data left over */
        {"{" ENTRY("a", "[0,2]") "}", 1, LG_E_PARSE},                         /* data missing */
        {"{" ENTRY("a", "[2,0]") "}", 2, LG_E_PARSE},                         /* reversed */
        {"{" ENTRY("a", "[0,2]") "," ENTRY("b", "[1,3]") "}", 3, LG_E_PARSE}, /* overlap */
        {"{" ENTRY("a", "[0,2]") "," ENTRY("b", "[0,2]") "}", 2, LG_E_PARSE},
        {"{" ENTRY("a", "[0,2]") "," ENTRY("b", "[3,5]") "}", 5, LG_E_PARSE}, /* gap */
        {"{" ENTRY("a", "[1,3]") "}", 3, LG_E_PARSE},
        {"{" ENTRY("a", "[0,2]") "," ENTRY("a", "[2,4]") "}", 4, LG_E_PARSE}, /* twice */
        {"{" ENTRY("a", "[-2,0]") "}", 2, LG_E_PARSE},
        {"{" ENTRY("a", "[0,2.0]") "}", 2, LG_E_PARSE},
        {"{" ENTRY("a", "[9223372036854775807,9223372036854775809]") "}", 2, LG_E_PARSE},
        {"{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2, LG_E_PARSE},
        {"{\"a\":{\"dtype\":\"Q9\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2, LG_E_UNSUPPORTED},
        {"{\"a\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,2]}}", 2,
         LG_E_PARSE},
        {"{\"a\":{\"dtype\":\"U8\",\"shape\":2,\"data_offsets\":[0,2]}}", 2, LG_E_PARSE},
        {"{\"a\":{\"dtype\":\"U8\",\"shape\":[-2],\"data_offsets\":[0,2]}}", 2, LG_E_PARSE},
        {"{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2],\"x\":1}}", 2, LG_E_PARSE},
        {"{\"a\":[]}", 0, LG_E_PARSE},
        {"{\"a\":1}", 0, LG_E_PARSE},
        {"{\"__metadata__\":{\"a\":1}}", 0, LG_E_PARSE},
        {"{\"__metadata__\":{\"a\":[[[[1]]]]}}", 0, LG_E_LIMIT},
        {"[]", 0, LG_E_PARSE},
        {"{", 0, LG_E_PARSE},
        {"{\"a\\u0000b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2, LG_E_PARSE},
    };
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        lg_tensor_file *file = NULL;
        lg_error err = LG_ERROR_INIT;
        lg_status st = load(state, cases[i].header, cases[i].data, &file, &err);
        if (st != cases[i].want)
            fail_msg("%s: %s, %s", cases[i].header, lg_status_name(st), err.message);
        lg_tensors_destroy(file);
    }
    lg_tensor_file *file = NULL;
    char huge[16] = {0};
    huge[3] = 0x40; /* a header of 1 GiB */
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, &file, NULL), LG_OK);
    assert_int_equal(lg_safetensors_read(file, huge, sizeof huge, NULL), LG_E_LIMIT);
    huge[3] = 0;
    huge[2] = 1; /* longer than the file */
    huge[8] = '{';
    assert_int_equal(lg_safetensors_read(file, huge, sizeof huge, NULL), LG_E_PARSE);
    assert_int_equal(lg_safetensors_read(file, huge, 7, NULL), LG_E_PARSE);
    lg_tensors_destroy(file);
}

static void writes_what_it_reads(void **state) {
    lg_bytes b;
    const int64_t dims[] = {3};
    float f[] = {1, 2, 3};
    uint8_t four[] = {0x21, 0x03};
    lg_str names[] = {LG_STR("w\"1"), LG_STR("q"), LG_STR("s")};
    lg_view views[] = {
        {f, dims, 3, 1, LG_FLOAT}, {four, dims, 3, 1, LG_FLOAT4E2M1}, {f, NULL, 1, 0, LG_FLOAT}};
    lg_str metadata[] = {LG_STR("step"), LG_STR("7")};
    lg_bytes_init(&b, lg_test_allocator(state));
    assert_int_equal(lg_safetensors_write(&b, names, views, 3, metadata, 1, NULL), LG_OK);
    lg_tensor_file *file = NULL;
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, &file, NULL), LG_OK);
    assert_int_equal(lg_safetensors_read(file, b.data, b.size, NULL), LG_OK);
    assert_int_equal(file->n, 3);
    assert_true(lg_str_is(file->names[0], "w\"1"));
    for (uint32_t i = 0; i < 3; i++) {
        lg_comparison c;
        lg_tensor_compare(&file->views[i], &views[i], NULL, &c);
        assert_true(c.equal);
    }
    lg_tensors_destroy(file);
    lg_bytes_reset(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_in_any_order),
        lg_test(refuses_hostile_headers),
        lg_test(writes_what_it_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
