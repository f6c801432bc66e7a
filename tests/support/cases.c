/* SPDX-License-Identifier: Apache-2.0 */
/* Reader and runner of .lgt case files; the format is described in cases.h. */
#include "tests/support/cases.h"

#include "runtime/base/error.h"
#include "tests/support/op_body.h"
#include "tests/support/op_text.h"
#include "tests/support/support.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

enum { MAX_LINES = 64 };

typedef struct test_case {
    char name[80];
    char op[96];
    int version;
    char *attrs;
    char *in[LG_RUN_ARGS], *out[LG_RUN_ARGS];
    uint32_t n_in, n_out;
    bool value, grad;
    double rtol, atol, grad_rtol, grad_atol, step, only;
    char *error;
} test_case;

static uint64_t next_random(uint64_t *s) { /* splitmix64 */
    uint64_t z = *s += 0x9E3779B97F4A7C15U;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

static double option(const char **p, const char *name, double fallback) {
    const char *save = *p;
    char word[32];
    double v;
    lg_text_word(p, word, sizeof word);
    if (strcmp(word, name) == 0 && lg_text_number(p, &v))
        return v;
    *p = save;
    return fallback;
}

/* SOURCE of a tensor. */
static bool generate(lg_runner *r, const char **p, const lg_view *v) {
    char word[32];
    lg_text_word(p, word, sizeof word);
    double a, b;
    if (strcmp(word, "values") == 0)
        return lg_text_values(r, p, v);
    if (strcmp(word, "fill") == 0 && lg_text_number(p, &a)) {
        for (int64_t i = 0; i < v->count; i++)
            lg_runner_set(v, i, a);
        return true;
    }
    if (strcmp(word, "iota") == 0 && lg_text_number(p, &a) && lg_text_number(p, &b)) {
        for (int64_t i = 0; i < v->count; i++)
            lg_runner_set(v, i, a + b * (double)i);
        return true;
    }
    bool uniform = strcmp(word, "uniform") == 0, choice = strcmp(word, "choice") == 0;
    bool bits = strcmp(word, "bits") == 0;
    a = 0.0;
    if (!(uniform || choice || bits) || (uniform && !lg_text_number(p, &a)) ||
        !lg_text_number(p, &b))
        return false;
    uint64_t seed = (uint64_t)option(p, "seed", 1.0) * 7919U;
    for (int64_t i = 0; i < v->count; i++) {
        uint64_t u = next_random(&seed);
        double f = (double)(u >> 11) * 0x1p-53;
        lg_runner_set(v, i, uniform ? a + (b - a) * f : floor(f * b));
    }
    return true;
}

/* TYPE [DIMS] SOURCE after the name; UNDEFINED for `absent`, `unwanted`, `any`. */
static bool tensor_line(lg_runner *r, const char *line, lg_view *out, char word[32]) {
    const char *p = line;
    char name[64];
    int64_t dims[LG_MAX_RANK];
    lg_text_word(&p, name, sizeof name);
    lg_text_word(&p, word, 32);
    *out = (lg_view){0};
    if (strcmp(word, "absent") == 0 || strcmp(word, "unwanted") == 0 || strcmp(word, "any") == 0 ||
        strcmp(word, "body") == 0)
        return true;
    int32_t dtype = lg_dtype_parse(word, strlen(word));
    int32_t rank = lg_text_dims(&p, dims);
    if (dtype == LG_UNDEFINED || rank < 0)
        return false;
    *out = lg_runner_tensor(r, dtype, rank, dims);
    return generate(r, &p, out);
}

/* ---- comparing ---- */

static bool close_to(const lg_view *got, const lg_view *want, double rtol, double atol, char *why,
                     size_t size) {
    if (got->dtype != want->dtype || got->rank != want->rank) {
        (void)snprintf(why, size, "has type %s and rank %d, expected %s and %d",
                       lg_dtype_name(got->dtype), (int)got->rank, lg_dtype_name(want->dtype),
                       (int)want->rank);
        return false;
    }
    for (int32_t d = 0; d < got->rank; d++)
        if (got->dims[d] != want->dims[d]) {
            (void)snprintf(why, size, "has size %lld in dimension %d, expected %lld",
                           (long long)got->dims[d], (int)d, (long long)want->dims[d]);
            return false;
        }
    if (got->dtype == LG_STRING || got->dtype == LG_INT64 || got->dtype == LG_UINT64 ||
        got->dtype == LG_COMPLEX64 || got->dtype == LG_COMPLEX128) {
        if (lg_runner_same(got, want))
            return true;
        for (int64_t i = 0; i < got->count && got->dtype == LG_INT64; i++) {
            int64_t x = ((const int64_t *)got->data)[i], y = ((const int64_t *)want->data)[i];
            if (x != y) {
                (void)snprintf(why, size, "element %lld is %lld, expected %lld", (long long)i,
                               (long long)x, (long long)y);
                return false;
            }
        }
        for (int64_t i = 0; i < got->count && got->dtype == LG_STRING; i++) {
            const lg_str *x = (const lg_str *)got->data + i, *y = (const lg_str *)want->data + i;
            if (x->len != y->len || memcmp(x->ptr, y->ptr, x->len) != 0) {
                (void)snprintf(why, size, "element %lld is '%.*s', expected '%.*s'", (long long)i,
                               (int)x->len, x->ptr, (int)y->len, y->ptr);
                return false;
            }
        }
        (void)snprintf(why, size, "differs");
        return false;
    }
    for (int64_t i = 0; i < got->count; i++) {
        double x = lg_runner_get(got, i), y = lg_runner_get(want, i);
        if ((x != x && y != y) || x == y)
            continue;
        if (fabs(x - y) <= atol + rtol * fabs(y))
            continue;
        (void)snprintf(why, size, "element %lld is %.17g, expected %.17g", (long long)i, x, y);
        return false;
    }
    return true;
}

LG_PRINTF(3, 4)
static int report(const char *path, const test_case *c, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "%s: case %s: ", path, c->name);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    return 1;
}

/* ---- running ---- */

static lg_status prepare(const test_case *c, lg_runner *r, const lg_op_desc *desc) {
    char word[32];
    lg_runner_init(r, desc, c->version);
    r->max_bytes = (uint64_t)1 << 32;
    if (c->n_out)
        r->n_out = c->n_out;
    for (uint32_t i = 0; i < c->n_in; i++) {
        if (!tensor_line(r, c->in[i], &r->in[i], word))
            return lg_fail(&r->err, LG_E_PARSE, "cannot read input '%s'", c->in[i]);
        r->n_in++;
    }
    for (uint32_t i = 0; i < c->n_out; i++) {
        lg_view v;
        if (!tensor_line(r, c->out[i], &v, word))
            return lg_fail(&r->err, LG_E_PARSE, "cannot read output '%s'", c->out[i]);
        r->unwanted[i] = strcmp(word, "unwanted") == 0;
    }
    return lg_runner_attrs(r, c->attrs ? c->attrs : "");
}

static int check_values(const char *path, const test_case *c, lg_runner *r) {
    char why[200], word[32];
    int bad = 0;
    bool listed = false;
    for (uint32_t o = 0; o < c->n_out; o++) {
        lg_view want;
        (void)tensor_line(r, c->out[o], &want, word);
        listed = listed || want.dtype != LG_UNDEFINED || strcmp(word, "any") == 0;
        if (want.dtype == LG_UNDEFINED)
            continue;
        if (!close_to(&r->out[o], &want, c->rtol, c->atol, why, sizeof why))
            bad += report(path, c, "output %u %s", o, why);
    }
    if (listed)
        return bad;
    lg_view *want = lg_runner_alloc(r, sizeof *want * LG_RUN_ARGS);
    if (lg_body_run(r, c->op[0] == ':' ? c->version : 28, want) != LG_OK)
        return report(path, c, "%s", r->err.message);
    for (uint32_t o = 0; o < r->n_out; o++)
        if (!r->unwanted[o] && !close_to(&r->out[o], &want[o], c->rtol, c->atol, why, sizeof why))
            bad += report(path, c, "against the body: output %u %s", o, why);
    return bad;
}

/* Float inputs and results become double, for central differences. */
static void widen(lg_runner *r) {
    for (uint32_t i = 0; i < r->n_in; i++) {
        lg_view *x = &r->in[i];
        if (x->dtype != LG_FLOAT && x->dtype != LG_FLOAT16 && x->dtype != LG_BFLOAT16)
            continue;
        lg_view wide = lg_runner_tensor(r, LG_DOUBLE, x->rank, x->dims);
        for (int64_t k = 0; k < x->count; k++)
            ((double *)wide.data)[k] = lg_runner_get(x, k);
        *x = wide;
    }
}

/* Sum over all float results of dy * y. */
static double objective(const lg_runner *r, const lg_view *dy) {
    double s = 0.0;
    for (uint32_t o = 0; o < r->n_out; o++)
        for (int64_t k = 0; k < dy[o].count; k++)
            s += lg_runner_get(&r->out[o], k) * lg_runner_get(&dy[o], k);
    return s;
}

static int check_gradient(const char *path, const test_case *c, const lg_op_desc *desc) {
    lg_runner r;
    lg_view dy[LG_RUN_ARGS] = {{0}}, dx[LG_RUN_ARGS];
    int bad = 0;
    lg_status st = prepare(c, &r, desc);
    widen(&r);
    if (st == LG_OK)
        st = lg_runner_run(&r);
    uint64_t seed = 12345;
    for (uint32_t o = 0; o < r.n_out && st == LG_OK; o++) {
        if (r.unwanted[o] || r.out[o].dtype != LG_DOUBLE ||
            (c->only >= 0 && o != (uint32_t)c->only))
            continue;
        dy[o] = lg_runner_tensor(&r, LG_DOUBLE, r.out[o].rank, r.out[o].dims);
        for (int64_t k = 0; k < dy[o].count; k++)
            ((double *)dy[o].data)[k] = (double)(next_random(&seed) >> 11) * 0x1p-52 - 1.0;
    }
    if (st == LG_OK)
        st = lg_grad_run(&r, dy, dx);
    if (st != LG_OK)
        bad = report(path, c, "gradient: %s", r.err.message);
    for (uint32_t i = 0; i < r.n_in && !bad; i++) {
        lg_view *x = &r.in[i];
        uint32_t last = desc->n_inputs - 1;
        const lg_arg_desc *arg = &desc->inputs[i < last ? i : last];
        if (x->dtype != LG_DOUBLE || (arg->flags & LG_ARG_NONDIFF))
            continue;
        if (dx[i].dtype == LG_UNDEFINED) {
            bad += report(path, c, "gradient: the rule gives nothing for input %u", i);
            continue;
        }
        char why[200];
        lg_view want = lg_runner_tensor(&r, LG_DOUBLE, x->rank, x->dims);
        lg_view got = dx[i];
        for (int64_t k = 0; k < x->count; k++) {
            double *e = (double *)x->data + k, old = *e;
            *e = old + c->step;
            st = lg_runner_run(&r);
            double up = objective(&r, dy);
            *e = old - c->step;
            if (st == LG_OK)
                st = lg_runner_run(&r);
            ((double *)want.data)[k] = (up - objective(&r, dy)) / (2.0 * c->step);
            *e = old;
            if (st != LG_OK)
                return report(path, c, "gradient: %s", r.err.message);
        }
        if (!close_to(&got, &want, c->grad_rtol, c->grad_atol, why, sizeof why))
            bad += report(path, c, "gradient of input %u %s", i, why);
    }
    lg_runner_reset(&r);
    return bad;
}

static int check_error(const char *path, const test_case *c, const lg_op_desc *desc) {
    char status[32], word[64];
    const char *p = c->error;
    lg_text_word(&p, status, sizeof status);
    for (int hide = 0; hide < 2; hide++) {
        lg_runner r;
        lg_status st = prepare(c, &r, desc);
        r.hide_values = hide != 0;
        if (st == LG_E_PARSE)
            return report(path, c, "%s", r.err.message);
        if (st == LG_OK)
            st = lg_runner_run(&r);
        int bad = 0;
        const char *got = lg_status_name(st);
        /* A value that only run sees is wrong data, one in the model a wrong model or shape. */
        bool same = strcmp(got, status) == 0 ||
                    (hide && (strcmp(got, "DATA") == 0 || strcmp(got, "SHAPE") == 0 ||
                              strcmp(got, "LIMIT") == 0 || strcmp(got, "MODEL") == 0));
        if (!same)
            bad = report(path, c, "ended with %s (%s), expected %s", got, r.err.message, status);
        for (const char *q = p; !bad && !hide && lg_text_more(&q);) {
            lg_text_word(&q, word, sizeof word);
            if (word[0] == '\0')
                break;
            if (!strstr(r.err.message, word))
                bad = report(path, c, "message '%s' lacks '%s'", r.err.message, word);
        }
        lg_runner_reset(&r);
        if (bad)
            return bad;
    }
    return 0;
}

static int run_case(const char *path, const test_case *c) {
    char domain[96];
    const char *colons = strstr(c->op, "::");
    (void)snprintf(domain, sizeof domain, "%.*s", (int)(colons ? colons - c->op : 0), c->op);
    const lg_op_desc *desc = lg_runner_find(domain, colons ? colons + 2 : c->op, c->version);
    if (!desc)
        return report(path, c, "no operator %s version %d", c->op, c->version);
    if (c->error)
        return check_error(path, c, desc);
    lg_runner first;
    int bad = 0;
    lg_status st = prepare(c, &first, desc);
    if (st == LG_OK)
        st = lg_runner_run(&first);
    if (st != LG_OK)
        bad = report(path, c, "%s: %s", lg_status_name(st), first.err.message);
    if (!bad && !c->value && !c->grad)
        bad = report(path, c, "checks nothing");
    if (!bad && c->value)
        bad += check_values(path, c, &first);
    static const uint32_t threads[] = {2, 7, 1};
    for (size_t t = 0; t < LG_COUNT(threads) && !bad; t++) {
        lg_runner again;
        st = prepare(c, &again, desc);
        again.threads = threads[t];
        again.hide_values = t == 2;
        if (st == LG_OK)
            st = lg_runner_run(&again);
        if (st != LG_OK)
            bad = report(path, c, "%s %u threads: %s", again.hide_values ? "values hidden," : "",
                         threads[t], again.err.message);
        for (uint32_t o = 0; o < first.n_out && !bad; o++)
            if (!lg_runner_same(&first.out[o], &again.out[o]))
                bad = report(path, c, "output %u differs with %u threads%s", o, threads[t],
                             again.hide_values ? ", values hidden" : "");
        lg_runner_reset(&again);
    }
    lg_runner_reset(&first);
    if (!bad && c->grad)
        bad += check_gradient(path, c, desc);
    return bad;
}

/* ---- reading ---- */

static char *rest_of(const char *line) {
    while (*line && !isspace((unsigned char)*line))
        line++;
    while (isspace((unsigned char)*line))
        line++;
    size_t n = strlen(line) + 1;
    char *copy = malloc(n);
    if (!copy)
        abort();
    memcpy(copy, line, n);
    return copy;
}

static void free_case(test_case *c) {
    free(c->attrs);
    free(c->error);
    for (uint32_t i = 0; i < c->n_in; i++)
        free(c->in[i]);
    for (uint32_t i = 0; i < c->n_out; i++)
        free(c->out[i]);
    memset(c, 0, sizeof *c);
}

static bool case_line(test_case *c, const char *line) {
    char word[32];
    const char *p = line;
    lg_text_word(&p, word, sizeof word);
    if (strcmp(word, "op") == 0) {
        double version = 1;
        (void)lg_text_more(&p);
        size_t n = strcspn(p, " \t");
        (void)snprintf(c->op, sizeof c->op, "%.*s", (int)n, p);
        p += n;
        bool ok = lg_text_number(&p, &version);
        c->version = (int)version;
        if (strncmp(c->op, "ai.onnx::", 9) == 0)
            memmove(c->op, c->op + 7, strlen(c->op) - 6);
        return ok;
    }
    if (strcmp(word, "attr") == 0) {
        char *more = rest_of(line);
        size_t old = c->attrs ? strlen(c->attrs) : 0;
        c->attrs = realloc(c->attrs, old + strlen(more) + 2);
        if (!c->attrs)
            abort();
        (void)snprintf(c->attrs + old, strlen(more) + 2, " %s", more);
        free(more);
        return true;
    }
    if (strcmp(word, "in") == 0 && c->n_in < LG_RUN_ARGS) {
        c->in[c->n_in++] = rest_of(line);
        return true;
    }
    if (strcmp(word, "out") == 0 && c->n_out < LG_RUN_ARGS) {
        c->out[c->n_out++] = rest_of(line);
        return true;
    }
    if (strcmp(word, "value") == 0) {
        c->value = true;
        c->rtol = option(&p, "rtol", 0.0);
        c->atol = option(&p, "atol", 0.0);
        return true;
    }
    if (strcmp(word, "grad") == 0) {
        c->grad = true;
        c->grad_rtol = option(&p, "rtol", 1e-5);
        c->grad_atol = option(&p, "atol", 1e-7);
        c->step = option(&p, "step", 1e-6);
        c->only = option(&p, "only", -1);
        return true;
    }
    if (strcmp(word, "error") == 0) {
        c->error = rest_of(line);
        return true;
    }
    return false;
}

/* Joins continuation lines and drops comments; the result ends with an empty string. */
static char *logical_lines(const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    (void)fseek(f, 0, SEEK_END);
    long size = ftell(f);
    (void)fseek(f, 0, SEEK_SET);
    char *text = calloc(1, (size_t)size + 3), *out = calloc(1, (size_t)size + 3);
    if (!text || !out || fread(text, 1, (size_t)size, f) != (size_t)size)
        abort();
    (void)fclose(f);
    size_t n = 0;
    for (char *p = text; *p;) {
        size_t len = strcspn(p, "\n");
        char *end = p + len, *next = *end ? end + 1 : end;
        bool quoted = false;
        char *stop = p;
        while (stop < end && (quoted || *stop != '#')) {
            quoted = quoted != (*stop == '"' && (stop == p || stop[-1] != '\\'));
            stop++;
        }
        while (stop > p && isspace((unsigned char)stop[-1]))
            stop--;
        if (stop > p) {
            if (isspace((unsigned char)*p) && n > 0)
                out[n - 1] = ' ';
            memcpy(out + n, p, (size_t)(stop - p));
            n += (size_t)(stop - p);
            out[n++] = '\0';
        }
        p = next;
    }
    free(text);
    out[n] = '\0';
    return out;
}

int lg_cases_run(const char *path) {
    char full[600];
    (void)snprintf(full, sizeof full, "%s/%s", LG_TEST_DATA, path);
    char *lines = logical_lines(full);
    test_case c = {.name = ""};
    int bad = 0, n = 0;
    if (!lines) {
        fprintf(stderr, "%s: cannot be read\n", full);
        return 1;
    }
    for (const char *p = lines;; p += strlen(p) + 1) {
        if (*p == '\0' || strncmp(p, "case ", 5) == 0) {
            if (c.name[0]) {
                bad += run_case(path, &c);
                n++;
            }
            free_case(&c);
            if (*p == '\0')
                break;
            (void)snprintf(c.name, sizeof c.name, "%s", p + 5 + strspn(p + 5, " "));
        } else if (!c.name[0] || !case_line(&c, p)) {
            bad += report(path, &c, "cannot read line '%s'", p);
        }
    }
    free(lines);
    if (n == 0) {
        fprintf(stderr, "%s: no cases\n", path);
        bad++;
    }
    return bad;
}

void lg_cases_check(const char *folder, const char *const *names) {
    int bad = 0;
    for (; *names; names++) {
        char path[300];
        (void)snprintf(path, sizeof path, "%s/%s.lgt", folder, *names);
        bad += lg_cases_run(path);
    }
    assert_int_equal(bad, 0);
}
