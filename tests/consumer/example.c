/* SPDX-License-Identifier: Apache-2.0 */
/* Trains the first training entry of a model on made-up data: the example of the README, whole.
 * usage: example MODEL STEPS */
#include <lossgraph/lossgraph.h>

#include <stdio.h>
#include <stdlib.h>

enum { batch = 8, most_inputs = 8 };

/* A tensor for an input, symbolic dims as `batch`: small floats, labels 0 … 9. */
static lg_view make_input(const lg_value_info *info) {
    int64_t *dims = calloc((size_t)info->rank + 1, sizeof *dims);
    lg_view view = {.dims = dims, .count = 1, .rank = info->rank, .dtype = info->dtype};
    for (int32_t i = 0; dims && i < info->rank; i++)
        view.count *= dims[i] = info->dims[i] < 0 ? batch : info->dims[i];
    view.data = dims ? calloc((size_t)view.count, 8) : NULL;
    for (int64_t i = 0; view.data && i < view.count; i++) {
        if (view.dtype == LG_FLOAT)
            ((float *)view.data)[i] = (float)(i * 7 % 13) / 13.0F;
        else if (view.dtype == LG_INT64)
            ((int64_t *)view.data)[i] = i % 10;
    }
    return view;
}

int main(int argc, char **argv) {
    lg_error err = LG_ERROR_INIT;
    lg_context *context = NULL;
    lg_model *model = NULL;
    lg_program *program = NULL;
    lg_session *session = NULL;
    lg_view inputs[most_inputs] = {{0}};
    uint32_t n_inputs = 0;
    if (argc != 3)
        return 2;

    lg_compile_options options = LG_COMPILE_OPTIONS_INIT;
    options.entry = LG_ENTRY_STEP;
    lg_status st = lg_context_create(NULL, &context, &err);
    if (st == LG_OK)
        st = lg_model_load_file(context, argv[1], NULL, &model, &err);
    if (st == LG_OK)
        st = lg_program_compile(model, &options, &program, &err);
    if (st == LG_OK)
        st = lg_session_create(program, NULL, &session, &err);

    if (st == LG_OK)
        n_inputs = lg_program_input_count(program);
    for (uint32_t i = 0; st == LG_OK && i < n_inputs && i < most_inputs; i++) {
        lg_value_info info;
        lg_program_input(program, i, &info);
        inputs[i] = make_input(&info);
        st = lg_session_bind_input(session, i, &inputs[i], &err);
    }
    for (int step = 0; st == LG_OK && step < atoi(argv[2]); step++) {
        lg_view loss;
        st = lg_session_run(session, &err);
        if (st == LG_OK)
            st = lg_session_output(session, 0, &loss, &err);
        if (st == LG_OK)
            printf("step %d: loss %.6f\n", step, (double)*(const float *)loss.data);
    }
    if (st == LG_OK)
        printf("arena: %zu bytes\n", lg_session_arena_size(session));
    else
        fprintf(stderr, "%s\n", err.message);

    lg_session_destroy(session);
    lg_program_destroy(program);
    lg_model_destroy(model);
    lg_context_destroy(context);
    for (uint32_t i = 0; i < most_inputs; i++) {
        free(inputs[i].data);
        free((void *)(uintptr_t)inputs[i].dims);
    }
    return st == LG_OK ? 0 : 1;
}
