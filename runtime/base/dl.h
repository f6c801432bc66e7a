/* SPDX-License-Identifier: Apache-2.0 */
/* Shared libraries opened at run time. */
#ifndef LG_BASE_DL_H
#define LG_BASE_DL_H

#include "runtime/base/error.h"

/* Resolves every symbol at once. LG_E_IO with the system's reason. */
LG_MUST_USE lg_status lg_dl_open(const char *path, void **out, lg_error *err);
/* LG_E_ABI when there is no such symbol. */
LG_MUST_USE lg_status lg_dl_symbol(void *library, const char *name, void **out, lg_error *err);
void lg_dl_close(void *library);

#endif
