/* SPDX-License-Identifier: Apache-2.0 */
/* Hash map from byte strings to 32-bit ids, in an arena. Keys are borrowed. Thread-compatible. */
#ifndef LG_BASE_MAP_H
#define LG_BASE_MAP_H

#include "runtime/base/arena.h"

#include <lossgraph/tensor.h>

typedef struct lg_map_slot {
    lg_str key;
    uint64_t hash;
    uint32_t id;
    uint32_t used;
} lg_map_slot;

typedef struct lg_map {
    lg_map_slot *slots; /* open addressing; capacity is a power of two */
    uint32_t n, cap;
} lg_map;

#define LG_MAP_NONE UINT32_MAX

/* LG_MAP_NONE when the key is absent. */
uint32_t lg_map_get(const lg_map *map, lg_str key);
/* Inserts or replaces. */
LG_MUST_USE lg_status lg_map_put(lg_map *map, lg_arena *arena, lg_str key, uint32_t id,
                                 lg_error *err);

#endif
