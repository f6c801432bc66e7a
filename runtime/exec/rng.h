/* SPDX-License-Identifier: Apache-2.0 */
/* Seeds of random operators: a pure function of session seed, node, run and repetition, so that a
 * result depends on nothing else. The generators themselves are the operators'. */
#ifndef LG_EXEC_RNG_H
#define LG_EXEC_RNG_H

#include <stdint.h>

/* `graph` and `node` name the node within the program, `run` the run of the session, `call` the
 * repetition of a subgraph within it. */
uint64_t lg_rng_seed(uint64_t session, uint32_t graph, uint32_t node, uint64_t run, uint64_t call);

#endif
