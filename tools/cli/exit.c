/* SPDX-License-Identifier: Apache-2.0 */
/* Messages and exit codes. */
#include "tools/cli/cli.h"

#include <stdarg.h>

int exit_code_of(const lg_error *err, bool running) {
    if (running && (err->status == LG_E_TYPE || err->status == LG_E_SHAPE))
        return EXIT_RUN;
    const lg_code_info *row;
    for (size_t i = 0; (row = lg_error_code_info(i)) != NULL; i++)
        if (row->code == err->code)
            return row->exit;
    for (size_t i = 0; (row = lg_error_code_info(i)) != NULL; i++)
        if (row->status == err->status)
            return row->exit;
    return EXIT_INTERNAL;
}

static void print_json_error(const cli *c, int code, uint32_t row, const char *message,
                             const lg_error *err) {
    json j = {0};
    char name[16];
    const char *hint = strchr(message, '\n');
    char *first = tool_copy(message, hint ? (size_t)(hint - message) : strlen(message));
    (void)snprintf(name, sizeof name, "E%04u", row);
    json_open(&j, NULL, '{');
    json_int(&j, "schema_version", 1);
    json_open(&j, "error", '{');
    json_text(&j, "code", name);
    json_int(&j, "exit", code);
    json_text(&j, "message", first);
    if (c->file)
        json_text(&j, "file", c->file);
    if (err && err->node >= 0)
        json_int(&j, "node", err->node);
    if (hint)
        json_text(&j, "hint", hint + 1);
    json_close(&j, '}');
    json_close(&j, '}');
    free(first);
    text_put(&j.out, "\n", 1);
    (void)fwrite(j.out.data, 1, j.out.size, stdout);
    text_free(&j.out);
}

/* One line, then the hints on lines of their own. */
static void print_message(const cli *c, const char *severity, uint32_t row, const char *message) {
    if (row)
        fprintf(stderr, c->color ? "\033[1;31m%s[E%04u]\033[0m: " : "%s[E%04u]: ", severity, row);
    else
        fprintf(stderr, c->color ? "\033[1;33m%s\033[0m: " : "%s: ", severity);
    for (const char *p = message; *p;) {
        const char *end = strchr(p, '\n');
        size_t n = end ? (size_t)(end - p) : strlen(p);
        fprintf(stderr, "%s%.*s\n", p == message ? "" : "  hint: ", (int)n, p);
        p += n + (end != NULL);
    }
    if (!*message)
        (void)fputc('\n', stderr);
}

void print_usage_message(const cli *c, const char *message) {
    if (c->json)
        print_json_error(c, EXIT_USAGE, 801, message, NULL);
    print_message(c, "error", 801, message);
}

int report_error(cli *c, const lg_error *err, const char *file, bool running) {
    int code = interrupted && err->status == LG_E_CANCELLED ? EXIT_INTERRUPTED
                                                            : exit_code_of(err, running);
    c->file = file;
    if (c->json)
        print_json_error(c, code, err->code, err->message, err);
    text message = {0};
    const char *name = file && strcmp(file, "-") != 0 ? show(file) : "";
    if (*name && !strstr(err->message, name))
        text_add(&message, "%s: ", name);
    text_add(&message, "%s", err->message);
    print_message(c, "error", err->code, message.data);
    text_free(&message);
    return code;
}

int report_failure(cli *c, int exit_code, uint32_t code, const char *fmt, ...) {
    char message[2048];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    if (c->json)
        print_json_error(c, exit_code, code, message, NULL);
    print_message(c, "error", code, message);
    return exit_code;
}

void warn(const cli *c, const char *fmt, ...) {
    char message[2048];
    va_list ap;
    if (c->log_level < LG_LOG_WARNING)
        return;
    va_start(ap, fmt);
    (void)vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    print_message(c, "warning", 0, message);
}

void note(const cli *c, const char *fmt, ...) {
    va_list ap;
    if (c->log_level < LG_LOG_INFO)
        return;
    va_start(ap, fmt);
    (void)vfprintf(stderr, fmt, ap);
    va_end(ap);
    (void)fputc('\n', stderr);
}

int worse(int a, int b) {
    if (a > EXIT_DIFFERENT)
        return a;
    return b > EXIT_DIFFERENT ? b : a > b ? a : b;
}

void print_codes(FILE *out) {
    const lg_code_info *row;
    for (size_t i = 0; (row = lg_error_code_info(i)) != NULL; i++)
        fprintf(out, "E%04u  exit %-3d  %-11s  %s\n", row->code, row->exit,
                lg_status_name(row->status), row->text);
}
