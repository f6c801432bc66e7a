/* SPDX-License-Identifier: Apache-2.0 */
/* Elementwise functions of several broadcast float tensors, computed in double: for gradients and
 * other kernels whose cost is not in the loop. */
#ifndef LG_OPKIT_MAP_H
#define LG_OPKIT_MAP_H

#include "ops/opkit/broadcast.h"
#include "ops/opkit/reduce.h"

enum { LG_MAP_MAX = 4 };

/* out[i] = f(in[0][i], in[1][i], …) for n <= LG_CORE_BLOCK elements. */
typedef void (*lg_map_fn)(const void *arg, int64_t n, const double *const *in, double *out);

/* Writes `out` (a float tensor); the inputs broadcast to it. */
lg_status lg_map_run(const lg_exec *ctx, lg_map_fn fn, const void *arg, const lg_view *const *in,
                     int32_t n_in, const lg_view *out);
/* The same over the shape of `full`, then summed over the dims that `out` lacks (unbroadcast).
 * `space` has lg_map_space bytes for it. */
lg_status lg_map_reduce(const lg_exec *ctx, lg_map_fn fn, const void *arg, const lg_view *const *in,
                        int32_t n_in, const lg_view *full, const lg_view *out, void *space);
/* Workspace of lg_map_reduce for tensors of the shape of `full`; 0 while dims are not known. */
lg_status lg_map_space(lg_infer *ctx, const lg_view *full, size_t *bytes);

/* x summed over its broadcast dims into out. `space`: LG_UNBROADCAST_SPACE bytes or NULL, then
 * memory comes from the host when it is needed. */
#define LG_UNBROADCAST_SPACE ((size_t)4096 * 64 * 16)
lg_status lg_unbroadcast(const lg_exec *ctx, const lg_view *x, const lg_view *out, void *space);
/* 0 when a reduction of a tensor of these dims never needs workspace. */
size_t lg_unbroadcast_space(const lg_view *x);

#endif
