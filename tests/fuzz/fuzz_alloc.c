/* SPDX-License-Identifier: Apache-2.0 */
/* protobuf-c behind the guarded allocator alone, without the scan in front: whatever the bytes, it
 * ends within the stack and the budget. */
#include "tests/fuzz/fuzz.h"

#include "runtime/onnx/pb_alloc.h"

#include <stdlib.h>

enum { budget_base = 1 << 16, stack_bytes = 128 << 10 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    lg_allocator a = lg_allocator_default();
    lg_error err = LG_ERROR_INIT;
    lg_pb_guard guard;
    ProtobufCMessage *m = NULL;
    uint64_t budget = (uint64_t)size * 16 + budget_base;
    lg_pb_guard_init(&guard, &a, stack_bytes, budget);
    lg_status st = lg_pb_unpack(&guard, &onnx__model_proto__descriptor, data, size, &m, &err);
    if (guard.used > budget)
        abort();
    if (st == LG_OK) {
        void *bytes = NULL;
        size_t n = 0;
        if (lg_pb_pack(&a, m, &bytes, &n, &err) == LG_OK)
            lg_free(&a, bytes, n + 1);
    } else if (st != LG_E_LIMIT && st != LG_E_PARSE) {
        abort();
    }
    lg_pb_guard_reset(&guard);
    return 0;
}
