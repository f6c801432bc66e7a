/* SPDX-License-Identifier: Apache-2.0 */
/* A family of small operators (domain "toy") for tests of the executor, and short forms to compile
 * and run ONNX text with them. Every declaration that the runtime acts on has an operator here:
 * taking over buffers, views, results sized by data, mutated inputs, packing, random numbers. */
#ifndef LG_TESTS_TOY_H
#define LG_TESTS_TOY_H

#include "tests/support/support.h"

#include <lossgraph/lossgraph.h>

/* Built-in and toy operators. */
lg_registry *toy_registry(void **state);
/* One thread, the tracing allocator of the test, built-in and toy operators. */
lg_context *toy_context(void **state, const lg_context_options *more);
lg_program *toy_program(lg_context *context, const char *text, const lg_compile_options *options);
lg_session *toy_session(lg_program *program, const lg_session_options *options);
/* Binds float data; the dims follow, ended by -1. */
void toy_bind(lg_session *session, uint32_t index, float *data, ...);
void toy_bind_view(lg_session *session, uint32_t index, int32_t dtype, void *data, ...);
/* Runs and compares output `index` with n floats exactly. */
void toy_run(lg_session *session);
void toy_expect(lg_session *session, uint32_t index, const float *want, int64_t n);
/* Everything that toy_context, toy_program and toy_session made, in an order of its own. */
void toy_close(lg_session *session, lg_program *program, lg_context *context);

/* "<ir_version: 8, opset_import: ["" : 21, "toy" : 1]> " before a graph. */
#define TOY(graph) "<ir_version: 8, opset_import: [\"\" : 21, \"toy\" : 1]>\n" graph

#endif
