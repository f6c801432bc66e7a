# SPDX-License-Identifier: Apache-2.0
"""Writes the loss tutorial as ONNX backend tests: every example once as loss, once with gradients.

usage: python make_tutorial.py OUTDIR      (PyTorch 2.13, onnx)

OUTDIR/NAME/model.onnx and OUTDIR/NAME/test_data_set_0/{input,output}_K.pb; values from PyTorch.
NAME          outputs the loss
NAME_grad     outputs the loss and its gradients, by ai.lossgraph::XGrad and com.microsoft operators
NAME_autodiff outputs the same by one ai.onnx.preview.training::Gradient node (some examples)
custom_mse_plugin needs a plugin with com.example::MeanSquareError{reduction}(input, target) and
com.example::MeanSquareErrorGrad{reduction}(grad_output, input, target).
"""

import os
import sys

import numpy as np
import onnx
import torch
import torch.nn as nn
from onnx import helper, numpy_helper

LOSS, MS, EXAMPLE = "ai.lossgraph", "com.microsoft", "com.example"
FUNCTIONS, PREVIEW = "com.example.functions", "ai.onnx.preview.training"
VERSIONS = {"": 20, LOSS: 1, MS: 1, EXAMPLE: 1, FUNCTIONS: 1, PREVIEW: 1}


def node(op, inputs, outputs, domain="", **attributes):
    made = helper.make_node(op, inputs.split(), outputs.split(), domain=domain, name=op.lower())
    for name, value in attributes.items():
        made.attribute.append(helper.make_attribute(name, value))
    return made


def info(name, array):
    kind = helper.np_dtype_to_tensor_dtype(array.dtype)
    return helper.make_tensor_value_info(name, kind, array.shape)


def save(out, name, nodes, inputs, outputs, constants=None, functions=()):
    """inputs, outputs, constants: {name: array}; makes the folder NAME."""
    names = [n.op_type + str(i) for i, n in enumerate(nodes)]
    for n, label in zip(nodes, names):
        n.name = label
    graph = helper.make_graph(
        nodes,
        name,
        [info(k, v) for k, v in inputs.items()],
        [info(k, v) for k, v in outputs.items()],
        [numpy_helper.from_array(v, k) for k, v in (constants or {}).items()],
    )
    domains = {"", *(n.domain for n in nodes)}
    imports = [helper.make_opsetid(d, VERSIONS[d]) for d in sorted(domains)]
    model = helper.make_model(
        graph, opset_imports=imports, functions=list(functions), producer_name="make_tutorial"
    )
    model.ir_version = 9
    onnx.checker.check_model(model)
    folder = os.path.join(out, name, "test_data_set_0")
    os.makedirs(folder, exist_ok=True)
    onnx.save(model, os.path.join(out, name, "model.onnx"))
    for kind, values in (("input", inputs), ("output", outputs)):
        for k, (label, array) in enumerate(values.items()):
            with open(os.path.join(folder, f"{kind}_{k}.pb"), "wb") as file:
                file.write(numpy_helper.from_array(array, label).SerializeToString())


def arrays(tensors):
    return {k: v.detach().numpy() for k, v in tensors.items()}


def example(
    out, name, inputs, wanted, torch_loss, forward, backward, constants=None, autodiff=False
):
    """inputs: {name: tensor}; wanted: {output name: tensor to differentiate for}."""
    for tensor in wanted.values():
        tensor.requires_grad_()
    loss = torch_loss()
    grads = dict(zip(wanted, torch.autograd.grad(loss, list(wanted.values()))))
    data, constants = arrays(inputs), arrays(constants or {})
    value = arrays({"loss": loss})
    save(out, name, list(forward), data, value, constants)
    every = {**value, **arrays(grads)}
    seed = {"grad_output": np.array(1, np.float32)}
    save(out, f"{name}_grad", [*forward, *backward], data, every, {**constants, **seed})
    if autodiff:
        both = {**inputs, **{k: torch.from_numpy(v) for k, v in constants.items()}}
        xs = [
            next(k for k, v in both.items() if v.shape == t.shape and torch.equal(v, t))
            for t in wanted.values()
        ]
        gradient = node("Gradient", " ".join(xs), " ".join(wanted), PREVIEW, xs=xs, y="loss")
        save(out, f"{name}_autodiff", [*forward, gradient], data, every, constants)


def elementwise(out, seed):
    """L1Loss, MSELoss, SmoothL1Loss, HingeEmbeddingLoss: input and target of 3x5."""
    for op in ("L1Loss", "MSELoss", "SmoothL1Loss", "HingeEmbeddingLoss"):
        torch.manual_seed(seed)
        x, t = torch.randn(3, 5), torch.randn(3, 5)
        name = {"L1Loss": "l1", "MSELoss": "mse", "SmoothL1Loss": "smooth_l1"}.get(op)
        wanted = {"grad_input": x}
        if op != "HingeEmbeddingLoss":
            wanted["grad_target"] = t
        example(
            out,
            f"{name or 'hinge_embedding'}_loss",
            {"input": x, "target": t},
            wanted,
            lambda op=op, x=x, t=t: getattr(nn, op)()(x, t),
            [node(op, "input target", "loss", LOSS)],
            [node(op + "Grad", "grad_output input target", " ".join(wanted), LOSS)],
            autodiff=op != "HingeEmbeddingLoss",
        )


def nll(out):
    torch.manual_seed(21)
    x, t = torch.randn(3, 5), torch.tensor([1, 0, 4])
    example(
        out,
        "nll_loss",
        {"input": x, "target": t},
        {"grad_input": x},
        lambda: nn.NLLLoss()(nn.LogSoftmax(dim=1)(x), t),
        [
            node("LogSoftmax", "input", "log_prob", axis=1),
            node("NLLLoss", "log_prob target", "loss", LOSS),
        ],
        [
            node("NLLLossGrad", "grad_output log_prob target", "grad_log_prob", LOSS),
            node("LogSoftmaxGrad_13", "grad_log_prob log_prob", "grad_input", MS, axis=1),
        ],
        autodiff=True,
    )

    torch.manual_seed(22)
    conv, data = nn.Conv2d(16, 4, 3), torch.randn(5, 16, 10, 10)
    weight, bias = conv.weight, conv.bias
    t = torch.randint(0, 4, (5, 8, 8))
    example(
        out,
        "nll_loss_2d",
        {"data": data, "target": t},
        {"grad_data": data, "grad_weight": weight, "grad_bias": bias},
        lambda: nn.NLLLoss()(nn.LogSoftmax(dim=1)(conv(data)), t),
        [
            node("Conv", "data weight bias", "scores", kernel_shape=[3, 3]),
            node("LogSoftmax", "scores", "log_prob", axis=1),
            node("NLLLoss", "log_prob target", "loss", LOSS),
        ],
        [
            node("NLLLossGrad", "grad_output log_prob target", "grad_log_prob", LOSS),
            node("LogSoftmaxGrad_13", "grad_log_prob log_prob", "grad_scores", MS, axis=1),
            node(
                "ConvGrad",
                "grad_scores data weight",
                "grad_data grad_weight grad_bias",
                MS,
                kernel_shape=[3, 3],
            ),
        ],
        {"weight": weight, "bias": bias},
        autodiff=True,
    )


def binary(out):
    torch.manual_seed(23)
    x, t = torch.randn(3, 2), torch.rand(3, 2)
    example(
        out,
        "bce_loss",
        {"input": x, "target": t},
        {"grad_input": x, "grad_target": t},
        lambda: nn.BCELoss()(torch.sigmoid(x), t),
        [
            node("Sigmoid", "input", "probability"),
            node("BCELoss", "probability target", "loss", LOSS),
        ],
        [
            node(
                "BCELossGrad",
                "grad_output probability target",
                "grad_probability grad_target",
                LOSS,
            ),
            node("SigmoidGrad", "grad_probability probability", "grad_input", MS),
        ],
        autodiff=True,
    )

    x, t, pos = torch.full((10, 64), 1.5), torch.ones(10, 64), torch.ones(64)
    loss = nn.BCEWithLogitsLoss(pos_weight=pos)
    assert abs(loss(x, t).item() - 0.2014) < 5e-5
    bce = node("BCEWithLogitsLoss", "input target", "loss", LOSS)
    grad = node("BCEWithLogitsLossGrad", "grad_output input target", "grad_input grad_target", LOSS)
    for made in (bce, grad):
        made.input.extend(["", "pos_weight"])  # no weight
    inputs = {"input": x, "target": t, "pos_weight": pos}
    wanted = {"grad_input": x, "grad_target": t}
    example(out, "bce_with_logits_loss", inputs, wanted, lambda: loss(x, t), [bce], [grad])


def three_inputs(out):
    def run(name, op, inputs, wanted, loss, **attributes):
        names = " ".join(inputs)
        example(
            out,
            name,
            inputs,
            {f"grad_{k}": inputs[k] for k in wanted},
            lambda: loss(*inputs.values()),
            [node(op, names, "loss", LOSS, **attributes)],
            [
                node(
                    op + "Grad",
                    f"grad_output {names}",
                    " ".join(f"grad_{k}" for k in wanted),
                    LOSS,
                    **attributes,
                )
            ],
        )

    torch.manual_seed(24)
    pair = {"input1": torch.randn(3), "input2": torch.randn(3), "target": torch.randn(3).sign()}
    run("margin_ranking_loss", "MarginRankingLoss", pair, list(pair), nn.MarginRankingLoss())

    torch.manual_seed(25)
    names = ("anchor", "positive", "negative")
    triple = {k: torch.randn(100, 128) for k in names}
    loss = nn.TripletMarginLoss(margin=1.0, p=2)
    run("triplet_margin_loss", "TripletMarginLoss", triple, names, loss, margin=1.0, p=2.0)

    torch.manual_seed(26)
    pair = {
        "input1": torch.randn(3, 6),
        "input2": torch.randn(3, 6),
        "target": torch.tensor([1.0, -1.0, 1.0]),
    }
    name = "cosine_embedding_loss"
    run(name, "CosineEmbeddingLoss", pair, ["input1", "input2"], nn.CosineEmbeddingLoss())


def divergence(out):
    torch.manual_seed(27)
    x, t = torch.randn(3, 5), torch.softmax(torch.rand(3, 5), dim=1)
    options = {"reduction": "batchmean", "log_target": 0}
    example(
        out,
        "kl_div_loss",
        {"input": x, "target": t},
        {"grad_input": x, "grad_target": t},
        lambda: nn.KLDivLoss(reduction="batchmean")(torch.log_softmax(x, 1), t),
        [
            node("LogSoftmax", "input", "log_prob", axis=1),
            node("KLDivLoss", "log_prob target", "loss", LOSS, **options),
        ],
        [
            node(
                "KLDivLossGrad",
                "grad_output log_prob target",
                "grad_log_prob grad_target",
                LOSS,
                **options,
            ),
            node("LogSoftmaxGrad_13", "grad_log_prob log_prob", "grad_input", MS, axis=1),
        ],
        autodiff=True,
    )


def custom(out):
    """A mean square error of the user's own, as a function and as a plugin operator."""
    torch.manual_seed(28)
    x = torch.randn(3, 5, requires_grad=True)
    t = torch.randn(3, 5, requires_grad=True)
    loss = nn.MSELoss()(x, t)
    dx, dt = torch.autograd.grad(loss, [x, t])
    data, value = arrays({"input": x, "target": t}), arrays({"loss": loss})
    every = {**value, **arrays({"grad_input": dx, "grad_target": dt})}
    seed = {"grad_output": np.array(1, np.float32)}
    wanted = "grad_input grad_target"

    imports = [helper.make_opsetid("", VERSIONS[""])]
    error = helper.make_function(
        FUNCTIONS,
        "MeanSquareError",
        ["input", "target"],
        ["loss"],
        [
            node("Sub", "input target", "difference"),
            node("Mul", "difference difference", "square"),
            node("ReduceMean", "square", "loss", keepdims=0),
        ],
        imports,
    )
    gradient = helper.make_function(
        FUNCTIONS,
        "MeanSquareErrorGrad",
        ["grad_output", "input", "target"],
        ["grad_input", "grad_target"],
        [
            node("Sub", "input target", "difference"),
            node("Add", "difference difference", "slope"),
            node("Size", "slope", "count"),
            node("CastLike", "count slope", "divisor"),
            node("Div", "grad_output divisor", "share"),
            node("Mul", "slope share", "grad_input"),
            node("Neg", "grad_input", "grad_target"),
        ],
        imports,
    )

    forward = [node("MeanSquareError", "input target", "loss", FUNCTIONS)]
    backward = [node("MeanSquareErrorGrad", "grad_output input target", wanted, FUNCTIONS)]
    name = "custom_mse_function"
    save(out, name, forward, data, value, functions=[error])
    save(out, f"{name}_grad", forward + backward, data, every, seed, [error, gradient])
    both = ["input", "target"]
    auto = node("Gradient", "input target", wanted, PREVIEW, xs=both, y="loss")
    save(out, f"{name}_autodiff", [*forward, auto], data, every, functions=[error])

    forward = [node("MeanSquareError", "input target", "loss", EXAMPLE, reduction="mean")]
    backward = [
        node(
            "MeanSquareErrorGrad",
            "grad_output input target",
            wanted,
            EXAMPLE,
            reduction="mean",
        )
    ]
    save(out, "custom_mse_plugin", forward, data, value)
    save(out, "custom_mse_plugin_grad", forward + backward, data, every, seed)
    auto = node("Gradient", "input target", wanted, PREVIEW, xs=both, y="loss")
    save(out, "custom_mse_plugin_autodiff", [*forward, auto], data, every)


def main(out):
    torch.set_num_threads(1)
    elementwise(out, 20)
    nll(out)
    binary(out)
    three_inputs(out)
    divergence(out)
    custom(out)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
