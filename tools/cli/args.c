/* SPDX-License-Identifier: Apache-2.0 */
/* Options: one table per sub-command drives parsing, help, completion and the list of environment
 * variables. */
#include "tools/cli/cli.h"

#include <stdarg.h>

typedef struct given {
    const option *option;
    const char *value; /* NULL for flags */
} given;

enum { max_argument = 1 << 20 };

const option global_options[] = {
    {'h', "help", OPTION_FLAG, NULL, "show this help", false, NULL},
    {0, "version", OPTION_FLAG, NULL, "show the version; with --json also build features", false,
     NULL},
    {'q', "quiet", OPTION_FLAG, NULL, "errors only", false, NULL},
    {'v', "verbose", OPTION_FLAG, NULL, "more messages", true, NULL},
    {0, "log-level", OPTION_CHOICE, "error|warning|info|debug|trace", "what to report", false,
     "LOSSGRAPH_LOG_LEVEL"},
    {0, "color", OPTION_CHOICE, "auto|always|never", "colour of messages", false, NULL},
    {0, "progress", OPTION_CHOICE, "auto|always|never", "progress on standard error", false, NULL},
    {0, "threads", OPTION_COUNT, "N", "1 to 1024; 0: all cores", false, "LOSSGRAPH_THREADS"},
    {0, "seed", OPTION_COUNT, "N", "of random operators and made inputs (0)", false, NULL},
    {0, "limits", OPTION_TEXT, "K=V,...",
     "max-mem, max-depth, timeout, max-nodes, max-tensor, max-loop, max-rank, budget-factor", false,
     "LOSSGRAPH_LIMITS"},
    {0, "plugin", OPTION_FILE, "FILE", "load operators from a plugin library", true, NULL},
    {0, "function", OPTION_TEXT, "TEXT|@FILE", "add functions in ONNX text to the model", true,
     NULL},
    {0, "allow-external-root", OPTION_FILE, "DIR", "external data may lie there too", true, NULL},
    {0, "allow-hardlinks", OPTION_FLAG, NULL, "accept external data files with several links",
     false, NULL},
    {0, "no-mmap", OPTION_FLAG, NULL, "read external data instead of mapping", false, NULL},
    {0, "force", OPTION_FLAG, NULL, "overwrite existing outputs", false, NULL},
    {0, "cpu", OPTION_CHOICE, "scalar|avx2|avx512|neon|auto", "highest kernel level", false,
     "LOSSGRAPH_CPU"},
};
const size_t n_global_options = LG_COUNT(global_options);

const command *find_command(const char *name) {
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

int usage_error(const cli *c, const char *fmt, ...) {
    text message = {0};
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    char *body = tool_alloc((size_t)(n < 0 ? 0 : n) + 1);
    (void)vsnprintf(body, (size_t)(n < 0 ? 0 : n) + 1, fmt, again);
    va_end(again);
    va_end(ap);
    text_add(&message, "%s\nsee 'lossgraph %s%s--help'", body, c->command ? c->command->name : "",
             c->command && *c->command->name ? " " : "");
    print_usage_message(c, message.data);
    free(body);
    text_free(&message);
    return EXIT_USAGE;
}

static const option *find_option(const command *cmd, const char *name, size_t len, char letter) {
    for (int pass = 0; pass < 2; pass++) {
        const option *list = pass ? global_options : cmd ? cmd->options : NULL;
        size_t n = pass ? n_global_options : cmd ? cmd->n_options : 0;
        for (size_t i = 0; i < n; i++)
            if (name ? strlen(list[i].name) == len && memcmp(list[i].name, name, len) == 0
                     : list[i].letter == letter)
                return &list[i];
    }
    return NULL;
}

bool parse_count(const char *value, uint64_t *out) {
    uint64_t v = 0;
    if (!*value)
        return false;
    for (const char *p = value; *p; p++) {
        if (*p < '0' || *p > '9' || v > (UINT64_MAX - 9) / 10)
            return false;
        v = v * 10 + (uint64_t)(*p - '0');
    }
    *out = v;
    return true;
}

typedef struct unit {
    const char *name;
    double factor;
} unit;

static bool parse_units(const char *value, const unit *units, size_t n, uint64_t *out) {
    size_t digits = strspn(value, "0123456789.");
    double v = 0;
    if (!lg_number_parse(value, digits, &v))
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(value + digits, units[i].name) == 0) {
            v *= units[i].factor;
            if (!(v < 1.8e19))
                return false;
            *out = (uint64_t)v;
            return true;
        }
    return false;
}

bool parse_bytes(const char *value, uint64_t *out) {
    static const unit units[] = {
        {"", 1}, {"K", 0x1p10}, {"M", 0x1p20}, {"G", 0x1p30}, {"T", 0x1p40}};
    return parse_units(value, units, LG_COUNT(units), out);
}

bool parse_time(const char *value, uint64_t *out) {
    static const unit units[] = {{"", 1e9}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}};
    return parse_units(value, units, LG_COUNT(units), out);
}

static bool is_choice(const char *choices, const char *value) {
    size_t len = strlen(value);
    for (const char *p = choices; len;) {
        const char *end = strchr(p, '|');
        size_t n = end ? (size_t)(end - p) : strlen(p);
        if (n == len && memcmp(p, value, n) == 0)
            return true;
        if (!end)
            break;
        p = end + 1;
    }
    return false;
}

static int check_value(const cli *c, const option *o, const char *value, const char *from) {
    uint64_t count;
    double real;
    if (strlen(value) > max_argument)
        return usage_error(c, "%s: a value of more than %d bytes", from, max_argument);
    if (o->kind == OPTION_COUNT && !parse_count(value, &count))
        return usage_error(c, "%s: '%s' is no number of 0 or more", from, show(value));
    if (o->kind == OPTION_REAL &&
        (!lg_number_parse(value, strlen(value), &real) || !(real >= 0 && real < 1e300)))
        return usage_error(c, "%s: '%s' is no number of 0 or more", from, show(value));
    if ((o->kind == OPTION_CHOICE || o->kind == OPTION_MAYBE) && !is_choice(o->value, value))
        return usage_error(c, "%s: '%s' is none of %s", from, show(value), o->value);
    if (strcmp(o->name, "threads") == 0 && parse_count(value, &count) && count > 1024)
        return usage_error(c, "%s: %s is above 1024", from, show(value));
    return EXIT_OK;
}

static int add_value(cli *c, const option *o, const char *value) {
    char from[80];
    (void)snprintf(from, sizeof from, "--%s", o->name);
    if (value) {
        int rc = check_value(c, o, value, from);
        if (rc)
            return rc;
    }
    if (!o->repeat && option_times(c, o->name))
        return usage_error(c, "--%s is given twice", o->name);
    c->given = tool_resize(c->given, (c->n_given + 1) * sizeof *c->given);
    c->given[c->n_given++] = (given){o, value};
    return EXIT_OK;
}

static int unknown_option(const cli *c, const char *word, size_t len) {
    const option *best = NULL;
    size_t most = 0;
    for (int pass = 0; pass < 2; pass++) { /* the longest common beginning */
        const option *list = pass ? global_options : c->command ? c->command->options : NULL;
        size_t n = pass ? n_global_options : c->command ? c->command->n_options : 0;
        for (size_t i = 0; i < n; i++) {
            size_t k = 0;
            while (k + 2 < len && list[i].name[k] && list[i].name[k] == word[k + 2])
                k++;
            if (k > most) {
                most = k;
                best = &list[i];
            }
        }
    }
    if (best && most >= 3)
        return usage_error(c, "unknown option '%.*s'; did you mean --%s?", (int)len, show(word),
                           best->name);
    return usage_error(c, "unknown option '%.*s'", (int)(len < 128 ? len : 128), show(word));
}

/* Letters of one word: flags may be bundled, the first that takes a value takes the rest. */
static int parse_letters(cli *c, int argc, char **argv, int *at) {
    for (const char *p = argv[*at] + 1; *p; p++) {
        const option *o = find_option(c->command, NULL, 0, *p);
        if (!o) {
            char letter[2] = {*p, 0};
            return usage_error(c, "unknown option '-%s'", show(letter));
        }
        const char *value = NULL;
        if (o->kind != OPTION_FLAG && o->kind != OPTION_MAYBE) {
            value = p[1] ? p + 1 : *at + 1 < argc ? argv[++*at] : NULL;
            if (!value)
                return usage_error(c, "-%c needs a value", *p);
        }
        int rc = add_value(c, o, value);
        if (rc)
            return rc;
        if (value)
            break;
    }
    return EXIT_OK;
}

static int parse_long(cli *c, int argc, char **argv, int *at) {
    const char *word = argv[*at];
    const char *equals = strchr(word, '=');
    size_t len = equals ? (size_t)(equals - word) : strlen(word);
    const option *o = find_option(c->command, word + 2, len - 2, 0);
    if (!o)
        return unknown_option(c, word, len);
    const char *value = NULL;
    if (o->kind == OPTION_FLAG) {
        if (equals)
            return usage_error(c, "--%s takes no value", o->name);
    } else if (o->kind == OPTION_MAYBE) {
        value = equals ? equals + 1 : NULL;
    } else {
        value = equals ? equals + 1 : *at + 1 < argc ? argv[++*at] : NULL;
        if (!value)
            return usage_error(c, "--%s needs a value", o->name);
    }
    return add_value(c, o, value);
}

static int read_environment(cli *c) {
    for (size_t i = 0; i < n_global_options; i++) {
        const option *o = &global_options[i];
        const char *value = o->environment ? getenv(o->environment) : NULL;
        if (!value || !*value || option_times(c, o->name))
            continue;
        int rc = check_value(c, o, value, o->environment);
        if (rc)
            return rc;
        c->given = tool_resize(c->given, (c->n_given + 1) * sizeof *c->given);
        c->given[c->n_given++] = (given){o, value};
    }
    return EXIT_OK;
}

int parse_arguments(cli *c, int argc, char **argv) {
    bool options = true;
    c->arguments = tool_alloc(((size_t)argc + 1) * sizeof *c->arguments);
    for (int i = 0; i < argc; i++) {
        char *word = argv[i];
        int rc = EXIT_OK;
        if (options && strcmp(word, "--") == 0)
            options = false;
        else if (options && word[0] == '-' && word[1] == '-')
            rc = parse_long(c, argc, argv, &i);
        else if (options && word[0] == '-' && word[1])
            rc = parse_letters(c, argc, argv, &i);
        else
            c->arguments[c->n_arguments++] = word;
        if (rc)
            return rc;
    }
    return read_environment(c);
}

/* ---- values ---- */

size_t option_times(const cli *c, const char *name) {
    size_t n = 0;
    for (size_t i = 0; i < c->n_given; i++)
        n += strcmp(c->given[i].option->name, name) == 0;
    return n;
}

const char *option_nth(const cli *c, const char *name, size_t k) {
    for (size_t i = 0; i < c->n_given; i++)
        if (strcmp(c->given[i].option->name, name) == 0 && k-- == 0)
            return c->given[i].value ? c->given[i].value : "";
    return NULL;
}

const char *option_text(const cli *c, const char *name) {
    size_t n = option_times(c, name);
    return n ? option_nth(c, name, n - 1) : NULL;
}

uint64_t option_count(const cli *c, const char *name, uint64_t fallback) {
    const char *value = option_text(c, name);
    uint64_t v = fallback;
    if (value)
        (void)parse_count(value, &v);
    return v;
}

double option_real(const cli *c, const char *name, double fallback) {
    const char *value = option_text(c, name);
    double v = fallback;
    if (value)
        (void)lg_number_parse(value, strlen(value), &v);
    return v;
}

bool option_is(const cli *c, const char *name, const char *choice) {
    const char *value = option_text(c, name);
    return value && strcmp(value, choice) == 0;
}

/* ---- help ---- */

static void print_options(const option *list, size_t n, FILE *out) {
    for (size_t i = 0; i < n; i++) {
        char left[128];
        const option *o = &list[i];
        (void)snprintf(left, sizeof left, "  %c%c%s --%s%s%s", o->letter ? '-' : ' ',
                       o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
                       o->kind == OPTION_FLAG    ? ""
                       : o->kind == OPTION_MAYBE ? "[="
                                                 : " ",
                       o->kind == OPTION_FLAG ? "" : o->value);
        if (o->kind == OPTION_MAYBE)
            strncat(left, "]", sizeof left - strlen(left) - 1);
        if (strlen(left) > 33)
            fprintf(out, "%s\n%35s%s", left, "", o->help);
        else
            fprintf(out, "%-35s%s", left, o->help);
        fprintf(out, "%s\n", o->repeat ? " (repeatable)" : "");
    }
}

void print_help(const command *cmd, FILE *out) {
    fprintf(out, "usage: lossgraph %s [OPTIONS] %s\n\n%s\n\nOptions:\n", cmd->name, cmd->arguments,
            cmd->summary);
    print_options(cmd->options, cmd->n_options, out);
    (void)fputs("\nCommon options:\n", out);
    print_options(global_options, n_global_options, out);
}

void print_program_help(FILE *out) {
    (void)fputs(
        "usage: lossgraph COMMAND [OPTIONS] ...\n\nRuns, trains and inspects ONNX models.\n\n"
        "Commands:\n",
        out);
    for (size_t i = 0; commands[i]; i++)
        fprintf(out, "  %-11s %s\n", commands[i]->name, commands[i]->summary);
    (void)fputs("\n'lossgraph help COMMAND' explains one; also: help environment, help codes, help "
                "formats.\n\nCommon options:\n",
                out);
    print_options(global_options, n_global_options, out);
}

void print_environment(FILE *out) {
    for (size_t i = 0; i < n_global_options; i++)
        if (global_options[i].environment)
            fprintf(out, "%-22s --%s: %s\n", global_options[i].environment, global_options[i].name,
                    global_options[i].help);
    (void)fputs(
        "NO_COLOR               any value: no colour\n"
        "CLICOLOR_FORCE         other than 0: colour\n"
        "\nThe command line comes before the environment, the environment before defaults.\n",
        out);
}

/* ---- completion ---- */

static void each_option(const command *cmd, void (*f)(const command *, const option *)) {
    for (size_t i = 0; i < cmd->n_options; i++)
        f(cmd, &cmd->options[i]);
    for (size_t i = 0; i < n_global_options; i++)
        f(cmd, &global_options[i]);
}

static void bash_option(const command *cmd, const option *o) {
    (void)cmd;
    printf(" --%s", o->name);
}

static void bash_values(const command *cmd, const option *o) {
    if (o->kind != OPTION_CHOICE)
        return;
    printf("        %s:--%s) words=\"", cmd->name, o->name);
    for (const char *p = o->value; *p; p++)
        putchar(*p == '|' ? ' ' : *p);
    puts("\" ;;");
}

static void fish_option(const command *cmd, const option *o) {
    printf("complete -c lossgraph -n '__fish_seen_subcommand_from %s' -l %s", cmd->name, o->name);
    if (o->letter)
        printf(" -s %c", o->letter);
    if (o->kind == OPTION_CHOICE) {
        printf(" -x -a '");
        for (const char *p = o->value; *p; p++)
            putchar(*p == '|' ? ' ' : *p);
        putchar('\'');
    } else if (o->kind == OPTION_FILE) {
        printf(" -r");
    } else if (o->kind != OPTION_FLAG && o->kind != OPTION_MAYBE) {
        printf(" -x");
    }
    printf(" -d \"%s\"\n", o->help);
}

static void zsh_option(const command *cmd, const option *o) {
    (void)cmd;
    printf("      '%s--%s%s[%s]", o->repeat ? "*" : "", o->name,
           o->kind == OPTION_FLAG || o->kind == OPTION_MAYBE ? "" : "=", o->help);
    if (o->kind == OPTION_CHOICE) {
        printf(":value:(");
        for (const char *p = o->value; *p; p++)
            putchar(*p == '|' ? ' ' : *p);
        putchar(')');
    } else if (o->kind == OPTION_FILE) {
        printf(":file:_files");
    } else if (o->kind != OPTION_FLAG && o->kind != OPTION_MAYBE) {
        printf(":value:");
    }
    puts("' \\");
}

int print_completion(const char *shell) {
    if (strcmp(shell, "bash") == 0) {
        printf(
            "_lossgraph() {\n    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD"
            "-1]} words=\n    COMPREPLY=()\n    if [ $COMP_CWORD -eq 1 ]; then\n        words=\"");
        for (size_t i = 0; commands[i]; i++)
            printf("%s%s", i ? " " : "", commands[i]->name);
        puts(
            "\"\n        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n        return\n    fi\n"
            "    case ${COMP_WORDS[1]}:$prev in");
        for (size_t i = 0; commands[i]; i++)
            each_option(commands[i], bash_values);
        puts("    esac\n    if [ -z \"$words\" ]; then case $cur in -*) case ${COMP_WORDS[1]} in");
        for (size_t i = 0; commands[i]; i++) {
            printf("        %s) words=\"", commands[i]->name);
            each_option(commands[i], bash_option);
            puts("\" ;;");
        }
        puts("    esac ;; esac; fi\n    if [ -n \"$words\" ]; then\n"
             "        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n    else\n"
             "        COMPREPLY=($(compgen -f -- \"$cur\"))\n    fi\n}\n"
             "complete -o filenames -F _lossgraph lossgraph");
    } else if (strcmp(shell, "zsh") == 0) {
        puts("#compdef lossgraph\nlocal -a cmds\ncmds=(");
        for (size_t i = 0; commands[i]; i++)
            printf("  '%s:%s'\n", commands[i]->name, commands[i]->summary);
        puts(
            ")\nif (( CURRENT == 2 )); then _describe command cmds; return; fi\ncase $words[2] in");
        for (size_t i = 0; commands[i]; i++) {
            printf("  %s)\n    _arguments \\\n", commands[i]->name);
            each_option(commands[i], zsh_option);
            puts("      '*:file:_files' ;;");
        }
        puts("esac");
    } else if (strcmp(shell, "fish") == 0) {
        for (size_t i = 0; commands[i]; i++) {
            printf("complete -c lossgraph -n __fish_use_subcommand -a %s -d \"%s\"\n",
                   commands[i]->name, commands[i]->summary);
            each_option(commands[i], fish_option);
        }
    } else {
        return EXIT_USAGE;
    }
    return EXIT_OK;
}
