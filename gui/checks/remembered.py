"""Which checks and options did a person choose last for this version and data set?"""

import hashlib
from pathlib import Path

import msgspec

from gui.checks.entry import CheckEntry

_KEPT = 200


class EntryFolder:
    """One small file per version and data set; a read-only home folder is no reason to stop."""

    def __init__(self, folder: Path) -> None:
        """Keep entries in a folder, made when the first is saved."""
        self._folder = folder

    def load(self, *key: str) -> CheckEntry:
        """Return what was entered last; the empty entry if there is none or it is damaged."""
        try:
            return msgspec.json.decode(self._path(key).read_bytes(), type=CheckEntry)
        except (OSError, msgspec.DecodeError):
            return CheckEntry()

    def save(self, entry: CheckEntry, *key: str) -> None:
        """Write an entry, complete or not at all; of many the oldest go."""
        path = self._path(key)
        temporary = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.write_bytes(msgspec.json.encode(entry))
            temporary.replace(path)
            for old in sorted(self._folder.glob("*.json"), key=lambda item: -item.stat().st_mtime)[_KEPT:]:
                old.unlink(missing_ok=True)
        except OSError:
            return

    def _path(self, key: tuple[str, ...]) -> Path:
        name = hashlib.sha256("\n".join(key).encode()).hexdigest()[:32]
        return self._folder / f"{name}.json"
