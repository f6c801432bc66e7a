/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/io/tensors.h"

static const int64_t dims[] = {2, 512};
static float values[1024];

static void build(void **state, lg_bytes *b, const char *first, const char *second, bool compress) {
    lg_str names[] = {lg_str_of(first), lg_str_of(second)};
    for (int i = 0; i < 1024; i++)
        values[i] = (float)(i / 7);
    lg_view views[] = {{values, dims, 1024, 2, LG_FLOAT}, {values, NULL, 1, 0, LG_FLOAT}};
    lg_bytes_init(b, lg_test_allocator(state));
    assert_int_equal(lg_npz_write(b, names, views, 2, compress, NULL), LG_OK);
    assert_int_equal(b->status, LG_OK);
}

static lg_status load(void **state, const void *data, size_t size, lg_tensor_file **file,
                      lg_error *err) {
    assert_int_equal(lg_tensors_create(lg_test_allocator(state), NULL, file, NULL), LG_OK);
    return lg_npz_read(*file, data, size, err);
}

static void expect(void **state, const lg_bytes *b, lg_status want) {
    lg_tensor_file *file = NULL;
    lg_error err = LG_ERROR_INIT;
    assert_int_equal(load(state, b->data, b->size, &file, &err), want);
    lg_tensors_destroy(file);
}

static void put(const lg_bytes *b, size_t at, uint64_t v, size_t n) {
    assert_true(at + n <= b->size);
    for (size_t i = 0; i < n; i++)
        b->data[at + i] = (char)(v >> (8 * i));
}

/* Offset of the k-th central header. */
static size_t central(const lg_bytes *b, int k) {
    size_t at = (size_t)lg_read_le(b->data + b->size - 22 + 16, 4);
    for (; k > 0; k--)
        at += 46 + lg_read_le(b->data + at + 28, 2) + lg_read_le(b->data + at + 30, 2);
    return at;
}

static void round_trips(void **state) {
    for (int compress = 0; compress < 2; compress++) {
        lg_bytes b;
        lg_tensor_file *file = NULL;
        lg_comparison c;
#if !defined(LG_HAVE_ZLIB)
        if (compress)
            continue;
#endif
        build(state, &b, "../../etc/passwd", "caf\xC3\xA9/w", compress);
        assert_int_equal(load(state, b.data, b.size, &file, NULL), LG_OK);
        assert_int_equal(file->n, 2);
        assert_true(lg_str_is(file->names[0], "../../etc/passwd")); /* only a name */
        assert_true(lg_str_is(file->names[1], "caf\xC3\xA9/w"));
        lg_tensor_compare(&file->views[0], &(lg_view){values, dims, 1024, 2, LG_FLOAT},
                          &(lg_tolerance){0}, &c);
        assert_true(c.equal);
        assert_true(compress ? b.size < 2000 : b.size > 4096);
        lg_tensors_destroy(file);
        lg_bytes_reset(&b);
    }
}

static void refuses_inconsistent_archives(void **state) {
    lg_bytes b;
    build(state, &b, "a", "b", false);
    size_t end = b.size - 22;
    for (size_t n = 0; n < b.size; n += n < 100 ? 1 : 97) {
        lg_tensor_file *file = NULL;
        assert_int_equal(load(state, b.data, n, &file, NULL), LG_E_PARSE);
        lg_tensors_destroy(file);
    }
    static const struct {
        int where; /* 0: end, 1: first central, 2: second central, 3: first local, 4: second local
                    */
        size_t at, n;
        uint64_t v;
        lg_status want;
    } cases[] = {
        {0, 10, 2, 3, LG_E_PARSE},          /* more entries than there are */
        {0, 16, 4, 0xFFFFFF00, LG_E_PARSE}, /* directory beyond the file */
        {0, 12, 4, 0x7FFFFFFF, LG_E_PARSE}, /* directory too long */
        {1, 20, 4, 0x7FFFFFFF, LG_E_PARSE}, /* compressed size beyond the file */
        {1, 24, 4, 17, LG_E_PARSE},         /* sizes disagree with the local header */
        {1, 16, 4, 1, LG_E_PARSE},          /* checksums disagree */
        {1, 42, 4, 7, LG_E_PARSE},          /* no local header there */
        {1, 10, 2, 12, LG_E_PARSE},         /* methods disagree */
        {1, 28, 2, 0xFFFF, LG_E_PARSE},     /* name beyond the directory */
        {1, 20, 4, 0xFFFFFFFF, LG_E_PARSE}, /* zip64 without its field */
        {1, 8, 2, 1, LG_E_UNSUPPORTED},     /* encrypted */
        {3, 26, 2, 0xFFFF, LG_E_PARSE},     /* local name cut off */
        {3, 30, 1, 'z', LG_E_PARSE},        /* names disagree */
        {3, 70, 1, 1, LG_E_PARSE},          /* contents against the checksum */
    };
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        size_t base = cases[i].where == 0   ? end
                      : cases[i].where == 3 ? 0
                                            : central(&b, cases[i].where - 1);
        uint64_t old = lg_read_le(b.data + base + cases[i].at, cases[i].n);
        put(&b, base + cases[i].at, cases[i].v, cases[i].n);
        expect(state, &b, cases[i].want);
        put(&b, base + cases[i].at, old, cases[i].n);
    }
    expect(state, &b, LG_OK);
    lg_bytes_reset(&b);
    build(state, &b, "a", "a", false); /* the same name twice */
    expect(state, &b, LG_E_PARSE);
    lg_bytes_reset(&b);
}

#if defined(LG_HAVE_ZLIB)
static void refuses_bombs_before_taking_memory(void **state) {
    lg_bytes b;
    build(state, &b, "a", "b", true);
    /* Claims 16 TiB through zip64-sized fields would need more file; 4 GiB - 2 is enough. */
    size_t c = central(&b, 0);
    put(&b, c + 24, 0xFFFFFFF0, 4);
    put(&b, 22, 0xFFFFFFF0, 4);
    lg_tensor_file *file = NULL;
    assert_int_equal(load(state, b.data, b.size, &file, NULL), LG_E_LIMIT);
    assert_true(lg_test_trace(state)->peak_bytes < 1 << 20);
    lg_tensors_destroy(file);
    lg_bytes_reset(&b);
    /* Within the ratio, but the data give less or more than declared. */
    for (int delta = -1; delta <= 1; delta += 2) {
        build(state, &b, "a", "b", true);
        c = central(&b, 0);
        uint64_t size = lg_read_le(b.data + c + 24, 4) + (uint64_t)(int64_t)delta;
        put(&b, c + 24, size, 4);
        put(&b, 22, size, 4);
        expect(state, &b, LG_E_PARSE);
        lg_bytes_reset(&b);
    }
    /* Entries that share their data: sizes add up to more than the file. */
    build(state, &b, "a", "a", false);
    size_t second = central(&b, 1);
    put(&b, second + 42, 0, 4);
    put(&b, second + 20, lg_read_le(b.data + central(&b, 0) + 20, 4), 4);
    put(&b, second + 24, lg_read_le(b.data + central(&b, 0) + 24, 4), 4);
    put(&b, second + 16, lg_read_le(b.data + central(&b, 0) + 16, 4), 4);
    expect(state, &b, LG_E_PARSE);
    lg_bytes_reset(&b);
}
#endif

static void reads_zip64(void **state) {
    /* One entry whose sizes and offset stand in zip64 fields, and a zip64 end of directory. */
    lg_bytes plain, b;
    lg_str name = LG_STR("a");
    int32_t seven = 7;
    lg_view v = {&seven, NULL, 1, 0, LG_INT32};
    lg_bytes_init(&plain, lg_test_allocator(state));
    lg_bytes_init(&b, lg_test_allocator(state));
    assert_int_equal(lg_npz_write(&plain, &name, &v, 1, false, NULL), LG_OK);
    size_t dir = central(&plain, 0);
    uint64_t size = lg_read_le(plain.data + 22, 4);
    lg_bytes_put(&b, plain.data, 28);
    lg_bytes_le(&b, 20, 2);
    put(&b, 18, 0xFFFFFFFF, 4);
    put(&b, 22, 0xFFFFFFFF, 4);
    lg_bytes_text(&b, "a.npy");
    lg_bytes_le(&b, 1, 2);
    lg_bytes_le(&b, 16, 2);
    lg_bytes_le(&b, size, 8);
    lg_bytes_le(&b, size, 8);
    lg_bytes_put(&b, plain.data + 35, (size_t)size);
    size_t offset = b.size;
    lg_bytes_put(&b, plain.data + dir, 46);
    put(&b, offset + 20, 0xFFFFFFFF, 4);
    put(&b, offset + 24, 0xFFFFFFFF, 4);
    put(&b, offset + 42, 0xFFFFFFFF, 4);
    put(&b, offset + 30, 28, 2);
    lg_bytes_text(&b, "a.npy");
    lg_bytes_le(&b, 1, 2);
    lg_bytes_le(&b, 24, 2);
    lg_bytes_le(&b, size, 8);
    lg_bytes_le(&b, size, 8);
    lg_bytes_le(&b, 0, 8);
    size_t end64 = b.size;
    lg_bytes_le(&b, 0x06064b50, 4);
    lg_bytes_le(&b, 44, 8);
    lg_bytes_le(&b, 45, 4);
    lg_bytes_le(&b, 0, 8);
    lg_bytes_le(&b, 1, 8);
    lg_bytes_le(&b, 1, 8);
    lg_bytes_le(&b, end64 - offset, 8);
    lg_bytes_le(&b, offset, 8);
    lg_bytes_le(&b, 0x07064b50, 4);
    lg_bytes_le(&b, 0, 4);
    lg_bytes_le(&b, end64, 8);
    lg_bytes_le(&b, 1, 4);
    lg_bytes_le(&b, 0x06054b50, 4);
    lg_bytes_le(&b, 0, 4);
    lg_bytes_le(&b, 0xFFFF, 4);
    lg_bytes_le(&b, 0xFFFFFFFF, 4);
    lg_bytes_le(&b, 0xFFFFFFFF, 4);
    lg_bytes_le(&b, 0, 2);
    lg_tensor_file *file = NULL;
    lg_error err = LG_ERROR_INIT;
    if (load(state, b.data, b.size, &file, &err) != LG_OK)
        fail_msg("%s", err.message);
    assert_int_equal(lg_tensor_integer(&file->views[0], 0), 7);
    lg_tensors_destroy(file);
    put(&b, end64 + 48, UINT64_MAX - 3, 8); /* offset that would wrap */
    expect(state, &b, LG_E_PARSE);
    lg_bytes_reset(&plain);
    lg_bytes_reset(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(round_trips),
        lg_test(refuses_inconsistent_archives),
#if defined(LG_HAVE_ZLIB)
        lg_test(refuses_bombs_before_taking_memory),
#endif
        lg_test(reads_zip64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
