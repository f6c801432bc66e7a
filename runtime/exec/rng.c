/* SPDX-License-Identifier: Apache-2.0 */
/* Mixing of seeds with the finalizer of SplitMix64, a bijection that spreads every bit. */
#include "runtime/exec/rng.h"

static uint64_t mix(uint64_t x) {
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

uint64_t lg_rng_seed(uint64_t session, uint32_t graph, uint32_t node, uint64_t run, uint64_t call) {
    uint64_t h = mix(session);
    h = mix(h ^ ((uint64_t)graph << 32 | node));
    h = mix(h ^ run);
    return mix(h ^ call);
}
