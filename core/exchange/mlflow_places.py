"""Where below the named folders does the model file of a version lie?

MLflow keeps addresses, mostly absolute ones, often of another computer. None of them is opened. Their parts
are looked for below the folders that a person named, step by step: no link is followed, nothing leads out.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from core.artifacts.folders import is_plain
from core.exchange.mlflow_files import MOST_RUNS
from core.exchange.mlflow_registry import RUN_ID, RegistryVersion, store_of
from core.messages import Message, message

_BESIDE = ("mlruns", "mlartifacts")
"""Where MLflow keeps files by itself, beside a database or below a folder."""
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(.*)", re.DOTALL)
_HERE = frozenset({"", "file", "mlflow-artifacts"})
_ANY = "*"
"""Stands for the folder of an experiment that the address does not name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file or folder below a named folder."""

    path: Path
    name: str
    """Below that folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """An address of MLflow in parts."""

    parts: tuple[str, ...]
    absolute: bool = True


def roots_of(path: Path, files: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which model files are looked for: the named ones, and those beside the store."""
    store = store_of(path)
    base = store.parent if store.is_file() else path
    beside = (base / name for name in _BESIDE)
    own = () if store.is_file() else (store,)
    found = (*(() if files is None else (files,)), *own, *beside)
    return tuple(dict.fromkeys(item for item in found if item.is_dir() and not item.is_symlink()))


def place_of(version: RegistryVersion, roots: Sequence[Path]) -> Place | Message:
    """Return where a version's model lies, or why it is not to be found here."""
    why = message("MLflow does not say where its model file lies.")
    for address in dict.fromkeys((version.storage, version.source)):
        if address:
            found = _found(address, version, roots)
            if isinstance(found, Place):
                return found
            why = found
    return why


def _found(address: str, version: RegistryVersion, roots: Sequence[Path]) -> Place | Message:
    stated = _parts(address)
    if isinstance(stated, Message):
        return stated
    named = {version.run_id, version.model_id, *_logged(address)}
    ids = {item for item in named if RUN_ID.fullmatch(item)}
    for root in roots:
        for parts in _below(stated, root, ids):
            place = _walked(root, parts)
            if place is not None:
                return place
    return message(
        "“{address}” is not below the folder that was named. It is looked for nowhere else.",
        address=address,
    )


def _parts(address: str) -> _Address | Message:
    """Return the parts of an address; a message for one of another computer or one that leads out."""
    named = _SCHEME.fullmatch(address)
    scheme, rest = (named[1].lower(), named[2]) if named else ("", address)
    if scheme in {"runs", "models"}:
        return _spoken(scheme, rest, address)
    if scheme not in _HERE or (scheme and re.match(r"//(?!/|localhost/)", rest)):
        return message("It lies at “{address}”, not on this computer.", address=address)
    plain = unquote(re.sub(r"^//(localhost)?(?=/)", "", rest)) if scheme else rest
    parts = tuple(part for part in re.split(r"[/\\]", plain) if part not in {"", "."})
    if ".." in parts:
        return _leads_out(address)
    return _Address(parts=parts, absolute=bool(re.match(r"[/\\]|[A-Za-z]:", plain)))


def _spoken(scheme: str, rest: str, address: str) -> _Address | Message:
    """Return where a file store keeps what is said as "runs:/id/path" or "models:/id"."""
    parts = tuple(part for part in unquote(rest).split("/") if part)
    if ".." in parts:
        return _leads_out(address)
    if scheme == "runs" and len(parts) > 1:
        return _Address(parts=(_ANY, parts[0], "artifacts", *parts[1:]))
    if scheme == "models" and len(parts) == 1:
        return _Address(parts=(_ANY, "models", parts[0], "artifacts"))
    return message("MLflow says only “{address}”, which names no file.", address=address)


def _logged(address: str) -> tuple[str, ...]:
    """Return the ids of logged models in an address: MLflow 3 names them "m-" and 32 signs."""
    return tuple(re.findall(r"(?<![A-Za-z0-9])m-[0-9a-f]{32}(?![A-Za-z0-9])", address))


def _below(address: _Address, root: Path, ids: set[str]) -> Iterator[tuple[str, ...]]:
    """Yield what an address may be called below a folder, the longest first.

    Of an absolute address only an end counts that holds the id of the run or model, or what stands behind the
    folder's own name: a word like "model" alone could be anything.
    """
    parts, own = address.parts, root.absolute().parts[1:]
    if _ANY in parts or not address.absolute:
        yield parts
    if parts[: len(own)] == own and len(parts) > len(own):
        yield parts[len(own) :]
    for at in range(len(parts)):
        if ids & {*parts[at:]}:
            yield parts[at:]
    if root.name in parts:
        last = len(parts) - 1 - parts[::-1].index(root.name)
        yield parts[last + 1 :]


def _walked(root: Path, parts: Sequence[str]) -> Place | Message | None:
    """Go down part by part; None where something is missing or no plain name, a message at a link."""
    places = [root]
    for part in parts:
        if part == _ANY:
            places = [inner for place in places for inner in _folders(place)]
        elif not is_plain(part):
            return None
        else:
            places = [place / part for place in places]
        for place in places:
            if place.is_symlink():
                said = place.relative_to(root).as_posix()
                return message("“{name}” is a link, which is never followed. It was not opened.", name=said)
        places = [place for place in places if place.exists()]
    if not parts or not places:
        return None
    return Place(path=places[0], name=places[0].relative_to(root).as_posix())


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as found:
            names = sorted(item.name for item in found if item.is_dir(follow_symlinks=False))
    except OSError:
        return []
    return [folder / name for name in names[:MOST_RUNS]]


def _leads_out(address: str) -> Message:
    return message("“{address}” leads out of its folder. It was not opened.", address=address)
