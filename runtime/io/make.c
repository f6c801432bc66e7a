/* SPDX-License-Identifier: Apache-2.0 */
/* Made tensors: converted to another type, or filled with numbers. */
#include "runtime/io/element.h"
#include "runtime/io/tensors.h"

#include <math.h>

lg_status lg_tensors_add_cast(lg_tensor_file *file, lg_str name, const lg_view *value,
                              int32_t dtype, lg_error *err) {
    if (value->dtype == dtype)
        return lg_tensors_add_copy(file, name, value, err);
    if (lg_dtype_bits(value->dtype) == 0 || lg_dtype_bits(dtype) == 0)
        return lg_fail(err, LG_E_TYPE, "'%s': type %s cannot become %s", LG_SHOW(name),
                       lg_dtype_name(value->dtype), lg_dtype_name(dtype));
    lg_view *out = NULL;
    LG_TRY(lg_tensors_add(file, name, dtype, value->rank, value->dims, &out, err));
    bool integer = lg_dtype_is_integer(value->dtype);
    for (int64_t i = 0; i < value->count; i++) {
        bool ok = true;
        int64_t v = integer ? lg_tensor_integer(value, i) : 0;
        if (integer && !(value->dtype == LG_UINT64 && v < 0))
            ok = lg_element_set_integer(out, i, v);
        else
            ok = lg_element_set_real(out, i, lg_tensor_real(value, i));
        if (!ok) {
            char text[64];
            lg_tensor_print(value, i, text, sizeof text);
            return lg_fail(err, LG_E_TYPE, "'%s': element %lld, %s, has no equal of type %s",
                           LG_SHOW(name), (long long)i, text, lg_dtype_name(dtype));
        }
    }
    return LG_OK;
}

/* SplitMix64 on a counter: every element is independent of the others. */
static uint64_t mix(uint64_t z) {
    z += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static double uniform(uint64_t seed, uint64_t counter) {
    return (double)(mix(mix(seed) ^ counter) >> 11) * 0x1p-53;
}

lg_status lg_tensors_add_filled(lg_tensor_file *file, lg_str name, int32_t dtype, int32_t rank,
                                const int64_t *dims, int32_t fill, double low, double high,
                                uint64_t seed, lg_error *err) {
    lg_view *out = NULL;
    if (lg_dtype_bits(dtype) == 0 && fill != LG_FILL_ZEROS)
        return lg_fail(err, LG_E_TYPE, "'%s': values of type %s cannot be made", LG_SHOW(name),
                       lg_dtype_name(dtype));
    LG_TRY(lg_tensors_add(file, name, dtype, rank, dims, &out, err));
    bool integer = lg_dtype_is_integer(dtype);
    for (int64_t i = 0; i < out->count && fill != LG_FILL_ZEROS; i++) {
        double v = 0;
        uint64_t k = (uint64_t)i;
        if (fill == LG_FILL_UNIFORM)
            v = low + (high - low) * uniform(seed, 2 * k);
        else if (fill == LG_FILL_NORMAL) /* Box and Muller */
            v = low + high * sqrt(-2 * log(1 - uniform(seed, 2 * k))) *
                          cos(6.283185307179586477 * uniform(seed, 2 * k + 1));
        else
            v = (double)i / (double)out->count;
        if (!lg_element_set_real(out, i, integer ? floor(v) : v))
            return lg_fail(err, LG_E_TYPE, "'%s': the range does not fit type %s", LG_SHOW(name),
                           lg_dtype_name(dtype));
    }
    return LG_OK;
}
