/* SPDX-License-Identifier: Apache-2.0 */
/* Umbrella header. */
#ifndef LOSSGRAPH_LOSSGRAPH_H
#define LOSSGRAPH_LOSSGRAPH_H

#include <lossgraph/base.h>
#include <lossgraph/context.h>
#include <lossgraph/memory.h>
#include <lossgraph/model.h>
#include <lossgraph/op.h>
#include <lossgraph/plan.h>
#include <lossgraph/registry.h>
#include <lossgraph/session.h>
#include <lossgraph/status.h>
#include <lossgraph/tensor.h>
#include <lossgraph/tensorio.h>
#include <lossgraph/train.h>

#endif
