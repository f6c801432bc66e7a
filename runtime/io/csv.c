/* SPDX-License-Identifier: Apache-2.0 */
/* Comma-separated numbers: rows are the first axis, an optional first line names the columns. The
 * result is int64 when every field is an integer, else float64; its shape is [rows, columns]. */
#include "runtime/base/num.h"
#include "runtime/io/tensors.h"

enum { max_line = 1 << 24, max_field = 64 };

typedef struct lines {
    const char *p, *end;
    uint64_t number;
} lines;

/* The next line that is not blank, without its line break. */
static bool next_line(lines *l, lg_str *out) {
    while (l->p < l->end) {
        const char *begin = l->p;
        const char *stop = memchr(begin, '\n', (size_t)(l->end - begin));
        l->p = stop ? stop + 1 : l->end;
        l->number++;
        const char *last = stop ? stop : l->end;
        if (last > begin && last[-1] == '\r')
            last--;
        *out = (lg_str){begin, (size_t)(last - begin)};
        for (const char *c = begin; c < last; c++)
            if (*c != ' ' && *c != '\t')
                return true;
    }
    return false;
}

/* Splits off the first field, without blanks around it. */
static lg_str take_field(lg_str *line, bool *more) {
    const char *comma = line->len ? memchr(line->ptr, ',', line->len) : NULL;
    lg_str field = {line->ptr, comma ? (size_t)(comma - line->ptr) : line->len};
    *more = comma != NULL;
    if (comma)
        *line = (lg_str){comma + 1, line->len - field.len - 1};
    while (field.len && (*field.ptr == ' ' || *field.ptr == '\t'))
        field = (lg_str){field.ptr + 1, field.len - 1};
    while (field.len && (field.ptr[field.len - 1] == ' ' || field.ptr[field.len - 1] == '\t'))
        field.len--;
    return field;
}

static bool is_number(lg_str field) {
    double v;
    return field.len <= max_field && lg_num_parse_f64(field.ptr, field.len, &v);
}

/* A first line without any number names the columns. */
static bool is_header(lg_str line) {
    bool more = true;
    while (more)
        if (is_number(take_field(&line, &more)))
            return false;
    return true;
}

static lg_status bad_field(lg_str name, const lines *l, int64_t column, lg_str field,
                           lg_error *err) {
    lg_fail(err, LG_E_PARSE, "csv '%s': line %llu, column %lld: '%s' is no number", LG_SHOW(name),
            (unsigned long long)l->number, (long long)column, LG_SHOW(field));
    if (field.len && memchr(field.ptr, ';', field.len))
        lg_hint(err, "fields are separated by ',' and decimals by '.'");
    return LG_E_PARSE;
}

/* Counts rows and columns and checks every field. */
static lg_status measure(lg_str name, lines l, int64_t *rows, int64_t *columns, bool *integers,
                         lg_error *err) {
    lg_str line;
    *rows = *columns = 0;
    *integers = true;
    while (next_line(&l, &line)) {
        int64_t n = 0;
        bool more = true;
        if (line.len > max_line)
            return lg_fail(err, LG_E_LIMIT, "csv '%s': line %llu has %zu bytes, the limit is %d",
                           LG_SHOW(name), (unsigned long long)l.number, line.len, max_line);
        while (more) {
            int64_t i;
            lg_str field = take_field(&line, &more);
            n++;
            if (!is_number(field))
                return bad_field(name, &l, n, field, err);
            *integers = *integers && lg_num_parse_i64(field.ptr, field.len, &i);
        }
        if (*rows && n != *columns)
            return lg_fail(err, LG_E_PARSE, "csv '%s': line %llu has %lld fields, expected %lld",
                           LG_SHOW(name), (unsigned long long)l.number, (long long)n,
                           (long long)*columns);
        *columns = n;
        ++*rows;
    }
    return LG_OK;
}

lg_status lg_csv_read(lg_tensor_file *file, lg_str name, const void *data, size_t size,
                      lg_error *err) {
    lines l = {data, (const char *)data + size, 0};
    lg_str line;
    if (size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        l.p += 3;
    lines first = l;
    if (next_line(&first, &line) && line.len <= max_line && is_header(line))
        l = first;
    int64_t dims[2] = {0, 0};
    bool integers = true;
    lg_view *view = NULL;
    LG_TRY(measure(name, l, &dims[0], &dims[1], &integers, err));
    if (dims[0] == 0)
        return lg_fail(err, LG_E_PARSE, "csv '%s': there are no rows", LG_SHOW(name));
    LG_TRY(lg_tensors_add(file, name, integers ? LG_INT64 : LG_DOUBLE, 2, dims, &view, err));
    int64_t *i64 = view->data;
    double *f64 = view->data;
    while (next_line(&l, &line)) {
        bool more = true;
        while (more) {
            lg_str field = take_field(&line, &more);
            if (integers)
                (void)lg_num_parse_i64(field.ptr, field.len, i64++);
            else
                (void)lg_num_parse_f64(field.ptr, field.len, f64++);
        }
    }
    return LG_OK;
}

lg_status lg_csv_write(lg_bytes *out, const lg_view *view, lg_error *err) {
    char text[64];
    if (lg_dtype_bits(view->dtype) == 0 || view->dtype == LG_COMPLEX64 ||
        view->dtype == LG_COMPLEX128)
        return lg_fail(err, LG_E_UNSUPPORTED, "values of type %s cannot be written as csv",
                       lg_dtype_name(view->dtype));
    int64_t columns = 1;
    for (int32_t i = 1; i < view->rank; i++)
        columns *= view->dims[i];
    for (int64_t i = 0; i < view->count; i++) {
        if (view->dtype == LG_BOOL)
            lg_bytes_text(out, lg_tensor_integer(view, i) ? "1" : "0");
        else
            lg_bytes_put(out, text, lg_tensor_print(view, i, text, sizeof text));
        lg_bytes_text(out, (i + 1) % columns ? "," : "\n");
    }
    return LG_OK;
}
