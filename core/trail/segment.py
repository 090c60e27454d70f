"""Is one segment of the chain unbroken, and what does it say about each object?

Most rows are checked without parsing (`core.trail.quick`). Whatever does not fit exactly is parsed and judged
by the rules of the record (`core.trail.careful`), so nothing is accepted that a careful reading would not.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

import msgspec

from core.audit import CHAIN_TAG, GENESIS, Action, Merkle, Problem
from core.trail import careful
from core.trail.quick import Cells, Quick, Said

CHUNK = 4096
"""Leaves of a complete subtree; segments begin behind a whole number of chunks."""
BATCH = 256
"""Rows read at a time: they stay in the processor's cache while each step goes over them."""
_SELECT = """
SELECT seq, payload, prev, hash, CASE WHEN ? OR seq = ? THEN signature END,
ts, actor, action, object_kind, object_id, tx
FROM event WHERE seq >= ? AND seq <= ? ORDER BY seq
"""
_ERASED = Action.TEXT_ERASED.value.encode()
_UNSEEN = b"not seen yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySpan:
    """The key a person had to use for the events behind one number; None: the person could not act."""

    after: int
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What is to be checked."""

    address: str
    """SQLite's address of the database."""
    workspace: str
    first: int
    """Number the first event must have."""
    low: int
    """Smallest and largest number that are read: a trail that was tampered with may begin elsewhere."""
    high: int
    keys: dict[str, tuple[KeySpan, ...]]
    sizes: frozenset[int]
    """Prefixes that filed reports carry as checkpoints."""
    every_signature: bool
    last_signature: bool
    """Whether the last event's signature is checked when the others are not."""


class Told(msgspec.Struct, array_like=True, gc=False, kw_only=True):
    """What a segment says about one object; there are many, so it is small."""

    created: int
    last: int
    before: str | None
    """Digest the segment begins from."""
    digest: str | None


@dataclass(slots=True, kw_only=True)
class Partial:
    """The tree inside of a chunk up to one event."""

    size: int
    """Events of the segment up to here."""
    head: bytes
    stack: list[tuple[int, bytes]]


@dataclass(slots=True, kw_only=True)
class Scanned:
    """What was found in a segment."""

    rows: int = 0
    first_seq: int = 0
    first_prev: bytes = b""
    first_ts: str = ""
    last_seq: int = 0
    last_hash: bytes = GENESIS
    last_ts: str = ""
    problems: list[tuple[Problem, int, str | None]] = field(default_factory=list)
    objects: dict[str, Told] = field(default_factory=dict)
    """By kind and id, with a blank between."""
    texts: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    chunks: list[bytes] = field(default_factory=list)
    """Roots of the complete chunks."""
    tail: list[bytes] = field(default_factory=list)
    """Event hashes behind the last complete chunk."""
    partials: list[Partial] = field(default_factory=list)
    signatures: int = 0


class Scanner:
    """Reads one segment, chunk by chunk."""

    def __init__(self, segment: Segment, alive: Callable[[int], None]) -> None:
        """Prepare; `alive` is called with the number of rows every now and then."""
        self._plan, self._alive = segment, alive
        self.found = Scanned()
        self._expected = segment.first
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
        found, tail = self.found, list[bytes]()
        while rows := cast("list[Cells]", cursor.fetchmany(min(BATCH, CHUNK - len(tail)))):
            if not tail:
                self._alive(found.rows)
            self._link(rows)
            self._content(rows)
            tail += [row[3] for row in rows]
            if len(tail) == CHUNK:
                self._close(tail)
                tail = []
        self._partials(tail)
        found.tail = tail
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

    def _link(self, rows: list[Cells]) -> None:
        """Check numbers and hashes of some rows; where all do not fit, one by one."""
        found, sha = self.found, hashlib.sha256
        if not found.rows:
            found.first_seq, found.first_prev = rows[0][0], rows[0][2]
            found.first_ts, found.last_hash = _shown(rows[0][5]), rows[0][2]
        hashes = [row[3] for row in rows]
        linked = [sha(CHAIN_TAG + row[2] + sha(row[1]).digest()).digest() for row in rows]
        previous = [found.last_hash, *hashes[:-1]]
        numbers = range(self._expected, self._expected + len(rows))
        if linked != hashes or previous != [row[2] for row in rows] or [row[0] for row in rows] != [*numbers]:
            for row, link, before in zip(rows, linked, previous, strict=True):
                self._link_one(row, link, before)
        self._expected = rows[-1][0] + 1
        found.rows += len(rows)
        found.last_seq, found.last_hash = rows[-1][0], hashes[-1]

    def _link_one(self, row: Cells, linked: bytes, before: bytes) -> None:
        if row[2] != before:
            self._report(Problem.CHAIN_BROKEN, row[0])
        if row[0] != self._expected:
            self._report(Problem.GAP, row[0])
        if row[3] != linked:
            self._report(Problem.CHAIN_BROKEN, row[0])
        self._expected = row[0] + 1

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
                if row[7] == _ERASED:
                    found.erased.update(texts)
            if reason:
                self._reasons.add(reason)

    def _clock(self, rows: list[Cells]) -> None:
        times = [row[5] for row in rows]
        if times and times[0] >= self._ts and times == sorted(times):
            self._ts = times[-1]
            return
        for row in rows:
            if row[5] < self._ts:
                self._report(Problem.CLOCK_SET_BACK, row[0])
            self._ts = max(self._ts, row[5])

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
        if event.seq != seq or copies != tuple(map(_shown, row[5:])):
            self._report(Problem.COLUMNS_DIFFER, seq, name)
        key = _shown(self._span(event.actor.encode(), seq)[2])
        if not key or key != event.key:
            self._report(Problem.KEY_UNKNOWN, seq)
        self._named[seq] = event.key
        said = tuple(item.encode() for item in copies)
        as_said = (*row[:5], said[0], said[1], said[2], said[3], said[4], said[5])
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
        key = self._named.get(row[0]) if row[0] in self._named else _shown(self._span(row[6], row[0])[2])
        if not key:
            return
        self.found.signatures += 1
        if key not in self._verifiers:
            from core.keys.ledger import verifier

            self._verifiers[key] = verifier(key)
        if not self._verifiers[key](row[4], row[3]):
            self._report(Problem.SIGNATURE_INVALID, row[0])

    def _close(self, chunk: list[bytes]) -> None:
        self._partials(chunk)
        self.found.chunks.append(root_of(chunk))

    def _partials(self, chunk: list[bytes]) -> None:
        base = len(self.found.chunks) * CHUNK
        offset = self._plan.first - 1 + base
        wanted = {size - offset for size in self._plan.sizes if 0 < size - offset <= len(chunk)}
        if not wanted:
            return
        tree = Merkle()
        for item in chunk:
            tree.append(item)
            if tree.size in wanted:
                self.found.partials.append(Partial(size=base + tree.size, head=item, stack=tree.stack))

    def _report(self, problem: Problem, seq: int, name: str | None = None) -> None:
        self.found.problems.append((problem, seq, name))


def _shown(words: bytes) -> str:
    return words.decode("utf-8", "replace")


def _optional(words: bytes | None) -> str | None:
    return None if words is None else words.decode()


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over a complete chunk, level by level."""
    sha = hashlib.sha256
    level = [sha(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha(b"\x01" + left + right).digest() for left, right in pairs]
    return level[0]


def scan(connection: sqlite3.Connection, segment: Segment, alive: Callable[[int], None]) -> Scanned:
    """Check one segment of the trail."""
    given, connection.text_factory = connection.text_factory, bytes
    every, signed = segment.every_signature, segment.high if segment.last_signature else 0
    cursor = connection.execute(_SELECT, (every, signed, segment.low, segment.high))
    try:
        return Scanner(segment, alive).run(cursor)
    finally:
        cursor.close()
        connection.text_factory = given
