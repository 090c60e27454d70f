"""Is the chain of events unbroken, and what does it say about each object?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from core.audit import GENESIS, Checkpoint, Merkle, Problem, TrailProblem
from core.ids import Digest
from core.store.snapshot import Snapshot
from core.trail.running import cut, processes_for, side_by_side
from core.trail.segment import CHUNK, Scanned, Segment, scan
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
    every_signature: bool


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


def read_chain(snapshot: Snapshot, plan: ChainPlan, say: Callable[[int], None]) -> Chain:
    """Check the whole trail, in several processes if it is long; `say` hears the number of events read."""
    low, high = snapshot.event_span()
    whole = Segment(
        address=snapshot.address,
        workspace=plan.workspace,
        first=1,
        low=low,
        high=high,
        keys=plan.keyring.spans(),
        sizes=plan.sizes,
        every_signature=plan.every_signature,
        last_signature=not plan.every_signature,
    )
    parts = processes_for(high)
    if parts == 1:
        found: tuple[Scanned, ...] = (scan(snapshot.connection, whole, say),)
    else:
        found = side_by_side(cut(whole, parts), say)
    return _joined(found, plan, snapshot)


def _joined(found: tuple[Scanned, ...], plan: ChainPlan, snapshot: Snapshot) -> Chain:
    chain = Chain(workspace=plan.workspace)
    seq, ts = 0, ""
    for part in found:
        chain.problems += _problems(part.problems)
        chain.signatures_checked += part.signatures
        if part.rows:
            chain.problems += _seam(part, chain.head, seq, ts)
            chain.head, seq, ts = part.last_hash, part.last_seq, max(ts, part.last_ts)
        chain.size += part.rows
        _join_objects(chain, part)
        chain.texts.update(map(Digest, part.texts))
        chain.erased.update(map(Digest, part.erased))
    _grow(chain, found, plan.sizes, snapshot)
    return chain


def _problems(found: Iterable[tuple[Problem, int, str | None]]) -> Iterator[TrailProblem]:
    for problem, seq, name in found:
        yield TrailProblem(problem=problem, seq=seq, object=name)


def _seam(part: Scanned, head: bytes, seq: int, ts: str) -> Iterator[TrailProblem]:
    """Check what no segment sees: whether it continues the one before."""
    at = part.first_seq
    if part.first_prev != head:
        yield TrailProblem(problem=Problem.CHAIN_BROKEN, seq=at)
    told = any(problem is Problem.GAP and number == at for problem, number, _ in part.problems)
    if at != seq + 1 and not told:
        yield TrailProblem(problem=Problem.GAP, seq=at)
    if part.first_ts < ts:
        yield TrailProblem(problem=Problem.CLOCK_SET_BACK, seq=at)


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


def _grow(chain: Chain, found: tuple[Scanned, ...], sizes: frozenset[int], snapshot: Snapshot) -> None:
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


def _grow_part(chain: Chain, tree: Merkle, part: Scanned) -> None:
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
