"""What is a person told about a model file that cannot be opened, and what can they do instead?"""

from collections.abc import Mapping

from core.artifacts.containers import PickleKind
from core.artifacts.opened import Inspected
from core.messages import Message, message


def a_folder(name: str) -> Message:
    """Say that a folder is no model file."""
    return message("“{name}” is a folder. Nothing was opened. Choose the model file inside it.", name=name)


def empty(name: str) -> Message:
    """Say that a file is empty."""
    return message("The file “{name}” is empty. Nothing was opened. Copy or export it again.", name=name)


def damaged(name: str) -> Message:
    """Say that an archive is damaged."""
    return message(
        "The file “{name}” is damaged or incomplete. Nothing was opened. Copy or export it again.", name=name
    )


def no_model(name: str) -> Message:
    """Say that a file is no model in a known format."""
    return message(
        "The file “{name}” is not a model in a format Prüfstein opens (skops, ONNX, LightGBM, XGBoost, "
        "CatBoost, pickle). Nothing was opened. Choose another file.",
        name=name,
    )


def an_archive(name: str) -> Message:
    """Say that an archive is unpacked by a person, who then sees what it holds."""
    return message(
        "“{name}” is an archive. Archives are not unpacked here. Unpack it yourself and choose the model "
        "file inside.",
        name=name,
    )


def pickle_kind(kind: PickleKind) -> Message:
    """Name a pickled file."""
    match kind:
        case PickleKind.COMPRESSED:
            return message("a compressed pickle file (for example .joblib)")
        case PickleKind.NUMPY:
            return message("a NumPy file with pickled objects")
        case PickleKind.PLAIN:
            return message("a pickle file (for example .pkl, .joblib or .sav)")


def not_unpickled() -> Message:
    """Say why a pickle is never opened."""
    return message(
        "It was not opened: a pickle can run any program as soon as it is loaded, and no scan can rule "
        "that out."
    )


def instead_of_pickle() -> Message:
    """Say how a pickled model can still be examined."""
    return message(
        "Two ways forward: run the script below where the model was trained and register the skops or "
        "ONNX file it "
        "writes, or register the version without a file and a data set that holds the model's scores or "
        "predictions."
    )


def predictions_only() -> Message:
    """Say how a model can be examined without opening its file."""
    return message(
        "Register the version without a file, and a data set that holds the model's scores or "
        "predictions: group "
        "fairness and performance can be checked from these."
    )


def warnings(stated: Mapping[str, str], inspected: Inspected) -> tuple[Message, ...]:
    """Return what a person should know about a model that could be opened."""
    found = [*newer(stated, inspected.libraries)]
    if not inspected.features:
        found.append(
            message(
                "The file does not name its {count} input columns: the data set's columns are used in "
                "their order.",
                count=inspected.inputs,
            )
        )
    if len(inspected.classes) > 2 and not inspected.classes_named:
        found.append(
            message(
                "The file names no classes: its {count} outputs are called “0” to “{last}”, in the order in "
                "which they were numbered in training.",
                count=len(inspected.classes),
                last=str(len(inspected.classes) - 1),
            )
        )
    elif inspected.classes and not inspected.classes_named:
        found.append(
            message(
                "The file names no classes: its single output is read as the probability of the class “1”."
            )
        )
    return tuple(found)


def newer(stated: Mapping[str, str], installed: Mapping[str, str]) -> tuple[Message, ...]:
    """Warn about each library the file was written with in a newer version than the installed one."""
    return tuple(
        message(
            "The file was written with {library} {stated}, newer than the {installed} it is opened with; "
            "its scores "
            "may differ. The golden sample shows whether they do.",
            library=name,
            stated=version,
            installed=installed[name],
        )
        for name, version in stated.items()
        if name in installed and _number(version) > _number(installed[name])
    )


def _number(version: str) -> tuple[int, ...]:
    """Return major and minor number, which decide about compatibility."""
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


def conversion_script(name: str) -> str:
    """Return a Python script that saves a pickled model as skops, and as ONNX if skl2onnx is installed."""
    return _SCRIPT.replace("{name}", name.replace("\\", "\\\\").replace('"', '\\"'))


_SCRIPT = '''\
"""Save a pickled scikit-learn model as skops, and as ONNX when skl2onnx is installed.

Run this where the model was trained, in the same Python environment, and only on a file you made yourself:
loading a pickle runs whatever it contains.

    python convert.py            reads "{name}"
    python convert.py MODEL DATA DATA is a CSV with the model's input columns; ONNX takes its types from it
"""

import sys
from pathlib import Path

import joblib
import skops.io

source = Path(sys.argv[1] if len(sys.argv) > 1 else "{name}")
model = joblib.load(source)

target = source.with_suffix(".skops")
skops.io.dump(model, target)
print("written:", target)
unknown = skops.io.get_untrusted_types(file=target)
if unknown:
    print("types that need a review before the file is opened elsewhere:", ", ".join(unknown))

try:
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType
except ImportError:
    print("ONNX not written: skl2onnx is not installed (pip install skl2onnx)")
    raise SystemExit(0)

if len(sys.argv) < 3:
    print("ONNX not written: give a CSV with the model's input columns as second argument")
    raise SystemExit(0)

import pandas as pd

columns = list(getattr(model, "feature_names_in_", []))
data = pd.read_csv(sys.argv[2], sep=None, engine="python")
columns = columns or list(data.columns)
inputs = []
for column in columns:
    number = pd.api.types.is_numeric_dtype(data[column])
    inputs.append((str(column), FloatTensorType([None, 1]) if number else StringTensorType([None, 1])))
if not hasattr(model, "feature_names_in_"):
    inputs = [("X", FloatTensorType([None, len(columns)]))]
options = {"zipmap": False} if hasattr(model, "predict_proba") else None
try:
    converted = to_onnx(model, initial_types=inputs, options=options)
except Exception as error:
    print("ONNX not written, the skops file is enough:", error)
    raise SystemExit(0) from None
target = source.with_suffix(".onnx")
target.write_bytes(converted.SerializeToString())
print("written:", target)
'''
