"""Are the tables that were registered by reference still what they were?"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from core.ids import DatasetId, Digest
from core.inventory import Dataset


def changed_references(datasets: Iterable[Dataset]) -> tuple[DatasetId, ...]:
    """Return the data sets whose file outside the workspace is gone or has other contents now."""
    return tuple(item.id for item in datasets if item.reference is not None and not _same(item))


def _same(dataset: Dataset) -> bool:
    path = Path(dataset.reference or "")
    try:
        facts = path.stat()
        if not path.is_file() or facts.st_size != dataset.size:
            return False
        return _digest(str(path), facts.st_size, facts.st_mtime_ns, facts.st_ino) == dataset.digest
    except OSError:
        return False


@lru_cache(maxsize=256)
def _digest(path: str, size: int, moment: int, node: int) -> Digest:  # noqa: ARG001 (they are the key)
    """Hash a file once for as long as its size, time and place stay the same.

    A decision and a run hash it anew; this is for lists and reports that show what is outdated.
    """
    from core.data.digest import file_digest

    return file_digest(Path(path))
