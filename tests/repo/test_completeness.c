/* SPDX-License-Identifier: Apache-2.0 */
/* What every registered operator must have: documentation, infer and run, a gradient rule or an
 * explicit none, a body or an explicit none, and case files that use it: with its gradient, and
 * with every input, output and attribute. Adding an operator without these fails here. */
#include "tests/support/support.h"

#include <dirent.h>
#include <lossgraph/registry.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>

/* All case files, one after the other. */
typedef struct corpus {
    char *text;
    size_t len;
} corpus;

static void append_file(corpus *c, const char *path) {
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    (void)fseek(f, 0, SEEK_END);
    long n = ftell(f);
    rewind(f);
    c->text = realloc(c->text, c->len + (size_t)n + 2);
    assert_non_null(c->text);
    assert_int_equal(fread(c->text + c->len, 1, (size_t)n, f), (size_t)n);
    c->len += (size_t)n;
    c->text[c->len++] = '\n';
    c->text[c->len] = '\0';
    (void)fclose(f);
}

static void append_folder(corpus *c, const char *folder) {
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        size_t n = strlen(e->d_name);
        char path[2048];
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (n > 4 && strcmp(e->d_name + n - 4, ".lgt") == 0)
            append_file(c, path);
    }
    (void)closedir(dir);
}

static corpus read_cases(void) {
    corpus c = {NULL, 0};
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/ops", LG_TEST_DATA);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/ops/%s/cases", LG_TEST_DATA, e->d_name);
        append_folder(&c, path);
    }
    (void)closedir(dir);
    return c;
}

static bool is_word_end(char c) {
    return c == '\0' || c == ' ' || c == '\t' || c == '\n';
}

/* The text after the next line that begins with `key`, inside [from, to); NULL when there is none.
 */
static const char *next_line(const char *from, const char *to, const char *key) {
    size_t n = strlen(key);
    for (const char *p = from; p < to;) {
        if ((size_t)(to - p) > n && memcmp(p, key, n) == 0 && is_word_end(p[n]))
            return p + n;
        p = memchr(p, '\n', (size_t)(to - p));
        if (!p)
            return NULL;
        p++;
    }
    return NULL;
}

static bool has_word(const char *from, const char *to, const char *word) {
    size_t n = strlen(word);
    for (const char *p = from; p + n <= to; p++)
        if (memcmp(p, word, n) == 0 && is_word_end(p[n]) && is_word_end(p[-1]))
            return true;
    return false;
}

typedef struct usage {
    bool any, grad;
    uint64_t attrs, inputs, outputs; /* by position in the descriptor */
} usage;

/* A case begins at a line `case` and ends at the next. */
static void read_case(const char *from, const char *to, const lg_op_desc *op, usage *u) {
    const char *name = next_line(from, to, "op");
    char want[256];
    (void)snprintf(want, sizeof want, "%s::%s", op->domain[0] ? op->domain : "ai.onnx", op->name);
    if (!name)
        return;
    while (*name == ' ')
        name++;
    size_t n = strlen(want);
    bool bare = !op->domain[0] && strncmp(name, op->name, strlen(op->name)) == 0 &&
                is_word_end(name[strlen(op->name)]);
    if (!bare && (strncmp(name, want, n) != 0 || !is_word_end(name[n])))
        return;
    u->any = true;
    u->grad = u->grad || next_line(from, to, "grad") != NULL;
    for (uint32_t i = 0; i < op->n_attrs && i < 64; i++)
        if (has_word(from, to, op->attrs[i].name))
            u->attrs |= (uint64_t)1 << i;
    uint32_t at = 0;
    for (const char *p = from; (p = next_line(p, to, "in")) != NULL; at++)
        u->inputs |= (uint64_t)1 << (at < op->n_inputs ? at : op->n_inputs - 1);
    at = 0;
    for (const char *p = from; (p = next_line(p, to, "out")) != NULL; at++)
        u->outputs |= (uint64_t)1 << (at < op->n_outputs ? at : op->n_outputs - 1);
    if (at == 0)
        u->outputs = UINT64_MAX; /* compared with the body, all outputs of it */
}

static int missing;

static void miss(const lg_op_desc *op, const char *what, const char *name) {
    fprintf(stderr, "%s::%s v%d: %s%s\n", op->domain[0] ? op->domain : "ai.onnx", op->name,
            (int)op->since_version, what, name);
    missing++;
}

static void check_descriptor(const lg_op_desc *op) {
    if (!op->doc || strlen(op->doc) < 10)
        miss(op, "no documentation", "");
    if (!op->infer || !op->run)
        miss(op, "no infer or run", "");
    if (!op->grad && !(op->flags & LG_OP_NO_GRADIENT))
        miss(op, "neither a gradient rule nor LG_OP_NO_GRADIENT", "");
    if (!op->body && !op->body_build && !(op->flags & LG_OP_NO_BODY))
        miss(op, "neither a body nor LG_OP_NO_BODY", "");
    if (strcmp(op->domain, "ai.lossgraph") == 0 && (op->flags & LG_OP_NO_BODY))
        miss(op, "operators of ai.lossgraph must have a body", "");
    for (uint32_t i = 0; i < op->n_inputs; i++)
        if (!op->inputs[i].name || op->inputs[i].dtypes == 0)
            miss(op, "an input without name or types", "");
    for (uint32_t i = 0; i < op->n_outputs; i++)
        if (!op->outputs[i].name || op->outputs[i].dtypes == 0)
            miss(op, "an output without name or types", "");
}

static bool has_subgraph(const lg_op_desc *op) {
    for (uint32_t i = 0; i < op->n_attrs; i++)
        if (op->attrs[i].kind == LG_ATTR_GRAPH)
            return true;
    return false;
}

/* A case file cannot hold a subgraph: such an operator has a test of whole models instead. */
static bool has_model_test(const lg_op_desc *op) {
    char path[2048];
    struct stat info;
    int n = snprintf(path, sizeof path, "%s/ops/control/test_%s.c", LG_TEST_DATA, op->name);
    for (int i = n - (int)strlen(op->name) - 2; i < n; i++)
        if (path[i] >= 'A' && path[i] <= 'Z')
            path[i] = (char)(path[i] - 'A' + 'a');
    return stat(path, &info) == 0;
}

static void check_cases(const corpus *c, const lg_op_desc *op) {
    if (has_subgraph(op)) {
        if (!has_model_test(op))
            miss(op, "no test of models in tests/ops/control", "");
        return;
    }
    usage u = {0};
    const char *end = c->text + c->len;
    for (const char *p = next_line(c->text, end, "case"); p;) {
        const char *next = next_line(p, end, "case");
        read_case(p, next ? next : end, op, &u);
        p = next;
    }
    if (!u.any) {
        miss(op, "no case", "");
        return;
    }
    if (op->grad && !u.grad)
        miss(op, "no case of its gradient", "");
    for (uint32_t i = 0; i < op->n_attrs && i < 64; i++)
        if (!(u.attrs & ((uint64_t)1 << i)))
            miss(op, "no case uses attribute ", op->attrs[i].name);
    for (uint32_t i = 0; i < op->n_inputs && i < 64; i++)
        if (!(u.inputs & ((uint64_t)1 << i)))
            miss(op, "no case uses input ", op->inputs[i].name);
    for (uint32_t i = 0; i < op->n_outputs && i < 64; i++)
        if (!(u.outputs & ((uint64_t)1 << i)))
            miss(op, "no case uses output ", op->outputs[i].name);
}

static void every_operator_is_complete(void **state) {
    (void)state;
    lg_registry *registry = NULL;
    corpus cases = read_cases();
    assert_int_equal(lg_registry_create(NULL, &registry, NULL), LG_OK);
    size_t n = 0;
    for (const lg_op_desc *op; (op = lg_registry_op(registry, n)) != NULL; n++) {
        check_descriptor(op);
        check_cases(&cases, op);
    }
    lg_registry_destroy(registry);
    free(cases.text);
    assert_true(n > 100);
    assert_int_equal(missing, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_operator_is_complete)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
