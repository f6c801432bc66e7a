/* SPDX-License-Identifier: Apache-2.0 */
/* protobuf-c behind a guard: an allocator with a byte budget, zeroed memory and a bound on the
 * stack, because protobuf-c itself recurses and allocates without limit. */
#ifndef LG_ONNX_PB_ALLOC_H
#define LG_ONNX_PB_ALLOC_H

#include "runtime/base/arena.h"

#include "onnx.pb-c.h"

typedef enum lg_pb_reason {
    LG_PB_NONE = 0,
    LG_PB_STACK = 1,
    LG_PB_BUDGET = 2,
    LG_PB_MEMORY = 3
} lg_pb_reason;

/* What protobuf-c allocates lives in `arena` until lg_pb_guard_reset; its free gives nothing back,
 * neither memory nor budget. Thread-compatible. */
typedef struct lg_pb_guard {
    lg_arena arena;
    ProtobufCAllocator allocator;
    uintptr_t stack; /* address of a frame just before protobuf-c runs */
    uint64_t stack_bytes, budget, used;
    lg_pb_reason reason; /* why an allocation failed first */
} lg_pb_guard;

/* At most `stack_bytes` of stack and `budget` cumulative bytes. */
void lg_pb_guard_init(lg_pb_guard *guard, const lg_allocator *allocator, uint64_t stack_bytes,
                      uint64_t budget);
void lg_pb_guard_reset(lg_pb_guard *guard);

/* The message, valid until the guard is reset. LG_E_LIMIT when the stack or the budget was not
 * enough, LG_E_NO_MEMORY, LG_E_PARSE. */
LG_MUST_USE lg_status lg_pb_unpack(lg_pb_guard *guard, const ProtobufCMessageDescriptor *type,
                                   const uint8_t *bytes, size_t size, ProtobufCMessage **out,
                                   lg_error *err);

/* Everything that untrusted bytes go through: wire scan, skeleton (raw_data of LG_WIRE_MARK and
 * more bytes become marks into `bytes`), unpacking with the stack and memory that `limits`
 * (resolved) permit. */
LG_MUST_USE lg_status lg_pb_load(lg_pb_guard *guard, const lg_limits *limits,
                                 const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
                                 size_t size, ProtobufCMessage **out, lg_error *err);

/* The bytes of a message and a NUL, from `allocator` (size + 1, lg_free). LG_E_LIMIT at 2 GiB. */
LG_MUST_USE lg_status lg_pb_pack(const lg_allocator *allocator, const ProtobufCMessage *message,
                                 void **out_bytes, size_t *out_size, lg_error *err);

#endif
