"""Is one segment of the chain unbroken, and what does it say about each object?

Most rows are checked without parsing: what the columns, the key and the workspace say is put together as the
canonical bytes and compared with the payload. Whatever does not fit exactly is parsed and judged by the rules
of the record (`core.trail.careful`), so nothing is accepted that a careful reading would not accept.
"""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from core.audit import CHAIN_TAG, GENESIS, Action, Merkle, ObjectKind, Problem
from core.trail import careful

CHUNK = 4096
"""Leaves of a complete subtree; segments begin behind a whole number of chunks."""
BATCH = 2000
"""Rows between two signs of life."""
_SELECT = """
SELECT seq, payload, prev, hash, signature, CAST(ts AS BLOB), CAST(actor AS BLOB), CAST(action AS BLOB),
CAST(object_kind AS BLOB), CAST(object_id AS BLOB), CAST(tx AS BLOB)
FROM event WHERE seq >= ? AND seq <= ? ORDER BY seq
"""
_PLAIN = re.compile(rb"[ !#-\[\]-~]*").fullmatch
"""Printable ASCII without quotes and backslashes."""
_HEX = re.compile(rb"[0-9a-f]{64}").fullmatch
_NEW = (b'{"digest":"', b'","fields":{}},"before":null')
_NEW_LENGTH = sum(map(len, _NEW)) + 64
_BETWEEN = b'},"before":{"digest":"'
_REMEMBERED = 50_000
_ACTIONS = frozenset(action.value.encode() for action in Action)
_KINDS = frozenset(kind.value.encode() for kind in ObjectKind)
_ERASED = Action.TEXT_ERASED.value.encode()

Row = tuple[int, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes, bytes]
Texts = tuple[str, ...]


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


@dataclass(slots=True, kw_only=True)
class Told:
    """What a segment says about one object."""

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
    """Reads one segment row by row."""

    def __init__(self, segment: Segment, alive: Callable[[int], None]) -> None:
        """Prepare; `alive` is called with the number of rows every now and then."""
        self._plan, self._alive = segment, alive
        self.found = Scanned()
        self._expected = segment.first
        self._database = segment.workspace.encode()
        self._current: dict[bytes, tuple[int, int, bytes]] = {}
        self._fields: dict[bytes, Texts | None] = {b"{}": ()}
        self._verifiers: dict[str, Callable[[bytes, bytes], bool]] = {}

    def run(self, rows: Iterator[Row]) -> Scanned:
        """Check all rows."""
        found, plan, chunk = self.found, self._plan, list[bytes]()
        for number, row in enumerate(rows):
            if number % BATCH == 0:
                self._alive(number)
            self._link(row, first=number == 0)
            key = self._key(row[6], row[0]) if self._quick(row) else self._careful(row)
            if key and (plan.every_signature or (plan.last_signature and row[0] == plan.high)):
                self._sign(row, key.decode())
            chunk.append(row[3])
            if len(chunk) == CHUNK:
                self._close(chunk)
                chunk = []
        self._partials(chunk)
        found.tail = chunk
        return found

    def _link(self, row: Row, *, first: bool) -> None:
        seq, payload, previous, linked = row[:4]
        found, sha = self.found, hashlib.sha256
        if first:
            found.first_seq, found.first_prev = seq, previous
            found.first_ts = row[5].decode("utf-8", "replace")
        elif previous != found.last_hash:
            self._report(Problem.CHAIN_BROKEN, seq)
        if seq != self._expected:
            self._report(Problem.GAP, seq)
        if sha(CHAIN_TAG + previous + sha(payload).digest()).digest() != linked:
            self._report(Problem.CHAIN_BROKEN, seq)
        self._expected = seq + 1
        found.rows += 1
        found.last_seq, found.last_hash = seq, linked

    def _quick(self, row: Row) -> bool:
        """Compare the payload with what the columns say; False: it must be parsed."""
        seq, payload, _, _, _, ts, actor, action, kind, identity, tx = row
        key = self._key(actor, seq)
        begin = b'{"action":"%b","actor":"%b","after":' % (action, actor)
        middle = b',"db":"%b","key":"%b","object":{"id":"%b","kind":"%b","tx":"%b"},"reason":' % (
            self._database, key, identity, kind, tx,
        )  # fmt: skip
        end = b',"seq":%d,"ts":"%b","v":1}' % (seq, ts)
        size, reason = len(payload) - len(end), b""
        if payload[size - 4 : size] == b"null":
            rest = size - 4
        else:
            rest, reason = size - 66, payload[size - 65 : size - 1]
            if payload[rest : rest + 1] + payload[size - 1 : size] != b'""' or not _HEX(reason):
                return False
        rest -= len(middle)
        known = action in _ACTIONS and kind in _KINDS
        fits = known and payload.startswith(begin) and payload[rest : rest + len(middle)] == middle
        if not fits or not payload.endswith(end) or not _plain(row, key):
            return False
        states = self._states(payload[len(begin) : rest])
        if states is None:
            return False
        self._remember(row, states, reason.decode())
        return True

    def _states(self, part: bytes) -> tuple[str, str | None, Texts] | None:
        """Return digest after, digest before and texts of the two states; None: parse them."""
        after = part[11:75]
        if not part.startswith(_NEW[0]) or not _HEX(after):
            return None
        if len(part) == _NEW_LENGTH and part.endswith(_NEW[1]):
            return after.decode(), None, ()
        if part[75:86] != b'","fields":':
            return None
        split = part.find(_BETWEEN, 86)
        start = split + len(_BETWEEN)
        before = part[start : start + 64]
        if split < 0 or not _HEX(before) or part[start + 64 : start + 75] != b'","fields":':
            return None
        new, old = self._known(part[86:split]), self._known(part[start + 75 : -1])
        if new is None or old is None or part[-1:] != b"}":
            return None
        return after.decode(), before.decode(), new + old

    def _known(self, fields: bytes) -> Texts | None:
        """Return the texts in changed fields; None if they are no object in canonical form."""
        try:
            return self._fields[fields]
        except KeyError:
            if len(self._fields) > _REMEMBERED:
                self._fields = {b"{}": ()}
            found = self._fields[fields] = careful.texts_of_fields(fields)
            return found

    def _remember(self, row: Row, states: tuple[str | None, str | None, Texts], reason: str) -> None:
        seq, ts, action = row[0], row[5].decode(), row[7]
        after, before, texts = states
        found, name = self.found, f"{row[8].decode()} {row[9].decode()}"
        if ts < found.last_ts:
            self._report(Problem.CLOCK_SET_BACK, seq)
        else:
            found.last_ts = ts
        told = found.objects.get(name)
        if told is None:
            found.objects[name] = Told(created=seq, last=seq, before=before, digest=after)
        else:
            if told.digest != before:
                self._report(Problem.OBJECT_CHANGED, seq, name)
            told.last, told.digest = seq, after
        if texts:
            found.texts.update(texts)
            if action == _ERASED:
                found.erased.update(texts)
        if reason:
            found.texts.add(reason)

    def _careful(self, row: Row) -> bytes:
        """Parse a payload and judge it by the rules of the record; return the key it names, if it is one."""
        seq = row[0]
        event, canonical = careful.parsed(row[1])
        if not canonical:
            self._report(Problem.PAYLOAD_NOT_CANONICAL, seq)
        if event is None:
            return b""
        name = f"{event.object.kind.value} {event.object.id}"
        if event.db != self._plan.workspace:
            self._report(Problem.OTHER_WORKSPACE, seq)
        copies = careful.copies_of(event)
        if event.seq != seq or copies != tuple(item.decode("utf-8", "replace") for item in row[5:]):
            self._report(Problem.COLUMNS_DIFFER, seq, name)
        key = self._key(event.actor.encode(), seq)
        if not key or key.decode() != event.key:
            self._report(Problem.KEY_UNKNOWN, seq)
        said = tuple(item.encode() for item in copies)
        as_said = (*row[:5], said[0], said[1], said[2], said[3], said[4], said[5])
        after = None if event.after is None else event.after.digest
        before = None if event.before is None else event.before.digest
        self._remember(as_said, (after, before, careful.texts_of(event)), event.reason or "")
        return event.key.encode()

    def _key(self, actor: bytes, seq: int) -> bytes:
        """Return the key a person had to use; empty if there is none."""
        low, high, key = self._current.get(actor, (0, 0, b""))
        if low < seq <= high:
            return key
        low, high, key = 0, 1 << 62, b""
        for span in self._plan.keys.get(actor.decode("utf-8", "replace"), ()):
            if span.after < seq:
                low, key = span.after, (span.key or "").encode()
            else:
                high = span.after
                break
        self._current[actor] = (low, high, key)
        return key

    def _sign(self, row: Row, key: str) -> None:
        """Check a signature with the key the event names."""
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


def _plain(row: Row, key: bytes) -> bool:
    """Tell whether nothing in the columns would be written otherwise in JSON."""
    return bool(key) and _PLAIN(b"".join((*row[5:], key))) is not None


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
    cursor = connection.execute(_SELECT, (segment.low, segment.high))
    cursor.arraysize = BATCH
    try:
        return Scanner(segment, alive).run(cursor)
    finally:
        cursor.close()
