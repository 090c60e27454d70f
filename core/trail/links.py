"""Are the events of one segment numbered and linked without a break, and which tree do they grow?

This reads nothing but numbers, payloads and hashes, so it is the part of a verification that answers first.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable
from typing import cast

from core.audit import CHAIN_TAG, Merkle, Problem
from core.trail.segment import BATCH, CHUNK, Linked, Partial, Segment

Link = tuple[int, bytes, bytes, bytes]
"""seq, payload, prev, hash."""
_SELECT = "SELECT seq, payload, prev, hash FROM event WHERE seq >= ? AND seq <= ? ORDER BY seq"


class Linker:
    """Reads one segment, chunk by chunk."""

    def __init__(self, segment: Segment, alive: Callable[[int], None]) -> None:
        """Prepare; `alive` is called with the number of rows every now and then."""
        self._plan, self._alive = segment, alive
        self._expected = segment.first
        self.found = Linked()

    def run(self, cursor: sqlite3.Cursor) -> Linked:
        """Check all rows."""
        found, tail = self.found, list[bytes]()
        while rows := cast("list[Link]", cursor.fetchmany(min(BATCH, CHUNK - len(tail)))):
            if not tail:
                self._alive(found.rows)
            tail += self._link(rows)
            if len(tail) == CHUNK:
                self._partials(tail)
                found.chunks.append(root_of(tail))
                tail = []
        self._partials(tail)
        found.tail = tail
        return found

    def _link(self, rows: list[Link]) -> list[bytes]:
        """Check numbers and hashes of some rows; where all do not fit, one by one."""
        found, sha = self.found, hashlib.sha256
        if not found.rows:
            found.first_seq, found.first_prev, found.last_hash = rows[0][0], rows[0][2], rows[0][2]
        hashes = [row[3] for row in rows]
        linked = [sha(CHAIN_TAG + prev + sha(payload).digest()).digest() for _, payload, prev, _ in rows]
        previous = [found.last_hash, *hashes[:-1]]
        numbers = range(self._expected, self._expected + len(rows))
        if linked != hashes or previous != [row[2] for row in rows] or [row[0] for row in rows] != [*numbers]:
            for row, link, before in zip(rows, linked, previous, strict=True):
                self._link_one(row, link, before)
        self._expected = rows[-1][0] + 1
        found.rows += len(rows)
        found.last_seq, found.last_hash = rows[-1][0], hashes[-1]
        return hashes

    def _link_one(self, row: Link, linked: bytes, before: bytes) -> None:
        if row[2] != before:
            self._report(Problem.CHAIN_BROKEN, row[0])
        if row[0] != self._expected:
            self._report(Problem.GAP, row[0])
        if row[3] != linked:
            self._report(Problem.CHAIN_BROKEN, row[0])
        self._expected = row[0] + 1

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

    def _report(self, problem: Problem, seq: int) -> None:
        self.found.problems.append((problem, seq, None))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over a complete chunk, level by level."""
    sha = hashlib.sha256
    level = [sha(b"\x00" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha(b"\x01" + left + right).digest() for left, right in pairs]
    return level[0]


def link(connection: sqlite3.Connection, segment: Segment, alive: Callable[[int], None]) -> Linked:
    """Check numbers and hashes of one segment of the trail."""
    given, connection.text_factory = connection.text_factory, bytes
    cursor = connection.execute(_SELECT, (segment.low, segment.high))
    try:
        return Linker(segment, alive).run(cursor)
    finally:
        cursor.close()
        connection.text_factory = given
