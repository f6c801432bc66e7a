# SPDX-License-Identifier: Apache-2.0
"""Keeps the losses of torch.nn.functional whole while a training step is traced.

PyTorch takes most losses apart before a tracer sees them (cross-entropy with label smoothing is
fifteen nodes and their gradients). A torch function mode replaces each call by one operator,
`lossgraph::loss`, whose gradient is one operator as well, `lossgraph::loss_grad`; the exporter
writes them as `ai.lossgraph::X` and `ai.lossgraph::XGrad`.
"""

import inspect
import json
from typing import List, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.overrides import TorchFunctionMode

# function -> operator, tensor arguments in operator order, attributes in ONNX form
LOSSES = {
    F.l1_loss: ("L1Loss", ("input", "target", "weight"), {"reduction": str}),
    F.mse_loss: ("MSELoss", ("input", "target", "weight"), {"reduction": str}),
    F.huber_loss: ("HuberLoss", ("input", "target", "weight"), {"reduction": str, "delta": float}),
    F.smooth_l1_loss: ("SmoothL1Loss", ("input", "target"), {"reduction": str, "beta": float}),
    F.cross_entropy: (
        "CrossEntropyLoss",
        ("input", "target", "weight"),
        {"reduction": str, "ignore_index": int, "label_smoothing": float},
    ),
    F.nll_loss: (
        "NLLLoss",
        ("input", "target", "weight"),
        {"reduction": str, "ignore_index": int},
    ),
    F.binary_cross_entropy: ("BCELoss", ("input", "target", "weight"), {"reduction": str}),
    F.binary_cross_entropy_with_logits: (
        "BCEWithLogitsLoss",
        ("input", "target", "weight", "pos_weight"),
        {"reduction": str},
    ),
    F.kl_div: ("KLDivLoss", ("input", "target"), {"reduction": str, "log_target": bool}),
    F.poisson_nll_loss: (
        "PoissonNLLLoss",
        ("input", "target"),
        {"reduction": str, "log_input": bool, "full": bool, "eps": float},
    ),
    F.gaussian_nll_loss: (
        "GaussianNLLLoss",
        ("input", "target", "var"),
        {"reduction": str, "full": bool, "eps": float},
    ),
    F.soft_margin_loss: ("SoftMarginLoss", ("input", "target"), {"reduction": str}),
    F.multilabel_margin_loss: ("MultiLabelMarginLoss", ("input", "target"), {"reduction": str}),
    F.multi_margin_loss: (
        "MultiMarginLoss",
        ("input", "target", "weight"),
        {"reduction": str, "p": int, "margin": float},
    ),
    F.multilabel_soft_margin_loss: (
        "MultiLabelSoftMarginLoss",
        ("input", "target", "weight"),
        {"reduction": str},
    ),
    F.hinge_embedding_loss: (
        "HingeEmbeddingLoss",
        ("input", "target"),
        {"reduction": str, "margin": float},
    ),
    F.margin_ranking_loss: (
        "MarginRankingLoss",
        ("input1", "input2", "target"),
        {"reduction": str, "margin": float},
    ),
    F.cosine_embedding_loss: (
        "CosineEmbeddingLoss",
        ("input1", "input2", "target"),
        {"reduction": str, "margin": float},
    ),
    F.triplet_margin_loss: (
        "TripletMarginLoss",
        ("anchor", "positive", "negative"),
        {"reduction": str, "margin": float, "p": float, "eps": float, "swap": bool},
    ),
}

# Inputs with a gradient, in the order of the gradient operator's outputs.
DIFFERENTIABLE = {
    "L1Loss": (0, 1, 2),
    "MSELoss": (0, 1, 2),
    "HuberLoss": (0, 1, 2),
    "SmoothL1Loss": (0, 1),
    "CrossEntropyLoss": (0, 1, 2),
    "NLLLoss": (0,),
    "BCELoss": (0, 1),
    "BCEWithLogitsLoss": (0, 1),
    "KLDivLoss": (0, 1),
    "PoissonNLLLoss": (0, 1),
    "GaussianNLLLoss": (0, 1, 2),
    "SoftMarginLoss": (0,),
    "MultiLabelMarginLoss": (0,),
    "MultiMarginLoss": (0,),
    "MultiLabelSoftMarginLoss": (0, 1, 2),
    "HingeEmbeddingLoss": (0,),
    "MarginRankingLoss": (0, 1, 2),
    "CosineEmbeddingLoss": (0, 1),
    "TripletMarginLoss": (0, 1, 2),
}

_BY_OPERATOR = {row[0]: (func, row[1]) for func, row in LOSSES.items()}


@torch.library.custom_op("lossgraph::loss", mutates_args=())
def loss(
    op: str,
    attrs: str,
    a: Tensor,
    b: Optional[Tensor],
    c: Optional[Tensor],
    d: Optional[Tensor],
) -> Tensor:
    func, names = _BY_OPERATOR[op]
    given = {n: t for n, t in zip(names, (a, b, c, d)) if t is not None}
    return func(**given, **json.loads(attrs)).clone()


@torch.library.custom_op("lossgraph::loss_grad", mutates_args=())
def loss_grad(
    grad: Tensor,
    op: str,
    attrs: str,
    a: Tensor,
    b: Optional[Tensor],
    c: Optional[Tensor],
    d: Optional[Tensor],
    wanted: List[int],
) -> List[Tensor]:
    # Only shapes and types matter while tracing: the graph is executed elsewhere.
    return [torch.zeros_like((a, b, c, d)[i]) for i in wanted]


def _setup(ctx, inputs, output):
    ctx.op, ctx.attrs = inputs[:2]
    ctx.save_for_backward(*inputs[2:])


def _backward(ctx, grad):
    tensors = ctx.saved_tensors
    wanted = [i for i in range(4) if ctx.needs_input_grad[2 + i]]
    grads = loss_grad(grad, ctx.op, ctx.attrs, *tensors, wanted)
    out = [None] * 6
    for i, g in zip(wanted, grads):
        out[2 + i] = g
    return tuple(out)


loss.register_autograd(_backward, setup_context=_setup)


@torch.library.custom_op("lossgraph::dropout", mutates_args=())
def dropout(x: Tensor, p: float) -> Tuple[Tensor, Tensor]:
    return x.clone(), torch.ones_like(x, dtype=torch.bool)


@torch.library.custom_op("lossgraph::dropout_grad", mutates_args=())
def dropout_grad(grad: Tensor, mask: Tensor, p: float) -> Tensor:
    return grad.clone()


def _dropout_setup(ctx, inputs, output):
    ctx.p = inputs[1]
    ctx.save_for_backward(output[1])


def _dropout_backward(ctx, grad, _):
    return dropout_grad(grad, ctx.saved_tensors[0], ctx.p), None


dropout.register_autograd(_dropout_backward, setup_context=_dropout_setup)


class KeepLosses(TorchFunctionMode):
    """While active, a call of a function in LOSSES becomes one operator, dropout as well."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func is F.dropout:
            bound = inspect.signature(func).bind(*args, **kwargs)
            bound.apply_defaults()
            if bound.arguments["training"]:
                return dropout(bound.arguments["input"], float(bound.arguments["p"]))[0]
        if func not in LOSSES:
            return func(*args, **kwargs)
        op, names, attributes = LOSSES[func]
        bound = inspect.signature(func).bind(*args, **kwargs)
        bound.apply_defaults()
        given = bound.arguments
        for legacy in ("size_average", "reduce"):
            if given.get(legacy) is not None:
                raise ValueError(f"{op}: {legacy} is deprecated, use reduction")
        values = {}
        for name, kind in attributes.items():
            values[name] = kind(given[name])
        tensors = [given.get(n) for n in names] + [None] * (4 - len(names))
        for name, tensor in zip(names, tensors):
            if tensor is not None and not isinstance(tensor, Tensor):
                raise ValueError(f"{op}: {name} must be a tensor")
        return loss(op, json.dumps(values), *tensors)
