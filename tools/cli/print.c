/* SPDX-License-Identifier: Apache-2.0 */
/* Types and values as text. */
#include "tools/cli/cli.h"

enum { max_nesting = 32 };

const char *program_dim_name(const void *program, int64_t dim) {
    return lg_program_dim_name(program, dim);
}

const char *model_dim_name(const void *model, int64_t dim) {
    return lg_model_dim_name(model, dim);
}

void print_type(text *out, const lg_value_info *v, const char *(*dim_name)(const void *, int64_t),
                const void *owner) {
    bool container = v->dtype == LG_SEQUENCE || v->dtype == LG_OPTIONAL || v->dtype == LG_MAP;
    text_add(out, "%s", lg_dtype_name(v->dtype));
    if (container) {
        text_add(out, "(%s)", lg_dtype_name(v->elem_dtype));
        return;
    }
    if (v->rank < 0)
        return;
    text_add(out, "[");
    for (int32_t i = 0; i < v->rank; i++) {
        if (v->dims[i] >= 0)
            text_add(out, "%s%lld", i ? "," : "", (long long)v->dims[i]);
        else
            text_add(out, "%s%s", i ? "," : "", show(dim_name(owner, v->dims[i])));
    }
    text_add(out, "]");
}

static void print_tensor(text *out, const lg_view *v, int64_t edge) {
    int64_t at[LG_MAX_RANK + 1] = {0};
    int32_t depth = 0;
    char element[512];
    if (v->count == 0) {
        text_add(out, "[]\n");
        return;
    }
    int64_t stride[LG_MAX_RANK + 1];
    stride[v->rank] = 1;
    for (int32_t i = v->rank; i-- > 0;)
        stride[i] = stride[i + 1] * v->dims[i];
    int64_t index = 0;
    for (;;) {
        if (depth == v->rank) { /* one element */
            text_put(out, element, lg_tensor_print(v, index, element, sizeof element));
            if (depth == 0)
                break;
            depth--;
            at[depth]++;
            index++;
            continue;
        }
        int64_t size = v->dims[depth];
        if (at[depth] == 0) {
            text_add(out, "[");
        } else if (at[depth] == size) {
            text_add(out, "]");
            if (depth == 0)
                break;
            depth--;
            at[depth]++;
            continue;
        } else if (edge && size > 2 * edge + 1 && at[depth] == edge) {
            text_add(out, depth + 1 == v->rank ? ", ..." : ",\n%*s...", depth + 1, "");
            index += (size - 2 * edge) * stride[depth + 1];
            at[depth] = size - edge;
        }
        if (at[depth])
            text_add(out, depth + 1 == v->rank ? ", " : ",\n%*s", depth + 1, "");
        at[++depth] = 0;
    }
    text_add(out, "\n");
}

void print_value(text *out, const char *name, const lg_view *view, int64_t edge) {
    struct {
        const lg_seq *seq;
        int64_t next;
    } open[max_nesting];
    int32_t depth = 0;
    text_add(out, "%s ", show(name));
    for (const lg_view *v = view; v;) {
        bool container = v->dtype == LG_SEQUENCE || v->dtype == LG_OPTIONAL || v->dtype == LG_MAP;
        if (container) {
            const lg_seq *seq = v->data;
            text_add(out, "%s of %lld\n", lg_dtype_name(v->dtype),
                     (long long)(seq ? seq->count : 0));
            if (seq && depth < max_nesting) {
                open[depth].seq = seq;
                open[depth++].next = 0;
            }
        } else {
            text_add(out, "%s[", lg_dtype_name(v->dtype));
            for (int32_t i = 0; i < v->rank; i++)
                text_add(out, "%s%lld", i ? "," : "", (long long)v->dims[i]);
            text_add(out, "]\n");
            print_tensor(out, v, edge);
        }
        while (depth && open[depth - 1].next >= open[depth - 1].seq->count)
            depth--;
        v = NULL;
        if (depth) {
            const lg_seq *seq = open[depth - 1].seq;
            int64_t k = open[depth - 1].next++;
            v = &seq->items[k];
            text_add(out, "%*s[%lld]", depth * 2, "", (long long)k);
            if (seq->keys) {
                char key[256];
                lg_tensor_print(&seq->keys[k], 0, key, sizeof key);
                text_add(out, " %s:", key);
            }
            text_add(out, " ");
        }
    }
}
