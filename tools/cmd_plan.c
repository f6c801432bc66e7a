/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph plan: the memory plan of a model, or of a list of buffers. */
#include "tools/cli/commands.h"

#include <unistd.h>

static const option options[] = {
    {0, "train", OPTION_FLAG, NULL, "the training step of a model with training information", false,
     NULL},
    {0, "dim", OPTION_TEXT, "NAME=N", "size of a symbolic dimension", true, NULL},
    {0, "shape", OPTION_TEXT, "NAME=1x3x8", "shape of an input", true, NULL},
    {0, "svg", OPTION_FILE, "FILE", "picture: rectangles of step and address", false, NULL},
    {0, "csv", OPTION_FILE, "FILE", "buffers with offsets: id,lower,upper,size,offset", false,
     NULL},
    {0, "ascii", OPTION_FLAG, NULL, "timeline as text (default on a terminal)", false, NULL},
    {0, "no-reuse", OPTION_FLAG, NULL, "every value has memory of its own", false, NULL},
    {0, "no-inplace", OPTION_FLAG, NULL, "no reuse of an input's buffer", false, NULL},
    {0, "json", OPTION_FLAG, NULL, "one JSON document", false, NULL},
    {0, "buffers", OPTION_FILE, "FILE.csv", "plan this list of buffers instead of a model", false,
     NULL},
    {0, "capacity", OPTION_COUNT, "N", "of a list: stop at an arena of N bytes, fail above it",
     false, NULL},
    {0, "nodes", OPTION_COUNT, "N", "of a list: steps of the search (2000000)", false, NULL},
    {0, "plan-time", OPTION_REAL, "SECONDS", "of a list: time of the search instead of steps",
     false, NULL},
    {0, "align", OPTION_COUNT, "N", "of a list: alignment of buffers without one (1)", false, NULL},
    {'o', "output", OPTION_FILE, "OUT.csv", "of a list: its lines with offsets", false, NULL},
    {0, "best-effort", OPTION_FLAG, NULL, "of a list: write also what is above the capacity", false,
     NULL},
};

static int write_report(cli *c, const lg_session *session, lg_report kind, const char *path) {
    lg_buffer bytes = {0};
    lg_error err = LG_ERROR_INIT;
    if (lg_session_report(session, kind, &bytes, &err) != LG_OK)
        return report_error(c, &err, NULL, false);
    return write_buffer(c, path, &bytes);
}

/* Rows are address ranges, columns are steps; made from the CSV report. */
enum { rows = 24, columns = 72 };

static int print_timeline(cli *c, const lg_session *session) {
    lg_buffer bytes = {0};
    lg_error err = LG_ERROR_INIT;
    if (lg_session_report(session, LG_REPORT_CSV, &bytes, &err) != LG_OK)
        return report_error(c, &err, NULL, false);
    char grid[rows][columns + 1];
    memset(grid, ' ', sizeof grid);
    long long steps = 1, top = 1, v[4];
    for (int pass = 0; pass < 2; pass++) {
        unsigned letter = 0;
        for (const char *line = bytes.data; line && *line; line = strchr(line, '\n')) {
            line += *line == '\n';
            const char *comma = strchr(line, ',');
            /* NOLINTNEXTLINE(cert-err34-c): numbers out of range give a plan that is refused */
            if (!comma || sscanf(comma + 1, "%lld,%lld,%lld,%lld", &v[0], &v[1], &v[2], &v[3]) != 4)
                continue;
            if (pass == 0) {
                steps = v[1] > steps ? v[1] : steps;
                top = v[2] + v[3] > top ? v[2] + v[3] : top;
                continue;
            }
            char mark =
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[letter++ % 62];
            long long x0 = v[0] * columns / steps, x1 = (v[1] * columns + steps - 1) / steps;
            long long y0 = v[3] * rows / top, y1 = ((v[3] + v[2]) * rows + top - 1) / top;
            for (long long y = y0; y < y1 && y < rows; y++)
                for (long long x = x0; x < x1 && x < columns; x++)
                    grid[y][x] = mark;
        }
    }
    printf("address %*s steps 0 to %lld\n", columns - 16, "", steps);
    for (int y = rows; y-- > 0;) {
        int n = columns;
        while (n > 0 && grid[y][n - 1] == ' ')
            n--;
        printf("%12lld |%.*s\n", top * y / rows, n, grid[y]);
    }
    lg_buffer_free(&bytes);
    return EXIT_OK;
}

static int plan(cli *c) {
    lg_model *model = NULL;
    lg_program *program = NULL;
    lg_session *session = NULL;
    lg_tensor_file *inputs = NULL;
    lg_compile_options o = LG_COMPILE_OPTIONS_INIT;
    lg_error err = LG_ERROR_INIT;
    if (option_text(c, "buffers"))
        return plan_buffers(c);
    if (c->n_arguments == 0)
        return usage_error(c, "a model or --buffers is wanted");
    const char *path = c->arguments[0];
    int rc = open_context(c, 0);
    if (rc == EXIT_OK)
        rc = load_model(c, path, 0, &model);
    if (rc == EXIT_OK)
        rc = read_dims(c, (const char ***)(void *)&o.dim_names, (int64_t **)(void *)&o.dim_values,
                       &o.n_dims);
    o.entry = option_times(c, "train") ? LG_ENTRY_STEP : LG_ENTRY_MAIN;
    o.flags = (option_times(c, "no-reuse") ? LG_COMPILE_NO_REUSE : 0) |
              (option_times(c, "no-inplace") ? LG_COMPILE_NO_INPLACE : 0);
    if (rc == EXIT_OK && (lg_program_compile(model, &o, &program, &err) != LG_OK ||
                          lg_session_create(program, NULL, &session, &err) != LG_OK ||
                          lg_tensor_file_create(c->context, &inputs, &err) != LG_OK))
        rc = report_error(c, &err, path, false);
    if (rc == EXIT_OK)
        rc = make_zero_inputs(c, program, inputs);
    if (rc == EXIT_OK)
        rc = bind_inputs(c, program, session, inputs);
    if (rc == EXIT_OK && lg_session_prepare(session, &err) != LG_OK)
        rc = report_error(c, &err, path, false);
    if (rc == EXIT_OK)
        rc = write_report(c, session, c->json ? LG_REPORT_JSON : LG_REPORT_TEXT, "-");
    if (rc == EXIT_OK && !c->json && (option_times(c, "ascii") || isatty(STDOUT_FILENO) == 1))
        rc = print_timeline(c, session);
    if (rc == EXIT_OK && option_text(c, "svg"))
        rc = write_report(c, session, LG_REPORT_SVG, option_text(c, "svg"));
    if (rc == EXIT_OK && option_text(c, "csv"))
        rc = write_report(c, session, LG_REPORT_CSV, option_text(c, "csv"));
    lg_tensor_file_destroy(inputs);
    lg_session_destroy(session);
    lg_program_destroy(program);
    lg_model_destroy(model);
    return rc;
}

const command command_plan = {"plan",
                              "MODEL",
                              "show how much memory a model needs, and where",
                              options,
                              LG_COUNT(options),
                              plan,
                              0,
                              1};
