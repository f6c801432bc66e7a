#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds one preset of CMakePresets.json and runs the C tests: dev asan ubsan tsan release scalar
# minimal. usage: .ci/preset.sh PRESET
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/tools/setup.sh"
preset=${1:?usage: .ci/preset.sh PRESET}
need_packages "${build_packages[@]}" libcmocka-dev clang-14 libclang-rt-14-dev
cd "$top"
cmake --preset "$preset"
ninja -C "build-$preset"
ctest --test-dir "build-$preset" -j "$(nproc)" --output-on-failure -LE 'bench|slow|repo|interop|consumer'
