/* SPDX-License-Identifier: Apache-2.0 */
/* What a message holds beside the fields that the graph models: kept as bytes and written back. */
#ifndef LG_ONNX_EXTRA_H
#define LG_ONNX_EXTRA_H

#include "runtime/graph/graph.h"

#include "onnx.pb-c.h"

#define LG_FIELD(number) ((uint64_t)1 << (number))

/* Removes from an unpacked message every field that the graph models; `also` are further fields to
 * keep, as a mask of their numbers. True when something is left. */
bool lg_extra_strip(ProtobufCMessage *message, uint64_t also);
/* Strips and packs what is left into the arena; *out is empty when that is nothing. */
LG_MUST_USE lg_status lg_extra_pack(lg_arena *arena, ProtobufCMessage *message, uint64_t also,
                                    lg_extra *out, lg_error *err);

#endif
