#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Help, manual pages and completion name the same options. usage: check_options.sh PROGRAM
program=$1
failed=0
commands=$("$program" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ -n "$commands" ] || { echo "no commands"; exit 1; }
"$program" completion bash >completion.bash
"$program" completion zsh >completion.zsh
"$program" completion fish >completion.fish
"$program" help --man >program.1

compare() { # command, what, list
    if [ "$3" != "$help" ]; then
        echo "$1: $2 has other options than the help"
        printf '%s\n' "$help" >a.txt
        printf '%s\n' "$3" | diff a.txt -
        failed=1
    fi
}

for c in $commands; do
    help=$("$program" help "$c" | sed -n 's/^  .., \{0,1\}--\([a-z-]*\).*/\1/p;s/^      --\([a-z-]*\).*/\1/p' | sort)
    [ "$(printf '%s\n' "$help" | wc -l)" -ge 10 ] || { echo "$c: too few options in the help"; failed=1; }
    compare "$c" "the manual" "$("$program" help --man "$c" | sed -n '/^\\fB/s/\\-/-/gp' |
        sed -n 's/.*\\fB--\([a-z-]*\)\\fR.*/\1/p' | sort)"
    compare "$c" "bash completion" "$(sed -n "s/^        $c) words=\"\(.*\)\" ;;/\1/p" completion.bash |
        tr ' ' '\n' | sed -n 's/^--//p' | sort)"
    compare "$c" "zsh completion" "$(sed -n "/^  $c)/,/;;/s/^      '[*]\{0,1\}--\([a-z-]*\).*/\1/p" completion.zsh | sort)"
    compare "$c" "fish completion" "$(grep -e "__fish_seen_subcommand_from $c'" completion.fish |
        sed 's/.* -l \([a-z-]*\) .*/\1/' | sort)"
    grep -q "lossgraph.*-$c (1)" program.1 || { echo "$c: not in lossgraph.1"; failed=1; }
done
exit $failed
