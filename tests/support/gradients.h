/* SPDX-License-Identifier: Apache-2.0 */
/* Models with a Gradient node as text: what the tests of differentiation share. */
#ifndef LG_TESTS_GRADIENTS_H
#define LG_TESTS_GRADIENTS_H

#include "tests/support/toy.h"

#define HEAD                                                                                       \
    "<ir_version: 10, opset_import: [\"\" : 20, \"ai.lossgraph\" : 1, \"com.microsoft\" : 1, "     \
    "\"ai.onnx.preview.training\" : 1, \"toy\" : 1, \"local\" : 1]>\n"
#define GRADIENT "ai.onnx.preview.training.Gradient "
/* A graph over the float scalars a and b. */
#define AB(outs, body) HEAD "g (float a, float b) => (" outs ") { " body " }"

static inline lg_status gradient_compile(lg_context *c, const char *text, lg_program **out,
                                         lg_error *err) {
    lg_model *model = NULL;
    lg_status st = lg_model_load(c, text, strlen(text), NULL, &model, err);
    if (st == LG_OK)
        st = lg_program_compile(model, NULL, out, err);
    lg_model_destroy(model);
    return st;
}

/* The outputs have to be `want` at these values of a and b. */
static inline void gradient_expect(void **state, const char *text, float a, float b,
                                   const float *want, uint32_t n) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = NULL;
    lg_error err = LG_ERROR_INIT;
    if (gradient_compile(c, text, &p, &err) != LG_OK)
        fail_msg("%s\n%s", err.message, text);
    lg_session *s = toy_session(p, NULL);
    toy_bind(s, 0, &a, -1);
    toy_bind(s, 1, &b, -1);
    toy_run(s);
    for (uint32_t i = 0; i < n; i++)
        toy_expect(s, i, &want[i], 1);
    toy_close(s, p, c);
}

/* Compiling has to fail with this status and these words. */
static inline void gradient_refuse(void **state, const char *text, lg_status status,
                                   const char *words) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_status st = gradient_compile(c, text, &p, &err);
    if (st != status || !strstr(err.message, words))
        fail_msg("got %s: %s\nexpected %s: %s", lg_status_name(st), err.message,
                 lg_status_name(status), words);
    lg_program_destroy(p);
    lg_context_destroy(c);
}

#endif
