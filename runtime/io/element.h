/* SPDX-License-Identifier: Apache-2.0 */
/* Single elements of every type, beyond what the public header offers. */
#ifndef LG_IO_ELEMENT_H
#define LG_IO_ELEMENT_H

#include "runtime/base/str.h"

#include <lossgraph/tensorio.h>

/* Integers and booleans. */
bool lg_dtype_is_integer(int32_t dtype);
/* Imaginary part, 0 for real types. */
double lg_element_imaginary(const lg_view *view, int64_t index);
/* Write an element of any numeric type. False when an integer type has no equal of the value. */
bool lg_element_set_real(const lg_view *view, int64_t index, double value);
bool lg_element_set_integer(const lg_view *view, int64_t index, int64_t value);

/* Adds `value` under `name`, converted by value. */
LG_MUST_USE lg_status lg_tensors_add_cast(lg_tensor_file *file, lg_str name, const lg_view *value,
                                          int32_t dtype, lg_error *err);
/* Adds a made tensor (LG_FILL_*). */
LG_MUST_USE lg_status lg_tensors_add_filled(lg_tensor_file *file, lg_str name, int32_t dtype,
                                            int32_t rank, const int64_t *dims, int32_t fill,
                                            double low, double high, uint64_t seed, lg_error *err);

#endif
