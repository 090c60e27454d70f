"""How is one segment checked, here or in a process of its own that says what it finds?"""

import gc
import sqlite3
import sys
from contextlib import closing
from typing import IO

import msgspec

from core.trail.contents import scan
from core.trail.links import link
from core.trail.segment import Heard, Segment, Tell


def check(connection: sqlite3.Connection, segment: Segment, tell: Tell) -> None:
    """Check the links of a segment, then its contents if they are asked for; both inside of a transaction."""
    linked = link(connection, segment, lambda rows: tell(Heard(linked_rows=rows)))
    tell(Heard(linked_rows=linked.rows, linked=linked))
    if segment.contents:
        read = scan(connection, segment, lambda rows: tell(Heard(read_rows=rows)))
        tell(Heard(read_rows=read.rows, read=read))


def main(source: IO[bytes], target: IO[bytes]) -> int:
    """Read one segment as JSON; write how far it is now and then, and each outcome."""
    segment = msgspec.json.decode(source.read(), type=Segment)
    gc.disable()  # there are no cycles among the rows, and the process ends with its answer
    with closing(sqlite3.connect(segment.address, uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("BEGIN")
        check(connection, segment, lambda heard: send(target, heard))
    return 0


def send(target: IO[bytes], heard: Heard) -> None:
    """Write one message: a length and what is new."""
    data = msgspec.msgpack.encode(heard)
    target.write(len(data).to_bytes(8, "big") + data)
    target.flush()


def received(source: IO[bytes]) -> Heard | None:
    """Read one message; None at the end."""
    head = source.read(8)
    if len(head) < 8:
        return None
    return msgspec.msgpack.decode(source.read(int.from_bytes(head, "big")), type=Heard)


if __name__ == "__main__":
    raise SystemExit(main(sys.stdin.buffer, sys.stdout.buffer))
