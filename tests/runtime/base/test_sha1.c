/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/sha1.h"

/* Vectors of FIPS 180-4. */
static void agrees_with_the_standard(void **state) {
    (void)state;
    static const struct {
        const char *text, *digest;
        int times;
    } cases[] = {
        {"", "da39a3ee5e6b4b0d3255bfef95601890afd80709", 1},
        {"abc", "a9993e364706816aba3e25717850c26c9cd0d89d", 1},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "84983e441c3bd26ebaae4aa1f95129e5e54670f1", 1},
        {"aaaaaaaaaa", "34aa973cd4c4daa4f61eeb2bdbad27316534016f", 100000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lg_sha1 s;
        char hex[41];
        lg_sha1_init(&s);
        for (int k = 0; k < cases[i].times; k++)
            lg_sha1_add(&s, cases[i].text, strlen(cases[i].text));
        lg_sha1_hex(&s, hex);
        assert_string_equal(hex, cases[i].digest);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(agrees_with_the_standard)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
