"""What is one segment of the chain, and what can be found in it?"""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from core.audit import GENESIS, Problem

CHUNK = 4096
"""Leaves of a complete subtree; segments begin behind a whole number of chunks."""
BATCH = 256
"""Rows read at a time: they stay in the processor's cache while each step goes over them."""


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
    contents: bool
    """Whether what the events say is checked behind the links between them."""
    every_signature: bool
    last_signature: bool
    """Whether the last event's signature is checked when the others are not."""


@dataclass(slots=True, kw_only=True)
class Partial:
    """The tree inside of a chunk up to one event."""

    size: int
    """Events of the segment up to here."""
    head: bytes
    stack: list[tuple[int, bytes]]


@dataclass(slots=True, kw_only=True)
class Linked:
    """What numbers and hashes of a segment say."""

    rows: int = 0
    first_seq: int = 0
    first_prev: bytes = b""
    last_seq: int = 0
    last_hash: bytes = GENESIS
    problems: list[tuple[Problem, int, str | None]] = field(default_factory=list)
    chunks: list[bytes] = field(default_factory=list)
    """Roots of the complete chunks."""
    tail: list[bytes] = field(default_factory=list)
    """Event hashes behind the last complete chunk."""
    partials: list[Partial] = field(default_factory=list)


class Told(msgspec.Struct, array_like=True, gc=False, kw_only=True):
    """What a segment says about one object; there are many, so it is small."""

    created: int
    last: int
    before: str | None
    """Digest the segment begins from."""
    digest: str | None


@dataclass(slots=True, kw_only=True)
class Scanned:
    """What the events of a segment say."""

    rows: int = 0
    first_seq: int = 0
    first_ts: str = ""
    last_ts: str = ""
    problems: list[tuple[Problem, int, str | None]] = field(default_factory=list)
    objects: dict[str, Told] = field(default_factory=dict)
    """By kind and id, with a blank between."""
    texts: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    signatures: int = 0


@dataclass(slots=True, kw_only=True)
class Heard:
    """What is heard of a segment: now and then how far it is, and each outcome once."""

    linked_rows: int = 0
    read_rows: int = 0
    linked: Linked | None = None
    """When all numbers and hashes are checked."""
    read: Scanned | None = None
    """When all contents are checked."""

    def hear(self, said: "Heard") -> None:
        """Take what is new."""
        self.linked_rows = max(self.linked_rows, said.linked_rows)
        self.read_rows = max(self.read_rows, said.read_rows)
        self.linked, self.read = self.linked or said.linked, self.read or said.read


Tell = Callable[[Heard], None]
"""Takes what is new of a segment; may raise to stop."""
