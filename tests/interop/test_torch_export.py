# SPDX-License-Identifier: Apache-2.0
"""The PyTorch exporter: exported training graphs, run in NumPy, repeat PyTorch's own training.

usage: python test_torch_export.py [FILTER]
"""

import copy
import os
import sys

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "tools", "python"))

from lossgraph import ExportError, export_inference, export_training  # noqa: E402
from refops import Evaluator, initializers  # noqa: E402

torch.set_num_threads(1)
CASES = []


def case(function):
    CASES.append(function)
    return function


def concatenated(model):
    """Graph and training step as one, which must be a valid ONNX graph."""
    joint = onnx.ModelProto()
    joint.CopyFrom(model)
    del joint.training_info[:]
    step = model.training_info[0].algorithm
    for field in ("input", "output", "initializer", "node", "value_info"):
        getattr(joint.graph, field).extend(getattr(step, field))
    return joint


def check(model):
    """onnx.checker; the two ai.onnx gradients that ONNX itself does not define are set aside."""
    joint = concatenated(model) if model.training_info else copy.deepcopy(model)
    names = [n for node in joint.graph.node for n in node.output if n]
    names += [i.name for i in joint.graph.input if i.name not in names]
    assert len(names) == len(set(names)), "a value has two producers"
    for node in joint.graph.node:
        if node.op_type in ("MaxPoolGrad", "AveragePoolGrad"):
            node.domain = "set.aside"
    joint.opset_import.append(onnx.helper.make_opsetid("set.aside", 1))
    onnx.checker.check_model(joint, full_check=False)
    inferred = onnx.shape_inference.infer_shapes(joint, check_type=True, strict_mode=True)
    assert len(inferred.graph.node) == len(joint.graph.node)


class Runner:
    """Runs training steps of an exported model, of either form."""

    def __init__(self, model):
        self.model = model
        if model.training_info:
            info = model.training_info[0]
            self.state = initializers(model.graph, info.algorithm)
            self.pairs = [(b.key, b.value) for b in info.update_binding]
            nodes = list(info.algorithm.node)
            infos = list(info.algorithm.value_info)
            reset = Evaluator(
                list(info.initialization.node), [b.value for b in info.initialization_binding]
            )
            for b, value in zip(info.initialization_binding, reset.run({})):
                assert value.dtype == self.state[b.key].dtype, b.key
                assert np.array_equal(value, self.state[b.key]), b.key
        else:
            meta = {p.key: p.value for p in model.metadata_props}
            lines = meta["ai.lossgraph.state"].split("\n")
            self.pairs = [tuple(line.split("=")) for line in lines]
            self.state = initializers(model.graph)
            nodes, infos = list(model.graph.node), list(model.graph.value_info)
        self.step_run = Evaluator(nodes, ["loss"] + [v for _, v in self.pairs], infos)
        outputs = [o.name for o in model.graph.output]
        self.infer_run = Evaluator(list(model.graph.node), outputs)

    def step(self, **feeds):
        loss, *new = self.step_run.run({**self.state, **feeds})
        for (name, _), value in zip(self.pairs, new):
            old = self.state[name]
            assert value.shape == old.shape and value.dtype == old.dtype, name
            self.state[name] = value
        return float(loss)

    def infer(self, **feeds):
        return self.infer_run.run({**self.state, **feeds})[0]


def compare(net, loss, make, batches, example=2, tolerance=2e-5, **options):
    """Trains a copy of net in torch and the exported graphs in NumPy on the same batches."""
    x, t = batches[0]
    for form in ("training_info", "flat"):
        module = copy.deepcopy(net)
        optimizer = make(module)
        model = export_training(
            module,
            loss,
            optimizer,
            [x[:example]],
            [t[:example]],
            input_names=["x"],
            target_names=["t"],
            form=form,
            **options,
        )
        check(model)
        again = onnx.ModelProto.FromString(model.SerializeToString())
        runner = Runner(again)
        for k, (bx, bt) in enumerate(batches):
            optimizer.zero_grad()
            value = loss(module(bx), bt)
            value.backward()
            optimizer.step()
            ours = runner.step(x=bx.numpy(), t=bt.numpy())
            error = abs(ours - value.item()) / (1 + abs(value.item()))
            assert error <= tolerance, f"{form} step {k}: loss {ours}, torch {value.item()}"
        for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
            if name in runner.state:
                ref = tensor.detach().numpy()
                error = np.abs(runner.state[name] - ref).max() / (1 + np.abs(ref).max())
                assert error <= 5 * tolerance, f"{form} {name}: off by {error}"
        if form == "training_info":
            module.eval()
            with torch.no_grad():
                ref = module(bx[:3]).numpy()
            ours = runner.infer(x=bx[:3].numpy())
            assert np.allclose(ours, ref, rtol=1e-3, atol=1e-4), "inference after training"
    return model


def batches(shape, classes, steps=100, size=8, seed=1, dtype=torch.float32):
    """Varying batch sizes, so that a fixed one in the graph is noticed."""
    torch.manual_seed(seed)
    out = []
    for k in range(steps):
        n = size - (k % 3)
        out.append((torch.randn(n, *shape, dtype=dtype), torch.randint(0, classes, (n,))))
    return out


def mlp(seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 5))


OPTIMIZERS = {
    "sgd": lambda m: torch.optim.SGD(m.parameters(), 0.1),
    "sgd_decay": lambda m: torch.optim.SGD(m.parameters(), 0.1, weight_decay=0.01),
    "momentum": lambda m: torch.optim.SGD(m.parameters(), 0.05, momentum=0.9),
    "momentum_all": lambda m: torch.optim.SGD(
        m.parameters(), 0.05, momentum=0.8, dampening=0.3, weight_decay=0.01
    ),
    "nesterov": lambda m: torch.optim.SGD(m.parameters(), 0.05, momentum=0.9, nesterov=True),
    "adam": lambda m: torch.optim.Adam(m.parameters(), 0.01),
    "adam_decay": lambda m: torch.optim.Adam(m.parameters(), 0.01, weight_decay=0.1),
    "adamw": lambda m: torch.optim.AdamW(m.parameters(), 0.01, betas=(0.8, 0.95), eps=1e-6),
    "groups": lambda m: torch.optim.AdamW(
        [
            {"params": [p for p in m.parameters() if p.dim() > 1], "weight_decay": 0.1},
            {"params": [p for p in m.parameters() if p.dim() < 2], "weight_decay": 0, "lr": 0.03},
        ],
        lr=0.01,
    ),
}

for _key, _make in OPTIMIZERS.items():

    def _optimizer(make=_make):
        compare(mlp(), nn.CrossEntropyLoss(), make, batches((12,), 5))

    _optimizer.__name__ = f"mlp_{_key}"
    case(_optimizer)


class Cnn(nn.Module):
    def __init__(self, average=False):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 6, 3, padding=1, stride=2, groups=2, bias=False)
        self.bn2, self.fc = nn.BatchNorm2d(6, momentum=0.3, eps=1e-3), nn.Linear(6, 5)
        self.average = average

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.avg_pool2d(x, 2) if self.average else F.max_pool2d(x, 2)
        x = F.relu(self.bn2(self.conv2(x)))
        x = F.max_pool2d(x, 3, stride=2, padding=1) if not self.average else x
        x = x.mean((2, 3)) if self.average else F.max_pool2d(x, x.shape[-1]).flatten(1)
        return self.fc(x)


@case
def cnn_max_pool():
    torch.manual_seed(3)
    model = compare(Cnn(), nn.CrossEntropyLoss(), OPTIMIZERS["momentum"], batches((1, 8, 8), 5))
    ops = {n.op_type for n in model.graph.node}
    assert {"ConvGrad", "BatchNormInternal", "BatchNormalizationGrad", "MaxPoolGrad"} <= ops
    pools = {n.output[0] for n in model.graph.node if n.op_type == "MaxPoolGrad"}
    assert pools <= {v.name for v in model.graph.value_info}, "MaxPoolGrad without a shape"


@case
def cnn_average_pool():
    torch.manual_seed(4)
    compare(Cnn(True), nn.CrossEntropyLoss(), OPTIMIZERS["sgd"], batches((1, 8, 8), 5))


@case
def frozen_batch_norm():
    torch.manual_seed(5)
    net = Cnn()
    net.bn1.eval()
    compare(net, nn.CrossEntropyLoss(), OPTIMIZERS["sgd"], batches((1, 8, 8), 5))


@case
def frozen_parameters():
    net = mlp()
    net[0].requires_grad_(False)
    model = compare(net, nn.CrossEntropyLoss(), OPTIMIZERS["momentum"], batches((12,), 5))
    meta = {p.key: p.value for p in model.metadata_props}
    assert "0.weight" not in meta["ai.lossgraph.state"]


class Former(nn.Module):
    """A small transformer classifier: embedding, attention, layer norm, GELU, weight tying."""

    def __init__(self):
        super().__init__()
        self.tok, self.pos = nn.Embedding(11, 8, padding_idx=0), nn.Embedding(6, 8)
        self.n1, self.n2 = nn.LayerNorm(8), nn.LayerNorm(8)
        self.qkv, self.out = nn.Linear(8, 24), nn.Linear(8, 8)
        self.up, self.down = nn.Linear(8, 16), nn.Linear(16, 8)
        self.head = nn.Linear(8, 11, bias=False)
        self.head.weight = self.tok.weight

    def forward(self, x):
        n, t = x.shape
        h = self.tok(x) + self.pos(torch.arange(t))
        q, k, v = self.qkv(self.n1(h)).split(8, -1)
        q, k, v = (z.view(n, t, 2, 4).transpose(1, 2) for z in (q, k, v))
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        h = h + self.out(a.transpose(1, 2).reshape(n, t, 8))
        h = h + self.down(F.gelu(self.up(self.n2(h))))
        return self.head(h[:, -1])


@case
def transformer():
    torch.manual_seed(6)
    data = [(torch.randint(0, 11, (n, 6)), torch.randint(0, 11, (n,))) for n in [5, 4, 3] * 20]
    # not Adam: the bias of the keys has no gradient but rounding, which Adam scales up to its rate
    compare(Former(), nn.CrossEntropyLoss(), OPTIMIZERS["momentum"], data)


@case
def activations():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(12, 8), nn.Linear(8, 8)
            self.c, self.d = nn.Linear(8, 8), nn.Linear(8, 5)

        def forward(self, x):
            x = torch.tanh(self.a(x))
            x = F.leaky_relu(self.b(x), 0.1)
            x = torch.sigmoid(self.c(x))
            return F.log_softmax(self.d(F.gelu(x)), -1)

    torch.manual_seed(7)
    compare(Net(), nn.NLLLoss(), OPTIMIZERS["adam"], batches((12,), 5))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6)
        self.c, self.d = nn.Conv2d(6, 6, 3, padding=1, groups=6), nn.Conv2d(3, 6, 1)
        self.e = nn.Linear(6, 5)

    def forward(self, x):
        y = self.c(F.relu6(self.b(self.a(x))))
        return self.e(F.adaptive_avg_pool2d(F.relu(y + self.d(x)), 1).flatten(1))


def chain(*layers):
    return lambda: nn.Sequential(*(layer() for layer in layers))


def linear(a, b):
    return lambda: nn.Linear(a, b)


def head(n):
    return lambda: nn.Sequential(nn.Flatten(), nn.Linear(n, 5))


IMAGE, LINE, FLAT = (3, 8, 8), (3, 8), (12,)
LAYERS = {
    "residual": (Residual, IMAGE),
    "conv_transpose": (
        chain(
            lambda: nn.Conv2d(3, 4, 2, stride=2),
            nn.ReLU,
            lambda: nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1),
            head(192),
        ),
        IMAGE,
    ),
    "conv1d": (
        chain(lambda: nn.Conv1d(3, 4, 3, dilation=2), lambda: nn.BatchNorm1d(4), nn.ReLU, head(16)),
        LINE,
    ),
    "batch_norm_1d": (
        chain(linear(12, 8), lambda: nn.BatchNorm1d(8, affine=False), head(8)),
        FLAT,
    ),
    "batch_norm_untracked": (
        chain(linear(12, 8), lambda: nn.BatchNorm1d(8, track_running_stats=False), head(8)),
        FLAT,
    ),
    "group_norm": (
        chain(lambda: nn.Conv2d(3, 4, 3), lambda: nn.GroupNorm(2, 4), nn.ReLU, head(144)),
        IMAGE,
    ),
    "instance_norm": (
        chain(lambda: nn.Conv2d(3, 4, 3), lambda: nn.InstanceNorm2d(4, affine=True), head(144)),
        IMAGE,
    ),
    "rms_norm": (chain(linear(12, 8), lambda: nn.RMSNorm(8), head(8)), FLAT),
    "average_pool": (
        chain(
            lambda: nn.Conv2d(3, 4, 3, padding=1),
            lambda: nn.AvgPool2d(3, 2, 1),
            lambda: nn.AdaptiveAvgPool2d(2),
            head(16),
        ),
        IMAGE,
    ),
    "upsample": (
        chain(lambda: nn.Conv2d(3, 4, 3), lambda: nn.Upsample(scale_factor=2), head(576)),
        IMAGE,
    ),
    "pad": (
        chain(lambda: nn.ZeroPad2d((1, 2, 0, 1)), lambda: nn.Conv2d(3, 4, 3), head(252)),
        IMAGE,
    ),
    "pixel_shuffle": (
        chain(lambda: nn.Conv2d(3, 4, 3), lambda: nn.PixelShuffle(2), head(144)),
        IMAGE,
    ),
    "dropout_0": (chain(linear(12, 8), lambda: nn.Dropout(0.0), head(8)), FLAT),
    "encoder": (
        chain(
            linear(12, 12),
            lambda: nn.Unflatten(1, (3, 4)),
            lambda: nn.TransformerEncoderLayer(4, 2, 8, 0.0, batch_first=True),
            head(12),
        ),
        FLAT,
    ),
}
for _act in (
    "ELU",
    "CELU",
    "SELU",
    "Softplus",
    "SiLU",
    "Hardswish",
    "Mish",
    "Hardtanh",
    "PReLU",
    "LogSigmoid",
):
    LAYERS[_act.lower()] = (chain(linear(12, 8), getattr(nn, _act), head(8)), FLAT)

for _key, (_build, _shape) in LAYERS.items():

    def _layer(build=_build, shape=_shape):
        torch.manual_seed(12)
        data = batches(shape, 5, steps=8)
        compare(build(), nn.CrossEntropyLoss(), OPTIMIZERS["momentum"], data)

    _layer.__name__ = f"layer_{_key}"
    case(_layer)


@case
def dropout_is_one_operator():
    net = nn.Sequential(nn.Linear(12, 8), nn.Dropout(0.25), nn.Linear(8, 5))
    x, t = batches((12,), 5, steps=1)[0]
    model = export_training(net, nn.CrossEntropyLoss(), OPTIMIZERS["sgd"](net), [x], [t])
    step = {n.op_type: n for n in model.training_info[0].algorithm.node}
    forward, backward = step["Dropout"], step["DropoutGrad"]
    assert backward.input[1] == forward.output[1] and backward.input[2] == forward.input[1]
    runner = Runner(model)
    assert runner.state[forward.input[1]] == 0.25 and runner.state[forward.input[2]]
    assert "Dropout" not in {n.op_type for n in model.graph.node}


@case
def every_loss_exports():
    """Names, inputs and attributes of the losses that the NumPy evaluator does not have."""
    x = torch.rand(4, 5) + 0.5
    t = torch.rand(4, 5)
    labels = torch.tensor([1, 0, 4, 2])
    sets = torch.tensor([[0, 3, -1, 0, 0]] * 4)
    rows = [
        ("HuberLoss", nn.HuberLoss(delta=0.5), t, {"reduction": "mean", "delta": 0.5}),
        (
            "PoissonNLLLoss",
            nn.PoissonNLLLoss(log_input=False, full=True),
            t,
            {"log_input": 0, "full": 1, "eps": 1e-8},
        ),
        (
            "GaussianNLLLoss",
            lambda y, t: F.gaussian_nll_loss(y, t, y * y + 1),
            t,
            {"full": 0, "eps": 1e-6},
        ),
        ("SoftMarginLoss", nn.SoftMarginLoss(reduction="sum"), t, {"reduction": "sum"}),
        ("MultiLabelMarginLoss", nn.MultiLabelMarginLoss(), sets, {}),
        ("MultiMarginLoss", nn.MultiMarginLoss(p=2, margin=0.5), labels, {"p": 2, "margin": 0.5}),
        ("MultiLabelSoftMarginLoss", nn.MultiLabelSoftMarginLoss(), t, {}),
    ]
    net = nn.Linear(5, 5)
    for name, loss, target, attributes in rows:
        model = export_training(net, loss, OPTIMIZERS["sgd"](net), [x], [target], form="flat")
        check(model)
        nodes = {n.op_type: n for n in model.graph.node if n.domain == "ai.lossgraph"}
        assert set(nodes) == {name, name + "Grad"}, name
        for node in nodes.values():
            found = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            for key, value in attributes.items():
                value = value.encode() if isinstance(value, str) else value
                assert abs(found[key] - value) < 1e-12 if key == "eps" else found[key] == value
        inputs = list(nodes[name].input)
        assert list(nodes[name + "Grad"].input)[1:] == inputs, name


@case
def losses_stay_whole():
    """Every loss keeps its own operator; 40 steps equal torch's."""
    torch.manual_seed(8)
    net = nn.Sequential(nn.Linear(6, 7), nn.Tanh(), nn.Linear(7, 5))

    def data(target, steps=40):
        torch.manual_seed(9)
        return [(torch.randn(n, 6), target(n)) for n in ([6, 5, 4] * steps)[:steps]]

    def real(n):
        return torch.randn(n, 5)

    def unit(n):
        return torch.rand(n, 5)

    def labels(n):
        return torch.where(torch.rand(n) < 0.2, -100, torch.randint(0, 5, (n,)))

    def signs(n):
        return torch.randint(0, 2, (n, 5)).float() * 2 - 1

    weight = torch.tensor([1.0, 2.0, 0.5, 1.5, 3.0])
    table = {
        "MSELoss": (nn.MSELoss(), real),
        "L1Loss": (nn.L1Loss(reduction="sum"), real),
        "SmoothL1Loss": (nn.SmoothL1Loss(beta=0.3), real),
        "CrossEntropyLoss": (nn.CrossEntropyLoss(weight=weight, label_smoothing=0.1), labels),
        "NLLLoss": (lambda y, t: F.nll_loss(F.log_softmax(y, 1), t, weight=weight), labels),
        "BCELoss": (lambda y, t: F.binary_cross_entropy(y.sigmoid(), t), unit),
        "BCEWithLogitsLoss": (nn.BCEWithLogitsLoss(pos_weight=weight), unit),
        "KLDivLoss": (
            lambda y, t: F.kl_div(F.log_softmax(y, 1), t, reduction="batchmean"),
            lambda n: torch.rand(n, 5).softmax(1),
        ),
        "HingeEmbeddingLoss": (nn.HingeEmbeddingLoss(margin=0.5), signs),
        "MarginRankingLoss": (
            lambda y, t: F.margin_ranking_loss(y, y.flip(1), t, margin=0.2),
            signs,
        ),
        "TripletMarginLoss": (
            lambda y, t: F.triplet_margin_loss(y[:, :2], y[:, 2:4], t[:, :2], swap=True),
            real,
        ),
        "CosineEmbeddingLoss": (
            lambda y, t: F.cosine_embedding_loss(y[:, :2], y[:, 2:4], t[:, 0]),
            signs,
        ),
    }
    for name, (loss, target) in table.items():
        if name == "MarginRankingLoss":
            loss = lambda y, t: F.margin_ranking_loss(y, y * 0.5, t, margin=0.2)  # noqa: E731
        model = compare(net, loss, OPTIMIZERS["momentum"], data(target))
        ops = [n.op_type for n in model.graph.node if n.domain == "ai.lossgraph"]
        assert ops == [name, name + "Grad"], f"{name}: {ops}"


@case
def resumed_optimizer():
    """Moments and step count of an optimizer that has made steps go into the model."""
    net = mlp()
    optimizer = torch.optim.AdamW(net.parameters(), 0.01)
    data = batches((12,), 5, steps=20)
    loss = nn.CrossEntropyLoss()
    for x, t in data[:10]:
        optimizer.zero_grad()
        loss(net(x), t).backward()
        optimizer.step()
    model = export_training(
        net, loss, optimizer, [data[0][0]], [data[0][1]], input_names=["x"], target_names=["t"]
    )
    runner = Runner(model)
    assert runner.state["step"] == 10
    for x, t in data[10:]:
        optimizer.zero_grad()
        value = loss(net(x), t)
        value.backward()
        optimizer.step()
        assert abs(runner.step(x=x.numpy(), t=t.numpy()) - value.item()) < 2e-6


@case
def learning_rate_is_state():
    net = mlp()
    x, t = batches((12,), 5, steps=1)[0]
    model = export_training(net, nn.CrossEntropyLoss(), OPTIMIZERS["sgd"](net), [x], [t])
    runner = Runner(model)
    before = runner.state["0.weight"]
    runner.state["learning_rate"] = np.float32(0)
    runner.step(input=x.numpy(), target=t.numpy())
    assert np.array_equal(before, runner.state["0.weight"])


@case
def double_precision():
    net = mlp().double()
    data = batches((12,), 5, steps=30, dtype=torch.float64)
    # learning_rate is float32 in every graph: take one that is exact in it
    compare(
        net,
        nn.CrossEntropyLoss(),
        lambda m: torch.optim.Adam(m.parameters(), 2.0**-7),
        data,
        tolerance=1e-12,
    )


@case
def static_batch():
    net = mlp()
    x, t = batches((12,), 5, steps=1)[0]
    args = (net, nn.CrossEntropyLoss(), OPTIMIZERS["sgd"](net), [x], [t])
    model = export_training(*args, batch_dim=None)
    check(model)
    assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_value == len(x)


@case
def inference_only():
    torch.manual_seed(3)
    net = Cnn().eval()
    model = export_inference(net, [torch.randn(2, 1, 8, 8)])
    onnx.checker.check_model(model, full_check=True)
    x = torch.randn(5, 1, 8, 8)
    run = Evaluator(list(model.graph.node), ["output"])
    ours = run.run({**initializers(model.graph), "input": x.numpy()})[0]
    assert np.allclose(ours, net(x).detach().numpy(), atol=1e-5)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    assert np.allclose(session.run(None, {"input": x.numpy()})[0], ours, atol=1e-5)


@case
def deterministic():
    def bytes_of(_):
        net = mlp()
        x, t = batches((12,), 5, steps=1)[0]
        return export_training(
            net, nn.CrossEntropyLoss(), OPTIMIZERS["adamw"](net), [x], [t]
        ).SerializeToString()

    assert bytes_of(0) == bytes_of(1)


@case
def module_is_left_alone():
    torch.manual_seed(3)
    net = Cnn()
    before = copy.deepcopy(net.state_dict())
    optimizer = OPTIMIZERS["adam"](net)
    x, t = batches((1, 8, 8), 5, steps=1)[0]
    export_training(net, nn.CrossEntropyLoss(), optimizer, [x], [t])
    assert net.training and net.bn1.training and not optimizer.state
    for name, tensor in net.state_dict().items():
        assert torch.equal(tensor, before[name]), name


@case
def refusals():
    x, t = batches((12,), 5, steps=1)[0]

    def refused(text, net, loss=None, optimizer=None, **options):
        optimizer = optimizer or OPTIMIZERS["sgd"](net)
        try:
            export_training(net, loss or nn.CrossEntropyLoss(), optimizer, [x], [t], **options)
        except ExportError as error:
            assert text in str(error), f"{text!r} not in {error!s}"
        else:
            raise AssertionError(f"accepted: {text}")

    net = mlp()
    refused("evaluation mode", mlp().eval())
    refused("form", net, form="other")
    refused("SGD, Adam or AdamW", net, optimizer=torch.optim.Rprop(net.parameters()))
    refused("amsgrad", net, optimizer=torch.optim.Adam(net.parameters(), amsgrad=True))
    refused("no parameters", net, optimizer=OPTIMIZERS["sgd"](mlp()))
    refused("one floating-point number", net, loss=nn.CrossEntropyLoss(reduction="none"))
    refused("batch size", net, loss=lambda y, t: y[: len(y) // 2 + 1].sum())
    refused("cumsum", net, loss=lambda y, t: y.cumsum(1).mean())


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
