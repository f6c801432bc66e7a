/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of buffers as CSV files, the common format of placement benchmarks. Lines are kept as they
 * came, so that a list is written back with nothing changed but the offsets. */
#include "runtime/plan/planner.h"

#include "runtime/base/buf.h"
#include "runtime/base/num.h"

#include <lossgraph/plan.h>

#include <string.h>

enum { COLUMNS_MAX = 64, ROWS_MAX = 1 << 24 };

typedef enum field {
    ID = 0,
    LOWER = 1,
    UPPER = 2,
    SIZE = 3,
    ALIGNMENT = 4,
    HINT = 5,
    GAPS = 6,
    OFFSET = 7,
    OTHER = 8
} field;

static const struct {
    const char *name;
    field field;
} names[] = {{"id", ID},        {"buffer", ID},   {"buffer_id", ID}, {"lower", LOWER},
             {"begin", LOWER},  {"start", LOWER}, {"upper", UPPER},  {"end", UPPER},
             {"size", SIZE},    {"hint", HINT},   {"gaps", GAPS},    {"alignment", ALIGNMENT},
             {"offset", OFFSET}};

/* A time in which only `bytes` of a buffer are in use. */
typedef struct gap {
    int64_t a, b;
    uint64_t bytes;
    uint32_t buffer;
} gap;

struct lg_plan_list {
    lg_arena arena;
    lg_str header, *lines;
    lg_plan_buffer *buffers;
    uint32_t n, cap_lines, cap_buffers;
    gap *gaps;
    uint32_t n_gaps, cap_gaps;
    uint32_t n_columns, offset_column; /* LG_NO_ID: there is none */
    bool crlf;
};

typedef struct reader {
    lg_plan_list *list;
    const char *name, *p, *end;
    uint64_t line;
    field fields[COLUMNS_MAX];
    bool inclusive;
    uint64_t sum;
} reader;

static bool next_line(reader *r, lg_str *out) {
    if (r->p >= r->end)
        return false;
    const char *stop = memchr(r->p, '\n', (size_t)(r->end - r->p));
    const char *last = stop ? stop : r->end;
    *out = (lg_str){r->p, (size_t)(last - r->p)};
    r->p = stop ? stop + 1 : r->end;
    r->line++;
    if (out->len && out->ptr[out->len - 1] == '\r') {
        out->len--;
        r->list->crlf = true;
    }
    return true;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static lg_str trim(lg_str s) {
    while (s.len && is_blank(*s.ptr))
        s = (lg_str){s.ptr + 1, s.len - 1};
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* Splits off what comes before the first `separator`. */
static lg_str split(lg_str *rest, char separator, bool *more) {
    const char *at = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
    lg_str head = {rest->ptr, at ? (size_t)(at - rest->ptr) : rest->len};
    *more = at != NULL;
    *rest = at ? (lg_str){at + 1, rest->len - head.len - 1} : (lg_str){rest->ptr + rest->len, 0};
    return head;
}

static lg_status bad(const reader *r, uint32_t column, lg_str text, const char *what,
                     lg_error *err) {
    return lg_fail(err, LG_E_PARSE, "csv '%s': line %llu, column %u: '%s' %s",
                   LG_SHOW(lg_str_of(r->name)), (unsigned long long)r->line, column + 1,
                   LG_SHOW(text), what);
}

static lg_status read_header(reader *r, lg_error *err) {
    lg_str line, rest;
    uint32_t seen = 0;
    if ((size_t)(r->end - r->p) >= 3 && memcmp(r->p, "\xEF\xBB\xBF", 3) == 0)
        r->p += 3;
    if (!next_line(r, &line))
        return lg_fail(err, LG_E_PARSE, "csv '%s': the file is empty", LG_SHOW(lg_str_of(r->name)));
    r->list->header = rest = line;
    r->list->offset_column = LG_NO_ID;
    for (bool more = true; more; r->list->n_columns++) {
        uint32_t column = r->list->n_columns;
        lg_str name = trim(split(&rest, ',', &more));
        if (column == COLUMNS_MAX)
            return bad(r, column, name, "is one column too many", err);
        r->fields[column] = OTHER;
        for (size_t k = 0; k < LG_COUNT(names); k++)
            if (lg_str_is(name, names[k].name))
                r->fields[column] = names[k].field;
        if (r->fields[column] == OTHER)
            continue;
        if (seen >> r->fields[column] & 1)
            return bad(r, column, name, "is there twice", err);
        seen |= (uint32_t)1 << r->fields[column];
        r->inclusive = r->inclusive || lg_str_is(name, "end");
        if (r->fields[column] == OFFSET)
            r->list->offset_column = column;
    }
    for (uint32_t k = ID; k <= SIZE; k++)
        if (!(seen >> k & 1))
            return lg_fail(err, LG_E_PARSE, "csv '%s': line 1: there is no column '%s'",
                           LG_SHOW(lg_str_of(r->name)),
                           ((const char *const[]){"id", "lower", "upper", "size"})[k]);
    return LG_OK;
}

static lg_status number(const reader *r, uint32_t column, lg_str text, int64_t *out,
                        lg_error *err) {
    if (!lg_num_parse_i64(text.ptr, text.len, out))
        return bad(r, column, text, "is no integer of 64 bits", err);
    return LG_OK;
}

/* An end of a time, exclusive. */
static lg_status end_time(const reader *r, uint32_t column, lg_str text, int64_t *out,
                          lg_error *err) {
    LG_TRY(number(r, column, text, out, err));
    if (r->inclusive && !lg_add_i64(*out, 1, out))
        return bad(r, column, text, "is too large", err);
    return LG_OK;
}

/* "a-b" or "a-b@lo:hi", separated by blanks. A minus before a digit at the start is a sign. */
static lg_status read_gaps(reader *r, uint32_t column, lg_str text, lg_error *err) {
    while (text.len) {
        bool more;
        lg_str item = split(&text, ' ', &more), part = item, from;
        if (item.len == 0)
            continue;
        gap g = {.buffer = r->list->n};
        lg_str range = split(&part, '@', &more);
        if (more) {
            int64_t lo, hi;
            lg_str low = split(&part, ':', &more);
            if (!more)
                return bad(r, column, item, "is no gap a-b@lo:hi", err);
            LG_TRY(number(r, column, low, &lo, err));
            LG_TRY(number(r, column, part, &hi, err));
            if (lo < 0 || hi < lo)
                return bad(r, column, item, "has no range of bytes lo:hi", err);
            g.bytes = (uint64_t)(hi - lo);
        }
        size_t sign = range.len && *range.ptr == '-' ? 1 : 0;
        lg_str tail = {range.ptr + sign, range.len - sign};
        from = split(&tail, '-', &more);
        if (!more)
            return bad(r, column, item, "is no gap a-b", err);
        LG_TRY(number(r, column, (lg_str){range.ptr, from.len + sign}, &g.a, err));
        LG_TRY(end_time(r, column, tail, &g.b, err));
        if (g.b < g.a)
            return bad(r, column, item, "ends before it begins", err);
        LG_TRY(LG_GROW(&r->list->arena, r->list->gaps, r->list->n_gaps, r->list->cap_gaps, err));
        r->list->gaps[r->list->n_gaps++] = g;
    }
    return LG_OK;
}

static lg_status read_field(reader *r, uint32_t column, lg_str text, lg_plan_buffer *b,
                            lg_error *err) {
    int64_t v = 0;
    switch (r->fields[column]) {
    case LOWER:
        return number(r, column, text, &b->lower, err);
    case UPPER:
        return end_time(r, column, text, &b->upper, err);
    case SIZE:
        LG_TRY(number(r, column, text, &v, err));
        if (v < 0)
            return bad(r, column, text, "is no size", err);
        b->size = (uint64_t)v;
        r->sum += b->size;
        return r->sum > (uint64_t)INT64_MAX
                   ? bad(r, column, text, "makes the sum of sizes overflow", err)
                   : LG_OK;
    case ALIGNMENT:
        LG_TRY(number(r, column, text, &v, err));
        if (v < 1)
            return bad(r, column, text, "is no alignment", err);
        b->align = (uint64_t)v;
        return LG_OK;
    case HINT:
        return number(r, column, text, &v, err);
    case GAPS:
        return read_gaps(r, column, text, err);
    case OFFSET:
        LG_TRY(number(r, column, text, &v, err));
        b->fixed = v < 0 ? -1 : v;
        return LG_OK;
    default:
        return LG_OK;
    }
}

/* Cuts a buffer's gaps to its life and its size. */
static lg_status check_gaps(const reader *r, uint32_t first, const lg_plan_buffer *b,
                            lg_error *err) {
    for (uint32_t k = first; k < r->list->n_gaps; k++) {
        const gap *g = &r->list->gaps[k];
        if (g->a < b->lower || g->b > b->upper || g->bytes > b->size ||
            (k > first && g->a < r->list->gaps[k - 1].b))
            return lg_fail(err, LG_E_PARSE,
                           "csv '%s': line %llu: the gap [%lld, %lld) lies outside the buffer or "
                           "before another gap",
                           LG_SHOW(lg_str_of(r->name)), (unsigned long long)r->line,
                           (long long)g->a, (long long)g->b);
    }
    return LG_OK;
}

static lg_status read_row(reader *r, lg_str line, lg_error *err) {
    lg_plan_list *l = r->list;
    lg_plan_buffer b = {.align = 0, .fixed = -1};
    lg_str rest = line;
    uint32_t column = 0, first_gap = l->n_gaps;
    for (bool more = true; more; column++) {
        lg_str text = trim(split(&rest, ',', &more));
        if (column == l->n_columns)
            return bad(r, column, text, "is one field too many", err);
        LG_TRY(read_field(r, column, text, &b, err));
    }
    if (column < l->n_columns)
        return lg_fail(err, LG_E_PARSE, "csv '%s': line %llu has %u fields, expected %u",
                       LG_SHOW(lg_str_of(r->name)), (unsigned long long)r->line, column,
                       l->n_columns);
    if (b.upper < b.lower)
        return lg_fail(err, LG_E_PARSE,
                       "csv '%s': line %llu: the life [%lld, %lld) ends before it begins",
                       LG_SHOW(lg_str_of(r->name)), (unsigned long long)r->line, (long long)b.lower,
                       (long long)b.upper);
    LG_TRY(check_gaps(r, first_gap, &b, err));
    if (l->n == ROWS_MAX)
        return lg_fail(err, LG_E_LIMIT, "csv '%s': more than %d buffers",
                       LG_SHOW(lg_str_of(r->name)), ROWS_MAX);
    LG_TRY(LG_GROW(&l->arena, l->lines, l->n, l->cap_lines, err));
    LG_TRY(LG_GROW(&l->arena, l->buffers, l->n, l->cap_buffers, err));
    l->lines[l->n] = line;
    l->buffers[l->n++] = b;
    return LG_OK;
}

static lg_status parse(reader *r, lg_error *err) {
    lg_str line;
    LG_TRY(read_header(r, err));
    while (next_line(r, &line) && trim(line).len)
        LG_TRY(read_row(r, line, err));
    return LG_OK;
}

lg_status lg_plan_list_parse(const lg_allocator *allocator, const char *name, const void *text,
                             size_t size, lg_plan_list **out, lg_error *err) {
    lg_allocator a = allocator ? *allocator : lg_allocator_default();
    void *memory = NULL;
    lg_str copy;
    LG_TRY(lg_alloc_zero(&a, sizeof(lg_plan_list), &memory, err));
    lg_plan_list *list = memory;
    lg_arena_init(&list->arena, a, 0);
    lg_status st = lg_arena_str(&list->arena, text, size, &copy, err);
    if (st == LG_OK) {
        reader r = {.list = list, .name = name, .p = copy.ptr, .end = copy.ptr + copy.len};
        st = parse(&r, err);
    }
    if (st == LG_OK)
        *out = list;
    else
        lg_plan_list_destroy(list);
    return st;
}

void lg_plan_list_destroy(lg_plan_list *list) {
    if (!list)
        return;
    lg_allocator a = list->arena.allocator;
    lg_arena_reset(&list->arena);
    lg_free(&a, list, sizeof *list);
}

lg_plan_buffer *lg_plan_list_buffers(lg_plan_list *list, uint32_t *out_n) {
    *out_n = list->n;
    return list->buffers;
}

/* Bytes in use: a buffer with gaps counts as one piece per stretch of time. */
static lg_status bound_with_gaps(const lg_plan_list *l, lg_arena *arena, lg_plan_result *out,
                                 lg_error *err) {
    void *memory = NULL;
    uint32_t n = 0, g = 0;
    size_t most = (size_t)l->n + (size_t)l->n_gaps * 2;
    if (most > UINT32_MAX)
        return lg_fail(err, LG_E_LIMIT, "too many gaps");
    LG_TRY(lg_arena_array(arena, most, sizeof(lg_storage), &memory, err));
    lg_storage *s = memory;
    for (uint32_t i = 0; i < l->n; i++) {
        const lg_plan_buffer *b = &l->buffers[i];
        int64_t from = b->lower;
        for (; g < l->n_gaps && l->gaps[g].buffer == i; g++) {
            const gap *hole = &l->gaps[g];
            s[n++] = (lg_storage){.first = from, .last = hole->a, .bytes = b->size, .fixed = -1};
            s[n++] =
                (lg_storage){.first = hole->a, .last = hole->b, .bytes = hole->bytes, .fixed = -1};
            from = hole->b;
        }
        s[n++] = (lg_storage){.first = from, .last = b->upper, .bytes = b->size, .fixed = -1};
    }
    return lg_place_bound(s, n, arena, &out->lower_bound, &out->peak, err);
}

lg_status lg_plan_list_place(lg_plan_list *l, const lg_plan_options *options, lg_plan_result *out,
                             lg_error *err) {
    lg_plan_result result;
    LG_TRY(lg_plan_buffers(&l->arena.allocator, l->buffers, l->n, options, &result, err));
    if (l->n_gaps) {
        lg_arena scratch;
        lg_arena_init(&scratch, l->arena.allocator, 0);
        lg_status st = bound_with_gaps(l, &scratch, &result, err);
        lg_arena_reset(&scratch);
        LG_TRY(st);
        /* What was proven holds for whole lives. */
        result.proven = result.lower_bound;
        if (result.status == LG_PLAN_OPTIMAL && result.arena > result.lower_bound)
            result.status = LG_PLAN_FEASIBLE;
        if (result.status == LG_PLAN_INFEASIBLE && options->capacity >= result.lower_bound)
            result.status = LG_PLAN_OVER_CAPACITY;
    }
    *out = result;
    return LG_OK;
}

static void put_line(lg_buf *buf, const lg_plan_list *l, lg_str line, const char *offset) {
    bool more = true;
    for (uint32_t column = 0; more; column++) {
        lg_str text = split(&line, ',', &more);
        if (column)
            lg_buf_char(buf, ',');
        if (column == l->offset_column)
            lg_buf_text(buf, offset);
        else
            lg_buf_str(buf, text);
    }
    if (l->offset_column == LG_NO_ID) {
        lg_buf_char(buf, ',');
        lg_buf_text(buf, offset);
    }
    lg_buf_text(buf, l->crlf ? "\r\n" : "\n");
}

lg_status lg_plan_list_print(lg_plan_list *l, const char **out_text, size_t *out_size,
                             lg_error *err) {
    lg_buf buf;
    lg_str copy = {0};
    lg_buf_init(&buf, l->arena.allocator);
    put_line(&buf, l, l->header, "offset");
    for (uint32_t i = 0; i < l->n; i++) {
        char digits[LG_NUM_MAX];
        lg_num_print_u64(digits, l->buffers[i].offset);
        put_line(&buf, l, l->lines[i], digits);
    }
    lg_status st = lg_buf_status(&buf, err);
    if (st == LG_OK)
        st = lg_arena_str(&l->arena, buf.data, buf.size, &copy, err);
    lg_buf_reset(&buf);
    LG_TRY(st);
    *out_text = copy.ptr;
    *out_size = copy.len;
    return LG_OK;
}
