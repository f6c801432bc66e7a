/* SPDX-License-Identifier: Apache-2.0 */
/* Class B: tensors, as initializers. */
#include "tests/support/hostile.h"
#include "tests/support/support.h"

static const uint8_t bytes[64] = {0, 0, 0x80, 0x3f};

/* A model that returns the initializer "w", which `write` fills. */
static void with_tensor(pb *b, int32_t dtype, int32_t rank, const int64_t *dims,
                        void (*write)(pb *b)) {
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_tensor(b, G_INITIALIZER, "w", dtype, rank, dims);
    write(b);
    pb_end(b);
    ob_value(b, G_OUTPUT, "y", dtype == LG_BOOL ? LG_BOOL : LG_FLOAT, -1, NULL);
    ob_node_done(b, "Identity", "w", "y");
    pb_end(b);
}
static void raw4(pb *b) {
    pb_bytes(b, 9, bytes, 4);
}
static void raw8(pb *b) {
    pb_bytes(b, 9, bytes, 8);
}
static void raw64(pb *b) {
    pb_bytes(b, 9, bytes, 64);
}
static void raw1(pb *b) {
    pb_bytes(b, 9, bytes, 1);
}
static void nothing(pb *b) {
    (void)b;
}

static void b01(pb *b) {
    with_tensor(b, LG_FLOAT, 1, (int64_t[]){1000000}, raw4);
}
static void b02(pb *b) {
    with_tensor(b, LG_FLOAT, 1, (int64_t[]){2}, raw64);
}
static void b03(pb *b) {
    with_tensor(b, LG_FLOAT, 1, (int64_t[]){-1}, raw4);
}
static void b04(pb *b) {
    with_tensor(b, LG_FLOAT, 1, (int64_t[]){INT64_MAX}, raw4);
}
static void b05(pb *b) {
    with_tensor(b, LG_FLOAT, 2, (int64_t[]){(int64_t)1 << 32, (int64_t)1 << 32}, nothing);
}
static void b06(pb *b) {
    with_tensor(b, LG_FLOAT, 2, (int64_t[]){(int64_t)1 << 33, ((int64_t)1 << 31) + 1}, raw8);
}
static void b07(pb *b) {
    with_tensor(b, LG_DOUBLE, 1, (int64_t[]){((int64_t)1 << 61) + 1}, raw8);
}
static void b08(pb *b) {
    with_tensor(b, LG_FLOAT, 2, (int64_t[]){0, (int64_t)1 << 62}, nothing);
}
static void ones(pb *b) {
    for (int i = 0; i < 100000; i++)
        pb_int(b, 1, 1);
    raw4(b);
}
static void b09(pb *b) {
    with_tensor(b, LG_FLOAT, 0, NULL, ones);
}
static void b10(pb *b) {
    with_tensor(b, 0, 1, (int64_t[]){1}, raw4);
}
static void b11(pb *b) {
    with_tensor(b, 999, 1, (int64_t[]){1}, raw4);
}
static void b12(pb *b) {
    with_tensor(b, -1, 1, (int64_t[]){1}, raw4);
}
static void typed_and_raw(pb *b) {
    raw8(b);
    pb_bytes(b, 4, bytes, 8);
}
static void b13(pb *b) {
    with_tensor(b, LG_FLOAT, 1, (int64_t[]){2}, typed_and_raw);
}
static void ints(pb *b) {
    pb_int(b, 5, 1);
    pb_int(b, 5, 2);
}
static void b14(pb *b) {
    with_tensor(b, LG_FLOAT, 1, (int64_t[]){2}, ints);
}
static void one_float(pb *b) {
    pb_f32(b, 4, 1);
}
static void b15(pb *b) {
    with_tensor(b, LG_FLOAT, 1, (int64_t[]){4}, one_float);
}
static void b16(pb *b) {
    with_tensor(b, LG_STRING, 1, (int64_t[]){1}, raw4);
}
static void b17(pb *b) {
    with_tensor(b, LG_INT4, 1, (int64_t[]){3}, raw1);
}
static void b18(pb *b) {
    with_tensor(b, LG_INT4, 1, (int64_t[]){INT64_MAX}, raw1);
}
static void bools(pb *b) {
    pb_bytes(b, 9, "\x02\xff", 2);
}
static void b19(pb *b) {
    with_tensor(b, LG_BOOL, 1, (int64_t[]){2}, bools);
}
static void segment(pb *b) {
    raw4(b);
    pb_begin(b, 3);
    pb_int(b, 1, 0);
    pb_int(b, 2, 1);
    pb_end(b);
}
static void b20(pb *b) {
    with_tensor(b, LG_FLOAT, 1, (int64_t[]){1}, segment);
}
static void sparse(pb *b, int64_t index, int32_t rank, const int64_t *dims) {
    const int64_t one = 1;
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    pb_begin(b, G_SPARSE);
    ob_tensor(b, 1, "w", LG_FLOAT, 1, &one);
    raw4(b);
    pb_end(b);
    ob_tensor(b, 2, NULL, LG_INT64, 1, &one);
    pb_int(b, 7, index);
    pb_end(b);
    for (int32_t i = 0; i < rank; i++)
        pb_int(b, 3, dims[i]);
    pb_end(b);
    ob_node_done(b, "Identity", "w", "y");
    ob_value(b, G_OUTPUT, "y", LG_FLOAT, -1, NULL);
    pb_end(b);
}
static void b21(pb *b) {
    sparse(b, 99, 1, (int64_t[]){4});
}
static void b22(pb *b) {
    sparse(b, 0, 2, (int64_t[]){(int64_t)1 << 40, (int64_t)1 << 40});
}
/* 256 GiB of zeros in 30 bytes. */
static void b23(pb *b) {
    sparse(b, 0, 1, (int64_t[]){(int64_t)1 << 36});
}
static void b24(pb *b) {
    sparse(b, 3, 1, (int64_t[]){4});
}

static void class_b(void **state) {
    (void)state;
    static const hostile_case cases[] = {
        {"B01", b01, H(MODEL), "needs 4000000", H_LOAD, NULL, 0},
        {"B02", b02, H(MODEL), "tensor 'w': raw_data has 64 bytes", H_LOAD, NULL, 0},
        {"B03", b03, H(MODEL), "-1", H_LOAD, NULL, 0},
        {"B04", b04, H(LIMIT), "bytes", H_LOAD, NULL, 0},
        {"B05", b05, H(LIMIT), "bytes", H_LOAD, NULL, 0},
        {"B06", b06, H(LIMIT), "bytes", H_LOAD, NULL, 0},
        {"B07", b07, H(LIMIT), "bytes", H_LOAD, NULL, 0},
        {"B08", b08, H_ACCEPT, NULL, H_RUN, NULL, 0},
        {"B09", b09, H(LIMIT), "max_rank", H_LOAD, NULL, 0},
        {"B10", b10, H(MODEL), "data_type 0", H_LOAD, NULL, 0},
        {"B11", b11, H(MODEL), "data_type 999", H_LOAD, NULL, 0},
        {"B12", b12, H(MODEL), "data_type -1", H_LOAD, NULL, 0},
        {"B13", b13, H(MODEL), "at once", H_LOAD, NULL, 0},
        {"B14", b14, H(MODEL), "int32_data", H_LOAD, NULL, 0},
        {"B15", b15, H(MODEL), "1 entries", H_LOAD, NULL, 0},
        {"B16", b16, H(MODEL), "strings", H_LOAD, NULL, 0},
        {"B17", b17, H(MODEL), "needs 2", H_LOAD, NULL, 0},
        {"B18", b18, H(LIMIT), "bytes", H_LOAD, NULL, 0},
        {"B19", b19, H_ACCEPT, NULL, H_RUN, NULL, 0},
        {"B20", b20, H(MODEL), "segment", H_LOAD, NULL, 0},
        {"B21", b21, H(MODEL), "index 99", H_LOAD, NULL, 0},
        {"B22", b22, H(LIMIT), "bytes", H_LOAD, NULL, 0},
        {"B23", b23, H(LIMIT), "max_tensor_bytes", H_LOAD, NULL, 0},
        {"B24", b24, H_ACCEPT, NULL, H_RUN, NULL, 0},
    };
    hostile_run_all(cases, LG_COUNT(cases));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(class_b)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
