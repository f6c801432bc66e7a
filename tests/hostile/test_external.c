/* SPDX-License-Identifier: Apache-2.0 */
/* Class C: external data. The model is m/model.onnx of a directory that also holds SECRET. */
#include "tests/support/hostile.h"
#include "tests/support/support.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64], model_path[128], hub_path[128];

static const char *in_dir(const char *name) {
    static char paths[8][256];
    static int next;
    char *p = paths[next++ % 8];
    (void)snprintf(p, 256, "%s/%s", dir, name);
    return p;
}

static void put_file(const char *name, const char *text) {
    FILE *f = fopen(in_dir(name), "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int make_tree(void **state) {
    (void)state;
    strcpy(dir, "/tmp/lg_hostile_XXXXXX");
    assert_non_null(mkdtemp(dir));
    static const char *const dirs[] = {"m",         "m/a",           "hub",
                                       "hub/blobs", "hub/snapshots", "hub/snapshots/rev"};
    for (size_t i = 0; i < LG_COUNT(dirs); i++)
        assert_int_equal(mkdir(in_dir(dirs[i]), 0700), 0);
    put_file("SECRET", "SECRET__SECRET__");
    put_file("m/w.bin", "0123456789abcdef");
    put_file("hub/blobs/data", "01234567");
    put_file("hub/blobs/model", "");
    assert_int_equal(symlink("../SECRET", in_dir("m/link")), 0);
    assert_int_equal(symlink("..", in_dir("m/up")), 0);
    assert_int_equal(link(in_dir("SECRET"), in_dir("m/hard")), 0);
    assert_int_equal(mkfifo(in_dir("m/fifo"), 0600), 0);
    assert_int_equal(symlink("../../blobs/model", in_dir("hub/snapshots/rev/model.onnx")), 0);
    assert_int_equal(symlink("../../blobs/data", in_dir("hub/snapshots/rev/w.bin")), 0);
    (void)snprintf(model_path, sizeof model_path, "%s/m/model.onnx", dir);
    (void)snprintf(hub_path, sizeof hub_path, "%s/hub/snapshots/rev/model.onnx", dir);
    return 0;
}

static int drop_tree(void **state) {
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

/* What the tensor says; NULL keys end the list. */
typedef struct tensor {
    int32_t dtype;
    int64_t count;
    const char *entries[4][2];
} tensor;

static void external(pb *b, uint32_t field, const tensor *t, const void *location, size_t size) {
    ob_tensor(b, field, "w", t->dtype, 1, &t->count);
    pb_int(b, 14, 1);
    if (location) {
        pb_begin(b, 13);
        pb_str(b, 1, "location");
        pb_bytes(b, 2, location, size);
        pb_end(b);
    }
    for (size_t i = 0; i < 4 && t->entries[i][0]; i++)
        ob_entry(b, 13, t->entries[i][0], t->entries[i][1]);
    pb_end(b);
}

static void end_model(pb *b, int32_t dtype) {
    ob_node_done(b, "Identity", "w", "y");
    ob_value(b, G_OUTPUT, "y", dtype, -1, NULL);
    pb_end(b);
}

static void with_bytes(pb *b, const tensor *t, const void *location, size_t size) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    external(b, G_INITIALIZER, t, location, size);
    end_model(b, t->dtype);
}

static void with(pb *b, const tensor *t, const char *location) {
    with_bytes(b, t, location, location ? strlen(location) : 0);
}

static const tensor plain = {LG_FLOAT, 2, {{NULL, NULL}}};

/* One builder per location. */
#define LOCATION(name, text)                                                                       \
    static void name(pb *b) {                                                                      \
        with(b, &plain, text);                                                                     \
    }
LOCATION(c01, "../SECRET")
LOCATION(c03, "./../SECRET")
LOCATION(c04, "a/../../SECRET")
LOCATION(c05, "")
LOCATION(c06, ".")
LOCATION(c07, "..\\SECRET")
LOCATION(c09, "/proc/self/environ")
LOCATION(c10, "/dev/zero")
LOCATION(c11, "link")
LOCATION(c12, "up/SECRET")
LOCATION(c13, "hard")
LOCATION(c14, "fifo")
LOCATION(good, "w.bin")
LOCATION(itself, "model.onnx")

static void c02(pb *b) {
    with(b, &plain, in_dir("SECRET"));
}
static void c08(pb *b) {
    with_bytes(b, &plain, "w.bin\0../SECRET", 15);
}

/* One builder per set of further entries. */
#define ENTRIES(name, ...)                                                                         \
    static void name(pb *b) {                                                                      \
        with(b, &(tensor){LG_FLOAT, 2, {__VA_ARGS__}}, "w.bin");                                   \
    }
ENTRIES(c15, {"offset", "-4"})
ENTRIES(c16, {"offset", "17"})
ENTRIES(c17, {"offset", "9223372036854775807"})
ENTRIES(c18, {"offset", "18446744073709551612"})
ENTRIES(c19, {"length", "1125899906842624"})
ENTRIES(c20, {"length", "-1"})
ENTRIES(c21, {"length", "8abc"})
ENTRIES(c22, {"length", "4"})
ENTRIES(c24, {"__class__", "x"})
ENTRIES(c25, {"location", "../SECRET"})
ENTRIES(c26, {"checksum", "da39a3ee5e6b4b0d3255bfef95601890afd80709"})
ENTRIES(c30, {"offset", "3"})

static void c23(pb *b) {
    with(b, &(tensor){LG_FLOAT, (int64_t)1 << 40, {{NULL, NULL}}}, "w.bin");
}
static void c23b(pb *b) {
    with(b, &(tensor){LG_FLOAT, 5, {{NULL, NULL}}}, "w.bin");
}
static void c27(pb *b) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_node(b, "Constant", NULL, "w");
    ob_attr(b, "value", LG_AT_TENSOR);
    external(b, A_TENSOR, &plain, "../SECRET", 9);
    pb_end(b);
    pb_end(b);
    end_model(b, LG_FLOAT);
}
static void c28(pb *b) {
    const int64_t two = 2;
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    pb_begin(b, G_SPARSE);
    external(b, 1, &plain, "../SECRET", 9);
    ob_tensor(b, 2, NULL, LG_INT64, 1, &two);
    pb_int(b, 7, 0);
    pb_int(b, 7, 1);
    pb_end(b);
    pb_int(b, 3, 4);
    pb_end(b);
    end_model(b, LG_FLOAT);
}
static void c29(pb *b) {
    with(b, &(tensor){LG_STRING, 1, {{NULL, NULL}}}, "w.bin");
}
static void long_location(pb *b, size_t n) {
    char *text = malloc(n);
    assert_non_null(text);
    memset(text, 'a', n);
    with_bytes(b, &plain, text, n);
    free(text);
}
static void c32(pb *b) {
    long_location(b, 4096);
}
static void c33(pb *b) {
    long_location(b, 100000);
}
static void c35(pb *b) { /* raw_data and external */
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_tensor(b, G_INITIALIZER, "w", LG_FLOAT, 1, (int64_t[]){2});
    pb_int(b, 14, 1);
    ob_entry(b, 13, "location", "w.bin");
    pb_bytes(b, 9, "12345678", 8);
    pb_end(b);
    end_model(b, LG_FLOAT);
}

static void class_c(void **state) {
    (void)state;
    const char *const p = model_path;
    const hostile_case cases[] = {
        {"C00", good, H_ACCEPT, NULL, H_RUN, p, 0},
        {"C00b", good, H_ACCEPT, NULL, H_RUN, p, LG_LOAD_NO_MMAP},
        {"C01", c01, H(MODEL), "leaves the directory", H_LOAD, p, 0},
        {"C02", c02, H(MODEL), "absolute path", H_LOAD, p, 0},
        {"C03", c03, H(MODEL), "leaves the directory", H_LOAD, p, 0},
        {"C04", c04, H(MODEL), "leaves the directory", H_LOAD, p, 0},
        {"C05", c05, H(MODEL), "without location", H_LOAD, p, 0},
        {"C06", c06, H(MODEL), "not a regular file", H_LOAD, p, 0},
        {"C07", c07, H(IO), "SECRET", H_LOAD, p, 0},
        {"C08", c08, H(PARSE), "NUL", H_LOAD, p, 0},
        {"C09", c09, H(MODEL), "absolute path", H_LOAD, p, 0},
        {"C10", c10, H(MODEL), "absolute path", H_LOAD, p, 0},
        {"C11", c11, H(MODEL), "leads out", H_LOAD, p, 0},
        {"C12", c12, H(MODEL), "leads out", H_LOAD, p, 0},
        {"C13", c13, H(MODEL), "2 hard links", H_LOAD, p, 0},
        {"C13b", c13, H_ACCEPT, NULL, H_RUN, p, LG_LOAD_ALLOW_HARDLINKS},
        {"C14", c14, H(MODEL), "not a regular file", H_LOAD, p, 0},
        {"C15", c15, H(MODEL), "offset '-4'", H_LOAD, p, 0},
        {"C16", c16, H(IO), "offset 17", H_LOAD, p, 0},
        {"C17", c17, H(IO), "offset 9223372036854775807", H_LOAD, p, 0},
        {"C18", c18, H(IO), "offset 18446744073709551612", H_LOAD, p, 0},
        {"C19", c19, H(MODEL), "length is 1125899906842624", H_LOAD, p, 0},
        {"C20", c20, H(MODEL), "length '-1'", H_LOAD, p, 0},
        {"C21", c21, H(MODEL), "length '8abc'", H_LOAD, p, 0},
        {"C22", c22, H(MODEL), "length is 4", H_LOAD, p, 0},
        {"C23", c23, H(LIMIT), "max_tensor_bytes", H_LOAD, p, 0},
        {"C23b", c23b, H(IO), "20 bytes from offset 0", H_LOAD, p, 0},
        {"C24", c24, H_ACCEPT, NULL, H_RUN, p, 0},
        {"C25", c25, H(MODEL), "'location' occurs twice", H_LOAD, p, 0},
        {"C26", c26, H(MODEL), "SHA-1", H_LOAD, p, LG_LOAD_VERIFY_CHECKSUM},
        {"C26b", c26, H_ACCEPT, NULL, H_RUN, p, 0},
        {"C27", c27, H(MODEL), "attribute 'value': tensor 'w'", H_LOAD, p, 0},
        {"C28", c28, H(MODEL), "sparse tensor 'w'", H_LOAD, p, 0},
        {"C29", c29, H(MODEL), "strings cannot be external", H_LOAD, p, 0},
        {"C30", c30, H_ACCEPT, NULL, H_RUN, p, 0},
        {"C31", good, H_ACCEPT, NULL, H_RUN, hub_path, 0},
        {"C32", c32, H(MODEL), "too long", H_LOAD, p, 0},
        {"C33", c33, H(MODEL), "too long", H_LOAD, p, 0},
        {"C34", itself, H_ACCEPT, NULL, H_RUN, p, 0},
        {"C35", c35, H(MODEL), "at once", H_LOAD, p, 0},
        {"C36", good, H(MODEL), "from memory", H_LOAD, NULL, 0},
    };
    hostile_run_all(cases, LG_COUNT(cases));
}

/* A data file that shrinks after loading: with NO_MMAP the old contents stay. */
static void shrinking_file(void **state) {
    lg_allocator a = lg_test_allocator(state);
    ob_loaded l;
    pb b = {0};
    put_file("m/shrinks", "01234567");
    with(&b, &plain, "shrinks");
    lg_onnx_env env = {.model_path = model_path, .flags = LG_LOAD_NO_MMAP};
    assert_int_equal(ob_load(&a, &env, b.bytes, b.size, &l), LG_OK);
    assert_int_equal(truncate(in_dir("m/shrinks"), 0), 0);
    assert_memory_equal(l.module->main->values[0].data->data, "01234567", 8);
    ob_unload(&l);
    assert_int_equal(ob_load(&a, &env, b.bytes, b.size, &l), LG_E_IO);
    ob_unload(&l);
    pb_free(&b);
}

static volatile int stop_swapping;

/* Exchanges m/race between a permitted file and a link to the secret. */
static void *swap(void *arg) {
    (void)arg;
    static const char *const targets[] = {"../SECRET", "w.bin"};
    for (int i = 0; !stop_swapping; i++)
        if (symlink(targets[i % 2], in_dir("m/race.new")) != 0 ||
            rename(in_dir("m/race.new"), in_dir("m/race")) != 0)
            break;
    return NULL;
}

static void file_exchanged_meanwhile(void **state) {
    lg_allocator a = lg_test_allocator(state);
    pb b = {0};
    pthread_t thread;
    char path[128];
    (void)snprintf(path, sizeof path, "%s", model_path);
    assert_int_equal(symlink("w.bin", in_dir("m/race")), 0);
    with(&b, &plain, "race");
    stop_swapping = 0;
    assert_int_equal(pthread_create(&thread, NULL, swap, NULL), 0);
    for (int i = 0; i < 3000; i++) {
        ob_loaded l;
        lg_onnx_env env = {.model_path = path};
        lg_status st = ob_load(&a, &env, b.bytes, b.size, &l);
        if (st == LG_OK)
            assert_memory_equal(l.module->main->values[0].data->data, "01234567", 8);
        else
            assert_true(st == LG_E_MODEL || st == LG_E_IO);
        ob_unload(&l);
    }
    stop_swapping = 1;
    assert_int_equal(pthread_join(thread, NULL), 0);
    pb_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(class_c),
        lg_test(shrinking_file),
        lg_test(file_exchanged_meanwhile),
    };
    return cmocka_run_group_tests(tests, make_tree, drop_tree);
}
