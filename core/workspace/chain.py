"""Is the chain of events unbroken, and what does it say about each object?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from core.audit import GENESIS, Checkpoint, Depth, Merkle, Problem, TrailProblem
from core.ids import Digest
from core.store.snapshot import Snapshot
from core.trail.contents import scan
from core.trail.running import Say, cut, processes_for, side_by_side
from core.trail.segment import CHUNK, Heard, Linked, Scanned, Segment
from core.trail.worker import check
from core.workspace.keyring import Keyring

Name = tuple[str, str]
"""Object kind and id."""
_HEIGHT = CHUNK.bit_length() - 1


class Told(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What the trail says about one object; there are many, so it is small."""

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
    depth: Depth


@dataclass(slots=True, kw_only=True)
class Chain:
    """What the whole trail says, put together from its segments."""

    workspace: str
    problems: list[TrailProblem] = field(default_factory=list)
    objects: dict[Name, Told] = field(default_factory=dict)
    texts: set[Digest] = field(default_factory=set)
    erased: set[Digest] = field(default_factory=set)
    prefixes: dict[int, Prefix] = field(default_factory=dict)
    signatures_checked: int = 0
    size: int = 0
    head: bytes = GENESIS
    root: bytes = b""
    ts: str = ""
    """Latest time that an event bears."""

    def checkpoint(self, ts: str) -> Checkpoint | None:
        """Return the state of the chain; None when it is empty."""
        if self.size == 0:
            return None
        return Checkpoint(
            db=self.workspace,
            size=self.size,
            head=Digest(self.head.hex()),
            root=Digest(self.root.hex()),
            ts=ts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who hears how a reading of the chain goes on; either may raise to stop."""

    rows: Callable[[int, int], None]
    """Takes the numbers of events whose links and whose contents were checked so far."""
    linked: Callable[[Chain], None]
    """Takes the chain when it is known to be linked or not, before its contents are."""


def read_chain(snapshot: Snapshot, plan: ChainPlan, listener: Listener) -> Chain:
    """Check the whole trail, in several processes if it is long."""
    whole = _whole(snapshot, plan)
    chain = Chain(workspace=plan.workspace)
    linked = list[Linked]()

    def say(heard: Sequence[Heard]) -> None:
        found = [item.linked for item in heard if item.linked is not None]
        if not linked and len(found) == len(heard):
            linked.extend(found)
            _join_links(chain, found, plan.sizes, snapshot)
            listener.linked(chain)
        listener.rows(sum(item.linked_rows for item in heard), sum(item.read_rows for item in heard))

    for item in _heard(snapshot, whole, say):
        if item.read is not None:
            _join_contents(chain, item.read)
    if plan.depth is Depth.CHAIN:
        last = scan(snapshot.connection, replace(whole, low=whole.high), lambda _rows: None)
        chain.problems += _problems(last.problems)
        chain.signatures_checked = last.signatures
    return chain


def _whole(snapshot: Snapshot, plan: ChainPlan) -> Segment:
    low, high = snapshot.event_span()
    every = plan.depth is Depth.SIGNATURES
    return Segment(
        address=snapshot.address,
        workspace=plan.workspace,
        first=1,
        low=low,
        high=high,
        keys=plan.keyring.spans(),
        sizes=plan.sizes,
        contents=plan.depth is not Depth.CHAIN,
        every_signature=every,
        last_signature=not every,
    )


def _heard(snapshot: Snapshot, whole: Segment, say: Say) -> Sequence[Heard]:
    parts = processes_for(whole.high)
    if parts > 1:
        return side_by_side(cut(whole, parts), say)
    heard = Heard()

    def tell(said: Heard) -> None:
        heard.hear(said)
        say((heard,))

    check(snapshot.connection, whole, tell)
    return (heard,)


def _join_links(chain: Chain, found: Sequence[Linked], sizes: frozenset[int], snapshot: Snapshot) -> None:
    seq = 0
    for part in found:
        chain.problems += _problems(part.problems)
        if part.rows:
            chain.problems += _seam(part, chain.head, seq)
            chain.head, seq = part.last_hash, part.last_seq
        chain.size += part.rows
    _grow(chain, found, sizes, snapshot)


def _join_contents(chain: Chain, part: Scanned) -> None:
    chain.problems += _problems(part.problems)
    chain.signatures_checked += part.signatures
    if part.rows and part.first_ts < chain.ts:
        chain.problems.append(TrailProblem(problem=Problem.CLOCK_SET_BACK, seq=part.first_seq))
    chain.ts = max(chain.ts, part.last_ts)
    _join_objects(chain, part)
    chain.texts.update(map(Digest, part.texts))
    chain.erased.update(map(Digest, part.erased))


def _problems(found: Iterable[tuple[Problem, int, str | None]]) -> Iterator[TrailProblem]:
    for problem, seq, name in found:
        yield TrailProblem(problem=problem, seq=seq, object=name)


def _seam(part: Linked, head: bytes, seq: int) -> Iterator[TrailProblem]:
    """Check what no segment sees: whether it continues the one before."""
    at = part.first_seq
    if part.first_prev != head:
        yield TrailProblem(problem=Problem.CHAIN_BROKEN, seq=at)
    told = any(problem is Problem.GAP and number == at for problem, number, _ in part.problems)
    if at != seq + 1 and not told:
        yield TrailProblem(problem=Problem.GAP, seq=at)


def _join_objects(chain: Chain, part: Scanned) -> None:
    for called, said in part.objects.items():
        kind, _, identity = called.partition(" ")
        name = (kind, identity)
        told = chain.objects.get(name)
        if (None if told is None else told.digest) != said.before:
            problem = TrailProblem(problem=Problem.OBJECT_CHANGED, seq=said.created, object=called)
            chain.problems.append(problem)
        chain.objects[name] = Told(
            created_seq=said.created if told is None else told.created_seq,
            last_seq=said.last,
            digest=None if said.digest is None else Digest(said.digest),
        )


def _grow(chain: Chain, found: Sequence[Linked], sizes: frozenset[int], snapshot: Snapshot) -> None:
    """Put the tree together from whole chunks; where rows are missing between, from every hash."""
    tree = Merkle()
    if any(part.tail for part in found[:-1]):
        for item in snapshot.hashes():
            tree.append(item)
            if tree.size in sizes:
                chain.prefixes[tree.size] = Prefix(head=item.hex(), root=tree.root().hex())
        chain.root = tree.root()
        return
    for part in found:
        _grow_part(chain, tree, part)
    chain.root = tree.root()


def _grow_part(chain: Chain, tree: Merkle, part: Linked) -> None:
    base = tree.size
    for number, node in enumerate([*part.chunks, None]):
        for partial in part.partials:
            if number == (partial.size - 1) // CHUNK:
                upto = tree.copy()
                for height, root in partial.stack:
                    upto.extend(height, root)
                chain.prefixes[base + partial.size] = Prefix(head=partial.head.hex(), root=upto.root().hex())
        if node is not None:
            tree.extend(_HEIGHT, node)
    for item in part.tail:
        tree.append(item)
