/* SPDX-License-Identifier: Apache-2.0 */
/* Defaults of lg_limits. */
#include "runtime/base/limits.h"

#include "runtime/base/parallel.h"

#include <lossgraph/tensor.h>

#include <string.h>

static uint64_t pick(uint64_t value, uint64_t fallback, uint64_t most) {
    if (value == 0)
        value = fallback;
    return value < most ? value : most;
}

lg_limits lg_limits_resolve(const lg_limits *limits) {
    lg_limits l = {0};
    if (limits) {
        size_t size = limits->struct_size ? limits->struct_size : sizeof l;
        memcpy(&l, limits, size < sizeof l ? size : sizeof l);
    }
    l.struct_size = (uint32_t)sizeof l;
    l.max_depth = (uint32_t)pick(l.max_depth, 32, UINT32_MAX);
    l.max_file_bytes = pick(l.max_file_bytes, INT32_MAX, INT32_MAX);
    l.proto_stack_bytes = pick(l.proto_stack_bytes, 256u << 10, UINT64_MAX);
    l.proto_budget_factor = pick(l.proto_budget_factor, 16, UINT64_MAX);
    l.proto_budget_base = pick(l.proto_budget_base, 4u << 20, UINT64_MAX);
    l.max_nodes = pick(l.max_nodes, 1000000, UINT64_MAX);
    l.max_rank = pick(l.max_rank, LG_MAX_RANK, LG_MAX_RANK);
    l.max_total_bytes = pick(l.max_total_bytes, lg_machine_memory() / 4 * 3, UINT64_MAX);
    l.max_tensor_bytes = pick(l.max_tensor_bytes, (uint64_t)64 << 30, l.max_total_bytes);
    l.max_loop_iterations = pick(l.max_loop_iterations, 10000000, UINT64_MAX);
    return l;
}
