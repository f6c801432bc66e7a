/* SPDX-License-Identifier: Apache-2.0 */
/* Types and tensors in ONNX text.
 *
 * The numbers of a tensor are what TensorProto's typed fields hold: bit patterns for the 16-bit and
 * 8-bit float types, one number per packed byte for types of 4 and 2 bits, one per element (6 bits)
 * for the float6 types. Complex numbers are two floats. */
#include "runtime/graph/text_internal.h"

#include "runtime/base/num.h"

enum { max_levels = 32 };

bool lg_text_is_type(lg_str id) {
    static const char *const words[] = {"seq", "map", "optional", "sparse_tensor", "opaque"};
    for (size_t i = 0; i < LG_COUNT(words); i++)
        if (lg_str_is(id, words[i]))
            return true;
    int32_t t = lg_dtype_parse(id.ptr, id.len);
    return t != LG_UNDEFINED && lg_str_is(id, lg_dtype_onnx_name(t));
}

static lg_status parse_dims(lg_lex *lex, lg_module *module, lg_text_type *out) {
    int64_t dims[LG_MAX_RANK];
    int32_t rank = 0;
    out->rank = 0;
    if (!lg_lex_take(lex, '['))
        return LG_OK;
    out->rank = -1;
    if (lg_lex_take(lex, ']'))
        return LG_OK;
    do {
        if (rank == LG_MAX_RANK) {
            (void)lg_fail(lex->err, LG_E_LIMIT, "more than %d dimensions", LG_MAX_RANK);
            return lg_lex_wrap(lex, LG_E_LIMIT);
        }
        char c = lg_lex_peek(lex);
        if (lg_lex_take(lex, '?')) {
            LG_TRY(lg_symbol_new(module, &dims[rank], lex->err));
        } else if (c == '"' || lg_lex_peek_id(lex).len) {
            lg_str name;
            LG_TRY(lg_lex_name(lex, &name));
            LG_TRY(lg_arena_str(module->arena, name.ptr, name.len, &name, lex->err));
            LG_TRY(lg_symbol_named(module, name, &dims[rank], lex->err));
        } else {
            LG_TRY(lg_lex_int(lex, &dims[rank]));
            if (dims[rank] < 0)
                return lg_lex_fail(lex, "a dimension that is not negative");
        }
        rank++;
    } while (lg_lex_take(lex, ','));
    LG_TRY(lg_lex_expect(lex, ']'));
    void *p = NULL;
    LG_TRY(lg_arena_copy(module->arena, dims, (size_t)rank * sizeof *dims, &p, lex->err));
    out->dims = p;
    out->rank = rank;
    return LG_OK;
}

static lg_status parse_dtype(lg_lex *lex, int32_t *out) {
    lg_str id = lg_lex_peek_id(lex);
    int32_t t = lg_dtype_parse(id.ptr, id.len);
    if (t == LG_UNDEFINED || !lg_str_is(id, lg_dtype_onnx_name(t)))
        return lg_lex_fail(lex, "an element type");
    *out = t;
    return lg_lex_id(lex, &id);
}

/* Types nest to the right only: collect the outer levels, then build from the inside. */
lg_status lg_text_parse_type(lg_lex *lex, lg_module *module, uint32_t max_depth,
                             lg_text_type *out) {
    struct level {
        int32_t dtype, key;
        bool no_level; /* sparse_tensor(T): read as T */
    } levels[max_levels];
    uint32_t n = 0, depth = max_depth < max_levels ? max_depth : max_levels;
    *out = (lg_text_type){0};
    for (;;) {
        lg_str id = lg_lex_peek_id(lex);
        int32_t dtype = lg_str_is(id, "seq")        ? LG_SEQUENCE
                        : lg_str_is(id, "optional") ? LG_OPTIONAL
                        : lg_str_is(id, "map")      ? LG_MAP
                                                    : LG_UNDEFINED;
        bool sparse = lg_str_is(id, "sparse_tensor");
        if (lg_str_is(id, "opaque"))
            return lg_lex_wrap(lex,
                               lg_fail(lex->err, LG_E_UNSUPPORTED, "opaque types have no values"));
        if (dtype == LG_UNDEFINED && !sparse)
            break;
        if (n == depth)
            return lg_lex_wrap(
                lex, lg_fail(lex->err, LG_E_LIMIT, "types nest deeper than max_depth %u", depth));
        levels[n] = (struct level){dtype, LG_UNDEFINED, sparse};
        LG_TRY(lg_lex_id(lex, &id));
        LG_TRY(lg_lex_expect(lex, '('));
        if (dtype == LG_MAP) {
            LG_TRY(parse_dtype(lex, &levels[n].key));
            LG_TRY(lg_lex_expect(lex, ','));
        }
        n++;
    }
    LG_TRY(parse_dtype(lex, &out->dtype));
    LG_TRY(parse_dims(lex, module, out));
    void *p = NULL;
    lg_elem_type *inner = NULL;
    for (uint32_t i = n; i-- > 0;) {
        LG_TRY(lg_lex_expect(lex, ')'));
        if (levels[i].no_level)
            continue;
        if (!inner) {
            LG_TRY(lg_arena_alloc(module->arena, sizeof *inner, &p, lex->err));
            inner = p;
            *inner = (lg_elem_type){.dtype = out->dtype, .rank = out->rank, .dims = out->dims};
        }
        LG_TRY(lg_arena_alloc(module->arena, sizeof *inner, &p, lex->err));
        *(lg_elem_type *)p = (lg_elem_type){
            .dtype = levels[i].dtype, .key_dtype = levels[i].key, .rank = -1, .elem = inner};
        inner = p;
    }
    if (inner)
        *out = (lg_text_type){.dtype = inner->dtype, .rank = -1, .elem = inner};
    return LG_OK;
}

/* ---- tensors --------------------------------------------------------------------------------- */

/* Numbers in the text for `count` elements. */
static bool number_count(int32_t dtype, int64_t count, int64_t *out) {
    int32_t bits = lg_dtype_bits(dtype);
    *out = count;
    if (dtype == LG_COMPLEX64 || dtype == LG_COMPLEX128)
        return lg_mul_i64(count, 2, out);
    if (bits == 4 || bits == 2)
        *out = count / (8 / bits) + (count % (8 / bits) != 0);
    return true;
}

static void range_of(int32_t dtype, int64_t *least, int64_t *most) {
    int32_t bits = lg_dtype_bits(dtype);
    bool is_signed = dtype == LG_INT8 || dtype == LG_INT16 || dtype == LG_INT32;
    if (dtype == LG_INT64 || dtype == LG_BOOL) {
        *least = INT64_MIN;
        *most = INT64_MAX;
    } else if (is_signed) {
        *least = -((int64_t)1 << (bits - 1));
        *most = ((int64_t)1 << (bits - 1)) - 1;
    } else if (bits == 4 || bits == 2) {
        *least = -128;
        *most = 255;
    } else {
        *least = 0;
        *most = ((int64_t)1 << bits) - 1;
    }
}

/* Element i of a float6 tensor: 4 elements in 3 bytes, the lowest bits first. */
static void put_float6(uint8_t *data, int64_t i, uint32_t v) {
    for (int64_t b = 0; b < 6; b++)
        if ((v >> b) & 1)
            data[(i * 6 + b) / 8] |= (uint8_t)(1u << ((i * 6 + b) % 8));
}

static uint32_t get_float6(const uint8_t *data, int64_t i) {
    uint32_t v = 0;
    for (int64_t b = 0; b < 6; b++)
        v |= (uint32_t)((data[(i * 6 + b) / 8] >> ((i * 6 + b) % 8)) & 1) << b;
    return v;
}

static lg_status put_integer(lg_lex *lex, int32_t dtype, void *data, int64_t i,
                             const lg_literal *lit) {
    int64_t v, least, most;
    if (dtype == LG_UINT64) {
        uint64_t u;
        if (lit->kind != LG_LIT_INT || !lg_num_parse_u64(lit->text.ptr, lit->text.len, &u))
            return lg_lex_wrap(
                lex, lg_fail(lex->err, LG_E_PARSE, "'%s' is no uint64", LG_SHOW(lit->text)));
        memcpy((uint64_t *)data + i, &u, sizeof u);
        return LG_OK;
    }
    range_of(dtype, &least, &most);
    if (lit->kind != LG_LIT_INT || !lg_num_parse_i64(lit->text.ptr, lit->text.len, &v) ||
        v < least || v > most) {
        (void)lg_fail(lex->err, LG_E_PARSE, "'%s' is no %s: an integer from %lld to %lld",
                      LG_SHOW(lit->text), lg_dtype_onnx_name(dtype), (long long)least,
                      (long long)most);
        return lg_lex_wrap(lex, LG_E_PARSE);
    }
    if (dtype == LG_FLOAT6E2M3 || dtype == LG_FLOAT6E3M2) {
        put_float6(data, i, (uint32_t)v);
    } else if (dtype == LG_BOOL) {
        ((uint8_t *)data)[i] = v != 0;
    } else if (dtype == LG_INT64) {
        ((int64_t *)data)[i] = v;
    } else if (lg_dtype_bits(dtype) == 32) {
        ((uint32_t *)data)[i] = (uint32_t)v;
    } else if (lg_dtype_bits(dtype) == 16) {
        ((uint16_t *)data)[i] = (uint16_t)v;
    } else {
        ((uint8_t *)data)[i] = (uint8_t)v;
    }
    return LG_OK;
}

static lg_status put_number(lg_lex *lex, lg_module *module, int32_t dtype, void *data, int64_t i) {
    lg_literal lit;
    LG_TRY(lg_lex_literal(lex, &lit));
    bool is_text = lit.kind == LG_LIT_STRING;
    if (dtype == LG_STRING) {
        if (!is_text)
            return lg_lex_fail(lex, "a quoted string before this");
        return lg_arena_str(module->arena, lit.text.ptr, lit.text.len, (lg_str *)data + i,
                            lex->err);
    }
    bool single = dtype == LG_FLOAT || dtype == LG_COMPLEX64;
    if (single || dtype == LG_DOUBLE || dtype == LG_COMPLEX128) {
        bool ok =
            !is_text && (single ? lg_num_parse_f32(lit.text.ptr, lit.text.len, (float *)data + i)
                                : lg_num_parse_f64(lit.text.ptr, lit.text.len, (double *)data + i));
        return ok ? LG_OK : lg_lex_fail(lex, "a number before this");
    }
    return put_integer(lex, dtype, data, i, &lit);
}

lg_status lg_text_parse_tensor(lg_lex *lex, lg_module *module, const lg_text_type *type,
                               const lg_view **out) {
    int64_t count, numbers, read = 0;
    size_t bytes = 0;
    void *data = NULL, *p = NULL;
    if (type->elem || type->rank < 0)
        return lg_lex_fail(lex, "a tensor type of known rank before this");
    for (int32_t d = 0; d < type->rank; d++)
        if (type->dims[d] < 0)
            return lg_lex_fail(lex, "a type with numbers as dimensions before this");
    if (lg_lex_peek(lex) == '[')
        return lg_lex_wrap(lex,
                           lg_fail(lex->err, LG_E_UNSUPPORTED, "external data in a text model"));
    LG_TRY(lg_lex_expect(lex, '{'));
    /* Every number takes a character of the text: a count beyond its length is refused before
     * memory is asked for. */
    if (!lg_count_dims(type->dims, type->rank, &count) ||
        !number_count(type->dtype, count, &numbers) || numbers > (int64_t)(lex->len - lex->at))
        return lg_lex_fail(lex, "as many values as the dimensions say");
    LG_TRY(lg_dtype_bytes(type->dtype, count, &bytes, lex->err));
    LG_TRY(lg_arena_alloc_data(module->arena, bytes, &data, lex->err));
    while (lg_lex_peek(lex) != '}' && read < numbers) {
        if (read > 0)
            LG_TRY(lg_lex_expect(lex, ','));
        LG_TRY(put_number(lex, module, type->dtype, data, read));
        read++;
    }
    if (read != numbers || lg_lex_peek(lex) != '}') {
        (void)lg_fail(lex->err, LG_E_PARSE, "a tensor needs %lld values, %s", (long long)numbers,
                      read < numbers ? "fewer are there" : "more are there");
        return lg_lex_wrap(lex, LG_E_PARSE);
    }
    LG_TRY(lg_lex_expect(lex, '}'));
    LG_TRY(lg_arena_alloc(module->arena, sizeof(lg_view), &p, lex->err));
    lg_view *v = p;
    *v = (lg_view){data, type->dims, count, type->rank, type->dtype};
    *out = v;
    return LG_OK;
}

static void print_integer(const lg_view *t, int64_t i, lg_buf *out) {
    const uint8_t *bytes = t->data;
    switch (t->dtype) {
    case LG_INT8:
        lg_buf_i64(out, ((const int8_t *)t->data)[i]);
        break;
    case LG_INT16:
        lg_buf_i64(out, ((const int16_t *)t->data)[i]);
        break;
    case LG_INT32:
        lg_buf_i64(out, ((const int32_t *)t->data)[i]);
        break;
    case LG_INT64:
        lg_buf_i64(out, ((const int64_t *)t->data)[i]);
        break;
    case LG_UINT32:
        lg_buf_i64(out, ((const uint32_t *)t->data)[i]);
        break;
    case LG_UINT64: {
        char text[LG_NUM_MAX];
        lg_buf_bytes(out, text, lg_num_print_u64(text, ((const uint64_t *)t->data)[i]));
        break;
    }
    case LG_FLOAT6E2M3:
    case LG_FLOAT6E3M2:
        lg_buf_i64(out, get_float6(bytes, i));
        break;
    default:
        lg_buf_i64(out, lg_dtype_bits(t->dtype) == 16 ? ((const uint16_t *)t->data)[i] : bytes[i]);
        break;
    }
}

void lg_text_print_tensor(const lg_view *tensor, lg_buf *out) {
    int64_t numbers = 0;
    lg_buf_char(out, '{');
    (void)number_count(tensor->dtype, tensor->count, &numbers);
    for (int64_t i = 0; i < numbers && out->status == LG_OK; i++) {
        if (i)
            lg_buf_text(out, ", ");
        if (tensor->dtype == LG_STRING)
            lg_text_print_quoted(((const lg_str *)tensor->data)[i], out);
        else if (tensor->dtype == LG_FLOAT || tensor->dtype == LG_COMPLEX64)
            lg_buf_f32(out, ((const float *)tensor->data)[i]);
        else if (tensor->dtype == LG_DOUBLE || tensor->dtype == LG_COMPLEX128)
            lg_buf_f64(out, ((const double *)tensor->data)[i]);
        else
            print_integer(tensor, i, out);
    }
    lg_buf_char(out, '}');
}

/* ---- printing of types ----------------------------------------------------------------------- */

void lg_text_print_quoted(lg_str text, lg_buf *out) {
    lg_buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            lg_buf_char(out, '\\');
        lg_buf_char(out, text.ptr[i]);
    }
    lg_buf_char(out, '"');
}

void lg_text_print_name(lg_str name, lg_buf *out) {
    /* A word that could be taken for a type or a float is quoted. */
    double value;
    if (lg_lex_is_id(name) && !lg_text_is_type(name) &&
        !lg_num_parse_f64(name.ptr, name.len, &value))
        lg_buf_str(out, name);
    else
        lg_text_print_quoted(name, out);
}

void lg_dim_text(const lg_module *module, int64_t dim, lg_buf *out) {
    enum { max_pending = 64 };
    /* An expression is printed from a stack of parts: dims, and operators as characters. */
    struct part {
        int64_t dim;
        char op;
    } stack[max_pending];
    static const char ops[] = {'?', '+', '-', '*', '/', '%', '|'};
    uint32_t n = 0;
    stack[n++] = (struct part){dim, 0};
    while (n) {
        struct part p = stack[--n];
        const lg_symbol *s = NULL;
        if (!p.op && p.dim < 0 && -(p.dim + 1) < (int64_t)module->n_symbols)
            s = &module->symbols[-(p.dim + 1)];
        if (p.op) {
            if (p.op != ')')
                lg_buf_char(out, ' ');
            lg_buf_char(out, p.op);
            if (p.op != ')')
                lg_buf_char(out, ' ');
        } else if (p.dim >= 0) {
            lg_buf_i64(out, p.dim);
        } else if (s && s->op != LG_DIM_NEW && n + 4 <= max_pending) {
            lg_buf_char(out, '(');
            stack[n++] = (struct part){0, ')'};
            stack[n++] = (struct part){s->b, 0};
            stack[n++] = (struct part){0, ops[(uint32_t)s->op < sizeof ops ? s->op : 0]};
            stack[n++] = (struct part){s->a, 0};
        } else if (s && s->name.len) {
            lg_buf_str(out, s->name);
        } else {
            lg_buf_char(out, '?');
        }
    }
}

static void print_dims(const lg_module *module, int32_t rank, const int64_t *dims, lg_buf *out) {
    if (rank == 0)
        return;
    lg_buf_char(out, '[');
    for (int32_t d = 0; d < rank; d++) {
        if (d)
            lg_buf_char(out, ',');
        const lg_symbol *s = NULL;
        if (dims[d] < 0 && -(dims[d] + 1) < (int64_t)module->n_symbols)
            s = &module->symbols[-(dims[d] + 1)];
        /* Only names survive: an expression would read back as something else. */
        if (dims[d] >= 0)
            lg_buf_i64(out, dims[d]);
        else if (!s || s->op != LG_DIM_NEW || s->name.len == 0)
            lg_buf_char(out, '?');
        else if (lg_lex_is_id(s->name))
            lg_buf_str(out, s->name);
        else
            lg_text_print_quoted(s->name, out);
    }
    lg_buf_char(out, ']');
}

void lg_text_print_type(const lg_module *module, const lg_text_type *type, lg_buf *out) {
    const lg_elem_type *e = type->elem;
    uint32_t close = 0;
    int32_t dtype = type->dtype, rank = type->rank;
    const int64_t *dims = type->dims;
    for (; e && e->elem; e = e->elem, close++) {
        lg_buf_text(out, e->dtype == LG_SEQUENCE ? "seq("
                         : e->dtype == LG_MAP    ? "map("
                                                 : "optional(");
        if (e->dtype == LG_MAP) {
            lg_buf_text(out, lg_dtype_onnx_name(e->key_dtype));
            lg_buf_text(out, ", ");
        }
    }
    if (e) {
        dtype = e->dtype;
        rank = e->rank;
        dims = e->dims;
    }
    if (dtype <= 0 || dtype >= LG_DTYPE_COUNT)
        return;
    lg_buf_text(out, lg_dtype_onnx_name(dtype));
    print_dims(module, rank, dims, out);
    for (; close; close--)
        lg_buf_char(out, ')');
}

void lg_type_text(const lg_module *module, const lg_value *value, lg_buf *out) {
    lg_text_type t = {value->dtype, value->rank, value->dims, value->elem};
    if (value->dtype > 0 && (value->dtype < LG_DTYPE_COUNT || value->elem))
        lg_text_print_type(module, &t, out);
}
