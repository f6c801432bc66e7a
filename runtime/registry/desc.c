/* SPDX-License-Identifier: Apache-2.0 */
/* Checks a family and brings its descriptors into the current layout.
 *
 * A plugin may have been compiled against a header whose structs were shorter or longer: arrays are
 * walked with the strides that the family states, min(stride, sizeof) bytes are copied and the rest
 * is zero. Nothing of a family is used before it was checked here. */
#include "runtime/registry/internal.h"

/* Bounds that no sane family comes near; they keep a hostile or damaged one from costing more than
 * a message. */
enum {
    max_ops = 4096,
    max_attrs = 256,
    max_args = 256,
    max_choices = 256,
    max_struct = 1024,
    max_params = 1 << 16
};

enum {
    /* Descriptors that end before these fields are useless. */
    min_op = offsetof(lg_op_desc, run) + sizeof(void *),
    min_attr = offsetof(lg_attr_desc, choices) + sizeof(void *),
    min_arg = offsetof(lg_arg_desc, may_overwrite) + sizeof(uint32_t),
    min_family = offsetof(lg_op_family, ops) + sizeof(void *),
    min_rule = offsetof(lg_grad_rule, body) + sizeof(void *)
};

static lg_status bad(const lg_op_desc *d, lg_error *err, const char *what) {
    return lg_fail(err, LG_E_ABI, "operator %s::%s: %s", d->domain, d->name, what);
}

/* Size of the field that an attribute kind fills, 0 for an unknown kind; alignment in *align. */
static size_t field_size(uint32_t kind, size_t *align) {
    *align = sizeof(void *);
    switch (kind) {
    case LG_ATTR_REAL:
    case LG_ATTR_INT:
        *align = sizeof(int64_t);
        return sizeof(int64_t);
    case LG_ATTR_BOOL:
    case LG_ATTR_CHOICE:
    case LG_ATTR_GRAPH:
        *align = sizeof(int32_t);
        return sizeof(int32_t);
    case LG_ATTR_STRING:
        return sizeof(lg_str);
    case LG_ATTR_REALS:
        return sizeof(lg_reals);
    case LG_ATTR_INTS:
        return sizeof(lg_ints);
    case LG_ATTR_STRINGS:
        return sizeof(lg_strs);
    case LG_ATTR_TENSOR:
        return sizeof(lg_view);
    default:
        return 0;
    }
}

static lg_status check_choices(const lg_op_desc *d, const lg_attr_desc *a, lg_error *err) {
    int64_t n = 0;
    if (!a->choices)
        return bad(d, err, "a CHOICE attribute without choices");
    while (n < max_choices && a->choices[n])
        n++;
    if (n == max_choices)
        return bad(d, err, "more than 255 choices, or the list does not end with NULL");
    bool required = (a->flags & LG_ATTR_REQUIRED) != 0;
    if (!required && (a->fallback_int < -1 || a->fallback_int >= n))
        return bad(d, err, "the fallback of a CHOICE attribute is no choice");
    return LG_OK;
}

static lg_status check_attr(const lg_op_desc *d, const lg_attr_desc *a, lg_error *err) {
    size_t align, size = field_size(a->kind, &align);
    if (!a->name || !a->name[0])
        return bad(d, err, "an attribute without name");
    if (size == 0)
        return lg_fail(err, LG_E_ABI, "operator %s::%s: attribute '%s' has unknown kind %u",
                       d->domain, d->name, a->name, a->kind);
    if (a->offset % align != 0 || a->offset > d->params_size || size > d->params_size - a->offset)
        return lg_fail(err, LG_E_ABI,
                       "operator %s::%s: attribute '%s' lies at %u in %u bytes of parameters",
                       d->domain, d->name, a->name, a->offset, d->params_size);
    return a->kind == LG_ATTR_CHOICE ? check_choices(d, a, err) : LG_OK;
}

static lg_status check_args(const lg_op_desc *d, const lg_arg_desc *args, uint32_t n,
                            lg_error *err) {
    for (uint32_t i = 0; i < n; i++) {
        if (!args[i].name || !args[i].name[0])
            return bad(d, err, "an input or output without name");
        if ((args[i].flags & LG_ARG_VARIADIC) && i + 1 < n)
            return bad(d, err, "a variadic argument that is not the last");
        if (args[i].dtypes == 0)
            return bad(d, err, "an argument that takes no type");
    }
    return LG_OK;
}

static lg_status check_grad(const lg_op_desc *d, lg_error *err) {
    const lg_grad_rule *g = d->grad;
    if (!g)
        return LG_OK;
    if (g->struct_size < min_rule)
        return bad(d, err, "the gradient rule is too short");
    if ((!g->op || !g->domain) && !g->body)
        return bad(d, err, "the gradient rule names no operator and has no body");
    if (g->op &&
        (g->n_in > max_args || g->n_out > max_args || (g->n_in && !g->in) || (g->n_out && !g->out)))
        return bad(d, err, "the gradient rule has wrong lists");
    for (uint32_t i = 0; g->op && i < g->n_in; i++) {
        uint32_t kind = g->in[i].kind, limit = UINT32_MAX;
        if (kind > LG_REF_XSHAPE)
            return bad(d, err, "the gradient rule has an unknown reference");
        /* An input beyond the descriptor's list is an absent one: versions of an operator that
         * turned an attribute into an input share their rule. */
        if (kind == LG_REF_X || kind == LG_REF_XSHAPE)
            limit = max_args;
        else if (kind != LG_REF_NONE)
            limit = d->n_outputs;
        if (g->in[i].index >= limit)
            return bad(d, err, "the gradient rule refers to an argument that is not there");
    }
    for (uint32_t i = 0; g->op && i < g->n_out; i++)
        if (g->out[i] >= d->n_inputs)
            return bad(d, err, "the gradient rule refers to an input that is not there");
    return LG_OK;
}

static lg_status check_desc(const lg_op_desc *d, lg_error *err) {
    if (!d->name || !d->name[0] || !d->domain)
        return lg_fail(err, LG_E_ABI, "an operator without name or domain");
    if (strcmp(d->domain, "ai.onnx") == 0)
        return bad(d, err, "the domain of ai.onnx is the empty string");
    if (d->since_version < 1)
        return bad(d, err, "since_version is below 1");
    if (d->n_attrs > max_attrs || d->n_inputs > max_args || d->n_outputs > max_args ||
        d->params_size > max_params)
        return bad(d, err, "more attributes, arguments or parameter bytes than allowed");
    if ((d->n_attrs && !d->attrs) || (d->n_inputs && !d->inputs) || (d->n_outputs && !d->outputs))
        return bad(d, err, "a list is NULL");
    for (uint32_t i = 0; i < d->n_attrs; i++)
        LG_TRY(check_attr(d, &d->attrs[i], err));
    LG_TRY(check_args(d, d->inputs, d->n_inputs, err));
    LG_TRY(check_args(d, d->outputs, d->n_outputs, err));
    if (d->flags & LG_OP_DEPRECATED)
        return LG_OK;
    if (!d->infer || (!d->run && !d->body && !d->body_build))
        return bad(d, err, "infer is missing, or both run and a body");
    return check_grad(d, err);
}

/* Copies an array of structs of `stride` bytes into one of structs of `size` bytes. */
static lg_status restride(lg_arena *arena, const void *src, uint32_t n, size_t stride, size_t size,
                          const void **out, lg_error *err) {
    void *p = NULL;
    size_t copy = stride < size ? stride : size;
    LG_TRY(lg_arena_array(arena, n, size, &p, err));
    for (uint32_t i = 0; i < n; i++)
        memcpy((char *)p + i * size, (const char *)src + i * stride, copy);
    *out = p;
    return LG_OK;
}

/* One descriptor in the current layout. */
static lg_status normalise(lg_arena *arena, const lg_op_family *f, const char *src,
                           const lg_op_desc **out, lg_error *err) {
    const void *p = NULL;
    LG_TRY(restride(arena, src, 1, f->op_size, sizeof(lg_op_desc), &p, err));
    lg_op_desc d = *(const lg_op_desc *)p;
    if (d.n_attrs > max_attrs || d.n_inputs > max_args || d.n_outputs > max_args ||
        (d.n_attrs && !d.attrs) || (d.n_inputs && !d.inputs) || (d.n_outputs && !d.outputs))
        return lg_fail(err, LG_E_ABI, "operator %s::%s: lists are missing or too long",
                       d.domain ? d.domain : "?", d.name ? d.name : "?");
    if (f->attr_size != sizeof(lg_attr_desc) && d.n_attrs) {
        LG_TRY(restride(arena, d.attrs, d.n_attrs, f->attr_size, sizeof(lg_attr_desc), &p, err));
        d.attrs = p;
    }
    if (f->arg_size != sizeof(lg_arg_desc) && d.n_inputs) {
        LG_TRY(restride(arena, d.inputs, d.n_inputs, f->arg_size, sizeof(lg_arg_desc), &p, err));
        d.inputs = p;
    }
    if (f->arg_size != sizeof(lg_arg_desc) && d.n_outputs) {
        LG_TRY(restride(arena, d.outputs, d.n_outputs, f->arg_size, sizeof(lg_arg_desc), &p, err));
        d.outputs = p;
    }
    void *copy = NULL;
    LG_TRY(lg_arena_copy(arena, &d, sizeof d, &copy, err));
    *out = copy;
    return LG_OK;
}

lg_status lg_family_descs(lg_arena *arena, const lg_op_family *family,
                          const lg_op_desc *const **out, uint32_t *n, lg_error *err) {
    if (!family || family->struct_size < min_family)
        return lg_fail(err, LG_E_ABI, "a family of %u bytes is shorter than %u",
                       family ? family->struct_size : 0, (unsigned)min_family);
    const char *name = family->name ? family->name : "?";
    if (family->op_size < min_op || family->attr_size < min_attr || family->arg_size < min_arg ||
        family->op_size > max_struct || family->attr_size > max_struct ||
        family->arg_size > max_struct)
        return lg_fail(err, LG_E_ABI,
                       "family '%s': descriptors of %u, %u, %u bytes, at least %u, %u, %u are "
                       "needed",
                       name, family->op_size, family->attr_size, family->arg_size, (unsigned)min_op,
                       (unsigned)min_attr, (unsigned)min_arg);
    if (family->n_ops > max_ops || (family->n_ops && !family->ops))
        return lg_fail(err, LG_E_ABI, "family '%s' has %u operators", name, family->n_ops);
    bool same = family->op_size == sizeof(lg_op_desc) &&
                family->attr_size == sizeof(lg_attr_desc) &&
                family->arg_size == sizeof(lg_arg_desc);
    void *p = NULL;
    LG_TRY(lg_arena_array(arena, family->n_ops, sizeof(lg_op_desc *), &p, err));
    const lg_op_desc **list = p;
    for (uint32_t i = 0; i < family->n_ops; i++) {
        list[i] = &family->ops[same ? i : 0];
        if (!same)
            LG_TRY(normalise(arena, family, (const char *)family->ops + (size_t)i * family->op_size,
                             &list[i], err));
        lg_status st = check_desc(list[i], err);
        if (st != LG_OK)
            return lg_wrap(err, st, "family '%s'", name);
    }
    *out = list;
    *n = family->n_ops;
    return LG_OK;
}
