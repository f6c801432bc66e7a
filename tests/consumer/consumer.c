/* SPDX-License-Identifier: Apache-2.0 */
/* The smallest project that uses an installed LossGraph. */
#include <lossgraph/lossgraph.h>

#include <stdio.h>

int main(void) {
    lg_context *context = NULL;
    lg_error err = LG_ERROR_INIT;
    if (lg_context_create(NULL, &context, &err) != LG_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    printf("lossgraph %s, %s kernels\n", lg_version(), lg_context_cpu(context));
    lg_context_destroy(context);
    return 0;
}
