/* SPDX-License-Identifier: Apache-2.0 */
/* Elementwise operators of two broadcast inputs: a table of contiguous loops, one per core type. */
#ifndef LG_OPKIT_ZIP_H
#define LG_OPKIT_ZIP_H

#include "ops/kernels/kernels.h"
#include "ops/opkit/broadcast.h"
#include "ops/opkit/core.h"

/* z[i] = x[i] op y[i] in the core type; z may be x or y. */
typedef void (*lg_zip_fn)(const lg_kernels *k, const void *x, const void *y, void *z, size_t n);

typedef struct lg_zip {
    lg_zip_fn fn[LG_CORE_COUNT]; /* NULL: type not served */
    bool to_bool;                /* z is uint8_t 0 or 1 whatever the type of x and y */
} lg_zip;

/* z = x op y. Types of x and y are equal, shapes broadcast to that of z; dimension 0 of y is
 * dimension `first` of z, -1: right-aligned. z may share memory with an input of its shape. */
lg_status lg_zip_run(const lg_exec *ctx, const lg_zip *op, const lg_view *x, const lg_view *y,
                     const lg_view *z, int32_t first);

/* Operators of before version 7: B is repeated to the shape of A, from dimension `axis` of A. */
typedef struct lg_zip_legacy {
    lg_ints consumed_inputs;
    int64_t axis;
    int32_t broadcast;
} lg_zip_legacy;
#define LG_ZIP_LEGACY_ATTRS                                                                        \
    LG_ATTR_INT_DOC(lg_zip_legacy, axis, LG_INT_ABSENT,                                            \
                    "dimension of A where the dims of B begin; absent: B is a suffix"),            \
        LG_ATTR_BOOL_DOC(lg_zip_legacy, broadcast, 0, "1: B is repeated to the shape of A")
/* The output has the type `dtype`, LG_UNDEFINED: that of A. */
lg_status lg_zip_legacy_infer(lg_infer *ctx, int32_t dtype);
lg_status lg_zip_legacy_run(lg_exec *ctx, const lg_zip *op);

/* Defines a loop: LG_ZIP_LOOP(name, T, R, expression of T a, b). */
#define LG_ZIP_LOOP(name, T, R, expr)                                                              \
    static void name(const lg_kernels *k, const void *x, const void *y, void *z, size_t n) {       \
        const T *xs = x, *ys = y;                                                                  \
        R *zs = z;                                                                                 \
        (void)k;                                                                                   \
        for (size_t i = 0; i < n; i++) {                                                           \
            T a = xs[i], b = ys[i];                                                                \
            zs[i] = (R)(expr);                                                                     \
        }                                                                                          \
    }

#endif
