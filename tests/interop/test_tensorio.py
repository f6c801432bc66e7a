# SPDX-License-Identifier: Apache-2.0
"""Tensor files both ways between the program and NumPy, onnx and safetensors."""

import os
import pathlib
import subprocess
import tempfile

import ml_dtypes
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

PROGRAM = os.environ["LOSSGRAPH"]
TYPES = {
    "f32": (np.float32, TensorProto.FLOAT),
    "f64": (np.float64, TensorProto.DOUBLE),
    "f16": (np.float16, TensorProto.FLOAT16),
    "bf16": (ml_dtypes.bfloat16, TensorProto.BFLOAT16),
    "i64": (np.int64, TensorProto.INT64),
    "i32": (np.int32, TensorProto.INT32),
    "i16": (np.int16, TensorProto.INT16),
    "i8": (np.int8, TensorProto.INT8),
    "u64": (np.uint64, TensorProto.UINT64),
    "u32": (np.uint32, TensorProto.UINT32),
    "u16": (np.uint16, TensorProto.UINT16),
    "u8": (np.uint8, TensorProto.UINT8),
    "bool": (np.bool_, TensorProto.BOOL),
}


def run(*words, code=0):
    result = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True)
    assert result.returncode == code, (words, result.returncode, result.stdout, result.stderr)
    return result.stdout


def identity(path, shape):
    """A model that copies one input of every type."""
    nodes = [helper.make_node("Identity", [name], [name + "_out"]) for name in TYPES]
    inputs, outputs = (
        [helper.make_tensor_value_info(name + end, TYPES[name][1], shape) for name in TYPES]
        for end in ("", "_out")
    )
    graph = helper.make_graph(nodes, "identity", inputs, outputs)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10), path)


def same(a, b):
    return a.shape == b.shape and a.tobytes() == b.tobytes()


def bits(array):
    """NumPy keeps bfloat16 files as bytes without meaning."""
    return array.view(np.uint16) if array.dtype.itemsize == 2 and array.dtype.kind == "V" else array


def main():
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        model = folder / "identity.onnx"
        for shape in ([2, 3, 4], [], [0, 5], [1]):
            identity(model, shape)
            values = {
                name: (rng.standard_normal(shape) * 50).astype(kind) for name, (kind, _) in TYPES.items()
            }
            np.savez(folder / "in.npz", **values)
            np.savez_compressed(folder / "packed.npz", **values)
            for source in ("in.npz", "packed.npz"):
                run("run", model, "--inputs", folder / source, "-o", folder / "out.npz", "--force")
                with np.load(folder / "out.npz") as out:
                    for name, value in values.items():
                        assert same(bits(out[name + "_out"]), bits(value)), (name, shape)

            run("run", model, "--inputs", folder / "in.npz", "-o", folder / "set", "--force")
            for i, (name, value) in enumerate(values.items()):
                tensor = onnx.load_tensor(folder / "set" / f"output_{i}.pb")
                assert same(numpy_helper.to_array(tensor), value), (name, shape)

            try:
                import safetensors.numpy as st
            except ImportError:
                continue
            plain = {name: value for name, value in values.items() if name != "bf16"}
            run("run", model, "--inputs", folder / "in.npz", "-o", folder / "out.safetensors", "--force",
                "--output-names", ",".join(name + "_out" for name in plain))
            out = st.load_file(folder / "out.safetensors")
            for name, value in plain.items():
                assert same(out[name + "_out"], value), (name, shape)
            st.save_file(plain, folder / "in.safetensors", metadata={"format": "np"})
            words = [w for name in plain for w in ("-i", f"{name}={folder / 'in.safetensors'}")]
            run("run", model, *words, "-i", f"bf16={folder / 'in.npz'}", "-o", folder / "back.npz", "--force")
            with np.load(folder / "back.npz") as back:
                for name, value in plain.items():
                    assert same(back[name + "_out"], value), (name, shape)

        # Column-major and big-endian arrays.
        identity(model, [3, 4])
        value = np.asfortranarray(rng.standard_normal((3, 4)).astype(">f4"))
        np.save(folder / "f.npy", value)
        run("run", model, "-i", f"f32={folder / 'f.npy'}", "--output-names", "f32_out", "-o", folder / "y.npy")
        assert same(np.load(folder / "y.npy"), np.ascontiguousarray(value.astype("<f4")))

        # What is damaged is refused with an exit code, whatever byte it is.
        for name in ("f.npy", "packed.npz"):
            good = (folder / name).read_bytes()
            for at in range(0, len(good), max(1, len(good) // 60)):
                bad = bytearray(good)
                bad[at] ^= 0xFF
                (folder / ("bad" + name)).write_bytes(bad)
                result = subprocess.run([PROGRAM, "inspect", folder / ("bad" + name)], capture_output=True)
                assert result.returncode in (0, 3, 4, 5), (name, at, result)
    print("ok")


if __name__ == "__main__":
    main()
