/* SPDX-License-Identifier: Apache-2.0 */
/* The sub-commands, one file each. */
#ifndef LG_TOOLS_COMMANDS_H
#define LG_TOOLS_COMMANDS_H

#include "tools/cli/cli.h"

extern const command command_run, command_test, command_train, command_inspect, command_plan,
    command_check, command_ops, command_completion, command_help;

/* plan --buffers */
int plan_buffers(cli *c);

#endif
