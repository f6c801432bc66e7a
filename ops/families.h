/* SPDX-License-Identifier: Apache-2.0 */
/* Declarations of what families.inc names. */
#ifndef LG_OPS_FAMILIES_H
#define LG_OPS_FAMILIES_H

#include <lossgraph/op.h>

#define LG_FAMILY(symbol, file) extern const lg_op_family lg_family_##symbol;
#include "ops/families.inc"
#undef LG_FAMILY

#endif
