/* SPDX-License-Identifier: Apache-2.0 */
/* Hostile models in processes of their own. */
#define _DEFAULT_SOURCE /* wait4 */

#include "tests/support/hostile.h"

#include <lossgraph/session.h>

#include "tests/support/support.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#    define SANITIZED 1
#else
#    define SANITIZED 0
#endif

enum { memory_limit = 256 << 20, stack_limit = 256 << 10 };

typedef struct report {
    lg_status status;
    char message[512];
} report;

typedef struct job {
    const hostile_case *c;
    const pb *bytes;
    report out;
} job;

static atomic_size_t in_use;

static void *bounded_alloc(void *self, size_t size, size_t align) {
    (void)self;
    if (size > memory_limit || atomic_fetch_add(&in_use, size) + size > memory_limit) {
        if (size <= memory_limit)
            atomic_fetch_sub(&in_use, size);
        return NULL;
    }
    void *p = aligned_alloc(align, (size + align - 1) / align * align);
    if (p)
        memset(p, 0xAA, size < 4096 ? size : 4096);
    return p;
}

static void bounded_free(void *self, void *ptr, size_t size, size_t align) {
    (void)self;
    (void)align;
    if (ptr)
        atomic_fetch_sub(&in_use, size);
    free(ptr);
}

/* Zeros for every input; unknown dims are 2. */
static lg_status bind_inputs(lg_program *program, lg_session *session, lg_error *err) {
    static int64_t zeros[4096];
    for (uint32_t i = 0; i < lg_program_input_count(program); i++) {
        lg_value_info info;
        int64_t dims[LG_MAX_RANK], count = 1;
        lg_program_input(program, i, &info);
        for (int32_t k = 0; k < info.rank; k++) {
            dims[k] = info.dims[k] < 0 ? 2 : info.dims[k];
            count *= dims[k];
        }
        if (count > 1024)
            return lg_fail(err, LG_E_INTERNAL, "an input of a case is too large for its runner");
        lg_view v = {zeros, dims, count, info.rank, info.dtype};
        lg_status st = lg_session_bind_input(session, i, &v, err);
        if (st != LG_OK)
            return st;
    }
    return LG_OK;
}

static lg_status compile_and_run(const hostile_case *c, lg_model *model, lg_error *err) {
    lg_program *program = NULL;
    lg_session *session = NULL;
    lg_status st = LG_OK;
    if (H_STAGE(c->flags) >= H_COMPILE)
        st = lg_program_compile(model, NULL, &program, err);
    if (st == LG_OK && H_STAGE(c->flags) >= H_RUN) {
        st = lg_session_create(program, NULL, &session, err);
        if (st == LG_OK)
            st = bind_inputs(program, session, err);
        if (st == LG_OK)
            st = lg_session_run(session, err);
    }
    lg_session_destroy(session);
    lg_program_destroy(program);
    return st;
}

static void *work(void *arg) {
    job *j = arg;
    const hostile_case *c = j->c;
    lg_error err = LG_ERROR_INIT;
    lg_allocator a = {NULL, bounded_alloc, bounded_free};
    lg_context_options co = LG_CONTEXT_OPTIONS_INIT;
    lg_load_options lo = LG_LOAD_OPTIONS_INIT;
    lg_context *context = NULL;
    lg_model *model = NULL;
    co.n_threads = 1;
    co.allocator = &a;
    co.limits.proto_stack_bytes = SANITIZED ? 0 : stack_limit / 2;
    co.limits.max_total_bytes = memory_limit - (16 << 20);
    co.limits.max_loop_iterations = 1000000;
    lo.flags = c->load_flags;
    lg_status st = lg_context_create(&co, &context, &err);
    if (st == LG_OK)
        st = c->path ? lg_model_load_file(context, c->path, &lo, &model, &err)
                     : lg_model_load(context, j->bytes->bytes, j->bytes->size, &lo, &model, &err);
    if (st == LG_OK)
        st = compile_and_run(c, model, &err);
    lg_model_destroy(model);
    lg_context_destroy(context);
    j->out.status = st;
    (void)snprintf(j->out.message, sizeof j->out.message, "%s", st == LG_OK ? "" : err.message);
    if (atomic_load(&in_use)) {
        j->out.status = LG_E_INTERNAL;
        (void)snprintf(j->out.message, sizeof j->out.message, "%zu bytes leaked",
                       (size_t)atomic_load(&in_use));
    }
    return NULL;
}

static void child(const hostile_case *c, const pb *bytes, int out) {
    job j = {.c = c, .bytes = bytes};
    pthread_attr_t attr;
    pthread_t thread;
    /* Seconds of this process; the alarm is for one that waits. */
    rlim_t seconds = c->flags & H_SLOW || SANITIZED ? 10 : 1;
    if (setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds}) != 0)
        _exit(3);
    (void)alarm(60);
    if (pthread_attr_init(&attr) != 0 ||
        pthread_attr_setstacksize(&attr, SANITIZED ? 8 << 20 : stack_limit) != 0 ||
        pthread_create(&thread, &attr, work, &j) != 0 || pthread_join(thread, NULL) != 0)
        _exit(3);
    _exit(write(out, &j.out, sizeof j.out) == (ssize_t)sizeof j.out ? 0 : 4);
}

/* The words of a failure, or NULL. */
static const char *run_case(const hostile_case *c) {
    static char text[800];
    pb b = {0};
    int fds[2], state = 0;
    report r = {0};
    struct rusage used = {0};
    if (c->build)
        c->build(&b);
    if (c->path && c->build) {
        FILE *f = fopen(c->path, "wb");
        if (!f || fwrite(b.bytes, 1, b.size, f) != b.size || fclose(f) != 0)
            return "the file of the case cannot be written";
    }
    (void)fflush(NULL);
    if (pipe(fds) != 0)
        return "no pipe";
    pid_t pid = fork();
    if (pid == 0)
        child(c, &b, fds[1]);
    (void)close(fds[1]);
    ssize_t n = read(fds[0], &r, sizeof r);
    (void)close(fds[0]);
    pb_free(&b);
    if (pid < 0 || wait4(pid, &state, 0, &used) != pid)
        return "no process";
    if (WIFSIGNALED(state)) {
        (void)snprintf(text, sizeof text, "%s",
                       WTERMSIG(state) == SIGALRM ? "waits"
                       : WTERMSIG(state) == SIGXCPU || WTERMSIG(state) == SIGKILL
                           ? "takes too long"
                           : "ended by a signal");
        return text;
    }
    if (WEXITSTATUS(state) != 0 || n != (ssize_t)sizeof r)
        return "the process failed";
    if (!SANITIZED && used.ru_maxrss > (memory_limit >> 10) + (64 << 10))
        return "uses more memory than is allowed";
    bool good = c->expect >> r.status & 1;
    if (good && (r.status == LG_OK || !c->word || strstr(r.message, c->word)))
        return NULL;
    (void)snprintf(text, sizeof text, "%s: %s", lg_status_name(r.status), r.message);
    return text;
}

void hostile_run(const hostile_case *c) {
    const char *bad = run_case(c);
    if (bad)
        fail_msg("%s: %s", c->id, bad);
}

void hostile_run_all(const hostile_case *cases, size_t n) {
    size_t failed = 0;
    for (size_t i = 0; i < n; i++) {
        const char *bad = run_case(&cases[i]);
        if (bad)
            print_error("%s: %s\n", cases[i].id, bad);
        failed += bad != NULL;
    }
    if (failed)
        fail_msg("%zu of %zu cases", failed, n);
}
