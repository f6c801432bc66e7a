#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs recorded sessions of the program and compares what it prints.
#
# usage: run_cases.sh PROGRAM WORKDIR CASE...        (UPDATE=1 rewrites the cases)
#
# A case is a text file. "$ COMMAND" runs a shell command (lines that begin with "> " continue it) in
# a fresh directory; what follows is its output, standard error after standard output, then "? CODE"
# unless the code is 0. "% ..." are comments; an expected line that ends in " (re)" is an extended
# regular expression for the whole line.
program=$1
work=$2
shift 2
failed=0
case $program in /*) ;; *) program=$PWD/$program ;; esac
PATH=$(dirname "$program"):$PATH
DATA=$(cd "$(dirname "$0")/.." && pwd)
export PATH DATA
unset LOSSGRAPH_LIMITS LOSSGRAPH_THREADS LOSSGRAPH_CPU LOSSGRAPH_LOG_LEVEL NO_COLOR CLICOLOR_FORCE

# Runs the command in $1 and appends the command's record to the file `actual`.
execute() {
    (cd "$dir" && sh "$1" >"$base/out" 2>"$base/err" </dev/null)
    code=$?
    cat "$base/out" >>"$base/actual"
    # A last line without a line break gets one, so that the record stays a text file.
    [ -z "$(tail -c 1 "$base/out")" ] || echo >>"$base/actual"
    cat "$base/err" >>"$base/actual"
    [ $code -eq 0 ] || echo "? $code" >>"$base/actual"
}

matches() { # expected actual: line by line
    while IFS= read -r want <&3; do
        IFS= read -r got <&4 || return 1
        case $want in
        *" (re)") printf '%s\n' "$got" | grep -E -x -q -e "${want% (re)}" || return 1 ;;
        *) [ "$want" = "$got" ] || return 1 ;;
        esac
    done
    ! IFS= read -r got <&4
}

for file; do
    name=$(basename "$file" .case)
    base=$work/$name
    dir=$base/dir
    rm -rf "$base"
    mkdir -p "$dir"
    : >"$base/actual"
    : >"$base/command"
    pending=0
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        "> "*)
            printf '%s\n' "${line#> }" >>"$base/command"
            printf '%s\n' "$line" >>"$base/actual"
            continue
            ;;
        esac
        if [ $pending -eq 1 ]; then
            execute "$base/command"
            pending=0
        fi
        case $line in
        '$ '*)
            printf '%s\n' "${line#? }" >"$base/command"
            printf '%s\n' "$line" >>"$base/actual"
            pending=1
            ;;
        '% '*) printf '%s\n' "$line" >>"$base/actual" ;;
        esac
    done <"$file"
    [ $pending -eq 0 ] || execute "$base/command"
    if ! matches 3<"$file" 4<"$base/actual"; then
        if [ -n "$UPDATE" ]; then
            cp "$base/actual" "$file"
            echo "$name: rewritten"
        else
            echo "$name: the output differs"
            diff -u "$file" "$base/actual"
            failed=1
        fi
    fi
done
exit $failed
