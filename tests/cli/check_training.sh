#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Trains a golden model and compares every loss with PyTorch's.
#
# usage: check_training.sh PROGRAM WORKDIR MODEL TRAIN.npz LOSSES.jsonl BATCH TOLERANCE [OPTION...]
#
# Passes when |loss - expected| <= TOLERANCE * (1 + expected) for every step of LOSSES.jsonl.
set -e
program=$1 work=$2 model=$3 data=$4 losses=$5 batch=$6 tolerance=$7
shift 7
mkdir -p "$work"
metrics=$work/$(basename "$model" .onnx).jsonl
"$program" train "$model" --data "$data" --batch "$batch" --steps "$(wc -l <"$losses")" \
    --metrics "$metrics" --force "$@"
LC_ALL=C awk -v tolerance="$tolerance" '
    function number(key, at) {
        at = index($0, "\"" key "\":")
        return at ? substr($0, at + length(key) + 3) + 0 : -1
    }
    FNR == NR { want[number("step")] = number("loss"); n++; next }
    /"loss":/ {
        step = number("step"); d = number("loss") - want[step]; d = (d < 0 ? -d : d) / (1 + want[step])
        if (!(step in want) || !(d <= tolerance)) { print "step " step ": " $0 ", expected " want[step]; bad = 1 }
        if (d > worst) worst = d
        seen++
    }
    END { print seen " of " n " losses, worst difference " worst; exit bad || seen != n }
' "$losses" "$metrics"
