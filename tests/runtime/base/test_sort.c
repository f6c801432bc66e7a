/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/sort.h"

enum { MOST = 300 };

static bool less(const void *context, uint32_t a, uint32_t b) {
    const int *key = context;
    return key[a] != key[b] ? key[a] < key[b] : a < b;
}

static void sorts_every_length(void **state) {
    int key[MOST];
    uint32_t ids[MOST], x = 1;
    (void)state;
    for (uint32_t n = 0; n <= MOST; n++) {
        for (uint32_t kind = 0; kind < 3; kind++) {
            for (uint32_t i = 0; i < n; i++) {
                x = x * 1664525 + 1013904223;
                key[i] = kind == 0 ? (int)(x >> 26) : kind == 1 ? (int)i : (int)(n - i);
                ids[i] = i;
            }
            lg_sort_ids(ids, n, less, key);
            for (uint32_t i = 1; i < n; i++)
                assert_true(less(key, ids[i - 1], ids[i]));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(sorts_every_length)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
