"""What did somebody hand in: a table, a model, or neither?"""

import stat
from dataclasses import dataclass
from pathlib import Path

from core.artifacts.recognition import ArtifactReport, recognize
from core.data.files import reason
from core.data.preview import TablePreview
from core.errors import UserError
from core.ids import Digest
from core.inventory import TableDialect
from core.messages import Message, message
from core.progress import SILENT, Part, Progress

NOT_DIGESTED = Digest("")
"""In place of a digest where nothing could be read."""
_TABLES = (b"PAR1", b"ARROW1")
"""First bytes that only tables have."""
_VERY_LARGE = 256 << 20
"""Bytes from which on a file is not read as a whole to find out what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A received file and what it turned out to be."""

    path: Path
    digest: Digest
    """Of its bytes; of a model folder as its report states it; empty where nothing could be read."""
    size: int
    table: TablePreview | None = None
    model: ArtifactReport | None = None
    """Also for a model that is not opened; its refusal and advice stand here as well."""
    refusal: Message | None = None
    """Why it cannot be used as it is; None: it can."""
    advice: Message | None = None
    """What to do instead."""


def receive(
    path: Path, progress: Progress = SILENT, *, dialect: TableDialect | None = None, consent: bool = False
) -> Intake:
    """Say what a file or folder is, by its content; a model is opened in the confined worker only.

    With a `dialect` it is read as a table in this way. `consent` says that a named person consented to
    opening a pickle-class file. Never raises for a bad file and never waits for a pipe or a device.
    """
    progress(0.0, message("Recognizing {file}", file=path.name))
    try:
        kind, size = _kind(path)
    except OSError as error:
        return _unusable(path, _unread(path, error))
    if kind == "folder":
        return _model(path, progress, consent=consent)
    if kind != "file":
        return _unusable(path, _no_file(path))
    try:
        return _file(path, size, (dialect, consent), progress)
    except UserError as error:
        return _unusable(path, error.message, size)


def _file(path: Path, size: int, asked: tuple[TableDialect | None, bool], progress: Progress) -> Intake:
    from core.data.digest import file_digest
    from core.data.files import opened

    dialect, consent = asked
    with opened(path) as file:
        head = file.read(4096)
    said = None
    if dialect is None and not head.startswith(_TABLES) and not _plain_table(head, size):
        candidate = recognize(path)
        if candidate.format is not None or candidate.recognized.advice is not None:
            return _model(path, progress, consent=consent)
        said = candidate.recognized.said
    digest = file_digest(path)
    try:
        table = _preview(path, dialect, Part(progress, 0.3, 1.0))
    except UserError as error:
        return Intake(path=path, digest=digest, size=size, refusal=error.message, advice=_neither(said))
    return Intake(path=path, digest=digest, size=size, table=table)


def _plain_table(head: bytes, size: int) -> bool:
    """Tell whether a very large file is plainly a text table, so that it is not searched for a model."""
    first = head.partition(b"\n")[0]
    if size < _VERY_LARGE or b"\x00" in head or head.lstrip().startswith((b"{", b"[", b"tree")):
        return False
    return any(sign in first for sign in (b",", b";", b"\t", b"|"))


def _preview(path: Path, dialect: TableDialect | None, progress: Progress) -> TablePreview:
    from core.data.reading import preview

    progress(0.0, message("Reading the table"))
    return preview(path, dialect)


def _model(path: Path, progress: Progress, *, consent: bool) -> Intake:
    from core.jobs.tasks import inspect_model

    report = inspect_model(path, Part(progress, 0.1, 1.0), consent=consent)
    refusal = None
    if report.artifact is None:
        refusal = report.refusal or report.recognized
    return Intake(
        path=path,
        digest=report.digest or NOT_DIGESTED,
        size=report.size,
        model=report,
        refusal=refusal,
        advice=report.advice,
    )


def _kind(path: Path) -> tuple[str, int]:
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        return "folder", 0
    return ("file" if stat.S_ISREG(found.st_mode) else "other"), found.st_size


def _unusable(path: Path, why: Message, size: int = 0) -> Intake:
    return Intake(path=path, digest=NOT_DIGESTED, size=size, refusal=why)


def _unread(path: Path, error: OSError) -> Message:
    return message(
        "“{name}” could not be read ({reason}). Nothing was opened. Check the path and its permissions.",
        name=str(path),
        reason=reason(error),
    )


def _no_file(path: Path) -> Message:
    return message(
        "“{name}” is neither a file nor a folder but a device, a pipe or a socket. Nothing was read. Save "
        "what it delivers as a file and choose that.",
        name=path.name,
    )


def _neither(said: Message | None) -> Message | None:
    if said is None:
        return None
    return message("It is not a model that is opened here either: it is {kind}.", kind=said)
