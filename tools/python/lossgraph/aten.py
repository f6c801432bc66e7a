# SPDX-License-Identifier: Apache-2.0
"""What each traced operator becomes in ONNX: one entry of TABLE per operator (layers.py has more).

A handler gets the Writer, [(dtype, shape)] of the results and the operator's arguments (tensors as
Value, sizes as int or Sym), and returns the result's name or a list of names (None: not made).
Gradients of standard operators are com.microsoft operators.
"""

import math

import numpy as np
import torch

from .writer import ExportError, Sym, Value, tensor_proto

TABLE = {}
MS = "com.microsoft"


def aten(*names):
    def register(handler):
        for name in names:
            TABLE[name] = handler
        return handler

    return register


def need(condition, what):
    if not condition:
        raise ExportError(what)


# -- elementwise

for _name, _op in {
    "relu": "Relu",
    "tanh": "Tanh",
    "sigmoid": "Sigmoid",
    "exp": "Exp",
    "log": "Log",
    "sqrt": "Sqrt",
    "abs": "Abs",
    "neg": "Neg",
    "sign": "Sign",
    "sgn": "Sign",
    "erf": "Erf",
    "sin": "Sin",
    "cos": "Cos",
    "reciprocal": "Reciprocal",
    "logical_not": "Not",
    "floor": "Floor",
    "ceil": "Ceil",
    "round": "Round",
}.items():

    @aten(_name)
    def _unary(c, meta, x, op=_op):
        return c.op(op, [c.cast(x, meta[0][0])])


@aten("alias", "detach", "lift_fresh_copy", "clone", "contiguous")
def _same(c, meta, x, **_):
    return x.name


@aten("_to_copy")
def _to_copy(c, meta, x, dtype=None, **_):
    return c.cast(x, meta[0][0])


@aten("rsqrt")
def _rsqrt(c, meta, x):
    return c.op("Reciprocal", [c.op("Sqrt", [x])])


@aten("bitwise_not")
def _bitwise_not(c, meta, x):
    need(x.dtype == torch.bool, "bitwise_not of integers")
    return c.op("Not", [x])


def operand(c, x, dtype):
    return c.cast(x, dtype) if isinstance(x, Value) else c.scalar(x, dtype)


def binary(op, swap=False):
    def handler(c, meta, a, b, alpha=1, rounding_mode=None):
        need(rounding_mode is None, f"{op} with rounding_mode")
        dtype = meta[0][0]
        left, right = operand(c, a, dtype), operand(c, b, dtype)
        if swap:
            left, right = right, left
        if alpha != 1:
            scaled = [left if swap else right, c.scalar(alpha, dtype)]
            product = c.op("Mul", scaled)
            left, right = (product, right) if swap else (left, product)
        return c.op(op, [left, right])

    return handler


for _name, _op in {"add": "Add", "sub": "Sub", "mul": "Mul", "div": "Div"}.items():
    TABLE[_name] = binary(_op)
TABLE["rsub"] = binary("Sub", swap=True)
TABLE["maximum"] = binary("Max")
TABLE["minimum"] = binary("Min")


@aten("pow")
def _pow(c, meta, x, exponent):
    dtype = meta[0][0]
    if not isinstance(exponent, Value) and exponent == 2:
        return c.op("Mul", [c.cast(x, dtype)] * 2) if isinstance(x, Value) else None
    return c.op("Pow", [operand(c, x, dtype), operand(c, exponent, dtype)])


def compare(op, negate=False):
    def handler(c, meta, a, b):
        dtype = a.dtype
        if isinstance(b, Value):
            dtype = torch.promote_types(a.dtype, b.dtype)
        elif isinstance(b, float) and not dtype.is_floating_point:
            dtype = torch.float32
        out = c.op(op, [operand(c, a, dtype), operand(c, b, dtype)])
        return c.op("Not", [out]) if negate else out

    return handler


TABLE["eq"], TABLE["ne"] = compare("Equal"), compare("Equal", negate=True)
TABLE["lt"], TABLE["le"] = compare("Less"), compare("LessOrEqual")
TABLE["gt"], TABLE["ge"] = compare("Greater"), compare("GreaterOrEqual")
TABLE["logical_and"] = TABLE["bitwise_and"] = binary("And")
TABLE["logical_or"] = TABLE["bitwise_or"] = binary("Or")


@aten("where")
def _where(c, meta, condition, a, b):
    dtype = meta[0][0]
    return c.op("Where", [condition, operand(c, a, dtype), operand(c, b, dtype)])


@aten("masked_fill")
def _masked_fill(c, meta, x, mask, value):
    return c.op("Where", [mask, operand(c, value, x.dtype), x])


@aten("clamp")
def _clamp(c, meta, x, low=None, high=None):
    bounds = [None if v is None else operand(c, v, x.dtype) for v in (low, high)]
    return c.op("Clip", [x, *bounds])


# -- activations


@aten("threshold_backward")
def _threshold_backward(c, meta, grad, x, threshold):
    need(threshold == 0, f"threshold_backward with threshold {threshold}")
    return c.op("ReluGrad", [grad, x], domain=MS)


@aten("tanh_backward")
def _tanh_backward(c, meta, grad, y):
    return c.op("TanhGrad", [grad, y], domain=MS)


@aten("sigmoid_backward")
def _sigmoid_backward(c, meta, grad, y):
    return c.op("SigmoidGrad", [grad, y], domain=MS)


@aten("leaky_relu")
def _leaky_relu(c, meta, x, slope=0.01):
    return c.op("LeakyRelu", [x], alpha=float(slope))


@aten("leaky_relu_backward")
def _leaky_relu_backward(c, meta, grad, x, slope, is_result):
    need(slope > 0, f"leaky_relu_backward with slope {slope}")
    return c.op("LeakyReluGrad", [grad, x], domain=MS, alpha=float(slope))


@aten("gelu")
def _gelu(c, meta, x, approximate="none"):
    return c.op("Gelu", [x], approximate=approximate)


@aten("gelu_backward")
def _gelu_backward(c, meta, grad, x, approximate="none"):
    op = "FastGeluGrad" if approximate == "tanh" else "GeluGrad"
    return c.op(op, [grad, x], domain=MS)


@aten("silu")
def _silu(c, meta, x):
    return c.op("Mul", [x, c.op("Sigmoid", [x])])


@aten("silu_backward")
def _silu_backward(c, meta, grad, x):
    return c.op("QuickGeluGrad", [grad, x], domain=MS, alpha=1.0)


def select(c, mask, yes, no, dtype):
    """Where with numbers or names: a branch that is not taken cannot spread its NaN."""
    pick = [v if isinstance(v, str) else c.scalar(float(v), dtype) for v in (yes, no)]
    return c.op("Where", [mask, *pick])


def times(c, *factors, dtype):
    names = [operand(c, f, dtype) if not isinstance(f, str) else f for f in factors]
    out = names[0]
    for n in names[1:]:
        out = c.op("Mul", [out, n])
    return out


@aten("hardtanh")
def _hardtanh(c, meta, x, low=-1, high=1):
    return c.op("Clip", [x, c.scalar(float(low), x.dtype), c.scalar(float(high), x.dtype)])


@aten("hardtanh_backward")
def _hardtanh_backward(c, meta, grad, x, low, high):
    above = c.op("Greater", [x, c.scalar(float(low), x.dtype)])
    below = c.op("Less", [x, c.scalar(float(high), x.dtype)])
    return select(c, c.op("And", [above, below]), grad.name, 0, x.dtype)


@aten("elu")
def _elu(c, meta, x, alpha=1, scale=1, input_scale=1):
    if scale == 1 and input_scale == 1:
        return c.op("Elu", [x], alpha=float(alpha))
    need(input_scale == 1, "elu with input_scale")
    return c.op("Selu", [x], alpha=float(alpha), gamma=float(scale))


@aten("celu")
def _celu(c, meta, x, alpha=1):
    return c.op("Celu", [x], alpha=float(alpha))


@aten("selu")
def _selu(c, meta, x):
    return c.op("Selu", [x])


@aten("elu_backward")
def _elu_backward(c, meta, grad, alpha, scale, input_scale, is_result, x):
    dtype = x.dtype
    above = c.op("Greater", [x, c.scalar(0.0, dtype)])
    if is_result:
        below = c.op("Add", [x, c.scalar(float(alpha * scale), dtype)])
        below = times(c, grad, below, float(input_scale), dtype=dtype)
    else:
        power = c.op("Exp", [times(c, x, float(input_scale), dtype=dtype)])
        below = times(c, grad, power, float(input_scale * alpha * scale), dtype=dtype)
    return select(c, above, times(c, grad, float(scale), dtype=dtype), below, dtype)


@aten("softplus")
def _softplus(c, meta, x, beta=1, threshold=20):
    if beta == 1:
        return c.op("Softplus", [x])
    out = c.op("Softplus", [times(c, x, float(beta), dtype=x.dtype)])
    return c.op("Div", [out, c.scalar(float(beta), x.dtype)])


@aten("softplus_backward")
def _softplus_backward(c, meta, grad, x, beta, threshold):
    slope = c.op("Sigmoid", [times(c, x, float(beta), dtype=x.dtype)])
    return c.op("Mul", [grad, slope])


@aten("hardswish")
def _hardswish(c, meta, x):
    return c.op("HardSwish", [x])


@aten("hardswish_backward")
def _hardswish_backward(c, meta, grad, x):
    dtype = x.dtype
    slope = c.op("Add", [times(c, x, 1 / 3, dtype=dtype), c.scalar(0.5, dtype)])
    inner = c.op("Mul", [grad, slope])
    low = c.op("LessOrEqual", [x, c.scalar(-3.0, dtype)])
    high = c.op("GreaterOrEqual", [x, c.scalar(3.0, dtype)])
    return select(c, low, 0, select(c, high, grad.name, inner, dtype), dtype)


@aten("mish")
def _mish(c, meta, x):
    return c.op("Mish", [x])


@aten("mish_backward")
def _mish_backward(c, meta, grad, x):
    t = c.op("Tanh", [c.op("Softplus", [x])])
    rest = c.op("Sub", [c.scalar(1.0, x.dtype), c.op("Mul", [t, t])])
    slope = times(c, x, c.op("Sigmoid", [x]), rest, dtype=x.dtype)
    return c.op("Mul", [grad, c.op("Add", [t, slope])])


@aten("_prelu_kernel")
def _prelu(c, meta, x, slope):
    return c.op("PRelu", [x, slope])


@aten("_prelu_kernel_backward")
def _prelu_backward(c, meta, grad, x, slope):
    above = c.op("Greater", [x, c.scalar(0.0, x.dtype)])
    dx = select(c, above, grad.name, c.op("Mul", [grad, slope]), x.dtype)
    return [dx, select(c, above, 0, c.op("Mul", [grad, x]), x.dtype)]


@aten("log_sigmoid_forward")
def _log_sigmoid(c, meta, x):
    return [c.op("Neg", [c.op("Softplus", [c.op("Neg", [x])])]), None]


@aten("log_sigmoid_backward")
def _log_sigmoid_backward(c, meta, grad, x, buffer):
    return c.op("Mul", [grad, c.op("Sigmoid", [c.op("Neg", [x])])])


@aten("_softmax")
def _softmax(c, meta, x, dim, half_to_float):
    return c.op("Softmax", [x], axis=dim)


@aten("_safe_softmax")
def _safe_softmax(c, meta, x, dim, dtype=None):
    # Rows of -inf only, fully masked ones, give zeros where a plain softmax gives NaN.
    peak = c.op("ReduceMax", [x, c.ints([dim])], keepdims=1)
    masked = c.op("Equal", [peak, c.scalar(-math.inf, x.dtype)])
    return c.op("Where", [masked, c.scalar(0.0, x.dtype), c.op("Softmax", [x], axis=dim)])


@aten("_softmax_backward_data")
def _softmax_backward(c, meta, grad, y, dim, dtype):
    return c.op("SoftmaxGrad_13", [grad, y], domain=MS, axis=dim)


@aten("_log_softmax")
def _log_softmax(c, meta, x, dim, half_to_float):
    return c.op("LogSoftmax", [x], axis=dim)


@aten("_log_softmax_backward_data")
def _log_softmax_backward(c, meta, grad, y, dim, dtype):
    return c.op("LogSoftmaxGrad_13", [grad, y], domain=MS, axis=dim)


# -- matrices


def transposed(c, x):
    """(name, flag): the operand of a Gemm without the Transpose node that made it."""
    node = c.producer.get(x.name)
    return (node, 1) if node else (x.name, 0)


@aten("t", "transpose", "permute")
def _transpose(c, meta, x, *args):
    if len(args) == 2:
        perm = list(range(x.rank))
        i, j = (a % x.rank for a in args)
        perm[i], perm[j] = perm[j], perm[i]
    elif args:
        perm = [a % x.rank for a in args[0]]
    else:
        perm = list(range(x.rank))[::-1]
    if perm == list(range(x.rank)):
        return x.name
    if perm == [1, 0] and x.name in c.producer:
        return c.producer[x.name]
    out = c.op("Transpose", [x], perm=perm)
    if perm == [1, 0]:
        c.producer[out] = x.name
    return out


@aten("mm")
def _mm(c, meta, a, b):
    (x, tx), (y, ty) = transposed(c, a), transposed(c, b)
    return c.op("Gemm", [x, y], transA=tx or None, transB=ty or None)


@aten("addmm")
def _addmm(c, meta, bias, a, b, beta=1, alpha=1):
    (x, tx), (y, ty) = transposed(c, a), transposed(c, b)
    scale = {k: float(v) for k, v in (("alpha", alpha), ("beta", beta)) if v != 1}
    return c.op("Gemm", [x, y, bias], transA=tx or None, transB=ty or None, **scale)


@aten("bmm", "matmul", "mv", "dot")
def _bmm(c, meta, a, b):
    return c.op("MatMul", [a, b])


# -- shapes


def reshape(c, x, dims):
    dims, free = list(dims), 0
    for i, d in enumerate(dims):
        if isinstance(d, Sym):
            if i < x.rank and x.shape[i] == d and 0 not in dims:
                dims[i] = 0
            else:
                dims[i], free = -1, free + 1
        elif d == -1:
            free += 1
    if free > 1:
        return c.op("Reshape", [x, c.shape(dims)])
    if -1 in dims and 0 in dims and any(d == 0 for d in x.shape):
        raise ExportError("reshape of an empty tensor with a free dimension")
    return c.op("Reshape", [x, c.ints(dims)])


@aten("view", "_unsafe_view", "reshape", "_reshape_alias")
def _view(c, meta, x, size, *_):
    target = meta[0][1]
    if target == x.shape:
        return x.name
    keep = c.summed.get(x.name)
    if keep and [d for i, d in enumerate(x.shape) if i not in keep[1]] == target:
        return c.op("ReduceSum", [keep[0], c.ints(keep[1])], keepdims=0)
    return reshape(c, x, target)


@aten("expand")
def _expand(c, meta, x, size, implicit=False):
    target = meta[0][1]
    if target == x.shape:
        return x.name
    pad = len(target) - x.rank
    dims = [
        1 if i >= pad and isinstance(d, Sym) and x.shape[i - pad] == d else d
        for i, d in enumerate(target)
    ]
    return c.op("Expand", [x, c.shape(dims)])


@aten("unsqueeze")
def _unsqueeze(c, meta, x, dim):
    return c.op("Unsqueeze", [x, c.ints([dim % (x.rank + 1)])])


@aten("squeeze")
def _squeeze(c, meta, x, dim=None):
    dims = range(x.rank) if dim is None else dim if isinstance(dim, list) else [dim]
    axes = [d % x.rank for d in dims if x.shape[d % x.rank] == 1]
    return c.op("Squeeze", [x, c.ints(axes)]) if axes else x.name


@aten("split", "split_with_sizes")
def _split(c, meta, x, sizes, dim=0):
    dim %= x.rank
    need(all(not isinstance(m[1][dim], Sym) for m in meta), "split along the batch")
    sizes = [m[1][dim] for m in meta]
    out = c.op("Split", [x, c.ints(sizes)], outputs=len(sizes), axis=dim)
    return [out] if isinstance(out, str) else out


@aten("cat")
def _cat(c, meta, tensors, dim=0):
    return c.op("Concat", [c.cast(t, meta[0][0]) for t in tensors], axis=dim % len(meta[0][1]))


@aten("stack")
def _stack(c, meta, tensors, dim=0):
    axes = c.ints([dim % len(meta[0][1])])
    parts = [c.op("Unsqueeze", [t, axes]) for t in tensors]
    return c.op("Concat", parts, axis=dim % len(meta[0][1]))


@aten("slice")
def _slice(c, meta, x, dim=0, start=None, end=None, step=1):
    start = 0 if start is None else start
    end = 2**63 - 1 if end is None else end
    whole = end == x.shape[dim] or not isinstance(end, Sym) and end >= 2**62
    if start == 0 and step == 1 and whole:
        return x.name
    return c.op("Slice", [x, *(c.shape([v]) for v in (start, end, dim % x.rank, step))])


@aten("slice_backward")
def _slice_backward(c, meta, grad, sizes, dim, start, end, step):
    rest = [c.shape([v]) for v in (start, end, dim % grad.rank, step)]
    return c.op("SliceGrad", [grad, c.shape(sizes), *rest], domain=MS)


@aten("select")
def _select(c, meta, x, dim, index):
    return c.op("Gather", [x, c.const(np.array(index, np.int64))], axis=dim % x.rank)


@aten("select_backward")
def _select_backward(c, meta, grad, sizes, dim, index):
    axis = c.ints([dim % len(sizes)])
    index = index + sizes[dim] if index < 0 else index
    wide = c.op("Unsqueeze", [grad, axis])
    ends = c.ints([index + 1])
    return c.op(
        "SliceGrad", [wide, c.shape(sizes), c.ints([index]), ends, axis, c.ints([1])], domain=MS
    )


@aten("repeat")
def _repeat(c, meta, x, repeats):
    extra = len(repeats) - x.rank
    source = c.op("Unsqueeze", [x, c.ints(range(extra))]) if extra else x.name
    return c.op("Tile", [source, c.shape(repeats)])


@aten("constant_pad_nd")
def _pad(c, meta, x, pad, value=0):
    rest = [0] * (x.rank - len(pad) // 2)
    begins, ends = rest + pad[::2][::-1], rest + pad[1::2][::-1]
    return c.op("Pad", [x, c.ints(begins + ends), c.scalar(float(value), x.dtype)])


@aten("pixel_shuffle")
def _pixel_shuffle(c, meta, x, factor):
    need(x.rank == 4, "pixel_shuffle of an input that is not 4-D")
    return c.op("DepthToSpace", [x], blocksize=factor, mode="CRD")


@aten("pixel_unshuffle")
def _pixel_unshuffle(c, meta, x, factor):
    need(x.rank == 4, "pixel_unshuffle of an input that is not 4-D")
    _, channels, h, w = x.shape
    split = c.ints([-1, channels, h // factor, factor, w // factor, factor])
    parts = c.op("Transpose", [c.op("Reshape", [x, split])], perm=[0, 1, 3, 5, 2, 4])
    return c.op("Reshape", [parts, c.ints([-1, *meta[0][1][1:]])])


def filled(c, meta, value):
    dtype, shape = meta[0]
    proto_value = torch.full([1], value, dtype=dtype)
    if not any(isinstance(d, Sym) for d in shape) and math.prod(shape) <= 16:
        return c.const(torch.full(shape, value, dtype=dtype).numpy())
    return c.op("ConstantOfShape", [c.shape(shape)], value=tensor_proto(proto_value, "value"))


@aten("tril", "triu")
def _trilu(c, meta, x, diagonal=0):
    upper = int(c.current.target._schema.name.removeprefix("aten::").startswith("triu"))
    return c.op("Trilu", [x, c.const(np.array(diagonal, np.int64))], upper=upper)


@aten("ones_like", "ones", "new_ones")
def _ones(c, meta, *_, **__):
    return filled(c, meta, 1)


@aten("zeros_like", "zeros", "new_zeros", "empty", "empty_like", "new_empty")
def _zeros(c, meta, *_, **__):
    return filled(c, meta, 0)


@aten("full", "full_like", "new_full")
def _full(c, meta, _, *args, **__):
    return filled(c, meta, args[-1])


@aten("scalar_tensor")
def _scalar_tensor(c, meta, value, **_):
    return c.scalar(value, meta[0][0])


@aten("arange")
def _arange(c, meta, *args, **_):
    need(not any(isinstance(a, Sym) for a in args), "arange over the batch size")
    return c.const(torch.arange(*args, dtype=meta[0][0]).numpy())


# -- reductions


def reduce(op):
    def handler(c, meta, x, dims=None, keepdim=False, **_):
        axes = [] if dims is None else dims if isinstance(dims, list) else [dims]
        axes = sorted(d % x.rank for d in axes) if x.rank else []
        source = c.cast(x, meta[0][0])
        inputs = [source, c.ints(axes) if axes else None]
        out = c.op(op, inputs, keepdims=int(keepdim))
        if op == "ReduceSum" and keepdim and axes:
            c.summed[out] = (source, axes)
        return out

    return handler


TABLE["sum"], TABLE["mean"] = reduce("ReduceSum"), reduce("ReduceMean")
TABLE["amax"], TABLE["amin"] = reduce("ReduceMax"), reduce("ReduceMin")
TABLE["logsumexp"] = reduce("ReduceLogSumExp")


def per_channel(c, value, x):
    return c.op("Reshape", [value, c.ints([1, -1] + [1] * (x.rank - 2))])


def prepare(c):
    """Per-graph memory of the handlers."""
    c.producer, c.summed, c.degrees, c.saved_lse = {}, {}, {}, {}
