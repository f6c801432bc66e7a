/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of loading and writing a model fails in turn: through the public functions,
 * from a file, with functions, subgraphs and external data. */
#include "tests/support/support.h"

#include "tests/support/onnx_build.h"

#include <stdlib.h>
#include <unistd.h>

static char dir[64], model_path[128];

static void big_model(pb *b) {
    const int64_t two = 2;
    const float values[2] = {1, 2};
    ob_head(b, 10, 17);
    ob_opset(b, 8, "local", 1);
    ob_graph(b, M_GRAPH, "main");
    ob_value(b, G_INPUT, "x", LG_FLOAT, 1, &two);
    ob_value(b, G_INPUT, "c", LG_BOOL, 0, NULL);
    ob_floats(b, G_INITIALIZER, "w", 2, values);
    for (int i = 0; i < 2; i++) {
        ob_tensor(b, G_INITIALIZER, i ? "e1" : "e0", LG_FLOAT, 1, &two);
        pb_int(b, 14, 1);
        ob_entry(b, 13, "location", "w.bin");
        ob_entry(b, 13, "offset", i ? "3" : "8"); /* one mapped, one copied */
        ob_entry(b, 13, "unknown", "key");
        pb_end(b);
    }
    ob_node(b, "If", "c", "y");
    for (int i = 0; i < 2; i++) {
        ob_attr(b, i ? "else_branch" : "then_branch", LG_AT_GRAPH);
        ob_graph(b, A_GRAPH, "branch");
        ob_node_done(b, "Add", "x,w", "t");
        ob_value(b, G_OUTPUT, "t", LG_FLOAT, 1, &two);
        pb_end(b);
        pb_end(b);
    }
    ob_entry(b, 9, "key", "value");
    pb_end(b);
    ob_node(b, "Half", "y", "z");
    pb_str(b, 7, "local");
    pb_end(b);
    ob_value(b, G_OUTPUT, "z", LG_FLOAT, 1, &two);
    pb_end(b);
    pb_begin(b, M_FUNCTION);
    pb_str(b, 1, "Half");
    pb_str(b, 10, "local");
    pb_str(b, 4, "p");
    pb_str(b, 5, "q");
    ob_opset(b, 9, "", 17);
    pb_begin(b, 7);
    pb_str(b, 1, "p");
    pb_str(b, 2, "q");
    pb_str(b, 4, "Relu");
    pb_end(b);
    pb_end(b);
}

static int make_files(void **state) {
    (void)state;
    pb b = {0};
    char path[128];
    strcpy(dir, "/tmp/lg_oom_XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    (void)snprintf(model_path, sizeof model_path, "%s/model.onnx", dir);
    (void)snprintf(path, sizeof path, "%s/w.bin", dir);
    big_model(&b);
    FILE *f = fopen(model_path, "wb");
    if (!f || fwrite(b.bytes, 1, b.size, f) != b.size || fclose(f) != 0)
        return -1;
    f = fopen(path, "wb");
    if (!f || fwrite("0123456789abcdef", 1, 16, f) != 16 || fclose(f) != 0)
        return -1;
    pb_free(&b);
    return 0;
}

static int drop_files(void **state) {
    (void)state;
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

static lg_status load_and_write(lg_context *context, uint32_t flags, lg_error *err) {
    lg_load_options o = LG_LOAD_OPTIONS_INIT;
    lg_model *model = NULL;
    lg_buffer out = {0};
    o.flags = flags;
    lg_status st = lg_model_load_file(context, model_path, &o, &model, err);
    assert_int_equal(st == LG_OK, model != NULL);
    if (st == LG_OK) {
        st = lg_model_write(model, LG_FORMAT_ONNX, &out, err);
        assert_int_equal(st == LG_OK, out.data != NULL);
    }
    lg_buffer_free(&out);
    lg_model_destroy(model);
    return st;
}

static void every_allocation_fails(void **state) {
    for (uint32_t flags = 0; flags <= LG_LOAD_NO_MMAP; flags++) {
        lg_allocator a = lg_test_allocator(state);
        lg_context_options o = LG_CONTEXT_OPTIONS_INIT;
        lg_context *context = NULL;
        o.allocator = &a;
        o.n_threads = 1;
        assert_int_equal(lg_context_create(&o, &context, NULL), LG_OK);
        uint64_t before = lg_test_trace(state)->live, n = 0;
        lg_status st = LG_E_NO_MEMORY;
        while (st != LG_OK) {
            lg_error err = LG_ERROR_INIT;
            lg_test_trace(state)->fail_at = lg_test_trace(state)->allocations + ++n;
            st = load_and_write(context, flags, &err);
            if (st != LG_OK && st != LG_E_NO_MEMORY)
                fail_msg("allocation %d: status %d, %s", (int)n, st, err.message);
            if (lg_test_trace(state)->live != before)
                fail_msg("allocation %d: leak", (int)n);
        }
        assert_true(n > 8);
        lg_test_trace(state)->fail_at = 0;
        lg_context_destroy(context);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {lg_test(every_allocation_fails)};
    return cmocka_run_group_tests(tests, make_files, drop_files);
}
