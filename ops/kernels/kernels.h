/* SPDX-License-Identifier: Apache-2.0 */
/* The table of micro-kernels: one slot per hot inner loop, filled for the CPU that runs.
 *
 * Every slot is pure: no state, no allocation, any alignment, n may be 0. An output array may be
 * one of the inputs; other overlap is not allowed. Elementwise slots give the same bits for an
 * element wherever it stands in the array. Results of one slot may differ between instruction
 * sets within the stated error; for one table and one n they never differ. Reductions of both
 * types accumulate in double in a fixed order that depends on n alone: cut long arrays into blocks
 * of fixed size and combine the partial results in a fixed order.
 *
 * NaN in gives NaN out (the payload is unspecified) unless a slot says otherwise. */
#ifndef LG_OPS_KERNELS_KERNELS_H
#define LG_OPS_KERNELS_KERNELS_H

#include <lossgraph/context.h>

/* AVX2 stands for AVX2, FMA and F16C; AVX512 for F, BW, DQ and VL, on CPUs where 512 bits pay. */
enum { LG_CPU_ALL = LG_CPU_SCALAR | LG_CPU_AVX2 | LG_CPU_AVX512 | LG_CPU_NEON };

/* Columns [at, at + length) of a row come from x + from. */
typedef struct lg_copy_part {
    int64_t at, length, from;
} lg_copy_part;

/* The slots of one element type; P is the prefix, T the type: X(return type, name, arguments).
 *
 *  - gemm: c[i*ldc + j] (+)= alpha * sum over p < k of a[i*a_row + p*a_step] * b[p*b_step + j]
 *    for i < rows <= mr and j < nr: a whole row of nr columns is read from b and written to c. Adds
 *    to c when `add` is nonzero, else overwrites it. The terms of one element are added in order of
 *    p; its bits depend neither on rows nor on the strides.
 *  - gemm_dot: c[i*ldc + j] (+)= alpha * sum over p < k of a[i*lda + p] * b[j*ldb + p] for
 *    i < rows <= dot_mr, j < cols <= dot_nr. The bits of an element depend on k alone.
 *  - gemv: y[j] (+)= alpha * sum over p < k of a[p*a_step] * b[p*ldb + j] for j < n; the terms of
 *    one element are added in order of p.
 *  - transpose: y[j*ldy + i] = x[i*ldx + j] for i < rows, j < cols.
 *  - gemm_finish: c[j] = relu(c[j] + (row_bias ? row_bias[j] : 0) + bias); relu(x) = x < 0 ? 0 : x.
 *  - add, sub, mul, div: z = x op y. affine: y = a*x + b, two roundings. axpy: y += a*x, two
 *    roundings. relu: y = x < 0 ? 0 : x. relu_grad: z = x > 0 ? dy : 0.
 *  - exp, log, log1p, tanh, sigmoid, erf: elementwise, errors in units in the last place below.
 *  - softplus: log(1 + exp(x)) without overflow.
 *  - exp_sum: y = exp(x - m), returns the sum of y; y may be NULL. With m the largest element this
 *    is the inner loop of softmax, log-softmax and log-sum-exp. exp(-inf) is 0; with x == m the
 *    argument is 0 even for infinite m.
 *  - sum, dot, sum_squares, sum_abs: in double; 0 for n = 0.
 *  - max, min: NaN when there is one; -inf (max) and +inf (min) for n = 0.
 *
 * Errors (ulp of the result, all finite inputs, denormal results included):
 *             exp  log  log1p  tanh  sigmoid  erf  softplus
 *      f32    2    2    3      3     3        3    4
 *      f64    2    2    3      3     3        2    4       */
#define LG_KERNELS_OF(X, P, T)                                                                     \
    X(void, P##_gemm,                                                                              \
      (int64_t k, const T *a, int64_t a_row, int64_t a_step, const T *b, int64_t b_step, T *c,     \
       int64_t ldc, int32_t rows, T alpha, int32_t add))                                           \
    X(void, P##_gemm_dot,                                                                          \
      (int64_t k, const T *a, int64_t lda, const T *b, int64_t ldb, T *c, int64_t ldc,             \
       int32_t rows, int32_t cols, T alpha, int32_t add))                                          \
    X(void, P##_gemv,                                                                              \
      (int64_t k, const T *a, int64_t a_step, const T *b, int64_t ldb, T *y, int64_t n, T alpha,   \
       int32_t add))                                                                               \
    X(void, P##_transpose,                                                                         \
      (const T *x, int64_t ldx, T *y, int64_t ldy, int64_t rows, int64_t cols))                    \
    X(void, P##_copy_steps, (const T *x, int64_t step, T *y, size_t n))                            \
    X(void, P##_copy_parts,                                                                        \
      (const T *x, int64_t x_step, int64_t step, const lg_copy_part *part, int32_t parts, T *y,    \
       int64_t y_step, int32_t width, int64_t rows))                                               \
    X(void, P##_taps,                                                                              \
      (int64_t taps, const T *w, const T *const *x, int64_t step, T bias, T *y, size_t n))         \
    X(void, P##_gemm_finish, (T * c, const T *row_bias, T bias, int32_t relu, size_t n))           \
    X(void, P##_add, (const T *x, const T *y, T *z, size_t n))                                     \
    X(void, P##_sub, (const T *x, const T *y, T *z, size_t n))                                     \
    X(void, P##_mul, (const T *x, const T *y, T *z, size_t n))                                     \
    X(void, P##_div, (const T *x, const T *y, T *z, size_t n))                                     \
    X(void, P##_affine, (T a, const T *x, T b, T *y, size_t n))                                    \
    X(void, P##_axpy, (T a, const T *x, T *y, size_t n))                                           \
    X(void, P##_relu, (const T *x, T *y, size_t n))                                                \
    X(void, P##_relu_grad, (const T *dy, const T *x, T *z, size_t n))                              \
    X(void, P##_exp, (const T *x, T *y, size_t n))                                                 \
    X(void, P##_log, (const T *x, T *y, size_t n))                                                 \
    X(void, P##_log1p, (const T *x, T *y, size_t n))                                               \
    X(void, P##_tanh, (const T *x, T *y, size_t n))                                                \
    X(void, P##_sigmoid, (const T *x, T *y, size_t n))                                             \
    X(void, P##_erf, (const T *x, T *y, size_t n))                                                 \
    X(void, P##_softplus, (const T *x, T *y, size_t n))                                            \
    X(double, P##_exp_sum, (const T *x, T *y, size_t n, T m))                                      \
    X(double, P##_sum, (const T *x, size_t n))                                                     \
    X(double, P##_dot, (const T *x, const T *y, size_t n))                                         \
    X(double, P##_sum_squares, (const T *x, size_t n))                                             \
    X(double, P##_sum_abs, (const T *x, size_t n))                                                 \
    X(T, P##_max, (const T *x, size_t n))                                                          \
    X(T, P##_min, (const T *x, size_t n))

/* 16-bit floats: exact widening; narrowing rounds to nearest, ties to even, NaN stays NaN. */
#define LG_KERNELS_HALF(X)                                                                         \
    X(void, f16_to_f32, (const uint16_t *x, float *y, size_t n))                                   \
    X(void, f32_to_f16, (const float *x, uint16_t *y, size_t n))                                   \
    X(void, bf16_to_f32, (const uint16_t *x, float *y, size_t n))                                  \
    X(void, f32_to_bf16, (const float *x, uint16_t *y, size_t n))

#define LG_KERNELS(X)                                                                              \
    LG_KERNELS_OF(X, f32, float)                                                                   \
    LG_KERNELS_OF(X, f64, double)                                                                  \
    LG_KERNELS_HALF(X)

/* Each slot `f32_exp` has its name beside it: f32_exp_name = "f32_exp_avx2". */
struct lg_kernels {
    uint32_t mask; /* LG_CPU_* that contributed */
    /* Tile of the gemm slots: at most 8 rows and 256 bytes of columns (the callers' buffers). */
    int32_t f32_mr, f32_nr, f64_mr, f64_nr;
    int32_t f32_dot_mr, f32_dot_nr, f64_dot_mr, f64_dot_nr;
#define LG_KERNEL_SLOT(ret, name, args)                                                            \
    ret(*name) args;                                                                               \
    const char *name##_name;
    LG_KERNELS(LG_KERNEL_SLOT)
#undef LG_KERNEL_SLOT
};

/* LG_CPU_* that this machine offers and the build contains; scalar is always among them. */
uint32_t lg_kernels_available(void);
/* LG_CPU_* that are available but not chosen unless asked for, with the reason; 0 and NULL. */
uint32_t lg_kernels_declined(const char **out_reason);
/* Fills every slot with the best of the levels in cpu_mask (0: all that pay). Levels that the
 * machine lacks are ignored; scalar is always included. */
void lg_kernels_select(uint32_t cpu_mask, lg_kernels *out);

/* One per instruction set: fills the slots that it improves. Internal to dispatch.c. */
void lg_kernels_init_scalar(lg_kernels *k);
void lg_kernels_init_avx2(lg_kernels *k);
void lg_kernels_init_avx512(lg_kernels *k);
void lg_kernels_init_neon(lg_kernels *k);

#endif
