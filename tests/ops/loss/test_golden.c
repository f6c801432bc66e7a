/* SPDX-License-Identifier: Apache-2.0 */
/* The core losses and their gradients against PyTorch (tests/golden/losses/make_losses.py): values
 * in every element type, NaN and infinities in the same places, the same bits on 1, 2 and 7
 * threads, and gradients from saved forward results. */
#include "runtime/base/error.h"
#include "runtime/io/json.h"
#include "tests/support/op_runner.h"
#include "tests/support/support.h"

#include <lossgraph/tensorio.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define FOLDER LG_TEST_DATA "/golden/losses/"

/* Of the largest magnitude plus one: one rounding for the 16-bit types. */
static double tolerance(int32_t dtype) {
    return dtype == LG_DOUBLE    ? 1e-12
           : dtype == LG_FLOAT   ? 1e-6
           : dtype == LG_FLOAT16 ? 6e-4
                                 : 5e-3;
}

typedef struct golden {
    lg_context *context;
    lg_tensor_file *tensors;
    const char *op;
    char name[64];
    int failures, cases;
} golden;

static void complain(golden *g, const char *what, int64_t i, double got, double want) {
    g->failures++;
    print_error("%s %s: %s[%lld] is %.17g, expected %.17g\n", g->op, g->name, what, (long long)i,
                got, want);
}

static void compare(golden *g, const char *what, const lg_view *got, const lg_view *want) {
    double largest = 0;
    if (got->count != want->count || got->rank != want->rank || got->dtype != want->dtype) {
        complain(g, what, -1, (double)got->count, (double)want->count);
        return;
    }
    for (int64_t i = 0; i < want->count; i++) {
        const double w = fabs(lg_runner_get(want, i));
        largest = isfinite(w) && w > largest ? w : largest;
    }
    const double allowed = tolerance(want->dtype) * (1 + largest);
    for (int64_t i = 0; i < want->count; i++) {
        const double a = lg_runner_get(got, i), b = lg_runner_get(want, i);
        const bool same = isfinite(b) ? fabs(a - b) <= allowed : isnan(b) ? isnan(a) : a == b;
        if (!same) {
            complain(g, what, i, a, b);
            return;
        }
    }
}

/* Entry of the archive with its real type: 16-bit floats are stored as bit patterns. */
static bool entry(const golden *g, const char *part, int32_t dtype, lg_view *out) {
    char name[96];
    (void)snprintf(name, sizeof name, "%s/%s", g->name, part);
    const uint32_t i = lg_tensor_file_find(g->tensors, name);
    if (i == UINT32_MAX)
        return false;
    *out = *lg_tensor_file_view(g->tensors, i);
    if (dtype == LG_FLOAT16 || dtype == LG_BFLOAT16)
        out->dtype = dtype;
    return true;
}

static void attributes(const lg_json *from, char *to, size_t size) {
    size_t n = 0;
    to[0] = '\0';
    for (const lg_json *a = from->child; a != NULL; a = a->next) {
        const bool quoted =
            a->type == LG_JSON_STRING && a->text.ptr[0] != 'i' && a->text.ptr[0] != '-';
        if (a->type == LG_JSON_BOOL)
            n += (size_t)snprintf(to + n, size - n, "%.*s %u ", (int)a->key.len, a->key.ptr, a->n);
        else
            n += (size_t)snprintf(to + n, size - n, quoted ? "%.*s \"%.*s\" " : "%.*s %.*s ",
                                  (int)a->key.len, a->key.ptr, (int)a->text.len, a->text.ptr);
    }
}

/* Runs on 1, 2 and 7 threads; false and a message when it fails or the bits differ. */
static bool run_all(golden *g, lg_runner *r, const char *attrs) {
    lg_view first[LG_RUN_ARGS];
    if (lg_runner_attrs(r, attrs) != LG_OK) {
        print_error("%s %s: %s: %s\n", g->op, g->name, attrs, r->err.message);
        g->failures++;
        return false;
    }
    static const uint32_t threads[] = {1, 2, 7};
    for (size_t t = 0; t < LG_COUNT(threads); t++) {
        r->threads = threads[t];
        if (lg_runner_run(r) != LG_OK) {
            print_error("%s %s: %s\n", g->op, g->name, r->err.message);
            g->failures++;
            return false;
        }
        for (uint32_t i = 0; i < r->n_out; i++) {
            if (t > 0 && !lg_runner_same(&first[i], &r->out[i]))
                complain(g, "bits differ between threads", (int64_t)i, threads[t], 1);
            first[i] = r->out[i];
        }
    }
    return true;
}

/* Inputs of the gradient: grad_output, the forward inputs, then what forward saved. */
static void check_gradient(golden *g, const lg_json *line, const lg_runner *forward,
                           const char *attrs, int32_t dtype, bool saved) {
    char name[64];
    lg_runner r;
    const lg_json *grads = lg_json_get(line, "grads");
    int64_t last = -1, want[4], n_want = 0;
    (void)snprintf(name, sizeof name, "%sGrad", g->op);
    lg_runner_init(&r, lg_runner_find("ai.lossgraph", name, 1), 1);
    for (const lg_json *i = grads->child; i != NULL; i = i->next) {
        assert_true(lg_json_i64(i, &want[n_want]));
        last = want[n_want++];
    }
    assert_true(entry(g, "g", dtype, &r.in[0]));
    r.n_in = r.desc->n_inputs;
    r.n_out = (uint32_t)last + 1;
    for (uint32_t i = 0; i < r.n_out; i++)
        r.unwanted[i] = true;
    for (int64_t i = 0; i < n_want; i++)
        r.unwanted[want[i]] = false;
    for (uint32_t i = 1; i < r.n_in; i++)
        r.in[i] = (lg_view){.rank = 0};
    for (uint32_t i = 0; i < forward->n_in; i++)
        r.in[1 + i] = forward->in[i];
    for (uint32_t i = 1; saved && i < forward->n_out; i++)
        r.in[forward->desc->n_inputs + i] = forward->out[i];
    if (run_all(g, &r, attrs))
        for (int64_t i = 0; i < n_want; i++) {
            char part[16];
            lg_view ref;
            (void)snprintf(part, sizeof part, "grad_%d", (int)want[i]);
            assert_true(entry(g, part, forward->in[want[i]].dtype, &ref));
            compare(g, part, &r.out[want[i]], &ref);
        }
    lg_runner_reset(&r);
}

static void check_case(golden *g, const lg_json *line) {
    const lg_str type = lg_json_get(line, "dtype")->text;
    const int32_t dtype = lg_dtype_parse(type.ptr, type.len);
    char attrs[256];
    lg_runner r;
    lg_view want;
    const lg_str name = lg_json_get(line, "case")->text;
    (void)snprintf(g->name, sizeof g->name, "%.*s", (int)name.len, name.ptr);
    attributes(lg_json_get(line, "attributes"), attrs, sizeof attrs);
    lg_runner_init(&r, lg_runner_find("ai.lossgraph", g->op, 1), 1);
    const lg_json *in = lg_json_get(line, "inputs")->child;
    for (; in != NULL; in = in->next, r.n_in++) {
        char part[16];
        r.in[r.n_in] = (lg_view){.rank = 0};
        if (in->type == LG_JSON_NULL)
            continue;
        const char *colon = memchr(in->text.ptr, ':', in->text.len);
        assert_non_null(colon);
        (void)snprintf(part, sizeof part, "in_%u", r.n_in);
        const int32_t t =
            lg_dtype_parse(colon + 1, (size_t)(in->text.ptr + in->text.len - colon - 1));
        assert_true(entry(g, part, t, &r.in[r.n_in]));
        assert_int_equal(r.in[r.n_in].dtype, t);
    }
    r.n_out = r.desc->n_outputs;
    g->cases++;
    if (run_all(g, &r, attrs)) {
        assert_true(entry(g, "out", dtype, &want));
        compare(g, "loss", &r.out[0], &want);
        check_gradient(g, line, &r, attrs, dtype, false);
        if (r.n_out > 1)
            check_gradient(g, line, &r, attrs, dtype, true);
    }
    lg_runner_reset(&r);
}

static char *read_text(const char *path, size_t *size) {
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    const long n = ftell(f);
    assert_true(n > 0);
    char *text = malloc((size_t)n);
    assert_non_null(text);
    rewind(f);
    *size = fread(text, 1, (size_t)n, f);
    fclose(f);
    return text;
}

static void check_op(void **state, const char *op) {
    lg_allocator allocator = lg_test_allocator(state);
    lg_context_options options = LG_CONTEXT_OPTIONS_INIT;
    lg_error err = LG_ERROR_INIT;
    golden g = {.op = op};
    char path[512];
    size_t size;
    options.allocator = &allocator;
    options.n_threads = 1;
    assert_int_equal(lg_context_create(&options, &g.context, &err), LG_OK);
    (void)snprintf(path, sizeof path, FOLDER "%s.npz", op);
    if (lg_tensor_file_read(g.context, path, NULL, &g.tensors, &err) != LG_OK)
        fail_msg("%s", err.message);
    char *text = read_text(FOLDER "cases.jsonl", &size);
    for (const char *at = text; at < text + size;) {
        const char *end = memchr(at, '\n', (size_t)(text + size - at));
        if (end == NULL)
            end = text + size;
        lg_arena arena;
        const lg_json *line;
        lg_arena_init(&arena, allocator, 1 << 20);
        if (lg_json_parse(&arena, at, (size_t)(end - at), 8, &line, &err) != LG_OK)
            fail_msg("%s", err.message);
        const lg_str name = lg_json_get(line, "op")->text;
        if (name.len == strlen(op) && memcmp(name.ptr, op, name.len) == 0)
            check_case(&g, line);
        lg_arena_reset(&arena);
        at = end + 1;
    }
    free(text);
    lg_tensor_file_destroy(g.tensors);
    lg_context_destroy(g.context);
    assert_true(g.cases >= 60);
    assert_int_equal(g.failures, 0);
}

#define OPS(X)                                                                                     \
    X(BCELoss)                                                                                     \
    X(BCEWithLogitsLoss)                                                                           \
    X(CosineEmbeddingLoss)                                                                         \
    X(CrossEntropyLoss)                                                                            \
    X(HingeEmbeddingLoss)                                                                          \
    X(KLDivLoss)                                                                                   \
    X(L1Loss)                                                                                      \
    X(MSELoss)                                                                                     \
    X(MarginRankingLoss)                                                                           \
    X(NLLLoss)                                                                                     \
    X(SmoothL1Loss)                                                                                \
    X(TripletMarginLoss)

#define TEST(op)                                                                                   \
    static void op(void **state) {                                                                 \
        check_op(state, #op);                                                                      \
    }
OPS(TEST)

#define ENTRY(op) lg_test(op),
int main(void) {
    const struct CMUnitTest tests[] = {OPS(ENTRY)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
