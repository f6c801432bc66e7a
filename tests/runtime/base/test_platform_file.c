/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "runtime/base/file.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/lg-file-XXXXXX";

static const char *in_folder(const char *name) {
    static char path[4][256];
    static int next;
    char *p = path[next++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", folder, name);
    return p;
}

static int entries(void) {
    DIR *dir = opendir(folder);
    int n = 0;
    assert_non_null(dir);
    while (readdir(dir))
        n++;
    closedir(dir);
    return n - 2;
}

static void expect(void **state, const char *path, const char *want) {
    lg_allocator a = lg_test_allocator(state);
    void *data = NULL;
    size_t size = 0;
    assert_int_equal(lg_file_read(&a, path, 1 << 20, &data, &size, NULL), LG_OK);
    assert_int_equal(size, strlen(want));
    assert_string_equal(data, want);
    lg_free(&a, data, size + 1);
}

static void replaces_only_when_asked(void **state) {
    lg_error err = LG_ERROR_INIT;
    const char *path = in_folder("a");
    assert_int_equal(lg_file_write_atomic(path, "one", 3, 0, NULL), LG_OK);
    assert_int_equal(lg_file_write_atomic(path, "two", 3, 0, &err), LG_E_IO);
    assert_int_equal(err.code, 702);
    expect(state, path, "one");
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(lg_file_write_atomic(path, "", 0, LG_FILE_REPLACE, NULL), LG_OK);
    expect(state, path, "");
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    assert_int_equal(entries(), 1); /* no temporary file is left */
    unlink(path);
}

static void failures_leave_nothing_behind(void **state) {
    (void)state;
    lg_error err = LG_ERROR_INIT;
    char longest[5000];
    assert_int_equal(lg_file_write_atomic(in_folder("none/a"), "x", 1, 0, &err), LG_E_IO);
    assert_int_equal(err.code, 701);
    assert_int_equal(lg_file_write_atomic(folder, "x", 1, LG_FILE_REPLACE, &err), LG_E_IO);
    assert_int_equal(lg_file_write_atomic("/dev/full", "x", 1, 0, &err), LG_E_IO);
    assert_int_equal(err.code, 701);
    assert_int_equal(lg_file_write_atomic("/dev/null", "x", 1, 0, &err), LG_OK);
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(lg_file_write_atomic(longest, "x", 1, 0, &err), LG_E_IO);
    assert_int_equal(entries(), 0);
}

static void reads_within_the_limit(void **state) {
    lg_allocator a = lg_test_allocator(state);
    void *data = NULL;
    size_t size = 0;
    const char *path = in_folder("b");
    static char big[200000];
    memset(big, 'x', sizeof big);
    assert_int_equal(lg_file_write_atomic(path, big, sizeof big, 0, NULL), LG_OK);
    assert_int_equal(lg_file_read(&a, path, sizeof big - 1, &data, &size, NULL), LG_E_LIMIT);
    assert_int_equal(lg_file_read(&a, path, sizeof big, &data, &size, NULL), LG_OK);
    assert_int_equal(size, sizeof big);
    lg_free(&a, data, size + 1);
    data = NULL;
    assert_int_equal(lg_file_read(&a, folder, 1 << 20, &data, &size, NULL), LG_E_IO);
    assert_int_equal(lg_file_read(&a, in_folder("none"), 1 << 20, &data, &size, NULL), LG_E_IO);
    /* A device has no size: the limit stops it. */
    assert_int_equal(lg_file_read(&a, "/dev/zero", 1 << 20, &data, &size, NULL), LG_E_LIMIT);
    assert_null(data);
    lg_trace *trace = lg_test_trace(state);
    uint64_t before = trace->allocations;
    for (uint64_t n = 1;; n++) { /* every allocation may fail */
        trace->fail_at = before + n;
        lg_status st = lg_file_read(&a, path, sizeof big, &data, &size, NULL);
        before = lg_test_trace(state)->allocations;
        if (st == LG_OK)
            break;
        assert_int_equal(st, LG_E_NO_MEMORY);
        assert_int_equal(lg_test_trace(state)->live, 0);
    }
    lg_test_trace(state)->fail_at = 0;
    lg_free(&a, data, size + 1);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(replaces_only_when_asked),
        lg_test(failures_leave_nothing_behind),
        lg_test(reads_within_the_limit),
    };
    if (!mkdtemp(folder))
        return 1;
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    rmdir(folder);
    return rc;
}
