/* SPDX-License-Identifier: Apache-2.0 */
/* The toy operators. */
#include "tests/support/toy.h"

#include <stdatomic.h>

#undef fail /* cmocka's, a macro: lg_host has a member of that name */

#define F32 LG_BIT(LG_FLOAT)
#define I64 LG_BIT(LG_INT64)

static lg_status infer_like(lg_infer *c) {
    for (uint32_t k = 0; k < c->n_out; k++) {
        c->out[k].dtype = c->in[0].dtype;
        c->out[k].rank = c->in[0].rank;
        for (int32_t i = 0; i < c->in[0].rank; i++)
            c->out[k].dims[i] = c->in[0].dims[i];
    }
    return LG_OK;
}

static lg_status run_add(lg_exec *c) {
    const float *a = c->in[0].data, *b = c->in[1].data;
    float *y = c->out[0].data;
    if (c->in[0].count != c->in[1].count)
        return LG_FAIL(c, LG_E_SHAPE, "%d and %d elements", (int)c->in[0].count,
                       (int)c->in[1].count);
    for (int64_t i = 0; i < c->in[0].count; i++)
        y[i] = a[i] + b[i];
    return LG_OK;
}

static lg_status run_double(lg_exec *c) {
    const float *x = c->in[0].data;
    float *y = c->out[0].data;
    for (int64_t i = 0; i < c->in[0].count; i++)
        y[i] = 2 * x[i];
    return LG_OK;
}

static lg_status run_copy(lg_exec *c) {
    if (c->in[0].count && c->out[0].data != c->in[0].data)
        memcpy(c->out[0].data, c->in[0].data, (size_t)c->in[0].count * sizeof(float));
    return LG_OK;
}

static lg_status infer_flatten(lg_infer *c) {
    c->out[0].dtype = LG_FLOAT;
    c->out[0].rank = 1;
    c->out[0].dims[0] = 1;
    for (int32_t i = 0; i < c->in[0].rank; i++)
        c->out[0].dims[0] = c->host->dim(c->self, LG_DIM_MUL, c->out[0].dims[0], c->in[0].dims[i]);
    return LG_OK;
}

static lg_status infer_reshape(lg_infer *c) {
    c->out[0].dtype = LG_FLOAT;
    if (c->in[1].count >= 0)
        c->out[0].rank = (int32_t)c->in[1].count;
    for (int32_t i = 0; i < c->out[0].rank; i++)
        c->out[0].dims[i] = c->in[1].data ? ((const int64_t *)c->in[1].data)[i]
                                          : c->host->dim(c->self, LG_DIM_NEW, 0, 0);
    return LG_OK;
}

static lg_status infer_dims(lg_infer *c) {
    c->out[0].dtype = LG_INT64;
    c->out[0].rank = c->in[0].rank < 0 ? -1 : 1;
    c->out[0].dims[0] = c->in[0].rank;
    return LG_OK;
}

static lg_status run_dims(lg_exec *c) {
    for (int32_t i = 0; i < c->in[0].rank; i++)
        ((int64_t *)c->out[0].data)[i] = c->in[0].dims[i];
    return LG_OK;
}

/* Positive elements: how many there are depends on the data. */
static lg_status infer_positive(lg_infer *c) {
    c->out[0].dtype = LG_FLOAT;
    c->out[0].rank = 1;
    c->out[0].dims[0] = c->host->dim(c->self, LG_DIM_NEW, 0, 0);
    return LG_OK;
}

static lg_status run_positive(lg_exec *c) {
    const float *x = c->in[0].data;
    int64_t n = 0;
    for (int64_t i = 0; i < c->in[0].count; i++)
        n += x[i] > 0;
    lg_status st = c->host->alloc_output(c->self, 0, LG_FLOAT, 1, &n, c->err);
    if (st != LG_OK)
        return st;
    float *y = c->out[0].data;
    for (int64_t i = 0; i < c->in[0].count; i++)
        if (x[i] > 0)
            *y++ = x[i];
    return LG_OK;
}

/* Sum in blocks of 4 through the workspace. */
static lg_status infer_sum(lg_infer *c) {
    c->out[0].dtype = LG_FLOAT;
    c->out[0].rank = 0;
    if (c->in[0].count >= 0)
        c->workspace = (size_t)(c->in[0].count / 4 + 1) * sizeof(float);
    return LG_OK;
}

static lg_status sum_block(void *arg, int64_t begin, int64_t end, lg_error *err) {
    const lg_exec *c = arg;
    float s = 0;
    (void)err;
    for (int64_t i = begin; i < end; i++)
        s += ((const float *)c->in[0].data)[i];
    ((float *)c->workspace)[begin / 4] = s;
    return LG_OK;
}

static lg_status run_sum(lg_exec *c) {
    lg_status st = c->host->parallel_for(c->self, c->in[0].count, 4, sum_block, c, c->err);
    float s = 0;
    for (int64_t i = 0; i < (c->in[0].count + 3) / 4; i++)
        s += ((float *)c->workspace)[i];
    *(float *)c->out[0].data = s;
    return st;
}

/* buffer += x, in the buffer; the output is the sum's first element. */
static lg_status infer_scalar(lg_infer *c) {
    c->out[0].dtype = LG_FLOAT;
    c->out[0].rank = 0;
    return LG_OK;
}

static lg_status run_accumulate(lg_exec *c) {
    float *b = c->in[0].data;
    for (int64_t i = 0; i < c->in[0].count; i++)
        b[i] += ((const float *)c->in[1].data)[i];
    *(float *)c->out[0].data = b[0];
    return LG_OK;
}

/* x + 1, which has to happen in x's buffer. */
static lg_status run_must(lg_exec *c) {
    float *x = c->in[0].data;
    if (c->out[0].data != c->in[0].data)
        return LG_FAIL(c, LG_E_INTERNAL, "not in place");
    for (int64_t i = 0; i < c->in[0].count; i++)
        x[i] += 1;
    return LG_OK;
}

static lg_status run_noise(lg_exec *c) {
    for (int64_t i = 0; i < c->in[0].count; i++)
        ((float *)c->out[0].data)[i] = (float)((c->seed >> 40) + (uint64_t)i);
    return LG_OK;
}

static lg_status run_check(lg_exec *c) {
    for (int64_t i = 0; i < c->in[0].count; i++)
        if (((const float *)c->in[0].data)[i] < 0)
            return LG_FAIL(c, LG_E_DATA, "element %d is negative", (int)i);
    return run_copy(c);
}

/* x + w with a packed w (each element doubled), and memory in prepare. */
static void pack(const void *arg, void *dst) {
    const lg_view *w = arg;
    for (int64_t i = 0; i < w->count; i++)
        ((float *)dst)[i] = 2 * ((const float *)w->data)[i];
}

static lg_status prepare_packed(lg_prepare *c) {
    const void *data = NULL;
    void *state = NULL;
    if (!c->in[1].data)
        return LG_OK;
    lg_status st = c->host->alloc(c->self, sizeof data, &state, c->err);
    if (st == LG_OK)
        st = c->host->packed(c->self, 1, 7, (size_t)c->in[1].count * sizeof(float), pack, &c->in[1],
                             &data, c->err);
    if (st == LG_OK) {
        memcpy(state, &data, sizeof data);
        c->state = state;
        c->workspace = 128;
    }
    return st;
}

static lg_status run_packed(lg_exec *c) {
    const float *w = NULL;
    if (c->state)
        memcpy(&w, c->state, sizeof w);
    for (int64_t i = 0; i < c->in[0].count; i++)
        ((float *)c->out[0].data)[i] =
            ((const float *)c->in[0].data)[i] + (w ? w[i] : 2 * ((const float *)c->in[1].data)[i]);
    if (c->state)
        memset(c->workspace, 0xEE, 128);
    return LG_OK;
}

/* [x, x]: twice as long. */
static lg_status infer_twice(lg_infer *c) {
    c->out[0].dtype = LG_FLOAT;
    c->out[0].rank = 1;
    c->out[0].dims[0] = c->host->dim(c->self, LG_DIM_ADD, c->in[0].dims[0], c->in[0].dims[0]);
    return LG_OK;
}

static lg_status run_twice(lg_exec *c) {
    size_t bytes = (size_t)c->in[0].count * sizeof(float);
    memcpy(c->out[0].data, c->in[0].data, bytes);
    memcpy((char *)c->out[0].data + bytes, c->in[0].data, bytes);
    return LG_OK;
}

/* int64 + 1, for counters; true while below 3. */
static lg_status run_next(lg_exec *c) {
    *(int64_t *)c->out[0].data = *(const int64_t *)c->in[0].data + 1;
    return LG_OK;
}

static lg_status infer_below(lg_infer *c) {
    c->out[0].dtype = LG_BOOL;
    c->out[0].rank = 0;
    return LG_OK;
}

static lg_status run_below(lg_exec *c) {
    *(uint8_t *)c->out[0].data = *(const int64_t *)c->in[0].data < 3;
    return LG_OK;
}

/* One-element float greater than zero. */
static lg_status run_is_positive(lg_exec *c) {
    *(uint8_t *)c->out[0].data = *(const float *)c->in[0].data > 0;
    return LG_OK;
}

static const lg_arg_desc one_in[] = {{.name = "x", .dtypes = F32}};
static const lg_arg_desc two_in[] = {{.name = "x", .dtypes = F32}, {.name = "y", .dtypes = F32}};
static const lg_arg_desc shape_in[] = {{.name = "x", .dtypes = F32},
                                       {.name = "shape", .dtypes = I64}};
static const lg_arg_desc mutated_in[] = {{.name = "buffer", .dtypes = F32, .flags = LG_ARG_MUTATED},
                                         {.name = "x", .dtypes = F32}};
static const lg_arg_desc int_in[] = {{.name = "i", .dtypes = I64}};
static const lg_arg_desc one_out[] = {{.name = "z", .dtypes = F32}};
static const lg_arg_desc over_one[] = {{.name = "z", .dtypes = F32, .may_overwrite = 1}};
static const lg_arg_desc over_both[] = {{.name = "z", .dtypes = F32, .may_overwrite = 3}};
static const lg_arg_desc must_out[] = {
    {.name = "z", .dtypes = F32, .may_overwrite = 1, .flags = LG_ARG_MUST_OVERWRITE}};
static const lg_arg_desc int_out[] = {{.name = "n", .dtypes = I64}};
static const lg_arg_desc bool_out[] = {{.name = "b", .dtypes = LG_BIT(LG_BOOL)}};

#define OP(op, flag, ins, outs, inf, fun)                                                          \
    {                                                                                              \
        .domain = "toy", .name = op, .doc = "test", .since_version = 1,                            \
        .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY | (flag), .inputs = ins,                        \
        .n_inputs = LG_COUNT(ins), .outputs = outs, .n_outputs = LG_COUNT(outs), .infer = inf,     \
        .run = fun                                                                                 \
    }

static const lg_op_desc ops[] = {
    OP("Add", 0, two_in, over_both, infer_like, run_add),
    OP("Double", 0, one_in, over_one, infer_like, run_double),
    OP("Copy", 0, one_in, one_out, infer_like, run_copy),
    OP("Flatten", LG_OP_VIEW, one_in, one_out, infer_flatten, run_copy),
    OP("Reshape", LG_OP_VIEW, shape_in, one_out, infer_reshape, run_copy),
    OP("Dims", LG_OP_DIMS_ONLY, one_in, int_out, infer_dims, run_dims),
    OP("Positive", 0, one_in, one_out, infer_positive, run_positive),
    OP("Sum", 0, one_in, one_out, infer_sum, run_sum),
    OP("Accumulate", 0, mutated_in, one_out, infer_scalar, run_accumulate),
    OP("Must", 0, one_in, must_out, infer_like, run_must),
    OP("Noise", LG_OP_RANDOM, one_in, one_out, infer_like, run_noise),
    OP("Check", 0, one_in, one_out, infer_like, run_check),
    OP("Twice", 0, one_in, one_out, infer_twice, run_twice),
    OP("Next", 0, int_in, int_out, infer_like, run_next),
    OP("Below", 0, int_in, bool_out, infer_below, run_below),
    OP("IsPositive", 0, one_in, bool_out, infer_below, run_is_positive),
    {.domain = "toy",
     .name = "Packed",
     .doc = "test",
     .since_version = 1,
     .flags = LG_OP_NO_GRADIENT | LG_OP_NO_BODY,
     .inputs = two_in,
     .n_inputs = LG_COUNT(two_in),
     .outputs = over_one,
     .n_outputs = 1,
     .infer = infer_like,
     .run = run_packed,
     .prepare = prepare_packed},
};

static const lg_op_family family = {.struct_size = (uint32_t)sizeof(lg_op_family),
                                    .op_size = (uint32_t)sizeof(lg_op_desc),
                                    .attr_size = (uint32_t)sizeof(lg_attr_desc),
                                    .arg_size = (uint32_t)sizeof(lg_arg_desc),
                                    .n_ops = (uint32_t)LG_COUNT(ops),
                                    .name = "toy",
                                    .ops = ops};

static void must(lg_status st, const lg_error *err) {
    if (st != LG_OK)
        print_error("%s\n", err->message);
    if (st != LG_OK)
        _fail(lg_status_name(st), __LINE__);
}

lg_registry *toy_registry(void **state) {
    lg_allocator a = lg_test_allocator(state);
    lg_registry *registry = NULL;
    lg_error err = LG_ERROR_INIT;
    must(lg_registry_create(&a, &registry, &err), &err);
    must(lg_registry_add(registry, &family, &err), &err);
    return registry;
}

lg_context *toy_context(void **state, const lg_context_options *more) {
    lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
    lg_allocator a = lg_test_allocator(state);
    lg_registry *registry = toy_registry(state);
    lg_context *context = NULL;
    lg_error err = LG_ERROR_INIT;
    if (more)
        o = *more;
    if (!o.n_threads)
        o.n_threads = 1;
    o.allocator = &a;
    o.registry = registry;
    must(lg_context_create(&o, &context, &err), &err);
    lg_registry_destroy(registry);
    return context;
}

lg_program *toy_program(lg_context *context, const char *text, const lg_compile_options *options) {
    lg_model *model = NULL;
    lg_program *program = NULL;
    lg_error err = LG_ERROR_INIT;
    must(lg_model_load(context, text, strlen(text), NULL, &model, &err), &err);
    must(lg_program_compile(model, options, &program, &err), &err);
    lg_model_destroy(model);
    return program;
}

lg_session *toy_session(lg_program *program, const lg_session_options *options) {
    lg_session *session = NULL;
    lg_error err = LG_ERROR_INIT;
    must(lg_session_create(program, options, &session, &err), &err);
    return session;
}

static void bind(lg_session *s, uint32_t index, int32_t dtype, void *data, va_list ap) {
    int64_t dims[8];
    lg_view v = {.data = data, .dims = dims, .count = 1, .dtype = dtype};
    lg_error err = LG_ERROR_INIT;
    for (int d = va_arg(ap, int); d >= 0; d = va_arg(ap, int)) {
        dims[v.rank++] = d;
        v.count *= d;
    }
    must(lg_session_bind_input(s, index, &v, &err), &err);
}

void toy_bind(lg_session *session, uint32_t index, float *data, ...) {
    va_list ap;
    va_start(ap, data);
    bind(session, index, LG_FLOAT, data, ap);
    va_end(ap);
}

void toy_bind_view(lg_session *session, uint32_t index, int32_t dtype, void *data, ...) {
    va_list ap;
    va_start(ap, data);
    bind(session, index, dtype, data, ap);
    va_end(ap);
}

void toy_run(lg_session *session) {
    lg_error err = LG_ERROR_INIT;
    must(lg_session_run(session, &err), &err);
}

void toy_expect(lg_session *session, uint32_t index, const float *want, int64_t n) {
    lg_view v;
    lg_error err = LG_ERROR_INIT;
    must(lg_session_output(session, index, &v, &err), &err);
    assert_int_equal(v.dtype, LG_FLOAT);
    assert_int_equal(v.count, n);
    for (int64_t i = 0; i < n; i++)
        if (((const float *)v.data)[i] != want[i])
            print_error("output %u element %d is %g, expected %g\n", index, (int)i,
                        (double)((const float *)v.data)[i], (double)want[i]);
    for (int64_t i = 0; i < n; i++)
        assert_float_equal(((const float *)v.data)[i], want[i], 0);
}

void toy_close(lg_session *session, lg_program *program, lg_context *context) {
    lg_context_destroy(context);
    lg_program_destroy(program);
    lg_session_destroy(session);
}
