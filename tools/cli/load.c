/* SPDX-License-Identifier: Apache-2.0 */
/* The context and models, from the common options. */
#include "tools/cli/cli.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

volatile sig_atomic_t interrupted;

static void on_signal(int number) {
    static const char message[] = "\ninterrupted\n";
    if (interrupted) {
        ssize_t n = write(STDERR_FILENO, message, sizeof message - 1);
        (void)n;
        _exit(128 + number);
    }
    interrupted = number;
}

void catch_interrupts(void) {
    struct sigaction action = {0};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int32_t is_cancelled(void *user) {
    (void)user;
    return interrupted != 0;
}

static void on_log(void *user, int32_t level, const char *message) {
    const cli *c = user;
    if (level <= LG_LOG_WARNING)
        warn(c, "%s", message);
    else
        fprintf(stderr, "%s\n", message);
}

static int read_limits(const cli *c, lg_limits *limits) {
    const char *list = option_text(c, "limits");
    char *copy = list ? tool_copy(list, strlen(list)) : NULL;
    int rc = EXIT_OK;
    for (char *word = copy, *next; word && *word && rc == EXIT_OK; word = next) {
        next = strchr(word, ',');
        if (next)
            *next++ = '\0';
        char *equals = strchr(word, '=');
        uint64_t v = 0;
        if (!equals) {
            rc = usage_error(c, "--limits: '%s' is not of the form NAME=VALUE", show(word));
            break;
        }
        *equals = '\0';
        bool timed = strcmp(word, "timeout") == 0;
        if (timed ? !parse_time(equals + 1, &v) : !parse_bytes(equals + 1, &v) || v == 0) {
            rc = usage_error(c, "--limits: %s: '%s' is no value", show(word), show(equals + 1));
            break;
        }
        if (timed)
            limits->deadline_ns = v;
        else if (strcmp(word, "max-mem") == 0)
            limits->max_total_bytes = v;
        else if (strcmp(word, "max-depth") == 0)
            limits->max_depth = v > 1000000 ? 1000000 : (uint32_t)v;
        else if (strcmp(word, "max-nodes") == 0)
            limits->max_nodes = v;
        else if (strcmp(word, "max-tensor") == 0)
            limits->max_tensor_bytes = v;
        else if (strcmp(word, "max-loop") == 0)
            limits->max_loop_iterations = v;
        else if (strcmp(word, "max-rank") == 0)
            limits->max_rank = v;
        else if (strcmp(word, "budget-factor") == 0)
            limits->proto_budget_factor = v;
        else
            rc = usage_error(c, "--limits: '%s' is unknown", show(word));
    }
    free(copy);
    return rc;
}

int open_registry(cli *c, lg_registry **out) {
    lg_error err = LG_ERROR_INIT;
    if (lg_registry_create(NULL, out, &err) != LG_OK)
        return report_error(c, &err, NULL, false);
    for (size_t i = 0; i < option_times(c, "plugin"); i++) {
        const char *path = option_nth(c, "plugin", i);
        if (lg_registry_load_plugin(*out, path, &err) != LG_OK) {
            lg_registry_destroy(*out);
            return report_error(c, &err, path, false);
        }
    }
    return EXIT_OK;
}

int open_context(cli *c, uint64_t deadline_ns) {
    static const char *const levels[] = {"scalar", "avx2", "avx512", "neon"};
    static const uint32_t masks[] = {LG_CPU_SCALAR, LG_CPU_SCALAR | LG_CPU_AVX2,
                                     LG_CPU_SCALAR | LG_CPU_AVX2 | LG_CPU_AVX512,
                                     LG_CPU_SCALAR | LG_CPU_NEON};
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    lg_registry *registry = NULL;
    int rc = read_limits(c, &o.limits);
    if (rc || (rc = open_registry(c, &registry)) != EXIT_OK)
        return rc;
    if (deadline_ns && (!o.limits.deadline_ns || deadline_ns < o.limits.deadline_ns))
        o.limits.deadline_ns = deadline_ns;
    o.n_threads = (uint32_t)option_count(c, "threads", 0);
    for (size_t i = 0; i < LG_COUNT(levels); i++)
        if (option_is(c, "cpu", levels[i]))
            o.cpu_mask = masks[i];
    o.log_level = c->log_level;
    o.registry = registry;
    o.user = c;
    o.log = on_log;
    o.cancel = is_cancelled;
    lg_error err = LG_ERROR_INIT;
    lg_status st = lg_context_create(&o, &c->context, &err);
    lg_registry_destroy(registry);
    return st == LG_OK ? EXIT_OK : report_error(c, &err, NULL, false);
}

static lg_status load_stdin(cli *c, const lg_load_options *o, lg_model **out, lg_error *err) {
    text bytes = {0};
    char part[65536];
    size_t n;
    while ((n = fread(part, 1, sizeof part, stdin)) > 0)
        text_put(&bytes, part, n);
    if (ferror(stdin)) {
        text_free(&bytes);
        *err = (lg_error)LG_ERROR_INIT;
        err->status = LG_E_IO;
        err->code = 101;
        (void)snprintf(err->message, sizeof err->message, "standard input: %s", strerror(errno));
        return LG_E_IO;
    }
    lg_status st = lg_model_load(c->context, bytes.data ? bytes.data : "", bytes.size, o, out, err);
    text_free(&bytes);
    return st;
}

/* --function: texts as they are or from files. */
static lg_status read_functions(cli *c, const char ***out, uint32_t *n, lg_error *err) {
    enum { max_text = 1 << 24 };
    size_t count = option_times(c, "function");
    *out = tool_alloc((count + 1) * sizeof **out);
    for (*n = 0; *n < count; *n += 1) {
        const char *word = option_nth(c, "function", *n);
        lg_buffer bytes = {0};
        if (word[0] == '@') {
            lg_status st = lg_file_load(c->context, word + 1, max_text, &bytes, err);
            if (st != LG_OK)
                return st;
        }
        (*out)[*n] = bytes.data ? tool_keep(tool_copy(bytes.data, bytes.size)) : word;
        lg_buffer_free(&bytes);
    }
    return LG_OK;
}

lg_status load_model_quiet(cli *c, const char *path, uint32_t extra_flags, lg_model **out,
                           lg_error *err) {
    lg_load_options o = LG_LOAD_OPTIONS_INIT;
    size_t n = option_times(c, "allow-external-root");
    const char **roots = tool_alloc((n + 1) * sizeof *roots);
    for (size_t i = 0; i < n; i++)
        roots[i] = option_nth(c, "allow-external-root", i);
    o.extra_roots = roots;
    o.n_extra_roots = (uint32_t)n;
    o.flags = extra_flags | (option_times(c, "no-mmap") ? LG_LOAD_NO_MMAP : 0) |
              (option_times(c, "allow-hardlinks") ? LG_LOAD_ALLOW_HARDLINKS : 0);
    const char **functions = NULL;
    lg_status st = read_functions(c, &functions, &o.n_functions, err);
    o.functions = functions;
    if (st != LG_OK) {
        free(functions);
        free(roots);
        return st;
    }
    if (strcmp(path, "-") == 0) {
        o.name = "standard input";
        st = load_stdin(c, &o, out, err);
    } else {
        st = lg_model_load_file(c->context, path, &o, out, err);
    }
    free(functions);
    free(roots);
    return st;
}

int load_model(cli *c, const char *path, uint32_t extra_flags, lg_model **out) {
    lg_error err = LG_ERROR_INIT;
    if (load_model_quiet(c, path, extra_flags, out, &err) != LG_OK)
        return report_error(c, &err, path, false);
    return EXIT_OK;
}

int read_dims(cli *c, const char ***names, int64_t **values, uint32_t *n) {
    size_t count = option_times(c, "dim");
    *names = tool_keep(tool_alloc((count + 1) * sizeof **names));
    *values = tool_keep(tool_alloc((count + 1) * sizeof **values));
    *n = 0;
    for (size_t i = 0; i < count; i++) {
        const char *word = option_nth(c, "dim", i);
        const char *equals = strrchr(word, '=');
        uint64_t v = 0;
        if (!equals || equals == word || !parse_count(equals + 1, &v) || v > INT64_MAX)
            return usage_error(c, "--dim: '%s' is not of the form NAME=N", show(word));
        (*names)[*n] = tool_keep(tool_copy(word, (size_t)(equals - word)));
        (*values)[(*n)++] = (int64_t)v;
    }
    return EXIT_OK;
}
