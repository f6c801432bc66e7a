/* SPDX-License-Identifier: Apache-2.0 */
/* Reductions whose bits do not depend on the number of threads: blocks of a size fixed by the
 * shapes, partial results stored by block, combined in a fixed tree. Floats accumulate in double,
 * integers wrap in 64 bits. */
#ifndef LG_OPKIT_REDUCE_H
#define LG_OPKIT_REDUCE_H

#include "ops/opkit/infer.h"

typedef enum lg_fold {
    LG_FOLD_SUM = 0,
    LG_FOLD_SUMSQ = 1,
    LG_FOLD_SUMABS = 2,
    LG_FOLD_PROD = 3,
    LG_FOLD_MAX = 4, /* NaN wins */
    LG_FOLD_MIN = 5,
    LG_FOLD_LOGSUMEXP = 6
} lg_fold;

/* Applied to each result in double (integers: converted back, truncating). */
typedef enum lg_fold_post {
    LG_POST_NONE = 0,
    LG_POST_MEAN = 1,
    LG_POST_SQRT = 2,
    LG_POST_LOG = 3
} lg_fold_post;

/* Which dims of a shape are folded away: adjacent dims of one kind are merged. */
typedef struct lg_reduction {
    int32_t rank;       /* merged loops; >= 1 */
    int32_t inner_kept; /* 1: the innermost loop is kept */
    int64_t dims[LG_MAX_RANK];
    uint8_t reduced[LG_MAX_RANK];
    int64_t n_out, n_reduced;
    int64_t block, n_blocks; /* of the reduced index space */
} lg_reduction;

/* mask[d] != 0: dimension d is folded. All dims are numbers. */
void lg_reduction_init(lg_reduction *r, int32_t rank, const int64_t *dims, const uint8_t *mask);
/* Workspace of lg_reduce; LG_E_LIMIT on overflow. */
lg_status lg_reduction_workspace(const lg_infer *ctx, int32_t rank, const int64_t *dims,
                                 const uint8_t *mask, size_t *bytes);
/* out (dtype, n_out elements, row-major over the kept dims) = fold of x. `workspace` as computed;
 * may be NULL when that was 0. */
lg_status lg_reduce(const lg_exec *ctx, const lg_reduction *r, int32_t dtype, const void *x,
                    lg_fold fold, lg_fold_post post, void *out, void *workspace);

/* Adds up `width` sums over [0, n): fn writes the sums of its block, blocks are combined in a fixed
 * tree. `partials` has lg_sum_bytes bytes. n = 0 gives zeros. */
typedef lg_status (*lg_sum_fn)(void *arg, int64_t begin, int64_t end, double *sums, lg_error *err);
size_t lg_sum_bytes(int64_t n, int64_t grain, int32_t width);
lg_status lg_sum_blocks(const lg_exec *ctx, int64_t n, int64_t grain, int32_t width, lg_sum_fn fn,
                        void *arg, double *partials, double *sums);

#endif
