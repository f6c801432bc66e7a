/* SPDX-License-Identifier: Apache-2.0 */
/* Times one f32 convolution with constant weights: bench_conv N C M SIZE KERNEL STRIDE PAD GROUP
 * [forward|dx|dw]. Prints the minimum in microseconds after every line read from stdin. */
#include "ops/gemm/conv.h"
#include "tests/bench/bench.h"
#include "tests/ops/gemm/gemm_host.h"

#include <stdlib.h>
#include <string.h>

static float *filled(int64_t n) {
    float *p = aligned_alloc(64, ((size_t)n * sizeof(float) + 63) / 64 * 64);
    for (int64_t i = 0; p && i < n; i++)
        p[i] = (float)(i % 17) - 8;
    return p;
}

int main(int argc, char **argv) {
    if (argc < 9) {
        fprintf(stderr, "usage: bench_conv N C M SIZE KERNEL STRIDE PAD GROUP [forward|dx|dw]\n");
        return 2;
    }
    int64_t v[8];
    for (int i = 0; i < 8; i++)
        v[i] = atoll(argv[i + 1]);
    const char *what = argc > 9 ? argv[9] : "forward";
    int64_t out = (v[3] + 2 * v[6] - v[4]) / v[5] + 1;
    lg_conv cv = {.dtype = LG_FLOAT,
                  .n = v[0],
                  .c = v[1],
                  .m = v[2],
                  .groups = v[7],
                  .in = {1, v[3], v[3]},
                  .out = {1, out, out},
                  .k = {1, v[4], v[4]},
                  .stride = {1, v[5], v[5]},
                  .dilation = {1, 1, 1},
                  .pad = {0, v[6], v[6]}};
    float *x = filled(v[0] * v[1] * v[3] * v[3]), *y = filled(v[0] * v[2] * out * out);
    float *w = filled(v[2] * v[1] / v[7] * v[4] * v[4]);
    gemm_host h;
    gemm_host_init(&h, 0, 1);
    h.host.packed = bench_packed;
    lg_view in = {.dtype = LG_FLOAT, .data = w};
    lg_prepare prep = {
        .in = &in, .n_in = 1, .kernels = &h.kernels, .host = &h.host, .self = &h, .err = &h.err};
    const void *packed;
    size_t bytes;
    lg_conv_task task = strcmp(what, "dx") == 0   ? LG_CONV_INPUT_GRAD
                        : strcmp(what, "dw") == 0 ? LG_CONV_WEIGHT_GRAD
                                                  : LG_CONV_FORWARD;
    if (!x || !y || !w || lg_conv_prepack(&prep, &cv, 0, &packed) != LG_OK ||
        !lg_conv_workspace(&cv, task, &bytes))
        return 1;
    void *ws = aligned_alloc(64, bytes + 64 - bytes % 64);
    lg_exec ctx = gemm_host_exec(&h);
    bench_clock clock = {0};
    while (bench_more(&clock))
        while (bench_once(&clock)) {
            lg_status st = task == LG_CONV_INPUT_GRAD
                               ? lg_conv_input_grad(&ctx, &cv, y, w, NULL, x, ws)
                           : task == LG_CONV_WEIGHT_GRAD
                               ? lg_conv_weight_grad(&ctx, &cv, y, x, w, ws)
                               : lg_conv_forward(&ctx, &cv, x, w, packed, NULL, y, ws);
            if (st != LG_OK)
                return 1;
        }
    return 0;
}
