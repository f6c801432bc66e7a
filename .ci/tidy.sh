#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over the library and the program: zero findings. usage: .ci/tidy.sh [FILE…]
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/tools/setup.sh"
need_packages "${build_packages[@]}" libcmocka-dev clang-14 clang-tidy-14
cd "$top"
cmake -S . -B build/tidy -G Ninja -DCMAKE_C_COMPILER=clang-14 -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >/dev/null
ninja -C build/tidy lg_proto >/dev/null
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files 'runtime/*.c' 'ops/*.c' 'tools/*.c' | grep -vE 'kernels/(avx2|avx512|neon)\.c')
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-14 -p build/tidy --quiet --warnings-as-errors='*' 2>/dev/null
