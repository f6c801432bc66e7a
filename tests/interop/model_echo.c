/* SPDX-License-Identifier: Apache-2.0 */
/* Reads models from standard input ("<bytes>\n<payload>"), imports and exports each, and writes the
 * result ("<status> <bytes>\n<payload or message>"): the C half of test_roundtrip.py. What was
 * exported must import and export to the same bytes. */
#include "runtime/onnx/onnx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static lg_status echo(const void *bytes, size_t size, void **out, size_t *out_size, lg_error *err) {
    lg_allocator a = lg_allocator_default();
    lg_arena arena;
    lg_module *m = NULL;
    lg_arena_init(&arena, a, 0);
    lg_onnx_env env = {.allocator = &a, .arena = &arena, .flags = LG_LOAD_BORROW};
    lg_status st = lg_onnx_import(&env, bytes, size, &m, err);
    if (st == LG_OK)
        st = lg_graph_verify(m->main, err);
    if (st == LG_OK)
        st = lg_onnx_export(m, &a, out, out_size, err);
    lg_arena_reset(&arena);
    return st;
}

int main(void) {
    lg_allocator a = lg_allocator_default();
    size_t size;
    while (scanf("%zu", &size) == 1) {
        if (getchar() != '\n' || size > ((size_t)1 << 28))
            return 2;
        char *bytes = malloc(size + 1);
        if (!bytes || fread(bytes, 1, size, stdin) != size)
            return 2;
        lg_error err = LG_ERROR_INIT;
        void *once = NULL, *twice = NULL;
        size_t n = 0, again = 0;
        lg_status st = echo(bytes, size, &once, &n, &err);
        if (st == LG_OK && (st = echo(once, n, &twice, &again, &err)) == LG_OK &&
            (n != again || memcmp(once, twice, n) != 0)) {
            st = LG_E_INTERNAL;
            (void)snprintf(err.message, sizeof err.message,
                           "exporting what was exported gives %zu bytes, before %zu", again, n);
        }
        const char *payload = st == LG_OK ? once : err.message;
        if (st != LG_OK) {
            lg_free(&a, once, n + 1);
            once = NULL;
            payload = err.message;
        }
        size_t length = st == LG_OK ? n : strlen(err.message);
        printf("%s %zu\n", lg_status_name(st), length);
        fwrite(payload, 1, length, stdout);
        lg_free(&a, once, n + 1);
        lg_free(&a, twice, again + 1);
        free(bytes);
    }
    return 0;
}
