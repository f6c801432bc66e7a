#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks the rules of the source tree. usage: rules.sh DIR
# Every finding is one line; the exit code is 1 when there is any.
cd "$1" || exit 2
findings=$(mktemp)
trap 'rm -f "$findings"' EXIT
report() { printf '%s\n' "$*" >>"$findings"; }

# Ceilings: 800 lines for a source file, 400 for a public header.
for f in $(git ls-files 'runtime/*.[ch]' 'ops/*.[ch]' 'ops/*.inl' 'tools/*.[ch]' 'tools/*.py' 'tests/*.[ch]' 'tests/*.py'); do
    [ "$(wc -l <"$f")" -le 800 ] || report "$f: more than 800 lines"
done
for f in $(git ls-files 'include/*.h'); do
    [ "$(wc -l <"$f")" -le 400 ] || report "$f: more than 400 lines"
done

# Layers: what the files of a folder may include of the project's own.
layer() { # layer FOLDER ALLOWED-REGEX
    git ls-files "$1/*.[ch]" "$1/*.inl" "$1/*.inc" | while read -r f; do
        sed -n 's/^ *# *include *"\([^"]*\)".*/\1/p' "$f" | while read -r inc; do
            printf '%s\n' "$inc" | grep -Eq "$2" || report "$f includes $inc, which is above its layer"
        done
    done
}
layer runtime/base '^runtime/base/'
layer runtime/graph '^runtime/(base|graph)/'
layer runtime/registry '^(runtime/(base|graph|registry)/|ops/families\.(h|inc)$)'
layer runtime/onnx '^(runtime/(base|graph|registry|onnx)/|onnx\.pb-c\.h$)'
layer runtime/io '^runtime/(base|io)/'
layer runtime/passes '^(runtime/(base|graph|registry|passes)/|ops/aliases\.inc$)'
layer runtime/plan '^runtime/(base|graph|registry|plan)/'
layer runtime/exec '^(runtime/(base|graph|registry|onnx|io|passes|plan|exec)/|ops/kernels/kernels\.h$)'
layer runtime/train '^runtime/(base|graph|registry|onnx|io|passes|plan|exec|train)/'
# Cast reads and prints numbers with the locale-free routines.
layer ops '^(ops/|runtime/base/num\.h$)'
layer tools '^tools/cli/'
[ -z "$(git ls-files 'include/*.h' | xargs grep -l '^ *# *include *"')" ] ||
    report "a public header includes with quotes"

# Only one folder may include these.
only() { # only HEADER-REGEX ALLOWED-PATH-REGEX
    git grep -lE "^ *# *include *[<\"]($1)[>\"]" -- 'runtime/*' 'ops/*' |
        grep -Ev "$2" | sed "s|\$|: includes what only $2 may|" >>"$findings"
}
only 'onnx\.pb-c\.h|protobuf-c/.*' '^runtime/onnx/'
only 'zlib\.h' '^runtime/io/'
only 'immintrin\.h|arm_neon\.h|x86intrin\.h' '^ops/kernels/'
only 'dnnl.*\.h' '^ops/gemm/onednn\.c'
only 'dlfcn\.h|sys/.*|fcntl\.h|unistd\.h|pthread\.h' '^runtime/base/'

# Banned outside runtime/base: process control, output, environment, unbounded strings.
git grep -nE '(^|[^A-Za-z0-9_.>])(malloc|calloc|realloc|free|printf|fprintf|puts|putchar|perror|getenv|abort|exit|strcpy|strcat|sprintf|atoi|atol|atof|strtod|strtof|alloca|setlocale|gets|strtok)\(' \
    -- 'runtime/*.[ch]' 'ops/*.[ch]' 'ops/*.inl' | grep -vE '^runtime/base/|: *\*|//|->(free|alloc)\(' |
    sed 's/$/    [banned function]/' >>"$findings"

# Mirror: every source file of the library has a test file.
for f in $(git ls-files 'runtime/*/*.c' 'ops/*/*.c' | grep -vE '^ops/kernels/(scalar|avx2|avx512|neon|dispatch)\.c$'); do
    want=tests/$(dirname "$f")/test_$(basename "$f")
    [ -f "$want" ] || report "$f: no $want"
done

# The project speaks of itself alone.
git grep -nIiE '/work/|pypi\.org|\bissue #?[0-9]+|\b(TODO|FIXME|XXX)\b' -- . ':!tests/repo/rules.sh' |
    sed 's/$/    [not for the tree]/' >>"$findings"

# Every source says its licence.
for f in $(git ls-files '*.c' '*.h' '*.inl'); do
    head -n 3 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || report "$f: no SPDX line"
done

if [ -s "$findings" ]; then
    cat "$findings"
    exit 1
fi
echo "the rules of the tree hold"
