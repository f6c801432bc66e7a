/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of ONNX text that several decompositions share (ai.onnx version 13 and newer). */
#ifndef LG_OPKIT_BODY_SHAPE_H
#define LG_OPKIT_BODY_SHAPE_H

#include <lossgraph/op.h>

/* Appends nodes that sum `data` over its broadcast dims back to the shape in the int64 vector
 * `shape`. The result is called `out`; helpers are called out_…. */
void lg_body_reduce_to_shape(lg_body *ctx, const char *out, const char *data, const char *shape);

#endif
