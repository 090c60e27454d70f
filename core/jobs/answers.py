"""What may a worker say, in which order, and how much of it?

hello? (progress)* (error | result, one JSON frame, its tables). Everything else ends the conversation.
"""

from collections.abc import Iterator
from typing import IO

from core.confinement import ConfinementFacts, Gap, Layer
from core.jobs.frames import ARROW, BYTES, JSON, FrameError, Note, NoteKind, decoded, read_frame
from core.jobs.job import Answer

_STATEMENT = 64 << 10
_STATEMENTS = 200_000
_TABLES = 16
_LEVELS = frozenset({"", "full", "partial", "none", "not needed"})


def statements(stream: IO[bytes], limit: int, body: int | None = None) -> Iterator[Note | Answer]:
    """Yield what a worker says, at last its error or its whole answer; nothing more when it ended early.

    `limit`: most bytes of the answer, `body`: of its JSON part. Raises `FrameError` for everything outside
    the protocol, before memory is taken for it.
    """
    hello = Note(kind=NoteKind.HELLO)
    for position in range(_STATEMENTS):
        frame = read_frame(stream, _STATEMENT, (JSON,))
        if frame is None:
            return
        note = decoded(frame[1], Note)
        if note.kind is NoteKind.HELLO:
            if position:
                raise FrameError("a greeting comes first or never")
            hello = _greeting(note)
        if note.kind is NoteKind.RESULT:
            answer = _answer(stream, note.tables, (limit, body or limit), hello)
            if answer is not None:
                yield answer
            return
        yield note
        if note.kind is NoteKind.ERROR:
            return
    raise FrameError("too many statements")


def _greeting(note: Note) -> Note:
    known = {*Layer, *Gap}
    if note.confinement not in _LEVELS or not {*note.layers, *note.gaps} <= known:
        raise FrameError("a greeting of an unknown form")
    return note


def _answer(stream: IO[bytes], tables: int, limits: tuple[int, int], hello: Note) -> Answer | None:
    if not 0 <= tables <= _TABLES:
        raise FrameError(f"a result with {tables} tables")
    frames: list[bytes] = []
    limit, most = limits
    for position in range(1 + tables):
        frame = read_frame(
            stream, limit if position else min(limit, most), (ARROW, BYTES) if position else (JSON,)
        )
        if frame is None:
            return None
        limit -= len(frame[1])
        frames.append(frame[1])
    body, *rest = frames
    return Answer(body=body, tables=tuple(rest), confinement=hello.confinement, facts=_facts(hello))


def _facts(hello: Note) -> ConfinementFacts | None:
    if hello.confinement in {"", "not needed"}:
        return None
    return ConfinementFacts(layers=tuple(map(Layer, hello.layers)), gaps=tuple(map(Gap, hello.gaps)))
