"""Does an attack work where nothing protects? Run in a process of its own that is thrown away afterwards.

Usage: python control.py < JSON list of [way, path]; each file is loaded in a fork of its own.
"""

import contextlib
import copyreg
import io
import json
import os
import pickle
import sys
import warnings
from pathlib import Path

import joblib
import numpy as np
import scipy.stats
import sklearn.svm
import skops.io


def plainly(path: str) -> object:
    """Load with pickle."""
    return pickle.loads(Path(path).read_bytes())


def transformed(path: str) -> object:
    """Trust every type and use the model."""
    return skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path)).transform("w")


WAYS = {
    "pickle": plainly,
    "joblib": joblib.load,
    "numpy": lambda path: np.load(path, allow_pickle=True),
    "npz": lambda path: list(np.load(path, allow_pickle=True).values()),
    "cloudpickle": lambda path: plainly(path)(),  # type: ignore[operator]
    "skops": transformed,
}


def main() -> None:
    """Load every file in a fork."""
    warnings.simplefilter("ignore")
    copyreg.add_extension("os", "system", 1)
    assert scipy.stats
    assert sklearn.svm
    children = []
    for way, path in json.load(sys.stdin):
        pid = os.fork()
        if pid == 0:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(BaseException):
                WAYS[way](path)
            os._exit(0)
        children.append(pid)
        if len(children) > 3:
            os.waitpid(children.pop(0), 0)
    for pid in children:
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
