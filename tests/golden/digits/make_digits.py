# SPDX-License-Identifier: Apache-2.0
"""Writes the digits training runs: data, training graphs and what PyTorch makes of them.

usage: python make_digits.py OUTDIR      (PyTorch 2.13, scikit-learn, onnx)

train.npz, test.npz     x float32 [N,1,8,8] in 0..1, y int64 [N]; scikit-learn's digits
mlp_train.onnx          64-48-10, cross-entropy, AdamW, as training_info
mlp_flat.onnx           the same as a flat step graph
cnn_train.onnx          two convolutions with batch norm, SGD with Nesterov momentum and decay
NAME_losses.jsonl       PyTorch's loss before the update of each of 100 steps
expected.json           steps, batch, |loss - PyTorch's| / (1 + loss) to keep within, and PyTorch's
                        held-out accuracy after so many epochs

Batches: rows in file order, 64 at a time; the short last batch of an epoch is kept.
"""

import copy
import json
import os
import sys

import numpy as np
import onnx
import torch
import torch.nn as nn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "tools", "python"))

from lossgraph import export_training  # noqa: E402

BATCH, STEPS = 64, 100


def mlp():
    torch.manual_seed(10)
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 10))


def cnn():
    # This seed and rate keep away from near ties of ReLU and max pooling: with most others one
    # rounding error flips a gradient within 100 steps, and the losses part by 1e-3.
    torch.manual_seed(34)

    def block(i, o):
        conv = nn.Conv2d(i, o, 3, padding=1, bias=False)
        return [conv, nn.BatchNorm2d(o), nn.ReLU(), nn.MaxPool2d(2)]

    return nn.Sequential(*block(1, 8), *block(8, 16), nn.Flatten(), nn.Linear(64, 10))


def adamw(module):
    return torch.optim.AdamW(module.parameters(), 0.01, weight_decay=0.01)


def nesterov(module):
    return torch.optim.SGD(
        module.parameters(), 0.02, momentum=0.9, weight_decay=1e-4, nesterov=True
    )


RUNS = {"mlp": (mlp, adamw, 15), "cnn": (cnn, nesterov, 6)}


def batches(x, y, epochs):
    for _ in range(epochs):
        for i in range(0, len(x), BATCH):
            yield x[i : i + BATCH], y[i : i + BATCH]


def accuracy(module, x, y):
    module.eval()
    with torch.no_grad():
        hits = (module(x).argmax(1) == y).sum().item()
    module.train()
    return hits / len(y)


def main(out):
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    digits = load_digits()
    x = (digits.images / 16).astype(np.float32)[:, None]
    y = digits.target.astype(np.int64)
    split = train_test_split(x, y, test_size=360, random_state=0, stratify=y)
    x, x_test, y, y_test = split
    np.savez(os.path.join(out, "train.npz"), x=x, y=y)
    np.savez(os.path.join(out, "test.npz"), x=x_test, y=y_test)
    x, y, x_test, y_test = (torch.from_numpy(a) for a in (x, y, x_test, y_test))

    loss = nn.CrossEntropyLoss()
    expected = {"batch": BATCH, "steps": STEPS, "loss_tolerance": 1e-5}
    for name, (build, optimize, epochs) in RUNS.items():
        net = build()
        for form, suffix in (("training_info", "train"), ("flat", "flat")):
            if form == "flat" and name != "mlp":
                continue
            model = export_training(
                net,
                loss,
                optimize(net),
                [x[:4]],
                [y[:4]],
                input_names=["x"],
                target_names=["y"],
                output_names=["logits"],
                form=form,
            )
            onnx.save(model, os.path.join(out, f"{name}_{suffix}.onnx"))

        net = copy.deepcopy(net)
        optimizer = optimize(net)
        per_epoch = -(-len(x) // BATCH)
        lines = []
        for step, (bx, by) in enumerate(batches(x, y, epochs)):
            value = loss(net(bx), by)
            optimizer.zero_grad()
            value.backward()
            optimizer.step()
            if step < STEPS:
                row = {"step": step, "epoch": step // per_epoch, "loss": float(value.item())}
                lines.append(json.dumps(row) + "\n")
        with open(os.path.join(out, f"{name}_losses.jsonl"), "w") as file:
            file.writelines(lines)
        expected[name] = {"epochs": epochs, "test_accuracy": accuracy(net, x_test, y_test)}
    with open(os.path.join(out, "expected.json"), "w") as file:
        json.dump(expected, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
