/* SPDX-License-Identifier: Apache-2.0 */
/* Symbolic dimensions: names, and expressions over them.
 *
 * Equal expressions get equal symbols: operands are put into a fixed order, sums and products with
 * numbers are collected, and the result is memoised. Symbol 1 (dim -1) is never handed out, so that
 * -1 stays free for "wrong" and "infer it". */
#include "runtime/graph/graph.h"

/* The table of names also holds the expressions, under keys that no name can have. */
enum { key_size = 2 + sizeof(int32_t) + 2 * sizeof(int64_t) };

static void make_key(char key[key_size], int32_t op, int64_t a, int64_t b) {
    key[0] = '\0';
    key[1] = 'd';
    memcpy(key + 2, &op, sizeof op);
    memcpy(key + 2 + sizeof op, &a, sizeof a);
    memcpy(key + 2 + sizeof op + sizeof a, &b, sizeof b);
}

static lg_status add_symbol(lg_module *m, lg_symbol symbol, lg_str key, int64_t *out_dim,
                            lg_error *err) {
    if (m->n_symbols == 0) {
        LG_TRY(LG_GROW(m->arena, m->symbols, m->n_symbols, m->cap_symbols, err));
        m->symbols[m->n_symbols++] = (lg_symbol){.op = LG_DIM_NEW};
    }
    LG_TRY(LG_GROW(m->arena, m->symbols, m->n_symbols, m->cap_symbols, err));
    if (key.len)
        LG_TRY(lg_map_put(&m->symbol_names, m->arena, key, m->n_symbols, err));
    m->symbols[m->n_symbols++] = symbol;
    *out_dim = -(int64_t)m->n_symbols;
    return LG_OK;
}

lg_status lg_symbol_named(lg_module *module, lg_str name, int64_t *out_dim, lg_error *err) {
    if (name.len == 0)
        return lg_symbol_new(module, out_dim, err);
    uint32_t id = lg_map_get(&module->symbol_names, name);
    if (id != LG_MAP_NONE) {
        *out_dim = -(int64_t)id - 1;
        return LG_OK;
    }
    return add_symbol(module, (lg_symbol){.name = name, .op = LG_DIM_NEW}, name, out_dim, err);
}

lg_status lg_symbol_new(lg_module *module, int64_t *out_dim, lg_error *err) {
    return add_symbol(module, (lg_symbol){.op = LG_DIM_NEW}, LG_STR(""), out_dim, err);
}

static const lg_symbol *symbol_of(const lg_module *m, int64_t dim) {
    return dim < 0 && -(dim + 1) < (int64_t)m->n_symbols ? &m->symbols[-(dim + 1)] : NULL;
}

static lg_status fold(int32_t op, int64_t a, int64_t b, int64_t *out, lg_error *err) {
    bool ok = true;
    switch (op) {
    case LG_DIM_ADD:
        ok = lg_add_i64(a, b, out);
        break;
    case LG_DIM_SUB:
        if (b > a)
            return lg_fail(err, LG_E_SHAPE, "a dimension would be negative: %lld - %lld",
                           (long long)a, (long long)b);
        *out = a - b;
        break;
    case LG_DIM_MUL:
        ok = lg_mul_i64(a, b, out);
        break;
    case LG_DIM_DIV:
    case LG_DIM_CEILDIV:
        if (b == 0)
            return lg_fail(err, LG_E_SHAPE, "a dimension of %lld is divided by 0", (long long)a);
        *out = a / b + (op == LG_DIM_CEILDIV && a % b != 0);
        break;
    default:
        if (a != b && a != 1 && b != 1)
            return lg_fail(err, LG_E_SHAPE, "dimensions %lld and %lld do not broadcast",
                           (long long)a, (long long)b);
        *out = a == 1 ? b : a;
        break;
    }
    return ok ? LG_OK
              : lg_fail(err, LG_E_LIMIT, "dimensions %lld and %lld overflow 64 bits", (long long)a,
                        (long long)b);
}

/* symbol + c, where a sum or difference with a number is collected into one number. */
static bool collect_sum(const lg_module *m, int32_t *op, int64_t *a, int64_t *b) {
    const lg_symbol *s = symbol_of(m, *a);
    if (!s || *b < 0 || (s->op != LG_DIM_ADD && s->op != LG_DIM_SUB) || s->b < 0)
        return true;
    int64_t inner = s->op == LG_DIM_ADD ? s->b : -s->b;
    int64_t outer = *op == LG_DIM_ADD ? *b : -*b;
    int64_t sum;
    if (!lg_add_i64(inner, outer, &sum) || sum == INT64_MIN)
        return false;
    *a = s->a;
    *op = sum < 0 ? LG_DIM_SUB : LG_DIM_ADD;
    *b = sum < 0 ? -sum : sum;
    return true;
}

/* Reduces an operation with at least one symbol. True when *out is the result. */
static bool simplify(const lg_module *m, int32_t *op, int64_t *a, int64_t *b, int64_t *out) {
    if (*op == LG_DIM_ADD || *op == LG_DIM_MUL || *op == LG_DIM_BROADCAST) {
        /* The number, or the younger symbol, goes last. */
        bool swap = *a >= 0 || (*b < 0 && *b > *a);
        int64_t first = swap ? *b : *a, second = swap ? *a : *b;
        *a = first;
        *b = second;
    }
    if (*op == LG_DIM_ADD || *op == LG_DIM_SUB) {
        const lg_symbol *s = symbol_of(m, *a);
        if (*op == LG_DIM_SUB && *a == *b) {
            *out = 0;
            return true;
        }
        if (*op == LG_DIM_SUB && s && s->op == LG_DIM_ADD && (s->a == *b || s->b == *b)) {
            *out = s->a == *b ? s->b : s->a;
            return true;
        }
        if (!collect_sum(m, op, a, b))
            return false;
        *out = *a;
        return *b == 0;
    }
    if (*op == LG_DIM_MUL) {
        const lg_symbol *s = symbol_of(m, *a);
        int64_t product;
        if (*b > 0 && s && s->op == LG_DIM_MUL && s->b >= 0 && lg_mul_i64(s->b, *b, &product)) {
            *a = s->a;
            *b = product;
        }
        *out = *b == 0 ? 0 : *a;
        return *b == 0 || *b == 1;
    }
    if (*op == LG_DIM_DIV || *op == LG_DIM_CEILDIV) {
        const lg_symbol *s = symbol_of(m, *a);
        if (s && s->op == LG_DIM_MUL && *b > 0 && s->b >= 0 && s->b % *b == 0) {
            *op = LG_DIM_MUL;
            *a = s->a;
            *b = s->b / *b;
        }
        *out = *a;
        return *b == 1 || *a == 0;
    }
    /* A size other than 1 decides; the other side must be 1 or equal to it. */
    *out = *b == 1 ? *a : *b;
    return *a == *b || *b >= 0;
}

lg_status lg_symbol_op(lg_module *module, int32_t op, int64_t a, int64_t b, int64_t *out_dim,
                       lg_error *err) {
    int64_t out = 0;
    if (op == LG_DIM_NEW)
        return lg_symbol_new(module, out_dim, err);
    if (op < LG_DIM_ADD || op > LG_DIM_BROADCAST)
        return lg_fail(err, LG_E_INTERNAL, "operation %d on dimensions", (int)op);
    if ((a < 0 && !symbol_of(module, a)) || (b < 0 && !symbol_of(module, b)))
        return lg_fail(err, LG_E_INTERNAL, "dimensions %lld, %lld of %u symbols", (long long)a,
                       (long long)b, module->n_symbols);
    if ((a >= 0 && b >= 0) || (b == 0 && (op == LG_DIM_DIV || op == LG_DIM_CEILDIV))) {
        LG_TRY(fold(op, a, b, &out, err));
        *out_dim = out;
        return LG_OK;
    }
    if (simplify(module, &op, &a, &b, &out)) {
        *out_dim = out;
        return LG_OK;
    }
    char key[key_size];
    make_key(key, op, a, b);
    uint32_t id = lg_map_get(&module->symbol_names, (lg_str){key, sizeof key});
    if (id != LG_MAP_NONE) {
        *out_dim = -(int64_t)id - 1;
        return LG_OK;
    }
    lg_str stored;
    LG_TRY(lg_arena_str(module->arena, key, sizeof key, &stored, err));
    return add_symbol(module, (lg_symbol){.op = op, .a = a, .b = b}, stored, out_dim, err);
}
