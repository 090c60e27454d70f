"""Which checks do other distributions offer, told without running any of their code?"""

import hashlib
from collections.abc import Iterator
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path

from core.external import PREFIX, ExternalCheck
from core.ids import Digest

GROUP = "pruefstein.checks"
_MOST = 5_000
"""Files of a package from which on it is not taken for one that holds a check."""


def found() -> tuple[ExternalCheck, ...]:
    """Return what is installed, ordered by id; of two with one name the first, as Python would import it.

    Returns
    -------
    tuple of ExternalCheck
        Without those whose files cannot be found or read.
    """
    checks: dict[str, ExternalCheck] = {}
    for point in metadata.entry_points(group=GROUP):
        check = _described(point)
        if check is not None:
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
        A file cannot be read, or there are too many to be a package of checks.
    """
    whole = hashlib.sha256(b"pruefstein-external-v1\0")
    for name, path in _files(package):
        encoded = name.encode()
        whole.update(len(encoded).to_bytes(4, "big") + encoded + hashlib.sha256(path.read_bytes()).digest())
    return Digest(whole.hexdigest())


def _described(point: metadata.EntryPoint) -> ExternalCheck | None:
    if point.dist is None:
        return None
    top = point.module.partition(".")[0]
    folder = str(point.dist.locate_file(""))
    spec = PathFinder.find_spec(top, [folder])
    if spec is None or spec.origin is None:
        return None
    origin = Path(spec.origin)
    try:
        digest = digest_of(origin.parent if spec.submodule_search_locations else origin)
    except OSError:
        return None
    return ExternalCheck(
        id=PREFIX + point.name,
        entry=point.value,
        package=point.dist.name,
        version=point.dist.version,
        digest=digest,
        folder=folder,
    )


def _files(package: Path) -> Iterator[tuple[str, Path]]:
    if package.is_file():
        yield package.name, package
        return
    every = sorted(path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    if len(every) > _MOST:
        raise OSError(f"{package} holds {len(every)} files")
    for path in every:
        yield path.relative_to(package).as_posix(), path
