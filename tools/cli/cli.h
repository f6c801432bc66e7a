/* SPDX-License-Identifier: Apache-2.0 */
/* What every sub-command uses: options, the context, messages, output. */
#ifndef LG_TOOLS_CLI_H
#define LG_TOOLS_CLI_H

#include <lossgraph/lossgraph.h>
#include <lossgraph/tensorio.h>

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXIT_OK = 0,
    EXIT_DIFFERENT = 1,
    EXIT_USAGE = 2,
    EXIT_INPUT = 3,
    EXIT_UNSUPPORTED = 4,
    EXIT_LIMIT = 5,
    EXIT_RUN = 6,
    EXIT_OUTPUT = 7,
    EXIT_INTERNAL = 70,
    EXIT_INTERRUPTED = 130
};

/* ---- growable text (text.c) ---- */

typedef struct text {
    char *data; /* NUL-terminated once something was put */
    size_t size, cap;
} text;

void text_put(text *t, const void *data, size_t size);
void text_add(text *t, const char *fmt, ...) LG_PRINTF(2, 3);
void text_free(text *t);
/* malloc, realloc and strdup that end the program when memory runs out. */
void *tool_alloc(size_t size);
void *tool_resize(void *p, size_t size);
char *tool_copy(const char *text, size_t len);
/* Memory that is wanted until the program ends. */
void *tool_keep(void *p);
/* A name from a file, printable: control characters as \xNN, at most 128 bytes. Valid until the
 * eighth call after it. */
const char *show(const char *name);

/* ---- options (args.c) ---- */

typedef enum option_kind {
    OPTION_FLAG = 0, /* no value, may be repeated */
    OPTION_TEXT = 1,
    OPTION_COUNT = 2,  /* an integer, 0 or more */
    OPTION_REAL = 3,   /* a finite number, 0 or more */
    OPTION_CHOICE = 4, /* one of value, separated by | */
    OPTION_FILE = 5,   /* text that completes as a file name */
    OPTION_MAYBE = 6   /* a choice that may be left out: --print, --print=full */
} option_kind;

typedef struct option {
    char letter; /* 0: none */
    const char *name;
    option_kind kind;
    const char *value; /* placeholder in the help, or the choices */
    const char *help;
    bool repeat;
    const char *environment; /* variable that gives a default, or NULL */
} option;

struct cli;
typedef struct command {
    const char *name, *arguments, *summary;
    const option *options;
    size_t n_options;
    int (*run)(struct cli *c);
    size_t min_arguments, max_arguments; /* 0: none allowed */
} command;

extern const option global_options[];
extern const size_t n_global_options;
extern const command *const commands[]; /* NULL-terminated */

/* Parsed command line and what is made from it. */
typedef struct cli {
    const command *command;
    char **arguments; /* positional ones */
    size_t n_arguments;
    struct given *given; /* option values in order */
    size_t n_given;
    bool json;           /* errors become a JSON document */
    int32_t log_level;   /* LG_LOG_* */
    bool color;          /* on standard error */
    int worst;           /* exit code so far, see worse() */
    lg_context *context; /* after open_context */
    const char *file;    /* for the JSON form of errors */
} cli;

/* Fills c from the words after the sub-command. Not 0: an exit code (usage was printed). */
int parse_arguments(cli *c, int argc, char **argv);
const command *find_command(const char *name);
/* Reports a usage error; returns EXIT_USAGE. */
int usage_error(const cli *c, const char *fmt, ...) LG_PRINTF(2, 3);
void print_help(const command *cmd, FILE *out);
void print_program_help(FILE *out);
int print_completion(const char *shell);
void print_environment(FILE *out);
/* The manual page of a command, or of the program for NULL (man.c). */
void print_manual(const command *cmd, FILE *out);

/* Number of times an option was given; its last or k-th value (NULL: not given). */
size_t option_times(const cli *c, const char *name);
const char *option_text(const cli *c, const char *name);
const char *option_nth(const cli *c, const char *name, size_t k);
/* Values of OPTION_COUNT and OPTION_REAL options were checked while parsing. */
uint64_t option_count(const cli *c, const char *name, uint64_t fallback);
double option_real(const cli *c, const char *name, double fallback);
bool option_is(const cli *c, const char *name, const char *choice);
bool parse_count(const char *text, uint64_t *out);
/* "64M", "30m", …: a number with a unit of bytes, or of time in nanoseconds. */
bool parse_bytes(const char *text, uint64_t *out);
bool parse_time(const char *text, uint64_t *out);

/* ---- messages and exit codes (exit.c) ---- */

/* Prints the error and returns the exit code of its row. `running`: TYPE and SHAPE are run-time
 * errors. */
int report_error(cli *c, const lg_error *err, const char *file, bool running);
int exit_code_of(const lg_error *err, bool running);
/* Message of the program itself; `code` as in errors of the library, 0: none. */
int report_failure(cli *c, int exit_code, uint32_t code, const char *fmt, ...) LG_PRINTF(4, 5);
void print_usage_message(const cli *c, const char *message);
void warn(const cli *c, const char *fmt, ...) LG_PRINTF(2, 3);
void note(const cli *c, const char *fmt, ...) LG_PRINTF(2, 3);
/* The exit code of two inputs: the first other than 0 and 1, else 1. */
int worse(int a, int b);
void print_codes(FILE *out);

/* ---- context and models (load.c) ---- */

extern volatile sig_atomic_t interrupted;
void catch_interrupts(void);
/* Creates c->context from the global options. Returns an exit code. `deadline_ns` 0: as limits. */
int open_context(cli *c, uint64_t deadline_ns);
int open_registry(cli *c, lg_registry **out);
int load_model(cli *c, const char *path, uint32_t extra_flags, lg_model **out);
lg_status load_model_quiet(cli *c, const char *path, uint32_t extra_flags, lg_model **out,
                           lg_error *err);
/* Dims of --dim NAME=N in a form for lg_compile_options. Returns an exit code. */
int read_dims(cli *c, const char ***names, int64_t **values, uint32_t *n);
double seconds_now(void);

/* SHA-256 of the file and of all weights: names, types, shapes, elements, in the order of the
 * graphs, wherever they are stored (digest.c). Returns an exit code. */
int digest_model(cli *c, const char *path, char file[65], char weights[65]);

/* ---- values (values.c) ---- */

/* "NAME=SOURCE[:TYPE[DIMS]]" into `file` under the name of an input of the program. */
int read_input(cli *c, const char *argument, const lg_program *program, lg_tensor_file *file);
/* All inputs of a test_data_set directory, an npz or a safetensors file. */
int read_inputs(cli *c, const char *path, const lg_program *program, lg_tensor_file *file);
/* --random, --shape, --random-range for inputs that are still missing. */
int make_inputs(cli *c, const lg_program *program, lg_tensor_file *file);
/* Zeros for all missing inputs: shapes are all that is wanted. */
int make_zero_inputs(cli *c, const lg_program *program, lg_tensor_file *file);
int bind_inputs(cli *c, const lg_program *program, lg_session *session, const lg_tensor_file *file);
/* One value, with at most `edge` items at each end of every axis; 0: all. */
void print_value(text *out, const char *name, const lg_view *view, int64_t edge);
/* "f32[2,3]" */
void print_type(text *out, const lg_value_info *v, const char *(*dim_name)(const void *, int64_t),
                const void *owner);
const char *program_dim_name(const void *program, int64_t dim);
const char *model_dim_name(const void *model, int64_t dim);

/* ---- output (output.c) ---- */

/* To `path` atomically, "-" is standard output. Honours --force. Returns an exit code. */
int write_output(cli *c, const char *path, const void *data, size_t size);
/* Fails early where write_output would fail late: the file exists. `path` may be NULL. */
int check_output(cli *c, const char *path);
int write_buffer(cli *c, const char *path, lg_buffer *buffer); /* and frees it */
int make_directory(cli *c, const char *path);

/* ---- JSON (json.c): a writer that keeps the commas ---- */

typedef struct json {
    text out;
    bool comma;
} json;

void json_open(json *j, const char *name, char bracket); /* name NULL: no name */
void json_close(json *j, char bracket);
void json_text(json *j, const char *name, const char *value);
void json_int(json *j, const char *name, int64_t value);
void json_real(json *j, const char *name, double value);
/* A number or boolean of a tensor. */
void json_element(json *j, const lg_view *view, int64_t index);
void json_bool(json *j, const char *name, bool value);
void json_raw(json *j, const char *name, const char *value);
/* Prints the document with a newline to standard output, or to `path`; frees it. */
int json_finish(cli *c, json *j, const char *path);

/* ---- progress (progress.c) ---- */

typedef struct progress {
    bool bar, plain;
    double started, last;
    bool drawn;
} progress;

void progress_start(const cli *c, progress *p);
/* `message` is drawn as a bar on a terminal, else as a line every 30 seconds. */
void progress_step(progress *p, double fraction, const char *message);
void progress_end(progress *p);

#endif
