"""Is the chain of events unbroken, and what does it say about each object?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import rfc8785

from core.audit import (
    GENESIS,
    Action,
    AuditEvent,
    Checkpoint,
    Merkle,
    ObjectState,
    Problem,
    TrailProblem,
    event_hash,
)
from core.ids import Digest
from core.keys import ledger
from core.store.codec import references
from core.store.events import Link, copies_of
from core.workspace.keyring import Keyring

Name = tuple[str, str]
"""Object kind and id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the trail says about one object."""

    created_seq: int
    last_seq: int
    digest: Digest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """The chain up to one event."""

    head: str
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPlan:
    """What a reading of the chain needs to know beforehand."""

    workspace: str
    keyring: Keyring
    sizes: frozenset[int]
    """Prefixes that filed reports carry as checkpoints."""
    every_signature: bool


class ChainReader:
    """Takes the trail event by event and collects what is wrong."""

    def __init__(self, plan: ChainPlan) -> None:
        """Start before the first event."""
        self._plan = plan
        self._merkle = Merkle()
        self._seq, self._hash, self._ts = 0, GENESIS, ""
        self._last: Link | None = None
        self._last_event: AuditEvent | None = None
        self.problems: list[TrailProblem] = []
        self.objects: dict[Name, Told] = {}
        self.texts: set[Digest] = set()
        self.erased: set[Digest] = set()
        self.prefixes: dict[int, Prefix] = {}
        self.signatures_checked = 0

    def take(self, link: Link) -> None:
        """Check the next row."""
        self._check_link(link)
        event = self._parsed(link)
        if event is not None:
            self._check_event(link, event)
            self._remember(event)
        self._seq, self._hash = link.seq, link.hash
        self._last, self._last_event = link, event
        self._merkle.append(link.hash)
        if self._merkle.size in self._plan.sizes:
            self.prefixes[self._merkle.size] = self._prefix()

    def finish(self) -> None:
        """Check the last signature when not all were checked."""
        if not self._plan.every_signature and self._last is not None and self._last_event is not None:
            self._check_signature(self._last, self._last_event)

    def checkpoint(self, ts: str) -> Checkpoint | None:
        """Return the state of the chain; None when it is empty."""
        if self._merkle.size == 0:
            return None
        prefix = self._prefix()
        return Checkpoint(
            db=self._plan.workspace,
            size=self._merkle.size,
            head=Digest(prefix.head),
            root=Digest(prefix.root),
            ts=ts,
        )

    def _prefix(self) -> Prefix:
        return Prefix(head=self._hash.hex(), root=self._merkle.root().hex())

    def _report(self, problem: Problem, seq: int, name: Name | None = None) -> None:
        self.problems.append(
            TrailProblem(problem=problem, seq=seq, object=None if name is None else " ".join(name))
        )

    def _check_link(self, link: Link) -> None:
        if link.seq != self._seq + 1:
            self._report(Problem.GAP, link.seq)
        if link.prev != self._hash or link.hash != event_hash(link.prev, link.payload):
            self._report(Problem.CHAIN_BROKEN, link.seq)

    def _parsed(self, link: Link) -> AuditEvent | None:
        try:
            tree, canonical = read_payload(link.payload)
            event = msgspec.convert(tree, type=AuditEvent)
        except (ValueError, msgspec.MsgspecError, RecursionError):
            self._report(Problem.PAYLOAD_NOT_CANONICAL, link.seq)
            return None
        if not canonical:
            self._report(Problem.PAYLOAD_NOT_CANONICAL, link.seq)
        return event

    def _check_event(self, link: Link, event: AuditEvent) -> None:
        name = (event.object.kind.value, event.object.id)
        if event.db != self._plan.workspace:
            self._report(Problem.OTHER_WORKSPACE, link.seq)
        if event.seq != link.seq or copies_of(event) != link.copies:
            self._report(Problem.COLUMNS_DIFFER, link.seq, name)
        if event.ts < self._ts:
            self._report(Problem.CLOCK_SET_BACK, link.seq)
        self._ts = max(self._ts, event.ts)
        if self._plan.keyring.key(event.actor, link.seq) != event.key:
            self._report(Problem.KEY_UNKNOWN, link.seq)
        if self._plan.every_signature:
            self._check_signature(link, event)

    def _check_signature(self, link: Link, event: AuditEvent) -> None:
        self.signatures_checked += 1
        if not ledger.valid(event.key, link.signature, link.hash):
            self._report(Problem.SIGNATURE_INVALID, link.seq)

    def _remember(self, event: AuditEvent) -> None:
        name = (event.object.kind.value, event.object.id)
        told = self.objects.get(name)
        expected = None if told is None else told.digest
        if (None if event.before is None else event.before.digest) != expected:
            self._report(Problem.OBJECT_CHANGED, event.seq, name)
        self.objects[name] = Told(
            created_seq=event.seq if told is None else told.created_seq,
            last_seq=event.seq,
            digest=None if event.after is None else event.after.digest,
        )
        self._remember_texts(event)

    def _remember_texts(self, event: AuditEvent) -> None:
        named = set(_texts_of(event.before)) | set(_texts_of(event.after))
        if event.action is Action.TEXT_ERASED:
            self.erased |= named
        self.texts |= named
        if event.reason is not None:
            self.texts.add(Digest(event.reason))


def _texts_of(state: ObjectState | None) -> Iterable[Digest]:
    return () if state is None or not state.fields else references(state.fields)


def read_payload(payload: bytes) -> tuple[object, bool]:
    """Return the JSON value of a payload and whether the payload is its RFC 8785 form.

    Raises `ValueError` for bytes that are no JSON. For ASCII without fractions and long numbers the standard
    library writes the same bytes as RFC 8785, ten times faster.
    """
    unusual: list[str] = []

    def fraction(text: str) -> float:
        unusual.append(text)
        return float(text)

    def whole(text: str) -> float:
        return int(text) if len(text) < _SAFE_DIGITS else fraction(text)

    tree = json.loads(payload, parse_float=fraction, parse_int=whole)
    if unusual or not payload.isascii():
        return tree, bool(rfc8785.dumps(tree) == payload)
    return tree, _plain(tree) == payload


_SAFE_DIGITS = 16
"""JSON numbers are doubles: whole numbers of 16 digits may already be rounded."""


def _plain(tree: object) -> bytes:
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
