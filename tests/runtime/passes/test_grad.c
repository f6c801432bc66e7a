/* SPDX-License-Identifier: Apache-2.0 */
/* The Gradient operator and the differentiation behind it, on the real operators: against central
 * differences in double, and against values that are known. */
#include "tests/support/toy.h"

#include <math.h>
#include <stdlib.h>

#define HEAD                                                                                       \
    "<ir_version: 10, opset_import: [\"\" : 20, \"ai.lossgraph\" : 1, \"com.microsoft\" : 1, "     \
    "\"ai.onnx.preview.training\" : 1, \"toy\" : 1, \"local\" : 1]>\n"
#define GRADIENT "ai.onnx.preview.training.Gradient "

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

static lg_status compile(lg_context *c, const char *text, lg_program **out, lg_error *err) {
    lg_model *model = NULL;
    lg_status st = lg_model_load(c, text, strlen(text), NULL, &model, err);
    if (st == LG_OK)
        st = lg_program_compile(model, NULL, out, err);
    lg_model_destroy(model);
    return st;
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
    if (compile(c, text, &program, &err) != LG_OK)
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

/* ---- known values ---------------------------------------------------------------------------- */

static void expect(void **state, const char *text, float a, float b, const float *want,
                   uint32_t n) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = NULL;
    lg_error err = LG_ERROR_INIT;
    if (compile(c, text, &p, &err) != LG_OK)
        fail_msg("%s\n%s", err.message, text);
    lg_session *s = toy_session(p, NULL);
    toy_bind(s, 0, &a, -1);
    toy_bind(s, 1, &b, -1);
    toy_run(s);
    for (uint32_t i = 0; i < n; i++)
        toy_expect(s, i, &want[i], 1);
    toy_close(s, p, c);
}

#define AB(outs, body) HEAD "g (float a, float b) => (" outs ") { " body " }"

static void other_values_evaluate_the_function_again(void **state) {
    /* y = a² b: 2ab, a² at (b, 5) and at (a, b) */
    const float want[] = {2 * 3 * 5, 9, 2 * 2 * 3, 4};
    expect(state,
           AB("p, q, r, s", "c = Mul (a, a) y = Mul (c, b) five = Constant <value = float {5}> ()"
                            " p, q = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (b, five)"
                            " r, s = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"),
           2, 3, want, 4);
    /* The given value is itself part of the function: d (a b) / da at a = b is b, not 2b. */
    const float only_b[] = {3};
    expect(state, AB("p", "y = Mul (a, b) p = " GRADIENT "<xs = [\"a\"], y = \"y\"> (b)"), 2, 3,
           only_b, 1);
    /* zs are substituted, too, and exchanged values do not meet. */
    const float swapped[] = {2 * 3 * 2};
    expect(state,
           AB("p", "c = Mul (a, a) y = Mul (c, b) p = " GRADIENT
                   "<xs = [\"a\"], zs = [\"b\"], y = \"y\"> (b, a)"),
           2, 3, swapped, 1);
}

static void named_values_cut_the_graph(void **state) {
    /* c = ab is independent: dy/dc, and what a contributes without c */
    const float want[] = {2 * 6 * 2, 36};
    expect(state,
           AB("p, q", "c = Mul (a, b) d = Mul (c, c) y = Mul (d, a) p, q = " GRADIENT
                      "<xs = [\"c\", \"a\"], y = \"y\"> (c, a)"),
           2, 3, want, 2);
    const float behind[] = {0};
    expect(state,
           AB("p", "c = Mul (a, b) y = Exp (c) p = " GRADIENT
                   "<xs = [\"a\"], zs = [\"c\"], y = \"y\"> (a, c)"),
           2, 3, behind, 1);
    const float itself[] = {1, 0};
    expect(state, AB("p, q", "p, q = " GRADIENT "<xs = [\"a\", \"b\"], y = \"a\"> (a, b) "), 2, 3,
           itself, 2);
}

static void what_y_does_not_depend_on_gets_zeros(void **state) {
    const float want[] = {0, 1, 0};
    expect(state,
           AB("p, q, r",
              "y = Identity (b) i = Cast <to = 7> (a) f = Cast <to = 1> (i)"
              " z = Add (f, b) p, q = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"
              " r = " GRADIENT "<xs = [\"a\"], y = \"z\"> (a)"),
           2, 3, want, 3);
    /* Outputs without name are not made. */
    const float second[] = {2};
    expect(state,
           AB("q", "y = Mul (a, b) \"\", q = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"),
           2, 3, second, 1);
}

static void inside_of_subgraphs(void **state) {
    const float want[] = {12};
    expect(state,
           AB("p", "t = Greater (b, a) p = If (t) <then_branch = x () => (float r) {"
                   " c = Mul (a, a) y = Mul (c, b) r = " GRADIENT
                   "<xs = [\"a\"], zs = [\"b\"], y = \"y\"> (a, b) },"
                   " else_branch = z () => (float r) { r = Identity (a) }>"),
           2, 3, want, 1);
}

/* An If that does not depend on x is part of a function that is evaluated again. */
static void subgraphs_are_copied(void **state) {
    /* b > a no longer holds where a is b, too: c is b, not b². */
    const float want[] = {3};
    expect(state,
           AB("p",
              "t = Greater (b, a) c = If (t) <then_branch = x () => (float r) {"
              " r = Mul (b, b) }, else_branch = z () => (float r) { r = Identity (b) }>"
              " y = Mul (c, a) p = " GRADIENT "<xs = [\"a\"], zs = [\"b\"], y = \"y\"> (b, b)"),
           2, 3, want, 1);
}

/* ---- refusals -------------------------------------------------------------------------------- */

static void refuse(void **state, const char *text, lg_status status, const char *words) {
    lg_context *c = toy_context(state, NULL);
    lg_program *p = NULL;
    lg_error err = LG_ERROR_INIT;
    lg_status st = compile(c, text, &p, &err);
    if (st != status || !strstr(err.message, words))
        fail_msg("got %s: %s\nexpected %s: %s", lg_status_name(st), err.message,
                 lg_status_name(status), words);
    lg_program_destroy(p);
    lg_context_destroy(c);
}

static void operators_without_rule_are_named(void **state) {
    refuse(state,
           AB("p", "c = toy.Double (a) d = toy.Copy (b) e = Mul (c, d) y = Exp (e) p = " GRADIENT
                   "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"),
           LG_E_NO_GRADIENT, "no gradient for ");
    refuse(state,
           AB("p", "[n1] c = toy.Double (a) [n2] d = toy.Copy (b) e = Mul (c, d) y = Exp (e) "
                   "p = " GRADIENT "<xs = [\"a\", \"b\"], y = \"y\"> (a, b)"),
           LG_E_NO_GRADIENT,
           "toy::Double v1, toy::Copy v1\nnode 'n1': y <- Exp <- Mul <- Double\n"
           "node 'n2': y <- Exp <- Mul <- Copy");
    refuse(state,
           AB("p", "t = Greater (b, a) y = If (t) <then_branch = x () => (float r) {"
                   " r = Mul (b, a) }, else_branch = z () => (float r) { r = Identity (a) }>"
                   " p = " GRADIENT "<xs = [\"a\"], y = \"y\"> (a)"),
           LG_E_NO_GRADIENT, "no gradient for If v20 (through values its subgraphs read)");
    /* Without a gradient that gets there it does not matter. */
    const float want[] = {3};
    expect(state,
           AB("p", "c = toy.Double (b) d = Mul (a, c) y = Sub (d, d) z = Mul (a, b) p = " GRADIENT
                   "<xs = [\"a\"], y = \"z\"> (a)"),
           2, 3, want, 1);
}

static void wrong_models_are_refused(void **state) {
    static const struct {
        const char *node;
        lg_status status;
        const char *words;
    } list[] = {
        {"<xs = [\"a\"], y = \"no\"> (a)", LG_E_MODEL, "y names 'no', which the graph does not"},
        {"<xs = [\"no\"], y = \"y\"> (a)", LG_E_MODEL, "xs names 'no'"},
        {"<xs = [\"a\"], zs = [\"no\"], y = \"y\"> (a, b)", LG_E_MODEL, "zs names 'no'"},
        {"<xs = [\"a\", \"b\"], y = \"y\"> (a)", LG_E_MODEL, "1 inputs, but 2 xs and 0 zs"},
        {"<xs = [\"a\"], y = \"y\"> (a, b)", LG_E_MODEL, "2 inputs, but 1 xs and 0 zs"},
        {"<xs = [\"a\", \"a\"], y = \"y\"> (a, b)", LG_E_MODEL, "'a' is listed twice"},
        {"<xs = [\"a\"]> (a)", LG_E_MODEL, "attributes xs and y are required"},
        {"<y = \"y\"> ()", LG_E_MODEL, "attributes xs and y are required"},
        {"<xs = \"a\", y = \"y\"> (a)", LG_E_MODEL, "attribute 'xs' is not a list of strings"},
        {"<xs = [\"a\"], y = \"y\", w = 1> (a)", LG_E_MODEL, "unknown attribute 'w'"},
        {"<xs = [\"i\"], y = \"y\"> (i)", LG_E_TYPE, "xs names 'i' of type"},
        {"<xs = [\"a\"], y = \"i\"> (a)", LG_E_TYPE, "y names 'i' of type"},
        {"<xs = [\"a\"], y = \"y\"> (i)", LG_E_TYPE, "input 0 has type"},
        {"<xs = [\"a\"], y = \"p\"> (a)", LG_E_MODEL, "depends on itself"},
    };
    for (size_t i = 0; i < LG_COUNT(list); i++) {
        char text[1000];
        (void)snprintf(text, sizeof text,
                       AB("p", "y = Mul (a, b) i = Cast <to = 7> (a) p = " GRADIENT "%s"),
                       list[i].node);
        refuse(state, text, list[i].status, list[i].words);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(single_operators),
        lg_test(second_order),
        lg_test(inside_of_functions),
        lg_test(random_graphs),
        lg_test(other_values_evaluate_the_function_again),
        lg_test(named_values_cut_the_graph),
        lg_test(what_y_does_not_depend_on_gets_zeros),
        lg_test(inside_of_subgraphs),
        lg_test(subgraphs_are_copied),
        lg_test(operators_without_rule_are_named),
        lg_test(wrong_models_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
