/* SPDX-License-Identifier: Apache-2.0 */
/* Gradients of the Reduce operators: dY is spread over the reduced axes. Extremes and products need
 * one more pass, for ties and zeros. */
#include "ops/math/reduce.h"
#include "ops/opkit/core.h"
#include "ops/opkit/map.h"
#include "ops/opkit/move.h"

#include <math.h>

typedef enum source { FROM_SHAPE, FROM_X } source;

/* Index of the axes input: after dY, X or its shape and, when `with_y`, Y. */
static uint32_t axes_input(bool with_y) {
    return with_y ? 3 : 2;
}

static lg_status grad_infer(lg_infer *ctx, source from, bool with_y) {
    const lg_reduce_params *p = ctx->params;
    int64_t axes[LG_MAX_LIST], n;
    uint8_t mask[LG_MAX_RANK];
    bool known;
    if (from == FROM_X) {
        lg_infer_like(ctx, 0, 1);
    } else {
        int64_t shape[LG_MAX_LIST];
        LG_TRY(lg_infer_rank(ctx, 1, 1, 1));
        LG_TRY(lg_infer_ints(ctx, 1, shape, &n));
        if (n < 0) {
            int64_t length = ctx->in[1].rank == 1 ? ctx->in[1].dims[0] : -1;
            LG_TRY(lg_infer_dtype(ctx, 0, ctx->in[0].dtype, op_length_rank(length)));
        } else {
            LG_TRY(lg_infer_set(ctx, 0, ctx->in[0].dtype, (int32_t)n, shape));
        }
    }
    LG_TRY(lg_reduce_axes(ctx, p, axes_input(with_y), axes, &n, &known));
    if (!known || ctx->out[0].rank < 0)
        return LG_OK;
    return lg_reduce_mask(ctx, p, axes, n, ctx->out[0].rank, mask);
}

static lg_status shape_infer(lg_infer *ctx) {
    return grad_infer(ctx, FROM_SHAPE, false);
}
static lg_status shape_y_infer(lg_infer *ctx) {
    return grad_infer(ctx, FROM_SHAPE, true);
}
static lg_status x_infer(lg_infer *ctx) {
    return grad_infer(ctx, FROM_X, false);
}
static lg_status xy_infer(lg_infer *ctx) {
    return grad_infer(ctx, FROM_X, true);
}

typedef struct spread {
    lg_view dy, y; /* with the reduced dims kept as 1 */
    uint8_t mask[LG_MAX_RANK];
    int64_t dims[LG_MAX_RANK];
    double n_reduced;
} spread;

/* Makes output 0 and views of dY and Y that broadcast to it. */
static lg_status start(lg_exec *ctx, source from, bool with_y, spread *s) {
    if (from == FROM_SHAPE) {
        int64_t shape[LG_MAX_LIST], n;
        LG_TRY(lg_exec_ints(ctx, 1, shape, &n));
        LG_TRY(lg_exec_output(ctx, 0, ctx->in[0].dtype, (int32_t)n, shape));
    }
    const lg_view *dx = &ctx->out[0];
    LG_TRY(lg_reduce_exec_mask(ctx, axes_input(with_y), dx->rank, s->mask));
    int64_t kept = 1;
    for (int32_t d = 0; d < dx->rank; d++) {
        s->dims[d] = s->mask[d] ? 1 : dx->dims[d];
        kept *= s->dims[d];
    }
    if (kept != ctx->in[0].count)
        return LG_FAIL(ctx, LG_E_SHAPE, "dY has %lld elements, expected %lld",
                       (long long)ctx->in[0].count, (long long)kept);
    s->n_reduced = kept ? (double)dx->count / (double)kept : 1.0;
    s->dy = ctx->in[0];
    s->dy.rank = dx->rank;
    s->dy.dims = s->dims;
    s->y = s->dy;
    if (with_y) {
        if (ctx->in[2].count != kept)
            return LG_FAIL(ctx, LG_E_SHAPE, "Y has %lld elements, expected %lld",
                           (long long)ctx->in[2].count, (long long)kept);
        s->y.data = ctx->in[2].data;
        s->y.dtype = ctx->in[2].dtype;
    }
    return LG_OK;
}

/* ---- formulas; in: dY, X, Y. A zero dY gives zero. ---- */

#define FORMULA(name, expr)                                                                        \
    static void name(const void *arg, int64_t n, const double *const *in, double *out) {           \
        (void)arg;                                                                                 \
        for (int64_t i = 0; i < n; i++) {                                                          \
            double dy = in[0][i], x = in[1][i], y = in[2][i];                                      \
            (void)x;                                                                               \
            (void)y;                                                                               \
            out[i] = dy == 0.0 ? 0.0 : (expr);                                                     \
        }                                                                                          \
    }
FORMULA(sumsq_map, 2.0 * x * dy)
FORMULA(l1_map, dy *(double)((x > 0.0) - (x < 0.0)))
FORMULA(l2_map, y == 0.0 ? 0.0 : x * dy / y)
FORMULA(logsum_map, dy / exp(y))
FORMULA(logsumexp_map, dy *exp(x - y))

static lg_status formula_run(lg_exec *ctx, source from, bool with_y, lg_map_fn fn) {
    spread s;
    LG_TRY(start(ctx, from, with_y, &s));
    const lg_view *in[3] = {&s.dy, from == FROM_X ? &ctx->in[1] : &s.dy, &s.y};
    return lg_map_run(ctx, fn, NULL, in, 3, &ctx->out[0]);
}
#define RUN(name, from, with_y)                                                                    \
    static lg_status name##_run(lg_exec *ctx) {                                                    \
        return formula_run(ctx, from, with_y, name##_map);                                         \
    }
RUN(sumsq, FROM_X, false)
RUN(l1, FROM_X, false)
RUN(l2, FROM_X, true)
RUN(logsum, FROM_SHAPE, true)
RUN(logsumexp, FROM_X, true)

static lg_status sum_run(lg_exec *ctx) {
    spread s;
    LG_TRY(start(ctx, FROM_SHAPE, false, &s));
    const lg_view *dx = &ctx->out[0];
    lg_move m = {.rank = dx->rank};
    int64_t from[LG_MAX_RANK];
    lg_strides(dx->rank, s.dims, from);
    lg_strides(dx->rank, dx->dims, m.dst);
    for (int32_t d = 0; d < dx->rank; d++) {
        m.dims[d] = dx->dims[d];
        m.src[d] = s.dims[d] == 1 ? 0 : from[d];
    }
    return lg_move_run(ctx, &m, dx->dtype, s.dy.data, dx->data);
}

static void divide_map(const void *arg, int64_t n, const double *const *in, double *out) {
    double by = *(const double *)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] / by;
}
static lg_status mean_run(lg_exec *ctx) {
    spread s;
    LG_TRY(start(ctx, FROM_SHAPE, false, &s));
    const lg_view *in[1] = {&s.dy};
    return lg_map_run(ctx, divide_map, &s.n_reduced, in, 1, &ctx->out[0]);
}

/* ---- ties and zeros ---- */

static void tie_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] == in[1][i] ? 1.0 : 0.0;
}
static void share_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg; /* dY, X, Y, ties */
    for (int64_t i = 0; i < n; i++)
        out[i] = in[1][i] == in[2][i] && in[0][i] != 0.0 ? in[0][i] / in[3][i] : 0.0;
}
static void zero_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] == 0.0 ? 1.0 : 0.0;
}
static void nonzero_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++)
        out[i] = in[0][i] == 0.0 ? 1.0 : in[0][i];
}
/* dY, X, product of the non-zero elements, number of zeros. */
static void product_map(const void *arg, int64_t n, const double *const *in, double *out) {
    (void)arg;
    for (int64_t i = 0; i < n; i++) {
        double dy = in[0][i], x = in[1][i], p = in[2][i], zeros = in[3][i];
        if (dy == 0.0)
            out[i] = 0.0;
        else if (zeros == 0.0)
            out[i] = dy * (p / x);
        else
            out[i] = zeros == 1.0 && x == 0.0 ? dy * p : 0.0;
    }
}

/* Maps X (and Y) elementwise into double scratch, folds it, gives a view of the kept shape. */
static lg_status fold_of(const lg_exec *ctx, const spread *s, lg_map_fn fn,
                         const lg_view *const *in, int32_t n_in, lg_fold fold, lg_view *out) {
    const lg_view *x = &ctx->in[1];
    lg_view tmp = *x;
    lg_reduction r;
    size_t bytes = 0, small = 0;
    void *space = NULL;
    tmp.dtype = LG_DOUBLE;
    lg_reduction_init(&r, x->rank, x->dims, s->mask);
    LG_TRY(lg_dtype_bytes(LG_DOUBLE, x->count, &bytes, ctx->err));
    LG_TRY(lg_dtype_bytes(LG_DOUBLE, r.n_out, &small, ctx->err));
    LG_TRY(ctx->host->alloc(ctx->self, bytes + 1, &tmp.data, ctx->err));
    *out = s->dy;
    out->dtype = LG_DOUBLE;
    LG_TRY(ctx->host->alloc(ctx->self, small + 1, &out->data, ctx->err));
    LG_TRY(lg_map_run(ctx, fn, NULL, in, n_in, &tmp));
    if (r.n_blocks > 1)
        LG_TRY(ctx->host->alloc(ctx->self, (size_t)(r.n_out * r.n_blocks) * 16, &space, ctx->err));
    return lg_reduce(ctx, &r, LG_DOUBLE, tmp.data, fold, LG_POST_NONE, out->data, space);
}

static lg_status extremum_run(lg_exec *ctx) {
    spread s;
    lg_view ties;
    LG_TRY(start(ctx, FROM_X, true, &s));
    const lg_view *pair[2] = {&ctx->in[1], &s.y};
    LG_TRY(fold_of(ctx, &s, tie_map, pair, 2, LG_FOLD_SUM, &ties));
    const lg_view *in[4] = {&s.dy, &ctx->in[1], &s.y, &ties};
    return lg_map_run(ctx, share_map, NULL, in, 4, &ctx->out[0]);
}

static lg_status prod_run(lg_exec *ctx) {
    spread s;
    lg_view product, zeros;
    LG_TRY(start(ctx, FROM_X, false, &s));
    const lg_view *x[1] = {&ctx->in[1]};
    LG_TRY(fold_of(ctx, &s, nonzero_map, x, 1, LG_FOLD_PROD, &product));
    LG_TRY(fold_of(ctx, &s, zero_map, x, 1, LG_FOLD_SUM, &zeros));
    const lg_view *in[4] = {&s.dy, x[0], &product, &zeros};
    return lg_map_run(ctx, product_map, NULL, in, 4, &ctx->out[0]);
}

/* ---- bodies ---- */

/* `kept`: a tensor of zeros reduced with keepdims tells the shape that broadcasts. */
static lg_status prologue(lg_body *ctx, source from, bool with_y) {
    const lg_reduce_params *p = ctx->params;
    bool given = op_given(ctx->in, ctx->n_in, axes_input(with_y));
    ctx->append(ctx, from == FROM_X ? "xs = Shape (X)\n" : "xs = Identity (shape)\n");
    ctx->append(ctx, "zeros = ConstantOfShape (xs)\n");
    if (p->axes.v) {
        ctx->append(ctx, "ax = Constant <value_ints = [");
        for (int64_t i = 0; i < p->axes.n; i++)
            ctx->append(ctx, i ? ", %lld" : "%lld", (long long)p->axes.v[i]);
        ctx->append(ctx, "]> ()\n");
    }
    ctx->append(ctx,
                "kept = ReduceSum <keepdims = 1, noop_with_empty_axes = %d> (zeros%s)\n"
                "ks = Shape (kept)\n"
                "g = Reshape (dY, ks)\n"
                "nz = Cast <to = 9> (g)\n",
                (int)p->noop_with_empty_axes,
                p->axes.v ? ", ax"
                : given   ? ", axes"
                          : "");
    if (with_y)
        ctx->append(ctx, "y = Reshape (Y, ks)\n");
    return LG_OK;
}
/* d, with zero where dY is zero. */
#define FINISH "e = Expand (g, xs)\nzg = Sub (e, e)\ndX = Where (nz, d, zg)\n"
#define BODY(name, from, with_y, text)                                                             \
    static lg_status name##_body(lg_body *ctx) {                                                   \
        LG_TRY(prologue(ctx, from, with_y));                                                       \
        ctx->append(ctx, text);                                                                    \
        return LG_OK;                                                                              \
    }
/* Sum of t over the same axes is not at hand by name: the kept shape gives it by ReduceToShape's
 * means, an unbroadcast of the same rank. */
#define SUM_BACK(out, t)                                                                           \
    out "_eq = Equal (xs, ks)\n" out "_ne = Not (" out "_eq)\n" out "_nz = NonZero (" out          \
        "_ne)\n" out "_i0 = Constant <value = int64[1] {0}> ()\n" out "_ax = Squeeze (" out        \
        "_nz, " out "_i0)\n" out " = ReduceSum <keepdims = 1, noop_with_empty_axes = 1> (" t       \
        ", " out "_ax)\n"
BODY(sum, FROM_SHAPE, false, "dX = Expand (g, xs)\n")
BODY(mean, FROM_SHAPE, false,
     "a = Size (zeros)\nb = Size (kept)\nn0 = Div (a, b)\nn = CastLike (n0, g)\n"
     "q = Div (g, n)\ndX = Expand (q, xs)\n")
BODY(sumsq, FROM_X, false, "xx = Add (X, X)\nd = Mul (xx, g)\n" FINISH)
BODY(l1, FROM_X, false, "s = Sign (X)\nd = Mul (s, g)\n" FINISH)
BODY(l2, FROM_X, true,
     "m = Mul (X, g)\nq = Div (m, y)\nyz = Cast <to = 9> (y)\nzy = Sub (g, g)\n"
     "d = Where (yz, q, zy)\n" FINISH)
BODY(logsum, FROM_SHAPE, true, "ey = Exp (y)\nq = Div (g, ey)\nd = Expand (q, xs)\n" FINISH)
BODY(logsumexp, FROM_X, true, "t = Sub (X, y)\net = Exp (t)\nd = Mul (et, g)\n" FINISH)
BODY(extremum, FROM_X, true,
     "tie = Equal (X, y)\nt = CastLike (tie, g)\n" SUM_BACK(
         "n", "t") "q = Div (g, n)\nqe = Expand (q, xs)\nz0 = Sub (g, g)\nd = Where (tie, qe, "
                   "z0)\n" FINISH)
BODY(prod, FROM_X, false,
     "xb = Cast <to = 9> (X)\nxz = Not (xb)\nz = CastLike (xz, X)\n" SUM_BACK(
         "n", "z") "x1 = Where (xb, X, z)\nax2 = Identity (n_ax)\n"
                   "p = ReduceProd <keepdims = 1, noop_with_empty_axes = 1> (x1, ax2)\n"
                   "others = Div (p, x1)\none0 = Constant <value = float {1}> ()\none = CastLike "
                   "(one0, X)\n"
                   "nb = Cast <to = 9> (n)\nsingle = Equal (n, one)\nlone = And (single, xz)\n"
                   "zero = Sub (z, z)\nwith = Where (lone, p, zero)\nf = Where (nb, with, others)\n"
                   "d = Mul (f, g)\n" FINISH)

/* ---- descriptors ---- */

static const lg_attr_desc attrs[] = {LG_REDUCE_AXES, LG_REDUCE_KEEPDIMS, LG_REDUCE_NOOP};
#define DY                                                                                         \
    { .name = "dY", .type = "T", .dtypes = LG_T_FLOATS }
#define X                                                                                          \
    { .name = "X", .type = "T", .dtypes = LG_T_FLOATS }
#define Y                                                                                          \
    { .name = "Y", .type = "T", .dtypes = LG_T_FLOATS }
#define SHAPE                                                                                      \
    { .name = "shape", .dtypes = LG_T_I64, .flags = LG_ARG_NONDIFF }
#define AXES                                                                                       \
    { .name = "axes", .dtypes = LG_T_I64, .flags = LG_ARG_OPTIONAL | LG_ARG_NONDIFF }
static const lg_arg_desc shape_in[] = {DY, SHAPE, AXES};
static const lg_arg_desc shape_y_in[] = {DY, SHAPE, Y, AXES};
static const lg_arg_desc x_in[] = {DY, X, AXES};
static const lg_arg_desc xy_in[] = {DY, X, Y, AXES};
static const lg_arg_desc dx_out[] = {{.name = "dX", .type = "T", .dtypes = LG_T_FLOATS}};

#define OP(opname, set, fn, text)                                                                  \
    {                                                                                              \
        .domain = "ai.lossgraph", .name = opname, .since_version = 1, .flags = LG_OP_NO_GRADIENT,  \
        .doc = "Gradient of the ai.onnx reduction: " text, LG_ATTRS(lg_reduce_params, attrs),      \
        LG_INS(set##_in), LG_OUTS(dx_out), .infer = set##_infer, .run = fn##_run,                  \
        .body_build = fn##_body                                                                    \
    }

static const lg_op_desc ops[] = {
    OP("ReduceSumGrad", shape, sum, "dY spread over the reduced axes"),
    OP("ReduceMeanGrad", shape, mean, "dY / n spread over the reduced axes"),
    OP("ReduceSumSquareGrad", x, sumsq, "2 X dY"),
    OP("ReduceL1Grad", x, l1, "sign(X) dY"),
    OP("ReduceL2Grad", xy, l2, "X dY / Y, 0 where Y is 0"),
    OP("ReduceLogSumGrad", shape_y, logsum, "dY / exp(Y)"),
    OP("ReduceLogSumExpGrad", xy, logsumexp, "dY exp(X - Y)"),
    OP("ReduceProdGrad", x, prod, "dY times the product of the other elements, exact with zeros"),
    OP("ReduceExtremumGrad", xy, extremum, "dY shared equally among the elements equal to Y"),
};
LG_FAMILY_DEFINE(math_reduce_grad, ops);
