# SPDX-License-Identifier: Apache-2.0
"""The twelve core losses and their gradients in NumPy, in double, independent of PyTorch."""

import numpy as np

EPS32 = float(np.float32(1e-12))


def decimal(value):
    """A FLOAT attribute as the shortest decimal that gives the same float: 1e-6, not 9.99e-7."""
    return float(f"{np.float32(value)!s}")


def _wide(x):
    return None if x is None else np.asarray(x).astype(np.float64)


def _reduce(loss, a, denominator=None):
    kind = a.get("reduction", "mean")
    if kind == "none":
        return loss
    total = loss.sum()
    if kind == "sum":
        return total
    with np.errstate(all="ignore"):
        return total / np.float64(loss.size if denominator is None else denominator)


def _spread(g, shape, a, denominator=None):
    """Upstream gradient per element of the unreduced loss."""
    kind = a.get("reduction", "mean")
    g = np.broadcast_to(_wide(g), shape)
    if kind in ("none", "sum"):
        return g
    size = int(np.prod(shape)) if denominator is None else denominator
    with np.errstate(all="ignore"):
        return g / np.float64(size)


def _fold(grad, shape):
    """Sum over the axes along which an input was broadcast."""
    grad = grad.sum(tuple(range(grad.ndim - len(shape))))
    axes = tuple(i for i, (s, g) in enumerate(zip(shape, grad.shape)) if s == 1 and g != 1)
    return grad.sum(axes, keepdims=True).reshape(shape)


def _as(value, like):
    return np.asarray(value).astype(np.asarray(like).dtype)


def _hinge(u):
    return np.where(np.isnan(u), u, np.where(u > 0, u, 0.0))


def _softplus(z):
    return np.where(np.isnan(z), z, np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))))


def _sigmoid(z):
    t = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + t), t / (1 + t))


def _pair(value, slope):
    """Operator pair of a loss of d = input - target, weighted or not."""

    def forward(a, x, t, w=None):
        loss = value(_wide(x) - _wide(t), a)
        if w is None:
            return [_as(_reduce(loss, a), x)]
        w = _wide(w)
        return [_as(_reduce(loss * w, a, w.sum()), x)]

    def backward(a, g, x, t, w=None):
        d = _wide(x) - _wide(t)
        total = None if w is None else _wide(w).sum()
        e = _spread(g, d.shape, a, total)
        grad = e * slope(d, a) * (1 if w is None else _wide(w))
        out = [_as(_fold(grad, x.shape), x), _as(_fold(-grad, t.shape), t)]
        if w is not None:
            loss = value(d, a)
            mean = _reduce(loss * _wide(w), a, total) if a.get("reduction", "mean") == "mean" else 0
            out.append(_as(e * (loss - mean), w))
        return out

    return forward, backward


def _sgn(d):
    return (d > 0).astype(np.float64) - (d < 0)


def _smooth(d, a):
    beta = decimal(a.get("beta", 1.0))
    if beta == 0:
        return np.abs(d)
    return np.where(np.abs(d) < beta, 0.5 * d * d / beta, np.abs(d) - 0.5 * beta)


def _smooth_slope(d, a):
    beta = decimal(a.get("beta", 1.0))
    if beta == 0:
        return _sgn(d)
    return np.where(d <= -beta, -1.0, np.where(d >= beta, 1.0, d / beta))


def _classes(x):
    """Logits as (positions, C) with the axes to restore them."""
    axis = 1 if x.ndim > 1 else 0
    moved = np.moveaxis(x, axis, -1)
    return axis, moved.shape[:-1], moved.reshape(-1, x.shape[axis])


def _unclass(rows, axis, lead):
    return np.moveaxis(rows.reshape(*lead, rows.shape[-1]), -1, axis)


def nll(a, x, t, w=None):
    _, lead, rows = _classes(_wide(x))
    loss, total, _ = _nll(rows, t, w, a)
    return [_as(_reduce(loss.reshape(np.shape(t)), a, total), x), np.float64(total)]


def _nll(rows, t, w, a):
    labels = np.asarray(t).reshape(-1).astype(np.int64)
    kept = labels != a.get("ignore_index", -100)
    safe = np.where(kept, labels, 0)
    weight = np.ones(rows.shape[-1]) if w is None else _wide(w)
    scale = np.where(kept, weight[safe] if len(weight) else 0.0, 0.0)
    picked = rows[np.arange(len(rows)), safe] if rows.size else np.zeros(len(rows))
    loss = np.where(kept, -scale * picked, 0.0)
    return loss, scale.sum(), (kept, safe, scale)


def nll_grad(a, g, x, t, w=None, total=None):
    axis, lead, rows = _classes(_wide(x))
    _, total, (kept, safe, scale) = _nll(rows, t, w, a)
    e = _spread(g, np.shape(t), a, total).reshape(-1)
    grad = np.zeros_like(rows)
    at = np.flatnonzero(kept)
    grad[at, safe[at]] = -(scale * e)[at]
    return [_as(_unclass(grad, axis, lead), x)]


def _log_softmax(rows):
    shift = rows.max(-1, keepdims=True, initial=-np.inf)
    return rows - shift - np.log(np.exp(rows - shift).sum(-1, keepdims=True))


def _cross(a, x, t, w):
    axis, lead, rows = _classes(_wide(x))
    s, classes = decimal(a.get("label_smoothing", 0.0)), rows.shape[-1]
    weight = np.ones(classes) if w is None else _wide(w)
    logp = _log_softmax(rows) if rows.size else rows
    if np.issubdtype(np.asarray(t).dtype, np.integer):
        labels = np.asarray(t).reshape(-1).astype(np.int64)
        kept = labels != a.get("ignore_index", -100)
        safe = np.where(kept, labels, 0)
        q = np.zeros_like(rows)
        if len(labels):
            q[np.arange(len(labels)), safe] = (1 - s) * weight[safe]
        if s > 0:
            q = q + s / classes * weight
        total = (weight[safe] * kept).sum() if classes else 0.0
    else:
        _, _, probs = _classes(_wide(t))
        mix = probs * (1 - s) + (s / classes if s > 0 else 0.0)
        q, kept, total = weight * mix, np.ones(len(rows), bool), len(rows)
    return axis, lead, rows, logp, q, kept, total, s, weight


def cross_entropy(a, x, t, w=None):
    axis, lead, rows, logp, q, kept, total, s, _ = _cross(a, x, t, w)
    index = np.issubdtype(np.asarray(t).dtype, np.integer)
    # Index mode without smoothing selects one class: 0 * inf of the others must not appear.
    terms = np.where(q != 0, q * logp, 0.0) if index and s == 0 else q * logp
    loss = np.where(kept, -terms.sum(-1), 0.0).reshape(lead)
    lse = (rows.max(-1, initial=-np.inf) if rows.size else np.zeros(len(rows)))
    if rows.size:
        lse = lse + np.log(np.exp(rows - lse[:, None]).sum(-1))
    out = _as(_reduce(loss, a, total), x)
    return [out, _as(_unclass(logp, axis, lead), x), np.float64(total), _as(lse.reshape(lead), x)]


def cross_entropy_grad(a, g, x, t, w=None, *saved):
    axis, lead, rows, logp, q, kept, total, s, weight = _cross(a, x, t, w)
    e = _spread(g, lead, a, total).reshape(-1, 1)
    grad = e * (np.exp(logp) * q.sum(-1, keepdims=True) - q)
    grad = np.where(kept[:, None], grad, 0.0)
    out = [_as(_unclass(grad, axis, lead), x)]
    if np.issubdtype(np.asarray(t).dtype, np.integer):
        return out + [None, None]
    out.append(_as(_unclass(-e * (1 - s) * weight * logp, axis, lead), t))
    if w is not None:
        _, _, probs = _classes(_wide(t))
        mix = probs * (1 - s) + (s / rows.shape[-1] if s > 0 else 0.0)
        out.append(_as((-e * mix * logp).sum(0), w))
    return out


def bce(a, x, t, w=None):
    x64, t64 = _wide(x), _wide(t)
    log0, log1 = np.maximum(np.log1p(-x64), -100), np.maximum(np.log(x64), -100)
    loss = (t64 - 1) * log0 - t64 * log1
    return [_as(_reduce(loss if w is None else loss * _wide(w), a), x)]


def bce_grad(a, g, x, t, w=None):
    x64, t64 = _wide(x), _wide(t)
    e = _spread(g, x.shape, a) * (1 if w is None else _wide(w))
    dx = e * (x64 - t64) / np.maximum((1 - x64) * x64, EPS32)
    return [_as(dx, x), _as(e * (np.log1p(-x64) - np.log(x64)), t)]


def bce_logits(a, x, t, w=None, pw=None):
    x64, t64 = _wide(x), _wide(t)
    lw = 1 if pw is None else 1 + (_wide(pw) - 1) * t64
    loss = (1 - t64) * x64 + lw * _softplus(-x64)
    return [_as(_reduce(loss if w is None else loss * _wide(w), a), x)]


def bce_logits_grad(a, g, x, t, w=None, pw=None):
    x64, t64 = _wide(x), _wide(t)
    e = _spread(g, x.shape, a) * (1 if w is None else _wide(w))
    if pw is None:
        return [_as(e * (_sigmoid(x64) - t64), x), _as(-e * x64, t)]
    p = _wide(pw)
    dx = e * ((p * t64 + 1 - t64) * _sigmoid(x64) - p * t64)
    return [_as(dx, x), _as(e * ((p - 1) * _softplus(-x64) - x64), t)]


def kl(a, x, t):
    x64, t64 = _wide(x), _wide(t)
    if a.get("log_target", 0):
        loss = np.exp(t64) * (t64 - x64)
    else:
        loss = np.where(t64 == 0, 0.0, t64 * np.log(t64)) - t64 * x64
    if a.get("reduction", "mean") == "batchmean":
        return [_as(loss.sum() / np.float64(x.shape[0] if x.ndim else 1), x)]
    return [_as(_reduce(loss, a), x)]


def kl_grad(a, g, x, t):
    x64, t64 = _wide(x), _wide(t)
    shape = np.broadcast_shapes(x.shape, t.shape)
    rows = None
    if a.get("reduction", "mean") == "batchmean":
        a = {**a, "reduction": "mean"}
        rows = x.shape[0] if x.ndim else 1
    e = _spread(g, shape, a, rows)
    if a.get("log_target", 0):
        dx, dt = -e * np.exp(t64), e * np.exp(t64) * (t64 - x64 + 1)
    else:
        dx, dt = -e * t64, e * (np.log(t64) + t64 / t64 - x64)
    return [_as(_fold(dx, x.shape), x), _as(_fold(dt, t.shape), t)]


def hinge_embedding(a, x, t):
    margin = decimal(a.get("margin", 1.0))
    x64, t64 = _wide(x), _wide(t)
    loss = np.where(t64 != 1, _hinge(margin - x64), 0.0) + np.where(t64 != -1, x64, 0.0)
    return [_as(_reduce(loss, a), x)]


def hinge_embedding_grad(a, g, x, t):
    margin = decimal(a.get("margin", 1.0))
    x64, t64 = _wide(x), _wide(t)
    shape = np.broadcast_shapes(x.shape, t.shape)
    slope = np.broadcast_to(t64 != -1, shape) * 1.0 - ((t64 != 1) & (margin - x64 >= 0))
    return [_as(_fold(_spread(g, shape, a) * slope, x.shape), x)]


def _ranking(a, x1, x2, y):
    d = _wide(x1) - _wide(x2)
    return d, -_wide(y) * d + decimal(a.get("margin", 0.0))


def margin_ranking(a, x1, x2, y):
    return [_as(_reduce(_hinge(_ranking(a, x1, x2, y)[1]), a), x1)]


def margin_ranking_grad(a, g, x1, x2, y):
    d, u = _ranking(a, x1, x2, y)
    e = _spread(g, u.shape, a)
    on = u >= 0
    dx = np.where(on, -e * _wide(y), 0.0)
    dy = np.where(on, -e * d, np.where(np.isnan(d), np.nan, 0.0))
    return [_as(_fold(dx, x1.shape), x1), _as(_fold(-dx, x2.shape), x2), _as(_fold(dy, y.shape), y)]


def _cosine(x1, x2):
    a, b = np.broadcast_arrays(_wide(x1), _wide(x2))
    n1, n2 = (a * a).sum(-1) + EPS32, (b * b).sum(-1) + EPS32
    return a, b, n1, n2, (a * b).sum(-1) / np.sqrt(n1 * n2)


def cosine_embedding(a, x1, x2, y):
    c = _cosine(x1, x2)[4]
    hinge = _hinge(c - decimal(a.get("margin", 0.0)))
    y = _wide(y)
    return [_as(_reduce(np.where(y == 1, 1 - c, np.where(y == -1, hinge, 0.0)), a), x1)]


def cosine_embedding_grad(a, g, x1, x2, y):
    p, q, n1, n2, c = _cosine(x1, x2)
    y = _wide(y)
    shape = np.broadcast_shapes(c.shape, y.shape)
    e = _spread(g, shape, a)
    on = c - decimal(a.get("margin", 0.0)) >= 0
    gc = np.where(y == 1, -e, np.where((y == -1) & on, e, 0.0))[..., None]
    root, c = np.sqrt(n1 * n2)[..., None], c[..., None]
    live = gc != 0
    d1 = np.where(live, gc * (q / root - c * p / n1[..., None]), 0.0)
    d2 = np.where(live, gc * (p / root - c * q / n2[..., None]), 0.0)
    return [_as(_fold(d1, x1.shape), x1), _as(_fold(d2, x2.shape), x2)]


def _norm(w, p):
    z = np.abs(w)
    if p == np.inf:
        return z.max(-1)
    if p == -np.inf:
        return z.min(-1)
    if p == 0:
        return (w != 0).sum(-1).astype(np.float64)
    return (z**p).sum(-1) ** (1 / p)


def _norm_slope(w, p):
    d = _norm(w, p)[..., None]
    if p == 1:
        return _sgn(w)
    if p == 0:
        return np.zeros_like(w)
    if np.isinf(p):
        hit = np.abs(w) == d
        return _sgn(w) * hit / np.maximum(hit.sum(-1, keepdims=True), 1)
    with np.errstate(all="ignore"):
        slope = w / d if p == 2 else _sgn(w) * np.abs(w) ** (p - 1) * d ** (1 - p)
    return np.where((d == 0) | (w == 0), 0.0, slope)


def _triplet(a, x, pos, neg):
    p, eps = decimal(a.get("p", 2.0)), decimal(a.get("eps", 1e-6))
    x, pos, neg = _wide(x), _wide(pos), _wide(neg)
    ws = x - pos + eps, x - neg + eps, pos - neg + eps
    dp, dn, swapped = (_norm(w, p) for w in ws)
    near = dn
    if a.get("swap", 0):
        near = np.minimum(dn, swapped)
    u = decimal(a.get("margin", 1.0)) + dp - near
    return u, ws, dn, swapped, p


def triplet(a, x, pos, neg):
    return [_as(_reduce(_hinge(_triplet(a, x, pos, neg)[0]), a), x)]


def triplet_grad(a, g, x, pos, neg):
    u, ws, dn, swapped, p = _triplet(a, x, pos, neg)
    k = np.where(u >= 0, _spread(g, u.shape, a), 0.0)[..., None]
    far = np.ones_like(u)
    if a.get("swap", 0):
        far = np.where(dn < swapped, 1.0, np.where(dn == swapped, 0.5, 0.0))
    far = far[..., None]
    gap, gan, gpn = (_norm_slope(w, p) for w in ws)
    full = np.broadcast_shapes(gap.shape, gan.shape, gpn.shape)
    grads = gap - far * gan, -(gap + (1 - far) * gpn), far * gan + (1 - far) * gpn
    with np.errstate(all="ignore"):
        grads = [np.where(k != 0, np.broadcast_to(k * v, full), 0.0) for v in grads]
    return [_as(_fold(v, t.shape), t) for v, t in zip(grads, (x, pos, neg))]


LOSSES = {
    "NLLLoss": nll,
    "NLLLossGrad": nll_grad,
    "CrossEntropyLoss": cross_entropy,
    "CrossEntropyLossGrad": cross_entropy_grad,
    "BCELoss": bce,
    "BCELossGrad": bce_grad,
    "BCEWithLogitsLoss": bce_logits,
    "BCEWithLogitsLossGrad": bce_logits_grad,
    "KLDivLoss": kl,
    "KLDivLossGrad": kl_grad,
    "HingeEmbeddingLoss": hinge_embedding,
    "HingeEmbeddingLossGrad": hinge_embedding_grad,
    "MarginRankingLoss": margin_ranking,
    "MarginRankingLossGrad": margin_ranking_grad,
    "CosineEmbeddingLoss": cosine_embedding,
    "CosineEmbeddingLossGrad": cosine_embedding_grad,
    "TripletMarginLoss": triplet,
    "TripletMarginLossGrad": triplet_grad,
}
for _name, _value, _slope in (
    ("L1Loss", lambda d, a: np.abs(d), lambda d, a: _sgn(d)),
    ("MSELoss", lambda d, a: d * d, lambda d, a: 2 * d),
    ("SmoothL1Loss", _smooth, _smooth_slope),
):
    LOSSES[_name], LOSSES[_name + "Grad"] = _pair(_value, _slope)
