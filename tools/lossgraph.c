/* SPDX-License-Identifier: Apache-2.0 */
/* The program: finds the sub-command and runs it. */
#include "tools/cli/commands.h"

#include <unistd.h>

const command *const commands[] = {
    &command_run,   &command_test, &command_train,      &command_inspect, &command_plan,
    &command_check, &command_ops,  &command_completion, &command_help,    NULL};

static int run_completion(cli *c) {
    if (print_completion(c->arguments[0]) == EXIT_OK)
        return EXIT_OK;
    return usage_error(c, "'%s' is none of bash, zsh, fish", show(c->arguments[0]));
}

static void print_formats(void) {
    puts(".pb           TensorProto, SequenceProto, OptionalProto     read, write\n"
         "directory     test_data_set_N: input_K.pb, output_K.pb      read, write\n"
         ".npy          NumPy, versions 1 to 3                        read, write\n"
         ".npz          entries NAME.npy, stored or deflated          read, write\n"
         ".safetensors                                                read, write\n"
         ".csv          numbers, optional header line                 read, write\n"
         ".idx          MNIST                                         read\n"
         ".pgm, .ppm    binary images                                 read\n"
         "raw           FILE:TYPE[DIMS], little-endian                read\n"
         "literal       x=1,2,3 or x=[[1,2],[3,4]]                    read\n\n"
         "Inputs: NAME=SOURCE[:TYPE[DIMS]]; '#0' is the first input. Types: f64 f32 f16 bf16 i64 "
         "i32 i16 i8\nu64 u32 u16 u8 bool str f8e4m3fn f8e4m3fnuz f8e5m2 f8e5m2fnuz f8e8m0 f6e2m3 "
         "f6e3m2 f4e2m1 i4 u4 i2 u2.");
}

static int run_help(cli *c) {
    const char *topic = c->n_arguments ? c->arguments[0] : "";
    const command *cmd = find_command(topic);
    if (option_times(c, "man") && (cmd || !*topic))
        print_manual(cmd, stdout);
    else if (!*topic)
        print_program_help(stdout);
    else if (cmd)
        print_help(cmd, stdout);
    else if (strcmp(topic, "environment") == 0)
        print_environment(stdout);
    else if (strcmp(topic, "codes") == 0)
        print_codes(stdout);
    else if (strcmp(topic, "formats") == 0)
        print_formats();
    else
        return usage_error(c, "there is no help on '%s'", show(topic));
    return EXIT_OK;
}

static const option help_options[] = {
    {0, "man", OPTION_FLAG, NULL, "the manual page, for man -l", false, NULL},
};

const command command_completion = {
    "completion", "bash|zsh|fish", "print a completion script", NULL, 0, run_completion, 1, 1};
const command command_help = {"help",
                              "[COMMAND|environment|codes|formats]",
                              "explain a command or a topic",
                              help_options,
                              LG_COUNT(help_options),
                              run_help,
                              0,
                              1};

static int print_version(cli *c) {
    if (!option_times(c, "json")) {
        printf("lossgraph %s\n", lg_version());
        return EXIT_OK;
    }
    int rc = open_context(c, 0);
    if (rc)
        return rc;
    json j = {0};
    json_open(&j, NULL, '{');
    json_int(&j, "schema_version", 1);
    json_text(&j, "version", lg_version());
    json_int(&j, "abi", lg_abi_version());
    json_text(&j, "cpu", lg_context_cpu(c->context));
    json_int(&j, "threads", lg_context_threads(c->context));
#if defined(__VERSION__)
    json_text(&j, "compiler", __VERSION__);
#endif
    json_close(&j, '}');
    return json_finish(c, &j, NULL);
}

static void set_messages(cli *c) {
    static const char *const levels[] = {"error", "warning", "info", "debug", "trace"};
    c->log_level = LG_LOG_WARNING;
    for (int32_t i = 0; i < (int32_t)LG_COUNT(levels); i++)
        if (option_is(c, "log-level", levels[i]))
            c->log_level = i;
    c->log_level += (int32_t)option_times(c, "verbose");
    if (option_times(c, "quiet"))
        c->log_level = LG_LOG_ERROR;
    const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");
    if (option_times(c, "color") && !option_is(c, "color", "auto"))
        c->color = option_is(c, "color", "always");
    else if (no && *no)
        c->color = false;
    else if (force && *force && strcmp(force, "0") != 0)
        c->color = true;
    else
        c->color = isatty(STDERR_FILENO) == 1 && !(term && strcmp(term, "dumb") == 0);
}

static int run_command(cli *c, int argc, char **argv) {
    int rc = parse_arguments(c, argc, argv);
    if (rc)
        return rc;
    set_messages(c);
    if (option_times(c, "help")) {
        if (c->command)
            print_help(c->command, stdout);
        else
            print_program_help(stdout);
        return EXIT_OK;
    }
    if (option_times(c, "version"))
        return print_version(c);
    if (!c->command)
        return usage_error(c, "a command is missing");
    const command *cmd = c->command;
    if (c->n_arguments < cmd->min_arguments || c->n_arguments > cmd->max_arguments)
        return usage_error(c, "%zu arguments, expected %s", c->n_arguments,
                           *cmd->arguments ? cmd->arguments : "none");
    c->json = option_times(c, "json") && !option_text(c, "json")[0];
    return cmd->run(c);
}

int main(int argc, char **argv) {
    static const option program_options[] = {
        {0, "json", OPTION_FLAG, NULL, "with --version: a JSON document", false, NULL}};
    static const command program = {"", "", "", program_options, 1, NULL, 0, 0};
    cli c = {0};
    int rc;
    catch_interrupts();
    if (argc > 1 && argv[1][0] != '-') {
        c.command = find_command(argv[1]);
        if (!c.command) {
            rc = usage_error(&c, "there is no command '%s'", show(argv[1]));
            return rc;
        }
        rc = run_command(&c, argc - 2, argv + 2);
    } else {
        c.command = &program;
        if (argc > 1) {
            rc = parse_arguments(&c, argc - 1, argv + 1);
            set_messages(&c);
            if (rc == EXIT_OK && option_times(&c, "version"))
                rc = print_version(&c);
            else if (rc == EXIT_OK && option_times(&c, "help"))
                print_program_help(stdout);
            else if (rc == EXIT_OK)
                rc = usage_error(&c, "a command is missing");
        } else {
            print_program_help(stderr);
            rc = EXIT_USAGE;
        }
    }
    lg_context_destroy(c.context);
    free(c.given);
    free(c.arguments);
    if (rc == EXIT_OK && (fflush(stdout) != 0 || ferror(stdout)))
        rc = report_failure(&c, EXIT_OUTPUT, 701, "standard output: cannot be written");
    return rc;
}
