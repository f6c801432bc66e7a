/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/graph/text_internal.h"

static void entries_are_found_again(void **state) {
    lg_buf raw;
    lg_str entry, key, value;
    lg_buf_init(&raw, lg_test_allocator(state));
    lg_buf_bytes(&raw, "\x08\x96\x01\x2d\x01\x02\x03\x04", 8); /* a varint and a fixed32 before */
    lg_text_encode_entry(LG_STR("k"), LG_STR("v1"), 14, &raw);
    lg_text_encode_entry(LG_STR("l"), LG_STR(""), 14, &raw);
    assert_true(lg_text_find_field((lg_extra){raw.data, raw.size}, 14, 1, &entry));
    assert_true(lg_text_find_field(entry, 1, 0, &key) && lg_str_is(key, "l"));
    assert_true(lg_text_find_field((lg_extra){raw.data, raw.size}, 14, 0, &entry));
    assert_true(lg_text_find_field(entry, 2, 0, &value) && lg_str_is(value, "v1"));
    assert_false(lg_text_find_field((lg_extra){raw.data, raw.size}, 14, 2, &entry));
    lg_buf_reset(&raw);
}

static void damaged_types_are_refused(void **state) {
    static const struct {
        const char *bytes;
        size_t n;
    } cases[] = {{"", 0},
                 {"\x0a", 1},
                 {"\x0a\xff\xff\xff\xff\x0f", 6},
                 {"\x0a\x02\x08", 3},
                 {"\x0a\x02\x08\x00", 4},
                 {"\x0a\x02\x08\x7f", 4},
                 {"\x22\x00", 2},
                 {"\x2a\x02\x08\x07", 4},
                 {"\x0b\x0c", 2}};
    lg_arena arena;
    lg_module *m = NULL;
    lg_text_type t;
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&arena, &m, NULL), LG_OK);
    for (size_t i = 0; i < LG_COUNT(cases); i++)
        assert_int_equal(lg_text_decode_type((lg_str){cases[i].bytes, cases[i].n}, m, 32, &t, NULL),
                         LG_E_MODEL);
    lg_arena_reset(&arena);
}

/* sequence(sequence(…)): 40 levels around a tensor type */
static void nesting_is_bounded(void **state) {
    lg_arena arena;
    lg_module *m = NULL;
    lg_text_type t;
    char bytes[200];
    size_t at = sizeof bytes;
    const char leaf[] = {0x0a, 0x02, 0x08, 0x01};
    at -= sizeof leaf;
    memcpy(bytes + at, leaf, sizeof leaf);
    for (int level = 0; level < 40; level++) {
        const char wrap[] = {0x22, (char)(sizeof bytes - at + 2), 0x0a, (char)(sizeof bytes - at)};
        if (sizeof bytes - at + 2 > 0x7F)
            break;
        at -= sizeof wrap;
        memcpy(bytes + at, wrap, sizeof wrap);
    }
    lg_arena_init(&arena, lg_test_allocator(state), 0);
    assert_int_equal(lg_module_create(&arena, &m, NULL), LG_OK);
    lg_str whole = {bytes + at, sizeof bytes - at};
    assert_int_equal(lg_text_decode_type(whole, m, 8, &t, NULL), LG_E_LIMIT);
    assert_int_equal(lg_text_decode_type(whole, m, UINT32_MAX, &t, NULL), LG_OK);
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(entries_are_found_again),
        lg_test(damaged_types_are_refused),
        lg_test(nesting_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
