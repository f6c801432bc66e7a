/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of a model: of its file, and of its weights wherever they are stored. */
#include "tools/cli/cli.h"
#include "tools/cli/sha256.h"

#include <errno.h>

static void add_number(sha256 *s, int64_t v) {
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)v >> (8 * i));
    sha256_add(s, bytes, sizeof bytes);
}

/* Name, type, shape and elements. */
static void add_weight(sha256 *s, const lg_value_info *v) {
    size_t bytes = 0;
    add_number(s, (int64_t)strlen(v->name));
    sha256_add(s, v->name, strlen(v->name));
    add_number(s, v->dtype);
    add_number(s, v->data.rank);
    for (int32_t i = 0; i < v->data.rank; i++)
        add_number(s, v->data.dims[i]);
    if (v->dtype == LG_STRING) {
        const lg_str *strings = v->data.data;
        for (int64_t i = 0; i < v->data.count; i++) {
            add_number(s, (int64_t)strings[i].len);
            sha256_add(s, strings[i].ptr, strings[i].len);
        }
    } else if (lg_dtype_bytes(v->dtype, v->data.count, &bytes, NULL) == LG_OK) {
        sha256_add(s, v->data.data, bytes);
    }
}

static void add_weights(sha256 *s, const lg_graph *graph) {
    for (uint32_t i = 0; graph && i < lg_graph_value_count(graph); i++) {
        lg_value_info v;
        lg_graph_value_get(graph, i, &v);
        if (v.is_initializer && v.data.data)
            add_weight(s, &v);
    }
}

static int digest_file(cli *c, const char *path, char out[65]) {
    sha256 s;
    char part[65536];
    size_t n;
    FILE *f = fopen(path, "rb");
    if (!f)
        return report_failure(c, EXIT_INPUT, 101, "%s: %s", show(path), strerror(errno));
    sha256_init(&s);
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        sha256_add(&s, part, n);
    bool failed = ferror(f) != 0;
    (void)fclose(f);
    sha256_hex(&s, out);
    return failed ? report_failure(c, EXIT_INPUT, 101, "%s: cannot be read", show(path)) : EXIT_OK;
}

int digest_model(cli *c, const char *path, char file[65], char weights[65]) {
    lg_model *model = NULL;
    lg_model_info info;
    sha256 s;
    int rc = digest_file(c, path, file);
    if (rc == EXIT_OK)
        rc = load_model(c, path, 0, &model);
    if (rc)
        return rc;
    sha256_init(&s);
    lg_model_info_get(model, &info);
    add_weights(&s, lg_model_graph(model));
    for (uint32_t i = 0; i < 2 * info.n_training; i++)
        add_weights(&s, lg_model_training(model, i / 2, i % 2));
    sha256_hex(&s, weights);
    lg_model_destroy(model);
    return EXIT_OK;
}
