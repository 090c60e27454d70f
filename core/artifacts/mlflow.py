"""Which model lies in an MLflow folder, and what does the folder say about it?

An MLflow model is a folder with a file MLmodel (YAML) that names its flavors. Only flavors whose file is one
of the formats here are opened, and then that file is the model; Python code of the folder is never run.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.artifacts import simple_yaml
from core.artifacts.folders import read_below, survey
from core.canonical import sha256
from core.errors import UserError
from core.ids import Digest
from core.messages import Message, message

MARK = "MLmodel"
_MOST_BYTES = 1 << 20
_FILES = ("pickled_model", "data", "model_file", "skops_model")
"""Where flavors name their model file, in the order in which it is looked for."""
_PREFERRED = ("onnx", "lightgbm", "xgboost", "catboost", "sklearn")
"""Flavors whose file may be a format that is opened; those without a program come first."""
_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MlflowModel:
    """What an MLflow folder says."""

    name: str
    """Of the model file, below the folder."""
    facts: tuple[Message, ...]
    """Run, flavors, version and signature, in words."""
    inputs: tuple[str, ...]
    """Names of the input columns in the signature; empty if it names none."""
    libraries: Mapping[str, str]
    """Versions the flavors state."""
    digest: Digest
    """Of the file MLmodel."""


def is_mlflow(folder: Path) -> bool:
    """Tell whether a folder holds an MLflow model."""
    return (folder / MARK).is_file()


def look(folder: Path) -> MlflowModel:
    """Read an MLflow folder; raises `UserError` or `UntrustedArtifactError` when it is not used."""
    survey(folder)
    data = read_below(folder, MARK, _MOST_BYTES)
    stated = _stated(folder, data)
    flavors = _mapping(stated.get("flavors"))
    file = _file(flavors)
    if file is None:
        raise UserError(_only_python(folder, flavors))
    inputs = _inputs(_mapping(stated.get("signature")).get("inputs"))
    return MlflowModel(
        name=file,
        facts=_facts(stated, flavors, inputs),
        inputs=inputs,
        libraries=_libraries(flavors),
        digest=Digest(sha256(data)),
    )


def _stated(folder: Path, data: bytes) -> Mapping[str, object]:
    try:
        found = simple_yaml.read(data.decode("utf-8"))
    except (simple_yaml.NotSimpleError, UnicodeDecodeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UserError(
            message(
                "“{name}” looks like an MLflow model, but its file MLmodel is damaged or written in an "
                "unusual way. Nothing was opened. Export the model from MLflow again, or choose the model "
                "file inside.",
                name=folder.name,
            )
        )
    return found


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _file(flavors: Mapping[str, object]) -> str | None:
    """Return the model file that the best flavor names; the Python function opens its file itself."""
    for flavor in (*_PREFERRED, *sorted(set(flavors) - {*_PREFERRED, "python_function"})):
        stated = _mapping(flavors.get(flavor))
        for key in _FILES:
            if isinstance(name := stated.get(key), str):
                return name
    return None


def _only_python(folder: Path, flavors: Mapping[str, object]) -> Message:
    return message(
        "The MLflow model “{name}” holds no model file in a format Prüfstein opens (flavors: {flavors}); it "
        "can only be used by running the Python program it brings along, which is never done. Nothing was "
        "opened. Ask for the model logged with the flavor of its own library, as skops or as ONNX, or "
        "register its predictions only.",
        name=folder.name,
        flavors=", ".join(sorted(flavors)[:_SHOWN]) or "–",
    )


def _facts(
    stated: Mapping[str, object], flavors: Mapping[str, object], inputs: tuple[str, ...]
) -> tuple[Message, ...]:
    found = [
        message(
            "MLflow model: flavors {flavors}; MLflow {version}; run {run}; written {written}.",
            flavors=", ".join(sorted(flavors)[:_SHOWN]),
            version=_text(stated.get("mlflow_version")),
            run=_text(stated.get("run_id")),
            written=_text(stated.get("utc_time_created")),
        )
    ]
    if inputs:
        shown = ", ".join(inputs[:_SHOWN]) + (" …" if len(inputs) > _SHOWN else "")
        found.append(
            message("Its signature names {count} input columns: {names}.", count=len(inputs), names=shown)
        )
    else:
        found.append(message("It has no signature that names the input columns."))
    return tuple(found)


def _text(value: object) -> str:
    return value[:80] if isinstance(value, str) else "–"


def _inputs(text: object) -> tuple[str, ...]:
    """Return the column names of a signature, which is JSON text; a tensor has none."""
    try:
        columns = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return ()
    names = (
        [item.get("name") for item in columns if isinstance(item, dict)] if isinstance(columns, list) else []
    )
    return tuple(name for name in names if isinstance(name, str)) if all(names) else ()


def _libraries(flavors: Mapping[str, object]) -> dict[str, str]:
    keys = {
        "sklearn": ("sklearn_version", "scikit-learn"),
        "lightgbm": ("lgb_version", "lightgbm"),
        "xgboost": ("xgb_version", "xgboost"),
        "catboost": ("catboost_version", "catboost"),
        "onnx": ("onnx_version", "onnx"),
    }
    found = {}
    for flavor, (key, library) in keys.items():
        if isinstance(version := _mapping(flavors.get(flavor)).get(key), str):
            found[library] = version[:40]
    return found
