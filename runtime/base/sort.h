/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting of ids in place: no allocation, no recursion (qsort of some C libraries does both). */
#ifndef LG_BASE_SORT_H
#define LG_BASE_SORT_H

#include <stdbool.h>
#include <stdint.h>

/* A strict total order; the result then does not depend on the algorithm. */
typedef bool (*lg_sort_less)(const void *context, uint32_t a, uint32_t b);

void lg_sort_ids(uint32_t *ids, uint32_t n, lg_sort_less less, const void *context);

#endif
