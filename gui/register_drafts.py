"""What did a person enter into the register's fields, before it is saved?"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from core.canonical import sha256
from core.governance.register import FieldKey
from core.ids import ModelId


class _Kept(msgspec.Struct):
    entries: dict[str, str]
    seen: dict[str, str]


class RegisterDrafts:
    """Entries per model, on disk until they are saved or dropped: no record, never part of the trail."""

    def __init__(self, folder: Path) -> None:
        """Keep them in a folder of the workspace."""
        self._folder = folder
        self._held: dict[ModelId, _Kept] = {}

    def entries(self, model: ModelId) -> Mapping[FieldKey, str]:
        """Return what was entered for a model."""
        return {FieldKey(key): raw for key, raw in self._of(model).entries.items()}

    def seen(self, model: ModelId, key: FieldKey) -> str:
        """Return what stood in a field when the entry was begun."""
        return self._of(model).seen.get(key, "")

    def enter(self, model: ModelId, key: FieldKey, raw: str, *, before: str) -> None:
        """Keep an entry; what repeats the register is none."""
        held = self._of(model)
        held.seen.setdefault(key, before)
        held.entries[key] = raw
        if raw == held.seen[key]:
            del held.entries[key], held.seen[key]
        self._write(model)

    def drop(self, model: ModelId) -> None:
        """Forget the entries for a model."""
        self._held[model] = _Kept({}, {})
        self._write(model)

    def _of(self, model: ModelId) -> _Kept:
        if model not in self._held:
            self._held[model] = self._read(model)
        return self._held[model]

    def _path(self, model: ModelId) -> Path:
        return self._folder / f"register-{sha256(model.encode())[:16]}.json"

    def _read(self, model: ModelId) -> _Kept:
        try:
            return msgspec.json.decode(self._path(model).read_bytes(), type=_Kept)
        except (OSError, msgspec.MsgspecError):
            return _Kept({}, {})

    def _write(self, model: ModelId) -> None:
        """Keep the entries on disk; a disk that refuses costs no more than the draft."""
        held = self._held[model]
        with suppress(OSError):
            if not held.entries:
                self._path(model).unlink(missing_ok=True)
                return
            self._folder.mkdir(exist_ok=True)
            part = self._path(model).with_suffix(".part")
            part.write_bytes(msgspec.json.encode(held))
            part.replace(self._path(model))
