"""What does each event of one segment say, does it fit its columns, and what does it say about each object?

Most rows are checked without parsing (`core.trail.quick`). Whatever does not fit exactly is parsed and judged
by the rules of the record (`core.trail.careful`), so nothing is accepted that a careful reading would not.
The links between the events are checked elsewhere (`core.trail.links`), in the same transaction.
"""

import sqlite3
from collections.abc import Callable
from typing import cast

from core.audit import Action, Problem
from core.trail import careful
from core.trail.quick import Cells, Quick, Said
from core.trail.segment import BATCH, CHUNK, Scanned, Segment, Told

_SELECT = """
SELECT seq, payload, CASE WHEN ?1 OR seq = ?2 THEN hash END, CASE WHEN ?1 OR seq = ?2 THEN signature END,
ts, actor, action, object_kind, object_id, tx
FROM event WHERE seq >= ?3 AND seq <= ?4 ORDER BY seq
"""
_ERASED = Action.TEXT_ERASED.value.encode()
_UNSEEN = b"not seen yet"


class Scanner:
    """Reads one segment, chunk by chunk."""

    def __init__(self, segment: Segment, alive: Callable[[int], None]) -> None:
        """Prepare; `alive` is called with the number of rows every now and then."""
        self._plan, self._alive = segment, alive
        self.found = Scanned()
        self._ts = b""
        self._current: dict[bytes, tuple[int, int, bytes]] = {}
        self._digests: dict[bytes, bytes | None] = {}
        self._last: dict[bytes, int] = {}
        self._first: dict[bytes, tuple[int, bytes | None]] = {}
        self._reasons: set[bytes] = set()
        self._named: dict[int, str] = {}
        self._quick = Quick(segment.workspace, self._span)
        self._verifiers: dict[str, Callable[[bytes, bytes], bool]] = {}

    def run(self, cursor: sqlite3.Cursor) -> Scanned:
        """Check all rows."""
        found = self.found
        while rows := cast("list[Cells]", cursor.fetchmany(BATCH)):
            if not found.rows:
                found.first_seq, found.first_ts = rows[0][0], _shown(rows[0][4])
            if found.rows % CHUNK == 0:
                self._alive(found.rows)
            self._content(rows)
            found.rows += len(rows)
        found.last_ts = _shown(self._ts)
        found.texts.update(map(_shown, self._reasons))
        for name, (created, before) in self._first.items():
            found.objects[_shown(name)] = Told(
                created=created,
                last=self._last[name],
                before=_optional(before),
                digest=_optional(self._digests[name]),
            )
        return found

    def _content(self, rows: list[Cells]) -> None:
        """Check what the rows say, in their order."""
        said = self._quick.said(rows)
        self._named = {}
        if None in said:
            judged = [
                self._careful(row) if item is None else (row, item)
                for row, item in zip(rows, said, strict=True)
            ]
            told = [item for item in judged if item is not None]
            self._remember([row for row, _ in told], [item for _, item in told])
        else:
            self._remember(rows, cast("list[Said]", said))
        if self._plan.every_signature:
            for row in rows:
                self._sign(row)
        elif self._plan.last_signature and rows[-1][0] == self._plan.high:
            self._sign(rows[-1])

    def _remember(self, rows: list[Cells], said: list[Said]) -> None:
        """Compare each state with the one before, and note it."""
        found, digests, last = self.found, self._digests, self._last
        self._clock(rows)
        for row, (name, after, before, texts, reason) in zip(rows, said, strict=True):
            told = digests.get(name, _UNSEEN)
            if told is _UNSEEN:
                self._first[name] = (row[0], before)
            elif told != before:
                self._report(Problem.OBJECT_CHANGED, row[0], _shown(name))
            digests[name], last[name] = after, row[0]
            if texts:
                found.texts.update(texts)
                if row[6] == _ERASED:
                    found.erased.update(texts)
            if reason:
                self._reasons.add(reason)

    def _clock(self, rows: list[Cells]) -> None:
        times = [row[4] for row in rows]
        if times and times[0] >= self._ts and times == sorted(times):
            self._ts = times[-1]
            return
        for row in rows:
            if row[4] < self._ts:
                self._report(Problem.CLOCK_SET_BACK, row[0])
            self._ts = max(self._ts, row[4])

    def _careful(self, row: Cells) -> tuple[Cells, Said] | None:
        """Parse a payload and judge it by the rules of the record; return the columns it should have."""
        seq = row[0]
        event, canonical = careful.parsed(row[1])
        if not canonical:
            self._report(Problem.PAYLOAD_NOT_CANONICAL, seq)
        if event is None:
            self._named[seq] = ""
            return None
        name = f"{event.object.kind.value} {event.object.id}"
        if event.db != self._plan.workspace:
            self._report(Problem.OTHER_WORKSPACE, seq)
        copies = careful.copies_of(event)
        if event.seq != seq or copies != tuple(map(_shown, row[4:])):
            self._report(Problem.COLUMNS_DIFFER, seq, name)
        key = _shown(self._span(event.actor.encode(), seq)[2])
        if not key or key != event.key:
            self._report(Problem.KEY_UNKNOWN, seq)
        self._named[seq] = event.key
        said = tuple(item.encode() for item in copies)
        as_said = (*row[:4], said[0], said[1], said[2], said[3], said[4], said[5])
        after, before = (
            None if state is None else state.digest.encode() for state in (event.after, event.before)
        )
        reason = (event.reason or "").encode()
        return as_said, (name.encode(), after, before, careful.texts_of(event), reason)

    def _span(self, actor: bytes, seq: int) -> tuple[int, int, bytes]:
        """Return behind and up to which number a person had to use which key; empty if there is none."""
        low, high, key = self._current.get(actor, (0, 0, b""))
        if low < seq <= high:
            return low, high, key
        low, high, key = 0, 1 << 62, b""
        for span in self._plan.keys.get(_shown(actor), ()):
            if span.after < seq:
                low, key = span.after, (span.key or "").encode()
            else:
                high = span.after
                break
        self._current[actor] = (low, high, key)
        return low, high, key

    def _sign(self, row: Cells) -> None:
        """Check a signature with the key the event names."""
        key = self._named.get(row[0]) if row[0] in self._named else _shown(self._span(row[5], row[0])[2])
        if not key:
            return
        self.found.signatures += 1
        if key not in self._verifiers:
            from core.keys.ledger import verifier

            self._verifiers[key] = verifier(key)
        if not self._verifiers[key](row[3], row[2]):
            self._report(Problem.SIGNATURE_INVALID, row[0])

    def _report(self, problem: Problem, seq: int, name: str | None = None) -> None:
        self.found.problems.append((problem, seq, name))


def _shown(words: bytes) -> str:
    return words.decode("utf-8", "replace")


def _optional(words: bytes | None) -> str | None:
    return None if words is None else words.decode()


def scan(connection: sqlite3.Connection, segment: Segment, alive: Callable[[int], None]) -> Scanned:
    """Check what the events of one segment say."""
    given, connection.text_factory = connection.text_factory, bytes
    every, signed = segment.every_signature, segment.high if segment.last_signature else 0
    cursor = connection.execute(_SELECT, (every, signed, segment.low, segment.high))
    try:
        return Scanner(segment, alive).run(cursor)
    finally:
        cursor.close()
        connection.text_factory = given
