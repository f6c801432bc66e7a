# SPDX-License-Identifier: Apache-2.0
"""The update of a torch optimizer as ONNX nodes, with torch's order of operations.

SGD with momentum is `ai.onnx.preview.training::Momentum`, which is torch's rule exactly. Adam and
AdamW are plain operators: ONNX's Adam adds epsilon before the bias correction, torch after it.
"""

import torch

from .writer import ONNX_TYPE, ExportError

PREVIEW = "ai.onnx.preview.training"


def attach_optimizer(writer, optimizer, params, trained):
    """Appends the update nodes.

    Returns [(state variable, initial tensor, name of its new value)] and {setting: tensor}; the
    gradient of parameter p is the value `p_grad`.
    """
    rules = {torch.optim.SGD: _sgd, torch.optim.Adam: _adam, torch.optim.AdamW: _adam}
    rule = rules.get(type(optimizer))
    if rule is None:
        raise ExportError(f"optimizer {type(optimizer).__name__}: SGD, Adam or AdamW expected")
    names = {id(p): n for n, p in params.items()}
    base = float(optimizer.param_groups[0]["lr"])
    out = _Update(writer, base)
    for group in optimizer.param_groups:
        members = [(names[id(p)], p) for p in group["params"] if names[id(p)] in trained]
        if group.get("maximize") or group.get("differentiable"):
            raise ExportError("optimizer options maximize and differentiable")
        if members:
            rule(out, optimizer, group, members)
    out.finish()
    return out.variables, {"learning_rate": torch.tensor(base, dtype=torch.float32)}


class _Update:
    def __init__(self, writer, base):
        self.w, self.base = writer, base
        self.variables, self.steps = [], {}
        writer.taken.add("learning_rate")

    def op(self, op_type, inputs, hint, **attributes):
        return self.w.op(op_type, inputs, hint=hint, **attributes)

    def state(self, name, tensor, new):
        self.w.taken.add(name)
        self.variables.append((name, tensor.detach().clone(), new))

    def rate(self, group, dtype):
        """learning_rate in the parameters' type, times the group's ratio to the first group."""
        rate, lr = "learning_rate", float(group["lr"])
        if dtype != torch.float32:
            rate = self.op("Cast", [rate], "rate", to=ONNX_TYPE[dtype])
        if lr != self.base:
            if self.base == 0:
                raise ExportError("learning rate 0 in the first parameter group")
            ratio = self.w.scalar(lr / self.base, dtype)
            rate = self.op("Mul", [rate, ratio], "rate")
        return rate

    def step(self, done):
        """Names of the update count before and after this step; `done` steps were made."""
        if done not in self.steps:
            name = "step" if not self.steps else f"step_{len(self.steps)}"
            self.w.taken.add(name)
            one = self.w.scalar(1, torch.int64)
            after = self.op("Add", [name, one], f"{name}.next")
            self.steps[done] = (name, after)
        return self.steps[done]

    def finish(self):
        for done, (name, after) in self.steps.items():
            self.final(name, torch.tensor(done, dtype=torch.int64), after)

    def final(self, name, tensor, value):
        """State variable `name` becomes `value`, which gets its output name."""
        new = f"{name}.new"
        self.w.rename[value] = new
        self.w.taken.add(new)
        self.state(name, tensor, new)


def _sgd(u, optimizer, group, members):
    momentum, decay = float(group["momentum"]), float(group["weight_decay"])
    dtype = members[0][1].dtype
    rate = u.rate(group, dtype)
    if momentum == 0:
        for name, p in members:
            grad = f"{name}_grad"
            if decay:
                wd = u.op("Mul", [name, u.w.scalar(decay, dtype)], f"{name}.decay")
                grad = u.op("Add", [grad, wd], f"{name}.decayed")
            change = u.op("Mul", [grad, rate], f"{name}.change")
            u.final(name, p, u.op("Sub", [name, change], f"{name}.updated"))
        return
    buffers = [optimizer.state.get(p, {}).get("momentum_buffer") for _, p in members]
    if len({b is None for b in buffers}) != 1:
        raise ExportError("some, not all parameters of a group have made SGD steps")
    before, _ = u.step(0 if buffers[0] is None else 1)
    names = [n for n, _ in members]
    velocities = [f"{n}.momentum" for n in names]
    grads = [f"{n}_grad" for n in names]
    outputs = u.w.op(
        "Momentum",
        [rate, before, *names, *grads, *velocities],
        outputs=2 * len(names),
        domain=PREVIEW,
        hint="momentum",
        alpha=momentum,
        beta=1.0 - float(group["dampening"]),
        norm_coefficient=decay,
        mode="nesterov" if group["nesterov"] else "standard",
    )
    for (name, p), value in zip(members, outputs):
        u.final(name, p, value)
    for v, (_, p), buffer, value in zip(velocities, members, buffers, outputs[len(names) :]):
        u.final(v, torch.zeros_like(p) if buffer is None else buffer, value)


def _adam(u, optimizer, group, members):
    if group.get("amsgrad"):
        raise ExportError("optimizer option amsgrad")
    w, dtype = u.w, members[0][1].dtype
    beta1, beta2 = (float(b) for b in group["betas"])
    eps, decay = float(group["eps"]), float(group["weight_decay"])
    # torch 2 has AdamW as a subclass or as Adam with decoupled_weight_decay.
    decoupled = bool(group.get("decoupled_weight_decay", type(optimizer) is torch.optim.AdamW))
    done = {int(optimizer.state[p]["step"]) if p in optimizer.state else 0 for _, p in members}
    if len(done) != 1:
        raise ExportError("parameters of one group have made different numbers of steps")
    _, after = u.step(done.pop())

    # step_size = lr / (1 - beta1^t) and sqrt(1 - beta2^t) in double, as torch computes them.
    f64 = torch.float64
    one, count = w.scalar(1.0, f64), u.op("Cast", [after], "count", to=ONNX_TYPE[f64])

    def correction(beta):
        power = u.op("Pow", [w.scalar(beta, f64), count], "power")
        return u.op("Sub", [one, power], "correction")

    rate = u.rate(group, dtype)
    size = u.op("Cast", [rate], "rate", to=ONNX_TYPE[f64])
    size = u.op("Div", [size, correction(beta1)], "step_size")
    size = u.op("Cast", [size], "step_size", to=ONNX_TYPE[dtype])
    root = u.op("Sqrt", [correction(beta2)], "root")
    root = u.op("Cast", [root], "root", to=ONNX_TYPE[dtype])
    shrink = None
    if decay and decoupled:
        product = u.op("Mul", [rate, w.scalar(decay, dtype)], "shrink")
        shrink = u.op("Sub", [w.scalar(1.0, dtype), product], "shrink")

    for name, p in members:
        state = optimizer.state.get(p, {})
        grad, weight = f"{name}_grad", name
        first, second = f"{name}.exp_avg", f"{name}.exp_avg_sq"
        if shrink:
            weight = u.op("Mul", [name, shrink], f"{name}.decayed")
        elif decay:
            wd = u.op("Mul", [name, w.scalar(decay, dtype)], f"{name}.decay")
            grad = u.op("Add", [grad, wd], f"{name}.decayed")
        gap = u.op("Sub", [grad, first], f"{first}.gap")
        gap = u.op("Mul", [gap, w.scalar(1.0 - beta1, dtype)], f"{first}.gap")
        m = u.op("Add", [first, gap], f"{first}.next")
        kept = u.op("Mul", [second, w.scalar(beta2, dtype)], f"{second}.kept")
        square = u.op("Mul", [grad, grad], f"{second}.square")
        square = u.op("Mul", [square, w.scalar(1.0 - beta2, dtype)], f"{second}.square")
        v = u.op("Add", [kept, square], f"{second}.next")
        denominator = u.op("Div", [u.op("Sqrt", [v], f"{name}.root"), root], f"{name}.root")
        denominator = u.op("Add", [denominator, w.scalar(eps, dtype)], f"{name}.denominator")
        change = u.op("Div", [m, denominator], f"{name}.change")
        change = u.op("Mul", [change, size], f"{name}.change")
        u.final(name, p, u.op("Sub", [weight, change], f"{name}.updated"))
        zero = torch.zeros_like(p)
        u.final(first, state.get("exp_avg", zero), m)
        u.final(second, state.get("exp_avg_sq", zero), v)
