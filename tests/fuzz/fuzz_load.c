/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as a model: load, compile, write back. What was written loads and is written equally. */
#include "tests/fuzz/fuzz.h"

#include <lossgraph/session.h>

#include <stdlib.h>
#include <string.h>

static lg_context *context(void) {
    static lg_context *c;
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    o.n_threads = 1;
    o.limits.max_total_bytes = 64 << 20;
    o.limits.max_nodes = 10000;
    o.limits.max_loop_iterations = 1000;
    if (!c && lg_context_create(&o, &c, NULL) != LG_OK)
        abort();
    return c;
}

/* A message is always there, printable up to its end. */
static void check_error(const lg_error *err) {
    if (err->message[0] == '\0' || !memchr(err->message, 0, sizeof err->message))
        abort();
}

static void write_back(const lg_model *model) {
    lg_buffer once = {0}, twice = {0};
    lg_error err = LG_ERROR_INIT;
    lg_model *again = NULL;
    if (lg_model_write(model, LG_FORMAT_ONNX, &once, &err) != LG_OK)
        abort();
    if (lg_model_load(context(), once.data, once.size, NULL, &again, &err) != LG_OK ||
        lg_model_write(again, LG_FORMAT_ONNX, &twice, &err) != LG_OK || once.size != twice.size ||
        memcmp(once.data, twice.data, once.size) != 0)
        abort();
    lg_buffer_free(&once);
    lg_buffer_free(&twice);
    lg_model_destroy(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lg_error err = LG_ERROR_INIT;
    lg_model *model = NULL;
    lg_program *program = NULL;
    if (lg_model_load(context(), data, size, NULL, &model, &err) != LG_OK) {
        check_error(&err);
        return 0;
    }
    if (data[0] < 0x20) /* not text */
        write_back(model);
    if (lg_program_compile(model, NULL, &program, &err) != LG_OK)
        check_error(&err);
    lg_program_destroy(program);
    lg_model_destroy(model);
    return 0;
}
