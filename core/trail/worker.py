"""How does a process of its own check one segment? It reads the task, says how far it is, and answers."""

import gc
import sqlite3
import sys
from contextlib import closing
from typing import IO

import msgspec

from core.trail.segment import Scanned, Segment, scan


def main(source: IO[bytes], target: IO[bytes]) -> int:
    """Read one segment as JSON; write a length and a number of rows now and then, at last the outcome."""
    segment = msgspec.json.decode(source.read(), type=Segment)
    gc.disable()  # there are no cycles among the rows, and the process ends with its answer

    def alive(rows: int) -> None:
        send(target, msgspec.msgpack.encode(rows))

    with closing(sqlite3.connect(segment.address, uri=True)) as connection:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        found = scan(connection, segment, alive)
    send(target, msgspec.msgpack.encode(found))
    return 0


def send(target: IO[bytes], data: bytes) -> None:
    """Write one message."""
    target.write(len(data).to_bytes(8, "big") + data)
    target.flush()


def received(source: IO[bytes]) -> int | Scanned | None:
    """Read one message: how far it is, or the outcome; None at the end."""
    head = source.read(8)
    if len(head) < 8:
        return None
    return msgspec.msgpack.decode(source.read(int.from_bytes(head, "big")), type=int | Scanned)


if __name__ == "__main__":
    raise SystemExit(main(sys.stdin.buffer, sys.stdout.buffer))
