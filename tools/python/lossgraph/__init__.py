# SPDX-License-Identifier: Apache-2.0
"""Python side of LossGraph: write training graphs from PyTorch (`lossgraph.export`).

Nothing here is needed to build or to run the library. Submodules are imported on first use, so that
`import lossgraph` works without PyTorch.
"""

import importlib

_LAZY = {
    "export_training": "export",
    "export_inference": "export",
    "ExportError": "export",
}

__all__ = sorted(_LAZY)


def __getattr__(name):
    if name in _LAZY:
        return getattr(importlib.import_module("." + _LAZY[name], __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
