#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Times our kernels and ONNX Runtime in turn on one thread and prints the ratio of the minima.

usage: compare_ort.py BUILD_DIR [filter] [rounds]
The machine may be shared: both sides get the same number of short turns, minima count.
"""
import subprocess
import sys
import time

import numpy as np
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper


class Ours:
    def __init__(self, program, args):
        self.p = subprocess.Popen([program, *map(str, args)], text=True, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        self.first = True

    def turn(self):
        if not self.first:
            self.p.stdin.write("\n")
            self.p.stdin.flush()
        self.first = False
        return float(self.p.stdout.readline())

    def close(self):
        self.p.stdin.close()
        self.p.wait()


class Ort:
    def __init__(self, node, inputs, constants):
        info = [helper.make_tensor_value_info(k, TensorProto.FLOAT, v.shape)
                for k, v in inputs.items()]
        out = [helper.make_tensor_value_info(o, TensorProto.FLOAT, None) for o in node.output]
        graph = helper.make_graph([node], "g", info, out,
                                  [numpy_helper.from_array(v, k) for k, v in constants.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.s = ort.InferenceSession(model.SerializeToString(), options,
                                      providers=["CPUExecutionProvider"])
        self.io = self.s.io_binding()
        for k, v in inputs.items():
            self.io.bind_cpu_input(k, v)
        for o in node.output:
            self.io.bind_output(o)

    def turn(self):
        best, end = 1e9, time.perf_counter() + 0.1
        while time.perf_counter() < end:
            t = time.perf_counter()
            self.s.run_with_iobinding(self.io)
            best = min(best, time.perf_counter() - t)
        return best * 1e6


def gemm(m, k, n, ta=0, tb=0, const=0):
    rng = np.random.default_rng(0)
    a = rng.standard_normal((k, m) if ta else (m, k)).astype(np.float32)
    b = rng.standard_normal((n, k) if tb else (k, n)).astype(np.float32)
    node = helper.make_node("Gemm", ["A", "B"], ["Y"], transA=ta, transB=tb)
    return (f"gemm {m}x{k}x{n} tA={ta} tB={tb} const={const}", "bench_gemm",
            (m, k, n, ta, tb, const),
            Ort(node, {"A": a} if const else {"A": a, "B": b}, {"B": b} if const else {}))


def conv(n, c, m, size, kernel, stride, pad, group=1):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n, c, size, size)).astype(np.float32)
    w = rng.standard_normal((m, c // group, kernel, kernel)).astype(np.float32)
    node = helper.make_node("Conv", ["X", "W"], ["Y"], strides=[stride] * 2, pads=[pad] * 4,
                            group=group)
    return (f"conv {n}x{c}x{size}x{size} {kernel}x{kernel}x{m} stride {stride} group {group}",
            "bench_conv", (n, c, m, size, kernel, stride, pad, group),
            Ort(node, {"X": x}, {"W": w}))


def cases():
    for shape in ((1, 64, 64, 56, 3, 1, 1), (1, 64, 256, 56, 1, 1, 0), (1, 3, 64, 224, 7, 2, 3),
                  (1, 128, 128, 28, 3, 1, 1), (1, 512, 512, 7, 3, 1, 1), (1, 128, 256, 56, 3, 2, 1),
                  (8, 32, 64, 28, 3, 1, 1), (1, 144, 144, 56, 3, 1, 1, 144)):
        yield lambda s=shape: conv(*s)
    for shape in ((512, 512, 512), (1024, 1024, 1024), (64, 784, 500), (1, 768, 768),
                  (32, 512, 10)):
        for tb in (0, 1):
            for const in (0, 1):
                yield lambda s=shape, t=tb, c=const: gemm(*s, 0, t, c)
    yield lambda: gemm(500, 64, 784, 1, 0, 0)
    yield lambda: gemm(64, 500, 784, 0, 0, 0)
    yield lambda: gemm(8, 768, 768, 0, 0, 0)
    yield lambda: gemm(8, 768, 768, 0, 1, 0)


def main():
    build, want = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 8
    for make in cases():
        name, program, args, theirs = make()
        if want not in name:
            continue
        ours = Ours(f"{build}/tests/{program}", args)
        a = b = 1e9
        for _ in range(rounds):
            a, b = min(a, ours.turn()), min(b, theirs.turn())
        ours.close()
        print(f"{name:45s} ours {a:10.1f} us  onnxruntime {b:10.1f} us  ratio {a / b:.3f}",
              flush=True)


if __name__ == "__main__":
    main()
