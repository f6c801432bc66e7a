# SPDX-License-Identifier: Apache-2.0
# Sourced by tools/quickstart and tests/run: installs what is missing, and says so.

say() { printf '\n== %s\n' "$*"; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else echo "this step needs root: $*" >&2; return 1
    fi
}

# need_packages PACKAGE…: installs the Debian packages that are not there yet.
need_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    say "installing Debian packages: ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        "${missing[@]}" >/dev/null
}

# need_venv DIR PACKAGE…: a Python virtual environment that holds the packages.
need_venv() {
    local dir=$1; shift
    local stamp="$dir/installed.txt"
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$*" ] && return 0
    say "Python virtual environment $dir: $*"
    [ -x "$dir/bin/pip" ] || python3 -m venv "$dir"
    "$dir/bin/pip" install -q --disable-pip-version-check "$@"
    echo "$*" >"$stamp"
}

build_packages=(build-essential cmake ninja-build pkg-config protobuf-c-compiler libprotobuf-c-dev
                zlib1g-dev)

# build_tree DIR CMAKE-OPTION…: configures once and builds.
build_tree() {
    local dir=$1; shift
    say "building $dir"
    cmake -S "$top" -B "$dir" -G Ninja "$@" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; return 1; }
    ninja -C "$dir" >>"$dir.log" 2>&1 || { tail -n 60 "$dir.log" >&2; return 1; }
}
