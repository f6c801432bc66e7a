# SPDX-License-Identifier: Apache-2.0
"""Writes a PyTorch module, its loss and its optimizer as one ONNX training graph.

    optimizer = torch.optim.SGD(net.parameters(), 0.1)
    model = export_training(net, torch.nn.CrossEntropyLoss(), optimizer, inputs=[x], targets=[y],
                            input_names=["x"], target_names=["y"])
    onnx.save(model, "train.onnx")

form="training_info": ModelProto.graph is the inference graph, training_info holds one training step
(forward in training mode, loss, gradients, update). form="flat": one step graph whose state is both
input and output, paired by the metadata entry `ai.lossgraph.state`.
"""

from collections import OrderedDict

import numpy as np
import torch
from onnx import helper, numpy_helper
from torch.func import functional_call
from torch.fx.experimental.proxy_tensor import make_fx
from torch.fx.passes.shape_prop import ShapeProp

from .aten import prepare
from .layers import TABLE
from .losses import KeepLosses
from .optimizers import attach_optimizer
from .writer import ExportError, Value, Writer, merge, model

__all__ = ["export_training", "export_inference", "ExportError"]


def _sdpa():
    # Scaled dot-product attention as matrix products and softmax, which all have gradients here.
    return torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH)


def _other_batch(tensors, batch_dim):
    """The same tensors with another batch size (rows repeated), and both sizes."""
    if batch_dim is None:
        return tensors, (1, 1)
    sizes = {t.shape[0] for t in tensors if t.dim()}
    if len(sizes) != 1 or not all(t.dim() for t in tensors):
        raise ExportError(f"inputs and targets must share the batch on axis 0, found {sizes}")
    size = sizes.pop()
    if size < 2:
        raise ExportError("the example batch needs two rows or more")
    # A prime step away, so that no other size of the model grows in the same ratio by accident.
    more = [torch.cat([t, t[torch.arange(3) % size]]) for t in tensors]
    return more, (size, size + 3)


def _trace(function, writer, values, tensors, more, sizes):
    # Real tensors, but copies: tracing runs the in-place updates of batch norm.
    copies = [[t.detach().clone() for t in ts] for ts in (tensors, more)]
    with _sdpa(), KeepLosses():
        graphs = [make_fx(function)(*c) for c in copies]
    for graph, c in zip(graphs, copies):
        with torch.no_grad():
            ShapeProp(graph).propagate(*c)
    prepare(writer)
    return writer.run(graphs, sizes, values, TABLE)


def _state(module):
    params = OrderedDict(module.named_parameters())
    buffers = OrderedDict(module.named_buffers())
    return params, buffers


def _names(names, default, count):
    names = list(names) if names else [default] if count == 1 else None
    names = names or [f"{default}_{i}" for i in range(count)]
    if len(names) != count:
        raise ExportError(f"{count} {default}s, but {len(names)} names")
    return names


def _declare(writer, names, tensors, more, sizes):


    values = []
    for name, a, b in zip(names, tensors, more):
        shape = merge(list(a.shape), list(b.shape), *sizes, f"input {name}")
        writer.taken.add(name)
        values.append(Value(name, a.dtype, shape))
        if a.dim() and a.shape[0] != b.shape[0] and writer.batch_source is None:
            writer.batch_source = name
    return values


def _infer(module, inputs, input_names, output_names, batch_dim, opset):
    """Writer of the graph in evaluation mode, its input and output infos."""
    params, buffers = _state(module)
    names = list(params) + list(buffers)
    modes = {m: m.training for m in module.modules()}
    module.eval()
    more, sizes = _other_batch(inputs, batch_dim)
    writer = Writer("", batch_dim, opset)
    writer.taken.update(names)
    values = _declare(writer, input_names, inputs, more, sizes)
    state = [*params.values(), *buffers.values()]

    def forward(*tensors):
        given = dict(zip(names, tensors))
        with torch.no_grad():
            return functional_call(module, given, tuple(tensors[len(names) :]))

    try:
        bound = [Value(n, t.dtype, list(t.shape)) for n, t in zip(names, state)]
        outputs = _trace(
            forward, writer, bound + values, [*state, *inputs], [*state, *more], sizes
        )
    finally:
        for m, mode in modes.items():
            m.training = mode
    output_names = _names(output_names, "output", len(outputs))
    for value, name in zip(outputs, output_names):
        writer.name_output(value, name)
    needed = writer.finish(output_names)
    for n, t in zip(names, state):
        if n in needed:
            writer.tensor(t, n)
    infos = [writer.info(v.name, v.dtype, v.shape) for v in values]
    results = [writer.info(n, v.dtype, v.shape) for v, n in zip(outputs, output_names)]
    return writer, infos, results


def export_inference(
    module, inputs, *, input_names=None, output_names=None, batch_dim="N", opset=20
):
    """The module in evaluation mode as a plain ONNX model."""
    input_names = _names(input_names, "input", len(inputs))
    writer, infos, results = _infer(module, inputs, input_names, output_names, batch_dim, opset)
    outputs = [r.name for r in results]
    graph = helper.make_graph(
        writer.nodes,
        type(module).__name__,
        infos,
        results,
        list(writer.initializers.values()),
        value_info=writer.inner_infos(outputs),
    )
    return model(graph, opset, {n.domain for n in writer.nodes})


def _step_function(module, loss, params, buffers, trained):
    def step(*tensors):
        n, k = len(params), len(buffers)
        leaves = {}
        for name, t in zip(params, tensors):
            leaves[name] = t.detach().requires_grad_() if name in trained else t.detach()
        held = {name: t.clone() for name, t in zip(buffers, tensors[n : n + k])}
        inputs, targets = tensors[n + k], tensors[n + k + 1]
        output = functional_call(module, {**leaves, **held}, tuple(inputs))
        value = loss(output, *targets)
        if value.dim() or not value.dtype.is_floating_point:
            raise ExportError("the loss must be one floating-point number")
        wanted = [leaves[name] for name in trained]
        grads = torch.autograd.grad(value, wanted, allow_unused=True)
        lost = [name for name, g in zip(trained, grads) if g is None]
        if lost:
            raise ExportError(f"the loss does not depend on {', '.join(lost)}")
        return [value, *grads, *held.values()]

    return step


def export_training(
    module,
    loss,
    optimizer,
    inputs,
    targets,
    *,
    input_names=None,
    target_names=None,
    output_names=None,
    form="training_info",
    batch_dim="N",
    opset=20,
):
    """ModelProto of one training step.

    module: in training mode (submodules in evaluation mode keep their statistics frozen).
    loss: called as loss(module(*inputs), *targets). optimizer: torch.optim.SGD, Adam or AdamW over
    the parameters to train; its state, if it has made steps, is kept. inputs, targets: an example
    batch of two rows or more; batch_dim names axis 0, None fixes all sizes.
    """
    if form not in ("training_info", "flat"):
        raise ExportError(f"form {form!r}: training_info or flat")
    if not module.training:
        raise ExportError("the module is in evaluation mode: call train() first")
    inputs, targets = list(inputs), list(targets)
    input_names = _names(input_names, "input", len(inputs))
    target_names = _names(target_names, "target", len(targets))
    params, buffers = _state(module)
    chosen = {id(p) for group in optimizer.param_groups for p in group["params"]}
    unknown = len(chosen - {id(p) for p in params.values()})
    if unknown:
        raise ExportError(f"the optimizer has {unknown} tensors that are no parameters")
    trained = [n for n, p in params.items() if p.requires_grad and id(p) in chosen]
    if not trained:
        raise ExportError("no parameter is trained")

    flat = form == "flat"
    writer = Writer("" if flat else "train.", batch_dim, opset)
    writer.taken.update([*params, *buffers])
    data = inputs + targets
    more, sizes = _other_batch(data, batch_dim)
    values = _declare(writer, input_names + target_names, data, more, sizes)
    state = [*params.values(), *buffers.values()]
    bound = [Value(n, t.dtype, list(t.shape)) for n, t in [*params.items(), *buffers.items()]]
    inner = _step_function(module, loss, list(params), list(buffers), trained)
    n_state, n_in = len(state), len(inputs)

    def step(*tensors):
        head, rest = tensors[:n_state], tensors[n_state:]
        return inner(*head, rest[:n_in], rest[n_in:])

    results = _trace(step, writer, bound + values, [*state, *data], [*state, *more], sizes)
    loss_value, grads = results[0], results[1 : 1 + len(trained)]
    new_buffers = results[1 + len(trained) :]
    writer.name_output(loss_value, "loss")
    for name, g in zip(trained, grads):
        writer.name_output(g, f"{name}_grad")
        g.name = f"{name}_grad"

    # Every state variable: (name, initial tensor, name of its value after the step).
    variables, settings = attach_optimizer(writer, optimizer, params, trained)
    for (name, tensor), value in zip(buffers.items(), new_buffers):
        if value.name != name:
            writer.name_output(value, f"{name}.new")
            variables.append((name, tensor.detach(), f"{name}.new"))
    finals = ["loss"] + [v[2] for v in variables]
    needed = writer.finish(finals)
    loss_info = writer.info("loss", loss_value.dtype, [])
    new_infos = [writer.info(v[2], v[1].dtype, list(v[1].shape)) for v in variables]
    state_names = {v[0] for v in variables}
    everything = {**params, **buffers}
    everything.update({v[0]: v[1] for v in variables})
    everything.update(settings)

    if flat:
        pairs = "\n".join(f"{v[0]}={v[2]}" for v in variables)
        for name, tensor in everything.items():
            if name in needed or name in state_names:
                writer.tensor(tensor, name)
        held = [(v[0], v[1]) for v in variables] + list(settings.items())
        feeds = [writer.info(v.name, v.dtype, v.shape) for v in values]
        feeds += [writer.info(n, t.dtype, list(t.shape)) for n, t in held]
        graph = helper.make_graph(
            writer.nodes,
            type(module).__name__ + "_step",
            feeds,
            [loss_info, *new_infos],
            list(writer.initializers.values()),
            value_info=writer.inner_infos(finals),
        )
        domains = {n.domain for n in writer.nodes}
        return model(graph, opset, domains, [("ai.lossgraph.state", pairs)])

    infer, infos, outs = _infer(module, inputs, input_names, output_names, batch_dim, opset)
    for name, tensor in everything.items():
        if (name in needed or name in state_names) and name not in infer.initializers:
            writer.tensor(tensor, name)
    out_names = [o.name for o in outs]
    graph = helper.make_graph(
        infer.nodes,
        type(module).__name__,
        infos,
        outs,
        list(infer.initializers.values()),
        value_info=infer.inner_infos(out_names),
    )
    updates = [(v[0], v[2]) for v in variables]
    fresh = [(v[0], v[1]) for v in variables if v[0] not in params and v[0] not in buffers]
    init_graph, init_bindings = None, []
    if not optimizer.state:
        init_graph, init_bindings = _initialization(fresh + list(settings.items()))
    elif settings:
        init_graph, init_bindings = _initialization(list(settings.items()))
    algorithm = helper.make_graph(
        writer.nodes,
        type(module).__name__ + "_step",
        [writer.info(v.name, v.dtype, v.shape) for v in values[n_in:]],
        [loss_info, *new_infos],
        list(writer.initializers.values()),
        value_info=writer.inner_infos(finals),
    )
    proto = model(graph, opset, {n.domain for n in (*infer.nodes, *writer.nodes)})
    proto.training_info.append(
        helper.make_training_info(algorithm, updates, init_graph, init_bindings)
    )
    return proto


def _initialization(variables):
    """Graph that resets the optimizer's state and the learning rate; bindings for it."""
    nodes, outputs, bindings = [], [], []
    for name, tensor in variables:
        array, out = tensor.detach().numpy(), f"{name}.init"
        kind = helper.np_dtype_to_tensor_dtype(array.dtype)
        if array.ndim == 0:
            value = numpy_helper.from_array(array)
            nodes.append(helper.make_node("Constant", [], [out], name=out, value=value))
        elif np.all(array == 0):
            shape = numpy_helper.from_array(np.array(array.shape, np.int64))
            nodes.append(helper.make_node("Constant", [], [f"{out}.shape"], value=shape))
            zero = numpy_helper.from_array(np.zeros(1, array.dtype))
            nodes.append(
                helper.make_node("ConstantOfShape", [f"{out}.shape"], [out], name=out, value=zero)
            )
        else:
            continue
        outputs.append(helper.make_tensor_value_info(out, kind, array.shape))
        bindings.append((name, out))
    return helper.make_graph(nodes, "initialization", [], outputs), bindings


