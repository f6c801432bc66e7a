# SPDX-License-Identifier: Apache-2.0
"""What convolution, pooling, normalisation, embedding, dropout and losses become in ONNX.

Gradients are com.microsoft operators, those of pooling ai.onnx ones, those of losses ai.lossgraph.
"""

import json
import math

import numpy as np
import torch

from .aten import MS, TABLE, aten, filled, need, per_channel, reshape
from .losses import DIFFERENTIABLE
from .writer import Sym, Value

__all__ = ["TABLE"]

LOSS = "ai.lossgraph"


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


@aten("_adaptive_avg_pool2d")
def _adaptive_avg_pool(c, meta, x, size):
    return c.op("AveragePool", [x], **adaptive_window(x.shape, meta[0][1]))


@aten("_adaptive_avg_pool2d_backward")
def _adaptive_avg_pool_backward(c, meta, grad, x):
    return c.op("AveragePoolGrad", [grad], **adaptive_window(x.shape, grad.shape))


def adaptive_window(whole, parts):
    pairs = list(zip(whole[2:], parts[2:]))
    need(all(a % b == 0 for a, b in pairs), "adaptive_avg_pool2d with windows of unequal size")
    kernel = [a // b for a, b in pairs]
    return {"kernel_shape": kernel, "strides": kernel}


def whole_factors(small, large):
    need(len(small) == 4, "upsample of an input that is not 4-D")
    pairs = list(zip(small[2:], large[2:]))
    need(all(b % a == 0 for a, b in pairs), "upsample_nearest2d by a fraction")
    return [b // a for a, b in pairs]


@aten("upsample_nearest2d")
def _upsample(c, meta, x, *_):
    factors = whole_factors(x.shape, meta[0][1])
    scales = c.const(np.array([1, 1, *factors], np.float32))
    options = {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    return c.op("Resize", [x, None, scales], mode="nearest", **options)


@aten("upsample_nearest2d_backward")
def _upsample_backward(c, meta, grad, *_):
    shape = meta[0][1]
    (fh, fw), (channels, h, w) = whole_factors(shape, grad.shape), shape[1:]
    split = c.op("Reshape", [grad, c.ints([-1, channels, h, fh, w, fw])])
    return c.op("ReduceSum", [split, c.ints([3, 5])], keepdims=0)


@aten("native_group_norm")
def _group_norm(c, meta, x, weight, bias, n, channels, inner, groups, eps):
    # Each group is a row of a layer normalisation; the affine part follows per channel.
    ones, zeros = group_constants(c, x, channels, inner, groups)
    rows = c.op("Reshape", [x, c.ints([-1, groups, channels // groups * inner])])
    y, mean, rstd = c.op(
        "LayerNormalization", [rows, ones, zeros], outputs=3, axis=-1, epsilon=float(eps)
    )
    y = reshape(c, Value(y, x.dtype, [None, None, None]), x.shape)
    if weight is not None:
        y = c.op("Mul", [y, per_channel(c, weight, x)])
    if bias is not None:
        y = c.op("Add", [y, per_channel(c, bias, x)])
    last = c.ints([-1])
    return [y, c.op("Squeeze", [mean, last]), c.op("Squeeze", [rstd, last])]


@aten("native_group_norm_backward")
def _group_norm_backward(c, meta, grad, x, mean, rstd, weight, n, channels, inner, groups, mask):
    ones, _ = group_constants(c, x, channels, inner, groups)
    mean, rstd = (c.op("Unsqueeze", [v, c.ints([-1])]) for v in (mean, rstd))
    wide = c.ints([-1, groups, channels // groups * inner])
    rows = c.op("Reshape", [x, wide])
    axes = c.ints([i for i in range(x.rank) if i != 1])
    scaled = grad.name if weight is None else c.op("Mul", [grad, per_channel(c, weight, x)])
    scaled = c.op("Reshape", [scaled, wide])
    dx, _, _ = c.op(
        "LayerNormalizationGrad", [scaled, rows, ones, mean, rstd], outputs=3, domain=MS, axis=-1
    )
    dx = reshape(c, Value(dx, x.dtype, [None, None, None]), x.shape)
    normal = c.op("Mul", [c.op("Sub", [rows, mean]), rstd])
    normal = reshape(c, Value(normal, x.dtype, [None, None, None]), x.shape)
    dscale = c.op("ReduceSum", [c.op("Mul", [grad, normal]), axes], keepdims=0)
    return [dx, dscale, c.op("ReduceSum", [grad, axes], keepdims=0)]


def group_constants(c, x, channels, inner, groups):
    size = channels // groups * inner
    return [filled(c, [(x.dtype, [size])], v) for v in (1, 0)]


@aten("native_batch_norm", "_native_batch_norm_legit")
def _batch_norm(c, meta, x, weight, bias, mean, var, training, momentum, eps):
    channels = x.shape[1]
    dtype = torch.float32 if mean is None else mean.dtype

    def or_full(value, fill):
        if value is not None:
            return value.name
        return filled(c, [(dtype, [channels])], fill)

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
        scale = filled(c, [(x.dtype, [x.shape[1]])], 1)
    else:
        scale = weight.name
    if train:
        inputs = [grad, x, scale, saved_mean, saved_inv]
        return c.op("BatchNormalizationGrad", inputs, outputs=3, domain=MS, epsilon=float(eps))
    # Frozen statistics: y = (x - mean) * scale * inv + bias, an affine map.
    axes = [i for i in range(x.rank) if i != 1]
    inv = c.op("Add", [var, c.scalar(float(eps), var.dtype)])
    inv = c.op("Reciprocal", [c.op("Sqrt", [inv])])
    dx = c.op("Mul", [grad, per_channel(c, c.op("Mul", [scale, inv]), x)])
    centred = c.op("Sub", [x, per_channel(c, mean, x)])
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


# -- dropout


@aten("lossgraph::dropout")
def _dropout(c, meta, x, p):
    training = c.const(np.array(True))
    return list(c.op("Dropout", [x, c.scalar(float(p), torch.float32), training], outputs=2))


@aten("lossgraph::dropout_grad")
def _dropout_grad(c, meta, grad, mask, p):
    return c.op("DropoutGrad", [grad, mask, c.scalar(float(p), torch.float32)], domain=MS)


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
