/* SPDX-License-Identifier: Apache-2.0 */
/* Tensors of every element type, types of every kind: text to values to text. */
#include "tests/support/support.h"

#include "runtime/graph/text_internal.h"

static void tensor(void **state, const char *type, const char *values, const void *bytes,
                   size_t n) {
    char text[300];
    lg_arena arena;
    lg_module *m = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&arena, &m, NULL), LG_OK);
    (void)snprintf(text, sizeof text, "%s %s", type, values);
    lg_lex lex = {.text = text, .len = strlen(text), .arena = &arena, .err = &err};
    lg_text_type t;
    const lg_view *v = NULL;
    if (lg_text_parse_type(&lex, m, 32, &t) != LG_OK ||
        lg_text_parse_tensor(&lex, m, &t, &v) != LG_OK)
        fail_msg("%s: %s", text, err.message);
    assert_memory_equal(v->data, bytes, n);
    lg_buf out;
    lg_buf_init(&out, lg_test_allocator(state));
    lg_text_print_type(m, &t, &out);
    lg_buf_char(&out, ' ');
    lg_text_print_tensor(v, &out);
    assert_string_equal(out.data, text);
    lg_buf_reset(&out);
    lg_arena_reset(&arena);
}

#define TENSOR(type, values, element, ...)                                                         \
    do {                                                                                           \
        static const element want[] = {__VA_ARGS__};                                               \
        tensor(state, type, values, want, sizeof want);                                            \
    } while (0)

static void every_element_type(void **state) {
    TENSOR("float[2]", "{1.5, -1e-8}", float, 1.5f, -1e-8f);
    TENSOR("double[1]", "{0.1}", double, 0.1);
    TENSOR("int8[2]", "{-128, 127}", int8_t, -128, 127);
    TENSOR("uint8[2]", "{0, 255}", uint8_t, 0, 255);
    TENSOR("int16[2]", "{-32768, 32767}", int16_t, -32768, 32767);
    TENSOR("uint16[1]", "{65535}", uint16_t, 65535);
    TENSOR("int32[2]", "{-2147483648, 2147483647}", int32_t, INT32_MIN, INT32_MAX);
    TENSOR("uint32[1]", "{4294967295}", uint32_t, UINT32_MAX);
    TENSOR("int64[2]", "{-9223372036854775808, 9223372036854775807}", int64_t, INT64_MIN,
           INT64_MAX);
    TENSOR("uint64[1]", "{18446744073709551615}", uint64_t, UINT64_MAX);
    TENSOR("bool[2]", "{0, 1}", uint8_t, 0, 1);
    TENSOR("float16[2]", "{15360, 65535}", uint16_t, 15360, 65535);
    TENSOR("bfloat16[1]", "{16256}", uint16_t, 16256);
    TENSOR("float8e4m3fn[1]", "{120}", uint8_t, 120);
    TENSOR("complex64[1]", "{1, -2}", float, 1, -2);
    TENSOR("complex128[1]", "{1, -2}", double, 1, -2);
    TENSOR("int4[3]", "{33, 3}", uint8_t, 33, 3);
    TENSOR("uint2[5]", "{255, 1}", uint8_t, 255, 1);
    TENSOR("float6e3m2[4]", "{1, 63, 0, 32}", uint8_t, 0xC1, 0x0F, 0x80);
    TENSOR("float", "{7}", float, 7);
}

static void strings_keep_their_bytes(void **state) {
    lg_buf out;
    lg_str s[] = {LG_STR("a\"b"), {"\\\0c", 3}};
    const int64_t dims[] = {2};
    const lg_view v = {s, dims, 2, 1, LG_STRING};
    lg_buf_init(&out, lg_test_allocator(state));
    lg_text_print_tensor(&v, &out);
    static const char want[] = "{\"a\\\"b\", \"\\\\\0c\"}";
    assert_int_equal(out.size, sizeof want - 1);
    assert_memory_equal(out.data, want, sizeof want);
    lg_buf_reset(&out);
}

static void type(void **state, const char *text, lg_status status) {
    lg_arena arena;
    lg_module *m = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&arena, &m, NULL), LG_OK);
    lg_lex lex = {.text = text, .len = strlen(text), .arena = &arena, .err = &err};
    lg_text_type t, back;
    assert_int_equal(lg_text_parse_type(&lex, m, 32, &t), status);
    if (status == LG_OK) {
        /* Through the bytes of a TypeProto as well. */
        lg_buf out, raw;
        lg_str bytes;
        lg_buf_init(&out, lg_test_allocator(state));
        lg_buf_init(&raw, lg_test_allocator(state));
        lg_text_encode_type(m, &t, 14, &raw);
        assert_true(lg_text_find_field((lg_str){raw.data, raw.size}, 14, 0, &bytes));
        assert_false(lg_text_find_field((lg_str){raw.data, raw.size}, 14, 1, &bytes));
        assert_int_equal(lg_text_decode_type(bytes, m, 32, &back, &err), LG_OK);
        lg_text_print_type(m, &back, &out);
        assert_string_equal(out.data, text);
        for (size_t cut = 0; cut < bytes.len; cut++) { /* damage is an error or another type */
            lg_status st = lg_text_decode_type((lg_str){bytes.ptr, cut}, m, 32, &back, NULL);
            assert_true(st == LG_OK || st == LG_E_MODEL);
        }
        lg_buf_reset(&out);
        lg_buf_reset(&raw);
    }
    lg_arena_reset(&arena);
}

static void every_kind_of_type(void **state) {
    type(state, "float", LG_OK);
    type(state, "int64[]", LG_OK);
    type(state, "float[2,N,?,\"a b\"]", LG_OK);
    type(state, "seq(map(int64, optional(string[3])))", LG_OK);
    type(state, "seq(float", LG_E_PARSE);
    type(state, "f32", LG_E_PARSE);
    type(state, "float[1.5]", LG_E_PARSE);
    type(state, "opaque(a,b)", LG_E_UNSUPPORTED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(every_element_type),
        lg_test(strings_keep_their_bytes),
        lg_test(every_kind_of_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
