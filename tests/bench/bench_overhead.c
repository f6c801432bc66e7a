/* SPDX-License-Identifier: Apache-2.0 */
/* What a run costs beside its kernels: the second and later runs of a session with one node on one
 * element, of a chain of 100 such nodes, and with a new binding of the input before each run. */
#include <lossgraph/lossgraph.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define HEADER "<ir_version: 8, opset_import: [\"\" : 17]> "

static double now(void) {
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int die(const lg_error *err) {
    (void)fprintf(stderr, "%s\n", err->message);
    return 1;
}

static int measure(lg_context *context, const char *name, const char *text, bool rebind) {
    enum { RUNS = 200000, ROUNDS = 7 };
    lg_error err = LG_ERROR_INIT;
    lg_model *model = NULL;
    lg_program *program = NULL;
    lg_session *session = NULL;
    float x = 1;
    int64_t dim = 1;
    lg_view v = {&x, &dim, 1, 1, LG_FLOAT};
    double best = 1e9;
    if (lg_model_load(context, text, strlen(text), NULL, &model, &err) != LG_OK ||
        lg_program_compile(model, NULL, &program, &err) != LG_OK ||
        lg_session_create(program, NULL, &session, &err) != LG_OK ||
        lg_session_bind_input(session, 0, &v, &err) != LG_OK ||
        lg_session_run(session, &err) != LG_OK)
        return die(&err);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (int i = 0; i < RUNS; i++) {
            if (rebind && lg_session_bind_input(session, 0, &v, &err) != LG_OK)
                return die(&err);
            if (lg_session_run(session, &err) != LG_OK)
                return die(&err);
        }
        double each = (now() - start) / RUNS;
        best = each < best ? each : best;
    }
    printf("%-28s %7.3f us per run\n", name, best * 1e6);
    lg_session_destroy(session);
    lg_program_destroy(program);
    lg_model_destroy(model);
    return 0;
}

int main(void) {
    lg_context *context = NULL;
    lg_error err = LG_ERROR_INIT;
    char chain[8192] = HEADER "g (float[1] x) => (float[1] y) { a0 = Relu(x)\n";
    size_t n = strlen(chain);
    for (int i = 1; i < 99; i++)
        n += (size_t)snprintf(chain + n, sizeof chain - n, "a%d = Relu(a%d)\n", i, i - 1);
    (void)snprintf(chain + n, sizeof chain - n, "y = Relu(a98) }");
    if (lg_context_create(NULL, &context, &err) != LG_OK)
        return die(&err);
    const char *one = HEADER "g (float[1] x) => (float[1] y) { y = Relu(x) }";
    int failed = measure(context, "one node", one, false) ||
                 measure(context, "one node, bound anew", one, true) ||
                 measure(context, "100 nodes", chain, false);
    lg_context_destroy(context);
    return failed;
}
