/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/lex.h"

static lg_arena arena;

static lg_lex lexer(const char *text, lg_error *err) {
    return (lg_lex){.text = text, .len = strlen(text), .arena = &arena, .err = err};
}

static void literal(const char *text, lg_lit_kind kind, const char *value) {
    lg_lex lex = lexer(text, NULL);
    lg_literal lit;
    assert_int_equal(lg_lex_literal(&lex, &lit), LG_OK);
    assert_int_equal(lit.kind, kind);
    assert_true(lg_str_is(lit.text, value));
}

static void words_and_literals(void **state) {
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    literal("12,", LG_LIT_INT, "12");
    literal(" -7 ", LG_LIT_INT, "-7");
    literal("1.5", LG_LIT_FLOAT, "1.5");
    literal("-1e-5>", LG_LIT_FLOAT, "-1e-5");
    literal("-inf", LG_LIT_FLOAT, "-inf");
    literal("nan", LG_LIT_FLOAT, "nan");
    literal("\"a b\"", LG_LIT_STRING, "a b");
    literal("\"a\\\"\\\\b\"", LG_LIT_STRING, "a\"\\b");
    lg_lex lex = lexer(" # comment\n  _a1.b => \"q\" ", NULL);
    lg_str id;
    assert_int_equal(lg_lex_id(&lex, &id), LG_OK);
    assert_true(lg_str_is(id, "_a1"));
    assert_true(lg_lex_take(&lex, '.'));
    assert_false(lg_lex_take(&lex, '.'));
    assert_int_equal(lg_lex_name(&lex, &id), LG_OK);
    assert_int_equal(lg_lex_arrow(&lex), LG_OK);
    assert_int_equal(lg_lex_name(&lex, &id), LG_OK);
    assert_true(lg_str_is(id, "q"));
    assert_true(lg_lex_end(&lex));
    assert_true(lg_lex_is_id(LG_STR("a_1")));
    assert_false(lg_lex_is_id(LG_STR("1a")) || lg_lex_is_id(LG_STR("")));
    lg_arena_reset(&arena);
}

static void failures_have_a_place(void **state) {
    lg_error err = LG_ERROR_INIT;
    lg_lex lex = lexer("a\n  12x", &err);
    lg_str id;
    lg_literal lit;
    int64_t v;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_lex_id(&lex, &id), LG_OK);
    assert_int_equal(lg_lex_literal(&lex, &lit), LG_E_PARSE);
    assert_string_equal(err.message,
                        "line 2, column 3: expected a number or a quoted string, found '12x'");
    lex = lexer("99999999999999999999", &err);
    assert_int_equal(lg_lex_int(&lex, &v), LG_E_PARSE);
    lex = lexer("\"abc\\", &err);
    assert_int_equal(lg_lex_string(&lex, &id), LG_E_PARSE);
    lex = lexer("=", &err);
    assert_int_equal(lg_lex_arrow(&lex), LG_E_PARSE);
    lex = lexer("", &err);
    assert_int_equal(lg_lex_expect(&lex, '('), LG_E_PARSE);
    assert_string_equal(err.message, "line 1, column 1: expected '(', found the end");
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(words_and_literals),
        lg_test(failures_have_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
