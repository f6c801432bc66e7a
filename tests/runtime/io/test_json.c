/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/json.h"

#include <math.h>

static lg_status parse(void **state, lg_arena *arena, const char *text, uint32_t depth,
                       const lg_json **out, lg_error *err) {
    lg_arena_init(arena, lg_test_allocator(state), 1 << 20);
    return lg_json_parse(arena, text, strlen(text), depth, out, err);
}

static void reads_every_kind_of_value(void **state) {
    lg_arena arena;
    const lg_json *root = NULL;
    int64_t i = 0;
    static const char text[] = " { \"a\" : [1, -2.5e3, true, false, null, {}] , "
                               "\"b\\u00e9\\n\\ud83d\\ude00\":\"x\\\"y\" }\n";
    assert_int_equal(parse(state, &arena, text, 8, &root, NULL), LG_OK);
    assert_int_equal(root->n, 2);
    const lg_json *a = lg_json_get(root, "a");
    assert_int_equal(a->n, 6);
    assert_true(lg_json_i64(a->child, &i) && i == 1);
    assert_true(lg_str_is(a->child->next->text, "-2.5e3"));
    assert_false(lg_json_i64(a->child->next, &i));
    assert_int_equal(a->child->next->next->n, 1);
    assert_int_equal(a->child->next->next->next->n, 0);
    assert_int_equal(a->child->next->next->next->type, LG_JSON_BOOL);
    const lg_json *b = lg_json_get(root, "b\xC3\xA9\n\xF0\x9F\x98\x80");
    assert_true(b && lg_str_is(b->text, "x\"y"));
    assert_null(lg_json_get(root, "c"));
    lg_arena_reset(&arena);
}

static void refuses_malformed_text(void **state) {
    static const char *const cases[] = {"",
                                        " ",
                                        "{",
                                        "}",
                                        "[1,]",
                                        "[,1]",
                                        "{\"a\"}",
                                        "{\"a\":}",
                                        "{\"a\":1,}",
                                        "{a:1}",
                                        "[1 2]",
                                        "01",
                                        "1.",
                                        ".5",
                                        "+1",
                                        "1e",
                                        "-",
                                        "nul",
                                        "[1}",
                                        "{\"a\":1]",
                                        "\"abc",
                                        "\"\\x\"",
                                        "\"\\u12\"",
                                        "\"\\ud800\"",
                                        "\"\\udc00\"",
                                        "\"\t\"",
                                        "\"\xff\"",
                                        "\"\xC0\x80\"",
                                        "1 2",
                                        "NaN",
                                        "[1]x",
                                        "\"\\ud800\\u0041\"",
                                        "'a'",
                                        "\"\xED\xA0\x80\"",
                                        "{\"a\":1,\"a\":2}",
                                        "{\"a\":1,\"\\u0061\":2}"};
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        lg_arena arena;
        const lg_json *root = NULL;
        lg_error err = LG_ERROR_INIT;
        assert_int_equal(parse(state, &arena, cases[i], 8, &root, &err), LG_E_PARSE);
        assert_null(root);
        assert_true(err.message[0] != 0);
        lg_arena_reset(&arena);
    }
}

static void bounds_nesting_without_recursion(void **state) {
    lg_arena arena;
    const lg_json *root = NULL;
    static char text[200001];
    memset(text, '[', sizeof text - 1);
    assert_int_equal(parse(state, &arena, text, 64, &root, NULL), LG_E_LIMIT);
    lg_arena_reset(&arena);
    assert_int_equal(parse(state, &arena, "[[[]]]", 3, &root, NULL), LG_OK);
    lg_arena_reset(&arena);
    assert_int_equal(parse(state, &arena, "[[[[]]]]", 3, &root, NULL), LG_E_LIMIT);
    lg_arena_reset(&arena);
    memset(text, ' ', sizeof text - 1); /* the budget of the arena bounds many small values */
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, i ? ",1" : "[1", 2);
    assert_int_equal(parse(state, &arena, text, 64, &root, NULL), LG_E_LIMIT);
    lg_arena_reset(&arena);
}

static void writes_strings_and_numbers(void **state) {
    lg_bytes b;
    void *data = NULL;
    size_t size = 0;
    lg_bytes_init(&b, lg_test_allocator(state));
    lg_json_put_string(&b, LG_STR("a\"\\\n\x7f\xff\xC3\xA9"));
    lg_json_put_f64(&b, 0.1);
    lg_json_put_f64(&b, -(double)INFINITY);
    lg_json_put_f64(&b, (double)NAN);
    lg_json_put_i64(&b, -7);
    assert_int_equal(lg_bytes_take(&b, &data, &size, NULL), LG_OK);
    assert_string_equal(data,
                        "\"a\\\"\\\\\\u000a\\u007f\xEF\xBF\xBD\xC3\xA9\"0.1\"-Infinity\"\"NaN\"-7");
    lg_allocator a = lg_test_allocator(state);
    lg_free(&a, data, size + 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_every_kind_of_value),
        lg_test(refuses_malformed_text),
        lg_test(bounds_nesting_without_recursion),
        lg_test(writes_strings_and_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
