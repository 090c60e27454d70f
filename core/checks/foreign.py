"""Which checks do other distributions offer, told without running any of their code?"""

import hashlib
import re
from collections.abc import Iterator
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path

from core.external import PREFIX, ExternalCheck
from core.ids import Digest

GROUP = "pruefstein.checks"
_MOST = 5_000
"""Files of a package from which on it is not taken for one that holds a check."""
_LARGEST = 1 << 30
"""Bytes of a package's files together from which on it is not either."""
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_ENTRY = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,199}(:[A-Za-z_][A-Za-z0-9_]{0,59})?")
_PACKAGE, _VERSION = (
    re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
    re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]{0,59}"),
)
_COMPILED = re.compile(r"[^/]+\.[a-z]+-?[0-9]+[^/]*\.pyc")
"""As the interpreter names what it compiled; a worker never reads those."""


def found() -> tuple[ExternalCheck, ...]:
    """Return what is installed, ordered by id; of two with one name the first, as Python would import it.

    Returns
    -------
    tuple of ExternalCheck
        Without those whose files cannot be found or read, and those whose names are not plain.
    """
    checks: dict[str, ExternalCheck] = {}
    for distribution in metadata.distributions():
        for check in _offered(distribution):
            checks.setdefault(check.id, check)
    return tuple(checks[name] for name in sorted(checks))


def digest_of(package: Path) -> Digest:
    """Return the digest of a package's files by name and content; compiled files do not count.

    Parameters
    ----------
    package
        A folder, or a module's file.

    Returns
    -------
    Digest
        SHA-256 over length-prefixed names and the digests of the contents, in the order of the names.

    Raises
    ------
    OSError
        There is no file, one cannot be read, they are too many or too large to be a package of checks, or a
        folder is a link to another place, from where files could be imported that are not counted.
    """
    whole = hashlib.sha256(b"pruefstein-external-v1\0")
    for name, path in _files(package):
        encoded = name.encode()
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").digest()
        whole.update(len(encoded).to_bytes(4, "big") + encoded + content)
    return Digest(whole.hexdigest())


def package_of(entry: str, folder: str) -> Path:
    """Return the folder, or the single file, of an entry's top-level package.

    Parameters
    ----------
    entry
        For example "bank_checks.leverage:CHECK".
    folder
        In which it is installed.

    Returns
    -------
    Path
        Of a folder, or of a module's file.

    Raises
    ------
    OSError
        There is none of its own, such as one that several distributions share (a namespace).
    """
    spec = PathFinder.find_spec(entry.partition(":")[0].partition(".")[0], [folder])
    if spec is None or spec.origin is None:
        raise OSError(f"{entry} is not installed in a place of its own")
    origin = Path(spec.origin)
    return origin.parent if spec.submodule_search_locations else origin


def _offered(distribution: metadata.Distribution) -> Iterator[ExternalCheck]:
    """Yield what a distribution offers; one whose own description is broken offers nothing."""
    try:
        points = tuple(distribution.entry_points.select(group=GROUP))
        name, version = (distribution.name or "", distribution.version or "") if points else ("", "")
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return
    if not _PACKAGE.fullmatch(name) or not _VERSION.fullmatch(version):
        return
    folder = str(distribution.locate_file(""))
    for point in points:
        if not _ID.fullmatch(point.name) or not _ENTRY.fullmatch(point.value):
            continue
        try:
            digest = digest_of(package_of(point.value, folder))
        except (OSError, ValueError):
            continue
        yield ExternalCheck(
            id=PREFIX + point.name,
            entry=point.value,
            package=name,
            version=version,
            digest=digest,
            folder=folder,
        )


def _files(package: Path) -> Iterator[tuple[str, Path]]:
    if package.is_file():
        yield package.name, package
        return
    size, every = 0, []
    for path in sorted(package.rglob("*")):
        if path.is_dir() and path.is_symlink():
            raise OSError(f"{path} leads to another place")
        if not path.is_file() or (path.parent.name == "__pycache__" and _COMPILED.fullmatch(path.name)):
            continue
        size += path.stat().st_size
        every.append(path)
        if len(every) > _MOST or size > _LARGEST:
            raise OSError(f"{package} is too large")
    if not every:
        raise OSError(f"{package} holds no file")
    for path in every:
        yield path.relative_to(package).as_posix(), path
