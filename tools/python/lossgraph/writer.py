# SPDX-License-Identifier: Apache-2.0
"""Builds one ONNX graph from the nodes of a traced PyTorch function.

The function is traced twice, with two batch sizes. Every integer and size that differs between the
traces is a multiple of the batch size (`Sym`), everything else is constant: no symbolic shapes of
the tracer are needed. What each ATen operator becomes is in aten.py.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch.fx.node import Node


class ExportError(RuntimeError):
    """The model cannot be written as a training graph; the message says which part and why."""


ONNX_TYPE = {
    torch.float32: TensorProto.FLOAT,
    torch.float64: TensorProto.DOUBLE,
    torch.float16: TensorProto.FLOAT16,
    torch.bfloat16: TensorProto.BFLOAT16,
    torch.int64: TensorProto.INT64,
    torch.int32: TensorProto.INT32,
    torch.int16: TensorProto.INT16,
    torch.int8: TensorProto.INT8,
    torch.uint8: TensorProto.UINT8,
    torch.bool: TensorProto.BOOL,
}


def tensor_proto(tensor, name):
    """TensorProto of a torch tensor (bfloat16 included, which NumPy does not have)."""
    tensor = tensor.detach().cpu().contiguous()
    kind = ONNX_TYPE[tensor.dtype]
    if tensor.dtype == torch.bfloat16:
        raw = tensor.view(torch.int16).numpy().tobytes()
    else:
        raw = tensor.numpy().tobytes()
    return helper.make_tensor(name, kind, list(tensor.shape), raw, raw=True)


@dataclass(frozen=True)
class Sym:
    """factor * N, or factor / N when inverse, N the batch size."""

    factor: Fraction
    inverse: bool = False


def merge(a, b, na, nb, what):
    """The value that is `a` for batch size na and `b` for nb."""
    if isinstance(a, (list, tuple)):
        if not isinstance(b, (list, tuple)) or len(a) != len(b):
            raise ExportError(f"{what}: the number of dimensions depends on the batch size")
        return [merge(x, y, na, nb, what) for x, y in zip(a, b)]
    if isinstance(a, bool) or not isinstance(a, (int, float)) or a == b or a != a:
        return a
    if isinstance(a, float):
        if abs(a * na - b * nb) <= 1e-12 * abs(a * na):
            return Sym(Fraction(a * na), True)
        if abs(a * nb - b * na) <= 1e-12 * abs(a * nb):
            return Sym(Fraction(a / na))
    elif a * nb == b * na:
        return Sym(Fraction(a, na))
    raise ExportError(f"{what}: {a} for batch size {na}, {b} for {nb}, is no multiple of it")


@dataclass(eq=False)
class Value:
    """A tensor of the graph: name, type, shape of ints and Syms, and the traced node behind it."""

    name: str
    dtype: torch.dtype
    shape: list
    node: Node = None

    @property
    def rank(self):
        return len(self.shape)


class Writer:
    def __init__(self, prefix="", batch_dim=None, opset=20):
        self.prefix, self.batch_dim, self.opset = prefix, batch_dim, opset
        self.nodes, self.value_info = [], []
        self.initializers = {}
        self.taken, self.consts, self.infos = set(), {}, {}
        self.batch_source = None  # an input whose axis 0 is the batch
        self.batch_size = None  # int64 [1] at run time
        self.env, self.current = {}, None
        self.rename = {}

    # -- names and constants

    def unique(self, hint):
        name, k = self.prefix + hint, 1
        while name in self.taken:
            name, k = f"{self.prefix}{hint}_{k}", k + 1
        self.taken.add(name)
        return name

    def const(self, array, hint="const"):
        """Name of an initializer with these values; equal constants are shared."""
        array = np.asarray(array, order="C")
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self.consts:
            name = self.unique(hint)
            self.initializers[name] = numpy_helper.from_array(array, name)
            self.consts[key] = name
        return self.consts[key]

    def ints(self, values):
        return self.const(np.array(list(values), np.int64))

    def scalar(self, value, dtype):
        """0-D constant; a Sym is computed from the batch size at run time."""
        if isinstance(value, Sym):
            batch = self.op("Squeeze", [self.batch()], hint="batch_scalar")
            batch = self.op("Cast", [batch], to=ONNX_TYPE[dtype])
            factor = self.scalar(float(value.factor), dtype)
            pair = [factor, batch]
            return self.op("Div" if value.inverse else "Mul", pair)
        if dtype == torch.bfloat16:
            proto = tensor_proto(torch.tensor(value, dtype=dtype), "")
            key = ("bfloat16", (), proto.raw_data)
            if key not in self.consts:
                proto.name = self.unique("const")
                self.initializers[proto.name] = proto
                self.consts[key] = proto.name
            return self.consts[key]
        return self.const(torch.tensor(value, dtype=dtype).numpy())

    def tensor(self, tensor, name):
        self.taken.add(name)
        self.initializers[name] = tensor_proto(tensor, name)
        return name

    def batch(self):
        if self.batch_size is None:
            if self.batch_source is None:
                raise ExportError("the graph needs the batch size, but no input has it")
            self.batch_size = self.op("Shape", [self.batch_source], hint="batch", start=0, end=1)
        return self.batch_size

    def shape(self, dims):
        """int64 1-D value holding the dims."""
        if not any(isinstance(d, Sym) for d in dims):
            return self.ints(dims)
        parts, run = [], []
        for d in dims:
            if isinstance(d, Sym):
                if run:
                    parts.append(self.ints(run))
                    run = []
                if d.inverse or d.factor.denominator != 1:
                    raise ExportError(f"a size of {d.factor} times the batch size")
                times = d.factor.numerator
                parts.append(
                    self.batch()
                    if times == 1
                    else self.op("Mul", [self.batch(), self.ints([times])])
                )
            else:
                run.append(d)
        if run:
            parts.append(self.ints(run))
        return parts[0] if len(parts) == 1 else self.op("Concat", parts, axis=0)

    # -- nodes

    def op(self, op_type, inputs, outputs=1, domain="", hint=None, **attributes):
        """Appends a node. `outputs`: how many, or a list with None for unwanted ones."""
        wanted = [True] * outputs if isinstance(outputs, int) else [o is not None for o in outputs]
        base = hint or (self.current.name if self.current is not None else op_type.lower())
        names = [self.unique(base) if w else "" for w in wanted]
        inputs = [i.name if isinstance(i, Value) else (i or "") for i in inputs]
        while inputs and not inputs[-1]:
            inputs.pop()
        while names and not names[-1]:
            names.pop()
        label = next(n for n in names if n)
        node = helper.make_node(op_type, inputs, names, name=label, domain=domain)
        for key, value in attributes.items():
            if value is not None:
                node.attribute.append(helper.make_attribute(key, value))
        self.nodes.append(node)
        padded = names + [""] * (len(wanted) - len(names))
        return padded[0] if len(wanted) == 1 else padded

    def cast(self, value, dtype):
        if value.dtype == dtype:
            return value.name
        return self.op("Cast", [value], to=ONNX_TYPE[dtype])

    def rebind(self, value, name):
        """An in-place operator wrote `value`: later uses see `name`."""
        if value.node is None:
            raise ExportError("in-place update of a value without a node")
        self.env[value.node] = Value(name, value.dtype, value.shape, value.node)

    def info(self, name, dtype, shape):
        dims = []
        for d in shape:
            if isinstance(d, Sym):
                f = d.factor
                plain = not d.inverse and f.denominator == 1
                dims.append(
                    self.batch_dim
                    if f == 1 and not d.inverse
                    else f"{self.batch_dim}*{f.numerator}"
                    if plain
                    else None
                )
            else:
                dims.append(d)
        return helper.make_tensor_value_info(name, ONNX_TYPE[dtype], dims)

    # -- the traced graph

    def run(self, graphs, sizes, placeholders, table):
        """Writes the nodes of graphs[0]; graphs[1] is the same function at batch size sizes[1].

        placeholders: a Value per placeholder. Returns the Values of the function's outputs.
        """
        first, second = (list(g.graph.nodes) for g in graphs)
        if [(n.op, str(n.target)) for n in first] != [(n.op, str(n.target)) for n in second]:
            raise ExportError("the traced operators depend on the batch size")
        pairs = dict(zip(first, second))
        feed = iter(placeholders)
        na, nb = sizes
        for node in first:
            other = pairs[node]
            if node.op == "placeholder":
                value = next(feed)
                self.env[node] = Value(value.name, value.dtype, value.shape, node)
            elif node.op == "get_attr":
                tensor = getattr(graphs[0], node.target)
                name = self.tensor(tensor, self.unique(str(node.target)))
                self.env[node] = Value(name, tensor.dtype, list(tensor.shape), node)
            elif node.op == "output":
                return self.flatten(node.args[0])
            elif node.op == "call_function":
                self.current = node
                self.call(node, other, na, nb, table)
                self.current = None
            else:
                raise ExportError(f"{node.op} {node.target} in the traced graph")
        raise ExportError("the traced graph has no output")

    def flatten(self, tree):
        if isinstance(tree, Node):
            return [self.env[tree]]
        if isinstance(tree, (list, tuple)):
            return [v for t in tree for v in self.flatten(t)]
        if isinstance(tree, dict):
            return [v for t in tree.values() for v in self.flatten(t)]
        if tree is None:
            return []
        raise ExportError(f"output {tree!r} is no tensor")

    def call(self, node, other, na, nb, table):
        what = f"{node.target} ({node.name})"

        def resolve(a, b):
            if isinstance(a, Node):
                return self.env[a]
            if isinstance(a, (list, tuple)):
                if any(isinstance(x, Node) for x in a):
                    return [resolve(x, y) for x, y in zip(a, b)]
                return merge(a, b, na, nb, what)
            return merge(a, b, na, nb, what)

        if getattr(node.target, "__name__", "") == "getitem":
            self.env[node] = self.env[node.args[0]][node.args[1]]
            if self.env[node] is not None:
                self.env[node].node = node
            return
        schema = getattr(node.target, "_schema", None)
        if schema is None:
            raise ExportError(f"{what}: not an ATen operator")
        name = schema.name.removeprefix("aten::")
        in_place = name.endswith("_") and not name.endswith("__")
        handler = table.get(name) or table.get(name[:-1] if in_place else name)
        if handler is None:
            raise ExportError(f"{what}: no ONNX form for this operator")
        args = [resolve(a, b) for a, b in zip(node.args, other.args)]
        kwargs = {k: resolve(v, other.kwargs[k]) for k, v in node.kwargs.items()}
        for key in ("dtype", "layout", "device", "pin_memory", "memory_format", "generator"):
            kwargs.pop(key, None)
        if name == "_to_copy" and "dtype" in node.kwargs:
            kwargs["dtype"] = node.kwargs["dtype"]
        metas = self.metas(node, other, na, nb, what)
        result = handler(self, metas, *args, **kwargs)
        if isinstance(result, (list, tuple)):
            values = []
            for r, meta in zip(result, metas + [None] * len(result)):
                dtype, shape = meta if meta else (None, None)
                values.append(Value(r, dtype, shape, node) if r else None)
            self.env[node] = values
        else:
            dtype, shape = metas[0] if metas else (None, None)
            values = [Value(result, dtype, shape, node)]
            self.env[node] = values[0]
        for v in values:
            if v is not None and v.dtype is not None:
                self.infos.setdefault(v.name, (v.dtype, v.shape))
        if in_place:
            self.rebind(args[0], result)

    def metas(self, node, other, na, nb, what):
        """[(dtype, shape)] of a node's results."""
        a, b = node.meta.get("tensor_meta"), other.meta.get("tensor_meta")
        if a is None:
            return []
        if hasattr(a, "dtype"):
            a, b = [a], [b]
        out = []
        for x, y in zip(a, b):
            if x is None or not hasattr(x, "dtype"):
                out.append(None)
                continue
            out.append((x.dtype, merge(list(x.shape), list(y.shape), na, nb, what)))
        return out

    # -- finishing

    def name_output(self, value, name):
        """Gives a result its final name; inputs and values wanted twice are copied."""
        made = any(value.name in n.output for n in self.nodes)
        self.taken.add(name)
        if not made or value.name in self.rename:
            copy = helper.make_node("Identity", [value.name], [name], name=name)
            self.nodes.append(copy)
        else:
            self.rename[value.name] = name

    def finish(self, outputs):
        """Drops nodes and constants that `outputs` do not need, applies the renames."""
        for node in self.nodes:
            for names in (node.input, node.output):
                for i, n in enumerate(names):
                    names[i] = self.rename.get(n, n)
            node.name = self.rename.get(node.name, node.name)
        self.infos = {self.rename.get(k, k): v for k, v in self.infos.items()}
        needed, kept = set(outputs), []
        for node in reversed(self.nodes):
            if any(o in needed for o in node.output):
                needed.update(i for i in node.input if i)
                kept.append(node)
        self.nodes = kept[::-1]
        self.initializers = {k: v for k, v in self.initializers.items() if k in needed}
        return needed

    def inner_infos(self, outputs):
        """value_info of the inner values whose type the tracer knows."""
        made = {o for n in self.nodes for o in n.output if o}
        return [
            self.info(k, *v) for k, v in self.infos.items() if k in made and k not in set(outputs)
        ]


def model(graph, opset, domains, metadata=()):
    """ModelProto with the opset imports that the graph's domains need."""
    imports = [helper.make_opsetid("", opset)]
    imports += [helper.make_opsetid(d, 1) for d in sorted(domains) if d]
    proto = helper.make_model(graph, opset_imports=imports, producer_name="lossgraph.export")
    proto.ir_version = min(9, onnx.IR_VERSION)
    helper.set_model_props(proto, dict(metadata))
    return proto
