/* SPDX-License-Identifier: Apache-2.0 */
/* Comparison of values by the rule of ONNX's backend tests. */
#include "runtime/io/element.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { max_depth = 32 };

static void differ(lg_comparison *c, const char *fmt, ...) LG_PRINTF(2, 3);
static void differ(lg_comparison *c, const char *fmt, ...) {
    if (c->equal) {
        va_list ap;
        va_start(ap, fmt);
        (void)vsnprintf(c->message, sizeof c->message, fmt, ap);
        va_end(ap);
    }
    c->equal = 0;
}

/* Steps between two floats of the type's precision, through their ordered bit patterns. */
static int64_t ulps(int32_t dtype, double a, double b) {
    if (dtype == LG_DOUBLE) {
        int64_t x, y, distance;
        memcpy(&x, &a, sizeof x);
        memcpy(&y, &b, sizeof y);
        x = x < 0 ? INT64_MIN - x : x;
        y = y < 0 ? INT64_MIN - y : y;
        return __builtin_sub_overflow(x > y ? x : y, x > y ? y : x, &distance) ? INT64_MAX
                                                                               : distance;
    }
    float fa = (float)a, fb = (float)b;
    int32_t x, y;
    memcpy(&x, &fa, sizeof x);
    memcpy(&y, &fb, sizeof y);
    int64_t p = x < 0 ? INT32_MIN - (int64_t)x : x, q = y < 0 ? INT32_MIN - (int64_t)y : y;
    int64_t d = p > q ? p - q : q - p;
    return dtype == LG_FLOAT16 ? d >> 13 : dtype == LG_BFLOAT16 ? d >> 16 : d;
}

static bool reals_agree(double a, double e, int32_t dtype, const lg_tolerance *t,
                        lg_comparison *c) {
    if (isnan(a) || isnan(e))
        return isnan(a) && isnan(e);
    if (isinf(a) || isinf(e))
        return !(a != e);
    double d = fabs(a - e);
    double rel = d > 0 ? d / fabs(e) : 0;
    c->max_abs = d > c->max_abs ? d : c->max_abs;
    c->max_rel = rel > c->max_rel ? rel : c->max_rel;
    if (d <= t->atol + t->rtol * fabs(e))
        return true;
    return t->ulp > 0 && ulps(dtype, a, e) <= t->ulp;
}

static bool integers_agree(const lg_view *a, const lg_view *e, int64_t i, const lg_tolerance *t,
                           lg_comparison *c) {
    uint64_t x = (uint64_t)lg_tensor_integer(a, i), y = (uint64_t)lg_tensor_integer(e, i);
    bool greater = a->dtype == LG_UINT64 ? x > y : (int64_t)x > (int64_t)y;
    uint64_t d = greater ? x - y : y - x;
    if (d == 0)
        return true;
    double size = fabs(lg_tensor_real(e, i));
    c->max_abs = (double)d > c->max_abs ? (double)d : c->max_abs;
    double rel = (double)d / size;
    c->max_rel = rel > c->max_rel ? rel : c->max_rel;
    return (double)d <= t->atol + t->rtol * size;
}

static void compare_elements(const lg_view *a, const lg_view *e, const lg_tolerance *t,
                             lg_comparison *c, const char *where) {
    bool complex = e->dtype == LG_COMPLEX64 || e->dtype == LG_COMPLEX128;
    int64_t wrong = 0, first = -1;
    for (int64_t i = 0; i < e->count; i++) {
        bool same;
        if (e->dtype == LG_STRING)
            same = lg_str_eq(((const lg_str *)a->data)[i], ((const lg_str *)e->data)[i]);
        else if (lg_dtype_is_integer(e->dtype))
            same = integers_agree(a, e, i, t, c);
        else
            same = reals_agree(lg_tensor_real(a, i), lg_tensor_real(e, i), e->dtype, t, c);
        if (same && complex)
            same = reals_agree(lg_element_imaginary(a, i), lg_element_imaginary(e, i), LG_DOUBLE, t,
                               c);
        if (!same && wrong++ == 0)
            first = i;
    }
    if (!wrong)
        return;
    char x[64], y[64];
    lg_tensor_print(a, first, x, sizeof x);
    lg_tensor_print(e, first, y, sizeof y);
    if (c->first < 0)
        c->first = first;
    c->n_wrong += wrong;
    differ(c,
           "%s%lld of %lld elements differ, first at %lld: %s, expected %s (max abs %.3g, max rel "
           "%.3g)",
           where, (long long)wrong, (long long)e->count, (long long)first, x, y, c->max_abs,
           c->max_rel);
}

static void print_shape(const lg_view *v, char *out, size_t size) {
    size_t n = (size_t)snprintf(out, size, "[");
    for (int32_t i = 0; i < v->rank && n + 24 < size; i++)
        n += (size_t)snprintf(out + n, size - n, i ? ",%lld" : "%lld", (long long)v->dims[i]);
    (void)snprintf(out + n, size - n, "]");
}

static bool is_container(int32_t dtype) {
    return dtype == LG_SEQUENCE || dtype == LG_OPTIONAL || dtype == LG_MAP;
}

/* Tensors only. */
static void compare_tensors(const lg_view *a, const lg_view *e, const lg_tolerance *t,
                            lg_comparison *c, const char *where) {
    char x[96], y[96];
    bool same = a->rank == e->rank;
    for (int32_t i = 0; same && i < e->rank; i++)
        same = a->dims[i] == e->dims[i];
    if (!same) {
        print_shape(a, x, sizeof x);
        print_shape(e, y, sizeof y);
        differ(c, "%sshape %s, expected %s", where, x, y);
    } else if (a->dtype != e->dtype) {
        differ(c, "%stype %s, expected %s", where, lg_dtype_name(a->dtype),
               lg_dtype_name(e->dtype));
    } else {
        compare_elements(a, e, t, c, where);
    }
}

/* A container whose items are being compared: the walk keeps them in an array. */
typedef struct level {
    const lg_seq *actual, *expected;
    int64_t next;
} level;

void lg_tensor_compare(const lg_view *actual, const lg_view *expected,
                       const lg_tolerance *tolerance, lg_comparison *out) {
    static const lg_tolerance defaults = {1e-3, 1e-7, 0};
    static const lg_seq nothing = {0};
    const lg_tolerance *t = tolerance ? tolerance : &defaults;
    level levels[max_depth];
    uint32_t depth = 0;
    *out = (lg_comparison){.struct_size = sizeof *out, .equal = 1, .first = -1};
    const lg_view *a = actual, *e = expected;
    char where[48] = "";
    for (;;) {
        if (is_container(a->dtype) != is_container(e->dtype) ||
            (is_container(e->dtype) && a->dtype != e->dtype)) {
            differ(out, "%stype %s, expected %s", where, lg_dtype_name(a->dtype),
                   lg_dtype_name(e->dtype));
        } else if (is_container(e->dtype)) {
            level l = {a->data ? a->data : &nothing, e->data ? e->data : &nothing, 0};
            if (l.actual->count != l.expected->count)
                differ(out, "%s%s of %lld items, expected %lld", where, lg_dtype_name(e->dtype),
                       (long long)l.actual->count, (long long)l.expected->count);
            else if (depth == max_depth)
                differ(out, "nested deeper than %d", max_depth);
            else
                levels[depth++] = l;
        } else {
            compare_tensors(a, e, t, out, where);
        }
        if (!out->equal)
            return;
        while (depth && levels[depth - 1].next >= levels[depth - 1].expected->count *
                                                      (levels[depth - 1].expected->keys ? 2 : 1))
            depth--;
        if (!depth)
            return;
        level *l = &levels[depth - 1];
        int64_t i = l->next++;
        (void)snprintf(where, sizeof where, "item %lld: ", (long long)(i % l->expected->count));
        if (i < l->expected->count) {
            a = &l->actual->items[i];
            e = &l->expected->items[i];
        } else {
            a = l->actual->keys ? &l->actual->keys[i - l->expected->count] : &(lg_view){0};
            e = &l->expected->keys[i - l->expected->count];
        }
    }
}
