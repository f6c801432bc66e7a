/* SPDX-License-Identifier: Apache-2.0 */
/* The platform on POSIX; on Linux with openat2. */
/* For syscall and realpath. NOLINTNEXTLINE(bugprone-reserved-identifier) */
#define _DEFAULT_SOURCE

#include "runtime/base/platform.h"
#include "runtime/base/size.h"
#include "runtime/base/str.h"
#include "runtime/base/unconst.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(__linux__)
#    include <sys/syscall.h>
#endif

static lg_status failed(lg_error *err, const char *what) {
    return lg_fail(err, LG_E_IO, "%s: %s", what, strerror(errno));
}

lg_status lg_dir_open(const char *path, int *out_dir, lg_error *err) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return failed(err, LG_SHOW(lg_str_of(path)));
    *out_dir = fd;
    return LG_OK;
}

lg_status lg_open_path(const char *path, int *out_file, lg_error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return failed(err, LG_SHOW(lg_str_of(path)));
    *out_file = fd;
    return LG_OK;
}

enum { open_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

/* Component by component, links refused. -1 and errno on failure. */
static int walk(int dir, const char *path) {
    int at = dir, fd = -1;
    const char *p = path;
    if (*p == '/' || *p == '\0') {
        errno = *p ? EXDEV : ENOENT;
        return -1;
    }
    while (*p) {
        size_t n = strcspn(p, "/");
        char name[256];
        const char *rest = p + n + strspn(p + n, "/");
        if (n >= sizeof name) {
            errno = ENAMETOOLONG;
            fd = -1;
            break;
        }
        memcpy(name, p, n);
        name[n] = '\0';
        if (strcmp(name, "..") == 0) {
            errno = EXDEV;
            fd = -1;
            break;
        }
        int more = *rest || p[n] == '/' ? O_DIRECTORY : 0;
        fd = openat(at, name, open_flags | O_NOFOLLOW | more);
        int saved = errno;
        if (at != dir)
            close(at);
        at = fd;
        errno = saved;
        if (fd < 0)
            return -1;
        p = rest;
    }
    if (*p && at != dir) {
        int saved = errno;
        close(at);
        errno = saved;
    }
    return fd;
}

static int open_beneath(int dir, const char *path, bool no_links) {
#if defined(__linux__) && defined(SYS_openat2)
    struct {
        uint64_t flags, mode, resolve;
    } how = {.flags = open_flags, .resolve = 0x08 /* BENEATH */ | 0x02 /* NO_MAGICLINKS */};
    if (no_links)
        how.resolve |= 0x04; /* NO_SYMLINKS */
    for (int tries = 0; tries < 100; tries++) {
        long fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
        if (fd >= 0)
            return (int)fd;
        if (errno != EAGAIN && errno != EINTR)
            break;
    }
    if (errno != ENOSYS && errno != EPERM)
        return -1;
#else
    (void)no_links;
#endif
    return walk(dir, path);
}

static lg_open_result opened(int fd, const char *path, int *out_file, lg_error *err) {
    if (fd >= 0) {
        *out_file = fd;
        return LG_OPEN_OK;
    }
    /* A link met with O_NOFOLLOW and O_DIRECTORY is ENOTDIR on some systems; whether the target is
     * permitted is for the caller to find out by another way. */
    if (errno == EXDEV || errno == ELOOP || errno == ENOTDIR)
        return LG_OPEN_ESCAPES;
    (void)failed(err, LG_SHOW(lg_str_of(path)));
    return LG_OPEN_FAILED;
}

lg_open_result lg_open_beneath(int dir, const char *path, bool no_links, int *out_file,
                               lg_error *err) {
    return opened(open_beneath(dir, path, no_links), path, out_file, err);
}

lg_open_result lg_open_by_parts(int dir, const char *path, int *out_file, lg_error *err) {
    return opened(walk(dir, path), path, out_file, err);
}

lg_status lg_file_stat(int file, lg_file_info *out, lg_error *err) {
    struct stat s;
    if (fstat(file, &s) != 0)
        return failed(err, "fstat");
    *out = (lg_file_info){.size = s.st_size > 0 ? (uint64_t)s.st_size : 0,
                          .links = (uint64_t)s.st_nlink,
                          .regular = S_ISREG(s.st_mode)};
    return LG_OK;
}

lg_status lg_file_read_at(int file, uint64_t offset, void *buffer, size_t size, lg_error *err) {
    size_t done = 0;
    while (done < size) {
        uint64_t at;
        if (__builtin_add_overflow(offset, (uint64_t)done, &at) || at > INT64_MAX)
            return lg_fail(err, LG_E_IO, "offset %llu is beyond any file",
                           (unsigned long long)offset);
        size_t want = size - done < (1u << 30) ? size - done : (1u << 30);
        ssize_t n = pread(file, (char *)buffer + done, want, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(err, "read");
        if (n == 0)
            return lg_fail(err, LG_E_IO, "the file ends after %llu bytes, %zu more were expected",
                           (unsigned long long)at, size - done);
        done += (size_t)n;
    }
    return LG_OK;
}

void lg_file_close(int file) {
    if (file >= 0)
        close(file);
}

lg_status lg_file_map(int file, size_t size, const uint8_t **out, lg_error *err) {
    void *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (p == MAP_FAILED)
        return failed(err, "mmap");
    *out = p;
    return LG_OK;
}

static lg_status stat_regular(int fd, const char *path, lg_file_info *info, lg_error *err) {
    LG_TRY(lg_file_stat(fd, info, err));
    if (!info->regular)
        return lg_fail(err, LG_E_IO, "%s: not a regular file", LG_SHOW(lg_str_of(path)));
    return LG_OK;
}

lg_status lg_file_require_regular(const char *path, lg_error *err) {
    lg_file_info info = {0};
    int fd = -1;
    LG_TRY(lg_open_path(path, &fd, err));
    lg_status st = stat_regular(fd, path, &info, err);
    close(fd);
    return st;
}

static lg_status map_open_file(int fd, const char *path, uint64_t max, lg_mapping *out,
                               lg_error *err) {
    lg_file_info info = {0};
    LG_TRY(stat_regular(fd, path, &info, err));
    if (info.size > max || info.size > SIZE_MAX)
        return lg_fail(err, LG_E_LIMIT, "%s: %llu bytes, at most %llu are allowed (max_file_bytes)",
                       LG_SHOW(lg_str_of(path)), (unsigned long long)info.size,
                       (unsigned long long)max);
    *out = (lg_mapping){.size = (size_t)info.size};
    return out->size ? lg_file_map(fd, out->size, &out->data, err) : LG_OK;
}

lg_status lg_file_map_path(const char *path, uint64_t max, lg_mapping *out, lg_error *err) {
    int fd = -1;
    LG_TRY(lg_open_path(path, &fd, err));
    lg_status st = map_open_file(fd, path, max, out, err);
    close(fd);
    return st;
}

void lg_file_unmap(const uint8_t *data, size_t size) {
    if (data)
        munmap(lg_unconst(data), size);
}

void lg_mappings_release(lg_mapping **list) {
    for (lg_mapping *m = *list; m; m = m->next)
        lg_file_unmap(m->data, m->size);
    *list = NULL;
}

bool lg_real_path(const char *path, char out[LG_PATH_MAX]) {
    char *p = realpath(path, NULL);
    if (!p)
        return false;
    size_t n = strlen(p);
    bool ok = n < LG_PATH_MAX;
    if (ok)
        memcpy(out, p, n + 1);
    free(p);
    return ok;
}
