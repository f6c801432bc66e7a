/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of elements as float or double. */
#include "ops/opkit/lanes.h"
#include "ops/opkit/core.h"

static const char *element(const void *data, int32_t dtype, int64_t at) {
    return (const char *)data + (size_t)at * op_elem_size(dtype);
}

static char *element_to(void *data, int32_t dtype, int64_t at) {
    return (char *)data + (size_t)at * op_elem_size(dtype);
}

const float *lg_lanes_f32(const void *data, int32_t dtype, int64_t at, int64_t n, float *buffer) {
    if (dtype == LG_FLOAT)
        return (const float *)data + at;
    if (op_is_float(dtype)) {
        lg_load_f32(dtype, element(data, dtype, at), 1, n, buffer);
    } else {
        for (int64_t i = 0; i < n; i++)
            buffer[i] = (float)lg_lane(data, dtype, at + i);
    }
    return buffer;
}

const double *lg_lanes_f64(const void *data, int32_t dtype, int64_t at, int64_t n, double *buffer) {
    if (dtype == LG_DOUBLE)
        return (const double *)data + at;
    lg_load_f64(dtype, element(data, dtype, at), 1, n, buffer);
    return buffer;
}

double lg_lane(const void *data, int32_t dtype, int64_t at) {
    double x;
    return *lg_lanes_f64(data, dtype, at, 1, &x);
}

float *lg_lanes_to_f32(void *data, int32_t dtype, int64_t at, float *buffer) {
    return dtype == LG_FLOAT ? (float *)data + at : buffer;
}

double *lg_lanes_to_f64(void *data, int32_t dtype, int64_t at, double *buffer) {
    return dtype == LG_DOUBLE ? (double *)data + at : buffer;
}

void lg_lanes_put_f32(void *data, int32_t dtype, int64_t at, int64_t n, const float *from) {
    if (dtype != LG_FLOAT || from != (const float *)data + at)
        lg_store_f32(dtype, from, n, element_to(data, dtype, at));
}

void lg_lanes_put_f64(void *data, int32_t dtype, int64_t at, int64_t n, const double *from) {
    if (dtype != LG_DOUBLE || from != (const double *)data + at)
        lg_store_f64(dtype, from, n, element_to(data, dtype, at));
}

void lg_lane_put(void *data, int32_t dtype, int64_t at, double value) {
    lg_store_f64(dtype, &value, 1, element_to(data, dtype, at));
}

void lg_lanes_fill(void *data, int32_t dtype, int64_t at, int64_t n, double value) {
    double run[64];
    for (int32_t i = 0; i < 64; i++)
        run[i] = value;
    for (int64_t i = 0; i < n; i += 64)
        lg_store_f64(dtype, run, op_min(64, n - i), element_to(data, dtype, at + i));
}
