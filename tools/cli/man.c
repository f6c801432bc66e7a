/* SPDX-License-Identifier: Apache-2.0 */
/* Manual pages, from the tables of options. */
#include "tools/cli/cli.h"

static void put(const char *s, FILE *out) {
    if (*s == '.' || *s == '\'')
        fputs("\\&", out);
    for (; *s; s++) {
        if (*s == '-')
            fputs("\\-", out);
        else if (*s == '\\')
            fputs("\\e", out);
        else
            fputc(*s, out);
    }
}

static void put_options(const option *list, size_t n, FILE *out) {
    for (size_t i = 0; i < n; i++) {
        const option *o = &list[i];
        fputs(".TP\n", out);
        if (o->letter)
            fprintf(out, "\\fB\\-%c\\fR, ", o->letter);
        fputs("\\fB\\-\\-", out);
        put(o->name, out);
        fputs("\\fR", out);
        if (o->kind != OPTION_FLAG) {
            fputs(o->kind == OPTION_MAYBE ? "[=\\fI" : " \\fI", out);
            put(o->value, out);
            fputs(o->kind == OPTION_MAYBE ? "\\fR]" : "\\fR", out);
        }
        fputc('\n', out);
        put(o->help, out);
        fputs(o->repeat ? " (repeatable)\n" : "\n", out);
    }
}

static void put_header(const char *name, const char *summary, FILE *out) {
    char title[64];
    size_t n = 0;
    for (; name[n] && n + 1 < sizeof title; n++)
        title[n] = (char)(name[n] >= 'a' && name[n] <= 'z' ? name[n] - 32 : name[n]);
    title[n] = '\0';
    fprintf(out, ".TH %s 1 \"\" \"lossgraph %s\" \"User Commands\"\n.SH NAME\n", title,
            lg_version());
    put(name, out);
    fputs(" \\- ", out);
    put(summary, out);
    fputs("\n.SH SYNOPSIS\n", out);
}

static void put_command(const command *cmd, FILE *out) {
    char name[64];
    (void)snprintf(name, sizeof name, "lossgraph-%s", cmd->name);
    put_header(name, cmd->summary, out);
    fprintf(out, "\\fBlossgraph %s\\fR [\\fIOPTIONS\\fR] ", cmd->name);
    put(cmd->arguments, out);
    fputs("\n.SH OPTIONS\n", out);
    put_options(cmd->options, cmd->n_options, out);
    fputs(".SH COMMON OPTIONS\n", out);
    put_options(global_options, n_global_options, out);
    fputs(".SH SEE ALSO\n.BR lossgraph (1)\n", out);
}

static void put_program(FILE *out) {
    static const struct {
        int code;
        const char *text;
    } exits[] = {{EXIT_OK, "success"},
                 {EXIT_DIFFERENT, "values differ, findings, or failed tests"},
                 {EXIT_USAGE, "wrong usage"},
                 {EXIT_INPUT, "an input cannot be read or is invalid"},
                 {EXIT_UNSUPPORTED, "something that this build does not support"},
                 {EXIT_LIMIT, "a limit was reached"},
                 {EXIT_RUN, "the run failed"},
                 {EXIT_OUTPUT, "an output cannot be written"},
                 {EXIT_INTERNAL, "internal error"},
                 {EXIT_INTERRUPTED, "interrupted"}};
    put_header("lossgraph", "run, train and inspect ONNX models", out);
    fputs("\\fBlossgraph\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] ...\n.SH COMMANDS\n", out);
    for (size_t i = 0; commands[i]; i++) {
        fprintf(out, ".TP\n.BR lossgraph\\-%s (1)\n", commands[i]->name);
        put(commands[i]->summary, out);
        fputc('\n', out);
    }
    fputs(".SH COMMON OPTIONS\n", out);
    put_options(global_options, n_global_options, out);
    fputs(".SH EXIT STATUS\n", out);
    for (size_t i = 0; i < LG_COUNT(exits); i++)
        fprintf(out, ".TP\n%d\n%s\n", exits[i].code, exits[i].text);
    fputs(".SH ENVIRONMENT\n", out);
    for (size_t i = 0; i < n_global_options; i++)
        if (global_options[i].environment) {
            fprintf(out, ".TP\n%s\n\\-\\-", global_options[i].environment);
            put(global_options[i].name, out);
            fputs(": ", out);
            put(global_options[i].help, out);
            fputc('\n', out);
        }
    fputs(".TP\nNO_COLOR\nany value: no colour\n.TP\nCLICOLOR_FORCE\nother than 0: colour\n", out);
}

void print_manual(const command *cmd, FILE *out) {
    if (cmd)
        put_command(cmd, out);
    else
        put_program(out);
}
