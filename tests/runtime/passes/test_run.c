/* SPDX-License-Identifier: Apache-2.0 */
/* The engine, and the golden files: <passes>-<case>.before.txt through the passes to .after.txt. */
#include "tests/runtime/passes/fixture.h"

#include <dirent.h>
#include <stdlib.h>

static lg_status count_passes(void *self, const char *pass, const lg_module *module,
                              lg_error *err) {
    fixture *f = self;
    (void)module;
    (void)err;
    keep_warning(f, pass);
    return LG_OK;
}

static lg_status stop(void *self, lg_error *err) {
    (void)self;
    return lg_fail(err, LG_E_CANCELLED, "stopped");
}

static void passes_run_in_order(void **state) {
    fixture f;
    assert_int_equal(fixture_open(&f, state, MODEL("g (float x) => (y) { y = test.Neg (x) }")),
                     LG_OK);
    f.env.done = count_passes;
    assert_int_equal(lg_passes_run(&f.env, f.module, f.module->main, &f.err), LG_OK);
    assert_string_equal(f.warnings, "canon\ninline\ninfer\ngrad\nexpand\nfold\ncse\ndce\n");
    /* A second run finds everything bound and changes nothing. */
    assert_int_equal(lg_passes_run(&f.env, f.module, f.module->main, &f.err), LG_OK);
    assert_int_equal(lg_pass_run(&f.env, "no", f.module, f.module->main, &f.err), LG_E_ARGUMENT);
    f.env.poll = stop;
    assert_int_equal(lg_passes_run(&f.env, f.module, f.module->main, &f.err), LG_E_CANCELLED);
    fixture_close(&f);
}

static char *read_file(const char *dir, const char *name) {
    char path[600];
    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("cannot open %s", path);
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    size_t n = fread(text, 1, (1 << 16) - 1, file);
    assert_true(n > 0 && feof(file));
    fclose(file);
    return text;
}

static void golden_case(void **state, const char *dir, const char *name) {
    char after_name[300], passes[64];
    size_t stem = strlen(name) - strlen(".before.txt");
    (void)snprintf(after_name, sizeof after_name, "%.*s.after.txt", (int)stem, name);
    (void)snprintf(passes, sizeof passes, "%.*s", (int)strcspn(name, "-"), name);
    for (char *p = passes; *p; p++)
        *p = *p == '+' ? ' ' : *p;
    char *before = read_file(dir, name), *after = read_file(dir, after_name);
    fixture f;
    lg_buf out;
    lg_buf_init(&out, lg_test_allocator(state));
    lg_status st = fixture_open(&f, state, before);
    if (st == LG_OK)
        st = fixture_run(&f, passes);
    if (st == LG_OK)
        st = lg_text_print(f.module, &out, &f.err);
    if (st != LG_OK)
        fail_msg("%s: %s", name, f.err.message);
    if (strcmp(out.data, after) != 0)
        fail_msg("%s gives\n%s\nexpected\n%s", name, out.data, after);
    lg_buf_reset(&out);
    fixture_close(&f);
    free(before);
    free(after);
}

static void golden_files(void **state) {
    static const char dir[] = LG_TEST_DATA "/golden/passes";
    DIR *d = opendir(dir);
    assert_non_null(d);
    unsigned cases = 0;
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        size_t n = strlen(e->d_name);
        if (n < 11 || strcmp(e->d_name + n - 11, ".before.txt") != 0)
            continue;
        golden_case(state, dir, e->d_name);
        cases++;
    }
    closedir(d);
    assert_true(cases >= 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(passes_run_in_order),
        lg_test(golden_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
