/* SPDX-License-Identifier: Apache-2.0 */
/* Differentiation by the rules of the real operators, against central differences in double. */
#include "tests/support/gradients.h"

#include <math.h>
#include <stdlib.h>

enum { most_inputs = 3, most_elements = 64 };

typedef struct problem {
    const char *dims[most_inputs]; /* of x0, x1, x2: "2,3" */
    const char *body;              /* defines y */
    const char *functions;
} problem;

/* ---- running --------------------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* In (0.2, 1.2), no two equal: inside the domain of every operator that is used. */
static void fill(double *x, int64_t n, uint32_t *seed) {
    for (int64_t i = 0; i < n; i++)
        x[i] = 0.2 + (double)(next_random(seed) % 100000) / 1e5;
}

static int64_t parse_dims(const char *text, int64_t *dims, int32_t *rank) {
    int64_t n = 1;
    *rank = 0;
    while (text && *text) {
        char *end;
        dims[*rank] = strtol(text, &end, 10);
        n *= dims[(*rank)++];
        text = *end == ',' ? end + 1 : end;
    }
    return n;
}

static void run(lg_session *s, const char *text) {
    lg_error err = LG_ERROR_INIT;
    if (lg_session_run(s, &err) != LG_OK)
        fail_msg("%s\n%s", err.message, text);
}

static double sum_of_y(lg_session *s) {
    lg_view v;
    double sum = 0;
    assert_int_equal(lg_session_output(s, 0, &v, NULL), LG_OK);
    for (int64_t i = 0; i < v.count; i++)
        sum += ((const double *)v.data)[i];
    return sum;
}

/* Gradients of the sum of y with respect to all inputs, element by element. */
static void check_problem(void **state, const problem *p, uint32_t seed) {
    static char text[6000];
    char args[200] = "", outs[64] = "", xs[64] = "", names[64] = "";
    double x[most_inputs][most_elements], got[most_inputs][most_elements];
    int64_t n[most_inputs];
    uint32_t n_in = 0;
    lg_context *c = toy_context(state, NULL);
    lg_program *program = NULL;
    lg_error err = LG_ERROR_INIT;
    for (; n_in < most_inputs && p->dims[n_in]; n_in++) {
        const char *comma = n_in ? ", " : "";
        size_t k = strlen(args);
        (void)snprintf(args + k, sizeof args - k, "%sdouble[%s] x%u", comma, p->dims[n_in], n_in);
        k = strlen(outs);
        (void)snprintf(outs + k, sizeof outs - k, "%sg%u", comma, n_in);
        k = strlen(xs);
        (void)snprintf(xs + k, sizeof xs - k, "%s\"x%u\"", comma, n_in);
        k = strlen(names);
        (void)snprintf(names + k, sizeof names - k, "%sx%u", comma, n_in);
    }
    (void)snprintf(text, sizeof text,
                   HEAD "g (%s) => (y, %s) { %s\n%s = " GRADIENT
                        "<xs = [%s], y = \"y\"> (%s) }\n%s",
                   args, outs, p->body, outs, xs, names, p->functions ? p->functions : "");
    if (gradient_compile(c, text, &program, &err) != LG_OK)
        fail_msg("%s\n%s", err.message, text);
    lg_session *s = toy_session(program, NULL);
    for (uint32_t i = 0; i < n_in; i++) {
        int64_t dims[8];
        int32_t rank;
        n[i] = parse_dims(p->dims[i], dims, &rank);
        fill(x[i], n[i], &seed);
        lg_view v = {x[i], dims, n[i], rank, LG_DOUBLE};
        assert_int_equal(lg_session_bind_input(s, i, &v, &err), LG_OK);
    }
    run(s, text);
    for (uint32_t i = 0; i < n_in; i++) {
        lg_view v;
        assert_int_equal(lg_session_output(s, i + 1, &v, &err), LG_OK);
        assert_int_equal(v.count, n[i]);
        memcpy(got[i], v.data, (size_t)n[i] * sizeof(double));
    }
    for (uint32_t i = 0; i < n_in; i++) {
        for (int64_t k = 0; k < n[i]; k++) {
            const double step = 1e-6, x0 = x[i][k];
            x[i][k] = x0 + step;
            run(s, text);
            double above = sum_of_y(s);
            x[i][k] = x0 - step;
            run(s, text);
            double want = (above - sum_of_y(s)) / (2 * step);
            x[i][k] = x0;
            if (!(fabs(got[i][k] - want) <= 1e-5 + 1e-4 * fabs(want)))
                fail_msg("d y / d x%u [%d] is %.9g, expected %.9g\n%s", i, (int)k, got[i][k], want,
                         text);
        }
    }
    toy_close(s, program, c);
}

/* ---- differences ----------------------------------------------------------------------------- */

static void single_operators(void **state) {
    static const problem list[] = {
        {{"2,3", "2,3"}, "y = Add (x0, x1)", NULL},
        {{"2,3", "3"}, "y = Sub (x0, x1)", NULL},
        {{"3", "2,1"}, "y = Mul (x0, x1)", NULL},
        {{"2,3", "1,3"}, "y = Div (x0, x1)", NULL},
        {{"2,3", "2,3"}, "y = Pow (x0, x1)", NULL},
        {{"2,3"}, "y = Mul (x0, x0)", NULL},
        {{"2,3"}, "y = Exp (x0)", NULL},
        {{"2,3"}, "y = Log (x0)", NULL},
        {{"2,3"}, "y = Sqrt (x0)", NULL},
        {{"2,3"}, "a = Tanh (x0) y = Neg (a)", NULL},
        {{"2,3"}, "y = Softmax <axis = 1> (x0) ", NULL},
        {{"2,3"}, "a = Softmax <axis = 0> (x0) y = Mul (a, x0)", NULL},
        {{"2,3"}, "a = LogSoftmax (x0) y = Mul (a, x0)", NULL},
        {{"2,3", "3,4"}, "y = MatMul (x0, x1)", NULL},
        {{"2,2,3", "3,2"}, "y = MatMul (x0, x1)", NULL},
        {{"3,2", "4,3", "2,4"},
         "y = Gemm <alpha = 0.5, beta = 2.0, transA = 1, transB = 1> "
         "(x0, x1, x2)",
         NULL},
        {{"2,3"}, "y = LeakyRelu <alpha = 0.3> (x0)", NULL},
        {{"2,3"}, "a = Neg (x0) y = LeakyRelu (a)", NULL},
        {{"2,3"}, "a = Neg (x0) y = Elu (a)", NULL},
        {{"2,3"}, "y = Gelu (x0)", NULL},
        {{"2,3"}, "y = Gelu <approximate = \"tanh\"> (x0)", NULL},
        {{"1,1,4,4"}, "y = MaxPool <kernel_shape = [2, 2]> (x0)", NULL},
        {{"1,1,4,4"}, "y = AveragePool <kernel_shape = [3, 3], strides = [1, 1]> (x0)", NULL},
        {{"1,2,3,3"}, "a = GlobalAveragePool (x0) y = Mul (a, a)", NULL},
        {{"1,2,4,4", "2,2,2,2", "2"},
         "a = Conv <pads = [1, 0, 0, 1]> (x0, x1, x2) y = Mul (a, a)",
         NULL},
        {{"2,3"}, "y = Transpose (x0)", NULL},
        {{"2,3"},
         "s = Constant <value = int64[1] {-1}> () a = Reshape (x0, s) y = Mul (a, a)",
         NULL},
        {{"2,3", "2,1"}, "a = Concat <axis = 1> (x0, x1) y = Mul (a, a)", NULL},
        {{"2,4"}, "a, b = Split <axis = 1, num_outputs = 2> (x0) y = Mul (b, b)", NULL},
        {{"2,4"},
         "s = Constant <value = int64[2] {1, 3}> () a, b = Split <axis = 1> (x0, s) y = Mul (a, b)",
         NULL},
        {{"4,2"},
         "i = Constant <value = int64[3] {1, 3, 1}> () a = Gather (x0, i) y = Mul (a, a)",
         NULL},
        {{"2,3"}, "y = ReduceMean (x0)", NULL},
        {{"2,3"},
         "i = Constant <value = int64[1] {1}> () a = ReduceSum <keepdims = 0> (x0, i) "
         "y = Mul (a, a)",
         NULL},
        {{"2,3"}, "y = ReduceL2 (x0)", NULL},
        {{"2,3"}, "y = ReduceMax (x0)", NULL},
        {{"2,3"},
         "i = Constant <value = int64 {1}> () a = CumSum <exclusive = 1> (x0, i) "
         "y = Mul (a, a)",
         NULL},
        {{"2,3"},
         "k = Constant <value = int64[1] {2}> () a, i = TopK (x0, k) y = Mul (a, a)",
         NULL},
        {{"2,3", "2,3"}, "y = Max (x0, x1)", NULL},
        {{"2,3", "3", "1,3"}, "a = Sum (x0, x1, x2) y = Mul (a, a)", NULL},
        {{"2,3", "3"}, "a = Mean (x0, x1) y = Mul (a, a)", NULL},
        {{"2,3", "2,3"}, "c = Greater (x0, x1) y = Where (c, x0, x1)", NULL},
        {{"2,4", "4", "4"}, "a = LayerNormalization (x0, x1, x2) y = Mul (a, a)", NULL},
        {{"1,4", "1"}, "a = PRelu (x0, x1) y = Mul (a, a)", NULL},
        {{"2,3"},
         "p = Constant <value = int64[4] {1, 0, 0, 2}> () a = Pad (x0, p) y = Mul (a, a)",
         NULL},
        {{"1,3"},
         "s = Constant <value = int64[2] {4, 3}> () a = Expand (x0, s) y = Mul (a, a)",
         NULL},
        {{"2,3"}, "a = Cast <to = 1> (x0) b = Cast <to = 11> (a) y = Sub (x0, x0)", NULL},
        {{"2,3", "2,3"}, "y = ai.lossgraph.MSELoss (x0, x1)", NULL},
        {{"2,3", "2,3"},
         "y = ai.lossgraph.HuberLoss <delta = 0.3, reduction = \"sum\"> (x0, x1)",
         NULL},
        {{"3,4"},
         "t = Constant <value = int64[3] {1, 0, 3}> () "
         "y = ai.lossgraph.CrossEntropyLoss (x0, t)",
         NULL},
        {{"3,4"},
         "t = Constant <value = int64[3] {1, 0, 3}> () "
         "y = SoftmaxCrossEntropyLoss (x0, t)",
         NULL},
        {{"3,4"},
         "t = Constant <value = int64[3] {1, 0, 3}> () l = LogSoftmax (x0) "
         "y = NegativeLogLikelihoodLoss <reduction = \"sum\"> (l, t)",
         NULL},
        /* A value with many readers, an output that nobody reads, an input without use. */
        {{"2,3", "2"},
         "a = Mul (x0, x0) b = Mul (a, x0) c = Add (a, b) d = Mul (c, a) "
         "unused = Exp (x1) y = Mul (d, x0)",
         NULL},
        {{"2,3"}, "y = Identity (x0)", NULL},
    };
    for (size_t i = 0; i < LG_COUNT(list); i++)
        check_problem(state, &list[i], (uint32_t)i + 1);
}

/* y is itself a gradient. */
static void second_order(void **state) {
#define INNER(y) y "y = " GRADIENT "<xs = [\"x0\"], y = \"t\"> (x0)"
    static const problem list[] = {
        {{"2,3"}, INNER("a = Mul (x0, x0) t = Mul (a, x0) "), NULL},
        {{"2,3", "3"}, INNER("a = Mul (x0, x1) t = Mul (a, x0) "), NULL},
        {{"2,3"}, INNER("t = Tanh (x0) "), NULL},
        {{"2,3"}, INNER("t = Sigmoid (x0) "), NULL},
        {{"2,3"}, INNER("a = Softmax (x0) t = Mul (a, x0) "), NULL},
        {{"2,3"}, INNER("t = Pow (x0, x0) "), NULL},
        {{"2,3", "3,2"}, INNER("a = MatMul (x0, x1) t = Mul (a, a) "), NULL},
        {{"2,3", "2,3"}, INNER("a = Mul (x0, x0) t = ai.lossgraph.MSELoss (a, x1) "), NULL},
        /* third */
        {{"2"},
         "a = Exp (x0) t = Mul (a, x0) u = " GRADIENT "<xs = [\"x0\"], y = \"t\"> (x0) "
         "y = " GRADIENT "<xs = [\"x0\"], y = \"u\"> (x0)",
         NULL},
    };
    for (size_t i = 0; i < LG_COUNT(list); i++)
        check_problem(state, &list[i], (uint32_t)i + 100);
}

static void inside_of_functions(void **state) {
    static const char square[] =
        "<domain: \"local\", opset_import: [\"\" : 20]>\nSquare (q) => (r) { r = Mul (q, q) }\n";
    static const char slope[] =
        "<domain: \"local\", opset_import: [\"\" : 20, \"ai.onnx.preview.training\" : 1]>\n"
        "Slope (x1, x0) => (y) { t = Mul (x1, x1) u = Mul (t, x0)"
        " y = " GRADIENT "<xs = [\"x1\"], zs = [\"x0\"], y = \"u\"> (x1, x0) }\n";
    const problem list[] = {
        {{"2,3"}, "a = local.Square (x0) y = local.Square (a)", square},
        {{"2,3", "2,3"}, "y = local.Slope (x0, x1)", slope},
    };
    for (size_t i = 0; i < LG_COUNT(list); i++)
        check_problem(state, &list[i], (uint32_t)i + 200);
}

/* Graphs of operators that are smooth where their operands are. */
static void random_graphs(void **state) {
    static const char *const unary[] = {"Tanh", "Sigmoid", "Softplus", "Sin",  "Cos",  "Erf",
                                        "Atan", "Neg",     "Softsign", "Mish", "Gelu", "Identity"};
    static const char *const binary[] = {"Add", "Sub", "Mul", "Mean", "Sum"};
    enum { graphs = 25, nodes = 8 };
    for (uint32_t i = 0; i < graphs; i++) {
        char body[1000] = "", name[2][16];
        uint32_t seed = i + 1000;
        for (uint32_t k = 0; k < nodes; k++) {
            size_t at = strlen(body);
            for (int j = 0; j < 2; j++) {
                uint32_t from = next_random(&seed) % (k + 2);
                (void)snprintf(name[j], sizeof name[j], from < 2 ? "x%u" : "v%u",
                               from < 2 ? from : from - 2);
            }
            uint32_t op = next_random(&seed);
            if (op % 2)
                (void)snprintf(body + at, sizeof body - at, "v%u = %s (%s)\n", k,
                               unary[op / 2 % LG_COUNT(unary)], name[0]);
            else
                (void)snprintf(body + at, sizeof body - at, "v%u = %s (%s, %s)\n", k,
                               binary[op / 2 % LG_COUNT(binary)], name[0], name[1]);
        }
        size_t at = strlen(body);
        (void)snprintf(body + at, sizeof body - at, "z = Mul (v%d, v%d) y = ReduceSum (z)",
                       nodes - 1, nodes - 2);
        const problem p = {{"2,3", "3"}, body, NULL};
        check_problem(state, &p, seed);
    }
}

/* ---- refusals -------------------------------------------------------------------------------- */

static void operators_without_rule_are_named(void **state) {
    gradient_refuse(
        state,
        AB("p", "c = toy.Double (a) d = toy.Copy (b) e = Mul (c, d) y = Exp (e) p = " GRADIENT
                "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"),
        LG_E_NO_GRADIENT, "no gradient for ");
    gradient_refuse(state,
                    AB("p",
                       "[n1] c = toy.Double (a) [n2] d = toy.Copy (b) e = Mul (c, d) y = Exp (e) "
                       "p = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"),
                    LG_E_NO_GRADIENT,
                    "toy::Double v1, toy::Copy v1\nnode 'n1': y <- Exp <- Mul <- Double\n"
                    "node 'n2': y <- Exp <- Mul <- Copy");
    gradient_refuse(state,
                    AB("p",
                       "t = Greater (b, a) y = If (t) <then_branch = x () => (float r) {"
                       " r = Mul (b, a) }, else_branch = z () => (float r) { r = Identity (a) }>"
                       " p = " GRADIENT "<xs = [\"a\"], y = \"y\"> (a)"),
                    LG_E_NO_GRADIENT, "no gradient for If v20 (through values its subgraphs read)");
    /* Without a gradient that gets there it does not matter. */
    const float want[] = {3};
    gradient_expect(
        state,
        AB("p", "c = toy.Double (b) d = Mul (a, c) y = Sub (d, d) z = Mul (a, b) p = " GRADIENT
                "<xs = [\"a\"], y = \"z\"> (a)"),
        2, 3, want, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(single_operators),
        lg_test(second_order),
        lg_test(inside_of_functions),
        lg_test(random_graphs),
        lg_test(operators_without_rule_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
