/* SPDX-License-Identifier: Apache-2.0 */
/* Class A: wire format. */
#include "tests/support/hostile.h"
#include "tests/support/support.h"

#include <stdlib.h>

static void empty(pb *b) {
    (void)b;
}
static void cut(pb *b) {
    ob_relu_model(b);
    b->size -= 7;
}
static void noise(pb *b) {
    uint32_t x = 12345;
    for (int i = 0; i < 4096; i++) {
        x = x * 1664525 + 1013904223;
        pb_raw(b, &(uint8_t){(uint8_t)(x >> 24)}, 1);
    }
}
static void length_31(pb *b) {
    pb_raw(b, "\x08\x0a\x3a\xff\xff\xff\xff\x07", 8);
    pb_raw(b, "12345678", 8);
}
static void length_32(pb *b) {
    pb_raw(b, "\x08\x0a\x3a\xff\xff\xff\xff\x0f", 8);
    pb_raw(b, "12345678", 8);
}
static void varint_11(pb *b) {
    pb_raw(b, "\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 12);
}
static void wire_6(pb *b) {
    pb_raw(b, "\x08\x0a\x0e", 3);
}
static void field_0(pb *b) {
    pb_raw(b, "\x08\x0a\x00\x01", 4);
}
static void groups(pb *b) {
    for (int i = 0; i < 50000; i++)
        pb_raw(b, "\x0b", 1);
}

/* `levels` subgraphs inside each other, without names. */
static void nested(pb *b, size_t levels) {
    static const uint32_t subgraph[] = {1, 5, 6}; /* node, attribute, g */
    pb inner = {0};
    pb_nest(&inner, subgraph, 3, levels);
    pb_int(b, 1, 10);
    pb_bytes(b, M_GRAPH, inner.bytes, inner.size);
    pb_free(&inner);
}
static void nested_3000(pb *b) {
    nested(b, 3000);
}
static void nested_40(pb *b) {
    nested(b, 40);
}
/* A valid model whose subgraphs are nested one level too deep: the wire scan lets it pass. */
static void nested_33(pb *b) {
    const int64_t two = 2;
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    for (int i = 0; i < 33; i++) {
        ob_node(b, "If", "x", "y");
        ob_attr(b, "then_branch", LG_AT_GRAPH);
        ob_graph(b, A_GRAPH, "then");
    }
    ob_value(b, G_OUTPUT, "x", LG_FLOAT, 1, &two);
    for (int i = 0; i < 33; i++) {
        pb_end(b);
        pb_end(b);
        pb_end(b);
        ob_value(b, G_OUTPUT, "y", LG_FLOAT, 1, &two);
    }
    pb_end(b);
}
static void nested_type(pb *b) {
    static const uint32_t types[] = {4, 1}; /* sequence_type, elem_type */
    pb inner = {0};
    pb_nest(&inner, types, 2, 20000);
    pb_int(b, 1, 10);
    ob_graph(b, M_GRAPH, "g");
    pb_begin(b, G_INPUT);
    pb_str(b, 1, "x");
    pb_bytes(b, 2, inner.bytes, inner.size);
    pb_end(b);
    pb_end(b);
    pb_free(&inner);
}
static void million(pb *b, uint32_t outer, const void *tag, size_t n) {
    pb_int(b, 1, 10);
    if (outer)
        pb_begin(b, outer);
    for (int i = 0; i < 1000000; i++)
        pb_raw(b, tag, n);
    if (outer)
        pb_end(b);
}
static void million_nodes(pb *b) {
    million(b, M_GRAPH, "\x0a\x00", 2);
}
static void million_attributes(pb *b) {
    pb node = {0};
    pb_int(b, 1, 10);
    for (int i = 0; i < 1000000; i++)
        pb_raw(&node, "\x2a\x00", 2);
    pb_begin(b, M_GRAPH);
    pb_bytes(b, 1, node.bytes, node.size);
    pb_end(b);
    pb_free(&node);
}
static void million_functions(pb *b) {
    million(b, 0, "\xca\x01\x00", 3);
}
static void million_unknown(pb *b) {
    ob_relu_model(b);
    for (int i = 0; i < 1000000; i++)
        pb_raw(b, "\xf0\x3e\x01", 3);
}
static void merged_graphs(pb *b) {
    pb_int(b, 1, 10);
    for (int i = 0; i < 20000; i++)
        pb_raw(b, "\x3a\x02\x0a\x00", 4);
}
static void nul_in_string(pb *b) {
    ob_relu_model(b);
    pb_bytes(b, 2, "a\0b", 3);
}
static void bad_utf8(pb *b) {
    ob_relu_model(b);
    pb_bytes(b, 2, "a\xff", 2);
}
static void unknown_field(pb *b) {
    ob_relu_model(b);
    pb_bytes(b, 1000, "future", 6);
}
static void no_graph(pb *b) {
    pb_int(b, 1, 10);
    pb_str(b, 2, "producer");
}
static void packed_bomb(pb *b) {
    const int64_t n = 1 << 20;
    uint8_t *zeros = calloc(1, (size_t)n);
    assert_non_null(zeros);
    ob_head(b, 10, 17);
    ob_graph(b, M_GRAPH, "g");
    for (int i = 0; i < 4; i++) {
        ob_tensor(b, G_INITIALIZER, (char[]){(char)('a' + i), 0}, LG_INT64, 1, &n);
        pb_bytes(b, 7, zeros, (size_t)n);
        pb_end(b);
    }
    ob_value(b, G_OUTPUT, "a", LG_INT64, 1, &n);
    pb_end(b);
    free(zeros);
}

static void class_a(void **state) {
    (void)state;
    static const hostile_case cases[] = {
        {"A01", empty, H(MODEL), "no graph", H_LOAD, NULL, 0},
        {"A02", cut, H(PARSE), "byte", H_LOAD, NULL, 0},
        {"A03", noise, H(PARSE), "protobuf", H_LOAD, NULL, 0},
        {"A04", length_31, H(PARSE), "length", H_LOAD, NULL, 0},
        {"A05", length_32, H(PARSE), "length", H_LOAD, NULL, 0},
        {"A06", varint_11, H(PARSE), "varint", H_LOAD, NULL, 0},
        {"A07", wire_6, H(PARSE), "wire type", H_LOAD, NULL, 0},
        {"A08", field_0, H(PARSE), "field number", H_LOAD, NULL, 0},
        {"A09", groups, H(PARSE), "group", H_LOAD, NULL, 0},
        {"A10", nested_3000, H(LIMIT), "nested", H_LOAD, NULL, 0},
        {"A11", nested_40, H(LIMIT), "nested", H_LOAD, NULL, 0},
        {"A11b", nested_33, H(LIMIT), "max_depth = 32", H_LOAD, NULL, 0},
        {"A12", nested_type, H(LIMIT), "nested", H_LOAD, NULL, 0},
        {"A13", million_nodes, H(LIMIT), "proto_budget_factor", H_LOAD, NULL, 0},
        {"A14", million_attributes, H(LIMIT), "proto_budget_factor", H_LOAD, NULL, 0},
        {"A15", million_functions, H(LIMIT), "proto_budget_factor", H_LOAD, NULL, 0},
        {"A16", million_unknown, H_ACCEPT | H(LIMIT), "unknown fields", H_LOAD, NULL, 0},
        {"A17", merged_graphs, H(PARSE), "ModelProto.graph at byte 6 occurs twice", H_LOAD, NULL,
         0},
        {"A18", nul_in_string, H(PARSE), "NUL", H_LOAD, NULL, 0},
        {"A19", bad_utf8, H(PARSE), "UTF-8", H_LOAD, NULL, 0},
        {"A20", unknown_field, H_ACCEPT, NULL, H_RUN, NULL, 0},
        {"A21", no_graph, H(MODEL), "no graph", H_LOAD, NULL, 0},
        {"A22", packed_bomb, H_ACCEPT, NULL, H_LOAD, NULL, 0},
    };
    hostile_run_all(cases, LG_COUNT(cases));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(class_a)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
