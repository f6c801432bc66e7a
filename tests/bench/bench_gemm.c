/* SPDX-License-Identifier: Apache-2.0 */
/* Times one matrix product: bench_gemm M K N [transA transB const_b dtype]. Prints the minimum time
 * in microseconds after every line read from stdin. */
#include "ops/gemm/gemm.h"
#include "tests/bench/bench.h"
#include "tests/ops/gemm/gemm_host.h"

#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: bench_gemm M K N [transA transB constB f32|f64]\n");
        return 2;
    }
    int64_t m = atoll(argv[1]), k = atoll(argv[2]), n = atoll(argv[3]);
    int ta = argc > 4 && atoi(argv[4]), tb = argc > 5 && atoi(argv[5]);
    int constant = argc > 6 && atoi(argv[6]);
    int32_t dtype = argc > 7 && strcmp(argv[7], "f64") == 0 ? LG_DOUBLE : LG_FLOAT;
    size_t size = dtype == LG_DOUBLE ? 8 : 4, bytes;
    gemm_host h;
    gemm_host_init(&h, 0, 1);
    h.host.packed = bench_packed;
    lg_gemm g = {.m = m, .n = n, .k = k, .ldc = n, .dtype = dtype, .alpha = 1};
    void *data[3];
    const int64_t count[] = {m * k, k * n, m * n};
    for (int i = 0; i < 3; i++) {
        data[i] = aligned_alloc(64, ((size_t)count[i] * size + 63) / 64 * 64);
        if (!data[i])
            return 1;
        for (int64_t j = 0; j < count[i]; j++)
            if (dtype == LG_DOUBLE)
                ((double *)data[i])[j] = (double)(j % 17) - 8;
            else
                ((float *)data[i])[j] = (float)(j % 17) - 8;
    }
    g.a = (lg_gemm_operand){.data = data[0], .row = ta ? 1 : k, .col = ta ? m : 1};
    g.b = (lg_gemm_operand){.data = data[1], .row = tb ? 1 : n, .col = tb ? k : 1};
    g.c = data[2];
    if (constant && lg_gemm_wants_packed_b(m)) {
        lg_view in = {.dtype = dtype};
        lg_prepare prep = {.in = &in,
                           .n_in = 1,
                           .kernels = &h.kernels,
                           .host = &h.host,
                           .self = &h,
                           .err = &h.err};
        if (lg_gemm_prepack_b(&prep, 0, &g.b, k, n, 1, 0, &g.b.packed) != LG_OK)
            return 1;
    }
    if (!lg_gemm_workspace(&g, &bytes))
        return 1;
    void *ws = aligned_alloc(64, bytes + 64 - bytes % 64);
    lg_exec ctx = gemm_host_exec(&h);
    bench_clock clock = {0};
    while (bench_more(&clock))
        while (bench_once(&clock))
            if (lg_gemm_run(&ctx, &g, ws) != LG_OK)
                return 1;
    return 0;
}
