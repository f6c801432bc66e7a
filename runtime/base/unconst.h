/* SPDX-License-Identifier: Apache-2.0 */
/* Pointers to constant data in structs that have no const: nobody writes through them. */
#ifndef LG_BASE_UNCONST_H
#define LG_BASE_UNCONST_H

#include <string.h>

static inline void *lg_unconst(const void *p) {
    void *q;
    memcpy(&q, &p, sizeof q);
    return q;
}

#endif
