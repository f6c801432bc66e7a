/* SPDX-License-Identifier: Apache-2.0 */
/* Shared libraries by dlopen. */
#include "runtime/base/dl.h"

#include "runtime/base/str.h"

#include <dlfcn.h>

static const char *reason(lg_printable_buf *buf) {
    const char *text = dlerror();
    return text ? lg_printable(buf, text, strlen(text)) : "unknown reason";
}

lg_status lg_dl_open(const char *path, void **out, lg_error *err) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return lg_fail(err, LG_E_IO, "cannot open the library: %s",
                       reason(&(lg_printable_buf){{0}}));
    *out = library;
    return LG_OK;
}

lg_status lg_dl_symbol(void *library, const char *name, void **out, lg_error *err) {
    void *symbol = dlsym(library, name);
    if (!symbol)
        return lg_fail(err, LG_E_ABI, "the library has no symbol '%s'", name);
    *out = symbol;
    return LG_OK;
}

void lg_dl_close(void *library) {
    (void)dlclose(library);
}
