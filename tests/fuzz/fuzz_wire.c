/* SPDX-License-Identifier: Apache-2.0 */
/* The wire scan alone: what it accepts, protobuf-c reads, and the skeleton is the same message. */
#include "tests/fuzz/fuzz.h"

#include "runtime/base/limits.h"
#include "runtime/onnx/pb_alloc.h"
#include "runtime/onnx/wire.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const ProtobufCMessageDescriptor *const types[] = {
        &onnx__model_proto__descriptor, &onnx__tensor_proto__descriptor,
        &onnx__sequence_proto__descriptor, &onnx__optional_proto__descriptor};
    lg_wire_info info = {0}, again = {0};
    lg_error err = LG_ERROR_INIT;
    /* The first byte of a model is a tag below 0x80: the others are reached by 0x80 … 0xff. */
    const ProtobufCMessageDescriptor *type = types[0];
    if (size && data[0] >= 0x80) {
        type = types[data[0] % 4];
        data++;
        size--;
    }
    if (lg_wire_scan(type, data, size, 16, NULL, &info, &err) != LG_OK)
        return 0;
    if (info.skeleton_bytes > size || info.depth > LG_WIRE_DEPTH)
        abort();
    uint8_t *skeleton = malloc(info.skeleton_bytes ? info.skeleton_bytes : 1);
    if (!skeleton)
        return 0;
    if (lg_wire_scan(type, data, size, 16, skeleton, &again, &err) != LG_OK ||
        again.skeleton_bytes != info.skeleton_bytes || again.messages != info.messages)
        abort();
    /* The skeleton is well-formed, with the same messages. */
    if (lg_wire_scan(type, skeleton, info.skeleton_bytes, UINT64_MAX, NULL, &again, &err) !=
            LG_OK ||
        again.messages != info.messages || again.unknown != info.unknown)
        abort();
    lg_allocator a = lg_allocator_default();
    lg_pb_guard guard;
    ProtobufCMessage *m = NULL;
    lg_pb_guard_init(&guard, &a, 1 << 20, 64 << 20);
    lg_status whole = lg_pb_unpack(&guard, type, data, size, &m, &err);
    lg_status part = lg_pb_unpack(&guard, type, skeleton, info.skeleton_bytes, &m, &err);
    if ((whole == LG_E_PARSE) != (part == LG_E_PARSE))
        abort();
    lg_pb_guard_reset(&guard);
    free(skeleton);
    return 0;
}
