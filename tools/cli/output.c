/* SPDX-License-Identifier: Apache-2.0 */
/* Outputs: atomic files, standard output, directories. */
#include "tools/cli/cli.h"

#include <errno.h>
#include <sys/stat.h>

int write_output(cli *c, const char *path, const void *data, size_t size) {
    if (strcmp(path, "-") == 0) {
        if (fwrite(data, 1, size, stdout) != size || fflush(stdout) != 0)
            return report_failure(c, EXIT_OUTPUT, 701, "standard output: cannot be written: %s",
                                  strerror(errno));
        return EXIT_OK;
    }
    lg_error err = LG_ERROR_INIT;
    uint32_t flags = option_times(c, "force") ? LG_WRITE_REPLACE : 0;
    if (lg_file_write(path, data, size, flags, &err) == LG_OK)
        return EXIT_OK;
    if (err.code == 702)
        return report_failure(c, EXIT_OUTPUT, 702, "%s\n--force overwrites", err.message);
    return report_error(c, &err, path, false);
}

int check_output(cli *c, const char *path) {
    struct stat info;
    if (!path || option_times(c, "force") || stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return EXIT_OK;
    return report_failure(c, EXIT_OUTPUT, 702, "%s: the file exists\n--force overwrites",
                          show(path));
}

int write_buffer(cli *c, const char *path, lg_buffer *buffer) {
    int rc = write_output(c, path, buffer->data, buffer->size);
    lg_buffer_free(buffer);
    return rc;
}

int make_directory(cli *c, const char *path) {
    struct stat info;
    if (mkdir(path, 0777) == 0)
        return EXIT_OK;
    if (errno == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return EXIT_OK;
    return report_failure(c, EXIT_OUTPUT, 701, "%s: the directory cannot be made: %s", show(path),
                          strerror(errno));
}
