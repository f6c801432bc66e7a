/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/platform.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static const char *in_dir(const char *name) {
    static char paths[4][256];
    static int next;
    char *p = paths[next++ % 4];
    (void)snprintf(p, 256, "%s/%s", dir, name);
    return p;
}

static void put_file(const char *name, const char *text) {
    FILE *f = fopen(in_dir(name), "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int make_tree(void **state) {
    (void)state;
    strcpy(dir, "/tmp/lg_platform_XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_int_equal(mkdir(in_dir("m"), 0700), 0);
    assert_int_equal(mkdir(in_dir("m/sub"), 0700), 0);
    put_file("secret", "secret");
    put_file("m/w.bin", "weights");
    put_file("m/sub/x.bin", "deep");
    put_file("m/empty", "");
    assert_int_equal(symlink("../secret", in_dir("m/out")), 0);
    assert_int_equal(symlink("..", in_dir("m/up")), 0);
    assert_int_equal(symlink("sub/x.bin", in_dir("m/inside")), 0);
    return 0;
}

static int drop_tree(void **state) {
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

static lg_open_result open_in(const char *path, bool no_links) {
    lg_error err = LG_ERROR_INIT;
    int d = -1, fd = -1;
    assert_int_equal(lg_dir_open(in_dir("m"), &d, &err), LG_OK);
    lg_open_result r = lg_open_beneath(d, path, no_links, &fd, &err);
    lg_error by_parts = LG_ERROR_INIT;
    int other = -1;
    /* The portable way refuses links always. */
    lg_open_result want = lg_open_beneath(d, path, true, &other, &by_parts);
    lg_file_close(other);
    other = -1;
    assert_int_equal(lg_open_by_parts(d, path, &other, &by_parts), want);
    lg_file_close(other);
    assert_int_equal(r == LG_OPEN_OK, fd >= 0);
    assert_int_equal(r == LG_OPEN_FAILED, err.message[0] != '\0');
    lg_file_close(fd);
    lg_file_close(d);
    return r;
}

static void stays_beneath_the_directory(void **state) {
    (void)state;
    assert_int_equal(open_in("w.bin", false), LG_OPEN_OK);
    assert_int_equal(open_in("./w.bin", false), LG_OPEN_OK);
    assert_int_equal(open_in("sub/x.bin", true), LG_OPEN_OK);
    assert_int_equal(open_in("sub//x.bin", true), LG_OPEN_OK);
    assert_int_equal(open_in("../secret", false), LG_OPEN_ESCAPES);
    assert_int_equal(open_in("sub/../../secret", false), LG_OPEN_ESCAPES);
    assert_int_equal(open_in(in_dir("secret"), false), LG_OPEN_ESCAPES);
    assert_int_equal(open_in("out", false), LG_OPEN_ESCAPES);
    assert_int_equal(open_in("up/secret", false), LG_OPEN_ESCAPES);
    assert_int_equal(open_in("inside", true), LG_OPEN_ESCAPES);
    assert_int_equal(open_in("none", false), LG_OPEN_FAILED);
    assert_int_equal(open_in("", false), LG_OPEN_FAILED);
    char *longest = malloc(100001);
    assert_non_null(longest);
    memset(longest, 'a', 100000);
    longest[100000] = '\0';
    assert_int_equal(open_in(longest, false), LG_OPEN_FAILED);
    free(longest);
}

static void reads_and_maps(void **state) {
    (void)state;
    lg_error err = LG_ERROR_INIT;
    int fd = -1;
    char text[8] = {0};
    lg_file_info info;
    assert_int_equal(lg_open_path(in_dir("m/w.bin"), &fd, &err), LG_OK);
    assert_int_equal(lg_file_stat(fd, &info, &err), LG_OK);
    assert_int_equal(info.size, 7);
    assert_int_equal(info.links, 1);
    assert_true(info.regular);
    assert_int_equal(lg_file_read_at(fd, 2, text, 5, &err), LG_OK);
    assert_string_equal(text, "ights");
    assert_int_equal(lg_file_read_at(fd, 2, text, 6, &err), LG_E_IO);
    assert_non_null(strstr(err.message, "ends after 7"));
    assert_int_equal(lg_file_read_at(fd, UINT64_MAX, text, 6, &err), LG_E_IO);
    lg_file_close(fd);
    lg_mapping m = {0};
    assert_int_equal(lg_file_map_path(in_dir("m/w.bin"), 7, &m, &err), LG_OK);
    assert_memory_equal(m.data, "weights", 7);
    lg_mapping *list = &m;
    lg_mappings_release(&list);
    assert_null(list);
    assert_int_equal(lg_file_map_path(in_dir("m/w.bin"), 6, &m, &err), LG_E_LIMIT);
    assert_int_equal(lg_file_map_path(in_dir("m"), 6, &m, &err), LG_E_IO);
    assert_int_equal(lg_file_map_path(in_dir("none"), 6, &m, &err), LG_E_IO);
    assert_int_equal(lg_file_map_path(in_dir("m/empty"), 6, &m, &err), LG_OK);
    assert_null(m.data);
    assert_int_equal(m.size, 0);
    char path[LG_PATH_MAX];
    assert_true(lg_real_path(in_dir("m/inside"), path));
    assert_string_equal(path + strlen(path) - 9, "sub/x.bin");
    assert_false(lg_real_path(in_dir("m/none"), path));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(stays_beneath_the_directory),
        lg_test(reads_and_maps),
    };
    return cmocka_run_group_tests(tests, make_tree, drop_tree);
}
