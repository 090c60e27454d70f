"""What did an auditor enter so far, and where does it survive a crash or a closed window?"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from core.examination import Examination
from core.ids import Digest
from core.inventory import TableDialect
from core.opinion import Observation, OpinionGrade
from gui.audit.entry import PlanEntry

_KEPT = 20
"""How many drafts are kept; the oldest go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the auditor wrote."""

    title: str = ""
    subject: str = ""
    observations: tuple[Observation, ...] = ()
    grade: OpinionGrade | None = None
    conclusion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditDraft:
    """One unfinished audit: paths, corrections, plan, results and words; no row of the table."""

    key: Digest
    """Of the table, or of the model file while there is no table."""
    saved_at: datetime
    table: str | None = None
    model: str | None = None
    dialect: TableDialect | None = None
    entry: PlanEntry = field(default_factory=PlanEntry)
    examination: Examination | None = None
    words: Words = field(default_factory=Words)

    @property
    def name(self) -> str:
        """Return what a list calls it."""
        path = self.table or self.model or ""
        return self.words.title or Path(path).name


class DraftFolder:
    """Drafts as small files that only their owner can read; a read-only home is no reason to stop."""

    def __init__(self, folder: Path) -> None:
        """Keep drafts in a folder, made when the first is saved."""
        self._folder = folder

    def save(self, draft: AuditDraft) -> None:
        """Write a draft at once, complete or not at all."""
        path = self._path(draft.key)
        temporary = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary.touch(mode=0o600)
            temporary.write_bytes(msgspec.json.encode(draft))
            temporary.replace(path)
        except OSError:
            return
        for old in self._files()[_KEPT:]:
            old.unlink(missing_ok=True)

    def load(self, key: Digest) -> AuditDraft | None:
        """Return the draft on a file with this digest; None: there is none."""
        return _read(self._path(key))

    def all(self) -> tuple[AuditDraft, ...]:
        """Return every draft, the newest first; damaged ones are passed over."""
        return tuple(draft for path in self._files() if (draft := _read(path)) is not None)

    def drop(self, key: Digest) -> None:
        """Forget a draft."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError:
            return

    def _path(self, key: Digest) -> Path:
        return self._folder / f"{key[:32]}.json"

    def _files(self) -> list[Path]:
        try:
            return sorted(self._folder.glob("*.json"), key=lambda path: -path.stat().st_mtime)
        except OSError:
            return []


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def _read(path: Path) -> AuditDraft | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=AuditDraft)
    except (OSError, msgspec.DecodeError):
        return None
