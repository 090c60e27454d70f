"""How does a worker speak to the process that started it?"""

import os
import sys
from dataclasses import dataclass
from typing import IO

import msgspec

from core.confinement import ConfinementFacts
from core.errors import PruefsteinError
from core.jobs.frames import (
    ARROW,
    BYTES,
    JSON,
    FrameError,
    Note,
    NoteKind,
    Start,
    read_frame,
    wire,
    write_frame,
)
from core.messages import Message

_LIMIT = 8 << 30


@dataclass(frozen=True, slots=True)
class Channel:
    """The worker's end of the pipes; also the progress of its calculations."""

    source: IO[bytes]
    sink: IO[bytes]
    level: str = "none"
    """How far this process was confined before it read what it works on."""

    def start(self) -> Start:
        """Return the first frame."""
        return msgspec.json.decode(self.json(), type=Start)

    def json(self) -> bytes:
        """Return the next frame, which must be JSON."""
        return self.take(JSON)

    def take(self, kind: bytes) -> bytes:
        """Return the next frame's payload; raises `FrameError` if it is of another kind."""
        frame = read_frame(self.source, _LIMIT)
        if frame is None or frame[0] != kind:
            raise FrameError(f"expected a frame of kind {kind!r}")
        return frame[1]

    def hello(self, confinement: str, facts: ConfinementFacts | None = None) -> None:
        """Say how confined this process is, before anything foreign is opened."""
        facts = facts or ConfinementFacts(gaps=())
        self._say(Note(kind=NoteKind.HELLO, confinement=confinement, layers=facts.layers, gaps=facts.gaps))

    def __call__(self, fraction: float, doing: Message) -> None:
        """Report the share done."""
        self._say(Note(kind=NoteKind.PROGRESS, fraction=fraction, said=wire(doing)))

    def check(self) -> None:
        """Do nothing: a cancelled worker is killed."""

    def fail(self, error: PruefsteinError) -> None:
        """Say why there is no result."""
        self._say(Note(kind=NoteKind.ERROR, error=type(error).__name__, said=wire(error.message)))

    def result(self, body: object, tables: tuple[bytes, ...] = (), files: tuple[bytes, ...] = ()) -> None:
        """Send the result: its JSON body, Arrow tables, and plain bytes after them."""
        self._say(Note(kind=NoteKind.RESULT, tables=len(tables) + len(files)))
        write_frame(self.sink, JSON, msgspec.json.encode(body))
        for table in tables:
            write_frame(self.sink, ARROW, table)
        for file in files:
            write_frame(self.sink, BYTES, file)

    def _say(self, note: Note) -> None:
        write_frame(self.sink, JSON, msgspec.json.encode(note))


def own_channel() -> Channel:
    """Take standard input and output for the protocol; whatever libraries print goes to standard error."""
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return Channel(sys.stdin.buffer, os.fdopen(out, "wb"))
