/* SPDX-License-Identifier: Apache-2.0 */
/* The node loop against itself: the same graph with and without sharing of memory gives the same
 * bits. */
#include "tests/support/toy.h"

#include <stdbool.h>

static uint32_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 32);
}

/* A random graph of `n` nodes over float[N] values; some nodes have results sized by data. */
static void random_graph(char *text, size_t size, uint64_t *seed, int n, bool dynamic) {
    static const char *const unary[] = {"Double", "Copy", "Flatten", "Must", "Noise", "Double"};
    size_t at = (size_t)snprintf(text, size, "%s",
                                 TOY("g (float[N] v0, float[N] v1) => (float[N] y, float[N] "
                                     "z, float s) {\n"));
    for (int i = 2; i < n + 2; i++) {
        uint32_t r = next_random(seed), a = next_random(seed) % (uint32_t)i;
        uint32_t near = i > 4 && r % 3 ? (uint32_t)i - 1 - r % 3 : a;
        if (r % 4 == 0)
            at += (size_t)snprintf(text + at, size - at, "v%d = toy.Add(v%u, v%u)\n", i, near, a);
        else
            at += (size_t)snprintf(text + at, size - at, "v%d = toy.%s(v%u)\n", i,
                                   unary[(r >> 4) % LG_COUNT(unary)], near);
        if (dynamic && r % 5 == 1)
            at += (size_t)snprintf(text + at, size - at,
                                   "p%d = toy.Positive(v%d)\nq%d = toy.Double(p%d)\n"
                                   "u%d = toy.Add(q%d, p%d)\n",
                                   i, i, i, i, i, i, i);
    }
    (void)snprintf(text + at, size - at,
                   "y = toy.Add(v%d, v%d)\nz = toy.Flatten(v%d)\ns = toy.Sum(v%d) }", n + 1, n,
                   n - 1, n + 1);
}

static void run_with(void **state, const char *text, uint32_t flags, float out[3][32]) {
    lg_context *c = toy_context(state, NULL);
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    o.flags = flags;
    lg_program *p = toy_program(c, text, &o);
    lg_session *s = toy_session(p, NULL);
    float x[2][16];
    for (int i = 0; i < 16; i++) {
        x[0][i] = (float)(i % 5) - 2;
        x[1][i] = 0.25f * (float)i - 1.5f;
    }
    toy_bind(s, 0, x[0], 16, -1);
    toy_bind(s, 1, x[1], 16, -1);
    for (int run = 0; run < 2; run++)
        toy_run(s);
    for (uint32_t k = 0; k < 3; k++) {
        lg_view v;
        assert_int_equal(lg_session_output(s, k, &v, NULL), LG_OK);
        assert_true(v.count <= 32);
        memcpy(out[k], v.data, (size_t)v.count * sizeof(float));
    }
    toy_close(s, p, c);
}

static void sharing_memory_changes_no_bit(void **state) {
    static const uint32_t flags[] = {0, LG_COMPILE_NO_INPLACE, LG_COMPILE_NO_OPTIMIZE};
    uint64_t seed = 0x1234567;
    char text[8192];
    for (int round = 0; round < 150; round++) {
        float want[3][32] = {{0}}, got[3][32] = {{0}};
        random_graph(text, sizeof text, &seed, 4 + round % 30, round % 2 == 1);
        run_with(state, text, LG_COMPILE_NO_REUSE, want);
        for (size_t k = 0; k < LG_COUNT(flags); k++) {
            run_with(state, text, flags[k], got);
            if (memcmp(want, got, sizeof want) != 0)
                print_error("flags %u differ:\n%s\n", flags[k], text);
            assert_memory_equal(want, got, sizeof want);
        }
    }
}

static void bodies_share_memory_too(void **state) {
    static const char *const text =
        TOY("g (float[N] a, float[N] b) => (float[N] y, float[T,N] all, float s) {"
            "t = Constant <value_int = 4> ()\n y, all = Loop (t, , a) <body = l (int64 i, bool go, "
            "float[N] v) => (bool go2, float[N] w, float[N] e) { go2 = Identity(go)\n"
            "p = toy.Double(v)\n q = toy.Add(p, b)\n r = toy.Flatten(q)\n w = toy.Must(r)\n"
            "e = toy.Noise(p) }>\n s = toy.Sum(y) }");
    float want[3][128] = {{0}}, got[3][128] = {{0}};
    for (uint32_t flags = 0; flags <= LG_COMPILE_NO_REUSE; flags += LG_COMPILE_NO_INPLACE) {
        lg_context *c = toy_context(state, NULL);
        lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
        o.flags = flags & (LG_COMPILE_NO_INPLACE | LG_COMPILE_NO_REUSE);
        lg_program *p = toy_program(c, text, &o);
        lg_session *s = toy_session(p, NULL);
        float a[8] = {1, 2, 3, 4, 5, 6, 7, 8}, b[8] = {8, 7, 6, 5, 4, 3, 2, 1};
        toy_bind(s, 0, a, 8, -1);
        toy_bind(s, 1, b, 8, -1);
        toy_run(s);
        for (uint32_t k = 0; k < 3; k++) {
            lg_view v;
            assert_int_equal(lg_session_output(s, k, &v, NULL), LG_OK);
            memcpy(got[k], v.data, (size_t)v.count * sizeof(float));
        }
        if (flags == 0)
            memcpy(want, got, sizeof want);
        assert_memory_equal(want, got, sizeof want);
        toy_close(s, p, c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(sharing_memory_changes_no_bit),
        lg_test(bodies_share_memory_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
