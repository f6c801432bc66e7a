/* SPDX-License-Identifier: Apache-2.0 */
/* Finding backend tests, and the manifest of expected statuses. */
#include "tools/cli/suite.h"

#include <dirent.h>
#include <stdarg.h>
#include <sys/stat.h>

enum { max_depth = 32, max_manifest = 1 << 24 };

void set_message(test_case *t, const char *fmt, ...) {
    char message[1024];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    free(t->message);
    t->message = tool_copy(message, strlen(message));
}

static void free_test(test_case *t) {
    free(t->name);
    free(t->model);
    free(t->directory);
    free(t->message);
}

void drop_tests(suite *s) {
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->tests[i].skip)
            free_test(&s->tests[i]);
        else
            s->tests[kept++] = s->tests[i];
    }
    s->n = kept;
}

void free_suite(suite *s) {
    for (size_t i = 0; i < s->n; i++)
        free_test(&s->tests[i]);
    free(s->tests);
    *s = (suite){0};
}

static bool is_file(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static bool is_directory(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static char *join(const char *a, const char *b) {
    text t = {0};
    text_add(&t, "%s%s%s", a, *a && a[strlen(a) - 1] == '/' ? "" : "/", b);
    return t.data;
}

/* The number after "name": in a file of a few dozen bytes. */
static double find_number(const char *json_text, const char *name) {
    text key = {0};
    double v = -1;
    text_add(&key, "\"%s\"", name);
    const char *at = strstr(json_text, key.data);
    if (at) {
        at += key.size;
        at += strspn(at, " \t\r\n:");
        if (!lg_number_parse(at, strcspn(at, ",} \t\r\n"), &v))
            v = -1;
    }
    text_free(&key);
    return v;
}

static void read_tolerances(test_case *t, const char *path) {
    char bytes[4096];
    FILE *f = fopen(path, "rb");
    if (!f)
        return;
    size_t n = fread(bytes, 1, sizeof bytes - 1, f);
    (void)fclose(f);
    bytes[n] = '\0';
    t->rtol = find_number(bytes, "rtol");
    t->atol = find_number(bytes, "atol");
}

static void add_test(suite *s, const char *name, size_t len, char *model, char *directory) {
    if (s->n == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 256;
        s->tests = tool_resize(s->tests, s->cap * sizeof *s->tests);
    }
    test_case *t = &s->tests[s->n++];
    *t = (test_case){.name = tool_copy(name, len),
                     .model = model,
                     .directory = directory,
                     .rtol = -1,
                     .atol = -1};
    text path = {0};
    if (directory)
        text_add(&path, "%s/data.json", directory);
    else /* the tolerances of a light model lie beside it: ../real/test_NAME/data.json */
        text_add(&path, "%.*s/../real/test_%s/data.json", (int)(strrchr(model, '/') - model), model,
                 t->name + 6);
    read_tolerances(t, path.data);
    text_free(&path);
}

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void try_light(suite *s, const char *path) {
    const char *name = last_part(path);
    size_t n = strlen(name);
    if (strncmp(name, "light_", 6) != 0 || n < 12 || strcmp(name + n - 5, ".onnx") != 0)
        return;
    text output = {0};
    text_add(&output, "%.*s_output_0.pb", (int)(strlen(path) - 5), path);
    if (is_file(output.data)) {
        text model = {0};
        text_add(&model, strchr(path, '/') ? "%s" : "./%s", path);
        add_test(s, name, n - 5, model.data, NULL);
    }
    text_free(&output);
}

static void try_directory(suite *s, const char *path) {
    char *model = join(path, "model.onnx");
    char *data = join(path, "test_data_set_0");
    if (is_file(model) && is_directory(data)) {
        size_t len = strlen(path);
        while (len > 1 && path[len - 1] == '/')
            len--;
        size_t begin = len;
        while (begin > 0 && path[begin - 1] != '/')
            begin--;
        add_test(s, path + begin, len - begin, model, tool_copy(path, len));
        model = NULL;
    }
    free(model);
    free(data);
}

static int by_name(const void *a, const void *b) {
    const test_case *x = a, *y = b;
    int c = strcmp(x->name, y->name);
    return c ? c : strcmp(x->model, y->model);
}

typedef struct folder {
    char *path;
    int depth;
} folder;

void find_tests(suite *s, const char *path) {
    folder *pending = tool_alloc(sizeof *pending);
    size_t n = 1;
    pending[0] = (folder){tool_copy(path, strlen(path)), 0};
    if (is_file(path))
        try_light(s, path);
    while (n) {
        folder at = pending[--n];
        DIR *dir = at.depth <= max_depth ? opendir(at.path) : NULL;
        const struct dirent *entry;
        if (dir)
            try_directory(s, at.path);
        while (dir && (entry = readdir(dir)) != NULL) {
            if (entry->d_name[0] == '.' || strncmp(entry->d_name, "test_data_set_", 14) == 0)
                continue;
            char *child = join(at.path, entry->d_name);
            if (is_directory(child)) {
                pending = tool_resize(pending, (n + 1) * sizeof *pending);
                pending[n++] = (folder){child, at.depth + 1};
            } else {
                try_light(s, child);
                free(child);
            }
        }
        if (dir)
            (void)closedir(dir);
        free(at.path);
    }
    free(pending);
    if (s->n)
        qsort(s->tests, s->n, sizeof *s->tests, by_name);
}

/* ---- manifest: "name status [reason]", sorted ---- */

/* What a line of the manifest says of a result. */
static const char *manifest_status(const test_case *t) {
    if (t->status == TEST_PASS)
        return t->shape_only ? "shape-only" : "pass";
    return t->status == TEST_UNSUPPORTED ? "unsupported" : "known-wrong";
}

/* Length of the line in `old` that begins with `start`, and where it is. */
static size_t find_line(const char *old, const text *start, const char **out) {
    for (const char *line = old; line && *line;) {
        size_t len = strcspn(line, "\n");
        if (len >= start->size && memcmp(line, start->data, start->size) == 0 &&
            (len == start->size || line[start->size] == ' ')) {
            *out = line;
            return len;
        }
        line += len + (line[len] == '\n');
    }
    return 0;
}

/* One line; the reason that stands in the old manifest is kept while the status is the same. */
static void write_line(text *out, const test_case *t, const char *old) {
    text start = {0};
    const char *line = NULL;
    text_add(&start, "%s %s", t->name, manifest_status(t));
    size_t len = find_line(old, &start, &line);
    const char *reason = t->status == TEST_UNSUPPORTED && t->missing && *t->missing ? t->missing
                         : t->status != TEST_PASS && t->message                     ? t->message
                                                                                    : "";
    size_t model = strlen(t->model);
    if (strncmp(reason, t->model, model) == 0) /* where the file lies is no reason */
        reason += model + strspn(reason + model, ": ");
    if (line)
        text_add(out, "%.*s\n", (int)len, line);
    else
        text_add(out, "%s%s%.*s\n", start.data, *reason ? " " : "", (int)strcspn(reason, "\n"),
                 reason);
    text_free(&start);
}

static int write_manifest(cli *c, const suite *s, const char *path) {
    text out = {0};
    lg_buffer old = {0};
    lg_error err = LG_ERROR_INIT;
    int rc = c->context ? EXIT_OK : open_context(c, 0);
    if (rc)
        return rc;
    if (lg_file_load(c->context, path, max_manifest, &old, &err) != LG_OK)
        old.data = NULL; /* none yet: nothing to keep */
    text_add(&out, "# name status [reason]; written by `lossgraph test --update-manifest`\n");
    for (size_t i = 0; i < s->n; i++)
        write_line(&out, &s->tests[i], old.data);
    if (old.data)
        lg_buffer_free(&old);
    err = (lg_error)LG_ERROR_INIT;
    if (lg_file_write(path, out.data, out.size, LG_WRITE_REPLACE, &err) != LG_OK)
        rc = report_error(c, &err, path, false);
    text_free(&out);
    return rc;
}

int check_manifest(cli *c, const suite *s, const char *path) {
    lg_buffer bytes = {0};
    lg_error err = LG_ERROR_INIT;
    if (option_times(c, "update-manifest"))
        return write_manifest(c, s, path);
    int rc = c->context ? EXIT_OK : open_context(c, 0);
    if (rc)
        return rc;
    if (lg_file_load(c->context, path, max_manifest, &bytes, &err) != LG_OK)
        return report_error(c, &err, path, false);
    bool *seen = tool_alloc(s->n + 1);
    bool whole =
        !option_text(c, "filter") && !option_text(c, "exclude") && !option_text(c, "shard");
    size_t deviations = 0;
    for (char *line = bytes.data, *next; line && *line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        if (*line == '#' || *line == '\0')
            continue;
        size_t name_len = strcspn(line, " ");
        const char *status = line + name_len + (line[name_len] == ' ');
        size_t status_len = strcspn(status, " ");
        size_t k = 0;
        while (k < s->n && (strlen(s->tests[k].name) != name_len ||
                            memcmp(s->tests[k].name, line, name_len) != 0))
            k++;
        if (k == s->n) {
            if (whole && ++deviations)
                printf("%.*s: in the manifest, but there is no such test\n", (int)name_len, line);
            continue;
        }
        seen[k] = true;
        const char *actual = manifest_status(&s->tests[k]);
        if (strlen(actual) != status_len || memcmp(actual, status, status_len) != 0) {
            printf("%s: %s, the manifest says %.*s\n", s->tests[k].name, actual, (int)status_len,
                   status);
            deviations++;
        }
    }
    for (size_t k = 0; k < s->n; k++)
        if (!seen[k] && ++deviations)
            printf("%s: %s, but it is not in the manifest\n", s->tests[k].name,
                   manifest_status(&s->tests[k]));
    free(seen);
    lg_buffer_free(&bytes);
    return deviations ? EXIT_DIFFERENT : EXIT_OK;
}
