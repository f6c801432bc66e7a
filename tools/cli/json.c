/* SPDX-License-Identifier: Apache-2.0 */
/* JSON documents: one line, keys in the order they are written. */
#include "tools/cli/cli.h"

static void put_string(text *out, const char *s) {
    text_put(out, "\"", 1);
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            text_add(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            text_add(out, "\\u%04x", c);
        else
            text_put(out, s, 1);
    }
    text_put(out, "\"", 1);
}

static void begin(json *j, const char *name) {
    if (j->comma)
        text_put(&j->out, ",", 1);
    if (name) {
        put_string(&j->out, name);
        text_put(&j->out, ":", 1);
    }
    j->comma = true;
}

void json_open(json *j, const char *name, char bracket) {
    begin(j, name);
    text_put(&j->out, &bracket, 1);
    j->comma = false;
}

void json_close(json *j, char bracket) {
    text_put(&j->out, &bracket, 1);
    j->comma = true;
}

void json_text(json *j, const char *name, const char *value) {
    begin(j, name);
    put_string(&j->out, value ? value : "");
}

void json_int(json *j, const char *name, int64_t value) {
    begin(j, name);
    if (value > (int64_t)1 << 53 || value < -((int64_t)1 << 53))
        text_add(&j->out, "\"%lld\"", (long long)value);
    else
        text_add(&j->out, "%lld", (long long)value);
}

void json_real(json *j, const char *name, double value) {
    char digits[32];
    begin(j, name);
    if (value != value)
        text_add(&j->out, "\"NaN\"");
    else if (value - value != 0)
        text_add(&j->out, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    else
        text_put(&j->out, digits, lg_number_print(value, digits));
}

void json_element(json *j, const lg_view *view, int64_t index) {
    double v = lg_tensor_real(view, index);
    if (view->dtype == LG_INT64 || view->dtype == LG_UINT64 || v - v != 0) {
        if (view->dtype == LG_INT64)
            json_int(j, NULL, lg_tensor_integer(view, index));
        else
            json_real(j, NULL, v);
        return;
    }
    char digits[64];
    lg_tensor_print(view, index, digits, sizeof digits); /* the digits of its own type */
    json_raw(j, NULL, digits);
}

void json_bool(json *j, const char *name, bool value) {
    begin(j, name);
    text_add(&j->out, value ? "true" : "false");
}

void json_raw(json *j, const char *name, const char *value) {
    begin(j, name);
    text_put(&j->out, value, strlen(value));
}

int json_finish(cli *c, json *j, const char *path) {
    text_put(&j->out, "\n", 1);
    int rc = write_output(c, path ? path : "-", j->out.data, j->out.size);
    text_free(&j->out);
    return rc;
}
