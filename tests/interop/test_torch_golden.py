# SPDX-License-Identifier: Apache-2.0
"""The committed golden data agree with a NumPy evaluation that does not use PyTorch.

usage: python test_torch_golden.py [FILTER]
"""

import json
import os
import sys

import numpy as np
import onnx

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "golden")
sys.path.insert(0, os.path.join(HERE, "..", "..", "tools", "python"))

from lossgraph.losses import DIFFERENTIABLE  # noqa: E402
from onnx.reference import ReferenceEvaluator  # noqa: E402
from reflosses import LOSSES  # noqa: E402
from refops import Evaluator, initializers  # noqa: E402
from test_torch_export import Runner, check  # noqa: E402

CASES = []


def case(function):
    CASES.append(function)
    return function


def training_run(directory, name, form):
    """Repeats PyTorch's losses on the committed batches; returns the runner."""
    folder = os.path.join(GOLDEN, directory)
    model = onnx.load(os.path.join(folder, f"{name}_{form}.onnx"))
    check(model)
    with open(os.path.join(folder, "expected.json")) as file:
        expected = json.load(file)
    with open(os.path.join(folder, f"{name}_losses.jsonl")) as file:
        rows = [json.loads(line) for line in file]
    assert len(rows) == expected["steps"]
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
    print(f"  {directory} {name}_{form}: losses within {worst:.2g}")
    return runner


def digits(name, form):
    runner = training_run("digits", name, form)
    test = np.load(os.path.join(GOLDEN, "digits", "test.npz"))
    if form == "train":
        hits = (runner.infer(x=test["x"]).argmax(1) == test["y"]).mean()
        assert hits > 0.95, f"accuracy {hits} after 100 steps"


@case
def digits_mlp():
    digits("mlp", "train")


@case
def digits_mlp_flat():
    digits("mlp", "flat")


@case
def transformer():
    training_run("transformer", "gpt", "train")


@case
def digits_cnn():
    digits("cnn", "train")


def widened(array, kind):
    """16-bit patterns as float32; the NumPy losses compute in double anyway."""
    if kind == "f16":
        return array.view(np.float16).astype(np.float32)
    if kind == "bf16":
        return (array.astype(np.uint32) << 16).view(np.float32)
    return array


# Relative to 1 + |expected|; one rounding of the float32 result for the 16-bit types.
LOSS_TOLERANCE = {"f64": 1e-12, "f32": 1e-6, "f16": 1.1 * 2.0**-11, "bf16": 1.1 * 2.0**-8}


def same(ours, reference, kind, what):
    assert ours.shape == reference.shape, f"{what}: shape {ours.shape}, not {reference.shape}"
    ours, reference = ours.astype(np.float64), reference.astype(np.float64)
    if kind == "f16":  # beyond the range: what rounds to infinity
        ours = np.where(np.abs(ours) >= 65520, np.copysign(np.inf, ours), ours)
    odd = ~np.isfinite(reference)
    assert np.array_equal(ours[odd], reference[odd], equal_nan=True), f"{what}: {ours} {reference}"
    error = np.abs(ours[~odd] - reference[~odd]) / (1 + np.abs(reference[~odd]))
    bad = ~(error <= LOSS_TOLERANCE[kind])
    assert not bad.any(), f"{what}: off by {error[bad]}: {ours} {reference}"


def loss_cases(op):
    folder = os.path.join(GOLDEN, "losses")
    data = np.load(os.path.join(folder, f"{op}.npz"))
    with open(os.path.join(folder, "cases.jsonl")) as file:
        lines = [json.loads(line) for line in file]
    for line in lines:
        if line["op"] != op:
            continue
        case, kind = line["case"], line["dtype"]
        kinds = [i and i.split(":")[1] for i in line["inputs"]]
        inputs = [
            None if k is None else widened(data[f"{case}/in_{i}"], k) for i, k in enumerate(kinds)
        ]
        attributes = {
            k: float(v) if v in ("inf", "-inf") else v for k, v in line["attributes"].items()
        }
        what = f"{case} ({line['note']}, {attributes}, {kind})"
        with np.errstate(all="ignore"):
            loss = LOSSES[op](attributes, *inputs)[0]
            same(loss, widened(data[f"{case}/out"], kind), kind, what)
            g = widened(data[f"{case}/g"], kind)
            grads = LOSSES[op + "Grad"](attributes, g, *inputs)
        for i in line["grads"]:
            slot = DIFFERENTIABLE[op].index(i)
            reference = widened(data[f"{case}/grad_{i}"], kinds[i])
            same(grads[slot], reference, kind, f"{what} grad {i}")
        yield case


def _loss_case(op):
    def run():
        count = sum(1 for _ in loss_cases(op))
        assert count >= 60, f"{count} cases"
        print(f"  {op}: {count} cases")

    run.__name__ = f"loss_{op}"
    return run


for _op in DIFFERENTIABLE:
    if os.path.exists(os.path.join(GOLDEN, "losses", f"{_op}.npz")):
        case(_loss_case(_op))


def tensors(folder, kind):
    out = {}
    while os.path.exists(path := os.path.join(folder, f"{kind}_{len(out)}.pb")):
        with open(path, "rb") as file:
            proto = onnx.TensorProto.FromString(file.read())
        out[proto.name] = onnx.numpy_helper.to_array(proto)
    return out


def evaluated(model, feeds):
    """Outputs of a tutorial model; the plugin's operators are run as MSELoss."""
    outputs = [o.name for o in model.graph.output]
    if model.functions:
        every = {**initializers(model.graph), **feeds}
        every = {k: v for k, v in every.items() if k in {i.name for i in model.graph.input}}
        return ReferenceEvaluator(model).run(outputs, every)
    nodes = list(model.graph.node)
    for node in nodes:
        if node.domain == "com.example":
            node.op_type = node.op_type.replace("MeanSquareError", "MSELoss")
            node.domain = "ai.lossgraph"
    return Evaluator(nodes, outputs).run({**initializers(model.graph), **feeds})


@case
def tutorial():
    root = os.path.join(GOLDEN, "tutorial")
    names = sorted(n for n in os.listdir(root) if os.path.isdir(os.path.join(root, n)))
    for name in names:
        data = os.path.join(root, name, "test_data_set_0")
        feeds, expected = tensors(data, "input"), tensors(data, "output")
        model = onnx.load(os.path.join(root, name, "model.onnx"))
        onnx.checker.check_model(model)
        assert list(feeds) == [i.name for i in model.graph.input], name
        assert list(expected) == [o.name for o in model.graph.output], name
        if name.endswith("_autodiff"):  # nothing here runs Gradient: the values are those of _grad
            twin = os.path.join(root, name.replace("_autodiff", "_grad"), "test_data_set_0")
            results = tensors(twin, "output").values()
        else:
            results = evaluated(model, feeds)
        for (label, reference), ours in zip(expected.items(), results):
            assert ours.shape == reference.shape, f"{name} {label}"
            assert np.allclose(ours, reference, rtol=1e-5, atol=1e-7), f"{name} {label}"
    assert len(names) >= 30, names
    print(f"  tutorial: {len(names)} models")


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
