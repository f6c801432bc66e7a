/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/utf8.h"

static void accepts_every_character(void **state) {
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        char t[4];
        size_t n;
        if (c < 0x80) {
            t[0] = (char)c;
            n = 1;
        } else if (c < 0x800) {
            t[0] = (char)(0xC0 | c >> 6);
            t[1] = (char)(0x80 | (c & 0x3F));
            n = 2;
        } else if (c < 0x10000) {
            t[0] = (char)(0xE0 | c >> 12);
            t[1] = (char)(0x80 | (c >> 6 & 0x3F));
            t[2] = (char)(0x80 | (c & 0x3F));
            n = 3;
        } else {
            t[0] = (char)(0xF0 | c >> 18);
            t[1] = (char)(0x80 | (c >> 12 & 0x3F));
            t[2] = (char)(0x80 | (c >> 6 & 0x3F));
            t[3] = (char)(0x80 | (c & 0x3F));
            n = 4;
        }
        bool surrogate = c >= 0xD800 && c < 0xE000;
        if (lg_utf8_valid(t, n) == surrogate)
            fail_msg("U+%04X", (unsigned)c);
        for (size_t cut = 1; cut < n; cut++)
            assert_false(lg_utf8_valid(t, cut));
    }
}

static void refuses_other_forms(void **state) {
    (void)state;
    static const char *const bad[] = {"\x80",
                                      "\xC0\xAF",
                                      "\xC1\xBF",
                                      "\xE0\x9F\xBF",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xFF",
                                      "ab\xC3\x28"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(lg_utf8_valid(bad[i], strlen(bad[i])));
    assert_true(lg_utf8_valid("", 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(accepts_every_character),
        lg_test(refuses_other_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
