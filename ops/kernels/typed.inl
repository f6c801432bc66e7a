/* SPDX-License-Identifier: Apache-2.0 */
/* The slots of one element type; included by body.inl with LG_T (float, double), LG_VEC (its
 * vector), LG_V(op) (operations on it) and LG_FN(name) (name of the function). */

enum { LG_FN(lanes) = LG_V(n), LG_FN(width) = LG_TILE_VECTORS * LG_V(n) };

/* ---- matrix product -------------------------------------------------------------------------- */

/* `rows` is a constant in every expansion, so the accumulators live in registers. */
LG_INLINE void LG_FN(gemm_rows)(int64_t k, const LG_T *a, int64_t a_row, int64_t a_step,
                                const LG_T *b, int64_t b_step, LG_T *c, int64_t ldc, const int rows,
                                LG_T alpha, int32_t add) {
    LG_VEC acc[LG_TILE_ROWS][LG_TILE_VECTORS];
    LG_UNROLL
    for (int i = 0; i < rows; i++)
        LG_UNROLL
    for (int j = 0; j < LG_TILE_VECTORS; j++)
        acc[i][j] = LG_V(set1)(0);
    for (int64_t p = 0; p < k; p++) {
        LG_VEC vb[LG_TILE_VECTORS];
        LG_UNROLL
        for (int j = 0; j < LG_TILE_VECTORS; j++)
            vb[j] = LG_V(load)(b + j * LG_FN(lanes));
        LG_UNROLL
        for (int i = 0; i < rows; i++) {
            LG_VEC va = LG_V(set1)(a[i * a_row]);
            LG_UNROLL
            for (int j = 0; j < LG_TILE_VECTORS; j++)
                acc[i][j] = LG_V(fma)(va, vb[j], acc[i][j]);
        }
        a += a_step;
        b += b_step;
    }
    LG_VEC scale = LG_V(set1)(alpha);
    LG_UNROLL
    for (int i = 0; i < rows; i++)
        LG_UNROLL
    for (int j = 0; j < LG_TILE_VECTORS; j++) {
        LG_T *to = c + i * ldc + j * LG_FN(lanes);
        LG_VEC y = add ? LG_V(fma)(scale, acc[i][j], LG_V(load)(to)) : LG_V(mul)(scale, acc[i][j]);
        LG_V(store)(to, y);
    }
}

#define LG_GEMM_CASE(rows)                                                                         \
    case rows:                                                                                     \
        LG_FN(gemm_rows)(k, a, a_row, a_step, b, b_step, c, ldc, rows, alpha, add);                \
        break;

static void LG_FN(gemm)(int64_t k, const LG_T *a, int64_t a_row, int64_t a_step, const LG_T *b,
                        int64_t b_step, LG_T *c, int64_t ldc, int32_t rows, LG_T alpha,
                        int32_t add) {
    switch (rows) {
        LG_GEMM_CASE(1)
        LG_GEMM_CASE(2)
        LG_GEMM_CASE(3)
#if LG_TILE_ROWS > 4
        LG_GEMM_CASE(4)
        LG_GEMM_CASE(5)
#endif
#if LG_TILE_ROWS > 6
        LG_GEMM_CASE(6)
        LG_GEMM_CASE(7)
#endif
    default:
        LG_FN(gemm_rows)(k, a, a_row, a_step, b, b_step, c, ldc, LG_TILE_ROWS, alpha, add);
    }
}
#undef LG_GEMM_CASE

LG_INLINE void LG_FN(dot_rows)(int64_t k, const LG_T *a, int64_t lda, const LG_T *b, int64_t ldb,
                               LG_T *c, int64_t ldc, const int rows, int32_t cols, LG_T alpha,
                               int32_t add) {
    LG_VEC acc[LG_DOT_ROWS][LG_DOT_COLS];
    const LG_T *pb[LG_DOT_COLS]; /* columns beyond the last repeat it; they are not stored */
    LG_UNROLL
    for (int j = 0; j < LG_DOT_COLS; j++) {
        pb[j] = b + (j < cols ? j : cols - 1) * ldb;
        LG_UNROLL
        for (int i = 0; i < rows; i++)
            acc[i][j] = LG_V(set1)(0);
    }
    int64_t p = 0;
    for (; p + LG_FN(lanes) <= k; p += LG_FN(lanes)) {
        LG_VEC va[LG_DOT_ROWS];
        LG_UNROLL
        for (int i = 0; i < rows; i++)
            va[i] = LG_V(load)(a + i * lda + p);
        LG_UNROLL
        for (int j = 0; j < LG_DOT_COLS; j++) {
            LG_VEC vb = LG_V(load)(pb[j] + p);
            LG_UNROLL
            for (int i = 0; i < rows; i++)
                acc[i][j] = LG_V(fma)(va[i], vb, acc[i][j]);
        }
    }
    if (p < k) {
        size_t rest = (size_t)(k - p);
        LG_VEC va[LG_DOT_ROWS];
        LG_UNROLL
        for (int i = 0; i < rows; i++)
            va[i] = LG_V(loadn)(a + i * lda + p, rest);
        LG_UNROLL
        for (int j = 0; j < LG_DOT_COLS; j++) {
            LG_VEC vb = LG_V(loadn)(pb[j] + p, rest);
            LG_UNROLL
            for (int i = 0; i < rows; i++)
                acc[i][j] = LG_V(fma)(va[i], vb, acc[i][j]);
        }
    }
    LG_UNROLL
    for (int i = 0; i < rows; i++)
        LG_UNROLL
    for (int j = 0; j < LG_DOT_COLS; j++)
        if (j < cols) {
            LG_T y = alpha * LG_V(hsum)(acc[i][j]);
            LG_T *to = c + i * ldc + j;
            *to = add ? *to + y : y;
        }
}

static void LG_FN(gemm_dot)(int64_t k, const LG_T *a, int64_t lda, const LG_T *b, int64_t ldb,
                            LG_T *c, int64_t ldc, int32_t rows, int32_t cols, LG_T alpha,
                            int32_t add) {
    switch (rows) {
    case 1:
        LG_FN(dot_rows)(k, a, lda, b, ldb, c, ldc, 1, cols, alpha, add);
        break;
#if LG_DOT_ROWS > 2
    case 2:
        LG_FN(dot_rows)(k, a, lda, b, ldb, c, ldc, 2, cols, alpha, add);
        break;
#endif
#if LG_DOT_ROWS > 3
    case 3:
        LG_FN(dot_rows)(k, a, lda, b, ldb, c, ldc, 3, cols, alpha, add);
        break;
#endif
    default:
        LG_FN(dot_rows)(k, a, lda, b, ldb, c, ldc, LG_DOT_ROWS, cols, alpha, add);
    }
}

/* `vectors` columns at a time, their sums in registers over the whole of k. */
LG_INLINE void LG_FN(gemv_columns)(int64_t k, const LG_T *a, int64_t a_step, const LG_T *b,
                                   int64_t ldb, LG_T *y, const int vectors, LG_T alpha,
                                   int32_t add) {
    LG_VEC acc[LG_GEMV_VECTORS], scale = LG_V(set1)(alpha);
    LG_UNROLL
    for (int j = 0; j < vectors; j++)
        acc[j] = LG_V(set1)(0);
    for (int64_t p = 0; p < k; p++) {
        LG_VEC va = LG_V(set1)(a[p * a_step]);
        LG_UNROLL
        for (int j = 0; j < vectors; j++)
            acc[j] = LG_V(fma)(va, LG_V(load)(b + j * LG_FN(lanes)), acc[j]);
        b += ldb;
    }
    LG_UNROLL
    for (int j = 0; j < vectors; j++) {
        LG_T *to = y + j * LG_FN(lanes);
        LG_V(store)
        (to, add ? LG_V(fma)(scale, acc[j], LG_V(load)(to)) : LG_V(mul)(scale, acc[j]));
    }
}

static void LG_FN(gemv)(int64_t k, const LG_T *a, int64_t a_step, const LG_T *b, int64_t ldb,
                        LG_T *y, int64_t n, LG_T alpha, int32_t add) {
    enum { WIDE = LG_GEMV_VECTORS * LG_V(n) };
    int64_t j = 0;
    for (; j + WIDE <= n; j += WIDE)
        LG_FN(gemv_columns)(k, a, a_step, b + j, ldb, y + j, LG_GEMV_VECTORS, alpha, add);
    for (; j + LG_FN(lanes) <= n; j += LG_FN(lanes))
        LG_FN(gemv_columns)(k, a, a_step, b + j, ldb, y + j, 1, alpha, add);
    if (j < n) {
        size_t rest = (size_t)(n - j);
        LG_VEC acc = LG_V(set1)(0), scale = LG_V(set1)(alpha);
        for (int64_t p = 0; p < k; p++)
            acc = LG_V(fma)(LG_V(set1)(a[p * a_step]), LG_V(loadn)(b + p * ldb + j, rest), acc);
        acc = add ? LG_V(fma)(scale, acc, LG_V(loadn)(y + j, rest)) : LG_V(mul)(scale, acc);
        LG_V(storen)(y + j, acc, rest);
    }
}

static void LG_FN(transpose)(const LG_T *x, int64_t ldx, LG_T *y, int64_t ldy, int64_t rows,
                             int64_t cols) {
    enum { BLOCK = 16 }; /* rows of x that are read in step */
    for (int64_t i0 = 0; i0 < rows; i0 += BLOCK) {
        int64_t i1 = rows - i0 < BLOCK ? rows : i0 + BLOCK;
        for (int64_t j = 0; j < cols; j++)
            for (int64_t i = i0; i < i1; i++)
                y[j * ldy + i] = x[i * ldx + j];
    }
}

static void LG_FN(copy_steps)(const LG_T *x, int64_t step, LG_T *y, size_t n) {
    size_t i = 0;
    if (step == 1) {
        memcpy(y, x, n * sizeof(LG_T));
        return;
    }
    if (step == 2)
        for (; i + LG_FN(lanes) <= n; i += LG_FN(lanes))
            LG_V(store)(y + i, LG_V(load_even)(x + 2 * i));
    for (; i < n; i++)
        y[i] = x[(int64_t)i * step];
}

static void LG_FN(copy_parts)(const LG_T *x, int64_t x_step, int64_t step, const lg_copy_part *part,
                              int32_t parts, LG_T *y, int64_t y_step, int32_t width, int64_t rows) {
    for (int64_t r = 0; r < rows; r++, x += x_step, y += y_step) {
        int64_t done = 0;
        for (int32_t p = 0; p < parts; p++) {
            for (; done < part[p].at; done++)
                y[done] = 0;
            LG_FN(copy_steps)(x + part[p].from, step, y + done, (size_t)part[p].length);
            done += part[p].length;
        }
        for (; done < width; done++)
            y[done] = 0;
    }
}

/* `vectors` outputs with their sums in registers. */
LG_INLINE void LG_FN(taps_columns)(int64_t taps, const LG_T *w, const LG_T *const *x, size_t at,
                                   int even, LG_T bias, LG_T *y, const int vectors) {
    LG_VEC acc[4];
    LG_UNROLL
    for (int j = 0; j < vectors; j++)
        acc[j] = LG_V(set1)(bias);
    for (int64_t t = 0; t < taps; t++) {
        LG_VEC vw = LG_V(set1)(w[t]);
        LG_UNROLL
        for (int j = 0; j < vectors; j++) {
            size_t from = at + (size_t)(j * LG_FN(lanes));
            LG_VEC vx = even ? LG_V(load_even)(x[t] + 2 * from) : LG_V(load)(x[t] + from);
            acc[j] = LG_V(fma)(vw, vx, acc[j]);
        }
    }
    LG_UNROLL
    for (int j = 0; j < vectors; j++)
        LG_V(store)(y + at + j * LG_FN(lanes), acc[j]);
}

static void LG_FN(taps)(int64_t taps, const LG_T *w, const LG_T *const *x, int64_t step, LG_T bias,
                        LG_T *y, size_t n) {
    size_t i = 0;
    if (step == 1) {
        for (; i + 4 * LG_FN(lanes) <= n; i += 4 * LG_FN(lanes))
            LG_FN(taps_columns)(taps, w, x, i, 0, bias, y, 4);
        for (; i + LG_FN(lanes) <= n; i += LG_FN(lanes))
            LG_FN(taps_columns)(taps, w, x, i, 0, bias, y, 1);
    } else if (step == 2) {
        for (; i + 4 * LG_FN(lanes) <= n; i += 4 * LG_FN(lanes))
            LG_FN(taps_columns)(taps, w, x, i, 1, bias, y, 4);
        for (; i + LG_FN(lanes) <= n; i += LG_FN(lanes))
            LG_FN(taps_columns)(taps, w, x, i, 1, bias, y, 1);
    }
    if (i > 0 && i < n && step <= 2) { /* a last vector that overlaps the one before */
        LG_FN(taps_columns)(taps, w, x, n - LG_FN(lanes), step == 2, bias, y, 1);
        i = n;
    }
    while (i < n) { /* the rest through a vector too, so that rounding is the same everywhere */
        LG_T last[LG_V(n)] = {0};
        size_t rest = n - i < LG_FN(lanes) ? n - i : LG_FN(lanes);
        LG_VEC acc = LG_V(set1)(bias);
        for (int64_t t = 0; t < taps; t++) {
            for (size_t j = 0; j < rest; j++)
                last[j] = x[t][(int64_t)(i + j) * step];
            acc = LG_V(fma)(LG_V(set1)(w[t]), LG_V(load)(last), acc);
        }
        LG_V(storen)(y + i, acc, rest);
        i += rest;
    }
}

/* ---- elementwise ----------------------------------------------------------------------------- */

LG_INLINE LG_VEC LG_FN(relu_of)(LG_VEC x) {
    return LG_V(sel)(LG_V(lt)(x, LG_V(set1)(0)), LG_V(set1)(0), x);
}
LG_INLINE LG_VEC LG_FN(log1p_of)(LG_VEC x) {
    LG_VEC one = LG_V(set1)(1), u = LG_V(add)(one, x);
    /* log(u) misses what 1 + x lost; nothing for large x and where log(u) is not finite */
    LG_VEC lost = LG_V(div)(LG_V(sub)(x, LG_V(sub)(u, one)), u);
    LG_VEC y = LG_V(log)(u),
           small = LG_V(sel)(LG_V(lt)(x, LG_V(set1)(LG_BIG)), lost, LG_V(set1)(0));
    return LG_V(add)(y, LG_V(sel)(LG_V(lt)(LG_V(set1)(0), u), small, LG_V(set1)(0)));
}
/* tanh(a) = t / (t + 2) with t = exp(2a) - 1 */
LG_INLINE LG_VEC LG_FN(tanh_of)(LG_VEC x) {
    LG_VEC a = LG_V(min)(LG_V(set1)(LG_FLAT), LG_V(abs)(x));
    LG_VEC t = LG_V(expm1_positive)(LG_V(add)(a, a));
    return LG_V(copysign)(LG_V(div)(t, LG_V(add)(t, LG_V(set1)(2))), x);
}
LG_INLINE LG_VEC LG_FN(sigmoid_of)(LG_VEC x) {
    LG_VEC e = LG_V(exp)(LG_V(sub)(LG_V(set1)(0), LG_V(abs)(x))), one = LG_V(set1)(1);
    LG_VEC top = LG_V(sel)(LG_V(lt)(x, LG_V(set1)(0)), e, one);
    return LG_V(div)(top, LG_V(add)(one, e));
}
LG_INLINE LG_VEC LG_FN(softplus_of)(LG_VEC x) {
    LG_VEC e = LG_V(exp)(LG_V(sub)(LG_V(set1)(0), LG_V(abs)(x)));
    return LG_V(add)(LG_FN(relu_of)(x), LG_FN(log1p_of)(e));
}

#define LG_UNARY(name, expression)                                                                 \
    static void LG_FN(name)(const LG_T *x, LG_T *y, size_t n) {                                    \
        size_t i = 0;                                                                              \
        for (; i + LG_FN(lanes) <= n; i += LG_FN(lanes)) {                                         \
            LG_VEC v = LG_V(load)(x + i);                                                          \
            LG_V(store)(y + i, expression);                                                        \
        }                                                                                          \
        if (i < n) {                                                                               \
            LG_VEC v = LG_V(loadn)(x + i, n - i);                                                  \
            LG_V(storen)(y + i, expression, n - i);                                                \
        }                                                                                          \
    }
#define LG_BINARY(name, expression)                                                                \
    static void LG_FN(name)(const LG_T *x, const LG_T *y, LG_T *z, size_t n) {                     \
        size_t i = 0;                                                                              \
        for (; i + LG_FN(lanes) <= n; i += LG_FN(lanes)) {                                         \
            LG_VEC v = LG_V(load)(x + i), w = LG_V(load)(y + i);                                   \
            LG_V(store)(z + i, expression);                                                        \
        }                                                                                          \
        if (i < n) {                                                                               \
            LG_VEC v = LG_V(loadn)(x + i, n - i), w = LG_V(loadn)(y + i, n - i);                   \
            LG_V(storen)(z + i, expression, n - i);                                                \
        }                                                                                          \
    }

LG_BINARY(add, LG_V(add)(v, w))
LG_BINARY(sub, LG_V(sub)(v, w))
LG_BINARY(mul, LG_V(mul)(v, w))
LG_BINARY(div, LG_V(div)(v, w))
LG_BINARY(relu_grad, LG_V(sel)(LG_V(lt)(LG_V(set1)(0), w), v, LG_V(set1)(0)))
LG_UNARY(relu, LG_FN(relu_of)(v))
LG_UNARY(exp, LG_V(exp)(v))
LG_UNARY(log, LG_V(log)(v))
LG_UNARY(log1p, LG_FN(log1p_of)(v))
LG_UNARY(tanh, LG_FN(tanh_of)(v))
LG_UNARY(sigmoid, LG_FN(sigmoid_of)(v))
LG_UNARY(erf, LG_V(erf)(v))
LG_UNARY(softplus, LG_FN(softplus_of)(v))
#undef LG_UNARY
#undef LG_BINARY

static void LG_FN(affine)(LG_T a, const LG_T *x, LG_T b, LG_T *y, size_t n) {
    LG_VEC va = LG_V(set1)(a), vb = LG_V(set1)(b);
    size_t i = 0;
    for (; i + LG_FN(lanes) <= n; i += LG_FN(lanes))
        LG_V(store)(y + i, LG_V(add)(LG_V(mul)(va, LG_V(load)(x + i)), vb));
    if (i < n) {
        LG_VEC v = LG_V(loadn)(x + i, n - i);
        LG_V(storen)(y + i, LG_V(add)(LG_V(mul)(va, v), vb), n - i);
    }
}

static void LG_FN(axpy)(LG_T a, const LG_T *x, LG_T *y, size_t n) {
    LG_VEC va = LG_V(set1)(a);
    size_t i = 0;
    for (; i + LG_FN(lanes) <= n; i += LG_FN(lanes))
        LG_V(store)(y + i, LG_V(add)(LG_V(load)(y + i), LG_V(mul)(va, LG_V(load)(x + i))));
    if (i < n) {
        LG_VEC v = LG_V(mul)(va, LG_V(loadn)(x + i, n - i));
        LG_V(storen)(y + i, LG_V(add)(LG_V(loadn)(y + i, n - i), v), n - i);
    }
}

static void LG_FN(gemm_finish)(LG_T *c, const LG_T *row_bias, LG_T bias, int32_t relu, size_t n) {
    LG_VEC vb = LG_V(set1)(bias);
    for (size_t i = 0; i < n; i += LG_FN(lanes)) {
        size_t rest = n - i;
        bool whole = rest >= (size_t)LG_FN(lanes);
        LG_VEC v = whole ? LG_V(load)(c + i) : LG_V(loadn)(c + i, rest);
        if (row_bias)
            v = LG_V(add)(v, whole ? LG_V(load)(row_bias + i) : LG_V(loadn)(row_bias + i, rest));
        v = LG_V(add)(v, vb);
        if (relu)
            v = LG_FN(relu_of)(v);
        if (whole)
            LG_V(store)(c + i, v);
        else
            LG_V(storen)(c + i, v, rest);
    }
}

/* ---- reductions ------------------------------------------------------------------------------ */

/* Two accumulators hide the latency of the addition. */
#define LG_REDUCE(name, args, expression_of_i, expression_of_rest)                                 \
    static double LG_FN(name) args {                                                               \
        LG_V(acc) s = LG_V(acc_zero)(), t = LG_V(acc_zero)();                                      \
        size_t i = 0;                                                                              \
        for (; i + 2 * LG_FN(lanes) <= n; i += 2 * LG_FN(lanes)) {                                 \
            size_t at = i;                                                                         \
            LG_V(acc) a = s;                                                                       \
            s = expression_of_i;                                                                   \
            at = i + LG_FN(lanes);                                                                 \
            a = t;                                                                                 \
            t = expression_of_i;                                                                   \
        }                                                                                          \
        for (; i < n; i += LG_FN(lanes)) {                                                         \
            size_t at = i, rest = n - i < LG_FN(lanes) ? n - i : LG_FN(lanes);                     \
            LG_V(acc) a = s;                                                                       \
            s = expression_of_rest;                                                                \
        }                                                                                          \
        return LG_V(acc_total)(LG_V(acc_join)(s, t));                                              \
    }
#define LG_X  LG_V(load)(x + at)
#define LG_Y  LG_V(load)(y + at)
#define LG_XN LG_V(loadn)(x + at, rest)
#define LG_YN LG_V(loadn)(y + at, rest)
LG_REDUCE(sum, (const LG_T *x, size_t n), LG_V(acc_add)(a, LG_X), LG_V(acc_add)(a, LG_XN))
LG_REDUCE(dot, (const LG_T *x, const LG_T *y, size_t n), LG_V(acc_fma)(a, LG_X, LG_Y),
          LG_V(acc_fma)(a, LG_XN, LG_YN))
LG_REDUCE(sum_squares, (const LG_T *x, size_t n), LG_V(acc_fma)(a, LG_X, LG_X),
          LG_V(acc_fma)(a, LG_XN, LG_XN))
LG_REDUCE(sum_abs, (const LG_T *x, size_t n), LG_V(acc_add)(a, LG_V(abs)(LG_X)),
          LG_V(acc_add)(a, LG_V(abs)(LG_XN)))
#undef LG_REDUCE
#undef LG_X
#undef LG_Y
#undef LG_XN
#undef LG_YN

/* exp(x - m) where x == m counts as 0 even for infinite m */
LG_INLINE LG_VEC LG_FN(exp_from)(LG_VEC x, LG_VEC m) {
    return LG_V(exp)(LG_V(sel)(LG_V(eq)(x, m), LG_V(set1)(0), LG_V(sub)(x, m)));
}

static double LG_FN(exp_sum)(const LG_T *x, LG_T *y, size_t n, LG_T m) {
    LG_V(acc) s = LG_V(acc_zero)();
    LG_VEC vm = LG_V(set1)(m);
    size_t i = 0;
    for (; i + LG_FN(lanes) <= n; i += LG_FN(lanes)) {
        LG_VEC e = LG_FN(exp_from)(LG_V(load)(x + i), vm);
        if (y)
            LG_V(store)(y + i, e);
        s = LG_V(acc_add)(s, e);
    }
    if (i < n) {
        LG_T last[LG_V(n)] = {0};
        LG_V(storen)(last, LG_FN(exp_from)(LG_V(loadn)(x + i, n - i), vm), n - i);
        LG_VEC e = LG_V(load)(last);
        if (y)
            LG_V(storen)(y + i, e, n - i);
        s = LG_V(acc_add)(s, e);
    }
    return LG_V(acc_total)(s);
}

#define LG_EXTREME(name, worst)                                                                    \
    static LG_T LG_FN(name)(const LG_T *x, size_t n) {                                             \
        LG_VEC best = LG_V(set1)((LG_T)(worst));                                                   \
        LG_V(m) nan = LG_V(m_none)();                                                              \
        LG_T lane[LG_V(n)];                                                                        \
        size_t i = 0;                                                                              \
        for (; i + LG_FN(lanes) <= n; i += LG_FN(lanes)) {                                         \
            LG_VEC v = LG_V(load)(x + i);                                                          \
            nan = LG_V(m_or)(nan, LG_V(nan)(v));                                                   \
            best = LG_V(name)(v, best);                                                            \
        }                                                                                          \
        if (i < n) {                                                                               \
            LG_V(store)(lane, LG_V(set1)((LG_T)(worst)));                                          \
            LG_V(storen)(lane, LG_V(loadn)(x + i, n - i), n - i);                                  \
            LG_VEC v = LG_V(load)(lane);                                                           \
            nan = LG_V(m_or)(nan, LG_V(nan)(v));                                                   \
            best = LG_V(name)(v, best);                                                            \
        }                                                                                          \
        if (LG_V(m_any)(nan))                                                                      \
            return (LG_T)NAN;                                                                      \
        LG_V(store)(lane, best);                                                                   \
        for (int j = 1; j < LG_V(n); j++)                                                          \
            lane[0] = LG_EXTREME_OF(name, lane[j], lane[0]);                                       \
        return lane[0];                                                                            \
    }
#define LG_EXTREME_OF(name, a, b) LG_EXTREME_##name(a, b)
#define LG_EXTREME_max(a, b)      ((a) > (b) ? (a) : (b))
#define LG_EXTREME_min(a, b)      ((a) < (b) ? (a) : (b))
LG_EXTREME(max, -INFINITY)
LG_EXTREME(min, INFINITY)
#undef LG_EXTREME
#undef LG_EXTREME_OF
#undef LG_EXTREME_max
#undef LG_EXTREME_min
