"""How is a scikit-learn model in skops format recognized, and opened without running code it brings along?

It is opened only inside the model worker: compiled containers such as trees are not memory-safe against
crafted files.
"""

import io
import json
import re
import zipfile
import zlib
from pathlib import Path

from core.artifacts import advice, formats, words
from core.artifacts.base import Companions, ModelFormat, Recognized
from core.artifacts.containers import require_small_directory
from core.artifacts.estimators import opened
from core.artifacts.opened import OpenedModel
from core.errors import UntrustedArtifactError
from core.inventory import ArtifactFormat
from core.messages import Message, message

_ALLOWED = Path(__file__).parent.parent.parent / "resources" / "artifacts" / "skops_allowed.json"
_BESIDE = ("lightgbm", "xgboost")
_SCHEMA_LIMIT = 64 << 20
_PARSED = 4 << 20
"""A larger schema is skimmed: parsed, crafted lists take thirty times its size in memory."""
_STATED = {
    name: re.compile(pattern)
    for name, pattern in {
        "__class__": rb'"__class__"\s*:\s*"(\w{1,120})"',
        "_skops_version": rb'"_skops_version"\s*:\s*"([\w.+-]{1,60})"',
        "_sklearn_version": rb'"_sklearn_version"\s*:\s*\{[^{}]{0,300}?"content"\s*:\s*'
        rb'"\\"([\w.+-]{1,60})\\""',
    }.items()
}


def recognize(data: bytes, name: str) -> Recognized | None:
    """Recognize a zip archive whose schema.json was written by skops; versions are read from it."""
    if not data.startswith(b"PK"):
        return None
    try:
        require_small_directory(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _recognized(archive) if "schema.json" in archive.namelist() else None
    except (
        zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError, RecursionError
    ):  # fmt: skip
        return Recognized(said=message("a damaged or truncated archive"), refusal=advice.damaged(name))


def _recognized(archive: zipfile.ZipFile) -> Recognized | None:
    entry = archive.getinfo("schema.json")
    if entry.file_size > _SCHEMA_LIMIT:
        raise ValueError("schema.json is too large")
    with archive.open(entry) as file:
        text = file.read(_SCHEMA_LIMIT)
    schema = json.loads(text) if len(text) <= _PARSED else _skimmed(text)
    if not isinstance(schema, dict) or "_skops_version" not in schema:
        return None
    libraries = {"skops": str(schema["_skops_version"])[:60]}
    if (version := _sklearn_version(schema, 0)) is not None:
        libraries["scikit-learn"] = version
    return Recognized(
        said=message("a scikit-learn model in skops format"),
        libraries=libraries,
        estimator=str(schema.get("__class__", ""))[:120],
    )


def _skimmed(text: bytes) -> dict[str, object]:
    """Return what a schema states without parsing it; the worker parses it when the model is opened."""
    found = {name: pattern.search(text) for name, pattern in _STATED.items()}
    said: dict[str, object] = {name: hit.group(1).decode() for name, hit in found.items() if hit is not None}
    if "_sklearn_version" in said:
        said["_sklearn_version"] = {"content": said["_sklearn_version"]}
    return said


def _sklearn_version(node: object, depth: int) -> str | None:
    """Return the version scikit-learn wrote into the first estimator's state."""
    if depth > 12:
        return None
    if isinstance(node, dict):
        stated = node.get("_sklearn_version")
        if isinstance(stated, dict) and isinstance(stated.get("content"), str):
            return str(stated["content"]).strip('"')[:60]
        children = list(node.values())
    else:
        children = node if isinstance(node, list) else []
    found = (_sklearn_version(child, depth + 1) for child in children[:10_000])
    return next((version for version in found if version is not None), None)


def allowed_types(version: str) -> frozenset[str]:
    """Return the types reviewed for a scikit-learn version, such as "1.9.1"; empty if it was not reviewed."""
    minor = ".".join(version.split(".")[:2])
    lists = json.loads(_ALLOWED.read_text(encoding="utf-8"))["scikit-learn"]
    return frozenset(lists.get(minor, ()))


def _reviewed(version: str) -> frozenset[str]:
    """Return the types reviewed for this scikit-learn and for the other libraries that are installed."""
    lists = json.loads(_ALLOWED.read_text(encoding="utf-8"))
    beside: set[str] = set()
    for library in _BESIDE:
        minor = ".".join((formats.installed(library) or "").split(".")[:2])
        beside.update(lists[library].get(minor, ()))
    return allowed_types(version) | beside


def open_model(data: bytes, _companions: Companions | None = None) -> OpenedModel:
    """Open a skops file; raises `UntrustedArtifactError` naming types nobody reviewed."""
    import sklearn

    return opened(_load(data, _reviewed(sklearn.__version__), sklearn.__version__))


def _load(data: bytes, allowed: frozenset[str], version: str) -> object:
    import warnings

    from skops.io import get_untrusted_types, loads

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unknown = frozenset(get_untrusted_types(data=data))
        if unknown - allowed:
            named = ", ".join(sorted(unknown - allowed)[:8])
            raise UntrustedArtifactError(Message(words.UNTRUSTED_TYPES, {"version": version, "types": named}))
        loaded: object = loads(data, trusted=sorted(unknown))
    return loaded


FORMAT = ModelFormat(
    id=ArtifactFormat.SKOPS,
    endings=(".skops",),
    recognize=recognize,
    open_model=open_model,
    libraries=("scikit-learn", "skops"),
)
