/* SPDX-License-Identifier: Apache-2.0 */
/* The guarded allocator of protobuf-c. */
#include "runtime/onnx/pb_alloc.h"

#include "runtime/onnx/wire.h"

static uintptr_t frame_address(void) {
#if defined(__GNUC__)
    return (uintptr_t)__builtin_frame_address(0);
#else
    char here = 0;
    return (uintptr_t)&here;
#endif
}

static void *refuse(lg_pb_guard *g, lg_pb_reason reason) {
    if (g->reason == LG_PB_NONE)
        g->reason = reason;
    return NULL;
}

static void *guard_alloc(void *self, size_t size) {
    lg_pb_guard *g = self;
    uintptr_t now = frame_address();
    uintptr_t depth = now > g->stack ? now - g->stack : g->stack - now;
    if (depth > g->stack_bytes)
        return refuse(g, LG_PB_STACK);
    if (size > g->budget - g->used)
        return refuse(g, LG_PB_BUDGET);
    void *p = NULL;
    if (lg_arena_alloc(&g->arena, size, &p, NULL) != LG_OK)
        return refuse(g, LG_PB_MEMORY);
    g->used += size;
    return p;
}

static void guard_free(void *self, void *ptr) {
    (void)self;
    (void)ptr;
}

void lg_pb_guard_init(lg_pb_guard *guard, const lg_allocator *allocator, uint64_t stack_bytes,
                      uint64_t budget) {
    *guard = (lg_pb_guard){.stack_bytes = stack_bytes, .budget = budget};
    lg_arena_init(&guard->arena, *allocator, 0);
    guard->allocator = (ProtobufCAllocator){guard_alloc, guard_free, guard};
}

void lg_pb_guard_reset(lg_pb_guard *guard) {
    lg_arena_reset(&guard->arena);
    guard->used = 0;
    guard->reason = LG_PB_NONE;
}

lg_status lg_pb_unpack(lg_pb_guard *guard, const ProtobufCMessageDescriptor *type,
                       const uint8_t *bytes, size_t size, ProtobufCMessage **out, lg_error *err) {
    guard->allocator.allocator_data = guard;
    guard->stack = frame_address();
    guard->reason = LG_PB_NONE;
    ProtobufCMessage *m = protobuf_c_message_unpack(type, &guard->allocator, size, bytes);
    if (m && guard->reason == LG_PB_NONE) {
        *out = m;
        return LG_OK;
    }
    switch (guard->reason) {
    case LG_PB_STACK:
        return lg_fail(err, LG_E_LIMIT,
                       "messages are nested too deep: more than %llu bytes of stack are needed "
                       "(limit proto_stack_bytes)",
                       (unsigned long long)guard->stack_bytes);
    case LG_PB_BUDGET:
        return lg_fail(err, LG_E_LIMIT,
                       "%zu bytes of protobuf need more than %llu bytes of memory (limits "
                       "proto_budget_factor, proto_budget_base)",
                       size, (unsigned long long)guard->budget);
    case LG_PB_MEMORY:
        return lg_fail(err, LG_E_NO_MEMORY, "out of memory while %zu bytes of protobuf are read",
                       size);
    case LG_PB_NONE:
        break;
    }
    return lg_fail(err, LG_E_PARSE, "not a valid %s: protobuf cannot read its %zu bytes",
                   type->short_name, size);
}

static uint64_t budget_of(const lg_limits *l, size_t size) {
    uint64_t b;
    if (__builtin_mul_overflow(l->proto_budget_factor, (uint64_t)size, &b) ||
        __builtin_add_overflow(b, l->proto_budget_base, &b))
        return UINT64_MAX;
    return b;
}

lg_status lg_pb_load(lg_pb_guard *guard, const lg_limits *limits,
                     const ProtobufCMessageDescriptor *type, const uint8_t *bytes, size_t size,
                     ProtobufCMessage **out, lg_error *err) {
    const lg_allocator *a = &guard->arena.allocator;
    uint64_t factor = limits->proto_budget_factor;
    lg_wire_info info = {0}, again;
    void *skeleton = NULL;
    guard->stack_bytes = limits->proto_stack_bytes;
    guard->budget = budget_of(limits, size);
    LG_TRY(lg_wire_scan(type, bytes, size, factor, NULL, &info, err));
    LG_TRY(lg_alloc_raw(a, info.skeleton_bytes, &skeleton, err));
    lg_status st = lg_wire_scan(type, bytes, size, factor, skeleton, &again, err);
    if (st == LG_OK)
        st = lg_pb_unpack(guard, type, skeleton, info.skeleton_bytes, out, err);
    lg_free(a, skeleton, info.skeleton_bytes);
    return st;
}

lg_status lg_pb_pack(const lg_allocator *allocator, const ProtobufCMessage *message,
                     void **out_bytes, size_t *out_size, lg_error *err) {
    size_t size = protobuf_c_message_get_packed_size(message);
    if (size > INT32_MAX)
        return lg_fail(err, LG_E_LIMIT,
                       "%zu bytes are too many for one protobuf file (2 GiB): weights have to go "
                       "into external data",
                       size);
    void *p = NULL;
    LG_TRY(lg_alloc_raw(allocator, size + 1, &p, err));
    (void)protobuf_c_message_pack(message, p);
    ((char *)p)[size] = '\0';
    *out_bytes = p;
    *out_size = size;
    return LG_OK;
}
