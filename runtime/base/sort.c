/* SPDX-License-Identifier: Apache-2.0 */
/* Heap sort of ids; short or almost sorted lists by insertion. */
#include "runtime/base/sort.h"

enum { INSERTION_UP_TO = 24 };

static void sift(uint32_t *ids, uint32_t root, uint32_t n, lg_sort_less less, const void *context) {
    uint32_t moved = ids[root];
    for (;;) {
        uint32_t child = root * 2 + 1;
        if (child >= n || child < root)
            break;
        if (child + 1 < n && less(context, ids[child], ids[child + 1]))
            child++;
        if (!less(context, moved, ids[child]))
            break;
        ids[root] = ids[child];
        root = child;
    }
    ids[root] = moved;
}

void lg_sort_ids(uint32_t *ids, uint32_t n, lg_sort_less less, const void *context) {
    if (n <= INSERTION_UP_TO) {
        for (uint32_t i = 1; i < n; i++) {
            uint32_t moved = ids[i], at = i;
            for (; at > 0 && less(context, moved, ids[at - 1]); at--)
                ids[at] = ids[at - 1];
            ids[at] = moved;
        }
        return;
    }
    for (uint32_t i = n / 2; i-- > 0;)
        sift(ids, i, n, less, context);
    for (uint32_t end = n - 1; end > 0; end--) {
        uint32_t top = ids[0];
        ids[0] = ids[end];
        ids[end] = top;
        sift(ids, 0, end, less, context);
    }
}
