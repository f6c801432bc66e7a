# SPDX-License-Identifier: Apache-2.0
"""What each traced operator becomes in ONNX: one entry of TABLE per operator.

A handler gets the Writer, [(dtype, shape)] of the results and the operator's arguments (tensors as
Value, sizes as int or Sym), and returns the result's name or a list of names (None: not made).
Gradients of standard layers are com.microsoft operators, those of pooling ai.onnx ones.
"""

import json
import math

import numpy as np
import torch

from .losses import DIFFERENTIABLE
from .writer import ExportError, Sym, Value, tensor_proto

TABLE = {}
MS = "com.microsoft"
LOSS = "ai.lossgraph"


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


# -- convolution, pooling, normalisation, embedding


def conv_attributes(stride, padding, dilation, groups, output_padding=None):
    return {
        "strides": list(stride),
        "pads": list(padding) * 2,
        "dilations": list(dilation),
        "group": groups,
        "output_padding": list(output_padding) if output_padding else None,
    }


@aten("convolution")
def _convolution(c, meta, x, w, bias, stride, padding, dilation, trans, output_padding, groups):
    attributes = conv_attributes(
        stride, padding, dilation, groups, output_padding if trans else None
    )
    inputs = [x, w] + ([bias] if bias is not None else [])
    return c.op("ConvTranspose" if trans else "Conv", inputs, **attributes)


@aten("convolution_backward")
def _convolution_backward(
    c, meta, g, x, w, bias, stride, padding, dilation, trans, output_padding, groups, mask
):
    attributes = conv_attributes(
        stride, padding, dilation, groups, output_padding if trans else None
    )
    op = "ConvTransposeGrad" if trans else "ConvGrad"
    wanted = [True if m else None for m in mask]
    return c.op(op, [g, x, w], outputs=wanted, domain=MS, kernel_shape=w.shape[2:], **attributes)


def window(kernel, stride, padding, dims):
    kernel = list(kernel) * (dims if len(kernel) == 1 else 1)
    stride = list(stride) * (dims if len(stride) == 1 else 1) if stride else kernel
    padding = list(padding) * (dims if len(padding) == 1 else 1)
    return {"kernel_shape": kernel, "strides": stride, "pads": padding * 2}


def max_pool_attributes(x, kernel, stride, padding, dilation, ceil):
    attributes = window(kernel, stride, padding, 2)
    dilation = list(dilation) * (2 if len(dilation) == 1 else 1)
    attributes["dilations"] = dilation if dilation != [1, 1] else None
    attributes["ceil_mode"] = int(ceil) or None
    return attributes


@aten("max_pool2d_with_indices")
def _max_pool(c, meta, x, kernel, stride=(), padding=(0, 0), dilation=(1, 1), ceil=False):
    need(x.rank == 4, "max_pool2d of an input without batch")
    attributes = max_pool_attributes(x, kernel, stride, padding, dilation, ceil)
    return c.op("MaxPool", [x], outputs=2, **attributes)


@aten("max_pool2d_with_indices_backward")
def _max_pool_backward(c, meta, grad, x, kernel, stride, padding, dilation, ceil, indices):
    # ONNX's own indices: flat over the whole tensor, where torch's are flat per plane.
    attributes = max_pool_attributes(x, kernel, stride, padding, dilation, ceil)
    return c.op("MaxPoolGrad", [grad, indices], **attributes)


def avg_pool_attributes(kernel, stride, padding, ceil, count_include_pad, divisor):
    need(divisor is None, "avg_pool2d with divisor_override")
    attributes = window(kernel, stride, padding, 2)
    attributes["count_include_pad"] = int(count_include_pad)
    attributes["ceil_mode"] = int(ceil) or None
    return attributes


@aten("avg_pool2d")
def _avg_pool(
    c, meta, x, kernel, stride=(), padding=(0, 0), ceil=False, include=True, divisor=None
):
    attributes = avg_pool_attributes(kernel, stride, padding, ceil, include, divisor)
    return c.op("AveragePool", [x], **attributes)


@aten("avg_pool2d_backward")
def _avg_pool_backward(c, meta, grad, x, kernel, stride, padding, ceil, include, divisor):
    attributes = avg_pool_attributes(kernel, stride, padding, ceil, include, divisor)
    return c.op("AveragePoolGrad", [grad], **attributes)


@aten("native_batch_norm", "_native_batch_norm_legit")
def _batch_norm(c, meta, x, weight, bias, mean, var, training, momentum, eps):
    channels = x.shape[1]
    dtype = torch.float32 if mean is None else mean.dtype

    def or_full(value, fill):
        if value is not None:
            return value.name
        return c.const(torch.full([channels], fill, dtype=dtype).numpy())

    scale, shift = or_full(weight, 1), or_full(bias, 0)
    if not training:
        out = c.op("BatchNormalization", [x, scale, shift, mean, var], epsilon=float(eps))
        return [out, None, None]
    y, new_mean, new_var, saved_mean, saved_inv = c.op(
        "BatchNormInternal",
        [x, scale, shift, or_full(mean, 0), or_full(var, 1)],
        outputs=5,
        domain=MS,
        epsilon=float(eps),
        momentum=1.0 - momentum,
        training_mode=1,
    )
    if mean is not None:
        c.rebind(mean, new_mean)
        # ONNX averages in the population variance, torch the unbiased one, M/(M-1) times larger:
        # new = r + (r - momentum * old) / (M - 1).
        old = c.op("Mul", [var, c.scalar(1.0 - momentum, dtype)])
        batch_part = c.op("Sub", [new_var, old])
        extra = c.op("Div", [batch_part, degrees(c, x, dtype)])
        c.rebind(var, c.op("Add", [new_var, extra]))
    return [y, saved_mean, saved_inv]


def degrees(c, x, dtype):
    """Number of values per channel less one, a scalar."""
    rest = [d for i, d in enumerate(x.shape) if i != 1]
    fixed = math.prod(d for d in rest if not isinstance(d, Sym))
    syms = [d for d in rest if isinstance(d, Sym)]
    key = (fixed, tuple(syms), dtype)
    if key not in c.degrees:
        if not syms:
            c.degrees[key] = c.scalar(float(fixed - 1), dtype)
        else:
            need(len(syms) == 1 and not syms[0].inverse, "batch norm over several batch axes")
            count = c.scalar(Sym(syms[0].factor * fixed), dtype)
            c.degrees[key] = c.op("Sub", [count, c.scalar(1.0, dtype)])
    return c.degrees[key]


@aten("native_batch_norm_backward")
def _batch_norm_backward(c, meta, grad, x, weight, mean, var, saved_mean, saved_inv, train, eps, m):
    if weight is None:
        scale = c.const(torch.ones(x.shape[1], dtype=x.dtype).numpy())
    else:
        scale = weight.name
    if train:
        inputs = [grad, x, scale, saved_mean, saved_inv]
        return c.op("BatchNormalizationGrad", inputs, outputs=3, domain=MS, epsilon=float(eps))
    # Frozen statistics: y = (x - mean) * scale * inv + bias, an affine map.
    axes = [i for i in range(x.rank) if i != 1]
    wide = c.ints([1, -1] + [1] * (x.rank - 2))
    inv = c.op("Add", [var, c.scalar(float(eps), var.dtype)])
    inv = c.op("Reciprocal", [c.op("Sqrt", [inv])])
    dx = c.op("Mul", [grad, c.op("Reshape", [c.op("Mul", [scale, inv]), wide])])
    centred = c.op("Sub", [x, c.op("Reshape", [mean, wide])])
    products = c.op("Mul", [grad, centred])
    dscale = c.op("Mul", [c.op("ReduceSum", [products, c.ints(axes)], keepdims=0), inv])
    dbias = c.op("ReduceSum", [grad, c.ints(axes)], keepdims=0)
    return [dx, dscale, dbias]


@aten("native_layer_norm")
def _layer_norm(c, meta, x, shape, weight, bias, eps):
    if weight is None:
        weight = c.const(torch.ones(shape, dtype=x.dtype).numpy())
    inputs = [x, weight] + ([bias] if bias is not None else [])
    axis = -len(shape)
    return c.op("LayerNormalization", inputs, outputs=3, axis=axis, epsilon=float(eps))


@aten("native_layer_norm_backward")
def _layer_norm_backward(c, meta, grad, x, shape, mean, rstd, weight, bias, mask):
    if weight is None:
        weight = c.const(torch.ones(shape, dtype=x.dtype).numpy())
    inputs = [grad, x, weight, mean, rstd]
    return c.op("LayerNormalizationGrad", inputs, outputs=3, domain=MS, axis=-len(shape))


@aten("embedding")
def _embedding(c, meta, weight, indices, padding=-1, by_freq=False, sparse=False):
    return c.op("Gather", [weight, indices])


@aten("embedding_dense_backward")
def _embedding_backward(c, meta, grad, indices, rows, padding, by_freq):
    need(not by_freq, "embedding with scale_grad_by_freq")
    shape = c.ints([rows, grad.shape[-1]])
    if padding >= 0:
        keep = c.op("Equal", [indices, c.scalar(padding, indices.dtype)])
        keep = c.op("Unsqueeze", [keep, c.ints([-1])])
        grad = c.op("Where", [keep, c.scalar(0.0, grad.dtype), grad])
    return c.op("GatherGrad", [shape, indices, grad], domain=MS)


# -- losses


@aten("lossgraph::loss")
def _loss(c, meta, op, attrs, *tensors):
    inputs = list(tensors)
    if op == "CrossEntropyLoss":
        # The saved log-sum-exp spares the gradient a pass over the logits.
        out = c.op(op, inputs, outputs=[1, None, None, 1], domain=LOSS, **json.loads(attrs))
        c.saved_lse[(attrs, *(t and t.name for t in tensors))] = out[3]
        return out[0]
    return c.op(op, inputs, domain=LOSS, **json.loads(attrs))


@aten("lossgraph::loss_grad")
def _loss_grad(c, meta, grad, op, attrs, *rest):
    tensors, wanted = rest[:4], rest[4]
    # Only as many inputs as the operator has: saved values follow them.
    inputs = [grad, *tensors]
    if op == "CrossEntropyLoss":
        lse = c.saved_lse.get((attrs, *(t and t.name for t in tensors)))
        inputs = [grad, *tensors[:3], None, None, lse]
    slots = DIFFERENTIABLE[op]
    missing = [i for i in wanted if i not in slots]
    need(not missing, f"{op} has no gradient for input {missing}")
    outputs = [1 if i in wanted else None for i in slots]
    attributes = json.loads(attrs)
    names = c.op(op + "Grad", inputs, outputs=outputs, domain=LOSS, **attributes)
    names = [names] if isinstance(names, str) else names
    return [names[slots.index(i)] for i in wanted]


def prepare(c):
    """Per-graph memory of the handlers."""
    c.producer, c.summed, c.degrees, c.saved_lse = {}, {}, {}, {}
