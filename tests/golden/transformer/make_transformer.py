# SPDX-License-Identifier: Apache-2.0
"""Writes the training run of a small transformer: data, training graph, PyTorch's losses.

usage: python make_transformer.py OUTDIR      (PyTorch 2.13, onnx)

train.npz         x, y int64 [N,12]: sequences s' = (a*s + b) mod 13 and the same one step on;
                  y is -100, ignored, where the rule is not known yet
gpt_train.onnx    two pre-norm blocks, causal attention, GELU, output matrix tied to the embedding,
                  cross-entropy with label smoothing, AdamW with two parameter groups
gpt_losses.jsonl  PyTorch's loss before the update of each of 60 steps
expected.json     steps, batch, |loss - PyTorch's| / (1 + loss) to keep within

Batches: rows in file order, 32 at a time; the short last batch of an epoch is kept.
"""

import json
import os
import sys

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "tools", "python"))

from lossgraph import export_training  # noqa: E402

VOCABULARY, LENGTH, WIDTH, HEADS = 13, 12, 16, 2
BATCH, STEPS = 32, 60


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        # No bias on queries and keys: that of the keys has no gradient but rounding, which Adam
        # would scale up to its learning rate.
        self.norm1, self.qkv = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.out, self.norm2 = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, h):
        n, t, d = h.shape
        parts = self.qkv(self.norm1(h)).split(WIDTH, -1)
        q, k, v = (z.view(n, t, HEADS, d // HEADS).transpose(1, 2) for z in parts)
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        h = h + self.out(a.transpose(1, 2).reshape(n, t, d))
        return h + self.down(F.gelu(self.up(self.norm2(h))))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.token, self.place = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.Sequential(Block(), Block())
        self.norm, self.head = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, VOCABULARY, bias=False)
        self.head.weight = self.token.weight

    def forward(self, x):
        h = self.token(x) + self.place(torch.arange(x.shape[1]))
        return self.head(self.norm(self.blocks(h)))


def loss(logits, y):
    return F.cross_entropy(logits.transpose(1, 2), y, label_smoothing=0.1)


def adamw(module):
    wide = [p for p in module.parameters() if p.dim() > 1]
    narrow = [p for p in module.parameters() if p.dim() < 2]
    groups = [{"params": wide, "weight_decay": 0.1}, {"params": narrow, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=0.01, betas=(0.9, 0.99))


def data():
    rng = np.random.default_rng(5)
    state, a, b = (rng.integers(0, VOCABULARY, 200) for _ in range(3))
    columns = []
    for _ in range(LENGTH + 1):
        columns.append(state)
        state = (a * state + b) % VOCABULARY
    table = np.stack(columns, 1)
    y = table[:, 1:].copy()
    y[:, :2] = -100
    return table[:, :-1].copy(), y


def main(out):
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    x, y = data()
    np.savez(os.path.join(out, "train.npz"), x=x, y=y)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    torch.manual_seed(13)
    net = Gpt()
    with torch.no_grad():
        net.token.weight.mul_(0.3)
    optimizer = adamw(net)
    names = {"input_names": ["x"], "target_names": ["y"], "output_names": ["logits"]}
    model = export_training(net, loss, optimizer, [x[:2]], [y[:2]], **names)
    onnx.save(model, os.path.join(out, "gpt_train.onnx"))

    lines, at, epoch = [], 0, 0
    for step in range(STEPS):
        value = loss(net(x[at : at + BATCH]), y[at : at + BATCH])
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        row = {"step": step, "epoch": epoch, "loss": value.item()}
        lines.append(json.dumps(row) + "\n")
        at += BATCH
        if at >= len(x):
            at, epoch = 0, epoch + 1
    with open(os.path.join(out, "gpt_losses.jsonl"), "w") as file:
        file.writelines(lines)
    with open(os.path.join(out, "expected.json"), "w") as file:
        json.dump({"batch": BATCH, "steps": STEPS, "loss_tolerance": 1e-5}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
