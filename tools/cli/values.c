/* SPDX-License-Identifier: Apache-2.0 */
/* Tensor arguments: NAME=SOURCE[:TYPE[DIMS]] where SOURCE is a file or a literal. */
#include "tools/cli/cli.h"

#include <errno.h>
#include <sys/stat.h>

/* What follows the last ':' of a source: a type, perhaps with dims. */
typedef struct suffix {
    int32_t dtype, rank; /* LG_UNDEFINED: none; rank -1: no dims */
    int64_t dims[LG_MAX_RANK];
} suffix;

/* Elements of a literal, in order. */
typedef struct literal {
    double *reals;
    int64_t *integers;
    lg_str *strings;
    int64_t n, cap;
    bool all_integers, text;
    int32_t rank;
    int64_t dims[LG_MAX_RANK];
} literal;

static bool read_dims_text(const char *p, char open, char close, char separator, int32_t *rank,
                           int64_t *dims) {
    *rank = 0;
    if (open && *p++ != open)
        return false;
    if (close && *p == close)
        return p[1] == '\0';
    for (;;) {
        char *end;
        if (*p < '0' || *p > '9' || *rank >= LG_MAX_RANK)
            return false;
        errno = 0;
        long long v = strtoll(p, &end, 10);
        if (errno)
            return false;
        dims[(*rank)++] = v;
        p = end;
        if (*p == separator) {
            p++;
            continue;
        }
        return close ? *p == close && p[1] == '\0' : *p == '\0';
    }
}

/* Cuts a valid suffix off `source`. */
static void take_suffix(char *source, suffix *s) {
    *s = (suffix){.rank = -1};
    char *colon = strrchr(source, ':');
    if (!colon)
        return;
    size_t n = strcspn(colon + 1, "[");
    int32_t dtype = lg_dtype_parse(colon + 1, n);
    if (dtype == LG_UNDEFINED)
        return;
    if (colon[1 + n] && !read_dims_text(colon + 1 + n, '[', ']', ',', &s->rank, s->dims)) {
        s->rank = -1;
        return;
    }
    s->dtype = dtype;
    *colon = '\0';
}

static void add_element(literal *l, double real, int64_t integer, lg_str string) {
    if (l->n == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 16;
        l->reals = tool_resize(l->reals, (size_t)l->cap * sizeof *l->reals);
        l->integers = tool_resize(l->integers, (size_t)l->cap * sizeof *l->integers);
        l->strings = tool_resize(l->strings, (size_t)l->cap * sizeof *l->strings);
    }
    l->reals[l->n] = real;
    l->integers[l->n] = integer;
    l->strings[l->n++] = string;
}

/* One number, true, false or "text" at *p. */
static bool take_element(literal *l, char **p) {
    if (**p == '"') {
        char *begin = ++*p, *to = begin;
        for (; **p && **p != '"'; ++*p) {
            if (**p == '\\' && (*p)[1])
                ++*p;
            *to++ = **p;
        }
        if (**p != '"')
            return false;
        ++*p;
        l->text = true;
        add_element(l, 0, 0, (lg_str){begin, (size_t)(to - begin)});
        return true;
    }
    size_t n = strcspn(*p, ",[] \t\n");
    double real = 0;
    long long integer = 0;
    if (n == 4 && memcmp(*p, "true", 4) == 0) {
        real = 1;
        integer = 1;
    } else if (!(n == 5 && memcmp(*p, "false", 5) == 0)) {
        char *end;
        if (!lg_number_parse(*p, n, &real))
            return false;
        errno = 0;
        integer = strtoll(*p, &end, 10);
        if (errno || end != *p + n)
            l->all_integers = false;
    }
    add_element(l, real, integer, (lg_str){0});
    *p += n;
    return true;
}

/* "5", "1,2,3" or nested brackets; false when the text is none of these. Changes the text. */
static bool read_literal(char *p, literal *l) {
    int64_t counts[LG_MAX_RANK] = {0};
    int32_t depth = 0, leaf = -1;
    bool brackets = false, value = false; /* value: one has just ended */
    *l = (literal){.all_integers = true};
    for (int32_t i = 0; i < LG_MAX_RANK; i++)
        l->dims[i] = -1;
    for (; *p;) {
        if (*p == ' ' || *p == '\t' || *p == '\n') {
            p++;
        } else if (*p == '[') {
            if (value || depth >= LG_MAX_RANK || (leaf >= 0 && depth >= leaf))
                return false;
            counts[depth++] = 0;
            brackets = true;
            p++;
        } else if (*p == ']') {
            if (!depth || (!value && counts[depth - 1]))
                return false;
            depth--;
            if (leaf < 0)
                leaf = depth + 1;
            if (l->dims[depth] >= 0 && l->dims[depth] != counts[depth])
                return false; /* ragged */
            l->dims[depth] = counts[depth];
            if (depth)
                counts[depth - 1]++;
            value = true;
            p++;
        } else if (*p == ',') {
            if (!value || (brackets && !depth))
                return false;
            value = false;
            p++;
        } else {
            if (value || (brackets && !depth) || (leaf >= 0 && depth != leaf && brackets) ||
                !take_element(l, &p))
                return false;
            if (brackets) {
                leaf = depth;
                counts[depth - 1]++;
            }
            value = true;
        }
    }
    if (depth || (!brackets && !l->n) || !value)
        return false;
    l->rank = brackets ? leaf : l->n > 1;
    if (!brackets)
        l->dims[0] = l->n;
    for (int32_t i = 0; i < l->rank; i++)
        if (l->dims[i] < 0)
            l->dims[i] = 0;
    return true;
}

static void free_literal(literal *l) {
    free(l->reals);
    free(l->integers);
    free(l->strings);
}

/* Takes the declared dims where they are known and hold as many elements. */
static void fit_shape(lg_view *v, const lg_value_info *want) {
    int64_t count = 1;
    bool same = v->rank == want->rank;
    if (want->rank < 0)
        return;
    for (int32_t i = 0; i < want->rank; i++) {
        same = same && (want->dims[i] < 0 || want->dims[i] == v->dims[i]);
        if (want->dims[i] < 0 || __builtin_mul_overflow(count, want->dims[i], &count))
            count = -1;
        if (count < 0)
            break;
    }
    if (same)
        return;
    if (count == v->count) {
        v->dims = want->dims;
        v->rank = want->rank;
    } else if (want->rank == 1 && v->rank == 2 && (v->dims[0] == 1 || v->dims[1] == 1)) {
        v->dims += v->dims[0] == 1;
        v->rank = 1;
    } else if (want->rank == 1 && v->rank == 0) {
        static const int64_t one[] = {1};
        v->dims = one;
        v->rank = 1;
    }
}

static int add(cli *c, lg_tensor_file *file, const char *name, const lg_view *view, int32_t dtype) {
    lg_error err = LG_ERROR_INIT;
    lg_status st = dtype != LG_UNDEFINED && lg_dtype_bits(dtype) && view->dtype != dtype
                       ? lg_tensor_file_add_cast(file, name, view, dtype, &err)
                       : lg_tensor_file_add(file, name, view, &err);
    if (st == LG_OK)
        return EXIT_OK;
    if (st == LG_E_ARGUMENT)
        return usage_error(c, "input '%s' is given twice", show(name));
    return report_error(c, &err, NULL, false);
}

static int add_literal(cli *c, lg_tensor_file *file, const lg_value_info *want, literal *l,
                       const suffix *s) {
    lg_view v = {l->reals, l->dims, l->n, l->rank, LG_DOUBLE};
    if (l->text) {
        v.data = l->strings;
        v.dtype = LG_STRING;
    } else if (l->all_integers) {
        v.data = l->integers;
        v.dtype = LG_INT64;
    }
    if (s->rank >= 0) {
        int64_t count = 1;
        for (int32_t i = 0; i < s->rank; i++)
            count *= s->dims[i];
        if (count != l->n)
            return usage_error(c, "input '%s': %lld values do not fill the given dims",
                               show(want->name), (long long)l->n);
        v.rank = s->rank;
        v.dims = s->dims;
    } else {
        fit_shape(&v, want);
    }
    return add(c, file, want->name, &v, s->dtype != LG_UNDEFINED ? s->dtype : want->dtype);
}

static int add_file(cli *c, lg_tensor_file *file, const lg_value_info *want, const char *path,
                    const suffix *s) {
    lg_error err = LG_ERROR_INIT;
    lg_tensor_file *source = NULL;
    lg_tensor_options o = LG_TENSOR_OPTIONS_INIT;
    o.format = lg_tensor_format_of(path);
    if (o.format == LG_TENSOR_AUTO && s->rank >= 0)
        o.format = LG_TENSOR_RAW;
    if (o.format == LG_TENSOR_RAW && s->rank < 0)
        return usage_error(c, "%s: a raw file needs type and dims, as in %s:f32[2,3]", show(path),
                           show(path));
    o.dtype = o.format == LG_TENSOR_RAW ? s->dtype : want->dtype;
    o.rank = s->rank < 0 ? 0 : s->rank;
    o.dims = s->dims;
    if (lg_tensor_file_read(c->context, path, &o, &source, &err) != LG_OK)
        return err.status == LG_E_ARGUMENT ? usage_error(c, "%s", err.message)
                                           : report_error(c, &err, path, false);
    uint32_t at = lg_tensor_file_find(source, want->name);
    if (at == UINT32_MAX && lg_tensor_file_count(source) == 1)
        at = 0;
    if (at == UINT32_MAX) {
        lg_tensor_file_destroy(source);
        return report_failure(c, EXIT_INPUT, 101, "%s: no tensor is named '%s'", show(path),
                              show(want->name));
    }
    lg_view v = *lg_tensor_file_view(source, at);
    int32_t format = o.format;
    bool loose = format == LG_TENSOR_CSV || format == LG_TENSOR_IDX || format == LG_TENSOR_PNM;
    int32_t dtype = s->dtype != LG_UNDEFINED && format != LG_TENSOR_RAW ? s->dtype
                    : loose                                             ? want->dtype
                                                                        : LG_UNDEFINED;
    if (loose)
        fit_shape(&v, want);
    int rc = add(c, file, want->name, &v, dtype);
    lg_tensor_file_destroy(source);
    return rc;
}

int read_input(cli *c, const char *argument, const lg_program *program, lg_tensor_file *file) {
    lg_value_info want = {0}, v;
    size_t longest = 0;
    uint32_t n = lg_program_input_count(program);
    for (uint32_t i = 0; i < n; i++) {
        char position[16];
        lg_program_input(program, i, &v);
        (void)snprintf(position, sizeof position, "#%u", i);
        for (int k = 0; k < 2; k++) {
            const char *name = k ? position : v.name;
            size_t len = strlen(name);
            if (len > longest && strncmp(argument, name, len) == 0 && argument[len] == '=') {
                longest = len;
                want = v;
            }
        }
    }
    if (!longest) {
        text known = {0};
        for (uint32_t i = 0; i < n; i++) {
            lg_program_input(program, i, &v);
            text_add(&known, "%s'%s'", i ? ", " : "", show(v.name));
        }
        int rc = usage_error(c, "-i %s: no input has this name; there are %s", show(argument),
                             known.data ? known.data : "none");
        text_free(&known);
        return rc;
    }
    char *source = tool_copy(argument + longest + 1, strlen(argument + longest + 1));
    char *scratch = tool_copy(source, strlen(source));
    suffix s = {0};
    literal l;
    take_suffix(scratch, &s);
    bool is_literal = read_literal(scratch, &l);
    int rc;
    if (is_literal) {
        rc = add_literal(c, file, &want, &l, &s);
    } else if (source[strspn(source, " ")] == '[') {
        rc = usage_error(c,
                         "input '%s': '%s' is no tensor: rows of numbers of equal length in "
                         "brackets are expected",
                         show(want.name), show(source));
    } else {
        take_suffix(source, &s);
        rc = add_file(c, file, &want, source, &s);
    }
    free_literal(&l);
    free(scratch);
    free(source);
    return rc;
}

int read_inputs(cli *c, const char *path, const lg_program *program, lg_tensor_file *file) {
    struct stat info;
    lg_value_info want;
    uint32_t n = lg_program_input_count(program);
    int rc = EXIT_OK;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        for (uint32_t i = 0; i < n && rc == EXIT_OK; i++) {
            text name = {0};
            suffix s = {.rank = -1};
            lg_program_input(program, i, &want);
            text_add(&name, "%s/input_%u.pb", path, i);
            if (stat(name.data, &info) == 0)
                rc = add_file(c, file, &want, name.data, &s);
            text_free(&name);
        }
        return rc;
    }
    lg_tensor_file *source = NULL;
    lg_error err = LG_ERROR_INIT;
    if (lg_tensor_file_read(c->context, path, NULL, &source, &err) != LG_OK)
        return report_error(c, &err, path, false);
    for (uint32_t i = 0; i < n && rc == EXIT_OK; i++) {
        lg_program_input(program, i, &want);
        uint32_t at = lg_tensor_file_find(source, want.name);
        if (at != UINT32_MAX && lg_tensor_file_find(file, want.name) == UINT32_MAX)
            rc = add(c, file, want.name, lg_tensor_file_view(source, at), LG_UNDEFINED);
    }
    lg_tensor_file_destroy(source);
    return rc;
}

/* The value after "NAME=" of a repeatable option. */
static const char *option_for(const cli *c, const char *table_name, const char *name) {
    size_t len = strlen(name);
    for (size_t i = 0; i < option_times(c, table_name); i++) {
        const char *word = option_nth(c, table_name, i);
        if (strncmp(word, name, len) == 0 && word[len] == '=')
            return word + len + 1;
    }
    return NULL;
}

static int make_input(cli *c, const lg_program *program, const lg_value_info *v, uint32_t index,
                      bool zeros, lg_tensor_file *file) {
    int64_t dims[LG_MAX_RANK];
    int32_t rank = v->rank < 0 ? 0 : v->rank;
    const char *shape = option_for(c, "shape", v->name);
    const char *range = zeros ? NULL : option_for(c, "random-range", v->name);
    text type = {0};
    print_type(&type, v, program_dim_name, program);
    int rc = EXIT_OK;
    for (int32_t i = 0; i < rank; i++)
        dims[i] = v->dims[i];
    if (!shape && !zeros && !option_times(c, "random"))
        rc = report_failure(c, EXIT_INPUT, 801,
                            "input '%s' (%s) is not given\n-i %s=FILE gives it, --random normal "
                            "makes it",
                            show(v->name), type.data, show(v->name));
    if (rc == EXIT_OK && shape && !read_dims_text(shape, 0, 0, 'x', &rank, dims))
        rc = usage_error(c, "--shape: '%s' is no list of sizes as in 1x3x224x224", show(shape));
    for (int32_t i = 0; i < rank && rc == EXIT_OK; i++)
        if (dims[i] < 0 || (v->rank < 0 && !shape))
            rc = usage_error(c, "input '%s' is %s: give its sizes with --dim or --shape",
                             show(v->name), type.data);
    double low = 0, high = 1;
    bool real = v->dtype == LG_FLOAT || v->dtype == LG_DOUBLE || v->dtype == LG_FLOAT16 ||
                v->dtype == LG_BFLOAT16;
    int32_t fill = option_is(c, "random", "uniform")  ? LG_FILL_UNIFORM
                   : option_is(c, "random", "normal") ? LG_FILL_NORMAL
                                                      : LG_FILL_ZEROS;
    if (rc == EXIT_OK && range) {
        const char *colon = strchr(range, ':');
        if (!colon || !lg_number_parse(range, (size_t)(colon - range), &low) ||
            !lg_number_parse(colon + 1, strlen(colon + 1), &high))
            rc = usage_error(c, "--random-range: '%s' is not of the form LOW:HIGH", show(range));
        fill = LG_FILL_UNIFORM;
    } else if (rc == EXIT_OK && !real && fill != LG_FILL_ZEROS && v->dtype != LG_BOOL) {
        rc = usage_error(c, "input '%s' is %s: its values need a range, --random-range %s=0:10",
                         show(v->name), type.data, show(v->name));
    } else if (v->dtype == LG_BOOL) {
        fill = fill == LG_FILL_ZEROS ? fill : LG_FILL_UNIFORM;
        high = 2;
    }
    lg_error err = LG_ERROR_INIT;
    if (rc == EXIT_OK &&
        lg_tensor_file_add_filled(file, v->name, v->dtype, rank, dims, fill, low, high,
                                  option_count(c, "seed", 0) * 1000003 + index, &err) != LG_OK)
        rc = report_error(c, &err, NULL, false);
    text_free(&type);
    return rc;
}

static int make_all(cli *c, const lg_program *program, bool zeros, lg_tensor_file *file) {
    int rc = EXIT_OK;
    for (uint32_t i = 0; i < lg_program_input_count(program) && rc == EXIT_OK; i++) {
        lg_value_info v;
        lg_program_input(program, i, &v);
        if (lg_tensor_file_find(file, v.name) == UINT32_MAX)
            rc = make_input(c, program, &v, i, zeros, file);
    }
    return rc;
}

int make_inputs(cli *c, const lg_program *program, lg_tensor_file *file) {
    return make_all(c, program, false, file);
}

int make_zero_inputs(cli *c, const lg_program *program, lg_tensor_file *file) {
    return make_all(c, program, true, file);
}

int bind_inputs(cli *c, const lg_program *program, lg_session *session,
                const lg_tensor_file *file) {
    for (uint32_t i = 0; i < lg_program_input_count(program); i++) {
        lg_value_info v;
        lg_error err = LG_ERROR_INIT;
        lg_program_input(program, i, &v);
        uint32_t at = lg_tensor_file_find(file, v.name);
        if (at != UINT32_MAX &&
            lg_session_bind_input(session, i, lg_tensor_file_view(file, at), &err) != LG_OK)
            return report_error(c, &err, c->arguments[0], false);
    }
    return EXIT_OK;
}
