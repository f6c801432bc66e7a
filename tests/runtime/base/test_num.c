/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/num.h"

#include <math.h>
#include <stdlib.h>

static uint64_t next_random(uint64_t *s) {
    *s += 0x9e3779b97f4a7c15u;
    uint64_t z = *s;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static void prints_the_shortest_digits(void **state) {
    (void)state;
    static const struct {
        double v;
        const char *text;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {1, "1"},
        {0.1, "0.1"},
        {-2.5, "-2.5"},
        {1e-5, "1e-5"},
        {0.0001, "0.0001"},
        {123456789.125, "123456789.125"},
        {1e15, "1000000000000000"},
        {1e16, "1e+16"},
        {1e22, "1e+22"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {9007199254740993.0, "9007199254740992"},
        {0.30000000000000004, "0.30000000000000004"},
        {9.5367431640625e-07, "9.5367431640625e-7"},
        {(double)INFINITY, "inf"},
        {-(double)INFINITY, "-inf"},
        {(double)NAN, "nan"},
    };
    char text[LG_NUM_MAX];
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        assert_int_equal(lg_num_print_f64(text, cases[i].v), strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
    }
    lg_num_print_f32(text, 0.1f);
    assert_string_equal(text, "0.1");
    lg_num_print_f32(text, 16777216.0f);
    assert_string_equal(text, "16777216");
    lg_num_print_f32(text, 3.4028235e38f);
    assert_string_equal(text, "3.4028235e+38");
    lg_num_print_f32(text, 1e-45f);
    assert_string_equal(text, "1e-45");
}

/* The C library's parser and printer (in the C locale) are the judges. */
static void agrees_with_the_c_library(void **state) {
    (void)state;
    uint64_t seed = 1;
    char text[LG_NUM_MAX], other[64];
    for (int i = 0; i < 60000; i++) {
        uint64_t bits = next_random(&seed);
        double v, back = 0;
        memcpy(&v, &bits, sizeof v);
        if (!isfinite(v))
            continue;
        size_t n = lg_num_print_f64(text, v);
        assert_true(n < LG_NUM_MAX);
        assert_true(strtod(text, NULL) == v);
        assert_true(lg_num_parse_f64(text, n, &back) && back == v);
        int m = snprintf(other, sizeof other, "%.*g", 1 + i % 20, v);
        assert_true(lg_num_parse_f64(other, (size_t)m, &back));
        assert_true(back == strtod(other, NULL));
        int digits = 1;
        do
            snprintf(other, sizeof other, "%.*e", digits - 1, v);
        while (strtod(other, NULL) != v && ++digits < 18);
        int mine = 0;
        for (size_t k = 0; k < n && text[k] != 'e'; k++)
            mine += text[k] >= '0' && text[k] <= '9';
        assert_true(mine <= digits || strchr(text, 'e') == NULL);

        float f, g = 0;
        uint32_t low = (uint32_t)bits;
        memcpy(&f, &low, sizeof f);
        if (!isfinite(f))
            continue;
        n = lg_num_print_f32(text, f);
        assert_true(strtof(text, NULL) == f);
        assert_true(lg_num_parse_f32(text, n, &g) && g == f);
        m = snprintf(other, sizeof other, "%.*g", 1 + i % 12, v);
        assert_true(lg_num_parse_f32(other, (size_t)m, &g));
        assert_true(g == strtof(other, NULL));
    }
}

static void rounds_hard_cases_once(void **state) {
    (void)state;
    static const char *const cases[] = {
        "9007199254740993",
        "9007199254740992.99999999999999999999999999999999999999999999999999",
        "9007199254740993.00000000000000000000000000000000000000000000000001",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "1e309",
        "1e-400",
        "123456789012345678901234567890e-10",
        "0.000000000000000000000000000000000000000000000000000000000000000001e60",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "000000000000000000000000000000000001",
        ".5",
        "5.",
        "8.5e22",
    };
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        double v = -1;
        float f = -1;
        assert_true(lg_num_parse_f64(cases[i], strlen(cases[i]), &v));
        assert_true(v == strtod(cases[i], NULL));
        assert_true(lg_num_parse_f32(cases[i], strlen(cases[i]), &f));
        assert_true(f == strtof(cases[i], NULL));
    }
    /* A midpoint with far more digits than are kept. */
    char text[2000];
    int n = snprintf(text, sizeof text, "1.%0*d5", 900, 0);
    double v = 0;
    assert_true(lg_num_parse_f64(text, (size_t)n, &v));
    assert_true(v == 1.0);
    n = snprintf(text, sizeof text, "9007199254740993.%0*d1", 900, 0);
    assert_true(lg_num_parse_f64(text, (size_t)n, &v));
    assert_true(v == 9007199254740994.0);
}

static void refuses_what_is_no_number(void **state) {
    (void)state;
    static const char *const cases[] = {"",     "-",    "+",   ".",    "e5",    "1e",  "1e+",
                                        "0x10", "1,5",  " 1",  "1 ",   "1..",   "--1", "na",
                                        "1f",   "infx", "1_0", "1e5.", "nan(1)"};
    double v = 7;
    int64_t i64 = 7;
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        assert_false(lg_num_parse_f64(cases[i], strlen(cases[i]), &v));
        assert_false(lg_num_parse_i64(cases[i], strlen(cases[i]), &i64));
    }
    assert_true(v == 7 && i64 == 7);
    assert_int_equal(lg_num_scan_f64("1e+x", 4, &v), 1);
    assert_int_equal(lg_num_scan_f64("-Infinity,", 10, &v), 9);
    assert_true(v < 0 && isinf(v));
}

static void reads_integers_to_their_limits(void **state) {
    (void)state;
    int64_t i = 0;
    uint64_t u = 0;
    char text[LG_NUM_MAX];
    assert_true(lg_num_parse_i64("-9223372036854775808", 20, &i) && i == INT64_MIN);
    assert_true(lg_num_parse_i64("9223372036854775807", 19, &i) && i == INT64_MAX);
    assert_false(lg_num_parse_i64("9223372036854775808", 19, &i));
    assert_false(lg_num_parse_i64("-9223372036854775809", 20, &i));
    assert_true(lg_num_parse_u64("18446744073709551615", 20, &u) && u == UINT64_MAX);
    assert_false(lg_num_parse_u64("18446744073709551616", 20, &u));
    assert_false(lg_num_parse_u64("-1", 2, &u));
    lg_num_print_i64(text, INT64_MIN);
    assert_string_equal(text, "-9223372036854775808");
    lg_num_print_u64(text, UINT64_MAX);
    assert_string_equal(text, "18446744073709551615");
}

static void widens_through_the_decimal(void **state) {
    (void)state;
    assert_true(lg_num_widen(0.1f) == 0.1);
    assert_true(lg_num_widen(1e-8f) == 1e-8);
    assert_true(lg_num_widen(-1e-6f) == -1e-6);
    assert_true(lg_num_widen(0.5f) == 0.5);
    assert_true(isinf(lg_num_widen(-INFINITY)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(prints_the_shortest_digits),     lg_test(agrees_with_the_c_library),
        lg_test(rounds_hard_cases_once),         lg_test(refuses_what_is_no_number),
        lg_test(reads_integers_to_their_limits), lg_test(widens_through_the_decimal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
