/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/support.h"

#include "tests/support/onnx_build.h"

/* A model whose input "x" has the type that `type` holds. */
static lg_status load(void **state, pb *type, ob_loaded *l) {
    lg_allocator a = lg_test_allocator(state);
    pb b = {0};
    ob_head(&b, 14, 22);
    ob_graph(&b, M_GRAPH, "g");
    pb_begin(&b, G_INPUT);
    pb_str(&b, 1, "x");
    pb_bytes(&b, 2, type->bytes, type->size);
    pb_end(&b);
    pb_begin(&b, G_OUTPUT);
    pb_str(&b, 1, "x");
    pb_end(&b);
    pb_end(&b);
    lg_status st = ob_load(&a, NULL, b.bytes, b.size, l);
    pb_free(&b);
    pb_free(type);
    return st;
}

static void dim_value(pb *b, int64_t v) {
    pb_begin(b, 1);
    pb_int(b, 1, v);
    pb_end(b);
}

static void dim_name(pb *b, const char *name) {
    pb_begin(b, 1);
    if (name)
        pb_str(b, 2, name);
    pb_end(b);
}

static void reads_shapes(void **state) {
    ob_loaded l;
    pb b = {0};
    pb_begin(&b, 1);
    pb_int(&b, 1, LG_FLOAT16);
    pb_begin(&b, 2);
    dim_value(&b, 5);
    dim_name(&b, "N");
    dim_name(&b, NULL);
    dim_name(&b, "N");
    dim_value(&b, -1);
    dim_name(&b, "");
    dim_value(&b, 0);
    pb_end(&b);
    pb_end(&b);
    assert_int_equal(load(state, &b, &l), LG_OK);
    const lg_value *v = &l.module->main->values[0];
    assert_int_equal(v->dtype, LG_FLOAT16);
    assert_int_equal(v->rank, 7);
    assert_int_equal(v->dims[0], 5);
    assert_int_equal(v->dims[6], 0);
    assert_int_equal(v->dims[1], v->dims[3]);
    for (int i = 1; i < 6; i++) {
        assert_true(v->dims[i] < 0);
        for (int k = 1; k < i; k++)
            assert_int_equal(v->dims[i] == v->dims[k], i == 3 && k == 1);
    }
    assert_string_equal(l.module->symbols[-v->dims[1] - 1].name.ptr, "N");
    assert_int_equal(l.n_warnings, 1); /* the -1 */
    assert_int_equal(v->extra.len, 0);
    ob_unload(&l);
    pb_begin(&b, 1);
    pb_int(&b, 1, LG_INT64);
    pb_end(&b);
    assert_int_equal(load(state, &b, &l), LG_OK);
    assert_int_equal(l.module->main->values[0].rank, -1);
    ob_unload(&l);
    pb_begin(&b, 1);
    pb_int(&b, 1, LG_INT64);
    pb_begin(&b, 2);
    pb_end(&b);
    pb_end(&b);
    assert_int_equal(load(state, &b, &l), LG_OK);
    assert_int_equal(l.module->main->values[0].rank, 0);
    ob_unload(&l);
}

/* "?" is no name: every one is a size of its own. It is written again as it was. */
static void question_marks_are_no_symbol(void **state) {
    ob_loaded l;
    pb b = {0};
    pb_begin(&b, 1);
    pb_int(&b, 1, LG_FLOAT);
    pb_begin(&b, 2);
    dim_name(&b, "?");
    dim_name(&b, "?");
    pb_end(&b);
    pb_end(&b);
    assert_int_equal(load(state, &b, &l), LG_OK);
    const lg_value *v = &l.module->main->values[0];
    assert_true(v->dims[0] < 0 && v->dims[1] < 0);
    assert_int_not_equal(v->dims[0], v->dims[1]);
    assert_int_not_equal(v->extra.len, 0);
    ob_unload(&l);
}

static void reads_nested_types(void **state) {
    ob_loaded l;
    pb b = {0};
    pb_begin(&b, 9); /* optional(sequence(map(int64, tensor(float)))) */
    pb_begin(&b, 1);
    pb_begin(&b, 4);
    pb_begin(&b, 1);
    pb_begin(&b, 5);
    pb_int(&b, 1, LG_INT64);
    pb_begin(&b, 2);
    pb_begin(&b, 1);
    pb_int(&b, 1, LG_FLOAT);
    while (b.n_open)
        pb_end(&b);
    assert_int_equal(load(state, &b, &l), LG_OK);
    const lg_value *v = &l.module->main->values[0];
    assert_int_equal(v->dtype, LG_OPTIONAL);
    assert_int_equal(v->elem->dtype, LG_OPTIONAL);
    const lg_elem_type *e = v->elem->elem;
    assert_int_equal(e->dtype, LG_SEQUENCE);
    assert_int_equal(e->elem->dtype, LG_MAP);
    assert_int_equal(e->elem->key_dtype, LG_INT64);
    assert_int_equal(e->elem->elem->dtype, LG_FLOAT);
    assert_int_equal(e->elem->elem->rank, -1);
    assert_null(e->elem->elem->elem);
    ob_unload(&l);
}

static void keeps_what_it_cannot_model(void **state) {
    for (int kind = 0; kind < 4; kind++) {
        ob_loaded l;
        pb b = {0};
        pb_begin(&b, kind == 0 ? 8 : kind == 1 ? 7 : 1);
        if (kind == 1) {
            pb_str(&b, 1, "domain");
        } else {
            pb_int(&b, 1, LG_FLOAT);
            pb_begin(&b, 2);
            pb_begin(&b, 1);
            pb_int(&b, 1, 2);
            if (kind == 2)
                pb_str(&b, 3, "DATA_BATCH");
            pb_end(&b);
            pb_end(&b);
        }
        pb_end(&b);
        if (kind == 3)
            pb_str(&b, 6, "IMAGE");
        size_t size = b.size;
        assert_int_equal(load(state, &b, &l), LG_OK);
        const lg_value *v = &l.module->main->values[0];
        assert_int_equal(v->dtype, kind >= 2 ? LG_FLOAT : LG_UNDEFINED);
        assert_int_equal(v->extra.len, size + 2); /* the type field, whole */
        assert_int_equal(l.n_warnings, kind < 2);
        ob_unload(&l);
    }
}

static void refused(void **state, pb *b, lg_status want, const char *word) {
    ob_loaded l;
    lg_status st = load(state, b, &l);
    if (st != want || !strstr(l.err.message, word) || !strstr(l.err.message, "'x'"))
        fail_msg("status %d, wanted %d '%s': %s", st, want, word, l.err.message);
    ob_unload(&l);
}

static void refuses_bad_types(void **state) {
    pb b = {0};
    pb_begin(&b, 1);
    pb_int(&b, 1, 29);
    pb_end(&b);
    refused(state, &b, LG_E_MODEL, "elem_type 29");
    pb_begin(&b, 1);
    pb_int(&b, 1, -1);
    pb_end(&b);
    refused(state, &b, LG_E_MODEL, "elem_type -1");
    pb_begin(&b, 5);
    pb_int(&b, 1, LG_FLOAT);
    pb_end(&b);
    refused(state, &b, LG_E_MODEL, "key_type 1");
    pb_begin(&b, 1);
    pb_int(&b, 1, LG_FLOAT);
    pb_begin(&b, 2);
    for (int i = 0; i < 65; i++)
        dim_value(&b, 1);
    pb_end(&b);
    pb_end(&b);
    refused(state, &b, LG_E_LIMIT, "max_rank = 64");
    static const uint32_t sequence[] = {4, 1};
    pb_nest(&b, sequence, 2, 33);
    refused(state, &b, LG_E_LIMIT, "max_depth = 32");
    pb_nest(&b, sequence, 2, 31);
    ob_loaded l;
    assert_int_equal(load(state, &b, &l), LG_OK);
    ob_unload(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        lg_test(reads_shapes),       lg_test(question_marks_are_no_symbol),
        lg_test(reads_nested_types), lg_test(keeps_what_it_cannot_model),
        lg_test(refuses_bad_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
