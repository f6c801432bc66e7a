#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The NEON kernels and the matrix product, cross-compiled and run under emulation.
# usage: .ci/aarch64.sh
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/tools/setup.sh"
need_packages "${build_packages[@]}" libcmocka-dev gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
    qemu-user-static
cd "$top"
cmake --preset release
ninja -C build-release cross_kernels cross_gemv cross_pack cross_gemm
ctest --test-dir build-release -j "$(nproc)" --output-on-failure -R '^aarch64\.'
