/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of function bodies: the text, and how it follows the opset. */
#include "ops/opkit/body.h"
#include "tests/support/support.h"

#include <math.h>

typedef struct sink {
    lg_body body;
    char text[2000];
    size_t n;
} sink;

static void append(lg_body *ctx, const char *fmt, ...) LG_PRINTF(2, 3);
static void append(lg_body *ctx, const char *fmt, ...) {
    sink *s = ctx->self;
    va_list ap;
    va_start(ap, fmt);
    s->n += (size_t)vsnprintf(s->text + s->n, sizeof s->text - s->n, fmt, ap);
    va_end(ap);
}

static void start(sink *s, int32_t opset) {
    memset(s, 0, sizeof *s);
    s->body.opset = opset;
    s->body.append = append;
    s->body.self = s;
}

static void scalars(void **state) {
    sink s;
    (void)state;
    start(&s, 18);
    lg_body_scalar(&s.body, LG_FLOAT, "a_", 0.1);
    assert_string_equal(s.text, "a__d = Constant <value = double {0.10000000000000001}> ()\n"
                                "a_ = Cast <to = 1> (a__d)\n");
    start(&s, 18);
    lg_body_scalar(&s.body, LG_DOUBLE, "b_", -(double)INFINITY);
    assert_non_null(strstr(s.text, "{-1.0}"));
    assert_non_null(strstr(s.text, "b__d = Div(b__n, b__z)\nb_ = Cast <to = 11> (b__d)\n"));
    start(&s, 18);
    lg_body_ints(&s.body, "i_", (const int64_t[]){3, -1}, 2);
    assert_string_equal(s.text, "i_ = Constant <value = int64[2] {3, -1}> ()\n");
}

static void reductions(void **state) {
    static const int64_t axes[2] = {1, -1};
    sink s;
    (void)state;
    start(&s, 12);
    lg_body_reduce(&s.body, "Sum", "y", "x", axes, 2, 1);
    assert_string_equal(s.text, "y = ReduceSum <keepdims = 1, axes = [1, -1]> (x)\n");
    start(&s, 13);
    lg_body_reduce(&s.body, "Sum", "y", "x", axes, 2, 0);
    assert_string_equal(s.text, "y_axes = Constant <value = int64[2] {1, -1}> ()\n"
                                "y = ReduceSum <keepdims = 0> (x, y_axes)\n");
    /* The other reductions changed later. */
    start(&s, 17);
    lg_body_reduce(&s.body, "Mean", "y", "x", axes, 1, 0);
    assert_string_equal(s.text, "y = ReduceMean <keepdims = 0, axes = [1]> (x)\n");
    start(&s, 18);
    lg_body_reduce(&s.body, "Mean", "y", "x", axes, 1, 0);
    assert_non_null(strstr(s.text, "(x, y_axes)"));
    start(&s, 18);
    lg_body_reduce(&s.body, "Max", "y", "x", NULL, 0, 0);
    assert_string_equal(s.text, "y = ReduceMax <keepdims = 0> (x)\n");
}

static void presence(void **state) {
    static const uint8_t out[2] = {0, 1};
    const lg_view in[2] = {{.dtype = LG_FLOAT}, {.dtype = LG_UNDEFINED}};
    sink s;
    (void)state;
    start(&s, 18);
    s.body.in = in;
    s.body.n_in = 2;
    s.body.out = out;
    s.body.n_out = 2;
    assert_true(lg_body_has(&s.body, 0));
    assert_false(lg_body_has(&s.body, 1));
    assert_false(lg_body_has(&s.body, 2));
    assert_false(lg_body_wants(&s.body, 0));
    assert_true(lg_body_wants(&s.body, 1));
    assert_false(lg_body_wants(&s.body, 2));
    const lg_view scalar = {.dtype = LG_FLOAT, .rank = 0}, matrix = {.dtype = LG_FLOAT, .rank = 2};
    lg_body_batch(&s.body, "n_", "x", &scalar);
    assert_non_null(strstr(s.text, "{1}"));
    start(&s, 18);
    lg_body_batch(&s.body, "n_", "x", &matrix);
    assert_non_null(strstr(s.text, "Shape(x)"));
    start(&s, 13);
    lg_body_sum_to(&s.body, "y", "x", "like");
    assert_non_null(strstr(s.text, "y = Reshape(y_r, y_ls)\n"));
    start(&s, 14);
    lg_body_sum_to(&s.body, "y", "x", "like");
    assert_non_null(strstr(s.text, "y = Reshape <allowzero = 1> (y_r, y_ls)\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(scalars), lg_test(reductions), lg_test(presence)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
