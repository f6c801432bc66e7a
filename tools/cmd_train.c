/* SPDX-License-Identifier: Apache-2.0 */
/* lossgraph train: trains a model with training information on columns of data. */
#include "tools/cli/commands.h"

#include <lossgraph/train.h>

#include <errno.h>

static const option options[] = {
    {0, "data", OPTION_FILE, "FILE", "columns by input name: .npz, .safetensors, or x.npy,y.npy",
     false, NULL},
    {0, "epochs", OPTION_COUNT, "N", "passes over the data (1)", false, NULL},
    {0, "steps", OPTION_COUNT, "N", "updates, instead of --epochs", false, NULL},
    {0, "batch", OPTION_COUNT, "N", "rows of a batch (32)", false, NULL},
    {0, "shuffle", OPTION_FLAG, NULL, "rows of every epoch in an order made from --seed", false,
     NULL},
    {0, "drop-last", OPTION_FLAG, NULL, "no short batch at the end of an epoch", false, NULL},
    {0, "lr", OPTION_REAL, "X", "learning rate, where the model has one", false, NULL},
    {0, "lr-schedule", OPTION_TEXT, "NAME(...)",
     "constant, step(step_size,gamma), exponential(gamma), cosine(t_max,eta_min), "
     "linear(start_factor,end_factor,total_iters)",
     false, NULL},
    {0, "eval-data", OPTION_FILE, "FILE", "columns for evaluation", false, NULL},
    {0, "eval-every", OPTION_COUNT, "N", "evaluate every N steps; at the end always", false, NULL},
    {0, "metrics", OPTION_FILE, "FILE.jsonl", "a line per step and per evaluation", false, NULL},
    {'o', "output", OPTION_FILE, "FILE", "the model with the trained weights", false, NULL},
    {0, "max-time", OPTION_TEXT, "30m", "stop after this time", false, NULL},
    {0, "on-nonfinite", OPTION_CHOICE, "stop|continue",
     "what an infinite or NaN result does (stop)", false, NULL},
    {0, "dry-run", OPTION_FLAG, NULL, "plan and memory only", false, NULL},
    {0, "trace", OPTION_FILE, "FILE", "write a Chrome trace of the last step", false, NULL},
    {0, "profile", OPTION_FLAG, NULL, "print the time per node", false, NULL},
    {0, "json", OPTION_FLAG, NULL, "the summary as one JSON document", false, NULL},
};

typedef struct job {
    cli *c;
    lg_model *model;
    lg_trainer *trainer;
    lg_tensor_file **files; /* of data and evaluation data: columns are borrowed from them */
    size_t n_files;
    FILE *metrics;
    int64_t steps, done;
    double first_loss, last_loss, seconds;
    bool has_loss, stopped;
    lg_eval_result eval;
} job;

/* ---- options ---- */

/* "name(a=1,b=2)" or by position; names in the order of the schedule's fields. */
static int read_schedule(cli *c, const char *value, lg_train_options *o) {
    static const struct {
        const char *name, *fields[3];
        int32_t kind;
        double defaults[3];
        int slot[3]; /* 0: schedule_a, 1: _b, 2: _c */
    } kinds[] = {
        {"constant", {NULL}, LG_LR_CONSTANT, {0}, {0}},
        {"step", {"step_size", "gamma"}, LG_LR_STEP, {0, 0.1}, {0, 1}},
        {"exponential", {"gamma"}, LG_LR_EXPONENTIAL, {0}, {1}},
        {"cosine", {"t_max", "eta_min"}, LG_LR_COSINE, {0, 0}, {0, 1}},
        {"linear",
         {"start_factor", "end_factor", "total_iters"},
         LG_LR_LINEAR,
         {1.0 / 3, 1, 5},
         {1, 2, 0}},
    };
    size_t len = strcspn(value, "(");
    for (size_t i = 0; i < LG_COUNT(kinds); i++) {
        if (strlen(kinds[i].name) != len || strncmp(kinds[i].name, value, len) != 0)
            continue;
        double *slots[] = {&o->schedule_a, &o->schedule_b, &o->schedule_c};
        o->schedule = kinds[i].kind;
        for (int k = 0; k < 3 && kinds[i].fields[k]; k++)
            *slots[kinds[i].slot[k]] = kinds[i].defaults[k];
        const char *p = value + len + (value[len] == '(');
        for (int position = 0; *p && *p != ')'; position++) {
            size_t n = strcspn(p, ",)"), equals = strcspn(p, "=,)");
            int field = position;
            if (p[equals] == '=')
                for (field = 0; field < 3; field++)
                    if (kinds[i].fields[field] && strlen(kinds[i].fields[field]) == equals &&
                        strncmp(kinds[i].fields[field], p, equals) == 0)
                        break;
            size_t begin = p[equals] == '=' ? equals + 1 : 0;
            if (field >= 3 || !kinds[i].fields[field] ||
                !lg_number_parse(p + begin, n - begin, slots[kinds[i].slot[field]]))
                return usage_error(c, "--lr-schedule: '%.*s' does not fit %s", (int)n, show(p),
                                   kinds[i].name);
            p += n + (p[n] == ',');
        }
        return EXIT_OK;
    }
    return usage_error(c,
                       "--lr-schedule: '%s' is none of constant, step, exponential, cosine, "
                       "linear",
                       show(value));
}

/* One file, or several separated by commas whose base names are the columns. */
static int read_columns(job *j, const char *paths, bool eval) {
    const char **names = NULL;
    lg_view *views = NULL;
    size_t n = 0;
    int rc = EXIT_OK;
    lg_error err = LG_ERROR_INIT;
    for (const char *p = paths; *p && rc == EXIT_OK;) {
        size_t len = strcspn(p, ",");
        char *path = tool_copy(p, len);
        lg_tensor_file *file = NULL;
        p += len + (p[len] == ',');
        if (lg_tensor_file_read(j->c->context, path, NULL, &file, &err) != LG_OK)
            rc = err.status == LG_E_ARGUMENT ? usage_error(j->c, "%s", err.message)
                                             : report_error(j->c, &err, path, false);
        if (file) {
            j->files = tool_resize(j->files, (j->n_files + 1) * sizeof(lg_tensor_file *));
            j->files[j->n_files++] = file;
            uint32_t more = lg_tensor_file_count(file);
            names = tool_resize(names, (n + more + 1) * sizeof *names);
            views = tool_resize(views, (n + more + 1) * sizeof *views);
            for (uint32_t i = 0; i < more; i++, n++) {
                names[n] = lg_tensor_file_name(file, i);
                views[n] = *lg_tensor_file_view(file, i);
            }
        }
        free(path);
    }
    if (rc == EXIT_OK) {
        lg_status st = eval ? lg_trainer_set_eval_data(j->trainer, names, views, n, &err)
                            : lg_trainer_set_data(j->trainer, names, views, n, &err);
        if (st != LG_OK) { /* the data do not fit the model: an input error, not one of usage */
            if (err.status == LG_E_ARGUMENT)
                rc = report_failure(j->c, EXIT_INPUT, err.code, "%s: %s", show(paths), err.message);
            else
                rc = report_error(j->c, &err, paths, false);
        }
    }
    free(names);
    free(views);
    return rc;
}

static int open_metrics(job *j) {
    const char *path = option_text(j->c, "metrics");
    if (!path)
        return EXIT_OK;
    j->metrics =
        strcmp(path, "-") == 0 ? stdout : fopen(path, option_times(j->c, "force") ? "w" : "wx");
    if (!j->metrics && errno == EEXIST)
        return report_failure(j->c, EXIT_OUTPUT, 702, "%s: the file exists\n--force overwrites",
                              show(path));
    if (!j->metrics)
        return report_failure(j->c, EXIT_OUTPUT, 701, "%s: cannot be written: %s", show(path),
                              strerror(errno));
    return EXIT_OK;
}

static int put_metrics(job *j, json *doc) {
    text_put(&doc->out, "\n", 1);
    bool ok = fwrite(doc->out.data, 1, doc->out.size, j->metrics) == doc->out.size &&
              fflush(j->metrics) == 0;
    text_free(&doc->out);
    if (ok)
        return EXIT_OK;
    return report_failure(j->c, EXIT_OUTPUT, 701, "%s: cannot be written: %s",
                          show(option_text(j->c, "metrics")), strerror(errno));
}

static int prepare(job *j) {
    cli *c = j->c;
    lg_train_options o = LG_TRAIN_OPTIONS_INIT;
    lg_error err = LG_ERROR_INIT;
    const char *data = option_text(c, "data"), *eval = option_text(c, "eval-data");
    const char *schedule = option_text(c, "lr-schedule"), *target = option_text(c, "output");
    if (!data)
        return usage_error(c, "--data FILE is missing");
    if (target && strcmp(target, c->arguments[0]) == 0 && !option_times(c, "force"))
        return usage_error(c, "the output is the input: --force allows it");
    o.batch = (int64_t)option_count(c, "batch", 32);
    if (o.batch < 1)
        return usage_error(c, "--batch: at least 1 row");
    o.seed = option_count(c, "seed", 0);
    o.learning_rate = option_real(c, "lr", 0);
    o.flags = (option_times(c, "shuffle") ? LG_TRAIN_SHUFFLE : 0) |
              (option_times(c, "drop-last") ? LG_TRAIN_DROP_LAST : 0) |
              (option_times(c, "profile") || option_times(c, "trace") ? LG_TRAIN_PROFILE : 0) |
              (option_is(c, "on-nonfinite", "continue") ? LG_TRAIN_KEEP_NONFINITE : 0);
    int rc = schedule ? read_schedule(c, schedule, &o) : EXIT_OK;
    if (rc == EXIT_OK)
        rc = check_output(c, target);
    if (rc == EXIT_OK)
        rc = check_output(c, option_text(c, "trace"));
    if (rc == EXIT_OK)
        rc = load_model(c, c->arguments[0], 0, &j->model);
    if (rc == EXIT_OK && lg_trainer_create(j->model, &o, &j->trainer, &err) != LG_OK)
        rc = err.status == LG_E_ARGUMENT ? usage_error(c, "%s", err.message)
                                         : report_error(c, &err, c->arguments[0], false);
    if (rc == EXIT_OK)
        rc = read_columns(j, data, false);
    if (rc == EXIT_OK && eval)
        rc = read_columns(j, eval, true);
    if (rc == EXIT_OK && lg_trainer_prepare(j->trainer, &err) != LG_OK)
        rc = report_error(c, &err, c->arguments[0], false);
    return rc;
}

/* ---- training ---- */

static int evaluate(job *j, int64_t step) {
    lg_error err = LG_ERROR_INIT;
    if (!option_text(j->c, "eval-data"))
        return EXIT_OK;
    if (lg_trainer_evaluate(j->trainer, &j->eval, &err) != LG_OK)
        return report_error(j->c, &err, j->c->arguments[0], true);
    if (!j->metrics)
        return EXIT_OK;
    json line = {0};
    json_open(&line, NULL, '{');
    json_int(&line, "step", step);
    if (j->eval.has_loss)
        json_real(&line, "eval_loss", j->eval.loss);
    if (j->eval.has_accuracy)
        json_real(&line, "eval_accuracy", j->eval.accuracy);
    json_close(&line, '}');
    return put_metrics(j, &line);
}

static int record_step(job *j, const lg_step_result *r) {
    if (r->has_loss) {
        if (!j->has_loss)
            j->first_loss = r->loss;
        j->last_loss = r->loss;
        j->has_loss = true;
    }
    if (!j->metrics)
        return EXIT_OK;
    json line = {0};
    json_open(&line, NULL, '{');
    json_int(&line, "step", r->step);
    json_int(&line, "epoch", r->epoch);
    if (r->has_loss)
        json_real(&line, "loss", r->loss);
    if (r->learning_rate == r->learning_rate)
        json_real(&line, "lr", r->learning_rate);
    json_close(&line, '}');
    return put_metrics(j, &line);
}

static int train_steps(job *j) {
    cli *c = j->c;
    uint64_t limit = 0, every = option_count(c, "eval-every", 0);
    const char *time_text = option_text(c, "max-time");
    if (time_text && (!parse_time(time_text, &limit) || !limit))
        return usage_error(c, "--max-time: '%s' is no time, as in 30m", show(time_text));
    progress bar;
    progress_start(c, &bar);
    double start = seconds_now();
    int rc = EXIT_OK;
    while (j->done < j->steps && rc == EXIT_OK) {
        lg_step_result r;
        lg_error err = LG_ERROR_INIT;
        if (interrupted) {
            rc = EXIT_INTERRUPTED;
            break;
        }
        if (lg_trainer_step(j->trainer, &r, &err) != LG_OK) {
            progress_end(&bar);
            rc = interrupted && err.status == LG_E_CANCELLED
                     ? EXIT_INTERRUPTED
                     : report_error(c, &err, c->arguments[0], true);
            break;
        }
        j->done++;
        rc = record_step(j, &r);
        char message[128];
        (void)snprintf(message, sizeof message, "step %lld of %lld, epoch %lld, loss %.6g",
                       (long long)j->done, (long long)j->steps, (long long)r.epoch, r.loss);
        progress_step(&bar, (double)j->done / (double)j->steps, message);
        if (rc == EXIT_OK && every && j->done % (int64_t)every == 0 && j->done < j->steps)
            rc = evaluate(j, r.step);
        if (limit && seconds_now() - start > (double)limit * 1e-9) {
            j->stopped = true;
            break;
        }
    }
    progress_end(&bar);
    j->seconds = seconds_now() - start;
    if (rc == EXIT_OK)
        rc = evaluate(j, j->done - 1);
    return rc;
}

static int write_model(job *j, const char *path) {
    lg_model *trained = NULL;
    lg_buffer bytes = {0};
    lg_error err = LG_ERROR_INIT;
    size_t len = strlen(path);
    lg_format format = len > 4 && (strcmp(path + len - 4, ".txt") == 0 ||
                                   (len > 9 && strcmp(path + len - 9, ".onnxtext") == 0))
                           ? LG_FORMAT_TEXT
                           : LG_FORMAT_ONNX;
    lg_status st = lg_trainer_export(j->trainer, &trained, &err);
    if (st == LG_OK)
        st = lg_model_write(trained, format, &bytes, &err);
    lg_model_destroy(trained);
    return st == LG_OK ? write_buffer(j->c, path, &bytes) : report_error(j->c, &err, path, false);
}

static int write_reports(job *j) {
    lg_buffer bytes = {0};
    lg_error err = LG_ERROR_INIT;
    const char *trace = option_text(j->c, "trace");
    int rc = EXIT_OK;
    if (trace)
        rc = lg_trainer_report(j->trainer, LG_REPORT_TRACE, &bytes, &err) == LG_OK
                 ? write_buffer(j->c, trace, &bytes)
                 : report_error(j->c, &err, NULL, false);
    if (rc == EXIT_OK && option_times(j->c, "profile"))
        rc = lg_trainer_report(j->trainer, LG_REPORT_PROFILE, &bytes, &err) == LG_OK
                 ? write_buffer(j->c, "-", &bytes)
                 : report_error(j->c, &err, NULL, false);
    return rc;
}

static int print_summary(job *j) {
    cli *c = j->c;
    size_t arena = lg_trainer_arena_size(j->trainer);
    if (c->json) {
        json doc = {0};
        json_open(&doc, NULL, '{');
        json_int(&doc, "schema_version", 1);
        json_int(&doc, "steps", j->done);
        if (j->has_loss) {
            json_real(&doc, "first_loss", j->first_loss);
            json_real(&doc, "last_loss", j->last_loss);
        }
        if (j->eval.has_loss)
            json_real(&doc, "eval_loss", j->eval.loss);
        if (j->eval.has_accuracy)
            json_real(&doc, "eval_accuracy", j->eval.accuracy);
        json_int(&doc, "arena_bytes", (int64_t)arena);
        json_real(&doc, "seconds", j->seconds);
        json_bool(&doc, "stopped_early", j->stopped);
        json_close(&doc, '}');
        return json_finish(c, &doc, NULL);
    }
    printf("%lld steps in %.2f s", (long long)j->done, j->seconds);
    if (j->has_loss) {
        char first[32], last[32];
        lg_number_print(j->first_loss, first);
        lg_number_print(j->last_loss, last);
        printf(", loss %s to %s", first, last);
    }
    if (j->eval.has_loss)
        printf(", eval loss %.6g", j->eval.loss);
    if (j->eval.has_accuracy)
        printf(", eval accuracy %.2f %%", j->eval.accuracy * 100);
    printf(", arena %zu bytes%s\n", arena, j->stopped ? ", stopped by --max-time" : "");
    return EXIT_OK;
}

static int dry_run(job *j) {
    lg_error err = LG_ERROR_INIT;
    lg_train_info info;
    lg_buffer bytes = {0};
    lg_trainer_info(j->trainer, &info);
    if (!j->c->json) {
        printf("%u training entries, %u variables of %llu elements, %llu bytes\n", info.n_entries,
               info.n_state, (unsigned long long)info.state_elements,
               (unsigned long long)info.state_bytes);
        printf("%lld rows, %lld steps per epoch, arena %zu bytes\n", (long long)info.rows,
               (long long)info.steps_per_epoch, lg_trainer_arena_size(j->trainer));
    }
    if (lg_trainer_report(j->trainer, j->c->json ? LG_REPORT_JSON : LG_REPORT_TEXT, &bytes, &err) !=
        LG_OK)
        return report_error(j->c, &err, NULL, false);
    return write_buffer(j->c, "-", &bytes);
}

static int train_model(job *j) {
    cli *c = j->c;
    lg_train_info info;
    int rc = prepare(j);
    if (rc)
        return rc;
    if (option_times(c, "dry-run"))
        return dry_run(j);
    lg_trainer_info(j->trainer, &info);
    uint64_t epochs = option_count(c, "epochs", 1);
    if (option_times(c, "steps"))
        j->steps = (int64_t)option_count(c, "steps", 0);
    else if (__builtin_mul_overflow(info.steps_per_epoch, epochs, &j->steps))
        return usage_error(c, "--epochs: too many steps");
    rc = open_metrics(j);
    if (rc == EXIT_OK)
        rc = train_steps(j);
    if (j->metrics && j->metrics != stdout && fclose(j->metrics) != 0 && rc == EXIT_OK)
        rc = report_failure(c, EXIT_OUTPUT, 701, "%s: cannot be written: %s",
                            show(option_text(c, "metrics")), strerror(errno));
    if (rc != EXIT_OK && rc != EXIT_INTERRUPTED)
        return rc;
    int written = option_text(c, "output") ? write_model(j, option_text(c, "output")) : EXIT_OK;
    if (written == EXIT_OK)
        written = write_reports(j);
    if (written == EXIT_OK)
        written = print_summary(j);
    return rc ? rc : written;
}

static int train(cli *c) {
    job j = {.c = c};
    int rc = open_context(c, 0);
    if (rc == EXIT_OK)
        rc = train_model(&j);
    lg_trainer_destroy(j.trainer);
    for (size_t i = 0; i < j.n_files; i++)
        lg_tensor_file_destroy(j.files[i]);
    free(j.files);
    lg_model_destroy(j.model);
    return rc;
}

const command command_train = {
    "train", "MODEL", "train a model with training information", options, LG_COUNT(options), train,
    1,       1};
