/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the small text forms of case files; attributes of operators. */
#include "tests/support/op_text.h"

#include "runtime/base/error.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool lg_text_more(const char **p) {
    while (isspace((unsigned char)**p) || **p == ',')
        ++*p;
    return **p != '\0';
}

void lg_text_word(const char **p, char *out, size_t size) {
    size_t n = 0;
    (void)lg_text_more(p);
    while (**p && !isspace((unsigned char)**p) && !strchr(",[]{}\"", **p)) {
        if (n + 1 < size)
            out[n++] = **p;
        ++*p;
    }
    out[n] = '\0';
}

bool lg_text_take(const char **p, char c) {
    (void)lg_text_more(p);
    if (**p != c)
        return false;
    ++*p;
    return true;
}

bool lg_text_string(lg_runner *r, const char **p, lg_str *out) {
    if (!lg_text_take(p, '"'))
        return false;
    char *text = lg_runner_alloc(r, strlen(*p) + 1);
    size_t n = 0;
    while (**p && **p != '"') {
        char c = *(*p)++;
        if (c == '\\' && **p == 'n') {
            c = '\n';
            ++*p;
        } else if (c == '\\' && **p == 'x') {
            char hex[3] = {(*p)[1], (*p)[1] ? (*p)[2] : '\0', '\0'};
            c = (char)strtol(hex, NULL, 16);
            *p += 3;
        } else if (c == '\\') {
            c = *(*p)++;
        }
        text[n++] = c;
    }
    text[n] = '\0';
    *out = (lg_str){text, n};
    return lg_text_take(p, '"');
}

bool lg_text_number(const char **p, double *out) {
    (void)lg_text_more(p);
    char *end;
    if (strncmp(*p, "true", 4) == 0 || strncmp(*p, "false", 5) == 0) {
        *out = **p == 't';
        *p += **p == 't' ? 4 : 5;
        return true;
    }
    *out = strtod(*p, &end);
    if (end == *p)
        return false;
    *p = end;
    return true;
}

bool lg_text_integer(const char **p, int64_t *out) {
    (void)lg_text_more(p);
    char *end;
    *out = strtoll(*p, &end, 10);
    if (end == *p)
        return false;
    *p = end;
    return true;
}

int32_t lg_text_dims(const char **p, int64_t dims[LG_MAX_RANK]) {
    int32_t rank = 0;
    if (!lg_text_take(p, '['))
        return -1;
    while (!lg_text_take(p, ']')) {
        if (rank == LG_MAX_RANK || !lg_text_integer(p, &dims[rank++]))
            return -1;
    }
    return rank;
}

bool lg_text_values(lg_runner *r, const char **p, const lg_view *v) {
    for (int64_t i = 0; i < v->count; i++) {
        double x;
        if (v->dtype == LG_STRING) {
            if (!lg_text_string(r, p, (lg_str *)v->data + i))
                return false;
        } else if (v->dtype == LG_INT64) {
            if (!lg_text_integer(p, (int64_t *)v->data + i))
                return false;
        } else if (v->dtype == LG_COMPLEX64 || v->dtype == LG_COMPLEX128) {
            for (int64_t k = 0; k < 2; k++) {
                if (!lg_text_number(p, &x))
                    return false;
                if (v->dtype == LG_COMPLEX64)
                    ((float *)v->data)[2 * i + k] = (float)x;
                else
                    ((double *)v->data)[2 * i + k] = x;
            }
        } else if (v->dtype == LG_UINT64) {
            char *end;
            (void)lg_text_more(p);
            ((uint64_t *)v->data)[i] = strtoull(*p, &end, 10);
            if (end == *p)
                return false;
            *p = end;
        } else {
            if (!lg_text_number(p, &x))
                return false;
            lg_runner_set(v, i, x);
        }
    }
    return true;
}

/* ---- attributes ---- */

static bool ints_list(lg_runner *r, const char **p, lg_ints *out) {
    int64_t *v = lg_runner_alloc(r, (strlen(*p) + 1) * sizeof *v);
    int64_t n = 0;
    if (!lg_text_take(p, '['))
        return false;
    while (!lg_text_take(p, ']'))
        if (!lg_text_integer(p, &v[n++]))
            return false;
    *out = (lg_ints){v, n};
    return true;
}

static bool reals_list(lg_runner *r, const char **p, lg_reals *out) {
    double *v = lg_runner_alloc(r, (strlen(*p) + 1) * sizeof *v);
    int64_t n = 0;
    if (!lg_text_take(p, '['))
        return false;
    while (!lg_text_take(p, ']'))
        if (!lg_text_number(p, &v[n++]))
            return false;
    *out = (lg_reals){v, n};
    return true;
}

static bool strings_list(lg_runner *r, const char **p, lg_strs *out) {
    lg_str *v = lg_runner_alloc(r, (strlen(*p) + 1) * sizeof *v);
    int64_t n = 0;
    if (!lg_text_take(p, '['))
        return false;
    while (!lg_text_take(p, ']'))
        if (!lg_text_string(r, p, &v[n++]))
            return false;
    *out = (lg_strs){v, n};
    return true;
}

static bool tensor(lg_runner *r, const char **p, lg_view *out) {
    char name[32];
    int64_t dims[LG_MAX_RANK];
    lg_text_word(p, name, sizeof name);
    int32_t dtype = lg_dtype_parse(name, strlen(name));
    int32_t rank = 0;
    if ((void)lg_text_more(p), **p == '[')
        rank = lg_text_dims(p, dims);
    if (dtype == LG_UNDEFINED || rank < 0 || !lg_text_take(p, '{'))
        return false;
    *out = lg_runner_tensor(r, dtype, rank, dims);
    return lg_text_values(r, p, out) && lg_text_take(p, '}');
}

static bool choice(lg_runner *r, const char **p, const lg_attr_desc *a, int32_t *out) {
    lg_str s;
    if (!lg_text_string(r, p, &s))
        return false;
    for (int32_t k = 0; a->choices[k]; k++)
        if (strcmp(a->choices[k], s.ptr) == 0) {
            *out = k;
            return true;
        }
    return false;
}

static bool attribute(lg_runner *r, const char **p, const lg_attr_desc *a) {
    char *field = (char *)r->params + a->offset;
    union {
        double f;
        int64_t i;
        int32_t small;
        lg_str s;
        lg_ints ints;
        lg_reals reals;
        lg_strs strs;
        lg_view t;
    } v = {.i = 0};
    bool ok;
    size_t size;
    switch (a->kind) {
    case LG_ATTR_REAL:
        ok = lg_text_number(p, &v.f);
        size = sizeof v.f;
        break;
    case LG_ATTR_INT:
        ok = lg_text_integer(p, &v.i);
        size = sizeof v.i;
        break;
    case LG_ATTR_BOOL:
        ok = lg_text_integer(p, &v.i);
        v.small = (int32_t)v.i;
        ok = ok && (v.small == 0 || v.small == 1);
        size = sizeof v.small;
        break;
    case LG_ATTR_CHOICE:
        ok = choice(r, p, a, &v.small);
        size = sizeof v.small;
        break;
    case LG_ATTR_STRING:
        ok = lg_text_string(r, p, &v.s);
        size = sizeof v.s;
        break;
    case LG_ATTR_INTS:
        ok = ints_list(r, p, &v.ints);
        size = sizeof v.ints;
        break;
    case LG_ATTR_REALS:
        ok = reals_list(r, p, &v.reals);
        size = sizeof v.reals;
        break;
    case LG_ATTR_STRINGS:
        ok = strings_list(r, p, &v.strs);
        size = sizeof v.strs;
        break;
    case LG_ATTR_TENSOR:
        ok = tensor(r, p, &v.t);
        size = sizeof v.t;
        break;
    default:
        return false;
    }
    if (ok)
        memcpy(field, &v, size);
    return ok;
}

lg_status lg_runner_attrs(lg_runner *r, const char *text) {
    const char *p = text;
    uint64_t given = 0;
    while (lg_text_more(&p)) {
        char name[64];
        lg_text_word(&p, name, sizeof name);
        uint32_t i = 0;
        while (i < r->desc->n_attrs && strcmp(r->desc->attrs[i].name, name) != 0)
            i++;
        if (i == r->desc->n_attrs)
            return lg_fail(&r->err, LG_E_MODEL, "%s has no attribute '%s'", r->desc->name, name);
        given |= (uint64_t)1 << i;
        if (!attribute(r, &p, &r->desc->attrs[i]))
            return lg_fail(&r->err, LG_E_MODEL, "attribute '%s': bad value near '%.20s'", name, p);
    }
    for (uint32_t i = 0; i < r->desc->n_attrs; i++)
        if ((r->desc->attrs[i].flags & LG_ATTR_REQUIRED) && !(given >> i & 1))
            return lg_fail(&r->err, LG_E_MODEL, "attribute '%s' is missing",
                           r->desc->attrs[i].name);
    return LG_OK;
}
