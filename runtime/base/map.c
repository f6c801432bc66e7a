/* SPDX-License-Identifier: Apache-2.0 */
/* Hash map from byte strings to 32-bit ids. The hash is seeded by nothing: the load factor is kept
 * at one half and a probe compares the full 64-bit hash first, so that hostile names cost at most a
 * linear scan of 16-byte compares. */
#include "runtime/base/map.h"

#include "runtime/base/str.h"

static lg_map_slot *find(const lg_map *map, lg_str key, uint64_t hash) {
    uint32_t i = (uint32_t)(hash ^ (hash >> 32)) & (map->cap - 1);
    while (map->slots[i].used && !(map->slots[i].hash == hash && lg_str_eq(map->slots[i].key, key)))
        i = (i + 1) & (map->cap - 1);
    return &map->slots[i];
}

uint32_t lg_map_get(const lg_map *map, lg_str key) {
    if (map->cap == 0)
        return LG_MAP_NONE;
    const lg_map_slot *s = find(map, key, lg_str_hash(key));
    return s->used ? s->id : LG_MAP_NONE;
}

static lg_status grow(lg_map *map, lg_arena *arena, lg_error *err) {
    if (map->cap > UINT32_MAX / 4)
        return lg_fail(err, LG_E_LIMIT, "more than %u names in one table", map->cap / 2);
    lg_map bigger = {.cap = map->cap ? map->cap * 2 : 16, .n = map->n};
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, bigger.cap, sizeof(lg_map_slot), &p, err));
    bigger.slots = p;
    for (uint32_t i = 0; i < map->cap; i++)
        if (map->slots[i].used)
            *find(&bigger, map->slots[i].key, map->slots[i].hash) = map->slots[i];
    *map = bigger;
    return LG_OK;
}

lg_status lg_map_put(lg_map *map, lg_arena *arena, lg_str key, uint32_t id, lg_error *err) {
    if (map->n * 2 >= map->cap)
        LG_TRY(grow(map, arena, err));
    uint64_t hash = lg_str_hash(key);
    lg_map_slot *s = find(map, key, hash);
    if (!s->used)
        map->n++;
    *s = (lg_map_slot){key, hash, id, 1};
    return LG_OK;
}
