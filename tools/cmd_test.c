/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph test: runs ONNX backend-test directories and compares. */
#include "tools/cli/commands.h"
#include "tools/cli/suite.h"

#include <errno.h>
#include <poll.h>
#include <regex.h>
#include <sys/wait.h>
#include <unistd.h>

static const option options[] = {
    {0, "rtol", OPTION_REAL, "X", "relative tolerance (1e-3, or data.json of the test)", false,
     NULL},
    {0, "atol", OPTION_REAL, "X", "absolute tolerance (1e-7, or data.json of the test)", false,
     NULL},
    {0, "json", OPTION_FILE, "FILE", "write a report; - is standard output", false, NULL},
    {0, "manifest", OPTION_FILE, "FILE", "expected statuses; a deviation either way fails", false,
     NULL},
    {0, "update-manifest", OPTION_FLAG, NULL, "rewrite the manifest", false, NULL},
    {0, "filter", OPTION_TEXT, "REGEX", "only tests whose name matches", false, NULL},
    {0, "exclude", OPTION_TEXT, "REGEX", "not these", false, NULL},
    {0, "shard", OPTION_TEXT, "I/N", "the I-th of N parts, from 1", false, NULL},
    {'j', "jobs", OPTION_COUNT, "N", "tests at a time, each in a process", false, NULL},
    {0, "isolate", OPTION_FLAG, NULL, "one process per test: a crash is one error", false, NULL},
    {0, "timeout", OPTION_TEXT, "10s", "per test", false, NULL},
    {0, "list", OPTION_FLAG, NULL, "print the names only", false, NULL},
    {0, "no-optimize", OPTION_FLAG, NULL, "run the graphs as they are", false, NULL},
    {0, "bodies", OPTION_FLAG, NULL, "run decompositions instead of kernels", false, NULL},
};

/* Statuses are printed and compared as text. */
static const char *const status_names[] = {"pass", "fail", "unsupported", "error"};

static bool select_tests(cli *c, suite *s, int *rc) {
    regex_t regex;
    static const char *const names[] = {"filter", "exclude"};
    for (int k = 0; k < 2; k++) {
        const char *pattern = option_text(c, names[k]);
        if (!pattern)
            continue;
        if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) != 0) {
            *rc = usage_error(c, "--%s: '%s' is no regular expression", names[k], show(pattern));
            return false;
        }
        for (size_t i = 0; i < s->n; i++)
            if ((regexec(&regex, s->tests[i].name, 0, NULL, 0) == 0) == (k == 1))
                s->tests[i].skip = true;
        regfree(&regex);
    }
    drop_tests(s);
    const char *shard = option_text(c, "shard");
    if (shard) {
        uint64_t part = 0, parts = 0;
        char *slash = strchr(shard, '/');
        char *first = tool_copy(shard, slash ? (size_t)(slash - shard) : strlen(shard));
        bool ok = slash && parse_count(first, &part) && parse_count(slash + 1, &parts) &&
                  part >= 1 && part <= parts;
        free(first);
        if (!ok) {
            *rc = usage_error(c, "--shard: '%s' is not of the form I/N", show(shard));
            return false;
        }
        for (size_t i = 0; i < s->n; i++)
            s->tests[i].skip = i % parts != part - 1;
        drop_tests(s);
    }
    return true;
}

/* ---- one process per test ---- */

typedef struct worker {
    pid_t pid;
    int fd;
    size_t test;
    double deadline;
    text answer;
} worker;

/* The child's answer: status, flags and message. */
static void child(cli *c, test_case *t, int fd, uint64_t timeout) {
    if (!c->context && open_context(c, timeout) != EXIT_OK)
        _exit(1);
    run_test(c, t);
    text out = {0};
    text_add(&out, "%d %d\n%s%c%s", (int)t->status, t->shape_only, t->message ? t->message : "", 0,
             t->missing ? t->missing : "");
    for (size_t at = 0; at < out.size;) {
        ssize_t n = write(fd, out.data + at, out.size - at);
        if (n <= 0)
            break;
        at += (size_t)n;
    }
    _exit(0);
}

static bool start(cli *c, suite *s, worker *w, size_t test, uint64_t timeout) {
    int fds[2];
    (void)fflush(stdout);
    (void)fflush(stderr);
    if (pipe(fds) != 0)
        return false;
    w->pid = fork();
    if (w->pid == 0) {
        (void)close(fds[0]);
        child(c, &s->tests[test], fds[1], timeout);
    }
    (void)close(fds[1]);
    if (w->pid < 0) {
        (void)close(fds[0]);
        return false;
    }
    w->fd = fds[0];
    w->test = test;
    w->deadline = timeout ? seconds_now() + (double)timeout * 1e-9 + 1 : 1e300;
    w->answer = (text){0};
    s->tests[test].seconds = seconds_now();
    return true;
}

static void finish(suite *s, worker *w, bool timed_out) {
    test_case *t = &s->tests[w->test];
    int status = 0, code = 0, shape_only = 0;
    if (timed_out)
        (void)kill(w->pid, SIGKILL);
    (void)waitpid(w->pid, &status, 0);
    (void)close(w->fd);
    t->seconds = seconds_now() - t->seconds;
    t->status = TEST_ERROR;
    const char *line = w->answer.data ? strchr(w->answer.data, '\n') : NULL;
    if (timed_out) {
        set_message(t, "stopped after %.1f s", t->seconds);
    } else if (WIFSIGNALED(status)) {
        set_message(t, "crashed: signal %d", WTERMSIG(status));
        /* NOLINTNEXTLINE(cert-err34-c): the worker is this program */
    } else if (!line || sscanf(w->answer.data, "%d %d", &code, &shape_only) != 2) {
        set_message(t, "ended with exit code %d", WEXITSTATUS(status));
    } else {
        t->status = (test_status)code;
        t->shape_only = shape_only != 0;
        set_message(t, "%s", line + 1);
        const char *missing = line + 1 + strlen(line + 1) + 1;
        if (missing < w->answer.data + w->answer.size)
            t->missing = tool_keep(tool_copy(missing, strlen(missing)));
    }
    text_free(&w->answer);
    w->pid = 0;
}

/* Reads what the workers say; true when one has ended. */
static void attend(suite *s, worker *workers, size_t jobs) {
    struct pollfd *fds = tool_alloc(jobs * sizeof *fds);
    for (size_t i = 0; i < jobs; i++)
        fds[i] = (struct pollfd){workers[i].pid ? workers[i].fd : -1, POLLIN, 0};
    (void)poll(fds, (nfds_t)jobs, 50);
    for (size_t i = 0; i < jobs; i++) {
        worker *w = &workers[i];
        char part[4096];
        if (!w->pid)
            continue;
        if (fds[i].revents) {
            ssize_t n = read(w->fd, part, sizeof part);
            if (n > 0)
                text_put(&w->answer, part, (size_t)n);
            else if (n == 0 || errno != EINTR)
                finish(s, w, false);
        } else if (seconds_now() > w->deadline) {
            finish(s, w, true);
        }
    }
    free(fds);
}

static void report_line(const cli *c, const test_case *t) {
    bool verbose = option_times(c, "verbose") != 0;
    if (option_is(c, "json", "-") || (!verbose && t->status == TEST_PASS) ||
        (!verbose && t->status == TEST_UNSUPPORTED))
        return;
    const char *first = t->message ? t->message : "";
    printf("%s: %s%s%.*s\n", t->name, status_names[t->status], *first ? ": " : "",
           (int)strcspn(first, "\n"), first);
}

static int run_isolated(cli *c, suite *s, size_t jobs, uint64_t timeout, progress *bar) {
    worker *workers = tool_alloc(jobs * sizeof *workers);
    size_t next = 0, reported = 0;
    bool *done = tool_alloc(s->n * sizeof *done);
    while (reported < s->n && !interrupted) {
        for (size_t i = 0; i < jobs && next < s->n; i++)
            if (!workers[i].pid) {
                if (!start(c, s, &workers[i], next, timeout))
                    return report_failure(c, EXIT_INTERNAL, 901, "no process could be started: %s",
                                          strerror(errno));
                next++;
            }
        attend(s, workers, jobs);
        for (size_t i = reported; i < next; i++) {
            bool running = false;
            for (size_t k = 0; k < jobs; k++)
                running = running || (workers[k].pid && workers[k].test == i);
            done[i] = !running;
        }
        while (reported < next && done[reported]) { /* lines in the order of the tests */
            report_line(c, &s->tests[reported]);
            reported++;
            char message[80];
            (void)snprintf(message, sizeof message, "%zu of %zu tests", reported, s->n);
            progress_step(bar, (double)reported / (double)s->n, message);
        }
    }
    for (size_t i = 0; i < jobs; i++)
        if (workers[i].pid)
            finish(s, &workers[i], true);
    free(workers);
    free(done);
    return interrupted ? EXIT_INTERRUPTED : EXIT_OK;
}

static int run_all(cli *c, suite *s, uint64_t timeout) {
    progress bar;
    progress_start(c, &bar);
    int rc = EXIT_OK;
    uint64_t jobs = option_count(c, "jobs", 1);
    if (jobs > 1 || option_times(c, "isolate")) {
        rc = run_isolated(c, s, jobs > 256 ? 256 : jobs < 1 ? 1 : (size_t)jobs, timeout, &bar);
    } else {
        rc = open_context(c, timeout);
        for (size_t i = 0; i < s->n && rc == EXIT_OK; i++) {
            double begin = seconds_now();
            run_test(c, &s->tests[i]);
            s->tests[i].seconds = seconds_now() - begin;
            if (interrupted)
                rc = EXIT_INTERRUPTED;
            else
                report_line(c, &s->tests[i]);
            progress_step(&bar, (double)(i + 1) / (double)s->n, s->tests[i].name);
        }
    }
    progress_end(&bar);
    return rc;
}

/* ---- reports ---- */

typedef struct counts {
    size_t passed, failed, skipped;
} counts;

static counts count(const suite *s) {
    counts n = {0};
    for (size_t i = 0; i < s->n; i++) {
        if (s->tests[i].status == TEST_PASS)
            n.passed++;
        else if (s->tests[i].status == TEST_UNSUPPORTED)
            n.skipped++;
        else
            n.failed++;
    }
    return n;
}

/* An operator without implementation: versions asked for, tests that need it. */
typedef struct lost {
    char name[96];
    long low, high;
    size_t n;
} lost;

static int by_loss(const void *a, const void *b) {
    const lost *x = a, *y = b;
    return x->n != y->n ? (x->n < y->n ? 1 : -1) : strcmp(x->name, y->name);
}

static void print_missing(const suite *s) {
    lost *rows = NULL;
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        const test_case *t = &s->tests[i];
        const char *p = t->missing && *t->missing ? t->missing : "(type or feature) v0";
        for (; t->status == TEST_UNSUPPORTED && *p; p += strspn(p, ", ")) {
            size_t len = strcspn(p, ",");
            const char *v = p + len; /* "NAME vN" */
            while (v > p && *v != 'v')
                v--;
            int name_len = (int)(v > p ? v - p - 1 : (ptrdiff_t)len);
            long version = strtol(v + 1, NULL, 10);
            size_t k = 0;
            while (k < n &&
                   (strncmp(rows[k].name, p, (size_t)name_len) != 0 || rows[k].name[name_len]))
                k++;
            if (k == n) {
                rows = tool_resize(rows, (n + 1) * sizeof *rows);
                rows[n] = (lost){.low = version, .high = version};
                (void)snprintf(rows[n++].name, sizeof rows[0].name, "%.*s", name_len, p);
            }
            rows[k].n++;
            rows[k].low = version < rows[k].low ? version : rows[k].low;
            rows[k].high = version > rows[k].high ? version : rows[k].high;
            p += len;
        }
    }
    if (n) {
        qsort(rows, n, sizeof *rows, by_loss);
        printf("%-48s %-8s tests lost\n", "not implemented", "version");
    }
    for (size_t k = 0; k < n; k++) {
        char versions[48];
        (void)snprintf(versions, sizeof versions, rows[k].low < rows[k].high ? "%ld-%ld" : "%ld",
                       rows[k].low, rows[k].high);
        printf("%-48s %-8s %10zu\n", rows[k].name, versions, rows[k].n);
    }
    free(rows);
}

static int write_report(cli *c, const suite *s, const char *path) {
    json j = {0};
    counts n = count(s);
    json_open(&j, NULL, '{');
    json_int(&j, "schema_version", 1);
    json_open(&j, "tests", '[');
    for (size_t i = 0; i < s->n; i++) {
        const test_case *t = &s->tests[i];
        json_open(&j, NULL, '{');
        json_text(&j, "name", t->name);
        json_text(&j, "status", status_names[t->status]);
        json_text(&j, "message", t->message ? t->message : "");
        json_real(&j, "seconds", (double)(int64_t)(t->seconds * 1e6) / 1e6);
        json_close(&j, '}');
    }
    json_close(&j, ']');
    json_int(&j, "passed", (int64_t)n.passed);
    json_int(&j, "failed", (int64_t)n.failed);
    json_int(&j, "skipped", (int64_t)n.skipped);
    json_close(&j, '}');
    return json_finish(c, &j, path);
}

static int test(cli *c) {
    suite s = {0};
    uint64_t timeout = 0;
    const char *limit = option_text(c, "timeout");
    int rc = EXIT_OK;
    if (limit && (!parse_time(limit, &timeout) || !timeout))
        return usage_error(c, "--timeout: '%s' is no time, as in 10s", show(limit));
    if (option_times(c, "update-manifest") && !option_text(c, "manifest"))
        return usage_error(c, "--update-manifest needs --manifest FILE");
    for (size_t i = 0; i < c->n_arguments; i++)
        find_tests(&s, c->arguments[i]);
    if (!select_tests(c, &s, &rc)) {
        free_suite(&s);
        return rc;
    }
    if (s.n == 0) {
        free_suite(&s);
        return report_failure(c, EXIT_INPUT, 101,
                              "no test was found\na test is a directory with model.onnx and "
                              "test_data_set_N, or light_X.onnx with light_X_output_0.pb");
    }
    if (option_times(c, "list")) {
        for (size_t i = 0; i < s.n; i++)
            puts(s.tests[i].name);
        free_suite(&s);
        return EXIT_OK;
    }
    rc = run_all(c, &s, timeout);
    if (rc == EXIT_OK) {
        counts n = count(&s);
        const char *report = option_text(c, "json"), *manifest = option_text(c, "manifest");
        rc = n.failed ? EXIT_DIFFERENT : EXIT_OK;
        if (report)
            rc = worse(rc, write_report(c, &s, report));
        if (manifest) /* known failures are no failures, unexpected passes are */
            rc = check_manifest(c, &s, manifest);
        if (!option_is(c, "json", "-")) {
            if (n.skipped)
                print_missing(&s);
            printf("%zu passed, %zu failed, %zu skipped\n", n.passed, n.failed, n.skipped);
        }
    }
    free_suite(&s);
    return rc;
}

const command command_test = {"test",
                              "PATH...",
                              "run ONNX backend-test directories and compare",
                              options,
                              LG_COUNT(options),
                              test,
                              1,
                              1 << 20};
