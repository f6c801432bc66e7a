# SPDX-License-Identifier: Apache-2.0
"""A small NumPy evaluator of training graphs, the oracle of the Python tests.

Operators of ai.lossgraph, com.microsoft and the pooling gradients are written here from their
formulas, in double where that is cheap; other operators run in onnx.reference.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from reflosses import LOSSES

OPS = {}


def op(*names):
    def register(function):
        for name in names:
            OPS[name] = function
        return function

    return register


# -- windows


def _pads(a, spatial):
    pads = a.get("pads", [0] * 2 * spatial)
    return list(zip(pads[:spatial], pads[spatial:]))


def _windows(x, a, kernel, fill=0.0):
    """(N, C, out.., kernel..) view of the padded input."""
    spatial = x.ndim - 2
    strides = a.get("strides", [1] * spatial)
    dilations = a.get("dilations", [1] * spatial)
    x = np.pad(x, [(0, 0), (0, 0), *_pads(a, spatial)], constant_values=fill)
    span = [(k - 1) * d + 1 for k, d in zip(kernel, dilations)]
    view = sliding_window_view(x, span, axis=tuple(range(2, x.ndim)))
    step = [slice(None, None, s) for s in strides]
    inner = [slice(None, None, d) for d in dilations]
    return view[(slice(None), slice(None), *step, *inner)]


@op("Conv")
def conv(a, x, w, b=None):
    groups, (m, cg) = a.get("group", 1), w.shape[:2]
    axes = tuple(range(2, x.ndim))
    win = _windows(x, a, w.shape[2:])
    n, out = x.shape[0], win.shape[2 : x.ndim]
    parts = []
    for g in range(groups):
        part = win[:, g * cg : (g + 1) * cg]
        part = np.moveaxis(part, 1, x.ndim - 1).reshape(n * int(np.prod(out)), -1)
        weight = w[g * (m // groups) : (g + 1) * (m // groups)].reshape(m // groups, -1)
        parts.append((part @ weight.T).reshape(n, *out, -1))
    y = np.moveaxis(np.concatenate(parts, -1), -1, 1)
    if b is not None:
        y = y + b.reshape(1, -1, *([1] * len(axes)))
    return [np.ascontiguousarray(y, dtype=x.dtype)]


@op("ConvGrad")
def conv_grad(a, dy, x, w):
    groups, (m, cg) = a.get("group", 1), w.shape[:2]
    spatial, mg = x.ndim - 2, m // a.get("group", 1)
    strides = a.get("strides", [1] * spatial)
    dilations = a.get("dilations", [1] * spatial)
    pads = _pads(a, spatial)
    win = _windows(x, a, w.shape[2:])
    n, out = x.shape[0], dy.shape[2:]
    positions = n * int(np.prod(out))
    padded = np.zeros(x.shape[:2] + tuple(s + p + q for s, (p, q) in zip(x.shape[2:], pads)))
    dw = np.zeros_like(w)
    for g in range(groups):
        d = np.moveaxis(dy[:, g * mg : (g + 1) * mg], 1, -1).reshape(positions, mg)
        part = np.moveaxis(win[:, g * cg : (g + 1) * cg], 1, x.ndim - 1).reshape(positions, -1)
        dw[g * mg : (g + 1) * mg] = (d.T @ part).reshape(mg, *w.shape[1:])
        cols = d @ w[g * mg : (g + 1) * mg].reshape(mg, -1)
        cols = np.moveaxis(cols.reshape(n, *out, cg, *w.shape[2:]), spatial + 1, 1)
        target = padded[:, g * cg : (g + 1) * cg]
        for k in np.ndindex(*w.shape[2:]):
            place = tuple(
                slice(i * di, i * di + (o - 1) * s + 1, s)
                for i, di, o, s in zip(k, dilations, out, strides)
            )
            target[(slice(None), slice(None), *place)] += cols[(..., *k)]
    inner = tuple(slice(p, p + s) for s, (p, _) in zip(x.shape[2:], pads))
    dx = padded[(slice(None), slice(None), *inner)].astype(x.dtype)
    db = dy.sum(axis=(0, *range(2, x.ndim)), dtype=np.float64).astype(x.dtype)
    return [dx, dw, db]


@op("MaxPool")
def max_pool(a, x):
    kernel = a["kernel_shape"]
    win = _windows(x, a, kernel, -np.inf)
    flat = win.reshape(*win.shape[: x.ndim], -1)
    at = flat.argmax(-1)
    y = np.take_along_axis(flat, at[..., None], -1)[..., 0]
    index = np.arange(x.size, dtype=np.int64).reshape(x.shape)
    index = _windows(index, a, kernel, -1).reshape(flat.shape)
    return [y.astype(x.dtype), np.take_along_axis(index, at[..., None], -1)[..., 0]]


@op("MaxPoolGrad")
def max_pool_grad(a, dy, indices, shape=None):
    dx = np.zeros((dy.shape[0], *shape[1:]), dy.dtype)
    np.add.at(dx.reshape(-1), indices.reshape(-1), dy.reshape(-1))
    return [dx]


@op("AveragePoolGrad")
def average_pool_grad(a, dy, shape=None):
    kernel = a["kernel_shape"]
    spatial = len(kernel)
    strides, pads = a.get("strides", [1] * spatial), _pads(a, spatial)
    size = (dy.shape[0], *shape[1:])
    padded = np.zeros(size[:2] + tuple(s + p + q for s, (p, q) in zip(size[2:], pads)))
    inner = tuple(slice(p, p + s) for s, (p, _) in zip(size[2:], pads))
    whole = np.zeros(padded.shape[2:])
    whole[inner if not a.get("count_include_pad") else ...] = 1
    for o in np.ndindex(*dy.shape[2:]):
        place = tuple(slice(i * s, i * s + k) for i, s, k in zip(o, strides, kernel))
        count = whole[place].sum()
        share = dy[(slice(None), slice(None), *o)] / count
        padded[(slice(None), slice(None), *place)] += share.reshape(*share.shape, *[1] * spatial)
    return [padded[(slice(None), slice(None), *inner)].astype(dy.dtype)]


@op("ConvTransposeGrad")
def conv_transpose_grad(a, dy, x, w):
    # dX is the convolution whose transpose the forward is; dW that convolution's weight gradient.
    b = {k: v for k, v in a.items() if k != "output_padding"}
    dx = conv(b, dy, w)[0]
    dw = conv_grad(b, x, dy, w)[1]
    return [dx, dw, dy.sum(axis=(0, *range(2, x.ndim)))]


@op("DropoutGrad")
def dropout_grad(a, dy, mask, ratio=0.5, training=True):
    return [np.where(mask, dy / dy.dtype.type(1 - ratio), 0).astype(dy.dtype)]


# -- normalisation


def _per_channel(v, rank):
    return v.reshape(1, -1, *([1] * (rank - 2)))


@op("BatchNormInternal")
def batch_norm(a, x, scale, bias, mean, var):
    eps, keep = a.get("epsilon", 1e-5), a.get("momentum", 0.9)
    axes = (0, *range(2, x.ndim))
    m = x.mean(axes, dtype=np.float64)
    v = x.var(axes, dtype=np.float64)
    inv = 1 / np.sqrt(v + eps)
    y = (x - _per_channel(m, x.ndim)) * _per_channel(inv * scale, x.ndim)
    y = y + _per_channel(bias, x.ndim)
    out = [y, keep * mean + (1 - keep) * m, keep * var + (1 - keep) * v, m, inv]
    return [o.astype(x.dtype) for o in out]


@op("BatchNormalizationGrad")
def batch_norm_grad(a, dy, x, scale, mean, inv):
    axes = (0, *range(2, x.ndim))
    count = x.size // x.shape[1]
    xh = (x - _per_channel(mean, x.ndim)).astype(np.float64) * _per_channel(inv, x.ndim)
    dbias = dy.sum(axes, dtype=np.float64)
    dscale = (dy * xh).sum(axes)
    inner = count * dy - _per_channel(dbias, x.ndim) - xh * _per_channel(dscale, x.ndim)
    dx = _per_channel(scale * inv, x.ndim) / count * inner
    return [v.astype(x.dtype) for v in (dx, dscale, dbias)]


@op("LayerNormalizationGrad")
def layer_norm_grad(a, dy, x, scale, mean, inv):
    axis = a.get("axis", -1) % x.ndim
    inner, outer = tuple(range(axis, x.ndim)), tuple(range(axis))
    xh = (x - mean).astype(np.float64) * inv
    b = dy * scale * inv
    dx = b - b.mean(inner, keepdims=True) - xh * (b * xh).mean(inner, keepdims=True)
    return [v.astype(x.dtype) for v in (dx, (dy * xh).sum(outer), dy.sum(outer))]


# -- activations, indexing


@op("ReluGrad")
def relu_grad(a, dy, x):
    return [np.where(x > 0, dy, 0).astype(dy.dtype)]


@op("LeakyReluGrad")
def leaky_relu_grad(a, dy, y):
    return [np.where(y > 0, dy, dy * a.get("alpha", 0.01)).astype(dy.dtype)]


@op("SigmoidGrad")
def sigmoid_grad(a, dy, y):
    return [dy * y * (1 - y)]


@op("TanhGrad")
def tanh_grad(a, dy, y):
    return [dy * (1 - y * y)]


def _normal_cdf(x):
    return 0.5 * (1 + np.vectorize(math.erf)(x.astype(np.float64) / math.sqrt(2)))


@op("Gelu")
def gelu(a, x):
    return [(x * _normal_cdf(x)).astype(x.dtype)]


@op("GeluGrad")
def gelu_grad(a, dy, x):
    density = np.exp(-0.5 * x.astype(np.float64) ** 2) / math.sqrt(2 * math.pi)
    return [(dy * (_normal_cdf(x) + x * density)).astype(x.dtype)]


@op("QuickGeluGrad")
def quick_gelu_grad(a, dy, x):
    alpha = a.get("alpha", 1.702)
    s = 1 / (1 + np.exp(-alpha * x))
    return [dy * s * (1 + alpha * x * (1 - s))]


@op("SoftmaxGrad_13")
def softmax_grad(a, dy, y):
    axis = a.get("axis", -1)
    return [y * (dy - (dy * y).sum(axis, keepdims=True))]


@op("LogSoftmaxGrad_13")
def log_softmax_grad(a, dy, y):
    return [dy - np.exp(y) * dy.sum(a.get("axis", -1), keepdims=True)]


@op("GatherGrad")
def gather_grad(a, shape, indices, dy):
    axis = a.get("axis", 0)
    dx = np.zeros(tuple(shape), dy.dtype)
    rows = np.moveaxis(dx, axis, 0)
    parts = np.moveaxis(dy, range(axis, axis + indices.ndim), range(indices.ndim))
    np.add.at(rows, indices, parts)
    return [dx]


@op("SliceGrad")
def slice_grad(a, dy, shape, starts, ends, axes=None, steps=None):
    dx = np.zeros(tuple(shape), dy.dtype)
    place = [slice(None)] * dx.ndim
    axes = range(len(starts)) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    for s, e, ax, st in zip(starts, ends, axes, steps):
        place[ax] = slice(s, e, st)
    dx[tuple(place)] = dy
    return [dx]


@op("Gemm")
def gemm(a, x, y, z=None):
    x = x.T if a.get("transA") else x
    y = y.T if a.get("transB") else y
    out = a.get("alpha", 1.0) * (x @ y)
    return [(out if z is None else out + a.get("beta", 1.0) * z).astype(x.dtype)]


# -- the evaluator


class Evaluator:
    """Runs the nodes that `outputs` need, in the order of the list."""

    def __init__(self, nodes, outputs, infos=()):
        needed, kept = set(outputs), []
        for node in reversed(nodes):
            if any(o in needed for o in node.output):
                needed.update(node.input)
                kept.append(node)
        self.nodes, self.outputs = kept[::-1], list(outputs)
        self.shapes = {
            i.name: [d.dim_value for d in i.type.tensor_type.shape.dim] for i in infos
        }
        self.fallback = {}

    def run(self, feeds):
        env = dict(feeds)
        env[""] = None
        for node in self.nodes:
            inputs = [env[i] for i in node.input]
            results = self.call(node, inputs)
            for name, value in zip(node.output, results):
                if name:
                    env[name] = value
        return [env[o] for o in self.outputs]

    def call(self, node, inputs):
        if node.op_type in LOSSES and node.domain == "ai.lossgraph":
            return LOSSES[node.op_type](_attributes(node), *inputs)
        if node.op_type in OPS:
            extra = {}
            if node.op_type in ("MaxPoolGrad", "AveragePoolGrad"):
                extra["shape"] = self.shapes[node.output[0]]
            return OPS[node.op_type](_attributes(node), *inputs, **extra)
        key = node.SerializeToString()
        if key not in self.fallback:
            opsets = {"": 20, "ai.onnx.preview.training": 1}
            self.fallback[key] = ReferenceEvaluator(node, opsets=opsets)
        named = {n: v for n, v in zip(node.input, inputs) if n}
        return self.fallback[key].run(None, named)


def _attributes(node):
    out = {}
    for a in node.attribute:
        value = helper.get_attribute_value(a)
        out[a.name] = value.decode() if isinstance(value, bytes) else value
    return out


def initializers(*graphs):
    return {i.name: numpy_helper.to_array(i) for g in graphs for i in g.initializer}
