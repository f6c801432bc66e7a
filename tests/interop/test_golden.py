# SPDX-License-Identifier: Apache-2.0
"""The committed golden data agree with a NumPy evaluation that does not use PyTorch.

usage: python test_golden.py [FILTER]
"""

import json
import os
import sys

import numpy as np
import onnx

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "golden")
sys.path.insert(0, os.path.join(HERE, "..", "..", "tools", "python"))

from test_export import Runner, check  # noqa: E402

CASES = []


def case(function):
    CASES.append(function)
    return function


def digits(name, form):
    folder = os.path.join(GOLDEN, "digits")
    model = onnx.load(os.path.join(folder, f"{name}_{form}.onnx"))
    check(model)
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    with open(os.path.join(folder, f"{name}_losses.jsonl")) as file:
        rows = [json.loads(line) for line in file]
    assert len(rows) == expected["steps"] == 100
    train = np.load(os.path.join(folder, "train.npz"))
    x, y, batch = train["x"], train["y"], expected["batch"]
    runner, at, epoch, worst = Runner(model), 0, 0, 0.0
    for row in rows:
        assert row["epoch"] == epoch
        loss = runner.step(x=x[at : at + batch], y=y[at : at + batch])
        worst = max(worst, abs(loss - row["loss"]) / (1 + row["loss"]))
        at += batch
        if at >= len(x):
            at, epoch = 0, epoch + 1
    assert worst <= expected["loss_tolerance"], f"losses differ by {worst:.2g}"
    if form == "train":
        test = np.load(os.path.join(folder, "test.npz"))
        hits = (runner.infer(x=test["x"]).argmax(1) == test["y"]).mean()
        assert hits > 0.95, f"accuracy {hits} after 100 steps"
    print(f"  digits {name}_{form}: losses within {worst:.2g}")


@case
def digits_mlp():
    digits("mlp", "train")


@case
def digits_mlp_flat():
    digits("mlp", "flat")


@case
def digits_cnn():
    digits("cnn", "train")


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    passed = failed = 0
    for function in CASES:
        if wanted not in function.__name__:
            continue
        try:
            function()
            passed += 1
        except Exception as error:
            failed += 1
            print(f"FAIL {function.__name__}: {type(error).__name__}: {error}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
