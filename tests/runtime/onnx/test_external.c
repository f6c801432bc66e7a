/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/onnx/external.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static const char *in_dir(const char *name) {
    static char paths[8][256];
    static int next;
    char *p = paths[next++ % 8];
    (void)snprintf(p, 256, "%s/%s", dir, name);
    return p;
}

static void put_file(const char *name, const void *bytes, size_t size) {
    FILE *f = fopen(in_dir(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    fclose(f);
}

/* m/: a model directory; hub/: the layout of the Hugging Face cache; SECRET beside both. */
static int make_tree(void **state) {
    (void)state;
    strcpy(dir, "/tmp/lg_external_XXXXXX");
    assert_non_null(mkdtemp(dir));
    static const char *const dirs[] = {
        "m", "m/sub", "hub", "hub/blobs", "hub/snapshots", "hub/snapshots/rev", "other"};
    for (size_t i = 0; i < LG_COUNT(dirs); i++)
        assert_int_equal(mkdir(in_dir(dirs[i]), 0700), 0);
    put_file("SECRET", "SECRET__", 8);
    put_file("m/w.bin", "0123456789abcdef", 16);
    put_file("m/sub/x.bin", "01234567", 8);
    put_file("hub/blobs/sha_model", "model", 5);
    put_file("hub/blobs/sha_data", "blobdata", 8);
    put_file("other/y.bin", "otherdat", 8);
    assert_int_equal(symlink("../../blobs/sha_model", in_dir("hub/snapshots/rev/model.onnx")), 0);
    assert_int_equal(symlink("../../blobs/sha_data", in_dir("hub/snapshots/rev/model.data")), 0);
    assert_int_equal(symlink("../../../SECRET", in_dir("hub/snapshots/rev/bad.data")), 0);
    assert_int_equal(symlink("../SECRET", in_dir("m/link")), 0);
    assert_int_equal(symlink("..", in_dir("m/up")), 0);
    assert_int_equal(symlink("sub/x.bin", in_dir("m/inside")), 0);
    assert_int_equal(symlink("../other/y.bin", in_dir("m/permitted")), 0);
    assert_int_equal(link(in_dir("SECRET"), in_dir("m/hard")), 0);
    assert_int_equal(mkfifo(in_dir("m/fifo"), 0600), 0);
    return 0;
}

static int drop_tree(void **state) {
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

typedef struct entries {
    Onnx__StringStringEntryProto e[8], *list[8];
    size_t n;
} entries;

static void add(entries *x, const char *key, const char *value) {
    Onnx__StringStringEntryProto *e = &x->e[x->n];
    onnx__string_string_entry_proto__init(e);
    e->key = (char *)(uintptr_t)key;
    e->value = (char *)(uintptr_t)value;
    x->list[x->n++] = e;
}

typedef struct outcome {
    lg_status status;
    lg_error err;
    char data[32];
    bool borrowed;
    int warnings;
} outcome;

static void count_warning(void *self, const char *message) {
    assert_non_null(strstr(message, "unknown key"));
    ++*(int *)self;
}

/* Loads `bytes` bytes as `entries` say; the result is copied before the mapping goes. */
static outcome load(void **state, const lg_onnx_env *base, entries *x, size_t bytes, size_t align) {
    outcome o = {.err = LG_ERROR_INIT};
    lg_allocator a = lg_test_allocator(state);
    lg_arena arena;
    lg_mapping *mappings = NULL;
    lg_onnx_env env = *base;
    const void *data = NULL;
    lg_arena_init(&arena, a, 0);
    env.allocator = &a;
    env.arena = &arena;
    env.mappings = &mappings;
    env.self = &o.warnings;
    env.warn = count_warning;
    lg_external ext;
    lg_external_init(&ext, &env);
    o.status = lg_external_load(&ext, x->list, x->n, bytes, align, &data, &o.err);
    lg_external_close(&ext);
    if (o.status == LG_OK) {
        memcpy(o.data, data, bytes);
        for (const lg_mapping *m = mappings; m; m = m->next)
            o.borrowed = o.borrowed || ((const uint8_t *)data >= m->data &&
                                        (const uint8_t *)data < m->data + m->size);
    }
    lg_mappings_release(&mappings);
    lg_arena_reset(&arena);
    return o;
}

static outcome load_location(void **state, const char *location, uint32_t flags) {
    entries x = {0};
    char path[256];
    (void)snprintf(path, sizeof path, "%s/m/model.onnx", dir);
    add(&x, "location", location);
    return load(state, &(lg_onnx_env){.model_path = path, .flags = flags}, &x, 8, 4);
}

static void stays_in_the_directory(void **state) {
    static const struct {
        const char *location;
        lg_status status;
    } cases[] = {
        {"w.bin", LG_OK},
        {"./w.bin", LG_OK},
        {"sub/x.bin", LG_OK},
        {"inside", LG_OK},
        {"../SECRET", LG_E_MODEL},
        {"./../SECRET", LG_E_MODEL},
        {"sub/../../SECRET", LG_E_MODEL},
        {"sub/..", LG_E_MODEL},
        {"", LG_E_MODEL},
        {".", LG_E_MODEL},
        {"sub", LG_E_MODEL},
        {"link", LG_E_MODEL},
        {"up/SECRET", LG_E_MODEL},
        {"/proc/self/environ", LG_E_MODEL},
        {"/dev/zero", LG_E_MODEL},
        {"hard", LG_E_MODEL},
        {"fifo", LG_E_MODEL},
        {"permitted", LG_E_MODEL},
        {"..\\SECRET", LG_E_IO},
        {"none", LG_E_IO},
        {"..w", LG_E_IO},
    };
    for (size_t i = 0; i < LG_COUNT(cases); i++)
        for (uint32_t flags = 0; flags <= LG_LOAD_NO_MMAP; flags++) {
            outcome o = load_location(state, cases[i].location, flags);
            if (o.status != cases[i].status)
                fail_msg("'%s': %d, %s", cases[i].location, o.status, o.err.message);
            if (o.status == LG_OK) {
                assert_memory_equal(o.data, "01234567", 8);
                assert_int_equal(o.borrowed, flags == 0);
            } else {
                assert_non_null(strstr(o.err.message, "external data"));
            }
        }
    assert_int_equal(load_location(state, in_dir("m/w.bin"), 0).status, LG_E_MODEL);
    assert_memory_equal(load_location(state, "hard", LG_LOAD_ALLOW_HARDLINKS).data, "SECRET__", 8);
    char *longest = malloc(100001);
    assert_non_null(longest);
    memset(longest, 'a', 100000);
    longest[100000] = '\0';
    assert_int_equal(load_location(state, longest, 0).status, LG_E_MODEL);
    longest[4000] = '\0';
    assert_int_equal(load_location(state, longest, 0).status, LG_E_IO);
    free(longest);
}

static void follows_caches_made_of_links(void **state) {
    entries x = {0};
    char path[256];
    (void)snprintf(path, sizeof path, "%s/hub/snapshots/rev/model.onnx", dir);
    add(&x, "location", "model.data");
    outcome o = load(state, &(lg_onnx_env){.model_path = path}, &x, 8, 4);
    assert_int_equal(o.status, LG_OK);
    assert_memory_equal(o.data, "blobdata", 8);
    x.e[0].value = (char *)(uintptr_t) "bad.data";
    assert_int_equal(load(state, &(lg_onnx_env){.model_path = path}, &x, 8, 4).status, LG_E_MODEL);
    /* By its real path the model sees its own directory only. */
    (void)snprintf(path, sizeof path, "%s/hub/blobs/sha_model", dir);
    x.e[0].value = (char *)(uintptr_t) "sha_data";
    assert_int_equal(load(state, &(lg_onnx_env){.model_path = path}, &x, 8, 4).status, LG_OK);
}

static void takes_roots_from_the_caller_only(void **state) {
    entries x = {0};
    char other[256], model[256];
    (void)snprintf(other, sizeof other, "%s/other", dir);
    (void)snprintf(model, sizeof model, "%s/m/model.onnx", dir);
    const char *roots[] = {other};
    add(&x, "location", "permitted");
    lg_onnx_env env = {.model_path = model, .extra_roots = roots, .n_extra_roots = 1};
    outcome o = load(state, &env, &x, 8, 4);
    assert_int_equal(o.status, LG_OK);
    assert_memory_equal(o.data, "otherdat", 8);
    x.e[0].value = (char *)(uintptr_t) "link";
    assert_int_equal(load(state, &env, &x, 8, 4).status, LG_E_MODEL);
    /* From memory: only with a root. */
    x.e[0].value = (char *)(uintptr_t) "y.bin";
    o = load(state, &(lg_onnx_env){0}, &x, 8, 4);
    assert_int_equal(o.status, LG_E_MODEL);
    assert_non_null(strstr(o.err.message, "from memory"));
    assert_int_equal(load(state, &(lg_onnx_env){.root = other}, &x, 8, 4).status, LG_OK);
}

static void reads_numbers_strictly(void **state) {
    static const struct {
        const char *offset, *length;
        lg_status status;
    } cases[] = {
        {"0", "8", LG_OK},
        {"8", "8", LG_OK},
        {"8", NULL, LG_OK},
        {"3", "8", LG_OK},
        {"9", "8", LG_E_IO},
        {"16", "8", LG_E_IO},
        {"17", NULL, LG_E_IO},
        {"-4", "8", LG_E_MODEL},
        {"+4", "8", LG_E_MODEL},
        {" 4", "8", LG_E_MODEL},
        {"4 ", "8", LG_E_MODEL},
        {"0x4", "8", LG_E_MODEL},
        {"", "8", LG_E_MODEL},
        {"9223372036854775807", "8", LG_E_IO},
        {"18446744073709551612", "8", LG_E_IO},
        {"18446744073709551616", "8", LG_E_MODEL},
        {"0", "1125899906842624", LG_E_MODEL},
        {"0", "-1", LG_E_MODEL},
        {"0", "8abc", LG_E_MODEL},
        {"0", "4", LG_E_MODEL},
    };
    char path[256];
    (void)snprintf(path, sizeof path, "%s/m/model.onnx", dir);
    for (size_t i = 0; i < LG_COUNT(cases); i++) {
        entries x = {0};
        add(&x, "location", "w.bin");
        add(&x, "offset", cases[i].offset);
        if (cases[i].length)
            add(&x, "length", cases[i].length);
        outcome o = load(state, &(lg_onnx_env){.model_path = path}, &x, 8, 4);
        if (o.status != cases[i].status)
            fail_msg("%s %s: %d %s", cases[i].offset, cases[i].length ? cases[i].length : "-",
                     o.status, o.err.message);
        if (o.status == LG_OK) {
            size_t at = (size_t)(cases[i].offset[0] - '0');
            assert_memory_equal(o.data, &"0123456789abcdef"[at], 8);
            assert_int_equal(o.borrowed, at % 4 == 0);
        }
    }
}

static void knows_its_keys(void **state) {
    char path[256];
    (void)snprintf(path, sizeof path, "%s/m/model.onnx", dir);
    entries x = {0};
    add(&x, "location", "w.bin");
    add(&x, "__class__", "x");
    add(&x, "basepath", "/etc");
    outcome o = load(state, &(lg_onnx_env){.model_path = path}, &x, 8, 4);
    assert_int_equal(o.status, LG_OK);
    assert_int_equal(o.warnings, 1);
    add(&x, "location", "../SECRET");
    o = load(state, &(lg_onnx_env){.model_path = path}, &x, 8, 4);
    assert_int_equal(o.status, LG_E_MODEL);
    assert_non_null(strstr(o.err.message, "twice"));
    x.n = 0;
    add(&x, "offset", "0");
    o = load(state, &(lg_onnx_env){.model_path = path}, &x, 8, 4);
    assert_int_equal(o.status, LG_E_MODEL);
}

static void verifies_checksums_on_request(void **state) {
    char path[256];
    (void)snprintf(path, sizeof path, "%s/m/model.onnx", dir);
    for (uint32_t mmap = 0; mmap <= LG_LOAD_NO_MMAP; mmap++)
        for (int good = 0; good < 2; good++) {
            entries x = {0};
            add(&x, "location", "w.bin");
            add(&x, "checksum",
                good ? "FE5567E8D769550852182CDF69D74BB16DFF8E29" /* of 0123456789abcdef */
                     : "fe5567e8d769550852182cdf69d74bb16dff8e2a");
            lg_onnx_env env = {.model_path = path, .flags = LG_LOAD_VERIFY_CHECKSUM | mmap};
            assert_int_equal(load(state, &env, &x, 8, 4).status, good ? LG_OK : LG_E_MODEL);
            env.flags = mmap;
            assert_int_equal(load(state, &env, &x, 8, 4).status, LG_OK);
        }
}

/* Many tensors in few files: each file is opened and mapped once. */
static void maps_a_file_once(void **state) {
    char path[256];
    (void)snprintf(path, sizeof path, "%s/m/model.onnx", dir);
    lg_allocator a = lg_test_allocator(state);
    lg_arena arena;
    lg_mapping *mappings = NULL;
    lg_arena_init(&arena, a, 0);
    lg_onnx_env env = {.model_path = path, .allocator = &a, .arena = &arena, .mappings = &mappings};
    lg_external ext;
    lg_external_init(&ext, &env);
    for (int i = 0; i < 100; i++) {
        entries x = {0};
        const void *data = NULL;
        add(&x, "location", i % 2 ? "w.bin" : "sub/x.bin");
        assert_int_equal(lg_external_load(&ext, x.list, x.n, 8, 4, &data, NULL), LG_OK);
        assert_memory_equal(data, "01234567", 8);
    }
    lg_external_close(&ext);
    int n = 0;
    for (const lg_mapping *m = mappings; m; m = m->next)
        n++;
    assert_int_equal(n, 2);
    lg_mappings_release(&mappings);
    lg_arena_reset(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(stays_in_the_directory),
        lg_test(follows_caches_made_of_links),
        lg_test(takes_roots_from_the_caller_only),
        lg_test(reads_numbers_strictly),
        lg_test(knows_its_keys),
        lg_test(verifies_checksums_on_request),
        lg_test(maps_a_file_once),
    };
    return cmocka_run_group_tests(tests, make_tree, drop_tree);
}
