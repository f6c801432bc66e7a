/* SPDX-License-Identifier: Apache-2.0 */
/* Version of the library. */
#include <lossgraph/base.h>

const char *lg_version(void) {
    return LG_VERSION_STRING;
}

uint32_t lg_abi_version(void) {
    return LG_ABI_VERSION;
}
