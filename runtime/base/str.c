/* SPDX-License-Identifier: Apache-2.0 */
/* Edit distance for near names in messages. */
#include "runtime/base/str.h"

enum { longest = 64 };

static unsigned char lower(char c) {
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

uint32_t lg_str_distance(lg_str a, lg_str b) {
    if (a.len > longest || b.len > longest)
        return UINT32_MAX;
    uint32_t row[longest + 1];
    for (uint32_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (uint32_t i = 1; i <= a.len; i++) {
        uint32_t diagonal = row[0];
        row[0] = i;
        for (uint32_t j = 1; j <= b.len; j++) {
            uint32_t replace = diagonal + (lower(a.ptr[i - 1]) != lower(b.ptr[j - 1]));
            uint32_t best = row[j] + 1 < row[j - 1] + 1 ? row[j] + 1 : row[j - 1] + 1;
            diagonal = row[j];
            row[j] = replace < best ? replace : best;
        }
    }
    return row[b.len];
}
