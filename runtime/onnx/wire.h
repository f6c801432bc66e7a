/* SPDX-License-Identifier: Apache-2.0 */
/* Scan of protobuf wire bytes before protobuf-c sees them: iterative, allocates nothing, driven by
 * protobuf-c's own descriptors. It proves framing, nesting, the number of messages and the validity
 * of strings, and it can write a skeleton: the same message with the weights left out. */
#ifndef LG_ONNX_WIRE_H
#define LG_ONNX_WIRE_H

#include "runtime/base/error.h"

#include "onnx.pb-c.h"

enum {
    LG_WIRE_DEPTH = 112, /* nested messages: 32 subgraphs of 3, and what surrounds them */
    LG_WIRE_MARK = 8     /* bytes of a mark that stands for raw_data in a skeleton */
};

typedef struct lg_wire_info {
    uint64_t messages, unknown; /* known messages, the outermost included; unknown fields */
    uint32_t depth;             /* deepest nesting, 1 without nested messages */
    size_t skeleton_bytes;      /* size of the skeleton; never more than the input */
} lg_wire_info;

/* Checks `size` bytes as a message of `type`. `factor` is lg_limits.proto_budget_factor: the number
 * of messages (and of unknown fields) may be factor/64 per byte, and 65,536.
 * LG_E_PARSE for bytes that are no such message, LG_E_LIMIT for nesting and counts.
 *
 * `skeleton`, when not NULL, has room for skeleton_bytes of an earlier scan of the same bytes. It
 * gets the message with every TensorProto.raw_data of LG_WIRE_MARK or more bytes replaced by a mark
 * of exactly that many: shorter raw_data is kept, so raw_data of that length in a skeleton is
 * always a mark. Lengths of enclosing messages keep their width. */
LG_MUST_USE lg_status lg_wire_scan(const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
                                   size_t size, uint64_t factor, uint8_t *skeleton,
                                   lg_wire_info *out, lg_error *err);

/* Where the raw_data of a mark is in the input. */
void lg_wire_mark(const uint8_t mark[LG_WIRE_MARK], size_t *out_offset, size_t *out_size);

#endif
