/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files on POSIX. */
#include "runtime/base/file.h"
#include "runtime/base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static lg_status read_failed(lg_error *err, const char *path) {
    return lg_fail(err, LG_E_IO, "%s: %s", LG_SHOW(lg_str_of(path)), strerror(errno));
}

/* Grows *data to hold `need` bytes and a NUL. */
static lg_status reserve(const lg_allocator *a, void **data, size_t *cap, size_t used, size_t need,
                         lg_error *err) {
    if (need + 1 <= *cap)
        return LG_OK;
    size_t more = need + 1 > *cap * 2 ? need + 1 : *cap * 2;
    void *bigger = NULL;
    LG_TRY(lg_alloc_raw(a, more, &bigger, err));
    if (used)
        memcpy(bigger, *data, used);
    lg_free(a, *data, *cap);
    *data = bigger;
    *cap = more;
    return LG_OK;
}

lg_status lg_file_read(const lg_allocator *a, const char *path, uint64_t max, void **out_data,
                       size_t *out_size, lg_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return read_failed(err, path);
    void *data = NULL, *exact = NULL;
    size_t cap = 0, size = 0;
    lg_status st = LG_OK;
    struct stat info;
    if (fstat(fd, &info) != 0)
        st = read_failed(err, path);
    else if (S_ISDIR(info.st_mode))
        st = lg_fail(err, LG_E_IO, "%s: is a directory", LG_SHOW(lg_str_of(path)));
    else if (S_ISREG(info.st_mode) && (uint64_t)info.st_size > max)
        st = lg_fail(err, LG_E_LIMIT, "%s: %lld bytes, the limit is %llu", LG_SHOW(lg_str_of(path)),
                     (long long)info.st_size, (unsigned long long)max);
    size_t want = st == LG_OK && S_ISREG(info.st_mode) ? (size_t)info.st_size : 65536;
    while (st == LG_OK) {
        if ((st = reserve(a, &data, &cap, size, size + want, err)) != LG_OK)
            break;
        ssize_t n = read(fd, (char *)data + size, cap - 1 - size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            st = read_failed(err, path);
        if (n <= 0)
            break;
        size += (size_t)n;
        want = 65536;
        if (size > max)
            st = lg_fail(err, LG_E_LIMIT, "%s: more than %llu bytes, the limit",
                         LG_SHOW(lg_str_of(path)), (unsigned long long)max);
    }
    (void)close(fd);
    if (st == LG_OK && cap != size + 1) { /* lg_free wants the exact size */
        st = lg_alloc_raw(a, size + 1, &exact, err);
        if (st == LG_OK) {
            memcpy(exact, data, size);
            lg_free(a, data, cap);
            data = exact;
            cap = size + 1;
        }
    }
    if (st != LG_OK) {
        lg_free(a, data, cap);
        return st;
    }
    ((char *)data)[size] = '\0';
    *out_data = data;
    *out_size = size;
    return LG_OK;
}

static lg_status write_failed(lg_error *err, const char *path) {
    return lg_fail_code(err, LG_EC_WRITE, "%s: cannot be written: %s", LG_SHOW(lg_str_of(path)),
                        strerror(errno));
}

static bool write_all(int fd, const void *data, size_t size) {
    const char *p = data;
    while (size) {
        size_t part = size < ((size_t)1 << 30) ? size : (size_t)1 << 30;
        ssize_t n = write(fd, p, part);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            if (n == 0)
                errno = ENOSPC;
            return false;
        }
        p += n;
        size -= (size_t)n;
    }
    return true;
}

lg_status lg_file_write_atomic(const char *path, const void *data, size_t size, uint32_t flags,
                               lg_error *err) {
    struct stat info;
    bool exists = stat(path, &info) == 0;
    if (exists && !S_ISREG(info.st_mode)) {
        int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        if (fd < 0)
            return write_failed(err, path);
        bool ok = write_all(fd, data, size);
        if (!ok) {
            lg_status st = write_failed(err, path);
            (void)close(fd);
            return st;
        }
        return close(fd) == 0 ? LG_OK : write_failed(err, path);
    }
    if (exists && !(flags & LG_FILE_REPLACE))
        return lg_fail_code(err, LG_EC_EXISTS, "%s: the file exists", LG_SHOW(lg_str_of(path)));
    char temp[4096];
    int fd = -1;
    for (uint32_t attempt = 0; fd < 0 && attempt < 1000; attempt++) {
        int n = snprintf(temp, sizeof temp, "%s.%ld-%u.tmp", path, (long)getpid(), attempt);
        if (n < 0 || (size_t)n >= sizeof temp) {
            errno = ENAMETOOLONG;
            break;
        }
        fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd < 0)
        return write_failed(err, path);
    bool ok = write_all(fd, data, size) && fsync(fd) == 0;
    if (ok && exists)
        (void)fchmod(fd, info.st_mode & 0777); /* the replacement keeps the permissions */
    int cause = errno;
    if (close(fd) != 0 && ok) {
        cause = errno;
        ok = false;
    }
    /* link refuses to replace a file that appeared meanwhile; file systems without links rename. */
    if (ok && !(flags & LG_FILE_REPLACE) && link(temp, path) == 0) {
        (void)unlink(temp);
        return LG_OK;
    }
    if (ok && !(flags & LG_FILE_REPLACE) && errno == EEXIST) {
        (void)unlink(temp);
        return lg_fail_code(err, LG_EC_EXISTS, "%s: the file exists", LG_SHOW(lg_str_of(path)));
    }
    if (ok && rename(temp, path) == 0)
        return LG_OK;
    if (ok)
        cause = errno;
    (void)unlink(temp);
    errno = cause;
    return write_failed(err, path);
}
