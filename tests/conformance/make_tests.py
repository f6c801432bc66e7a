# SPDX-License-Identifier: Apache-2.0
"""Writes the backend tests of the installed `onnx` package as folders for `lossgraph test`.

usage: python make_tests.py OUTDIR

OUTDIR/node/NAME/model.onnx and test_data_set_K/{input,output}_I.pb for every node test, which the
package makes in memory; the suites that it ships as files (simple, pytorch-*, light, real) are
copied. A stamp file with the package's version is written last: nothing is done when it is there.
"""

import pathlib
import shutil
import sys

import numpy
import onnx
import onnx.numpy_helper
from onnx.backend.test import loader


def message(value, info):
    """The protobuf message of a value, by the type that the graph declares."""
    kind = info.type.WhichOneof("value")
    if hasattr(value, "SerializeToString"):
        return value
    if kind == "sequence_type":
        return onnx.numpy_helper.from_list(value, info.name)
    if kind == "optional_type":
        return onnx.numpy_helper.from_optional(value, info.name)
    if kind == "map_type":
        return onnx.numpy_helper.from_dict(value, info.name)
    return onnx.numpy_helper.from_array(numpy.asarray(value), info.name)


def write_case(folder, case):
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(case.model.SerializeToString())
    if (case.rtol, case.atol) != (1e-3, 1e-7):
        (folder / "data.json").write_text(f'{{"rtol": {case.rtol!r}, "atol": {case.atol!r}}}\n')
    graph = case.model.graph
    for k, (inputs, outputs) in enumerate(case.data_sets):
        data = folder / f"test_data_set_{k}"
        data.mkdir()
        for prefix, values, infos in (("input", inputs, graph.input), ("output", outputs, graph.output)):
            for i, (value, info) in enumerate(zip(values, infos)):
                (data / f"{prefix}_{i}.pb").write_bytes(message(value, info).SerializeToString())


def main(out):
    stamp = out / "stamp"
    if stamp.exists() and stamp.read_text() == onnx.__version__:
        return
    shutil.rmtree(out, ignore_errors=True)
    cases = sorted(loader.load_model_tests(kind="node"), key=lambda case: case.name)
    for case in cases:
        write_case(out / "node" / case.name, case)
    for suite in ("simple", "pytorch-operator", "pytorch-converted", "light", "real"):
        shutil.copytree(pathlib.Path(loader.DATA_DIR) / suite, out / suite)
    stamp.write_text(onnx.__version__)
    print(f"{len(cases)} node tests of onnx {onnx.__version__} in {out}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
