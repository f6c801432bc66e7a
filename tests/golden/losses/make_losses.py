# SPDX-License-Identifier: Apache-2.0
"""Writes golden values of the twelve core losses and their gradients, made by PyTorch.

usage: python make_losses.py OUTDIR      (PyTorch 2.13)

cases.jsonl  one case a line: {"op","case","attributes","inputs","dtype","grads","note"}
    op          operator; its tensors are in OP.npz
    case        prefix of the entries: CASE/in_I, CASE/out, CASE/g, CASE/grad_I
    attributes  ONNX attributes by name; an infinity is the string "inf" or "-inf"
    inputs      "name:type" per operator input, null where an optional one is absent
    dtype       f64 f32 f16 bf16: type of the loss, of g and of the gradients
    grads       numbers I of the inputs whose gradient is stored
    note        what the case is about
OP.npz       stored, not compressed. f16 and bf16 tensors are uint16 bit patterns.

CASE/g is the incoming gradient (shape of the loss); CASE/grad_I the gradient of sum(g * loss).
f32 and f64 values are PyTorch's own in that type. 16-bit values are PyTorch's float32 results of
the same numbers, rounded once. Where LossGraph defines another value, `corrected` puts it in.
"""

import io
import json
import math
import os
import struct
import sys
import warnings
import zipfile

import numpy as np
import torch
import torch.nn.functional as F

inf, nan = math.inf, math.nan

TORCH = {
    "L1Loss": F.l1_loss,
    "MSELoss": F.mse_loss,
    "SmoothL1Loss": F.smooth_l1_loss,
    "CrossEntropyLoss": F.cross_entropy,
    "NLLLoss": F.nll_loss,
    "BCELoss": F.binary_cross_entropy,
    "BCEWithLogitsLoss": F.binary_cross_entropy_with_logits,
    "HingeEmbeddingLoss": F.hinge_embedding_loss,
    "MarginRankingLoss": F.margin_ranking_loss,
    "TripletMarginLoss": F.triplet_margin_loss,
    "CosineEmbeddingLoss": F.cosine_embedding_loss,
    "KLDivLoss": F.kl_div,
}
INPUTS = {
    "CrossEntropyLoss": ("input", "target", "weight"),
    "NLLLoss": ("input", "target", "weight"),
    "BCELoss": ("input", "target", "weight"),
    "L1Loss": ("input", "target", "weight"),
    "MSELoss": ("input", "target", "weight"),
    "BCEWithLogitsLoss": ("input", "target", "weight", "pos_weight"),
    "MarginRankingLoss": ("input1", "input2", "target"),
    "CosineEmbeddingLoss": ("input1", "input2", "target"),
    "TripletMarginLoss": ("anchor", "positive", "negative"),
}
# Inputs that have a gradient (cross-entropy of class indices: the first only).
DIFFERENTIABLE = {
    "L1Loss": (0, 1, 2),
    "MSELoss": (0, 1, 2),
    "SmoothL1Loss": (0, 1),
    "CrossEntropyLoss": (0, 1, 2),
    "NLLLoss": (0,),
    "BCELoss": (0, 1),
    "BCEWithLogitsLoss": (0, 1),
    "HingeEmbeddingLoss": (0,),
    "MarginRankingLoss": (0, 1, 2),
    "TripletMarginLoss": (0, 1, 2),
    "CosineEmbeddingLoss": (0, 1),
    "KLDivLoss": (0, 1),
}
FLAGS = {"log_target", "swap"}
TYPES = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}

RNG = np.random.default_rng(2013)
ROWS = []  # (operator, attributes, inputs in float64 or int64/int32, note, reductions or None)


def row(op, note, *inputs, reductions=None, **attributes):
    arrays = []
    for value in inputs:  # integer arrays are labels; lists and numbers are floating-point
        if value is not None and not (isinstance(value, np.ndarray) and value.dtype.kind == "i"):
            value = np.asarray(value, np.float64)
        arrays.append(value)
    ROWS.append((op, attributes, arrays, note, reductions))


def normal(*shape):
    """Normal numbers on a grid of 1/64, exact in bfloat16 too when below 4."""
    return np.clip(np.round(RNG.standard_normal(shape) * 64) / 64, -3.9, 3.9)


def uniform(*shape):
    return np.round(RNG.random(shape) * 62 + 1) / 64


def empty(*shape):
    return np.zeros(shape)


def regression():
    kinks = [0, 0.5, -0.5, 0.25, -3, -0.0]
    for op in ("L1Loss", "MSELoss", "SmoothL1Loss"):
        beta = {"beta": 0.5} if op == "SmoothL1Loss" else {}
        row(op, "kinks and -0", kinks, np.zeros(6), **beta)
        row(op, "non-finite", [nan, inf, -inf, inf, 1], [0, 0, 0, inf, nan], **beta)
        row(op, "same shape", normal(2, 3), normal(2, 3))
        row(op, "target broadcast", normal(2, 3), normal(3), **beta)
        row(op, "input broadcast", normal(1, 3), normal(2, 1), **beta)
        row(op, "0-D", 0.75, -1, **beta)
        row(op, "empty", empty(0, 3), empty(0, 3))
        row(op, "rank 4", normal(2, 1, 2, 3), normal(2, 2, 1, 3))
        if op == "SmoothL1Loss":
            row(op, "beta 0 is L1", [0, 2, -2, 0.5], np.zeros(4), beta=0.0)
            row(op, "beta 2.5", [2.5, -2.5, 2.25, 3, 0.1], np.zeros(5), beta=2.5)
            row(op, "beta 0.1", normal(7), normal(7), beta=0.1)
        else:
            row(op, "weighted", normal(2, 3), normal(2, 3), [[1, 2, 0.5], [3, 0, 0.25]])
            row(op, "negative weights", [1, 3, -2], [0, 0.5, 0], [1, -2, 0.5])


def classification():
    logits = [[1, 2, 3], [0, 0.5, -1]]
    lp = np.round(np.log(np.array([[0.09, 0.245, 0.665], [0.33, 0.55, 0.12]])) * 64) / 64
    w3 = [1, 2, 4]
    i64, i32 = np.int64, np.int32
    spatial = np.array([[[0, 2], [1, 0]], [[2, 1], [-100, 1]]], i64)

    op = "NLLLoss"
    row(op, "plain", lp, np.array([2, 0], i64))
    row(op, "weight", lp, np.array([2, 0], i64), w3)
    row(op, "weight, one ignored", lp, np.array([-100, 0], i64), w3)
    row(op, "all ignored", lp, np.array([1, 1], i64), ignore_index=1)
    row(op, "zero weights of the labels", lp, np.array([0, 0], i64), [0, 1, 1])
    row(op, "unbatched", lp[0], np.array(2, i64), w3)
    row(op, "spatial, int32", normal(2, 3, 2, 2), spatial.astype(i32), w3)
    row(op, "rank 5", normal(2, 3, 2, 1, 2), RNG.integers(0, 3, (2, 2, 1, 2)))
    row(op, "empty", empty(0, 3), np.zeros(0, i64))
    row(op, "NaN where nothing is read", [[nan, 1, nan], [2, nan, nan]], np.array([1, 0], i64))
    bad = [[nan, 1, inf], [2, 1, 0]]
    row(op, "ignored NaN and inf", bad, np.array([7, 2], i64), ignore_index=7)
    row(op, "infinite", [[-inf, 1, 0], [2, inf, 0]], np.array([0, 1], i64))
    row(op, "NaN weight of an absent class", lp, np.array([2, 0], i64), [1, nan, 2])

    op = "CrossEntropyLoss"
    row(op, "plain", logits, np.array([2, 0], i64))
    row(op, "weight", logits, np.array([2, 0], i32), w3)
    row(op, "weight and smoothing", logits, np.array([2, 0], i64), w3, label_smoothing=0.1)
    row(
        op,
        "weight, smoothing, one ignored",
        logits,
        np.array([2, -100], i64),
        w3,
        label_smoothing=0.2,
    )
    row(op, "smoothing 1", normal(3, 4), np.array([0, 3, 1], i64), label_smoothing=1.0)
    row(op, "all ignored", logits, np.array([5, 5], i64), ignore_index=5)
    row(
        op,
        "huge and -inf logits",
        [[1e4, -1e4, 0], [-inf, 1, 2], [1, 1, -inf]],
        np.array([1, 0, 0], i64),
    )
    row(op, "+inf logit, all -inf", [[inf, 1, 2], [-inf, -inf, -inf]], np.array([0, 0], i64))
    row(
        op,
        "ignored NaN and inf",
        [[nan, 1, 2], [1, inf, 0], [0, 1, 2]],
        np.array([-100, -100, 1], i64),
    )
    row(op, "spatial", normal(2, 3, 2, 2), spatial, w3, label_smoothing=0.1)
    row(op, "unbatched", [1, 2, 3], np.array(1, i64), w3, label_smoothing=0.2)
    row(op, "probabilities", logits, [[0.25, 0.25, 0.5], [1, 0, 0]])
    row(
        op,
        "probabilities, weight, smoothing",
        logits,
        [[0.25, 0.25, 0.5], [1, 0, 0]],
        w3,
        label_smoothing=0.1,
    )
    row(op, "probabilities, spatial", normal(2, 3, 2), uniform(2, 3, 2), w3)
    row(op, "one class", [[5], [-3]], np.array([0, 0], i64))
    row(op, "empty", empty(0, 3), np.zeros(0, i64))


def binary():
    op = "BCELoss"
    row(op, "plain", uniform(2, 3), uniform(2, 3))
    row(op, "ends of both ranges", [0, 1, 0, 1], [0, 1, 1, 0])
    row(op, "tiny", [2.0**-24, 1 - 2.0**-8, 0.5], [1, 0, 0.25])
    row(op, "weight (3)", uniform(2, 3), uniform(2, 3), [1, 2, 0])
    row(op, "weight (2,1), negative", uniform(2, 3), uniform(2, 3), [[1], [-2]])
    row(op, "weight 0-D", uniform(4), uniform(4), 0.5)
    row(op, "0-D", 0.25, 0.75)
    row(op, "empty", empty(0, 2), empty(0, 2))
    row(op, "rank 4", uniform(2, 1, 2, 3), np.round(uniform(2, 1, 2, 3)))

    op = "BCEWithLogitsLoss"
    row(op, "plain", normal(2, 3), uniform(2, 3))
    row(op, "saturated", [100, -100, 1000, -1000, 20], [0, 1, 1, 0, 0])
    row(op, "infinite", [inf, -inf, inf, -inf, nan], [0, 0, 1, 1, 0.5])
    row(op, "pos_weight", normal(2, 3), uniform(2, 3), None, [0.5, 2, 0])
    row(op, "weight", normal(2, 3), uniform(2, 3), [[1], [-2]])
    row(op, "weight and pos_weight", normal(2, 3), uniform(2, 3), [1, 2, 3], [[0.5], [2]])
    row(
        op,
        "pos_weight per channel",
        normal(2, 2, 2, 2),
        uniform(2, 2, 2, 2),
        None,
        [[[0.5]], [[4]]],
    )
    row(op, "target outside 0..1", [0.125, 0.25], [1.75, -1])
    row(op, "0-D", -0.5, 1)
    row(op, "empty", empty(0, 2), empty(0, 2), None, [1, 2])
    ones = np.ones((10, 64))
    row(op, "smoke value", 1.5 * ones, ones, None, ones[0], reductions=["mean"])


def divergence():
    op = "KLDivLoss"
    row(op, "plain", -uniform(2, 3), uniform(2, 3))
    row(op, "target 0", [-1, -2, -3, -1], [0.5, 0, 1, 2])
    row(op, "non-finite, negative target", [-inf, -inf, 0, nan, -1], [0, 0.5, -0.5, 0, inf])
    row(op, "log_target", [-1, -2, -3, -1], [-0.5, -1, 0, 0.25], log_target=1)
    row(op, "log_target -inf", [-1, 0.5], [-inf, -2], log_target=1)
    row(op, "input broadcast", -uniform(1, 3), uniform(2, 3))
    row(op, "target broadcast", -uniform(3, 2), uniform(2))
    row(op, "log_target, broadcast", -uniform(2, 1), -uniform(2, 3), log_target=1)
    row(op, "0-D", -1, 0.5)
    row(op, "empty", empty(0, 3), empty(0, 3))


def margins():
    op = "HingeEmbeddingLoss"
    row(op, "both signs, hinge", [-3, -3, 1, 2, 0.75], [1, -1, -1, -1, -1])
    row(op, "real-valued targets", [0.25, 3, 0.25, -1], [0, 0.75, 0.5, -2.5])
    row(op, "non-finite", [nan, nan, inf, -inf, nan], [1, -1, 1, -1, 0.5])
    row(op, "margin 0", [0, -1, 1], [-1, -1, -1], margin=0.0)
    row(op, "negative margin", [0, -2, -4, 1], [-1, -1, -1, 1], margin=-2.0)
    row(op, "input broadcast", normal(3), np.where(normal(2, 3) > 0, 1.0, -1.0))
    row(op, "target broadcast", normal(2, 3), [1, -1, 1], margin=0.3)
    row(op, "int64 target", [0.5, 0.25, 2], np.array([1, -1, -1], np.int64))
    row(op, "0-D", 0.25, -1)
    row(op, "empty", empty(0), empty(0))

    op = "MarginRankingLoss"
    row(op, "equal inputs sit at the hinge", [1, 1, 1, 2], [1, 2, 2, 1], [1, 1, -1, 1])
    row(op, "margin 1", [2, 2, 1], [1, 0, 1], [1, 1, 0], margin=1.0)
    row(op, "negative margin", [1, 0.5], [2, 2], [1, 1], margin=-1.0)
    row(op, "non-finite", [nan, inf, inf], [0, inf, 1], [1, 1, -1])
    row(op, "broadcast", normal(2, 3), normal(1, 3), [[1], [-1]], margin=0.25)
    row(op, "0-D", 1, 2, 1)
    row(op, "many", normal(9), normal(9), np.where(normal(9) > 0, 1.0, -1.0), margin=0.1)
    row(op, "other targets", [0, 0, 1], [1, -2, 3], [2, -0.5, 0.25])
    row(op, "int64 target", normal(3), normal(3), np.array([1, -1, 1], np.int64), margin=0.5)
    row(op, "empty", empty(0), empty(0), empty(0))

    op = "CosineEmbeddingLoss"
    row(op, "y 1, -1, other", [[1, 0], [1, 0], [3, 4]], [[1, 1], [1, 1], [4, 3]], [1, -1, 0])
    row(op, "at the hinge", [[1, 0]], [[0, 1]], [-1])
    row(op, "margin 0.5", [[1, 0], [1, 0.125]], [[0, 1], [1, 0.25]], [-1, -1], margin=0.5)
    row(op, "zero vectors", np.zeros((2, 2)), np.zeros((2, 2)), [1, -1])
    row(op, "1-D", [1, 2], [2, 1], -1)
    row(op, "batch broadcast", normal(1, 4), normal(3, 4), [1, -1, 1])
    row(op, "int64 target", normal(2, 3), normal(2, 3), np.array([1, -1], np.int64))
    row(op, "negative margin", normal(3, 5), normal(3, 5), [-1, -1, 1], margin=-0.5)
    row(op, "NaN", [[nan, 1], [1, 2]], [[1, 1], [nan, 2]], [1, 1])
    row(op, "empty", empty(0, 4), empty(0, 4), empty(0))

    op = "TripletMarginLoss"
    a, p, n = [[1, 2, 3], [0, 0, 0]], [[1, 2, 2], [0, 0, 0]], [[4, 5, 6], [0, 0, 0]]
    row(op, "p 2, coincident rows", a, p, n, margin=10.0)
    row(op, "p 1", normal(2, 3), normal(2, 3), normal(2, 3), p=1.0)
    row(op, "p 3", normal(2, 3), normal(2, 3), normal(2, 3), p=3.0, margin=4.0)
    row(op, "p inf, ties", a, p, n, p=inf, margin=10.0)
    row(op, "p 0.5", a, p, n, p=0.5, margin=40.0)
    row(op, "p 0", a, p, n, p=0.0, margin=10.0)
    row(op, "eps 0, coincident rows", a, p, n, eps=0.0, margin=10.0)
    row(op, "swap, tie", [[0, 0]], [[0, 2]], [[0, 1]], eps=0.0, swap=1)
    row(op, "swap", normal(3, 4), normal(3, 4), normal(3, 4), swap=1, margin=2.0)
    row(op, "at the margin", [[0, 0], [0, 0]], [[0, 1], [0, 1]], [[0, 2], [0, 4]], eps=0.0)
    row(op, "1-D", normal(3), normal(3), normal(3))
    row(op, "broadcast", normal(3, 2), normal(1, 2), normal(3, 2), margin=0.5)
    row(op, "rank 3, swap, p 1", *(normal(2, 2, 3) for _ in range(3)), swap=1, p=1.0)
    row(op, "empty", empty(0, 3), empty(0, 3), empty(0, 3))


def tensors(arrays, dtype):
    """The inputs as torch tensors in `dtype`, integers as they are."""
    out = []
    for array in arrays:
        if array is None:
            out.append(None)
        elif array.dtype.kind == "i":
            out.append(torch.from_numpy(array.copy()))
        else:
            out.append(torch.from_numpy(array.copy()).to(dtype))
    return out


def upstream(shape):
    count = int(np.prod(shape))
    pattern = [0.75, -1.5, 2.0, 0.25, -0.5, 1.25, 3.0]
    return np.array([pattern[i % 7] for i in range(count)]).reshape(shape)


def evaluate(op, attributes, reduction, stored):
    """PyTorch's loss and gradients; 16-bit inputs are computed in float32 (see `stored`)."""
    wide = []
    for t in stored:
        if t is None:
            wide.append(None)
        elif not t.is_floating_point():
            label = op in ("NLLLoss", "CrossEntropyLoss")
            wide.append(t.long() if label else t)
        else:
            wide.append(t.float() if t.dtype in (torch.float16, torch.bfloat16) else t.clone())
    index_mode = op != "CrossEntropyLoss" or wide[1].is_floating_point()
    slots = DIFFERENTIABLE[op] if index_mode else (0,)
    slots = [
        i
        for i in slots
        if i < len(wide) and wide[i] is not None and wide[i].is_floating_point()
    ]
    for i in slots:
        wide[i].requires_grad_()
    names = INPUTS.get(op, ("input", "target"))
    given = {k: v for k, v in zip(names, wide) if v is not None}
    options = {k: bool(v) if k in FLAGS else v for k, v in attributes.items()}
    loss = TORCH[op](**given, **options, reduction=reduction)
    g = torch.from_numpy(upstream(loss.shape)).to(loss.dtype)
    grads = torch.autograd.grad(loss, [wide[i] for i in slots], g, allow_unused=True)
    grads = [torch.zeros_like(wide[i]) if v is None else v for i, v in zip(slots, grads)]
    return loss.detach(), g, slots, grads


def corrected(op, attributes, wide, grads):
    """Values that LossGraph defines differently from PyTorch."""
    if op == "CrossEntropyLoss" and not wide[1].is_floating_point():
        # Ignored rows are exact zeros. PyTorch gives NaN there when the logits are not finite:
        # 0 * NaN inside the backward pass of log_softmax.
        ignored = wide[1] == attributes.get("ignore_index", -100)
        axis = 1 if wide[0].dim() > 1 else 0
        mask = ignored.unsqueeze(axis).expand_as(grads[0])
        left = grads[0][mask]
        assert ((left == 0) | left.isnan()).all()
        grads[0] = torch.where(mask, torch.zeros_like(grads[0]), grads[0])
    return grads


def bits(tensor):
    if tensor.dtype in (torch.float16, torch.bfloat16):
        return tensor.contiguous().view(torch.int16).numpy().view(np.uint16)
    return tensor.detach().numpy()


def npy(array):
    """An .npy image with a header padded to 16, not 64, bytes: many arrays here are tiny."""
    shape = tuple(array.shape)
    header = f"{{'descr': '{array.dtype.str}', 'fortran_order': False, 'shape': {shape}, }}"
    pad = -(10 + len(header) + 1) % 16
    header = header + " " * pad + "\n"
    raw = np.asarray(array, order="C").tobytes()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + raw


def type_name(tensor):
    names = {v: k for k, v in TYPES.items()}
    names.update({torch.int64: "i64", torch.int32: "i32"})
    return names[tensor.dtype]


def json_value(value):
    return str(value) if isinstance(value, float) and math.isinf(value) else value


def plan():
    """(row, reduction, type): all reductions in f32, two in f64, one in each 16-bit type."""
    for i, (op, attributes, arrays, note, reductions) in enumerate(ROWS):
        kinds = ["none", "mean", "sum"] + (["batchmean"] if op == "KLDivLoss" else [])
        kinds = reductions or kinds
        for k, kind in enumerate(kinds):
            yield i, kind, "f32"
            if k != i % 3:
                yield i, kind, "f64"
        if reductions:
            continue
        yield i, kinds[i % len(kinds)], "f16"
        yield i, kinds[(i + 1) % len(kinds)], "bf16"


def main(out):
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", message=".*target size.*|.*reduction: 'mean' divides.*")
    for build in (regression, classification, binary, divergence, margins):
        build()
    lines, archives, counts = [], {op: [] for op in TORCH}, dict.fromkeys(TORCH, 0)
    for i, reduction, kind in plan():
        op, attributes, arrays, note, _ = ROWS[i]
        stored = tensors(arrays, TYPES[kind])
        loss, g, slots, grads = evaluate(op, attributes, reduction, stored)
        grads = corrected(op, attributes, stored, grads)
        case = f"case_{counts[op]}"
        counts[op] += 1
        entries = {f"in_{k}": t for k, t in enumerate(stored) if t is not None}
        entries["out"], entries["g"] = loss.to(TYPES[kind]), g.to(TYPES[kind])
        entries.update({f"grad_{k}": v.to(stored[k].dtype) for k, v in zip(slots, grads)})
        archives[op] += [(f"{case}/{k}.npy", npy(bits(v))) for k, v in entries.items()]
        names = INPUTS.get(op, ("input", "target"))
        shown = {k: json_value(v) for k, v in attributes.items()}
        line = {
            "op": op,
            "case": case,
            "attributes": {"reduction": reduction, **shown},
            "inputs": [
                None if t is None else f"{name}:{type_name(t)}" for name, t in zip(names, stored)
            ],
            "dtype": kind,
            "grads": list(slots),
            "note": note,
        }
        lines.append(json.dumps(line, allow_nan=False) + "\n")
    for op, files in archives.items():
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, data in files:
                archive.writestr(zipfile.ZipInfo(name), data)
        with open(os.path.join(out, f"{op}.npz"), "wb") as file:
            file.write(buffer.getvalue())
    with open(os.path.join(out, "cases.jsonl"), "w") as file:
        file.writelines(lines)
    print(" ".join(f"{op} {n}" for op, n in counts.items()))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
