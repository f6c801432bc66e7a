/* SPDX-License-Identifier: Apache-2.0 */
/* A miniature host that runs one operator: attributes from text or a struct, infer with symbols and
 * with numbers, run on any number of threads. It needs no session, registry or loader, so operator
 * tests stay independent of them. */
#ifndef LG_TESTS_OP_RUNNER_H
#define LG_TESTS_OP_RUNNER_H

#include <lossgraph/op.h>

#include <stdbool.h>

enum { LG_RUN_ARGS = 32 };

typedef struct lg_runner {
    const lg_op_desc *desc;
    int32_t opset;
    uint32_t n_in, n_out, threads;
    lg_view in[LG_RUN_ARGS];
    lg_view out[LG_RUN_ARGS];   /* results; an unwanted one stays UNDEFINED */
    bool unwanted[LG_RUN_ARGS]; /* set before the run */
    bool hide_values;           /* infer sees no data: sizes that depend on values are unknown */
    lg_type type[LG_RUN_ARGS];  /* of the results, as infer left them; may be preset */
    bool preset;                /* type[] holds what a model would declare */
    void *params;               /* desc->params_size bytes, defaults filled in */
    uint64_t seed;
    uint64_t max_bytes; /* check_bytes refuses more; 64 GiB by default */
    lg_error err;
    /* private */
    void *blocks;      /* everything that was allocated */
    int64_t *sym_keys; /* memo of derived symbols */
    int64_t n_syms, next_sym;
    bool in_run;
} lg_runner;

/* The built-in descriptor with the largest since_version not above `version`. */
const lg_op_desc *lg_runner_find(const char *domain, const char *name, int32_t version);
/* Prepares a runner for an operator; parameters get their fallbacks. */
void lg_runner_init(lg_runner *r, const lg_op_desc *desc, int32_t opset);
/* Sets attributes from text: `axis 1  keepdims 0  axes [0, 1]  mode "edge"  value f32 [2] {1, 2}`.
 */
lg_status lg_runner_attrs(lg_runner *r, const char *text);
/* A tensor owned by the runner; data is zeroed. */
lg_view lg_runner_tensor(lg_runner *r, int32_t dtype, int32_t rank, const int64_t *dims);
/* Element `i` as a number (f64) and from a number; any type but strings. */
double lg_runner_get(const lg_view *v, int64_t i);
void lg_runner_set(const lg_view *v, int64_t i, double value);
/* Memory that lives as long as the runner. */
void *lg_runner_alloc(lg_runner *r, size_t bytes);
/* infer without any dim, infer with symbols, infer with numbers, run. Checks on the way that the
 * symbolic answers agree with the concrete ones. */
lg_status lg_runner_run(lg_runner *r);
/* Bytes of a view, 0 for UNDEFINED. */
size_t lg_runner_bytes(const lg_view *v);
bool lg_runner_same(const lg_view *a, const lg_view *b);
void lg_runner_reset(lg_runner *r);

#endif
